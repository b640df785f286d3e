//! `evade score`: gene sets in every sample of a matrix, scored as the values stand.

use evade_core::{BoundSets, Unit};
use evade_io::{Cell, ScoreGenes};
use evade_score::score_samples;
use evade_stream::{Digest, ReadError, Source};

use crate::args::{ScoreOptions, ScoreScale};
use crate::console::Console;
use crate::output::Destination;
use crate::{builtin, inputs, tables};

pub(crate) fn run(options: &ScoreOptions, console: &Console) -> anyhow::Result<u8> {
    let ScoreScale::None = options.scale;
    let genes = builtin::genes()?;
    let signatures = match options.gene_sets.as_str() {
        "builtin" => builtin::catalogue()?.scorable(),
        file => inputs::gene_sets(file.as_ref())?.0,
    };
    let source = Source::from_argument(&options.matrix);
    let matrix = evade_io::read_expression(&mut source.open(Digest::None)?)?;
    let name = source.name();
    if let Some(unit) = options.unit.0 {
        evade_io::check_values(&name, &matrix, unit)?;
    }

    let rows = evade_io::GeneRows::resolve(&matrix, &genes);
    let score_genes = ScoreGenes::new(&matrix, &rows);
    // The unit matters only where rows of one gene are added up.
    let unit = match options.unit.0 {
        Some(unit) => unit,
        None if score_genes.has_repeats() => {
            evade_io::find_unit(&name, &matrix, None).map(|(unit, _)| unit)?
        }
        None => Unit::Tpm,
    };
    let sets = BoundSets::bind_with(&signatures, |member| score_genes.place(member, &genes));
    if sets.iter().all(|set| set.n_found() == 0) {
        return Err(ReadError::new(&name, format!("no gene of {} is in the matrix", options.gene_sets))
            .hint("compare their ids: symbols, Ensembl or Entrez gene ids, or the same names in both")
            .into());
    }
    for (signature, set) in signatures.iter().zip(sets.iter()).filter(|(_, set)| set.n_found() < set.size) {
        console.detail(&format!("{}: {} of {} genes found", signature.id, set.n_found(), set.size));
    }

    let n_samples = matrix.samples().len();
    let bar = console.progress("scoring", n_samples);
    let scores = score_samples(&score_genes.view(&matrix, unit), &sets, &options.methods, &|| bar.inc(1));
    bar.finish_and_clear();

    let columns = tables::SCORES.columns[..tables::N_SCORE_COLUMNS].to_vec();
    let mut table = Destination::open(&options.output)?.table(columns)?;
    let names: Vec<String> = options.methods.iter().map(ToString::to_string).collect();
    for (sample, id) in matrix.samples().ids().iter().enumerate() {
        for (method, scores) in names.iter().zip(&scores) {
            for (i, signature) in signatures.iter().enumerate() {
                let (set, score) = (sets.set(i), scores.value(sample, i));
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
    table.finish()?.finish()?;
    Ok(0)
}
