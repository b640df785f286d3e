//! All lists of words.

use serde::Serialize;

use super::Word;

/// A closed list of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Vocabulary {
    /// Its name.
    pub list: &'static str,
    /// Where its words are printed.
    pub used_in: &'static str,
    /// Its words.
    pub words: &'static [Word],
}

/// Declares [`VOCABULARIES`], and the test that walks through every value of every list.
macro_rules! registry {
    ($($list:ty: $used_in:literal),+ $(,)?) => {
        /// Every list of words that tables and JSON print, in the order in which `evade schema reasons` prints them.
        pub const VOCABULARIES: &[Vocabulary] = &[$(Vocabulary {
            list: <$list>::LIST,
            used_in: $used_in,
            words: <$list>::WORDS,
        }),+];

        #[cfg(test)]
        mod tests {
            use super::*;

            #[test]
            fn every_value_is_its_word_in_text_and_json() {
                $(walk(<$list>::LIST, <$list>::WORDS, &<$list>::every());)+
            }

            #[test]
            fn the_names_of_the_lists_are_distinct_and_say_where_they_are_used() {
                let names: std::collections::BTreeSet<_> = VOCABULARIES.iter().map(|v| v.list).collect();
                assert_eq!(names.len(), VOCABULARIES.len());
                assert!(VOCABULARIES.iter().all(|v| v.used_in.ends_with('.')));
            }

            fn walk<T>(list: &str, words: &[Word], values: &[T])
            where
                T: std::fmt::Display + std::fmt::Debug + PartialEq + std::str::FromStr,
                T: Serialize + serde::de::DeserializeOwned + schemars::JsonSchema,
            {
                let schema = T::json_schema(&mut schemars::SchemaGenerator::default());
                let codes: std::collections::BTreeSet<_> = words.iter().map(|word| word.code).collect();
                assert_eq!(codes.len(), words.len(), "{list}: a word stands twice");
                for word in words {
                    assert!(word.meaning.ends_with('.'), "{list} {}: {}", word.code, word.meaning);
                    assert!(!word.code.is_empty() && !word.code.contains([':', ';', ' ', '\t']), "{}", word.code);
                }
                let mut seen = std::collections::BTreeSet::new();
                for value in values {
                    let text = value.to_string();
                    let code = text.split(':').next().unwrap_or_default();
                    assert!(codes.contains(code), "{list}: {text}");
                    seen.insert(code.to_owned());
                    assert_eq!(text.parse::<T>().ok().as_ref(), Some(value), "{list}: {text}");
                    let json = serde_json::to_value(value).unwrap();
                    assert_eq!(json, serde_json::Value::String(text));
                    assert_eq!(&serde_json::from_value::<T>(json).unwrap(), value);
                    assert_eq!(cases_of(&schema, &value.to_string()), 1, "{list}: {value}");
                }
                assert_eq!(cases_of(&schema, "no_such_word"), 0);
                assert_eq!(seen.len(), words.len(), "{list}: a word has no value");
                assert!("no_such_word".parse::<T>().is_err() && "".parse::<T>().is_err());
            }

            /// How many words of a list's schema a text is.
            fn cases_of(schema: &schemars::Schema, text: &str) -> usize {
                let is_case = |case: &serde_json::Value| match case["pattern"].as_str() {
                    Some(pattern) => regex::Regex::new(pattern).unwrap().is_match(text),
                    None => case["const"] == text,
                };
                schema.get("oneOf").unwrap().as_array().unwrap().iter().filter(|case| is_case(case)).count()
            }
        }
    };
}

registry! {
    crate::Reason: "Column `flags` of scores.tsv, phenotypes.tsv and qc.tsv, column `reason` of failed.tsv.",
    crate::Phenotype: "Columns `phenotype` and `second` of phenotypes.tsv.",
    crate::SpatialClass: "Column `spatial_class` of phenotypes.tsv.",
    crate::Inflamed: "Column `inflamed` of phenotypes.tsv.",
    crate::Confidence: "Column `confidence` of phenotypes.tsv.",
    crate::Unit: "Column `unit` of qc.tsv, and the manifest.",
    crate::UnitSource: "Column `unit_source` of qc.tsv, and the manifest.",
    crate::ScaleKind: "Column `scale` of phenotypes.tsv.",
    crate::LaneState: "What each lane saw, in the JSON and on the page of a sample.",
    crate::LaneReason: "Why a lane was tested in part or not used, in the JSON and on the page of a sample.",
    crate::AlterationStatus: "Column `status` of alterations.tsv.",
    crate::Hits: "Column `hits` of alterations.tsv.",
    crate::EffectClass: "Column `effect` of alterations.tsv and variants.tsv.",
    crate::Verdict: "Column `verdict` of variants.tsv.",
    crate::EvidenceCode: "Column `evidence` of alterations.tsv and variants.tsv.",
    crate::Caution: "Column `flags` of alterations.tsv and variants.tsv.",
    crate::GeneRole: "Column `role` of alterations.tsv.",
    crate::EvidenceLevel: "Column `level` of alterations.tsv.",
    crate::Direction: "Column `direction` of alterations.tsv.",
    crate::CopyState: "Column `copy_number` of alterations.tsv.",
    crate::CopySource: "Column `cn_source` of alterations.tsv.",
    crate::VariantSource: "Column `source` of variants.tsv.",
    crate::Decay: "Column `nmd` of variants.tsv.",
    crate::FilterReason: "Column `reason` of filtered_variants.tsv.",
    crate::TmbMode: "Column `mode` of tmb.tsv.",
    crate::TmbCategory: "Column `category` of tmb.tsv.",
    crate::TmbReason: "Column `reason` of tmb.tsv.",
    crate::ReadoutState: "Column `state` of readouts.tsv and column `rna_readout` of alterations.tsv.",
    crate::ReadoutReason: "Column `reason` of readouts.tsv.",
    crate::Pdl1Category: "Field `biomarkers.pdl1` in the JSON of a sample.",
    crate::TmbOrigin: "Field `biomarkers.tmb_origin` in the JSON of a sample.",
    crate::BiomarkerRelation: "Field `biomarkers.relation` in the JSON of a sample.",
    crate::Pdl1RnaRelation: "Field `biomarkers.pdl1_and_rna` in the JSON of a sample.",
    crate::BiomarkerReason: "Field `biomarkers.reasons` in the JSON of a sample.",
    crate::MechanismState: "Column `state` of mechanisms.tsv.",
    crate::MechanismStrength: "Column `strength` of mechanisms.tsv.",
    crate::EvidenceLane: "Column `lanes` of mechanisms.tsv.",
    crate::Observation: "What is written behind a finding in the columns `evidence` and `counter_evidence` of mechanisms.tsv.",
    crate::Bearing: "JSON of a sample: `bearing` of the evidence of a mechanism.",
    crate::MechanismReason: "Column `reason` of mechanisms.tsv.",
    crate::BiopsyTime: "Field `biopsy` of `resistance` in the JSON of a sample.",
    crate::ResistanceClass: "Columns `class_sitc_review` and `class_nsclc_2021` of resistance.tsv.",
    crate::ResistanceReason: "Column `reasons` of resistance.tsv.",
    crate::BestResponse: "Best response as it was read, in `resistance` of the JSON of a sample.",
    crate::Confirmation: "Confirmation of the response as it was read, in `resistance` of the JSON of a sample.",
    crate::FeatureKind: "Column `kind` of features.tsv.",
    crate::FeatureLevel: "Column `level` of features.tsv.",
    crate::FeatureReason: "Column `reasons` of features.tsv.",
    crate::FeatureAxis: "Key `answers` of the list of features, signatures/rules/features.toml.",
    crate::MappingStatus: "Column `status` of gene_mapping.tsv.",
    crate::HlaStatus: "Column `status` of hla_loh.tsv.",
    crate::HlaMethod: "Column `method` of hla_loh.tsv.",
    crate::HlaSource: "Columns `source` and `sources` of hla_loh.tsv.",
    crate::HlaReason: "Column `reason` of hla_loh.tsv.",
    crate::HlaCaution: "Column `flags` of hla_loh.tsv.",
    crate::LohType: "Column `loh_type` of hla_loh.tsv.",
    crate::LohExtent: "Column `extent` of hla_loh.tsv.",
    crate::HlaMutationKind: "Somatic changes of HLA alleles in the JSON of a sample.",
    crate::PresentationState: "Antigen presentation in the JSON and on the page of a sample.",
    crate::PresentationChange: "Findings of antigen presentation in the JSON of a sample, behind the gene and a colon.",
    crate::SampleGroup: "Column `samples` of the tables of `evade validate`.",
    crate::Measure: "Column `measure` of measures.tsv.",
    crate::MeasureReason: "Column `reason` of measures.tsv.",
    crate::IntervalMethod: "Column `interval` of measures.tsv.",
    crate::KnowledgeKind: "Column `kind` of `evade knowledge list`.",
    crate::MechanismLayer: "Field `layer` of a mechanism in `evade knowledge`.",
    crate::ResistanceTiming: "Field `timing` of a mechanism in `evade knowledge`.",
    crate::EvidenceSpecies: "Field `species` of a mechanism in `evade knowledge`.",
    crate::EvidenceKind: "Field `evidence` of a mechanism in `evade knowledge`.",
    crate::MeasuredBy: "Field `measured_by` of a mechanism in `evade knowledge`.",
    crate::StrategyClass: "Field `class` of a strategy in `evade knowledge`.",
    crate::EvidenceStage: "Field `stages` of a strategy in `evade knowledge`.",
    crate::Outcome: "Field `outcome` of strategies, trials and studies in `evade knowledge`.",
    crate::TrialPhase: "Field `phase` of a trial in `evade knowledge`.",
    crate::TrialStatus: "Field `status` of a trial in `evade knowledge`.",
    crate::PopulationHistology: "Field `histology` of a trial's population in `evade knowledge`.",
    crate::PriorIci: "Field `prior_ici` of a trial's population in `evade knowledge`.",
    crate::PriorAgent: "Field `prior_agent` of a trial's population in `evade knowledge`.",
    crate::PopulationResistance: "Field `resistance` of a trial's population in `evade knowledge`.",
    crate::TreatmentLine: "Field `line` of a trial's population in `evade knowledge`.",
    crate::FitState: "Whether a sample is of a trial's population.",
    crate::Criterion: "What of a trial's population is compared with a sample.",
    crate::RnaSex: "What genes of the sex chromosomes show, in the JSON of a sample.",
    crate::ChangeKind: "Column `kind` of comparisons.tsv.",
    crate::ChangeStatus: "Column `status` of comparisons.tsv.",
    crate::PairReason: "Column `reason` of comparisons.tsv.",
    crate::NoiseSource: "Column `noise_from` of comparisons.tsv.",
    crate::DepthSource: "Column `depth_from` of comparisons.tsv.",
    crate::PairOrder: "What the order of two samples rests on, in the JSON of a patient.",
    crate::Comparability: "How far RNA or DNA of two samples is compared, in the JSON of a patient.",
    crate::PersonVerdict: "Whether two samples are of one person: row `person` of comparisons.tsv.",
    crate::CloneVerdict: "Whether two samples are of one clone: row `clone` of comparisons.tsv.",
    crate::IdentityKind: "What is compared to find an exchanged sample, in the JSON of a patient.",
    crate::IdentityBearing: "What such a comparison says, in the JSON of a patient.",
    crate::TransitionPattern: "The name of a transition of the phenotype, in the JSON of a patient.",
    crate::PuritySource: "Where an expected fraction comes from, in the JSON of a patient.",
    crate::CopiesFrom: "Where the copies behind an expected fraction come from, in the JSON of a patient.",
    crate::PatternState: "State of a pattern of several changes: row `hypoxia_triple` of comparisons.tsv.",
    crate::TransformationVerdict: "The screen for a transformation: row `transformation` of comparisons.tsv.",
    crate::TumourKind: "What a stated histology is, as far as a transformation is concerned, in the JSON of a patient.",
    crate::PairTest: "What would settle what a comparison leaves open, in the JSON of a patient.",
    crate::FitReason: "Why a sample is of a trial's population, is not, or cannot be told.",
    crate::AssociationMethod: "What a test of association is, in the library (docs/methods/associate.md).",
    crate::AssociationReason: "Why a test of association has no result, or what must be known of it, in the library.",
}
