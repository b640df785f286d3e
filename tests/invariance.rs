//! The same input gives the same bytes, however it is written, ordered, packed or computed; and a sample alone gives
//! the bytes it has in its cohort.

use std::path::{Path, PathBuf};

use crate::support::{
    Random, Tsv, assert_same_files, evade_in, files_below, folder, real_data, repository, test_data,
};

/// Files that name the input (ids, digests) or the time.
const ABOUT_THE_INPUT: [&str; 3] = ["gene_mapping.tsv", "manifest.json", "run.log.json"];

/// Tables whose rows belong to samples.
const OF_SAMPLES: [&str; 10] = [
    "scores.tsv",
    "scores_wide.tsv",
    "phenotypes.tsv",
    "qc.tsv",
    "alterations.tsv",
    "readouts.tsv",
    "mechanisms.tsv",
    "resistance.tsv",
    "features.tsv",
    "summary.tsv",
];

fn run(work: &Path, matrix: &Path, out: &str, more: &[&str]) -> PathBuf {
    let out = work.join(out);
    let mut arguments =
        vec!["run", "--quiet", "--expression", matrix.to_str().unwrap(), "--outdir", out.to_str().unwrap()];
    arguments.extend(more);
    evade_in(work, &arguments).expect_code(0);
    out
}

/// The bundled matrix, and a real one when it is there.
fn matrices() -> Vec<PathBuf> {
    let mut matrices = vec![test_data("small/expression_tpm.tsv.gz")];
    matrices.extend(real_data("icb_nsclc_cho2020/expression_tpm.tsv.gz"));
    matrices
}

#[test]
fn threads_never_change_a_byte() {
    for matrix in matrices() {
        let work = folder();
        let one = run(work.path(), &matrix, "one", &["--threads", "1"]);
        for threads in ["2", "3"] {
            let more = run(work.path(), &matrix, threads, &["--threads", threads]);
            assert_same_files(&one, &more, &["run.log.json"]);
        }
    }
}

#[test]
fn compression_and_gene_order_never_change_a_byte() {
    for matrix in matrices() {
        let work = folder();
        let table = Tsv::read(&matrix);
        let plain = work.path().join("plain/m.tsv");
        table.write(&plain);
        let expected = run(work.path(), &plain, "plain_out", &[]);

        let mut shuffled = table.clone();
        Random::new(7).shuffle(&mut shuffled.rows);
        for (name, table) in
            [("gzip/m.tsv.gz", &table), ("zstd/m.tsv.zst", &table), ("shuffled/m.tsv", &shuffled)]
        {
            let path = work.path().join(name);
            table.write(&path);
            let out = run(work.path(), &path, &format!("{}_out", name.replace('/', "_")), &[]);
            // The mapping names the file; its rows must agree.
            assert_same_files(&expected, &out, &ABOUT_THE_INPUT);
            let mapping = |folder: &Path| {
                let table = Tsv::read(&folder.join("gene_mapping.tsv"));
                let without_name: Vec<usize> = (1..table.header.len()).collect();
                table.columns(&without_name).text()
            };
            assert!(mapping(&expected) == mapping(&out), "{name}: gene_mapping.tsv differs");
        }
    }
}

#[test]
fn sample_order_only_reorders_rows() {
    for matrix in matrices() {
        let work = folder();
        let table = Tsv::read(&matrix);
        let mut order: Vec<usize> = (1..table.header.len()).collect();
        Random::new(11).shuffle(&mut order);
        order.insert(0, 0);
        let shuffled = work.path().join("shuffled.tsv");
        table.columns(&order).write(&shuffled);
        let expected = run(work.path(), &matrix, "expected", &[]);
        let out = run(work.path(), &shuffled, "out", &[]);
        assert_same_files(&expected.join("samples"), &out.join("samples"), &[]);
        for name in OF_SAMPLES.into_iter().chain(["failed.tsv"]) {
            let sorted = |folder: &Path| {
                let mut table = Tsv::read(&folder.join(name));
                table.rows.sort();
                table.text()
            };
            assert!(sorted(&expected) == sorted(&out), "{name} differs");
        }
    }
}

#[test]
fn a_sample_alone_gives_the_bytes_it_has_in_its_cohort() {
    for matrix in matrices() {
        let work = folder();
        let cohort = run(work.path(), &matrix, "cohort", &[]);
        let table = Tsv::read(&matrix);
        for column in [1, table.header.len() - 1] {
            let sample = table.header[column].clone();
            let alone = work.path().join(format!("{sample}.tsv"));
            table.columns(&[0, column]).write(&alone);
            let out = run(work.path(), &alone, &format!("out_{sample}"), &[]);
            let json = |folder: &Path| std::fs::read(folder.join(format!("samples/{sample}.json"))).unwrap();
            assert!(json(&cohort) == json(&out), "{sample}.json differs");
            for name in OF_SAMPLES {
                let rows = |folder: &Path| {
                    let mut table = Tsv::read(&folder.join(name));
                    table.rows.retain(|row| row[0] == sample);
                    table.text()
                };
                assert!(rows(&cohort) == rows(&out), "{name} of {sample} differs");
            }
        }
    }
}

/// Symbol, Ensembl id and Entrez id of every gene by every name that resolves to it alone.
struct GeneIds(std::collections::HashMap<String, (String, String)>);

impl GeneIds {
    fn read() -> Self {
        let table = Tsv::read(&repository().join("signatures/genes/genes.tsv"));
        let mut ids: std::collections::HashMap<String, (String, String)> = std::collections::HashMap::new();
        // Later kinds of names never take the place of earlier ones; a name of several genes is left out.
        let mut names: Vec<(u8, String, usize)> = Vec::new();
        for (place, row) in table.rows.iter().enumerate() {
            names.push((0, row[0].clone(), place));
            for (kind, column) in [(1, 4), (2, 5)] {
                names.extend(
                    row[column].split('|').filter(|n| !n.is_empty()).map(|n| (kind, n.to_owned(), place)),
                );
            }
        }
        names.sort();
        names.dedup();
        for kind in 0..3 {
            let mut holders: std::collections::HashMap<&str, Vec<usize>> = std::collections::HashMap::new();
            for (_, name, place) in names.iter().filter(|n| n.0 == kind) {
                holders.entry(name).or_default().push(*place);
            }
            for (name, places) in holders {
                let row = &table.rows[places[0]];
                let known =
                    if places.len() == 1 { (row[2].clone(), row[3].clone()) } else { Default::default() };
                ids.entry(name.to_owned()).or_insert(known);
            }
        }
        // An approved symbol outside the table is the name of its own gene and of none inside.
        for row in Tsv::read(&repository().join("signatures/genes/other-symbols.tsv")).rows {
            ids.remove(&row[0]);
        }
        Self(ids)
    }

    /// Rows of a symbol table whose gene has both ids, and the same rows with Ensembl and Entrez ids.
    fn translate(&self, table: &Tsv) -> [Tsv; 3] {
        let mut translated = [0; 3].map(|_| Tsv { header: table.header.clone(), rows: Vec::new() });
        for row in &table.rows {
            if let Some((ensembl, entrez)) =
                self.0.get(&row[0]).filter(|(a, b)| !a.is_empty() && !b.is_empty())
            {
                for (table, id) in translated.iter_mut().zip([&row[0], ensembl, entrez]) {
                    table.rows.push(std::iter::once(id.clone()).chain(row[1..].iter().cloned()).collect());
                }
            }
        }
        translated
    }
}

#[test]
fn every_kind_of_gene_id_gives_the_same_bytes() {
    let ids = GeneIds::read();
    for matrix in matrices() {
        let work = folder();
        let [symbols, ensembl, entrez] = ids.translate(&Tsv::read(&matrix));
        assert!(symbols.rows.len() > 15_000, "{} rows have both ids", symbols.rows.len());
        let mut versioned = ensembl.clone();
        for (i, row) in versioned.rows.iter_mut().enumerate() {
            row[0] = format!("{}.{}", row[0], i % 20 + 1);
        }
        let mut mixed = symbols.clone();
        for (i, row) in mixed.rows.iter_mut().enumerate() {
            row[0] = [&symbols, &ensembl, &entrez][i % 3].rows[i][0].clone();
        }
        let write = |name: &str, table: &Tsv| {
            let path = work.path().join(name);
            table.write(&path);
            path
        };
        let expected = run(work.path(), &write("symbols.tsv", &symbols), "symbols_out", &[]);
        for (name, table) in
            [("ensembl", &ensembl), ("versioned", &versioned), ("entrez", &entrez), ("mixed", &mixed)]
        {
            let path = write(&format!("{name}.tsv"), table);
            let out = run(work.path(), &path, &format!("{name}_out"), &[]);
            assert_same_files(&expected, &out, &ABOUT_THE_INPUT);
        }
    }
}

#[test]
fn a_monotone_transform_never_changes_a_call() {
    let work = folder();
    let table = Tsv::read(&test_data("small/expression_tpm.tsv.gz"));
    let mut logged = table.clone();
    for row in &mut logged.rows {
        for value in &mut row[1..] {
            *value = (value.parse::<f64>().unwrap() + 1.0).log2().to_string();
        }
    }
    let path = work.path().join("logged.tsv");
    logged.write(&path);
    let linear = run(work.path(), &test_data("small/expression_tpm.tsv.gz"), "linear", &[]);
    let out = run(work.path(), &path, "logged", &[]);
    // Only the unit itself is stated otherwise.
    let (linear, out) = (files_below(&linear, &ABOUT_THE_INPUT), files_below(&out, &ABOUT_THE_INPUT));
    assert!(linear.keys().eq(out.keys()));
    for (name, bytes) in &out {
        let text = String::from_utf8_lossy(bytes);
        let text = text.replace("log2p1", "tpm").replace("log2(TPM or FPKM + 1)", "Transcripts per million");
        assert!(text == String::from_utf8_lossy(&linear[name]), "{name} differs");
    }
}

#[test]
fn the_cohort_scale_depends_on_the_set_of_samples_alone() {
    let Some(matrix) = real_data("icb_gastric_kim2018/expression_tpm.tsv.gz") else { return };
    let work = folder();
    let table = Tsv::read(&matrix);
    let mut order: Vec<usize> = (1..table.header.len()).collect();
    Random::new(3).shuffle(&mut order);
    order.insert(0, 0);
    let shuffled = work.path().join("m/expression_tpm.tsv.gz");
    let mut reordered = table.columns(&order);
    Random::new(5).shuffle(&mut reordered.rows);
    reordered.write(&shuffled);
    let one = run(work.path(), &matrix, "one", &["--scale", "cohort", "--threads", "1"]);
    let two = run(work.path(), &shuffled, "two", &["--scale", "cohort", "--threads", "2"]);
    assert_same_files(&one.join("samples"), &two.join("samples"), &[]);
}
