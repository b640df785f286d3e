//! One hand-made file per rule of reading what annotation programs say of a variant.

#![expect(clippy::unwrap_used, reason = "what tests share panics to fail, as they do")]

mod support;
#[path = "support/vcf.rs"]
mod vcf;

use evade_core::{Caution, EffectClass, VariantSource, Verdict};
use evade_genome::{AnnotationLevel, Build, CodingSequences, NativeAnnotator, VcfCalls, VcfOptions};
use evade_stream::{Content, Input};

use support::PANEL;
use vcf::{CONTIG_37, CONTIG_38, CSQ, changes, native, plain, read, reasons, text};

const ANN: &str = "##INFO=<ID=ANN,Number=.,Type=String,Description=\"Functional annotations: 'Allele | Annotation | Annotation_Impact | Gene_Name | Gene_ID | Feature_Type | Feature_ID | Transcript_BioType | Rank | HGVS.c | HGVS.p | cDNA.pos / cDNA.length | CDS.pos / CDS.length | AA.pos / AA.length | Distance | ERRORS / WARNINGS / INFO'\">\n";
const BCSQ: &str = "##INFO=<ID=BCSQ,Number=.,Type=String,Description=\"Local consequence annotation from BCFtools/csq. Format: Consequence|gene|transcript|biotype|strand|amino_acid_change|dna_change\">\n";

fn annotated(header: &str, records: &[&str]) -> VcfCalls {
    read(&text(header, "T", records), &VcfOptions::default()).unwrap()
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
    assert_eq!(calls.variants.variants[0].source, VariantSource::VcfAnn);
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
            "chr10 87934000 . C T . PASS BCSQ=intron|PTEN||protein_coding AD 30,20",
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
            calls.variants.variants[0].flags.contains(&Caution::OtherTranscriptWorse),
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
    assert_eq!(calls.variants.variants[0].source, VariantSource::VcfNative);
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
