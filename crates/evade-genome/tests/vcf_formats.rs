//! One hand-made file per rule of reading a VCF.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)] // a test panics to fail

mod support;

use evade_core::{EffectClass, Verdict};
use evade_genome::{
    AnnotationLevel, Build, CodingSequences, Filters, HotspotAlleles, NativeAnnotator, VcfCalls, VcfOptions,
    read_vcf_input, union_calls,
};
use evade_stream::{Content, Input, ReadError};
use noodles_vcf::variant::io::Write as _;

use support::PANEL;

fn native() -> NativeAnnotator {
    let text = include_str!("../../../signatures/alterations/hotspot-alleles.tsv");
    NativeAnnotator::new(HotspotAlleles::read(("hotspot-alleles.tsv", text)).unwrap())
}

const CONTIG_37: &str = "##contig=<ID=chr1,length=249250621>\n";
const CONTIG_38: &str = "##contig=<ID=chr1,length=248956422>\n";
const CSQ: &str = "##INFO=<ID=CSQ,Number=.,Type=String,Description=\"VEP. Format: Allele|Consequence|SYMBOL|Gene|Feature|HGVSc|HGVSp|CANONICAL|PICK|MANE_SELECT|MANE_PLUS_CLINICAL|BIOTYPE\">\n";
const ANN: &str = "##INFO=<ID=ANN,Number=.,Type=String,Description=\"Functional annotations: 'Allele | Annotation | Annotation_Impact | Gene_Name | Gene_ID | Feature_Type | Feature_ID | Transcript_BioType | Rank | HGVS.c | HGVS.p | cDNA.pos / cDNA.length | CDS.pos / CDS.length | AA.pos / AA.length | Distance | ERRORS / WARNINGS / INFO'\">\n";
const BCSQ: &str = "##INFO=<ID=BCSQ,Number=.,Type=String,Description=\"Local consequence annotation from BCFtools/csq. Format: Consequence|gene|transcript|biotype|strand|amino_acid_change|dna_change\">\n";

fn text(header: &str, columns: &str, records: &[&str]) -> String {
    let lines: String = records.iter().flat_map(|r| [r.replace(' ', "\t"), "\n".to_owned()]).collect();
    format!(
        "##fileformat=VCFv4.3\n{header}#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t{columns}\n{lines}"
    )
}

fn read(text: &str, options: &VcfOptions<'_>) -> Result<VcfCalls, ReadError> {
    let mut input = Input::from_bytes("x.vcf", text.as_bytes()).unwrap();
    read_vcf_input(&mut input, options, &PANEL, &Filters::default())
}

fn plain(header: &str, records: &[&str]) -> VcfCalls {
    let native = native();
    let options = VcfOptions { native: Some(&native), burden: true, ..VcfOptions::default() };
    read(&text(header, "T", records), &options).unwrap()
}

fn annotated(header: &str, records: &[&str]) -> VcfCalls {
    read(&text(header, "T", records), &VcfOptions::default()).unwrap()
}

fn changes(calls: &VcfCalls) -> Vec<(&str, &str)> {
    calls.variants.variants.iter().map(|v| (v.gene.as_str(), v.hgvsp.as_deref().unwrap_or(""))).collect()
}

fn reasons(calls: &VcfCalls) -> Vec<(&str, &str)> {
    calls.variants.filtered.iter().map(|f| (f.gene.as_str(), f.reason.as_str())).collect()
}

fn flags(calls: &VcfCalls, index: usize) -> Vec<&str> {
    calls.variants.variants[index].flags.iter().map(String::as_str).collect()
}

/// Section 10: sixteen fields, gene the fourth, change the eleventh; by allele, `&` joined, comparison entries skipped.
#[test]
fn rule_10_ann_is_read_by_allele() {
    let ann = "ANN=T|missense_variant&splice_region_variant|MODERATE|KRAS|ENSG00000133703|transcript|NM_004985.5|protein_coding|2/5|c.35G>A|p.Gly12Asp|225/5430|35/567|12/188||,\
        A|missense_variant|MODERATE|KRAS|ENSG00000133703|transcript|NM_004985.5|protein_coding|2/5|c.35G>T|p.Gly12Val|225/5430|35/567|12/188||,\
        T-A|stop_gained|HIGH|KRAS|ENSG00000133703|transcript|NM_004985.5|protein_coding|2/5|c.35G>A|p.Gly12*|||||";
    let calls = annotated(
        &format!("{CONTIG_38}{ANN}"),
        &[
            &format!("chr12 25245350 . C T,A . PASS {ann} AD:DP 50,30,20:100"),
            "chr19 1220487 . G GA . PASS ANN=GA|frameshift_variant|HIGH|STK11|STK11|transcript|NM_000455.5|Coding|4/10|c.580dup|p.Asp194fs|||||,GA|intron_variant|MODIFIER|STK11|STK11|transcript|NM_1.1|protein_coding|||||||| AD:DP 20,10:30",
        ],
    );
    assert_eq!(calls.annotation, AnnotationLevel::Ann);
    assert_eq!(changes(&calls), [("KRAS", "p.G12D"), ("KRAS", "p.G12V"), ("STK11", "p.D194fs")]);
    assert_eq!(calls.variants.variants[0].effect, EffectClass::Missense);
    assert_eq!(calls.variants.variants[0].source, "vcf_ann");
}

/// Sections 3 and 10: BCSQ with back references, consequences behind a stop, lines without transcript.
#[test]
fn rule_3_bcsq_back_references_and_stars() {
    let calls = annotated(
        &format!("{CONTIG_38}{BCSQ}"),
        &[
            "chr12 25245350 . C A . PASS BCSQ=missense|KRAS|ENST00000311936|protein_coding|-|12G>12F|25245350C>A+25245351C>A AD 30,20",
            "chr12 25245351 . C A . PASS BCSQ=@25245350 AD 30,20",
            "chr10 87933147 . C T . PASS BCSQ=*stop_gained|PTEN|ENST00000371953|protein_coding|+|130R>130*|87933147C>T AD 30,20",
            "chr10 87933200 . C T . PASS BCSQ=intron|PTEN||protein_coding AD 30,20",
            "chr19 1220487 . GC G . PASS BCSQ=frameshift|STK11|ENST00000326873|protein_coding|+|194DP..433*>194T*|1220487GC>G AD 30,20",
        ],
    );
    assert_eq!(changes(&calls), [("KRAS", "p.G12F"), ("STK11", "p.D194fs")]);
    assert_eq!(
        reasons(&calls),
        [("KRAS", "counted_elsewhere"), ("PTEN", "behind_new_stop"), ("PTEN", "noncoding")]
    );
}

/// Section 10: MANE Select, MANE Plus Clinical, a listed accession, canonical, picked, the worst protein coding one.
#[test]
fn rule_10_transcripts_in_order_and_the_worse_one_is_told() {
    let entry = |terms: &str, transcript: &str, change: &str, rest: &str| {
        format!("T|{terms}|STK11|ENSG00000118046|{transcript}||{change}|{rest}")
    };
    let first = |entries: &[String]| {
        let record = format!("chr19 1220487 . C T . PASS CSQ={} AD 30,20", entries.join(","));
        let calls = annotated(&format!("{CONTIG_38}{CSQ}"), &[&record]);
        (
            changes(&calls)[0].1.to_owned(),
            calls.variants.variants[0].flags.contains(&"other_transcript_worse".into()),
        )
    };
    let any = entry("stop_gained", "ENST9", "p.R9*", "||||nonsense_mediated_decay");
    let coding = entry("missense_variant", "ENST8", "p.R8H", "||||protein_coding");
    let picked = entry("missense_variant", "ENST7", "p.R7H", "|1|||protein_coding");
    let canonical = entry("missense_variant", "ENST6", "p.R6H", "YES||||protein_coding");
    let listed = entry("missense_variant", "ENST00000326873.12", "p.R5H", "||||protein_coding");
    let plus = entry("missense_variant", "ENST4", "p.R4H", "|||NM_4|protein_coding");
    let mane = entry("missense_variant", "ENST3", "p.R3H", "||NM_3||protein_coding");
    let mut entries = vec![any];
    for (next, change) in [
        (coding, "p.R8H"),
        (picked, "p.R7H"),
        (canonical, "p.R6H"),
        (listed, "p.R5H"),
        (plus, "p.R4H"),
        (mane, "p.R3H"),
    ] {
        entries.push(next);
        assert_eq!(first(&entries), (change.to_owned(), true));
    }
}

/// Section 10: VEP's trimmed alleles; a spanning deletion among them is no allele.
#[test]
fn rule_10_csq_alleles_are_trimmed() {
    let csq = |allele: &str, change: &str| {
        format!("{allele}|frameshift_variant|STK11|E|ENST00000326873||{change}|||||")
    };
    let record = format!(
        "chr19 1220486 . CG C,CGA,* . PASS CSQ={},{} AD 30,20,10,5",
        csq("-", "p.Asp194fs"),
        csq("GA", "p.Asp195fs")
    );
    let calls = annotated(&format!("{CONTIG_38}{CSQ}"), &[&record]);
    assert_eq!(changes(&calls), [("STK11", "p.D194fs"), ("STK11", "p.D195fs")]);
    assert_eq!(calls.variants.variants[1].alt_reads, Some(10));
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

/// Section 11: the same records as BCF give the same calls.
#[test]
fn rule_11_bcf_is_read_like_vcf() {
    let header = format!(
        "{CONTIG_37}##contig=<ID=12,length=133851895>\n##FILTER=<ID=PASS,Description=\"p\">\n##FILTER=<ID=weak,Description=\"w\">\n\
         ##INFO=<ID=SOMATIC,Number=0,Type=Flag,Description=\"s\">\n\
         ##FORMAT=<ID=AD,Number=R,Type=Integer,Description=\"d\">\n##FORMAT=<ID=DP,Number=1,Type=Integer,Description=\"d\">\n"
    );
    let vcf = text(
        &header,
        "NORMAL\tTUMOR",
        &[
            "chr1 5 . A T . PASS SOMATIC AD:DP 30,0:30 30,20:50",
            "12 25398284 . C T,A . PASS SOMATIC AD:DP 60,0,0:60 50,30,5:85",
            "12 25398282 . C A . weak SOMATIC AD:DP 60,0:60 50,30:80",
        ],
    );
    let mut reader = noodles_vcf::io::Reader::new(vcf.as_bytes());
    let head = reader.read_header().unwrap();
    let mut writer = noodles_bcf::io::Writer::new(Vec::new());
    writer.write_variant_header(&head).unwrap();
    for record in reader.record_bufs(&head) {
        writer.write_variant_record(&head, &record.unwrap()).unwrap();
    }
    writer.try_finish().unwrap();
    let bcf = writer.into_inner().into_inner();
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
    let by_fraction = pair("0/1:60,40:.:.", "0/1:61,39:.:.");
    assert_eq!(changes(&by_fraction), [("KRAS", "p.G12F")]);
    let apart = pair("0/1:60,40:.:.", "0/1:80,20:.:.");
    assert_eq!(changes(&apart), [("KRAS", "p.G12V"), ("KRAS", "p.G12C")]);
    assert!(flags(&apart, 0).contains(&"possible_mnv") && flags(&apart, 1).contains(&"possible_mnv"));
    let in_trans = pair("0/1:60,40:a:0|1", "0/1:60,40:a:1|0");
    assert_eq!(changes(&in_trans), [("KRAS", "p.G12V"), ("KRAS", "p.G12C")]);
    assert!(!flags(&in_trans, 0).contains(&"possible_mnv"));
}

const SV: &str = "##INFO=<ID=SVTYPE,Number=1,Type=String,Description=\"t\">\n";

/// Section 11: DEL over a coding exon, breakpoints inside the transcript, DUP inside, introns, breakends.
#[test]
fn rule_11_structural_variants_by_gene() {
    let one = |record: &str| {
        let calls = plain(&format!("{CONTIG_38}{SV}"), &[record]);
        let variant = calls.variants.variants.first();
        let found = variant.map(|v| (v.gene.clone(), v.verdict, v.effect));
        (found, calls.variants.filtered.first().map(|f| f.reason.clone()))
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
    assert_eq!(intron, (None, Some("noncoding".into())));
    let far = one(&format!("chr10 10 d N <DEL> . PASS SVTYPE=DEL;END=500 {sv}"));
    assert_eq!(far, (None, None));
    let gain = one(&format!("chr12 25245000 d N <DEL> . PASS SVTYPE=DEL;END=25246000 {sv}"));
    assert_eq!(gain, (None, Some("sv_not_judged".into())));
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
    for gene in ["CDKN2A", "CDKN2B", "TP53", "STK11", "KEAP1", "SMARCA4"] {
        assert!(genes.contains(&gene), "{gene}: {genes:?}");
    }
    assert!(reasons(&homozygous).contains(&("POLD1", "sv_not_judged")));
    let weak = one("chr10 87932000 d N <DEL> . MinSomaticScore SVTYPE=DEL;END=87935000 PR:SR 20,10:20,10");
    assert_eq!(weak, (None, Some("filter".into())));
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
        flags(&whole, 0).contains(&"callers:mutect2+strelka2") && flags(&whole, 0).contains(&"n_callers:2")
    );
    assert!(flags(&whole, 1).contains(&"callers:mutect2") && flags(&whole, 1).contains(&"n_callers:1"));
    assert!(flags(&whole, 2).contains(&"callers:strelka2"));
    assert!(whole.variants.filtered.is_empty(), "{:?}", whole.variants.filtered);
    assert_eq!(union_calls(Vec::new()), VcfCalls::default());
}

/// Section 15: a sequence whose bases are not REF is of another genome; our words and the file's are compared.
#[test]
fn rule_15_reference_alleles_are_compared_with_the_sequence() {
    let panel = &*PANEL;
    let gene = panel.gene("STK11").unwrap();
    let transcript = &gene.transcripts[&Build::Grch38];
    let mut bases = vec![b'C'; 1_230_000];
    for (i, base) in b"ATG".iter().enumerate() {
        bases[usize::try_from(transcript.coding.0).unwrap() - 1 + i] = *base;
    }
    for (i, base) in b"TGA".iter().enumerate() {
        bases[usize::try_from(transcript.coding.1).unwrap() - 3 + i] = *base;
    }
    let fasta = [b">19\n".as_slice(), &bases, b"\n"].concat();
    let mut input = Input::from_bytes("x.fa", fasta).unwrap();
    let sequences = CodingSequences::from_fasta(&mut input, panel, Build::Grch38).unwrap();
    let bundle =
        Content { name: "b".into(), bytes: sequences.to_text(panel).into_bytes(), sha256: String::new() };
    let native = native().with_sequences(CodingSequences::from_bundle(&bundle, panel).unwrap());
    let options = VcfOptions { native: Some(&native), check: true, ..VcfOptions::default() };
    let record = |pos: u64, base: &str| format!("19 {pos} . {base} T . PASS . AD 30,20");
    let own: Vec<String> = (0..5).map(|i| record(1_220_400 + i, "C")).collect();
    let own: Vec<&str> = own.iter().map(String::as_str).collect();
    let calls = read(&text(CONTIG_38, "T", &own), &options).unwrap();
    assert_eq!(calls.annotation, AnnotationLevel::NativeSequence);
    assert!(calls.variants.variants.iter().all(|v| v.hgvsp.as_deref().is_some_and(|p| p.starts_with("p.P"))));
    let other: Vec<String> = (0..5).map(|i| record(1_220_400 + i, "A")).collect();
    let other: Vec<&str> = other.iter().map(String::as_str).collect();
    let error = read(&text(CONTIG_38, "T", &other), &options).unwrap_err().to_string();
    assert!(error.contains("REF alleles are not the bases of the sequence"), "{error}");
    let error = read(&text(CONTIG_37, "T", &own), &options).unwrap_err().to_string();
    assert!(error.contains("the VCF is on GRCh37, but the coding sequences are of GRCh38"), "{error}");
    let csq = "CSQ=T|missense_variant|STK11|E|ENST00000326873||p.Arg8His|||||";
    let annotated =
        text(&format!("{CONTIG_38}{CSQ}"), "T", &[&format!("19 1220400 . C T . PASS {csq} AD 30,20")]);
    let calls = read(&annotated, &options).unwrap();
    let row = &calls.disagreements[0];
    assert_eq!((row.gene.as_str(), row.file_change.as_deref(), row.pos), ("STK11", Some("p.R8H"), 1_220_400));
    assert_ne!(row.native_change, row.file_change);
}

/// Section 15, level 0: windows of EGFR by residue numbers; bases next to a donor are no more than likely.
#[test]
fn rule_15_verdicts_without_a_sequence() {
    let calls = plain(
        CONTIG_38,
        &[
            // Fifteen bases, in the table of recurrent alleles; then fifteen others of the window.
            "7 55174771 . AGGAATTAAGAGAAGC A . PASS . AD 30,20",
            "7 55174780 . GAGAAGCAACATCTCC G . PASS . AD 30,20",
            "19 1207200 . CAAA C . PASS . AD 30,20",
            "19 1207100 . CA C . PASS . AD 30,20",
            "19 1206914 . A G . PASS . AD 30,20",
            "19 1207300 . A G . PASS . AD 30,20",
        ],
    );
    let found: Vec<_> =
        calls.variants.variants.iter().map(|v| (v.gene.as_str(), v.effect, v.verdict)).collect();
    assert_eq!(
        found,
        [
            ("EGFR", EffectClass::Inframe, Verdict::Damaging),
            ("EGFR", EffectClass::Inframe, Verdict::Damaging),
            ("STK11", EffectClass::SpliceSite, Verdict::Likely),
            ("STK11", EffectClass::Truncating, Verdict::Damaging),
            ("STK11", EffectClass::StartLost, Verdict::Damaging),
        ]
    );
    assert_eq!(reasons(&calls), [("STK11", "noncoding")]);
    assert_eq!(calls.variants.variants[1].hgvsp.as_deref(), Some("p.748_753del"));
}

/// A pseudogene or an antisense transcript with the gene's name in its own is not the gene.
#[test]
fn names_that_contain_a_gene_are_not_the_gene() {
    let csq = "CSQ=T|stop_gained|PTENP1-AS|ENSG00000281128|ENST1||p.Arg8Ter|||||";
    let calls = annotated(
        &format!("{CONTIG_38}{CSQ}"),
        &[
            &format!("chr9 33673502 . C T . PASS {csq} AD 30,20"),
            &format!("chr10 87933147 . C T . PASS {csq} AD 30,20"),
        ],
    );
    assert!(calls.variants.variants.is_empty(), "{calls:?}");
    // The second lies in PTEN, of which the annotation says nothing.
    assert_eq!(reasons(&calls), [("PTEN", "annotation_missing")]);
}

#[test]
fn broken_files_name_their_line() {
    let header = format!("{CONTIG_38}{CSQ}");
    let error = |text: &str| read(text, &VcfOptions::default()).unwrap_err().to_string();
    assert!(
        error(&text(&header, "T", &["chr1 x . A T . PASS . AD 1,2"])).contains(":5: POS is not a position")
    );
    assert!(error(&text(&header, "T", &["chr1"])).contains(":5: the record has too few columns"));
    assert!(error(&text(&header, "T", &["chr1 5 . A"])).contains(":5: the record has too few columns"));
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

/// Section 10: `bcftools norm -m` leaves the entries of all alleles in each of the records it makes.
#[test]
fn rule_10_a_record_cut_out_of_another_takes_its_own_entries() {
    let csq = |allele: &str, terms: &str, gene: &str, change: &str| {
        format!("{allele}|{terms}|{gene}|||c.1A>T|{change}|YES||||protein_coding")
    };
    let kras = format!(
        "CSQ={},{}",
        csq("A", "missense_variant", "KRAS", "p.Gly12Val"),
        csq("T", "missense_variant", "KRAS", "p.Gly12Asp")
    );
    let stk11 = format!(
        "CSQ={},{}",
        csq("A", "stop_gained", "STK11", "p.Gln37Ter"),
        csq("T", "synonymous_variant", "STK11", "p.Gln37=")
    );
    // The annotator knows the only allele by another name.
    let renamed = format!("CSQ={}", csq("AT", "frameshift_variant", "PTEN", "p.Arg130fs"));
    let calls = annotated(
        &format!("{CONTIG_38}{CSQ}"),
        &[
            &format!("chr12 25245350 . C T . PASS {kras} AD 30,20"),
            &format!("chr19 1207022 . C T . PASS {stk11} AD 30,20"),
            &format!("chr10 87933147 . CA CAT . PASS {renamed} AD 30,20"),
        ],
    );
    assert_eq!(changes(&calls), [("KRAS", "p.G12D"), ("PTEN", "p.R130fs")]);
    assert_eq!(reasons(&calls), [("STK11", "silent")]);
    let numbered = CSQ.replace("Format: Allele|", "Format: Allele|ALLELE_NUM|");
    let entry = |allele: &str, number: u8, change: &str| {
        format!("{allele}|{number}|missense_variant|KRAS|||c.1A>T|{change}|YES||||protein_coding")
    };
    let both = format!("CSQ={},{}", entry("A", 1, "p.Gly12Val"), entry("T", 2, "p.Gly12Asp"));
    let calls = annotated(
        &format!("{CONTIG_38}{numbered}"),
        &[&format!("chr12 25245350 . C T . PASS {both} AD 30,20")],
    );
    assert_eq!(changes(&calls), [("KRAS", "p.G12D")]);
    let bcsq = "BCSQ=missense|KRAS|E1|protein_coding|-|12G>12V|25245350C>A,missense|KRAS|E1|protein_coding|-|12G>12D|25245350C>T";
    let calls =
        annotated(&format!("{CONTIG_38}{BCSQ}"), &[&format!("chr12 25245350 . C T . PASS {bcsq} AD 30,20")]);
    assert_eq!(changes(&calls), [("KRAS", "p.G12D")]);
}

/// Alleles of either case are the same alleles.
#[test]
fn rule_10_the_case_of_an_allele_does_not_matter() {
    let ann = "ANN=T|missense_variant|MODERATE|KRAS|ENSG00000133703|transcript|NM_004985.5|protein_coding|2/5|c.35G>A|p.Gly12Asp|||||";
    let csq = "CSQ=T|missense_variant|KRAS|||c.35G>A|p.Gly12Asp|YES||||protein_coding,A|missense_variant|KRAS|||c.35G>T|p.Gly12Val|YES||||protein_coding";
    let bcsq = "BCSQ=missense|KRAS|E1|protein_coding|-|12G>12V|25245350C>A,missense|KRAS|E1|protein_coding|-|12G>12D|25245350C>T";
    for (header, info) in [(ANN, ann), (CSQ, csq), (BCSQ, bcsq)] {
        for (alternates, reads) in [("t", "30,20"), ("a,t", "30,1,20")] {
            let record = format!("chr12 25245350 . c {alternates} . PASS {info} AD {reads}");
            let calls = annotated(&format!("{CONTIG_38}{header}"), &[&record]);
            assert_eq!(changes(&calls), [("KRAS", "p.G12D")], "{record}");
        }
    }
    let calls = plain(CONTIG_38, &["chr12 25245350 . c t . PASS . AD 30,20"]);
    assert_eq!(changes(&calls), [("KRAS", "p.G12D")]);
}

/// Section 10: an annotation without symbols names the gene by its Entrez id or by the transcript alone.
#[test]
fn rule_10_genes_by_entrez_id_and_transcript() {
    let entry = |gene: &str, transcript: &str| {
        format!("CSQ=T|missense_variant||{gene}|{transcript}|c.35G>A|p.Gly12Asp|YES||||protein_coding")
    };
    for (gene, transcript) in
        [("ENSG00000133703", ""), ("3845", "NM_033360.4"), ("", "NM_004985.5"), ("", "ENST00000311936")]
    {
        let record = format!("chr12 25245350 . C T . PASS {} AD 30,20", entry(gene, transcript));
        assert_eq!(changes(&annotated(&format!("{CONTIG_38}{CSQ}"), &[&record])), [("KRAS", "p.G12D")]);
    }
}

/// Section 15: where the annotation knows nothing of a judged gene at its own coding bases, they are worked out.
#[test]
fn rule_15_a_coding_base_without_entry_of_its_gene() {
    let native = native();
    let read_with = |native: Option<&NativeAnnotator>| {
        let records = [
            "chr12 25245350 . C T . PASS CSQ=T|intergenic_variant||||||||||| AD 30,20",
            "chr12 25245000 . C T . PASS CSQ=T|intergenic_variant||||||||||| AD 30,20",
            "chr17 7674200 . G A . PASS CSQ=A|stop_gained|WRAP53|||c.1A>T|p.Arg1Ter|YES||||protein_coding AD 30,20",
        ];
        let options = VcfOptions { native, burden: true, ..VcfOptions::default() };
        read(&text(&format!("{CONTIG_38}{CSQ}"), "T", &records), &options).unwrap()
    };
    let calls = read_with(Some(&native));
    assert_eq!(changes(&calls)[0], ("KRAS", "p.G12D"));
    assert_eq!(calls.variants.variants[0].source, "vcf_native");
    assert_eq!((changes(&calls).len(), reasons(&calls).len()), (2, 0));
    let calls = read_with(None);
    assert_eq!(reasons(&calls), [("KRAS", "annotation_missing"), ("TP53", "annotation_missing")]);
}

/// Section 5.3: JAK2 V617F is known by its place, without any protein change.
#[test]
fn rule_5_3_v617f_is_known_without_a_protein_change() {
    for header in [CONTIG_37, CONTIG_38] {
        let calls = plain(header, &["chr9 5073770 . G T . PASS . AD 30,20"]);
        assert_eq!((changes(&calls), reasons(&calls)), (vec![], vec![("JAK2", "known_benign")]));
        let other = plain(header, &["chr9 5073770 . G A . PASS . AD 30,20"]);
        assert_eq!((changes(&other), reasons(&other)), (vec![("JAK2", "")], vec![]));
    }
}

/// A file of rearrangements, or of a germline caller, says nothing of small somatic variants; an empty one is pointed out.
#[test]
fn rule_9_files_that_cannot_show_small_somatic_variants() {
    let shows = |header: &str, records: &[&str]| {
        let calls = plain(&format!("{CONTIG_38}{CSQ}{header}"), records);
        (calls.shows_small_variants, calls.variants.burden.is_counted, calls.warnings)
    };
    let deletion = "chr17 7600000 d N <DEL> . PASS SVTYPE=DEL;END=7700000 PR:SR 20,10:20,10";
    let exchange = "chr12 25245350 . C T . PASS CSQ=T|missense_variant|KRAS|||||||||| AD 30,20";
    let (is_shown, is_counted, warnings) = shows(SV, &[deletion]);
    assert!(!is_shown && !is_counted && warnings[0].contains("rearrangements"), "{warnings:?}");
    assert!(!shows("##source=GenerateSVCandidates 1.6.0\n##cmdline=configManta.py\n", &[]).0);
    assert_eq!(shows(SV, &[deletion, exchange]), (true, true, vec![]));
    let (is_shown, is_counted, warnings) = shows("##source=HaplotypeCaller\n", &[exchange]);
    assert!(!is_shown && !is_counted && warnings[0].contains("germline"), "{warnings:?}");
    let (is_shown, is_counted, warnings) = shows("##source=Mutect2\n", &[]);
    assert!(is_shown && is_counted && warnings[0].contains("no record"), "{warnings:?}");
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
