//! Allele-specific copy-number segments: FACETS, ASCAT as sarek writes it, PCGR's form.

use evade_stream::{Content, ReadError};

use crate::Build;
use crate::genome_build::plain_chromosome;
use crate::table::TextTable;

/// Who wrote the segments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SegmentFormat {
    /// FACETS `cncf`: `chrom start end tcn.em lcn.em cf.em`.
    Facets,
    /// ASCAT: `chr startpos endpos nMajor nMinor`, with or without `sample`.
    Ascat,
    /// PCGR's input: `Chromosome Start End nMajor nMinor`.
    Pcgr,
}

impl SegmentFormat {
    /// The word used in tables.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Facets => "facets",
            Self::Ascat => "ascat",
            Self::Pcgr => "pcgr",
        }
    }
}

/// One segment; positions are 1-based and inclusive.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// Sample, when the file has such a column.
    pub sample: Option<String>,
    /// Chromosome without `chr`.
    pub chrom: String,
    /// First base.
    pub start: u64,
    /// Last base.
    pub end: u64,
    /// Copies of both alleles.
    pub total: f64,
    /// Copies of the allele with fewer; absent when the tool could not tell.
    pub minor: Option<f64>,
    /// Share of all cells that are in this state.
    pub fraction: Option<f64>,
    /// Heterozygous sites in the segment.
    pub heterozygous_sites: Option<u32>,
}

/// The segments of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Segments {
    /// File name for messages.
    pub file: String,
    /// Who wrote it.
    pub format: SegmentFormat,
    /// In the order of the file.
    pub rows: Vec<Segment>,
}

impl Segments {
    /// Samples named in the file, in order of their first row; empty when it has no such column.
    #[must_use]
    pub fn samples(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for name in self.rows.iter().filter_map(|s| s.sample.as_deref()) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// The segments of one sample. A file without sample column is taken to be this sample's.
    #[must_use]
    pub fn of_sample(&self, is_meant: impl Fn(&str) -> bool) -> Self {
        let rows = self.rows.iter().filter(|s| s.sample.as_deref().is_none_or(&is_meant)).cloned().collect();
        Self { rows, ..self.clone() }
    }

    /// The build: as declared, or as a segment shows that only one build's chromosome can hold. A contradiction, or
    /// neither, is an error.
    pub fn build(&self, declared: Option<Build>) -> Result<Build, ReadError> {
        let mut detected = None;
        for seen in self.rows.iter().filter_map(|s| Build::of_position(&s.chrom, s.end)) {
            detected = Build::agree(&self.file, detected, Some(seen)).map_err(|_| {
                ReadError::new(&self.file, "some segments fit only GRCh37, others only GRCh38")
            })?;
        }
        Build::agree(&self.file, declared, detected)?.ok_or_else(|| {
            ReadError::new(&self.file, "the genome of the segments is not known")
                .hint("state the genome, GRCh37 or GRCh38")
        })
    }

    /// Whether normal segments were left out, as in the `cnvs.txt` of sarek.
    pub(crate) fn is_aberrant_only(&self) -> bool {
        let is_normal =
            |s: &Segment| s.total.round() as i64 == 2 && s.minor.is_some_and(|m| m.round() as i64 == 1);
        self.format != SegmentFormat::Facets && !self.rows.iter().any(is_normal)
    }
}

/// Reads segments, told by their column names.
pub fn read_segments(content: &Content) -> Result<Segments, ReadError> {
    let mut table = TextTable::open(content)?;
    let column = |names: &[&str]| table.column(names);
    let (total, minor, major) = (column(&["tcn.em"]), column(&["lcn.em", "nminor"]), column(&["nmajor"]));
    let format = match (total, major, column(&["startpos"])) {
        (Some(_), ..) => SegmentFormat::Facets,
        (_, Some(_), Some(_)) => SegmentFormat::Ascat,
        (_, Some(_), None) => SegmentFormat::Pcgr,
        _ => {
            return Err(ReadError::new(
                &content.name,
                "these are not allele-specific segments of FACETS, ASCAT or PCGR",
            )
            .hint("needed: chrom start end tcn.em lcn.em, or chr startpos endpos nMajor nMinor"));
        }
    };
    let chrom = table.required(&["chrom", "chr", "chromosome"])?;
    let start = table.required(&["start", "startpos"])?;
    let end = table.required(&["end", "endpos"])?;
    let minor = minor.map_or_else(|| table.required(&["lcn.em", "nminor"]), Ok)?;
    let sample = table.column(&["sample", "id"]);
    let (fraction, sites) = (table.column(&["cf.em"]), table.column(&["nhet"]));
    let mut rows = Vec::new();
    while let Some(row) = table.next_row()? {
        let minor_copies = table.number(&row, Some(minor))?;
        let first = total.or(major).unwrap_or_default();
        let Some(first_copies) = table.number(&row, Some(first))? else {
            // A segment the tool gave no state says nothing; without it the gene has no segment.
            continue;
        };
        let is_sum = total.is_some();
        let minor_copies = minor_copies.map(|m| m.max(0.0));
        let total_copies = if is_sum { first_copies } else { first_copies + minor_copies.unwrap_or(0.0) };
        // nMajor is the larger by name, not in every file.
        let minor_copies =
            if is_sum { minor_copies } else { minor_copies.map(|m| m.min(first_copies.max(0.0))) };
        let (from, to) = (table.position(&row, start)?, table.position(&row, end)?);
        if from > to {
            return Err(table.error(&row, end, format!("the segment ends at {to}, before its start {from}")));
        }
        rows.push(Segment {
            sample: row.value(sample).map(|s| s.trim_matches('"').to_owned()),
            chrom: plain_chromosome(row.text(Some(chrom))).to_owned(),
            start: from,
            end: to,
            total: total_copies,
            minor: minor_copies,
            fraction: table.number(&row, fraction)?,
            heterozygous_sites: table.number(&row, sites)?.map(|n| n as u32),
        });
    }
    Ok(Segments { file: content.name.clone(), format, rows })
}
