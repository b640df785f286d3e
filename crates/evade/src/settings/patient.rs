//! One patient without a sheet.

use evade_core::SampleFacts;
use evade_io::DnaFiles;

/// What is known of one patient's sample and where its files are. Everything but the id is optional.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PatientSettings {
    /// The sample's id in every output.
    pub sample: String,
    /// Column of the matrix; the sample's id otherwise, or the only column.
    pub rna_id: Option<String>,
    /// Sample name in variant, segment and HLA files; the sample's id otherwise.
    pub dna_id: Option<String>,
    /// Tumour content, 0 to 1.
    pub purity: Option<f64>,
    /// Histology in the user's words.
    pub histology: Option<String>,
    /// Site of the biopsy.
    pub site: Option<String>,
    /// FFPE, frozen, fresh, plasma.
    pub specimen: Option<String>,
    /// `WES`, `WGS` or a panel's name.
    pub assay_dna: Option<String>,
    /// Reference genome.
    pub genome: Option<String>,
    /// PD-L1 tumour proportion score in per cent.
    pub pdl1_tps: Option<f64>,
    /// Microsatellite status in the user's words.
    pub msi: Option<String>,
    /// Tumour mutational burden that the laboratory reports, in mutations per megabase.
    pub tmb: Option<f64>,
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
            purity: self.purity,
            histology: self.histology.clone(),
            site: self.site.clone(),
            specimen: self.specimen.clone(),
            assay_dna: self.assay_dna.clone(),
            genome: self.genome.clone(),
            pdl1_tps: self.pdl1_tps,
            msi: self.msi.clone(),
            tmb: self.tmb,
            ..SampleFacts::default()
        }
    }
}
