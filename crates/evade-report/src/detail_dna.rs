//! Every gene of the panel, every variant counted, and every candidate that was not.

use evade_core::{FilteredVariant, SampleProfile, TumourBurden, Variant};
use maud::{Markup, html};

use crate::direction::key;
use crate::flags::{gene_table, meanings};
use crate::text::{Text, or_no_value, short, spaced, two};
use crate::words::{burden_doubts, cautions, evidence, filtered_detail};

/// The variant pages.
pub(crate) fn dna_details(profile: &SampleProfile) -> Markup {
    let dna = &profile.dna;
    if !dna.tested {
        return html! {
            section { h2 { "Variants" } p { "Not tested: no variant input was given." } }
        };
    }
    html! {
        section {
            h2 { "Variants" }
            p { "Coverage of the input: " (Text(if dna.coverage.is_empty() { "not declared" } else { &dna.coverage })) "." }
            @if let Some(burden) = &dna.tmb { (tumour_burden(burden)) }
            @if !dna.genes.is_empty() { (gene_table(profile)) (meanings(profile)) (key()) }
            @if dna.variants.is_empty() { p { "No variant was counted." } } @else { (variants(&dna.variants)) }
            @if dna.filtered.is_empty() { p { "No candidate was filtered." } } @else { (filtered(&dna.filtered)) }
        }
    }
}

/// The burden with everything it was made of, or why there is none.
fn tumour_burden(burden: &TumourBurden) -> Markup {
    let doubts = burden_doubts(burden);
    html! {
        p {
            "Tumour mutational burden: "
            @match burden.tmb {
                Some(tmb) => {
                    strong { (short(tmb)) " per Mb" } " (" (burden.n_counted.unwrap_or_default()) " variants, " (spaced(burden.mode.as_str()))
                    ", in " (or_no_value(burden.mb, short)) " Mb"
                    @if let Some(category) = &burden.category { "; " (category.as_str()) }
                    ")"
                },
                None => "no number",
            }
            @if !doubts.is_empty() { "; " (Text(&doubts)) }
            @if burden.tmb.is_some() && !burden.reliable { "; not to be compared with other numbers" }
            "."
        }
    }
}

const VARIANT_COLUMNS: [&str; 7] =
    ["Gene", "Place", "Change", "Effect", "VAF, reads", "Verdict", "Evidence, source, flags"];

fn variants(rows: &[Variant]) -> Markup {
    html! {
        table class="wrap" {
            caption { "Variants counted" }
            thead { tr { @for title in VARIANT_COLUMNS { th scope="col" { (title) } } } }
            tbody { @for v in rows {
                tr {
                    th scope="row" { (Text(&v.gene)) }
                    td { (place(&v.chrom, v.pos, &v.reference, &v.alternate)) }
                    td {
                        (Text(v.hgvsp.as_deref().unwrap_or("protein change not given")))
                        @if let Some(change) = &v.hgvsc { br; small { (Text(change)) } }
                        @if let Some(transcript) = &v.transcript { br; small { (Text(transcript)) } }
                    }
                    td { (spaced(v.effect.as_str())) }
                    td { (or_no_value(v.vaf, two)) br; small { (reads(v)) } }
                    td { (v.verdict.as_str()) }
                    td {
                        (Text(&evidence(&v.codes))) "; " (v.source.as_str())
                        @if !v.flags.is_empty() { "; " (Text(&cautions(&v.flags))) }
                    }
                }
            } }
        }
    }
}

fn reads(v: &Variant) -> String {
    match (v.alt_reads, v.depth) {
        (Some(alt), Some(depth)) => format!("{alt} of {depth} reads"),
        (None, Some(depth)) => format!("{depth} reads"),
        (Some(alt), None) => format!("{alt} reads with it"),
        (None, None) => "reads not given".to_owned(),
    }
}

fn place(chrom: &str, pos: u64, reference: &str, alternate: &str) -> Markup {
    html! {
        // A manually entered variant may have no place.
        @if pos == 0 { "place not given" } @else {
            (Text(chrom)) ":" (pos) " " span class="allele" { (Text(reference)) ">" (Text(alternate)) }
        }
    }
}

fn filtered(rows: &[FilteredVariant]) -> Markup {
    html! {
        table class="wrap" {
            caption { "Detected but filtered candidates in core genes" }
            thead { tr { @for title in ["Gene", "Place", "Reason", "Detail"] { th scope="col" { (title) } } } }
            tbody { @for f in rows {
                tr {
                    th scope="row" { (Text(&f.gene)) }
                    td { (place(&f.chrom, f.pos, &f.reference, &f.alternate)) }
                    td { (spaced(f.reason.as_str())) }
                    td { (Text(&filtered_detail(f))) }
                }
            } }
        }
    }
}
