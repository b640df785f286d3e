//! Tables of measures, and what each of them is.

use evade_core::{Comparison, IntervalMethod, Measure, MeasureValue, Stratum, Validation};
use maud::{Markup, html};

use super::cell;
use crate::text::{Text, two};

/// The measures of a table of strata.
const OF_STRATA: [Measure; 5] =
    [Measure::Determinate, Measure::Accuracy, Measure::BalancedAccuracy, Measure::Kappa, Measure::Auc];

fn name(measure: Measure) -> &'static str {
    match measure {
        Measure::Determinate => "Share with a determinate call",
        Measure::Accuracy => "Accuracy of determinate calls",
        Measure::AccuracyOfAll => "Accuracy, indeterminate as error",
        Measure::BalancedAccuracy => "Balanced accuracy",
        Measure::Kappa => "Cohen's kappa",
        Measure::Recall => "Recall",
        Measure::Precision => "Precision",
        Measure::Auc => "Area under the ROC curve (AUC)",
        Measure::CalibrationError => "Calibration error",
        Measure::CalibrationIntercept => "Calibration intercept",
        Measure::CalibrationSlope => "Calibration slope",
    }
}

pub(super) fn measures_table(comparison: &Comparison) -> Markup {
    html! {
        table class="agreement" {
            caption { "Measures with 95 % intervals" }
            thead { tr {
                th scope="col" { "Measure" }
                th scope="col" { "Class" }
                th scope="col" { "Value" }
                th scope="col" { "95 % interval" }
                th scope="col" { "Samples" }
                th scope="col" { "Interval by, or why there is none" }
            } }
            tbody {
                @for value in &comparison.measures {
                    tr {
                        th scope="row" { (name(value.measure)) }
                        td { @if let Some(class) = &value.class { (Text(class)) } }
                        td { (value.value.map_or("no value".to_owned(), two)) }
                        td { @if let Some((low, high)) = value.interval { (two(low)) " to " (two(high)) } }
                        td { (value.n) @if is_of_score(value.measure) && value.n < comparison.n { " of " (comparison.n) } }
                        td {
                            (remark(value))
                            @if let Some(share) = comparison.constant_answer(value.measure) {
                                "; the most frequent label for all of them: " (two(share))
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Whether samples without a score do not enter.
fn is_of_score(measure: Measure) -> bool {
    matches!(
        measure,
        Measure::Auc | Measure::CalibrationError | Measure::CalibrationIntercept | Measure::CalibrationSlope
    )
}

fn remark(value: &MeasureValue) -> &'static str {
    match (value.reason, value.method) {
        (Some(reason), _) => reason.meaning(),
        (None, Some(IntervalMethod::Wilson)) => "Wilson",
        (None, Some(IntervalMethod::Bootstrap)) => "bootstrap of patients",
        (None, None) => "",
    }
}

pub(super) fn strata_table(strata: &[&Comparison]) -> Markup {
    html! {
        table class="strata" {
            caption { "Strata: value and 95 % interval" }
            thead { tr {
                th scope="col" { "Stratum" }
                th scope="col" { "Samples" }
                @for measure in OF_STRATA { th scope="col" { (name(measure)) } }
            } }
            tbody {
                @for comparison in strata {
                    tr {
                        th scope="row" {
                            (Text(&comparison.stratum.as_ref().map(Stratum::to_string).unwrap_or_default()))
                        }
                        td { (comparison.n) }
                        @for measure in OF_STRATA { td { (short(comparison.measure(measure))) } }
                    }
                }
            }
        }
        p class="note" { "Differences between strata are not tested; the intervals are not corrected for their number." }
    }
}

fn short(value: Option<&MeasureValue>) -> String {
    let Some(measure) = value else { return String::new() };
    match (measure.value, measure.interval, measure.reason) {
        (Some(value), Some((low, high)), _) => format!("{} ({} to {})", two(value), two(low), two(high)),
        (Some(value), None, _) => two(value),
        (None, _, Some(reason)) => cell(reason.as_str()),
        (None, _, None) => String::new(),
    }
}

/// What each measure on the page is.
pub(super) fn definitions(validation: &Validation) -> Markup {
    let is_shown = |measure: Measure| {
        validation.comparisons.iter().any(|c| c.measures.iter().any(|value| value.measure == measure))
    };
    html! {
        section {
            h2 { "What is measured" }
            dl class="pairs wide" {
                @for &measure in Measure::ALL {
                    @if is_shown(measure) { dt { (name(measure)) } dd { (measure.meaning()) } }
                }
                dt { "95 % interval" } dd {
                    "Of shares: Wilson, where every sample is of another patient. Of all else, from ten patients on: the 2.5 % and 97.5 % points of 2,000 draws of patients with replacement, each with all its samples, from a fixed seed; drawn out to the value where it lies outside."
                }
            }
        }
    }
}
