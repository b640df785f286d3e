//! What changed between samples of one patient.

use evade_core::{
    AlterationStatus, ChangeKind, ChangeStatus, CloneVerdict, Comparability, DetectionChance, FeatureLevel,
    GeneChange, GeneCopies, Hits, HlaChange, NoiseSource, PairComparison, PairReason, PatternState,
    PersonVerdict, PhenotypeChange, SeenVariant, TransformationVerdict, ValueChange, VariantChange,
};
use evade_io::ColumnKind::{Integer, Real, Text};
use evade_io::{Cell, Column};

use super::{TableSpec, joined};

pub(crate) const COMPARISONS: TableSpec = TableSpec {
    name: "comparisons.tsv",
    holds: "One row per pair of samples of a patient and thing that was compared. Header only where no patient has two samples.",
    columns: &[
        Column::new("patient", Text, "Patient id of the sheet."),
        Column::new("from", Text, "The earlier sample."),
        Column::new("to", Text, "The later sample."),
        Column::new("kind", Text, "What kind of thing was compared: list `change_kind`."),
        Column::new(
            "item",
            Text,
            "What was compared: `person`, `clone`, axis, signature, feature, `phenotype`, gene, variant (`GENE CHANGE`), marker, `hypoxia_triple`, `transformation`.",
        ),
        Column::new("before", Text, "In the earlier sample: a number, or a word of the list of its kind."),
        Column::new("after", Text, "In the later sample, in the same way."),
        Column::new("change", Real, "Later less earlier, of numbers; NA where the pair is not compared."),
        Column::new(
            "noise",
            Real,
            "The change that chance and repeated measurement explain: only one as large is called. NA where it is not a number, or is not compared.",
        ),
        Column::new(
            "status",
            Text,
            "new, lost, retained, changed, unchanged, not_evaluable, confounded: list `change_status`.",
        ),
        Column::new("reason", Text, "Why, and what was assumed, joined by `;`: list `pair_reason`."),
        Column::new("noise_from", Text, "Which bar `noise` is: list `noise_source`."),
        Column::new("days", Integer, "Days between the collections; NA without both dates."),
        Column::new(
            "chance",
            Real,
            "Chance that the sample without a variant would have shown it; docs/methods/pairs.md has the formula.",
        ),
        Column::new("depth", Real, "Reads at the place in the sample without it."),
        Column::new("depth_from", Text, "Where that depth comes from: list `depth_source`."),
        Column::new("expected_vaf", Real, "Fraction of reads that would have carried it there."),
    ],
};

/// What all rows of a pair have in common.
struct OfPair<'a> {
    patient: &'a str,
    pair: &'a PairComparison,
}

/// A row before its cells.
struct Row<'a> {
    kind: ChangeKind,
    item: Cell<'a>,
    before: Cell<'a>,
    after: Cell<'a>,
    status: ChangeStatus,
    reasons: &'a [PairReason],
    number: Option<&'a ValueChange>,
    chance: Option<&'a DetectionChance>,
}

impl<'a> Row<'a> {
    fn new(kind: ChangeKind, item: &'a str, status: ChangeStatus, reasons: &'a [PairReason]) -> Self {
        Self {
            kind,
            item: item.into(),
            before: Cell::Missing,
            after: Cell::Missing,
            status,
            reasons,
            number: None,
            chance: None,
        }
    }

    fn between(self, before: impl Into<Cell<'a>>, after: impl Into<Cell<'a>>) -> Self {
        Self { before: before.into(), after: after.into(), ..self }
    }

    fn number(kind: ChangeKind, change: &'a ValueChange) -> Self {
        Self {
            number: Some(change),
            ..Self::new(kind, &change.item, change.status, &change.reasons)
                .between(written(change.before), written(change.after))
        }
    }
}

impl OfPair<'_> {
    fn cells<'r>(&'r self, row: Row<'r>) -> Vec<Cell<'r>> {
        let Row { kind, item, before, after, status, reasons, number, chance } = row;
        vec![
            self.patient.into(),
            self.pair.from.as_str().into(),
            self.pair.to.as_str().into(),
            kind.as_str().into(),
            item,
            before,
            after,
            number.and_then(|number| number.change).into(),
            number.and_then(|number| number.noise).into(),
            status.as_str().into(),
            joined(reasons),
            number.and_then(|number| number.noise_from).map(NoiseSource::as_str).into(),
            self.pair.days.map_or(Cell::Missing, |days| Cell::Integer(days.into())),
            chance.map(|chance| chance.chance).into(),
            chance.map(|chance| chance.depth).into(),
            chance.map(|chance| chance.depth_from.as_str()).into(),
            chance.map(|chance| chance.expected_vaf).into(),
        ]
    }
}

/// Every row of a pair.
pub(crate) fn comparison_rows(patient: &str, pair: &PairComparison) -> Vec<Vec<Cell<'static>>> {
    let of = OfPair { patient, pair };
    let clone_reasons = of_clone(pair);
    let mut rows = identity(pair, &clone_reasons);
    rows.extend(pair.rna.axes.iter().map(|change| Row::number(ChangeKind::Axis, change)));
    rows.extend(pair.rna.phenotype.as_ref().map(phenotype));
    rows.extend(pair.rna.scores.iter().map(|change| Row::number(ChangeKind::Score, change)));
    rows.extend(pair.rna.features.iter().map(|change| Row::number(ChangeKind::Feature, change)));
    rows.extend(pair.dna.genes.iter().flat_map(gene));
    rows.extend(pair.dna.variants.iter().map(variant));
    rows.extend(pair.dna.hla.iter().map(hla));
    rows.extend(pair.markers.iter().map(|change| Row::number(ChangeKind::Marker, change)));
    rows.extend(patterns(pair));
    rows.into_iter().map(|row| of.cells(row).into_iter().map(owned).collect()).collect()
}

fn owned(cell: Cell<'_>) -> Cell<'static> {
    match cell {
        Cell::Missing => Cell::Missing,
        Cell::Text(text) => Cell::Text(text.into_owned().into()),
        Cell::Integer(value) => Cell::Integer(value),
        Cell::Real(value) => Cell::Real(value),
    }
}

/// A number in a column that holds words too, as the tables write numbers.
fn written(value: Option<f64>) -> Cell<'static> {
    value.map_or(Cell::Missing, |value| format!("{:?}", value + 0.0).into())
}

/// Why nothing is said of the clone.
fn of_clone(pair: &PairComparison) -> Vec<PairReason> {
    let is_of_clone = |reason: &&PairReason| {
        matches!(
            reason,
            PairReason::ClonalRelationUnproven
                | PairReason::ClonalRelationNotTested
                | PairReason::SharedHotspotOnly
                | PairReason::SharedMayBeGermline
        )
    };
    pair.identity.reasons.iter().filter(is_of_clone).copied().collect()
}

fn identity<'a>(pair: &'a PairComparison, of_clone: &'a [PairReason]) -> Vec<Row<'a>> {
    let of_person = match pair.identity.person {
        PersonVerdict::NoConflict => ChangeStatus::Unchanged,
        PersonVerdict::Conflict | PersonVerdict::NotTested => ChangeStatus::NotEvaluable,
    };
    let clone = match pair.identity.clone {
        CloneVerdict::Shared if !pair.identity.person.is_conflict() => ChangeStatus::Retained,
        // Of a refused pair nothing is said, whatever it shares.
        CloneVerdict::Shared | CloneVerdict::Unproven | CloneVerdict::NotTested => ChangeStatus::NotEvaluable,
    };
    let (person, is_clone) = (pair.identity.person.as_str(), pair.identity.clone.as_str());
    vec![
        Row::new(ChangeKind::Identity, "person", of_person, &pair.reasons).between(person, person),
        Row::new(ChangeKind::Identity, "clone", clone, of_clone).between(is_clone, is_clone),
    ]
}

fn phenotype(change: &PhenotypeChange) -> Row<'_> {
    Row::new(ChangeKind::Phenotype, "phenotype", change.status, &change.reasons)
        .between(change.before.as_str(), change.after.as_str())
}

fn gene(change: &GeneChange) -> Vec<Row<'_>> {
    let mut rows = vec![
        Row::new(ChangeKind::Gene, &change.gene, change.status, &change.reasons)
            .between(AlterationStatus::as_str(change.before), change.after.as_str()),
    ];
    rows.extend(change.hits.map(|status| {
        Row::new(ChangeKind::Hits, &change.gene, status, &change.hits_reasons)
            .between(change.hits_before.map(Hits::as_str), change.hits_after.map(Hits::as_str))
    }));
    rows.extend(change.copies.as_ref().map(|copies| {
        let written = |copies: &Option<GeneCopies>| match copies {
            None => Cell::Missing,
            Some(GeneCopies { state, total: None, .. }) => state.as_str().into(),
            Some(GeneCopies { state, total: Some(total), .. }) => {
                Cell::from(format!("{state}:{:?}", total + 0.0))
            }
        };
        Row::new(ChangeKind::CopyNumber, &change.gene, copies.status, &copies.reasons)
            .between(written(&copies.before), written(&copies.after))
    }));
    rows
}

fn variant(change: &VariantChange) -> Row<'_> {
    let vaf = |seen: &Option<SeenVariant>| match seen {
        // Seen, and its fraction is not known.
        Some(seen) => seen.vaf.map_or_else(|| Cell::from("present"), |vaf| written(Some(vaf))),
        None => Cell::Missing,
    };
    Row {
        item: format!("{} {}", change.gene, change.change).into(),
        chance: change.chance.as_ref(),
        ..Row::new(ChangeKind::Variant, "", change.status, &change.reasons)
            .between(vaf(&change.before), vaf(&change.after))
    }
}

fn hla(change: &HlaChange) -> Row<'_> {
    Row::new(ChangeKind::Hla, &change.gene, change.status, &change.reasons)
        .between(change.before.as_str(), change.after.as_str())
}

fn patterns(pair: &PairComparison) -> [Row<'_>; 2] {
    let is_confounded = pair.rna.state == Comparability::Confounded;
    let open = if is_confounded { ChangeStatus::Confounded } else { ChangeStatus::NotEvaluable };
    let triple = match pair.hypoxia.state {
        PatternState::Present | PatternState::Partly => ChangeStatus::Changed,
        PatternState::Absent => ChangeStatus::Unchanged,
        PatternState::NotAssessable => open,
    };
    let transformation = match pair.transformation.verdict {
        // A rise that may come from how the samples were taken is no change, and still asks for histology.
        TransformationVerdict::Suspicion if is_confounded => ChangeStatus::Confounded,
        TransformationVerdict::Suspicion | TransformationVerdict::StatedHistology => ChangeStatus::Changed,
        TransformationVerdict::NoSuspicion => ChangeStatus::Unchanged,
        TransformationVerdict::NeuroendocrineBefore => ChangeStatus::NotEvaluable,
        TransformationVerdict::NotAssessable => open,
    };
    let level = |level: Option<FeatureLevel>| level.map(FeatureLevel::as_str);
    let screen = &pair.transformation;
    [
        Row::new(ChangeKind::Pattern, "hypoxia_triple", triple, &pair.hypoxia.reasons)
            .between(Cell::Missing, pair.hypoxia.state.as_str()),
        Row::new(ChangeKind::Pattern, "transformation", transformation, &screen.reasons)
            .between(level(screen.neuroendocrine_before), screen.verdict.as_str()),
    ]
}
