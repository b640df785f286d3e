//! Samples in the order of the sheet, each held back until all of its patient are there. Where the rows of a patient stand together, no
//! more than a batch waits.

use std::collections::{BTreeMap, VecDeque};

use evade_core::{PatientComparison, SampleProfile};
use rayon::prelude::*;

use super::comparer::{ComparedPatient, Comparer};
use super::patients::Patients;
use crate::sample::FailedSample;

/// What came of one sample.
type Done = Result<SampleProfile, FailedSample>;

/// What can be written.
#[derive(Default)]
pub(crate) struct Released {
    /// Samples in the order of the sheet.
    pub(crate) samples: Vec<Done>,
    /// Patients in the order of their first sample.
    pub(crate) patients: Vec<PatientComparison>,
}

/// Samples that wait.
pub(crate) struct Waiting<'a> {
    comparer: Comparer<'a>,
    patients: &'a Patients,
    /// Samples of each patient that are still to come.
    missing: BTreeMap<String, usize>,
    queue: VecDeque<Done>,
    /// Patients who were compared and whose first sample still waits.
    compared: BTreeMap<String, PatientComparison>,
}

impl<'a> Waiting<'a> {
    /// Samples that failed before they were read, `failed`, will not come.
    pub(crate) fn new(comparer: Comparer<'a>, patients: &'a Patients, failed: &[FailedSample]) -> Self {
        let mut missing: BTreeMap<String, usize> =
            patients.ids().map(|id| (id.to_owned(), patients.samples(id).len())).collect();
        for failed in failed {
            if let Some(n) = patients.patient_of(&failed.sample).and_then(|id| missing.get_mut(id)) {
                *n -= 1;
            }
        }
        Self { comparer, patients, missing, queue: VecDeque::new(), compared: BTreeMap::new() }
    }

    /// Takes the next samples, and gives those that need not wait any more.
    pub(crate) fn take(&mut self, samples: Vec<Done>) -> crate::Result<Released> {
        let mut complete: Vec<String> = Vec::new();
        for sample in samples {
            if let Some(patient) = self.patients.patient_of(id_of(&sample))
                && let Some(n) = self.missing.get_mut(patient)
            {
                *n -= 1;
                if *n == 0 {
                    complete.push(patient.to_owned());
                }
            }
            self.queue.push_back(sample);
        }
        self.compare(&complete)?;
        Ok(self.release())
    }

    fn compare(&mut self, complete: &[String]) -> crate::Result<()> {
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        if !complete.is_empty() {
            places = self.queue.iter().enumerate().map(|(place, one)| (id_of(one), place)).collect();
        }
        let compared: Vec<ComparedPatient> = complete
            .par_iter()
            .map(|patient| {
                let mut profiles = Vec::new();
                let mut failed = Vec::new();
                for sample in self.patients.samples(patient) {
                    match places.get(sample.as_str()).map(|&place| &self.queue[place]) {
                        Some(Ok(profile)) => profiles.push(profile),
                        _ => failed.push(sample.clone()),
                    }
                }
                self.comparer.compare(patient, &profiles, &failed)
            })
            .collect::<crate::Result<_>>()?;
        for one in compared {
            let ComparedPatient { comparison, mut of_samples } = one;
            for profile in self.queue.iter_mut().flatten() {
                let Some(of) = of_samples.remove(&profile.facts.sample) else { continue };
                profile.compared = Some(of.link);
                if let Some((mechanisms, knowledge)) = of.decided {
                    profile.mechanisms = mechanisms;
                    profile.knowledge = Some(knowledge);
                }
                if let Some(rna) = &mut profile.rna {
                    rna.resampled = None;
                }
            }
            self.compared.insert(comparison.patient.clone(), comparison);
        }
        Ok(())
    }

    fn release(&mut self) -> Released {
        let mut released = Released::default();
        while let Some(first) = self.queue.front() {
            let patient = self.patients.patient_of(id_of(first));
            if patient.is_some_and(|patient| self.missing.get(patient).is_some_and(|&n| n > 0)) {
                break;
            }
            released.patients.extend(patient.and_then(|patient| self.compared.remove(patient)));
            released.samples.extend(self.queue.pop_front());
        }
        released
    }
}

fn id_of(sample: &Done) -> &str {
    match sample {
        Ok(profile) => &profile.facts.sample,
        Err(failed) => &failed.sample,
    }
}
