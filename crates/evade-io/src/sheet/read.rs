//! Reading a sheet: its header, its rows, and what may not come twice.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use evade_core::SampleFacts;
use evade_stream::{Content, ReadError};

use super::facts::RowCells;
use super::files::DnaFiles;
use super::schema::{SheetColumn, SheetLane};
use crate::csv_text::{CsvRow, CsvTable};

/// One row of a sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct SheetRow {
    /// What is known of the sample.
    pub facts: SampleFacts,
    /// The sample's own expression file, as written.
    pub expression: Option<String>,
    /// Whether the column of the matrix was named, rather than taken from the sample's id.
    pub rna_id_given: bool,
    /// The sample's other files, as written.
    pub files: DnaFiles,
    /// SHA-256 of the cells that are read or carried along: another one when the row says something else.
    pub digest: String,
    /// 1-based line of the sheet.
    pub line: u64,
    places: Arc<BTreeMap<SheetColumn, usize>>,
}

impl SheetRow {
    /// Every file that the row names, with its column.
    pub fn files(&self) -> impl Iterator<Item = (SheetColumn, &str)> {
        let own = self.expression.iter().map(|file| (SheetColumn::Expression, file.as_str()));
        own.chain(self.files.each())
    }

    /// 1-based field of a column, or of `sample` if the sheet lacks it: the place to name in a message.
    #[must_use]
    pub fn field(&self, column: SheetColumn) -> u64 {
        field_of(&self.places, column)
    }
}

fn field_of(places: &BTreeMap<SheetColumn, usize>, column: SheetColumn) -> u64 {
    let place = places.get(&column).or_else(|| places.get(&SheetColumn::Sample));
    place.map_or(1, |place| *place as u64 + 1)
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
/// `carry` are kept verbatim, if they are unknown or of treatment and response: pages show these on request alone.
pub fn read_sheet(content: &Content, carry: &[String]) -> Result<Sheet, ReadError> {
    let name = content.name.as_str();
    let table = CsvTable::open(content, "sample")?;
    let columns = Columns::from_header(name, &table, carry)?;
    let header_line = table.header.line;

    let mut read = RowsRead::default();
    for row in table {
        let row = columns.read_row(name, &row?)?;
        read.push(name, &columns, row)?;
    }
    if read.rows.is_empty() {
        return Err(ReadError::empty(name, "the sheet has no sample")
            .at_line(header_line)
            .hint("give one row a sample below the header"));
    }
    Ok(Sheet { rows: read.rows, ignored_columns: columns.ignored })
}

/// The rows read so far, and which of them holds what may not come twice.
#[derive(Default)]
struct RowsRead {
    rows: Vec<SheetRow>,
    by_sample: HashMap<String, usize>,
    by_values: HashMap<(String, Option<String>), usize>,
}

impl RowsRead {
    fn push(&mut self, name: &str, columns: &Columns, row: SheetRow) -> Result<(), ReadError> {
        let place = self.rows.len();
        let SampleFacts { sample, rna_id, .. } = &row.facts;
        let twice = |column: SheetColumn, what: String| {
            ReadError::duplicate(name, what).at_line(row.line).at_column(columns.column(column))
        };
        if let Some(first) = self.by_sample.insert(sample.clone(), place) {
            let line = self.rows[first].line;
            return Err(twice(
                SheetColumn::Sample,
                format!("the sample '{sample}' was already given in line {line}"),
            )
            .hint("give every sample one row; use 'patient' and 'timepoint' for repeated biopsies"));
        }
        if let Some(first) = self.by_values.insert((rna_id.clone(), row.expression.clone()), place) {
            let SheetRow { facts, line, .. } = &self.rows[first];
            let what =
                format!("the rna_id '{rna_id}' is also that of sample '{}' in line {line}", facts.sample);
            return Err(twice(SheetColumn::RnaId, what).hint(
                "two samples cannot share one column of a matrix, which would count twice: correct or remove a row",
            ));
        }
        self.rows.push(row);
        Ok(())
    }
}

/// Where each column stands.
pub(super) struct Columns {
    places: Arc<BTreeMap<SheetColumn, usize>>,
    carried: Vec<(String, usize)>,
    ignored: Vec<String>,
}

impl Columns {
    fn from_header(name: &str, table: &CsvTable<'_>, carry: &[String]) -> Result<Self, ReadError> {
        let CsvRow { line, fields: header } = &table.header;
        let mut columns = Self { places: Arc::default(), carried: Vec::new(), ignored: Vec::new() };
        let mut seen: HashMap<String, usize> = HashMap::new();
        for (place, field) in header.iter().enumerate() {
            let lower = field.to_lowercase();
            if let Some(first) = seen.insert(lower.clone(), place).filter(|_| !field.is_empty()) {
                return Err(ReadError::duplicate(
                    name,
                    format!("the column '{field}' stands twice (also field {})", first + 1),
                )
                .at_line(*line)
                .at_column(place as u64 + 1)
                .hint("remove or rename one of them"));
            }
            columns.add(field, place, carry.iter().any(|c| c.to_lowercase() == lower));
        }
        if let Some(absent) = carry.iter().find(|c| !seen.contains_key(&c.to_lowercase())) {
            return Err(table.no_column(&format!("there is no column '{absent}' to carry along")));
        }
        if !columns.places.contains_key(&SheetColumn::Sample) {
            return Err(table.no_column("there is no column 'sample'"));
        }
        Ok(columns)
    }

    fn add(&mut self, field: &str, place: usize, is_asked_for: bool) {
        let known = SheetColumn::of_header(field);
        if let Some(column) = known {
            Arc::make_mut(&mut self.places).insert(column, place);
        }
        if is_asked_for && known.is_none_or(|column| column.lane() == SheetLane::Clinical) {
            self.carried.push((field.to_owned(), place));
        } else if known.is_none() {
            self.ignored.push(field.to_owned());
        }
    }

    /// The place of a column that is there.
    pub(super) fn place(&self, column: SheetColumn) -> Option<usize> {
        self.places.get(&column).copied()
    }

    /// 1-based field of a column, or of `sample` if it is not there.
    pub(super) fn column(&self, column: SheetColumn) -> u64 {
        field_of(&self.places, column)
    }

    /// Columns that are carried along, each with its place.
    pub(super) fn carried(&self) -> &[(String, usize)] {
        &self.carried
    }

    fn read_row(&self, name: &str, row: &CsvRow) -> Result<SheetRow, ReadError> {
        let cells = RowCells { sheet: name, columns: self, row };
        Ok(SheetRow {
            facts: cells.facts()?,
            expression: cells.cell(SheetColumn::Expression),
            rna_id_given: cells.cell(SheetColumn::RnaId).is_some(),
            files: cells.files()?,
            digest: cells.digest(),
            line: row.line,
            places: Arc::clone(&self.places),
        })
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
    fn treatment_and_response_are_read_and_carried_on_request() {
        let text = "sample,sex,ici_start,progression_date,hospital\nP1,F,2024-05-15,NA,80\n";
        let sheet = read(text, &["ici_start"]).unwrap();
        let facts = &sheet.rows[0].facts;
        assert_eq!(facts.clinical.sex.as_deref(), Some("F"));
        assert_eq!(facts.clinical.dates.ici_start, Some("2024-05-15".parse().unwrap()));
        assert_eq!(facts.clinical.dates.progression, None);
        assert_eq!(facts.carried, [("ici_start".to_owned(), "2024-05-15".to_owned())]);
        assert_eq!(sheet.ignored_columns, ["hospital"]);
        assert_eq!(read(text, &["hospital"]).unwrap().rows[0].facts.carried[0].1, "80");
        assert!(read(text, &[]).unwrap().rows[0].facts.carried.is_empty());
    }

    #[test]
    fn the_digest_of_a_row_is_that_of_what_is_read() {
        let digest = |text: &str, carry: &[&str]| read(text, carry).unwrap().rows.remove(0).digest;
        let plain = digest("sample,site,sv\nP1,lung,a.tsv\n", &[]);
        for same in [
            "SV\tsample\tsite\na.tsv\tP1\tlung\n",
            "sample,site,sv,ward,purity\nP1,lung,a.tsv,3,NA\nP2,,,,\n",
        ] {
            assert_eq!(digest(same, &[]), plain, "{same}");
        }
        for other in [
            "sample,site,sv\nP1,lung,b.tsv\n",
            "sample,site,cnv\nP1,lung,a.tsv\n",
            "sample,site,sv,coverage\nP1,lung,a.tsv,80\n",
        ] {
            assert_ne!(digest(other, &[]), plain, "{other}");
        }
        assert_ne!(digest("sample,site,sv,ward\nP1,lung,a.tsv,3\n", &["ward"]), plain);
        assert_ne!(
            digest("sample,site,sv,ici_end\nP1,lung,a.tsv,2024-05-15\n", &[]),
            digest("sample,site,sv,ici_end\nP1,lung,a.tsv,2024-05-16\n", &[])
        );
    }

    #[test]
    fn a_row_names_its_files_in_the_order_of_the_schema() {
        let sheet = read("sample,hla,vcf,expression\nP1,h.tsv,a.vcf;b.vcf,e.tsv\n", &[]).unwrap();
        let files: Vec<_> = sheet.rows[0].files().map(|(column, file)| (column.name(), file)).collect();
        assert_eq!(files, [("expression", "e.tsv"), ("vcf", "a.vcf"), ("vcf", "b.vcf"), ("hla", "h.tsv")]);
    }

    #[test]
    fn a_row_knows_its_line_and_where_its_matrix_is_named() {
        let sheet = read("sample,site,expression\r\nP1,,a.tsv\r\n\r\nP2,,b.tsv\r\n", &[]).unwrap();
        let places: Vec<_> =
            sheet.rows.iter().map(|row| (row.line, row.field(SheetColumn::Expression))).collect();
        assert_eq!(places, [(2, 3), (4, 3)]);
        assert_eq!(read("site,sample\n,P1\n", &[]).unwrap().rows[0].field(SheetColumn::Expression), 2);
    }

    #[test]
    fn one_rna_id_in_two_files_is_two_columns() {
        assert!(read("sample,rna_id,expression\nP1,R,a.tsv\nP2,R,b.tsv\n", &[]).is_ok());
    }

    #[test]
    fn mistakes_are_named_with_their_place() {
        for (text, expected) in [
            ("id\nP1\n", "s.csv:1: there is no column 'sample'"),
            ("sample\nP1\nP1\n", "s.csv:3:1: the sample 'P1' was already given in line 2"),
            ("sample,purity\nP1,40\n", "s.csv:2:2: '40' is no tumour content"),
            (
                "sample,ici_start\nP1,03/04/2024\n",
                "s.csv:2:2: '03/04/2024' is not a date of the form YYYY-MM-DD",
            ),
            (
                "sample,x,ici_end\nP1,,2024-05\n",
                "s.csv:2:3: '2024-05' is a month without its day (sample 'P1')",
            ),
            ("sample,ici_end\nP1,2023-02-29\n", "s.csv:2:2: '2023-02-29' is not a day of the calendar"),
            ("sample,ici_end\nP1,0203-02-20\n", "s.csv:2:2: '0203-02-20' is not a year from 1900 to 2100"),
            ("sample,purity\nP1\n", "s.csv:2: the row has 1 field, the header has 2"),
            ("sample,purity\r\nP1,\r\n\r\nP2\r\n", "s.csv:4: the row has 1 field, the header has 2"),
            ("sample,purity,site\nP1,0.4,\"lung\nP2,0.5,lung\n", "s.csv:2:3: the field runs over several"),
            (
                "sample,coverage\nP1,-5\n",
                "s.csv:2:2: '-5' is no mean depth between 0.1 and 1000000 (sample 'P1')",
            ),
            ("sample,\"purity\nP1,0.4\n", "s.csv:1:2: the field runs over several lines"),
            (
                "sample,rna_id\nP1,\nP2,P1\n",
                "s.csv:3:2: the rna_id 'P1' is also that of sample 'P1' in line 2",
            ),
            ("\n", "s.csv: the file is empty"),
            ("sample,SAMPLE\nP1,P1\n", "s.csv:1:2: the column 'SAMPLE' stands twice"),
        ] {
            let message = read(text, &[]).unwrap_err().to_string();
            assert!(message.starts_with(expected), "{message}");
        }
    }
}
