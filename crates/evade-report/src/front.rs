//! The front page: what fits on one sheet, in a fixed order.

use evade_core::{
    AlterationStatus, GeneAlteration, Phenotype, PhenotypeCall, Reason, RnaProfile, SampleProfile,
};
use maud::{Markup, html};

use crate::axes_svg::axes_svg;
use crate::first_sentence::first_sentence;
use crate::flags::genomic_flags;
use crate::further_tests::further_tests;
use crate::hla::{hla_table, presentation};
use crate::inputs::inputs;
use crate::set_aside::{SetAside, set_aside};
use crate::text::{NOT_TESTED, Text, joined, short, two};

/// Reasons explained on the front page; QC and methods explains them all.
const FRONT_REASONS: usize = 5;

/// The whole front page.
pub(crate) fn front(profile: &SampleProfile) -> Markup {
    html! {
        section class=@if is_dense(profile) { "front dense" } @else { "front" } aria-label="Front page" {
            (header(profile))
            p class="first" { (Text(&first_sentence(profile))) }
            (strip(profile))
            div class="columns" {
                section class="box" { h2 { "TME phenotype" } (phenotype(profile.rna.as_ref())) }
                section class="box" { h2 { "Axes against the reference" } (axes(profile.rna.as_ref())) }
            }
            section class="box" {
                h2 { "Genomic flags" @if profile.dna.tested { (coverage(profile)) } }
                (genomic_flags(&profile.dna))
            }
            div class="columns" {
                section class="box" { h2 { "HLA class I" } (hla_table(&profile.hla)) (presentation(profile)) }
                section class="box" { h2 { "Other markers, as supplied" } (markers(profile)) }
            }
            div class="columns" {
                section class="box" { h2 { "Limits of this sample" } (limits(profile)) }
                section class="box" {
                    h2 { "Further tests to consider" }
                    ul { @for test in further_tests(profile) { li { (Text(&test)) } } }
                }
            }
        }
    }
}

/// Lines that a sheet holds at the usual size of print beside the parts that are always there (measured on paper).
const LINES: usize = 17;

/// Whether the front page needs smaller print to stay on one sheet: findings, gene names, limits and tests in lines.
fn is_dense(profile: &SampleProfile) -> bool {
    let genes = &profile.dna.genes;
    let is_found =
        |g: &&GeneAlteration| matches!(g.status, AlterationStatus::Altered | AlterationStatus::Uncertain);
    let found = genes.iter().filter(is_found).count();
    let names: usize = genes.iter().map(|g| g.gene.len() + 2).sum();
    let n_set_aside = set_aside(&profile.dna).len();
    let limits = 2 * reasons(profile).len().min(FRONT_REASONS) + usize::from(n_set_aside > 0);
    found + n_set_aside / 3 + names / 110 + limits.max(further_tests(profile).len()) + limits / 2 > LINES
}

fn coverage(profile: &SampleProfile) -> Markup {
    html! { @if !profile.dna.coverage.is_empty() { span class="aside" { "coverage: " (Text(&profile.dna.coverage)) } } }
}

fn header(profile: &SampleProfile) -> Markup {
    let facts = &profile.facts;
    let items: [(&str, Option<&str>); 5] = [
        ("Patient", facts.patient.as_deref()),
        ("Specimen", facts.specimen.as_deref()),
        ("Site", facts.site.as_deref()),
        ("Time point", facts.timepoint.as_deref()),
        ("Histology", facts.histology.as_deref()),
    ];
    html! {
        header {
            div class="title" {
                h1 { span class="brand" { "evade report" } " " (Text(&facts.sample)) }
                p class="ruo" { "RESEARCH USE ONLY" }
            }
            dl class="facts" {
                @for (name, value) in items {
                    div { dt { (name) } dd { (Text(value.unwrap_or("not stated"))) } }
                }
                div { dt { "Tumour content" } dd { (facts.purity.map_or("not stated".to_owned(), two)) } }
            }
        }
    }
}

fn strip(profile: &SampleProfile) -> Markup {
    html! {
        ul class="strip" aria-label="Inputs seen" {
            li class="strip-title" { "Inputs seen" }
            @for input in inputs(profile) {
                li class=(input.state.class()) {
                    strong { (input.name) ": " } (input.state.word())
                    @if !input.note.is_empty() { " (" (Text(&input.note)) ")" }
                }
            }
        }
    }
}

fn phenotype(rna: Option<&RnaProfile>) -> Markup {
    let Some(rna) = rna else {
        return html! {
            p class="label" { "Not tested" }
            p { "No RNA input was given. There is no phenotype call; this is not a negative finding." }
        };
    };
    let call = &rna.call;
    if call.phenotype == Phenotype::NotEvaluable {
        return qc_failed(call);
    }
    html! {
        p class={ "label " (call.phenotype.as_str()) } { (Text(&label(call))) }
        dl class="pairs" {
            dt { "Confidence" } dd { (call.confidence.map_or("none: no class was called", evade_core::Confidence::as_str)) }
            dt { "Second" } dd {
                (call.second.map_or("no other class is allowed", Phenotype::label))
                @if let Some(margin) = call.margin { ", margin " (two(margin)) }
            }
            dt { "Stability" } dd { (stability(call.stability)) }
            dt { "Spatial class" } dd {
                (call.spatial_class.as_str().replace('_', " "))
                @if let Some(share) = call.spatial_stability { ", stability " (two(share)) }
            }
            dt { "Base rate" } dd {
                @match call.base_rate {
                    Some((same, n)) => { (same) " of " (n) " reference samples get this call" },
                    None => "not known for this reference",
                }
            }
        }
        p class="note" {
            "Inferred from bulk RNA. The place of T cells is not measured; CD8 immunohistochemistry shows it."
        }
    }
}

/// The call in words; an indeterminate one names the classes it lies between.
pub(crate) fn label(call: &PhenotypeCall) -> String {
    let between: Vec<&str> = call.leading.into_iter().chain(call.second).map(Phenotype::label).collect();
    if call.phenotype == Phenotype::Indeterminate && !between.is_empty() {
        return format!("indeterminate: {}", between.join(" / "));
    }
    let stroma = call.phenotype == Phenotype::Desert && call.reasons.contains(&Reason::StromaRich);
    format!("{}{}", call.phenotype.label(), if stroma { ", stroma-rich" } else { "" })
}

fn stability(share: Option<f64>) -> String {
    share.map_or("not computed".to_owned(), |s| format!("{} of resampled calls agree (share)", two(s)))
}

fn qc_failed(call: &PhenotypeCall) -> Markup {
    // The reasons that stop a call come first; without one, all of them are the answer.
    let stops: Vec<Reason> = call.reasons.iter().copied().filter(|r| r.stops_the_call()).collect();
    let shown = if stops.is_empty() { &call.reasons } else { &stops };
    html! {
        div class="failed" {
            p class="label" { "QC FAILED: not evaluable" }
            @for reason in shown { p { strong { (reason.as_str()) } ": " (reason.meaning()) } }
            p { "There is no phenotype call; this is not a negative finding." }
        }
    }
}

fn axes(rna: Option<&RnaProfile>) -> Markup {
    let Some(rna) = rna else {
        return html! { p { strong { "Not tested." } } };
    };
    html! {
        (axes_svg(rna))
        p class="note" {
            "Diamond: percentile; line: 95 % interval; grey: reference band 25–75. Reference "
            (Text(&rna.reference.id)) ", n = " (rna.reference.n) ", scale " (rna.scale.as_str()) "."
        }
    }
}

fn markers(profile: &SampleProfile) -> Markup {
    let facts = &profile.facts;
    let value =
        |v: Option<f64>, unit: &str| v.map_or(NOT_TESTED.to_owned(), |v| format!("{}{unit}", short(v)));
    let counted = profile.dna.tmb.as_ref().and_then(|burden| burden.tmb);
    let tmb = match (facts.tmb, counted) {
        (None, Some(counted)) => format!("not supplied; {} per Mb were counted", short(counted)),
        (supplied, _) => value(supplied, " mutations per Mb"),
    };
    html! {
        dl class="pairs" {
            dt { "PD-L1 TPS" } dd { (value(facts.pdl1_tps, " %")) }
            dt { "TMB" } dd { (tmb) }
            dt { "Microsatellites" } dd { (Text(facts.msi.as_deref().unwrap_or(NOT_TESTED))) }
            dt { "Tumour content" } dd { (facts.purity.map_or(NOT_TESTED.to_owned(), two)) }
        }
    }
}

/// Every reason of the profile, those that stop the call first, each once.
pub(crate) fn reasons(profile: &SampleProfile) -> Vec<Reason> {
    let rna = profile.rna.iter().flat_map(|r| r.call.reasons.iter().chain(&r.quality.reasons));
    let mut all: Vec<Reason> = Vec::new();
    for &reason in rna.chain(&profile.dna.reasons) {
        if !all.contains(&reason) {
            all.push(reason);
        }
    }
    all.sort_by_key(|r| (!r.stops_the_call(), !r.is_about_measurement()));
    all
}

fn limits(profile: &SampleProfile) -> Markup {
    let all = reasons(profile);
    let (shown, rest) = all.split_at(all.len().min(FRONT_REASONS));
    let rest: Vec<&str> = rest.iter().map(|r| r.as_str()).collect();
    let set_aside: Vec<String> = set_aside(&profile.dna).iter().map(SetAside::words).collect();
    html! {
        @if shown.is_empty() && set_aside.is_empty() {
            p { "No reason code was raised. What was not tested is named above." }
        }
        ul { @for reason in shown {
            li class=@if reason.stops_the_call() { "stop" } @else { "limit" } {
                strong { (reason.as_str()) } ": " (reason.meaning())
            }
        }
            @if !set_aside.is_empty() {
                li class="limit" { strong { "Read but not counted" } ": " (Text(&set_aside.join(", "))) }
            }
        }
        @if !rest.is_empty() { p { "Also, explained under QC and methods: " (joined(&rest)) "." } }
    }
}
