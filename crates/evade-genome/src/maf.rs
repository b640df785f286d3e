//! Mutation annotation format: GDC, Firehose/Oncotator, vcf2maf, cBioPortal.

mod by_allele;
mod columns;
mod evidence;
mod faults;
mod names;
mod reading;
mod row;
mod status;

use std::collections::BTreeMap;

use evade_stream::{Content, ReadError};

pub(crate) use self::columns::population_columns;
pub(crate) use self::names::maf_samples;
use self::reading::Reading;
use crate::Build;
use crate::combined_output::is_combined_output;
use crate::filters::Filters;
use crate::panel::GenePanel;
use crate::sample_match::matches_sample;
use crate::sample_variants::SampleVariants;

/// All samples of a MAF.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MafCalls {
    /// By full `Tumor_Sample_Barcode`; a sample without a candidate in a core gene is there too, and empty.
    pub samples: BTreeMap<String, SampleVariants>,
    /// The build the file states.
    pub build: Option<Build>,
    /// Rows read.
    pub n_rows: u64,
    /// What the user should know, in sentences.
    pub warnings: Vec<String>,
    /// Whether the last line does not end, so that the file may be cut.
    pub may_be_cut: bool,
    /// What the file says of a sample that was sequenced and of which it has no row.
    pub without_rows: SampleVariants,
}

impl MafCalls {
    /// The barcode that stands for this sample; `None` when the file does not hold it. Two that fit are an error.
    pub fn find_sample(&self, file: &str, dna_id: &str) -> Result<Option<&str>, ReadError> {
        if let Some((exact, _)) = self.samples.get_key_value(dna_id) {
            return Ok(Some(exact));
        }
        let mut fitting = self.samples.keys().filter(|barcode| matches_sample(barcode, dna_id));
        match (fitting.next(), fitting.next()) {
            (Some(first), Some(second)) => {
                Err(ReadError::ambiguous(file, format!("'{dna_id}' fits both {first} and {second}"))
                    .hint("write the whole Tumor_Sample_Barcode as dna_id"))
            }
            (found, _) => Ok(found.map(String::as_str)),
        }
    }
}

/// Reads a MAF.
pub fn read_maf(content: &Content, panel: &GenePanel, filters: &Filters) -> Result<MafCalls, ReadError> {
    if is_combined_output(content.text()?) {
        let what = "this is CombinedVariantOutput of a TSO 500 pipeline, not a MAF";
        return Err(ReadError::wrong_format(&content.name, what).hint("name it in the column reported"));
    }
    Reading::open(content, panel, filters)?.read()
}
