//! Calls, or scores, compared with labels from elsewhere, such as those of pathology.

mod agreement;
mod calibration;
mod class_map;
mod classes;
mod compare;
mod inputs;
mod interval;
mod join;
mod patients;
mod roc;
mod strata;
mod text;

use std::path::{Path, PathBuf};

use evade_core::{Comparison, Validation};
use evade_io::{Cell, Column};
use evade_stream::Output;

use self::inputs::Inputs;
use crate::error::{Outcome, UsageError};
use crate::log::{Log, Monitor};
use crate::manifest::MANIFEST;
use crate::output::{Destination, write_text};
use crate::overwrite::spare_inputs;
use crate::settings::ValidateSettings;
use crate::tables::{self, TableSpec};

/// Name of the page.
const PAGE: &str = "validation.html";
const STDOUT: &str = "-";

/// Compares calls with labels: a summary on standard output, and tables with a page in the folder of the settings.
pub fn validate(settings: &ValidateSettings, monitor: &dyn Monitor) -> crate::Result<Outcome> {
    let log = &Log::new(monitor);
    if let Some(outdir) = &settings.outdir {
        spare_inputs(inputs::files_of(settings), written(outdir))?;
        spare_results(outdir)?;
    }
    let inputs = Inputs::read(settings)?;
    tell_of_map(&inputs, log);
    let comparisons = compare::comparisons(&inputs);
    let validation = model(inputs, comparisons);
    if let Some(class) = tables::class_named_as_column(&validation) {
        return Err(UsageError::new(
            format!("a class is called '{class}', as a column of {}", tables::CONFUSION.name),
            "give it another name with `--map`",
        )
        .into());
    }
    tell(settings, &validation, log);
    if let Some(outdir) = &settings.outdir {
        write(outdir, &validation)?;
    }
    write_text(Path::new(STDOUT), &text::summary(&validation))?;
    Ok(Outcome::Complete)
}

fn model(inputs: Inputs, comparisons: Vec<Comparison>) -> Validation {
    let labels = inputs.label_places();
    Validation {
        calls: inputs.calls,
        call_column: inputs.call_column,
        labels: inputs.labels,
        label_column: inputs.label_column,
        map: inputs.map,
        score: inputs.score,
        positive: inputs.positive.iter().map(|&place| inputs.classes[place].clone()).collect(),
        is_label: (0..inputs.classes.len()).map(|place| labels.contains(&place)).collect(),
        classes: inputs.classes,
        joined: inputs.joined,
        comparisons,
    }
}

/// What a reader of numbers alone would miss.
fn tell(settings: &ValidateSettings, validation: &Validation, log: &Log<'_>) {
    if let (None, Some(column)) = (&settings.call, &validation.call_column) {
        log.info(&format!("the calls are the column '{column}', which has the classes of the labels"));
    }
    if validation.score.as_ref().is_some_and(|score| score.name == inputs::COMPLEMENT) {
        log.info(&format!(
            "the positive classes are those that are not inflamed: the score is {}",
            inputs::COMPLEMENT
        ));
    }
    let joined = &validation.joined;
    if joined.n_normal_labels > 0 {
        log.warn(&format!(
            "{} of normal tissue, left out: it says nothing of the patient's tumour",
            text::counted(joined.n_normal_labels, "label")
        ));
    }
    if let Some(n) = joined.n_in_reference.filter(|&n| n > 0) {
        log.warn(&format!(
            "{n} of {} are part of the reference of their call, which is no independent test; every table has them apart; hint: `evade reference build --exclude` makes a reference without them",
            text::counted(joined.n_samples, "sample")
        ));
    }
    if validation.score.is_some() && joined.n_without_score > 0 {
        log.warn(&format!(
            "{} of {} have no score and are not part of ROC and calibration",
            joined.n_without_score, joined.n_samples
        ));
    }
}

/// What of the map does nothing.
fn tell_of_map(inputs: &Inputs, log: &Log<'_>) {
    let quoted = |words: &[String]| format!("'{}'", words.join("', '"));
    if !inputs.not_applied.is_empty() {
        log.warn(&format!(
            "the map is not applied to the calls {}: indeterminate and not_evaluable are never counted as a class, and no call is left out",
            quoted(&inputs.not_applied)
        ));
    }
    if !inputs.unused.is_empty() {
        log.info(&format!(
            "neither labels nor calls have these words of the map: {}",
            quoted(&inputs.unused)
        ));
    }
}

/// Refuses the folder of another command's results: its manifest knows nothing of these tables.
fn spare_results(outdir: &Path) -> Result<(), UsageError> {
    if !outdir.join(MANIFEST).exists() {
        return Ok(());
    }
    Err(UsageError::new(
        format!("{} holds the results of a run ({MANIFEST})", outdir.display()),
        format!("give a folder of its own, such as `-o {}`", outdir.join("validation").display()),
    ))
}

fn written(outdir: &Path) -> Vec<PathBuf> {
    let tables = tables::OF_VALIDATE.iter().map(|spec| spec.name);
    tables.chain([PAGE]).map(|name| outdir.join(name)).collect()
}

/// Writes the tables and the page.
fn write(outdir: &Path, validation: &Validation) -> crate::Result<()> {
    write_table(
        outdir,
        &tables::CONFUSION,
        tables::confusion_columns(&validation.classes),
        |comparison| tables::confusion_rows(comparison).collect(),
        validation,
    )?;
    for (spec, rows) in [
        (&tables::MEASURES, (|c| tables::measure_rows(c).collect()) as fn(&Comparison) -> Vec<Vec<Cell<'_>>>),
        (&tables::CALIBRATION, |c| tables::calibration_rows(c).collect()),
        (&tables::ROC, |c| tables::roc_rows(c).collect()),
    ] {
        write_table(outdir, spec, spec.columns(), rows, validation)?;
    }
    let page = evade_report::render_validation(validation, env!("CARGO_PKG_VERSION"));
    Ok(Output::write_file(&outdir.join(PAGE), page.as_bytes())?)
}

fn write_table(
    outdir: &Path,
    spec: &TableSpec,
    columns: Vec<Column>,
    rows: fn(&Comparison) -> Vec<Vec<Cell<'_>>>,
    validation: &Validation,
) -> crate::Result<()> {
    let mut table = Destination::open(&outdir.join(spec.name))?.table(columns)?;
    for comparison in &validation.comparisons {
        for row in rows(comparison) {
            table.row(row)?;
        }
    }
    table.finish()?.finish()
}
