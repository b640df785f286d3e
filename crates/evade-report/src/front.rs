//! The front page: what fits on one sheet, in a fixed order.

use evade_core::{
    AmendedReport, AxisValue, HistologyPlace, Phenotype, ReferenceStamp, RnaProfile, SampleProfile,
    ScaleKind, altered_rows,
};
use maud::{Markup, html};

use crate::antigen::{by_class, disagreement, lost_or_silent};
use crate::axes_svg::axes_svg;
use crate::course::course_line;
use crate::direction::{direction, meaning};
use crate::event::symbol;
use crate::first_sentence::first_sentence;
use crate::fit::{LEAST, Part, READABLE, SMALLEST, size_class};
use crate::flags::{ELSEWHERE, genomic_flags};
use crate::further_tests::further_tests;
use crate::hla::{hla_table, presentation};
use crate::inputs::inputs;
use crate::limits::limits;
use crate::markers::markers;
use crate::mechanisms::mechanism_box;
use crate::phenotype_box::phenotype_box;
use crate::readout_lines::{key_of_tests, untested_items};
use crate::rna_limits::short_name;
use crate::space::Space;
use crate::text::{Text, joined, two};

const PHENOTYPE: &str = "Tumour microenvironment phenotype";

/// The whole front page. Where it holds too much for one sheet in readable print, parts of it move to the pages that follow.
pub(crate) fn front(profile: &SampleProfile) -> Markup {
    let fit = |least: f64| Space::ALL.into_iter().find_map(|space| Front::of(profile, space).sized(least));
    fit(READABLE)
        .or_else(|| fit(LEAST))
        .unwrap_or_else(|| Front::of(profile, Space::Least).in_class(SMALLEST))
}

/// The parts of the page in their order.
struct Front {
    header: Markup,
    sentence: Markup,
    strip: Markup,
    course: Option<Markup>,
    call: Markup,
    axes: Option<Markup>,
    found: Markup,
    mechanisms: Option<Markup>,
    hla: Markup,
    markers: Markup,
    limits: Markup,
    tests: Markup,
}

impl Front {
    /// With as much of each part as there is space for.
    fn of(profile: &SampleProfile, space: Space) -> Self {
        Self {
            header: header(profile),
            sentence: html! { p class="first" { (Text(&first_sentence(profile))) } },
            strip: strip(profile),
            course: course_line(profile),
            call: html! { h2 { (PHENOTYPE) } (phenotype_box(profile)) },
            axes: axes_box(profile, space),
            found: html! {
                h2 { "Genomic findings" @if profile.dna.tested { (coverage(profile)) } }
                (genomic_flags(profile, space))
            },
            mechanisms: mechanism_box(profile, space),
            hla: hla_box(profile, space.meaning() > 0),
            markers: html! { h2 { "Other markers" } (markers(profile)) },
            limits: html! { h2 { "Limits of this sample" } (limits(profile)) },
            tests: html! {
                h2 { "Further tests to consider" }
                ul { @for test in further_tests(profile) { li { (Text(&test)) } } (untested_items(profile)) }
                @if space.has_keys() { (key_of_tests(profile)) }
            },
        }
    }

    /// In the largest print that stays on one sheet, no smaller than `least` points.
    fn sized(&self, least: f64) -> Option<Markup> {
        let mut parts = vec![
            Part::Words(&self.header, 1.0),
            Part::Words(&self.sentence, FIRST),
            Part::Words(&self.strip, 1.0),
            self.axes.as_ref().map_or(Part::Box(&self.call), |axes| Part::Boxes(&self.call, axes)),
            Part::Box(&self.found),
            Part::Boxes(&self.hla, &self.markers),
            Part::Boxes(&self.limits, &self.tests),
        ];
        parts.extend(self.course.iter().map(|course| Part::Words(course, 1.0)));
        parts.extend(self.mechanisms.iter().map(Part::Box));
        let size = size_class(&parts, least)?;
        Some(self.in_class(size))
    }

    fn in_class(&self, size: &str) -> Markup {
        html! {
            section class=(size) aria-label="Front page" {
                (self.header)
                (self.sentence)
                (self.strip)
                @if let Some(course) = &self.course { (course) }
                @match &self.axes {
                    Some(axes) => (side_by_side(&self.call, axes)),
                    None => section class="box" { (self.call) },
                }
                section class="box" { (self.found) }
                @if let Some(mechanisms) = &self.mechanisms { section class="box" { (mechanisms) } }
                (side_by_side(&self.hla, &self.markers))
                (side_by_side(&self.limits, &self.tests))
            }
        }
    }
}

/// Size of the first sentence in parts of the page's, its weight and padding included.
const FIRST: f64 = 1.25;

fn side_by_side(one: &Markup, other: &Markup) -> Markup {
    html! { div class="columns" { section class="box" { (one) } section class="box" { (other) } } }
}

/// The axes, where they could be measured.
fn axes_box(profile: &SampleProfile, space: Space) -> Option<Markup> {
    let rna = profile.rna.as_ref().filter(|rna| rna.axes.iter().any(|axis| axis.percentile.is_some()))?;
    Some(html! { h2 { "RNA axes against the reference" } (axes(rna, space)) })
}

fn hla_box(profile: &SampleProfile, with_meaning: bool) -> Markup {
    html! {
        h2 { "Human leukocyte antigen (HLA) class I" }
        (hla_table(profile))
        (presentation(profile))
        @if let Some(note) = &profile.hla_note { p class="note" {
            (direction(Some(note), None)) ". "
            @if with_meaning { (meaning(note)) } @else { (ELSEWHERE) }
        } }
        @if let Some(remark) = profile.rna.as_ref().and_then(lost_or_silent) { p class="note" { (remark) } }
        @if let Some(remark) = disagreement(profile) { p class="note" { (remark) } }
    }
}

fn coverage(profile: &SampleProfile) -> Markup {
    html! { @if !profile.dna.coverage.is_empty() { span class="aside" { "genes covered: " (Text(&profile.dna.coverage)) } } }
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
                (document(profile))
                @for (name, value) in items {
                    div { dt { (name) } dd { (Text(value.unwrap_or("not stated"))) } }
                }
                div { dt { "Tumour content" } dd { (facts.purity.map_or("not stated".to_owned(), two)) } }
                (compared(profile))
            }
            (amended(profile))
            p class="about" {
                "How this tumour may escape the immune system under immune checkpoint inhibitors, as far as the inputs below show."
            }
        }
    }
}

/// Samples that the link to the patient's page names.
const NAMED_SAMPLES: usize = 3;

/// With which samples of the patient this one was compared, and where: an item of a line that is there anyway.
fn compared(profile: &SampleProfile) -> Markup {
    let Some(link) = &profile.compared else { return html! {} };
    let samples: Vec<&str> = link.earlier.iter().chain(&link.later).map(String::as_str).collect();
    let shown = &samples[..samples.len().min(NAMED_SAMPLES)];
    let more = samples.len() - shown.len();
    let page = link.page.trim_start_matches("../");
    html! {
        @if !samples.is_empty() {
            div {
                dt { "Compared with" }
                dd {
                    (Text(&joined(shown))) @if more > 0 { " and " (more) " more" } ": see "
                    // Another kind of address than a file beside this one is text alone.
                    @if link.page.contains(':') || link.page.starts_with(['/', '\\']) { (Text(page)) }
                    @else { a href=(Text(&address(&link.page))) { (Text(page)) } }
                }
            }
        }
    }
}

/// A file beside this one as an address. The name of a file may hold percent signs, which an address takes for encoded bytes.
fn address(file: &str) -> String {
    use std::fmt::Write;
    let mut address = String::with_capacity(file.len());
    for byte in file.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~+=@".contains(&byte) {
            address.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(address, "%{byte:02X}");
        }
    }
    address
}

/// Id and date of the report, and what it amends.
fn document(profile: &SampleProfile) -> Markup {
    let report = &profile.report;
    html! {
        @if let Some(id) = &report.id { div { dt { "Report" } dd { (Text(id)) } } }
        @if let Some(date) = report.date { div { dt { "Date of report" } dd { (date) } } }
        @if let Some(amended) = &report.amends { div { dt { "Amends" } dd { (Text(&amended_report(amended))) } } }
    }
}

/// What differs from the report that is amended.
fn amended(profile: &SampleProfile) -> Markup {
    html! {
        @if let Some(amended) = &profile.report.amends {
            p class="amended" { strong { "Amended report. " } (Text(&changes(amended, profile))) }
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
    let now = altered_rows(profile);
    if let Some(before) = &amended.altered {
        let without = |rows: &[String], others: &[String]| -> Vec<String> {
            rows.iter().filter(|row| !others.contains(row)).map(|row| symbol(row)).collect()
        };
        for (genes, words) in
            [(without(&now, before), "now altered"), (without(before, &now), "no longer altered")]
        {
            if !genes.is_empty() {
                parts.push(format!("{words}: {}", genes.join(", ")));
            }
        }
    }
    if parts.is_empty() {
        let genes = if amended.altered.is_some() { ", and the altered genes" } else { "" };
        return format!("Rules, reference and phenotype{genes} are those of the amended report.");
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

fn axes(rna: &RnaProfile, space: Space) -> Markup {
    html! {
        (axes_svg(rna))
        p class="note" {
            @if space.has_keys() {
                "Diamond: percentile, clipped at both ends by the size of the reference; line: 95 % interval of place and measurement; \
                 grey: middle half (25–75). MHC: major histocompatibility complex, which HLA genes encode. "
            } @else { "Diamond: percentile; line: 95 % interval; grey: middle half. " }
            "Reference "
            (Text(&rna.reference.id)) ": " (rna.reference.n) " tumours, " (scale(rna.scale)) "."
        }
        @if space.has_evidence() {
            @for remark in [in_histology(rna), by_class(rna)].into_iter().flatten() {
                p class="note" { (Text(&remark)) }
            }
        }
    }
}

/// The places among the tumours of the stated histology.
fn in_histology(rna: &RnaProfile) -> Option<String> {
    let places: Vec<(&AxisValue, &HistologyPlace)> =
        rna.axes.iter().filter_map(|axis| Some((axis, axis.in_histology.as_ref()?))).collect();
    let (_, first) = places.first()?;
    let words: Vec<String> = places
        .iter()
        .map(|(axis, place)| format!("{} {}", short_name(axis.axis), among_all(place)))
        .collect();
    Some(format!("Among {} {} alone: {}.", first.n, first.histology, words.join(", ")))
}

/// The place where the number of all is said before.
fn among_all(place: &HistologyPlace) -> String {
    match place.rank {
        0 | 1 => "below all".to_owned(),
        rank if rank > place.n => "above all".to_owned(),
        rank => format!("above {}", rank - 1),
    }
}

fn scale(scale: ScaleKind) -> &'static str {
    match scale {
        ScaleKind::Frozen => "a stored reference",
        ScaleKind::Cohort => "the samples of the run",
    }
}
