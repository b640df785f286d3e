//! Times to an event or to the end of follow-up.

use evade_core::AssociationReason;

/// How long a patient was followed, and whether the event ended it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FollowUp {
    /// From the time origin; any unit, not negative.
    pub time: f64,
    /// Whether the event happened at that time; otherwise the patient left without it (right censored).
    pub event: bool,
}

/// Follow-up of some patients. Times that differ by rounding alone are one time, by the rule of R's `survival`.
#[derive(Debug, Clone, PartialEq)]
pub struct Survival {
    follow_up: Vec<FollowUp>,
}

impl Survival {
    /// Errors: a time that is not finite or negative.
    pub fn new(mut follow_up: Vec<FollowUp>) -> Result<Self, AssociationReason> {
        if follow_up.iter().any(|f| !f.time.is_finite()) {
            return Err(AssociationReason::NotFinite);
        }
        if follow_up.iter().any(|f| f.time < 0.0) {
            return Err(AssociationReason::NegativeTime);
        }
        join_equal_times(&mut follow_up);
        Ok(Self { follow_up })
    }

    /// The patients in the order given.
    #[must_use]
    pub fn follow_up(&self) -> &[FollowUp] {
        &self.follow_up
    }

    /// Number of patients.
    #[must_use]
    pub fn n(&self) -> usize {
        self.follow_up.len()
    }

    /// Number of events.
    #[must_use]
    pub fn events(&self) -> usize {
        self.follow_up.iter().filter(|f| f.event).count()
    }

    /// Patients by time, earliest first, those of one time together.
    pub(super) fn by_time(&self) -> Vec<Vec<usize>> {
        let mut order: Vec<usize> = (0..self.n()).collect();
        let time = |i: usize| self.follow_up[i].time;
        order.sort_by(|a, b| time(*a).total_cmp(&time(*b)));
        order.chunk_by(|a, b| time(*a).total_cmp(&time(*b)).is_eq()).map(<[usize]>::to_vec).collect()
    }
}

/// Gives times that follow each other within 1.5e-8, absolute or of the mean distinct time, the first one's value
/// (`aeqSurv` of R's `survival`): months made from days differ in their last bits.
fn join_equal_times(follow_up: &mut [FollowUp]) {
    for f in follow_up.iter_mut() {
        f.time += 0.0;
    }
    let mut distinct: Vec<f64> = follow_up.iter().map(|f| f.time).collect();
    distinct.sort_by(f64::total_cmp);
    distinct.dedup_by(|a, b| a.total_cmp(b).is_eq());
    let mean = distinct.iter().sum::<f64>() / distinct.len().max(1) as f64;
    let tolerance = f64::EPSILON.sqrt();
    let mut starts: Vec<f64> = Vec::with_capacity(distinct.len());
    let mut before = f64::NEG_INFINITY;
    for time in distinct {
        if time - before > tolerance && (time - before) / mean > tolerance {
            starts.push(time);
        }
        before = time;
    }
    for f in follow_up {
        let after = starts.partition_point(|start| *start <= f.time);
        f.time = starts.get(after.wrapping_sub(1)).copied().unwrap_or(f.time);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_makes_no_times() {
        let follow = |time: f64| FollowUp { time, event: true };
        let times = vec![follow(0.3), follow(0.1 + 0.2), follow(-0.0), follow(7.0)];
        let survival = Survival::new(times).unwrap();
        assert_eq!(survival.by_time(), [vec![2], vec![0, 1], vec![3]]);
        assert_eq!(survival.follow_up()[1].time, 0.3);
        assert_eq!(Survival::new(vec![follow(-1.0)]), Err(AssociationReason::NegativeTime));
        assert_eq!(Survival::new(vec![follow(f64::NAN)]), Err(AssociationReason::NotFinite));
        assert_eq!(Survival::new(vec![follow(0.0)]).unwrap().events(), 1);
        assert_eq!(Survival::new(vec![]).unwrap().n(), 0);
    }
}
