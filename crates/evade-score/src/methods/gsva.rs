//! GSVA (Hänzelmann 2013, doi 10.1186/1471-2105-14-7).
//!
//! Constant genes are left out; p genes remain. Per gene each sample gets its place L in the gene's distribution
//! over the cohort, smoothed by a kernel. Per sample the genes are listed from the highest L down, ties in file
//! order; a gene at ascending rank r weighs |p/2 - r|^tau. The walk along the list rises by a member's share of the
//! members' weights and falls by 1 / (p - k) at other genes; with highest point P >= 0 and lowest N <= 0 the score is
//! P + N. Up and down members walk alone; the score is up minus down.

use std::fmt;

use evade_core::{BoundSets, Reason, SampleSource};
use ndarray::Array2;

use crate::gene_tiles::{GeneTiles, Tile};
use crate::methods::spread::Spread;
use crate::methods::{CohortMethod, Kernel, Scoring, ValueKind};
use crate::parameters::Parameters;
use crate::{MethodError, Ranker, RunContext};

mod against_cohort;
mod gauss_transform;
mod kernel_gaussian;
mod kernel_poisson;
mod walk;

use against_cohort::AgainstCohort;
use gauss_transform::Cells;
use kernel_gaussian::{ExactGaussian, TableGaussian};
use kernel_poisson::Counts;
use walk::Walk;

/// Name on the command line.
pub(crate) const NAME: &str = "gsva";
/// Parameters, in words.
pub(crate) const PARAMETERS: &str =
    "kcdf=auto|gaussian|poisson|none, kernel=exact|table, tau=NUMBER, maxdiff=true|false, absrank=true|false";

/// From this many samples on, `auto` smooths no more.
const NONE_FROM: usize = 200;

/// How a gene's distribution over the samples is smoothed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kcdf {
    /// None from 200 samples on; else Poisson when all values are whole numbers, else Gaussian.
    Auto,
    /// Normal distributions of a quarter of the gene's standard deviation.
    Gaussian,
    /// Poisson distributions, for counts.
    Poisson,
    /// The share of samples at or below the value.
    None,
}

/// How Φ is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phi {
    /// To the last places of a double.
    Exact,
    /// From the reference's table in steps of 0.001.
    Table,
}

const KCDF_WORDS: &[(&str, Kcdf)] =
    &[("auto", Kcdf::Auto), ("gaussian", Kcdf::Gaussian), ("poisson", Kcdf::Poisson), ("none", Kcdf::None)];
const PHI_WORDS: &[(&str, Phi)] = &[("exact", Phi::Exact), ("table", Phi::Table)];

/// The word of a choice.
fn word<T: PartialEq>(words: &[(&'static str, T)], choice: &T) -> &'static str {
    words.iter().find(|(_, meaning)| meaning == choice).map_or("", |(word, _)| word)
}

/// GSVA with its parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct Gsva {
    /// Smoothing over the cohort.
    pub kcdf: Kcdf,
    /// How the Gaussian kernel is computed.
    pub phi: Phi,
    /// Exponent of a member's weight.
    pub tau: f64,
    /// Highest and lowest point added; else the one further from zero.
    pub max_diff: bool,
    /// With `max_diff`: highest minus lowest point, so that members at both ends score high.
    pub abs_ranking: bool,
}

impl Default for Gsva {
    fn default() -> Self {
        Self { kcdf: Kcdf::Auto, phi: Phi::Exact, tau: 1.0, max_diff: true, abs_ranking: false }
    }
}

impl Gsva {
    pub(crate) fn read(parameters: &mut Parameters<'_>) -> Result<Self, MethodError> {
        Ok(Self {
            kcdf: parameters.choice("kcdf", KCDF_WORDS)?,
            phi: parameters.choice("kernel", PHI_WORDS)?,
            tau: parameters.number("tau", 1.0, "a number of 0 or more", |tau| tau >= 0.0)?,
            max_diff: parameters.flag("maxdiff", true)?,
            abs_ranking: parameters.flag("absrank", false)?,
        })
    }

    fn smoothing(&self, tiles: &GeneTiles, n_samples: usize) -> Smoothing {
        let kcdf = match self.kcdf {
            Kcdf::Auto if n_samples >= NONE_FROM => Kcdf::None,
            Kcdf::Auto if tiles.are_whole_numbers() => Kcdf::Poisson,
            Kcdf::Auto => Kcdf::Gaussian,
            chosen => chosen,
        };
        match (kcdf, self.phi) {
            (Kcdf::None, _) => Smoothing::None,
            (Kcdf::Poisson, _) => Smoothing::Poisson,
            (_, Phi::Exact) => Smoothing::Exact(Box::new(ExactGaussian::new())),
            (_, Phi::Table) => Smoothing::Table(TableGaussian::new()),
        }
    }
}

impl Scoring for Gsva {
    fn kernel(&self, context: &RunContext) -> Kernel {
        match &context.reference {
            Some(cohort) => Kernel::sample(AgainstCohort::new(self, cohort)),
            None => Kernel::cohort(self.clone()),
        }
    }

    fn takes_reference(&self) -> bool {
        self.kcdf != Kcdf::Poisson
    }

    fn values(&self) -> ValueKind {
        match self.kcdf {
            Kcdf::Auto => ValueKind::LogOrCounts,
            Kcdf::Gaussian => ValueKind::Log,
            Kcdf::Poisson => ValueKind::Counts,
            Kcdf::None => ValueKind::Any,
        }
    }

    fn needs_cohort(&self) -> bool {
        true
    }
}

impl fmt::Display for Gsva {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{NAME}(kcdf={},kernel={},tau={},maxdiff={},absrank={})",
            word(KCDF_WORDS, &self.kcdf),
            word(PHI_WORDS, &self.phi),
            self.tau,
            self.max_diff,
            self.abs_ranking
        )
    }
}

/// The kernel of a run.
enum Smoothing {
    Exact(Box<ExactGaussian>),
    Table(TableGaussian),
    Poisson,
    None,
}

/// Buffers of a thread.
#[derive(Default)]
struct Smoothed {
    cells: Cells,
    counts: Counts,
    ranker: Ranker,
}

impl Smoothing {
    /// Replaces a gene's values by what its samples are ranked by; `false` when the gene is constant.
    fn transform(&self, row: &mut [f64], held: &mut Smoothed) -> bool {
        let Some(spread) = Spread::of(row) else { return false };
        match self {
            Self::Exact(kernel) => kernel.transform(row, spread, &mut held.cells),
            Self::Table(kernel) => kernel.transform(row, spread),
            Self::Poisson => kernel_poisson::transform(row, &mut held.counts),
            Self::None => share_at_or_below(row, &mut held.ranker),
        }
        true
    }
}

fn share_at_or_below(row: &mut [f64], ranker: &mut Ranker) {
    let n = row.len() as f64;
    let ranked = ranker.rank(row);
    for (sample, share) in row.iter_mut().enumerate() {
        *share = f64::from(ranked.standing(sample as u32).run_end) / n;
    }
}

/// Places of a set's varying members among the varying genes.
struct Members {
    up: Vec<u32>,
    down: Vec<u32>,
}

/// Buffers of a thread.
#[derive(Default)]
struct Ranked {
    ranker: Ranker,
    column: Vec<f64>,
    ranks: Vec<u32>,
}

impl CohortMethod for Gsva {
    fn score(
        &self,
        source: &dyn SampleSource,
        sets: &BoundSets,
        mut unscorable: Vec<Option<Reason>>,
        sample_done: &(dyn Fn() + Sync),
    ) -> (Array2<f64>, Vec<Option<Reason>>) {
        let n_samples = source.n_samples();
        let all: Vec<u32> = (0..source.n_genes() as u32).collect();
        let mut tiles = GeneTiles::gather(source, &all);
        let smoothing = self.smoothing(&tiles, n_samples);
        let varies = tiles.change_rows(|held: &mut Smoothed, row| smoothing.transform(row, held));
        let varying: Vec<u32> = all.into_iter().filter(|&gene| varies[gene as usize]).collect();

        let place = |gene: &u32| varying.binary_search(gene).ok().map(|place| place as u32);
        let members: Vec<Members> = sets
            .iter()
            .map(|set| Members {
                up: set.up.iter().filter_map(place).collect(),
                down: set.down.iter().filter_map(place).collect(),
            })
            .collect();
        for (reason, members) in unscorable.iter_mut().zip(&members) {
            if members.up.is_empty() && members.down.is_empty() {
                *reason = reason.or(Some(Reason::NoVaryingGene));
            }
        }

        let walk = Walk::new(self, varying.len());
        let mut scores = Array2::from_elem((n_samples, sets.len()), f64::NAN);
        if let Some(cells) = scores.as_slice_mut() {
            tiles.fill_samples(cells, sets.len(), |held: &mut Ranked, tile, lane, cells| {
                score_sample(&walk, &varying, &members, &unscorable, (tile, lane), held, cells);
                sample_done();
            });
        }
        (scores, unscorable)
    }
}

fn score_sample(
    walk: &Walk,
    varying: &[u32],
    members: &[Members],
    unscorable: &[Option<Reason>],
    (tile, lane): (Tile<'_>, usize),
    held: &mut Ranked,
    cells: &mut [f64],
) {
    held.column.clear();
    held.column.extend(varying.iter().map(|&gene| tile.value(gene, lane)));
    let ranked = held.ranker.rank(&held.column);
    let ranks = &mut held.ranks;
    let mut side = |members: &[u32]| {
        ranks.clear();
        ranks.extend(members.iter().map(|&gene| ranked.standing(gene).genes_from_here_down()));
        walk.score(ranks)
    };
    for ((cell, members), reason) in cells.iter_mut().zip(members).zip(unscorable) {
        if reason.is_none() {
            *cell = match (members.up.is_empty(), members.down.is_empty()) {
                (_, true) => side(&members.up),
                (true, false) => -side(&members.down),
                (false, false) => side(&members.up) - side(&members.down),
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use evade_core::{ExpressionMatrix, GeneIndex, SampleIndex, Signature};

    use super::*;
    use crate::{RunContext, SetLimits, score_samples};

    /// Genes A to D in two samples; C is constant.
    fn scores(method: &str) -> Vec<Result<f64, Reason>> {
        let ids = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        let genes = GeneIndex::new(ids(&["A", "B", "C", "D"])).unwrap();
        let signatures = [
            Signature::plain("varying", ids(&["A"]), vec![]),
            Signature::plain("constant", ids(&["C"]), vec![]),
            Signature::plain("opposed", ids(&["A"]), ids(&["D"])),
        ];
        let sets = BoundSets::bind(&signatures, &genes);
        let values = vec![1.0, 5.0, 3.0, 9.0, 2.0, 4.0, 3.0, 8.0];
        let samples = SampleIndex::new(ids(&["S1", "S2"])).unwrap();
        let matrix = ExpressionMatrix::new(genes.ids().to_vec(), None, samples, values);
        let methods = [method.parse().unwrap()];
        let context = RunContext::of(&matrix);
        let scores = score_samples(&matrix, &sets, &methods, SetLimits::default(), &context, &|| {});
        (0..2)
            .flat_map(|sample| (0..3).map(move |set| (sample, set)))
            .map(|(i, j)| scores[0].value(i, j))
            .collect()
    }

    #[test]
    fn a_cohort_of_two_by_hand() {
        // L of none: A 1/2 and 1, B 1 and 1/2, D 1 and 1/2. The lists are B D A and A B D: A is at rank 1 of 3 in S1
        // (two others fall first: -1) and at rank 3 in S2 (1 at once). D is at place 2 and place 3: it falls by
        // 1/2 before D and ends at 0 (P = 1/2, N = -1/2, sum 0); then -1.
        let constant = Err(Reason::NoVaryingGene);
        for method in ["gsva:kcdf=none", "gsva:kcdf=gaussian", "gsva:kcdf=poisson"] {
            let scores = scores(method);
            assert_eq!([scores[1], scores[4]], [constant, constant], "{method}");
            assert_eq!(scores[3], Ok(1.0), "{method}");
        }
        assert_eq!(scores("gsva:kcdf=none"), [Ok(-1.0), constant, Ok(-1.0), Ok(1.0), constant, Ok(2.0)]);
    }
}
