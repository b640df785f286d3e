//! The files of the HLA lane of one sample: states of other programs, segments, allele counts.

use evade_core::{HlaGene, SampleFacts};
use evade_genome::{
    AlleleCounts, Build, CountsFormat, HlaFormat, HlaImport, LilacQuality, Segments, SnpModel, SnpPair,
    TumorContent, apply_lilac_quality, combine_hla, hla_from_segments_of, hla_from_snps, is_allele_counts,
    is_segments, no_hla_input, pair_counts, read_allele_counts, read_hla, read_segments, unterminated_vcf,
};
use evade_stream::{Content, ReadError};

use crate::lanes::{Claim, Share};

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
            None => Err(no_hla_input(&content)),
        }
    }

    /// Whether the last line does not end.
    pub(crate) fn may_be_cut(&self) -> bool {
        match self {
            Self::States(import) => import.may_be_cut,
            Self::Segments(segments) => segments.may_be_cut,
            Self::Counts(content) => content.bytes.last().is_some_and(|last| *last != b'\n'),
        }
    }

    /// What the user should know of rows that are not used.
    pub(crate) fn warnings(&self) -> &[String] {
        match self {
            Self::States(import) => &import.warnings,
            Self::Segments(segments) => &segments.warnings,
            Self::Counts(_) => &[],
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
    /// Whether a VCF is read although its last line does not end.
    allow_missing_newline: bool,
    answers: Vec<Vec<HlaGene>>,
    quality: Vec<LilacQuality>,
    /// GATK writes tumour and normal to files of their own.
    single: Vec<AlleleCounts>,
}

impl<'a> HlaSources<'a> {
    pub(crate) fn new(facts: &'a SampleFacts, declared: Option<Build>, allow_missing_newline: bool) -> Self {
        Self {
            facts,
            declared,
            allow_missing_newline,
            answers: Vec::new(),
            quality: Vec::new(),
            single: Vec::new(),
        }
    }

    /// Adds what of a file is this sample's.
    pub(crate) fn add(&mut self, file: &HlaFile, claim: Claim<'_>) -> Result<Share, ReadError> {
        match file {
            HlaFile::States(import) => Ok(self.add_states(import, claim, &file.samples())),
            HlaFile::Segments(all) => {
                let (share, own) = claim.own_segments(all);
                if own.rows.is_empty() && own.impossible.is_empty() {
                    return Ok(if share == Share::Nothing { share } else { Share::WithoutState });
                }
                let build = own.build(self.declared)?;
                self.answers.push(hla_from_segments_of(&own, build, self.tumor()));
                Ok(share)
            }
            HlaFile::Counts(content) => {
                let counts = read_allele_counts(content, Some(&self.facts.dna_id), None)?;
                if counts.may_be_cut && counts.format == CountsFormat::Vcf && !self.allow_missing_newline {
                    return Err(unterminated_vcf(&counts.file));
                }
                let is_named = counts.tumor.as_deref().is_some_and(|name| claim.is_meant(name));
                if counts.format.is_of_one_sample() {
                    // One normal may serve several tumours of a patient.
                    self.single.push(counts);
                } else if claim.is_shared && !is_named {
                    return Ok(Share::Nothing);
                } else {
                    self.count(&counts)?;
                }
                Ok(Share::Named)
            }
        }
    }

    fn add_states(&mut self, import: &HlaImport, claim: Claim<'_>, names: &[&str]) -> Share {
        let share = claim.share(names);
        let own = match share {
            Share::Nothing | Share::WithoutState => return share,
            Share::Named => import.of_sample(|name| claim.is_meant(name)),
            Share::Whole | Share::Renamed(_) => import.of_sample(|_| false),
        };
        self.quality.extend(import.quality.clone());
        if own.is_none() && import.quality.is_none() {
            return Share::Nothing;
        }
        self.answers.extend(own.map(<[HlaGene]>::to_vec));
        share
    }

    fn is_meant(&self, name: &str) -> bool {
        Claim { facts: self.facts, is_shared: false }.is_meant(name)
    }

    fn tumor(&self) -> TumorContent {
        TumorContent { purity: self.facts.purity, ploidy: self.facts.ploidy }
    }

    fn count(&mut self, counts: &AlleleCounts) -> Result<(), ReadError> {
        let build = Build::agree(&counts.file, self.declared, counts.build)?.ok_or_else(|| {
            ReadError::ambiguous(&counts.file, "the genome of the allele counts is not known")
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
                        return Err(ReadError::ambiguous(
                            &second.file,
                            "it cannot be told which allele counts are the tumour's",
                        )
                        .hint("give the tumour's sample name (SM of the file's header) in 'dna_id'"));
                    }
                };
                self.count(&pair_counts(SnpPair { tumor, normal }))?;
            }
            [.., last] => {
                return Err(ReadError::ambiguous(
                    &last.file,
                    "more than two files of allele counts of one sample each",
                ));
            }
        }
        for genes in &mut self.answers {
            for quality in &self.quality {
                apply_lilac_quality(genes, quality);
            }
        }
        Ok(combine_hla(&self.answers))
    }
}
