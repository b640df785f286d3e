//! One comparison: confusion, measures with their intervals, and curves of one set of samples.

use std::collections::{BTreeMap, BTreeSet};

use evade_core::{Comparison, IntervalMethod, Measure, MeasureReason, MeasureValue, SampleGroup, Stratum};

use super::agreement::{Agreement, Called};
use super::calibration::{self, Fit, n_different};
use super::inputs::{Case, Inputs};
use super::interval::{bootstrap, percentiles, wilson};
use super::roc::Ranked;

/// A class of fewer patients than this decides no measure of classes, curve or calibration.
const MIN_OF_A_CLASS: usize = 5;
/// Draws of fewer patients than this are too much alike: they hold the same few again and again.
const MIN_TO_DRAW: usize = 10;

/// Every group of samples, and within it every stratum.
pub(super) fn comparisons(inputs: &Inputs) -> Vec<Comparison> {
    let any = |in_reference: bool| inputs.cases.iter().any(|case| case.in_reference == in_reference);
    let mut comparisons = Vec::new();
    for &group in SampleGroup::ALL {
        let is_shown = match group {
            SampleGroup::All => true,
            SampleGroup::OutsideReference => any(true) && any(false),
            SampleGroup::InReference => any(true),
        };
        if !is_shown {
            continue;
        }
        let of_group = |case: &&Case| match group {
            SampleGroup::All => true,
            SampleGroup::OutsideReference => !case.in_reference,
            SampleGroup::InReference => case.in_reference,
        };
        let cases: Vec<&Case> = inputs.cases.iter().filter(of_group).collect();
        comparisons.push(compare(inputs, &cases, group, None));
        for (place, column) in inputs.strata.iter().enumerate() {
            let mut by_value: BTreeMap<Option<&str>, Vec<&Case>> = BTreeMap::new();
            for &case in &cases {
                by_value.entry(case.strata[place].as_deref()).or_default().push(case);
            }
            // A missing value comes first in the map, and last in the tables.
            let missing = by_value.remove(&None).map(|cases| (None, cases));
            for (value, cases) in by_value.into_iter().chain(missing) {
                let stratum = Stratum { column: column.clone(), value: value.map(str::to_owned) };
                comparisons.push(compare(inputs, &cases, group, Some(stratum)));
            }
        }
    }
    comparisons
}

/// The samples of a comparison, as the measures see them.
struct Compared<'a> {
    inputs: &'a Inputs,
    cases: &'a [&'a Case],
    /// Classes that occur among the labels of these samples.
    labels: Vec<usize>,
    /// Of which patient each sample is, from 0.
    patients: Vec<usize>,
    /// The place of each sample in the table of labels and calls.
    places: Vec<usize>,
    ranked: Ranked,
    logits: Vec<f64>,
    /// Of intercept and slope, where their draws are one step from the fit of all samples.
    fits: (Option<Fit>, Option<Fit>),
}

/// A measure of all samples or of one class.
type Key = (Measure, Option<usize>);

fn compare(inputs: &Inputs, cases: &[&Case], group: SampleGroup, stratum: Option<Stratum>) -> Comparison {
    let compared = Compared::of(inputs, cases);
    let n_patients = compared.n_all_patients();
    let has_calls = inputs.call_column.is_some();
    let keys = compared.keys(has_calls);
    let ones = vec![1.0; cases.len()];
    let agreement = compared.agreement(&ones);
    let ones = compared.ranked.weights(&ones);
    let points: Vec<Result<f64, MeasureReason>> = keys
        .iter()
        .map(|&key| match compared.obstacle(key) {
            Some(reason) => Err(reason),
            None => compared.value(key, &agreement, &ones).ok_or(match key.0 {
                // The fit went to infinity.
                Measure::CalibrationIntercept | Measure::CalibrationSlope => MeasureReason::Separation,
                _ => MeasureReason::NoSamples,
            }),
        })
        .collect();
    // Shares of independent samples have Wilson's interval; all else is drawn, and only what has a value.
    let is_independent = n_patients == cases.len();
    let is_few: Vec<bool> = keys.iter().map(|&key| compared.n_patients_of(key) < MIN_TO_DRAW).collect();
    let is_drawn: Vec<bool> = (0..keys.len())
        .map(|i| points[i].is_ok() && !is_few[i] && !(is_independent && is_share(keys[i].0)))
        .collect();
    let draws = if is_drawn.contains(&true) {
        bootstrap(&compared.patients, |weights| {
            let agreement = compared.agreement(weights);
            let weights = compared.ranked.weights(weights);
            let value =
                |(&key, &drawn): (&Key, &bool)| drawn.then(|| compared.drawn(key, &agreement, &weights))?;
            keys.iter().zip(&is_drawn).map(value).collect::<Vec<Option<f64>>>()
        })
    } else {
        Vec::new()
    };
    let measures = keys.iter().enumerate().map(|(place, &key)| {
        let n = compared.n(key, &agreement);
        let point = points[place];
        let (interval, method) = match point {
            Err(_) => (None, None),
            Ok(value) if is_independent && is_share(key.0) => {
                (Some(wilson(value, n as f64)), Some(IntervalMethod::Wilson))
            }
            Ok(_) if is_few[place] => (None, None),
            // Draws that are all the same, as of an AUC of 1, say nothing of the error.
            Ok(value) => {
                match percentiles(draws.iter().map(|draw| draw[place])).filter(|(low, high)| low < high) {
                    None => (None, None),
                    // Draws of the calibration error lie rather above its value, which may be below all of them.
                    Some((low, high)) => {
                        (Some((low.min(value), high.max(value))), Some(IntervalMethod::Bootstrap))
                    }
                }
            }
        };
        let reason = match point {
            Err(reason) => Some(reason),
            Ok(_) if interval.is_none() && is_few[place] => Some(MeasureReason::FewPatients),
            Ok(_) if interval.is_none() => Some(MeasureReason::IntervalUnstable),
            Ok(_) => None,
        };
        MeasureValue {
            measure: key.0,
            class: key.1.map(|class| inputs.classes[class].clone()),
            value: point.ok(),
            interval,
            method,
            n,
            reason,
        }
    });
    let measures: Vec<MeasureValue> = measures.collect();
    // Bins of too few samples would be shown as if they were a curve.
    let has_bins = measures.iter().any(|m| m.measure == Measure::CalibrationError && m.value.is_some());
    let labels = inputs.label_places();
    Comparison {
        group,
        stratum,
        n: cases.len(),
        n_patients,
        confusion: if has_calls {
            labels.iter().map(|&label| agreement.confusion(label, &inputs.classes[label])).collect()
        } else {
            Vec::new()
        },
        measures,
        roc: compared.ranked.curve(),
        calibration: if has_bins {
            calibration::bins(&compared.ranked, &compared.patients)
        } else {
            Vec::new()
        },
    }
}

/// Whether a measure is a share of samples, which has an interval of its own.
fn is_share(measure: Measure) -> bool {
    matches!(
        measure,
        Measure::Determinate
            | Measure::Accuracy
            | Measure::AccuracyOfAll
            | Measure::Recall
            | Measure::Precision
    )
}

/// The place of each text among the sorted different ones.
fn places<'a>(texts: impl Iterator<Item = &'a str> + Clone) -> Vec<usize> {
    let sorted: BTreeSet<&str> = texts.clone().collect();
    let place: BTreeMap<&str, usize> = sorted.into_iter().enumerate().map(|(i, text)| (text, i)).collect();
    texts.map(|text| place[text]).collect()
}

impl Inputs {
    /// Places of the classes that occur among the labels.
    pub(super) fn label_places(&self) -> Vec<usize> {
        let there: BTreeSet<usize> = self.cases.iter().map(|case| case.label).collect();
        there.into_iter().collect()
    }
}

impl<'a> Compared<'a> {
    fn of(inputs: &'a Inputs, cases: &'a [&'a Case]) -> Self {
        let labels: BTreeSet<usize> = cases.iter().map(|case| case.label).collect();
        let scored = cases
            .iter()
            .enumerate()
            .filter_map(|(place, case)| Some((place, case.score?, inputs.positive.contains(&case.label))));
        let ranked = if inputs.positive.is_empty() { Ranked::default() } else { Ranked::new(scored) };
        let is_probability = inputs.score.as_ref().is_some_and(|score| score.is_probability);
        let logits = if is_probability { calibration::logits(&ranked) } else { Vec::new() };
        let patients = places(cases.iter().map(|case| case.patient.as_str()));
        let n_classes = inputs.classes.len();
        let mut compared = Self {
            inputs,
            cases,
            labels: labels.into_iter().collect(),
            patients,
            places: cases.iter().map(|case| Agreement::place(n_classes, case.label, case.call)).collect(),
            ranked,
            logits,
            fits: (None, None),
        };
        if is_probability {
            let independent = compared.n_all_patients() as f64 / cases.len().max(1) as f64;
            let (ranked, logits) = (&compared.ranked, &compared.logits);
            compared.fits =
                (Fit::of_intercept(ranked, logits, independent), Fit::of_slope(ranked, logits, independent));
        }
        compared
    }

    /// The rows of the table of measures.
    fn keys(&self, has_calls: bool) -> Vec<Key> {
        let mut keys: Vec<Key> = Vec::new();
        for &measure in Measure::ALL {
            match measure {
                Measure::Recall if has_calls => {
                    keys.extend(self.inputs.label_places().into_iter().map(|class| (measure, Some(class))));
                }
                Measure::Precision if has_calls => {
                    keys.extend((0..self.inputs.classes.len()).map(|class| (measure, Some(class))));
                }
                Measure::Auc
                | Measure::CalibrationError
                | Measure::CalibrationIntercept
                | Measure::CalibrationSlope => keys.push((measure, None)),
                _ if has_calls => keys.push((measure, None)),
                _ => {}
            }
        }
        keys
    }

    fn agreement(&self, weights: &[f64]) -> Agreement {
        let samples = self.places.iter().copied().zip(weights.iter().copied());
        Agreement::count(self.inputs.classes.len(), samples)
    }

    /// Patients of all these samples.
    fn n_all_patients(&self) -> usize {
        self.patients.iter().max().map_or(0, |last| last + 1)
    }

    /// Patients among these samples.
    fn n_patients(&self, is_of: impl Fn(&Case) -> bool) -> usize {
        let cases = self.cases.iter().zip(&self.patients);
        n_different(cases.filter(|(case, _)| is_of(case)).map(|(_, &patient)| patient))
    }

    /// Patients that enter a measure.
    fn n_patients_of(&self, key: Key) -> usize {
        let is_determinate = |case: &Case| matches!(case.call, Called::Class(_));
        match key {
            (Measure::Determinate | Measure::AccuracyOfAll, _) => self.n_all_patients(),
            (Measure::Recall, Some(class)) => {
                self.n_patients(|case| case.label == class && is_determinate(case))
            }
            (Measure::Precision, Some(class)) => self.n_patients(|case| case.call == Called::Class(class)),
            (
                Measure::Auc
                | Measure::CalibrationError
                | Measure::CalibrationIntercept
                | Measure::CalibrationSlope,
                _,
            ) => self.n_patients(|case| case.score.is_some()),
            _ => self.n_patients(is_determinate),
        }
    }

    /// Why a measure cannot be had of these samples.
    fn obstacle(&self, (measure, _): Key) -> Option<MeasureReason> {
        match measure {
            Measure::Determinate
            | Measure::Accuracy
            | Measure::AccuracyOfAll
            | Measure::Recall
            | Measure::Precision => None,
            Measure::BalancedAccuracy | Measure::Kappa => {
                let is_determinate = |case: &Case| matches!(case.call, Called::Class(_));
                let few = |&label: &usize| {
                    self.n_patients(|case| case.label == label && is_determinate(case)) < MIN_OF_A_CLASS
                };
                match self.labels.as_slice() {
                    [] => Some(MeasureReason::NoSamples),
                    [_] => Some(MeasureReason::OneClass),
                    labels => labels.iter().any(few).then_some(MeasureReason::FewOfAClass),
                }
            }
            Measure::Auc => self.obstacle_of_score().or_else(|| self.obstacle_of_classes()),
            Measure::CalibrationError => self.obstacle_of_probability().or_else(|| {
                let n = self.n_patients(|case| case.score.is_some());
                match self.obstacle_of_classes() {
                    // As of intercept and slope; a few of a class are enough here.
                    Some(MeasureReason::OneClass) => Some(MeasureReason::OneClass),
                    _ => (n < MIN_OF_A_CLASS * calibration::N_BINS).then_some(MeasureReason::FewSamples),
                }
            }),
            Measure::CalibrationIntercept => {
                self.obstacle_of_probability().or_else(|| self.obstacle_of_classes())
            }
            Measure::CalibrationSlope => {
                let ones = vec![1.0; self.ranked.len()];
                let of_fit = || {
                    if calibration::is_constant(&self.ranked, &self.logits, &ones) {
                        Some(MeasureReason::ConstantScore)
                    } else {
                        calibration::is_separated(&self.ranked, &self.logits, &ones)
                            .then_some(MeasureReason::Separation)
                    }
                };
                self.obstacle_of_probability().or_else(|| self.obstacle_of_classes()).or_else(of_fit)
            }
        }
    }

    fn obstacle_of_score(&self) -> Option<MeasureReason> {
        if self.inputs.score.is_none() {
            Some(MeasureReason::NoScore)
        } else if self.inputs.positive.is_empty() {
            Some(MeasureReason::NoPositiveClass)
        } else {
            (self.ranked.len() == 0).then_some(MeasureReason::NoSamples)
        }
    }

    fn obstacle_of_probability(&self) -> Option<MeasureReason> {
        let is_probability = self.inputs.score.as_ref().is_some_and(|score| score.is_probability);
        self.obstacle_of_score().or((!is_probability).then_some(MeasureReason::NotAProbability))
    }

    /// Positive and other samples with a score have to be enough of each.
    fn obstacle_of_classes(&self) -> Option<MeasureReason> {
        let n = |positive: bool| {
            self.n_patients(|case| {
                case.score.is_some() && self.inputs.positive.contains(&case.label) == positive
            })
        };
        match (n(true), n(false)) {
            (0, _) | (_, 0) => Some(MeasureReason::OneClass),
            (positive, other) => (positive.min(other) < MIN_OF_A_CLASS).then_some(MeasureReason::FewOfAClass),
        }
    }

    /// The value of a draw; `weights` are in the order of the scores.
    fn drawn(&self, key: Key, agreement: &Agreement, weights: &[f64]) -> Option<f64> {
        match (key.0, &self.fits) {
            (Measure::CalibrationIntercept, (Some(fit), _)) => fit.intercept(weights),
            (Measure::CalibrationSlope, (_, Some(fit))) => fit.slope(&self.logits, weights),
            _ => self.value(key, agreement, weights),
        }
    }

    fn value(&self, key: Key, agreement: &Agreement, weights: &[f64]) -> Option<f64> {
        match key {
            (Measure::Determinate, _) => agreement.determinate(),
            (Measure::Accuracy, _) => agreement.accuracy(),
            (Measure::AccuracyOfAll, _) => agreement.accuracy_of_all(),
            (Measure::BalancedAccuracy, _) => agreement.balanced_accuracy(&self.labels),
            (Measure::Kappa, _) => agreement.kappa(),
            (Measure::Recall, class) => agreement.recall(class?),
            (Measure::Precision, class) => agreement.precision(class?),
            (Measure::Auc, _) => self.ranked.auc(weights),
            (Measure::CalibrationError, _) => calibration::error(&self.ranked, weights),
            (Measure::CalibrationIntercept, _) => calibration::intercept(&self.ranked, &self.logits, weights),
            (Measure::CalibrationSlope, _) => calibration::slope(&self.ranked, &self.logits, weights),
        }
    }

    /// Samples that enter a measure.
    fn n(&self, key: Key, agreement: &Agreement) -> usize {
        let n = match key {
            (Measure::Determinate | Measure::AccuracyOfAll, _) => agreement.n(),
            (Measure::Recall, Some(class)) => agreement.n_labelled(class),
            (Measure::Precision, Some(class)) => agreement.n_called(class),
            (
                Measure::Auc
                | Measure::CalibrationError
                | Measure::CalibrationIntercept
                | Measure::CalibrationSlope,
                _,
            ) => self.ranked.len() as f64,
            _ => agreement.n_determinate(),
        };
        n as usize
    }
}
