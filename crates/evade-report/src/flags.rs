//! Genomic flags on the front page.

use evade_core::{AlterationStatus, DnaProfile, EvidenceLevel, GeneAlteration};
use maud::{Markup, html};

use crate::set_aside::{SetAside, has_set_aside, set_aside};
use crate::text::{NOT_TESTED, Text, or_no_value, spaced, two};
use crate::words::{cautions, is_deletion_untested};

/// Rows of genes with a finding on the front page; the detail page has every gene.
const FRONT_ROWS: usize = 7;

/// Genes with a finding as a table, the others by name.
pub(crate) fn genomic_flags(dna: &DnaProfile) -> Markup {
    if !dna.tested {
        return html! { p { strong { "Not tested: " } "no variant input was given. This is not a negative finding." } };
    }
    let with = |status| -> Vec<&GeneAlteration> { dna.genes.iter().filter(|g| g.status == status).collect() };
    let mut found = with(AlterationStatus::Altered);
    found.extend(with(AlterationStatus::Uncertain));
    let (no_copy_number, clear): (Vec<_>, Vec<_>) = with(AlterationStatus::NotAltered)
        .into_iter()
        .filter(|g| !has_set_aside(g))
        .partition(|g| is_deletion_untested(g));
    // A gene with a finding tells of it in its row.
    let doubtful: Vec<String> = set_aside(dna)
        .iter()
        .filter(|c| !found.iter().any(|g| g.gene == c.gene.gene))
        .map(SetAside::words)
        .collect();
    let (shown, rest) = found.split_at(found.len().min(FRONT_ROWS));
    html! {
        @if shown.is_empty() {
            p { "No altered gene among those tested." }
        } @else {
            (gene_table(shown, "Genes with a finding", "quiet"))
        }
        (names("More with a finding (see Variants)", rest))
        (list("Read but not counted, would alter the gene", &doubtful))
        (names("Covered, no variant counted", &clear))
        (names("Covered, no variant counted, deletion not tested", &no_copy_number))
        (names("Not tested", &with(AlterationStatus::NotTested)))
        @if dna.genes.is_empty() { p { "No gene of the panel was assessed: " strong { (NOT_TESTED) } "." } }
    }
}

fn names(title: &str, genes: &[&GeneAlteration]) -> Markup {
    let names: Vec<String> = genes.iter().map(|g| g.gene.clone()).collect();
    list(title, &names)
}

fn list(title: &str, names: &[String]) -> Markup {
    html! { @if !names.is_empty() { p class="names" { strong { (title) ": " } (Text(&names.join(", "))) } } }
}

/// One row a gene.
pub(crate) fn gene_table(genes: &[&GeneAlteration], caption: &str, caption_class: &str) -> Markup {
    html! {
        table {
            caption class=(caption_class) { (caption) }
            thead { tr {
                @for title in ["Gene", "Status", "Change", "VAF", "Hits", "Level", "Flags"] {
                    th scope="col" { (title) }
                }
            } }
            tbody { @for gene in genes { (gene_row(gene)) } }
        }
    }
}

fn gene_row(gene: &GeneAlteration) -> Markup {
    let has_finding = matches!(gene.status, AlterationStatus::Altered | AlterationStatus::Uncertain);
    let change = gene.hgvsp.as_deref().or(gene.hgvsc.as_deref());
    html! {
        tr class=(gene.status.as_str()) {
            th scope="row" { (Text(&gene.gene)) }
            td { span class={ "status " (gene.status.as_str()) } { (spaced(gene.status.as_str())) } }
            @if has_finding {
                td {
                    @if let Some(change) = change { (Text(change)) } @else { "change not given" }
                    @if let Some(effect) = gene.effect { " (" (spaced(effect.as_str())) ")" }
                }
                td { (or_no_value(gene.vaf, two)) }
                td { (gene.hits.map_or("unknown", evade_core::Hits::as_str)) }
                td { (Text(gene.level.map_or("none", EvidenceLevel::as_str))) }
            } @else {
                td { "–" } td { "–" } td { "–" } td { "–" }
            }
            td { (Text(&cautions(&gene.flags))) }
        }
    }
}
