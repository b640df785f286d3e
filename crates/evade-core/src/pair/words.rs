//! The words of comparisons.

use crate::vocabulary::vocabulary;

vocabulary! {
    /// What became of something between an earlier and a later sample.
    ChangeStatus in "change_status" {
        /// It is in the later sample, and the earlier one would have shown it.
        New = "new",
        /// It was in the earlier sample, and the later one would have shown it.
        Lost = "lost",
        /// It is in both.
        Retained = "retained",
        /// It differs by more than chance and repeated measurement explain.
        Changed = "changed",
        /// No difference beyond chance and repeated measurement was found; of a gene: nothing was found in either sample.
        Unchanged = "unchanged",
        /// Too little was measured in one of the samples; the reasons say what.
        NotEvaluable = "not_evaluable",
        /// The samples differ in how or where they were taken or measured, so that a difference may come from that: no change is called.
        Confounded = "confounded",
    }
}

vocabulary! {
    /// What kind of thing was compared.
    ChangeKind in "change_kind" {
        /// Whether both samples are of one person (`person`) and one clone (`clone`).
        Identity = "identity",
        /// An axis of the phenotype call, in z.
        Axis = "axis",
        /// The score of a signature, in z.
        Score = "score",
        /// A feature that mechanism rules read, in robust standard deviations of the reference.
        Feature = "feature",
        /// The phenotype of the microenvironment.
        Phenotype = "phenotype",
        /// The state of a gene.
        Gene = "gene",
        /// Copies of a gene that are hit.
        Hits = "hits",
        /// A variant.
        Variant = "variant",
        /// Copy number of a gene.
        CopyNumber = "copy_number",
        /// The state of an HLA class I gene.
        Hla = "hla",
        /// A marker that the sheet states, or the mutational burden.
        Marker = "marker",
        /// Several changes together: `hypoxia_triple`, `transformation`.
        Pattern = "pattern",
    }
}

vocabulary! {
    /// What the order of two samples rests on.
    PairOrder in "pair_order" {
        /// The dates of collection.
        ByDate = "by_date",
        /// The words of the column `timepoint`.
        ByTimepoint = "by_timepoint",
        /// Nothing says which came first: the order is that of the sheet, and no change is called.
        NotKnown = "not_known",
    }
}

vocabulary! {
    /// How far a part of two samples can be compared.
    Comparability in "comparability" {
        /// It can.
        Comparable = "comparable",
        /// A difference may come from how or where the samples were taken or measured.
        Confounded = "confounded",
        /// It was not measured in both, or the pair is refused.
        NotEvaluable = "not_evaluable",
    }
}

vocabulary! {
    /// Whether two samples are of one person.
    PersonVerdict in "person_verdict" {
        /// Something that no loss in a tumour can explain differs: the pair is refused.
        Conflict = "conflict",
        /// Something that tells persons apart was measured in both samples, and nothing differs that loss cannot explain. It is no proof.
        NoConflict = "no_conflict",
        /// Nothing that tells persons apart was measured in both samples.
        NotTested = "not_tested",
    }
}

vocabulary! {
    /// What is compared to find an exchanged sample.
    IdentityKind in "identity_kind" {
        /// The sexes that the sheet states.
        StatedSex = "stated_sex",
        /// Genes of chromosome Y and XIST in RNA.
        RnaSex = "rna_sex",
        /// The germline alleles of an HLA class I gene.
        HlaAlleles = "hla_alleles",
        /// Germline sites at which one sample has no alternate allele and the other has nothing else.
        GermlineSites = "germline_sites",
        /// Whether the RNA of both is the very same.
        RnaProfile = "rna_profile",
    }
}

vocabulary! {
    /// What a comparison of two samples says of the person.
    IdentityBearing in "identity_bearing" {
        /// It is the same in both.
        Agrees = "agrees",
        /// It differs in a way that a loss in the tumour explains.
        MayBeLoss = "may_be_loss",
        /// It differs from what the sheet states: look at it.
        Warns = "warns",
        /// It differs in a way that no loss explains.
        Conflict = "conflict",
        /// It was not measured in both.
        NotTested = "not_tested",
    }
}

vocabulary! {
    /// Whether two samples are of one clone.
    CloneVerdict in "clone_verdict" {
        /// They share somatic variants that independent tumours do not share by chance.
        Shared = "shared",
        /// None was found that both share: two primary tumours are common in lung, so alterations are not compared.
        Unproven = "unproven",
        /// Somatic variants were not read in both.
        NotTested = "not_tested",
    }
}

vocabulary! {
    /// Which of the bars of noise is the largest.
    NoiseSource in "noise_source" {
        /// Two standard errors of the change, from the same resampled genes in both samples.
        Resampling = "resampling",
        /// The least change that is called.
        Least = "least",
        /// How far two pieces of one tumour differ in the same assay.
        Replicates = "replicates",
    }
}

vocabulary! {
    /// A transition of the phenotype that has a name.
    TransitionPattern in "transition_pattern" {
        /// From active to suppressed: T cells are still there, suppression rose.
        ActiveToSuppressed = "active_to_suppressed",
        /// From active to excluded-like: stroma became dominant.
        ActiveToExcluded = "active_to_excluded",
        /// From any class to desert.
        ToDesert = "to_desert",
        /// From desert or excluded-like to active or suppressed.
        ToInflamed = "to_inflamed",
        /// Inflamed in both, and the interferon-gamma programme rose.
        InflamedIfngUp = "inflamed_ifng_up",
        /// Inflamed in both, and the interferon-gamma programme is stable.
        InflamedIfngStable = "inflamed_ifng_stable",
    }
}

vocabulary! {
    /// Where the depth at a place comes from, best first.
    DepthSource in "depth_source" {
        /// A record of the sample's own file at the place: a forced call, or a block of a gVCF.
        Record = "record",
        /// A table of depths that the sheet names.
        Table = "table",
        /// The mean depth that the sheet states: taken for the depth at every place.
        StatedMean = "stated_mean",
    }
}

vocabulary! {
    /// Where the share of tumour cells comes from.
    PuritySource in "purity_source" {
        /// The sheet states it.
        Stated = "stated",
        /// The lowest fraction among the variants that both samples share, in this sample.
        SharedVariants = "shared_variants",
    }
}

vocabulary! {
    /// Where the copies behind an expected fraction come from.
    CopiesFrom in "copies_from" {
        /// They were measured in this sample.
        Measured = "measured",
        /// Two copies were assumed.
        Assumed = "assumed",
    }
}

vocabulary! {
    /// How changes stand to a pattern of several.
    PatternState in "pattern_state" {
        /// All of its changes were found.
        Present = "present",
        /// Some of its changes were found.
        Partly = "partly",
        /// None of its changes was found.
        Absent = "absent",
        /// Too little was measured.
        NotAssessable = "not_assessable",
    }
}

vocabulary! {
    /// What the screen for a transformation to small-cell carcinoma says. It is never a diagnosis.
    TransformationVerdict in "transformation_verdict" {
        /// The neuroendocrine programme is high and rose: histology is needed.
        Suspicion = "suspicion",
        /// The stated histology is small-cell carcinoma in the later sample and was another one before.
        StatedHistology = "stated_histology",
        /// Neuroendocrine from the start: a rise cannot be told from a mixed tumour.
        NeuroendocrineBefore = "neuroendocrine_before",
        /// The neuroendocrine programme is not high, or did not rise.
        NoSuspicion = "no_suspicion",
        /// Too little was measured.
        NotAssessable = "not_assessable",
    }
}

vocabulary! {
    /// The kind of carcinoma that a stated histology names, as far as a transformation is concerned.
    TumourKind in "tumour_kind" {
        /// Adenocarcinoma.
        Adenocarcinoma = "adenocarcinoma",
        /// Squamous cell carcinoma: a neuroendocrine programme is rarer, and a transformation is described in few cases.
        Squamous = "squamous",
        /// Large-cell neuroendocrine carcinoma or carcinoid: neuroendocrine by definition.
        Neuroendocrine = "neuroendocrine",
        /// Small-cell carcinoma.
        SmallCell = "small_cell",
        /// Another one.
        Other = "other",
    }
}

vocabulary! {
    /// What would settle what a comparison leaves open.
    PairTest in "pair_test" {
        /// Genotypes of germline sites, or HLA types, of both samples.
        GermlineGenotypes = "germline_genotypes",
        /// Reads of the earlier sample at the places of the later one's variants: forced calls or a gVCF.
        ForcedCalls = "forced_calls",
        /// A whole exome or the same large panel of both samples, to find shared variants.
        SamePanel = "same_panel",
        /// Pathology and imaging of both tumours: one tumour, or two primaries.
        PathologyOfBoth = "pathology_of_both",
        /// Copy number of both samples.
        CopyNumber = "copy_number",
        /// HLA class I typing and allele-specific copy number of both samples.
        HlaLoss = "hla_loss",
        /// RNA of both samples from the same kind of tissue, site, assay and laboratory.
        SameAssayRna = "same_assay_rna",
        /// Tumour content of both samples.
        TumourContent = "tumour_content",
        /// Histology of the later sample with synaptophysin, chromogranin and INSM1.
        Histology = "histology",
        /// Immunohistochemistry of CD8 in both samples.
        Cd8Staining = "cd8_staining",
        /// Dates of collection.
        Dates = "dates",
    }
}

vocabulary! {
    /// Why something was not compared, or what must be known of a comparison.
    PairReason in "pair_reason" {
        /// The sheet states different sexes: the samples are not of one person, or the sheet is wrong.
        SexDiffers = "sex_differs",
        /// The RNA of one sample has genes of chromosome Y, that of the other has XIST and none of Y.
        RnaSexConflict = "rna_sex_conflict",
        /// The RNA of a sample contradicts the sex that the sheet states.
        RnaSexAgainstStated = "rna_sex_against_stated",
        /// Each sample has an HLA class I allele that the other lacks.
        HlaAllelesConflict = "hla_alleles_conflict",
        /// Germline sites are homozygous for different alleles.
        OppositeHomozygotes = "opposite_homozygotes",
        /// The identity of the samples conflicts: nothing is compared.
        IdentityConflict = "identity_conflict",
        /// Nothing was measured in both that tells persons apart.
        IdentityNotTested = "identity_not_tested",
        /// Both samples have the very same RNA: one file stands for two samples, or one was copied.
        SameProfile = "same_profile",
        /// No somatic variant was found that both samples share: they may be two primary tumours.
        ClonalRelationUnproven = "clonal_relation_unproven",
        /// Somatic variants were not read in both samples, so that nothing shows they are of one clone.
        ClonalRelationNotTested = "clonal_relation_not_tested",
        /// All that the samples share are hotspots, which independent tumours share as well.
        SharedHotspotOnly = "shared_hotspot_only",
        /// What the samples share may be inherited: no matched normal was used.
        SharedMayBeGermline = "shared_may_be_germline",
        /// Nothing says which sample came first.
        OrderNotKnown = "order_not_known",
        /// The order is that of the words in `timepoint`; dates are missing.
        OrderByTimepoint = "order_by_timepoint",
        /// The dates of collection and the words in `timepoint` contradict each other.
        DatesContradictTimepoint = "dates_contradict_timepoint",
        /// The biopsies are of different sites.
        SiteDiffers = "site_differs",
        /// One is formalin-fixed and the other is not, or the kinds of specimen differ.
        SpecimenDiffers = "specimen_differs",
        /// The RNA assays differ.
        AssayDiffers = "assay_differs",
        /// Laboratory, batch or cohort differs.
        LaboratoryDiffers = "laboratory_differs",
        /// Tumour content differs by more than 20 percentage points.
        TumourContentDiffers = "tumour_content_differs",
        /// The values are of different units.
        UnitDiffers = "unit_differs",
        /// The site of one or both is not stated: sameness is assumed.
        SiteNotStated = "site_not_stated",
        /// The kind of specimen of one or both is not stated: sameness is assumed.
        SpecimenNotStated = "specimen_not_stated",
        /// The RNA assay of one or both is not stated: sameness is assumed.
        AssayNotStated = "assay_not_stated",
        /// Laboratory, batch or cohort of one or both is not stated: sameness is assumed.
        LaboratoryNotStated = "laboratory_not_stated",
        /// Tumour content of one or both is not stated: sameness is assumed.
        PurityNotStated = "purity_not_stated",
        /// The earlier sample has no RNA.
        NoRnaBefore = "no_rna_before",
        /// The later sample has no RNA.
        NoRnaAfter = "no_rna_after",
        /// The RNA of the earlier sample has no call or cannot be placed on the reference.
        RnaNotEvaluableBefore = "rna_not_evaluable_before",
        /// The RNA of the later sample has no call or cannot be placed on the reference.
        RnaNotEvaluableAfter = "rna_not_evaluable_after",
        /// There is no value in one of the samples.
        ValueMissing = "value_missing",
        /// How far repeated measurements of it differ is not known.
        NoReplicates = "no_replicates",
        /// The phenotype of one of the samples is open.
        PhenotypeOpen = "phenotype_open",
        /// The class changed, and none of the axes that decide it did: the samples lie on both sides of a border.
        NoAxisChanged = "no_axis_changed",
        /// The gene was not tested in the earlier sample.
        NotTestedBefore = "not_tested_before",
        /// The gene was not tested in the later sample.
        NotTestedAfter = "not_tested_after",
        /// The depth at the place in the other sample is not known.
        DepthUnknown = "depth_unknown",
        /// The other sample would have missed it in more than 5 of 100 cases: too few reads for the expected fraction.
        DepthTooLow = "depth_too_low",
        /// The mean depth of the sheet was taken for the depth at the place.
        DepthAssumed = "depth_assumed",
        /// Tumour content of the other sample is not known, and no shared variant shows the fraction to expect.
        PurityUnknown = "purity_unknown",
        /// Two copies were assumed where the other sample's copy number is not known.
        CopiesAssumed = "copies_assumed",
        /// It was expected in as many tumour cells as in the sample that has it; a smaller clone may have been missed.
        ClonalAssumed = "clonal_assumed",
        /// Reads of the other sample show it, too few for a call there.
        SeenInReads = "seen_in_reads",
        /// The other sample has it among the candidates that were not counted.
        FilteredInOther = "filtered_in_other",
        /// The copies that carried it may be gone.
        CopiesMayBeLost = "copies_may_be_lost",
        /// The gene is altered in both samples, by different variants.
        OtherVariant = "other_variant",
        /// A further variant of the gene is new, beside one that both samples have.
        FurtherVariant = "further_variant",
        /// The other sample has a variant of the gene that may be the same, written in another way.
        MayBeOneVariant = "may_be_one_variant",
        /// It may be inherited: no matched normal was used where it was found, and its fraction is that of an inherited variant.
        MayBeGermline = "may_be_germline",
        /// A mean depth says nothing of a rearrangement.
        RearrangementNotCounted = "rearrangement_not_counted",
        /// Both samples have the very same reads of the same variants: one file stands for two samples, or one was copied.
        SameDna = "same_dna",
        /// Fewer tumour cells than stated: variants that both samples share have lower fractions, and the highest of these was taken.
        PurityContradicted = "purity_contradicted",
        /// Both copies are hit in the later sample, one was before.
        SecondHitGained = "second_hit_gained",
        /// How many copies are hit is not known in one of the samples.
        HitsUnknown = "hits_unknown",
        /// Copy number was not measured in one of the samples.
        CopyNumberNotTested = "copy_number_not_tested",
        /// Copies were lost.
        CopiesLost = "copies_lost",
        /// Copies were gained.
        CopiesGained = "copies_gained",
        /// HLA class I was not assessable in the earlier sample.
        HlaNotAssessableBefore = "hla_not_assessable_before",
        /// HLA class I was not assessable in the later sample.
        HlaNotAssessableAfter = "hla_not_assessable_after",
        /// A lost allele does not come back: another clone, tumour content or one of the two calls explains it.
        LossCannotReturn = "loss_cannot_return",
        /// Different alleles are lost.
        OtherAlleleLost = "other_allele_lost",
        /// The neuroendocrine programme of the earlier sample was high already, or its histology is neuroendocrine.
        NeuroendocrineBefore = "neuroendocrine_before",
        /// Where the programme of the later sample lies in the reference is open.
        LevelOpen = "level_open",
        /// Tumour content of a sample is under 20 %, or it is plasma: what was not found may be missed there.
        LittleTumour = "little_tumour",
    }
}

impl PersonVerdict {
    /// Whether the pair is refused.
    #[must_use]
    pub fn is_conflict(self) -> bool {
        self == Self::Conflict
    }
}
