//! Allele-specific copy-number segments of the programs in use, told apart by their column names.

mod columns;
mod format;
mod overlap;
mod segment;
mod state;

use std::collections::BTreeSet;

use evade_stream::{Content, ReadError};

use self::columns::Columns;
pub(crate) use self::columns::{readable, shows_no_loss};
pub use self::format::SegmentFormat;
pub(crate) use self::segment::{CLONAL_FROM, MIN_PURITY, NO_COPY_BELOW};
pub use self::segment::{CloneState, ImpossibleSegment, Segment, SegmentRatio};
pub(crate) use self::state::State;
pub use self::state::TumorContent;
use crate::Build;
use crate::genome_build::plain_chromosome;
use crate::impossible::Impossible;
use crate::other_genome;
use crate::table::MAX_POSITION;
use crate::unused_rows::{UnusedRow, UnusedRows};

/// The segments of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Segments {
    /// File name for messages.
    pub file: String,
    /// Who wrote it.
    pub format: SegmentFormat,
    /// In the order of the file.
    pub rows: Vec<Segment>,
    /// Rows whose copies cannot be: nothing is known of the genes under them.
    pub impossible: Vec<ImpossibleSegment>,
    /// The samples of rows to which the program gave no state, or one of the normal.
    pub without_state: BTreeSet<Option<String>>,
    /// Rows that name no sample, in a file that names samples elsewhere: each may be of any of them.
    pub unclaimed: Vec<ImpossibleSegment>,
    /// What the user should know of rows that are not used.
    pub warnings: Vec<String>,
    /// Whether the last line does not end, so that the file may be cut.
    pub may_be_cut: bool,
    /// The build of the accessions that name its chromosomes.
    pub(crate) by_accession: Option<Build>,
}

/// A listing that covers a smaller share of the genome without one normal segment is one of aberrant segments.
const WHOLE_GENOME_SHARE: f64 = 0.5;

impl Segments {
    /// Samples named in the file, in order of their first row; empty when it has no such column.
    #[must_use]
    pub fn samples(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        let impossible = self.impossible.iter().map(|s| &s.sample);
        let silent = self.without_state.iter();
        let all = self.rows.iter().map(|s| &s.sample).chain(impossible).chain(silent);
        for name in all.filter_map(Option::as_deref) {
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
        let impossible = self.impossible.iter().filter(|s| s.sample.as_deref().is_none_or(&is_meant));
        Self { rows, impossible: impossible.cloned().collect(), ..self.none() }
    }

    /// The segments of a sample that the file does not name.
    #[must_use]
    pub fn none(&self) -> Self {
        Self {
            rows: Vec::new(),
            impossible: Vec::new(),
            without_state: BTreeSet::new(),
            unclaimed: self.unclaimed.clone(),
            file: self.file.clone(),
            format: self.format,
            warnings: self.warnings.clone(),
            may_be_cut: self.may_be_cut,
            by_accession: self.by_accession,
        }
    }

    /// Sets rows without a sample aside where others have one: whose they are is not known.
    fn set_unclaimed_aside(&mut self, lines: &[u64], unused: &mut UnusedRows) -> Vec<u64> {
        if self.samples().is_empty() {
            return lines.to_vec();
        }
        let rows = std::mem::take(&mut self.rows).into_iter().zip(lines.iter().copied());
        let (own, others): (Vec<_>, Vec<_>) = rows.partition(|(row, _)| row.sample.is_some());
        let (rows, lines) = own.into_iter().unzip();
        self.rows = rows;
        self.without_state.retain(Option::is_some);
        let aside = others.into_iter().map(|(row, line)| ImpossibleSegment {
            sample: None,
            chrom: row.chrom,
            start: row.start,
            end: row.end,
            gene: row.gene,
            line,
            what: "the row names no sample".to_owned(),
        });
        let (unclaimed, impossible) =
            std::mem::take(&mut self.impossible).into_iter().partition(|row| row.sample.is_none());
        self.impossible = impossible;
        self.unclaimed = unclaimed;
        self.unclaimed.extend(aside);
        self.unclaimed.sort_by_key(|row| row.line);
        for row in &self.unclaimed {
            let place = match &row.gene {
                Some(gene) => gene.clone(),
                None => format!("{}:{}-{}", row.chrom, row.start, row.end),
            };
            unused.add(UnusedRow::NoSample, row.line, &place);
        }
        lines
    }

    /// Whether a row lies over a gene that names no sample, and so may be of any of the file's.
    pub(crate) fn is_unclaimed_at(&self, gene: &str, chrom: &str, span: (u64, u64)) -> bool {
        self.unclaimed.iter().any(|s| s.is_over(gene, chrom, span))
    }

    /// Whether a row that cannot be lies over a gene, by its name or by its first and last base.
    pub(crate) fn is_impossible_at(&self, gene: &str, chrom: &str, span: (u64, u64)) -> bool {
        self.impossible.iter().any(|s| s.is_over(gene, chrom, span))
    }

    /// The build: as declared, or as a segment shows that only one build's chromosome can hold. A contradiction, or
    /// neither, is an error.
    pub fn build(&self, declared: Option<Build>) -> Result<Build, ReadError> {
        if let Some(segment) = self.rows.iter().find(|s| is_of_other_genome(s)) {
            let genome = other_genome::of_length(&segment.chrom, segment.end).unwrap_or("another genome");
            let shown = format!("a segment of chromosome {} ends at {}", segment.chrom, segment.end);
            return Err(other_genome::refused(&self.file, genome, &shown));
        }
        let mut detected = self.by_accession;
        for seen in self.rows.iter().filter_map(build_of) {
            detected = Build::agree(&self.file, detected, Some(seen)).map_err(|_| {
                ReadError::mismatch(&self.file, "some segments fit only GRCh37, others only GRCh38")
            })?;
        }
        let known = Build::agree(&self.file, declared, detected)?;
        // Rows by gene name need no positions.
        known.or((self.format == SegmentFormat::PurpleGene).then_some(Build::Grch38)).ok_or_else(|| {
            ReadError::ambiguous(&self.file, "the genome of the segments is not known")
                .hint("state the genome, GRCh37 or GRCh38")
        })
    }

    /// Whether normal segments were left out, as in the `cnvs.txt` of sarek.
    pub(crate) fn is_aberrant_only(&self) -> bool {
        let is_normal =
            |s: &Segment| s.total.round() as i64 == 2 && s.minor.is_some_and(|m| m.round() as i64 == 1);
        // A genome that doubled has no 1+1 segment either, but its segments cover it.
        let covered: u64 = self.rows.iter().map(|s| s.end - s.start + 1).sum();
        let genome: u64 = crate::CHROMOSOME_LENGTHS.iter().map(|(_, _, new)| new).sum();
        self.format.may_be_partial()
            && !self.rows.iter().any(is_normal)
            && (covered as f64) < WHOLE_GENOME_SHARE * genome as f64
    }
}

/// Whether the segment ends with a chromosome of an unsupported genome, or far behind those of the supported ones.
fn is_of_other_genome(segment: &Segment) -> bool {
    other_genome::of_length(&segment.chrom, segment.end).is_some()
        || other_genome::is_beyond_both(&segment.chrom, segment.end)
}

/// A segment beyond the other build's chromosome, one that ends with a chromosome, or a gene at its place.
fn build_of(segment: &Segment) -> Option<Build> {
    let gene = segment.gene.as_deref();
    Build::of_position(&segment.chrom, segment.end)
        .or_else(|| Build::of_contig(&segment.chrom, segment.end))
        .or_else(|| crate::hla_location::build_of_gene(gene?, segment.start, segment.end))
}

/// Reads segments, told by their column names.
pub fn read_segments(content: &Content) -> Result<Segments, ReadError> {
    let text = readable(content.text()?);
    let mut table = columns::open(&content.name, &text)?;
    let columns = Columns::of(&content.name, &table)?;
    let (mut rows, mut lines, mut impossible) = (Vec::new(), Vec::new(), Vec::new());
    let mut without_state = BTreeSet::new();
    let mut unused = UnusedRows::default();
    let (mut by_accession, mut unplaced) = (None, None);
    while let Some(row) = table.next_row()? {
        let sample = row.name(columns.sample).map(|s| s.trim_matches('"').to_owned());
        let chrom = plain_chromosome(row.text(columns.chrom)).to_owned();
        let contig = row.text(columns.chrom).trim_matches('"');
        if let Some(genome) = other_genome::of_accession(contig) {
            return Err(other_genome::refused(
                &content.name,
                genome,
                &format!("contig {contig} is one of {genome}"),
            )
            .at_line(row.line));
        }
        by_accession = Build::agree(&content.name, by_accession, Build::of_accession(contig))
            .map_err(|_| other_genome::mixture(&content.name).at_line(row.line))?;
        let gene = row.value(columns.gene).map(|g| g.trim_matches('"').to_owned());
        // Of a row without a readable place no more is known than its chromosome: all of it is then in doubt.
        let (start, end) = match columns.span(&table, &row) {
            Ok(span) => span,
            Err(error) => {
                unused.add(UnusedRow::Unreadable, row.line, &error.what);
                unplaced.get_or_insert_with(|| error.clone());
                let what = error.what.clone();
                let (start, end) = (1, MAX_POSITION);
                impossible.push(ImpossibleSegment { sample, chrom, start, end, gene, line: row.line, what });
                continue;
            }
        };
        let read = match columns.state(&table, &row) {
            // A segment the tool gave no state says nothing; without it the gene has no segment.
            Ok(None) => {
                without_state.insert(sample);
                continue;
            }
            Ok(Some(read)) => read,
            Err(Impossible(what)) => {
                impossible.push(ImpossibleSegment { sample, chrom, start, end, gene, line: row.line, what });
                continue;
            }
        };
        lines.push(row.line);
        rows.push(Segment {
            sample,
            chrom,
            start,
            end,
            total: read.copies.total,
            minor: read.copies.minor,
            fraction: read.copies.fraction,
            is_in_part: columns.is_in_part(&row),
            heterozygous_sites: table.number(&row, columns.sites)?.map(|n| n.max(0.0) as u32),
            gene,
            second: read.second,
            ratio: read.ratio,
            log2: read.log2,
        });
    }
    // Without any place that can be read these are no segments.
    if let Some(error) = unplaced.filter(|_| rows.is_empty()) {
        return Err(error);
    }
    refuse_allele_fractions(&content.name, columns.format, &rows)?;
    let mut segments = Segments {
        file: content.name.clone(),
        format: columns.format,
        rows,
        impossible,
        without_state,
        unclaimed: Vec::new(),
        warnings: Vec::new(),
        may_be_cut: table.may_be_cut(),
        by_accession,
    };
    let lines = segments.set_unclaimed_aside(&lines, &mut unused);
    segments.impossible.extend(overlap::contradictions(&segments.rows, &lines));
    segments.warnings = unused.warnings();
    Ok(segments)
}

/// So many segments of a tumour are not all without a loss.
const MIN_SEGMENTS: usize = 8;

/// GATK writes its allele fractions under the very header of its log ratios.
fn refuse_allele_fractions(file: &str, format: SegmentFormat, rows: &[Segment]) -> Result<(), ReadError> {
    let is_fraction = |segment: &Segment| segment.log2.is_some_and(|value| (0.0..=0.5).contains(&value));
    let are_fractions = rows.iter().all(is_fraction) && rows.iter().any(|s| s.log2 != Some(0.0));
    if format != SegmentFormat::Seg || rows.len() < MIN_SEGMENTS || !are_fractions {
        return Ok(());
    }
    let what = "all segment means are from 0 to 0.5: these are minor allele fractions, not log ratios";
    Err(ReadError::wrong_format(file, what)
        .hint("give *.modelFinal.seg of GATK ModelSegments, which holds both, or *.cr.igv.seg"))
}

/// Whether the header is that of segments.
pub(crate) fn is_segment_header(table: &crate::table::TextTable<'_>) -> bool {
    SegmentFormat::of(table).is_some()
}

/// Why a file that is close to segments is not read as such, with the file or the step that is missing.
pub(crate) fn near_segments(content: &Content) -> Option<ReadError> {
    let text = readable(content.text().ok()?);
    let table = columns::open(&content.name, &text).ok()?;
    columns::near_segments(&content.name, &table)
}

/// Whether the header is one that [`read_segments`] knows.
#[must_use]
pub fn is_segments(content: &Content) -> bool {
    let Ok(text) = content.text() else { return false };
    let text = readable(text);
    columns::open(&content.name, &text).is_ok_and(|table| SegmentFormat::of(&table).is_some())
}
