//! The lines of the front page that rest on readouts.

use evade_core::{AlterationStatus, GeneReadout, ReadoutReason, ReadoutState, SampleProfile};
use maud::{Markup, html};

use crate::readout::{explained, has, has_state, quiet, stated, status, untested, without_finding};
use crate::readout_svg::strip;
use crate::readout_words::{
    NO_VARIANT, elsewhere, is_any_deletion_untested, quiet_in_words, statement, unexplained_in_words,
    untested_in_words,
};
use crate::text::{Text, joined};

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
            (disagreement(row, &format!("DNA and RNA disagree on {}. ", row.gene), &quiet_in_words(row, profile)))
        }
        @for group in without_finding(profile) {
            (disagreement(group[0], &title(&group, profile), &unexplained_in_words(&group, profile)))
        }
    }
}

/// A deletion that was not looked for contradicts nothing.
fn title(group: &[&GeneReadout], profile: &SampleProfile) -> String {
    let genes: Vec<&str> = group.iter().map(|row| row.gene.as_str()).collect();
    if is_any_deletion_untested(group, profile) {
        format!("RNA without a finding in DNA: {}. ", joined(&genes))
    } else {
        format!("DNA and RNA disagree on {}. ", joined(&genes))
    }
}

fn disagreement(row: &GeneReadout, title: &str, words: &str) -> Markup {
    html! { p class="readout disagree" { (strip_of(row)) span { strong { (Text(title)) } (Text(words)) } } }
}

/// What would settle the readouts of genes that DNA did not test, as items of a list.
pub(crate) fn untested_items(profile: &SampleProfile) -> Markup {
    html! {
        @for group in untested(profile) {
            li { (strip_of(group[0])) " " strong { (NO_VARIANT) } (Text(&untested_in_words(&group, profile))) }
        }
    }
}

/// What the strips and the ratio are, below the findings.
pub(crate) fn key_of_findings(profile: &SampleProfile) -> Markup {
    html! { @if has_line(profile) { (key()) } }
}

/// The same below the further tests, where it is not told before.
pub(crate) fn key_of_tests(profile: &SampleProfile) -> Markup {
    html! { @if !has_line(profile) && !untested(profile).is_empty() { (key()) } }
}

/// Whether a strip stands among the findings.
fn has_line(profile: &SampleProfile) -> bool {
    let has_finding = |row: &GeneReadout| {
        matches!(status(profile, &row.gene), AlterationStatus::Altered | AlterationStatus::Uncertain)
    };
    profile.readouts.iter().any(|row| has_state(row) && has_finding(row))
        || !without_finding(profile).is_empty()
}

fn key() -> Markup {
    html! {
        p class="note" {
            "Strip: where tumours with an altered gene (upper, dark) and with an unaltered one (lower, light) lie, the box being the \
             middle half; diamond: this tumour. Likelihood ratio: how many times as often altered tumours have such a value. It is \
             read from RNA; it is no variant and changes no DNA finding."
        }
    }
}
