//! How consequences are worked out and checked: sequences for codons, their bundle, the comparison with a file's own.

use std::path::{Path, PathBuf};

use clap::Args;
use evade_core::EffectClass;
use evade_genome::{Build, CodingSequences, Disagreement};
use evade_io::{Cell, Column, ColumnKind};
use evade_stream::{Digest, Output, Source};

use crate::builtin;
use crate::failure::UsageError;
use crate::inputs::InputRecord;
use crate::output::Destination;

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

#[derive(Debug, Args)]
pub(super) struct AnnotationOptions {
    /// Genome, or the bundle that --bundle-cds wrote, from which codons of records without annotation are translated.
    /// Needs --genome for a FASTA.
    #[arg(long, value_name = "FASTA|BUNDLE", help_heading = "Consequences")]
    fasta: Option<PathBuf>,
    /// As --fasta, and keeps the coding sequences of all genes as cds.BUILD.tsv in the folder of the results, so that
    /// later runs need no genome.
    #[arg(long, value_name = "FASTA", conflicts_with = "fasta", help_heading = "Consequences")]
    bundle_cds: Option<PathBuf>,
    /// Works annotated records out too and lists where the file says something else (annotation_check.tsv).
    #[arg(long, help_heading = "Consequences")]
    pub(super) check_annotation: bool,
}

impl AnnotationOptions {
    /// The file of sequences, if there is one.
    pub(super) fn file(&self) -> Option<&PathBuf> {
        self.fasta.as_ref().or(self.bundle_cds.as_ref())
    }

    /// The sequences, if there are any.
    pub(super) fn sequences(
        &self,
        genome: Option<&str>,
        inputs: &mut Vec<InputRecord>,
    ) -> anyhow::Result<Option<CodingSequences>> {
        let Some(path) = self.file() else { return Ok(None) };
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
        Ok(Some(sequences))
    }

    /// Writes the bundle that was asked for.
    pub(super) fn write_bundle(
        &self,
        outdir: &Path,
        sequences: Option<&CodingSequences>,
    ) -> anyhow::Result<()> {
        let Some(sequences) = sequences.filter(|_| self.bundle_cds.is_some()) else { return Ok(()) };
        let path = outdir.join(format!("cds.{}.tsv", sequences.build()));
        Ok(Output::write_file(&path, sequences.to_text(&builtin::gene_panel()?).as_bytes())?)
    }

    /// Writes where a file's annotation and ours differ.
    pub(super) fn write_check<'a>(
        &self,
        outdir: &Path,
        samples: impl Iterator<Item = (&'a str, &'a [Disagreement])>,
    ) -> anyhow::Result<usize> {
        if !self.check_annotation {
            return Ok(0);
        }
        let mut table = Destination::open(&outdir.join(TABLE))?.table(COLUMNS.to_vec())?;
        let mut n_rows = 0;
        for (sample, disagreements) in samples {
            for row in disagreements {
                n_rows += 1;
                table.row([
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
        }
        table.finish()?.finish()?;
        Ok(n_rows)
    }
}
