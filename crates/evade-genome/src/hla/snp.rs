//! HLA class I LOH from heterozygous SNPs around the genes: reads of both alleles in tumour and normal.

mod call;
mod counts;
mod likelihood;
mod read_counts;
mod sites;
mod vcf;

pub use call::{SnpModel, hla_from_snps};
pub use counts::{AlleleCounts, CountsFormat, SiteCounts, SnpPair, pair_counts};
pub use likelihood::{CopyState, DepthTerm, SiteOdds, SnpFit, fit_states};
pub use read_counts::{is_allele_counts, read_allele_counts};
