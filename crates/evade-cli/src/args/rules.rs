//! Options of `evade rules`.

use std::path::PathBuf;

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum RulesCommand {
    /// List the rules of mechanisms: mechanism, layer, name and what it needs.
    List,
    /// Show what mechanisms need, what agrees, what speaks against them, and what would settle them.
    #[command(after_help = SHOW_EXAMPLES)]
    Show {
        /// Ids of mechanisms, such as MDS-05.
        #[arg(value_name = "ID", required = true)]
        ids: Vec<String>,
    },
    /// Check files of rules: words, mechanisms, genes and features. Without a file, the built-in rules.
    Check {
        /// Files of rules (TOML).
        #[arg(value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Say line by line what a sample has of a mechanism, from the JSON of a run.
    #[command(after_help = EXPLAIN_EXAMPLES)]
    Explain {
        /// JSON of a sample: samples/SAMPLE.json of `evade run`.
        #[arg(value_name = "SAMPLE.json")]
        sample: PathBuf,
        /// Id of the mechanism, such as MDS-05.
        #[arg(value_name = "ID")]
        id: String,
        /// Rules of your own (TOML) instead of the built-in ones.
        #[arg(long, value_name = "FILE")]
        mechanisms: Option<PathBuf>,
    },
}

const SHOW_EXAMPLES: &str = "Examples:
  evade rules show MDS-05
  evade rules show APM-01 APM-02
`evade knowledge show ID` says what is published of the same mechanism.";

const EXPLAIN_EXAMPLES: &str = "Examples:
  evade rules explain results/samples/P1.json MDS-05
A line that was not tested says so: it counts neither for nor against the mechanism.";
