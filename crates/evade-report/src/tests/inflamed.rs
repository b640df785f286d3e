//! Whether a tumour is inflamed and of which kind, as the page says it.

use evade_core::*;

use super::{page, visible_text};
use crate::confidence::nearest;
use crate::first_sentence;
use crate::fixtures::{self, inflamed, leaning};
use crate::further_tests::further_tests;

fn front(profile: &SampleProfile) -> String {
    visible_text(&page(profile)).split("Phenotype explanation").next().unwrap().to_owned()
}

fn call(profile: &mut SampleProfile) -> &mut PhenotypeCall {
    &mut profile.rna.as_mut().unwrap().call
}

const IS_NOT: &str = "It is not the chance of response, nor the share of the tumour that is inflamed; where T cells lie is not seen.";

#[track_caller]
fn says(profile: &SampleProfile, parts: &[&str], wrong: &[&str]) {
    let text = front(profile);
    for part in parts {
        assert!(text.contains(part), "{part}: {text}");
    }
    for part in wrong {
        assert!(!text.contains(part), "{part}: {text}");
    }
}

#[test]
fn an_inflamed_tumour_has_its_probability_in_words_and_what_it_is_not() {
    let profile = inflamed();
    says(
        &profile,
        &[
            "Inflamed: yes; immunologically active",
            "Of 100 TCGA lung adenocarcinomas with this value, 64 (95 % interval 49 to 77) were called inflamed by an H&E image model; 39 of 100 overall.",
            IS_NOT,
            "Stroma high: RNA cannot show whether T cells are kept out.",
            "immunologically active leads in 93, immunosuppressed in 7 of 100 calls",
            "214 of 1012 reference samples get this call",
        ],
        &["Extrapolated", "Histology is not stated", "Second class", "leaning", "No limit of the inputs"],
    );
    assert!(first_sentence(&profile).starts_with(
        "Inflamed: yes (64 of 100 TCGA lung adenocarcinomas with this value were, by an H&E image model); immunologically \
         active, moderate confidence; many T cells (above 872 of 1012, uncertain)"
    ));
    let tests = further_tests(&profile);
    assert!(tests[0].starts_with("CD8 immunohistochemistry with tumour and stroma marked"), "{tests:?}");
}

#[test]
fn the_error_that_changes_a_call_is_counted_in_its_standard_errors() {
    let profile = inflamed();
    let rna = profile.rna.as_ref().unwrap();
    let change = nearest(&rna.call, &rna.axes).unwrap();
    // Evidence -0.571 + 0.5955 x (1.3127 + 1.2611) - 0.365 x 1.0713 = 0.5707; T opens the call at -0.5707 / 0.5955, further
    // than the +0.5463 of S, which is 1.9 of its standard errors of 0.2871.
    assert_eq!((change.axis, change.becomes), (Axis::S, Phenotype::Suppressed));
    assert!((change.errors - 0.5463 / 0.2871).abs() < 1e-9);
    says(
        &profile,
        &[
            "moderate: it would be immunosuppressed if suppression were 0.55 higher (1.9 SE); lowered by an interval of the probability that reaches below half",
        ],
        &[],
    );
    // A move after which the call is left open counts as one to another class does.
    let mut profile = inflamed();
    call(&mut profile).flips[0] = Flip { axis: Axis::T, delta: -0.9584, becomes: Phenotype::Indeterminate };
    let rna = profile.rna.as_ref().unwrap();
    let words = nearest(&rna.call, &rna.axes).unwrap().in_words();
    assert!(words.starts_with("it would be open if T cells were 0.96 lower ("), "{words}");
}

#[test]
fn what_the_figure_was_not_fitted_on_stands_beside_it() {
    says(
        &leaning(),
        &[
            "Extrapolated: the figure is that of TCGA lung adenocarcinomas, resected primary tumours; this sample is \
             stated as lung squamous cell carcinoma, needle biopsy and right upper lobe.",
        ],
        &["Histology is not stated"],
    );
    assert!(first_sentence(&leaning()).contains("by an H&E image model; extrapolated)"));
    for unstated in [None, Some("unknown"), Some(" NA ")] {
        let mut profile = inflamed();
        profile.facts.histology = unstated.map(str::to_owned);
        let stated =
            "Histology is not stated: the figure is that of TCGA lung adenocarcinomas and may not apply.";
        says(&profile, &[stated], &[]);
    }
}

#[test]
fn excluded_or_desert_is_a_leaning_that_does_not_stand_against_stroma() {
    says(
        &leaning(),
        &[
            "Inflamed: no; leaning to excluded-like (inferred)",
            "low: no label of pathology confirms that these axes tell excluded from desert",
            "Not inflamed, with more T cells or stroma than a desert has",
            "Stroma is low here: the leaning rests on T cells alone.",
            "CD8 immunohistochemistry with tumour and stroma marked (pan-cytokeratin; FAP or αSMA): excluded or desert is not seen in RNA",
        ],
        &["Stroma leads", "Stroma high"],
    );
    assert!(
        first_sentence(&leaning())
            .contains("; leaning to excluded-like (inferred), low confidence; T cells within")
    );
    // Evidence 0.039 - 0.5955 x (0.1127 - 0.4613) = 0.246 is used up by +0.41 in T or G, more than one of their errors; half an
    // error is said.
    says(&leaning(), &[], &["SE in", "SE or less"]);
    let mut profile = leaning();
    call(&mut profile).flips[0].delta = -0.1437;
    says(&profile, &["it would be immune desert if stroma were 0.14 lower (0.5 SE)"], &[]);
    // Where a tissue's labels confirm the two, it is a call.
    let mut profile = leaning();
    call(&mut profile).reasons.clear();
    says(
        &profile,
        &["Inflamed: no; excluded-like (inferred)"],
        &["leaning to", "no label of pathology confirms"],
    );
}

#[test]
fn an_open_answer_names_what_the_draws_chose() {
    let profile = fixtures::open();
    says(
        &profile,
        &[
            "Inflamed: open; between immunologically active, immunosuppressed and excluded-like (inferred)",
            "The value lies between the thresholds of not inflamed and inflamed.",
            "Of 100 TCGA lung adenocarcinomas with this value, 44 (95 % interval 31 to 58)",
            "CD8 immunohistochemistry; CD163 and FOXP3 immunohistochemistry: whether the tumour is inflamed is open",
        ],
        &["immune desert", "Base rate", "Confidence"],
    );
    says(
        &fixtures::suppressed_open(),
        &[
            "Inflamed: open; if inflamed, immunosuppressed",
            "the kind is called all the same",
            "CD8 immunohistochemistry: whether the tumour is inflamed is open",
        ],
        &["Inflamed: yes", "FOXP3"],
    );
    // The answer can be firm and the kind open: then the classes of the other answer are not at hand.
    let mut profile = fixtures::open();
    call(&mut profile).inflamed.inflamed = Inflamed::Yes;
    call(&mut profile).chosen.truncate(2);
    call(&mut profile).reasons = vec![Reason::KindUndecided];
    says(
        &profile,
        &[
            "Inflamed: yes; immunologically active or immunosuppressed is open",
            "No class meets all its conditions",
            "CD163 and FOXP3 immunohistochemistry: active and immunosuppressed are close",
        ],
        &["CD8 immunohistochemistry: "],
    );
    call(&mut profile).inflamed.inflamed = Inflamed::No;
    says(
        &profile,
        &[
            "Inflamed: no; excluded-like (inferred) or immune desert is open",
            "CD8 immunohistochemistry with tumour and stroma marked",
        ],
        &["FOXP3"],
    );
}

#[test]
fn an_answer_without_a_probability_says_why() {
    let why = |change: &dyn Fn(&mut SampleProfile)| {
        let mut profile = fixtures::cohort_scale();
        change(&mut profile);
        let text = front(&profile);
        assert!(!text.contains("Of 100 "), "{text}");
        assert!(!text.contains(IS_NOT), "{text}");
        let at = text.find("No probability: ").unwrap();
        text[at..].chars().take(150).collect::<String>()
    };
    assert!(why(&|_| {}).contains("values against the samples of the run depend on who else is in it"));
    let frozen = |profile: &mut SampleProfile| profile.rna.as_mut().unwrap().scale = ScaleKind::Frozen;
    assert!(why(&frozen).contains("the lung model was not fitted on the values of reference nsclc"));
    let without_g = |profile: &mut SampleProfile| {
        frozen(profile);
        profile.rna.as_mut().unwrap().axes[1].z = None;
    };
    assert!(why(&without_g).contains("the effector axis has no value"));
    let other = |profile: &mut SampleProfile| {
        frozen(profile);
        call(profile).reasons = vec![Reason::NoModelForTissue, Reason::HistologyNotNsclc];
    };
    assert!(why(&other).contains(
        "no model was fitted for the stated histology; the answer follows the thresholds of the lung model"
    ));
    let blocked = |profile: &mut SampleProfile| {
        call(profile).phenotype = Phenotype::Indeterminate;
        call(profile).inflamed.inflamed = Inflamed::Indeterminate;
        call(profile).confidence = None;
        call(profile).reasons = vec![Reason::NotEpithelial];
    };
    assert!(why(&blocked).contains("it is open what the RNA shows of a tumour. There is no class"));
    let mut profile = fixtures::cohort_scale();
    blocked(&mut profile);
    says(&profile, &["Inflamed: open Epithelial genes lower"], &["Resampled", "Base rate", "between "]);
    assert!(first_sentence(&profile).starts_with("Inflamed: open (the RNA lacks epithelial genes"));
    assert!(
        first_sentence(&fixtures::cohort_scale())
            .starts_with("Inflamed: yes (without a probability); immunologically")
    );
}

#[test]
fn suppression_and_class_do_not_say_opposite_things() {
    let mut profile = inflamed();
    let rna = profile.rna.as_mut().unwrap();
    rna.axes[3] = AxisValue { n_reference: 1012, ..fixtures::axis(Axis::S, 0.671, 75.4, 764) };
    let sentence = first_sentence(&profile);
    assert!(
        sentence.contains("suppression high for the T-cell level, just short of an immunosuppressed tumour"),
        "{sentence}"
    );
    let rna = profile.rna.as_mut().unwrap();
    rna.axes[3].percentile = Some(74.8);
    rna.call.phenotype = Phenotype::Suppressed;
    let sentence = first_sentence(&profile);
    assert!(
        sentence.contains("suppression above what the T-cell level explains, near the middle half"),
        "{sentence}"
    );
}

#[test]
fn an_effector_programme_unlike_the_t_cells_is_in_the_first_sentence() {
    assert!(!first_sentence(&inflamed()).contains("effector"));
    let mut profile = inflamed();
    profile.rna.as_mut().unwrap().axes[1] =
        AxisValue { n_reference: 1012, ..fixtures::axis(Axis::G, -1.0113, 12.3, 125) };
    let sentence = first_sentence(&profile);
    assert!(
        sentence.contains(
            "many T cells (above 872 of 1012, uncertain); effector programme low (above 124 of 1012); suppression"
        ),
        "{sentence}"
    );
}

#[test]
fn classes_of_mhc_stand_apart_and_b_cells_beside_the_call() {
    says(
        &inflamed(),
        &[
            "Antigen presentation joins both classes, no part of the call; intervals without what laboratories differ: MHC class I percentile 12 (3–21), low; \
             MHC class II percentile 85 (75–94), high",
            "Context, no part of the call: B cells above 825 of 1012, high (uncertain); tertiary lymphoid structures (12 chemokines) above 618 of 1012.",
        ],
        &[],
    );
    assert!(
        first_sentence(&inflamed())
            .contains("in RNA MHC class I low (above 120 of 1012) and MHC class II high")
    );
}

#[test]
fn details_show_constants_conditions_and_what_was_fitted_on_what() {
    let text = visible_text(&page(&inflamed()));
    for part in [
        "Evidence in log-odds = constant + weight × value after clipping",
        "S >= 0.68 fails, takes away 0.55",
        "immunosuppressed (a condition fails)",
        "rule set tme-v1 asks two questions apart",
        "was fitted to TCGA lung adenocarcinomas: 94 of 243 were called inflamed by an H&E image model",
        "(--rules tme-v0)",
        "suppressive cells are no more than the T-cell level explains",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let low = visible_text(&page(&leaning()));
    assert!(low.contains("-0.83, counted as 0.00"), "{low}");
    // A rule set of weights keeps its words.
    let weights = visible_text(&page(&fixtures::complete()));
    for part in [
        "Contribution of each axis = weight × value after clipping",
        "Guard",
        "rule set tme-v0 weighs four classes",
    ] {
        assert!(weights.contains(part), "{part}: {weights}");
    }
    for wrong in ["Inflamed: yes", "log-odds =", "No probability"] {
        assert!(!weights.contains(wrong), "{wrong}: {weights}");
    }
}

/// The page says what the validation measured.
#[test]
fn the_measured_agreement_is_that_of_the_validation() {
    let table = include_str!("../../../../docs/validation.tsv");
    let percent = |name: &str| {
        let line = table.lines().find(|line| line.starts_with(&format!("{name}\t"))).unwrap();
        let share: f64 = line.split('\t').nth(1).unwrap().parse().unwrap();
        format!("{:.0}", 100.0 * share)
    };
    let measured = [percent("luad.precision_yes"), percent("luad.precision_no")];
    assert_eq!(crate::inflamed::AGREED.map(|share| share.to_string()), measured);
    says(
        &inflamed(),
        &["cross-validated, 69 of 100 answers yes and 78 of 100 answers no agreed with that label"],
        &[],
    );
    let mut other = inflamed();
    other.rna.as_mut().unwrap().rules = "own".into();
    says(&other, &[], &["cross-validated"]);
}
