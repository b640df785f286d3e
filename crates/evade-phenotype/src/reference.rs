//! A frozen reference: what a set of tumours looks like on a fixed gene universe.

use std::collections::BTreeMap;

use evade_core::{Axis, Phenotype, ReadoutScale};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::axes::{AxisLayout, Statistics};
use crate::build::MIN_SAMPLES;
use crate::features::FeatureScale;
use crate::laboratories::{Agreement, OtherLaboratory};
use crate::predict::GeneMoments;
use crate::stats::wilson_interval;
use crate::strata::{Cloud, Stratum, cloud_value};
use crate::tissue::TissueScale;

/// A frozen scale. It holds summary statistics of its samples, never their expression values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// Version of this structure.
    pub format: u32,
    /// Its name in tables.
    pub id: String,
    /// What it is, in words.
    pub title: String,
    /// Citations of the cohorts.
    pub sources: Vec<String>,
    /// How many samples it holds.
    pub n: u32,
    /// The scoring method with everything that defines it.
    pub method: String,
    /// Id of the rules its axes and base rates follow.
    pub rules: String,
    /// Samples by cohort, assay, histology and whatever else the sample table said.
    pub composition: BTreeMap<String, BTreeMap<String, u32>>,
    /// How many of its own samples get each call.
    pub base_rates: BTreeMap<Phenotype, u32>,
    /// The gene universe: approved symbols in canonical order.
    pub universe: Vec<String>,
    /// Per universe gene the median of its within-sample rank quantiles.
    pub median_quantiles: Vec<f64>,
    /// The signatures with a distribution.
    pub signatures: Vec<SignatureScale>,
    /// Signatures of which the universe holds too few genes.
    pub not_covered: Vec<String>,
    /// The axes in the order of [`Axis::ALL`].
    pub axes: Vec<AxisScale>,
    /// The statistics a call needs.
    pub(crate) statistics: Statistics,
    /// The same statistics of resampled reference samples.
    pub(crate) resamples: Vec<Statistics>,
    /// How the S-on-T and G-on-T slopes came about; absent when there were too few samples to adjust.
    pub slopes: Option<Slopes>,
    /// How the genes of the axes go together, to place those an input lacks.
    pub axis_genes: GeneMoments,
    /// How alike the reference's own samples are.
    pub profile: ProfileGate,
    /// What tells whether a sample is one of the reference's.
    pub fingerprints: Fingerprints,
    /// Its tumours by histology, where that was stated.
    pub strata: Vec<Stratum>,
    /// Its tumours one by one.
    pub cloud: Cloud,
    /// Universe places of the genes on whose places laboratories disagree. They are ranked and scored like the others;
    /// the axes, the comparison of profiles and the gates leave them out.
    pub unsteady: Vec<u32>,
    /// How these genes were found.
    pub agreement: Option<Agreement>,
    /// Tumours of other laboratories on this scale.
    pub laboratories: Vec<OtherLaboratory>,
    /// What tells whether a sample is tissue of a lung carcinoma.
    pub tissue: Option<TissueScale>,
    /// How functional readouts lie in its tumours of which DNA is known; none where none is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub readouts: Vec<ReadoutScale>,
    /// How the features that mechanism rules read lie in its tumours; none where it was built without them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub features: Vec<FeatureScale>,
    /// SHA-256 of the file it was read from; set by the reader.
    #[serde(skip)]
    pub digest: String,
}

/// One signature's distribution.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignatureScale {
    /// Signature id.
    pub id: String,
    /// Digest of its members: another list of the same name has no distribution here.
    pub digest: String,
    /// Genes of the set.
    pub n_genes: u32,
    /// Of these, in the universe.
    pub n_universe: u32,
    /// Median score.
    pub median: f64,
    /// max(1.4826 MAD, 0.02).
    pub scale: f64,
    /// Ascending scores; 101 quantiles when there are more samples than that.
    pub quantiles: Vec<f64>,
}

/// One axis's distribution.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AxisScale {
    /// Which axis.
    pub axis: Axis,
    /// Member signatures that the universe covers.
    pub members: Vec<String>,
    /// Member signatures that it does not cover.
    pub members_not_covered: Vec<String>,
    /// Ascending values as they enter the call; 101 quantiles when there are more samples than that.
    pub quantiles: Vec<f64>,
    /// Largest difference of cohort medians in scales; absent with one cohort.
    pub cohort_shift: Option<f64>,
    /// Whether that is more than the rules allow.
    pub unstable: Option<bool>,
}

/// How the slopes on T came about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slopes {
    /// Theil-Sen slope of S on T in these samples.
    pub suppression_own: f64,
    /// Theil-Sen slope of G on T in these samples.
    pub effector_own: f64,
    /// The slopes that were shrunk towards, and whose they are.
    pub prior: Option<SlopePrior>,
    /// Weight of the own slope: n / (n + 50); 1 without a prior.
    pub own_weight: f64,
}

/// Slopes of another reference.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SlopePrior {
    /// Id of the other reference.
    pub reference: String,
    /// S on T.
    pub suppression: f64,
    /// G on T.
    pub effector: f64,
}

/// Correlation of each reference sample with the median profile of the others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProfileGate {
    /// Below it a sample is not on this platform: the 1st percentile, of the other laboratories' tumours too where there
    /// are any, whichever is lower.
    pub gate: f64,
    /// 5th percentile: below it the confidence is lowered, as for the tumours of other laboratories.
    pub borderline: f64,
    /// Median.
    pub median: f64,
}

/// Orderings of gene pairs, a short mark of a profile that survives filters, rounding and logarithms.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fingerprints {
    /// Pairs of universe places; a bit is set when the first gene is higher.
    pub pairs: Vec<[u32; 2]>,
    /// One string a sample, sorted: the bits in hexadecimal, the first pair in the highest bit of the first digit.
    pub samples: Vec<String>,
}

/// A reference that cannot be used.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum ReferenceError {
    /// Another version of the structure.
    #[error("the reference has format {found}, this program reads format {}", Reference::FORMAT)]
    Format {
        /// What the file says.
        found: u32,
    },
    /// Lists that should match do not.
    #[error("the reference is damaged, as this does not hold: {0}")]
    Damaged(&'static str),
    /// The rules name other axis members.
    #[error("the reference was built for other members of axis {axis} than the rules '{rules}' name")]
    OtherAxes {
        /// The axis.
        axis: Axis,
        /// Id of the rules.
        rules: String,
    },
}

/// A place in a distribution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Place {
    /// 1 = lowest, n + 1 = above all.
    pub(crate) rank: u32,
    /// In per cent, no further out than the number of samples can tell.
    pub(crate) percentile: f64,
    pub(crate) low: f64,
    pub(crate) high: f64,
}

impl Reference {
    /// The format this program reads and writes.
    pub const FORMAT: u32 = 2;

    /// Checks that the parts fit together.
    pub fn check(&self) -> Result<(), ReferenceError> {
        if self.format != Self::FORMAT {
            return Err(ReferenceError::Format { found: self.format });
        }
        let layout = self.layout();
        let complete =
            |condition: bool, what| if condition { Ok(()) } else { Err(ReferenceError::Damaged(what)) };
        let ascending = |values: &[f64]| !values.is_empty() && values.is_sorted();
        complete(self.n as usize >= MIN_SAMPLES, "at least 10 samples")?;
        complete(!self.universe.is_empty(), "at least one universe gene")?;
        let distinct: std::collections::BTreeSet<&String> = self.universe.iter().collect();
        complete(distinct.len() == self.universe.len(), "every universe gene once")?;
        complete(self.universe.len() == self.median_quantiles.len(), "one quantile a universe gene")?;
        complete(
            self.median_quantiles.iter().all(|q| (0.0..=1.0).contains(q)),
            "quantiles lie between 0 and 1",
        )?;
        complete(self.axes.iter().map(|a| a.axis).eq(Axis::ALL), "the five axes in order")?;
        complete(
            std::iter::once(&self.statistics).chain(&self.resamples).all(|s| s.fits(&layout)),
            "statistics for every axis member and subset",
        )?;
        complete(
            self.signatures.iter().all(|s| s.scale > 0.0 && ascending(&s.quantiles)),
            "an ascending distribution for every signature",
        )?;
        complete(
            self.axes.iter().all(|a| a.members.is_empty() || ascending(&a.quantiles)),
            "an ascending distribution for every axis",
        )?;
        complete(
            self.axes.iter().flat_map(|a| &a.members).all(|m| self.signature(m).is_some()),
            "a distribution for every axis member",
        )?;
        complete(self.axis_genes.fits(self.universe.len()), "moments of the axes' genes")?;
        complete(
            self.unsteady.iter().all(|&g| (g as usize) < self.universe.len()),
            "unsteady genes inside the universe",
        )?;
        complete(
            self.fingerprints.pairs.iter().flatten().all(|&g| (g as usize) < self.universe.len()),
            "fingerprint genes inside the universe",
        )?;
        let n_digits = self.fingerprints.pairs.len().div_ceil(4);
        complete(
            self.fingerprints
                .samples
                .iter()
                .all(|s| s.len() == n_digits && s.bytes().all(|b| b.is_ascii_hexdigit())),
            "one bit a fingerprint pair",
        )?;
        complete(
            self.strata.iter().all(|s| {
                s.n > 0
                    && s.signatures.len() == self.signatures.len()
                    && s.axes.len() == 5
                    && s.signatures.iter().chain(&s.axes).all(|values| values.is_sorted())
            }),
            "a distribution for every signature and axis in every histology",
        )?;
        complete(self.cloud.fits(self.n as usize, self.strata.len()), "one point a sample")?;
        complete(
            self.tissue.as_ref().is_none_or(|tissue| tissue.fits(self.universe.len())),
            "tissue genes inside the universe",
        )?;
        let strata = || self.readouts.iter().flat_map(|readout| &readout.strata);
        complete(
            strata().all(|s| {
                s.altered.len() == s.n_altered as usize
                    && s.unaltered.len() == s.n_unaltered as usize
                    && s.altered.is_sorted()
                    && s.unaltered.is_sorted()
            }),
            "one ascending value of a readout for every tumour",
        )?;
        complete(
            strata().filter_map(|s| s.line).all(|line| line.scale > 0.0 && line.slope.is_finite()),
            "a finite line for every readout",
        )?;
        complete(
            self.features.iter().all(|feature| feature.fits(self.strata.len())),
            "a distribution for every feature in every histology",
        )
    }

    /// Checks that the rules name the axis members this reference was built for.
    pub fn check_rules(&self, rules: &crate::Rules) -> Result<(), ReferenceError> {
        for scale in &self.axes {
            let members = rules.members(scale.axis);
            let known: Vec<&String> = members
                .iter()
                .filter(|m| scale.members.contains(m) || scale.members_not_covered.contains(m))
                .collect();
            if known.len() != members.len()
                || known.len() != scale.members.len() + scale.members_not_covered.len()
            {
                return Err(ReferenceError::OtherAxes { axis: scale.axis, rules: rules.id.clone() });
            }
        }
        Ok(())
    }

    /// Per universe gene whether laboratories agree on its place.
    pub(crate) fn steady(&self) -> Vec<bool> {
        let mut steady = vec![true; self.universe.len()];
        for &gene in &self.unsteady {
            steady[gene as usize] = false;
        }
        steady
    }

    /// Whether it can tell normal lung and other tissue from a tumour.
    #[must_use]
    pub fn judges_tissue(&self) -> bool {
        self.tissue.as_ref().is_some_and(|tissue| tissue.normal.is_some())
    }

    /// The distribution of a signature.
    #[must_use]
    pub fn signature(&self, id: &str) -> Option<&SignatureScale> {
        self.signatures.iter().find(|s| s.id == id)
    }

    /// The scale of an axis.
    pub(crate) fn axis(&self, axis: Axis) -> &AxisScale {
        &self.axes[axis.place()]
    }

    pub(crate) fn layout(&self) -> AxisLayout {
        AxisLayout::new(self.axes.iter().map(|a| a.members.len()))
    }

    /// Where an axis value stands among this reference's samples: counted one by one where they are known one by one.
    pub(crate) fn axis_place(&self, axis: Axis, z: f64) -> Place {
        let own = self.cloud.axes.get(axis.place()).filter(|values| values.iter().all(Option::is_some));
        let Some(own) = own.filter(|values| !values.is_empty()) else {
            return self.place(&self.axis(axis).quantiles, z);
        };
        let z = cloud_value(z);
        let count = |test: &dyn Fn(f64) -> bool| own.iter().flatten().filter(|&&v| test(v)).count() as f64;
        place(count(&|v| v < z), count(&|v| (v - z).abs() < f64::EPSILON), f64::from(self.n))
    }

    /// Where `value` stands among `quantiles` of this reference's samples.
    pub(crate) fn place(&self, quantiles: &[f64], value: f64) -> Place {
        place_among(quantiles, self.n, value)
    }
}

/// Where `value` stands among ascending `quantiles` of `n` samples. Between the order statistics that are kept the place is
/// interpolated.
pub(crate) fn place_among(quantiles: &[f64], n: u32, value: f64) -> Place {
    let below = quantiles.partition_point(|&q| q < value);
    let not_above = quantiles.partition_point(|&q| q <= value);
    let is_complete = quantiles.len() >= n as usize;
    let n = f64::from(n);
    let last = quantiles.len() - 1;
    let count_below = if is_complete || below == 0 || below > last {
        below as f64 * n / quantiles.len() as f64
    } else {
        // Order statistic i of m stands at place i (n - 1) / (m - 1) of all.
        let (left, right) = (quantiles[below - 1], quantiles[below]);
        let part = if right > left { (value - left) / (right - left) } else { 0.0 };
        ((below - 1) as f64 + part) * (n - 1.0) / last as f64
    };
    let ties = (not_above - below) as f64 * n / quantiles.len() as f64;
    // A single order statistic stands for its neighbours too: only repeated values are ties.
    let ties = if is_complete || not_above > below + 1 { ties } else { 0.0 };
    place(count_below, ties, n)
}

/// The place of a value with so many samples below it and as many equal to it.
pub(crate) fn place(below: f64, equal: f64, n: f64) -> Place {
    let share = (below + equal / 2.0) / n;
    let (low, high) = wilson_interval(share, n);
    let edge = 1.0 / n;
    let per_cent = |share: f64| 100.0 * share.clamp(edge, 1.0 - edge);
    Place {
        rank: below.round() as u32 + 1,
        percentile: per_cent(share),
        low: per_cent(low),
        high: per_cent(high),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::build::build;
    use crate::build::tests::Made;

    fn reference() -> Reference {
        let made = Made::new(10);
        build(made.input(), &made.rules).unwrap()
    }

    #[test]
    fn places_and_percentiles_by_hand() {
        let reference = reference();
        let quantiles: Vec<f64> = (1..=10).map(f64::from).collect();
        let place = |value| reference.place(&quantiles, value);
        assert_eq!((place(0.5).rank, place(5.5).rank, place(11.0).rank), (1, 6, 11));
        assert_eq!(place(5.5).percentile, 50.0);
        assert_eq!(place(5.0).percentile, 45.0);
        // ten samples say nothing beyond the 10th and the 90th percentile
        assert_eq!((place(-9.0).percentile, place(99.0).percentile), (10.0, 90.0));
        assert!(place(5.5).low < 30.0 && place(5.5).high > 70.0);
    }

    #[test]
    fn a_reference_is_the_same_after_writing_and_reading() {
        let reference = reference();
        let text = serde_json::to_string(&reference).unwrap();
        assert_eq!(serde_json::from_str::<Reference>(&text).unwrap(), reference);
    }

    #[test]
    fn what_does_not_fit_together_is_refused() {
        type Damage = fn(&mut Reference);
        let damage: [(&str, Damage); 6] = [
            ("one quantile a universe gene", |r| r.median_quantiles.truncate(3)),
            ("quantiles lie between 0 and 1", |r| r.median_quantiles[0] = 1.5),
            ("every universe gene once", |r| r.universe[1] = r.universe[0].clone()),
            ("the five axes in order", |r| r.axes.swap(0, 1)),
            ("an ascending distribution for every signature", |r| r.signatures[0].quantiles.reverse()),
            ("at least 10 samples", |r| r.n = 1),
        ];
        for (expected, damage) in damage {
            let mut broken = reference();
            damage(&mut broken);
            assert_eq!(broken.check(), Err(ReferenceError::Damaged(expected)));
        }
    }
}
