//! What a reference keeps of a feature.

use serde::{Deserialize, Serialize};

/// A feature's distribution in the tumours of a reference.
///
/// A value in the feature's own unit is a score for a gene set, a mean rank quantile for genes, `y - intercept - slope x` for
/// a residual of y on x, and a number of z for a minimum or difference. What tables print is `(value - centre) / scale`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeatureScale {
    /// Id of the feature.
    pub id: String,
    /// Digest of what it is made of: another definition of the same id has no distribution here.
    pub digest: String,
    /// The line it is adjusted by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<FeatureLine>,
    /// Median, in the own unit; 0 for what is made of z.
    pub centre: f64,
    /// max(1.4826 MAD, 0.02); 1 for a minimum or difference.
    pub scale: f64,
    /// Ascending values in the own unit; 101 quantiles when there are more tumours than that. None for a scored gene set:
    /// its distribution is that of the signature.
    pub quantiles: Vec<f64>,
    /// The same of the tumours of each histology, in the order of the reference's strata.
    pub strata: Vec<FeatureStratum>,
    /// How far other laboratories' tumours lie off, in scales: the root mean square of the differences of medians. Absent
    /// where the reference was compared with none.
    pub laboratory_shift: Option<f64>,
}

/// A straight line `intercept + slope x`; the slope is Theil-Sen's (Sen 1968, doi 10.2307/2285891).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeatureLine {
    /// Rise of the feature per unit of x.
    pub slope: f64,
    /// Median of what is left.
    pub intercept: f64,
}

/// A feature's distribution in the tumours of one histology.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeatureStratum {
    /// Median, in the own unit.
    pub centre: f64,
    /// max(1.4826 MAD, 0.02).
    pub scale: f64,
    /// As those of all tumours.
    pub quantiles: Vec<f64>,
}

impl FeatureScale {
    /// Whether its numbers can be used: positive scales, ascending quantiles, a stratum for each of the reference's.
    pub(crate) fn fits(&self, n_strata: usize) -> bool {
        let sound = |centre: f64, scale: f64, quantiles: &[f64]| {
            centre.is_finite() && scale.is_finite() && scale > 0.0 && quantiles.is_sorted()
        };
        sound(self.centre, self.scale, &self.quantiles)
            && self.strata.len() == n_strata
            && self.strata.iter().all(|s| sound(s.centre, s.scale, &s.quantiles))
            && self.line.is_none_or(|line| line.slope.is_finite() && line.intercept.is_finite())
            && self.laboratory_shift.is_none_or(|shift| shift >= 0.0)
    }
}
