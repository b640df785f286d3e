use evade_core::RatioLine;

use super::super::rules::tests::rules;
use super::*;

#[expect(clippy::unnecessary_wraps, reason = "stands beside values that are not there")]
fn of(value: f64) -> Option<ReadoutValue> {
    Some(ReadoutValue::complete(value))
}

/// Values of 0.00 to 0.99 in the unaltered, high in the altered; the ratio is 1 at 0.7 and e at 0.8.
fn stratum(histology: &str) -> ReadoutStratum {
    ReadoutStratum {
        histology: histology.to_owned(),
        n_altered: 10,
        n_unaltered: 100,
        n_uncertain: 0,
        deletions_known: false,
        laboratory_shift: None,
        altered: (0..10).map(|i| 0.9 + 0.01 * f64::from(i)).map(round4).collect(),
        unaltered: (0..100).map(|i| 0.01 * f64::from(i)).map(round4).collect(),
        auc: Some([0.95, 0.9, 1.0]),
        line: Some(RatioLine { centre: 0.7, scale: 0.1, intercept: 0.0, slope: 1.0 }),
    }
}

fn scale(gene: &str, laboratory_shift: Option<f64>, mut strata: Vec<ReadoutStratum>) -> ReadoutScale {
    for stratum in &mut strata {
        stratum.laboratory_shift = laboratory_shift;
    }
    ReadoutScale {
        gene: gene.to_owned(),
        readout: "nrf2_programme".to_owned(),
        digest: "d".to_owned(),
        strata,
    }
}

fn sample<'a>(values: &'a [Option<ReadoutValue>], genes: &'a [GeneAlteration]) -> JudgedSample<'a> {
    JudgedSample {
        values: Some(values),
        unusable: None,
        histology: StatedHistology::Known("LUAD"),
        is_impure: false,
        is_ffpe: false,
        in_reference: false,
        genes,
    }
}

/// The readout of KEAP1.
fn keap1(scales: &[ReadoutScale], sample: &JudgedSample<'_>) -> GeneReadout {
    let digests = ["d", "e"].map(String::from);
    let mut rows = judge(&rules(), &digests, scales, sample);
    assert_eq!(rows.len(), 4);
    rows.swap_remove(0)
}

fn gene(name: &str, status: AlterationStatus) -> GeneAlteration {
    GeneAlteration::new(name, status)
}

#[test]
fn a_value_among_the_altered_supports_loss_and_says_how_many_lie_there() {
    let scales = [scale("KEAP1", Some(0.0), vec![stratum("LUAD")])];
    let row = keap1(&scales, &sample(&[of(0.95), None], &[]));
    assert_eq!(row.state, ReadoutState::SupportsLoss);
    // e^2.5 is 12.2; no ratio beyond 10 is stated.
    assert_eq!((row.likelihood_ratio, row.capped), (Some(10.0), true));
    let compared = row.compared.unwrap();
    assert_eq!((compared.share_altered, compared.share_unaltered), (Some(0.5), Some(0.05)));
    assert_eq!(row.percentile, Some(95.5));
    assert_eq!(row.reasons, [ReadoutReason::DeletionsUnknown]);
    let quiet = keap1(&scales, &sample(&[of(0.5), None], &[]));
    assert_eq!((quiet.state, quiet.likelihood_ratio), (ReadoutState::SupportsIntact, Some(0.135)));
    let between = keap1(&scales, &sample(&[of(0.75), None], &[]));
    assert_eq!((between.state, between.likelihood_ratio), (ReadoutState::Neutral, Some(1.65)));
}

#[test]
fn dna_is_read_beside_it() {
    use AlterationStatus::{Altered, NotAltered, Uncertain};
    let scales = [scale("KEAP1", Some(0.0), vec![stratum("LUAD")])];
    let judged = |value, genes: &[GeneAlteration]| {
        let row = keap1(&scales, &sample(&[of(value), None], genes));
        (row.state, row.reasons)
    };
    let deletions = ReadoutReason::DeletionsUnknown;
    let of = |status| gene("KEAP1", status);
    assert_eq!(
        judged(0.5, &[of(Altered)]),
        (ReadoutState::SupportsIntact, vec![deletions, ReadoutReason::AlteredButIntact])
    );
    assert_eq!(judged(0.95, &[of(NotAltered)]).1.last(), Some(&ReadoutReason::IntactButLoss));
    assert_eq!(
        judged(0.95, &[of(Uncertain), gene("NFE2L2", Altered)]),
        (ReadoutState::NotAssessable, vec![ReadoutReason::AlteredElsewhere])
    );
    assert!(judged(0.95, &[gene("NFE2L2", Uncertain)]).1.contains(&ReadoutReason::UncertainElsewhere));
}

#[test]
fn what_laboratories_differ_by_must_not_make_a_statement() {
    let scales = [scale("KEAP1", Some(0.1), vec![stratum("LUAD")])];
    let values = [of(0.89), None];
    let row = keap1(&scales, &sample(&values, &[]));
    assert_eq!((row.state, row.likelihood_ratio), (ReadoutState::Neutral, Some(6.69)));
    assert!(row.reasons.contains(&ReadoutReason::LaboratorySensitive));
    // One of the reference's own comes from the same laboratory.
    let own = keap1(&scales, &JudgedSample { in_reference: true, ..sample(&values, &[]) });
    assert_eq!(own.state, ReadoutState::SupportsLoss);
    assert!(own.reasons.contains(&ReadoutReason::InReference));
}

#[test]
fn what_formalin_does_must_not_make_a_statement() {
    let scales = [scale("KEAP1", None, vec![stratum("LUAD")])];
    let judged = |value| {
        let values = [of(value), None];
        let row = keap1(&scales, &JudgedSample { is_ffpe: true, ..sample(&values, &[]) });
        (row.state, row.reasons.contains(&ReadoutReason::FfpeSensitive))
    };
    // Formalin lowers this readout by 0.05; the states change at 0.553 and 0.847.
    assert_eq!(judged(0.52), (ReadoutState::Neutral, true));
    assert_eq!(judged(0.49), (ReadoutState::SupportsIntact, false));
    assert_eq!(judged(0.82), (ReadoutState::Neutral, true));
    assert_eq!(judged(0.86), (ReadoutState::SupportsLoss, false));
    assert_eq!(judged(0.7), (ReadoutState::Neutral, false));
}

#[test]
fn without_a_histology_the_more_cautious_counts() {
    let line = |slope| Some(RatioLine { centre: 0.7, scale: 0.1, intercept: 0.0, slope });
    let both = |slope| {
        let lusc = ReadoutStratum { line: line(slope), n_altered: 30, ..stratum("LUSC") };
        [scale("KEAP1", None, vec![stratum("LUAD"), lusc])]
    };
    let values = [of(0.95), None];
    let unstated = JudgedSample { histology: StatedHistology::NotStated, ..sample(&values, &[]) };
    let row = keap1(&both(0.8), &unstated);
    assert_eq!((row.state, row.likelihood_ratio), (ReadoutState::SupportsLoss, Some(7.39)));
    assert_eq!(row.compared.unwrap().histology, "LUSC");
    assert!(row.reasons.contains(&ReadoutReason::HistologyNotStated));
    assert_eq!(keap1(&both(0.1), &unstated).state, ReadoutState::Neutral);
    let mut one = both(1.0);
    one[0].strata[1].line = None;
    assert_eq!(keap1(&one, &unstated).reasons, [ReadoutReason::HistologyNeeded]);
    let other = JudgedSample { histology: StatedHistology::Other, ..unstated };
    assert_eq!(keap1(&one, &other).reasons, [ReadoutReason::OtherHistology]);
}

#[test]
fn no_state_without_what_it_rests_on() {
    let scales = [scale("KEAP1", None, vec![stratum("LUAD")])];
    let reason = |scales: &[ReadoutScale], sample: &JudgedSample<'_>| {
        let row = keap1(scales, sample);
        assert_eq!((row.state, row.likelihood_ratio), (ReadoutState::NotAssessable, None));
        row.reasons
    };
    let values = [of(0.95), None];
    let all = sample(&values, &[]);
    assert_eq!(reason(&scales, &JudgedSample { values: None, ..all }), [ReadoutReason::RnaNotTested]);
    let cohort = JudgedSample { unusable: Some(ReadoutReason::CohortScale), ..all };
    assert_eq!(reason(&scales, &cohort), [ReadoutReason::CohortScale]);
    assert_eq!(reason(&[], &all), [ReadoutReason::NoReadoutDistribution]);
    let none = [None, None];
    assert_eq!(reason(&scales, &sample(&none, &[])), [ReadoutReason::ReadoutGenesMissing]);
    let other_list = [ReadoutScale { digest: "x".into(), ..scales[0].clone() }];
    assert_eq!(reason(&other_list, &all), [ReadoutReason::NoReadoutDistribution]);
    let poor = ReadoutStratum { auc: Some([0.72, 0.48, 0.9]), ..stratum("LUAD") };
    assert_eq!(reason(&[scale("KEAP1", None, vec![poor])], &all), [ReadoutReason::NotDiscriminating]);
    let few = ReadoutStratum { n_altered: 4, ..stratum("LUAD") };
    assert_eq!(reason(&[scale("KEAP1", None, vec![few])], &all), [ReadoutReason::TooFewAltered]);
}

#[test]
fn an_impure_sample_is_not_said_to_be_intact() {
    let scales = [scale("KEAP1", None, vec![stratum("LUAD")])];
    let values = [of(0.4), None];
    let impure = JudgedSample { is_impure: true, ..sample(&values, &[]) };
    let row = keap1(&scales, &impure);
    assert_eq!(row.state, ReadoutState::Neutral);
    assert!(row.reasons.contains(&ReadoutReason::LowPurity));
}

#[test]
fn rna_that_is_there_does_not_speak_against_a_variant() {
    let of_deletion = ReadoutScale {
        readout: "cdkn2a_expression".into(),
        digest: "e".into(),
        ..scale(
            "CDKN2A",
            Some(0.0),
            vec![ReadoutStratum {
                line: Some(RatioLine { centre: 0.7, scale: 0.1, intercept: 0.0, slope: -1.0 }),
                deletions_known: true,
                altered: (0..10).map(|i| 0.01 * f64::from(i)).map(round4).collect(),
                ..stratum("LUAD")
            }],
        )
    };
    let judged = |value| {
        let digests = ["d", "e"].map(String::from);
        let values = [None, of(value)];
        judge(&rules(), &digests, std::slice::from_ref(&of_deletion), &sample(&values, &[])).swap_remove(2)
    };
    let there = judged(0.95);
    assert_eq!(there.state, ReadoutState::Neutral);
    assert_eq!(there.reasons, [ReadoutReason::ShowsAbsenceOnly]);
    let gone = judged(0.1);
    assert_eq!(gone.state, ReadoutState::SupportsLoss);
    assert_eq!(gone.reasons, [ReadoutReason::SilencingPossible]);
}

#[test]
fn few_altered_tumours_allow_no_high_ratio() {
    let six = ReadoutStratum { n_altered: 6, ..stratum("LUAD") };
    let row = keap1(&[scale("KEAP1", None, vec![six])], &sample(&[of(0.99), None], &[]));
    assert_eq!(row.likelihood_ratio, Some(7.0));
}

#[test]
fn an_alteration_elsewhere_explains_no_quiet_programme() {
    use AlterationStatus::{Altered, NotAltered, Uncertain};
    let scales = [scale("KEAP1", None, vec![stratum("LUAD")])];
    let quiet = |genes: &[GeneAlteration]| keap1(&scales, &sample(&[of(0.5), None], genes));
    let both = quiet(&[gene("KEAP1", Altered), gene("NFE2L2", Altered)]);
    assert_eq!(both.state, ReadoutState::SupportsIntact);
    assert!(both.reasons.contains(&ReadoutReason::AlteredButIntact));
    let unsure = quiet(&[gene("KEAP1", NotAltered), gene("NFE2L2", Uncertain)]);
    assert!(!unsure.reasons.contains(&ReadoutReason::UncertainElsewhere));
}

#[test]
fn genes_that_are_missing_must_not_make_a_statement() {
    let scales = [scale("KEAP1", None, vec![stratum("LUAD")])];
    let judged = |value, lowest, highest| {
        let values = [Some(ReadoutValue { value, lowest, highest }), None];
        let row = keap1(&scales, &sample(&values, &[]));
        (row.state, row.reasons.contains(&ReadoutReason::MissingGenesMatter))
    };
    assert_eq!(judged(0.9, 0.86, 0.92), (ReadoutState::SupportsLoss, false));
    assert_eq!(judged(0.9, 0.82, 0.92), (ReadoutState::Neutral, true));
    assert_eq!(judged(0.8, 0.75, 0.86), (ReadoutState::Neutral, true));
}

#[test]
fn no_ratio_is_read_off_beyond_the_tumours_it_resembles() {
    let mut low = stratum("LUAD");
    low.altered = vec![0.7, 0.72, 0.75, 0.78, 0.86];
    low.n_altered = 5;
    // At 0.86 the line says e^1.6, at 0.99 it would say e^2.9.
    let row = keap1(&[scale("KEAP1", None, vec![low])], &sample(&[of(0.99), None], &[]));
    assert_eq!((row.likelihood_ratio, row.capped), (Some(4.95), true));
    assert_eq!(row.compared.unwrap().share_altered, Some(0.0));
}

#[test]
fn a_loss_that_hides_another_leaves_it_open() {
    let mut rules = rules();
    rules.readout[0].hidden_by =
        Some(crate::HiddenBy { gene: "CDKN2A".into(), readout: "cdkn2a_expression".into(), below: 0.3 });
    let scales = [scale("KEAP1", None, vec![stratum("LUAD")])];
    let judged = |cdkn2a, genes: &[GeneAlteration]| {
        let digests = ["d", "e"].map(String::from);
        let values = [of(0.5), of(cdkn2a)];
        let row = judge(&rules, &digests, &scales, &sample(&values, genes)).swap_remove(0);
        (row.state, row.reasons.contains(&ReadoutReason::HiddenByLoss))
    };
    assert_eq!(judged(0.5, &[]), (ReadoutState::SupportsIntact, false));
    assert_eq!(judged(0.2, &[]), (ReadoutState::Neutral, true));
    let lost = [gene("CDKN2A", AlterationStatus::Altered)];
    assert_eq!(judged(0.5, &lost), (ReadoutState::Neutral, true));
}

#[test]
fn a_reference_without_another_laboratory_says_so() {
    let row = keap1(&[scale("KEAP1", None, vec![stratum("LUAD")])], &sample(&[of(0.95), None], &[]));
    assert!(row.reasons.contains(&ReadoutReason::LaboratoryUnknown));
}
