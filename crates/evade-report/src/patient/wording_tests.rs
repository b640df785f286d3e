//! The page says no more than was measured: a case for each sentence that once said more, or less.

use super::doubtful_fixtures::*;
use super::fixtures::*;
use super::tests::{front, page, text};
use evade_core::*;

#[test]
fn every_variant_of_a_gene_stands_with_its_own_fractions() {
    let front = front(&other_variants());
    for words in [
        "TP53 is altered in both samples, by different variants: p.R213* (truncating variant) in L07-T1, not found in L07-T2 (chance 0.97); \
         p.Q192* (truncating variant) in L07-T2, not found in L07-T1 (chance 0.98).",
        "p.Q192* (truncating variant)not found → allele fraction 0.23 (33 of 144 reads); chance to see it 0.98",
        "p.R213* (truncating variant)allele fraction 0.24 (29 of 119 reads) → not found; chance to see it 0.97",
        "p.E117* (truncating variant)not found → allele fraction 0.18 (23 of 129 reads); chance to see it 0.96",
        "p.R320* (truncating variant)allele fraction 0.28 (41 of 148 reads) → 0.26 (38 of 144 reads)",
    ] {
        assert!(front.contains(words), "{words} in {front}");
    }
}

#[test]
fn a_variant_that_is_new_beside_a_retained_one_is_in_the_headline() {
    let new = "KEAP1 p.E117* (truncating variant) is new in L07-T2, beside the retained p.R320* (truncating variant); the earlier biopsy would \
               have shown it (chance 0.96)";
    for status in [ChangeStatus::Changed, ChangeStatus::Retained] {
        let mut patient = other_variants();
        patient.pairs[0].dna.genes[1].status = status;
        let front = front(&patient);
        assert!(front.contains(&format!("{new}.")), "{status:?}: {front}");
        assert_eq!(front.contains("retained; a further variant is new"), status == ChangeStatus::Retained);
    }
    let mut patient = other_variants();
    patient.pairs[0].dna.genes[1].hits = Some(ChangeStatus::Changed);
    patient.pairs[0].dna.genes[1].hits_reasons = vec![PairReason::SecondHitGained];
    assert!(
        front(&patient)
            .contains(&format!("{new}; the second copy is hit in L07-T2, one copy was hit in L07-T1."))
    );
}

#[test]
fn a_shared_hotspot_is_named_where_no_clone_is_shown() {
    let all = text(&two_tumours());
    assert!(all.contains(
        "Alterations, HLA class I and RNA are not compared: no somatic variant in common that shows one clone: these may be two tumours, \
         and a difference between them is no change."
    ), "{all}");
    assert!(
        all.contains("Not shown: they share none but hotspots, which independent tumours share as well."),
        "{all}"
    );
    assert!(all.contains("In judged genes: KRAS p.Gly12Cys (hotspot)."));
    for words in ["no shared somatic variant was found", "no somatic variant in common was found"] {
        assert!(!all.contains(words), "{words}");
    }
    assert!(text(&confounded()).contains("Not shown: no somatic variant in common was found."));
    // Two tumours do not become each other, and one obstacle has one line.
    assert!(all.contains("one copy hit | both copies hit") && !all.contains(" → "), "{all}");
    assert!(all.contains("RNA, genes and HLA class I: no somatic variant in common"));
    // Few of many are no proof, and not none.
    let mut few = confounded();
    few.pairs[0].identity.n_shared = Some(1);
    assert!(text(&few).contains("Not shown: they share too few somatic variants to exclude chance."));
}

#[test]
fn between_samples_taken_in_another_way_nothing_rose() {
    let mut patient = two_tumours();
    let sentence = "The neuroendocrine programme is high in L07-T2, and far above L07-T1, which may be of another tumour: suspicion of a \
                    small-cell carcinoma, needs histology.";
    assert!(front(&patient).contains(sentence));
    patient.pairs[0].rna.reasons = vec![PairReason::SpecimenDiffers, PairReason::PurityNotStated];
    let text = text(&patient);
    assert!(
        text.contains(
            "far above L07-T1, which was taken or measured in another way: suspicion of a small-cell carcinoma, needs histology."
        ),
        "{text}"
    );
    assert!(text.contains("difference +3.42 (not comparable)") && !text.contains("change +3.42"), "{text}");
    for word in [" rose", " fell"] {
        assert!(!text.contains(word), "{word} in {text}");
    }
}

#[test]
fn samples_of_one_time_are_not_too_few() {
    let day = text(&one_day());
    assert!(day.contains(
        "Nothing is compared: the samples are of one day, so none of them is an earlier or a later one."
    ));
    let mut unknown = one_day();
    unknown.samples[1].day = None;
    assert!(text(&unknown).contains("the samples are of one time, or their time cannot be told, so none"));
    for all in [day, text(&unknown)] {
        assert!(!all.contains("fewer than two"), "{all}");
    }
    assert!(text(&patient(vec![before()], vec![])).contains("fewer than two samples with a result"));
}

#[test]
fn codes_of_sex_in_rna_are_words() {
    let check = |subject: Option<&str>, before: &str, after: &str, bearing| IdentityCheck {
        kind: IdentityKind::RnaSex,
        subject: subject.map(String::from),
        before: Some(before.into()),
        after: Some(after.into()),
        bearing,
    };
    let mut refused = refused();
    refused.pairs[0].identity.checks = vec![
        check(None, "xist_without_y", "y_genes", IdentityBearing::Conflict),
        check(Some("L07-T2"), "female", "y_genes", IdentityBearing::Warns),
    ];
    let all = text(&refused);
    assert!(all.contains(
        "XIST expressed, no chromosome Y genes in L07-T1, chromosome Y genes expressed, no XIST in L07-T2."
    ));
    assert!(
        all.contains(
            "Stated sex against RNA, L07-T2 stated female; in RNA chromosome Y genes expressed, no XIST"
        ),
        "{all}"
    );
    // An identical profile differs in nothing, and few opposite sites of the normals are no loss in a tumour.
    let mut same = new_b2m();
    let sites = Some("412 sites, 3 homozygous for different alleles".to_owned());
    same.pairs[0].identity.checks = vec![
        IdentityCheck {
            kind: IdentityKind::RnaProfile,
            before: None,
            after: None,
            ..check(None, "", "", IdentityBearing::Warns)
        },
        IdentityCheck {
            kind: IdentityKind::GermlineSites,
            before: sites.clone(),
            after: sites,
            ..check(None, "", "", IdentityBearing::MayBeLoss)
        },
    ];
    let all = text(&same);
    assert!(all.contains("the very same in both: check it") && !all.contains("differs: check it"), "{all}");
    assert_eq!(all.matches("412 sites, 3 homozygous for different alleles").count(), 1);
    assert!(all.contains("few differ, as errors of genotyping explain"));
    for sex in RnaSex::ALL {
        let mut patient = new_b2m();
        patient.pairs[0].identity.checks =
            vec![check(None, sex.as_str(), sex.as_str(), IdentityBearing::Agrees)];
        let page = page(&patient);
        let cell = format!("<td>{}</td>", sex.as_str());
        assert!(!page.contains(&cell), "{sex:?}");
    }
}

#[test]
fn alleles_that_were_read_are_not_called_untested() {
    let mut patient = new_b2m();
    patient.samples.iter_mut().for_each(|sample| sample.has_hla = false);
    for row in &mut patient.pairs[0].dna.hla {
        (row.before, row.after) = (HlaStatus::NotTested, HlaStatus::NotEvaluable);
    }
    let all = text(&patient);
    assert!(all.contains("HLA class I types read, loss not tested"), "{all}");
    assert!(all.contains("HLA class I types read, loss not evaluable"));
    patient.pairs[0].identity.checks.clear();
    let all = text(&patient);
    assert!(all.contains("HLA class I loss not tested") && !all.contains("types read"), "{all}");
    assert!(!all.contains("HLA class I not tested"));
}

#[test]
fn nothing_firm_is_said_where_nothing_could_have_been_seen() {
    let mut patient = new_b2m();
    let pair = &mut patient.pairs[0];
    pair.reasons = vec![PairReason::LittleTumour];
    pair.rna.axes.iter_mut().for_each(|change| {
        change.status = ChangeStatus::Unchanged;
        change.noise = None;
    });
    let all = text(&patient);
    assert!(
        all.contains(
            "2 genes: no alteration found in either sample, which excludes none: a sample has little tumour"
        ),
        "{all}"
    );
    assert!(all.contains("of which one has too little tumour to exclude any (2): JAK2, KEAP1."), "{all}");
    assert!(!all.contains("No alteration found in either sample (2)"));
    assert!(
        all.contains("No change of an axis of the phenotype was found; how far noise goes is not known."),
        "{all}"
    );
    let mut patient = new_b2m();
    let axes = &mut patient.pairs[0].rna.axes;
    for change in axes.iter_mut() {
        change.status = ChangeStatus::Unchanged;
    }
    axes[0].status = ChangeStatus::NotEvaluable;
    assert!(
        text(&patient).contains("changes of up to 0.94 z would not be called; 1 of 5 axes is not evaluable.")
    );
}

#[test]
fn a_pair_without_any_alteration_says_how_far_that_is_known() {
    let mut patient = new_b2m();
    let pair = &mut patient.pairs[0];
    pair.dna.genes.retain(|change| ["JAK2", "KEAP1", "PTEN"].contains(&change.gene.as_str()));
    let said = super::sentence::statements(pair);
    let words =
        "2 genes: no alteration found in either sample; 1 gene: not evaluable, which is not negative.";
    let tone = said.iter().find(|statement| statement.text == words).map(|statement| statement.tone);
    assert_eq!(tone, Some(super::sentence::Tone::Same), "{said:?}");
    pair.dna.genes.retain(|change| change.gene == "PTEN");
    let said = super::sentence::statements(pair);
    let words = "1 gene: not evaluable, which is not negative.";
    let tone = said.iter().find(|statement| statement.text == words).map(|statement| statement.tone);
    assert_eq!(tone, Some(super::sentence::Tone::Doubt), "{said:?}");
}

#[test]
fn a_lost_allele_stands_with_the_sample_that_lost_it() {
    let mut patient = new_b2m();
    assert!(front(&patient).contains("lost allele A*02:01 in L07-T2"));
    let row = &mut patient.pairs[0].dna.hla[0];
    (row.before, row.status) = (HlaStatus::Loh, ChangeStatus::NotEvaluable);
    row.lost_before = Some("A*24:02".into());
    row.reasons = vec![PairReason::OtherAlleleLost];
    assert!(front(&patient).contains("lost allele A*24:02 in L07-T1, A*02:01 in L07-T2"));
    patient.pairs[0].dna.hla[0].lost_before = Some("A*02:01".into());
    assert!(front(&patient).contains("lost allele A*02:01 in L07-T1 and L07-T2"));
}

#[test]
fn one_file_for_two_samples_is_said_once() {
    let mut patient = confounded();
    let pair = &mut patient.pairs[0];
    pair.identity.reasons = vec![PairReason::SameDna];
    pair.dna.reasons = vec![PairReason::SameDna];
    let said: Vec<String> =
        super::sentence::statements(pair).into_iter().map(|statement| statement.text).collect();
    let very = said.iter().filter(|text| text.contains("the very same reads")).count();
    assert_eq!(very, 1, "{said:?}");
}

#[test]
fn the_bar_of_replicates_is_named_for_what_it_is() {
    let all = text(&new_b2m());
    assert!(all.contains("a prediction bound from replicate pieces of one tumour") && !all.contains("95th"));
    assert!(all.contains("clonality × purity / (purity × copies + 2 × (1 − purity))"), "{all}");
}
