//! Parquet in and out: the same answers as from text, whatever the orientation, the blocks and the form of the table.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use evade_stream::Source;
use parquet::basic::{LogicalType, Repetition, Type as PhysicalType};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType};
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;
use parquet::record::Field;
use parquet::schema::types::Type;

use crate::support::{Tsv, assert_same_files, evade_in, evade_with_input, folder, test_data};

/// Writes ids and columns of numbers, the ids last, in row groups of this height.
fn write_parquet(path: &Path, ids: &[String], columns: &[(String, Vec<f64>)], height: usize) {
    let field = |name: &str, physical, logical| {
        let builder = Type::primitive_type_builder(name, physical).with_logical_type(logical);
        Arc::new(builder.with_repetition(Repetition::OPTIONAL).build().unwrap())
    };
    let mut fields: Vec<_> =
        columns.iter().map(|(name, _)| field(name, PhysicalType::DOUBLE, None)).collect();
    fields.push(field("__index_level_0__", PhysicalType::BYTE_ARRAY, Some(LogicalType::String)));
    let schema = Arc::new(Type::group_type_builder("schema").with_fields(fields).build().unwrap());
    let properties = Arc::new(WriterProperties::builder().build());
    let mut writer =
        SerializedFileWriter::new(std::fs::File::create(path).unwrap(), schema, properties).unwrap();
    for start in (0..ids.len()).step_by(height) {
        let rows = start..(start + height).min(ids.len());
        let levels = vec![1_i16; rows.len()];
        let mut group = writer.next_row_group().unwrap();
        for (_, values) in columns {
            let mut column = group.next_column().unwrap().unwrap();
            column.typed::<DoubleType>().write_batch(&values[rows.clone()], Some(&levels), None).unwrap();
            column.close().unwrap();
        }
        let ids: Vec<ByteArray> = ids[rows].iter().map(|id| ByteArray::from(id.as_str())).collect();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<ByteArrayType>().write_batch(&ids, Some(&levels), None).unwrap();
        column.close().unwrap();
        group.close().unwrap();
    }
    writer.close().unwrap();
}

/// Genes of the whole demo.
const ALL: usize = usize::MAX;

/// `n` copies of the demo's samples as text, and as Parquet with genes and with samples in rows, in groups of this height.
fn cohort(work: &Path, n: usize, n_genes: usize, height: usize) -> Tsv {
    let mut demo = Tsv::read(&test_data("demo/expression_tpm.tsv.gz"));
    demo.rows.truncate(n_genes);
    let n_samples = demo.header.len() - 1;
    let mut table = Tsv { header: vec!["gene".to_owned()], rows: Vec::new() };
    table.header.extend((0..n).map(|s| format!("P{s}")));
    for row in &demo.rows {
        let mut cells = vec![row[0].clone()];
        cells.extend((0..n).map(|s| row[1 + s % n_samples].clone()));
        table.rows.push(cells);
    }
    table.write(&work.join("m.tsv"));
    let genes: Vec<String> = table.rows.iter().map(|row| row[0].clone()).collect();
    let samples = table.header[1..].to_vec();
    let number = |row: usize, s: usize| table.rows[row][s + 1].parse::<f64>().unwrap();
    let columns: Vec<(String, Vec<f64>)> =
        (0..n).map(|s| (samples[s].clone(), (0..genes.len()).map(|row| number(row, s)).collect())).collect();
    write_parquet(&work.join("genes.parquet"), &genes, &columns, 5000);
    let columns: Vec<(String, Vec<f64>)> =
        (0..genes.len()).map(|row| (genes[row].clone(), (0..n).map(|s| number(row, s)).collect())).collect();
    write_parquet(&work.join("samples.parquet"), &samples, &columns, height);
    table
}

#[test]
fn text_and_parquet_of_either_orientation_give_the_same_bytes() {
    let work = folder();
    cohort(work.path(), 12, ALL, 7);
    for command in [&["score", "--gene-sets", "builtin"][..], &["phenotype"]] {
        let outcome =
            |matrix: &str| evade_in(work.path(), &[command, &[matrix]].concat()).expect_code(0).stdout;
        let text = outcome("m.tsv");
        assert!(text == outcome("genes.parquet"), "{command:?}");
        assert!(text == outcome("samples.parquet"), "{command:?}");
    }
    for (matrix, outdir) in [("m.tsv", "text"), ("genes.parquet", "genes"), ("samples.parquet", "samples")] {
        // A table of the run names the file: all are called the same, and the content says what they are.
        let same_name = work.path().join(format!("of_{outdir}"));
        std::fs::create_dir(&same_name).unwrap();
        std::fs::copy(work.path().join(matrix), same_name.join("matrix")).unwrap();
        let outdir = work.path().join(outdir);
        let arguments = ["run", "--expression", "matrix", "--outdir", outdir.to_str().unwrap()];
        evade_in(&same_name, &arguments).expect_code(0);
    }
    // The manifest names the file and its digest.
    let but = ["manifest.json", "run.log.json"];
    assert_same_files(&work.path().join("text"), &work.path().join("genes"), &but);
    assert_same_files(&work.path().join("text"), &work.path().join("samples"), &but);
    let manifest = std::fs::read_to_string(work.path().join("samples/manifest.json")).unwrap();
    let digest = evade_stream::sha256_hex(&std::fs::read(work.path().join("samples.parquet")).unwrap());
    assert!(manifest.contains(&digest), "{manifest}");
}

#[test]
fn a_shard_reads_the_values_of_its_own_samples_alone() {
    let work = folder();
    let table = cohort(work.path(), 12, ALL, 5);
    // One sample without a value, which is nobody's trouble but its own shard's.
    let genes: Vec<String> = table.rows.iter().map(|row| row[0].clone()).collect();
    let samples = table.header[1..].to_vec();
    let value =
        |row: usize, s: usize| if s == 11 { f64::NAN } else { table.rows[row][s + 1].parse().unwrap() };
    let columns: Vec<(String, Vec<f64>)> =
        (0..genes.len()).map(|row| (genes[row].clone(), (0..12).map(|s| value(row, s)).collect())).collect();
    write_parquet(&work.path().join("broken.parquet"), &samples, &columns, 5);
    let sheet = "sample,rna_id\nA,P7\nB,P1\nC,nowhere\nD,P3\nE,P10\n";
    std::fs::write(work.path().join("sheet.csv"), sheet).unwrap();

    let run = |matrix: &str, out: &str, more: &[&str]| {
        let run = ["run", "-q", "--unit", "tpm", "--expression", matrix, "--outdir", out];
        evade_in(work.path(), &[&run[..], more].concat())
    };
    for (matrix, more) in [
        ("samples.parquet", &[][..]),
        ("genes.parquet", &[]),
        ("samples.parquet", &["--samples", "sheet.csv"]),
        ("genes.parquet", &["--samples", "sheet.csv"]),
    ] {
        let case = work.path().join(format!("{matrix}{}", more.len()));
        let out = |name: &str| case.join(name).to_str().unwrap().to_owned();
        let code = if more.is_empty() { 0 } else { 4 };
        run(matrix, &out("whole"), more).expect_code(code);
        let mut merge = vec!["merge".to_owned(), "-q".to_owned(), "--outdir".to_owned(), out("merged")];
        for shard in ["1/3", "2/3", "3/3"] {
            let part = out(&shard.replace('/', "-of-"));
            let outcome = run(matrix, &part, &[&["--shard", shard], more].concat());
            assert!([0, code].contains(&outcome.code), "{}", outcome.stderr);
            merge.push(part);
        }
        let merge: Vec<&str> = merge.iter().map(String::as_str).collect();
        evade_in(work.path(), &merge).expect_code(code);
        assert_same_files(&case.join("whole"), &case.join("merged"), &["manifest.json", "run.log.json"]);
    }
    run("broken.parquet", "one", &["--shard", "1/3"]).expect_code(0);
    let outcome = run("broken.parquet", "three", &["--shard", "3/3"]).expect_code(3);
    assert!(outcome.stderr.contains("(sample 'P11', gene "), "{}", outcome.stderr);
}

#[test]
fn blocks_of_any_size_and_pipes_give_the_same_bytes() {
    let work = folder();
    cohort(work.path(), 600, 3000, 170);
    let score = ["score", "--gene-sets", "builtin", "--method", "singscore", "--method", "ssgsea"];
    let whole = evade_in(work.path(), &[&score[..], &["samples.parquet"]].concat()).expect_code(0).stdout;
    for (memory, threads) in [("108M", "1"), ("108M", "2"), ("110M", "2"), ("116M", "3")] {
        let options = ["samples.parquet", "-v", "--max-memory", memory, "--threads", threads];
        let blocks = evade_in(work.path(), &[&score[..], &options].concat()).expect_code(0);
        assert!(blocks.stderr.contains("600 samples scored in "), "{memory}: {}", blocks.stderr);
        assert!(blocks.stdout == whole, "{memory}, {threads} threads");
    }
    let bytes = std::fs::read(work.path().join("samples.parquet")).unwrap();
    let piped = evade_with_input(work.path(), &[&score[..], &["-"]].concat(), &bytes).expect_code(0);
    assert!(piped.stdout == whole);
}

#[test]
fn what_cannot_be_had_in_blocks_is_refused_and_says_how_much_it_needs() {
    let work = folder();
    cohort(work.path(), 600, 3000, 170);
    for (options, expected) in [
        (&["genes.parquet"][..], "genes stand in rows, which needs the whole matrix: that takes "),
        (
            &["samples.parquet", "--method", "gsva"],
            "compares the samples of the run, which needs the whole matrix",
        ),
        (&["samples.parquet", "--transform", "log2p1"], "--transform rests on the unit"),
    ] {
        let all = [&["score", "--gene-sets", "builtin", "--max-memory", "110M"], options].concat();
        let refused = evade_in(work.path(), &all).expect_code(2);
        assert!(
            refused.stderr.contains(expected) && refused.stderr.contains("; hint: "),
            "{}",
            refused.stderr
        );
    }
    let tiny = ["score", "samples.parquet", "--gene-sets", "builtin", "--max-memory", "1M"];
    let refused = evade_in(work.path(), &tiny).expect_code(2);
    assert!(refused.stderr.contains("one sample at a time: that takes "), "{}", refused.stderr);
    evade_in(work.path(), &["score", "samples.parquet", "--gene-sets", "builtin", "--max-memory", "2 cups"])
        .expect_code(2);
}

#[test]
fn repeated_genes_in_blocks_need_a_unit() {
    let work = folder();
    let ids: Vec<String> = (0..400).map(|s| format!("P{s}")).collect();
    let genes = Tsv::read(&test_data("demo/expression_tpm.tsv.gz"));
    let mut names: Vec<String> = genes.rows.iter().take(3000).map(|row| row[0].clone()).collect();
    names.push(names[0].clone() + " ");
    let columns: Vec<(String, Vec<f64>)> = (0_u32..)
        .zip(names)
        .map(|(g, name)| (name, (0..400).map(|s| f64::from((g * 7919 + s * 104_729) % 10_007)).collect()))
        .collect();
    write_parquet(&work.path().join("m.parquet"), &ids, &columns, 200);
    let score = ["score", "m.parquet", "--gene-sets", "builtin", "--max-memory", "112M"];
    let refused = evade_in(work.path(), &score).expect_code(2);
    assert!(refused.stderr.contains("several rows are one gene"), "{}", refused.stderr);
    assert!(refused.stderr.contains("hint: say it with --unit"), "{}", refused.stderr);
    let blocks = evade_in(work.path(), &[&score[..], &["--unit", "tpm"]].concat()).expect_code(0).stdout;
    let whole = evade_in(work.path(), &[&score[..4], &["--unit", "tpm"]].concat()).expect_code(0).stdout;
    assert!(blocks == whole);
}

#[test]
fn files_that_are_no_matrix_end_with_exit_code_3_and_a_hint() {
    let work = folder();
    let table = cohort(work.path(), 2, 3000, 7);
    let whole = std::fs::read(work.path().join("genes.parquet")).unwrap();
    std::fs::write(work.path().join("cut.parquet"), &whole[..whole.len() / 2]).unwrap();
    let genes: Vec<String> = table.rows.iter().take(3).map(|row| row[0].clone()).collect();
    let values = |name: &str, value: f64| (name.to_owned(), vec![1.0, value, 2.0]);
    write_parquet(&work.path().join("nan.parquet"), &genes, &[values("S1", 0.5), values("S2", f64::NAN)], 9);
    write_parquet(&work.path().join("twice.parquet"), &genes, &[values("S1", 0.5), values("S1", 1.0)], 9);
    let ids = ["x", "y", "z"].map(str::to_owned);
    write_parquet(&work.path().join("unclear.parquet"), &ids, &[values("S1", 0.5)], 9);
    for (matrix, expected) in [
        ("cut.parquet", "the Parquet data are damaged or cut short"),
        ("nan.parquet", "'NaN' is not a finite number (sample 'S2', gene "),
        ("twice.parquet", "the sample 'S1' stands in two columns"),
        ("unclear.parquet", "it is unclear whether genes or samples stand in rows"),
    ] {
        for command in [&["score", "--gene-sets", "builtin"][..], &["phenotype"]] {
            let refused = evade_in(work.path(), &[command, &[matrix]].concat()).expect_code(3);
            assert!(
                refused.stderr.contains(expected) && refused.stderr.contains("; hint: "),
                "{}",
                refused.stderr
            );
        }
    }
    let refused =
        evade_in(work.path(), &["score", "m.tsv", "--gene-sets", "builtin", "--input-format", "parquet"])
            .expect_code(3);
    assert!(refused.stderr.contains("this is no Parquet file; hint: "), "{}", refused.stderr);
}

/// A Parquet table cell by cell as TSV would have it.
fn parquet_as_tsv(path: &Path) -> Tsv {
    let reader = SerializedFileReader::new(std::fs::File::open(path).unwrap()).unwrap();
    let fields = reader.metadata().file_metadata().schema().get_fields();
    let header = fields.iter().map(|field| field.name().to_owned()).collect();
    let cell = |field: &Field| match field {
        Field::Null => "NA".to_owned(),
        Field::Str(text) => text.clone(),
        Field::Long(number) => number.to_string(),
        Field::Double(number) => number.to_string(),
        other => panic!("{other:?}"),
    };
    let rows = reader.get_row_iter(None).unwrap();
    let rows = rows.map(|row| row.unwrap().get_column_iter().map(|(_, field)| cell(field)).collect());
    Tsv { header, rows: rows.collect() }
}

/// JSON Lines cell by cell as TSV would have it.
fn json_lines_as_tsv(path: &Path) -> Tsv {
    let text = String::from_utf8(Source::path(path).read().unwrap().bytes).unwrap();
    let cell = |value: &serde_json::Value| match value {
        serde_json::Value::Null => "NA".to_owned(),
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Number(number) if number.is_f64() => number.as_f64().unwrap().to_string(),
        other => other.to_string(),
    };
    let rows: Vec<BTreeMap<String, serde_json::Value>> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let header: Vec<String> = rows[0].keys().cloned().collect();
    let rows = rows.iter().map(|row| header.iter().map(|key| cell(&row[key])).collect()).collect();
    Tsv { header, rows }
}

/// The same columns in the order of another table; numbers as Rust writes them.
fn in_order_of(table: &Tsv, other: &Tsv) -> Vec<Vec<String>> {
    let places: Vec<usize> = other.header.iter().map(|name| table.column(name)).collect();
    let number = |cell: &String| match cell.parse::<f64>() {
        Ok(number) => number.to_string(),
        Err(_) => cell.clone(),
    };
    table.columns(&places).rows.iter().map(|row| row.iter().map(number).collect()).collect()
}

#[test]
fn every_form_holds_the_cells_of_the_tsv() {
    let work = folder();
    let demo = test_data("demo/expression_tpm.tsv.gz");
    let demo = demo.to_str().unwrap();
    std::fs::write(
        work.path().join("sets.gmt"),
        "A\t\tCD8A\tGZMB\tPRF1\nABSENT\t\tnone\nB\t\tSTAT1\tCXCL9\n",
    )
    .unwrap();
    let score = ["score", demo, "--gene-sets", "sets.gmt", "--method", "singscore", "--method", "ssgsea"];
    for command in [score.to_vec(), [&score[..], &["--format", "wide"]].concat(), vec!["phenotype", demo]] {
        let written = |name: &str| {
            evade_in(work.path(), &[&command[..], &["-o", name]].concat()).expect_code(0);
            work.path().join(name)
        };
        let tsv = Tsv::read(&written("t.tsv"));
        assert!(tsv.rows.iter().flatten().any(|cell| cell == "NA"));
        let expected = in_order_of(&tsv, &tsv);
        assert_eq!(in_order_of(&parquet_as_tsv(&written("t.parquet")), &tsv), expected, "{command:?}");
        for name in ["t.jsonl", "t.ndjson", "t.jsonl.gz"] {
            assert_eq!(in_order_of(&json_lines_as_tsv(&written(name)), &tsv), expected, "{command:?}");
        }
        let first = std::fs::read(written("t.parquet")).unwrap();
        assert!(first == std::fs::read(written("again.parquet")).unwrap());
    }
}

#[test]
fn gct_holds_the_scores_with_sets_in_rows() {
    let work = folder();
    let demo = test_data("demo/expression_tpm.tsv.gz");
    std::fs::write(work.path().join("sets.gmt"), "A\t\tCD8A\tGZMB\tPRF1\nABSENT\t\tnone\n").unwrap();
    let score = ["score", demo.to_str().unwrap(), "--gene-sets", "sets.gmt", "--method", "singscore"];
    let both = [&score[..], &["--method", "ssgsea"]].concat();
    let long = Tsv::parse(&evade_in(work.path(), &both).expect_code(0).stdout);
    evade_in(work.path(), &[&both[..], &["-o", "s.gct.gz"]].concat()).expect_code(0);
    let text = String::from_utf8(Source::path(&work.path().join("s.gct.gz")).read().unwrap().bytes).unwrap();
    let mut lines = text.splitn(3, '\n');
    assert_eq!((lines.next(), lines.next()), (Some("#1.3"), Some("4\t16\t3\t0")));
    let gct = Tsv::parse(lines.next().unwrap());
    assert_eq!(gct.header[..4], ["id", "method", "n_genes", "n_found"]);
    for row in &gct.rows {
        let (signature, method) = row[0].split_once(':').unwrap();
        assert_eq!(method, row[1]);
        for (sample, cell) in gct.header[4..].iter().zip(&row[4..]) {
            let key = [sample.as_str(), signature, method];
            let found = long.rows.iter().find(|row| [&row[0], &row[1], &row[2]] == key).unwrap();
            assert_eq!([&row[2], &row[3]], [&found[4], &found[5]]);
            assert_eq!(cell.parse::<f64>().ok(), found[3].parse::<f64>().ok());
        }
    }
    let one = evade_in(work.path(), &[&score[..], &["--format", "gct"]].concat()).expect_code(0).stdout;
    assert_eq!(one.lines().nth(3).unwrap().split('\t').next(), Some("A"));
    for (options, expected) in [
        (&["--format", "gct", "-o", "s.parquet"][..], "--format gct writes GCT"),
        (&["--format", "long", "-o", "s.gct"], "--format long and wide write no GCT"),
        (&["-o", "s.parquet.gz"], "it is compressed within"),
    ] {
        let refused = evade_in(work.path(), &[&score[..], options].concat()).expect_code(2);
        assert!(refused.stderr.contains(expected), "{}", refused.stderr);
    }
}
