//! Options of the tumour mutational burden.

use clap::{Args, ValueEnum};
use evade::settings::{BurdenLimits, BurdenSettings, BurdenSource, PanelSize, TmbMode};

use super::values::{parse_burden, parse_share};

#[derive(Debug, Args)]
pub(super) struct TmbOptions {
    /// `off`: no burden is counted. A number, with evade run --sample: mutations per megabase as the laboratory reports
    /// them, printed beside what is counted.
    #[arg(long, value_name = "NUMBER|off", value_parser = parse_burden, help_heading = "Tumour mutational burden")]
    tmb: Option<BurdenSource>,
    /// Megabases that were assessed; needed for a panel without BED. An exome has 34. PANEL=MB, repeatable, for one panel of the --panel-matrix.
    #[arg(long, value_name = "MB", help_heading = "Tumour mutational burden")]
    tmb_mb: Vec<PanelSize>,
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
    #[arg(long, value_name = "SHARE", value_parser = parse_share, help_heading = "Tumour mutational burden")]
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

impl TmbOptions {
    /// How the burden is counted.
    pub(super) fn settings(&self) -> BurdenSettings {
        BurdenSettings {
            source: self.tmb.unwrap_or_default(),
            sizes: self.tmb_mb.clone(),
            mode: self.tmb_mode.into(),
            drop_hotspots: self.tmb_drop_hotspots,
            calibrated: self.tmb_calibrated,
            limits: BurdenLimits {
                min_depth: self.tmb_min_depth,
                min_alt_reads: self.tmb_min_alt_reads,
                min_vaf: self.tmb_min_vaf,
            },
        }
    }
}
