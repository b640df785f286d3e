//! The sample sheet: one row a sample, columns by name.

use std::collections::{BTreeMap, HashMap};
use std::ops::RangeInclusive;

use csv::StringRecord;
use evade_core::SampleFacts;
use evade_stream::{Content, ReadError};

use crate::csv_text::{CsvRow, CsvTable};

/// Columns this version reads. The other columns of the sheet's schema belong to treatment and response.
const COLUMNS: [&str; 27] = [
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
    "dna_id",
    "tumor_id",
    "normal_id",
    "vcf",
    "maf",
    "reported",
    "panel",
    "cnv",
    "sv",
    "hla",
    "assay_dna",
    "genome",
    "ploidy",
    "pdl1_tps",
    "msi",
    "tmb",
];

/// Files of one sample besides its expression, as written in the sheet or on the command line, and where in them it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DnaFiles {
    /// Annotated VCF.
    pub vcf: Option<String>,
    /// MAF; may hold many samples.
    pub maf: Option<String>,
    /// Table of genes typed by hand.
    pub reported: Option<String>,
    /// BED file or gene list that says what the variants cover.
    pub panel: Option<String>,
    /// Allele-specific copy-number segments, or a table of copy number by gene.
    pub cnv: Option<String>,
    /// Table of rearrangements.
    pub sv: Option<String>,
    /// Table of HLA states.
    pub hla: Option<String>,
    /// The tumour's column of the VCF.
    pub tumor_id: Option<String>,
    /// The normal's column of the VCF.
    pub normal_id: Option<String>,
}

impl DnaFiles {
    /// Every file there is, with the column that names it; a cell may name several, separated by `;`.
    pub fn each(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let Self { vcf, maf, reported, panel, cnv, sv, hla, tumor_id: _, normal_id: _ } = self;
        let files = [
            ("vcf", vcf),
            ("maf", maf),
            ("reported", reported),
            ("panel", panel),
            ("cnv", cnv),
            ("sv", sv),
            ("hla", hla),
        ];
        let named = files.into_iter().filter_map(|(column, file)| Some((column, file.as_deref()?)));
        named.flat_map(|(column, cell)| Self::list(cell).map(move |file| (column, file)))
    }

    /// The files of a cell that may name several.
    pub fn list(cell: &str) -> impl Iterator<Item = &str> {
        cell.split(';').map(str::trim).filter(|file| !file.is_empty())
    }

    /// Whether there is no file at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.each().all(|(column, _)| column == "panel")
    }
}

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
    /// 1-based line of the sheet.
    pub line: u64,
    /// 1-based field of the column `expression`, or of `sample` if there is none: the place to name when the sample's
    /// values cannot be had.
    pub expression_column: u64,
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
        let twice = |column: &str, what: String| {
            ReadError::duplicate(name, what).at_line(row.line).at_column(columns.column(column))
        };
        if let Some(first) = self.by_sample.insert(sample.clone(), place) {
            let line = self.rows[first].line;
            return Err(twice("sample", format!("the sample '{sample}' was already given in line {line}"))
                .hint("give every sample one row; use 'patient' and 'timepoint' for repeated biopsies"));
        }
        if let Some(first) = self.by_values.insert((rna_id.clone(), row.expression.clone()), place) {
            let SheetRow { facts, line, .. } = &self.rows[first];
            let what =
                format!("the rna_id '{rna_id}' is also that of sample '{}' in line {line}", facts.sample);
            return Err(twice("rna_id", what).hint(
                "two samples cannot share one column of a matrix, which would count twice: correct or remove a row",
            ));
        }
        self.rows.push(row);
        Ok(())
    }
}

/// Where each known column stands.
struct Columns {
    places: BTreeMap<&'static str, usize>,
    carried: Vec<(String, usize)>,
    ignored: Vec<String>,
}

impl Columns {
    fn from_header(name: &str, table: &CsvTable<'_>, carry: &[String]) -> Result<Self, ReadError> {
        let CsvRow { line, fields: header } = &table.header;
        let mut columns = Self { places: BTreeMap::new(), carried: Vec::new(), ignored: Vec::new() };
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
            if let Some(known) = COLUMNS.iter().find(|&&column| column == lower) {
                columns.places.insert(known, place);
            } else if carry.iter().any(|c| c.to_lowercase() == lower) {
                columns.carried.push((field.to_owned(), place));
            } else {
                columns.ignored.push(field.to_owned());
            }
        }
        if let Some(absent) = carry.iter().find(|c| !seen.contains_key(&c.to_lowercase())) {
            return Err(table.no_column(&format!("there is no column '{absent}' to carry along")));
        }
        if !columns.places.contains_key("sample") {
            return Err(table.no_column("there is no column 'sample'"));
        }
        Ok(columns)
    }

    /// 1-based field of a known column, or of `sample` if it is not there.
    fn column(&self, column: &str) -> u64 {
        let place = self.places.get(column).or_else(|| self.places.get("sample"));
        place.map_or(1, |&place| place as u64 + 1)
    }

    fn read_row(&self, name: &str, row: &CsvRow) -> Result<SheetRow, ReadError> {
        let CsvRow { line, fields: record } = row;
        let cell = |column: &str| {
            let field = record.get(*self.places.get(column)?)?;
            (!field.is_empty() && field != "NA").then(|| field.to_owned())
        };
        let fail = |column: &str, what: String| {
            ReadError::bad_value(name, what).at_line(*line).at_column(self.column(column))
        };
        let Some(sample) = cell("sample") else {
            return Err(fail("sample", "the sample has no name".into()).hint("fill the column 'sample'"));
        };
        if sample.chars().any(char::is_control) {
            return Err(fail("sample", "the sample name holds a control character".into())
                .hint("use printable characters in sample names"));
        }
        let number = |column: &str, range: RangeInclusive<f64>, meaning: &str, hint: &str| {
            cell(column).map(|text| parse_within(&text, &range).ok_or(text)).transpose().map_err(|text| {
                fail(column, format!("'{text}' is no {meaning} (sample '{sample}')")).hint(hint)
            })
        };
        let purity = number(
            "purity",
            0.0..=1.0,
            "tumour content between 0 and 1",
            "write 35 % as 0.35, and an unknown content as NA",
        )?;
        let ploidy =
            number("ploidy", 0.5..=12.0, "ploidy between 0.5 and 12", "write an unknown ploidy as NA")?;
        let pdl1_tps = number(
            "pdl1_tps",
            0.0..=100.0,
            "PD-L1 tumour proportion score between 0 and 100",
            "give per cent of tumour cells, such as 40; write an unknown score as NA",
        )?;
        let tmb = number(
            "tmb",
            0.0..=10_000.0,
            "tumour mutational burden",
            "give mutations per megabase, such as 8.5; write an unknown burden as NA",
        )?;
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
                dna_id: cell("dna_id").unwrap_or_else(|| sample.clone()),
                assay_dna: cell("assay_dna"),
                genome: cell("genome"),
                ploidy,
                pdl1_tps,
                msi: cell("msi"),
                tmb,
                carried: self.carried(record),
                sample,
            },
            expression: cell("expression"),
            rna_id_given: cell("rna_id").is_some(),
            files: DnaFiles {
                vcf: cell("vcf"),
                maf: cell("maf"),
                reported: cell("reported"),
                panel: cell("panel"),
                cnv: cell("cnv"),
                sv: cell("sv"),
                hla: cell("hla"),
                tumor_id: cell("tumor_id"),
                normal_id: cell("normal_id"),
            },
            line: *line,
            expression_column: self.column("expression"),
        })
    }

    fn carried(&self, record: &StringRecord) -> Vec<(String, String)> {
        let value = |place: usize| record.get(place).unwrap_or_default().to_owned();
        self.carried.iter().map(|(column, place)| (column.clone(), value(*place))).collect()
    }
}

fn parse_within(text: &str, range: &RangeInclusive<f64>) -> Option<f64> {
    text.parse().ok().filter(|number| range.contains(number))
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
    fn a_row_knows_its_line_and_where_its_matrix_is_named() {
        let sheet = read("sample,site,expression\r\nP1,,a.tsv\r\n\r\nP2,,b.tsv\r\n", &[]).unwrap();
        let places: Vec<_> = sheet.rows.iter().map(|row| (row.line, row.expression_column)).collect();
        assert_eq!(places, [(2, 3), (4, 3)]);
        assert_eq!(read("site,sample\n,P1\n", &[]).unwrap().rows[0].expression_column, 2);
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
            ("sample,purity\nP1\n", "s.csv:2: the row has 1 field, the header has 2"),
            ("sample,purity\r\nP1,\r\n\r\nP2\r\n", "s.csv:4: the row has 1 field, the header has 2"),
            ("sample,purity,site\nP1,0.4,\"lung\nP2,0.5,lung\n", "s.csv:2:3: the field runs over several"),
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
