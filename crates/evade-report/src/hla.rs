//! HLA class I on the page: states, how they were determined, and antigen presentation.

use evade_core::{
    AlterationStatus, AntigenPresentation, HLA_GENES, HlaCaution, HlaGene, HlaMethod, HlaStatus,
    PresentationChange, PresentationFinding, PresentationState, SampleProfile,
};
use maud::{Markup, html};

use crate::antigen::altered_beside;
use crate::event::is_of_unusable_record;
use crate::set_aside::has_set_aside;
use crate::text::{NOT_TESTED, Text, joined, or_no_value, short, spaced};
use crate::words::{copies_unknown, is_deletion_untested};

/// Whether there was no HLA input.
pub(crate) fn is_untested(genes: &[HlaGene]) -> bool {
    genes.iter().all(|gene| gene.status == HlaStatus::NotTested)
}

/// Names of the genes in this state.
pub(crate) fn genes_with(genes: &[HlaGene], status: HlaStatus) -> Vec<&str> {
    genes.iter().filter(|gene| gene.status == status).map(|gene| gene.gene.as_str()).collect()
}

/// HLA-A, HLA-B and HLA-C.
pub(crate) fn hla_table(profile: &SampleProfile) -> Markup {
    let genes = &profile.hla;
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
                @for title in ["Gene", "Alleles", "Copies", "Lost allele", "Variants"] { th scope="col" { (title) } }
            } }
            tbody { @for gene in genes {
                tr class=(gene.status.as_str()) {
                    th scope="row" { (Text(&gene.gene)) }
                    td { span class={ "status " (gene.status.as_str()) } {
                        @if gene.status.is_loss() { span aria-hidden="true" { "✕ " } }
                        (hla_words(gene.status))
                        @if gene.flags.contains(&HlaCaution::FileMayBeCut) { br; small { "the file may be cut" } }
                    } }
                    td { (copies(gene)) }
                    td { (lost_allele(gene)) }
                    td { (Text(&beside(gene, profile))) }
                }
            } }
        }
    }
}

/// What the variants say of the gene.
fn beside(gene: &HlaGene, profile: &SampleProfile) -> String {
    let row = profile.dna.genes.iter().find(|row| row.gene == gene.gene);
    match row.map(|row| row.status) {
        Some(AlterationStatus::Altered) => altered_beside(gene, &profile.dna).unwrap_or_default(),
        Some(AlterationStatus::Uncertain) if row.is_some_and(is_of_unusable_record) => {
            "not evaluable".to_owned()
        }
        Some(AlterationStatus::Uncertain) => "variant of unknown effect".to_owned(),
        Some(AlterationStatus::NotAltered) => "none found".to_owned(),
        Some(AlterationStatus::NotTested) | None => NOT_TESTED.to_owned(),
    }
}

/// Why the state of a gene could not be determined, or what limits it; empty where nothing does.
fn hla_reasons(gene: &HlaGene) -> String {
    spaced(&gene.reasons.iter().map(|reason| reason.as_str()).collect::<Vec<_>>().join("; "))
}

fn hla_words(status: HlaStatus) -> &'static str {
    match status {
        HlaStatus::Loh => "one allele lost",
        HlaStatus::LohSubclonal => "one allele lost in part of the tumour cells",
        HlaStatus::ImbalanceOnly => "imbalanced, loss not shown",
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
            None if gene.status.is_loss() => "not named in the input",
            None => "–",
        }
    }
}

/// HLA class I and its partners in one line, where there is something to say.
pub(crate) fn presentation(profile: &SampleProfile) -> Markup {
    let summary = AntigenPresentation::of(&profile.hla, &profile.dna.genes);
    // A copy that is hit alone lowers nothing; it stands with the findings.
    let found: Vec<String> = summary
        .found
        .iter()
        .filter(|finding| finding.change != PresentationChange::AlteredMonoallelic)
        .map(|finding| found_words(finding, profile))
        .collect();
    let single: Vec<&str> = summary
        .found
        .iter()
        .filter(|finding| finding.change == PresentationChange::AlteredMonoallelic)
        .map(|finding| finding.gene.as_str())
        .collect();
    let filtered: Vec<&str> = profile
        .dna
        .genes
        .iter()
        .filter(|gene| PARTNERS.contains(&gene.gene.as_str()) && has_set_aside(gene))
        .map(|gene| gene.gene.as_str())
        .collect();
    let state = if found.is_empty() && !single.is_empty() {
        "no loss of HLA alleles and no gene lost"
    } else {
        state_words(summary.state)
    };
    let genes = profile.dna.genes.iter();
    let no_deletions: Vec<&str> = genes
        .filter(|gene| PARTNERS.contains(&gene.gene.as_str()) && is_deletion_untested(gene))
        .map(|gene| gene.gene.as_str())
        .collect();
    // Of an HLA gene a variant may be known where the loss of its alleles is not.
    let (no_alleles, untested): (Vec<&str>, Vec<&str>) =
        summary.not_tested.iter().map(String::as_str).partition(|gene| HLA_GENES.contains(gene));
    html! {
        @if summary.state != PresentationState::NotEvaluable {
            p class="note" {
                "Antigen presentation in DNA: " strong { (state) }
                @if !found.is_empty() { " (" (Text(&found.join(", "))) ")" }
                @if !single.is_empty() { "; one of two copies hit: " (Text(&single.join(", "))) }
                @if !filtered.is_empty() { "; a variant detected but filtered: " (Text(&filtered.join(", "))) }
                @if !no_deletions.is_empty() { "; deletions " (copies_unknown(profile)) ": " (Text(&no_deletions.join(", "))) }
                @if !no_alleles.is_empty() { "; loss of alleles not known: " (Text(&no_alleles.join(", "))) }
                @if !untested.is_empty() { "; not tested: " (Text(&untested.join(", "))) }
                "."
            }
        }
    }
}

/// Genes that HLA class I needs to reach the surface.
const PARTNERS: [&str; 6] = ["B2M", "TAP1", "TAP2", "NLRC5", "JAK1", "JAK2"];

fn state_words(state: PresentationState) -> &'static str {
    match state {
        PresentationState::Lost => "lost",
        PresentationState::Reduced => "reduced",
        PresentationState::Uncertain => "uncertain",
        PresentationState::NotAltered => "no loss of HLA alleles and no damaging variant counted",
        PresentationState::NotEvaluable => "not evaluable",
    }
}

fn found_words(finding: &PresentationFinding, profile: &SampleProfile) -> String {
    let gene = profile.dna.genes.iter().find(|gene| gene.gene == finding.gene);
    let is_mutated = gene.is_some_and(|gene| gene.status == AlterationStatus::Altered);
    let words = match finding.change {
        PresentationChange::CompleteLoss => "no working copy left",
        PresentationChange::Loh if is_mutated => {
            "one allele lost, and a damaging variant in an unknown allele"
        }
        PresentationChange::Loh => "one allele lost",
        PresentationChange::LohSubclonal => "one allele lost in part of the tumour cells",
        PresentationChange::Mutated => "damaging variant, allele not known",
        PresentationChange::LikelyBiallelic => "two variants, whether on different copies not known",
        PresentationChange::Biallelic => "both copies hit",
        PresentationChange::AlteredMonoallelic => "one of two copies hit",
        PresentationChange::AlteredUnknown => "hit, loss of the second copy not shown",
        PresentationChange::Uncertain => "variant of unknown effect",
    };
    format!("{} {words}", finding.gene)
}

/// How the state of each HLA gene was determined.
pub(crate) fn hla_methods(profile: &SampleProfile) -> Markup {
    html! {
        table {
            caption { "HLA class I: method and source" }
            thead { tr { @for title in ["Gene", "Method", "Source", "Reason"] { th scope="col" { (title) } } } }
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
