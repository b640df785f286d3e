//! The JSON of a sample, `samples/SAMPLE.json`, and of a patient, `patients/PATIENT.json`, and their JSON Schemas.

use evade_core::{AntigenPresentation, PatientComparison, SampleProfile};
use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema};
use serde::Serialize;
use serde_json::Value;

/// The JSON of a sample: its profile, and what its lanes say together.
#[derive(Serialize, JsonSchema)]
pub(crate) struct SampleFile<'a> {
    #[serde(flatten)]
    profile: &'a SampleProfile,
    /// HLA class I with the genes without which none reaches the surface; from `hla` and `dna`.
    antigen_presentation: AntigenPresentation,
}

impl<'a> SampleFile<'a> {
    pub(crate) fn of(profile: &'a SampleProfile) -> Self {
        let antigen_presentation = AntigenPresentation::of(&profile.hla, &profile.dna.genes);
        Self { profile, antigen_presentation }
    }
}

const DESCRIPTION: &str = "Everything known of one sample: samples/SAMPLE.json of `evade run`. Every property that is \
    not in `required` is left out where there is nothing to state; every other one is always written, and null where a \
    value is missing. No property is forbidden: a later version with the same first number may add some. Words are those \
    of `evade schema reasons`. Research use only.";

/// JSON Schema (draft 2020-12) of what this version writes, made from the types that are written.
pub(crate) fn sample_schema() -> crate::Result<String> {
    schema_of::<SampleFile<'_>>("sample", SampleProfile::SCHEMA_VERSION, DESCRIPTION)
}

const OF_PATIENT: &str = "What changed between the samples of one patient: patients/PATIENT.json of `evade run` and `evade compare`. \
    Properties and words as in the JSON of a sample. Days are counted from the first dose of the checkpoint inhibitor; there is \
    no date. Research use only.";

/// JSON Schema of the JSON of a patient.
pub(crate) fn patient_schema() -> crate::Result<String> {
    schema_of::<PatientComparison>("patient", PatientComparison::SCHEMA_VERSION, OF_PATIENT)
}

fn schema_of<T: JsonSchema>(what: &str, version: &str, description: &str) -> crate::Result<String> {
    let settings =
        SchemaSettings::draft2020_12().for_serialize().with_transform(RecursiveTransform(fit_for_readers));
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    schema.insert("$id".to_owned(), format!("urn:evade:{what}:{version}").into());
    schema.insert("title".to_owned(), format!("evade {what}, schema version {version}").into());
    schema.insert("description".to_owned(), description.into());
    let mut text = serde_json::to_string_pretty(&schema)?;
    text.push('\n');
    Ok(text)
}

/// Removes what is of Rust alone. `default` stands for a property in files of earlier versions. Formats of numbers, such
/// as `uint32`, are refused by strict validators; `integer` and `minimum` say as much. `additionalProperties` is there for
/// types that refuse unknown keys in files of a user; in JSON that a later version wrote they are welcome. Lines of comments become sentences.
fn fit_for_readers(schema: &mut Schema) {
    schema.remove("default");
    schema.remove("format");
    schema.remove("additionalProperties");
    if let Some(Value::String(text)) = schema.get_mut("description") {
        *text = text.replace('\n', " ");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// docs/schema holds what `evade schema sample` and `evade schema patient` print; `EVADE_BLESS=1` writes it anew.
    #[test]
    fn the_documented_schemas_are_those_of_the_types() {
        for (name, text) in [("sample", sample_schema().unwrap()), ("patient", patient_schema().unwrap())] {
            let path = format!("{}/../../docs/schema/{name}.schema.json", env!("CARGO_MANIFEST_DIR"));
            if std::env::var_os("EVADE_BLESS").is_some() {
                std::fs::write(path, text).unwrap();
                continue;
            }
            let documented = std::fs::read_to_string(&path).unwrap();
            assert!(documented == text, "run EVADE_BLESS=1 cargo test and look at the difference of {path}");
        }
    }

    /// What is left out where there is nothing to state. Every other property is always there.
    #[test]
    fn properties_that_may_be_left_out_are_known() {
        let schema: Value = serde_json::from_str(&sample_schema().unwrap()).unwrap();
        let definitions = schema["$defs"].as_object().unwrap();
        let all = definitions.iter().map(|(name, schema)| (name.as_str(), schema));
        let mut optional = Vec::new();
        for (name, object) in all.chain([("", &schema)]) {
            let Some(properties) = object["properties"].as_object() else { continue };
            // An object whose properties may all be left out requires none.
            let required = object["required"].as_array().map_or(&[][..], Vec::as_slice);
            let is_optional = |key: &&String| !required.contains(&Value::from(key.as_str()));
            optional.extend(properties.keys().filter(is_optional).map(|key| format!("{name}.{key}")));
        }
        assert_eq!(
            optional,
            [
                "GeneCopies.subclonal",
                "HlaGene.sources",
                "QualityControl.unit",
                "QualityControl.unit_source",
                "ReportFacts.amends",
                "ReportFacts.date",
                "ReportFacts.id",
                ".compared",
                ".report",
            ]
        );
    }
}
