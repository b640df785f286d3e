//! The evidence behind the phenotype: classes, flips, axes and scores.

use std::collections::BTreeMap;

use evade_core::{
    Axis, AxisValue, Contribution, Evidence, GeneDeviation, PhenotypeCall, RnaProfile, ScoreRow,
    place_in_words,
};
use maud::{Markup, html};

use crate::evidence_svg::evidence_svg;
use crate::phenotype_words::label;
use crate::signature_names::{SignatureNames, theme};
use crate::text::{NO_VALUE, Text, capitalised, or_no_value, signed, two, whole};

/// Phenotype, axes and scores of the RNA.
pub(crate) fn rna_details(rna: &RnaProfile, names: &SignatureNames) -> Markup {
    html! {
        section {
            h2 { "Phenotype explanation" }
            p { strong { (Text(&capitalised(&label(&rna.call)))) } }
            @if !rna.call.explanation.is_empty() {
                ul { @for sentence in &rna.call.explanation { li { (Text(sentence)) } } }
            }
            @if !rna.call.evidence.is_empty() {
                (evidence_svg(&rna.call))
                (evidence_table(&rna.call))
            }
            (flips(&rna.call))
        }
        section {
            h2 { "Axes" }
            (axis_table(&rna.axes))
            (gene_table(&rna.axes))
        }
        section { h2 { "Signature scores" } (scores(&rna.scores, names)) }
    }
}

fn evidence_table(call: &PhenotypeCall) -> Markup {
    html! {
        table {
            caption { "Contribution of each axis = weight × value after clipping" }
            thead { tr {
                th scope="col" { "Class" } th scope="col" { "Evidence" } th scope="col" { "Guard" }
                @for axis in Axis::ALL { th scope="col" { (axis.as_str()) } }
            } }
            tbody { @for e in &call.evidence {
                tr {
                    th scope="row" { (e.class.label()) }
                    td { (signed(e.evidence)) }
                    td { (guard(e)) }
                    @for axis in Axis::ALL { td { (term(e.contributions.iter().find(|c| c.axis == axis))) } }
                }
            } }
        }
    }
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
    "Rank",
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
                    td { (a.rank.map_or_else(|| NO_VALUE.to_owned(), |r| place_in_words(r, a.n_reference))) }
                    td { (percentile(a.percentile, a.percentile_interval)) }
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

fn axis_notes(a: &AxisValue) -> Markup {
    html! {
        (match a.unstable {
            Some(true) => "unstable: cohorts of the reference differ",
            Some(false) => "stable across cohorts",
            None => "stability across cohorts not known",
        })
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
    ["Signature", "Score", "z", "SE", "Rank", "Percentile [95 %]", "Genes found / of", "Reasons"];

fn scores(rows: &[ScoreRow], names: &SignatureNames) -> Markup {
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
                (score_table(axis, &rows, names))
            }
        }
    }
}

fn score_table(axis: &str, rows: &[&ScoreRow], names: &SignatureNames) -> Markup {
    let mut methods: Vec<&str> = rows.iter().map(|r| r.method.as_str()).collect();
    methods.dedup();
    html! {
        table class="scores" {
            caption { "Scores, theme " (Text(if axis.is_empty() { "user" } else { axis })) ", method " (Text(&methods.join(", "))) }
            thead { tr { @for title in SCORE_COLUMNS { th scope="col" { (title) } } } }
            tbody { @for row in rows {
                tr {
                    th scope="row" { (signature(&row.signature, names)) }
                    td { (row.score.map_or_else(|| NO_VALUE.to_owned(), |s| crate::text::decimals(s, 4))) }
                    td { (or_no_value(row.z, signed)) }
                    td { (or_no_value(row.se, two)) }
                    td { (place(row)) }
                    td { (percentile(row.percentile, row.percentile_low.zip(row.percentile_high))) }
                    td { (row.n_found) " / " (row.n_genes) }
                    td { (row.reasons.iter().map(|r| r.as_str()).collect::<Vec<_>>().join(", ")) }
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
