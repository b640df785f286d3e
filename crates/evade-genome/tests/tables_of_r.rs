//! Tables as R and Excel write them, in each reader.

#![expect(clippy::unwrap_used, reason = "what tests share panics to fail, as they do")]

mod support;

use evade_genome::{
    Coverage, Filters, VariantTable, read_gene_copies, read_hla, read_maf, read_rearrangements,
    read_reported, read_segments,
};
use evade_stream::Content;
use support::PANEL;

fn file(name: &str, text: &str) -> Content {
    Content { name: name.into(), bytes: text.into(), sha256: String::new() }
}

/// A table in the dresses of R and Excel; the first column must have a name.
fn dresses(rows: &[&[&str]]) -> Vec<String> {
    let quoted = |cell: &&str| format!("\"{cell}\"");
    let line = |cells: Vec<String>, between: &str| cells.join(between) + "\n";
    let table = |between: &str, quote: bool, end: &str| -> String {
        let cells = |row: &&[&str]| {
            row.iter().map(|cell| if quote { quoted(cell) } else { (*cell).to_owned() }).collect::<Vec<_>>()
        };
        rows.iter().map(|row| line(cells(row), between).replace('\n', end)).collect()
    };
    let named = |between: &str, corner: Option<&str>| -> String {
        let numbered = rows.iter().enumerate().map(|(place, row)| {
            let name = if place == 0 { corner.map(str::to_owned) } else { Some(place.to_string()) };
            line(
                name.iter().map(|name| quoted(&name.as_str())).chain(row.iter().map(quoted)).collect(),
                between,
            )
        });
        numbered.collect()
    };
    vec![
        table("\t", false, "\n"),
        table("\t", true, "\n"),
        format!("\u{feff}{}", table("\t", true, "\r\n")),
        table(",", true, "\n"),
        table(";", false, "\r\n"),
        named(" ", None),
        named("\t", None),
        named(",", Some("")),
        named(",", Some("X")),
    ]
}

#[test]
fn a_maf_is_read_in_any_dress() {
    let rows: &[&[&str]] = &[
        &[
            "Hugo_Symbol",
            "NCBI_Build",
            "Chromosome",
            "Start_Position",
            "Reference_Allele",
            "Tumor_Seq_Allele2",
            "Variant_Classification",
            "Tumor_Sample_Barcode",
            "HGVSp_Short",
            "t_depth",
            "t_alt_count",
        ],
        &["KRAS", "GRCh38", "chr12", "25245350", "C", "T", "Missense_Mutation", "S 1", "p.G12D", "100", "40"],
        &["TP53", "GRCh38", "chr17", "7674220", "C", "T", "Missense_Mutation", "S2", "p.R248Q", "80", "20"],
    ];
    for text in dresses(rows) {
        let content = file("a.txt", &text);
        assert_eq!(VariantTable::of("a.txt", &text).unwrap(), VariantTable::Maf, "{text}");
        let names = VariantTable::Maf.samples(&content).unwrap().unwrap();
        assert_eq!(names, ["S 1", "S2"], "{text}");
        let calls = read_maf(&content, &PANEL, &Filters::default()).unwrap();
        let variant = &calls.samples["S 1"].variants[0];
        assert_eq!((variant.gene.as_str(), variant.vaf), ("KRAS", Some(0.4)), "{text}");
    }
}

#[test]
fn copies_hla_states_fusions_and_reports_are_read_in_any_dress() {
    let copies: &[&[&str]] = &[&["Hugo_Symbol", "S1", "S2"], &["CDKN2A", "-2", "0"], &["MDM2", "0", "2"]];
    for text in dresses(copies) {
        let table = read_gene_copies(&file("c", &text), &PANEL, None).unwrap();
        let states = |sample: &str, gene: &str| table.samples[sample][gene].state.as_str().to_owned();
        assert_eq!((states("S1", "CDKN2A"), states("S2", "MDM2")), ("homdel".into(), "amp".into()), "{text}");
        assert_eq!(table.samples.len(), 2, "{text}");
    }
    let hla: &[&[&str]] =
        &[&["sample", "gene", "status"], &["H7", "HLA-A", "no_loh"], &["H7", "HLA-C", "loh"]];
    for text in dresses(hla) {
        let genes = &read_hla(&file("h", &text)).unwrap().samples["H7"];
        assert!(genes.iter().any(|gene| gene.gene == "HLA-C" && gene.status.as_str() == "loh"), "{text}");
    }
    let fusions: &[&[&str]] =
        &[&["sample", "gene5", "gene3"], &["S1", "EML4", "ALK"], &["S2", "KIF5B", "RET"]];
    for text in dresses(fusions) {
        let calls = read_rearrangements(&file("f", &text), &PANEL, None).unwrap();
        assert_eq!(calls.samples["S1"].variants[0].gene, "ALK", "{text}");
    }
    let report: &[&[&str]] =
        &[&["gene", "change", "vaf"], &["KRAS", "p.G12D", "0.38"], &["TP53", "p.R248Q", "0.2"]];
    for text in dresses(report) {
        let calls = read_reported(&file("r", &text), &PANEL).unwrap();
        assert_eq!(calls.samples[""].variants[0].vaf, Some(0.38), "{text}");
    }
}

#[test]
fn decimal_commas_are_numbers_in_copies_and_fractions() {
    let report = file("r", "gene;change;vaf\nKRAS;p.G12D;0,38\nTP53;p.R248Q;\"20,5%\"\n");
    let calls = read_reported(&report, &PANEL).unwrap();
    let vafs: Vec<_> = calls.samples[""].variants.iter().map(|variant| variant.vaf).collect();
    assert_eq!(vafs, [Some(0.38), Some(0.205)]);
    let segments =
        read_segments(&file("s", "chr;startpos;endpos;nMajor;nMinor\n6;1;34000000;1,1;0,2\n")).unwrap();
    assert_eq!((segments.rows[0].total.round(), segments.rows[0].minor), (1.0, Some(0.2)));
    let hla = file("h", "sample;gene;cn1;cn2\nT;HLA-A;1,2;0,1\n");
    assert_eq!(read_hla(&hla).unwrap().samples["T"][0].copies, [Some(1.2), Some(0.1)]);
}

#[test]
fn a_gene_list_in_quotes_or_with_row_numbers_holds_the_genes() {
    for text in [
        "KRAS\nTP53\n",
        "\"gene\"\n\"KRAS\"\n\"TP53\"\n",
        "\"\",\"x\"\n\"1\",\"KRAS\"\n\"2\",\"TP53\"\n",
        "\u{feff}Gene;\r\nKRAS;\r\nTP53;\r\n",
    ] {
        let Coverage::Genes(genes) = Coverage::from_gene_list(&file("p", text)).unwrap() else {
            panic!("{text}")
        };
        assert!(genes.contains("KRAS") && genes.contains("TP53"), "{text}: {genes:?}");
    }
    assert!(Coverage::from_gene_list(&file("p", "KRAS,G12D\n")).is_err());
}
