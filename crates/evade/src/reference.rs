//! Frozen references: built, listed and shown.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use evade_core::Unit;
use evade_io::{Column, ColumnKind, Labels, read_labels};
use evade_stream::{Digest, ReadError, Source};

use crate::cohort::{CohortInput, ReferenceIdentity, build_reference};
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
    let named: Vec<(String, &Path)> = settings
        .matrices
        .iter()
        .map(|argument| match argument.split_once('=') {
            Some((name, path)) => (name.to_owned(), Path::new(path)),
            None => (Source::from_argument(Path::new(argument)).base_name(), Path::new(argument)),
        })
        .collect();
    let tables =
        [&settings.samples, &settings.read.tx2gene, &settings.read.gene_lengths].into_iter().flatten();
    let tables = tables.chain(&settings.gene_sets).map(PathBuf::as_path).chain([Path::new(&settings.rules)]);
    let read = tables.chain(named.iter().map(|(_, path)| *path)).chain([Path::new(&settings.slope_prior)]);
    spare_inputs(read, [&settings.output])?;
    let mut matrices = Vec::new();
    for (name, path) in named {
        let matrix = reader.open(path)?;
        require_ranks(path, matrix.unit.unit)?;
        matrices.push((name, matrix));
    }
    let cohorts: Vec<CohortInput<'_>> = matrices
        .iter()
        .map(|(name, matrix)| CohortInput { name: name.clone(), matrix, samples: selection.of(matrix) })
        .collect();
    for id in &settings.exclude {
        if matrices.iter().all(|(_, m)| m.values.samples().place(id).is_none()) {
            return Err(UsageError::new(
                format!("the sample '{id}' to leave out is in no matrix"),
                "--exclude takes a column name of a matrix",
            )
            .into());
        }
    }
    let identity = ReferenceIdentity {
        id: &settings.id,
        title: if settings.title.is_empty() { &settings.id } else { &settings.title },
        sources: settings.sources.clone(),
        prior: prior.as_ref(),
    };
    let reference = build_reference(&identity, &cohorts, &signatures, &rules, &genes, log)?;
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

/// Which samples of a matrix are taken, and what is said of them.
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
        let only = match &settings.only {
            None => None,
            Some(text) => {
                let (column, values) = text.split_once('=').ok_or_else(|| {
                    UsageError::new(format!("--only {text} names no value"), "write COLUMN=VALUE,VALUE")
                })?;
                Some((column, values.split(',').collect()))
            }
        };
        if let Some(labels) = &labels {
            for column in settings.labels.iter().map(String::as_str).chain(only.as_ref().map(|o| o.0)) {
                labels.require(column)?;
            }
        }
        Ok(Self { labels, columns: &settings.labels, only, exclude: &settings.exclude })
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

/// Prints what a reference is, by its id or file, on standard output.
pub fn show(id_or_file: &str) -> crate::Result<()> {
    let reference = inputs::reference(id_or_file)?;
    let mut text = String::new();
    // Writing to a String cannot fail.
    let mut line = |label: &str, value: String| {
        let _ = writeln!(text, "{label:<22} {value}");
    };
    line("id", reference.id.clone());
    line("title", reference.title.clone());
    line("samples", reference.n.to_string());
    line("universe", format!("{} genes", reference.universe.len()));
    line("method", reference.method.clone());
    line("rules", reference.rules.clone());
    line("digest", reference.digest.clone());
    for source in &reference.sources {
        line("source", source.clone());
    }
    for (name, counts) in &reference.composition {
        let counts: Vec<String> = counts.iter().map(|(value, n)| format!("{value} {n}")).collect();
        line(&format!("by {name}"), counts.join(", "));
    }
    let rates: Vec<String> = reference
        .base_rates
        .iter()
        .filter(|(_, n)| **n > 0)
        .map(|(class, n)| format!("{class} {n}"))
        .collect();
    line("its own calls", rates.join(", "));
    let profile = &reference.profile;
    line(
        "profile correlation",
        format!("median {}, borderline below {}, gate {}", profile.median, profile.borderline, profile.gate),
    );
    match &reference.slopes {
        None => line("suppression", "not adjusted for T: too few samples".to_owned()),
        Some(slopes) => {
            let prior = slopes.prior.as_ref().map_or("no prior".to_owned(), |p| {
                format!(
                    "shrunk towards {:.3} of {} (own weight {:.2})",
                    p.suppression, p.reference, slopes.own_weight
                )
            });
            line("slope of S on T", format!("own {:.3}, {prior}", slopes.suppression_own));
        }
    }
    for axis in &reference.axes {
        let state = match (axis.unstable, axis.cohort_shift) {
            (Some(true), Some(shift)) => format!("UNSTABLE: cohorts differ by {shift:.2} scales"),
            (_, Some(shift)) => format!("cohorts differ by {shift:.2} scales"),
            _ => "one cohort: stability between cohorts not assessed".to_owned(),
        };
        let missing = if axis.members_not_covered.is_empty() {
            String::new()
        } else {
            format!("; not covered: {}", axis.members_not_covered.join(", "))
        };
        line(&format!("axis {}", axis.axis), format!("{} ({state}){missing}", axis.members.join(", ")));
    }
    line("signatures", reference.signatures.len().to_string());
    line("not covered", reference.not_covered.join(", "));
    write_text(Path::new("-"), &text)
}
