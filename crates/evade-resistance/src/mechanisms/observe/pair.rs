//! What changed since an earlier sample of the patient.

use evade_core::{
    AlterationStatus, Bearing, ChangeStatus, CloneVerdict, EvidenceLane, EvidenceLine, Observation,
    PairComparison, PairReason, TransformationVerdict,
};

use super::{AssessedSample, Observed};
use crate::mechanisms::rules::Way;

fn line(lane: EvidenceLane, subject: &str, name: &str, says: (Observation, Bearing)) -> EvidenceLine {
    EvidenceLine {
        lane,
        subject: subject.to_owned(),
        name: name.to_owned(),
        found: says.0,
        bearing: says.1,
        value: None,
        detail: None,
    }
}

/// Nothing was compared, or what was compared could not be told.
const SILENT: (Observation, Bearing) = (Observation::NotTested, Bearing::Silent);

/// A feature that rose or fell.
pub(super) fn change(id: &str, way: Way, sample: AssessedSample<'_>) -> Observed {
    let known = sample.features.iter().find(|feature| feature.id == id);
    let name = known.map_or(id, |feature| &feature.name);
    let Some(change) = sample.pair.and_then(|pair| pair.rna.feature(id)) else {
        return Observed::alone(line(EvidenceLane::Rna, id, name, SILENT));
    };
    let says = match change.status {
        ChangeStatus::Changed if change.is_up() => {
            (Observation::Rose, if way == Way::Up { Bearing::For } else { Bearing::Against })
        }
        ChangeStatus::Changed => {
            (Observation::Fell, if way == Way::Down { Bearing::For } else { Bearing::Against })
        }
        ChangeStatus::Unchanged => (Observation::Steady, Bearing::Against),
        _ => SILENT,
    };
    Observed::alone(EvidenceLine { value: change.change, ..line(EvidenceLane::Rna, id, &change.name, says) })
}

/// A gene that was altered, or hit a second time.
pub(super) fn gained(gene: &str, sample: AssessedSample<'_>) -> Observed {
    let name = gene.replace('_', " ");
    let Some(row) = sample.pair.and_then(|pair| pair.dna.gene(gene)) else {
        return Observed::alone(line(EvidenceLane::Dna, gene, &name, SILENT));
    };
    let has_second_hit = row.hits_reasons.contains(&PairReason::SecondHitGained);
    let says = match (row.status, row.after) {
        (_, AlterationStatus::Altered) if has_second_hit => (Observation::Gained, Bearing::For),
        (ChangeStatus::New | ChangeStatus::Changed, AlterationStatus::Altered) => {
            (Observation::Gained, Bearing::For)
        }
        (ChangeStatus::New, AlterationStatus::Uncertain) => (Observation::Uncertain, Bearing::Perhaps),
        // It is there; whether it was before is what the earlier sample does not tell.
        (ChangeStatus::NotEvaluable, AlterationStatus::Altered) if is_compared(sample.pair) => {
            (Observation::Open, Bearing::Perhaps)
        }
        // Whether the second copy is hit by now is open.
        (ChangeStatus::Retained, _) if row.hits == Some(ChangeStatus::NotEvaluable) => SILENT,
        (ChangeStatus::Retained | ChangeStatus::Unchanged | ChangeStatus::Lost, _) => {
            (Observation::NotGained, Bearing::Against)
        }
        _ => SILENT,
    };
    let variant = sample.pair.and_then(|pair| {
        let mut variants = pair.dna.variants.iter();
        variants.find(|variant| variant.gene == gene && variant.status == ChangeStatus::New)
    });
    Observed::alone(EvidenceLine {
        detail: variant.map(|variant| variant.change.clone()),
        ..line(EvidenceLane::Dna, gene, &name, says)
    })
}

/// Whether the two samples are of one clone, so that a difference between them may be a change.
fn is_compared(pair: Option<&PairComparison>) -> bool {
    pair.is_some_and(|pair| {
        pair.identity.clone == CloneVerdict::Shared && !pair.identity.person.is_conflict()
    })
}

/// A small-cell carcinoma: as pathology states it, or as a suspicion from RNA.
pub(super) fn transformation(sample: AssessedSample<'_>) -> Observed {
    let (subject, name) = ("small_cell", "small-cell carcinoma since the earlier sample");
    let of = |lane, says| Observed::alone(line(lane, subject, name, says));
    match sample.pair.map(|pair| pair.transformation.verdict) {
        Some(TransformationVerdict::StatedHistology) => {
            of(EvidenceLane::Clinical, (Observation::Stated, Bearing::For))
        }
        Some(TransformationVerdict::Suspicion) => {
            of(EvidenceLane::Rna, (Observation::Suspected, Bearing::Perhaps))
        }
        Some(TransformationVerdict::NoSuspicion) => {
            of(EvidenceLane::Rna, (Observation::NotSuspected, Bearing::Against))
        }
        Some(TransformationVerdict::NeuroendocrineBefore) => {
            of(EvidenceLane::Rna, (Observation::Open, Bearing::Silent))
        }
        Some(TransformationVerdict::NotAssessable) | None => of(EvidenceLane::Rna, SILENT),
    }
}

/// A driver that both samples have.
pub(super) fn driver_kept(sample: AssessedSample<'_>) -> Observed {
    let says = |says| line(EvidenceLane::Dna, "driver", "driver of the earlier sample", says);
    let Some(pair) = sample.pair else { return Observed::alone(says(SILENT)) };
    let kept = &pair.transformation.drivers_retained;
    if kept.is_empty() {
        return Observed::alone(says(SILENT));
    }
    Observed::alone(EvidenceLine { detail: Some(kept.join("; ")), ..says((Observation::Kept, Bearing::For)) })
}
