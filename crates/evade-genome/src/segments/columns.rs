//! Where each program puts the place and the copies of a segment.

use std::borrow::Cow;

use evade_stream::ReadError;

use super::format::{CHROMOSOME, END, LOG_RATIO, MAJOR, MINOR, START, SegmentFormat, TOTAL};
use super::segment::{CloneState, NO_COPY_BELOW, SegmentRatio};
use crate::impossible::{Tried, alleles_of, parts_of};
use crate::table::{Row, TextTable};

/// What a row says of its copies.
pub(super) struct SegmentState {
    pub(super) copies: CloneState,
    /// The state of the other tumour cells.
    pub(super) second: Option<CloneState>,
    pub(super) ratio: Option<SegmentRatio>,
    /// The log ratio on which the copies rest alone.
    pub(super) log2: Option<f64>,
}

/// Columns of a file.
pub(super) struct Columns {
    pub(super) format: SegmentFormat,
    pub(super) sample: Option<usize>,
    pub(super) chrom: Option<usize>,
    start: Option<usize>,
    end: Option<usize>,
    total: Option<usize>,
    /// Older columns, for rows in which the better ones are empty.
    fallback: [Option<usize>; 2],
    /// Share of the major allele in the tumour, where older versions of PURPLE give no copies of the minor one.
    major_share: Option<usize>,
    /// How the copies were found.
    method: Option<usize>,
    major: Option<usize>,
    minor: Option<usize>,
    fraction: Option<usize>,
    pub(super) sites: Option<usize>,
    pub(super) gene: Option<usize>,
    /// The other allele, where the total and the smaller one are read: all three must add up.
    other_allele: Option<usize>,
    second: [Option<usize>; 3],
    ratio: [Option<usize>; 3],
    log2: Option<usize>,
    /// The letters of the alleles, as `AAB`, where Control-FREEC could tell them apart.
    genotype: Option<usize>,
    /// Says `germline` of what the normal has too.
    origin: Option<usize>,
    /// Whether either allele is subclonal, as ABSOLUTE marks it.
    subclonal: [Option<usize>; 2],
}

impl Columns {
    #[expect(clippy::too_many_lines, reason = "one place for where each program puts each value")]
    pub(super) fn of(file: &str, table: &TextTable<'_>) -> Result<Self, ReadError> {
        let format = SegmentFormat::of(table).ok_or_else(|| no_segments(file, table))?;
        let by_gene = format == SegmentFormat::PurpleGene;
        let place = |names: &[&str]| {
            if by_gene { Ok(table.column_like(names)) } else { table.required_like(names).map(Some) }
        };
        let column = |names: &[&str]| table.column(names);
        let (total, major, minor): (Option<&str>, Option<&str>, Option<&str>) = match format {
            SegmentFormat::Facets => (Some("tcn.em"), None, Some("lcn.em")),
            SegmentFormat::Ascat | SegmentFormat::Pcgr => (None, Some("nmajor"), Some("nminor")),
            SegmentFormat::Purple => (Some("copynumber"), None, Some("minorallelecopynumber")),
            SegmentFormat::PurpleGene => (Some("mincopynumber"), None, Some("minminorallelecopynumber")),
            SegmentFormat::PureCn => (Some("c"), None, Some("m")),
            SegmentFormat::Sequenza => (Some("cnt"), None, Some("b")),
            SegmentFormat::Battenberg => (None, Some("nmaj1_a"), Some("nmin1_a")),
            SegmentFormat::CnvKit => (Some("cn"), None, Some("cn2")),
            // TITAN's own copies stop at eight; the corrected ones are computed anew from the log ratio.
            SegmentFormat::Titan if table.column(&["corrected_copy_number"]).is_some() => {
                (Some("corrected_copy_number"), None, Some("corrected_minorcn"))
            }
            SegmentFormat::Titan => (Some("copy_number"), None, Some("minorcn")),
            SegmentFormat::AscatNgs => (Some("total"), None, Some("minor")),
            SegmentFormat::GatkModel
            | SegmentFormat::Seg
            | SegmentFormat::ControlFreec
            | SegmentFormat::Absolute
            | SegmentFormat::Table => (None, None, None),
        };
        let named = |name: Option<&str>| name.and_then(|n| table.column(&[n]));
        let minor_place = named(minor).or_else(|| match format {
            SegmentFormat::Purple => column(&["minoralleleploidy"]),
            SegmentFormat::PurpleGene => column(&["minminoralleleploidy"]),
            _ => None,
        });
        if major.is_some() {
            table.required(&[minor.unwrap_or_default()])?;
        }
        let like = |names: &[&str]| table.column_like(names);
        let (total, major, minor_place) = match format {
            SegmentFormat::ControlFreec => (like(&["copynumber"]), None, None),
            SegmentFormat::Absolute => {
                (None, like(&["modala2", "modalhscn2"]), like(&["modala1", "modalhscn1"]))
            }
            // Where all three are given, the total is read and must be that of the two.
            SegmentFormat::Table => match like(&TOTAL) {
                Some(total) => (Some(total), None, like(&MINOR)),
                None => (None, like(&MAJOR), like(&MINOR)),
            },
            _ => (named(total), named(major), minor_place),
        };
        Ok(Self {
            format,
            sample: like(&["sample", "id", "sampleid", "samplename", "gdcaliquot", "tumorsamplebarcode"]),
            chrom: place(&CHROMOSOME)?,
            start: place(&START)?,
            end: place(&END)?,
            total,
            major,
            minor: minor_place,
            fallback: match format {
                SegmentFormat::Titan => ["copy_number", "minorcn"].map(|name| column(&[name])),
                _ => [None; 2],
            },
            major_share: match format {
                SegmentFormat::Purple => column(&["baf", "actualbaf"]),
                _ => None,
            },
            method: match format {
                SegmentFormat::Purple => column(&["method", "copynumbermethod"]),
                SegmentFormat::PurpleGene => column(&["minregionmethod"]),
                _ => None,
            },
            fraction: column(&["cf.em", "frac1_a", "cellular_frequency", "cellular_prevalence", "ccf", "cf"]),
            sites: column(&[
                "nhet",
                "bafcount",
                "num.snps",
                "n.baf",
                "length.snp.",
                "length(snp)",
                "num_points_allele_fraction",
            ]),
            gene: if by_gene { column(&["gene"]) } else { None },
            other_allele: match format {
                SegmentFormat::Purple => column(&["majorallelecopynumber", "majoralleleploidy"]),
                SegmentFormat::Sequenza => column(&["a"]),
                SegmentFormat::CnvKit => column(&["cn1"]),
                SegmentFormat::Table => like(&MAJOR).filter(|_| like(&TOTAL).is_some()),
                _ => None,
            },
            second: ["nmaj2_a", "nmin2_a", "frac2_a"].map(|name| column(&[name])),
            ratio: [
                "log2_copy_ratio_posterior_50",
                "minor_allele_fraction_posterior_50",
                "minor_allele_fraction_posterior_90",
            ]
            .map(|name| column(&[name])),
            log2: match format {
                SegmentFormat::GatkModel => column(&["log2_copy_ratio_posterior_50"]),
                SegmentFormat::CnvKit => column(&["log2"]),
                SegmentFormat::Seg => like(&LOG_RATIO),
                _ => None,
            },
            genotype: if format == SegmentFormat::ControlFreec { column(&["genotype"]) } else { None },
            origin: if format == SegmentFormat::ControlFreec { like(&["somatic/germline"]) } else { None },
            subclonal: match format {
                SegmentFormat::Absolute => {
                    [like(&["subclonala1", "subclonalhscna1"]), like(&["subclonala2", "subclonalhscna2"])]
                }
                _ => [None; 2],
            },
        })
    }

    /// First and last base, 1-based. `CNVkit` counts the first from 0, as BED does.
    pub(super) fn span(&self, table: &TextTable<'_>, row: &Row<'_>) -> Result<(u64, u64), ReadError> {
        let (Some(start), Some(end)) = (self.start, self.end) else { return Ok((1, 1)) };
        let (first, to) = (table.position(row, start)?, table.position(row, end)?);
        let from = if self.format == SegmentFormat::CnvKit { first + 1 } else { first };
        if from > to {
            return Err(table.error(row, end, format!("the segment ends at {to}, before its start {first}")));
        }
        Ok((from, to))
    }

    /// Everything the row says of the copies; nothing where the program gave none.
    pub(super) fn state(&self, table: &TextTable<'_>, row: &Row<'_>) -> Tried<SegmentState> {
        let log2 = self.log2_alone(table, row)?;
        let Some(copies) = self.copies(table, row, log2)? else { return Ok(None) };
        let (second, ratio) = (self.second_state(table, row)?, self.ratio(table, row)?);
        Ok(Some(SegmentState { copies, second, ratio, log2 }))
    }

    fn copies(&self, table: &TextTable<'_>, row: &Row<'_>, log2: Option<f64>) -> Tried<CloneState> {
        // What the normal lacks as well was not lost by the tumour, and its somatic copies are not known.
        if row.text(self.method).trim_matches('"').to_ascii_uppercase().starts_with("GERMLINE_") {
            return Ok(None);
        }
        if row.text(self.origin).eq_ignore_ascii_case("germline") {
            return Ok(None);
        }
        let minor = table.minor_copies(row, self.minor)?.or_else(|| self.minor_of_genotype(row));
        let fraction = table.share(row, self.fraction)?;
        if let Some(major) = self.major {
            let Some(major) = table.copies(row, Some(major))? else { return Ok(None) };
            return Ok(Some(of_two(major, minor, fraction)));
        }
        let [older, older_minor] = self.fallback;
        let (total, older) = (table.copies(row, self.total)?, table.copies(row, older)?);
        // The older minor copies belong to the older total.
        let minor = match (minor, total.or(older)) {
            (None, Some(total)) if older == Some(total) => table.minor_copies(row, older_minor)?,
            _ => minor,
        };
        if let Some(total) = total.or(older) {
            let other = table.minor_copies(row, self.other_allele)?;
            // CNVkit numbers the alleles; the others write the smaller one here.
            match (self.format, minor.or(other)) {
                (SegmentFormat::CnvKit, Some(one)) => parts_of(total, one, minor.and(other))?,
                _ => alleles_of(total, minor, other)?,
            }
        }
        let total = match (total.or(older), log2) {
            (Some(total), _) => total,
            // Not corrected for tumour content and ploidy.
            (None, Some(log2)) => 2.0 * libm::exp2(log2),
            (None, None) => return Ok(None),
        };
        let share = if self.minor.is_none() { table.known_number(row, self.major_share)? } else { None };
        let minor = minor.or(share.filter(|s| (0.5..=1.0).contains(s)).map(|share| total * (1.0 - share)));
        let minor = minor.map(|m| m.min((total - m).max(0.0)));
        Ok(Some(CloneState { total, minor, fraction }))
    }

    /// Copies of the rarer letter of `AAB`; nothing where the program wrote `-`.
    fn minor_of_genotype(&self, row: &Row<'_>) -> Option<f64> {
        let genotype = row.value(self.genotype)?;
        let count = |letter: char| genotype.chars().filter(|c| *c == letter).count();
        let (a, b) = (count('A'), count('B'));
        (a + b > 0 && a + b == genotype.len()).then(|| a.min(b) as f64)
    }

    /// Whether the copies are those of a part of the tumour cells, without their share.
    pub(super) fn is_in_part(&self, row: &Row<'_>) -> bool {
        self.subclonal.iter().any(|column| matches!(row.text(*column), "1" | "1.0" | "TRUE" | "true"))
    }

    /// The log ratio where there is nothing but it, or where it gainsays the copies.
    fn log2_alone(&self, table: &TextTable<'_>, row: &Row<'_>) -> Tried<f64> {
        let log2 = table.tried(row, self.log2)?;
        Ok(match table.copies(row, self.total)? {
            Some(copies) => log2.filter(|log2| shows_no_loss(copies, *log2)),
            None => log2.filter(|_| self.total.is_none()),
        })
    }

    /// The second state of Battenberg; NA where one fits all cells.
    fn second_state(&self, table: &TextTable<'_>, row: &Row<'_>) -> Tried<CloneState> {
        let [major, minor, fraction] = self.second;
        let Some(major) = table.copies(row, major)? else { return Ok(None) };
        let minor = table.minor_copies(row, minor)?;
        Ok(Some(of_two(major, minor, table.share(row, fraction)?)))
    }

    /// Copy ratio and minor allele fraction of GATK.
    fn ratio(&self, table: &TextTable<'_>, row: &Row<'_>) -> Tried<SegmentRatio> {
        let [log2, fraction, high] = self.ratio;
        let pair = table.known_number(row, log2)?.zip(table.known_number(row, fraction)?);
        let high = table.known_number(row, high)?;
        Ok(pair.map(|(log2, minor_fraction)| SegmentRatio {
            log2,
            minor_fraction,
            minor_fraction_high: high,
        }))
    }
}

/// A file next to the one that is wanted, or one that lacks a step.
pub(super) fn near_segments(file: &str, table: &TextTable<'_>) -> Option<ReadError> {
    let has = |names: &[&str]| table.column_like(names).is_some();
    if has(&["medianratio"]) && has(&["copynumber"]) {
        let what = "this is the _ratio.txt of Control-FREEC: one row per window, not per segment";
        return Some(
            ReadError::wrong_format(file, what).hint("give *_CNVs.p.value.txt or *_CNVs of the same run"),
        );
    }
    if has(&["log2"]) && has(&["probes"]) && !has(&["cn"]) {
        let what = "these are segments of CNVkit without copies: the column cn is missing";
        return Some(ReadError::wrong_format(file, what).hint(
            "run `cnvkit.py call` with the purity, the ploidy and a VCF of heterozygous sites (-v), which adds cn, cn1 and cn2",
        ));
    }
    None
}

/// Why a table holds no segments that are read.
fn no_segments(file: &str, table: &TextTable<'_>) -> ReadError {
    if let Some(error) = near_segments(file, table) {
        return error;
    }
    let what = format!(
        "these are not segments of a program that is known; the columns are: {}",
        table.columns().join(", ")
    );
    ReadError::wrong_format(file, what).hint(
        "read are FACETS, PURPLE, PureCN, ASCAT, ascatNgs, Sequenza, Battenberg, CNVkit, TITAN, ABSOLUTE, Control-FREEC, GATK ModelSegments; or rename the columns: Chromosome Start End nMajor nMinor",
    )
}

/// The columns of ascatNgs, which writes none.
const CAVEMAN: [&str; 8] = ["index", "chr", "start", "end", "normal_total", "normal_minor", "total", "minor"];
/// The columns of Control-FREEC's `*_CNVs`.
const FREEC: [&str; 9] = [
    "chr",
    "start",
    "end",
    "copy number",
    "status",
    "genotype",
    "uncertainty",
    "somatic/germline",
    "percentageofgermline",
];

/// The table of a text of segments: two programs write no header, and their first line shows whose it is.
pub(super) fn open<'a>(file: &'a str, text: &'a str) -> Result<TextTable<'a>, ReadError> {
    let first = text.lines().find(|line| !line.trim().is_empty() && !line.starts_with('#')).unwrap_or("");
    let are_numbers = |fields: &[&str]| fields.iter().all(|field| field.trim().parse::<u32>().is_ok());
    let by_comma: Vec<&str> = first.split(',').map(|field| field.trim().trim_matches('"')).collect();
    if let [index, _, rest @ ..] = by_comma.as_slice()
        && by_comma.len() == CAVEMAN.len()
        && are_numbers(&[index])
        && are_numbers(rest)
    {
        return Ok(TextTable::without_header(file, text, &CAVEMAN, b','));
    }
    let by_tab: Vec<&str> = first.split('\t').map(str::trim).collect();
    if let [_, start, end, copies, status, ..] = by_tab.as_slice()
        && by_tab.len() <= FREEC.len()
        && are_numbers(&[start, end])
        && copies.parse::<i32>().is_ok()
        && ["gain", "loss", "normal", "neutral"].contains(status)
    {
        return Ok(TextTable::without_header(file, text, &FREEC[..by_tab.len()], b'\t'));
    }
    TextTable::from_text(file, text)
}

/// Log ratio of half a copy of two.
const HALF_A_COPY: f64 = -2.0;

/// Whether `CNVkit` counts no copy at a ratio that leaves half a copy and more: the thresholds that are its default
/// round down, without regard to tumour content.
pub(crate) fn shows_no_loss(copies: f64, log2: f64) -> bool {
    copies < NO_COPY_BELOW && log2 > HALF_A_COPY
}

/// The major copies are the larger by name, not in every file.
fn of_two(major: f64, minor: Option<f64>, fraction: Option<f64>) -> CloneState {
    CloneState { total: major + minor.unwrap_or(0.0), minor: minor.map(|m| m.min(major)), fraction }
}

/// The text with the header where a table expects it: GATK puts a SAM header before it, PURPLE once a `#` into it.
pub(crate) fn readable(text: &str) -> Cow<'_, str> {
    if text.starts_with('@') {
        // A comment keeps its line, so that the numbers in messages stay true.
        let lines =
            text.lines().map(|l| if l.starts_with('@') { format!("#{l}\n") } else { format!("{l}\n") });
        return Cow::Owned(lines.collect());
    }
    match text.strip_prefix("#chromosome") {
        Some(rest) => Cow::Owned(format!("chromosome{rest}")),
        None => Cow::Borrowed(text),
    }
}
