//! What the sheet says of treatment and response: dates and words that are checked and kept.
//!
//! * [`ClinicalFacts`] holds them as they were written.
//! * [`BestResponse`] and [`Confirmation`] are the words as what they mean.
//! * [`ResistanceCourse`] is what rule sets make of them.

mod resistance;
mod response;

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use self::resistance::{
    BiopsyTime, ResistanceClass, ResistanceCourse, ResistanceReason, ResistanceVerdict,
};
pub use self::response::{BestResponse, Confirmation};

/// A day of the calendar, written as ISO 8601 writes it: `2024-05-31`.
///
/// ```
/// use evade_core::Date;
///
/// let start: Date = "2024-02-29".parse().unwrap();
/// assert_eq!("2024-03-01".parse::<Date>().unwrap().days_since(start), 1);
/// assert!("2023-02-29".parse::<Date>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

/// Why a text is not a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    /// Not four digits, two and two with hyphens between them. Day and month of other forms can be taken for each other.
    #[error("not a date of the form YYYY-MM-DD")]
    Form,
    /// A year and a month, which are no day.
    #[error("a month without its day")]
    NoDay,
    /// A day that no calendar has.
    #[error("not a day of the calendar")]
    NoSuchDay,
    /// A year in which nobody was treated.
    #[error("not a year from {} to {}", Date::YEARS.0, Date::YEARS.1)]
    Year,
}

impl Date {
    /// First and last year that a sheet may name; a typing error is more likely than any other year.
    pub const YEARS: (u16, u16) = (1900, 2100);

    /// The date of this year, month and day.
    pub fn new(year: u16, month: u8, day: u8) -> Result<Self, DateError> {
        if !(Self::YEARS.0..=Self::YEARS.1).contains(&year) {
            return Err(DateError::Year);
        }
        if !(1..=days_in(year, month)).contains(&day) {
            return Err(DateError::NoSuchDay);
        }
        Ok(Self { year, month, day })
    }

    /// Its year.
    #[must_use]
    pub fn year(self) -> u16 {
        self.year
    }

    /// Days from `earlier` to this date; negative when this date comes first.
    #[must_use]
    pub fn days_since(self, earlier: Self) -> i32 {
        self.day_number() - earlier.day_number()
    }

    /// The same day twelve months later; 1 March after 29 February. Years beyond [`Self::YEARS`] are not refused here.
    #[must_use]
    pub fn twelve_months_later(self) -> Self {
        let year = self.year + 1;
        let is_there = self.day <= days_in(year, self.month);
        if is_there { Self { year, ..self } } else { Self { year, month: self.month + 1, day: 1 } }
    }

    /// Days from 1 March of year 0 on (Hinnant's `days_from_civil`): years that begin in March end with the leap day.
    fn day_number(self) -> i32 {
        let (month, day) = (i32::from(self.month), i32::from(self.day));
        let year = i32::from(self.year) - i32::from(month <= 2);
        let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        365 * year + year / 4 - year / 100 + year / 400 + of_year
    }
}

/// Days of a month; none of a month that is not there.
fn days_in(year: u16, month: u8) -> u8 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 0,
    }
}

impl FromStr for Date {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fields: Vec<&str> = text.split('-').collect();
        let lengths: Vec<usize> = fields.iter().map(|field| field.len()).collect();
        let is_digits = fields.iter().all(|field| field.bytes().all(|byte| byte.is_ascii_digit()));
        match (&fields[..], &lengths[..]) {
            (&[year, month, day], [4, 2, 2]) if is_digits => {
                let of_two = |text: &str| text.parse::<u8>().map_err(|_| DateError::Form);
                Self::new(year.parse().map_err(|_| DateError::Form)?, of_two(month)?, of_two(day)?)
            }
            (_, [4, 2]) if is_digits => Err(DateError::NoDay),
            _ => Err(DateError::Form),
        }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Date {
    fn schema_name() -> Cow<'static, str> {
        "Date".into()
    }

    /// The form alone: `format: date` would make validators that know no formats refuse the schema.
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A day of the calendar, as ISO 8601 writes it: `2024-05-31`.",
            "type": "string",
            "pattern": "^(19[0-9]{2}|20[0-9]{2}|2100)-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
        })
    }
}

/// Treatment and response of a patient, as the sheet states them. Everything is optional.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct ClinicalFacts {
    /// Sex in the user's words.
    pub sex: Option<String>,
    /// Drugs in the user's words.
    pub regimen: Option<String>,
    /// Best response in the user's words, such as CR, PR, SD, PD.
    pub best_response: Option<String>,
    /// Whether the response was confirmed, in the user's words.
    pub response_confirmed: Option<String>,
    /// Dates. They identify a patient, so results of a run do not hold them.
    #[serde(skip)]
    pub dates: ClinicalDates,
}

/// Dates of a patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ClinicalDates {
    /// When the specimen was collected.
    pub collection: Option<Date>,
    /// First dose of the immune checkpoint inhibitor.
    pub ici_start: Option<Date>,
    /// Last dose of it.
    pub ici_end: Option<LastDose>,
    /// Progression.
    pub progression: Option<Progression>,
}

/// The last dose of a treatment, where something is stated of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum LastDose {
    /// On this day.
    On(Date),
    /// Treatment has not stopped.
    Ongoing,
}

impl LastDose {
    /// The word that stands for a date when treatment goes on.
    pub const ONGOING: &'static str = "ongoing";
}

impl FromStr for LastDose {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.eq_ignore_ascii_case(Self::ONGOING) { Ok(Self::Ongoing) } else { text.parse().map(Self::On) }
    }
}

/// Progression of the disease, where something is stated of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Progression {
    /// On this day.
    On(Date),
    /// None so far. It is stated: an empty cell says nothing.
    NoneSoFar,
}

impl Progression {
    /// The word that stands for a date when there is no progression so far.
    pub const NONE: &'static str = "none";
}

impl FromStr for Progression {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.eq_ignore_ascii_case(Self::NONE) { Ok(Self::NoneSoFar) } else { text.parse().map(Self::On) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn only_days_of_the_calendar_in_iso_form_are_dates() {
        let schema = Date::json_schema(&mut SchemaGenerator::default());
        let form = regex::Regex::new(schema.get("pattern").unwrap().as_str().unwrap()).unwrap();
        for text in ["2024-02-29", "2000-02-29", "1999-12-31", "2024-04-30", "1900-01-01", "2100-12-31"] {
            assert_eq!(date(text).to_string(), text);
            assert!(form.is_match(text), "{text}");
        }
        for (text, expected) in [
            ("03/04/2024", DateError::Form),
            ("04.03.2024", DateError::Form),
            ("2024/03/04", DateError::Form),
            ("24-03-04", DateError::Form),
            ("2024-3-4", DateError::Form),
            ("04-03-2024", DateError::Form),
            ("20240304", DateError::Form),
            ("2024-03-04T10:00", DateError::Form),
            ("+024-03-04", DateError::Form),
            ("yes", DateError::Form),
            ("2024-03", DateError::NoDay),
            ("2023-02-29", DateError::NoSuchDay),
            ("1900-02-29", DateError::NoSuchDay),
            ("2024-04-31", DateError::NoSuchDay),
            ("2024-13-01", DateError::NoSuchDay),
            ("2024-00-10", DateError::NoSuchDay),
            ("2024-01-00", DateError::NoSuchDay),
            ("0024-03-04", DateError::Year),
            ("2204-03-04", DateError::Year),
        ] {
            assert_eq!(text.parse::<Date>(), Err(expected), "{text}");
            // The pattern of the schema knows no lengths of months.
            assert!(!form.is_match(text) || expected == DateError::NoSuchDay, "{text}");
        }
    }

    #[test]
    fn words_state_what_has_no_date() {
        assert_eq!("Ongoing".parse(), Ok(LastDose::Ongoing));
        assert_eq!("2024-02-29".parse(), Ok(LastDose::On(date("2024-02-29"))));
        assert_eq!("none".parse(), Ok(Progression::NoneSoFar));
        assert_eq!("ongoing".parse::<Progression>(), Err(DateError::Form));
        assert_eq!("none".parse::<LastDose>(), Err(DateError::Form));
    }

    #[test]
    fn days_between_dates_are_counted() {
        for (from, to, days) in [
            ("2024-02-28", "2024-03-01", 2),
            ("2023-02-28", "2023-03-01", 1),
            ("1999-12-31", "2000-01-01", 1),
            ("1970-01-01", "2023-01-01", 19_358),
            ("2000-03-01", "2000-02-29", -1),
            ("1900-01-01", "2100-12-31", 73_413),
        ] {
            assert_eq!(date(to).days_since(date(from)), days, "{from} {to}");
        }
        assert!(date("2024-02-01") > date("2024-01-31"));
    }

    #[test]
    fn twelve_months_later_is_the_same_day_or_the_one_after_a_leap_day() {
        for (from, to) in
            [("2025-10-23", "2026-10-23"), ("2024-02-29", "2025-03-01"), ("2023-02-28", "2024-02-28")]
        {
            assert_eq!(date(from).twelve_months_later(), date(to));
        }
    }
}
