//! One sample against a reference: scores with z, axis values, the call.

use std::collections::BTreeSet;

use evade_core::{
    Axis, AxisValue, BoundSets, Confidence, Phenotype, PhenotypeCall, Reason, SampleFacts, ScoreRow,
    Signature, SpatialClass,
};

use crate::axes::{AxisLayout, AxisZ};
use crate::build::{SMALL_SET, bind, is_covered, is_profile_gene, quantile_of_rank, why_no_distribution};
use crate::evidence::{Classifier, Inputs};
use crate::explain;
use crate::predict::Predictor;
use crate::reference::{Reference, SignatureScale};
use crate::resample::{RESAMPLES, draws};
use crate::rules::Rules;
use crate::stats::correlation;

/// A fingerprint that differs in no more than this share of its pairs is the same tumour's.
const SAME_FINGERPRINT: f64 = 0.08;
/// Share of the fingerprint's pairs that must be at hand to compare.
const MIN_FINGERPRINT: f64 = 0.5;

/// A sample as the scoring crate hands it over.
#[derive(Debug, Clone, Copy)]
pub struct SampleInput<'a> {
    /// Ranks from 1 of all universe genes, missing genes at their reference place.
    pub ranks: &'a [f64],
    /// The score of each signature of [`Caller::bound`] on these ranks.
    pub scores: &'a [f64],
    /// What is known of the sample.
    pub facts: Option<&'a SampleFacts>,
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
}

/// Calls samples that share a gene list against one reference. Everything that does not depend on the sample is made
/// ready once.
#[derive(Debug)]
pub struct Caller<'a> {
    reference: &'a Reference,
    rules: &'a Rules,
    signatures: &'a [Signature],
    bound: BoundSets,
    present: Vec<bool>,
    n_present: usize,
    /// Per signature the number of members at hand and why it has no score.
    coverage: Vec<(u32, Option<Reason>)>,
    /// Per signature its distribution, or why there is none.
    scales: Vec<Result<&'a SignatureScale, Reason>>,
    layout: AxisLayout,
    /// The axis members, axis after axis.
    members: Vec<Member>,
    axis_genes: [(u32, u32); 5],
    available: [bool; 5],
    classifier: Classifier<'a>,
    predictor: Predictor,
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
    #[must_use]
    pub fn new(
        reference: &'a Reference,
        rules: &'a Rules,
        signatures: &'a [Signature],
        digests: &[String],
        present: &[bool],
    ) -> Self {
        let bound = bind(signatures, &reference.universe);
        let has = |g: &u32| present[*g as usize];
        let is_member = |s: &Signature| reference.axes.iter().any(|axis| axis.members.contains(&s.id));
        let coverage: Vec<(u32, Option<Reason>)> = bound
            .iter()
            .zip(signatures)
            .map(|(set, signature)| {
                let n_found = set.up.iter().chain(set.down).filter(|g| has(g)).count();
                // The missing genes of an axis's member are predicted, so half of them will do.
                let enough = if is_member(signature) {
                    n_found as f64 >= rules.coverage.member_share * set.n_found() as f64
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
            .map(|id| Member::new(id, signatures, &bound, &coverage, &scales))
            .collect();
        let axis_genes = Axis::ALL.map(|axis| {
            let genes: BTreeSet<u32> = layout
                .members(axis)
                .filter_map(|m| members[m].signature)
                .flat_map(|i| bound.set(i).up.iter().chain(bound.set(i).down).copied().collect::<Vec<_>>())
                .collect();
            (genes.iter().filter(|g| has(g)).count() as u32, genes.len() as u32)
        });
        let available = Axis::ALL.map(|axis| {
            let (found, all) = axis_genes[axis.place()];
            layout.members(axis).any(|m| members[m].unusable.is_none())
                && f64::from(found) >= rules.coverage.axis_share * f64::from(all)
                && found >= rules.coverage.axis_genes.min(all)
        });
        Self {
            reference,
            rules,
            signatures,
            present: present.to_vec(),
            n_present: present.iter().filter(|&&p| p).count(),
            bound,
            coverage,
            scales,
            layout,
            members,
            axis_genes,
            available,
            classifier: Classifier::new(rules, available),
            predictor: Predictor::new(&reference.axis_genes, present),
            uncalibrated: None,
        }
    }

    /// Gives scores but no z and no call, for this reason; `None` changes nothing.
    #[must_use]
    pub fn uncalibrated(mut self, reason: Option<Reason>) -> Self {
        if let Some(reason) = reason {
            self.uncalibrated = Some(reason);
            self.scales.fill(Err(reason));
            self.available = [false; 5];
        }
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

    /// How many universe genes the samples have.
    #[must_use]
    pub fn n_present(&self) -> usize {
        self.n_present
    }

    /// Share of the universe the samples have.
    #[must_use]
    pub fn universe_coverage(&self) -> f64 {
        self.n_present as f64 / self.reference.universe.len().max(1) as f64
    }

    fn profile_correlation(&self, ranks: &[f64]) -> Option<f64> {
        let p = ranks.len();
        let pairs = (0..p)
            .filter(|&g| self.present[g] && is_profile_gene(self.reference.median_quantiles[g]))
            .map(|g| (quantile_of_rank(ranks[g], p), self.reference.median_quantiles[g]));
        correlation(pairs)
    }

    /// Smallest share of differing pairs to any reference sample.
    #[must_use]
    pub fn fingerprint_distance(&self, ranks: &[f64]) -> Option<f64> {
        let prints = &self.reference.fingerprints;
        let orders: Vec<Option<bool>> = prints
            .pairs
            .iter()
            .map(|&[a, b]| {
                let (a, b) = (a as usize, b as usize);
                (self.present[a] && self.present[b]).then(|| ranks[a] > ranks[b])
            })
            .collect();
        let known = orders.iter().flatten().count();
        if known == 0 || (known as f64) < MIN_FINGERPRINT * prints.pairs.len() as f64 {
            return None;
        }
        prints
            .samples
            .iter()
            .map(|mark| {
                orders
                    .iter()
                    .zip(mark.bytes())
                    .filter(|(order, bit)| order.is_some_and(|o| o != (*bit == b'1')))
                    .count()
            })
            .min()
            .map(|differing| differing as f64 / known as f64)
    }

    /// One row a signature: score, z, place in the reference.
    #[must_use]
    pub fn score_rows(&self, input: &SampleInput<'_>) -> Vec<ScoreRow> {
        (0..self.signatures.len()).map(|i| self.score_row(input, i)).collect()
    }

    fn score_row(&self, input: &SampleInput<'_>, i: usize) -> ScoreRow {
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
            rank: None,
            n_reference: None,
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
                row.rank = Some(place.rank);
                row.n_reference = Some(self.reference.n);
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

    /// The axis values of the sample, and of every resample of genes and reference.
    fn axis_values(&self, input: &SampleInput<'_>) -> (AxisZ, Vec<AxisZ>) {
        let score = |m: usize| {
            let member = &self.members[m];
            member.signature.filter(|_| member.unusable.is_none()).map(|i| input.scores[i])
        };
        let mask = |values: AxisZ| values.only(self.available);
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

    fn describe_axes(&self, own: &AxisZ, resampled: &[AxisZ]) -> Vec<AxisValue> {
        Axis::ALL
            .iter()
            .map(|&axis| {
                let a = axis.place();
                let scale = self.reference.axis(axis);
                let z = own.call[a];
                let place = z.map(|z| self.reference.place(&scale.quantiles, z));
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
                    se: z.and_then(|_| standard_deviation(resampled.iter().filter_map(|r| r.call[a]))),
                    rank: place.map(|p| p.rank),
                    n_reference: self.reference.n,
                    members: used.iter().map(|(_, id)| (*id).clone()).collect(),
                    members_missing: unused
                        .iter()
                        .filter_map(|(m, id)| Some(((*id).clone(), self.members[*m].unusable?)))
                        .chain(not_covered)
                        .collect(),
                    n_found: self.axis_genes[a].0,
                    n_genes: self.axis_genes[a].1,
                    unstable: scale.unstable,
                }
            })
            .collect()
    }

    /// Axis values and call of the sample.
    #[must_use]
    pub fn assess(&self, input: &SampleInput<'_>) -> Assessment {
        let (own, resampled) = self.axis_values(input);
        let profile_correlation = self.profile_correlation(input.ranks);
        let in_reference = self.fingerprint_distance(input.ranks).is_some_and(|d| d <= SAME_FINGERPRINT);
        let mut reasons = self.gates(&own.call);
        let stopped = !reasons.is_empty();
        self.context(&mut reasons, input.facts, profile_correlation, in_reference);
        let stopped = stopped || reasons.contains(&Reason::LymphoidSite);
        let mut call = self.call(input.facts, &own.call, &resampled, reasons, stopped);
        call.reasons.sort_unstable();
        call.reasons.dedup();
        let axes = self.describe_axes(&own, &resampled);
        call.explanation = explain::sentences(&call, &axes, self.reference, self.rules);
        Assessment { call, axes, profile_correlation, in_reference }
    }

    fn call(
        &self,
        facts: Option<&SampleFacts>,
        inputs: &Inputs,
        resampled: &[AxisZ],
        mut reasons: Vec<Reason>,
        stopped: bool,
    ) -> PhenotypeCall {
        let ranked = self.classifier.ranked(inputs);
        let Some(&(leading, best)) = ranked.first().filter(|_| !stopped) else {
            return empty_call(reasons);
        };
        let second = ranked.get(1).copied();
        let margin = second.map(|(_, evidence)| best - evidence);
        let leaders: Vec<Option<Phenotype>> =
            resampled.iter().map(|r| self.classifier.leading(&r.call)).collect();
        let agreeing = |same: &dyn Fn(Phenotype) -> bool| {
            leaders.iter().filter(|l| l.is_some_and(same)).count() as f64 / RESAMPLES as f64
        };
        let stability = agreeing(&|class| class == leading);
        let spatial = leading.spatial_class();
        let spatial_stability = agreeing(&|class| class.spatial_class() == spatial);
        let spatial_margin = ranked
            .iter()
            .find(|(class, _)| class.spatial_class() != spatial)
            .map(|(_, evidence)| best - evidence);

        let below = |margin: Option<f64>| margin.is_some_and(|m| m < self.rules.margin.minimum);
        let blocked = reasons.contains(&Reason::PlatformMismatch)
            || (leading == Phenotype::Desert && reasons.contains(&Reason::LowPurity));
        if below(margin) {
            reasons.push(Reason::LowMargin);
        }
        if stability < self.rules.stability.minimum {
            reasons.push(Reason::LowStability);
        }
        let indeterminate = blocked || below(margin) || stability < self.rules.stability.minimum;
        let spatially_indeterminate =
            blocked || below(spatial_margin) || spatial_stability < self.rules.stability.minimum;
        let phenotype = if indeterminate { Phenotype::Indeterminate } else { leading };
        let evidence = self.classifier.explain(inputs);
        self.judge(&mut reasons, leading, inputs, best, &evidence, facts);
        let confidence = (!indeterminate).then(|| self.confidence(margin, stability, &reasons));
        PhenotypeCall {
            phenotype,
            confidence,
            leading: Some(leading),
            second: second.map(|(class, _)| class),
            margin,
            stability: Some(stability),
            spatial_class: if spatially_indeterminate { SpatialClass::Indeterminate } else { spatial },
            spatial_stability: Some(spatial_stability),
            evidence,
            flips: self.classifier.flips(inputs),
            base_rate: self.reference.base_rates.get(&phenotype).map(|&same| (same, self.reference.n)),
            reasons,
            explanation: Vec::new(),
        }
    }

    /// What makes a call impossible.
    fn gates(&self, inputs: &Inputs) -> Vec<Reason> {
        let mut reasons: Vec<Reason> = self.uncalibrated.into_iter().collect();
        if self.universe_coverage() < self.rules.coverage.universe {
            reasons.push(Reason::LowUniverseCoverage);
        }
        let needed = [Axis::T, Axis::X];
        if self.uncalibrated.is_none() && needed.iter().any(|axis| inputs[axis.place()].is_none()) {
            reasons.push(Reason::AxisMissing);
        }
        reasons
    }

    /// What surrounds the call: platform, reference, specimen.
    fn context(
        &self,
        reasons: &mut Vec<Reason>,
        facts: Option<&SampleFacts>,
        correlation: Option<f64>,
        in_reference: bool,
    ) {
        let reference = self.reference;
        match correlation {
            Some(r) if r >= reference.profile.borderline => {}
            Some(r) if r >= reference.profile.gate => reasons.push(Reason::PlatformBorderline),
            _ => reasons.push(Reason::PlatformMismatch),
        }
        if reference.n < self.rules.reference.high_from {
            reasons.push(Reason::SmallReference);
        }
        if !reference.statistics.adjusts() {
            reasons.push(Reason::SuppressionUnadjusted);
        }
        if self.axis_genes.iter().any(|(found, all)| found < all) {
            reasons.push(Reason::GenesPredicted);
        }
        if in_reference {
            reasons.push(Reason::InReference);
        }
        let Some(facts) = facts else { return };
        let known = |list: &[String], word: &Option<String>| {
            word.as_ref().is_some_and(|w| list.contains(&w.trim().to_lowercase()))
        };
        let context = &self.rules.context;
        if facts.purity.is_some_and(|p| p < self.rules.purity.low) {
            reasons.push(Reason::LowPurity);
        }
        if known(&context.lymphoid_sites, &facts.site) {
            reasons.push(Reason::LymphoidSite);
        }
        if known(&context.liver_sites, &facts.site) {
            reasons.push(Reason::LiverSite);
        }
        if facts.histology.is_some() && !known(&context.histologies, &facts.histology) {
            reasons.push(Reason::HistologyNotNsclc);
        }
    }

    /// What the evidence itself makes doubtful.
    fn judge(
        &self,
        reasons: &mut Vec<Reason>,
        leading: Phenotype,
        inputs: &Inputs,
        best: f64,
        evidence: &[evade_core::Evidence],
        facts: Option<&SampleFacts>,
    ) {
        if inputs.iter().any(Option::is_none) {
            reasons.push(Reason::PartialAxes);
        }
        let stroma = evidence.iter().find(|e| e.class == Phenotype::Excluded);
        if leading == Phenotype::Desert && stroma.is_some_and(|e| !e.allowed && e.evidence > best) {
            reasons.push(Reason::StromaRich);
        }
        let purity = facts.and_then(|f| f.purity);
        if leading == Phenotype::Desert && purity.is_some_and(|p| p > self.rules.purity.dense) {
            reasons.push(Reason::DenseSample);
        }
        // An unstable axis matters when the call falls without it.
        let rests_on_unstable = Axis::ALL.iter().any(|&axis| {
            self.reference.axis(axis).unstable == Some(true) && {
                let mut without = *inputs;
                without[axis.place()] = without[axis.place()].map(|_| 0.0);
                self.classifier.leading(&without) != Some(leading)
            }
        });
        if rests_on_unstable {
            reasons.push(Reason::UnstableAxis);
        }
    }

    /// The worst of margin, stability, coverage, platform and reference.
    fn confidence(&self, margin: Option<f64>, stability: f64, reasons: &[Reason]) -> Confidence {
        let tier = |high: bool| if high { Confidence::High } else { Confidence::Moderate };
        let complete = self.members.iter().all(|m| m.unusable.is_none())
            && self.reference.axes.iter().all(|a| a.members_not_covered.is_empty())
            && self.universe_coverage() >= self.rules.coverage.universe_high;
        let capped = |reason: &Reason| match reason {
            Reason::PartialAxes | Reason::UnstableAxis | Reason::HistologyNotNsclc | Reason::LowPurity => {
                Confidence::Low
            }
            Reason::SmallReference
            | Reason::SuppressionUnadjusted
            | Reason::PlatformBorderline
            | Reason::StromaRich
            | Reason::DenseSample => Confidence::Moderate,
            _ => Confidence::High,
        };
        [
            tier(margin.is_none_or(|m| m >= self.rules.margin.high)),
            tier(stability >= self.rules.stability.high),
            tier(complete),
        ]
        .into_iter()
        .chain(reasons.iter().map(capped))
        .min()
        .unwrap_or(Confidence::Low)
    }
}

impl Member {
    fn new(
        id: &str,
        signatures: &[Signature],
        bound: &BoundSets,
        coverage: &[(u32, Option<Reason>)],
        scales: &[Result<&SignatureScale, Reason>],
    ) -> Self {
        let Some(signature) = signatures.iter().position(|s| s.id == id) else {
            let unusable = Some(Reason::NoReferenceDistribution);
            return Self { signature: None, unusable, sides: Vec::new() };
        };
        let set = bound.set(signature);
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
        Self {
            signature: Some(signature),
            unusable: coverage[signature].1.or(scales[signature].err()),
            sides,
        }
    }
}

fn empty_call(reasons: Vec<Reason>) -> PhenotypeCall {
    PhenotypeCall {
        phenotype: Phenotype::NotEvaluable,
        confidence: None,
        leading: None,
        second: None,
        margin: None,
        stability: None,
        spatial_class: SpatialClass::NotEvaluable,
        spatial_stability: None,
        evidence: Vec::new(),
        flips: Vec::new(),
        base_rate: None,
        reasons,
        explanation: Vec::new(),
    }
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
