//! The class of clinical resistance: the rules, and the day after which nothing can have happened.

use evade_core::{Date, ResistanceCourse, SampleFacts};
use evade_resistance::{ResistanceRules, classify};

use crate::inputs;

/// What the class of a sample's patient rests on besides the sheet.
#[derive(Debug, Clone)]
pub(crate) struct Resistance {
    pub(crate) rules: ResistanceRules,
    /// The date of the reports, where one is stated. The clock is never read: the same input gives the same class.
    today: Option<Date>,
}

impl Resistance {
    /// The built-in rules.
    pub(crate) fn built_in() -> crate::Result<Self> {
        Ok(Self { rules: inputs::resistance_rules()?, today: None })
    }

    /// The same for reports of this date.
    pub(crate) fn reported_on(mut self, date: Option<Date>) -> Self {
        self.today = date;
        self
    }

    /// The class of the sample's patient.
    pub(crate) fn course(&self, facts: &SampleFacts) -> ResistanceCourse {
        classify(&self.rules, &facts.clinical, self.today)
    }
}
