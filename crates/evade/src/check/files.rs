//! Every file that a run would read, sample by sample, without opening any but the sheet.

use std::path::Path;

use evade_io::{Column, ColumnKind, Sheet, SheetRow};
use evade_stream::Source;
use serde::Serialize;

use crate::builtin;
use crate::error::Outcome;
use crate::log::Log;
use crate::manifest::json_text;
use crate::output::{Destination, file_stem, write_bytes};
use crate::overwrite::spare_inputs;
use crate::plan::sheet_of;
use crate::settings::{CheckSettings, ListingForm};
use crate::unit::is_builtin_lengths;

/// Version of the listing; a change that breaks readers raises the first number.
const SCHEMA_VERSION: &str = "1.1";

const COLUMNS: [Column; 5] = [
    Column::new("sample", ColumnKind::Text, "Sample id; NA for a file of all samples."),
    Column::new("column", ColumnKind::Text, "Column of the sheet, or the option, that names the file."),
    Column::new("lane", ColumnKind::Text, "What the file is about; NA for a file of all samples."),
    Column::new("path", ColumnKind::Text, "Path from the working folder."),
    Column::new("exists", ColumnKind::Text, "yes or no."),
];

/// What a run would read.
#[derive(Serialize)]
struct Listing {
    schema_version: &'static str,
    /// The sheet as it was given.
    sheet: String,
    /// Files of all samples.
    shared: Vec<SharedFile>,
    /// In the order of the sheet.
    samples: Vec<ListedSample>,
}

#[derive(Serialize)]
struct SharedFile {
    /// The option that names it, as the manifest of a run calls it.
    role: &'static str,
    path: String,
    exists: bool,
}

#[derive(Serialize)]
struct ListedSample {
    sample: String,
    /// The sample's name as that of a file or folder: `samples/STEM.json`.
    stem: String,
    /// Samples of one patient are compared with each other, so they are run together.
    patient: Option<String>,
    /// Another one when the row says something else that is read.
    row_sha256: String,
    files: Vec<ListedFile>,
}

#[derive(Serialize)]
struct ListedFile {
    column: &'static str,
    lane: &'static str,
    path: String,
    exists: bool,
}

/// Lists the files; the exit code says whether all of them are there.
pub(super) fn list(settings: &CheckSettings, form: ListingForm, log: &Log<'_>) -> crate::Result<Outcome> {
    let content = Source::from_argument(&settings.samples).read()?;
    let sheet = sheet_of(&content, settings.kept_columns(), log)?;
    let listing = Listing::of(settings, sheet);
    let named = listing.files().map(|(path, _)| path);
    spare_inputs(named.chain([listing.sheet.as_str()]), [&settings.output])?;
    match form {
        ListingForm::Json => {
            write_bytes(&settings.output, &json_text(&listing)?)?;
        }
        ListingForm::Tsv => listing.write_table(&settings.output)?,
    }
    let absent: Vec<&str> = listing.files().filter(|(_, exists)| !exists).map(|(path, _)| path).collect();
    let Some(first) = absent.first() else { return Ok(Outcome::Complete) };
    log.error(&format!(
        "{} files are not there, the first is {first}; hint: paths in a sample sheet are relative to the sheet",
        absent.len()
    ));
    Ok(Outcome::BadData)
}

impl Listing {
    fn of(settings: &CheckSettings, sheet: Sheet) -> Self {
        let folder = settings.samples.parent().unwrap_or(Path::new(""));
        Self {
            schema_version: SCHEMA_VERSION,
            sheet: settings.samples.display().to_string(),
            shared: shared(settings),
            samples: sheet.rows.into_iter().map(|row| ListedSample::of(row, folder)).collect(),
        }
    }

    /// Every path, and whether a file is there.
    fn files(&self) -> impl Iterator<Item = (&str, bool)> {
        let shared = self.shared.iter().map(|file| (file.path.as_str(), file.exists));
        let of_samples = self.samples.iter().flat_map(|sample| &sample.files);
        shared.chain(of_samples.map(|file| (file.path.as_str(), file.exists)))
    }

    fn write_table(&self, output: &Path) -> crate::Result<()> {
        let word = |exists: bool| if exists { "yes" } else { "no" };
        let mut table = Destination::open(output)?.table(COLUMNS.to_vec())?;
        for file in &self.shared {
            let none = None::<&str>;
            let path = file.path.as_str();
            table.row([none.into(), file.role.into(), none.into(), path.into(), word(file.exists).into()])?;
        }
        for sample in &self.samples {
            for file in &sample.files {
                table.row([
                    sample.sample.as_str().into(),
                    file.column.into(),
                    file.lane.into(),
                    file.path.as_str().into(),
                    word(file.exists).into(),
                ])?;
            }
        }
        table.finish()?.finish()
    }
}

impl ListedSample {
    fn of(row: SheetRow, folder: &Path) -> Self {
        let listed = row.files().map(|(column, file)| {
            let path = folder.join(file);
            ListedFile {
                column: column.name(),
                lane: column.lane().as_str(),
                path: path.display().to_string(),
                exists: path.exists(),
            }
        });
        let files = listed.collect();
        Self {
            stem: file_stem(&row.facts.sample),
            sample: row.facts.sample,
            patient: row.facts.patient,
            row_sha256: row.digest,
            files,
        }
    }
}

/// Files that the options name. What is built in, and standard input, is no file.
fn shared(settings: &CheckSettings) -> Vec<SharedFile> {
    let call = &settings.call;
    let reference = Path::new(&call.reference);
    let reference = builtin::reference(&call.reference).is_none().then_some(reference);
    let rules = builtin::rules(&call.rules).is_none().then_some(Path::new(&call.rules));
    let gene_lengths = call.read.gene_lengths.as_deref();
    let gene_lengths = gene_lengths.filter(|path| !is_builtin_lengths(path));
    let named = [
        ("expression", settings.expression.as_deref()),
        ("tx2gene", call.read.tx2gene.as_deref()),
        ("gene_lengths", gene_lengths),
        ("reference", reference),
        ("rules", rules),
        ("panel_matrix", settings.genes.panel_matrix.as_deref()),
        ("fasta", settings.genes.sequences.as_deref()),
    ];
    let named = named.into_iter().filter_map(|(role, path)| Some((role, path?)));
    let gene_sets = call.gene_sets.iter().map(|path| ("gene_sets", path.as_path()));
    let panels = settings.genes.panels.iter().map(|path| ("panel", path.as_path()));
    let files =
        named.chain(gene_sets).chain(panels).filter(|(_, path)| Source::from_argument(path) != Source::Stdin);
    files
        .map(|(role, path)| SharedFile { role, path: path.display().to_string(), exists: path.exists() })
        .collect()
}
