//! What a file of custom content holds.

use evade_core::SampleProfile;
use serde::{Serialize, Serializer};
use serde_json::Value;

/// One file of custom content.
#[derive(Debug, Serialize)]
pub(super) struct Content {
    pub(super) id: String,
    #[serde(flatten)]
    pub(super) place: Place,
    pub(super) plot_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) pconfig: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) headers: Option<Ordered<Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) categories: Option<Ordered<Value>>,
    pub(super) data: Ordered<Ordered<Value>>,
}

/// Where a report shows the content.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Place {
    /// Columns of the general statistics under this name.
    GeneralStats { namespace: String },
    /// A section of the chapter on evade.
    Section {
        parent_id: &'static str,
        parent_name: &'static str,
        parent_description: String,
        section_name: String,
        description: String,
    },
}

impl Place {
    /// A section; `description` says what its numbers mean.
    pub(super) fn section(section_name: &str, description: &str) -> Self {
        Self::Section {
            parent_id: "evade",
            parent_name: "evade",
            parent_description: format!(
                "states how a tumour may escape immune checkpoint inhibitors, from bulk RNA, somatic variants, copy \
                 number and HLA. {}",
                SampleProfile::INTENDED_USE
            ),
            section_name: section_name.to_owned(),
            description: format!("{description} {}", SampleProfile::INTENDED_USE),
        }
    }
}

/// An object whose keys stay in this order.
#[derive(Debug)]
pub(super) struct Ordered<V>(pub(super) Vec<(String, V)>);

impl<V> Ordered<V> {
    /// Nothing where there is no entry.
    pub(super) fn some(entries: Vec<(String, V)>) -> Option<Self> {
        if entries.is_empty() { None } else { Some(Self(entries)) }
    }
}

impl<V: Serialize> Serialize for Ordered<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}
