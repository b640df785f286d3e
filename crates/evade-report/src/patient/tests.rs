//! The page of a patient: well-formed, honest, and what is known stands first.

use super::fixtures::*;
use super::render_patient;
use crate::tests::{as_xml, visible_text};
use evade_core::*;

pub(super) fn page(patient: &PatientComparison) -> String {
    render_patient(patient, "0.2.0")
}

/// Words with single spaces.
pub(super) fn text(patient: &PatientComparison) -> String {
    visible_text(&page(patient)).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words of the first sheet.
pub(super) fn front(patient: &PatientComparison) -> String {
    let xml = as_xml(&page(patient));
    let document = roxmltree::Document::parse(&xml).unwrap();
    let front = document
        .descendants()
        .find(|node| node.attribute("class").is_some_and(|class| class.starts_with("front")))
        .unwrap();
    let words: Vec<&str> =
        front.descendants().filter_map(|node| node.is_text().then(|| node.text()).flatten()).collect();
    words.concat().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn pages_are_well_formed_accessible_and_load_nothing() {
    for (name, patient) in all() {
        let page = page(&patient);
        let xml = as_xml(&page);
        let document = roxmltree::Document::parse(&xml).unwrap_or_else(|e| panic!("{name}: {e}"));
        let mut ids = std::collections::BTreeSet::new();
        for node in document.descendants() {
            for attribute in node.attributes() {
                assert!(
                    !["src", "href", "style", "onload"].contains(&attribute.name()),
                    "{name}: {attribute:?}"
                );
            }
            assert!(!["script", "link", "img", "iframe"].contains(&node.tag_name().name()), "{name}");
            if node.has_tag_name("th") {
                assert!(node.attribute("scope").is_some(), "{name}");
            }
            if node.has_tag_name("table") {
                assert!(node.children().any(|child| child.has_tag_name("caption")), "{name}");
            }
            if node.has_tag_name("svg") {
                assert_eq!(node.attribute("role"), Some("img"), "{name}");
                assert!(
                    ["title", "desc"].iter().all(|tag| node.children().any(|c| c.has_tag_name(*tag))),
                    "{name}"
                );
            }
            if let Some(id) = node.attribute("id") {
                assert!(ids.insert(id.to_owned()), "{name}: {id} twice");
            }
        }
        assert!(!page.contains("http:") && !page.contains("https:") && !page.contains("NaN"), "{name}");
        assert_eq!(page, render_patient(&patient, "0.2.0"), "{name}");
    }
}

#[test]
fn the_first_sentence_says_what_is_new_with_its_chance() {
    let front = front(&new_b2m());
    let first = "B2M p.Leu15PhefsTer41 (truncating variant) is new in L07-T2, one copy hit; the earlier biopsy would have shown it (chance 0.99).";
    assert!(front.contains(first), "{front}");
    let order = [
        "B2M p.Leu15",
        "STK11: the second copy is hit in L07-T2; one copy was hit in L07-T1.",
        "HLA-A (A*02:01): loss of one allele is new in L07-T2.",
        "The phenotype changed from immunologically active (moderate confidence) to immunosuppressed (low confidence).",
        "JAK1 p.Arg110Ter (truncating variant) is in L07-T2; whether it is new is not known: the other sample would have missed it",
        "Retained: STK11 and KRAS (with lost copies).",
        "last dose, day 294",
        "active to suppressed: T cells are still there, suppression rose",
    ];
    let mut from = 0;
    for words in order {
        from += front[from..].find(words).unwrap_or_else(|| panic!("{words} in {front}"));
    }
    assert!(front.contains("Beyond noise in RNA: suppression for that T level rose; T-cell infiltration and antigen presentation fell."));
}

#[test]
fn depth_source_fraction_formula_and_assumptions_are_shown() {
    let text = text(&new_b2m());
    assert!(text.contains("0.62: 14 reads (own record at the position), expected fraction 0.19"), "{text}");
    assert!(text.contains("clonality 0.86, purity 0.45 (stated tumour content), 2 copies (assumed)"));
    assert_eq!(text.matches("P(X ≥ 3) for X ~ Binomial").count(), 1);
    assert!(text.contains("0.31 (37 of 120 reads)") && text.contains("noise ±0.62"));
    // Of the genes without a finding the names, and what is known of them.
    assert!(text.contains("No alteration found in either sample (2): JAK2, KEAP1."));
    assert!(text.contains("Not evaluable, which is not negative (1): PTEN."));
    assert!(
        text.contains("KRAS altered altered = retained one copy hit → one copy hit 3 → 1 copies were lost"),
        "{text}"
    );
    let assumed = front(&dna_only_before());
    assert!(assumed.contains("(chance 0.99, depth assumed)"), "{assumed}");
}

#[test]
fn a_refused_pair_is_the_first_thing_and_nothing_of_it_is_a_change() {
    let front = front(&refused());
    let all = text(&refused());
    let (refusal, timeline) =
        (front.find("Not compared: the identity").unwrap(), front.find("Timeline").unwrap());
    assert!(refusal < timeline);
    assert!(
        front.contains(
            "L07-T1 and L07-T2 are not compared: each sample has an HLA class I allele that the other lacks. \
         HLA class I alleles (HLA-A): A*02:01, A*24:02 in L07-T1, A*01:01, A*24:02 in L07-T2."
        ),
        "{front}"
    );
    for word in ["is new in", "B2M", "rose", "fell", "The phenotype", "Retained: "] {
        assert!(!all.contains(word), "{word} in {all}");
    }
    assert!(!page(&refused()).contains("class=\"slopes\""));
    assert!(page(&refused()).contains("<div class=\"failed\"><p class=\"label\">"));
}

#[test]
fn confounded_rna_is_grey_with_words_and_no_change_is_called() {
    let page = page(&confounded());
    let front = front(&confounded());
    assert!(front.contains(
        "No change is called in RNA: the biopsies are of different sites; the kinds of specimen differ (fixed or not)."
    ), "{front}");
    assert!(front.contains("Alterations are not compared: no somatic variant in common that shows one clone: these may be two tumours"));
    assert!(page.contains("class=\"chart greyed\"") && page.contains("slope-grey-status"));
    for word in ["slope-changed\"", "is new in", "phenotype changed", "Beyond noise in RNA"] {
        assert!(!page.contains(word), "{word}");
    }
    assert!(front.contains("tumour content not stated: taken to be similar"));
}

#[test]
fn three_time_points_have_a_sentence_and_a_sheet_each() {
    let front = front(&three());
    for words in [
        "L07-T1 to L07-T2, 55 days apart",
        "The phenotype is immunologically active in both.",
        "No axis of the phenotype changed beyond noise; changes of up to 0.94 z would not be called.",
        "L07-T2 to L07-T3, 349 days apart",
        "suspicion of a small-cell carcinoma, needs histology",
        "L07-T1 to L07-T3",
    ] {
        assert!(front.contains(words), "{words} in {front}");
    }
    let page = page(&three());
    assert_eq!(page.matches(" pair-sheet\"").count(), 3);
    assert_eq!(page.matches("class=\"slopes\"").count(), 3);
    assert!(
        text(&three()).contains("Suspicion, needs histology . Neuroendocrine programme: in the middle half")
    );
    for (name, patient) in all() {
        assert!(!text(&patient).contains("transformed"), "{name}");
    }
}

#[test]
fn of_several_pairs_a_refused_one_stands_first_and_casts_doubt_on_the_others() {
    let mut patient = three();
    let mut pair = refused().pairs.remove(0);
    (pair.from, pair.to) = ("L07-T2".into(), "L07-T3".into());
    patient.pairs[1] = pair;
    let front = front(&patient);
    let at = |words: &str| front.find(words).unwrap_or_else(|| panic!("{words} in {front}"));
    let refusal = at("L07-T2 and L07-T3 are not compared: each sample has an HLA class I allele");
    let doubt = at("One of the samples may not be of this patient");
    assert!(refusal < doubt && doubt < at("L07-T1 to L07-T2, 55 days apart"));
    assert!(!front.contains("L07-T2 to L07-T3"));
    assert_eq!(page(&patient).matches("class=\"slopes\"").count(), 2);
}

#[test]
fn what_was_not_tested_is_never_negative() {
    let front = front(&dna_only_before());
    assert!(front.contains("RNA is not compared: the earlier sample has no RNA."), "{front}");
    assert!(front.contains("1 L07-T1") && front.contains("RNA not tested; variants (WES); HLA class I"));
    assert!(front.contains("Not evaluable, which does not exclude it"));
    for (name, patient) in all() {
        let words = text(&patient).replace("not negative", "").replace("negative before", "");
        assert!(!words.contains("negative"), "{name}: {words}");
    }
}

#[test]
fn samples_without_a_day_stand_beside_the_timeline() {
    let all = text(&undated());
    assert!(all.contains("No day is known: dates of the first dose and of collection are not stated."));
    assert!(all.contains("Day not known: 1 L07-T1 and 2 L07-T2."), "{all}");
    assert!(all.contains("Nothing says whether L07-T1 or L07-T2 came first, so no change is called."));
    assert!(all.contains("That both samples are of one person was not tested."));
    let mut partly = new_b2m();
    partly.samples[1].day = None;
    assert!(
        text(&partly).contains("Day not known: 2 L07-T2") && page(&partly).contains("class=\"timeline\"")
    );
}

#[test]
fn hostile_ids_are_escaped_everywhere() {
    let hostile = "<script>alert(1)</script>\"'&";
    let mut patient = three();
    patient.patient = hostile.into();
    patient.rules = hostile.into();
    patient.failed = vec![hostile.into()];
    patient.course.regimen = Some(hostile.into());
    for sample in &mut patient.samples {
        sample.sample = hostile.into();
        sample.timepoint = Some(hostile.into());
        sample.site = Some(hostile.into());
        sample.assay_rna = Some(hostile.into());
    }
    for pair in &mut patient.pairs {
        pair.from = hostile.into();
        pair.to = hostile.into();
        pair.identity.checks[0].before = Some(hostile.into());
        pair.identity.shared[0].change = hostile.into();
        pair.markers[0].name = hostile.into();
        pair.transformation.drivers_retained = vec![hostile.into()];
        pair.rna.axes[0].name = hostile.into();
        for variant in &mut pair.dna.variants {
            variant.change = hostile.into();
            variant.gene = hostile.into();
        }
        for hla in &mut pair.dna.hla {
            hla.lost_after = Some(hostile.into());
        }
        pair.dna.genes[0].gene = hostile.into();
    }
    let page = page(&patient);
    assert!(!page.contains("<script") && page.contains("&lt;script&gt;"));
    roxmltree::Document::parse(&as_xml(&page)).unwrap();
}

/// Every number of a JSON, rounded as pages print it.
fn numbers(value: &serde_json::Value, all: &mut std::collections::BTreeSet<String>) {
    match value {
        serde_json::Value::Number(number) => {
            let number = number.as_f64().unwrap().abs();
            all.extend([format!("{number:.2}"), format!("{number}")]);
        }
        serde_json::Value::Array(values) => values.iter().for_each(|value| numbers(value, all)),
        serde_json::Value::Object(fields) => fields.values().for_each(|value| numbers(value, all)),
        _ => {}
    }
}

#[test]
fn every_decimal_of_the_page_is_one_of_the_comparison() {
    // Borders of the method, and a chance that is not printed as certainty.
    let fixed = ["0.95", "0.99"].map(String::from);
    for (name, patient) in all() {
        let mut known: std::collections::BTreeSet<String> = fixed.clone().into();
        numbers(&serde_json::to_value(&patient).unwrap(), &mut known);
        let words = text(&patient).replace("0.2.0", "").replace("1.0.0", "");
        let decimals = words
            .split(|c: char| !c.is_ascii_digit() && c != '.')
            .map(|word| word.trim_matches('.'))
            .filter(|word| word.contains('.'));
        for number in decimals {
            assert!(known.contains(number), "{name}: {number}");
        }
    }
}

pub(super) fn linked(page: &str) -> SampleProfile {
    SampleProfile {
        compared: Some(PatientLink {
            patient: "LUNG-07".into(),
            page: page.into(),
            earlier: vec!["L07-T1".into()],
            later: vec![],
        }),
        ..crate::fixtures::complete()
    }
}

#[test]
fn the_page_of_a_sample_names_and_links_the_page_of_its_patient() {
    let render =
        |profile: &SampleProfile| crate::render_sample(profile, "0.2.0", &crate::SignatureNames::default());
    let page = render(&linked("../patients/LUNG-07.html"));
    // The file of patient `P/1 "a"`: a browser decodes an address once, to the name with percent signs.
    let odd = render(&linked("../patients/P%2F1%20%22a%22%27.html"));
    assert!(odd.contains(
        "<a href=\"../patients/P%252F1%2520%2522a%2522%2527.html\">patients/P%2F1%20%22a%22%27.html</a>"
    ));
    assert!(render(&linked("../patients/a b#c?d.html")).contains("href=\"../patients/a%20b%23c%3Fd.html\""));
    assert!(page.contains(
        "<dt>Compared with</dt><dd>L07-T1: see <a href=\"../patients/LUNG-07.html\">patients/LUNG-07.html</a></dd>"
    ));
    // It stands in the line of facts, on the same sheet in the same print.
    let class = |page: &str| page.split_once("<section class=\"front").map(|(_, rest)| rest[..12].to_owned());
    assert_eq!(class(&page), class(&render(&crate::fixtures::complete())));
    assert!(!render(&linked("javascript:alert(1)")).contains("href"));
    assert!(!render(&linked("\"><script>")).contains("<script"));
    assert!(!render(&crate::fixtures::complete()).contains("Compared with"));
}

/// Writes the pages to look at: `EVADE_PAGE_OUT=/tmp/page_out cargo test -p evade-report write_patient_pages`.
#[test]
fn write_patient_pages() {
    let Ok(folder) = std::env::var("EVADE_PAGE_OUT") else { return };
    std::fs::create_dir_all(&folder).unwrap();
    for (name, patient) in all() {
        std::fs::write(format!("{folder}/{name}.html"), page(&patient)).unwrap();
    }
    let sample =
        crate::render_sample(&linked("../patients/LUNG-07.html"), "0.2.0", &crate::SignatureNames::default());
    std::fs::write(format!("{folder}/sample.html"), sample).unwrap();
}

#[test]
fn odd_values_never_break_the_page() {
    let mut patient = three();
    let long = "x".repeat(300);
    patient.samples[0].sample.clone_from(&long);
    patient.samples[1].day = Some(i32::MIN);
    patient.samples[2].day = Some(i32::MAX);
    patient.course.last_dose = Some(-40);
    patient.course.progression = Some(0);
    for pair in &mut patient.pairs {
        pair.from.clone_from(&long);
        pair.rna.axes[0].before = Some(f64::NAN);
        pair.rna.axes[1].noise = Some(f64::INFINITY);
        pair.rna.axes[2].after = None;
        pair.dna.variants.clear();
        pair.dna.hla.clear();
    }
    let odd = page(&patient);
    roxmltree::Document::parse(&as_xml(&odd)).unwrap();
    assert!(!odd.contains("NaN") && !odd.contains("inf\"") && odd.contains("no value → "), "{odd}");
    // One day alone, an ongoing course, and no axes at all.
    let mut patient = new_b2m();
    patient.course = PatientCourse { has_start: true, is_ongoing: true, ..PatientCourse::default() };
    patient.samples.iter_mut().for_each(|sample| sample.day = Some(0));
    patient.pairs[0].rna.axes.clear();
    let page = page(&patient);
    assert!(
        page.contains("class=\"treatment\"") && !page.contains("NaN") && !page.contains("class=\"slopes\"")
    );
}
