//! One hand-made case per numbered rule of the gene calls; the names follow docs/methods/alterations.md.

#![expect(clippy::unwrap_used, reason = "what tests share panics to fail, as they do")]
#![expect(clippy::float_cmp, reason = "hand-made cases are exact")]

#[path = "support/maf_rows.rs"]
mod maf_rows;
mod support;

use std::collections::{BTreeMap, BTreeSet};

use evade_core::{
    AlterationStatus, CopySource, CopyState, Decay, Direction, DnaProfile, EvidenceCode, EvidenceLevel,
    FilterReason, GeneAlteration, GeneCopies, GeneRole, Hits, HlaGene, HlaStatus, TmbCategory, TmbReason,
    Variant, Verdict,
};
use evade_genome::{
    Build, CORE_GENES, Coverage, Filters, GENES, PanelMatrix, SampleVariants, Setting, TumorContent,
    copies_from_segments, copies_of_hla, judge, judge_with, not_tested, read_gene_copies, read_panel_genes,
    read_rearrangements, read_reported, read_segments, role_of,
};

use AlterationStatus::{Altered, NotAltered, Uncertain};

use maf_rows::{content, sample, sample_with};
use support::PANEL;

fn one(row: &str) -> Variant {
    let sample = sample(&[row]);
    sample.variants.first().unwrap_or_else(|| panic!("{row}: {:?}", sample.filtered)).clone()
}

fn row(profile: &DnaProfile, gene: &str) -> GeneAlteration {
    profile.genes.iter().find(|g| g.gene == gene).unwrap().clone()
}

/// The words of a list as a cell holds them.
fn words(list: &[impl ToString]) -> String {
    list.iter().map(ToString::to_string).collect::<Vec<_>>().join(";")
}

fn has(list: &[impl ToString], word: &str) -> bool {
    list.iter().any(|known| known.to_string() == word)
}

fn copies(state: CopyState, total: f64, minor: Option<f64>) -> GeneCopies {
    GeneCopies { total: Some(total), minor, ..GeneCopies::stated(state, CopySource::Facets) }
}

#[test]
fn rule_2_sixty_five_genes_with_their_roles_core_first() {
    let panel = &*PANEL;
    assert_eq!((GENES.len(), panel.genes().count()), (65, 65));
    assert!(GENES.iter().map(|(gene, _)| *gene).take(11).eq(CORE_GENES.iter().copied()));
    for (gene, role) in GENES.iter() {
        assert_eq!(panel.gene(gene).unwrap().role, *role);
    }
    let roles: BTreeSet<&str> = GENES.iter().map(|(_, role)| role.as_str()).collect();
    assert_eq!(
        roles,
        BTreeSet::from(["TSG", "TSG-immune", "APM", "ONC", "ONC-AMP", "ONC-FUSION", "MODIFIER"])
    );
    assert_eq!((role_of("KRAS_G12D"), role_of("TTN")), (GeneRole::Oncogene, GeneRole::Other));
    let profile = judge(&SampleVariants::default(), &Coverage::Exome);
    let names: Vec<&str> = profile.genes.iter().map(|g| g.gene.as_str()).collect();
    assert_eq!(names.len(), 69);
    assert_eq!(names[6..11], ["KRAS", "KRAS_G12D", "KRAS_G12C", "EGFR", "EGFR_exon20ins"]);
    assert!(panel.core_gene_by_any_id("", &["ENSG00000118046.20"]).is_some_and(|g| g.symbol == "STK11"));
}

#[test]
fn rule_2_a_modifier_an_amplified_and_a_fused_oncogene() {
    let pole = one("gene=POLE class=Missense_Mutation p=p.P286R");
    assert!(pole.verdict == Verdict::Damaging && has(&pole.flags, "pole_proofreading"));
    assert_eq!(one("gene=POLE class=Missense_Mutation p=p.S459F").verdict, Verdict::Damaging);
    assert_eq!(one("gene=POLE class=Missense_Mutation p=p.E18K").verdict, Verdict::Uncertain);
    assert_eq!(one("gene=POLE class=Nonsense_Mutation p=p.R100*").verdict, Verdict::Uncertain);
    assert_eq!(one("gene=POLD1 class=Missense_Mutation p=p.P286R").verdict, Verdict::Uncertain);
    let mdm2 = one("gene=MDM2 class=Nonsense_Mutation p=p.R100*");
    assert!(mdm2.verdict == Verdict::Uncertain && has(&mdm2.flags, "amplification_only"));
    let alk = one("gene=ALK class=Missense_Mutation p=p.F1174L");
    assert_eq!((alk.verdict, &alk.codes[0]), (Verdict::Damaging, &EvidenceCode::Om3));
    // What was not looked for is not tested, whatever was sequenced.
    let profile = judge(&SampleVariants::default(), &Coverage::Exome);
    for (gene, flag) in [("MDM2", "amplification_not_tested"), ("ALK", "fusion_not_tested")] {
        let gene = row(&profile, gene);
        assert!(gene.status == AlterationStatus::NotTested && has(&gene.flags, flag), "{gene:?}");
    }
    assert_eq!(row(&profile, "STK11").status, AlterationStatus::NotAltered);
    assert!(not_tested().genes.iter().all(|g| g.status == AlterationStatus::NotTested && g.flags.is_empty()));
}

#[test]
fn rule_4_1_end_truncation_and_the_nmd_field() {
    let stop = |row: &str| {
        let v = one(row);
        (v.verdict, v.nmd.unwrap())
    };
    assert_eq!(stop("gene=STK11 class=Nonsense_Mutation p=p.E199*"), (Verdict::Damaging, Decay::Expected));
    assert_eq!(stop("gene=KEAP1 class=Nonsense_Mutation p=p.R554*"), (Verdict::Damaging, Decay::Escape));
    assert_eq!(stop("gene=KEAP1 class=Frame_Shift_Del p=p.V604fs"), (Verdict::Likely, Decay::Escape));
    assert_eq!(stop("gene=KEAP1 class=Frame_Shift_Del p=p.P612fs"), (Verdict::Uncertain, Decay::Escape));
    // SOCS1 has one coding exon.
    assert_eq!(stop("gene=SOCS1 class=Nonsense_Mutation p=p.Y80*"), (Verdict::Damaging, Decay::Escape));
    assert_eq!(one("gene=STK11 class=Missense_Mutation p=p.G56W").nmd, None);
}

#[test]
fn rule_4_2_splice_sites() {
    assert_eq!(one("gene=RB1 class=Splice_Site c=c.1421+2C>T").verdict, Verdict::Uncertain);
    assert_eq!(one("gene=RB1 class=Splice_Site c=c.1421+1dup").verdict, Verdict::Likely);
    let hotspot = one("gene=STK11 class=Splice_Site p=p.X155_splice");
    assert!(hotspot.verdict == Verdict::Damaging && has(&hotspot.codes, "hotspot:X155"));
    // Near a splice site a prediction is needed.
    let dropped = sample(&["gene=RB1 class=Splice_Region c=c.1421+5G>A SpliceAI_DS_max=0.4"]);
    assert_eq!((dropped.variants.len(), dropped.filtered[0].reason), (0, FilterReason::Noncoding));
    let kept = one("gene=RB1 class=Splice_Region c=c.1421+5G>A SpliceAI_DS_max=0.71");
    assert!(kept.verdict == Verdict::Likely && has(&kept.codes, "lof_splice_prediction"));
}

#[test]
fn rule_4_3_two_frameshifts_close_by_may_restore_the_frame() {
    let base = "gene=NF1 class=Frame_Shift_Del Chromosome=17 Tumor_Seq_Allele2=- t_depth=100 t_alt_count=30";
    let first = format!("{base} p=p.K100fs Start_Position=29496910 Reference_Allele=A");
    let near = format!("{base} p=p.K104fs Start_Position=29496922 Reference_Allele=AA");
    let far = format!("{base} p=p.K204fs Start_Position=29508440 Reference_Allele=AA");
    let of = |rows: &[&str]| row(&judge(&sample(rows), &Coverage::Exome), "NF1");
    let rescued = of(&[&first, &near]);
    assert_eq!((rescued.hits, has(&rescued.flags, "possible_frame_rescue")), (Some(Hits::Unknown), true));
    assert_eq!(of(&[&first, &far]).hits, Some(Hits::Biallelic));
}

#[test]
fn rule_4_4_likely_losses() {
    let large = one("gene=PTEN class=In_Frame_Del p=p.K60_D77del");
    assert!(large.verdict == Verdict::Likely && has(&large.flags, "large_inframe_deletion"));
    assert_eq!(one("gene=TP53 class=In_Frame_Del p=p.Y163del").verdict, Verdict::Likely);
    assert_eq!(one("gene=HLA-B class=In_Frame_Del p=p.Y109del").verdict, Verdict::Uncertain);
    assert_eq!(one("gene=STK11 class=Nonstop_Mutation p=p.*434R").verdict, Verdict::Likely);
    assert_eq!(one("gene=TP53 class=Missense_Mutation p=p.R175H").verdict, Verdict::Likely);
    let asserted = one("gene=MLH1 class=Missense_Mutation p=p.G67R CLIN_SIG=likely_pathogenic");
    assert!(asserted.verdict == Verdict::Likely && has(&asserted.codes, "clinical_assertion"));
    assert_eq!(
        one(
            "gene=MLH1 class=Missense_Mutation p=p.G67R CLIN_SIG=conflicting_interpretations_of_pathogenicity"
        )
        .verdict,
        Verdict::Uncertain
    );
    // A flag never fires on a variant of unknown effect.
    let unknown = sample(&["gene=STK11 class=Missense_Mutation p=p.G56W"]);
    assert_eq!(row(&judge(&unknown, &Coverage::Exome), "STK11").status, AlterationStatus::Uncertain);
}

#[test]
fn rule_5_1_points_are_stored_with_their_codes() {
    for (line, code, points) in [
        ("gene=STK11 class=Nonsense_Mutation p=p.E199*", "OVS1", 8),
        ("gene=PTEN class=Missense_Mutation p=p.R130Q", "OS3", 4),
        ("gene=STK11 class=Missense_Mutation p=p.S216F", "OM3", 2),
        ("gene=KEAP1 class=Missense_Mutation p=p.R470C", "OM4", 2),
        ("gene=KEAP1 class=Missense_Mutation p=p.W544C", "OM1", 2),
        ("gene=HLA-B class=In_Frame_Del p=p.Y109del", "OM2", 2),
        ("gene=PTEN class=Missense_Mutation p=p.R130Q gnomAD_AF=0.06", "SBVS1", -4),
        ("gene=PTEN class=Missense_Mutation p=p.R130Q gnomAD_AF=0.02", "SBS1", 0),
        ("gene=PTEN class=Missense_Mutation p=p.R130Q gnomAD_AF=0", "OP4", 5),
    ] {
        let v = one(line);
        assert!(has(&v.codes, code) && v.points == points, "{line}: {:?} {}", v.codes, v.points);
    }
}

#[test]
fn rule_5_2_hotspots_by_position_and_by_the_numbers_of_their_isoform() {
    // CASP8's list is numbered on a longer isoform: R127 there is R68 of MANE.
    assert_eq!(
        one("gene=CASP8 class=Missense_Mutation p=p.R127Q Transcript_ID=ENST00000358485").verdict,
        Verdict::Likely
    );
    assert_eq!(
        one("gene=CASP8 class=Missense_Mutation p=p.R68Q Transcript_ID=ENST00000673742").verdict,
        Verdict::Likely
    );
    assert_eq!(
        one("gene=CASP8 class=Missense_Mutation p=p.R127Q Transcript_ID=ENST00000673742").verdict,
        Verdict::Uncertain
    );
    let keap1 = one("gene=KEAP1 class=Missense_Mutation p=p.W544C");
    assert!(keap1.verdict == Verdict::Uncertain && has(&keap1.flags, "kelch_domain"));
    // In-frame ranges and exon 14 of MET.
    assert_eq!(one("gene=NFE2L2 class=In_Frame_Del p=p.E79del").verdict, Verdict::Damaging);
    assert_eq!(one("gene=ERBB2 class=In_Frame_Ins p=p.Y772_A775dup").verdict, Verdict::Damaging);
    assert_eq!(one("gene=BRAF class=Missense_Mutation p=p.V600E").verdict, Verdict::Damaging);
    let met = "gene=MET class=Splice_Site Chromosome=7 Start_Position=116412044 Reference_Allele=G Tumor_Seq_Allele2=T";
    let met = one(met);
    assert!(met.verdict == Verdict::Damaging && has(&met.flags, "met_exon14_skipping"), "{met:?}");
    let elsewhere = one("gene=MET class=Splice_Site p=p.X200_splice");
    assert!(elsewhere.verdict == Verdict::Uncertain && has(&elsewhere.flags, "not_a_gain_of_function"));
}

#[test]
fn rule_5_3_known_other_meanings_are_no_loss() {
    let reason = |row: &str| {
        let sample = sample(&[row]);
        (sample.variants.len(), sample.filtered.first().map(|f| f.reason))
    };
    let known = (0, Some(FilterReason::KnownBenign));
    assert_eq!(reason("gene=JAK2 class=Missense_Mutation p=p.V617F"), known);
    let calr = "gene=CALR class=Frame_Shift_Ins Chromosome=19 Start_Position=13054627 Reference_Allele=-";
    assert_eq!(reason(&format!("{calr} p=p.K385fs Tumor_Seq_Allele2=TTGTC")), known);
    // Another frame, or another exon, is a truncation.
    assert_eq!(reason(&format!("{calr} p=p.K385fs Tumor_Seq_Allele2=T")).0, 1);
    assert_eq!(reason("gene=CALR class=Frame_Shift_Del p=p.K100fs").0, 1);
    assert!(has(&one("gene=STK11 class=Missense_Mutation p=p.F354L").flags, "known_benign_or_uncertain"));
    let common = (0, Some(FilterReason::PopulationFrequency));
    assert_eq!(reason("gene=STK11 class=Missense_Mutation p=p.F354L gnomAD_AF=0.005"), common);
}

#[test]
fn rule_6_oncogenes_and_annotations_of_the_input() {
    let kras = one("gene=KRAS class=Nonsense_Mutation p=p.Q61*");
    assert!(kras.verdict == Verdict::Uncertain && has(&kras.flags, "not_a_gain_of_function"));
    // OncoKB's columns count when the user supplies them, for the effect that fits the gene.
    let gain = "gene=MET class=Missense_Mutation p=p.T992I ONCOGENIC=Likely~Oncogenic MUTATION_EFFECT=Likely~Gain-of-function HIGHEST_LEVEL=LEVEL_2";
    let gain = one(gain);
    assert!(gain.verdict == Verdict::Likely && has(&gain.codes, "oncokb:LEVEL_2"), "{gain:?}");
    let wrong = one(
        "gene=STK11 class=Missense_Mutation p=p.G56W ONCOGENIC=Oncogenic MUTATION_EFFECT=Gain-of-function",
    );
    assert_eq!(wrong.verdict, Verdict::Uncertain);
    let neutral = one("gene=STK11 class=Nonsense_Mutation p=p.E199* ONCOGENIC=Likely~Neutral");
    assert!(neutral.verdict == Verdict::Damaging && has(&neutral.flags, "asserted_neutral"));
}

#[test]
fn rule_6_a_fusion_needs_a_partner_the_frame_and_the_kinase() {
    let text = "sample\tgene5\tgene3\tin_frame\tkinase_kept\n\
        driver\tEML4\tALK\tyes\tyes\ninferred\tEML4\tALK\t\t\nreciprocal\tALK\tEML4\tyes\t\nlost\tEML4\tALK\tyes\tno\n\
        frame\tCD74\tROS1\tno\t\nalone\tRET\t\t\t\nother\tEML4\tDMD\t\t\n";
    let calls = read_rearrangements(&content(text), &PANEL, None).unwrap();
    let verdict = |sample: &str| calls.samples[sample].variants.first().map(|v| (v.verdict, words(&v.flags)));
    let uncertain = |flag: &str| Some((Verdict::Uncertain, flag.to_owned()));
    assert_eq!(verdict("driver"), Some((Verdict::Damaging, String::new())));
    assert_eq!(verdict("inferred"), Some((Verdict::Likely, "kinase_domain_inferred".into())));
    assert_eq!(verdict("reciprocal"), uncertain("kinase_not_shown_kept"));
    assert_eq!(verdict("lost"), uncertain("kinase_domain_lost"));
    assert_eq!(verdict("frame"), uncertain("fusion_out_of_frame"));
    assert_eq!(verdict("alone"), uncertain("fusion_partner_missing"));
    assert_eq!(verdict("other"), None);
    let mut sample = SampleVariants { rearrangements_tested: true, ..SampleVariants::default() };
    sample.variants = calls.samples["driver"].variants.clone();
    let profile = judge(&sample, &Coverage::Exome);
    let alk = row(&profile, "ALK");
    assert_eq!((alk.status, alk.level), (AlterationStatus::Altered, Some(EvidenceLevel::A)));
    assert!(has(&alk.evidence, "fusion:EML4-ALK"));
    assert_eq!(row(&profile, "ROS1").status, AlterationStatus::NotAltered);
    assert!(read_rearrangements(&content("a\tb\n1\t2\n"), &PANEL, None).is_err());
}

const SV: &str = "Sample_Id\tSite1_Hugo_Symbol\tSite1_Chromosome\tSite1_Position\tSite2_Hugo_Symbol\tSite2_Chromosome\tSite2_Position\tClass\tNCBI_Build\tSV_Status\n";

#[test]
fn rule_11_structural_variants_of_loss_genes() {
    let one = |line: &str| {
        let calls = read_rearrangements(&content(&format!("{SV}S\t{line}\n")), &PANEL, None).unwrap();
        calls.samples["S"].variants.first().map(|v| (v.verdict, words(&v.codes), words(&v.flags)))
    };
    let exons = one("STK11\t19\t1221542\tSTK11\t19\t1226485\tDELETION\tGRCh37\tSOMATIC").unwrap();
    assert_eq!((exons.0, exons.1.as_str()), (Verdict::Damaging, "OVS1;sv_deletion"));
    let whole = one("STK11\t19\t1200000\tSTK11\t19\t1230000\tDELETION\tGRCh37\tSOMATIC").unwrap();
    assert_eq!((whole.0, whole.2.as_str()), (Verdict::Damaging, "whole_gene_deletion"));
    let intron = one("STK11\t19\t1208000\tSTK11\t19\t1209000\tDELETION\tGRCh37\tSOMATIC").unwrap();
    assert_eq!((intron.0, intron.2.as_str()), (Verdict::Uncertain, "sv_without_coding_exon"));
    assert_eq!(
        one("MSL3\tX\t11732599\tRB1\t13\t49047485\tTRANSLOCATION\tGRCh37\tSOMATIC").unwrap().0,
        Verdict::Likely
    );
    assert_eq!(
        one("RB1\t13\t48952621\tRB1\t13\t48954145\tDUPLICATION\tGRCh37\tSOMATIC").unwrap().0,
        Verdict::Uncertain
    );
    assert_eq!(one("RB1\t13\t48952621\tRB1\t13\t48954145\tDELETION\tGRCh37\tGERMLINE"), None);
}

fn segments(rows: &str) -> BTreeMap<String, GeneCopies> {
    let text = format!("chrom\tstart\tend\tnhet\tcf.em\ttcn.em\tlcn.em\n{rows}");
    copies_from_segments(
        &read_segments(&content(&text)).unwrap(),
        Build::Grch37,
        &PANEL,
        TumorContent { ploidy: Some(2.0), ..TumorContent::default() },
    )
}

#[test]
fn rule_7_copies_of_genes_from_segments() {
    let found = segments(
        "9\t1\t21800000\t90\t1\t2\t1\n9\t21800001\t22100000\t9\t1\t0\t0\n19\t1\t60000000\t90\t1\t1\t0\n12\t69000000\t69300000\t9\t1\t8\t1\n",
    );
    assert_eq!(found["CDKN2A"].state, CopyState::Homdel);
    // MTAP ends before 21.9 Mb: its last exons are in the deletion.
    assert_eq!(found["MTAP"].state, CopyState::Homdel);
    assert_eq!((found["JAK2"].state, found["STK11"].state), (CopyState::Neutral, CopyState::Loh));
    assert_eq!((found["MDM2"].state, found["MDM2"].total), (CopyState::Amplification, Some(8.0)));
    assert!(!found.contains_key("KRAS"), "no segment, no state");
    // A deletion inside an intron takes no exon.
    let intron = segments(
        "13\t1\t48900000\t90\t1\t2\t1\n13\t48900001\t48901000\t9\t1\t0\t0\n13\t48901001\t60000000\t9\t1\t2\t1\n",
    );
    assert_eq!(intron["RB1"].state, CopyState::Neutral);
}

#[test]
fn rule_7_deletions_and_amplifications_alter_their_genes() {
    let mut sample = SampleVariants::default();
    for (gene, state) in [
        ("CDKN2A", CopyState::Homdel),
        ("MTAP", CopyState::Homdel),
        ("JAK2", CopyState::Loh),
        ("CD274", CopyState::Loh),
        ("PDCD1LG2", CopyState::Loh),
        ("MDM2", CopyState::Amplification),
        ("PIK3CA", CopyState::Amplification),
        ("CCND1", CopyState::Gain),
        ("EGFR", CopyState::PossibleAmplification),
        ("PTEN", CopyState::PossibleHomdel),
    ] {
        sample.copies.insert(gene.to_owned(), copies(state, 1.0, None));
    }
    let profile = judge(&sample, &Coverage::Exome);
    let status = |gene: &str| row(&profile, gene).status;
    for (gene, expected) in [
        ("CDKN2A", Altered),
        ("MTAP", Altered),
        ("JAK2", NotAltered),
        ("MDM2", Altered),
        ("PIK3CA", Uncertain),
        ("CCND1", NotAltered),
        ("EGFR", Uncertain),
        ("PTEN", Uncertain),
        ("CD274", NotAltered),
    ] {
        assert_eq!(status(gene), expected, "{gene}");
    }
    let cdkn2a = row(&profile, "CDKN2A");
    assert_eq!((cdkn2a.hits, cdkn2a.level), (Some(Hits::Biallelic), Some(EvidenceLevel::C)));
    for flag in ["9p21_homdel", "9p24:loh"] {
        assert!(has(&cdkn2a.flags, flag), "{:?}", cdkn2a.flags);
    }
    assert!(has(&cdkn2a.evidence, "homdel") && has(&row(&profile, "JAK2").flags, "loh"));
    assert_eq!(row(&profile, "MDM2").note.unwrap().direction, Direction::Hyperprogression);
    assert!(has(&row(&profile, "STK11").flags, "cn_not_tested") && !has(&cdkn2a.flags, "cn_not_tested"));
}

#[test]
fn rule_7_a_table_by_gene_serves_many_samples() {
    let table =
        read_gene_copies(&content("Hugo_Symbol\tA\tB\nCDKN2A\t-2\t0\nMDM2\t0\t2\n"), &PANEL, None).unwrap();
    let status = |sample: &str, gene: &str| {
        let sample = SampleVariants { copies: table.samples[sample].clone(), ..SampleVariants::default() };
        row(&judge(&sample, &Coverage::Undeclared), gene).status
    };
    assert_eq!(
        (status("A", "CDKN2A"), status("A", "MDM2")),
        (AlterationStatus::Altered, AlterationStatus::NotAltered)
    );
    // Copy number alone does not tell that nothing is mutated.
    assert_eq!(
        (status("B", "CDKN2A"), status("B", "MDM2")),
        (AlterationStatus::NotTested, AlterationStatus::Altered)
    );
}

#[test]
fn rule_8_second_hits() {
    let stop = "gene=STK11 class=Nonsense_Mutation p=p.E199*";
    let hits = |rows: &[&str], state: Option<GeneCopies>, purity: Option<f64>| {
        let mut sample = sample(rows);
        sample.copies.extend(state.map(|c| ("STK11".to_owned(), c)));
        let row =
            row(&judge_with(&sample, &Coverage::Exome, &Setting { purity, ..Setting::default() }), "STK11");
        (row.hits, row.flags)
    };
    let loh = || Some(copies(CopyState::Loh, 1.0, Some(0.0)));
    assert_eq!(hits(&[stop], Some(copies(CopyState::Homdel, 0.0, Some(0.0))), None).0, Some(Hits::Biallelic));
    assert_eq!(hits(&[stop], loh(), None).0, Some(Hits::Biallelic));
    assert_eq!(
        hits(&[stop], Some(copies(CopyState::Neutral, 2.0, Some(1.0))), None).0,
        Some(Hits::Monoallelic)
    );
    assert_eq!(hits(&[stop], Some(copies(CopyState::Neutral, 2.0, None)), None).0, Some(Hits::Unknown));
    assert_eq!(hits(&[stop], None, None).0, Some(Hits::Unknown));
    // LOH alone is one hit of none.
    assert_eq!(hits(&[], loh(), None).0, None);
    let (two, flags) = hits(&[stop, "gene=STK11 class=Frame_Shift_Del p=p.M51fs"], None, None);
    assert!(two == Some(Hits::Biallelic) && has(&flags, "likely_biallelic"));
    // Purity 0.6: a heterozygous variant has 0.3; 60 of 100 reads lie over 0.4 with their lower bound, 45 do not.
    let reads = |n: u32| format!("{stop} t_depth=100 t_alt_count={n}");
    let (by_vaf, flags) = hits(&[&reads(60)], None, Some(0.6));
    assert!(by_vaf == Some(Hits::Biallelic) && has(&flags, "vaf_supported_loh"));
    assert_eq!(hits(&[&reads(45)], None, Some(0.6)).0, Some(Hits::Unknown));
    assert_eq!(hits(&[&reads(60)], None, None).0, Some(Hits::Unknown));
}

#[test]
fn rule_8_hla_mutation_and_loss_of_the_other_allele() {
    let mut sample = sample(&["gene=HLA-A class=Nonsense_Mutation p=p.W228*"]);
    let state = |gene: &str, status| HlaGene { status, ..HlaGene::not_tested(gene) };
    sample.copies = copies_of_hla(&[
        state("HLA-A", HlaStatus::Loh),
        state("HLA-B", HlaStatus::Homdel),
        state("HLA-C", HlaStatus::NotEvaluable),
    ]);
    let subclonal = copies_of_hla(&[state("HLA-A", HlaStatus::LohSubclonal)]);
    assert_eq!(subclonal["HLA-A"].state, CopyState::SingleLoss);
    let profile = judge(&sample, &Coverage::Exome);
    assert_eq!(row(&profile, "HLA-A").hits, Some(Hits::Biallelic));
    assert_eq!(row(&profile, "HLA-B").status, AlterationStatus::Altered);
    assert!(has(&row(&profile, "HLA-C").flags, "cn_not_tested"));
}

#[test]
fn rule_9_tumour_only_plasma_and_inherited_variants() {
    let tumor_only = Filters { tumor_only: true, ..Filters::default() };
    let of = |row: &str| sample_with(&[row], &tumor_only).variants[0].clone();
    let stop = "class=Nonsense_Mutation p=p.E199* t_depth=100";
    let likely = of(&format!("gene=STK11 {stop} t_alt_count=50 dbSNP_RS=rs1"));
    for flag in ["germline_status_unknown", "germline_likely", "consider_germline_confirmation"] {
        assert!(has(&likely.flags, flag), "{:?}", likely.flags);
    }
    assert!(!has(&of(&format!("gene=STK11 {stop} t_alt_count=20 dbSNP_RS=rs1")).flags, "germline_likely"));
    assert!(has(&of(&format!("gene=NF1 {stop} t_alt_count=20 gnomAD_AF=0.0002")).flags, "germline_likely"));
    let unknown = of("gene=STK11 class=Missense_Mutation p=p.G56W");
    assert!(!has(&unknown.flags, "consider_germline_confirmation"));
    // Blood cells: in plasma and without a normal sample.
    let dnmt3a = "gene=DNMT3A class=Missense_Mutation p=p.R882H";
    let flags = |filters: &Filters, plasma: bool| {
        let setting = Setting { plasma, ..Setting::default() };
        row(&judge_with(&sample_with(&[dnmt3a], filters), &Coverage::Exome, &setting), "DNMT3A").flags
    };
    assert!(has(&flags(&tumor_only, false), "possible_CHIP"));
    assert!(has(&flags(&Filters::of_plasma(), true), "possible_CHIP"));
    assert!(!has(&flags(&Filters::default(), false), "possible_CHIP"));
    assert_eq!(Filters::of_plasma().min_vaf, 0.005);
    // A variant called germline is not somatic, and a clinician should know.
    let germline = sample(&["gene=TP53 class=Nonsense_Mutation p=p.R213* Mutation_Status=Germline"]);
    assert_eq!(germline.filtered[0].reason, FilterReason::NotSomatic);
    let tp53 = row(&judge(&germline, &Coverage::Exome), "TP53");
    assert_eq!(tp53.status, AlterationStatus::NotAltered);
    assert!(has(&tp53.flags, "consider_germline_confirmation"));
}

#[test]
fn rule_12_what_genes_mean_together() {
    let profile = judge(
        &sample(&[
            "gene=KRAS class=Missense_Mutation p=p.G12C",
            "gene=STK11 class=Nonsense_Mutation p=p.E199*",
            "gene=KEAP1 class=Missense_Mutation p=p.W544C",
        ]),
        &Coverage::Exome,
    );
    let findings: Vec<&str> = profile.notes.iter().map(|n| n.finding.as_str()).collect();
    assert_eq!(findings, ["KRAS+STK11"]);
    assert!(
        has(&row(&profile, "KRAS").flags, "with:STK11") && has(&row(&profile, "STK11").flags, "with:KRAS")
    );
    assert!(profile.notes[0].sources.contains(&"PMID:29773717".to_owned()));
}

#[test]
fn rule_13_levels_follow_the_table() {
    for (line, gene, level) in [
        ("gene=EGFR class=Missense_Mutation p=p.L858R", "EGFR", Some("A")),
        ("gene=EGFR class=Missense_Mutation p=p.A289V", "EGFR", None),
        ("gene=KEAP1 class=Nonsense_Mutation p=p.R554*", "KEAP1", Some("B")),
        ("gene=KRAS class=Missense_Mutation p=p.G12D", "KRAS_G12D", None),
        ("gene=KRAS class=Missense_Mutation p=p.G12D", "KRAS", None),
        ("gene=SMARCA4 class=Nonsense_Mutation p=p.R100*", "SMARCA4", Some("C")),
        ("gene=TAP1 class=Nonsense_Mutation p=p.R100*", "TAP1", Some("D")),
        ("gene=NF1 class=Nonsense_Mutation p=p.R100*", "NF1", None),
        ("gene=STK11 class=Missense_Mutation p=p.G56W", "STK11", None),
    ] {
        let found = row(&judge(&sample(&[line]), &Coverage::Exome), gene);
        assert_eq!(found.level.map(EvidenceLevel::as_str), level, "{line}");
    }
}

#[test]
fn a_gene_that_the_panel_lacks_is_not_tested() {
    let text = "stable_id: SMALL\ndescription: made up\ngene_list: KRAS\tSTK11\n";
    let (name, genes) = read_panel_genes(&content(text)).unwrap().unwrap();
    assert_eq!((name.as_str(), genes.len()), ("SMALL", 2));
    let matrix = "SAMPLE_ID\tmutations\tcna\nA\tSMALL\tSMALL\nB\tLARGE\tLARGE\nC\tWES\tNA\n";
    let matrix = PanelMatrix::read(&content(matrix)).unwrap();
    let panels = BTreeMap::from([(name, genes)]);
    let status = |sample: &str, gene: &str| {
        row(&judge(&SampleVariants::default(), &matrix.coverage_of(sample, &panels)), gene).status
    };
    assert_eq!(
        (status("A", "STK11"), status("A", "KEAP1")),
        (AlterationStatus::NotAltered, AlterationStatus::NotTested)
    );
    // The genes of LARGE are not given: nothing is said of any.
    assert_eq!(
        (status("B", "STK11"), status("C", "KEAP1")),
        (AlterationStatus::NotTested, AlterationStatus::NotAltered)
    );
    assert_eq!(status("unknown", "STK11"), AlterationStatus::NotTested);
    assert_eq!(Coverage::from_gene_list(&content(text)).unwrap().to_string(), "panel of 2 genes");
}

#[test]
fn copies_and_fusions_may_be_typed_by_hand() {
    let text = "gene\tchange\ttested\nCDKN2A\thomozygous deletion\tyes\nMDM2\tamplification\t\nALK\tEML4-ALK fusion\t\nRET\tfusion\t\nROS1\t\tyes\nNF1\tp.R100*\t\n";
    let calls = read_reported(&content(text), &PANEL).unwrap();
    let profile = judge(&calls.samples[""], &Coverage::Undeclared);
    for (gene, expected) in [
        ("CDKN2A", Altered),
        ("MDM2", Altered),
        ("ALK", Altered),
        ("RET", Altered),
        ("ROS1", NotAltered),
        ("NF1", Altered),
    ] {
        assert_eq!(row(&profile, gene).status, expected, "{gene}");
    }
    assert_eq!(profile.tmb.unwrap().reasons, [TmbReason::NoVariantList, TmbReason::MegabasesUnknown]);
}

#[test]
fn rule_14_the_burden_is_counted_over_all_genes() {
    let rows = [
        "gene=TTN class=Missense_Mutation p=p.A1V",
        "gene=TTN class=Silent p=p.A2A",
        "gene=TTN class=Intron",
        "gene=MUC16 class=Splice_Site",
        "gene=KRAS class=Missense_Mutation p=p.G12C",
        "gene=TP53 class=Frame_Shift_Del p=p.R100fs gnomAD_AF=0.01",
        "gene=OBSCN class=Missense_Mutation p=p.A1V Mutation_Status=Germline",
    ];
    let burden = sample(&rows).burden.numbers(&Coverage::Exome);
    assert_eq!((burden.missense, burden.other, burden.silent), (2, 1, 1));
    assert_eq!((burden.hotspots_missense, burden.outside), (1, 3));
    let tmb = judge(&sample(&rows), &Coverage::Exome).tmb.unwrap();
    assert_eq!((tmb.n_counted, tmb.tmb, tmb.category), (Some(3), Some(3.0 / 34.0), Some(TmbCategory::Low)));
    let bed = "chr12\t25398207\t25398329\nchr12\t25398300\t25398400\nchr1\t0\t1000000\n";
    let regions = Coverage::from_bed(&content(bed), &PANEL, Build::Grch37).unwrap();
    assert_eq!(judge(&sample(&rows), &regions).tmb.unwrap().mb, Some(1.000_193));
}
