//! Intervals: Wilson's of a share, and percentiles of bootstrap draws of patients.

use evade_phenotype::random::Generator;
use rayon::prelude::*;

/// Draws of the bootstrap.
pub(super) const N_DRAWS: usize = 2_000;
/// An interval needs a value in this share of the draws.
const MIN_DEFINED: f64 = 0.95;
/// 97.5 % point of the normal distribution.
const Z_975: f64 = 1.959_963_984_540_054;

/// 95 % Wilson interval of a share (Wilson 1927, doi 10.1080/01621459.1927.10502953).
pub(super) fn wilson(share: f64, n: f64) -> (f64, f64) {
    let z2 = Z_975 * Z_975;
    let middle = (share + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = Z_975 / (1.0 + z2 / n) * (share * (1.0 - share) / n + z2 / (4.0 * n * n)).sqrt();
    // At the edges the ends are 0 and 1 by the formula, but for the last bit.
    let low = if share <= 0.0 { 0.0 } else { (middle - half).max(0.0) };
    let high = if share >= 1.0 { 1.0 } else { (middle + half).min(1.0) };
    (low, high)
}

/// The statistics of every draw. A draw takes as many patients as there are, with replacement, and all samples of each:
/// `patients` says of which patient each sample is, from 0. Each draw has a stream of its own, so that the number of threads
/// changes nothing.
pub(super) fn bootstrap<S: Send>(patients: &[usize], statistics: impl Fn(&[f64]) -> S + Sync) -> Vec<S> {
    let n_patients = patients.iter().max().map_or(0, |last| last + 1);
    if n_patients == 0 {
        return Vec::new();
    }
    (0..N_DRAWS)
        .into_par_iter()
        .map(|draw| {
            let mut generator = Generator::named(&format!("validate draw {draw}"));
            let mut drawn = vec![0.0; n_patients];
            for _ in 0..n_patients {
                drawn[generator.below(n_patients)] += 1.0;
            }
            let weights: Vec<f64> = patients.iter().map(|&patient| drawn[patient]).collect();
            statistics(&weights)
        })
        .collect()
}

/// The 2.5 % and 97.5 % points of the draws that have a value, interpolated (type 7); none when too many have not.
pub(super) fn percentiles(draws: impl Iterator<Item = Option<f64>>) -> Option<(f64, f64)> {
    let mut n = 0_usize;
    let mut values: Vec<f64> = draws.inspect(|_| n += 1).flatten().collect();
    if values.is_empty() || (values.len() as f64) < MIN_DEFINED * n as f64 {
        return None;
    }
    values.sort_by(f64::total_cmp);
    let point = |q: f64| {
        let place = q * (values.len() - 1) as f64;
        let below = place.floor() as usize;
        let above = (below + 1).min(values.len() - 1);
        values[below] + (place - below as f64) * (values[above] - values[below])
    };
    Some((point(0.025), point(0.975)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wilson_interval_of_the_textbook() {
        // 5 of 10, and 0 of 10: 0 to z2 / (n + z2)
        let (low, high) = wilson(0.5, 10.0);
        assert!((low - 0.2366).abs() < 1e-4 && (high - 0.7634).abs() < 1e-4);
        let (low, high) = wilson(0.0, 10.0);
        assert!(low == 0.0 && (high - 0.277_532_8).abs() < 1e-6);
    }

    #[test]
    fn the_wilson_interval_of_0_and_1_ends_there() {
        for n in 1..2_000 {
            assert_eq!((wilson(0.0, f64::from(n)).0, wilson(1.0, f64::from(n)).1), (0.0, 1.0), "{n}");
        }
    }

    #[test]
    fn percentiles_interpolate_and_need_most_of_the_draws() {
        let draws = || (0..=40).map(|i| Some(f64::from(i)));
        assert_eq!(percentiles(draws()), Some((1.0, 39.0)));
        assert_eq!(percentiles(draws().chain([None, None])), Some((1.0, 39.0)));
        assert_eq!(percentiles(draws().chain([None, None, None])), None);
        assert_eq!(percentiles(std::iter::empty()), None);
    }

    #[test]
    fn samples_of_one_patient_are_drawn_together() {
        let draws = bootstrap(&[0, 0, 1, 2], <[f64]>::to_vec);
        assert_eq!(draws.len(), N_DRAWS);
        assert!(draws.iter().all(|w| w[0] == w[1] && w[0] + w[2] + w[3] == 3.0));
        // each patient is expected once a draw
        let mean: f64 = draws.iter().map(|w| w[3]).sum::<f64>() / N_DRAWS as f64;
        assert!((mean - 1.0).abs() < 0.1, "{mean}");
    }

    #[test]
    fn the_interval_of_a_mean_is_about_that_of_theory() {
        // 50 of 100: Wilson 0.404 to 0.596
        let y: Vec<f64> = (0..100).map(|i| f64::from(i % 2)).collect();
        let patients: Vec<usize> = (0..100).collect();
        let draws = bootstrap(&patients, |w| {
            Some(w.iter().zip(&y).map(|(w, y)| w * y).sum::<f64>() / w.iter().sum::<f64>())
        });
        let (low, high) = percentiles(draws.into_iter()).unwrap();
        assert!((low - 0.404).abs() < 0.02 && (high - 0.596).abs() < 0.02, "{low} {high}");
    }
}
