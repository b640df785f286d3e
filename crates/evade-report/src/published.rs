//! What the review names for the mechanisms of a sample: strategies with their safety, trials with the fit of the sample, studies,
//! and where sources contradict each other. Nothing here is ordered by merit.

mod strategies;
mod trials;

use evade_core::{Citation, Date, Discrepancy, SampleKnowledge, SampleProfile};
use maud::{Markup, html};

use crate::text::Text;

/// The sections on strategies and trials; nothing where no mechanism is shown.
pub(crate) fn published_details(profile: &SampleProfile) -> Markup {
    html! {
        @if let Some(knowledge) = &profile.knowledge {
            @if !knowledge.strategies.is_empty() {
                section class="published" {
                    h2 { "Strategies that the review names for these mechanisms" }
                    (limits(knowledge, profile.report.date))
                    (strategies::by_mechanism(profile, knowledge))
                }
            }
            @if !knowledge.trials.is_empty() || !knowledge.studies.is_empty() {
                section class="published" {
                    h2 { "Trials of these strategies" }
                    p { (as_of(knowledge, profile.report.date)) }
                    (trials::section(profile, knowledge))
                }
            }
        }
    }
}

fn limits(knowledge: &SampleKnowledge, report_date: Option<Date>) -> Markup {
    html! {
        p {
            "What was tried or proposed against the mechanisms above, as one review describes it (" (Citation::REVIEW) ", accepted in October \
             2025). The list ranks nothing. It advises no treatment and does not say that one would \
             work in this patient: most results are of other populations. Current guidelines and ClinicalTrials.gov may say otherwise. "
            (as_of(knowledge, report_date))
        }
    }
}

/// The date of the knowledge, and whether it is outdated for a report of the stated date.
pub(crate) fn as_of(knowledge: &SampleKnowledge, report_date: Option<Date>) -> Markup {
    html! {
        @match report_date {
            Some(date) if knowledge.is_outdated(date) => {
                strong class="outdated" {
                    "Outdated: this knowledge is of " (knowledge.as_of) ", and the report of " (date) " is a year later or more."
                }
            },
            Some(_) => { "Knowledge as of " (knowledge.as_of) "." },
            None => {
                "Knowledge as of " (knowledge.as_of) "; from " (knowledge.outdated_from) " on it is outdated (the date of this report was not stated)."
            },
        }
    }
}

/// Contradictions about any of these rows, each once.
pub(crate) fn discrepancies(knowledge: &SampleKnowledge, ids: &[&str]) -> Markup {
    let is_about = |row: &&Discrepancy| row.about.iter().any(|id| ids.contains(&id.as_str()));
    html! {
        @for row in knowledge.discrepancies.iter().filter(is_about) {
            p class="discrepancy" {
                strong { "Sources disagree (" (Text(&row.id)) "). " } (Text(&row.issue)) " Checked: " (Text(row.checked.trim_end_matches('.')))
                ". Shown here: " (Text(&row.shown)) " " span class="source" { (Text(&row.cite.to_string())) "." }
            }
        }
    }
}
