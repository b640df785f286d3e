//! Ranking one sample in exact f64 order.
//!
//! A least-significant-digit radix sort on the value rounded to f32, packed with the gene's place into one u64,
//! orders nearly everything; runs of equal f32 keys that hold different f64 values are then repaired. Ties keep
//! the order of the genes.

/// Where a gene stands in the ascending order of its sample. All places count from 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    /// First place of the run of equal values the gene belongs to.
    pub run_start: u32,
    /// One past the last place of that run.
    pub run_end: u32,
    /// The gene's own place; within a run, genes stand in file order.
    pub place: u32,
}

impl Standing {
    /// Twice the average rank of the run; ranks count from 1, so this is a whole number.
    #[inline]
    #[must_use]
    pub fn twice_average_rank(self) -> u32 {
        self.run_start + 1 + self.run_end
    }

    /// The lowest rank of the run, from 1.
    #[inline]
    #[must_use]
    pub fn min_rank(self) -> u32 {
        self.run_start + 1
    }

    /// How many genes stand at or after this gene when the genes are listed from the highest value down and
    /// ties keep file order, that is p - position + 1.
    #[inline]
    #[must_use]
    pub fn genes_from_here_down(self) -> u32 {
        self.run_end - (self.place - self.run_start)
    }
}

/// One sample ranked; borrowed from the [`Ranker`] that made it.
#[derive(Debug, Clone, Copy, Default)]
pub struct RankedSample<'a> {
    standings: &'a [Standing],
    ascending: &'a [u64],
}

impl RankedSample<'_> {
    /// How many genes were ranked.
    #[inline]
    #[must_use]
    pub fn n_genes(self) -> usize {
        self.standings.len()
    }

    /// Where gene `gene` stands.
    ///
    /// # Panics
    /// If there is no such gene.
    #[inline]
    #[must_use]
    pub fn standing(self, gene: u32) -> Standing {
        self.standings[gene as usize]
    }

    /// The genes from the lowest value up.
    pub fn ascending(self) -> impl Iterator<Item = u32> {
        self.ascending.iter().map(|&packed| packed as u32)
    }

    /// Whether all genes have the same value.
    #[must_use]
    pub fn is_constant(self) -> bool {
        self.standings.first().is_none_or(|s| s.run_end as usize == self.standings.len() && s.run_start == 0)
    }
}

/// Ranks samples one after the other, keeping its buffers.
#[derive(Debug, Default)]
pub struct Ranker {
    packed: Vec<u64>,
    swap: Vec<u64>,
    standings: Vec<Standing>,
    counts: Vec<[u32; BUCKETS]>,
}

const DIGIT_BITS: u32 = 11;
const BUCKETS: usize = 1 << DIGIT_BITS;
const DIGITS: u32 = 3;

impl Ranker {
    /// A ranker without buffers yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Ranks `values`, which must be finite; -0 ties with 0.
    pub fn rank(&mut self, values: &[f64]) -> RankedSample<'_> {
        self.sort(values);
        self.standings.resize(values.len(), Standing::default());
        let packed = &mut self.packed[..];
        let mut start = 0;
        while start < packed.len() {
            let key = packed[start] >> 32;
            let mut end = start + 1;
            while end < packed.len() && packed[end] >> 32 == key {
                end += 1;
            }
            if end - start == 1 {
                let gene = packed[start] as u32;
                self.standings[gene as usize] =
                    Standing { run_start: start as u32, run_end: end as u32, place: start as u32 };
            } else {
                settle_equal_keys(values, packed, start, end, &mut self.standings);
            }
            start = end;
        }
        RankedSample { standings: &self.standings, ascending: &self.packed }
    }

    /// Radix sort of (f32 key, gene) by key; stable, so equal keys keep gene order.
    fn sort(&mut self, values: &[f64]) {
        self.counts.clear();
        self.counts.resize(DIGITS as usize, [0; BUCKETS]);
        let counts = &mut self.counts;
        self.packed.clear();
        self.packed.extend(values.iter().enumerate().map(|(gene, &value)| {
            let key = ordered_key(value);
            for (digit, count) in counts.iter_mut().enumerate() {
                count[digit_of(key, digit as u32)] += 1;
            }
            u64::from(key) << 32 | gene as u64
        }));
        self.swap.resize(self.packed.len(), 0);
        for (digit, count) in counts.iter_mut().enumerate() {
            let digit = digit as u32;
            let Some(&first) = self.packed.first() else { return };
            if count[digit_of((first >> 32) as u32, digit)] as usize == self.packed.len() {
                continue;
            }
            let mut offset = 0;
            for bucket in count.iter_mut() {
                offset += std::mem::replace(bucket, offset);
            }
            for &packed in &self.packed {
                let place = &mut count[digit_of((packed >> 32) as u32, digit)];
                self.swap[*place as usize] = packed;
                *place += 1;
            }
            std::mem::swap(&mut self.packed, &mut self.swap);
        }
    }
}

/// Orders a run whose values agree as f32 by their f64 values and writes the standings of its true runs.
#[cold]
fn settle_equal_keys(
    values: &[f64],
    packed: &mut [u64],
    start: usize,
    end: usize,
    standings: &mut [Standing],
) {
    let value_of = |p: u64| values[p as u32 as usize] + 0.0;
    let run = &mut packed[start..end];
    let first = value_of(run[0]);
    if run.iter().any(|&p| value_of(p).total_cmp(&first).is_ne()) {
        run.sort_unstable_by(|&a, &b| value_of(a).total_cmp(&value_of(b)).then((a as u32).cmp(&(b as u32))));
    }
    let mut tie_start = start;
    while tie_start < end {
        let value = value_of(packed[tie_start]);
        let mut tie_end = tie_start + 1;
        while tie_end < end && value_of(packed[tie_end]).total_cmp(&value).is_eq() {
            tie_end += 1;
        }
        for (place, &tied) in packed.iter().enumerate().take(tie_end).skip(tie_start) {
            let gene = tied as u32;
            standings[gene as usize] =
                Standing { run_start: tie_start as u32, run_end: tie_end as u32, place: place as u32 };
        }
        tie_start = tie_end;
    }
}

#[inline]
fn digit_of(key: u32, digit: u32) -> usize {
    (key >> (digit * DIGIT_BITS)) as usize & (BUCKETS - 1)
}

/// A u32 that orders like the value rounded to f32. Adding 0.0 turns -0 into 0.
#[inline]
fn ordered_key(value: f64) -> u32 {
    let bits = ((value + 0.0) as f32 + 0.0).to_bits();
    if bits >> 31 == 1 { !bits } else { bits | 1 << 31 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The safe and slow twin: a comparison sort by value and place.
    fn rank_by_comparison(values: &[f64]) -> Vec<Standing> {
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_by(|&a, &b| (values[a] + 0.0).total_cmp(&(values[b] + 0.0)).then(a.cmp(&b)));
        let mut standings = vec![Standing::default(); values.len()];
        for (place, &gene) in order.iter().enumerate() {
            let equal = |&&other: &&usize| values[other] + 0.0 == values[gene] + 0.0;
            let run_start = place - order[..place].iter().rev().take_while(equal).count();
            let run_end = place + order[place..].iter().take_while(equal).count();
            standings[gene] =
                Standing { run_start: run_start as u32, run_end: run_end as u32, place: place as u32 };
        }
        standings
    }

    #[test]
    fn ties_share_a_run_and_keep_file_order() {
        let mut ranker = Ranker::new();
        let ranked = ranker.rank(&[2.0, 0.0, 2.0, -0.0, 5.0]);
        assert_eq!(ranked.ascending().collect::<Vec<_>>(), [1, 3, 0, 2, 4]);
        // values 0, 0, 2, 2, 5: the two 2s hold ranks 3 and 4
        assert_eq!(ranked.standing(2).twice_average_rank(), 7);
        assert_eq!(ranked.standing(2).min_rank(), 3);
        // from the top: 5, then the first 2, then the second
        assert_eq!(ranked.standing(0).genes_from_here_down(), 4);
        assert_eq!(ranked.standing(2).genes_from_here_down(), 3);
    }

    #[test]
    fn values_that_agree_as_f32_are_still_told_apart() {
        let base = 1.0_f64;
        let values = [base + 3e-10, base + 1e-10, base, base + 2e-10, 1e300, 1e301, -1e300];
        let mut ranker = Ranker::new();
        let ranked = ranker.rank(&values);
        assert_eq!(ranked.ascending().collect::<Vec<_>>(), [6, 2, 1, 3, 0, 4, 5]);
    }

    proptest! {
        #[test]
        fn radix_and_comparison_agree(values in prop::collection::vec(
            prop_oneof![Just(0.0), Just(-0.0), -5.0..5.0, (0u8..6).prop_map(f64::from), (0u8..50).prop_map(|i| 1.0 + f64::from(i) * 1e-12), any::<f64>().prop_filter("finite", |v| v.is_finite())], 0..300)) {
            let mut ranker = Ranker::new();
            ranker.rank(&[3.0, 1.0]); // buffers of an earlier sample must not leak
            let ranked = ranker.rank(&values);
            let expected = rank_by_comparison(&values);
            for (gene, standing) in expected.iter().enumerate() {
                prop_assert_eq!(ranked.standing(gene as u32), *standing);
            }
        }
    }
}
