//! The merged table of nf-core/rnaseq and its samples.

use std::path::{Path, PathBuf};

use evade_stream::{Digest, ReadError, Source};

use super::{entries, file_name};
use crate::log::Log;

/// Merged tables, the best first: genes quantified on the alignment, then without one, then counts.
const TABLES: [(&str, &str); 9] = [
    ("star_salmon", "salmon.merged.gene_tpm.tsv"),
    ("star_rsem", "rsem.merged.gene_tpm.tsv"),
    ("", "salmon.merged.gene_tpm.tsv"),
    ("", "rsem.merged.gene_tpm.tsv"),
    ("", "kallisto.merged.gene_tpm.tsv"),
    ("", "salmon.merged.gene_counts.tsv"),
    ("", "rsem.merged.gene_counts.tsv"),
    ("", "kallisto.merged.gene_counts.tsv"),
    ("", "salmon.merged.gene_counts_length_scaled.tsv"),
];
/// Columns before the first sample.
const N_ID_COLUMNS: usize = 2;
/// Text looked at for the header: a thousand samples need a part of it.
const HEADER_BYTES: usize = 1 << 20;

/// The expression that a run of nf-core/rnaseq has left.
pub(super) struct Rnaseq {
    pub(super) table: PathBuf,
    /// In the order of the table.
    pub(super) samples: Vec<String>,
}

impl Rnaseq {
    /// The best table of a results folder, or of one of its folders; `None` if there is none.
    pub(super) fn find(folder: &Path, log: &Log<'_>) -> crate::Result<Option<Self>> {
        let mut places = vec![folder.to_owned()];
        places.extend(entries(folder)?.into_iter().filter(|path| path.is_dir()));
        let mut found: Vec<(usize, PathBuf)> = Vec::new();
        for place in &places {
            for path in entries(place)? {
                found.extend(rank(place, &path).map(|rank| (rank, path)));
            }
        }
        found.sort();
        let mut found = found.into_iter();
        let Some((rank, table)) = found.next() else { return Ok(None) };
        for (_, other) in found {
            log.detail(&format!("{}: not used, {} goes before it", other.display(), table.display()));
        }
        if TABLES[rank].1.contains("counts") {
            log.warn(&format!(
                "{}: there is no table of TPM beside it; counts get no call on the frozen scale, unless --gene-lengths turns them into TPM",
                table.display()
            ));
        }
        let samples = samples_of(&table)?;
        Ok(Some(Self { table, samples }))
    }
}

/// The place of a file among the tables.
fn rank(folder: &Path, path: &Path) -> Option<usize> {
    let name = file_name(path);
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    TABLES
        .iter()
        .position(|(aligner, table)| name == *table && (aligner.is_empty() || file_name(folder) == *aligner))
}

/// The sample columns of a merged table.
fn samples_of(table: &Path) -> crate::Result<Vec<String>> {
    let mut input = Source::path(table).open(Digest::None)?;
    let mut text = Vec::new();
    input.read_more(&mut text, HEADER_BYTES)?;
    let header = text.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let header = String::from_utf8_lossy(header);
    let samples: Vec<String> =
        header.trim_end_matches('\r').split('\t').skip(N_ID_COLUMNS).map(str::to_owned).collect();
    if samples.is_empty() || !header.starts_with("gene_id\t") {
        return Err(ReadError::wrong_format(
            &table.display().to_string(),
            "this is no merged table of nf-core/rnaseq",
        )
        .at_line(1)
        .hint("its header is gene_id, gene_name (or transcript_id(s)), then one column a sample")
        .into());
    }
    Ok(samples)
}
