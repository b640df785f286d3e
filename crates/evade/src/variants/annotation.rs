//! How consequences are worked out and checked: sequences for codons, their bundle, the comparison with a file's own.

use std::path::Path;

use evade_core::EffectClass;
use evade_genome::{Build, CodingSequences, Disagreement};
use evade_io::{Cell, Column, ColumnKind, Table};
use evade_stream::{Digest, Output, Source};

use crate::builtin;
use crate::error::UsageError;
use crate::inputs::InputRecord;
use crate::log::Log;
use crate::output::Destination;
use crate::settings::SequenceSettings;

/// Bytes that begin a FASTA file.
const FASTA: &[u8] = b">";
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

/// The coding sequences that are at hand, and what is wanted of them.
pub(super) struct Sequences<'a> {
    settings: &'a SequenceSettings,
    pub(super) of_genes: Option<CodingSequences>,
}

impl<'a> Sequences<'a> {
    /// Reads the file of sequences, if there is one.
    pub(super) fn read(
        settings: &'a SequenceSettings,
        genome: Option<&str>,
        inputs: &mut Vec<InputRecord>,
    ) -> crate::Result<Self> {
        let Some(path) = &settings.file else { return Ok(Self { settings, of_genes: None }) };
        let panel = builtin::gene_panel()?;
        let source = Source::from_argument(path);
        let mut input = source.open(Digest::Sha256)?;
        let mut record = InputRecord { role: "fasta".into(), name: source.base_name(), sha256: None };
        let sequences = if input.starts_with(FASTA)? {
            let build = genome.and_then(Build::parse).ok_or_else(|| {
                UsageError::new("the genome of the FASTA is not known", "give --genome GRCh37 or GRCh38")
            })?;
            let sequences = CodingSequences::from_fasta(&mut input, &panel, build)?;
            record.sha256 = input.sha256();
            sequences
        } else {
            let content = source.read()?;
            record.sha256 = Some(content.sha256.clone());
            CodingSequences::from_bundle(&content, &panel)?
        };
        inputs.push(record);
        Ok(Self { settings, of_genes: Some(sequences) })
    }

    /// Writes the bundle that was asked for.
    pub(super) fn write_bundle(&self, outdir: &Path) -> crate::Result<()> {
        let Some(sequences) = self.of_genes.as_ref().filter(|_| self.settings.keep_bundle) else {
            return Ok(());
        };
        let path = outdir.join(format!("cds.{}.tsv", sequences.build()));
        Ok(Output::write_file(&path, sequences.to_text(&builtin::gene_panel()?).as_bytes())?)
    }

    /// The table of differences, if it was asked for.
    pub(super) fn differences(&self, outdir: &Path) -> crate::Result<Option<Differences>> {
        if !self.settings.check_annotation {
            return Ok(None);
        }
        let table = Destination::open(&outdir.join(TABLE))?.table(COLUMNS.to_vec())?;
        Ok(Some(Differences { table, n_rows: 0 }))
    }
}

/// Where a file's annotation and ours differ.
pub(super) struct Differences {
    table: Table<Destination>,
    n_rows: usize,
}

impl Differences {
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
