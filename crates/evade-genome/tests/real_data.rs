//! Published cohorts and files, read where the reference data lie.

#![expect(clippy::unwrap_used, reason = "what tests share panics to fail, as they do")]
#![expect(clippy::print_stderr, reason = "a test without its data says that it skips")]

#[path = "support/published.rs"]
mod published;
mod support;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use evade_core::{AlterationStatus, Caution, EffectClass, FilterReason, HlaCaution, HlaReason, HlaStatus};
use evade_genome::{
    AnnotationLevel, Build, Coverage, Filters, HotspotAlleles, LilacQuality, MafCalls, NativeAnnotator,
    VcfCalls, VcfOptions, combine_hla, hla_from_segments, judge, read_hla, read_maf, read_segments, read_vcf,
    read_vcf_input,
};
use evade_stream::{Digest, Input, ReadError, Source};

use published::{data, maf, read};
use support::PANEL;

/// Per gene: altered, uncertain.
fn counts(calls: &MafCalls) -> BTreeMap<String, (u32, u32)> {
    let mut counts = BTreeMap::new();
    for sample in calls.samples.values() {
        for row in judge(sample, &Coverage::Exome).genes {
            let entry: &mut (u32, u32) = counts.entry(row.gene).or_default();
            entry.0 += u32::from(row.status == AlterationStatus::Altered);
            entry.1 += u32::from(row.status == AlterationStatus::Uncertain);
        }
    }
    counts
}

#[test]
fn tcga_lung_has_the_expected_counts() {
    let Some(folder) = data("tcga_lung_maf") else { return };
    for (file, n_samples, expected) in [("lusc.maf.gz", 178, LUSC), ("luad_other.maf.gz", 313, LUAD)] {
        let calls = maf(&folder.join(file));
        assert_eq!(calls.samples.len(), n_samples, "{file}");
        assert_eq!(calls.build, Some(Build::Grch37));
        let counts = counts(&calls);
        for (gene, altered, uncertain) in expected {
            assert_eq!(counts[*gene], (*altered, *uncertain), "{file} {gene}");
        }
    }
}

const LUSC: &[(&str, u32, u32)] = &[
    ("STK11", 3, 0),
    ("KEAP1", 9, 13),
    ("B2M", 1, 0),
    ("JAK1", 1, 1),
    ("JAK2", 1, 3),
    ("PTEN", 11, 3),
    ("KRAS", 1, 1),
    ("KRAS_G12D", 0, 0),
    ("EGFR", 2, 4),
    ("HLA-A", 5, 1),
    ("HLA-B", 0, 1),
    ("HLA-C", 0, 1),
];
const LUAD: &[(&str, u32, u32)] = &[
    ("STK11", 35, 5),
    ("KEAP1", 23, 29),
    ("B2M", 3, 2),
    ("JAK1", 1, 4),
    ("JAK2", 0, 7),
    ("PTEN", 3, 4),
    ("KRAS", 96, 0),
    ("KRAS_G12D", 15, 0),
    ("EGFR", 31, 8),
    ("HLA-A", 0, 3),
    ("HLA-B", 0, 3),
    ("HLA-C", 1, 3),
];

/// p.G480* with p.G480V, and p.E89* with p.E89G.
const NEIGHBOURS: [&str; 2] = ["TCGA-86-8073\tPMS2\t", "TCGA-93-8067\tB2M\t"];

#[test]
fn tcga_lung_agrees_row_by_row_with_the_independent_script() {
    let Some(folder) = data("tcga_lung_maf") else { return };
    let repository = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    let mafs = [folder.join("lusc.maf.gz"), folder.join("luad_other.maf.gz")];
    let output = Command::new("python3")
        .arg(format!("{repository}/tests/external/tcga_lung_maf.py"))
        .args(&mafs)
        .arg(format!("{repository}/signatures/alterations/hotspots.tsv"))
        .arg(format!("{repository}/signatures/alterations/transcripts.tsv"))
        .arg(format!("{repository}/signatures/alterations/regions.tsv"))
        .output();
    let Ok(output) = output else {
        eprintln!("skipped: python3 is missing");
        return;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let expected = String::from_utf8(output.stdout).unwrap();
    let expected: Vec<&str> = expected.lines().skip(1).collect();
    let mut actual = Vec::new();
    for (barcode, sample) in mafs.iter().flat_map(|path| maf(path).samples) {
        for row in judge(&sample, &Coverage::Exome).genes {
            if row.gene.contains('_') || row.n_variants == 0 {
                continue;
            }
            let variants = sample.variants.iter().filter(|v| v.gene == row.gene);
            let changes = variants.map(|v| Caution::input_change(&v.flags).or(v.hgvsp.as_deref()));
            let mut changes: Vec<&str> = changes.map(Option::unwrap_or_default).collect();
            changes.sort_unstable();
            actual.push(format!("{barcode}\t{}\t{}\t{}", row.gene, row.status.as_str(), changes.join(";")));
        }
    }
    actual.sort_unstable();
    let mut sorted = expected.clone();
    sorted.sort_unstable();
    let missing: Vec<_> =
        sorted.iter().filter(|row| actual.binary_search_by(|a| a.as_str().cmp(row)).is_err()).collect();
    let surplus: Vec<_> = actual.iter().filter(|row| sorted.binary_search(&row.as_str()).is_err()).collect();
    // Two bases of one codon, which the MAF gives one by one: together they make no stop, and the script does not read codons.
    let is_of_one_codon = |row: &str| NEIGHBOURS.iter().any(|start| row.starts_with(start));
    let (missing, of_one_codon): (Vec<&&str>, Vec<&&str>) =
        missing.into_iter().partition(|row| !is_of_one_codon(row));
    let (surplus, uncertain): (Vec<&String>, Vec<&String>) =
        surplus.into_iter().partition(|row| !is_of_one_codon(row));
    assert!(missing.is_empty() && surplus.is_empty(), "missing {missing:?}, surplus {surplus:?}");
    assert!(of_one_codon.iter().all(|row| row.contains("\taltered\t")), "{of_one_codon:?}");
    assert!(uncertain.len() == NEIGHBOURS.len() && uncertain.iter().all(|row| row.contains("\tuncertain\t")));
    assert!(sorted.len() > 1300, "{} rows", sorted.len());
    eprintln!("{} of {} gene states agree", actual.len(), sorted.len());
}

/// The one published change that the MAF numbers otherwise: the same deletion, one residue on.
const RENUMBERED: (&str, &str) = ("p.L193fs", "p.L194fs");

#[test]
fn the_published_squamous_mutations_are_found_with_their_protein_change() {
    let Some(folder) = data("tcga_lung_maf") else { return };
    let calls = maf(&folder.join("lusc.maf.gz"));
    let labels = read(&folder.join("lusc_2012_labels.tsv"));
    let mut patients = BTreeMap::new();
    for line in labels.text().unwrap().lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        for entry in fields[10].split(';') {
            let (gene, changes) = entry.trim().split_once(' ').unwrap_or_default();
            if !matches!(gene, "KEAP1" | "PTEN" | "STK11") {
                continue;
            }
            *patients.entry(gene.to_owned()).or_insert(0) += 1;
            let barcode = calls.find_sample("lusc", fields[0]).unwrap().expect(fields[0]);
            let sample = &calls.samples[barcode];
            let profile = judge(sample, &Coverage::Undeclared);
            let row = profile.genes.iter().find(|row| row.gene == gene).unwrap();
            assert!(
                matches!(row.status, AlterationStatus::Altered | AlterationStatus::Uncertain),
                "{barcode} {gene}"
            );
            for change in changes.split(',').map(str::trim) {
                let change = if change == RENUMBERED.0 { RENUMBERED.1 } else { change };
                assert!(
                    sample.variants.iter().any(|v| v.gene == gene && v.hgvsp.as_deref() == Some(change)),
                    "{barcode} {gene} {change}"
                );
            }
        }
    }
    let expected = [("KEAP1", 22), ("PTEN", 14), ("STK11", 3)].map(|(g, n)| (g.to_owned(), n));
    assert_eq!(patients, BTreeMap::from(expected));
}

#[test]
fn a_negative_cohort_has_no_loss() {
    let Some(folder) = data("maf_tcga_laml") else { return };
    let counts = counts(&maf(&folder.join("tcga_laml.maf.gz")));
    for gene in ["STK11", "KEAP1", "B2M", "JAK1", "PTEN"] {
        assert_eq!(counts[gene], (0, 0), "{gene}");
    }
    assert!(counts["KRAS"].0 > 0);
    assert_eq!(counts["JAK2"].0, 0);
}

#[test]
fn a_panel_cohort_of_cbioportal_is_read() {
    let Some(folder) = data("nsclc_pd1_msk2018") else { return };
    let calls = maf(&folder.join("data_mutations.txt.gz"));
    let counts = counts(&calls);
    eprintln!("{} samples with a row: {counts:?}", calls.samples.len());
    assert!(calls.samples.len() > 200);
    assert!(counts["STK11"].0 > 20 && counts["KRAS"].0 > 50 && counts["EGFR"].0 > 10, "{counts:?}");
    assert!(counts["KRAS_G12D"].0 < counts["KRAS"].0);
    let windows: Vec<&Caution> = calls
        .samples
        .values()
        .flat_map(|s| &s.variants)
        .filter(|v| v.gene == "EGFR" && v.effect == EffectClass::Inframe)
        .flat_map(|v| &v.flags)
        .collect();
    assert!(
        windows.contains(&&Caution::EgfrExon20Insertion) && windows.contains(&&Caution::EgfrClassical),
        "{windows:?}"
    );
}

#[test]
fn a_maf_without_annotation_is_refused() {
    let Some(folder) = data("maf_vcf2maf") else { return };
    let read_one = |name: &str| read_maf(&read(&folder.join(name)), &PANEL, &Filters::default());
    let error = read_one("minimalist_test_maf.tsv").unwrap_err().to_string();
    assert!(error.contains("no consequence annotation"), "{error}");
    assert_eq!(read_one("test_b38_output.maf").unwrap().build, Some(Build::Grch38));
    assert_eq!(read_one("test_output.vep_isoforms.maf").unwrap().build, Some(Build::Grch37));
    assert!(read_one("test.maf").unwrap().samples.contains_key("TUMOR"));
}

#[test]
fn an_unannotated_vcf_is_refused() {
    let files = [
        ("vcf_pcgr_coad", "T001-COAD.grch37.vcf.gz"),
        ("vcf_pcgr_coad", "T001-COAD.grch38.vcf.gz"),
        ("vcf_tcga_luad_one", "public_LUAD_TCGA-97-7938.vcf"),
        ("vcf_vep_vatools", "input.complex_indel.vcf.gz"),
    ];
    for (folder, file) in files {
        let Some(folder) = data(folder) else { continue };
        let error = read_vcf(&read(&folder.join(file)), None, None, &PANEL, &Filters::default()).unwrap_err();
        assert!(error.to_string().contains("no consequence annotation"), "{error}");
    }
}

#[test]
fn introns_of_a_real_exome_are_not_flagged() {
    let Some(folder) = data("vcf_vep_pvactools") else { return };
    let path = folder.join("HCC1395.somatic.vep95.grch38.vcf.gz");
    let calls = read_vcf(&read(&path), None, None, &PANEL, &Filters::default()).unwrap();
    assert_eq!(calls.build, Some(Build::Grch38));
    assert_eq!(calls.n_records, 2734);
    let profile = judge(&calls.variants, &Coverage::Exome);
    let altered: Vec<&str> = profile
        .genes
        .iter()
        .filter(|g| g.status == AlterationStatus::Altered)
        .map(|g| g.gene.as_str())
        .collect();
    // The line's known TP53 R175H.
    assert_eq!(altered, ["TP53"]);
    let tmb = profile.tmb.unwrap();
    eprintln!("HCC1395: {tmb:?}");
    // The column of the normal was taken out; MuTect2 had one, as the NLOD of each record shows.
    assert!(tmb.n_counted > Some(300) && tmb.reliable, "{tmb:?}");
    for gene in ["HLA-A", "HLA-B", "JAK2"] {
        assert!(
            calls.variants.filtered.iter().any(|f| f.gene == gene && f.reason == FilterReason::Noncoding),
            "{gene}: {:?}",
            calls.variants.filtered
        );
    }
}

#[test]
fn two_columns_without_names_are_not_guessed() {
    let Some(folder) = data("vcf_vep_vatools") else { return };
    let content = read(&folder.join("af_number_1.vcf"));
    let calls = read_vcf(&content, None, None, &PANEL, &Filters::default()).unwrap();
    assert_eq!((calls.tumor.as_str(), calls.normal.as_deref()), ("TUMOR", Some("NORMAL")));
    let error = read_vcf(&content, Some("T"), None, &PANEL, &Filters::default()).unwrap_err().to_string();
    assert!(error.contains("the columns are: NORMAL, TUMOR"), "{error}");
}

#[test]
fn segments_that_end_before_the_gene_are_not_its_loss() {
    if let Some(folder) = data("vcf_pcgr_coad") {
        for (file, build) in
            [("T001-COAD.grch37.cna.tsv", Build::Grch37), ("T001-COAD.grch38.cna.tsv", Build::Grch38)]
        {
            let segments = read_segments(&read(&folder.join(file))).unwrap();
            for row in hla_from_segments(&segments, segments.build(Some(build)).unwrap(), Some(0.7)) {
                assert_eq!(row.status, HlaStatus::NoLoh, "{file} {row:?}");
                assert_eq!((row.cn_major, row.cn_minor), (Some(1.0), Some(1.0)));
            }
        }
    }
    let Some(folder) = data("cn_hcc2218") else { return };
    let segments = read_segments(&read(&folder.join("HCC2218_facets_cncf.tsv"))).unwrap();
    for row in hla_from_segments(&segments, Build::Grch37, Some(0.9)) {
        assert_eq!(row.status, HlaStatus::NoLoh, "{row:?}");
        assert_eq!((row.cn_major, row.cn_minor), (Some(2.0), Some(1.0)));
    }
    for (file, total, minor) in [("HCC2218_titan.segs.tsv", 3.0, 1.0), ("HCC2218_cnvkit-call.cns", 2.0, 1.0)]
    {
        let segments = read_segments(&read(&folder.join(file))).unwrap();
        for row in hla_from_segments(&segments, Build::Grch37, Some(0.9)) {
            assert_eq!(row.status, HlaStatus::NoLoh, "{file} {row:?}");
            assert_eq!((row.cn_major, row.cn_minor), (Some(total - minor), Some(minor)), "{file}");
        }
    }
    // Its old layout has no minor allele: unknown, not kept.
    let purple = read_segments(&read(&folder.join("HCC2218_purple.cnv.tsv"))).unwrap();
    for row in hla_from_segments(&purple, purple.build(None).unwrap(), Some(0.9)) {
        assert_eq!(row.reasons, [HlaReason::MinorCopyNumberMissing], "{row:?}");
        assert_eq!(row.status, HlaStatus::NotEvaluable);
    }
}

#[test]
fn total_copies_alone_say_nothing_of_hla() {
    let Some(folder) = data("cn_purecn") else { return };
    for (file, build, reason) in [
        ("example_gatk4_modelfinal.seg.gz", Build::Grch38, HlaReason::PurityAndPloidyNeeded),
        ("issue192_tumor.seg", Build::Grch37, HlaReason::NoSegment),
    ] {
        let segments = read_segments(&read(&folder.join(file))).unwrap();
        // The first shows its genome, the second does not.
        let build = segments.build(Some(build)).unwrap();
        for row in hla_from_segments(&segments, build, Some(0.6)) {
            assert_eq!(
                (row.status, row.reasons.as_slice()),
                (HlaStatus::NotEvaluable, &[reason][..]),
                "{row:?}"
            );
        }
    }
}

#[test]
fn lilac_and_purple_of_a_tumour_without_loss_agree() {
    let Some(folder) = data("hla_cn_hmf") else { return };
    let read_one = |name: &str| read_hla(&read(&folder.join(name))).unwrap();
    let genes = read_one("tumor_sample.lilac.tsv").samples.remove("").unwrap();
    assert_eq!(genes[0].reasons, [HlaReason::GermlineHomozygous]);
    assert_eq!(genes[1..].iter().map(|g| g.status).collect::<Vec<_>>(), [HlaStatus::NoLoh; 2]);
    assert_eq!(read_one("tumor_sample.lilac.qc.tsv").quality, Some(LilacQuality::default()));
    let purple = read_segments(&read(&folder.join("tumor_sample.purple.cnv.somatic.tsv"))).unwrap();
    let build = purple.build(None).unwrap();
    let by_segment = hla_from_segments(&purple, build, Some(0.99));
    assert!(
        by_segment.iter().all(|g| g.status == HlaStatus::NoLoh && g.reasons.is_empty()),
        "{by_segment:?}"
    );
    let all = combine_hla(&[by_segment, genes]);
    assert_eq!(all[0].reasons, [HlaReason::GermlineHomozygous]);
    assert!(all.iter().all(|g| !g.flags.contains(&HlaCaution::Discordant)));

    // Another column order, one row a gene, and somatic changes of alleles.
    let other = read_one("sample.lilac.tsv").samples.remove("").unwrap();
    assert!(other.iter().all(|g| g.reasons == [HlaReason::AlleleMissing]));
    let damaging = |gene: &evade_core::HlaGene| -> Vec<(String, f64)> {
        let hits = gene.mutations.iter().filter(|m| m.kind.is_damaging());
        hits.map(|m| (m.allele.clone(), m.count)).collect()
    };
    assert_eq!(damaging(&other[1]), [("B*08:01".to_owned(), 2.0)]);
    assert_eq!(damaging(&other[2]), [("C*03:04".to_owned(), 0.5)]);
    assert_eq!(other[2].mutations.len(), 2);
}

fn native() -> NativeAnnotator {
    let text = include_str!("../../../signatures/alterations/hotspot-alleles.tsv");
    NativeAnnotator::new(HotspotAlleles::read(("hotspot-alleles.tsv", text)).unwrap())
}

fn stream(path: &Path, options: &VcfOptions<'_>) -> Result<VcfCalls, ReadError> {
    let mut input = Source::path(path).open(Digest::None)?;
    read_vcf_input(&mut input, options, &PANEL, &Filters::default())
}

/// Section 15: real calls without annotation, on both genomes; the genome must be stated, because no line tells it.
#[test]
fn a_plain_exome_is_worked_out_on_both_genomes() {
    let Some(folder) = data("vcf_pcgr_coad") else { return };
    let native = native();
    let plain = VcfOptions { native: Some(&native), ..VcfOptions::default() };
    for (file, build, n_records, keap1) in [
        ("T001-COAD.grch37.vcf.gz", Build::Grch37, 3317, 10_610_471),
        ("T001-COAD.grch38.vcf.gz", Build::Grch38, 3313, 10_499_795),
    ] {
        let path = folder.join(file);
        let error = stream(&path, &plain).unwrap_err().to_string();
        assert!(error.contains("does not tell its genome"), "{error}");
        let calls = stream(&path, &VcfOptions { build: Some(build), ..plain }).unwrap();
        assert_eq!((calls.n_records, calls.annotation), (n_records, AnnotationLevel::NativeCoordinates));
        assert!(calls.warnings.is_empty(), "{:?}", calls.warnings);
        let keap1 = calls.variants.variants.iter().find(|v| v.pos == keap1).unwrap();
        assert_eq!((keap1.gene.as_str(), keap1.effect), ("KEAP1", EffectClass::Unknown));
        assert!(keap1.flags.contains(&Caution::Untranslated), "{:?}", keap1.flags);
        // A donor's second base, T to C: the class is the splice site's, the verdict knows that GC donors work.
        let hla = calls.variants.variants.iter().find(|v| v.gene == "HLA-B").unwrap();
        assert_eq!(hla.hgvsc.as_deref(), Some("c.1012+2T>C"));
        assert!(
            calls.variants.filtered.iter().any(|f| f.gene == "B2M" && f.reason == FilterReason::Noncoding)
        );
    }
}

/// Section 11: two header lines that name two genomes are fatal.
#[test]
fn a_header_of_two_genomes_is_refused() {
    let Some(folder) = data("vcf_tcga_luad_one") else { return };
    let native = native();
    let options = VcfOptions { native: Some(&native), ..VcfOptions::default() };
    let error = stream(&folder.join("public_LUAD_TCGA-97-7938.vcf"), &options).unwrap_err().to_string();
    assert!(
        error.contains("the contigs have the lengths of GRCh37, but ##reference names GRCh38"),
        "{error}"
    );
}

/// Examples of `SnpEff` that begin with a log line or lack `##fileformat` are no VCFs; with it they are read.
#[test]
fn examples_of_snpeff_are_refused_for_what_they_lack() {
    let Some(folder) = data("vcf_snpeff") else { return };
    let none = VcfOptions::default();
    let names = ["cancer.ann", "cancer_pedigree.ann", "test.ann", "variants_1.ann", "variants_2.ann"];
    for name in names {
        let path = folder.join(format!("{name}.vcf"));
        let error = stream(&path, &none).unwrap_err().to_string();
        assert!(error.contains("this is not a VCF"), "{error}");
        if name == "cancer.ann" {
            continue;
        }
        let text = String::from_utf8(read(&path).bytes).unwrap();
        let n_records = text.lines().filter(|l| !l.starts_with('#')).count() as u64;
        let columns = if text.contains("#CHROM") {
            String::new()
        } else {
            "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n".to_owned()
        };
        let (header, records): (Vec<&str>, Vec<&str>) = text.lines().partition(|l| l.starts_with('#'));
        let whole = format!("##fileformat=VCFv4.1\n{}\n{columns}{}\n", header.join("\n"), records.join("\n"));
        let mut input = Input::from_bytes(name, whole.into_bytes()).unwrap();
        let calls = read_vcf_input(&mut input, &none, &PANEL, &Filters::default()).unwrap();
        assert_eq!((calls.annotation, calls.n_records), (AnnotationLevel::Ann, n_records), "{name}");
    }
    let error = stream(&folder.join("eff_sort.vcf.gz"), &none).unwrap_err().to_string();
    assert!(error.contains("this is not a VCF"), "{error}");
}

#[test]
fn examples_of_bcftools_and_vatools_are_read() {
    let native = native();
    let options = VcfOptions { native: Some(&native), ..VcfOptions::default() };
    for (folder, file, annotation, n_records) in [
        ("vcf_bcftools", "split-vep.4.bcsq.vcf", AnnotationLevel::Bcsq, 120),
        ("vcf_bcftools", "split-vep.csq.vcf.gz", AnnotationLevel::Csq, 802),
        ("vcf_vep_vatools", "af_number_1.vcf", AnnotationLevel::Csq, 1),
        ("vcf_vep_vatools", "hom_ref.vcf", AnnotationLevel::Csq, 1),
        ("vcf_vep_vatools", "input.complex_indel.vcf.gz", AnnotationLevel::NativeCoordinates, 2),
        ("vcf_vep_vatools", "input.mnp.vcf.gz", AnnotationLevel::NativeCoordinates, 2),
        ("vcf_vep_vatools", "input.multiallelic.vcf.gz", AnnotationLevel::Csq, 1),
        ("vcf_vep_vatools", "input.snvs_and_indels.vcf", AnnotationLevel::Csq, 4),
        ("vcf_vep_vatools", "input.tx.vcf", AnnotationLevel::Csq, 1),
        ("vcf_vep_vatools", "no_csq.vcf", AnnotationLevel::NativeCoordinates, 477),
        ("vcf_vep_vatools", "vep_annotation_reporter__input.vcf.gz", AnnotationLevel::Csq, 76),
        (
            "vcf_vep_vatools",
            "vep_annotation_reporter__input.merge_multiple_transcripts.vcf.gz",
            AnnotationLevel::Csq,
            1,
        ),
    ] {
        let Some(folder) = data(folder) else { continue };
        let calls = stream(&folder.join(file), &options).unwrap();
        assert_eq!((calls.annotation, calls.n_records), (annotation, n_records), "{file}");
        let found = calls.variants.variants.iter();
        let found: Vec<String> =
            found.map(|v| format!("{} {}", v.gene, v.hgvsp.as_deref().unwrap_or_default())).collect();
        // HCC1395's own mutation is in two of the files.
        let has_tp53 = ["input.multiallelic.vcf.gz", "vep_annotation_reporter__input.vcf.gz"].contains(&file);
        let expected: &[&str] = if has_tp53 { &["TP53 p.R175H"] } else { &[] };
        assert_eq!(found, expected, "{file}");
        let looks_germline = calls.warnings.iter().any(|w| w.contains("germline"));
        assert_eq!(
            looks_germline,
            file == "vep_annotation_reporter__input.vcf.gz",
            "{file}: {:?}",
            calls.warnings
        );
    }
}

/// Section 15: our own words and VEP's on a real exome.
#[test]
fn the_check_of_a_real_exome_finds_nothing_to_say() {
    let Some(folder) = data("vcf_vep_pvactools") else { return };
    let native = native();
    let options = VcfOptions { native: Some(&native), check: true, ..VcfOptions::default() };
    let calls = stream(&folder.join("HCC1395.somatic.vep95.grch38.vcf.gz"), &options).unwrap();
    assert_eq!(
        (calls.annotation, calls.callers.as_slice()),
        (AnnotationLevel::Csq, &["mutect2".to_owned()][..])
    );
    assert!(calls.disagreements.is_empty(), "{:?}", calls.disagreements);
}
