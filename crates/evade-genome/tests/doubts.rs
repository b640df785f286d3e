//! What is doubtful or broken in an input must show: it is neither counted nor passed over.

#![expect(clippy::unwrap_used, reason = "what tests share panics to fail, as they do")]

mod support;

use evade_core::AlterationStatus::{Altered, NotAltered, NotTested, Uncertain};
use evade_core::{Caution, CopySource, CopyState, DnaProfile, GeneAlteration, GeneCopies};
use evade_genome::{
    Build, Coverage, Filters, HotspotAlleles, NativeAnnotator, SampleVariants, VcfOptions, judge,
    read_hla_table, read_maf, read_rearrangements, read_segments, read_vcf_input,
};
use evade_stream::{Content, Input, ReadError};

use support::PANEL;

fn content(text: &str) -> Content {
    Content { name: "x".into(), bytes: text.as_bytes().to_vec(), sha256: String::new() }
}

const HEADER: &str = "Tumor_Sample_Barcode\tHugo_Symbol\tNCBI_Build\tChromosome\tStart_Position\tReference_Allele\tTumor_Seq_Allele2\tFILTER\tt_depth\tt_alt_count\tHGVSp_Short\tVariant_Classification\n";

fn maf_with(rows: &[&str], filters: &Filters) -> Result<SampleVariants, ReadError> {
    let text = format!("{HEADER}S\t{}\n", rows.join("\nS\t").replace(' ', "\t"));
    let calls = read_maf(&content(&text), &PANEL, filters)?;
    Ok(calls.samples["S"].clone())
}

fn maf(rows: &[&str]) -> SampleVariants {
    maf_with(rows, &Filters::default()).unwrap()
}

/// A row by protein change alone.
fn change(gene: &str, class: &str, change: &str) -> String {
    format!("{gene} GRCh37 . . . . PASS . . {change} {class}")
}

fn profile(sample: &SampleVariants) -> DnaProfile {
    judge(sample, &Coverage::Exome)
}

fn row(profile: &DnaProfile, gene: &str) -> GeneAlteration {
    profile.genes.iter().find(|g| g.gene == gene).unwrap().clone()
}

/// The words of a list as a cell holds them.
fn words(list: &[impl ToString]) -> String {
    list.iter().map(ToString::to_string).collect::<Vec<_>>().join(";")
}

fn has(list: &[impl ToString], word: &str) -> bool {
    list.iter().any(|known| known.to_string() == word)
}

#[test]
fn rule_4_a_stop_called_missense_truncates() {
    for (gene, text) in
        [("STK11", "p.Q37X"), ("TP53", "p.R213X"), ("PTEN", "p.R130X"), ("KEAP1", "p.R470Stop")]
    {
        let found = row(&profile(&maf(&[&change(gene, "Missense_Mutation", text)])), gene);
        assert_eq!(found.status, Altered, "{text}");
        assert!(has(&found.evidence, "lof_truncating"), "{text} {:?}", found.evidence);
    }
}

#[test]
fn rule_6_more_residues_in_than_out_is_an_exon_20_insertion() {
    for text in ["p.N771delinsGY", "p.D770delinsGY", "p.773_774HV>PHV", "p.771delins"] {
        let found = row(&profile(&maf(&[&change("EGFR", "In_Frame_Ins", text)])), "EGFR");
        assert_eq!(found.status, Altered, "{text}");
        assert!(has(&found.flags, "egfr_exon20_insertion"), "{text} {:?}", found.flags);
    }
    let found = row(&profile(&maf(&[&change("EGFR", "In_Frame_Del", "p.D770_N771delinsG")])), "EGFR");
    assert!(has(&found.flags, "egfr_atypical"), "{:?}", found.flags);
}

#[test]
fn a_row_without_its_effect_keeps_its_gene_open_and_all_of_them_are_refused() {
    let without = |gene: &str| format!("{gene} GRCh37         ");
    let error = maf_with(&[&without("TTN"), &without("STK11")], &Filters::default()).unwrap_err();
    assert!(error.to_string().contains("no row says what its variant does"), "{error}");
    let fine = "KEAP1 GRCh37 19 10602300 C A PASS . . . Silent";
    let profile = profile(&maf(&[fine, &without("STK11")]));
    let found = row(&profile, "STK11");
    assert_eq!((found.status, row(&profile, "KEAP1").status), (Uncertain, NotAltered));
    assert!(has(&found.flags, "annotation_failed"), "{:?}", found.flags);
    let listed = profile.filtered.iter().find(|f| f.gene == "STK11").unwrap();
    assert_eq!(
        (listed.reason.as_str(), listed.detail.as_str()),
        ("annotation_failed", "line 3: no effect is given")
    );
    // One that lacks columns that are read was cut.
    let error = maf_with(&["TTN GRCh37"], &Filters::default()).unwrap_err().to_string();
    assert!(error.starts_with("x:2: the row has 3 fields, but the header has 12 columns"), "{error}");
    // A row that lies beside its gene says so.
    assert!(maf_with(&["STK11 GRCh37 19 1200000 C T PASS . . . 5'Flank"], &Filters::default()).is_ok());
}

fn kras(rows: &[&str]) -> (GeneAlteration, GeneAlteration) {
    let profile = profile(&maf(rows));
    (row(&profile, "KRAS"), row(&profile, "KRAS_G12D"))
}

#[test]
fn g12d_is_read_from_the_allele_and_else_not_excluded() {
    let (gene, g12d) = kras(&["KRAS GRCh38 12 25245350 C T PASS . . . Missense_Mutation"]);
    assert_eq!((gene.status, g12d.status, g12d.hgvsp.as_deref()), (Altered, Altered, Some("p.G12D")));
    assert!(has(&gene.flags, "named_by_allele"));
    let (gene, g12d) = kras(&["KRAS GRCh38 12 25245351 C A PASS . . . Missense_Mutation"]);
    assert_eq!((gene.hgvsp.as_deref(), g12d.status), (Some("p.G12C"), NotAltered));
    // The third base of the codon is in no table: the residue is touched, by what is not said.
    let (gene, g12d) = kras(&["KRAS GRCh37 12 25398283 A T PASS . . . Missense_Mutation"]);
    assert_eq!((gene.status, g12d.status), (Altered, Uncertain));
    assert!(has(&g12d.flags, "not_excluded:KRAS_G12D") && g12d.level.is_none());
    for (text, status) in [
        ("p.G12_G13delinsDD", Altered),
        ("p.G12_G13delinsVD", NotAltered),
        ("p.G12_G13delins", Uncertain),
        ("p.G12?", Uncertain),
        ("p.G12C", NotAltered),
        ("p.G13D", NotAltered),
        ("p.G12_G13insG", NotAltered),
        ("p.Q61H", NotAltered),
    ] {
        assert_eq!(kras(&[&change("KRAS", "Missense_Mutation", text)]).1.status, status, "{text}");
    }
    assert_eq!(kras(&[&change("KRAS", "Missense_Mutation", ".")]).1.status, Uncertain);
}

fn vcf(records: &str) -> SampleVariants {
    let text = format!(
        "##fileformat=VCFv4.2\n##contig=<ID=chr1,length=248956422>\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tT\n{records}"
    );
    let alleles =
        ("hotspot-alleles.tsv", include_str!("../../../signatures/alterations/hotspot-alleles.tsv"));
    let native = NativeAnnotator::new(HotspotAlleles::read(alleles).unwrap());
    let options = VcfOptions { native: Some(&native), ..VcfOptions::default() };
    let mut input = Input::from_bytes("x.vcf", text.as_bytes()).unwrap();
    read_vcf_input(&mut input, &options, &PANEL, &Filters::default()).unwrap().variants
}

#[test]
fn g12d_is_not_excluded_where_a_plain_vcf_touches_its_codon() {
    let found = profile(&vcf("chr12\t25245348\t.\tCACC\tCATA\t.\tPASS\t.\tGT:AD\t0/1:60,40\n"));
    assert_eq!((row(&found, "KRAS").status, row(&found, "KRAS_G12D").status), (Uncertain, Uncertain));
    let found = profile(&vcf("chr12\t25245350\t.\tC\tT\t.\tPASS\t.\tGT:AD\t0/1:60,40\n"));
    assert_eq!((row(&found, "KRAS").status, row(&found, "KRAS_G12D").status), (Altered, Altered));
    let found = profile(&vcf("chr12\t25227342\t.\tT\tA\t.\tPASS\t.\tGT:AD\t0/1:60,40\n"));
    assert_eq!((row(&found, "KRAS").status, row(&found, "KRAS_G12D").status), (Altered, NotAltered));
}

#[test]
fn rule_9_a_dropped_candidate_that_would_alter_its_gene_is_flagged_there() {
    let found = profile(&vcf("chr12\t25245351\t.\tC\tA\t.\tPASS\t.\tGT:AD\t0/1:96,4\n"));
    let gene = row(&found, "KRAS");
    assert_eq!(gene.status, NotAltered);
    assert!(has(&gene.flags, "candidate_filtered:p.G12C:low_vaf"), "{:?}", gene.flags);
    assert!(row(&found, "KRAS_G12D").flags.is_empty());
    let found = profile(&vcf("chr12\t25245350\t.\tC\tT\t.\tclustered_events\t.\tGT:AD\t0/1:60,40\n"));
    for gene in ["KRAS", "KRAS_G12D"] {
        assert!(has(&row(&found, gene).flags, "candidate_filtered:p.G12D:filter"), "{gene}");
    }
    let filtered = &found.filtered[0];
    assert_eq!(
        (filtered.detail.as_str(), filtered.change(), filtered.would_alter),
        ("clustered_events", "p.G12D".to_owned(), true)
    );
    // What would not have counted leaves no flag.
    let found = profile(&vcf("chr12\t25245330\t.\tC\tT\t.\tclustered_events\t.\tGT:AD\t0/1:60,40\n"));
    assert!(!row(&found, "KRAS").flags.iter().any(|f| matches!(f, Caution::CandidateFiltered(_))));
    let strict = Filters { read_limits_in_maf: true, ..Filters::default() };
    let rows = ["STK11 GRCh37 . . . . PASS 8 4 p.E199* Nonsense_Mutation"];
    let found = profile(&maf_with(&rows, &strict).unwrap());
    assert!(has(&row(&found, "STK11").flags, "candidate_filtered:p.E199*:low_depth"));
}

#[test]
fn rule_12_kras_notes_are_those_of_mutated_tumours_and_do_not_contradict() {
    let findings = |sample: &SampleVariants| -> Vec<String> {
        profile(sample).notes.iter().map(|n| n.finding.clone()).collect()
    };
    let kras = change("KRAS", "Missense_Mutation", "p.G12C");
    let stk11 = change("STK11", "Nonsense_Mutation", "p.Q37*");
    let keap1 = change("KEAP1", "Nonsense_Mutation", "p.R470*");
    let tp53 = change("TP53", "Missense_Mutation", "p.R273H");
    assert_eq!(findings(&maf(&[&kras, &tp53])), ["KRAS+TP53"]);
    let all = maf(&[&kras, &stk11, &tp53]);
    assert_eq!(findings(&all), ["KRAS+STK11"]);
    assert!(!has(&row(&profile(&all), "KRAS").flags, "with:TP53"));
    assert_eq!(findings(&maf(&[&kras, &keap1, &tp53])), ["KRAS+KEAP1"]);
    let mut amplified = maf(&[&stk11]);
    let copies = GeneCopies {
        total: Some(12.0),
        ..GeneCopies::stated(CopyState::Amplification, CopySource::Reported)
    };
    amplified.copies.insert("KRAS".to_owned(), copies);
    assert_eq!(row(&profile(&amplified), "KRAS").status, Altered);
    assert!(findings(&amplified).is_empty());
}

#[test]
fn a_fusion_is_split_beside_its_gene() {
    let found = |fusion: &str| {
        let text = format!("fusion\tin_frame\tkinase_kept\n{fusion}\tyes\tyes\n");
        let calls = read_rearrangements(&content(&text), &PANEL, None).unwrap();
        let variants = calls.of_sample("", "").unwrap().variants;
        profile(&SampleVariants { variants, ..SampleVariants::default() })
    };
    for (fusion, gene) in
        [("HLA-A-ROS1", "ROS1"), ("NKX2-1-RET", "RET"), ("EML4-ALK", "ALK"), ("KIF5B::RET", "RET")]
    {
        let row = row(&found(fusion), gene);
        assert_eq!(row.status, Altered, "{fusion}: {row:?}");
        assert_eq!(words(&row.evidence), format!("fusion:{}", fusion.replace("::", "-")), "{fusion}");
    }
}

#[test]
fn more_reads_with_the_variant_than_reads_make_no_fraction() {
    let found = row(&profile(&maf(&["KRAS GRCh37 . . . . PASS 40 100 p.G12C Missense_Mutation"])), "KRAS");
    assert_eq!((found.status, found.vaf, found.depth), (Altered, None, None));
    assert!(has(&found.flags, "alt_reads_exceed_depth"));
}

#[test]
fn places_beyond_any_chromosome_are_refused_with_their_line() {
    let bed = "chr1\t10\t20\nchr1\t1\t18446744073709551615\n";
    let error = Coverage::from_bed(&content(bed), &PANEL, Build::Grch38).unwrap_err();
    assert_eq!(error.line, Some(2));
    let end = "18446744073709551615";
    let cnvkit = format!("chromosome\tstart\tend\tgene\tlog2\tcn\tprobes\n1\t{end}\t{end}\tA\t0\t2\t9\n");
    let error = read_segments(&content(&cnvkit)).unwrap_err();
    assert_eq!(error.line, Some(2));
}

#[test]
fn a_lost_hla_allele_is_one_of_the_two() {
    let table = |lost: &str| {
        let text = format!(
            "sample\tgene\tallele1\tallele2\tstatus\tlost_allele\nS\tHLA-B\tB*07:02\tB*08:01\tloh\t{lost}\n"
        );
        read_hla_table(&content(&text))
    };
    let error = table("B*44:02").unwrap_err();
    assert_eq!((error.line, error.column), (Some(2), Some(6)));
    for lost in ["B*07:02", "HLA-B*08:01", "B*08", "B*07:02:01"] {
        assert!(table(lost).is_ok(), "{lost}");
    }
}

#[test]
fn a_gene_that_nobody_looked_at_stays_untested() {
    let found = judge(&SampleVariants::default(), &Coverage::Undeclared);
    assert_eq!(row(&found, "KRAS_G12D").status, NotTested);
}
