//! Whether a row of a MAF shows its variant in the tumour.

use crate::filters::Filters;

/// What a row says of its variant in the tumour.
#[derive(Debug, Clone, Copy)]
pub(super) struct TumorEvidence<'r> {
    pub(super) depth: Option<u32>,
    pub(super) alt_reads: Option<u32>,
    /// The fraction that a column of its own gives.
    pub(super) stated_fraction: Option<f64>,
    /// The fraction that is used.
    pub(super) vaf: Option<f64>,
    /// The reference, and `Tumor_Seq_Allele1` and 2; a column that is not there is empty.
    pub(super) alleles: (&'r str, [&'r str; 2]),
    pub(super) genotype: &'r str,
}

impl TumorEvidence<'_> {
    /// What shows that the tumour does not have the variant, in words; the same rules as for a VCF. Projects write 0
    /// where nothing was counted, so that no reads show nothing without a depth.
    pub(super) fn absence(&self, filters: &Filters) -> Option<&'static str> {
        let is_strong = self.is_strong(filters);
        let is_stated = self.stated_fraction.is_some_and(|fraction| fraction > 0.0);
        if self.is_reference_alone() {
            Some("both alleles are the reference")
        } else if self.alt_reads == Some(0) && self.depth.is_some_and(|depth| depth > 0) && !is_stated {
            Some("no reads with it")
        } else if self.stated_fraction == Some(0.0) && !is_strong {
            Some("fraction 0")
        } else if is_without_variant(self.genotype) && !is_strong {
            Some("the genotype is without it")
        } else {
            None
        }
    }

    /// Whether alleles are given and each of them is the reference.
    fn is_reference_alone(&self) -> bool {
        let (reference, alleles) = self.alleles;
        // What is no sequence of bases is not the reference either.
        let is_given = |allele: &str| !matches!(allele, "" | "." | "N/A" | "__UNKNOWN__");
        let mut given = alleles.into_iter().filter(|allele| is_given(allele)).peekable();
        is_given(reference)
            && reference != "NA"
            && given.peek().is_some()
            && given.all(|a| a.eq_ignore_ascii_case(reference))
    }

    fn is_strong(&self, filters: &Filters) -> bool {
        (self.alt_reads.is_some() || self.vaf.is_some())
            && self.alt_reads.is_none_or(|reads| reads >= filters.min_alt_reads)
            && self.vaf.is_none_or(|vaf| vaf >= filters.min_vaf)
    }
}

/// Whether a genotype names the reference alone.
fn is_without_variant(genotype: &str) -> bool {
    !genotype.is_empty() && genotype.split(['/', '|']).all(|allele| allele == "0")
}

/// Whether a genotype names an allele beside the reference.
pub(super) fn has_alternate(genotype: &str) -> bool {
    genotype.split(['/', '|']).any(|allele| allele.parse::<u8>().is_ok_and(|number| number > 0))
}
