//! Files that several samples were read from: parts of one run have read the same.

use std::collections::{BTreeMap, BTreeSet};

use evade_io::SheetColumn;
use evade_stream::ReadError;

use super::folder::PartFolder;
use crate::inputs::InputRecord;
use crate::log::Log;
use crate::manifest::Manifest;

/// The role of the sample sheet.
const SHEET: &str = "samples";

/// Refuses parts that have read different files under one name. Parts of one cut have the same sheet and data. Under a
/// sheet of its own, which is how a cohort grows, data may differ, which is told: each sample keeps the values of the
/// file it was run with.
pub(super) fn check_shared_files(
    parts: &[PartFolder],
    is_by_sheet: bool,
    log: &Log<'_>,
) -> Result<(), ReadError> {
    let mut known: BTreeMap<(&str, &str), (&PartFolder, BTreeSet<&str>)> = BTreeMap::new();
    let mut told = BTreeSet::new();
    for part in parts {
        for (file, contents) in shared_files(&part.manifest) {
            let (first, expected) = known.entry(file).or_insert_with(|| (part, contents.clone()));
            let (role, name) = file;
            if *expected == contents || (is_by_sheet && role == SHEET) {
                continue;
            }
            let what = format!("read another {name} ({role}) than {}: the contents differ", first.name);
            if !is_by_sheet || !holds_samples(role) {
                return Err(ReadError::mismatch(&part.name, what).hint("run all parts with the same files"));
            }
            if told.insert(file) {
                log.warn(&format!("{} {what}; each sample has the values of its own", part.name));
            }
        }
    }
    Ok(())
}

/// Whether files of this role have samples in them. They may grow with a cohort; all others are options that happen to
/// be files.
fn holds_samples(role: &str) -> bool {
    SheetColumn::files().any(|column| column.name() == role && column.holds_samples())
}

/// The contents of the files, by role and name, that belong to the run or to all samples of the part. A file of one
/// sample may have the name of another sample's.
fn shared_files(manifest: &Manifest) -> BTreeMap<(&str, &str), BTreeSet<&str>> {
    let mut n_samples: BTreeMap<&InputRecord, usize> = BTreeMap::new();
    for record in manifest.sample_inputs.values().flatten() {
        *n_samples.entry(record).or_default() += 1;
    }
    let is_shared = |record: &&InputRecord| match n_samples.get(record) {
        None => true,
        Some(&n) => n > 1 && n == manifest.sample_inputs.len(),
    };
    let mut shared: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    for record in manifest.inputs.iter().filter(is_shared) {
        let contents = shared.entry((record.role.as_ref(), record.name.as_str())).or_default();
        contents.extend(record.sha256.as_deref());
    }
    shared
}
