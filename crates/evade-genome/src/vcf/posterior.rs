//! Probabilities of events, as varlociraptor writes them: `PROB_ABSENT`, `PROB_ARTIFACT` and one for each event that its user
//! has named, for each alternate allele, scaled as phred. `decode-phred` of the same program makes plain probabilities of
//! them, not always with a word in the header: all events of an allele sum to one, which tells the scale.

use super::entry::{AlleleOf, own_value};
use super::record::{RawRecord, pieces};
use crate::impossible::Impossible;

/// From here on the somatic events are probable enough. Where they may be more than the rest of this, the others are not.
const MIN_SOMATIC: f64 = 0.95;
/// Sums of the probabilities of all events, as rounded numbers give them. Plain probabilities that are read as phred sum
/// to more, or, where there is but one, to less.
const WHOLE: std::ops::RangeInclusive<f64> = 0.85..=1.2;

/// What the probabilities of a record say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Posterior {
    /// The tumour does not have it: absent, or an artefact.
    NotInTumor(String),
    /// The normal has it.
    NotSomatic(String),
    /// Perhaps somatic, or of an event whose name tells nothing, and not probable enough.
    Doubtful(String),
    /// They are none, or not all there.
    Unreadable(Impossible),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Event {
    Absent,
    Artifact,
    Normal,
    Somatic,
    Other,
}

impl Event {
    fn of(name: &str) -> Self {
        let name = name.to_ascii_lowercase();
        let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
        // What an event is not says little of what it is.
        let is_negated = name.split('_').any(|word| matches!(word, "not" | "non" | "no" | "without"))
            || has(&["notabsent", "notgermline", "nongermline", "notnormal", "notsomatic", "nonsomatic"]);
        if is_negated {
            Self::Other
        } else if has(&["absent", "hom_ref", "homref"]) {
            Self::Absent
        } else if has(&["artifact", "artefact"]) {
            Self::Artifact
        } else if has(&["germline", "normal", "loh", "inherit", "denovo", "de_novo"]) {
            Self::Normal
        } else if has(&["somatic", "tumor", "tumour", "clon", "present", "metasta", "relapse", "recurr"]) {
            Self::Somatic
        } else {
            Self::Other
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::Artifact => "an artefact",
            Self::Normal => "in the normal",
            Self::Somatic => "somatic in the tumour",
            Self::Other => "of another event",
        }
    }
}

/// `None` where the record has no such probabilities, or they say that it is somatic.
pub(super) fn of(allele: AlleleOf<'_>) -> Option<Posterior> {
    allele.record.info("PROB_ABSENT")?;
    let values = match values_of(allele.record, allele) {
        Ok(values) => values,
        Err(fault) => return Some(Posterior::Unreadable(fault)),
    };
    let sum = |scaled: fn(f64) -> f64| values.iter().map(|(_, value)| scaled(*value)).sum::<f64>();
    let scaled: fn(f64) -> f64 = if WHOLE.contains(&sum(of_phred)) {
        of_phred
    } else if WHOLE.contains(&sum(|value| value)) {
        |value| value
    } else {
        let what = format!(
            "the probabilities of PROB_* sum to {:.3} and not to one (as phred; {:.3} as they stand)",
            sum(of_phred),
            sum(|value| value)
        );
        return Some(Posterior::Unreadable(Impossible(what)));
    };
    let probability = |wanted: Event| {
        let of_it = values.iter().filter(|(event, _)| *event == wanted);
        of_it.map(|(_, value)| scaled(*value)).sum::<f64>()
    };
    let events = [Event::Absent, Event::Artifact, Event::Normal, Event::Somatic, Event::Other];
    let most = events.into_iter().max_by(|a, b| probability(*a).total_cmp(&probability(*b)))?;
    judged(most, probability(most), probability(Event::Somatic), probability(Event::Other))
}

fn judged(most: Event, probability: f64, somatic: f64, other: f64) -> Option<Posterior> {
    let said = format!(
        "PROB_*: {} with probability {probability:.3}, somatic in the tumour with {somatic:.3}",
        most.words()
    );
    // Near a tie the record does not show that the tumour is without it.
    let may_be_somatic = somatic + other > 1.0 - MIN_SOMATIC;
    match most {
        Event::Somatic if probability >= MIN_SOMATIC => None,
        Event::Somatic => {
            Some(Posterior::Doubtful(format!("PROB_*: somatic in the tumour with probability {somatic:.3}")))
        }
        Event::Absent | Event::Artifact if !may_be_somatic => Some(Posterior::NotInTumor(said)),
        Event::Normal if !may_be_somatic => Some(Posterior::NotSomatic(said)),
        _ => Some(Posterior::Doubtful(said)),
    }
}

/// The events and their numbers of one allele.
fn values_of(record: &RawRecord<'_>, allele: AlleleOf<'_>) -> Result<Vec<(Event, f64)>, Impossible> {
    let mut values = Vec::new();
    for field in pieces(record.info, b';') {
        let Some(field) = field.strip_prefix("PROB_") else { continue };
        let (name, text) = field.split_once('=').unwrap_or((field, ""));
        // One for each alternate, which a list with one more is not.
        let own = own_value(text, allele).filter(|_| text.split(',').count() == allele.alternates.len());
        match own.map(str::parse::<f64>) {
            // An event that was not looked at; the others show by their sum whether it matters.
            _ if text == "." || matches!(own, Some("." | "nan" | "NaN" | "-nan")) => {}
            Some(Ok(value)) if value >= 0.0 => values.push((Event::of(name), value)),
            _ => return Err(Impossible(format!("PROB_{name} is '{text}': no probability of the allele"))),
        }
    }
    Ok(values)
}

fn of_phred(value: f64) -> f64 {
    10_f64.powf(-value / 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(info: &str) -> Option<Posterior> {
        said_of("T", 0, info)
    }

    fn said_of(alternates: &str, index: usize, info: &str) -> Option<Posterior> {
        let line = format!("1\t5\t.\tC\t{alternates}\t.\tPASS\t{info}");
        let record = RawRecord::parse(&line).unwrap();
        let alternates: Vec<&str> = alternates.split(',').collect();
        of(AlleleOf { record: &record, alternates: &alternates, index })
    }

    #[test]
    fn the_most_probable_group_of_events_decides() {
        assert_eq!(said("DP=5"), None);
        assert_eq!(said("PROB_ABSENT=60;PROB_SOMATIC_TUMOR=0.01"), None);
        // Two somatic events are one group.
        assert_eq!(said("PROB_ABSENT=30;PROB_SOMATIC_TUMOR_LOW=3.01;PROB_SOMATIC_TUMOR_HIGH=3.02"), None);
        assert!(matches!(said("PROB_ABSENT=0;PROB_SOMATIC_TUMOR=60"), Some(Posterior::NotInTumor(_))));
        assert!(matches!(
            said("PROB_ABSENT=40;PROB_FFPE_ARTIFACT=0;PROB_TUMOR=60"),
            Some(Posterior::NotInTumor(_))
        ));
        assert!(matches!(said("PROB_ABSENT=40;PROB_GERMLINE_HET=0"), Some(Posterior::NotSomatic(_))));
        assert!(matches!(said("PROB_ABSENT=40;PROB_SOMATIC_NORMAL=0"), Some(Posterior::NotSomatic(_))));
        assert!(matches!(said("PROB_ABSENT=4;PROB_SOMATIC_TUMOR=2"), Some(Posterior::Doubtful(_))));
        assert!(matches!(said("PROB_ABSENT=40;PROB_HET=0"), Some(Posterior::Doubtful(_))));
        assert_eq!(said("PROB_ABSENT=inf;PROB_SOMATIC_TUMOR=0"), None);
    }

    #[test]
    fn the_sum_tells_plain_probabilities_from_phred() {
        assert_eq!(said("PROB_SOMATIC_TUMOR=0.999;PROB_GERMLINE=0.0001;PROB_ABSENT=0.0009"), None);
        assert_eq!(said("PROB_SOMATIC_TUMOR=0.0002;PROB_SOMATIC_B=0.9798;PROB_ABSENT=0.02"), None);
        let absent = said("PROB_SOMATIC_TUMOR=0;PROB_ABSENT=1");
        assert!(matches!(absent, Some(Posterior::NotInTumor(_))), "{absent:?}");
        let germline = said("PROB_SOMATIC_TUMOR=0.0002;PROB_GERMLINE_HET=0.99;PROB_ABSENT=0.0098");
        assert!(matches!(germline, Some(Posterior::NotSomatic(_))), "{germline:?}");
        assert!(matches!(said("PROB_ABSENT=0.4;PROB_SOMATIC=0.6"), Some(Posterior::Doubtful(_))));
    }

    #[test]
    fn each_allele_has_its_own_probabilities() {
        let info = "PROB_SOMATIC_TUMOR=60,0.001;PROB_ABSENT=0.001,60";
        assert!(matches!(said_of("G,T", 0, info), Some(Posterior::NotInTumor(_))));
        assert_eq!(said_of("G,T", 1, info), None);
        let one = "PROB_SOMATIC_TUMOR=0.001;PROB_ABSENT=60";
        assert!(matches!(said_of("G,T", 1, one), Some(Posterior::Unreadable(_))));
    }

    #[test]
    fn what_is_no_whole_probability_concludes_nothing() {
        for info in [
            "PROB_ABSENT=40",
            "PROB_ABSENT=5",
            "PROB_SOMATIC_TUMOR=abc;PROB_ABSENT=50",
            "PROB_SOMATIC_TUMOR=-5;PROB_ABSENT=50",
            "PROB_SOMATIC_TUMOR;PROB_ABSENT",
            "PROB_SOMATIC_TUMOR=.;PROB_ABSENT=.",
            "PROB_SOMATIC_TUMOR=0;PROB_ABSENT=0",
            "PROB_SOMATIC_TUMOR=-0.01;PROB_ABSENT=-9.2",
        ] {
            assert!(matches!(said(info), Some(Posterior::Unreadable(_))), "{info}");
        }
        assert_eq!(said("PROB_SOMATIC_TUMOR=0.001;PROB_ABSENT=40;PROB_ARTIFACT=."), None);
    }

    #[test]
    fn near_a_tie_and_by_names_of_what_it_is_not_the_record_is_doubtful() {
        for info in [
            "PROB_ABSENT=3.2;PROB_SOMATIC_TUMOR=3.5;PROB_GERMLINE=11.5",
            "PROB_GERMLINE=0.46;PROB_SOMATIC_TUMOR=10;PROB_ABSENT=40",
            "PROB_NOT_GERMLINE=0.01;PROB_ABSENT=40",
            "PROB_NOT_ABSENT=0.01;PROB_ABSENT=40",
            "PROB_NON_GERMLINE=0.01;PROB_CTDNA_SOMATIC=30;PROB_HOM_REF=70;PROB_ABSENT=60",
        ] {
            assert!(matches!(said(info), Some(Posterior::Doubtful(_))), "{info}");
        }
        assert!(matches!(said("PROB_ABSENT=0.04;PROB_SOMATIC_TUMOR=20"), Some(Posterior::NotInTumor(_))));
    }
}
