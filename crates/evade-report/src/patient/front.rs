//! The first sheet: what changed, the timeline, the samples and, of one pair, its parts.

use evade_core::{BiopsyTime, HlaStatus, IdentityKind, PairComparison, PatientComparison, PatientSample};
use maud::{Markup, html};

use super::pair::{Boxes, SENTENCE, answer, class_of, listed, title};
use super::sentence::{is_refused, statements};
use super::timeline_svg::timeline_svg;
use super::words;
use crate::fit::Part;
use crate::text::{Text, joined, two};

/// Sentences of each of several pairs on the first sheet.
const PAIR_SENTENCES: usize = 5;

/// The first sheet in the largest print that stays on it.
pub(super) fn front(patient: &PatientComparison) -> Markup {
    let head = header(patient);
    let said = said(patient);
    let time = timeline(patient);
    let before = || vec![Part::Words(&head, 1.0), Part::Words(&said, SENTENCE), Part::Box(&time)];
    let (boxes, class) = match patient.pairs.as_slice() {
        [pair] => {
            let (boxes, class) = Boxes::fitted(pair, 0, before);
            (Some(boxes), class)
        }
        _ => (None, class_of(&before())),
    };
    html! {
        section class=(class) aria-label="Front page" {
            (head)
            (said)
            section class="box" { (time) }
            @if let Some(boxes) = &boxes { (boxes.markup()) }
        }
    }
}

fn header(patient: &PatientComparison) -> Markup {
    let samples: Vec<&str> = patient.samples.iter().map(|sample| sample.sample.as_str()).collect();
    html! {
        header {
            div class="title" {
                h1 { span class="brand" { "evade patient" } " " (Text(&patient.patient)) }
                p class="ruo" { "RESEARCH USE ONLY" }
            }
            dl class="facts" {
                div { dt { "Samples" } dd { @if samples.is_empty() { "none" } @else { (Text(&joined(&samples))) } } }
                div { dt { "Rules" } dd { (Text(&patient.rules)) } }
                @if !patient.failed.is_empty() {
                    div { dt { "Without a result" } dd { (Text(&patient.failed.join(", "))) } }
                }
            }
            p class="about" {
                "What changed between samples. A difference counts as a change when it is larger than noise, a finding as new when the earlier sample \
                 would have shown it."
            }
        }
    }
}

/// What must be known first. Refused pairs stand before all others.
fn said(patient: &PatientComparison) -> Markup {
    match patient.pairs.as_slice() {
        [] => html! { p class="first" { "Nothing is compared: " (no_pair(patient)) } },
        [pair] => answer(pair),
        pairs => several(pairs),
    }
}

/// Why the patient has no pair.
fn no_pair(patient: &PatientComparison) -> String {
    let samples = &patient.samples;
    let days: Vec<i32> = samples.iter().filter_map(|sample| sample.day).collect();
    let is_one_day = days.len() == samples.len() && days.windows(2).all(|two| two[0] == two[1]);
    let why = match samples.len() {
        0 | 1 => "the patient has fewer than two samples with a result.",
        _ if is_one_day => "the samples are of one day, so none of them is an earlier or a later one.",
        _ => {
            "the samples are of one time, or their time cannot be told, so none of them is an earlier or a later one."
        }
    };
    why.to_owned()
}

fn several(pairs: &[PairComparison]) -> Markup {
    let (refused, compared): (Vec<&PairComparison>, Vec<&PairComparison>) =
        pairs.iter().partition(|pair| is_refused(pair));
    // Of the first sheet each pair has a share; its own sheet has every sentence.
    let short = |pair: &PairComparison| {
        let mut all = statements(pair);
        let is_cut = all.len() > PAIR_SENTENCES;
        all.truncate(PAIR_SENTENCES);
        (all, is_cut)
    };
    html! {
        @for pair in &refused { (answer(pair)) }
        @if !refused.is_empty() && !compared.is_empty() {
            p class="stop" {
                strong { "One of the samples may not be of this patient: read the other comparisons with that doubt." }
            }
        }
        @for pair in &compared {
            @let (all, is_cut) = short(pair);
            div class="first" {
                p class="pair-title" { (title(pair)) }
                (listed(&all))
                @if is_cut { p class="note" { "More on the sheet of this pair." } }
            }
        }
    }
}

/// The course in days, the samples, and those whose day is not known.
fn timeline(patient: &PatientComparison) -> Markup {
    let course = &patient.course;
    let undated: Vec<String> = patient
        .samples
        .iter()
        .enumerate()
        .filter(|(_, sample)| sample.day.is_none())
        .map(|(place, sample)| format!("{} {}", place + 1, sample.sample))
        .collect();
    let undated: Vec<&str> = undated.iter().map(String::as_str).collect();
    html! {
        h2 { "Timeline" span class="aside" { "days from the first dose of the checkpoint inhibitor" } }
        @match timeline_svg(patient) {
            Some(figure) => (figure),
            None => p { "No day is known: dates of the first dose and of collection are not stated." },
        }
        p class="note" {
            @if !undated.is_empty() { strong { "Day not known: " (Text(&joined(&undated))) ". " } }
            @if !course.has_start { "First dose not stated. " }
            @for fact in facts(patient) { (Text(&fact)) ". " }
        }
        (samples(patient))
    }
}

/// What is stated of the course beyond the figure.
fn facts(patient: &PatientComparison) -> Vec<String> {
    let course = &patient.course;
    let mut facts = Vec::new();
    facts.extend(course.regimen.as_ref().map(|regimen| format!("Regimen: {regimen}")));
    if course.is_ongoing {
        facts.push("Treatment is stated to go on".to_owned());
    }
    facts.extend(course.best_response.map(|best| format!("Best response: {}", words::response(best))));
    if course.no_progression {
        facts.push("No progression stated so far".to_owned());
    }
    if course.rows_differ {
        facts.push(
            "The rows of the samples state different courses; that of the last sample is shown".to_owned(),
        );
    }
    facts
}

fn samples(patient: &PatientComparison) -> Markup {
    html! {
        @if !patient.samples.is_empty() {
            table class="three" {
                caption class="quiet" { "Samples" }
                thead { tr { th scope="col" { "Sample" } th scope="col" { "Specimen" } th scope="col" { "Measured" } } }
                tbody { @for (place, sample) in patient.samples.iter().enumerate() {
                    tr {
                        th scope="row" { (place + 1) " " (Text(&sample.sample)) }
                        td { (Text(&specimen(sample))) }
                        td { (Text(&measured(patient, sample))) }
                    }
                } }
            }
        }
    }
}

/// "pre ICI, day -12 (before treatment); right upper lobe; FFPE; adenocarcinoma; tumour content 0.45".
fn specimen(sample: &PatientSample) -> String {
    let day = sample.day.map_or_else(|| "day not known".to_owned(), |day| format!("day {day}"));
    let mut parts: Vec<String> = sample.timepoint.iter().cloned().collect();
    parts.push(match sample.biopsy {
        BiopsyTime::NotKnown => day,
        time => format!("{day} ({})", words::biopsy(time)),
    });
    parts.push(sample.site.clone().unwrap_or_else(|| "site not stated".to_owned()));
    parts.extend(sample.specimen.iter().cloned());
    parts.extend(sample.histology.iter().cloned());
    parts.push(sample.purity.map_or_else(
        || "tumour content not stated".to_owned(),
        |purity| format!("tumour content {}", two(purity)),
    ));
    parts.join("; ")
}

/// "RNA (poly-A): immunosuppressed (low confidence); variants (WES); HLA class I types read, loss not tested".
fn measured(patient: &PatientComparison, sample: &PatientSample) -> String {
    let with_assay = |name: &str, assay: Option<&String>| {
        assay.map_or_else(|| name.to_owned(), |assay| format!("{name} ({assay})"))
    };
    let rna = match sample.phenotype {
        Some(phenotype) => format!(
            "{}: {}",
            with_assay("RNA", sample.assay_rna.as_ref()),
            words::phenotype(phenotype, sample.confidence)
        ),
        None => "RNA not tested".to_owned(),
    };
    let variants = if sample.has_variants {
        with_assay("variants", sample.assay_dna.as_ref())
    } else {
        "variants not tested".to_owned()
    };
    format!("{rna}; {variants}; {}", hla(patient, sample))
}

/// What of HLA class I is known of a sample: the pairs that it is in say whether its alleles were read.
fn hla(patient: &PatientComparison, sample: &PatientSample) -> &'static str {
    if sample.has_hla {
        return "HLA class I loss assessed";
    }
    let sides = |pair: &PairComparison| (pair.from == sample.sample, pair.to == sample.sample);
    let has_types = patient.pairs.iter().any(|pair| {
        let (is_from, is_to) = sides(pair);
        let checks = pair.identity.checks.iter().filter(|check| check.kind == IdentityKind::HlaAlleles);
        checks.into_iter().any(|check| is_from && check.before.is_some() || is_to && check.after.is_some())
    });
    let is_open = patient.pairs.iter().any(|pair| {
        let (is_from, is_to) = sides(pair);
        let mut rows = pair.dna.hla.iter();
        rows.any(|row| {
            is_from && row.before == HlaStatus::NotEvaluable || is_to && row.after == HlaStatus::NotEvaluable
        })
    });
    match (has_types, is_open) {
        (true, false) => "HLA class I types read, loss not tested",
        (true, true) => "HLA class I types read, loss not evaluable",
        (false, true) => "HLA class I loss not evaluable",
        (false, false) => "HLA class I loss not tested",
    }
}
