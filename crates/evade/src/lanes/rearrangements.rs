//! Rearrangements: VCF files of structural variants, tables of rearrangements and of fusions called in RNA.

use std::path::Path;

use evade_core::{SampleFacts, VariantSource};
use evade_genome::{Build, Filters, SampleVariants, read_rearrangements, rearranged_samples};
use evade_io::SheetColumn;
use evade_stream::{Content, Digest, ReadError, Source};

use super::Reading;
use crate::sample::PlannedSample;

impl Reading<'_> {
    /// Unites what the files of rearrangements hold of the sample; whether there were any. The genome that a VCF of them
    /// states is that of the sample.
    pub(super) fn add_rearrangements(
        &mut self,
        variants: &mut SampleVariants,
        sample: &PlannedSample,
        build: &mut Option<Build>,
        filters: &Filters,
    ) -> Result<bool, ReadError> {
        let (mut vcf, mut tables) = (Vec::new(), Vec::new());
        for path in &sample.files.sv {
            let of_kind = if is_vcf(path)? { &mut vcf } else { &mut tables };
            of_kind.push(path);
        }
        for path in &vcf {
            let calls = self.vcf_of((SheetColumn::Sv, path), sample, *build, filters)?;
            let claim = self.claim(path, &sample.facts);
            if claim.is_shared && !claim.is_meant(&calls.tumor) {
                let (tumor, own) = (&calls.tumor, &sample.facts.dna_id);
                return Err(ReadError::ambiguous(
                    path,
                    format!("the tumour's column is '{tumor}', and the file is given for '{own}' among several samples"),
                )
                .hint("give each sample its own file in the column 'sv' of a sample sheet (`--samples`)"));
            }
            *build = Build::agree(path, *build, calls.build)?;
            // Small variants are counted from their own files.
            let burden = SampleVariants::default().burden;
            variants.extend(SampleVariants { burden, breakpoints_tested: true, ..calls.variants });
            self.seen.sv.add(true);
            self.seen.sv_sources.push(VariantSource::VcfSv);
        }
        let mut has_any = !vcf.is_empty();
        for path in tables {
            has_any |= self.add_table(variants, path, &sample.facts, *build)?;
        }
        Ok(has_any)
    }

    /// Rearrangements of a table; whether the sample was tested for them. A table lists findings: it must name the
    /// sample, or the panel matrix must say that it was tested.
    fn add_table(
        &mut self,
        variants: &mut SampleVariants,
        path: &str,
        facts: &SampleFacts,
        build: Option<Build>,
    ) -> Result<bool, ReadError> {
        let lanes = self.lanes;
        let parse = |content: Content| read_rearrangements(&content, &lanes.panel, build);
        let how = build.map(|build| build.to_string()).unwrap_or_default();
        let file = self.parsed((SheetColumn::Sv, path), &how, |lanes| &lanes.rearrangements, parse)?;
        self.seen.sv_sources.push(file.source);
        let is_shared = lanes.shared.hold(path);
        let is_of_rna = file.source == VariantSource::RnaFusionTable;
        if is_of_rna && is_shared && !file.names_samples {
            return Err(ReadError::ambiguous(
                path,
                "the table of fusions does not name its sample, and it is given for several samples",
            )
            .hint("give each sample its own table in the column 'sv' of a sample sheet (`--samples`)"));
        }
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
        if file.may_be_cut {
            self.warn_may_be_cut(path);
            variants.may_be_cut.rearrangements = true;
        }
        self.seen.sv.add(is_tested);
        variants.rearrangements_tested |= is_tested && !is_of_rna;
        variants.fusions_tested_in_rna |= is_tested && is_of_rna;
        // Rows that name no sample may be of this one, whether or not others are.
        let own = own.unwrap_or_else(|| file.unclaimed.clone());
        if let Some(row) = own.filtered.first() {
            let n = own.filtered.len();
            self.notes.warn_of_file(path, format!(
                "{path}: {n} of the rows in judged genes {} not counted ({}: {}); filtered_variants.tsv lists them",
                if n == 1 { "is" } else { "are" },
                row.gene,
                row.detail
            ));
        }
        variants.variants.extend(own.variants);
        variants.filtered.extend(own.filtered);
        variants.unclaimed.extend(own.unclaimed);
        Ok(is_tested)
    }
}

/// Samples that a table of rearrangements names; none of a VCF, or where it cannot be read, which is told when a sample
/// needs it.
pub(crate) fn samples_of_rearrangements(path: &Path) -> Vec<String> {
    match is_vcf(&path.display().to_string()) {
        Ok(false) => {
            let content = Source::from_argument(path).read();
            content.and_then(|content| rearranged_samples(&content)).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

/// Whether the file is a VCF or BCF, by its content.
fn is_vcf(path: &str) -> Result<bool, ReadError> {
    const BEGINNING: &[u8] = b"##fileformat=VCF";
    let mut input = Source::from_argument(Path::new(path)).open(Digest::None)?;
    let head = input.peek(BEGINNING.len() + 3)?;
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    Ok(head.starts_with(BEGINNING) || input.starts_with(b"BCF")?)
}
