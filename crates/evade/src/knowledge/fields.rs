//! The fields of a row in words, for people and tables.

use std::fmt::Display;

use evade_core::{
    Discrepancy, KnowledgeKind, Mechanism, Population, PublishedNumber, SafetyRow, Strategy, Study, Trial,
    TrialPhase, TrialStatus,
};
use evade_resistance::{Knowledge, KnowledgeRow};

/// A label and its text.
pub(super) type Field = (&'static str, String);

/// In a few words what a row is.
pub(super) fn title(row: KnowledgeRow<'_>) -> String {
    match row {
        KnowledgeRow::Mechanism(row) => row.name.clone(),
        KnowledgeRow::Strategy(row) => row.name.clone(),
        KnowledgeRow::Safety(row) => format!("{}: {}, {}", row.regimen, row.measure, row.value),
        KnowledgeRow::Trial(row) => match &row.name {
            Some(name) => format!("{name}: {}", row.regimen),
            None => row.regimen.clone(),
        },
        KnowledgeRow::Study(row) => row.name.clone(),
        KnowledgeRow::Discrepancy(row) => row.issue.clone(),
        KnowledgeRow::Number(row) => {
            format!("{}: {} {} ({})", row.quantity, row.value, row.unit, row.context)
        }
    }
}

/// What must be said beside the evidence of a row: mice, laboratory models, nothing observed.
pub(super) fn remark(row: KnowledgeRow<'_>) -> Option<&'static str> {
    match row {
        KnowledgeRow::Mechanism(row) => row.species.remark(),
        KnowledgeRow::Strategy(row) => row.remark(),
        _ => None,
    }
}

/// The result of a row as a word.
pub(super) fn outcome(row: KnowledgeRow<'_>) -> Option<&'static str> {
    match row {
        KnowledgeRow::Strategy(row) => Some(row.outcome.as_str()),
        KnowledgeRow::Trial(row) => Some(row.outcome.as_str()),
        KnowledgeRow::Study(row) => Some(row.outcome.as_str()),
        _ => None,
    }
}

/// Rows that a row names.
pub(super) fn named(row: KnowledgeRow<'_>) -> Vec<&str> {
    let ids: Vec<&String> = match row {
        KnowledgeRow::Mechanism(_) => Vec::new(),
        KnowledgeRow::Strategy(row) => row.mechanisms.iter().chain(&row.trials).collect(),
        KnowledgeRow::Safety(row) => row.strategies.iter().chain(&row.trials).chain(&row.studies).collect(),
        KnowledgeRow::Trial(row) => row.strategies.iter().chain(&row.mechanisms).collect(),
        KnowledgeRow::Study(row) => row.strategies.iter().chain(&row.mechanisms).collect(),
        KnowledgeRow::Discrepancy(row) => row.about.iter().collect(),
        KnowledgeRow::Number(row) => row.about.iter().collect(),
    };
    ids.into_iter().map(String::as_str).collect()
}

/// All fields of a row, and what belongs to it.
pub(super) fn fields(knowledge: &Knowledge, row: KnowledgeRow<'_>) -> Vec<Field> {
    let mut fields = vec![("id", row.id().to_owned()), ("kind", row.kind().to_string())];
    match row {
        KnowledgeRow::Mechanism(row) => fields.extend(of_mechanism(row)),
        KnowledgeRow::Strategy(row) => fields.extend(of_strategy(row)),
        KnowledgeRow::Safety(row) => fields.extend(of_safety(row)),
        KnowledgeRow::Trial(row) => fields.extend(of_trial(row)),
        KnowledgeRow::Study(row) => fields.extend(of_study(row)),
        KnowledgeRow::Discrepancy(row) => fields.extend(of_discrepancy(row)),
        KnowledgeRow::Number(row) => fields.extend(of_number(row)),
    }
    if let Some(remark) = remark(row) {
        fields.push(("evidence limit", remark.to_owned()));
    }
    fields.extend(belonging(knowledge, row));
    fields.push(("source", row.cite().to_string()));
    fields.push(("as of", knowledge.as_of_kind(row.kind()).to_string()));
    fields.retain(|(_, text)| !text.is_empty());
    fields
}

/// Rows that name this one, and titles of those that it names.
fn belonging(knowledge: &Knowledge, row: KnowledgeRow<'_>) -> Vec<Field> {
    let id = row.id();
    let mut fields = Vec::new();
    let mut add = |label, id: &str, text: String| fields.push((label, format!("{id}: {text}")));
    if let KnowledgeRow::Mechanism(_) = row {
        for answering in knowledge.strategies_for(&[id]) {
            let strategy = answering.strategy;
            let limit = strategy.remark().map_or(String::new(), |limit| format!(" {limit}"));
            add("strategy", &strategy.id, format!("{} [{}].{limit}", strategy.name, strategy.outcome));
        }
    }
    for target in named(row) {
        let Some(target) = knowledge.row(target) else { continue };
        let word = outcome(target).map_or(String::new(), |word| format!(" [{word}]"));
        add(target.kind().as_str(), target.id(), format!("{}{word}", title(target)));
    }
    for study in knowledge.studies_of(id) {
        add("study", &study.id, format!("{} [{}]: {}", study.name, study.outcome, study.result));
    }
    for safety in knowledge.safety_of(id) {
        add("safety", &safety.id, safety_in_words(safety));
    }
    for number in knowledge.numbers_of(id) {
        add("number", &number.id, title(KnowledgeRow::Number(number)));
    }
    for discrepancy in knowledge.discrepancies_of(id) {
        let text =
            format!("{} Shown: {} Checked: {}.", discrepancy.issue, discrepancy.shown, discrepancy.checked);
        add("discrepancy", &discrepancy.id, text);
    }
    fields
}

/// A finding on safety in one line.
fn safety_in_words(row: &SafetyRow) -> String {
    let comparison = row.comparison.as_ref().map_or(String::new(), |text| format!(" ({text})"));
    let note = row.note.as_ref().map_or(String::new(), |text| format!(" {text}"));
    format!("{}, {}: {}{comparison}.{note}", row.regimen, row.measure, row.value)
}

fn of_mechanism(row: &Mechanism) -> Vec<Field> {
    vec![
        ("name", row.name.clone()),
        ("layer", row.layer.to_string()),
        ("resistance", explained(row.timing.as_str(), row.timing.meaning())),
        ("claim", row.claim.clone()),
        ("evidence", format!("{}, {}: {}", row.species, row.evidence, row.evidence.meaning())),
        ("evidence note", optional(row.evidence_note.as_ref())),
        ("markers", row.markers.join(", ")),
        ("genes", row.genes.join(", ")),
        ("genes added by evade", row.genes_added.join(", ")),
        ("seen by", words(&row.measured_by)),
        ("phenotypes", words(&row.phenotypes)),
        ("caveat", optional(row.caveat.as_ref())),
    ]
}

fn of_strategy(row: &Strategy) -> Vec<Field> {
    let none = if row.mechanisms.is_empty() { "It answers no mechanism: listed on its own." } else { "" };
    vec![
        ("name", row.name.clone()),
        ("class", row.class.to_string()),
        ("rationale", optional(row.rationale.as_ref())),
        ("studied in", words(&row.stages)),
        ("outcome", explained(row.outcome.as_str(), row.outcome.meaning())),
        ("evidence", row.evidence.clone()),
        ("toxicity", optional(row.toxicity.as_ref())),
        ("phenotypes", words(&row.phenotypes)),
        ("caveat", optional(row.caveat.as_ref())),
        ("mechanisms", none.to_owned()),
    ]
}

fn of_safety(row: &SafetyRow) -> Vec<Field> {
    vec![
        ("regimen", row.regimen.clone()),
        ("measure", row.measure.clone()),
        ("value", row.value.clone()),
        ("comparison", optional(row.comparison.as_ref())),
        ("grades", row.grades.clone()),
        ("note", optional(row.note.as_ref())),
    ]
}

fn of_trial(row: &Trial) -> Vec<Field> {
    let none = if row.strategies.is_empty() { "It tests no strategy: listed on its own." } else { "" };
    let mut fields = vec![
        ("name", optional(row.name.as_ref())),
        ("target", row.target.clone()),
        ("regimen", row.regimen.clone()),
        ("phase", in_review(row.phase.as_str(), row.phase == TrialPhase::NotStated)),
        ("status", in_review(row.status.as_str(), row.status == TrialStatus::NotStated)),
        ("outcome", explained(row.outcome.as_str(), row.outcome.meaning())),
        ("result", optional(row.result.as_ref())),
        ("note", optional(row.note.as_ref())),
        ("strategies", none.to_owned()),
    ];
    fields.extend(of_population(&row.population));
    fields.push(("present state", format!("ClinicalTrials.gov, {}", row.id)));
    fields
}

fn of_population(row: &Population) -> Vec<Field> {
    let pdl1 = row.pdl1_at_least.map(|limit| format!("{limit} % or more"));
    vec![
        ("population", row.text.clone()),
        ("histology", row.histology.to_string()),
        ("one of these mutated", row.altered_any.join(", ")),
        ("none of these altered", row.unaltered.join(", ")),
        ("PD-L1", pdl1.unwrap_or_default()),
        ("earlier ICI", explained(row.prior_ici.as_str(), row.prior_ici.meaning())),
        ("kind of earlier ICI", explained(row.prior_agent.as_str(), row.prior_agent.meaning())),
        ("progression on it", if row.progressed { "asked for".to_owned() } else { String::new() }),
        (
            "resistance",
            row.resistance.map(|class| explained(class.as_str(), class.meaning())).unwrap_or_default(),
        ),
        ("earlier treatment", explained(row.line.as_str(), row.line.meaning())),
        ("further conditions", row.further.join("; ")),
    ]
}

fn of_study(row: &Study) -> Vec<Field> {
    vec![
        ("name", row.name.clone()),
        ("design", row.design.clone()),
        ("regimen", optional(row.regimen.as_ref())),
        ("population", row.population.clone()),
        ("outcome", explained(row.outcome.as_str(), row.outcome.meaning())),
        ("result", row.result.clone()),
    ]
}

fn of_discrepancy(row: &Discrepancy) -> Vec<Field> {
    vec![("issue", row.issue.clone()), ("checked by", row.checked.clone()), ("shown", row.shown.clone())]
}

fn of_number(row: &PublishedNumber) -> Vec<Field> {
    vec![
        ("quantity", row.quantity.clone()),
        ("value", format!("{} {}", row.value, row.unit)),
        ("context", row.context.clone()),
    ]
}

fn optional(text: Option<&String>) -> String {
    text.cloned().unwrap_or_default()
}

fn words<T: Display>(items: &[T]) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// A word that needs no explanation, or that the review does not say.
fn in_review(word: &str, is_not_stated: bool) -> String {
    if is_not_stated { format!("{word} in the review") } else { word.to_owned() }
}

/// A word with what it means.
fn explained(word: &str, meaning: &str) -> String {
    format!("{word}: {meaning}")
}

/// The heading of a kind in the list.
pub(super) fn heading(kind: KnowledgeKind, n: usize) -> String {
    format!("{} ({n}): {}", super::plural(kind), kind.meaning())
}
