//! Fields of a delimited line in which quotes may enclose what a separator would cut.

/// Fields of a line in which `"` encloses a field and `""` stands for a quote; `None` if a quote is not closed. A quote
/// within a field that does not begin with one is a letter like any other.
#[must_use]
pub fn quoted_fields(line: &[u8], separator: u8) -> Option<Vec<Vec<u8>>> {
    let mut fields = Vec::new();
    let mut field = Vec::new();
    let mut is_quoted = false;
    let mut bytes = line.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' if is_quoted && bytes.peek() == Some(&b'"') => {
                field.push(b'"');
                bytes.next();
            }
            b'"' if is_quoted => is_quoted = false,
            b'"' if field.iter().all(|byte| *byte == b' ') => {
                field.clear();
                is_quoted = true;
            }
            _ if byte == separator && !is_quoted => fields.push(std::mem::take(&mut field)),
            _ => field.push(byte),
        }
    }
    fields.push(field);
    (!is_quoted).then_some(fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_encloses_separators_and_must_be_closed() {
        let fields = quoted_fields(b"\"a,b\",\"say \"\"so\"\"\",c", b',').unwrap();
        assert_eq!(fields, [&b"a,b"[..], b"say \"so\"", b"c"]);
        assert_eq!(quoted_fields(b"\"a,b", b','), None);
    }

    #[test]
    fn a_quote_within_a_field_is_a_letter() {
        let fields = quoted_fields(b"3\" end\ta \"b\" c\t\"d\"\t\"\"", b'\t').unwrap();
        assert_eq!(fields, [&b"3\" end"[..], b"a \"b\" c", b"d", b""]);
    }
}
