//! Probabilities of events, as varlociraptor writes them: `PROB_ABSENT`, `PROB_ARTIFACT` and one for each event that its user
//! has named, all scaled as phred.

use super::record::{RawRecord, pieces};

/// From here on the somatic events are probable enough.
const MIN_SOMATIC: f64 = 0.95;

/// What the probabilities of a record say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Posterior {
    /// The tumour does not have it: absent, or an artefact.
    NotInTumor(String),
    /// The normal has it.
    NotSomatic(String),
    /// Most probably somatic, or of an event whose name tells nothing, and not probable enough.
    Doubtful(String),
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
        if has(&["absent"]) {
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
pub(super) fn of(record: &RawRecord<'_>) -> Option<Posterior> {
    record.info("PROB_ABSENT")?;
    let events = [Event::Absent, Event::Artifact, Event::Normal, Event::Somatic, Event::Other];
    let mut sums = events.map(|event| (event, 0.0_f64));
    for field in pieces(record.info, b';') {
        let Some((name, value)) = field.strip_prefix("PROB_").and_then(|f| f.split_once('=')) else {
            continue;
        };
        let Ok(phred) = value.split(',').next().unwrap_or("").parse::<f64>() else { continue };
        let event = Event::of(name);
        for (_, sum) in sums.iter_mut().filter(|(known, _)| *known == event) {
            *sum += 10_f64.powf(-phred / 10.0);
        }
    }
    let (most, probability) = sums.into_iter().max_by(|a, b| a.1.total_cmp(&b.1))?;
    let somatic = sums.iter().find(|(event, _)| *event == Event::Somatic).map_or(0.0, |(_, sum)| *sum);
    if probability <= 0.0 || (most == Event::Somatic && probability >= MIN_SOMATIC) {
        return None;
    }
    let said = format!(
        "PROB_*: {} with probability {probability:.3}, somatic in the tumour with {somatic:.3}",
        most.words()
    );
    Some(match most {
        Event::Absent | Event::Artifact => Posterior::NotInTumor(said),
        Event::Normal => Posterior::NotSomatic(said),
        Event::Somatic => {
            Posterior::Doubtful(format!("PROB_*: somatic in the tumour with probability {somatic:.3}"))
        }
        Event::Other => Posterior::Doubtful(said),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(info: &str) -> Option<Posterior> {
        of(&RawRecord::parse(&format!("1\t5\t.\tC\tT\t.\tPASS\t{info}")).unwrap())
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
}
