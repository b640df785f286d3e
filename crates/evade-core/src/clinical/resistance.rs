//! The class of clinical resistance of a course of treatment, under two published rule sets.
//!
//! * [`ResistanceClass`] is what a rule set says, [`ResistanceReason`] why.
//! * [`ResistanceCourse`] is the statement on the course of one sample's patient. It holds durations, never dates.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::response::{BestResponse, Confirmation};
use crate::vocabulary::vocabulary;

vocabulary! {
    /// What a rule set says of a course of treatment with a checkpoint inhibitor.
    ResistanceClass in "resistance_class" {
        /// Progression on treatment without a response or stable disease of six months.
        Primary = "primary",
        /// Progression on treatment after benefit: see each rule set for how much.
        Acquired = "acquired",
        /// Progression after treatment was stopped: a class of its own, neither primary nor acquired.
        AfterStopping = "after_stopping",
        /// No progression so far, as the sheet states (`none`).
        NoProgression = "no_progression",
        /// The rule set defines acquired resistance alone, and its definition is not met.
        NotMet = "not_met",
        /// The authors of the rule set left such a course open.
        LeftOpen = "left_open",
        /// The class cannot be determined; the reasons name what is missing or contradictory.
        NotAssessable = "not_assessable",
    }
}

vocabulary! {
    /// When a biopsy was taken, against treatment with a checkpoint inhibitor, by the dates that are stated.
    BiopsyTime in "biopsy_time" {
        /// Not after the day of the first dose, or of a patient who had none.
        Untreated = "untreated",
        /// After the first dose, and not later after the last one than progression may come and still count as on treatment.
        UnderTreatment = "under_treatment",
        /// Later after the last dose.
        AfterTreatment = "after_treatment",
        /// No dates say so.
        NotKnown = "not_known",
    }
}

vocabulary! {
    /// Why a course has its class, or none, and what must be known of it.
    ResistanceReason in "resistance_reason" {
        /// The date of the first dose is missing (`ici_start`).
        FirstDoseMissing = "first_dose_missing",
        /// The date of the last dose is missing (`ici_end`; `ongoing` states that treatment has not stopped).
        LastDoseMissing = "last_dose_missing",
        /// The date of progression is missing (`progression_date`; `none` states that there is no progression so far, an empty cell states nothing).
        ProgressionMissing = "progression_missing",
        /// The best response is missing or unknown (`best_response`).
        BestResponseMissing = "best_response_missing",
        /// Whether the response was confirmed is missing or unknown (`response_confirmed`); nsclc_2021 depends on it.
        ConfirmationMissing = "response_confirmed_missing",
        /// The best response is in words that evade does not know: write CR, PR, SD, PD or NE.
        BestResponseUnread = "best_response_unread",
        /// The confirmation is in words that evade does not know: write yes, no or unknown.
        ConfirmationUnread = "response_confirmed_unread",
        /// The best response was not evaluable, or is no category of RECIST that decides a class.
        ResponseNotEvaluable = "response_not_evaluable",
        /// A pathological response is the outcome of neoadjuvant treatment, which these rule sets do not classify.
        PathologicalResponse = "pathological_response",
        /// The last dose is before the first one.
        LastDoseBeforeFirst = "last_dose_before_first",
        /// Progression is on or before the day of the first dose: it is of an earlier treatment, or a date is wrong.
        ProgressionNotAfterFirstDose = "progression_not_after_first_dose",
        /// The first dose is before checkpoint inhibitors were given to patients.
        FirstDoseTooEarly = "first_dose_too_early",
        /// A date is after the date of the report.
        DateInFuture = "date_in_future",
        /// The best response is progressive disease, and progression is stated as none or dated six months or more after the first dose.
        ResponseContradictsDates = "response_contradicts_dates",
        /// Treated for less than six weeks, the exposure that primary resistance requires.
        ExposureShort = "exposure_short",
        /// Progression less than six months after the first dose, so that no response or stable disease lasted six months.
        ProgressionWithinSixMonths = "progression_within_six_months",
        /// A response or stable disease, and no progression for six months or more from the first dose.
        BenefitSixMonths = "benefit_six_months",
        /// Progression more than 12 weeks after the last dose, so that treatment had been stopped.
        StoppedBefore = "stopped_before",
        /// A confirmed complete or partial response.
        ObjectiveResponse = "objective_response",
        /// The best response is progressive disease, and nsclc_2021 requires an objective response.
        NoObjectiveResponse = "no_objective_response",
        /// The best response is stable disease, which the authors of nsclc_2021 left for later work.
        StableDiseaseLeftOpen = "stable_disease_left_open",
        /// The response was not confirmed: sitc_review counts it as stable disease, nsclc_2021 does not say whether it counts.
        ResponseUnconfirmed = "response_unconfirmed",
        /// Progression more than six months after the last dose: nsclc_2021 then requires progression at rechallenge, which is not among the inputs.
        OverSixMonthsAfterLastDose = "over_six_months_after_last_dose",
        /// The sheet states that there is no progression so far.
        NoProgressionStated = "no_progression_stated",
        /// A duration is within 14 days of the boundary that decides the class: the timing of scans may decide it.
        NearBoundary = "near_boundary",
        /// Months are counted from the first dose. When the response began is not among the inputs, so the response itself was shorter.
        ResponseOnsetUnknown = "response_onset_unknown",
        /// Progression more than six and up to 12 weeks after the last dose counts as on treatment, although treatment may have been stopped before.
        SoonAfterLastDose = "soon_after_last_dose",
        /// Doses were given after progression.
        TreatedBeyondProgression = "treated_beyond_progression",
        /// The regimen is not stated: nsclc_2021 requires that it includes a PD-1 or PD-L1 antibody.
        RegimenMissing = "regimen_missing",
        /// The stated regimen has no PD-1 or PD-L1 antibody that evade knows, which nsclc_2021 requires.
        RegimenWithoutPd1 = "regimen_without_pd1",
        /// The stated regimen holds no immune checkpoint inhibitor that evade knows, or says that none was given: resistance to one is not defined.
        RegimenWithoutIci = "regimen_without_ici",
        /// The regimen names adjuvant, neoadjuvant, perioperative or consolidation treatment: such settings have definitions of their own, which are not applied.
        OtherSetting = "other_setting",
        /// The regimen denies a drug, names another time or an order of treatments, or leaves a choice: which treatment the dates are of is not known.
        RegimenUnread = "regimen_unread",
        /// Of the words of the regimen there are none that evade knows: that it holds an immune checkpoint inhibitor is taken from the columns of dates alone.
        RegimenUnknown = "regimen_unknown",
        /// The regimen names further drugs: SITC published definitions for combinations, which are not applied.
        CombinationRegimen = "combination_regimen",
    }
}

impl BiopsyTime {
    /// Of a result that does not hold it.
    fn unknown() -> Self {
        Self::NotKnown
    }
}

impl ResistanceReason {
    /// Whether it says that an input is missing or cannot be read.
    #[must_use]
    pub fn is_about_inputs(self) -> bool {
        matches!(
            self,
            Self::FirstDoseMissing
                | Self::LastDoseMissing
                | Self::ProgressionMissing
                | Self::BestResponseMissing
                | Self::ConfirmationMissing
                | Self::BestResponseUnread
                | Self::ConfirmationUnread
                | Self::ResponseNotEvaluable
        )
    }
}

/// What one rule set says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ResistanceVerdict {
    /// The class.
    pub class: ResistanceClass,
    /// Why the course has this class, in the order of the list.
    pub reasons: Vec<ResistanceReason>,
}

/// The course of treatment of a patient under both rule sets. Durations are in months of 30.4375 days, rounded down to one
/// decimal, so that what is under a boundary never shows as the boundary.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ResistanceCourse {
    /// Id of the rules.
    pub rules: String,
    /// The review's definition (Shi et al., Front Immunol 2025, section 2, after SITC).
    pub sitc_review: ResistanceVerdict,
    /// Acquired resistance in NSCLC (Schoenfeld et al., Ann Oncol 2021).
    pub nsclc_2021: ResistanceVerdict,
    /// Months from the first dose to progression.
    pub months: Option<f64>,
    /// Months from the first to the last dose.
    pub months_treated: Option<f64>,
    /// Months from the last dose to progression; `null` where progression came first.
    pub months_after_last_dose: Option<f64>,
    /// Best response as it was read; `null` where it is missing or was not read.
    pub best_response: Option<BestResponse>,
    /// Confirmation of the response as it was read; `null` where it is missing or was not read.
    pub response_confirmed: Option<Confirmation>,
    /// When the biopsy was taken.
    #[serde(default = "BiopsyTime::unknown")]
    pub biopsy: BiopsyTime,
}

impl ResistanceCourse {
    /// The reasons of both rule sets, each once, in the order of the list.
    #[must_use]
    pub fn reasons(&self) -> Vec<ResistanceReason> {
        let mut reasons: Vec<ResistanceReason> =
            self.sitc_review.reasons.iter().chain(&self.nsclc_2021.reasons).copied().collect();
        reasons.sort_unstable();
        reasons.dedup();
        reasons
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_of_both_rule_sets_are_listed_once() {
        let verdict =
            |class, reasons: &[ResistanceReason]| ResistanceVerdict { class, reasons: reasons.to_vec() };
        let course = ResistanceCourse {
            rules: "r".to_owned(),
            sitc_review: verdict(
                ResistanceClass::Primary,
                &[ResistanceReason::ProgressionWithinSixMonths, ResistanceReason::NearBoundary],
            ),
            nsclc_2021: verdict(
                ResistanceClass::NotAssessable,
                &[ResistanceReason::BestResponseMissing, ResistanceReason::NearBoundary],
            ),
            months: Some(5.9),
            months_treated: None,
            months_after_last_dose: None,
            best_response: None,
            response_confirmed: None,
            biopsy: BiopsyTime::NotKnown,
        };
        let words: Vec<&str> = course.reasons().iter().map(|reason| reason.as_str()).collect();
        assert_eq!(words, ["best_response_missing", "progression_within_six_months", "near_boundary"]);
    }
}
