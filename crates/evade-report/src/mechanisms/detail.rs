//! Every mechanism with its evidence, what speaks against it, its source and its limits.

use evade_core::{
    Bearing, Citation, EvidenceLine, Mechanism, MechanismFinding, MechanismReason, MechanismState,
    SampleKnowledge, SampleProfile,
};
use maud::{Markup, html};

use super::order::{is_of_a_mechanism, shown};
use super::words::{all_observed, base_rate, lane, observed, state};
use crate::published::{as_of, discrepancies};
use crate::text::{Text, capitalised, decimals, joined, spaced};

/// The section; nothing where mechanisms were not assessed.
pub(crate) fn mechanism_details(profile: &SampleProfile) -> Markup {
    let findings = &profile.mechanisms;
    let knowledge = profile.knowledge.as_ref();
    let rest = |state: MechanismState| -> Vec<&MechanismFinding> {
        findings.iter().filter(|finding| finding.state == state && !finding.is_shown()).collect()
    };
    let (doubtful, doubtful_others): (Vec<&MechanismFinding>, Vec<&MechanismFinding>) =
        rest(MechanismState::Possible).into_iter().partition(|finding| is_of_a_mechanism(finding));
    let (not_supported, not_assessable) =
        (rest(MechanismState::NotSupported), rest(MechanismState::NotAssessable));
    let (of_mechanisms, others): (Vec<&MechanismFinding>, Vec<&MechanismFinding>) =
        shown(findings).into_iter().partition(|finding| is_of_a_mechanism(finding));
    html! {
        @if !findings.is_empty() {
            section class="mechanism-details" {
                h2 { "Mechanisms of escape" }
                p {
                    "For each mechanism that the review (" (Citation::REVIEW) ") describes, a rule names the findings that would show it. \
                     Supported: all of them are there. Possible: part of them, or doubtful, and none that it must have was measured and \
                     missing; what speaks against it all the same is listed. None of it is a probability, and none of it says what a treatment would do. "
                    @if let Some(knowledge) = knowledge { (as_of(knowledge, profile.report.date)) }
                }
                @if let Some(expected) = expected(findings) { p class="note" { (expected) } }
                @for finding in &of_mechanisms { (article(finding, profile)) }
                @if !others.is_empty() {
                    h3 class="group" { "Phenotypes, definitions, targets of drugs and context: not mechanisms of their own" }
                    @for finding in &others { (article(finding, profile)) }
                }
                (table("Possible on doubtful findings alone", "Found", &doubtful, knowledge, doubtful_line))
                (table("Targets and context, on doubtful findings alone", "Found", &doubtful_others, knowledge, doubtful_line))
                (table("Not supported by what was measured; what was not tested, such as copy number, may still hold", "Measured", &not_supported, knowledge, missing_line))
                (table("Not assessable: not tested, or left open, is not negative", "Why", &not_assessable, knowledge, why_line))
            }
        }
    }
}

/// How many are supported, beside how many base rates alone would give. It is context and no test.
fn expected(findings: &[MechanismFinding]) -> Option<String> {
    let rated = findings
        .iter()
        .filter(|finding| finding.state != MechanismState::NotAssessable && is_of_a_mechanism(finding));
    let rated: Vec<(&MechanismFinding, f64)> =
        rated.filter_map(|finding| Some((finding, finding.base_rate.as_ref()?.share))).collect();
    if rated.is_empty() {
        return None;
    }
    let n_supported = rated.iter().filter(|(finding, _)| finding.state == MechanismState::Supported).count();
    let sum: f64 = rated.iter().map(|(_, share)| share).sum();
    Some(format!(
        "Of the {} mechanisms that could be assessed here and have a base rate, {n_supported} are supported; with base rates alone the mean \
         tumour has {}. This is context, not a test: several mechanisms can rest on one finding. Base rates are of TCGA resections, without copy number, HLA or \
         treatment.",
        rated.len(),
        decimals(sum, 1)
    ))
}

fn article(finding: &MechanismFinding, profile: &SampleProfile) -> Markup {
    let knowledge = profile.knowledge.as_ref();
    let with = |bearing: Bearing| -> Vec<&EvidenceLine> {
        finding.evidence.iter().filter(|line| line.bearing == bearing).collect()
    };
    let row = knowledge.and_then(|knowledge| knowledge.mechanism(&finding.id));
    html! {
        article class="mechanism" {
            h3 { (Text(&finding.name)) " " span class="id" { (Text(&finding.id)) } ": " (state(finding)) }
            @if let Some(row) = row { (claim(row)) }
            dl class="pairs" {
                (lines("Shown by", &with(Bearing::For)))
                (lines("Agrees with it", &with(Bearing::Agrees)))
                (lines("Doubtful", &with(Bearing::Perhaps)))
                (lines("Neither", &with(Bearing::Silent)))
                dt { "Against it" }
                dd {
                    @if finding.counter_evidence.is_empty() { "nothing that was measured" }
                    @else { ul { @for line in &finding.counter_evidence { (evidence_line(line)) } } }
                }
                dt { "Base rate" } dd { (Text(&base_rate(finding.base_rate.as_ref()))) }
                dt { "Would settle it" } dd { (Text(&finding.settled_by)) }
                @if !finding.reasons.is_empty() {
                    dt { "To be known" } dd { @for reason in &finding.reasons { (reason.meaning()) " " } }
                }
                @if let Some(caveat) = &finding.caveat { dt { "Caveat" } dd { (Text(caveat)) } }
            }
            @if let Some(knowledge) = knowledge { (discrepancies(knowledge, &[&finding.id])) }
        }
    }
}

/// What the review says of it, in whom it was observed, and where.
fn claim(row: &Mechanism) -> Markup {
    html! {
        p {
            (Text(&row.claim)) " "
            @if let Some(remark) = row.species.remark() { strong { (remark) } " " }
            span class="source" {
                (Text(&evidence(row)))
                "; described for " (timing(row)) ". " (Text(&row.cite.to_string())) "."
                @if !row.genes_added.is_empty() { " Genes that evade adds to those of the review: " (Text(&joined(&added(row)))) "." }
            }
        }
    }
}

fn added(row: &Mechanism) -> Vec<&str> {
    row.genes_added.iter().map(String::as_str).collect()
}

/// The kind of evidence with what is known of it: "Cohort: large, multivariable". A note that names its kind stands alone.
fn evidence(row: &Mechanism) -> String {
    let kind = spaced(row.evidence.as_str());
    match row.evidence_note.as_deref().map(|note| note.trim_end_matches('.')) {
        Some(note) if note.to_lowercase().contains(&kind) => note.to_owned(),
        Some(note) => format!("{}: {note}", capitalised(&kind)),
        None => capitalised(&kind),
    }
}

fn timing(row: &Mechanism) -> &'static str {
    use evade_core::ResistanceTiming as Timing;
    match row.timing {
        Timing::Primary => "primary resistance",
        Timing::Acquired => "acquired resistance",
        Timing::MainlyAcquired => "mainly acquired resistance",
        Timing::Both => "primary and acquired resistance",
        Timing::NotStated => "resistance of a time that the review does not state",
        Timing::NotClassified => "neither primary nor acquired resistance",
    }
}

fn lines(name: &str, lines: &[&EvidenceLine]) -> Markup {
    html! {
        @if !lines.is_empty() {
            dt { (name) }
            dd { ul { @for line in lines { (evidence_line(line)) } } }
        }
    }
}

fn evidence_line(line: &EvidenceLine) -> Markup {
    html! { li { (Text(&observed(line))) " " span class="lane" { "(" (lane(line.lane)) ")" } } }
}

fn table(
    caption: &str,
    what: &str,
    findings: &[&MechanismFinding],
    knowledge: Option<&SampleKnowledge>,
    line: fn(&MechanismFinding) -> String,
) -> Markup {
    html! {
        @if !findings.is_empty() {
            table class="wrap rest" {
                caption { (caption) }
                thead { tr { @for title in ["Mechanism", what, "Would settle it", "Caveat"] { th scope="col" { (title) } } } }
                tbody { @for finding in findings {
                    tr {
                        th scope="row" { (Text(&finding.name)) " " span class="id" { (Text(&finding.id)) } }
                        td { (Text(&line(finding))) }
                        td { (Text(&finding.settled_by)) }
                        td {
                            (Text(finding.caveat.as_deref().unwrap_or("–")))
                            @if let Some(remark) = remark(finding, knowledge) { " " strong { (remark) } }
                            @if let Some(knowledge) = knowledge { (discrepancies(knowledge, &[&finding.id])) }
                        }
                    }
                } }
            }
        }
    }
}

/// What must be said of evidence that is not of patients alone, of a row that the sample's knowledge holds.
fn remark(finding: &MechanismFinding, knowledge: Option<&SampleKnowledge>) -> Option<&'static str> {
    knowledge?.mechanism(&finding.id)?.species.remark()
}

fn doubtful_line(finding: &MechanismFinding) -> String {
    all_observed(finding.evidence.iter().filter(|line| line.bearing == Bearing::Perhaps))
}

fn missing_line(finding: &MechanismFinding) -> String {
    let missing = all_observed(&finding.counter_evidence);
    let shown = all_observed(finding.evidence.iter().filter(|line| line.bearing == Bearing::For));
    if shown.is_empty() { missing } else { format!("{missing}. Although: {shown}") }
}

fn why_line(finding: &MechanismFinding) -> String {
    let decides = |reason: &&MechanismReason| {
        !matches!(
            reason,
            MechanismReason::ProxyOnly
                | MechanismReason::AnimalEvidence
                | MechanismReason::TargetOnly
                | MechanismReason::ContextOnly
                | MechanismReason::FavourableWhenHigh
        )
    };
    let why: Vec<&str> = finding.reasons.iter().filter(decides).map(|reason| reason.meaning()).collect();
    why.join(" ")
}
