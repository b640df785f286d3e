//! The rule set that asks two questions apart: is the tumour inflamed, and of which kind.

use evade_core::{Probability, ScaleKind};
use serde::Deserialize;

use super::{RulesError, words_of};

/// Which kind a tumour is of, in z.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindRules {
    /// Suppression from which an inflamed tumour is suppressed; below it is active.
    pub suppressed_from: f64,
    /// Suppression from which the tumour need not be found inflamed, only not found not inflamed.
    pub suppressed_far: f64,
    /// T and G of an active tumour, and T of a suppressed one, lie above this.
    pub carried_above: f64,
    /// T and G of a desert lie below this.
    pub desert_below: f64,
    /// X of an excluded tumour lies at or above this, where excluded or desert is a leaning.
    pub excluded_from: f64,
}

/// A line in the infiltrate, the mean of T and G, and in X.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// Its value where all axes are 0.
    pub intercept: f64,
    /// Weight of the mean of T and G.
    pub infiltrate: f64,
    /// Weight of X.
    pub stroma: f64,
}

/// What excluded against desert is worth in a tissue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ExcludedOrDesert {
    /// No label confirms it: always of low confidence.
    Leaning,
    /// It was fitted to labels.
    Call,
}

/// What a model was fitted to.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    /// Whose tumours, in words.
    pub population: String,
    /// Who called them inflamed, in words.
    pub label: String,
    /// How many were called inflamed.
    pub inflamed: u32,
    /// Of how many.
    pub n: u32,
    /// Their histology in the references' name for it, where they have one.
    #[serde(default)]
    pub histology: Option<String>,
}

/// The two questions as they are answered for one tissue.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TissueModel {
    /// The tissue; `--tissue` names it.
    pub tissue: String,
    /// Whether it is taken where no tissue is stated.
    #[serde(default)]
    pub default: bool,
    /// Words of a histology that choose it.
    #[serde(default)]
    pub words: Vec<String>,
    /// Words that may stand beside them and say nothing else.
    #[serde(default)]
    pub fillers: Vec<String>,
    /// The scale of its z values.
    pub scale: ScaleKind,
    /// References whose z give a probability; on others there is the class alone.
    #[serde(default)]
    pub probability_on: Vec<String>,
    /// Inflamed from this probability on.
    pub yes_from: f64,
    /// Not inflamed below this one.
    pub no_below: f64,
    /// Log-odds of being inflamed; X counts above 0 alone.
    pub inflamed: Line,
    /// Covariance of the three numbers of `inflamed`, where they give a probability.
    #[serde(default)]
    pub covariance: Option<[[f64; 3]; 3]>,
    /// Excluded from 0 on, desert below.
    pub excluded: Line,
    /// What that is worth.
    pub excluded_or_desert: ExcludedOrDesert,
    /// What the model was fitted to.
    pub basis: Basis,
}

impl TissueModel {
    /// Whether a histology names this tissue.
    pub(crate) fn is_named_by(&self, histology: &str) -> bool {
        let stated = words_of(histology);
        let names = |word: &String| self.words.contains(word);
        stated.iter().any(names) && stated.iter().all(|word| names(word) || self.fillers.contains(word))
    }

    /// Log-odds from which a tumour is inflamed.
    pub(crate) fn yes(&self) -> f64 {
        log_odds(self.yes_from)
    }

    /// Log-odds below which it is not.
    pub(crate) fn no(&self) -> f64 {
        log_odds(self.no_below)
    }

    /// The probability at these log-odds with its 95 % interval: the error of the axes (`measured`, a variance of the
    /// log-odds) and that of the fit are independent.
    pub(crate) fn probability(
        &self,
        log_odds: f64,
        [infiltrate, stroma]: [f64; 2],
        measured: f64,
    ) -> Probability {
        let place = [1.0, infiltrate, stroma];
        let fitted: f64 = self
            .covariance
            .iter()
            .flatten()
            .zip(place)
            .map(|(row, at)| {
                at * row.iter().zip(place).map(|(covariance, other)| covariance * other).sum::<f64>()
            })
            .sum();
        let error = 1.96 * (measured + fitted).sqrt();
        Probability {
            p: share(log_odds),
            low: share(log_odds - error),
            high: share(log_odds + error),
            yes_from: self.yes_from,
            no_below: self.no_below,
            population: self.basis.population.clone(),
            label: self.basis.label.clone(),
            inflamed: self.basis.inflamed,
            n: self.basis.n,
        }
    }

    pub(super) fn check(&self) -> Result<(), RulesError> {
        let open = |p: f64| p > 0.0 && p < 1.0;
        if !(open(self.no_below) && open(self.yes_from) && self.no_below <= self.yes_from) {
            return Err(RulesError::Threshold(
                "no_below and yes_from must lie between 0 and 1, in this order",
            ));
        }
        let numbers =
            [self.inflamed, self.excluded].map(|line| [line.intercept, line.infiltrate, line.stroma]);
        let covariances = self.covariance.iter().flatten().flatten();
        if !numbers.iter().flatten().chain(covariances).all(|number| number.is_finite()) {
            return Err(RulesError::Threshold("the numbers of a model must be finite"));
        }
        if self.inflamed.infiltrate <= 0.0 || self.excluded.stroma <= 0.0 {
            return Err(RulesError::Threshold(
                "inflamed must rise with the infiltrate, and excluded with stroma",
            ));
        }
        if self.inflamed.stroma > 0.0 {
            return Err(RulesError::Threshold(
                "stroma must not make a tumour inflamed: its weight is 0 or less",
            ));
        }
        if self.covariance.is_some_and(|covariance| !is_covariance(&covariance)) {
            return Err(RulesError::Threshold("covariance must be symmetric, and no variance below 0"));
        }
        if self.covariance.is_none() && !self.probability_on.is_empty() {
            return Err(RulesError::Threshold("a model with probability_on needs a covariance"));
        }
        if self.basis.n == 0 || self.basis.inflamed > self.basis.n {
            return Err(RulesError::Threshold("the basis of a model needs inflamed of n tumours"));
        }
        Ok(())
    }
}

impl KindRules {
    pub(super) fn check(&self) -> Result<(), RulesError> {
        let all = [
            self.suppressed_from,
            self.suppressed_far,
            self.carried_above,
            self.desert_below,
            self.excluded_from,
        ];
        if !all.iter().all(|number| number.is_finite()) || self.suppressed_far <= self.suppressed_from {
            return Err(RulesError::Threshold("suppressed_far must lie above suppressed_from"));
        }
        if self.desert_below > self.carried_above {
            return Err(RulesError::Threshold("desert_below must not lie above carried_above"));
        }
        Ok(())
    }
}

/// Whether the matrix is symmetric and positive semidefinite: no principal minor is below 0, but for rounding.
fn is_covariance(m: &[[f64; 3]; 3]) -> bool {
    let minor = |i: usize, j: usize| m[i][i] * m[j][j] - m[i][j] * m[j][i];
    let whole = m[0][0] * minor(1, 2) - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
        + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
    let symmetric = (0..3).all(|i| (0..3).all(|j| (m[i][j] - m[j][i]).abs() < 1e-12));
    let minors = [m[0][0], m[1][1], m[2][2], minor(0, 1), minor(0, 2), minor(1, 2), whole];
    symmetric && minors.iter().all(|&minor| minor >= -1e-9)
}

fn log_odds(p: f64) -> f64 {
    libm::log(p / (1.0 - p))
}

fn share(log_odds: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-log_odds))
}

#[cfg(test)]
mod tests {
    use crate::rules::Rules;

    #[test]
    fn a_probability_by_hand() {
        let rules = Rules::built_in_v1();
        let lung = &rules.model[0];
        // T and G at 0.479, no stroma: log-odds -0.571 + 1.191 x 0.479 = 0; the fit's variance there is
        // 0.0310 - 2 x 0.0031 x 0.479 + 0.0343 x 0.479^2 = 0.0359
        let probability = lung.probability(0.0, [0.479, 0.0], 0.0);
        assert!((probability.p - 0.5).abs() < 1e-12);
        let error = 1.96 * 0.0359_f64.sqrt();
        assert!((probability.high - 1.0 / (1.0 + (-error).exp())).abs() < 1e-3, "{}", probability.high);
        assert!((probability.low + probability.high - 1.0).abs() < 1e-12);
        // An error of the axes widens it.
        assert!(lung.probability(0.0, [0.479, 0.0], 0.1).high > probability.high);
    }
}
