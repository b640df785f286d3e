//! Expression: each tumour's profile through a sequencer's eyes, as TPM.

use std::fmt::Write as _;
use std::io::Write;
use std::path::Path;

use evade_stream::Output;
use libm::{exp, exp2};
use rayon::prelude::*;

use crate::SamplePlan;
use crate::model::{GeneModel, TumourState};
use crate::random::Generator;

/// Reads of a library: median and sd of the logarithm.
const LIBRARY: (f64, f64) = (3.0e7, 0.3);
/// A gene of few expected reads is lost with chance exp(-0.5 reads), beyond what chance alone loses.
const DROPOUT_RATE: f64 = 0.5;
const TPM_TOTAL: f64 = 1.0e6;
/// Rows made into text at once.
const ROWS_AT_ONCE: usize = 256;

/// TPM of all genes in one tumour. A single-precision number holds more digits than are written.
/// `shifts` are places of genes and how far each is moved, in log2.
pub(crate) fn profile(
    genes: &[GeneModel],
    tumour: &TumourState,
    shifts: &[(usize, f64)],
    seed: u64,
    sample: u64,
) -> Vec<f32> {
    let mut random = Generator::new(seed, "profile", sample);
    let levels: Vec<f64> = genes.iter().map(|gene| gene.level(tumour, &mut random)).collect();
    sequence(genes, &levels, shifts, &mut random)
}

/// TPM of genes at these levels (log2 of their expression) through a sequencer's eyes, after `shifts` in log2.
pub(crate) fn sequence(
    genes: &[GeneModel],
    levels: &[f64],
    shifts: &[(usize, f64)],
    random: &mut Generator,
) -> Vec<f32> {
    let mut values: Vec<f64> =
        genes.iter().zip(levels).map(|(gene, level)| exp2(*level) * gene.length).collect();
    for &(place, shift) in shifts {
        values[place] *= exp2(shift);
    }
    let per_read = random.log_normal(LIBRARY.0, LIBRARY.1) / values.iter().sum::<f64>();
    for (value, gene) in values.iter_mut().zip(genes) {
        let expected = *value * per_read;
        let reads = random.poisson(expected);
        let lost = random.happens(exp(-DROPOUT_RATE * expected));
        *value = if lost { 0.0 } else { reads / gene.length };
    }
    let sum: f64 = values.iter().sum();
    let scale = if sum > 0.0 { TPM_TOTAL / sum } else { 0.0 };
    values.iter().map(|value| (value * scale) as f32).collect()
}

/// Writes genes x samples; samples are made in parallel, each from its own stream.
pub(crate) fn write(
    path: &Path,
    genes: &[GeneModel],
    samples: &[SamplePlan],
    seed: u64,
) -> crate::Result<()> {
    let of_sample = |sample: &SamplePlan| profile(genes, &sample.tumour, sample.shifts(), seed, sample.place);
    let profiles: Vec<Vec<f32>> = samples.par_iter().map(of_sample).collect();
    let ids: Vec<String> = samples.iter().map(SamplePlan::rna_id).collect();
    write_matrix(path, genes, &ids, &profiles)
}

/// Writes genes x samples.
pub(crate) fn write_matrix(
    path: &Path,
    genes: &[GeneModel],
    ids: &[String],
    profiles: &[Vec<f32>],
) -> crate::Result<()> {
    let mut output = Output::create(path)?;
    write!(output, "gene")?;
    for id in ids {
        write!(output, "\t{id}")?;
    }
    writeln!(output)?;
    let rows: Vec<usize> = (0..genes.len()).collect();
    for block in rows.chunks(ROWS_AT_ONCE) {
        let lines: Vec<String> =
            block.par_iter().map(|&row| line(&genes[row].symbol, profiles, row)).collect();
        for line in lines {
            output.write_all(line.as_bytes())?;
        }
    }
    output.finish()?;
    Ok(())
}

fn line(symbol: &str, profiles: &[Vec<f32>], row: usize) -> String {
    let mut line = String::with_capacity(symbol.len() + 7 * profiles.len());
    line.push_str(symbol);
    for profile in profiles {
        let value = profile[row];
        // Writing to a String cannot fail.
        let _ = if value > 0.0 { write!(line, "\t{value:.3}") } else { write!(line, "\t0") };
    }
    line.push('\n');
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{folder_bytes, small};

    #[test]
    fn a_profile_sums_to_a_million_and_has_zeros() {
        let cohort = small(6, 1);
        for sample in &cohort.samples {
            let profile = profile(&cohort.genes, &sample.tumour, &[], 1, sample.place);
            let sum: f64 = profile.iter().map(|&v| f64::from(v)).sum();
            assert!((sum - TPM_TOTAL).abs() < 10.0);
            let zeros = profile.iter().filter(|&&v| v == 0.0).count() as f64 / profile.len() as f64;
            // the genes of a small cohort are expressed ones
            assert!(zeros > 0.0 && zeros < 0.05, "{zeros}");
        }
    }

    #[test]
    fn one_thread_writes_what_three_write() {
        let bytes = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| folder_bytes(&small(6, 3)))
        };
        assert_eq!(bytes(1), bytes(3));
    }
}
