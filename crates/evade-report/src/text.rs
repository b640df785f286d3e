//! Text that came from a file, and numbers as the page prints them.

use maud::Render;

/// What stands where the model has no value.
pub(crate) const NO_VALUE: &str = "no value";

/// What stands where an input was not given.
pub(crate) const NOT_TESTED: &str = "not tested";

/// Text from a file: the only way it enters the page.
pub(crate) struct Text<'a>(pub(crate) &'a str);

impl Render for Text<'_> {
    fn render_to(&self, buffer: &mut String) {
        escape_to(self.0, buffer);
    }
}

/// Escapes `text` for element content and quoted attributes.
///
/// Line breaks become spaces. Other control characters have no place in a document, and marks that turn the
/// direction of writing could make a value read as another one: both are shown as U+FFFD.
pub(crate) fn escape_to(text: &str, out: &mut String) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' | '\r' => out.push(' '),
            c if c.is_control() || is_unfit(c) => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
}

/// Marks of writing direction, and the two code points that XML refuses.
fn is_unfit(letter: char) -> bool {
    matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        || matches!(letter, '\u{fffe}' | '\u{ffff}')
}

/// A number with `digits` decimals; without a value when it is not finite, never `-0.00`.
pub(crate) fn decimals(value: f64, digits: usize) -> String {
    if !value.is_finite() {
        return NO_VALUE.to_owned();
    }
    let text = format!("{value:.digits$}");
    match text.strip_prefix('-') {
        Some(rest) if rest.chars().all(|c| matches!(c, '0' | '.')) => rest.to_owned(),
        _ => text,
    }
}

/// A share, allele fraction, margin, correlation or copy number: two decimals.
pub(crate) fn two(value: f64) -> String {
    decimals(value, 2)
}

/// A z or a contribution: two decimals with its sign.
pub(crate) fn signed(value: f64) -> String {
    let text = two(value);
    let is_plain = text.starts_with('-') || !value.is_finite() || text == "0.00";
    if is_plain { text } else { format!("+{text}") }
}

/// A percentile: whole numbers, as its interval is many points wide.
pub(crate) fn whole(value: f64) -> String {
    decimals(value, 0)
}

/// A number a user typed (PD-L1 per cent, TMB): as short as it is, at most two decimals.
pub(crate) fn short(value: f64) -> String {
    let text = two(value);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// An optional value, or the words for its absence.
pub(crate) fn or_no_value(value: Option<f64>, print: fn(f64) -> String) -> String {
    value.map_or_else(|| NO_VALUE.to_owned(), print)
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn joined(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The text with a capital in front.
pub(crate) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A word of a table as people read it: `not_tested` is `not tested`.
pub(crate) fn spaced(word: &str) -> String {
    word.replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn escaped(text: &str) -> String {
        Text(text).render().into_string()
    }

    #[test]
    fn markup_quotes_and_ampersands_are_escaped() {
        assert_eq!(escaped("<script>alert(1)</script>"), "&lt;script&gt;alert(1)&lt;/script&gt;");
        assert_eq!(escaped(r#"" onload='x' &amp;"#), "&quot; onload=&#39;x&#39; &amp;amp;");
        assert_eq!(escaped("p.Arg12= Ünïcode µ"), "p.Arg12= Ünïcode µ");
    }

    #[test]
    fn control_characters_and_direction_marks_are_shown_as_unreadable() {
        assert_eq!(escaped("a\u{0}b\u{1b}c\u{7f}d\u{85}e"), "a\u{fffd}b\u{fffd}c\u{fffd}d\u{fffd}e");
        assert_eq!(escaped("a\tb\r\nc"), "a b  c");
        assert_eq!(escaped("a\u{202e}b\u{2066}c\u{ffff}"), "a\u{fffd}b\u{fffd}c\u{fffd}");
    }

    #[test]
    fn numbers_print_without_a_negative_zero_and_with_their_sign() {
        assert_eq!(
            (two(-0.001).as_str(), signed(-0.001).as_str(), signed(0.004).as_str()),
            ("0.00", "0.00", "0.00")
        );
        assert_eq!((signed(0.914).as_str(), signed(-1.006).as_str()), ("+0.91", "-1.01"));
        assert_eq!((whole(69.77).as_str(), short(40.0).as_str(), short(7.25).as_str()), ("70", "40", "7.25"));
        assert_eq!((two(f64::NAN).as_str(), signed(f64::INFINITY).as_str()), ("no value", "no value"));
    }
}
