//! Runs one method of the crate `gsva-rust` on files and says how long each stage took.
//!
//! usage: gsva-rust-runner METHOD MATRIX.tsv SETS.gmt OUT.tsv
//!
//! Reading is the crate's own. Threads come from `RAYON_NUM_THREADS`.

use std::fs;
use std::io::{BufWriter, Write};
use std::time::Instant;

use gsva::{EnrichmentResult, ExprMatrix, GeneSets, GsvaParams, PlageParams, SsgseaParams, ZscoreParams};

/// Reports a stage on standard error in the form that the suite reads from every runner.
fn stage(name: &str, since: Instant) {
    eprintln!("{{\"stage\":\"{name}\",\"seconds\":{:.6}}}", since.elapsed().as_secs_f64());
}

fn score(method: &str, matrix: &ExprMatrix, sets: &GeneSets) -> Result<EnrichmentResult, String> {
    Ok(match method {
        "ssgsea" => gsva::ssgsea(matrix, sets, &SsgseaParams { normalize: false, ..Default::default() }),
        "gsva" => gsva::gsva(matrix, sets, &GsvaParams::default()),
        "zscore" => gsva::zscore(matrix, sets, &ZscoreParams::default()),
        "plage" => gsva::plage(matrix, sets, &PlageParams::default()),
        other => return Err(format!("no method {other}")),
    })
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [method, matrix, sets, out] = arguments.as_slice() else {
        return Err("usage: gsva-rust-runner METHOD MATRIX.tsv SETS.gmt OUT.tsv".into());
    };

    let start = Instant::now();
    let matrix = gsva::io::read_tsv_matrix(&fs::read_to_string(matrix)?);
    let sets = GeneSets::from_gmt(&fs::read_to_string(sets)?);
    stage("read", start);

    let start = Instant::now();
    let result = score(method, &matrix, &sets)?;
    stage("score", start);

    let start = Instant::now();
    let mut writer = BufWriter::new(fs::File::create(out)?);
    writeln!(writer, "set\tsample\tscore")?;
    for (set, name) in result.gene_sets.iter().enumerate() {
        for (sample, id) in result.samples.iter().enumerate() {
            writeln!(writer, "{name}\t{id}\t{}", result.score(set, sample))?;
        }
    }
    writer.flush()?;
    stage("write", start);
    Ok(())
}
