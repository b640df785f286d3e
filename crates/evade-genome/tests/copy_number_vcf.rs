//! Copy number is read by its meaning: copies of genes in a VCF, corrected columns, older names, calls and log ratios.

#![expect(clippy::unwrap_used, reason = "what tests share panics to fail, as they do")]

mod support;
#[allow(dead_code, reason = "what tests of VCF share is not used by each of them")]
#[path = "support/vcf.rs"]
mod vcf;

use evade_core::{CopySource, CopyState, GeneCopies};
use evade_genome::{
    Build, Coverage, TumorContent, VcfCalls, copies_from_segments, judge, read_gene_copies, read_segments,
};
use evade_stream::Content;
use support::PANEL;
use vcf::{CONTIG_38, plain};

const SV: &str = "##INFO=<ID=SVTYPE,Number=1,Type=String,Description=\"t\">\n";

fn calls(source: &str, records: &[&str]) -> VcfCalls {
    plain(&format!("##source={source}\n{CONTIG_38}{SV}"), records)
}

fn state(calls: &VcfCalls, gene: &str) -> Option<CopyState> {
    calls.variants.copies.get(gene).map(|copies| copies.state)
}

/// Every caller's way to write the loss of both copies at 9p21 and of one on 19p.
#[test]
fn rule_7_one_copy_less_truncates_no_gene() {
    let ways = [
        ("DRAGEN_CNV", "<DEL>", ["SVTYPE=CNV"; 2], "GT:SM:CN", "1/1:0.1:0", "0/1:0.6:1"),
        (
            "CNVkit v0.9.10",
            "<DEL>",
            ["SVTYPE=DEL;FOLD_CHANGE_LOG=-4", "SVTYPE=DEL;FOLD_CHANGE_LOG=-0.9"],
            "GT:CN",
            "1/1:0",
            "0/1:1",
        ),
        ("ascatNgs_v4", "<CNV>", ["SVTYPE=CNV"; 2], "GT:TCN", "./.:0", "./.:1"),
        ("Canvas", "<CNV>", ["SVTYPE=CNV"; 2], "RC:CN", "3:0", "40:1"),
        ("other", "<CNV>", ["SVTYPE=CNV"; 2], "CNF", "0.1", "1.05"),
    ];
    for (source, allele, [none_info, one_info], format, none, one) in ways {
        let found = calls(
            source,
            &[
                &format!("chr9 21900000 . N {allele} . PASS {none_info};END=22100000 {format} {none}"),
                &format!("chr19 10000 . N {allele} . PASS {one_info};END=20000000 {format} {one}"),
            ],
        );
        assert_eq!(state(&found, "CDKN2A"), Some(CopyState::Homdel), "{source}");
        assert_eq!(state(&found, "STK11"), Some(CopyState::SingleLoss), "{source}");
        assert_eq!(state(&found, "KEAP1"), Some(CopyState::SingleLoss), "{source}");
        assert_eq!(state(&found, "PTEN"), None, "{source}");
        assert!(found.variants.variants.is_empty(), "{source}: {:?}", found.variants.variants);
        assert!(!found.shows_small_variants, "{source}");
        assert!(found.variants.copies.values().all(|copies| copies.source == CopySource::Vcf));
        let profile = judge(&found.variants, &Coverage::Undeclared);
        let altered = profile.genes.iter().filter(|row| row.status.as_str() == "altered");
        let altered: Vec<&str> = altered.map(|row| row.gene.as_str()).collect();
        assert!(altered.contains(&"CDKN2A") && !altered.contains(&"STK11"), "{source}: {altered:?}");
    }
}

#[test]
fn rule_7_minor_copies_show_loss_of_heterozygosity() {
    let found = calls(
        "DRAGEN_CNV",
        &["chr19 10000 . N <DEL>,<DUP> . PASS SVTYPE=CNV;END=20000000 GT:CN:MCN 1/2:2:0"],
    );
    assert_eq!(state(&found, "STK11"), Some(CopyState::Loh));
}

/// A fold change is a ratio to the normal: at 0.78 no loss is shown, at 0.3 one is possible.
#[test]
fn rule_7_a_fold_change_is_a_ratio() {
    let pten = |fold: &str, filter: &str| {
        let record = format!("chr10 87863112 . N <DEL> 50 {filter} SVTYPE=CNV;END=87971930 FC {fold}");
        let found = calls("Craft", &[&record]);
        assert!(found.variants.variants.is_empty(), "{:?}", found.variants.variants);
        state(&found, "PTEN")
    };
    assert_eq!(pten("0.78", "PASS"), None);
    assert_eq!(pten("0.3", "PASS"), Some(CopyState::PossibleHomdel));
    assert_eq!(pten("0.3", "LowQual"), None);
    assert_eq!(pten("-2.1", "PASS"), None);
}

#[test]
fn rule_11_a_rearrangement_within_a_gene_keeps_its_rules() {
    for format in ["PR:SR 20,10:20,10", "DR:DV:CN 20:10:1"] {
        let record = format!("chr10 87930000 . N <DEL> . PASS SVTYPE=DEL;END=87934000 {format}");
        let found = calls("other", &[&record]);
        let genes: Vec<&str> = found.variants.variants.iter().map(|v| v.gene.as_str()).collect();
        assert_eq!(genes, ["PTEN"], "{format}");
        assert!(found.variants.copies.is_empty());
    }
}

/// A file that lists no change of copies shows nothing of small variants.
#[test]
fn a_list_of_copy_number_covers_no_small_variant() {
    let found = calls("DRAGEN_CNV", &["chr10 1 . N . . PASS SVTYPE=CNV;END=100000000 GT:CN ./.:2"]);
    assert!(!found.shows_small_variants);
    assert!(found.warnings.iter().any(|w| w.contains("copy number")), "{:?}", found.warnings);
}

fn content(text: &str) -> Content {
    Content { name: "x".into(), bytes: text.as_bytes().to_vec(), sha256: String::new() }
}

fn of_segments(text: &str, gene: &str) -> Option<GeneCopies> {
    let segments = read_segments(&content(text)).unwrap();
    let mut copies = copies_from_segments(&segments, Build::Grch38, &PANEL, TumorContent::default());
    copies.remove(gene)
}

/// TITAN's own copies stop at eight and may be those of no copy; the corrected columns say what they are.
#[test]
fn rule_7_corrected_columns_of_titan_come_first() {
    let titan = |corrected: &str| {
        format!(
            "Chromosome\tStart_Position.bp.\tEnd_Position.bp.\tCopy_Number\tMinorCN\tCorrected_Copy_Number\tCorrected_MinorCN\n9\t21900001\t22050000\t8\t0\t{corrected}\n"
        )
    };
    let state = |text: &str| of_segments(text, "CDKN2A").map(|c| (c.state, c.total));
    assert_eq!(state(&titan("0\t0")), Some((CopyState::Homdel, Some(0.0))));
    assert_eq!(state(&titan("12\t1")), Some((CopyState::Gain, Some(12.0))));
    // Without a corrected value the row keeps its own.
    assert_eq!(state(&titan("NA\tNA")), Some((CopyState::Loh, Some(8.0))));
}

#[test]
fn rule_7_older_names_of_purple_are_the_same_numbers() {
    let row = "chr19\t1\t58617616\t1.9\t100\t0.5\t1\tBAF_WEIGHTED";
    for (column, value) in [("minorAlleleCopyNumber", "0.04"), ("minorAllelePloidy", "0.04")] {
        let text = format!(
            "#chromosome\tstart\tend\tcopyNumber\tbafCount\tobservedBAF\tbaf\tmethod\t{column}\n{row}\t{value}\n"
        );
        assert_eq!(of_segments(&text, "STK11").map(|c| c.state), Some(CopyState::Loh), "{column}");
    }
    // The first versions gave the share of the major allele alone.
    let text =
        format!("#chromosome\tstart\tend\tcopyNumber\tbafCount\tobservedBAF\tactualBAF\tmethod\n{row}\n");
    assert_eq!(of_segments(&text, "STK11").map(|c| c.state), Some(CopyState::Loh));
}

/// What the normal lacks too was not lost by the tumour.
#[test]
fn rule_7_germline_deletions_of_purple_are_no_somatic_ones() {
    let gene = |method: &str| {
        let text = format!(
            "chromosome\tstart\tend\tgene\tminCopyNumber\tmaxCopyNumber\tminRegionMethod\tminMinorAlleleCopyNumber\nchr15\t44711517\t44718145\tB2M\t0.02\t1.9\t{method}\t0\n"
        );
        let table = read_gene_copies(&content(&text), &PANEL, None).unwrap();
        let by_table = table.samples.values().any(|genes| genes.contains_key("B2M"));
        (of_segments(&text, "B2M").map(|c| c.state), by_table)
    };
    assert_eq!(gene("BAF_WEIGHTED"), (Some(CopyState::Homdel), true));
    for method in ["GERMLINE_HOM_DELETION", "GERMLINE_HET2HOM_DELETION", "GERMLINE_AMPLIFICATION"] {
        assert_eq!(gene(method), (None, false), "{method}");
    }
}

#[test]
fn rule_7_log_ratios_are_no_calls() {
    for value in ["-0.0072", "-2.31", "0.21", "3", "-3", "1.7"] {
        for text in [
            format!("Hugo_Symbol\tA\nCDKN2A\t{value}\n"),
            format!("Hugo_Symbol\tSample_Id\tValue\nCDKN2A\tA\t{value}\n"),
        ] {
            let error = read_gene_copies(&content(&text), &PANEL, None).unwrap_err().to_string();
            assert!(error.contains("is not a copy-number call") && error.contains("log ratios"), "{error}");
        }
    }
    assert!(read_gene_copies(&content("Hugo_Symbol\tA\nCDKN2A\t-1.5\nMDM2\t2.0\n"), &PANEL, None).is_ok());
}
