//! HLA class I on the page: states, how they were determined, and antigen presentation.

use evade_core::{AntigenPresentation, HlaGene, HlaMethod, HlaStatus, PresentationState, SampleProfile};
use maud::{Markup, html};

use crate::text::{NOT_TESTED, Text, joined, or_no_value, short, spaced};

/// Whether there was no HLA input.
pub(crate) fn is_untested(genes: &[HlaGene]) -> bool {
    genes.iter().all(|gene| gene.status == HlaStatus::NotTested)
}

/// Names of the genes in this state.
pub(crate) fn genes_with(genes: &[HlaGene], status: HlaStatus) -> Vec<&str> {
    genes.iter().filter(|gene| gene.status == status).map(|gene| gene.gene.as_str()).collect()
}

/// HLA-A, HLA-B and HLA-C.
pub(crate) fn hla_table(genes: &[HlaGene]) -> Markup {
    if is_untested(genes) {
        let names: Vec<&str> = genes.iter().map(|g| g.gene.as_str()).collect();
        return html! {
            p {
                strong { "Not tested" } @if !names.is_empty() { ": " (Text(&joined(&names))) }
                ". This is not a negative finding."
            }
        };
    }
    html! {
        table class="hla" {
            caption class="quiet" { "HLA class I genes" }
            thead { tr {
                @for title in ["Gene", "State", "Copies", "Lost allele", "Note"] { th scope="col" { (title) } }
            } }
            tbody { @for gene in genes {
                tr class=(gene.status.as_str()) {
                    th scope="row" { (Text(&gene.gene)) }
                    td { span class={ "status " (gene.status.as_str()) } { (hla_words(gene.status)) } }
                    td { (copies(gene)) }
                    td { (lost_allele(gene)) }
                    td { (Text(&hla_reasons(gene))) }
                }
            } }
        }
    }
}

/// Why the state of a gene could not be determined, or what limits it; empty where nothing does.
fn hla_reasons(gene: &HlaGene) -> String {
    spaced(&gene.reasons.iter().map(|reason| reason.as_str()).collect::<Vec<_>>().join("; "))
}

fn hla_words(status: HlaStatus) -> &'static str {
    match status {
        HlaStatus::Loh => "LOH: one allele lost",
        HlaStatus::LohSubclonal => "subclonal LOH",
        HlaStatus::ImbalanceOnly => "imbalance only",
        HlaStatus::NoLoh => "both alleles kept",
        HlaStatus::Homdel => "both alleles lost",
        HlaStatus::NotEvaluable => "not evaluable",
        HlaStatus::NotTested => NOT_TESTED,
    }
}

fn copies(gene: &HlaGene) -> String {
    let one = |n: Option<f64>| or_no_value(n, short);
    match (gene.cn_major, gene.cn_minor) {
        (None, None) => "–".to_owned(),
        (major, minor) => format!("{} + {}", one(major), one(minor)),
    }
}

fn lost_allele(gene: &HlaGene) -> Markup {
    html! {
        @match &gene.lost_allele {
            Some(allele) => (Text(allele)),
            None if gene.status.is_loss() => "not named",
            None => "–",
        }
    }
}

/// HLA class I and its partners in one line, where there is something to say.
pub(crate) fn presentation(profile: &SampleProfile) -> Markup {
    let summary = AntigenPresentation::of(&profile.hla, &profile.dna.genes);
    let found = summary.found.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    html! {
        @if summary.state != PresentationState::NotEvaluable {
            p class="note" {
                "Antigen presentation: " strong { (spaced(summary.state.as_str())) }
                @if !found.is_empty() { " (" (Text(&spaced(&found))) ")" }
                @if !summary.not_tested.is_empty() { "; not tested: " (Text(&summary.not_tested.join(", "))) }
                "."
            }
        }
    }
}

/// How the state of each HLA gene was determined.
pub(crate) fn hla_methods(profile: &SampleProfile) -> Markup {
    html! {
        table {
            caption { "HLA class I: how it was told" }
            thead { tr { @for title in ["Gene", "Method", "Read from", "Reason"] { th scope="col" { (title) } } } }
            tbody { @for gene in &profile.hla {
                tr {
                    th scope="row" { (Text(&gene.gene)) }
                    td { (Text(&spaced(gene.method.map_or(NOT_TESTED, HlaMethod::as_str)))) }
                    td { (Text(&gene.source.as_ref().map_or_else(|| "–".to_owned(), ToString::to_string))) }
                    td { (Text(&if gene.reasons.is_empty() { "–".to_owned() } else { hla_reasons(gene) })) }
                }
            } }
        }
    }
}
