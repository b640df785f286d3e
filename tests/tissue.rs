//! What is no tumour of the lung gets no firm call: normal lung, lymphoid tissue, cell lines; lost HLA reads; few reads.

use std::fmt::Write;
use std::path::Path;

use crate::support::{Random, Tsv, evade_in, folder, real_data};

const DETERMINATE: [&str; 4] = ["active", "suppressed", "excluded", "desert"];

/// Calls of a matrix on the built-in reference.
fn phenotypes(work: &Path, matrix: &Path, more: &[&str]) -> Tsv {
    let mut arguments = vec!["phenotype", "--quiet", "--unit", "tpm", matrix.to_str().unwrap()];
    arguments.extend(more);
    Tsv::parse(&evade_in(work, &arguments).expect_code(0).stdout)
}

fn column<'t>(table: &'t Tsv, name: &str) -> Vec<&'t str> {
    let place = table.column(name);
    table.rows.iter().map(|row| row[place].as_str()).collect()
}

/// How many of the rows have one of these codes.
fn flagged(table: &Tsv, codes: &[&str]) -> usize {
    let has = |flags: &str| flags.split(';').any(|flag| codes.contains(&flag));
    column(table, "flags").into_iter().filter(|flags| has(flags)).count()
}

const NORMAL: [&str; 2] = ["normal_lung", "normal_lung_possible"];

#[test]
fn normal_lung_is_no_tumour_and_few_tumours_are_normal_lung() {
    let work = folder();
    // The contrast was taken from the normal samples of LUAD patients; those of LUSC patients test it.
    let Some(normals) = real_data("tcga_lusc_rna/normals_and_second_tpm.tsv.gz") else { return };
    let table = phenotypes(work.path(), &normals, &[]);
    let normals: Vec<usize> = (0..table.rows.len()).filter(|&i| table.rows[i][0].contains("-11")).collect();
    let normals =
        Tsv { header: table.header.clone(), rows: normals.iter().map(|&i| table.rows[i].clone()).collect() };
    let n = flagged(&normals, &NORMAL);
    eprintln!("{n} of {} normal lungs of LUSC patients are flagged", normals.rows.len());
    assert_eq!(normals.rows.len(), 49);
    assert!(100 * n >= 95 * normals.rows.len(), "{n}");
    assert!(column(&normals, "phenotype").iter().all(|call| !DETERMINATE.contains(call)));

    let (mut n, mut all) = (0, 0);
    for path in ["tcga_luad_rna/expression_tpm.tsv.gz", "tcga_lusc_rna/expression_tpm.tsv.gz"] {
        let Some(tumours) = real_data(path) else { return };
        let table = phenotypes(work.path(), &tumours, &[]);
        n += flagged(&table, &NORMAL);
        all += table.rows.len();
    }
    eprintln!("{n} of {all} tumours are flagged as normal lung");
    assert!(all == 1012 && 100 * n <= 2 * all, "{n} of {all}");

    let Some(normals) = real_data("tcga_luad_rna/replicates_normals_tpm.tsv.gz") else { return };
    let table = phenotypes(work.path(), &normals, &[]);
    let is_normal = |row: &&Vec<String>| row[0].contains("-N_");
    let calls = table.column("phenotype");
    assert!(table.rows.iter().filter(is_normal).count() >= 57);
    assert!(table.rows.iter().filter(is_normal).all(|row| !DETERMINATE.contains(&row[calls].as_str())));
}

#[test]
fn the_gates_hold_on_every_scale_and_reference() {
    let work = folder();
    let Some(normals) = real_data("tcga_lusc_rna/normals_and_second_tpm.tsv.gz") else { return };
    for scale in
        [&["--scale", "cohort"][..], &["--reference", "nsclc-ici"], &["--reference", "tcga-nsclc-panel"]]
    {
        let table = phenotypes(work.path(), &normals, scale);
        let (calls, flags) = (table.column("phenotype"), table.column("flags"));
        let is_firm = |row: &&Vec<String>| DETERMINATE.contains(&row[calls].as_str());
        let firm: Vec<&Vec<String>> =
            table.rows.iter().filter(|row| row[0].contains("-11")).filter(is_firm).collect();
        assert!(firm.is_empty(), "{scale:?}: {firm:?}");
        assert!(table.rows.iter().all(|row| !row[flags].contains("tissue_not_assessed")), "{scale:?}");
    }
    // On a panel nothing can be told of the tissue, and that is said.
    let Some(panel) = real_data("icb_bladder_imvigor210/expression_log2tpm.tsv.gz") else { return };
    let panel = panel.to_str().unwrap();
    let arguments = ["phenotype", "--quiet", "--scale", "cohort", panel];
    let table = Tsv::parse(&evade_in(work.path(), &arguments).expect_code(0).stdout);
    assert_eq!(flagged(&table, &["tissue_not_assessed"]), table.rows.len());
    assert!(column(&table, "confidence").iter().all(|confidence| ["low", "NA"].contains(confidence)));
}

#[test]
fn a_silent_gene_that_its_partners_contradict_is_no_biology() {
    let work = folder();
    let Some(matrix) = real_data("icb_nsclc_jung2019/expression_tpm.tsv.gz") else { return };
    let matrix = Tsv::read(&matrix);
    let call = |genes: &[&str]| {
        let path = work.path().join("m.tsv");
        with_rows(&matrix, genes, "0").write(&path);
        phenotypes(work.path(), &path, &[])
    };
    let before = call(&[]).pairs("sample", "phenotype");
    for lost in [&["CD8A"][..], &["CD3D", "CD3E", "CD3G"], &["COL1A1", "COL1A2", "COL3A1"], &["CD8A", "CD8B"]]
    {
        let table = call(lost);
        let (calls, confidence) = (table.column("phenotype"), table.column("confidence"));
        for row in &table.rows {
            let is_new = DETERMINATE.contains(&row[calls].as_str()) && before[&row[0]] != row[calls];
            assert!(!is_new || row[confidence] == "low", "{lost:?}: {row:?}");
        }
        assert!(flagged(&table, &["axis_gene_silent"]) >= 20, "{lost:?}");
    }
}

#[test]
fn lymphoid_tissue_and_cell_lines_get_no_call() {
    let work = folder();
    let Some(nodes) = real_data("cellfrac_racle2017/expression_tpm.tsv.gz") else { return };
    let table = phenotypes(work.path(), &nodes, &[]);
    assert!(column(&table, "phenotype").iter().all(|call| !DETERMINATE.contains(call)), "{:?}", table.rows);
    for id in ["ERR188021", "ERR188088"] {
        let Some(line) = real_data(&format!("quant_formats/rsem/{id}.genes.results.gz")) else { return };
        let table = phenotypes(work.path(), &line, &[]);
        assert_eq!(column(&table, "phenotype"), ["not_evaluable"], "{id}");
    }
    // A stated tumour of another kind is called as before, with that said.
    let Some(gastric) = real_data("icb_gastric_kim2018/expression_tpm.tsv.gz") else { return };
    let ids = Tsv::read(&gastric).header[1..].to_vec();
    let sheet = work.path().join("sheet.tsv");
    let rows: Vec<String> = ids.iter().map(|id| format!("{id}\tgastric adenocarcinoma")).collect();
    std::fs::write(&sheet, format!("sample\thistology\n{}\n", rows.join("\n"))).unwrap();
    let table = phenotypes(work.path(), &gastric, &["--samples", sheet.to_str().unwrap()]);
    assert_eq!(flagged(&table, &["histology_not_nsclc"]), ids.len());
    assert_eq!(flagged(&table, &["other_tissue", "not_epithelial"]), 0);
    let firm: Vec<&str> =
        column(&table, "confidence").into_iter().filter(|confidence| *confidence != "NA").collect();
    assert!(firm.len() >= 10 && firm.iter().all(|confidence| *confidence == "low"), "{firm:?}");
}

/// The matrix with some rows set to a value.
fn with_rows(matrix: &Tsv, genes: &[&str], value: &str) -> Tsv {
    let mut changed = matrix.clone();
    for row in changed.rows.iter_mut().filter(|row| genes.contains(&row[0].as_str())) {
        row[1..].iter_mut().for_each(|cell| value.clone_into(cell));
    }
    changed
}

const CODE: [&str; 1] = ["hla_genes_not_quantified"];

#[test]
fn hla_genes_without_reads_are_not_read_as_lost_presentation() {
    let Some(matrix) = real_data("icb_nsclc_cho2020/expression_tpm.tsv.gz") else { return };
    let work = folder();
    let matrix = Tsv::read(&matrix);
    let call = |genes: &[&str]| {
        let path = work.path().join("m.tsv");
        with_rows(&matrix, genes, "0").write(&path);
        phenotypes(work.path(), &path, &[])
    };
    let all = ["HLA-A", "HLA-B", "HLA-C", "HLA-DRB1", "HLA-DQA1", "HLA-DQB1"];
    for lost in [&all[..], &all[..3], &all[1..3], &all[3..]] {
        let table = call(lost);
        assert!(flagged(&table, &CODE) >= 15, "{lost:?}");
        let p = table.column("P");
        let codes = table.column("flags");
        assert!(table.rows.iter().all(|row| (row[p] == "NA") == row[codes].contains(CODE[0])), "{lost:?}");
    }
    // One gene alone is shown as it is: loss of a gene looks like that.
    let table = call(&all[..1]);
    assert_eq!(flagged(&table, &CODE), 0);
    assert!(column(&table, "P").iter().all(|p| *p != "NA"));
}

#[test]
fn few_reads_are_told_by_the_genes_that_are_detected() {
    let Some(counts) = real_data("tcga_lusc_rna/raw_counts_24.tsv.gz") else { return };
    let Some(tumours) = real_data("tcga_lusc_rna/expression_tpm.tsv.gz") else { return };
    let work = folder();
    let counts = Tsv::read(&counts);
    // The published TPM is thinned like the reads.
    let tpm = Tsv::read(&tumours);
    let sample = counts.header[1].clone();
    let sample = tpm.header.iter().position(|id| sample.starts_with(id.as_str())).unwrap();
    let of_gene: std::collections::HashMap<&str, u64> =
        counts.rows.iter().map(|row| (row[0].split('.').next().unwrap(), row[1].parse().unwrap())).collect();
    let genes: Vec<(&str, u64, f64)> = tpm
        .rows
        .iter()
        .filter_map(|row| {
            Some((row[0].as_str(), *of_gene.get(row[0].as_str())?, row[sample].parse::<f64>().ok()?))
        })
        .collect();
    let total: u64 = genes.iter().map(|(_, count, _)| count).sum();
    for (reads, code) in [(20_000_000, None), (400_000, Some("low_depth")), (80_000, Some("depth_too_low"))] {
        let mut random = Random::new(7);
        let keep = (1_000_000 * reads / total) as usize;
        let mut text = "gene\tS\n".to_owned();
        for (gene, count, tpm) in &genes {
            // Each read stays with the same chance.
            let kept = (0..*count).filter(|_| random.below(1_000_000) < keep).count() as f64;
            let value = if *count == 0 { 0.0 } else { tpm * kept / *count as f64 };
            writeln!(text, "{gene}\t{value}").unwrap();
        }
        let path = work.path().join("m.tsv");
        std::fs::write(&path, text).unwrap();
        let table = phenotypes(work.path(), &path, &[]);
        let found = ["low_depth", "depth_too_low"].into_iter().find(|code| flagged(&table, &[code]) > 0);
        assert_eq!(found, code, "{reads} reads: {:?}", table.rows);
    }
}

/// Some columns of a matrix, as numbers.
struct Columns {
    genes: Vec<String>,
    names: Vec<String>,
    /// Sample by sample.
    values: Vec<Vec<f64>>,
}

impl Columns {
    /// The columns that `keep` takes by place and name.
    fn read(path: &Path, keep: impl Fn(usize, &str) -> bool) -> Self {
        let bytes = evade_stream::Source::path(path).read().unwrap().bytes;
        let text = String::from_utf8(bytes).unwrap();
        let mut lines = text.lines();
        let header: Vec<&str> = lines.next().unwrap().split('\t').skip(1).collect();
        let places: Vec<usize> = (0..header.len()).filter(|&i| keep(i, header[i])).collect();
        let names = places.iter().map(|&i| header[i].to_owned()).collect();
        let mut columns = Self { genes: Vec::new(), names, values: vec![Vec::new(); places.len()] };
        for line in lines {
            let cells: Vec<&str> = line.split('\t').collect();
            columns.genes.push(cells[0].to_owned());
            for (column, &place) in columns.values.iter_mut().zip(&places) {
                column.push(cells[place + 1].parse().unwrap());
            }
        }
        columns
    }

    fn write(&self, path: &Path) {
        let mut text = format!("gene\t{}\n", self.names.join("\t"));
        for (row, gene) in self.genes.iter().enumerate() {
            text.push_str(gene);
            for column in &self.values {
                write!(text, "\t{:.4}", column[row]).unwrap();
            }
            text.push('\n');
        }
        std::fs::write(path, text).unwrap();
    }
}

/// Mixtures of patients of whom the reference knows nothing: the interval of the share of normal lung holds the truth.
#[test]
fn the_share_of_normal_lung_is_estimated_on_patients_that_were_not_used() {
    let paths = [
        "tcga_luad_rna/expression_tpm.tsv.gz",
        "tcga_lusc_rna/expression_tpm.tsv.gz",
        "tcga_luad_rna/replicates_normals_tpm.tsv.gz",
        "tcga_lusc_rna/normals_and_second_tpm.tsv.gz",
    ];
    let paths: Vec<_> = paths.iter().filter_map(|path| real_data(path)).collect();
    let [luad, lusc, luad_normals, lusc_normals] = paths.as_slice() else { return };
    let work = folder();
    let file = |name: &str| work.path().join(name);
    // Half of the patients teach, a part of the others is mixed.
    Columns::read(luad, |i, _| i % 4 == 0).write(&file("luad.tsv"));
    Columns::read(lusc, |i, _| i % 4 == 0).write(&file("lusc.tsv"));
    Columns::read(luad_normals, |i, name| name.contains("-N_") && i % 2 == 0).write(&file("normals.tsv"));
    let build = [
        "reference",
        "build",
        "t/LUAD=luad.tsv",
        "t/LUSC=lusc.tsv",
        "--unit",
        "tpm",
        "--id",
        "half",
        "--normal",
        "n=normals.tsv",
        "--slope-prior",
        "none",
        "-o",
        "half.json",
    ];
    evade_in(work.path(), &build).expect_code(0);

    let mut mixed = Columns::read(luad, |i, _| i % 20 == 1);
    let squamous = Columns::read(lusc, |i, _| i % 20 == 1);
    mixed.names.extend(squamous.names);
    mixed.values.extend(squamous.values);
    let normals = Columns::read(lusc_normals, |_, name| name.contains("-11"));
    let shares = [0.0, 0.25, 0.5, 0.75, 1.0];
    let (mut names, mut values, mut truth) = (Vec::new(), Vec::new(), Vec::new());
    for (i, tumour) in mixed.values.iter().enumerate() {
        let normal = &normals.values[i % normals.values.len()];
        let (of_tumour, of_normal) = (tumour.iter().sum::<f64>(), normal.iter().sum::<f64>());
        for share in shares {
            names.push(format!("m{i}_{share}"));
            truth.push(share);
            let mix = |(t, n): (&f64, &f64)| 1e6 * ((1.0 - share) * t / of_tumour + share * n / of_normal);
            values.push(tumour.iter().zip(normal).map(mix).collect());
        }
    }
    Columns { genes: mixed.genes, names, values }.write(&file("mixed.tsv"));
    let run = [
        "run",
        "--quiet",
        "--expression",
        "mixed.tsv",
        "--unit",
        "tpm",
        "--reference",
        "half.json",
        "--outdir",
        "out",
    ];
    evade_in(work.path(), &run).expect_code(0);
    let table = Tsv::read(&file("out/qc.tsv"));
    let numbers = |name: &str| -> Vec<f64> {
        column(&table, name).into_iter().map(|cell| cell.parse().unwrap()).collect()
    };
    let (estimate, low, high) =
        (numbers("normal_lung"), numbers("normal_lung_low"), numbers("normal_lung_high"));
    for share in shares {
        let rows: Vec<usize> = (0..truth.len()).filter(|&i| truth[i] == share).collect();
        let n = rows.len() as f64;
        let held = rows.iter().filter(|&&i| low[i] <= share + 1e-9 && share <= high[i] + 1e-9).count();
        let mean = |values: &[f64]| rows.iter().map(|&i| values[i]).sum::<f64>() / n;
        eprintln!(
            "share {share}: interval holds it in {held} of {n}, mean estimate {:.2}, mean interval {:.2} to {:.2}",
            mean(&estimate),
            mean(&low),
            mean(&high)
        );
        assert!(held as f64 >= 0.9 * n, "{share}: {held} of {n}");
    }
}
