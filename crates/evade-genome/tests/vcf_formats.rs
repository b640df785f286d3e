//! One hand-made file per rule of reading a VCF: genomes, records, callers and files.

#![expect(clippy::unwrap_used, reason = "what tests share panics to fail, as they do")]

mod support;
#[path = "support/vcf.rs"]
mod vcf;

use evade_core::{EffectClass, FilterReason, Verdict};
use evade_genome::{
    AnnotationLevel, Build, Coverage, Filters, VcfCalls, VcfOptions, judge, read_vcf_input, union_calls,
};
use evade_stream::Input;
use noodles_vcf::variant::io::Write as _;

use support::PANEL;
use vcf::{CONTIG_37, CONTIG_38, CSQ, changes, native, plain, read, reasons, text};

fn flags(calls: &VcfCalls, index: usize) -> Vec<String> {
    calls.variants.variants[index].flags.iter().map(ToString::to_string).collect()
}

/// Section 11: any order, `<NON_REF>` and `*` passed over, chr or not, NCBI accessions; all records are counted.
#[test]
fn rule_11_unsorted_input_and_no_alleles() {
    let calls = plain(
        CONTIG_37,
        &[
            "chrX 5 . A T . PASS . AD 30,20",
            "12 25398284 . C T,<NON_REF> . PASS . AD 30,20,0",
            "NC_000007.13 55259515 . T G . PASS . AD 30,20",
            "chr10 1 . A <NON_REF> . PASS END=9 AD 30,0",
            "chr1 7 . A * . PASS . AD 30,20",
        ],
    );
    assert_eq!(calls.n_records, 5);
    assert_eq!(calls.annotation, AnnotationLevel::NativeCoordinates);
    assert_eq!(changes(&calls), [("KRAS", "p.G12D"), ("EGFR", "p.L858R")]);
}

/// Records of a tumour and its normal, with and without calls.
fn with_normal() -> String {
    let header = format!(
        "{CONTIG_37}##contig=<ID=12,length=133851895>\n##FILTER=<ID=PASS,Description=\"p\">\n##FILTER=<ID=weak,Description=\"w\">\n\
         ##INFO=<ID=SOMATIC,Number=0,Type=Flag,Description=\"s\">\n\
         ##FORMAT=<ID=AD,Number=R,Type=Integer,Description=\"d\">\n##FORMAT=<ID=DP,Number=1,Type=Integer,Description=\"d\">\n"
    );
    text(
        &header,
        "NORMAL\tTUMOR",
        &[
            "chr1 5 . A T . PASS SOMATIC AD:DP 30,0:30 30,20:50",
            "12 25398284 . C T,A . PASS SOMATIC AD:DP 60,0,0:60 50,30,5:85",
            "12 25398282 . C A . weak SOMATIC AD:DP 60,0:60 50,30:80",
        ],
    )
}

/// The same as BGZF-packed BCF.
fn bcf_of(vcf: &str) -> Vec<u8> {
    let mut reader = noodles_vcf::io::Reader::new(vcf.as_bytes());
    let head = reader.read_header().unwrap();
    let mut writer = noodles_bcf::io::Writer::new(Vec::new());
    writer.write_variant_header(&head).unwrap();
    for record in reader.record_bufs(&head) {
        writer.write_variant_record(&head, &record.unwrap()).unwrap();
    }
    writer.try_finish().unwrap();
    writer.into_inner().into_inner()
}

/// Damage of a BCF is an error that names the file and the record; it neither stops the program nor asks for memory
/// that the file does not fill.
#[test]
fn a_damaged_bcf_is_an_error_of_its_file() {
    let mut bcf = Vec::new();
    Input::from_bytes("x", bcf_of(&with_normal())).unwrap().read_more(&mut bcf, usize::MAX).unwrap();
    let native = native();
    let options = VcfOptions { native: Some(&native), ..VcfOptions::default() };
    let read = |bytes: &[u8]| {
        let mut input = Input::from_bytes("x.bcf", bytes).unwrap();
        read_vcf_input(&mut input, &options, &PANEL, &Filters::default())
    };
    assert_eq!(read(&bcf).unwrap().n_records, 3);
    let n_header = 9 + u32::from_le_bytes(bcf[5..9].try_into().unwrap()) as usize;
    let damaged = |place: usize, bytes: &[u8]| {
        let mut damaged = bcf.clone();
        damaged[place..place + bytes.len()].copy_from_slice(bytes);
        read(&damaged).unwrap_err().to_string()
    };
    for (place, bytes, expected) in [
        (5, &[0xff; 4][..], "the BCF header cannot be read: it should have 4294967295 bytes"),
        (5, &[9, 0, 0, 0], "its 9 bytes do not end with the line #CHROM"),
        (n_header, &[0, 0, 0, 0x7f], "record 1 cannot be read: it should have"),
        (n_header + 4, &[0xff; 4], "record 1 cannot be read: it should have"),
        (
            n_header + 8 + 20,
            &[0xff; 3],
            "record 1 cannot be read: it has 16777215 samples, but the header has 2",
        ),
        (n_header + 8 + 18, &[0xff, 0xff], "record 1 cannot be read: the values of its site do not fill"),
        (n_header + 8 + 23, &[0xff], "record 1 cannot be read: the values of its samples do not fill"),
        (n_header + 8, &[0xff, 0xff, 0, 0], "record 1 cannot be read: "),
    ] {
        let error = damaged(place, bytes);
        assert!(error.starts_with("x.bcf: ") && error.contains(expected), "{place}: {error}");
    }
    // Cut anywhere but between two records, it is refused.
    let ends: Vec<usize> = std::iter::successors(Some(n_header), |at| {
        let length = |i: usize| Some(u32::from_le_bytes(bcf.get(i..i + 4)?.try_into().ok()?) as usize);
        Some(at + 8 + length(*at)? + length(at + 4)?)
    })
    .collect();
    for n in 5..bcf.len() {
        assert_eq!(read(&bcf[..n]).is_ok(), ends.contains(&n), "{n}");
    }
    // Whatever a byte becomes, the file is read or refused.
    for place in n_header..bcf.len() {
        for byte in [0, 1, 0x0f, 0x7f, 0x80, 0xff] {
            let mut damaged = bcf.clone();
            damaged[place] = byte;
            let _ = read(&damaged);
        }
    }
}

/// Section 11: the same records as BCF give the same calls.
#[test]
fn rule_11_bcf_is_read_like_vcf() {
    let vcf = with_normal();
    let bcf = bcf_of(&vcf);
    let native = native();
    let options = VcfOptions { native: Some(&native), ..VcfOptions::default() };
    let mut input = Input::from_bytes("x.vcf", bcf.clone()).unwrap();
    let from_bcf = read_vcf_input(&mut input, &options, &PANEL, &Filters::default()).unwrap();
    assert_eq!(from_bcf, read(&vcf, &options).unwrap());
    assert_eq!(from_bcf.n_records, 3);
    assert_eq!(changes(&from_bcf), [("KRAS", "p.G12D"), ("KRAS", "p.G12V")]);
    let mut input = Input::from_bytes("x.bcf", bcf[..bcf.len() - 40].to_vec()).unwrap();
    let error = read_vcf_input(&mut input, &options, &PANEL, &Filters::default()).unwrap_err().to_string();
    assert!(error.contains("damaged or cut short"), "{error}");
}

/// Section 11: a genome that the header contradicts is fatal; one that nobody states is asked for.
#[test]
fn rule_11_the_build_is_told_or_refused() {
    let native = native();
    let record = ["12 25398284 . C T . PASS . AD 30,20"];
    let with = |build| VcfOptions { native: Some(&native), build, ..VcfOptions::default() };
    let error = read(&text("", "T", &record), &with(None)).unwrap_err().to_string();
    assert!(error.contains("does not tell its genome") && error.contains("--genome"), "{error}");
    let calls = read(&text("", "T", &record), &with(Some(Build::Grch37))).unwrap();
    assert_eq!(changes(&calls), [("KRAS", "p.G12D")]);
    let error = read(&text(CONTIG_38, "T", &record), &with(Some(Build::Grch37))).unwrap_err().to_string();
    assert!(error.contains("the file is on GRCh38, but GRCh37 was declared"), "{error}");
    let both = format!("{CONTIG_38}##reference=file:///hs37d5.fa\n");
    assert!(read(&text(&both, "T", &record), &with(None)).is_err());
}

/// Section 11: bases of one codon on one haplotype are one exchange; KRAS G12F is CC>AA.
#[test]
fn rule_11_bases_of_one_codon_are_joined() {
    let pair = |first: &str, second: &str| {
        plain(
            CONTIG_37,
            &[
                &format!("12 25398284 . C A . PASS . GT:AD:PID:PGT {first}"),
                &format!("12 25398285 . C A . PASS . GT:AD:PID:PGT {second}"),
            ],
        )
    };
    let joined = pair("0/1:60,40:a:0|1", "0/1:80,20:a:0|1");
    assert_eq!(changes(&joined), [("KRAS", "p.G12F")]);
    let whole = &joined.variants.variants[0];
    assert_eq!((whole.pos, whole.reference.as_str(), whole.alternate.as_str()), (25_398_284, "CC", "AA"));
    assert_eq!(whole.alt_reads, Some(20));
    assert_eq!(reasons(&joined), [("KRAS", "counted_elsewhere"); 2]);
    // Nearly the same fraction is no phase.
    for other in ["0/1:61,39:.:.", "0/1:80,20:.:."] {
        let open = pair("0/1:60,40:.:.", other);
        assert_eq!(changes(&open), [("KRAS", "p.G12V"), ("KRAS", "p.G12C")]);
        for variant in 0..2 {
            assert_eq!(open.variants.variants[variant].verdict, Verdict::Uncertain);
            let found = flags(&open, variant);
            assert!(found.contains(&"possible_mnv".to_owned()), "{found:?}");
            assert!(found.contains(&"if_in_cis:p.G12F".to_owned()), "{found:?}");
        }
    }
    let in_trans = pair("0/1:60,40:a:0|1", "0/1:60,40:a:1|0");
    assert_eq!(changes(&in_trans), [("KRAS", "p.G12V"), ("KRAS", "p.G12C")]);
    assert!(!flags(&in_trans, 0).contains(&"possible_mnv".to_owned()));
}

const SV: &str = "##INFO=<ID=SVTYPE,Number=1,Type=String,Description=\"t\">\n";

/// Section 11: DEL over a coding exon, breakpoints inside the transcript, DUP inside, introns, breakends.
#[test]
fn rule_11_structural_variants_by_gene() {
    let one = |record: &str| {
        let calls = plain(&format!("{CONTIG_38}{SV}"), &[record]);
        let variant = calls.variants.variants.first();
        let found = variant.map(|v| (v.gene.clone(), v.verdict, v.effect));
        (found, calls.variants.filtered.first().map(|f| f.reason))
    };
    let found = |gene: &str, verdict, effect| (Some((gene.to_owned(), verdict, effect)), None);
    let sv = "PR:SR 20,10:20,10";
    // Exon 5 of PTEN lies at 87933013-87933251; the deletion begins two megabases before the gene.
    let whole = one(&format!("chr10 85000000 d N <DEL> . PASS SVTYPE=DEL;END=87940000 {sv}"));
    assert_eq!(whole, found("PTEN", Verdict::Damaging, EffectClass::Truncating));
    let by_length = one(&format!("chr10 87932000 d N <DEL> . PASS SVTYPE=DEL;SVLEN=-3000 {sv}"));
    assert_eq!(by_length, found("PTEN", Verdict::Damaging, EffectClass::Truncating));
    let junction = one(&format!("chr10 87932000 d N N[chr10:87935000[ . PASS SVTYPE=BND {sv}"));
    assert_eq!(junction, found("PTEN", Verdict::Damaging, EffectClass::Truncating));
    let breakend = one(&format!("chr10 87932000 d N N[chr3:500[ . PASS SVTYPE=BND {sv}"));
    assert_eq!(breakend, found("PTEN", Verdict::Likely, EffectClass::Unknown));
    let inversion = one(&format!("chr10 87932000 d N <INV> . PASS SVTYPE=INV;END=89000000 {sv}"));
    assert_eq!(inversion, found("PTEN", Verdict::Likely, EffectClass::Unknown));
    let duplication = one(&format!("chr10 87932000 d N <DUP:TANDEM> . PASS SVTYPE=DUP;END=87935000 {sv}"));
    assert_eq!(duplication, found("PTEN", Verdict::Uncertain, EffectClass::Unknown));
    let intron = one(&format!("chr10 87932000 d N <DEL> . PASS SVTYPE=DEL;END=87932500 {sv}"));
    assert_eq!(intron, (None, Some(FilterReason::Noncoding)));
    let far = one(&format!("chr10 10 d N <DEL> . PASS SVTYPE=DEL;END=500 {sv}"));
    assert_eq!(far, (None, None));
    let gain = one(&format!("chr12 25245000 d N <DEL> . PASS SVTYPE=DEL;END=25246000 {sv}"));
    assert_eq!(gain, found("KRAS", Verdict::Uncertain, EffectClass::Unknown));
    let amplified = one(&format!("chr12 25000000 d N <DUP:TANDEM> . PASS SVTYPE=DUP;END=25400000 {sv}"));
    assert_eq!(amplified, (None, Some(FilterReason::SvNotJudged)));
    let homozygous = plain(
        &format!("{CONTIG_38}{SV}"),
        &[
            &format!("chr9 21900000 d N <DEL> . PASS SVTYPE=DEL;END=22100000 {sv}"),
            &format!("chr17 7600000 d N <DEL> . PASS SVTYPE=DEL;END=7700000 {sv}"),
            &format!("chr19 1 d N <DEL> . PASS SVTYPE=DEL;END=58617616 {sv}"),
        ],
    );
    let damaged = homozygous.variants.variants.iter().filter(|v| v.verdict == Verdict::Damaging);
    let genes: Vec<&str> = damaged.map(|v| v.gene.as_str()).collect();
    for gene in ["CDKN2A", "CDKN2B", "TP53"] {
        assert!(genes.contains(&gene), "{gene}: {genes:?}");
    }
    // A whole chromosome is lost in one copy or both: it truncates no gene.
    for gene in ["STK11", "KEAP1", "SMARCA4"] {
        assert!(!genes.contains(&gene), "{gene}: {genes:?}");
    }
    assert!(reasons(&homozygous).contains(&("POLD1", "sv_not_judged")));
    let weak = one("chr10 87932000 d N <DEL> . MinSomaticScore SVTYPE=DEL;END=87935000 PR:SR 20,10:20,10");
    assert_eq!(weak, (None, Some(FilterReason::Filter)));
}

/// Section 11: the mates of a junction, and the junctions of one event, are one hit of the gene; a junction written
/// once is found from its other end.
#[test]
fn rule_11_the_records_of_one_rearrangement_are_one_hit() {
    let sv = "PR:SR 20,10:20,10";
    let mates = plain(
        &format!("{CONTIG_38}{SV}"),
        &[
            &format!("chr10 87932000 a N [chr10:87940000[N . PASS SVTYPE=BND;MATEID=b {sv}"),
            &format!("chr10 87940000 b N [chr10:87932000[N . PASS SVTYPE=BND;MATEID=a {sv}"),
            &format!("chr10 87932500 c N [chr3:5[N . PASS SVTYPE=BND;MATEID=d;EVENT=e {sv}"),
            &format!("chr10 87932600 f N ]chr3:9]N . PASS SVTYPE=BND;MATEID=g;EVENT=e {sv}"),
        ],
    );
    let places: Vec<u64> = mates.variants.variants.iter().map(|v| v.pos).collect();
    assert_eq!(places, [87_932_000, 87_932_500]);
    assert_eq!(reasons(&mates), [("PTEN", "counted_elsewhere"); 2]);
    let delly = plain(
        &format!("{CONTIG_38}{SV}"),
        &[&format!("chr3 500 a N N[chr10:87932000[ . PASS SVTYPE=BND;CHR2=chr10;POS2=87932000 {sv}")],
    );
    let found: Vec<_> = delly.variants.variants.iter().map(|v| (v.gene.as_str(), v.verdict)).collect();
    assert_eq!(found, [("PTEN", Verdict::Likely)]);
}

/// Section 9: records their caller takes for germline are not somatic; a germline caller's file holds none.
#[test]
fn rule_9_germline_records_are_not_somatic() {
    let varscan = format!("{CONTIG_37}##source=VarScan2\n");
    let calls = plain(
        &varscan,
        &[
            "12 25398284 . C T . PASS SOMATIC;SS=2 GT:AD:RD:DP 0/1:20:30:50",
            "12 25398285 . C A . PASS SS=1 GT:AD:RD:DP 0/1:20:30:50",
            "7 55259515 . T G . PASS SS=3 GT:AD:RD:DP 0/1:20:30:50",
        ],
    );
    assert_eq!(changes(&calls), [("KRAS", "p.G12D")]);
    assert_eq!(reasons(&calls), [("KRAS", "not_somatic"), ("EGFR", "not_somatic")]);
    for source in [
        "##source=HaplotypeCaller",
        "##DeepVariant_version=1.6",
        "##content=strelka germline small-variant calls",
    ] {
        let calls = plain(&format!("{CONTIG_37}{source}\n"), &["12 25398284 . C T . PASS . GT:AD 0/1:30,20"]);
        assert_eq!((changes(&calls).len(), reasons(&calls)), (0, vec![("KRAS", "not_somatic")]), "{source}");
        assert!(calls.warnings[0].contains("calls germline variants"), "{:?}", calls.warnings);
    }
    let deep = plain(
        &format!("{CONTIG_37}##DeepVariant_version=1.6\n##source=DeepSomatic\n"),
        &["12 25398284 . C T . PASS . GT:AD 1/1:30,20", "7 55259515 . T G . GERMLINE . GT:AD 0/0:30,20"],
    );
    assert_eq!((changes(&deep), reasons(&deep)), (vec![("KRAS", "p.G12D")], vec![("EGFR", "not_somatic")]));
}

/// Section 9: a file whose fractions lie near one half or one is pointed out, wherever its records lie.
#[test]
fn rule_9_a_germline_looking_file_is_pointed_out() {
    let record = |i: usize, reads: &str| format!("chr1 {} . A T . PASS . AD {reads}", 100 + i);
    let file = |reads: &str| {
        let records: Vec<String> = (0..30).map(|i| record(i, reads)).collect();
        plain(CONTIG_37, &records.iter().map(String::as_str).collect::<Vec<_>>()).warnings
    };
    assert!(file("50,50")[0].contains("is this a file of germline calls?"));
    assert!(file("80,20").is_empty());
}

/// Section 11: what any caller lets pass counts; one caller's filter never erases it.
#[test]
fn rule_11_callers_are_joined_by_allele() {
    let mutect = plain(
        &format!("{CONTIG_37}##source=Mutect2\n"),
        &[
            "12 25398284 . CC AA . PASS . AD 30,20",
            "7 55259515 . T G . weak_evidence . AD 30,20",
            "19 1220487 . GC G . PASS . AD 30,20",
        ],
    );
    let strelka = plain(
        &format!("{CONTIG_37}##source=strelka\n"),
        &[
            "12 25398284 . C A . PASS . DP:AU:CU:GU:TU 50:20,20:30,30:0,0:0,0",
            "7 55259515 . T G . PASS . DP:AU:CU:GU:TU 50:0,0:0,0:20,20:30,30",
        ],
    );
    assert_eq!(mutect.callers, ["mutect2"]);
    let whole = union_calls(vec![mutect, strelka]);
    assert_eq!(whole.callers, ["mutect2", "strelka2"]);
    let found: Vec<&str> = whole.variants.variants.iter().map(|v| v.gene.as_str()).collect();
    assert_eq!(found, ["KRAS", "STK11", "EGFR"]);
    assert!(
        flags(&whole, 0).contains(&"callers:mutect2+strelka2".to_owned())
            && flags(&whole, 0).contains(&"n_callers:2".to_owned())
    );
    assert!(
        flags(&whole, 1).contains(&"callers:mutect2".to_owned())
            && flags(&whole, 1).contains(&"n_callers:1".to_owned())
    );
    assert!(flags(&whole, 2).contains(&"callers:strelka2".to_owned()));
    assert!(whole.variants.filtered.is_empty(), "{:?}", whole.variants.filtered);
    assert_eq!(union_calls(Vec::new()), VcfCalls::default());
}

#[test]
fn broken_files_name_their_line() {
    let header = format!("{CONTIG_38}{CSQ}");
    let error = |text: &str| read(text, &VcfOptions::default()).unwrap_err().to_string();
    assert!(
        error(&text(&header, "T", &["chr1 x . A T . PASS . AD 1,2"])).contains(":5: POS is not a position")
    );
    assert!(
        error(&text(&header, "T", &["chr1"])).contains(":5: the record has 1 column, but the header has 10")
    );
    for record in ["chr1 5 . A", "chr1 5 . A T . PASS .", "chr1 5 . A T . PASS . AD 1,2 3,4"] {
        let found = error(&text(&header, "T", &["chr1 4 . A T . PASS . AD 1,2", record]));
        assert!(found.contains(":6: the record has ") && found.contains("but the header has 10"), "{found}");
    }
    assert!(error("##fileformat=VCFv4.2\nchr1\t5\n").contains("the line #CHROM is missing"));
    assert!(error("##source=x\n#CHROM\n").contains("the line ##fileformat is missing"));
    assert!(error("BCF\x04").contains("this BCF is not of version 2"));
    assert!(error(&text(&header, "T\tT", &[])).contains("two columns are named 'T'"));
}

/// Whatever a record holds, it is read or named in an error.
#[test]
fn absurd_records_do_not_stop_the_reader() {
    let native = native();
    let options = VcfOptions { native: Some(&native), check: true, ..VcfOptions::default() };
    let header = format!("{CONTIG_38}{CSQ}{SV}");
    let records = [
        "chr10 0 . A T . PASS . AD 1,2",
        "chr10 999999999999999999 . A T . PASS . AD 4294967295,4294967295:1",
        "chr10 87933147 . Ä ÖÜ . PASS CSQ=,||,-|x AD:DP:AF 4294967295,4294967295,.:4294967295:nan",
        "chr10 87933147 . N <DEL> . PASS SVTYPE=DEL;END=1;SVLEN=-18446744073709551615 AD ,",
        "chr10 87933147 . N ]:[ . PASS SVTYPE=BND;END=18446744073709551615 AD ,",
        "chr10 87933147 . . . . . . . .",
        "chr10 87933147 .  , . PASS . GT:PGT:PS |:|:|",
        "chr12 25245350 . CCCCCCCCCCCCCCCCCCCCCCCC C . PASS . AD 30,20",
    ];
    for record in records {
        let _ = read(&text(&header, "T", &[record]), &options);
    }
    // A generator without state of its own: the same lines every time.
    let mut seed = 1_u64;
    let mut draw = |n: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap() % n
    };
    let signs: Vec<char> = ",|;:=<>[]./&@*+-0159ACGTN PZ\t".chars().collect();
    for _ in 0..2000 {
        let mut line: Vec<char> = records[draw(records.len())].chars().collect();
        for _ in 0..=draw(4) {
            let place = draw(line.len());
            line[place] = signs[draw(signs.len())];
        }
        let line: String = line.into_iter().collect();
        let _ = read(&text(&header, "T", &[&line]), &options);
    }
}

/// A file of rearrangements, or of a germline caller, says nothing of small somatic variants; an empty one is pointed out.
#[test]
fn rule_9_files_that_cannot_show_small_somatic_variants() {
    let shows = |header: &str, records: &[&str]| {
        let calls = plain(&format!("{CONTIG_38}{CSQ}{header}"), records);
        let tmb = judge(&calls.variants, &Coverage::Exome).tmb.unwrap();
        let reason = tmb.reasons.first().map_or("", |reason| reason.as_str());
        (calls.shows_small_variants, reason, calls.warnings)
    };
    let deletion = "chr17 7600000 d N <DEL> . PASS SVTYPE=DEL;END=7700000 PR:SR 20,10:20,10";
    let exchange = "chr12 25245350 . C T . PASS CSQ=T|missense_variant|KRAS|||||||||| AD 30,20";
    let (is_shown, reason, warnings) = shows(SV, &[deletion]);
    assert!(
        !is_shown && reason == "no_variant_list" && warnings[0].contains("rearrangements"),
        "{warnings:?}"
    );
    assert!(!shows("##source=GenerateSVCandidates 1.6.0\n##cmdline=configManta.py\n", &[]).0);
    assert_eq!(shows(SV, &[deletion, exchange]), (true, "only_variants_of_judged_genes", vec![]));
    let (is_shown, reason, warnings) = shows("##source=HaplotypeCaller\n", &[exchange]);
    assert!(!is_shown && reason == "germline_calls" && warnings[0].contains("germline"), "{warnings:?}");
    let (is_shown, reason, warnings) = shows("##source=Mutect2\n", &[]);
    assert!(is_shown && reason == "no_records" && warnings[0].contains("no record"), "{warnings:?}");
}

/// A genome that only the user states, and no record where a judged gene is coding.
#[test]
fn a_stated_genome_that_no_record_bears_out_is_doubted() {
    let native = native();
    let warnings = |record: &str| {
        let options =
            VcfOptions { native: Some(&native), build: Some(Build::Grch38), ..VcfOptions::default() };
        read(&text("", "T", &[record]), &options).unwrap().warnings
    };
    assert!(warnings("chr12 25245350 . C T . PASS . AD 30,20").is_empty());
    let doubted = warnings("chr12 25398284 . C T . PASS . AD 30,20");
    assert!(doubted[0].contains("GRCh38"), "{doubted:?}");
}

#[test]
fn met_exon_14_is_decided_in_a_vcf_without_annotation_too() {
    for (record, status) in [
        ("7 116412038 . CAGAAGGTATATTTCAG C . PASS . GT:AD:DP 0/1:40,30:70", "altered"),
        ("7 116412044 . G T . PASS . GT:AD:DP 0/1:40,30:70", "altered"),
        ("7 116411902 . G A . PASS . GT:AD:DP 0/1:40,30:70", "altered"),
    ] {
        let found = judge(&plain(CONTIG_37, &[record]).variants, &Coverage::Exome);
        let met = found.genes.iter().find(|row| row.gene == "MET").unwrap();
        assert_eq!(met.status.as_str(), status, "{record}: {:?}", met.flags);
    }
}
