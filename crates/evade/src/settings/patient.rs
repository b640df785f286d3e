//! One patient without a sheet.

use evade_core::SampleFacts;
use evade_io::DnaFiles;

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
    /// Files besides the expression.
    pub files: DnaFiles,
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
            ..SampleFacts::default()
        }
    }
}
