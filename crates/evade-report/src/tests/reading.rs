//! What a reader must not misunderstand: inputs that were not evaluable, doubts of both copies, order, and tests by lesion.

use evade_core::*;

use super::{page, visible_text};
use crate::first_sentence;
use crate::fixtures::{self, Noted, complete, dna_only, flagged, hla};
use crate::further_tests::further_tests;

/// The text of the front page.
fn front(profile: &SampleProfile) -> String {
    visible_text(&page(profile)).split("Coverage of the input").next().unwrap().to_owned()
}

#[test]
fn copy_number_at_low_tumour_content_is_given_and_not_used() {
    let profile = fixtures::low_purity();
    let text = visible_text(&page(&profile));
    for part in [
        "Copy number:  given, not used (too few tumour cells, under 20 %)",
        "No variant found, deletion not evaluable (too few tumour cells):  B2M, PTEN",
        "Amplification not evaluable (too few tumour cells):  MDM2",
        "deletions not evaluable (too few tumour cells): B2M",
        "no B2M variant (its deletion not evaluable: too few tumour cells)",
        "A sample with higher tumour content, for deletions of B2M and PTEN",
        "A sample with higher tumour content, for amplification of MDM2",
        "cn not evaluable, low purity",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    for wrong in
        ["deletion not tested", "deletions not tested", "for amplification, not tested", "cn not tested"]
    {
        assert!(!text.contains(wrong), "{wrong}: {text}");
    }
    let mut absent = profile;
    absent.lanes.copy_number = LaneInput::default();
    let text = visible_text(&page(&absent));
    assert!(text.contains("Copy number:  not tested"), "{text}");
    assert!(text.contains("No variant found, deletion not tested:  B2M, PTEN"), "{text}");
}

#[test]
fn tumour_content_that_does_not_fit_the_allele_fractions_is_a_limit() {
    let mut profile = dna_only();
    assert!(!front(&profile).contains("does not fit"));
    profile.dna.genes[1].flags.push(Caution::VafAbovePurity);
    let text = front(&profile);
    assert!(text.contains("Stated tumour content does not fit the allele fractions of KEAP1"), "{text}");
    assert!(text.contains("allele fraction above the stated tumour content"), "{text}");
}

#[test]
fn loss_of_an_hla_allele_and_a_variant_of_the_gene_are_told_apart() {
    let mut profile = dna_only();
    profile.dna.genes.retain(|gene| gene.gene == "B2M");
    profile.dna.genes.push(GeneAlteration {
        effect: Some(EffectClass::Truncating),
        hgvsp: Some("p.Gln54Ter".into()),
        ..fixtures::gene("HLA-B", AlterationStatus::Altered)
    });
    profile.hla = hla([HlaStatus::Loh, HlaStatus::NotTested, HlaStatus::NoLoh]);
    let text = front(&profile);
    let line = "reduced  (HLA-A one allele lost, HLA-B damaging variant, allele not known); loss of alleles not known: HLA-B";
    assert!(text.contains(line), "{text}");
    let sentence = first_sentence(&profile);
    assert!(
        sentence.contains(
            "one HLA-A allele lost, HLA-B p.Gln54Ter (loss of alleles not tested), no B2M alteration found"
        ),
        "{sentence}"
    );
    profile.hla = hla([HlaStatus::NoLoh, HlaStatus::Loh, HlaStatus::NoLoh]);
    let text = front(&profile);
    assert!(text.contains("(HLA-B one allele lost, and a damaging variant in an unknown allele)"), "{text}");
}

#[test]
fn presentation_without_a_finding_names_the_deletions_that_were_not_tested() {
    let mut profile = dna_only();
    profile.hla = hla([HlaStatus::NoLoh, HlaStatus::NoLoh, HlaStatus::NotEvaluable]);
    profile.dna.genes = vec![flagged("B2M", AlterationStatus::NotAltered, &[Caution::CopyNumberNotTested])];
    let text = front(&profile);
    let line = "Antigen presentation in DNA:  no loss of HLA alleles and no damaging variant counted ; deletions not tested: \
                B2M; loss of alleles not known: HLA-C; not tested: TAP1,";
    assert!(text.contains(line), "{text}");
}

#[test]
fn two_truncations_of_unknown_phase_are_not_said_to_hit_both_copies() {
    let mut profile = dna_only();
    let mut b2m = fixtures::altered(
        "B2M",
        Hits::Biallelic,
        EffectClass::Truncating,
        "p.Leu15fs",
        0.31,
        EvidenceLevel::C,
    );
    b2m.flags = vec![Caution::LikelyBiallelic];
    profile.dna.genes = vec![b2m];
    let text = front(&profile);
    for part in [
        "B2M p.Leu15fs and a second variant (whether on different copies is not known)",
        "likely both copies hit; allele fraction 0.31; two variants; whether on different copies is not known",
        "B2M two variants, whether on different copies not known",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    profile.dna.genes[0].flags.push(Caution::InTrans);
    let text = front(&profile);
    assert!(
        text.contains("both copies hit; allele fraction 0.31; two variants on different copies"),
        "{text}"
    );
    assert!(text.contains("B2M p.Leu15fs with both copies hit") && !text.contains("not known"), "{text}");
}

#[test]
fn the_first_sentence_goes_by_level_and_direction() {
    let mut profile = complete();
    let of = |name: &str, change, level: Option<EvidenceLevel>, direction| {
        GeneAlteration {
            hgvsp: Some(change),
            effect: Some(EffectClass::Missense),
            hits: Some(Hits::Biallelic),
            ..fixtures::gene(name, AlterationStatus::Altered)
        }
        .noted(fixtures::note(name, level, direction, "Text.", "PMID:1"))
    };
    let change = |text: &str| text.to_owned();
    // The order of the panel hides what matters most.
    profile.dna.genes = vec![
        of("SMARCA4", change("p.G1232S"), Some(EvidenceLevel::C), Direction::Mixed),
        of("TP53", change("p.R273H"), None, Direction::Context),
        of("STAT1", change("p.R274W"), None, Direction::Context),
        of("PTEN", change("p.R130Q"), Some(EvidenceLevel::C), Direction::Resistance),
        of("KEAP1", change("p.R470C"), Some(EvidenceLevel::B), Direction::Resistance),
        of("BRAF", change("p.V600E"), Some(EvidenceLevel::A), Direction::Context),
    ];
    profile.facts.msi = Some("MSI-H".into());
    let sentence = first_sentence(&profile);
    let tail = "microsatellite instability high, as supplied; altered: BRAF p.V600E, KEAP1 p.R470C, PTEN p.R130Q and \
                SMARCA4 p.G1232S; more altered genes below.";
    assert!(sentence.ends_with(tail), "{sentence}");
}

#[test]
fn each_lesion_has_its_test_and_fusions_come_first() {
    let mut profile = complete();
    profile.dna.genes = vec![
        flagged("PTEN", AlterationStatus::NotAltered, &[Caution::CopyNumberNotTested]),
        flagged("SMARCA4", AlterationStatus::NotTested, &[]),
        flagged("MDM2", AlterationStatus::NotTested, &[Caution::AmplificationNotTested]),
        flagged("ROS1", AlterationStatus::NotTested, &[Caution::FusionNotTested]),
        flagged("ALK", AlterationStatus::NotTested, &[Caution::FusionNotTested]),
    ];
    assert_eq!(
        further_tests(&profile),
        [
            "RNA, fluorescence in situ hybridisation or immunohistochemistry, for fusions of ROS1 and ALK",
            "Copy number, for amplification of MDM2",
            "A wider panel, or its coverage declared: SMARCA4 not tested",
            "Copy number, for deletions of PTEN",
        ]
    );
}

#[test]
fn variants_of_unknown_effect_are_named_and_take_no_row_from_drivers() {
    let mut profile = dna_only();
    let passengers = ["JAK1", "JAK2", "TAP1", "TAP2", "NLRC5", "PTEN", "SMARCA4", "ARID1A"];
    let passenger = |name: &&str| GeneAlteration {
        effect: Some(EffectClass::Missense),
        hgvsp: Some("p.V658I".into()),
        hits: Some(Hits::Unknown),
        ..fixtures::gene(name, AlterationStatus::Uncertain)
    };
    let drivers = std::mem::take(&mut profile.dna.genes).into_iter().take(2);
    profile.dna.genes = passengers.iter().map(passenger).chain(drivers).collect();
    let page = page(&profile);
    let start = page.find(r#"<table class="findings">"#).unwrap();
    let table =
        visible_text(&page[start..start + page[start..].find("</table>").unwrap() + "</table>".len()]);
    assert!(table.contains("STK11") && table.contains("KEAP1"), "{table}");
    for gene in passengers {
        assert!(!table.contains(gene), "{gene}: {table}");
    }
    let names = passengers.map(|gene| format!("{gene} p.V658I")).join(", ");
    let front = front(&profile);
    assert!(front.contains(&format!("Unknown effect:  {names}")), "{front}");
    assert!(!first_sentence(&profile).contains("JAK1"));
}

#[test]
fn a_high_burden_is_in_the_first_sentence_before_the_genes() {
    let mut profile = complete();
    assert!(!first_sentence(&profile).contains("burden"));
    profile.facts.tmb = Some(72.0);
    let sentence = first_sentence(&profile);
    let part = "tumour mutational burden high (72 mutations per megabase, as supplied); altered: STK11";
    assert!(sentence.contains(part), "{sentence}");
    profile.facts.tmb = None;
    let mut burden = TumourBurden {
        tmb: Some(12.5),
        n_counted: Some(425),
        mb: Some(34.0),
        mode: TmbMode::NonSilent,
        reliable: true,
        category: Some(TmbCategory::High),
        reasons: vec![],
    };
    profile.dna.tmb = Some(burden.clone());
    let sentence = first_sentence(&profile);
    assert!(sentence.contains("high (12.5 mutations per megabase, counted from the variants)"), "{sentence}");
    (burden.reliable, burden.category) = (false, None);
    profile.dna.tmb = Some(burden);
    assert!(!first_sentence(&profile).contains("burden"));
}
