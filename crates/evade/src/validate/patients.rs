//! Which samples are of one patient.

use std::collections::BTreeMap;

use evade_io::SampleTable;

use super::inputs::{PATIENT, SAMPLE, patients_file, read_table};
use super::join::shared_patient;
use crate::settings::{Matching, ValidateSettings};

/// Who each sample is of.
pub(super) struct Patients {
    by_sample: BTreeMap<String, String>,
}

impl Patients {
    /// From the calls, or from the summary beside them.
    pub(super) fn read(settings: &ValidateSettings, calls: &SampleTable) -> crate::Result<Self> {
        let summary = match (calls.column(PATIENT), patients_file(&settings.calls)) {
            (None, Some(file)) => Some(read_table(&file, &[SAMPLE])?.1),
            _ => None,
        };
        let table = summary.as_ref().unwrap_or(calls);
        let mut by_sample = BTreeMap::new();
        if let Some(column) = table.column(PATIENT) {
            for sample in table.ids() {
                let patient = table.value(sample, column).map(str::to_owned);
                by_sample.extend(patient.map(|patient| (sample.to_owned(), patient)));
            }
        }
        Ok(Self { by_sample })
    }

    /// Whether anything says which samples are of one patient.
    pub(super) fn are_known(&self, labels: &SampleTable, matching: Matching) -> bool {
        !self.by_sample.is_empty() || labels.column(PATIENT).is_some() || matching == Matching::Patient
    }

    pub(super) fn stated(&self, sample: &str) -> Option<String> {
        self.by_sample.get(sample).cloned()
    }

    /// The patient of a sample: as the calls say, then as the labels say; else the sample is one of its own.
    pub(super) fn of(&self, sample: &str, id: &str, labels: &SampleTable, matching: Matching) -> String {
        if let Some(patient) = self.by_sample.get(sample) {
            return patient.clone();
        }
        let column = labels.column(PATIENT);
        if let Some(patient) = column.and_then(|column| labels.value(id, column)) {
            return patient.to_owned();
        }
        match matching {
            Matching::Patient => shared_patient(sample, id).to_owned(),
            Matching::Exact => sample.to_owned(),
        }
    }
}
