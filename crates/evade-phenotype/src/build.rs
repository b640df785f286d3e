//! Building a reference from ranked and scored samples.

mod distributions;
mod own_calls;
mod profiles;
mod tissue;

use std::collections::{BTreeMap, BTreeSet};

use evade_core::{Axis, BoundSets, Reason, Signature};
use thiserror::Error;

pub(crate) use self::distributions::rounded_order_statistics;
pub use self::profiles::{median_quantiles, profile_correlation, quantile_of_rank};
pub use self::tissue::BuildNormals;

use self::distributions::order_statistics;
use self::profiles::Profiles;
use crate::axes::{AxisLayout, AxisZ, SlopeRule, Statistics};
use crate::laboratories::{Agreement, OtherTumours};
use crate::predict::GeneMoments;
use crate::reference::{AxisScale, Reference, SignatureScale, SlopePrior, Slopes};
use crate::resample::draws;
use crate::rules::Rules;
use crate::stats::{centre_and_scale, median_sorted, round6, sorted};
use crate::strata::{Cloud, Stratum};
use crate::tissue::TissueRules;

/// Cohorts smaller than this say nothing of the stability of an axis.
const MIN_COHORT: usize = 5;
/// n / (n + this) is the weight of a reference's own slopes against the prior's.
const SLOPE_PRIOR_SAMPLES: f64 = 50.0;

/// One sample of a reference to be.
#[derive(Debug, Clone)]
pub struct BuildSample<'a> {
    /// Its id; used for the order of the samples alone and not stored.
    pub id: &'a str,
    /// The cohort it comes from.
    pub cohort: &'a str,
    /// Its histology, where the reference keeps histologies apart.
    pub stratum: Option<&'a str>,
    /// Assay, histology and the like: name and value, counted in the composition.
    pub labels: Vec<(String, String)>,
    /// Share of the universe's genes with a value above zero.
    pub detected: f64,
    /// Its place in the caller's list, by which [`BuildNormals::mix`] names it.
    pub source: usize,
    /// Ranks from 1 of all universe genes.
    pub ranks: &'a [f64],
    /// The score of each signature on these ranks; NaN where it has none.
    pub scores: &'a [f64],
    /// The same on the genes alone on whose places laboratories agree.
    pub steady_scores: &'a [f64],
}

/// What a reference is built from.
#[derive(Debug)]
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
    /// Per universe gene whether the laboratories agree on its place: the axes and the gates rest on these genes.
    pub steady: Vec<bool>,
    /// How these genes were chosen.
    pub agreement: Option<Agreement>,
    /// What the tissue gates go by.
    pub tissue: Option<&'a TissueRules>,
    /// Samples of normal tissue.
    pub normals: Option<BuildNormals<'a>>,
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
pub fn build(input: BuildInput<'_>, rules: &Rules) -> Result<Reference, BuildError> {
    build_beside(input, rules, |_| Vec::new())
}

/// Builds a reference beside tumours of other laboratories: `elsewhere` measures them on the scale of the reference's own
/// samples, and what they show widens its gates.
pub fn build_beside(
    mut input: BuildInput<'_>,
    rules: &Rules,
    elsewhere: impl FnOnce(&Reference) -> Vec<OtherTumours>,
) -> Result<Reference, BuildError> {
    let n = input.samples.len();
    if n < MIN_SAMPLES {
        return Err(BuildError::TooFewSamples { minimum: MIN_SAMPLES, found: n });
    }
    input.samples.sort_by(|a, b| (a.cohort, a.id).cmp(&(b.cohort, b.id)));
    let bound = bind(input.signatures, &input.universe);
    let profiles = Profiles::of(&input.samples, &input.steady);
    let (signatures, not_covered) = signature_scales(&input, &bound, rules);
    let axes = AxisParts::of(&input, &signatures, rules);
    let mut reference = Reference {
        format: Reference::FORMAT,
        id: input.id.to_owned(),
        title: input.title.to_owned(),
        sources: input.sources.clone(),
        n: n as u32,
        method: input.method.clone(),
        rules: rules.id.clone(),
        composition: composition(&input.samples),
        base_rates: BTreeMap::new(),
        universe: input.universe.clone(),
        signatures,
        not_covered,
        axes: axes.scales,
        statistics: axes.statistics,
        resamples: axes.resamples,
        slopes: axes.slopes,
        axis_genes: axis_genes(rules, &input, &bound, &profiles),
        profile: profiles.gate(),
        fingerprints: profiles.fingerprints(),
        strata: axes.strata,
        cloud: Cloud::default(),
        unsteady: (0..input.universe.len() as u32).filter(|&g| !input.steady[g as usize]).collect(),
        agreement: input.agreement.clone(),
        laboratories: Vec::new(),
        tissue: input
            .tissue
            .filter(|_| n as u32 >= rules.reference.adjust_from)
            .and_then(|rules| tissue::tissue_scale(rules, &input, &profiles)),
        median_quantiles: profiles.medians,
        readouts: Vec::new(),
        features: Vec::new(),
        digest: String::new(),
    };
    own_calls::add(&mut reference, rules, &input);
    let others = elsewhere(&reference);
    if !others.is_empty() {
        for tumours in &others {
            reference.add_laboratory(tumours);
        }
        own_calls::add(&mut reference, rules, &input);
    }
    Ok(reference)
}

/// The distribution of every signature that the universe covers, and the ids of the others.
fn signature_scales(
    input: &BuildInput<'_>,
    bound: &BoundSets,
    rules: &Rules,
) -> (Vec<SignatureScale>, Vec<String>) {
    let mut scales = Vec::new();
    let mut not_covered = Vec::new();
    for (i, (signature, set)) in input.signatures.iter().zip(bound.iter()).enumerate() {
        let scored = input.samples.iter().all(|s| s.scores[i].is_finite());
        if !scored || !is_covered(set.n_found(), set.size, rules) {
            not_covered.push(signature.id.clone());
            continue;
        }
        let scores = sorted(input.samples.iter().map(|s| s.scores[i]));
        let (centre, scale) = centre_and_scale(&scores);
        scales.push(SignatureScale {
            id: signature.id.clone(),
            digest: input.digests[i].clone(),
            n_genes: set.size as u32,
            n_universe: set.n_found() as u32,
            median: round6(centre),
            scale: round6(scale),
            quantiles: order_statistics(&scores),
        });
    }
    (scales, not_covered)
}

/// The parts of a reference that come from the member scores of the axes.
struct AxisParts {
    scales: Vec<AxisScale>,
    strata: Vec<Stratum>,
    statistics: Statistics,
    resamples: Vec<Statistics>,
    slopes: Option<Slopes>,
}

impl AxisParts {
    fn of(input: &BuildInput<'_>, signatures: &[SignatureScale], rules: &Rules) -> Self {
        let n = input.samples.len();
        let bound = bind(input.signatures, &input.universe);
        let steady = bind_steady(input.signatures, &input.universe, &input.steady);
        let covered = |id: &String| {
            let place = input.signatures.iter().position(|s| &s.id == id);
            signatures.iter().any(|s| &s.id == id)
                && place.is_some_and(|i| has_share(steady.set(i).n_found(), bound.set(i).n_found(), rules))
        };
        let members: Vec<(Vec<String>, Vec<String>)> =
            Axis::ALL.iter().map(|&axis| rules.members(axis).iter().cloned().partition(covered)).collect();
        let layout = AxisLayout::new(members.iter().map(|m| m.0.len()));
        let scores: Vec<Vec<f64>> = members
            .iter()
            .flat_map(|m| &m.0)
            .filter_map(|id| input.signatures.iter().position(|s| &s.id == id))
            .map(|i| input.samples.iter().map(|s| s.steady_scores[i]).collect())
            .collect();

        let prior = input.prior.and_then(Reference::slope_prior);
        let own_weight = if prior.is_some() { n as f64 / (n as f64 + SLOPE_PRIOR_SAMPLES) } else { 1.0 };
        let shrink = |own: [f64; 2]| match &prior {
            None => own,
            Some(prior) => [
                own_weight * own[0] + (1.0 - own_weight) * prior.suppression,
                own_weight * own[1] + (1.0 - own_weight) * prior.effector,
            ],
        };
        let adjust = n as u32 >= rules.reference.adjust_from;
        let rule = SlopeRule { adjust, shrink: &shrink };
        let (statistics, own_slopes) = Statistics::estimate(&scores, &layout, &rule);
        let statistics = statistics.rounded();
        let resamples = draws("evade reference samples", n)
            .chunks_exact(n)
            .map(|draw| {
                let drawn: Vec<Vec<f64>> =
                    scores.iter().map(|s| draw.iter().map(|&i| s[i as usize]).collect()).collect();
                Statistics::estimate(&drawn, &layout, &rule).0.rounded()
            })
            .collect();

        let values: Vec<AxisZ> =
            (0..n).map(|i| statistics.axis_values(&layout, &|m| Some(scores[m][i]))).collect();
        let scales = Axis::ALL
            .iter()
            .zip(members)
            .map(|(&axis, members)| axis_scale(axis, members, &values, input, rules))
            .collect();
        let slopes = adjust.then(|| Slopes {
            suppression_own: round6(own_slopes[0]),
            effector_own: round6(own_slopes[1]),
            prior: prior.clone(),
            own_weight: round6(own_weight),
        });
        let strata = strata(input, signatures, &values);
        Self { scales, strata, statistics, resamples, slopes }
    }
}

/// The distributions within each histology, in the order of their names.
fn strata(input: &BuildInput<'_>, signatures: &[SignatureScale], values: &[AxisZ]) -> Vec<Stratum> {
    let names: BTreeSet<&str> = input.samples.iter().filter_map(|s| s.stratum).collect();
    let columns: Vec<usize> = signatures
        .iter()
        .filter_map(|scale| input.signatures.iter().position(|signature| signature.id == scale.id))
        .collect();
    names
        .into_iter()
        .map(|name| {
            let of = |i: &usize| input.samples[*i].stratum == Some(name);
            let members: Vec<usize> = (0..input.samples.len()).filter(of).collect();
            let scores = |&column: &usize| {
                order_statistics(&sorted(members.iter().map(|&i| input.samples[i].scores[column])))
            };
            let axis = |axis: &Axis| {
                order_statistics(&sorted(members.iter().filter_map(|&i| values[i].call[axis.place()])))
            };
            Stratum {
                name: name.to_owned(),
                n: members.len() as u32,
                signatures: columns.iter().map(scores).collect(),
                axes: Axis::ALL.iter().map(axis).collect(),
            }
        })
        .collect()
}

/// The distribution of one axis, given its covered and uncovered members.
fn axis_scale(
    axis: Axis,
    (members, members_not_covered): (Vec<String>, Vec<String>),
    values: &[AxisZ],
    input: &BuildInput<'_>,
    rules: &Rules,
) -> AxisScale {
    let column: Option<Vec<f64>> = values.iter().map(|v| v.call[axis.place()]).collect();
    let column = column.unwrap_or_default();
    let cohort_shift = cohort_shift(&input.samples, &column).map(round6);
    AxisScale {
        axis,
        members,
        members_not_covered,
        quantiles: order_statistics(&sorted(column)),
        cohort_shift,
        unstable: cohort_shift.map(|shift| shift > rules.reference.unstable_shift),
    }
}

/// Resolves signatures on a universe of symbols.
pub(crate) fn bind(signatures: &[Signature], universe: &[String]) -> BoundSets {
    let places: std::collections::HashMap<&str, u32> =
        universe.iter().enumerate().map(|(place, symbol)| (symbol.as_str(), place as u32)).collect();
    BoundSets::bind_with(signatures, |symbol| places.get(symbol).copied())
}

/// Resolves signatures on the steady genes of a universe.
pub(crate) fn bind_steady(signatures: &[Signature], universe: &[String], steady: &[bool]) -> BoundSets {
    let places: std::collections::HashMap<&str, u32> = universe
        .iter()
        .enumerate()
        .filter(|(place, _)| steady[*place])
        .map(|(place, symbol)| (symbol.as_str(), place as u32))
        .collect();
    BoundSets::bind_with(signatures, |symbol| places.get(symbol).copied())
}

/// Whether enough of an axis's member is there.
pub(crate) fn has_share(n_found: usize, n_all: usize, rules: &Rules) -> bool {
    n_found > 0 && n_found as f64 >= rules.coverage.member_share * n_all as f64
}

/// Whether enough of a set is there: the share of the rules, and every gene of a set under five.
pub(crate) fn is_covered(n_found: usize, size: usize, rules: &Rules) -> bool {
    n_found > 0
        && n_found as f64 >= rules.coverage.axis_share * size as f64
        && (size >= SMALL_SET || n_found == size)
}

/// Sets smaller than this need all their genes and are not resampled.
pub(crate) const SMALL_SET: usize = 5;

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
        .filter(|&gene| input.steady[gene as usize])
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

/// Why a signature has no z on a reference.
pub(crate) fn why_no_distribution(reference: &Reference, id: &str) -> Reason {
    if reference.not_covered.iter().any(|known| known == id) {
        Reason::NotCoveredByReference
    } else {
        Reason::NoReferenceDistribution
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Twelve samples of 40 genes in two cohorts; the axes' members are five genes each, one after the other.
    pub(crate) struct Made {
        pub(crate) rules: Rules,
        pub(crate) signatures: Vec<Signature>,
        pub(crate) digests: Vec<String>,
        universe: Vec<String>,
        ids: Vec<String>,
        pub(crate) ranks: Vec<Vec<f64>>,
        pub(crate) scores: Vec<Vec<f64>>,
    }

    impl Made {
        pub(crate) fn new(n: usize) -> Self {
            let mut rules = Rules::built_in_v0();

            let universe: Vec<String> = (0..40).map(|g| format!("G{g}")).collect();
            let mut signatures = Vec::new();
            for (i, axis) in rules.axis.iter_mut().enumerate() {
                axis.members = vec![format!("set{i}")];
                let genes = (0..5).map(|k| universe[5 * i + k].clone()).collect();
                signatures.push(Signature::plain(&format!("set{i}"), genes, Vec::new()));
            }
            let bound = bind(&signatures, &universe);
            let mut generator = crate::random::Generator::named("made samples");
            let ranks: Vec<Vec<f64>> = (0..n)
                .map(|_| {
                    let mut order: Vec<usize> = (0..40).collect();
                    for last in (1..40).rev() {
                        order.swap(last, generator.below(last + 1));
                    }
                    let mut ranks = vec![0.0; 40];
                    for (rank, gene) in order.into_iter().enumerate() {
                        ranks[gene] = rank as f64 + 1.0;
                    }
                    ranks
                })
                .collect();
            let scores = ranks
                .iter()
                .map(|r| {
                    bound.iter().map(|s| s.up.iter().map(|&g| r[g as usize]).sum::<f64>() / 200.0).collect()
                })
                .collect();
            Self {
                rules,
                digests: signatures.iter().map(|s| s.id.clone()).collect(),
                signatures,
                universe,
                ids: (0..n).map(|i| format!("S{i:02}")).collect(),
                ranks,
                scores,
            }
        }

        pub(crate) fn input(&self) -> BuildInput<'_> {
            let samples = (0..self.ids.len())
                .map(|i| BuildSample {
                    id: &self.ids[i],
                    cohort: if i % 2 == 0 { "even" } else { "odd" },
                    stratum: None,
                    detected: 1.0,
                    source: i,
                    labels: vec![("kind".to_owned(), "made".to_owned())],
                    ranks: &self.ranks[i],
                    scores: &self.scores[i],
                    steady_scores: &self.scores[i],
                })
                .collect();
            BuildInput {
                id: "made",
                title: "made",
                sources: Vec::new(),
                method: "mean".to_owned(),
                universe: self.universe.clone(),
                signatures: &self.signatures,
                digests: &self.digests,
                samples,
                prior: None,
                steady: vec![true; 40],
                agreement: None,
                tissue: None,
                normals: None,
            }
        }
    }

    #[test]
    fn a_reference_does_not_depend_on_the_order_of_its_samples() {
        let made = Made::new(44);
        let mut reversed = made.input();
        reversed.samples.reverse();
        let reference = build(made.input(), &made.rules).unwrap();
        assert_eq!(build(reversed, &made.rules).unwrap(), reference);
        reference.check().unwrap();
        assert_eq!(
            reference.composition["cohort"],
            BTreeMap::from([("even".into(), 22), ("odd".into(), 22)])
        );
        assert_eq!(reference.base_rates.values().sum::<u32>(), 44);
        assert!(reference.slopes.is_some() && reference.axes.iter().all(|a| a.cohort_shift.is_some()));
    }

    #[test]
    fn few_samples_are_refused_and_some_leave_suppression_unadjusted() {
        let made = Made::new(9);
        let error = build(made.input(), &made.rules).unwrap_err();
        assert_eq!(error, BuildError::TooFewSamples { minimum: 10, found: 9 });
        let made = Made::new(39);
        assert!(build(made.input(), &made.rules).unwrap().slopes.is_none());
    }

    #[test]
    fn slopes_shrink_towards_the_prior_by_n_over_n_plus_fifty() {
        let made = Made::new(50);
        let prior = build(made.input(), &made.rules).unwrap();
        let mut input = made.input();
        input.samples.truncate(40);
        let alone = build(input, &made.rules).unwrap();
        let mut input = made.input();
        input.samples.truncate(40);
        input.prior = Some(&prior);
        let shrunk = build(input, &made.rules).unwrap();
        let own = |r: &Reference| r.slopes.as_ref().unwrap().suppression_own;
        assert!((own(&alone) - own(&shrunk)).abs() < 1e-9);
        let weight = 40.0 / 90.0;
        assert!((shrunk.slopes.as_ref().unwrap().own_weight - weight).abs() < 1e-6);
        let expected = weight * own(&alone) + (1.0 - weight) * own(&prior);
        let used = shrunk.statistics.suppression_slope().unwrap();
        assert!((used - expected).abs() < 2e-6, "{used} is not {expected}");
    }

    #[test]
    fn leaving_one_out_is_the_median_of_the_others() {
        for n in [10, 11] {
            let made = Made::new(n);
            let input = made.input();
            let profiles = Profiles::of(&input.samples, &[true; 40]);
            for gene in 0..40 {
                let quantiles: Vec<f64> = made.ranks.iter().map(|r| quantile_of_rank(r[gene], 40)).collect();
                for left_out in 0..n {
                    let others =
                        quantiles.iter().enumerate().filter(|(i, _)| *i != left_out).map(|(_, q)| *q);
                    let expected = median_sorted(&sorted(others));
                    assert_eq!(profiles.median_without(gene, quantiles[left_out]), expected);
                }
            }
        }
    }
}
