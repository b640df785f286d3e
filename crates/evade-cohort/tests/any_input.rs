//! No input makes a test panic, and every p value is a probability.

use evade_cohort::associate::{Column, Outcome, Values, between_pairs, with_groups, with_outcome};
use proptest::prelude::*;

fn values(n: usize) -> impl Strategy<Value = Values> {
    let number = prop_oneof![
        Just(None),
        Just(Some(f64::NAN)),
        Just(Some(f64::INFINITY)),
        Just(Some(0.0)),
        Just(Some(1e300)),
        Just(Some(-1e-300)),
        (-3i32..3).prop_map(|i| Some(f64::from(i))),
        any::<f64>().prop_map(Some),
        (-2.0..2.0).prop_map(Some),
    ];
    let tame = prop_oneof![Just(None), (-2.0..2.0).prop_map(Some), (0..3).prop_map(|i| Some(f64::from(i)))];
    prop_oneof![
        prop::collection::vec(number, n).prop_map(Values::Numbers),
        prop::collection::vec(tame, n).prop_map(Values::Numbers),
        prop::collection::vec(prop::option::of("[abc]"), n).prop_map(Values::Words),
        prop::collection::vec(prop::option::of(any::<bool>()), n).prop_map(Values::Flags),
    ]
}

fn column(name: &'static str, n: usize) -> impl Strategy<Value = Column> {
    values(n).prop_map(move |values| Column { name: name.to_owned(), values })
}

fn outcome(n: usize) -> impl Strategy<Value = Outcome> {
    let time = prop_oneof![
        Just(None),
        Just(Some(-1.0)),
        (0..12).prop_map(|t| Some(f64::from(t))),
        (0.0..40.0).prop_map(Some)
    ];
    let event = prop::option::weighted(0.95, any::<bool>());
    (prop::collection::vec(time, n), prop::collection::vec(event, n)).prop_map(|(time, event)| Outcome {
        name: "time".to_owned(),
        time,
        event,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn rows_hold_probabilities_or_reasons(
        (item, by, covariate, outcome) in (0usize..40).prop_flat_map(|n| {
            (column("item", n), column("by", n), column("covariate", n), outcome(n))
        })
    ) {
        let items = [item];
        let n = outcome.time.len();
        let adjust = [covariate];
        let pairs: Vec<(usize, usize)> = (0..n / 2).map(|i| (2 * i, 2 * i + 1)).collect();
        let mut rows = with_groups(&items, &by, &[]);
        rows.extend(with_groups(&items, &by, &adjust));
        rows.extend(with_outcome(&items, &outcome, &[]));
        rows.extend(with_outcome(&items, &outcome, &adjust));
        rows.extend(between_pairs(&items, "pair", &pairs));
        for row in rows {
            match row.p {
                Some(p) => prop_assert!((0.0..=1.0).contains(&p) && row.p_adjusted >= Some(p), "{row:?}"),
                None => prop_assert!(!row.reasons.is_empty() && row.effect.is_none(), "{row:?}"),
            }
        }
    }
}
