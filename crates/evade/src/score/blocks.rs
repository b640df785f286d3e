//! Scoring a Parquet matrix that is larger than the memory for it, block by block of its samples.

use std::time::Instant;

use evade_core::{BoundSets, ExpressionMatrix, GeneTable, Signature, Unit};
use evade_io::{InputFormat, ParquetMatrix, SampleBlocks, ScoreGenes};
use evade_score::{RunContext, n_steps, score_samples};
use evade_stream::Source;
use rayon::prelude::*;

use super::table::{ScoreTable, holds_all, score_bytes};
use super::{check_members, context, limits, rows_of, tell_of_repeats, warn_of_unit};
use crate::error::{Outcome, UsageError};
use crate::log::{Log, Progress};
use crate::settings::{ScoreSettings, Transform};

/// What the program takes without a matrix: its gene table and sets, threads, a batch of rows on their way out (measured,
/// rounded up).
const PROGRAM_BYTES: u64 = 96 << 20;
/// Beyond this, blocks are used without being asked for.
const DEFAULT_BYTES: u64 = 4 << 30;
/// One block is scored while the next is read.
const BLOCKS_AT_ONCE: u64 = 2;

/// How a Parquet matrix is read.
pub(super) enum Plan {
    Whole(ParquetMatrix),
    Blocks(SampleBlocks),
}

/// Blocks only where the whole does not fit: then the unit can be told from all values.
pub(super) fn plan(settings: &ScoreSettings, matrix: ParquetMatrix, n_sets: usize) -> crate::Result<Plan> {
    let allowed = settings.max_memory.unwrap_or(DEFAULT_BYTES);
    let n_samples = matrix.samples().len() as u64;
    let scores = score_bytes(settings, n_sets);
    let held = PROGRAM_BYTES
        + matrix.held_bytes()
        + SampleBlocks::decoder_bytes(&matrix, rayon::current_num_threads());
    let needed =
        (held + matrix.value_bytes() + scores * n_samples).max(PROGRAM_BYTES + matrix.footer_bytes());
    if needed <= allowed {
        return Ok(Plan::Whole(matrix));
    }
    if let Some(why) = why_whole(settings, &matrix) {
        return match settings.max_memory {
            None => Ok(Plan::Whole(matrix)),
            Some(_) => Err(too_little(settings, &format!("{why}, which needs the whole matrix"), needed)),
        };
    }
    let kept_scores = if holds_all(settings) { scores * n_samples } else { 0 };
    let per_sample = BLOCKS_AT_ONCE * matrix.sample_bytes() + scores;
    let least = (held + kept_scores + per_sample).max(PROGRAM_BYTES + matrix.footer_bytes());
    if least > allowed {
        return Err(too_little(settings, "one sample at a time", least));
    }
    let max_samples = (allowed - held - kept_scores) / per_sample;
    Ok(Plan::Blocks(SampleBlocks::new(matrix, max_samples as usize)))
}

/// Why the samples cannot be scored in blocks.
fn why_whole(settings: &ScoreSettings, matrix: &ParquetMatrix) -> Option<String> {
    if matrix.format() != InputFormat::ParquetSamples {
        return Some("genes stand in rows".to_owned());
    }
    if settings.reference.is_some() {
        return Some("--reference is given".to_owned());
    }
    if settings.read.gene_lengths.is_some() {
        return Some("--gene-lengths is given".to_owned());
    }
    let method = settings.methods.iter().find(|method| method.needs_cohort())?;
    Some(format!("{method} compares the samples of the run"))
}

fn too_little(settings: &ScoreSettings, what: &str, needed: u64) -> crate::Error {
    let name = Source::from_argument(&settings.matrix).name();
    let needed = needed.div_ceil(1 << 20);
    UsageError::new(
        format!("{name}: {what}: that takes {needed}M, and --max-memory allows less"),
        "allow more, or give a Parquet file with samples in rows and methods that score each sample by itself",
    )
    .into()
}

/// What is the same for every block.
struct Scoring<'a> {
    settings: &'a ScoreSettings,
    name: &'a str,
    sets: &'a BoundSets,
    genes: &'a ScoreGenes,
    /// Declared; without it no gene has several rows.
    unit: Option<Unit>,
    context: &'a RunContext,
    bar: &'a dyn Progress,
}

/// Scores block after block; the next is read while one is scored.
pub(super) fn score(
    settings: &ScoreSettings,
    signatures: &[Signature],
    genes: &GeneTable,
    mut blocks: SampleBlocks,
    log: &Log<'_>,
) -> crate::Result<Outcome> {
    let began = Instant::now();
    let name = Source::from_argument(&settings.matrix).name();
    let n_samples = blocks.matrix().samples().len();
    blocks.matrix().notices().iter().for_each(|notice| log.detail(notice));
    let rows = blocks.matrix().without_samples();
    let score_genes = ScoreGenes::new(&rows, &rows_of(&name, &rows, settings, genes, log)?);
    require_unit(settings, &name, &score_genes)?;
    tell_of_repeats(&name, &rows, &score_genes, unit_after(settings).unwrap_or(Unit::Tpm), log);
    settings.methods.iter().for_each(|method| warn_of_unit(method, unit_after(settings), log));

    let sets = BoundSets::bind_with(signatures, |member| score_genes.place(member, genes));
    check_members(settings, &name, &sets, log)?;
    let context = context(&score_genes.view(&rows, Unit::Tpm), settings, &name, &score_genes, genes)?;
    let bar = log.progress("scoring", n_steps(n_samples, &settings.methods, &context));
    let unit = settings.read.unit;
    let scoring = Scoring {
        settings,
        name: &name,
        sets: &sets,
        genes: &score_genes,
        unit,
        context: &context,
        bar: &*bar,
    };
    let mut table = ScoreTable::begin(settings, signatures, &sets)?;
    let mut next = blocks.next_block()?;
    let mut n_blocks = 0;
    while let Some(block) = next {
        let (read, scored) = rayon::join(|| blocks.next_block(), || scoring.add(block, &mut table));
        scored?;
        next = read?;
        n_blocks += 1;
    }
    table.finish()?;
    drop(bar);
    log.detail(&format!("{name}: {n_samples} samples scored in {n_blocks} blocks"));
    log.stage("read, score and write", began);
    Ok(Outcome::Complete)
}

impl Scoring<'_> {
    fn add(&self, mut block: ExpressionMatrix, table: &mut ScoreTable<'_>) -> crate::Result<()> {
        if let Some(unit) = self.unit {
            evade_io::check_values(self.name, &block, unit)?;
        }
        if self.settings.transform == Transform::Log2p1 {
            let samples: Vec<&mut [f64]> = block.samples_mut().collect();
            samples.into_par_iter().flatten().for_each(|value| *value = libm::log2(*value + 1.0));
        }
        let view = self.genes.view(&block, unit_after(self.settings).unwrap_or(Unit::Tpm));
        let methods = &self.settings.methods;
        let scores = score_samples(&view, self.sets, methods, limits(self.settings), self.context, &|| {
            self.bar.advance(1);
        });
        table.add(block.samples().ids(), scores)
    }
}

/// The unit of the values as they are scored.
fn unit_after(settings: &ScoreSettings) -> Option<Unit> {
    match settings.transform {
        Transform::None => settings.read.unit,
        Transform::Log2p1 => Some(Unit::Log2P1),
    }
}

/// What rests on the unit must not be judged from a part of the samples: it would depend on the size of the blocks.
fn require_unit(settings: &ScoreSettings, name: &str, genes: &ScoreGenes) -> crate::Result<()> {
    let is_transformed = settings.transform != Transform::None;
    let is_logged = settings.read.unit.is_some_and(Unit::is_logged);
    let (what, hint) = if is_transformed && is_logged {
        ("--transform log2p1 is for linear values", "leave it out: the values are declared as logarithms")
    } else if settings.read.unit.is_some() || !(is_transformed || genes.has_repeats()) {
        return Ok(());
    } else if is_transformed {
        ("--transform rests on the unit, which is not told from a part of the samples", UNIT_HINT)
    } else {
        (
            "several rows are one gene, and the unit in which they are added up is not told from a part of the samples",
            UNIT_HINT,
        )
    };
    Err(UsageError::new(format!("{name}: {what}"), hint).into())
}

const UNIT_HINT: &str =
    "say it with --unit (evade score --help lists them), or allow memory for the whole matrix";
