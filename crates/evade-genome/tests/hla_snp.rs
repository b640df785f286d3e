//! HLA class I LOH from heterozygous SNPs: files of each program, and what must not be called. All data is made here.

#![expect(clippy::unwrap_used, reason = "a failed reading fails the test")]

use std::fmt::Write;

use evade_core::{HlaCaution, HlaGene, HlaReason, HlaStatus};
use evade_genome::{
    AlleleCounts, Build, SnpModel, SnpPair, TumorContent, hla_from_snps, is_allele_counts, pair_counts,
    read_allele_counts,
};
use evade_stream::Content;

fn file(name: &str, text: &str) -> Content {
    Content { name: name.into(), bytes: text.as_bytes().to_vec(), sha256: String::new() }
}

const PURITY: f64 = 0.6;

/// Reads with reference and alternate base in the tumour, of sites near HLA-A, near HLA-C and HLA-B, and elsewhere.
fn reads(near_a: (f64, f64), near_bc: (f64, f64)) -> Vec<(String, u64, (u32, u32))> {
    let count = |(a, b): (f64, f64), i: u64| {
        let of = |copies: f64| (50.0 * (PURITY * copies + 1.0 - PURITY)).round() as u32;
        // Every second site has the alternate base on the other haplotype; a few reads of noise.
        let noise = (i % 5) as u32;
        if i.is_multiple_of(2) { (of(a) + noise, of(b)) } else { (of(b), of(a) + noise) }
    };
    let mut sites = Vec::new();
    for i in 0..12 {
        sites.push(("6".to_owned(), 29_700_000 + 20_000 * i, count(near_a, i)));
    }
    for i in 0..12 {
        sites.push(("6".to_owned(), 30_700_000 + 20_000 * i, count(near_bc, i)));
    }
    for i in 0..80 {
        sites.push(("1".to_owned(), 1_000_000 + 3_000_000 * i, count((1.0, 1.0), i)));
    }
    sites
}

fn known() -> SnpModel {
    let tumor = TumorContent { purity: Some(PURITY), ploidy: Some(2.0) };
    SnpModel { tumor, ..SnpModel::default() }
}

/// A pileup of FACETS: the first file is the normal.
fn pileup(near_a: (f64, f64), near_bc: (f64, f64), swapped: bool) -> String {
    let mut text =
        String::from("Chromosome,Position,Ref,Alt,File1R,File1A,File1E,File1D,File2R,File2A,File2E,File2D\n");
    for (chrom, pos, (r, a)) in reads(near_a, near_bc) {
        let (n, t) = if swapped { ((r, a), (50, 50)) } else { ((50, 50), (r, a)) };
        let _ = writeln!(text, "chr{chrom},{pos},A,G,{},{},0,0,{},{},0,0", n.0, n.1, t.0, t.1);
    }
    text
}

fn genes(text: &str, model: &SnpModel) -> Vec<HlaGene> {
    let counts = read_allele_counts(&file("counts", text), None, None).unwrap();
    hla_from_snps(&counts, Build::Grch38, model)
}

fn states(genes: &[HlaGene]) -> Vec<(HlaStatus, Vec<HlaReason>)> {
    genes.iter().map(|g| (g.status, g.reasons.clone())).collect()
}

#[test]
fn copies_of_both_alleles_decide() {
    let of = |copies| genes(&pileup(copies, copies, false), &known());
    for copies in [(1.0, 0.0), (2.0, 0.0)] {
        let found = of(copies);
        assert_eq!(states(&found), vec![(HlaStatus::Loh, vec![]); 3], "{copies:?} {found:?}");
        assert!(found[0].llr.unwrap() > 4.6 && found[0].p.unwrap() < 1e-6);
        assert_eq!((found[0].cn_major, found[0].n_sites), (Some(copies.0), Some(24)));
        assert_eq!(found[0].lost_allele, None, "SNPs outside the gene do not name the allele");
    }
    assert_eq!(states(&of((1.0, 1.0))), vec![(HlaStatus::NoLoh, vec![]); 3]);
    assert_eq!(states(&of((2.0, 1.0))), vec![(HlaStatus::ImbalanceOnly, vec![]); 3]);
}

#[test]
fn without_tumour_content_an_imbalance_is_no_loss() {
    let found = genes(&pileup((1.0, 0.0), (1.0, 0.0), false), &SnpModel::default());
    assert_eq!(states(&found), vec![(HlaStatus::ImbalanceOnly, vec![HlaReason::LossNotExcluded]); 3]);
}

#[test]
fn a_break_between_the_genes_is_seen() {
    let found = genes(&pileup((2.0, 0.0), (1.0, 1.0), false), &known());
    assert_eq!(
        found.iter().map(|g| g.status.is_loh()).collect::<Vec<_>>(),
        [true, false, false],
        "{found:?}"
    );
    assert!(found[0].flags.contains(&HlaCaution::BreakBetweenGenes));
}

#[test]
fn swapped_tumour_and_normal_are_detected() {
    let found = genes(&pileup((2.0, 0.0), (2.0, 0.0), true), &known());
    assert_eq!(states(&found), vec![(HlaStatus::NotEvaluable, vec![HlaReason::TumorNormalSwapped]); 3]);
}

#[test]
fn low_tumour_content_few_sites_and_none_are_said() {
    let text = pileup((1.0, 0.0), (1.0, 0.0), false);
    let low = SnpModel { tumor: TumorContent { purity: Some(0.1), ploidy: None }, ..SnpModel::default() };
    assert_eq!(states(&genes(&text, &low))[0], (HlaStatus::NotEvaluable, vec![HlaReason::LowPurity]));
    let few = text.lines().take(4).collect::<Vec<_>>().join("\n");
    assert_eq!(
        states(&genes(&few, &known()))[0],
        (HlaStatus::NotEvaluable, vec![HlaReason::FewHeterozygousSites])
    );
    let header = text.lines().next().unwrap().to_owned();
    assert_eq!(
        states(&genes(&header, &known()))[0],
        (HlaStatus::NotEvaluable, vec![HlaReason::NoHeterozygousSites])
    );
}

#[test]
fn amber_and_gatk_counts_give_what_facets_gives() {
    let sites = reads((2.0, 0.0), (2.0, 0.0));
    let mut amber = String::from(
        "chromosome\tposition\ttumorBAF\ttumorModifiedBAF\ttumorDepth\tnormalBAF\tnormalModifiedBAF\tnormalDepth\n",
    );
    let gatk_header = "CONTIG\tPOSITION\tREF_COUNT\tALT_COUNT\tREF_NUCLEOTIDE\tALT_NUCLEOTIDE\n";
    let mut tumor = format!("@HD\tVN:1.6\n@RG\tID:GATKCopyNumber\tSM:T1\n{gatk_header}");
    let mut normal = format!("@HD\tVN:1.6\n@RG\tID:GATKCopyNumber\tSM:N1\n{gatk_header}");
    for (chrom, pos, (r, a)) in sites {
        let share = f64::from(a) / f64::from(r + a);
        let _ = writeln!(amber, "{chrom}\t{pos}\t{share}\t0\t{}\t0.5\t0.5\t100", r + a);
        let _ = writeln!(tumor, "{chrom}\t{pos}\t{r}\t{a}\tA\tG");
        let _ = writeln!(normal, "{chrom}\t{pos}\t50\t50\tA\tG");
    }
    let expected = genes(&pileup((2.0, 0.0), (2.0, 0.0), false), &known());
    let read = |text: &str| read_allele_counts(&file("x", text), None, None).unwrap();
    let (tumor, normal) = (read(&tumor), read(&normal));
    assert_eq!((tumor.tumor.as_deref(), normal.tumor.as_deref()), (Some("T1"), Some("N1")));
    let alone = hla_from_snps(&tumor, Build::Grch38, &known());
    assert_eq!(
        states(&alone),
        vec![(HlaStatus::ImbalanceOnly, vec![HlaReason::NoNormal]); 3],
        "a tumour alone shows no loss"
    );
    let paired = pair_counts(SnpPair { tumor: &tumor, normal: &normal });
    for counts in [paired, read(&amber)] {
        let found = hla_from_snps(&counts, Build::Grch38, &known());
        assert_eq!(
            (states(&found), found[0].llr),
            (states(&expected), expected[0].llr),
            "{:?}",
            counts.format
        );
    }
}

fn joint_vcf(contig: &str, format: &str, cell: impl Fn(u32, u32) -> [String; 2]) -> String {
    let mut text = format!(
        "##fileformat=VCFv4.2\n{contig}#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tP1-N\tP1-T\n"
    );
    for (chrom, pos, (r, a)) in reads((2.0, 0.0), (2.0, 0.0)) {
        let [normal, tumor] = cell(r, a);
        let _ = writeln!(text, "chr{chrom}\t{pos}\t.\tA\tG,<NON_REF>\t.\t.\t.\t{format}\t{normal}\t{tumor}");
    }
    text
}

fn vcf(text: &str) -> AlleleCounts {
    read_allele_counts(&file("joint.vcf", text), Some("P1-T"), None).unwrap()
}

#[test]
fn a_joint_vcf_needs_the_name_of_its_tumour() {
    let text = joint_vcf("##contig=<ID=chr6,length=170805979>\n", "GT:AD:DP", |r, a| {
        ["0/1:50,50,0:100".to_owned(), format!("0/0:{r},{a},0:{}", r + a)]
    });
    let counts = vcf(&text);
    assert_eq!(counts.build, Some(Build::Grch38));
    assert_eq!(states(&hla_from_snps(&counts, Build::Grch38, &known())), vec![(HlaStatus::Loh, vec![]); 3]);
    let error = read_allele_counts(&file("joint.vcf", &text), None, None).unwrap_err().to_string();
    assert_eq!(
        error,
        "joint.vcf: it cannot be told which column is the tumour and which the normal; hint: name them; the columns are: P1-N, P1-T"
    );
}

#[test]
fn a_somatic_vcf_holds_no_heterozygous_sites() {
    let text = joint_vcf("", "GT:AD", |r, a| ["0/0:100,0".to_owned(), format!("0/1:{r},{a}")]);
    let found = hla_from_snps(&vcf(&text), Build::Grch38, &known());
    assert_eq!(states(&found), vec![(HlaStatus::NotEvaluable, vec![HlaReason::NoHeterozygousSites]); 3]);
}

#[test]
fn phased_sites_vote_together() {
    let text = joint_vcf("", "GT:AD:PS", |r, a| {
        let phase = if r > a { "0|1" } else { "1|0" };
        [format!("{phase}:50,50:29700000"), format!("0/1:{r},{a}:.")]
    });
    let phased = hla_from_snps(&vcf(&text), Build::Grch38, &known());
    let unphased = genes(&pileup((2.0, 0.0), (2.0, 0.0), false), &known());
    assert_eq!(phased[0].status, HlaStatus::Loh);
    assert!(phased[0].p.unwrap() <= unphased[0].p.unwrap());
}

#[test]
fn contigs_of_the_other_build_are_refused_and_other_files_are_not_counts() {
    let text =
        joint_vcf("##contig=<ID=6,length=171115067>\n##contig=<ID=1,length=248956422>\n", "AD", |r, a| {
            ["50,50".to_owned(), format!("{r},{a}")]
        });
    let error = read_allele_counts(&file("x.vcf", &text), Some("P1-T"), None).unwrap_err().to_string();
    assert!(error.starts_with("x.vcf:3: some contigs have the lengths of GRCh37"), "{error}");
    assert!(!is_allele_counts(&file("x", "sample\tgene\tstatus\n")));
}
