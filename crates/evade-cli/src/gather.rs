//! Parts of a run as folders: whether they belong together, in which order their samples stand, and their rows.

mod manifest;
mod mapping;
mod order;

use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use evade_io::ResultRows;
use evade_stream::{Output, ReadError, WriteError, display_name};
use serde_json::Value;

pub(crate) use manifest::merged_manifest;
pub(crate) use mapping::copy_mapping;
pub(crate) use order::SheetOrder;

use crate::manifest::Manifest;
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
                ReadError::new(&name, "there is no such folder").hint("give the folders of evade run")
            );
        }
        Ok(Self { path: path.to_owned(), name, manifest: Manifest::read(path)? })
    }

    fn has(&self, sample: &str) -> bool {
        self.manifest.part.place(sample).is_some()
    }

    /// The bytes of a file of the folder `samples`.
    pub(crate) fn sample_file(&self, name: &str) -> Result<Vec<u8>, ReadError> {
        let path = self.path.join("samples").join(name);
        std::fs::read(&path).map_err(|e| {
            ReadError::new(&display_name(&path), format!("cannot be read: {e}"))
                .hint("a file of the part was removed: run the part again")
        })
    }
}

/// Refuses parts that were made in another way than the first.
pub(crate) fn check_alike(parts: &[PartFolder]) -> Result<(), ReadError> {
    let Some(first) = parts.first() else { return Ok(()) };
    let own = env!("CARGO_PKG_VERSION");
    if first.manifest.version != own {
        let what = format!("was made by evade {}, this is {own}", first.manifest.version);
        return Err(ReadError::new(&first.name, what).hint("merge with the version that made the parts"));
    }
    for part in &parts[1..] {
        if let Some((what, one, other)) = difference(&first.manifest, &part.manifest) {
            return Err(ReadError::new(
                &part.name,
                format!("was made with another {what} than {}: {other} and {one}", first.name),
            )
            .hint("run all parts with the same version, signatures, reference, rules and options"));
        }
    }
    Ok(())
}

/// The first thing that decides results and is not the same in both.
fn difference(one: &Manifest, other: &Manifest) -> Option<(String, Value, Value)> {
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
    let options =
        decisive.iter().chain(of_burden).map(|name| (*name, option(one, name), option(other, name)));
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
                    return Err(ReadError::new(
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
                return Err(ReadError::new(&display_name(roll[*part].path()), what)
                    .hint("the table was changed after the run: run the part again"));
            }
        }
        Ok(Self { parts, samples, failed })
    }

    /// The command that made the parts, or that of the parts they were merged of.
    pub(crate) fn command(&self) -> &str {
        self.parts.first().map_or("", |part| part.manifest.command.as_str())
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
                self.check_table(&rows)?;
                Ok((spec, rows))
            })
            .collect()
    }

    /// Refuses a table with other columns than the first part's, or with rows of a sample that is not of its part.
    fn check_table(&self, rows: &[ResultRows]) -> Result<(), ReadError> {
        let Some(first) = rows.first() else { return Ok(()) };
        for (part, rows) in self.parts.iter().zip(rows) {
            let file = display_name(rows.path());
            if rows.header() != first.header() {
                return Err(ReadError::new(&file, "the columns are not those of the first part")
                    .at_line(1)
                    .hint("run all parts with the same version and signatures"));
            }
            if let Some(stranger) = rows.keys().filter(|key| !part.has(key)).min() {
                return Err(ReadError::new(&file, format!("'{stranger}' is not a sample of this part"))
                    .hint("the table was changed after the run: run the part again"));
            }
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
    let mut copiers = parts.iter().map(ResultRows::open).collect::<Result<Vec<_>, _>>()?;
    for (sample, part) in &gathered.samples {
        copiers[*part].copy(sample, &mut output).map_err(failed)?;
    }
    Ok(output.finish()?)
}
