//! `CombinedVariantOutput.tsv` of the TSO 500 pipelines.

#![expect(clippy::unwrap_used, reason = "what tests share panics to fail, as they do")]

mod support;

use evade_core::{AlterationStatus, CopyState, DnaProfile, EvidenceCode, FilterReason, Verdict};
use evade_genome::{
    Build, Coverage, ReportedCalls, SampleVariants, VariantTable, judge, read_maf, read_reported,
    read_reported_on,
};
use evade_stream::{Content, ReadError};
use support::PANEL;

const SMALL: &str = "[Small Variants]\t\t\nGene\tChromosome\tGenomic Position\tReference Call\tAlternative Call\tAllele Frequency\tDepth\tP-Dot Notation\tC-Dot Notation\tConsequence(s)\tAffected Exon(s)\n";
const KRAS: &str = "KRAS\tchr12\t25398284\tC\tT\t0.38\t500\tNP_004976.2:p.(Gly12Asp)\tNM_004985.3:c.35G>A\tmissense_variant\t2\n";

fn file(text: &str) -> Content {
    Content { name: "P1.tsv".into(), bytes: text.into(), sha256: String::new() }
}

fn read(text: &str) -> Result<ReportedCalls, ReadError> {
    read_reported(&file(text), &PANEL)
}

fn details(rna: &str) -> String {
    format!(
        "[Analysis Details]\t\t\nPair ID\tP1\t\nDNA Sample ID\tP1_D\t\nRNA Sample ID\t{rna}\t\n\n[TMB]\t\t\nTotal TMB\t12.5\t\n\n[MSI]\nPercent Unstable MSI Sites\t2.1\n\n"
    )
}

fn sample(text: &str) -> SampleVariants {
    read(text).unwrap().samples.remove("").unwrap()
}

fn status(profile: &DnaProfile, gene: &str) -> AlterationStatus {
    profile.genes.iter().find(|row| row.gene == gene).unwrap().status
}

#[test]
fn small_variants_are_those_of_the_sample_it_names() {
    let text = format!("{}{SMALL}{KRAS}", details("NA"));
    assert_eq!(VariantTable::of("P1.tsv", &text).unwrap(), VariantTable::Reported);
    assert_eq!(VariantTable::Reported.samples(&file(&text)).unwrap().unwrap(), ["P1"]);
    let calls = read(&text).unwrap();
    assert!(calls.notes[0].contains("12.5") && calls.notes[0].contains("2.1 per cent"), "{:?}", calls.notes);
    let profile = judge(&calls.samples[""], &Coverage::Undeclared);
    assert_eq!(status(&profile, "KRAS_G12D"), AlterationStatus::Altered);
    let variant = &calls.samples[""].variants[0];
    assert_eq!((variant.vaf, variant.depth, variant.pos), (Some(0.38), Some(500), 25_398_284));
    // What the panel covers does not stand in the file.
    assert_eq!(status(&profile, "STK11"), AlterationStatus::NotTested);
    assert_eq!(status(&profile, "ALK"), AlterationStatus::NotTested);
}

#[test]
fn sections_of_na_found_nothing_and_rna_that_was_not_run_tested_nothing() {
    let fusions = "[Fusions]\t\t\nGene Pair\tBreakpoint 1\tBreakpoint 2\tFusion Supporting Reads\nNA\t\t\n\n";
    let none = format!("{}{fusions}{SMALL}NA\t\t\n", details("P1_R"));
    let calls = sample(&none);
    assert!(calls.variants.is_empty() && calls.fusions_tested_in_rna && !calls.rearrangements_tested);
    assert!(!sample(&format!("{}{fusions}{SMALL}NA\n", details("NA"))).fusions_tested_in_rna);
}

#[test]
fn fusions_amplifications_and_splice_variants_are_read_as_reported() {
    let text = format!(
        "{}[Gene Amplifications]\t\t\nGene\tFold Change\t\nEGFR\t4.5\t\nMET\t1.4\t\n\n[Splice Variants]\nGene\tAffected Exon(s)\tBreakpoint 1\tBreakpoint 2\tSplice Supporting Reads\nMET\t14\tchr7:1\tchr7:2\t40\n\n[Fusions]\nGene Pair\tBreakpoint 1\tBreakpoint 2\tFusion Supporting Reads\nEML4-ALK\tchr2:1\tchr2:2\t30\nNTRK1;LMNA\tchr1:1\tchr1:2\t12\n\n{SMALL}NA\n",
        details("P1_R")
    );
    let calls = sample(&text);
    assert_eq!(calls.copies["EGFR"].state, CopyState::Amplification);
    assert_eq!(calls.copies["MET"].state, CopyState::PossibleAmplification);
    let profile = judge(&calls, &Coverage::Undeclared);
    assert_eq!(status(&profile, "ALK"), AlterationStatus::Altered);
    assert_eq!(status(&profile, "MET"), AlterationStatus::Altered);
}

#[test]
fn later_versions_name_copies_and_breakpoints_of_dna() {
    let text = format!(
        "{}[Copy Number Variants]\nGene\tFold Change\tCopy Number Variant\tAbsolute Copy Number\nEGFR\t3.1\t<DUP>\t9\nPTEN\t0.6\t<DEL>\tNA\nCDKN2A\t0.3\t<DEL>\t0\n\n[DNA Fusions]\nGene Pair\tBreakpoint 1\tBreakpoint 2\nEML4-ALK\tchr2:1\tchr2:2\n\n[Loss of Heterozygosity]\nGene\tMinor Copy Number\nTP53\t0\n\n{SMALL}{KRAS}",
        details("NA")
    );
    let calls = read(&text).unwrap();
    assert!(calls.notes.iter().any(|note| note.contains("Loss of Heterozygosity")), "{:?}", calls.notes);
    let found = &calls.samples[""];
    assert_eq!(found.copies["EGFR"].state, CopyState::Amplification);
    assert_eq!(found.copies["PTEN"].state, CopyState::SingleLoss);
    assert_eq!(found.copies["CDKN2A"].state, CopyState::Homdel);
    let profile = judge(found, &Coverage::Undeclared);
    assert_eq!(status(&profile, "ALK"), AlterationStatus::Uncertain);
}

#[test]
fn commas_separate_too_and_a_place_that_is_none_costs_its_row() {
    let csv = format!("{}{SMALL}{KRAS}", details("NA")).replace('\t', ",");
    assert_eq!(sample(&csv).variants.len(), 1);
    let bad = format!("{}{SMALL}{}", details("NA"), KRAS.replace("25398284", "here"));
    let profile = judge(&sample(&bad), &Coverage::Exome);
    assert_eq!(profile.filtered[0].reason, FilterReason::ImpossibleValue);
    assert_ne!(status(&profile, "KRAS"), AlterationStatus::NotAltered);
}

#[test]
fn files_without_dna_or_cut_ones_are_refused() {
    let no_dna = format!("{}{SMALL}NA\n", details("P1_R").replace("P1_D", "NA"));
    assert!(read(&no_dna).unwrap_err().to_string().contains("only RNA was analysed"));
    assert!(read(&details("NA")).unwrap_err().to_string().contains("no section [Small Variants]"));
    let maf = read_maf(&file(&no_dna), &PANEL, &evade_genome::Filters::default());
    assert!(maf.unwrap_err().to_string().contains("column reported"));
}

fn on_grch37(text: &str) -> SampleVariants {
    read_reported_on(&file(text), &PANEL, Some(Build::Grch37)).unwrap().samples.remove("").unwrap()
}

#[test]
fn a_small_variant_without_a_gene_is_found_by_its_place() {
    for gene in ["", "NA", "-"] {
        let row = KRAS.replacen("KRAS", gene, 1);
        let text = format!("{}{SMALL}{row}", details("NA"));
        let profile = judge(&on_grch37(&text), &Coverage::Exome);
        assert_eq!(status(&profile, "KRAS_G12D"), AlterationStatus::Altered, "{gene}");
        // On an unknown genome the place may be that of another gene.
        assert_eq!(status(&judge(&sample(&text), &Coverage::Exome), "KRAS"), AlterationStatus::Uncertain);
        let nowhere = row.replace("25398284", "x");
        let open = judge(&on_grch37(&format!("{}{SMALL}{nowhere}", details("NA"))), &Coverage::Exome);
        assert_eq!(status(&open, "KRAS"), AlterationStatus::Uncertain);
        assert_eq!(status(&open, "STK11"), AlterationStatus::NotAltered);
    }
}

#[test]
fn place_and_allele_name_a_change_that_has_no_notation() {
    let row = KRAS.replace("NP_004976.2:p.(Gly12Asp)", "");
    let text = format!("{}{SMALL}{row}", details("NA"));
    assert_eq!(status(&judge(&on_grch37(&text), &Coverage::Exome), "KRAS_G12D"), AlterationStatus::Altered);
}

#[test]
fn a_fusion_of_the_file_is_seen_in_rna_and_its_order_counts() {
    let alk = |pair: &str| {
        let fusions = format!("[Fusions]\nGene Pair\tBreakpoint 1\tBreakpoint 2\n{pair}\tchr2:1\tchr2:2\n\n");
        let found = sample(&format!("{}{fusions}{SMALL}NA\n", details("P1_R")));
        assert!(found.variants[0].codes.contains(&EvidenceCode::FusionInRna) && found.fusions_tested_in_rna);
        let flags: Vec<String> = found.variants[0].flags.iter().map(ToString::to_string).collect();
        (found.variants[0].verdict, flags.join(";"))
    };
    assert_eq!(alk("EML4-ALK"), (Verdict::Likely, String::new()));
    assert_eq!(alk("ALK-EML4"), (Verdict::Uncertain, "fusion_opposite".to_owned()));
}

#[test]
fn the_names_of_the_sample_are_kept_and_what_is_not_used_is_told() {
    let calls = read(&format!("{}{SMALL}{}", details("NA"), KRAS.replace("0.38", "much"))).unwrap();
    assert_eq!(calls.names, ["P1", "P1_D"]);
    assert!(calls.notes.iter().any(|note| note.contains("line 14: KRAS")), "{:?}", calls.notes);
}
