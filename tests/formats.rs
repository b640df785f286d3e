//! Expression files in the formats that users hold: the hand-made ones of test-data/formats, and real ones.

use std::collections::BTreeMap;
use std::path::Path;

use evade_core::Unit;
use evade_io::{Expression, InputFormat, ReadAs, TxToGene, read_expression_as, read_genes, read_tx2gene};
use evade_stream::{Digest, Source};

use crate::support::{Tsv, evade_in, folder, real_data, repository, test_data};

/// Ids of CD8A and IFNG, in the order of the files.
const ENSEMBL: [&str; 2] = ["ENSG00000153563", "ENSG00000111537"];

fn read_with(path: &Path, format: Option<InputFormat>, tx2gene: Option<&TxToGene>) -> Expression {
    let mut input = Source::path(path).open(Digest::None).unwrap();
    read_expression_as(&mut input, ReadAs { format, tx2gene, ..ReadAs::default() })
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn read(file: &str) -> Expression {
    read_with(&test_data("formats").join(file), None, None)
}

fn tx2gene(path: &Path) -> TxToGene {
    read_tx2gene(&Source::path(path).read().unwrap()).unwrap()
}

/// Ids without versions and what RSEM adds to them.
fn ids(read: &Expression) -> Vec<&str> {
    read.matrix.row_ids().iter().map(|id| id.split('.').next().unwrap()).collect()
}

fn samples(read: &Expression) -> Vec<&str> {
    read.matrix.samples().ids().iter().map(String::as_str).collect()
}

#[test]
fn tables_of_many_samples_are_read_by_their_header() {
    use InputFormat::{Cbioportal, Gct, Matrix, Transcripts};
    for (file, format, unit, first_ids, first, second) in [
        ("salmon.merged.gene_tpm.tsv", Matrix, None, ENSEMBL, [4.25, 0.5], [0.0, 1.75]),
        ("rsem.merged.gene_tpm.tsv", Matrix, None, ENSEMBL, [4.25, 0.5], [0.0, 1.75]),
        ("salmon.merged.transcript_tpm.tsv", Transcripts, None, ENSEMBL, [4.25, 0.5], [0.0, 1.75]),
        ("matrix_v1.2.gct", Gct, None, ENSEMBL, [4.25, 0.5], [0.0, 1.75]),
        ("matrix_v1.3.gct", Gct, None, ["probe1", "probe2"], [4.25, 0.5], [0.0, 1.75]),
        ("xena_toil.tsv", Matrix, None, ENSEMBL, [2.25, -1.5], [-9.9658, 3.5]),
        ("cbioportal_entrez.txt", Cbioportal, None, ["925", "3458"], [4.25, 0.5], [0.0, 1.75]),
        ("write_table.tsv", Matrix, None, ["CD8A", "IFNG"], [4.25, 0.5], [0.0, 1.75]),
        ("kallisto.merged.gene_tpm.tsv", Matrix, None, ENSEMBL, [4.25, 0.5], [0.0, 1.75]),
        ("salmon.merged.gene_counts.tsv", Matrix, None, ENSEMBL, [425.125, 50.0], [0.0, 175.5]),
        ("salmon.merged.gene_counts_scaled.tsv", Matrix, None, ENSEMBL, [425.125, 50.0], [0.0, 175.5]),
        ("salmon.merged.gene_counts_length_scaled.tsv", Matrix, None, ENSEMBL, [425.125, 50.0], [0.0, 175.5]),
        ("HiSeqV2.tsv", Matrix, None, ["CD8A", "IFNG"], [4.25, 0.5], [0.0, 1.75]),
        ("data_mrna_seq_tpm.txt", Cbioportal, None, ["CD8A", "IFNG"], [4.25, 0.5], [0.0, 1.75]),
        ("write_table_blanks.txt", Matrix, None, ["CD8A", "IFNG"], [4.25, 0.5], [0.0, 1.75]),
        ("write_table_blanks_named.txt", Matrix, None, ["CD8A", "IFNG"], [4.25, 0.5], [0.0, 1.75]),
        ("write_csv2.csv", Matrix, None, ["CD8A", "IFNG"], [4.25, 0.5], [0.0, 1.75]),
        ("firehose_rsem.txt", Matrix, None, ["CD8A|925", "?|3458"], [4.25, 0.5], [0.0, 1.75]),
        ("gene_tpm_lung.gct", Gct, None, ENSEMBL, [4.25, 0.5], [0.0, 1.75]),
        ("sra.gene_sums.G026", Matrix, None, ENSEMBL, [42500.0, 5000.0], [0.0, 17500.0]),
    ] {
        let read = read(file);
        assert_eq!((read.format, read.unit), (format, unit), "{file}");
        assert_eq!(ids(&read), first_ids, "{file}");
        assert_eq!((read.matrix.sample(0), read.matrix.sample(1)), (&first[..], &second[..]), "{file}");
        assert_eq!(read.warnings, Vec::<String>::new(), "{file}");
    }
    assert_eq!(samples(&read("featurecounts.txt")), ["a.bam", "b.bam"]);
    assert_eq!(samples(&read("xena_toil.tsv")), ["TCGA-05-4244-01", "GTEX-1117F"]);
    let symbols = ["CD8A".to_owned(), "IFNG".to_owned()];
    for file in
        ["matrix_v1.2.gct", "matrix_v1.3.gct", "salmon.merged.gene_tpm.tsv", "kallisto.merged.gene_tpm.tsv"]
    {
        assert_eq!(read(file).matrix.row_names(), Some(&symbols[..]), "{file}");
    }
    assert_eq!(read("eight_genes.gct").matrix.row_ids().len(), 8);
    assert_eq!(samples(&read("write_table_three.tsv")), ["P1", "P2", "P3"]);
    let one = read("write_table_one.csv");
    assert_eq!((samples(&one), one.matrix.sample(0)), (vec!["S1"], &[4.25, 0.5][..]));
    assert!(one.notices[0].contains("write.table"), "{:?}", one.notices);
}

#[test]
fn samples_in_rows_are_read_by_the_genes_of_the_header() {
    let genes = Tsv::read(&repository().join("signatures/genes/genes.tsv")).text();
    let genes = read_genes("genes.tsv", genes.leak()).unwrap();
    let path = test_data("formats/depmap.csv");
    let mut input = Source::path(&path).open(Digest::None).unwrap();
    let how = ReadAs { genes: Some(&genes), ..ReadAs::default() };
    let read = read_expression_as(&mut input, how).unwrap();
    assert_eq!((read.format, samples(&read)), (InputFormat::MatrixSamples, vec!["ACH-000001", "ACH-000002"]));
    assert_eq!(read.matrix.row_ids(), ["CD8A (925)", "IFNG (3458)", "CD8B (926)"]);
    assert_eq!(
        (read.matrix.sample(0), read.matrix.sample(1)),
        (&[4.25, 0.5, 1.0][..], &[0.0, 1.75, 2.0][..])
    );
    // Named, it needs no table of genes.
    let named = read_with(&path, Some(InputFormat::MatrixSamples), None);
    assert_eq!(named.matrix.sample(1), read.matrix.sample(1));
}

#[test]
fn feature_counts_are_divided_by_their_lengths_unless_counts_are_asked_for() {
    let tpm = read("featurecounts.txt");
    assert_eq!((tpm.format, tpm.unit), (InputFormat::FeatureCounts, Some(Unit::Tpm)));
    assert!(tpm.notices[0].contains("the unit is tpm"), "{:?}", tpm.notices);
    // By hand: 425 reads on 2800 bases, 50 on 1211.
    let (cd8a, ifng) = (425.0 / 2800.0, 50.0 / 1211.0);
    let expected = [cd8a, ifng].map(|rate| rate * 1e6 / (cd8a + ifng));
    for (value, expected) in tpm.matrix.sample(0).iter().zip(expected) {
        assert!((value - expected).abs() < 1e-9 * expected, "{value} {expected}");
    }
    assert_eq!(tpm.matrix.sample(1), [0.0, 1e6]);
    assert!((tpm.matrix.sample(0).iter().sum::<f64>() - 1e6).abs() < 1e-6);

    let path = test_data("formats/featurecounts.txt");
    let how = ReadAs { unit: Some(Unit::Counts), ..ReadAs::default() };
    let counts = read_expression_as(&mut Source::path(&path).open(Digest::None).unwrap(), how).unwrap();
    assert_eq!((counts.unit, counts.notices.len()), (Some(Unit::Counts), 0));
    assert_eq!((counts.matrix.sample(0), counts.matrix.sample(1)), (&[425.0, 50.0][..], &[0.0, 175.0][..]));

    // Exons: a gene in several rows has no length of its own.
    let exons = read("featurecounts_exons.txt");
    assert_eq!(exons.unit, Some(Unit::Counts));
    assert!(exons.warnings[0].contains("1 genes stand in 2 rows"), "{:?}", exons.warnings);
}

#[test]
fn a_series_matrix_is_read_between_its_marks() {
    let read = read("GSE1_series_matrix.txt");
    assert_eq!((read.format, read.unit), (InputFormat::SeriesMatrix, None));
    assert_eq!((ids(&read), samples(&read)), (vec!["CD8A", "IFNG"], vec!["GSM1", "GSM2"]));
    assert_eq!((read.matrix.sample(0), read.matrix.sample(1)), (&[4.25, 0.5][..], &[0.0, 1.75][..]));
    assert!(read.warnings[0].contains("2 of 4 rows are left out"), "{:?}", read.warnings);
}

#[test]
fn files_that_hold_no_expression_of_genes_are_refused_with_advice() {
    for (file, more, expected) in [
        (
            "GSE2_series_matrix.txt",
            &[][..],
            "GSE2_series_matrix.txt:7: the table of the series matrix is empty, as it is for most RNA-seq series; hint: the values are in the supplementary file of the series: GSE2_counts.txt.gz",
        ),
        (
            "GSE3_series_matrix.txt",
            &["--unit", "log2p1"],
            "no row is a known human gene (the first is '1007_s_at')",
        ),
        (
            "decimal_comma.csv",
            &[],
            "decimal_comma.csv:2:2: '4,25' is not a finite number (sample 'S1'); hint: write decimals with a point",
        ),
        ("data_mrna_seq_v2_rsem_zscores_ref_all_samples.txt", &[], "the unit is unclear: negative values"),
        (
            "data_mrna_seq_v2_rsem_zscores_ref_all_samples.txt",
            &["--unit", "tpm"],
            "batch-corrected values cannot be ranked",
        ),
        ("data_cna.txt", &[], "the unit is unclear: negative values"),
        ("data_cna_long.txt", &[], "data_cna_long.txt:1: this table has one row a value"),
        (
            "data_mutations.txt",
            &[],
            "data_mutations.txt:2: this is a MAF, not expression; hint: give it as --maf",
        ),
        ("salmon.merged.gene_lengths.tsv", &[], "the unit is unclear: linear fractions"),
    ] {
        let work = folder();
        let out = work.path().join("out.tsv");
        let arguments = [&["phenotype", file, "-o", out.to_str().unwrap()], more].concat();
        let stderr = evade_in(&test_data("formats"), &arguments).expect_code(3).stderr;
        assert!(stderr.contains(expected), "{file}: {stderr}");
    }
}

#[test]
fn cbioportal_rows_with_a_missing_value_are_left_out_and_counted() {
    let read = read("data_mrna_seq_v2_rsem.txt");
    assert_eq!(read.format, InputFormat::Cbioportal);
    assert_eq!(read.matrix.row_ids(), ["CD8A", "3458", "CD8A"]);
    assert_eq!(read.matrix.row_names().unwrap(), ["925", "3458", "925"]);
    assert_eq!(read.matrix.sample(0), [4.25, 0.5, 1.0]);
    assert_eq!(read.matrix.sample(1), [0.0, 1.75, 2.0]);
    assert!(read.warnings[0].contains(": 2 of 5 rows are left out"), "{:?}", read.warnings);
}

#[test]
fn files_of_one_sample_give_one_column_named_by_file_or_folder() {
    use InputFormat::{Cufflinks, Gdc, Htseq, Kallisto, RsemGenes, RsemIsoforms, Salmon, Star, StringTie};
    let table = tx2gene(&test_data("formats/tx2gene.csv"));
    for (file, format, unit, sample, values) in [
        ("P1/quant.sf", Salmon, Unit::Tpm, "P1", [4.25, 0.5]),
        ("P1/abundance.tsv", Kallisto, Unit::Tpm, "P1", [4.25, 0.5]),
        ("P1/quant.genes.sf", Salmon, Unit::Tpm, "P1", [4.25, 0.5]),
        ("P1.quant.genes.sf", Salmon, Unit::Tpm, "P1", [4.25, 0.5]),
        ("gencode.quant.sf", Salmon, Unit::Tpm, "gencode", [4.25, 0.5]),
        ("P1.genes.results", RsemGenes, Unit::Tpm, "P1", [4.25, 0.5]),
        ("P1.isoforms.results", RsemIsoforms, Unit::Tpm, "P1", [4.25, 0.5]),
        ("P1_ReadsPerGene.out.tab", Star, Unit::Counts, "P1", [425.0, 50.0]),
        ("P1.rna_seq.augmented_star_gene_counts.tsv", Gdc, Unit::Tpm, "P1", [4.25, 0.5]),
        ("P1.htseq.counts", Htseq, Unit::Counts, "P1", [425.0, 50.0]),
        ("P1_gene_abund.tab", StringTie, Unit::Tpm, "P1", [4.25, 0.5]),
        ("P1.genes.fpkm_tracking", Cufflinks, Unit::Fpkm, "P1", [4.25, 0.5]),
    ] {
        let path = test_data("formats").join(file);
        for tx2gene in [Some(&table), None] {
            // Without the table these two hold nothing that says the genes.
            if tx2gene.is_none() && ["P1/quant.sf", "P1/abundance.tsv"].contains(&file) {
                continue;
            }
            let read = read_with(&path, None, tx2gene);
            assert_eq!((read.format, read.unit), (format, Some(unit)), "{file}");
            assert_eq!(ids(&read), ENSEMBL, "{file}");
            assert_eq!(samples(&read), [sample], "{file}");
            assert_eq!(read.matrix.sample(0), values, "{file}");
        }
    }
}

#[test]
fn a_stranded_library_of_star_is_told_and_the_strand_can_be_chosen() {
    let path = test_data("formats/P1_ReadsPerGene.out.tab");
    let unstranded = read_with(&path, None, None);
    assert!(
        unstranded.warnings[0].contains("a reverse-stranded library (5 forward, 470 reverse)")
            && unstranded.warnings[0].contains("--input-format star-reverse takes column 4"),
        "{:?}",
        unstranded.warnings
    );
    let reverse = read_with(&path, Some(InputFormat::StarReverse), None);
    assert_eq!((reverse.matrix.sample(0), reverse.warnings.len()), (&[420.0, 50.0][..], 0));
    assert_eq!(read_with(&path, Some(InputFormat::StarForward), None).matrix.sample(0), [5.0, 0.0]);
}

#[test]
fn a_named_format_that_does_not_fit_is_refused() {
    let formats = test_data("formats");
    let sets = formats.join("none.gmt");
    for (file, format, expected) in [
        (
            "P1/quant.sf",
            "kallisto",
            "P1/quant.sf:1: there is no column 'target_id', which a table of kallisto has",
        ),
        ("write_table.tsv", "gct", "write_table.tsv:1: the first line is not '#1.2' or '#1.3'"),
        (
            "write_table.tsv",
            "star",
            "write_table.tsv:1: the row has 2 fields, a file of the format 'star' has 4",
        ),
        ("dates.tsv", "featurecounts", "dates.tsv:1: there is no column 'Geneid'"),
    ] {
        let outcome =
            evade_in(&formats, &["signatures", "coverage", file, "--input-format", format]).expect_code(3);
        assert!(outcome.stderr.contains(expected), "{}", outcome.stderr);
    }
    assert!(!sets.exists());
    evade_in(&formats, &["signatures", "coverage", "dates.tsv", "--input-format", "excel"]).expect_code(2);
}

#[test]
fn symbols_that_became_dates_are_turned_back_and_named() {
    let stderr =
        evade_in(&test_data("formats"), &["signatures", "coverage", "dates.tsv"]).expect_code(0).stderr;
    assert!(stderr.contains("1-Sep is SEPTIN1, 2-Mar is MARCHF2, 1-Dec is DELEC1"), "{stderr}");
    assert!(stderr.contains("1-Mar (MARCHF1 or MTARC1)"), "{stderr}");
}

#[test]
fn files_of_one_sample_join_through_the_sheet() {
    let work = folder();
    let formats = test_data("formats");
    let out = work.path().join("out");
    let out = out.to_str().unwrap();
    let arguments = ["run", "--samples", "sheet.csv", "--tx2gene", "tx2gene.csv", "--outdir", out];
    evade_in(&formats, &arguments).expect_code(0);
    let manifest = std::fs::read_to_string(work.path().join("out/manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    let matrices = manifest["matrices"].as_array().unwrap();
    assert_eq!(matrices.len(), 1);
    assert_eq!(
        (&matrices[0]["n_files"], &matrices[0]["n_columns"], &matrices[0]["format"], &matrices[0]["unit"]),
        (&2.into(), &2.into(), &"salmon".into(), &"tpm".into())
    );
    let roles: Vec<&str> =
        manifest["inputs"].as_array().unwrap().iter().map(|input| input["role"].as_str().unwrap()).collect();
    assert_eq!(roles, ["samples", "expression", "expression", "tx2gene"]);

    // Genes under other ids are other rows: refused, or kept apart.
    let two = ["check", "--samples", "sheet_of_two_programs.csv", "--tx2gene", "tx2gene.csv"];
    let refused = evade_in(&formats, &two).expect_code(3).stderr;
    assert!(refused.contains("P1.genes.results has other genes than P1/quant.sf"), "{refused}");
    evade_in(&formats, &[&two[..], &["--union"]].concat()).expect_code(0);
}

fn real(file: &str) -> Option<std::path::PathBuf> {
    real_data(&format!("quant_formats/{file}"))
}

fn sum(read: &Expression) -> f64 {
    read.matrix.sample(0).iter().sum()
}

/// Values by row id.
fn values(read: &Expression) -> BTreeMap<&str, f64> {
    let ids = read.matrix.row_ids().iter().map(String::as_str);
    ids.zip(read.matrix.sample(0).iter().copied()).collect()
}

#[test]
fn real_files_of_one_sample_are_read() {
    use InputFormat::{Gct, Htseq, Kallisto, Matrix, RsemGenes, Salmon};
    let Some(table) = real("tx2gene.csv.gz") else { return };
    let table = tx2gene(&table);
    for (file, format, sample, n_rows) in [
        ("salmon/ERR188021/quant.sf.gz", Salmon, Some("ERR188021"), 0),
        ("kallisto/ERR188021/abundance.tsv.gz", Kallisto, Some("ERR188021"), 0),
        ("rsem/ERR188021.genes.results.gz", RsemGenes, Some("ERR188021"), 0),
        ("rsem/ERR188088.genes.results.gz", RsemGenes, Some("ERR188088"), 0),
        ("rnaseqc/downsampled.bam.gene_tpm.gct.gz", Gct, Some("TPM"), 56_202),
        ("rnaseqc/downsampled.bam.gene_reads.gct.gz", Gct, Some("Counts"), 56_202),
        ("htseq/Count.genes.HTseq.txt.gz", Htseq, None, 0),
        ("nfcore_rnaseq/salmon.merged.gene_counts_length_scaled.head.tsv", Matrix, Some("SRX11780879"), 6),
    ] {
        let Some(path) = real(file) else { continue };
        let read = read_with(&path, None, Some(&table));
        eprintln!(
            "{file}: {}, {} rows, sum {:.0}, {:?}",
            read.format,
            read.matrix.row_ids().len(),
            sum(&read),
            read.warnings
        );
        assert_eq!(read.format, format, "{file}");
        assert!(n_rows == 0 || read.matrix.row_ids().len() == n_rows, "{file}");
        assert!(sample.is_none_or(|sample| samples(&read)[0] == sample), "{file}: {:?}", samples(&read));
        if read.unit == Some(Unit::Tpm) {
            assert!((0.9e6..1.01e6).contains(&sum(&read)), "{file}: {}", sum(&read));
        }
    }
}

#[test]
fn programs_agree_on_the_same_real_sample() {
    let Some(table) = real("tx2gene.csv.gz") else { return };
    let table = tx2gene(&table);
    let files = [
        "salmon/ERR188021/quant.sf.gz",
        "kallisto/ERR188021/abundance.tsv.gz",
        "rsem/ERR188021.genes.results.gz",
    ];
    let Some(paths) = files.iter().map(|file| real(file)).collect::<Option<Vec<_>>>() else { return };
    let reads: Vec<Expression> = paths.iter().map(|path| read_with(path, None, Some(&table))).collect();
    let [salmon, kallisto, rsem] = [0, 1, 2].map(|place| values(&reads[place]));
    // Genes that are well expressed; each program's estimate is its own, but the same reads were counted.
    for (other, name) in [(&kallisto, "kallisto"), (&rsem, "rsem")] {
        let shared: Vec<(f64, f64)> = salmon
            .iter()
            .filter_map(|(gene, value)| Some((*value, *other.get(gene)?)))
            .filter(|(a, b)| *a > 20.0 && *b > 20.0)
            .collect();
        let close = shared.iter().filter(|(a, b)| (a / b).log2().abs() < 0.5).count();
        eprintln!("salmon and {name}: {close} of {} genes within a factor of 1.4", shared.len());
        assert!(shared.len() > 3000 && close * 10 > shared.len() * 8, "{name}: {close} of {}", shared.len());
    }
}

#[test]
fn a_real_cohort_of_rsem_files_runs_as_one_matrix() {
    let Some(one) = real("rsem/ERR188021.genes.results.gz") else { return };
    let work = folder();
    let folder = one.parent().unwrap().display();
    let rows = ["ERR188021", "ERR188088"].map(|id| format!("{id},{folder}/{id}.genes.results.gz"));
    std::fs::write(work.path().join("sheet.csv"), format!("sample,expression\n{}\n", rows.join("\n")))
        .unwrap();
    evade_in(work.path(), &["run", "--samples", "sheet.csv", "--outdir", "out"]).expect_code(0);
    let calls = Tsv::read(&work.path().join("out/phenotypes.tsv"));
    assert_eq!(calls.rows.len(), 2);
    let manifest = std::fs::read_to_string(work.path().join("out/manifest.json")).unwrap();
    assert!(manifest.contains("\"n_files\": 2"), "{manifest}");
}
