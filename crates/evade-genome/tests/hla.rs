//! HLA class I LOH from the files of other programs: each of their traps is a test. All files here are written by
//! hand with the columns of the programs.

#![expect(clippy::unwrap_used, reason = "a failed reading fails the test")]

use evade_core::HlaReason::{
    AlleleMissing, BothAllelesBelowHalf, CopyNumberMissing, FailCnRange, FailNWxsSnps, FewHeterozygousSites,
    GermlineHomozygous, ImbalanceNotSignificant, InferredFromNeighbours, LilacFailLowCoverage,
    MinorCopyNumberMissing, NeighboursDisagree, NoSegment, NoSuitableAlleles, NoTumorData, PValueMissing,
    PurityAndPloidyNeeded,
};
use evade_core::HlaStatus::{ImbalanceOnly, Loh, NoLoh, NotEvaluable};
use evade_core::{
    CellText, HlaCaution, HlaGene, HlaReason, HlaSource, HlaStatus, HlaSummary, LohExtent, LohType,
};
use evade_genome::{
    Build, HlaFormat, SegmentFormat, TumorContent, apply_lilac_quality, combine_hla, hla_from_segments,
    hla_from_segments_of, read_hla, read_segments,
};
use evade_stream::Content;

fn file(name: &str, text: &str) -> Content {
    // Blanks for tabs keep the tables readable.
    Content { name: name.into(), bytes: text.replace(' ', "\t").into_bytes(), sha256: String::new() }
}

fn only(name: &str, text: &str) -> Vec<HlaGene> {
    let import = read_hla(&file(name, text)).unwrap();
    assert_eq!(import.samples.len(), 1);
    import.samples.into_values().next().unwrap()
}

fn state(gene: &HlaGene) -> (HlaStatus, Vec<HlaReason>) {
    (gene.status, gene.reasons.clone())
}

const LOHHLA: &str = "region HLA_A_type1 HLA_A_type2 HLA_type1copyNum_withBAFBin HLA_type2copyNum_withBAFBin PVal PVal_unique numMisMatchSitesCov propSupportiveSites LossAllele KeptAllele\n";

fn lohhla(rest: &str) -> HlaGene {
    only("x.10.DNA.HLAlossPrediction_CI.xls", &format!("{LOHHLA}T1 hla_b_07_02_01 hla_b_08_01_01 {rest}\n"))
        .remove(0)
}

#[test]
fn lohhla_needs_fewer_than_half_a_copy_and_imbalance() {
    let lost = lohhla("1.4 0.12 0.001 1e-9 92 97.8 hla_b_08_01_01 hla_b_07_02_01");
    assert_eq!((lost.gene.as_str(), state(&lost)), ("HLA-B", (Loh, vec![])));
    assert_eq!(lost.lost_allele.as_deref(), Some("B*08:01:01"));
    assert_eq!((lost.loh_type, lost.n_sites, lost.p), (Some(LohType::CopyNeutral), Some(92), Some(1e-9)));
    assert!(lost.flags.is_empty());
    let unsure = lohhla("1.4 0.12 0.5 0.4 92 97 hla_b_08_01_01 hla_b_07_02_01");
    assert_eq!(state(&unsure), (NotEvaluable, vec![ImbalanceNotSignificant]));
    let tilted = lohhla("2.4 0.9 0.5 0.001 92 97 hla_b_08_01_01 hla_b_07_02_01");
    assert_eq!(state(&tilted), (ImbalanceOnly, vec![]));
}

#[test]
fn lohhla_fills_loss_allele_when_nothing_is_lost() {
    let kept = lohhla("1.1 0.9 0.5 0.4 92 97 hla_b_08_01_01 hla_b_07_02_01");
    assert_eq!((state(&kept), &kept.lost_allele), ((NoLoh, vec![]), &None));
    // The allele with fewer copies is the lost one, whatever the log ratio said.
    let other = lohhla("0.1 1.2 0.001 0.001 92 97 hla_b_08_01_01 hla_b_07_02_01");
    assert_eq!(other.lost_allele.as_deref(), Some("B*07:02:01"));
    assert_eq!(other.flags, [HlaCaution::LostAlleleDiffersFromLogRatio]);
}

#[test]
fn lohhla_copies_below_zero_are_shown_as_none_and_kept_raw() {
    let lost = lohhla("1.4 -0.31 0.001 0.001 92 97 hla_b_08_01_01 hla_b_07_02_01");
    assert_eq!((lost.status, lost.cn_minor, lost.copies[1]), (HlaStatus::Loh, Some(0.0), Some(-0.31)));
    let both = lohhla("0.2 -0.31 0.001 0.001 92 97 hla_b_08_01_01 hla_b_07_02_01");
    assert_eq!(state(&both), (NotEvaluable, vec![BothAllelesBelowHalf]));
}

#[test]
fn lohhla_without_the_p_of_single_reads_falls_back_with_a_flag() {
    let lost = lohhla("1.4 0.1 0.001 NA 92 97 hla_b_08_01_01 hla_b_07_02_01");
    assert_eq!((lost.status, lost.flags), (HlaStatus::Loh, vec![HlaCaution::PValueOfAllReads]));
    let none = lohhla("1.4 0.1 NA NA 92 97 hla_b_08_01_01 hla_b_07_02_01");
    assert_eq!(state(&none), (NotEvaluable, vec![PValueMissing]));
}

#[test]
fn lohhla_without_copies_is_an_imbalance_at_most() {
    let tilted = lohhla("NA NA 0.001 0.001 92 97 hla_b_08_01_01 hla_b_07_02_01");
    assert_eq!((state(&tilted), &tilted.lost_allele), ((ImbalanceOnly, vec![CopyNumberMissing]), &None));
    let flat = lohhla("NA NA 0.5 0.5 92 97 hla_b_08_01_01 hla_b_07_02_01");
    assert_eq!(state(&flat), (NotEvaluable, vec![CopyNumberMissing]));
}

#[test]
fn lohhla_with_few_or_contradicting_sites_is_of_low_support() {
    for weak in ["9 97", "92 60"] {
        let lost = lohhla(&format!("1.4 0.1 0.001 0.001 {weak} hla_b_08_01_01 hla_b_07_02_01"));
        assert_eq!((lost.status, lost.flags), (HlaStatus::Loh, vec![HlaCaution::LowSupport]), "{weak}");
    }
}

#[test]
fn lohhla_says_by_an_empty_file_that_there_was_nothing_to_compare() {
    for (name, reason) in [
        ("P1.All_HLA_alleles_homozygous.txt", GermlineHomozygous),
        ("out/P1.No_Suitable_HLA_alleles.txt", NoSuitableAlleles),
    ] {
        let genes = only(name, "");
        assert_eq!(genes.len(), 3);
        assert!(genes.iter().all(|g| state(g) == (NotEvaluable, vec![reason])), "{genes:?}");
    }
}

#[test]
fn lohhla_mod_wants_three_quarters_of_the_bins() {
    let header = "HLAGene HLA_A1 HLA_A2 HLA_A1_CN HLA_A2_CN MM_LogR_Paired_Pvalue Num_MM Pct_CN_Diff_Supporting_Bins\n";
    let genes = only(
        "s.loh.res.tsv",
        &format!(
            "{header}hla_a hla_a_01_01_01 hla_a_02_01_01 0.1 1.9 1e-8 60 90\nhla_b hla_b_07_02_01 hla_b_08_01_01 0.1 1.9 1e-8 60 40\nhla_c hla_c_07_01_01 hla_c_07_02_01 -0.4 0.2 1e-8 60 90\n"
        ),
    );
    assert_eq!((state(&genes[0]), genes[0].lost_allele.as_deref()), ((Loh, vec![]), Some("A*01:01:01")));
    assert_eq!((genes[1].status, genes[1].flags.as_slice()), (HlaStatus::Loh, &[HlaCaution::LowSupport][..]));
    assert_eq!(state(&genes[2]), (NotEvaluable, vec![BothAllelesBelowHalf]));
}

#[test]
fn cbioportal_keeps_three_genes_in_a_row() {
    let header = "patient A1_HLA_A_type A2_HLA_A_type B1_HLA_A_type B2_HLA_A_type C1_HLA_A_type C2_HLA_A_type A1_HLA_type1copyNum_withBAFBin A2_HLA_type2copyNum_withBAFBin B1_HLA_type1copyNum_withBAFBin B2_HLA_type2copyNum_withBAFBin C1_HLA_type1copyNum_withBAFBin C2_HLA_type2copyNum_withBAFBin PVal_unique\n";
    let row = "P-1 hla_a_01_01_01 hla_a_02_01_01 hla_b_07_02_01 hla_b_07_02_01 hla_c_07_01_01 hla_c_07_02_01 1.9 0.1 1 1 NA NA 0.001\n";
    let genes = only("data_hla.txt", &format!("{header}{row}"));
    let states: Vec<_> = genes.iter().map(state).collect();
    assert_eq!(
        states,
        [(Loh, vec![]), (NotEvaluable, vec![GermlineHomozygous]), (ImbalanceOnly, vec![CopyNumberMissing])]
    );
    assert_eq!(genes[0].flags, [HlaCaution::PValueSharedByGenes]);
}

#[test]
fn mhc_hammer_failures_are_the_reason() {
    let header = "sample_name,sample_type,gene,allele1,allele2,homozygous,wxs_fail,cn1_binned,cn2_binned,cn_n_snps,logr_aib_paired_wilcoxon_test,dna_aib,loh,fail_homozygous,fail_n_wxs_snps,fail_expected_depth,fail_cn_range\n";
    let text = format!(
        "{header}T1,tumour,HLA-A,hla_a_01_01_01,hla_a_02_01_01,FALSE,FALSE,0.2,1.8,40,0.0001,TRUE,TRUE,FALSE,FALSE,FALSE,FALSE\n\
        T1,tumour,HLA-B,hla_b_07_02_01,hla_b_08_01_01,FALSE,TRUE,0.2,1.8,6,0.0001,TRUE,TRUE,FALSE,TRUE,FALSE,TRUE\n\
        T1,tumour,HLA-C,hla_c_07_01_01,hla_c_07_01_01,TRUE,TRUE,NA,NA,NA,NA,NA,NA,TRUE,FALSE,FALSE,FALSE\n\
        N1,normal,HLA-A,hla_a_01_01_01,hla_a_02_01_01,FALSE,FALSE,1,1,40,0.4,FALSE,FALSE,FALSE,FALSE,FALSE,FALSE\n"
    );
    let genes = only("cohort_mhc_hammer_gene_table.csv", &text);
    assert_eq!((state(&genes[0]), genes[0].lost_allele.as_deref()), ((Loh, vec![]), Some("A*01:01:01")));
    assert_eq!(state(&genes[1]), (NotEvaluable, vec![FailNWxsSnps, FailCnRange]));
    assert_eq!(genes[1].lost_allele, None);
    assert_eq!(state(&genes[2]), (NotEvaluable, vec![GermlineHomozygous]));
}

const LILAC: &str = "Allele RefTotal TumorTotal TumorCopyNumber SomaticMissense SomaticNonsenseOrFrameshift SomaticSplice SomaticSynonymous SomaticInframeIndel\n";

fn lilac(reference: u32, second_c: &str) -> Vec<HlaGene> {
    let text = format!(
        "{LILAC}A*01:01 {reference} 900 2.0 0 0 0 0 0\nA*01:01 {reference} 0 0.0 0 0 0 0 0\n\
        B*07:02 {reference} 900 1.9 0 1 0 0 0\nB*08:01 {reference} 30 -0.05 0 0 0 0 0\n\
        C*07:01 {reference} 900 1.9 0 0 0 1 0\n{second_c}"
    );
    only("t.lilac.tsv", &text)
}

#[test]
fn lilac_homozygous_genes_cannot_lose_an_allele_and_mutations_are_of_an_allele() {
    let genes = lilac(200, "C*07:02 200 800 1.1 0 0 0 0 0\n");
    assert_eq!(state(&genes[0]), (NotEvaluable, vec![GermlineHomozygous]));
    assert_eq!((genes[0].cn_major, genes[0].cn_minor), (None, None));
    assert_eq!((state(&genes[1]), genes[1].lost_allele.as_deref()), ((Loh, vec![]), Some("B*08:01")));
    assert_eq!((genes[1].cn_minor, genes[1].copies[1]), (Some(0.0), Some(-0.05)));
    assert_eq!(state(&genes[2]), (NoLoh, vec![]));
    assert!(genes[2].mutations.is_empty(), "a silent change is none");
    // B*07:02 is kept and has a stop: no working HLA-B is left.
    let summary = HlaSummary::of(&genes, &[]);
    assert_eq!(summary.complete_loss, ["HLA-B"]);
    assert_eq!((summary.n_lost, summary.n_homozygous), (1, Some(1)));
}

#[test]
fn lilac_of_the_tumour_alone_does_not_name_the_lost_allele() {
    let genes = lilac(0, "C*07:02 0 800 1.1 0 0 0 0 0\n");
    assert_eq!((state(&genes[1]), &genes[1].lost_allele), ((Loh, vec![]), &None));
    assert_eq!(genes[1].flags, [HlaCaution::TumorOnly]);
}

#[test]
fn lilac_without_the_second_allele_or_the_tumour_cannot_tell() {
    assert_eq!(state(&lilac(200, "")[2]), (NotEvaluable, vec![AlleleMissing]));
    let normal =
        only("n.lilac.tsv", &format!("{LILAC}A*01:01 200 0 0 0 0 0 0 0\nA*02:01 200 0 0 0 0 0 0 0\n"));
    assert_eq!(state(&normal[0]), (NotEvaluable, vec![NoTumorData]));
}

#[test]
fn lilac_of_low_coverage_is_not_believed_and_warnings_are_carried() {
    let quality = |status: &str| {
        let text = format!("Status ScoreMargin\n{status} 5.6\n");
        let import = read_hla(&file("t.lilac.qc.tsv", &text)).unwrap();
        assert_eq!(import.format, HlaFormat::LilacQuality);
        let mut genes = lilac(200, "C*07:02 200 800 1.1 0 0 0 0 0\n");
        apply_lilac_quality(&mut genes, &import.quality.unwrap());
        genes
    };
    assert_eq!(state(&quality("PASS")[1]), (Loh, vec![]));
    let warned = quality("WARN_UNMATCHED_INDEL");
    assert_eq!(
        (warned[1].status, &warned[1].flags[0]),
        (Loh, &HlaCaution::LilacStatus(CellText::new("WARN_UNMATCHED_INDEL")))
    );
    let failed = quality("FAIL_LOW_COVERAGE");
    assert_eq!(state(&failed[1]), (NotEvaluable, vec![LilacFailLowCoverage]));
    assert_eq!(failed[1].lost_allele, None);
}

#[test]
fn spechla_says_loh_at_two_to_one() {
    let header = "Sample HLA Allele1 Allele2 copyratio KeptHLA LossHLA Freq1 Freq2 Purity Het_num LOH\n";
    let genes = only(
        "merge.hla.copy.txt",
        &format!(
            "{header}T HLA_A A*01:01 A*02:01 2:1 A*01:01 A*02:01 0.6 0.4 0.6 30 Y\nT HLA_B B*07:02 B*08:01 2:0 B*07:02 B*08:01 0.8 0.2 0.6 30 Y\nT HLA_C C*07:01 C*07:02 1:0 C*07:01 C*07:02 0.8 0.2 0.6 3 N\nT HLA_DRB1 a b 1:1 - - 0.5 0.5 0.6 30 N\n"
        ),
    );
    assert_eq!((state(&genes[0]), &genes[0].lost_allele), ((ImbalanceOnly, vec![]), &None));
    assert_eq!(genes[0].flags, [HlaCaution::SingleSample, HlaCaution::BothAllelesKept]);
    assert_eq!((state(&genes[1]), genes[1].lost_allele.as_deref()), ((Loh, vec![]), Some("B*08:01")));
    assert_eq!(state(&genes[2]), (NotEvaluable, vec![FewHeterozygousSites]));
    assert_eq!(genes.len(), 3);
}

#[test]
fn the_header_tells_the_program_not_the_name() {
    let error = read_hla(&file("x.lilac.tsv", "a b\n1 2\n")).unwrap_err().to_string();
    assert!(
        error
            .starts_with("x.lilac.tsv: this is not a table of HLA states of a known program; hint: read are"),
        "{error}"
    );
    let text = format!("{LOHHLA}T1 hla_b_07_02_01 hla_b_08_01_01 1 1 0.5 0.5 92 97 x y\n");
    assert_eq!(read_hla(&file("x.lilac.tsv", &text)).unwrap().format, HlaFormat::Lohhla);
    let twice = format!("{text}T1 hla_b_07_02_01 hla_b_08_01_01 1 1 0.5 0.5 92 97 x y\n");
    let error = read_hla(&file("x", &twice)).unwrap_err().to_string();
    assert_eq!(error, "x:3:2: HLA-B is there twice for this sample");
}

#[test]
fn sources_that_differ_are_flagged_and_kept() {
    let lost = vec![lohhla("1.4 0.1 0.001 0.001 92 97 hla_b_08_01_01 hla_b_07_02_01")];
    let segments = segments("chr startpos endpos nMajor nMinor\n", "6 1 170000000 1 1\n").1;
    let kept = hla_from_segments(&segments, Build::Grch38, Some(0.6));
    let genes = combine_hla(&[kept, lost]);
    assert_eq!((genes[1].status, genes[1].source.clone()), (Loh, Some(HlaSource::Lohhla)));
    assert_eq!((genes[1].flags.as_slice(), genes[1].sources.len()), (&[HlaCaution::Discordant][..], 2));
    assert_eq!((genes[0].status, genes[0].flags.len()), (HlaStatus::NoLoh, 0));
}

fn segments(header: &str, rows: &str) -> (SegmentFormat, evade_genome::Segments) {
    let segments = read_segments(&file("segments", &format!("{header}{rows}"))).unwrap();
    (segments.format, segments)
}

fn hla_a(header: &str, rows: &str) -> (SegmentFormat, HlaGene) {
    let (format, segments) = segments(header, rows);
    (format, hla_from_segments(&segments, Build::Grch38, Some(0.6)).remove(0))
}

#[test]
fn segments_of_every_program_are_read_by_column_name() {
    let forms = [
        (SegmentFormat::Facets, "chrom start end nhet cf.em tcn.em lcn.em\n", "6 1 170000000 300 0.6 2 0\n"),
        (
            SegmentFormat::Purple,
            "chromosome start end copyNumber bafCount minorAlleleCopyNumber\n",
            "chr6 1 170000000 2.1 90 -0.1\n",
        ),
        (
            SegmentFormat::PurpleGene,
            "chromosome start end gene minCopyNumber maxCopyNumber minMinorAlleleCopyNumber\n",
            "chr6 29941260 29945884 HLA-A 2.0 2.0 0.0\n",
        ),
        (SegmentFormat::PureCn, "Sampleid chr start end arm C M type\n", "S chr6 1 170000000 p 2 0 LOH\n"),
        (SegmentFormat::Ascat, "sample chr startpos endpos nMajor nMinor\n", "S 6 1 170000000 2 0\n"),
        (
            SegmentFormat::Sequenza,
            "\"chromosome\" \"start.pos\" \"end.pos\" \"N.BAF\" \"CNt\" \"A\" \"B\"\n",
            "\"chr6\" 1 170000000 90 2 2 0\n",
        ),
        (
            SegmentFormat::Battenberg,
            "chr startpos endpos nMaj1_A nMin1_A frac1_A nMaj2_A nMin2_A frac2_A\n",
            "6 1 170000000 2 0 1 NA NA NA\n",
        ),
        (
            SegmentFormat::CnvKit,
            "chromosome start end gene log2 baf cn cn1 cn2 probes\n",
            "chr6 0 170000000 - 0.1 0.9 2 2 0 900\n",
        ),
        (SegmentFormat::Pcgr, "Chromosome Start End nMajor nMinor\n", "6 1 170000000 2 0\n"),
        (
            SegmentFormat::Titan,
            "Sample Chromosome Start_Position.bp. End_Position.bp. Length.snp. Copy_Number MinorCN MajorCN Cellular_Frequency\n",
            "S 6 1 170000000 90 2 0 2 1\n",
        ),
    ];
    for (expected, header, row) in forms {
        let (format, gene) = hla_a(header, row);
        assert_eq!((format, gene.status), (expected, HlaStatus::Loh), "{gene:?}");
        assert_eq!((gene.loh_type, gene.cn_minor), (Some(LohType::CopyNeutral), Some(0.0)), "{gene:?}");
        let is_placed = expected != SegmentFormat::PurpleGene;
        assert_eq!(gene.extent, is_placed.then_some(LohExtent::Chromosome), "{expected:?}");
    }
}

#[test]
fn a_missing_minor_copy_number_is_never_zero() {
    for (header, row) in [
        ("chrom start end nhet cf.em tcn.em lcn.em\n", "6 1 170000000 3 1 2 NA\n"),
        ("#chromosome start end copyNumber bafCount\n", "6 1 170000000 2 0\n"),
        ("chr start end C M\n", "chr6 1 170000000 2 NA\n"),
        ("chromosome start end gene log2 cn cn1 cn2 probes\n", "chr6 0 170000000 - 0.1 2 NA NA 900\n"),
        ("ID chrom loc.start loc.end num.mark seg.mean\n", "t 6 1 170000000 900 -3\n"),
    ] {
        let gene = hla_a(header, row).1;
        assert_eq!(state(&gene), (NotEvaluable, vec![MinorCopyNumberMissing]), "{header}");
    }
    let gone = hla_a("chrom start end nhet cf.em tcn.em lcn.em\n", "6 1 170000000 0 1 0 NA\n").1;
    assert_eq!(gone.status, HlaStatus::Homdel);
}

#[test]
fn cnvkit_counts_the_first_base_from_zero() {
    // The segment begins on the base after HLA-A ends (29,945,870 on GRCh38).
    let header = "chromosome start end gene log2 cn cn1 cn2 probes\n";
    let gene = |start: u64| hla_a(header, &format!("6 {start} 170000000 - 0 2 2 0 900\n")).1;
    assert_eq!(gene(29_945_869).status, HlaStatus::Loh);
    assert_eq!(state(&gene(29_945_870)), (NotEvaluable, vec![NoSegment]));
}

#[test]
fn battenberg_tells_the_share_of_cells_that_lost_the_allele() {
    let header = "chr startpos endpos nMaj1_A nMin1_A frac1_A nMaj2_A nMin2_A frac2_A\n";
    let gene = |row: &str| hla_a(header, &format!("6 1 170000000 {row}\n")).1;
    let part = gene("1 1 0.6 1 0 0.4");
    assert_eq!((part.status, part.fraction), (HlaStatus::LohSubclonal, Some(0.4)));
    let both = gene("2 0 0.6 1 0 0.4");
    assert_eq!((both.status, both.fraction), (HlaStatus::Loh, Some(1.0)));
    assert_eq!(gene("2 1 0.6 1 1 0.4").status, HlaStatus::NoLoh);
    // Both alleles gone in a part of the cells is a loss of a part; beside a loss of one it is a loss in all.
    let gone = gene("1 1 0.6 0 0 0.4");
    assert_eq!((gone.status, gone.fraction), (HlaStatus::LohSubclonal, Some(0.4)));
    assert_eq!(gene("0 0 0.8 1 1 0.2").status, HlaStatus::Homdel);
    let both = gene("0 0 0.4 1 0 0.6");
    assert_eq!((both.status, both.fraction, both.cn_major), (HlaStatus::Loh, Some(1.0), Some(1.0)));
}

#[test]
fn the_type_and_the_extent_of_a_loss() {
    let header = "Chromosome Start End nMajor nMinor\n";
    let gene = |rows: &str| {
        let gene = hla_a(header, &format!("1 1 248000000 1 1\n{rows}")).1;
        (gene.status, gene.loh_type, gene.extent)
    };
    let loh = HlaStatus::Loh;
    assert_eq!(gene("6 29000000 31000000 1 0\n"), (loh, Some(LohType::Deletion), Some(LohExtent::Focal)));
    assert_eq!(
        gene("6 20000000 40000000 2 0\n"),
        (loh, Some(LohType::CopyNeutral), Some(LohExtent::Regional))
    );
    // Two pieces with different copies of the kept allele are one loss.
    let arm = "6 1 30500000 1 0\n6 30500001 59000000 3 0\n6 59000001 170000000 1 1\n";
    assert_eq!(gene(arm), (loh, Some(LohType::Deletion), Some(LohExtent::Arm)));
    assert_eq!(gene("6 1 170000000 4 0\n"), (loh, Some(LohType::Amplified), Some(LohExtent::Chromosome)));
}

#[test]
fn gatk_ratios_become_copies_with_purity_and_ploidy_only() {
    let text = |log2: f64, fraction: f64, high: f64| {
        format!(
            "@HD VN:1.6\n@RG ID:GATKCopyNumber SM:T\nCONTIG START END NUM_POINTS_ALLELE_FRACTION LOG2_COPY_RATIO_POSTERIOR_50 MINOR_ALLELE_FRACTION_POSTERIOR_50 MINOR_ALLELE_FRACTION_POSTERIOR_90\n6 1 170000000 100 {log2} {fraction} {high}\n"
        )
    };
    let gene = |text: &str, tumor: TumorContent| {
        let segments = read_segments(&file("x.modelFinal.seg", text)).unwrap();
        hla_from_segments_of(&segments, Build::Grch38, tumor).remove(0)
    };
    let known = TumorContent { purity: Some(0.6), ploidy: Some(2.0) };
    // 1+0 at purity 0.6: depth 1.4 of 2, minor share 0.4 of 1.4.
    let deleted = text((1.4_f64 / 2.0).log2(), 0.4 / 1.4, 0.31);
    let lost = gene(&deleted, known);
    assert_eq!((lost.status, lost.loh_type), (HlaStatus::Loh, Some(LohType::Deletion)));
    assert_eq!(state(&gene(&deleted, TumorContent::default())), (ImbalanceOnly, vec![PurityAndPloidyNeeded]));
    let even = text(0.0, 0.49, 0.498);
    assert_eq!(gene(&even, known).status, HlaStatus::NoLoh);
    assert_eq!(state(&gene(&even, TumorContent::default())), (NotEvaluable, vec![PurityAndPloidyNeeded]));
}

#[test]
fn a_gap_over_the_gene_is_closed_when_both_sides_agree() {
    let header = "chrom start end nhet cf.em tcn.em lcn.em\n";
    let around = |right: &str| format!("6 1 29600000 90 0.6 1 0\n6 30200000 170000000 90 0.6 {right}\n");
    assert_eq!(state(&hla_a(header, &around("1 0")).1), (Loh, vec![InferredFromNeighbours]));
    assert_eq!(state(&hla_a(header, &around("2 1")).1), (NotEvaluable, vec![NeighboursDisagree]));
    let far = "6 1 28000000 90 0.6 1 0\n6 30200000 170000000 90 0.6 1 0\n";
    assert_eq!(state(&hla_a(header, far).1), (NotEvaluable, vec![NoSegment]));
}

#[test]
fn a_wrong_build_is_refused() {
    let (_, segments) = segments("Chromosome Start End nMajor nMinor\n", "6 1 171115067 1 1\n");
    let error = segments.build(Some(Build::Grch38)).unwrap_err().to_string();
    assert!(error.contains("the file is on GRCh37, but GRCh38 was declared"), "{error}");
    let gene =
        "chromosome start end gene minCopyNumber minMinorAlleleCopyNumber\n6 29909037 29913661 HLA-A 2 1\n";
    let by_gene = read_segments(&file("g", gene)).unwrap();
    assert_eq!(by_gene.build(None).unwrap(), Build::Grch37);
    assert!(by_gene.build(Some(Build::Grch38)).is_err());
}
