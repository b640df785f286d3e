//! The samples of all parts in the order of one run, and their rows.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};
use std::io::{self, Write};
use std::path::Path;

use evade_io::{ResultRows, RowCopier};
use evade_stream::{Output, ReadError, WriteError, display_name};

use super::folder::PartFolder;
use super::order::{self, SheetOrder};
use crate::tables::{self, TableSpec};

/// All samples in the order of one run, each with the part that holds it.
pub(super) struct Gathered<'a> {
    pub(super) parts: &'a [PartFolder],
    /// Sample and place of its part among `parts`.
    pub(super) samples: Vec<(String, usize)>,
    /// The samples without a result of each part.
    pub(super) failed: Vec<ResultRows>,
}

impl<'a> Gathered<'a> {
    /// Orders the samples; refuses parts that overlap, leave a sample out, or belong to something else.
    pub(super) fn new(parts: &'a [PartFolder], sheet: Option<&SheetOrder>) -> Result<Self, ReadError> {
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
    pub(super) fn command(&self) -> &str {
        self.parts.first().map_or("", |part| part.manifest.command.as_str())
    }

    /// All samples with their parts.
    pub(super) fn with_parts(&self) -> impl Iterator<Item = (&String, &PartFolder)> {
        self.samples.iter().map(|(sample, part)| (sample, &self.parts[*part]))
    }

    /// Samples that have a result, with their parts.
    pub(super) fn with_results(&self) -> impl Iterator<Item = (&String, &PartFolder)> {
        let samples = self.samples.iter().filter(|(sample, part)| !self.failed[*part].has(sample));
        samples.map(|(sample, part)| (sample, &self.parts[*part]))
    }

    /// The tables of all parts whose rows belong to samples.
    pub(super) fn open_tables(&self) -> Result<Vec<(&'static TableSpec, Vec<ResultRows>)>, ReadError> {
        let of_samples = tables::of_command(self.command());
        of_samples
            .into_iter()
            .map(|spec| {
                let lacks = |part: &&PartFolder| !part.manifest.tables.contains_key(spec.name);
                if let Some(part) = self.parts.iter().find(lacks) {
                    let what = format!("has no {}: a version before it made the folder", spec.name);
                    return Err(
                        ReadError::absent(&part.name, what).hint("run the part again with this version")
                    );
                }
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
pub(super) fn copy_rows(path: &Path, parts: &[ResultRows], gathered: &Gathered<'_>) -> crate::Result<()> {
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
