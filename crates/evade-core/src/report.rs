//! What identifies a report as a document.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{AlterationStatus, Date, GeneAlteration, Phenotype, ReferenceStamp, SampleProfile};

/// What the user says of the report: when it was made, how it is called and which report it replaces.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct ReportFacts {
    /// Date of the report; left out where none is stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// Id of the report in the user's words; left out where none is stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The report that this one replaces; left out where it replaces none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amends: Option<AmendedReport>,
}

impl ReportFacts {
    /// Whether nothing was said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What a reader must know of the report that was replaced.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AmendedReport {
    /// Id of the replaced report.
    pub id: Option<String>,
    /// Date of the replaced report.
    pub date: Option<Date>,
    /// Phenotype in the replaced report; `null` without RNA.
    pub phenotype: Option<Phenotype>,
    /// Rules of the call in the replaced report; `null` without RNA.
    pub rules: Option<String>,
    /// Reference of the call in the replaced report; `null` without RNA.
    pub reference: Option<ReferenceStamp>,
    /// Rows of genes that are altered in the replaced report; `null` where its structure does not tell.
    #[serde(default)]
    pub altered: Option<Vec<String>>,
}

impl AmendedReport {
    /// The report of this profile as one that is amended.
    #[must_use]
    pub fn of(profile: &SampleProfile) -> Self {
        let rna = profile.rna.as_ref();
        Self {
            id: profile.report.id.clone(),
            date: profile.report.date,
            phenotype: rna.map(|rna| rna.call.phenotype),
            rules: rna.map(|rna| rna.rules.clone()),
            reference: rna.map(|rna| rna.reference.clone()),
            altered: Some(altered_rows(profile)),
        }
    }
}

/// The rows of genes that are altered, in the order of the tables.
#[must_use]
pub fn altered_rows(profile: &SampleProfile) -> Vec<String> {
    let is_altered = |gene: &&GeneAlteration| gene.status == AlterationStatus::Altered;
    profile.dna.genes.iter().filter(is_altered).map(|gene| gene.gene.clone()).collect()
}
