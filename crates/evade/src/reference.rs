//! Frozen references: built, listed and shown.

pub(crate) mod make;
mod readouts;
mod show;

pub use self::show::show;

use std::path::{Path, PathBuf};

use evade_core::Unit;
use evade_io::{Column, ColumnKind, Labels, read_labels};
use evade_stream::{Digest, ReadError, Source};

use self::make::{Beside, CohortInput, ReferenceIdentity, build_reference};
use self::readouts::DnaOfTumours;
use crate::error::UsageError;
use crate::expression::{Matrix, MatrixReader};
use crate::log::{Log, Monitor};
use crate::output::{Destination, write_text};
use crate::overwrite::spare_inputs;
use crate::settings::BuildSettings;
use crate::{builtin, inputs};

const LIST: [Column; 5] = [
    Column::new("reference", ColumnKind::Text, "Id."),
    Column::new("n", ColumnKind::Integer, "Samples."),
    Column::new("n_genes", ColumnKind::Integer, "Genes of the universe."),
    Column::new("n_signatures", ColumnKind::Integer, "Signatures with a distribution."),
    Column::new("title", ColumnKind::Text, "What it is."),
];

/// Lists the built-in references on standard output.
pub fn list() -> crate::Result<()> {
    let mut table = Destination::open(Path::new("-"))?.table(LIST.to_vec())?;
    for id in builtin::reference_ids() {
        let reference = inputs::reference(id)?;
        table.row([
            reference.id.into(),
            reference.n.into(),
            (reference.universe.len() as u32).into(),
            (reference.signatures.len() as u32).into(),
            reference.title.into(),
        ])?;
    }
    table.finish()?.finish()
}

/// Builds a frozen reference of one or more cohorts.
pub fn build(settings: &BuildSettings, monitor: &dyn Monitor) -> crate::Result<()> {
    let log = &Log::new(monitor);
    let genes = builtin::genes()?;
    let (rules, _) = inputs::rules(&settings.rules)?;
    let mut signatures = builtin::catalogue()?.scorable();
    for path in &settings.gene_sets {
        inputs::add_gene_sets(&mut signatures, path, &genes)?;
    }
    let prior = match settings.slope_prior.as_str() {
        "none" => None,
        id_or_file => Some(inputs::reference(id_or_file)?),
    };
    let selection = Selection::new(settings)?;
    let reader = MatrixReader::new(&settings.read, Digest::None, &genes, log)?;
    let tissue = match settings.tissue.as_str() {
        "none" => None,
        id_or_file => Some(inputs::tissue_rules(id_or_file)?),
    };
    let named: Vec<NamedMatrix<'_>> = settings.matrices.iter().map(|a| NamedMatrix::of(a)).collect();
    let others = settings.agree.iter().chain(&settings.pass).chain(&settings.normal);
    let others: Vec<NamedMatrix<'_>> = others.map(|a| NamedMatrix::of(a)).collect();
    let tables =
        [&settings.samples, &settings.read.tx2gene, &settings.read.gene_lengths].into_iter().flatten();
    let of_dna = settings.alterations.iter().chain(&settings.deletions);
    let tables = tables.chain(&settings.gene_sets).chain(of_dna).map(PathBuf::as_path);
    let tables = tables.chain([Path::new(&settings.rules), Path::new(&settings.tissue)]);
    let read = tables.chain(named.iter().chain(&others).map(|named| named.path));
    spare_inputs(read.chain([Path::new(&settings.slope_prior)]), [&settings.output])?;
    let opened = |named: &[NamedMatrix<'_>]| -> crate::Result<Vec<Matrix>> {
        let open = |named: &NamedMatrix<'_>| {
            let matrix = reader.open(named.path)?;
            require_ranks(named.path, matrix.unit.unit)?;
            Ok(matrix)
        };
        named.iter().map(open).collect()
    };
    let matrices = opened(&named)?;
    let cohorts: Vec<CohortInput<'_>> = named
        .iter()
        .zip(&matrices)
        .map(|(named, matrix)| CohortInput {
            name: named.cohort.clone(),
            stratum: named.histology.map(str::to_owned),
            matrix,
            samples: selection.of(matrix),
        })
        .collect();
    for id in &settings.exclude {
        if matrices.iter().all(|m| m.values.samples().place(id).is_none()) {
            return Err(UsageError::new(
                format!("the sample '{id}' to leave out is in no matrix"),
                "--exclude takes a column name of a matrix",
            )
            .into());
        }
    }
    let other_matrices = opened(&others)?;
    let normal_selection = selection.of_normals(settings)?;
    let mut elsewhere = others.iter().zip(&other_matrices).map(|(named, matrix)| CohortInput {
        name: named.cohort.clone(),
        stratum: None,
        matrix,
        samples: (0..matrix.values.samples().len()).map(|column| (column, Vec::new())).collect(),
    });
    let agree = elsewhere.by_ref().take(settings.agree.len()).collect();
    let pass = elsewhere.by_ref().take(settings.pass.len()).collect();
    let normal =
        elsewhere.next().map(|normal| CohortInput { samples: normal_selection.of(normal.matrix), ..normal });
    let dna = DnaOfTumours::read(
        settings.alterations.iter().map(PathBuf::as_path),
        settings.deletions.iter().map(PathBuf::as_path),
    )?;
    let beside = Beside { agree, within: settings.agree_within, pass, normal, tissue, dna, features: true };
    let identity = ReferenceIdentity {
        id: &settings.id,
        title: if settings.title.is_empty() { &settings.id } else { &settings.title },
        sources: settings.sources.clone(),
        prior: prior.as_ref(),
    };
    let reference = build_reference(&identity, &cohorts, &beside, &signatures, &rules, &genes, log)?;
    log.info(&format!(
        "{}: {} samples, {} genes, {} signatures ({} not covered)",
        reference.id,
        reference.n,
        reference.universe.len(),
        reference.signatures.len(),
        reference.not_covered.len()
    ));
    write_text(&settings.output, &(serde_json::to_string(&reference)? + "\n"))
}

/// Refuses a unit in which genes cannot be ranked against each other: samples in such a unit have no call on a frozen scale,
/// and all others would be compared with values that grow with gene length.
fn require_ranks(path: &Path, unit: Unit) -> Result<(), ReadError> {
    if unit.is_length_normalised() {
        return Ok(());
    }
    let what = format!("a reference needs values that are corrected for gene length, and these are {unit}");
    Err(ReadError::unsupported(&Source::from_argument(path).name(), what)
        .hint("give TPM, or read counts with --gene-lengths"))
}

/// A matrix as the command line names it.
struct NamedMatrix<'a> {
    cohort: String,
    histology: Option<&'a str>,
    path: &'a Path,
}

impl<'a> NamedMatrix<'a> {
    /// Of `FILE`, `COHORT=FILE` or `COHORT/HISTOLOGY=FILE`.
    fn of(argument: &'a str) -> Self {
        let Some((name, path)) = argument.split_once('=') else {
            let path = Path::new(argument);
            return Self { cohort: Source::from_argument(path).base_name(), histology: None, path };
        };
        let (cohort, histology) = match name.split_once('/') {
            Some((cohort, histology)) => (cohort, Some(histology)),
            None => (name, None),
        };
        Self { cohort: cohort.to_owned(), histology, path: Path::new(path) }
    }
}

/// Which samples of a matrix are taken, and what is said of them.
#[derive(Clone)]
struct Selection<'a> {
    labels: Option<Labels>,
    columns: &'a [String],
    only: Option<(&'a str, Vec<&'a str>)>,
    exclude: &'a [String],
}

impl<'a> Selection<'a> {
    fn new(settings: &'a BuildSettings) -> crate::Result<Self> {
        let labels = match &settings.samples {
            None => None,
            Some(path) => Some(read_labels(&Source::from_argument(path).read()?, &settings.id_column)?),
        };
        let only = settings.only.as_deref().map(|text| values_of("--only", text)).transpose()?;
        if let Some(labels) = &labels {
            for column in settings.labels.iter().map(String::as_str).chain(only.as_ref().map(|o| o.0)) {
                labels.require(column)?;
            }
        }
        Ok(Self { labels, columns: &settings.labels, only, exclude: &settings.exclude })
    }

    /// The same table's selection of normal samples.
    fn of_normals(&self, settings: &'a BuildSettings) -> crate::Result<Self> {
        let only = settings.normal_only.as_deref();
        let only = only.map(|text| values_of("--normal-only", text)).transpose()?;
        if let (Some(labels), Some((column, _))) = (&self.labels, &only) {
            labels.require(column)?;
        }
        Ok(Self { only, columns: &[], exclude: &[], ..self.clone() })
    }

    /// Columns of the matrix to take with their labels.
    fn of(&self, matrix: &Matrix) -> Vec<(usize, Vec<(String, String)>)> {
        matrix
            .values
            .samples()
            .ids()
            .iter()
            .enumerate()
            .filter(|(_, id)| !self.exclude.contains(id) && self.is_wanted(id))
            .map(|(column, id)| (column, self.labels_of(id)))
            .collect()
    }

    fn value(&self, id: &str, column: &str) -> Option<&str> {
        self.labels.as_ref()?.value(id, column)
    }

    fn is_wanted(&self, id: &str) -> bool {
        self.only.as_ref().is_none_or(|(column, values)| {
            self.value(id, column).is_some_and(|value| values.contains(&value))
        })
    }

    fn labels_of(&self, id: &str) -> Vec<(String, String)> {
        self.columns
            .iter()
            .map(|column| (column.clone(), self.value(id, column).unwrap_or("not stated").to_owned()))
            .collect()
    }
}

/// Column and values of `COLUMN=VALUE,VALUE`.
fn values_of<'a>(option: &str, text: &'a str) -> crate::Result<(&'a str, Vec<&'a str>)> {
    let (column, values) = text.split_once('=').ok_or_else(|| {
        UsageError::new(format!("{option} {text} names no value"), "write COLUMN=VALUE,VALUE")
    })?;
    Ok((column, values.split(',').collect()))
}
