//! The reference's tumours by histology, and one by one.

use evade_core::{HistologyPlace, Phenotype};
use serde::{Deserialize, Serialize};

use crate::reference::place_among;
use crate::stats::round_to;

/// A value as the cloud keeps it: to a thousandth of a scale unit.
pub(crate) fn cloud_value(z: f64) -> f64 {
    round_to(z, 1e3)
}

/// The reference's tumours of one histology.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stratum {
    /// The histology.
    pub name: String,
    /// How many tumours.
    pub n: u32,
    /// Per signature of the reference the ascending scores; 101 quantiles when there are more tumours than that.
    pub signatures: Vec<Vec<f64>>,
    /// The same per axis.
    pub axes: Vec<Vec<f64>>,
}

/// Every tumour of the reference as a point: its axis values, histology and call. No id, and an order that says nothing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cloud {
    /// Per tumour the place of its stratum in the reference's strata; absent where there are none.
    pub strata: Vec<Option<u32>>,
    /// Per tumour its call.
    pub calls: Vec<Phenotype>,
    /// Per axis the value of each tumour as it enters the call; absent where the reference does not cover the axis.
    pub axes: Vec<Vec<Option<f64>>>,
    /// Per tumour the suppression before the adjustment for T.
    pub suppression_raw: Vec<Option<f64>>,
}

impl Stratum {
    /// Where a value stands among `quantiles` of this stratum.
    pub(crate) fn place(&self, quantiles: &[f64], value: f64) -> Option<HistologyPlace> {
        (!quantiles.is_empty()).then(|| {
            let place = place_among(quantiles, self.n, value);
            HistologyPlace {
                histology: self.name.clone(),
                n: self.n,
                rank: place.rank,
                percentile: place.percentile,
            }
        })
    }
}

impl Cloud {
    /// How many tumours there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.calls.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.calls.is_empty()
    }

    /// Lowest and highest value of an axis.
    pub(crate) fn range(&self, axis: usize) -> Option<(f64, f64)> {
        let mut values = self.axes.get(axis)?.iter().flatten().copied();
        let first = values.next()?;
        Some(values.fold((first, first), |(low, high), v| (low.min(v), high.max(v))))
    }

    pub(crate) fn fits(&self, n: usize, n_strata: usize) -> bool {
        self.is_empty()
            || self.calls.len() == n
                && self.strata.len() == n
                && self.suppression_raw.len() == n
                && self.axes.len() == 5
                && self.axes.iter().all(|axis| axis.len() == n)
                && self.strata.iter().flatten().all(|&s| (s as usize) < n_strata)
    }
}
