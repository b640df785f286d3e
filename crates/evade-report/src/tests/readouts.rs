//! What RNA says of genes: beside what DNA says, and never instead of it.

use evade_core::*;

use super::{as_xml, page, visible_text};
use crate::first_sentence;
use crate::fixtures::readouts::{
    active, because, clear_active, deletion_open, explained, low, neutral, no_rna, none, of_nfe2l2,
    panel_active, rna_only_active, truncating_active, truncating_quiet, uncertain_active, uncertain_neutral,
    uncertain_quiet, with_readouts,
};
use crate::fixtures::{self, complete};

/// The words of the front page without doubled spaces.
fn front(profile: &SampleProfile) -> String {
    let page = page(profile);
    let text = visible_text(&page);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    text.split("Phenotype explanation").next().unwrap().to_owned()
}

fn details(profile: &SampleProfile) -> String {
    let text = visible_text(&page(profile)).split_whitespace().collect::<Vec<_>>().join(" ");
    text.split("RNA readouts of genes").nth(1).map_or(String::new(), str::to_owned)
}

#[track_caller]
fn assert_holds(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part}: {text}");
    }
}

fn strips(profile: &SampleProfile) -> usize {
    page(profile).matches("<svg class=\"rna-strip\"").count()
}

#[test]
fn a_page_without_readouts_is_as_it_was() {
    for (name, profile) in fixtures::all() {
        if profile.readouts.is_empty() {
            let page = page(&profile);
            for word in ["readout", "rna-", "RNA, not a variant", "ikelihood ratio"] {
                assert!(!page.contains(word), "{name}: {word}");
            }
        }
    }
}

#[test]
fn an_uncertain_variant_stays_uncertain_with_the_word_of_rna_beside_it() {
    let text = front(&uncertain_active());
    assert_holds(
        &text,
        &[
            "Unknown effect: JAK1 p.Val658Ile, KEAP1 p.Gly333Cys",
            "RNA, not a variant: NRF2 programme as in KEAP1-altered tumours (likelihood ratio 6.2; 70 % of 20 altered and 4 % \
             of 212 unaltered LUAD lie at this value or above); the finding in DNA \
             stays uncertain.",
            "All of it is read from RNA; it is no variant and changes no DNA finding. LUAD: lung adenocarcinomas. Unaltered tumours were \
             not tested for deletions of KEAP1: some may have one.",
        ],
    );
    // The other genes of the pathway are explained by the uncertain one: no disagreement.
    assert!(!text.contains("RNA disagree") && !text.contains("NFE2L2 change"), "{text}");
    assert_eq!(strips(&uncertain_active()), 1);
    let text = front(&uncertain_quiet());
    assert_holds(
        &text,
        &[
            "NRF2 programme as in tumours with an intact KEAP1 (likelihood ratio 0.14; 5 % of 20 altered and 61 % of 212 \
             unaltered LUAD lie at this value or below)",
        ],
    );
    let text = front(&uncertain_neutral());
    assert_holds(
        &text,
        &[
            "NRF2 programme says nothing of KEAP1: both kinds of tumours lie here (likelihood ratio 1.3; 20 altered and 212 \
             unaltered LUAD)",
        ],
    );
    assert!(!text.contains("stays uncertain"), "{text}");
}

#[test]
fn an_altered_gene_with_quiet_rna_is_a_finding_of_its_own() {
    let text = front(&truncating_quiet());
    assert_holds(
        &text,
        &[
            "KEAP1 tumour suppressor p.Gln75Ter (truncating variant) loss of the second copy not shown; allele fraction 0.13; \
             RNA disagrees (below)",
            "DNA and RNA disagree on KEAP1. DNA: KEAP1 altered, p.Gln75Ter (truncating variant); this stands. RNA, not a \
             variant: NRF2 programme as in tumours with an intact KEAP1 (",
            "May be: an alteration in part of the tumour cells, a second copy that is kept or an alteration without the expected effect.",
            "To settle it: copies of KEAP1, and tumour content.",
        ],
    );
    assert_eq!(text.matches("intact KEAP1").count(), 1, "{text}");
    assert!(first_sentence(&truncating_quiet()).contains("KEAP1 p.Gln75Ter"));
    let mut both = truncating_quiet();
    both.facts.purity = None;
    both.dna.genes.iter_mut().for_each(|gene| gene.hits = Some(Hits::Biallelic));
    let text = front(&both);
    assert!(!text.contains("second copy that is kept"), "{text}");
    assert_holds(&text, &["few tumour cells (tumour content is not stated)"]);
    let text = front(&truncating_active());
    assert_holds(&text, &["RNA, not a variant: NRF2 programme as in KEAP1-altered tumours ("]);
    assert!(!text.contains("RNA disagree"), "{text}");
}

#[test]
fn active_rna_without_a_finding_in_dna_is_a_finding_of_its_own() {
    let text = front(&clear_active());
    assert_holds(
        &text,
        &[
            "DNA and RNA disagree on KEAP1 and NFE2L2. DNA: KEAP1 and NFE2L2 not altered; this stands. RNA, not a variant: \
             NRF2 programme as in KEAP1- or NFE2L2-altered tumours (KEAP1: likelihood ratio 6.2; 70 % of 20 altered",
            "May be: a deletion or silencing of KEAP1, an amplification of NFE2L2, a variant that was not covered or another cause. \
             To settle it: copy number of KEAP1 and NFE2L2.",
        ],
    );
    assert_holds(&text, &["Tested, no alteration found: B2M, KRAS, EGFR, KEAP1, NFE2L2, CUL3"]);
    let text = front(&deletion_open());
    assert_holds(
        &text,
        &[
            "RNA without a finding in DNA: PTEN. DNA: no variant found in PTEN, deletion not tested; this stands.",
            "PTEN expression as in tumours with PTEN deleted (likelihood ratio 6.2; 70 % of 11 deleted and 4 % of 131 undeleted \
             LUSC lie at this value or below; the sample is one of these tumours, so this is no independent test)",
        ],
    );
    assert!(!text.contains("RNA disagree"), "{text}");
}

#[test]
fn genes_that_dna_did_not_test_are_to_be_tested_and_get_no_call() {
    let profile = rna_only_active();
    let text = front(&profile);
    let tests = text.split("Further tests to consider").nth(1).unwrap();
    assert_holds(
        tests,
        &[
            "RNA, not a variant: NRF2 programme as in KEAP1- or NFE2L2-altered tumours: not tested by DNA; sequencing of KEAP1, NFE2L2 and CUL3 would test it.",
            "KEAP1: likelihood ratio 6.2; 70 % of 20 altered and 4 % of 212 unaltered LUAD lie at this value or above.",
            "Strip:",
        ],
    );
    assert_eq!((text.matches("NRF2 programme as in").count(), strips(&profile)), (1, 1), "{text}");
    assert_holds(&text, &["Not tested: no variant input was given. This is not a negative finding."]);
    let text = front(&panel_active());
    assert_holds(
        &text,
        &[
            "NRF2 programme as in KEAP1-altered tumours: KEAP1 not tested by DNA (not altered: NFE2L2 and CUL3); sequencing of",
            "A wider panel, or its coverage declared: SMARCA4 and KEAP1 not tested",
        ],
    );
    assert!(!text.contains("RNA disagree"), "{text}");
}

#[test]
fn an_activating_change_is_never_worded_as_a_loss() {
    let text = front(&explained());
    assert_holds(
        &text,
        &[
            "RNA, not a variant: NRF2 programme as in tumours with an activating NFE2L2 change (likelihood ratio 4.6;",
            "RNA says nothing of KEAP1: the NRF2 programme is also that of tumours with altered NFE2L2.",
        ],
    );
    for profile in [explained(), rna_only_active()] {
        let text = details(&profile);
        assert_holds(&text, &["as in tumours with an activating change"]);
    }
    let mut profile = rna_only_active();
    profile.readouts = vec![of_nfe2l2(low("NFE2L2"))];
    assert_holds(&details(&profile), &["as in tumours without an activating change"]);
    assert_eq!(strips(&profile), 0);
}

#[test]
fn rna_never_calls_a_gene() {
    for (name, profile) in with_readouts() {
        let mut dna = profile.clone();
        dna.readouts.clear();
        assert_eq!(first_sentence(&profile), first_sentence(&dna), "{name}");
        let text = visible_text(&page(&profile)).to_lowercase();
        for gene in ["keap1", "nfe2l2", "cul3", "pten"] {
            for call in [" lost", " is lost", "-lost", " inactivated", " mutated", " mutant", " loss"] {
                let call = format!("{gene}{call}");
                assert!(!text.contains(&call), "{name}: {call}");
            }
        }
        let rows = page(&profile).matches("<tr class=\"altered\"").count();
        assert_eq!(rows, page(&dna).matches("<tr class=\"altered\"").count(), "{name}");
    }
}

#[test]
fn what_must_be_known_stands_beside_the_statement() {
    let said = |row: GeneReadout| {
        let mut profile = uncertain_active();
        profile.readouts[0] = row;
        front(&profile)
    };
    for (reason, words) in [
        (ReadoutReason::InReference, "the sample is one of these tumours, so this is no independent test"),
        (ReadoutReason::HistologyNotStated, "histology not stated: compared with LUAD, where it says least"),
        (ReadoutReason::UncertainElsewhere, "the uncertain finding in another gene may explain it too"),
        (ReadoutReason::SilencingPossible, "methylation may silence the gene as well"),
    ] {
        assert_holds(&said(because(active("KEAP1"), reason)), &[words]);
    }
    for (reason, words) in [
        (
            ReadoutReason::LaboratorySensitive,
            "says nothing of KEAP1: the difference between laboratories would change the answer",
        ),
        (
            ReadoutReason::LowPurity,
            "says nothing of KEAP1: there are few tumour cells, and the RNA of other cells may hide a loss",
        ),
        (
            ReadoutReason::HistologyNotStated,
            "says nothing of KEAP1: no histology is stated, and those of the reference give no common answer",
        ),
    ] {
        assert_holds(&said(because(neutral("KEAP1"), reason)), &[words]);
    }
    let without = GeneReadout { compared: None, ..active("KEAP1") };
    assert_holds(&said(without), &["NRF2 programme as in KEAP1-altered tumours (likelihood ratio 6.2);"]);
}

#[test]
fn the_detail_pages_have_every_readout_and_why_others_say_nothing() {
    let text = details(&uncertain_active());
    assert_holds(
        &text,
        &[
            "A readout is no variant",
            "KEAP1 uncertain NRF2 programme 0.781 96.4 as in altered tumours 6.2 20 altered, 212 unaltered LUAD; AUC 0.93 [0.88–0.96]",
            "KEAP1 and NFE2L2: The unaltered tumours of this histology were not tested for deletions",
            "NFE2L2 not altered NRF2 programme",
            "Settled by sequencing of KEAP1, NFE2L2 and CUL3.",
            "Not assessable: CUL3 and TAP1 (fewer than five tumours of the reference with this histology have the gene altered: \
             nothing can be said); B2M (in tumours of this histology",
        ],
    );
    let text = details(&no_rna());
    assert_holds(&text, &["Not assessable: KEAP1, NFE2L2 and CUL3 (no RNA was given)."]);
    assert!(!front(&no_rna()).contains("RNA, not a variant"));
}

#[test]
fn a_strip_shows_the_tumour_between_both_distributions() {
    let page = page(&uncertain_active());
    let strip = page.split("<svg class=\"rna-strip\"").nth(1).unwrap().split("</svg>").next().unwrap();
    // 0.5611 to 0.8571 over 110 units from 5 on: 0.7813 lies at 86.8.
    assert!(strip.contains("d=\"M86.8 0V22\""), "{strip}");
    assert!(strip.contains("M42.2 6H115.0") && strip.contains("M5.0 16H79.6"), "{strip}");
    assert!(
        strip.contains("Median of the altered 0.80, of the unaltered 0.63, this tumour 0.78."),
        "{strip}"
    );
    // All at one place: still a drawing.
    let mut profile = uncertain_active();
    let row = &mut profile.readouts[0];
    row.value = Some(0.5);
    let compared = row.compared.as_mut().unwrap();
    (compared.altered, compared.unaltered) = (Some([0.5; 5]), Some([0.5; 5]));
    let page = super::page(&profile);
    assert!(page.contains("d=\"M5.0 0V22\"") && !page.contains("NaN"), "{page}");
}

#[test]
fn every_text_of_a_readout_is_escaped() {
    let bad = "<script>alert('1')</script>\"&amp;\u{1}\u{202e}";
    for (name, profile) in with_readouts() {
        let mut hostile = profile.clone();
        for row in &mut hostile.readouts {
            row.readout = format!("{bad}{}", row.readout);
            for text in [&mut row.name, &mut row.meaning, &mut row.settled_by] {
                bad.clone_into(text);
            }
            if let Some(compared) = &mut row.compared {
                bad.clone_into(&mut compared.histology);
            }
        }
        let count = |page: &str, tag| {
            let xml = as_xml(page);
            let document = roxmltree::Document::parse(&xml).unwrap_or_else(|e| panic!("{name}: {e}"));
            document.descendants().filter(|n| n.has_tag_name(tag)).count()
        };
        let (clean, page) = (page(&profile), page(&hostile));
        assert!(!page.contains("<script") && !page.contains(bad), "{name}");
        // Longer texts may move strips and lines from the front page: what no text can move is counted.
        for tag in ["script", "style", "section", "dl", "h2"] {
            assert_eq!(count(&page, tag), count(&clean, tag), "{name}: {tag}");
        }
    }
    // Genes as well: rows of DNA and readouts of one hostile name.
    let mut hostile = complete();
    for gene in &mut hostile.dna.genes {
        bad.clone_into(&mut gene.gene);
    }
    hostile.readouts = vec![active(bad), none(bad, ReadoutReason::AlteredElsewhere)];
    let page = page(&hostile);
    assert!(!page.contains("<script") && !page.contains(bad));
}

#[test]
fn the_histologies_are_spelt_out_where_they_stand() {
    let text = front(&uncertain_active());
    assert_holds(&text, &["LUAD: lung adenocarcinomas."]);
    assert!(!text.contains("LUSC"), "{text}");
    assert_holds(&front(&deletion_open()), &["LUSC: squamous cell carcinomas of the lung."]);
}
