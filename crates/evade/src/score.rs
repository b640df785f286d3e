//! Gene sets in every sample of a matrix, scored as the values stand.

mod blocks;
mod table;

use std::path::{Path, PathBuf};
use std::time::Instant;

use evade_core::{BoundSets, ExpressionMatrix, GeneTable, SampleSource, SeveralRows, Signature, Unit};
use evade_io::{Expression, GeneRows, GeneView, SampleBlocks, ScoreGenes, UnitEvidence};
use evade_score::{Method, ReferenceCohort, RunContext, SetLimits, ValueKind, n_steps, score_samples};
use evade_stream::{Digest, ReadError, Source};
use rayon::prelude::*;

use crate::error::{Outcome, UsageError};
use crate::expression::{Files, Opened};
use crate::gene_messages::tell_of_genes;
use crate::log::{Log, Monitor};
use crate::overwrite::spare_inputs;
use crate::settings::{Ids, MissingGenes, ScoreSettings, Transform};
use crate::unit::{Lengths, MatrixUnit, require_linear_sums};
use crate::{builtin, inputs};
use blocks::Plan;
use table::ScoreTable;

/// Scores gene sets in every sample of a matrix and writes one table.
pub fn score(settings: &ScoreSettings, monitor: &dyn Monitor) -> crate::Result<Outcome> {
    let log = &Log::new(monitor);
    check_methods(settings, log)?;
    ScoreTable::check(settings)?;
    spare_inputs(files_of(settings), [&settings.output])?;
    let signatures = gene_sets(settings)?;

    let began = Instant::now();
    let genes = builtin::genes()?;
    let files = Files::new(&settings.read, &genes, log)?;
    let read = match begin(settings, &files, &signatures, log)? {
        Begun::Whole(read) => read,
        Begun::Blocks(blocks) => return blocks::score(settings, &signatures, &genes, blocks, log),
    };
    let values = Values::new(read, &settings.matrix, settings, files.lengths.as_ref(), &genes, log)?;
    settings.methods.iter().for_each(|method| warn_of_unit(method, values.looks_like, log));
    log.stage("read", began);

    let began = Instant::now();
    let sets = BoundSets::bind_with(&signatures, |member| values.genes.place(member, &genes));
    check_members(settings, &values.name, &sets, log)?;
    let source = values.view();
    let mut context = context(&source, settings, &values.name, &values.genes, &genes)?;
    if let Some(path) = &settings.reference {
        context.reference = Some(reference_cohort(path, settings, &values, &genes, log)?);
    }
    let bar = log.progress("scoring", n_steps(source.n_samples(), &settings.methods, &context));
    let scores =
        score_samples(&source, &sets, &settings.methods, limits(settings), &context, &|| bar.advance(1));
    drop(bar);
    log.stage("score", began);

    let began = Instant::now();
    let mut table = ScoreTable::begin(settings, &signatures, &sets)?;
    table.add(values.matrix.samples().ids(), scores)?;
    table.finish()?;
    log.stage("write", began);
    Ok(Outcome::Complete)
}

/// Every file that is read.
fn files_of(settings: &ScoreSettings) -> impl Iterator<Item = &Path> {
    let named = [
        Some(&settings.matrix),
        settings.reference.as_ref(),
        settings.read.tx2gene.as_ref(),
        settings.read.gene_lengths.as_ref(),
    ];
    let lists = settings.methods.iter().filter_map(Method::gene_list).map(Path::new);
    named.into_iter().flatten().map(PathBuf::as_path).chain([Path::new(&settings.gene_sets)]).chain(lists)
}

/// A matrix on its way.
enum Begun {
    Whole(Expression),
    Blocks(SampleBlocks),
}

/// Reads the matrix, or prepares to read it block by block.
fn begin(
    settings: &ScoreSettings,
    files: &Files<'_>,
    signatures: &[Signature],
    log: &Log<'_>,
) -> crate::Result<Begun> {
    let opened = match files.open(&settings.matrix)? {
        Opened::Parquet(matrix) => match blocks::plan(settings, *matrix, signatures.len())? {
            Plan::Blocks(blocks) => return Ok(Begun::Blocks(blocks)),
            Plan::Whole(matrix) => Opened::Parquet(Box::new(matrix)),
        },
        text @ Opened::Text(_) => {
            if settings.max_memory.is_some() {
                let name = Source::from_argument(&settings.matrix).name();
                log.warn(&format!("{name}: --max-memory is for Parquet; text is read as a whole"));
            }
            text
        }
    };
    Ok(Begun::Whole(files.read_opened(&settings.matrix, opened)?))
}

fn limits(settings: &ScoreSettings) -> SetLimits {
    SetLimits { min_genes: settings.min_genes, max_genes: settings.max_genes.unwrap_or(usize::MAX) }
}

/// What the methods need beside the values.
fn context(
    source: &dyn SampleSource,
    settings: &ScoreSettings,
    name: &str,
    score_genes: &ScoreGenes,
    genes: &GeneTable,
) -> crate::Result<RunContext> {
    let mut context = RunContext::for_methods(source, &settings.methods);
    for file in settings.methods.iter().filter_map(Method::gene_list) {
        context.gene_lists.insert(file.to_owned(), listed_genes(file, name, score_genes, genes)?);
    }
    Ok(context)
}

/// Says what a score will rest on beside its own sample, and refuses what cannot be.
fn check_methods(settings: &ScoreSettings, log: &Log<'_>) -> crate::Result<()> {
    for method in &settings.methods {
        if settings.reference.is_some() {
            if !method.takes_reference() {
                return Err(UsageError::new(
                    format!("{method} compares no sample with a stored cohort"),
                    "--reference is for gsva with kcdf=gaussian or none; score other methods in a run of their own",
                )
                .into());
            }
        } else if method.needs_cohort() {
            log.detail(&format!("{method}: scores depend on all samples of the run"));
        }
        if method.is_range_normalised() {
            log.warn(&format!(
                "{method}: divided by the range of this run's scores, so that every score changes when a sample or a set is added"
            ));
        }
    }
    Ok(())
}

/// The method as tables print it.
fn method_text(method: &Method, settings: &ScoreSettings) -> String {
    let text = method.to_string();
    match &settings.reference {
        None => text,
        Some(path) => {
            let name = Source::path(path).base_name();
            format!("{},reference={name})", text.trim_end_matches(')'))
        }
    }
}

/// The sets to score.
fn gene_sets(settings: &ScoreSettings) -> crate::Result<Vec<Signature>> {
    let sets = match settings.gene_sets.as_str() {
        "builtin" => builtin::catalogue()?.scorable(),
        file => inputs::gene_sets(file.as_ref())?.0,
    };
    if !settings.directional {
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

/// A matrix after `--transform`, ready to be scored.
struct Values {
    name: String,
    matrix: ExpressionMatrix,
    genes: ScoreGenes,
    /// Unit in which rows of one gene are added up.
    unit: Unit,
    /// The unit as far as it is declared or can be told.
    looks_like: Option<Unit>,
}

impl Values {
    fn new(
        mut read: Expression,
        path: &Path,
        settings: &ScoreSettings,
        lengths: Option<&Lengths>,
        genes: &GeneTable,
        log: &Log<'_>,
    ) -> crate::Result<Self> {
        let name = Source::from_argument(path).name();
        let (mut of_lengths, mut rows) = (None, None);
        if let Some(lengths) = lengths {
            let mut unit = MatrixUnit::find(&name, &read, settings.read.unit, log)?;
            let rows = rows.insert(rows_of(&name, &read.matrix, settings, genes, log)?);
            lengths.divide(&name, &mut read, rows, &mut unit, genes, log)?;
            of_lengths = Some(unit.unit);
        }
        let Expression { mut matrix, unit: of_format, is_sum, .. } = read;
        let mut unit = of_lengths.or(settings.read.unit).or(of_format);
        if let Some(unit) = unit {
            evade_io::check_values(&name, &matrix, unit)?;
            require_linear_sums(&name, is_sum, unit)?;
        }
        // Looking at every value takes a tenth of reading them: only where something rests on it.
        let rests_on_unit = settings.methods.iter().any(|method| method.values() != ValueKind::Any);
        let mut looks_like = unit;
        if settings.transform == Transform::None {
            if unit.is_none() && rests_on_unit {
                looks_like = UnitEvidence::of(&matrix).unit().ok();
            }
        } else {
            let evidence = UnitEvidence::of(&matrix);
            looks_like = looks_like.or_else(|| evidence.unit().ok());
            if evidence.min < 0.0 || looks_like.is_some_and(Unit::is_logged) {
                return Err(UsageError::new(
                    format!("--transform log2p1 is for linear values; {name} holds {evidence}"),
                    "leave it out: these values are logarithms already (--unit states the unit)",
                )
                .into());
            }
            let samples: Vec<&mut [f64]> = matrix.samples_mut().collect();
            samples.into_par_iter().flatten().for_each(|value| *value = libm::log2(*value + 1.0));
            unit = Some(Unit::Log2P1);
            looks_like = unit;
        }
        let rows = rows.map_or_else(|| rows_of(&name, &matrix, settings, genes, log), Ok)?;
        let genes = ScoreGenes::new(&matrix, &rows);
        let unit = unit_of_repeats(&name, &matrix, unit, &genes)?;
        tell_of_repeats(&name, &matrix, &genes, unit, log);
        Ok(Self { name, matrix, genes, unit, looks_like })
    }

    fn view(&self) -> GeneView<'_> {
        self.genes.view(&self.matrix, self.unit)
    }
}

/// Which gene each row is, as far as ids are resolved.
fn rows_of(
    name: &str,
    matrix: &ExpressionMatrix,
    settings: &ScoreSettings,
    genes: &GeneTable,
    log: &Log<'_>,
) -> crate::Result<GeneRows> {
    if settings.ids == Ids::Verbatim {
        return Ok(GeneRows::verbatim(matrix));
    }
    let rows = GeneRows::resolve(matrix, genes);
    tell_of_genes(name, matrix, &rows, genes, log)?;
    Ok(rows)
}

/// Says how many rows became one value: values that are sums stand in no row of the file.
fn tell_of_repeats(name: &str, matrix: &ExpressionMatrix, genes: &ScoreGenes, unit: Unit, log: &Log<'_>) {
    let (mut n_rows, mut n_genes, mut first) = (0, 0, None);
    for rows in genes.repeated() {
        n_rows += rows.len();
        n_genes += 1;
        first = first.or(Some(rows));
    }
    let Some(first) = first else { return };
    let ids: Vec<&str> = first.iter().take(3).map(|&row| matrix.row_ids()[row as usize].as_str()).collect();
    let more = if first.len() > 3 { ", ..." } else { "" };
    let told = if unit.several_rows() == SeveralRows::Largest {
        let ids = ids.join(", ");
        format!(
            "{n_genes} genes have several rows, {n_rows} in all, and the largest value of each is taken (the first: {ids}{more})"
        )
    } else {
        let ids = ids.join(" + ");
        format!("{n_rows} rows are added up to {n_genes} genes that have several (the first: {ids}{more})")
    };
    log.info(&format!("{name}: {told}"));
}

/// The stored cohort's values of the genes that are scored.
fn reference_cohort(
    path: &Path,
    settings: &ScoreSettings,
    values: &Values,
    genes: &GeneTable,
    log: &Log<'_>,
) -> crate::Result<ReferenceCohort> {
    let files = Files::new(&settings.read, genes, log)?;
    let read = files.read(path, Digest::None)?.values;
    let stored = Values::new(read, path, settings, files.lengths.as_ref(), genes, log)?;
    if let (Some(own), Some(other)) = (values.looks_like, stored.looks_like)
        && own != other
    {
        log.warn(&format!("{} looks like {own}, and {} like {other}", values.name, stored.name));
    }
    let ids = values.matrix.row_ids();
    let places: Vec<Option<u32>> =
        values.genes.first_rows().map(|row| stored.genes.place(&ids[row], genes)).collect();
    let cohort = ReferenceCohort::new(&stored.view(), &places);
    if cohort.n_genes() == 0 || cohort.n_samples() < 2 {
        return Err(ReadError::unsupported(
            &stored.name,
            format!(
                "{} samples with {} of the {} genes of {} make no reference",
                cohort.n_samples(),
                cohort.n_genes(),
                places.len(),
                values.name
            ),
        )
        .hint("give a matrix of at least two samples whose gene ids are those of the matrix")
        .into());
    }
    log.detail(&format!(
        "{}: {} samples, {} of {} genes",
        stored.name,
        cohort.n_samples(),
        cohort.n_genes(),
        places.len()
    ));
    Ok(cohort)
}

/// Says so when a method gets values it is not made for.
fn warn_of_unit(method: &Method, unit: Option<Unit>, log: &Log<'_>) {
    let Some(unit) = unit else { return };
    let fits = match method.values() {
        ValueKind::Any => true,
        ValueKind::Log => unit.is_logged(),
        ValueKind::Counts => unit == Unit::Counts,
        ValueKind::LogOrCounts => unit == Unit::Counts || unit.is_logged(),
    };
    if !fits && method.values() == ValueKind::Counts {
        log.warn(&format!("{method} is made for counts and these look like {unit}"));
    } else if !fits {
        log.warn(&format!(
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
) -> crate::Result<Unit> {
    Ok(match declared {
        Some(unit) => unit,
        None if genes.has_repeats() => evade_io::find_unit(name, matrix, None, None)?.unit,
        None => Unit::Tpm,
    })
}

/// Members that the matrix lacks are told, or an error.
fn check_members(settings: &ScoreSettings, name: &str, sets: &BoundSets, log: &Log<'_>) -> crate::Result<()> {
    if sets.iter().all(|set| set.n_found() == 0) {
        return Err(ReadError::absent(name, format!("no gene of {} is in the matrix", settings.gene_sets))
            .hint("compare their ids: symbols, Ensembl or Entrez gene ids, or the same names in both")
            .into());
    }
    for (id, set) in sets.ids().iter().zip(sets.iter()).filter(|(_, set)| !set.missing.is_empty()) {
        if settings.missing == MissingGenes::Error {
            let shown = set.missing.iter().take(5).map(String::as_str).collect::<Vec<_>>().join(", ");
            let more = if set.missing.len() > 5 { " and others" } else { "" };
            let n_missing = set.missing.len();
            return Err(ReadError::absent(
                name,
                format!(
                    "{n_missing} of the {} genes of '{id}' are not in the matrix: {shown}{more}",
                    set.size
                ),
            )
            .hint("--missing drop-gene scores the genes that are there")
            .into());
        }
        log.detail(&format!("{id}: {} of {} genes found", set.n_found(), set.size));
    }
    Ok(())
}

/// Places of the genes that a method's file lists.
fn listed_genes(file: &str, name: &str, genes: &ScoreGenes, table: &GeneTable) -> crate::Result<Vec<u32>> {
    let listed = inputs::gene_list(Path::new(file))?;
    let mut places: Vec<u32> = listed.iter().filter_map(|id| genes.place(id, table)).collect();
    places.sort_unstable();
    places.dedup();
    if places.is_empty() {
        return Err(ReadError::absent(file, format!("none of its genes is in {name}"))
            .hint("compare their ids: symbols, Ensembl or Entrez gene ids, or the same names in both")
            .into());
    }
    Ok(places)
}
