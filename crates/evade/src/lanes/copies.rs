//! Copies of genes, which stand in files of their own.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use evade_core::{CopySource, GeneCopies, HlaCaution, HlaGene, HlaReason, SampleFacts};
use evade_genome::{
    Build, GeneCopyTable, GenePanel, SampleVariants, Segments, TumorContent, copies_from_segments,
    copies_of_hla, genes_of_impossible_segments, genes_of_unclaimed_segments, is_gene_copy_table,
    read_gene_copies, read_segments,
};
use evade_io::SheetColumn;
use evade_stream::{Content, ReadError, Source};

use super::{Claim, Reading, Share};
use crate::builtin;
use crate::sample::PlannedSample;

/// What a file of copy number holds.
pub(super) enum CopyFile {
    Segments(Segments),
    Genes(GeneCopyTable),
}

/// What a file of copy number says of one sample.
#[derive(Default)]
struct CopiesOfFile {
    copies: BTreeMap<String, GeneCopies>,
    /// Genes whose copies cannot be.
    impossible: BTreeSet<String>,
    /// Genes of rows that name no sample.
    unclaimed: BTreeSet<String>,
    may_be_cut: bool,
}

impl Reading<'_> {
    /// Copies of the genes; whether there were any.
    pub(super) fn add_copies(
        &mut self,
        variants: &mut SampleVariants,
        sample: &PlannedSample,
        hla: &[HlaGene],
        build: Option<Build>,
    ) -> Result<bool, ReadError> {
        let (facts, files) = (&sample.facts, &sample.files);
        let mut copies: Vec<(String, GeneCopies)> = copies_of_hla(hla).into_iter().collect();
        for gene in hla {
            variants.may_be_cut.hla |= gene.flags.contains(&HlaCaution::FileMayBeCut);
            let is_impossible = [HlaReason::ImpossibleValue, HlaReason::StatusContradictsCopies]
                .iter()
                .any(|reason| gene.has_reason(*reason));
            if is_impossible {
                variants.impossible_copies.insert(gene.gene.clone());
            }
            if gene.has_reason(HlaReason::RowWithoutSample) {
                variants.unclaimed_copies.insert(gene.gene.clone());
            }
        }
        for path in &files.cnv {
            let read = self.copies_of(path, facts, build)?;
            variants.may_be_cut.copies |= read.may_be_cut;
            variants.impossible_copies.extend(read.impossible);
            variants.unclaimed_copies.extend(read.unclaimed);
            copies.extend(read.copies);
        }
        let has_copies = !files.cnv.is_empty() && !copies.is_empty();
        // A file of its own says more than what a VCF lists as aberrant.
        let has_own = |gene: &String| copies.iter().any(|(own, _)| own == gene);
        variants.copies.retain(|gene, known| known.source != CopySource::Vcf || !has_own(gene));
        for (gene, state) in copies {
            variants.add_copies(gene, state);
        }
        Ok(has_copies)
    }

    fn copies_of(
        &mut self,
        path: &str,
        facts: &SampleFacts,
        build: Option<Build>,
    ) -> Result<CopiesOfFile, ReadError> {
        // Ratios of a table by gene become copies with the sample's own ploidy.
        let how = facts.ploidy.map(|ploidy| ploidy.to_string()).unwrap_or_default();
        let lanes = self.lanes;
        let parse = |content: Content| CopyFile::read(&content, &lanes.panel, facts.ploidy);
        let file = self.parsed((SheetColumn::Cnv, path), &how, |lanes| &lanes.copies, parse)?;
        let claim = self.claim(path, facts);
        let may_be_cut = file.may_be_cut();
        if may_be_cut {
            self.warn_may_be_cut(path);
        }
        match &*file {
            CopyFile::Segments(all) => {
                let (share, own) = claim.own_segments(all);
                self.seen.cnv.add(share != Share::Nothing);
                self.warn_of_rows(path, &all.warnings);
                let unclaimed = genes_of_unclaimed_segments(&own, build, &self.lanes.panel);
                if own.rows.is_empty() && own.impossible.is_empty() {
                    return Ok(CopiesOfFile { unclaimed, may_be_cut, ..CopiesOfFile::default() });
                }
                if let Some(first) = own.impossible.first() {
                    let n = own.impossible.len();
                    self.warn_impossible(path, &format!("line {}: {}", first.line, first.what), n);
                }
                let tumor = TumorContent { purity: facts.purity, ploidy: facts.ploidy };
                self.seen.is_purity_low |= tumor.is_too_thin();
                let build = own.build(build)?;
                Ok(CopiesOfFile {
                    copies: copies_from_segments(&own, build, &self.lanes.panel, tumor),
                    impossible: genes_of_impossible_segments(&own, build, &self.lanes.panel),
                    unclaimed,
                    may_be_cut,
                })
            }
            CopyFile::Genes(table) => {
                let names: Vec<&str> =
                    table.samples.keys().map(String::as_str).filter(|n| !n.is_empty()).collect();
                let share = self.share(path, facts, &names);
                self.seen.cnv.add(share != Share::Nothing);
                let own = match &share {
                    Share::Named => table.samples.iter().find(|(name, _)| claim.is_meant(name)),
                    Share::Whole | Share::Renamed(_) => table.samples.iter().next(),
                    Share::Nothing | Share::WithoutState => None,
                };
                let impossible = own.and_then(|(name, _)| table.impossible.get(name)).cloned();
                let impossible = impossible.unwrap_or_default();
                let unclaimed = table.unclaimed.clone();
                self.warn_of_rows(path, &table.warnings);
                // Calls by gene are no better than the segments that they were made from.
                let tumor = TumorContent { purity: facts.purity, ploidy: facts.ploidy };
                if tumor.is_too_thin() {
                    self.seen.is_purity_low |= own.is_some();
                    let copies = BTreeMap::new();
                    return Ok(CopiesOfFile { copies, impossible, unclaimed, may_be_cut });
                }
                let copies = own.map(|(_, genes)| genes.clone()).unwrap_or_default();
                Ok(CopiesOfFile { copies, impossible, unclaimed, may_be_cut })
            }
        }
    }
}

/// Samples that a file of copy number names; none where it cannot be read, which is told when a sample needs it.
pub(crate) fn samples_of_copies(path: &Path) -> Vec<String> {
    let content = Source::from_argument(path).read();
    let Ok(panel) = builtin::gene_panel() else { return Vec::new() };
    let read = content.and_then(|content| CopyFile::read(&content, &panel, None));
    match read {
        Ok(CopyFile::Segments(all)) => all.samples().into_iter().map(str::to_owned).collect(),
        Ok(CopyFile::Genes(table)) => table.samples.into_keys().filter(|name| !name.is_empty()).collect(),
        Err(_) => Vec::new(),
    }
}

impl CopyFile {
    fn may_be_cut(&self) -> bool {
        match self {
            Self::Segments(segments) => segments.may_be_cut,
            Self::Genes(table) => table.may_be_cut,
        }
    }

    /// Segments, or a table by gene, where the file is none of segments.
    fn read(content: &Content, panel: &GenePanel, ploidy: Option<f64>) -> Result<Self, ReadError> {
        match read_segments(content) {
            Ok(segments) => Ok(Self::Segments(segments)),
            Err(_) if is_gene_copy_table(content) => {
                Ok(Self::Genes(read_gene_copies(content, panel, ploidy)?))
            }
            Err(error) => Err(error),
        }
    }
}

impl Claim<'_> {
    /// The sample's segments, and why they are.
    pub(crate) fn own_segments(&self, all: &Segments) -> (Share, Segments) {
        let share = self.share(&all.samples());
        let own = match share {
            Share::Named => all.of_sample(|name| self.is_meant(name)),
            Share::Whole | Share::Renamed(_) => all.clone(),
            Share::Nothing | Share::WithoutState => all.none(),
        };
        (share, own)
    }
}
