//! What is read of a sample for a comparison alone: no result holds it.

use std::collections::{BTreeMap, BTreeSet};

use super::words::DepthSource;

/// A small variant by its place and alleles, trimmed to what differs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VariantKey {
    /// Chromosome without `chr`.
    pub chrom: String,
    /// 1-based position of the first base of `reference` after trimming.
    pub pos: u64,
    /// Bases that are replaced; empty for an insertion.
    pub reference: String,
    /// Bases that stand there instead; empty for a deletion.
    pub alternate: String,
}

/// Reads of a sample at the place of a variant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlaceReads {
    /// Reads at the place.
    pub depth: f64,
    /// Reads with the variant; `None` where the source does not count them.
    pub alt_reads: Option<u32>,
    /// Where the depth comes from.
    pub from: DepthSource,
}

/// The genotype of a germline site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zygosity {
    /// No alternate allele.
    Reference,
    /// Both alleles.
    Heterozygous,
    /// No reference allele.
    Alternate,
}

/// What the DNA files of a sample say beyond its profile.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DnaEvidence {
    /// Reads at the places of the other sample's variants, where they are known.
    pub reads: BTreeMap<VariantKey, PlaceReads>,
    /// Mean depth that the sheet states.
    pub mean_depth: Option<f64>,
    /// Somatic variants in all genes that count; `None` where the files show those of judged genes alone.
    pub somatic: Option<BTreeSet<VariantKey>>,
    /// Germline genotypes by chromosome without `chr` and 1-based position.
    pub genotypes: BTreeMap<(String, u64), Zygosity>,
}

impl VariantKey {
    /// The key of these alleles: bases that both share are trimmed, first at the end, then at the start. `None` for alleles that are
    /// no bases.
    ///
    /// ```
    /// use evade_core::VariantKey;
    ///
    /// // A deletion as a VCF and as a MAF writes it.
    /// let vcf = VariantKey::new("chr15", 44_711_582, "CT", "C").unwrap();
    /// let maf = VariantKey::new("15", 44_711_583, "T", "-").unwrap();
    /// assert_eq!(vcf, maf);
    /// assert!(VariantKey::new("1", 5, "A", "<DEL>").is_none());
    /// ```
    #[must_use]
    pub fn new(chrom: &str, pos: u64, reference: &str, alternate: &str) -> Option<Self> {
        let bases = |allele: &str| {
            let allele = if allele == "-" { "" } else { allele };
            let is_base = |base: u8| matches!(base.to_ascii_uppercase(), b'A' | b'C' | b'G' | b'T' | b'N');
            allele.bytes().all(is_base).then(|| allele.to_ascii_uppercase())
        };
        let (mut reference, mut alternate) = (bases(reference)?, bases(alternate)?);
        let is_maf_insertion = reference.is_empty();
        while let (Some(one), Some(other)) = (reference.chars().last(), alternate.chars().last()) {
            if one != other {
                break;
            }
            reference.pop();
            alternate.pop();
        }
        let shared = reference.bytes().zip(alternate.bytes()).take_while(|(one, other)| one == other).count();
        let reference = reference.split_off(shared);
        let alternate = alternate.split_off(shared);
        // A MAF gives the base before an insertion, a VCF names that base.
        let pos = pos + shared as u64 + u64::from(is_maf_insertion);
        let chrom = chrom.strip_prefix("chr").unwrap_or(chrom).to_owned();
        (reference != alternate).then_some(Self { chrom, pos, reference, alternate })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_variant_has_one_key_in_vcf_and_maf() {
        let key = |pos, reference, alternate| VariantKey::new("chr7", pos, reference, alternate);
        assert_eq!(key(100, "A", "AGG"), key(100, "-", "GG"));
        assert_eq!(key(100, "ACG", "A"), key(101, "CG", "-"));
        assert_eq!(key(100, "ACGT", "ATGT"), key(101, "C", "T"));
        assert_eq!(key(100, "a", "t"), key(100, "A", "T"));
        assert_ne!(key(100, "A", "T"), key(100, "A", "G"));
        assert_eq!(key(100, "A", "A"), None);
        assert_eq!(key(100, "A", "*"), None);
    }
}
