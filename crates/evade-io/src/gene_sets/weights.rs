//! Gene sets as a table of weighted members: columns `source` (the set), `target` (the gene) and, if wanted, `weight`.

use std::collections::HashMap;

use evade_core::Signature;
use evade_stream::{Content, ReadError};

use crate::csv_text::CsvTable;

/// What to do about a table that is not one.
const COLUMNS: &str = "give a column source (the set), a column target (the gene) and a column weight";

/// Whether a file of gene sets is a table of weighted members, by the columns of its first line.
#[must_use]
pub fn is_weight_table(text: &str) -> bool {
    let header = text.lines().next().unwrap_or_default().trim_start_matches('\u{feff}');
    let has = |name: &str| header.split(['\t', ',', ';']).any(|field| is_named(field, name));
    has("source") && has("target")
}

fn is_named(field: &str, name: &str) -> bool {
    field.trim().trim_matches('"').eq_ignore_ascii_case(name)
}

/// Reads sets in the order in which they first appear. A weight below zero makes a down gene; without the column
/// every weight is 1.
pub fn read_weight_table(content: &Content) -> Result<Vec<Signature>, ReadError> {
    let table = CsvTable::open(content, "source")?;
    let column = |name: &str| table.header.fields.iter().position(|field| is_named(field, name));
    let (Some(source), Some(target)) = (column("source"), column("target")) else {
        return Err(table.no_column("the columns source and target are not both there"));
    };
    let weight = column("weight");
    let mut sets: Vec<Signature> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for row in table {
        let row = row?;
        let fail = |what: String, column: usize| {
            ReadError::bad_value(&content.name, what).at_line(row.line).at_column(column as u64 + 1)
        };
        let (set, gene) = (&row.fields[source], &row.fields[target]);
        for (text, column) in [(set, source), (gene, target)] {
            if text.is_empty() {
                return Err(fail("the field is empty".to_owned(), column).hint(COLUMNS));
            }
        }
        let weight = match weight {
            None => 1.0,
            Some(column) => {
                let text = &row.fields[column];
                let number = text.parse().ok().filter(|w: &f64| w.is_finite());
                number.ok_or_else(|| {
                    fail(format!("'{text}' is not a finite number (weight of {gene})"), column).hint(COLUMNS)
                })?
            }
        };
        let place = *places.entry(set.to_owned()).or_insert_with(|| {
            sets.push(Signature::plain(set, vec![], vec![]));
            sets.len() - 1
        });
        let signature = &mut sets[place];
        if signature.weights.insert(gene.to_owned(), weight).is_some() {
            return Err(ReadError::duplicate(&content.name, format!("{gene} stands in '{set}' twice"))
                .at_line(row.line)
                .at_column(target as u64 + 1)
                .hint("keep one row a gene of a set: two weights cannot both be right"));
        }
        let side = if weight < 0.0 { &mut signature.down } else { &mut signature.up };
        side.push(gene.to_owned());
    }
    if sets.is_empty() {
        return Err(ReadError::empty(&content.name, "the file holds no gene set").hint(COLUMNS));
    }
    Ok(sets)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Signature>, String> {
        assert!(is_weight_table(text), "{text}");
        let content =
            Content { name: "net.csv".into(), bytes: text.as_bytes().to_vec(), sha256: String::new() };
        read_weight_table(&content).map_err(|e| e.to_string())
    }

    #[test]
    fn sets_keep_their_order_and_signs_say_the_direction() {
        let sets = read("source,target,weight\nB,G1,2\nA,G2,-0.5\nB,G3,-1\n").unwrap();
        assert_eq!(
            (sets[0].id.as_str(), &sets[0].up, &sets[0].down),
            ("B", &vec!["G1".into()], &vec!["G3".into()])
        );
        assert_eq!(sets[1].weights, [("G2".to_owned(), -0.5)].into());
        let plain = read("Source\tTarget\nA\tG1\n").unwrap();
        assert_eq!(plain[0].weights, [("G1".to_owned(), 1.0)].into());
    }

    #[test]
    fn mistakes_are_named_with_their_place() {
        for (text, expected) in [
            (
                "source,target,weight\nA,G1,x\n",
                "net.csv:2:3: 'x' is not a finite number (weight of G1); hint",
            ),
            ("source,target,weight\nA,,1\n", "net.csv:2:2: the field is empty; hint"),
            ("source,target,weight\nA,G1,1\nA,G1,2\n", "net.csv:3:2: G1 stands in 'A' twice; hint"),
            ("source,target,weight\n", "net.csv: the file holds no gene set; hint"),
        ] {
            let message = read(text).unwrap_err();
            assert!(message.starts_with(expected), "{message}");
        }
    }
}
