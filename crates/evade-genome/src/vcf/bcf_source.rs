//! Records of a BCF as lines of text. Damage makes the decoder panic in places: what it says then is an error of the file.

use std::io::{self, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use evade_stream::ReadError;
use noodles_bcf as bcf;
use noodles_vcf as noodles;
use noodles_vcf::variant::io::Write as _;

use super::bcf_frame::{LENGTHS, fault_of, lengths};
use super::lines::Lines;
use super::source::{Next, Place};

/// Bytes of magic number and version, and of the length of the header behind them.
const MAGIC: usize = 5;
const HEADER_LENGTH: usize = 4;

pub(super) struct BcfSource<'i> {
    input: Lines<'i>,
    reader: bcf::io::Reader<Piece>,
    header: noodles::Header,
    n_samples: usize,
    record: bcf::Record,
    text: Vec<u8>,
    pub(super) n_records: u64,
}

/// The header or one record: the decoder gets no more than has been read and checked.
#[derive(Default)]
struct Piece {
    bytes: Vec<u8>,
    at: usize,
}

impl Read for Piece {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = self.bytes.get(self.at..).unwrap_or_default().read(into)?;
        self.at += n;
        Ok(n)
    }
}

impl<'i> BcfSource<'i> {
    /// Reads the header; gives its lines too.
    pub(super) fn open(file: &str, mut input: Lines<'i>) -> Result<(Self, Vec<String>), ReadError> {
        if !input.peek().starts_with(b"BCF\x02") {
            return Err(ReadError::unsupported(file, "this BCF is not of version 2")
                .hint("write it anew with `bcftools view -O b`"));
        }
        let unreadable = |what: &str| {
            ReadError::damaged(file, format!("the BCF header cannot be read: {what}"))
                .hint("check it with `bcftools view -h`")
        };
        let mut bytes = Vec::new();
        input.take_bytes(MAGIC + HEADER_LENGTH, &mut bytes)?;
        let length = bytes.get(MAGIC..).and_then(|length| length.try_into().ok()).map(u32::from_le_bytes);
        let length = length.ok_or_else(|| unreadable("the file ends before it"))? as usize;
        if !input.take_bytes(length, &mut bytes)? {
            return Err(unreadable(&format!("it should have {length} bytes, and the file ends before")));
        }
        if !is_header_text(bytes.get(MAGIC + HEADER_LENGTH..).unwrap_or_default()) {
            return Err(unreadable(&format!("its {length} bytes do not end with the line #CHROM")));
        }
        let mut reader = bcf::io::Reader::from(Piece { bytes, at: 0 });
        let mut text = Vec::new();
        let header = decoded(|| {
            let header = reader.read_header()?;
            noodles::io::Writer::new(&mut text).write_variant_header(&header)?;
            Ok(header)
        });
        let header = header.map_err(|what| unreadable(&what))?;
        let lines = String::from_utf8_lossy(&text).lines().map(str::to_owned).collect();
        let n_samples = header.sample_names().len();
        let record = bcf::Record::default();
        Ok((Self { input, reader, header, n_samples, record, text, n_records: 0 }, lines))
    }

    pub(super) fn next(
        &mut self,
        file: &str,
        mut is_wanted: impl FnMut(&Place<'_>) -> bool,
    ) -> Result<Next<'_>, ReadError> {
        let number = self.n_records + 1;
        let unreadable =
            |what: &str| ReadError::damaged(file, format!("record {number} cannot be read: {what}"));
        if !self.read_piece(&unreadable)? {
            return Ok(Next::End);
        }
        self.n_records = number;
        let place = decoded(|| {
            self.reader.read_record(&mut self.record)?;
            let chrom = self.record.reference_sequence_name(self.header.string_maps())?;
            // Before the first base is 0, as in the text.
            let pos = self.record.variant_start().transpose()?.map_or(0, |pos| usize::from(pos) as u64);
            Ok((chrom.as_bytes(), pos))
        });
        let (chrom, pos) = place.map_err(|what| unreadable(&what))?;
        if !is_wanted(&Place { chrom, pos, rest: b"" }) {
            return Ok(Next::Passed);
        }
        self.text.clear();
        let written = decoded(|| {
            noodles::io::Writer::new(&mut self.text).write_variant_record(&self.header, &self.record)
        });
        written.map_err(|what| unreadable(&what))?;
        let text = std::str::from_utf8(&self.text)
            .map_err(|_| ReadError::not_text(file, format!("record {number} is not UTF-8 text")))?;
        Ok(Next::Record(text.trim_end_matches('\n')))
    }

    /// Reads the bytes of the next record and checks them; `false` behind the last one.
    fn read_piece(&mut self, unreadable: &dyn Fn(&str) -> ReadError) -> Result<bool, ReadError> {
        let piece = self.reader.get_mut();
        piece.bytes.clear();
        piece.at = 0;
        let is_whole = self.input.take_bytes(LENGTHS, &mut piece.bytes)?;
        if piece.bytes.is_empty() {
            return Ok(false);
        }
        let head: [u8; LENGTHS] = match piece.bytes.as_slice().try_into() {
            Ok(head) if is_whole => head,
            _ => return Err(unreadable("the file ends in it")),
        };
        let (n_site, n_samples) = lengths(head);
        let length = n_site.saturating_add(n_samples);
        if !self.input.take_bytes(length, &mut piece.bytes)? {
            return Err(unreadable(&format!("it should have {length} bytes, and the file ends before")));
        }
        let fault = fault_of(piece.bytes.get(LENGTHS..).unwrap_or_default(), n_site, self.n_samples);
        fault.map_or(Ok(true), |fault| Err(unreadable(&fault)))
    }
}

/// Whether the header's text ends where its length says: with the line of the columns, and NUL bytes behind it.
fn is_header_text(text: &[u8]) -> bool {
    let end = text.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    let is_closed = end < text.len();
    let text = text.get(..end).unwrap_or_default();
    let lines = match text.strip_suffix(b"\n") {
        Some(lines) => lines,
        None if is_closed => text,
        None => return false,
    };
    let last = lines.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    last.starts_with(b"#CHROM") && !text.contains(&0)
}

/// What the decoder gives, or why it fails; a panic of it is a failure too.
fn decoded<T>(decode: impl FnOnce() -> io::Result<T>) -> Result<T, String> {
    match catch_unwind(AssertUnwindSafe(decode)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(with_causes(&error)),
        Err(_) => Err("its values do not fit the header".to_owned()),
    }
}

fn with_causes(error: &dyn std::error::Error) -> String {
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
