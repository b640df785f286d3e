//! Line ends: the lines of a text, and those no reader knows as such.

use evade_stream::ReadError;
use memchr::memchr;

/// Refuses a text whose only line ends are those of old Macs: it would be one line, with everything else lost.
pub(crate) fn refuse_old_mac(name: &str, text: &[u8]) -> Result<(), ReadError> {
    if memchr(b'\n', text).is_some() || memchr(b'\r', text).is_none() {
        return Ok(());
    }
    Err(ReadError::not_text(name, "the line ends are those of old Macs (CR alone)")
        .at_line(1)
        .hint("save the file with LF or CRLF line ends"))
}

/// How many lines end in a text, whatever its line ends are.
pub(crate) fn count_line_ends(text: &[u8]) -> u64 {
    let is_end = |i: &usize| match text[*i] {
        b'\n' => true,
        b'\r' => text.get(i + 1) != Some(&b'\n'),
        _ => false,
    };
    (0..text.len()).filter(is_end).count() as u64
}

/// The first line without its end, and what follows.
pub(crate) fn split_first_line(text: &[u8]) -> (&[u8], &[u8]) {
    let (line, rest) = memchr(b'\n', text).map_or((text, &[][..]), |end| (&text[..end], &text[end + 1..]));
    (line.strip_suffix(b"\r").unwrap_or(line), rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_with_every_line_end() {
        for text in ["a\nb\n\nc", "a\r\nb\r\n\r\nc", "a\rb\r\rc"] {
            assert_eq!(count_line_ends(text.as_bytes()), 3, "{text:?}");
        }
    }

    #[test]
    fn only_a_text_without_any_line_feed_is_of_an_old_mac() {
        assert!(refuse_old_mac("x", b"a\rb\r").is_err());
        assert!(refuse_old_mac("x", b"a\r\nb").is_ok());
        assert!(refuse_old_mac("x", b"a").is_ok());
    }
}
