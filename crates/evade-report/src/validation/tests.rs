//! The page is well-formed, loads nothing and says what stands in the model.

use evade_core::*;

use super::render_validation;
use crate::tests::{as_xml, visible_text};

fn measure(measure: Measure, value: Option<f64>, reason: Option<MeasureReason>) -> MeasureValue {
    MeasureValue {
        measure,
        class: None,
        value,
        interval: value.map(|v| (v - 0.1, v + 0.1)),
        method: value.map(|_| IntervalMethod::Bootstrap),
        n: 30,
        reason,
    }
}

fn comparison(group: SampleGroup, stratum: Option<Stratum>) -> Comparison {
    let row = |label: &str, calls: [usize; 2]| ConfusionRow {
        label: label.into(),
        n: 16,
        calls: calls.to_vec(),
        indeterminate: 3,
        not_evaluable: 1,
    };
    let point =
        |threshold, up, across| RocPoint { threshold, true_positive_rate: up, false_positive_rate: across };
    Comparison {
        group,
        stratum,
        n: 32,
        n_patients: 30,
        confusion: vec![row("hot", [9, 3]), row("<cold>", [2, 10])],
        measures: vec![
            measure(Measure::Auc, Some(0.7654), None),
            measure(Measure::CalibrationSlope, None, Some(MeasureReason::Separation)),
        ],
        roc: vec![point(None, 0.0, 0.0), point(Some(0.7), 0.8, 0.2), point(Some(0.1), 1.0, 1.0)],
        calibration: vec![
            CalibrationBin { n: 16, mean_p: 0.25, observed: 0.2, interval: (0.1, 0.4) },
            CalibrationBin { n: 16, mean_p: 0.75, observed: 0.9, interval: (0.7, 0.97) },
        ],
    }
}

fn validation() -> Validation {
    let stamp = |file: &str| InputStamp { file: file.into(), sha256: "ab12".into() };
    let stratum = Stratum { column: "stage".into(), value: Some("IV & more".into()) };
    Validation {
        calls: stamp("phenotypes.tsv"),
        call_column: Some("spatial_class".into()),
        labels: stamp("labels <1>.csv"),
        label_column: "he".into(),
        map: Some(stamp("map.tsv")),
        score: Some(ScoreColumn { name: "p_inflamed".into(), is_probability: true }),
        positive: vec!["hot".into()],
        classes: vec!["hot".into(), "<cold>".into()],
        is_label: vec![true, true],
        joined: Joined {
            n_samples: 32,
            n_patients: 30,
            has_patients: true,
            n_in_reference: Some(12),
            n_left_out: 4,
            calls_without_label: vec!["S<9>".into()],
            ..Joined::default()
        },
        comparisons: vec![
            comparison(SampleGroup::All, None),
            comparison(SampleGroup::All, Some(stratum)),
            comparison(SampleGroup::OutsideReference, None),
            comparison(SampleGroup::InReference, None),
        ],
    }
}

#[test]
fn the_page_is_well_formed_accessible_and_loads_nothing() {
    let page = render_validation(&validation(), "0.2.0");
    let xml = as_xml(&page);
    let document = roxmltree::Document::parse(&xml).unwrap();
    let mut ids = std::collections::BTreeSet::new();
    for node in document.descendants() {
        for attribute in node.attributes() {
            assert!(!["src", "href", "style", "onload"].contains(&attribute.name()), "{attribute:?}");
        }
        assert!(!["script", "link", "img"].iter().any(|tag| node.has_tag_name(*tag)));
        if let Some(id) = node.attribute("id") {
            assert!(ids.insert(id.to_owned()), "{id} twice");
        }
        if node.has_tag_name("th") {
            assert!(node.attribute("scope").is_some());
        }
        if node.has_tag_name("table") {
            assert!(node.children().any(|c| c.has_tag_name("caption")));
        }
        if node.has_tag_name("svg") {
            assert!(node.children().any(|c| c.has_tag_name("title")));
        }
    }
    assert_eq!(document.descendants().filter(|n| n.has_tag_name("svg")).count(), 6);
    assert!(!page.contains("http:") && !page.contains("https:"));
}

#[test]
fn the_page_says_what_is_apart_and_what_the_figures_are_not() {
    let text = visible_text(&render_validation(&validation(), "0.2.0"));
    for expected in [
        "32 samples with a call and a label, of 30 patients.",
        "12 of 32 samples are part of the reference",
        "no independent test",
        "predicts no response to treatment",
        "0.77",
        "0.67 to 0.87",
        MeasureReason::Separation.meaning(),
        "stage=IV & more",
        "S<9>",
        "labels <1>.csv",
        SampleProfile::INTENDED_USE,
    ] {
        assert!(text.contains(expected), "{expected}");
    }
}

#[test]
fn only_scores_make_a_page_without_a_confusion_table() {
    let mut scores = validation();
    scores.call_column = None;
    for comparison in &mut scores.comparisons {
        comparison.confusion.clear();
        comparison.calibration.clear();
    }
    let page = render_validation(&scores, "0.2.0");
    assert!(!page.contains("class=\"confusion\"") && page.contains("ROC curve"));
}
