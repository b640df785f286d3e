//! The files of patients while they are written: the table row by row, one JSON and one page a patient.

use std::path::{Path, PathBuf};

use evade_core::{PatientComparison, PersonVerdict};
use evade_io::Table;
use evade_stream::Output;
use rayon::prelude::*;

use crate::log::Log;
use crate::manifest::json_text;
use crate::output::{Destination, file_stem};
use crate::tables;

/// The folder of patients in a folder of results.
pub(crate) const PATIENTS: &str = "patients";

/// The open files of patients.
pub(crate) struct PatientFiles {
    table: Table<Destination>,
    folder: PathBuf,
    counts: PairCounts,
}

/// What was compared.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct PairCounts {
    pub(crate) patients: usize,
    pub(crate) pairs: usize,
    pub(crate) refused: usize,
}

impl PatientFiles {
    pub(crate) fn create(outdir: &Path) -> crate::Result<Self> {
        let spec = &tables::COMPARISONS;
        Ok(Self {
            table: Destination::open(&outdir.join(spec.name))?.table(spec.columns())?,
            folder: outdir.join(PATIENTS),
            counts: PairCounts::default(),
        })
    }

    /// Writes patients in order.
    pub(crate) fn take(&mut self, patients: &[PatientComparison]) -> crate::Result<()> {
        patients.par_iter().try_for_each(|patient| {
            let file =
                |extension: &str| self.folder.join(format!("{}.{extension}", file_stem(&patient.patient)));
            Output::write_file(&file("json"), &json_text(patient)?)?;
            let page = evade_report::render_patient(patient, env!("CARGO_PKG_VERSION"));
            Output::write_file(&file("html"), page.as_bytes())?;
            Ok::<_, crate::Error>(())
        })?;
        for patient in patients {
            self.counts.patients += 1;
            for pair in &patient.pairs {
                self.counts.pairs += 1;
                self.counts.refused += usize::from(pair.identity.person == PersonVerdict::Conflict);
                for row in tables::comparison_rows(&patient.patient, pair) {
                    self.table.row(row)?;
                }
            }
        }
        Ok(())
    }

    /// Completes the table, and says what was compared.
    pub(crate) fn finish(self, log: &Log<'_>) -> crate::Result<PairCounts> {
        self.table.finish()?.finish()?;
        let PairCounts { patients, pairs, refused } = self.counts;
        if patients > 0 {
            log.info(&format!("{pairs} pairs of {patients} patients with several samples compared"));
        }
        if refused > 0 {
            log.warn(&format!(
                "{refused} pairs are not of one person: {} has the reason of each",
                tables::COMPARISONS.name
            ));
        }
        Ok(self.counts)
    }
}
