//! One hand-made case per rule.

#![expect(clippy::unwrap_used, reason = "what tests share panics to fail, as they do")]

mod support;

use evade_core::{
    AlterationStatus, Caution, CellText, DnaProfile, EvidenceCode, EvidenceLevel, GeneAlteration, Hits,
    HlaGene, HlaReason, HlaSource, HlaStatus, VariantSource, Verdict,
};
use evade_genome::{
    Build, Coverage, Filters, MafCalls, SampleVariants, VcfCalls, hla_from_segments, judge, not_tested,
    read_hla_table, read_maf, read_reported, read_segments, read_vcf,
};
use evade_stream::{Content, ReadError};

use support::PANEL;

fn content(text: &str) -> Content {
    Content { name: "x".into(), bytes: text.as_bytes().to_vec(), sha256: String::new() }
}

const HEADER: &str =
    "Hugo_Symbol\tVariant_Classification\tTumor_Sample_Barcode\tHGVSp_Short\tHGVSc\tTranscript_ID\n";

fn maf(text: &str) -> MafCalls {
    read_maf(&content(text), &PANEL, &Filters::default()).unwrap()
}

/// One variant without coordinates: gene, class, protein change, coding change, transcript.
fn one(
    gene: &str,
    class: &str,
    protein: &str,
    coding: &str,
    transcript: &str,
) -> (Verdict, Vec<EvidenceCode>, Vec<Caution>) {
    let calls = maf(&format!("{HEADER}{gene}\t{class}\tS\t{protein}\t{coding}\t{transcript}\n"));
    let variant =
        calls.samples["S"].variants.first().unwrap_or_else(|| panic!("{:?}", calls.samples["S"])).clone();
    (variant.verdict, variant.codes, variant.flags)
}

fn verdict(gene: &str, class: &str, protein: &str) -> Verdict {
    one(gene, class, protein, "", "").0
}

fn row(profile: &DnaProfile, gene: &str) -> GeneAlteration {
    profile.genes.iter().find(|g| g.gene == gene).unwrap().clone()
}

fn has(list: &[impl ToString], word: &str) -> bool {
    list.iter().any(|known| known.to_string() == word)
}

#[test]
fn decay_is_escaped_from_the_known_codons_on() {
    let panel = &*PANEL;
    for (gene, codon) in [
        ("STK11", 423),
        ("KEAP1", 553),
        ("B2M", 109),
        ("JAK1", 1107),
        ("JAK2", 1081),
        ("PTEN", 326),
        ("HLA-A", 348),
    ] {
        let transcript = panel.gene(gene).unwrap().transcript(None).unwrap();
        let first =
            (40..=transcript.residues()).find(|c| transcript.escapes_decay(u64::from(*c) * 3)).unwrap();
        assert!(first.abs_diff(codon) <= 1, "{gene}: {first}, not {codon}");
    }
}

#[test]
fn positions_give_residues_on_both_builds_and_strands() {
    let panel = &*PANEL;
    for (gene, old, new, residue) in [
        ("KRAS", 25_398_284, 25_245_350, 12),
        ("EGFR", 55_259_515, 55_191_822, 858),
        ("KEAP1", 10_600_446, 10_489_770, 470),
        ("STK11", 1_223_124, 1_223_125, 354),
        ("B2M", 45_003_745, 44_711_547, 1),
        ("JAK2", 5_073_771, 5_073_771, 617),
    ] {
        let gene = panel.gene(gene).unwrap();
        assert_eq!(gene.transcripts[&Build::Grch37].residue_at(old), Some(residue), "{}", gene.symbol);
        assert_eq!(gene.transcripts[&Build::Grch38].residue_at(new), Some(residue), "{}", gene.symbol);
    }
}

#[test]
fn loss_of_function() {
    use Verdict::{Damaging, Likely, Uncertain};
    assert_eq!(verdict("STK11", "Nonsense_Mutation", "p.E199*"), Damaging);
    assert_eq!(verdict("STK11", "Frame_Shift_Del", "p.QPR37fs"), Damaging);
    assert_eq!(verdict("B2M", "Missense_Mutation", "p.M1V"), Damaging);
    assert_eq!(verdict("B2M", "Translation_Start_Site", "p.M1?"), Damaging);
    assert_eq!(verdict("PTEN", "Splice_Site", "p.X70_splice"), Damaging);
    // In the last exon of KEAP1: more than a tenth lost, less than a tenth lost, behind 97.5 %.
    let (v, codes, flags) = one("KEAP1", "Nonsense_Mutation", "p.R554*", "", "");
    assert_eq!(v, Damaging);
    assert!(has(&flags, "nmd_escape") && has(&codes, "OVS1") && has(&codes, "lof_truncating"));
    assert_eq!(verdict("KEAP1", "Frame_Shift_Del", "p.V604fs"), Likely);
    let (v, codes, flags) = one("KEAP1", "Frame_Shift_Del", "p.P612fs", "", "");
    assert_eq!(v, Uncertain);
    assert!(has(&flags, "end_truncation") && codes.is_empty());
    // The residues between a frameshift and its new stop are not those of the protein: its own place counts.
    assert_eq!(verdict("KEAP1", "Frame_Shift_Del", "p.G600Vfs*20"), Likely);
    for change in ["p.Q45Vfs*111", "p.P41Lfs*110", "p.R46fs*108"] {
        let (v, codes, flags) = one("CDKN2A", "Frame_Shift_Del", change, "", "");
        assert_eq!(v, Damaging, "{change}");
        assert!(
            has(&codes, "OVS1") && has(&flags, "nmd_escape") && !has(&flags, "end_truncation"),
            "{change}"
        );
    }
    assert_eq!(verdict("KEAP1", "Frame_Shift_Del", "p.V606Ffs*66"), Likely);
    assert_eq!(verdict("HLA-B", "In_Frame_Del", "p.Y109del"), Uncertain);
    let (v, _, flags) = one("PTEN", "In_Frame_Del", "p.K60_D77del", "", "");
    assert!(v == Likely && has(&flags, "large_inframe_deletion"));
    assert_eq!(verdict("STK11", "Nonstop_Mutation", "p.*434R"), Likely);
}

#[test]
fn splice_sites_that_may_still_work() {
    use Verdict::{Likely, Uncertain};
    assert_eq!(one("STK11", "Splice_Site", "", "c.290+2C>T", "").0, Uncertain);
    assert_eq!(one("PTEN", "Splice_Site", "", "c.-10+1G>A", "").0, Uncertain);
    assert_eq!(one("PTEN", "Splice_Site", "", "c.209+1dup", "").0, Likely);
    let text = "Hugo_Symbol\tVariant_Classification\tTumor_Sample_Barcode\tChromosome\tStart_Position\tReference_Allele\tTumor_Seq_Allele2\tNCBI_Build\n\
        KEAP1\tSplice_Site\tlast_base\t19\t10602938\tC\tA\t37\n\
        KEAP1\tSplice_Site\tintron\t19\t10599867\tC\tA\t37\n";
    let calls = maf(text);
    assert_eq!(calls.samples["last_base"].variants[0].verdict, Likely);
    assert!(has(&calls.samples["last_base"].variants[0].flags, "outside_splice_dinucleotide"));
    assert_eq!(calls.samples["intron"].variants[0].verdict, Verdict::Damaging);
}

#[test]
fn missense_counts_at_hotspots_only() {
    let (v, codes, _) = one("KEAP1", "Missense_Mutation", "p.R470C", "", "");
    assert_eq!((v, codes), (Verdict::Likely, vec![EvidenceCode::Om4, EvidenceCode::hotspot("R470")]));
    let (v, codes, _) = one("PTEN", "Missense_Mutation", "p.R130Q", "", "");
    assert_eq!((v, codes), (Verdict::Likely, vec![EvidenceCode::Os3, EvidenceCode::hotspot("R130")]));
    assert_eq!(one("STK11", "Missense_Mutation", "p.S216F", "", "").1[0], EvidenceCode::Om3);
    let (v, _, flags) = one("KEAP1", "Missense_Mutation", "p.W544C", "", "");
    assert!(v == Verdict::Uncertain && has(&flags, "kelch_domain"));
    let (v, _, flags) = one("STK11", "Missense_Mutation", "p.F354L", "", "");
    assert!(v == Verdict::Uncertain && has(&flags, "known_benign_or_uncertain"));
    // The rows of HLA-A L180 in the list are all silent.
    assert_eq!(verdict("HLA-A", "Missense_Mutation", "p.L180P"), Verdict::Uncertain);
    // Numbers of an unknown isoform are not matched.
    let (v, _, flags) = one("KEAP1", "Missense_Mutation", "p.R470C", "", "ENST00000000001.3");
    assert!(v == Verdict::Uncertain && has(&flags, "transcript_not_of_the_hotspot_list"));
    assert_eq!(one("KEAP1", "Missense_Mutation", "p.R470C", "", "ENST00000171111.5").0, Verdict::Likely);
}

#[test]
fn the_place_in_the_genome_outweighs_the_number_in_the_text() {
    let text = "Hugo_Symbol\tVariant_Classification\tTumor_Sample_Barcode\tChromosome\tStart_Position\tReference_Allele\tTumor_Seq_Allele2\tNCBI_Build\tProtein_Change\n\
        KRAS\tMissense_Mutation\tS\tchr12\t25245350\tC\tT\tGRCh38\tp.G99D\n";
    let variant = maf(text).samples["S"].variants[0].clone();
    assert_eq!(variant.verdict, Verdict::Damaging);
    assert!(has(&variant.flags, "residue_of_another_transcript") && has(&variant.codes, "hotspot:G12"));
    assert_eq!(variant.chrom, "12");
}

#[test]
fn activating_changes() {
    for (change, class, flag) in [
        ("p.L858R", "Missense_Mutation", "egfr_classical"),
        ("p.E746_A750del", "In_Frame_Del", "egfr_classical"),
        ("p.ELREA746del", "In_Frame_Del", "egfr_classical"),
        ("p.G719A", "Missense_Mutation", "egfr_atypical"),
        ("p.709_710ET>D", "In_Frame_Del", "egfr_atypical"),
        ("p.770_771insGL", "In_Frame_Ins", "egfr_exon20_insertion"),
        ("p.T790M", "Missense_Mutation", "egfr_t790m"),
        ("p.L747P", "Missense_Mutation", "egfr_resistant"),
        ("p.A289V", "Missense_Mutation", "egfr_not_lung_type"),
    ] {
        let (v, _, flags) = one("EGFR", class, change, "", "");
        assert!(v == Verdict::Damaging && has(&flags, flag), "{change} {flags:?}");
    }
    assert_eq!(verdict("EGFR", "Missense_Mutation", "p.V843L"), Verdict::Uncertain);
    let (v, _, flags) = one("KRAS", "Nonsense_Mutation", "p.Q61*", "", "");
    assert!(v == Verdict::Uncertain && has(&flags, "not_a_gain_of_function"));
    assert_eq!(verdict("KRAS", "Missense_Mutation", "p.A59_G60delinsGV"), Verdict::Damaging);
}

#[test]
fn kras_g12d_stands_apart() {
    let calls = maf(&format!(
        "{HEADER}KRAS\tMissense_Mutation\tD\tp.G12D\t\t\nKRAS\tMissense_Mutation\tC\tp.G12C\t\t\n"
    ));
    let rows = |sample: &str| {
        let profile = judge(&calls.samples[sample], &Coverage::Exome);
        (row(&profile, "KRAS").status, row(&profile, "KRAS_G12D").status)
    };
    assert_eq!(rows("D"), (AlterationStatus::Altered, AlterationStatus::Altered));
    assert_eq!(rows("C"), (AlterationStatus::Altered, AlterationStatus::NotAltered));
    let profile = judge(&calls.samples["D"], &Coverage::Undeclared);
    assert_eq!(row(&profile, "KRAS_G12D").level, None);
    assert_eq!(profile.genes.len(), 69);
}

#[test]
fn hits_levels_and_the_copy_number_caution() {
    let calls = maf(&format!(
        "{HEADER}B2M\tNonsense_Mutation\tS\tp.S40*\t\t\nB2M\tFrame_Shift_Del\tS\tp.L80fs\t\t\nSTK11\tMissense_Mutation\tS\tp.G56W\t\t\n"
    ));
    let profile = judge(&calls.samples["S"], &Coverage::Exome);
    let b2m = row(&profile, "B2M");
    assert_eq!((b2m.hits, b2m.n_variants, b2m.level), (Some(Hits::Biallelic), 2, Some(EvidenceLevel::C)));
    assert!(has(&b2m.flags, "likely_biallelic") && has(&b2m.flags, "cn_not_tested"));
    let stk11 = row(&profile, "STK11");
    assert_eq!(
        (stk11.status, stk11.hits, stk11.level),
        (AlterationStatus::Uncertain, Some(Hits::Unknown), None)
    );
    let jak1 = row(&profile, "JAK1");
    assert_eq!((jak1.status, jak1.hits), (AlterationStatus::NotAltered, None));
    assert!(has(&jak1.flags, "cn_not_tested"));
    assert!(!has(&row(&profile, "KRAS").flags, "cn_not_tested"));
}

#[test]
fn not_altered_needs_declared_coverage() {
    let panel = &*PANEL;
    let status =
        |coverage: &Coverage, gene: &str| row(&judge(&SampleVariants::default(), coverage), gene).status;
    assert_eq!(status(&Coverage::Undeclared, "KRAS"), AlterationStatus::NotTested);
    assert_eq!(status(&Coverage::from_assay("wes").unwrap(), "KRAS"), AlterationStatus::NotAltered);
    assert_eq!(status(&Coverage::from_assay("WGS").unwrap(), "KRAS_G12D"), AlterationStatus::NotAltered);
    assert_eq!(Coverage::from_assay("MSK-IMPACT"), None);
    let list = Coverage::from_gene_list(&content("# panel\nKRAS\nTP53\n")).unwrap();
    assert_eq!(list.to_string(), "panel of 2 genes");
    assert_eq!(
        (status(&list, "KRAS"), status(&list, "STK11")),
        (AlterationStatus::NotAltered, AlterationStatus::NotTested)
    );
    // All of B2M's coding exons; of KRAS one exon of four.
    let bed = "chr15\t45003744\t45003811\nchr15\t45007620\t45007899\nchr15\t45008526\t45008540\nchr12\t25398207\t25398329\n";
    let regions = Coverage::from_bed(&content(bed), panel, Build::Grch37).unwrap();
    assert_eq!(
        (status(&regions, "B2M"), status(&regions, "KRAS")),
        (AlterationStatus::NotAltered, AlterationStatus::NotTested)
    );
    assert!(matches!(&regions, Coverage::Regions { partly, .. } if partly.contains("KRAS")));
    assert!(not_tested().genes.iter().all(|g| g.status == AlterationStatus::NotTested));
    assert!(!not_tested().tested);
}

const READS: &str = "Hugo_Symbol\tVariant_Classification\tTumor_Sample_Barcode\tProtein_Change\tt_depth\tt_alt_count\tn_depth\tn_alt_count\tFILTER\tgnomAD_AF\tMutation_Status\n";

#[test]
fn filters_leave_a_row_with_the_reason() {
    for (fields, reason) in [
        ("KRAS\tMissense_Mutation\tS\tp.G12D\t100\t20\t50\t0\tpanel_of_normals\t\tSomatic", "filter"),
        ("KRAS\tMissense_Mutation\tS\tp.G12D\t100\t20\t50\t10\tPASS\t\tSomatic", "in_normal"),
        ("STK11\tMissense_Mutation\tS\tp.F354L\t100\t20\t50\t0\tPASS\t0.05\tSomatic", "population_frequency"),
        ("STK11\tSilent\tS\tp.R106R\t100\t20\t50\t0\tPASS\t\tSomatic", "silent"),
        ("JAK2\tIntron\tS\t\t100\t20\t50\t0\tPASS\t\tSomatic", "noncoding"),
        ("JAK2\tMissense_Mutation\tS\tp.V617F\t100\t20\t50\t0\tPASS\t\tSomatic", "known_benign"),
        ("PTEN\tNonsense_Mutation\tS\tp.R130*\t100\t50\t50\t25\tPASS\t\tGermline", "not_somatic"),
    ] {
        let calls = maf(&format!("{READS}{fields}\n"));
        let sample = &calls.samples["S"];
        assert!(sample.variants.is_empty(), "{fields}");
        assert_eq!(sample.filtered[0].reason.as_str(), reason, "{fields}");
    }
    // A hotspot is not dropped for its frequency, nor for a trace in the normal.
    let kept =
        maf(&format!("{READS}KRAS\tMissense_Mutation\tS\tp.G12D\t100\t40\t50\t2\tPASS\t0.01\tSomatic\n"));
    assert_eq!(kept.samples["S"].variants.len(), 1);
}

#[test]
fn weak_reads_are_flagged_in_a_maf_and_dropped_on_request() {
    let text = format!("{READS}STK11\tNonsense_Mutation\tS\tp.E199*\t8\t2\t\t\t\t\t\n");
    let sample = maf(&text).samples["S"].clone();
    assert!(has(&sample.variants[0].flags, "low_depth") && has(&sample.variants[0].flags, "low_alt_reads"));
    let strict = Filters { read_limits_in_maf: true, ..Filters::default() };
    let sample = read_maf(&content(&text), &PANEL, &strict).unwrap().samples["S"].clone();
    assert_eq!((sample.variants.len(), sample.filtered[0].reason.as_str()), (0, "low_depth"));
}

#[test]
fn samples_are_found_by_barcode_or_named_as_ambiguous() {
    let calls = maf(&format!(
        "{HEADER}TTN\tSilent\tTCGA-05-4244-01A-01D-1105-08\t\t\t\nTTN\tSilent\tTCGA-05-4244-02A-01D-1105-08\t\t\t\n"
    ));
    assert_eq!(calls.samples.len(), 2);
    assert_eq!(calls.find_sample("x", "TCGA-05-4244-02").unwrap(), Some("TCGA-05-4244-02A-01D-1105-08"));
    assert_eq!(calls.find_sample("x", "P1").unwrap(), None);
    let error = calls.find_sample("x", "TCGA-05-4244").unwrap_err().to_string();
    assert!(error.contains("TCGA-05-4244-01A") && error.contains("TCGA-05-4244-02A"), "{error}");
}

#[test]
fn a_maf_on_two_builds_is_refused() {
    let text = "Hugo_Symbol\tVariant_Classification\tTumor_Sample_Barcode\tNCBI_Build\nTTN\tSilent\tS\tGRCh37\nTTN\tSilent\tS\tGRCh38\n";
    let error = read_maf(&content(text), &PANEL, &Filters::default()).unwrap_err();
    assert_eq!(error.line, Some(3));
}

fn vcf(columns: &str, records: &str, tumor: Option<&str>) -> Result<VcfCalls, ReadError> {
    let text = format!(
        "##fileformat=VCFv4.2\n##contig=<ID=chr1,length=248956422>\n##INFO=<ID=CSQ,Number=.,Type=String,Description=\"VEP. Format: Allele|Consequence|SYMBOL|Gene|Feature|HGVSc|HGVSp|CANONICAL|PICK|MANE_SELECT|gnomADe_AF\">\n##FORMAT=<ID=AD,Number=R,Type=Integer,Description=\"d\">\n##FORMAT=<ID=DP,Number=1,Type=Integer,Description=\"d\">\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t{columns}\n{records}"
    );
    read_vcf(&content(&text), tumor, None, &PANEL, &Filters::default())
}

#[test]
fn a_vcf_is_read_by_allele_transcript_and_column() {
    let records = "chr12\t25245350\t.\tC\tT,A\t.\tPASS\tCSQ=T|missense_variant|KRAS|ENSG1|ENST00000311936.8|c.35G>A|ENSP1:p.Gly12Asp|YES|||,A|missense_variant|KRAS|ENSG1|ENST00000311936.8|c.35G>T|p.Gly12Val|YES|||\tAD:DP\t50,30,1:81\t60,0,0:60\n\
        chr19\t1220487\t.\tG\tGA\t.\tPASS\tCSQ=A|intron_variant|STK11|E|ENST00000000009.1|||||||,A|frameshift_variant|STK11|E|ENST00000326873.12|c.580dup|p.Asp194GlyfsTer5||||\tAD:DP\t20,10:30\t30,0:30\n\
        chr10\t87933147\t.\tC\tT\t.\tweak_evidence\tCSQ=T|stop_gained|PTEN|E|X|c.388C>T|p.Arg130Ter|YES|1||\tAD:DP\t20,10:30\t30,0:30\n";
    let calls = vcf("TUMOR\tNORMAL", records, None).unwrap();
    assert_eq!((calls.tumor.as_str(), calls.build, calls.n_records), ("TUMOR", Some(Build::Grch38), 3));
    let found: Vec<_> =
        calls.variants.variants.iter().map(|v| (v.gene.as_str(), v.hgvsp.as_deref().unwrap())).collect();
    assert_eq!(found, [("KRAS", "p.G12D"), ("STK11", "p.D194Gfs*5")]);
    let kras = &calls.variants.variants[0];
    assert_eq!((kras.alt_reads, kras.depth), (Some(30), Some(81)));
    let reasons: Vec<_> = calls.variants.filtered.iter().map(|f| f.reason.as_str()).collect();
    assert_eq!(reasons, ["low_alt_reads", "filter"]);
    // The second column is another sample: nothing is there.
    let other = vcf("A\tB", records, Some("B")).unwrap();
    assert!(other.variants.variants.is_empty());
    let error = vcf("A\tB", records, None).unwrap_err().to_string();
    assert!(error.contains("which column is the tumour") && error.contains("A, B"), "{error}");
}

#[test]
fn a_vcf_without_csq_or_with_a_broken_line_is_refused() {
    let plain = "##fileformat=VCFv4.2\n##INFO=<ID=EFF,Number=.,Type=String,Description=\"x\">\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n";
    let error = read_vcf(&content(plain), None, None, &PANEL, &Filters::default()).unwrap_err().to_string();
    assert!(error.contains("no consequence annotation") && error.contains("INFO/EFF"), "{error}");
    let error = vcf("T", "chr1\tx\t.\tA\tT\t.\tPASS\t.\tAD\t1,2\n", None).unwrap_err();
    assert_eq!(error.line, Some(7), "{error}");
    assert!(read_vcf(&content("gene\n"), None, None, &PANEL, &Filters::default()).is_err());
}

#[test]
fn a_table_typed_by_hand() {
    use AlterationStatus::{Altered, NotAltered, NotTested};
    let text = "gene,change,vaf,tested\nKRAS,p.G12D,23%,yes\nSTK11,,,yes\nKEAP1,,,no\nEGFR,exon 19 deletion,,yes\nPTEN,c.209+1G>T,,\nTTN,,,yes\n";
    let calls = read_reported(&content(text), &PANEL).unwrap();
    let profile = judge(&calls.samples[""], &Coverage::Exome);
    for (gene, status) in [
        ("KRAS", Altered),
        ("KRAS_G12D", Altered),
        ("STK11", NotAltered),
        ("KEAP1", NotTested),
        ("EGFR", Altered),
        ("PTEN", Altered),
    ] {
        assert_eq!(row(&profile, gene).status, status, "{gene}");
    }
    assert_eq!(row(&profile, "KRAS").vaf, Some(0.23));
    assert_eq!(profile.variants[0].source, VariantSource::Reported);
    assert_eq!(calls.other_genes, ["TTN"]);
    // The table says nothing of B2M; an undeclared assay does not either.
    assert_eq!(row(&judge(&calls.samples[""], &Coverage::Undeclared), "B2M").status, NotTested);
    let error = read_reported(&content("gene\tchange\tvaf\ttested\nKRAS\tG12D\t\tno\n"), &PANEL).unwrap_err();
    assert_eq!((error.line, error.column), (Some(2), Some(4)));
}

const FACETS: &str = "chrom\tstart\tend\tnhet\tcf.em\ttcn.em\tlcn.em\n";

fn facets(rows: &str, purity: Option<f64>) -> Vec<HlaGene> {
    let segments = read_segments(&content(&format!("{FACETS}{rows}"))).unwrap();
    hla_from_segments(&segments, Build::Grch37, purity)
}

#[test]
fn hla_from_segments_rule_by_rule() {
    let all = |rows: &str, purity: Option<f64>| {
        let genes = facets(rows, purity);
        (genes[0].status, genes[0].reasons.clone())
    };
    let whole = "6\t1\t60000000\t300";
    assert_eq!(all(&format!("{whole}\t0.6\t1\t0\n"), Some(0.6)), (HlaStatus::Loh, vec![]));
    assert_eq!(all(&format!("{whole}\t0.6\t2\t0\n"), None), (HlaStatus::Loh, vec![HlaReason::PurityUnknown]));
    assert_eq!(all(&format!("{whole}\t0.3\t1\t0\n"), Some(0.6)).0, HlaStatus::LohSubclonal);
    assert_eq!(all(&format!("{whole}\t0.6\t0\t0\n"), Some(0.6)).0, HlaStatus::Homdel);
    assert_eq!(all(&format!("{whole}\t1\t2\t1\n"), Some(0.6)).0, HlaStatus::NoLoh);
    assert_eq!(
        all(&format!("{whole}\t1\t2\tNA\n"), Some(0.6)),
        (HlaStatus::NotEvaluable, vec![HlaReason::MinorCopyNumberMissing])
    );
    assert_eq!(
        all(&format!("{whole}\t1\t1\t0\n"), Some(0.1)),
        (HlaStatus::NotEvaluable, vec![HlaReason::LowPurity])
    );
    assert_eq!(
        all("6\t1\t60000000\t3\t1\t1\t0\n", Some(0.6)),
        (HlaStatus::NotEvaluable, vec![HlaReason::FewHeterozygousSites])
    );
    let around = |right: &str| format!("6\t1\t29500000\t90\t0.6\t1\t0\n6\t30000000\t31000000\t90\t{right}\n");
    assert_eq!(
        all(&around("0.6\t1\t0"), Some(0.6)),
        (HlaStatus::Loh, vec![HlaReason::InferredFromNeighbours])
    );
    assert_eq!(
        all(&around("1\t2\t1"), Some(0.6)),
        (HlaStatus::NotEvaluable, vec![HlaReason::NeighboursDisagree])
    );
    assert_eq!(
        all("6\t1\t1000000\t90\t1\t1\t0\n", Some(0.6)),
        (HlaStatus::NotEvaluable, vec![HlaReason::NoSegment])
    );
}

#[test]
fn ascat_with_and_without_sample_column() {
    let text = "sample\tchr\tstartpos\tendpos\tnMajor\tnMinor\nT1\tchr6\t1\t60000000\t2\t0\nT2\tchr6\t1\t60000000\t1\t1\n";
    let segments = read_segments(&content(text)).unwrap();
    assert_eq!(segments.samples(), ["T1", "T2"]);
    let status = |sample: &str| {
        hla_from_segments(&segments.of_sample(|s| s == sample), Build::Grch38, Some(0.5))[1].status
    };
    assert_eq!((status("T1"), status("T2")), (HlaStatus::Loh, HlaStatus::NoLoh));
    // Five columns without a normal segment are the aberrant ones only: a gap in them is not inferred.
    let five = "chr\tstartpos\tendpos\tnMajor\tnMinor\n6\t1\t29800000\t1\t0\n6\t30000000\t31000000\t1\t0\n1\t1\t249000000\t2\t0\n";
    let segments = read_segments(&content(five)).unwrap();
    let row = &hla_from_segments(&segments, Build::Grch37, None)[0];
    assert_eq!((row.status, row.reasons.as_slice()), (HlaStatus::NotEvaluable, &[HlaReason::NoSegment][..]));
    assert_eq!(segments.build(None).unwrap(), Build::Grch37);
    assert!(segments.build(Some(Build::Grch38)).is_err());
    assert!(read_segments(&content("a\tb\n1\t2\n")).is_err());
}

#[test]
fn the_generic_hla_table() {
    let text = "sample\tgene\tallele1\tallele2\tcn1\tcn2\tp\n\
        S\tA\tA*01:01\tA*24:02\t1.4\t0.1\t0.001\nS\tHLA-B\tB*07:02\tB*07:02\t1\t1\t\nS\tC\tC*01:02\tC*07:01\t1.1\t0.9\t0.5\n";
    let rows = &read_hla_table(&content(text)).unwrap()["S"];
    assert_eq!((rows[0].status, rows[0].lost_allele.as_deref()), (HlaStatus::Loh, Some("A*24:02")));
    assert_eq!(
        (rows[1].status, rows[1].reasons.as_slice()),
        (HlaStatus::NotEvaluable, &[HlaReason::GermlineHomozygous][..])
    );
    assert_eq!(rows[2].status, HlaStatus::NoLoh);
    // A source of the list is that source, any other is the table's own word, with its text.
    let source = |text: &str| {
        let table = format!("sample\tgene\tstatus\tsource\nS\tHLA-A\tLOH\t{text}\n");
        let mut rows = read_hla_table(&content(&table)).unwrap().remove("S").unwrap();
        assert_eq!(rows[0].status, HlaStatus::Loh);
        rows.remove(0).source.unwrap()
    };
    assert_eq!(source("lab"), HlaSource::Generic(Some(CellText::new("lab"))));
    assert_eq!(source("generic:lab"), HlaSource::Generic(Some(CellText::new("lab"))));
    assert_eq!(source("facets:lab"), HlaSource::Generic(Some(CellText::new("facets:lab"))));
    assert_eq!(source("facets"), HlaSource::Facets);
    assert_eq!(source(""), HlaSource::Generic(None));
    assert!(read_hla_table(&content("sample\tgene\tstatus\nS\tHLA-A\tlost\n")).is_err());
}

#[test]
fn absurd_numbers_do_not_stop_the_reader() {
    for change in
        ["p.A4294967295fs*4294967295", "p.A4294967295_G4294967295del", "p.ÄÖ1del", "p.*", "c.1-", "p.1_"]
    {
        let text = format!(
            "{HEADER}PTEN\tFrame_Shift_Del\tS\t{change}\tc.\t\nEGFR\tIn_Frame_Del\tS\t{change}\t\t\n"
        );
        let _ = maf(&text);
        let _ = read_reported(&content(&format!("gene\tchange\nPTEN\t{change}\n")), &PANEL);
    }
    let records = "chr10\t1\t.\tÄ\tT,<DEL>,*\t.\tPASS\tCSQ=T|stop_gained|PTEN,||,-|x\tAD:DP:AF\t4294967295,4294967295,.:4294967295:nan\n";
    let _ = vcf("T", records, None);
}
