//! What a run would say of a sample's RNA: the same ranking and call as a run's, told as what is missing.

use evade_core::{GeneReadout, Phenotype, Reason, RnaProfile};

use super::Outlook;
use crate::cohort::{CallSetup, MatrixCaller, Scratch};
use crate::sample::{FailedSample, PlannedSample};

/// The RNA of a sample as a run profiles it, with its readouts, which take no account of DNA; `None` where it has none.
pub(super) fn look_at(
    setup: &CallSetup,
    callers: &[MatrixCaller<'_>],
    scratch: &mut Scratch,
    sample: &PlannedSample,
) -> Option<Result<(RnaProfile, Vec<GeneReadout>), FailedSample>> {
    let place = sample.rna?;
    let profiled = callers[place.matrix].profile(scratch, &sample.facts, place.column);
    Some(profiled.map(|rna| {
        let readouts = setup.readouts.judge(setup, &sample.facts, Some(rna.measured()), &[]);
        (rna.profile, readouts)
    }))
}

/// Whether the phenotype is evaluable, why not, and what would make it so.
pub(super) fn phenotype(rna: Option<&Result<RnaProfile, FailedSample>>) -> Outlook {
    match rna {
        None => Outlook::no(Reason::RnaNotTested.as_str(), "expression: a TPM matrix with this sample"),
        Some(Err(failed)) => {
            Outlook::no(format!("{}: {}", failed.reason, failed.detail), "a column of measured values")
        }
        Some(Ok(rna)) => outlook(rna),
    }
}

fn outlook(rna: &RnaProfile) -> Outlook {
    let call = &rna.call;
    let coverage = format!("{:.0} % of the reference's genes", 100.0 * rna.quality.universe_coverage);
    let unit =
        rna.quality.unit.zip(rna.quality.unit_source).map(|(unit, source)| format!("unit {unit}, {source}"));
    let coverage = [Some(coverage), unit.clone()].into_iter().flatten().collect::<Vec<_>>().join("; ");
    // Closeness of classes is an answer, not a fault of the input.
    let mut reasons: Vec<Reason> = call.reasons.iter().copied().filter(|&r| concerns_the_input(r)).collect();
    let deciding = call.deciding_reason();
    reasons.sort_by_key(|&reason| {
        // An axis that is missing for another reason is the least of it.
        let is_consequence = reason == Reason::PartialAxes;
        (
            reason != Reason::UnitDoubtful,
            deciding != Some(reason),
            !reason.is_about_tissue(),
            is_consequence,
            supply(reason).is_none(),
            reason,
        )
    });
    let codes: Vec<&str> = reasons.iter().map(|reason| reason.as_str()).collect();
    let codes = codes.join(";");
    let told = match deciding {
        Some(Reason::LowUniverseCoverage) => format!("{codes}: {coverage}"),
        Some(Reason::CountsWithoutLengths | Reason::NotLengthNormalised) => {
            [Some(codes), unit].into_iter().flatten().collect::<Vec<_>>().join(": ")
        }
        _ => codes,
    };
    let is_hla_lost = reasons.contains(&Reason::HlaGenesNotQuantified);
    // An axis without HLA genes is not one whose genes are missing, and a sample that was not measured has no tissue.
    let is_consequence = |reason: Reason| match reason {
        Reason::PartialAxes => is_hla_lost,
        Reason::AxisOutsideReference => deciding == Some(Reason::DepthTooLow),
        reason => reason.is_about_tissue() && !call.tissue_reasons().any(|told| told == reason),
    };
    let mut supplies: Vec<&str> = Vec::new();
    for &reason in reasons.iter().filter(|&&reason| !is_consequence(reason)) {
        supplies.extend(supply(reason).filter(|supply| !supplies.contains(supply)));
    }
    let supply = supplies.join("; ");
    match call.phenotype {
        Phenotype::NotEvaluable if supply.is_empty() => Outlook::no(told, "another measurement"),
        Phenotype::NotEvaluable => Outlook::no(told, &supply),
        _ if !supply.is_empty() => Outlook::partly(told, &supply),
        _ if told.is_empty() => Outlook::yes(coverage),
        _ => Outlook::yes(format!("{coverage}; {told}")),
    }
}

/// Whether the code is about what was given, rather than about what it shows.
fn concerns_the_input(reason: Reason) -> bool {
    reason.is_about_measurement() || reason.stops_the_call() || reason == Reason::HistologyNotNsclc
}

/// What to supply where the code stops a call, leaves it open or lowers its confidence; `None` for a remark.
fn supply(reason: Reason) -> Option<&'static str> {
    Some(match reason {
        Reason::CountsWithoutLengths => {
            "TPM instead of counts, --gene-lengths gencode_v22 (or a file), or --scale cohort"
        }
        Reason::NotLengthNormalised => "TPM, read counts with --gene-lengths, or --scale cohort",
        Reason::UnitDoubtful => "the unit of the values, in --unit, or TPM",
        Reason::LowUniverseCoverage => {
            "a matrix of all genes, --scale cohort, or a reference built on the genes at hand"
        }
        Reason::AxisMissing | Reason::PartialAxes => {
            "a matrix with the genes of the axes, of T and X above all"
        }
        Reason::LymphoidSite => "a sample from outside lymphoid tissue",
        Reason::LowPurity => "a sample with higher tumour content",
        Reason::NormalLung | Reason::NormalLungPossible | Reason::NormalLungContent => {
            "tissue with more tumour: pathology review of the block, macrodissection"
        }
        Reason::LymphoidOrBlood | Reason::NoStroma | Reason::LymphoidLike => {
            "tissue of the tumour: pathology review of the block, macrodissection"
        }
        Reason::NotEpithelial | Reason::LowEpithelium | Reason::OtherTissue => {
            "pathology review of the block; what it is in 'histology' and 'site', where it is no lung cancer or a metastasis"
        }
        Reason::PlatformMismatch => {
            "TPM of whole-transcriptome RNA of a tumour, or a reference of the same assay and tissue"
        }
        Reason::DepthTooLow | Reason::LowDepth => {
            "deeper sequencing, or the values before rounding and filtering"
        }
        Reason::HlaGenesNotQuantified => {
            "quantification with an HLA-aware aligner, or immunohistochemistry of HLA"
        }
        Reason::AxisOutsideReference => "a look at the genes of the axis; pathology review of the block",
        Reason::TissueNotAssessed => "TPM of all genes: normal lung and other tissue are detected by these",
        Reason::AxisGeneSilent => "a look at how the gene was quantified",
        Reason::HistologyNotNsclc => "a reference of that histology",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_that_stops_a_call_or_leaves_it_open_says_what_to_supply() {
        for &reason in Reason::ALL {
            let is_open =
                reason.stops_the_call() || reason.leaves_the_call_open() || reason.is_about_tissue();
            assert!(!is_open || (supply(reason).is_some() && concerns_the_input(reason)), "{reason}");
        }
    }
}
