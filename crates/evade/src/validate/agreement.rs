//! Measures of a confusion table: labels against calls.

use evade_core::ConfusionRow;

/// The call of a sample in a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Called {
    /// A class, by its place.
    Class(usize),
    Indeterminate,
    NotEvaluable,
}

/// Weighted counts of label and call. Weights are 1, or how often a bootstrap draw holds the sample.
#[derive(Debug)]
pub(super) struct Agreement {
    n_classes: usize,
    /// A row per label; behind the classes of calls stand those that are none.
    counts: Vec<f64>,
}

impl Agreement {
    /// The place of a label and a call in the table.
    pub(super) fn place(n_classes: usize, label: usize, call: Called) -> usize {
        let column = match call {
            Called::Class(class) => class,
            Called::Indeterminate => n_classes,
            Called::NotEvaluable => n_classes + 1,
        };
        label * (n_classes + 2) + column
    }

    /// Adds up the weights of samples, each with its place in the table.
    pub(super) fn count(n_classes: usize, samples: impl Iterator<Item = (usize, f64)>) -> Self {
        let mut counts = vec![0.0; n_classes * (n_classes + 2)];
        for (place, weight) in samples {
            counts[place] += weight;
        }
        Self { n_classes, counts }
    }

    fn row(&self, label: usize) -> &[f64] {
        let width = self.n_classes + 2;
        &self.counts[label * width..(label + 1) * width]
    }

    fn rows(&self) -> impl Iterator<Item = &[f64]> {
        self.counts.chunks_exact(self.n_classes + 2)
    }

    /// The counts of the samples with this label.
    pub(super) fn confusion(&self, label: usize, name: &str) -> ConfusionRow {
        let row: Vec<usize> = self.row(label).iter().map(|&n| n as usize).collect();
        ConfusionRow {
            label: name.to_owned(),
            n: row.iter().sum(),
            calls: row[..self.n_classes].to_vec(),
            indeterminate: row[self.n_classes],
            not_evaluable: row[self.n_classes + 1],
        }
    }

    /// Samples.
    pub(super) fn n(&self) -> f64 {
        self.counts.iter().sum()
    }

    /// Samples with a determinate call.
    pub(super) fn n_determinate(&self) -> f64 {
        self.rows().map(|row| row[..self.n_classes].iter().sum::<f64>()).sum()
    }

    /// Calls that equal the label.
    pub(super) fn n_correct(&self) -> f64 {
        (0..self.n_classes).map(|class| self.row(class)[class]).sum()
    }

    /// Samples with this label and a determinate call.
    pub(super) fn n_labelled(&self, class: usize) -> f64 {
        self.row(class)[..self.n_classes].iter().sum()
    }

    /// Calls of this class.
    pub(super) fn n_called(&self, class: usize) -> f64 {
        self.rows().map(|row| row[class]).sum()
    }

    /// Calls of this class that equal the label.
    pub(super) fn n_correct_of(&self, class: usize) -> f64 {
        self.row(class)[class]
    }

    pub(super) fn determinate(&self) -> Option<f64> {
        share(self.n_determinate(), self.n())
    }

    pub(super) fn accuracy(&self) -> Option<f64> {
        share(self.n_correct(), self.n_determinate())
    }

    pub(super) fn accuracy_of_all(&self) -> Option<f64> {
        share(self.n_correct(), self.n())
    }

    pub(super) fn recall(&self, class: usize) -> Option<f64> {
        share(self.n_correct_of(class), self.n_labelled(class))
    }

    pub(super) fn precision(&self, class: usize) -> Option<f64> {
        share(self.n_correct_of(class), self.n_called(class))
    }

    /// Mean recall over these classes; none where one has no determinate call.
    pub(super) fn balanced_accuracy(&self, classes: &[usize]) -> Option<f64> {
        let recalls: Option<Vec<f64>> = classes.iter().map(|&class| self.recall(class)).collect();
        let recalls = recalls.filter(|recalls| !recalls.is_empty())?;
        Some(recalls.iter().sum::<f64>() / recalls.len() as f64)
    }

    /// Cohen's kappa (Cohen 1960, doi 10.1177/001316446002000104); none where chance alone would agree fully.
    pub(super) fn kappa(&self) -> Option<f64> {
        let n = self.n_determinate();
        let observed = self.accuracy()?;
        let expected: f64 =
            (0..self.n_classes).map(|class| self.n_labelled(class) * self.n_called(class) / (n * n)).sum();
        (expected < 1.0).then(|| (observed - expected) / (1.0 - expected))
    }
}

fn share(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| part / whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    const IND: Called = Called::Indeterminate;

    fn counted(rows: &[(usize, Called, f64)]) -> Agreement {
        Agreement::count(
            2,
            rows.iter().map(|&(label, call, weight)| (Agreement::place(2, label, call), weight)),
        )
    }

    /// Labels of class 0: 20 called 0, 5 called 1; of class 1: 10 called 0, 15 called 1: the textbook table of kappa 0.4.
    fn textbook() -> Vec<(usize, Called, f64)> {
        vec![
            (0, Called::Class(0), 20.0),
            (0, Called::Class(1), 5.0),
            (1, Called::Class(0), 10.0),
            (1, Called::Class(1), 15.0),
        ]
    }

    #[test]
    fn kappa_of_the_textbook_table() {
        // observed 35 / 50 = 0.7; expected (25 * 30 + 25 * 20) / 2500 = 0.5
        let agreement = counted(&textbook());
        assert!((agreement.kappa().unwrap() - 0.4).abs() < 1e-12);
        assert_eq!(agreement.accuracy(), Some(0.7));
        // recalls 20 / 25 and 15 / 25, precisions 20 / 30 and 15 / 20
        assert_eq!((agreement.recall(0), agreement.recall(1)), (Some(0.8), Some(0.6)));
        assert_eq!((agreement.precision(0), agreement.precision(1)), (Some(20.0 / 30.0), Some(0.75)));
        assert!((agreement.balanced_accuracy(&[0, 1]).unwrap() - 0.7).abs() < 1e-12);
    }

    #[test]
    fn calls_that_are_not_determinate_are_apart() {
        let mut rows = textbook();
        rows.extend([(0, IND, 25.0), (1, Called::NotEvaluable, 25.0)]);
        let agreement = counted(&rows);
        assert_eq!(agreement.determinate(), Some(0.5));
        assert_eq!((agreement.accuracy(), agreement.accuracy_of_all()), (Some(0.7), Some(0.35)));
        assert!((agreement.kappa().unwrap() - 0.4).abs() < 1e-12);
        let row = agreement.confusion(0, "a");
        assert_eq!((row.n, row.calls, row.indeterminate, row.not_evaluable), (50, vec![20, 5], 25, 0));
    }

    #[test]
    fn what_has_no_denominator_has_no_value() {
        let agreement = counted(&[(0, IND, 3.0), (1, Called::Class(1), 2.0)]);
        assert_eq!((agreement.recall(0), agreement.precision(0)), (None, None));
        assert_eq!(agreement.balanced_accuracy(&[0, 1]), None);
        // all determinate samples are of one class and called so
        assert_eq!(agreement.kappa(), None);
        assert_eq!(counted(&[]).accuracy_of_all(), None);
    }

    #[test]
    fn balanced_accuracy_does_not_follow_the_larger_class() {
        let rows = [(0, Called::Class(0), 90.0), (1, Called::Class(0), 10.0)];
        assert_eq!(counted(&rows).accuracy(), Some(0.9));
        assert_eq!(counted(&rows).balanced_accuracy(&[0, 1]), Some(0.5));
    }
}
