//! How often each mechanism is supported in tumours of which RNA and DNA are known.

use evade_core::{BaseRate, MechanismFinding, MechanismLayer};
use serde::Deserialize;

use crate::{builtin, inputs};

/// The measured rates.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BaseRates {
    rate: Vec<Rate>,
}

/// The rate of one mechanism in the tumours of one histology.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rate {
    mechanism: String,
    histology: String,
    supported: u32,
    assessable: u32,
}

impl BaseRates {
    /// Those of the built-in rules. Rules of a user have none.
    pub(super) fn built_in() -> crate::Result<Self> {
        let (name, text) = builtin::BASE_RATES;
        inputs::parsed_rules(name, text, "these rates are part of the program")
    }

    /// Puts the rate of the sample's histology beside each finding; a histology that was not measured has none. Where axes of
    /// the call were moved (`is_moved`), the rates of calls are not those of such calls.
    pub(super) fn stand_beside(
        &self,
        findings: &mut [MechanismFinding],
        histology: Option<&str>,
        is_moved: bool,
    ) {
        let Some(histology) = histology else { return };
        for finding in findings {
            if is_moved && finding.layer == MechanismLayer::Phenotype {
                continue;
            }
            let of_finding = |rate: &&Rate| rate.mechanism == finding.id && rate.histology == histology;
            finding.base_rate = self.rate.iter().find(of_finding).map(|rate| BaseRate {
                share: f64::from(rate.supported) / f64::from(rate.assessable.max(1)),
                n: rate.assessable,
                population: histology.to_owned(),
            });
        }
    }
}
