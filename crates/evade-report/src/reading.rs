//! Where a value lies against the middle half of the reference, and how sure that is.

use evade_core::{AxisValue, ScoreRow};

/// The middle half of the reference, in percentiles: what the page draws, and what low and high refer to.
pub(crate) const BAND: (f64, f64) = (25.0, 75.0);

/// Where a quarter of a normal distribution lies above.
const QUARTILE: f64 = 0.674_5;

/// A side of the middle half.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Low,
    High,
}

/// A value against the middle half.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reading {
    /// The side on which it lies; `None` inside, and where laboratories differ by as much.
    pub(crate) side: Option<Side>,
    /// Whether it may as well lie elsewhere: its interval reaches into the middle half, or across it from inside.
    pub(crate) is_uncertain: bool,
}

impl Reading {
    /// Of an axis; `None` where it has no value.
    pub(crate) fn of_axis(axis: &AxisValue) -> Option<Self> {
        let mut reading = Self::of(axis.percentile?, interval(axis));
        reading.is_uncertain |= axis.unstable == Some(true);
        if is_within_laboratories(axis) {
            reading.side = None;
        }
        Some(reading)
    }

    /// Of a signature; `None` where it has no place.
    pub(crate) fn of_score(row: &ScoreRow) -> Option<Self> {
        Some(Self::of(row.percentile?, score_interval(row)))
    }

    /// Of a signature that is part of an axis: the error of its own interval knows nothing of what laboratories differ on the axis.
    pub(crate) fn of_member(row: &ScoreRow, axis: Option<&AxisValue>) -> Option<Self> {
        let mut reading = Self::of_score(row)?;
        let shift = axis.and_then(|axis| axis.laboratory_shift).unwrap_or(0.0);
        reading.is_uncertain |= reading.side.is_some() && row.z.is_some_and(|z| z.abs() < QUARTILE + shift);
        Some(reading)
    }

    fn of(percentile: f64, interval: Option<(f64, f64)>) -> Self {
        let side = if percentile < BAND.0 {
            Some(Side::Low)
        } else if percentile > BAND.1 {
            Some(Side::High)
        } else {
            None
        };
        let is_uncertain = interval.is_some_and(|(low, high)| match side {
            Some(Side::Low) => high > BAND.0,
            Some(Side::High) => low < BAND.1,
            None => low < BAND.0 && high > BAND.1,
        });
        Self { side, is_uncertain }
    }

    /// The same, in doubt if the whole sample is.
    pub(crate) fn doubted(self, is_doubtful: bool) -> Self {
        Self { is_uncertain: self.is_uncertain || is_doubtful, ..self }
    }

    /// Low or high; nothing inside the middle half.
    pub(crate) fn level(self) -> Option<&'static str> {
        Some(match self.side? {
            Side::Low => "low",
            Side::High => "high",
        })
    }

    /// The same with its doubt; inside the middle half the doubt alone.
    pub(crate) fn words(self) -> Option<String> {
        match (self.level(), self.is_uncertain) {
            (Some(level), true) => Some(format!("{level} (uncertain)")),
            (Some(level), false) => Some(level.to_owned()),
            (None, true) => Some("uncertain".to_owned()),
            (None, false) => None,
        }
    }
}

/// Where the sample may lie: the interval of its place joined with the error of its value, where the profile has it.
pub(crate) fn interval(axis: &AxisValue) -> Option<(f64, f64)> {
    axis.interval_with_error.or(axis.percentile_interval)
}

/// The same of a signature.
pub(crate) fn score_interval(row: &ScoreRow) -> Option<(f64, f64)> {
    row.interval_with_error.or(row.percentile_low.zip(row.percentile_high))
}

/// A difference that laboratories show among themselves says nothing of the tumour.
fn is_within_laboratories(axis: &AxisValue) -> bool {
    axis.z.zip(axis.laboratory_shift).is_some_and(|(z, shift)| z.abs() <= shift)
}

/// Differences between laboratories under this size are not worth a word, in z.
const NAMED_SHIFT: f64 = 0.3;

/// How far laboratories differ on the axis, where that is much.
pub(crate) fn laboratory_shift(axis: &AxisValue) -> Option<f64> {
    axis.laboratory_shift.filter(|&shift| shift > NAMED_SHIFT)
}

#[cfg(test)]
mod tests {
    use evade_core::Axis;

    use super::*;
    use crate::fixtures;

    #[test]
    fn a_value_is_uncertain_where_its_error_reaches_into_the_middle_half() {
        let reading = |z: f64, percentile: f64, interval: (f64, f64), shift: Option<f64>| {
            let axis = AxisValue {
                percentile_interval: Some((percentile - 1.0, percentile + 1.0)),
                interval_with_error: Some(interval),
                laboratory_shift: shift,
                ..fixtures::axis(Axis::P, z, percentile, 11)
            };
            Reading::of_axis(&axis).unwrap().words()
        };
        assert_eq!(reading(-2.0, 3.0, (1.0, 9.0), None).as_deref(), Some("low"));
        assert_eq!(reading(-0.9, 17.8, (8.0, 37.0), None).as_deref(), Some("low (uncertain)"));
        assert_eq!(reading(0.9, 80.0, (60.0, 92.0), None).as_deref(), Some("high (uncertain)"));
        assert_eq!(reading(0.1, 55.0, (20.0, 80.0), None).as_deref(), Some("uncertain"));
        assert_eq!(reading(0.1, 55.0, (40.0, 70.0), None), None);
        // Laboratories differ by more than the value: it is no fact of the patient.
        assert_eq!(reading(-0.9, 17.8, (16.0, 20.0), Some(1.1)), None);
        assert_eq!(reading(-1.2, 10.0, (8.0, 12.0), Some(1.1)).as_deref(), Some("low"));
    }

    #[test]
    fn a_member_of_an_axis_has_the_doubt_of_its_laboratories() {
        let axis = AxisValue { laboratory_shift: Some(0.6), ..fixtures::axis(Axis::P, 1.0, 85.0, 850) };
        let row = |z| ScoreRow {
            z: Some(z),
            percentile: Some(90.0),
            interval_with_error: Some((80.0, 95.0)),
            ..fixtures::all().into_iter().find_map(|(_, p)| p.rna?.scores.into_iter().next()).unwrap()
        };
        let words = |z, axis| Reading::of_member(&row(z), axis).unwrap().words();
        assert_eq!(words(1.2, Some(&axis)).as_deref(), Some("high (uncertain)"));
        assert_eq!(words(1.4, Some(&axis)).as_deref(), Some("high"));
        assert_eq!(words(1.2, None).as_deref(), Some("high"));
    }

    #[test]
    fn a_profile_without_the_joined_interval_has_that_of_its_place() {
        let axis = AxisValue { interval_with_error: None, ..fixtures::axis(Axis::T, -1.0, 20.0, 9) };
        assert_eq!(interval(&axis), axis.percentile_interval);
    }
}
