//! What a sample's sheet and findings say to the populations of trials.

use evade_core::{
    BestResponse, PopulationResistance, ResistanceClass, ResistanceCourse, ResistanceReason, SampleFacts,
    SampleProfile,
};
use evade_phenotype::Context;
use evade_resistance::{
    CandidateSample, PriorTreatment, Regimen, RegimenDrugs, SampleHistology, StatedAgent, StatedProgression,
};

use crate::resistance::Resistance;

/// Words of tumours that are no non-small cell lung cancer.
const OTHER_TUMOURS: [&str; 53] = [
    "sclc",
    "melanoma",
    "melanomas",
    "skcm",
    "breast",
    "mammary",
    "brca",
    "colorectal",
    "colon",
    "rectal",
    "crc",
    "coad",
    "renal",
    "kidney",
    "rcc",
    "ccrcc",
    "urothelial",
    "bladder",
    "blca",
    "hepatocellular",
    "hcc",
    "gastric",
    "stomach",
    "mesothelioma",
    "lymphoma",
    "leukemia",
    "leukaemia",
    "myeloma",
    "sarcoma",
    "glioma",
    "glioblastoma",
    "prostate",
    "prostatic",
    "pancreatic",
    "pancreas",
    "ovarian",
    "ovary",
    "cervical",
    "endometrial",
    "uterine",
    "esophageal",
    "oesophageal",
    "thymoma",
    "thyroid",
    "neuroblastoma",
    "carcinoid",
    "hnscc",
    "oral",
    "laryngeal",
    "nasopharyngeal",
    "cholangiocarcinoma",
    "seminoma",
    "merkel",
];

/// Words beside which the name of another tumour says nothing firm of this one: of the lung, of a mixture, of a doubt or of the
/// patient's past.
const NOT_ALONE: [&str; 38] = [
    "nsclc",
    "luad",
    "lusc",
    "lung",
    "pulmonary",
    "bronchial",
    "adenosquamous",
    "large",
    "no",
    "not",
    "non",
    "without",
    "with",
    "and",
    "or",
    "versus",
    "vs",
    "from",
    "to",
    "like",
    "of",
    "history",
    "prior",
    "previous",
    "former",
    "second",
    "metastasis",
    "metastases",
    "combined",
    "mixed",
    "component",
    "suspected",
    "possible",
    "probable",
    "unclear",
    "excluded",
    "transformed",
    "transformation",
];

/// What a sample says to the populations of trials.
///
/// Earlier treatment is taken from the sheet: the date of the first or last dose of an immune checkpoint inhibitor, or a regimen
/// that names one together with a response. A first dose after the date of the report was not given yet. Results of a run hold no
/// dates: a profile that was read back has the regimen alone.
pub(crate) fn candidate<'p>(
    profile: &'p SampleProfile,
    context: &Context,
    resistance: &Resistance,
) -> CandidateSample<'p> {
    CandidateSample {
        histology: histology(context, &profile.facts),
        genes: &profile.dna.genes,
        pdl1_tps: profile.facts.pdl1_tps,
        prior: prior(profile, resistance),
    }
}

/// The histology of the sheet.
pub(crate) fn histology(context: &Context, facts: &SampleFacts) -> SampleHistology {
    let Some(entry) = facts.histology.as_deref() else { return SampleHistology::NotStated };
    if is_other_tumour(context, entry) {
        return SampleHistology::OtherTumour;
    }
    match context.stratum_of(entry) {
        Some("LUAD") => SampleHistology::Adenocarcinoma,
        Some("LUSC") => SampleHistology::Squamous,
        Some(_) => SampleHistology::NotKnown,
        // Large cell carcinoma, adenosquamous carcinoma and tumours of other organs are not distinguished here.
        None if context.is_specific(entry) => SampleHistology::NotKnown,
        None => {
            let entry = words(entry);
            let is_listed = context.histologies.iter().any(|known| words(known) == entry);
            let names_it = entry.iter().any(|word| context.unspecific.contains(word));
            if is_listed || names_it { SampleHistology::Nsclc } else { SampleHistology::NotStated }
        }
    }
}

/// Whether an entry names small cell lung cancer or a tumour of another organ, and nothing beside it that leaves a doubt.
fn is_other_tumour(context: &Context, entry: &str) -> bool {
    let words = words(entry);
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    let is_small_cell = words.windows(2).any(|pair| pair[0] == "small" && pair[1] == "cell");
    if is_small_cell || words.iter().any(|word| word == "sclc") {
        // Small cell lung cancer names the lung itself.
        let beside =
            words.iter().filter(|word| !["lung", "pulmonary", "of", "bronchial"].contains(&word.as_str()));
        let names_other =
            |word: &String| NOT_ALONE.contains(&word.as_str()) || context.histology_words.contains(word);
        return !beside.into_iter().any(names_other);
    }
    has(&OTHER_TUMOURS) && !has(&NOT_ALONE)
}

/// What the sheet says of earlier treatment.
fn prior(profile: &SampleProfile, resistance: &Resistance) -> PriorTreatment {
    let facts = &profile.facts.clinical;
    let regimen = Regimen::read(&resistance.rules.regimen, facts.regimen.as_deref());
    let is_in_future =
        resistance.today.zip(facts.dates.ici_start).is_some_and(|(today, start)| start > today);
    let has_date = facts.dates.ici_start.is_some() || facts.dates.ici_end.is_some();
    // A regimen alone may be a plan; with a response it was given.
    let was_given = matches!(regimen.drugs, RegimenDrugs::Ici { .. }) && facts.best_response.is_some();
    let ici = match (has_date || was_given, regimen.drugs) {
        _ if is_in_future => None,
        (true, _) if !regimen.leaves_dates_open() => Some(true),
        (false, RegimenDrugs::Denied) => Some(false),
        // Nothing is said, or the sheet contradicts itself.
        _ => None,
    };
    let agent = match regimen.drugs {
        RegimenDrugs::Ici { has_nivolumab: true, .. } => StatedAgent::Nivolumab,
        RegimenDrugs::Ici { has_pd1: true, .. } => StatedAgent::Pd1,
        RegimenDrugs::Ici { has_other: true, .. } => StatedAgent::OtherIci,
        _ => StatedAgent::NotStated,
    };
    let best_response = facts.best_response.as_deref().and_then(BestResponse::read);
    let course = profile.resistance.as_ref();
    let class = course.and_then(|course| match course.sitc_review.class {
        ResistanceClass::Primary => Some(PopulationResistance::Primary),
        ResistanceClass::Acquired => Some(PopulationResistance::Acquired),
        _ => None,
    });
    PriorTreatment { ici, agent, progression: progression(regimen, best_response, course), class }
}

/// Whether the tumour progressed on the course of treatment, as its class or the best response says.
fn progression(
    regimen: Regimen,
    best_response: Option<BestResponse>,
    course: Option<&ResistanceCourse>,
) -> StatedProgression {
    use ResistanceReason as Why;
    let class = course.map(|course| course.sitc_review.class);
    let reasons = course.map(ResistanceCourse::reasons).unwrap_or_default();
    let impossible = [
        Why::LastDoseBeforeFirst,
        Why::ProgressionNotAfterFirstDose,
        Why::FirstDoseTooEarly,
        Why::DateInFuture,
        Why::ResponseContradictsDates,
    ];
    if regimen.is_other_setting
        || regimen.leaves_dates_open()
        || reasons.iter().any(|why| impossible.contains(why))
    {
        return StatedProgression::NotStated;
    }
    let is_short = reasons.contains(&Why::ExposureShort) && !reasons.contains(&Why::StoppedBefore);
    match class {
        Some(ResistanceClass::NoProgression) => StatedProgression::NoneSoFar,
        Some(ResistanceClass::Primary | ResistanceClass::Acquired) => StatedProgression::OnTreatment,
        Some(ResistanceClass::AfterStopping) => StatedProgression::AfterStopping,
        _ if is_short || best_response == Some(BestResponse::Progressive) => StatedProgression::OnTreatment,
        _ => StatedProgression::NotStated,
    }
}

/// The words of an entry in lower case.
fn words(entry: &str) -> Vec<String> {
    let lower = entry.to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use evade_core::{DnaProfile, LaneInputs};

    use super::*;
    use crate::{builtin, inputs};

    #[test]
    fn histology_is_known_only_where_it_is_stated() {
        let (rules, _) = inputs::rules(builtin::DEFAULT_RULES).unwrap();
        for (entry, expected) in [
            (Some("LUAD"), SampleHistology::Adenocarcinoma),
            (Some("squamous cell carcinoma of the lung"), SampleHistology::Squamous),
            (Some("NSCLC"), SampleHistology::Nsclc),
            (Some("non-small cell lung cancer"), SampleHistology::Nsclc),
            (Some("unknown"), SampleHistology::NotStated),
            (Some("melanoma"), SampleHistology::OtherTumour),
            (Some("metastatic melanoma"), SampleHistology::OtherTumour),
            (Some("SCLC"), SampleHistology::OtherTumour),
            (Some("small cell lung cancer"), SampleHistology::OtherTumour),
            (Some("small-cell carcinoma of the lung"), SampleHistology::OtherTumour),
            (Some("breast"), SampleHistology::OtherTumour),
            (Some("colon adenocarcinoma"), SampleHistology::OtherTumour),
            (Some("non-small-cell lung cancer"), SampleHistology::Nsclc),
            (Some("combined SCLC and adenocarcinoma"), SampleHistology::NotKnown),
            (Some("lung adenocarcinoma, history of breast cancer"), SampleHistology::NotKnown),
            (Some("not melanoma"), SampleHistology::NotKnown),
            (Some("transformed SCLC"), SampleHistology::NotKnown),
            (Some("large cell carcinoma"), SampleHistology::NotKnown),
            (None, SampleHistology::NotStated),
        ] {
            let facts = SampleFacts { histology: entry.map(str::to_owned), ..SampleFacts::default() };
            assert_eq!(histology(&rules.context, &facts), expected, "{entry:?}");
        }
    }

    fn profile(regimen: &str, response: &str, [start, end, progression]: [&str; 3]) -> SampleProfile {
        let mut facts = SampleFacts::default();
        let cell = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        facts.clinical.regimen = cell(regimen);
        facts.clinical.best_response = cell(response);
        facts.clinical.response_confirmed = cell("yes");
        facts.clinical.dates.ici_start = cell(start).map(|date| date.parse().unwrap());
        facts.clinical.dates.ici_end = cell(end).map(|date| date.parse().unwrap());
        facts.clinical.dates.progression = cell(progression).map(|date| date.parse().unwrap());
        let json = serde_json::json!({
            "schema_version": SampleProfile::SCHEMA_VERSION,
            "intended_use": SampleProfile::INTENDED_USE,
            "facts": SampleFacts::default(),
            "rna": null,
            "lanes": LaneInputs::default(),
            "dna": DnaProfile::default(),
            "hla": [],
        });
        // Through JSON, so that a new field of a profile changes nothing here; JSON holds no dates.
        let mut profile: SampleProfile = serde_json::from_value(json).unwrap();
        profile.facts = facts;
        profile
    }

    fn prior_of(mut profile: SampleProfile, today: Option<&str>) -> PriorTreatment {
        let today = today.map(|date| date.parse().unwrap());
        let resistance = Resistance::built_in().unwrap().reported_on(today);
        profile.resistance = Some(resistance.course(&profile.facts));
        prior(&profile, &resistance)
    }

    #[test]
    fn an_empty_cell_never_says_that_there_was_no_inhibitor() {
        const UNDATED: [&str; 3] = ["", "", ""];
        const DATED: [&str; 3] = ["2024-01-02", "", ""];
        for (regimen, response, dates, expected) in [
            ("", "", UNDATED, None),
            ("", "", DATED, Some(true)),
            ("carboplatin + Pembrolizumab", "PR", UNDATED, Some(true)),
            ("MK-3475", "PR", UNDATED, Some(true)),
            ("pembrolizumab", "", UNDATED, None),
            ("carboplatin", "PR", UNDATED, None),
            ("carboplatin", "PR", DATED, None),
            ("no pembrolizumab", "PR", UNDATED, None),
            ("received no ICI", "PR", DATED, None),
            ("nivolumab -> docetaxel", "PR", DATED, None),
            ("previously pembrolizumab, now docetaxel", "PR", UNDATED, None),
            ("ICI-naive", "", UNDATED, Some(false)),
            ("none", "", DATED, None),
        ] {
            assert_eq!(
                prior_of(profile(regimen, response, dates), None).ici,
                expected,
                "{regimen} {response} {dates:?}"
            );
        }
    }

    #[test]
    fn a_first_dose_after_the_report_was_not_given_yet() {
        let course = || profile("pembrolizumab", "PR", ["2024-06-02", "", ""]);
        assert_eq!(prior_of(course(), Some("2024-06-01")).ici, None);
        assert_eq!(prior_of(course(), Some("2024-06-02")).ici, Some(true));
        assert_eq!(prior_of(course(), None).ici, Some(true));
    }

    #[test]
    fn progression_is_that_on_the_stated_course() {
        let of = |regimen: &str, response: &str, dates| {
            let prior = prior_of(profile(regimen, response, dates), None);
            (prior.agent, prior.progression, prior.class)
        };
        for (regimen, response, dates, expected) in [
            (
                "nivolumab",
                "SD",
                ["2023-01-10", "2023-10-01", "2023-10-11"],
                (
                    StatedAgent::Nivolumab,
                    StatedProgression::OnTreatment,
                    Some(PopulationResistance::Acquired),
                ),
            ),
            (
                "pembrolizumab",
                "PR",
                ["2024-01-01", "ongoing", "none"],
                (StatedAgent::Pd1, StatedProgression::NoneSoFar, None),
            ),
            (
                "ipilimumab",
                "PR",
                ["2023-01-01", "2023-07-01", "2024-04-01"],
                (StatedAgent::OtherIci, StatedProgression::AfterStopping, None),
            ),
            ("pembrolizumab", "PD", ["", "", ""], (StatedAgent::Pd1, StatedProgression::OnTreatment, None)),
            (
                "IO",
                "PR",
                ["2024-01-01", "", ""],
                (StatedAgent::NotStated, StatedProgression::NotStated, None),
            ),
            (
                "adjuvant pembrolizumab",
                "PD",
                ["2024-01-01", "2024-05-06", "2024-05-20"],
                (StatedAgent::Pd1, StatedProgression::NotStated, None),
            ),
        ] {
            assert_eq!(of(regimen, response, dates), expected, "{regimen} {response}");
        }
    }
}
