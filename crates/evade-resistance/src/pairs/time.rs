//! Which sample of a patient came first.
//!
//! Dates of collection decide. Without them the words of the column `timepoint` do, as far as they say so: before, under and after
//! treatment, and numbers. What neither tells stays open: it is better said than guessed.

use std::cmp::Ordering;

use evade_core::{Date, PairOrder, PairReason, SampleFacts};

/// Two samples that are compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedPair {
    /// Place of the earlier sample among those of the patient.
    pub from: usize,
    /// Place of the later one.
    pub to: usize,
    /// What the order rests on.
    pub order: PairOrder,
    /// Days between the collections, where both have a date.
    pub days: Option<i32>,
    /// What must be known of the order.
    pub reasons: Vec<PairReason>,
}

/// The samples of a patient in order of time, as places in `samples`, and the pairs that are compared: each sample with those of
/// the next time, and the first with the last where there are more than two times. Samples of one time are no pair. A sample
/// whose time cannot be told stands last, and is paired with the last one before it without an order.
#[must_use]
pub fn plan_pairs(samples: &[&SampleFacts]) -> (Vec<usize>, Vec<PlannedPair>) {
    let times: Vec<Time> = samples.iter().map(|facts| Time::of(facts)).collect();
    let (times_in_order, unplaced) = in_order(&times);
    let mut pairs = Vec::new();
    let mut add = |earlier: &[usize], later: &[usize]| {
        for &from in earlier {
            for &to in later {
                pairs.push(pair(&times, from, to));
            }
        }
    };
    for two in times_in_order.windows(2) {
        add(&two[0], &two[1]);
    }
    if let [first, _, .., last] = &times_in_order[..] {
        add(first, last);
    }
    let order: Vec<usize> = times_in_order.iter().flatten().chain(&unplaced).copied().collect();
    for &to in &unplaced {
        let at = order.iter().position(|&place| place == to).unwrap_or(0);
        if let Some(&from) = at.checked_sub(1).and_then(|before| order.get(before)) {
            pairs.push(PlannedPair {
                from,
                to,
                order: PairOrder::NotKnown,
                days: None,
                reasons: vec![PairReason::OrderNotKnown],
            });
        }
    }
    (order, pairs)
}

fn pair(times: &[Time], from: usize, to: usize) -> PlannedPair {
    let (one, other) = (&times[from], &times[to]);
    let mut reasons = Vec::new();
    let days = one.date.zip(other.date).map(|(one, other)| other.days_since(one));
    let by_words = one.words.as_ref().zip(other.words.as_ref()).and_then(|(one, other)| one.compare(other));
    let order = if days.is_some() {
        if by_words == Some(Ordering::Greater) {
            reasons.push(PairReason::DatesContradictTimepoint);
        }
        PairOrder::ByDate
    } else {
        reasons.push(PairReason::OrderByTimepoint);
        PairOrder::ByTimepoint
    };
    PlannedPair { from, to, order, days, reasons }
}

/// Groups of samples of one time in order, and those that cannot be placed against all others.
fn in_order(times: &[Time]) -> (Vec<Vec<usize>>, Vec<usize>) {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut unplaced = Vec::new();
    // Dated samples come first: they can always be placed against each other.
    let mut places: Vec<usize> = (0..times.len()).collect();
    places.sort_by_key(|&place| times[place].date.is_none());
    for place in places {
        let compared: Vec<Option<Ordering>> =
            groups.iter().map(|group| times[group[0]].compare(&times[place])).collect();
        if compared.iter().any(Option::is_none) || times[place].is_unknown() && times.len() > 1 {
            unplaced.push(place);
            continue;
        }
        match compared.iter().position(|order| *order == Some(Ordering::Equal)) {
            Some(same) => groups[same].push(place),
            None => {
                let later = compared.iter().position(|order| *order == Some(Ordering::Greater));
                groups.insert(later.unwrap_or(groups.len()), vec![place]);
            }
        }
    }
    for group in &mut groups {
        group.sort_unstable();
    }
    unplaced.sort_unstable();
    (groups, unplaced)
}

/// When a sample was taken.
#[derive(Debug, Clone)]
struct Time {
    date: Option<Date>,
    words: Option<Words>,
}

impl Time {
    fn of(facts: &SampleFacts) -> Self {
        Self {
            date: facts.clinical.dates.collection,
            words: facts.timepoint.as_deref().and_then(Words::read),
        }
    }

    fn is_unknown(&self) -> bool {
        self.date.is_none() && self.words.is_none()
    }

    fn compare(&self, other: &Self) -> Option<Ordering> {
        match self.date.zip(other.date) {
            Some((one, other)) => Some(one.cmp(&other)),
            None => self.words.as_ref()?.compare(other.words.as_ref()?),
        }
    }
}

/// What a time point says in words.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Words {
    /// As written, in lower case.
    text: String,
    phase: Option<Phase>,
    /// Days where the words name a unit of time, else as written.
    number: Option<(Unit, u32)>,
}

/// Against treatment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Phase {
    Before,
    Under,
    After,
}

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    /// Biopsies, visits or time points.
    Place,
    /// Days.
    Day,
}

const BEFORE: [&str; 26] = [
    "pre",
    "pretreatment",
    "pretherapy",
    "preici",
    "preio",
    "prior",
    "before",
    "baseline",
    "base",
    "bl",
    "diagnosis",
    "diagnostic",
    "dx",
    "initial",
    "screening",
    "screen",
    "untreated",
    "naive",
    "primary",
    "start",
    "vor",
    "avant",
    "antes",
    "prima",
    "prebiopsy",
    "surgery",
];
const UNDER: [&str; 12] = [
    "on",
    "ontreatment",
    "ontherapy",
    "during",
    "under",
    "ot",
    "early",
    "interim",
    "mid",
    "cycle",
    "unter",
    "pendant",
];
const AFTER: [&str; 33] = [
    "post",
    "posttreatment",
    "posttherapy",
    "postici",
    "postio",
    "after",
    "progression",
    "progressed",
    "progressive",
    "pd",
    "prog",
    "relapse",
    "relapsed",
    "recurrence",
    "recurrent",
    "resistance",
    "resistant",
    "acquired",
    "end",
    "eot",
    "late",
    "final",
    "rebiopsy",
    "follow",
    "followup",
    "fu",
    "nach",
    "apres",
    "après",
    "despues",
    "después",
    "dopo",
    "refractory",
];

impl Words {
    /// Reads the user's words; `None` for words that say nothing of time.
    fn read(text: &str) -> Option<Self> {
        // "no progression" and "not pre-treated" are no times.
        const DENIES: [&str; 6] = ["no", "not", "non", "without", "never", "kein"];
        let text = text.to_lowercase();
        let parts = parts(&text);
        if parts.iter().any(|part| matches!(part, Part::Word(word) if DENIES.contains(word))) {
            return None;
        }
        let mut phases = parts.iter().filter_map(|part| match part {
            Part::Word(word) if BEFORE.contains(word) => Some(Phase::Before),
            Part::Word(word) if UNDER.contains(word) => Some(Phase::Under),
            Part::Word(word) if AFTER.contains(word) => Some(Phase::After),
            _ => None,
        });
        // "at progression, before the next line" says two things; the first word decides where both are the same alone.
        let phase = phases.next();
        if phases.any(|other| Some(other) != phase) {
            return None;
        }
        let number = number(&parts);
        (phase.is_some() || number.is_some()).then(|| Self { text: text.trim().to_owned(), phase, number })
    }

    fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self.phase, other.phase) {
            (Some(one), Some(other)) if one != other => Some(one.cmp(&other)),
            // Before treatment is before every number of days; a plain number says nothing of the phase.
            (Some(Phase::Before), None) if other.is_in_days() => Some(Ordering::Less),
            (None, Some(Phase::Before)) if self.is_in_days() => Some(Ordering::Greater),
            (Some(Phase::After), None) if other.is_in_days() => Some(Ordering::Greater),
            (None, Some(Phase::After)) if self.is_in_days() => Some(Ordering::Less),
            (Some(_), None) | (None, Some(_)) => None,
            _ => match (self.number, other.number) {
                (Some((unit, one)), Some((same, other))) if unit == same => Some(one.cmp(&other)),
                // One phase in the same words is one time; in other words it is not known which came first.
                _ if self.text == other.text => Some(Ordering::Equal),
                _ => None,
            },
        }
    }

    fn is_in_days(&self) -> bool {
        self.number.is_some_and(|(unit, _)| unit == Unit::Day)
    }
}

/// A word or a number of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part<'t> {
    Word(&'t str),
    Number(u32),
}

/// Words and numbers; letters and digits that touch are two parts, as in `T1` and `C3D1`.
fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_digit = first.is_ascii_digit();
        let is_of_part = |c: char| if is_digit { c.is_ascii_digit() } else { c.is_alphabetic() };
        let end = rest.find(|c| !is_of_part(c)).unwrap_or(rest.len());
        if end == 0 {
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let part = &rest[..end];
        if is_digit {
            parts.extend(part.parse().ok().map(Part::Number));
        } else {
            parts.push(Part::Word(part));
        }
        rest = &rest[end..];
    }
    parts
}

/// The number that counts time: days of a stated unit, else the only number.
fn number(parts: &[Part<'_>]) -> Option<(Unit, u32)> {
    let days_of = |word: &str| match word {
        "day" | "days" | "d" => Some(1),
        "week" | "weeks" | "wk" | "w" => Some(7),
        "month" | "months" | "mo" | "m" => Some(30),
        "year" | "years" | "yr" | "y" => Some(365),
        "cycle" | "cycles" | "c" => Some(21),
        _ => None,
    };
    let mut days = None;
    let mut numbers = Vec::new();
    for (i, part) in parts.iter().enumerate() {
        let Part::Number(number) = *part else { continue };
        numbers.push(number);
        let beside = [i.checked_sub(1), Some(i + 1)].into_iter().flatten();
        let unit = beside.filter_map(|place| parts.get(place)).find_map(|part| match part {
            Part::Word(word) => days_of(word),
            Part::Number(_) => None,
        });
        if let Some(unit) = unit {
            days = Some(days.unwrap_or(0_u32).saturating_add(number.saturating_mul(unit)));
        }
    }
    match (days, &numbers[..]) {
        (Some(days), _) => Some((Unit::Day, days)),
        (None, [only]) => Some((Unit::Place, *only)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(timepoint: &str, date: &str) -> SampleFacts {
        let mut facts = SampleFacts {
            timepoint: Some(timepoint).filter(|words| !words.is_empty()).map(str::to_owned),
            ..SampleFacts::default()
        };
        facts.clinical.dates.collection = date.parse().ok();
        facts
    }

    fn planned(samples: &[(&str, &str)]) -> Vec<(usize, usize, PairOrder)> {
        let samples: Vec<SampleFacts> = samples.iter().map(|(words, date)| facts(words, date)).collect();
        let (_, pairs) = plan_pairs(&samples.iter().collect::<Vec<_>>());
        pairs.into_iter().map(|pair| (pair.from, pair.to, pair.order)).collect()
    }

    #[test]
    fn words_are_ordered_as_laboratories_write_them() {
        use Ordering::{Equal, Greater, Less};
        for (one, other, expected) in [
            ("baseline", "progression", Some(Less)),
            ("Post-ICI", "pre-ICI", Some(Greater)),
            ("T1", "T2", Some(Less)),
            ("biopsy 10", "biopsy 9", Some(Greater)),
            ("pre", "week 6", Some(Less)),
            ("week 6", "month 3", Some(Less)),
            ("C1D1", "C3D1", Some(Less)),
            ("on-treatment", "relapse", Some(Less)),
            ("pre", "baseline", None),
            ("Pre", "pre", Some(Equal)),
            ("progression 1", "progression 2", Some(Less)),
            ("T1", "progression", None),
            ("A", "B", None),
            ("pre", "T2", None),
        ] {
            let order = Words::read(one).zip(Words::read(other)).and_then(|(a, b)| a.compare(&b));
            assert_eq!(order, expected, "{one} {other}");
        }
        // Two phases in one text say nothing firm.
        assert_eq!(Words::read("post-chemo, pre-ICI"), None);
        assert_eq!(Words::read("no progression"), None);
    }

    #[test]
    fn dates_decide_and_words_stand_in() {
        use PairOrder::{ByDate, ByTimepoint, NotKnown};
        assert_eq!(planned(&[("post", ""), ("pre", "")]), [(1, 0, ByTimepoint)]);
        assert_eq!(planned(&[("a", "2024-05-01"), ("b", "2023-05-01")]), [(1, 0, ByDate)]);
        assert_eq!(
            planned(&[("T1", ""), ("T2", ""), ("T3", "")]),
            [(0, 1, ByTimepoint), (1, 2, ByTimepoint), (0, 2, ByTimepoint)]
        );
        assert_eq!(planned(&[("", ""), ("", "")]), [(0, 1, NotKnown)]);
        // Two samples of one time are no pair with each other.
        assert_eq!(
            planned(&[("pre", ""), ("pre", ""), ("post", "")]),
            [(0, 2, ByTimepoint), (1, 2, ByTimepoint)]
        );
        // One that cannot be placed stands last.
        assert_eq!(
            planned(&[("", ""), ("", "2023-01-01"), ("", "2024-01-01")]),
            [(1, 2, ByDate), (2, 0, NotKnown)]
        );
    }

    #[test]
    fn a_contradiction_of_dates_and_words_is_said() {
        let samples = [facts("pre", "2024-05-01"), facts("post", "2023-05-01")];
        let (_, pairs) = plan_pairs(&samples.iter().collect::<Vec<_>>());
        assert_eq!((pairs[0].from, pairs[0].days), (1, Some(366)));
        assert_eq!(pairs[0].reasons, [PairReason::DatesContradictTimepoint]);
    }
}
