//! Text of inputs in files that `MultiQC` reads.

use std::fmt::Write;

/// Text for a page. `MultiQC` writes text of custom content into its page as it stands, so that markup of an input would
/// become part of the page.
pub(super) fn html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A sample id as a key of data. `MultiQC` keeps only what follows the last `/` of a key, which would make one row of
/// `a/P1` and `b/P1`.
pub(super) fn sample_key(id: &str) -> String {
    html(id).replace('/', "&#47;")
}

/// A sentence in a cell of a table. `MultiQC` takes each comma there for a separator of thousands.
pub(super) fn sentence(text: &str) -> String {
    html(text).replace(',', "&#44;")
}

/// A double-quoted scalar of YAML in ASCII.
pub(super) fn yaml(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            ' '..='~' => quoted.push(c),
            c => {
                // Writing to a String cannot fail.
                let _ = write!(quoted, "\\U{:08x}", u32::from(c));
            }
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_text() {
        assert_eq!(html("<b>A&B</b>"), "&lt;b&gt;A&amp;B&lt;/b&gt;");
        assert_eq!(sample_key("site 1/P1<"), "site 1&#47;P1&lt;");
        assert_eq!(sentence("a, <b>"), "a&#44; &lt;b&gt;");
        assert_eq!(sample_key("P1-a.2_肺"), "P1-a.2_肺");
    }

    #[test]
    fn yaml_scalars_are_quoted() {
        assert_eq!(yaml("1.10"), "\"1.10\"");
        assert_eq!(yaml("a\"\\\n肺"), "\"a\\\"\\\\\\U0000000a\\U000080ba\"");
    }
}
