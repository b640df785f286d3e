//! Which inputs the sample had: read, not tested, or read and not usable.

use evade_core::{LaneInput, LaneReason, LaneState, Phenotype, SampleProfile, VariantSource};

use crate::phenotype_words::decided_in_words;
use crate::text::joined;

/// Genes named where an input covers some; the findings below name all.
const NAMED_GENES: usize = 5;

/// How an input fared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// It was read.
    Read,
    /// It was not given.
    NotTested,
    /// It was given and covers a part.
    Limited,
    /// It was given and cannot be used.
    NotUsed,
}

impl State {
    /// Its word.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::NotTested => "not tested",
            Self::Limited => "read in part",
            Self::NotUsed => "given, not used",
        }
    }

    /// A sign before the name.
    pub(crate) fn mark(self) -> &'static str {
        match self {
            Self::Read => "✓",
            Self::NotTested => "–",
            Self::Limited => "◐",
            Self::NotUsed => "✕",
        }
    }

    /// The class of the style sheet.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::NotTested => "absent",
            Self::Limited | Self::NotUsed => "limited",
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
pub(crate) fn inputs(profile: &SampleProfile) -> [Input; 5] {
    let lanes = &profile.lanes;
    [
        rna(profile),
        Input { note: variants_note(profile), ..lane("Variants", &lanes.small_variants) },
        lane("Copy number", &lanes.copy_number),
        lane("Rearrangements", &lanes.rearrangements),
        lane("HLA", &lanes.hla),
    ]
}

fn rna(profile: &SampleProfile) -> Input {
    let (state, note) = match &profile.rna {
        None => (State::NotTested, String::new()),
        Some(rna) if rna.call.phenotype == Phenotype::NotEvaluable => {
            let why = rna.call.deciding_reason().and_then(|reason| {
                if reason.is_about_tissue() { Some("not tumour tissue") } else { decided_in_words(reason) }
            });
            (State::NotUsed, why.map_or("not evaluable".to_owned(), |why| format!("not evaluable: {why}")))
        }
        Some(_) => (State::Read, profile.facts.assay_rna.clone().unwrap_or_default()),
    };
    Input { name: "RNA", state, note }
}

/// What the variants cover; what was not used says why.
fn variants_note(profile: &SampleProfile) -> String {
    let lane = &profile.lanes.small_variants;
    match lane.state {
        // A manually entered table names genes where no assay is declared.
        LaneState::Partly if lane.sources == [VariantSource::Reported] => lane_note(lane),
        LaneState::Given | LaneState::Partly if !profile.dna.coverage.is_empty() => {
            format!("coverage {}", profile.dna.coverage)
        }
        _ => lane_note(lane),
    }
}

fn lane<S>(name: &'static str, lane: &LaneInput<S>) -> Input {
    let state = match lane.state {
        LaneState::Given => State::Read,
        LaneState::Partly => State::Limited,
        LaneState::NotUsed => State::NotUsed,
        LaneState::NotGiven => State::NotTested,
    };
    Input { name, state, note: lane_note(lane) }
}

/// Why a lane was tested in part or not used, short enough for the strip.
fn lane_note<S>(lane: &LaneInput<S>) -> String {
    let some_genes = || {
        let names: Vec<&str> = lane.genes.iter().map(String::as_str).collect();
        match names.as_slice() {
            [] => "none of the judged genes".to_owned(),
            few if few.len() <= NAMED_GENES => format!("{} only", joined(few)),
            many => format!("{} and others", many[..NAMED_GENES].join(", ")),
        }
    };
    match lane.reason {
        None => String::new(),
        Some(LaneReason::SampleNotInFile) => "nothing of this sample in the file".to_owned(),
        Some(LaneReason::NoSomaticCalls) => "no small somatic variants in the file".to_owned(),
        Some(LaneReason::CoverageNotDeclared) => "covered genes not declared".to_owned(),
        Some(LaneReason::LowPurity) => "too few tumour cells, under 20 %".to_owned(),
        Some(LaneReason::HlaGenesOnly) => "at the HLA genes only".to_owned(),
        Some(LaneReason::BreakpointsAlone) => {
            "breakpoints in DNA alone; introns may not be covered".to_owned()
        }
        Some(LaneReason::NotDetermined) if lane.genes.is_empty() => "not evaluable".to_owned(),
        Some(LaneReason::CoversSomeGenes | LaneReason::CopiesOfSomeGenes | LaneReason::NotDetermined) => {
            some_genes()
        }
    }
}
