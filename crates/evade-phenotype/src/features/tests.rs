//! Features of made references: what is fitted, what a sample gets, and what leaves a level open.

use evade_core::{FeatureKind, FeatureLevel, FeatureReason, FeatureValue, SampleFacts, ScaleKind};

use super::list::tests::{features, list, set};
use super::*;
use crate::build::build;
use crate::build::tests::Made;
use crate::caller::{Caller, SampleInput};
use crate::reference::Reference;
use crate::stats::{centre_and_scale, theil_sen_slope};

/// Ids of [`features`] in order.
const IDS: [&str; 6] = ["treg", "gdf15", "treg_for_t", "both", "less", "hypoxia"];

fn tumours(made: &Made) -> Vec<FeatureTumour<'_>> {
    (0..made.ranks.len())
        .map(|i| FeatureTumour {
            ranks: &made.ranks[i],
            scores: &made.scores[i],
            steady_scores: &made.scores[i],
            stratum: Some(if i % 2 == 0 { "LUAD" } else { "LUSC" }),
        })
        .collect()
}

/// A reference of so many tumours with features, half of them of either histology.
fn reference(made: &Made) -> Reference {
    let mut input = made.input();
    for (i, sample) in input.samples.iter_mut().enumerate() {
        sample.stratum = Some(if i % 2 == 0 { "LUAD" } else { "LUSC" });
    }
    let mut reference = build(input, &made.rules).unwrap();
    let (scales, skipped) =
        fit_features(&reference, &made.rules, &features(), &made.signatures, &tumours(made));
    assert_eq!(skipped, []);
    reference.features = scales;
    reference.check().unwrap();
    reference
}

/// The features of tumour `i`, by a reference that does not know it as its own.
fn sample(reference: &Reference, made: &Made, i: usize, facts: Option<&SampleFacts>) -> Vec<FeatureValue> {
    let mut reference = reference.clone();
    reference.fingerprints.samples.clear();
    sample_of(&reference, made, i, facts, ScaleKind::Frozen)
}

fn sample_of(
    reference: &Reference,
    made: &Made,
    i: usize,
    facts: Option<&SampleFacts>,
    scale: ScaleKind,
) -> Vec<FeatureValue> {
    let features = features();
    let caller = Caller::new(reference, &made.rules, &made.signatures, &made.digests, &[true; 40], None)
        .in_context(scale, None);
    let bound = caller.bind_features(&features);
    let input = SampleInput {
        ranks: &made.ranks[i],
        scores: &made.scores[i],
        member_scores: &made.scores[i],
        detected: None,
        facts,
        tissue: None,
        keep_resampled: false,
    };
    let mut assessment = caller.assess(&input);
    // Made ranks are no tissue, and that is not what is tested.
    assessment.call.reasons.clear();
    caller.features(&bound, &input, &assessment, false)
}

fn of<'v>(values: &'v [FeatureValue], id: &str) -> &'v FeatureValue {
    values.iter().find(|value| value.feature == id).unwrap()
}

fn facts(histology: &str) -> SampleFacts {
    SampleFacts { histology: Some(histology.to_owned()), ..SampleFacts::default() }
}

#[test]
fn a_residual_is_what_the_theil_sen_line_leaves() {
    let made = Made::new(60);
    let reference = reference(&made);
    let values: Vec<Vec<FeatureValue>> = (0..60).map(|i| sample(&reference, &made, i, None)).collect();
    let column = |id: &str| -> Vec<f64> { values.iter().map(|v| of(v, id).value.unwrap()).collect() };
    // One member an axis: T is the z of set0 and nothing else.
    let t = |i: usize| {
        let own = reference.signature("set0").unwrap();
        (made.scores[i][0] - own.median) / own.scale
    };
    let t: Vec<f64> = (0..60).map(t).collect();
    let (treg, residual) = (column("treg"), column("treg_for_t"));
    let line = reference.features[2].line.unwrap();
    assert!((line.slope - theil_sen_slope(&t, &treg)).abs() < 1e-4, "{line:?}");
    for i in 0..60 {
        let expected = (treg[i] - line.intercept - line.slope * t[i]) / reference.features[2].scale;
        assert!((residual[i] - expected).abs() < 1e-4, "{i}: {} is not {expected}", residual[i]);
    }
    // Its median is 0 and its scale 1.
    let (centre, scale) = centre_and_scale(&residual);
    assert!(centre.abs() < 1e-4 && (scale - 1.0).abs() < 1e-4, "{centre} {scale}");
    // No trend is left.
    assert!(theil_sen_slope(&t, &residual).abs() < 1e-4);
}

#[test]
fn a_gene_lies_on_its_own_quantiles_and_pairs_follow_from_z() {
    let made = Made::new(60);
    let reference = reference(&made);
    let places: Vec<f64> = made.ranks.iter().map(|ranks| (ranks[30] - 0.5) / 40.0).collect();
    let (centre, scale) = centre_and_scale(&places);
    for (i, place) in places.iter().enumerate() {
        let values = sample(&reference, &made, i, None);
        let [treg, gene, _, both, less, _] = IDS.map(|id| of(&values, id).value);
        assert!((gene.unwrap() - (place - centre) / scale).abs() < 1e-4);
        assert_eq!(both, Some(treg.unwrap().min(gene.unwrap())));
        assert_eq!(less, Some(treg.unwrap() - gene.unwrap()));
        assert_eq!(of(&values, "gdf15").se, None);
        assert!(of(&values, "gdf15").reasons.contains(&FeatureReason::FewGenes));
        // A scored set has the numbers of scores.tsv.
        assert!(of(&values, "treg").se.is_some());
        let low = of(&values, "treg").percentile_low.unwrap();
        assert!(low <= of(&values, "treg").percentile.unwrap());
    }
}

#[test]
fn the_order_of_tumours_changes_no_bit() {
    let made = Made::new(50);
    let reference = reference(&made);
    let mut reversed = tumours(&made);
    reversed.reverse();
    let (scales, _) = fit_features(&reference, &made.rules, &features(), &made.signatures, &reversed);
    assert_eq!(scales, reference.features);
    let text = serde_json::to_string(&reference).unwrap();
    assert_eq!(serde_json::from_str::<Reference>(&text).unwrap(), reference);
}

#[test]
fn a_small_reference_has_none_and_says_so() {
    let made = Made::new(39);
    let reference = build(made.input(), &made.rules).unwrap();
    let (scales, skipped) =
        fit_features(&reference, &made.rules, &features(), &made.signatures, &tumours(&made));
    assert!(scales.is_empty() && skipped.len() == 6);
    let values = sample(&reference, &made, 0, None);
    for value in &values {
        assert_eq!((value.level, value.value), (FeatureLevel::NotAssessable, None));
    }
    assert_eq!(of(&values, "treg").reasons, [FeatureReason::SmallReference]);
}

#[test]
fn what_the_reference_was_not_built_for_is_not_assessable() {
    let made = Made::new(50);
    let mut reference = reference(&made);
    reference.features[0].digest = "another".to_owned();
    let values = sample(&reference, &made, 0, None);
    assert_eq!(of(&values, "treg").reasons, [FeatureReason::NoFeatureDistribution]);
    assert_eq!(of(&values, "both").reasons, [FeatureReason::PartMissing]);
    assert!(of(&values, "gdf15").value.is_some());
    let cohort = sample_of(&reference, &made, 0, None, ScaleKind::Cohort);
    assert!(cohort.iter().all(|value| value.reasons == [FeatureReason::CohortScale]));
}

#[test]
fn genes_that_the_universe_or_the_matrix_lacks_are_told_apart() {
    let made = Made::new(50);
    let reference = reference(&made);
    let mut list = list();
    list.feature[1].gene = Some("ABSENT".to_owned());
    let features = Features::bind(list, set, str::to_owned).unwrap();
    let (_, skipped) = fit_features(&reference, &made.rules, &features, &made.signatures, &tumours(&made));
    let reasons: Vec<(&str, FeatureReason)> = skipped.iter().map(|s| (s.id.as_str(), s.reason)).collect();
    let expected = [
        ("gdf15", FeatureReason::NotCoveredByReference),
        ("both", FeatureReason::PartMissing),
        ("less", FeatureReason::PartMissing),
    ];
    assert_eq!(reasons, expected);
    let mut present = [true; 40];
    present[30] = false;
    let caller = Caller::new(&reference, &made.rules, &made.signatures, &made.digests, &present, None);
    let own = super::list::tests::features();
    let bound = caller.bind_features(&own);
    let input = SampleInput {
        ranks: &made.ranks[0],
        scores: &made.scores[0],
        member_scores: &made.scores[0],
        detected: None,
        facts: None,
        tissue: None,
        keep_resampled: false,
    };
    let values = caller.features(&bound, &input, &caller.assess(&input), false);
    assert_eq!(of(&values, "gdf15").reasons, [FeatureReason::FeatureGenesMissing]);
    assert_eq!(of(&values, "both").reasons, [FeatureReason::PartMissing]);
}

/// The tumour whose gene is highest or lowest.
fn extreme(made: &Made, highest: bool) -> usize {
    let rank = |i: &usize| made.ranks[*i][30] * if highest { 1.0 } else { -1.0 };
    (0..made.ranks.len()).max_by(|a, b| rank(a).total_cmp(&rank(b))).unwrap()
}

#[test]
fn a_level_that_another_laboratory_could_turn_is_open_but_for_the_references_own() {
    let made = Made::new(200);
    let mut reference = reference(&made);
    for (highest, level) in [(true, FeatureLevel::High), (false, FeatureLevel::Low)] {
        let i = extreme(&made, highest);
        let mut with = |shift: Option<f64>| {
            reference.features[1].laboratory_shift = shift;
            let value = of(&sample(&reference, &made, i, None), "gdf15").clone();
            (value.level, value.reasons)
        };
        let few = FeatureReason::FewGenes;
        assert_eq!(with(None), (level, vec![FeatureReason::LaboratoryUnknown, few]));
        assert_eq!(with(Some(0.05)), (level, vec![few]));
        let sensitive = vec![FeatureReason::LaboratorySensitive, few];
        assert_eq!(with(Some(1.5)), (FeatureLevel::Open, sensitive));
        // The same tumour, known as the reference's own.
        let own = sample_of(&reference, &made, i, None, ScaleKind::Frozen);
        let own = of(&own, "gdf15");
        assert_eq!((own.level, own.reasons.clone()), (level, vec![few, FeatureReason::InReference]));
    }
}

#[test]
fn other_laboratories_are_measured_by_the_medians() {
    let made = Made::new(60);
    let mut reference = reference(&made);
    let centre = reference.features[1].centre;
    let tumour = |value: f64| vec![None, Some(value), None, None, None, None];
    // Medians 0.3 above and 0.1 below: the root of the mean of 0.09 and 0.01.
    let elsewhere = vec![
        vec![tumour(centre + 0.3), tumour(centre + 0.3), tumour(centre + 0.9)],
        vec![tumour(centre - 0.1)],
        Vec::new(),
    ];
    reference.add_feature_shifts(&features(), &elsewhere);
    let shift = reference.features[1].laboratory_shift.unwrap() * reference.features[1].scale;
    assert!((shift - 0.05_f64.sqrt()).abs() < 2e-3, "{shift}");
    assert_eq!(reference.features[0].laboratory_shift, None);
}

#[test]
fn within_histology_needs_a_histology_or_one_level_in_all() {
    let made = Made::new(100);
    let reference = reference(&made);
    for i in 0..100 {
        let levels = ["LUAD", "LUSC"].map(|histology| {
            let facts = facts(histology);
            let values = sample(&reference, &made, i, Some(&facts));
            let value = of(&values, "hypoxia").clone();
            assert_eq!((value.n, value.within_histology), (Some(50), true));
            assert_eq!(value.percentile, value.in_histology.as_ref().map(|place| place.percentile));
            value.level
        });
        let values = sample(&reference, &made, i, None);
        let value = of(&values, "hypoxia");
        assert_eq!((value.value, value.percentile, value.n), (None, None, None));
        if levels[0] == levels[1] {
            assert_eq!(value.level, levels[0]);
            assert!(value.reasons.contains(&FeatureReason::HistologyNotStated));
        } else {
            assert_eq!(value.level, FeatureLevel::Open);
            assert!(value.reasons.contains(&FeatureReason::HistologyNeeded));
        }
        let facts = facts("small cell carcinoma");
        let values = sample(&reference, &made, i, Some(&facts));
        let other = of(&values, "hypoxia");
        assert_eq!((other.level, other.value), (FeatureLevel::NotAssessable, None));
        assert_eq!(other.reasons, [FeatureReason::OtherHistology]);
    }
    // The others are placed among all, and in the histology beside.
    let values = sample(&reference, &made, 0, Some(&facts("LUAD")));
    assert_eq!(of(&values, "treg").n, Some(100));
    assert_eq!(of(&values, "treg").in_histology.as_ref().unwrap().n, 50);
}

#[test]
fn a_minimum_is_not_high_with_a_part_below_the_median() {
    let made = Made::new(200);
    let reference = reference(&made);
    for i in 0..200 {
        let values = sample(&reference, &made, i, None);
        let both = of(&values, "both");
        assert_eq!(both.kind, FeatureKind::Minimum);
        assert!(both.level != FeatureLevel::High || both.value.unwrap() > 0.0);
    }
}
