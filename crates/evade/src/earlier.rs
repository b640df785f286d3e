//! A run beside the manifest of the one that it repeats.

use evade_stream::ReadError;
use serde_json::Value;

use crate::inputs::InputRecord;
use crate::log::Log;
use crate::manifest::Manifest;
use crate::settings::REPORT_DATE_PARAMETER;

/// Refuses inputs that are not those of the manifest. Of the files of single samples the manifest holds those that were
/// read, which may be fewer than the samples name.
pub(crate) fn same_inputs(
    manifest: &Manifest,
    of_all: &[InputRecord],
    of_samples: &[InputRecord],
) -> Result<(), ReadError> {
    let is_known = |input: &&InputRecord| of_all.contains(input) || of_samples.contains(input);
    let changed = of_all.iter().find(|input| !manifest.inputs.contains(input));
    let Some(changed) = changed.or_else(|| manifest.inputs.iter().find(|input| !is_known(input))) else {
        return Ok(());
    };
    let what = format!("the {} file is not the one of the manifest", changed.role);
    Err(ReadError::mismatch(&changed.name, what)
        .hint("give the files of the earlier run, or run without --from-manifest"))
}

/// The date of the reports; nothing where none was stated.
fn report_date(manifest: &Manifest) -> Option<&str> {
    manifest.parameters.get(REPORT_DATE_PARAMETER).and_then(Value::as_str)
}

/// Says what the manifest of the new run has in another way, but for the inputs, which are the same.
pub(crate) fn compare(then: &Manifest, now: &Manifest, log: &Log<'_>) {
    let differs: Vec<&str> = [
        ("version", then.version != now.version),
        ("signatures", then.signatures != now.signatures),
        ("reference", then.reference != now.reference),
        ("rules", then.rules != now.rules),
        ("rules of variants", then.variant_rules != now.variant_rules),
        ("list of readouts", then.readouts != now.readouts),
        ("rules of mechanisms", then.mechanisms != now.mechanisms),
        ("rules of the resistance class", then.resistance != now.resistance),
        ("list of features", then.features != now.features),
        ("gene table", then.genes != now.genes),
        ("report date", report_date(then) != report_date(now)),
        ("calls", then.phenotypes != now.phenotypes || then.n_failed != now.n_failed),
    ]
    .into_iter()
    .filter_map(|(what, differs)| differs.then_some(what))
    .collect();
    if differs.is_empty() {
        log.info("the manifest is that of the earlier run");
    } else {
        log.info(&format!("not as in the earlier run: {}; evade diff tells more", differs.join(", ")));
    }
}
