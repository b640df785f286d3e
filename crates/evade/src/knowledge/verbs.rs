//! Words that advise, rank or predict: no text of the knowledge has them, but where it names who says so.

/// Words that advise, rank or predict, in lower case; a word is met where a text has it from the start of a word on.
const NEVER: [&str; 38] = [
    "recommend",
    "should",
    "must ",
    "ought",
    "advis",
    "advice",
    "prefer",
    "best",
    "superior",
    "inferior",
    "optimal",
    "ideal",
    "promising",
    "choose",
    "choice",
    "consider ",
    "contraindicat",
    "indicated for",
    "suitable",
    "eligible",
    "will respond",
    "will benefit",
    "will be ",
    "likely to respond",
    "likely to benefit",
    "expected to",
    "expect ",
    "predict",
    "prognos",
    "treat with",
    "treat the",
    "use of choice",
    "first-choice",
    "standard of care",
    "appropriate",
    "needs treatment",
    "stop treatment",
    "candidate for",
];

/// The word of the list that a text has, if any.
pub(super) fn hit(text: &str) -> Option<&'static str> {
    let lower = format!(" {} ", text.to_lowercase().replace(['(', ')', ',', ';', '"'], " "));
    NEVER.iter().find(|word| lower.contains(&format!(" {word}"))).copied()
}

/// Every text of a file with the id of its row.
pub(super) fn texts(value: &toml::Value, id: &str, found: &mut Vec<(String, String)>) {
    match value {
        toml::Value::String(text) => found.push((id.to_owned(), text.clone())),
        toml::Value::Array(items) => items.iter().for_each(|item| texts(item, id, found)),
        toml::Value::Table(table) => {
            let id = table.get("id").and_then(toml::Value::as_str).unwrap_or(id);
            table.values().for_each(|value| texts(value, id, found));
        }
        _ => {}
    }
}
