//! What other programs determined: the reader of each, chosen by the header of the file.

mod allele_copies;
mod alleles;
mod by_sample;
mod cbioportal;
mod generic;
mod lilac;
mod lohhla;
mod mhc_hammer;
mod spechla;
mod typing;

use generic::read_generic;
pub use generic::read_hla_table;
pub use lilac::{LilacQuality, apply_lilac_quality};
pub use typing::no_hla_input;

use evade_core::{HLA_GENES, HlaCaution, HlaGene, HlaMethod, HlaReason, HlaSource};
use evade_stream::{Content, ReadError};

use self::by_sample::{GenesBySample, settle_unclaimed};
use self::cbioportal::read_cbioportal;
use self::lilac::{read_lilac, read_lilac_quality};
use self::lohhla::{lohhla_stopped, read_lohhla, read_lohhla_mod};
use self::mhc_hammer::read_mhc_hammer;
use self::spechla::read_spechla;
use crate::table::{TextTable, may_be_cut};
use crate::unused_rows::UnusedRows;

/// Who wrote an HLA file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HlaFormat {
    /// `LOHHLA`, `*.DNA.HLAlossPrediction_CI.xls`.
    Lohhla,
    /// lohhla-mod, `*.loh.res.tsv`.
    LohhlaMod,
    /// `LOHHLA` in the wide form of cBioPortal.
    Cbioportal,
    /// `MHC Hammer`, `cohort_mhc_hammer_gene_table.csv`.
    MhcHammer,
    /// `LILAC`, `*.lilac.tsv`.
    Lilac,
    /// `LILAC`, `*.lilac.qc.tsv`: no states, but whether to believe them.
    LilacQuality,
    /// `SpecHLA`, `merge.hla.copy.txt`.
    SpecHla,
    /// The table of this program: `sample gene status`, or `cn1 cn2`.
    Generic,
}

impl HlaFormat {
    /// Whether the program writes one file a sample, whatever it calls it.
    fn is_of_one_sample(self) -> bool {
        matches!(self, Self::Lohhla | Self::LohhlaMod | Self::SpecHla)
    }

    /// By the header. A file name tells nothing, but for the empty files that `LOHHLA` leaves.
    #[must_use]
    pub fn of(content: &Content) -> Option<Self> {
        if lohhla_stopped(&content.name).is_some() {
            return Some(Self::Lohhla);
        }
        Self::of_header(&TextTable::open(content).ok()?)
    }

    fn of_header(table: &TextTable<'_>) -> Option<Self> {
        let has = |name: &str| table.column(&[name]).is_some();
        let known = [
            (has("hla_a_type1") && has("hla_a_type2"), Self::Lohhla),
            (has("hlagene") && has("hla_a1_cn"), Self::LohhlaMod),
            (has("a1_hla_a_type"), Self::Cbioportal),
            (has("sample_name") && has("cn1_binned"), Self::MhcHammer),
            (has("allele") && has("tumorcopynumber"), Self::Lilac),
            (has("status") && has("scoremargin"), Self::LilacQuality),
            (has("hla") && has("copyratio"), Self::SpecHla),
            (has("sample") && has("gene") && (has("status") || has("cn1")), Self::Generic),
        ];
        known.into_iter().find(|(is, _)| *is).map(|(_, format)| format)
    }
}

/// Whether the header is that of a table of HLA states.
pub(crate) fn is_hla_header(table: &TextTable<'_>) -> bool {
    HlaFormat::of_header(table).is_some()
}

/// An HLA file.
#[derive(Debug, Clone, PartialEq)]
pub struct HlaImport {
    /// File name for messages.
    pub file: String,
    /// Who wrote it.
    pub format: HlaFormat,
    /// Genes by sample; the key is empty where the file names no sample.
    pub samples: GenesBySample,
    /// What a quality file of `LILAC` states.
    pub quality: Option<LilacQuality>,
    /// What the user should know of rows that are not used.
    pub warnings: Vec<String>,
    /// Whether the last line does not end, so that the file may be cut.
    pub may_be_cut: bool,
}

impl HlaImport {
    /// The genes of one sample. A file that names no sample is this sample's; so is a file of one sample of a program
    /// that writes one file a sample, whatever it called it.
    #[must_use]
    pub fn of_sample(&self, is_meant: impl Fn(&str) -> bool) -> Option<&[HlaGene]> {
        let named = self.samples.iter().find(|(name, _)| name.is_empty() || is_meant(name));
        let only =
            self.samples.iter().next().filter(|_| self.format.is_of_one_sample() && self.samples.len() == 1);
        named.or(only).map(|(_, genes)| genes.as_slice())
    }
}

/// Reads an HLA file of any program in [`HlaFormat`].
///
/// ```
/// use evade_genome::read_hla;
/// use evade_stream::Content;
/// let text = "Sample\tHLA\tAllele1\tAllele2\tcopyratio\tHet_num\tLOH\nT1\tHLA_A\tA*01:01\tA*02:01\t2:1\t30\tY\n";
/// let file = Content { name: "merge.hla.copy.txt".into(), bytes: text.into(), sha256: String::new() };
/// let genes = &read_hla(&file).unwrap().samples["T1"];
/// assert_eq!(genes[0].status.as_str(), "imbalance_only");
/// ```
pub fn read_hla(content: &Content) -> Result<HlaImport, ReadError> {
    let format = HlaFormat::of(content).ok_or_else(|| {
        typing::refused_typing(content).unwrap_or_else(|| {
            ReadError::wrong_format(&content.name, "this is not a table of HLA states of a known program").hint(
                "read are LOHHLA, lohhla-mod, MHC Hammer, LILAC, SpecHLA, and a table with sample, gene and status or cn1 and cn2",
            )
        })
    })?;
    let (mut quality, mut unused) = (None, UnusedRows::default());
    let mut samples = match format {
        HlaFormat::Lohhla => match lohhla_stopped(&content.name) {
            Some(reason) => stopped(reason),
            None => read_lohhla(content)?,
        },
        HlaFormat::LohhlaMod => read_lohhla_mod(content)?,
        HlaFormat::Cbioportal => read_cbioportal(content, &mut unused)?,
        HlaFormat::MhcHammer => read_mhc_hammer(content, &mut unused)?,
        HlaFormat::Lilac => read_lilac(content)?,
        HlaFormat::SpecHla => read_spechla(content)?,
        HlaFormat::Generic => read_generic(content, &mut unused)?,
        HlaFormat::LilacQuality => {
            quality = Some(read_lilac_quality(content)?);
            GenesBySample::new()
        }
    };
    settle_unclaimed(&mut samples).map_err(|what| ReadError::duplicate(&content.name, what))?;
    let names_samples = samples.keys().any(|name| !name.is_empty());
    let may_be_cut = may_be_cut(&content.bytes);
    if may_be_cut {
        if let Some(quality) = &mut quality {
            quality.may_be_cut = true;
        }
        for gene in samples.values_mut().flatten() {
            gene.flag(HlaCaution::FileMayBeCut);
        }
    }
    let warnings = unused.warnings_of(names_samples);
    Ok(HlaImport { file: content.name.clone(), format, samples, quality, warnings, may_be_cut })
}

fn stopped(reason: HlaReason) -> GenesBySample {
    let gene = |gene| HlaGene {
        method: Some(HlaMethod::AlleleSpecific),
        source: Some(HlaSource::Lohhla),
        ..HlaGene::not_evaluable(gene, reason)
    };
    GenesBySample::from([(String::new(), HLA_GENES.map(gene).to_vec())])
}
