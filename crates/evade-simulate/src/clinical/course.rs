//! Courses of treatment of every kind, with the class that each was planted as.

use evade_core::ResistanceClass;

use crate::random::Generator;

/// A kind of course. Days are drawn well off every boundary, so that its class is known without any rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Progression on treatment within six months.
    Early,
    /// Progression on treatment after more than six months.
    Late,
    /// Progression three to six months after the last dose.
    StoppedSoon,
    /// Progression more than six months after the last dose.
    StoppedLong,
    /// No progression so far, as the sheet states.
    NoProgression,
    /// Progression within six weeks, after one dose.
    OneDose,
    /// Progression dated before the first dose.
    Contradictory,
    /// Nothing stated of progression.
    NotStated,
}

/// A course in days from the first dose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Course {
    pub(crate) kind: Kind,
    /// The last dose; absent where treatment goes on.
    pub(crate) last: Option<i64>,
    /// Progression, where it has a date.
    pub(crate) progression: Option<i64>,
}

/// Kinds by response, with how often each is drawn; made. Courses with a fault are as often in each.
const AFTER_RESPONSE: [(Kind, f64); 6] = [
    (Kind::Late, 0.35),
    (Kind::Early, 0.15),
    (Kind::StoppedSoon, 0.15),
    (Kind::StoppedLong, 0.10),
    (Kind::NoProgression, 0.15),
    (Kind::Contradictory, 0.05),
];
const AFTER_STABLE: [(Kind, f64); 5] = [
    (Kind::Late, 0.40),
    (Kind::Early, 0.30),
    (Kind::StoppedSoon, 0.10),
    (Kind::NoProgression, 0.10),
    (Kind::Contradictory, 0.05),
];
const AFTER_PROGRESSION: [(Kind, f64); 3] =
    [(Kind::Early, 0.80), (Kind::OneDose, 0.10), (Kind::Contradictory, 0.05)];
/// How often nothing is stated of progression.
const NOT_STATED: f64 = 0.05;
/// Most courses end in a progression: so many draws hold one.
const MOST_DRAWS: usize = 200;

impl Course {
    /// Draws a course that a best response of this word allows.
    pub(crate) fn draw(response: &str, random: &mut Generator) -> Self {
        let kinds: &[(Kind, f64)] = match response {
            "CR" | "PR" => &AFTER_RESPONSE,
            "SD" => &AFTER_STABLE,
            _ => &AFTER_PROGRESSION,
        };
        let weights = kinds.iter().map(|(_, weight)| *weight).chain([NOT_STATED]);
        let place = random.weighted(weights);
        Self::of(kinds.get(place).map_or(Kind::NotStated, |(kind, _)| *kind), random)
    }

    /// Draws a course with a progression after the first dose.
    pub(crate) fn draw_progressing(response: &str, random: &mut Generator) -> Self {
        let mut draws = std::iter::repeat_with(|| Self::draw(response, random)).take(MOST_DRAWS);
        let found = draws.find(|course| course.progression.is_some_and(|days| days > 0));
        found.unwrap_or(Self { kind: Kind::Early, last: Some(90), progression: Some(100) })
    }

    /// Draws the days of a kind.
    fn of(kind: Kind, random: &mut Generator) -> Self {
        let mut between =
            |low: usize, high: usize| i64::try_from(low + random.below(high - low)).unwrap_or_default();
        let (last, progression) = match kind {
            Kind::Early | Kind::Late | Kind::NotStated => {
                let progression = if kind == Kind::Early { between(60, 160) } else { between(210, 800) };
                // Treatment stops at progression, up to three weeks after a dose.
                (Some(progression - between(0, 21)), (kind != Kind::NotStated).then_some(progression))
            }
            Kind::StoppedSoon | Kind::StoppedLong => {
                let last = between(100, 500);
                let after = if kind == Kind::StoppedSoon { between(100, 165) } else { between(200, 500) };
                (Some(last), Some(last + after))
            }
            Kind::NoProgression => (None, None),
            Kind::OneDose => (Some(0), Some(between(15, 40))),
            Kind::Contradictory => (Some(between(60, 200)), Some(-between(1, 60))),
        };
        Self { kind, last, progression }
    }

    /// The classes under `sitc_review` and `nsclc_2021` that the course was planted as.
    pub(crate) fn classes(self, response: &str, is_confirmed: bool) -> [ResistanceClass; 2] {
        use ResistanceClass::{
            Acquired, AfterStopping, LeftOpen, NoProgression, NotAssessable, NotMet, Primary,
        };
        // What `nsclc_2021` makes of progression within six months of the last dose.
        let of_response = match (response, is_confirmed) {
            ("CR" | "PR", true) => Acquired,
            ("CR" | "PR", false) | ("SD", _) => LeftOpen,
            _ => NotMet,
        };
        match self.kind {
            Kind::Early => [Primary, of_response],
            Kind::Late => [Acquired, of_response],
            Kind::StoppedSoon => [AfterStopping, of_response],
            Kind::StoppedLong => [AfterStopping, AfterStopping],
            Kind::NoProgression => [NoProgression, NoProgression],
            Kind::OneDose => [NotAssessable, of_response],
            Kind::Contradictory | Kind::NotStated => [NotAssessable, NotAssessable],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_a_kind_are_off_every_boundary() {
        let mut random = Generator::new(1, "course", 0);
        for _ in 0..300 {
            for response in ["CR", "SD", "PD"] {
                let course = Course::draw(response, &mut random);
                let after = course.progression.zip(course.last).map(|(progression, last)| progression - last);
                match course.kind {
                    Kind::Early => assert!((60..160).contains(&course.progression.unwrap())),
                    Kind::Late => assert!(course.progression.unwrap() >= 210 && after.unwrap() < 21),
                    Kind::StoppedSoon => assert!((100..165).contains(&after.unwrap())),
                    Kind::StoppedLong => assert!(after.unwrap() >= 200),
                    Kind::OneDose => assert!(course.progression.unwrap() < 42),
                    Kind::Contradictory => assert!(course.progression.unwrap() < 0),
                    Kind::NoProgression | Kind::NotStated => assert_eq!(course.progression, None),
                }
                if response == "PD" {
                    let allowed = [Kind::Early, Kind::OneDose, Kind::Contradictory, Kind::NotStated];
                    assert!(allowed.contains(&course.kind));
                }
            }
        }
    }
}
