//! Which inputs the sample had: read, not tested, or read and not usable.

use evade_core::{DnaProfile, HlaGene, HlaMethod, HlaStatus, Phenotype, SampleProfile};

use crate::words::is_deletion_untested;

/// How an input fared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// It was read.
    Read,
    /// It was not given.
    NotTested,
    /// It was given and cannot be used, or not in full.
    Limited,
}

impl State {
    /// A mark that reads in grey and aloud.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Read => "ok",
            Self::NotTested => "not tested",
            Self::Limited => "limited",
        }
    }

    /// The class of the style sheet.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::NotTested => "absent",
            Self::Limited => "limited",
        }
    }
}

/// One input of the strip.
pub(crate) struct Input {
    /// What it is.
    pub(crate) name: &'static str,
    /// How it fared.
    pub(crate) state: State,
    /// More, in words.
    pub(crate) note: String,
}

/// The strip of inputs in its fixed order.
pub(crate) fn inputs(profile: &SampleProfile) -> [Input; 4] {
    [rna(profile), variants(&profile.dna), copy_number(profile), hla(&profile.hla)]
}

fn rna(profile: &SampleProfile) -> Input {
    let (state, note) = match &profile.rna {
        None => (State::NotTested, String::new()),
        Some(rna) if rna.call.phenotype == Phenotype::NotEvaluable => {
            let codes: Vec<&str> =
                rna.call.reasons.iter().filter(|r| r.stops_the_call()).map(|r| r.as_str()).collect();
            (State::Limited, if codes.is_empty() { "not evaluable".to_owned() } else { codes.join(", ") })
        }
        Some(_) => (State::Read, profile.facts.assay_rna.clone().unwrap_or_default()),
    };
    Input { name: "RNA", state, note }
}

fn variants(dna: &DnaProfile) -> Input {
    let state = if dna.tested { State::Read } else { State::NotTested };
    let note = if dna.tested && !dna.coverage.is_empty() {
        format!("coverage {}", dna.coverage)
    } else {
        String::new()
    };
    Input { name: "Variants", state, note }
}

/// Copy number leaves its traces in the genes' flags and the HLA calls: the model has no field of its own for it.
fn copy_number(profile: &SampleProfile) -> Input {
    let is_flagged = profile.dna.genes.iter().any(is_deletion_untested);
    let is_in_hla = profile.hla.iter().any(|g| g.method == Some(HlaMethod::CnSegment));
    let (state, note) = match (is_flagged, is_in_hla) {
        (true, true) => (State::Limited, "at the HLA genes only"),
        (false, true) => (State::Read, ""),
        (false, false) if profile.dna.tested => (State::Limited, "not stated for these genes"),
        (_, false) => (State::NotTested, ""),
    };
    Input { name: "Copy number", state, note: note.to_owned() }
}

fn hla(hla: &[HlaGene]) -> Input {
    let is = |status| hla.iter().filter(|g| g.status == status).count();
    let (state, note) = if is(HlaStatus::NotTested) == hla.len() {
        (State::NotTested, "")
    } else if is(HlaStatus::NotTested) + is(HlaStatus::NotEvaluable) == hla.len() {
        (State::Limited, "not evaluable")
    } else if is(HlaStatus::NotTested) + is(HlaStatus::NotEvaluable) > 0 {
        (State::Limited, "some genes only")
    } else {
        (State::Read, "")
    };
    Input { name: "HLA", state, note: note.to_owned() }
}
