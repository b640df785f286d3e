//! The phenotype in words: what the call is, what its class means, and what keeps a sample from a class.

use evade_core::{Axis, Phenotype, PhenotypeCall, Reason, RnaProfile};

use crate::reading::{Reading, Side};

/// What the class means, for front page and glossary.
pub(crate) fn definition(phenotype: Phenotype) -> Option<&'static str> {
    Some(match phenotype {
        Phenotype::Active => {
            "T cells with a working effector programme; neither suppression nor stroma leads"
        }
        Phenotype::Suppressed => {
            "Immune cells are present; suppressive cells weigh more than the T cells explain"
        }
        Phenotype::Excluded => {
            "Stroma leads over the signal of T cells; whether it keeps them out of the tumour is inferred, RNA cannot show it"
        }
        Phenotype::Desert => "The signal of T cells and of their effector programme is weak",
        Phenotype::Indeterminate => {
            "Two classes are too close, the call changes when genes and reference are resampled, or the RNA may not be of a tumour that can be judged"
        }
        Phenotype::NotEvaluable => return None,
    })
}

/// What the call means: the class, or what keeps it from being called. The reason that decides over a call is told with
/// its numbers, so it has no meaning here.
pub(crate) fn meaning(rna: &RnaProfile) -> Option<&'static str> {
    let call = &rna.call;
    match (call.deciding_reason(), call.phenotype) {
        (Some(Reason::LowPurity), _) => {
            Some("With so few tumour cells in the sample a lack of T cells says nothing of the tumour")
        }
        (Some(_), _) => None,
        (None, Phenotype::Indeterminate) => Some(why_open(call)),
        (None, Phenotype::Desert) if !is_low(rna, Axis::T) || !is_low(rna, Axis::G) => Some(
            "The signal of T cells and of their effector programme is weak beside the other classes; not both lie below the \
             middle half of the reference",
        ),
        (None, phenotype) => definition(phenotype),
    }
}

/// Which of the two tests of an indeterminate call failed.
fn why_open(call: &PhenotypeCall) -> &'static str {
    let has = |reason| call.reasons.contains(&reason);
    match (has(Reason::LowMargin), has(Reason::LowStability)) {
        (true, false) => "The evidence for two classes is too close",
        (false, true) => {
            "The call changes when genes and reference are resampled: its axes are not exact enough"
        }
        _ => {
            "The evidence for two classes is too close, and the call changes when genes and reference are resampled"
        }
    }
}

fn is_low(rna: &RnaProfile, axis: Axis) -> bool {
    let value = rna.axes.iter().find(|value| value.axis == axis);
    value.and_then(Reading::of_axis).is_none_or(|reading| reading.side == Some(Side::Low))
}

/// Whether it is open what the RNA is of, and with it what every axis says of a tumour.
pub(crate) fn is_in_doubt(rna: &RnaProfile) -> bool {
    rna.call.deciding_reason().is_some_and(Reason::leaves_the_call_open)
}

/// What keeps the sample from a class, in a clause.
pub(crate) fn decided_in_words(reason: Reason) -> Option<&'static str> {
    Some(match reason {
        Reason::NormalLung => "the RNA is that of normal lung: no tumour to judge",
        Reason::LymphoidOrBlood => {
            "the RNA shows leukocytes without epithelium, as lymphoid tissue, blood or a line of blood cells does: no carcinoma to judge"
        }
        Reason::NoStroma => {
            "the RNA shows neither fibroblasts nor vessels, as a cell line or sorted cells do: no tumour tissue to judge"
        }
        Reason::NotEpithelial => "the RNA lacks epithelial genes: blood, melanoma, sarcoma or another tissue",
        Reason::NormalLungPossible => {
            "the RNA may be that of normal lung, or of a tumour with much normal lung in it"
        }
        Reason::PlatformMismatch => "the profile is unlike the reference: platform, tissue or unit differ",
        Reason::LowPurity => "too few tumour cells to tell a lack of T cells",
        Reason::LowUniverseCoverage => "too few genes measured",
        Reason::CountsWithoutLengths => "read counts without gene lengths",
        Reason::NotLengthNormalised => "expression values not corrected for gene length",
        Reason::AxisMissing => "T-cell or stroma genes missing",
        Reason::LymphoidSite => "sample from lymphoid tissue",
        Reason::DepthTooLow => "too few genes detected",
        _ => return None,
    })
}

/// Share of the resampled calls from which a class is named.
const NAMED_SHARE: f64 = 0.1;

/// The classes that an indeterminate call lies between: those that the resampled calls chose. Where two are too close, the
/// rival is named too, even if no draw chose it; without draws the two of most evidence and what the nearest flip leads to.
pub(crate) fn classes_at_hand(call: &PhenotypeCall) -> Vec<Phenotype> {
    let mut classes: Vec<Phenotype> = Vec::new();
    let drawn = call.chosen.iter().filter(|chosen| chosen.share >= NAMED_SHARE).map(|chosen| chosen.class);
    let others: Vec<Phenotype> = if call.chosen.is_empty() {
        let nearest = call.flips.first().map(|flip| flip.becomes).filter(|class| class.is_determinate());
        call.leading.into_iter().chain(call.second).chain(nearest).collect()
    } else if call.reasons.contains(&Reason::LowMargin) {
        call.leading.into_iter().chain(call.rival()).collect()
    } else {
        Vec::new()
    };
    for class in drawn.chain(others) {
        if !classes.contains(&class) {
            classes.push(class);
        }
    }
    classes
}

/// The call in words; an indeterminate one names what keeps it open, or the classes it lies between.
pub(crate) fn label(call: &PhenotypeCall) -> String {
    if call.phenotype == Phenotype::Indeterminate {
        return match (call.deciding_reason().and_then(decided_in_words), between(call)) {
            (Some(why), _) => format!("indeterminate: {why}"),
            (None, Some(classes)) => format!("indeterminate: {classes}"),
            (None, None) => call.phenotype.label().to_owned(),
        };
    }
    let stroma = call.phenotype == Phenotype::Desert && call.reasons.contains(&Reason::StromaRich);
    format!("{}{}", call.phenotype.label(), if stroma { ", stroma-rich" } else { "" })
}

/// The classes of an indeterminate call in words.
pub(crate) fn between(call: &PhenotypeCall) -> Option<String> {
    let classes: Vec<&str> = classes_at_hand(call).into_iter().map(Phenotype::label).collect();
    (!classes.is_empty()).then(|| classes.join(" / "))
}
