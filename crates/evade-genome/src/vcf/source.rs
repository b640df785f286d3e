//! Records of a VCF or a BCF, one by one, as text; those nobody asks for are passed over unread.

use evade_stream::{Input, ReadError};
use memchr::memchr;
use noodles_bcf as bcf;
use noodles_vcf as noodles;
use noodles_vcf::variant::io::Write as _;

use super::header::VcfHeader;
use super::lines::{Bytes, Lines};

/// Header and records.
pub(super) struct VcfSource<'i> {
    pub(super) header: VcfHeader,
    records: Records<'i>,
}

enum Records<'i> {
    Text(Lines<'i>),
    Binary(Box<BinaryRecords<'i>>),
}

struct BinaryRecords<'i> {
    reader: bcf::io::Reader<Bytes<'i>>,
    header: noodles::Header,
    record: bcf::Record,
    text: Vec<u8>,
    n_records: u64,
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
            return Self::open_binary(&file, lines);
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

    fn open_binary(file: &str, lines: Lines<'i>) -> Result<Self, ReadError> {
        if !lines.peek().starts_with(b"BCF\x02") {
            return Err(ReadError::unsupported(file, "this BCF is not of version 2")
                .hint("write it anew with `bcftools view -O b`"));
        }
        let unreadable = |e: &std::io::Error| {
            ReadError::damaged(file, format!("the BCF header cannot be read: {}", with_causes(e)))
                .hint("check it with `bcftools view -h`")
        };
        let mut reader = bcf::io::Reader::from(Bytes(lines));
        let header = reader.read_header().map_err(|e| unreadable(&e))?;
        let mut text = Vec::new();
        noodles::io::Writer::new(&mut text).write_variant_header(&header).map_err(|e| unreadable(&e))?;
        let lines = String::from_utf8_lossy(&text).lines().map(str::to_owned).collect();
        let record = bcf::Record::default();
        Ok(Self {
            header: VcfHeader::parse(file, lines)?,
            records: Records::Binary(Box::new(BinaryRecords { reader, header, record, text, n_records: 0 })),
        })
    }

    /// The next record, read only if it is wanted.
    pub(super) fn next(
        &mut self,
        file: &str,
        is_wanted: impl FnMut(&Place<'_>) -> bool,
    ) -> Result<Next<'_>, ReadError> {
        match &mut self.records {
            Records::Text(lines) => next_text(file, lines, is_wanted),
            Records::Binary(records) => records.next(file, is_wanted),
        }
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
    mut is_wanted: impl FnMut(&Place<'_>) -> bool,
) -> Result<Next<'r>, ReadError> {
    let number = lines.n_read + 1;
    let at_line = |what: &str| ReadError::bad_line(file, what).at_line(number);
    let Some(line) = lines.next_line()? else { return Ok(Next::End) };
    if line.is_empty() {
        return Err(at_line("the line is empty").hint("is the file cut or put together from pieces?"));
    }
    let too_short = || at_line("the record has too few columns").hint("columns are separated by tabs");
    let first = memchr(b'\t', line).ok_or_else(too_short)?;
    let (chrom, rest) = line.split_at(first);
    let rest = rest.get(1..).unwrap_or_default();
    let second = memchr(b'\t', rest).ok_or_else(too_short)?;
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

impl BinaryRecords<'_> {
    fn next(
        &mut self,
        file: &str,
        mut is_wanted: impl FnMut(&Place<'_>) -> bool,
    ) -> Result<Next<'_>, ReadError> {
        let number = self.n_records + 1;
        let unreadable = |e: &std::io::Error| {
            let inner = e.get_ref().and_then(|inner| inner.downcast_ref::<ReadError>());
            inner.cloned().unwrap_or_else(|| {
                ReadError::damaged(file, format!("record {number} cannot be read: {}", with_causes(e)))
            })
        };
        if self.reader.read_record(&mut self.record).map_err(|e| unreadable(&e))? == 0 {
            return Ok(Next::End);
        }
        self.n_records = number;
        let maps = self.header.string_maps();
        let chrom = self.record.reference_sequence_name(maps).map_err(|e| unreadable(&e))?.as_bytes();
        let pos = match self.record.variant_start() {
            Some(Ok(position)) => usize::from(position) as u64,
            _ => return Err(ReadError::bad_value(file, format!("record {number}: POS is not a position"))),
        };
        if !is_wanted(&Place { chrom, pos, rest: b"" }) {
            return Ok(Next::Passed);
        }
        self.text.clear();
        noodles::io::Writer::new(&mut self.text)
            .write_variant_record(&self.header, &self.record)
            .map_err(|e| unreadable(&e))?;
        let text = std::str::from_utf8(&self.text)
            .map_err(|_| ReadError::not_text(file, format!("record {number} is not UTF-8 text")))?;
        Ok(Next::Record(text.trim_end_matches('\n')))
    }
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

pub(super) fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let next = inner.to_string();
        if !text.ends_with(&next) {
            text = format!("{text}: {next}");
        }
        cause = inner.source();
    }
    text
}
