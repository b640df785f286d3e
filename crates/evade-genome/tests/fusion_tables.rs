//! Tables of fusions as projects and laboratories fill them in: pairs in words, rows that cannot be used.

#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use evade_core::AlterationStatus::{self, Altered, NotAltered, Uncertain};
use evade_genome::{Coverage, SampleVariants, judge, read_rearrangements};
use evade_stream::Content;

use self::support::PANEL;

/// What a table says of a gene of a sample; columns are separated by bars.
fn said(text: &str, sample: &str, gene: &str) -> (AlterationStatus, Vec<String>) {
    let bytes = text.replace('|', "\t").into_bytes();
    let content = Content { name: "f.tsv".into(), bytes, sha256: String::new() };
    let calls = read_rearrangements(&content, &PANEL, None).unwrap();
    let found = calls.of_sample(sample, sample).unwrap();
    let variants = SampleVariants {
        variants: found.variants,
        filtered: found.filtered,
        unclaimed: found.unclaimed,
        rearrangements_tested: true,
        ..SampleVariants::default()
    };
    let row = judge(&variants, &Coverage::Exome).genes.into_iter().find(|row| row.gene == gene).unwrap();
    (row.status, row.flags.iter().map(ToString::to_string).collect())
}

fn has(flags: &[String], word: &str) -> bool {
    flags.iter().any(|flag| flag.starts_with(word))
}

const FORMER: &str =
    "Hugo_Symbol|Entrez_Gene_Id|Center|Tumor_Sample_Barcode|Fusion|DNA_support|RNA_support|Method|Frame\n";

#[test]
fn the_pair_is_read_out_of_the_words_of_a_project() {
    for (symbol, entrez, fusion, gene, status) in [
        ("ALK", "238", "EML4-ALK fusion", "ALK", Altered),
        ("EML4", "27436", "EML4-ALK fusion", "ALK", Altered),
        ("ROS1", "6098", "CD74-ROS1 fusion - Archer", "ROS1", Altered),
        ("ALK", "238", "EML4-ALK", "ALK", Altered),
        ("RET", "5979", "KIF5B (exon 15) - RET (exon 12)", "RET", Altered),
        ("ALK", "238", "ALK-intragenic", "ALK", Uncertain),
        ("ALK", "238", "ALK fusion", "ALK", Uncertain),
        ("ALK", "238", "rearranged", "ALK", Uncertain),
        ("", "238", "rearranged", "ALK", Uncertain),
        ("RET", "5979", "EML4-ALK fusion", "RET", Uncertain),
        ("EML4", "27436", "partner of ALK", "ALK", Uncertain),
        ("STK11", "6794", "STK11-intragenic", "STK11", Uncertain),
        ("TFG", "10342", "TFG-ADGRG7", "ALK", NotAltered),
    ] {
        let text = format!("{FORMER}{symbol}|{entrez}|x|S|{fusion}|yes|no|x|in frame\n");
        assert_eq!(said(&text, "S", gene).0, status, "{symbol} {fusion}");
    }
    assert!(has(&said("sample|fusion\nS|ALK rearrangement\n", "S", "ALK").1, "fusion_partner_missing"));
}

#[test]
fn what_denies_a_fusion_alters_nothing_and_shows_no_absence() {
    for row in ["EML4-ALK not detected|", "EML4-ALK|negative", "no ALK fusion|"] {
        let text = format!("sample|fusion|status\nS|{row}\n");
        let (status, flags) = said(&text, "S", "ALK");
        assert!(status == Uncertain && has(&flags, "impossible_value"), "{row}: {flags:?}");
    }
    let inherited = format!(
        "{}ALK|238|x|S|EML4-ALK|yes|no|x|in-frame|GERMLINE\n",
        FORMER.replace('\n', "|Fusion_Status\n")
    );
    assert_eq!(said(&inherited, "S", "ALK").0, NotAltered);
}

#[test]
fn a_partner_that_is_no_gene_is_none() {
    for row in ["unknown|ALK", "?|ALK", "intergenic|ALK", "|ALK", "Unknown|ALK exon 20"] {
        let (status, flags) = said(&format!("sample|gene5|gene3\nS|{row}\n"), "S", "ALK");
        assert!(status == Uncertain && has(&flags, "fusion_partner_missing"), "{row}: {flags:?}");
    }
    assert_eq!(said("sample|gene5|gene3\nS|EML4 (exon 13)|ALK:ex20\n", "S", "ALK").0, Altered);
}

#[test]
fn the_words_of_a_rearrangement_name_what_its_sites_do_not() {
    let header = "Sample_Id|SV_Status|Site1_Hugo_Symbol|Site2_Hugo_Symbol|Event_Info\n";
    for (row, status) in [
        ("EML4|ALK|EML4-ALK fusion", Altered),
        ("EML4||EML4-ALK fusion", Uncertain),
        ("|EML4|fusion with ALK", Uncertain),
        ("EML4|TFG|EML4-TFG", NotAltered),
    ] {
        assert_eq!(said(&format!("{header}S|SOMATIC|{row}\n"), "S", "ALK").0, status, "{row}");
    }
}

/// One row does not cost the cohort: it may be of any sample.
#[test]
fn a_row_without_a_sample_keeps_its_genes_open_in_all() {
    for (header, rows) in [
        ("sample|gene5|gene3|in_frame|kinase_kept\n", ["S|EML4|ALK|yes|yes\n", "|KIF5B|RET|yes|yes\n"]),
        (
            "Sample_Id|SV_Status|Site1_Hugo_Symbol|Site2_Hugo_Symbol|Event_Info\n",
            ["S|SOMATIC|EML4|ALK|EML4-ALK\n", "NA|SOMATIC|KIF5B|RET|KIF5B-RET\n"],
        ),
        (FORMER, ["ALK|238|x|S|EML4-ALK|yes|no|x|in-frame\n", "RET|5979|x||KIF5B-RET|yes|no|x|in-frame\n"]),
    ] {
        let text = format!("{header}{}{}", rows[0], rows[1]);
        assert_eq!(said(&text, "S", "ALK").0, Altered, "{text}");
        let (status, flags) = said(&text, "S", "RET");
        assert!(status == Uncertain && has(&flags, "row_without_sample"), "{text}: {flags:?}");
        assert_eq!(said(&text, "S", "ROS1").0, NotAltered);
    }
}

const ARRIBA: &str = "#gene1|gene2|strand1(gene/fusion)|strand2(gene/fusion)|breakpoint1|breakpoint2|site1|site2|type|split_reads1|split_reads2|discordant_mates|coverage1|coverage2|confidence|reading_frame\n";

#[test]
fn a_value_of_a_fusion_in_rna_that_cannot_be_read_is_not_believed() {
    for (place, reads, status) in [
        ("chr2:29223528", "10", Altered),
        ("chr2:29223528", ".", Altered),
        ("chr2:x", "10", Uncertain),
        ("chr2", "10", Uncertain),
        ("chr2:0", "10", Uncertain),
        ("chr2:999999999", "10", Uncertain),
        ("chr2:29223528", "n/a", Uncertain),
        ("chr2:29223528", "many", Uncertain),
        ("chr2:29223528", "-3", Uncertain),
    ] {
        let row = format!(
            "EML4|ALK|+/+|-/-|chr2:42295516|{place}|CDS|CDS|inversion|{reads}|8|5|100|90|high|in-frame\n"
        );
        let (found, flags) = said(&format!("{ARRIBA}{row}"), "S", "ALK");
        assert_eq!(found, status, "{place} {reads}");
        assert_eq!(has(&flags, "impossible_value"), status == Uncertain, "{flags:?}");
    }
}

/// `read.delim` and `write.csv` of R.
#[test]
fn names_of_columns_that_r_made_syntactic_are_read() {
    let arriba = "\"\",\"X.gene1\",\"gene2\",\"strand1.gene.fusion.\",\"strand2.gene.fusion.\",\"breakpoint1\",\"breakpoint2\",\"type\",\"split_reads1\",\"confidence\",\"reading_frame\"\n\
        \"1\",\"EML4\",\"ALK\",\"+/+\",\"-/-\",\"chr2:42295516\",\"chr2:29223528\",\"inversion\",10,\"high\",\"in-frame\"\n";
    let star = "X.FusionName|JunctionReadCount|LeftGene|LeftBreakpoint|RightGene|RightBreakpoint|LargeAnchorSupport|FFPM\n\
        EML4--ALK|30|EML4^E|chr2:42295516:+|ALK^E|chr2:29223528:-|YES_LDAS|1.2\n";
    let catcher = "Gene_1_symbol.5end_fusion_partner.|Gene_2_symbol.3end_fusion_partner.|Fusion_description|Fusion_point_for_gene_1.5end_fusion_partner.|Fusion_point_for_gene_2.3end_fusion_partner.|Predicted_effect\n\
        EML4|ALK|known|2:42295516:+|2:29223528:-|in-frame\n";
    let quoted = "\"#FusionName\"|\"JunctionReadCount\"|\"LeftGene\"|\"LeftBreakpoint\"|\"RightGene\"|\"RightBreakpoint\"\n\
        \"EML4--ALK\"|30|\"EML4^E\"|\"chr2:42295516:+\"|\"ALK^E\"|\"chr2:29223528:-\"\n";
    for text in [arriba, star, catcher, quoted] {
        assert_eq!(said(text, "S", "ALK").0, Altered, "{text}");
    }
}
