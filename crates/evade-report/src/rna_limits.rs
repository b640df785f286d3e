//! The reason codes of RNA for a reader of the page, with the numbers of the sample.

use evade_core::{Axis, QualityControl, Reason, RnaProfile};

use crate::text::{capitalised, joined, signed, whole};

/// Share of an axis's genes at hand under which predicted genes matter, and the same of the reference's genes.
const AXIS_SHARE: f64 = 0.9;
const UNIVERSE_SHARE: f64 = 0.95;

/// A reason in words. Most have one meaning; those that rest on a number of the sample say it.
pub(crate) fn reason_in_words(reason: Reason, rna: &RnaProfile) -> String {
    let quality = &rna.quality;
    let of_normal_lung =
        || normal_lung(quality).unwrap_or_else(|| "part of the RNA is of normal lung".to_owned());
    match reason {
        Reason::NormalLung => match normal_lung(quality) {
            Some(share) => format!("The profile is that of normal lung ({share}): there is no tumour to judge."),
            None => "The profile is that of normal lung: there is no tumour to judge.".to_owned(),
        },
        Reason::NormalLungPossible => format!(
            "Normal lung cannot be told from a tumour with much normal lung in it: {}.",
            of_normal_lung()
        ),
        Reason::NormalLungContent => format!(
            "{}, which has T cells and antigen presentation of its own.",
            capitalised(&of_normal_lung())
        ),
        Reason::OtherTissue if !quality.other_tissues.is_empty() => format!(
            "Genes of {} are high: such tissue is part of the sample, as at the edge of a metastasis, or this is another tumour.",
            joined(&quality.other_tissues.iter().map(String::as_str).collect::<Vec<_>>())
        ),
        Reason::AxisGeneSilent if !quality.silent_genes.is_empty() => format!(
            "{} near zero although the genes that go with it are not: reads may have been lost, or the tumour has lost the gene.",
            joined(&quality.silent_genes.iter().map(String::as_str).collect::<Vec<_>>())
        ),
        Reason::AxisOutsideReference => outside(rna).unwrap_or_else(|| reason.meaning().to_owned()),
        Reason::AxisOffset => offsets(rna).unwrap_or_else(|| reason.meaning().to_owned()),
        Reason::LowDepth | Reason::DepthTooLow => depth(reason, quality),
        Reason::HlaGenesNotQuantified => {
            "HLA genes are near zero in RNA beside a normal B2M or HLA-DRA: their reads were lost in quantification, or the \
             genes are silent. Antigen presentation is not evaluable in RNA."
                .to_owned()
        }
        Reason::LowUniverseCoverage => "Fewer than 80 % of the reference's genes were measured.".to_owned(),
        Reason::CountsWithoutLengths => {
            "Values are read counts without gene lengths: genes cannot be ranked against each other.".to_owned()
        }
        Reason::NotLengthNormalised => {
            "Expression values are not corrected for gene length: genes cannot be ranked against each other."
                .to_owned()
        }
        Reason::UnitDoubtful => {
            "The expression values do not look like the unit that was declared for them: the phenotype holds only if the declaration is right."
                .to_owned()
        }
        other => other.meaning().to_owned(),
    }
}

/// Whether the reason changes the reading. Predicted genes do where they are many.
pub(crate) fn matters(reason: Reason, rna: &RnaProfile) -> bool {
    let is_thin = |found: u32, all: u32| f64::from(found) < AXIS_SHARE * f64::from(all);
    reason != Reason::GenesPredicted
        || rna.quality.universe_coverage < UNIVERSE_SHARE
        || rna.axes.iter().any(|axis| is_thin(axis.n_found, axis.n_genes))
}

/// The share of normal lung with its interval.
fn normal_lung(quality: &QualityControl) -> Option<String> {
    let content = quality.normal_lung?;
    let low = whole(100.0 * content.low);
    if low == "0" {
        // There may be none of it.
        let (high, share) = (per_cent(content.high), per_cent(content.share));
        return Some(format!("up to {high} of the RNA may be of normal lung (about {share})"));
    }
    Some(format!(
        "about {} ({low}–{}) of the RNA is of normal lung",
        per_cent(content.share),
        per_cent(content.high)
    ))
}

fn per_cent(share: f64) -> String {
    format!("{} %", whole(100.0 * share))
}

/// The axes that lie outside everything in the reference.
fn outside(rna: &RnaProfile) -> Option<String> {
    let axes: Vec<String> = rna
        .axes
        .iter()
        .filter(|axis| axis.outside_reference)
        .filter_map(|axis| {
            let z = axis.z?;
            let side = if z < 0.0 { "below" } else { "above" };
            Some(format!("{} {} lies {side}", short_name(axis.axis), signed(z)))
        })
        .collect();
    let names: Vec<&str> = axes.iter().map(String::as_str).collect();
    (!axes.is_empty()).then(|| {
        capitalised(&format!("{} all {} tumours of the reference.", joined(&names), rna.reference.n))
    })
}

/// By how much the user moved each axis.
fn offsets(rna: &RnaProfile) -> Option<String> {
    let moved: Vec<String> = rna
        .axes
        .iter()
        .filter_map(|axis| Some(format!("{} by {}", short_name(axis.axis), signed(axis.offset?))))
        .collect();
    let moved: Vec<&str> = moved.iter().map(String::as_str).collect();
    (!moved.is_empty()).then(|| {
        format!("The user moved {}: an offset of the laboratory, stated for the run.", joined(&moved))
    })
}

fn depth(reason: Reason, quality: &QualityControl) -> String {
    let Some(share) = quality.detected_share else { return reason.meaning().to_owned() };
    let share = per_cent(share);
    if reason == Reason::DepthTooLow {
        format!("Only {share} of the genes at hand were detected: the axes cannot be measured.")
    } else {
        format!(
            "{share} of the genes at hand were detected, fewer than in the reference: faint genes, and with them T cells and \
             suppression, read too low."
        )
    }
}

/// Short enough for a list.
pub(crate) fn short_name(axis: Axis) -> &'static str {
    match axis {
        Axis::T => "T cells",
        Axis::G => "effector programme",
        Axis::P => "antigen presentation",
        Axis::S => "suppression",
        Axis::X => "stroma",
    }
}
