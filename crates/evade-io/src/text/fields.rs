//! Fields of a line.

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

/// Fields of a line in which `"` encloses and `""` stands for a quote; `None` if a quote is not closed.
pub(crate) fn quoted_fields(line: &[u8], separator: u8) -> Option<Vec<Vec<u8>>> {
    let mut fields = Vec::new();
    let mut field = Vec::new();
    let mut quoted = false;
    let mut bytes = line.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' if quoted && bytes.peek() == Some(&b'"') => {
                field.push(b'"');
                bytes.next();
            }
            b'"' => quoted = !quoted,
            _ if byte == separator && !quoted => fields.push(std::mem::take(&mut field)),
            _ => field.push(byte),
        }
    }
    fields.push(field);
    (!quoted).then_some(fields)
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

    #[test]
    fn a_quote_encloses_separators_and_must_be_closed() {
        let fields = quoted_fields(b"\"a,b\",\"say \"\"so\"\"\",c", b',').unwrap();
        assert_eq!(fields, [&b"a,b"[..], b"say \"so\"", b"c"]);
        assert_eq!(quoted_fields(b"\"a,b", b','), None);
    }
}
