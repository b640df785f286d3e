//! The sentence at the top of the page.

use evade_core::{
    AntigenPresentation, Axis, AxisValue, DnaProfile, HLA_GENES, Phenotype, PhenotypeCall, PresentationState,
    Reason, RnaProfile, SampleFacts, SampleProfile, TmbCategory, place_in_words,
};

use crate::antigen::antigen_presentation;
use crate::event::{is_second_copy_unknown, is_single_hit};
use crate::finding::{Finding, findings};
use crate::inflamed::{in_short, is_asked};
use crate::kind_words::kind;
use crate::phenotype_words::{between, decided_in_words, is_in_doubt, label};
use crate::reading::{Reading, Side};
use crate::set_aside::{SetAside, set_aside};
use crate::text::{capitalised, joined, short};

/// Mutations per megabase from which a supplied burden is high, as [`TmbCategory::High`] has it of a counted one.
const HIGH_BURDEN: f64 = 10.0;

/// Genes named in the sentence beside those of antigen presentation; the table below it has them all.
const NAMED_GENES: usize = 4;

/// Filtered candidates named in the sentence.
const NAMED_SET_ASIDE: usize = 2;

/// What the sample shows in one sentence: the phenotype, T cells, suppression, stroma when high, antigen presentation in
/// RNA and in DNA, unstable microsatellites, a high mutational burden, altered genes with what happened to each, and
/// candidates that were detected but filtered.
///
/// A lane without input is "not tested", one that cannot be read "not evaluable"; neither is worded as a finding. What
/// was found comes before what was not tested.
#[must_use]
pub fn first_sentence(profile: &SampleProfile) -> String {
    let antigen = antigen_presentation(profile);
    let mut findings: Vec<String> = microsatellites(&profile.facts).into_iter().collect();
    findings.extend(high_burden(profile));
    let (altered, single_hits) = other_genes(&profile.dna);
    findings.extend(altered);
    findings.extend(filtered(&profile.dna));
    findings.extend(single_hits);
    let parts: Vec<String> = match &profile.rna {
        Some(rna) => rna_parts(rna).into_iter().chain([antigen]).chain(findings).collect(),
        None => {
            let state = AntigenPresentation::of(&profile.hla, &profile.dna.genes).state;
            let is_found = matches!(state, PresentationState::Lost | PresentationState::Reduced);
            let (first, last) = if is_found { (Some(antigen), None) } else { (None, Some(antigen)) };
            let rna = "RNA expression not tested".to_owned();
            first.into_iter().chain(findings).chain(last).chain([rna]).collect()
        }
    };
    format!("{}.", capitalised(&parts.join("; ")))
}

fn rna_parts(rna: &RnaProfile) -> Vec<String> {
    let call = &rna.call;
    let decided = call.deciding_reason();
    if call.phenotype == Phenotype::NotEvaluable {
        let why = decided.and_then(decided_in_words);
        return vec![match (decided, why) {
            (Some(reason), Some(why)) if reason.is_about_tissue() => why.to_owned(),
            (_, Some(why)) => format!("RNA not evaluable ({why})"),
            (_, None) => "RNA not evaluable".to_owned(),
        }];
    }
    let is_doubtful = is_in_doubt(rna);
    let axis = |wanted| rna.axes.iter().find(|a| a.axis == wanted);
    let mut parts = inflamed_and_kind(call).unwrap_or_else(|| vec![called(call)]);
    parts.push(t_part(axis(Axis::T), is_doubtful));
    if is_asked(call) {
        parts.extend(g_part(axis(Axis::T), axis(Axis::G), is_doubtful));
    }
    parts.push(s_part(axis(Axis::S), call, is_doubtful));
    parts.extend(axis(Axis::X).and_then(|axis| x_part(axis, is_doubtful)));
    parts
}

/// Both answers of a rule set that asks two questions.
fn inflamed_and_kind(call: &PhenotypeCall) -> Option<Vec<String>> {
    let mut parts = vec![in_short(call)?];
    let confidence = call.confidence.map_or(String::new(), |confidence| format!(", {confidence} confidence"));
    parts.extend(kind(call).map(|kind| format!("{kind}{confidence}")));
    Some(parts)
}

/// The call with its confidence; an indeterminate one with what keeps it open, or the classes it lies between.
fn called(call: &PhenotypeCall) -> String {
    if call.phenotype == Phenotype::Indeterminate {
        let why = call.deciding_reason().and_then(decided_in_words).map(str::to_owned);
        return match why.or_else(|| between(call)) {
            None => "phenotype: indeterminate".to_owned(),
            Some(why) => format!("phenotype: indeterminate ({why})"),
        };
    }
    let confidence = call.confidence.map_or(String::new(), |confidence| format!(", {confidence} confidence"));
    format!("phenotype: {}{confidence}", label(call))
}

/// Candidates that would alter their gene and were filtered.
fn filtered(dna: &DnaProfile) -> Option<String> {
    let all = set_aside(dna);
    let named: Vec<String> = all.iter().take(NAMED_SET_ASIDE).map(SetAside::in_short).collect();
    let more = if all.len() > named.len() { ", more below" } else { "" };
    (!named.is_empty()).then(|| format!("detected but filtered: {}{more}", and(&named)))
}

fn t_part(axis: Option<&AxisValue>, is_doubtful: bool) -> String {
    let Some((axis, reading)) =
        axis.and_then(|axis| Some((axis, Reading::of_axis(axis)?.doubted(is_doubtful))))
    else {
        return "T cells not evaluable".to_owned();
    };
    let words = match reading.side {
        Some(Side::Low) => "few T cells",
        Some(Side::High) => "many T cells",
        None => "T cells within the reference range",
    };
    let place = axis.rank.map(|rank| place_in_words(rank, axis.n_reference));
    let doubt = reading.is_uncertain.then(|| "uncertain".to_owned());
    let notes: Vec<String> = place.into_iter().chain(doubt).collect();
    if notes.is_empty() { words.to_owned() } else { format!("{words} ({})", notes.join(", ")) }
}

/// The effector programme where it lies elsewhere than T cells: whether a tumour is inflamed rests on both.
fn g_part(t: Option<&AxisValue>, g: Option<&AxisValue>, is_doubtful: bool) -> Option<String> {
    let (axis, reading) = (g?, Reading::of_axis(g?)?.doubted(is_doubtful));
    if t.and_then(Reading::of_axis).is_some_and(|t| t.side == reading.side) {
        return None;
    }
    let words = reading.level().unwrap_or("within the reference range");
    let place = axis.rank.map(|rank| place_in_words(rank, axis.n_reference));
    let doubt = reading.is_uncertain.then(|| "uncertain".to_owned());
    let notes: Vec<String> = place.into_iter().chain(doubt).collect();
    Some(format!("effector programme {words} ({})", notes.join(", ")))
}

fn s_part(axis: Option<&AxisValue>, call: &PhenotypeCall, is_doubtful: bool) -> String {
    let Some(reading) = axis.and_then(Reading::of_axis) else {
        return "suppression not evaluable".to_owned();
    };
    let doubt = if reading.is_uncertain || is_doubtful { " (uncertain)" } else { "" };
    if call.reasons.contains(&Reason::SuppressionUnadjusted) {
        let words = reading.level().unwrap_or("in the reference range");
        return format!("suppression {words}, not adjusted for T cells{doubt}");
    }
    let is_asked = is_asked(call);
    match reading.side {
        // The class changes at a z, the words at a percentile: next to both they must not say opposite things.
        Some(Side::High) if is_asked && call.phenotype == Phenotype::Active => {
            "suppression high for the T-cell level, just short of an immunosuppressed tumour".to_owned()
        }
        None if is_asked && call.phenotype == Phenotype::Suppressed => {
            format!("suppression above what the T-cell level explains, near the middle half{doubt}")
        }
        Some(Side::High) => format!("suppression higher than expected for the T-cell level{doubt}"),
        Some(Side::Low) => format!("suppression lower than expected for the T-cell level{doubt}"),
        // The class weighs T cells and suppression together, so the call does not need suppression above the band.
        None if call.phenotype == Phenotype::Suppressed => format!(
            "suppression leads the call, though within the middle half of the reference for the T-cell level{doubt}"
        ),
        None => format!("suppression as expected for the T-cell level{doubt}"),
    }
}

fn x_part(axis: &AxisValue, is_doubtful: bool) -> Option<String> {
    let reading = Reading::of_axis(axis)?;
    let doubt = if reading.is_uncertain || is_doubtful { ", uncertain" } else { "" };
    (reading.side == Some(Side::High))
        .then(|| format!("stroma high (RNA cannot show whether T cells are kept out{doubt})"))
}

/// Altered genes outside antigen presentation: those altered as their role needs and those whose second copy is not known;
/// then single hits, which alone are no loss.
fn other_genes(dna: &DnaProfile) -> (Vec<String>, Option<String>) {
    let found = findings(dna);
    let others: Vec<&Finding<'_>> =
        found.iter().filter(|f| f.gene.gene != "B2M" && !HLA_GENES.contains(&f.gene.gene.as_str())).collect();
    let named = &others[..others.len().min(NAMED_GENES)];
    let group = |test: &dyn Fn(&Finding<'_>) -> bool| -> Vec<String> {
        named.iter().filter(|f| test(f)).map(|f| f.headline()).collect()
    };
    let is_open = |f: &Finding<'_>| is_second_copy_unknown(f.gene);
    let is_single = |f: &Finding<'_>| is_single_hit(f.gene);
    let mut parts: Vec<String> = Vec::new();
    let complete = group(&|f| !is_open(f) && !is_single(f));
    if !complete.is_empty() {
        parts.push(format!("altered: {}", and(&complete)));
    }
    let open = group(&is_open);
    if !open.is_empty() {
        parts.push(format!("altered, loss of the second copy not shown: {}", and(&open)));
    }
    if others.len() > NAMED_GENES {
        parts.push("more altered genes below".to_owned());
    }
    let single = group(&is_single);
    let single_hits =
        (!single.is_empty()).then(|| format!("{} on one copy only, no loss of the other seen", and(&single)));
    (parts, single_hits)
}

fn and(names: &[String]) -> String {
    joined(&names.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Unstable microsatellites outrank most findings of single genes.
fn microsatellites(facts: &SampleFacts) -> Option<String> {
    let word = facts.msi.as_deref()?.trim().to_lowercase();
    let is_high = matches!(word.as_str(), "msi-h" | "msi-high" | "msi high" | "msih" | "msi" | "high");
    is_high.then(|| "microsatellite instability high, as supplied".to_owned())
}

/// The burden, where it is high: as supplied, else as counted where it can be compared with others.
fn high_burden(profile: &SampleProfile) -> Option<String> {
    let words = |tmb: f64, source: &str| {
        format!("tumour mutational burden high ({} mutations per megabase, {source})", short(tmb))
    };
    if let Some(supplied) = profile.facts.tmb {
        return (supplied >= HIGH_BURDEN).then(|| words(supplied, "as supplied"));
    }
    let burden = profile.dna.tmb.as_ref()?;
    let is_high = burden.reliable && burden.category == Some(TmbCategory::High);
    burden.tmb.filter(|_| is_high).map(|tmb| words(tmb, "counted from the variants"))
}
