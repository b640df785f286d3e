//! Findings as the page prints them: codes in words, changes and names as they are.

use evade_core::{
    Caution, EvidenceCode, FilteredVariant, GeneAlteration, LaneReason, SampleProfile, TumourBurden,
};

use crate::text::{NOT_TESTED, spaced};

/// The gene's loss by deletion was not tested.
pub(crate) fn is_deletion_untested(gene: &GeneAlteration) -> bool {
    gene.has(&Caution::CopyNumberNotTested)
}

/// Copy number was given and is not evaluable at the tumour content.
pub(crate) fn is_purity_too_low(profile: &SampleProfile) -> bool {
    profile.lanes.copy_number.reason == Some(LaneReason::LowPurity)
}

/// Why deletions and amplifications are not known, to follow "deletion" or "amplification".
pub(crate) fn copies_unknown(profile: &SampleProfile) -> &'static str {
    if is_purity_too_low(profile) { "not evaluable (too few tumour cells)" } else { NOT_TESTED }
}

/// The cautions of a gene. Copy number that was given is not said to be untested.
pub(crate) fn gene_cautions(gene: &GeneAlteration, profile: &SampleProfile) -> String {
    let is_too_low = is_purity_too_low(profile);
    let words = |flag: &Caution| match flag {
        Caution::CopyNumberNotTested if is_too_low => "cn not evaluable".to_owned(),
        Caution::AmplificationNotTested if is_too_low => "amplification not evaluable".to_owned(),
        other => caution(other),
    };
    gene.flags.iter().map(words).collect::<Vec<_>>().join(", ")
}

/// The cautions of a variant.
pub(crate) fn cautions(cautions: &[Caution]) -> String {
    cautions.iter().map(caution).collect::<Vec<_>>().join(", ")
}

fn caution(caution: &Caution) -> String {
    let code = spaced(caution.code());
    match caution {
        Caution::With(gene) => format!("{code} {gene}"),
        Caution::State9p24(state) => format!("{code} {}", spaced(&state.to_string())),
        Caution::CandidateFiltered(candidate) => {
            format!("{code}:{}:{}", candidate.change, spaced(candidate.reason.as_str()))
        }
        other => other.detail().map_or(code.clone(), |detail| format!("{code}:{detail}")),
    }
}

/// Evidence codes.
pub(crate) fn evidence(codes: &[EvidenceCode]) -> String {
    codes.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// Why there is no burden, no category, or doubt.
pub(crate) fn burden_doubts(burden: &TumourBurden) -> String {
    burden.reasons.iter().map(|reason| spaced(reason.as_str())).collect::<Vec<_>>().join(", ")
}

/// The numbers behind a filtered candidate, and what would have followed from it.
pub(crate) fn filtered_detail(variant: &FilteredVariant) -> String {
    let mut parts = Vec::new();
    if !variant.detail.is_empty() {
        parts.push(variant.detail.clone());
    }
    if variant.would_alter {
        parts.push(format!("would alter the gene: {}", variant.change()));
    }
    if variant.confirm_germline {
        parts.push("consider germline confirmation".to_owned());
    }
    parts.join("; ")
}
