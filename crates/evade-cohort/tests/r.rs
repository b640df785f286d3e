//! Parity with R's `stats` and `survival`: simulated cases and R's answers, written by tests/external/statistics/cases.R.
//! `EVADE_R_CASES` names another file of cases. With `--nocapture` the largest deviation of each value is printed.

#![expect(clippy::unwrap_used, reason = "a test says what went wrong by panicking")]

use std::collections::BTreeMap;

use evade_cohort::stats::{
    CountTable, Design, FollowUp, Survival, SurvivalInterval, Table2x2, Term, benjamini_hochberg,
    chi_squared_upper, cox, f_upper, fisher, fisher_table, kaplan_meier, kruskal_wallis, linear_model,
    log_rank, mcnemar, normal_upper, pearson_chi_squared, proportional_hazards, rank_sum, shift, signed_rank,
    t_two_sided,
};
use serde::Deserialize;
use serde_json::Value;

/// Statistics and p values, relative to their size.
const TOLERANCE: f64 = 1e-8;
/// Coefficients as `coxph` leaves them when it stops, in standard errors.
const COX_TOLERANCE: f64 = 1e-6;

#[derive(Deserialize)]
struct Cases {
    cases: Vec<BTreeMap<String, Value>>,
}

/// What was compared, with the largest relative deviation.
#[derive(Default)]
struct Deviations {
    of: BTreeMap<String, (usize, f64)>,
}

impl Deviations {
    fn compare(&mut self, kind: &str, name: &str, ours: &[Option<f64>], case: &Value, tolerance: f64) {
        let theirs = numbers(&case[name]);
        assert_eq!(ours.len(), theirs.len(), "{kind} {name}: {case}");
        for (ours, theirs) in ours.iter().zip(theirs) {
            let deviation = match (ours, theirs) {
                (Some(a), Some(b)) if a.total_cmp(&b).is_eq() => 0.0,
                // What is 0 in theory is rounding in both.
                (Some(a), Some(b)) => {
                    (a - b).abs() / b.abs().max(1e-200).max(if a.abs() < 1e-12 { 1.0 } else { 0.0 })
                }
                (None, None) => 0.0,
                _ => f64::INFINITY,
            };
            assert!(deviation <= tolerance, "{kind} {name}: {ours:?} {theirs:?} in {case}");
            let seen = self.of.entry(format!("{kind} {name}")).or_default();
            *seen = (seen.0 + 1, seen.1.max(deviation));
        }
    }
}

fn numbers(value: &Value) -> Vec<Option<f64>> {
    let number = |value: &Value| match value.as_str() {
        Some("inf") => Some(f64::INFINITY),
        Some("-inf") => Some(f64::NEG_INFINITY),
        _ => value.as_f64(),
    };
    value.as_array().unwrap().iter().map(number).collect()
}

fn known(value: &Value) -> Vec<f64> {
    numbers(value).into_iter().map(Option::unwrap).collect()
}

fn places(value: &Value) -> Vec<usize> {
    known(value).into_iter().map(|number| number as usize - 1).collect()
}

fn some(values: &[f64]) -> Vec<Option<f64>> {
    values.iter().copied().map(Some).collect()
}

fn survival(case: &BTreeMap<String, Value>) -> Survival {
    let events = case["event"].as_array().unwrap().iter().map(|event| event.as_bool().unwrap());
    let follow = |(time, event)| FollowUp { time, event };
    Survival::new(known(&case["time"]).into_iter().zip(events).map(follow).collect()).unwrap()
}

/// Columns x, groups and z, the groups named by the letters that occur.
fn design(case: &BTreeMap<String, Value>, n: usize) -> Design {
    let levels = ["a", "b", "c"].map(String::from);
    let mut terms = vec![Term::numbers("x", known(&case["x"]))];
    if n >= 10 {
        terms.push(Term::levels("g", &levels, &places(&case["g"])));
        terms.push(Term::numbers("z", known(&case["z"])));
    }
    Design::new(n, terms).unwrap()
}

#[test]
fn answers_equal_those_of_r() {
    let own = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/r_cases.json");
    let file = std::env::var("EVADE_R_CASES").unwrap_or_else(|_| own.to_owned());
    let cases: Cases = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let mut seen = Deviations::default();
    for case in &cases.cases {
        let kind = case["kind"].as_str().unwrap();
        match kind {
            "cox" => cox_case(&mut seen, case),
            "survival" => survival_case(&mut seen, case),
            "linear_model" => linear_case(&mut seen, case),
            "tails" => tails_case(&mut seen, case),
            "fisher" | "mcnemar" | "table" => count_case(&mut seen, kind, case),
            _ => rank_case(&mut seen, kind, case),
        }
    }
    for (name, (n, most)) in &seen.of {
        println!("{name}\t{n}\t{most:.1e}");
    }
    let kinds: std::collections::BTreeSet<&str> =
        seen.of.keys().filter_map(|name| name.split(' ').next()).collect();
    assert_eq!(kinds.len(), 11, "{kinds:?}");
}

fn rank_case(seen: &mut Deviations, kind: &str, case: &BTreeMap<String, Value>) {
    let answer = &case["answer"];
    let mut compare = |name: &str, ours: &[f64]| seen.compare(kind, name, &some(ours), answer, TOLERANCE);
    match kind {
        "rank_sum" => {
            let (x, y) = (known(&case["x"]), known(&case["y"]));
            let test = rank_sum(&x, &y).unwrap();
            compare("w", &[test.w]);
            compare("p", &[test.p]);
            compare("interval", &[test.auc.low, test.auc.high]);
            let ours = shift(&x, &y).unwrap();
            assert_eq!(ours.interval.is_some(), test.exact);
            let ours = ours.interval.map(|(low, high)| vec![ours.estimate, low, high]);
            compare("shift", &ours.unwrap_or_default());
        }
        "signed_rank" => {
            let test = signed_rank(&known(&case["d"])).unwrap();
            compare("v", &[test.v]);
            compare("p", &[test.p]);
            let ours = test.interval.map(|(low, high)| vec![test.estimate.unwrap(), low, high]);
            compare("estimate", &ours.unwrap_or_default());
        }
        "kruskal_wallis" => {
            let (x, groups) = (known(&case["x"]), places(&case["g"]));
            let group =
                |g: usize| x.iter().zip(&groups).filter(|(_, of)| **of == g).map(|(x, _)| *x).collect();
            let parted: Vec<Vec<f64>> = (0..5).map(group).collect();
            let test = kruskal_wallis(&parted.iter().map(Vec::as_slice).collect::<Vec<_>>()).unwrap();
            compare("h", &[test.h]);
            compare("p", &[test.p]);
        }
        "adjust" => {
            let ours = benjamini_hochberg(&numbers(&case["p"]));
            seen.compare(kind, "bh", &ours, answer, TOLERANCE);
        }
        _ => panic!("{kind}"),
    }
}

fn count_case(seen: &mut Deviations, kind: &str, case: &BTreeMap<String, Value>) {
    let answer = &case["answer"];
    let mut compare = |name: &str, ours: &[f64]| seen.compare(kind, name, &some(ours), answer, TOLERANCE);
    if kind == "mcnemar" {
        let number = |name: &str| known(&case[name])[0] as usize;
        let test = mcnemar(number("gained"), number("lost")).unwrap();
        compare("p", &[test.p]);
        compare("odds", &[test.odds_ratio, test.low, test.high]);
    } else if kind == "fisher" {
        let cells: Vec<usize> = known(&case["table"]).into_iter().map(|n| n as usize).collect();
        let table =
            Table2x2 { both: cells[0], first_only: cells[1], second_only: cells[2], neither: cells[3] };
        let test = fisher(table).unwrap();
        compare("p", &[test.p]);
        compare("odds", &[test.odds_ratio, test.low, test.high]);
    } else {
        let table = CountTable::count(places(&case["r"]).into_iter().zip(places(&case["c"])));
        compare("p", &[fisher_table(&table).unwrap()]);
        let chi = pearson_chi_squared(&table).unwrap();
        compare("chi", &[chi.statistic]);
        compare("chi_p", &[chi.p]);
    }
}

fn linear_case(seen: &mut Deviations, case: &BTreeMap<String, Value>) {
    let y = known(&case["y"]);
    let fit = linear_model(&y, &design(case, y.len())).unwrap();
    let mut compare = |name: &str, ours: &[f64]| {
        seen.compare("linear_model", name, &some(ours), &case["answer"], TOLERANCE);
    };
    let column = |value: fn(&evade_cohort::stats::LinearCoefficient) -> f64| -> Vec<f64> {
        fit.coefficients.iter().map(value).collect()
    };
    compare("estimate", &column(|c| c.estimate));
    compare("std_error", &column(|c| c.std_error));
    compare("t", &column(|c| c.t));
    compare("p", &column(|c| c.p));
    compare("low", &column(|c| c.low));
    compare("high", &column(|c| c.high));
    compare("f", &fit.terms.iter().map(|term| term.statistic).collect::<Vec<_>>());
    compare("f_p", &fit.terms.iter().map(|term| term.p).collect::<Vec<_>>());
    compare("sigma", &[fit.sigma]);
    compare("r_squared", &[fit.r_squared]);
}

fn survival_case(seen: &mut Deviations, case: &BTreeMap<String, Value>) {
    let (survival, answer) = (survival(case), &case["answer"]);
    let test = log_rank(&survival, &places(&case["g"])).unwrap();
    let mut compare = |name: &str, ours: &[Option<f64>]| {
        seen.compare("survival", name, ours, answer, TOLERANCE);
    };
    compare("chi", &[Some(test.chi_squared)]);
    compare("p", &[Some(test.p)]);
    compare("expected", &test.groups.iter().map(|group| Some(group.expected)).collect::<Vec<_>>());
    let plain = kaplan_meier(&survival, SurvivalInterval::Log).unwrap();
    let twice = kaplan_meier(&survival, SurvivalInterval::LogLog).unwrap();
    let steps = |value: fn(&evade_cohort::stats::KaplanMeierStep) -> Option<f64>| {
        plain.steps.iter().map(value).collect::<Vec<_>>()
    };
    compare("km_time", &steps(|step| Some(step.time)));
    compare("km", &steps(|step| Some(step.survival)));
    compare("km_se", &steps(|step| Some(step.std_error_log)));
    compare("low", &steps(|step| step.interval.map(|i| i.0)));
    compare("high", &steps(|step| step.interval.map(|i| i.1)));
    compare("low2", &twice.steps.iter().map(|step| step.interval.map(|i| i.0)).collect::<Vec<_>>());
    compare("high2", &twice.steps.iter().map(|step| step.interval.map(|i| i.1)).collect::<Vec<_>>());
    compare("median", &[plain.median, plain.median_low, plain.median_high]);
    compare("median2", &[twice.median, twice.median_low, twice.median_high]);
}

fn cox_case(seen: &mut Deviations, case: &BTreeMap<String, Value>) {
    let (survival, answer) = (survival(case), &case["answer"]);
    let design = design(case, survival.n());
    let fit = cox(&survival, &design).unwrap();
    let in_errors: Vec<f64> = fit.coefficients.iter().map(|c| c.std_error).collect();
    for ((c, theirs), error) in fit.coefficients.iter().zip(known(&answer["usual"])).zip(in_errors) {
        assert!((c.estimate - theirs).abs() <= COX_TOLERANCE * error.min(1.0), "{c:?} {theirs}");
    }
    let mut compare = |name: &str, ours: &[f64]| seen.compare("cox", name, &some(ours), answer, TOLERANCE);
    let column = |value: fn(&evade_cohort::stats::CoxCoefficient) -> f64| -> Vec<f64> {
        fit.coefficients.iter().map(value).collect()
    };
    compare("estimate", &column(|c| c.estimate));
    compare("std_error", &column(|c| c.std_error));
    compare("p", &column(|c| c.p));
    compare("low", &column(|c| c.low));
    compare("high", &column(|c| c.high));
    compare("log_likelihood", &[fit.log_likelihood_null, fit.log_likelihood]);
    let tests = [fit.likelihood_ratio, fit.wald, fit.score];
    compare("tests", &tests.map(|test| test.chi_squared));
    compare("tests_p", &tests.map(|test| test.p));
    let hazards = proportional_hazards(&survival, &design, &fit).unwrap();
    let all: Vec<_> = hazards.terms.iter().copied().chain([hazards.global]).collect();
    compare("zph", &all.iter().map(|test| test.chi_squared).collect::<Vec<_>>());
    compare("zph_p", &all.iter().map(|test| test.p).collect::<Vec<_>>());
}

fn tails_case(seen: &mut Deviations, case: &BTreeMap<String, Value>) {
    let number = |name: &str| known(&case[name])[0];
    let (x, df, df2) = (number("x"), number("df"), number("df2"));
    let mut compare =
        |name: &str, ours: f64| seen.compare("tails", name, &[Some(ours)], &case["answer"], TOLERANCE);
    compare("normal", normal_upper(x));
    compare("t", t_two_sided(x, df));
    compare("chi", chi_squared_upper(x, df));
    compare("f", f_upper(x, df, df2));
}
