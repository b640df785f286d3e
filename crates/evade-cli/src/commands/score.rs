//! `evade score`: gene sets in every sample of a matrix, scored as the values stand.

use std::path::Path;
use std::time::Instant;

use evade_core::{BoundSets, ExpressionMatrix, GeneTable, Signature, Unit};
use evade_io::{Cell, GeneRows, ScoreGenes, UnitEvidence};
use evade_score::{Method, RunContext, ScoreMatrix, SetLimits, ValueKind, n_steps, score_samples};
use evade_stream::{Digest, ReadError, Source};
use rayon::prelude::*;

use crate::args::{MissingGenes, ScoreFormat, ScoreOptions, ScoreScale, Transform};
use crate::console::Console;
use crate::failure::UsageError;
use crate::output::Destination;
use crate::{builtin, inputs, tables};

pub(crate) fn run(options: &ScoreOptions, console: &Console) -> anyhow::Result<u8> {
    let ScoreScale::None = options.scale;
    let genes = builtin::genes()?;
    let signatures = gene_sets(options)?;

    let began = Instant::now();
    let (name, matrix, unit) = values(options, console)?;
    let rows = GeneRows::resolve(&matrix, &genes);
    let score_genes = ScoreGenes::new(&matrix, &rows);
    let unit = unit_of_repeats(&name, &matrix, unit, &score_genes)?;
    console.stage("read", began);

    let began = Instant::now();
    let sets = BoundSets::bind_with(&signatures, |member| score_genes.place(member, &genes));
    check_members(options, &name, &sets, console)?;
    let source = score_genes.view(&matrix, unit);
    let mut context = RunContext::of(&source);
    for file in options.methods.iter().filter_map(Method::gene_list) {
        let places = listed_genes(file, &name, &score_genes, &genes)?;
        context.gene_lists.insert(file.to_owned(), places);
    }
    let bar = console.progress("scoring", n_steps(matrix.samples().len(), &options.methods, &context));
    let limits =
        SetLimits { min_genes: options.min_genes, max_genes: options.max_genes.unwrap_or(usize::MAX) };
    let scores = score_samples(&source, &sets, &options.methods, limits, &context, &|| bar.inc(1));
    bar.finish_and_clear();
    console.stage("score", began);

    let began = Instant::now();
    let scored =
        Scored { matrix: &matrix, signatures: &signatures, sets: &sets, methods: &options.methods, scores };
    match options.format {
        ScoreFormat::Long => scored.write_long(&options.output)?,
        ScoreFormat::Wide => scored.write_wide(&options.output)?,
    }
    console.stage("write", began);
    Ok(0)
}

/// The sets to score.
fn gene_sets(options: &ScoreOptions) -> anyhow::Result<Vec<Signature>> {
    let sets = match options.gene_sets.as_str() {
        "builtin" => builtin::catalogue()?.scorable(),
        file => inputs::gene_sets(file.as_ref())?.0,
    };
    if !options.directional {
        return Ok(sets);
    }
    let n_before = sets.len();
    let sets = evade_core::join_directions(sets);
    if sets.len() == n_before {
        return Err(UsageError::new(
            "--directional finds no pair of sets NAME_UP and NAME_DN (or NAME_DOWN)".to_owned(),
            "leave the option out, or rename the sets".to_owned(),
        )
        .into());
    }
    Ok(sets)
}

/// The matrix after `--transform`, with its unit if that is declared or follows from it.
fn values(
    options: &ScoreOptions,
    console: &Console,
) -> anyhow::Result<(String, ExpressionMatrix, Option<Unit>)> {
    let source = Source::from_argument(&options.matrix);
    let name = source.name();
    let mut matrix = evade_io::read_expression(&mut source.open(Digest::None)?)?;
    let mut unit = options.unit.0;
    if let Some(unit) = unit {
        evade_io::check_values(&name, &matrix, unit)?;
    }
    let evidence = UnitEvidence::of(&matrix);
    let mut looks_like = unit.or_else(|| evidence.unit().ok());
    if options.transform == Transform::Log2p1 {
        if evidence.min < 0.0 || looks_like.is_some_and(|unit| unit.log_offset().is_some()) {
            return Err(UsageError::new(
                format!("--transform log2p1 is for linear values; {name} holds {evidence}"),
                "leave it out: these values are logarithms already (--unit states the unit)".to_owned(),
            )
            .into());
        }
        let samples: Vec<&mut [f64]> = matrix.samples_mut().collect();
        samples.into_par_iter().flatten().for_each(|value| *value = libm::log2(*value + 1.0));
        unit = Some(Unit::Log2P1);
        looks_like = unit;
    }
    for method in &options.methods {
        warn_of_unit(method, looks_like, console);
        if method.needs_cohort() {
            console.detail(&format!("{method}: scores depend on all samples of the run"));
        }
        if method.is_range_normalised() {
            console.warn(&format!(
                "{method}: divided by the range of this run's scores, so that every score changes when a sample or a set is added"
            ));
        }
    }
    Ok((name, matrix, unit))
}

/// Says so when a method gets values it is not made for.
fn warn_of_unit(method: &Method, unit: Option<Unit>, console: &Console) {
    let Some(unit) = unit else { return };
    let fits = match method.values() {
        ValueKind::Any => true,
        ValueKind::Log => unit.log_offset().is_some(),
        ValueKind::Counts => unit == Unit::Counts,
        ValueKind::LogOrCounts => unit == Unit::Counts || unit.log_offset().is_some(),
    };
    if !fits && method.values() == ValueKind::Counts {
        console.warn(&format!("{method} is made for counts and these look like {unit}"));
    } else if !fits {
        console.warn(&format!(
            "{method} is made for log values and these look like {unit}; --transform log2p1 takes log2(x + 1) first"
        ));
    }
}

/// The unit in which rows of one gene are added up; without such rows it does not matter.
fn unit_of_repeats(
    name: &str,
    matrix: &ExpressionMatrix,
    declared: Option<Unit>,
    genes: &ScoreGenes,
) -> anyhow::Result<Unit> {
    Ok(match declared {
        Some(unit) => unit,
        None if genes.has_repeats() => evade_io::find_unit(name, matrix, None).map(|(unit, _)| unit)?,
        None => Unit::Tpm,
    })
}

/// Members that the matrix lacks are told, or an error.
fn check_members(
    options: &ScoreOptions,
    name: &str,
    sets: &BoundSets,
    console: &Console,
) -> anyhow::Result<()> {
    if sets.iter().all(|set| set.n_found() == 0) {
        return Err(ReadError::new(name, format!("no gene of {} is in the matrix", options.gene_sets))
            .hint("compare their ids: symbols, Ensembl or Entrez gene ids, or the same names in both")
            .into());
    }
    for (id, set) in sets.ids().iter().zip(sets.iter()).filter(|(_, set)| !set.missing.is_empty()) {
        if options.missing == MissingGenes::Error {
            let shown = set.missing.iter().take(5).map(String::as_str).collect::<Vec<_>>().join(", ");
            let more = if set.missing.len() > 5 { " and others" } else { "" };
            let n_missing = set.missing.len();
            return Err(ReadError::new(
                name,
                format!(
                    "{n_missing} of the {} genes of '{id}' are not in the matrix: {shown}{more}",
                    set.size
                ),
            )
            .hint("--missing drop-gene scores the genes that are there")
            .into());
        }
        console.detail(&format!("{id}: {} of {} genes found", set.n_found(), set.size));
    }
    Ok(())
}

/// Places of the genes that a method's file lists.
fn listed_genes(file: &str, matrix: &str, genes: &ScoreGenes, table: &GeneTable) -> anyhow::Result<Vec<u32>> {
    let listed = inputs::gene_list(Path::new(file))?;
    let mut places: Vec<u32> = listed.iter().filter_map(|id| genes.place(id, table)).collect();
    places.sort_unstable();
    places.dedup();
    if places.is_empty() {
        return Err(ReadError::new(file, format!("none of its genes is in {matrix}"))
            .hint("compare their ids: symbols, Ensembl or Entrez gene ids, or the same names in both")
            .into());
    }
    Ok(places)
}

/// Everything a table says.
struct Scored<'a> {
    matrix: &'a ExpressionMatrix,
    signatures: &'a [Signature],
    sets: &'a BoundSets,
    methods: &'a [Method],
    scores: Vec<ScoreMatrix>,
}

impl Scored<'_> {
    fn write_long(&self, output: &Path) -> anyhow::Result<()> {
        let columns = tables::SCORES.columns[..tables::N_SCORE_COLUMNS].to_vec();
        let mut table = Destination::open(output)?.table(columns)?;
        let names: Vec<String> = self.methods.iter().map(ToString::to_string).collect();
        for (sample, id) in self.matrix.samples().ids().iter().enumerate() {
            for (method, scores) in names.iter().zip(&self.scores) {
                for (i, signature) in self.signatures.iter().enumerate() {
                    let (set, score) = (self.sets.set(i), scores.value(sample, i));
                    table.row([
                        id.as_str().into(),
                        signature.id.as_str().into(),
                        method.as_str().into(),
                        score.ok().into(),
                        (set.size as u32).into(),
                        (set.n_found() as u32).into(),
                        score.err().map_or(Cell::Missing, |reason| reason.code().into()),
                    ])?;
                }
            }
        }
        table.finish()?.finish()
    }

    fn write_wide(&self, output: &Path) -> anyhow::Result<()> {
        let ids = self.signatures.iter().map(|signature| signature.id.clone());
        let mut table = Destination::open(output)?.table(tables::score_wide_columns(ids))?;
        let names: Vec<String> = self.methods.iter().map(ToString::to_string).collect();
        for (sample, id) in self.matrix.samples().ids().iter().enumerate() {
            for (method, scores) in names.iter().zip(&self.scores) {
                let cells = (0..self.signatures.len()).map(|set| scores.value(sample, set).ok().into());
                table.row([id.as_str().into(), method.as_str().into()].into_iter().chain(cells))?;
            }
        }
        table.finish()?.finish()
    }
}
