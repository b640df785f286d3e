//! Options of `evade knowledge`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use evade::settings::{Date, KnowledgeForm, KnowledgeKind, KnowledgeSettings};

#[derive(Debug, Subcommand)]
pub(crate) enum KnowledgeCommand {
    /// List the rows, kind by kind: what each is and, where something was tried, what was reported.
    #[command(after_help = LIST_EXAMPLES)]
    List {
        /// Kind of rows: mechanism, strategy, safety, trial, study, discrepancy or number. Repeatable; without it all.
        #[arg(long, value_name = "KIND")]
        kind: Vec<KnowledgeKind>,
        #[command(flatten)]
        print: PrintOptions,
    },
    /// Show rows with their evidence, what limits it, what belongs to them and what contradicts them.
    #[command(after_help = SHOW_EXAMPLES)]
    Show {
        /// Ids of rows, such as TRG-02, S-19, SF-02, NCT04736823, ST-01, D-03, N-07.
        #[arg(value_name = "ID", required = true)]
        ids: Vec<String>,
        #[command(flatten)]
        print: PrintOptions,
    },
    /// Check fields, words, links in both directions, citations, gene symbols and dates.
    #[command(after_help = CHECK_EXAMPLES)]
    Check {
        /// Files of knowledge (TOML) to check instead of the built-in ones; links may lead to built-in rows of the kinds
        /// that the files do not hold.
        #[arg(value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Warn if the knowledge is outdated for a report of this date, YYYY-MM-DD.
        #[arg(long, value_name = "DATE")]
        report_date: Option<Date>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct PrintOptions {
    /// Form of the output.
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    format: Format,
    /// Date of the report that the rows are for, YYYY-MM-DD: twelve months after its own date, knowledge is marked as
    /// outdated. The clock of the machine does not count.
    #[arg(long, value_name = "DATE")]
    report_date: Option<Date>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// A table: one row per row, or per field of a shown row.
    Tsv,
    /// One object with all fields.
    Json,
}

const LIST_EXAMPLES: &str = "Examples:
  evade knowledge list
  evade knowledge list --kind strategy --kind trial --format tsv
  evade knowledge list --format json --report-date 2026-03-01
Rows say what one review (Shi et al., Front Immunol 2025) reports. Their order is that of the review: it ranks nothing.";

const SHOW_EXAMPLES: &str = "Examples:
  evade knowledge show TRG-02
  evade knowledge show NCT06008093 IMM-10 --report-date 2026-03-01
  evade knowledge show S-14 --format json
A mechanism is shown with the strategies that answer it, a strategy with its trials and safety rows, a trial with its
population, and each row with the discrepancies that are about it.";

const CHECK_EXAMPLES: &str = "Examples:
  evade knowledge check
  evade knowledge check --report-date 2026-03-01
Exit code 3: a field, word, link, citation or symbol is wrong; every finding is named.";

impl PrintOptions {
    /// What is asked for.
    pub(crate) fn settings(&self) -> KnowledgeSettings {
        KnowledgeSettings {
            form: match self.format {
                Format::Text => KnowledgeForm::Text,
                Format::Tsv => KnowledgeForm::Tsv,
                Format::Json => KnowledgeForm::Json,
            },
            report_date: self.report_date,
        }
    }
}
