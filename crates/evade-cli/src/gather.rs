//! Parts of a run as folders: whether they belong together, in which order their samples stand, and their rows.

mod manifest;
mod mapping;
mod order;
mod shared;

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use evade_io::{ResultRows, RowCopier};
use evade_stream::{Output, ReadError, WriteError, display_name};
use serde_json::Value;

pub(crate) use manifest::merged_manifest;
pub(crate) use mapping::copy_mapping;
pub(crate) use order::SheetOrder;
pub(crate) use shared::check_shared_files;

use crate::manifest::{Manifest, sha256_of};
use crate::tables::{self, TableSpec};
use crate::tmb;

/// Options that decide results; the others name files or tell of one patient.
pub(crate) const DECISIVE: [&str; 5] = ["scale", "unit", "input_format", "union", "carry"];
/// The same of `evade hla`.
pub(crate) const DECISIVE_OF_HLA: [&str; 3] = ["purity", "ploidy", "genome"];
/// The same of `evade variants`, beside those of the burden.
pub(crate) const DECISIVE_OF_VARIANTS: [&str; 12] = [
    "tumor_only",
    "plasma",
    "purity",
    "ploidy",
    "genome",
    "assay_dna",
    "min_depth",
    "min_alt_reads",
    "min_vaf",
    "max_population_frequency",
    "filter_maf",
    "any_filter",
];

/// Options that name the files of all samples.
const INPUT_NAMES: [&str; 9] =
    ["samples", "expression", "files", "tx2gene", "panel", "panel_matrix", "cnv", "sv", "fasta"];

/// The folder of a finished part.
pub(crate) struct PartFolder {
    path: PathBuf,
    name: String,
    manifest: Manifest,
}

impl PartFolder {
    pub(crate) fn open(path: &Path) -> Result<Self, ReadError> {
        let name = display_name(path);
        if !path.is_dir() {
            return Err(
                ReadError::not_found(&name, "there is no such folder").hint("give the folders of evade run")
            );
        }
        Ok(Self { path: path.to_owned(), name, manifest: Manifest::read(path)? })
    }

    fn has(&self, sample: &str) -> bool {
        self.manifest.part.place(sample).is_some()
    }

    /// Whether files of one sample each may hold different genes.
    fn is_union(&self) -> bool {
        self.manifest.parameters.get("union").and_then(Value::as_bool) == Some(true)
    }

    /// Refuses a table that is not as its run has written it.
    fn check_digest(&self, spec: &TableSpec) -> Result<(), ReadError> {
        let path = self.path.join(spec.name);
        if self.manifest.tables.get(spec.name) == Some(&sha256_of(&path)?) {
            return Ok(());
        }
        let what = "the content is not what the manifest says";
        Err(ReadError::mismatch(&display_name(&path), what)
            .hint("the table was changed after the run: run the part again"))
    }

    /// The bytes of a file of the folder `samples`.
    pub(crate) fn sample_file(&self, name: &str) -> Result<Vec<u8>, ReadError> {
        let path = self.path.join("samples").join(name);
        std::fs::read(&path).map_err(|e| {
            ReadError::of_kind(e.kind().into(), &display_name(&path), format!("cannot be read: {e}"))
                .hint("a file of the part was removed: run the part again")
        })
    }
}

/// Refuses parts that were made in another way than the first. Without a sheet that says what belongs together, the
/// names of their inputs are part of it.
pub(crate) fn check_alike(parts: &[PartFolder], is_by_sheet: bool) -> Result<(), ReadError> {
    let Some(first) = parts.first() else { return Ok(()) };
    let own = env!("CARGO_PKG_VERSION");
    if first.manifest.version != own {
        let what = format!("was made by evade {}, this is {own}", first.manifest.version);
        return Err(ReadError::mismatch(&first.name, what).hint("merge with the version that made the parts"));
    }
    for part in &parts[1..] {
        if let Some((what, one, other)) = difference(&first.manifest, &part.manifest, is_by_sheet) {
            return Err(ReadError::mismatch(
                &part.name,
                format!("was made with another {what} than {}: {other} and {one}", first.name),
            )
            .hint("run all parts with the same version, signatures, reference, rules and options"));
        }
    }
    Ok(())
}

/// The first thing that decides results and is not the same in both.
fn difference(one: &Manifest, other: &Manifest, is_by_sheet: bool) -> Option<(String, Value, Value)> {
    // Merged runs are runs.
    let kind = |m: &Manifest| if tables::is_whole(&m.command) { "run".to_owned() } else { m.command.clone() };
    let fixed: [(&str, Value, Value); 8] = [
        ("command", kind(one).into(), kind(other).into()),
        ("version", Value::from(one.version.as_str()), Value::from(other.version.as_str())),
        ("format of the manifest", one.schema_version.as_str().into(), other.schema_version.as_str().into()),
        ("gene table", one.genes.clone(), other.genes.clone()),
        ("signatures", one.signatures.clone(), other.signatures.clone()),
        ("rules", one.rules.clone(), other.rules.clone()),
        ("rules of variants", one.variant_rules.clone(), other.variant_rules.clone()),
        ("reference", one.reference.clone(), other.reference.clone()),
    ];
    let option = |manifest: &Manifest, name: &str| manifest.parameters.get(name).cloned().unwrap_or_default();
    let (decisive, of_burden) = match one.command.as_str() {
        tables::VARIANTS_COMMAND => (&DECISIVE_OF_VARIANTS[..], &tmb::PARAMETERS[..]),
        tables::HLA_COMMAND => (&DECISIVE_OF_HLA[..], &[][..]),
        _ => (&DECISIVE[..], &tmb::PARAMETERS[..]),
    };
    let names = if is_by_sheet { &[][..] } else { &INPUT_NAMES[..] };
    let options = decisive.iter().chain(of_burden).chain(names);
    let options = options.map(|name| (*name, option(one, name), option(other, name)));
    let named = |(name, one, other): (&str, Value, Value)| (name.to_owned(), one, other);
    let mut all = fixed
        .into_iter()
        .map(named)
        .chain(options.map(|(name, one, other)| (format!("option '{name}'"), one, other)));
    all.find(|(_, one, other)| one != other)
}

/// All samples in the order of one run, each with the part that holds it.
pub(crate) struct Gathered<'a> {
    parts: &'a [PartFolder],
    /// Sample and place of its part among `parts`.
    samples: Vec<(String, usize)>,
    /// The samples without a result of each part.
    failed: Vec<ResultRows>,
}

impl<'a> Gathered<'a> {
    /// Orders the samples; refuses parts that overlap, leave a sample out, or belong to something else.
    pub(crate) fn new(parts: &'a [PartFolder], sheet: Option<&SheetOrder>) -> Result<Self, ReadError> {
        let mut part_of: HashMap<&str, usize> = HashMap::new();
        for (place, part) in parts.iter().enumerate() {
            for sample in part.manifest.part.places.keys() {
                if let Some(first) = part_of.insert(sample, place) {
                    return Err(ReadError::duplicate(
                        &part.name,
                        format!("the sample '{sample}' is also in {}", parts[first].name),
                    )
                    .hint("give each sample once: leave one of the two folders out"));
                }
            }
        }
        let samples = match sheet {
            Some(sheet) => order::of_sheet(parts, sheet, &part_of)?,
            None => order::of_run(parts)?,
        };
        let open = |spec: &TableSpec| {
            parts
                .iter()
                .map(|part| ResultRows::by_key(&part.path.join(spec.name)))
                .collect::<Result<Vec<_>, _>>()
        };
        let command = parts.first().map_or("", |part| part.manifest.command.as_str());
        let (roll, failed) = (open(tables::roll_of(command))?, open(&tables::FAILED)?);
        for (sample, part) in &samples {
            if !roll[*part].has(sample) && !failed[*part].has(sample) {
                let what = format!("the sample '{sample}' has a row neither here nor in failed.tsv");
                return Err(ReadError::absent(&display_name(roll[*part].path()), what)
                    .hint("the table was changed after the run: run the part again"));
            }
        }
        Ok(Self { parts, samples, failed })
    }

    /// The command that made the parts, or that of the parts they were merged of.
    pub(crate) fn command(&self) -> &str {
        self.parts.first().map_or("", |part| part.manifest.command.as_str())
    }

    /// All samples with their parts.
    pub(crate) fn with_parts(&self) -> impl Iterator<Item = (&String, &PartFolder)> {
        self.samples.iter().map(|(sample, part)| (sample, &self.parts[*part]))
    }

    /// Samples that have a result, with their parts.
    pub(crate) fn with_results(&self) -> impl Iterator<Item = (&String, &PartFolder)> {
        let samples = self.samples.iter().filter(|(sample, part)| !self.failed[*part].has(sample));
        samples.map(|(sample, part)| (sample, &self.parts[*part]))
    }

    /// The tables of all parts whose rows belong to samples.
    pub(crate) fn open_tables(&self) -> Result<Vec<(&'static TableSpec, Vec<ResultRows>)>, ReadError> {
        let of_samples = tables::of_command(self.command());
        of_samples
            .into_iter()
            .map(|spec| {
                let parts = self.parts.iter();
                let rows = parts.map(|part| ResultRows::by_key(&part.path.join(spec.name)));
                let rows = rows.collect::<Result<Vec<_>, _>>()?;
                self.check_table(spec, &rows)?;
                Ok((spec, rows))
            })
            .collect()
    }

    /// Refuses a table with other columns than the first part's, with rows of a sample that is not of its part, or with
    /// other bytes than its run has written.
    fn check_table(&self, spec: &TableSpec, rows: &[ResultRows]) -> Result<(), ReadError> {
        let Some(first) = rows.first() else { return Ok(()) };
        for (part, rows) in self.parts.iter().zip(rows) {
            let file = display_name(rows.path());
            if rows.header() != first.header() {
                return Err(ReadError::mismatch(&file, "the columns are not those of the first part")
                    .at_line(1)
                    .hint("run all parts with the same version and signatures"));
            }
            if let Some(stranger) = rows.keys().filter(|key| !part.has(key)).min() {
                return Err(ReadError::mismatch(&file, format!("'{stranger}' is not a sample of this part"))
                    .hint("the table was changed after the run: run the part again"));
            }
            part.check_digest(spec)?;
        }
        Ok(())
    }
}

/// Writes a table: the rows of each sample, in the order of one run, with the bytes they have in their part.
pub(crate) fn copy_rows(path: &Path, parts: &[ResultRows], gathered: &Gathered<'_>) -> anyhow::Result<()> {
    let mut output = Output::create(path)?;
    let failed = |source| WriteError { file: display_name(path), source };
    if let Some(first) = parts.first() {
        output.write_all(first.header()).map_err(failed)?;
    }
    let mut open = OpenParts { parts, copiers: HashMap::new(), order: VecDeque::new() };
    for (sample, part) in &gathered.samples {
        open.part(*part).and_then(|copier| copier.copy(sample, &mut output)).map_err(failed)?;
    }
    Ok(output.finish()?)
}

/// Parts whose table is open. A cohort may have more parts than a process may have files.
struct OpenParts<'a> {
    parts: &'a [ResultRows],
    copiers: HashMap<usize, RowCopier<'a>>,
    /// The places of the open parts, the one opened first in front.
    order: VecDeque<usize>,
}

impl<'a> OpenParts<'a> {
    const MOST: usize = 100;

    fn part(&mut self, part: usize) -> io::Result<&mut RowCopier<'a>> {
        if !self.copiers.contains_key(&part) && self.order.len() == Self::MOST {
            self.order.pop_front().map(|first| self.copiers.remove(&first));
        }
        match self.copiers.entry(part) {
            Entry::Occupied(open) => Ok(open.into_mut()),
            Entry::Vacant(slot) => {
                self.order.push_back(part);
                Ok(slot.insert(self.parts[part].open()?))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_parts_than_a_process_may_have_files_are_read_in_any_order() {
        let folder = tempfile::tempdir().unwrap();
        let parts: Vec<ResultRows> = (0..3 * OpenParts::MOST)
            .map(|i| {
                let path = folder.path().join(format!("{i}.tsv"));
                std::fs::write(&path, format!("sample\tx\nS{i}\t1\nT{i}\t2\n")).unwrap();
                ResultRows::by_key(&path).unwrap()
            })
            .collect();
        let mut open = OpenParts { parts: &parts, copiers: HashMap::new(), order: VecDeque::new() };
        for (key, value) in [("T", 2), ("S", 1)] {
            for i in (0..parts.len()).rev() {
                let mut bytes = Vec::new();
                open.part(i).unwrap().copy(&format!("{key}{i}"), &mut bytes).unwrap();
                assert_eq!(bytes, format!("{key}{i}\t{value}\n").into_bytes());
                assert!(open.copiers.len() <= OpenParts::MOST && open.copiers.len() == open.order.len());
            }
        }
    }
}
