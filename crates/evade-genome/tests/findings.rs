//! Which variant speaks for a gene, findings with a row of their own, and what a finding means.

#![expect(clippy::unwrap_used, reason = "what tests share panics to fail, as they do")]

mod support;

use evade_core::{AlterationStatus, Direction, DnaProfile, EvidenceLevel, GeneAlteration, IciNote};
use evade_genome::{Coverage, Filters, SampleVariants, judge, read_maf, read_rearrangements};
use evade_stream::{Content, Source};

use AlterationStatus::{Altered, NotAltered, NotTested};
use support::PANEL;

fn content(text: &str) -> Content {
    Content { name: "x".into(), bytes: text.as_bytes().to_vec(), sha256: String::new() }
}

/// A MAF of one sample on `GRCh37` from rows of `gene class chrom pos ref alt protein coding depth reads`, `.` for what
/// is not there.
fn maf(rows: &[&str]) -> SampleVariants {
    let mut text = "Hugo_Symbol\tVariant_Classification\tChromosome\tStart_Position\tReference_Allele\tTumor_Seq_Allele2\tHGVSp_Short\tHGVSc\tt_depth\tt_alt_count\tTumor_Sample_Barcode\tNCBI_Build\n".to_owned();
    for row in rows {
        let fields: Vec<&str> = row.split(' ').map(|field| if field == "." { "" } else { field }).collect();
        assert_eq!(fields.len(), 10, "{row}");
        text += &[fields.join("\t").as_str(), "S", "GRCh37\n"].join("\t");
    }
    read_maf(&content(&text), &PANEL, &Filters::default()).unwrap().samples.remove("S").unwrap()
}

fn undeclared(rows: &[&str]) -> DnaProfile {
    judge(&maf(rows), &Coverage::Undeclared)
}

fn row(profile: &DnaProfile, gene: &str) -> GeneAlteration {
    profile.genes.iter().find(|g| g.gene == gene).unwrap().clone()
}

fn has(list: &[impl ToString], word: &str) -> bool {
    list.iter().any(|known| known.to_string() == word)
}

#[test]
fn the_variant_with_the_strongest_evidence_speaks_for_the_gene() {
    // L62R has more reads; it is a hotspot of few tumours, outside the kinase domain.
    let found = undeclared(&[
        "EGFR Missense_Mutation 7 55210075 T G p.L62R . 229 35",
        "EGFR Missense_Mutation 7 55259515 T G p.L858R . 115 14",
    ]);
    let egfr = row(&found, "EGFR");
    assert_eq!((egfr.hgvsp.as_deref(), egfr.level), (Some("p.L858R"), Some(EvidenceLevel::A)));
    assert_eq!((egfr.points, egfr.n_variants), (Some(4), 2));
    assert!(has(&egfr.flags, "egfr_classical") && !has(&egfr.flags, "egfr_not_lung_type"));
}

#[test]
fn a_finding_is_not_altered_where_its_codon_was_read() {
    let found = undeclared(&["KRAS Missense_Mutation 12 25398284 C G p.G12A . 100 40"]);
    assert_eq!((row(&found, "KRAS").status, row(&found, "KRAS_G12D").status), (Altered, NotAltered));
    // Another codon says nothing of this one.
    let found = undeclared(&["KRAS Missense_Mutation . . . . p.Q61H . 100 40"]);
    assert_eq!((row(&found, "KRAS").status, row(&found, "KRAS_G12D").status), (Altered, NotTested));
}

#[test]
fn g1_a_hotspot_found_by_its_place_is_named_by_its_usual_residue() {
    // TCGA-62-A46V and two more: numbered on a transcript that is 40 residues longer.
    let found = row(&undeclared(&["BRAF Missense_Mutation 7 140453136 A T p.V640E . 100 40"]), "BRAF");
    assert_eq!((found.status, found.hgvsp.as_deref()), (Altered, Some("p.V600E")));
    assert!(
        has(&found.flags, "input_change:p.V640E") && has(&found.flags, "braf_v600e"),
        "{:?}",
        found.flags
    );
    let found = row(&undeclared(&["BRAF Missense_Mutation 7 140453136 A T p.V600E . 100 40"]), "BRAF");
    assert!(!found.flags.iter().any(|flag| flag.to_string().starts_with("input_change")));
    for (change, class) in [("p.G469A", "braf_g469"), ("p.D594G", "braf_kinase_impaired")] {
        let text = format!("BRAF Missense_Mutation . . . . {change} . 100 40");
        assert!(has(&row(&undeclared(&[&text]), "BRAF").flags, class), "{change}");
    }
}

#[test]
fn g2_a_missense_says_nothing_of_a_fusion_or_an_amplification() {
    for gene in ["ALK", "ROS1", "RET", "MDM2", "MDM4", "PDCD1LG2"] {
        let text = format!("{gene} Missense_Mutation . . . . p.A100V . 100 40");
        let sample = maf(&[&text]);
        let profile = judge(&sample, &Coverage::Exome);
        let found = row(&profile, gene);
        assert_eq!((found.status, found.hgvsp, found.n_variants), (NotTested, None, 1), "{gene}");
        assert_eq!(profile.variants.len(), 1, "the variant stays in its own table");
    }
    // Where rearrangements were tested, none was found.
    let sample = SampleVariants {
        rearrangements_tested: true,
        ..maf(&["ALK Missense_Mutation . . . . p.A100V . 100 40"])
    };
    assert_eq!(row(&judge(&sample, &Coverage::Exome), "ALK").status, NotAltered);
    // An activating exchange alters the gene.
    assert_eq!(row(&undeclared(&["ALK Missense_Mutation . . . . p.F1174L . 100 40"]), "ALK").status, Altered);
}

#[test]
fn g1_the_three_v600e_tumours_of_tcga_luad_read_v600e() {
    let Some(root) = std::env::var_os("EVADE_REFERENCE_DATA") else { return };
    let path = std::path::PathBuf::from(root).join("data/tcga_luad_gdc_maf/luad_gdc.maf.gz");
    let calls = read_maf(&Source::path(&path).read().unwrap(), &PANEL, &Filters::default()).unwrap();
    let is_v600e = |sample: &&String| {
        let profile = judge(&calls.samples[*sample], &Coverage::Exome);
        row(&profile, "BRAF").hgvsp.as_deref() == Some("p.V600E")
    };
    let found: Vec<&str> =
        calls.samples.keys().filter(is_v600e).filter_map(|sample| sample.get(..12)).collect();
    assert_eq!(found, ["TCGA-62-A46V", "TCGA-62-A472", "TCGA-91-A4BD"]);
}

#[test]
fn met_exon_14_is_skipped_where_a_site_goes_and_open_where_its_tract_does() {
    let uncertain = AlterationStatus::Uncertain;
    for (change, status) in [
        // Over the donor, over the acceptor, and each of the four bases.
        ("Splice_Site 7 116412039 AGAAGGTATATTTCAG - p.X1008_splice .", Altered),
        ("In_Frame_Del 7 116411898 ACCAGATC - . .", Altered),
        ("Splice_Site 7 116412044 G T p.X1010_splice .", Altered),
        ("Splice_Site 7 116412045 T C . .", Altered),
        ("Splice_Site 7 116411902 G A . .", Altered),
        ("Intron 7 116411901 A G . .", Altered),
        // One of two G, of which one is the exon's: TCGA-J2-A4AE.
        ("Frame_Shift_Del 7 116412043 G - . c.3028+1del", Altered),
        // By the coding change alone, on both transcripts.
        ("Splice_Site . . . . . c.3024_3028+11del", Altered),
        ("Splice_Site . . . . . c.2888-2A>C", Altered),
        ("Splice_Site . . . . . c.3082+1G>C", Altered),
        // The polypyrimidine tract alone.
        ("Splice_Region 7 116411885 TTTCTTTCT - . .", uncertain),
        ("Splice_Site . . . . . c.2888-21_2888-8del", uncertain),
    ] {
        let found = undeclared(&[&format!("MET {change} 70 30")]);
        assert_eq!(row(&found, "MET").status, status, "{change}");
        assert_eq!(row(&found, "MET_exon14").status, status, "{change}");
        let is_open = has(&row(&found, "MET").flags, "not_excluded:MET_exon14");
        assert_eq!(is_open, status == uncertain, "{change}");
    }
    // Behind the donor's two bases, whatever the source calls it; bases that come may leave a site behind.
    for change in [
        "Intron 7 116412046 A G . .",
        "Splice_Region 7 116412048 G A . .",
        "Splice_Site 7 116412046 A G p.X1010_splice .",
        "Splice_Region . . . . . c.3028+3A>G",
        "Splice_Site 7 116412044 - T p.X1010_splice .",
        "Splice_Site . . . . . c.3028+1dup",
        "Splice_Site 7 116411901 - A p.X963_splice .",
        "Splice_Site . . . . p.X963_splice .",
    ] {
        let found = undeclared(&[&format!("MET {change} 70 30")]);
        assert_eq!(row(&found, "MET").status, uncertain, "{change}");
        assert_eq!(row(&found, "MET_exon14").status, uncertain, "{change}");
    }
    // An exchange in the tract, another exon's donor, and the acceptor behind, which shares the donor's label.
    for change in [
        "Intron 7 116411890 T C . .",
        "Splice_Site 7 116411709 G T . .",
        "Splice_Site 7 116414934 G A p.X1010_splice .",
        "Splice_Site 7 116414933 A G . c.3029-2A>G",
        "Splice_Site . . . . p.X1010_splice c.3029-1G>A",
        "Splice_Region 7 116412050 T C . .",
    ] {
        let found = undeclared(&[&format!("MET {change} 70 30")]);
        assert_ne!(row(&found, "MET").status, Altered, "{change}");
        assert_eq!(row(&found, "MET_exon14").status, NotTested, "{change}");
    }
}

#[test]
fn egfr_exon_20_insertions_have_a_row_of_their_own() {
    let status = |change: &str| {
        let found = undeclared(&[&format!("EGFR {change} . 70 30")]);
        row(&found, "EGFR_exon20ins").status
    };
    assert_eq!(status("In_Frame_Ins . . . . p.A767_V769dup"), Altered);
    assert_eq!(status("In_Frame_Del . . . . p.E746_A750del"), NotTested);
    let deletion_beside_t790m = undeclared(&[
        "EGFR Missense_Mutation . . . . p.T790M . 100 40",
        "EGFR In_Frame_Del . . . . p.E746_A750del . 100 30",
    ]);
    let egfr = row(&deletion_beside_t790m, "EGFR");
    assert_eq!((egfr.hgvsp.as_deref(), egfr.points), (Some("p.E746_A750del"), Some(6)));
}

#[test]
fn kras_g12c_has_a_row_of_its_own() {
    let found = undeclared(&["KRAS Missense_Mutation 12 25398285 C A p.G12C . 100 40"]);
    let g12c = row(&found, "KRAS_G12C");
    assert_eq!((g12c.status, g12c.level), (Altered, Some(EvidenceLevel::A)));
    assert_eq!(row(&found, "KRAS_G12D").status, NotAltered);
    let unknown = undeclared(&["KRAS Missense_Mutation . . . . p.G12? . 100 40"]);
    assert_eq!(row(&unknown, "KRAS_G12C").status, AlterationStatus::Uncertain);
}

fn note(rows: &[&str], gene: &str) -> Option<IciNote> {
    row(&undeclared(rows), gene).note
}

fn level_and_direction(rows: &[&str], gene: &str) -> (Option<EvidenceLevel>, Direction) {
    let note = note(rows, gene).unwrap();
    (note.level, note.direction)
}

#[test]
fn g5_g6_g9_levels_and_directions_are_those_of_their_sources() {
    let g12d = ["KRAS Missense_Mutation . . . . p.G12D . 100 40"];
    assert_eq!(level_and_direction(&g12d, "KRAS_G12D"), (None, Direction::Mixed));
    for gene in ["TAPBP", "CANX", "PDIA3", "ERAP1", "ERAP2", "CIITA", "RFX5", "IRF1", "IFNGR1", "STAT1"] {
        let text = format!("{gene} Nonsense_Mutation . . . . p.Q20* . 100 40");
        let note = note(&[&text], gene).unwrap();
        assert_eq!((note.level, note.direction), (None, Direction::Context), "{gene}");
        assert!(!note.text.contains("OR 0.39") && !note.text.contains("1,016"), "{gene}");
    }
    for gene in ["B2M", "TAP1", "TAP2", "NLRC5"] {
        let text = format!("{gene} Nonsense_Mutation . . . . p.Q20* . 100 40");
        let text = note(&[&text], gene).unwrap().text;
        assert!(text.contains("Pan-cancer") && text.contains("not significant"), "{gene}: {text}");
    }
    let stk11 = note(&["STK11 Nonsense_Mutation . . . . p.Q37* . 100 40"], "STK11").unwrap();
    assert!(stk11.text.contains("with or without a KRAS mutation") && stk11.text.contains("prognostic"));
}

#[test]
fn g7_drivers_of_the_guideline_are_of_level_a() {
    let a = Some(EvidenceLevel::A);
    let v600e = ["BRAF Missense_Mutation . . . . p.V600E . 100 40"];
    assert_eq!(level_and_direction(&v600e, "BRAF"), (a, Direction::Context));
    let other = ["BRAF Missense_Mutation . . . . p.G469A . 100 40"];
    assert_eq!(level_and_direction(&other, "BRAF").0, Some(EvidenceLevel::C));
    let exon14 = ["MET Splice_Site . . . . . c.3028+1G>T 100 40"];
    assert_eq!((level_and_direction(&exon14, "MET").0, level_and_direction(&exon14, "MET_exon14").0), (a, a));
    for gene in ["ALK", "ROS1", "RET"] {
        let table = format!("gene5\tgene3\tin_frame\tkinase_kept\nKIF5B\t{gene}\tyes\tyes\n");
        let calls = read_rearrangements(&content(&table), &PANEL, None).unwrap();
        let sample = SampleVariants {
            variants: calls.of_sample("", "").unwrap().variants,
            ..SampleVariants::default()
        };
        let found = row(&judge(&sample, &Coverage::Undeclared), gene);
        assert_eq!(found.level, a, "{gene}");
        // The size of the group stands beside its percentage.
        let text = found.note.unwrap().text;
        assert!(["of 23", "of 16", "of 7"].iter().any(|n| text.contains(n)), "{text}");
    }
}

#[test]
fn g10_a_direction_needs_the_state_that_its_source_saw() {
    // One truncation of a mismatch repair gene is no deficiency.
    let one = "MLH1 Nonsense_Mutation . . . . p.Q20* . 100 5";
    assert_eq!(note(&[one], "MLH1"), None);
    let two = [one, "MLH1 Frame_Shift_Del . . . . p.L300fs . 100 40"];
    assert_eq!(level_and_direction(&two, "MLH1"), (Some(EvidenceLevel::C), Direction::Favourable));
    let truncated = ["SMARCA4 Nonsense_Mutation . . . . p.R100* . 100 40"];
    assert_eq!(level_and_direction(&truncated, "SMARCA4"), (Some(EvidenceLevel::C), Direction::Mixed));
    let exchanged = ["SMARCA4 Missense_Mutation . . . . p.G1232S . 100 40"];
    assert_eq!(level_and_direction(&exchanged, "SMARCA4"), (None, Direction::Context));
    let nrf2 = ["NFE2L2 Missense_Mutation . . . . p.R34Q . 100 40"];
    assert_eq!(level_and_direction(&nrf2, "NFE2L2"), (None, Direction::Context));
    let both = undeclared(&[
        "KRAS Missense_Mutation . . . . p.G12C . 100 40",
        "TP53 Missense_Mutation . . . . p.R273H . 100 40",
    ]);
    assert_eq!((both.notes[0].level, both.notes[0].direction), (None, Direction::Context));
}

#[test]
fn g10_t790m_alone_or_in_half_of_the_reads_may_be_inherited() {
    let t790m = |reads: u32| format!("EGFR Missense_Mutation . . . . p.T790M . 100 {reads}");
    let l858r = "EGFR Missense_Mutation . . . . p.L858R . 100 60";
    let is_asked = |rows: &[&str]| {
        let found = undeclared(rows);
        found.variants.iter().any(|v| has(&v.flags, "consider_germline_confirmation"))
    };
    assert!(is_asked(&[&t790m(20)]) && is_asked(&[l858r, &t790m(48)]));
    assert!(!is_asked(&[l858r, &t790m(20)]) && !is_asked(&[l858r]));
}

#[test]
fn fusions_of_ntrk_are_read_with_their_kinase() {
    let status = |row: &str| {
        let header = "Sample_Id\tSite1_Hugo_Symbol\tSite1_Chromosome\tSite1_Position\tSite2_Hugo_Symbol\tSite2_Chromosome\tSite2_Position\tSite2_Effect_On_Frame\tNCBI_Build\tClass\tEvent_Info\tSV_Status\n";
        let calls = read_rearrangements(&content(&format!("{header}S\t{row}\n")), &PANEL, None).unwrap();
        let variants = calls.of_sample("S", "S").unwrap().variants;
        let sample = SampleVariants { variants, rearrangements_tested: true, ..SampleVariants::default() };
        let found = judge(&sample, &Coverage::Exome);
        ["NTRK1", "NTRK3"].map(|gene| state_of(&found, gene))
    };
    // ETV6-NTRK3 with the breakpoint before the kinase (intron 14 of NTRK3), and one behind it.
    let [other, ntrk3] = status(
        "ETV6\t12\t12022903\tNTRK3\t15\t88483984\tin_frame\tGRCh37\tTRANSLOCATION\tProtein fusion: in frame (ETV6-NTRK3)\tSOMATIC",
    );
    assert_eq!((other.0, ntrk3), (NotAltered, (Altered, Some(EvidenceLevel::A))));
    let [_, behind] = status(
        "ETV6\t12\t12022903\tNTRK3\t15\t88421000\tin_frame\tGRCh37\tTRANSLOCATION\tProtein fusion: in frame (ETV6-NTRK3)\tSOMATIC",
    );
    assert_eq!(behind, (AlterationStatus::Uncertain, None));
}

fn state_of(profile: &DnaProfile, gene: &str) -> (AlterationStatus, Option<EvidenceLevel>) {
    let found = row(profile, gene);
    (found.status, found.level)
}
