//! The table of scores: long, wide or GCT, written as samples are scored.

use std::io::{BufWriter, Write};
use std::path::Path;

use evade_core::{BoundSets, Signature};
use evade_io::{Cell, Table, TableForm};
use evade_score::ScoreMatrix;

use super::method_text;
use crate::error::UsageError;
use crate::output::{Destination, form_of};
use crate::settings::{ScoreForm, ScoreSettings};
use crate::tables;

/// A table of scores to which samples are added.
pub(super) struct ScoreTable<'a> {
    signatures: &'a [Signature],
    sets: &'a BoundSets,
    methods: Vec<String>,
    form: Form,
}

enum Form {
    Long(Table<Destination>),
    Wide(Table<Destination>),
    /// Samples are columns: all must be known before the first row is written.
    Gct {
        output: Destination,
        samples: Vec<String>,
        scores: Vec<Vec<ScoreMatrix>>,
    },
}

/// The form that the options ask for.
fn form_of_table(settings: &ScoreSettings) -> ScoreForm {
    settings.form.unwrap_or(if is_gct(&settings.output) { ScoreForm::Gct } else { ScoreForm::Long })
}

fn is_gct(path: &Path) -> bool {
    let name = path.to_string_lossy().to_ascii_lowercase();
    name.strip_suffix(".gz")
        .or_else(|| name.strip_suffix(".zst"))
        .unwrap_or(&name)
        .rsplit_once('.')
        .is_some_and(|(_, e)| e == "gct")
}

/// Bytes that a sample's scores take until they are written: rows of the engine and the matrix made of them.
pub(super) fn score_bytes(settings: &ScoreSettings, n_sets: usize) -> u64 {
    (2 * n_sets * settings.methods.len() * size_of::<f64>()) as u64
}

/// Whether scores are held until the last sample.
pub(super) fn holds_all(settings: &ScoreSettings) -> bool {
    form_of_table(settings) == ScoreForm::Gct
}

impl<'a> ScoreTable<'a> {
    /// Refuses a name that says something else than `--format`, before anything is computed.
    pub(super) fn check(settings: &ScoreSettings) -> crate::Result<()> {
        let form = form_of(&settings.output)?;
        let name = settings.output.display();
        let clash = match form_of_table(settings) {
            ScoreForm::Gct if form != TableForm::Tsv => "--format gct writes GCT",
            ScoreForm::Long | ScoreForm::Wide if is_gct(&settings.output) => {
                "--format long and wide write no GCT"
            }
            _ => return Ok(()),
        };
        Err(UsageError::new(
            format!("{clash}, and {name} is called otherwise"),
            "leave --format out, or change the name",
        )
        .into())
    }

    /// Begins the table.
    pub(super) fn begin(
        settings: &ScoreSettings,
        signatures: &'a [Signature],
        sets: &'a BoundSets,
    ) -> crate::Result<Self> {
        let output = Destination::open(&settings.output)?;
        let form = match form_of_table(settings) {
            ScoreForm::Long => {
                Form::Long(output.table(tables::SCORES.columns[..tables::N_SCORE_COLUMNS].to_vec())?)
            }
            ScoreForm::Wide => {
                let ids = signatures.iter().map(|signature| signature.id.clone());
                Form::Wide(output.table(tables::score_wide_columns(ids))?)
            }
            ScoreForm::Gct => Form::Gct { output, samples: Vec::new(), scores: Vec::new() },
        };
        let methods = settings.methods.iter().map(|method| method_text(method, settings)).collect();
        Ok(Self { signatures, sets, methods, form })
    }

    /// Adds samples with their scores, one matrix a method.
    pub(super) fn add(&mut self, samples: &[String], scores: Vec<ScoreMatrix>) -> crate::Result<()> {
        let Self { signatures, sets, methods, form } = self;
        match form {
            Form::Long(table) => add_long(table, samples, &scores, methods, signatures, sets),
            Form::Wide(table) => add_wide(table, samples, &scores, methods, signatures.len()),
            Form::Gct { samples: known, scores: held, .. } => {
                known.extend_from_slice(samples);
                held.push(scores);
                Ok(())
            }
        }
    }

    /// Completes the file.
    pub(super) fn finish(self) -> crate::Result<()> {
        let Self { signatures, sets, methods, form } = self;
        match form {
            Form::Long(table) | Form::Wide(table) => table.finish()?.finish(),
            Form::Gct { output, samples, scores } => {
                let mut text = BufWriter::new(output);
                write_gct(&mut text, &samples, &scores, &methods, signatures, sets)?;
                text.into_inner().map_err(std::io::IntoInnerError::into_error)?.finish()
            }
        }
    }
}

fn add_long(
    table: &mut Table<Destination>,
    samples: &[String],
    scores: &[ScoreMatrix],
    methods: &[String],
    signatures: &[Signature],
    sets: &BoundSets,
) -> crate::Result<()> {
    for (sample, id) in samples.iter().enumerate() {
        for (method, scores) in methods.iter().zip(scores) {
            for (i, signature) in signatures.iter().enumerate() {
                let (set, score) = (sets.set(i), scores.value(sample, i));
                table.row([
                    id.as_str().into(),
                    signature.id.as_str().into(),
                    method.as_str().into(),
                    score.ok().into(),
                    (set.size as u32).into(),
                    (set.n_found() as u32).into(),
                    score.err().map_or(Cell::Missing, |reason| reason.as_str().into()),
                ])?;
            }
        }
    }
    Ok(())
}

fn add_wide(
    table: &mut Table<Destination>,
    samples: &[String],
    scores: &[ScoreMatrix],
    methods: &[String],
    n_sets: usize,
) -> crate::Result<()> {
    for (sample, id) in samples.iter().enumerate() {
        for (method, scores) in methods.iter().zip(scores) {
            let cells = (0..n_sets).map(|set| scores.value(sample, set).ok().into());
            table.row([id.as_str().into(), method.as_str().into()].into_iter().chain(cells))?;
        }
    }
    Ok(())
}

/// GCT 1.3: a row a set and method, with method, size and genes found before the samples. An id stands once: with several
/// methods it names the method too.
fn write_gct(
    text: &mut impl Write,
    samples: &[String],
    scores: &[Vec<ScoreMatrix>],
    methods: &[String],
    signatures: &[Signature],
    sets: &BoundSets,
) -> std::io::Result<()> {
    writeln!(text, "#1.3\n{}\t{}\t3\t0", signatures.len() * methods.len(), samples.len())?;
    writeln!(text, "id\tmethod\tn_genes\tn_found\t{}", samples.join("\t"))?;
    for (m, method) in methods.iter().enumerate() {
        for (i, signature) in signatures.iter().enumerate() {
            let (id, set) = (&signature.id, sets.set(i));
            let id = if methods.len() > 1 { format!("{id}:{method}") } else { id.clone() };
            write!(text, "{id}\t{method}\t{}\t{}", set.size, set.n_found())?;
            for matrix in scores.iter().map(|block| &block[m]) {
                for sample in 0..matrix.n_samples() {
                    match matrix.value(sample, i) {
                        // Adding zero turns -0 into 0.
                        Ok(value) => write!(text, "\t{}", value + 0.0)?,
                        Err(_) => write!(text, "\tNA")?,
                    }
                }
            }
            writeln!(text)?;
        }
    }
    Ok(())
}
