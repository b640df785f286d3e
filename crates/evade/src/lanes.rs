//! The lanes of variants and HLA: the files of each sample, read with the sample. Of files that several samples name, a
//! parsed copy is kept for all of them.

mod copies;
mod hla_files;
mod kept;
mod ownership;
mod places;
mod reading;
mod rearrangements;
mod seen;
mod settings;
mod variants;

use std::collections::BTreeMap;
use std::path::Path;

use evade_core::{DnaProfile, HlaGene, LaneInputs, SampleFacts};
use evade_genome::{
    Build, Disagreement, GenePanel, MafCalls, NativeAnnotator, RearrangementCalls, ReportedCalls,
};
use evade_io::SheetColumn;
use evade_stream::{ReadError, Source};

use self::copies::CopyFile;
pub(crate) use self::copies::samples_of_copies;
pub(crate) use self::hla_files::HlaFile;
use self::kept::Kept;
pub(crate) use self::ownership::{Claim, Share, SharedFiles};
pub(crate) use self::reading::Reading;
pub(crate) use self::rearrangements::samples_of_rearrangements;
pub(crate) use self::settings::{DnaSettings, open};
use crate::builtin;
use crate::inputs::{InputRecord, sha256_of};
use crate::sample::PlannedSample;

/// What variants and HLA inputs say of one sample.
#[derive(Debug, Clone)]
pub(crate) struct DnaLanes {
    pub(crate) variants: DnaProfile,
    pub(crate) hla: Vec<HlaGene>,
    /// What each lane saw.
    pub(crate) inputs: LaneInputs,
    /// Where a file's consequences and ours differ; looked for on request.
    pub(crate) disagreements: Vec<Disagreement>,
}

impl DnaLanes {
    /// A sample without any such input.
    pub(crate) fn not_tested() -> Self {
        Self {
            variants: evade_genome::not_tested(),
            hla: evade_core::HLA_GENES.map(HlaGene::not_tested).to_vec(),
            inputs: LaneInputs::default(),
            disagreements: Vec::new(),
        }
    }
}

/// What the lanes of all samples have in common. Samples are read in parallel, each by a [`Reading`] of its own.
pub(crate) struct Lanes<'a> {
    settings: DnaSettings,
    panel: GenePanel,
    native: NativeAnnotator,
    shared: &'a SharedFiles,
    /// A MAF with the lowest fraction that counts, which differs between tissue and plasma.
    mafs: Kept<MafCalls>,
    reported: Kept<ReportedCalls>,
    copies: Kept<CopyFile>,
    rearrangements: Kept<RearrangementCalls>,
    /// None for a file of the sheet's column `cnv` that says nothing of HLA.
    hla: Kept<Option<HlaFile>>,
}

impl<'a> Lanes<'a> {
    pub(crate) fn new(settings: DnaSettings, shared: &'a SharedFiles) -> crate::Result<Self> {
        let native = NativeAnnotator::new(builtin::hotspot_alleles()?);
        let native = match settings.sequences.clone() {
            Some(sequences) => native.with_sequences(sequences),
            None => native,
        };
        Ok(Self {
            settings,
            panel: builtin::gene_panel()?,
            native,
            shared,
            mafs: Kept::default(),
            reported: Kept::default(),
            copies: Kept::default(),
            rearrangements: Kept::default(),
            hla: Kept::default(),
        })
    }

    /// Begins with a sample.
    pub(crate) fn reading(&self) -> Reading<'_> {
        Reading::new(self)
    }
}

/// What can be had of the two lanes of a sample, or why it cannot.
pub(crate) struct TriedLanes {
    pub(crate) variants: Result<DnaProfile, ReadError>,
    pub(crate) hla: Result<Vec<HlaGene>, ReadError>,
    pub(crate) inputs: LaneInputs,
}

impl Reading<'_> {
    /// Both lanes of a sample.
    pub(crate) fn lanes_of(&mut self, sample: &PlannedSample) -> Result<DnaLanes, ReadError> {
        if let Some(fault) = &sample.fault {
            return Err(fault.clone());
        }
        let build = self.build_of(sample)?;
        let hla = self.hla_of(sample, build)?;
        let variants = self.variants_of(sample, &hla, build)?;
        let (inputs, disagreements) = self.take_seen(&variants, &hla);
        Ok(DnaLanes { variants, hla, inputs, disagreements })
    }

    /// Both lanes as far as they can be read; a bad file of one does not hide the other.
    pub(crate) fn try_lanes_of(&mut self, sample: &PlannedSample) -> TriedLanes {
        let declared = declared_build(&sample.facts);
        let hla = self.build_of(sample).and_then(|build| self.hla_of(sample, build));
        let known = hla.as_deref().unwrap_or_default();
        let variants = declared.and_then(|build| self.variants_of(sample, known, build));
        let untested = evade_genome::not_tested();
        let (inputs, _) = self.take_seen(variants.as_ref().unwrap_or(&untested), known);
        TriedLanes { variants, hla, inputs }
    }

    /// The HLA states of a sample, for whom variants do not matter.
    pub(crate) fn hla_alone(&mut self, sample: &PlannedSample) -> Result<Vec<HlaGene>, ReadError> {
        if let Some(fault) = &sample.fault {
            return Err(fault.clone());
        }
        let build = declared_build(&sample.facts)?;
        self.hla_of(sample, build)
    }
}

/// A record of each DNA file that a sample names, by its path, whether its readers came to its end or not; one that
/// cannot be opened has no digest.
pub(crate) fn digests_of(sample: &PlannedSample) -> BTreeMap<String, InputRecord> {
    let record = |(column, path): (SheetColumn, &str)| {
        let sha256 = sha256_of(Path::new(path)).ok();
        (path.to_owned(), named_record(column, path, sha256))
    };
    sample.files.each().map(record).collect()
}

/// The files besides its expression that a sample names, opened or not.
pub(crate) fn dna_inputs(
    sample: &PlannedSample,
    records: &BTreeMap<String, InputRecord>,
) -> Vec<InputRecord> {
    let of_file = |(column, path): (SheetColumn, &str)| {
        named_record(column, path, records.get(path).and_then(|record| record.sha256.clone()))
    };
    sample.files.each().map(of_file).collect()
}

fn named_record(column: SheetColumn, path: &str, sha256: Option<String>) -> InputRecord {
    let name = Source::from_argument(Path::new(path)).base_name();
    InputRecord { role: column.name().into(), name, sha256 }
}

/// The same of every sample that names one.
pub(crate) fn all_dna_inputs(
    samples: &[PlannedSample],
    records: &BTreeMap<String, InputRecord>,
) -> BTreeMap<String, Vec<InputRecord>> {
    let named = samples.iter().map(|sample| (sample.facts.sample.clone(), dna_inputs(sample, records)));
    named.filter(|(_, inputs)| !inputs.is_empty()).collect()
}

fn declared_build(facts: &SampleFacts) -> Result<Option<Build>, ReadError> {
    let Some(word) = &facts.genome else { return Ok(None) };
    Build::parse(word).map(Some).ok_or_else(|| {
        ReadError::bad_value(&facts.sample, format!("'{word}' is no genome (sample '{}')", facts.sample))
            .hint("genomes are GRCh37 (hg19) and GRCh38 (hg38)")
    })
}
