//! A table that says something of samples: any columns, one of them the sample's id.

use std::collections::HashMap;

use evade_stream::{Content, ReadError};

/// Column values by sample.
#[derive(Debug, Clone)]
pub struct Labels {
    name: String,
    columns: Vec<String>,
    rows: HashMap<String, Vec<String>>,
}

/// Reads a CSV or TSV table whose column `id_column` holds sample ids.
pub fn read_labels(content: &Content, id_column: &str) -> Result<Labels, ReadError> {
    let name = content.name.clone();
    let mut reader = crate::sheet::csv_reader(&content.bytes);
    let columns: Vec<String> =
        reader.headers().map_err(|e| crate::sheet::csv_error(&name, &e))?.iter().map(str::to_owned).collect();
    let mut labels = Labels { name, columns, rows: HashMap::new() };
    let id_place = labels.require(id_column)?;
    for record in reader.records() {
        let record = record.map_err(|e| crate::sheet::csv_error(&labels.name, &e))?;
        let id = record.get(id_place).unwrap_or_default().to_owned();
        let line = record.position().map_or(0, csv::Position::line);
        if labels.rows.insert(id.clone(), record.iter().map(str::to_owned).collect()).is_some() {
            return Err(ReadError::new(&labels.name, format!("the sample '{id}' stands in two rows"))
                .at_line(line)
                .hint("give every sample one row"));
        }
    }
    Ok(labels)
}

impl Labels {
    /// The place of a column, or an error that lists the columns.
    pub fn require(&self, column: &str) -> Result<usize, ReadError> {
        self.columns.iter().position(|c| c == column).ok_or_else(|| {
            ReadError::new(&self.name, format!("there is no column '{column}'"))
                .at_line(1)
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
