//! One patient without a sheet.

use evade_core::{ClinicalDates, ClinicalFacts, Date, LastDose, Progression, SampleFacts};
use evade_io::{DnaFiles, SheetColumn};

/// What is known of one patient's sample and where its files are. Everything but the id is optional. How its variants
/// are read, with tumour content, genome and coverage, is said by [`GeneSettings`](super::GeneSettings).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PatientSettings {
    /// The sample's id in every output.
    pub sample: String,
    /// Column of the matrix; the sample's id otherwise, or the only column.
    pub rna_id: Option<String>,
    /// Sample name in variant, segment and HLA files; the sample's id otherwise.
    pub dna_id: Option<String>,
    /// Histology in the user's words.
    pub histology: Option<String>,
    /// Site of the biopsy.
    pub site: Option<String>,
    /// FFPE, frozen, fresh, plasma.
    pub specimen: Option<String>,
    /// PD-L1 tumour proportion score in per cent.
    pub pdl1_tps: Option<f64>,
    /// Microsatellite status in the user's words.
    pub msi: Option<String>,
    /// Drugs in the user's words.
    pub regimen: Option<String>,
    /// Best response in the user's words, such as PR.
    pub best_response: Option<String>,
    /// Whether the response was confirmed, in the user's words.
    pub response_confirmed: Option<String>,
    /// Dates of treatment. No result and no manifest holds them.
    pub dates: PatientDates,
    /// Files besides the expression.
    pub files: DnaFiles,
}

/// Dates of a patient's treatment, which identify the patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PatientDates {
    /// First dose of the checkpoint inhibitor.
    pub ici_start: Option<Date>,
    /// Last dose of it.
    pub ici_end: Option<LastDose>,
    /// Progression.
    pub progression: Option<Progression>,
}

impl PatientDates {
    /// The columns of a sheet that hold them, whose names are those of the options.
    pub(crate) const COLUMNS: [SheetColumn; 3] =
        [SheetColumn::IciStart, SheetColumn::IciEnd, SheetColumn::ProgressionDate];

    /// Columns of the sheet that are stated, by name.
    pub(crate) fn stated(self) -> Vec<&'static str> {
        let are_stated = [self.ici_start.is_some(), self.ici_end.is_some(), self.progression.is_some()];
        let columns = Self::COLUMNS.into_iter().zip(are_stated);
        columns.filter_map(|(column, is_stated)| is_stated.then_some(column.name())).collect()
    }
}

impl PatientSettings {
    /// The sample as a sheet would give it.
    pub(crate) fn facts(&self) -> SampleFacts {
        SampleFacts {
            sample: self.sample.clone(),
            rna_id: self.rna_id.clone().unwrap_or_else(|| self.sample.clone()),
            dna_id: self.dna_id.clone().unwrap_or_else(|| self.sample.clone()),
            histology: self.histology.clone(),
            site: self.site.clone(),
            specimen: self.specimen.clone(),
            pdl1_tps: self.pdl1_tps,
            msi: self.msi.clone(),
            clinical: ClinicalFacts {
                sex: None,
                regimen: self.regimen.clone(),
                best_response: self.best_response.clone(),
                response_confirmed: self.response_confirmed.clone(),
                dates: ClinicalDates {
                    collection: None,
                    ici_start: self.dates.ici_start,
                    ici_end: self.dates.ici_end,
                    progression: self.dates.progression,
                },
            },
            ..SampleFacts::default()
        }
    }
}
