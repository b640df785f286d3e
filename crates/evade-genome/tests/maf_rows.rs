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

/// The place says what a recurrent allele does: C>T at this base of KRAS is G12D, C>A is G12V.
#[test]
fn words_that_are_not_those_of_the_allele_are_not_sure() {
    let silent = "Variant_Classification=Silent Consequence=synonymous_variant HGVSp_Short=p.G12=";
    for (changes, kras, g12d) in [
        ("", Altered, Altered),
        ("Tumor_Seq_Allele2=A HGVSp_Short=p.G12V", Altered, NotAltered),
        ("Tumor_Seq_Allele2=A", Uncertain, Uncertain),
        ("HGVSp_Short=p.G12C", Uncertain, Uncertain),
        ("HGVSp_Short=p.Gly12Cys", Uncertain, Uncertain),
        ("HGVSp_Short=p.Q61H", Uncertain, Uncertain),
        (silent, Uncertain, Uncertain),
        ("Variant_Classification=Silent Consequence= HGVSp_Short=", Uncertain, Uncertain),
        ("Variant_Classification=Intron Consequence= HGVSp_Short=", Uncertain, Uncertain),
        ("Variant_Classification=IGR Consequence= HGVSp_Short=", Uncertain, Uncertain),
        (
            "Variant_Classification=Nonsense_Mutation Consequence=stop_gained HGVSp_Short=p.G12*",
            Uncertain,
            Uncertain,
        ),
        // Another transcript may number its residues otherwise.
        ("HGVSp_Short=p.G17D", Altered, NotAltered),
        // Another allele of the place is not known.
        ("Start_Position=25245352 HGVSp_Short=p.G12C", Altered, NotAltered),
    ] {
        let found = profile(&read(&[row(KRAS, changes)]).unwrap(), "S1");
        let is_told = codes(&found, "KRAS").iter().any(|code| code.starts_with("effect_words_disagree"));
        if changes.contains("G17D") {
            assert!(!is_told, "{changes}");
            continue;
        }
        assert_eq!((status(&found, "KRAS"), status(&found, "KRAS_G12D")), (kras, g12d), "{changes}");
        assert_eq!(is_told, kras == Uncertain, "{changes}");
    }
    let found = profile(&read(&[row(KRAS, "HGVSp_Short=p.G12C")]).unwrap(), "S1");
    assert!(
        codes(&found, "KRAS").contains(&"effect_words_disagree:p.G12C / p.G12D by its allele".to_owned())
    );
    // On the other build too, and for a loss.
    let pten =
        "PTEN|S1|GRCh37|10|89692905|G|A|Missense_Mutation|missense_variant|p.R130Q|100|40|SUCCESS|5728";
    assert_eq!(status(&profile(&read(&[row(pten, "")]).unwrap(), "S1"), "PTEN"), Altered);
    let other = profile(&read(&[row(pten, "HGVSp_Short=p.R130G")]).unwrap(), "S1");
    assert_eq!(status(&other, "PTEN"), Uncertain);
}

/// pandas writes whole numbers of a column with missing values as 12.0.
#[test]
fn a_chromosome_with_a_decimal_point_is_read() {
    let calls = read(&[row(KRAS, "Chromosome=12.0"), row(STK11, "Chromosome=chr19.0")]).unwrap();
    let found = profile(&calls, "S1");
    assert_eq!((status(&found, "KRAS"), status(&found, "STK11")), (Altered, Altered));
    assert!(calls.warnings.is_empty(), "{:?}", calls.warnings);
}

#[test]
fn rows_that_are_passed_over_are_warned_of_with_what_follows() {
    let calls = read(&[row(KRAS, "Chromosome=7"), row(STK11, "")]).unwrap();
    let told = calls.warnings.join("\n");
    assert!(told.contains("1 row names a gene of another chromosome") && told.contains("line 2"), "{told}");
    // One of no sample is listed; a silent one keeps nothing open, and the warning says so.
    let calls = read(&[row(KRAS, ""), row(STK11, "Tumor_Sample_Barcode=")]).unwrap();
    let listed = &profile(&calls, "S1").filtered;
    let is_listed = |row: &evade_core::FilteredVariant| {
        row.gene == "STK11" && row.reason == FilterReason::RowWithoutSample && row.detail.contains("line 3")
    };
    assert!(listed.iter().any(is_listed));
    let silent = "Tumor_Sample_Barcode= Variant_Classification=Silent Consequence=synonymous_variant HGVSp_Short=p.Q37=";
    for other in [row(STK11, silent), row(STK11, "Tumor_Sample_Barcode= Hugo_Symbol=TTN Entrez_Gene_Id=7273")]
    {
        let told = read(&[row(KRAS, ""), other]).unwrap().warnings.join("\n");
        assert!(told.contains("could alter no judged gene") && !told.contains("not called"), "{told}");
    }
    let bare = read(&[row(KRAS, ""), row(STK11, "Variant_Classification= Consequence= Annotation_Status=")])
        .unwrap();
    assert!(bare.warnings.join("\n").contains("neither class nor consequence"), "{:?}", bare.warnings);
    let error = read(&[row(KRAS, ""), row(STK11, "NCBI_Build=GRCh37")]).unwrap_err().to_string();
    assert!(error.contains("GRCh38 in the rows above") && !error.contains("declared"), "{error}");
}
