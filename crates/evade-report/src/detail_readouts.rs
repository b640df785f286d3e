//! Every readout of RNA with its numbers, and the genes of which nothing can be said.

use evade_core::{GeneReadout, ReadoutComparison, ReadoutReason, ReadoutState, SampleProfile};
use maud::{Markup, html};

use crate::readout::{has, has_state, is_activated, status};
use crate::readout_lines::strips;
use crate::readout_words::ratio;
use crate::text::{NO_VALUE, Text, decimals, joined, or_no_value, spaced, two};

/// The section; nothing where the profile has no readouts.
pub(crate) fn readout_details(profile: &SampleProfile) -> Markup {
    let stated: Vec<&GeneReadout> = profile.readouts.iter().filter(|row| has_state(row)).collect();
    let others: Vec<&GeneReadout> = profile.readouts.iter().filter(|row| !has_state(row)).collect();
    html! {
        @if !profile.readouts.is_empty() {
            section {
                h2 { "RNA readouts of genes" }
                p {
                    "A readout is no variant: it says whether the RNA lies where it lies in tumours whose gene is altered in DNA. It \
                     changes no status of a gene, and other causes can give the same RNA."
                }
                (strips(profile))
                @if !stated.is_empty() { (table(&stated, profile)) (notes(&stated)) (meanings(&stated)) }
                @if !others.is_empty() { p { strong { "Not assessable: " } (Text(&not_assessable(&others))) } }
            }
        }
    }
}

const COLUMNS: [&str; 8] =
    ["Gene", "DNA", "Readout", "Value", "Percentile", "RNA lies", "Likelihood ratio", "Compared with"];

fn table(rows: &[&GeneReadout], profile: &SampleProfile) -> Markup {
    html! {
        table class="wrap readouts" {
            caption { "Value: mean place of the readout's genes among all genes of the sample; percentile among the unaltered tumours" }
            thead { tr { @for title in COLUMNS { th scope="col" { (title) } } } }
            tbody { @for row in rows {
                tr {
                    th scope="row" { (Text(&row.gene)) }
                    td { (spaced(status(profile, &row.gene).as_str())) }
                    td { (Text(&row.name)) }
                    td { (row.value.map_or_else(|| NO_VALUE.to_owned(), |value| decimals(value, 3))) }
                    td { (row.percentile.map_or_else(|| NO_VALUE.to_owned(), |value| decimals(value, 1))) }
                    td { (lies(row, profile)) }
                    td { (or_no_value(row.likelihood_ratio, ratio)) }
                    td { @if let Some(compared) = &row.compared { (Text(&tumours(compared))) } @else { (NO_VALUE) } }
                }
            } }
        }
        p class="note" {
            "Likelihood ratio: how many times as often altered tumours as unaltered ones have such a value, estimated on the tumours \
             counted here and held back where they are few. AUC: area under the ROC curve, how well the readout tells altered from \
             unaltered tumours, with its 95 % interval."
        }
    }
}

fn lies(row: &GeneReadout, profile: &SampleProfile) -> &'static str {
    match (row.state, is_activated(profile, &row.gene)) {
        (ReadoutState::SupportsLoss, false) => "as in altered tumours",
        (ReadoutState::SupportsLoss, true) => "as in tumours with an activating change",
        (ReadoutState::SupportsIntact, false) => "as in tumours with an intact gene",
        (ReadoutState::SupportsIntact, true) => "as in tumours without an activating change",
        (ReadoutState::Neutral, _) => "where it says nothing",
        (ReadoutState::NotAssessable, _) => "not assessable",
    }
}

fn tumours(of: &ReadoutComparison) -> String {
    let auc = of.auc.map_or_else(String::new, |[area, low, high]| {
        format!("; AUC {} [{}–{}]", two(area), two(low), two(high))
    });
    format!("{} altered, {} unaltered {}{auc}", of.n_altered, of.n_unaltered, of.histology)
}

/// What must be known, with the genes that it holds for, once.
fn notes(rows: &[&GeneReadout]) -> Markup {
    let noted = |reason: ReadoutReason| -> Vec<&str> {
        rows.iter().filter(|row| has(row, reason)).map(|row| row.gene.as_str()).collect()
    };
    html! {
        @if rows.iter().any(|row| !row.reasons.is_empty()) {
            ul { @for &reason in ReadoutReason::ALL {
                @let genes = noted(reason);
                @if !genes.is_empty() { li { (Text(&joined(&genes))) ": " (reason.meaning()) } }
            } }
        }
    }
}

/// What each readout means and what would settle it, once.
fn meanings(rows: &[&GeneReadout]) -> Markup {
    let mut told: Vec<&GeneReadout> = Vec::new();
    for row in rows {
        if !told.iter().any(|other| other.readout == row.readout) {
            told.push(row);
        }
    }
    html! {
        dl class="pairs wide" { @for row in told {
            dt { (Text(&row.name)) }
            dd { (Text(&row.meaning)) " Settled by " (Text(&row.settled_by)) "." }
        } }
    }
}

/// Genes by the reason for which nothing can be said.
fn not_assessable(rows: &[&GeneReadout]) -> String {
    let mut by_reason: Vec<(Option<ReadoutReason>, Vec<&str>)> = Vec::new();
    for row in rows {
        let reason = row.reasons.first().copied();
        match by_reason.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, genes)) => genes.push(&row.gene),
            None => by_reason.push((reason, vec![&row.gene])),
        }
    }
    let why = |reason: Option<ReadoutReason>| {
        reason.map_or_else(|| "no reason stated".to_owned(), |reason| inside(reason.meaning()))
    };
    let groups: Vec<String> =
        by_reason.iter().map(|(reason, genes)| format!("{} ({})", joined(genes), why(*reason))).collect();
    format!("{}.", groups.join("; "))
}

/// A sentence as part of another.
fn inside(sentence: &str) -> String {
    let mut letters = sentence.trim_end_matches('.').chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
