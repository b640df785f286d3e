//! The TME phenotype call and everything that explains it.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Reason;
use crate::vocabulary::vocabulary;

/// The five inputs of the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub enum Axis {
    /// T-cell infiltration.
    T,
    /// Effector and interferon-gamma programme.
    G,
    /// Antigen presentation.
    P,
    /// Suppression, adjusted for T.
    S,
    /// Stroma and exclusion.
    X,
}

impl Axis {
    /// All axes in the order tables print them.
    pub const ALL: [Self; 5] = [Self::T, Self::G, Self::P, Self::S, Self::X];

    /// The letter.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        ["T", "G", "P", "S", "X"][self.place()]
    }

    /// The axis in words.
    #[must_use]
    pub fn label(self) -> &'static str {
        [
            "T-cell infiltration",
            "effector / IFN-gamma",
            "antigen presentation",
            "suppression for that T level",
            "stroma / exclusion",
        ][self.place()]
    }

    /// The place in [`Axis::ALL`].
    #[must_use]
    pub fn place(self) -> usize {
        self as usize
    }
}

impl fmt::Display for Axis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

vocabulary! {
    /// The tumour microenvironment phenotype.
    Phenotype in "phenotype" {
        /// T cells with a working effector programme, neither suppression nor stroma dominant.
        Active = "active",
        /// Immune cells present, suppression high for that T level.
        Suppressed = "suppressed",
        /// Stroma dominant with some T signal; the place of T cells is inferred, not seen.
        Excluded = "excluded",
        /// T, effector and antigen presentation low.
        Desert = "desert",
        /// Two classes too close, or the call does not survive resampling.
        Indeterminate = "indeterminate",
        /// A gate failed: there is no call.
        NotEvaluable = "not_evaluable",
    }
}

impl Phenotype {
    /// The four classes that carry evidence.
    pub const CLASSES: [Self; 4] = [Self::Active, Self::Suppressed, Self::Excluded, Self::Desert];

    /// Whether this is one of the four classes.
    #[must_use]
    pub fn is_determinate(self) -> bool {
        Self::CLASSES.contains(&self)
    }

    /// How the class is worded for people.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Active => "immunologically active",
            Self::Suppressed => "immunosuppressed",
            Self::Excluded => "excluded-like (inferred)",
            Self::Desert => "immune desert",
            Self::Indeterminate => "indeterminate",
            Self::NotEvaluable => "not evaluable",
        }
    }

    /// The three-class reading: active and suppressed are both inflamed.
    #[must_use]
    pub fn spatial_class(self) -> SpatialClass {
        match self {
            Self::Active | Self::Suppressed => SpatialClass::Inflamed,
            Self::Excluded => SpatialClass::Excluded,
            Self::Desert => SpatialClass::Desert,
            Self::Indeterminate => SpatialClass::Indeterminate,
            Self::NotEvaluable => SpatialClass::NotEvaluable,
        }
    }
}

vocabulary! {
    /// The phenotype folded onto the classes that pathologists use.
    SpatialClass in "spatial_class" {
        /// T cells present.
        Inflamed = "inflamed",
        /// Stroma dominant.
        Excluded = "excluded",
        /// T cells missing.
        Desert = "desert",
        /// Classes too close.
        Indeterminate = "indeterminate",
        /// No call.
        NotEvaluable = "not_evaluable",
    }
}

vocabulary! {
    /// How far to trust a call; the order is from worst to best.
    Confidence in "confidence" {
        /// Look at the reasons before using it.
        Low = "low",
        /// Holds under resampling, with a stated limit.
        Moderate = "moderate",
        /// Nothing known speaks against it.
        High = "high",
    }
}

vocabulary! {
    /// Whether a tumour is inflamed: T cells with an effector programme among the tumour cells, as pathology calls it.
    Inflamed in "inflamed" {
        /// It is: a probability, or a value of the axes, from the rule's upper threshold on.
        Yes = "yes",
        /// It is not: below the lower threshold.
        No = "no",
        /// Between the thresholds, or it is open what the RNA is of.
        Indeterminate = "indeterminate",
        /// A gate failed.
        NotEvaluable = "not_evaluable",
    }
}

/// The probability that pathology calls the tumour inflamed, and what it rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Probability {
    /// The probability.
    pub p: f64,
    /// Lower end of the 95 % interval of `p`: errors of genes, reference, laboratory and fit.
    pub low: f64,
    /// Upper end of the 95 % interval of `p`.
    pub high: f64,
    /// The tumour is called inflamed from this probability on.
    pub yes_from: f64,
    /// The tumour is called not inflamed below this probability.
    pub no_below: f64,
    /// The tumours that the model was fitted on, in words.
    pub population: String,
    /// Who called these tumours inflamed, in words.
    pub label: String,
    /// How many of the tumours that the model was fitted on were called inflamed.
    pub inflamed: u32,
    /// How many tumours the model was fitted on.
    pub n: u32,
}

/// The answer to the question whether the tumour is inflamed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct InflamedCall {
    /// Whether the tumour is inflamed.
    pub inflamed: Inflamed,
    /// Probability that it is inflamed; `null` where no model was fitted to labels on this reference.
    pub probability: Option<Probability>,
    /// The tissue whose model answered; `null` for a rule set without models.
    pub tissue: Option<String>,
}

/// A class and the share of the resampled calls that chose it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Chosen {
    /// The class.
    pub class: Phenotype,
    /// Share of the resampled calls, 0 to 1.
    pub share: f64,
}

/// A condition of a class that does not hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Shortfall {
    /// The condition in words, such as `S >= 0.7`.
    pub condition: String,
    /// By how much the condition that fails lowers the evidence.
    pub amount: f64,
}

/// How far a gene stands from its median in the reference.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GeneDeviation {
    /// Approved symbol.
    pub gene: String,
    /// Difference of within-sample rank quantiles, -1 to 1.
    pub deviation: f64,
}

/// One axis of one sample against the reference.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AxisValue {
    /// Which axis.
    pub axis: Axis,
    /// The value that enters the call, in robust standard deviations of the reference; S is adjusted for T.
    pub z: Option<f64>,
    /// The value before adjustment; differs from `z` for S alone.
    pub z_raw: Option<f64>,
    /// For G and S: excess or deficit at that T level.
    pub residual_on_t: Option<f64>,
    /// Standard deviation of `z` over the resampled genes and references.
    pub se: Option<f64>,
    /// Place in the reference, 1 = lowest, `n` + 1 = above all.
    pub rank: Option<u32>,
    /// Reference samples behind the place.
    pub n_reference: u32,
    /// Percentile in the reference, never beyond what its size can tell.
    pub percentile: Option<f64>,
    /// 95 % interval of `percentile` for the size of the reference alone: lower and upper end.
    pub percentile_interval: Option<(f64, f64)>,
    /// 95 % interval of `percentile`, joined with the error of the value itself (`se`): where the sample may stand.
    #[serde(default)]
    pub interval_with_error: Option<(f64, f64)>,
    /// Member signatures that gave the value.
    pub members: Vec<String>,
    /// Member signatures without a value, with the reason.
    pub members_missing: Vec<(String, Reason)>,
    /// Distinct member genes of the universe that are in the matrix.
    pub n_found: u32,
    /// Distinct member genes of the universe.
    pub n_genes: u32,
    /// Up to five member genes furthest above their reference median, furthest first.
    pub genes_above: Vec<GeneDeviation>,
    /// Up to five member genes furthest below their reference median, furthest first.
    pub genes_below: Vec<GeneDeviation>,
    /// Whether cohorts inside the reference disagree on this axis; `null` when it has one cohort only.
    pub unstable: Option<bool>,
    /// The place among the reference's tumours of the stated histology, where it has them apart.
    #[serde(default)]
    pub in_histology: Option<HistologyPlace>,
    /// Whether the value lies outside everything in the reference.
    #[serde(default)]
    pub outside_reference: bool,
    /// By how much the user moved the axis, in z; already part of `z`.
    #[serde(default)]
    pub offset: Option<f64>,
    /// How far the tumours of other laboratories lie from the reference's with the same T: the largest median difference
    /// that was seen, in z. `null` when the reference was compared with no other laboratory.
    #[serde(default)]
    pub laboratory_shift: Option<f64>,
}

/// A place among the reference's tumours of one histology.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HistologyPlace {
    /// The histology in the reference's words.
    pub histology: String,
    /// How many tumours of the histology the reference holds.
    pub n: u32,
    /// Place among the tumours of the histology, 1 = lowest, `n` + 1 = above all.
    pub rank: u32,
    /// Percentile among the tumours of the histology, never beyond what their number can tell.
    pub percentile: f64,
}

/// One axis's share in one class's evidence.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Contribution {
    /// Which axis.
    pub axis: Axis,
    /// The rule's weight, as it enters the sum.
    pub weight: f64,
    /// The axis value as the rule counts it: clipped, and 0 where it does not count.
    pub input: f64,
    /// Weight times input.
    pub contribution: f64,
}

/// The evidence for one class.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// The class.
    pub class: Phenotype,
    /// The constant and the contributions, less the shortfalls.
    pub evidence: f64,
    /// Whether all conditions of the class hold.
    pub allowed: bool,
    /// The first condition that failed, in words such as `T > -0.25`.
    pub failed_guard: Option<String>,
    /// What does not depend on an axis; 0 for a rule set of weights alone.
    #[serde(default)]
    pub constant: f64,
    /// The terms of the sum.
    pub contributions: Vec<Contribution>,
    /// What conditions that fail take away; empty where a failed guard does not lower the evidence.
    #[serde(default)]
    pub shortfalls: Vec<Shortfall>,
}

/// The smallest move of one axis, the others held, that changes the call, or of an open call the class that leads.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Flip {
    /// Which axis moves.
    pub axis: Axis,
    /// By how much the axis moves, in z.
    pub delta: f64,
    /// What the call becomes; `indeterminate` when it is left open.
    pub becomes: Phenotype,
}

/// The call of one sample with its explanation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PhenotypeCall {
    /// The call.
    pub phenotype: Phenotype,
    /// Worst of margin, stability, coverage, platform and reference size; `null` without a class.
    pub confidence: Option<Confidence>,
    /// The class of highest evidence, also when the call is indeterminate.
    pub leading: Option<Phenotype>,
    /// The runner-up among the classes that the guards allow.
    pub second: Option<Phenotype>,
    /// Evidence of the leading class minus that of the runner-up; `null` when the guards leave one class.
    pub margin: Option<f64>,
    /// Share of resampled calls that agree with the leading class.
    pub stability: Option<f64>,
    /// The three-class reading.
    pub spatial_class: SpatialClass,
    /// Share of resampled calls that agree with the three-class reading.
    pub spatial_stability: Option<f64>,
    /// Evidence of each class.
    pub evidence: Vec<Evidence>,
    /// Nearest flip on each axis that has one, nearest first.
    pub flips: Vec<Flip>,
    /// Whether the tumour is inflamed.
    #[serde(default = "InflamedCall::unknown")]
    pub inflamed: InflamedCall,
    /// The classes that the resampled calls chose, most frequent first.
    #[serde(default)]
    pub chosen: Vec<Chosen>,
    /// How many reference samples get the same call, and how many there are; `null` for a call that names no class.
    pub base_rate: Option<(u32, u32)>,
    /// Everything that lowered or stopped the call.
    pub reasons: Vec<Reason>,
    /// The call in sentences.
    pub explanation: Vec<String>,
}

impl InflamedCall {
    /// No answer.
    #[must_use]
    pub fn unknown() -> Self {
        Self { inflamed: Inflamed::NotEvaluable, probability: None, tissue: None }
    }
}

impl Probability {
    /// What the probability means, for explanations and pages alike.
    #[must_use]
    pub fn in_words(&self) -> String {
        let of_100 = |share: f64| (100.0 * share).round();
        format!(
            "Of 100 {} with this value, {} (95 % interval {} to {}) were called inflamed by {}; {} of 100 overall",
            self.population,
            of_100(self.p),
            of_100(self.low),
            of_100(self.high),
            self.label,
            of_100(f64::from(self.inflamed) / f64::from(self.n)),
        )
    }
}

impl PhenotypeCall {
    /// The class that the resampled calls chose most often beside the leading one, if they chose another; the runner-up where
    /// it is not known what they chose.
    #[must_use]
    pub fn rival(&self) -> Option<Phenotype> {
        if self.chosen.is_empty() {
            return self.second;
        }
        let mut chosen = self.chosen.iter().map(|chosen| chosen.class);
        chosen.find(|&class| Some(class) != self.leading)
    }

    /// The reason that keeps the sample from a class, where it is what the RNA is of, how it was measured or how few
    /// tumour cells it holds. `None` for a class that was called, for classes too close to tell, and for a call that
    /// changes when it is resampled. Of several reasons the one that explains the others comes first.
    #[must_use]
    pub fn deciding_reason(&self) -> Option<Reason> {
        let reasons = || self.reasons.iter().copied();
        match self.phenotype {
            // What cannot be measured says nothing of the tissue.
            Phenotype::NotEvaluable => {
                reasons().filter(|r| r.stops_the_call()).min_by_key(|&r| (r.is_about_tissue(), r))
            }
            // A tissue without epithelium explains a profile unlike the reference, normal lung does not.
            Phenotype::Indeterminate => reasons()
                .filter(|r| r.leaves_the_call_open())
                .min_by_key(|&r| (r != Reason::NotEpithelial, r))
                .or_else(|| {
                    let is_of_evidence = |r: &Reason| {
                        use Reason::{InflamedUndecided, KindUndecided, LowMargin, LowStability};
                        matches!(r, LowMargin | LowStability | InflamedUndecided | KindUndecided)
                    };
                    let lacks_t_cells = match self.leading {
                        Some(Phenotype::Desert) => true,
                        Some(Phenotype::Excluded) => self.inflamed.tissue.is_some(),
                        _ => false,
                    };
                    let is_thin = lacks_t_cells
                        && self.reasons.contains(&Reason::LowPurity)
                        && !self.reasons.iter().any(is_of_evidence);
                    is_thin.then_some(Reason::LowPurity)
                }),
            _ => None,
        }
    }

    /// What the call says of the tissue; nothing where too little was measured to tell.
    pub fn tissue_reasons(&self) -> impl Iterator<Item = Reason> + '_ {
        let is_measured = !self.reasons.contains(&Reason::DepthTooLow);
        self.reasons.iter().copied().filter(move |reason| is_measured && reason.is_about_tissue())
    }
}

/// A place in a reference in words, for tables, explanations and pages alike: `rank` 1 is the lowest, `n` + 1 lies above
/// all of it.
///
/// ```
/// use evade_core::place_in_words;
/// assert_eq!(place_in_words(31, 43), "above 30 of 43");
/// assert_eq!((place_in_words(1, 43).as_str(), place_in_words(44, 43).as_str()), ("below all 43", "above all 43"));
/// ```
#[must_use]
pub fn place_in_words(rank: u32, n: u32) -> String {
    match rank {
        0 | 1 => format!("below all {n}"),
        _ if rank > n => format!("above all {n}"),
        _ => format!("above {} of {n}", rank - 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(phenotype: Phenotype, reasons: &[Reason]) -> PhenotypeCall {
        PhenotypeCall {
            phenotype,
            confidence: None,
            leading: Some(Phenotype::Desert),
            second: Some(Phenotype::Active),
            margin: None,
            stability: None,
            spatial_class: phenotype.spatial_class(),
            spatial_stability: None,
            evidence: Vec::new(),
            flips: Vec::new(),
            inflamed: InflamedCall::unknown(),
            chosen: Vec::new(),
            base_rate: None,
            reasons: reasons.to_vec(),
            explanation: Vec::new(),
        }
    }

    #[test]
    fn the_deciding_reason_is_the_one_that_explains_the_others() {
        use Phenotype::{Active, Indeterminate, NotEvaluable};
        let decides = |phenotype, reasons: &[Reason]| call(phenotype, reasons).deciding_reason();
        let mismatch = Reason::PlatformMismatch;
        assert_eq!(decides(NotEvaluable, &[mismatch, Reason::NormalLung]), Some(Reason::NormalLung));
        assert_eq!(
            decides(NotEvaluable, &[Reason::NormalLung, Reason::DepthTooLow]),
            Some(Reason::DepthTooLow)
        );
        assert_eq!(decides(Indeterminate, &[mismatch, Reason::NotEpithelial]), Some(Reason::NotEpithelial));
        assert_eq!(decides(Indeterminate, &[mismatch, Reason::NormalLungPossible]), Some(mismatch));
        assert_eq!(decides(Indeterminate, &[mismatch, Reason::LowMargin]), Some(mismatch));
        assert_eq!(decides(Indeterminate, &[Reason::LowPurity]), Some(Reason::LowPurity));
        // Classes that are too close, doubts that stop nothing, and a class that was called.
        assert_eq!(decides(Indeterminate, &[Reason::LowPurity, Reason::LowMargin]), None);
        assert_eq!(decides(Indeterminate, &[Reason::LowMargin, Reason::NormalLungContent]), None);
        assert_eq!(decides(Active, &[Reason::OtherTissue]), None);
        let tissue = |reasons: &[Reason]| call(NotEvaluable, reasons).tissue_reasons().count();
        assert_eq!(tissue(&[Reason::NormalLung, Reason::OtherTissue, mismatch]), 2);
        assert_eq!(tissue(&[Reason::LowEpithelium, Reason::DepthTooLow]), 0);
    }
}
