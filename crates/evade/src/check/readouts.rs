//! What RNA will say of the function of genes, told as what is missing.

use evade_core::{GeneReadout, ReadoutReason, ReadoutState, RnaProfile, ScaleKind};

use super::{Outlook, rna};
use crate::sample::FailedSample;

/// Whether readouts are evaluable, why not, and what would make them so. `readouts` are those that a run would print.
pub(super) fn outlook(rna: Option<&Result<RnaProfile, FailedSample>>, readouts: &[GeneReadout]) -> Outlook {
    match rna {
        None | Some(Err(_)) => rna::phenotype(rna),
        Some(Ok(rna)) => of_readouts(rna.scale, readouts),
    }
}

fn of_readouts(scale: ScaleKind, readouts: &[GeneReadout]) -> Outlook {
    if readouts.is_empty() {
        let reason = match scale {
            ScaleKind::Cohort => ReadoutReason::CohortScale,
            ScaleKind::Frozen => ReadoutReason::NoReadoutDistribution,
        };
        return Outlook::no(reason.as_str(), supply(reason).unwrap_or_default());
    }
    let n_with_state = readouts.iter().filter(|row| row.state != ReadoutState::NotAssessable).count();
    let mut reasons: Vec<ReadoutReason> = readouts.iter().flat_map(|row| row.reasons.clone()).collect();
    reasons.retain(|&reason| supply(reason).is_some());
    reasons.sort_unstable();
    reasons.dedup();
    let codes: Vec<&str> = reasons.iter().map(|reason| reason.as_str()).collect();
    let mut supplies: Vec<&str> = reasons.iter().filter_map(|&reason| supply(reason)).collect();
    supplies.dedup();
    let counted = format!("{n_with_state} of {} genes assessable", readouts.len());
    let told = if codes.is_empty() { counted } else { format!("{}: {counted}", codes.join(";")) };
    match (n_with_state, supplies.join("; ")) {
        (0, supplies) if supplies.is_empty() => Outlook::no(told, "a reference with more altered tumours"),
        (0, supplies) => Outlook::no(told, &supplies),
        (_, supplies) if supplies.is_empty() => Outlook::yes(told),
        (_, supplies) => Outlook::partly(told, &supplies),
    }
}

/// What to supply where the code leaves a gene without a state or says that little was given; `None` where no input of
/// the sample would help, and for remarks.
fn supply(reason: ReadoutReason) -> Option<&'static str> {
    Some(match reason {
        ReadoutReason::RnaNotTested => "expression: a TPM matrix with this sample",
        ReadoutReason::RnaNotEvaluable => "what the row of the phenotype asks for",
        ReadoutReason::CohortScale => "the frozen scale: leave out --scale cohort",
        ReadoutReason::NoReadoutDistribution => {
            "a reference built with the RNA and DNA of the same tumours and this list of readouts"
        }
        ReadoutReason::ReadoutGenesMissing | ReadoutReason::MissingGenesMatter => {
            "a matrix with all genes of the readouts"
        }
        ReadoutReason::OtherSpecimen => "RNA of a tumour of the patient",
        ReadoutReason::HistologyNotStated | ReadoutReason::HistologyNeeded => {
            "histology (LUAD or LUSC), if it is one of these"
        }
        ReadoutReason::OtherHistology => "a reference with tumours of that histology",
        ReadoutReason::LowPurity => "a sample with higher tumour content",
        ReadoutReason::TooFewAltered
        | ReadoutReason::NotDiscriminating
        | ReadoutReason::NeedsJunctions
        | ReadoutReason::AlteredElsewhere
        | ReadoutReason::UncertainElsewhere
        | ReadoutReason::LaboratorySensitive
        | ReadoutReason::FfpeSensitive
        | ReadoutReason::LaboratoryUnknown
        | ReadoutReason::HiddenByLoss
        | ReadoutReason::InReference
        | ReadoutReason::DeletionsUnknown
        | ReadoutReason::ShowsAbsenceOnly
        | ReadoutReason::SilencingPossible
        | ReadoutReason::AlteredButIntact
        | ReadoutReason::IntactButLoss => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::readout;

    use ReadoutState::{Neutral, NotAssessable, SupportsLoss};

    fn frozen(readouts: &[GeneReadout]) -> String {
        let Outlook { evaluable, reason, supply } = of_readouts(ScaleKind::Frozen, readouts);
        format!("{evaluable} | {reason} | {}", supply.unwrap_or_default())
    }

    #[test]
    fn genes_that_no_input_would_help_do_not_make_a_sample_less_evaluable() {
        let few = readout("JAK1", NotAssessable, &[ReadoutReason::TooFewAltered]);
        let fine = [readout("KEAP1", Neutral, &[ReadoutReason::DeletionsUnknown]), few.clone()];
        assert_eq!(frozen(&fine), "yes | 1 of 2 genes assessable | ");
        assert!(frozen(&[few]).starts_with("no | 0 of 1 genes assessable | a reference with"));
    }

    #[test]
    fn what_is_missing_is_named_once_with_what_to_supply() {
        let unstated = [
            readout("KEAP1", SupportsLoss, &[ReadoutReason::HistologyNotStated]),
            readout("RB1", Neutral, &[ReadoutReason::HistologyNotStated]),
            readout("TP53", NotAssessable, &[ReadoutReason::HistologyNeeded]),
        ];
        assert_eq!(
            frozen(&unstated),
            "partly | histology_not_stated;histology_needed: 2 of 3 genes assessable | histology (LUAD or LUSC), if it is one of these"
        );
        let other = [readout("KEAP1", NotAssessable, &[ReadoutReason::OtherHistology])];
        let expected =
            "no | other_histology: 0 of 1 genes assessable | a reference with tumours of that histology";
        assert_eq!(frozen(&other), expected);
    }

    #[test]
    fn without_any_readout_the_scale_says_why() {
        assert!(frozen(&[]).starts_with("no | no_readout_distribution | a reference built with"));
        let cohort = of_readouts(ScaleKind::Cohort, &[]);
        assert_eq!((cohort.evaluable, cohort.reason.as_str()), ("no", "cohort_scale"));
        let untested = outlook(None, &[]);
        assert_eq!((untested.evaluable, untested.reason.as_str()), ("no", "rna_not_tested"));
    }
}
