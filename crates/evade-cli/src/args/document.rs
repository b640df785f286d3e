//! Options that identify reports as documents.

use std::path::PathBuf;

use clap::Args;
use evade::settings::{Date, DocumentSettings};

#[derive(Debug, Args)]
pub(crate) struct DocumentOptions {
    /// Date of the report, YYYY-MM-DD, printed on the page.
    #[arg(long, value_name = "DATE", help_heading = "Report")]
    report_date: Option<Date>,
    /// Id of the report, printed on the page.
    #[arg(long, value_name = "ID", help_heading = "Report")]
    report_id: Option<String>,
    /// Earlier report that this one amends: samples/SAMPLE.json of an earlier run, or the folder of its results. The page
    /// names it and says whether rules, reference or phenotype differ.
    #[arg(long, value_name = "JSON|DIR", help_heading = "Report")]
    amends: Option<PathBuf>,
}

impl DocumentOptions {
    /// What is asked for.
    pub(crate) fn settings(&self) -> DocumentSettings {
        DocumentSettings { date: self.report_date, id: self.report_id.clone(), amends: self.amends.clone() }
    }
}
