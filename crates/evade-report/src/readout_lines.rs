//! The lines of the front page that rest on readouts.

use evade_core::{AlterationStatus, GeneReadout, ReadoutReason, ReadoutState, SampleProfile};
use maud::{Markup, html};

use crate::readout::{
    explained, has, has_state, is_activated, quiet, stated, status, untested, without_finding,
};
use crate::readout_svg::strip;
use crate::readout_words::{
    Disagreement, NO_VARIANT, elsewhere, genes_of, is_any_deletion_untested, quiet_in_words, statement,
    unexplained_in_words, untested_in_words,
};
use crate::text::{Text, capitalised, joined};

/// What RNA says of a gene with a finding, in one line. A disagreement has its own place.
pub(crate) fn line(profile: &SampleProfile, gene: &str) -> Option<Markup> {
    if let Some(row) = stated(profile, gene) {
        return (!has(row, ReadoutReason::AlteredButIntact)).then(|| {
            let stays = stays_uncertain(row, profile);
            html! { p class="readout" {
                (strip_of(row)) span { strong { (NO_VARIANT) } (Text(&statement(row, profile))) (stays) "." }
            } }
        });
    }
    let row = explained(profile, gene)?;
    Some(html! { p class="readout" { span { (Text(&elsewhere(row, profile))) } } })
}

fn strip_of(row: &GeneReadout) -> Markup {
    html! { @if let Some(strip) = strip(row) { (strip) } }
}

/// An uncertain gene stays so, whatever RNA supports.
fn stays_uncertain(row: &GeneReadout, profile: &SampleProfile) -> &'static str {
    let is_uncertain = status(profile, &row.gene) == AlterationStatus::Uncertain;
    if is_uncertain && row.state != ReadoutState::Neutral {
        "; the finding in DNA stays uncertain"
    } else {
        ""
    }
}

/// Whether RNA disagrees with the gene's alteration.
pub(crate) fn is_quiet(profile: &SampleProfile, gene: &str) -> bool {
    quiet(profile).iter().any(|row| row.gene == gene)
}

/// Where DNA and RNA disagree: both, what may explain it and what would settle it.
pub(crate) fn disagreements(profile: &SampleProfile) -> Markup {
    html! {
        @for row in quiet(profile) {
            (disagreement(row, &format!("DNA and RNA disagree on {}.", row.gene), &quiet_in_words(row, profile)))
        }
        @for group in without_finding(profile) {
            @if let Some(words) = unexplained_in_words(&group, profile) {
                (disagreement(group[0], &title(&group, profile), &words))
            }
        }
    }
}

/// A deletion that was not looked for contradicts nothing.
fn title(group: &[&GeneReadout], profile: &SampleProfile) -> String {
    let genes = joined(&genes_of(group, profile));
    if is_any_deletion_untested(group, profile) {
        format!("RNA without a finding in DNA: {genes}.")
    } else {
        format!("DNA and RNA disagree on {genes}.")
    }
}

fn disagreement(row: &GeneReadout, title: &str, words: &Disagreement) -> Markup {
    html! {
        p class="readout disagree" {
            (strip_of(row))
            span {
                strong { (Text(title)) } " DNA: " (Text(&words.dna)) " " strong { (NO_VARIANT) } (Text(&words.rna))
                ". May be: " (Text(&words.causes)) ". To settle it: " (Text(&words.settled_by)) "."
            }
        }
    }
}

/// What would settle the readouts of genes that DNA did not test, as items of a list.
pub(crate) fn untested_items(profile: &SampleProfile) -> Markup {
    html! {
        @for group in untested(profile) {
            @if let Some((words, figures)) = untested_in_words(&group, profile) {
                li { strong { (NO_VARIANT) } (Text(&words)) " " (strip_of(group[0])) " " (Text(&capitalised(&figures))) "." }
            }
        }
    }
}

/// What strips, ratio and histologies are, below the findings.
pub(crate) fn key_of_findings(profile: &SampleProfile) -> Markup {
    html! { @if !in_findings(profile).is_empty() { (strips(profile)) } }
}

/// The same below the further tests, where it is not told before.
pub(crate) fn key_of_tests(profile: &SampleProfile) -> Markup {
    let rows: Vec<&GeneReadout> = untested(profile).into_iter().flatten().collect();
    html! { @if !rows.is_empty() && in_findings(profile).is_empty() { (key(&rows, profile)) } }
}

/// The key of all strips of the front page, for the section of readouts.
pub(crate) fn strips(profile: &SampleProfile) -> Markup {
    let found = in_findings(profile);
    let rows: Vec<&GeneReadout> = found.into_iter().chain(untested(profile).into_iter().flatten()).collect();
    html! { @if !rows.is_empty() { (key(&rows, profile)) } }
}

/// The readouts that stand among the findings.
fn in_findings(profile: &SampleProfile) -> Vec<&GeneReadout> {
    let has_finding = |row: &&GeneReadout| {
        has_state(row)
            && matches!(status(profile, &row.gene), AlterationStatus::Altered | AlterationStatus::Uncertain)
    };
    profile
        .readouts
        .iter()
        .filter(has_finding)
        .chain(without_finding(profile).into_iter().flatten())
        .collect()
}

/// Names of the histologies that references keep apart.
const HISTOLOGIES: [(&str, &str); 2] =
    [("LUAD", "lung adenocarcinomas"), ("LUSC", "squamous cell carcinomas of the lung")];

fn key(rows: &[&GeneReadout], profile: &SampleProfile) -> Markup {
    let is_named =
        |id: &str| rows.iter().filter_map(|row| row.compared.as_ref()).any(|of| of.histology == id);
    // An activated gene is not altered by a deletion.
    let is_unsure =
        |row: &&&GeneReadout| has(row, ReadoutReason::DeletionsUnknown) && !is_activated(profile, &row.gene);
    let undeleted: Vec<&str> = rows.iter().filter(is_unsure).map(|row| row.gene.as_str()).collect();
    html! {
        p class="note" {
            "Strip: where tumours with an altered gene (upper, dark) and with an unaltered one (lower, light) lie, the box being the \
             middle half; diamond: this tumour. Likelihood ratio: how many times as often altered as unaltered tumours have this \
             value, by a fitted line; it is no probability, and the shares count the tumours at the value or beyond it. All of it is \
             read from RNA; it is no variant and changes no DNA finding."
            @for (id, name) in HISTOLOGIES { @if is_named(id) { " " (id) ": " (name) "." } }
            @if !undeleted.is_empty() {
                " Unaltered tumours were not tested for deletions of " (Text(&joined(&undeleted))) ": some may have one."
            }
        }
    }
}
