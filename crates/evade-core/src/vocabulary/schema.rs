//! JSON Schema of a list of words: each word with its meaning.

use schemars::{Schema, json_schema};

use super::Word;

/// How a word goes on behind its code, as a regular expression; `None` for a word that stands alone.
pub(crate) type Form = Option<String>;

/// The schema of a list. `forms` are those of the words in their order; without them every word stands alone.
///
/// Each word is a case of its own, so that its meaning stands with it in a keyword that every validator knows.
pub(crate) fn words_schema(about: &str, list: &str, words: &[Word], forms: &[Form]) -> Schema {
    let cases: Vec<Schema> = words
        .iter()
        .enumerate()
        .map(|(place, word)| match forms.get(place) {
            Some(Some(behind)) => {
                let detail = word.detail.unwrap_or_default();
                json_schema!({
                    "pattern": format!("^{}{behind}$", escaped(word.code)),
                    "description": format!("`{}`: {} Behind the colon: {detail}.", word.code, word.meaning),
                })
            }
            _ => json_schema!({ "const": word.code, "description": word.meaning }),
        })
        .collect();
    json_schema!({
        "description": format!("{about} List `{list}`."),
        "type": "string",
        "oneOf": cases,
    })
}

/// One of these regular expressions.
pub(crate) fn any_of(patterns: impl Iterator<Item = String>) -> String {
    format!("({})", patterns.collect::<Vec<_>>().join("|"))
}

/// The regular expression of this text. Words hold letters, digits, `_`, `-` and `.`.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('.', "\\.")
}
