//! Standard errors of a change between two samples.
//!
//! The same genes and the same tumours of the reference are resampled in both samples: a gene that is far from the others in both
//! moves both scores alike and adds nothing to the error of their difference. Errors of two independent samples would be too
//! large here.

use evade_core::{Axis, ResampledRna};

/// Scores of fewer genes have no standard error.
const SMALL_SET: usize = 5;

/// Standard deviation of the change of an axis over the resamples, in z; `None` where a sample lacks the axis or was resampled
/// otherwise.
pub(crate) fn axis_error(before: &ResampledRna, after: &ResampledRna, axis: Axis) -> Option<f64> {
    if before.axes.len() != after.axes.len() {
        return None;
    }
    let at = axis.place();
    let pairs = before.axes.iter().zip(&after.axes);
    let changes: Vec<f64> =
        pairs.map(|(before, after)| Some(after[at]? - before[at]?)).collect::<Option<_>>()?;
    let n = changes.len() as f64;
    (changes.len() > 1).then(|| (sum_of_squares(&changes) / (n - 1.0)).sqrt())
}

/// Standard error of the change of the score at `place`, in z: of the mean of the changes of its genes, which is what drawing the
/// same genes in both samples converges to. Where the samples have different genes, the root of the sum of both squared errors.
/// `None` for sets of fewer than five genes at hand, and where a sample has no score.
pub(crate) fn score_error(before: &ResampledRna, after: &ResampledRna, place: usize) -> Option<f64> {
    let (before, after) = (before.scores.get(place)?, after.scores.get(place)?);
    if before.len().min(after.len()) < SMALL_SET {
        return None;
    }
    let is_same =
        before.len() == after.len() && before.iter().zip(after).all(|(one, other)| one.0 == other.0);
    let values = |genes: &[(u32, f64)]| -> Vec<f64> { genes.iter().map(|gene| gene.1).collect() };
    Some(if is_same {
        let changes: Vec<f64> = before.iter().zip(after).map(|(before, after)| after.1 - before.1).collect();
        error_of_mean(&changes)
    } else {
        let (one, other) = (error_of_mean(&values(before)), error_of_mean(&values(after)));
        (one * one + other * other).sqrt()
    })
}

/// What resampling the values with replacement gives for the spread of their mean.
fn error_of_mean(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    (sum_of_squares(values) / n / n).sqrt()
}

/// Squared distances from the mean.
fn sum_of_squares(values: &[f64]) -> f64 {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    values.iter().map(|value| (value - mean) * (value - mean)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_axis(values: &[f64]) -> ResampledRna {
        let axes = values.iter().map(|&z| [Some(z), None, None, None, None]).collect();
        ResampledRna { axes, scores: Vec::new() }
    }

    fn of_score(first: u32, values: &[f64]) -> ResampledRna {
        let genes = values.iter().enumerate().map(|(i, &z)| (first + i as u32, z)).collect();
        ResampledRna { axes: Vec::new(), scores: vec![genes] }
    }

    #[test]
    fn what_both_samples_have_in_common_cancels() {
        // Both move by as much in every resample, however far that is.
        let before = of_axis(&[0.0, 4.0, -3.0, 1.0]);
        let after = of_axis(&[1.0, 5.0, -2.0, 2.0]);
        assert_eq!(axis_error(&before, &after, Axis::T), Some(0.0));
        // changes 1, 3, 1, 3: mean 2, squares 4, over 3
        let after = of_axis(&[1.0, 7.0, -2.0, 4.0]);
        assert_eq!(axis_error(&before, &after, Axis::T), Some((4.0_f64 / 3.0).sqrt()));
        assert_eq!(axis_error(&before, &after, Axis::X), None);
        assert_eq!(axis_error(&before, &of_axis(&[1.0]), Axis::T), None);
        assert_eq!(axis_error(&of_axis(&[1.0]), &of_axis(&[1.0]), Axis::T), None);
        assert_eq!(axis_error(&of_axis(&[]), &of_axis(&[]), Axis::T), None);
    }

    #[test]
    fn a_score_errs_by_the_spread_of_its_genes_changes() {
        let before = of_score(7, &[10.0, -10.0, 3.0, 0.0, 2.0]);
        let after = of_score(7, &[11.0, -9.0, 4.0, 1.0, 3.0]);
        assert_eq!(score_error(&before, &after, 0), Some(0.0));
        // changes 0, 0, 0, 0, 5: mean 1, squares 4 + 16 = 20; 20 / 5 / 5 = 0.8
        let after = of_score(7, &[10.0, -10.0, 3.0, 0.0, 7.0]);
        assert!((score_error(&before, &after, 0).unwrap() - 0.8_f64.sqrt()).abs() < 1e-12);
    }

    #[test]
    fn scores_of_different_genes_err_by_both() {
        // squares 10 each: 10 / 25 = 0.4 each, together 0.8
        let before = of_score(1, &[-2.0, -1.0, 0.0, 1.0, 2.0]);
        let after = of_score(2, &[-2.0, -1.0, 0.0, 1.0, 2.0]);
        assert!((score_error(&before, &after, 0).unwrap() - 0.8_f64.sqrt()).abs() < 1e-12);
    }

    #[test]
    fn small_sets_and_missing_scores_have_no_error() {
        let four = of_score(1, &[1.0, 2.0, 3.0, 4.0]);
        let five = of_score(1, &[1.0, 2.0, 3.0, 4.0, 5.0]);
        assert_eq!(score_error(&four, &four, 0), None);
        assert_eq!(score_error(&five, &four, 0), None);
        assert_eq!(score_error(&five, &five, 1), None);
        assert_eq!(score_error(&of_score(1, &[]), &five, 0), None);
    }
}
