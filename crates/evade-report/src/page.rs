//! The page around the sections: head, style, footer.

use evade_core::SampleProfile;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::biomarkers::biomarker_details;
use crate::course::course_details;
use crate::detail::rna_details;
use crate::detail_dna::dna_details;
use crate::detail_readouts::readout_details;
use crate::front::front;
use crate::mechanisms::mechanism_details;
use crate::methods::{disclaimers, glossary, methods};
use crate::published::published_details;
use crate::signature_names::SignatureNames;
use crate::text::Text;

pub(crate) const STYLE: &str = include_str!("style.css");

/// Of pages with readouts, and of those with mechanisms, alone: others stay as they were.
const READOUT_STYLE: &str = include_str!("readouts.css");
const MECHANISM_STYLE: &str = include_str!("mechanisms.css");

/// Nothing but the page's own style may run or load, should a text ever slip through unescaped.
pub(crate) const CONTENT_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// The report of one sample as one self-contained HTML page.
///
/// `version` is the version of evade that is printed in the footer, `names` what the signatures are called. The same
/// profile, version and names give the same bytes.
#[must_use]
pub fn render_sample(profile: &SampleProfile, version: &str, names: &SignatureNames) -> String {
    html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(CONTENT_POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "evade report " (Text(&profile.facts.sample)) }
                style {
                    (PreEscaped(STYLE))
                    @if !profile.readouts.is_empty() { (PreEscaped(READOUT_STYLE)) }
                    @if !profile.mechanisms.is_empty() { (PreEscaped(MECHANISM_STYLE)) }
                }
            }
            body {
                // A table in print: its footer group is what browsers repeat on every sheet.
                div class="sheet" {
                    main {
                        (front(profile))
                        div class="details" {
                            (mechanism_details(profile))
                            (published_details(profile))
                            (course_details(profile))
                            (biomarker_details(profile))
                            @if let Some(rna) = &profile.rna { (rna_details(rna, names)) }
                            (dna_details(profile))
                            (readout_details(profile))
                            (methods(profile, version))
                            (disclaimers())
                            (glossary(profile))
                        }
                    }
                    (footer(profile, version))
                }
            }
        }
    }
    .into_string()
}

fn footer(profile: &SampleProfile, version: &str) -> Markup {
    html! {
        footer {
            div class="foot" {
                p { strong { (Text(&profile.intended_use)) } }
                p {
                    (Text(&profile.facts.sample))
                    @if let Some(patient) = &profile.facts.patient { " · patient " (Text(patient)) }
                    @if let Some(id) = &profile.report.id { " · report " (Text(id)) }
                    @if let Some(date) = profile.report.date { " · " (date) }
                    @match &profile.rna {
                        Some(rna) => { " · reference " (Text(&rna.reference.id)) " (" (rna.reference.n) " tumours)" },
                        None => " · no RNA",
                    }
                    " · evade " (Text(version))
                }
            }
        }
    }
}
