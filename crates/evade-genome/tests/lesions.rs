//! Which lesion decides: copies beside variants, sources that disagree, targets that miss what matters.

#![expect(clippy::unwrap_used, reason = "what tests share panics to fail, as they do")]

mod support;

use std::collections::BTreeMap;

use evade_core::{
    AlterationStatus, CopySource, CopyState, DnaProfile, GeneAlteration, GeneCopies, Hits, HlaGene, HlaStatus,
};
use evade_genome::{
    Build, Coverage, Filters, SampleVariants, copies_of_hla, judge, read_gene_copies, read_maf,
    read_rearrangements, read_reported,
};
use evade_stream::Content;

use AlterationStatus::{Altered, NotAltered, NotTested, Uncertain};
use support::PANEL;

fn content(text: &str) -> Content {
    Content { name: "x".into(), bytes: text.as_bytes().to_vec(), sha256: String::new() }
}

fn row(profile: &DnaProfile, gene: &str) -> GeneAlteration {
    profile.genes.iter().find(|g| g.gene == gene).unwrap().clone()
}

fn has(list: &[impl ToString], word: &str) -> bool {
    list.iter().any(|known| known.to_string() == word)
}

fn typed(rows: &[&str]) -> SampleVariants {
    let text = format!("gene\tchange\tvaf\ttested\n{}\n", rows.join("\n").replace(" | ", "\t"));
    read_reported(&content(&text), &PANEL).unwrap().samples.remove("").unwrap()
}

fn copies(total: f64, minor: f64, state: CopyState) -> GeneCopies {
    let stated = GeneCopies::stated(state, CopySource::Purple);
    GeneCopies { total: Some(total), minor: Some(minor), ..stated }
}

/// The MANE exons on `GRCh38`: EGFR, MET and KRAS, with a hole.
fn targets(holes: &[(&str, u64, u64)]) -> Coverage {
    let mut regions: Vec<(&str, u64, u64)> =
        vec![("7", 55_019_000, 55_212_000), ("7", 116_672_000, 116_799_000), ("12", 25_205_000, 25_255_000)];
    for (chrom, start, end) in holes {
        let at = regions.iter().position(|(c, s, e)| c == chrom && s < start && e > end).unwrap();
        let (_, _, last) = regions[at];
        regions[at].2 = *start;
        regions.push((chrom, *end, last));
    }
    let lines: Vec<String> = regions.iter().map(|(c, s, e)| format!("chr{c}\t{s}\t{e}\n")).collect();
    Coverage::from_bed(&content(&lines.concat()), &PANEL, Build::Grch38).unwrap()
}

fn states(coverage: &Coverage, rows: &[&str]) -> Vec<AlterationStatus> {
    let profile = judge(&SampleVariants::default(), coverage);
    rows.iter().map(|gene| row(&profile, gene).status).collect()
}

#[test]
fn the_codon_or_the_exon_decides_whether_a_finding_was_looked_for() {
    let (no, yes) = (NotTested, NotAltered);
    let met = ["MET", "MET_exon14"];
    assert_eq!(states(&targets(&[]), &met), [yes, yes]);
    // Of MET less than five in a hundred bases are missing: exon 14, its donor alone, its acceptor alone.
    for hole in [
        ("7", 116_771_848, 116_771_989),
        ("7", 116_771_700, 116_772_100),
        ("7", 116_771_989, 116_771_991),
        ("7", 116_771_846, 116_771_848),
        ("7", 116_771_900, 116_771_901),
    ] {
        assert_eq!(states(&targets(&[hole]), &met), [no, no], "{hole:?}");
    }
    // A hotspot of another exon, and bases that nothing is known of.
    assert_eq!(states(&targets(&[("7", 116_783_350, 116_783_365)]), &met), [no, yes]);
    assert_eq!(states(&targets(&[("7", 116_731_700, 116_731_710)]), &met), [yes, yes]);
    // Exon 20 of EGFR; its introns do not matter.
    let egfr = ["EGFR", "EGFR_exon20ins"];
    assert_eq!(states(&targets(&[("7", 55_181_200, 55_181_500)]), &egfr), [no, no]);
    assert_eq!(states(&targets(&[("7", 55_181_400, 55_181_410)]), &egfr), [no, no]);
    assert_eq!(states(&targets(&[("7", 55_181_478, 55_191_700)]), &egfr), [yes, yes]);
    assert_eq!(states(&targets(&[("7", 55_191_821, 55_191_824)]), &egfr), [no, yes]);
    // Codon 12 of KRAS.
    let kras = ["KRAS", "KRAS_G12D", "KRAS_G12C"];
    assert_eq!(states(&targets(&[("12", 25_245_348, 25_245_351)]), &kras), [no, no, no]);
    assert_eq!(states(&targets(&[("12", 25_245_349, 25_245_350)]), &kras), [no, no, no]);
    let bed = |text: &str| Coverage::from_bed(&content(text), &PANEL, Build::Grch38).unwrap();
    assert_eq!(states(&bed("chr12\t25245270\t25245400\n"), &kras), [no, yes, yes]);
    assert_eq!(states(&bed("chr12\t25245348\t25245351\n"), &kras), [no, yes, yes]);
    assert_eq!(states(&bed("chr12\t25227230\t25227420\n"), &kras), [no, no, no]);
    // A gene that is lost by any truncation needs its share alone.
    let stk11 = "chr19\t1205700\t1219330\nchr19\t1219340\t1229000\n";
    assert_eq!(states(&bed(stk11), &["STK11"]), [yes]);
}

#[test]
fn copies_that_alter_a_gene_decide_before_a_variant_of_unknown_meaning() {
    for (gene, change, state) in [
        ("EGFR", "p.R521K", CopyState::Amplification),
        ("EGFR", "EGFRvIII", CopyState::Amplification),
        ("ERBB2", "p.I655V", CopyState::Amplification),
        ("KRAS", "p.A99V", CopyState::Amplification),
        ("PTEN", "p.A79T", CopyState::Homdel),
    ] {
        let mut sample = typed(&[&format!("{gene} | {change} | 0.5 | ")]);
        let total = if state == CopyState::Homdel { 0.1 } else { 12.0 };
        sample.copies.insert(gene.into(), copies(total, 0.0, state));
        let profile = judge(&sample, &Coverage::Exome);
        let found = row(&profile, gene);
        assert_eq!(
            (found.status, &found.hgvsp, found.effect, found.vaf),
            (Altered, &None, None, None),
            "{gene}"
        );
        assert_eq!((found.n_variants, profile.variants.len()), (1, 1), "{gene}");
        let code = if state == CopyState::Homdel { "homdel" } else { "amp" };
        assert_eq!(found.evidence.iter().map(ToString::to_string).collect::<Vec<_>>(), [code], "{gene}");
    }
    // A change that activates the gene goes before its copies.
    let mut sample = typed(&["EGFR | p.L858R | 0.5 | "]);
    sample.copies.insert("EGFR".into(), copies(12.0, 1.0, CopyState::Amplification));
    let found = row(&judge(&sample, &Coverage::Exome), "EGFR");
    assert!(found.hgvsp.as_deref() == Some("p.L858R") && has(&found.evidence, "amp"));
}

#[test]
fn a_gene_without_copies_cannot_carry_a_variant() {
    for (change, state, expected) in [
        ("p.R58*", CopyState::Homdel, true),
        ("p.H83Y", CopyState::Homdel, true),
        ("p.A100V", CopyState::Homdel, true),
        ("p.R58*", CopyState::Loh, false),
        ("p.R58*", CopyState::PossibleHomdel, false),
    ] {
        let mut sample = typed(&[&format!("CDKN2A | {change} | 0.5 | ")]);
        sample.copies.insert("CDKN2A".into(), copies(0.1, 0.0, state));
        let found = row(&judge(&sample, &Coverage::Exome), "CDKN2A");
        assert_eq!(has(&found.flags, "variant_without_copies"), expected, "{change} {state}");
    }
}

#[test]
fn tables_of_copies_know_amplifications_by_any_name_and_name_those_that_are_not_judged() {
    let portal = read_gene_copies(
        &content("Hugo_Symbol\tS\nHER2\t2\nPD-L1\t2\nMET\t2\nBRAF\t2\nPIK3CA\t2\nALK\t2\nLKB1\t2\n"),
        &PANEL,
        None,
    );
    let purple = read_gene_copies(
        &content(
            "chromosome\tstart\tend\tgene\tminCopyNumber\tmaxCopyNumber\tminMinorAlleleCopyNumber\n17\t1\t2\tERBB2\t14\t20\t1\n9\t1\t2\tCD274\t11\t20\t1\n7\t1\t2\tMET\t12.3\t20\t1\n7\t1\t2\tBRAF\t12\t20\t1\n3\t1\t2\tPIK3CA\t9\t20\t1\n2\t1\t2\tALK\t12\t20\t1\n19\t1\t2\tSTK11\t12\t20\t1\n",
        ),
        &PANEL,
        Some(2.0),
    );
    for table in [portal, purple] {
        let copies: BTreeMap<String, GeneCopies> = table.unwrap().samples.into_values().next().unwrap();
        let profile = judge(&SampleVariants { copies, ..SampleVariants::default() }, &Coverage::Exome);
        for (gene, expected, is_open) in [
            ("ERBB2", Altered, false),
            ("CD274", Altered, false),
            ("MET", Altered, false),
            ("BRAF", Uncertain, true),
            ("PIK3CA", Uncertain, true),
            ("ALK", NotTested, true),
            ("STK11", NotAltered, false),
        ] {
            let found = row(&profile, gene);
            assert_eq!(
                (found.status, has(&found.flags, "amplification_not_judged")),
                (expected, is_open),
                "{gene}"
            );
            assert_eq!(has(&found.evidence, "amp"), gene != "STK11", "{gene}");
        }
        assert_eq!(row(&profile, "MET").note, None, "nothing was read of it");
    }
}

#[test]
fn sources_of_hla_copies_that_disagree_are_named() {
    let hla = |status: HlaStatus| copies_of_hla(&[HlaGene { status, ..HlaGene::not_tested("HLA-A") }]);
    let joined = |status: HlaStatus, other: GeneCopies| {
        let mut sample = SampleVariants { copies: hla(status), ..SampleVariants::default() };
        sample.add_copies("HLA-A".into(), other);
        row(&judge(&sample, &Coverage::Exome), "HLA-A")
    };
    let portal = |state: CopyState| GeneCopies::stated(state, CopySource::CbioportalCna);
    // One allele lost by the one, no copy left by the other: the gene is lost.
    let lost = joined(HlaStatus::Loh, portal(CopyState::Homdel));
    assert_eq!((lost.status, lost.hits), (Altered, Some(Hits::Biallelic)));
    assert!(!lost.flags.iter().any(|flag| flag.to_string().starts_with("copies_disagree")));
    // Both alleles kept by the one: neither is believed.
    let kept = joined(HlaStatus::NoLoh, portal(CopyState::Homdel));
    assert_eq!(kept.status, Uncertain);
    assert!(has(&kept.flags, "copies_disagree:cbioportal_cna:homdel"), "{:?}", kept.flags);
    let segments = joined(HlaStatus::NoLoh, copies(1.0, 0.0, CopyState::Loh));
    assert!(has(&segments.flags, "copies_disagree:purple:loh"), "{:?}", segments.flags);
    let other = joined(HlaStatus::Loh, copies(2.0, 1.0, CopyState::Neutral));
    assert!(has(&other.flags, "copies_disagree:purple:neutral"), "{:?}", other.flags);
    // Calls without alleles do not see a loss that leaves two copies.
    for (status, state) in [
        (HlaStatus::Loh, CopyState::Neutral),
        (HlaStatus::NoLoh, CopyState::SingleLoss),
        (HlaStatus::NoLoh, CopyState::Neutral),
        (HlaStatus::Homdel, CopyState::Homdel),
    ] {
        let found = joined(status, portal(state));
        assert!(!found.flags.iter().any(|flag| flag.to_string().starts_with("copies_disagree")), "{state}");
    }
}

#[test]
fn a_hotspot_by_the_place_of_several_bases_is_named_by_its_usual_residue() {
    let header = "Hugo_Symbol\tVariant_Classification\tChromosome\tStart_Position\tReference_Allele\tTumor_Seq_Allele2\tHGVSp_Short\tHGVSc\tTranscript_ID\tTumor_Sample_Barcode\tNCBI_Build\n";
    let maf = |rows: &[&str]| {
        let lines: Vec<String> =
            rows.iter().map(|row| format!("{}\tS\tGRCh37\n", row.replace(' ', "\t"))).collect();
        let text = format!("{header}{}", lines.concat());
        judge(&read_maf(&content(&text), &PANEL, &Filters::default()).unwrap().samples["S"], &Coverage::Exome)
    };
    let other = "ENST00000644969";
    for (change, alleles, usual, coding) in [
        ("p.V640K c.1918_1919delinsAA", "140453136 AC TT", "p.V600K", "c.1798_1799delinsAA"),
        ("p.V640R c.1918_1919delinsAG", "140453136 AC CT", "p.V600R", "c.1798_1799delinsAG"),
        ("p.V640E c.1919_1920delinsAA", "140453135 CA TT", "p.V600E", "c.1799_1800delinsAA"),
        ("p.V640E c.1919T>A", "140453136 A T", "p.V600E", "c.1799T>A"),
        ("p.K641E c.1921A>G", "140453134 T C", "p.K601E", "c.1801A>G"),
    ] {
        let found = row(&maf(&[&format!("BRAF Missense_Mutation 7 {alleles} {change} {other}")]), "BRAF");
        let names = (found.hgvsp.as_deref(), found.hgvsc.as_deref());
        assert_eq!((found.status, names), (Altered, (Some(usual), Some(coding))), "{change}: {found:?}");
        let stated = change.split(' ').next().unwrap();
        assert!(has(&found.flags, &format!("input_change:{stated}")), "{change}");
    }
    // On its usual transcript the change stays as it is.
    let found = row(
        &maf(&["BRAF Missense_Mutation 7 140453136 AC TT p.V600K c.1798_1799delinsAA ENST00000646891"]),
        "BRAF",
    );
    assert!(!found.flags.iter().any(|flag| flag.to_string().starts_with("input_change")));
    // Two bases of a codon in two rows may be one event.
    let two = maf(&[
        "KRAS Missense_Mutation 12 25398284 C A p.G12V c.35G>T ENST00000256078",
        "KRAS Missense_Mutation 12 25398285 C A p.G12C c.34G>T ENST00000256078",
    ]);
    assert!(has(&row(&two, "KRAS").flags, "possible_mnv"), "{:?}", row(&two, "KRAS").flags);
    assert!(two.variants.iter().all(|variant| has(&variant.flags, "possible_mnv")));
    for rows in [
        [
            "KRAS Missense_Mutation 12 25398284 C A p.G12V . .",
            "KRAS Missense_Mutation 12 25398281 C T p.G13D . .",
        ],
        [
            "KRAS Missense_Mutation 12 25398284 C A p.G12V . .",
            "KRAS Missense_Mutation 12 25398284 C T p.G12D . .",
        ],
    ] {
        assert!(!has(&row(&maf(&rows), "KRAS").flags, "possible_mnv"), "{rows:?}");
    }
}

#[test]
fn tables_of_rearrangements_say_in_words_what_columns_do_not() {
    let header = "Sample_Id\tSV_Status\tSite1_Hugo_Symbol\tSite2_Hugo_Symbol\tSite2_Effect_On_Frame\tEvent_Info\tClass\n";
    let judged = |genes: &str, words: &str, class: &str| {
        let text = format!("{header}S\tSOMATIC\t{}\tNA\t{words}\t{class}\n", genes.replace(' ', "\t"));
        let variants =
            read_rearrangements(&content(&text), &PANEL, None).unwrap().samples.remove("S").unwrap().variants;
        judge(
            &SampleVariants { variants, rearrangements_tested: true, ..SampleVariants::default() },
            &Coverage::Exome,
        )
    };
    for (genes, words, gene, code) in [
        ("ALK EML4", "EML4-ALK fusion", "ALK", "fusion:EML4-ALK"),
        ("ALK EML4", "EML4-ALK fusion - Archer", "ALK", "fusion:EML4-ALK"),
        ("EML4 ALK", "EML4::ALK", "ALK", "fusion:EML4-ALK"),
        ("ROS1 CD74", "Protein fusion: in frame (CD74-ROS1)", "ROS1", "fusion:CD74-ROS1"),
        ("RET NKX2-1", "NKX2-1-RET fusion", "RET", "fusion:NKX2-1-RET"),
    ] {
        let found = row(&judged(genes, words, "INVERSION"), gene);
        assert!(found.status == Altered && has(&found.evidence, code), "{words}: {found:?}");
    }
    // The reciprocal product is another one.
    assert_eq!(row(&judged("ALK EML4", "ALK-EML4 fusion", "INVERSION"), "ALK").status, Uncertain);
    for (words, expected) in [
        ("MET exon 14 skipping", Altered),
        ("Exon 14 skipping (RNA)", Altered),
        ("METex14 skipping", Altered),
        ("Deletion of exon 14 : in frame", Altered),
        ("MET exon 13 deletion", Uncertain),
        ("Deletion of exons 3 to 14", Uncertain),
        ("no exon 14 skipping", Uncertain),
    ] {
        let profile = judged("MET MET", words, "DELETION");
        let is_it = row(&profile, "MET_exon14").status == Altered;
        assert_eq!((row(&profile, "MET").status, is_it), (expected, expected == Altered), "{words}");
    }
    // By its places a deletion takes exon 14 and no other.
    let header = "Sample_Id\tSV_Status\tSite1_Hugo_Symbol\tSite2_Hugo_Symbol\tSite1_Chromosome\tSite1_Position\tSite2_Chromosome\tSite2_Position\tNCBI_Build\tClass\n";
    for (start, end, expected) in [
        (116_411_800, 116_412_300, Altered),
        (116_411_600, 116_412_300, Uncertain),
        (116_411_950, 116_412_300, Uncertain),
    ] {
        let text = format!("{header}S\tSOMATIC\tMET\tMET\t7\t{start}\t7\t{end}\tGRCh37\tDELETION\n");
        let variants =
            read_rearrangements(&content(&text), &PANEL, None).unwrap().samples.remove("S").unwrap().variants;
        let profile = judge(&SampleVariants { variants, ..SampleVariants::default() }, &Coverage::Exome);
        assert_eq!(row(&profile, "MET").status, expected, "{start}-{end}");
    }
    for (words, class, expected) in [
        ("Deletion of 5 exons : out of frame", "DELETION", Altered),
        ("Deletion of 1 exon : in frame", "DELETION", Altered),
        ("deletion of exon 2", "DELETION", Altered),
        ("Duplication of 5 exons : out of frame", "DUPLICATION", Uncertain),
        ("Deletion within intron", "DELETION", Uncertain),
    ] {
        assert_eq!(row(&judged("STK11 STK11", words, class), "STK11").status, expected, "{words}");
    }
    assert_eq!(row(&judged("STK11 TCF3", "Deletion of 5 exons", "DELETION"), "STK11").status, Uncertain);
}
