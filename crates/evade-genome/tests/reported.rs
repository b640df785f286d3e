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
    for line in [
        "ROS1 | FISH: REARRANGED",
        "ROS1 | fusion (FISH, NGS)",
        "ROS1 | ROS1-FISH rearrangement",
        "ROS1 | IHC (D4D6) positive",
    ] {
        let found = row(&profile(&[line]), "ROS1");
        assert!(
            found.status == Uncertain && has(&found.flags, "fusion_partner_missing"),
            "{line}: {found:?}"
        );
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
    assert_eq!(status("MET | amplification", "MET"), NotTested);
    assert_eq!(status("MDM2 | not amplified", "MDM2"), NotAltered);
    assert!(!has(&row(&profile(&["MDM2 | not amplified"]), "MDM2").flags, "amplification_not_tested"));
    assert_eq!(status("KRAS | c.35G>A", "KRAS_G12D"), Altered);
    assert_eq!(profile(&["STK11 | c.465-1G>A; c.290+2T>G"]).variants.len(), 2);
    let generic = profile(&["KRAS | G12X"]);
    assert_eq!((row(&generic, "KRAS").status, row(&generic, "KRAS_G12D").status), (Altered, Uncertain));
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
