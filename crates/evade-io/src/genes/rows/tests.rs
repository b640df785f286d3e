//! Ids of every dress, and what becomes of them.

use super::*;
use crate::genes::one_sample::matrix;

#[test]
fn dates_and_double_ids_find_their_gene_and_shared_dates_none() {
    let text = "symbol\thgnc_id\tensembl_gene_id\tentrez_id\tprevious_symbols\taliases\tlocus_type\tchromosome\n\
                SEPTIN1\tHGNC:1\tENSG00000000001\t11\tSEPT1\t\tgene with protein product\t1\n\
                XRN1\tHGNC:2\tENSG00000000002\t12\t\tSEP1\tgene with protein product\t1\n\
                MARCHF2\tHGNC:3\tENSG00000000003\t13\tMARCH2\t\tgene with protein product\t1\n\
                MTARC2\tHGNC:4\tENSG00000000004\t14\tMARC2\t\tgene with protein product\t1\n\
                DELEC1\tHGNC:5\tENSG00000000005\t15\tDEC1\t\tRNA, long non-coding\t9\n";
    let table = crate::read_genes("genes", text).unwrap();
    let fates = |ids: &[&str]| {
        let rows: Vec<(&str, f64)> = ids.iter().map(|id| (*id, 1.0)).collect();
        GeneRows::resolve(&matrix(&rows), &table).fates().to_vec()
    };
    assert_eq!(
        fates(&["1-Sep", "Dec-01", "2-Mar", "32-Mar", "9-Jan", "MTARC2"])[..5],
        [
            RowFate::Date(GeneId(0)),
            RowFate::Date(GeneId(4)),
            RowFate::Date(GeneId(2)),
            RowFate::Unknown,
            RowFate::Unknown
        ]
    );
    // Both MARCH2 and MARC2 become this date, and nothing tells which it was.
    assert_eq!(fates(&["2-Mar"]), [RowFate::Ambiguous(vec![GeneId(2), GeneId(3)])]);
    // A gene with a row of its own is not in the damaged one as well.
    assert_eq!(fates(&["SEPTIN1", "1-Sep"])[1], RowFate::Unknown);
    assert_eq!(
        fates(&["SEPT1|11", "?|12", "MTARC2|999", "?|999", "ENSG00000000005_DEC1"]),
        [
            RowFate::Mapped(GeneId(0), IdKind::Entrez),
            RowFate::Mapped(GeneId(1), IdKind::Entrez),
            RowFate::Mapped(GeneId(3), IdKind::Symbol),
            RowFate::Unknown,
            RowFate::Mapped(GeneId(4), IdKind::Ensembl),
        ]
    );
}

const HEADER: &str =
    "symbol\thgnc_id\tensembl_gene_id\tentrez_id\tprevious_symbols\taliases\tlocus_type\tchromosome";

fn human() -> GeneTable {
    let genes = [
        "HLA-A\tHGNC:1\tENSG00000206503\t3105\t\t",
        "TP53\tHGNC:2\tENSG00000141510\t7157\t\tp53|LFS1",
        "CD8A\tHGNC:3\tENSG00000153563\t925\tCD8\tGas6",
        "C1orf112\tHGNC:4\tENSG00000000460\t55732\t\t",
        "NKX3-1\tHGNC:5\tENSG00000167034\t4824\tBAPX2\tpor",
        "POR\tHGNC:6\tENSG00000127948\t5447\t\t",
        "NKX6-1\tHGNC:7\tENSG00000163623\t4825\t\tNkx6.1",
        "NKX6-2\tHGNC:8\tENSG00000148826\t84504\t\tNKX6.1",
    ];
    let rows = genes.map(|gene| format!("{gene}\tgene with protein product\t1"));
    let text = format!("{HEADER}\n{}\n", rows.join("\n"));
    crate::read_genes("genes", text.leak()).unwrap()
}

fn statuses(ids: &[&str]) -> Vec<String> {
    let rows: Vec<(&str, f64)> = ids.iter().map(|id| (*id, 1.0)).collect();
    let table = human();
    let rows = GeneRows::resolve(&matrix(&rows), &table);
    let symbol = |fate: &RowFate| fate.gene().map_or("-", |gene| table.gene(gene).symbol);
    rows.fates().iter().map(|fate| format!("{} {}", symbol(fate), fate.status())).collect()
}

#[test]
fn ids_in_two_parts_are_resolved_by_the_safer_part() {
    for (id, expected) in [
        ("TP53 (7157)", "TP53 entrez"),
        ("TP53 (100000001)", "TP53 symbol"),
        ("C1orf112 (ENSG00000000460)", "C1orf112 ensembl"),
        ("TP53 [7157]", "TP53 entrez"),
        ("TP53(7157)", "TP53 entrez"),
        ("TP53..7157.", "TP53 entrez"),
        ("HLA-A..3105.", "HLA-A entrez"),
        ("TP53.7157", "TP53 entrez"),
        ("TP53.1", "- unknown"),
        ("TP53|7157", "TP53 entrez"),
        ("?|7157", "TP53 entrez"),
        ("ENSG00000141510.18|TP53", "TP53 ensembl"),
        ("TP53|ENSG00000141510.18", "TP53 ensembl"),
        ("ENSG00000141510.18_TP53", "TP53 ensembl"),
        ("TP53_ENSG00000141510", "TP53 ensembl"),
        ("ENSG00000999999.1_TP53", "TP53 symbol"),
        // An alias beside an unknown id is too little.
        ("ENSG00000999999.1_LFS1", "- unknown"),
        ("ENSG00000141510.18_PAR_Y|TP53", "- par_y"),
        // The third part is a length.
        ("LINC01|TP53-201|7157", "- unknown"),
    ] {
        assert_eq!(statuses(&[id]), [expected], "{id}");
    }
}

#[test]
fn changed_symbols_are_resolved_unless_the_gene_has_a_row() {
    for (id, expected) in [
        ("HLA.A", "HLA-A r_name"),
        ("NKX3.1", "NKX3-1 r_name"),
        ("HLA_A", "HLA-A r_name"),
        ("hla-a", "HLA-A other_case"),
        ("hla.a", "HLA-A other_case"),
        ("nkx3.1", "NKX3-1 other_case"),
        ("tp53", "TP53 other_case"),
        ("ensg00000141510.3", "TP53 other_case"),
        ("cd8", "CD8A other_case"),
        ("C1ORF112", "C1orf112 other_case"),
        ("p53", "TP53 alias"),
        ("lfs1", "- unknown"),
        ("AC004556.1", "- unknown"),
        ("X7157", "- unknown"),
    ] {
        assert_eq!(statuses(&[id]), [expected], "{id}");
    }
    assert_eq!(statuses(&["NKX3", "NKX3.1"])[1], "- unknown");
    assert_eq!(statuses(&["HLA-A", "HLA.A", "hla-a"])[1..], ["- unknown", "- unknown"]);
    assert_eq!(statuses(&["por", "tp53"])[0], "POR other_case");
    assert_eq!(statuses(&["por", "TP53", "CD8A"])[0], "- ambiguous");
    assert_eq!(statuses(&["NKX6.1", "HLA.A", "NKX6.2"]), ["NKX6-1 r_name", "HLA-A r_name", "NKX6-2 r_name"]);
    assert_eq!(statuses(&["NKX6.1", "HLA-A"])[0], "- ambiguous");
    assert_eq!(statuses(&["Nkx6.1", "HLA-A"])[0], "NKX6-1 alias");
    let numbers: Vec<String> = (0..30).map(|n| format!("X{}", 100_000_000 + n)).collect();
    let mut ids: Vec<&str> = numbers.iter().map(String::as_str).collect();
    ids.push("X7157");
    assert_eq!(statuses(&ids)[30], "TP53 r_name");
}

#[test]
fn genes_of_other_species_are_not_resolved_by_case() {
    let table = human();
    for (ids, species) in [
        (&["Cd8a", "Trp53", "H2-Ab1"][..], Species::Mouse),
        (&["ENSMUSG00000059552.14", "ENSMUSG00000053977"], Species::Mouse),
        (&["MGI:98834"], Species::Mouse),
        (&["Tp53", "Cd8a"], Species::MouseOrRat),
        (&["Gas6", "Cd8a"], Species::MouseOrRat),
        (&["ENSRNOG00000010756", "Tp53"], Species::Rat),
        (&["ENSDARG00000035559"], Species::Zebrafish),
        (&["ENSSSCG00000017950"], Species::Other),
    ] {
        let rows: Vec<(&str, f64)> = ids.iter().map(|id| (*id, 1.0)).collect();
        let rows = GeneRows::resolve(&matrix(&rows), &table);
        assert!(rows.is_other_species(), "{ids:?}");
        assert_eq!(rows.other_species().species(), species, "{ids:?}");
        assert!(rows.fates().iter().all(|fate| fate.gene().is_none_or(|gene| gene == GeneId(2))));
    }
    let graft = [("TP53", 1.0), ("HLA-A", 1.0), ("Cd8a", 1.0), ("Trp53", 1.0)];
    let rows = GeneRows::resolve(&matrix(&graft), &table);
    assert_eq!((rows.is_other_species(), rows.other_species().n_rows()), (false, 2));
}
