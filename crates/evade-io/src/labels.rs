//! A table that says something of samples: any columns, one of them the sample's id.

use std::collections::HashMap;

use csv::StringRecord;
use evade_stream::{Content, ReadError};

use crate::csv_text::CsvTable;
/// Column values by sample.
#[derive(Debug, Clone)]
pub struct Labels {
    name: String,
    header_line: u64,
    columns: Vec<String>,
    rows: HashMap<String, Vec<String>>,
    /// Sample ids in file order.
    samples: Vec<String>,
}

/// Reads a CSV or TSV table whose column `id_column` holds sample ids.
pub fn read_labels(content: &Content, id_column: &str) -> Result<Labels, ReadError> {
    let table = CsvTable::open(content, id_column)?;
    let mut labels = Labels {
        name: content.name.clone(),
        header_line: table.header.line,
        columns: owned(&table.header.fields),
        rows: HashMap::new(),
        samples: Vec::new(),
    };
    let id_place = labels.require(id_column)?;
    for row in table {
        let row = row?;
        let id = row.fields.get(id_place).unwrap_or_default().to_owned();
        if labels.rows.insert(id.clone(), owned(&row.fields)).is_some() {
            return Err(ReadError::duplicate(&labels.name, format!("the sample '{id}' stands in two rows"))
                .at_line(row.line)
                .at_column(id_place as u64 + 1)
                .hint("give every sample one row"));
        }
        labels.samples.push(id);
    }
    Ok(labels)
}

fn owned(fields: &StringRecord) -> Vec<String> {
    fields.iter().map(str::to_owned).collect()
}

impl Labels {
    /// The sample ids, in file order.
    pub fn samples(&self) -> impl Iterator<Item = &str> {
        self.samples.iter().map(String::as_str)
    }

    /// The place of a column, or an error that lists the columns.
    pub fn require(&self, column: &str) -> Result<usize, ReadError> {
        self.columns.iter().position(|c| c == column).ok_or_else(|| {
            ReadError::absent(&self.name, format!("there is no column '{column}'"))
                .at_line(self.header_line)
                .hint(format!("the columns are: {}", self.columns.join(", ")))
        })
    }

    /// The value of a column for a sample; `None` when unknown, empty or `NA`.
    #[must_use]
    pub fn value(&self, sample: &str, column: &str) -> Option<&str> {
        let place = self.columns.iter().position(|c| c == column)?;
        let value = self.rows.get(sample)?.get(place)?.as_str();
        (!value.is_empty() && value != "NA").then_some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Labels, ReadError> {
        let bytes = text.as_bytes().to_vec();
        read_labels(&Content { name: "l.csv".into(), bytes, sha256: String::new() }, "id")
    }

    #[test]
    fn values_are_found_by_sample_and_column() {
        let labels = read("id,response\r\n\r\nP1,R\r\nP2,NA\r\n").unwrap();
        assert_eq!((labels.value("P1", "response"), labels.value("P2", "response")), (Some("R"), None));
    }

    #[test]
    fn mistakes_are_named_with_their_place() {
        for (text, expected) in [
            ("\nsample\nP1\n", "l.csv:2: there is no column 'id'; hint: the columns are: sample"),
            ("x,id\r\n\r\na,P1\r\nb,P1\r\n", "l.csv:4:2: the sample 'P1' stands in two rows"),
            ("id,x\nP1,\"a\nP2,b\n", "l.csv:2:2: the field runs over several lines"),
            ("", "l.csv: the file is empty; hint: give a header with the column 'id' and one row a sample"),
        ] {
            let message = read(text).unwrap_err().to_string();
            assert!(message.starts_with(expected), "{message}");
        }
    }
}
