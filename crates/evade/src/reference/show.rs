//! What a reference is made of, for people.

use std::fmt::Write;
use std::path::Path;

use evade_core::Axis;
use evade_phenotype::Reference;

use crate::inputs;
use crate::output::write_text;

/// Prints what a reference is, by its id or file, on standard output.
pub fn show(id_or_file: &str) -> crate::Result<()> {
    let reference = inputs::reference(id_or_file)?;
    let mut text = String::new();
    // Writing to a String cannot fail.
    let mut line = |label: &str, value: String| {
        let _ = writeln!(text, "{label:<22} {value}");
    };
    line("id", reference.id.clone());
    line("title", reference.title.clone());
    line("samples", reference.n.to_string());
    line("universe", format!("{} genes", reference.universe.len()));
    line("method", reference.method.clone());
    line("rules", reference.rules.clone());
    line("digest", reference.digest.clone());
    for source in &reference.sources {
        line("source", source.clone());
    }
    for (name, counts) in &reference.composition {
        let counts: Vec<String> = counts.iter().map(|(value, n)| format!("{value} {n}")).collect();
        line(&format!("by {name}"), counts.join(", "));
    }
    let rates: Vec<String> = reference
        .base_rates
        .iter()
        .filter(|(_, n)| **n > 0)
        .map(|(class, n)| format!("{class} {n}"))
        .collect();
    line("its own calls", rates.join(", "));
    let profile = &reference.profile;
    line(
        "profile correlation",
        format!("median {}, borderline below {}, gate {}", profile.median, profile.borderline, profile.gate),
    );
    laboratories(&reference, &mut line);
    tissue(&reference, &mut line);
    match &reference.slopes {
        None => line("suppression", "not adjusted for T: too few samples".to_owned()),
        Some(slopes) => {
            let prior = slopes.prior.as_ref().map_or("no prior".to_owned(), |p| {
                format!(
                    "shrunk towards {:.3} of {} (own weight {:.2})",
                    p.suppression, p.reference, slopes.own_weight
                )
            });
            line("slope of S on T", format!("own {:.3}, {prior}", slopes.suppression_own));
        }
    }
    for axis in &reference.axes {
        let state = match (axis.unstable, axis.cohort_shift) {
            (Some(true), Some(shift)) => format!("UNSTABLE: cohorts differ by {shift:.2} scales"),
            (_, Some(shift)) => format!("cohorts differ by {shift:.2} scales"),
            _ => "one cohort: stability between cohorts not assessed".to_owned(),
        };
        let missing = if axis.members_not_covered.is_empty() {
            String::new()
        } else {
            format!("; not covered: {}", axis.members_not_covered.join(", "))
        };
        line(&format!("axis {}", axis.axis), format!("{} ({state}){missing}", axis.members.join(", ")));
    }
    readouts(&reference, &mut line);
    line("features", features(&reference));
    line("signatures", reference.signatures.len().to_string());
    line("not covered", reference.not_covered.join(", "));
    write_text(Path::new("-"), &text)
}

/// How the genes of the axes were chosen, and what other laboratories' tumours show.
fn laboratories(reference: &Reference, line: &mut dyn FnMut(&str, String)) {
    if let Some(agreement) = &reference.agreement {
        line(
            "genes agreed on",
            format!(
                "{} of {} (median places within {} of those of {}); the axes, the comparison of profiles and the tissue gates rest on these",
                agreement.n_agreed,
                reference.universe.len(),
                agreement.within,
                agreement.laboratories.join(", ")
            ),
        );
        let left_out = agreement.axis_genes_left_out.iter();
        let left_out: Vec<String> = left_out.map(|gene| format!("{} {:+}", gene.gene, gene.shift)).collect();
        line("axis genes left out", left_out.join(", "));
    }
    for laboratory in &reference.laboratories {
        let shifts = Axis::ALL.iter().zip(&laboratory.axis_shifts);
        let shifts: Vec<String> = shifts
            .filter_map(|(axis, shift)| shift.map(|s| format!("{axis} {:+.2} (SE {:.2})", s.median, s.error)))
            .collect();
        let [lowest, low, _, median] = laboratory.correlations;
        line(
            &format!("laboratory {}", laboratory.name),
            format!(
                "{} tumours; correlations from {lowest:.2}, 1st percentile {low:.2}, median {median:.2}{}; from the reference's at the same T: {}",
                laboratory.n,
                if laboratory.chose_genes { " (on all genes, as it chose them)" } else { "" },
                shifts.join(", ")
            ),
        );
    }
}

/// Which tumours each functional readout is compared with.
fn readouts(reference: &Reference, line: &mut dyn FnMut(&str, String)) {
    for scale in &reference.readouts {
        let strata: Vec<String> = scale
            .strata
            .iter()
            .map(|stratum| {
                let area = stratum.auc.map_or(String::new(), |[area, low, high]| {
                    format!(", AUC {area:.2} ({low:.2} to {high:.2})")
                });
                format!(
                    "{} {} altered, {} unaltered{area}",
                    stratum.histology, stratum.n_altered, stratum.n_unaltered
                )
            })
            .collect();
        line(&format!("readout {}", scale.gene), format!("{}: {}", scale.readout, strata.join("; ")));
    }
}

/// How many features are described, and how many of these were measured in other laboratories.
fn features(reference: &Reference) -> String {
    match reference.features.len() {
        0 => "none".to_owned(),
        n => {
            let n_compared = reference.features.iter().filter(|f| f.laboratory_shift.is_some()).count();
            format!("{n}, {n_compared} of them compared with other laboratories")
        }
    }
}

/// What the tissue gates rest on.
fn tissue(reference: &Reference, line: &mut dyn FnMut(&str, String)) {
    let Some(tissue) = &reference.tissue else { return };
    line("tissue gates", tissue.rules.clone());
    if let Some(normal) = &tissue.normal {
        line(
            "normal tissue",
            format!(
                "{}, n = {}; {} and {} genes; limit {:.3}",
                normal.name,
                normal.n,
                normal.up.len(),
                normal.down.len(),
                normal.limit
            ),
        );
    }
}
