//! Fusions in VCF files of structural variants and in tables of fusions called in RNA.

#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use evade_core::{AlterationStatus, GeneAlteration};
use evade_genome::{
    Build, Coverage, Filters, SampleVariants, VcfOptions, judge, read_rearrangements, read_vcf_input,
};
use evade_stream::{Content, Input};

use self::support::PANEL;

const HEADER: &str = "##fileformat=VCFv4.2\n##contig=<ID=chr1,length=248956422>\n##INFO=<ID=SVTYPE,Number=1,Type=String,Description=\"t\">\n";
/// Intron 19 of ALK and intron 13 of EML4 on `GRCh38`.
const ALK: u64 = 29_224_000;
const EML4: u64 = 42_295_000;

fn words<T: std::fmt::Display>(items: &[T]) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<_>>().join(";")
}

/// Records with blanks for tabs; the sample columns are the normal and the tumour.
fn vcf(records: &[&str]) -> SampleVariants {
    let mut text = format!("{HEADER}#CHROM POS ID REF ALT QUAL FILTER INFO FORMAT NORMAL TUMOR\n");
    for record in records {
        text.push_str(record);
        text.push('\n');
    }
    let text = text.replace(' ', "\t").replace("##INFO=<ID=SVTYPE\t", "##INFO=<ID=SVTYPE ");
    let mut input = Input::from_bytes("x.vcf", text.as_bytes()).unwrap();
    let native = evade_genome::NativeAnnotator::default();
    let options = VcfOptions { native: Some(&native), ..VcfOptions::default() };
    read_vcf_input(&mut input, &options, &PANEL, &Filters::default()).unwrap().variants
}

fn row(sample: &SampleVariants, coverage: &Coverage, gene: &str) -> GeneAlteration {
    judge(sample, coverage).genes.into_iter().find(|row| row.gene == gene).unwrap()
}

/// Status, evidence and flags of a gene.
fn said(sample: &SampleVariants, gene: &str) -> (AlterationStatus, String, String) {
    let row = row(sample, &Coverage::Genome, gene);
    (row.status, words(&row.evidence), words(&row.flags))
}

#[test]
fn a_junction_of_partner_and_kinase_is_a_fusion_whoever_writes_it() {
    let counts = "PR:SR 30,0:30,0 30,9:30,8";
    for record in [
        // Manta: a pair of breakends, of which either end may be the one at hand.
        format!("chr2 {ALK} m:0 N N]chr2:{EML4}] . PASS SVTYPE=BND;MATEID=m:1 {counts}"),
        format!("chr2 {EML4} m:1 N N]chr2:{ALK}] . PASS SVTYPE=BND;MATEID=m:0 {counts}"),
        format!("chr2 {ALK} m N <INV> . PASS SVTYPE=INV;END={EML4};INV3 {counts}"),
        format!(
            "chr2 {ALK} d N <INV> . PASS SVTYPE=INV;END={EML4};CT=3to3 GT:DR:DV:RR:RV 0/0:30:0:30:0 0/1:30:9:30:8"
        ),
        format!(
            "chr2 {EML4} d N <TRA> . PASS SVTYPE=TRA;CHR2=chr2;END={ALK};CT=3to3 GT:DR:DV:RR:RV 0/0:30:0:30:0 0/1:30:9:30:8"
        ),
        format!(
            "chr2 {ALK} l N <INV> . . SVTYPE=INV;END={EML4};STRANDS=++:17,--:12;SU=29 GT:SU:PE:SR ./.:0:0:0 ./.:29:20:9"
        ),
        format!(
            "chr2 {ALK} g N N]chr2:{EML4}] . PASS SVTYPE=BND;EVENT=g;PARID=h GT:VF:REF:REFPAIR .:0:30:30 .:17:30:30"
        ),
        format!(
            "chr2 {ALK} 1:1 N N]chr2:{EML4}] . PASS SVTYPE=BND;MATEID=1:2;SCTG=c GT:AD:DP:SR:DR:LO 0/0:0:60:0:0:0 0/1:17:60:9:8:20"
        ),
    ] {
        let (status, evidence, flags) = said(&vcf(&[&record]), "ALK");
        assert_eq!(status, AlterationStatus::Altered, "{record}");
        assert_eq!(
            (evidence.as_str(), flags.as_str()),
            ("fusion_in_dna;fusion:EML4-ALK", "fusion_frame_unknown;sv")
        );
    }
}

#[test]
fn other_kinases_and_partners_on_other_strands_are_fused_too() {
    let counts = "PR:SR 30,0:30,0 30,9:30,8";
    for (gene, name, record) in [
        ("ROS1", "CD74-ROS1", format!("chr6 117324000 a N N[chr5:150404000[ . PASS SVTYPE=BND {counts}")),
        (
            "RET",
            "KIF5B-RET",
            format!("chr10 32017000 a N <INV> . PASS SVTYPE=INV;END=43114000;INV5 {counts}"),
        ),
        (
            "NTRK1",
            "TPM3-NTRK1",
            format!("chr1 154170300 a N <INV> . PASS SVTYPE=INV;END=156874500;INV5 {counts}"),
        ),
        ("NTRK1", "LMNA-NTRK1", format!("chr1 156131000 a N <DEL> . PASS SVTYPE=DEL;END=156874500 {counts}")),
        ("NTRK3", "ETV6-NTRK3", format!("chr12 11870000 a N N]chr15:87945000] . PASS SVTYPE=BND {counts}")),
        ("ROS1", "GOPC-ROS1", format!("chr6 117324000 a N <DEL> . PASS SVTYPE=DEL;END=117570000 {counts}")),
        (
            "RET",
            "NCOA4-RET",
            format!("chr10 43114000 a N <INV> . PASS SVTYPE=INV;END=46010500;INV5 {counts}"),
        ),
    ] {
        let (status, evidence, _) = said(&vcf(&[&record]), gene);
        assert_eq!(
            (status, evidence),
            (AlterationStatus::Altered, format!("fusion_in_dna;fusion:{name}")),
            "{record}"
        );
    }
}

#[test]
fn what_does_not_join_a_known_partner_to_the_kinase_is_open() {
    let counts = "PR:SR 30,0:30,0 30,9:30,8";
    for (record, evidence, flag) in [
        // The reciprocal junction, and one that reads away from the kinase.
        (
            format!("chr2 {ALK} a N <INV> . PASS SVTYPE=INV;END={EML4};INV5 {counts}"),
            "possible_fusion:EML4",
            "fusion_opposite",
        ),
        (
            format!("chr2 {ALK} a N N[chr2:{EML4}[ . PASS SVTYPE=BND {counts}"),
            "possible_fusion:EML4",
            "fusion_opposite",
        ),
        // Exon 28: the kinase lies before it.
        (
            format!("chr2 29193900 a N <INV> . PASS SVTYPE=INV;END={EML4};INV3 {counts}"),
            "possible_fusion:EML4",
            "kinase_domain_lost",
        ),
        // Nobody knows what lies there; a partner of another kinase.
        (
            format!("chr2 {ALK} a N N]chr7:5000000] . PASS SVTYPE=BND {counts}"),
            "possible_fusion",
            "fusion_partner_not_known",
        ),
        (
            format!("chr2 {ALK} a N N]chr4:25664000] . PASS SVTYPE=BND {counts}"),
            "possible_fusion:SLC34A2",
            "fusion_partner_not_known",
        ),
        // A single breakend, and a record that does not state its direction.
        (
            format!("chr2 {ALK} a N NACGT. . PASS SVTYPE=BND {counts}"),
            "possible_fusion",
            "fusion_partner_missing",
        ),
        (
            format!("chr2 {ALK} a N <TRA> . PASS SVTYPE=TRA;CHR2=chr2;END={EML4} {counts}"),
            "possible_fusion:EML4",
            "fusion_direction_unknown",
        ),
    ] {
        let (status, found, flags) = said(&vcf(&[&record]), "ALK");
        assert_eq!(status, AlterationStatus::Uncertain, "{record}");
        assert!(found.split(';').any(|code| code == evidence), "{record}: {found}");
        assert!(flags.contains(flag), "{record}: {flags}");
    }
}

#[test]
fn of_both_junctions_of_an_event_the_one_with_the_kinase_counts() {
    let counts = "PR:SR 30,0:30,0 30,9:30,8";
    let far = EML4 + 20;
    let sample = vcf(&[
        &format!("chr2 {} a:0 N [chr2:{far}[N . PASS SVTYPE=BND;MATEID=a:1;EVENT=e {counts}", ALK - 5),
        &format!("chr2 {ALK} b:0 N N]chr2:{EML4}] . PASS SVTYPE=BND;MATEID=b:1;EVENT=e {counts}"),
        &format!("chr2 {EML4} b:1 N N]chr2:{ALK}] . PASS SVTYPE=BND;MATEID=b:0;EVENT=e {counts}"),
    ]);
    let alk = row(&sample, &Coverage::Genome, "ALK");
    assert_eq!((alk.status, alk.n_variants), (AlterationStatus::Altered, 1));
    assert!(words(&alk.evidence).contains("fusion:EML4-ALK"));
}

#[test]
fn a_rearrangement_of_the_normal_or_without_pass_is_listed() {
    let inversion = |filter: &str, format: &str| {
        format!("chr2 {ALK} a N <INV> . {filter} SVTYPE=INV;END={EML4};INV3;STRANDS=++:9 {format}")
    };
    for (record, reason) in [
        (inversion("PASS", "PR:SR 30,9:30,8 30,9:30,8"), "in_normal"),
        (inversion("PASS", "GT:SU ./.:12 ./.:20"), "in_normal"),
        (inversion("PASS", "GT:VF:REF:REFPAIR .:9:30:30 .:17:30:30"), "in_normal"),
        (inversion("MinSomaticScore", "PR:SR 30,0:30,0 30,9:30,8"), "filter"),
        (inversion("PASS", "PR:SR 30,0:30,0 30,1:30,1"), "low_alt_reads"),
    ] {
        let sample = vcf(&[&record]);
        assert!(sample.variants.is_empty(), "{record}");
        let listed = sample.filtered.iter().find(|f| f.gene == "ALK").unwrap();
        assert_eq!(listed.reason.as_str(), reason, "{record}");
        assert!(listed.would_alter, "{record}");
    }
}

#[test]
fn a_mate_alone_breaks_a_loss_gene_and_both_are_one_hit() {
    let counts = "PR:SR 30,0:30,0 30,9:30,8";
    let own = format!("chr10 87933000 p:0 N N[chr3:1000000[ . PASS SVTYPE=BND;MATEID=p:1 {counts}");
    let mate = format!("chr3 1000000 p:1 N ]chr10:87933000]N . PASS SVTYPE=BND;MATEID=p:0 {counts}");
    for records in [vec![own.as_str()], vec![mate.as_str()], vec![own.as_str(), mate.as_str()]] {
        let sample = vcf(&records);
        assert_eq!(sample.variants.len(), 1, "{records:?}");
        assert_eq!(row(&sample, &Coverage::Genome, "PTEN").status, AlterationStatus::Altered);
    }
}

/// Introns are covered by a genome, not by an exome.
#[test]
fn breakpoints_alone_show_no_absence_of_fusions_in_an_exome() {
    let sample = SampleVariants { breakpoints_tested: true, ..SampleVariants::default() };
    assert_eq!(row(&sample, &Coverage::Genome, "ALK").status, AlterationStatus::NotAltered);
    let exome = row(&sample, &Coverage::Exome, "ALK");
    assert_eq!(exome.status, AlterationStatus::NotTested);
    assert!(words(&exome.flags).contains("fusion_not_tested"));
    let rna = SampleVariants { fusions_tested_in_rna: true, ..SampleVariants::default() };
    let alk = row(&rna, &Coverage::Exome, "ALK");
    assert_eq!(
        (alk.status, words(&alk.flags).as_str()),
        (AlterationStatus::NotAltered, "fusion_tested_in_rna")
    );
}

const ARRIBA: &str = "#gene1\tgene2\tstrand1(gene/fusion)\tstrand2(gene/fusion)\tbreakpoint1\tbreakpoint2\tsite1\tsite2\ttype\tsplit_reads1\tsplit_reads2\tdiscordant_mates\tcoverage1\tcoverage2\tconfidence\treading_frame\ttags\tretained_protein_domains\n";
const STAR: &str = "#FusionName\tJunctionReadCount\tSpanningFragCount\tSpliceType\tLeftGene\tLeftBreakpoint\tRightGene\tRightBreakpoint\tLargeAnchorSupport\tFFPM\tannots\tPROT_FUSION_TYPE\n";
const CATCHER: &str = "Gene_1_symbol(5end_fusion_partner)\tGene_2_symbol(3end_fusion_partner)\tFusion_description\tSpanning_unique_reads\tFusion_point_for_gene_1(5end_fusion_partner)\tFusion_point_for_gene_2(3end_fusion_partner)\tPredicted_effect\n";

/// Rows with blanks for tabs.
fn rna(header: &str, rows: &[&str]) -> SampleVariants {
    let rows: Vec<String> = rows.iter().map(|row| row.replace(' ', "\t") + "\n").collect();
    let rows = rows.concat();
    let content = Content {
        name: "f.tsv".into(),
        bytes: format!("{header}{rows}").into_bytes(),
        sha256: String::new(),
    };
    let found = read_rearrangements(&content, &PANEL, None).unwrap().of_sample("S", "S").unwrap();
    SampleVariants {
        variants: found.variants,
        filtered: found.filtered,
        fusions_tested_in_rna: true,
        ..SampleVariants::default()
    }
}

#[test]
fn fusions_of_rna_are_read_from_the_tables_of_their_callers() {
    for (header, line) in [
        (
            ARRIBA,
            "EML4 ALK +/+ -/- 2:42295516 2:29223528 CDS/splice-site CDS/splice-site inversion 9 8 12 200 90 high in-frame . .",
        ),
        (
            ARRIBA,
            "EML4 ALK +/+ -/- chr2:42522656 chr2:29446394 CDS/splice-site CDS/splice-site inversion 9 8 12 200 90 medium in-frame . .",
        ),
        (
            STAR,
            "EML4--ALK 21 9 ONLY_REF_SPLICE EML4^ENSG00000143924.18 chr2:42295516:+ ALK^ENSG00000171094.17 chr2:29223528:- YES_LDAS 0.6 [\"INTRACHROMOSOMAL[chr2:12.8Mb]\"] INFRAME",
        ),
        (CATCHER, "EML4 ALK known,cosmic 12 2:42295516:+ 2:29223528:- in-frame"),
    ] {
        let (status, evidence, flags) = said(&rna(header, &[line]), "ALK");
        assert_eq!(
            (status, evidence.as_str()),
            (AlterationStatus::Altered, "fusion:EML4-ALK;fusion_in_rna"),
            "{line}"
        );
        assert_eq!(flags, "");
    }
    // Without the frame a published pair is likely, another one open.
    let star = "#fusion_name\tJunctionReads\tSpanningFrags\tSplice_type\tLeftGene\tLeftBreakpoint\tRightGene\tRightBreakpoint\n";
    let known = said(
        &rna(star, &["EML4--ALK 21 9 ONLY_REF_SPLICE EML4^E chr2:42295516:+ ALK^E chr2:29223528:-"]),
        "ALK",
    );
    assert_eq!((known.0, known.2.as_str()), (AlterationStatus::Altered, "fusion_frame_unknown"));
    let other = said(
        &rna(star, &["ABCD1--ALK 21 9 ONLY_REF_SPLICE ABCD1^E chrX:153000000:+ ALK^E chr2:29223528:-"]),
        "ALK",
    );
    assert_eq!((other.0, other.2.as_str()), (AlterationStatus::Uncertain, "fusion_frame_unknown"));
}

#[test]
fn what_a_caller_of_rna_doubts_is_open() {
    let arriba = |strands: &str, place: &str, kind: &str, confidence: &str, frame: &str| {
        let line = format!(
            "EML4 ALK +/+ {strands} 2:42295516 {place} CDS CDS {kind} 9 8 12 200 90 {confidence} {frame} . ."
        );
        said(&rna(ARRIBA, &[&line]), "ALK")
    };
    for (strands, place, kind, confidence, frame, flag) in [
        ("-/-", "2:29223528", "inversion", "low", "in-frame", "fusion_low_confidence"),
        ("-/-", "2:29223528", "inversion", "high", "out-of-frame", "fusion_out_of_frame"),
        ("-/-", "2:29223528", "inversion", "high", "stop-codon", "fusion_out_of_frame"),
        ("-/-", "2:29223528", "deletion/read-through", "high", "in-frame", "fusion_read_through"),
        ("-/-", "2:29223528", "inversion/5'-5'", "high", "in-frame", "fusion_opposite"),
        ("-/+", "2:29223528", "inversion", "high", "in-frame", "fusion_opposite"),
        // The first base of exon 28, behind the kinase.
        ("-/-", "2:29193922", "inversion", "high", "in-frame", "kinase_domain_lost"),
    ] {
        let (status, _, flags) = arriba(strands, place, kind, confidence, frame);
        assert_eq!(
            (status, flags.as_str()),
            (AlterationStatus::Uncertain, flag),
            "{kind} {confidence} {frame}"
        );
    }
    let star = |junction: &str, anchor: &str, ffpm: &str, annots: &str, frame: &str| {
        let line = format!(
            "EML4--ALK {junction} 9 ONLY_REF_SPLICE EML4^E chr2:42295516:+ ALK^E chr2:29223528:- {anchor} {ffpm} {annots} {frame}"
        );
        said(&rna(STAR, &[&line]), "ALK").2
    };
    assert_eq!(star("9", "NO_LDAS", "0.6", ".", "INFRAME"), "fusion_low_confidence");
    assert_eq!(star("9", "YES_LDAS", "0.05", ".", "INFRAME"), "fusion_low_confidence");
    assert_eq!(star("0", "YES_LDAS", "0.6", ".", "INFRAME"), "fusion_low_confidence");
    assert_eq!(
        star("9", "YES_LDAS", "0.6", "[\"GTEx_recurrent_StarF2019\"]", "INFRAME"),
        "fusion_low_confidence"
    );
    assert_eq!(star("9", "YES_LDAS", "0.6", "[\"NEIGHBORS[5000]\"]", "INFRAME"), "fusion_read_through");
    assert_eq!(star("9", "YES_LDAS", "0.6", ".", "FRAMESHIFT"), "fusion_out_of_frame");
    // The kinase gene in front loses its kinase.
    let front = said(
        &rna(STAR, &["ALK--EML4 9 9 x ALK^E chr2:29223400:- EML4^E chr2:42295516:+ YES_LDAS 1 . INFRAME"]),
        "ALK",
    );
    assert_eq!((front.0, front.2.as_str()), (AlterationStatus::Uncertain, "kinase_not_shown_kept"));
    // A loss gene in a fused transcript: what is left of it is not known.
    let lost = said(
        &rna(
            STAR,
            &["STK11--SBNO2 9 9 x STK11^E chr19:1207203:+ SBNO2^E chr19:1110000:- YES_LDAS 1 . FRAMESHIFT"],
        ),
        "STK11",
    );
    assert_eq!((lost.0, lost.2.contains("sv_effect_unknown")), (AlterationStatus::Uncertain, true));
}

#[test]
fn rows_without_genes_or_places_stop_nothing() {
    let sample = rna(
        ARRIBA,
        &[
            "AC01(1234),AC02(567) ROS1 ./+ -/- 3:100 6:117324415 intergenic CDS/splice-site translocation 9 8 12 1 1 high . . .",
            "CCDC6 RET(900),CSGALNACT2(4000) -/- ./+ . NA CDS intergenic inversion 3 2 2 1 1 high . . .",
            "TPM3 NTRK1 . . . . . . . . . . . . high in-frame . .",
            ". . . . . . . . . . . . . . . . . .",
        ],
    );
    for (gene, status, flag) in [
        ("ROS1", AlterationStatus::Uncertain, "fusion_partner_missing"),
        ("RET", AlterationStatus::Uncertain, "fusion_between_genes"),
        ("NTRK1", AlterationStatus::Altered, "kinase_domain_inferred"),
    ] {
        let (found, _, flags) = said(&sample, gene);
        assert_eq!((found, flags.as_str()), (status, flag), "{gene}");
    }
    let portal = "Sample_Id\tSite1_Hugo_Symbol\tSite1_Chromosome\tSite1_Position\tSite2_Hugo_Symbol\tSite2_Chromosome\tSite2_Position\tClass\tNCBI_Build\tSV_Status\n";
    let rows = [
        "S EML4 2 NA ALK 2 -1 INVERSION GRCh37 SOMATIC",
        "S CD74 5 x12 ROS1 6 117645578 TRANSLOCATION GRCh37 SOMATIC",
        "S KIF5B 10 1 RET 10 43610000 INVERSION GRCh37 GERMLINE",
    ];
    let mut sample = rna(portal, &rows);
    sample.rearrangements_tested = true;
    assert_eq!(said(&sample, "ALK").2, "kinase_not_shown_kept");
    assert_eq!(said(&sample, "ROS1").2, "impossible_value");
    assert_eq!(said(&sample, "RET").0, AlterationStatus::NotAltered);
    let listed: Vec<(&str, &str)> =
        sample.filtered.iter().map(|f| (f.gene.as_str(), f.detail.as_str())).collect();
    assert_eq!(
        listed,
        [
            ("ROS1", "line 3: site1_position 'x12' is not a position"),
            ("RET", "line 4: the table calls it germline")
        ]
    );
}

#[test]
fn one_fusion_of_dna_and_rna_is_one_variant_with_both_sources() {
    let line = "EML4 ALK +/+ -/- 2:42295516 2:29223528 CDS CDS inversion 9 8 12 200 90 high in-frame . .";
    let junction = |word: &str| {
        vcf(&[&format!("chr2 {ALK} a N <INV> . PASS SVTYPE=INV;END={EML4};{word} PR:SR 30,0:30,0 30,9:30,8")])
    };
    for word in ["INV3", "INV5"] {
        let mut sample = rna(ARRIBA, &[line, line]);
        sample.extend(junction(word));
        let profile = judge(&sample, &Coverage::Genome);
        let alk = profile.genes.iter().find(|row| row.gene == "ALK").unwrap();
        assert_eq!((alk.status, alk.n_variants), (AlterationStatus::Altered, 1));
        assert_eq!(words(&alk.evidence), "fusion:EML4-ALK;fusion_in_rna;fusion_in_dna");
        assert_eq!(profile.variants.len(), 1);
    }
}

#[test]
fn an_empty_table_shows_that_rna_was_tested() {
    for header in [ARRIBA, STAR, CATCHER] {
        assert!(rna(header, &[]).variants.is_empty());
    }
}

/// On the genome that the user states, where the junction does not show it.
#[test]
fn the_stated_genome_places_a_junction_within_an_exon() {
    let line = "EML4\tALK\t+/+\t-/-\t2:42295516\t2:29223480\tCDS\tCDS\tinversion\t9\t8\t12\t200\t90\thigh\tin-frame\t.\t.";
    let content =
        Content { name: "f".into(), bytes: format!("{ARRIBA}{line}\n").into_bytes(), sha256: String::new() };
    let verdict = |build: Option<Build>| {
        let found = read_rearrangements(&content, &PANEL, build).unwrap().of_sample("S", "S").unwrap();
        words(&found.variants[0].flags)
    };
    assert_eq!(verdict(Some(Build::Grch38)), "");
    assert_eq!(verdict(None), "kinase_domain_inferred");
}
