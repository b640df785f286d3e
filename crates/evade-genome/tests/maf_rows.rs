//! Rows of a MAF that cannot be used, words of a row that contradict each other, and samples without a row.

#![expect(clippy::unwrap_used, reason = "what tests share panics to fail, as they do")]

mod support;

use std::collections::BTreeMap;

use evade_core::AlterationStatus::{self, Altered, NotAltered, Uncertain};
use evade_core::{Caution, DnaProfile, FilterReason};
use evade_genome::{Coverage, Filters, MafCalls, VariantTable, judge, read_maf};
use evade_stream::{Content, ReadError};

use support::PANEL;

const COLUMNS: [&str; 14] = [
    "Hugo_Symbol",
    "Tumor_Sample_Barcode",
    "NCBI_Build",
    "Chromosome",
    "Start_Position",
    "Reference_Allele",
    "Tumor_Seq_Allele2",
    "Variant_Classification",
    "Consequence",
    "HGVSp_Short",
    "t_depth",
    "t_alt_count",
    "Annotation_Status",
    "Entrez_Gene_Id",
];

const KRAS: &str =
    "KRAS|S1|GRCh38|12|25245350|C|T|Missense_Mutation|missense_variant|p.G12D|100|40|SUCCESS|3845";
const STK11: &str = "STK11|S1|GRCh38|19|1207022|C|T|Nonsense_Mutation|stop_gained|p.Q37*|100|40|SUCCESS|6794";

/// A row with some of its fields replaced: `column=value`, blanks between them.
fn row(base: &str, changes: &str) -> String {
    let mut fields: Vec<String> = base.split('|').map(str::to_owned).collect();
    for (column, value) in changes.split(' ').filter_map(|change| change.split_once('=')) {
        let place = COLUMNS.iter().position(|name| *name == column).unwrap();
        fields[place] = value.replace('~', " ");
    }
    fields.join("\t")
}

fn content(comment: &str, rows: &[String]) -> Content {
    let text = format!("{comment}{}\n{}\n", COLUMNS.join("\t"), rows.join("\n"));
    Content { name: "x.maf".into(), bytes: text.into(), sha256: String::new() }
}

fn read(rows: &[String]) -> Result<MafCalls, ReadError> {
    read_maf(&content("", rows), &PANEL, &Filters::default())
}

fn profile(calls: &MafCalls, sample: &str) -> DnaProfile {
    judge(&calls.samples[sample], &Coverage::Exome)
}

fn status(profile: &DnaProfile, gene: &str) -> AlterationStatus {
    profile.genes.iter().find(|row| row.gene == gene).unwrap().status
}

fn codes(profile: &DnaProfile, gene: &str) -> Vec<String> {
    let row = profile.genes.iter().find(|row| row.gene == gene).unwrap();
    row.flags.iter().map(ToString::to_string).collect()
}

#[test]
fn one_row_that_cannot_be_used_costs_its_gene_in_its_sample() {
    for (changes, reason) in [
        ("Variant_Classification= Consequence= Annotation_Status=FAILED", FilterReason::AnnotationFailed),
        ("Variant_Classification=FAILED Consequence=", FilterReason::AnnotationFailed),
        ("Variant_Classification=NA Consequence=NA HGVSp_Short=", FilterReason::AnnotationFailed),
        ("Start_Position=here", FilterReason::ImpossibleValue),
        ("Start_Position=0", FilterReason::ImpossibleValue),
        ("Start_Position=-1", FilterReason::ImpossibleValue),
        ("Start_Position=1.21E+06", FilterReason::ImpossibleValue),
        ("t_alt_count=20%", FilterReason::ImpossibleValue),
        ("t_alt_count=many", FilterReason::ImpossibleValue),
        ("Tumor_Seq_Allele2=T?", FilterReason::ImpossibleValue),
        ("Reference_Allele=C1", FilterReason::ImpossibleValue),
        ("Chromosome=99", FilterReason::AnnotationElsewhere),
        ("Chromosome=7", FilterReason::AnnotationElsewhere),
    ] {
        let rows = [row(KRAS, ""), row(STK11, "Tumor_Sample_Barcode=S2"), row(STK11, changes)];
        let calls = read(&rows).unwrap();
        let (one, other) = (profile(&calls, "S1"), profile(&calls, "S2"));
        assert_eq!((status(&one, "STK11"), status(&one, "KRAS")), (Uncertain, Altered), "{changes}");
        assert_eq!((status(&other, "STK11"), status(&one, "B2M")), (Altered, NotAltered), "{changes}");
        let listed = one.filtered.iter().find(|f| f.gene == "STK11").unwrap();
        assert_eq!(listed.reason, reason, "{changes}");
        assert!(listed.detail.starts_with("line 4: "), "{}", listed.detail);
    }
    // R writes round positions so.
    assert_eq!(
        status(&profile(&read(&[row(STK11, "Start_Position=1207022.0")]).unwrap(), "S1"), "STK11"),
        Altered
    );
}

#[test]
fn rows_of_one_fault_are_told_in_one_line() {
    let bad = |sample: &str| row(STK11, &format!("Tumor_Sample_Barcode={sample} t_alt_count=20%"));
    let calls = read(&[row(KRAS, ""), bad("S1"), bad("S2"), bad("S3")]).unwrap();
    let told: Vec<&String> = calls.warnings.iter().filter(|w| w.contains("cannot be")).collect();
    assert_eq!(told.len(), 1);
    assert!(
        told[0].starts_with("3 rows hold a value") && told[0].contains("line 3: STK11, S1"),
        "{}",
        told[0]
    );
    assert!(!told[0].contains("line 5"), "{}", told[0]);
}

#[test]
fn a_row_without_a_sample_may_be_of_any() {
    for barcode in ["__UNKNOWN__", "", "NA", "Unknown"] {
        let lost = row(STK11, &format!("Tumor_Sample_Barcode={barcode}"));
        let calls = read(&[row(KRAS, ""), row(KRAS, "Tumor_Sample_Barcode=S2"), lost]).unwrap();
        assert_eq!(calls.samples.keys().collect::<Vec<_>>(), ["S1", "S2"]);
        for sample in ["S1", "S2"] {
            let profile = profile(&calls, sample);
            assert_eq!((status(&profile, "STK11"), status(&profile, "B2M")), (Uncertain, NotAltered));
            assert!(codes(&profile, "STK11").contains(&"row_without_sample".to_owned()));
        }
        assert!(calls.warnings.iter().any(|w| w.contains("1 row names no sample") && w.contains("line 4")));
    }
    // A silent one changes nothing, whose ever it is.
    let silent = "Tumor_Sample_Barcode= Variant_Classification=Silent Consequence=synonymous_variant HGVSp_Short=p.Q37=";
    let calls = read(&[row(KRAS, ""), row(STK11, silent)]).unwrap();
    assert_eq!(status(&profile(&calls, "S1"), "STK11"), NotAltered);
    let error = read(&[row(KRAS, "Tumor_Sample_Barcode=__UNKNOWN__")]).unwrap_err().to_string();
    assert!(error.contains("no row has a Tumor_Sample_Barcode"), "{error}");
}

#[test]
fn a_row_without_gene_and_place_keeps_open_what_it_may_be() {
    let nameless = "Hugo_Symbol=Unknown Entrez_Gene_Id=0";
    let of = |changes: &str| {
        profile(&read(&[row(KRAS, ""), row(STK11, &format!("{nameless} {changes}"))]).unwrap(), "S1")
    };
    // Its place tells the gene.
    assert_eq!(status(&of(""), "STK11"), Altered);
    let on_19 = of("Start_Position=NA");
    assert_eq!((status(&on_19, "STK11"), status(&on_19, "B2M")), (Uncertain, NotAltered));
    let anywhere = of("Start_Position=NA Chromosome=NA");
    assert_eq!((status(&anywhere, "STK11"), status(&anywhere, "B2M")), (Uncertain, Uncertain));
    let beside = of(
        "Start_Position=NA Chromosome=NA Variant_Classification=IGR Consequence=intergenic_variant HGVSp_Short=",
    );
    assert_eq!(status(&beside, "STK11"), NotAltered);
}

#[test]
fn words_that_contradict_each_other_are_not_sure() {
    for (changes, expected) in [
        ("Variant_Classification=Silent", Uncertain),
        ("Variant_Classification=Splice_Region Consequence=transcript_ablation HGVSp_Short=", Uncertain),
        ("Variant_Classification=Intron", Uncertain),
        ("Variant_Classification=3'UTR HGVSp_Short=", Uncertain),
        ("Variant_Classification=5'Flank", Uncertain),
        ("Variant_Classification=Missense_Mutation", Uncertain),
        ("Consequence=synonymous_variant HGVSp_Short=p.Q37=", Uncertain),
        ("Variant_Classification=Targeted_Region", Altered),
        ("Consequence=stop_gained,splice_region_variant", Altered),
        ("", Altered),
    ] {
        let found = profile(&read(&[row(STK11, changes)]).unwrap(), "S1");
        assert_eq!(status(&found, "STK11"), expected, "{changes}");
        let is_told = found.variants[0].flags.iter().any(|f| matches!(f, Caution::EffectWordsDisagree(_)));
        assert_eq!(is_told, expected == Uncertain, "{changes}");
    }
    let found = profile(&read(&[row(STK11, "Variant_Classification=Silent")]).unwrap(), "S1");
    assert!(
        codes(&found, "STK11").contains(&"effect_words_disagree:Silent / stop_gained / p.Q37*".to_owned())
    );
    let found = profile(&read(&[row(KRAS, "Variant_Classification=Silent")]).unwrap(), "S1");
    assert_eq!((status(&found, "KRAS"), status(&found, "KRAS_G12D")), (Uncertain, Uncertain));
}

#[test]
fn sequenced_samples_without_a_row_are_samples() {
    let maf =
        content("#version 2.4\n#Sequenced_Samples: S1 S2\tS3\t\t\n", &[row(KRAS, "Tumor_Sample_Barcode=S2")]);
    assert_eq!(VariantTable::Maf.samples(&maf).unwrap().unwrap(), ["S2", "S1", "S3"]);
    let calls = read_maf(&maf, &PANEL, &Filters::default()).unwrap();
    let found: BTreeMap<&str, AlterationStatus> =
        ["S1", "S2", "S3"].map(|name| (name, status(&profile(&calls, name), "KRAS"))).into();
    assert_eq!(found, BTreeMap::from([("S1", NotAltered), ("S2", Altered), ("S3", NotAltered)]));
    // A sample without a row has no burden of 0.
    let tmb = profile(&calls, "S1").tmb.unwrap();
    assert!(tmb.tmb.is_none() && !tmb.reliable);
}
