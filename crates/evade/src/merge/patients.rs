//! The comparisons of patients, gathered from the parts that hold their samples.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use evade_io::ResultRows;
use evade_stream::{Output, ReadError, WriteError, display_name};
use rayon::prelude::*;
use serde::Deserialize;

use super::folder::PartFolder;
use super::gathered::Gathered;
use crate::output::file_stem;
use crate::pairs::PATIENTS;
use crate::tables;

/// Patients with several samples, in the order of their first one, each with the part that compared them.
pub(super) struct GatheredPatients<'a> {
    parts: &'a [PartFolder],
    patients: Vec<(String, usize)>,
    /// The table of each part; none where the command writes none.
    rows: Vec<ResultRows>,
}

impl<'a> GatheredPatients<'a> {
    /// Refuses parts that hold some samples of a patient each: nobody compared them.
    pub(super) fn of(gathered: &Gathered<'a>) -> Result<Self, ReadError> {
        let parts = gathered.parts;
        if !tables::is_whole(gathered.command()) {
            return Ok(Self { parts, patients: Vec::new(), rows: Vec::new() });
        }
        let spec = &tables::COMPARISONS;
        let mut rows = Vec::new();
        for part in parts {
            if !part.manifest.tables.contains_key(spec.name) {
                let what = format!("has no {}: a version before it made the folder", spec.name);
                return Err(ReadError::absent(&part.name, what).hint("run the part again with this version"));
            }
            part.check_digest(spec)?;
            rows.push(ResultRows::by_key(&part.path.join(spec.name))?);
        }
        let mut places: BTreeMap<String, (usize, usize)> = BTreeMap::new();
        let samples: Vec<(usize, &String, &PartFolder)> =
            gathered.samples.iter().map(|(sample, place)| (*place, sample, &parts[*place])).collect();
        // The JSON of every sample would have to be read; its facts alone are.
        let named: Vec<Option<String>> = samples
            .par_iter()
            .map(|(_, sample, part)| patient_of(sample, part))
            .collect::<Result<_, ReadError>>()?;
        let mut order: Vec<String> = Vec::new();
        for ((place, _, part), patient) in samples.into_iter().zip(named) {
            let Some(patient) = patient else { continue };
            match places.get_mut(&patient) {
                None => {
                    order.push(patient.clone());
                    places.insert(patient, (place, 1));
                }
                Some((first, _)) if *first != place => {
                    let what =
                        format!("samples of patient '{patient}' are in {} as well", parts[*first].name);
                    return Err(ReadError::mismatch(&part.name, what).hint(
                        "samples of one patient are compared with each other: run them in one part (--shard keeps them together, --only can be given several times)",
                    ));
                }
                Some((_, n)) => *n += 1,
            }
        }
        let several = |patient: String| {
            let (place, n) = places[&patient];
            (n > 1).then_some((patient, place))
        };
        let patients = order.into_iter().filter_map(several).collect();
        Ok(Self { parts, patients, rows })
    }

    /// The patients.
    pub(super) fn ids(&self) -> impl Iterator<Item = &str> {
        self.patients.iter().map(|(patient, _)| patient.as_str())
    }

    /// Copies the rows of the table, the JSON files and the pages.
    pub(super) fn copy(&self, outdir: &Path) -> crate::Result<()> {
        let path = outdir.join(tables::COMPARISONS.name);
        let mut output = Output::create(&path)?;
        let failed = |source| WriteError { file: display_name(&path), source };
        if let Some(first) = self.rows.first() {
            output.write_all(first.header()).map_err(failed)?;
        }
        for (patient, part) in &self.patients {
            let mut copier = self.rows[*part].open().map_err(failed)?;
            copier.copy(patient, &mut output).map_err(failed)?;
        }
        output.finish()?;
        self.patients.par_iter().try_for_each(|(patient, part)| {
            for extension in ["json", "html"] {
                let name = format!("{}.{extension}", file_stem(patient));
                let bytes = self.parts[*part].file(PATIENTS, &name)?;
                Output::write_file(&outdir.join(PATIENTS).join(&name), &bytes)?;
            }
            Ok::<_, crate::Error>(())
        })
    }
}

/// The patient that the facts of a sample name.
fn patient_of(sample: &str, part: &PartFolder) -> Result<Option<String>, ReadError> {
    let not_as_written = |error: serde_json::Error| {
        ReadError::mismatch(&part.name, format!("the facts of '{sample}' cannot be read: {error}"))
            .hint("a file of the part was changed: run the part again")
    };
    if let Some(failed) = part.manifest.failed.get(sample) {
        return Ok(PatientOnly::deserialize(failed).map_err(not_as_written)?.patient);
    }
    let json = part.sample_file(&format!("{}.json", file_stem(sample)))?;
    let facts: FactsOnly = serde_json::from_slice(&json).map_err(not_as_written)?;
    Ok(facts.facts.patient)
}

#[derive(Deserialize)]
struct FactsOnly {
    facts: PatientOnly,
}

#[derive(Deserialize)]
struct PatientOnly {
    patient: Option<String>,
}
