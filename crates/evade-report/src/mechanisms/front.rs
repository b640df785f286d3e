//! The box of the front page: up to five mechanisms, each with what speaks against it, its base rate and what would settle it.

use evade_core::{Bearing, MechanismFinding, MechanismState, SampleProfile};
use maud::{Markup, html};

use super::order::on_the_front;
use super::words::{all_observed, base_rate, lanes, state};
use crate::space::Space;
use crate::text::Text;

/// Mechanisms that the front page names.
const NAMED: usize = 5;

/// The box; nothing where mechanisms were not assessed.
pub(crate) fn mechanism_box(profile: &SampleProfile, space: Space) -> Option<Markup> {
    if profile.mechanisms.is_empty() {
        return None;
    }
    let all = on_the_front(&profile.mechanisms);
    let named = &all[..all.len().min(NAMED)];
    Some(html! {
        h2 { "Mechanisms of escape" span class="aside" { (counts(&profile.mechanisms)) } }
        @if named.is_empty() {
            p { (none(&profile.mechanisms)) }
        } @else {
            ol class="mechanisms" { @for finding in named { li class="mechanism-line" { (item(finding, space)) } } }
            p class="note" { (key(all.len() - named.len())) }
        }
    })
}

fn item(finding: &MechanismFinding, space: Space) -> Markup {
    let lanes = lanes(finding);
    let evidence = all_observed(finding.evidence.iter().filter(|line| line.bearing == Bearing::For));
    let doubtful = all_observed(finding.evidence.iter().filter(|line| line.bearing == Bearing::Perhaps));
    html! {
        strong { (Text(&finding.name)) } ". "
        span class={ "status " (finding.state.as_str()) } { (state(finding)) } " (" (lanes) "). "
        @if space.has_evidence() {
            (Text(&evidence)) ". "
            @if !doubtful.is_empty() { "Doubtful: " (Text(&doubtful)) ". " }
        }
        @if finding.counter_evidence.is_empty() { "No counter-evidence. " }
        @else { span class="against" { "Against it: " (Text(&all_observed(&finding.counter_evidence))) } ". " }
        "Base rate " (Text(&base_rate(finding.base_rate.as_ref()))) ". "
        "Settled by " (Text(&finding.settled_by)) "."
    }
}

/// "3 supported, 5 possible, 21 not supported, 43 not assessable".
fn counts(findings: &[MechanismFinding]) -> String {
    let of = |state: MechanismState| findings.iter().filter(|finding| finding.state == state).count();
    let words = [
        (of(MechanismState::Supported), "supported"),
        (of(MechanismState::Possible), "possible"),
        (of(MechanismState::NotSupported), "not supported"),
        (of(MechanismState::NotAssessable), "not assessable"),
    ];
    words.map(|(n, word)| format!("{n} {word}")).join(", ")
}

/// What is said where nothing is shown.
fn none(findings: &[MechanismFinding]) -> &'static str {
    if findings.iter().all(|finding| finding.state == MechanismState::NotAssessable) {
        "None could be assessed with these inputs. This is not a negative finding."
    } else {
        "None that could be assessed is shown. Mechanisms that were not assessed may still hold; the section below names them."
    }
}

fn key(n_more: usize) -> String {
    let more = match n_more {
        0 => String::new(),
        1 => " One more is below.".to_owned(),
        n => format!(" {n} more are below."),
    };
    format!(
        "By state, agreeing inputs, rarity and id: no ranking for treatment. Supported: everything that the rule asks for was found; it is \
         no probability and no proof. Sources, strategies and trials are below.{more}"
    )
}
