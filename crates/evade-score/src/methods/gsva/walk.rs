//! The running walk of GSVA, from the members' places alone.

use super::Gsva;

/// What the walk needs beside the places: the weight of each rank.
#[derive(Debug)]
pub(super) struct Walk {
    /// |p / 2 - r|^tau for the ascending rank r = 0..=p.
    weights: Vec<f64>,
    max_diff: bool,
    abs_ranking: bool,
}

impl Walk {
    /// A walk over `p` genes.
    pub(super) fn new(method: &Gsva, p: usize) -> Self {
        let middle = p as f64 / 2.0;
        let weight = |rank: usize| {
            let distance = (middle - rank as f64).abs();
            if method.tau.to_bits() == 1.0_f64.to_bits() { distance } else { libm::pow(distance, method.tau) }
        };
        Self {
            weights: (0..=p).map(weight).collect(),
            max_diff: method.max_diff,
            abs_ranking: method.abs_ranking,
        }
    }

    /// Score of members at these ascending ranks (from 1), which are put in order here.
    ///
    /// Between two members the walk only falls, so that its highest points are at members and its lowest just
    /// before members: the k members are enough.
    pub(super) fn score(&self, ranks: &mut [u32]) -> f64 {
        ranks.sort_unstable_by(|one, other| other.cmp(one));
        let (p, k) = (self.weights.len() - 1, ranks.len());
        let weight_sum: f64 = ranks.iter().map(|&rank| self.weights[rank as usize]).sum();
        if k == 0 || k == p || weight_sum <= 0.0 {
            return f64::NAN;
        }
        let n_others = (p - k) as f64;
        let (mut highest, mut lowest, mut met) = (0.0_f64, 0.0_f64, 0.0);
        for (members_before, &rank) in ranks.iter().enumerate() {
            let others_before = p - rank as usize - members_before;
            let fallen = others_before as f64 / n_others;
            lowest = lowest.min(met / weight_sum - fallen);
            met += self.weights[rank as usize];
            highest = highest.max(met / weight_sum - fallen);
        }
        match (self.max_diff, self.abs_ranking) {
            (true, false) => highest + lowest,
            (true, true) => highest - lowest,
            (false, _) => {
                if highest > lowest.abs() {
                    highest
                } else {
                    lowest
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn method(tau: f64, max_diff: bool, abs_ranking: bool) -> Gsva {
        Gsva { tau, max_diff, abs_ranking, ..Gsva::default() }
    }

    #[test]
    fn a_walk_by_hand() {
        // p = 5, members at ranks 5 and 2 (places 1 and 4): weights |2.5 - 5| = 2.5 and 0.5, three other genes.
        // W: 5/6, 1/2, 1/6, 1/3, 0 at places 1..5: highest 5/6, lowest 0.
        let score = Walk::new(&method(1.0, true, false), 5).score(&mut [2, 5]);
        assert!((score - 5.0 / 6.0).abs() < 1e-15);
        // Members at ranks 4 and 1 (places 2 and 5), weights 1.5 each: W: -1/3, 1/6, -1/6, -1/2, 0.
        let score = |method: &Gsva| Walk::new(method, 5).score(&mut [1, 4]);
        assert!((score(&method(1.0, true, false)) + 1.0 / 3.0).abs() < 1e-15);
        assert!((score(&method(1.0, true, true)) - 2.0 / 3.0).abs() < 1e-15);
        assert!((score(&method(1.0, false, false)) + 0.5).abs() < 1e-15);
    }

    #[test]
    fn no_weight_or_no_other_gene_is_no_score() {
        assert!(Walk::new(&method(1.0, true, false), 4).score(&mut [2]).is_nan());
        assert!(Walk::new(&method(1.0, true, false), 2).score(&mut [1, 2]).is_nan());
        assert!(Walk::new(&method(1.0, true, false), 2).score(&mut []).is_nan());
    }

    proptest! {
        /// The definition: a walk over all p places.
        #[test]
        fn members_alone_are_enough(
            is_member in prop::collection::vec(any::<bool>(), 2..80), tau in 0.0..2.0, max_diff: bool, absolute: bool
        ) {
            let p = is_member.len();
            let walk = Walk::new(&method(tau, max_diff, absolute), p);
            let mut ranks: Vec<u32> = (1..=p as u32).filter(|&rank| is_member[rank as usize - 1]).collect();
            let (k, sum) = (ranks.len(), ranks.iter().map(|&rank| walk.weights[rank as usize]).sum::<f64>());
            let (mut highest, mut lowest, mut met, mut others) = (0.0_f64, 0.0_f64, 0.0, 0.0);
            for rank in (1..=p).rev() {
                if is_member[rank - 1] { met += walk.weights[rank] } else { others += 1.0 }
                let here = met / sum - others / (p - k) as f64;
                highest = highest.max(here);
                lowest = lowest.min(here);
            }
            let score = walk.score(&mut ranks);
            if k == 0 || k == p || sum <= 0.0 {
                prop_assert!(score.is_nan());
            } else {
                let expected = match (max_diff, absolute) {
                    (true, false) => highest + lowest,
                    (true, true) => highest - lowest,
                    (false, _) => score,
                };
                prop_assert!((score - expected).abs() < 1e-12);
                let furthest = highest.max(-lowest);
                prop_assert!(max_diff || (score.abs() - furthest).abs() < 1e-12);
            }
        }
    }
}
