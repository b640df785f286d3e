//! A reference of one laboratory and the tumours of others: the gate, the axes and the calls when genes are missing.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::{Tsv, evade_in, folder, real_data};

const CHO: &str = "icb_nsclc_cho2020/expression_tpm.tsv.gz";
const JUNG: &str = "icb_nsclc_jung2019/expression_tpm.tsv.gz";
/// Tumours of the reference with which one is compared at the same T.
const NEIGHBOURS: usize = 40;

/// TCGA with genes and gate by one laboratory alone.
fn reference_by(laboratory: &Path, work: &Path) -> Option<PathBuf> {
    let luad = real_data("tcga_luad_rna/expression_tpm.tsv.gz")?;
    let lusc = real_data("tcga_lusc_rna/expression_tpm.tsv.gz")?;
    let file = work.join("reference.json");
    let laboratory = format!("other={}", laboratory.display());
    let arguments = [
        "reference",
        "build",
        &format!("tcga/LUAD={}", luad.display()),
        &format!("tcga/LUSC={}", lusc.display()),
        "--unit",
        "tpm",
        "--id",
        "fold",
        "--agree",
        &laboratory,
        "--pass",
        &laboratory,
        "--slope-prior",
        "none",
        "-o",
        file.to_str()?,
    ];
    evade_in(work, &arguments).expect_code(0);
    Some(file)
}

/// Whether a tumour is squamous by five markers of each histology: neither cohort states it.
fn is_squamous(matrix: &Tsv, sample: usize) -> bool {
    let mean = |genes: [&str; 5]| -> f64 {
        let of = |gene: &str| {
            let row = matrix.rows.iter().find(|row| row[0] == gene);
            (row.map_or(0.0, |row| row[sample].parse::<f64>().unwrap()) + 1.0).log2()
        };
        genes.into_iter().map(of).sum()
    };
    mean(["TP63", "KRT5", "KRT6A", "DSG3", "SOX2"]) > mean(["NAPSA", "NKX2-1", "SFTPB", "SLC34A2", "SFTA2"])
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    f64::midpoint(values[(values.len() - 1) / 2], values[values.len() / 2])
}

/// Differences of a tumour's axes from those of the reference of its histology with the same T.
fn differences(reference: &Value, histology: &str, own: [f64; 5]) -> [f64; 5] {
    let strata = reference["strata"].as_array().unwrap();
    let place = strata.iter().position(|stratum| stratum["name"] == histology).unwrap() as u64;
    let cloud = &reference["cloud"];
    let of_histology: Vec<usize> = (0..cloud["strata"].as_array().unwrap().len())
        .filter(|&i| cloud["strata"][i].as_u64() == Some(place))
        .collect();
    let value = |axis: usize, i: usize| cloud["axes"][axis][i].as_f64().unwrap();
    let mut near = of_histology;
    near.sort_by(|&a, &b| (value(0, a) - own[0]).abs().total_cmp(&(value(0, b) - own[0]).abs()));
    near.truncate(NEIGHBOURS);
    std::array::from_fn(|axis| own[axis] - median(near.iter().map(|&i| value(axis, i)).collect()))
}

#[test]
fn a_laboratory_that_was_left_out_passes_the_gate() {
    // What lies further off than half a scale unit is said in docs/reference.md and not forced.
    let folds: [(&str, &str, &str, &[&str]); 2] =
        [("Cho", CHO, JUNG, &["P"]), ("Jung", JUNG, CHO, &["S", "X"])];
    for (name, left_out, other, further) in folds {
        let (Some(matrix), Some(other)) = (real_data(left_out), real_data(other)) else { return };
        let work = folder();
        let Some(reference) = reference_by(&other, work.path()) else { return };
        let arguments = [
            "phenotype",
            "--quiet",
            "--unit",
            "tpm",
            "--reference",
            reference.to_str().unwrap(),
            matrix.to_str().unwrap(),
        ];
        let table = Tsv::parse(&evade_in(work.path(), &arguments).expect_code(0).stdout);
        let flags = table.pairs("sample", "flags");
        let refused = flags.values().filter(|flags| flags.contains("platform_mismatch")).count();
        eprintln!("{name}: {refused} of {} tumours do not pass a reference without them", flags.len());
        assert!(10 * refused <= flags.len(), "{name}: {flags:?}");

        let reference: Value = serde_json::from_slice(&std::fs::read(&reference).unwrap()).unwrap();
        let values = Tsv::read(&matrix);
        let mut all: [Vec<f64>; 5] = Default::default();
        for row in &table.rows {
            let own = ["T", "G", "P", "S", "X"].map(|axis| row[table.column(axis)].parse::<f64>().unwrap());
            let column = values.header.iter().position(|id| *id == row[0]).unwrap();
            let histology = if is_squamous(&values, column) { "LUSC" } else { "LUAD" };
            for (all, difference) in all.iter_mut().zip(differences(&reference, histology, own)) {
                all.push(difference);
            }
        }
        for (axis, values) in ["T", "G", "P", "S", "X"].into_iter().zip(all).skip(1) {
            let shift = median(values);
            eprintln!("{name}: median {axis} at the same T and histology {shift:+.2}");
            assert_eq!(shift.abs() > 0.5, further.contains(&axis), "{name} {axis}: {shift}");
        }
    }
}

#[test]
fn a_stated_offset_moves_every_sample_and_is_said() {
    let Some(matrix) = real_data(CHO) else { return };
    let work = folder();
    let run = |more: &[&str]| {
        let mut arguments = vec!["phenotype", "--quiet", "--unit", "tpm", matrix.to_str().unwrap()];
        arguments.extend(more);
        Tsv::parse(&evade_in(work.path(), &arguments).expect_code(0).stdout)
    };
    let (plain, moved) = (run(&[]), run(&["--axis-offset", "S=-0.5"]));
    let values = |table: &Tsv, axis: &str| table.pairs("sample", axis);
    for (sample, s) in values(&plain, "S") {
        let (before, after) =
            (s.parse::<f64>().unwrap(), values(&moved, "S")[&sample].parse::<f64>().unwrap());
        assert!((before - 0.5 - after).abs() < 1e-9, "{sample}");
        assert_eq!(values(&plain, "X")[&sample], values(&moved, "X")[&sample]);
        assert!(moved.pairs("sample", "flags")[&sample].contains("axis_offset"));
    }
}

#[test]
fn places_within_the_stated_histology_stand_beside_the_pooled_ones() {
    let Some(matrix) = real_data(CHO) else { return };
    let work = folder();
    let sheet = work.path().join("sheet.tsv");
    std::fs::write(&sheet, "sample\thistology\nDis_02\tadenocarcinoma\nDis_04\tsquamous\nDis_05\t\n")
        .unwrap();
    let out = work.path().join("out");
    let arguments = [
        "run",
        "--samples",
        sheet.to_str().unwrap(),
        "--expression",
        matrix.to_str().unwrap(),
        "--outdir",
        out.to_str().unwrap(),
    ];
    evade_in(work.path(), &arguments).expect_code(0);
    for (sample, expected) in
        [("Dis_02", Some(("LUAD", 511))), ("Dis_04", Some(("LUSC", 501))), ("Dis_05", None)]
    {
        let path = out.join(format!("samples/{sample}.json"));
        let profile: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        let axes = profile["rna"]["axes"].as_array().unwrap();
        let scores = profile["rna"]["scores"].as_array().unwrap();
        for place in axes.iter().chain(scores).map(|row| &row["in_histology"]) {
            match expected {
                Some((name, n)) => {
                    assert_eq!((&place["histology"], &place["n"]), (&name.into(), &n.into()), "{sample}");
                }
                None => assert!(place.is_null(), "{sample}: {place}"),
            }
        }
    }
}
