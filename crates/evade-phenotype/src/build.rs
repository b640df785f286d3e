//! Building a reference from ranked and scored samples.

use std::collections::{BTreeMap, BTreeSet};

use evade_core::{Axis, BoundSets, Phenotype, Reason, Signature};
use thiserror::Error;

use crate::axes::{AxisLayout, AxisZ, SlopeRule, Statistics};
use crate::caller::{Caller, SampleInput};
use crate::predict::GeneMoments;
use crate::reference::{AxisScale, Fingerprints, ProfileGate, Reference, SignatureScale, SlopePrior, Slopes};
use crate::resample::{RESAMPLES, draws};
use crate::rules::Rules;
use crate::stats::{centre_and_scale, correlation, median_sorted, quantile_sorted, round6, sorted};

/// Distributions keep at most this many order statistics.
const MAX_QUANTILES: usize = 101;
/// Cohorts smaller than this say nothing of the stability of an axis.
const MIN_COHORT: usize = 5;
/// n / (n + this) is the weight of a reference's own slopes against the prior's.
const SLOPE_PRIOR_SAMPLES: f64 = 50.0;
/// Genes below this median quantile are left out of the comparison of profiles.
const PROFILE_FROM: f64 = 0.3;
/// Gene pairs of a fingerprint.
const FINGERPRINT_PAIRS: usize = 512;

/// One sample of a reference to be.
#[derive(Debug, Clone)]
pub struct BuildSample<'a> {
    /// Its id; used for the order of the samples alone and not stored.
    pub id: &'a str,
    /// The cohort it comes from.
    pub cohort: &'a str,
    /// Assay, histology and the like: name and value, counted in the composition.
    pub labels: Vec<(String, String)>,
    /// Ranks from 1 of all universe genes.
    pub ranks: &'a [f64],
    /// The score of each signature on these ranks; NaN where it has none.
    pub scores: &'a [f64],
}

/// What a reference is built from.
#[derive(Debug, Clone)]
pub struct BuildInput<'a> {
    /// Its name in tables.
    pub id: &'a str,
    /// What it is, in words.
    pub title: &'a str,
    /// Citations of the cohorts.
    pub sources: Vec<String>,
    /// The scoring method of `scores`.
    pub method: String,
    /// Approved symbols in canonical order.
    pub universe: Vec<String>,
    /// The signatures of `scores`, in its order.
    pub signatures: &'a [Signature],
    /// Digest of each signature's members.
    pub digests: &'a [String],
    /// The samples.
    pub samples: Vec<BuildSample<'a>>,
    /// Slopes to shrink towards.
    pub prior: Option<&'a Reference>,
}

/// Why a reference cannot be built.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum BuildError {
    /// Medians of fewer samples say little.
    #[error("a reference needs at least {minimum} samples, there are {found}")]
    TooFewSamples {
        /// Needed.
        minimum: usize,
        /// Given.
        found: usize,
    },
}

/// The fewest samples a scale can be made of.
pub(crate) const MIN_SAMPLES: usize = 10;

impl Reference {
    /// Slopes of this reference as a prior for another.
    fn slope_prior(&self) -> Option<SlopePrior> {
        self.slopes.as_ref().map(|slopes| SlopePrior {
            reference: self.id.clone(),
            suppression: slopes.suppression_own,
            effector: slopes.effector_own,
        })
    }
}

/// Builds a reference. The order of the samples does not matter.
pub fn build(mut input: BuildInput<'_>, rules: &Rules) -> Result<Reference, BuildError> {
    let n = input.samples.len();
    if n < MIN_SAMPLES {
        return Err(BuildError::TooFewSamples { minimum: MIN_SAMPLES, found: n });
    }
    input.samples.sort_by(|a, b| (a.cohort, a.id).cmp(&(b.cohort, b.id)));
    let samples = &input.samples;
    let p = input.universe.len();

    let profiles = Profiles::of(samples, p);
    let bound = bind(input.signatures, &input.universe);
    let mut signatures = Vec::new();
    let mut not_covered = Vec::new();
    for (i, signature) in input.signatures.iter().enumerate() {
        let set = bound.set(i);
        if is_covered(set.n_found(), set.size, rules) && samples.iter().all(|s| s.scores[i].is_finite()) {
            let scores = sorted(samples.iter().map(|s| s.scores[i]));
            let (centre, scale) = centre_and_scale(&scores);
            signatures.push(SignatureScale {
                id: signature.id.clone(),
                digest: input.digests[i].clone(),
                n_genes: set.size as u32,
                n_universe: set.n_found() as u32,
                median: round6(centre),
                scale: round6(scale),
                quantiles: order_statistics(&scores),
            });
        } else {
            not_covered.push(signature.id.clone());
        }
    }

    let covered = |id: &String| signatures.iter().any(|s| &s.id == id);
    let members: Vec<(Vec<String>, Vec<String>)> =
        Axis::ALL.iter().map(|&axis| rules.members(axis).iter().cloned().partition(covered)).collect();
    let layout = AxisLayout::new(members.iter().map(|m| m.0.len()));
    let place_of = |id: &String| input.signatures.iter().position(|s| &s.id == id);
    let member_scores: Vec<Vec<f64>> = members
        .iter()
        .flat_map(|m| &m.0)
        .filter_map(place_of)
        .map(|i| samples.iter().map(|s| s.scores[i]).collect())
        .collect();

    let adjust = n as u32 >= rules.reference.adjust_from;
    let prior = input.prior.and_then(Reference::slope_prior);
    let own_weight = if prior.is_some() { n as f64 / (n as f64 + SLOPE_PRIOR_SAMPLES) } else { 1.0 };
    let shrink = |own: [f64; 2]| match &prior {
        None => own,
        Some(prior) => [
            own_weight * own[0] + (1.0 - own_weight) * prior.suppression,
            own_weight * own[1] + (1.0 - own_weight) * prior.effector,
        ],
    };
    let rule = SlopeRule { adjust, shrink: &shrink };
    let (statistics, own_slopes) = Statistics::estimate(&member_scores, &layout, &rule);
    let statistics = statistics.rounded();
    let resamples = draws("evade reference samples", n)
        .chunks_exact(n)
        .map(|draw| {
            let drawn: Vec<Vec<f64>> = member_scores
                .iter()
                .map(|scores| draw.iter().map(|&i| scores[i as usize]).collect())
                .collect();
            Statistics::estimate(&drawn, &layout, &rule).0.rounded()
        })
        .collect::<Vec<_>>();
    debug_assert_eq!(resamples.len(), RESAMPLES);

    let values: Vec<AxisZ> =
        (0..n).map(|i| statistics.axis_values(&layout, &|m| Some(member_scores[m][i]))).collect();
    let axes = Axis::ALL
        .iter()
        .zip(members)
        .map(|(&axis, (members, members_not_covered))| {
            let column: Option<Vec<f64>> = values.iter().map(|v| v.call[axis.place()]).collect();
            let column = column.unwrap_or_default();
            let cohort_shift = cohort_shift(samples, &column).map(round6);
            AxisScale {
                axis,
                members,
                members_not_covered,
                quantiles: order_statistics(&sorted(column)),
                cohort_shift,
                unstable: cohort_shift.map(|shift| shift > rules.reference.unstable_shift),
            }
        })
        .collect();

    let mut reference = Reference {
        format: Reference::FORMAT,
        id: input.id.to_owned(),
        title: input.title.to_owned(),
        sources: input.sources.clone(),
        n: n as u32,
        method: input.method.clone(),
        rules: rules.id.clone(),
        composition: composition(samples),
        base_rates: BTreeMap::new(),
        universe: input.universe.clone(),
        median_quantiles: profiles.medians.clone(),
        signatures,
        not_covered,
        axes,
        statistics,
        resamples,
        slopes: adjust.then(|| Slopes {
            suppression_own: round6(own_slopes[0]),
            effector_own: round6(own_slopes[1]),
            prior: prior.clone(),
            own_weight: round6(own_weight),
        }),
        axis_genes: axis_genes(rules, &input, &bound, &profiles),
        profile: profiles.gate(),
        fingerprints: fingerprints(&profiles, samples),
        digest: String::new(),
    };
    reference.base_rates = base_rates(&reference, rules, &input);
    Ok(reference)
}

/// Resolves signatures on a universe of symbols.
pub(crate) fn bind(signatures: &[Signature], universe: &[String]) -> BoundSets {
    let places: std::collections::HashMap<&str, u32> =
        universe.iter().enumerate().map(|(place, symbol)| (symbol.as_str(), place as u32)).collect();
    BoundSets::bind_with(signatures, |symbol| places.get(symbol).copied())
}

/// Whether enough of a set is there: the share of the rules, and every gene of a set under five.
pub(crate) fn is_covered(n_found: usize, size: usize, rules: &Rules) -> bool {
    n_found > 0
        && n_found as f64 >= rules.coverage.axis_share * size as f64
        && (size >= SMALL_SET || n_found == size)
}

/// Sets smaller than this need all their genes and are not resampled.
pub(crate) const SMALL_SET: usize = 5;

/// Rank quantiles of all samples, gene by gene.
struct Profiles<'a> {
    samples: &'a [BuildSample<'a>],
    /// Per gene the ascending quantiles of all samples.
    sorted: Vec<Vec<f64>>,
    /// Per gene the median, with six decimals.
    medians: Vec<f64>,
}

impl<'a> Profiles<'a> {
    fn of(samples: &'a [BuildSample<'a>], p: usize) -> Self {
        let sorted: Vec<Vec<f64>> =
            (0..p).map(|gene| sorted(samples.iter().map(|s| quantile_of_rank(s.ranks[gene], p)))).collect();
        let medians = sorted.iter().map(|quantiles| round6(median_sorted(quantiles))).collect();
        Self { samples, sorted, medians }
    }

    /// Median of a gene's quantiles without one sample.
    fn median_without(&self, gene: usize, own: f64) -> f64 {
        let all = &self.sorted[gene];
        let left_out = all.partition_point(|&q| q < own);
        let without = |place: usize| all[if place < left_out { place } else { place + 1 }];
        let n = all.len() - 1;
        if n % 2 == 1 { without(n / 2) } else { f64::midpoint(without(n / 2 - 1), without(n / 2)) }
    }

    /// Correlation of each sample with the median of the others.
    fn gate(&self) -> ProfileGate {
        let p = self.medians.len();
        let correlations = sorted(self.samples.iter().filter_map(|sample| {
            let pairs: Vec<(f64, f64)> = (0..p)
                .filter(|&gene| is_profile_gene(self.medians[gene]))
                .map(|gene| {
                    let own = quantile_of_rank(sample.ranks[gene], p);
                    (own, self.median_without(gene, own))
                })
                .collect();
            correlation(pairs.iter().copied())
        }));
        ProfileGate {
            gate: round6(quantile_sorted(&correlations, 0.01)),
            borderline: round6(quantile_sorted(&correlations, 0.05)),
            median: round6(median_sorted(&correlations)),
        }
    }
}

/// Whether a gene counts in the comparison of profiles: it is expressed in the reference. Genes near the floor are
/// what low-expression filters take away, and their order is noise; with them, a filter alone would look like another
/// platform.
pub(crate) fn is_profile_gene(median_quantile: f64) -> bool {
    median_quantile >= PROFILE_FROM
}

/// Rank from 1 to quantile in 0..1.
pub(crate) fn quantile_of_rank(rank: f64, p: usize) -> f64 {
    (rank - 0.5) / p as f64
}

fn order_statistics(sorted: &[f64]) -> Vec<f64> {
    if sorted.len() <= MAX_QUANTILES {
        return sorted.iter().copied().map(round6).collect();
    }
    (0..MAX_QUANTILES)
        .map(|i| round6(quantile_sorted(sorted, i as f64 / (MAX_QUANTILES - 1) as f64)))
        .collect()
}

/// Largest difference of cohort medians.
fn cohort_shift(samples: &[BuildSample<'_>], values: &[f64]) -> Option<f64> {
    let mut cohorts: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for (sample, value) in samples.iter().zip(values) {
        cohorts.entry(sample.cohort).or_default().push(*value);
    }
    let medians =
        sorted(cohorts.into_values().filter(|v| v.len() >= MIN_COHORT).map(|v| median_sorted(&sorted(v))));
    (medians.len() >= 2).then(|| medians[medians.len() - 1] - medians[0])
}

/// Second moments of the genes of the axes' members.
fn axis_genes(
    rules: &Rules,
    input: &BuildInput<'_>,
    bound: &BoundSets,
    profiles: &Profiles<'_>,
) -> GeneMoments {
    let is_member = |id: &String| Axis::ALL.iter().any(|&axis| rules.members(axis).contains(id));
    let genes: BTreeSet<u32> = bound
        .iter()
        .zip(input.signatures)
        .filter(|(_, signature)| is_member(&signature.id))
        .flat_map(|(set, _)| set.up.iter().chain(set.down))
        .copied()
        .collect();
    let p = input.universe.len();
    let deviations: Vec<Vec<f64>> = input
        .samples
        .iter()
        .map(|sample| {
            let deviation =
                |&g: &u32| quantile_of_rank(sample.ranks[g as usize], p) - profiles.medians[g as usize];
            genes.iter().map(deviation).collect()
        })
        .collect();
    GeneMoments::of(genes.into_iter().collect(), &deviations)
}

fn composition(samples: &[BuildSample<'_>]) -> BTreeMap<String, BTreeMap<String, u32>> {
    let mut counts: BTreeMap<String, BTreeMap<String, u32>> = BTreeMap::new();
    for sample in samples {
        let cohort = ("cohort".to_owned(), sample.cohort.to_owned());
        for (name, value) in std::iter::once(&cohort).chain(&sample.labels) {
            *counts.entry(name.clone()).or_default().entry(value.clone()).or_default() += 1;
        }
    }
    counts
}

/// Pairs of genes that are expressed, vary between samples and lie close to each other, so that their order differs
/// from tumour to tumour, and the orders of every sample.
fn fingerprints(profiles: &Profiles<'_>, samples: &[BuildSample<'_>]) -> Fingerprints {
    let mut varying: Vec<(f64, usize)> = profiles
        .medians
        .iter()
        .enumerate()
        .filter(|(_, median)| (0.5..0.95).contains(*median))
        .map(|(gene, _)| {
            let quantiles = &profiles.sorted[gene];
            (quantile_sorted(quantiles, 0.75) - quantile_sorted(quantiles, 0.25), gene)
        })
        .collect();
    varying.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut genes: Vec<usize> =
        varying.into_iter().take(2 * FINGERPRINT_PAIRS).map(|(_, gene)| gene).collect();
    genes.sort_by(|&a, &b| profiles.medians[a].total_cmp(&profiles.medians[b]).then(a.cmp(&b)));
    let pairs: Vec<[u32; 2]> = genes.chunks_exact(2).map(|pair| [pair[0] as u32, pair[1] as u32]).collect();
    let mut marks: Vec<String> = samples
        .iter()
        .map(|sample| {
            pairs
                .iter()
                .map(|&[a, b]| if sample.ranks[a as usize] > sample.ranks[b as usize] { '1' } else { '0' })
                .collect()
        })
        .collect();
    marks.sort();
    Fingerprints { pairs, samples: marks }
}

/// The calls of the reference's own samples.
fn base_rates(reference: &Reference, rules: &Rules, input: &BuildInput<'_>) -> BTreeMap<Phenotype, u32> {
    let present = vec![true; reference.universe.len()];
    let caller = Caller::new(reference, rules, input.signatures, input.digests, &present);
    let mut counts: BTreeMap<Phenotype, u32> = Phenotype::ALL.iter().map(|&p| (p, 0)).collect();
    for sample in &input.samples {
        let assessment =
            caller.assess(&SampleInput { ranks: sample.ranks, scores: sample.scores, facts: None });
        *counts.entry(assessment.call.phenotype).or_default() += 1;
    }
    counts
}

/// Why a signature has no z on a reference.
pub(crate) fn why_no_distribution(reference: &Reference, id: &str) -> Reason {
    if reference.not_covered.iter().any(|known| known == id) {
        Reason::NotCoveredByReference
    } else {
        Reason::NoReferenceDistribution
    }
}
