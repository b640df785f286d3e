//! Pairs worked out by hand.

use std::borrow::Cow;

use evade_core::{
    AlterationStatus, ChangeKind, ChangeStatus, CloneVerdict, Comparability, CopySource, CopyState,
    DepthSource, DnaEvidence, DnaProfile, EffectClass, EvidenceCode, GeneAlteration, GeneCopies, GeneRole,
    Hits, HlaGene, HlaStatus, LaneInput, LaneInputs, PairComparison, PairOrder, PairReason, PersonVerdict,
    PlaceReads, ReportFacts, SampleFacts, SampleProfile, Variant, VariantSource, Verdict,
};

use super::matching::key;
use super::{
    CallLimits, ComparedSample, DnaLimits, PairRules, PairRulesError, PlannedPair, Replicates, compare_pair,
};

/// A sample of which nothing is known.
pub(super) fn profile(sample: &str) -> SampleProfile {
    SampleProfile {
        schema_version: Cow::Borrowed("2"),
        intended_use: Cow::Borrowed(""),
        report: ReportFacts::default(),
        facts: SampleFacts { sample: sample.to_owned(), ..SampleFacts::default() },
        rna: None,
        lanes: LaneInputs::default(),
        dna: DnaProfile::default(),
        hla: evade_core::HLA_GENES.map(HlaGene::not_tested).to_vec(),
        hla_note: None,
        readouts: Vec::new(),
        resistance: None,
        mechanisms: Vec::new(),
        biomarkers: None,
        knowledge: None,
        compared: None,
    }
}

fn rules() -> PairRules {
    PairRules {
        id: "test".into(),
        call: CallLimits { errors: 2.0, least: 0.5, tumour_content: 0.2 },
        dna: DnaLimits { min_reads: 3, least_chance: 0.95 },
        replicates: Replicates {
            pairs: 10,
            patients: 9,
            reference: "nsclc".into(),
            population: "aliquots".into(),
            source: "TCGA".into(),
        },
        noise: Vec::new(),
    }
}

pub(super) fn variant(gene: &str, pos: u64, hgvsp: &str, vaf: f64) -> Variant {
    Variant {
        gene: gene.into(),
        chrom: "1".into(),
        pos,
        reference: "C".into(),
        alternate: "T".into(),
        effect: EffectClass::Truncating,
        hgvsp: Some(hgvsp.into()),
        hgvsc: None,
        transcript: None,
        vaf: Some(vaf),
        depth: Some(200),
        alt_reads: None,
        verdict: Verdict::Damaging,
        codes: Vec::new(),
        source: VariantSource::VcfCsq,
        flags: Vec::new(),
        points: 0,
        nmd: None,
        phase: None,
        other_end: None,
    }
}

/// A sample with these variants, in which the other genes were tested.
fn sequenced(sample: &str, variants: Vec<Variant>) -> SampleProfile {
    let mut profile = profile(sample);
    profile.facts.purity = Some(0.5);
    profile.lanes.small_variants = LaneInput::given(vec![VariantSource::VcfCsq]);
    profile.dna.tested = true;
    profile.dna.genes = ["B2M", "KRAS", "STK11", "TP53"]
        .into_iter()
        .map(|gene| {
            let own: Vec<&Variant> = variants.iter().filter(|variant| variant.gene == gene).collect();
            let status =
                if own.is_empty() { AlterationStatus::NotAltered } else { AlterationStatus::Altered };
            GeneAlteration {
                n_variants: own.len() as u32,
                hgvsp: own.first().and_then(|variant| variant.hgvsp.clone()),
                role: if gene == "KRAS" { GeneRole::Oncogene } else { GeneRole::Suppressor },
                ..GeneAlteration::new(gene, status)
            }
        })
        .collect();
    profile.dna.variants = variants;
    profile
}

fn planned() -> PlannedPair {
    PlannedPair { from: 0, to: 1, order: PairOrder::ByDate, days: Some(300), reasons: Vec::new() }
}

fn compare(before: &SampleProfile, after: &SampleProfile, depth: Option<f64>) -> PairComparison {
    let evidence = DnaEvidence { mean_depth: depth, ..DnaEvidence::default() };
    compare_pair(
        &rules(),
        ComparedSample { profile: before, evidence: &evidence },
        ComparedSample { profile: after, evidence: &evidence },
        &planned(),
    )
}

fn gene(pair: &PairComparison, gene: &str) -> (ChangeStatus, Vec<PairReason>) {
    let row = pair.dna.gene(gene).unwrap();
    (row.status, row.reasons.clone())
}

fn trunk() -> Variant {
    variant("TP53", 10, "p.Y126*", 0.3)
}

#[test]
fn a_variant_is_new_only_where_the_earlier_sample_would_have_shown_it() {
    let before = sequenced("A", vec![trunk()]);
    let after = sequenced("B", vec![trunk(), variant("B2M", 20, "p.L15fs", 0.25)]);
    let deep = compare(&before, &after, Some(100.0));
    assert_eq!(deep.identity.clone, CloneVerdict::Shared);
    let assumed = vec![PairReason::DepthAssumed, PairReason::CopiesAssumed, PairReason::ClonalAssumed];
    assert_eq!(gene(&deep, "B2M"), (ChangeStatus::New, assumed));
    let chance = deep.dna.variants.iter().find(|v| v.gene == "B2M").unwrap().chance.clone().unwrap();
    // 0.5 / (0.5 * 2 + 2 * 0.5)
    assert_eq!(chance.expected_vaf, 0.25);
    assert!(chance.chance > 0.999);
    assert_eq!(gene(&deep, "TP53").0, ChangeStatus::Retained);
    assert_eq!(gene(&deep, "STK11").0, ChangeStatus::Unchanged);

    let (status, reasons) = gene(&compare(&before, &after, Some(10.0)), "B2M");
    assert_eq!(status, ChangeStatus::NotEvaluable);
    assert_eq!(reasons[0], PairReason::DepthTooLow);
    let unknown = (ChangeStatus::NotEvaluable, vec![PairReason::DepthUnknown]);
    assert_eq!(gene(&compare(&before, &after, None), "B2M"), unknown);
}

#[test]
fn reads_at_the_place_go_before_a_stated_mean() {
    let (before, new) = (sequenced("A", vec![trunk()]), variant("B2M", 20, "p.L15fs", 0.25));
    let after = sequenced("B", vec![trunk(), new.clone()]);
    let status = |alt_reads| {
        let reads = PlaceReads { depth: 80.0, alt_reads: Some(alt_reads), from: DepthSource::Record };
        let evidence = DnaEvidence {
            reads: [(key(&new).unwrap(), reads)].into(),
            mean_depth: Some(5.0),
            ..DnaEvidence::default()
        };
        let none = DnaEvidence::default();
        let pair = compare_pair(
            &rules(),
            ComparedSample { profile: &before, evidence: &evidence },
            ComparedSample { profile: &after, evidence: &none },
            &planned(),
        );
        gene(&pair, "B2M").0
    };
    assert_eq!(status(0), ChangeStatus::New);
    assert_eq!(status(2), ChangeStatus::NotEvaluable);
    assert_eq!(status(3), ChangeStatus::Retained);
}

#[test]
fn without_purity_the_fraction_of_a_shared_variant_stands_in() {
    let mut before = sequenced("A", vec![variant("TP53", 10, "p.Y126*", 0.08)]);
    before.facts.purity = None;
    let after = sequenced("B", vec![trunk(), variant("B2M", 20, "p.L15fs", 0.25)]);
    let pair = compare(&before, &after, Some(100.0));
    // It may be on every copy. At half of 0.08, 100 reads show three or more in 77 of 100 cases.
    let chance = pair.dna.variants.iter().find(|v| v.gene == "B2M").unwrap().chance.clone().unwrap();
    assert!((chance.chance - 0.768).abs() < 0.001, "{chance:?}");
    assert_eq!(gene(&pair, "B2M").0, ChangeStatus::NotEvaluable);
}

#[test]
fn without_a_shared_variant_nothing_is_compared_and_a_hotspot_is_none() {
    let mut hotspot = variant("KRAS", 30, "p.G12C", 0.3);
    hotspot.codes = vec![EvidenceCode::hotspot("G12")];
    let before = sequenced("A", vec![hotspot.clone()]);
    let after = sequenced("B", vec![hotspot, variant("B2M", 20, "p.L15fs", 0.25)]);
    let pair = compare(&before, &after, Some(500.0));
    assert_eq!(pair.identity.clone, CloneVerdict::Unproven);
    assert!(pair.identity.reasons.contains(&PairReason::SharedHotspotOnly));
    assert_eq!(pair.dna.state, Comparability::NotEvaluable);
    for row in ["B2M", "KRAS", "TP53"] {
        assert_eq!(gene(&pair, row), (ChangeStatus::NotEvaluable, vec![PairReason::ClonalRelationUnproven]));
    }
    assert!(pair.dna.variants.iter().all(|variant| variant.chance.is_none()));
}

#[test]
fn copies_that_are_lost_and_a_second_hit_are_changes_of_their_own() {
    let copies = |state, total, minor| GeneCopies {
        total: Some(total),
        minor: Some(minor),
        ..GeneCopies::stated(state, CopySource::Facets)
    };
    let with = |sample: &str, of: GeneCopies, hits| {
        let mut profile = sequenced(sample, vec![trunk()]);
        let row = profile.dna.genes.iter_mut().find(|row| row.gene == "TP53").unwrap();
        (row.copies, row.hits) = (Some(of), Some(hits));
        profile
    };
    let before = with("A", copies(CopyState::Neutral, 2.0, 1.0), Hits::Monoallelic);
    let after = with("B", copies(CopyState::Loh, 1.0, 0.0), Hits::Biallelic);
    let row = compare(&before, &after, Some(100.0)).dna.gene("TP53").unwrap().clone();
    assert_eq!(row.status, ChangeStatus::Retained);
    assert_eq!(
        (row.hits, &row.hits_reasons[..]),
        (Some(ChangeStatus::Changed), &[PairReason::SecondHitGained][..])
    );
    let copies = row.copies.unwrap();
    assert_eq!((copies.status, &copies.reasons[..]), (ChangeStatus::Changed, &[PairReason::CopiesLost][..]));
    // An allele that is gone does not come back.
    let back = compare(&after, &before, Some(100.0)).dna.gene("TP53").unwrap().clone();
    assert_eq!(back.hits, Some(ChangeStatus::NotEvaluable));
    assert_eq!(back.copies.unwrap().reasons, [PairReason::LossCannotReturn]);
}

#[test]
fn a_lost_allele_of_hla_is_new_where_both_were_kept() {
    let with = |sample: &str, status| {
        let mut profile = sequenced(sample, vec![trunk()]);
        profile.hla[0].status = status;
        profile
    };
    let of = |one, other| compare(&with("A", one), &with("B", other), None).dna.hla[0].status;
    assert_eq!(of(HlaStatus::NoLoh, HlaStatus::Loh), ChangeStatus::New);
    assert_eq!(of(HlaStatus::Loh, HlaStatus::LohSubclonal), ChangeStatus::Retained);
    assert_eq!(of(HlaStatus::Loh, HlaStatus::NoLoh), ChangeStatus::NotEvaluable);
    assert_eq!(of(HlaStatus::NotTested, HlaStatus::Loh), ChangeStatus::NotEvaluable);
    assert_eq!(of(HlaStatus::NoLoh, HlaStatus::NoLoh), ChangeStatus::Unchanged);
}

#[test]
fn persons_who_differ_are_refused() {
    let with = |sample: &str, sex: &str| {
        let mut profile = sequenced(sample, vec![trunk()]);
        profile.facts.clinical.sex = Some(sex.to_owned());
        profile
    };
    let pair = compare(&with("A", "male"), &with("B", "F"), Some(100.0));
    assert_eq!(pair.identity.person, PersonVerdict::Conflict);
    assert_eq!(pair.reasons, [PairReason::SexDiffers, PairReason::IdentityConflict]);
    assert_eq!(gene(&pair, "TP53"), (ChangeStatus::NotEvaluable, vec![PairReason::IdentityConflict]));
    let same = compare(&with("A", "male"), &with("B", "M"), Some(100.0));
    // A stated sex was not measured.
    assert_eq!(same.identity.person, PersonVerdict::NotTested);
}

#[test]
fn rules_with_limits_that_mean_nothing_are_refused() {
    assert_eq!(rules().check(), Ok(()));
    let mut faulty = rules();
    faulty.dna.least_chance = 1.5;
    assert_eq!(faulty.check(), Err(PairRulesError::Limit("least_chance")));
    let noise = |kind| super::Noise { kind, item: "T".into(), n: 10, bar: 0.6 };
    let twice = PairRules { noise: vec![noise(ChangeKind::Axis), noise(ChangeKind::Axis)], ..rules() };
    assert_eq!(twice.check(), Err(PairRulesError::Twice("T".into())));
    let kind = PairRules { noise: vec![noise(ChangeKind::Gene)], ..rules() };
    assert_eq!(kind.check(), Err(PairRulesError::Kind("T".into())));
}

#[test]
fn a_subclone_is_expected_as_a_subclone() {
    let before = sequenced("A", vec![trunk()]);
    // In a quarter of the cells of a sample with 50 % tumour.
    let after = sequenced("B", vec![trunk(), variant("B2M", 20, "p.L15fs", 0.0625)]);
    let pair = compare(&before, &after, Some(30.0));
    let chance = pair.dna.variants.iter().find(|v| v.gene == "B2M").unwrap().chance.clone().unwrap();
    assert_eq!((chance.clonality, chance.expected_vaf), (0.25, 0.0625));
    assert_eq!(gene(&pair, "B2M").0, ChangeStatus::NotEvaluable);
}

#[test]
fn nothing_found_says_something_only_where_it_would_have_been_seen() {
    let (before, after) = (sequenced("A", vec![trunk()]), sequenced("B", vec![trunk()]));
    assert_eq!(gene(&compare(&before, &after, Some(100.0)), "STK11"), (ChangeStatus::Unchanged, Vec::new()));
    let shallow = gene(&compare(&before, &after, Some(4.0)), "STK11");
    assert_eq!(shallow, (ChangeStatus::NotEvaluable, vec![PairReason::DepthTooLow]));
    let unknown = gene(&compare(&before, &after, None), "STK11");
    assert_eq!(unknown, (ChangeStatus::Unchanged, vec![PairReason::DepthUnknown]));
}

#[test]
fn a_further_variant_of_an_altered_gene_is_a_change() {
    let (one, other) = (variant("B2M", 20, "p.Q22*", 0.3), variant("B2M", 400, "p.Y83*", 0.25));
    let before = sequenced("A", vec![trunk(), one.clone()]);
    let after = sequenced("B", vec![trunk(), one, other]);
    let (status, reasons) = gene(&compare(&before, &after, Some(100.0)), "B2M");
    assert_eq!((status, reasons[0]), (ChangeStatus::Changed, PairReason::FurtherVariant));
}

#[test]
fn a_variant_in_other_words_is_neither_lost_nor_new() {
    let words = Variant { pos: 0, ..variant("B2M", 0, "p.L15Ffs*41", 0.25) };
    let before = sequenced("A", vec![trunk(), words]);
    let after = sequenced("B", vec![trunk(), variant("B2M", 20, "p.L15fs", 0.25)]);
    let (status, reasons) = gene(&compare(&before, &after, Some(100.0)), "B2M");
    assert_eq!(status, ChangeStatus::NotEvaluable);
    assert_eq!(reasons, [PairReason::OtherVariant, PairReason::MayBeOneVariant]);
}
