//! One sample against a reference: scores with z, axis values, the call.

mod assess;
mod features;
mod resampled;
mod rule;
mod verdict;

use std::collections::BTreeSet;

pub use self::features::BoundFeatures;

use evade_core::{
    Axis, AxisValue, BoundSet, BoundSets, ContentEstimate, GeneDeviation, PhenotypeCall, Reason, SampleFacts,
    ScaleKind, ScoreRow, Signature,
};

use crate::axes::{AxisLayout, AxisZ};
use crate::build::{
    SMALL_SET, bind, bind_steady, has_share, is_covered, profile_correlation, quantile_of_rank,
    why_no_distribution,
};
use crate::fingerprint::Fingerprint;
use crate::interval::interval_with_error;
use crate::predict::{Predictor, SilentGenes};
use crate::reference::{Reference, SignatureScale};
use crate::resample::{RESAMPLES, draws, laboratory_draws};
use crate::rules::Rules;
use crate::strata::Stratum;
use crate::tissue::TissueFinding;

/// Samples of a reference from which a value outside all of them, and how its genes go together, says something of one sample.
const LARGE_REFERENCE: u32 = 200;
/// Genes named per axis and direction.
const FURTHEST_GENES: usize = 5;

/// A sample as the scoring crate hands it over.
#[derive(Debug, Clone, Copy)]
pub struct SampleInput<'a> {
    /// Ranks from 1 of all universe genes, missing genes at their reference place.
    pub ranks: &'a [f64],
    /// The score of each signature of [`Caller::bound`] on these ranks.
    pub scores: &'a [f64],
    /// The score of each set of [`Caller::member_sets`] on these ranks.
    pub member_scores: &'a [f64],
    /// Share of the universe genes at hand with a value above zero, where that can be told.
    pub detected: Option<f64>,
    /// What is known of the sample.
    pub facts: Option<&'a SampleFacts>,
    /// What another reference says of the tissue, where this one cannot tell; see [`Caller::judges_tissue`].
    pub tissue: Option<&'a TissueFinding>,
    /// Whether the sample will be compared with another, so that its resampled values are kept.
    pub keep_resampled: bool,
}

/// Everything the caller finds out about one sample.
#[derive(Debug, Clone)]
pub struct Assessment {
    /// The call.
    pub call: PhenotypeCall,
    /// The axes of the call.
    pub axes: Vec<AxisValue>,
    /// Correlation of the sample's rank profile with the reference's median profile, over the genes at hand.
    pub profile_correlation: Option<f64>,
    /// Whether the sample's fingerprint is one of the reference's.
    pub in_reference: bool,
    /// The sample's fingerprint, to find the same tumour in a run.
    pub fingerprint: Option<Fingerprint>,
    /// How much of the RNA is of normal lung, where the reference can tell.
    pub normal_lung: Option<ContentEstimate>,
    /// Organs and tumours other than lung whose genes are high, in words.
    pub other_tissues: Vec<String>,
    /// Axis genes that are silent although those that go with them are not.
    pub silent_genes: Vec<String>,
    /// Mean place of the epithelial genes, where the reference has them.
    pub(crate) epithelium: Option<f64>,
    /// Standard error of T from the resampled genes and reference, without what laboratories differ.
    pub(crate) t_error: Option<f64>,
    /// The axes of every resample, without what laboratories differ; empty unless [`SampleInput::keep_resampled`].
    resampled_axes: Vec<[Option<f64>; 5]>,
}

/// Calls samples that share a gene list against one reference. Everything that does not depend on the sample is made
/// ready once.
#[derive(Debug)]
pub struct Caller<'a> {
    reference: &'a Reference,
    rules: &'a Rules,
    signatures: &'a [Signature],
    bound: BoundSets,
    /// The same with the genes alone on whose places laboratories agree; the axes rest on these.
    steady: BoundSets,
    /// Which of these genes are at hand.
    steady_present: Vec<bool>,
    present: Vec<bool>,
    n_present: usize,
    /// Per signature the number of members at hand and why it has no score.
    coverage: Vec<(u32, Option<Reason>)>,
    /// Per signature its distribution, or why there is none.
    scales: Vec<Result<&'a SignatureScale, Reason>>,
    layout: AxisLayout,
    /// The axis members, axis after axis.
    members: Vec<Member>,
    /// Distinct genes of each axis, as universe places.
    axis_genes: [Vec<u32>; 5],
    /// Of these, the ones at hand.
    axis_genes_found: [Vec<u32>; 5],
    available: [bool; 5],
    /// What the z values are of.
    scale: ScaleKind,
    /// The tissue of samples that state none.
    tissue: Option<String>,
    /// Fingerprints of the reference's samples.
    prints: Vec<Fingerprint>,
    /// By how much the user moves each axis.
    offsets: [f64; 5],
    /// By how much the laboratory may have moved each axis, resample by resample.
    laboratory: Vec<[f64; 5]>,
    predictor: Predictor,
    silent: SilentGenes,
    uncalibrated: Option<Reason>,
}

#[derive(Debug)]
struct Member {
    /// Place of its signature; none when the signature is not among those scored.
    signature: Option<usize>,
    /// Why it cannot be used.
    unusable: Option<Reason>,
    /// Up and down genes with their draws; no draws for small sets.
    sides: Vec<Side>,
}

/// Genes of one direction and `RESAMPLES` draws of as many of them.
#[derive(Debug)]
struct Side {
    sign: f64,
    genes: Vec<u32>,
    draws: Vec<u32>,
}

impl<'a> Caller<'a> {
    /// A caller for samples that have the universe genes flagged in `present`. `digests` are those of `signatures`.
    /// With a reason in `uncalibrated`, or with too small a share of the universe, samples get scores but no z and no
    /// call.
    #[must_use]
    pub fn new(
        reference: &'a Reference,
        rules: &'a Rules,
        signatures: &'a [Signature],
        digests: &[String],
        present: &[bool],
        uncalibrated: Option<Reason>,
    ) -> Self {
        let n_present = present.iter().filter(|&&p| p).count();
        let too_few = (n_present as f64) < rules.coverage.universe * present.len() as f64;
        let uncalibrated = uncalibrated.or(too_few.then_some(Reason::LowUniverseCoverage));
        let bound = bind(signatures, &reference.universe);
        let is_steady = reference.steady();
        let steady = bind_steady(signatures, &reference.universe, &is_steady);
        let has = |g: &u32| present[*g as usize];
        let is_member = |s: &Signature| reference.axes.iter().any(|axis| axis.members.contains(&s.id));
        let coverage: Vec<(u32, Option<Reason>)> = bound
            .iter()
            .zip(signatures)
            .map(|(set, signature)| {
                let n_found = set.up.iter().chain(set.down).filter(|g| has(g)).count();
                // The missing genes of an axis's member are predicted, so half of them will do.
                let enough = if is_member(signature) {
                    has_share(n_found, set.n_found(), rules)
                } else {
                    is_covered(n_found, set.size, rules)
                };
                let reason = match n_found {
                    0 => Some(Reason::NoGeneFound),
                    _ if !enough => Some(Reason::LowCoverage),
                    _ => None,
                };
                (n_found as u32, reason)
            })
            .collect();
        let scales: Vec<Result<&SignatureScale, Reason>> = signatures
            .iter()
            .zip(digests)
            .map(|(signature, digest)| {
                if let Some(reason) = uncalibrated {
                    return Err(reason);
                }
                reference
                    .signature(&signature.id)
                    .filter(|scale| &scale.digest == digest)
                    .ok_or_else(|| why_no_distribution(reference, &signature.id))
            })
            .collect();
        let layout = reference.layout();
        let members: Vec<Member> = reference
            .axes
            .iter()
            .flat_map(|axis| &axis.members)
            .map(|id| Member::new(id, signatures, &steady, &has, rules, &scales))
            .collect();
        let axis_genes = Axis::ALL.map(|axis| {
            let genes: BTreeSet<u32> = layout
                .members(axis)
                .filter_map(|m| members[m].signature)
                .flat_map(|i| steady.set(i).up.iter().chain(steady.set(i).down).copied().collect::<Vec<_>>())
                .collect();
            genes.into_iter().collect::<Vec<u32>>()
        });
        let axis_genes_found =
            axis_genes.each_ref().map(|genes| genes.iter().copied().filter(has).collect::<Vec<u32>>());
        let available = Axis::ALL.map(|axis| {
            let (found, all) = (axis_genes_found[axis.place()].len(), axis_genes[axis.place()].len());
            layout.members(axis).any(|m| members[m].unusable.is_none())
                && found as f64 >= rules.coverage.axis_share * all as f64
                && found >= (rules.coverage.axis_genes as usize).min(all)
        });
        Self {
            reference,
            rules,
            signatures,
            steady,
            steady_present: present
                .iter()
                .zip(is_steady)
                .map(|(&present, steady)| present && steady)
                .collect(),
            present: present.to_vec(),
            n_present,
            bound,
            coverage,
            scales,
            layout,
            members,
            axis_genes,
            axis_genes_found,
            available,
            scale: ScaleKind::Frozen,
            tissue: None,
            prints: reference
                .fingerprints
                .samples
                .iter()
                .map(|text| Fingerprint::read(text, reference.fingerprints.pairs.len()))
                .collect(),
            offsets: [0.0; 5],
            laboratory: {
                let deviations = reference.laboratory_deviations();
                let scaled = |draw: [f64; 5]| std::array::from_fn(|axis| draw[axis] * deviations[axis]);
                laboratory_draws().into_iter().map(scaled).collect()
            },
            predictor: Predictor::new(&reference.axis_genes, reference.n, present),
            silent: SilentGenes::new(&reference.axis_genes, reference.n, present),
            uncalibrated,
        }
    }

    /// The same caller with every axis moved by what the user states, in z.
    #[must_use]
    pub fn with_offsets(mut self, offsets: [f64; 5]) -> Self {
        self.offsets = offsets;
        self
    }

    /// The same caller for z values of this scale, and samples of this tissue where they state none.
    #[must_use]
    pub fn in_context(mut self, scale: ScaleKind, tissue: Option<&str>) -> Self {
        self.scale = scale;
        self.tissue = tissue.map(str::to_owned);
        self
    }

    /// Moves the missing genes of the axes from their reference medians to where the genes at hand say they are.
    /// `ranks` are those of a sample with every missing gene at its median.
    pub fn predict_missing(&self, ranks: &mut [f64]) {
        self.predictor.apply(ranks, &self.reference.median_quantiles);
    }

    /// The signatures resolved on the reference's universe.
    #[must_use]
    pub fn bound(&self) -> &BoundSets {
        &self.bound
    }

    /// The members of the axes, axis after axis, each with the genes on whose places laboratories agree.
    pub fn member_sets(&self) -> impl Iterator<Item = BoundSet<'_>> {
        // A member that is not among the signatures has no genes and is never used.
        self.members.iter().map(|member| member.signature.map_or(BoundSet::default(), |i| self.steady.set(i)))
    }

    /// How many universe genes the samples have.
    #[must_use]
    pub fn n_present(&self) -> usize {
        self.n_present
    }

    /// Why no sample with these genes can get a call, whatever its values are.
    #[must_use]
    pub fn why_no_call(&self) -> Option<Reason> {
        let needed = [Axis::T, Axis::X];
        let missing = needed.iter().any(|axis| !self.available[axis.place()]);
        self.uncalibrated.or(missing.then_some(Reason::AxisMissing))
    }

    /// Share of the universe the samples have.
    #[must_use]
    pub fn universe_coverage(&self) -> f64 {
        self.n_present as f64 / self.reference.universe.len().max(1) as f64
    }

    fn profile_correlation(&self, ranks: &[f64]) -> Option<f64> {
        profile_correlation(ranks, &self.steady_present, &self.reference.median_quantiles)
    }

    /// The order of the reference's gene pairs in a sample; `None` when too few of the genes are at hand.
    fn fingerprint(&self, ranks: &[f64]) -> Option<Fingerprint> {
        Fingerprint::of(&self.reference.fingerprints.pairs, ranks, &self.present)
    }

    /// The reference's tumours of the stated histology.
    fn stratum(&self, facts: Option<&SampleFacts>) -> Option<&'a Stratum> {
        let histology = facts?.histology.as_deref()?;
        let name = self.rules.context.stratum_of(histology)?;
        self.reference.strata.iter().find(|stratum| stratum.name == name)
    }

    /// Whether the reference can tell normal lung and other tissue from a tumour, and samples with these genes can be
    /// compared with it.
    #[must_use]
    pub fn judges_tissue(&self) -> bool {
        self.uncalibrated.is_none() && self.reference.judges_tissue()
    }

    /// One row a signature: score, z, place in the reference.
    #[must_use]
    pub fn score_rows(&self, input: &SampleInput<'_>) -> Vec<ScoreRow> {
        let stratum = self.stratum(input.facts);
        (0..self.signatures.len()).map(|i| self.score_row(input, stratum, i)).collect()
    }

    fn score_row(&self, input: &SampleInput<'_>, stratum: Option<&Stratum>, i: usize) -> ScoreRow {
        let signature = &self.signatures[i];
        let set = self.bound.set(i);
        let (n_found, uncovered) = self.coverage[i];
        let score = Some(input.scores[i]).filter(|s| uncovered.is_none() && s.is_finite());
        let mut row = ScoreRow {
            signature: signature.id.clone(),
            axis: signature.axis.clone(),
            method: self.reference.method.clone(),
            score,
            n_genes: set.size as u32,
            n_found,
            z: None,
            se: None,
            percentile: None,
            percentile_low: None,
            percentile_high: None,
            interval_with_error: None,
            rank: None,
            n_reference: None,
            in_histology: None,
            reasons: uncovered.into_iter().collect(),
        };
        match (score, self.scales[i]) {
            (Some(score), Ok(scale)) => {
                let place = self.reference.place(&scale.quantiles, score);
                row.z = Some((score - scale.median) / scale.scale);
                row.se = self.standard_error(input, i).map(|se| se / scale.scale);
                row.percentile = Some(place.percentile);
                row.percentile_low = Some(place.low);
                row.percentile_high = Some(place.high);
                row.interval_with_error = row.se.map(|se| {
                    interval_with_error(&scale.quantiles, self.reference.n, score, se * scale.scale)
                });
                row.rank = Some(place.rank);
                row.n_reference = Some(self.reference.n);
                row.in_histology = stratum.and_then(|stratum| {
                    let at = self.reference.signatures.iter().position(|s| s.id == scale.id)?;
                    stratum.place(&stratum.signatures[at], score)
                });
            }
            (_, Err(reason)) => row.reasons.push(reason),
            (None, Ok(_)) => {}
        }
        row
    }

    /// Standard error of a score from the spread of its members' deviations from the reference: what a bootstrap
    /// over genes converges to. Sets under five genes have none.
    fn standard_error(&self, input: &SampleInput<'_>, i: usize) -> Option<f64> {
        let set = self.bound.set(i);
        if set.n_found() < SMALL_SET {
            return None;
        }
        let sides = [set.up, set.down].into_iter().filter(|side| !side.is_empty());
        let variance: f64 = sides
            .map(|side| {
                let k = side.len() as f64;
                let deviations = side.iter().map(|&g| self.deviation(input.ranks, g));
                let mean = deviations.clone().sum::<f64>() / k;
                let spread = deviations.map(|d| (d - mean) * (d - mean)).sum::<f64>() / k;
                spread / k * self.score_per_quantile(side.len()).powi(2)
            })
            .sum();
        Some(variance.sqrt())
    }

    /// How far a gene stands from its reference median, in quantiles.
    fn deviation(&self, ranks: &[f64], gene: u32) -> f64 {
        quantile_of_rank(ranks[gene as usize], ranks.len()) - self.reference.median_quantiles[gene as usize]
    }

    /// A singscore of k genes rises by p / (p - k) when the mean quantile of its members rises by 1.
    fn score_per_quantile(&self, k: usize) -> f64 {
        let p = self.reference.universe.len() as f64;
        p / (p - k as f64)
    }

    /// The axis values of the sample, and of every resample of genes and reference, over the available axes.
    fn axis_values(&self, input: &SampleInput<'_>, available: [bool; 5]) -> (AxisZ, Vec<AxisZ>) {
        let score = |m: usize| self.members[m].unusable.is_none().then(|| input.member_scores[m]);
        let mask = |values: AxisZ| values.only(available).moved(self.offsets);
        let own = mask(self.reference.statistics.axis_values(&self.layout, &score));
        let shifts: Vec<Vec<f64>> =
            self.members.iter().map(|m| self.resampled_shifts(input.ranks, m)).collect();
        let resampled = self
            .reference
            .resamples
            .iter()
            .enumerate()
            .map(|(b, statistics)| {
                let shifted = |m: usize| Some(score(m)? + shifts[m][b]);
                mask(statistics.axis_values(&self.layout, &shifted))
            })
            .collect();
        (own, resampled)
    }

    /// How much each draw of a member's genes moves its score; genes are drawn with their deviations from the
    /// reference, so that a draw of genes that are low in every tumour is not taken for a low score.
    fn resampled_shifts(&self, ranks: &[f64], member: &Member) -> Vec<f64> {
        let mut shifts = vec![0.0; RESAMPLES];
        for side in member.sides.iter().filter(|side| !side.draws.is_empty()) {
            let k = side.genes.len();
            let deviations: Vec<f64> = side.genes.iter().map(|&gene| self.deviation(ranks, gene)).collect();
            let mean = deviations.iter().sum::<f64>() / k as f64;
            let factor = side.sign * self.score_per_quantile(k);
            for (shift, draw) in shifts.iter_mut().zip(side.draws.chunks_exact(k)) {
                let drawn = draw.iter().map(|&i| deviations[i as usize]).sum::<f64>() / k as f64;
                *shift += factor * (drawn - mean);
            }
        }
        shifts
    }

    /// The resampled values, each moved by what the laboratory may have moved; as they are where the reference was
    /// compared with no other laboratory.
    fn moved_by_laboratory(&self, resampled: &[AxisZ]) -> Vec<AxisZ> {
        resampled.iter().zip(&self.laboratory).map(|(values, shift)| values.moved(*shift)).collect()
    }

    fn describe_axes(&self, input: &SampleInput<'_>, own: &AxisZ, resampled: &[AxisZ]) -> Vec<AxisValue> {
        let ranks = input.ranks;
        let stratum = self.stratum(input.facts);
        Axis::ALL
            .iter()
            .map(|&axis| {
                let a = axis.place();
                let scale = self.reference.axis(axis);
                let z = own.call[a];
                let place = z.map(|z| self.reference.axis_place(axis, z));
                let se = z.and_then(|_| standard_deviation(resampled.iter().filter_map(|r| r.call[a])));
                let (used, unused): (Vec<_>, Vec<_>) = self
                    .layout
                    .members(axis)
                    .zip(&scale.members)
                    .partition(|(m, _)| self.members[*m].unusable.is_none());
                let not_covered =
                    scale.members_not_covered.iter().map(|id| (id.clone(), Reason::NotCoveredByReference));
                AxisValue {
                    axis,
                    z,
                    z_raw: own.raw[a],
                    residual_on_t: match axis {
                        Axis::G => own.effector_residual,
                        Axis::S if self.reference.statistics.adjusts() => z,
                        _ => None,
                    },
                    se,
                    rank: place.map(|p| p.rank),
                    n_reference: self.reference.n,
                    percentile: place.map(|p| p.percentile),
                    percentile_interval: place.map(|p| (p.low, p.high)),
                    interval_with_error: z
                        .zip(se)
                        .map(|(z, se)| interval_with_error(&scale.quantiles, self.reference.n, z, se)),
                    members: used.iter().map(|(_, id)| (*id).clone()).collect(),
                    members_missing: unused
                        .iter()
                        .filter_map(|(m, id)| Some(((*id).clone(), self.members[*m].unusable?)))
                        .chain(not_covered)
                        .collect(),
                    n_found: self.axis_genes_found[a].len() as u32,
                    n_genes: self.axis_genes[a].len() as u32,
                    genes_above: self.furthest(ranks, a, 1.0),
                    genes_below: self.furthest(ranks, a, -1.0),
                    unstable: scale.unstable,
                    in_histology: stratum.and_then(|stratum| stratum.place(&stratum.axes[a], z?)),
                    outside_reference: z.is_some_and(|z| self.is_outside(a, z)),
                    offset: (self.offsets[a] != 0.0).then_some(self.offsets[a]),
                    laboratory_shift: self.reference.laboratory_shift(axis),
                }
            })
            .collect()
    }

    /// Whether an axis value lies outside everything in the reference. Of a small one every tenth sample would.
    fn is_outside(&self, axis: usize, z: f64) -> bool {
        if self.reference.n < LARGE_REFERENCE {
            return false;
        }
        let z = crate::strata::cloud_value(z);
        self.reference.cloud.range(axis).is_some_and(|(low, high)| z < low || z > high)
    }

    /// The genes at hand of an axis that stand furthest above (`sign` 1) or below (-1) their reference medians.
    fn furthest(&self, ranks: &[f64], axis: usize, sign: f64) -> Vec<GeneDeviation> {
        let mut genes: Vec<(f64, u32)> = self.axis_genes_found[axis]
            .iter()
            .map(|&gene| (self.deviation(ranks, gene), gene))
            .filter(|(deviation, _)| deviation * sign > 0.0)
            .collect();
        genes.sort_by(|a, b| (b.0 * sign).total_cmp(&(a.0 * sign)).then(a.1.cmp(&b.1)));
        genes
            .into_iter()
            .take(FURTHEST_GENES)
            .map(|(deviation, gene)| GeneDeviation {
                gene: self.reference.universe[gene as usize].clone(),
                deviation,
            })
            .collect()
    }
}

impl Member {
    fn new(
        id: &str,
        signatures: &[Signature],
        steady: &BoundSets,
        has: &dyn Fn(&u32) -> bool,
        rules: &Rules,
        scales: &[Result<&SignatureScale, Reason>],
    ) -> Self {
        let Some(signature) = signatures.iter().position(|s| s.id == id) else {
            let unusable = Some(Reason::NoReferenceDistribution);
            return Self { signature: None, unusable, sides: Vec::new() };
        };
        let set = steady.set(signature);
        let n_found = set.up.iter().chain(set.down).filter(|&g| has(g)).count();
        let uncovered = match n_found {
            0 => Some(Reason::NoGeneFound),
            _ => (!has_share(n_found, set.n_found(), rules)).then_some(Reason::LowCoverage),
        };
        let small = set.n_found() < SMALL_SET;
        let sides = [(1.0, "up", set.up), (-1.0, "down", set.down)]
            .into_iter()
            .filter(|(_, _, genes)| !genes.is_empty())
            .map(|(sign, name, genes)| Side {
                sign,
                genes: genes.to_vec(),
                draws: if small { Vec::new() } else { draws(&format!("{id} {name}"), genes.len()) },
            })
            .collect();
        Self { signature: Some(signature), unusable: uncovered.or(scales[signature].err()), sides }
    }
}

/// The same axes less P.
fn without_presentation(mut available: [bool; 5]) -> [bool; 5] {
    available[Axis::P.place()] = false;
    available
}

fn standard_deviation(values: impl Iterator<Item = f64> + Clone) -> Option<f64> {
    let (mut n, mut sum) = (0.0, 0.0);
    for value in values.clone() {
        n += 1.0;
        sum += value;
    }
    let mean = sum / n;
    let squares: f64 = values.map(|v| (v - mean) * (v - mean)).sum();
    (n > 1.0).then(|| (squares / (n - 1.0)).sqrt())
}
