//! What leaves a mechanism in doubt: findings that may be missed or mean something else, other cancers, rule sets that disagree.

use super::*;

#[test]
fn an_amplification_is_no_mutation() {
    let mut kras = gene("KRAS", AlterationStatus::Altered, None);
    kras.role = GeneRole::Oncogene;
    let profile = sample(vec![kras, gene("STK11", AlterationStatus::Altered, None)], None);
    let finding = found_in("IMM-04", &profile, SampleHistology::Adenocarcinoma);
    assert_eq!((finding.state, finding.strength), (MechanismState::Possible, Some(MechanismStrength::Weak)));
    assert_eq!(finding.evidence[1].found, Observation::OtherAlteration);
}

#[test]
fn the_tumours_that_a_rule_is_about_are_not_what_it_is_about() {
    let mut profile = sample(vec![], None);
    profile.facts.pdl1_tps = Some(80.0);
    let finding = found("MDS-02", &profile);
    assert_eq!((finding.state, finding.strength), (MechanismState::Possible, Some(MechanismStrength::Weak)));
    assert_eq!(finding.lanes(), [EvidenceLane::Clinical]);
}

#[test]
fn a_readout_against_a_sequence_that_hides_deletions_leaves_either_gene_possible() {
    let of = |symbol: &str| {
        let mut row = gene(symbol, AlterationStatus::NotAltered, None);
        row.flags = vec![Caution::CopyNumberNotTested];
        let other = if symbol == "STK11" { "KEAP1" } else { "STK11" };
        let mut profile = sample(vec![row, gene(other, AlterationStatus::NotAltered, None)], None);
        profile.readouts = vec![readout(symbol, ReadoutState::SupportsLoss)];
        found("IMM-06", &profile)
    };
    for finding in ["STK11", "KEAP1"].map(of) {
        assert_eq!(
            (finding.state, finding.strength),
            (MechanismState::Possible, Some(MechanismStrength::Weak))
        );
        assert_eq!(finding.reasons, [MechanismReason::LanesDisagree]);
        assert_eq!(finding.counter_evidence[0].found, Observation::NoVariantFound);
    }
}

#[test]
fn dna_that_may_have_missed_a_change_does_not_speak_against_it() {
    let state = |row: GeneAlteration, purity: Option<f64>, specimen: Option<&str>| {
        let mut profile = sample(vec![row], None);
        profile.facts.purity = purity;
        profile.facts.specimen = specimen.map(str::to_owned);
        let finding = found("APM-02", &profile);
        (finding.state, finding.evidence.first().map(|line| line.found))
    };
    let clean = || gene("B2M", AlterationStatus::NotAltered, None);
    let hidden = (MechanismState::NotAssessable, Some(Observation::LowTumourContent));
    assert_eq!(state(clean(), Some(0.1), None), hidden);
    assert_eq!(state(clean(), None, Some("plasma")), hidden);
    assert_eq!(state(clean(), Some(0.2), None).0, MechanismState::NotSupported);
    let lost = || gene("B2M", AlterationStatus::Altered, Some(Hits::Biallelic));
    assert_eq!(state(lost(), Some(0.1), None).0, MechanismState::Supported);
    let flagged = |row: GeneAlteration, flag: Caution| GeneAlteration { flags: vec![flag], ..row };
    let unphased = flagged(lost(), Caution::LikelyBiallelic);
    assert_eq!(state(unphased, None, None), (MechanismState::Possible, Some(Observation::SecondCopyUnknown)));
    let dropped =
        |reason| Caution::CandidateFiltered(FilteredCandidate { change: CellText::new("p.S40*"), reason });
    assert_eq!(
        state(flagged(clean(), dropped(FilterReason::LowVaf)), None, None),
        (MechanismState::Possible, Some(Observation::CandidateFiltered))
    );
    assert_eq!(
        state(flagged(clean(), dropped(FilterReason::InNormal)), None, None).0,
        MechanismState::NotSupported
    );
}

#[test]
fn another_cancer_is_said_and_what_comes_under_treatment_is_possible_at_most() {
    let profile = sample(vec![], Some(rna(vec![high("treg"), high("checkpoints")], Phenotype::Active)));
    let named = mechanism();
    let of = |id: &str, is_other_cancer, biopsy| {
        let sample = AssessedSample { is_other_cancer, biopsy, ..assessed(&profile) };
        let all = assess::assess_named(&rules(), |_| Some(&named), sample);
        let finding = all.into_iter().find(|finding| finding.id == id).unwrap();
        (finding.state, finding.reasons)
    };
    let (supported, possible) = (MechanismState::Supported, MechanismState::Possible);
    let (untreated, under, unknown) =
        (BiopsyTime::Untreated, BiopsyTime::UnderTreatment, BiopsyTime::NotKnown);
    assert_eq!(of("TRG-01", false, untreated), (supported, vec![]));
    assert_eq!(of("TRG-01", true, unknown), (possible, vec![MechanismReason::OtherHistology]));
    let treatment = vec![MechanismReason::NeedsTreatmentBefore];
    assert_eq!(of("EXH-09", false, unknown), (possible, treatment.clone()));
    assert_eq!(of("EXH-09", false, untreated), (MechanismState::NotAssessable, treatment));
    assert_eq!(of("EXH-09", false, under), (supported, vec![]));
}

#[test]
fn what_was_read_and_held_back_is_unresolved_and_features_have_their_names() {
    let mut held = feature("treg", FeatureLevel::NotAssessable, 80.0);
    held.reasons = vec![FeatureReason::RnaNotEvaluable];
    let profile = sample(vec![], Some(rna(vec![held], Phenotype::NotEvaluable)));
    let finding = found("TRG-01", &profile);
    assert_eq!(
        (finding.evidence[0].found, finding.reasons),
        (Observation::Open, vec![MechanismReason::Unresolved])
    );
    let text =
        "id = \"treg\"\nname = \"regulatory T cells\"\nkind = \"gene\"\nsources = []\ncannot_see = \"\"\n";
    let features: [Feature; 1] = [toml::from_str(text).unwrap()];
    let without = sample(vec![], None);
    let named = mechanism();
    let seen = AssessedSample { features: &features, ..assessed(&without) };
    let all = assess::assess_named(&rules(), |_| Some(&named), seen);
    let finding = all.iter().find(|finding| finding.id == "TRG-01").unwrap();
    assert_eq!(finding.evidence[0].name, "regulatory T cells");
}

#[test]
fn what_makes_resistant_to_an_inhibitor_does_not_sensitise() {
    let mut egfr = gene("EGFR", AlterationStatus::Altered, None);
    egfr.role = GeneRole::Oncogene;
    egfr.hgvsp = Some("p.T790M".into());
    egfr.flags = vec![Caution::EgfrT790m];
    let alone = found("IMM-07", &sample(vec![egfr.clone()], None));
    assert_eq!(
        (alone.state, alone.evidence[0].found),
        (MechanismState::Possible, Observation::OtherAlteration)
    );
    let mut profile = sample(vec![egfr], None);
    profile.dna.variants = vec![variant("EGFR", "p.L858R", Caution::EgfrClassical)];
    let beside = found("IMM-07", &profile);
    assert_eq!(beside.state, MechanismState::Supported);
    assert_eq!(beside.evidence[0].detail.as_deref(), Some("p.L858R"));
}

fn variant(gene: &str, change: &str, flag: Caution) -> Variant {
    Variant {
        gene: gene.into(),
        chrom: "7".into(),
        pos: 1,
        reference: "T".into(),
        alternate: "G".into(),
        effect: EffectClass::Missense,
        hgvsp: Some(change.into()),
        hgvsc: None,
        transcript: None,
        vaf: None,
        depth: None,
        alt_reads: None,
        verdict: Verdict::Damaging,
        codes: Vec::new(),
        source: VariantSource::Maf,
        flags: vec![flag],
        points: 0,
        nmd: None,
        phase: None,
        other_end: None,
    }
}

#[test]
fn rule_sets_that_take_acquired_for_primary_leave_both_doubtful() {
    use ResistanceClass::{Acquired, NotAssessable, NotMet, Primary};
    let of = |id: &str, sitc, nsclc, reasons: &[ResistanceReason]| {
        let mut profile = sample(vec![], None);
        let verdict = |class| ResistanceVerdict { class, reasons: reasons.to_vec() };
        profile.resistance = Some(ResistanceCourse {
            rules: "r".into(),
            sitc_review: verdict(sitc),
            nsclc_2021: verdict(nsclc),
            months: Some(5.0),
            months_treated: None,
            months_after_last_dose: None,
            best_response: None,
            response_confirmed: None,
            biopsy: BiopsyTime::NotKnown,
        });
        let finding = found(id, &profile);
        (finding.state, finding.reasons)
    };
    let disputed = (MechanismState::Possible, vec![MechanismReason::LanesDisagree]);
    assert_eq!(of("DEF-01", Primary, Acquired, &[]), disputed);
    assert_eq!(of("DEF-02", Primary, Acquired, &[]), disputed);
    assert_eq!(of("DEF-01", Primary, NotMet, &[]).0, MechanismState::Supported);
    let wrong = of("DEF-01", NotAssessable, NotAssessable, &[ResistanceReason::LastDoseBeforeFirst]);
    assert_eq!(wrong, (MechanismState::NotAssessable, vec![MechanismReason::Unresolved]));
    let missing = of("DEF-01", NotAssessable, NotAssessable, &[ResistanceReason::LastDoseMissing]);
    assert_eq!(missing.1, [MechanismReason::NothingMeasured]);
}

#[test]
fn a_companion_at_the_other_end_of_the_same_input_leaves_it_possible() {
    let with = |emt: FeatureValue| {
        found("HYP-01", &sample(vec![], Some(rna(vec![high("hypoxia"), emt], Phenotype::Excluded))))
    };
    let opposite = with(feature("emt", FeatureLevel::Low, 4.0));
    assert_eq!(
        (opposite.state, opposite.strength),
        (MechanismState::Possible, Some(MechanismStrength::Moderate))
    );
    assert_eq!(opposite.reasons, [MechanismReason::CompanionOpposite]);
    assert_eq!(opposite.counter_evidence.len(), 1);
    for emt in [high("emt"), feature("emt", FeatureLevel::Middle, 50.0)] {
        assert_eq!(with(emt).state, MechanismState::Supported);
    }
}

#[test]
fn a_loss_that_was_sought_among_variants_alone_says_so() {
    let of = |flags: Vec<Caution>| {
        let row = GeneAlteration { flags, ..gene("B2M", AlterationStatus::NotAltered, None) };
        let finding = found("APM-02", &sample(vec![row], None));
        (finding.state, finding.reasons)
    };
    let open = vec![MechanismReason::CopyNumberNotTested];
    assert_eq!(of(vec![Caution::CopyNumberNotTested]), (MechanismState::NotSupported, open));
    assert_eq!(of(vec![]), (MechanismState::NotSupported, vec![]));
}
