//! The class of clinical resistance: the rules, and the day after which nothing can have happened.

use std::collections::BTreeMap;

use evade_core::{Date, ResistanceCourse, SampleFacts};
use evade_io::SheetColumn;
use evade_resistance::{ResistanceRules, classify};

use crate::inputs;
use crate::log::Log;

/// What the class of a sample's patient rests on besides the sheet.
#[derive(Debug, Clone)]
pub(crate) struct Resistance {
    pub(crate) rules: ResistanceRules,
    /// The date of the reports, where one is stated. The clock is never read: the same input gives the same class.
    pub(crate) today: Option<Date>,
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

/// Warns of samples of one patient whose rows state different courses. Each keeps the class of its own row: a sample alone
/// has no other.
pub(crate) fn warn_of_differing_courses<'a>(samples: impl Iterator<Item = &'a SampleFacts>, log: &Log<'_>) {
    let mut first: BTreeMap<&str, &SampleFacts> = BTreeMap::new();
    for facts in samples {
        let Some(patient) = facts.patient.as_deref() else { continue };
        let known = *first.entry(patient).or_insert(facts);
        let columns: Vec<&str> = differing(known, facts).map(SheetColumn::name).collect();
        if !columns.is_empty() {
            log.warn(&format!(
                "the samples '{}' and '{}' of patient '{patient}' differ in {}: each has the resistance class of its own row",
                known.sample,
                facts.sample,
                columns.join(", ")
            ));
        }
    }
}

/// The columns that both rows fill, and not alike.
pub(crate) fn differing(one: &SampleFacts, other: &SampleFacts) -> impl Iterator<Item = SheetColumn> + use<> {
    fn differ<T: PartialEq>(one: Option<&T>, other: Option<&T>) -> bool {
        one.zip(other).is_some_and(|(one, other)| one != other)
    }
    let (one, other) = (&one.clinical, &other.clinical);
    [
        (differ(one.regimen.as_ref(), other.regimen.as_ref()), SheetColumn::Regimen),
        (differ(one.dates.ici_start.as_ref(), other.dates.ici_start.as_ref()), SheetColumn::IciStart),
        (differ(one.dates.ici_end.as_ref(), other.dates.ici_end.as_ref()), SheetColumn::IciEnd),
        (differ(one.best_response.as_ref(), other.best_response.as_ref()), SheetColumn::BestResponse),
        (
            differ(one.response_confirmed.as_ref(), other.response_confirmed.as_ref()),
            SheetColumn::ResponseConfirmed,
        ),
        (
            differ(one.dates.progression.as_ref(), other.dates.progression.as_ref()),
            SheetColumn::ProgressionDate,
        ),
    ]
    .into_iter()
    .filter_map(|(differs, column)| differs.then_some(column))
}
