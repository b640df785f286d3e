//! The course of a patient in days from the first dose: no date leaves the program.

use evade_core::{
    BestResponse, BiopsyTime, ClinicalDates, Date, LastDose, PatientCourse, PatientSample, Progression,
    SampleProfile,
};

use crate::resistance::differing;

/// The course that the last sample's row states; that of an earlier one where it states none.
pub(super) fn course(profiles: &[&SampleProfile]) -> PatientCourse {
    let has_start = |profile: &&&SampleProfile| profile.facts.clinical.dates.ici_start.is_some();
    let has_regimen = |profile: &&&SampleProfile| profile.facts.clinical.regimen.is_some();
    let rows = || profiles.iter().rev();
    let Some(last) = rows().find(has_start).or_else(|| rows().find(has_regimen)).or(profiles.last()) else {
        return PatientCourse::default();
    };
    let clinical = &last.facts.clinical;
    let ClinicalDates { ici_start, ici_end, progression, .. } = clinical.dates;
    let day = |date: Date| Some(date.days_since(ici_start?));
    let rows_differ = profiles.iter().enumerate().any(|(place, one)| {
        profiles[place + 1..].iter().any(|other| differing(&one.facts, &other.facts).next().is_some())
    });
    PatientCourse {
        has_start: ici_start.is_some(),
        last_dose: match ici_end {
            Some(LastDose::On(date)) => day(date),
            _ => None,
        },
        is_ongoing: ici_end == Some(LastDose::Ongoing),
        progression: match progression {
            Some(Progression::On(date)) => day(date),
            _ => None,
        },
        no_progression: progression == Some(Progression::NoneSoFar),
        regimen: clinical.regimen.clone(),
        best_response: clinical.best_response.as_deref().and_then(BestResponse::read),
        rows_differ,
    }
}

/// The first dose that days are counted from: one for all samples of the patient, that of the course, else that of any row.
pub(super) fn first_dose(profiles: &[&SampleProfile]) -> Option<Date> {
    profiles.iter().rev().find_map(|profile| profile.facts.clinical.dates.ici_start)
}

/// A sample on the way of its patient.
pub(super) fn sample(profile: &SampleProfile, first_dose: Option<Date>) -> PatientSample {
    let facts = &profile.facts;
    let call = profile.rna.as_ref().map(|rna| &rna.call);
    PatientSample {
        sample: facts.sample.clone(),
        timepoint: facts.timepoint.clone(),
        day: facts.clinical.dates.collection.zip(first_dose).map(|(date, start)| date.days_since(start)),
        biopsy: profile.resistance.as_ref().map_or(BiopsyTime::NotKnown, |course| course.biopsy),
        site: facts.site.clone(),
        specimen: facts.specimen.clone(),
        assay_rna: facts.assay_rna.clone(),
        assay_dna: facts.assay_dna.clone(),
        histology: facts.histology.clone(),
        purity: facts.purity,
        phenotype: call.map(|call| call.phenotype),
        confidence: call.and_then(|call| call.confidence),
        has_variants: profile.dna.tested,
        has_hla: profile.hla.iter().any(|gene| gene.status.is_assessable()),
    }
}
