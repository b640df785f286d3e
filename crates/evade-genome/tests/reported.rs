//! What a laboratory's words become: one case per rule of the table typed by hand.

#![expect(clippy::unwrap_used, reason = "what tests share panics to fail, as they do")]

mod support;

use evade_core::AlterationStatus::{self, Altered, NotAltered, NotTested, Uncertain};
use evade_core::{DnaProfile, GeneAlteration};
use evade_genome::{Coverage, ReportedCalls, judge, read_reported};
use evade_stream::{Content, ReadError};

use support::PANEL;

fn read(rows: &[&str]) -> Result<ReportedCalls, ReadError> {
    let filled = |row: &&str| {
        let n_missing = 3_usize.saturating_sub(row.matches(" | ").count());
        row.replace(" | ", "\t") + &"\t".repeat(n_missing) + "\n"
    };
    let rows: String = rows.iter().map(filled).collect();
    let text = format!("gene\tchange\tvaf\ttested\n{rows}");
    let content = Content { name: "x".into(), bytes: text.into_bytes(), sha256: String::new() };
    read_reported(&content, &PANEL)
}

fn profile(rows: &[&str]) -> DnaProfile {
    let calls = read(rows).unwrap_or_else(|e| panic!("{rows:?}: {e}"));
    judge(&calls.samples[""], &Coverage::Undeclared)
}

fn row(profile: &DnaProfile, gene: &str) -> GeneAlteration {
    profile.genes.iter().find(|g| g.gene == gene).unwrap().clone()
}

fn status(line: &str, gene: &str) -> AlterationStatus {
    row(&profile(&[line]), gene).status
}

/// The words of a list as a cell holds them.
fn words(list: &[impl ToString]) -> String {
    list.iter().map(ToString::to_string).collect::<Vec<_>>().join(";")
}

fn has(list: &[impl ToString], word: &str) -> bool {
    list.iter().any(|known| known.to_string() == word)
}

#[test]
fn a_negative_result_is_never_a_finding() {
    for (line, gene) in [
        ("ROS1 | ROS1 rearrangement negative (FISH) |  | yes", "ROS1"),
        ("ROS1 rearrangement | negative", "ROS1"),
        ("RET | FUSION NOT DETECTED", "RET"),
        ("ALK | no fusion detected", "ALK"),
        ("ALK | no EML4-ALK fusion detected", "ALK"),
        ("KRAS | WT (G12, G13, Q61)", "KRAS"),
        ("KRAS | WT (G12, G13, Q61)", "KRAS_G12D"),
        ("PTEN | not mutated", "PTEN"),
        ("KEAP1 | No pathogenic variant", "KEAP1"),
        ("KRAS G12D | negative", "KRAS_G12D"),
        ("KRAS G12D | not detected", "KRAS_G12D"),
        ("STK11 | n.d. |  | yes", "STK11"),
        ("STK11 | 0 |  | yes", "STK11"),
        ("JAK2 | V617F not detected |  | yes", "JAK2"),
        ("BRAF | V600E negative |  | yes", "BRAF"),
    ] {
        let found = row(&profile(&[line]), gene);
        assert_eq!((found.status, found.n_variants), (NotAltered, 0), "{line}");
        assert!(!has(&found.flags, "fusion_not_tested"), "{line}");
    }
    // One change that is not there says nothing of the rest of the gene, nor do words of a missing result.
    for (line, gene) in [
        ("JAK2 | V617F not detected", "JAK2"),
        ("BRAF | V600E negative", "BRAF"),
        ("BRAF V600E | negative", "BRAF"),
        ("EGFR | exon 20 insertion negative", "EGFR"),
        ("EGFR | not tested", "EGFR"),
        ("KRAS G12D | negative", "KRAS"),
        ("MET | assay failed", "MET"),
        ("KRAS | no G12C", "KRAS"),
        ("KRAS | p.G12C: no", "KRAS"),
        ("KRAS | unknown", "KRAS"),
    ] {
        assert_eq!(status(line, gene), NotTested, "{line}");
    }
    assert_eq!(read(&["BRAF V600E | negative"]).unwrap().other_genes, ["BRAF V600E"]);
    // A negative stain of a suppressor is a loss of its protein, by what is not known.
    assert_eq!(status("PTEN | negative (IHC)", "PTEN"), Uncertain);
}

#[test]
fn a_positive_result_is_never_a_negative() {
    for (line, gene) in [
        ("KRAS G12D | positive", "KRAS_G12D"),
        ("KRAS G12D | yes", "KRAS_G12D"),
        ("KRAS-G12D | detected", "KRAS"),
        ("BRAF V600E | positive", "BRAF"),
        ("EGFR | L858R detected, T790M negative", "EGFR"),
        ("EGFR | T790M: not detected; L858R: detected", "EGFR"),
        ("KRAS | p.G12D, no other mutation", "KRAS_G12D"),
        ("ALK | EML4-ALK positive", "ALK"),
    ] {
        assert_eq!(status(line, gene), Altered, "{line}");
    }
    let found = row(&profile(&["KRAS | mutation detected"]), "KRAS");
    assert!(found.status == Uncertain && has(&found.flags, "change_not_given"));
    assert_eq!(status("KRAS | mutation detected", "KRAS_G12D"), Uncertain);
    assert_eq!(status("ALK | positive", "ALK"), Uncertain);
}

#[test]
fn a_fusion_partner_stands_beside_the_gene() {
    for (line, gene, code) in [
        ("ALK | EML4-ALK fusion", "ALK", "fusion:EML4-ALK"),
        ("ALK | EML4::ALK", "ALK", "fusion:EML4-ALK"),
        ("ALK | EML4(13)::ALK(20)", "ALK", "fusion:EML4-ALK"),
        ("ALK | rearranged (EML4/ALK)", "ALK", "fusion:EML4-ALK"),
        ("RET | KIF5B;RET", "RET", "fusion:KIF5B-RET"),
        ("RET | NKX2-1 - RET fusion", "RET", "fusion:NKX2-1-RET"),
        ("ROS1 | HLA-A-ROS1 fusion", "ROS1", "fusion:HLA-A-ROS1"),
    ] {
        let found = row(&profile(&[line]), gene);
        assert_eq!((found.status, words(&found.evidence).as_str()), (Altered, code), "{line}");
    }
    // A break-apart probe shows the rearrangement and not its partner; a stain does not show one.
    for (line, expected) in [
        ("ROS1 | FISH: REARRANGED", Altered),
        ("ROS1 | fusion (FISH, NGS)", Altered),
        ("ROS1 | ROS1-FISH rearrangement", Altered),
        ("ROS1 | positive (FISH)", Altered),
        ("ROS1 | FISH positive", Altered),
        ("ROS1 | fusion positive", Altered),
        ("ROS1 | translocation detected", Altered),
        ("ROS1 rearrangement | positive", Altered),
        ("ROS1 | IHC (D4D6) positive", Uncertain),
        ("ROS1 | mutation detected", Uncertain),
        ("ROS1 | positive", Uncertain),
        ("ROS1 | possible rearrangement", Uncertain),
    ] {
        let found = row(&profile(&[line]), "ROS1");
        let is_open = expected == Altered || line.contains("positive");
        assert_eq!(found.status, expected, "{line}: {found:?}");
        assert_eq!(has(&found.flags, "fusion_partner_missing"), is_open, "{line}");
    }
}

#[test]
fn rule_4_losses_as_laboratories_write_them() {
    for (line, gene) in [
        ("STK11 | p.Q37X", "STK11"),
        ("TP53 | p.R213X", "TP53"),
        ("PTEN | p.R130X", "PTEN"),
        ("KEAP1 | p.R470Stop", "KEAP1"),
        ("STK11 | Gln37Ter", "STK11"),
        ("B2M | M1?", "B2M"),
        ("NF1 | c.100C>T (p.Q34*)", "NF1"),
        ("NF1 | NM_001042492.3:c.100C>T(p.Gln34*)", "NF1"),
        ("SMARCA4 | c.100_101del", "SMARCA4"),
        ("SMARCA4 | c.100dup; p.L34fs", "SMARCA4"),
        ("RB1 | c.2T>G", "RB1"),
        ("STK11 | c.465-1G>A", "STK11"),
        ("STK11 | c.290+2T>G", "STK11"),
    ] {
        let found = row(&profile(&[line]), gene);
        assert_eq!((found.status, found.n_variants), (Altered, 1), "{line}: {found:?}");
        assert!(has(&found.evidence, "OVS1"), "{line}");
    }
    assert_eq!(row(&profile(&["STK11 | p.Q37X"]), "STK11").hgvsp.as_deref(), Some("p.Q37*"));
    assert!(has(&row(&profile(&["STK11 | c.465-1G>A"]), "STK11").evidence, "hotspot:X155"));
    // Where it cannot be told from the number, it stays open.
    assert_eq!(status("NF1 | c.100C>T", "NF1"), Uncertain);
    assert_eq!(status("NF1 | c.100_102del", "NF1"), Uncertain);
}

#[test]
fn rule_6_activating_changes_as_laboratories_write_them() {
    for (line, gene, flag) in [
        ("MET | c.3028+1G>A", "MET", "met_exon14_skipping"),
        ("MET | c.3082+1G>T", "MET", "met_exon14_skipping"),
        ("MET | exon 14 skipping", "MET", "met_exon14_skipping"),
        ("MET exon 14 | skipping", "MET", "met_exon14_skipping"),
        ("EGFR | exon 19 deletion", "EGFR", "egfr_classical"),
        ("EGFR | deletion in exon 19", "EGFR", "egfr_classical"),
        ("EGFR | E746-A750del", "EGFR", "egfr_classical"),
        ("EGFR | c.2236_2250del", "EGFR", "egfr_classical"),
        ("EGFR | exon 20 insertion", "EGFR", "egfr_exon20_insertion"),
    ] {
        let found = row(&profile(&[line]), gene);
        assert!(found.status == Altered && has(&found.flags, flag), "{line}: {found:?}");
    }
    for list in [
        "L858R, T790M",
        "L858R; T790M",
        "L858R+T790M",
        "p.(Leu858Arg)+p.(Thr790Met)",
        "L858R and T790M",
        "L858R T790M",
    ] {
        let profile = profile(&[&format!("EGFR | {list}")]);
        assert_eq!((row(&profile, "EGFR").status, profile.variants.len()), (Altered, 2), "{list}");
    }
    assert_eq!(status("ERBB2 | amplified (IHC 3+)", "ERBB2"), Altered);
    // Copies alone say nothing of variants, whether they were found or not.
    assert_eq!(status("ERBB2 | not amplified (IHC 1+)", "ERBB2"), NotTested);
    assert_eq!(status("STK11 | no LOH", "STK11"), NotTested);
    assert_eq!(status("MET | amplification", "MET"), Altered);
    assert_eq!(status("MDM2 | not amplified", "MDM2"), NotAltered);
    assert!(!has(&row(&profile(&["MDM2 | not amplified"]), "MDM2").flags, "amplification_not_tested"));
    assert_eq!(status("KRAS | c.35G>A", "KRAS_G12D"), Altered);
    assert_eq!(profile(&["STK11 | c.465-1G>A; c.290+2T>G"]).variants.len(), 2);
    let generic = profile(&["KRAS | G12X"]);
    assert_eq!((row(&generic, "KRAS").status, row(&generic, "KRAS_G12D").status), (Altered, Uncertain));
    // One of two residues, and the report does not say which.
    for line in ["KRAS | p.G12A/D", "KRAS | G12D/V", "KRAS | p.(Gly12Ala/Asp)"] {
        assert_eq!((status(line, "KRAS"), status(line, "KRAS_G12D")), (Altered, Uncertain), "{line}");
    }
}

#[test]
fn what_is_not_understood_is_shown_and_what_contradicts_itself_is_refused() {
    for line in ["PTEN | something odd", "KRAS | exon 2 mutation", "ERBB2 | equivocal amplification"] {
        let gene = line.split(' ').next().unwrap();
        let found = row(&profile(&[line]), gene);
        assert!(found.status == Uncertain && has(&found.flags, "change_not_understood"), "{line}: {found:?}");
        assert_eq!(found.hgvsp.as_deref(), line.split(" | ").nth(1), "{line}");
    }
    for line in [
        "KRAS | p.G12D (not seen in normal)",
        "KRAS | G12C -",
        "EGFR | L858R, T790M negative",
        "KRAS | G12D/WT",
    ] {
        let error = read(&["STK11 |  |  | yes", line]).unwrap_err();
        assert_eq!((error.line, error.column), (Some(3), Some(2)), "{line}");
    }
    let error = read(&["EGFR | not tested |  | yes"]).unwrap_err();
    assert_eq!((error.line, error.column), (Some(2), Some(4)));
}

#[test]
fn an_amplification_never_reads_as_nothing_found() {
    for (line, gene, expected) in [
        ("MET | amplification, 12 copies |  | yes", "MET", Altered),
        ("BRAF | amplification |  | yes", "BRAF", Uncertain),
        ("PIK3CA | amplified |  | yes", "PIK3CA", Uncertain),
        ("TP53 | amplification |  | yes", "TP53", Uncertain),
        // A fusion is another lesion: it was not looked for.
        ("ALK | amplification |  | yes", "ALK", NotTested),
        ("RET | amplification", "RET", NotTested),
    ] {
        let found = row(&profile(&[line]), gene);
        assert_eq!(found.status, expected, "{line}: {found:?}");
        assert!(found.copies.is_some(), "{line}");
        assert_eq!(has(&found.flags, "amplification_not_judged"), gene != "MET", "{line}");
        assert!(has(&found.evidence, "amp"), "{line}");
    }
    assert_eq!(status("MET | amplification |  | yes", "MET_exon14"), NotAltered);
}

#[test]
fn the_fusion_of_a_kinase_decides_and_its_mutation_stands_beside_it() {
    for (lines, gene) in [
        (["ALK | EML4-ALK fusion", "ALK | p.F1174L | 0.4"], "ALK"),
        (["ALK | p.R1275Q | 0.6", "ALK | EML4-ALK fusion"], "ALK"),
        (["ROS1 | CD74-ROS1", "ROS1 | p.G2032R | 0.2"], "ROS1"),
        (["RET | KIF5B-RET", "RET | p.M918T | 0.3"], "RET"),
        (["NTRK1 | TPM3-NTRK1 fusion", "NTRK1 | p.G595R | 0.3"], "NTRK1"),
        (["ALK | FISH positive", "ALK | p.F1174L | 0.4"], "ALK"),
    ] {
        let found = row(&profile(&lines), gene);
        assert_eq!(
            (found.status, found.level.map(|l| l.to_string())),
            (Altered, Some("A".into())),
            "{lines:?}"
        );
        assert_eq!(found.effect.map(|e| e.to_string()).as_deref(), Some("fusion"), "{lines:?}");
        assert!(
            found.evidence.first().is_some_and(|code| code.to_string().starts_with("fusion")),
            "{lines:?}"
        );
    }
    let both = row(&profile(&["ALK | p.F1174L | 0.4", "ALK | EML4-ALK fusion"]), "ALK");
    assert!(has(&both.evidence, "fusion:EML4-ALK") && has(&both.evidence, "hotspot:F1174"), "{both:?}");
    assert_eq!((both.n_variants, both.hgvsp), (2, None));
}

#[test]
fn met_exon_14_by_residue_and_by_label() {
    for (change, met, exon14) in [
        // The germline polymorphism T992I by the numbers of the longer isoform: the letter is not that of D1010.
        ("p.T1010I", Uncertain, NotAltered),
        ("p.T992I", Uncertain, NotAltered),
        ("p.D1010N", Altered, Altered),
        ("p.D1010H", Altered, Altered),
        ("p.Asp1010Tyr", Altered, Altered),
        ("p.D1028N", Altered, Altered),
        ("p.D1028H", Altered, Altered),
        ("p.D1028Y", Altered, Altered),
        // The first base of codon 1010 alone lies in exon 14.
        ("p.D1010G", Altered, NotAltered),
        ("p.L963_D1010del", Altered, Altered),
        ("p.L964_D1010del", Altered, Altered),
        ("p.L982_D1028del", Altered, Altered),
        ("p.Leu982_Asp1028del", Altered, Altered),
        ("p.L1000_D1010del", Uncertain, NotAltered),
        ("c.3028G>A", Altered, Altered),
        ("c.3082G>A", Altered, Altered),
        ("c.3082G>C", Altered, Altered),
        ("c.3082+1G>T", Altered, Altered),
        ("c.3082+2T>C", Altered, Altered),
        ("c.2942-1G>A", Altered, Altered),
        ("c.2888-2A>G", Altered, Altered),
        // The acceptor of exon 15 shares the label of the donor of exon 14.
        ("c.3029-1G>A", Uncertain, NotAltered),
        ("c.3083-2A>G", Uncertain, NotAltered),
        ("c.2887+1G>A", Uncertain, NotAltered),
        ("c.3028+3A>G", Uncertain, Uncertain),
        ("c.3028+5G>A", Uncertain, Uncertain),
        ("c.3082+3A>G", Uncertain, Uncertain),
        ("c.3028+7A>G", Uncertain, NotAltered),
        ("p.X1010_splice", Altered, Altered),
        ("p.D1010_splice", Altered, Altered),
        ("p.X1028_splice", Altered, Altered),
        ("p.D1028_splice", Altered, Altered),
        ("p.X963_splice", Uncertain, Uncertain),
        ("p.X981_splice", Uncertain, Uncertain),
        ("p.X1100_splice", Uncertain, NotAltered),
        ("exon 14 skipping", Altered, Altered),
    ] {
        let found = profile(&[&format!("MET | {change} | 0.3 | yes")]);
        let states = (row(&found, "MET").status, row(&found, "MET_exon14").status);
        assert_eq!(states, (met, exon14), "{change}: {:?}", row(&found, "MET"));
    }
    let other = row(&profile(&["MET | p.Y1248C | 0.3"]), "MET");
    assert_eq!((other.status, other.hgvsp.as_deref()), (Altered, Some("p.Y1230C")));
    assert!(has(&other.flags, "input_change:p.Y1248C"), "{:?}", other.flags);
}

#[test]
fn words_of_other_events_leave_a_row_of_its_own_alone() {
    for (change, expected) in [
        ("EGFRvIII", NotAltered),
        ("EGFR vIII deletion", NotAltered),
        ("exon 18 deletion", NotAltered),
        ("exons 2-7 deleted", NotAltered),
        ("gain", NotAltered),
        ("copy number 12", NotAltered),
        ("amplification", NotAltered),
        ("exon 20 mutation", Uncertain),
        ("possible exon 20 insertion", Uncertain),
        ("mutation detected", Uncertain),
        ("exon 20 insertion", Altered),
    ] {
        let found = profile(&[&format!("EGFR | {change} |  | yes")]);
        assert_eq!(row(&found, "EGFR_exon20ins").status, expected, "{change}");
        assert_ne!(row(&found, "EGFR").status, NotAltered, "{change}");
    }
}

#[test]
fn a_change_that_was_not_reported_is_not_made_up() {
    for (line, gene, hgvsp, hgvsc) in [
        ("EGFR | exon 20 insertion", "EGFR", Some("exon 20 insertion"), None),
        ("EGFR | exon 19 deletion", "EGFR", Some("exon 19 deletion"), None),
        ("EGFR | Del19", "EGFR", Some("Del19"), None),
        ("ERBB2 | exon 20 insertion", "ERBB2", Some("exon 20 insertion"), None),
        ("MET | exon 14 skipping", "MET", Some("exon 14 skipping"), None),
        ("EGFR | c.2303_2311dup", "EGFR", None, Some("c.2303_2311dup")),
        ("EGFR | c.2236_2250del", "EGFR", None, Some("c.2236_2250del")),
        ("EGFR | exon 19 deletion (E746_A750del)", "EGFR", Some("p.E746_A750del"), None),
        ("EGFR | c.2303_2311dup; p.S768_D770dup", "EGFR", Some("p.S768_D770dup"), Some("c.2303_2311dup")),
    ] {
        let found = row(&profile(&[line]), gene);
        assert_eq!(found.status, Altered, "{line}");
        assert_eq!((found.hgvsp.as_deref(), found.hgvsc.as_deref()), (hgvsp, hgvsc), "{line}");
    }
}

#[test]
fn genes_by_their_common_names() {
    for (line, gene) in [
        ("HER2 | amplification", "ERBB2"),
        ("HER-2/neu | p.A775_G776insYVMA | 0.3", "ERBB2"),
        ("p53 | p.R273H | 0.3", "TP53"),
        ("PD-L1 | amplification", "CD274"),
        ("LKB1 | p.Q37* | 0.3", "STK11"),
        ("c-MET | exon 14 skipping", "MET"),
        ("p16 | homozygous deletion", "CDKN2A"),
        ("HER2 (ERBB2) | amplification", "ERBB2"),
        ("ERBB2 (HER2) | p.S310F | 0.2", "ERBB2"),
        ("kras | G12C", "KRAS_G12C"),
        ("EML4 | EML4-ALK fusion", "ALK"),
        ("EML4-ALK | fusion", "ALK"),
        ("EML4::ALK | positive", "ALK"),
        ("CD74 | CD74::ROS1", "ROS1"),
        ("KIF5B-RET fusion | detected", "RET"),
    ] {
        assert_eq!(status(line, gene), Altered, "{line}");
    }
    // What cannot be judged stays in sight; a negative result of such a gene is none.
    let found = profile(&["FGFR3 | p.S249C | 0.3 | yes", "FGFR2 | negative", "XYZ | amplification"]);
    let listed: Vec<(&str, &str, String)> =
        found.filtered.iter().map(|f| (f.gene.as_str(), f.reason.as_str(), f.change())).collect();
    let expected = [("FGFR3", "p.S249C"), ("XYZ", "amplification")];
    assert_eq!(listed, expected.map(|(gene, change)| (gene, "gene_not_judged", change.to_owned())));
}

#[test]
fn the_note_of_a_gene_is_that_of_its_deciding_variant() {
    let both = profile(&["KRAS | G12C | 0.2", "KRAS | G12D | 0.4"]);
    let text =
        |profile: &DnaProfile, gene: &str| row(profile, gene).note.map(|note| (note.finding, note.text));
    let (gene, g12c, g12d) = (text(&both, "KRAS"), text(&both, "KRAS_G12C"), text(&both, "KRAS_G12D"));
    assert_eq!(gene, text(&profile(&["KRAS | G12V"]), "KRAS"));
    assert!(gene != g12c && g12c != g12d && g12c.is_some_and(|(row, _)| row == "KRAS_G12C"));
    let beside = profile(&["MET | p.Y1230C | 0.6", "MET | exon 14 skipping | 0.1"]);
    assert_eq!(row(&beside, "MET_exon14").level.map(|l| l.to_string()).as_deref(), Some("A"));
}

/// Per cent are whole numbers or carry their sign; 1.5 may be either, and a firm fraction would be a guess.
#[test]
fn a_fraction_just_above_one_is_not_known() {
    for (vaf, fraction) in
        [("0.4", Some(0.4)), ("40", Some(0.4)), ("1.5%", Some(0.015)), ("1.5", None), ("1.01", None)]
    {
        let found = row(&profile(&[&format!("KRAS | G12D | {vaf} | yes")]), "KRAS");
        assert_eq!((found.status, found.vaf), (Altered, fraction), "{vaf}");
        assert_eq!(words(&found.flags).contains("fraction_out_of_range"), fraction.is_none(), "{vaf}");
    }
}
