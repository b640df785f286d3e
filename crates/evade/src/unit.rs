//! The unit of a matrix, how it became known, and counts turned into TPM.

use std::path::Path;

use evade_core::{GeneTable, SeveralRows, Unit, UnitSource};
use evade_io::{
    Expression, GeneLengths, GeneRows, InputFormat, UnitEvidence, are_logs_of_whole_numbers, counts_to_tpm,
    find_unit, read_gene_lengths,
};
use evade_stream::{ReadError, Source};

use crate::builtin;
use crate::inputs::InputRecord;
use crate::listing::listed;
use crate::log::Log;

/// The unit of a matrix.
#[derive(Debug, Clone)]
pub(crate) struct MatrixUnit {
    pub(crate) unit: Unit,
    pub(crate) source: UnitSource,
    /// What the values show; of values that were calculated from counts, what the counts showed.
    pub(crate) evidence: UnitEvidence,
    /// Whether the values do not look like the declared unit.
    pub(crate) is_doubtful: bool,
}

impl MatrixUnit {
    /// Finds the unit of what was read; a declared one goes before that of the format.
    pub(crate) fn find(
        name: &str,
        read: &Expression,
        declared: Option<Unit>,
        log: &Log<'_>,
    ) -> Result<Self, ReadError> {
        let found = find_unit(name, &read.matrix, declared, read.unit)?;
        require_linear_sums(name, read.is_sum, found.unit)?;
        if let Some(doubt) = &found.doubt {
            log.warn_of_file(
                name,
                &format!(
                    "{name}: the unit is declared as {}, but {doubt} ({}); every sample carries unit_doubtful",
                    found.unit, found.evidence
                ),
            );
        }
        let source = match (declared, read.unit) {
            (Some(_), _) => UnitSource::Declared,
            (None, Some(Unit::Tpm)) if read.format == InputFormat::FeatureCounts => UnitSource::GeneLengths,
            (None, Some(_)) => UnitSource::Format,
            (None, None) => UnitSource::Detected,
        };
        Ok(Self { unit: found.unit, source, evidence: found.evidence, is_doubtful: found.doubt.is_some() })
    }

    /// The unit and where it comes from: "log2p1, detected".
    pub(crate) fn in_short(&self) -> String {
        format!("{}, {}", self.unit, self.source)
    }
}

/// Refuses sums over transcripts of values that are logarithms.
pub(crate) fn require_linear_sums(name: &str, is_sum: bool, unit: Unit) -> Result<(), ReadError> {
    if is_sum && unit.is_logged() {
        return Err(ReadError::unsupported(
            name,
            format!("the transcripts of a gene cannot be added up as {unit}"),
        )
        .hint("give TPM that are not logged, or a table of genes"));
    }
    Ok(())
}

/// What becomes of several rows of one gene, for the manifest.
pub(crate) fn several_rows(unit: Unit) -> &'static str {
    match unit.several_rows() {
        SeveralRows::Sum | SeveralRows::LogOfSum(_) => "sum on the linear scale",
        SeveralRows::Largest => "largest value",
    }
}

/// Gene lengths that a user named.
pub(crate) struct Lengths {
    /// As messages call them.
    name: String,
    table: GeneLengths,
    /// The file; none if they are built in.
    record: Option<InputRecord>,
}

/// Whether this names built-in gene lengths.
pub(crate) fn is_builtin_lengths(path: &Path) -> bool {
    path.to_str().is_some_and(|id| builtin::gene_lengths(id).is_some())
}

impl Lengths {
    /// Built-in lengths by their id, else those of a file.
    pub(crate) fn open(path: &Path) -> Result<Self, ReadError> {
        if let Some((file, text)) = path.to_str().and_then(builtin::gene_lengths) {
            let table = read_gene_lengths(file, text)?;
            return Ok(Self { name: path.display().to_string(), table, record: None });
        }
        let source = Source::from_argument(path);
        let content = source.read()?;
        let table = read_gene_lengths(&content.name, content.text()?)?;
        let record = InputRecord {
            role: "gene_lengths".into(),
            name: source.base_name(),
            sha256: Some(content.sha256),
        };
        Ok(Self { name: content.name, table, record: Some(record) })
    }

    pub(crate) fn record(&self) -> Option<InputRecord> {
        self.record.clone()
    }

    /// Turns counts into TPM; genes without a length are left out.
    pub(crate) fn divide(
        &self,
        name: &str,
        read: &mut Expression,
        rows: &mut GeneRows,
        unit: &mut MatrixUnit,
        genes: &GeneTable,
        log: &Log<'_>,
    ) -> Result<(), ReadError> {
        let is_logged = match unit.unit {
            Unit::Counts => false,
            Unit::Log2Counts if are_logs_of_whole_numbers(&read.matrix) => true,
            Unit::Log2Counts => {
                let what = "--gene-lengths needs counts, and these logarithms are not those of whole numbers";
                return Err(ReadError::unsupported(name, what).hint("give the read counts"));
            }
            other if other.is_length_normalised() => {
                log.info(&format!("{name}: --gene-lengths is not used: the values are {other}"));
                return Ok(());
            }
            other => {
                let what = format!("--gene-lengths needs counts, and the values are {other}");
                return Err(ReadError::unsupported(name, what).hint("give the read counts"));
            }
        };
        let lengths = self.table.of_rows(&read.matrix, rows, genes);
        let lost = rows.leave_out(|row| lengths[row].is_some());
        let lost: Vec<&str> = lost.iter().map(|&gene| genes.gene(gene).symbol).collect();
        let has_none =
            lengths.iter().all(Option::is_none) || !lost.is_empty() && rows.genes().next().is_none();
        if has_none {
            let what = format!("none of its genes has a length in {name}", name = self.name);
            return Err(
                ReadError::absent(name, what).hint("compare their ids: symbols, Ensembl or Entrez gene ids")
            );
        }
        read.matrix = counts_to_tpm(&read.matrix, &lengths, is_logged);
        (unit.unit, unit.source) = (Unit::Tpm, UnitSource::GeneLengths);
        log.info(&format!(
            "{name}: counts were divided by the gene lengths of {} and scaled to a million per sample: the unit is tpm",
            self.name
        ));
        if !lost.is_empty() {
            let n = match lost.len() {
                1 => "1 gene has".to_owned(),
                n => format!("{n} genes have"),
            };
            log.warn_of_file(
                name,
                &format!(
                    "{name}: {n} no length in {}, taken to be missing (no_length in gene_mapping.tsv): {}",
                    self.name,
                    listed(&lost)
                ),
            );
        }
        Ok(())
    }
}
