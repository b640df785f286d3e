//! Which samples a run has, and where the values of each are.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use evade_core::{ExpressionMatrix, Reason, SampleFacts, Unit, UnitSource};
use evade_io::{DnaFiles, Sheet, SheetColumn, SheetRow, UnitEvidence, read_sheet, same_values};
use evade_stream::{Content, ReadError, ReadErrorKind, Source};

use crate::error::UsageError;
use crate::expression::{Matrix, MatrixReader, named};
use crate::inputs::InputRecord;
use crate::lanes::SharedFiles;
use crate::log::Log;
use crate::part::Part;
use crate::sample::{FailedSample, PlannedSample, RnaPlace};
use crate::settings::PartSettings;

/// The matrices of a run and which sample is where.
#[derive(Default)]
pub(crate) struct Plan {
    pub(crate) matrices: Vec<Matrix>,
    pub(crate) samples: Vec<PlannedSample>,
    pub(crate) failed: Vec<FailedSample>,
    /// Which samples of the sheet or matrix these are.
    pub(crate) part: Part,
    /// Files that several rows of the sheet name, whether they are of this part or not.
    pub(crate) shared: SharedFiles,
    /// Expression files that the sheet names.
    own_expression: Vec<PathBuf>,
}

/// What a plan is made of.
pub(crate) struct PlanRequest<'a> {
    /// The sample sheet; without it every column of the matrix is a sample.
    pub(crate) sheet: Option<&'a Path>,
    pub(crate) expression: Option<&'a Path>,
    /// Unknown columns of the sheet to keep.
    pub(crate) carry: &'a [String],
    pub(crate) part: &'a PartSettings,
    /// Whether samples outside the part are read as well, as a scale of their own cohort needs; [`Plan::keep_part`]
    /// drops them.
    pub(crate) whole_cohort: bool,
}

impl PlanRequest<'_> {
    /// Whether values of other samples may be left unread. A unit that is not declared is judged from all of them.
    fn reads_part(&self, reader: &MatrixReader<'_>) -> bool {
        !self.whole_cohort && !self.part.is_all() && reader.knows_unit()
    }
}

impl Plan {
    /// The samples of a sheet, or every column of the matrix.
    pub(crate) fn make(
        request: &PlanRequest<'_>,
        reader: &MatrixReader<'_>,
        log: &Log<'_>,
    ) -> crate::Result<(Self, Option<InputRecord>)> {
        if let Some(path) = request.sheet {
            return Self::of_sheet(path, request, reader, log);
        }
        let matrix = request.expression.ok_or_else(|| {
            UsageError::new("there is no expression matrix", "give --expression MATRIX or --samples SHEET")
        })?;
        let mut part = None;
        let read = reader.read(matrix, &mut |ids| {
            let chosen = Part::choose(request.part, &facts_of(ids))?;
            let wanted = chosen.places.keys().cloned().collect();
            part = Some(chosen);
            Ok(request.reads_part(reader).then_some(wanted))
        })?;
        let mut plan = Self::whole_matrix(reader.finish(matrix, read)?);
        plan.part = match part {
            Some(part) => part,
            None => Part::choose(request.part, plan.samples.iter().map(|sample| &sample.facts))?,
        };
        if !request.whole_cohort {
            plan.keep_part();
        }
        Ok((plan, None))
    }

    /// Drops the samples that are not of this part.
    pub(crate) fn keep_part(&mut self) {
        let part = &self.part;
        self.samples.retain(|sample| part.place(&sample.facts.sample).is_some());
        self.failed.retain(|failed| part.place(&failed.sample).is_some());
    }

    /// The files that the sheet's rows or the options of one patient name.
    pub(crate) fn files(&self) -> impl Iterator<Item = PathBuf> {
        let of_samples =
            self.samples.iter().flat_map(|sample| sample.files.each().map(|(_, file)| file.into()));
        of_samples.chain(self.own_expression.iter().cloned())
    }

    /// A record of every file that a matrix was read from.
    pub(crate) fn matrix_records(&self) -> impl Iterator<Item = InputRecord> {
        let files =
            self.matrices.iter().flat_map(|matrix| std::iter::once(&matrix.record).chain(&matrix.joined));
        files.cloned()
    }

    /// The samples that get a result.
    pub(crate) fn sample_ids(&self) -> impl Iterator<Item = &str> {
        self.samples.iter().map(|sample| sample.facts.sample.as_str())
    }

    fn of_sheet(
        path: &Path,
        request: &PlanRequest<'_>,
        reader: &MatrixReader<'_>,
        log: &Log<'_>,
    ) -> crate::Result<(Self, Option<InputRecord>)> {
        let source = Source::from_argument(path);
        let content = source.read()?;
        let sheet = sheet_of(&content, Some(request.carry), log)?;
        let record =
            InputRecord { role: "samples".into(), name: source.base_name(), sha256: Some(content.sha256) };
        let part = Part::choose(request.part, sheet.rows.iter().map(|row| &row.facts))?;
        for patient in part.torn(sheet.rows.iter().map(|row| &row.facts)) {
            log.warn(&format!(
                "--only leaves out samples of patient '{patient}': they are not compared, and the part cannot be merged with the others"
            ));
        }
        let shared = SharedFiles::of_rows(&sheet.rows, path.parent().unwrap_or(Path::new("")));
        // Files of samples that nobody asked for need not even be there.
        let rows = sheet.rows.into_iter().enumerate();
        let rows = rows.filter(|(_, row)| request.whole_cohort || part.place(&row.facts.sample).is_some());
        let reads_part = request.reads_part(reader);
        let mut plan = Self::sheet(path, rows.collect(), request.expression, reads_part, reader)?;
        plan.part = part;
        plan.shared = shared;
        let is_elsewhere = plan.failed.iter().all(|failed| failed.reason == Reason::SampleNotInMatrix);
        match plan.failed.first() {
            Some(failed) if is_elsewhere && plan.samples.is_empty() && !plan.part.is_partial() => {
                Err(ReadError::absent(
                    &content.name,
                    format!("no sample of the sheet is in a matrix ('{}': {})", failed.sample, failed.detail),
                )
                .hint("the column 'rna_id' (or else 'sample') must hold the matrix's column names")
                .into())
            }
            _ => Ok((plan, Some(record))),
        }
    }

    /// Every column of one matrix is a sample.
    fn whole_matrix(matrix: Matrix) -> Self {
        let facts = facts_of(matrix.values.samples().ids());
        let samples = facts
            .into_iter()
            .enumerate()
            .map(|(column, facts)| PlannedSample {
                facts,
                rna: Some(RnaPlace { matrix: 0, column }),
                own_expression: false,
                files: DnaFiles::default(),
                fault: None,
            })
            .collect();
        Self { matrices: vec![matrix], samples, ..Self::default() }
    }

    /// One sample; a matrix with a single column needs no matching name.
    pub(crate) fn one_patient(
        matrix: Option<Matrix>,
        mut facts: SampleFacts,
        column_named: bool,
        files: DnaFiles,
    ) -> crate::Result<Self> {
        let rna = match &matrix {
            None => None,
            Some(matrix) => {
                let column = patient_column(matrix, &facts, column_named)?;
                facts.rna_id.clone_from(&matrix.values.samples().ids()[column]);
                Some(RnaPlace { matrix: 0, column })
            }
        };
        let part = Part::choose(&PartSettings::default(), [&facts])?;
        let samples = vec![PlannedSample { facts, rna, own_expression: rna.is_some(), files, fault: None }];
        Ok(Self { matrices: matrix.into_iter().collect(), samples, part, ..Self::default() })
    }

    /// Rows of a sheet with their places, each in its own matrix or in the common one; a row with other files may have
    /// no RNA. With `reads_part`, samples of Parquet files that no row names are not read.
    pub(crate) fn sheet(
        sheet: &Path,
        rows: Vec<(usize, SheetRow)>,
        common: Option<&Path>,
        reads_part: bool,
        reader: &MatrixReader<'_>,
    ) -> crate::Result<Self> {
        let folder = sheet.parent().unwrap_or(Path::new(""));
        let mut plan = Self::default();
        let wanted: Option<HashSet<String>> =
            reads_part.then(|| rows.iter().map(|(_, row)| row.facts.rna_id.clone()).collect());
        let mut place_of: HashMap<PathBuf, Result<FilePlace, ReadError>> = HashMap::new();
        for (place_in_sheet, row) in rows {
            let path = match (&row.expression, common) {
                (Some(own), _) => Some(folder.join(own)),
                (None, Some(common)) => Some(common.to_owned()),
                (None, None) if row.files.is_empty() => {
                    let what =
                        format!("the sample '{}' has no expression and no other file", row.facts.sample);
                    return Err(at_row(ReadErrorKind::Absent, sheet, &row, what)
                        .hint("give --expression MATRIX, or fill the sheet's column 'expression'")
                        .into());
                }
                (None, None) => None,
            };
            let place = match path {
                None => None,
                Some(path) => {
                    let known = match place_of.get(&path) {
                        Some(known) => known.clone(),
                        None => {
                            let n_known = plan.matrices.len();
                            let found = plan.file_of_row(sheet, &row, &path, wanted.as_ref(), reader)?;
                            if let Some(new) = plan.matrices.get_mut(n_known) {
                                new.first_place = place_in_sheet;
                            }
                            place_of.entry(path.clone()).or_insert(found).clone()
                        }
                    };
                    match known {
                        Ok(place) => Some(place),
                        Err(fault) => {
                            let files = files_of_row(sheet, folder, &row).0;
                            let sample = PlannedSample::of_files(row.facts, files);
                            plan.samples.push(PlannedSample { fault: Some(fault), ..sample });
                            continue;
                        }
                    }
                }
            };
            let files = files_of_row(sheet, folder, &row);
            plan.place(row, place, files);
        }
        plan.own_expression = place_of.into_keys().collect();
        for matrix in plan.matrices.iter_mut().filter(|matrix| !matrix.joined.is_empty()) {
            if matrix.unit.source != UnitSource::GeneLengths {
                matrix.unit.evidence = UnitEvidence::of(&matrix.values);
            }
            if let Some(same) = same_values(&matrix.values) {
                reader.log().warn(&format!("files of one sample hold {same}"));
            }
        }
        Ok(plan)
    }

    /// Reads the file of a row; inside, why the row's own file cannot be read, which costs its samples alone. That files
    /// do not fit each other, and what is wrong with a matrix of all samples, ends the run.
    fn file_of_row(
        &mut self,
        sheet: &Path,
        row: &SheetRow,
        path: &Path,
        wanted: Option<&HashSet<String>>,
        reader: &MatrixReader<'_>,
    ) -> crate::Result<Result<FilePlace, ReadError>> {
        if let Some(own) = row.expression.as_deref().filter(|_| !path.exists()) {
            return Ok(Err(no_such_file(sheet, row, SheetColumn::Expression, own)));
        }
        match self.add_file(sheet, row, path, wanted, reader) {
            Ok(place) => Ok(Ok(place)),
            Err(crate::Error::Read(error))
                if row.expression.is_some() && error.kind() != ReadErrorKind::Mismatch =>
            {
                Ok(Err(error))
            }
            Err(error) => Err(error),
        }
    }

    /// Reads a file. One of a single sample becomes a column beside the others of the same genes, which saves the memory
    /// of the ids and lets such files be a cohort.
    fn add_file(
        &mut self,
        sheet: &Path,
        row: &SheetRow,
        path: &Path,
        wanted: Option<&HashSet<String>>,
        reader: &MatrixReader<'_>,
    ) -> crate::Result<FilePlace> {
        // A file of one row may hold its sample under any name.
        let wanted = wanted.filter(|_| row.expression.is_none());
        let read = reader.read(path, &mut |_| Ok(wanted.cloned()))?;
        let sample = row.facts.sample.as_str();
        let next = self.matrices.len();
        if !read.values.format.is_per_sample() || row.expression.is_none() {
            self.matrices.push(reader.finish(path, read)?);
            return Ok(FilePlace { matrix: next, column: None });
        }
        let measured = reader.measure(path, read)?;
        let unit = measured.unit.unit;
        let read = &measured.read;
        let mut others = self.matrices.iter_mut().enumerate().filter(|(_, m)| m.format.is_per_sample());
        if let Some((place, matrix)) =
            others.find(|(_, m)| m.unit.unit == unit && m.values.has_rows_of(&read.values.matrix))
        {
            let read = measured.read;
            let values = named(read.values.matrix, sample);
            matrix.unit.is_doubtful |= measured.unit.is_doubtful;
            matrix
                .values
                .append(&values)
                .map_err(|e| at_row(ReadErrorKind::Duplicate, sheet, row, e.to_string()))?;
            matrix.joined.push(read.record);
            return Ok(FilePlace { matrix: place, column: Some(matrix.values.samples().len() - 1) });
        }
        if !reader.union
            && let Some(first) = self.matrices.iter().find(|m| m.format.is_per_sample())
        {
            return Err(other_genes(sheet, row, first, &read.values.matrix, unit).into());
        }
        self.matrices.push(reader.resolve(path, measured)?.named(sample));
        Ok(FilePlace { matrix: next, column: Some(0) })
    }

    /// Finds the column of a sheet's row.
    fn place(
        &mut self,
        row: SheetRow,
        place: Option<FilePlace>,
        (files, fault): (DnaFiles, Option<ReadError>),
    ) {
        let Some(FilePlace { matrix, column }) = place else {
            self.samples.push(PlannedSample { fault, ..PlannedSample::of_files(row.facts, files) });
            return;
        };
        let values = &self.matrices[matrix].values;
        let single = row.expression.is_some() && values.samples().len() == 1;
        let column = column.or_else(|| values.samples().place(&row.facts.rna_id)).or(single.then_some(0));
        match column {
            Some(column) => {
                let rna = Some(RnaPlace { matrix, column });
                let own_expression = row.expression.is_some();
                self.samples.push(PlannedSample { facts: row.facts, rna, own_expression, files, fault });
            }
            // The common matrix need not hold a sample that has other files, unless its column was named.
            None if !row.rna_id_given && row.expression.is_none() && !files.is_empty() => {
                self.samples.push(PlannedSample { fault, ..PlannedSample::of_files(row.facts, files) });
            }
            None => {
                let detail = format!(
                    "no column '{}' in {}; its columns are {}",
                    row.facts.rna_id, self.matrices[matrix].record.name, self.matrices[matrix].columns
                );
                self.failed.push(FailedSample::new(&row.facts, Reason::SampleNotInMatrix, detail));
            }
        }
    }
}

/// What is known of samples that have a name alone.
fn facts_of(ids: &[String]) -> Vec<SampleFacts> {
    let named = |id: &String| SampleFacts {
        sample: id.clone(),
        rna_id: id.clone(),
        dna_id: id.clone(),
        ..SampleFacts::default()
    };
    ids.iter().map(named).collect()
}

/// Where the values of a file are; the column, if the file is one of a single sample.
#[derive(Clone, Copy)]
struct FilePlace {
    matrix: usize,
    column: Option<usize>,
}

/// The error that a sample's file has not the genes of the first one, or another unit.
fn other_genes(
    sheet: &Path,
    row: &SheetRow,
    first: &Matrix,
    values: &ExpressionMatrix,
    unit: Unit,
) -> ReadError {
    let file = row.expression.as_deref().unwrap_or_default();
    let first_file = first.path.display();
    let what = if unit != first.unit.unit && first.values.has_rows_of(values) {
        format!("{file} holds {unit}, and {first_file} {}", first.unit.unit)
    } else {
        let (ids, others) = (values.row_ids(), first.values.row_ids());
        let same = ids.iter().zip(others).take_while(|(id, other)| id == other).count();
        let shown = |ids: &[String]| ids.get(same).map_or("nothing".to_owned(), |id| format!("'{id}'"));
        format!(
            "{file} has other genes than {first_file} (gene {} is {} in one and {} in the other)",
            same + 1,
            shown(ids),
            shown(others)
        )
    };
    at_row(ReadErrorKind::Mismatch, sheet, row, what).hint(
        "quantify all samples in the same way, or give --union: a gene that a file lacks is then missing for its sample",
    )
}

fn patient_column(matrix: &Matrix, facts: &SampleFacts, column_named: bool) -> Result<usize, ReadError> {
    let columns = matrix.values.samples();
    match columns.place(&facts.rna_id) {
        Some(column) => Ok(column),
        None if columns.len() == 1 && !column_named => Ok(0),
        None => Err(ReadError::absent(
            &matrix.path.display().to_string(),
            format!("there is no column '{}'", facts.rna_id),
        )
        .at_line(1)
        .hint(format!("name the sample's column with --rna-id; columns are {}", matrix.columns))),
    }
}

/// Reads a sheet and tells which of its columns nothing reads. A command that can keep some gives the names of those.
pub(crate) fn sheet_of(
    content: &Content,
    carry: Option<&[String]>,
    log: &Log<'_>,
) -> Result<Sheet, ReadError> {
    let sheet = read_sheet(content, carry.unwrap_or_default())?;
    if !sheet.ignored_columns.is_empty() {
        log.info(&format!(
            "{}: these columns are not read: {}{}",
            content.name,
            sheet.ignored_columns.join(", "),
            if carry.is_some() { " (--carry COLUMN keeps one)" } else { "" }
        ));
    }
    Ok(sheet)
}

/// The other files of a row by their paths from the working folder, and the first that is not there.
pub(crate) fn files_of_row(sheet: &Path, folder: &Path, row: &SheetRow) -> (DnaFiles, Option<ReadError>) {
    let files = row.files.map(|_, name| folder.join(name).display().to_string());
    let absent = row.files.each().find(|(_, name)| !folder.join(name).exists());
    (files, absent.map(|(column, name)| no_such_file(sheet, row, column, name)))
}

fn no_such_file(sheet: &Path, row: &SheetRow, column: SheetColumn, name: &str) -> ReadError {
    let what = format!("{name} cannot be read: there is no such file (sample '{}')", row.facts.sample);
    at_cell(ReadErrorKind::NotFound, sheet, row, column, what)
        .hint("paths in a sample sheet are relative to the sheet")
}

/// An error at the cell of a sheet that names a sample's matrix.
fn at_row(kind: ReadErrorKind, sheet: &Path, row: &SheetRow, what: String) -> ReadError {
    at_cell(kind, sheet, row, SheetColumn::Expression, what)
}

fn at_cell(
    kind: ReadErrorKind,
    sheet: &Path,
    row: &SheetRow,
    column: SheetColumn,
    what: String,
) -> ReadError {
    ReadError::of_kind(kind, &sheet.display().to_string(), what)
        .at_line(row.line)
        .at_column(row.field(column))
}
