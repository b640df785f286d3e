//! Average ranks and the correction for ties.

/// Ranks from 1, ties sharing their average, and the sum of t^3 - t over groups of t equal values.
pub(super) struct Ranks {
    /// Rank of each value, in the order of the values.
    pub(super) ranks: Vec<f64>,
    /// Sum of t^3 - t over the groups of ties; 0 without ties.
    pub(super) tie_sum: f64,
}

/// Ranks finite values. -0 and 0 are equal.
pub(super) fn rank(values: &[f64]) -> Ranks {
    let mut order: Vec<usize> = (0..values.len()).collect();
    let key = |&i: &usize| values[i] + 0.0;
    order.sort_by(|a, b| key(a).total_cmp(&key(b)));
    let mut ranks = vec![0.0; values.len()];
    let mut tie_sum = 0.0;
    let mut before = 0;
    for ties in order.chunk_by(|a, b| key(a).total_cmp(&key(b)).is_eq()) {
        let t = ties.len() as f64;
        for &i in ties {
            ranks[i] = before as f64 + f64::midpoint(t, 1.0);
        }
        tie_sum += t * t * t - t;
        before += ties.len();
    }
    Ranks { ranks, tie_sum }
}

#[cfg(test)]
mod tests {
    use super::rank;

    #[test]
    fn ties_share_their_average() {
        let ranked = rank(&[3.0, -0.0, 3.0, 0.0, 1.0, 3.0]);
        assert_eq!(ranked.ranks, [5.0, 1.5, 5.0, 1.5, 3.0, 5.0]);
        assert_eq!(ranked.tie_sum, 6.0 + 24.0);
        assert_eq!(rank(&[]).tie_sum, 0.0);
    }
}
