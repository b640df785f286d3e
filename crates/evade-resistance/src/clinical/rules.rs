//! The numbers of the resistance class, each with its source, as `signatures/rules/resistance.toml` holds them.

use serde::Deserialize;
use thiserror::Error;

use crate::regimen::RegimenWords;

/// What decides the class of a course.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResistanceRules {
    /// Name of the rules.
    pub id: String,
    /// Days of a month.
    pub days_per_month: Sourced,
    /// Months from the first dose to progression from which benefit counts as lasting.
    pub benefit_months: Sourced,
    /// Days to either side of a boundary within which it is said that the boundary is near.
    pub near_boundary_days: Sourced,
    /// Days of exposure that primary resistance requires.
    pub least_exposure_days: Sourced,
    /// Days for which a dose counts as exposure.
    pub dosing_interval_days: Sourced,
    /// Days after the last dose from which it is said that treatment may have been stopped before progression.
    pub longest_interval_days: Sourced,
    /// Days after the last dose up to which progression counts as on treatment.
    pub on_treatment_days: Sourced,
    /// Months after the last dose up to which progression counts for acquired resistance of `nsclc_2021`.
    pub after_last_dose_months: Sourced,
    /// Year from which a first dose is possible.
    pub first_year: Sourced,
    /// What an unconfirmed response is.
    pub unconfirmed_response: UnconfirmedResponse,
    /// How drugs are recognised.
    pub regimen: RegimenWords,
}

/// A number with its source.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sourced {
    /// The number.
    pub value: f64,
    /// Citation, or that it is a choice of design and why.
    pub source: String,
}

/// What an unconfirmed response is to each rule set.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnconfirmedResponse {
    /// To the review's definition.
    pub sitc_review: Unconfirmed,
    /// To the definition of acquired resistance in NSCLC.
    pub nsclc_2021: Unconfirmed,
    /// Citation.
    pub source: String,
}

/// What an unconfirmed response is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unconfirmed {
    /// A response all the same.
    Response,
    /// Stable disease.
    StableDisease,
    /// The rule set does not say.
    LeftOpen,
}

/// Why rules cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ResistanceRulesError {
    /// A number is out of the range in which it means something.
    #[error("{name} must be a number above 0")]
    Number {
        /// Its name.
        name: &'static str,
    },
    /// A number without its source.
    #[error("{name} has no source")]
    Source {
        /// Its name.
        name: &'static str,
    },
    /// A part of a drug's name that is empty or not in lower case would match everything or nothing.
    #[error("'{part}' is not a part of a drug's name in lower case")]
    Drug {
        /// The part.
        part: String,
    },
    /// The review's definition has no open case: an unconfirmed response is a response or stable disease.
    #[error("unconfirmed_response.sitc_review must be response or stable_disease")]
    LeftOpen,
}

impl ResistanceRules {
    /// The numbers with their names.
    fn numbers(&self) -> [(&'static str, &Sourced); 9] {
        [
            ("days_per_month", &self.days_per_month),
            ("benefit_months", &self.benefit_months),
            ("near_boundary_days", &self.near_boundary_days),
            ("least_exposure_days", &self.least_exposure_days),
            ("dosing_interval_days", &self.dosing_interval_days),
            ("longest_interval_days", &self.longest_interval_days),
            ("on_treatment_days", &self.on_treatment_days),
            ("after_last_dose_months", &self.after_last_dose_months),
            ("first_year", &self.first_year),
        ]
    }

    /// Whether every number means something and has its source.
    pub fn check(&self) -> Result<(), ResistanceRulesError> {
        for (name, number) in self.numbers() {
            if !(number.value.is_finite() && number.value > 0.0) {
                return Err(ResistanceRulesError::Number { name });
            }
            if number.source.trim().is_empty() {
                return Err(ResistanceRulesError::Source { name });
            }
        }
        if self.unconfirmed_response.sitc_review == Unconfirmed::LeftOpen {
            return Err(ResistanceRulesError::LeftOpen);
        }
        for (name, source) in
            [("unconfirmed_response", &self.unconfirmed_response.source), ("regimen", &self.regimen.source)]
        {
            if source.trim().is_empty() {
                return Err(ResistanceRulesError::Source { name });
            }
        }
        match self.regimen.unusable() {
            Some(part) => Err(ResistanceRulesError::Drug { part: part.to_owned() }),
            None => Ok(()),
        }
    }

    /// Months of so many days.
    pub(super) fn months(&self, days: i32) -> f64 {
        f64::from(days) / self.days_per_month.value
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// The rules that the program carries.
    pub(crate) fn built_in() -> ResistanceRules {
        toml::from_str(include_str!("../../../../signatures/rules/resistance.toml")).unwrap()
    }

    #[test]
    fn the_built_in_rules_are_sound_and_have_their_sources() {
        assert_eq!(built_in().check(), Ok(()));
    }

    #[test]
    fn what_means_nothing_is_refused() {
        let mut rules = built_in();
        rules.benefit_months.value = 0.0;
        assert_eq!(rules.check(), Err(ResistanceRulesError::Number { name: "benefit_months" }));
        let mut rules = built_in();
        rules.on_treatment_days.source = " ".to_owned();
        assert_eq!(rules.check(), Err(ResistanceRulesError::Source { name: "on_treatment_days" }));
        let mut rules = built_in();
        rules.regimen.pd1.push("Nivo".to_owned());
        assert!(rules.check().is_err());
        let mut rules = built_in();
        rules.unconfirmed_response.sitc_review = Unconfirmed::LeftOpen;
        assert_eq!(rules.check(), Err(ResistanceRulesError::LeftOpen));
    }
}
