//! States, lanes and lines of evidence of mechanisms as a reader of the page meets them.

use std::collections::BTreeSet;

use evade_core::{
    BaseRate, Bearing, EvidenceLane, EvidenceLine, MechanismFinding, MechanismState, MechanismStrength,
    Observation,
};

use crate::text::{capitalised, decimals, joined, short, spaced, whole};

/// "Supported, shown by two inputs", "Possible, weak". Strength says how many inputs agree, not how good the published evidence is.
pub(super) fn state(finding: &MechanismFinding) -> String {
    let word = match finding.state {
        MechanismState::Supported => "Supported",
        MechanismState::Possible => "Possible",
        MechanismState::NotSupported => "Not supported",
        MechanismState::NotAssessable => "Not assessable",
    };
    let strength = finding.strength.map(|strength| match strength {
        MechanismStrength::Weak => "weak: a doubt or a stand-in",
        MechanismStrength::Moderate if n_inputs(finding) > 1 => {
            "shown by two inputs, with a doubt or a stand-in"
        }
        MechanismStrength::Moderate => "shown by one input",
        MechanismStrength::Strong => "shown by two inputs",
    });
    strength.map_or(word.to_owned(), |strength| format!("{word}, {strength}"))
}

/// Inputs that show it; two lanes that are read from the same RNA are one.
pub(super) fn n_inputs(finding: &MechanismFinding) -> usize {
    finding.lanes().into_iter().map(EvidenceLane::input).collect::<BTreeSet<_>>().len()
}

/// The inputs that show it: "RNA and DNA".
pub(super) fn lanes(finding: &MechanismFinding) -> String {
    let names: Vec<&str> = finding.lanes().into_iter().map(lane).collect();
    joined(&names)
}

pub(super) fn lane(lane: EvidenceLane) -> &'static str {
    match lane {
        EvidenceLane::Rna => "RNA",
        EvidenceLane::Dna => "DNA",
        EvidenceLane::Readout => "RNA readout",
        EvidenceLane::Hla => "HLA",
        EvidenceLane::Clinical => "stated values",
    }
}

/// "STK11: altered, p.Q37*", "Regulatory T cells relative to the T-cell level: high (percentile 91)".
pub(super) fn observed(line: &EvidenceLine) -> String {
    let name = capitalised(&line.name);
    let found = found(line);
    match (&line.detail, number(line)) {
        (Some(detail), _) if line.lane == EvidenceLane::Dna => format!("{name}: {found}, {detail}"),
        (Some(detail), _) if line.found == Observation::AlleleLost => format!("{name}: {found} ({detail})"),
        (Some(class), _) if line.found == Observation::OtherTime => {
            let months = number(line).map_or(String::new(), |months| format!(", {months}"));
            format!("The stated course ({}{months}): {found}", spaced(class))
        }
        (_, Some(number)) => format!("{name}: {found} ({number})"),
        _ => format!("{name}: {found}"),
    }
}

/// Several lines as one text.
pub(super) fn all_observed<'l>(lines: impl IntoIterator<Item = &'l EvidenceLine>) -> String {
    lines.into_iter().map(observed).collect::<Vec<_>>().join("; ")
}

/// The number behind a line.
fn number(line: &EvidenceLine) -> Option<String> {
    let value = line.value?;
    Some(match line.lane {
        EvidenceLane::Rna => format!("percentile {}", whole(value)),
        EvidenceLane::Readout => format!("likelihood ratio {}", decimals(value, 1)),
        EvidenceLane::Clinical if line.subject == "PD-L1" => format!("{} %", short(value)),
        EvidenceLane::Clinical if line.subject == "resistance" => format!("{} months", short(value)),
        EvidenceLane::Clinical | EvidenceLane::Dna | EvidenceLane::Hla => short(value),
    })
}

fn found(line: &EvidenceLine) -> &'static str {
    match line.found {
        Observation::High => "high",
        Observation::Middle => "in the middle half of the reference",
        Observation::Low => "low",
        Observation::Open if line.lane == EvidenceLane::Hla => {
            "alleles in unequal numbers, none shown to be lost"
        }
        Observation::Open if line.value.is_none() => "unresolved",
        Observation::Open if line.bearing == Bearing::Against => {
            "at the other end, though the interval crosses a border of the middle half"
        }
        Observation::Open => "unresolved: the interval crosses a border of the middle half",
        Observation::Altered => "altered",
        Observation::SecondCopyUnknown => "altered, second copy not known",
        Observation::OtherAlteration => "altered in a way that the rule does not ask for",
        Observation::OneCopyKept => "altered in one copy, the other is kept",
        Observation::Uncertain => "variant of unknown effect",
        Observation::NotAltered => "no alteration found",
        Observation::NoVariantFound => "no variant found, copy number not tested",
        Observation::NotTested => "not tested, or not evaluable",
        Observation::SupportsLoss => "as in tumours that lost the gene",
        Observation::SupportsIntact => "as in tumours with the gene intact",
        Observation::Neutral => "uninformative",
        Observation::AlleleLost => "allele lost",
        Observation::NoAlleleLost => "no allele lost in what was assessed",
        Observation::Called => "called",
        Observation::Leaning => "the call leans to it, which is not confirmed",
        Observation::OtherCall => "another phenotype was called",
        Observation::Stated => "as stated",
        Observation::StatedOtherwise => "stated otherwise",
        Observation::OtherTime => "not the time of resistance that it is described for",
        Observation::NotStated => "not stated",
        Observation::Rose => "rose since the earlier sample",
        Observation::Fell => "fell since the earlier sample",
        Observation::Steady => "no change beyond noise since the earlier sample",
        Observation::Gained => "gained since the earlier sample",
        Observation::NotGained => "as in the earlier sample",
        Observation::Kept => "kept since the earlier sample",
        Observation::Suspected => "high and risen: histology is needed",
        Observation::NotSuspected => "not high, or not risen",
        Observation::CandidateFiltered => "a candidate variant was detected but filtered",
        Observation::LowTumourContent => "nothing found, in too little tumour to tell",
    }
}

/// "supported in 31 % of 274 LUAD".
pub(super) fn base_rate(rate: Option<&BaseRate>) -> String {
    rate.map_or("not known".to_owned(), |rate| {
        format!("supported in {} % of {} {}", percent(rate.share), rate.n, rate.population)
    })
}

/// A share in per cent; under one per cent with a decimal, so that a rare mechanism does not read as one that never occurs.
fn percent(share: f64) -> String {
    let percent = 100.0 * share;
    if percent > 0.0 && percent < 1.0 { decimals(percent, 1) } else { whole(percent) }
}
