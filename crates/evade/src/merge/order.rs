//! The order in which one run would write the samples of all parts.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use evade_core::SampleFacts;
use evade_io::{SheetRow, read_sheet};
use evade_stream::{ReadError, Source};
use rayon::prelude::*;
use serde_json::Value;

use super::folder::PartFolder;
use crate::inputs::InputRecord;
use crate::listing::listed;
use crate::output::file_stem;
use crate::part::Part;

/// The samples of a sheet in order, with what it says of them.
pub(super) struct SheetOrder {
    name: String,
    record: InputRecord,
    rows: Vec<SheetRow>,
}

impl SheetOrder {
    /// Reads the sheet as the runs did.
    pub(super) fn read(path: &Path, part: &PartFolder) -> Result<Self, ReadError> {
        let source = Source::from_argument(path);
        let content = source.read()?;
        let carry = part.manifest.parameters.get("carry").and_then(Value::as_array);
        let carry: Vec<String> =
            carry.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
        let sheet = read_sheet(&content, &carry)?;
        let record =
            InputRecord { role: "samples".into(), name: source.base_name(), sha256: Some(content.sha256) };
        Ok(Self { name: content.name, record, rows: sheet.rows })
    }

    /// The sheet as an input.
    pub(super) fn record(&self) -> &InputRecord {
        &self.record
    }

    /// Refuses samples that were run when the sheet said something else of them, or named other files.
    pub(super) fn check_rows<'p>(
        &self,
        with_parts: impl Iterator<Item = (&'p String, &'p PartFolder)>,
    ) -> crate::Result<()> {
        let rows: HashMap<&str, &SheetRow> = self.rows.iter().map(|r| (r.facts.sample.as_str(), r)).collect();
        let samples: Vec<_> = with_parts.collect();
        samples.par_iter().try_for_each(|(sample, part)| {
            let Some(row) = rows.get(sample.as_str()) else { return Ok(()) };
            let changed = match changed_fact(&row.facts, sample, part)? {
                // Files of a sample that failed were not read.
                None if part.manifest.failed.contains_key(sample.as_str()) => None,
                None => changed_file(row, sample, part),
                changed => changed,
            };
            match changed {
                None => Ok(()),
                Some(Changed { what, now, then }) => Err(ReadError::mismatch(
                    &part.name,
                    format!("'{sample}' was run with {what} {then}, {} says {now}", self.name),
                )
                .hint(format!("run it again: --only {sample}"))
                .into()),
            }
        })
    }
}

/// A cell of a sheet that is not what a sample was run with.
struct Changed {
    what: String,
    now: String,
    then: String,
}

/// The first fact of a sample that is another one now.
fn changed_fact(facts: &SampleFacts, sample: &str, part: &PartFolder) -> crate::Result<Option<Changed>> {
    let now = serde_json::to_value(facts)?;
    let then = match part.manifest.failed.get(sample) {
        Some(failed) => failed.clone(),
        None => {
            let json = part.sample_file(&format!("{}.json", file_stem(sample)))?;
            serde_json::from_slice::<ProfileFacts>(&json)?.facts
        }
    };
    let mut facts = now.as_object().into_iter().flatten().map(|(key, now)| (key, now, &then[key]));
    let changed = facts.find(|(_, now, then)| now != then);
    Ok(changed.map(|(what, now, then)| Changed {
        what: what.clone(),
        now: now.to_string(),
        then: then.to_string(),
    }))
}

/// The first file of a sample that has another name now. Contents are not compared: a merge would have to read them all.
fn changed_file(row: &SheetRow, sample: &str, part: &PartFolder) -> Option<Changed> {
    let inputs = part.manifest.sample_inputs.get(sample);
    let mut then: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for input in inputs.into_iter().flatten() {
        then.entry(input.role.as_ref()).or_default().push(input.name.clone());
    }
    let mut now: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (column, path) in row.files() {
        now.entry(column.name()).or_default().push(Source::path(path.as_ref()).base_name());
    }
    let roles: BTreeSet<&str> = then.keys().chain(now.keys()).copied().collect();
    let shown = |names: Option<&Vec<String>>| {
        names.map_or("no file".to_owned(), |names| format!("'{}'", names.join(";")))
    };
    roles.into_iter().find_map(|role| {
        let (now, then) = (now.get(role), then.get(role));
        (now != then).then(|| Changed { what: role.to_owned(), now: shown(now), then: shown(then) })
    })
}

#[derive(serde::Deserialize)]
struct ProfileFacts {
    facts: Value,
}

/// Every sample of the sheet, with the place of its part.
pub(super) fn of_sheet(
    parts: &[PartFolder],
    sheet: &SheetOrder,
    part_of: &HashMap<&str, usize>,
) -> Result<Vec<(String, usize)>, ReadError> {
    let in_sheet: BTreeSet<&str> = sheet.rows.iter().map(|row| row.facts.sample.as_str()).collect();
    for part in parts {
        if let Some(foreign) = part.manifest.part.places.keys().find(|id| !in_sheet.contains(id.as_str())) {
            let what = format!("the sample '{foreign}' is not in {}", sheet.name);
            return Err(
                ReadError::mismatch(&part.name, what).hint("leave this folder out, or correct the sheet")
            );
        }
    }
    let missing: Vec<&str> = sheet
        .rows
        .iter()
        .map(|row| row.facts.sample.as_str())
        .filter(|sample| !part_of.contains_key(sample))
        .collect();
    if !missing.is_empty() {
        let what = format!("no part holds {}", listed(&missing));
        return Err(
            ReadError::absent(&sheet.name, what).hint("run them (--only SAMPLE) and give their folders")
        );
    }
    let ids = sheet.rows.iter().map(|row| row.facts.sample.clone());
    Ok(ids.filter_map(|id| part_of.get(id.as_str()).map(|&part| (id.clone(), part))).collect())
}

/// Every sample of the run that all parts are cut from, with the place of its part.
pub(super) fn of_run(parts: &[PartFolder]) -> Result<Vec<(String, usize)>, ReadError> {
    let Some(first) = parts.first() else { return Ok(Vec::new()) };
    let whole = &first.manifest.part;
    for part in parts {
        let of = &part.manifest.part;
        if of.samples_digest != whole.samples_digest {
            let what = format!(
                "is not a part of the same run as {}: it was cut from {} samples, the other from {}, or their order differs",
                first.name, of.n_samples, whole.n_samples
            );
            return Err(ReadError::mismatch(&part.name, what)
                .hint("--samples SHEET says which samples belong together, and in which order"));
        }
    }
    let mut samples: Vec<Option<(String, usize)>> = vec![None; whole.n_samples];
    for (p, part) in parts.iter().enumerate() {
        for (sample, &place) in &part.manifest.part.places {
            match samples.get_mut(place) {
                Some(slot) => *slot = Some((sample.clone(), p)),
                None => {
                    let what = format!("'{sample}' stands at place {place} of {}", whole.n_samples);
                    return Err(ReadError::bad_value(&part.name, what)
                        .hint("manifest.json was changed after the run: run the part again"));
                }
            }
        }
    }
    let n_missing = samples.iter().filter(|sample| sample.is_none()).count();
    if n_missing > 0 {
        let which = missing_shards(parts).unwrap_or_else(|| {
            let places = samples.iter().enumerate().filter(|(_, sample)| sample.is_none());
            let places: Vec<String> = places.map(|(place, _)| (place + 1).to_string()).collect();
            format!("they stand at {}", listed(&places))
        });
        let what = format!("{n_missing} of {} samples are in no part: {which}", whole.n_samples);
        return Err(ReadError::absent(&first.name, what)
            .hint("give the folders of all parts; --samples SHEET names the samples"));
    }
    Ok(samples.into_iter().flatten().collect())
}

/// Which shards were not given, if all parts are shards of one cut.
fn missing_shards(parts: &[PartFolder]) -> Option<String> {
    let shards: Vec<(usize, usize)> =
        parts.iter().map(|part| shard_of(&part.manifest.part)).collect::<Option<_>>()?;
    let of = shards.first()?.1;
    if shards.iter().any(|shard| shard.1 != of) {
        return None;
    }
    let missing: Vec<String> = (1..=of)
        .filter(|index| !shards.contains(&(*index, of)))
        .map(|index| format!("{index}/{of}"))
        .collect();
    let (noun, verb) = if missing.len() == 1 { ("shard", "is") } else { ("shards", "are") };
    Some(format!("{noun} {} {verb} missing", listed(&missing)))
}

fn shard_of(part: &Part) -> Option<(usize, usize)> {
    let shard: crate::settings::Shard = part.shard.as_deref()?.parse().ok()?;
    Some((shard.index, shard.of))
}
