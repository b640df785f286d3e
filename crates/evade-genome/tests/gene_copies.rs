//! Tables of copy number by gene.

#![expect(clippy::unwrap_used, reason = "what tests share panics to fail, as they do")]

mod support;

use evade_core::CopyState;
use evade_genome::{GeneCopyTable, is_gene_copy_table, read_gene_copies};
use evade_stream::Content;
use support::PANEL;

fn read(text: &str) -> GeneCopyTable {
    let content = Content { name: "x".into(), bytes: text.as_bytes().to_vec(), sha256: String::new() };
    assert!(is_gene_copy_table(&content));
    read_gene_copies(&content, &PANEL, Some(2.0)).unwrap()
}

fn state(table: &GeneCopyTable, sample: &str, gene: &str) -> Option<CopyState> {
    table.samples.get(sample)?.get(gene).map(|c| c.state)
}

#[test]
fn rule_7_cbioportal_wide_and_long() {
    let wide = read(
        "Hugo_Symbol\tEntrez_Gene_Id\tTCGA-a\tB\nCDKN2A\t1\t-2\tNA\nMDM2\t2\t2\t1\nPTEN\t3\t-1.5\t-1\nXYZ\t4\t2\t2\n",
    );
    assert_eq!(state(&wide, "TCGA-a", "CDKN2A"), Some(CopyState::Homdel));
    assert_eq!(state(&wide, "B", "CDKN2A"), None);
    assert_eq!(state(&wide, "TCGA-a", "MDM2"), Some(CopyState::Amplification));
    assert_eq!(state(&wide, "B", "MDM2"), Some(CopyState::Gain));
    assert_eq!(state(&wide, "TCGA-a", "PTEN"), Some(CopyState::PossibleHomdel));
    assert_eq!(state(&wide, "B", "PTEN"), Some(CopyState::SingleLoss));
    let long = read("Hugo_Symbol\tSample_Id\tValue\nCDKN2A\tS\t-2\nSTK11\tS\t0\n");
    assert_eq!(state(&long, "S", "CDKN2A"), Some(CopyState::Homdel));
    assert_eq!(state(&long, "S", "STK11"), Some(CopyState::Neutral));
}

#[test]
fn rule_7_purple_and_cnvkit() {
    let purple = read(
        "chromosome\tstart\tend\tgene\tminCopyNumber\tmaxCopyNumber\tminMinorAlleleCopyNumber\n9\t1\t2\tCDKN2A\t0.2\t1.9\t0\n19\t1\t2\tSTK11\t1.1\t1.1\t0.02\n12\t1\t2\tMDM2\t14\t20\t1\n",
    );
    assert_eq!(state(&purple, "", "CDKN2A"), Some(CopyState::Homdel));
    assert_eq!(state(&purple, "", "STK11"), Some(CopyState::Loh));
    assert_eq!(state(&purple, "", "MDM2"), Some(CopyState::Amplification));
    let log2 = read(
        "gene\tchromosome\tstart\tend\tlog2\nCDKN2A\t9\t1\t2\t-1.4\nMTAP,CDKN2B\t9\t1\t2\t-1\nMDM2\t12\t1\t2\t2.1\n",
    );
    assert_eq!(state(&log2, "", "CDKN2A"), Some(CopyState::PossibleHomdel));
    assert_eq!(state(&log2, "", "CDKN2B"), Some(CopyState::Neutral));
    assert_eq!(state(&log2, "", "MDM2"), Some(CopyState::PossibleAmplification));
    let called = read("chromosome\tstart\tend\tgene\tlog2\tcn\tcn1\tcn2\n19\t1\t2\tSTK11\t0\t2\t2\t0\n");
    assert_eq!(state(&called, "", "STK11"), Some(CopyState::Loh));
}

#[test]
fn rows_of_one_gene_that_differ_give_it_no_state() {
    for text in [
        "Hugo_Symbol\tS1\tS2\nCDKN2A\t-2\t0\nCDKN2A\t0\t0\n",
        "Hugo_Symbol\tS1\tS2\nCDKN2A\t0\t0\nCDKN2A\t-2\t0\nCDKN2A\t-2\t0\n",
        "Hugo_Symbol\tS1\tS2\np16\t-2\t0\nCDKN2A\t0\t0\n",
        "Hugo_Symbol\tS1\tS1\tS2\nCDKN2A\t-2\t0\t0\n",
        "Hugo_Symbol\tSample_Id\tValue\nCDKN2A\tS1\t-2\nCDKN2A\tS1\t0\nCDKN2A\tS2\t0\n",
    ] {
        let table = read(text);
        assert_eq!(state(&table, "S1", "CDKN2A"), None, "{text}");
        assert!(table.impossible["S1"].contains("CDKN2A") && !table.impossible.contains_key("S2"), "{text}");
        assert_eq!(state(&table, "S2", "CDKN2A"), Some(CopyState::Neutral), "{text}");
        assert!(table.warnings[0].contains("another value"), "{:?}", table.warnings);
    }
    // Equal values, and one that is missing, gainsay nothing.
    let table = read("Hugo_Symbol\tS1\nCDKN2A\t-2\nCDKN2A\t-2\nCDKN2A\tNA\n");
    assert_eq!(state(&table, "S1", "CDKN2A"), Some(CopyState::Homdel));
}

#[test]
fn genes_are_named_by_any_id_or_by_the_names_of_rows() {
    for text in [
        "Gene Symbol\tGene ID\tCytoband\tS1\nENSG00000147889.16\t0\t9p21.3\t-2\n",
        "Gene Symbol\tLocus ID\tCytoband\tS1\nENSG00000999999.1\t1029\t9p21.3\t-2\n",
        "Hugo_Symbol\tEntrez_Gene_Id\tS1\n\t1029\t-2\n",
        "Entrez_Gene_Id\tS1\n1029\t-2\n",
        "Hugo_Symbol\tS1\nCDKN2A|1029\t-2\n",
        "Hugo_Symbol\tS1\nCDKN2A|ENSG00000147889.17\t-2\n",
        "Hugo_Symbol\tEntrez_Gene_Id\tSample_Id\tValue\nNA\t1029\tS1\t-2\n",
        "\"S1\" \"S2\"\n\"CDKN2A\" -2 0\n\"MDM2\" 0 2\n",
        "\"\",\"S1\",\"S2\"\n\"CDKN2A\",-2,0\n\"MDM2\",0,2\n",
    ] {
        let table = read(text);
        assert_eq!(state(&table, "S1", "CDKN2A"), Some(CopyState::Homdel), "{text}");
        assert!(table.warnings.is_empty(), "{text}: {:?}", table.warnings);
    }
    let none = read("Hugo_Symbol\tS1\nFOO\t-2\n");
    assert!(none.warnings[0].contains("no row names a judged gene") && !none.names_judged);
    assert!(read("Hugo_Symbol\tS1\n").warnings[0].contains("no rows"));
}

#[test]
fn a_cell_that_cannot_be_read_costs_its_gene_alone() {
    let table = read("Hugo_Symbol\tS1\tS2\nCDKN2A\tx\t-2\nMDM2\t0\tn.a.\n");
    assert_eq!(state(&table, "S2", "CDKN2A"), Some(CopyState::Homdel));
    assert!(table.impossible["S1"].contains("CDKN2A") && table.impossible["S2"].contains("MDM2"));
    assert!(table.warnings[0].contains("line 2: CDKN2A, S1, 'x'"), "{:?}", table.warnings);
}

#[test]
fn a_row_without_a_sample_is_nobodys_where_others_have_one() {
    for name in ["", "NA"] {
        let rows = format!("CDKN2A\t{name}\t-2\nMDM2\tS2\t2\n");
        let table = read(&format!("Hugo_Symbol\tSample_Id\tValue\n{rows}"));
        assert!(table.samples.keys().eq(["S2"]) && table.unclaimed.contains("CDKN2A"));
        assert!(table.warnings[0].contains("names no sample"), "{:?}", table.warnings);
    }
}
