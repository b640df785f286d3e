//! The sets of a run as sparse columns over the genes that take part.

use evade_core::{BoundSets, Reason};

use crate::zeros::TakingPart;

/// One set: its signed weights on the genes, zero elsewhere.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column<'a> {
    /// Which set, and so which cell of a row of scores.
    pub(crate) set: usize,
    /// Gene and weight, genes ascending, each once, no weight zero.
    pub(crate) entries: &'a [(u32, f64)],
    /// Sum of the weights.
    pub(crate) sum: f64,
    /// Sum of the weights without their signs.
    pub(crate) absolute_sum: f64,
    /// Sum of squared distances of the weights from their mean over all genes that take part.
    pub(crate) squares: f64,
}

impl Column<'_> {
    /// Sum of weight times value.
    #[inline]
    pub(crate) fn weighted_sum(&self, values: &[f64]) -> f64 {
        self.entries.iter().map(|&(gene, weight)| weight * values[gene as usize]).sum()
    }

    /// Sum of weight times distance from `centre`.
    #[inline]
    pub(crate) fn weighted_sum_about(&self, values: &[f64], centre: f64) -> f64 {
        self.entries.iter().map(|&(gene, weight)| weight * (values[gene as usize] - centre)).sum()
    }
}

/// What is kept of a column: where its entries end, and its sums.
#[derive(Debug, Clone, Copy)]
struct Kept {
    set: usize,
    end: usize,
    sum: f64,
    absolute_sum: f64,
    squares: f64,
}

/// The columns of the sets that can be scored.
#[derive(Debug, Clone, Default)]
pub(crate) struct Design {
    entries: Vec<(u32, f64)>,
    kept: Vec<Kept>,
}

/// Squares this small beside the squares about zero come from equal weights on all genes.
const CONSTANT: f64 = 1e-12;

impl Design {
    /// Columns of the sets without a reason. A set none of whose genes takes part gets one.
    pub(crate) fn of_members(
        sets: &BoundSets,
        unscorable: &mut [Option<Reason>],
        genes: &TakingPart,
    ) -> Self {
        Self::of(sets, unscorable, genes, false)
    }

    /// As [`Self::of_members`]; a set that weighs all genes alike cannot be told from the mean, and gets a reason.
    pub(crate) fn of_contrasts(
        sets: &BoundSets,
        unscorable: &mut [Option<Reason>],
        genes: &TakingPart,
    ) -> Self {
        Self::of(sets, unscorable, genes, true)
    }

    fn of(sets: &BoundSets, unscorable: &mut [Option<Reason>], genes: &TakingPart, contrasts: bool) -> Self {
        let mut design = Self::default();
        let mut column: Vec<(u32, f64)> = Vec::new();
        for (set, (bound, reason)) in sets.iter().zip(unscorable).enumerate() {
            if reason.is_some() {
                continue;
            }
            column.clear();
            column.extend(bound.weighted().filter(|&(gene, _)| genes.has(gene)));
            // A gene on both sides of a set counts once, with the sum of its weights.
            column.sort_by_key(|&(gene, _)| gene);
            column.dedup_by(|next, first| {
                let same = next.0 == first.0;
                first.1 += if same { next.1 } else { 0.0 };
                same
            });
            column.retain(|&(_, weight)| weight != 0.0);
            let weights = || column.iter().map(|&(_, weight)| weight);
            let sum: f64 = weights().sum();
            let about_zero: f64 = weights().map(|weight| weight * weight).sum();
            let squares = about_zero - sum * sum / genes.n as f64;
            if column.is_empty() {
                *reason = Some(Reason::NoVaryingGene);
            } else if contrasts && squares <= CONSTANT * about_zero {
                *reason = Some(Reason::SetIsUniverse);
            } else {
                let absolute_sum = weights().map(f64::abs).sum();
                design.entries.extend_from_slice(&column);
                design.kept.push(Kept { set, end: design.entries.len(), sum, absolute_sum, squares });
            }
        }
        design
    }

    /// Which set a column belongs to.
    pub(crate) fn set(&self, column: usize) -> usize {
        self.kept[column].set
    }

    /// The columns in the order of the sets.
    pub(crate) fn columns(&self) -> impl Iterator<Item = Column<'_>> {
        let mut start = 0;
        self.kept.iter().map(move |kept| {
            let entries = &self.entries[start..kept.end];
            start = kept.end;
            let &Kept { set, sum, absolute_sum, squares, .. } = kept;
            Column { set, entries, sum, absolute_sum, squares }
        })
    }
}

#[cfg(test)]
mod tests {
    use evade_core::{GeneIndex, Signature};

    use super::*;
    use crate::RunContext;
    use crate::zeros::Zeros;

    #[test]
    fn columns_hold_the_genes_that_take_part() {
        let genes = GeneIndex::new(["A", "B", "C", "D"].map(String::from).to_vec()).unwrap();
        let ids = |text: &str| text.chars().map(String::from).collect::<Vec<_>>();
        let sets = BoundSets::bind(
            &[
                Signature::plain("zero", ids("B"), vec![]),
                Signature::plain("all", ids("ACD"), vec![]),
                Signature::plain("both", ids("ABC"), ids("CD")),
            ],
            &genes,
        );
        let context =
            RunContext { n_genes: 4, expressed: vec![true, false, true, true], ..RunContext::default() };
        let mut unscorable = vec![None; 3];
        let design = Design::of_contrasts(&sets, &mut unscorable, &Zeros::Drop.genes(&context));
        assert_eq!(unscorable, [Some(Reason::NoVaryingGene), Some(Reason::SetIsUniverse), None]);
        // A counts 1, C counts 1 - 1, D counts -1
        let column = design.columns().next().unwrap();
        assert_eq!(column.entries, [(0, 1.0), (3, -1.0)]);
        assert_eq!((column.set, column.sum, column.absolute_sum, column.squares), (2, 0.0, 2.0, 2.0));
    }
}
