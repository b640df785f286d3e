//! Why a value is missing, doubtful or lowered: one list of codes for every table, JSON and log.

use crate::vocabulary::vocabulary;

vocabulary! {
    /// A code with one meaning everywhere.
    #[non_exhaustive]
    Reason in "reason" {
        /// No gene of the set is in the matrix.
        NoGeneFound = "no_gene_found",
        /// Too few of the set's genes are in the matrix: under 60 %, not all of a set under five, or under half of a member of a call axis.
        LowCoverage = "low_coverage",
        /// The set covers every gene that was ranked, so it has nothing to be compared with.
        SetIsUniverse = "set_is_universe",
        /// The matrix has fewer genes of the set than `--min-genes` asks for, or than the method needs.
        TooFewGenes = "too_few_genes",
        /// The matrix has more genes of the set than `--max-genes` allows.
        TooManyGenes = "too_many_genes",
        /// 80 % or more of the set's genes are not in the matrix.
        MostlyMissing = "mostly_missing",
        /// The set holds more genes than the ranks the method looks at.
        SetAboveMaxRank = "set_above_max_rank",
        /// No gene of the set varies over the samples (or none is expressed in any), and the method rests on such genes.
        NoVaryingGene = "no_varying_gene",
        /// The genes of this set are a linear combination of the other sets' genes.
        CollinearSet = "collinear_set",
        /// The formula has no value for this sample, such as a correlation with a constant.
        UndefinedScore = "undefined_score",
        /// The reference holds no distribution for this set: score only, no z.
        NoReferenceDistribution = "no_reference_distribution",
        /// The reference's gene universe holds too few genes of this set.
        NotCoveredByReference = "not_covered_by_reference",
        /// Fewer than 80 % of the reference's genes are in the matrix: use `--scale cohort`, or a reference built on the genes at hand.
        LowUniverseCoverage = "low_universe_coverage",
        /// Values are read counts and gene lengths are unknown: genes cannot be ranked against each other.
        CountsWithoutLengths = "counts_without_lengths",
        /// Values are not corrected for gene length (CPM, normalized, logged or transformed counts, array intensities): genes cannot be ranked against each other.
        NotLengthNormalised = "not_length_normalised",
        /// The values do not look like the unit that was declared for them: the call holds only if the declaration is right.
        UnitDoubtful = "unit_doubtful",
        /// An axis the call needs (T or X) has no value.
        AxisMissing = "axis_missing",
        /// Genes of the axes are missing from the matrix; their places were predicted from the genes at hand.
        GenesPredicted = "genes_predicted",
        /// The sample's expression profile is less like the reference than the reference's own samples are: platform, tissue or unit differ.
        PlatformMismatch = "platform_mismatch",
        /// The sample's expression profile is among the 5 % least like the reference.
        PlatformBorderline = "platform_borderline",
        /// The two best classes are closer than the margin allows.
        LowMargin = "low_margin",
        /// Too few of the resampled calls agree with the call.
        LowStability = "low_stability",
        /// Whether the tumour is inflamed is open: the probability lies between the thresholds.
        InflamedUndecided = "inflamed_undecided",
        /// Which kind the tumour is of is open: no class meets all its conditions.
        KindUndecided = "kind_undecided",
        /// Excluded or desert is a leaning only: no label of pathology confirms that these axes tell the two apart in this tissue.
        ExcludedDesertLeaning = "excluded_desert_leaning",
        /// The tumour is inflamed and its stroma is high beside that: RNA cannot show whether T cells are kept out.
        StromaHigh = "stroma_high",
        /// Class without a probability: how often such a value is inflamed is not known on this scale or reference, or for values that are doubtful, moved by the user or of another tissue.
        ClassSharesUnknown = "class_shares_unknown",
        /// No model was fitted for this tissue: the class follows the lung's thresholds and has no probability.
        NoModelForTissue = "no_model_for_tissue",
        /// The probability was fitted on frozen, untreated, resected primary lung adenocarcinomas: for what the sheet states of this sample it is extrapolated.
        Extrapolated = "extrapolated",
        /// The call changes when the axes move by what laboratories differ.
        LaboratorySensitive = "laboratory_sensitive",
        /// The reference has fewer than 50 samples: no call is of high confidence.
        SmallReference = "small_reference",
        /// The cohorts inside the reference differ on this axis by more than the rule allows, and the call rests on it.
        UnstableAxis = "unstable_axis",
        /// An axis other than T and X has no value; the call was made without it.
        PartialAxes = "partial_axes",
        /// The reference has fewer than 40 samples: suppression is not adjusted for T infiltration.
        SuppressionUnadjusted = "suppression_unadjusted",
        /// The sample is itself part of the reference: its call is not an independent test.
        InReference = "in_reference",
        /// Desert by the T axis although the stroma evidence is higher.
        StromaRich = "stroma_rich",
        /// Tumour content under 20 %: missing T cells or antigen presentation are not inferred.
        LowPurity = "low_purity",
        /// Tumour content over 85 % in a desert: a dense core may have been sampled.
        DenseSample = "dense_sample",
        /// Lymph node, spleen, thymus, bone marrow or blood: the T axis measures the organ, not the infiltrate.
        LymphoidSite = "lymphoid_site",
        /// Liver metastasis: deserts are most frequent there.
        LiverSite = "liver_site",
        /// The stated histology is not non-small cell lung cancer, which the rule is made for.
        HistologyNotNsclc = "histology_not_nsclc",
        /// The profile is that of normal lung: there is no tumour to judge.
        NormalLung = "normal_lung",
        /// Normal lung cannot be told from a tumour with much normal lung in it: the interval of its share reaches 90 %.
        NormalLungPossible = "normal_lung_possible",
        /// Part of the RNA is of normal lung, which has T cells and antigen presentation of its own.
        NormalLungContent = "normal_tissue_content",
        /// Leukocyte genes without epithelial ones: lymphoid tissue, blood, or a line of blood cells.
        LymphoidOrBlood = "lymphoid_or_blood",
        /// Normal lung and other tissue could not be told from a tumour: the reference knows none, and too few genes are at hand for the built-in `nsclc`, or their unit is not corrected for gene length.
        TissueNotAssessed = "tissue_not_assessed",
        /// Neither fibroblasts nor vessels: a cell line or sorted cells, not a piece of tissue.
        NoStroma = "no_stroma",
        /// B-cell genes above 99 % of the reference: a lymph node may be part of the sample.
        LymphoidLike = "lymphoid_like",
        /// Epithelial genes lower than in any carcinoma known to the reference: blood, melanoma, sarcoma or another tissue.
        NotEpithelial = "not_epithelial",
        /// Epithelial genes below 99 % of the reference: another tissue, or a tumour that has lost them, such as a sarcomatoid one.
        LowEpithelium = "low_epithelium",
        /// Genes of another organ or tumour are high: such tissue is part of the sample, as at the edge of a metastasis, or this is another tumour.
        OtherTissue = "other_tissue",
        /// A gene of the axes is near zero although the genes that go with it are not: its reads may have been lost, or the tumour has lost the gene.
        AxisGeneSilent = "axis_gene_silent",
        /// An axis lies outside everything in a reference of 200 samples or more.
        AxisOutsideReference = "axis_outside_reference",
        /// HLA genes of a class are near zero together beside a normal B2M or HLA-DRA: their reads were lost in quantification, or the genes are silent. P is not evaluable; immunohistochemistry of HLA, or an aligner that knows HLA alleles, settles it.
        HlaGenesNotQuantified = "hla_genes_not_quantified",
        /// Fewer genes were detected than in the reference: too few reads, rounded values, or a filter; faint genes, and with them T and S, read too low.
        LowDepth = "low_depth",
        /// So few genes were detected that the axes cannot be measured.
        DepthTooLow = "depth_too_low",
        /// The user moved an axis by a stated offset (`--axis-offset`).
        AxisOffset = "axis_offset",
        /// No RNA was given for the sample.
        RnaNotTested = "rna_not_tested",
        /// The matrix has no column of this name.
        SampleNotInMatrix = "sample_not_in_matrix",
        /// A file of the sample cannot be read; the detail says where and why.
        InputUnreadable = "input_unreadable",
        /// All values of the sample are the same: nothing can be ranked.
        ConstantSample = "constant_sample",
        /// The computation of this sample stopped on an internal error; the other samples are not affected.
        InternalError = "internal_error",
    }
}

impl Reason {
    /// Whether the code alone makes a call impossible.
    #[must_use]
    pub fn stops_the_call(self) -> bool {
        matches!(
            self,
            Self::LowUniverseCoverage
                | Self::CountsWithoutLengths
                | Self::NotLengthNormalised
                | Self::AxisMissing
                | Self::LymphoidSite
                | Self::NormalLung
                | Self::LymphoidOrBlood
                | Self::NoStroma
                | Self::DepthTooLow
        )
    }

    /// Whether the code alone leaves a call without a class, whatever the evidence is: the profile may not be that of a
    /// tumour the reference can judge.
    #[must_use]
    pub fn leaves_the_call_open(self) -> bool {
        matches!(self, Self::PlatformMismatch | Self::NotEpithelial | Self::NormalLungPossible)
    }

    /// Whether the code says what tissue the RNA is of.
    #[must_use]
    pub fn is_about_tissue(self) -> bool {
        matches!(
            self,
            Self::NormalLung
                | Self::NormalLungPossible
                | Self::NormalLungContent
                | Self::LymphoidOrBlood
                | Self::NoStroma
                | Self::LymphoidLike
                | Self::NotEpithelial
                | Self::LowEpithelium
                | Self::OtherTissue
        )
    }

    /// Whether the code doubts the tissue without deciding over it.
    #[must_use]
    pub fn is_a_doubt_of_tissue(self) -> bool {
        self.is_about_tissue() && !self.stops_the_call() && self != Self::NotEpithelial
    }

    /// Whether the code says how far the sample can be measured, rather than what the measurement shows.
    #[must_use]
    pub fn is_about_measurement(self) -> bool {
        matches!(
            self,
            Self::LowUniverseCoverage
                | Self::CountsWithoutLengths
                | Self::NotLengthNormalised
                | Self::UnitDoubtful
                | Self::AxisMissing
                | Self::PlatformMismatch
                | Self::PlatformBorderline
                | Self::PartialAxes
                | Self::GenesPredicted
                | Self::InReference
                | Self::LowPurity
                | Self::LymphoidSite
                | Self::NormalLung
                | Self::NormalLungPossible
                | Self::NormalLungContent
                | Self::LymphoidOrBlood
                | Self::TissueNotAssessed
                | Self::NoStroma
                | Self::LymphoidLike
                | Self::NotEpithelial
                | Self::LowEpithelium
                | Self::OtherTissue
                | Self::AxisOutsideReference
                | Self::AxisGeneSilent
                | Self::HlaGenesNotQuantified
                | Self::LowDepth
                | Self::DepthTooLow
                | Self::AxisOffset
        )
    }
}
