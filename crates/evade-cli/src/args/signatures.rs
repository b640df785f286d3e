//! Options of `evade signatures`.

use std::path::PathBuf;

use clap::Subcommand;
use evade::settings::ReadSettings;

use super::FormatOptions;

#[derive(Debug, Subcommand)]
pub(crate) enum SignaturesCommand {
    /// List the built-in gene sets.
    List,
    /// Show a gene set with its source and cautions.
    Show {
        /// Id of the set.
        #[arg(value_name = "ID")]
        id: String,
    },
    /// Check the catalogue: symbols, defaults, sources, review dates.
    Check {
        /// Catalogue files (TOML) to check instead of the built-in ones.
        #[arg(value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Say how much of each set a matrix holds.
    Coverage {
        /// Expression matrix, genes x samples.
        #[arg(value_name = "MATRIX")]
        matrix: PathBuf,
        #[command(flatten)]
        format: FormatOptions,
    },
    /// Write the gene sets for other programs.
    Export {
        /// Write GMT: name, description, genes. Sets with down genes become NAME_UP and NAME_DN.
        #[arg(long, required = true)]
        gmt: bool,
        /// Output file; `-` is standard output.
        #[arg(short, long, default_value = "-", value_name = "FILE")]
        output: PathBuf,
    },
}

impl FormatOptions {
    /// How a matrix is read of which the unit does not matter.
    pub(crate) fn settings_without_unit(&self) -> ReadSettings {
        self.settings(super::values::DeclaredUnit(None))
    }
}
