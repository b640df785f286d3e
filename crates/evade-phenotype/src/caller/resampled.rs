//! What a comparison of two samples needs to know of their errors: the axes of every resample, and the genes of every score.

use evade_core::ResampledRna;

use super::{Assessment, Caller, SampleInput};

impl Caller<'_> {
    /// The resampled values of a sample that will be compared with another; `None` for others.
    ///
    /// Resample for resample the genes and the reference's tumours are the same in every sample, so that what they move in
    /// both cancels in a difference. What laboratories differ is left out: samples of two laboratories are not compared.
    #[must_use]
    pub fn resampled(&self, input: &SampleInput<'_>, assessment: &Assessment) -> Option<ResampledRna> {
        input.keep_resampled.then(|| ResampledRna {
            axes: assessment.resampled_axes.clone(),
            scores: (0..self.signatures.len()).map(|i| self.score_parts(input, i)).collect(),
        })
    }

    /// The genes at hand of a score with what each adds, in z: their mean is how far the score lies from that of a sample
    /// with every gene at its reference median. Empty where the score has no z.
    fn score_parts(&self, input: &SampleInput<'_>, i: usize) -> Vec<(u32, f64)> {
        let (_, uncovered) = self.coverage[i];
        let has_score = uncovered.is_none() && input.scores[i].is_finite();
        let Some(scale) = self.scales[i].as_ref().ok().filter(|_| has_score) else { return Vec::new() };
        let set = self.bound.set(i);
        let at_hand = |genes: &[u32]| -> Vec<u32> {
            genes.iter().copied().filter(|&g| self.present[g as usize]).collect()
        };
        let sides =
            [(1.0, set.up), (-1.0, set.down)].map(|(sign, genes)| (sign, genes.len(), at_hand(genes)));
        let n_at_hand: usize = sides.iter().map(|(_, _, genes)| genes.len()).sum();
        let mut parts: Vec<(u32, f64)> = sides
            .iter()
            .flat_map(|(sign, k, genes)| {
                // A side is the mean of all its genes, and the parts are averaged over those at hand of both sides.
                let share = n_at_hand as f64 / (*k).max(1) as f64;
                let per_quantile = sign * self.score_per_quantile(*k) * share / scale.scale;
                genes.iter().map(move |&gene| (gene, per_quantile * self.deviation(input.ranks, gene)))
            })
            .collect();
        parts.sort_by_key(|&(gene, _)| gene);
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::build::build;
    use crate::build::tests::Made;

    fn input<'a>(made: &'a Made, scores: &'a [f64], i: usize, keep_resampled: bool) -> SampleInput<'a> {
        SampleInput {
            ranks: &made.ranks[i],
            scores,
            member_scores: scores,
            detected: None,
            facts: None,
            tissue: None,
            keep_resampled,
        }
    }

    #[test]
    fn the_genes_of_a_score_add_up_to_its_change_in_z() {
        let made = Made::new(45);
        let reference = build(made.input(), &made.rules).unwrap();
        let caller = Caller::new(&reference, &made.rules, &made.signatures, &made.digests, &[true; 40], None);
        let kept = |i: usize| {
            let input = input(&made, &made.scores[i], i, true);
            caller.resampled(&input, &caller.assess(&input)).unwrap()
        };
        let (one, other) = (kept(0), kept(1));
        assert_eq!(one.axes.len(), 200);
        assert_eq!(one.scores.len(), made.signatures.len());
        for (set, parts) in one.scores.iter().enumerate() {
            let genes: Vec<u32> = parts.iter().map(|part| part.0).collect();
            let first = 5 * set as u32;
            assert_eq!(genes, (first..first + 5).collect::<Vec<u32>>());
            let mean = |parts: &[(u32, f64)]| parts.iter().map(|part| part.1).sum::<f64>() / 5.0;
            // A singscore of 5 of 40 genes is the mean rank over 40 - 5 places, less a constant.
            let score = |i: usize| {
                let ranks = &made.ranks[i][5 * set..5 * set + 5];
                ranks.iter().sum::<f64>() / 5.0 / 35.0
            };
            let scale = caller.scales[set].unwrap().scale;
            let expected = (score(1) - score(0)) / scale;
            let found = mean(&other.scores[set]) - mean(parts);
            assert!((found - expected).abs() < 1e-9, "set {set}: {found} {expected}");
        }
    }

    #[test]
    fn nothing_is_kept_of_samples_that_are_not_compared() {
        let made = Made::new(45);
        let reference = build(made.input(), &made.rules).unwrap();
        let caller = Caller::new(&reference, &made.rules, &made.signatures, &made.digests, &[true; 40], None);
        let input = input(&made, &made.scores[0], 0, false);
        let assessment = caller.assess(&input);
        assert!(assessment.resampled_axes.is_empty());
        assert_eq!(caller.resampled(&input, &assessment), None);
    }

    #[test]
    fn a_score_without_z_has_no_genes_and_missing_genes_are_left_out() {
        let made = Made::new(45);
        let reference = build(made.input(), &made.rules).unwrap();
        let mut present = [true; 40];
        present[3] = false;
        present[10..15].fill(false);
        let caller = Caller::new(&reference, &made.rules, &made.signatures, &made.digests, &present, None);
        let input = input(&made, &made.scores[0], 0, true);
        let kept = caller.resampled(&input, &caller.assess(&input)).unwrap();
        let genes: Vec<u32> = kept.scores[1].iter().map(|part| part.0).collect();
        assert_eq!(genes, [5, 6, 7, 8, 9]);
        assert!(kept.scores[2].is_empty());
        assert!(kept.scores[0].iter().all(|part| part.0 != 3));
        // P is genes 10 to 14
        assert!(kept.axes.iter().all(|values| values[2].is_none() && values[4].is_some()));
    }
}
