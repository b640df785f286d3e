//! The table of callers and annotators in docs/methods/alterations.md: each row is tried on a file in its shape.

#![expect(clippy::unwrap_used, reason = "what tests share panics to fail, as they do")]
#![allow(dead_code, reason = "other tests use the rest of what is shared")]

mod support;
#[path = "support/vcf.rs"]
mod vcf;

use evade_core::{CopyState, FilterReason};
use evade_genome::{Coverage, Filters, VcfCalls, VcfOptions, judge, read_maf};
use evade_stream::Content;
use support::PANEL;
use vcf::{CONTIG_38, native, plain, read, text};

/// KRAS G12D with 38 of 98 reads in the tumour; the second normal has it in a third of its reads.
struct Counts {
    name: &'static str,
    source: &'static str,
    format: &'static str,
    tumor: &'static str,
    normal: &'static str,
    inherited: &'static str,
}

const COUNTS: [Counts; 13] = [
    Counts {
        name: "Mutect2",
        source: "Mutect2",
        format: "GT:AD:AF:DP",
        tumor: "0/1:60,38:0.39:98",
        normal: "0/0:80,0:0.01:80",
        inherited: "0/1:50,30:0.37:80",
    },
    Counts {
        name: "Strelka2, single bases",
        source: "strelka",
        format: "DP:AU:CU:GU:TU",
        tumor: "98:0,0:60,60:0,0:38,40",
        normal: "80:0,0:80,80:0,0:0,0",
        inherited: "80:0,0:50,50:0,0:30,31",
    },
    Counts {
        name: "VarScan2",
        source: "VarScan2",
        format: "GT:DP:RD:AD:FREQ",
        tumor: "0/1:98:60:38:38.8%",
        normal: "0/0:80:80:0:0%",
        inherited: "0/1:80:50:30:37.5%",
    },
    Counts {
        name: "VarDict",
        source: "VarDict_v1.8",
        format: "GT:DP:VD:AD:AF",
        tumor: "0/1:98:38:60,38:0.3878",
        normal: "0/0:80:0:80,0:0",
        inherited: "0/1:80:30:50,30:0.375",
    },
    Counts {
        name: "MuSE",
        source: "MuSE_v2",
        format: "GT:DP:AD:BQ:SS",
        tumor: "0/1:98:60,38:30,30:2",
        normal: "0/0:80:80,0:30,0:.",
        inherited: "0/1:80:50,30:30,30:.",
    },
    Counts {
        name: "Ion Torrent",
        source: "Torrent Variant Caller",
        format: "GT:DP:FDP:RO:FRO:AO:FAO:AF",
        tumor: "0/1:90:98:70:60:20:38:0.39",
        normal: "0/0:80:80:60:80:20:0:0",
        inherited: "0/1:80:80:80:50:0:30:0.375",
    },
    Counts {
        name: "FreeBayes",
        source: "freeBayes v1.3",
        format: "GT:DP:RO:AO",
        tumor: "0/1:98:60:38",
        normal: "0/0:80:80:0",
        inherited: "0/1:80:50:30",
    },
    Counts {
        name: "Platypus",
        source: "Platypus",
        format: "GT:NR:NV",
        tumor: "0/1:98:38",
        normal: "0/0:80:0",
        inherited: "0/1:80:30",
    },
    Counts {
        name: "DeepSomatic",
        source: "DeepSomatic",
        format: "GT:GQ:DP:AD:VAF",
        tumor: "1/1:40:98:60,38:0.3878",
        normal: "0/0:40:80:80,0:0",
        inherited: "0/1:40:80:50,30:0.375",
    },
    Counts {
        name: "DRAGEN",
        source: "DRAGEN --tumor-bam-input t.bam",
        format: "GT:AD:AF:DP",
        tumor: "0/1:60,38:0.388:98",
        normal: "0/0:80,0:0.000:80",
        inherited: "0/1:50,30:0.375:80",
    },
    Counts {
        name: "TNscope",
        source: "TNscope",
        format: "GT:AD:AF",
        tumor: "0/1:60,38:0.39",
        normal: "0/0:80,0:0",
        inherited: "0/1:50,30:0.375",
    },
    Counts {
        name: "SomaticSniper, samtools",
        source: "SomaticSniper",
        format: "GT:DP:DP4",
        tumor: "0/1:98:30,30,19,19",
        normal: "0/0:80:40,40,0,0",
        inherited: "0/1:80:25,25,15,15",
    },
    Counts {
        name: "CaVEMan",
        source: "CaVEMan",
        format: "GT:FAZ:FCZ:FGZ:FTZ:RAZ:RCZ:RGZ:RTZ:PM",
        tumor: "0/1:0:30:0:19:0:30:0:19:0.3878",
        normal: "0/0:0:40:0:0:0:40:0:0:0",
        inherited: "0/1:0:25:0:15:0:25:0:15:0.375",
    },
];

/// Annotations of KRAS G12D: the row, the header line, INFO.
const EFFECTS: [(&str, &str, &str); 3] = [
    (
        "VEP",
        vcf::CSQ,
        "CSQ=T|missense_variant|KRAS|ENSG00000133703|ENST00000311936|c.35G>A|p.Gly12Asp|YES||NM_004985.5||protein_coding",
    ),
    (
        "SnpEff",
        "##INFO=<ID=ANN,Number=.,Type=String,Description=\"Functional annotations: 'Allele | Annotation | Annotation_Impact | Gene_Name | Gene_ID | Feature_Type | Feature_ID | Transcript_BioType | Rank | HGVS.c | HGVS.p | cDNA.pos / cDNA.length | CDS.pos / CDS.length | AA.pos / AA.length | Distance | ERRORS / WARNINGS / INFO'\">\n",
        "ANN=T|missense_variant|MODERATE|KRAS|ENSG00000133703|transcript|NM_004985.5|protein_coding|2/5|c.35G>A|p.Gly12Asp|225/5430|35/567|12/188||",
    ),
    (
        "bcftools csq",
        "##INFO=<ID=BCSQ,Number=.,Type=String,Description=\"Local consequence annotation from BCFtools/csq. Format: Consequence|gene|transcript|biotype|strand|amino_acid_change|dna_change\">\n",
        "BCSQ=missense|KRAS|ENST00000311936|protein_coding|-|12G>12D|25245350C>T",
    ),
];

/// Ways to say that two bases of KRAS lie on one haplotype: FORMAT and the same sample twice.
const PHASES: [(&str, &str, &str); 4] = [
    ("phase set", "GT:AD:PS", "0|1:60,38:25245350"),
    ("PID and PGT", "GT:AD:PGT:PID", "0/1:60,38:0|1:25245350_C_T"),
    ("HP", "GT:AD:HP", "0/1:60,38:25245350-1,25245350-2"),
    ("phased genotype", "GT:AD", "0|1:60,38"),
];

/// Callers of copy number: the row, source, FORMAT, no copy left, one copy left.
const COPIES: [(&str, &str, &str, &str, &str); 5] = [
    ("DRAGEN copy number", "DRAGEN_CNV", "GT:SM:CN", "1/1:0.1:0", "0/1:0.6:1"),
    ("CNVkit export vcf", "CNVkit v0.9.10", "GT:CN", "1/1:0", "0/1:1"),
    ("ascatNgs", "ascatNgs_v4", "GT:TCN", "./.:0", "./.:1"),
    ("Canvas", "Canvas", "RC:CN", "3:0", "40:1"),
    ("cnv_facets", "cnv_facets", "TCN_EM", "0", "1"),
];

fn with_normal(header: &str, record: &str) -> VcfCalls {
    let native = native();
    let options =
        VcfOptions { native: Some(&native), tumor: Some("T"), normal: Some("N"), ..VcfOptions::default() };
    read(&text(header, "T\tN", &[record]), &options).unwrap()
}

#[test]
fn counts_of_each_caller_in_tumour_and_normal() {
    for caller in &COUNTS {
        let Counts { name, source, format, tumor, normal, inherited } = caller;
        let header = format!("##source={source}\n{CONTIG_38}");
        let of = |normal: &str| {
            with_normal(&header, &format!("chr12 25245350 . C T . PASS . {format} {tumor} {normal}"))
        };
        let somatic = of(normal);
        let variant = somatic.variants.variants.first().unwrap_or_else(|| panic!("{name}: no variant"));
        assert!((variant.vaf.unwrap() - 38.0 / 98.0).abs() < 0.005, "{name}: {:?}", variant.vaf);
        assert!(variant.depth.is_none_or(|depth| depth == 98), "{name}: {:?}", variant.depth);
        let inherited = of(inherited);
        assert!(inherited.variants.variants.is_empty(), "{name}");
        assert_eq!(inherited.variants.filtered[0].reason, FilterReason::InNormal, "{name}");
    }
}

#[test]
fn effects_of_each_annotator() {
    for (name, header, info) in EFFECTS {
        let record = format!("chr12 25245350 . C T . PASS {info} GT:AD 0/1:60,38");
        let calls =
            read(&text(&format!("{CONTIG_38}{header}"), "T", &[&record]), &VcfOptions::default()).unwrap();
        assert_eq!(calls.variants.variants[0].hgvsp.as_deref(), Some("p.G12D"), "{name}");
    }
    let calls = plain(CONTIG_38, &["chr12 25245350 . C T . PASS . GT:AD 0/1:60,38"]);
    assert_eq!(calls.variants.variants[0].hgvsp.as_deref(), Some("p.G12D"));
}

#[test]
fn phases_join_two_bases_of_a_codon() {
    for (name, format, sample) in PHASES {
        let record =
            |pos: u32, alternate: &str| format!("chr12 {pos} . C {alternate} . PASS . {format} {sample}");
        let calls = plain(CONTIG_38, &[&record(25_245_350, "T"), &record(25_245_351, "T")]);
        let changes: Vec<_> = calls.variants.variants.iter().map(|v| v.hgvsp.as_deref()).collect();
        assert_eq!(changes, [Some("p.G12N")], "{name}");
    }
}

#[test]
fn copies_of_each_caller() {
    for (name, source, format, none, one) in COPIES {
        let calls = plain(
            &format!("##source={source}\n{CONTIG_38}"),
            &[
                &format!("chr9 21900000 . N <DEL> . PASS SVTYPE=CNV;END=22100000 {format} {none}"),
                &format!("chr19 10000 . N <DEL> . PASS SVTYPE=CNV;END=20000000 {format} {one}"),
            ],
        );
        let state = |gene: &str| calls.variants.copies.get(gene).map(|copies| copies.state);
        assert_eq!(
            (state("CDKN2A"), state("STK11")),
            (Some(CopyState::Homdel), Some(CopyState::SingleLoss)),
            "{name}"
        );
    }
    let panel = plain(
        &format!(
            "##source=CNV Caller\n##INFO=<ID=FC,Number=1,Type=Float,Description=\"Fold change\">\n{CONTIG_38}"
        ),
        &["chr10 87862638 . N <DEL> . PASS SVTYPE=CNV;END=87971930 FC 0.78"],
    );
    assert!(panel.variants.copies.get("PTEN").is_none_or(|copies| copies.state != CopyState::Homdel));
    assert!(panel.variants.variants.is_empty());
}

#[test]
fn counts_and_normal_of_a_maf() {
    let maf = |normal: u32| {
        let text = format!(
            "Hugo_Symbol\tChromosome\tStart_Position\tReference_Allele\tTumor_Seq_Allele2\tVariant_Classification\tTumor_Sample_Barcode\tHGVSp_Short\tNCBI_Build\tt_depth\tt_alt_count\tn_depth\tn_alt_count\n\
             KRAS\t12\t25245350\tC\tT\tMissense_Mutation\tS\tp.G12D\tGRCh38\t98\t38\t80\t{normal}\n"
        );
        let content = Content { name: "x.maf".into(), bytes: text.into(), sha256: String::new() };
        read_maf(&content, &PANEL, &Filters::default()).unwrap().samples.remove("S").unwrap()
    };
    let variant = maf(0).variants.remove(0);
    assert_eq!(
        (variant.depth, variant.alt_reads, variant.hgvsp.as_deref()),
        (Some(98), Some(38), Some("p.G12D"))
    );
    assert_eq!(maf(30).filtered[0].reason, FilterReason::InNormal);
    let status = |sample| {
        let profile = judge(&sample, &Coverage::Exome);
        profile.genes.iter().find(|row| row.gene == "KRAS").unwrap().status.as_str()
    };
    assert_eq!((status(maf(0)), status(maf(30))), ("altered", "not_altered"));
}

/// Each row of the table is tried above, and nothing is tried that the table does not have.
#[test]
fn the_table_of_the_docs_is_what_is_tested() {
    let docs = include_str!("../../../docs/methods/alterations.md");
    let table = docs.split("## Callers and annotators").nth(1).unwrap().split("\n## ").next().unwrap();
    let rows = table.lines().filter(|line| line.starts_with("| ")).skip(1);
    let documented: Vec<&str> = rows.filter_map(|line| line.split('|').nth(1)).map(str::trim).collect();
    let tried = COUNTS.iter().map(|caller| caller.name).chain(EFFECTS.iter().map(|effect| effect.0));
    let tried = tried.chain(["none", "MAF"]).chain(COPIES.iter().map(|caller| caller.0)).chain(["TSO 500"]);
    assert_eq!(documented, tried.collect::<Vec<_>>());
    for (name, ..) in PHASES {
        assert!(table.contains(name), "{name}");
    }
}
