//! From axis values to the call: gates, context, evidence, confidence.

use evade_core::{
    Axis, Confidence, Evidence, InflamedCall, Phenotype, PhenotypeCall, Reason, SampleFacts, ScaleKind,
    SpatialClass,
};

use super::rule::Rule;
use super::verdict::{Case, chosen, share};
use super::{Assessment, Caller, LARGE_REFERENCE, SampleInput, without_presentation};
use crate::axes::AxisZ;
use crate::evidence::Inputs;
use crate::explain;
use crate::tissue::{Sample, TissueFinding};

/// Percentile of the reference above which an axis is high.
const HIGH_PERCENTILE: f64 = 75.0;

impl Caller<'_> {
    /// Axis values and call of the sample.
    #[must_use]
    pub fn assess(&self, input: &SampleInput<'_>) -> Assessment {
        let tissue = self.tissue(input);
        let available = if tissue.hla_lost { without_presentation(self.available) } else { self.available };
        let rule = self.rule(available, input.facts);
        let (own, resampled) = self.axis_values(input, available);
        let profile_correlation = self.profile_correlation(input.ranks);
        let fingerprint = self.fingerprint(input.ranks);
        let in_reference =
            fingerprint.as_ref().is_some_and(|print| self.prints.iter().any(|known| known.is_same(print)));
        let mut reasons = self.gates(&own.call);
        reasons.extend(&tissue.reasons);
        self.context(&mut reasons, rule.as_ref(), input.facts, profile_correlation, in_reference);
        if own.call.iter().enumerate().any(|(axis, z)| z.is_some_and(|z| self.is_outside(axis, z))) {
            reasons.push(Reason::AxisOutsideReference);
        }
        let silent_genes = self.silent_genes(input, tissue.hla_lost);
        if !silent_genes.is_empty() {
            reasons.push(Reason::AxisGeneSilent);
        }
        if reasons.contains(&Reason::PlatformMismatch) {
            // Of a profile that is unlike the reference in every way, a few genes tell no tissue.
            reasons.retain(|reason| !reason.is_a_doubt_of_tissue());
        }
        let stopped = reasons.iter().any(|reason| reason.stops_the_call());
        if stopped {
            // What would only lower a call says nothing where there is none.
            reasons.retain(|reason| reason.is_about_measurement());
        }
        let mut call = match rule.filter(|_| !stopped) {
            Some(rule) => self.call(&rule, input.facts, &own.call, &resampled, reasons),
            None => empty_call(reasons),
        };
        call.reasons.sort_unstable();
        call.reasons.dedup();
        let axes = self.describe_axes(input, &own, &self.moved_by_laboratory(&resampled));
        call.explanation = explain::sentences(&call, &axes, self.reference, self.rules);
        let t_error = super::standard_deviation(resampled.iter().filter_map(|r| r.call[Axis::T.place()]));
        let TissueFinding { normal_lung, other_tissues, epithelium, .. } = tissue;
        Assessment {
            call,
            axes,
            profile_correlation,
            in_reference,
            fingerprint,
            normal_lung,
            other_tissues,
            silent_genes,
            epithelium,
            t_error,
            resampled_axes: if input.keep_resampled {
                resampled.iter().map(|values| values.call).collect()
            } else {
                Vec::new()
            },
        }
    }

    /// Axis genes that are silent against what the others say; lost HLA genes are told as such.
    fn silent_genes(&self, input: &SampleInput<'_>, hla_lost: bool) -> Vec<String> {
        if self.uncalibrated.is_some() || self.reference.n < LARGE_REFERENCE {
            return Vec::new();
        }
        let universe = &self.reference.universe;
        let silent = self.silent.of(input.ranks, &self.reference.median_quantiles);
        let symbols = silent.into_iter().map(|gene| universe[gene as usize].clone());
        symbols.filter(|symbol| !(hla_lost && symbol.starts_with("HLA-"))).collect()
    }

    /// What the profile says of the tissue; by another reference where this one cannot tell.
    #[must_use]
    pub fn tissue(&self, input: &SampleInput<'_>) -> TissueFinding {
        if let Some(tissue) = input.tissue {
            return tissue.clone();
        }
        let mut found = self.own_tissue(input);
        if self.uncalibrated.is_none() && !self.reference.judges_tissue() {
            found.reasons.push(Reason::TissueNotAssessed);
        }
        found
    }

    fn own_tissue(&self, input: &SampleInput<'_>) -> TissueFinding {
        let Some(scale) = self.reference.tissue.as_ref().filter(|_| self.uncalibrated.is_none()) else {
            return TissueFinding::default();
        };
        let histology = input.facts.and_then(|facts| facts.histology.as_deref());
        let stated_other = histology.is_some_and(|h| self.rules.context.is_other_histology(h));
        let sample =
            Sample { ranks: input.ranks, present: &self.present, medians: &self.reference.median_quantiles };
        scale.look(&sample, input.detected, stated_other)
    }

    fn call(
        &self,
        rule: &Rule<'_>,
        facts: Option<&SampleFacts>,
        inputs: &Inputs,
        resampled: &[AxisZ],
        mut reasons: Vec<Reason>,
    ) -> PhenotypeCall {
        let ranked = rule.piecewise().ranked(inputs);
        let Some(&(leading, best)) = ranked.first() else {
            return empty_call(reasons);
        };
        let second = ranked.get(1).copied();
        let margin = second.map(|(_, evidence)| best - evidence);
        let moved = self.moved_by_laboratory(resampled);
        let stability = share(rule, resampled, &|class| class == leading);
        let between_laboratories = share(rule, &moved, &|class| class == leading);
        let blocked = reasons.iter().any(|reason| reason.leaves_the_call_open())
            || (leading == Phenotype::Desert && reasons.contains(&Reason::LowPurity));
        let histology = facts.and_then(|facts| facts.histology.as_deref());
        let case = Case {
            inputs,
            resampled,
            moved: &moved,
            ranked: &ranked,
            leading,
            stability,
            blocked,
            states_histology: histology.is_some_and(|stated| self.rules.context.is_stated(stated)),
        };
        let verdict = self.verdict(rule, &case, &mut reasons);
        let needed = self.rules.stability.needed_between_laboratories(stability);
        if verdict.phenotype.is_determinate() && between_laboratories < needed {
            reasons.push(Reason::LaboratorySensitive);
        }
        let evidence = rule.explain(inputs);
        self.judge(&mut reasons, rule, (leading, best), inputs, &evidence, facts);
        let least_stable = stability.min(between_laboratories);
        let phenotype = verdict.phenotype;
        let confidence =
            phenotype.is_determinate().then(|| self.confidence(rule, margin, least_stable, &reasons));
        let confidence = confidence.map(|found| found.min(rule.of_probability(&verdict.inflamed)));
        let base_rate = self.reference.base_rates.get(&phenotype).filter(|_| {
            // Pairs of classes have no rate in common, nor does a cohort tell how common its own calls are elsewhere.
            phenotype.is_determinate()
                && self.reference.rules == self.rules.id
                && self.scale == ScaleKind::Frozen
        });
        PhenotypeCall {
            phenotype,
            confidence,
            leading: Some(leading),
            second: second.map(|(class, _)| class),
            margin,
            stability: Some(stability),
            spatial_class: verdict.spatial_class,
            spatial_stability: Some(verdict.spatial_stability),
            evidence,
            // What a doubt of the RNA leaves open no move of an axis settles.
            flips: if blocked { Vec::new() } else { rule.piecewise().flips(inputs) },
            inflamed: verdict.inflamed,
            chosen: chosen(rule, &moved),
            base_rate: base_rate.map(|&same| (same, self.reference.n)),
            reasons,
            explanation: Vec::new(),
        }
    }

    /// Whether stroma lies in the upper quarter of the reference.
    pub(super) fn is_stroma_high(&self, inputs: &Inputs) -> bool {
        let stroma = inputs[Axis::X.place()];
        stroma.is_some_and(|z| self.reference.axis_place(Axis::X, z).percentile > HIGH_PERCENTILE)
    }

    /// What makes a call impossible.
    fn gates(&self, inputs: &Inputs) -> Vec<Reason> {
        let mut reasons: Vec<Reason> = self.uncalibrated.into_iter().collect();
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
        rule: Option<&Rule<'_>>,
        facts: Option<&SampleFacts>,
        correlation: Option<f64>,
        in_reference: bool,
    ) {
        let reference = self.reference;
        if in_reference {
            reasons.push(Reason::InReference);
        }
        if self.uncalibrated.is_some() {
            // Nothing is compared with the reference, so nothing more can be said of the comparison.
            return;
        }
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
        if self.offsets.iter().any(|&offset| offset != 0.0) {
            reasons.push(Reason::AxisOffset);
        }
        let complete = |axis: usize| self.axis_genes_found[axis].len() == self.axis_genes[axis].len();
        if !(0..5).all(complete) {
            reasons.push(Reason::GenesPredicted);
        }
        let context = &self.rules.context;
        if let Some(rule) = rule {
            reasons.extend(rule.reasons(context, facts));
            if !rule.fits_tissue(context, facts) {
                reasons.push(Reason::HistologyNotNsclc);
            }
        }
        let Some(facts) = facts else { return };
        if facts.purity.is_some_and(|p| p < self.rules.purity.low) {
            reasons.push(Reason::LowPurity);
        }
        let site = facts.site.as_deref().unwrap_or_default();
        if names_one_of(&context.lymphoid_sites, site) && !context.is_lung_without(site) {
            reasons.push(Reason::LymphoidSite);
        }
        if names_one_of(&context.liver_sites, site) {
            reasons.push(Reason::LiverSite);
        }
    }

    /// What the evidence itself makes doubtful.
    fn judge(
        &self,
        reasons: &mut Vec<Reason>,
        rule: &Rule<'_>,
        (leading, best): (Phenotype, f64),
        inputs: &Inputs,
        evidence: &[Evidence],
        facts: Option<&SampleFacts>,
    ) {
        if Axis::ALL.iter().any(|&axis| rule.uses(axis) && inputs[axis.place()].is_none()) {
            reasons.push(Reason::PartialAxes);
        }
        let stroma = evidence.iter().find(|e| e.class == Phenotype::Excluded);
        let is_weighted = matches!(rule, Rule::Weights(..));
        if is_weighted
            && leading == Phenotype::Desert
            && stroma.is_some_and(|e| !e.allowed && e.evidence > best)
        {
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
                rule.piecewise().leading(&without) != Some(leading)
            }
        });
        if rests_on_unstable {
            reasons.push(Reason::UnstableAxis);
        }
    }

    /// The worst of margin, stability, coverage, platform and reference.
    fn confidence(
        &self,
        rule: &Rule<'_>,
        margin: Option<f64>,
        stability: f64,
        reasons: &[Reason],
    ) -> Confidence {
        let tier = |high: bool| if high { Confidence::High } else { Confidence::Moderate };
        let margin_needed = match rule {
            Rule::Weights(_, needed) => needed.high,
            Rule::Questions(..) => f64::NEG_INFINITY,
        };
        let of_stability = match stability {
            s if s < self.rules.stability.moderate => Confidence::Low,
            s => tier(s >= self.rules.stability.high),
        };
        let complete = self.members.iter().all(|m| m.unusable.is_none())
            && self.reference.axes.iter().all(|a| a.members_not_covered.is_empty())
            && self.universe_coverage() >= self.rules.coverage.universe_high;
        let capped = |reason: &Reason| match reason {
            Reason::PartialAxes
            | Reason::UnstableAxis
            | Reason::LaboratorySensitive
            | Reason::InflamedUndecided
            | Reason::ExcludedDesertLeaning
            | Reason::NoModelForTissue
            | Reason::TissueNotAssessed
            | Reason::AxisGeneSilent
            | Reason::HistologyNotNsclc
            | Reason::LowPurity
            | Reason::NormalLungContent
            | Reason::LymphoidLike
            | Reason::LowEpithelium
            | Reason::OtherTissue
            | Reason::AxisOutsideReference
            | Reason::HlaGenesNotQuantified
            | Reason::LowDepth => Confidence::Low,
            Reason::SmallReference
            | Reason::SuppressionUnadjusted
            | Reason::GenesPredicted
            | Reason::ClassSharesUnknown
            | Reason::Extrapolated
            | Reason::PlatformBorderline
            | Reason::AxisOffset
            | Reason::StromaRich
            | Reason::DenseSample => Confidence::Moderate,
            _ => Confidence::High,
        };
        [tier(margin.is_none_or(|m| m >= margin_needed)), of_stability, tier(complete)]
            .into_iter()
            .chain(reasons.iter().map(capped))
            .min()
            .unwrap_or(Confidence::Low)
    }
}

/// Whether the text holds one of the terms as whole words: "mediastinal lymph node (4R)" holds "lymph node".
fn names_one_of(terms: &[String], text: &str) -> bool {
    let words = |text: &str| {
        let lower = text.to_lowercase();
        let words: Vec<&str> =
            lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
        format!(" {} ", words.join(" "))
    };
    let text = words(text);
    terms.iter().any(|term| text.contains(&words(term)))
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
        inflamed: InflamedCall::unknown(),
        chosen: Vec::new(),
        base_rate: None,
        reasons,
        explanation: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::build::build;
    use crate::build::tests::Made;

    #[test]
    fn sites_are_found_as_whole_words() {
        let terms = ["lymph node".to_owned(), "ln".to_owned()];
        for site in ["Lymph node", "mediastinal lymph-node (4R)", "LN 7"] {
            assert!(names_one_of(&terms, site), "{site}");
        }
        for site in ["lung", "kidney, lnx", ""] {
            assert!(!names_one_of(&terms, site), "{site}");
        }
    }

    #[test]
    fn a_reference_sample_is_recognised_and_a_stranger_is_not() {
        let made = Made::new(20);
        let mut input = made.input();
        let left_out = input.samples.pop().unwrap();
        let reference = build(input, &made.rules).unwrap();
        let caller = Caller::new(&reference, &made.rules, &made.signatures, &made.digests, &[true; 40], None);
        let is_known = |ranks: &[f64]| {
            let print = caller.fingerprint(ranks).unwrap();
            caller.prints.iter().any(|known| known.is_same(&print))
        };
        for i in 0..19 {
            assert!(is_known(&made.ranks[i]));
        }
        assert!(!is_known(left_out.ranks));
    }

    #[test]
    fn a_missing_axis_stops_or_weakens_the_call() {
        let made = Made::new(45);
        let reference = build(made.input(), &made.rules).unwrap();
        let assess = |absent: std::ops::Range<usize>| {
            let present: Vec<bool> = (0..40).map(|g| !absent.contains(&g)).collect();
            let caller =
                Caller::new(&reference, &made.rules, &made.signatures, &made.digests, &present, None);
            caller
                .assess(&SampleInput {
                    ranks: &made.ranks[0],
                    scores: &made.scores[0],
                    member_scores: &made.scores[0],
                    detected: None,
                    facts: None,
                    tissue: None,
                    keep_resampled: false,
                })
                .call
        };
        // T is genes 0 to 4, P genes 10 to 14
        let without_t = assess(0..5);
        assert_eq!(without_t.phenotype, Phenotype::NotEvaluable);
        assert!(without_t.reasons.contains(&Reason::AxisMissing), "{:?}", without_t.reasons);
        assert!(without_t.explanation[0].starts_with("Not evaluable: An axis the call needs"));
        let without_p = assess(10..15);
        assert_ne!(without_p.phenotype, Phenotype::NotEvaluable);
        assert!(without_p.reasons.contains(&Reason::PartialAxes), "{:?}", without_p.reasons);
        // nine of forty genes missing is under 80 %
        let too_few = assess(31..40);
        assert!(too_few.reasons.contains(&Reason::LowUniverseCoverage), "{:?}", too_few.reasons);
    }
}
