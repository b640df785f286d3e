mod doubts;

use std::borrow::Cow;

use evade_core::{
    AlterationStatus, Bearing, BiopsyTime, Caution, CellText, DnaProfile, EffectClass, EvidenceLane, Feature,
    FeatureKind, FeatureLevel, FeatureReason, FeatureValue, FilterReason, FilteredCandidate, GeneAlteration,
    GeneReadout, GeneRole, Hits, HlaGene, HlaStatus, LaneInputs, Mechanism, MechanismFinding,
    MechanismReason, MechanismState, MechanismStrength, Observation, Phenotype, PhenotypeCall,
    QualityControl, ReadoutState, ReferenceStamp, ReportFacts, ResistanceClass, ResistanceCourse,
    ResistanceReason, ResistanceVerdict, RnaProfile, SampleFacts, SampleProfile, ScaleKind, Variant,
    VariantSource, Verdict,
};

use crate::biomarkers;

use super::*;
use crate::SampleHistology;

const RULES: &str = r#"
id = "test"

[[rule]]
id = "MDS-05"
needs = [{ loss = "STK11", decisive = true }, { rna = "mdsc_pmn", is = "high" }]
settled_by = "sequencing of STK11"

[[rule]]
id = "TRG-01"
needs = [{ rna = "treg", is = "high" }]
against = [{ gain = "EGFR" }]
strongest = "moderate"
settled_by = "immunohistochemistry of FOXP3"

[[rule]]
id = "APM-02"
needs = [{ loss = "B2M", both = true }]
settled_by = "immunohistochemistry of B2M"

[[rule]]
id = "IMM-06"
needs = [{ any = [{ loss = "STK11" }, { loss = "KEAP1" }] }]
settled_by = "sequencing"

[[rule]]
id = "APM-01"
needs = [{ hla_allele_lost = true }]
agrees = [{ phenotype = "active", one_sided = true }, { pdl1 = "positive", one_sided = true }]
settled_by = "an allele-specific method"

[[rule]]
id = "IMM-04"
needs = [{ histology = "adenocarcinoma" }, { gain = "KRAS", mutation = true, decisive = true }, { loss = "STK11" }]
settled_by = "sequencing"

[[rule]]
id = "IMM-07"
needs = [{ gain = "EGFR", sensitising = true }]
settled_by = "sequencing of EGFR"

[[rule]]
id = "IMM-12"
needs = [{ pdl1 = "stated" }]
agrees = [{ pdl1_rna = "cd274", shows = true }]
only = "context"
settled_by = "staining"

[[rule]]
id = "MDS-02"
needs = [{ rna = "il6", is = "high" }, { pdl1 = "high", decisive = true }]
settled_by = "IL-6 in serum"

[[rule]]
id = "EXH-09"
needs = [{ rna = "checkpoints", is = "high" }]
under_treatment = true
settled_by = "immunohistochemistry"

[[rule]]
id = "DEF-01"
needs = [{ class = "primary" }]
settled_by = "dates"

[[rule]]
id = "DEF-02"
needs = [{ class = "acquired" }]
settled_by = "dates"

[[rule]]
id = "HYP-01"
needs = [{ rna = "hypoxia", is = "high" }]
agrees = [{ rna = "emt", is = "high" }]
settled_by = "immunohistochemistry"

[[rule]]
id = "IMM-08"
out_of_reach = "needs_pair"
settled_by = "a second biopsy"
"#;

fn rules() -> MechanismRules {
    let rules: MechanismRules = toml::from_str(RULES).unwrap();
    rules.check().unwrap();
    rules
}

fn feature(id: &str, level: FeatureLevel, percentile: f64) -> FeatureValue {
    FeatureValue {
        feature: id.to_owned(),
        name: format!("{id} in words"),
        kind: FeatureKind::Set,
        value: Some(0.0),
        se: None,
        percentile: Some(percentile),
        percentile_low: None,
        percentile_high: None,
        in_histology: None,
        within_histology: false,
        n: Some(100),
        level,
        laboratory_shift: None,
        reasons: Vec::new(),
    }
}

fn gene(name: &str, status: AlterationStatus, hits: Option<Hits>) -> GeneAlteration {
    GeneAlteration { hits, role: GeneRole::Suppressor, ..GeneAlteration::new(name, status) }
}

fn call(phenotype: Phenotype) -> PhenotypeCall {
    PhenotypeCall {
        phenotype,
        confidence: None,
        leading: None,
        second: None,
        margin: None,
        stability: None,
        spatial_class: phenotype.spatial_class(),
        spatial_stability: None,
        evidence: Vec::new(),
        flips: Vec::new(),
        inflamed: evade_core::InflamedCall::unknown(),
        chosen: Vec::new(),
        base_rate: None,
        reasons: Vec::new(),
        explanation: Vec::new(),
    }
}

fn rna(features: Vec<FeatureValue>, phenotype: Phenotype) -> RnaProfile {
    RnaProfile {
        scale: ScaleKind::Frozen,
        reference: ReferenceStamp { id: "r".into(), n: 100, n_genes: 10, digest: "d".into() },
        rules: "t".into(),
        quality: QualityControl {
            n_rows: 0,
            n_universe_found: 0,
            universe_coverage: 1.0,
            n_detected: 0,
            unit: None,
            unit_source: None,
            profile_correlation: None,
            profile_gate: 0.5,
            in_reference: false,
            detected_share: None,
            normal_lung: None,
            other_tissues: Vec::new(),
            silent_genes: Vec::new(),
            rna_sex: None,
            reasons: Vec::new(),
        },
        axes: Vec::new(),
        call: call(phenotype),
        scores: Vec::new(),
        features,
        resampled: None,
    }
}

fn sample(genes: Vec<GeneAlteration>, rna: Option<RnaProfile>) -> SampleProfile {
    SampleProfile {
        schema_version: Cow::Borrowed("2"),
        intended_use: Cow::Borrowed(""),
        report: ReportFacts::default(),
        facts: SampleFacts::default(),
        rna,
        lanes: LaneInputs::default(),
        dna: DnaProfile { tested: !genes.is_empty(), genes, ..DnaProfile::default() },
        hla: Vec::new(),
        hla_note: None,
        readouts: Vec::new(),
        resistance: None,
        mechanisms: Vec::new(),
        biomarkers: None,
        knowledge: None,
        compared: None,
    }
}

fn readout(of: &str, state: ReadoutState) -> GeneReadout {
    GeneReadout {
        gene: of.into(),
        readout: "programme".into(),
        name: format!("{of} programme"),
        activates: false,
        by_deletion: false,
        value: Some(0.5),
        percentile: None,
        state,
        likelihood_ratio: Some(8.0),
        capped: false,
        compared: None,
        meaning: String::new(),
        settled_by: String::new(),
        reasons: Vec::new(),
    }
}

fn mechanism() -> Mechanism {
    let text = r#"
id = "MDS-05"
layer = "mdsc"
timing = "primary"
name = "a mechanism"
species = "human"
evidence = "observational"
claim = "a claim"
measured_by = ["rna"]
cite = { sections = ["3.2.3"], references = [60] }
"#;
    toml::from_str(text).unwrap()
}

/// The finding on one mechanism.
fn found(id: &str, profile: &SampleProfile) -> MechanismFinding {
    found_in(id, profile, SampleHistology::NotStated)
}

/// The same in a tumour of this histology.
fn found_in(id: &str, profile: &SampleProfile, histology: SampleHistology) -> MechanismFinding {
    let named = mechanism();
    let sample = AssessedSample { histology, ..assessed(profile) };
    let all = assess::assess_named(&rules(), |_| Some(&named), sample);
    all.into_iter().find(|finding| finding.id == id).unwrap()
}

fn assessed(profile: &SampleProfile) -> AssessedSample<'_> {
    AssessedSample {
        profile,
        histology: SampleHistology::NotStated,
        is_other_cancer: false,
        biopsy: BiopsyTime::NotKnown,
        pair: None,
        features: &[],
    }
}

fn high(id: &str) -> FeatureValue {
    feature(id, FeatureLevel::High, 95.0)
}

#[test]
fn two_inputs_that_show_it_make_it_strong_and_one_alone_possible() {
    let stk11 = |status| vec![gene("STK11", status, None)];
    let altered = AlterationStatus::Altered;
    let both = found("MDS-05", &sample(stk11(altered), Some(rna(vec![high("mdsc_pmn")], Phenotype::Desert))));
    assert_eq!((both.state, both.strength), (MechanismState::Supported, Some(MechanismStrength::Strong)));
    assert_eq!(both.lanes(), [EvidenceLane::Rna, EvidenceLane::Dna]);
    assert_eq!(both.evidence[0].found, Observation::SecondCopyUnknown);
    let dna = found("MDS-05", &sample(stk11(altered), None));
    // What the mechanism is about was not measured.
    assert_eq!((dna.state, dna.strength), (MechanismState::Possible, Some(MechanismStrength::Weak)));
    assert_eq!(dna.evidence[1].found, Observation::NotTested);
    // Without the finding that decides, RNA alone says nothing.
    let only_rna = found("MDS-05", &sample(vec![], Some(rna(vec![high("mdsc_pmn")], Phenotype::Desert))));
    assert_eq!(only_rna.state, MechanismState::NotAssessable);
    assert_eq!(only_rna.reasons, [MechanismReason::DecidingFindingMissing]);
    let middle = feature("mdsc_pmn", FeatureLevel::Middle, 50.0);
    let quiet = found("MDS-05", &sample(stk11(altered), Some(rna(vec![middle], Phenotype::Desert))));
    assert_eq!((quiet.state, quiet.strength), (MechanismState::NotSupported, None));
    assert_eq!(quiet.counter_evidence[0].subject, "mdsc_pmn");
    assert_eq!(found("MDS-05", &sample(vec![], None)).reasons, [MechanismReason::NothingMeasured]);
}

#[test]
fn a_readout_makes_a_loss_possible_and_never_undoes_dna() {
    use AlterationStatus::{Altered, NotAltered, Uncertain};
    use ReadoutState::{SupportsIntact, SupportsLoss};
    let with = |status: Option<AlterationStatus>, state| {
        let genes = status.map(|status| gene("STK11", status, None)).into_iter().collect();
        let mut profile = sample(genes, Some(rna(vec![high("mdsc_pmn")], Phenotype::Desert)));
        profile.readouts = vec![readout("STK11", state)];
        found("MDS-05", &profile)
    };
    assert_eq!(with(None, SupportsLoss).state, MechanismState::Possible);
    assert_eq!(with(Some(Uncertain), SupportsLoss).state, MechanismState::Possible);
    // Copy number is clean as well: the readout stands beside it.
    let clean = with(Some(NotAltered), SupportsLoss);
    assert_eq!(
        (clean.state, clean.reasons),
        (MechanismState::NotSupported, vec![MechanismReason::LanesDisagree])
    );
    let kept = with(Some(Altered), SupportsIntact);
    assert_eq!(kept.state, MechanismState::Supported);
    assert_eq!(kept.reasons, [MechanismReason::LanesDisagree]);
    assert_eq!(kept.strength, Some(MechanismStrength::Moderate));
    assert_eq!(with(None, SupportsIntact).state, MechanismState::NotAssessable);
    assert_eq!(with(Some(NotAltered), SupportsIntact).state, MechanismState::NotSupported);
}

#[test]
fn what_was_not_tested_counts_for_nothing() {
    let of = |level, percentile| {
        let features = vec![feature("treg", level, percentile)];
        found("TRG-01", &sample(vec![], Some(rna(features, Phenotype::Active)))).state
    };
    assert_eq!(of(FeatureLevel::NotAssessable, 99.0), MechanismState::NotAssessable);
    assert_eq!(of(FeatureLevel::Open, 80.0), MechanismState::Possible);
    assert_eq!(of(FeatureLevel::Open, 60.0), MechanismState::NotAssessable);
    // A level that stays open was measured.
    let open = vec![feature("treg", FeatureLevel::Open, 60.0)];
    let finding = found("TRG-01", &sample(vec![], Some(rna(open, Phenotype::Active))));
    assert_eq!(finding.reasons, [MechanismReason::Unresolved]);
    assert_eq!(of(FeatureLevel::Open, 20.0), MechanismState::NotSupported);
    assert_eq!(of(FeatureLevel::High, 95.0), MechanismState::Supported);
    assert_eq!(of(FeatureLevel::Low, 5.0), MechanismState::NotSupported);
}

#[test]
fn other_causes_stand_as_counter_evidence_where_they_are_there() {
    let mut egfr = gene("EGFR", AlterationStatus::Altered, None);
    egfr.role = GeneRole::Oncogene;
    egfr.hgvsp = Some("p.L858R".into());
    let finding = found("TRG-01", &sample(vec![egfr], Some(rna(vec![high("treg")], Phenotype::Active))));
    assert_eq!(finding.state, MechanismState::Supported);
    assert_eq!(finding.counter_evidence[0].detail.as_deref(), Some("p.L858R"));
    assert!(finding.reasons.contains(&MechanismReason::LanesDisagree));
    assert_eq!(finding.strength, Some(MechanismStrength::Weak));
    let without = found("TRG-01", &sample(vec![], Some(rna(vec![high("treg")], Phenotype::Active))));
    assert_eq!(without.counter_evidence, []);
}

#[test]
fn both_copies_where_the_mechanism_is_their_loss() {
    use AlterationStatus::{Altered, NotAltered};
    use MechanismState::{NotSupported, Possible, Supported};
    let state = |hits, flags: Vec<Caution>, status| {
        let row = GeneAlteration { flags, ..gene("B2M", status, hits) };
        let finding = found("APM-02", &sample(vec![row], None));
        let line = finding.evidence.iter().chain(&finding.counter_evidence).next().unwrap().found;
        (finding.state, line)
    };
    assert_eq!(state(Some(Hits::Biallelic), vec![], Altered), (Supported, Observation::Altered));
    assert_eq!(state(Some(Hits::Monoallelic), vec![], Altered), (NotSupported, Observation::OneCopyKept));
    assert_eq!(state(Some(Hits::Unknown), vec![], Altered), (Possible, Observation::SecondCopyUnknown));
    let untested = vec![Caution::CopyNumberNotTested];
    assert_eq!(state(None, untested, NotAltered), (NotSupported, Observation::NoVariantFound));
    assert_eq!(state(None, vec![], NotAltered), (NotSupported, Observation::NotAltered));
}

#[test]
fn one_of_several_genes_is_enough_and_an_untested_one_leaves_it_open() {
    use AlterationStatus::{Altered, NotAltered, NotTested};
    let of = |stk11, keap1| {
        let genes = vec![gene("STK11", stk11, None), gene("KEAP1", keap1, None)];
        found("IMM-06", &sample(genes, None))
    };
    let one = of(Altered, NotAltered);
    assert_eq!((one.state, one.counter_evidence.len()), (MechanismState::Supported, 0));
    assert_eq!(one.evidence[1].bearing, Bearing::Silent);
    assert_eq!(of(NotAltered, NotTested).state, MechanismState::NotAssessable);
    assert_eq!(of(NotAltered, NotAltered).state, MechanismState::NotSupported);
}

#[test]
fn an_allele_is_kept_only_where_all_three_genes_were_told() {
    use HlaStatus::{Loh, NoLoh, NotTested};
    let of = |statuses: [HlaStatus; 3]| {
        let mut profile = sample(vec![], Some(rna(vec![], Phenotype::Active)));
        let genes = ["HLA-A", "HLA-B", "HLA-C"].into_iter().zip(statuses);
        profile.hla = genes.map(|(name, status)| HlaGene { status, ..HlaGene::not_tested(name) }).collect();
        profile.facts.pdl1_tps = Some(60.0);
        found("APM-01", &profile)
    };
    let lost = of([Loh, NotTested, NotTested]);
    // What goes with a loss does not show it.
    assert_eq!((lost.state, lost.strength), (MechanismState::Supported, Some(MechanismStrength::Moderate)));
    assert_eq!(lost.lanes(), [EvidenceLane::Hla]);
    assert_eq!(lost.evidence[1].bearing, Bearing::Agrees);
    let both = of([HlaStatus::Homdel, NoLoh, NoLoh]);
    assert_eq!((both.state, both.evidence[0].found), (MechanismState::Supported, Observation::AlleleLost));
    assert_eq!(of([NoLoh, NotTested, NotTested]).state, MechanismState::NotAssessable);
    // An allele is lost in a tumour of any phenotype.
    let mut cold = sample(vec![], Some(rna(vec![], Phenotype::Desert)));
    cold.hla = vec![HlaGene { status: Loh, ..HlaGene::not_tested("HLA-A") }];
    let cold = found("APM-01", &cold);
    assert_eq!((cold.state, cold.strength), (MechanismState::Supported, Some(MechanismStrength::Moderate)));
    assert_eq!((cold.counter_evidence, cold.reasons), (vec![], vec![]));
    assert_eq!(of([NoLoh, NoLoh, NoLoh]).state, MechanismState::NotSupported);
}

#[test]
fn a_rule_of_one_histology_says_nothing_of_another_and_takes_it_for_no_finding() {
    let altered = |name: &str| gene(name, AlterationStatus::Altered, None);
    let mut kras = altered("KRAS");
    kras.role = GeneRole::Oncogene;
    kras.effect = Some(EffectClass::Missense);
    let profile = sample(vec![kras, altered("STK11")], None);
    let of = |histology| {
        let finding = found_in("IMM-04", &profile, histology);
        (finding.state, finding.strength, finding.reasons)
    };
    let moderate = Some(MechanismStrength::Moderate);
    assert_eq!(of(SampleHistology::Adenocarcinoma), (MechanismState::Supported, moderate, vec![]));
    let weak = Some(MechanismStrength::Weak);
    assert_eq!(of(SampleHistology::Nsclc), (MechanismState::Possible, weak, vec![]));
    let other = vec![MechanismReason::OtherHistology];
    assert_eq!(of(SampleHistology::Squamous), (MechanismState::NotAssessable, None, other.clone()));
    assert_eq!(of(SampleHistology::NotKnown), (MechanismState::NotAssessable, None, other));
}

#[test]
fn another_mutation_of_egfr_speaks_against_it_and_an_amplification_says_nothing() {
    let of = |flags: Vec<Caution>, effect: EffectClass| {
        let mut egfr = gene("EGFR", AlterationStatus::Altered, None);
        egfr.role = GeneRole::Oncogene;
        egfr.flags = flags;
        egfr.effect = Some(effect);
        let finding = found("IMM-07", &sample(vec![egfr], None));
        let line = finding.evidence.first().or(finding.counter_evidence.first()).unwrap();
        (finding.state, finding.strength, line.found)
    };
    let other = Observation::OtherAlteration;
    let moderate = Some(MechanismStrength::Moderate);
    assert_eq!(
        of(vec![Caution::EgfrClassical], EffectClass::Missense),
        (MechanismState::Supported, moderate, Observation::Altered)
    );
    let insertion = of(vec![Caution::EgfrExon20Insertion], EffectClass::Inframe);
    assert_eq!(insertion, (MechanismState::NotSupported, None, other));
    assert_eq!(of(vec![], EffectClass::Unknown), (MechanismState::NotAssessable, None, other));
}

#[test]
fn rna_and_staining_of_pdl1_agree_at_the_same_end() {
    use FeatureLevel::{High, Low, Middle};
    let of = |tps, level| {
        let features = vec![feature("cd274", level, 50.0)];
        let mut profile = sample(vec![], Some(rna(features, Phenotype::Active)));
        profile.facts.pdl1_tps = Some(tps);
        let features = profile.rna.as_ref().map_or(&[][..], |rna| &rna.features);
        profile.biomarkers = Some(biomarkers(&profile.facts, None, features));
        let finding = found("IMM-12", &profile);
        let disagree = finding.reasons.contains(&MechanismReason::LanesDisagree);
        (finding.lanes().contains(&EvidenceLane::Rna), disagree)
    };
    assert_eq!([of(60.0, High), of(0.0, Low)], [(true, false); 2]);
    assert_eq!([of(60.0, Low), of(0.0, High)], [(false, true); 2]);
    // From 1 to under 50 % it is neither.
    assert_eq!([of(60.0, Middle), of(0.0, Middle), of(10.0, Low), of(1.0, High)], [(false, false); 4]);
}

#[test]
fn a_change_over_time_needs_a_second_sample() {
    let finding = found("IMM-08", &sample(vec![gene("B2M", AlterationStatus::Altered, None)], None));
    assert_eq!(finding.state, MechanismState::NotAssessable);
    assert_eq!(finding.reasons, [MechanismReason::NeedsPair]);
}

#[test]
fn rules_that_cannot_be_evaluated_are_refused() {
    let refused = |of: &str| {
        let text = format!("id = \"x\"\n[[rule]]\nid = \"A\"\nsettled_by = \"b\"\n{of}");
        match toml::from_str::<MechanismRules>(&text) {
            Ok(rules) => rules.check().unwrap_err().to_string(),
            Err(error) => error.message().to_owned(),
        }
    };
    assert!(refused("").contains("needs nothing"));
    assert!(refused("needs = [{ loss = \"B2M\", gain = \"EGFR\" }]").contains("one of the keys"));
    assert!(refused("needs = [{ rna = \"treg\" }]").contains("stand together"));
    assert!(refused("needs = [{ gain = \"EGFR\", both = true }]").contains("beside 'loss'"));
    assert!(refused("needs = [{ gain = \"KRAS\", sensitising = true }]").contains("'gain = \"EGFR\"' alone"));
    assert!(refused("needs = [{ loss = \"B2M\", mutation = true }]").contains("beside 'gain' alone"));
    assert!(
        refused("needs = [{ loss = \"B2M\", shows = true }]")
            .contains("'shows' and 'part' stand in 'agrees'")
    );
    assert!(refused("needs = [{ loss = \"B2M\", one_sided = true }]").contains("in 'agrees' alone"));
    assert!(refused("needs = [{ any = [] }]").contains("empty 'any'"));
    assert!(refused("needs = [{ phenotype = \"indeterminate\" }]").contains("one of active"));
    assert!(refused("needs = [{ loos = \"B2M\" }]").contains("unknown field"));
    assert!(
        refused("out_of_reach = \"needs_pair\"\nneeds = [{ loss = \"B2M\" }]").contains("asks for findings")
    );
}
