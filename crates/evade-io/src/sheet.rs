//! The sample sheet: one row a sample, columns by name.

use std::collections::{BTreeMap, HashMap};

use evade_core::SampleFacts;
use evade_stream::{Content, ReadError};

/// Columns this version reads. The other columns of the sheet's schema belong to DNA and clinical input.
const COLUMNS: [&str; 11] = [
    "sample",
    "patient",
    "timepoint",
    "rna_id",
    "expression",
    "histology",
    "specimen",
    "assay_rna",
    "site",
    "purity",
    "batch",
];

/// One row of a sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct SheetRow {
    /// What is known of the sample.
    pub facts: SampleFacts,
    /// The sample's own expression file, as written.
    pub expression: Option<String>,
}

/// A sample sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// The rows in file order.
    pub rows: Vec<SheetRow>,
    /// Columns that were neither read nor carried along.
    pub ignored_columns: Vec<String>,
}

/// Reads a CSV or TSV sheet. Header names are case-insensitive; `NA` and empty mean missing. Columns named in
/// `carry` are kept verbatim although their name is unknown.
pub fn read_sheet(content: &Content, carry: &[String]) -> Result<Sheet, ReadError> {
    let name = content.name.as_str();
    let mut reader = csv_reader(&content.bytes);
    let header = reader.headers().map_err(|e| csv_error(name, &e))?.clone();
    let columns = Columns::from_header(name, &header, carry)?;

    let mut rows = Vec::new();
    let mut line_of: HashMap<String, u64> = HashMap::new();
    for record in reader.records() {
        let record = record.map_err(|e| csv_error(name, &e))?;
        let line = record.position().map_or(0, csv::Position::line);
        let row = columns.read_row(name, line, &record)?;
        if let Some(first) = line_of.insert(row.facts.sample.clone(), line) {
            return Err(ReadError::new(
                name,
                format!("the sample '{}' was already given in line {first}", row.facts.sample),
            )
            .at_line(line)
            .at_column(columns.column("sample"))
            .hint("give every sample one row; use 'patient' and 'timepoint' for repeated biopsies"));
        }
        rows.push(row);
    }
    if rows.is_empty() {
        return Err(ReadError::new(name, "the sheet has no sample")
            .at_line(1)
            .hint("give one row a sample below the header"));
    }
    Ok(Sheet { rows, ignored_columns: columns.ignored })
}

/// Where each known column stands.
struct Columns {
    places: BTreeMap<&'static str, usize>,
    carried: Vec<(String, usize)>,
    ignored: Vec<String>,
}

impl Columns {
    fn from_header(name: &str, header: &csv::StringRecord, carry: &[String]) -> Result<Self, ReadError> {
        let mut columns = Self { places: BTreeMap::new(), carried: Vec::new(), ignored: Vec::new() };
        let mut seen: HashMap<String, usize> = HashMap::new();
        for (place, field) in header.iter().enumerate() {
            let lower = field.to_lowercase();
            if let Some(first) = seen.insert(lower.clone(), place).filter(|_| !field.is_empty()) {
                return Err(ReadError::new(
                    name,
                    format!("the column '{field}' stands twice (also field {})", first + 1),
                )
                .at_line(1)
                .at_column(place as u64 + 1)
                .hint("remove or rename one of them"));
            }
            if let Some(known) = COLUMNS.iter().find(|&&column| column == lower) {
                columns.places.insert(known, place);
            } else if carry.iter().any(|c| c.to_lowercase() == lower) {
                columns.carried.push((field.to_owned(), place));
            } else {
                columns.ignored.push(field.to_owned());
            }
        }
        if let Some(absent) = carry.iter().find(|c| !seen.contains_key(&c.to_lowercase())) {
            return Err(ReadError::new(name, format!("there is no column '{absent}' to carry along"))
                .at_line(1)
                .hint(format!("the columns are: {}", header.iter().collect::<Vec<_>>().join(", "))));
        }
        if !columns.places.contains_key("sample") {
            return Err(ReadError::new(name, "there is no column 'sample'")
                .at_line(1)
                .hint(format!("the columns are: {}", header.iter().collect::<Vec<_>>().join(", "))));
        }
        Ok(columns)
    }

    /// 1-based field of a known column.
    fn column(&self, column: &str) -> u64 {
        self.places.get(column).map_or(1, |&place| place as u64 + 1)
    }

    fn read_row(&self, name: &str, line: u64, record: &csv::StringRecord) -> Result<SheetRow, ReadError> {
        let cell = |column: &str| {
            let field = record.get(*self.places.get(column)?)?;
            (!field.is_empty() && field != "NA").then(|| field.to_owned())
        };
        let fail = |column: &str, what: String| {
            ReadError::new(name, what).at_line(line).at_column(self.column(column))
        };
        let Some(sample) = cell("sample") else {
            return Err(fail("sample", "the sample has no name".into()).hint("fill the column 'sample'"));
        };
        if sample.chars().any(char::is_control) {
            return Err(fail("sample", "the sample name holds a control character".into())
                .hint("use printable characters in sample names"));
        }
        let purity = match cell("purity") {
            None => None,
            Some(text) => match text.parse::<f64>() {
                Ok(purity) if (0.0..=1.0).contains(&purity) => Some(purity),
                _ => {
                    return Err(fail(
                        "purity",
                        format!("'{text}' is no tumour content between 0 and 1 (sample '{sample}')"),
                    )
                    .hint("write 35 % as 0.35, and an unknown content as NA"));
                }
            },
        };
        Ok(SheetRow {
            facts: SampleFacts {
                rna_id: cell("rna_id").unwrap_or_else(|| sample.clone()),
                patient: cell("patient"),
                timepoint: cell("timepoint"),
                histology: cell("histology"),
                specimen: cell("specimen"),
                assay_rna: cell("assay_rna"),
                site: cell("site"),
                purity,
                batch: cell("batch"),
                carried: self
                    .carried
                    .iter()
                    .map(|(column, place)| {
                        (column.clone(), record.get(*place).unwrap_or_default().to_owned())
                    })
                    .collect(),
                sample,
            },
            expression: cell("expression"),
        })
    }
}

/// A reader whose separator is a tab or semicolon if the header holds one, else a comma.
pub(crate) fn csv_reader(bytes: &[u8]) -> csv::Reader<&[u8]> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let header_line = bytes.split(|&b| b == b'\n').next().unwrap_or_default();
    let delimiter = [b'\t', b';'].into_iter().find(|d| header_line.contains(d)).unwrap_or(b',');
    csv::ReaderBuilder::new().delimiter(delimiter).trim(csv::Trim::All).from_reader(bytes)
}

pub(crate) fn csv_error(name: &str, error: &csv::Error) -> ReadError {
    let line = error.position().map(csv::Position::line);
    let failed = match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            ReadError::new(name, format!("the row has {len} fields, the header has {expected_len}"))
                .hint("give every row one field a column; quote fields that hold the separator")
        }
        csv::ErrorKind::Utf8 { .. } => {
            ReadError::new(name, "the row is not UTF-8 text").hint("save the sheet as UTF-8")
        }
        _ => ReadError::new(name, format!("the sheet cannot be read: {error}")),
    };
    match line {
        Some(line) => failed.at_line(line),
        None => failed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, carry: &[&str]) -> Result<Sheet, ReadError> {
        let carry: Vec<String> = carry.iter().map(ToString::to_string).collect();
        read_sheet(
            &Content { name: "s.csv".into(), bytes: text.as_bytes().to_vec(), sha256: String::new() },
            &carry,
        )
    }

    #[test]
    fn columns_are_found_by_name_and_the_rest_is_ignored_or_carried() {
        let sheet = read("Sample,Purity,mrn,cohort\nP1,0.4,123,a\nP2,NA,,b\n", &["cohort"]).unwrap();
        assert_eq!(sheet.ignored_columns, ["mrn"]);
        assert_eq!(sheet.rows[0].facts.purity, Some(0.4));
        assert_eq!(sheet.rows[0].facts.rna_id, "P1");
        assert_eq!(sheet.rows[1].facts.purity, None);
        assert_eq!(sheet.rows[1].facts.carried, [("cohort".to_owned(), "b".to_owned())]);
    }

    #[test]
    fn mistakes_are_named_with_their_place() {
        for (text, expected) in [
            ("id\nP1\n", "s.csv:1: there is no column 'sample'"),
            ("sample\nP1\nP1\n", "s.csv:3:1: the sample 'P1' was already given in line 2"),
            ("sample,purity\nP1,40\n", "s.csv:2:2: '40' is no tumour content"),
            ("sample,purity\nP1\n", "s.csv:2: the row has 1 fields"),
            ("sample,SAMPLE\nP1,P1\n", "s.csv:1:2: the column 'SAMPLE' stands twice"),
        ] {
            let message = read(text, &[]).unwrap_err().to_string();
            assert!(message.starts_with(expected), "{message}");
        }
    }
}
