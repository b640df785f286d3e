//! The distributions of features in the tumours of a reference.

use std::collections::HashMap;

use evade_core::{Axis, FeatureKind, FeatureReason, Signature};

use super::list::{Entry, FeatureSource, Features};
use super::measure::{Measured, combined, mean_place, places_of};
use super::scale::{FeatureLine, FeatureScale, FeatureStratum};
use crate::build::{is_covered, rounded_order_statistics};
use crate::reference::Reference;
use crate::rules::Rules;
use crate::stats::{centre_and_scale, median, quantile_sorted, round_to, round6, sorted, theil_sen_slope};

/// Decimals of a value in its own unit: a hundred-thousandth is more than any of them can tell.
const VALUE_PARTS: f64 = 1e5;
/// Decimals of a shift, as of those of the readouts.
const SHIFT_PARTS: f64 = 1e4;

/// A tumour of the reference.
#[derive(Debug, Clone, Copy)]
pub struct FeatureTumour<'a> {
    /// Ranks from 1 of all universe genes.
    pub ranks: &'a [f64],
    /// The score of each signature on these ranks; NaN where it has none.
    pub scores: &'a [f64],
    /// The same on the genes alone on whose places laboratories agree.
    pub steady_scores: &'a [f64],
    /// Its histology, where the reference keeps histologies apart.
    pub stratum: Option<&'a str>,
}

/// A feature without a distribution, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkippedFeature {
    /// Its id.
    pub id: String,
    /// Why.
    pub reason: FeatureReason,
}

/// The distribution of every feature in the tumours that a reference was built of, and the features without one. The order
/// of the tumours does not matter.
#[must_use]
pub fn fit_features(
    reference: &Reference,
    rules: &Rules,
    features: &Features,
    signatures: &[Signature],
    tumours: &[FeatureTumour<'_>],
) -> (Vec<FeatureScale>, Vec<SkippedFeature>) {
    if reference.n < rules.reference.adjust_from {
        let skipped = features.iter().map(|f| skip(&f.id, FeatureReason::SmallReference)).collect();
        return (Vec::new(), skipped);
    }
    let fit = Fit::new(reference, rules, signatures, tumours);
    let (mut scales, mut skipped) = (Vec::new(), Vec::new());
    // Per feature the value of every tumour on its scale.
    let mut columns: Vec<Option<Vec<f64>>> = Vec::new();
    for entry in features.entries() {
        match fit.of(entry, &columns) {
            Ok((scale, column)) => {
                scales.push(scale);
                columns.push(Some(column));
            }
            Err(reason) => {
                skipped.push(skip(&entry.feature.id, reason));
                columns.push(None);
            }
        }
    }
    (scales, skipped)
}

fn skip(id: &str, reason: FeatureReason) -> SkippedFeature {
    SkippedFeature { id: id.to_owned(), reason }
}

struct Fit<'a> {
    reference: &'a Reference,
    rules: &'a Rules,
    signatures: &'a [Signature],
    tumours: &'a [FeatureTumour<'a>],
    /// T of each tumour, as the call has it.
    t: Option<Vec<f64>>,
    places: HashMap<&'a str, u32>,
}

impl<'a> Fit<'a> {
    fn new(
        reference: &'a Reference,
        rules: &'a Rules,
        signatures: &'a [Signature],
        tumours: &'a [FeatureTumour<'a>],
    ) -> Self {
        let layout = reference.layout();
        let members: Vec<Option<usize>> = reference
            .axes
            .iter()
            .flat_map(|axis| &axis.members)
            .map(|id| signatures.iter().position(|signature| signature.id == *id))
            .collect();
        let t = tumours.iter().map(|tumour| {
            let score = |m: usize| members[m].map(|i| tumour.steady_scores[i]);
            reference.statistics.axis_values(&layout, &score).raw[Axis::T.place()]
        });
        Self {
            reference,
            rules,
            signatures,
            tumours,
            t: t.collect(),
            places: reference
                .universe
                .iter()
                .zip(0..)
                .map(|(symbol, place)| (symbol.as_str(), place))
                .collect(),
        }
    }

    /// The scale of a feature, and every tumour's value on it.
    fn of(
        &self,
        entry: &Entry,
        columns: &[Option<Vec<f64>>],
    ) -> Result<(FeatureScale, Vec<f64>), FeatureReason> {
        let mut line = None;
        let values: Vec<f64> = match &entry.source {
            FeatureSource::Signature(id) => return self.of_signature(entry, id),
            FeatureSource::Genes(genes) => {
                let places = places_of(genes, &self.places);
                if !is_covered(places.len(), genes.len(), self.rules) {
                    return Err(FeatureReason::NotCoveredByReference);
                }
                self.tumours.iter().map(|tumour| mean_place(tumour.ranks, &places)).collect()
            }
            FeatureSource::Parts => {
                let column = |place: &usize| columns[*place].as_deref().ok_or(FeatureReason::PartMissing);
                let parts = entry.parts.iter().map(column).collect::<Result<Vec<&[f64]>, _>>()?;
                let on = self.on(entry, columns)?;
                line = on.zip(parts.first()).map(|(on, y)| line_of(on, y));
                let exact = |value: f64| Measured { value, se: None };
                (0..self.tumours.len())
                    .map(|i| {
                        let parts: Vec<Measured> = parts.iter().map(|part| exact(part[i])).collect();
                        combined(entry.feature.kind, &parts, line, on.map(|on| exact(on[i])))
                    })
                    .map(|measured| Some(measured?.value))
                    .collect::<Option<Vec<f64>>>()
                    .ok_or(FeatureReason::PartMissing)?
            }
        };
        let (centre, scale) = scale_of(entry.feature.kind, &values);
        let strata = self.strata(|members| {
            let own: Vec<f64> = members.iter().map(|&i| values[i]).collect();
            let (centre, scale) = scale_of(entry.feature.kind, &own);
            FeatureStratum { centre, scale, quantiles: rounded_order_statistics(&sorted(own), VALUE_PARTS) }
        });
        let column = values.iter().map(|value| (value - centre) / scale).collect();
        let scale = FeatureScale {
            id: entry.feature.id.clone(),
            digest: entry.digest.clone(),
            line,
            centre,
            scale,
            quantiles: rounded_order_statistics(&sorted(values), VALUE_PARTS),
            strata,
            laboratory_shift: None,
        };
        Ok((scale, column))
    }

    /// A scored set lies on the scale of its signature, whose distribution is kept once.
    fn of_signature(&self, entry: &Entry, id: &str) -> Result<(FeatureScale, Vec<f64>), FeatureReason> {
        let place = self.signatures.iter().position(|signature| signature.id == id);
        let (Some(place), Some(own)) = (place, self.reference.signature(id)) else {
            return Err(FeatureReason::NotCoveredByReference);
        };
        let strata = self.strata(|members| {
            let scores: Vec<f64> = members.iter().map(|&i| self.tumours[i].scores[place]).collect();
            let (centre, scale) = centre_and_scale(&scores);
            FeatureStratum { centre: round6(centre), scale: round6(scale), quantiles: Vec::new() }
        });
        let column = self.tumours.iter().map(|t| (t.scores[place] - own.median) / own.scale).collect();
        let scale = FeatureScale {
            id: entry.feature.id.clone(),
            digest: entry.digest.clone(),
            line: None,
            centre: own.median,
            scale: own.scale,
            quantiles: Vec::new(),
            strata,
            laboratory_shift: None,
        };
        Ok((scale, column))
    }

    /// What a feature is adjusted for; `None` for one that is not.
    fn on<'c>(
        &'c self,
        entry: &Entry,
        columns: &'c [Option<Vec<f64>>],
    ) -> Result<Option<&'c [f64]>, FeatureReason> {
        match (entry.feature.on_axis, entry.on) {
            (Some(_), _) => self.t.as_deref().map(Some).ok_or(FeatureReason::TMissing),
            (None, Some(place)) => columns[place].as_deref().map(Some).ok_or(FeatureReason::PartMissing),
            (None, None) => Ok(None),
        }
    }

    /// One entry per histology of the reference, made of the places of its tumours.
    fn strata(&self, of: impl Fn(&[usize]) -> FeatureStratum) -> Vec<FeatureStratum> {
        let members = |name: &str| -> Vec<usize> {
            (0..self.tumours.len()).filter(|&i| self.tumours[i].stratum == Some(name)).collect()
        };
        self.reference.strata.iter().map(|stratum| of(&members(&stratum.name))).collect()
    }
}

/// Where values stand as they are printed: what is made of z by minimum or difference stays in z, and a residual has its
/// own scale.
fn scale_of(kind: FeatureKind, values: &[f64]) -> (f64, f64) {
    let (centre, scale) = centre_and_scale(values);
    match kind {
        FeatureKind::Set | FeatureKind::Gene => (round6(centre), round6(scale)),
        FeatureKind::Adjusted => (0.0, round6(scale)),
        FeatureKind::Minimum | FeatureKind::Difference => (0.0, 1.0),
    }
}

/// Theil-Sen line of y on x.
fn line_of(x: &[f64], y: &[f64]) -> FeatureLine {
    let slope = round6(theil_sen_slope(x, y));
    let intercept = round6(median(x.iter().zip(y).map(|(x, y)| y - slope * x)));
    FeatureLine { slope, intercept }
}

impl Reference {
    /// Notes how far other laboratories' tumours lie off on each feature. `elsewhere` holds, per laboratory and tumour, the
    /// value of every feature of the list in its own unit.
    pub fn add_feature_shifts(&mut self, features: &Features, elsewhere: &[Vec<Vec<Option<f64>>>]) {
        for (i, entry) in features.entries().iter().enumerate() {
            let Some(place) = self.features.iter().position(|scale| scale.id == entry.feature.id) else {
                continue;
            };
            let own = self.feature_quantiles(entry, &self.features[place]);
            let centre = quantile_sorted(own, 0.5);
            let squares: Vec<f64> = elsewhere
                .iter()
                .map(|tumours| tumours.iter().filter_map(|values| values[i]).collect::<Vec<f64>>())
                .filter(|values| !values.is_empty())
                .map(|values| (median(values) - centre).powi(2))
                .collect();
            let mean = squares.iter().sum::<f64>() / squares.len() as f64;
            let scale = &mut self.features[place];
            scale.laboratory_shift =
                (!squares.is_empty()).then(|| round_to(mean.sqrt() / scale.scale, SHIFT_PARTS));
        }
    }

    /// Ascending values of a feature in its own unit; none for a set that the reference does not have.
    pub(crate) fn feature_quantiles<'r>(&'r self, entry: &Entry, scale: &'r FeatureScale) -> &'r [f64] {
        match &entry.source {
            FeatureSource::Signature(id) => self.signature(id).map_or(&[], |own| &own.quantiles),
            FeatureSource::Genes(_) | FeatureSource::Parts => &scale.quantiles,
        }
    }
}
