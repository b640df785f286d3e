//! What each lane saw of a sample, noted while its files are read.

use evade_core::{
    AlterationStatus, CopySource, DnaProfile, EvidenceCode, GeneAlteration, GeneRole, HLA_GENES, HlaGene,
    LaneInput, LaneInputs, LaneReason, VariantSource,
};
use evade_genome::{Coverage, Disagreement, GENES};

use super::Reading;

/// Files of one lane.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct LaneFiles {
    /// Whether there was any.
    is_given: bool,
    /// Whether any held something of the sample.
    is_of_sample: bool,
}

impl LaneFiles {
    /// A file was read.
    pub(super) fn add(&mut self, is_of_sample: bool) {
        self.is_given = true;
        self.is_of_sample |= is_of_sample;
    }
}

/// What was noted.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) small: LaneFiles,
    /// Whether the files can show small somatic variants.
    pub(super) shows_small: bool,
    pub(super) small_sources: Vec<VariantSource>,
    /// What the small variants cover, once it is known.
    pub(super) coverage: Coverage,
    /// Genes that a manually entered table says were tested.
    pub(super) stated: Vec<String>,
    pub(super) cnv: LaneFiles,
    /// Whether segments were set aside because too few cells are of the tumour.
    pub(super) is_purity_low: bool,
    pub(super) sv: LaneFiles,
    pub(super) sv_sources: Vec<VariantSource>,
    pub(super) hla: LaneFiles,
    pub(super) disagreements: Vec<Disagreement>,
}

impl Reading<'_> {
    /// What each lane saw, and where annotations differ.
    pub(super) fn take_seen(&mut self, dna: &DnaProfile, hla: &[HlaGene]) -> (LaneInputs, Vec<Disagreement>) {
        let seen = std::mem::take(&mut self.seen);
        let inputs = LaneInputs {
            small_variants: small_variants(&seen),
            copy_number: copy_number(&seen, dna),
            rearrangements: rearrangements(&seen, dna),
            hla: hla_lane(&seen, hla),
        };
        (inputs, seen.disagreements)
    }
}

fn small_variants(seen: &Seen) -> LaneInput<VariantSource> {
    let sources = seen.small_sources.clone();
    match seen.small {
        LaneFiles { is_given: false, .. } => LaneInput::default(),
        LaneFiles { is_of_sample: false, .. } => LaneInput::not_used(LaneReason::SampleNotInFile, sources),
        _ if !seen.shows_small => LaneInput::not_used(LaneReason::NoSomaticCalls, sources),
        _ => {
            let is_covered =
                |gene: &str| seen.coverage.holds(gene) || seen.stated.iter().any(|stated| stated == gene);
            let covered: Vec<String> = judged(is_covered);
            match seen.coverage {
                _ if covered.len() == GENES.len() => LaneInput::given(sources),
                Coverage::Undeclared if covered.is_empty() => {
                    LaneInput::partly(covered, LaneReason::CoverageNotDeclared, sources)
                }
                _ => LaneInput::partly(covered, LaneReason::CoversSomeGenes, sources),
            }
        }
    }
}

fn copy_number(seen: &Seen, dna: &DnaProfile) -> LaneInput<CopySource> {
    let known =
        |gene: &str| dna.genes.iter().find(|row| row.gene == gene).and_then(|row| row.copies.as_ref());
    let genes = judged(|gene| known(gene).is_some());
    let sources: Vec<CopySource> =
        genes.iter().filter_map(|gene| known(gene)).map(|copies| copies.source.clone()).collect();
    match seen.cnv {
        _ if genes.len() == GENES.len() => LaneInput::given(sources),
        LaneFiles { is_given: false, .. } if genes.is_empty() && !seen.is_purity_low => LaneInput::default(),
        LaneFiles { is_given: true, is_of_sample: false } if genes.is_empty() => {
            LaneInput::not_used(LaneReason::SampleNotInFile, sources)
        }
        _ if genes.is_empty() && seen.is_purity_low => LaneInput::not_used(LaneReason::LowPurity, sources),
        _ if genes.is_empty() => LaneInput::not_used(LaneReason::CopiesOfSomeGenes, sources),
        _ if genes.iter().all(|gene| HLA_GENES.contains(&gene.as_str())) => {
            LaneInput::partly(genes, LaneReason::HlaGenesOnly, sources)
        }
        _ => LaneInput::partly(genes, LaneReason::CopiesOfSomeGenes, sources),
    }
}

fn rearrangements(seen: &Seen, dna: &DnaProfile) -> LaneInput<VariantSource> {
    // A fusion, or that there is none, may be told by a manually entered table without a file of rearrangements.
    let is_told = |row: &GeneAlteration| {
        row.evidence.iter().any(|code| matches!(code, EvidenceCode::Fusion(_)))
            || seen.stated.contains(&row.gene)
    };
    let fused = || dna.genes.iter().filter(|row| row.role == GeneRole::FusedOncogene);
    let tested: Vec<String> = fused()
        .filter(|row| row.status != AlterationStatus::NotTested && (seen.sv.is_of_sample || is_told(row)))
        .map(|row| row.gene.clone())
        .collect();
    let mut sources = seen.sv_sources.clone();
    if seen.small_sources.contains(&VariantSource::Reported) && fused().any(is_told) {
        sources.push(VariantSource::Reported);
    }
    let is_in_variants = dna.variants.iter().any(|variant| variant.source == VariantSource::VcfSv);
    let of_rna = |source: &VariantSource| *source == VariantSource::RnaFusionTable;
    let is_by_rna = seen.sv.is_of_sample && sources.iter().any(of_rna);
    let has_table = sources.iter().any(|source| *source != VariantSource::VcfSv);
    match seen.sv {
        _ if tested.len() == fused().count() || is_by_rna => LaneInput::given(sources),
        LaneFiles { is_given: true, .. } if !has_table => {
            LaneInput::partly(tested, LaneReason::BreakpointsAlone, sources)
        }
        _ if seen.sv.is_of_sample || !tested.is_empty() => {
            LaneInput::partly(tested, LaneReason::CoversSomeGenes, sources)
        }
        _ if is_in_variants => {
            LaneInput::partly(Vec::new(), LaneReason::BreakpointsAlone, vec![VariantSource::VcfSv])
        }
        LaneFiles { is_given: true, .. } => LaneInput::not_used(LaneReason::SampleNotInFile, sources),
        LaneFiles { is_given: false, .. } => LaneInput::default(),
    }
}

fn hla_lane(seen: &Seen, hla: &[HlaGene]) -> LaneInput<evade_core::HlaSource> {
    let told = hla.iter().filter(|gene| gene.status.is_assessable());
    let genes: Vec<String> = told.map(|gene| gene.gene.clone()).collect();
    let sources = hla.iter().filter_map(|gene| gene.source.clone()).collect();
    match seen.hla {
        LaneFiles { is_given: false, .. } => LaneInput::default(),
        LaneFiles { is_of_sample: false, .. } => LaneInput::not_used(LaneReason::SampleNotInFile, sources),
        _ if genes.is_empty() => LaneInput::not_used(LaneReason::NotDetermined, sources),
        _ if genes.len() < hla.len() => LaneInput::partly(genes, LaneReason::NotDetermined, sources),
        _ => LaneInput::given(sources),
    }
}

/// The judged genes of which something holds, in their order.
fn judged(holds: impl Fn(&str) -> bool) -> Vec<String> {
    GENES.iter().map(|(gene, _)| *gene).filter(|gene| holds(gene)).map(str::to_owned).collect()
}
