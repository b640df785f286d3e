//! What the files of a sample say at the places of another sample's variants: a second reading, for comparisons alone.

use std::collections::BTreeMap;
use std::path::Path;

use evade_core::{DepthSource, DnaEvidence, PlaceReads, VariantKey};
use evade_genome::{
    Build, PlaceOptions, SampleVariants, VcfOptions, VcfPlaces, WantedPlaces, read_depths, read_vcf_places,
    union_calls, vcf_build,
};
use evade_io::SheetColumn;
use evade_stream::{Digest, ReadError, Source};

use super::{Reading, declared_build};
use crate::sample::PlannedSample;

impl Reading<'_> {
    /// The genome of a sample's variants, as declared or as its files tell it.
    pub(crate) fn genome_of(&mut self, sample: &PlannedSample) -> Result<Option<Build>, ReadError> {
        let mut build = declared_build(&sample.facts)?;
        if build.is_some() {
            return Ok(build);
        }
        for path in &sample.files.vcf {
            let mut input = Source::from_argument(Path::new(path)).open(Digest::None)?;
            build = Build::agree(path, build, vcf_build(&mut input)?)?;
        }
        if let (Some(path), None) = (&sample.files.maf, build) {
            let filters = self.filters_of_calls(sample)?;
            build = self.maf_of(path, &sample.facts, &filters)?.1;
        }
        Ok(build)
    }

    /// Everything that rests on places: reads where the other sample has variants, somatic variants of all genes, genotypes.
    pub(crate) fn places_of(
        &mut self,
        sample: &PlannedSample,
        wanted: &WantedPlaces,
    ) -> Result<DnaEvidence, ReadError> {
        let files = &sample.files;
        let filters = self.filters_of_calls(sample)?;
        let declared = declared_build(&sample.facts)?;
        let mut small: Option<SampleVariants> = None;
        if let Some(path) = &files.maf {
            small = self.maf_of(path, &sample.facts, &filters)?.0;
        }
        let mut calls = Vec::new();
        for path in &files.vcf {
            calls.push(self.vcf_of((SheetColumn::Vcf, path), sample, declared, &filters)?);
        }
        let is_germline: Vec<bool> = calls.iter().map(|calls| calls.variants.is_germline()).collect();
        let united = (!calls.is_empty()).then(|| union_calls(calls).variants);
        // Files may be a list of inherited variants only when taken together.
        let are_all_germline = united.as_ref().is_some_and(SampleVariants::is_germline);
        let mut places = VcfPlaces::default();
        for (path, is_germline) in files.vcf.iter().zip(is_germline) {
            places.join(self.vcf_places_of(path, sample, is_germline || are_all_germline, wanted)?);
        }
        for path in &files.hla {
            if is_vcf(path)? {
                // A file whose columns cannot be distinguished was reported when its variants were read.
                let of_sites = self.vcf_places_of(path, sample, true, &WantedPlaces::default());
                places.join(of_sites.unwrap_or_default());
            }
        }
        match (&mut small, united) {
            (Some(known), Some(more)) => known.extend(more),
            (known, more) => *known = known.take().or(more),
        }
        let mut reads = places.reads();
        for (key, depth) in self.depths_of(sample, wanted)? {
            // A record at the place says more than a table.
            let by_table = PlaceReads { depth, alt_reads: None, from: DepthSource::Table };
            reads.entry(key).or_insert(by_table);
        }
        Ok(DnaEvidence {
            reads,
            mean_depth: files.mean_depth,
            somatic: small.and_then(|small| small.somatic_keys()),
            genotypes: places.genotypes(),
        })
    }

    /// The depths of the sample's table at places; with none asked for the table is checked.
    pub(super) fn depths_of(
        &mut self,
        sample: &PlannedSample,
        wanted: &WantedPlaces,
    ) -> Result<BTreeMap<VariantKey, f64>, ReadError> {
        let (facts, files) = (&sample.facts, &sample.files);
        let Some(path) = &files.coverage else { return Ok(BTreeMap::new()) };
        let mut input = Source::from_argument(Path::new(path)).open(Digest::Sha256)?;
        let own = [files.tumor_id.as_deref(), Some(facts.dna_id.as_str()), Some(facts.sample.as_str())];
        let names: Vec<&str> = own.into_iter().flatten().filter(|name| !name.is_empty()).collect();
        let depths = read_depths(&mut input, &names, wanted)?;
        self.record(SheetColumn::Coverage, path, input.sha256());
        Ok(depths)
    }

    fn vcf_places_of(
        &self,
        path: &str,
        sample: &PlannedSample,
        is_germline: bool,
        wanted: &WantedPlaces,
    ) -> Result<VcfPlaces, ReadError> {
        let (facts, files) = (&sample.facts, &sample.files);
        let names = [facts.dna_id.as_str(), facts.sample.as_str()];
        let others = self.lanes.shared.others(path, facts, files);
        let options = PlaceOptions {
            columns: VcfOptions {
                tumor: super::variants::column_of_tumor(facts, files),
                normal: files.normal_id.as_deref().or(self.lanes.settings.normal.as_deref()),
                names: &names,
                others: &others,
                ..VcfOptions::default()
            },
            tumor_only: self.filters_of_calls(sample)?.tumor_only,
            is_germline,
        };
        let mut input = Source::from_argument(Path::new(path)).open(Digest::None)?;
        read_vcf_places(&mut input, &options, wanted)
    }
}

/// Whether a file of the column `hla` is a VCF or BCF of sites.
fn is_vcf(path: &str) -> Result<bool, ReadError> {
    let mut input = Source::from_argument(Path::new(path)).open(Digest::None)?;
    Ok(input.starts_with(b"##fileformat=VCF")? || input.starts_with(b"BCF")?)
}
