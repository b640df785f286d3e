//! Segments of programs that name their columns in their own way, or not at all.

#![expect(clippy::unwrap_used, reason = "what tests share panics to fail, as they do")]

use evade_genome::{SegmentFormat, Segments, is_segments, read_segments};
use evade_stream::Content;

fn file(text: &str) -> Content {
    Content { name: "x".into(), bytes: text.into(), sha256: String::new() }
}

fn read(text: &str) -> Segments {
    assert!(is_segments(&file(text)), "{text}");
    read_segments(&file(text)).unwrap()
}

fn copies(segments: &Segments) -> Vec<(f64, Option<f64>)> {
    segments.rows.iter().map(|row| (row.total, row.minor)).collect()
}

#[test]
fn ascat_ngs_writes_no_header() {
    for text in
        ["1,1,100,200,2,1,2,1\n2,6,1,300,2,1,1,0\n", "1,chr1,100,200,2,1,2,1\n\"2\",\"6\",1,300,2,1,1,0\n"]
    {
        let segments = read(text);
        assert_eq!(segments.format, SegmentFormat::AscatNgs);
        assert_eq!(copies(&segments), [(2.0, Some(1.0)), (1.0, Some(0.0))]);
        assert_eq!((segments.rows[0].chrom.as_str(), segments.rows[1].end), ("1", 300));
    }
}

#[test]
fn control_freec_with_and_without_header_and_genotype() {
    let plain = read("1\t100\t200\t3\tgain\n9\t100\t200\t0\tloss\n");
    assert_eq!((plain.format, copies(&plain)), (SegmentFormat::ControlFreec, vec![(3.0, None), (0.0, None)]));
    let told = read("1\t100\t200\t3\tgain\tAAB\t0.1\n6\t1\t9\t2\tneutral\tAA\t3\n9\t1\t2\t1\tloss\t-\t-1\n");
    assert_eq!(copies(&told), [(3.0, Some(1.0)), (2.0, Some(0.0)), (1.0, None)]);
    for header in ["copy number", "copy.number"] {
        let text = format!(
            "chr\tstart\tend\t{header}\tstatus\tgenotype\tuncertainty\tWilcoxonRankSumTestPvalue\tKolmogorovSmirnovPvalue\n6\t1\t9\t1\tloss\tA\t0\t0.001\t0.002\n"
        );
        assert_eq!(copies(&read(&text)), [(1.0, Some(0.0))]);
    }
    // What the normal has too is no loss of the tumour.
    let text = "1\t1\t9\t1\tloss\tA\t0\tgermline\t90\n6\t1\t9\t1\tloss\tA\t0\tsomatic\t2\n";
    assert_eq!(read(text).rows.len(), 1);
    let windows = file("Chromosome\tStart\tRatio\tMedianRatio\tCopyNumber\n1\t1\t1\t1\t2\n");
    let error = read_segments(&windows).unwrap_err().to_string();
    assert!(error.contains("_ratio.txt") && error.contains("_CNVs"), "{error}");
}

#[test]
fn absolute_in_both_of_its_layouts() {
    let text = "sample\tChromosome\tStart.bp\tEnd.bp\trescaled_total_cn\tmodal.a1\tmodal.a2\tsubclonal.a1\tsubclonal.a2\tLOH\nT\t6\t1\t90\t1.1\t0\t1\t0\t0\t1\nT\t7\t1\t90\t2\t1\t1\t0\t1\t0\n";
    let segments = read(text);
    assert_eq!(
        (segments.format, copies(&segments)),
        (SegmentFormat::Absolute, vec![(1.0, Some(0.0)), (2.0, Some(1.0))])
    );
    assert_eq!((segments.rows[0].is_in_part, segments.rows[1].is_in_part), (false, true));
    assert_eq!(segments.samples(), ["T"]);
    let text = "Sample\tChromosome\tStart\tEnd\tNum_Probes\tLength\tModal_HSCN_1\tModal_HSCN_2\tModal_Total_CN\nT\t6\t1\t90\t8\t90\t0\t2\t2\n";
    assert_eq!(copies(&read(text)), [(2.0, Some(0.0))]);
}

#[test]
fn columns_that_say_what_they_hold_are_read_in_any_spelling() {
    for header in [
        "Chromosome\tStart\tEnd\tTotal_CN\tMinor_CN",
        "chrom\tstart\tend\ttcn\tlcn",
        "Chr\tStart_Position\tEnd_Position\tTCN\tLCN",
        "seqnames\tstart\tend\ttotal.copy.number\tminor.copy.number",
        "chromosome\tstart\tend\tcn_total\tcn_minor",
    ] {
        assert_eq!(copies(&read(&format!("{header}\n6\t1\t90\t2\t0\n"))), [(2.0, Some(0.0))], "{header}");
    }
    for header in [
        "chrom\tstart\tend\tmajor_cn\tminor_cn",
        "Chromosome\tStart.bp\tEnd.bp\tMajorCN\tMinorCN",
        "chr\tloc.start\tloc.end\tnMaj\tnMin",
    ] {
        assert_eq!(copies(&read(&format!("{header}\n6\t1\t90\t2\t0\n"))), [(2.0, Some(0.0))], "{header}");
    }
    let gdc = "GDC_Aliquot\tChromosome\tStart\tEnd\tCopy_Number\tMajor_Copy_Number\tMinor_Copy_Number\nT\tchr6\t1\t90\t3\t2\t1\n";
    let segments = read(gdc);
    assert_eq!((copies(&segments), segments.samples()), (vec![(3.0, Some(1.0))], vec!["T"]));
    // Alleles that do not make the total are no copies.
    let wrong = read("chrom\tstart\tend\ttotal_cn\tmajor_cn\tminor_cn\n6\t1\t90\t5\t2\t0\n");
    assert_eq!((wrong.rows.len(), wrong.impossible.len()), (0, 1));
}

#[test]
fn log_ratios_alone_are_read_as_such_and_fractions_are_refused() {
    for header in [
        "Sample\tChromosome\tStart\tEnd\tNum_Probes\tSegment_Mean",
        "ID\tchrom\tloc.start\tloc.end\tnum.mark\tseg.mean",
        "Sample\tChromosome\tStart_Position\tEnd_Position\tNum_Markers\tSeg.CN",
    ] {
        let segments = read(&format!("{header}\nT\t9\t1\t90\t20\t-1.4\n"));
        assert_eq!((segments.format, segments.rows[0].log2), (SegmentFormat::Seg, Some(-1.4)), "{header}");
    }
    let called = read(
        "@HD\tVN:1.6\nCONTIG\tSTART\tEND\tNUM_POINTS_COPY_RATIO\tMEAN_LOG2_COPY_RATIO\tCALL\nchr9\t1\t90\t20\t-1.4\t-\n",
    );
    assert_eq!((called.rows[0].log2, called.rows[0].minor), (Some(-1.4), None));
    let rows: Vec<String> = (1..=8).map(|i| format!("T\t{i}\t1\t90\t20\t0.4{i}\n")).collect();
    let rows = rows.concat();
    let fractions = format!("Sample\tChromosome\tStart\tEnd\tNum_Probes\tSegment_Mean\n{rows}");
    let error = read_segments(&file(&fractions)).unwrap_err().to_string();
    assert!(error.contains("minor allele fractions"), "{error}");
    let cns = file("chromosome\tstart\tend\tgene\tlog2\tdepth\tprobes\tweight\n1\t1\t9\t-\t0\t9\t9\t1\n");
    assert!(read_segments(&cns).unwrap_err().to_string().contains("cnvkit.py call"));
}
