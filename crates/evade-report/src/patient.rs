//! The page of one patient with samples at different times.

mod chances;
mod details;
mod dna;
mod front;
mod limits;
mod pair;
mod patterns;
mod rna;
mod sentence;
mod slope_svg;
mod timeline_svg;
mod words;

#[cfg(test)]
mod doubtful_fixtures;
#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod wording_tests;

use evade_core::PatientComparison;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use self::details::{method, pair_details};
use self::front::front;
use self::pair::pair_sheet;
use crate::page::{CONTENT_POLICY, STYLE};
use crate::text::{Text, joined};

const OWN_STYLE: &str = include_str!("patient/patient.css");

/// What changed between the samples of one patient, as one self-contained HTML page.
///
/// The first printed sheet holds the answer: what changed with its doubts, the timeline and, of one pair, its parts; of several
/// pairs it has one line each, and every pair has a sheet of its own. `version` is the version of evade that is printed in the
/// footer. The same comparison and version give the same bytes.
///
/// ```
/// use evade_core::{PatientComparison, PatientCourse};
///
/// let patient = PatientComparison {
///     schema_version: PatientComparison::SCHEMA_VERSION.into(),
///     intended_use: PatientComparison::INTENDED_USE.into(),
///     patient: "P1 <lung>".to_owned(),
///     rules: "pair-v1".to_owned(),
///     samples: Vec::new(),
///     failed: Vec::new(),
///     course: PatientCourse::default(),
///     pairs: Vec::new(),
/// };
/// let page = evade_report::render_patient(&patient, "0.2.0");
/// assert!(page.contains("P1 &lt;lung&gt;"));
/// assert!(page.contains("Nothing is compared"));
/// ```
#[must_use]
pub fn render_patient(patient: &PatientComparison, version: &str) -> String {
    html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(CONTENT_POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "evade patient " (Text(&patient.patient)) }
                style { (PreEscaped(STYLE)) (PreEscaped(OWN_STYLE)) }
            }
            body {
                div class="sheet" {
                    main {
                        (front(patient))
                        div class="details" {
                            @for (place, pair) in patient.pairs.iter().enumerate() {
                                @if patient.pairs.len() > 1 { (pair_sheet(patient, pair, place)) }
                                (pair_details(pair))
                            }
                            (method(patient, version))
                        }
                    }
                    (footer(patient, version))
                }
            }
        }
    }
    .into_string()
}

fn footer(patient: &PatientComparison, version: &str) -> Markup {
    let samples: Vec<&str> = patient.samples.iter().map(|sample| sample.sample.as_str()).collect();
    html! {
        footer {
            div class="foot" {
                p { strong { (Text(&patient.intended_use)) } }
                p {
                    "patient " (Text(&patient.patient))
                    @if !samples.is_empty() { " · " (Text(&joined(&samples))) }
                    " · rules " (Text(&patient.rules)) " · evade " (Text(version))
                }
            }
        }
    }
}
