//! The part of a run that is computed here: all samples, a shard of the patients, or samples by name.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use evade_core::SampleFacts;
use serde::{Deserialize, Serialize};

use crate::error::{Outcome, UsageError};
use crate::settings::{PartSettings, Shard};

/// Where each sample of this part stands among all samples of the sheet or matrix. The manifest keeps it, so that
/// parts can be put together in the order of one run.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Part {
    /// The shard as `I/N`; none for a whole run and for samples by name.
    pub(crate) shard: Option<String>,
    /// Samples by name, as they were asked for.
    pub(crate) only: Vec<String>,
    /// Samples of the whole sheet or matrix.
    pub(crate) n_samples: usize,
    /// SHA-256 of their ids in order, one a line: parts of one run have the same.
    pub(crate) samples_digest: String,
    /// Place of each sample of this part, from 0.
    pub(crate) places: BTreeMap<String, usize>,
}

impl Part {
    /// The part of these samples, all of the sheet or matrix in order, that the options ask for.
    pub(crate) fn choose<'a>(
        options: &PartSettings,
        samples: impl IntoIterator<Item = &'a SampleFacts>,
    ) -> crate::Result<Self> {
        let samples: Vec<&SampleFacts> = samples.into_iter().collect();
        let ids: Vec<&str> = samples.iter().map(|facts| facts.sample.as_str()).collect();
        if let Some(unknown) = options.only.iter().find(|wanted| !ids.contains(&wanted.as_str())) {
            return Err(UsageError::new(
                format!("--only {unknown}: there is no such sample"),
                "give a name of the sheet's column 'sample', or without a sheet a column of the matrix",
            )
            .into());
        }
        let is_chosen: Vec<bool> = match options.shard {
            Some(shard) => in_shard(shard, &samples),
            None => {
                ids.iter().map(|id| options.only.is_empty() || options.only.iter().any(|o| o == id)).collect()
            }
        };
        let places = ids.iter().zip(&is_chosen).enumerate().filter(|(_, (_, chosen))| **chosen);
        Ok(Self {
            shard: options.shard.map(|shard| shard.to_string()),
            only: options.only.clone(),
            n_samples: ids.len(),
            samples_digest: ids_digest(ids.iter().copied()),
            places: places.map(|(place, (id, _))| ((*id).to_owned(), place)).collect(),
        })
    }

    /// Patients of whom this part has some samples and not all: those cannot be compared with the others.
    pub(crate) fn torn<'a>(&self, samples: impl IntoIterator<Item = &'a SampleFacts>) -> BTreeSet<&'a str> {
        let mut seen: BTreeMap<&str, [bool; 2]> = BTreeMap::new();
        for facts in samples {
            let Some(patient) = facts.patient.as_deref() else { continue };
            let is_here = self.place(&facts.sample).is_some();
            seen.entry(patient).or_default()[usize::from(is_here)] = true;
        }
        seen.into_iter().filter(|(_, seen)| *seen == [true; 2]).map(|(patient, _)| patient).collect()
    }

    /// How a command on this part ended: that all samples of a part failed says nothing of the others.
    pub(crate) fn outcome(&self, n_samples: usize, n_failed: usize) -> Outcome {
        match Outcome::of(n_samples, n_failed) {
            Outcome::BadData if self.is_partial() => Outcome::SomeFailed,
            outcome => outcome,
        }
    }

    /// Whether this is not the whole run.
    pub(crate) fn is_partial(&self) -> bool {
        self.places.len() < self.n_samples || self.shard.is_some()
    }

    pub(crate) fn place(&self, sample: &str) -> Option<usize> {
        self.places.get(sample).copied()
    }
}

/// SHA-256 of sample ids in order.
pub(crate) fn ids_digest<'a>(ids: impl IntoIterator<Item = &'a str>) -> String {
    let mut text = String::new();
    for id in ids {
        text.push_str(id);
        text.push('\n');
    }
    evade_stream::sha256_hex(text.as_bytes())
}

/// Which samples are in a shard. Samples of one patient stay together: they are compared with each other.
fn in_shard(shard: Shard, samples: &[&SampleFacts]) -> Vec<bool> {
    let mut patients: HashMap<(bool, &str), usize> = HashMap::new();
    let patient_of: Vec<usize> = samples
        .iter()
        .map(|facts| {
            // A sample without a patient is one of its own, whatever patient has its name.
            let patient = match &facts.patient {
                Some(patient) => (true, patient.as_str()),
                None => (false, facts.sample.as_str()),
            };
            let next = patients.len();
            *patients.entry(patient).or_insert(next)
        })
        .collect();
    let n = patients.len();
    // Patients in the order of their first sample, in N runs of nearly the same length.
    patient_of.iter().map(|patient| patient * shard.of / n.max(1) + 1 == shard.index).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(sample: &str, patient: Option<&str>) -> SampleFacts {
        SampleFacts { sample: sample.into(), patient: patient.map(Into::into), ..SampleFacts::default() }
    }

    fn part(options: &PartSettings, samples: &[SampleFacts]) -> Vec<String> {
        Part::choose(options, samples).unwrap().places.into_keys().collect()
    }

    #[test]
    fn every_sample_is_in_one_shard_and_patients_are_not_torn() {
        let mut samples: Vec<SampleFacts> = (0..23).map(|i| facts(&format!("S{i:02}"), None)).collect();
        samples.push(facts("T1", Some("S05")));
        samples.push(facts("T2", Some("P")));
        samples.insert(3, facts("T0", Some("P")));
        for of in [1, 2, 7, 26, 40] {
            let mut seen = Vec::new();
            for index in 1..=of {
                let options = PartSettings { shard: Some(Shard { index, of }), only: Vec::new() };
                let ids = part(&options, &samples);
                assert_eq!(ids.contains(&"T0".to_owned()), ids.contains(&"T2".to_owned()));
                seen.extend(ids);
            }
            seen.sort();
            let mut all: Vec<String> = samples.iter().map(|s| s.sample.clone()).collect();
            all.sort();
            assert_eq!(seen, all, "{of}");
        }
    }

    #[test]
    fn samples_by_name_must_exist() {
        let samples = [facts("A", None), facts("B", None)];
        let only = |name: &str| PartSettings { shard: None, only: vec![name.into()] };
        assert_eq!(part(&only("B"), &samples), ["B"]);
        assert!(Part::choose(&only("C"), &samples).is_err());
        assert!(!Part::choose(&PartSettings::default(), &samples).unwrap().is_partial());
    }
}
