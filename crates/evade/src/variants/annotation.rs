//! The bundle of coding sequences, and the comparison of a file's consequences with those worked out here.

use std::path::Path;

use evade_core::EffectClass;
use evade_genome::{CodingSequences, Disagreement};
use evade_io::{Cell, Column, ColumnKind, Table};
use evade_stream::Output;

use crate::builtin;
use crate::log::Log;
use crate::output::Destination;

/// The table of `--check-annotation`.
pub(super) const TABLE: &str = "annotation_check.tsv";
const COLUMNS: [Column; 11] = [
    Column::new("sample", ColumnKind::Text, "Sample id."),
    Column::new("gene", ColumnKind::Text, "Approved symbol."),
    Column::new("chrom", ColumnKind::Text, "Chromosome without `chr`."),
    Column::new("pos", ColumnKind::Integer, "1-based position."),
    Column::new("ref", ColumnKind::Text, "Reference allele."),
    Column::new("alt", ColumnKind::Text, "Alternate allele."),
    Column::new("file_effect", ColumnKind::Text, "Effect class of the file's annotation."),
    Column::new("file_change", ColumnKind::Text, "Protein change of the file's annotation."),
    Column::new("file_transcript", ColumnKind::Text, "Transcript of the file's annotation."),
    Column::new("own_effect", ColumnKind::Text, "Effect class on the MANE transcript, worked out here."),
    Column::new("own_change", ColumnKind::Text, "Protein change worked out here; it needs a sequence."),
];

/// Writes the bundle of coding sequences.
pub(super) fn write_bundle(sequences: &CodingSequences, outdir: &Path) -> crate::Result<()> {
    let path = outdir.join(format!("cds.{}.tsv", sequences.build()));
    Ok(Output::write_file(&path, sequences.to_text(&builtin::gene_panel()?).as_bytes())?)
}

/// Where a file's annotation and ours differ.
pub(super) struct Differences {
    table: Table<Destination>,
    n_rows: usize,
}

impl Differences {
    /// The table, empty.
    pub(super) fn create(outdir: &Path) -> crate::Result<Self> {
        let table = Destination::open(&outdir.join(TABLE))?.table(COLUMNS.to_vec())?;
        Ok(Self { table, n_rows: 0 })
    }

    pub(super) fn take(&mut self, sample: &str, disagreements: &[Disagreement]) -> crate::Result<()> {
        for row in disagreements {
            self.n_rows += 1;
            self.table.row([
                sample.into(),
                row.gene.as_str().into(),
                row.chrom.as_str().into(),
                Cell::Integer(row.pos.cast_signed()),
                row.reference.as_str().into(),
                row.alternate.as_str().into(),
                row.file_effect.map(EffectClass::as_str).into(),
                row.file_change.as_deref().into(),
                row.file_transcript.as_deref().into(),
                row.native_effect.as_str().into(),
                row.native_change.as_deref().into(),
            ])?;
        }
        Ok(())
    }

    pub(super) fn finish(self, log: &Log<'_>) -> crate::Result<()> {
        self.table.finish()?.finish()?;
        if self.n_rows > 0 {
            let n = self.n_rows;
            log.warn(&format!("{n} consequences differ from those worked out: annotation_check.tsv"));
        }
        Ok(())
    }
}
