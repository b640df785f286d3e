//! `evade run --from-manifest`: the options of an earlier run, and its files found again by name and content.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::Parser;
use evade_io::{DnaFiles, SheetColumn};
use evade_stream::{ReadError, Source, display_name};
use serde_json::Value;

use crate::args::{Arguments, Command, RunOptions};
use crate::builtin;
use crate::console::Console;
use crate::failure::UsageError;
use crate::inputs::InputRecord;
use crate::manifest::Manifest;
use crate::{tables, tmb};

/// Options of all samples that take a value, by the name of their parameter.
const VALUES: [&str; 3] = ["scale", "unit", "input_format"];
/// Options of all samples that take a file.
const FILES: [&str; 4] = ["samples", "expression", "rules", "tx2gene"];
/// Folders in which files are looked for, one in the other.
const DEPTH: usize = 12;

/// The options of the run that wrote a manifest, with results going to `outdir`; its files are looked for below
/// `folder`.
pub(crate) fn options_of(manifest: &Manifest, folder: &Path, outdir: &Path) -> anyhow::Result<RunOptions> {
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
    let mut arguments = vec!["evade".to_owned(), "run".to_owned(), format!("--outdir={}", outdir.display())];
    let mut add = |option: &str, value: &str| {
        arguments.push(format!("--{}={value}", option.replace('_', "-")));
    };
    let of_patient = SheetColumn::ALL.iter().filter(|column| !column.is_file());
    for name in VALUES.into_iter().chain(of_patient.filter_map(|column| column.spec().parameter)) {
        match parameter(name) {
            Some(Value::String(text)) => add(name, text),
            Some(other) => add(name, &other.to_string()),
            None => {}
        }
    }
    for name in FILES {
        if let Some(file) = parameter(name).and_then(Value::as_str) {
            add(name, &files.find(name, file)?);
        }
    }
    for column in DnaFiles::COLUMNS {
        if let Some(cell) = parameter(column.name()).and_then(Value::as_str) {
            let found = column.paths(cell).map(|file| files.find(column.name(), &file));
            add(column.name(), &found.collect::<Result<Vec<_>, _>>()?.join(";"));
        }
    }
    if let Some(id) = parameter("reference").and_then(Value::as_str) {
        let is_builtin = builtin::reference(id).is_some();
        add("reference", &if is_builtin { id.to_owned() } else { files.find("reference", id)? });
    }
    for file in texts(parameter("gene_sets")) {
        add("gene_sets", &files.find("gene_sets", file)?);
    }
    for column in texts(parameter("carry")) {
        add("carry", column);
    }
    if let Some(shard) = &manifest.part.shard {
        add("shard", shard);
    }
    for sample in &manifest.part.only {
        add("only", sample);
    }
    arguments.extend(tmb::arguments_of(&manifest.parameters));
    if parameter("union").and_then(Value::as_bool) == Some(true) {
        arguments.push("--union".to_owned());
    }
    parsed(&arguments)
}

fn parsed(arguments: &[String]) -> anyhow::Result<RunOptions> {
    let refused = |why: &str| {
        UsageError::new(
            format!("these options of the manifest cannot be repeated: {why}"),
            "run it by hand, or with the version of evade that the manifest names",
        )
    };
    match Arguments::try_parse_from(arguments).map(|arguments| arguments.command) {
        Ok(Command::Run(options)) => Ok(*options),
        Ok(_) => Err(refused("they are of another command").into()),
        Err(error) => {
            let text = error.to_string();
            let first = text.lines().next().unwrap_or_default();
            Err(refused(first.trim_start_matches("error: ")).into())
        }
    }
}

/// Refuses inputs that are not those of the manifest.
pub(crate) fn check_inputs(manifest: &Manifest, inputs: &[InputRecord]) -> Result<(), ReadError> {
    let sorted = |inputs: &[InputRecord]| {
        let mut inputs = inputs.to_vec();
        inputs.sort();
        inputs.dedup();
        inputs
    };
    let (then, now) = (sorted(&manifest.inputs), sorted(inputs));
    let Some(changed) =
        now.iter().find(|input| !then.contains(input)).or(then.iter().find(|i| !now.contains(i)))
    else {
        return Ok(());
    };
    let what = format!("the {} file is not the one of the manifest", changed.role);
    Err(ReadError::new(&changed.name, what)
        .hint("give the files of the earlier run, or run without --from-manifest"))
}

/// Says what the manifest of the new run has in another way, but for the inputs, which are the same.
pub(crate) fn compare(then: &Manifest, now: &Manifest, console: &Console) {
    let differs: Vec<&str> = [
        ("version", then.version != now.version),
        ("signatures", then.signatures != now.signatures),
        ("reference", then.reference != now.reference),
        ("rules", then.rules != now.rules),
        ("rules of variants", then.variant_rules != now.variant_rules),
        ("gene table", then.genes != now.genes),
        ("calls", then.phenotypes != now.phenotypes || then.n_failed != now.n_failed),
    ]
    .into_iter()
    .filter_map(|(what, differs)| differs.then_some(what))
    .collect();
    if differs.is_empty() {
        console.info("the manifest is that of the earlier run");
    } else {
        console.info(&format!("not as in the earlier run: {}; evade diff tells more", differs.join(", ")));
    }
}

fn texts(value: Option<&Value>) -> impl Iterator<Item = &str> {
    value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
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
    fn find(&mut self, role: &str, name: &str) -> anyhow::Result<String> {
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
            return Err(ReadError::new(name, what).hint("was manifest.json changed by hand?").into());
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
        Err(ReadError::new(name, what).hint("--inputs DIR names the folder to look in").into())
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
