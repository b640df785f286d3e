//! How the tumour mutational burden is counted.

use std::collections::{BTreeMap, BTreeSet};

use evade_core::TmbMode;
use evade_genome::{BurdenRules, PanelMatrix, TmbSetting};
use serde_json::Value;

use crate::error::UsageError;

/// The names of the parameters in a manifest, all of which decide results.
pub(crate) const PARAMETERS: [&str; 8] = [
    SOURCE,
    "tmb_mb",
    "tmb_mode",
    "tmb_drop_hotspots",
    "tmb_calibrated",
    "tmb_min_depth",
    "tmb_min_alt_reads",
    "tmb_min_vaf",
];

/// The parameter of where the burden comes from. A reported one is that of a patient and decides nothing else.
const SOURCE: &str = "tmb";
/// Its word for no burden.
const OFF: &str = "off";

/// Megabases of one panel, or of all.
#[derive(Debug, Clone, PartialEq)]
pub struct PanelSize {
    /// The panel's name in a panel matrix; none for all others.
    pub panel: Option<String>,
    /// Megabases that were assessed, above 0.
    pub mb: f64,
}

impl std::str::FromStr for PanelSize {
    type Err = String;

    /// `MB`, or `PANEL=MB`.
    fn from_str(text: &str) -> Result<Self, String> {
        let (panel, number) = match text.rsplit_once('=') {
            Some(("", _)) => return Err("a panel's name before '='".to_owned()),
            Some((panel, number)) => (Some(panel.to_owned()), number),
            None => (None, text),
        };
        let mb = number.parse().ok().filter(|n: &f64| n.is_finite() && *n > 0.0);
        Ok(Self { panel, mb: mb.ok_or("a number over 0")? })
    }
}

impl std::fmt::Display for PanelSize {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.panel {
            Some(panel) => write!(f, "{panel}={}", self.mb),
            None => write!(f, "{}", self.mb),
        }
    }
}

/// Where the tumour mutational burden comes from.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum BurdenSource {
    /// It is counted.
    #[default]
    Counted,
    /// It is not counted.
    Off,
    /// The laboratory reports it, in mutations per megabase, of one patient; it is counted as well.
    Reported(f64),
}

/// Whether and how the tumour mutational burden is counted, and over how much.
#[derive(Debug, Clone, PartialEq)]
pub struct BurdenSettings {
    /// Where it comes from.
    pub source: BurdenSource,
    /// Megabases that were assessed: of all samples, and of single panels.
    pub sizes: Vec<PanelSize>,
    /// Which variants count.
    pub mode: TmbMode,
    /// Whether hotspots, which a panel was chosen to hold, are left out.
    pub drop_hotspots: bool,
    /// Whether the panel was calibrated against exomes, so that a category may be given.
    pub calibrated: bool,
    /// Limits of the reads of a variant that counts.
    pub limits: BurdenRules,
}

impl Default for BurdenSettings {
    fn default() -> Self {
        Self {
            source: BurdenSource::Counted,
            sizes: Vec::new(),
            mode: TmbMode::NonSilent,
            drop_hotspots: false,
            calibrated: false,
            limits: BurdenRules::default(),
        }
    }
}

impl BurdenSettings {
    /// The setting of samples whose panel has no size of its own.
    pub(crate) fn setting(&self) -> TmbSetting {
        TmbSetting {
            is_off: self.source == BurdenSource::Off,
            mode: self.mode,
            mb: self.sizes.iter().find(|size| size.panel.is_none()).map(|size| size.mb),
            drop_hotspots: self.drop_hotspots,
            calibrated: self.calibrated,
        }
    }

    /// Megabases by name of the panel.
    pub(crate) fn panel_mb(&self) -> BTreeMap<String, f64> {
        self.sizes.iter().filter_map(|size| Some((size.panel.clone()?, size.mb))).collect()
    }

    /// Refuses a reported burden, which is that of one patient.
    pub(crate) fn refuse_reported(&self) -> Result<(), UsageError> {
        match self.source {
            BurdenSource::Reported(tmb) => Err(UsageError::new(
                format!("--tmb {tmb} is what the laboratory reports of one patient"),
                "give it with evade run --sample, or as the sheet's column 'tmb'; --tmb off counts none",
            )),
            BurdenSource::Counted | BurdenSource::Off => Ok(()),
        }
    }

    /// Refuses sizes that are given twice or that no sample can have.
    pub(crate) fn check(&self, matrix: Option<&PanelMatrix>) -> Result<(), UsageError> {
        let mut seen = BTreeSet::new();
        for size in &self.sizes {
            let name = size.panel.as_deref();
            if !seen.insert(name) {
                let of = name.map_or_else(|| "all panels".to_owned(), |name| format!("the panel '{name}'"));
                return Err(UsageError::new(
                    format!("--tmb-mb gives {of} two sizes"),
                    "one size for each panel, and one without a name for the others",
                ));
            }
            let (Some(name), known) = (name, matrix.map(|matrix| &matrix.panels)) else { continue };
            let Some(known) = known else {
                return Err(UsageError::new(
                    format!("--tmb-mb {name}=MB, and nothing that says which samples have this panel"),
                    "give --panel-matrix, or megabases without a name",
                ));
            };
            if !known.values().any(|panel| panel == name) {
                let names: BTreeSet<&str> = known.values().map(String::as_str).collect();
                return Err(UsageError::new(
                    format!("no sample of the panel matrix has the panel '{name}'"),
                    format!("its panels are: {}", names.into_iter().collect::<Vec<_>>().join(", ")),
                ));
            }
        }
        Ok(())
    }

    /// The settings for the manifest; sizes of panels as they were written, by name.
    pub(crate) fn parameters(&self) -> [(&'static str, Value); 8] {
        let mb = if self.panel_mb().is_empty() {
            self.setting().mb.into()
        } else {
            let mut sizes: Vec<String> = self.sizes.iter().map(ToString::to_string).collect();
            sizes.sort();
            sizes.into()
        };
        let [_, name_mb, mode, drop_hotspots, calibrated, min_depth, min_alt_reads, min_vaf] = PARAMETERS;
        let source = match self.source {
            BurdenSource::Counted => Value::Null,
            BurdenSource::Off => OFF.into(),
            BurdenSource::Reported(tmb) => tmb.into(),
        };
        [
            (SOURCE, source),
            (name_mb, mb),
            (mode, self.mode.as_str().into()),
            (drop_hotspots, self.drop_hotspots.into()),
            (calibrated, self.calibrated.into()),
            (min_depth, self.limits.min_depth.into()),
            (min_alt_reads, self.limits.min_alt_reads.into()),
            (min_vaf, self.limits.min_vaf.into()),
        ]
    }

    /// The settings that a manifest holds; the name of the parameter that cannot be read otherwise.
    pub(crate) fn of_parameters(parameters: &BTreeMap<String, Value>) -> Result<Self, &'static str> {
        let value = |name: &str| parameters.get(name).filter(|value| !value.is_null());
        let [_, name_mb, mode, drop_hotspots, calibrated, min_depth, min_alt_reads, min_vaf] = PARAMETERS;
        let count = |name: &'static str| {
            let read = |value: &Value| value.as_u64().and_then(|n| u32::try_from(n).ok()).ok_or(name);
            value(name).map(read).transpose()
        };
        let truth = |name: &'static str| value(name).map_or(Ok(false), |value| value.as_bool().ok_or(name));
        let sizes = match value(name_mb) {
            None => Vec::new(),
            Some(Value::Array(sizes)) => {
                let size = |size: &Value| size.as_str().and_then(|text| text.parse().ok());
                sizes.iter().map(size).collect::<Option<_>>().ok_or(name_mb)?
            }
            Some(one) => vec![PanelSize { panel: None, mb: one.as_f64().ok_or(name_mb)? }],
        };
        let source = match value(SOURCE) {
            None => BurdenSource::Counted,
            Some(Value::String(word)) if word == OFF => BurdenSource::Off,
            Some(reported) => BurdenSource::Reported(reported.as_f64().ok_or(SOURCE)?),
        };
        Ok(Self {
            source,
            sizes,
            mode: match value(mode) {
                None => TmbMode::NonSilent,
                Some(word) => word.as_str().and_then(|word| word.parse().ok()).ok_or(mode)?,
            },
            drop_hotspots: truth(drop_hotspots)?,
            calibrated: truth(calibrated)?,
            limits: BurdenRules {
                min_depth: count(min_depth)?,
                min_alt_reads: count(min_alt_reads)?,
                min_vaf: value(min_vaf).map(|value| value.as_f64().ok_or(min_vaf)).transpose()?,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(texts: &[&str]) -> BurdenSettings {
        let sizes = texts.iter().map(|text| text.parse().unwrap()).collect();
        BurdenSettings { sizes, ..BurdenSettings::default() }
    }

    #[test]
    fn parameters_give_the_settings_again() {
        let limits = BurdenRules { min_depth: Some(20), min_alt_reads: Some(5), min_vaf: Some(0.1) };
        for settings in [
            BurdenSettings::default(),
            BurdenSettings { mode: TmbMode::WithSilent, drop_hotspots: true, ..sizes(&["30"]) },
            BurdenSettings { mode: TmbMode::Missense, calibrated: true, limits, ..sizes(&["1", "A=0.9"]) },
            BurdenSettings { source: BurdenSource::Off, ..BurdenSettings::default() },
            BurdenSettings { source: BurdenSource::Reported(8.5), ..BurdenSettings::default() },
        ] {
            let parameters: BTreeMap<String, Value> =
                settings.parameters().into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
            assert_eq!(BurdenSettings::of_parameters(&parameters), Ok(settings));
        }
        let wrong = [("tmb_mode".to_owned(), Value::from("some"))].into();
        assert_eq!(BurdenSettings::of_parameters(&wrong), Err("tmb_mode"));
    }

    #[test]
    fn each_panel_has_one_size_and_is_in_the_matrix() {
        let matrix = PanelMatrix {
            panels: [("P1".to_owned(), "IMPACT341".to_owned())].into(),
            ..PanelMatrix::default()
        };
        let known = sizes(&["1", "IMPACT341=0.9"]);
        assert_eq!((known.setting().mb, known.panel_mb()["IMPACT341"]), (Some(1.0), 0.9));
        assert_eq!(known.parameters()[1].1, serde_json::json!(["1", "IMPACT341=0.9"]));
        assert!(known.check(Some(&matrix)).is_ok());
        for (texts, matrix, expected) in [
            (&["1", "2"][..], None, "all panels two sizes"),
            (&["IMPACT341=1"], None, "which samples have this panel"),
            (&["A=1"], Some(&matrix), "no sample of the panel matrix has the panel 'A'"),
        ] {
            let message = sizes(texts).check(matrix).unwrap_err().to_string();
            assert!(message.contains(expected), "{message}");
        }
        for wrong in ["A=0", "=1", "A="] {
            assert!(wrong.parse::<PanelSize>().is_err(), "{wrong}");
        }
    }
}
