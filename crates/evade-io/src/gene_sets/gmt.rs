//! Gene sets as GMT: a line per set, with name, description and genes.

use std::collections::BTreeMap;

use evade_core::Signature;
use evade_stream::ReadError;

use crate::text::lines::refuse_old_mac;

/// Reads a GMT file: name, description and genes, strictly separated by tabs. A gene written twice in a set
/// counts once.
pub fn read_gmt(name: &str, text: &str) -> Result<Vec<Signature>, ReadError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    refuse_old_mac(name, text.as_bytes())?;
    let mut sets: Vec<Signature> = Vec::new();
    let mut lines_of: BTreeMap<String, u64> = BTreeMap::new();
    for (i, line) in text.lines().enumerate() {
        let line_number = i as u64 + 1;
        let fail = |what: String| ReadError::bad_value(name, what).at_line(line_number);
        if line.trim().is_empty() {
            continue;
        }
        let mut fields = line.trim_end_matches(['\t', '\r']).split('\t');
        let id = fields.next().unwrap_or_default().trim();
        if id.is_empty() {
            return Err(fail("the set has no name".into())
                .at_column(1)
                .hint("start the line with the set's name"));
        }
        let (description, genes): (_, Vec<&str>) = (fields.next(), fields.map(str::trim).collect());
        if genes.is_empty() {
            let advice = if description.is_none() && id.contains([' ', ',']) {
                "separate name, description and genes by tabs, not blanks or commas"
            } else {
                "a line holds name, description and at least one gene, separated by tabs"
            };
            return Err(fail(format!("the set '{id}' has no gene")).hint(advice));
        }
        if let Some(empty) = genes.iter().position(|g| g.is_empty()) {
            return Err(fail(format!("the set '{id}' has an empty gene name"))
                .at_column(empty as u64 + 3)
                .hint("remove the doubled tab"));
        }
        if let Some(odd) = genes.iter().position(|g| g.contains([' ', ',', ';'])) {
            return Err(fail(format!("'{}' is not one gene name (set '{id}')", genes[odd]))
                .at_column(odd as u64 + 3)
                .hint("separate genes by tabs, not blanks or commas"));
        }
        if let Some(first) = lines_of.insert(id.to_owned(), line_number) {
            return Err(ReadError::duplicate(
                name,
                format!("the set '{id}' was already given in line {first}"),
            )
            .at_line(line_number)
            .hint("give every set a name of its own"));
        }
        let mut set = Signature::plain(id, genes.iter().map(ToString::to_string).collect(), Vec::new());
        description.unwrap_or_default().trim().clone_into(&mut set.name);
        sets.push(set);
    }
    if sets.is_empty() {
        return Err(ReadError::empty(name, "the file holds no gene set")
            .hint("give one set a line: name, description, genes, separated by tabs"));
    }
    Ok(sets)
}

/// Sets as GMT text. GMT knows no direction: down members become a set of their own, `NAME_DN` beside `NAME_UP`.
#[must_use]
pub fn write_gmt<'a>(sets: impl IntoIterator<Item = &'a Signature>) -> String {
    use std::fmt::Write;
    let mut text = String::new();
    for set in sets {
        let sides: &[(&str, &[String])] =
            if set.down.is_empty() { &[("", &set.up)] } else { &[("_UP", &set.up), ("_DN", &set.down)] };
        for (suffix, genes) in sides.iter().filter(|(_, genes)| !genes.is_empty()) {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{}{suffix}\t{}\t{}", set.id, set.name, genes.join("\t"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gmt_is_read_on_tabs_alone_and_written_back() {
        let text = "A\ta name with blanks\tCD8A\tCD8B\nB\t\tFOXP3\n";
        let sets = read_gmt("x.gmt", text).unwrap();
        assert_eq!((sets[0].id.as_str(), sets[0].up.len()), ("A", 2));
        assert_eq!(sets[1].up, ["FOXP3"]);
        assert_eq!(write_gmt(&sets), text);
    }

    #[test]
    fn a_file_of_one_line_for_old_macs_is_refused() {
        assert!(read_gmt("x.gmt", "A\ta\tCD8A\rB\tb\tFOXP3\r").is_err());
    }
}
