//! Kaplan-Meier estimate of survival (doi 10.1080/01621459.1958.10501452) with Greenwood's variance, as R's `survfit`.

use evade_core::AssociationReason;

use super::Z_95;
use super::survival::Survival;

/// On which scale the interval of survival is symmetric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SurvivalInterval {
    /// log S, cut at 1: the default of R's `survfit`.
    Log,
    /// log(-log S) (Kalbfleisch and Prentice): stays within 0 and 1, the better one in small groups.
    LogLog,
}

/// A time at which patients had the event or left.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KaplanMeierStep {
    /// The time.
    pub time: f64,
    /// Patients under observation just before.
    pub at_risk: usize,
    /// Events at that time.
    pub events: usize,
    /// Patients who left at that time.
    pub censored: usize,
    /// Share that is free of the event after that time.
    pub survival: f64,
    /// Standard error of log survival; infinite once survival is 0.
    pub std_error_log: f64,
    /// 95 % interval of survival at that time; absent where the scale has none: at 0, and at 1 with log-log.
    pub interval: Option<(f64, f64)>,
}

/// The estimate for one group.
#[derive(Debug, Clone, PartialEq)]
pub struct KaplanMeier {
    /// Patients.
    pub n: usize,
    /// Events.
    pub events: usize,
    /// One step per distinct time.
    pub steps: Vec<KaplanMeierStep>,
    /// First time at which survival is one half or less; where it equals one half, the middle between that time and the
    /// next fall, if there is one. Absent if it is not reached. This is the median that R's `survfit` prints.
    pub median: Option<f64>,
    /// Where the lower end of the interval first falls to one half.
    pub median_low: Option<f64>,
    /// Where the upper end of the interval first falls to one half; absent if it is not reached.
    pub median_high: Option<f64>,
}

/// Estimates survival. Errors: no patient.
pub fn kaplan_meier(survival: &Survival, scale: SurvivalInterval) -> Result<KaplanMeier, AssociationReason> {
    if survival.n() == 0 {
        return Err(AssociationReason::TooFew);
    }
    let mut at_risk = survival.n();
    let (mut share, mut greenwood) = (1.0, 0.0);
    let mut steps = Vec::new();
    for patients in survival.by_time() {
        let events = patients.iter().filter(|i| survival.follow_up()[**i].event).count();
        let (r, d) = (at_risk as f64, events as f64);
        share *= (r - d) / r;
        greenwood += if events > 0 { d / (r * (r - d)) } else { 0.0 };
        let std_error_log = f64::sqrt(greenwood);
        steps.push(KaplanMeierStep {
            time: survival.follow_up()[patients[0]].time,
            at_risk,
            events,
            censored: patients.len() - events,
            survival: share,
            std_error_log,
            interval: interval(share, std_error_log, scale),
        });
        at_risk -= patients.len();
    }
    let curve =
        |value: fn(&KaplanMeierStep) -> Option<f64>| half_time(steps.iter().map(|s| (s.time, value(s))));
    Ok(KaplanMeier {
        n: survival.n(),
        events: survival.events(),
        median: curve(|step| Some(step.survival)),
        median_low: curve(|step| step.interval.map(|(low, _)| low)),
        median_high: curve(|step| step.interval.map(|(_, high)| high)),
        steps,
    })
}

fn interval(survival: f64, std_error_log: f64, scale: SurvivalInterval) -> Option<(f64, f64)> {
    if survival <= 0.0 {
        return None;
    }
    let log = libm::log(survival);
    let half = Z_95 * std_error_log;
    match scale {
        SurvivalInterval::Log => Some((libm::exp(log - half), libm::exp(log + half).min(1.0))),
        SurvivalInterval::LogLog if survival >= 1.0 => None,
        SurvivalInterval::LogLog => {
            let (centre, half) = (libm::log(-log), half / -log);
            Some((libm::exp(-libm::exp(centre + half)), libm::exp(-libm::exp(centre - half))))
        }
    }
}

/// Where a curve first reaches one half; where it equals one half, the middle between that time and its next fall.
fn half_time(curve: impl Iterator<Item = (f64, Option<f64>)>) -> Option<f64> {
    let tolerance = f64::EPSILON.sqrt();
    let mut at_half = None;
    for (time, value) in curve {
        let Some(value) = value else { continue };
        if value <= 0.5 - tolerance {
            return Some(at_half.map_or(time, |from| f64::midpoint(from, time)));
        }
        if value < 0.5 + tolerance && at_half.is_none() {
            at_half = Some(time);
        }
    }
    at_half
}

/// Survival just before each time, for times in order.
pub(super) fn before(survival: &Survival) -> Vec<f64> {
    let mut at_risk = survival.n() as f64;
    let mut share = 1.0;
    let mut out = Vec::new();
    for patients in survival.by_time() {
        out.push(share);
        let events = patients.iter().filter(|i| survival.follow_up()[**i].event).count() as f64;
        share *= (at_risk - events) / at_risk;
        at_risk -= patients.len() as f64;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::FollowUp;

    fn survival(rows: &[(f64, bool)]) -> Survival {
        Survival::new(rows.iter().map(|&(time, event)| FollowUp { time, event }).collect()).unwrap()
    }

    #[test]
    fn four_patients_by_hand() {
        let rows = [(1.0, true), (2.0, false), (3.0, true), (4.0, false)];
        let curve = kaplan_meier(&survival(&rows), SurvivalInterval::Log).unwrap();
        let shares: Vec<f64> = curve.steps.iter().map(|step| step.survival).collect();
        assert_eq!(shares, [0.75, 0.75, 0.375, 0.375]);
        assert_eq!((curve.steps[2].at_risk, curve.steps[2].events), (2, 1));
        // Greenwood: 1/(4*3) + 1/(2*1) = 7/12.
        assert!((curve.steps[2].std_error_log - (7.0f64 / 12.0).sqrt()).abs() < 1e-15);
        assert_eq!(curve.median, Some(3.0));
        assert_eq!(before(&survival(&rows)), [1.0, 0.75, 0.75, 0.375]);
        let (low, high) = curve.steps[2].interval.unwrap();
        let factor = (Z_95 * (7.0f64 / 12.0).sqrt()).exp();
        assert!((low - 0.375 / factor).abs() < 1e-15 && high == 1.0);
    }

    #[test]
    fn a_curve_at_one_half_takes_the_middle() {
        let curve = |rows: &[(f64, bool)]| kaplan_meier(&survival(rows), SurvivalInterval::LogLog).unwrap();
        assert_eq!(curve(&[(2.0, true), (5.0, true)]).median, Some(3.5));
        assert_eq!(curve(&[(2.0, true), (5.0, false)]).median, Some(2.0));
        assert_eq!(curve(&[(2.0, false), (5.0, false)]).median, None);
        let steps = curve(&[(1.0, false), (2.0, true)]).steps;
        assert_eq!((steps[0].interval, steps[1].interval), (None, None));
    }
}
