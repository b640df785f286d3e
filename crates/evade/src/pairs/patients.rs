//! The patients of whom a run has several samples.

use std::collections::{BTreeMap, BTreeSet};

use crate::plan::Plan;

/// Patients with two samples or more, and the samples of each in the order of the sheet.
#[derive(Debug, Clone, Default)]
pub(crate) struct Patients {
    /// In the order of their first sample.
    order: Vec<String>,
    samples: BTreeMap<String, Vec<String>>,
    patient_of: BTreeMap<String, String>,
}

impl Patients {
    /// Those of a plan; samples that failed before they were read are theirs too.
    pub(crate) fn of(plan: &Plan) -> Self {
        let planned = plan.samples.iter().map(|sample| (&sample.facts.sample, sample.facts.patient.as_ref()));
        let failed = plan.failed.iter().map(|failed| (&failed.sample, failed.patient()));
        let mut rows: Vec<(&String, &String)> =
            planned.chain(failed).filter_map(|(sample, patient)| Some((sample, patient?))).collect();
        rows.sort_by_key(|(sample, _)| plan.part.place(sample));
        let mut all = Self::default();
        for (sample, patient) in rows {
            let samples = all.samples.entry(patient.clone()).or_default();
            if samples.is_empty() {
                all.order.push(patient.clone());
            }
            samples.push(sample.clone());
        }
        all.samples.retain(|_, samples| samples.len() > 1);
        let Self { order, samples, patient_of } = &mut all;
        order.retain(|patient| samples.contains_key(patient));
        for (patient, ids) in samples {
            patient_of.extend(ids.iter().map(|id| (id.clone(), patient.clone())));
        }
        all
    }

    /// Their ids in the order of their first sample.
    pub(crate) fn ids(&self) -> impl Iterator<Item = &str> {
        self.order.iter().map(String::as_str)
    }

    /// The samples of a patient.
    pub(crate) fn samples(&self, patient: &str) -> &[String] {
        self.samples.get(patient).map_or(&[], Vec::as_slice)
    }

    /// The patient of a sample, where the run has several of that patient.
    pub(crate) fn patient_of(&self, sample: &str) -> Option<&str> {
        self.patient_of.get(sample).map(String::as_str)
    }

    /// Every sample that is compared.
    pub(crate) fn compared(&self) -> BTreeSet<String> {
        self.patient_of.keys().cloned().collect()
    }
}
