//! Whole lines of a text, some megabytes at a time.

use evade_stream::{Input, ReadError};
use memchr::{memchr, memchr_iter, memrchr};

/// Cuts an input into portions that end at line ends, so that memory does not grow with the file.
pub(crate) struct Portions<'a> {
    input: &'a mut Input,
    portion_bytes: usize,
    /// What follows the last whole line of the latest portion.
    carried: Vec<u8>,
    ended: bool,
}

/// Lines that belong together in memory alone.
pub(crate) struct Portion {
    /// The lines; none at the end of the input.
    pub(crate) text: Vec<u8>,
    /// How much of the input has been read with this portion, where that is known.
    pub(crate) share_read: Option<f64>,
}

impl<'a> Portions<'a> {
    pub(crate) fn new(input: &'a mut Input, portion_bytes: usize) -> Self {
        Self { input, portion_bytes, carried: Vec::new(), ended: false }
    }

    /// Changes the size of the portions to come.
    pub(crate) fn set_bytes(&mut self, portion_bytes: usize) {
        self.portion_bytes = portion_bytes;
    }

    /// Reads the next portion into a buffer whose content is done with. It holds at least `n_lines` lines, as long as they
    /// may be, unless the input ends before; blank lines at the end of the input are not part of it.
    pub(crate) fn next(&mut self, mut text: Vec<u8>, n_lines: usize) -> Result<Portion, ReadError> {
        text.clear();
        text.append(&mut self.carried);
        while !self.ended {
            self.ended = self.input.read_more(&mut text, self.portion_bytes)? < self.portion_bytes;
            let end = whole_lines(&text);
            if !self.ended && memchr_iter(b'\n', &text[..end]).take(n_lines).count() == n_lines {
                self.carried.extend_from_slice(&text[end..]);
                text.truncate(end);
                return Ok(Portion { text, share_read: self.input.share_read() });
            }
        }
        text.truncate(content_end(&text));
        Ok(Portion { text, share_read: Some(1.0) })
    }
}

/// Where the last whole line ends that is not blank: blank lines after it may be the last of the input.
fn whole_lines(text: &[u8]) -> usize {
    let last_line = memrchr(b'\n', text).map_or(0, |feed| content_end(&text[..feed]));
    match memchr(b'\n', &text[last_line..]) {
        Some(feed) if last_line > 0 => last_line + feed + 1,
        _ => 0,
    }
}

/// Where line ends are all that follows.
fn content_end(text: &[u8]) -> usize {
    text.iter().rposition(|byte| !matches!(byte, b'\n' | b'\r')).map_or(0, |last| last + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn portions(text: &str, portion_bytes: usize) -> Vec<String> {
        let mut input = Input::from_bytes("x", text).unwrap();
        let mut portions = Portions::new(&mut input, portion_bytes);
        let mut found = Vec::new();
        loop {
            let portion = portions.next(Vec::new(), 1).unwrap();
            if portion.text.is_empty() {
                return found;
            }
            found.push(String::from_utf8(portion.text).unwrap());
        }
    }

    #[test]
    fn portions_are_whole_lines_and_together_the_text_without_its_blank_end() {
        for text in
            ["", "a", "a\nbb\n\nccc\r\n\r\nd\n", "a line\nan other\n\n\n", "\n\n\na\n\r\r\n", "\n\n\n\n"]
        {
            for portion_bytes in 1..20 {
                let found = portions(text, portion_bytes);
                assert_eq!(found.concat(), text.trim_end_matches(['\n', '\r']).to_owned() + last_end(&found));
                for portion in &found[..found.len().saturating_sub(1)] {
                    assert!(portion.ends_with('\n'), "{portion:?}");
                }
            }
        }
    }

    /// A portion that happens to end with the input keeps its line end.
    fn last_end(found: &[String]) -> &str {
        let last = found.last().map_or("", String::as_str);
        &last[last.trim_end_matches(['\n', '\r']).len()..]
    }

    #[test]
    fn the_first_portion_holds_as_many_lines_as_are_asked_for() {
        let mut input = Input::from_bytes("x", "a long header\na longer row\nb\nc\n").unwrap();
        let first = Portions::new(&mut input, 4).next(Vec::new(), 2).unwrap();
        assert_eq!(first.text, b"a long header\na longer row\n");
        assert!(first.share_read.is_some());
    }
}
