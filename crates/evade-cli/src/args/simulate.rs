//! Options of `evade simulate`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use evade::settings::{Build, PairSettings, Phenotype, PlantableMechanism, Planting, SimulateSettings};
use evade::{parse_classes, parse_mechanisms};

const EXAMPLES: &str = "Examples:
  evade simulate --samples 12 --seed 1 --outdir demo
  evade run --samples demo/samples.csv --expression demo/expression_tpm.tsv.gz --outdir demo/results
  evade simulate --samples 56 --mechanisms all --outdir planted
  evade simulate --pairs 16 --pair-noise 0.25 --outdir pairs
Mechanisms that can be planted ('evade knowledge show ID' describes each): MDS-05, CAF-04, CYT-01,
APM-01, APM-02, APM-04, APM-05, HYP-01, HYP-03, IMM-01, IMM-03, IMM-04, IMM-09.
Pairs are, in turn: no_change, exhaustion, exclusion, b2m_loss, transformation, hypoxia_triple, swap (the
later sample is of another person) and second_primary; truth_pairs.tsv lists what changed.
Nothing in a simulated cohort comes from a patient. Every drawn state is written to
truth tables next to the data.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct SimulateOptions {
    /// Number of samples, 6 to 10000, each of a patient of its own.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(6..=10_000), required_unless_present = "pairs", conflicts_with = "pairs")]
    samples: Option<u32>,
    /// Number of patients, 1 to 5000, with two samples each instead: before treatment and at progression.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=5000), conflicts_with_all = ["classes", "mechanisms"])]
    pairs: Option<u32>,
    /// How far the expression of a gene differs between two samples of one tumour: the standard deviation in log2, from 0
    /// to 2. Half of it again moves what genes of a compartment have in common.
    #[arg(long, default_value_t = 0.25, requires = "pairs", conflicts_with = "samples", value_parser = parse_noise, value_name = "LOG2")]
    pair_noise: f64,
    /// Seed: the same seed gives the same bytes.
    #[arg(long, default_value_t = 1, value_name = "N")]
    seed: u64,
    /// Folder of the cohort; created if missing.
    #[arg(long, value_name = "DIR")]
    pub(crate) outdir: PathBuf,
    /// Coefficient of variation of the compartments' fractions within a class.
    #[arg(long, default_value_t = 0.4, value_parser = parse_cv, value_name = "CV")]
    fraction_cv: f64,
    /// Shares of the classes.
    #[arg(long, default_value = "active=0.25,suppressed=0.25,excluded=0.25,desert=0.25", value_parser = parse_shares, value_name = "CLASS=SHARE,...")]
    classes: Shares,
    /// Genome build of variants and segments.
    #[arg(long, value_enum, default_value = "GRCh38", value_name = "BUILD")]
    genome: Genome,
    /// Genes: 'universe' for all of the built-in reference nsclc-ici, or a number of them: the model's marker genes
    /// and the most expressed others. Below 80 % of the universe no phenotype is called on the frozen scale.
    #[arg(long, default_value = "universe", value_parser = parse_genes, value_name = "universe|N")]
    genes: Genes,
    /// Mechanisms of escape to plant: 'all' or ids such as MDS-05,APM-02. Each sample has one of them or none, in equal
    /// shares as far as the classes allow; truth_mechanisms.tsv lists them.
    #[arg(long, value_parser = parse_planted, value_name = "all|ID,...")]
    mechanisms: Option<Mechanisms>,
    /// How far the genes of a planted mechanism move, in log2, from 0.5 to 6.
    #[arg(long, default_value_t = 3.0, requires = "mechanisms", value_parser = parse_shift, value_name = "LOG2")]
    mechanism_shift: f64,
}

#[derive(Debug, Clone)]
struct Mechanisms(Vec<PlantableMechanism>);

fn parse_planted(text: &str) -> Result<Mechanisms, String> {
    parse_mechanisms(text).map(Mechanisms)
}

fn parse_shift(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(shift) if (0.5..=6.0).contains(&shift) => Ok(shift),
        _ => Err("give a number from 0.5 to 6".to_owned()),
    }
}

#[derive(Debug, Clone)]
struct Shares(BTreeMap<Phenotype, f64>);

#[derive(Debug, Clone, Copy)]
struct Genes(Option<usize>);

fn parse_shares(text: &str) -> Result<Shares, String> {
    parse_classes(text).map(Shares)
}

fn parse_genes(text: &str) -> Result<Genes, String> {
    match text {
        "universe" => Ok(Genes(None)),
        n => n.parse().map(|n| Genes(Some(n))).map_err(|_| "give 'universe' or a number of genes".to_owned()),
    }
}

fn parse_noise(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(noise) if (0.0..=2.0).contains(&noise) => Ok(noise),
        _ => Err("give a number from 0 to 2".to_owned()),
    }
}

/// Beyond 2 a class has no typical tumour any more.
fn parse_cv(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(cv) if (0.0..=2.0).contains(&cv) => Ok(cv),
        _ => Err("give a number from 0 to 2".to_owned()),
    }
}

/// A genome build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Genome {
    #[value(name = "GRCh37")]
    Grch37,
    #[value(name = "GRCh38")]
    Grch38,
}

impl SimulateOptions {
    /// The pairs, where they are asked for.
    pub(crate) fn pairs(&self) -> Option<PairSettings> {
        self.pairs.map(|n_patients| PairSettings {
            n_patients: n_patients as usize,
            seed: self.seed,
            noise: self.pair_noise,
            fraction_cv: self.fraction_cv,
            build: self.build(),
            n_genes: self.genes.0,
        })
    }

    fn build(&self) -> Build {
        match self.genome {
            Genome::Grch37 => Build::Grch37,
            Genome::Grch38 => Build::Grch38,
        }
    }

    /// The cohort of single samples.
    pub(crate) fn settings(&self) -> SimulateSettings {
        SimulateSettings {
            n_samples: self.samples.unwrap_or_default() as usize,
            seed: self.seed,
            fraction_cv: self.fraction_cv,
            classes: self.classes.0.clone(),
            build: self.build(),
            n_genes: self.genes.0,
            mechanisms: self
                .mechanisms
                .as_ref()
                .map(|asked| Planting { mechanisms: asked.0.clone(), shift: self.mechanism_shift }),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Program {
        #[command(flatten)]
        options: SimulateOptions,
    }

    fn parse(extra: &[&str]) -> Result<Program, clap::Error> {
        let start = ["evade", "--outdir", "x"];
        Program::try_parse_from(start.iter().chain(extra))
    }

    #[test]
    fn the_help_names_every_mechanism_that_can_be_planted() {
        for mechanism in PlantableMechanism::all() {
            assert!(EXAMPLES.contains(mechanism.id()), "{}", mechanism.id());
        }
    }

    #[test]
    fn bounds_are_checked() {
        for bad in [
            &["--samples", "5"][..],
            &["--samples", "10001"],
            &["--samples", "6", "--fraction-cv", "-1"],
            &["--samples", "6", "--genome", "hg19"],
            &["--samples", "6", "--classes", "hot=1"],
            &["--samples", "6", "--genes", "all"],
            &["--samples", "6", "--mechanisms", "TRG-07"],
            &["--samples", "6", "--mechanisms", "all", "--mechanism-shift", "0"],
            &["--samples", "6", "--mechanism-shift", "1"],
            &[],
            &["--samples", "6", "--pairs", "6"],
            &["--pairs", "0"],
            &["--pairs", "5001"],
            &["--pairs", "6", "--pair-noise", "2.1"],
            &["--pairs", "6", "--mechanisms", "all"],
            &["--pairs", "6", "--classes", "active=1"],
            &["--samples", "6", "--pair-noise", "1"],
        ] {
            assert!(parse(bad).is_err(), "{bad:?}");
        }
        for good in [
            &["--samples", "6"][..],
            &["--samples", "10000", "--genome", "GRCh37", "--genes", "5000"],
            &["--pairs", "1", "--pair-noise", "0", "--genome", "GRCh37"],
        ] {
            assert!(parse(good).is_ok(), "{good:?}");
        }
    }
}
