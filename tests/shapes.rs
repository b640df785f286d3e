//! Matrices in other shapes: the same tumours in another dress have the same calls, and what is not a sample gets none.

use std::fmt::Write;
use std::path::Path;

use crate::support::{Outcome, Tsv, evade_in, folder, test_data};

fn small() -> Tsv {
    Tsv::read(&test_data("small/expression_tpm.tsv.gz"))
}

/// The same table with other ids.
fn with_ids(id: impl Fn(usize, &str) -> String) -> Tsv {
    let mut table = small();
    for (place, row) in table.rows.iter_mut().enumerate() {
        row[0] = id(place, &row[0]);
    }
    table
}

/// The same table with a further column, from the values of each row.
fn with_column(name: &str, of: impl Fn(&[f64]) -> f64) -> Tsv {
    let mut table = small();
    table.header.push(name.to_owned());
    for row in &mut table.rows {
        let values: Vec<f64> = row[1..].iter().map(|value| value.parse().unwrap()).collect();
        row.push(format!("{:.6}", of(&values)));
    }
    table
}

fn transposed(table: &Tsv) -> Tsv {
    let column = |place: usize| table.rows.iter().map(|row| row[place].clone()).collect::<Vec<_>>();
    let row = |first: &String, rest: Vec<String>| [vec![first.clone()], rest].concat();
    let mut rows = (0..table.header.len()).map(|place| row(&table.header[place], column(place)));
    Tsv { header: rows.next().unwrap(), rows: rows.collect() }
}

fn run(work: &Path, name: &str, text: &str) -> (Outcome, Option<String>) {
    std::fs::write(work.join(name), text).unwrap();
    let out = format!("{name}_out");
    let outcome = evade_in(work, &["run", "--expression", name, "--outdir", &out]);
    let calls = std::fs::read_to_string(work.join(out).join("phenotypes.tsv")).ok();
    (outcome, calls)
}

#[test]
fn the_same_tumours_in_another_dress_have_the_same_calls() {
    let work = folder();
    let plain = run(work.path(), "plain.tsv", &small().text()).1.unwrap();
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let with_places = {
        let mut table = small();
        for (column, value) in [("Chr", "chr1"), ("gene_biotype", "protein_coding")] {
            table.header.insert(1, column.to_owned());
            table.rows.iter_mut().for_each(|row| row.insert(1, value.to_owned()));
        }
        table
    };
    let pairs = {
        let mut table = small();
        table.header = std::iter::once("gene".to_owned())
            .chain(table.header[1..].iter().flat_map(|s| [format!("FPKM.{s}"), format!("TPM.{s}")]))
            .collect();
        for row in &mut table.rows {
            *row = std::iter::once(row[0].clone())
                .chain(row[1..].iter().flat_map(|value| ["7.5".to_owned(), value.clone()]))
                .collect();
        }
        table
    };
    let of_r = |id: &str| id.replace('-', ".");
    for (name, table, told) in [
        ("rows.tsv", transposed(&small()), "samples stand in rows"),
        ("entrez.tsv", with_ids(|place, id| format!("{id} ({})", 900_000_000 + place)), ""),
        ("of_r.tsv", with_ids(|_, id| of_r(id)), "make.names"),
        ("lower.tsv", with_ids(|_, id| id.to_lowercase()), "lower case"),
        ("rows_of_r.tsv", transposed(&with_ids(|_, id| of_r(id))), "samples stand in rows"),
        ("mean.tsv", with_column("Mean", mean), "left out: 'Mean' (the mean"),
        ("total.tsv", with_column("Total", |values| values.iter().sum()), "left out: 'Total' (the sum"),
        ("places.tsv", with_places, "left out: 'gene_biotype', 'Chr'"),
        ("pairs.tsv", pairs, "'FPKM.active_1'"),
    ] {
        let (outcome, calls) = run(work.path(), name, &table.text());
        assert_eq!(outcome.code, 0, "{name}: {}", outcome.stderr);
        assert!(outcome.stderr.contains(told), "{name}: {}", outcome.stderr);
        assert_eq!(calls.unwrap(), plain, "{name}");
    }
}

#[test]
fn one_tumour_under_two_names_is_warned_of() {
    let work = folder();
    let (outcome, _) = run(work.path(), "twice.tsv", &with_column("copy", |values| values[1]).text());
    assert!(
        outcome.stderr.contains("under two names, as of one tumour: 'active_2' and 'copy'"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn a_matrix_without_a_header_is_refused_whatever_its_first_gene() {
    let work = folder();
    for (name, text) in [
        ("symbol.tsv", "CD8A\t13.585\nCD8B\t4.5\n"),
        ("ensembl.csv", "ENSG00000223972.5,0,0.5\nENSG00000153563.11,1,2\n"),
        ("named.tsv", "ENSG00000153563\tCD8A\t13\nENSG00000172116\tCD8B\t4\n"),
        ("entrez.tsv", "925\t340\t212\n926\t1\t2\n"),
        ("other.tsv", "DDX11L1\t0.1234\nCD8A\t4\n"),
    ] {
        std::fs::write(work.path().join(name), text).unwrap();
        for sample in [&[][..], &["--sample", "P1"]] {
            let arguments =
                [&["run", "--unit", "tpm", "--expression", name, "--outdir", "out"], sample].concat();
            let outcome = evade_in(work.path(), &arguments).expect_code(3);
            assert!(outcome.stderr.contains(":1: there is no header"), "{name}: {}", outcome.stderr);
        }
    }
    // Samples may be numbers.
    for text in ["gene\t1\t2\nCD8A\t1\t2\nGZMB\t2\t3\n", ",0,1\nCD8A,1,2\nGZMB,2,3\n"] {
        std::fs::write(work.path().join("numbers"), text).unwrap();
        let outcome = evade_in(work.path(), &["score", "numbers", "--gene-sets", "builtin"]);
        assert!(!outcome.stderr.contains("no header"), "{}", outcome.stderr);
    }
}

#[test]
fn tables_of_programs_are_read_by_their_columns() {
    let work = folder();
    let plain = small().columns(&[0, 1]);
    let expected = run(work.path(), "plain.tsv", &plain.text()).1.unwrap().replace("active_1", "P1");
    let stringtie: Vec<String> = plain
        .rows
        .iter()
        .enumerate()
        .map(|(n, row)| {
            let id = format!("MSTRG.{n}\t{}\tchr1\t+\t1\t9\t2.5\t7.5", row[0]);
            format!("{id}\t{}\n{id}\t0\n", row[1])
        })
        .collect();
    let stringtie = stringtie.concat();
    let head = "Gene ID\tGene Name\tReference\tStrand\tStart\tEnd\tCoverage\tFPKM\tTPM\n";
    let cufflinks: Vec<String> = plain
        .rows
        .iter()
        .map(|row| format!("XLOC_1\t-\t-\tXLOC_1\t{}\t-\tchr1:1-9\t-\t-\t{}\t0\t1\tOK\n", row[0], row[1]))
        .collect();
    let cufflinks = cufflinks.concat();
    let cufflinks_head = "tracking_id\tclass_code\tnearest_ref_id\tgene_id\tgene_short_name\ttss_id\tlocus\tlength\tcoverage\tFPKM\tFPKM_conf_lo\tFPKM_conf_hi\tFPKM_status\n";
    for (name, text) in [
        ("P1_gene_abund.tab", format!("{head}{stringtie}")),
        ("P1.genes.fpkm_tracking", format!("{cufflinks_head}{cufflinks}")),
    ] {
        let (outcome, calls) = run(work.path(), name, &text);
        assert_eq!(outcome.code, 0, "{name}: {}", outcome.stderr);
        assert_eq!(calls.unwrap(), expected, "{name}");
    }
    // Cufflinks writes 0 for a gene it gave up on: that row has no value.
    let failed = format!("{cufflinks_head}{}", cufflinks.replacen("\tOK\n", "\tHIDATA\n", 3));
    let (outcome, _) = run(work.path(), "P2.genes.fpkm_tracking", &failed);
    assert!(outcome.stderr.contains("3 of 16309 rows are left out"), "{}", outcome.stderr);
}

#[test]
fn gtex_and_recount_tables_are_read_behind_their_counters_and_comments() {
    let work = folder();
    let table = small();
    let samples = table.header[1..].join("\t");
    let rows: Vec<String> = table
        .rows
        .iter()
        .enumerate()
        .map(|(n, row)| format!("{n}\tENSG0099{n:07}.1\t{}\t{}\n", row[0], row[1..].join("\t")))
        .collect();
    let rows = rows.concat();
    let gct = format!("#1.2\n{}\t8\nid\tName\tDescription\t{samples}\n{rows}", table.rows.len());
    let plain = run(work.path(), "plain.tsv", &table.text()).1.unwrap();
    assert_eq!(run(work.path(), "gene_tpm_lung.gct", &gct).1.unwrap(), plain);
    let numbered = format!("\tgene_id\tgene_name\t{samples}\n{rows}");
    assert_eq!(run(work.path(), "numbered.tsv", &numbered).1.unwrap(), plain);

    let counts = "##annotation=G026\n##date.generated=2020-10-12\ngene_id\tSRR1\tSRR2\nENSG00000153563.15\t15000\t3000000\nENSG00000172116.21\t900\t40\n";
    let (outcome, calls) = run(work.path(), "sra.gene_sums.G026", counts);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    assert!(calls.unwrap().contains("SRR2\tnot_evaluable"));
}

#[test]
fn genes_of_mice_are_refused_by_that_name() {
    let work = folder();
    for (name, ids, said) in [
        ("symbols.tsv", ["Cd8a", "Trp53", "H2-K1"], "these are mouse genes (Cd8a, Trp53, H2-K1)"),
        ("ensembl.tsv", ["ENSMUSG00000053977.1", "ENSMUSG00000059552", "ENSMUSG00000000001"], "mouse genes"),
        ("rat.tsv", ["ENSRNOG00000010756", "Cd8a", "Tp53"], "these are rat genes"),
        ("either.tsv", ["Cd8a", "Gzmb", "Prf1"], "these are mouse or rat genes"),
    ] {
        let text: Vec<String> = ids.iter().map(|id| format!("{id}\t4.5\t0\n")).collect();
        std::fs::write(work.path().join(name), format!("gene\tA\tB\n{}", text.concat())).unwrap();
        let arguments = ["run", "--unit", "tpm", "--expression", name, "--outdir", "out"];
        let outcome = evade_in(work.path(), &arguments).expect_code(3);
        assert!(outcome.stderr.contains(said), "{name}: {}", outcome.stderr);
    }
    std::fs::write(work.path().join("rows.tsv"), "sample\tCd8a\tGzmb\tTrp53\nA\t4.5\t0\t1\n").unwrap();
    let arguments = ["run", "--unit", "tpm", "--expression", "rows.tsv", "--outdir", "out"];
    assert!(evade_in(work.path(), &arguments).expect_code(3).stderr.contains("these are mouse genes"));
    // A xenograft with the genes of both species is read by its human ones.
    let mut both = small();
    both.rows.extend(with_ids(|_, id| format!("{}{}", &id[..1], id[1..].to_lowercase())).rows);
    let path = work.path().join("graft.tsv");
    both.write(&path);
    let arguments = ["run", "--unit", "tpm", "--expression", "graft.tsv", "--outdir", "graft"];
    let outcome = evade_in(work.path(), &arguments).expect_code(0);
    assert!(
        outcome.stderr.contains("mouse or rat genes") && outcome.stderr.contains("not used"),
        "{}",
        outcome.stderr
    );
    // Their own sets can be scored.
    std::fs::write(work.path().join("mouse.gmt"), "T_CELLS\tx\tCd8a\tH2-K1\n").unwrap();
    let arguments = ["score", "symbols.tsv", "--gene-sets", "mouse.gmt", "--ids", "verbatim"];
    assert!(evade_in(work.path(), &arguments).expect_code(0).stdout.contains("T_CELLS"));
}

#[test]
fn approved_symbols_of_other_genes_are_no_aliases() {
    let work = folder();
    let mut table = small();
    for (row, id) in table.rows.iter_mut().zip(["BCRP2", "SPATA8", "DCAF5", "Spata8"]) {
        id.clone_into(&mut row[0]);
    }
    run(work.path(), "other.tsv", &table.text());
    let mapping = Tsv::read(&work.path().join("other.tsv_out/gene_mapping.tsv"));
    let status = mapping.pairs("input_id", "status");
    assert_eq!((status["BCRP2"].as_str(), status["SPATA8"].as_str()), ("other_gene", "other_gene"));
    assert_eq!(mapping.pairs("input_id", "gene")["DCAF5"], "DCAF5");
}

#[test]
fn scores_say_how_many_rows_were_added_up_and_take_ids_as_they_stand() {
    let work = folder();
    let text = "gene\tA\tB\nCD8A\t4\t1\nENSG00000153563\t1\t1\n925\t2\t0\nGZMB\t3\t9\nGZMB\t1\t1\nX1\t5\t2\n";
    std::fs::write(work.path().join("m.tsv"), text).unwrap();
    std::fs::write(work.path().join("sets.gmt"), "S\tx\tCD8A\tX1\tGranzyme\n").unwrap();
    let score = |unit: &str, ids: &str| {
        let arguments = ["score", "m.tsv", "--unit", unit, "--gene-sets", "sets.gmt", "--ids", ids];
        evade_in(work.path(), &arguments).expect_code(0).stderr
    };
    let told = score("tpm", "resolved");
    assert!(
        told.contains(
            "5 rows are added up to 2 genes that have several (the first: CD8A + ENSG00000153563 + 925)"
        ),
        "{told}"
    );
    let told = score("tpm", "verbatim");
    assert!(told.contains("2 rows are added up to 1 genes"), "{told}");
    // Values that cannot be added are not said to be.
    let told = score("log2cpm", "verbatim");
    assert!(told.contains("1 genes have several rows, 2 in all, and the largest value of each is taken (the first: GZMB, GZMB)"), "{told}");
}

#[test]
fn packed_and_binary_files_are_named() {
    let work = folder();
    for (name, bytes, said) in [
        ("m.tsv.bz2", &b"BZh91AY&SY\x01\x02"[..], "this is a bzip2 file; hint: unpack it: bunzip2"),
        ("m.tsv.xz", b"\xfd7zXZ\0\0\x04", "this is an xz file"),
        ("m.rds", b"X\n\0\0\0\x03\0\x04", "this is an R object (.rds)"),
        ("m.h5ad", b"\x89HDF\r\n\x1a\n\0\0", "this is an HDF5 file (.h5ad"),
        ("m.mtx", b"%%MatrixMarket matrix coordinate real general\n1 1 1\n", "this is a sparse matrix"),
    ] {
        std::fs::write(work.path().join(name), bytes).unwrap();
        let arguments = ["run", "--expression", name, "--outdir", "out"];
        let outcome = evade_in(work.path(), &arguments).expect_code(3);
        assert!(outcome.stderr.contains(said), "{name}: {}", outcome.stderr);
    }
}

/// A merged Firehose table says below its header what the columns hold.
#[test]
fn the_second_line_of_a_firehose_table_is_no_gene() {
    let work = folder();
    let rows: String = (0..1200).fold(String::new(), |mut rows, i| {
        let gene = ["CD8A|925", "CD3D|915", "B2M|567", "STAT1|6772"]
            .get(i)
            .map_or_else(|| format!("?|{i}"), |g| (*g).to_owned());
        let _ = writeln!(rows, "{gene}\t{}.25\t{}.5", 3 * i % 700, 5 * i % 900);
        rows
    });
    let text = |words: &str| format!("Hybridization REF\tTCGA-A\tTCGA-B\ngene_id\t{words}\n{rows}");
    std::fs::write(work.path().join("m.txt"), text("normalized_count\tnormalized_count")).unwrap();
    let score = [
        "score",
        "m.txt",
        "--gene-sets",
        "builtin",
        "--method",
        "singscore",
        "--unit",
        "normalized_counts",
        "-o",
        "s.tsv",
    ];
    evade_in(work.path(), &score).expect_code(0);
    let samples = Tsv::read(&work.path().join("s.tsv")).pairs("sample", "method");
    assert_eq!(samples.keys().collect::<Vec<_>>(), ["TCGA-A", "TCGA-B"]);
    std::fs::write(work.path().join("n.txt"), text("raw_count\tscaled_estimate")).unwrap();
    let refused =
        evade_in(work.path(), &["score", "n.txt", "--gene-sets", "builtin", "--method", "singscore"]);
    assert!(
        refused
            .expect_code(3)
            .stderr
            .contains("a sample has several columns here: 'raw_count' and 'scaled_estimate'")
    );
}

/// Rows that were given twice do not double their genes.
#[test]
fn rows_that_were_given_twice_count_once() {
    let work = folder();
    let mut matrix = Tsv::read(&crate::support::test_data("small/expression_tpm.tsv.gz"));
    let run = |matrix: &Tsv, out: &str| {
        matrix.write(&work.path().join("m.tsv"));
        evade_in(work.path(), &["phenotype", "m.tsv", "--unit", "tpm", "-o", out]).expect_code(0)
    };
    run(&matrix, "once.tsv");
    matrix.rows.extend_from_within(..500);
    let outcome = run(&matrix, "twice.tsv");
    assert!(
        outcome.stderr.contains("with the same id and the same values; each is counted once"),
        "{}",
        outcome.stderr
    );
    let read = |file: &str| std::fs::read(work.path().join(file)).unwrap();
    assert_eq!(read("once.tsv"), read("twice.tsv"));
}
