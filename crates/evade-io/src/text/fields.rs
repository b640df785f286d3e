//! Fields of a line.

pub(crate) use evade_stream::quoted_fields;
use memchr::memchr;

/// The fields of a line without quotes, not copied.
pub(crate) struct PlainFields<'a> {
    rest: Option<&'a [u8]>,
    separator: u8,
}

impl<'a> PlainFields<'a> {
    #[inline]
    pub(crate) fn new(line: &'a [u8], separator: u8) -> Self {
        Self { rest: Some(line), separator }
    }
}

impl<'a> Iterator for PlainFields<'a> {
    type Item = &'a [u8];

    #[inline]
    fn next(&mut self) -> Option<&'a [u8]> {
        let rest = self.rest?;
        let (field, after) =
            memchr(self.separator, rest).map_or((rest, None), |end| (&rest[..end], Some(&rest[end + 1..])));
        self.rest = after;
        Some(field)
    }
}

/// Text of a field without blanks around it; `None` if it is not UTF-8.
pub(crate) fn text(field: &[u8]) -> Option<&str> {
    std::str::from_utf8(field).ok().map(str::trim)
}

/// `1 field`, `2 fields`.
pub(crate) fn counted(n: usize) -> String {
    format!("{n} field{}", if n == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_and_quoted_fields_agree_where_there_is_no_quote() {
        for line in ["", "a", "a,b", ",a,,b,", ",,"] {
            let plain: Vec<&[u8]> = PlainFields::new(line.as_bytes(), b',').collect();
            assert_eq!(quoted_fields(line.as_bytes(), b',').unwrap(), plain, "{line:?}");
        }
    }
}
