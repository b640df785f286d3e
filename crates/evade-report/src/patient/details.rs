//! Everything behind the first sheet: tables of genes, variants, HLA and RNA, checks of identity, and the method.

use evade_core::{
    AlterationStatus, ChangeStatus, Comparability, GeneChange, IdentityCheck, IdentityKind, PairComparison,
    PairReason, PatientComparison, ValueChange, VariantChange,
};
use maud::{Markup, html};

use super::pair::title;
use super::sentence::is_refused;
use super::{chances, dna, limits, slope_svg, words};
use crate::event::{effect, symbol};
use crate::text::{NO_VALUE, Text, joined, signed, two};

/// The tables of a pair.
pub(super) fn pair_details(pair: &PairComparison) -> Markup {
    // On its own sheet a refused pair has shown its checks already.
    if is_refused(pair) {
        return html! {};
    }
    html! {
        section {
            h2 { "Details: " (title(pair)) }
            (gene_table(pair))
            (variant_table(pair))
            (hla_table(pair))
            (rna_tables(pair))
            (identity_table(pair))
            (limits::all_limits(pair))
        }
    }
}

/// Genes with anything to tell; of the others the numbers and, where they were not tested, the names.
fn gene_table(pair: &PairComparison) -> Markup {
    let has_copies = |change: &GeneChange| {
        change.copies.as_ref().is_some_and(|copies| copies.status == ChangeStatus::Changed)
    };
    let is_found = |change: &&GeneChange| {
        dna::is_told(change)
            || has_copies(change)
            || [change.before, change.after].contains(&AlterationStatus::Uncertain)
    };
    let rows: Vec<&GeneChange> = pair.dna.genes.iter().filter(is_found).collect();
    let none: Vec<&GeneChange> = pair.dna.genes.iter().filter(|change| !is_found(change)).collect();
    let names = |keep: &dyn Fn(&GeneChange) -> bool| -> Vec<String> {
        none.iter().filter(|change| keep(change)).map(|change| symbol(&change.gene)).collect()
    };
    let is_none = |change: &GeneChange| change.status == ChangeStatus::Unchanged;
    let is_missed = |change: &GeneChange| dna::may_be_missed(pair, change);
    let lines = [
        ("No alteration found in either sample", names(&|change| is_none(change) && !is_missed(change))),
        (
            "No alteration found in either sample, of which one has too little tumour to exclude any",
            names(&|change| is_none(change) && is_missed(change)),
        ),
        ("Not evaluable, which is not negative", names(&|change| !is_none(change))),
    ];
    html! {
        @if !rows.is_empty() {
            table class="wrap" {
                caption { "Genes" }
                thead { tr {
                    (heads(&["Gene", &pair.from, &pair.to, "Compared", "Copies hit", "Copies", "Why"]))
                } }
                tbody { @for change in rows { tr {
                    th scope="row" class="gene" { (Text(&symbol(&change.gene))) }
                    td { (words::gene_state(change.before)) }
                    td { (words::gene_state(change.after)) }
                    td { (dna::mark(change.status)) (words::finding_status(change.status)) }
                    td {
                        (words::hits(change.hits_before)) (words::between(pair)) (words::hits(change.hits_after))
                        @if let Some(status) = change.hits { br; small { (words::finding_status(status)) } }
                    }
                    td { (dna::copies(change, pair).unwrap_or_else(|| "not tested".to_owned())) }
                    td { (why(pair, change)) }
                } } }
            }
        }
        @for (title, genes) in &lines {
            @if !genes.is_empty() {
                p class="note" { strong { (title) " (" (genes.len()) "): " } (Text(&genes.join(", "))) "." }
            }
        }
    }
}

/// Why a gene, its copies hit and its copy number are what they are; where nothing of DNA is compared, why not.
fn why(pair: &PairComparison, change: &GeneChange) -> String {
    if !dna::is_compared(pair) {
        return words::reasons(&change.reasons);
    }
    let copies = change.copies.iter().flat_map(|copies| &copies.reasons);
    let all: Vec<PairReason> =
        change.reasons.iter().chain(&change.hits_reasons).chain(copies).copied().collect();
    words::reasons(&all)
}

fn variant_table(pair: &PairComparison) -> Markup {
    let variants = &pair.dna.variants;
    html! {
        @if !variants.is_empty() {
            table class="wrap" {
                caption { "Variants in judged genes, with their allele fractions" }
                thead { tr {
                    (heads(&["Gene", "Change", &pair.from, &pair.to, "Compared", "Chance to see it where it was not found"]))
                } }
                tbody { @for variant in variants { (variant_row(variant)) } }
            }
            p class="note" { (chances::NOTE) }
        }
    }
}

fn variant_row(variant: &VariantChange) -> Markup {
    let place = (!variant.chrom.is_empty() && variant.pos > 0)
        .then(|| format!("chr{}:{}", variant.chrom.trim_start_matches("chr"), variant.pos));
    let why = words::reasons(&variant.reasons);
    html! {
        tr {
            th scope="row" class="gene" { (Text(&variant.gene)) }
            td {
                (Text(&variant.change)) " (" (effect(variant.effect)) @if variant.is_hotspot { ", hotspot" }
                @if !variant.is_relevant { ", effect not known or none" } ")"
                @if let Some(place) = &place { br; small { (Text(place)) } }
            }
            td { (chances::seen(variant.before.as_ref())) }
            td { (chances::seen(variant.after.as_ref())) }
            td { (dna::mark(variant.status)) (words::finding_status(variant.status)) @if !why.is_empty() { br; small { (why) } } }
            td {
                @match &variant.chance {
                    Some(chance) => {
                        (chances::chance(chance.chance)) ": " (chances::basis(chance))
                        br; small { (chances::assumptions(chance)) }
                    },
                    None if variant.before.is_some() && variant.after.is_some() => "–",
                    None => "not known",
                }
            }
        }
    }
}

fn hla_table(pair: &PairComparison) -> Markup {
    html! {
        @if !pair.dna.hla.is_empty() {
            table class="wrap" {
                caption { "HLA class I" }
                thead { tr { (heads(&["Gene", &pair.from, &pair.to, "Compared", "Why"])) } }
                tbody { @for hla in &pair.dna.hla { tr {
                    th scope="row" class="gene" { (Text(&hla.gene)) }
                    td { (words::hla_state(hla.before)) @if let Some(lost) = &hla.lost_before { ": " span class="allele" { (Text(lost)) } } }
                    td { (words::hla_state(hla.after)) @if let Some(lost) = &hla.lost_after { ": " span class="allele" { (Text(lost)) } } }
                    td { (dna::mark(hla.status)) (dna::hla_became(hla.status)) }
                    td { (words::reasons(&hla.reasons)) }
                } } }
            }
        }
    }
}

/// The axes with their numbers, what else changed, and how many did not.
fn rna_tables(pair: &PairComparison) -> Markup {
    let rna = &pair.rna;
    let all = || rna.scores.iter().chain(&rna.features);
    let changed: Vec<&ValueChange> = all().filter(|change| change.status == ChangeStatus::Changed).collect();
    html! {
        @if !rna.axes.is_empty() {
            table class="wrap" {
                caption { "Axes, in z" @if rna.state == Comparability::Confounded { " (not comparable: no change is called)" } }
                (value_head(pair))
                tbody { @for change in &rna.axes { (value_row(change)) } }
            }
        }
        @if !changed.is_empty() {
            table class="wrap" {
                caption { "Scores (in z) and features (in standard deviations of the reference) that changed" }
                (value_head(pair))
                tbody { @for change in &changed { (value_row(change)) } }
            }
        }
        @for (values, one, many) in [(&rna.scores, "score", "scores"), (&rna.features, "feature", "features")] {
            @if !values.is_empty() { p class="note" { (counts(values, one, many)) } }
        }
    }
}

fn value_head(pair: &PairComparison) -> Markup {
    html! {
        thead { tr { (heads(&["Name", &pair.from, &pair.to, "Difference", "Noise", "Compared", "Why"])) } }
    }
}

/// Heads of columns.
fn heads(names: &[&str]) -> Markup {
    html! { @for name in names { th scope="col" { (Text(name)) } } }
}

fn value_row(change: &ValueChange) -> Markup {
    let value = |value: Option<f64>| value.map_or_else(|| NO_VALUE.to_owned(), signed);
    html! {
        tr {
            th scope="row" { (Text(&change.name)) @if change.name != change.item { " " span class="id" { (Text(&change.item)) } } }
            td { (value(change.before)) }
            td { (value(change.after)) }
            td { (value(change.change)) }
            td {
                (change.noise.map_or_else(|| "not known".to_owned(), |noise| format!("±{}", two(noise))))
                @if let Some(source) = change.noise_from { br; small { (words::noise(source)) } }
            }
            td { (dna::mark(change.status)) (slope_svg::status(change)) }
            td { (words::reasons(&change.reasons)) }
        }
    }
}

/// "20 scores: 3 changed, 15 no change beyond noise, 2 not evaluable."
fn counts(values: &[ValueChange], one: &str, many: &str) -> String {
    let parts: Vec<String> = ChangeStatus::ALL
        .iter()
        .filter_map(|status| {
            let n = values.iter().filter(|change| change.status == *status).count();
            (n > 0).then(|| format!("{n} {}", words::status(*status)))
        })
        .collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    format!("{} {}: {}.", values.len(), if values.len() == 1 { one } else { many }, joined(&parts))
}

/// What was compared of the persons and clones.
pub(super) fn identity_table(pair: &PairComparison) -> Markup {
    let identity = &pair.identity;
    // What the two lines below say already.
    let is_said = |reason: &PairReason| {
        matches!(
            reason,
            PairReason::ClonalRelationUnproven
                | PairReason::ClonalRelationNotTested
                | PairReason::SharedHotspotOnly
                | PairReason::IdentityConflict
                | PairReason::IdentityNotTested
        )
    };
    let others: Vec<PairReason> =
        identity.reasons.iter().copied().filter(|reason| !is_said(reason)).collect();
    let why = words::reasons(&others);
    let shared: Vec<String> = identity
        .shared
        .iter()
        .map(|variant| {
            let mut notes = Vec::new();
            if variant.is_hotspot {
                notes.push("hotspot");
            }
            if variant.may_be_germline {
                notes.push("may be inherited");
            }
            let notes = if notes.is_empty() { String::new() } else { format!(" ({})", notes.join(", ")) };
            format!("{} {}{notes}", variant.gene, variant.change)
        })
        .collect();
    html! {
        @if !identity.checks.is_empty() {
            table class="wrap" {
                caption { "Identity of " (Text(&pair.from)) " and " (Text(&pair.to)) }
                thead { tr { (heads(&["Check", &pair.from, &pair.to, "Result"])) } }
                tbody { @for check in &identity.checks { (check_row(check)) } }
            }
        }
        p { strong { "One person? " } (words::person(identity.person)) }
        @if !is_refused(pair) {
            p {
                strong { "One clone? " } (words::clone(identity))
                @if let Some(n) = identity.n_shared { " Shared somatic variants, hotspots not counted: " (n) "." }
                @if !shared.is_empty() { " In judged genes: " (Text(&shared.join(", "))) "." }
            }
        }
        @if !why.is_empty() { p class="note" { (crate::text::capitalised(&why)) "." } }
    }
}

/// One check. That of a sheet against the RNA of one sample, and a count over both, are no two sides.
fn check_row(check: &IdentityCheck) -> Markup {
    let side = |side: &'_ Option<String>| -> String {
        side.as_deref().map_or("–", |side| words::identity_side(check.kind, side)).to_owned()
    };
    let (before, after) = (side(&check.before), side(&check.after));
    let is_against_stated = check.kind == IdentityKind::RnaSex && check.subject.is_some();
    let is_one = check.kind == IdentityKind::GermlineSites && before == after;
    html! {
        tr {
            th scope="row" {
                @if is_against_stated { "Stated sex against RNA, " } @else { (words::identity(check.kind)) " " }
                @if let Some(subject) = &check.subject { (Text(subject)) }
            }
            @if is_against_stated {
                td colspan="2" { "stated " (Text(&before)) "; in RNA " (Text(&after)) }
            } @else if is_one {
                td colspan="2" { (Text(&before)) }
            } @else {
                td { (Text(&before)) }
                td { (Text(&after)) }
            }
            td { span class={ "bearing " (check.bearing.as_str()) } { (words::bearing(check.kind, check.bearing)) } }
        }
    }
}

const METHOD: [(&str, &str); 7] = [
    (
        "Change in RNA",
        "A difference is called a change when it is larger than its noise: the largest of two standard errors of the difference (the same genes resampled \
         in both samples), the least change that the rules call, and a prediction bound from replicate pieces of one tumour measured with the same assay \
         (root mean square of their differences, times Student's t). Replicates do not include the variation between two biopsies.",
    ),
    (
        "Not comparable",
        "When site, kind of specimen, assay, laboratory or tumour content differ, a difference in RNA may come from that. It is shown in grey and no change is \
         called.",
    ),
    (
        "New and lost",
        "A variant is new when it is in the later sample and the earlier sample would have shown it with a chance of 0.95 or more; lost is the same the other way \
         round. Otherwise it is not evaluable. Retained means found in both.",
    ),
    (
        "Identity",
        "A pair is refused when something differs that no loss in a tumour explains: stated sexes, chromosome Y against XIST in RNA, an HLA allele in each sample \
         that the other lacks, or opposite homozygous germline sites. A missing allele or chromosome Y may be loss. Without a shared somatic variant, hotspots \
         not counted, no change is called: the samples may be of two primary tumours.",
    ),
    (
        "Screen for a small-cell carcinoma",
        "RNA can raise a suspicion. Histology with neuroendocrine markers decides.",
    ),
    (
        "Not tested",
        "What was not tested is not negative. What was tested in one sample alone is not evaluable as a change.",
    ),
    (
        "Scope",
        "The page describes what differs between samples. It predicts no response and recommends no treatment. It holds days from the first dose and no date.",
    ),
];

/// The method in plain words.
pub(super) fn method(patient: &PatientComparison, version: &str) -> Markup {
    html! {
        section {
            h2 { "How samples are compared" }
            dl class="pairs wide" {
                @for (name, text) in METHOD { dt { (name) } dd { (text) } }
                dt { "Rules" } dd { (Text(&patient.rules)) }
                dt { "evade" } dd { (Text(version)) ", schema of comparisons " (Text(&patient.schema_version)) }
            }
        }
    }
}
