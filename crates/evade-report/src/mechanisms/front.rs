//! The box of the front page: up to five mechanisms, each with what speaks against it, its base rate and what would settle it.

use evade_core::{Bearing, Date, MechanismFinding, MechanismReason, MechanismState, SampleProfile};
use maud::{Markup, html};

use super::order::{Named, is_of_a_mechanism, on_the_front};
use super::words::{all_observed, base_rate, lanes, state};
use crate::space::Space;
use crate::text::Text;

/// The box; nothing where mechanisms were not assessed.
pub(crate) fn mechanism_box(profile: &SampleProfile, space: Space) -> Option<Markup> {
    if profile.mechanisms.is_empty() {
        return None;
    }
    let all = on_the_front(&profile.mechanisms);
    let named = &all[..all.len().min(space.mechanisms())];
    let n_named: usize = named.iter().map(|named| 1 + named.also.len()).sum();
    let n_all: usize = all.iter().map(|named| 1 + named.also.len()).sum();
    Some(html! {
        h2 { "Mechanisms of escape" span class="aside" { (counts(&profile.mechanisms)) } }
        @if named.is_empty() {
            p { (none(&profile.mechanisms)) }
        } @else {
            ol class="mechanisms" { @for named in named { li class="mechanism-line" { (item(named, profile, space)) } } }
            p class="note" { (key(n_all - n_named, space)) (outdated(profile)) }
        }
    })
}

fn item(named: &Named<'_>, profile: &SampleProfile, space: Space) -> Markup {
    let finding = named.first;
    let lanes = lanes(finding);
    let with =
        |bearing: Bearing| all_observed(finding.evidence.iter().filter(|line| line.bearing == bearing));
    let (evidence, doubtful) = (with(Bearing::For), with(Bearing::Perhaps));
    let also: Vec<&str> = named.also.iter().map(|finding| finding.name.as_str()).collect();
    html! {
        strong { (Text(&finding.name)) } ". "
        span class={ "status " (finding.state.as_str()) } { (state(finding)) } " (" (lanes) "). "
        @if space.has_evidence() {
            (Text(&evidence)) ". "
            @if !doubtful.is_empty() { "Doubtful: " (Text(&doubtful)) ". " }
        }
        @if let Some(remark) = remark(finding, profile) { strong { (remark) } " " }
        @if finding.reasons.contains(&MechanismReason::OtherHistology) { strong { "The review is about non-small cell lung cancer. " } }
        @if finding.counter_evidence.is_empty() { "Nothing measured speaks against it. " }
        @else { span class="against" { "Against it: " (Text(&all_observed(&finding.counter_evidence))) ". " } }
        "Base rate: " (Text(&base_rate(finding.base_rate.as_ref()))) ". "
        "Would settle it: " (Text(&finding.settled_by)) "."
        @if !also.is_empty() { " The same finding is also that of: " (Text(&also.join("; "))) "." }
    }
}

/// What must be said beside evidence that is not of patients alone.
fn remark(finding: &MechanismFinding, profile: &SampleProfile) -> Option<&'static str> {
    profile.knowledge.as_ref()?.mechanism(&finding.id)?.species.remark()
}

/// "3 supported, 5 possible, 21 not supported (4 of them without copy number), 43 not assessable", of mechanisms alone.
fn counts(findings: &[MechanismFinding]) -> String {
    let of = |state: MechanismState| {
        findings.iter().filter(move |finding| finding.state == state && is_of_a_mechanism(finding))
    };
    let n_open = of(MechanismState::NotSupported)
        .filter(|finding| finding.reasons.contains(&MechanismReason::CopyNumberNotTested))
        .count();
    let not_supported = match n_open {
        0 => "not supported".to_owned(),
        n => format!("not supported ({n} of them without copy number)"),
    };
    let words = [
        (MechanismState::Supported, "supported"),
        (MechanismState::Possible, "possible"),
        (MechanismState::NotSupported, not_supported.as_str()),
        (MechanismState::NotAssessable, "not assessable"),
    ];
    words.map(|(state, word)| format!("{} {word}", of(state).count())).join(", ")
}

/// What is said where nothing is shown.
fn none(findings: &[MechanismFinding]) -> &'static str {
    if findings.iter().all(|finding| finding.state == MechanismState::NotAssessable) {
        "None could be assessed with these inputs. This is not a negative finding."
    } else {
        "None is shown by more than a doubtful finding. Mechanisms that were not assessed may still hold; the section below names them."
    }
}

fn key(n_more: usize, space: Space) -> String {
    let more = match n_more {
        0 => String::new(),
        1 => " One more is below.".to_owned(),
        n => format!(" {n} more are below."),
    };
    if space == Space::Least {
        return format!(
            "No ranking for treatment; supported is no probability and no proof. Sources, strategies and trials are below.{more}"
        );
    }
    format!(
        "By state, agreeing inputs, rarity and id: no ranking for treatment. Supported: everything that the rule asks for was found; it is \
         no probability and no proof. Base rate: share of the assessable tumours of TCGA of this histology in which it is supported, not how \
         often it explains resistance. Sources, strategies and trials are below.{more}"
    )
}

/// The date of the knowledge, where a report is later by a year or more.
fn outdated(profile: &SampleProfile) -> Markup {
    let date: Option<Date> = profile.report.date;
    let knowledge =
        profile.knowledge.as_ref().filter(|knowledge| date.is_some_and(|date| knowledge.is_outdated(date)));
    html! {
        @if let Some(knowledge) = knowledge { " " strong class="outdated" { "Outdated: knowledge as of " (knowledge.as_of) "." } }
    }
}
