//! Rearrangements whose reading once was firm without ground, or lost.

#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use evade_core::AlterationStatus::{self, Altered, NotAltered, Uncertain};
use evade_core::GeneAlteration;
use evade_genome::{
    Build, Coverage, Filters, SampleVariants, VcfOptions, judge, read_rearrangements, read_vcf_input,
};
use evade_stream::{Content, Input};

use self::support::PANEL;

const HEADER: &str = "##fileformat=VCFv4.2\n##contig=<ID=chr1,length=248956422>\n";
const COUNTS: &str = "PR:SR 30,0:30,0 20,10:20,12";

/// Records with blanks for tabs; the sample columns are the normal and the tumour.
fn vcf(records: &[&str]) -> SampleVariants {
    let records = records.join("\n");
    let text = format!("#CHROM POS ID REF ALT QUAL FILTER INFO FORMAT NORMAL TUMOR\n{records}\n");
    let text = format!("{HEADER}{}", text.replace(' ', "\t"));
    let mut input = Input::from_bytes("x.vcf", text.as_bytes()).unwrap();
    let native = evade_genome::NativeAnnotator::default();
    let options = VcfOptions { native: Some(&native), ..VcfOptions::default() };
    let variants = read_vcf_input(&mut input, &options, &PANEL, &Filters::default()).unwrap().variants;
    SampleVariants { breakpoints_tested: true, ..variants }
}

/// A table with blanks for tabs; its only sample is T.
fn table(header: &str, rows: &[&str]) -> SampleVariants {
    let text = format!("{header}\n{}\n", rows.join("\n")).replace(' ', "\t").replace('~', " ");
    let content = Content { name: "x.tsv".into(), bytes: text.into_bytes(), sha256: String::new() };
    let calls = read_rearrangements(&content, &PANEL, Some(Build::Grch38)).unwrap();
    let own = calls.of_sample("T", "T").unwrap();
    SampleVariants {
        variants: own.variants,
        filtered: own.filtered,
        rearrangements_tested: true,
        ..SampleVariants::default()
    }
}

fn row(sample: &SampleVariants, name: &str) -> GeneAlteration {
    judge(sample, &Coverage::Genome).genes.into_iter().find(|row| row.gene == name).unwrap()
}

fn status(sample: &SampleVariants, name: &str) -> AlterationStatus {
    row(sample, name).status
}

fn flags(sample: &SampleVariants, name: &str) -> String {
    row(sample, name).flags.iter().map(ToString::to_string).collect::<Vec<_>>().join(";")
}

#[test]
fn a_tumour_without_a_call_has_no_rearrangement() {
    for (columns, expected) in [
        ("GT 0/0 0/1", Altered),
        ("GT 0/0 ./.", NotAltered),
        ("GT 0/0 .", NotAltered),
        ("GT 0|0 .|.", NotAltered),
        ("PR:SR 30,0:30,0 .:.", NotAltered),
        ("GT:PR:SR 0/0:30,0:30,0 ./.:.:.", NotAltered),
        ("GT:PR:SR 0/0:30,0:30,0 .", NotAltered),
        ("GT:PSV:LN:DR:ST 0/0:NA:0:0,0:-- ./.:NaN:0:0,0:--", NotAltered),
        // Callers that never write a genotype.
        ("GT:VF:REF:REFPAIR .:0:30:30 .:17:30:30", Altered),
        ("GT:SU:PE:SR ./.:0:0:0 ./.:29:20:9", Altered),
    ] {
        let sample = vcf(&[&format!("chr2 42295000 1 N N]chr2:29224000] . PASS SVTYPE=BND {columns}")]);
        assert_eq!(status(&sample, "ALK"), expected, "{columns}");
        assert_eq!(sample.filtered.is_empty(), expected == Altered, "{columns}");
    }
    let deletion =
        |columns: &str| vcf(&[&format!("chr19 1206000 1 N <DEL> . PASS SVTYPE=DEL;END=1228000 {columns}")]);
    assert_eq!(status(&deletion("GT 0/0 0/1"), "STK11"), Altered);
    assert_eq!(status(&deletion("GT 0/0 ./."), "STK11"), NotAltered);
}

/// Exon 14 of MET lies at 116771849-116771989, exons 13 and 15 at 116771498-116771654 and 116774881-116775111.
#[test]
fn the_loss_of_met_exon_14_is_never_denied() {
    let met = |record: &str| {
        let sample = vcf(&[&format!("{record} {COUNTS}")]);
        (status(&sample, "MET"), status(&sample, "MET_exon14"))
    };
    // Alone, in each way of writing.
    for record in [
        "chr7 116771700 1 N <DEL> . PASS SVTYPE=DEL;END=116773000",
        "chr7 116771700 1 N <DEL> . PASS SVTYPE=DEL;SVLEN=-1300",
        "chr7 116771700 1 N N[chr7:116773000[ . PASS SVTYPE=BND;MATEID=2",
        "chr7 116773000 2 N ]chr7:116771700]N . PASS SVTYPE=BND;MATEID=1",
        "chr7 116771700 1 N <DEL> . PASS SVTYPE=DEL;CHR2=chr7;END=116773000;CT=3to5",
    ] {
        assert_eq!(met(record), (Altered, Altered), "{record}");
    }
    // With another exon, in part, turned around or doubled.
    for record in [
        "chr7 116771500 1 N <DEL> . PASS SVTYPE=DEL;END=116772500",
        "chr7 116771700 1 N <DEL> . PASS SVTYPE=DEL;END=116776000",
        "chr7 116771900 1 N <DEL> . PASS SVTYPE=DEL;END=116772500",
        "chr7 116771700 1 N <DEL> . PASS SVTYPE=DEL;END=116771830",
        "chr7 116771700 1 N <INV> . PASS SVTYPE=INV;END=116773000",
        "chr7 116771700 1 N <DUP:TANDEM> . PASS SVTYPE=DUP;END=116773000",
    ] {
        assert_eq!(met(record), (Uncertain, Uncertain), "{record}");
    }
    // The exon is not concerned; deep in an intron nothing is.
    assert_eq!(met("chr10 32023000 1 N [chr7:116770000[N . PASS SVTYPE=BND"), (Uncertain, NotAltered));
    assert_eq!(met("chr7 116760000 1 N <DEL> . PASS SVTYPE=DEL;END=116762000"), (NotAltered, NotAltered));
    assert_eq!(
        met("chr7 116000000 1 N <DUP:TANDEM> . PASS SVTYPE=DUP;END=117000000"),
        (NotAltered, NotAltered)
    );
    // Filtered by its caller it is named.
    let failed = vcf(&[&format!("chr7 116771700 1 N <DEL> . MinQUAL SVTYPE=DEL;END=116773000 {COUNTS}")]);
    assert!(flags(&failed, "MET").contains("candidate_filtered"), "{}", flags(&failed, "MET"));
}

#[test]
fn exons_of_receptors_that_are_lost_or_doubled_are_open() {
    for record in [
        // Exons 2 to 7 of EGFR, its kinase twice, its end on another gene.
        "chr7 55060000 1 N <DEL> . PASS SVTYPE=DEL;END=55154500",
        "chr7 55172500 1 N <DUP:TANDEM> . PASS SVTYPE=DUP;END=55202000",
        "chr7 55200000 1 N N[chr15:40700000[ . PASS SVTYPE=BND",
    ] {
        let sample = vcf(&[&format!("{record} {COUNTS}")]);
        assert_eq!(status(&sample, "EGFR"), Uncertain, "{record}");
        assert_eq!(flags(&sample, "EGFR"), "sv_effect_unknown;sv;amplification_not_tested", "{record}");
    }
}

#[test]
fn tables_leave_met_exon_14_open_where_it_may_be_lost() {
    let header = "Sample_Id SV_Status Site1_Hugo_Symbol Site2_Hugo_Symbol Site1_Chromosome Site1_Position Site2_Chromosome Site2_Position NCBI_Build Event_Info Class";
    for (places, info, expected) in [
        ("7 116411800 7 116412500 GRCh37", "Deletion~of~1~exon:~in~frame", (Altered, Altered)),
        ("NA NA NA NA GRCh37", "Deletion~of~exon~14", (Altered, Altered)),
        ("7 116411500 7 116412500 GRCh37", "Deletion~within~transcript", (Uncertain, Uncertain)),
        ("7 116411800 7 116412500 NA", "Deletion~within~transcript", (Uncertain, Uncertain)),
        ("NA NA NA NA GRCh37", "Deletion~of~1~exon:~in~frame", (Uncertain, Uncertain)),
        ("7 116380100 7 116381000 GRCh37", "Deletion~of~2~exons", (Uncertain, NotAltered)),
    ] {
        let sample = table(header, &[&format!("T SOMATIC MET MET {places} {info} DELETION")]);
        assert_eq!((status(&sample, "MET"), status(&sample, "MET_exon14")), expected, "{places} {info}");
    }
    let arriba = "#gene1 gene2 strand1(gene/fusion) strand2(gene/fusion) breakpoint1 breakpoint2 type split_reads1 split_reads2 discordant_mates confidence reading_frame";
    let junction = |places: &str, confidence: &str| {
        let sample =
            table(arriba, &[&format!("MET MET +/+ +/+ {places} deletion 12 9 7 {confidence} in-frame")]);
        (status(&sample, "MET"), status(&sample, "MET_exon14"))
    };
    // Exon 13 on exon 15.
    assert_eq!(junction("7:116771654 7:116774881", "high"), (Altered, Altered));
    assert_eq!(junction("7:116771654 7:116774881", "low"), (Uncertain, Uncertain));
    assert_eq!(junction("7:116769791 7:116774881", "high"), (Uncertain, Uncertain));
}

#[test]
fn a_fusion_below_the_limits_of_reads_is_named_in_the_row() {
    for (counts, reason) in [
        ("PR:SR 30,0:30,0 90,3:90,2", "low_vaf"),
        ("PR:SR 30,0:30,0 20,1:20,1", "low_alt_reads"),
        ("PR:SR 30,0:30,0 2,3:2,1", "low_depth"),
    ] {
        for (record, gene) in [
            ("chr2 42295000 1 N N]chr2:29224000] . PASS SVTYPE=BND;SOMATIC", "ALK"),
            ("chr10 87932000 1 N N[chr3:500[ . PASS SVTYPE=BND", "PTEN"),
        ] {
            let sample = vcf(&[&format!("{record} {counts}")]);
            assert_eq!(status(&sample, gene), NotAltered);
            let said = flags(&sample, gene);
            assert!(said.contains("candidate_filtered") && said.contains(reason), "{counts} {gene}: {said}");
        }
    }
    // Without any read there is no candidate.
    let none = vcf(&["chr2 42295000 1 N N]chr2:29224000] . PASS SVTYPE=BND PR:SR 30,0:30,0 90,0:90,0"]);
    assert_eq!(flags(&none, "ALK"), "");
}

#[test]
fn a_rearrangement_without_its_other_end_leaves_the_gene_open() {
    for (record, gene) in [
        ("chr2 29224000 1 N <INV> . PASS SVTYPE=INV", "ALK"),
        ("chr2 29224000 1 N <INV> . PASS SVTYPE=INV;END=.", "ALK"),
        ("chr2 29224000 1 N <INV> . PASS SVTYPE=INV;END=29224000", "ALK"),
        ("chr2 42295000 1 N <INV> . PASS SVTYPE=INV;END=29224000;CT=3to3", "ALK"),
        ("chr10 87894000 1 N <DEL> . PASS SVTYPE=DEL", "PTEN"),
        ("chr10 87940000 1 N <DEL> . PASS SVTYPE=DEL;END=87932000", "PTEN"),
        ("chr7 116771700 1 N <DEL> . PASS SVTYPE=DEL", "MET"),
        ("chr7 116771700 1 N <DEL> . PASS SVTYPE=DEL", "MET_exon14"),
    ] {
        let sample = vcf(&[&format!("{record} {COUNTS}")]);
        assert_eq!(status(&sample, gene), Uncertain, "{record}");
        assert!(flags(&sample, gene).contains("sv_place_unknown"), "{record}: {}", flags(&sample, gene));
    }
    for record in [
        "chr2 42295000 1 N N]chr2:abc] . PASS SVTYPE=BND",
        "chr2 42295000 1 N N]chr2] . PASS SVTYPE=BND",
        "chr5 42295000 1 N [chr2:[N . PASS SVTYPE=BND",
        "chr5 42295000 1 N <TRA> . PASS SVTYPE=TRA;CHR2=chr2",
    ] {
        let sample = vcf(&[&format!("{record} {COUNTS}")]);
        assert_eq!(status(&sample, "ALK"), Uncertain, "{record}");
        assert_eq!(flags(&sample, "ALK"), "impossible_value", "{record}");
        assert_eq!(status(&sample, "ROS1"), NotAltered, "{record}");
        let listed = sample.filtered.iter().find(|f| f.gene == "ALK").unwrap();
        assert_eq!(listed.reason.as_str(), "impossible_value", "{record}");
        let failed = vcf(&[&format!("{} {COUNTS}", record.replace("PASS", "MinQUAL"))]);
        assert_eq!(status(&failed, "ALK"), NotAltered, "{record}");
    }
}

const PORTAL: &str = "Sample_Id SV_Status Site1_Hugo_Symbol Site2_Hugo_Symbol Site1_Chromosome Site1_Position Site2_Chromosome Site2_Position NCBI_Build Site2_Effect_On_Frame Event_Info Class Connection_Type";
const EML4_ALK: &str = "EML4 ALK 2 42522656 2 29446394 GRCh37";
const ALK_EML4: &str = "ALK EML4 2 29446394 2 42522656 GRCh37";

#[test]
fn the_frame_of_a_table_is_read_in_each_way_of_writing() {
    for (frame, info, expected) in [
        ("In_frame", "EML4-ALK~fusion", (Altered, "")),
        ("InFrame", "EML4-ALK~fusion", (Altered, "")),
        ("NA", "Protein~Fusion:~in~frame~{EML4:ALK}", (Altered, "")),
        ("Frameshift", "EML4-ALK~fusion", (Uncertain, "fusion_out_of_frame")),
        ("Frame_Shift", "EML4-ALK~fusion", (Uncertain, "fusion_out_of_frame")),
        ("Out~of~frame", "EML4-ALK~fusion", (Uncertain, "fusion_out_of_frame")),
        ("NA", "Protein~Fusion:~out~of~frame~{EML4:ALK}", (Uncertain, "fusion_out_of_frame")),
        ("In_frame", "Protein~Fusion:~out~of~frame~{EML4:ALK}", (Uncertain, "fusion_out_of_frame")),
        ("NA", "EML4-ALK~fusion", (Altered, "fusion_frame_unknown")),
        ("Unknown", "Protein~Fusion:~mid-exon~{EML4:ALK}", (Altered, "fusion_frame_unknown")),
    ] {
        let sample = table(PORTAL, &[&format!("T SOMATIC {EML4_ALK} {frame} {info} INVERSION NA")]);
        let flags = flags(&sample, "ALK");
        assert_eq!((status(&sample, "ALK"), flags.as_str()), expected, "{frame} {info}");
    }
}

#[test]
fn the_order_of_a_table_follows_from_words_then_strands_then_sites() {
    for (sites, info, class, connection, expected) in [
        (ALK_EML4, "EML4-ALK~fusion", "INVERSION", "5to5", Altered),
        (ALK_EML4, "NA", "INVERSION", "3to3", Altered),
        (EML4_ALK, "NA", "INVERSION", "3to3", Altered),
        (EML4_ALK, "NA", "INVERSION", "NA", Altered),
        (ALK_EML4, "NA", "INVERSION", "NA", Uncertain),
        (ALK_EML4, "NA", "INVERSION", "5to5", Uncertain),
        (EML4_ALK, "NA", "INVERSION", "5to5", Uncertain),
        (EML4_ALK, "NA", "TRANSLOCATION", "3to5", Uncertain),
    ] {
        let sample = table(PORTAL, &[&format!("T SOMATIC {sites} In_frame {info} {class} {connection}")]);
        assert_eq!(status(&sample, "ALK"), expected, "{sites} {info} {connection}");
        let evidence: Vec<String> = row(&sample, "ALK").evidence.iter().map(ToString::to_string).collect();
        if expected == Altered {
            assert_eq!(evidence, ["fusion:EML4-ALK"], "{sites} {info} {connection}");
        }
    }
    // A deletion between two genes of one strand states its order.
    let deletion = |sites: &str| {
        status(&table(PORTAL, &[&format!("T SOMATIC {sites} In_frame NA DELETION NA")]), "ROS1")
    };
    assert_eq!(deletion("ROS1 GOPC 6 117641500 6 117890000 GRCh37"), Altered);
}

#[test]
fn a_known_partner_without_its_coding_start_is_named_so() {
    // Intron 1 of EML4 before its start codon lies at 42169400 on GRCh38.
    let sample = vcf(&[&format!("chr2 42169400 1 N N]chr2:29224000] . PASS SVTYPE=BND {COUNTS}")]);
    assert_eq!(status(&sample, "ALK"), Uncertain);
    assert_eq!(flags(&sample, "ALK"), "fusion_partner_not_coding;sv");
}

#[test]
fn a_possible_fusion_was_read() {
    let possible = vcf(&[&format!("chr2 29224000 1 N N[chr2:42295000[ . PASS SVTYPE=BND {COUNTS}")]);
    let flags = |sample: &SampleVariants, coverage: &Coverage, gene: &str| {
        let row = judge(sample, coverage).genes.into_iter().find(|row| row.gene == gene).unwrap();
        row.flags.iter().map(ToString::to_string).collect::<Vec<_>>().join(";")
    };
    assert!(!flags(&possible, &Coverage::Exome, "ALK").contains("fusion_not_tested"));
    assert!(flags(&possible, &Coverage::Exome, "RET").contains("fusion_not_tested"));
    // Without a file of small variants a genome still shows fusions.
    let genome = SampleVariants { is_genome_sequenced: true, ..possible };
    assert!(!flags(&genome, &Coverage::Undeclared, "RET").contains("fusion_not_tested"));
}

#[test]
fn a_fusion_of_rna_without_reads_over_the_junction_is_open() {
    let arriba = |reads: &str| {
        let header = "#gene1 gene2 strand1(gene/fusion) strand2(gene/fusion) breakpoint1 breakpoint2 type split_reads1 split_reads2 discordant_mates confidence reading_frame";
        let row = format!("EML4 ALK +/+ -/- 2:42295516 2:29223528 inversion {reads} 12 high in-frame");
        flags(&table(header, &[&row]), "ALK")
    };
    assert_eq!(arriba("0 0"), "fusion_low_confidence");
    assert_eq!(arriba("0 3"), "");
    let catcher = |counts: &str| {
        let header = "Gene_1_symbol(5end_fusion_partner) Gene_2_symbol(3end_fusion_partner) Fusion_description Counts_of_common_mapping_reads Spanning_pairs Spanning_unique_reads Fusion_point_for_gene_1(5end_fusion_partner) Fusion_point_for_gene_2(3end_fusion_partner) Predicted_effect";
        let row = format!("EML4 ALK known {counts} 2:42295516:+ 2:29223528:- in-frame");
        flags(&table(header, &[&row]), "ALK")
    };
    assert_eq!(catcher("0 12 8"), "");
    assert_eq!(catcher("0 12 0"), "fusion_low_confidence");
    assert_eq!(catcher("500 12 8"), "fusion_low_confidence");
    assert_eq!(catcher("3 12 8"), "");
}
