//! A run beside the manifest of the one that it repeats.

use evade_stream::ReadError;

use crate::inputs::InputRecord;
use crate::log::Log;
use crate::manifest::Manifest;

/// Refuses inputs that are not those of the manifest.
pub(crate) fn same_inputs(manifest: &Manifest, inputs: &[InputRecord]) -> Result<(), ReadError> {
    let sorted = |inputs: &[InputRecord]| {
        let mut inputs = inputs.to_vec();
        inputs.sort();
        inputs.dedup();
        inputs
    };
    let (then, now) = (sorted(&manifest.inputs), sorted(inputs));
    let Some(changed) =
        now.iter().find(|input| !then.contains(input)).or(then.iter().find(|i| !now.contains(i)))
    else {
        return Ok(());
    };
    let what = format!("the {} file is not the one of the manifest", changed.role);
    Err(ReadError::mismatch(&changed.name, what)
        .hint("give the files of the earlier run, or run without --from-manifest"))
}

/// Says what the manifest of the new run has in another way, but for the inputs, which are the same.
pub(crate) fn compare(then: &Manifest, now: &Manifest, log: &Log<'_>) {
    let differs: Vec<&str> = [
        ("version", then.version != now.version),
        ("signatures", then.signatures != now.signatures),
        ("reference", then.reference != now.reference),
        ("rules", then.rules != now.rules),
        ("rules of variants", then.variant_rules != now.variant_rules),
        ("gene table", then.genes != now.genes),
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
