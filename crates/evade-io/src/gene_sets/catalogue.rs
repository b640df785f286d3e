//! The catalogue of gene sets: one TOML file per axis.

use std::collections::{BTreeMap, BTreeSet};

use evade_core::{GeneTable, Signature, SignatureKind};
use evade_stream::ReadError;
use serde::Deserialize;

/// What to do about a catalogue file that is not one.
const SCHEMA: &str = "a catalogue file has axis, title and defaults, and in each [[set]] id, name, kind, up and its source; `evade signatures show ID` shows a built-in set";

/// One file of the catalogue.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CatalogueAxis {
    /// Short name, such as `treg`.
    pub axis: String,
    /// The axis in words.
    pub title: String,
    /// Ids of the sets to use unless told otherwise.
    #[serde(default)]
    pub defaults: Vec<String>,
    /// What no set of this axis can tell.
    #[serde(default)]
    pub caveats: Vec<String>,
    /// The sets.
    #[serde(rename = "set", default)]
    pub sets: Vec<Signature>,
}

/// All gene sets, axis after axis.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    /// The axes in order of name.
    pub axes: Vec<CatalogueAxis>,
}

impl Catalogue {
    /// All sets in order.
    pub fn signatures(&self) -> impl Iterator<Item = &Signature> {
        self.axes.iter().flat_map(|axis| &axis.sets)
    }

    /// Sets that have members to score.
    #[must_use]
    pub fn scorable(&self) -> Vec<Signature> {
        self.signatures().filter(|s| s.size() > 0).cloned().collect()
    }

    /// The set of this id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&Signature> {
        self.signatures().find(|s| s.id == id)
    }
}

/// Reads catalogue files, given as name and text.
pub fn read_catalogue<'a>(
    files: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<Catalogue, ReadError> {
    let mut axes = Vec::new();
    for (name, text) in files {
        let mut axis: CatalogueAxis = toml::from_str(text).map_err(|e| toml_error(name, text, &e))?;
        if axis.sets.is_empty() {
            return Err(ReadError::empty(name, "the file holds no gene set").hint(SCHEMA));
        }
        for set in &mut axis.sets {
            set.axis.clone_from(&axis.axis);
            set.is_default = axis.defaults.contains(&set.id);
        }
        axes.push(axis);
    }
    axes.sort_by(|a, b| a.axis.cmp(&b.axis));
    Ok(Catalogue { axes })
}

/// A TOML error with the line it names.
fn toml_error(name: &str, text: &str, error: &toml::de::Error) -> ReadError {
    let failed = ReadError::bad_value(name, error.message().to_owned()).hint(SCHEMA);
    match error.span() {
        Some(span) => failed.at_line(text[..span.start.min(text.len())].matches('\n').count() as u64 + 1),
        None => failed,
    }
}

/// Everything that is wrong with a catalogue, one sentence each; empty when all is well.
#[must_use]
pub fn check_catalogue(catalogue: &Catalogue, genes: &GeneTable) -> Vec<String> {
    let mut findings = Vec::new();
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    for axis in &catalogue.axes {
        for id in axis.defaults.iter().filter(|&id| axis.sets.iter().all(|s| &s.id != id)) {
            findings.push(format!("{}: the default '{id}' is not among its sets", axis.axis));
        }
        for set in &axis.sets {
            if let Some(other) = seen.insert(&set.id, &axis.axis) {
                findings.push(format!("{}: the id also stands in {other}", set.id));
            }
            findings.extend(check_set(set, genes).into_iter().map(|what| format!("{}: {what}", set.id)));
        }
    }
    findings
}

fn check_set(set: &Signature, genes: &GeneTable) -> Vec<String> {
    let mut findings = Vec::new();
    if set.size() + set.reference_genes.len() == 0 {
        findings.push("it has no gene".to_owned());
    }
    let mut members = BTreeSet::new();
    for symbol in set.members() {
        if !members.insert(symbol) {
            findings.push(format!("{symbol} is listed twice"));
        }
    }
    for symbol in set.members().chain(set.reference_genes.iter().map(String::as_str)) {
        match genes.by_symbol(symbol) {
            None => findings.push(format!("{symbol} is no approved symbol")),
            Some(id) if genes.gene(id).chromosome == "Y" => {
                findings.push(format!("{symbol} lies on chromosome Y, which no scoring universe holds"));
            }
            Some(_) => {}
        }
    }
    for symbol in set.weights.keys().filter(|&s| !members.contains(s.as_str())) {
        findings.push(format!("{symbol} has a weight but is no member"));
    }
    if set.citation.is_empty() || set.licence.is_empty() || set.read_from.is_empty() {
        findings.push("citation, licence or the place it was read is missing".to_owned());
    }
    if !["high", "medium", "low"].contains(&set.confidence.as_str()) {
        findings.push(format!("'{}' is no confidence (high, medium, low)", set.confidence));
    }
    if (set.kind == SignatureKind::MarkerList) != set.id.starts_with("review_") {
        findings.push("marker lists of the review, and only they, are named review_*".to_owned());
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_toml_error_names_its_line() {
        let error =
            read_catalogue([("x.toml", "axis = \"a\"\ntitle = \"A\"\n[[set]]\nid = 3\n")]).unwrap_err();
        assert_eq!(error.line, Some(4), "{error}");
    }

    #[test]
    fn a_file_without_sets_is_refused() {
        for text in ["axis = \"a\"\ntitle = \"A\"\n", "axis = \"a\"\ntitle = \"A\"\nset = []\n"] {
            let error = read_catalogue([("x.toml", text)]).unwrap_err();
            assert!(error.to_string().starts_with("x.toml: the file holds no gene set; hint"), "{error}");
        }
    }
}
