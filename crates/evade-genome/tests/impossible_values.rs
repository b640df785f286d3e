//! One rule for values that cannot be: the row is not used, and its gene is not `not_altered`; an HLA gene is
//! `not_evaluable`. Structure that is broken is an error.

#![expect(clippy::unwrap_used, reason = "what tests share panics to fail, as they do")]

mod support;

use evade_core::AlterationStatus::{self, Altered, NotAltered, Uncertain};
use evade_core::{Caution, CopyState, DnaProfile, FilterReason, GeneAlteration, HlaReason, HlaStatus};
use evade_genome::{
    Build, Coverage, Filters, HotspotAlleles, NativeAnnotator, SampleVariants, TumorContent, VcfCalls,
    VcfOptions, copies_from_segments, genes_of_impossible_segments, hla_from_segments, judge,
    read_gene_copies, read_hla, read_maf, read_segments, read_vcf_input,
};
use evade_stream::{Content, Input};

use support::PANEL;

fn native() -> NativeAnnotator {
    let text = include_str!("../../../signatures/alterations/hotspot-alleles.tsv");
    NativeAnnotator::new(HotspotAlleles::read(("hotspot-alleles.tsv", text)).unwrap())
}

fn content(text: &str) -> Content {
    Content { name: "x".into(), bytes: text.as_bytes().to_vec(), sha256: String::new() }
}

fn row(profile: &DnaProfile, gene: &str) -> GeneAlteration {
    profile.genes.iter().find(|g| g.gene == gene).unwrap().clone()
}

const CSQ: &str = "##INFO=<ID=CSQ,Number=.,Type=String,Description=\"Format: Allele|Consequence|SYMBOL|Feature|HGVSp|CANONICAL|gnomADe_AF\">\n";
const CONTIGS: &str = "##contig=<ID=chr1,length=248956422>\n##contig=<ID=chr12,length=133275309>\n##contig=<ID=chrUn,length=50>\n";

/// A file of tumour and normal with these records; blanks stand for tabs.
fn vcf(header: &str, records: &[&str]) -> VcfCalls {
    let records: String = records.iter().map(|record| record.replace(' ', "\t") + "\n").collect();
    let columns = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tTUMOR\tNORMAL\n";
    let text = format!("##fileformat=VCFv4.2\n{CONTIGS}{header}{columns}{records}");
    let native = native();
    let options = VcfOptions { native: Some(&native), ..VcfOptions::default() };
    read_vcf_input(&mut Input::from_bytes("x.vcf", text).unwrap(), &options, &PANEL, &Filters::default())
        .unwrap()
}

fn profile(calls: &VcfCalls) -> DnaProfile {
    judge(&calls.variants, &Coverage::Exome)
}

/// KRAS G12D as VEP writes it, with a population frequency.
fn g12d(pos: &str, frequency: &str, filter: &str, tumor: &str, normal: &str) -> String {
    let entry = format!("T|missense_variant|KRAS|ENST00000311936|p.Gly12Asp|YES|{frequency}");
    format!("chr12 {pos} . C T . {filter} CSQ={entry} AD:DP:AF {tumor} {normal}")
}

fn is_kept_open(record: &str) -> bool {
    let profile = profile(&vcf(CSQ, &[record]));
    let (gene, g12d) = (row(&profile, "KRAS"), row(&profile, "KRAS_G12D"));
    let is_listed = profile
        .filtered
        .iter()
        .any(|f| f.gene == "KRAS" && f.reason == FilterReason::ImpossibleValue && f.would_alter);
    gene.status == Uncertain
        && g12d.status == Uncertain
        && gene.has(&Caution::ImpossibleValue)
        && is_listed
        // A gene of another row is what it was.
        && row(&profile, "STK11").status == NotAltered
}

#[test]
fn a_record_with_a_value_that_cannot_be_keeps_its_gene_open() {
    let fine = ("60,40:100:0.4", "80,0:80:0");
    let whole = profile(&vcf(CSQ, &[&g12d("25245350", "0", "PASS", fine.0, fine.1)]));
    assert_eq!((row(&whole, "KRAS").status, whole.filtered.len()), (Altered, 0));
    for (pos, frequency, tumor, normal) in [
        ("0", "", fine.0, fine.1),
        ("133275310", "", fine.0, fine.1),
        ("999999999", "", fine.0, fine.1),
        ("25245350", "7", fine.0, fine.1),
        ("25245350", "-0.1", fine.0, fine.1),
        ("25245350", "0.00001&3", fine.0, fine.1),
        ("25245350", "inf", fine.0, fine.1),
        ("25245350", "x", fine.0, fine.1),
        ("25245350", "", "60,x:100:0.4", fine.1),
        ("25245350", "", "60,-40:100:0.4", fine.1),
        ("25245350", "", "60,:100:0.4", fine.1),
        ("25245350", "", "60,40:many:0.4", fine.1),
        ("25245350", "", "60,40:100:nan", fine.1),
        ("25245350", "", fine.0, "80,?:80:0"),
    ] {
        let record = g12d(pos, frequency, "PASS", tumor, normal);
        assert!(is_kept_open(&record), "{record}");
    }
    // Reals are counts, and what is missing is not impossible.
    for (frequency, tumor) in [("", "60.0,40.0:100:0.4"), (".", ".,40:100:."), ("-", "60,40:.:0.4")] {
        let found = profile(&vcf(CSQ, &[&g12d("25245350", frequency, "PASS", tumor, fine.1)]));
        assert!(found.filtered.iter().all(|f| f.reason != FilterReason::ImpossibleValue), "{tumor}");
    }
    // What the caller filtered, or what changes nothing, is not open for its values.
    let filtered = profile(&vcf(CSQ, &[&g12d("0", "7", "weak_evidence", fine.0, fine.1)]));
    assert_eq!(row(&filtered, "KRAS").status, NotAltered);
    let silent = g12d("25245350", "7", "PASS", fine.0, fine.1)
        .replace("missense", "synonymous")
        .replace("Gly12Asp", "Gly12=");
    assert_eq!(row(&profile(&vcf(CSQ, &[&silent])), "KRAS").status, NotAltered);
}

#[test]
fn a_position_that_is_none_keeps_the_genes_of_its_chromosome_open_where_nothing_names_the_gene() {
    let found = profile(&vcf("", &["chr12 0 . C T . PASS . AD 60,40 80,0"]));
    assert_eq!((row(&found, "KRAS").status, row(&found, "STK11").status), (Uncertain, NotAltered));
    assert_eq!(row(&found, "KRAS_G12D").status, Uncertain);
    let beyond = profile(&vcf("", &["chr12 133275310 . C T . PASS . AD 60,40 80,0"]));
    assert_eq!(row(&beyond, "KRAS").status, Uncertain);
    // Contigs without judged genes, the ends of rearrangements behind a telomere, and what the caller filtered.
    for record in [
        "chrUn 51 . C T . PASS . AD 60,40 80,0",
        "chr12 0 . N [chr3:5[N . PASS SVTYPE=BND AD 60,40 80,0",
        "chr12 0 . C T . weak . AD 60,40 80,0",
        "chr12 0 . C <NON_REF> . PASS . AD 60,40 80,0",
    ] {
        assert_eq!(row(&profile(&vcf("", &[record])), "KRAS").status, NotAltered, "{record}");
    }
}

const MAF: &str = "Hugo_Symbol\tTumor_Sample_Barcode\tNCBI_Build\tChromosome\tStart_Position\tReference_Allele\tTumor_Seq_Allele2\tVariant_Classification\tHGVSp_Short\tt_depth\tt_alt_count\tgnomAD_AF\n";

fn maf_status(row_text: &str, gene: &str) -> (AlterationStatus, usize) {
    let text = format!("{MAF}{}\n", row_text.replace(' ', "\t"));
    let calls = read_maf(&content(&text), &PANEL, &Filters::default()).unwrap();
    let profile = judge(&calls.samples["S"], &Coverage::Exome);
    let n = profile.filtered.iter().filter(|f| f.reason == FilterReason::ImpossibleValue).count();
    (row(&profile, gene).status, n)
}

#[test]
fn a_maf_row_with_a_value_that_cannot_be_keeps_its_gene_open_and_the_others_come_out() {
    let row = |place: &str, reads: &str, frequency: &str| {
        format!("STK11 S GRCh38 {place} C T Nonsense_Mutation p.Q37* {reads} {frequency}")
    };
    assert_eq!(maf_status(&row("19 1207022", "100 40", "0"), "STK11"), (Altered, 0));
    for (place, reads, frequency) in [
        ("19 0", "100 40", "0"),
        ("19 -1", "100 40", "0"),
        ("19 58617617", "100 40", "0"),
        ("19 here", "100 40", "0"),
        ("19 1207022", "100 20%", "0"),
        ("19 1207022", "100 inf", "0"),
        ("19 1207022", "deep 40", "0"),
        ("19 1207022", "100 40", "12"),
        ("19 1207022", "100 40", "-3"),
    ] {
        let text = row(place, reads, frequency);
        assert_eq!(maf_status(&text, "STK11"), (Uncertain, 1), "{text}");
        assert_eq!(maf_status(&text, "KRAS"), (NotAltered, 1), "{text}");
    }
    // Nothing is stated, and a place of another build is not beyond its chromosome.
    for (place, reads, frequency) in [(". .", ". .", "."), ("19 1207022", "100 40", ".")] {
        assert_eq!(maf_status(&row(place, reads, frequency), "STK11"), (Altered, 0));
    }
}

#[test]
fn segments_whose_copies_cannot_be_say_nothing_of_their_genes() {
    let read = |rows: &str| {
        let text = format!("sample\tchr\tstartpos\tendpos\tnMajor\tnMinor\n{}", rows.replace(' ', "\t"));
        let segments = read_segments(&content(&text)).unwrap();
        let tumor = TumorContent::default();
        let sample = SampleVariants {
            copies: copies_from_segments(&segments, Build::Grch38, &PANEL, tumor),
            impossible_copies: genes_of_impossible_segments(&segments, Build::Grch38, &PANEL),
            ..SampleVariants::default()
        };
        (judge(&sample, &Coverage::Exome), hla_from_segments(&segments, Build::Grch38, Some(0.6)))
    };
    for copies in ["-3 -3", "NaN 1", "inf 0", "-inf -inf", "1 -2", "1 inf", "one 1"] {
        let rows = format!("S 10 1 133797422 {copies}\nS 6 1 170805979 {copies}\nS 19 1 58617616 1 1\n");
        let (profile, hla) = read(&rows);
        let pten = row(&profile, "PTEN");
        assert_eq!((pten.status, pten.copies.is_none()), (Uncertain, true), "{copies}");
        assert!(pten.has(&Caution::ImpossibleValue) && pten.has(&Caution::CopyNumberNotTested));
        assert_eq!(row(&profile, "STK11").status, NotAltered, "{copies}");
        for gene in hla {
            assert_eq!(
                (gene.status, gene.reasons),
                (HlaStatus::NotEvaluable, vec![HlaReason::ImpossibleValue])
            );
        }
    }
    // A fit a little below none is none, and what is not there is not impossible.
    let (profile, hla) = read("S 10 1 133797422 -0.1 -0.2\nS 6 1 170805979 2 -0.06\nS 19 1 58617616 NA NA\n");
    assert_eq!(row(&profile, "PTEN").copies.unwrap().state, CopyState::Homdel);
    assert_eq!((hla[0].status, row(&profile, "STK11").status), (HlaStatus::Loh, NotAltered));
}

#[test]
fn tables_by_gene_whose_copies_cannot_be_say_nothing_of_the_gene() {
    for (header, cells) in [
        ("Hugo_Symbol\tS", &["inf", "-inf"][..]),
        ("chromosome\tgene\tminCopyNumber", &["10\tPTEN\t-2", "10\tPTEN\tNaN", "10\tPTEN\tinf"]),
        ("chromosome\tgene\tlog2\tcn", &["10\tPTEN\t0\t-1", "10\tPTEN\tnan\t2", "10\tPTEN\t-inf\t0"]),
    ] {
        for cell in cells {
            let cell = if header.starts_with("Hugo") { format!("PTEN\t{cell}") } else { (*cell).to_owned() };
            let table = read_gene_copies(&content(&format!("{header}\n{cell}\n")), &PANEL, None).unwrap();
            let (name, copies) = table.samples.first_key_value().unwrap();
            assert!(copies.is_empty() && table.impossible[name].contains("PTEN"), "{cell}");
        }
    }
    let table = "chromosome\tgene\tminCopyNumber\tminMinorAlleleCopyNumber\n10\tPTEN\t0.9\t-0.06\n";
    let table = read_gene_copies(&content(table), &PANEL, None).unwrap();
    assert_eq!((table.samples[""]["PTEN"].state, table.impossible.len()), (CopyState::Loh, 0));
}

#[test]
fn hla_copies_that_cannot_be_are_not_evaluable() {
    let status = |text: &str| {
        let gene = read_hla(&content(text)).unwrap().samples.into_values().next().unwrap()[0].clone();
        (gene.status, gene.reasons.first().copied(), gene.cn_minor)
    };
    let withdrawn = (HlaStatus::NotEvaluable, Some(HlaReason::ImpossibleValue), None);
    let spechla = |ratio: &str| {
        format!(
            "Sample\tHLA\tAllele1\tAllele2\tCopyRatio\tHET_NUM\tLOH\tLossHLA\nS\tHLA_A\tA*01:01\tA*02:01\t{ratio}\t50\tN\t.\n"
        )
    };
    for ratio in ["NaN:NaN", "inf:inf", "1:nan", "-5:2", "2:-0.5", "2", "a:b", "1:"] {
        assert_eq!(status(&spechla(ratio)), withdrawn, "{ratio}");
    }
    assert_eq!(status(&spechla("2:0")).0, HlaStatus::Loh);
    let lilac = |copies: &str| {
        format!(
            "Allele\tRefTotal\tTumorTotal\tTumorCopyNumber\nA*01:01\t400\t600\t2\nA*02:01\t400\t90\t{copies}\n"
        )
    };
    for copies in ["NaN", "inf", "-5", "-0.7", "x"] {
        assert_eq!(status(&lilac(copies)), withdrawn, "{copies}");
    }
    assert_eq!(status(&lilac("-0.05")).0, HlaStatus::Loh);
    let lohhla = |copies: &str, p: &str| {
        format!(
            "region\tHLA_A_type1\tHLA_A_type2\tHLA_type1copyNum_withBAFBin\tHLA_type2copyNum_withBAFBin\tPVal_unique\nS\thla_a_01_01\thla_a_02_01\t2\t{copies}\t{p}\n"
        )
    };
    for (copies, p) in [("inf", "0.001"), ("-inf", "0.001"), ("0.1", "-1"), ("0.1", "7"), ("0.1", "inf")] {
        assert_eq!(status(&lohhla(copies, p)), withdrawn, "{copies} {p}");
    }
    // Its log ratios take a weak allele far below none.
    assert_eq!(status(&lohhla("-1.7", "0.001")).0, HlaStatus::Loh);
}

#[test]
fn a_status_that_its_own_copies_contradict_is_not_evaluable() {
    let status = |word: &str, copies: &str| {
        let text =
            format!("sample\tgene\tstatus\tcn1\tcn2\nS\tHLA-A\t{word}\t{}\n", copies.replace('/', "\t"));
        let gene = read_hla(&content(&text)).unwrap().samples.into_values().next().unwrap()[0].clone();
        assert!(gene.status == HlaStatus::NotEvaluable || gene.status.as_str() == word, "{word} {copies}");
        (gene.status, gene.reasons.first().copied())
    };
    let contradicted = (HlaStatus::NotEvaluable, Some(HlaReason::StatusContradictsCopies));
    for (word, copies) in [
        ("loh", "1/1"),
        ("loh", "2/0.8"),
        ("loh", "0/0"),
        ("no_loh", "2/0"),
        ("no_loh", "0/2"),
        ("no_loh", "0/0"),
        ("imbalance_only", "3/0.1"),
        ("homdel", "1/1"),
        ("homdel", "2/0"),
        ("loh_subclonal", "1/1"),
    ] {
        assert_eq!(status(word, copies), contradicted, "{word} {copies}");
    }
    for (word, copies) in [
        ("loh", "2/0"),
        ("loh", "0.2/1"),
        ("no_loh", "1/1"),
        ("no_loh", "2/1"),
        ("imbalance_only", "2/1"),
        ("homdel", "0/0.1"),
        ("loh_subclonal", "1/0.7"),
        ("loh_subclonal", "1/0"),
        ("loh", "NA/NA"),
        ("no_loh", "/"),
    ] {
        assert_eq!(status(word, copies).1, None, "{word} {copies}");
    }
    for copies in ["-5/2", "inf/1", "NaN/1"] {
        let withdrawn = (HlaStatus::NotEvaluable, Some(HlaReason::ImpossibleValue));
        assert_eq!(status("loh", copies), withdrawn, "{copies}");
    }
}

/// What segments over PTEN and the HLA genes say of both.
fn of_segments(header: &str, rows: &[&str]) -> (Option<CopyState>, AlterationStatus, HlaStatus) {
    let rows: String = rows.iter().map(|row| row.replace(' ', "\t") + "\n").collect();
    let text = format!("{}\n{rows}", header.replace(' ', "\t"));
    let segments = read_segments(&content(&text)).unwrap();
    let tumor = TumorContent { purity: Some(0.6), ploidy: None };
    let sample = SampleVariants {
        copies: copies_from_segments(&segments, Build::Grch38, &PANEL, tumor),
        impossible_copies: genes_of_impossible_segments(&segments, Build::Grch38, &PANEL),
        ..SampleVariants::default()
    };
    let hla = hla_from_segments(&segments, Build::Grch38, Some(0.6))[0].status;
    let pten = row(&judge(&sample, &Coverage::Exome), "PTEN");
    (pten.copies.map(|copies| copies.state), pten.status, hla)
}

#[test]
fn alleles_that_do_not_make_the_total_are_no_loss() {
    const FACETS: &str = "chrom start end tcn.em lcn.em cf.em";
    const SEQUENZA: &str =
        "chromosome start.pos end.pos Bf N.BAF sd.BAF depth.ratio N.ratio sd.ratio CNt A B LPP";
    const PURPLE: &str =
        "chromosome start end copyNumber bafCount minorAlleleCopyNumber majorAlleleCopyNumber";
    const CNVKIT: &str = "chromosome start end gene log2 cn cn1 cn2 depth probes weight";
    let read = |header: &str, copies: &str| {
        let over = |chrom: &str, end: u64| match header {
            SEQUENZA => format!("{chrom} 1 {end} 0.3 500 0.1 1 500 0.1 {copies} -5"),
            FACETS | PURPLE => format!("{chrom} 1 {end} {copies}"),
            _ => format!("{chrom} 0 {end} - 0 {copies} 100 500 9"),
        };
        let rows = [over("chr10", 133_797_422), over("chr6", 170_805_979)];
        of_segments(header, &rows.each_ref().map(String::as_str))
    };
    for (header, copies) in [
        (FACETS, &["1 1 0.9", "2 2 0.9", "2 3 0.9", "0 1 0.9", "3 2 0.9", "2 0 5", "2 0 -1"][..]),
        (SEQUENZA, &["2 5 0", "2 1 3", "0 2 0", "4 2 0", "2 NA 2"]),
        (PURPLE, &["2 500 3 1", "1 500 0 4", "4 500 0 1", "2 500 1.7 0.3", "0.1 500 0 2"]),
        (CNVKIT, &["2 2 2", "2 0 0", "2 5 0", "1 2 0", "2 NA 3"]),
    ] {
        for copies in copies {
            let expected = (None, Uncertain, HlaStatus::NotEvaluable);
            assert_eq!(read(header, copies), expected, "{header}: {copies}");
        }
    }
    // Fits are rounded, and alleles that are numbered stand in either order.
    for (header, copies) in [
        (FACETS, &["2 0 0.9", "1 0 1", "3 0 1.0001"][..]),
        (SEQUENZA, &["2 2 0", "1 1 0"]),
        (PURPLE, &["2.1 500 -0.2 2.3", "1.96 500 0.02 1.94", "1.1 500 0.04 1.3"]),
        (CNVKIT, &["2 2 0", "2 0 2"]),
    ] {
        for copies in copies {
            let (state, _, hla) = read(header, copies);
            assert_eq!((state, hla), (Some(CopyState::Loh), HlaStatus::Loh), "{header}: {copies}");
        }
    }
    let (state, _, hla) = read(PURPLE, "1.9 500 1.1 0.8");
    assert_eq!((state, hla), (Some(CopyState::Neutral), HlaStatus::NoLoh));
}

#[test]
fn segments_over_the_same_bases_that_disagree_say_nothing_there() {
    let header = "chr startpos endpos nMajor nMinor";
    let rows = ["6 1 170805979 2 0", "10 1 133797422 2 0", "10 80000000 90000000 1 1"];
    let found = of_segments(header, &rows);
    assert_eq!(found, (None, Uncertain, HlaStatus::Loh));
    // One row twice, a base that two neighbours share, and a contradiction elsewhere on the chromosome.
    for rows in [
        ["10 1 133797422 2 0", "10 1 133797422 2 0"],
        ["10 1 120000000 2 0", "10 120000000 133797422 1 1"],
        ["10 1 133797422 2 0", "10 100000000 110000000 1 1"],
    ] {
        assert_eq!(of_segments(header, &rows).0, Some(CopyState::Loh), "{rows:?}");
    }
}

#[test]
fn tables_by_gene_whose_alleles_do_not_make_the_total_say_nothing_of_the_gene() {
    for (header, cells) in [
        (
            "chromosome\tgene\tminCopyNumber\tminMinorAlleleCopyNumber",
            &["10\tPTEN\t2\t3", "10\tPTEN\t0.1\t1"][..],
        ),
        ("chromosome\tgene\tlog2\tcn\tcn1\tcn2", &["10\tPTEN\t0\t2\t2\t2", "10\tPTEN\t0\t2\t5\t0"]),
    ] {
        for cell in cells {
            let table = read_gene_copies(&content(&format!("{header}\n{cell}\n")), &PANEL, None).unwrap();
            assert!(table.impossible[""].contains("PTEN"), "{cell}");
        }
    }
}

#[test]
fn a_status_that_its_own_alleles_contradict_is_not_evaluable() {
    let header = "sample gene status cn1 cn2 allele1 allele2 lost_allele";
    let status = |cells: &str| {
        let text = format!("{header}\nS {cells}\n").replace(' ', "\t");
        let gene = read_hla(&content(&text)).unwrap().samples.into_values().next().unwrap()[0].clone();
        (gene.status, gene.reasons.first().copied(), gene.lost_allele)
    };
    for cells in [
        "HLA-A no_loh NA NA A*01:01 A*02:01 A*02:01",
        "HLA-A no_loh NA NA NA NA A*02:01",
        "HLA-A no_loh 0.1 NA NA NA NA",
        "HLA-A no_loh NA 0.1 NA NA NA",
        "HLA-A homdel 1 NA NA NA NA",
        "HLA-B loh NA NA A*01:01 A*02:01 A*02:01",
        "HLA-B loh NA NA NA NA A*02:01",
        "HLA-C loh 2 0 B*07:02 C*07:01 C*07:01",
    ] {
        let contradicted = (HlaStatus::NotEvaluable, Some(HlaReason::StatusContradictsCopies), None);
        assert_eq!(status(cells), contradicted, "{cells}");
    }
    for (cells, expected) in [
        ("HLA-A loh NA NA A*01:01 A*02:01 A*02:01", HlaStatus::Loh),
        ("HLA-A no_loh 1 NA A*01:01 A*02:01 NA", HlaStatus::NoLoh),
        ("HLA-A no_loh 1 1 HLA-A*01:01 hla_a_02_01 .", HlaStatus::NoLoh),
        ("HLA-A no_loh NA NA NA NA none", HlaStatus::NoLoh),
        ("HLA-A loh 0.2 NA NA NA NA", HlaStatus::Loh),
    ] {
        assert_eq!(status(cells).0, expected, "{cells}");
    }
}

#[test]
fn broken_alleles_keep_their_gene_open() {
    let entry = |allele: &str| format!("CSQ={allele}|missense_variant|KRAS|ENST00000311936|p.Gly12Asp|YES|0");
    for (reference, alternate, genotype) in [
        ("C", "", "0/1"),
        ("C", "C", "0/1"),
        ("C", "c", "0/1"),
        ("", "T", "0/1"),
        ("-", "T", "0/1"),
        ("C", "X", "0/1"),
        ("C", "1", "0/1"),
        ("C", "-", "0/1"),
        ("C", "Y", "0/1"),
        ("C", "T", "0/2"),
        ("C", "T", "0|7"),
    ] {
        for info in [entry("T"), entry(alternate), ".".to_owned()] {
            let record = format!(
                "chr12 25245350 . {reference} {alternate} . PASS {info} GT:AD:DP:AF {genotype}:60,40:100:0.4 0/0:80,0:80:0"
            );
            let profile = profile(&vcf(CSQ, &[&record, STK11]));
            let row = row(&profile, "KRAS");
            assert_eq!(row.status, Uncertain, "{record}");
            assert!(row.has(&Caution::ImpossibleValue), "{record}");
            assert!(profile.filtered.iter().any(|f| f.reason == FilterReason::ImpossibleValue), "{record}");
        }
    }
    for (alternate, genotype) in [("T", "0/1"), ("t", "0|1"), ("T", "./1"), ("T", "./.")] {
        let record = format!(
            "chr12 25245350 . C {alternate} . PASS {} GT:AD:DP:AF {genotype}:60,40:100:0.4 0/0:80,0:80:0",
            entry("T")
        );
        assert_eq!(row(&profile(&vcf(CSQ, &[&record])), "KRAS").status, Altered, "{record}");
    }
}

/// A silent change elsewhere, so that the file is an annotated one.
const STK11: &str = "chr19 1207000 . C T . PASS CSQ=T|synonymous_variant|STK11|ENST00000326873||YES| GT:AD:DP:AF 0/1:60,40:100:0.4 0/0:80,0:80:0";
