//! The front page: what fits on one sheet, in a fixed order.

use evade_core::{
    AmendedReport, IciNote, Phenotype, PhenotypeCall, Reason, ReferenceStamp, RnaProfile, SampleProfile,
    ScaleKind,
};
use maud::{Markup, html};

use crate::antigen::{axis_against_classes, disagreement};
use crate::axes_svg::axes_svg;
use crate::direction::{direction, meaning};
use crate::finding::{findings, of_unknown_effect};
use crate::first_sentence::first_sentence;
use crate::flags::{FRONT_MEANING, FRONT_ROWS, genomic_flags};
use crate::further_tests::further_tests;
use crate::hla::{hla_table, presentation};
use crate::inputs::inputs;
use crate::limits::{limit_letters, limits, plain_meaning};
use crate::markers::markers;
use crate::phenotype_words::{definition, label};
use crate::set_aside::set_aside;
use crate::text::{Text, two};

const PHENOTYPE: &str = "Tumour microenvironment phenotype";

/// The whole front page.
pub(crate) fn front(profile: &SampleProfile) -> Markup {
    html! {
        section class=(density(profile)) aria-label="Front page" {
            (header(profile))
            p class="first" { (Text(&first_sentence(profile))) }
            (strip(profile))
            @match &profile.rna {
                Some(rna) if rna.axes.iter().all(|axis| axis.percentile.is_none()) => section class="box" {
                    h2 { (PHENOTYPE) }
                    (phenotype(rna))
                },
                Some(rna) => div class="columns" {
                    section class="box" { h2 { (PHENOTYPE) } (phenotype(rna)) }
                    section class="box" { h2 { "RNA axes against the reference" } (axes(rna)) }
                },
                None => section class="box" {
                    h2 { (PHENOTYPE) }
                    p {
                        strong { "Not tested: " }
                        "no RNA input was given. There is no phenotype call; this is not a negative finding."
                    }
                },
            }
            section class="box" {
                h2 { "Genomic findings" @if profile.dna.tested { (coverage(profile)) } }
                (genomic_flags(profile))
            }
            div class="columns" {
                section class="box" {
                    h2 { "Human leukocyte antigen (HLA) class I" }
                    (hla_table(profile))
                    (presentation(profile))
                    @if let Some(note) = &profile.hla_note { p class="note" { (direction(Some(note), false)) ". " (meaning(note)) } }
                    @if let Some(remark) = disagreement(profile) { p class="note" { (remark) } }
                }
                section class="box" { h2 { "Other markers" } (markers(profile)) }
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

/// Lines that a sheet holds at the usual size of print, without the parts that are always there (measured on paper).
const LINES: usize = 31;

/// The same at the smaller size.
const DENSE_LINES: usize = 47;

/// Letters of a line of the page's full width, of a box of half the width, and of the first sentence.
const LINE: usize = 115;
const BOX_LINE: usize = 55;
const SENTENCE_LINE: usize = 85;

/// The class of the front page: smaller print where it needs that to stay on one sheet.
fn density(profile: &SampleProfile) -> &'static str {
    match n_lines(profile) {
        n if n > DENSE_LINES => "front denser",
        n if n > LINES => "front dense",
        _ => "front",
    }
}

/// First sentence, report facts, figure, findings, gene names, limits and tests, in lines.
fn n_lines(profile: &SampleProfile) -> usize {
    let dna = &profile.dna;
    let found = findings(dna);
    let shown = &found[..found.len().min(FRONT_ROWS)];
    let letters = |note: &IciNote| note.text.len() + 90;
    let meanings: usize = shown.iter().filter_map(|finding| finding.note).map(letters).sum();
    let together: usize = dna.notes.iter().map(|note| (letters(note) + 60).div_ceil(LINE)).sum();
    let unknown = of_unknown_effect(dna).len();
    let names: usize = dna.genes.iter().map(|g| g.gene.len() + 2).sum();
    let genes = 2 * shown.len()
        + meanings.min(FRONT_MEANING + FRONT_MEANING / 2).div_ceil(LINE)
        + together
        + unknown.div_ceil(4)
        + set_aside(dna).len().div_ceil(3)
        + names.div_ceil(LINE);
    let has_axes =
        profile.rna.as_ref().is_some_and(|rna| rna.axes.iter().any(|axis| axis.percentile.is_some()));
    let wrapped = |letters: usize| letters.div_ceil(BOX_LINE);
    let limits: usize = limit_letters(profile).into_iter().map(wrapped).sum();
    let tests: usize = further_tests(profile).iter().map(|test| wrapped(test.len())).sum();
    let report =
        if profile.report.is_empty() { 0 } else { 1 + 3 * usize::from(profile.report.amends.is_some()) };
    let sentence = first_sentence(profile).len().div_ceil(SENTENCE_LINE);
    sentence + report + genes + limits.max(tests) + if has_axes { 13 } else { 2 }
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
            (document(profile))
            dl class="facts" {
                @for (name, value) in items {
                    div { dt { (name) } dd { (Text(value.unwrap_or("not stated"))) } }
                }
                div { dt { "Tumour content" } dd { (facts.purity.map_or("not stated".to_owned(), two)) } }
            }
            p class="about" {
                "How this tumour may escape the immune system under immune checkpoint inhibitors, from its RNA and DNA."
            }
        }
    }
}

/// Id and date of the report, and what it amends.
fn document(profile: &SampleProfile) -> Markup {
    let report = &profile.report;
    html! {
        @if !report.is_empty() {
            dl class="facts" {
                @if let Some(id) = &report.id { div { dt { "Report" } dd { (Text(id)) } } }
                @if let Some(date) = report.date { div { dt { "Date of report" } dd { (date) } } }
                @if let Some(amended) = &report.amends {
                    div { dt { "Amends" } dd { (Text(&amended_report(amended))) } }
                }
            }
            @if let Some(amended) = &report.amends {
                p class="amended" { strong { "Amended report. " } (Text(&changes(amended, profile))) }
            }
        }
    }
}

fn amended_report(amended: &AmendedReport) -> String {
    let id =
        amended.id.as_ref().map_or("an earlier report without an id".to_owned(), |id| format!("report {id}"));
    amended.date.map_or(id.clone(), |date| format!("{id} of {date}"))
}

/// What differs in the ground of the call between both reports, and in the call.
fn changes(amended: &AmendedReport, profile: &SampleProfile) -> String {
    let rna = profile.rna.as_ref();
    let mut parts: Vec<String> = Vec::new();
    let (rules, reference) = (rna.map(|rna| &rna.rules), rna.map(|rna| &rna.reference));
    let word = |value: Option<&str>| value.unwrap_or("none").to_owned();
    if amended.rules.as_ref() != rules {
        let (old, new) = (word(amended.rules.as_deref()), word(rules.map(String::as_str)));
        parts.push(format!("rules {new} instead of {old}"));
    }
    if amended.reference.as_ref() != reference {
        let name = |stamp: Option<&ReferenceStamp>| {
            stamp.map_or("none".to_owned(), |stamp| format!("{} (n = {})", stamp.id, stamp.n))
        };
        let (old, new) = (name(amended.reference.as_ref()), name(reference));
        let content = if old == new { " with other content" } else { "" };
        parts.push(format!("reference {new}{content} instead of {old}"));
    }
    let phenotype = rna.map(|rna| rna.call.phenotype);
    if amended.phenotype != phenotype {
        let name = |phenotype: Option<Phenotype>| phenotype.map_or("not tested", Phenotype::label);
        parts.push(format!("phenotype {} instead of {}", name(phenotype), name(amended.phenotype)));
    }
    if parts.is_empty() {
        return "Rules, reference and phenotype are those of the amended report.".to_owned();
    }
    format!("Changed: {}.", parts.join("; "))
}

fn strip(profile: &SampleProfile) -> Markup {
    html! {
        ul class="strip" aria-label="Inputs seen" {
            li class="strip-title" { "Inputs seen" }
            @for input in inputs(profile) {
                li class=(input.state.class()) {
                    span class="mark" aria-hidden="true" { (input.state.mark()) " " }
                    strong { (input.name) ": " } (input.state.word())
                    @if !input.note.is_empty() { " (" (Text(&input.note)) ")" }
                }
            }
        }
    }
}

fn phenotype(rna: &RnaProfile) -> Markup {
    let call = &rna.call;
    if call.phenotype == Phenotype::NotEvaluable {
        return qc_failed(call);
    }
    html! {
        p class={ "label " (call.phenotype.as_str()) } { (Text(&label(call))) }
        dl class="pairs" {
            dt { "Confidence" } dd { (call.confidence.map_or("none: no class was called", evade_core::Confidence::as_str)) }
            dt { "Second class" } dd {
                (call.second.map_or("none: the rules leave no other class", Phenotype::label))
                @if let Some(margin) = call.margin { ", its evidence lower by " (two(margin)) }
            }
            dt { "Stability" } dd { (stability(call.stability)) }
            dt { "In three classes" } dd {
                (call.spatial_class.as_str().replace('_', " "))
                @if let Some(share) = call.spatial_stability { ", in a share of " (two(share)) " of resampled calls" }
                small { " (inflamed, excluded, desert)" }
            }
            dt { "Base rate" } dd {
                @match call.base_rate {
                    Some((same, n)) => { (same) " of " (n) " reference samples get this call" },
                    None => "not known for this reference",
                }
            }
        }
        @if let Some(meaning) = definition(call.phenotype) { p { (meaning) "." } }
        p class="note" {
            "Inferred from bulk RNA. Where T cells lie is not measured; CD8 immunohistochemistry shows it."
        }
    }
}

fn stability(share: Option<f64>) -> String {
    share.map_or("not computed".to_owned(), |s| {
        format!("the same class in a share of {} of resampled calls", two(s))
    })
}

fn qc_failed(call: &PhenotypeCall) -> Markup {
    // The reasons that stop a call come first; without one, all of them are the answer.
    let stops: Vec<Reason> = call.reasons.iter().copied().filter(|r| r.stops_the_call()).collect();
    let shown = if stops.is_empty() { &call.reasons } else { &stops };
    html! {
        div class="failed" {
            p class="label" { "QUALITY CONTROL FAILED: not evaluable" }
            @for reason in shown { p { (plain_meaning(*reason)) } }
            p { "There is no phenotype call; this is not a negative finding." }
        }
    }
}

fn axes(rna: &RnaProfile) -> Markup {
    html! {
        (axes_svg(rna))
        p class="note" {
            "Diamond: percentile of the sample, 0 the lowest; line: 95 % interval; grey: middle half of the reference (25–75). MHC: \
             major histocompatibility complex, which HLA genes encode. Reference "
            (Text(&rna.reference.id)) ": " (rna.reference.n) " tumours, " (scale(rna.scale)) "."
        }
        @if let Some(remark) = axis_against_classes(rna) { p class="note" { (Text(&remark)) } }
    }
}

fn scale(scale: ScaleKind) -> &'static str {
    match scale {
        ScaleKind::Frozen => "a stored reference",
        ScaleKind::Cohort => "the samples of the run",
    }
}
