//! Exchanges of one codon: together where one haplotype holds them, uncertain where that is not known.

#![expect(clippy::unwrap_used, reason = "what tests share panics to fail, as they do")]

mod support;
#[allow(dead_code, reason = "what tests of VCF share is not used by each of them")]
#[path = "support/vcf.rs"]
mod vcf;

use evade_core::{AlterationStatus, DnaProfile, EffectClass, GeneAlteration};
use evade_genome::{Coverage, Filters, SampleVariants, VcfOptions, judge, read_maf};
use evade_stream::Content;
use support::PANEL;
use vcf::{CONTIG_38, CSQ, native, read, text};

fn row<'p>(profile: &'p DnaProfile, gene: &str) -> &'p GeneAlteration {
    profile.genes.iter().find(|row| row.gene == gene).unwrap()
}

fn judged(variants: &SampleVariants) -> DnaProfile {
    judge(variants, &Coverage::Exome)
}

/// Two exchanges with the effects that VEP gives each alone, and their sample fields.
fn annotated(gene: [&str; 3], parts: [[&str; 6]; 2], format: &str, samples: [&str; 2]) -> DnaProfile {
    let [symbol, ensembl, transcript] = gene;
    let record = |([place, reference, alternate, term, coding, protein], sample): (&[&str; 6], &str)| {
        let csq = format!(
            "CSQ={alternate}|{term}|{symbol}|{ensembl}|{transcript}|{transcript}:{coding}|P:{protein}|YES||NM_1||protein_coding"
        );
        format!("{place} . {reference} {alternate} . PASS {csq} {format} {sample}")
    };
    let records: Vec<String> = parts.iter().zip(samples).map(record).collect();
    let records: Vec<&str> = records.iter().map(String::as_str).collect();
    let native = native();
    let options = VcfOptions { native: Some(&native), ..VcfOptions::default() };
    judged(&read(&text(&format!("{CONTIG_38}{CSQ}"), "T", &records), &options).unwrap().variants)
}

const KRAS: [&str; 3] = ["KRAS", "ENSG00000133703", "ENST00000311936"];
const G12D: [&str; 6] = ["chr12 25245350", "C", "T", "missense_variant", "c.35G>A", "p.Gly12Asp"];
const G12S: [&str; 6] = ["chr12 25245351", "C", "T", "missense_variant", "c.34G>A", "p.Gly12Ser"];

#[test]
fn rule_11_annotated_exchanges_of_one_haplotype_are_one_change() {
    let phases = [
        ("GT:AD:PS", "0|1:60,40:7"),
        ("GT:AD:PGT:PID", "0|1:60,40:0|1:25245350_C_T"),
        ("GT:AD:PGT:PID", "0/1:60,40:1|0:25245350_C_T"),
        ("GT:AD", "0|1:60,40"),
        ("GT:AD:HP", "0/1:60,40:7-1,7-2"),
    ];
    for (format, sample) in phases {
        let profile = annotated(KRAS, [G12D, G12S], format, [sample; 2]);
        let kras = row(&profile, "KRAS");
        assert_eq!((kras.status, kras.hgvsp.as_deref()), (AlterationStatus::Altered, Some("p.G12N")));
        assert_eq!(row(&profile, "KRAS_G12D").status, AlterationStatus::NotAltered, "{format}");
        let joined = profile.variants.first().unwrap();
        assert_eq!(joined.hgvsc.as_deref(), Some("c.34_35delinsAA"));
        assert_eq!((joined.reference.as_str(), joined.alternate.as_str()), ("CC", "TT"));
    }
}

#[test]
fn rule_11_exchanges_of_two_haplotypes_stay_two() {
    for (format, samples) in [
        ("GT:AD:PS", ["0|1:60,40:7", "1|0:60,40:7"]),
        ("GT:AD:HP", ["0/1:60,40:7-1,7-2", "0/1:60,40:7-2,7-1"]),
    ] {
        let profile = annotated(KRAS, [G12D, G12S], format, samples);
        assert_eq!(row(&profile, "KRAS_G12D").status, AlterationStatus::Altered, "{format}");
    }
}

#[test]
fn rule_11_unphased_neighbours_are_uncertain_with_both_readings() {
    let samples = [
        ("GT:AD", ["0/1:60,40"; 2]),
        ("GT:AD:PS", ["0|1:60,40:7", "0|1:60,40:9"]),
        ("GT:AD:PS", ["0/1:60,40:7", "0/1:60,40:7"]),
    ];
    for (format, samples) in samples {
        let profile = annotated(KRAS, [G12D, G12S], format, samples);
        for name in ["KRAS", "KRAS_G12D"] {
            let found = row(&profile, name);
            assert_eq!(found.status, AlterationStatus::Uncertain, "{format} {samples:?}");
            assert_eq!(found.hgvsp.as_deref(), Some("p.G12D"));
            let flags: Vec<String> = found.flags.iter().map(ToString::to_string).collect();
            assert!(flags.contains(&"if_in_cis:p.G12N".to_owned()), "{flags:?}");
        }
    }
}

/// Whatever the haplotypes, the residue is the same: a silent neighbour, and one with too few reads to count.
#[test]
fn rule_11_a_neighbour_that_changes_nothing_leaves_the_call_firm() {
    let silent = ["chr12 25245349", "A", "G", "synonymous_variant", "c.36T>C", "p.Gly12="];
    let profile = annotated(KRAS, [G12D, silent], "GT:AD", ["0/1:60,40"; 2]);
    assert_eq!(row(&profile, "KRAS_G12D").status, AlterationStatus::Altered);
    let profile = annotated(KRAS, [G12D, G12S], "GT:AD", ["0/1:60,40", "0/1:98,2"]);
    assert_eq!(row(&profile, "KRAS_G12D").status, AlterationStatus::Altered);
}

/// `vt decompose_blocksub` and `bcftools norm --atomize` name the record that they have split.
#[test]
fn rule_11_bases_of_a_split_record_are_one_change() {
    for tag in ["OLD_CLUMPED=chr12:25245350:CC/TT", "OLD_REC=chr12|25245350|CC|TT"] {
        let record = |pos: u64| format!("chr12 {pos} . C T . PASS {tag} GT:AD 0/1:60,40");
        let records = [record(25_245_350), record(25_245_351)];
        let records: Vec<&str> = records.iter().map(String::as_str).collect();
        let native = native();
        let options = VcfOptions { native: Some(&native), ..VcfOptions::default() };
        let found = judged(&read(&text(CONTIG_38, "T", &records), &options).unwrap().variants);
        assert_eq!(row(&found, "KRAS").hgvsp.as_deref(), Some("p.G12N"), "{tag}");
    }
}

#[test]
fn rule_11_a_stop_and_an_exchange_may_make_no_stop() {
    let pten = ["PTEN", "ENSG00000171862", "ENST00000371953"];
    let stop = ["chr10 87933147", "C", "T", "stop_gained", "c.388C>T", "p.Arg130Ter"];
    let exchange = ["chr10 87933148", "G", "T", "missense_variant", "c.389G>T", "p.Arg130Leu"];
    let profile = annotated(pten, [stop, exchange], "GT:AD:PS", ["0|1:60,40:7"; 2]);
    let found = row(&profile, "PTEN");
    assert_eq!((found.hgvsp.as_deref(), found.effect), (Some("p.R130L"), Some(EffectClass::Missense)));
}

#[test]
fn rule_11_rows_of_a_maf_are_joined_where_the_haplotype_is_given() {
    let maf = |first: &str, second: &str| {
        let head = "Hugo_Symbol\tNCBI_Build\tChromosome\tStart_Position\tVariant_Classification\tReference_Allele\tTumor_Seq_Allele2\tTumor_Sample_Barcode\tHGVSc\tHGVSp_Short\tt_depth\tt_alt_count\tt_PS\tt_PGT\n";
        let row = |pos: u64, coding: &str, protein: &str, phase: &str| {
            format!(
                "KRAS\tGRCh38\tchr12\t{pos}\tMissense_Mutation\tC\tT\tS\t{coding}\t{protein}\t100\t40\t{phase}\n"
            )
        };
        let rows =
            [row(25_245_350, "c.35G>A", "p.G12D", first), row(25_245_351, "c.34G>A", "p.G12S", second)];
        let bytes = format!("{head}{}", rows.concat()).into_bytes();
        let content = Content { name: "x.maf".into(), bytes, sha256: String::new() };
        let calls = read_maf(&content, &PANEL, &Filters::default()).unwrap();
        judged(calls.samples.get("S").unwrap())
    };
    let profile = maf("7\t0|1", "7\t0|1");
    assert_eq!(row(&profile, "KRAS").hgvsp.as_deref(), Some("p.G12N"));
    assert_eq!(row(&profile, "KRAS_G12D").status, AlterationStatus::NotAltered);
    let profile = maf("7\t0|1", "7\t1|0");
    assert_eq!(row(&profile, "KRAS_G12D").status, AlterationStatus::Altered);
}

/// Records of a gene with the effect that VEP gives each, the FILTER, the fields' names and the sample's fields.
fn listed(gene: [&str; 3], records: &[([&str; 6], &str, &str, &str)]) -> DnaProfile {
    let [symbol, ensembl, transcript] = gene;
    let records: Vec<String> = records
        .iter()
        .map(|([place, reference, alternate, term, coding, protein], filter, format, sample)| {
            format!(
                "{place} . {reference} {alternate} . {filter} CSQ={alternate}|{term}|{symbol}|{ensembl}|{transcript}|{transcript}:{coding}|P:{protein}|YES||NM_1||protein_coding {format} {sample}"
            )
        })
        .collect();
    let records: Vec<&str> = records.iter().map(String::as_str).collect();
    let native = native();
    let options = VcfOptions { native: Some(&native), ..VcfOptions::default() };
    judged(&read(&text(&format!("{CONTIG_38}{CSQ}"), "T", &records), &options).unwrap().variants)
}

fn words(row: &GeneAlteration) -> Vec<String> {
    row.flags.iter().map(ToString::to_string).collect()
}

const PTEN: [&str; 3] = ["PTEN", "ENSG00000171862", "ENST00000371953"];
const TP53: [&str; 3] = ["TP53", "ENSG00000141510", "ENST00000269305"];
const R130_STOP: [&str; 6] = ["chr10 87933147", "C", "T", "stop_gained", "c.388C>T", "p.Arg130Ter"];
const R130L: [&str; 6] = ["chr10 87933148", "G", "T", "missense_variant", "c.389G>T", "p.Arg130Leu"];
/// Codon CGA to CTC.
const R130L_OF_TWO: [&str; 6] =
    ["chr10 87933148", "GA", "TC", "missense_variant", "c.389_390delinsTC", "p.Arg130Leu"];
/// Codons 11 and 12: GCT GGT to GCC AGT.
const G12S_OF_TWO: [&str; 6] =
    ["chr12 25245351", "CA", "TG", "missense_variant", "c.33_34delinsCA", "p.Gly12Ser"];
const G12E_OF_TWO: [&str; 6] =
    ["chr12 25245349", "AC", "TT", "missense_variant", "c.35_36delinsAA", "p.Gly12Glu"];
const G12N_OF_TWO: [&str; 6] =
    ["chr12 25245350", "CC", "TT", "missense_variant", "c.34_35delinsAA", "p.Gly12Asn"];

#[test]
fn rule_11_an_exchange_of_several_bases_is_read_with_its_neighbour() {
    let r248w = ["chr17 7674221", "G", "A", "missense_variant", "c.742C>T", "p.Arg248Trp"];
    let r248k = ["chr17 7674219", "CC", "TT", "missense_variant", "c.743_744delinsAA", "p.Arg248Gln"];
    for (gene, parts, change, effect) in [
        (PTEN, [R130_STOP, R130L_OF_TWO], "p.R130F", EffectClass::Missense),
        (TP53, [r248w, r248k], "p.R248*", EffectClass::Truncating),
        (KRAS, [G12S_OF_TWO, G12D], "p.G12N", EffectClass::Missense),
        (KRAS, [G12S, G12E_OF_TWO], "p.G12K", EffectClass::Missense),
        (KRAS, [G12E_OF_TWO, G12S], "p.G12K", EffectClass::Missense),
    ] {
        for (format, sample) in [
            ("GT:AD:PS", "0|1:60,40:7"),
            ("GT:AD", "0|1:60,40"),
            ("GT:AD:PGT:PID", "0/1:60,40:0|1:25245349_AC_TT"),
        ] {
            let profile = annotated(gene, parts, format, [sample; 2]);
            let found = row(&profile, gene[0]);
            assert_eq!((found.hgvsp.as_deref(), found.effect), (Some(change), Some(effect)), "{format}");
            assert_eq!(row(&profile, "KRAS_G12D").status, AlterationStatus::NotAltered);
            assert_eq!(profile.variants.len(), 1);
        }
    }
    // Without phase neither reading is firm, on two haplotypes both are.
    let profile = annotated(KRAS, [G12S_OF_TWO, G12D], "GT:AD", ["0/1:60,40"; 2]);
    assert_eq!(row(&profile, "KRAS_G12D").status, AlterationStatus::Uncertain);
    assert!(words(row(&profile, "KRAS_G12D")).contains(&"if_in_cis:p.G12N".to_owned()));
    let apart = ["0|1:60,40:7", "1|0:60,40:7"];
    let profile = annotated(KRAS, [G12S_OF_TWO, G12D], "GT:AD:PS", apart);
    assert_eq!(row(&profile, "KRAS_G12D").status, AlterationStatus::Altered);
}

/// Programs that report haplotypes beside their single exchanges, and lists that were put together.
#[test]
fn rule_11_an_exchange_and_its_own_part_are_one() {
    for part in [G12D, G12S] {
        for records in [[G12N_OF_TWO, part], [part, G12N_OF_TWO]] {
            let profile = annotated(KRAS, records, "GT:AD", ["0/1:60,40"; 2]);
            let kras = row(&profile, "KRAS");
            assert_eq!((kras.status, kras.hgvsp.as_deref()), (AlterationStatus::Altered, Some("p.G12N")));
            assert_eq!((profile.variants.len(), profile.filtered.len()), (1, 1));
            assert_eq!(row(&profile, "KRAS_G12D").status, AlterationStatus::NotAltered);
        }
    }
    // On the other haplotype it is an exchange of its own.
    let apart = ["0|1:60,40:7", "1|0:60,40:7"];
    let profile = annotated(KRAS, [G12N_OF_TWO, G12D], "GT:AD:PS", apart);
    assert_eq!(row(&profile, "KRAS_G12D").status, AlterationStatus::Altered);
}

/// An inherited exchange is on the haplotype whatever FILTER says of it.
#[test]
fn rule_11_a_filtered_neighbour_of_the_haplotype_leaves_the_reading_uncertain() {
    let (format, phased) = ("GT:AD:PGT:PID", "0|1:60,40:0|1:a");
    for filter in
        ["germline", "normal_artifact", "panel_of_normals", "clustered_events", "germline;haplotype"]
    {
        let profile = listed(PTEN, &[(R130_STOP, "PASS", format, phased), (R130L, filter, format, phased)]);
        let pten = row(&profile, "PTEN");
        assert_eq!(pten.status, AlterationStatus::Uncertain, "{filter}");
        assert!(words(pten).contains(&"if_in_cis:p.R130L".to_owned()), "{:?}", words(pten));
        let profile = listed(KRAS, &[(G12S, filter, format, phased), (G12D, "PASS", format, phased)]);
        let g12d = row(&profile, "KRAS_G12D");
        assert_eq!(g12d.status, AlterationStatus::Uncertain, "{filter}");
        assert!(words(g12d).contains(&"if_in_cis:p.G12N".to_owned()));
    }
    // Of the other haplotype, of none, with hardly a read, or with the same residue it changes nothing.
    let silent = ["chr12 25245349", "A", "G", "synonymous_variant", "c.36T>C", "p.Gly12="];
    for (neighbour, sample) in [
        (G12S, "0|1:60,40:1|0:a"),
        (G12S, "0|1:60,40:0|1:b"),
        (G12S, "0/1:60,40:.:."),
        (G12S, "0|1:98,1:0|1:a"),
        (silent, phased),
    ] {
        let profile =
            listed(KRAS, &[(neighbour, "germline", format, sample), (G12D, "PASS", format, phased)]);
        assert_eq!(row(&profile, "KRAS_G12D").status, AlterationStatus::Altered, "{sample}");
    }
}

#[test]
fn rule_11_repeated_records_are_read_in_linear_time() {
    let record = |place| (place, "PASS", "GT:AD", "0/1:60,40");
    let records: Vec<_> = (0..2_000).flat_map(|_| [record(G12S), record(G12D)]).collect();
    let start = std::time::Instant::now();
    let profile = listed(KRAS, &records);
    assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
    assert_eq!(row(&profile, "KRAS").n_variants, 2);
    assert_eq!(row(&profile, "KRAS_G12D").status, AlterationStatus::Uncertain);
}

/// Two rows of a MAF, KRAS G12D and G12S, with a column for the phase set and one for the genotype.
fn maf_of(set: &str, genotype: &str, cells: [[&str; 2]; 2]) -> DnaProfile {
    let head = format!(
        "Hugo_Symbol\tNCBI_Build\tChromosome\tStart_Position\tVariant_Classification\tReference_Allele\tTumor_Seq_Allele2\tTumor_Sample_Barcode\tHGVSc\tHGVSp_Short\tt_depth\tt_alt_count\t{set}\t{genotype}\n"
    );
    let changes = [(25_245_350, "c.35G>A", "p.G12D"), (25_245_351, "c.34G>A", "p.G12S")];
    let rows: Vec<String> = changes
        .iter()
        .zip(cells)
        .map(|((pos, coding, protein), [set, genotype])| {
            format!("KRAS\tGRCh38\tchr12\t{pos}\tMissense_Mutation\tC\tT\tS\t{coding}\t{protein}\t100\t40\t{set}\t{genotype}\n")
        })
        .collect();
    let rows = rows.concat();
    let content = Content { name: "x.maf".into(), bytes: (head + &rows).into_bytes(), sha256: String::new() };
    judged(read_maf(&content, &PANEL, &Filters::default()).unwrap().samples.get("S").unwrap())
}

#[test]
fn rule_11_empty_columns_of_phase_in_a_maf_are_none() {
    let status = |profile: &DnaProfile| row(profile, "KRAS").status;
    let absent = maf_of("x", "y", [["", ""]; 2]);
    for cells in [[["", ""]; 2], [[".", "."]; 2], [["NA", ""], ["", "."]]] {
        let profile = maf_of("t_PS", "t_PGT", cells);
        assert_eq!(status(&profile), status(&absent));
        assert_eq!(words(row(&profile, "KRAS")), words(row(&absent, "KRAS")));
    }
    // One row that is phased shows that the file can tell it.
    let profile = maf_of("t_PS", "t_PGT", [["7", "0|1"], ["", ""]]);
    assert_eq!(status(&profile), AlterationStatus::Uncertain);
}

#[test]
fn rule_11_phased_genotypes_of_a_maf_without_a_set_are_of_one_haplotype() {
    for (set, cells) in [("x", [["", "0|1"]; 2]), ("t_PS", [["", "0|1"]; 2]), ("t_PS", [[".", "1|0"]; 2])] {
        let profile = maf_of(set, "t_GT", cells);
        assert_eq!(row(&profile, "KRAS").hgvsp.as_deref(), Some("p.G12N"), "{set} {cells:?}");
        assert_eq!(row(&profile, "KRAS_G12D").status, AlterationStatus::NotAltered);
    }
    let profile = maf_of("x", "t_GT", [["", "0|1"], ["", "1|0"]]);
    assert_eq!(row(&profile, "KRAS_G12D").status, AlterationStatus::Altered);
}

#[test]
fn rule_11_phases_that_contradict_each_other_are_none() {
    let samples = ["0|1:60,40:0|1:a", "0|1:60,40:1|0:a"];
    let profile = annotated(KRAS, [G12D, G12S], "GT:AD:PGT:PID", samples);
    assert_eq!(row(&profile, "KRAS_G12D").status, AlterationStatus::Uncertain);
}

/// Whatever two exchanges are together, they are one change at least.
#[test]
fn rule_14_neighbours_whose_reading_is_open_count_once_for_the_burden() {
    let counted = |samples: [&str; 2], format: &str| {
        let profile = |[place, reference, alternate, term, coding, protein]: [&str; 6], sample: &str| {
            let csq = format!(
                "CSQ={alternate}|{term}|KRAS|ENSG00000133703|ENST00000311936|ENST00000311936:{coding}|P:{protein}|YES||NM_1||protein_coding"
            );
            format!("{place} . {reference} {alternate} . PASS {csq} {format} {sample}")
        };
        let records = [profile(G12D, samples[0]), profile(G12S, samples[1])];
        let native = native();
        let options = VcfOptions { native: Some(&native), burden: true, ..VcfOptions::default() };
        let text = text(&format!("{CONTIG_38}{CSQ}"), "T", &records.each_ref().map(String::as_str));
        let found = read(&text, &options).unwrap();
        found.variants.burden.numbers(&Coverage::Exome).missense
    };
    assert_eq!(counted(["0/1:60,40"; 2], "GT:AD"), 1);
    assert_eq!(counted(["0|1:60,40:7"; 2], "GT:AD:PS"), 1);
    assert_eq!(counted(["0|1:60,40:7", "1|0:60,40:7"], "GT:AD:PS"), 2);
}
