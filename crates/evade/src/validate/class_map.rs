//! The map from labels, and words of calls, to classes.

use std::collections::BTreeMap;
use std::path::Path;

use evade_core::InputStamp;
use evade_io::SampleTable;
use evade_stream::{Content, ReadError, Source};

/// Which class a word stands for. Words count apart from case.
#[derive(Debug, Default)]
pub(super) struct ClassMap {
    classes: BTreeMap<String, Option<String>>,
    pub(super) stamp: Option<InputStamp>,
}

/// What the map says of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mapped<'a> {
    /// Nothing: the word is a class itself, or an error.
    Itself,
    /// Samples with this label are left out.
    LeftOut,
    /// This class.
    Class(&'a str),
}

/// Names of the two columns. A map may do without its header.
const HEADER: &str = "label\tclass\n";

impl ClassMap {
    /// Reads a table with the columns `label` and `class`, or one of two columns without a header.
    pub(super) fn read(path: &Path) -> crate::Result<Self> {
        let source = Source::from_argument(path);
        let content = source.read()?;
        let stamp = InputStamp { file: source.base_name(), sha256: content.sha256.clone() };
        let (content, n_added) = with_header(content);
        // The file has not the line of the header that it was given.
        let in_file = |mut error: ReadError| {
            error.line = error.line.map(|line| line - n_added);
            error
        };
        let classes = SampleTable::read(&content, &["label"]).and_then(|table| classes(&table));
        Ok(Self { classes: classes.map_err(in_file)?, stamp: Some(stamp) })
    }

    pub(super) fn of(&self, word: &str) -> Mapped<'_> {
        match self.classes.get(&word.to_lowercase()) {
            None => Mapped::Itself,
            Some(None) => Mapped::LeftOut,
            Some(Some(class)) => Mapped::Class(class),
        }
    }

    /// Its words, in lower case and in their order.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.classes.keys().map(String::as_str)
    }

    /// The class of a label; `None` if samples with it are left out.
    pub(super) fn of_label<'a>(&'a self, label: &'a str) -> Option<&'a str> {
        match self.of(label) {
            Mapped::LeftOut => None,
            Mapped::Class(class) => Some(class),
            Mapped::Itself => Some(label),
        }
    }

    /// The class of a word of the calls. Calls are never left out, since that would hide what is wrong with them.
    pub(super) fn of_call<'a>(&'a self, word: &'a str) -> &'a str {
        match self.of(word) {
            Mapped::Class(class) => class,
            Mapped::Itself | Mapped::LeftOut => word,
        }
    }
}

fn classes(table: &SampleTable) -> Result<BTreeMap<String, Option<String>>, ReadError> {
    let class = table.require("class")?;
    let mut classes = BTreeMap::new();
    for label in table.ids() {
        let mapped = table.value(label, class).map(str::to_owned);
        if classes.insert(label.to_lowercase(), mapped).is_some() {
            let what = format!("the label '{label}' is duplicated: case does not count");
            return Err(table.bad_value(label, table.id_column(), what).hint("give every label one class"));
        }
    }
    Ok(classes)
}

/// A map whose first line is not its header gets one, in as many lines.
fn with_header(content: Content) -> (Content, u64) {
    let text = content.without_mark();
    let first = text.split(|byte| matches!(byte, b'\r' | b'\n')).find(|line| !line.is_empty());
    let first = String::from_utf8_lossy(first.unwrap_or_default()).to_lowercase();
    let separator = ['\t', ';', ','].into_iter().find(|&separator| first.contains(separator));
    let mut names = first.split(separator.unwrap_or('\t')).map(|name| name.trim().trim_matches('"'));
    if names.clone().any(|name| name == "label") && names.any(|name| name == "class") {
        return (content, 0);
    }
    let header = match separator {
        Some(separator) => HEADER.replace('\t', &separator.to_string()),
        None => HEADER.to_owned(),
    };
    (Content { bytes: [header.as_bytes(), text].concat(), ..content }, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> crate::Result<ClassMap> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("map.tsv");
        std::fs::write(&path, text).unwrap();
        ClassMap::read(&path)
    }

    #[test]
    fn a_map_is_read_with_and_without_a_header() {
        for text in [
            "label\tclass\nimmune-desert\tdesert\nnone\tNA\n",
            "immune-desert\tdesert\nnone\tNA\n",
            "Class;Label\ndesert;Immune-Desert\n;none\n",
            "\"label\",\"class\"\r\n\"immune-desert\",\"desert\"\r\n\"none\",\r\n",
        ] {
            let map = read(text).unwrap();
            assert_eq!(map.of("Immune-desert"), Mapped::Class("desert"), "{text}");
            assert_eq!((map.of("none"), map.of("inflamed")), (Mapped::LeftOut, Mapped::Itself), "{text}");
            assert_eq!((map.of_call("none"), map.of_call("immune-desert")), ("none", "desert"));
        }
    }

    #[test]
    fn two_classes_of_one_label_are_refused() {
        for (text, expected) in [
            ("a\tx\nA\ty\n", "map.tsv:2:1: the label 'A' is duplicated"),
            ("a\tx\n\na\ty\n", "map.tsv:3:1: 'a' is duplicated"),
            ("a\nb\n", "map.tsv:1: the row has 1 field"),
        ] {
            let message = read(text).unwrap_err().message();
            assert!(message.contains(expected), "{message}");
        }
    }
}
