//! Samples whose RNA is not that of a tumour the reference can judge, and doubts of single axes.

use evade_core::*;

use super::{page, visible_text};
use crate::first_sentence;
use crate::fixtures::{self, complete};
use crate::further_tests::further_tests;

fn front(profile: &SampleProfile) -> String {
    visible_text(&page(profile)).split("Phenotype explanation").next().unwrap().to_owned()
}

fn with_rna(change: impl FnOnce(&mut RnaProfile)) -> SampleProfile {
    let mut profile = complete();
    change(profile.rna.as_mut().unwrap());
    profile
}

/// A sample without a call for these reasons.
fn stopped(reasons: &[Reason]) -> SampleProfile {
    let mut profile = fixtures::failed_qc();
    profile.rna.as_mut().unwrap().call.reasons = reasons.to_vec();
    profile
}

/// A call without a class for these reasons.
fn open(reasons: &[Reason]) -> SampleProfile {
    with_rna(|rna| {
        rna.call.phenotype = Phenotype::Indeterminate;
        rna.call.confidence = None;
        rna.call.reasons = reasons.to_vec();
    })
}

#[test]
fn what_the_rna_is_of_is_the_first_thing_said_where_there_is_no_tumour_to_judge() {
    let content = ContentEstimate { share: 0.972, low: 0.81, high: 1.0 };
    let mut normal = stopped(&[Reason::PlatformBorderline, Reason::NormalLung]);
    normal.rna.as_mut().unwrap().quality.normal_lung = Some(content);
    let sentence = first_sentence(&normal);
    assert!(
        sentence.starts_with("The RNA is that of normal lung: no tumour to judge; antigen"),
        "{sentence}"
    );
    let text = front(&normal);
    for part in [
        "Not evaluable: the RNA is that of normal lung: no tumour to judge",
        "The profile is that of normal lung (about 97 % (81–100 %) of the RNA is of normal lung)",
        "RNA:  given, not used (not evaluable: not tumour tissue)",
        "Pathology review of the block, and macrodissection of the tumour: the RNA is that of normal lung",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    for wrong in ["QUALITY CONTROL FAILED", "CD8 immunohistochemistry", "too close", "Few T cells"] {
        assert!(!text.contains(wrong), "{wrong}: {text}");
    }
    for (reasons, start) in [
        (vec![Reason::LymphoidOrBlood, Reason::NotEpithelial], "The RNA shows leukocytes without epithelium"),
        (vec![Reason::NoStroma, Reason::PlatformMismatch], "The RNA shows neither fibroblasts nor vessels"),
        // What cannot be measured says nothing of the tissue.
        (vec![Reason::NormalLung, Reason::DepthTooLow], "RNA not evaluable (too few genes detected)"),
        (vec![Reason::NormalLung, Reason::LymphoidSite], "RNA not evaluable (sample from lymphoid tissue)"),
    ] {
        let sentence = first_sentence(&stopped(&reasons));
        assert!(sentence.starts_with(start), "{sentence}");
    }
}

#[test]
fn a_call_left_open_by_tissue_or_platform_is_no_tie() {
    for (reason, clause, test) in [
        (
            Reason::NormalLungPossible,
            "the RNA may be that of normal lung, or of a tumour with much normal lung in it",
            "Pathology review of the block, and macrodissection of the tumour: the RNA may be that of normal lung",
        ),
        (
            Reason::NotEpithelial,
            "the RNA lacks epithelial genes: blood, melanoma, sarcoma or another tissue",
            "Pathology review of the block, and macrodissection of the tumour: the RNA lacks epithelial genes",
        ),
        (
            Reason::PlatformMismatch,
            "the profile is unlike the reference: platform, tissue or unit differ",
            "CD8 immunohistochemistry: there is no phenotype call",
        ),
    ] {
        // Evidence that is close as well does not make the tissue a tie.
        for reasons in [vec![reason], vec![reason, Reason::LowMargin, Reason::LowStability]] {
            let profile = open(&reasons);
            let sentence = first_sentence(&profile);
            assert!(
                sentence.starts_with(&format!(
                    "Phenotype: indeterminate ({clause}); T cells within the reference range (above 30 of 43, uncertain)"
                )),
                "{sentence}"
            );
            let text = front(&profile);
            assert!(text.contains(&format!("indeterminate: {clause}")), "{text}");
            for wrong in ["Second class", "Nearest change", "Base rate", "immunosuppressed / "] {
                assert!(!text.contains(wrong), "{wrong}: {text}");
            }
            assert!(further_tests(&profile).contains(&test.to_owned()), "{:?}", further_tests(&profile));
        }
    }
    // A wrong tissue explains an unlike profile.
    let both = open(&[Reason::PlatformMismatch, Reason::NotEpithelial]);
    assert!(first_sentence(&both).contains("indeterminate (the RNA lacks epithelial genes"));
}

#[test]
fn an_open_call_names_every_class_at_hand_and_the_test_that_tells_them_apart() {
    use Phenotype::{Active, Desert, Excluded, Suppressed};
    let between = |leading, second, nearest: Option<Phenotype>, reasons: &[Reason]| {
        let mut profile = open(reasons);
        let call = &mut profile.rna.as_mut().unwrap().call;
        (call.leading, call.second) = (Some(leading), Some(second));
        call.flips =
            nearest.into_iter().map(|becomes| Flip { axis: Axis::T, delta: -0.12, becomes }).collect();
        (first_sentence(&profile), further_tests(&profile)[0].clone())
    };
    let close = [Reason::LowMargin];
    let (sentence, test) = between(Active, Suppressed, None, &close);
    assert!(sentence.contains("indeterminate (immunologically active / immunosuppressed)"), "{sentence}");
    assert_eq!(
        test,
        "CD163 and FOXP3 immunohistochemistry: to tell immunologically active / immunosuppressed apart"
    );
    // The nearest change is a third class: it is named, and needs CD8.
    let (sentence, test) = between(Active, Suppressed, Some(Desert), &close);
    assert!(sentence.contains("(immunologically active / immunosuppressed / immune desert)"), "{sentence}");
    assert!(test.starts_with("CD8, CD163 and FOXP3 immunohistochemistry: to tell"), "{test}");
    for (leading, second) in
        [(Desert, Excluded), (Active, Desert), (Excluded, Active), (Suppressed, Excluded)]
    {
        let (_, test) = between(leading, second, Some(second), &close);
        assert!(test.starts_with("CD8 immunohistochemistry: to tell"), "{test}");
    }
    // Where the call changes with the error of the axes, no stain answers.
    let (_, test) = between(Active, Desert, Some(Desert), &[Reason::LowStability]);
    assert!(
        test.starts_with("RNA of a second piece or at greater depth: immunologically active / immune desert"),
        "{test}"
    );
}

#[test]
fn limits_say_the_numbers_of_the_sample() {
    let profile = with_rna(|rna| {
        rna.quality.normal_lung = Some(ContentEstimate { share: 0.402, low: 0.2, high: 0.654 });
        rna.quality.other_tissues = vec!["liver".into(), "melanoma".into()];
        rna.quality.detected_share = Some(0.6183);
        rna.axes[4] = AxisValue { outside_reference: true, ..fixtures::axis(Axis::X, -5.63, 2.0, 1) };
        rna.axes[2].offset = Some(0.4);
        rna.call.reasons = vec![
            Reason::NormalLungContent,
            Reason::OtherTissue,
            Reason::AxisOutsideReference,
            Reason::LowDepth,
            Reason::AxisOffset,
        ];
    });
    let text = front(&profile);
    for part in [
        "About 40 % (20–65 %) of the RNA is of normal lung, which has T cells and antigen presentation of its own.",
        "Genes of liver and melanoma are high: such tissue is part of the sample, as at the edge of a metastasis, or this is another tumour.",
        "Stroma -5.63 lies below all 43 tumours of the reference.",
        "62 % of the genes at hand were detected, fewer than in the reference",
        "The user moved antigen presentation by +0.40",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    // There may be none of it.
    let perhaps = with_rna(|rna| {
        rna.quality.normal_lung = Some(ContentEstimate { share: 0.322, low: 0.0, high: 0.72 });
        rna.call.reasons = vec![Reason::NormalLungContent];
    });
    assert!(
        front(&perhaps)
            .contains("Up to 72 % of the RNA may be of normal lung (about 32 %), which has T cells")
    );
    // Of a sample that was not measured, tissue and axes say nothing.
    let mut shallow = stopped(&[Reason::DepthTooLow, Reason::LowEpithelium, Reason::AxisOutsideReference]);
    shallow.rna.as_mut().unwrap().quality.detected_share = Some(0.31);
    let text = front(&shallow);
    assert!(text.contains("Only 31 % of the genes at hand were detected"), "{text}");
    for wrong in ["Epithelial genes", "outside everything", "Pathology review"] {
        assert!(!text.contains(wrong), "{wrong}: {text}");
    }
    // What is high is not said to be low, and the other way round.
    let above = with_rna(|rna| {
        rna.axes[0] = AxisValue { outside_reference: true, ..fixtures::axis(Axis::T, 4.1, 98.0, 44) };
        rna.call.reasons = vec![Reason::AxisOutsideReference];
    });
    assert!(front(&above).contains("T cells +4.10 lies above all 43 tumours"));
}

#[test]
fn predicted_genes_are_a_limit_where_they_are_many() {
    let meaning = Reason::GenesPredicted.meaning();
    let shows = |coverage: f64, n_found: u32| {
        let profile = with_rna(|rna| {
            rna.quality.universe_coverage = coverage;
            rna.axes.iter_mut().for_each(|axis| (axis.n_found, axis.n_genes) = (n_found, 20));
        });
        front(&profile).contains(meaning)
    };
    assert!(!shows(0.99, 19) && !shows(0.96, 18));
    assert!(shows(0.99, 17) && shows(0.94, 20));
    // The list by code has it in any case.
    assert!(visible_text(&page(&complete())).contains("genes_predicted"));
}

#[test]
fn hla_genes_near_zero_are_not_called_low() {
    let mut profile = with_rna(|rna| {
        rna.axes[2] = AxisValue {
            z: None,
            percentile: None,
            percentile_interval: None,
            rank: None,
            ..fixtures::axis(Axis::P, 0.0, 50.0, 1)
        };
        rna.scores[0].percentile = Some(2.0);
        rna.call.reasons.push(Reason::HlaGenesNotQuantified);
    });
    let sentence = first_sentence(&profile);
    let part = "antigen presentation: in RNA not evaluable (HLA genes near zero beside B2M or HLA-DRA; lost reads or lost expression), in DNA one HLA-A allele lost";
    assert!(sentence.contains(part), "{sentence}");
    let text = front(&profile);
    assert!(
        text.contains(
            "Immunohistochemistry of HLA class I and II, or quantification with an HLA-aware aligner, tells which."
        ),
        "{text}"
    );
    assert!(further_tests(&profile)[0].starts_with("Immunohistochemistry of HLA"));
    // No remark compares an amount that is not known with DNA or with the axis.
    profile.hla = fixtures::hla([HlaStatus::NoLoh; 3]);
    let text = front(&profile);
    for wrong in ["MHC class I low", "RNA is low although", "joins both classes"] {
        assert!(!text.contains(wrong), "{wrong}: {text}");
    }
    let whole = visible_text(&page(&profile));
    assert!(whole.contains("small_reference, hla_genes_not_quantified"), "{whole}");
}

#[test]
fn an_axis_has_its_place_in_the_histology_its_clipping_and_what_laboratories_differ_by() {
    let profile = with_rna(|rna| {
        for axis in &mut rna.axes {
            axis.in_histology =
                Some(HistologyPlace { histology: "LUAD".into(), n: 511, rank: 401, percentile: 78.4 });
        }
        rna.scores[0].in_histology =
            Some(HistologyPlace { histology: "LUAD".into(), n: 511, rank: 1, percentile: 0.2 });
        rna.axes[0].z = Some(-5.51);
        rna.axes[0].laboratory_shift = Some(0.447);
        rna.axes[1].laboratory_shift = Some(0.248);
        for evidence in &mut rna.call.evidence {
            let term = evidence.contributions.iter_mut().find(|term| term.axis == Axis::T).unwrap();
            term.input = -2.5;
            term.contribution = term.weight * term.input;
        }
    });
    let text = visible_text(&page(&profile));
    for part in [
        "Among 511 LUAD alone: T cells above 400, effector programme above 400, antigen presentation",
        "above 400 of 511 LUAD",
        "below all 511 LUAD",
        "-5.51, counted as -2.50",
        "Laboratories differ (z): T cells 0.4; within that no axis is called low or high.",
        "laboratories differ by up to 0.4 here",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert_eq!(text.matches("counted as").count(), 1);
    // Without a stated histology there is no such line, and without shifts no word of laboratories.
    let plain = visible_text(&page(&complete()));
    assert!(
        !plain.contains("alone:") && !plain.contains("aboratories differ") && !plain.contains("counted as")
    );
}

#[test]
fn a_desert_whose_t_cells_are_not_low_says_so() {
    let desert = |t: f64| {
        with_rna(|rna| {
            rna.call.phenotype = Phenotype::Desert;
            rna.axes[0] = fixtures::axis(Axis::T, -0.9, t, 9);
            rna.axes[1] = fixtures::axis(Axis::G, -0.9, 12.0, 6);
        })
    };
    let part = "not both lie below the middle half of the reference";
    assert!(front(&desert(40.0)).contains(part));
    assert!(!front(&desert(10.0)).contains(part));
}
