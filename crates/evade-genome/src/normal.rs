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
}

impl InNormal {
    /// Reads go before a genotype.
    pub(crate) fn new(fraction: Option<f64>, has_by_genotype: bool) -> Self {
        match fraction {
            Some(fraction) => Self::Fraction(fraction),
            None if has_by_genotype => Self::Genotype,
            None => Self::Unknown,
        }
    }

    /// The fraction, where so much of it is there that the variant is not the tumour's own.
    pub(crate) fn too_much(self, vaf: Option<f64>, filters: &Filters) -> Option<f64> {
        match self {
            Self::Unknown => None,
            Self::Fraction(fraction) => Some(fraction).filter(|f| filters.is_in_normal(*f, vaf)),
            Self::Genotype => Some(HETEROZYGOUS),
        }
    }

    /// The one that shows more, for a change of several records.
    pub(crate) fn most(self, other: Self) -> Self {
        let rank = |it: Self| match it {
            Self::Unknown => -1.0,
            Self::Fraction(fraction) => fraction,
            Self::Genotype => HETEROZYGOUS,
        };
        if rank(other) > rank(self) { other } else { self }
    }

    /// In words.
    pub(crate) fn detail(self) -> String {
        match self {
            Self::Unknown => String::new(),
            Self::Fraction(fraction) => format!("fraction {fraction:.3} in the normal"),
            Self::Genotype => "the genotype of the normal has it".to_owned(),
        }
    }
}
