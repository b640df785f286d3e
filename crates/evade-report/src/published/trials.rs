//! Trials of the strategies, with how the sample stands to the population of each; studies without a registry number.

use std::collections::BTreeSet;

use evade_core::{
    Criterion, FitCriterion, FitState, MatchedTrial, SampleKnowledge, SampleProfile, Study, TrialFit,
    TrialPhase, TrialStatus,
};
use maud::{Markup, html};

use super::discrepancies;
use super::strategies::{is_described, outcome};
use crate::text::{Text, joined};

pub(super) fn section(profile: &SampleProfile, knowledge: &SampleKnowledge) -> Markup {
    let described: BTreeSet<&str> = knowledge
        .strategies
        .iter()
        .filter(|row| is_described(row, &profile.mechanisms))
        .map(|row| row.strategy.id.as_str())
        .collect();
    let (full, short): (Vec<&MatchedTrial>, Vec<&MatchedTrial>) =
        knowledge.trials.iter().partition(|row| is_in_full(row, &described, profile));
    html! {
        p {
            "Phase, status and result are those of the review at its date; ClinicalTrials.gov has the present ones. Population: what the \
             review states of it, compared with what is known of this sample. A trial asks for much more (stage, performance status, organ \
             function, earlier treatment): only its investigators decide who enters. In the order of the list, which is no ranking."
        }
        @for row in full { (trial(row, knowledge)) }
        @if !short.is_empty() {
            h3 { "Of strategies for mechanisms that are possible on doubtful findings alone" }
            @for row in short { (in_short(row, knowledge)) }
        }
        @if !knowledge.studies.is_empty() {
            h3 { "Studies without a registry number in the review" }
            @for row in &knowledge.studies { (study(row, knowledge)) }
        }
    }
}

/// Whether a trial tests a strategy that is described, or is cited for a mechanism that is shown.
fn is_in_full(row: &MatchedTrial, described: &BTreeSet<&str>, profile: &SampleProfile) -> bool {
    row.tests.iter().any(|id| described.contains(id.as_str()))
        || profile
            .mechanisms
            .iter()
            .any(|finding| finding.is_shown() && row.trial.mechanisms.contains(&finding.id))
}

fn trial(row: &MatchedTrial, knowledge: &SampleKnowledge) -> Markup {
    let of = &row.trial;
    let tests: Vec<&str> = row.tests.iter().map(String::as_str).collect();
    html! {
        article class="trial" {
            h4 {
                (Text(&of.id)) @if let Some(name) = &of.name { " " (Text(name)) } ": " (Text(&of.regimen))
            }
            p {
                (phase(of.phase)) ", " (status(of.status)) ". "
                @if tests.is_empty() { (cited_alone(row)) " " }
                @else { "Tests " (Text(&joined(&tests))) ". " }
                strong { "Reported: " (outcome(of.outcome)) ". " }
                @if let Some(result) = &of.result { (Text(result)) " " }
                @if let Some(note) = &of.note { (Text(note)) " " }
                span class="source" { (Text(&of.cite.to_string())) "." }
            }
            p class={ "fit " (row.fit.state.as_str()) } {
                strong { "Population: " (fit(row.fit.state)) ". " } (Text(of.population.text.trim_end_matches('.'))) ". "
                @for criterion in deciding(&row.fit) { (criterion_line(criterion)) " " }
            }
            (discrepancies(knowledge, &[&of.id]))
        }
    }
}

/// A trial that the review cites for a mechanism; what it tests answers none of the mechanisms of the sample.
fn cited_alone(row: &MatchedTrial) -> Markup {
    let otherwise: Vec<&str> = row.trial.strategies.iter().map(String::as_str).collect();
    html! {
        "Cited for a mechanism above and not as an answer to it"
        @if otherwise.is_empty() { "." }
        @else {
            "; it tests " (Text(&joined(&otherwise))) ", which the review names for other mechanisms and which, with its safety, is not \
             described here."
        }
    }
}

/// A trial of doubtful findings: what it tests, its outcome, and whether the sample is of its population.
fn in_short(row: &MatchedTrial, knowledge: &SampleKnowledge) -> Markup {
    let of = &row.trial;
    html! {
        article class="trial" {
            p {
                strong { (Text(&of.id)) @if let Some(name) = &of.name { " " (Text(name)) } } ": " (Text(&of.regimen))
                @if !row.tests.is_empty() { " (" (Text(&row.tests.join(", "))) ")" } ". "
                (phase(of.phase)) ", " (status(of.status)) ". Reported: " (outcome(of.outcome)) ". "
                @if let Some(note) = &of.note { (Text(note)) " " }
                "Population: " (fit(row.fit.state)) ": " (Text(of.population.text.trim_end_matches('.'))) ". "
                @for criterion in deciding(&row.fit) { (criterion_line(criterion)) " " }
                span class="source" { (Text(&of.cite.to_string())) "." }
            }
            (discrepancies(knowledge, &[&of.id]))
        }
    }
}

fn fit(state: FitState) -> &'static str {
    match state {
        FitState::Fits => "the sample fits in what is stated and known",
        FitState::DoesNotFit => "the sample does not fit",
        FitState::CannotBeTold => "whether the sample fits is not known",
    }
}

/// The criteria behind the state: those that are not met, else those that are not known, else all.
fn deciding(fit: &TrialFit) -> impl Iterator<Item = &FitCriterion> {
    fit.criteria.iter().filter(|criterion| criterion.state == fit.state)
}

/// "Earlier ICI, fits: ..."
fn criterion_line(criterion: &FitCriterion) -> Markup {
    let name = match criterion.criterion {
        Criterion::Histology => "Histology",
        Criterion::Alteration => "Alterations",
        Criterion::Pdl1 => "PD-L1",
        Criterion::PriorIci => "Earlier checkpoint inhibitor",
        Criterion::Progression => "Progression on it",
        Criterion::Line => "Other earlier treatment",
        Criterion::Further => "Further conditions",
        Criterion::Sources => "Sources",
    };
    let state = match criterion.state {
        FitState::Fits => "fits",
        FitState::DoesNotFit => "does not fit",
        FitState::CannotBeTold => "not known",
    };
    let genes: Vec<&str> = criterion.genes.iter().map(String::as_str).collect();
    html! {
        span class="criterion" {
            (name) @if !genes.is_empty() { " (" (Text(&joined(&genes))) ")" } ", " (state) ": " (criterion.reason.meaning())
        }
    }
}

fn phase(phase: TrialPhase) -> String {
    match phase {
        TrialPhase::NotStated => "Phase not stated".to_owned(),
        phase => format!("Phase {phase}"),
    }
}

fn status(status: TrialStatus) -> &'static str {
    match status {
        TrialStatus::Completed => "completed",
        TrialStatus::ActiveNotRecruiting => "active, not recruiting",
        TrialStatus::Recruiting => "recruiting",
        TrialStatus::NotYetRecruiting => "not yet recruiting",
        TrialStatus::UnderWay => "under way",
        TrialStatus::Terminated => "ended before its plan",
        TrialStatus::NotStated => "status not stated",
    }
}

fn study(row: &Study, knowledge: &SampleKnowledge) -> Markup {
    html! {
        article class="trial" {
            h4 { (Text(&row.id)) " " (Text(&row.name)) @if let Some(regimen) = &row.regimen { ": " (Text(regimen)) } }
            p {
                (Text(row.design.trim_end_matches('.'))) "; " (Text(row.population.trim_end_matches('.'))) ". "
                strong { "Reported: " (outcome(row.outcome)) ". " } (Text(&row.result)) " "
                span class="source" { (Text(&row.cite.to_string())) "." }
            }
            (discrepancies(knowledge, &[&row.id]))
        }
    }
}
