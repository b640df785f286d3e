//! Hand-made comparisons in which less is known than meets the eye.

use evade_core::*;

use super::fixtures::*;

/// Genes altered otherwise: TP53 by another variant in each sample, KEAP1 by a further one beside a retained one.
pub(super) fn other_variants() -> PatientComparison {
    use AlterationStatus::Altered;
    let mut pair = pair("L07-T1", "L07-T2");
    pair.dna.genes = vec![
        GeneChange {
            reasons: vec![PairReason::OtherVariant],
            ..gene("TP53", Altered, Altered, ChangeStatus::Changed)
        },
        GeneChange {
            reasons: vec![PairReason::FurtherVariant],
            ..gene("KEAP1", Altered, Altered, ChangeStatus::Changed)
        },
    ];
    let stop = |gene: &str, change: &str, status| variant(gene, change, EffectClass::Truncating, status);
    pair.dna.variants = vec![
        VariantChange {
            before: Some(seen(0.2437, 29, 119)),
            after: None,
            chance: Some(chance(0.9731, 97.0)),
            ..stop("TP53", "p.R213*", ChangeStatus::Lost)
        },
        VariantChange {
            after: Some(seen(0.2291, 33, 144)),
            chance: Some(chance(0.9843, 131.0)),
            ..stop("TP53", "p.Q192*", ChangeStatus::New)
        },
        VariantChange {
            before: Some(seen(0.2771, 41, 148)),
            after: Some(seen(0.2639, 38, 144)),
            ..stop("KEAP1", "p.R320*", ChangeStatus::Retained)
        },
        VariantChange {
            after: Some(seen(0.1783, 23, 129)),
            chance: Some(chance(0.9617, 88.0)),
            ..stop("KEAP1", "p.E117*", ChangeStatus::New)
        },
    ];
    patient(vec![before(), after()], vec![pair])
}

/// Two tumours by all that is known: nothing but a hotspot is shared, and the later one is high in neuroendocrine genes.
pub(super) fn two_tumours() -> PatientComparison {
    let mut patient = confounded();
    let pair = &mut patient.pairs[0];
    pair.identity.shared = vec![SharedVariant {
        gene: "KRAS".into(),
        change: "p.Gly12Cys".into(),
        is_hotspot: true,
        may_be_germline: false,
    }];
    pair.identity.reasons = vec![PairReason::ClonalRelationUnproven, PairReason::SharedHotspotOnly];
    pair.rna.reasons = vec![PairReason::ClonalRelationUnproven, PairReason::PurityNotStated];
    pair.transformation.verdict = TransformationVerdict::Suspicion;
    pair.transformation.neuroendocrine_after = Some(FeatureLevel::High);
    pair.transformation.neuroendocrine_change = Some(3.4171);
    pair.transformation.reasons = vec![PairReason::ClonalRelationUnproven];
    patient
}

/// Two samples of one day, of which neither is the earlier one.
pub(super) fn one_day() -> PatientComparison {
    let second = PatientSample { sample: "L07-T1b".into(), has_hla: false, ..before() };
    patient(vec![before(), second], vec![])
}
