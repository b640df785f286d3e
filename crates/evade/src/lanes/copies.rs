//! Copies of genes and rearrangements, which stand in files of their own.

use std::collections::BTreeMap;

use evade_core::{GeneCopies, HlaGene, SampleFacts};
use evade_genome::{
    Build, GeneCopyTable, SampleVariants, Segments, TumorContent, copies_from_segments, copies_of_hla,
    is_gene_copy_table, read_gene_copies, read_rearrangements, read_segments,
};
use evade_io::SheetColumn;
use evade_stream::{Content, ReadError};

use super::{Claim, Reading, Share};
use crate::sample::PlannedSample;

/// What a file of copy number holds.
pub(super) enum CopyFile {
    Segments(Segments),
    Genes(GeneCopyTable),
}

impl Reading<'_> {
    /// Copies of the genes and rearrangements; whether there were any.
    pub(super) fn add_copies(
        &mut self,
        variants: &mut SampleVariants,
        sample: &PlannedSample,
        hla: &[HlaGene],
        build: Option<Build>,
    ) -> Result<bool, ReadError> {
        let (facts, files) = (&sample.facts, &sample.files);
        let of_hla = copies_of_hla(hla);
        let mut has_copies = !files.cnv.is_empty() && !of_hla.is_empty();
        for (gene, state) in of_hla {
            variants.add_copies(gene, state);
        }
        for path in &files.cnv {
            for (gene, state) in self.copies_of(path, facts, build)? {
                has_copies = true;
                variants.add_copies(gene, state);
            }
        }
        let has_rearrangements = match &files.sv {
            Some(path) => self.add_rearrangements(variants, path, facts)?,
            None => false,
        };
        Ok(has_copies || has_rearrangements)
    }

    /// Rearrangements of a table; whether the sample was tested for them. A table lists findings: it must name the
    /// sample, or the panel matrix must say that it was tested.
    fn add_rearrangements(
        &mut self,
        variants: &mut SampleVariants,
        path: &str,
        facts: &SampleFacts,
    ) -> Result<bool, ReadError> {
        let lanes = self.lanes;
        let parse = |content: Content| read_rearrangements(&content, &lanes.panel);
        let file = self.parsed((SheetColumn::Sv, path), "", |lanes| &lanes.rearrangements, parse)?;
        self.seen.sv_sources.push(file.source);
        let is_shared = lanes.shared.hold(path);
        // A table without names is of the one sample it is given for.
        let calls = Some(&*file).filter(|calls| calls.names_samples || !is_shared);
        let own = calls.and_then(|calls| calls.of_sample(&facts.dna_id, &facts.sample));
        let by_matrix = self
            .lanes
            .settings
            .panel_matrix
            .as_ref()
            .is_some_and(|matrix| matrix.rearrangements.contains(&facts.dna_id));
        let is_tested = own.is_some() || by_matrix;
        if !is_tested {
            self.notes.warn_of_file(path, format!(
                "{path} has no rearrangements of '{}': its fusions are not tested (name it in 'dna_id', or give a panel matrix)",
                facts.dna_id
            ));
        }
        self.seen.sv.add(is_tested);
        variants.rearrangements_tested |= is_tested;
        variants.variants.extend(own.unwrap_or_default());
        Ok(is_tested)
    }

    fn copies_of(
        &mut self,
        path: &str,
        facts: &SampleFacts,
        build: Option<Build>,
    ) -> Result<BTreeMap<String, GeneCopies>, ReadError> {
        // Ratios of a table by gene become copies with the sample's own ploidy.
        let how = facts.ploidy.map(|ploidy| ploidy.to_string()).unwrap_or_default();
        let parse = |content: Content| CopyFile::read(&content, facts.ploidy);
        let file = self.parsed((SheetColumn::Cnv, path), &how, |lanes| &lanes.copies, parse)?;
        let claim = self.claim(path, facts);
        match &*file {
            CopyFile::Segments(all) => {
                let (share, own) = claim.own_segments(all);
                self.seen.cnv.add(share != Share::Nothing);
                if own.rows.is_empty() {
                    return Ok(BTreeMap::new());
                }
                let tumor = TumorContent { purity: facts.purity, ploidy: facts.ploidy };
                self.seen.is_purity_low |= tumor.is_too_thin();
                Ok(copies_from_segments(&own, own.build(build)?, &self.lanes.panel, tumor))
            }
            CopyFile::Genes(table) => {
                let names: Vec<&str> =
                    table.samples.keys().map(String::as_str).filter(|n| !n.is_empty()).collect();
                let share = self.share(path, facts, &names);
                self.seen.cnv.add(share != Share::Nothing);
                let own = match &share {
                    Share::Named => table.samples.iter().find(|(name, _)| claim.is_meant(name)),
                    Share::Whole | Share::Renamed(_) => table.samples.iter().next(),
                    Share::Nothing => None,
                };
                // Calls by gene are no better than the segments that they were made from.
                let tumor = TumorContent { purity: facts.purity, ploidy: facts.ploidy };
                if tumor.is_too_thin() {
                    self.seen.is_purity_low |= own.is_some();
                    return Ok(BTreeMap::new());
                }
                Ok(own.map(|(_, genes)| genes.clone()).unwrap_or_default())
            }
        }
    }
}

impl CopyFile {
    /// Segments, or a table by gene, where the file is none of segments.
    fn read(content: &Content, ploidy: Option<f64>) -> Result<Self, ReadError> {
        match read_segments(content) {
            Ok(segments) => Ok(Self::Segments(segments)),
            Err(_) if is_gene_copy_table(content) => Ok(Self::Genes(read_gene_copies(content, ploidy)?)),
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
            Share::Nothing => Segments { rows: Vec::new(), ..all.clone() },
        };
        (share, own)
    }
}
