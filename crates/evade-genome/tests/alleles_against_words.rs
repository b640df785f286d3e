//! What the alleles and their place say where an annotator's words are missing, coarse or cannot be true.

#![expect(clippy::unwrap_used, reason = "what tests share panics to fail, as they do")]
#![allow(dead_code, reason = "other tests use the rest of what is shared")]

mod support;
#[path = "support/vcf.rs"]
mod vcf;

use evade_core::{Caution, EffectClass, Variant, Verdict};
use evade_genome::{Filters, VcfCalls, read_maf};
use evade_stream::Content;

use support::PANEL;
use vcf::{CONTIG_38, changes, plain, reasons};

/// The columns that VEP writes when it is not asked for HGVS.
const CSQ: &str = "##INFO=<ID=CSQ,Number=.,Type=String,Description=\"VEP. Format: Allele|Consequence|SYMBOL|Feature|BIOTYPE|HGVSp|Protein_position|Amino_acids\">\n";
const ANNOVAR: &str = "##INFO=<ID=Func.refGene,Number=.,Type=String,Description=\"x\">\n##INFO=<ID=Gene.refGene,Number=.,Type=String,Description=\"x\">\n##INFO=<ID=ExonicFunc.refGene,Number=.,Type=String,Description=\"x\">\n##INFO=<ID=AAChange.refGene,Number=.,Type=String,Description=\"x\">\n";

fn calls(header: &str, record: &str) -> VcfCalls {
    plain(&format!("{CONTIG_38}{header}"), &[&format!("{record} AD:DP 60,40:100")])
}

fn judged(header: &str, record: &str) -> Vec<Variant> {
    calls(header, record).variants.variants
}

fn filtered(header: &str, record: &str) -> Vec<String> {
    reasons(&calls(header, record)).iter().map(|(gene, reason)| format!("{gene} {reason}")).collect()
}

fn only(header: &str, record: &str) -> Variant {
    let mut found = judged(header, record);
    assert_eq!(found.len(), 1, "{record}");
    found.remove(0)
}

fn csq(entry: &str) -> String {
    format!("CSQ={entry}")
}

fn annovar(function: &str, exonic: &str, change: &str) -> String {
    format!("Func.refGene={function};Gene.refGene=X;ExonicFunc.refGene={exonic};AAChange.refGene={change}")
}

fn disagrees(variant: &Variant) -> bool {
    variant.flags.iter().any(|flag| matches!(flag, Caution::EffectWordsDisagree(_)))
}

#[test]
fn an_in_frame_change_without_notation_is_named_by_its_place() {
    let insertion = "chr7 55181312 . G GGCGTGGACA . PASS";
    let deletion = "chr7 55174771 . AGGAATTAAGAGAAGC A . PASS";
    let egfr = "EGFR|ENST00000275493|protein_coding";
    for (record, info, class) in [
        (insertion, csq(&format!("GCGTGGACA|inframe_insertion|{egfr}|||")), "egfr_exon20_insertion"),
        (insertion, csq(&format!("GCGTGGACA|inframe_insertion|{egfr}||768|S/SVDS")), "egfr_exon20_insertion"),
        (deletion, csq(&format!("-|inframe_deletion|{egfr}|||")), "egfr_classical"),
        (deletion, csq(&format!("-|inframe_deletion|{egfr}||745-750|KELREA/K")), "egfr_classical"),
    ] {
        let found = only(CSQ, &format!("{record} {info}"));
        assert_eq!(found.verdict, Verdict::Damaging, "{info}");
        assert!(found.flags.iter().any(|flag| flag.to_string() == class), "{info}: {:?}", found.flags);
    }
    let found = only(
        ANNOVAR,
        &format!(
            "{insertion} {}",
            annovar("exonic", "nonframeshift_insertion", "EGFR:NM_005228:exon20:c.2303_2304insGCGTGGACA")
        ),
    );
    assert_eq!((found.verdict, found.effect), (Verdict::Damaging, EffectClass::Inframe));
}

#[test]
fn alleles_of_one_length_are_an_exchange_whatever_the_word() {
    for (record, exonic, change, name) in [
        (
            "chr7 140753336 . AC TT . PASS",
            "nonframeshift_substitution",
            "BRAF:NM_004333:exon15:c.1798_1799AA",
            "p.V600K",
        ),
        (
            "chr7 140753336 . AC TT . PASS",
            "nonframeshift_substitution",
            "BRAF:NM_004333:exon15:c.1798_1799AA:p.V600K",
            "p.V600K",
        ),
        (
            "chr12 25245350 . CC AA . PASS",
            "nonframeshift_substitution",
            "KRAS:NM_004985:exon2:c.34_35TT",
            "p.G12F",
        ),
    ] {
        let found = only(ANNOVAR, &format!("{record} {}", annovar("exonic", exonic, change)));
        assert_eq!((found.effect, found.hgvsp.as_deref()), (EffectClass::Missense, Some(name)));
        assert_eq!(found.verdict, Verdict::Damaging, "{change}");
        assert!(found.codes.iter().any(|code| code.to_string().starts_with("hotspot:")), "{:?}", found.codes);
    }
    // The codon of G12D is not listed with this third base: neither row of G12 is ruled out.
    let entry = csq("GT|protein_altering_variant|KRAS|ENST00000311936|protein_coding|||");
    let found = only(CSQ, &format!("chr12 25245349 . AC GT . PASS {entry}"));
    assert_eq!(found.verdict, Verdict::Uncertain);
    assert!(found.flags.contains(&Caution::not_excluded("KRAS_G12D")), "{:?}", found.flags);
    // Bases lost and gained: the window of exon 19.
    let info = annovar("exonic", "nonframeshift_substitution", "EGFR:NM_005228:exon19:c.2239_2248C");
    let found = only(ANNOVAR, &format!("chr7 55174776 . TTAAGAGAAG C . PASS {info}"));
    assert_eq!(found.verdict, Verdict::Damaging);
}

#[test]
fn a_word_for_noncoding_bases_is_not_believed_at_coding_ones() {
    for (record, entry, name) in [
        (
            "chr12 25245350 . C T . PASS",
            "T|intron_variant&NMD_transcript_variant|KRAS|ENST00000690804|nonsense_mediated_decay|||",
            "p.G12D",
        ),
        ("chr12 25245350 . C T . PASS", "T|3_prime_UTR_variant|KRAS|XM_1|protein_coding|||", "p.G12D"),
        (
            "chr10 87933147 . C T . PASS",
            "T|non_coding_transcript_exon_variant|PTEN|ENST00000498703|retained_intron|||",
            "p.R130*",
        ),
    ] {
        let found = only(CSQ, &format!("{record} {}", csq(entry)));
        assert_eq!((found.verdict, found.hgvsp.as_deref()), (Verdict::Damaging, Some(name)), "{entry}");
    }
    // Of the transcript of the panel itself the word contradicts the place.
    let entry = csq("T|intron_variant|KRAS|ENST00000311936.8|protein_coding|||");
    let found = only(CSQ, &format!("chr12 25245350 . C T . PASS {entry}"));
    assert!(found.verdict == Verdict::Uncertain && disagrees(&found));
    // Far from coding bases it is what it says.
    let entry = csq("T|intron_variant|KRAS|ENST00000690804|protein_coding|||");
    assert_eq!(filtered(CSQ, &format!("chr12 25240000 . C T . PASS {entry}")), ["KRAS noncoding"]);
}

#[test]
fn a_silent_word_that_the_alleles_rule_out_is_uncertain() {
    let silent = |record: &str, gene: &str, allele: &str| {
        let entry = csq(&format!("{allele}|synonymous_variant|{gene}|ENST1|protein_coding|||"));
        judged(CSQ, &format!("{record} {entry}"))
    };
    // A recurrent allele, and the second base of a codon.
    for (record, gene, allele) in
        [("chr12 25245350 . C T . PASS", "KRAS", "T"), ("chr12 25245275 . A G . PASS", "KRAS", "G")]
    {
        let found = silent(record, gene, allele);
        assert!(found.iter().all(disagrees), "{record}");
        assert_eq!(found.first().map(|v| v.verdict), Some(Verdict::Uncertain), "{record}");
    }
    // The third base of G12.
    let entry = csq("G|synonymous_variant|KRAS|ENST1|protein_coding|||");
    let found = calls(CSQ, &format!("chr12 25245349 . A G . PASS {entry}"));
    assert!(changes(&found).is_empty());
}

#[test]
fn terms_and_protein_change_that_contradict_each_other_are_uncertain() {
    for (terms, protein) in [
        ("synonymous_variant", "ENSP1:p.Arg130Ter"),
        ("intron_variant", "p.Arg130Ter"),
        ("stop_gained", "p.Arg130="),
        ("inframe_deletion", "p.Arg130GlyfsTer4"),
        ("splice_region_variant&synonymous_variant", "p.Arg130Ter"),
    ] {
        let entry = csq(&format!("T|{terms}|PTEN|ENST00000371953|protein_coding|{protein}||"));
        let found = only(CSQ, &format!("chr10 87933147 . C T . PASS {entry}"));
        assert!(found.verdict == Verdict::Uncertain && disagrees(&found), "{terms}");
        assert_eq!(found.effect, EffectClass::Truncating, "{terms}");
    }
    let entry = csq("T|stop_gained|PTEN|ENST00000371953|protein_coding|p.Arg130Ter||");
    assert_eq!(only(CSQ, &format!("chr10 87933147 . C T . PASS {entry}")).verdict, Verdict::Damaging);
}

#[test]
fn a_protein_change_counts_beside_a_word_that_is_not_known() {
    for (terms, protein, verdict) in [
        ("Nonsense_Mutation", "p.Gln37Ter", Verdict::Damaging),
        ("coding_sequence_variant", "p.Q37*", Verdict::Damaging),
        ("NEW_WORD", "p.Q37fs", Verdict::Damaging),
        ("NEW_WORD", "p.Q37R", Verdict::Uncertain),
    ] {
        let entry = csq(&format!("T|{terms}|STK11|ENST00000326873|protein_coding|{protein}||"));
        let found = only(CSQ, &format!("chr19 1207022 . C T . PASS {entry}"));
        assert_eq!(found.verdict, verdict, "{terms} {protein}");
    }
}

#[test]
fn rows_of_a_maf_are_weighed_in_the_same_way() {
    let head = "Hugo_Symbol\tChromosome\tStart_Position\tReference_Allele\tTumor_Seq_Allele2\tTumor_Sample_Barcode\tVariant_Classification\tNCBI_Build\n";
    let rows = [
        "EGFR chr7 55181312 - GCGTGGACA S In_Frame_Ins",
        "BRAF chr7 140753336 AC TT S nonframeshift_substitution",
        "KRAS chr12 25245350 C T S Intron",
        "TP53 chr17 7675088 C T S Silent",
    ];
    let lines: Vec<String> = rows.iter().map(|row| format!("{}\tGRCh38", row.replace(' ', "\t"))).collect();
    let bytes = format!("{head}{}\n", lines.join("\n")).into_bytes();
    let content = Content { name: "x".into(), bytes, sha256: String::new() };
    let calls = read_maf(&content, &PANEL, &Filters::default()).unwrap();
    let found = &calls.samples["S"].variants;
    let verdicts: Vec<(&str, Verdict)> = found.iter().map(|v| (v.gene.as_str(), v.verdict)).collect();
    let of = |gene: &str| verdicts.iter().find(|(name, _)| *name == gene).map(|(_, verdict)| *verdict);
    assert_eq!((of("EGFR"), of("BRAF")), (Some(Verdict::Damaging), Some(Verdict::Damaging)));
    assert_eq!((of("KRAS"), of("TP53")), (Some(Verdict::Uncertain), Some(Verdict::Uncertain)));
    assert!(found.iter().filter(|v| matches!(v.gene.as_str(), "KRAS" | "TP53")).all(disagrees));
}
