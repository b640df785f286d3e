//! What a sample may take of a file that may be another's. Names decide; nothing is taken by guess.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use evade_core::SampleFacts;
use evade_genome::matches_sample;
use evade_io::{DnaFiles, SheetRow};

use crate::sample::PlannedSample;

/// Paths that more than one sample names, whichever part of the samples is run, with the names of each of them.
#[derive(Debug, Clone, Default)]
pub(crate) struct SharedFiles(BTreeMap<String, Vec<BTreeSet<String>>>);

impl SharedFiles {
    pub(crate) fn of_samples(samples: &[PlannedSample]) -> Self {
        let of = |sample: &PlannedSample| {
            (paths(&sample.files, Path::new("")), names(&sample.facts, &sample.files))
        };
        Self::of(samples.iter().map(of))
    }

    /// The same of a sheet whose files lie below a folder.
    pub(crate) fn of_rows(rows: &[SheetRow], folder: &Path) -> Self {
        Self::of(rows.iter().map(|row| (paths(&row.files, folder), names(&row.facts, &row.files))))
    }

    fn of(samples: impl Iterator<Item = (BTreeSet<String>, BTreeSet<String>)>) -> Self {
        let mut named: BTreeMap<String, Vec<BTreeSet<String>>> = BTreeMap::new();
        for (paths, names) in samples {
            for path in paths {
                named.entry(path).or_default().push(names.clone());
            }
        }
        named.retain(|_, samples| samples.len() > 1);
        Self(named)
    }

    pub(crate) fn hold(&self, path: &str) -> bool {
        self.0.contains_key(path)
    }

    /// Names of the other samples that the file is given for. A sample with a name of this one is the same tumour in
    /// another row.
    pub(crate) fn others(&self, path: &str, facts: &SampleFacts, files: &DnaFiles) -> Vec<&str> {
        let own = names(facts, files);
        let samples = self.0.get(path).map(Vec::as_slice).unwrap_or_default();
        let others = samples.iter().filter(|other| other.is_disjoint(&own));
        others.flatten().map(String::as_str).collect()
    }
}

/// The names by which a file may know a sample's tumour.
fn names(facts: &SampleFacts, files: &DnaFiles) -> BTreeSet<String> {
    let names = [Some(&facts.sample), Some(&facts.dna_id), files.tumor_id.as_ref()];
    names.into_iter().flatten().filter(|name| !name.is_empty()).cloned().collect()
}

fn paths(files: &DnaFiles, folder: &Path) -> BTreeSet<String> {
    files.each().map(|(_, file)| folder.join(file).display().to_string()).collect()
}

/// A sample that asks for its share of a file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Claim<'a> {
    pub(crate) facts: &'a SampleFacts,
    /// Whether other samples of the run name the file too.
    pub(crate) is_shared: bool,
}

/// What of a file is the sample's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Share {
    /// What bears its name.
    Named,
    /// All: the file names no sample, and no other sample has it.
    Whole,
    /// All: it bears one name, which is not the sample's, and no other sample has the file.
    Renamed(String),
    /// Rows of its own, none of which has a state of the tumour.
    WithoutState,
    /// Nothing.
    Nothing,
}

impl Claim<'_> {
    pub(crate) fn is_meant(&self, name: &str) -> bool {
        matches_sample(name, &self.facts.dna_id) || name == self.facts.sample
    }

    /// The share in a file that names these samples.
    pub(crate) fn share(&self, names: &[&str]) -> Share {
        match names {
            names if names.iter().any(|name| self.is_meant(name)) => Share::Named,
            _ if self.is_shared => Share::Nothing,
            [] => Share::Whole,
            [other] => Share::Renamed((*other).to_owned()),
            _ => Share::Nothing,
        }
    }

    /// What the user should know of the share.
    pub(crate) fn warning(&self, path: &str, share: &Share) -> Option<String> {
        let sample = &self.facts.dna_id;
        match share {
            Share::Named | Share::Whole => None,
            Share::Renamed(name) => Some(format!(
                "{path}: its only sample '{name}' is taken for '{sample}' (name it in 'dna_id')"
            )),
            Share::WithoutState => Some(format!(
                "{path}: no segment of '{sample}' has copies of the tumour: they are missing (NA), or of the normal"
            )),
            Share::Nothing => Some(format!(
                "{path} has nothing of '{sample}' (name it in 'dna_id'; a file without names is of one sample)"
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_decides_and_a_shared_file_is_nobodys_without_it() {
        let facts = SampleFacts { sample: "S2".into(), dna_id: "D2".into(), ..SampleFacts::default() };
        let share = |is_shared, names: &[&str]| Claim { facts: &facts, is_shared }.share(names);
        assert_eq!(share(true, &["S1", "D2"]), Share::Named);
        assert_eq!(share(true, &["S2"]), Share::Named);
        assert_eq!(share(false, &["S1"]), Share::Renamed("S1".into()));
        assert_eq!(share(true, &["S1"]), Share::Nothing);
        assert_eq!(share(false, &["S1", "S3"]), Share::Nothing);
        let told = Claim { facts: &facts, is_shared: false }.warning("x.txt", &Share::WithoutState).unwrap();
        assert!(told.contains("copies of the tumour") && !told.contains("dna_id"), "{told}");
        assert_eq!((share(false, &[]), share(true, &[])), (Share::Whole, Share::Nothing));
    }
}
