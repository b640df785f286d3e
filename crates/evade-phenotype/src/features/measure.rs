//! From the values of parts to the value of a feature: the same arithmetic for a reference's tumours and for a sample.

use std::collections::HashMap;

use evade_core::FeatureKind;

use super::scale::FeatureLine;
use crate::build::quantile_of_rank;

/// A value with its standard error, where it has one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Measured {
    pub(crate) value: f64,
    pub(crate) se: Option<f64>,
}

impl Measured {
    /// In scales from a centre.
    pub(crate) fn standardised(self, centre: f64, scale: f64) -> Self {
        Self { value: (self.value - centre) / scale, se: self.se.map(|se| se / scale) }
    }
}

/// What parts on their scales give together. `line` and `on` are of the kind `adjusted`; `None` where they are missing, and
/// for kinds that are not made of parts.
///
/// Errors of parts are taken as independent. A minimum has the error of the part that is lowest.
pub(crate) fn combined(
    kind: FeatureKind,
    parts: &[Measured],
    line: Option<FeatureLine>,
    on: Option<Measured>,
) -> Option<Measured> {
    match kind {
        FeatureKind::Set | FeatureKind::Gene => None,
        FeatureKind::Adjusted => {
            let (y, x, line) = (parts.first()?, on?, line?);
            let of_x = line.slope * x.se.unwrap_or(0.0);
            Some(Measured {
                value: y.value - line.intercept - line.slope * x.value,
                se: y.se.map(|se| libm::hypot(se, of_x)),
            })
        }
        FeatureKind::Minimum => parts.iter().copied().min_by(|a, b| a.value.total_cmp(&b.value)),
        FeatureKind::Difference => {
            let (one, other) = (parts.first()?, parts.get(1)?);
            let se = one.se.zip(other.se).map(|(one, other)| libm::hypot(one, other));
            Some(Measured { value: one.value - other.value, se })
        }
    }
}

/// Universe places of those of the genes that a universe has.
pub(crate) fn places_of(genes: &[String], places: &HashMap<&str, u32>) -> Vec<u32> {
    let mut found: Vec<u32> = genes.iter().filter_map(|gene| places.get(gene.as_str()).copied()).collect();
    // By place, so that the order of the genes in the list cannot change the last digit of a mean.
    found.sort_unstable();
    found
}

/// Mean rank quantile of genes, 0 to 1.
pub(crate) fn mean_place(ranks: &[f64], genes: &[u32]) -> f64 {
    let sum: f64 = genes.iter().map(|&gene| quantile_of_rank(ranks[gene as usize], ranks.len())).sum();
    sum / genes.len() as f64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn exact(value: f64) -> Measured {
        Measured { value, se: None }
    }

    fn with(value: f64, se: f64) -> Measured {
        Measured { value, se: Some(se) }
    }

    #[test]
    fn residual_minimum_and_difference_by_hand() {
        let line = Some(FeatureLine { slope: 0.5, intercept: 0.25 });
        // 2 - 0.25 - 0.5 x 3; the errors 0.3 and 0.5 x 0.8 are joined to 0.5
        let residual =
            combined(FeatureKind::Adjusted, &[with(2.0, 0.3)], line, Some(with(3.0, 0.8))).unwrap();
        assert!((residual.value - 0.25).abs() < 1e-12 && (residual.se.unwrap() - 0.5).abs() < 1e-12);
        let lowest = combined(FeatureKind::Minimum, &[exact(1.0), with(-0.5, 0.1), exact(2.0)], None, None);
        assert_eq!(lowest, Some(with(-0.5, 0.1)));
        let difference =
            combined(FeatureKind::Difference, &[with(1.0, 0.3), with(3.0, 0.4)], None, None).unwrap();
        assert!((difference.value + 2.0).abs() < 1e-12 && (difference.se.unwrap() - 0.5).abs() < 1e-12);
        let half_known = combined(FeatureKind::Difference, &[with(1.0, 0.3), exact(3.0)], None, None);
        assert_eq!(half_known, Some(exact(-2.0)));
        // Without the line or x nothing is adjusted.
        assert_eq!(combined(FeatureKind::Adjusted, &[exact(1.0)], line, None), None);
        assert_eq!(combined(FeatureKind::Adjusted, &[exact(1.0)], None, Some(exact(1.0))), None);
    }

    #[test]
    fn a_mean_place_by_hand() {
        // quantiles (r - 0.5) / 4 of ranks 1 and 4
        assert_eq!(mean_place(&[1.0, 2.0, 3.0, 4.0], &[0, 3]), 0.5);
        assert_eq!(mean_place(&[1.0, 2.0, 3.0, 4.0], &[3]), 0.875);
    }

    proptest! {
        #[test]
        fn a_minimum_is_no_more_than_any_part_in_any_order(
            values in proptest::collection::vec(-5.0_f64..5.0, 2..6)
        ) {
            let parts: Vec<Measured> = values.iter().copied().map(exact).collect();
            let minimum = combined(FeatureKind::Minimum, &parts, None, None).unwrap().value;
            prop_assert!(values.iter().all(|value| minimum <= *value) && values.contains(&minimum));
            let reversed: Vec<Measured> = parts.into_iter().rev().collect();
            prop_assert_eq!(combined(FeatureKind::Minimum, &reversed, None, None).unwrap().value, minimum);
        }

        #[test]
        fn the_order_of_the_genes_changes_no_bit(seed in proptest::collection::vec(0_u32..40, 1..12)) {
            let names: Vec<String> = (0..40).map(|g| format!("G{g}")).collect();
            let places: HashMap<&str, u32> =
                names.iter().enumerate().map(|(place, name)| (name.as_str(), place as u32)).collect();
            let mut genes: Vec<String> = seed.iter().map(|g| format!("G{g}")).collect();
            genes.sort();
            genes.dedup();
            let ranks: Vec<f64> = (0..40).map(|g| f64::from((g * 7) % 40) + 1.0).collect();
            let own = mean_place(&ranks, &places_of(&genes, &places));
            genes.reverse();
            prop_assert_eq!(own.to_bits(), mean_place(&ranks, &places_of(&genes, &places)).to_bits());
        }
    }
}
