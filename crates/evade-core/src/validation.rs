//! How calls compare with labels from elsewhere: the measures, and the model of tables and page.

use crate::vocabulary::vocabulary;

vocabulary! {
    /// Which samples a row of a validation is about.
    SampleGroup in "sample_group" {
        /// Every sample with a call and a label.
        All = "all",
        /// Samples that are not part of the reference, as far as the flags of the calls say.
        OutsideReference = "outside_reference",
        /// Samples that are part of the reference of their call: no independent test.
        InReference = "in_reference",
    }
}

vocabulary! {
    /// A measure of agreement.
    Measure in "measure" {
        /// Share of samples with a determinate call, neither indeterminate nor not_evaluable.
        Determinate = "determinate",
        /// Share of determinate calls that equal the label.
        Accuracy = "accuracy",
        /// Share of all samples whose call equals the label: indeterminate and not_evaluable count as errors.
        AccuracyOfAll = "accuracy_of_all",
        /// Mean over the classes of the labels of the recall among determinate calls.
        BalancedAccuracy = "balanced_accuracy",
        /// Cohen's kappa, unweighted, among determinate calls.
        Kappa = "kappa",
        /// Share of the determinate samples with this label that are called so.
        Recall = "recall",
        /// Share of the calls of this class whose label is the same.
        Precision = "precision",
        /// Area under the ROC curve of the score for the positive class; ties count one half.
        Auc = "auc",
        /// Mean over five bins of equal count of the distance between mean probability and observed share.
        CalibrationError = "calibration_error",
        /// Calibration in the large: intercept of a logistic model with the logit of the probability as offset. 0 is ideal.
        CalibrationIntercept = "calibration_intercept",
        /// Slope of a logistic model on the logit of the probability. 1 is ideal; below 1 the probabilities are too extreme.
        CalibrationSlope = "calibration_slope",
    }
}

vocabulary! {
    /// Why a measure or its interval has no value.
    MeasureReason in "measure_reason" {
        /// No sample enters the measure.
        NoSamples = "no_samples",
        /// The labels are of one class.
        OneClass = "one_class",
        /// A class that the measure needs has fewer than five patients, or samples where patients are not known.
        FewOfAClass = "few_of_a_class",
        /// Fewer than 25 patients: fewer than five for each of the five bins.
        FewSamples = "few_samples",
        /// Neither a column of scores was given nor do the calls have p_inflamed.
        NoScore = "no_score",
        /// The classes do not say which is positive; `--positive` does.
        NoPositiveClass = "no_positive_class",
        /// The score is not declared to be a probability.
        NotAProbability = "not_a_probability",
        /// The score separates the classes completely: the slope has no finite value.
        Separation = "separation",
        /// The score is the same for every sample.
        ConstantScore = "constant_score",
        /// There is a value, but no interval: fewer than ten patients to draw from.
        FewPatients = "few_patients",
        /// There is a value, but no interval: too many of the resampled sets had no value, or all had the same one.
        IntervalUnstable = "interval_unstable",
    }
}

vocabulary! {
    /// How the interval of a measure was made.
    IntervalMethod in "interval_method" {
        /// Wilson's interval of a share, 95 %.
        Wilson = "wilson",
        /// 2.5 % and 97.5 % points of 2,000 bootstrap draws of patients.
        Bootstrap = "bootstrap",
    }
}

/// A comparison of calls with labels.
#[derive(Debug, Clone, PartialEq)]
pub struct Validation {
    /// The table of calls.
    pub calls: InputStamp,
    /// Its column that is compared; absent where only scores are.
    pub call_column: Option<String>,
    /// The table of labels.
    pub labels: InputStamp,
    /// Its column that is compared.
    pub label_column: String,
    /// The class map, if there was one.
    pub map: Option<InputStamp>,
    /// The score of ROC and calibration.
    pub score: Option<ScoreColumn>,
    /// Classes that count as positive; empty if none do.
    pub positive: Vec<String>,
    /// The classes of calls and labels in their order.
    pub classes: Vec<String>,
    /// Which of the classes occur among the labels.
    pub is_label: Vec<bool>,
    /// What became of the rows of both tables.
    pub joined: Joined,
    /// The comparisons: every group of samples, and within it every stratum.
    pub comparisons: Vec<Comparison>,
}

impl Validation {
    /// The classes of labels that are not positive.
    pub fn other_labels(&self) -> impl Iterator<Item = &str> {
        let labels = self.classes.iter().zip(&self.is_label).filter(|(_, is_label)| **is_label);
        labels.map(|(class, _)| class.as_str()).filter(|class| !self.positive.iter().any(|p| p == class))
    }

    /// What the score is for, and against what, as a sentence goes on after the name of the score. `join` makes one text of
    /// several classes.
    #[must_use]
    pub fn contrast(&self, join: impl Fn(&[&str]) -> String) -> String {
        let positive: Vec<&str> = self.positive.iter().map(String::as_str).collect();
        let others: Vec<&str> = self.other_labels().collect();
        let has_positive =
            self.classes.iter().zip(&self.is_label).any(|(class, is)| *is && self.positive.contains(class));
        let of = join(&positive);
        match (has_positive, others.is_empty()) {
            (true, false) => format!("for {of} against {}", join(&others)),
            (_, true) => {
                format!("for {of}; there is one class of labels only, and nothing to compare it with")
            }
            (false, false) => format!("for {of}; no label is of it: they are {} only", join(&others)),
        }
    }
}

/// An input by name and content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputStamp {
    /// Name of the file without its folder.
    pub file: String,
    /// SHA-256 of the file.
    pub sha256: String,
}

/// The column of scores.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoreColumn {
    /// Its name.
    pub name: String,
    /// Whether its values are probabilities of the positive class.
    pub is_probability: bool,
}

/// What became of the rows of both tables.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Joined {
    /// Samples with a call and a label.
    pub n_samples: usize,
    /// Patients of these samples; each sample is one where patients are not known.
    pub n_patients: usize,
    /// Whether a column or the label's id says which samples are of one patient.
    pub has_patients: bool,
    /// Of these samples, those that are part of the reference; absent where the calls have no flags.
    pub n_in_reference: Option<usize>,
    /// Of these samples, those without a score.
    pub n_without_score: usize,
    /// Samples with a call and without a row of labels.
    pub calls_without_label: Vec<String>,
    /// Rows of labels without a call.
    pub labels_without_call: Vec<String>,
    /// Samples whose label is missing.
    pub n_missing_label: usize,
    /// Samples whose label the map leaves out.
    pub n_left_out: usize,
    /// Rows of labels whose id is one of normal tissue: where labels are matched by patient, they are not those of the tumour.
    pub n_normal_labels: usize,
}

/// The comparison of one group of samples, as a whole or in one stratum.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// Which samples.
    pub group: SampleGroup,
    /// The stratum; absent for all.
    pub stratum: Option<Stratum>,
    /// Number of samples.
    pub n: usize,
    /// Number of patients.
    pub n_patients: usize,
    /// For each class of the labels: how the samples with this label were called.
    pub confusion: Vec<ConfusionRow>,
    /// Every measure.
    pub measures: Vec<MeasureValue>,
    /// The points of the ROC curve from (0, 0); empty without one.
    pub roc: Vec<RocPoint>,
    /// The bins of the calibration; empty without one.
    pub calibration: Vec<CalibrationBin>,
}

impl Comparison {
    /// A measure of all classes.
    #[must_use]
    pub fn measure(&self, measure: Measure) -> Option<&MeasureValue> {
        self.measures.iter().find(|value| value.measure == measure && value.class.is_none())
    }

    /// What a constant answer, the most frequent label, would get instead of this accuracy, of the same samples. There is
    /// none for other measures.
    #[must_use]
    pub fn constant_answer(&self, measure: Measure) -> Option<f64> {
        let count = |row: &ConfusionRow| match measure {
            Measure::Accuracy => Some(row.calls.iter().sum()),
            Measure::AccuracyOfAll => Some(row.n),
            _ => None,
        };
        let counts: Vec<usize> = self.confusion.iter().map(count).collect::<Option<_>>()?;
        let n: usize = counts.iter().sum();
        let most = counts.into_iter().max().filter(|_| n > 0)?;
        Some(most as f64 / n as f64)
    }
}

/// A value of a column by which samples are split.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stratum {
    /// Name of the column.
    pub column: String,
    /// The value; absent where it is missing.
    pub value: Option<String>,
}

impl std::fmt::Display for Stratum {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}={}", self.column, self.value.as_deref().unwrap_or("NA"))
    }
}

/// The calls of the samples with one label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfusionRow {
    /// The label.
    pub label: String,
    /// Number of samples.
    pub n: usize,
    /// Number of calls of each class.
    pub calls: Vec<usize>,
    /// Number of indeterminate calls.
    pub indeterminate: usize,
    /// Number of samples without a call.
    pub not_evaluable: usize,
}

/// A measure with its 95 % interval.
#[derive(Debug, Clone, PartialEq)]
pub struct MeasureValue {
    /// Which one.
    pub measure: Measure,
    /// The class of recall and precision.
    pub class: Option<String>,
    /// Its value.
    pub value: Option<f64>,
    /// Lower and upper end of the interval.
    pub interval: Option<(f64, f64)>,
    /// How the interval was made.
    pub method: Option<IntervalMethod>,
    /// Samples that enter.
    pub n: usize,
    /// Why there is no value or no interval.
    pub reason: Option<MeasureReason>,
}

/// A point of the ROC curve: what happens when scores at or above the threshold are called positive.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RocPoint {
    /// The threshold; absent at (0, 0), where nothing is called positive.
    pub threshold: Option<f64>,
    /// Share of the positive class called positive: sensitivity.
    pub true_positive_rate: f64,
    /// Share of the others called positive: 1 - specificity.
    pub false_positive_rate: f64,
}

/// A bin of the calibration curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CalibrationBin {
    /// Samples.
    pub n: usize,
    /// Mean of their probabilities.
    pub mean_p: f64,
    /// Share of the positive class among them.
    pub observed: f64,
    /// Wilson's 95 % interval of that share.
    pub interval: (f64, f64),
}
