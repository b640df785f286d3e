//! Hand-made comparisons; the numbers are odd on purpose, so that a number on the page can be traced.

use evade_core::*;

pub(super) fn sample(id: &str, timepoint: &str, day: Option<i32>, biopsy: BiopsyTime) -> PatientSample {
    PatientSample {
        sample: id.into(),
        timepoint: Some(timepoint.into()),
        day,
        biopsy,
        site: Some("right upper lobe".into()),
        specimen: Some("frozen".into()),
        assay_rna: Some("poly-A".into()),
        assay_dna: Some("WES".into()),
        histology: Some("lung adenocarcinoma".into()),
        purity: Some(0.4471),
        phenotype: Some(Phenotype::Active),
        confidence: Some(Confidence::Moderate),
        has_variants: true,
        has_hla: true,
    }
}

pub(super) fn value(
    item: &str,
    name: &str,
    before: f64,
    after: f64,
    noise: f64,
    status: ChangeStatus,
) -> ValueChange {
    ValueChange {
        item: item.into(),
        name: name.into(),
        before: Some(before),
        after: Some(after),
        change: Some(after - before),
        noise: Some(noise),
        noise_from: Some(NoiseSource::Replicates),
        status,
        reasons: vec![],
    }
}

fn axes() -> Vec<ValueChange> {
    use ChangeStatus::{Changed, Unchanged};
    let row = |axis: Axis, before, after, noise, status| {
        value(axis.as_str(), axis.label(), before, after, noise, status)
    };
    vec![
        row(Axis::T, 0.7413, -0.5129, 0.6173, Changed),
        row(Axis::G, 0.2137, -0.1171, 0.5511, Unchanged),
        row(Axis::P, 0.1171, -0.8637, 0.9373, Changed),
        row(Axis::S, -0.1457, 1.3219, 0.7117, Changed),
        row(Axis::X, 0.0931, 0.3359, 0.5, Unchanged),
    ]
}

pub(super) fn rna() -> RnaComparison {
    RnaComparison {
        state: Comparability::Comparable,
        reasons: vec![],
        axes: axes(),
        scores: vec![
            value("cd8_danaher2017", "CD8 T cells", 0.6113, -0.7127, 0.5, ChangeStatus::Changed),
            value("treg_combes2022", "Regulatory T cells", 0.1, 0.2, 0.5, ChangeStatus::Unchanged),
        ],
        features: vec![value("hypoxia", "Hypoxia", 0.1, 0.3, 0.6, ChangeStatus::Unchanged)],
        phenotype: Some(PhenotypeChange {
            before: Phenotype::Active,
            confidence_before: Some(Confidence::Moderate),
            after: Phenotype::Suppressed,
            confidence_after: Some(Confidence::Low),
            status: ChangeStatus::Changed,
            pattern: Some(TransitionPattern::ActiveToSuppressed),
            reasons: vec![],
        }),
    }
}

pub(super) fn chance(chance: f64, depth: f64) -> DetectionChance {
    DetectionChance {
        chance,
        depth,
        depth_from: DepthSource::Record,
        expected_vaf: 0.1913,
        clonality: 0.8557,
        purity: Some(0.4471),
        purity_from: PuritySource::Stated,
        copies: 2.0,
        copies_from: CopiesFrom::Assumed,
    }
}

pub(super) fn seen(vaf: f64, alt_reads: u32, depth: u32) -> SeenVariant {
    SeenVariant { vaf: Some(vaf), depth: Some(depth), alt_reads: Some(alt_reads) }
}

pub(super) fn variant(gene: &str, change: &str, effect: EffectClass, status: ChangeStatus) -> VariantChange {
    VariantChange {
        gene: gene.into(),
        change: change.into(),
        chrom: "15".into(),
        pos: 44_711_583,
        effect,
        is_hotspot: false,
        is_relevant: true,
        before: None,
        after: Some(seen(0.3083, 37, 120)),
        status,
        chance: None,
        reasons: vec![],
    }
}

pub(super) fn gene(
    symbol: &str,
    before: AlterationStatus,
    after: AlterationStatus,
    status: ChangeStatus,
) -> GeneChange {
    let hits = |state| (state == AlterationStatus::Altered).then_some(Hits::Monoallelic);
    GeneChange {
        gene: symbol.into(),
        before,
        after,
        status,
        reasons: vec![],
        hits_before: hits(before),
        hits_after: hits(after),
        hits: None,
        hits_reasons: vec![],
        copies: None,
    }
}

pub(super) fn hla(gene: &str, before: HlaStatus, after: HlaStatus, status: ChangeStatus) -> HlaChange {
    HlaChange {
        gene: gene.into(),
        before,
        after,
        lost_before: None,
        lost_after: after.is_loss().then(|| "A*02:01".into()),
        status,
        reasons: vec![],
    }
}

fn copies(total: f64) -> GeneCopies {
    GeneCopies { total: Some(total), ..GeneCopies::stated(CopyState::Neutral, CopySource::Facets) }
}

/// B2M new, KRAS retained with lost copies, STK11 hit twice, JAK1 not evaluable, HLA-A loss new.
pub(super) fn dna() -> DnaComparison {
    use AlterationStatus::{Altered, NotAltered, NotTested};
    let jak1 = GeneChange {
        reasons: vec![PairReason::DepthTooLow],
        ..gene("JAK1", NotAltered, Altered, ChangeStatus::NotEvaluable)
    };
    let stk11 = GeneChange {
        hits_after: Some(Hits::Biallelic),
        hits: Some(ChangeStatus::Changed),
        hits_reasons: vec![PairReason::SecondHitGained],
        ..gene("STK11", Altered, Altered, ChangeStatus::Retained)
    };
    let kras = GeneChange {
        copies: Some(CopyChange {
            before: Some(copies(3.0)),
            after: Some(copies(1.0)),
            status: ChangeStatus::Changed,
            reasons: vec![PairReason::CopiesLost],
        }),
        ..gene("KRAS", Altered, Altered, ChangeStatus::Retained)
    };
    DnaComparison {
        state: Comparability::Comparable,
        reasons: vec![],
        genes: vec![
            gene("B2M", NotAltered, Altered, ChangeStatus::New),
            jak1,
            gene("JAK2", NotAltered, NotAltered, ChangeStatus::Unchanged),
            stk11,
            gene("KEAP1", NotAltered, NotAltered, ChangeStatus::Unchanged),
            GeneChange {
                reasons: vec![PairReason::NotTestedBefore],
                ..gene("PTEN", NotTested, NotAltered, ChangeStatus::NotEvaluable)
            },
            kras,
        ],
        variants: vec![
            VariantChange {
                chance: Some(chance(0.9871, 143.0)),
                reasons: vec![PairReason::CopiesAssumed, PairReason::ClonalAssumed],
                ..variant("B2M", "p.Leu15PhefsTer41", EffectClass::Truncating, ChangeStatus::New)
            },
            VariantChange {
                chance: Some(chance(0.6213, 14.0)),
                reasons: vec![PairReason::DepthTooLow],
                ..variant("JAK1", "p.Arg110Ter", EffectClass::Truncating, ChangeStatus::NotEvaluable)
            },
            VariantChange {
                before: Some(seen(0.2171, 33, 152)),
                is_hotspot: true,
                ..variant("KRAS", "p.Gly12Cys", EffectClass::Missense, ChangeStatus::Retained)
            },
            VariantChange {
                before: Some(seen(0.1993, 41, 206)),
                ..variant("STK11", "p.Gln220Ter", EffectClass::Truncating, ChangeStatus::Retained)
            },
        ],
        hla: vec![
            hla("HLA-A", HlaStatus::NoLoh, HlaStatus::Loh, ChangeStatus::New),
            hla("HLA-B", HlaStatus::NoLoh, HlaStatus::NoLoh, ChangeStatus::Unchanged),
            hla("HLA-C", HlaStatus::NoLoh, HlaStatus::NoLoh, ChangeStatus::Unchanged),
        ],
    }
}

fn check(
    kind: IdentityKind,
    subject: Option<&str>,
    sides: [&str; 2],
    bearing: IdentityBearing,
) -> IdentityCheck {
    IdentityCheck {
        kind,
        subject: subject.map(String::from),
        before: Some(sides[0].into()),
        after: Some(sides[1].into()),
        bearing,
    }
}

pub(super) fn identity() -> PairIdentity {
    PairIdentity {
        person: PersonVerdict::NoConflict,
        checks: vec![
            check(IdentityKind::StatedSex, None, ["female", "female"], IdentityBearing::Agrees),
            check(
                IdentityKind::HlaAlleles,
                Some("HLA-A"),
                ["A*02:01, A*24:02", "A*24:02"],
                IdentityBearing::MayBeLoss,
            ),
        ],
        clone: CloneVerdict::Shared,
        shared: vec![
            SharedVariant {
                gene: "STK11".into(),
                change: "p.Gln220Ter".into(),
                is_hotspot: false,
                may_be_germline: false,
            },
            SharedVariant {
                gene: "KRAS".into(),
                change: "p.Gly12Cys".into(),
                is_hotspot: true,
                may_be_germline: false,
            },
        ],
        n_shared: Some(171),
        reasons: vec![],
    }
}

pub(super) fn pair(from: &str, to: &str) -> PairComparison {
    PairComparison {
        from: from.into(),
        to: to.into(),
        order: PairOrder::ByDate,
        days: Some(349),
        identity: identity(),
        reasons: vec![],
        rna: rna(),
        dna: dna(),
        markers: vec![ValueChange {
            noise: None,
            noise_from: None,
            ..value("pdl1_tps", "PD-L1 (% of tumour cells)", 40.0, 7.5, 0.0, ChangeStatus::NotEvaluable)
        }],
        hypoxia: HypoxiaTriple {
            state: PatternState::Partly,
            hypoxia_up: Some(false),
            cd8_down: Some(true),
            mhc_down: Some(true),
            reasons: vec![],
        },
        transformation: TransformationScreen {
            verdict: TransformationVerdict::NoSuspicion,
            neuroendocrine_before: Some(FeatureLevel::Middle),
            neuroendocrine_after: Some(FeatureLevel::Open),
            neuroendocrine_change: Some(0.2719),
            neuroendocrine_status: ChangeStatus::Unchanged,
            kind_before: Some(TumourKind::Adenocarcinoma),
            kind_after: Some(TumourKind::Adenocarcinoma),
            rb1_altered: Some(false),
            tp53_altered: None,
            drivers_retained: vec!["KRAS p.Gly12Cys".into()],
            reasons: vec![],
        },
        settled_by: vec![PairTest::ForcedCalls, PairTest::Cd8Staining],
    }
}

pub(super) fn patient(samples: Vec<PatientSample>, pairs: Vec<PairComparison>) -> PatientComparison {
    PatientComparison {
        schema_version: PatientComparison::SCHEMA_VERSION.into(),
        intended_use: PatientComparison::INTENDED_USE.into(),
        patient: "LUNG-07".into(),
        rules: "pair-v1".into(),
        samples,
        failed: vec![],
        course: PatientCourse {
            has_start: true,
            last_dose: Some(294),
            is_ongoing: false,
            progression: Some(311),
            no_progression: false,
            regimen: Some("pembrolizumab".into()),
            best_response: Some(BestResponse::Partial),
            rows_differ: false,
        },
        pairs,
    }
}

pub(super) fn before() -> PatientSample {
    sample("L07-T1", "pre ICI", Some(-12), BiopsyTime::Untreated)
}

pub(super) fn after() -> PatientSample {
    PatientSample {
        phenotype: Some(Phenotype::Suppressed),
        confidence: Some(Confidence::Low),
        ..sample("L07-T2", "progression", Some(337), BiopsyTime::AfterTreatment)
    }
}

/// A new B2M variant after progression, and much else.
pub(super) fn new_b2m() -> PatientComparison {
    patient(vec![before(), after()], vec![pair("L07-T1", "L07-T2")])
}

/// A pair of two persons.
pub(super) fn refused() -> PatientComparison {
    let mut pair = pair("L07-T1", "L07-T2");
    pair.identity.person = PersonVerdict::Conflict;
    pair.identity.reasons = vec![PairReason::HlaAllelesConflict];
    pair.identity.checks[1] = check(
        IdentityKind::HlaAlleles,
        Some("HLA-A"),
        ["A*02:01, A*24:02", "A*01:01, A*24:02"],
        IdentityBearing::Conflict,
    );
    pair.reasons = vec![PairReason::IdentityConflict];
    pair.settled_by = vec![PairTest::GermlineGenotypes];
    patient(vec![before(), after()], vec![pair])
}

/// RNA of a pair from different sites, and no shared variant.
pub(super) fn confounded() -> PatientComparison {
    let mut pair = pair("L07-T1", "L07-T2");
    pair.rna.state = Comparability::Confounded;
    pair.rna.reasons =
        vec![PairReason::SiteDiffers, PairReason::SpecimenDiffers, PairReason::PurityNotStated];
    let all = pair.rna.axes.iter_mut().chain(&mut pair.rna.scores).chain(&mut pair.rna.features);
    all.for_each(|change| change.status = ChangeStatus::Confounded);
    if let Some(phenotype) = &mut pair.rna.phenotype {
        phenotype.status = ChangeStatus::Confounded;
        phenotype.pattern = None;
        phenotype.reasons = vec![PairReason::SiteDiffers];
    }
    pair.identity.clone = CloneVerdict::Unproven;
    pair.identity.shared.clear();
    pair.identity.n_shared = Some(0);
    pair.dna.state = Comparability::NotEvaluable;
    pair.dna.reasons = vec![PairReason::ClonalRelationUnproven];
    for change in &mut pair.dna.genes {
        change.status = ChangeStatus::NotEvaluable;
        change.reasons = vec![PairReason::ClonalRelationUnproven];
        change.hits_reasons.clear();
        change.hits = None;
        change.copies = None;
    }
    for change in &mut pair.dna.variants {
        change.status = ChangeStatus::NotEvaluable;
        change.reasons = vec![PairReason::ClonalRelationUnproven];
    }
    for change in &mut pair.dna.hla {
        change.status = ChangeStatus::NotEvaluable;
        change.reasons = vec![PairReason::ClonalRelationUnproven];
    }
    pair.hypoxia = HypoxiaTriple {
        state: PatternState::NotAssessable,
        hypoxia_up: None,
        cd8_down: None,
        mhc_down: None,
        reasons: vec![PairReason::SiteDiffers],
    };
    pair.transformation.verdict = TransformationVerdict::NotAssessable;
    pair.transformation.neuroendocrine_status = ChangeStatus::Confounded;
    pair.transformation.reasons = vec![PairReason::SiteDiffers];
    pair.settled_by = vec![PairTest::SamePanel, PairTest::SameAssayRna, PairTest::TumourContent];
    let later = PatientSample { site: Some("liver".into()), specimen: Some("FFPE".into()), ..after() };
    patient(vec![before(), later], vec![pair])
}

/// Three samples, one with a suspicion of a small-cell carcinoma.
pub(super) fn three() -> PatientComparison {
    let middle = sample("L07-T2", "on treatment", Some(43), BiopsyTime::UnderTreatment);
    let last = PatientSample {
        phenotype: Some(Phenotype::Desert),
        confidence: Some(Confidence::Low),
        ..sample("L07-T3", "progression", Some(337), BiopsyTime::AfterTreatment)
    };
    let mut quiet = pair("L07-T1", "L07-T2");
    quiet.days = Some(55);
    quiet.rna.axes.iter_mut().for_each(|change| change.status = ChangeStatus::Unchanged);
    if let Some(phenotype) = &mut quiet.rna.phenotype {
        phenotype.after = Phenotype::Active;
        phenotype.status = ChangeStatus::Unchanged;
        phenotype.pattern = None;
    }
    quiet.dna.genes.retain(|change| change.status == ChangeStatus::Unchanged);
    quiet.dna.variants.clear();
    quiet.dna.hla.iter_mut().for_each(|change| {
        change.after = HlaStatus::NoLoh;
        change.lost_after = None;
        change.status = ChangeStatus::Unchanged;
    });
    let mut transformed = pair("L07-T2", "L07-T3");
    transformed.transformation.verdict = TransformationVerdict::Suspicion;
    transformed.transformation.neuroendocrine_after = Some(FeatureLevel::High);
    transformed.transformation.neuroendocrine_status = ChangeStatus::Changed;
    transformed.transformation.neuroendocrine_change = Some(2.7191);
    transformed.settled_by = vec![PairTest::Histology];
    let whole = pair("L07-T1", "L07-T3");
    patient(vec![before(), middle, last], vec![quiet, transformed, whole])
}

/// The earlier sample has DNA alone, with a stated mean depth.
pub(super) fn dna_only_before() -> PatientComparison {
    let mut pair = pair("L07-T1", "L07-T2");
    pair.rna = RnaComparison {
        state: Comparability::NotEvaluable,
        reasons: vec![PairReason::NoRnaBefore],
        axes: vec![],
        scores: vec![],
        features: vec![],
        phenotype: None,
    };
    pair.hypoxia = HypoxiaTriple {
        state: PatternState::NotAssessable,
        hypoxia_up: None,
        cd8_down: None,
        mhc_down: None,
        reasons: vec![PairReason::NoRnaBefore],
    };
    pair.transformation.verdict = TransformationVerdict::NotAssessable;
    pair.transformation.neuroendocrine_before = None;
    pair.transformation.neuroendocrine_change = None;
    pair.transformation.neuroendocrine_status = ChangeStatus::NotEvaluable;
    pair.transformation.reasons = vec![PairReason::NoRnaBefore];
    pair.dna.genes[0].reasons = vec![PairReason::DepthAssumed];
    pair.dna.variants[0].reasons = vec![PairReason::DepthAssumed];
    if let Some(chance) = &mut pair.dna.variants[0].chance {
        chance.depth_from = DepthSource::StatedMean;
    }
    pair.settled_by = vec![PairTest::SameAssayRna];
    let earlier = PatientSample { phenotype: None, confidence: None, ..before() };
    patient(vec![earlier, after()], vec![pair])
}

/// No dates and no order.
pub(super) fn undated() -> PatientComparison {
    let mut pair = pair("L07-T1", "L07-T2");
    pair.order = PairOrder::NotKnown;
    pair.days = None;
    pair.reasons = vec![PairReason::OrderNotKnown];
    pair.rna.state = Comparability::NotEvaluable;
    pair.rna.reasons = vec![PairReason::OrderNotKnown];
    let all = pair.rna.axes.iter_mut().chain(&mut pair.rna.scores).chain(&mut pair.rna.features);
    all.for_each(|change| change.status = ChangeStatus::NotEvaluable);
    pair.rna.phenotype = None;
    pair.hypoxia = HypoxiaTriple {
        state: PatternState::NotAssessable,
        hypoxia_up: None,
        cd8_down: None,
        mhc_down: None,
        reasons: vec![PairReason::OrderNotKnown],
    };
    pair.transformation.verdict = TransformationVerdict::NotAssessable;
    pair.transformation.neuroendocrine_status = ChangeStatus::NotEvaluable;
    pair.transformation.reasons = vec![PairReason::OrderNotKnown];
    pair.dna.state = Comparability::NotEvaluable;
    pair.dna.reasons = vec![PairReason::OrderNotKnown];
    for change in &mut pair.dna.genes {
        change.status = ChangeStatus::NotEvaluable;
        change.reasons = vec![PairReason::OrderNotKnown];
        change.hits = None;
        change.hits_reasons.clear();
    }
    for change in &mut pair.dna.variants {
        change.status = ChangeStatus::NotEvaluable;
        change.reasons = vec![PairReason::OrderNotKnown];
    }
    for change in &mut pair.dna.hla {
        change.status = ChangeStatus::NotEvaluable;
        change.reasons = vec![PairReason::OrderNotKnown];
    }
    pair.identity.person = PersonVerdict::NotTested;
    pair.settled_by = vec![PairTest::Dates];
    let undated = |id: &str| PatientSample {
        timepoint: None,
        purity: None,
        site: None,
        ..sample(id, "", None, BiopsyTime::NotKnown)
    };
    let mut patient = patient(vec![undated("L07-T1"), undated("L07-T2")], vec![pair]);
    patient.course = PatientCourse::default();
    patient
}

/// As much as a pair can hold: thirty altered genes, long names and reasons of all kinds.
pub(super) fn crowded() -> PatientComparison {
    let mut patient = new_b2m();
    let pair = &mut patient.pairs[0];
    for (n, reason) in (0..30).zip(PairReason::ALL.iter().cycle().skip(28)) {
        let symbol = format!("GENE{n}");
        let status = if n % 3 == 0 { ChangeStatus::New } else { ChangeStatus::NotEvaluable };
        pair.dna.genes.push(GeneChange {
            reasons: vec![*reason],
            ..gene(&symbol, AlterationStatus::NotAltered, AlterationStatus::Altered, status)
        });
        pair.dna.variants.push(VariantChange {
            chance: Some(chance(0.97, 88.0)),
            ..variant(&symbol, "p.Val600_Lys601delinsGluAsnSerThr", EffectClass::Inframe, status)
        });
    }
    for hla in &mut pair.dna.hla {
        hla.after = HlaStatus::Loh;
        hla.lost_after = Some("A*02:01:01:01".into());
        hla.status = ChangeStatus::New;
    }
    pair.reasons = vec![PairReason::LittleTumour, PairReason::RnaSexAgainstStated];
    pair.rna.reasons =
        vec![PairReason::SiteNotStated, PairReason::AssayNotStated, PairReason::PurityNotStated];
    pair.hypoxia.state = PatternState::Present;
    pair.hypoxia.hypoxia_up = Some(true);
    pair.transformation.verdict = TransformationVerdict::Suspicion;
    pair.transformation.neuroendocrine_after = Some(FeatureLevel::High);
    pair.transformation.neuroendocrine_status = ChangeStatus::Changed;
    pair.transformation.neuroendocrine_change = Some(2.6173);
    pair.settled_by = PairTest::ALL.to_vec();
    for sample in &mut patient.samples {
        sample.site = Some("left lower lobe, segment 10, pleural side, near the scar".into());
        sample.histology = Some("adenocarcinoma, solid, with a squamous part in one of four blocks".into());
    }
    patient
}

pub(super) fn all() -> Vec<(&'static str, PatientComparison)> {
    vec![
        ("new_b2m", new_b2m()),
        ("refused", refused()),
        ("confounded", confounded()),
        ("three", three()),
        ("dna_only_before", dna_only_before()),
        ("undated", undated()),
        ("crowded", crowded()),
        ("alone", patient(vec![before()], vec![])),
        ("other_variants", super::doubtful_fixtures::other_variants()),
        ("two_tumours", super::doubtful_fixtures::two_tumours()),
        ("one_day", super::doubtful_fixtures::one_day()),
    ]
}
