//! The features of a sample, measured on the reference's scale.

mod judge;

use std::collections::HashMap;

use evade_core::{Axis, FeatureReason, FeatureValue, Reason, SampleFacts, ScaleKind};

use self::judge::Judge;
use super::{Assessment, Caller, SampleInput};
use crate::build::{SMALL_SET, is_covered};
use crate::features::{
    Entry, FeatureScale, FeatureSource, Features, Measured, combined, mean_place, places_of,
};
use crate::stats::round_to;

/// The tissue whose histologies a reference keeps apart.
const TISSUE: &str = "lung";
/// Decimals of a value in its own unit, as the reference keeps its own.
const VALUE_PARTS: f64 = 1e5;

/// The list of features on the universe of a reference, for samples that share a gene list.
#[derive(Debug)]
pub struct BoundFeatures<'a> {
    features: &'a Features,
    /// Per feature its scale and where its value comes from, or why it has none.
    bound: Vec<Result<Bound<'a>, FeatureReason>>,
}

#[derive(Debug)]
struct Bound<'a> {
    scale: &'a FeatureScale,
    quantiles: &'a [f64],
    source: Source,
}

#[derive(Debug)]
enum Source {
    /// The place of the signature among those scored.
    Signature(usize),
    /// Universe places.
    Genes(Vec<u32>),
    Parts,
}

/// What is stated of the histology, as places of the reference's strata.
#[derive(Debug, Clone, Copy)]
enum Histology {
    /// A stratum of the reference.
    Known(usize),
    /// Nothing, or nothing specific.
    Unknown,
    /// Another one.
    Other,
}

impl<'a> Caller<'a> {
    /// Binds the list of features to the genes that the samples have.
    #[must_use]
    pub fn bind_features(&self, features: &'a Features) -> BoundFeatures<'a> {
        let places: HashMap<&str, u32> =
            self.reference.universe.iter().zip(0..).map(|(symbol, place)| (symbol.as_str(), place)).collect();
        let scales: HashMap<&str, &FeatureScale> =
            self.reference.features.iter().map(|scale| (scale.id.as_str(), scale)).collect();
        let bound =
            features.entries().iter().map(|entry| self.bind_feature(entry, &places, &scales)).collect();
        BoundFeatures { features, bound }
    }

    fn bind_feature(
        &self,
        entry: &Entry,
        places: &HashMap<&str, u32>,
        scales: &HashMap<&str, &'a FeatureScale>,
    ) -> Result<Bound<'a>, FeatureReason> {
        if self.scale == ScaleKind::Cohort {
            return Err(FeatureReason::CohortScale);
        }
        if self.uncalibrated.is_some() {
            return Err(FeatureReason::RnaNotEvaluable);
        }
        let scale = scales.get(entry.feature.id.as_str()).copied().filter(|s| s.digest == entry.digest);
        let scale = scale.ok_or_else(|| self.why_no_feature(entry, places))?;
        let quantiles = self.reference.feature_quantiles(entry, scale);
        let source = match &entry.source {
            FeatureSource::Signature(id) => {
                let place = self.signatures.iter().position(|signature| signature.id == *id);
                let place = place.filter(|&i| self.scales[i].is_ok());
                let place = place.ok_or(FeatureReason::NoFeatureDistribution)?;
                if self.coverage[place].1.is_some() {
                    return Err(FeatureReason::FeatureGenesMissing);
                }
                Source::Signature(place)
            }
            FeatureSource::Genes(genes) => {
                let in_universe = places_of(genes, places);
                let n_found = in_universe.iter().filter(|&&gene| self.present[gene as usize]).count();
                if !is_covered(n_found, genes.len(), self.rules) {
                    return Err(FeatureReason::FeatureGenesMissing);
                }
                Source::Genes(in_universe)
            }
            FeatureSource::Parts => Source::Parts,
        };
        if quantiles.is_empty() {
            return Err(FeatureReason::NoFeatureDistribution);
        }
        Ok(Bound { scale, quantiles, source })
    }

    /// Why the reference has no distribution of a feature.
    fn why_no_feature(&self, entry: &Entry, places: &HashMap<&str, u32>) -> FeatureReason {
        let lacks_genes = match &entry.source {
            FeatureSource::Signature(id) => self.reference.not_covered.contains(id),
            FeatureSource::Genes(genes) => {
                !is_covered(places_of(genes, places).len(), genes.len(), self.rules)
            }
            FeatureSource::Parts => false,
        };
        if self.reference.n < self.rules.reference.adjust_from {
            FeatureReason::SmallReference
        } else if lacks_genes {
            FeatureReason::NotCoveredByReference
        } else {
            FeatureReason::NoFeatureDistribution
        }
    }

    /// The value of every feature of a sample in its own unit, as [`crate::Reference::add_feature_shifts`] takes it.
    #[must_use]
    pub fn feature_values(
        &self,
        bound: &BoundFeatures<'_>,
        input: &SampleInput<'_>,
        assessment: &Assessment,
    ) -> Vec<Option<f64>> {
        let measured = self.measured(bound, input, assessment);
        measured.into_iter().map(|measured| measured.ok().map(|measured| measured.value)).collect()
    }

    /// The features of a sample in the order of the list. `assessment` is that of the same sample; `unit_doubtful` says that
    /// the unit of the values is not certain.
    #[must_use]
    pub fn features(
        &self,
        bound: &BoundFeatures<'_>,
        input: &SampleInput<'_>,
        assessment: &Assessment,
        unit_doubtful: bool,
    ) -> Vec<FeatureValue> {
        let reasons = &assessment.call.reasons;
        let is_unfit = |reason: &Reason| {
            reason.stops_the_call() || reason.leaves_the_call_open() || *reason == Reason::UnitDoubtful
        };
        let is_ffpe = input.facts.is_some_and(SampleFacts::is_ffpe);
        let known = [
            (unit_doubtful || reasons.iter().any(is_unfit), FeatureReason::RnaNotEvaluable),
            (reasons.contains(&Reason::LowPurity), FeatureReason::LowPurity),
            (reasons.contains(&Reason::LowDepth), FeatureReason::LowDepth),
            (reasons.contains(&Reason::NormalLungContent), FeatureReason::NormalLung),
            (is_ffpe, FeatureReason::FfpeNotMeasured),
            (assessment.in_reference, FeatureReason::InReference),
        ];
        let judge = Judge {
            caller: self,
            stated: self.stated_histology(input.facts),
            known: known.into_iter().filter(|(holds, _)| *holds).map(|(_, reason)| reason).collect(),
        };
        let measured = self.measured(bound, input, assessment);
        bound
            .features
            .entries()
            .iter()
            .zip(&bound.bound)
            .zip(measured)
            .map(|((entry, bound), measured)| judge.value(entry, bound.as_ref().ok(), measured))
            .collect()
    }

    /// The values in their own units.
    fn measured(
        &self,
        bound: &BoundFeatures<'_>,
        input: &SampleInput<'_>,
        assessment: &Assessment,
    ) -> Vec<Result<Measured, FeatureReason>> {
        let t = self.t(input).map(|value| Measured { value, se: assessment.t_error });
        let mut measured: Vec<Result<Measured, FeatureReason>> = Vec::with_capacity(bound.bound.len());
        for (entry, own) in bound.features.entries().iter().zip(&bound.bound) {
            let on_scale = |place: usize| -> Result<Measured, FeatureReason> {
                let (Ok(bound), Ok(measured)) = (&bound.bound[place], &measured[place]) else {
                    return Err(FeatureReason::PartMissing);
                };
                Ok(measured.standardised(bound.scale.centre, bound.scale.scale))
            };
            let value = own.as_ref().map_err(|&reason| reason).and_then(|own| match &own.source {
                Source::Signature(i) => {
                    Some(Measured { value: input.scores[*i], se: self.standard_error(input, *i) })
                        .filter(|measured| measured.value.is_finite())
                        .ok_or(FeatureReason::FeatureGenesMissing)
                }
                Source::Genes(genes) => Ok(self.mean_of_genes(input.ranks, genes)),
                Source::Parts => {
                    let parts = entry.parts.iter().map(|&part| on_scale(part));
                    let parts = parts.collect::<Result<Vec<Measured>, _>>()?;
                    let on = match (entry.feature.on_axis, entry.on) {
                        (Some(_), _) => Some(t.ok_or(FeatureReason::TMissing)?),
                        (None, Some(place)) => Some(on_scale(place)?),
                        (None, None) => None,
                    };
                    combined(entry.feature.kind, &parts, own.scale.line, on)
                        .ok_or(FeatureReason::NoFeatureDistribution)
                }
            });
            measured.push(value);
        }
        measured
    }

    /// T as it enters the adjustment of suppression: without what the user moves it by.
    fn t(&self, input: &SampleInput<'_>) -> Option<f64> {
        let score = |m: usize| self.members[m].unusable.is_none().then(|| input.member_scores[m]);
        let values = self.reference.statistics.axis_values(&self.layout, &score);
        values.only(self.available).raw[Axis::T.place()]
    }

    /// Mean place of genes, with the standard error of their deviations from the reference where there are enough of them.
    fn mean_of_genes(&self, ranks: &[f64], genes: &[u32]) -> Measured {
        let k = genes.len() as f64;
        let deviations = genes.iter().map(|&gene| self.deviation(ranks, gene));
        let mean = deviations.clone().sum::<f64>() / k;
        let spread = deviations.map(|d| (d - mean) * (d - mean)).sum::<f64>() / k;
        let se = (genes.len() >= SMALL_SET).then(|| (spread / k).sqrt());
        Measured { value: round_to(mean_place(ranks, genes), VALUE_PARTS), se }
    }

    /// The histology that the sheet states.
    fn stated_histology(&self, facts: Option<&SampleFacts>) -> Histology {
        let place = |name: &str| self.reference.strata.iter().position(|stratum| stratum.name == name);
        let context = &self.rules.context;
        match facts.and_then(|facts| facts.histology.as_deref()) {
            Some(entry) => match context.stratum_of(entry) {
                Some(name) => place(name).map_or(Histology::Other, Histology::Known),
                None if context.is_specific(entry) => Histology::Other,
                None => Histology::Unknown,
            },
            None if self.tissue.as_deref().is_some_and(|tissue| tissue != TISSUE) => Histology::Other,
            None => Histology::Unknown,
        }
    }
}
