//! What RNA shows: the place of a feature, and the call of the phenotype.

use evade_core::{
    Bearing, EvidenceLane, EvidenceLine, FeatureLevel, FeatureReason, FeatureValue, Observation,
    Pdl1RnaRelation, Phenotype, Reason, SampleProfile,
};

use super::{AssessedSample, Observed};
use crate::mechanisms::rules::End;

/// Borders of the middle half of a reference, as percentiles.
const MIDDLE: [f64; 2] = [25.0, 75.0];

/// The place of a feature in the reference.
pub(super) fn feature(id: &str, end: End, sample: AssessedSample<'_>) -> Observed {
    let features = sample.profile.rna.iter().flat_map(|rna| &rna.features);
    let Some(feature) = features.into_iter().find(|feature| feature.feature == id) else {
        let known = sample.features.iter().find(|feature| feature.id == id);
        return Observed::alone(EvidenceLine {
            lane: EvidenceLane::Rna,
            subject: id.to_owned(),
            name: known.map_or(id, |feature| &feature.name).to_owned(),
            found: Observation::NotTested,
            bearing: Bearing::Silent,
            value: None,
            detail: None,
        });
    };
    let (found, bearing) = of_level(feature, end);
    Observed::alone(EvidenceLine {
        lane: EvidenceLane::Rna,
        subject: id.to_owned(),
        name: feature.name.clone(),
        found,
        bearing,
        // A value that is held back has no place.
        value: feature.percentile.filter(|_| feature.level != FeatureLevel::NotAssessable),
        detail: None,
    })
}

/// An open level counts as a doubt where its interval reaches the end that is asked for, and for nothing elsewhere.
fn of_level(feature: &FeatureValue, end: End) -> (Observation, Bearing) {
    let is_high = end == End::High;
    match feature.level {
        FeatureLevel::High => (Observation::High, if is_high { Bearing::For } else { Bearing::Against }),
        FeatureLevel::Low => (Observation::Low, if is_high { Bearing::Against } else { Bearing::For }),
        FeatureLevel::Middle => (Observation::Middle, Bearing::Against),
        FeatureLevel::NotAssessable if is_held_back(feature) => (Observation::Open, Bearing::Silent),
        FeatureLevel::NotAssessable => (Observation::NotTested, Bearing::Silent),
        FeatureLevel::Open => {
            let lies_beyond = feature
                .percentile
                .is_some_and(|place| if is_high { place > MIDDLE[1] } else { place < MIDDLE[0] });
            let lies_opposite = feature
                .percentile
                .is_some_and(|place| if is_high { place < MIDDLE[0] } else { place > MIDDLE[1] });
            let bearing = match (lies_beyond, lies_opposite) {
                (true, _) => Bearing::Perhaps,
                (_, true) => Bearing::Against,
                _ => Bearing::Silent,
            };
            (Observation::Open, bearing)
        }
    }
}

/// Whether RNA was read and its value is not compared with the reference: it was measured, and says nothing.
fn is_held_back(feature: &FeatureValue) -> bool {
    feature.value.is_some() || feature.reasons.contains(&FeatureReason::RnaNotEvaluable)
}

/// The phenotype of the call.
pub(super) fn phenotype(class: Phenotype, profile: &SampleProfile) -> Observed {
    let call = profile.rna.as_ref().map(|rna| &rna.call);
    let (found, bearing) = match call {
        None => (Observation::NotTested, Bearing::Silent),
        Some(call) => match call.phenotype {
            // An open call with a leading class points at nothing that could be named.
            Phenotype::Indeterminate if call.leading == Some(class) => (Observation::Open, Bearing::Perhaps),
            // RNA that was read and held back was measured.
            Phenotype::Indeterminate | Phenotype::NotEvaluable => (Observation::Open, Bearing::Silent),
            // No label confirms that the axes tell excluded from desert: such a call is a leaning.
            own if call.reasons.contains(&Reason::ExcludedDesertLeaning) && own == class => {
                (Observation::Leaning, Bearing::Perhaps)
            }
            Phenotype::Excluded | Phenotype::Desert
                if call.reasons.contains(&Reason::ExcludedDesertLeaning)
                    && matches!(class, Phenotype::Excluded | Phenotype::Desert) =>
            {
                (Observation::Open, Bearing::Silent)
            }
            own if own == class => (Observation::Called, Bearing::For),
            _ => (Observation::OtherCall, Bearing::Against),
        },
    };
    Observed::alone(EvidenceLine {
        lane: EvidenceLane::Rna,
        subject: class.as_str().to_owned(),
        name: format!("phenotype {}", class.label()),
        found,
        bearing,
        value: None,
        detail: call.map(|call| call.phenotype.label().to_owned()),
    })
}

/// RNA and staining of PD-L1 agree where both are high or both low. A middle level, or a score between, says nothing.
pub(super) fn pdl1(id: &str, sample: AssessedSample<'_>) -> Observed {
    let mut observed = feature(id, End::High, sample);
    let bearing = match sample.profile.biomarkers.as_ref().map(|markers| markers.pdl1_and_rna) {
        Some(Pdl1RnaRelation::Agrees) => Bearing::For,
        Some(Pdl1RnaRelation::StainedWithoutRna | Pdl1RnaRelation::RnaWithoutStain) => Bearing::Against,
        Some(Pdl1RnaRelation::Between | Pdl1RnaRelation::NotCompared) | None => Bearing::Silent,
    };
    observed.lines.iter_mut().for_each(|line| line.bearing = bearing);
    observed.bearing = bearing;
    observed
}
