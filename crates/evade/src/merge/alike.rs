//! Whether parts were made in the same way.

use evade_stream::ReadError;
use serde_json::Value;

use super::folder::PartFolder;
use crate::manifest::Manifest;
use crate::settings::decisive::{DECISIVE, DECISIVE_OF_HLA, DECISIVE_OF_VARIANTS, OF_PATIENT};
use crate::settings::{BURDEN_PARAMETERS, REPORT_DATE_PARAMETER};
use crate::tables;

/// Options that name the files of all samples.
const INPUT_NAMES: [&str; 9] =
    ["samples", "expression", "files", "tx2gene", "panel", "panel_matrix", "cnv", "sv", "fasta"];

/// Refuses parts that were made in another way than the first. Without a sheet that says what belongs together, the
/// names of their inputs are part of it.
pub(super) fn check_alike(parts: &[PartFolder], is_by_sheet: bool) -> Result<(), ReadError> {
    let Some(first) = parts.first() else { return Ok(()) };
    let own = env!("CARGO_PKG_VERSION");
    if first.manifest.version != own {
        let what = format!("was made by evade {}, this is {own}", first.manifest.version);
        return Err(ReadError::mismatch(&first.name, what).hint("merge with the version that made the parts"));
    }
    for part in &parts[1..] {
        if let Some((what, one, other)) = difference(&first.manifest, &part.manifest, is_by_sheet) {
            return Err(ReadError::mismatch(
                &part.name,
                format!("was made with another {what} than {}: {other} and {one}", first.name),
            )
            .hint("run all parts with the same version, signatures, reference, rules and options"));
        }
    }
    Ok(())
}

/// The first thing that decides results and is not the same in both.
fn difference(one: &Manifest, other: &Manifest, is_by_sheet: bool) -> Option<(String, Value, Value)> {
    // Merged runs are runs.
    let kind = |m: &Manifest| if tables::is_whole(&m.command) { "run".to_owned() } else { m.command.clone() };
    let fixed: [(&str, Value, Value); 11] = [
        ("command", kind(one).into(), kind(other).into()),
        ("version", Value::from(one.version.as_str()), Value::from(other.version.as_str())),
        ("gene table", one.genes.clone(), other.genes.clone()),
        ("signatures", one.signatures.clone(), other.signatures.clone()),
        ("rules", one.rules.clone(), other.rules.clone()),
        ("rules of variants", one.variant_rules.clone(), other.variant_rules.clone()),
        ("list of readouts", one.readouts.clone(), other.readouts.clone()),
        ("set of mechanism rules", one.mechanisms.clone(), other.mechanisms.clone()),
        ("set of resistance rules", one.resistance.clone(), other.resistance.clone()),
        ("list of features", one.features.clone(), other.features.clone()),
        ("reference", one.reference.clone(), other.reference.clone()),
    ];
    let option = |manifest: &Manifest, name: &str| manifest.parameters.get(name).cloned().unwrap_or_default();
    let of_variants = DECISIVE_OF_VARIANTS.iter().chain(&BURDEN_PARAMETERS);
    let decisive: Vec<&str> = match one.command.as_str() {
        tables::VARIANTS_COMMAND => of_variants.copied().collect(),
        tables::HLA_COMMAND => DECISIVE_OF_HLA.to_vec(),
        // The date of the reports decides classes of resistance.
        _ => DECISIVE.iter().chain(of_variants).copied().chain([REPORT_DATE_PARAMETER]).collect(),
    };
    let is_of_patient = !option(one, "sample").is_null();
    let names = if is_by_sheet { &[][..] } else { &INPUT_NAMES[..] };
    let options = decisive.iter().filter(|name| !(is_of_patient && OF_PATIENT.contains(name))).chain(names);
    let options = options.map(|name| (*name, option(one, name), option(other, name)));
    let named = |(name, one, other): (&str, Value, Value)| (name.to_owned(), one, other);
    let mut all = fixed
        .into_iter()
        .map(named)
        .chain(options.map(|(name, one, other)| (format!("option '{name}'"), one, other)));
    all.find(|(_, one, other)| one != other)
}
