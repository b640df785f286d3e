//! The built-in knowledge: complete, linked, and without a word that advises, ranks or predicts.

use std::collections::BTreeSet;

use evade_core::{
    DnaProfile, EvidenceSpecies, EvidenceStage, FitState, LaneInputs, SampleFacts, SampleProfile, TrialFit,
    VOCABULARIES,
};
use evade_resistance::{KnowledgeFault, KnowledgeRow, trial_fit};

use super::*;
use crate::inputs;
use crate::log::Silent;

fn built_in() -> Knowledge {
    load::built_in().unwrap()
}

fn all_texts() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (_, text) in builtin::KNOWLEDGE {
        verbs::texts(&toml::from_str(text).unwrap(), "", &mut found);
    }
    found
}

#[test]
fn every_row_is_there_and_no_link_leads_nowhere() {
    let knowledge = built_in();
    let n = |kind| knowledge.rows().filter(|row| row.kind() == kind).count();
    assert_eq!(
        KnowledgeKind::ALL.iter().map(|kind| n(*kind)).collect::<Vec<_>>(),
        [72, 37, 30, 39, 6, 13, 43]
    );
    check(&[], None, &Silent).unwrap();
}

#[test]
fn a_mechanism_leads_to_every_strategy_and_trial_but_the_two_that_are_listed_on_their_own() {
    let knowledge = built_in();
    let mechanisms: Vec<&str> = knowledge.mechanisms().iter().map(|row| row.id.as_str()).collect();
    let strategies: Vec<&str> =
        knowledge.strategies_for(&mechanisms).iter().map(|found| found.strategy.id.as_str()).collect();
    let trials: BTreeSet<&str> =
        knowledge.trials_of(&strategies).iter().map(|trial| trial.id.as_str()).collect();
    let apart: Vec<&str> = knowledge
        .strategies()
        .iter()
        .map(|row| row.id.as_str())
        .filter(|id| !strategies.contains(id))
        .collect();
    assert_eq!(apart, ["S-32"]);
    let apart: Vec<&str> =
        knowledge.trials().iter().map(|row| row.id.as_str()).filter(|id| !trials.contains(id)).collect();
    assert_eq!(apart, ["NCT03088540", "NCT01673867"]);
    assert_eq!(knowledge.strategies_without_mechanism().len(), 1);
    assert_eq!(knowledge.trials_without_strategy().len(), 2);
}

#[test]
fn strategies_come_with_the_mechanisms_that_were_asked_for() {
    let knowledge = built_in();
    let found = knowledge.strategies_for(&["TRG-02", "CYT-02"]);
    let found: Vec<(&str, &[&str])> =
        found.iter().map(|row| (row.strategy.id.as_str(), &row.mechanisms[..])).collect();
    assert_eq!(found, [("S-19", &["TRG-02"][..]), ("S-24", &["CYT-02"][..])]);
    assert!(knowledge.strategies_for(&[]).is_empty());
    let trials: Vec<&str> = knowledge.trials_of(&["S-24"]).iter().map(|row| row.id.as_str()).collect();
    assert_eq!(trials, ["NCT04725474"]);
}

/// Rows that repeat what others advise, with the source named in the sentence.
const ATTRIBUTED: [&str; 3] = ["S-37", "SF-23", "IMM-07"];

#[test]
fn no_text_advises_ranks_or_predicts_but_those_that_name_who_does() {
    let mut exceptions = BTreeSet::new();
    for (id, text) in all_texts() {
        let Some(word) = verbs::hit(&text) else { continue };
        assert!(ATTRIBUTED.contains(&id.as_str()), "{id}: '{word}' in: {text}");
        assert!(text.contains("The review states that guidelines do not recommend"), "{id}: {text}");
        exceptions.insert(id);
    }
    assert_eq!(exceptions.into_iter().collect::<Vec<_>>(), ["IMM-07", "S-37", "SF-23"]);
    let lists = ["mechanism_layer", "resistance_timing", "evidence_species", "evidence_kind", "measured_by"];
    let more = ["strategy_class", "evidence_stage", "knowledge_outcome", "trial_phase", "trial_status"];
    let fits = [
        "population_histology",
        "prior_ici",
        "prior_agent",
        "population_resistance",
        "treatment_line",
        "trial_fit",
        "trial_criterion",
    ];
    let lists: Vec<&str> = [&lists[..], &more, &fits, &["trial_fit_reason", "knowledge_kind"]].concat();
    for list in &lists {
        let list = VOCABULARIES.iter().find(|known| known.list == *list).unwrap();
        for word in list.words {
            assert_eq!(verbs::hit(word.meaning), None, "{}: {}", list.list, word.meaning);
        }
    }
    // The words themselves work.
    for text in
        ["It is recommended.", "Patients should receive it", "the best (superior) choice", "will respond"]
    {
        assert!(verbs::hit(text).is_some(), "{text}");
    }
}

#[test]
fn evidence_from_animals_or_cell_culture_says_so_in_its_own_words() {
    let knowledge = built_in();
    let says_so = |text: &str| {
        let text = text.to_lowercase();
        ["mice", "mouse", "model", "cell culture", "experiments"].iter().any(|word| text.contains(word))
    };
    for row in knowledge.mechanisms() {
        if row.species == EvidenceSpecies::Mouse {
            assert!(says_so(&row.claim), "{}: {}", row.id, row.claim);
            assert!(row.species.remark().unwrap().contains("mice"), "{}", row.id);
        }
    }
    for row in knowledge.strategies() {
        let is_model = |stage: &EvidenceStage| {
            matches!(stage, EvidenceStage::Mouse | EvidenceStage::InVitro | EvidenceStage::Preclinical)
        };
        if row.stages.iter().any(is_model) {
            assert!(says_so(&row.evidence), "{}: {}", row.id, row.evidence);
            assert!(row.remark().is_some(), "{}", row.id);
        }
    }
}

#[test]
fn each_discrepancy_is_printed_by_its_rows() {
    let knowledge = built_in();
    let mut n = 0;
    for row in knowledge.rows() {
        let KnowledgeRow::Discrepancy(discrepancy) = row else { continue };
        assert!(!discrepancy.about.is_empty(), "{}", discrepancy.id);
        for id in &discrepancy.about {
            let row = knowledge.row(id).unwrap();
            let text = print::rows_text(&knowledge, &[row], None);
            assert!(text.contains(&discrepancy.issue) && text.contains(&discrepancy.shown), "{id}");
            n += 1;
        }
    }
    assert!(n >= 24, "{n}");
}

#[test]
fn a_text_that_names_a_discrepancy_is_of_a_row_that_it_is_about() {
    let knowledge = built_in();
    let mut n = 0;
    for (id, text) in all_texts().iter().filter(|(id, _)| !id.starts_with("D-")) {
        for discrepancy in text.split(['(', ')', ' ', '.']).filter(|word| word.starts_with("D-")) {
            let about = knowledge.discrepancies_of(id);
            assert!(about.iter().any(|row| row.id == *discrepancy), "{id}: {discrepancy} in: {text}");
            n += 1;
        }
    }
    assert!(n >= 10, "{n}");
}

#[test]
fn a_trial_of_a_safety_row_belongs_to_one_of_its_strategies() {
    let knowledge = built_in();
    for row in knowledge.rows() {
        let KnowledgeRow::Safety(safety) = row else { continue };
        for trial in safety.trials.iter().filter_map(|id| knowledge.trial(id)) {
            let is_shared = trial.strategies.iter().any(|id| safety.strategies.contains(id));
            assert!(is_shared, "{} and {}", safety.id, trial.id);
        }
    }
}

#[test]
fn every_field_of_a_row_is_printed() {
    let knowledge = built_in();
    for row in knowledge.rows() {
        let text = print::rows_text(&knowledge, &[row], None);
        let value = serde_json::to_value(row);
        let mut strings = Vec::new();
        strings_of(&value.unwrap(), &mut strings);
        for string in &strings {
            assert!(text.contains(string.as_str()), "{}: '{string}' is not in: {text}", row.id());
        }
    }
}

fn strings_of(value: &serde_json::Value, found: &mut Vec<String>) {
    match value {
        serde_json::Value::String(text) => found.push(text.clone()),
        serde_json::Value::Array(items) => items.iter().for_each(|item| strings_of(item, found)),
        serde_json::Value::Object(fields) => fields.values().for_each(|value| strings_of(value, found)),
        _ => {}
    }
}

#[test]
fn knowledge_is_outdated_twelve_months_after_its_date() {
    let knowledge = built_in();
    let date = |text: &str| text.parse::<Date>().unwrap();
    assert_eq!(knowledge.as_of(), date("2025-10-23"));
    assert!(!knowledge.is_outdated(date("2026-10-22")));
    assert!(knowledge.is_outdated(date("2026-10-23")));
    let rows: Vec<_> = knowledge.rows().take(1).collect();
    assert!(print::rows_text(&knowledge, &rows, Some(date("2027-01-01"))).contains("OUTDATED"));
    assert!(!print::rows_text(&knowledge, &rows, Some(date("2026-01-01"))).contains("OUTDATED"));
}

#[test]
fn broken_links_and_fields_are_all_named() {
    let broken = |change: &dyn Fn(&mut KnowledgeFile)| {
        let mut files = load::built_in_files().unwrap();
        files.iter_mut().for_each(change);
        Knowledge::new(files).unwrap_err()
    };
    let faults = broken(&|file| {
        if let Some(row) = file.strategy.first_mut() {
            row.mechanisms.push("TRG-99".into());
        }
    });
    let expected = KnowledgeFault::NoSuch { id: "S-01".into(), kind: "mechanism", target: "TRG-99".into() };
    assert_eq!(faults, [expected]);
    let faults = broken(&|file| {
        if let Some(row) = file.trial.first_mut() {
            row.strategies = vec!["S-02".into()];
        }
    });
    assert_eq!(faults.len(), 2, "{faults:?}");
    assert!(faults.iter().all(|fault| matches!(fault, KnowledgeFault::OneWay { .. })));
    let faults = broken(&|file| {
        if let Some(row) = file.safety.first_mut() {
            (row.strategies, row.trials, row.value) = (vec![], vec![], " ".into());
        }
    });
    assert!(faults.contains(&KnowledgeFault::Adrift("SF-01".into())), "{faults:?}");
    assert!(faults.contains(&KnowledgeFault::Blank { id: "SF-01".into(), field: "value" }), "{faults:?}");
    let faults = broken(&|file| {
        if let Some(row) = file.discrepancy.first_mut() {
            row.about.clear();
        }
    });
    assert_eq!(faults, [KnowledgeFault::Adrift("D-01".into())]);
    let faults = broken(&|file| {
        if let Some(row) = file.discrepancy.get_mut(2) {
            row.about = vec!["nothing".into()];
        }
    });
    // TRITON's population is disputed, and nothing says by what any more.
    assert!(faults.contains(&KnowledgeFault::DisputeWithoutDiscrepancy("NCT06008093".into())), "{faults:?}");
    let faults = broken(&|file| file.number.extend(file.number.clone().into_iter().take(1)));
    assert_eq!(faults, [KnowledgeFault::Twice("N-01".into())]);
    assert_eq!(Knowledge::new(vec![]), Err(vec![KnowledgeFault::Empty]));
}

#[test]
fn the_kinds_of_a_users_file_replace_the_built_in_ones() {
    let own = "as_of = \"2026-05-01\"\n[[number]]\nid = \"N-01\"\nquantity = \"a\"\nvalue = \"1\"\nunit = \"%\"\ncontext = \"b\"\nabout = [\"TRG-01\"]\ncite = { sections = [\"1\"] }\n";
    let own = load::file("own.toml", own, "").unwrap();
    let knowledge = Knowledge::new(Knowledge::completed(vec![own], load::built_in_files().unwrap())).unwrap();
    assert_eq!(knowledge.rows().filter(|row| row.kind() == KnowledgeKind::Number).count(), 1);
    assert_eq!(knowledge.mechanisms().len(), 72);
    assert_eq!(knowledge.numbers_of("TRG-01").len(), 1);
    // The oldest rows decide whether all of it is outdated.
    assert_eq!(knowledge.as_of().to_string(), "2025-10-23");
    assert_eq!(knowledge.as_of_kind(KnowledgeKind::Number).to_string(), "2026-05-01");
}

#[test]
fn a_sample_without_facts_fits_no_trial_and_is_excluded_from_none() {
    let profile = |facts: SampleFacts| -> SampleProfile {
        // Through JSON, so that a new field of a profile changes nothing here.
        let json = serde_json::json!({
            "schema_version": SampleProfile::SCHEMA_VERSION,
            "intended_use": SampleProfile::INTENDED_USE,
            "facts": facts,
            "rna": null,
            "lanes": LaneInputs::default(),
            "dna": DnaProfile::default(),
            "hla": [],
        });
        serde_json::from_value(json).unwrap()
    };
    let (rules, _) = inputs::rules(builtin::DEFAULT_RULES).unwrap();
    let resistance = crate::resistance::Resistance::built_in().unwrap();
    let knowledge = load::built_in().unwrap();
    let fits = |profile: &SampleProfile| -> Vec<TrialFit> {
        let sample = candidate(profile, &rules.context, &resistance);
        knowledge.trials().iter().map(|trial| trial_fit(trial, &sample)).collect()
    };
    let open = fits(&profile(SampleFacts::default()));
    assert_eq!(open.len(), 39);
    assert!(open.iter().all(|fit| fit.state == FitState::CannotBeTold));
    let mut facts = SampleFacts { histology: Some("LUAD".into()), ..SampleFacts::default() };
    facts.clinical.regimen = Some("pembrolizumab".into());
    facts.clinical.best_response = Some("PD".into());
    let fits = fits(&profile(facts));
    let state = |id: &str| fits.iter().find(|fit| fit.trial == id).unwrap().state;
    for (id, expected) in [
        // After progression on an inhibitor; the review does not state other earlier treatment.
        ("NCT04471428", FitState::CannotBeTold),
        // After progression on an inhibitor to PD-1 or of an oncogene.
        ("NCT04681131", FitState::Fits),
        // Table and text disagree on squamous carcinoma.
        ("NCT03373760", FitState::CannotBeTold),
        // Untreated.
        ("NCT05226598", FitState::DoesNotFit),
        // Genes that were not tested.
        ("NCT03906071", FitState::CannotBeTold),
        ("NCT06008093", FitState::CannotBeTold),
        // The review contradicts itself.
        ("NCT05785767", FitState::CannotBeTold),
        // No input tells of platinum.
        ("NCT04921358", FitState::CannotBeTold),
    ] {
        assert_eq!(state(id), expected, "{id}");
    }
}

#[test]
fn a_mechanism_that_is_found_reaches_trials_that_name_it_without_a_strategy() {
    use evade_core::{MechanismFinding, MechanismLayer, MechanismState};
    use evade_resistance::{
        CandidateSample, PriorTreatment, SampleHistology, StatedAgent, StatedProgression,
    };
    let finding = |id: &str, state| MechanismFinding {
        id: id.to_owned(),
        layer: MechanismLayer::Mdsc,
        name: id.to_owned(),
        state,
        strength: None,
        evidence: vec![],
        counter_evidence: vec![],
        reasons: vec![],
        settled_by: String::new(),
        caveat: None,
        base_rate: None,
        rule: String::new(),
    };
    let prior = PriorTreatment {
        ici: None,
        agent: StatedAgent::NotStated,
        progression: StatedProgression::NotStated,
        class: None,
    };
    let sample = CandidateSample { histology: SampleHistology::NotStated, genes: &[], pdl1_tps: None, prior };
    let knowledge = built_in();
    let found = |state| knowledge.of_findings(&[finding("IMM-07", state)], &sample, "");
    let published = found(MechanismState::Supported);
    // Its strategy, S-01, answers other mechanisms.
    let trial = published.trials.iter().find(|row| row.trial.id == "NCT03091491").unwrap();
    assert!(trial.tests.is_empty() && published.strategies.iter().all(|row| row.strategy.id != "S-01"));
    assert!(found(MechanismState::NotSupported).trials.is_empty());
}

/// The digits of a text's numbers: `7.4` and `35` of `7.4 % and more than 35 %`.
fn figures(text: &str) -> BTreeSet<&str> {
    let is_part = |c: char| c.is_ascii_digit() || c == '.';
    text.split(|c: char| !is_part(c))
        .map(|figure| figure.trim_matches('.'))
        .filter(|f| !f.is_empty())
        .collect()
}

#[test]
fn each_figure_stands_in_a_row_that_it_belongs_to() {
    // Figures that the rows write as words or not at all.
    let in_words = ["N-01", "N-02", "N-03", "N-04", "N-05", "N-11"];
    let rows = all_texts();
    for row in built_in().rows() {
        let KnowledgeRow::Number(number) = row else { continue };
        if in_words.contains(&number.id.as_str()) {
            continue;
        }
        let texts = rows.iter().filter(|(id, _)| number.about.contains(id));
        let known: BTreeSet<&str> = texts.flat_map(|(_, text)| figures(text)).collect();
        let own = figures(&number.value);
        let missing: Vec<_> = own.difference(&known).collect();
        assert!(
            !own.is_empty() && missing.is_empty(),
            "{}: {missing:?} is in none of {:?}",
            number.id,
            number.about
        );
    }
}

/// What is known never turns into its opposite when more is known: an answer that was firm stays.
#[test]
fn a_firm_answer_on_a_trial_holds_whatever_else_becomes_known() {
    use evade_core::{AlterationStatus, EffectClass, GeneAlteration, PopulationResistance};
    use evade_resistance::{
        CandidateSample, PriorTreatment, SampleHistology, StatedAgent, StatedProgression, trial_fit,
    };
    let genes_of = |status: AlterationStatus| -> Vec<GeneAlteration> {
        let genes = ["EGFR", "ALK", "ROS1", "KRAS", "STK11", "KEAP1"];
        let effect = (status == AlterationStatus::Altered).then_some(EffectClass::Missense);
        genes.map(|gene| GeneAlteration { effect, ..GeneAlteration::new(gene, status) }).to_vec()
    };
    let statuses = [AlterationStatus::NotAltered, AlterationStatus::Altered, AlterationStatus::NotTested];
    let genes = statuses.map(genes_of);
    let histologies = [
        SampleHistology::NotStated,
        SampleHistology::Nsclc,
        SampleHistology::Adenocarcinoma,
        SampleHistology::Squamous,
        SampleHistology::OtherTumour,
    ];
    let prior = |ici, agent, progression, class| PriorTreatment { ici, agent, progression, class };
    let acquired = Some(PopulationResistance::Acquired);
    let priors = [
        prior(None, StatedAgent::NotStated, StatedProgression::NotStated, None),
        prior(Some(false), StatedAgent::NotStated, StatedProgression::NotStated, None),
        prior(Some(true), StatedAgent::NotStated, StatedProgression::NotStated, None),
        prior(Some(true), StatedAgent::Pd1, StatedProgression::NotStated, None),
        prior(Some(true), StatedAgent::OtherIci, StatedProgression::NoneSoFar, None),
        prior(Some(true), StatedAgent::Pd1, StatedProgression::NoneSoFar, None),
        prior(Some(true), StatedAgent::Nivolumab, StatedProgression::OnTreatment, acquired),
    ];
    // Whether the first is known of at most what the second is.
    let is_earlier = |less: PriorTreatment, more: PriorTreatment| {
        (less.ici.is_none() || less.ici == more.ici)
            && (less.agent == StatedAgent::NotStated || less.agent == more.agent)
            && (less.progression == StatedProgression::NotStated || less.progression == more.progression)
            && (less.class.is_none() || less.class == more.class)
    };
    let mut samples = Vec::new();
    for histology in histologies {
        for prior in priors {
            for pdl1_tps in [None, Some(0.0), Some(60.0)] {
                for genes in &genes {
                    samples.push(CandidateSample { histology, genes, pdl1_tps, prior });
                }
            }
        }
    }
    // Whether the first is known of at most what the second is.
    let is_less = |less: &CandidateSample<'_>, more: &CandidateSample<'_>| {
        let untested = |genes: &[GeneAlteration]| genes[0].status == AlterationStatus::NotTested;
        is_earlier(less.prior, more.prior)
            && (less.pdl1_tps.is_none() || less.pdl1_tps == more.pdl1_tps)
            && (untested(less.genes) || less.genes[0].status == more.genes[0].status)
            && (less.histology == more.histology
                || less.histology == SampleHistology::NotStated
                || (less.histology == SampleHistology::Nsclc
                    && !matches!(more.histology, SampleHistology::NotStated | SampleHistology::OtherTumour)))
    };
    let mut n_firm = 0;
    for trial in built_in().trials() {
        let states: Vec<FitState> = samples.iter().map(|sample| trial_fit(trial, sample).state).collect();
        for (less, state) in samples.iter().zip(&states) {
            if *state == FitState::CannotBeTold {
                continue;
            }
            n_firm += 1;
            for (more, other) in samples.iter().zip(&states).filter(|(more, _)| is_less(less, more)) {
                assert_eq!(other, state, "{}: {less:?} and {more:?}", trial.id);
            }
        }
    }
    assert!(n_firm > 500, "{n_firm}");
}
