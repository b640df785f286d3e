//! Whether genes that no sample of the run expresses take part.

use std::fmt;

use crate::{RunContext, sums};

/// What becomes of genes that are zero in every sample of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zeros {
    /// They are left out, as decoupler does. Another sample in the run may then change every score.
    Drop,
    /// They stay, and a sample's score stands on that sample alone.
    Keep,
}

impl Zeros {
    /// As written, with dropping as default.
    pub(crate) const DROP_FIRST: &[(&str, Self)] = &[("drop", Self::Drop), ("keep", Self::Keep)];
    /// As written, with keeping as default.
    pub(crate) const KEEP_FIRST: &[(&str, Self)] = &[("keep", Self::Keep), ("drop", Self::Drop)];

    /// The genes that take part in a run.
    pub(crate) fn genes(self, context: &RunContext) -> TakingPart {
        match self {
            Self::Drop => TakingPart {
                n: context.expressed.iter().filter(|&&expressed| expressed).count(),
                n_left_out: context.expressed.iter().filter(|&&expressed| !expressed).count(),
                mask: Some(context.expressed.clone()),
            },
            Self::Keep => TakingPart { n: context.n_genes, n_left_out: 0, mask: None },
        }
    }
}

impl fmt::Display for Zeros {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Drop => "drop",
            Self::Keep => "keep",
        })
    }
}

/// Which genes take part in a run.
#[derive(Debug, Clone)]
pub(crate) struct TakingPart {
    /// How many.
    pub(crate) n: usize,
    n_left_out: usize,
    /// Per gene, whether it does; all of them if there is no mask.
    mask: Option<Vec<bool>>,
}

/// Mean and spread of a sample over the genes that take part.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moments {
    pub(crate) mean: f64,
    /// Sum of the squared distances from the mean; NaN when all values are equal.
    pub(crate) squares: f64,
}

impl TakingPart {
    /// Whether a gene does.
    pub(crate) fn has(&self, gene: u32) -> bool {
        self.mask.as_ref().is_none_or(|mask| mask[gene as usize])
    }

    /// Mean and squares of a sample in two passes over its values.
    pub(crate) fn moments(&self, values: &[f64]) -> Moments {
        // Genes left out are zero in every sample: each adds nothing to the sum and mean^2 to the squares.
        let mean = sums::sum(values) / self.n as f64;
        let squares = sums::squares_about(values, mean) - self.n_left_out as f64 * mean * mean;
        let varies = sums::varies(squares, self.n, mean);
        Moments { mean, squares: if varies { squares } else { f64::NAN } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn genes_that_are_zero_everywhere_count_or_do_not() {
        // 1 2 3 without the zeros: mean 2, squares 1 + 0 + 1; with both zeros: mean 1.2, squares 14 - 5 * 1.44
        let context = RunContext {
            n_genes: 5,
            expressed: vec![true, false, true, true, false],
            ..RunContext::default()
        };
        let values = [1.0, 0.0, 2.0, 3.0, 0.0];
        let dropped = Zeros::Drop.genes(&context).moments(&values);
        assert_eq!((dropped.mean, dropped.squares), (2.0, 2.0));
        let kept = Zeros::Keep.genes(&context).moments(&values);
        assert!((kept.mean - 1.2).abs() < 1e-15 && (kept.squares - 6.8).abs() < 1e-14);
        assert!(Zeros::Keep.genes(&context).moments(&[0.3; 5]).squares.is_nan());
    }
}
