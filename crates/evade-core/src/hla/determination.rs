//! How the state of an HLA class I gene was determined, and what limits it.

use crate::vocabulary::{CellText, coded, vocabulary};

vocabulary! {
    /// How a state was determined, in the order in which the methods are believed.
    HlaMethod in "hla_method" {
        /// A table states it.
        Table = "table",
        /// Reads were aligned to the person's own alleles, in tumour and normal.
        AlleleSpecific = "allele_specific",
        /// Allele-specific copy-number segments over the gene.
        CnSegment = "cn_segment",
        /// Reads of both alleles at heterozygous SNPs around the genes.
        HetSnp = "het_snp",
        /// Reads were aligned to the person's own alleles, without a normal.
        SingleSample = "single_sample",
    }
}

coded! {
    /// Program or file format in which a state was read.
    HlaSource in "hla_source" {
        /// LOHHLA.
        Lohhla = "lohhla",
        /// lohhla-mod.
        LohhlaMod = "lohhla_mod",
        /// LOHHLA in the wide form of cBioPortal.
        CbioportalLohhla = "cbioportal_lohhla",
        /// MHC Hammer.
        MhcHammer = "mhc_hammer",
        /// LILAC.
        Lilac = "lilac",
        /// SpecHLA.
        SpecHla = "spechla",
        /// Table of `sample`, `gene` and `status` or `cn1` and `cn2`.
        Generic(Option<CellText>: "the source that the table states, where it states one") = "generic",
        /// Segments of FACETS.
        Facets = "facets",
        /// Segments of ASCAT.
        Ascat = "ascat",
        /// Segments in the input format of PCGR.
        Pcgr = "pcgr",
        /// Segments of PURPLE.
        Purple = "purple",
        /// Copies by gene of PURPLE.
        PurpleGene = "purple_gene",
        /// Segments of PureCN.
        PureCn = "purecn",
        /// Segments of Sequenza.
        Sequenza = "sequenza",
        /// Segments of Battenberg.
        Battenberg = "battenberg",
        /// Segments of CNVkit.
        CnvKit = "cnvkit",
        /// Segments of TITAN.
        Titan = "titan",
        /// Segments of GATK ModelSegments.
        GatkModelSegments = "gatk_model_segments",
        /// Segments of DNAcopy.
        Seg = "seg",
        /// Segments of Control-FREEC.
        ControlFreec = "control_freec",
        /// Segments of ABSOLUTE.
        Absolute = "absolute",
        /// Segments of ascatNgs.
        AscatNgs = "ascat_ngs",
        /// Segments with copies of both alleles in columns that say so.
        SegmentTable = "segment_table",
        /// Allele counts in a VCF.
        Vcf = "vcf",
        /// Allele counts of GATK CollectAllelicCounts.
        GatkAllelicCounts = "gatk_allelic_counts",
        /// Pileup of FACETS.
        FacetsPileup = "facets_pileup",
        /// Allele fractions of AMBER.
        Amber = "amber",
    }
}

vocabulary! {
    /// Why a state could not be determined, or what limits it.
    HlaReason in "hla_reason" {
        /// Both germline alleles are the same: none can be told apart from the other.
        GermlineHomozygous = "germline_homozygous",
        /// The source has no copy number of an allele.
        CopyNumberMissing = "copy_number_missing",
        /// A value is impossible: copies that are negative, infinite or not a number, or a p outside 0 to 1.
        ImpossibleValue = "impossible_value",
        /// A row that may be of this sample names none, so that no state is called from the others.
        RowWithoutSample = "row_without_sample",
        /// The table states a status that its own copies or alleles contradict.
        StatusContradictsCopies = "status_contradicts_copies",
        /// Both alleles have fewer than half a copy: purity, ploidy or coverage is more often wrong than both are lost.
        BothAllelesBelowHalf = "both_alleles_below_half",
        /// One allele has fewer than half a copy, but the imbalance is not significant.
        ImbalanceNotSignificant = "imbalance_not_significant",
        /// One allele has fewer than half a copy, but the source has no p of the imbalance.
        PValueMissing = "p_value_missing",
        /// The source names one allele of the gene or none.
        AlleleMissing = "allele_missing",
        /// The source has reads of the normal alone.
        NoTumorData = "no_tumor_data",
        /// The source has no DNA of the sample.
        NoDna = "no_dna",
        /// LOHHLA found no alleles that it could compare.
        NoSuitableAlleles = "no_suitable_alleles",
        /// LILAC says that coverage is too low.
        LilacFailLowCoverage = "lilac_fail_low_coverage",
        /// MHC Hammer: too few SNPs between the alleles.
        FailNWxsSnps = "fail_n_wxs_snps",
        /// MHC Hammer: the expected depth is too low.
        FailExpectedDepth = "fail_expected_depth",
        /// MHC Hammer: the interval of the copy number is too wide.
        FailCnRange = "fail_cn_range",
        /// MHC Hammer: the exome failed its filters, which the file does not name.
        WxsFail = "wxs_fail",
        /// Too few tumour cells for copy numbers to be believed.
        LowPurity = "low_purity",
        /// Tumour content was not given.
        PurityUnknown = "purity_unknown",
        /// Ratios become copies only with tumour content and ploidy.
        PurityAndPloidyNeeded = "purity_and_ploidy_needed",
        /// No copy-number segment covers the gene.
        NoSegment = "no_segment",
        /// No copy-number segment covers the gene; the nearest on both sides agree and were used.
        InferredFromNeighbours = "inferred_from_neighbours",
        /// No copy-number segment covers the gene, and the nearest on both sides differ.
        NeighboursDisagree = "neighbours_disagree",
        /// The segment has no copy number of the minor allele.
        MinorCopyNumberMissing = "minor_copy_number_missing",
        /// Too few heterozygous sites.
        FewHeterozygousSites = "few_heterozygous_sites",
        /// No usable heterozygous sites around the genes.
        NoHeterozygousSites = "no_heterozygous_sites",
        /// The normal shows the imbalance that the tumour should have: the two were exchanged.
        TumorNormalSwapped = "tumor_normal_swapped",
        /// Without reads of a normal no loss can be shown or excluded.
        NoNormal = "no_normal",
        /// The reads neither show nor exclude a loss.
        LossNotExcluded = "loss_not_excluded",
    }
}

coded! {
    /// A caution beside a state.
    HlaCaution in "hla_caution" {
        /// One source shows a loss that another excludes.
        Discordant = "discordant",
        /// Few sites, or too few of them in favour of the loss.
        LowSupport = "low_support",
        /// No normal was used, and the ploidy of the genome stands for the copies at the gene.
        SingleSample = "single_sample",
        /// The file ends without a newline: it may be cut.
        FileMayBeCut = "file_may_be_cut",
        /// Tumour reads alone: which allele was lost is not measured.
        TumorOnly = "tumor_only",
        /// The p counts a read once for each site that it covers.
        PValueOfAllReads = "p_value_of_all_reads",
        /// The source has one p for the three genes.
        PValueSharedByGenes = "p_value_shared_by_genes",
        /// The allele with fewer copies is not the one with the lower log ratio.
        LostAlleleDiffersFromLogRatio = "lost_allele_differs_from_log_ratio",
        /// The program says that an allele is lost, but its copies show both.
        BothAllelesKept = "both_alleles_kept",
        /// The gene is lost in part of its length.
        BreakpointInGene = "breakpoint_in_gene",
        /// HLA-A has another state than HLA-C and HLA-B.
        BreakBetweenGenes = "break_between_genes",
        /// All sites lie nearer to the other genes.
        SitesOfNeighbourOnly = "sites_of_neighbour_only",
        /// The depth of the region was not used.
        WithoutDepth = "without_depth",
        /// LILAC does not state PASS.
        LilacStatus(CellText: "the status as LILAC writes it") = "lilac_status",
    }
}
