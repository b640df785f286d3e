//! A deletion of megabases takes a copy of many genes and truncates none of them: copies tell what is left.

#![expect(clippy::unwrap_used, reason = "what tests share panics to fail, as they do")]

mod support;
#[allow(dead_code, reason = "what tests of VCF share is not used by each of them")]
#[path = "support/vcf.rs"]
mod vcf;

use evade_core::{
    AlterationStatus, Caution, CopySource, CopyState, GeneAlteration, GeneCopies, Hits, Verdict,
};
use evade_genome::{Coverage, SampleVariants, judge, read_rearrangements};
use evade_stream::Content;
use support::PANEL;
use vcf::{CONTIG_38, plain};

const SV: &str = "##INFO=<ID=SVTYPE,Number=1,Type=String,Description=\"t\">\n";
/// CDKN2A lies at 9:21,967,752-21,995,324.
const RECORDS: [(&str, &str); 8] = [
    (
        "GenerateSVCandidates 1.6.0",
        "chr9 4000000 d N <DEL> . PASS SVTYPE=DEL;END=24000000;SOMATIC PR:SR 20,10:20,10",
    ),
    (
        "GenerateSVCandidates 1.6.0",
        "chr9 21000000 d N <DEL> . PASS SVTYPE=DEL;END=23000000;SOMATIC PR:SR 20,10:20,10",
    ),
    (
        "GenerateSVCandidates 1.6.0",
        "chr9 4000000 d N N[chr9:24000000[ . PASS SVTYPE=BND;MATEID=e PR:SR 20,10:20,10",
    ),
    ("svaba", "chr9 4000000 d N <DEL> . PASS SVTYPE=DEL;END=24000000 GT:DP:AD 0/1:60:27"),
    ("LUMPY", "chr9 4000000 d N <DEL> . PASS SVTYPE=DEL;END=24000000 GT:SU:PE:SR 0/1:20:10:10"),
    ("Sniffles2_2.2", "chr9 4000000 d N <DEL> . PASS SVTYPE=DEL;END=24000000;SUPPORT=20 GT:DR:DV 0/1:30:20"),
    ("DELLY", "chr9 4000000 d N <DEL> . PASS SVTYPE=DEL;END=24000000 GT:RR:RV 0/1:30:20"),
    ("GRIDSS", "chr9 4000000 d N <DEL> . PASS SVTYPE=DEL;SVLEN=-20000000 GT:VF 0/1:20"),
];

fn sample(source: &str, records: &[&str]) -> SampleVariants {
    plain(&format!("##source={source}\n{CONTIG_38}{SV}"), records).variants
}

fn row(sample: &SampleVariants, gene: &str) -> GeneAlteration {
    judge(sample, &Coverage::Exome).genes.into_iter().find(|row| row.gene == gene).unwrap()
}

#[test]
fn rule_11_a_deletion_of_megabases_truncates_no_gene_under_it() {
    for (source, record) in RECORDS {
        let found = sample(source, &[record]);
        for gene in ["CDKN2A", "CDKN2B", "MTAP"] {
            let row = row(&found, gene);
            assert_eq!(row.status, AlterationStatus::Uncertain, "{gene}: {record}");
            assert!(
                row.has(&Caution::WholeGeneDeletion) && row.has(&Caution::CopyNumberNotTested),
                "{record}"
            );
        }
    }
    // One end in the gene truncates it, however far the other lies.
    let cut = sample("x", &["chr9 4000000 d N <DEL> . PASS SVTYPE=DEL;END=21972000 PR:SR 20,10:20,10"]);
    assert_eq!(row(&cut, "CDKN2A").status, AlterationStatus::Altered);
}

#[test]
fn rule_11_copies_go_before_a_deletion_of_megabases() {
    for (source, record) in RECORDS {
        let mut found = sample(source, &[record]);
        for (state, total, status) in [
            (CopyState::SingleLoss, 1.0, AlterationStatus::NotAltered),
            (CopyState::Loh, 1.0, AlterationStatus::NotAltered),
            (CopyState::Neutral, 2.0, AlterationStatus::NotAltered),
            (CopyState::Homdel, 0.0, AlterationStatus::Altered),
        ] {
            let copies = GeneCopies { total: Some(total), ..GeneCopies::stated(state, CopySource::Ascat) };
            found.copies.insert("CDKN2A".to_owned(), copies);
            let row = row(&found, "CDKN2A");
            assert_eq!((row.status, row.n_variants), (status, 0), "{state:?}: {record}");
        }
    }
    // The record itself tells them.
    let own = sample("x", &["chr9 4000000 d N <DEL> . PASS SVTYPE=DEL;END=24000000 PR:SR:CN 30,15:30,12:1"]);
    assert_eq!(own.copies.get("CDKN2A").map(|c| c.state), Some(CopyState::SingleLoss));
}

#[test]
fn rule_8_the_copy_that_a_deletion_of_megabases_took_is_a_hit_beside_another() {
    let records = [
        "chr9 4000000 d N <DEL> . PASS SVTYPE=DEL;END=21972000 PR:SR 20,10:20,10",
        "chr9 21000000 d N <DEL> . PASS SVTYPE=DEL;END=23000000 PR:SR 20,10:20,10",
    ];
    let row = row(&sample("x", &records), "CDKN2A");
    assert_eq!((row.status, row.hits), (AlterationStatus::Altered, Some(Hits::Biallelic)));
}

#[test]
fn rule_11_a_table_of_rearrangements_is_judged_alike() {
    let header = "Sample_Id\tSite1_Hugo_Symbol\tSite1_Chromosome\tSite1_Position\tSite2_Hugo_Symbol\tSite2_Chromosome\tSite2_Position\tClass\tNCBI_Build\n";
    let verdict = |to: u64| {
        let text = format!("{header}S\tSTK11\t19\t1200000\tSTK11\t19\t{to}\tDELETION\tGRCh37\n");
        let content = Content { name: "x".into(), bytes: text.into_bytes(), sha256: String::new() };
        read_rearrangements(&content, &PANEL, None).unwrap().samples["S"].variants.first().unwrap().verdict
    };
    assert_eq!(verdict(1_230_000), Verdict::Damaging);
    assert_eq!(verdict(20_000_000), Verdict::Uncertain);
}
