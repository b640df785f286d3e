//! Which ways of escape the findings of a sample support, and what speaks for and against each.
//!
//! * [`MechanismFinding`] is the statement on one mechanism in one sample.
//! * [`EvidenceLine`] is one observation that was asked for, with what was found: nothing that was asked is left out.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::MechanismLayer;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// How the findings of a sample stand to a mechanism.
    MechanismState in "mechanism_state" {
        /// Everything that the rule asks for was measured and is there.
        Supported = "supported",
        /// Part of what the rule asks for is there, or doubtful; nothing that was measured contradicts it.
        Possible = "possible",
        /// Something that the rule asks for was measured and is not there. What was not measured may still hold.
        NotSupported = "not_supported",
        /// Nothing that the rule asks for could be measured, or no input of this kind can show it.
        NotAssessable = "not_assessable",
    }
}

vocabulary! {
    /// How much speaks for a mechanism that is supported or possible. It is no probability.
    MechanismStrength in "mechanism_strength" {
        /// A doubtful finding, one that lacks part of what the rule asks for, or one whose kind can only point at the mechanism.
        Weak = "weak",
        /// One lane of input shows what the rule asks for.
        Moderate = "moderate",
        /// Two lanes of input that do not depend on each other show it.
        Strong = "strong",
    }
}

vocabulary! {
    /// The kind of input that an observation comes from. Two kinds are two lanes; readouts and scores are both read from RNA.
    EvidenceLane in "evidence_lane" {
        /// Scores and places of gene sets and genes.
        Rna = "rna",
        /// Somatic variants, copy number and rearrangements.
        Dna = "dna",
        /// Functional readouts of genes, from RNA.
        Readout = "readout",
        /// Loss of HLA class I alleles.
        Hla = "hla",
        /// Dates, response and markers that the sheet states.
        Clinical = "clinical",
    }
}

impl EvidenceLane {
    /// The input that is measured: two observations from one input do not confirm each other.
    #[must_use]
    pub fn input(self) -> Self {
        match self {
            Self::Readout => Self::Rna,
            lane => lane,
        }
    }
}

vocabulary! {
    /// What was found where a rule looked.
    Observation in "observation" {
        /// High: the interval of its place lies above the middle half of the reference.
        High = "high",
        /// Within the middle half of the reference.
        Middle = "middle",
        /// Low: the interval of its place lies below the middle half of the reference.
        Low = "low",
        /// It was measured and is unresolved: the interval reaches across a border of the middle half, or the value is held back.
        Open = "open",
        /// The gene is altered; of a gene whose loss matters, both copies are hit.
        Altered = "altered",
        /// The gene is altered; whether a copy is left is not known.
        SecondCopyUnknown = "second_copy_unknown",
        /// The gene is altered in another way than the rule asks for.
        OtherAlteration = "other_alteration",
        /// One copy is altered and the other is kept.
        OneCopyKept = "one_copy_kept",
        /// The gene has a variant of unknown effect.
        Uncertain = "uncertain",
        /// A variant that would alter the gene was detected with too little support and not counted.
        CandidateFiltered = "candidate_filtered",
        /// The gene was tested and nothing was found.
        NotAltered = "not_altered",
        /// No variant was found; deletion or amplification was not tested.
        NoVariantFound = "no_variant_found",
        /// Nothing was found in a specimen that holds too little tumour to tell: plasma, or a stated tumour content under 20 %.
        LowTumourContent = "low_tumour_content",
        /// It was not tested, or could not be evaluated.
        NotTested = "not_tested",
        /// The readout is as in tumours whose gene is altered.
        SupportsLoss = "supports_loss",
        /// The readout is as in tumours whose gene is not altered.
        SupportsIntact = "supports_intact",
        /// The readout says nothing of the gene.
        Neutral = "neutral",
        /// An HLA class I allele is lost.
        AlleleLost = "allele_lost",
        /// HLA class I genes were tested and no allele is lost.
        NoAlleleLost = "no_allele_lost",
        /// The phenotype is the one that the rule asks for.
        Called = "called",
        /// The call leans to the phenotype that the rule asks for: no label confirms that RNA tells it apart.
        Leaning = "leaning",
        /// The phenotype is another one.
        OtherCall = "other_call",
        /// The sheet states what the rule asks for.
        Stated = "stated",
        /// The sheet states something else.
        StatedOtherwise = "stated_otherwise",
        /// By the stated course resistance is of another time than the mechanism is described for, or there is no progression so far.
        OtherTime = "other_time",
        /// The sheet does not state it.
        NotStated = "not_stated",
        /// It rose since an earlier sample of the patient, by more than noise.
        Rose = "rose",
        /// It fell since an earlier sample of the patient, by more than noise.
        Fell = "fell",
        /// It did not change beyond noise since an earlier sample of the patient.
        Steady = "steady",
        /// The gene is altered, or hit a second time, and an earlier sample of the patient would have shown it.
        Gained = "gained",
        /// The gene is as in an earlier sample of the patient.
        NotGained = "not_gained",
        /// A driver of an earlier sample of the patient is still there.
        Kept = "kept",
        /// The neuroendocrine programme is high and rose: histology is needed.
        Suspected = "suspected",
        /// The neuroendocrine programme is not high, or did not rise.
        NotSuspected = "not_suspected",
    }
}

vocabulary! {
    /// Whether an observation is what a rule asks for.
    Bearing in "bearing" {
        /// It is.
        For = "for",
        /// It goes with the mechanism and does not show it.
        Agrees = "agrees",
        /// It may be: the finding is doubtful.
        Perhaps = "perhaps",
        /// It is not.
        Against = "against",
        /// It says nothing, or was not measured.
        Silent = "silent",
    }
}

vocabulary! {
    /// Why a mechanism has no other state, and what must be known of the one it has.
    MechanismReason in "mechanism_reason" {
        /// It is a change over time: two samples of one patient are needed.
        NeedsPair = "needs_pair",
        /// None of the inputs can show it; the test that can is named.
        NeedsOtherTest = "needs_other_test",
        /// Nothing measures it.
        NotMeasurable = "not_measurable",
        /// Nothing that the rule asks for was measured.
        NothingMeasured = "nothing_measured",
        /// What was measured of it leaves open whether it is there.
        Unresolved = "unresolved",
        /// The finding that the rule rests on was not measured, so the others cannot support it.
        DecidingFindingMissing = "deciding_finding_missing",
        /// The source names it as the target of a drug and describes no mechanism.
        TargetOnly = "target_only",
        /// It is context in which other findings are read, and no mechanism of its own.
        ContextOnly = "context_only",
        /// What was measured is a proxy: it can point at the mechanism and not show it.
        ProxyOnly = "proxy_only",
        /// The source is an animal model or cells in culture.
        AnimalEvidence = "animal_evidence",
        /// Lanes, or rule sets of clinical resistance, contradict each other: one shows what another speaks against.
        LanesDisagree = "lanes_disagree",
        /// What the source describes beside it was measured and is the opposite: it is possible at most.
        CompanionOpposite = "companion_opposite",
        /// A companion that is part of what the source describes was not measured, or is not shown: it is possible at most.
        CompanionNotShown = "companion_not_shown",
        /// What speaks against it is that no variant was found: a deletion or an amplification was not tested and would have been missed.
        CopyNumberNotTested = "copy_number_not_tested",
        /// The sheet states another histology than the one that the rule, or the review as a whole (NSCLC), is about.
        OtherHistology = "other_histology",
        /// The source describes it under treatment with a checkpoint inhibitor, and no date shows that the biopsy was taken then: it is possible at most.
        NeedsTreatmentBefore = "needs_treatment_before",
        /// High values go with benefit: the mechanism is that they are missing.
        FavourableWhenHigh = "favourable_when_high",
    }
}

/// One observation that a rule asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EvidenceLine {
    /// The kind of input.
    pub lane: EvidenceLane,
    /// What was assessed: a gene, a feature's id, `HLA class I`, `phenotype`, `PD-L1`.
    pub subject: String,
    /// What was assessed, in words.
    pub name: String,
    /// What was found.
    pub found: Observation,
    /// Whether what was found is what the rule asks for.
    pub bearing: Bearing,
    /// The number behind it: a percentile, a likelihood ratio, a proportion score.
    pub value: Option<f64>,
    /// The finding as it is written elsewhere, such as `p.Q37*`.
    pub detail: Option<String>,
}

/// How often a mechanism is supported among the tumours in which it is assessable.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BaseRate {
    /// Share of the assessable tumours in which the mechanism is supported, 0 to 1.
    pub share: f64,
    /// Assessable tumours.
    pub n: u32,
    /// Which tumours these are, in words: `LUAD`.
    pub population: String,
}

/// What the findings of a sample say of one mechanism.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MechanismFinding {
    /// Id of the mechanism in the knowledge base.
    pub id: String,
    /// What the mechanism is about.
    pub layer: MechanismLayer,
    /// Name of the mechanism.
    pub name: String,
    /// How the findings stand to the mechanism.
    pub state: MechanismState,
    /// How much speaks for the mechanism; `null` unless it is supported or possible.
    pub strength: Option<MechanismStrength>,
    /// Every observation that the rule asked for, in the order of the rule.
    pub evidence: Vec<EvidenceLine>,
    /// Observations that speak against the mechanism, or explain the finding in another way.
    pub counter_evidence: Vec<EvidenceLine>,
    /// Why the mechanism has no other state, and what must be known of the one it has.
    pub reasons: Vec<MechanismReason>,
    /// The test or finding that would settle whether the mechanism holds.
    pub settled_by: String,
    /// What limits the claim, or its reading in a sample; `null` where the knowledge names nothing.
    #[serde(default)]
    pub caveat: Option<String>,
    /// How often the rule fires; `null` where the tumours at hand cannot tell.
    pub base_rate: Option<BaseRate>,
    /// The rule file that decided.
    pub rule: String,
}

impl MechanismFinding {
    /// Whether it is supported or possible.
    #[must_use]
    pub fn may_hold(&self) -> bool {
        matches!(self.state, MechanismState::Supported | MechanismState::Possible)
    }

    /// Whether something was found that shows the mechanism: it is supported, or possible with an observation that is what the rule
    /// asks for, or the phenotype itself that the call leans to. Another doubtful finding alone shows nothing.
    #[must_use]
    pub fn is_shown(&self) -> bool {
        match self.state {
            MechanismState::Supported => true,
            MechanismState::Possible => self.evidence.iter().any(|line| {
                let is_leaning =
                    self.layer == MechanismLayer::Phenotype && line.found == Observation::Leaning;
                line.bearing == Bearing::For || is_leaning
            }),
            MechanismState::NotSupported | MechanismState::NotAssessable => false,
        }
    }

    /// Whether it is a mechanism of its own: neither the target of a drug without one, nor context for other findings.
    #[must_use]
    pub fn is_mechanism(&self) -> bool {
        let is_other = |reason: &MechanismReason| {
            matches!(reason, MechanismReason::TargetOnly | MechanismReason::ContextOnly)
        };
        !self.reasons.iter().any(is_other)
    }

    /// Lanes whose observations show what the rule asks for, in the order of [`EvidenceLane::ALL`].
    #[must_use]
    pub fn lanes(&self) -> Vec<EvidenceLane> {
        let holds = |lane: EvidenceLane| {
            self.evidence.iter().any(|line| line.lane == lane && line.bearing == Bearing::For)
        };
        EvidenceLane::ALL.iter().copied().filter(|&lane| holds(lane)).collect()
    }
}
