//! `evade run --from-manifest`: the options of an earlier run, and its files found again by name and content.

use std::path::{Path, PathBuf};

use clap::Parser;
use evade_io::DnaFiles;
use evade_stream::{ReadError, Source, display_name};
use serde_json::Value;

use crate::args::{Arguments, Command, RunOptions};
use crate::builtin;
use crate::console::Console;
use crate::failure::UsageError;
use crate::inputs::InputRecord;
use crate::manifest::Manifest;
use crate::tmb;

/// Options that take a value, by the name of their parameter.
const VALUES: [&str; 16] = [
    "scale",
    "unit",
    "input_format",
    "sample",
    "rna_id",
    "purity",
    "histology",
    "site",
    "specimen",
    "assay_dna",
    "dna_id",
    "normal",
    "genome",
    "pdl1_tps",
    "msi",
    "tmb",
];
/// Options that take a file, by the name of their parameter, and the role of the file.
const FILES: [(&str, &str); 11] = [
    ("samples", "samples"),
    ("expression", "expression"),
    ("rules", "rules"),
    ("tx2gene", "tx2gene"),
    ("vcf", "vcf"),
    ("maf", "maf"),
    ("reported", "reported"),
    ("panel", "panel"),
    ("cnv", "cnv"),
    ("sv", "sv"),
    ("hla", "hla"),
];
/// Folders in which files are looked for, one in the other.
const DEPTH: usize = 12;

/// The options of the run that wrote a manifest, with results going to `outdir`; its files are looked for below
/// `folder`.
pub(crate) fn options_of(manifest: &Manifest, folder: &Path, outdir: &Path) -> anyhow::Result<RunOptions> {
    let parameter = |name: &str| manifest.parameters.get(name).filter(|value| !value.is_null());
    if manifest.command == "merge" && parameter("sample").is_some() {
        return Err(UsageError::new(
            "the manifest is one of single patients that were put together",
            "give the manifest of one of them, or write a sheet",
        )
        .into());
    }
    let files = Files { manifest, below: files_below(folder, DEPTH), folder };
    let mut arguments = vec!["evade".to_owned(), "run".to_owned(), format!("--outdir={}", outdir.display())];
    let mut add = |option: &str, value: &str| {
        arguments.push(format!("--{}={value}", option.replace('_', "-")));
    };
    for name in VALUES {
        match parameter(name) {
            Some(Value::String(text)) => add(name, text),
            Some(other) => add(name, &other.to_string()),
            None => {}
        }
    }
    for (name, role) in FILES {
        if let Some(cell) = parameter(name).and_then(Value::as_str) {
            let found = DnaFiles::list(cell).map(|file| files.find(role, file));
            add(name, &found.collect::<Result<Vec<_>, _>>()?.join(";"));
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
    match Arguments::try_parse_from(&arguments)?.command {
        Command::Run(options) => Ok(*options),
        _ => {
            Err(UsageError::new("the manifest is not one of evade run", "give the manifest.json of a run")
                .into())
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

/// The files in which those of the manifest are looked for.
struct Files<'a> {
    manifest: &'a Manifest,
    below: Vec<PathBuf>,
    folder: &'a Path,
}

impl Files<'_> {
    /// The file of this role, name and content.
    fn find(&self, role: &str, name: &str) -> Result<String, ReadError> {
        let recorded = |input: &&InputRecord| input.role == role && input.name == name;
        let Some(record) = self.manifest.inputs.iter().find(recorded) else {
            let what = format!("the manifest names the file {name} and not its content");
            return Err(ReadError::new(name, what).hint("was manifest.json changed by hand?"));
        };
        let of_this_name: Vec<&PathBuf> =
            self.below.iter().filter(|path| path.file_name().is_some_and(|n| n == name)).collect();
        for path in &of_this_name {
            if Source::path(path).read()?.sha256 == *record.sha256.as_deref().unwrap_or_default() {
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
        Err(ReadError::new(name, what).hint("--inputs DIR names the folder to look in"))
    }
}

/// Every file below a folder, in the order of their paths.
fn files_below(folder: &Path, depth: usize) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let (folders, mut files): (Vec<PathBuf>, Vec<PathBuf>) =
        paths.into_iter().partition(|path| path.is_dir());
    if depth > 0 {
        files.extend(folders.iter().flat_map(|folder| files_below(folder, depth - 1)));
    }
    files
}
