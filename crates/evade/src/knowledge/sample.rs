//! What a sample's sheet and findings say to the populations of trials.

use evade_core::{ClinicalFacts, SampleFacts, SampleProfile};
use evade_phenotype::Context;
use evade_resistance::{CandidateSample, SampleHistology};

/// Words of a regimen that is or holds an immune checkpoint inhibitor.
const INHIBITORS: [&str; 25] = [
    "pembrolizumab",
    "nivolumab",
    "cemiplimab",
    "atezolizumab",
    "durvalumab",
    "avelumab",
    "ipilimumab",
    "tremelimumab",
    "tislelizumab",
    "toripalimab",
    "sintilimab",
    "camrelizumab",
    "penpulimab",
    "dostarlimab",
    "retifanlimab",
    "sugemalimab",
    "benmelstobart",
    "serplulimab",
    "cadonilimab",
    "ivonescimab",
    "keytruda",
    "opdivo",
    "tecentriq",
    "imfinzi",
    "libtayo",
];

/// Entries of a regimen that say that there was no treatment with an immune checkpoint inhibitor.
const NAIVE: [&str; 5] = ["none", "untreated", "treatment naive", "ici naive", "no ici"];

/// What a sample says to the populations of trials.
///
/// Earlier treatment is taken from the sheet: the date of the first or last dose of an immune checkpoint inhibitor, or a regimen
/// that names one together with a response. Results of a run hold no dates: a profile that was read back has the regimen alone.
pub(crate) fn candidate<'p>(profile: &'p SampleProfile, context: &Context) -> CandidateSample<'p> {
    CandidateSample {
        histology: histology(context, &profile.facts),
        genes: &profile.dna.genes,
        pdl1_tps: profile.facts.pdl1_tps,
        prior_ici: prior_ici(&profile.facts.clinical),
    }
}

/// The histology of the sheet.
fn histology(context: &Context, facts: &SampleFacts) -> SampleHistology {
    let Some(entry) = facts.histology.as_deref() else { return SampleHistology::NotStated };
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

/// Whether the sheet says that there was an immune checkpoint inhibitor, or that there was none.
fn prior_ici(facts: &ClinicalFacts) -> Option<bool> {
    let has_date = facts.dates.ici_start.is_some() || facts.dates.ici_end.is_some();
    let regimen = facts.regimen.as_deref().map(words).unwrap_or_default();
    let is_named = regimen.iter().any(|word| INHIBITORS.contains(&word.as_str()));
    let is_naive = NAIVE.contains(&regimen.join(" ").as_str());
    // A regimen alone may be a plan; with a response it was given.
    let was_given = is_named && facts.best_response.is_some();
    match (has_date || was_given, is_naive) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        // Nothing is said, or the sheet contradicts itself.
        _ => None,
    }
}

/// The words of an entry in lower case.
fn words(entry: &str) -> Vec<String> {
    let lower = entry.to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use evade_core::Date;

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
            (Some("melanoma"), SampleHistology::NotKnown),
            (Some("large cell carcinoma"), SampleHistology::NotKnown),
            (None, SampleHistology::NotStated),
        ] {
            let facts = SampleFacts { histology: entry.map(str::to_owned), ..SampleFacts::default() };
            assert_eq!(histology(&rules.context, &facts), expected, "{entry:?}");
        }
    }

    #[test]
    fn an_empty_cell_never_says_that_there_was_no_inhibitor() {
        let facts = |regimen: &str, response: Option<&str>, start: Option<&str>| {
            let mut facts = ClinicalFacts {
                regimen: (!regimen.is_empty()).then(|| regimen.to_owned()),
                best_response: response.map(str::to_owned),
                ..ClinicalFacts::default()
            };
            facts.dates.ici_start = start.map(|date| date.parse::<Date>().unwrap());
            facts
        };
        for (facts, expected) in [
            (facts("", None, None), None),
            (facts("", None, Some("2024-01-02")), Some(true)),
            (facts("carboplatin + Pembrolizumab", Some("PR"), None), Some(true)),
            (facts("pembrolizumab", None, None), None),
            (facts("carboplatin", Some("PR"), None), None),
            (facts("ICI-naive", None, None), Some(false)),
            (facts("none", None, Some("2024-01-02")), None),
        ] {
            assert_eq!(prior_ici(&facts), expected, "{facts:?}");
        }
    }
}
