//! What a row says of its sample, cell by cell.

use std::str::FromStr;

use evade_core::{ClinicalDates, ClinicalFacts, DateError, SampleFacts};
use evade_stream::{ReadError, sha256_hex};

use super::files::{DnaFiles, depth_number};
use super::read::Columns;
use super::schema::{CellKind, SheetColumn};
use crate::csv_text::CsvRow;

/// The cells of a row.
pub(super) struct RowCells<'a> {
    /// Name of the sheet.
    pub(super) sheet: &'a str,
    pub(super) columns: &'a Columns,
    pub(super) row: &'a CsvRow,
}

impl RowCells<'_> {
    /// A cell that holds something.
    pub(super) fn cell(&self, column: SheetColumn) -> Option<String> {
        let field = self.row.fields.get(self.columns.place(column)?)?;
        (!field.is_empty() && field != "NA").then(|| field.to_owned())
    }

    /// What the row says of the sample.
    pub(super) fn facts(&self) -> Result<SampleFacts, ReadError> {
        let sample = self.sample()?;
        let number = |column| self.number(column, &sample);
        Ok(SampleFacts {
            rna_id: self.cell(SheetColumn::RnaId).unwrap_or_else(|| sample.clone()),
            patient: self.cell(SheetColumn::Patient),
            timepoint: self.cell(SheetColumn::Timepoint),
            histology: self.cell(SheetColumn::Histology),
            specimen: self.cell(SheetColumn::Specimen),
            assay_rna: self.cell(SheetColumn::AssayRna),
            site: self.cell(SheetColumn::Site),
            purity: number(SheetColumn::Purity)?,
            batch: self.cell(SheetColumn::Batch),
            dna_id: self.cell(SheetColumn::DnaId).unwrap_or_else(|| sample.clone()),
            assay_dna: self.cell(SheetColumn::AssayDna),
            genome: self.cell(SheetColumn::Genome),
            ploidy: number(SheetColumn::Ploidy)?,
            pdl1_tps: number(SheetColumn::Pdl1Tps)?,
            msi: self.cell(SheetColumn::Msi),
            tmb: number(SheetColumn::Tmb)?,
            clinical: self.clinical(&sample)?,
            carried: self.carried(),
            sample,
        })
    }

    fn sample(&self) -> Result<String, ReadError> {
        let fail = |what: &str| self.fail(SheetColumn::Sample, what.to_owned());
        let Some(sample) = self.cell(SheetColumn::Sample) else {
            return Err(fail("the sample has no name").hint("fill the column 'sample'"));
        };
        if sample.chars().any(char::is_control) {
            return Err(fail("the sample name holds a control character")
                .hint("use printable characters in sample names"));
        }
        Ok(sample)
    }

    fn clinical(&self, sample: &str) -> Result<ClinicalFacts, ReadError> {
        Ok(ClinicalFacts {
            sex: self.cell(SheetColumn::Sex),
            regimen: self.cell(SheetColumn::Regimen),
            best_response: self.cell(SheetColumn::BestResponse),
            response_confirmed: self.cell(SheetColumn::ResponseConfirmed),
            dates: ClinicalDates {
                collection: self.date(SheetColumn::CollectionDate, sample)?,
                ici_start: self.date(SheetColumn::IciStart, sample)?,
                ici_end: self.date(SheetColumn::IciEnd, sample)?,
                progression: self.date(SheetColumn::ProgressionDate, sample)?,
            },
        })
    }

    /// A number within the limits of its column.
    fn number(&self, column: SheetColumn, sample: &str) -> Result<Option<f64>, ReadError> {
        let (Some(text), CellKind::Number(limits)) = (self.cell(column), column.spec().kind) else {
            return Ok(None);
        };
        let number = text.parse().ok().filter(|number| (limits.low..=limits.high).contains(number));
        number.map(Some).ok_or_else(|| {
            self.fail(column, format!("'{text}' is no {} (sample '{sample}')", limits.meaning))
                .hint(limits.hint)
        })
    }

    /// The files of the row. A number in a cell that may be a path is within the limits of its column.
    pub(super) fn files(&self) -> Result<DnaFiles, ReadError> {
        for column in SheetColumn::files() {
            let CellKind::NumberOrFile(limits) = column.spec().kind else { continue };
            let Some(text) = self.cell(column) else { continue };
            if depth_number(&text).is_some_and(|number| !(limits.low..=limits.high).contains(&number)) {
                let what = format!("'{text}' is no {} (sample '{}')", limits.meaning, self.sample()?);
                return Err(self.fail(column, what).hint(limits.hint));
            }
        }
        Ok(DnaFiles::of_cells(|column| self.cell(column)))
    }

    /// A date, or the word that its column has beside dates.
    fn date<T: FromStr<Err = DateError>>(
        &self,
        column: SheetColumn,
        sample: &str,
    ) -> Result<Option<T>, ReadError> {
        let Some(text) = self.cell(column) else { return Ok(None) };
        text.parse().map(Some).map_err(|error: DateError| {
            let hint = match (error, column) {
                (DateError::Form, SheetColumn::IciEnd) => {
                    "write year, month and day with hyphens, such as 2024-05-31, or 'ongoing' if treatment has not stopped"
                }
                (DateError::Form, SheetColumn::ProgressionDate) => {
                    "write year, month and day with hyphens, such as 2024-05-31, or 'none' if there is no progression so far"
                }
                (DateError::Form, _) => {
                    "write year, month and day with hyphens, such as 2024-05-31; other forms do not show which number is the month"
                }
                (DateError::NoDay, _) => "add the day; write a date that is not known to the day as NA",
                (DateError::NoSuchDay | DateError::Year, _) => "correct the date, or write NA",
            };
            self.fail(column, format!("'{text}' is {error} (sample '{sample}')")).hint(hint)
        })
    }

    fn carried(&self) -> Vec<(String, String)> {
        let value = |place: usize| self.row.fields.get(place).unwrap_or_default().to_owned();
        self.columns.carried().iter().map(|(column, place)| (column.clone(), value(*place))).collect()
    }

    /// SHA-256 of what is read, column by column; neither their order nor empty cells are part of it.
    pub(super) fn digest(&self) -> String {
        let known = SheetColumn::ALL
            .iter()
            .filter_map(|column| Some((column.name().to_owned(), self.cell(*column)?)));
        let cells: Vec<String> =
            known.chain(self.carried()).map(|(column, cell)| format!("{column}\t{cell}\n")).collect();
        sha256_hex(cells.concat().as_bytes())
    }

    fn fail(&self, column: SheetColumn, what: String) -> ReadError {
        ReadError::bad_value(self.sheet, what).at_line(self.row.line).at_column(self.columns.column(column))
    }
}
