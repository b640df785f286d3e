//! Mechanisms, strategies, trials, course and markers on the page.

use evade_core::*;

use super::visible_text;
use crate::fixtures::mechanisms::{finding, of_two_lanes, with_mechanisms};
use crate::mechanisms::shown;
use crate::{SignatureNames, render_sample};

fn text(profile: &SampleProfile) -> String {
    as_read(&visible_text(&render_sample(profile, "v", &SignatureNames::default())))
}

/// Without the blanks that stand for tags.
fn as_read(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    [".", ",", ";", ":", ")"]
        .iter()
        .fold(text, |text, sign| text.replace(&format!(" {sign}"), sign))
        .replace("( ", "(")
}

/// The front page alone.
fn front(profile: &SampleProfile) -> String {
    let page = render_sample(profile, "v", &SignatureNames::default());
    let start = page.find("<section class=\"front").unwrap();
    let end = page.find("<div class=\"details\">").unwrap();
    as_read(&visible_text(&format!("<html>{}</html>", &page[start..end])))
}

#[test]
fn mechanisms_come_by_state_agreeing_inputs_rarity_and_id() {
    use MechanismState::{NotSupported, Possible, Supported};
    let mut doubtful = finding("D", Possible, Some(0.001));
    doubtful.evidence.iter_mut().for_each(|line| line.bearing = Bearing::Perhaps);
    let all = [
        finding("A", Possible, Some(0.01)),
        finding("G", Supported, None),
        finding("E", Supported, Some(0.3)),
        finding("C", Supported, Some(0.02)),
        doubtful,
        finding("B", NotSupported, Some(0.01)),
        of_two_lanes("F"),
        finding("H", Supported, Some(0.3)),
    ];
    let ids: Vec<&str> = shown(&all).iter().map(|finding| finding.id.as_str()).collect();
    assert_eq!(ids, ["F", "C", "E", "H", "G", "A"]);
}

#[test]
fn the_front_page_names_five_mechanisms_of_their_own() {
    use MechanismState::Supported;
    let mut all: Vec<MechanismFinding> =
        ["M1", "M2", "M3", "M4", "M5", "M6", "M7"].map(|id| finding(id, Supported, Some(0.1))).to_vec();
    all[0].reasons = vec![MechanismReason::TargetOnly];
    all[1].layer = MechanismLayer::Phenotype;
    let profile = SampleProfile { mechanisms: all, knowledge: None, ..with_mechanisms() };
    let front = front(&profile);
    for (id, is_named) in
        [("M1", false), ("M2", false), ("M3", true), ("M4", true), ("M5", true), ("M6", true), ("M7", true)]
    {
        assert_eq!(front.contains(&format!("mechanism {id}.")), is_named, "{id}: {front}");
    }
}

#[test]
fn each_mechanism_of_the_front_page_has_counter_evidence_base_rate_and_what_settles_it() {
    let front = front(&with_mechanisms());
    let line = "mechanism MDS-05. Supported, shown by two inputs (RNA and DNA).";
    for words in [
        line,
        "Against it: Other cause: low (percentile 7).",
        "Base rate: supported in 12 % of 274 LUAD. Would settle it: a test of MDS-05.",
        "mechanism CAF-02. Supported, shown by one input (RNA).",
        "Against it: The stated course (acquired, 9.2 months): not the time of resistance that it is described for. Base rate: supported in 31 % of 274 LUAD.",
        // Rarer than one in a hundred is not never.
        "Base rate: supported in 0.7 % of 274 LUAD.",
        "2 supported, 2 possible, 1 not supported, 1 not assessable",
    ] {
        assert!(front.contains(words), "{words}: {front}");
    }
    // A doubtful finding alone shows nothing.
    assert!(!front.contains("mechanism CAF-09"), "{front}");
}

#[test]
fn every_row_has_its_caveat_and_mice_are_named() {
    let text = text(&with_mechanisms());
    for id in ["CAF-02", "CAF-09", "HYP-01", "IMM-08", "MDS-05", "TAM-01"] {
        assert!(text.contains(&format!("caveat of {id}")), "{id}");
        assert!(text.contains(&format!("a test of {id}")), "{id}");
    }
    assert!(text.contains("Claim of MDS-05. Observed in mice alone; no effect in patients is shown."));
    assert!(text.contains("Shi et al., Front Immunol 2025, section 4.1, its reference 102"));
}

#[test]
fn strategies_stand_with_what_they_answer_their_outcome_and_their_safety() {
    let text = text(&with_mechanisms());
    for words in [
        "For: mechanism MDS-05 MDS-05 S-01 strategy S-01",
        "For: mechanism CAF-02 CAF-02 S-01 strategy S-01 (described above)",
        "Studied in mice alone; no effect in patients is shown. Reported: negative",
        "Safety (SF-01): both drugs, events: 31 %; compared with one drug: 17 %; grades: grade 3 or more.",
        "No strategy of the list is linked to: mechanism TAM-01.",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
}

#[test]
fn a_trial_says_why_the_sample_does_not_fit_and_where_sources_disagree() {
    let text = text(&with_mechanisms());
    for words in [
        "NCT00000001 TRIAL: a drug Phase 2, completed. Tests S-01. Reported: negative",
        "Population: the sample does not fit. Squamous NSCLC. Histology, does not fit:",
        "Sources disagree (D-02). Two sources differ. Checked: Abstract. Shown here: The publication.",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    // Criteria that are met do not hide the one that is not.
    assert!(!text.contains("Earlier checkpoint inhibitor, fits"));
}

#[test]
fn knowledge_is_outdated_from_its_day_on() {
    let dated = |date: Option<&str>| {
        let mut profile = with_mechanisms();
        profile.report.date = date.map(|date| date.parse().unwrap());
        text(&profile)
    };
    assert!(dated(Some("2026-10-22")).contains("Knowledge as of 2025-10-23."));
    assert!(dated(Some("2026-10-23")).contains("Outdated: this knowledge is of 2025-10-23"));
    let undated = dated(None);
    assert!(undated.contains("from 2026-10-23 on it is outdated (the date of this report was not stated)"));
    assert!(!undated.contains("Outdated:"));
}

#[test]
fn both_rule_sets_of_resistance_are_printed() {
    let front = front(&with_mechanisms());
    let words = "Clinical resistance: acquired by the definition of the review (after SITC) (progression 9.2 months after the first \
                 dose); not met by the rule for NSCLC of 2021 (no objective response).";
    assert!(front.contains(words), "{front}");
    let mut open = with_mechanisms();
    let verdict = ResistanceVerdict {
        class: ResistanceClass::NotAssessable,
        reasons: vec![ResistanceReason::FirstDoseMissing, ResistanceReason::ProgressionMissing],
    };
    open.resistance = open.resistance.map(|course| ResistanceCourse {
        sitc_review: verdict.clone(),
        nsclc_2021: verdict,
        months: None,
        best_response: None,
        ..course
    });
    let words = "Clinical resistance: not assessable: dates and response were not supplied.";
    assert!(self::front(&open).contains(words));
}

#[test]
fn discordant_markers_are_named_and_what_they_leave_open() {
    let text = text(&with_mechanisms());
    for words in [
        "Discordant: PD-L1 is high and the burden low; discordant: PD-L1 is high by stain and CD274 low in RNA.",
        "63 % of tumour cells, as supplied (high, 50 % or more)",
        "3.7 mutations per megabase, counted from the variants (low, under 10)",
        "What the burden leaves open",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
}

#[test]
fn where_nothing_was_assessed_the_box_says_so() {
    let mut profile = with_mechanisms();
    profile.mechanisms = vec![finding("IMM-08", MechanismState::NotAssessable, None)];
    assert!(
        front(&profile).contains("None could be assessed with these inputs. This is not a negative finding.")
    );
    profile.mechanisms.push(finding("HYP-01", MechanismState::NotSupported, None));
    assert!(front(&profile).contains("None is shown by more than a doubtful finding."));
    profile.mechanisms.clear();
    assert!(!front(&profile).contains("Mechanisms of escape"));
}

#[test]
fn mechanisms_that_rest_on_one_finding_are_one_line() {
    use MechanismState::Supported;
    let mut shares = finding("M2", Supported, Some(0.2));
    shares.evidence.clone_from(&finding("M1", Supported, None).evidence);
    let profile = SampleProfile {
        mechanisms: vec![finding("M1", Supported, Some(0.1)), shares, finding("M3", Supported, Some(0.3))],
        ..with_mechanisms()
    };
    let front = front(&profile);
    assert!(front.contains("The same finding is also that of: mechanism M2."), "{front}");
    assert!(!front.contains("mechanism M2. Supported") && front.contains("mechanism M3. Supported"));
}

#[test]
fn outdated_knowledge_and_mice_are_named_on_the_front_page() {
    let mut profile = with_mechanisms();
    profile.report.date = "2026-11-01".parse().ok();
    let front = front(&profile);
    assert!(front.contains("Outdated: knowledge as of 2025-10-23."), "{front}");
    assert!(front.contains("Observed in mice alone; no effect in patients is shown."));
}

#[test]
fn targets_and_phenotypes_stand_apart_from_mechanisms() {
    use MechanismState::Supported;
    let mut target = finding("TAM-06", Supported, None);
    target.reasons = vec![MechanismReason::TargetOnly];
    let profile = SampleProfile {
        mechanisms: vec![target, finding("M1", Supported, None)],
        knowledge: None,
        compared: None,
        ..with_mechanisms()
    };
    let text = text(&profile);
    let heading = text.find("not mechanisms of their own").unwrap();
    assert!(
        text.rfind("mechanism TAM-06").unwrap() > heading && text.rfind("mechanism M1").unwrap() < heading
    );
    assert!(front(&profile).contains("1 supported, 0 possible"));
}
