//! What of a file is counted for the tumour mutational burden.

#![expect(clippy::unwrap_used, reason = "what tests share panics to fail, as they do")]

mod support;

use evade_core::TmbMode;
use evade_genome::{
    Build, BurdenNumbers, Coverage, Filters, HotspotAlleles, NativeAnnotator, SampleVariants, Setting,
    TmbSetting, VcfCalls, VcfOptions, judge_with, read_maf, read_vcf_input, union_calls,
};
use evade_stream::{Content, Input};

use support::PANEL;

const HEADER: &str = "##fileformat=VCFv4.2\n##contig=<ID=chr1,length=248956422>\n\
    ##INFO=<ID=CSQ,Number=.,Type=String,Description=\"Format: Allele|Consequence|SYMBOL|MANE_SELECT|HGVSp|MAX_AF\">\n\
    #CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tNORMAL\tTUMOR\n";

/// Records as `chrom pos ref alt filter entries`, with reads that pass unless a seventh word gives others.
fn calls(records: &[&str]) -> VcfCalls {
    let line = |record: &&str| {
        let words: Vec<&str> = record.split(' ').collect();
        let [chrom, pos, reference, alternate, filter, entries] = words[..6] else { panic!("{record}") };
        let reads = words.get(6).unwrap_or(&"40,0/30,20").replace('/', "\t");
        format!("{chrom}\t{pos}\t.\t{reference}\t{alternate}\t.\t{filter}\tDP=1;CSQ={entries}\tAD\t{reads}\n")
    };
    let text: String = std::iter::once(HEADER.to_owned()).chain(records.iter().map(line)).collect();
    let mut input = Input::from_bytes("x.vcf", text.as_bytes()).unwrap();
    let native = native();
    let options = VcfOptions { native: Some(&native), burden: true, ..VcfOptions::default() };
    read_vcf_input(&mut input, &options, &PANEL, &Filters::default()).unwrap()
}

fn native() -> NativeAnnotator {
    let hotspots = include_str!("../../../signatures/alterations/hotspot-alleles.tsv");
    NativeAnnotator::new(HotspotAlleles::read(("hotspot-alleles.tsv", hotspots)).unwrap())
}

fn numbers(calls: &VcfCalls) -> BurdenNumbers {
    calls.variants.burden.numbers(&Coverage::Exome)
}

#[test]
fn filters_hold_for_every_kind_of_variant() {
    let found = numbers(&calls(&[
        "chr1 1000 C T PASS T|missense_variant|A|||",
        "chr1 1001 C T PASS T|synonymous_variant|A|||",
        "chr1 1002 CA C . -|frameshift_variant|A|||",
        "chr1 1003 C T weak T|missense_variant|A|||",
        "chr1 1004 C T weak T|synonymous_variant|A|||",
        "chr1 1005 C T germline T|missense_variant|A|||",
        "chr1 1006 C T PASS T|missense_variant|A|||0.01",
        "chr1 1007 C T PASS T|missense_variant|A||| 40,0/90,2",
        "chr1 1008 C T PASS T|missense_variant|A||| 20,20/20,20",
        "chr1 1009 C T PASS T|synonymous_variant|A||| 20,20/20,20",
        "chr1 1010 C T PASS T|intron_variant|A|||,T|missense_variant|B|NM_1||",
        "chr1 1011 C T PASS T|missense_variant|A|||,T|intron_variant|B|NM_1||",
        "chr1 1012 C T PASS T|intergenic_variant||||",
        "chr1 1013 C T,G PASS T|missense_variant|A|||,G|stop_gained|A||| 40,0,0/30,20,20",
    ]));
    assert_eq!((found.missense, found.other, found.silent, found.outside), (3, 2, 1, 6));
}

#[test]
fn with_a_bed_its_regions_alone_are_counted() {
    let mut all = calls(&[
        "chr1 1000 C T PASS T|missense_variant|A|||",
        "chr1 1001 C T PASS T|missense_variant|A|||",
        "chr1 1990 CAAAAAAAAAAAA C PASS -|frameshift_variant|A|||",
        "chr2 1001 C T PASS T|missense_variant|A|||",
        // KRAS G12D and another gene that is judged.
        "chr12 25245350 C T PASS T|missense_variant|KRAS||p.Gly12Asp|",
        "chr19 1220487 G T PASS T|stop_gained|STK11|||",
    ]);
    let bed = "chr1\t1000\t1001\nchr1\t2000\t3000\nchr12\t25245300\t25245400\n";
    let content = Content { name: "a.bed".into(), bytes: bed.into(), sha256: String::new() };
    let regions = Coverage::from_bed(&content, &PANEL, Build::Grch38).unwrap();
    let burden = |coverage: &Coverage, drop_hotspots: bool| {
        let tmb = TmbSetting { drop_hotspots, mode: TmbMode::NonSilent, ..TmbSetting::default() };
        let profile = judge_with(&all.variants, coverage, &Setting { tmb, ..Setting::default() });
        let found = profile.tmb.unwrap();
        (found.n_counted.unwrap(), found.mb)
    };
    assert_eq!(
        (burden(&Coverage::Exome, false), burden(&Coverage::Exome, true)),
        ((6, Some(34.0)), (5, Some(34.0)))
    );
    let mb = Some(0.001_101);
    assert_eq!((burden(&regions, false), burden(&regions, true)), ((3, mb), (2, mb)));
    // A table without positions cannot be compared with regions.
    let text = "Hugo_Symbol\tVariant_Classification\tTumor_Sample_Barcode\nA\tMissense_Mutation\tS\n";
    let content = Content { name: "x.maf".into(), bytes: text.into(), sha256: String::new() };
    all.variants = read_maf(&content, &PANEL, &Filters::default()).unwrap().samples["S"].clone();
    assert_eq!(all.variants.burden.numbers(&regions).missense, 1);
}

#[test]
fn several_files_of_a_sample_count_each_allele_once() {
    let one = || {
        calls(&[
            "chr1 1000 C T PASS T|missense_variant|A|||",
            "chr1 1001 C T weak T|missense_variant|A|||",
            "chr1 1010 CC AA PASS AA|missense_variant|A|||",
            "chr12 25245350 C T PASS T|missense_variant|KRAS||p.Gly12Asp|",
        ])
    };
    let two = || {
        calls(&[
            "chr1 1000 C T PASS T|missense_variant|A|||",
            "chr1 1001 C T PASS T|missense_variant|A|||",
            "chr1 1002 C T PASS T|synonymous_variant|A|||",
            "chr1 1010 C A PASS A|missense_variant|A|||",
            "chr1 1011 C A PASS A|missense_variant|A|||",
            "chr12 25245350 C T PASS T|missense_variant|KRAS||p.Gly12Asp|",
        ])
    };
    for files in [vec![one(), two()], vec![two(), one()], vec![one(), two(), one()]] {
        let found = numbers(&union_calls(files));
        assert_eq!((found.missense, found.silent, found.outside, found.hotspots_missense), (4, 1, 4, 1));
    }
    // A MAF beside the VCF writes an insertion with `-`.
    let vcf = calls(&[
        "chr1 1000 C CA PASS A|frameshift_variant|A|||",
        "chr1 1005 C T PASS T|missense_variant|A|||",
    ]);
    let text = "Hugo_Symbol\tChromosome\tStart_Position\tReference_Allele\tTumor_Seq_Allele2\tVariant_Classification\tTumor_Sample_Barcode\n\
        A\t1\t1000\t-\tA\tFrame_Shift_Ins\tS\nA\t1\t1006\tC\tT\tMissense_Mutation\tS\n";
    let content = Content { name: "x.maf".into(), bytes: text.into(), sha256: String::new() };
    let mut sample = read_maf(&content, &PANEL, &Filters::default()).unwrap().samples["S"].clone();
    sample.extend(vcf.variants);
    let found = sample.burden.numbers(&Coverage::Exome);
    assert_eq!((found.missense, found.other), (2, 1));
}

/// Reason of a burden that is not there, or the burden.
fn tmb_of(sample: &SampleVariants) -> Result<f64, String> {
    let tmb = judge_with(sample, &Coverage::Exome, &Setting::default()).tmb.unwrap();
    assert_eq!(tmb.tmb.is_some(), tmb.reliable);
    tmb.tmb.ok_or_else(|| tmb.reasons[0].to_string())
}

/// The records at places of their own outside the judged genes.
fn many(n: u32, entries: &str) -> Vec<String> {
    (0..n).map(|i| format!("chr1 {} C T PASS {entries}", 1000 + i * 100)).collect()
}

fn burden_of(lists: &[Vec<String>]) -> (Result<f64, String>, Vec<String>) {
    let records: Vec<&str> = lists.iter().flatten().map(String::as_str).collect();
    let found = calls(&records);
    (tmb_of(&found.variants), found.warnings)
}

#[test]
fn a_burden_needs_effects_that_are_known() {
    let known = |n| many(n, "T|missense_variant|A|||");
    let outside = |n| many(n, "T|intergenic_variant||||");
    let reason = |word: &str| Err(word.to_owned());
    // An annotated exome with few variants has a low burden.
    assert_eq!(burden_of(&[known(1)]).0, Ok(1.0 / 34.0));
    let intron = many(1, "T|intron_variant|A|||");
    assert_eq!(burden_of(&[outside(3), intron]).0, Ok(0.0));
    // No gene at all: the annotation was made with none, or on another genome.
    assert_eq!(burden_of(&[outside(3)]).0, reason("effect_words_unknown"));
    let kras = vec!["chr12 25245350 C T PASS T|missense_variant|KRAS||p.Gly12Asp|".to_owned()];
    assert_eq!(burden_of(&[kras.clone(), outside(1)]).0, Ok(1.0 / 34.0));
    // Records of judged genes alone; none at all.
    assert_eq!(burden_of(std::slice::from_ref(&kras)).0, reason("only_variants_of_judged_genes"));
    assert_eq!(burden_of(&[]).0, reason("no_records"));
    // Annotation of another form, at one record, or at too few.
    assert_eq!(burden_of(&[many(20, ".")]).0, reason("effects_not_annotated"));
    assert_eq!(burden_of(&[kras, many(20, ".")]).0, reason("effects_not_annotated"));
    assert_eq!(burden_of(&[known(94), many(6, ".")]).0, reason("effects_not_annotated"));
    assert_eq!(burden_of(&[known(95), many(5, ".")]).0, Ok(95.0 / 34.0));
    // Words of no annotator that is read; columns that were shifted.
    for entries in ["T|nonsynonymous_SNV|A|||", "missense_variant|A||||", "T|MODERATE|A|||"] {
        let (found, warnings) = burden_of(&[known(10), many(20, entries)]);
        assert_eq!(found, reason("effect_words_unknown"), "{entries}");
        assert!(warnings[0].contains("20 of 30 variants") && warnings[0].contains("(20)"), "{warnings:?}");
    }
}

#[test]
fn a_vcf_without_annotation_has_no_burden() {
    let row = |i: u32| format!("1\t{}\t.\tC\tT\t.\tPASS\t.\tAD\t40,0\t40,30\n", 1000 + i);
    let rows = (0..120).map(row).collect::<Vec<_>>().concat();
    for fields in ["", "##INFO=<ID=ExonicFunc.refGene,Number=.,Type=String,Description=\"ANNOVAR\">\n"] {
        let text = format!(
            "##fileformat=VCFv4.2\n{fields}##contig=<ID=1,length=249250621>\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tNORMAL\tTUMOR\n{rows}\
             12\t25398284\t.\tC\tT\t.\tPASS\t.\tAD\t40,0\t40,30\n"
        );
        let mut input = Input::from_bytes("x.vcf", text.as_bytes()).unwrap();
        let native = native();
        let options = VcfOptions { native: Some(&native), burden: true, ..VcfOptions::default() };
        let found = read_vcf_input(&mut input, &options, &PANEL, &Filters::default()).unwrap();
        assert_eq!(tmb_of(&found.variants), Err("effects_not_annotated".to_owned()));
        assert_eq!(found.variants.variants[0].hgvsp.as_deref(), Some("p.G12D"));
    }
}

#[test]
fn an_empty_file_beside_another_does_not_take_its_burden() {
    let full = || calls(&["chr1 1000 C T PASS T|missense_variant|A|||"]);
    for files in [vec![full(), calls(&[])], vec![calls(&[]), full()]] {
        assert_eq!(tmb_of(&union_calls(files).variants), Ok(1.0 / 34.0));
    }
    let bare = || calls(&["chr1 2000 C T PASS ."]);
    for files in [vec![full(), bare()], vec![bare(), full()]] {
        assert_eq!(tmb_of(&union_calls(files).variants), Err("effects_not_annotated".to_owned()));
    }
}

#[test]
fn the_words_of_a_maf_are_known_or_there_is_no_burden() {
    let maf = |rows: &[(&str, &str, u32)]| {
        let header = "Hugo_Symbol\tChromosome\tStart_Position\tReference_Allele\tTumor_Seq_Allele2\tVariant_Classification\tTumor_Sample_Barcode\n";
        let mut text = header.to_owned();
        for (i, (gene, word, n)) in rows.iter().enumerate() {
            for k in 0..*n {
                let pos = 1000 * (i as u32 + 1) + k;
                text.extend([gene, "\t1\t", &pos.to_string(), "\tC\tT\t", word, "\tS\n"]);
            }
        }
        let content = Content { name: "x.maf".into(), bytes: text.into(), sha256: String::new() };
        let found = read_maf(&content, &PANEL, &Filters::default()).unwrap();
        (tmb_of(&found.samples["S"]), found.warnings)
    };
    let counted = (Ok(200.0 / 34.0), vec![]);
    assert_eq!(maf(&[("A", "Missense_Mutation", 180), ("B", "Nonsense_Mutation", 20)]), counted);
    // ANNOVAR's words.
    assert_eq!(
        maf(&[("A", "nonsynonymous SNV", 180), ("B", "stopgain", 20), ("C", "synonymous SNV", 9)]),
        counted
    );
    assert_eq!(maf(&[("A", "Missense_Mutation", 200), ("A", "IGR", 90)]), counted);
    for word in ["SNP", "Missense", "missense variant", "C"] {
        let (found, warnings) = maf(&[("A", word, 200), ("KRAS", "Missense_Mutation", 2)]);
        assert_eq!(found, Err("effect_words_unknown".to_owned()), "{word}");
        let expected = format!("'{word}' (200)");
        assert!(
            warnings.iter().any(|w| w.contains(&expected) && w.contains("Variant_Classification")),
            "{warnings:?}"
        );
    }
    assert_eq!(maf(&[("A", "", 20), ("A", "Silent", 20)]).0, Err("effects_not_annotated".to_owned()));
    assert_eq!(maf(&[("TP53", "Silent", 3)]).0, Err("only_variants_of_judged_genes".to_owned()));
}

#[test]
fn a_file_that_shows_nothing_of_the_tumour_has_no_burden_of_zero() {
    let with = |filter: &str, reads: &str| {
        let entries = "T|missense_variant|A|||";
        let records = (0..5).map(|i| format!("chr1 {} C T {filter} {entries} {reads}", 1000 + i * 100));
        burden_of(&[records.collect()]).0
    };
    for (filter, reads) in
        [("weak", "40,0/30,20"), ("PASS", "40,0/50,0"), ("PASS", "20,20/30,20"), ("germline", "40,0/30,20")]
    {
        assert_eq!(with(filter, reads), Err("no_usable_records".to_owned()), "{filter} {reads}");
    }
    assert_eq!(with("PASS", "40,0/30,20"), Ok(5.0 / 34.0));
    // Noncoding variants are those of a tumour too.
    let failed = vec!["chr1 1000 C T weak T|missense_variant|A|||".to_owned()];
    let intron = vec!["chr1 2000 C T PASS T|intron_variant|A|||".to_owned()];
    assert_eq!(burden_of(&[failed.clone(), intron]).0, Ok(0.0));
    // A record that fails its filter does not show that other genes were sequenced.
    let kras = vec!["chr12 25245350 C T PASS T|missense_variant|KRAS||p.Gly12Asp|".to_owned()];
    assert_eq!(burden_of(&[failed, kras]).0, Err("only_variants_of_judged_genes".to_owned()));
}

#[test]
fn a_record_that_stands_twice_counts_once() {
    let once = many(3, "T|missense_variant|A|||");
    assert_eq!(burden_of(&[once.clone(), once.clone()]).0, Ok(3.0 / 34.0));
    let kras = "chr12 25245350 C T PASS T|missense_variant|KRAS||p.Gly12Asp|".to_owned();
    assert_eq!(burden_of(&[once, vec![kras.clone(), kras]]).0, Ok(4.0 / 34.0));
    // Written with further bases, and another change of the same place.
    let deletions = ["CA C", "CAG CG", "C G"].map(|alleles| {
        let (entry, word) =
            if alleles == "C G" { ("G", "missense_variant") } else { ("-", "frameshift_variant") };
        format!("chr1 1000 {alleles} PASS {entry}|{word}|A|||")
    });
    assert_eq!(burden_of(&[deletions.to_vec()]).0, Ok(2.0 / 34.0));
}

#[test]
fn words_that_do_not_say_the_effect_are_not_known() {
    for word in [
        "coding_sequence_variant",
        "sequence_variant",
        "transcript_variant",
        "feature_truncation&exon_variant",
    ] {
        let entries = format!("T|{word}|A|||");
        let known = many(10, "T|missense_variant|A|||");
        assert_eq!(
            burden_of(&[many(20, &entries), known]).0,
            Err("effect_words_unknown".to_owned()),
            "{word}"
        );
    }
    // Beside a word that does they take nothing away.
    assert_eq!(burden_of(&[many(3, "T|missense_variant&coding_sequence_variant|A|||")]).0, Ok(3.0 / 34.0));
}

#[test]
fn a_burden_of_variants_with_unknown_reads_is_not_reliable() {
    let of = |n_unknown: usize, reads: &str| {
        let mut records = many(20, "T|missense_variant|A|||");
        for record in records.iter_mut().take(n_unknown) {
            *record = format!("{record} {reads}");
        }
        let records: Vec<&str> = records.iter().map(String::as_str).collect();
        let tmb = judge_with(&calls(&records).variants, &Coverage::Exome, &Setting::default()).tmb.unwrap();
        (tmb.tmb.is_some(), tmb.reliable, tmb.reasons.iter().map(|r| r.as_str()).collect::<Vec<_>>())
    };
    assert_eq!(of(1, "40,0/60,38,2"), (true, true, vec![]));
    assert_eq!(of(2, "40,0/60,38,2"), (true, false, vec!["counts_unknown"]));
    assert_eq!(of(20, "40,0/60,38,2"), (true, false, vec!["counts_unknown"]));
    // Each element lies under the limits.
    assert_eq!(of(2, "40,0/98,1,1"), (true, true, vec![]));
}
