//! What the DNA files of a sample say at the places of another sample's variants.

use evade_core::{DnaEvidence, Variant};
use evade_genome::{Build, WantedPlaces};
use evade_stream::ReadError;

use crate::lanes::Lanes;
use crate::sample::PlannedSample;

/// Whether places of two samples are those of one genome. Places of different builds must never be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SharedGenome {
    /// Both are on this genome.
    Same(Build),
    /// They differ, or one is not known and may differ: no place is compared, and variants go by their protein change.
    NotShown,
}

impl SharedGenome {
    /// Of the genomes of both samples.
    pub(crate) fn of(one: Option<Build>, other: Option<Build>) -> Self {
        match (one, other) {
            (Some(one), Some(other)) if one == other => Self::Same(one),
            _ => Self::NotShown,
        }
    }
}

/// The genome of a sample's small variants: that of its row, else that of the headers of its VCF files or of its MAF. `None`
/// where nothing states it. Errors are those of its files.
pub(crate) fn genome_of(lanes: &Lanes<'_>, sample: &PlannedSample) -> Result<Option<Build>, ReadError> {
    lanes.reading().genome_of(sample)
}

/// What the files of a sample say beyond its profile, for the comparison with a sample that has `other_variants`. The files
/// are opened again; a table of a whole cohort that is kept is not. On different genomes, or where one is not known, nothing
/// but the stated mean depth is given. Errors are those of the files; the reading of the sample itself has told of them.
pub(crate) fn evidence_of(
    lanes: &Lanes<'_>,
    sample: &PlannedSample,
    other_variants: &[Variant],
    genome: SharedGenome,
) -> Result<DnaEvidence, ReadError> {
    match genome {
        SharedGenome::Same(_) => lanes.reading().places_of(sample, &WantedPlaces::of(other_variants)),
        SharedGenome::NotShown => {
            Ok(DnaEvidence { mean_depth: sample.files.mean_depth, ..DnaEvidence::default() })
        }
    }
}

#[cfg(test)]
mod tests;
