//! The evidence behind the phenotype: classes, flips, axes and scores.

use std::collections::BTreeMap;

use evade_core::{
    Axis, AxisValue, Contribution, Evidence, GeneDeviation, HistologyPlace, PhenotypeCall, Reason,
    RnaProfile, ScoreRow, place_in_words,
};
use maud::{Markup, html};

use crate::antigen::are_hla_genes_lost;
use crate::evidence_svg::evidence_svg;
use crate::inflamed::{answer, is_asked};
use crate::kind_words::kind;
use crate::phenotype_words::label;
use crate::reading::{interval, laboratory_shift, score_interval};
use crate::signature_names::{SignatureNames, theme};
use crate::text::{NO_VALUE, Text, capitalised, decimals, or_no_value, signed, two, whole};

/// Phenotype, axes and scores of the RNA.
pub(crate) fn rna_details(rna: &RnaProfile, names: &SignatureNames) -> Markup {
    html! {
        section {
            h2 { "Phenotype explanation" }
            p { strong { (Text(&capitalised(&heading(&rna.call)))) } }
            @if !rna.call.explanation.is_empty() {
                ul { @for sentence in &rna.call.explanation { li { (Text(sentence)) } } }
            }
            @if !rna.call.evidence.is_empty() {
                (evidence_svg(&rna.call))
                (evidence_table(&rna.call, &rna.axes))
            }
            (flips(&rna.call))
        }
        section {
            h2 { "Axes" }
            (axis_table(&rna.axes))
            (gene_table(&rna.axes))
        }
        section { h2 { "Signature scores" } (scores(rna, names)) }
    }
}

/// Both answers, or the label of a rule set with one.
fn heading(call: &PhenotypeCall) -> String {
    let (Some(answer), kind) = (answer(call), kind(call)) else { return label(call) };
    kind.map_or_else(|| format!("inflamed: {answer}"), |kind| format!("inflamed: {answer}; {kind}"))
}

const SUM_OF_WEIGHTS: &str = "Contribution of each axis = weight × value after clipping";
const LOG_ODDS: &str = "Evidence in log-odds = constant + weight × value after clipping, less what each condition that fails takes away";

fn evidence_table(call: &PhenotypeCall, axes: &[AxisValue]) -> Markup {
    let is_asked = is_asked(call);
    html! {
        table {
            caption { (if is_asked { LOG_ODDS } else { SUM_OF_WEIGHTS }) }
            thead { tr {
                th scope="col" { "Class" } th scope="col" { "Evidence" }
                th scope="col" { (if is_asked { "Conditions" } else { "Guard" }) }
                @if is_asked { th scope="col" { "Constant" } }
                @for axis in Axis::ALL {
                    th scope="col" {
                        (axis.as_str())
                        @if let Some(words) = clipping(call, axes, axis) { br; small { (words) } }
                    }
                }
            } }
            tbody { @for e in &call.evidence {
                tr {
                    th scope="row" { (e.class.label()) }
                    td { (signed(e.evidence)) }
                    td { @if is_asked { (conditions(e)) } @else { (guard(e)) } }
                    @if is_asked { td { (signed(e.constant)) } }
                    @for axis in Axis::ALL { td { (term(e.contributions.iter().find(|c| c.axis == axis))) } }
                }
            } }
        }
        @if is_asked { p class="note" {
            "A class needs all its conditions and evidence of 0 or more. Stroma counts above 0 alone: a lack of it is no sign of T cells. \
             Suppression far above expectation counts for an immunosuppressed tumour, from its condition on. Antigen presentation takes no part."
        } }
    }
}

/// The conditions that fail, with what each takes away.
fn conditions(e: &Evidence) -> Markup {
    html! {
        @if e.shortfalls.is_empty() { "all hold" }
        @for shortfall in &e.shortfalls {
            div { (Text(&shortfall.condition)) " fails, takes away " (two(shortfall.amount)) }
        }
    }
}

/// The value of an axis that the rule counts as less than it is; S counts from its condition on, which is no clipping.
fn clipping(call: &PhenotypeCall, axes: &[AxisValue], axis: Axis) -> Option<String> {
    let z = axes.iter().find(|value| value.axis == axis)?.z?;
    if axis == Axis::S && is_asked(call) {
        return None;
    }
    let counted = call.evidence.iter().flat_map(|e| &e.contributions).find(|c| c.axis == axis)?.input;
    let is_cut = z.abs() > counted.abs() && (counted == 0.0 || z.signum() == counted.signum());
    is_cut.then(|| format!("{}, counted as {}", signed(z), signed(counted)))
}

fn guard(e: &Evidence) -> Markup {
    html! {
        @match (&e.failed_guard, e.allowed) {
            (Some(guard), _) => { "fails " (Text(guard)) },
            (None, true) => "passes",
            (None, false) => "fails",
        }
    }
}

fn term(contribution: Option<&Contribution>) -> Markup {
    html! {
        @match contribution {
            Some(c) => { strong { (signed(c.contribution)) } br; small { (two(c.weight)) " × " (signed(c.input)) } },
            None => "not used",
        }
    }
}

fn flips(call: &PhenotypeCall) -> Markup {
    if call.flips.is_empty() {
        return html! { p { "No move of one axis alone changes the class, or there is no call." } };
    }
    html! {
        table {
            caption { "Nearest flips: the smallest move of one axis, the others held, that changes the class" }
            thead { tr { @for title in ["Axis", "Move in z", "Becomes"] { th scope="col" { (title) } } } }
            tbody { @for flip in &call.flips {
                tr {
                    th scope="row" { (flip.axis.as_str()) " " (flip.axis.label()) }
                    td { (signed(flip.delta)) }
                    td { (flip.becomes.label()) }
                }
            } }
        }
    }
}

const AXIS_COLUMNS: [&str; 9] = [
    "Axis",
    "z raw",
    "z in the call",
    "At that T level",
    "SE",
    "Place",
    "Percentile [95 %]",
    "Genes found / of",
    "Notes",
];

fn axis_table(axes: &[AxisValue]) -> Markup {
    html! {
        table class="numbers" {
            caption { "z in robust standard deviations of the reference; S enters the call adjusted for T" }
            thead { tr { @for title in AXIS_COLUMNS { th scope="col" { (title) } } } }
            tbody { @for a in axes {
                tr {
                    th scope="row" { (a.axis.as_str()) " " (a.axis.label()) }
                    td { (or_no_value(a.z_raw, signed)) }
                    td { (or_no_value(a.z, signed)) }
                    td { (a.residual_on_t.map_or("–".to_owned(), signed)) }
                    td { (or_no_value(a.se, two)) }
                    td {
                        (a.rank.map_or_else(|| NO_VALUE.to_owned(), |r| place_in_words(r, a.n_reference)))
                        @if let Some(place) = &a.in_histology { br; small { (Text(&histology_place(Some(place)))) } }
                    }
                    td { (percentile(a.percentile, interval(a))) }
                    td { (a.n_found) " / " (a.n_genes) }
                    td { (axis_notes(a)) }
                }
            } }
        }
    }
}

fn percentile(value: Option<f64>, interval: Option<(f64, f64)>) -> String {
    match (value, interval) {
        (Some(p), Some((low, high))) => format!("{} [{}–{}]", whole(p), whole(low), whole(high)),
        (Some(p), None) => whole(p),
        (None, _) => NO_VALUE.to_owned(),
    }
}

/// The place among the tumours of the stated histology.
fn histology_place(place: Option<&HistologyPlace>) -> String {
    place.map_or_else(|| "–".to_owned(), |p| format!("{} {}", place_in_words(p.rank, p.n), p.histology))
}

fn axis_notes(a: &AxisValue) -> Markup {
    html! {
        (match a.unstable {
            Some(true) => "unstable: cohorts of the reference differ",
            Some(false) => "stable across cohorts",
            None => "stability across cohorts not known",
        })
        @if a.outside_reference { "; outside everything in the reference" }
        @if let Some(offset) = a.offset { "; moved by " (signed(offset)) " by the user" }
        @if let Some(shift) = laboratory_shift(a) { "; laboratories differ by up to " (decimals(shift, 1)) " here" }
        @for (member, reason) in &a.members_missing { "; without " (Text(member)) " (" (reason.as_str()) ")" }
    }
}

fn gene_table(axes: &[AxisValue]) -> Markup {
    html! {
        table class="wrap" {
            caption { "Member signatures, and genes furthest from their reference median (difference of rank quantiles)" }
            thead { tr { @for title in ["Axis", "Signatures", "Above", "Below"] { th scope="col" { (title) } } } }
            tbody { @for a in axes {
                tr {
                    th scope="row" { (a.axis.as_str()) }
                    td { (Text(&a.members.join(", "))) }
                    td { (deviations(&a.genes_above)) }
                    td { (deviations(&a.genes_below)) }
                }
            } }
        }
    }
}

fn deviations(genes: &[GeneDeviation]) -> Markup {
    html! {
        @if genes.is_empty() { "none" }
        @for (i, g) in genes.iter().enumerate() {
            @if i > 0 { ", " }
            span class="gene" { (Text(&g.gene)) " " (signed(g.deviation)) }
        }
    }
}

const SCORE_COLUMNS: [&str; 8] =
    ["Signature", "Score", "z", "SE", "Place", "Percentile [95 %]", "Genes found / of", "Reasons"];

/// Stands behind the place where the reference has the stated histology apart.
const HISTOLOGY_COLUMN: &str = "In the histology";

/// The theme whose scores rest on HLA genes.
const PRESENTATION: &str = "antigen_presentation";

fn scores(rna: &RnaProfile, names: &SignatureNames) -> Markup {
    let rows = &rna.scores;
    let lost = are_hla_genes_lost(rna).then_some(Reason::HlaGenesNotQuantified);
    let mut by_axis: BTreeMap<&str, Vec<&ScoreRow>> = BTreeMap::new();
    for row in rows {
        by_axis.entry(row.axis.as_str()).or_default().push(row);
    }
    html! {
        @if rows.is_empty() { p { "No signature was scored." } }
        @else { p class="note" { "One group for each theme of the catalogue. All groups are open and are printed; closing one hides it on screen." } }
        @for (axis, rows) in by_axis {
            details open="" {
                @let (title, measures) = theme(axis);
                summary { (Text(&title)) span class="measures" { ": " (measures) } }
                (score_table(axis, &rows, names, lost.filter(|_| axis == PRESENTATION)))
            }
        }
    }
}

/// Why a score is missing or doubtful; `lost` is a reason of all rows of the theme.
fn score_reasons(row: &ScoreRow, lost: Option<Reason>) -> String {
    row.reasons.iter().copied().chain(lost).map(Reason::as_str).collect::<Vec<_>>().join(", ")
}

fn score_table(axis: &str, rows: &[&ScoreRow], names: &SignatureNames, lost: Option<Reason>) -> Markup {
    let mut methods: Vec<&str> = rows.iter().map(|r| r.method.as_str()).collect();
    methods.dedup();
    let has_histology = rows.iter().any(|row| row.in_histology.is_some());
    html! {
        table class="scores" {
            caption { "Scores, theme " (Text(if axis.is_empty() { "user" } else { axis })) ", method " (Text(&methods.join(", "))) }
            thead { tr {
                @for title in SCORE_COLUMNS {
                    th scope="col" { (title) }
                    @if title == "Place" && has_histology { th scope="col" { (HISTOLOGY_COLUMN) } }
                }
            } }
            tbody { @for row in rows {
                tr {
                    th scope="row" { (signature(&row.signature, names)) }
                    td { (row.score.map_or_else(|| NO_VALUE.to_owned(), |s| decimals(s, 4))) }
                    td { (or_no_value(row.z, signed)) }
                    td { (or_no_value(row.se, two)) }
                    td { (place(row)) }
                    @if has_histology { td { (Text(&histology_place(row.in_histology.as_ref()))) } }
                    td { (percentile(row.percentile, score_interval(row))) }
                    td { (row.n_found) " / " (row.n_genes) }
                    td { (score_reasons(row, lost)) }
                }
            } }
        }
    }
}

/// Name, id and publication.
fn signature(id: &str, names: &SignatureNames) -> Markup {
    html! {
        @match names.name(id) {
            Some(name) => {
                (Text(name)) br; small class="role" {
                    (Text(id)) @if let Some(citation) = names.citation(id) { "; " (Text(citation)) }
                }
            },
            None => (Text(id)),
        }
    }
}

fn place(row: &ScoreRow) -> String {
    row.rank.zip(row.n_reference).map_or_else(|| NO_VALUE.to_owned(), |(rank, n)| place_in_words(rank, n))
}
