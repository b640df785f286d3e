//! Rows of single findings, lists of genes, and directions under a condition, on the front page.

use evade_core::*;

use super::{page, visible_text};
use crate::first_sentence;
use crate::fixtures::{self, dna_only, hla};

fn front(profile: &SampleProfile) -> String {
    let text = visible_text(&page(profile));
    text.split("Every gene of the panel").next().unwrap().to_owned()
}

fn variant_row(row: &str, protein: Option<&str>, coding: &str) -> GeneAlteration {
    GeneAlteration {
        role: GeneRole::Oncogene,
        effect: Some(EffectClass::Missense),
        hgvsp: protein.map(str::to_owned),
        hgvsc: Some(coding.to_owned()),
        ..fixtures::gene(row, AlterationStatus::Altered)
    }
}

fn with_genes(genes: Vec<GeneAlteration>) -> SampleProfile {
    let mut profile = dna_only();
    profile.dna.genes = genes;
    profile
}

#[test]
fn a_finding_with_a_row_of_its_own_is_named_as_what_it_is() {
    let skipped = |row: &str| GeneAlteration {
        effect: Some(EffectClass::SpliceSite),
        ..variant_row(row, None, "c.3028+1G>T")
    };
    let profile = with_genes(vec![skipped("MET"), skipped("MET_exon14")]);
    assert!(first_sentence(&profile).contains("altered: MET exon 14 skipping (c.3028+1G>T)"));
    let text = front(&profile);
    assert!(text.contains("exon 14 skipping: c.3028+1G>T (splice-site variant)"), "{text}");
    let open = |row: &str| GeneAlteration { status: AlterationStatus::Uncertain, ..skipped(row) };
    let text = front(&with_genes(vec![open("MET"), open("MET_exon14")]));
    assert!(text.contains("(exon 14 skipping not excluded)"), "{text}");
}

#[test]
fn a_part_altered_by_another_variant_is_a_finding_of_its_own() {
    let mut profile = with_genes(vec![
        variant_row("EGFR", Some("p.L858R"), "c.2573T>G"),
        variant_row("EGFR_exon20ins", Some("p.A767_V769dup"), "c.2300_2308dup"),
    ]);
    let text = front(&profile);
    assert!(first_sentence(&profile).contains("EGFR p.L858R and EGFR exon 20 insertion p.A767_V769dup"));
    assert!(text.contains("EGFR exon 20 insertion oncogene p.A767_V769dup"), "{text}");
    // A further variant of the gene is named beside the one that decides.
    let mut other = fixtures::complete().dna.variants[0].clone();
    (other.gene, other.hgvsp) = ("EGFR".into(), Some("p.T790M".into()));
    profile.dna.variants = vec![other];
    assert!(front(&profile).contains("also p.T790M"));
}

#[test]
fn lists_of_genes_without_a_finding_do_not_contradict_it() {
    let clear = |gene: &str, flags: &[Caution]| GeneAlteration {
        flags: flags.to_vec(),
        ..fixtures::gene(gene, AlterationStatus::NotAltered)
    };
    let mut profile = with_genes(vec![
        variant_row("KRAS", Some("p.G12V"), "c.35G>T"),
        clear("KRAS_G12D", &[]),
        clear("HLA-A", &[]),
        clear("BRAF", &[]),
        clear("ERBB2", &[Caution::AmplificationNotTested]),
    ]);
    profile.hla = hla([HlaStatus::Loh, HlaStatus::NoLoh, HlaStatus::NoLoh]);
    let text = front(&profile);
    assert!(
        text.contains(
            "Tested, no alteration found:  BRAF No variant found, amplification not tested:  ERBB2"
        ),
        "{text}"
    );
    assert!(!text.contains("KRAS G12D"), "{text}");
}

#[test]
fn a_meaning_of_both_copies_is_conditional_until_both_are_shown_to_be_lost() {
    let gene = |hits, needs_both| {
        let note = IciNote { needs_both, ..fixtures::stk11_note() };
        let gene = fixtures::altered("B2M", hits, EffectClass::Truncating, "p.L15fs", 0.3, EvidenceLevel::C);
        visible_text(&page(&with_genes(vec![GeneAlteration { note: Some(note), ..gene }])))
    };
    let solid = "▼  resistance: fewer responses or worse outcome";
    assert_eq!(gene(Hits::Biallelic, true).matches(solid).count(), 4);
    // The marks of the loss of an HLA allele stay; both places that tell of the gene are hollow.
    let open = gene(Hits::Unknown, true);
    assert_eq!(
        (open.matches(solid).count(), open.matches("only if both copies are lost: not shown here").count()),
        (2, 2)
    );
    assert_eq!(gene(Hits::Unknown, false).matches(solid).count(), 4);
    assert_eq!(
        gene(Hits::Monoallelic, false).matches("only if both copies are lost: one is kept here").count(),
        2
    );
}
