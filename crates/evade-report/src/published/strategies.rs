//! Strategies by the mechanism that they answer.

use std::collections::BTreeSet;

use evade_core::{
    MatchedStrategy, MechanismFinding, Outcome, SafetyRow, SampleKnowledge, SampleProfile, Strategy,
};
use maud::{Markup, html};

use super::discrepancies;
use crate::mechanisms::shown;
use crate::text::{Text, joined, spaced};

/// Each mechanism that is shown with its strategies, each described at the first mechanism that it answers; then, in short, those of
/// mechanisms that are possible on doubtful findings alone.
pub(super) fn by_mechanism(profile: &SampleProfile, knowledge: &SampleKnowledge) -> Markup {
    let mut described: BTreeSet<&str> = BTreeSet::new();
    let mut parts: Vec<(&MechanismFinding, Vec<(&MatchedStrategy, bool)>)> = Vec::new();
    let mut without: Vec<&str> = Vec::new();
    for finding in shown(&profile.mechanisms) {
        let answers = |row: &&MatchedStrategy| row.answers.contains(&finding.id);
        let rows: Vec<(&MatchedStrategy, bool)> = knowledge
            .strategies
            .iter()
            .filter(answers)
            .map(|row| (row, described.insert(row.strategy.id.as_str())))
            .collect();
        if rows.is_empty() {
            without.push(&finding.name);
        } else {
            parts.push((finding, rows));
        }
    }
    let doubtful: Vec<&MatchedStrategy> =
        knowledge.strategies.iter().filter(|row| !described.contains(row.strategy.id.as_str())).collect();
    html! {
        @for (finding, rows) in &parts {
            h3 { "For: " (Text(&finding.name)) " " span class="id" { (Text(&finding.id)) } }
            @for (row, is_first) in rows {
                @if *is_first { (description(row, knowledge)) }
                @else { p class="again" { strong { (Text(&row.strategy.id)) " " (Text(&row.strategy.name)) } " (described above)" } }
            }
        }
        @if !without.is_empty() {
            p { "No strategy of the list is linked to: " (Text(&without.join("; "))) "." }
        }
        @if !doubtful.is_empty() {
            h3 { "For mechanisms that are possible on doubtful findings alone" }
            @for row in doubtful { (in_short(row, knowledge)) }
        }
    }
}

/// Whether a strategy answers a mechanism that is shown.
pub(super) fn is_described(row: &MatchedStrategy, findings: &[MechanismFinding]) -> bool {
    findings.iter().any(|finding| finding.is_shown() && row.answers.contains(&finding.id))
}

/// A strategy of doubtful findings: what must be known of it and its safety, without its results.
fn in_short(row: &MatchedStrategy, knowledge: &SampleKnowledge) -> Markup {
    let strategy = &row.strategy;
    html! {
        article class="strategy" {
            p {
                strong { (Text(&strategy.id)) " " (Text(&strategy.name)) } " (" (Text(&row.answers.join(", "))) "). "
                "Studied in: " (stages(strategy)) ". "
                @if let Some(remark) = strategy.remark() { strong { (remark) } " " }
                "Reported: " (outcome(strategy.outcome)) ". "
                @if let Some(caveat) = &strategy.caveat { "Caveat: " (Text(caveat)) " " }
                span class="source" { (Text(&strategy.cite.to_string())) "." }
            }
            (safety(row))
            (discrepancies(knowledge, &rows_of(row)))
        }
    }
}

fn description(row: &MatchedStrategy, knowledge: &SampleKnowledge) -> Markup {
    let strategy = &row.strategy;
    html! {
        article class="strategy" {
            h4 { (Text(&strategy.id)) " " (Text(&strategy.name)) }
            p {
                @if let Some(rationale) = &strategy.rationale { (Text(rationale)) " " }
                strong { "Studied in: " (stages(strategy)) ". " }
                @if let Some(remark) = strategy.remark() { strong { (remark) } " " }
                strong { "Reported: " (outcome(strategy.outcome)) ". " }
                (Text(&strategy.evidence)) " "
                span class="source" { (Text(&strategy.cite.to_string())) "." }
            }
            @if let Some(caveat) = &strategy.caveat { p { strong { "Caveat: " } (Text(caveat)) } }
            @if !strategy.trials.is_empty() { p { strong { "Trials: " } (Text(&strategy.trials.join(", "))) } }
            (safety(row))
            (discrepancies(knowledge, &rows_of(row)))
        }
    }
}

fn safety(row: &MatchedStrategy) -> Markup {
    let toxicity = row.strategy.toxicity.as_deref();
    html! {
        @if row.safety.is_empty() && toxicity.is_none() {
            p { strong { "Safety: " } "the review reports nothing." }
        } @else {
            ul class="safety" {
                @if let Some(toxicity) = toxicity { li { strong { "Safety: " } (Text(toxicity)) } }
                @for safety in &row.safety { li { (safety_row(safety)) } }
            }
        }
    }
}

/// The strategy and its safety rows: a contradiction about any of them belongs to it.
fn rows_of(row: &MatchedStrategy) -> Vec<&str> {
    let safety = row.safety.iter().map(|safety| safety.id.as_str());
    std::iter::once(row.strategy.id.as_str()).chain(safety).collect()
}

fn safety_row(row: &SafetyRow) -> Markup {
    let seen: Vec<&str> = row.trials.iter().map(String::as_str).collect();
    html! {
        strong { "Safety (" (Text(&row.id)) "): " } (Text(&row.regimen)) ", " (Text(&row.measure)) ": " (Text(&row.value))
        @if let Some(comparison) = &row.comparison { "; compared with " (Text(comparison)) }
        "; grades: " (Text(&row.grades)) "."
        @if let Some(note) = &row.note { " " (Text(note)) }
        @if !seen.is_empty() { " Seen in " (Text(&joined(&seen))) "." }
        " " span class="source" { (Text(&row.cite.to_string())) "." }
    }
}

fn stages(strategy: &Strategy) -> String {
    let words: Vec<String> = strategy.stages.iter().map(|stage| spaced(stage.as_str())).collect();
    if words.is_empty() { "nothing that is cited".to_owned() } else { words.join(", ") }
}

/// The outcome in words; it is about groups, never about one patient.
pub(super) fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Positive => "positive in the groups studied",
        Outcome::Activity => "effects were seen",
        Outcome::LimitedActivity => "effects in few",
        Outcome::Mixed => "mixed between studies, endpoints or groups",
        Outcome::Negative => "negative: the endpoint was not met, or little or no effect was seen",
        Outcome::SafetyOnly => "safety alone",
        Outcome::MarkerAnalysis => "a marker, not the effect of the treatment",
        Outcome::NoneReported => "no result",
    }
}
