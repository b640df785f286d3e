//! Annotators that write words of their own, and callers that write probabilities, one hand-made file per rule.

#![expect(clippy::unwrap_used, reason = "what tests share panics to fail, as they do")]

mod support;
#[path = "support/vcf.rs"]
mod vcf;

use evade_core::{EffectClass, VariantSource};
use evade_genome::AnnotationLevel;

use vcf::{CONTIG_37, CONTIG_38, CSQ, changes, plain, reasons};

const FUNCOTATION: &str = "##INFO=<ID=FUNCOTATION,Number=A,Type=String,Description=\"Functional annotation from the Funcotator tool.  Funcotation fields are: Gencode_43_hugoSymbol|Gencode_43_variantClassification|Gencode_43_secondaryVariantClassification|Gencode_43_annotationTranscript|Gencode_43_cDnaChange|Gencode_43_proteinChange|Gencode_43_otherTranscripts|gnomAD_exome_AF\">\n";
const ANNOVAR: &str = "##INFO=<ID=Func.ensGene,Number=.,Type=String,Description=\"x\">\n##INFO=<ID=ExonicFunc.ensGene,Number=.,Type=String,Description=\"x\">\n##INFO=<ID=Func.refGene,Number=.,Type=String,Description=\"x\">\n##INFO=<ID=Gene.refGene,Number=.,Type=String,Description=\"x\">\n##INFO=<ID=ExonicFunc.refGene,Number=.,Type=String,Description=\"x\">\n##INFO=<ID=AAChange.refGene,Number=.,Type=String,Description=\"x\">\n##INFO=<ID=gnomAD_exome_ALL,Number=.,Type=String,Description=\"x\">\n";
const IMPACT: &str = "##INFO=<ID=IMPACT,Number=10,Type=String,Description=\"Variant Impact [Gene, CanonicalTranscript, CanonicalEffect, CanonicalCodingEffect, SpliceRegion, HgvsCodingImpact, HgvsProteinImpact, OtherReportableEffects, WorstCodingEffect, GenesAffected]\">\n";

fn effects(calls: &evade_genome::VcfCalls) -> Vec<(&str, EffectClass)> {
    calls.variants.variants.iter().map(|v| (v.gene.as_str(), v.effect)).collect()
}

/// Brackets by allele, transcripts joined by `#`, a second class for exonic bases beside a splice site.
#[test]
fn funcotation_is_read_by_allele() {
    let stop = "[STK11|NONSENSE||ENST00000326873.12|c.109C>T|p.Q37*|STK11_ENST00000585851.1_INTRON|0.001]";
    let two = "[KRAS|MISSENSE||ENST00000311936.8|c.35G>T|p.G12V||],[KRAS|MISSENSE||ENST00000311936.8|c.35G>A|p.G12D||]";
    let calls = plain(
        &format!("{CONTIG_38}{FUNCOTATION}"),
        &[
            &format!("chr19 1207022 . C T . PASS FUNCOTATION={stop} AD 30,20"),
            &format!("chr12 25245350 . C A,T . PASS FUNCOTATION={two} AD 30,0,20"),
            "chr10 87933146 . G A . PASS FUNCOTATION=[PTEN|SILENT||ENST00000371953.8|c.387G>A|p.G129G||] AD 30,20",
            "chr10 87894110 . G A . PASS FUNCOTATION=[PTEN|SPLICE_SITE|INTRON|ENST00000371953.8|c.164+1G>A|||] AD 30,20",
        ],
    );
    assert_eq!(calls.annotation, AnnotationLevel::Funcotator);
    assert_eq!(changes(&calls), [("STK11", "p.Q37*"), ("KRAS", "p.G12D"), ("PTEN", "")]);
    assert_eq!(calls.variants.variants[0].source, VariantSource::VcfFuncotator);
    assert_eq!(calls.variants.variants[0].effect, EffectClass::Truncating);
    assert_eq!(calls.variants.variants[2].effect, EffectClass::SpliceSite);
    assert!(reasons(&calls).contains(&("PTEN", "silent")), "{:?}", reasons(&calls));
}

/// The set of refGene goes before others; one set an allele; a word that says nothing leaves it to the alleles.
#[test]
fn annovar_fields_are_read() {
    let stop = "ANNOVAR_DATE=2020-06-08;Func.refGene=exonic;Gene.refGene=STK11;ExonicFunc.refGene=stopgain;AAChange.refGene=STK11:NM_000455:exon1:c.C109T:p.Q37X;gnomAD_exome_ALL=.;ALLELE_END";
    let set = |change: &str| {
        format!(
            "ANNOVAR_DATE=x;Func.refGene=exonic;Gene.refGene=KRAS;ExonicFunc.refGene=nonsynonymous_SNV;AAChange.refGene=KRAS:NM_004985:exon2:{change},KRAS:NM_033360:exon2:{change};ALLELE_END"
        )
    };
    let two = format!("{};{}", set("c.G35T:p.G12V"), set("c.G35A:p.G12D"));
    let unknown = "Func.refGene=exonic;Gene.refGene=PTEN;ExonicFunc.refGene=unknown;AAChange.refGene=UNKNOWN;ALLELE_END";
    let splice = r"Func.refGene=splicing;Gene.refGene=PTEN;GeneDetail.refGene=NM_000314:exon2:c.164+1G>A;ExonicFunc.refGene=.;ALLELE_END";
    let calls = plain(
        &format!("{CONTIG_38}{ANNOVAR}"),
        &[
            &format!("chr19 1207022 . C T . PASS {stop} AD 30,20"),
            &format!("chr12 25245350 . C A,T . PASS {two} AD 30,0,20"),
            &format!("chr10 87933147 . CG C . PASS {unknown} AD 30,20"),
            &format!("chr10 87894110 . G A . PASS {splice} AD 30,20"),
        ],
    );
    assert_eq!(calls.annotation, AnnotationLevel::Annovar);
    let changes = changes(&calls);
    assert_eq!(&changes[..2], [("STK11", "p.Q37*"), ("KRAS", "p.G12D")]);
    assert_eq!(&effects(&calls)[2..], [("PTEN", EffectClass::Truncating), ("PTEN", EffectClass::SpliceSite)]);
    assert_eq!(calls.variants.variants[0].hgvsc.as_deref(), Some("c.109C>T"));
}

#[test]
fn impact_of_pave_is_read() {
    let calls = plain(
        &format!("{CONTIG_38}{IMPACT}"),
        &[
            "chr19 1207022 . C T . PASS IMPACT=STK11,ENST00000326873,stop_gained,NONSENSE_OR_FRAMESHIFT,false,c.109C>T,p.Gln37*,,NONSENSE_OR_FRAMESHIFT,1 AD 30,20",
            "chr12 25245350 . C T . PASS IMPACT=KRAS,ENST00000256078,phased_missense,MISSENSE,false,c.35G>A,p.Gly12Asp,,MISSENSE,1 AD 30,20",
        ],
    );
    assert_eq!(calls.annotation, AnnotationLevel::Pave);
    assert_eq!(changes(&calls), [("STK11", "p.Q37*"), ("KRAS", "p.G12D")]);
}

/// Words that every variant in the gene could have leave the effect to the alleles, with SVTYPE or without.
#[test]
fn small_indels_with_vague_words_are_judged_by_their_alleles() {
    for terms in [
        "coding_sequence_variant&feature_elongation",
        "coding_sequence_variant",
        "feature_truncation&coding_sequence_variant",
    ] {
        for (alleles, kind) in [("C CA", "INS"), ("CAG C", "DEL"), ("CA TGC", "RPL")] {
            let csq = format!(
                "CSQ=insertion|{terms}|STK11|ENSG00000118046|ENST00000326873|||YES||||protein_coding"
            );
            let record = format!("chr19 1207022 . {alleles} . PASS SVTYPE={kind};{csq} AD 30,20");
            let calls = plain(&format!("{CONTIG_38}{CSQ}"), &[&record]);
            assert_eq!(effects(&calls), [("STK11", EffectClass::Truncating)], "{terms} {alleles}");
        }
    }
}

/// The most probable group of events decides; a somatic one that is not probable enough does not pass.
#[test]
fn probabilities_of_events_decide_what_is_somatic() {
    let kras = "CSQ=T|missense_variant|KRAS|||c.35G>A|p.Gly12Asp|YES||||protein_coding";
    for (probabilities, expected) in [
        ("PROB_ABSENT=50;PROB_SOMATIC_TUMOR=0.01;PROB_ARTIFACT=60", None),
        ("PROB_ABSENT=0.0001;PROB_SOMATIC_TUMOR=60", Some("not_in_tumor")),
        ("PROB_ABSENT=40;PROB_ARTIFACT=0.01;PROB_SOMATIC_TUMOR=30", Some("not_in_tumor")),
        ("PROB_ABSENT=40;PROB_GERMLINE_HET=0.01;PROB_SOMATIC_TUMOR=30", Some("not_somatic")),
        ("PROB_ABSENT=4;PROB_SOMATIC_TUMOR=2.2", Some("filter")),
    ] {
        let record = format!("chr12 25245350 . C T . PASS {probabilities};{kras} AD 30,20");
        let calls = plain(&format!("{CONTIG_38}{CSQ}"), &[&record]);
        let listed: Vec<(&str, &str)> = expected.map(|reason| ("KRAS", reason)).into_iter().collect();
        assert_eq!(reasons(&calls), listed, "{probabilities}");
    }
}

/// Fields of effects that are not read are named, with the way out.
#[test]
fn effects_that_are_not_read_are_named() {
    for id in ["EFF", "VD", "variant_classification", "CSQT", "SEC"] {
        let header = format!("{CONTIG_38}##INFO=<ID={id},Number=.,Type=String,Description=\"x\">\n");
        let calls = plain(&header, &["chr12 25245350 . C T . PASS . AD 30,20"]);
        let said = calls.warnings.join("\n");
        assert!(said.contains(&format!("INFO/{id}")) && said.contains("--fasta"), "{id}: {said}");
    }
    let calls = plain(CONTIG_37, &["chr12 25398284 . C T . PASS . AD 30,20"]);
    assert!(!calls.warnings.join("\n").contains("--fasta"), "{:?}", calls.warnings);
}

const STOP_OF_FUNCOTATOR: &str = "chr19 1207022 . C T . PASS FUNCOTATION=[STK11|NONSENSE||ENST00000326873.12|c.109C>T|p.Q37*] AD:DP 60,40:100";
const FUNCOTATION_LINE: &str = "##INFO=<ID=FUNCOTATION,Number=A,Type=String,Description=\"Functional annotation from the Funcotator tool.  Funcotation fields are: Gencode_34_hugoSymbol|Gencode_34_variantClassification|Gencode_34_secondaryVariantClassification|Gencode_34_annotationTranscript|Gencode_34_cDnaChange|Gencode_34_proteinChange\">\n";

/// A field that is declared may be empty: of all records, or of some.
#[test]
fn each_record_is_read_from_the_field_that_it_has() {
    let header = format!("{CONTIG_38}{}{FUNCOTATION_LINE}", vcf::CSQ);
    let found = plain(&header, &[STOP_OF_FUNCOTATOR]);
    assert_eq!(vcf::changes(&found), [("STK11", "p.Q37*")]);
    assert_eq!(found.annotation.as_str(), "FUNCOTATION");
    assert!(found.warnings.iter().all(|said| !said.contains("speaks for")), "{:?}", found.warnings);
    let csq = "CSQ=T|stop_gained|PTEN||ENST00000371953||p.Arg130Ter|||||protein_coding";
    let both =
        format!("chr10 87933147 . C T . PASS {csq};FUNCOTATION=[PTEN|INTRON||ENST1||] AD:DP 60,40:100");
    let found = plain(&header, &[STOP_OF_FUNCOTATOR, &both]);
    assert_eq!(vcf::changes(&found), [("STK11", "p.Q37*"), ("PTEN", "p.R130*")]);
    let said = found.warnings.iter().find(|said| said.contains("speaks for")).cloned().unwrap_or_default();
    assert!(said.contains("INFO/CSQ") && said.contains("INFO/FUNCOTATION"), "{:?}", found.warnings);
}

#[test]
fn effects_without_a_description_in_the_header_are_named() {
    let ion = "##INFO=<ID=FUNC,Number=.,Type=String,Description=\"x\">\n";
    let stop = "chr19 1207022 . C T . PASS FUNC=[{'gene':'STK11','function':'nonsense'}] AD:DP 60,40:100";
    for (header, record, field) in [
        ("", STOP_OF_FUNCOTATOR, "INFO/FUNCOTATION"),
        (
            "",
            "chr19 1207022 . C T . PASS ExonicFunc.refGene=stopgain AD:DP 60,40:100",
            "INFO/ExonicFunc.refGene",
        ),
        ("", stop, "INFO/FUNC"),
        (ion, stop, "INFO/FUNC"),
    ] {
        let found = plain(&format!("{CONTIG_38}{header}"), &[record]);
        let said = found.warnings.join("; ");
        assert!(said.contains(field) && said.contains("--fasta"), "{field}: {said}");
    }
    let found = plain(CONTIG_38, &["chr19 1207022 . C T . PASS DP=9;FC=2 AD:DP 60,40:100"]);
    assert!(found.warnings.is_empty(), "{:?}", found.warnings);
}

#[test]
fn a_word_that_is_not_recognised_is_named_as_the_file_has_it() {
    let record =
        "chr19 1207023 . A C . PASS FUNCOTATION=[STK11|COULD_NOT_DETERMINE||ENST1||] AD:DP 60,40:100";
    let found = plain(&format!("{CONTIG_38}{FUNCOTATION_LINE}"), &[record]);
    let said = found.warnings.join("; ");
    assert!(said.contains("'COULD_NOT_DETERMINE'"), "{said}");
    let record = "chr19 1207022 . C T . PASS Func.refGene=exonic;Gene.refGene=STK11;ExonicFunc.refGene=unknown;AAChange.refGene=UNKNOWN AD:DP 60,40:100";
    let found = plain(&format!("{CONTIG_38}{ANNOVAR}"), &[record]);
    let said = found.warnings.join("; ");
    assert!(said.contains("INFO/ExonicFunc.refGene") && said.contains("'unknown'"), "{said}");
    assert!(!said.contains("coding_sequence_variant"), "{said}");
}
