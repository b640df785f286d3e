//! A record whose annotation names a judged gene at a place where the gene does not lie never vanishes.

#![expect(clippy::unwrap_used, reason = "what tests share panics to fail, as they do")]

mod support;
#[path = "support/vcf.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod vcf;

use evade_core::AlterationStatus::{self, Altered, NotAltered, Uncertain};
use evade_core::{Caution, FilterReason};
use evade_genome::{
    Build, Coverage, Filters, MafCalls, VcfCalls, VcfOptions, judge, read_maf, read_segments,
};

use evade_stream::{Content, ReadError};
use support::PANEL;

use vcf::{CSQ, native, read, text};

/// One coding entry of a gene on its canonical transcript.
fn record(chrom: &str, pos: u32, exchange: &str, terms: &str, gene: &str, filter: &str) -> String {
    let (reference, alternate) = exchange.split_once('>').unwrap();
    let csq = format!("{alternate}|{terms}|{gene}|||||YES||||protein_coding");
    format!("{chrom} {pos} . {reference} {alternate} . {filter} CSQ={csq} AD:DP 60,40:100")
}

fn g12d(chrom: &str, pos: u32) -> String {
    record(chrom, pos, "C>T", "missense_variant", "KRAS", "PASS")
}

fn calls(header: &str, records: &[String]) -> Result<VcfCalls, ReadError> {
    let native = native();
    let build = Some(Build::Grch38);
    let options = VcfOptions { native: Some(&native), build, ..VcfOptions::default() };
    let records: Vec<&str> = records.iter().map(String::as_str).collect();
    read(&text(&format!("{CSQ}{header}"), "T", &records), &options)
}

fn status(calls: &VcfCalls, gene: &str) -> AlterationStatus {
    let profile = judge(&calls.variants, &Coverage::Exome);
    profile.genes.iter().find(|row| row.gene == gene).unwrap().status
}

/// Coding variants where their genes lie on `GRCh38`.
fn fine() -> Vec<String> {
    vec![
        record("chr10", 87_933_147, "C>T", "stop_gained", "PTEN", "PASS"),
        record("chr7", 140_753_336, "A>T", "missense_variant", "BRAF", "PASS"),
        record("chr17", 7_674_221, "G>A", "missense_variant", "TP53", "PASS"),
    ]
}

#[test]
fn a_stray_record_is_listed_and_keeps_its_gene_open() {
    for (stray, gene) in [
        (g12d("chr12", 25_398_284), "KRAS"),
        (g12d("chr7", 140_753_400), "KRAS"),
        (g12d("chr1", 1_000_000), "KRAS"),
        (g12d("hs12", 25_245_350), "KRAS"),
        (g12d(".", 25_245_350), "KRAS"),
        (record("chr6_GL000250v2_alt", 1_221_000, "C>T", "stop_gained", "HLA-A", "PASS"), "HLA-A"),
        (record("HLA*A*01:01:01:01", 700, "C>T", "stop_gained", "HLA-A", "PASS"), "HLA-A"),
    ] {
        let calls = calls("", &[fine(), vec![stray.clone()]].concat()).unwrap();
        assert_eq!((status(&calls, gene), status(&calls, "PTEN")), (Uncertain, Altered), "{stray}");
        let listed = calls.variants.filtered.iter().find(|f| f.gene == gene).unwrap();
        assert_eq!(listed.reason, FilterReason::AnnotationElsewhere, "{stray}");
        let profile = judge(&calls.variants, &Coverage::Exome);
        let row = profile.genes.iter().find(|row| row.gene == gene).unwrap();
        assert!(row.has(&Caution::AnnotationElsewhere), "{stray}");
        assert_eq!(status(&calls, "STK11"), NotAltered);
    }
    // What the caller has filtered, or what changes no protein, keeps nothing open.
    for stray in [
        record("chr12", 25_398_284, "C>T", "missense_variant", "KRAS", "weak_evidence"),
        record("chr12", 25_398_284, "C>T", "synonymous_variant", "KRAS", "PASS"),
        record("chr12", 25_398_284, "C>T", "upstream_gene_variant", "KRAS", "PASS"),
    ] {
        assert_eq!(status(&calls("", &[fine(), vec![stray]].concat()).unwrap(), "KRAS"), NotAltered);
    }
}

#[test]
fn a_record_on_an_alternative_haplotype_alone_refuses_no_file() {
    let alone = record("chr6_GL000250v2_alt", 1_221_000, "C>T", "stop_gained", "HLA-A", "PASS");
    assert_eq!(status(&calls("", &[alone]).unwrap(), "HLA-A"), Uncertain);
    // The exon of p14ARF alone lies a little before the transcript of p16.
    let arf = record("chr9", 21_994_200, "C>T", "stop_gained", "CDKN2A", "PASS");
    assert_eq!(status(&calls("", &[arf]).unwrap(), "CDKN2A"), Uncertain);
}

#[test]
fn a_deletion_that_begins_far_before_its_gene_is_the_genes() {
    let bases = "A".repeat(3000);
    let deletion = record("chr12", 25_203_000, &format!("{bases}>A"), "frameshift_variant", "KRAS", "PASS");
    assert!(
        calls("", &[deletion])
            .unwrap()
            .variants
            .filtered
            .iter()
            .all(|f| f.reason != FilterReason::AnnotationElsewhere)
    );
}

#[test]
fn a_file_on_another_genome_is_refused_by_what_was_seen() {
    let error = calls("", &[g12d("12", 25_398_284)]).unwrap_err().to_string();
    assert!(error.contains("1 of 1 coding records") && error.contains("KRAS"), "{error}");
    assert!(error.contains("the position is that of GRCh37") && !error.contains("--genome"), "{error}");
    let three = [fine(), (0..3).map(|i| g12d("chr12", 25_398_284 + i)).collect()].concat();
    let error = calls("", &three).unwrap_err().to_string();
    assert!(error.contains("3 of 6 coding records"), "{error}");
    for contig in ["hs12", "chr012", "", "CHM13#0#chr12", "chr12_MATERNAL", "CM000994.2"] {
        assert!(calls("", &[g12d(contig, 25_245_350)]).is_err(), "{contig}");
    }
}

#[test]
fn known_names_of_chromosomes_are_read() {
    for contig in [
        "CM000674.2",
        "gi|568336012|ref|NC_000012.12|",
        "GRCh38#0#chr12",
        "chromosome12",
        "Chromosome_12",
        "CHR12",
    ] {
        assert_eq!(status(&calls("", &[g12d(contig, 25_245_350)]).unwrap(), "KRAS"), Altered, "{contig}");
    }
    for contig in ["CM000674.1", "NC_000012.11", "gi|224589803|ref|NC_000012.11|", "GRCh37#0#chr12"] {
        let error = calls("", &[g12d(contig, 25_245_350)]).unwrap_err().to_string();
        assert!(error.contains("is one of GRCh37"), "{error}");
    }
    let named = calls("", &[fine(), vec![g12d("hs12", 25_245_350)]].concat()).unwrap();
    assert!(named.warnings.iter().any(|warning| warning.contains("'hs12'")), "{:?}", named.warnings);
}

#[test]
fn segments_on_accessions_are_on_the_build_of_these() {
    let build = |chrom: &str| {
        let text = format!("chr\tstartpos\tendpos\tnMajor\tnMinor\n{chrom}\t1\t1000000\t1\t1\n");
        let content = Content { name: "x".into(), bytes: text.into_bytes(), sha256: String::new() };
        read_segments(&content).and_then(|segments| segments.build(Some(Build::Grch38)))
    };
    for chrom in ["NC_000012.12", "CM000674.2", "GRCh38#0#chr12", "chr12"] {
        assert_eq!(build(chrom).unwrap(), Build::Grch38, "{chrom}");
    }
    for chrom in ["NC_000012.11", "CM000674.1"] {
        let error = build(chrom).unwrap_err().to_string();
        assert!(error.contains("the file is on GRCh37, but GRCh38 was declared"), "{error}");
    }
    assert!(build("NC_060936.1").unwrap_err().to_string().contains("T2T-CHM13"));
}

#[test]
fn the_genome_that_the_annotator_names_contradicts_the_stated_one() {
    let error = calls("##VEP=\"v110\" assembly=\"GRCh37.p13\"\n", &fine()).unwrap_err().to_string();
    assert!(error.contains("the file is on GRCh37, but GRCh38 was declared"), "{error}");
}

/// A MAF of one row with these columns before the rest of KRAS G12D on `GRCh38`.
fn maf(symbol: &str, entrez: &str, gene: &str, build: &str) -> Result<MafCalls, ReadError> {
    let text = format!(
        "Hugo_Symbol\tEntrez_Gene_Id\tGene\tNCBI_Build\tChromosome\tStart_Position\tReference_Allele\tTumor_Seq_Allele2\tTumor_Sample_Barcode\tVariant_Classification\tHGVSp_Short\n\
         {symbol}\t{entrez}\t{gene}\t{build}\tchr12\t25245350\tC\tT\tS\tMissense_Mutation\tp.G12D\n"
    );
    let content = Content { name: "x".into(), bytes: text.into_bytes(), sha256: String::new() };
    read_maf(&content, &PANEL, &Filters::default())
}

#[test]
fn a_maf_row_without_a_symbol_is_of_the_gene_of_its_id_or_place() {
    for (symbol, entrez, gene) in [
        ("KRAS", "3845", ""),
        ("", "3845", ""),
        ("Unknown", "0", "ENSG00000133703"),
        ("ENSG00000133703.14", "", ""),
        ("3845", "", ""),
        ("Unknown", "0", ""),
        (".", "", ""),
        ("ENSG00000000000", "", ""),
    ] {
        let calls = maf(symbol, entrez, gene, "GRCh38").unwrap();
        let profile = judge(calls.samples.get("S").unwrap(), &Coverage::Exome);
        let row = profile.genes.iter().find(|row| row.gene == "KRAS").unwrap();
        assert_eq!(row.status, Altered, "{symbol} {entrez} {gene}");
    }
    // Without a build the place may be that of another gene.
    let calls = maf("Unknown", "0", "", "").unwrap();
    let profile = judge(calls.samples.get("S").unwrap(), &Coverage::Exome);
    let row = profile.genes.iter().find(|row| row.gene == "KRAS").unwrap();
    assert_eq!((row.status, profile.filtered.len()), (Uncertain, 1));
    // Another gene's symbol is one.
    let calls = maf("LYRM5", "0", "", "GRCh38").unwrap();
    let profile = judge(calls.samples.get("S").unwrap(), &Coverage::Exome);
    assert_eq!(profile.genes.iter().find(|row| row.gene == "KRAS").unwrap().status, NotAltered);
}
