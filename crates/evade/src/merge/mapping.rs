//! The gene mapping of all parts: one block a matrix, as one run would write them.

use std::collections::HashMap;
use std::io::Write;
use std::path::Path;

use evade_io::{InputFormat, ResultRows};
use evade_stream::{Output, ReadError, WriteError, display_name};

use super::folder::PartFolder;
use super::gathered::Gathered;
use crate::manifest::MatrixRecord;
use crate::tables;

/// What makes matrices of several parts one matrix of one run.
#[derive(PartialEq, Eq, Hash)]
enum Identity<'a> {
    /// One file that several parts have read.
    File { name: &'a str, sha256: Option<&'a str> },
    /// Files of one sample each, which one run puts together if they hold the same rows.
    Joined { unit: &'a str, rows_digest: &'a str },
}

impl<'a> Identity<'a> {
    fn of(matrix: &'a MatrixRecord) -> Self {
        if matrix.format.parse().is_ok_and(InputFormat::is_per_sample) {
            Self::Joined { unit: &matrix.unit, rows_digest: &matrix.rows_digest }
        } else {
            Self::File { name: &matrix.name, sha256: matrix.sha256.as_deref() }
        }
    }
}

/// A matrix and the part whose block stands for it: the one with its first sample.
struct Block<'a> {
    first_place: usize,
    part: usize,
    /// Place among the part's matrices.
    index: usize,
    record: &'a MatrixRecord,
    n_files: usize,
    n_columns: usize,
}

/// Writes the gene mapping; gives the records of the matrices in its order.
pub(super) fn copy_mapping(path: &Path, gathered: &Gathered<'_>) -> crate::Result<Vec<MatrixRecord>> {
    let tables = gathered.parts.iter().map(mapping_of).collect::<Result<Vec<_>, _>>()?;
    check_rows_alike(gathered)?;
    let blocks = blocks(gathered);
    for part in gathered.parts {
        part.check_digest(&tables::GENE_MAPPING)?;
    }
    let mut output = Output::create(path)?;
    let failed = |source| WriteError { file: display_name(path), source };
    if let Some(first) = tables.first() {
        output.write_all(first.header()).map_err(failed)?;
    }
    for block in &blocks {
        tables[block.part].open()?.copy(&block.index.to_string(), &mut output).map_err(failed)?;
    }
    output.finish()?;
    let records = blocks.iter().map(|block| MatrixRecord {
        first_place: block.first_place,
        n_files: block.n_files,
        n_columns: block.n_columns,
        ..block.record.clone()
    });
    Ok(records.collect())
}

/// The mapping of a part: one block a matrix, a row for each of its rows and each gene that was placed.
fn mapping_of(part: &PartFolder) -> Result<ResultRows, ReadError> {
    let n_rows: Vec<usize> =
        part.manifest.matrices.iter().map(|matrix| matrix.n_rows + matrix.n_universe_placed).collect();
    ResultRows::by_blocks(&part.path.join(tables::GENE_MAPPING.name), &n_rows)
}

/// One run refuses files of one sample each that hold different genes, unless it may join them.
fn check_rows_alike(gathered: &Gathered<'_>) -> Result<(), ReadError> {
    let mut known: HashMap<&str, (&PartFolder, &str)> = HashMap::new();
    for part in gathered.parts.iter().filter(|part| !part.is_union()) {
        for record in &part.manifest.matrices {
            let Identity::Joined { unit, rows_digest } = Identity::of(record) else { continue };
            let (first, expected) = *known.entry(unit).or_insert((part, rows_digest));
            if expected != rows_digest {
                let what = format!("{} has other genes than the files of {}", record.name, first.name);
                return Err(ReadError::mismatch(&part.name, what).hint(
                    "quantify all samples on one annotation, or run all parts with --union, which keeps every gene",
                ));
            }
        }
    }
    Ok(())
}

fn blocks<'a>(gathered: &Gathered<'a>) -> Vec<Block<'a>> {
    let mut blocks: Vec<Block<'a>> = Vec::new();
    let mut known: HashMap<Identity<'a>, usize> = HashMap::new();
    let place_in_all: HashMap<&str, usize> =
        gathered.samples.iter().enumerate().map(|(place, (sample, _))| (sample.as_str(), place)).collect();
    for (p, part) in gathered.parts.iter().enumerate() {
        let sample_at: HashMap<usize, &str> =
            part.manifest.part.places.iter().map(|(sample, place)| (*place, sample.as_str())).collect();
        for (index, record) in part.manifest.matrices.iter().enumerate() {
            // The place in the sheet of the part, in that of all parts.
            let sample = sample_at.get(&record.first_place);
            let first_place =
                sample.and_then(|sample| place_in_all.get(sample)).copied().unwrap_or(record.first_place);
            let (n_files, n_columns) = (record.n_files, record.n_columns);
            let next = blocks.len();
            let place = *known.entry(Identity::of(record)).or_insert(next);
            let Some(block) = blocks.get_mut(place) else {
                blocks.push(Block { first_place, part: p, index, record, n_files, n_columns });
                continue;
            };
            if matches!(Identity::of(record), Identity::Joined { .. }) {
                block.n_files += n_files;
                block.n_columns += n_columns;
            }
            if first_place < block.first_place {
                (block.first_place, block.part, block.index, block.record) = (first_place, p, index, record);
            }
        }
    }
    blocks.sort_by_key(|block| block.first_place);
    blocks
}
