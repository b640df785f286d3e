use super::*;

fn numbers(name: &str, values: &[f64]) -> Column {
    Column { name: name.to_owned(), values: Values::Numbers(values.iter().copied().map(Some).collect()) }
}

fn words(name: &str, values: &str) -> Column {
    let word = |word: &str| (word != "NA").then(|| word.to_owned());
    Column { name: name.to_owned(), values: Values::Words(values.split(' ').map(word).collect()) }
}

/// 1 is yes, 0 is no, anything else is missing.
fn flags(name: &str, values: &str) -> Column {
    let flag = |c: char| match c {
        '1' => Some(true),
        '0' => Some(false),
        _ => None,
    };
    Column { name: name.to_owned(), values: Values::Flags(values.chars().map(flag).collect()) }
}

const T: [f64; 8] = [0.1, 0.2, 0.3, 0.4, 1.1, 1.2, 1.3, 1.4];

#[test]
fn two_groups_have_one_row() {
    let by = words("response", "PD PD PD PD R R R NA");
    let rows = with_groups(&[numbers("T", &T)], &by, &[]);
    assert_eq!(rows.len(), 1);
    let row = &rows[0];
    assert_eq!((row.group.as_deref(), row.against.as_deref()), (Some("R"), Some("PD")));
    assert_eq!((row.n, row.missing, row.method), (7, 1, AssociationMethod::RankSumExact));
    assert_eq!((row.effect, row.high, row.statistic), (Some(1.0), Some(1.0), Some(12.0)));
    assert!((row.p.unwrap() - 2.0 / 35.0).abs() < 1e-15 && row.p_adjusted == row.p);
    assert!(row.low.unwrap() > 0.5 && row.reasons.is_empty());
}

#[test]
fn more_groups_have_a_row_on_all_and_one_each() {
    let by = words("lab", "a a a b b b c c");
    let rows = with_groups(&[numbers("T", &T)], &by, &[]);
    let shape: Vec<(AssociationMethod, Option<&str>)> =
        rows.iter().map(|row| (row.method, row.group.as_deref())).collect();
    let exact = AssociationMethod::RankSumExact;
    let few = AssociationMethod::RankSumNormal;
    assert_eq!(
        shape,
        [(AssociationMethod::KruskalWallis, None), (exact, Some("a")), (exact, Some("b")), (few, Some("c"))]
    );
    // Group c has two samples: a row with a reason, which does not count among the adjusted.
    assert_eq!((rows[3].p, rows[3].reasons.as_slice()), (None, &[AssociationReason::TooFew][..]));
    assert!(rows[1].p_adjusted.unwrap() <= rows[1].p.unwrap() * 3.0);
    assert!(rows.iter().all(|row| row.against.is_none()));
}

#[test]
fn what_was_not_tested_is_missing_and_never_no() {
    let by = words("response", "R R R R PD PD PD PD");
    let rows = with_groups(&[flags("STK11", "1110??00"), flags("KRAS", "1???????")], &by, &[]);
    assert_eq!((rows[0].n, rows[0].missing, rows[0].level.as_deref()), (6, 2, Some("yes")));
    assert_eq!((rows[0].method, rows[0].group.as_deref()), (AssociationMethod::Fisher, Some("R")));
    // PD has two samples left.
    assert_eq!(rows[0].reasons, [AssociationReason::TooFew]);
    assert_eq!(rows[1].reasons, [AssociationReason::OneGroup]);
    let rows = with_groups(&[flags("STK11", "11110000"), flags("TP53", "11111111")], &by, &[]);
    assert_eq!((rows[0].effect, rows[0].high), (Some(f64::INFINITY), Some(f64::INFINITY)));
    assert!((rows[0].p.unwrap() - 2.0 / 70.0).abs() < 1e-14);
    assert_eq!(rows[1].reasons, [AssociationReason::Constant]);
}

#[test]
fn words_of_several_values_have_a_row_on_all_and_one_for_each() {
    let by = words("response", "R R R R PD PD PD PD");
    let phenotype = words("phenotype", "active active active desert desert desert excluded excluded");
    let rows = with_groups(&[phenotype], &by, &[]);
    let levels: Vec<Option<&str>> = rows.iter().map(|row| row.level.as_deref()).collect();
    assert_eq!(levels, [None, Some("active"), Some("desert"), Some("excluded")]);
    assert_eq!(rows[0].method, AssociationMethod::FisherTable);
    // active: 3 of 4 R against 0 of 4 PD: 2 * 4 / 56.
    assert!((rows[1].p.unwrap() - 8.0 / 56.0).abs() < 1e-14 && rows[1].effect == Some(f64::INFINITY));
}

#[test]
fn covariates_make_a_linear_model() {
    let by = words("response", "R PD R PD R PD R PD");
    let batch = words("batch", "x x y y x x y y");
    let rows = with_groups(&[numbers("T", &T), flags("KRAS", "11110000")], &by, &[batch]);
    assert_eq!((rows[0].method, rows[0].group.as_deref()), (AssociationMethod::LinearModel, Some("R")));
    // Within each batch, R lies 0.1 below its neighbour.
    assert!((rows[0].effect.unwrap() + 0.1).abs() < 1e-12);
    assert_eq!(rows[1].reasons, [AssociationReason::NotAdjusted]);
    // Numbers against numbers need no covariate for a model; the same column again explains itself exactly.
    let rows = with_groups(&[numbers("T", &T)], &numbers("tmb", &T), &[]);
    assert_eq!(rows[0].reasons, [AssociationReason::PerfectFit]);
    // Yes/no against numbers: the numbers between yes and no.
    let rows = with_groups(&[flags("KRAS", "00001111")], &numbers("tmb", &T), &[]);
    assert_eq!((rows[0].effect, rows[0].group.as_deref()), (Some(1.0), Some("yes")));
}

fn outcome(n: usize) -> Outcome {
    let time = |i: usize| Some(((i * 7) % n) as f64 + 1.0);
    Outcome {
        name: "pfs".to_owned(),
        time: (0..n).map(time).collect(),
        event: (0..n).map(|i| Some(i % 5 > 0)).collect(),
    }
}

#[test]
fn an_outcome_has_cox_for_numbers_and_log_rank_for_words() {
    let n = 40;
    let t: Vec<f64> = (0..n).map(|i| ((i * 13) % 17) as f64).collect();
    let group = flags("KRAS", &(0..n).map(|i| if i % 3 == 0 { '1' } else { '0' }).collect::<String>());
    let rows = with_outcome(&[numbers("T", &t), group], &outcome(n), &[]);
    let methods: Vec<AssociationMethod> = rows.iter().map(|row| row.method).collect();
    assert_eq!(methods, [AssociationMethod::Cox, AssociationMethod::LogRank, AssociationMethod::Cox]);
    assert!(rows.iter().all(|row| row.p.is_some() && row.p_adjusted >= row.p && row.by == "pfs"));
    assert_eq!((rows[2].group.as_deref(), rows[2].against.as_deref()), (Some("yes"), Some("no")));
    assert!(
        rows[0].low.unwrap() < rows[0].effect.unwrap() && rows[0].effect.unwrap() < rows[0].high.unwrap()
    );
}

#[test]
fn few_events_are_a_reason() {
    let few = Outcome { event: (0..40).map(|i| Some(i < 4)).collect(), ..outcome(40) };
    let t: Vec<f64> = (0..40).map(|i| f64::from((i * 13) % 17)).collect();
    let rows = with_outcome(&[numbers("T", &t)], &few, &[]);
    assert_eq!((rows[0].p, rows[0].reasons.as_slice()), (None, &[AssociationReason::TooFewEvents][..]));
    let some = Outcome { event: (0..40).map(|i| Some(i < 8)).collect(), ..outcome(40) };
    let rows = with_outcome(&[numbers("T", &t)], &some, &[]);
    assert!(rows[0].p.is_some() && rows[0].reasons.contains(&AssociationReason::FewEvents));
    let unknown = Outcome { event: vec![None; 40], ..outcome(40) };
    assert_eq!(with_outcome(&[numbers("T", &t)], &unknown, &[])[0].n, 0);
}

#[test]
fn pairs_compare_second_with_first() {
    let pairs: Vec<(usize, usize)> = (0..4).map(|i| (i, i + 4)).collect();
    let phenotype = words("phenotype", "active active active desert desert desert desert desert");
    let values = [0.1, 0.2, 0.3, 0.4, 1.0, 1.3, 1.6, 1.9];
    let rows =
        between_pairs(&[numbers("T", &values), phenotype, flags("B2M", "0000111?")], "timepoint", &pairs);
    assert_eq!((rows[0].method, rows[0].p), (AssociationMethod::SignedRankExact, Some(0.125)));
    assert!((rows[0].effect.unwrap() - 1.2).abs() < 1e-12);
    // Three of three that changed became desert; p = 2 / 8.
    assert_eq!((rows[1].level.as_deref(), rows[1].statistic, rows[1].n), (Some("desert"), Some(3.0), 4));
    assert!((rows[1].p.unwrap() - 0.25).abs() < 1e-15);
    assert_eq!((rows[2].n, rows[2].missing, rows[2].effect), (3, 1, Some(f64::INFINITY)));
}

#[test]
fn nothing_panics_on_columns_that_do_not_fit() {
    let short = numbers("T", &[1.0, f64::NAN]);
    let by = words("response", "R R R PD PD PD");
    assert_eq!(
        with_groups(std::slice::from_ref(&short), &by, &[])[0].reasons,
        [AssociationReason::LengthsDiffer]
    );
    assert_eq!(
        with_outcome(std::slice::from_ref(&short), &outcome(6), &[])[0].reasons,
        [AssociationReason::LengthsDiffer]
    );
    let rows = between_pairs(&[short], "timepoint", &[(0, 1), (5, 9)]);
    assert_eq!((rows[0].n, rows[0].missing), (0, 2));
    let nobody = Outcome { name: "os".to_owned(), time: vec![], event: vec![] };
    assert_eq!(with_outcome(&[numbers("T", &[])], &nobody, &[])[0].p, None);
}
