//! HLA class I LOH from heterozygous SNPs around the genes: reads of both alleles in tumour and normal.

mod counts;
mod gene_states;
mod likelihood;
mod read_counts;
mod sites;
mod vcf;

pub use counts::{AlleleCounts, CountsFormat, SiteCounts, SnpPair, pair_counts};
pub use gene_states::{SnpModel, hla_from_snps};
pub use likelihood::{CopyState, DepthTerm, SiteOdds, SnpFit, fit_states};
pub use read_counts::{is_allele_counts, read_allele_counts};
