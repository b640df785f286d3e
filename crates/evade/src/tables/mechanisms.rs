//! Which mechanisms of escape the findings of a sample support.

use evade_core::{EvidenceLine, MechanismFinding, MechanismStrength};
use evade_io::ColumnKind::{Integer, Real, Text};
use evade_io::{Cell, Column};

use super::{TableSpec, joined};

pub(crate) const MECHANISMS: TableSpec = TableSpec {
    name: "mechanisms.tsv",
    holds: "One row per sample and mechanism of the knowledge base: what the findings of the sample say of it. No row predicts a response or advises a treatment.",
    columns: &[
        Column::new("sample", Text, "Sample id."),
        Column::new(
            "mechanism_id",
            Text,
            "Id in the knowledge base: `evade knowledge show ID` has its source.",
        ),
        Column::new("layer", Text, "List `mechanism_layer`."),
        Column::new("name", Text, "The mechanism in a few words."),
        Column::new(
            "evidence",
            Text,
            "What the rule asked for and what was found, `LANE:SUBJECT:FOUND` joined by `;`: lists `evidence_lane` and `observation`. Values and changes are in the JSON of the sample.",
        ),
        Column::new(
            "strength",
            Text,
            "weak, moderate, strong: list `mechanism_strength`. NA unless the mechanism is supported or possible. It is no probability.",
        ),
        Column::new(
            "lanes",
            Text,
            "Lanes that show what the rule asks for, joined by `;`: list `evidence_lane`.",
        ),
        Column::new(
            "reason",
            Text,
            "Why the mechanism has no other state, and what must be known, joined by `;`: list `mechanism_reason`.",
        ),
        Column::new(
            "counter_evidence",
            Text,
            "What speaks against the mechanism or explains it in another way, in the form of `evidence`.",
        ),
        Column::new(
            "state",
            Text,
            "supported, possible, not_supported, not_assessable: list `mechanism_state`.",
        ),
        Column::new(
            "base_rate",
            Real,
            "Share of the assessable tumours of the reference cohorts in which the mechanism is supported, 0 to 1; NA where they cannot tell.",
        ),
        Column::new("base_n", Integer, "Assessable tumours behind `base_rate`."),
        Column::new("rule", Text, "Id of the rule file."),
        Column::new("settled_by", Text, "What would settle it."),
        Column::new(
            "caveat",
            Text,
            "What limits the claim, or its reading in a sample; NA where the knowledge names nothing.",
        ),
    ],
};

pub(crate) fn mechanism_row<'a>(sample: &'a str, finding: &'a MechanismFinding) -> Vec<Cell<'a>> {
    let base = finding.base_rate.as_ref();
    vec![
        sample.into(),
        finding.id.as_str().into(),
        finding.layer.as_str().into(),
        finding.name.as_str().into(),
        lines(&finding.evidence),
        finding.strength.map(MechanismStrength::as_str).into(),
        joined(&finding.lanes()),
        joined(&finding.reasons),
        lines(&finding.counter_evidence),
        finding.state.as_str().into(),
        base.map(|base| base.share).into(),
        base.map(|base| base.n).into(),
        finding.rule.as_str().into(),
        finding.settled_by.as_str().into(),
        finding.caveat.as_deref().into(),
    ]
}

fn lines(all: &[EvidenceLine]) -> Cell<'_> {
    let words: Vec<String> =
        all.iter().map(|line| format!("{}:{}:{}", line.lane, line.subject, line.found)).collect();
    joined(&words)
}
