//! Records of a VCF or a BCF, one by one, as text; those nobody asks for are passed over unread.

use evade_stream::{Input, ReadError};
use memchr::{memchr, memchr_iter};

use super::bcf_source::BcfSource;
use super::header::VcfHeader;
use super::lines::Lines;

/// Header and records.
pub(super) struct VcfSource<'i> {
    pub(super) header: VcfHeader,
    records: Records<'i>,
}

enum Records<'i> {
    Text(Lines<'i>),
    Binary(Box<BcfSource<'i>>),
}

/// Where a record lies; all that is known before it is read in full.
pub(super) struct Place<'r> {
    pub(super) chrom: &'r [u8],
    pub(super) pos: u64,
    /// The rest of a text line from `ID` on; empty for BCF.
    pub(super) rest: &'r [u8],
}

/// The next record.
pub(super) enum Next<'r> {
    /// One that was asked for: its line.
    Record(&'r str),
    /// One that was not.
    Passed,
    End,
}

impl<'i> VcfSource<'i> {
    /// Reads the header.
    pub(super) fn open(input: &'i mut Input) -> Result<Self, ReadError> {
        let mut lines = Lines::new(input)?;
        let file = lines.name().to_owned();
        if lines.peek().starts_with(b"BCF") {
            let (records, lines) = BcfSource::open(&file, lines)?;
            let header = VcfHeader::parse(&file, lines)?;
            return Ok(Self { header, records: Records::Binary(Box::new(records)) });
        }
        if !lines.peek().starts_with(b"##fileformat=VCF") {
            return Err(not_a_vcf(&file, lines.peek()));
        }
        let mut header = Vec::new();
        while lines.peek().first() == Some(&b'#') || (lines.peek().is_empty() && !lines.has_ended()) {
            let Some(line) = lines.next_line()? else { break };
            if line.is_empty() {
                break;
            }
            header.push(String::from_utf8_lossy(line).into_owned());
            if header.last().is_some_and(|line| line.starts_with("#CHROM")) {
                break;
            }
        }
        let header = VcfHeader::parse(&file, header)?;
        Ok(Self { header, records: Records::Text(lines) })
    }

    /// The next record, read only if it is wanted.
    pub(super) fn next(
        &mut self,
        file: &str,
        is_wanted: impl FnMut(&Place<'_>) -> bool,
    ) -> Result<Next<'_>, ReadError> {
        match &mut self.records {
            Records::Text(lines) => next_text(file, lines, self.header.n_columns, is_wanted),
            Records::Binary(records) => records.next(file, is_wanted),
        }
    }

    /// Whether the last line did not end. BCF tells the length of each record.
    pub(super) fn may_be_cut(&self) -> bool {
        matches!(&self.records, Records::Text(lines) if lines.may_be_cut)
    }

    /// An error at the record handed out last.
    pub(super) fn error(&self, file: &str, what: impl Into<String>) -> ReadError {
        match &self.records {
            Records::Text(lines) => ReadError::bad_line(file, what).at_line(lines.n_read),
            Records::Binary(records) => {
                ReadError::bad_line(file, format!("record {}: {}", records.n_records, what.into()))
            }
        }
    }
}

fn next_text<'r>(
    file: &str,
    lines: &'r mut Lines<'_>,
    n_columns: usize,
    mut is_wanted: impl FnMut(&Place<'_>) -> bool,
) -> Result<Next<'r>, ReadError> {
    let number = lines.n_read + 1;
    let at_line = |what: &str| ReadError::bad_line(file, what).at_line(number);
    let Some(line) = lines.next_line()? else { return Ok(Next::End) };
    if line.is_empty() {
        return Err(at_line("the line is empty").hint("is the file cut or put together from pieces?"));
    }
    let n = memchr_iter(b'\t', line).count() + 1;
    if n != n_columns {
        return Err(wrong_number_of_columns(file, n, n_columns).at_line(number));
    }
    let first = memchr(b'\t', line).unwrap_or(line.len());
    let (chrom, rest) = line.split_at(first);
    let rest = rest.get(1..).unwrap_or_default();
    let second = memchr(b'\t', rest).unwrap_or(rest.len());
    let (digits, rest) = rest.split_at(second);
    let pos = number_of(digits)
        .ok_or_else(|| ReadError::bad_value(file, "POS is not a position").at_line(number))?;
    if !is_wanted(&Place { chrom, pos, rest: rest.get(1..).unwrap_or_default() }) {
        return Ok(Next::Passed);
    }
    let text = std::str::from_utf8(line).map_err(|_| {
        ReadError::not_text(file, "the line is not UTF-8 text").at_line(number).hint("save the file as UTF-8")
    })?;
    Ok(Next::Record(text))
}

/// A record that was cut, or two that were run together.
pub(crate) fn wrong_number_of_columns(file: &str, n: usize, of_header: usize) -> ReadError {
    let column = if n == 1 { "column" } else { "columns" };
    let error =
        ReadError::bad_line(file, format!("the record has {n} {column}, but the header has {of_header}"));
    if n < of_header {
        error.hint(
            "the record is cut, or its columns are not separated by tabs: compare the file with the original",
        )
    } else {
        error.hint("two records may have run together: compare the file with the original")
    }
}

/// A VCF without a newline at its end, which a copy that stopped may have cut.
#[must_use]
pub fn unterminated_vcf(file: &str) -> ReadError {
    ReadError::damaged(file, "the last line does not end with a newline: the file may be cut")
        .hint("compare its size and checksum with the original and copy it again")
}

fn number_of(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() || digits.len() > 18 {
        return None;
    }
    digits.iter().try_fold(0_u64, |n, c| c.is_ascii_digit().then(|| n * 10 + u64::from(c - b'0')))
}

fn not_a_vcf(file: &str, head: &[u8]) -> ReadError {
    let what = "this is not a VCF: the first line is not ##fileformat=VCFv4.x";
    let error = ReadError::wrong_format(file, what);
    if head.starts_with(b"##") || head.starts_with(b"#CHROM") {
        return error.hint("the line ##fileformat is missing: add it as the first line");
    }
    error
}
