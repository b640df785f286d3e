//! What is known of a variant in the normal sample.

use crate::filters::Filters;

/// Fraction that stands for a genotype with the variant: one of two copies.
const HETEROZYGOUS: f64 = 0.5;

/// How much of a variant the normal has.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) enum InNormal {
    /// There is no normal, or nothing is known.
    #[default]
    Unknown,
    /// Its reads.
    Fraction(f64),
    /// Its genotype or alleles have the variant, and no reads say how much of it.
    Genotype,
    /// So many of its reads support a rearrangement, more than the share of the tumour's that strays into a normal.
    Support(u32),
}

/// Support in the normal up to this part of that in the tumour is taken for the tumour's.
const STRAY_PART: u32 = 5;

impl InNormal {
    /// Reads go before a genotype.
    pub(crate) fn new(fraction: Option<f64>, has_by_genotype: bool) -> Self {
        match fraction {
            Some(fraction) => Self::Fraction(fraction),
            None if has_by_genotype => Self::Genotype,
            None => Self::Unknown,
        }
    }

    /// Where only the support of a rearrangement is counted, that of the tumour is the measure.
    pub(crate) fn of_support(normal: u32, tumor: Option<u32>) -> Self {
        let is_stray = normal == 0 || tumor.is_some_and(|tumor| normal.saturating_mul(STRAY_PART) <= tumor);
        if is_stray { Self::Unknown } else { Self::Support(normal) }
    }

    /// The fraction, where so much of it is there that the variant is not the tumour's own.
    pub(crate) fn too_much(self, vaf: Option<f64>, filters: &Filters) -> Option<f64> {
        match self {
            Self::Unknown => None,
            Self::Fraction(fraction) => Some(fraction).filter(|f| filters.is_in_normal(*f, vaf)),
            Self::Genotype | Self::Support(_) => Some(HETEROZYGOUS),
        }
    }

    /// The one that shows more, for a change of several records.
    pub(crate) fn most(self, other: Self) -> Self {
        let rank = |it: Self| match it {
            Self::Unknown => -1.0,
            Self::Fraction(fraction) => fraction,
            Self::Genotype | Self::Support(_) => HETEROZYGOUS,
        };
        if rank(other) > rank(self) { other } else { self }
    }

    /// In words.
    pub(crate) fn detail(self) -> String {
        match self {
            Self::Unknown => String::new(),
            Self::Fraction(fraction) => format!("fraction {fraction:.3} in the normal"),
            Self::Support(reads) => format!("{reads} reads support it in the normal"),
            Self::Genotype => "the genotype of the normal has it".to_owned(),
        }
    }
}
