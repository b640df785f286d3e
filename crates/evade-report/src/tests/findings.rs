//! What the page says of a tumour: the first sentence, and findings with what they mean.

use evade_core::*;

use super::{page, visible_text};
use crate::first_sentence;
use crate::fixtures::{self, complete, dna_only, failed_qc, hla, nothing, rna_only};

fn with_rna(change: impl FnOnce(&mut RnaProfile)) -> SampleProfile {
    let mut profile = complete();
    change(profile.rna.as_mut().unwrap());
    profile.dna = DnaProfile::default();
    profile.hla = fixtures::untested_hla();
    profile
}

/// The tail of the sentence where RNA alone was measured.
const RNA_ALONE: &str = "antigen presentation: in RNA MHC class I low (above 5 of 43, uncertain) and MHC class II high (above 35 of 43, uncertain), \
                         in DNA loss of HLA not tested, B2M and other genes not tested.";
const NO_DNA: &str = "Antigen presentation: loss of HLA not tested, B2M and other genes not tested; RNA expression not tested.";

#[test]
fn first_sentence_of_the_example_profiles() {
    assert_eq!(
        first_sentence(&complete()),
        "Phenotype: immunosuppressed, moderate confidence; T cells within the reference range (above 30 of 43); suppression higher than expected for the T-cell level; antigen presentation: in \
         RNA MHC class I low (above 5 of 43, uncertain) and MHC class II high (above 35 of 43, uncertain), in DNA one HLA-A allele \
         lost, no B2M alteration found; altered: STK11 p.Gln220Ter; altered, loss of the second copy not shown: KEAP1 p.Arg470Cys."
    );
    assert_eq!(
        first_sentence(&dna_only()),
        "Antigen presentation: one HLA-A allele lost, no B2M alteration found; altered: STK11 p.Gln220Ter; altered, loss of the second \
         copy not shown: KEAP1 p.Arg470Cys; RNA expression not tested."
    );
    assert_eq!(
        first_sentence(&rna_only()),
        format!(
            "Phenotype: immune desert, stroma-rich, low confidence; few T cells (above 2 of 43, uncertain); suppression higher than expected for the T-cell level; stroma high (RNA cannot show whether T \
             cells are kept out); {RNA_ALONE}"
        )
    );
    assert_eq!(
        first_sentence(&failed_qc()),
        "RNA not evaluable (too few genes measured); antigen presentation: one HLA-B allele lost in part of the \
         tumour cells, HLA-C lost on both copies, HLA-A not evaluable, no B2M alteration found; altered: STK11 \
         p.Gln220Ter; altered, loss of the second copy not shown: KEAP1 p.Arg470Cys."
    );
    assert_eq!(first_sentence(&nothing()), NO_DNA);
}

#[test]
fn first_sentence_words_the_doubts_of_rna() {
    let wide = with_rna(|rna| {
        rna.axes[0] =
            AxisValue { percentile_interval: Some((20.0, 80.0)), ..fixtures::axis(Axis::T, -0.1, 44.0, 20) };
        rna.axes[3] = AxisValue { percentile: None, ..fixtures::axis(Axis::S, 0.0, 50.0, 22) };
    });
    assert_eq!(
        first_sentence(&wide),
        format!(
            "Phenotype: immunosuppressed, moderate confidence; T cells within the reference range (above 19 of 43, uncertain); suppression not evaluable; {RNA_ALONE}"
        )
    );
    let unadjusted = with_rna(|rna| {
        rna.axes[0] = fixtures::axis(Axis::T, 2.0, 98.0, 44);
        rna.axes[3] = fixtures::axis(Axis::S, 0.0, 50.0, 22);
        rna.call.reasons.push(Reason::SuppressionUnadjusted);
        rna.call.phenotype = Phenotype::Indeterminate;
    });
    assert_eq!(
        first_sentence(&unadjusted),
        format!(
            "Phenotype: indeterminate (immunosuppressed / immunologically active); many T cells (above all 43); \
             suppression in the reference range, not adjusted for T cells; {RNA_ALONE}"
        )
    );
    let low = with_rna(|rna| {
        rna.axes[0] = fixtures::axis(Axis::T, -2.0, 2.0, 1);
        rna.axes[3] = fixtures::axis(Axis::S, -1.0, 10.0, 4);
    });
    assert_eq!(
        first_sentence(&low),
        format!(
            "Phenotype: immunosuppressed, moderate confidence; few T cells (below all 43); suppression lower than expected for the T-cell level; {RNA_ALONE}"
        )
    );
}

#[test]
fn first_sentence_words_the_doubts_of_dna() {
    let tail = |genes: Vec<GeneAlteration>, hla: Vec<HlaGene>| {
        let dna = DnaProfile { tested: true, genes, ..DnaProfile::default() };
        let text = first_sentence(&SampleProfile { dna, hla, ..dna_only() });
        text.trim_start_matches("Antigen presentation: ").replace("; RNA expression not tested.", ".")
    };
    let b2m = |status| fixtures::gene("B2M", status);
    let kept = || hla([HlaStatus::NoLoh; 3]);
    let flagged =
        GeneAlteration { flags: vec![Caution::CopyNumberNotTested], ..b2m(AlterationStatus::NotAltered) };
    assert_eq!(
        tail(vec![flagged], kept()),
        "HLA-A, HLA-B and HLA-C keep both alleles, no B2M variant (its deletion not tested)."
    );
    let lost = GeneAlteration {
        hits: Some(Hits::Biallelic),
        effect: Some(EffectClass::Truncating),
        ..b2m(AlterationStatus::Altered)
    };
    assert_eq!(
        tail(vec![lost], hla([HlaStatus::Loh, HlaStatus::Loh, HlaStatus::NotTested])),
        "one allele each of HLA-A and HLA-B lost, HLA-C not tested, B2M truncating variant with both copies hit."
    );
    assert_eq!(
        tail(
            vec![b2m(AlterationStatus::Uncertain)],
            hla([HlaStatus::NoLoh, HlaStatus::ImbalanceOnly, HlaStatus::NoLoh])
        ),
        "HLA-A and HLA-C keep both alleles, HLA-B imbalanced but not shown to be lost, B2M variant of unknown effect."
    );
    let many = ["STK11", "KEAP1", "PTEN", "JAK1", "JAK2"].map(fixtures::deleted);
    assert_eq!(
        tail(many.to_vec(), fixtures::untested_hla()),
        "loss of HLA not tested, B2M not tested; altered: STK11 homozygous deletion, KEAP1 homozygous deletion, PTEN \
         homozygous deletion and JAK1 homozygous deletion; more altered genes below."
    );
}

#[test]
fn a_call_of_suppression_is_not_contradicted_by_its_axis() {
    let inside = with_rna(|rna| rna.axes[3] = fixtures::axis(Axis::S, 0.4, 60.0, 26));
    let sentence = first_sentence(&inside);
    assert!(sentence.contains("suppression leads the call"), "{sentence}");
    assert!(!sentence.contains("as expected"), "{sentence}");
    let active = with_rna(|rna| {
        rna.axes[3] = fixtures::axis(Axis::S, 0.0, 50.0, 22);
        rna.call.phenotype = Phenotype::Active;
    });
    assert!(first_sentence(&active).contains("suppression as expected for the T-cell level"));
}

#[test]
fn an_hla_gene_that_is_altered_is_not_said_to_be_kept() {
    let mut profile = dna_only();
    profile.hla = hla([HlaStatus::NoLoh; 3]);
    profile.dna.genes.push(GeneAlteration {
        effect: Some(EffectClass::Truncating),
        hgvsp: Some("p.Gln54Ter".into()),
        ..fixtures::gene("HLA-B", AlterationStatus::Altered)
    });
    let sentence = first_sentence(&profile);
    assert!(sentence.contains("HLA-B p.Gln54Ter with both alleles present"), "{sentence}");
    assert!(!sentence.contains("keep"), "{sentence}");
    assert_eq!(sentence.matches("HLA-B").count(), 1, "{sentence}");
}

#[test]
fn a_single_hit_is_not_worded_as_an_altered_gene() {
    let sentence = first_sentence(&fixtures::single_hit());
    assert!(
        sentence.starts_with("JAK1 p.K860Nfs*16 on one copy only, no loss of the other seen; "),
        "{sentence}"
    );
    assert!(!sentence.contains("altered"), "{sentence}");
    let text = visible_text(&page(&fixtures::single_hit()));
    assert!(text.contains("one of two copies hit, no loss of the other seen"));
    assert!(
        text.contains(
            "▽  resistance: fewer responses or worse outcome, only if both copies are lost: one is kept here"
        ),
        "{text}"
    );
}

#[test]
fn each_finding_names_its_event_direction_meaning_and_source() {
    let text = visible_text(&page(&fixtures::events()));
    for part in [
        "EML4-ALK fusion ▼  resistance: fewer responses or worse outcome Guidelines place",
        "homozygous deletion ▼  resistance: fewer responses",
        "amplification (12 copies) ●  context: no direction of its own",
        "amplification (9.4 copies) ▲  favourable: more responses or better outcome",
        "Evidence level A (named in a guideline or label); Mazieres 2019, Ann Oncol 30:1321.",
        "Evidence not graded; no source named.",
        "Not tested for fusions:  ROS1, RET",
        "Not tested for amplification:  MDM2",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("not given"), "{text}");
    let page = page(&fixtures::favourable());
    let front = &page[..page.find(r#"class="details""#).unwrap()];
    assert!(front.contains(r#"class="direction favourable""#) && !front.contains("direction resistance"));
    assert!(first_sentence(&fixtures::favourable()).ends_with(
        "microsatellite instability high, as supplied; altered: CD274 amplification (9.4 copies)."
    ));
}

#[test]
fn genes_altered_together_are_told_with_their_meaning() {
    let text = visible_text(&page(&fixtures::crowded()));
    assert!(text.contains("Together, KRAS and STK11:  ▼  resistance: fewer responses"), "{text}");
    assert!(text.contains("7.4 % with STK11 mutation"));
}

#[test]
fn a_part_of_a_gene_gives_its_meaning_to_the_gene() {
    let mut profile = dna_only();
    let kras = |name: &str, note: IciNote| GeneAlteration {
        hgvsp: Some("p.G12D".into()),
        note: Some(note),
        ..fixtures::gene(name, AlterationStatus::Altered)
    };
    let of = |name, text| fixtures::note(name, None, Direction::Mixed, text, "PMC1");
    profile.dna.genes =
        vec![kras("KRAS", of("KRAS", "Of any.")), kras("KRAS_G12D", of("KRAS_G12D", "Of G12D."))];
    let text = visible_text(&page(&profile));
    let front = text.split("Every gene of the panel").next().unwrap();
    assert!(front.contains("Of G12D.") && !front.contains("Of any."), "{front}");
    assert!(!front.contains("KRAS_G12D"), "{front}");
}

#[test]
fn a_loss_in_dna_beside_high_rna_is_explained() {
    let mut profile = complete();
    assert!(!visible_text(&page(&profile)).contains("DNA shows a loss although"));
    profile.rna.as_mut().unwrap().scores[0].percentile = Some(90.7);
    assert!(visible_text(&page(&profile)).contains("DNA shows a loss although MHC class I RNA is not low"));
    profile.hla = hla([HlaStatus::NoLoh; 3]);
    profile.dna.genes.retain(|gene| gene.gene == "B2M");
    assert!(!visible_text(&page(&profile)).contains("DNA shows"));
}

#[test]
fn a_missing_burden_says_why() {
    let mut profile = complete();
    profile.facts.tmb = None;
    profile.dna.tmb = Some(TumourBurden {
        tmb: None,
        n_counted: Some(3300),
        mb: None,
        mode: TmbMode::NonSilent,
        reliable: false,
        category: None,
        reasons: vec![TmbReason::MegabasesUnknown],
    });
    let text = visible_text(&page(&profile));
    let told = "not computed from the 3300 variants counted: the size of the sequenced region is not known";
    assert!(text.contains(told), "{text}");
}

#[test]
fn a_report_names_itself_and_what_it_amends() {
    let mut profile = complete();
    assert!(!visible_text(&page(&profile)).contains("Amend"));
    profile.report = fixtures::amended();
    let text = visible_text(&page(&profile));
    for part in [
        "Report MTB-2026-118b Date of report 2026-11-30 Amends report MTB-2026-118 of 2026-11-03",
        "reference nsclc-ici (n = 43) instead of nsclc-ici (n = 39)",
        "phenotype immunosuppressed instead of immunologically active",
        "no longer altered: EGFR",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    profile.report.amends = Some(AmendedReport::of(&complete()));
    let text = visible_text(&page(&profile));
    assert!(
        text.contains(
            "Rules, reference and phenotype, and the altered genes are those of the amended report."
        ),
        "{text}"
    );
    assert!(text.contains("an earlier report without an id"), "{text}");
}

#[test]
fn a_histology_that_is_not_stated_is_a_limit() {
    let text = visible_text(&page(&fixtures::manual()));
    assert!(text.contains("Histology not stated") && text.contains("Histology is not stated:"), "{text}");
    assert!(!visible_text(&page(&complete())).contains("Histology is not stated"));
}

#[test]
fn copies_and_fusions_of_a_report_are_not_said_to_be_untested() {
    let text = visible_text(&page(&fixtures::manual()));
    for part in [
        "Copy number:  read in part (CDKN2A, CD274 and ERBB2 only)",
        "Rearrangements:  read in part (ALK only)",
        "RNA:  not tested",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}
