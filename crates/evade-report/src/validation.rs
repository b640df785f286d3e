//! The page of a comparison of calls with labels.

mod curves;
mod measures;
#[cfg(test)]
mod tests;

use evade_core::{Comparison, InputStamp, Joined, SampleGroup, SampleProfile, Validation};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use self::curves::{calibration_svg, roc_svg};
use self::measures::{definitions, measures_table, strata_table};
use crate::page::{CONTENT_POLICY, STYLE};
use crate::text::{Text, capitalised, joined, spaced};

const OWN_STYLE: &str = include_str!("validation/validation.css");
/// Ids that are shown of those without a partner.
const N_EXAMPLES: usize = 10;

/// A comparison of calls with labels as one self-contained HTML page.
///
/// `version` is the version of evade that is printed in the footer. The same comparison and version give the same bytes.
#[must_use]
pub fn render_validation(validation: &Validation, version: &str) -> String {
    // Where all samples are of the reference, the tables hold them twice and the page does not.
    let is_once = validation.joined.n_in_reference == Some(validation.joined.n_samples);
    let whole: Vec<&Comparison> = validation
        .comparisons
        .iter()
        .filter(|c| c.stratum.is_none() && !(is_once && c.group != SampleGroup::All))
        .collect();
    html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(CONTENT_POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "evade validation " (Text(&validation.labels.file)) }
                style { (PreEscaped(STYLE)) (PreEscaped(OWN_STYLE)) }
            }
            body {
                div class="sheet" {
                    main {
                        (header(validation))
                        div class="details" {
                            @for (place, comparison) in whole.iter().enumerate() {
                                (group(validation, comparison, place))
                            }
                            (apart(&validation.joined))
                            (limits())
                            (definitions(validation))
                            (inputs(validation, version))
                        }
                    }
                    footer {
                        div class="foot" {
                            p { strong { (SampleProfile::INTENDED_USE) } }
                            p { (Text(&validation.calls.file)) " against " (Text(&validation.labels.file)) " · evade " (Text(version)) }
                        }
                    }
                }
            }
        }
    }
    .into_string()
}

fn header(validation: &Validation) -> Markup {
    html! {
        header {
            div class="title" {
                h1 { span class="brand" { "evade validation" } " " (Text(&validation.label_column)) }
                p class="ruo" { "RESEARCH USE ONLY" }
            }
            dl class="facts" {
                div { dt { "Calls" } dd {
                    (Text(&validation.calls.file))
                    @if let Some(column) = &validation.call_column { ", column " (Text(column)) }
                } }
                div { dt { "Labels" } dd { (Text(&validation.labels.file)) ", column " (Text(&validation.label_column)) } }
                @if let (Some(score), false) = (&validation.score, validation.positive.is_empty()) {
                    div {
                        dt { @if score.is_probability { "Probability" } @else { "Score" } }
                        dd {
                            (Text(&score.name)) ", " (Text(&validation.contrast(joined)))
                        }
                    }
                }
            }
            p class="first" { (first_sentence(&validation.joined)) }
            @if let Some(n) = validation.joined.n_in_reference.filter(|&n| n > 0) {
                p class="apart" {
                    (n) " of " (counted(validation.joined.n_samples, "sample")) @if n == 1 { " is" } @else { " are" } " part of the reference with which the calls were made. Samples of the reference are no independent test: their own expression helped to set the scale. "
                    @if n < validation.joined.n_samples { "They are shown apart." } @else { "A reference built without them makes it one." }
                }
            }
            p { (NOT_THE_TRUTH) }
        }
    }
}

const NOT_THE_TRUTH: &str = "The figures say how often calls and labels agree. Labels have errors of their own, above all those of an image model or of a single section, so that a disagreement does not say which side is wrong. Agreement with a label predicts no response to treatment.";

fn first_sentence(joined: &Joined) -> String {
    let patients = if joined.has_patients {
        format!("of {}", counted(joined.n_patients, "patient"))
    } else {
        "each taken for a patient of its own".to_owned()
    };
    format!("{} with a call and a label, {patients}.", counted(joined.n_samples, "sample"))
}

fn counted(n: usize, noun: &str) -> String {
    if n == 1 { format!("{n} {noun}") } else { format!("{n} {noun}s") }
}

fn group_title(group: SampleGroup) -> &'static str {
    match group {
        SampleGroup::All => "All samples",
        SampleGroup::OutsideReference => "Samples outside the reference",
        SampleGroup::InReference => "Samples of the reference: no independent test",
    }
}

fn group(validation: &Validation, comparison: &Comparison, place: usize) -> Markup {
    let strata: Vec<&Comparison> = validation
        .comparisons
        .iter()
        .filter(|other| other.group == comparison.group && other.stratum.is_some())
        .collect();
    html! {
        section {
            h2 { (group_title(comparison.group)) }
            p { (counted(comparison.n, "sample")) " of " (counted(comparison.n_patients, "patient")) "." }
            @if !comparison.confusion.is_empty() { (confusion(validation, comparison)) }
            (measures_table(comparison))
            @if !comparison.roc.is_empty() || !comparison.calibration.is_empty() {
                div class="curves" {
                    @if !comparison.roc.is_empty() { (roc_svg(validation, comparison, place)) }
                    @if !comparison.calibration.is_empty() { (calibration_svg(comparison, place)) }
                }
            }
            @if !strata.is_empty() { (strata_table(&strata)) }
        }
    }
}

fn confusion(validation: &Validation, comparison: &Comparison) -> Markup {
    html! {
        table class="confusion" {
            caption { "Labels (rows) and calls (columns), number of samples; bold where both agree" }
            thead { tr {
                th scope="col" { "Label" }
                @for class in &validation.classes { th scope="col" { (Text(class)) } }
                th scope="col" { "indeterminate" }
                th scope="col" { "not evaluable" }
                th scope="col" { "all" }
            } }
            tbody {
                @for row in &comparison.confusion {
                    tr {
                        th scope="row" { (Text(&row.label)) }
                        @for (class, n) in validation.classes.iter().zip(&row.calls) {
                            td class=[(*class == row.label).then_some("same")] { (n) }
                        }
                        td { (row.indeterminate) }
                        td { (row.not_evaluable) }
                        td { (row.n) }
                    }
                }
            }
        }
    }
}

/// What is not in the figures.
fn apart(joined: &Joined) -> Markup {
    let lists = [
        ("Samples with a call and without a row of labels", &joined.calls_without_label),
        ("Rows of labels without a call", &joined.labels_without_call),
    ];
    html! {
        section {
            h2 { "What is not in these figures" }
            dl class="pairs wide" {
                @for (title, ids) in lists {
                    dt { (title) }
                    dd { (ids.len()) @if !ids.is_empty() { ": " (Text(&examples(ids))) } }
                }
                dt { "Samples with an empty label" } dd { (joined.n_missing_label) }
                dt { "Samples left out by the class map" } dd { (joined.n_left_out) }
                dt { "Labels of normal tissue, which are not those of the tumour" } dd { (joined.n_normal_labels) }
                dt { "Samples without a score" } dd { (joined.n_without_score) }
                dt { "Samples of the reference" } dd {
                    @match joined.n_in_reference {
                        Some(n) => (n),
                        None => "not known: the calls have no column flags",
                    }
                }
            }
        }
    }
}

fn examples(ids: &[String]) -> String {
    let shown: Vec<&str> = ids.iter().take(N_EXAMPLES).map(String::as_str).collect();
    let more = if ids.len() > N_EXAMPLES { ", ..." } else { "" };
    format!("{}{more}", shown.join(", "))
}

fn limits() -> Markup {
    html! {
        section {
            h2 { "What this page does not say" }
            ul {
                li { "Which of call and label is right. An image model, a pathologist and RNA look at different pieces of a tumour." }
                li { "Whether a patient responds to treatment. No figure here is a probability of response." }
                li { "How the calls do on other tumours, laboratories or labels. An interval covers the chance of which patients were drawn, and no difference between cohorts." }
                li { "Where indeterminate calls belong. They are left out of every measure of determinate calls, and count as errors in one that says so." }
            }
        }
    }
}

fn inputs(validation: &Validation, version: &str) -> Markup {
    let map = validation.map.iter().map(|map| ("Class map", map));
    let files: Vec<(&str, &InputStamp)> =
        [("Calls", &validation.calls), ("Labels", &validation.labels)].into_iter().chain(map).collect();
    html! {
        section {
            h2 { "Inputs" }
            dl class="pairs wide" {
                @for (what, input) in files {
                    dt { (what) } dd { (Text(&input.file)) ", SHA-256 " code { (Text(&input.sha256)) } }
                }
                dt { "Classes" } dd { (Text(&validation.classes.join(", "))) }
                dt { "evade" } dd { (Text(version)) }
            }
        }
    }
}

/// A word of a table as the beginning of a cell.
fn cell(word: &str) -> String {
    capitalised(&spaced(word))
}
