//! When one copy of a gene is hit and when both: one hand-made case per doubt. Places are of `GRCh38`.

#![expect(clippy::unwrap_used, reason = "what tests share panics to fail, as they do")]

mod support;

use evade_core::{Caution, CopySource, CopyState, GeneAlteration, GeneCopies, Hits};
use evade_genome::{
    Build, Coverage, Filters, HotspotAlleles, NativeAnnotator, SampleVariants, Setting, TumorContent,
    VcfOptions, copies_from_segments, judge_with, read_maf, read_rearrangements, read_reported,
    read_segments, read_vcf_input, union_calls,
};
use evade_stream::{Content, Input};

use support::PANEL;

const HEADER: &str = "##fileformat=VCFv4.3\n##contig=<ID=chr1,length=248956422>\n##INFO=<ID=SVTYPE,Number=1,Type=String,Description=\"t\">\n##INFO=<ID=CSQ,Number=.,Type=String,Description=\"VEP. Format: Allele|Consequence|SYMBOL|Gene|Feature|HGVSc|HGVSp|BIOTYPE\">\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tT\n";

fn content(text: &str) -> Content {
    Content { name: "x".into(), bytes: text.as_bytes().to_vec(), sha256: String::new() }
}

fn calls(records: &[String]) -> evade_genome::VcfCalls {
    let lines: String = records.iter().map(|r| r.replace(' ', "\t") + "\n").collect();
    let mut input = Input::from_bytes("x.vcf", format!("{HEADER}{lines}").as_bytes()).unwrap();
    let alleles = include_str!("../../../signatures/alterations/hotspot-alleles.tsv");
    let native = NativeAnnotator::new(HotspotAlleles::read(("hotspot-alleles.tsv", alleles)).unwrap());
    let options = VcfOptions { native: Some(&native), ..VcfOptions::default() };
    read_vcf_input(&mut input, &options, &PANEL, &Filters::default()).unwrap()
}

fn vcf(records: &[String]) -> SampleVariants {
    calls(records).variants
}

/// A record of STK11 with its consequence; `place` is POS, REF and ALT.
fn record(place: &str, terms: &str, coding: &str, protein: &str, sample: &str) -> String {
    let (position, alleles) = place.split_once(' ').unwrap();
    // VEP leaves out the base that a deletion shares with the reference.
    let (reference, alternate) = alleles.split_once(' ').unwrap();
    let allele = if reference.len() > alternate.len() { "-" } else { alternate };
    let entry = format!(
        "{allele}|{terms}|STK11|ENSG00000118046|ENST00000326873.12|{coding}|{protein}|protein_coding"
    );
    format!("chr19 {position} . {alleles} . PASS CSQ={entry} {sample}")
}

const READS: &str = "GT:AD 0/1:70,30";

fn q37(sample: &str) -> String {
    record("1207021 C T", "stop_gained", "ENST00000326873.12:c.109C>T", "ENSP1:p.Gln37Ter", sample)
}

fn e199(sample: &str) -> String {
    record("1220502 G T", "stop_gained", "ENST00000326873.12:c.595G>T", "ENSP1:p.Glu199Ter", sample)
}

/// The words of a list as a cell holds them.
fn words(list: &[impl ToString]) -> String {
    list.iter().map(ToString::to_string).collect::<Vec<_>>().join(";")
}

fn gene(sample: &SampleVariants, gene: &str, purity: Option<f64>) -> GeneAlteration {
    let setting = Setting { purity, ..Setting::default() };
    let profile = judge_with(sample, &Coverage::Exome, &setting);
    profile.genes.into_iter().find(|g| g.gene == gene).unwrap()
}

fn stk11(sample: &SampleVariants) -> (Option<Hits>, u32, String) {
    let row = gene(sample, "STK11", None);
    (row.hits, row.n_variants, words(&row.flags))
}

fn joined(mut first: SampleVariants, second: SampleVariants) -> SampleVariants {
    first.extend(second);
    first
}

fn reported(text: &str) -> SampleVariants {
    let text = format!("gene\tchange\tvaf\ttested\n{}\n", text.replace(' ', "\t"));
    read_reported(&content(&text), &PANEL).unwrap().samples.remove("").unwrap()
}

const MAF: &str = "Tumor_Sample_Barcode\tNCBI_Build\tHugo_Symbol\tVariant_Classification\tHGVSp_Short\tHGVSc\tTranscript_ID\tChromosome\tStart_Position\tReference_Allele\tTumor_Seq_Allele2\tt_depth\tt_alt_count\tgnomAD_AF\n";

fn maf_with(row: &str, filters: &Filters) -> SampleVariants {
    let text = format!("{MAF}S\tGRCh38\t{}\n", row.replace(' ', "\t"));
    read_maf(&content(&text), &PANEL, filters).unwrap().samples.remove("S").unwrap()
}

fn maf(row: &str) -> SampleVariants {
    maf_with(row, &Filters::default())
}

#[test]
fn rule_8_a_typed_variant_and_the_same_in_a_vcf_are_one() {
    for typed in ["STK11 p.Q37* 0.4 yes", "STK11 c.109C>T 0.4 yes", "STK11 Gln37Ter 0.4 yes"] {
        for both in [joined(vcf(&[q37(READS)]), reported(typed)), joined(reported(typed), vcf(&[q37(READS)]))]
        {
            let (hits, n, flags) = stk11(&both);
            assert_eq!((hits, n), (Some(Hits::Unknown), 1), "{typed}");
            assert!(!flags.contains("biallelic"), "{flags}");
        }
    }
    // A typed frameshift rarely names the new stop.
    let frameshift = record("1207063 GC G", "frameshift_variant", "c.152del", "p.Met51IlefsTer106", READS);
    assert_eq!(stk11(&joined(vcf(&[frameshift]), reported("STK11 p.M51fs 0.4 yes"))).1, 1);
    // Another change typed by hand is another hit.
    let other = joined(vcf(&[q37(READS)]), reported("STK11 p.E199* 0.4 yes"));
    assert_eq!((stk11(&other).0, stk11(&other).1), (Some(Hits::Biallelic), 2));
    assert!(stk11(&other).2.contains("likely_biallelic"));
    // Two names of one splice site cannot be compared: near each other they are no second hit.
    let splice = record("1219413 G A", "splice_donor_variant", "c.464+1G>A", "", READS);
    let splice = joined(vcf(&[splice]), reported("STK11 p.X155_splice 0.4 yes"));
    assert_eq!(stk11(&splice).0, Some(Hits::Unknown));
}

#[test]
fn rule_8_one_allele_written_by_a_maf_and_by_a_vcf_is_one() {
    let maf = maf("KEAP1 Frame_Shift_Del p.D422fs . . 19 10491801 C - 100 30 .");
    let vcf = vcf(&["chr19 10491800 . GC G . PASS . AD 70,30".to_owned()]);
    for both in [joined(maf.clone(), vcf.clone()), joined(vcf, maf)] {
        let row = gene(&both, "KEAP1", None);
        assert_eq!((row.n_variants, row.hits), (1, Some(Hits::Unknown)), "{:?}", both.variants);
        assert!(!row.has(&Caution::PossibleMnv), "{:?}", row.flags);
    }
}

#[test]
fn rule_8_one_indel_that_two_callers_place_apart_is_one() {
    let at = |place: &str| {
        record(place, "frameshift_variant", "ENST00000326873.12:c.1000del", "p.Lys334fs", READS)
    };
    let (one, other) = (at("1223063 GA G"), at("1223075 TA T"));
    let union = union_calls(vec![calls(std::slice::from_ref(&one)), calls(std::slice::from_ref(&other))]);
    assert_eq!(union.variants.variants.len(), 1);
    assert!(union.variants.variants[0].flags.contains(&Caution::CallerCount(2)));
    let (hits, n, _) = stk11(&vcf(&[one, other]));
    assert_eq!((hits, n), (Some(Hits::Unknown), 1));
}

fn with_copies(mut sample: SampleVariants, gene: &str, copies: GeneCopies) -> SampleVariants {
    sample.copies.insert(gene.to_owned(), copies);
    sample
}

const SV_READS: &str = "PR:SR 20,10:20,10";

fn deletion(from: u64, to: u64) -> String {
    format!("chr19 {from} d N <DEL> . PASS SVTYPE=DEL;END={to} {SV_READS}")
}

#[test]
fn rule_11_two_junctions_of_one_inversion_are_one_hit() {
    let junction = |id: &str, at: u64, to: u64, open: char| {
        format!("chr19 {at} {id} N N{open}chr19:{to}{open} . PASS SVTYPE=BND {SV_READS}")
    };
    let inversion =
        vcf(&[junction("a", 1_219_000, 5_000_000, ']'), junction("b", 1_219_040, 5_000_030, ']')]);
    let (hits, n, flags) = stk11(&inversion);
    assert_eq!((hits, n), (Some(Hits::Unknown), 1), "{flags}");
    assert!(!flags.contains("biallelic"), "{flags}");
    // Two breakpoints far apart may be of one complex event all the same.
    let apart = vcf(&[junction("a", 1_219_000, 5_000_000, ']'), junction("b", 1_225_000, 9_000_000, ']')]);
    assert_eq!((stk11(&apart).0, stk11(&apart).1), (Some(Hits::Unknown), 2));
    // A truncation beside a breakpoint is a second hit.
    let both = vcf(&[junction("a", 1_219_000, 5_000_000, ']'), q37(READS)]);
    assert_eq!(stk11(&both).0, Some(Hits::Biallelic));
}

#[test]
fn rule_11_two_rows_of_one_translocation_are_one_hit() {
    let header = "Sample_Id\tSite1_Hugo_Symbol\tSite1_Chromosome\tSite1_Position\tSite2_Hugo_Symbol\tSite2_Chromosome\tSite2_Position\tClass\tNCBI_Build\tSV_Status\n";
    let row = |one: u64, other: u64| {
        format!("S\tMSL3\tX\t{one}\tRB1\t13\t{other}\tTRANSLOCATION\tGRCh37\tSOMATIC\n")
    };
    let text = format!("{header}{}{}", row(11_732_599, 49_047_485), row(11_732_619, 49_047_505));
    let found =
        read_rearrangements(&content(&text), &PANEL, None).unwrap().samples.remove("S").unwrap().variants;
    let sample = SampleVariants { variants: found, ..SampleVariants::default() };
    let rb1 = gene(&sample, "RB1", None);
    assert_eq!((rb1.hits, rb1.n_variants), (Some(Hits::Unknown), 1), "{:?}", rb1.flags);
}

#[test]
fn rule_8_two_truncations_on_one_haplotype_are_one_hit() {
    let of = |one: &str, other: &str| {
        let sample = |phase: &str| format!("GT:PS:AD {phase}:70,30");
        stk11(&vcf(&[q37(&sample(one)), e199(&sample(other))]))
    };
    let (hits, n, flags) = of("0|1:7", "0|1:7");
    assert_eq!((hits, n), (Some(Hits::Unknown), 2), "{flags}");
    assert!(flags.contains("in_cis") && !flags.contains("biallelic"), "{flags}");
    let (hits, _, flags) = of("0|1:7", "1|0:7");
    assert_eq!(hits, Some(Hits::Biallelic));
    assert!(flags.contains("in_trans"), "{flags}");
    // Sets of their own tell nothing of each other, nor do those of two files.
    for unknown in [of("0|1:7", "0|1:8"), of("0/1:.", "0/1:.")] {
        assert_eq!(unknown.0, Some(Hits::Biallelic));
        assert!(unknown.2.contains("likely_biallelic") && !unknown.2.contains("in_"), "{}", unknown.2);
    }
    let file = |record: String| calls(&[record]);
    let phased = "GT:PS:AD 0|1:7:70,30";
    let two = union_calls(vec![file(q37(phased)), file(e199(phased))]).variants;
    assert!(stk11(&two).2.contains("likely_biallelic"));
    // Close by and on the two haplotypes they are two hits, not an exchange of several bases.
    let near = record("1220505 G T", "stop_gained", "c.598G>T", "p.Glu200Ter", "GT:PS:AD 1|0:7:70,30");
    assert_eq!(stk11(&vcf(&[e199(phased), near])).0, Some(Hits::Biallelic));
}

#[test]
fn rule_8_the_fraction_speaks_only_where_copies_are_unknown() {
    let row = "STK11 Nonsense_Mutation p.Q37* c.109C>T ENST00000326873 19 1207021 C T";
    let reads = |alt: u32, depth: u32| maf(&format!("{row} {depth} {alt} ."));
    let hits = |sample: &SampleVariants, purity: f64| {
        let row = gene(sample, "STK11", Some(purity));
        (row.hits.unwrap(), words(&row.flags))
    };
    let fires =
        |(hits, flags): &(Hits, String)| (*hits == Hits::Biallelic, flags.contains("vaf_supported_loh"));
    let seen = reads(300, 500);
    assert_eq!(fires(&hits(&seen, 0.8)), (true, true));
    // Two of three copies mutated: 0.57 is expected at this purity.
    let three = GeneCopies {
        total: Some(3.0),
        minor: Some(1.0),
        ..GeneCopies::stated(CopyState::Gain, CopySource::Facets)
    };
    assert_eq!(hits(&with_copies(seen.clone(), "STK11", three), 0.8).0, Hits::Monoallelic);
    // More than any somatic variant of unamplified copies can have.
    for purity in [0.3, 0.0] {
        let (found, flags) = hits(&reads(300, 500), purity);
        assert_eq!(found, Hits::Unknown);
        assert!(flags.contains("vaf_above_purity") && !flags.contains("vaf_supported"), "{flags}");
    }
    assert_eq!(fires(&hits(&reads(60, 300), 0.19)), (false, false));
}

#[test]
fn a_fraction_too_low_for_every_tumour_cell_is_told() {
    let row = "STK11 Nonsense_Mutation p.Q37* c.109C>T ENST00000326873 19 1207021 C T";
    let two = GeneCopies {
        total: Some(2.0),
        minor: Some(1.0),
        ..GeneCopies::stated(CopyState::Neutral, CopySource::Facets)
    };
    let told = |alt: u32, copies: Option<&GeneCopies>, purity: Option<f64>| {
        let sample = maf(&format!("{row} 200 {alt} ."));
        let sample = copies.map_or(sample.clone(), |copies| with_copies(sample, "STK11", copies.clone()));
        gene(&sample, "STK11", purity).has(&Caution::VafBelowPurity)
    };
    // One copy of two at purity 0.6 gives 0.3.
    assert!(told(20, Some(&two), Some(0.6)));
    assert!(told(26, Some(&two), Some(0.6)));
    assert!(!told(40, Some(&two), Some(0.6)) && !told(60, Some(&two), Some(0.6)));
    // Nothing is said where copies or purity are not known, or there are too few tumour cells.
    assert!(!told(20, None, Some(0.6)) && !told(20, Some(&two), None) && !told(12, Some(&two), Some(0.19)));
}

#[test]
fn rule_8_the_fraction_does_not_speak_for_what_may_be_inherited() {
    let tumor_only = Filters { tumor_only: true, ..Filters::default() };
    let row = "TP53 Nonsense_Mutation p.R196* c.586C>T ENST00000269305 17 7674945 G A 400 200 0.0001";
    let tp53 = gene(&maf_with(row, &tumor_only), "TP53", Some(0.6));
    assert_eq!(tp53.hits, Some(Hits::Unknown), "{:?}", tp53.flags);
    let low = gene(&maf_with(row, &tumor_only), "TP53", Some(0.3));
    assert_eq!(low.hits, Some(Hits::Unknown));
    assert!(low.has(&Caution::GermlineLikely) && low.has(&Caution::VafAbovePurity));
    assert_eq!(gene(&maf_with(row, &Filters::default()), "TP53", Some(0.6)).hits, Some(Hits::Biallelic));
}

#[test]
fn rule_11_a_heterozygous_deletion_is_not_a_variant_and_a_loss_as_well() {
    let loh = |from: u64, to: u64| GeneCopies {
        total: Some(1.0),
        minor: Some(0.0),
        segment: Some((from, to)),
        ..GeneCopies::stated(CopyState::Loh, CopySource::Facets)
    };
    let whole = vcf(&[deletion(1_100_000, 1_400_000)]);
    let (hits, n, flags) = stk11(&with_copies(whole.clone(), "STK11", loh(1_100_001, 1_400_000)));
    assert_eq!((hits, n), (Some(Hits::Monoallelic), 1), "{flags}");
    assert!(flags.contains("loh_by_deletion"), "{flags}");
    // A truncation on the copy that is left is the second hit.
    let both = vcf(&[deletion(1_100_000, 1_400_000), q37(READS)]);
    assert_eq!(stk11(&with_copies(both, "STK11", loh(1_100_001, 1_400_000))).0, Some(Hits::Biallelic));
    // One copy of the whole arm is gone: a deletion of exons lies on the other.
    let exons = vcf(&[deletion(1_218_000, 1_221_000)]);
    let arm = |sample| with_copies(sample, "STK11", loh(1, 20_000_000));
    assert_eq!(stk11(&arm(exons.clone())).0, Some(Hits::Biallelic));
    assert_eq!(stk11(&with_copies(exons, "STK11", loh(1_218_001, 1_221_100))).0, Some(Hits::Monoallelic));
    // Without a copy left it would be none; there is one.
    assert_eq!(stk11(&arm(whole)).0, Some(Hits::Monoallelic));
}

fn copies_of(header: &str, rows: &str, purity: Option<f64>) -> SampleVariants {
    let text = format!("{header}\n{rows}\n").replace(' ', "\t");
    let segments = read_segments(&content(&text)).unwrap();
    let tumor = TumorContent { purity, ploidy: None };
    SampleVariants {
        copies: copies_from_segments(&segments, Build::Grch38, &PANEL, tumor),
        ..SampleVariants::default()
    }
}

/// Status, hits, the state of the copies and the flags.
fn told(sample: &SampleVariants, name: &str, purity: Option<f64>) -> (&'static str, Option<Hits>, String) {
    let row = gene(sample, name, purity);
    let state = row.copies.as_ref().map_or("none", |c| c.state.as_str());
    (row.status.as_str(), row.hits, format!("{state} {}", words(&row.flags)))
}

#[test]
fn rule_7_a_log_ratio_alone_is_never_certain() {
    let seg = "ID chrom loc.start loc.end num.mark seg.mean";
    let gatk = "CONTIG START END NUM_POINTS_COPY_RATIO NUM_POINTS_ALLELE_FRACTION LOG2_COPY_RATIO_POSTERIOR_10 LOG2_COPY_RATIO_POSTERIOR_50 LOG2_COPY_RATIO_POSTERIOR_90 MINOR_ALLELE_FRACTION_POSTERIOR_10 MINOR_ALLELE_FRACTION_POSTERIOR_50 MINOR_ALLELE_FRACTION_POSTERIOR_90";
    let of = |ratio: &str| {
        let row = |chrom: &str, end: u64, ratio: &str| format!("{chrom} 1 {end}%{ratio}");
        let rows = [row("9", 58_617_616, ratio), row("12", 133_000_000, ratio)];
        let as_seg: Vec<String> = rows.iter().map(|r| format!("a {}", r.replace('%', " 100 "))).collect();
        let as_gatk: Vec<String> = rows
            .iter()
            .map(|r| {
                let (place, log2) = r.split_once('%').unwrap();
                format!("{place} 900 90 {log2} {log2} {log2} 0.4 0.45 0.5")
            })
            .collect();
        [copies_of(seg, &as_seg.join("\n"), None), copies_of(gatk, &as_gatk.join("\n"), None)]
    };
    for ratio in ["-2.5", "-1.3"] {
        for sample in of(ratio) {
            let (status, hits, flags) = told(&sample, "CDKN2A", None);
            assert_eq!((status, hits), ("uncertain", Some(Hits::Unknown)), "{ratio}");
            assert!(flags.contains("possible_homdel") && !flags.contains("9p21"), "{flags}");
        }
    }
    for sample in of("2.5") {
        let mdm2 = gene(&sample, "MDM2", None);
        assert_eq!((mdm2.status.as_str(), mdm2.level), ("uncertain", None));
        assert!(mdm2.has(&Caution::PossibleAmplification));
    }
    for sample in of("-0.9") {
        assert_eq!(told(&sample, "CDKN2A", None).0, "not_altered");
    }
}

#[test]
fn rule_7_no_copies_at_a_ratio_that_leaves_some_are_not_certain() {
    let header = "chromosome start end gene log2 cn cn1 cn2 probes";
    let cdkn2a = |log2: &str, cn: &str| {
        told(&copies_of(header, &format!("chr9 0 58617616 - {log2} {cn} 0 0 900"), None), "CDKN2A", None).0
    };
    assert_eq!((cdkn2a("-1.3", "0"), cdkn2a("-3.2", "0")), ("uncertain", "altered"));
    assert_eq!(cdkn2a("-0.9", "1"), "not_altered");
}

#[test]
fn rule_8_a_loss_in_a_part_of_the_cells_is_no_second_hit() {
    let battenberg = "chr startpos endpos nMaj1_A nMin1_A frac1_A nMaj2_A nMin2_A frac2_A";
    let cdkn2a =
        |states: &str| told(&copies_of(battenberg, &format!("9 1 58617616 {states}"), None), "CDKN2A", None);
    assert_eq!(cdkn2a("1 1 0.1 0 0 0.9").0, "altered");
    assert_eq!((cdkn2a("0 0 0.8 1 0 0.2").0, cdkn2a("1 0 0.2 0 0 0.8").0), ("altered", "altered"));
    for states in ["0 0 0.1 1 1 0.9", "1 1 0.4 0 0 0.6"] {
        let (status, hits, flags) = cdkn2a(states);
        assert_eq!((status, hits), ("uncertain", Some(Hits::Unknown)), "{states}");
        assert!(flags.contains("subclonal") && !flags.contains("9p21"), "{flags}");
    }
    // Both parts lost one allele, one of them the other as well.
    assert!(cdkn2a("0 0 0.3 1 0 0.7").2.starts_with("loh"));
    let facets = "chrom start end nhet cf.em tcn.em lcn.em";
    let with = |fraction: f64, total: u8, purity: f64| {
        copies_of(
            facets,
            &format!("9 1 58617616 90 {fraction} {total} 0\n19 1 20000000 90 {fraction} {total} 0"),
            Some(purity),
        )
    };
    for fraction in [0.05, 0.1, 0.5] {
        let (status, hits, flags) = told(&with(fraction, 0, 0.8), "CDKN2A", Some(0.8));
        assert_eq!((status, hits), ("uncertain", Some(Hits::Unknown)), "{fraction}");
        assert!(flags.contains("subclonal"), "{flags}");
    }
    assert_eq!(told(&with(0.6, 0, 0.8), "CDKN2A", Some(0.8)).0, "altered");
    // A subclonal LOH is no second hit of all cells.
    let beside = |sample: SampleVariants| joined(vcf(&[q37(READS)]), sample);
    let (_, hits, flags) = told(&beside(with(0.3, 1, 0.8)), "STK11", Some(0.8));
    assert!(hits == Some(Hits::Unknown) && flags.contains("subclonal"), "{flags}");
    assert_eq!(told(&beside(with(0.7, 1, 0.8)), "STK11", Some(0.8)).1, Some(Hits::Biallelic));
}

#[test]
fn rule_7_copies_of_a_sample_with_few_tumour_cells_are_not_believed() {
    let facets = "chrom start end nhet cf.em tcn.em lcn.em";
    let sample = copies_of(facets, "9 1 58617616 90 0.05 0 0\n12 1 133000000 90 0.05 9 1", Some(0.05));
    let (status, hits, flags) = told(&sample, "CDKN2A", Some(0.05));
    assert_eq!((status, hits), ("not_altered", None));
    assert!(flags.contains("cn_not_tested") && flags.contains("low_purity"), "{flags}");
    assert_eq!(told(&sample, "MDM2", Some(0.05)).0, "not_tested");
}

/// Eight times as many variants of a gene take about eight times as long, whether they count, are filtered, or stand in
/// two files.
#[test]
fn thousands_of_variants_of_a_gene_take_linear_time() {
    let record = |i: usize, reads: &str| {
        let entry =
            format!("A|stop_gained|TP53||ENST00000269305|c.{i}C>A|p.Gln{}Ter|protein_coding", i % 393 + 1);
        format!("chr17 {} . C A . PASS CSQ={entry} AD {reads}", 7_670_000 + i)
    };
    let seconds = |n: usize| {
        let start = std::time::Instant::now();
        let counted: Vec<String> = (0..n).map(|i| record(i, "50,30")).collect();
        let weak: Vec<String> = (0..n).map(|i| record(i, "50,2")).collect();
        let whole = union_calls(vec![calls(&counted), calls(&counted)]).variants;
        let profile = judge_with(&joined(whole, vcf(&weak)), &Coverage::Exome, &Setting::default());
        let row = profile.genes.iter().find(|g| g.gene == "TP53").unwrap();
        assert_eq!(row.n_variants as usize, n);
        start.elapsed().as_secs_f64()
    };
    let few = (0..3).map(|_| seconds(500)).fold(f64::INFINITY, f64::min);
    let many = seconds(4000);
    // Comparing each with each would take 64 times as long.
    assert!(many < 32.0 * few, "{few} s, then {many} s");
}
