//! From member signatures to the five axis values, for one set of statistics.

use std::ops::Range;

use evade_core::Axis;
use serde::{Deserialize, Serialize};

use crate::stats::{centre_and_scale, median, theil_sen_slope};

/// Which members belong to which axis, members of all axes standing one after the other.
#[derive(Debug, Clone)]
pub(crate) struct AxisLayout {
    ranges: [Range<usize>; 5],
}

impl AxisLayout {
    pub(crate) fn new(n_members: impl IntoIterator<Item = usize>) -> Self {
        let mut ranges = [0..0, 0..0, 0..0, 0..0, 0..0];
        let mut start = 0;
        for (range, n) in ranges.iter_mut().zip(n_members) {
            *range = start..start + n;
            start += n;
        }
        Self { ranges }
    }

    /// The members of an axis.
    pub(crate) fn members(&self, axis: Axis) -> Range<usize> {
        self.ranges[axis.place()].clone()
    }

    pub(crate) fn n_members(&self) -> usize {
        self.ranges[4].end
    }
}

/// Median and scale.
pub(crate) type Scale = [f64; 2];

/// A regression on T and the scale of its residuals.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Regression {
    pub(crate) slope: f64,
    pub(crate) intercept: f64,
    pub(crate) scale: f64,
}

impl Regression {
    fn residual(self, t: f64, y: f64) -> f64 {
        (y - self.intercept - self.slope * t) / self.scale
    }
}

/// Everything that turns member scores into axis values; of the reference's samples or of a resample of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Statistics {
    /// Per member the median and scale of its score.
    members: Vec<Scale>,
    /// Per axis and non-empty subset of its members (bit i = member i; subset m at m - 1) the median and scale of
    /// the mean of the members' z: an axis that lacks a member is compared with the reference lacking it too.
    subsets: Vec<Vec<Scale>>,
    suppression_on_t: Option<Regression>,
    effector_on_t: Option<Regression>,
}

/// Axis values of one sample under one set of statistics.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct AxisZ {
    /// As they enter the call: S adjusted for T where there is a regression.
    pub(crate) call: [Option<f64>; 5],
    /// Before the adjustment.
    pub(crate) raw: [Option<f64>; 5],
    /// Residual of G on T, for wording.
    pub(crate) effector_residual: Option<f64>,
}

impl AxisZ {
    /// Leaves out the axes that are not available; what rests on T goes with T.
    pub(crate) fn only(mut self, available: [bool; 5]) -> Self {
        for (axis, available) in available.into_iter().enumerate() {
            if !available {
                self.call[axis] = None;
                self.raw[axis] = None;
            }
        }
        if !available[Axis::T.place()] || !available[Axis::G.place()] {
            self.effector_residual = None;
        }
        self
    }
}

impl AxisZ {
    /// The values that enter the call, moved by what the user states.
    pub(crate) fn moved(mut self, offsets: [f64; 5]) -> Self {
        for (value, offset) in self.call.iter_mut().zip(offsets) {
            *value = value.map(|z| z + offset);
        }
        self
    }
}

/// Slopes to use instead of the samples' own.
pub(crate) struct SlopeRule<'a> {
    /// Whether S and G are regressed on T at all.
    pub(crate) adjust: bool,
    /// Turns the own slopes (S, G) into the ones to use.
    pub(crate) shrink: &'a dyn Fn([f64; 2]) -> [f64; 2],
}

impl Statistics {
    /// Statistics of samples given by their member scores, `scores[member][sample]`; also the own slopes (S, G).
    pub(crate) fn estimate(
        scores: &[Vec<f64>],
        layout: &AxisLayout,
        rule: &SlopeRule<'_>,
    ) -> (Self, [f64; 2]) {
        let n = scores.first().map_or(0, Vec::len);
        let members: Vec<Scale> = scores.iter().map(|s| centre_and_scale(s).into()).collect();
        let z: Vec<Vec<f64>> = scores
            .iter()
            .zip(&members)
            .map(|(scores, [centre, scale])| scores.iter().map(|s| (s - centre) / scale).collect())
            .collect();
        let subsets = Axis::ALL
            .map(|axis| {
                let range = layout.members(axis);
                (1..1_usize << range.len())
                    .map(|mask| {
                        let means: Vec<f64> =
                            (0..n).map(|i| mean_of(range.clone().map(|m| z[m][i]), mask)).collect();
                        centre_and_scale(&means).into()
                    })
                    .collect()
            })
            .to_vec();
        let mut statistics = Self { members, subsets, suppression_on_t: None, effector_on_t: None };
        let mut own_slopes = [0.0; 2];
        if rule.adjust {
            let values: Vec<AxisZ> =
                (0..n).map(|i| statistics.axis_values(layout, &|m| Some(scores[m][i]))).collect();
            let column =
                |axis: Axis| -> Option<Vec<f64>> { values.iter().map(|v| v.raw[axis.place()]).collect() };
            if let Some(t) = column(Axis::T) {
                let columns = [column(Axis::S), column(Axis::G)];
                own_slopes = columns.each_ref().map(|y| y.as_ref().map_or(0.0, |y| theil_sen_slope(&t, y)));
                let [s_slope, g_slope] = (rule.shrink)(own_slopes);
                let [s, g] = columns;
                statistics.suppression_on_t = s.map(|y| regress(&t, &y, s_slope));
                statistics.effector_on_t = g.map(|y| regress(&t, &y, g_slope));
            }
        }
        (statistics, own_slopes)
    }

    /// Whether there is one entry for every member and subset.
    pub(crate) fn fits(&self, layout: &AxisLayout) -> bool {
        let positive = |scale: &Scale| scale[0].is_finite() && scale[1] > 0.0;
        self.members.len() == layout.n_members()
            && self.members.iter().all(positive)
            && self.subsets.len() == 5
            && Axis::ALL.iter().zip(&self.subsets).all(|(&axis, subsets)| {
                subsets.len() + 1 == 1 << layout.members(axis).len() && subsets.iter().all(positive)
            })
            && self.suppression_on_t.is_none_or(|r| r.scale > 0.0)
    }

    /// The slope of S on T in use.
    #[cfg(test)]
    pub(crate) fn suppression_slope(&self) -> Option<f64> {
        self.suppression_on_t.map(|r| r.slope)
    }

    /// Whether S is adjusted for T.
    pub(crate) fn adjusts(&self) -> bool {
        self.suppression_on_t.is_some()
    }

    /// The axis values of a sample whose member scores `score_of` gives.
    pub(crate) fn axis_values(&self, layout: &AxisLayout, score_of: &dyn Fn(usize) -> Option<f64>) -> AxisZ {
        let raw = Axis::ALL.map(|axis| {
            let range = layout.members(axis);
            let (mut mask, mut sum, mut n) = (0_usize, 0.0, 0.0);
            for (bit, member) in range.enumerate() {
                if let Some(score) = score_of(member) {
                    let [centre, scale] = self.members[member];
                    mask |= 1 << bit;
                    sum += (score - centre) / scale;
                    n += 1.0;
                }
            }
            let [centre, scale] = *self.subsets[axis.place()].get(mask.checked_sub(1)?)?;
            Some((sum / n - centre) / scale)
        });
        let [t, g, _, s, _] = raw;
        let adjusted = |regression: Option<Regression>, y: Option<f64>| Some(regression?.residual(t?, y?));
        let mut call = raw;
        if self.adjusts() {
            call[Axis::S.place()] = adjusted(self.suppression_on_t, s);
        }
        AxisZ { call, raw, effector_residual: adjusted(self.effector_on_t, g) }
    }

    /// The same numbers with six decimals.
    pub(crate) fn rounded(mut self) -> Self {
        let round = crate::stats::round6;
        for scale in self.members.iter_mut().chain(self.subsets.iter_mut().flatten()) {
            *scale = scale.map(round);
        }
        for regression in self.suppression_on_t.iter_mut().chain(self.effector_on_t.iter_mut()) {
            *regression = Regression {
                slope: round(regression.slope),
                intercept: round(regression.intercept),
                scale: round(regression.scale),
            };
        }
        self
    }
}

/// Mean of the values whose bit is set, added in order.
fn mean_of(values: impl Iterator<Item = f64>, mask: usize) -> f64 {
    let (mut sum, mut n) = (0.0, 0.0);
    for (bit, value) in values.enumerate() {
        if mask >> bit & 1 == 1 {
            sum += value;
            n += 1.0;
        }
    }
    sum / n
}

/// Line of a given slope through the medians of the residuals.
fn regress(t: &[f64], y: &[f64], slope: f64) -> Regression {
    let intercept = median(t.iter().zip(y).map(|(t, y)| y - slope * t));
    let residuals: Vec<f64> = t.iter().zip(y).map(|(t, y)| y - intercept - slope * t).collect();
    Regression { slope, intercept, scale: centre_and_scale(&residuals).1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two members of T, one of S, nothing else.
    fn layout() -> AxisLayout {
        AxisLayout::new([2, 0, 0, 1, 0])
    }

    #[test]
    fn a_missing_member_is_compared_with_the_reference_lacking_it() {
        let scores =
            vec![vec![0.0, 0.1, 0.2, 0.3, 0.4], vec![0.0, 0.2, 0.1, 0.4, 0.3], vec![0.5, 0.4, 0.3, 0.2, 0.1]];
        let rule = SlopeRule { adjust: false, shrink: &|own| own };
        let (statistics, _) = Statistics::estimate(&scores, &layout(), &rule);
        assert!(statistics.fits(&layout()));
        // member 0 alone: median 0.2, MAD 0.1; its z is already on its own scale
        let alone = statistics.axis_values(&layout(), &|m| (m == 0).then_some(0.4));
        assert!((alone.raw[0].unwrap() - 0.2 / 0.14826).abs() < 1e-9);
        assert_eq!(alone.raw[1..], [None; 4]);
        let none = statistics.axis_values(&layout(), &|_| None);
        assert_eq!(none.raw, [None; 5]);
    }

    #[test]
    fn suppression_that_follows_t_exactly_is_not_suppression_for_that_t() {
        let t: Vec<f64> = (0..9).map(f64::from).collect();
        let s: Vec<f64> = t.iter().map(|t| 0.5 * t + 3.0).collect();
        let rule = SlopeRule { adjust: true, shrink: &|own| own };
        let (statistics, _) = Statistics::estimate(&[t.clone(), t.clone(), s.clone()], &layout(), &rule);
        for i in 0..9 {
            let scores = [t[i], t[i], s[i]];
            let values = statistics.axis_values(&layout(), &|m| Some(scores[m]));
            assert!(values.call[3].unwrap().abs() < 1e-9, "{values:?}");
            assert!((values.raw[3].unwrap() - values.raw[0].unwrap()).abs() < 1e-9);
        }
    }
}
