//! Which columns of a table of depths hold what: by its header, or by its first row.

use std::path::Path;

use evade_stream::ReadError;

/// How the rows of a table are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Layout {
    separator: char,
    /// Fields of the first line.
    pub(super) n_columns: usize,
    /// Whether the first line names the columns.
    pub(super) has_header: bool,
    pub(super) columns: TableColumns,
}

/// Columns, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TableColumns {
    /// One row per base, 1-based.
    Points { chrom: usize, pos: usize, depth: usize },
    /// One row per stretch: from 0 and without the last base as in a BED, else from 1 and with it.
    Stretches { chrom: usize, start: usize, end: usize, depth: usize, is_half_open: bool },
    /// One row per gene.
    Genes { gene: usize, depth: usize },
}

const CHROM: &[&str] = &["chrom", "chr", "chromosome", "contig"];
const POS: &[&str] = &["pos", "position"];
const START: &[&str] = &["start", "chromstart"];
const END: &[&str] = &["end", "stop", "chromend"];
const GENE: &[&str] = &["gene", "symbol", "genesymbol", "genename", "hugosymbol"];
/// Not `coverage`, which may be a share of the bases.
const DEPTH: &[&str] = &[
    "depth",
    "meandepth",
    "meancoverage",
    "averagedepth",
    "avgdepth",
    "averagecoverage",
    "avgcoverage",
    "mediandepth",
    "mean",
    "dp",
];

const HINT: &str = "give the output of samtools depth or mosdepth (per base or by regions), or a table with a header: `gene` and `depth`, `chrom`, `pos` and `depth`, or `chrom`, `start`, `end` and `depth`";

impl Layout {
    pub(super) fn of(file: &str, first: &str, names: &[&str]) -> Result<Self, ReadError> {
        let separator = if first.contains('\t') || !first.contains(',') { '\t' } else { ',' };
        let bare = first.strip_prefix('#').unwrap_or(first);
        let fields: Vec<&str> = split(bare, separator).collect();
        let is_number = |field: &&str| field.parse::<f64>().is_ok();
        let has_header = !fields.iter().skip(1).any(is_number);
        let columns =
            if has_header { of_header(file, first, &fields, names)? } else { of_row(file, &fields)? };
        Ok(Self { separator, n_columns: fields.len(), has_header, columns })
    }

    pub(super) fn fields<'t>(&self, line: &'t str) -> impl Iterator<Item = &'t str> {
        split(line, self.separator)
    }
}

fn split(line: &str, separator: char) -> impl Iterator<Item = &str> {
    line.split(separator).map(|field| field.trim().trim_matches('"'))
}

/// Whether the name of the file says BED.
fn is_bed(file: &str) -> bool {
    let stem = [".gz", ".bgz", ".zst"].iter().find_map(|end| file.strip_suffix(end)).unwrap_or(file);
    Path::new(stem)
        .extension()
        .is_some_and(|end| ["bed", "bedgraph", "bg"].iter().any(|bed| end.eq_ignore_ascii_case(bed)))
}

fn of_header(file: &str, line: &str, fields: &[&str], names: &[&str]) -> Result<TableColumns, ReadError> {
    let plain: Vec<String> = fields
        .iter()
        .map(|name| name.to_lowercase().chars().filter(|c| !matches!(c, '_' | '.' | ' ' | '-')).collect())
        .collect();
    let find = |known: &[&str]| known.iter().find_map(|name| plain.iter().position(|column| column == name));
    let listed = || format!("the columns are: {}; {HINT}", fields.join(", "));
    let depth =
        || find(DEPTH).ok_or_else(|| ReadError::bad_header(file, "no column is of depths").hint(listed()));
    match (find(CHROM), find(START).zip(find(END)), find(POS), find(GENE)) {
        (Some(chrom), Some((start, end)), ..) => {
            let is_half_open = line.starts_with('#')
                || is_bed(file)
                || plain.get(start).is_some_and(|name| name == "chromstart");
            Ok(TableColumns::Stretches { chrom, start, end, depth: depth()?, is_half_open })
        }
        (Some(chrom), None, Some(pos), _) => {
            let depth = find(DEPTH).map_or_else(|| column_of_sample(file, fields, pos + 1, names), Ok)?;
            Ok(TableColumns::Points { chrom, pos, depth })
        }
        (None, None, None, Some(gene)) => Ok(TableColumns::Genes { gene, depth: depth()? }),
        _ => Err(ReadError::bad_header(file, "this is not a table of depths").hint(listed())),
    }
}

/// The column of this sample where samtools names each by its file: the only one, or the one with the sample's name.
fn column_of_sample(file: &str, fields: &[&str], first: usize, names: &[&str]) -> Result<usize, ReadError> {
    let is_of_sample = |field: &str| {
        let base = field.rsplit('/').next().unwrap_or(field);
        names.iter().any(|name| {
            base.strip_prefix(name).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
        })
    };
    let samples: Vec<(usize, &str)> = fields.iter().copied().enumerate().skip(first).collect();
    let own: Vec<usize> =
        samples.iter().filter(|(_, field)| is_of_sample(field)).map(|(place, _)| *place).collect();
    match (own.as_slice(), samples.as_slice()) {
        ([own], _) | ([], [(own, _)]) => Ok(*own),
        _ => Err(ReadError::ambiguous(file, "it cannot be told which column of depths is the sample's")
            .hint(format!(
                "give a table of this sample alone, or name the column as the sample; the columns are: {}",
                fields.join(", ")
            ))),
    }
}

/// Programs write no header: the number of columns tells which wrote it, and a stretch ends behind its start.
fn of_row(file: &str, fields: &[&str]) -> Result<TableColumns, ReadError> {
    let position = |column: usize| fields.get(column).and_then(|field| field.parse::<u64>().ok());
    let is_stretch = position(1).zip(position(2)).is_some_and(|(start, end)| start < end);
    let of_bed = |depth| TableColumns::Stretches { chrom: 0, start: 1, end: 2, depth, is_half_open: true };
    match fields.len() {
        2 => Ok(TableColumns::Genes { gene: 0, depth: 1 }),
        3 if !is_bed(file) => Ok(TableColumns::Points { chrom: 0, pos: 1, depth: 2 }),
        4 if is_bed(file) || is_stretch => Ok(of_bed(3)),
        5 if is_bed(file) || is_stretch => Ok(of_bed(4)),
        n if n > 3 && !is_bed(file) && !is_stretch && position(1).is_some() => {
            Err(ReadError::ambiguous(file, "the table has depths of several samples and does not name them")
                .hint("write it with `samtools depth -H`, or of this sample alone"))
        }
        _ => Err(ReadError::wrong_format(file, "this is not a table of depths").hint(HINT)),
    }
}
