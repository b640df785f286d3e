//! The summary that is printed.

use std::fmt::Write;

use evade_core::{Comparison, Joined, Measure, MeasureValue, SampleGroup, Validation};

/// Examples of what has no partner.
const N_EXAMPLES: usize = 3;

/// What an answer to "how well do they agree" needs, in plain text.
pub(super) fn summary(validation: &Validation) -> String {
    let mut text = String::new();
    let call = validation
        .call_column
        .as_deref()
        .map_or_else(|| "only the score is compared".to_owned(), |c| format!("column {c}"));
    let _ = writeln!(text, "calls: {}, {call}", validation.calls.file);
    let _ = writeln!(text, "labels: {}, column {}", validation.labels.file, validation.label_column);
    if let (Some(score), false) = (&validation.score, validation.positive.is_empty()) {
        let kind = if score.is_probability { "probability" } else { "score" };
        let contrast = validation.contrast(|classes| classes.join(" or "));
        let _ = writeln!(text, "{kind}: {}, {contrast}", score.name);
    }
    for line in joined(&validation.joined) {
        let _ = writeln!(text, "{line}");
    }
    for comparison in &validation.comparisons {
        // The tables hold these rows twice; one look is enough.
        if comparison.group != SampleGroup::All
            && validation.joined.n_in_reference == Some(validation.joined.n_samples)
        {
            continue;
        }
        comparison_text(&mut text, validation, comparison);
    }
    let _ = write!(text, "\n{NOT_THE_TRUTH}\n");
    text
}

/// What these numbers are not.
const NOT_THE_TRUTH: &str = "These numbers say how often calls and labels agree. Labels have errors of their own, and agreement predicts no response to treatment.";

fn joined(joined: &Joined) -> Vec<String> {
    let patients = if joined.has_patients {
        format!("of {}", counted(joined.n_patients, "patient"))
    } else {
        "each taken for a patient of its own".to_owned()
    };
    let mut lines = vec![format!("{} with call and label, {patients}", counted(joined.n_samples, "sample"))];
    for (ids, what) in [
        (&joined.calls_without_label, "without a row of labels"),
        (&joined.labels_without_call, "of the labels without a call"),
    ] {
        if !ids.is_empty() {
            let shown: Vec<&str> = ids.iter().take(N_EXAMPLES).map(String::as_str).collect();
            let more = if ids.len() > N_EXAMPLES { ", ..." } else { "" };
            lines.push(format!("{} {what}: {}{more}", counted(ids.len(), "sample"), shown.join(", ")));
        }
    }
    for (n, what) in
        [(joined.n_missing_label, "with an empty label"), (joined.n_left_out, "left out by the map")]
    {
        if n > 0 {
            lines.push(format!("{} {what}", counted(n, "sample")));
        }
    }
    if joined.n_normal_labels > 0 {
        lines.push(format!("{} of normal tissue, left out", counted(joined.n_normal_labels, "label")));
    }
    match joined.n_in_reference {
        None => lines.push(
            "whether samples are part of the reference is not known: the calls have no column flags"
                .to_owned(),
        ),
        Some(0) => {}
        Some(n) => lines.push(format!(
            "{} part of the reference, which is no independent test",
            if n == 1 { "1 sample is".to_owned() } else { format!("{n} samples are") }
        )),
    }
    lines
}

/// `1 sample`, `2 samples`.
pub(super) fn counted(n: usize, noun: &str) -> String {
    if n == 1 { format!("{n} {noun}") } else { format!("{n} {noun}s") }
}

fn comparison_text(text: &mut String, validation: &Validation, comparison: &Comparison) {
    let group = match comparison.group {
        SampleGroup::All => "all samples",
        SampleGroup::OutsideReference => "samples outside the reference",
        SampleGroup::InReference => "samples of the reference",
    };
    if let Some(stratum) = &comparison.stratum {
        stratum_text(text, comparison, &format!("{group}, {stratum}"));
        return;
    }
    let _ = writeln!(text, "\n{group}: n = {}", comparison.n);
    if !comparison.confusion.is_empty() {
        confusion(text, validation, comparison);
    }
    for value in &comparison.measures {
        if value.class.is_none() {
            let _ = writeln!(text, "  {}", measure(comparison, value));
        }
    }
}

/// The measures that a stratum has in the summary; the tables hold all of them.
const OF_STRATA: [Measure; 4] =
    [Measure::Determinate, Measure::Accuracy, Measure::BalancedAccuracy, Measure::Auc];

fn stratum_text(text: &mut String, comparison: &Comparison, name: &str) {
    let values = OF_STRATA.iter().filter_map(|&measure| comparison.measure(measure));
    let words = values.filter_map(|value| Some(format!("{} {:.2}", value.measure, value.value?)));
    let words: Vec<String> = std::iter::once(format!("n = {}", comparison.n)).chain(words).collect();
    let _ = writeln!(text, "  {name}: {}", words.join(", "));
}

fn confusion(text: &mut String, validation: &Validation, comparison: &Comparison) {
    let mut rows = vec![vec!["label".to_owned()]];
    rows[0].extend(validation.classes.iter().cloned());
    rows[0].extend(["indeterminate", "not_evaluable"].map(str::to_owned));
    for row in &comparison.confusion {
        let counts = row.calls.iter().chain([&row.indeterminate, &row.not_evaluable]);
        rows.push([row.label.clone()].into_iter().chain(counts.map(usize::to_string)).collect());
    }
    let widths: Vec<usize> = (0..rows[0].len())
        .map(|column| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0))
        .collect();
    for row in rows {
        let cells: Vec<String> = row
            .iter()
            .zip(&widths)
            .enumerate()
            .map(
                |(place, (cell, &width))| {
                    if place == 0 { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
                },
            )
            .collect();
        let _ = writeln!(text, "  {}", cells.join("  "));
    }
}

fn measure(comparison: &Comparison, value: &MeasureValue) -> String {
    let name = match value.measure {
        Measure::Determinate => "share with a determinate call",
        Measure::Accuracy => "accuracy of determinate calls",
        Measure::AccuracyOfAll => "accuracy, indeterminate as error",
        Measure::BalancedAccuracy => "balanced accuracy",
        Measure::Kappa => "Cohen's kappa",
        Measure::Recall => "recall",
        Measure::Precision => "precision",
        Measure::Auc => "AUC",
        Measure::CalibrationError => "calibration error",
        Measure::CalibrationIntercept => "calibration intercept",
        Measure::CalibrationSlope => "calibration slope",
    };
    let number = match (value.value, value.interval) {
        (Some(value), Some((low, high))) => format!("{value:.2} ({low:.2} to {high:.2})"),
        (Some(value), None) => format!("{value:.2} (no interval)"),
        (None, _) => "NA".to_owned(),
    };
    let reason = value.reason.map_or(String::new(), |reason| format!(", {reason}"));
    let is_of_score = matches!(
        value.measure,
        Measure::Auc | Measure::CalibrationError | Measure::CalibrationIntercept | Measure::CalibrationSlope
    );
    let n_without = comparison.n - value.n;
    let n = if is_of_score && value.n > 0 && n_without > 0 {
        format!("{} of {} ({n_without} without a score)", value.n, comparison.n)
    } else {
        value.n.to_string()
    };
    let constant = comparison
        .constant_answer(value.measure)
        .map_or(String::new(), |share| format!("; the most frequent label for all of them: {share:.2}"));
    format!("{name:<34}{number}, n = {n}{reason}{constant}")
}
