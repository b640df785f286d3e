//! What mechanism rules read from RNA.

use evade_core::FeatureValue;
use evade_io::ColumnKind::{Integer, Real, Text};
use evade_io::{Cell, Column};

use super::{TableSpec, joined};

pub(crate) const FEATURES: TableSpec = TableSpec {
    name: "features.tsv",
    holds: "One row per sample with RNA and feature that mechanism rules read: gene sets, single genes, residuals on the T axis, co-elevation of several, differences of two.",
    columns: &[
        Column::new("sample", Text, "Sample id."),
        Column::new("feature", Text, "Id of the feature, as in docs/methods/features.md."),
        Column::new("kind", Text, "set, gene, adjusted, minimum, difference: list `feature_kind`."),
        Column::new(
            "value",
            Real,
            "In robust standard deviations of the reference: z of a set or gene, a residual in its own scale, the lowest z of several, or the difference of two.",
        ),
        Column::new(
            "percentile",
            Real,
            "Percentile among the `n` tumours of the reference, 0 to 100, no further out than their number allows.",
        ),
        Column::new(
            "percentile_low",
            Real,
            "Lower end of its 95 % interval, which joins the size of the reference and, from five genes on, the error of the value.",
        ),
        Column::new("percentile_high", Real, "Upper end of the interval."),
        Column::new(
            "percentile_histology",
            Real,
            "Percentile among the reference's tumours of the stated histology; NA where none is stated or the reference has none apart.",
        ),
        Column::new(
            "level",
            Text,
            "low, middle, high, open, not_assessable: list `feature_level`. A level needs the whole interval below the 25th, between the 25th and 75th, or above the 75th percentile, also when the value is moved by what laboratories differ.",
        ),
        Column::new(
            "n",
            Integer,
            "Tumours of the reference behind percentile and level: all, or for a feature scaled within histology those of the stated one.",
        ),
        Column::new(
            "reasons",
            Text,
            "Why there is no level, or what must be known of it, joined by `;`: list `feature_reason`.",
        ),
    ],
};

pub(crate) fn feature_row<'a>(sample: &'a str, feature: &'a FeatureValue) -> Vec<Cell<'a>> {
    vec![
        sample.into(),
        feature.feature.as_str().into(),
        feature.kind.as_str().into(),
        feature.value.into(),
        feature.percentile.into(),
        feature.percentile_low.into(),
        feature.percentile_high.into(),
        feature.in_histology.as_ref().map(|place| place.percentile).into(),
        feature.level.as_str().into(),
        feature.n.into(),
        joined(&feature.reasons),
    ]
}

#[cfg(test)]
mod tests {
    use evade_core::{FeatureKind, FeatureLevel, FeatureReason, HistologyPlace};
    use evade_io::{Table, TableForm};

    use super::*;

    fn cells(feature: &FeatureValue) -> String {
        let mut table = Table::with_form(Vec::new(), FEATURES.columns(), TableForm::Tsv).unwrap();
        table.row(feature_row("P1", feature)).unwrap();
        let text = String::from_utf8(table.finish().unwrap()).unwrap();
        text.lines().nth(1).unwrap().replace('\t', " ")
    }

    #[test]
    fn a_row_has_the_columns_of_the_contract_and_what_is_not_known_is_na() {
        let bare = FeatureValue {
            feature: "treg_for_t".to_owned(),
            name: "regulatory T cells relative to the T-cell level".to_owned(),
            kind: FeatureKind::Adjusted,
            value: None,
            se: None,
            percentile: None,
            percentile_low: None,
            percentile_high: None,
            in_histology: None,
            within_histology: false,
            n: None,
            level: FeatureLevel::NotAssessable,
            laboratory_shift: None,
            reasons: vec![FeatureReason::TMissing],
        };
        assert_eq!(cells(&bare), "P1 treg_for_t adjusted NA NA NA NA NA not_assessable NA t_missing");
        let full = FeatureValue {
            value: Some(1.5),
            percentile: Some(93.5),
            percentile_low: Some(85.25),
            percentile_high: Some(97.0),
            in_histology: Some(HistologyPlace {
                histology: "LUAD".to_owned(),
                n: 511,
                rank: 461,
                percentile: 90.0,
            }),
            n: Some(1012),
            level: FeatureLevel::High,
            reasons: vec![FeatureReason::FewGenes, FeatureReason::Exploratory],
            ..bare
        };
        let expected = "P1 treg_for_t adjusted 1.5 93.5 85.25 97.0 90.0 high 1012 few_genes;exploratory";
        assert_eq!(cells(&full), expected);
    }
}
