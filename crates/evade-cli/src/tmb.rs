//! Options of the tumour mutational burden, those of `evade run` and of `evade variants`.
#![allow(clippy::doc_markdown)] // the comments of options are the help text, where backticks would be printed

use std::collections::{BTreeMap, BTreeSet};

use clap::{Args, ValueEnum};
use evade_core::TmbMode;
use evade_genome::{BurdenRules, PanelMatrix, TmbSetting};
use serde_json::Value;

use crate::args::parse_purity;
use crate::failure::UsageError;

/// The names of the parameters, all of which decide results.
pub(crate) const PARAMETERS: [&str; 7] = [
    "tmb_mb",
    "tmb_mode",
    "tmb_drop_hotspots",
    "tmb_calibrated",
    "tmb_min_depth",
    "tmb_min_alt_reads",
    "tmb_min_vaf",
];

#[expect(clippy::struct_field_names, reason = "the fields are the names of the options")]
#[derive(Debug, Args)]
pub(crate) struct TmbOptions {
    /// Megabases that were looked at; needed for a panel without BED. An exome has 34. PANEL=MB, repeatable, for one panel of the --panel-matrix of evade variants.
    #[arg(long, value_name = "MB", value_parser = Megabases::parse, help_heading = "Tumour mutational burden")]
    tmb_mb: Vec<Megabases>,
    /// What is counted.
    #[arg(long, value_enum, default_value_t = Mode::NonSilent, value_name = "MODE", help_heading = "Tumour mutational burden")]
    tmb_mode: Mode,
    /// Leave hotspots out, which a panel was chosen to hold.
    #[arg(long, help_heading = "Tumour mutational burden")]
    tmb_drop_hotspots: bool,
    /// The panel was calibrated against exomes: give the category.
    #[arg(long, help_heading = "Tumour mutational burden")]
    tmb_calibrated: bool,
    /// Fewest reads of a variant that is counted.
    #[arg(long, value_name = "N", help_heading = "Tumour mutational burden")]
    tmb_min_depth: Option<u32>,
    /// Fewest reads with a variant that is counted.
    #[arg(long, value_name = "N", help_heading = "Tumour mutational burden")]
    tmb_min_alt_reads: Option<u32>,
    /// Lowest allele fraction of a variant that is counted.
    #[arg(long, value_name = "SHARE", value_parser = parse_purity, help_heading = "Tumour mutational burden")]
    tmb_min_vaf: Option<f64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Mode {
    NonSilent,
    WithSilent,
    Missense,
}

impl From<Mode> for TmbMode {
    fn from(mode: Mode) -> Self {
        match mode {
            Mode::NonSilent => Self::NonSilent,
            Mode::WithSilent => Self::WithSilent,
            Mode::Missense => Self::Missense,
        }
    }
}

/// Megabases of one panel, or of all.
#[derive(Debug, Clone, PartialEq)]
struct Megabases {
    panel: Option<String>,
    mb: f64,
}

impl Megabases {
    fn parse(text: &str) -> Result<Self, String> {
        let (panel, number) = match text.rsplit_once('=') {
            Some(("", _)) => return Err("a panel's name before '='".to_owned()),
            Some((panel, number)) => (Some(panel.to_owned()), number),
            None => (None, text),
        };
        Ok(Self { panel, mb: parse_positive(number)? })
    }
}

pub(crate) fn parse_positive(text: &str) -> Result<f64, String> {
    text.parse().ok().filter(|n: &f64| n.is_finite() && *n > 0.0).ok_or_else(|| "a number over 0".to_owned())
}

impl TmbOptions {
    /// The setting of samples whose panel has no size of its own.
    pub(crate) fn setting(&self) -> TmbSetting {
        TmbSetting {
            mode: self.tmb_mode.into(),
            mb: self.tmb_mb.iter().find(|size| size.panel.is_none()).map(|size| size.mb),
            drop_hotspots: self.tmb_drop_hotspots,
            calibrated: self.tmb_calibrated,
        }
    }

    /// Megabases by name of the panel.
    pub(crate) fn panel_mb(&self) -> BTreeMap<String, f64> {
        self.tmb_mb.iter().filter_map(|size| Some((size.panel.clone()?, size.mb))).collect()
    }

    pub(crate) fn rules(&self) -> BurdenRules {
        BurdenRules {
            min_depth: self.tmb_min_depth,
            min_alt_reads: self.tmb_min_alt_reads,
            min_vaf: self.tmb_min_vaf,
        }
    }

    /// Refuses sizes that stand twice or that no sample can have.
    pub(crate) fn check(&self, matrix: Option<&PanelMatrix>) -> Result<(), UsageError> {
        let mut seen = BTreeSet::new();
        for size in &self.tmb_mb {
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
                    "give evade variants --panel-matrix, or megabases without a name",
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

    /// The options for the manifest; sizes of panels as they were written, by name.
    pub(crate) fn parameters(&self) -> [(&'static str, Value); 7] {
        let mut sizes: Vec<String> = self
            .tmb_mb
            .iter()
            .map(|size| {
                size.panel.iter().map(|panel| format!("{panel}=")).chain([size.mb.to_string()]).collect()
            })
            .collect();
        sizes.sort();
        let mb = if self.panel_mb().is_empty() { self.setting().mb.into() } else { sizes.into() };
        let values: [Value; 7] = [
            mb,
            TmbMode::from(self.tmb_mode).as_str().into(),
            self.tmb_drop_hotspots.into(),
            self.tmb_calibrated.into(),
            self.tmb_min_depth.into(),
            self.tmb_min_alt_reads.into(),
            self.tmb_min_vaf.into(),
        ];
        let mut values = values.into_iter();
        PARAMETERS.map(|name| (name, values.next().unwrap_or_default()))
    }
}

/// The options that gave these parameters of a manifest of `evade run`.
pub(crate) fn arguments_of(parameters: &BTreeMap<String, Value>) -> Vec<String> {
    let argument = |name: &str| {
        let option = format!("--{}", name.replace('_', "-"));
        let value = match parameters.get(name)? {
            Value::Bool(is_set) => return is_set.then_some(option),
            Value::Null => return None,
            Value::String(word) => option_of_mode(word)?,
            other => other.to_string(),
        };
        Some(format!("{option}={value}"))
    };
    PARAMETERS.into_iter().filter_map(argument).collect()
}

/// A mode as the option names it; results name it by what is counted.
fn option_of_mode(word: &str) -> Option<String> {
    let counted: TmbMode = word.parse().ok()?;
    let mode = Mode::value_variants().iter().find(|mode| TmbMode::from(**mode) == counted)?;
    Some(mode.to_possible_value()?.get_name().to_owned())
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        tmb: TmbOptions,
    }

    fn options(words: &str) -> TmbOptions {
        Line::try_parse_from(std::iter::once("x").chain(words.split_whitespace())).unwrap().tmb
    }

    #[test]
    fn parameters_give_the_options_again() {
        for words in [
            "",
            "--tmb-mb=30 --tmb-mode=with-silent --tmb-drop-hotspots --tmb-min-depth=20",
            "--tmb-mode=missense --tmb-calibrated --tmb-min-alt-reads=5 --tmb-min-vaf=0.1",
        ] {
            let of = |options: &TmbOptions| -> BTreeMap<String, Value> {
                options.parameters().into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
            };
            let first = of(&options(words));
            assert_eq!(of(&options(&arguments_of(&first).join(" "))), first, "{words}");
        }
    }

    #[test]
    fn each_panel_has_one_size_and_is_in_the_matrix() {
        let matrix = PanelMatrix {
            panels: [("P1".to_owned(), "IMPACT341".to_owned())].into(),
            ..PanelMatrix::default()
        };
        let sizes = options("--tmb-mb 1 --tmb-mb IMPACT341=0.9");
        assert_eq!((sizes.setting().mb, sizes.panel_mb()["IMPACT341"]), (Some(1.0), 0.9));
        assert_eq!(sizes.parameters()[0].1, serde_json::json!(["1", "IMPACT341=0.9"]));
        assert!(sizes.check(Some(&matrix)).is_ok());
        for (words, matrix, expected) in [
            ("--tmb-mb 1 --tmb-mb 2", None, "all panels two sizes"),
            ("--tmb-mb IMPACT341=1", None, "which samples have this panel"),
            ("--tmb-mb A=1", Some(&matrix), "no sample of the panel matrix has the panel 'A'"),
        ] {
            let message = options(words).check(matrix).unwrap_err().to_string();
            assert!(message.contains(expected), "{message}");
        }
        for words in ["--tmb-mb A=0", "--tmb-mb =1", "--tmb-mb A="] {
            assert!(Line::try_parse_from(["x"].into_iter().chain(words.split(' '))).is_err(), "{words}");
        }
    }
}
