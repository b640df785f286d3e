//! Cox's proportional hazards model (doi 10.1111/j.2517-6161.1972.tb00899.x) with Efron's approximation for ties, as R's
//! `coxph`.

use evade_core::AssociationReason;

use super::cox_risk::RiskSets;
use super::design::Design;
use super::linear_model::TermTest;
use super::matrix::Square;
use super::survival::Survival;
use super::{Z_95, all_finite, chi_squared_upper, normal_two_sided};

/// Newton steps after which the fit gives up.
const MOST_STEPS: usize = 60;
/// Halvings of a step that lowers the likelihood.
const MOST_HALVINGS: usize = 40;
/// Change of the log likelihood, of its size, at which it counts as flat; R's `eps`.
const FLAT: f64 = 1e-9;
/// Where a flat likelihood still moves a patient's log hazard by this much, its maximum lies at infinity.
const RUNS_AWAY: f64 = 0.3;
/// Step per standard deviation of a column after which coefficients stand: what is left is of the size of its square.
const STANDS: f64 = 1e-7;

/// A fitted Cox model.
#[derive(Debug, Clone, PartialEq)]
pub struct Cox {
    /// Patients.
    pub n: usize,
    /// Events.
    pub events: usize,
    /// One for each column of the design, in its order.
    pub coefficients: Vec<CoxCoefficient>,
    /// Wald's test of all columns of each term of the design, given the others.
    pub terms: Vec<TermTest>,
    /// Log partial likelihood with all coefficients 0.
    pub log_likelihood_null: f64,
    /// Log partial likelihood.
    pub log_likelihood: f64,
    /// Likelihood-ratio test of all coefficients.
    pub likelihood_ratio: GlobalTest,
    /// Wald's test of all coefficients.
    pub wald: GlobalTest,
    /// Score test of all coefficients; for one column of two groups without ties the log-rank test.
    pub score: GlobalTest,
}

/// A coefficient of a Cox model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CoxCoefficient {
    /// Change of the log hazard per unit of the column.
    pub estimate: f64,
    /// Its standard error.
    pub std_error: f64,
    /// Estimate over standard error.
    pub z: f64,
    /// Two-sided p of Wald's test.
    pub p: f64,
    /// Hazard ratio per unit of the column.
    pub hazard_ratio: f64,
    /// Lower end of Wald's 95 % interval of the hazard ratio.
    pub low: f64,
    /// Upper end of Wald's 95 % interval of the hazard ratio.
    pub high: f64,
}

/// A test that all coefficients are 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GlobalTest {
    /// Test statistic.
    pub chi_squared: f64,
    /// Degrees of freedom.
    pub df: usize,
    /// p of the chi-squared distribution.
    pub p: f64,
}

impl GlobalTest {
    pub(super) fn new(chi_squared: f64, df: usize) -> Self {
        // A likelihood ratio of nearly nothing may round to below 0.
        let chi_squared = chi_squared.max(0.0);
        Self { chi_squared, df, p: chi_squared_upper(chi_squared, df as f64) }
    }
}

/// Log likelihood with gradient and minus its second derivative.
struct Point {
    log_likelihood: f64,
    score: Vec<f64>,
    information: Square,
}

/// Fits the columns of a design to survival. Errors: another number of patients than of rows, no column or no patient
/// (`too_few`), no event, a constant or collinear column, separation, no convergence.
pub fn cox(survival: &Survival, design: &Design) -> Result<Cox, AssociationReason> {
    if survival.n() != design.n() {
        return Err(AssociationReason::LengthsDiffer);
    }
    let columns: Vec<&[f64]> = design.columns().map(|(_, column)| column.values.as_slice()).collect();
    let width = columns.len();
    if survival.n() == 0 || width == 0 {
        return Err(AssociationReason::TooFew);
    }
    if survival.events() == 0 {
        return Err(AssociationReason::TooFewEvents);
    }
    let sets = RiskSets::new(survival, &columns).ok_or(AssociationReason::Collinear)?;
    let null = evaluate(&sets, &vec![0.0; width]);
    let score_test = null.information.inverse_form(&null.score).ok_or(AssociationReason::Collinear)?;
    let log_likelihood_null = null.log_likelihood;
    let (beta, point) = maximise(&sets, null)?;
    let covariance = point.information.cholesky().ok_or(AssociationReason::Separation)?.inverse();
    let coefficients: Vec<CoxCoefficient> =
        (0..width).map(|a| coefficient(beta[a], covariance.get(a, a).sqrt(), sets.scales[a])).collect();
    all_finite(&coefficients.iter().flat_map(|c| [c.estimate, c.std_error]).collect::<Vec<_>>())
        .map_err(|_| AssociationReason::NotConverged)?;
    let terms = design.places().into_iter().map(|places| {
        let of_term: Vec<f64> = places.iter().map(|place| beta[*place]).collect();
        let test = covariance.at(&places).inverse_form(&of_term).ok_or(AssociationReason::Collinear)?;
        let test = GlobalTest::new(test, places.len());
        Ok(TermTest { statistic: test.chi_squared, df: test.df, p: test.p, partial_eta_squared: None })
    });
    Ok(Cox {
        n: survival.n(),
        events: survival.events(),
        coefficients,
        terms: terms.collect::<Result<_, _>>()?,
        log_likelihood_null,
        log_likelihood: point.log_likelihood,
        likelihood_ratio: GlobalTest::new(2.0 * (point.log_likelihood - log_likelihood_null), width),
        wald: GlobalTest::new(point.information.form(&beta), width),
        score: GlobalTest::new(score_test, width),
    })
}

fn evaluate(sets: &RiskSets, beta: &[f64]) -> Point {
    let width = beta.len();
    let mut point = Point { log_likelihood: 0.0, score: vec![0.0; width], information: Square::zero(width) };
    sets.visit(beta, |moment| {
        point.log_likelihood += moment.log_likelihood;
        for (sum, add) in point.score.iter_mut().zip(&moment.score) {
            *sum += add;
        }
        point.information.add_scaled(&moment.information, 1.0);
    });
    point
}

/// Newton's method from 0 with halved steps where the likelihood falls.
fn maximise(sets: &RiskSets, null: Point) -> Result<(Vec<f64>, Point), AssociationReason> {
    let mut beta = vec![0.0; null.score.len()];
    let mut point = null;
    let mut flat = false;
    for _ in 0..MOST_STEPS {
        // At 0 the information has an inverse; where it loses it on the way, a coefficient runs to infinity.
        let step = point.information.cholesky().ok_or(AssociationReason::Separation)?.solve(&point.score);
        let moved = sets.predictor(&step).into_iter().fold(0.0f64, |most, eta| most.max(eta.abs()));
        if !moved.is_finite() {
            return Err(AssociationReason::NotConverged);
        }
        if flat && moved > RUNS_AWAY {
            return Err(AssociationReason::Separation);
        }
        if step.iter().all(|s| s.abs() < STANDS) {
            let beta: Vec<f64> = beta.iter().zip(&step).map(|(b, s)| b + s).collect();
            let point = evaluate(sets, &beta);
            return Ok((beta, point));
        }
        let before = point.log_likelihood;
        let slack = 1e-13 * (before.abs() + 1.0);
        let mut factor = 1.0;
        let mut halvings = 0;
        let next = loop {
            let candidate: Vec<f64> = beta.iter().zip(&step).map(|(b, s)| b + factor * s).collect();
            let at = evaluate(sets, &candidate);
            if at.log_likelihood >= before - slack {
                break (candidate, at);
            }
            halvings += 1;
            if halvings > MOST_HALVINGS {
                return Err(AssociationReason::NotConverged);
            }
            factor /= 2.0;
        };
        (beta, point) = next;
        flat = (point.log_likelihood - before).abs() <= FLAT * (before.abs() + 1.0);
    }
    Err(AssociationReason::NotConverged)
}

fn coefficient(standard: f64, standard_error: f64, scale: f64) -> CoxCoefficient {
    let (estimate, std_error) = (standard / scale, standard_error / scale);
    let z = standard / standard_error;
    let half = Z_95 * std_error;
    CoxCoefficient {
        estimate,
        std_error,
        z,
        p: normal_two_sided(z),
        hazard_ratio: libm::exp(estimate),
        low: libm::exp(estimate - half),
        high: libm::exp(estimate + half),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::{FollowUp, Term};

    fn survival(rows: &[(f64, bool)]) -> Survival {
        Survival::new(rows.iter().map(|&(time, event)| FollowUp { time, event }).collect()).unwrap()
    }

    fn design(columns: &[&[f64]]) -> Design {
        let terms = columns.iter().map(|values| Term::numbers("x", values.to_vec())).collect();
        Design::new(columns[0].len(), terms).unwrap()
    }

    #[test]
    fn three_patients_by_hand() {
        // Events of x = 1, 0, 1 in this order. L = r/(2r+1) * 1/(1+r) with r = exp(beta): d log L = 0 at
        // 1 - 2r/(2r+1) - r/(1+r) = 0, that is 1 + r = r (2r + 1): r = 1/sqrt 2.
        let fit =
            cox(&survival(&[(1.0, true), (2.0, true), (3.0, true)]), &design(&[&[1.0, 0.0, 1.0]])).unwrap();
        let r = 0.5f64.sqrt();
        let c = fit.coefficients[0];
        assert!((c.hazard_ratio - r).abs() < 1e-12);
        let information = 2.0 * r / ((2.0 * r + 1.0) * (2.0 * r + 1.0)) + r / ((1.0 + r) * (1.0 + r));
        assert!((c.std_error - 1.0 / information.sqrt()).abs() < 1e-12);
        assert!((fit.log_likelihood_null + 6.0f64.ln()).abs() < 1e-14);
        // Score at 0: 1 - 2/3 - 1/2 = -1/6 over 2/9 + 1/4.
        assert!((fit.score.chi_squared - (1.0 / 36.0) / (2.0 / 9.0 + 0.25)).abs() < 1e-13);
        assert!((fit.terms[0].statistic - c.z * c.z).abs() < 1e-12 && fit.wald.chi_squared > 0.0);
    }

    #[test]
    fn ties_after_efron() {
        // Both of two patients at once, a third stays: denominators 2r + 1 + ... with x = 1, 0, 0:
        // log L = b - log(r + 2) - log((r + 1) / 2 + 1); at 0: -log 3 - log 2.
        let rows = survival(&[(1.0, true), (1.0, true), (2.0, false)]);
        let fit = cox(&rows, &design(&[&[1.0, 0.0, 0.5]])).unwrap();
        assert!((fit.log_likelihood_null + 6.0f64.ln()).abs() < 1e-14);
    }

    #[test]
    fn a_column_that_orders_the_events_is_separation() {
        let rows = survival(&[(1.0, true), (2.0, true), (3.0, true), (4.0, true)]);
        assert_eq!(cox(&rows, &design(&[&[4.0, 3.0, 2.0, 1.0]])), Err(AssociationReason::Separation));
        let rows = survival(&[(1.0, true), (2.0, true), (3.0, false), (4.0, false), (5.0, false)]);
        assert_eq!(cox(&rows, &design(&[&[1.0, 1.0, 0.0, 0.0, 0.0]])), Err(AssociationReason::Separation));
    }

    #[test]
    fn what_cannot_be_fitted_is_refused() {
        let rows = survival(&[(1.0, true), (2.0, true), (3.0, false)]);
        let fit = |columns: &[&[f64]]| cox(&rows, &design(columns)).unwrap_err();
        assert_eq!(fit(&[&[0.1, 0.1, 0.1]]), AssociationReason::Collinear);
        assert_eq!(fit(&[&[1.0, 0.0, 3.0], &[2.0, 0.0, 6.0]]), AssociationReason::Collinear);
        let censored = survival(&[(1.0, false), (2.0, false)]);
        assert_eq!(cox(&censored, &design(&[&[1.0, 2.0]])), Err(AssociationReason::TooFewEvents));
        assert_eq!(cox(&censored, &design(&[&[1.0]])), Err(AssociationReason::LengthsDiffer));
        assert_eq!(cox(&censored, &Design::new(2, vec![]).unwrap()), Err(AssociationReason::TooFew));
    }
}
