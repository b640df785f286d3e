//! Folders of nf-core/sarek as its versions leave them, as a sample sheet.

use std::collections::BTreeMap;
use std::path::Path;

use crate::support::{Tsv, evade_in, folder};

const CSQ: &str = "##INFO=<ID=CSQ,Number=.,Type=String,Description=\"Format: Allele|Consequence|SYMBOL\">\n";

/// Writes a VCF without a record.
fn vcf(work: &Path, path: &str, columns: &[&str], more: &str) {
    let columns =
        if columns.is_empty() { String::new() } else { format!("\tFORMAT\t{}", columns.join("\t")) };
    let text = format!(
        "##fileformat=VCFv4.2\n##contig=<ID=chr1,length=248956422>\n{more}#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO{columns}\n"
    );
    let path = work.join("sarek").join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

fn sheet(work: &Path, more: &[&str]) -> (BTreeMap<String, Vec<String>>, Vec<String>, String) {
    let outcome = evade_in(work, &[&["sheet", "--sarek", "sarek"][..], more].concat()).expect_code(0);
    let table = Tsv::parse(&outcome.stdout.replace(',', "\t").replace('"', ""));
    let rows = table.rows.iter().map(|row| (row[0].clone(), row.clone())).collect();
    (rows, table.header.clone(), outcome.stderr)
}

#[test]
fn consensus_filtered_and_varlociraptor_are_known() {
    let work = folder();
    let pair = ["NORMAL", "TUMOR"];
    // Its consensus alone.
    vcf(work.path(), "annotation/consensus/A_vs_N/A_vs_N.consensus_VEP.ann.vcf", &[], CSQ);
    // Every stage of one caller: what is filtered and normalised goes before what was called.
    vcf(work.path(), "variant_calling/mutect2/B_vs_N/B_vs_N.mutect2.filtered.vcf", &pair, "");
    let filtered = "B_vs_N.mutect2.filtered.bcftools_filtered";
    vcf(work.path(), &format!("variant_calling/filtered/B_vs_N/{filtered}.vcf"), &pair, "");
    vcf(work.path(), &format!("variant_calling/normalized/B_vs_N/{filtered}.norm.sorted.vcf"), &pair, "");
    vcf(work.path(), "variant_calling/consensus/B_vs_N/B_vs_N.consensus.vcf", &[], "");
    // Posterior probabilities beside raw calls of FreeBayes.
    vcf(work.path(), "variant_calling/freebayes/C_vs_N/C_vs_N.freebayes.vcf", &pair, "");
    let posterior = "variant_calling/varlociraptor/C_vs_N/C_vs_N.freebayes.somatic.varlociraptor.vcf";
    vcf(work.path(), posterior, &["tumor", "normal"], "");
    // Nothing that is somatic, and a consensus that may hold germline variants.
    vcf(work.path(), "variant_calling/haplotypecaller/D_vs_N/D_vs_N.haplotypecaller.vcf", &["D"], "");
    vcf(work.path(), "variant_calling/consensus/N/N.consensus.vcf", &[], "");
    let (rows, header, stderr) = sheet(work.path(), &["--assay-dna", "WES"]);
    let cell = |sample: &str, column: &str| {
        let place = header.iter().position(|name| name == column).unwrap();
        rows[sample][place].as_str()
    };
    assert_eq!(rows.keys().collect::<Vec<_>>(), ["A", "B", "C"]);
    assert_eq!(cell("A", "vcf"), "sarek/annotation/consensus/A_vs_N/A_vs_N.consensus_VEP.ann.vcf");
    assert_eq!(
        cell("B", "vcf"),
        format!("sarek/variant_calling/normalized/B_vs_N/{filtered}.norm.sorted.vcf")
    );
    assert_eq!(cell("C", "vcf"), format!("sarek/{posterior}"));
    assert!(rows.keys().all(|sample| cell(sample, "assay_dna") == "WES"));
    // The consensus has no columns, and its callers had a normal.
    assert_eq!(["A", "B", "C"].map(|sample| cell(sample, "matched_normal")), ["yes", "", ""]);
    for expected in [
        "the tumour 'D' has no somatic variants of a caller that is read (there and not taken: variant_calling/haplotypecaller: no somatic calls)",
        "variant_calling/consensus/N is not taken: without a normal",
        "the variants of C are of varlociraptor, those of the other tumours of mutect2",
        "B_vs_N.mutect2.filtered.bcftools_filtered.norm.sorted.vcf: not annotated",
    ] {
        assert!(stderr.contains(expected), "{expected}: {stderr}");
    }
}

#[test]
fn panel_and_rearrangements_stand_in_the_sheet() {
    let work = folder();
    let pair = ["NORMAL", "TUMOR"];
    vcf(work.path(), "annotation/strelka/A_vs_N/A_vs_N.strelka.somatic_snvs_VEP.ann.vcf", &pair, CSQ);
    vcf(work.path(), "variant_calling/manta/A_vs_N/A_vs_N.manta.somatic_sv.vcf", &pair, "");
    vcf(work.path(), "variant_calling/manta/B/B.manta.tumor_sv.vcf", &["B"], "");
    vcf(work.path(), "variant_calling/manta/N/N.manta.diploid_sv.vcf", &["N"], "");
    std::fs::write(work.path().join("panel.txt"), "KRAS\nSTK11\n").unwrap();
    let (rows, header, stderr) = sheet(work.path(), &["--panel", "panel.txt"]);
    let cell = |sample: &str, column: &str| {
        let place = header.iter().position(|name| name == column).unwrap();
        rows[sample][place].as_str()
    };
    assert_eq!(cell("A", "sv"), "sarek/variant_calling/manta/A_vs_N/A_vs_N.manta.somatic_sv.vcf");
    assert_eq!(
        (cell("B", "sv"), cell("B", "vcf")),
        ("sarek/variant_calling/manta/B/B.manta.tumor_sv.vcf", "")
    );
    assert_eq!((cell("A", "panel"), rows.len()), ("panel.txt", 2));
    assert!(stderr.contains("the tumour 'B' has no somatic variants of a caller that is read"), "{stderr}");
    let absent = evade_in(work.path(), &["sheet", "--sarek", "sarek", "--panel", "none.bed"]);
    assert!(absent.expect_code(3).stderr.contains("none.bed: there is no such file"));
}

#[test]
fn what_is_half_unfiltered_cut_or_joint_is_said() {
    let work = folder();
    let pair = ["NORMAL", "TUMOR"];
    vcf(work.path(), "variant_calling/strelka/A_vs_N/A_vs_N.strelka.somatic_snvs.vcf", &pair, CSQ);
    vcf(work.path(), "variant_calling/mutect2/A_vs_N/A_vs_N.mutect2.vcf", &pair, "");
    vcf(work.path(), "variant_calling/muse/B_vs_N/B_vs_N.muse.vcf", &pair, CSQ);
    let cut = work.path().join("sarek/variant_calling/muse/B_vs_N/B_vs_N.muse.vcf");
    std::fs::write(cut, "##fileformat=VCFv4.2\n").unwrap();
    let columns = ["P_N", "P_T1", "P_T2"];
    let stated = format!("{CSQ}##normal_sample=P_N\n##tumor_sample=P_T1\n##tumor_sample=P_T2\n");
    vcf(work.path(), "annotation/mutect2/P/P.mutect2.filtered_VEP.ann.vcf", &columns, &stated);
    let (rows, header, stderr) = sheet(work.path(), &[]);
    let cell = |sample: &str, column: &str| {
        let place = header.iter().position(|name| name == column).unwrap();
        rows[sample][place].as_str()
    };
    assert_eq!(rows.keys().collect::<Vec<_>>(), ["A", "T1", "T2"]);
    assert_eq!((cell("T1", "dna_id"), cell("T2", "dna_id")), ("P_T1", "P_T2"));
    assert_eq!((cell("T2", "patient"), cell("T1", "vcf")), ("P", cell("T2", "vcf")));
    for expected in [
        "Strelka writes SNVs and indels to two files, and the other is not there",
        "variant_calling/mutect2/A_vs_N is not taken: not filtered by FilterMutectCalls",
        "B_vs_N.muse.vcf: not taken: it has no line #CHROM",
        "the tumour 'B' has no somatic variants of a caller that is read",
    ] {
        assert!(stderr.contains(expected), "{expected}: {stderr}");
    }
}
