//! Opening expression files: format, unit, genes, and what is worth telling of them.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::time::Instant;

use evade_core::{ExpressionMatrix, GeneId, GeneTable, SampleIndex, Unit};
use evade_io::{
    Expression, GeneRows, GeneView, InputFormat, ParquetMatrix, ReadAs, TxToGene, is_parquet,
    read_expression_as, read_tx2gene,
};
use evade_stream::{Digest, Input, Source};

use crate::gene_messages::{no_human_gene, tell_of_genes};
use crate::inputs::InputRecord;
use crate::log::Log;
use crate::settings::{CallSettings, ReadSettings};
use crate::unit::{Lengths, MatrixUnit};

/// log2(0.001) written with few digits is still this or less.
const UNDETECTED_LOG2_0001: f64 = -9.96;

/// Reads expression files in the way the options say.
pub(crate) struct Files<'a> {
    format: Option<InputFormat>,
    tx2gene: Option<(TxToGene, InputRecord)>,
    pub(crate) lengths: Option<Lengths>,
    unit: Option<Unit>,
    genes: &'a GeneTable,
    log: &'a Log<'a>,
}

/// Says which of a file's samples are wanted; `None` is all of them.
pub(crate) type Wanted<'w> = dyn FnMut(&[String]) -> crate::Result<Option<HashSet<String>>> + 'w;

/// What was read of a file.
pub(crate) struct FileRead {
    pub(crate) values: Expression,
    pub(crate) record: InputRecord,
    /// The first of all its samples, for messages.
    columns: String,
}

/// A file whose unit is known.
pub(crate) struct Measured {
    pub(crate) read: FileRead,
    pub(crate) unit: MatrixUnit,
    /// Its genes, if they had to be known for the unit.
    rows: Option<GeneRows>,
}

/// A file that was begun: text has still to be read, and Parquet shows what it holds.
pub(crate) enum Opened {
    Text(Input),
    Parquet(Box<ParquetMatrix>),
}

impl<'a> Files<'a> {
    pub(crate) fn new(
        settings: &ReadSettings,
        genes: &'a GeneTable,
        log: &'a Log<'a>,
    ) -> crate::Result<Self> {
        let tx2gene = match &settings.tx2gene {
            None => None,
            Some(path) => {
                let source = Source::from_argument(path);
                let content = source.read()?;
                let table = read_tx2gene(&content)?;
                let record = InputRecord {
                    role: "tx2gene".into(),
                    name: source.base_name(),
                    sha256: Some(content.sha256),
                };
                Some((table, record))
            }
        };
        let lengths = settings.gene_lengths.as_deref().map(Lengths::open).transpose()?;
        let (format, unit) = (settings.input_format, settings.unit);
        Ok(Self { format, tx2gene, lengths, unit, genes, log })
    }

    /// The tables of transcripts and of gene lengths, as far as they were given.
    pub(crate) fn table_records(&self) -> impl Iterator<Item = InputRecord> {
        let tx2gene = self.tx2gene.as_ref().map(|(_, record)| record.clone());
        tx2gene.into_iter().chain(self.lengths.as_ref().and_then(Lengths::record))
    }

    /// Reads a file; says what was decided and what is left out.
    pub(crate) fn read(&self, path: &Path, digest: Digest) -> crate::Result<FileRead> {
        self.read_wanted(path, digest, &mut |_| Ok(None))
    }

    /// Reads a file. Parquet shows its samples before their values are read: `wanted` says which of them are, or none
    /// for all. Of text all samples are read.
    pub(crate) fn read_wanted(
        &self,
        path: &Path,
        digest: Digest,
        wanted: &mut Wanted<'_>,
    ) -> crate::Result<FileRead> {
        let source = Source::from_argument(path);
        let mut input = source.open(digest)?;
        let how = self.how();
        let (values, columns) = if is_parquet(&mut input)? {
            let mut matrix = ParquetMatrix::open(&mut input, how)?;
            let columns = first_ids(matrix.samples().ids());
            if let Some(wanted) = wanted(matrix.samples().ids())? {
                matrix.keep_samples(|sample| wanted.contains(sample));
            }
            (matrix.read()?, columns)
        } else {
            let values = read_expression_as(&mut input, how)?;
            let columns = first_ids(values.matrix.samples().ids());
            (values, columns)
        };
        self.tell(&source.name(), &values);
        let record =
            InputRecord { role: "expression".into(), name: source.base_name(), sha256: input.sha256() };
        Ok(FileRead { values, record, columns })
    }

    /// Opens a file, of which Parquet says how large it is before its values are read.
    pub(crate) fn open(&self, path: &Path) -> crate::Result<Opened> {
        let mut input = Source::from_argument(path).open(Digest::None)?;
        if !is_parquet(&mut input)? {
            return Ok(Opened::Text(input));
        }
        let how = self.how();
        Ok(Opened::Parquet(Box::new(ParquetMatrix::open(&mut input, how)?)))
    }

    /// Reads what was opened.
    pub(crate) fn read_opened(&self, path: &Path, opened: Opened) -> crate::Result<Expression> {
        let began = Instant::now();
        let read = match opened {
            Opened::Text(mut input) => {
                let how = self.how();
                read_expression_as(&mut input, how)?
            }
            Opened::Parquet(matrix) => matrix.read()?,
        };
        self.log.stage("parse", began);
        self.tell(&Source::from_argument(path).name(), &read);
        Ok(read)
    }

    fn how(&self) -> ReadAs<'_> {
        let tx2gene = self.tx2gene.as_ref().map(|(table, _)| table);
        // Counts that stand beside lengths of their own are to be divided by those that the user names.
        let unit = self.unit.or(self.lengths.is_some().then_some(Unit::Counts));
        ReadAs { format: self.format, tx2gene, unit, genes: Some(self.genes) }
    }

    fn tell(&self, name: &str, read: &Expression) {
        self.log.detail(&format!("{name}: format {}", read.format));
        // Values that are others than those of the file are told to everybody, and so is a file that was turned.
        let is_converted = read.format == InputFormat::FeatureCounts && read.unit == Some(Unit::Tpm)
            || read.format == InputFormat::MatrixSamples;
        for notice in &read.notices {
            if is_converted { self.log.info(notice) } else { self.log.detail(notice) }
        }
        for warning in &read.warnings {
            self.log.warn_of_file(name, warning);
        }
    }
}

/// An expression matrix with its unit and its genes.
pub(crate) struct Matrix {
    pub(crate) path: PathBuf,
    pub(crate) record: InputRecord,
    /// The other files of a matrix that was put together from files of one sample.
    pub(crate) joined: Vec<InputRecord>,
    pub(crate) format: InputFormat,
    pub(crate) values: ExpressionMatrix,
    pub(crate) unit: MatrixUnit,
    pub(crate) rows: GeneRows,
    /// The first samples of the file, for messages; values may have been read of others alone.
    pub(crate) columns: String,
    /// Place in the sheet of the first sample that needs this matrix.
    pub(crate) first_place: usize,
}

/// Opens matrices for scoring and calling.
pub(crate) struct MatrixReader<'a> {
    pub(crate) files: Files<'a>,
    digest: Digest,
    declared: Option<Unit>,
    /// Whether files of one sample may hold different genes.
    pub(crate) union: bool,
    genes: &'a GeneTable,
    log: &'a Log<'a>,
}

impl<'a> MatrixReader<'a> {
    pub(crate) fn new(
        settings: &ReadSettings,
        digest: Digest,
        genes: &'a GeneTable,
        log: &'a Log<'a>,
    ) -> crate::Result<Self> {
        let files = Files::new(settings, genes, log)?;
        Ok(Self { files, digest, declared: settings.unit, union: false, genes, log })
    }

    /// As runs, phenotypes and checks read them.
    pub(crate) fn of_call(
        settings: &CallSettings,
        digest: Digest,
        genes: &'a GeneTable,
        log: &'a Log<'a>,
    ) -> crate::Result<Self> {
        let reader = Self::new(&settings.read, digest, genes, log)?;
        Ok(Self { union: settings.union, ..reader })
    }

    /// Reads a matrix, finds its unit and resolves its genes.
    pub(crate) fn open(&self, path: &Path) -> crate::Result<Matrix> {
        self.finish(path, self.files.read(path, self.digest)?)
    }

    /// Reads the wanted samples of a file without resolving its genes, which may be those of a file before it.
    pub(crate) fn read(&self, path: &Path, wanted: &mut Wanted<'_>) -> crate::Result<FileRead> {
        self.files.read_wanted(path, self.digest, wanted)
    }

    /// Where messages go.
    pub(crate) fn log(&self) -> &Log<'a> {
        self.log
    }

    /// Whether the unit is known without looking at every sample.
    pub(crate) fn knows_unit(&self) -> bool {
        self.declared.is_some()
    }

    /// Finds the unit of the values and turns counts into TPM if lengths were given.
    pub(crate) fn measure(&self, path: &Path, mut read: FileRead) -> crate::Result<Measured> {
        let name = Source::from_argument(path).name();
        let mut unit = MatrixUnit::find(&name, &read.values, self.declared, self.log)?;
        self.log.detail(&format!("{name}: unit {} ({})", unit.in_short(), unit.evidence));
        let mut rows = None;
        if let Some(lengths) = &self.files.lengths {
            let rows = rows.insert(self.genes_of(&name, &read.values.matrix)?);
            lengths.divide(&name, &mut read.values, rows, &mut unit, self.genes, self.log)?;
        }
        Ok(Measured { read, unit, rows })
    }

    /// Which human gene each row is; without any, the matrix is refused.
    fn genes_of(&self, name: &str, matrix: &ExpressionMatrix) -> crate::Result<GeneRows> {
        let rows = GeneRows::resolve(matrix, self.genes);
        tell_of_genes(name, matrix, &rows, self.genes, self.log)?;
        if rows.genes().next().is_none() {
            return Err(no_human_gene(name, matrix).into());
        }
        Ok(rows)
    }

    pub(crate) fn finish(&self, path: &Path, read: FileRead) -> crate::Result<Matrix> {
        let measured = self.measure(path, read)?;
        self.resolve(path, measured)
    }

    /// Resolves the genes of a matrix.
    pub(crate) fn resolve(&self, path: &Path, measured: Measured) -> crate::Result<Matrix> {
        let name = Source::from_argument(path).name();
        let Measured { read, unit, rows } = measured;
        let FileRead { values: Expression { matrix: values, format, .. }, record, columns } = read;
        let mut rows = rows.map_or_else(|| self.genes_of(&name, &values), Ok)?;
        let n_again = rows.count_repeats_once(&values);
        if n_again > 0 {
            self.log.warn(&format!(
                "{name}: {n_again} genes stand in several rows with the same id and the same values; each is counted once"
            ));
        }
        self.log.detail(&format!(
            "{name}: {} samples, {} rows, {} genes, {} of them in several rows",
            values.samples().len(),
            values.row_ids().len(),
            rows.genes().count(),
            rows.n_repeated()
        ));
        let joined = Vec::new();
        let (path, first_place) = (path.to_owned(), 0);
        Ok(Matrix { path, record, joined, format, values, unit, rows, columns, first_place })
    }
}

impl Matrix {
    /// Samples with these genes, which must all be there.
    pub(crate) fn view(&self, genes: &[GeneId]) -> GeneView<'_> {
        GeneView::new(&self.values, &self.rows, genes, self.unit.unit)
    }

    /// The genes that may be part of a scoring universe, in canonical order.
    pub(crate) fn scorable_genes(&self, table: &GeneTable) -> Vec<GeneId> {
        self.rows.genes().filter(|&gene| table.gene(gene).is_scorable()).collect()
    }

    /// The value up to which a gene counts as not detected, in units that have one.
    pub(crate) fn undetected(&self) -> Option<f64> {
        match self.unit.unit {
            Unit::Log2P0001 => Some(UNDETECTED_LOG2_0001),
            unit => unit.zero(),
        }
    }

    /// The file that holds a column.
    pub(crate) fn file_of(&self, column: usize) -> &InputRecord {
        // Of files of one sample each, the first gave the matrix its record and the others were joined in order.
        column.checked_sub(1).and_then(|place| self.joined.get(place)).unwrap_or(&self.record)
    }

    /// Names the only sample.
    pub(crate) fn named(mut self, sample: &str) -> Self {
        self.values = named(self.values, sample);
        self
    }
}

/// A matrix of one sample under this name.
pub(crate) fn named(matrix: ExpressionMatrix, sample: &str) -> ExpressionMatrix {
    match SampleIndex::new(vec![sample.to_owned()]) {
        Ok(samples) if matrix.samples().len() == 1 => matrix.with_samples(samples),
        _ => matrix,
    }
}

/// The first few samples of a file and how many there are.
fn first_ids(ids: &[String]) -> String {
    let shown = ids.iter().take(3).cloned().collect::<Vec<_>>().join(", ");
    if ids.len() > 3 { format!("{shown}, ... ({} in all)", ids.len()) } else { shown }
}
