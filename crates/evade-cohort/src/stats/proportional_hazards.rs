//! Test of proportional hazards (Grambsch and Therneau 1994, doi 10.1093/biomet/81.3.515), as `cox.zph(transform = "km")`
//! of R's `survival` from version 3 on: the score test of a product of each column with a function of time.

use evade_core::AssociationReason;

use super::cox::{Cox, GlobalTest};
use super::cox_risk::RiskSets;
use super::design::Design;
use super::kaplan_meier::before;
use super::matrix::Square;
use super::survival::Survival;

/// Tests of whether hazard ratios change with 1 minus the Kaplan-Meier survival just before each event.
#[derive(Debug, Clone, PartialEq)]
pub struct ProportionalHazards {
    /// One for each term of the design.
    pub terms: Vec<GlobalTest>,
    /// All columns together.
    pub global: GlobalTest,
}

/// Tests a fitted model, with the survival and the design that it was fitted to. Errors: another model than these
/// columns have (`lengths_differ`), events at one time only (`too_few_events`).
pub fn proportional_hazards(
    survival: &Survival,
    design: &Design,
    fit: &Cox,
) -> Result<ProportionalHazards, AssociationReason> {
    let columns: Vec<&[f64]> = design.columns().map(|(_, column)| column.values.as_slice()).collect();
    let width = columns.len();
    if survival.n() != design.n() || fit.coefficients.len() != width {
        return Err(AssociationReason::LengthsDiffer);
    }
    let sets = RiskSets::new(survival, &columns).ok_or(AssociationReason::Collinear)?;
    let beta: Vec<f64> =
        fit.coefficients.iter().zip(&sets.scales).map(|(c, scale)| c.estimate * scale).collect();
    let of_time = centred_times(survival);
    let mut score = vec![0.0; 2 * width];
    let mut information = Square::zero(2 * width);
    sets.visit(&beta, |moment| {
        let g = of_time[moment.place];
        for a in 0..width {
            score[width + a] += g * moment.score[a];
            for b in 0..width {
                let value = moment.information.get(a, b);
                information.add(a, b, value);
                information.add(a, width + b, g * value);
                information.add(width + a, b, g * value);
                information.add(width + a, width + b, g * g * value);
            }
        }
    });
    let test = |places: &[usize]| {
        let kept: Vec<usize> = (0..width).chain(places.iter().map(|place| width + place)).collect();
        let of_kept: Vec<f64> = kept.iter().map(|place| score[*place]).collect();
        let statistic =
            information.at(&kept).inverse_form(&of_kept).ok_or(AssociationReason::TooFewEvents)?;
        Ok(GlobalTest::new(statistic, places.len()))
    };
    Ok(ProportionalHazards {
        terms: design.places().iter().map(|places| test(places)).collect::<Result<_, _>>()?,
        global: test(&(0..width).collect::<Vec<_>>())?,
    })
}

/// The function of time at each distinct time, less its mean over events.
fn centred_times(survival: &Survival) -> Vec<f64> {
    let lost: Vec<f64> = before(survival).into_iter().map(|share| 1.0 - share).collect();
    let events_at =
        |patients: &Vec<usize>| patients.iter().filter(|i| survival.follow_up()[**i].event).count();
    let events: Vec<f64> = survival.by_time().iter().map(|patients| events_at(patients) as f64).collect();
    let sum: f64 = lost.iter().zip(&events).map(|(value, count)| value * count).sum();
    let mean = sum / events.iter().sum::<f64>().max(1.0);
    lost.into_iter().map(|value| value - mean).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::{FollowUp, Term, cox};

    fn rows(times: &[f64]) -> Survival {
        Survival::new(times.iter().map(|&time| FollowUp { time, event: true }).collect()).unwrap()
    }

    #[test]
    fn a_ratio_that_turns_is_found() {
        // Those with x = 1 die first among the early and last among the late.
        let times: Vec<f64> = (1..=40).map(f64::from).collect();
        let turning: Vec<f64> = (0..40).map(|i| f64::from(u8::from(!(14..=33).contains(&i)))).collect();
        let steady: Vec<f64> = (0..40).map(|i| f64::from(u8::from(i % 2 == 0))).collect();
        let p = |x: Vec<f64>| {
            let design = Design::new(40, vec![Term::numbers("x", x)]).unwrap();
            let fit = cox(&rows(&times), &design).unwrap();
            proportional_hazards(&rows(&times), &design, &fit).unwrap().global.p
        };
        assert!(p(turning) < 1e-4);
        assert!(p(steady) > 0.5);
    }

    #[test]
    fn one_time_of_events_has_no_test() {
        let survival = rows(&[1.0, 1.0, 1.0]);
        let two = Survival::new(
            [(1.0, true), (1.0, true), (2.0, false), (3.0, false)]
                .map(|(time, event)| FollowUp { time, event })
                .to_vec(),
        )
        .unwrap();
        let x = Design::new(4, vec![Term::numbers("x", vec![1.0, 2.0, 4.0, 0.0])]).unwrap();
        let fit = cox(&two, &x).unwrap();
        assert_eq!(proportional_hazards(&two, &x, &fit), Err(AssociationReason::TooFewEvents));
        assert_eq!(proportional_hazards(&survival, &x, &fit), Err(AssociationReason::LengthsDiffer));
    }
}
