//! Association of a tumour's results with groups and outcome: the rows of `evade associate`.

use crate::vocabulary::vocabulary;

vocabulary! {
    /// The test behind a row of associations. It says what `effect`, `low`, `high` and `statistic` are.
    AssociationMethod in "association_method" {
        /// Wilcoxon rank-sum test, exact. Effect: AUC with Newcombe's interval (method 5); statistic: W.
        RankSumExact = "rank_sum_exact",
        /// Wilcoxon rank-sum test, normal approximation with continuity and tie correction. Effect: AUC with Newcombe's interval (method 5); statistic: W.
        RankSumNormal = "rank_sum_normal",
        /// Wilcoxon signed-rank test, exact. Effect: median of the pairwise averages of the differences with its exact interval; statistic: V.
        SignedRankExact = "signed_rank_exact",
        /// Wilcoxon signed-rank test, normal approximation with continuity and tie correction. Effect: median of the pairwise averages of the differences, without an interval; statistic: V.
        SignedRankNormal = "signed_rank_normal",
        /// Kruskal-Wallis test of several groups. Effect: epsilon squared; statistic: H.
        KruskalWallis = "kruskal_wallis",
        /// McNemar's exact test of paired yes and no. Effect: pairs that gained over pairs that lost, with its exact interval; statistic: pairs that gained.
        McNemarExact = "mcnemar_exact",
        /// Fisher's exact test of two by two. Effect: conditional maximum-likelihood odds ratio with its exact interval; no statistic.
        Fisher = "fisher",
        /// Fisher's exact test of a larger table. Neither effect nor statistic.
        FisherTable = "fisher_table",
        /// Pearson's chi-squared test without correction, where an exact test of the table is too large. Effect: Cramer's V; statistic: chi-squared.
        ChiSquared = "chi_squared",
        /// Linear model, one coefficient. Effect: coefficient with its t interval; statistic: t.
        LinearModel = "linear_model",
        /// Linear model, all levels of a column together. Effect: partial eta squared; statistic: F.
        LinearModelTerm = "linear_model_term",
        /// Log-rank test. No effect; statistic: chi-squared.
        LogRank = "log_rank",
        /// Cox model with Efron's ties, one coefficient. Effect: hazard ratio with Wald's interval; statistic: z.
        Cox = "cox",
    }
}

vocabulary! {
    /// Why an association has no value, or what limits it.
    AssociationReason in "association_reason" {
        /// A value is not a finite number.
        NotFinite = "not_finite",
        /// Columns have different numbers of rows.
        LengthsDiffer = "lengths_differ",
        /// A group, or the whole, has fewer values than the test needs.
        TooFew = "too_few",
        /// All values are equal.
        Constant = "constant",
        /// There is one group only.
        OneGroup = "one_group",
        /// A column or a combination of columns is a linear combination of the others.
        Collinear = "collinear",
        /// The columns explain all values exactly: there is no error to test against.
        PerfectFit = "perfect_fit",
        /// Too many tables have the same margins: there is no exact p value.
        TableTooLarge = "table_too_large",
        /// The test takes no covariates: the row is not adjusted.
        NotAdjusted = "not_adjusted",
        /// A time is negative.
        NegativeTime = "negative_time",
        /// Fewer events than a test needs: none for the log-rank test, fewer than five per coefficient for a Cox model.
        TooFewEvents = "too_few_events",
        /// Fewer than ten events per coefficient of the Cox model: coefficient and interval may be biased.
        FewEvents = "few_events",
        /// A combination of columns orders all events: a coefficient of the Cox model has no finite value.
        Separation = "separation",
        /// The iterations did not reach a maximum of the likelihood.
        NotConverged = "not_converged",
        /// The hazard ratio changes over time (p below 0.05 in the test of proportional hazards): one number does not describe it.
        HazardsNotProportional = "hazards_not_proportional",
    }
}

/// A row of `evade associate`: one item against one column. Association, never prediction.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Association {
    /// What was compared: an axis, a signature, a gene, a mechanism.
    pub item: String,
    /// The value of an item of words that is compared with all its other values; absent for numbers and for a row on all
    /// values.
    pub level: Option<String>,
    /// The column of groups, or the time column of an outcome.
    pub by: String,
    /// The group that `effect` is for, against all others or against the reference group; absent for a row on all groups.
    pub group: Option<String>,
    /// What `group` is compared with; absent where that is all other groups.
    pub against: Option<String>,
    /// Samples (pairs, with paired samples) that entered.
    pub n: usize,
    /// Samples that were left out because a value is missing.
    pub missing: usize,
    /// Size of the association, on the scale of the method.
    pub effect: Option<f64>,
    /// Lower end of the 95 % interval of the effect.
    pub low: Option<f64>,
    /// Upper end of the 95 % interval of the effect; infinite where there is no bound.
    pub high: Option<f64>,
    /// The test statistic.
    pub statistic: Option<f64>,
    /// Two-sided p value.
    pub p: Option<f64>,
    /// p adjusted by Benjamini and Hochberg over all rows of one question.
    pub p_adjusted: Option<f64>,
    /// Which test.
    pub method: AssociationMethod,
    /// Why there is no value, or what limits it, in the order of the list.
    pub reasons: Vec<AssociationReason>,
}
