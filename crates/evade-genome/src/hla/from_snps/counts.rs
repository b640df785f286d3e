//! Reads of both alleles at single bases, in tumour and normal.

use std::collections::HashMap;

use evade_core::HlaSource;
use evade_stream::ReadError;

use crate::genome_build::Build;

/// Reads at one base.
#[derive(Debug, Clone, PartialEq)]
pub struct SiteCounts {
    /// Chromosome without `chr`.
    pub chrom: String,
    /// 1-based position.
    pub pos: u64,
    /// Reads of the tumour with the reference and the alternate base.
    pub tumor: (u32, u32),
    /// The same of the normal.
    pub normal: Option<(u32, u32)>,
    /// Whether the genotype of the normal is heterozygous, where a file has genotypes.
    pub is_het: Option<bool>,
    /// Phased block, and whether the alternate base is on its first haplotype.
    pub phase: Option<(u64, bool)>,
}

/// The sites of one tumour.
#[derive(Debug, Clone, PartialEq)]
pub struct AlleleCounts {
    /// File name for messages.
    pub file: String,
    /// What kind of file it is.
    pub format: CountsFormat,
    /// Name of the sample counted as the tumour, when the file tells.
    pub tumor: Option<String>,
    /// The build the file shows.
    pub build: Option<Build>,
    /// In the order of the file.
    pub sites: Vec<SiteCounts>,
    /// Whether the last line does not end, so that the file may be cut.
    pub may_be_cut: bool,
}

/// Two counts of one sample each.
#[derive(Debug, Clone, Copy)]
pub struct SnpPair<'a> {
    /// The tumour.
    pub tumor: &'a AlleleCounts,
    /// Its normal.
    pub normal: &'a AlleleCounts,
}

/// Kinds of files with allele counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountsFormat {
    /// VCF with AD.
    Vcf,
    /// Table of GATK `CollectAllelicCounts`, of one sample.
    Gatk,
    /// Pileup of FACETS, the normal first.
    Facets,
    /// BAF table of AMBER.
    Amber,
}

impl CountsFormat {
    /// The source that results name.
    #[must_use]
    pub fn source(self) -> HlaSource {
        match self {
            Self::Vcf => HlaSource::Vcf,
            Self::Gatk => HlaSource::GatkAllelicCounts,
            Self::Facets => HlaSource::FacetsPileup,
            Self::Amber => HlaSource::Amber,
        }
    }

    /// Whether tumour and normal have files of their own.
    #[must_use]
    pub fn is_of_one_sample(self) -> bool {
        self == Self::Gatk
    }
}

/// The build that the sites show.
pub(super) fn build_of(file: &str, sites: &[SiteCounts]) -> Result<Option<Build>, ReadError> {
    let mut build = None;
    for seen in sites.iter().filter_map(|s| Build::of_position(&s.chrom, s.pos)) {
        build = Build::agree(file, build, Some(seen))
            .map_err(|_| ReadError::mismatch(file, "some sites fit only GRCh37, others only GRCh38"))?;
    }
    Ok(build)
}

/// The tumour's counts with those of its normal at the same bases.
#[must_use]
pub fn pair_counts(pair: SnpPair<'_>) -> AlleleCounts {
    let normal: HashMap<(&str, u64), (u32, u32)> =
        pair.normal.sites.iter().map(|s| ((s.chrom.as_str(), s.pos), s.tumor)).collect();
    let mut joined = pair.tumor.clone();
    for site in &mut joined.sites {
        site.normal = normal.get(&(site.chrom.as_str(), site.pos)).copied();
    }
    joined.build = joined.build.or(pair.normal.build);
    joined.may_be_cut |= pair.normal.may_be_cut;
    joined
}
