//! The lane of variants: calls, what they cover, and the genes they alter.

use std::path::Path;
use std::sync::Arc;

use evade_core::{DnaProfile, HlaGene, SampleFacts, VariantSource};
use evade_genome::{
    Build, CallsAre, Coverage, Filters, MafCalls, PanelMatrix, SampleVariants, Setting, TmbSetting,
    TumorContent, VcfCalls, VcfOptions, WantedPlaces, judge_with, read_maf, read_reported_on, read_vcf_input,
    union_calls,
};
use evade_io::{DnaFiles, SheetColumn};
use evade_stream::{Content, Digest, ReadError, Source};

use super::{Reading, Share};
use crate::sample::PlannedSample;

impl Reading<'_> {
    /// The gene flags of a sample: what all its variant files say together.
    pub(super) fn variants_of(
        &mut self,
        sample: &PlannedSample,
        hla: &[HlaGene],
        declared: Option<Build>,
    ) -> Result<DnaProfile, ReadError> {
        let (facts, files) = (&sample.facts, &sample.files);
        let filters = self.filters_of_calls(sample)?;
        // Depths are compared between samples later; a table that cannot be read is told of with the sample.
        self.depths_of(sample, &WantedPlaces::default())?;
        let mut build = declared;
        let mut found: Option<SampleVariants> = None;
        let mut shows_small = false;
        let mut one_kind = None;
        let add = |found: &mut Option<SampleVariants>, more: SampleVariants| match found {
            Some(known) => known.extend(more),
            None => *found = Some(more),
        };
        if let Some(path) = &files.maf {
            let (variants, maf_build) = self.maf_of(path, facts, &filters)?;
            build = Build::agree(path, build, maf_build)?;
            self.seen.small.add(variants.is_some());
            self.seen.small_sources.push(VariantSource::Maf);
            if let Some(variants) = variants {
                shows_small = !variants.is_germline();
                add(&mut found, variants);
            }
        }
        let mut calls = Vec::new();
        for path in &files.vcf {
            calls.push(self.vcf_of((SheetColumn::Vcf, path), sample, build, &filters)?);
            self.seen.small.add(true);
        }
        if !calls.is_empty() {
            let calls = union_calls(calls);
            if let Some(warning) = &calls.germline_together {
                let files = files.vcf.join(";");
                self.notes.warn_of_file(&files, format!("{files}: together {warning}"));
            }
            build = Build::agree(&files.vcf.join(";"), build, calls.build)?;
            shows_small |= calls.shows_small_variants;
            one_kind.clone_from(&calls.variants.one_kind);
            add(&mut found, calls.variants);
        }
        if let Some(path) = &files.reported {
            let variants = self.reported_of(path, facts, build)?;
            self.seen.small.add(variants.is_some());
            self.seen.small_sources.push(VariantSource::Reported);
            if let Some(variants) = variants {
                shows_small = true;
                let tested = variants.stated.iter().filter(|(_, tested)| **tested);
                self.seen.stated.extend(tested.map(|(gene, _)| gene.clone()));
                add(&mut found, variants);
            }
        }
        self.seen.shows_small = shows_small;
        let has_variants = found.is_some();
        let mut variants = found.unwrap_or_default();
        // A table shows both kinds; a report states itself which genes were tested.
        variants.one_kind = one_kind.filter(|_| files.maf.is_none());
        if let Some(kind) = &variants.one_kind {
            let files = files.vcf.join(";");
            self.notes.warn_of_file(&files, format!("{files}: {}", kind.warning()));
        }
        let has_rearrangements = self.add_rearrangements(&mut variants, sample, &mut build, &filters)?;
        let has_others = self.add_copies(&mut variants, sample, hla, build)? || has_rearrangements;
        if !has_variants && !has_others {
            return Ok(evade_genome::not_tested());
        }
        // Copies, rearrangements and inherited variants do not show that a gene has no somatic one.
        let coverage = if shows_small { self.coverage_of(sample, build)? } else { Coverage::Undeclared };
        if variants.breakpoints_tested && !shows_small {
            variants.is_genome_sequenced = self.coverage_of(sample, build)? == Coverage::Genome;
        }
        self.seen.coverage.clone_from(&coverage);
        let setting =
            Setting { purity: facts.purity, plasma: self.is_plasma(facts), tmb: self.tmb_of(sample) };
        Ok(judge_with(&variants, &coverage, &setting))
    }

    /// The setting of the burden, with the size of the sample's own panel.
    fn tmb_of(&self, sample: &PlannedSample) -> TmbSetting {
        let tmb = self.lanes.settings.tmb;
        let matrix = self.lanes.settings.panel_matrix.as_ref().filter(|_| sample.files.panel.is_none());
        let panel = matrix.and_then(|matrix| matrix.panel_of(&sample.facts.dna_id));
        let mb = panel.and_then(|panel| self.lanes.settings.panel_mb.get(panel)).copied();
        TmbSetting { mb: mb.or(tmb.mb), ..tmb }
    }

    /// The calls of one VCF or BCF, read as it streams by. What records without annotation do is worked out here.
    pub(super) fn vcf_of(
        &mut self,
        (column, path): (SheetColumn, &str),
        sample: &PlannedSample,
        build: Option<Build>,
        filters: &Filters,
    ) -> Result<VcfCalls, ReadError> {
        let (facts, files) = (&sample.facts, &sample.files);
        let source = Source::from_argument(Path::new(path));
        let mut input = source.open(Digest::Sha256)?;
        let names = [facts.dna_id.as_str(), facts.sample.as_str()];
        let others = self.lanes.shared.others(path, facts, files);
        let options = VcfOptions {
            tumor: column_of_tumor(facts, files),
            normal: files.normal_id.as_deref().or(self.lanes.settings.normal.as_deref()),
            names: &names,
            others: &others,
            build,
            tumor_content: TumorContent { purity: facts.purity, ploidy: facts.ploidy },
            native: Some(&self.lanes.native),
            check: self.lanes.settings.check,
            burden: column == SheetColumn::Vcf,
            beside_small_variants: column == SheetColumn::Sv
                && (files.maf.is_some() || !files.vcf.is_empty() || files.reported.is_some()),
            allow_missing_newline: self.lanes.settings.allow_missing_newline,
        };
        let mut calls = read_vcf_input(&mut input, &options, &self.lanes.panel, filters)?;
        for warning in &calls.warnings {
            self.notes.warn_of_file(path, format!("{path}: {warning}"));
        }
        self.record(column, path, input.sha256());
        if column == SheetColumn::Vcf {
            self.seen.small_sources.push(calls.annotation.into());
        }
        self.seen.is_purity_low |= calls.is_too_thin_for_copies;
        self.seen.disagreements.append(&mut calls.disagreements);
        Ok(calls)
    }

    /// What is stated of the sample's variants: whether they are somatic.
    fn calls_of(&self, sample: &PlannedSample) -> Result<CallsAre, ReadError> {
        let stated = sample.files.calls.as_deref().or(self.lanes.settings.calls.as_deref());
        let Some(word) = stated else { return Ok(CallsAre::Auto) };
        word.parse().map_err(|what| {
            let name = &sample.facts.sample;
            ReadError::bad_value(name, format!("calls (sample '{name}'): {what}"))
        })
    }

    /// The filters, with what is stated of the calls of the sample: its own row goes before the options.
    pub(super) fn filters_of_calls(&self, sample: &PlannedSample) -> Result<Filters, ReadError> {
        let filters = Filters { calls: self.calls_of(sample)?, ..self.filters(&sample.facts) };
        let Some(word) = sample.files.matched_normal.as_deref() else { return Ok(filters) };
        let matched_normal = yes_or_no(word).ok_or_else(|| {
            let name = &sample.facts.sample;
            ReadError::bad_value(
                name,
                format!("matched_normal (sample '{name}'): '{word}' is not one of: yes, no"),
            )
        })?;
        Ok(Filters { matched_normal, tumor_only: !matched_normal, ..filters })
    }

    fn is_plasma(&self, facts: &SampleFacts) -> bool {
        self.lanes.settings.plasma || is_plasma(facts)
    }

    /// Cell-free DNA has its own lowest fraction, unless the user has set one.
    pub(super) fn filters(&self, facts: &SampleFacts) -> Filters {
        let mut filters = self.lanes.settings.filters.clone();
        if self.is_plasma(facts) && filters.min_vaf >= Filters::default().min_vaf {
            filters.min_vaf = Filters::of_plasma().min_vaf;
        }
        filters
    }

    /// A sample that a MAF does not name was perhaps never sequenced: nothing is said of it, unless the panel matrix
    /// calls it sequenced, so that it has no mutation.
    pub(super) fn maf_of(
        &mut self,
        path: &str,
        facts: &SampleFacts,
        filters: &Filters,
    ) -> Result<(Option<SampleVariants>, Option<Build>), ReadError> {
        let calls = self.maf_file(path, filters)?;
        for warning in &calls.warnings {
            self.notes.warn_of_file(path, format!("{path}: {warning}"));
        }
        if calls.may_be_cut {
            self.warn_may_be_cut(path);
        }
        let variants = match calls.find_sample(path, &facts.dna_id)? {
            Some(barcode) => calls.samples.get(barcode).cloned(),
            None if self.is_sequenced(&facts.dna_id) => {
                self.notes.detail(format!(
                    "{path} has no row of '{}', which the panel matrix calls sequenced: it has no mutation",
                    facts.dna_id
                ));
                Some(calls.without_rows.clone())
            }
            None if calls.n_rows == 0 => {
                self.notes.warn_of_file(
                    path,
                    format!(
                        "{path} has no rows, and nothing says that '{}' was sequenced: its variants are not tested \
                         (#sequenced_samples in the MAF, or --panel-matrix, names samples without a mutation)",
                        facts.dna_id
                    ),
                );
                None
            }
            None => {
                self.notes.warn_of_file(
                    path,
                    format!(
                        "{path} has no sample '{}': its variants are not tested (name it in 'dna_id')",
                        facts.dna_id
                    ),
                );
                None
            }
        };
        Ok((variants, calls.build))
    }

    fn is_sequenced(&self, name: &str) -> bool {
        self.lanes.settings.panel_matrix.as_ref().is_some_and(|matrix| matrix.is_sequenced(name))
    }

    /// The MAF as it is read for this sample.
    pub(super) fn maf(&mut self, path: &str, facts: &SampleFacts) -> Result<Arc<MafCalls>, ReadError> {
        let filters = self.filters(facts);
        self.maf_file(path, &filters)
    }

    fn maf_file(&mut self, path: &str, filters: &Filters) -> Result<Arc<MafCalls>, ReadError> {
        let lanes = self.lanes;
        // The lowest fraction differs between tissue and plasma, and rows may state what their calls are.
        let how = format!("{} {:?} {}", filters.min_vaf, filters.calls, filters.tumor_only);
        let parse = |content: Content| read_maf(&content, &lanes.panel, filters);
        let calls = self.parsed((SheetColumn::Maf, path), &how, |lanes| &lanes.mafs, parse)?;
        self.notes.detail(format!("{path}: {} rows, {} samples", calls.n_rows, calls.samples.len()));
        Ok(calls)
    }

    fn reported_of(
        &mut self,
        path: &str,
        facts: &SampleFacts,
        build: Option<Build>,
    ) -> Result<Option<SampleVariants>, ReadError> {
        let lanes = self.lanes;
        let how = build.map(|build| build.to_string()).unwrap_or_default();
        let parse = |content: Content| read_reported_on(&content, &lanes.panel, build);
        let calls = self.parsed((SheetColumn::Reported, path), &how, |lanes| &lanes.reported, parse)?;
        if !calls.other_genes.is_empty() {
            self.notes.warn_of_file(path, format!("{path}: not judged: {}", calls.other_genes.join(", ")));
        }
        for note in &calls.notes {
            self.notes.warn_of_file(path, format!("{path}: {note}"));
        }
        if calls.may_be_cut {
            self.warn_may_be_cut(path);
        }
        // A file that names its sample is that one's: of several names one is enough.
        let claim = self.claim(path, facts);
        let stated = calls.names.iter().find(|name| claim.is_meant(name)).or(calls.names.first());
        if let Some(stated) = stated {
            let share = self.share(path, facts, &[stated]);
            return Ok((share != Share::Nothing).then(|| calls.samples.get("").cloned()).flatten());
        }
        let names = [facts.dna_id.as_str(), facts.sample.as_str(), ""];
        let own = names.iter().find_map(|name| calls.samples.get_key_value(*name));
        if own.is_some_and(|(name, _)| name.is_empty()) && lanes.shared.hold(path) {
            self.share(path, facts, &[]);
            return Ok(None);
        }
        Ok(own.map(|(_, variants)| variants.clone()))
    }

    /// What the variants cover: a panel file, or an assay that covers everything; without either nothing is declared.
    fn coverage_of(&mut self, sample: &PlannedSample, build: Option<Build>) -> Result<Coverage, ReadError> {
        let Some(path) = &sample.files.panel else {
            let matrix = self.lanes.settings.panel_matrix.as_ref();
            // A list of cases says who was sequenced, and the assay with what.
            let is_of_list = |matrix: &&PanelMatrix| {
                matrix.panel_of(&sample.facts.dna_id).is_none() && matrix.is_sequenced(&sample.facts.dna_id)
            };
            if let Some(matrix) = matrix.filter(|matrix| !is_of_list(matrix)) {
                return Ok(matrix.coverage_of(&sample.facts.dna_id, &self.lanes.settings.panels));
            }
            let assay = sample.facts.assay_dna.as_deref();
            return Ok(assay.and_then(Coverage::from_assay).unwrap_or(Coverage::Undeclared));
        };
        let content = self.open(SheetColumn::Panel, path)?;
        let is_bed = Path::new(path.trim_end_matches(".gz"))
            .extension()
            .is_some_and(|e| e.eq_ignore_ascii_case("bed"));
        if !is_bed {
            return Coverage::from_gene_list(&content);
        }
        let build = build.ok_or_else(|| {
            ReadError::ambiguous(path, "the genome of the target regions is not known")
                .hint("state it in the column 'genome' or with --genome: GRCh37 or GRCh38")
        })?;
        Coverage::from_bed(&content, &self.lanes.panel, build)
    }
}

/// The tumour's column that a row names: an id of its own does; otherwise the header says which it is.
pub(super) fn column_of_tumor<'f>(facts: &'f SampleFacts, files: &'f DnaFiles) -> Option<&'f str> {
    let by_id = || (facts.dna_id != facts.sample).then_some(facts.dna_id.as_str());
    files.tumor_id.as_deref().or_else(by_id)
}

/// The answer of a cell, in the words of spreadsheets.
fn yes_or_no(word: &str) -> Option<bool> {
    match word.trim().to_ascii_lowercase().as_str() {
        "yes" | "y" | "true" | "1" => Some(true),
        "no" | "n" | "false" | "0" => Some(false),
        _ => None,
    }
}

/// Whether the specimen is cell-free DNA, in the words of laboratories.
fn is_plasma(facts: &SampleFacts) -> bool {
    let specimen = facts.specimen.as_deref().unwrap_or("").to_lowercase();
    ["plasma", "cfdna", "ctdna", "liquid biopsy"].iter().any(|word| specimen.contains(word))
}
