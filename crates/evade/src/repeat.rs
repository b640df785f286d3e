//! An earlier run, done again from its manifest: its settings, and its files found again by name and content.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use evade_stream::{ReadError, Source, display_name};
use serde_json::Value;

use crate::error::{Outcome, UsageError};
use crate::inputs::InputRecord;
use crate::log::{Log, Monitor};
use crate::manifest::Manifest;
use crate::run::run_as;
use crate::settings::{
    DATES_PARAMETER, DocumentSettings, PartSettings, PatientDates, RepeatSettings, RunSettings, refused,
};
use crate::tables;

/// Folders in which files are looked for, one in the other.
const DEPTH: usize = 12;

/// Does an earlier run again with its settings and files, and says what came out otherwise.
pub fn repeat(settings: &RepeatSettings, monitor: &dyn Monitor) -> crate::Result<Outcome> {
    let earlier = Manifest::read_file_also_former(&settings.manifest)?;
    let dates = settings.dates;
    let document = settings.document.clone();
    let mut settings = settings_of(&earlier, &settings.inputs, &settings.outdir)?;
    // The date of the reports decides classes: that of the earlier run holds unless another one is stated.
    settings.document = DocumentSettings { date: document.date.or(settings.document.date), ..document };
    same_dates(&earlier, dates)?;
    if let Some(patient) = &mut settings.patient {
        patient.dates = dates;
    }
    run_as(&settings, Some(&earlier), &Log::new(monitor))
}

/// Refuses other dates than were stated before, as far as a manifest without dates can tell.
fn same_dates(earlier: &Manifest, dates: PatientDates) -> Result<(), UsageError> {
    let named = earlier.parameters.get(DATES_PARAMETER).and_then(Value::as_array).into_iter().flatten();
    let (before, now): (BTreeSet<&str>, BTreeSet<&str>) =
        (named.filter_map(Value::as_str).collect(), dates.stated().into_iter().collect());
    let Some(name) = before.symmetric_difference(&now).next() else { return Ok(()) };
    let option = format!("--{}", name.replace('_', "-"));
    Err(if before.contains(name) {
        UsageError::new(
            format!("the earlier run was given {option}, which its manifest does not hold"),
            "give it again: dates identify a patient, so no result holds them",
        )
    } else {
        UsageError::new(format!("the earlier run was not given {option}"), "leave it out, or run by hand")
    })
}

/// The settings of the run that wrote a manifest, with results going to `outdir`; its files are looked for below
/// `folder`.
fn settings_of(manifest: &Manifest, folder: &Path, outdir: &Path) -> crate::Result<RunSettings> {
    let parameter = |name: &str| manifest.parameters.get(name).filter(|value| !value.is_null());
    if !tables::is_whole(&manifest.command) {
        return Err(UsageError::new(
            format!("the manifest is one of evade {}, which cannot be repeated from it", manifest.command),
            "give the manifest.json of evade run",
        )
        .into());
    }
    if manifest.command == "merge" && parameter("sample").is_some() {
        return Err(UsageError::new(
            "the manifest is one of single patients that were put together",
            "give the manifest of one of them, or write a sheet",
        )
        .into());
    }
    let mut files = Files::new(manifest, folder);
    let shard = manifest.part.shard.as_deref().map(|shard| shard.parse().map_err(|_| refused("shard")));
    let part = PartSettings { shard: shard.transpose()?, only: manifest.part.only.clone() };
    RunSettings::of_parameters(&manifest.parameters, part, outdir.to_owned(), &mut |role, name| {
        files.find(role, name)
    })
}

/// The files of a manifest, and where they are looked for.
struct Files<'a> {
    /// Records that no file has been found for yet. Those of the one patient come first: they stand in the order of the
    /// options, which tells files of the same name apart.
    records: Vec<&'a InputRecord>,
    walk: Walk,
    /// Files that were found.
    taken: Vec<PathBuf>,
    folder: &'a Path,
}

impl<'a> Files<'a> {
    fn new(manifest: &'a Manifest, folder: &'a Path) -> Self {
        let patient = manifest.parameters.get("sample").and_then(Value::as_str);
        let own = patient.and_then(|sample| manifest.sample_inputs.get(sample)).into_iter().flatten();
        let mut records: Vec<&InputRecord> = own.collect();
        let n_own = records.len();
        let others = manifest.inputs.iter().filter(|input| !records[..n_own].contains(input));
        let others: Vec<&InputRecord> = others.collect();
        records.extend(others);
        Self { records, walk: Walk::new(folder), taken: Vec::new(), folder }
    }

    /// The file of this role, name and content. Each record is handed out once.
    fn find(&mut self, role: &str, name: &str) -> crate::Result<String> {
        if name == "-" {
            return Err(UsageError::new(
                format!("the earlier run read its {role} from standard input, which cannot be read again"),
                "keep it in a file and run that",
            )
            .into());
        }
        let recorded = |input: &&InputRecord| input.role == role && input.name == name;
        let Some(place) = self.records.iter().position(recorded) else {
            let what = format!("the manifest names the file {name} and not its content");
            return Err(ReadError::mismatch(name, what).hint("was manifest.json changed by hand?").into());
        };
        let record = self.records.remove(place);
        let mut of_this_name: Vec<PathBuf> = Vec::new();
        let mut known = 0;
        while let Some(path) = self.walk.file(known) {
            known += 1;
            if path.file_name().is_none_or(|found| found != name) {
                continue;
            }
            if !self.taken.contains(&path) && holds(&path, record)? {
                self.taken.push(path.clone());
                return Ok(path.display().to_string());
            }
            of_this_name.push(path);
        }
        // One file may have served twice.
        for path in of_this_name.iter().filter(|path| self.taken.contains(path)) {
            if holds(path, record)? {
                return Ok(path.display().to_string());
            }
        }
        let what = match of_this_name.first() {
            Some(path) => format!(
                "the {role} file {} has another content than that of the manifest",
                display_name(path)
            ),
            None => format!("there is no file {name} ({role}) below {}", self.folder.display()),
        };
        Err(ReadError::mismatch(name, what).hint("--inputs DIR names the folder to look in").into())
    }
}

/// Whether the file has the content of the record; one that no reader needed has no digest, and its name must do.
fn holds(path: &Path, record: &InputRecord) -> Result<bool, ReadError> {
    match &record.sha256 {
        Some(sha256) => Ok(Source::path(path).read()?.sha256 == *sha256),
        None => Ok(true),
    }
}

/// The files below a folder, in the order of their paths, as far as somebody asked for them.
struct Walk {
    files: Vec<PathBuf>,
    /// Folders still to be looked into, the next one last, with how deep each lies.
    folders: Vec<(PathBuf, usize)>,
    /// Folders by their real paths: links may lead to one that was seen, or round in circles.
    seen: BTreeSet<PathBuf>,
}

impl Walk {
    fn new(folder: &Path) -> Self {
        Self { files: Vec::new(), folders: vec![(folder.to_owned(), 0)], seen: BTreeSet::new() }
    }

    /// The file at this place of the order.
    fn file(&mut self, place: usize) -> Option<PathBuf> {
        while self.files.len() <= place {
            let (folder, depth) = self.folders.pop()?;
            let is_new = folder.canonicalize().is_ok_and(|real| self.seen.insert(real));
            let Ok(entries) = std::fs::read_dir(&folder) else { continue };
            if !is_new {
                continue;
            }
            let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
            paths.sort();
            let (folders, files): (Vec<PathBuf>, Vec<PathBuf>) =
                paths.into_iter().partition(|path| path.is_dir());
            self.files.extend(files);
            if depth < DEPTH {
                self.folders.extend(folders.into_iter().rev().map(|folder| (folder, depth + 1)));
            }
        }
        self.files.get(place).cloned()
    }
}
