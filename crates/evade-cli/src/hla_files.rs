//! The files of the HLA lane of one sample: states of other programs, segments, allele counts.

use evade_core::{HlaGene, SampleFacts};
use evade_genome::{
    AlleleCounts, Build, HlaFormat, HlaImport, Segments, SnpModel, SnpPair, TumorContent,
    apply_lilac_quality, combine_hla, hla_from_segments_of, hla_from_snps, is_allele_counts, is_segments,
    matches_sample, pair_counts, read_allele_counts, read_hla, read_segments,
};
use evade_stream::{Content, ReadError};

/// A file, told by its content.
pub(crate) enum HlaFile {
    States(HlaImport),
    Segments(Segments),
    /// Read for each sample anew: the sample's name tells which column is the tumour.
    Counts(Content),
}

impl HlaFile {
    pub(crate) fn read(content: Content) -> Result<Self, ReadError> {
        if is_allele_counts(&content) {
            return Ok(Self::Counts(content));
        }
        match HlaFormat::of(&content) {
            Some(_) => Ok(Self::States(read_hla(&content)?)),
            None if is_segments(&content) => Ok(Self::Segments(read_segments(&content)?)),
            None => Err(ReadError::new(
                &content.name,
                "this is no HLA table, no allele-specific segments and no allele counts of a known program",
            )
            .hint("docs/inputs.md lists the programs and the columns by which they are known")),
        }
    }

    /// Samples the file names.
    pub(crate) fn samples(&self) -> Vec<&str> {
        match self {
            Self::States(import) => {
                import.samples.keys().map(String::as_str).filter(|n| !n.is_empty()).collect()
            }
            Self::Segments(segments) => segments.samples(),
            Self::Counts(_) => Vec::new(),
        }
    }
}

/// What the files of one sample say.
pub(crate) struct HlaSources<'a> {
    facts: &'a SampleFacts,
    declared: Option<Build>,
    answers: Vec<Vec<HlaGene>>,
    quality: Vec<String>,
    /// GATK writes tumour and normal to files of their own.
    single: Vec<AlleleCounts>,
}

impl<'a> HlaSources<'a> {
    pub(crate) fn new(facts: &'a SampleFacts, declared: Option<Build>) -> Self {
        Self { facts, declared, answers: Vec::new(), quality: Vec::new(), single: Vec::new() }
    }

    fn is_meant(&self, name: &str) -> bool {
        matches_sample(name, &self.facts.dna_id) || name == self.facts.sample
    }

    /// Adds a file; false when it holds nothing of this sample.
    pub(crate) fn add(&mut self, file: &HlaFile) -> Result<bool, ReadError> {
        match file {
            HlaFile::States(import) => {
                self.quality.extend(import.quality.clone());
                let own = import.of_sample(|name| self.is_meant(name)).map(<[HlaGene]>::to_vec);
                let is_there = own.is_some() || import.quality.is_some();
                self.answers.extend(own);
                Ok(is_there)
            }
            HlaFile::Segments(all) => {
                // A file with one name in it is this sample's, whatever the caller called it.
                let one = all.samples().len() <= 1;
                let own = all.of_sample(|name| one || self.is_meant(name));
                if own.rows.is_empty() {
                    return Ok(false);
                }
                let build = own.build(self.declared)?;
                self.answers.push(hla_from_segments_of(&own, build, self.tumor()));
                Ok(true)
            }
            HlaFile::Counts(content) => {
                let counts = read_allele_counts(content, Some(&self.facts.dna_id), None)?;
                if counts.format == "gatk_allelic_counts" {
                    self.single.push(counts);
                } else {
                    self.count(&counts)?;
                }
                Ok(true)
            }
        }
    }

    fn tumor(&self) -> TumorContent {
        TumorContent { purity: self.facts.purity, ploidy: self.facts.ploidy }
    }

    fn count(&mut self, counts: &AlleleCounts) -> Result<(), ReadError> {
        let build = Build::agree(&counts.file, self.declared, counts.build)?.ok_or_else(|| {
            ReadError::new(&counts.file, "the genome of the allele counts is not known")
                .hint("state the genome, GRCh37 or GRCh38")
        })?;
        let model = SnpModel { tumor: self.tumor(), ..SnpModel::default() };
        self.answers.push(hla_from_snps(counts, build, &model));
        Ok(())
    }

    /// One answer of all.
    pub(crate) fn finish(mut self) -> Result<Vec<HlaGene>, ReadError> {
        match std::mem::take(&mut self.single).as_slice() {
            [] => {}
            [alone] => self.count(alone)?,
            [first, second] => {
                let is_tumor = |c: &AlleleCounts| c.tumor.as_deref().is_some_and(|name| self.is_meant(name));
                let (tumor, normal) = match (is_tumor(first), is_tumor(second)) {
                    (true, false) => (first, second),
                    (false, true) => (second, first),
                    _ => {
                        return Err(ReadError::new(
                            &second.file,
                            "it cannot be told which allele counts are the tumour's",
                        )
                        .hint("give the tumour's sample name (SM of the file's header) in 'dna_id'"));
                    }
                };
                self.count(&pair_counts(SnpPair { tumor, normal }))?;
            }
            [.., last] => {
                return Err(ReadError::new(
                    &last.file,
                    "more than two files of allele counts of one sample each",
                ));
            }
        }
        for genes in &mut self.answers {
            for status in &self.quality {
                apply_lilac_quality(genes, status);
            }
        }
        Ok(combine_hla(&self.answers))
    }
}
