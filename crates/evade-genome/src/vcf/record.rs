//! The columns of one record.

use memchr::memchr_iter;

/// One line, split.
#[derive(Debug, Clone, Copy)]
pub(super) struct RawRecord<'r> {
    pub(super) chrom: &'r str,
    pub(super) pos: u64,
    pub(super) id: &'r str,
    pub(super) reference: &'r str,
    pub(super) alternates: &'r str,
    pub(super) filter: &'r str,
    pub(super) info: &'r str,
    /// FORMAT and the sample columns.
    pub(super) samples: &'r str,
}

impl<'r> RawRecord<'r> {
    /// Splits a line; `None` when columns are missing.
    pub(super) fn parse(line: &'r str) -> Option<Self> {
        let mut fields = line.splitn(9, '\t');
        let chrom = fields.next()?;
        let pos = fields.next()?.parse().ok()?;
        let id = fields.next()?;
        let (reference, alternates) = (fields.next()?, fields.next()?);
        let _quality = fields.next()?;
        let (filter, info) = (fields.next()?, fields.next()?);
        Some(Self {
            chrom,
            pos,
            id,
            reference,
            alternates,
            filter,
            info,
            samples: fields.next().unwrap_or(""),
        })
    }

    /// The value of an INFO field; empty for a flag.
    pub(super) fn info(&self, key: &str) -> Option<&'r str> {
        info_value(self.info, key)
    }

    /// The value of a FORMAT field in a column.
    pub(super) fn sample(&self, column: Option<usize>, key: &str) -> Option<&'r str> {
        let mut fields = self.samples.split('\t');
        let place = fields.next()?.split(':').position(|k| k == key)?;
        let value = fields.nth(column?)?.split(':').nth(place)?;
        (!matches!(value, "" | ".")).then_some(value)
    }

    /// Whether a column has no genotype and no number above 0. Merged files write this for a sample that its caller
    /// did not call; a missing genotype alone is what some callers of rearrangements always write.
    pub(super) fn is_without_call(&self, column: Option<usize>) -> bool {
        let mut fields = self.samples.split('\t');
        let format = fields.next().unwrap_or("");
        let Some(values) = column.and_then(|column| fields.nth(column)) else { return false };
        let is_missing = |(key, value): (&str, &str)| match key {
            "GT" => value.chars().all(|c| matches!(c, '.' | '/' | '|')),
            _ => !value.contains(|c: char| matches!(c, '1'..='9')),
        };
        !format.is_empty() && format.split(':').zip(values.split(':')).all(is_missing)
    }
}

/// The value of an INFO field; empty for a flag. Annotations make the text long, hence the fast search.
pub(super) fn info_value<'r>(info: &'r str, key: &str) -> Option<&'r str> {
    pieces(info, b';').find_map(|field| {
        let rest = field.strip_prefix(key)?;
        if rest.is_empty() { Some("") } else { rest.strip_prefix('=') }
    })
}

/// The pieces of a text between separators.
pub(super) fn pieces(text: &str, separator: u8) -> impl Iterator<Item = &str> {
    let ends = memchr_iter(separator, text.as_bytes()).chain(std::iter::once(text.len()));
    let mut start = 0;
    ends.map(move |end| {
        let piece = text.get(start..end).unwrap_or_default();
        start = end + 1;
        piece
    })
}

/// Alleles that are no variant: missing, spanning deletion, the rest of a reference block.
pub(super) fn is_no_allele(alternate: &str) -> bool {
    matches!(alternate, "." | "*" | "<NON_REF>" | "<*>" | "<X>" | "<DEL:*>" | "")
}

/// Alleles that are described rather than written out: `<DEL>`, breakends.
pub(super) fn is_structural(alternate: &str) -> bool {
    alternate.contains(['<', '[', ']'])
        || (alternate.len() > 1 && (alternate.starts_with('.') || alternate.ends_with('.')))
}
