//! Cautions of a variant or a gene.

use crate::vocabulary::{CallerNames, CellText, FilteredCandidate, RegionState, coded};

coded! {
    /// What the reader of a variant or a gene should bear in mind.
    Caution in "caution" {
        /// Copy number was not read: loss of the gene by deletion was not tested.
        CopyNumberNotTested = "cn_not_tested",
        /// Copy number was not read: amplification, by which the gene matters, was not tested.
        AmplificationNotTested = "amplification_not_tested",
        /// Fusions of the gene were looked for in RNA alone and none was found: one that is weakly expressed is not excluded.
        FusionTestedInRna = "fusion_tested_in_rna",
        /// Rearrangements were not read: fusions, by which the gene matters, were not tested.
        FusionNotTested = "fusion_not_tested",
        /// The calls are of a program or a file that lists exchanged bases alone: insertions and deletions, which may alter the gene, were not tested.
        IndelsNotTested = "indels_not_tested",
        /// The calls are of a program or a file that lists insertions and deletions alone: exchanged bases, which may alter the gene, were not tested.
        SingleBasesNotTested = "single_bases_not_tested",
        /// A candidate that would have altered the gene was detected and filtered.
        CandidateFiltered(FilteredCandidate: "change, then the filter reason after another colon") = "candidate_filtered",
        /// The input that the row rests on ends without a newline: it may be cut, and what followed is not known.
        FileMayBeCut = "file_may_be_cut",
        /// A value of the input that bears on the gene is impossible and was not used: the gene cannot be called not altered.
        ImpossibleValue = "impossible_value",
        /// A record whose annotation names the gene lies outside it and was not used: the gene cannot be called not altered.
        AnnotationElsewhere = "annotation_elsewhere",
        /// A row of the input that names the gene does not say what the variant does, or its annotation failed: the gene cannot be called not altered.
        AnnotationFailed = "annotation_failed",
        /// A row of the input that names the gene names no sample and may be of this one: the gene cannot be called not altered.
        RowWithoutSample = "row_without_sample",
        /// Copy number shows loss of heterozygosity of the gene.
        Loh = "loh",
        /// Copy number shows a possible homozygous deletion.
        PossibleHomdel = "possible_homdel",
        /// Copy number shows a possible amplification.
        PossibleAmplification = "possible_amp",
        /// Copy number shows many copies of a gene of which amplification is not known to matter: they are not counted.
        AmplificationNotJudged = "amplification_not_judged",
        /// Copy number shows no copy of the gene left, and a small variant was read in it: one of the two is wrong, or is true of a part of the tumour cells.
        VariantWithoutCopies = "variant_without_copies",
        /// Another source of copy number disagrees with the one that is used.
        CopiesDisagree(CellText: "the other source, and its copy state after another colon") = "copies_disagree",
        /// The copy-number change is in a part of the tumour cells.
        Subclonal = "subclonal",
        /// Tumour content is so low that copy number cannot be determined.
        LowPurity = "low_purity",
        /// CDKN2A and MTAP are both homozygously deleted.
        Loss9p21 = "9p21_homdel",
        /// Copy-number state of 9p24 (JAK2, CD274 and PDCD1LG2) beside the loss of 9p21.
        State9p24(RegionState: "a copy state, mixed or not_tested") = "9p24",
        /// Altered together with a gene that changes the meaning; the notes of the sample say how.
        With(CellText: "the other gene") = "with",

        /// Two variants of the gene on different or unknown copies: both copies are likely hit.
        LikelyBiallelic = "likely_biallelic",
        /// The reads show two variants on different copies of the gene.
        InTrans = "in_trans",
        /// The reads show two variants on the same copy of the gene.
        InCis = "in_cis",
        /// Neighbouring variants may be one event.
        PossibleMnv = "possible_mnv",
        /// A neighbour in the codon may lie on the same haplotype, which the input does not say: together they read as this change.
        IfInCis(CellText: "protein change of both together") = "if_in_cis",
        /// Neighbouring bases of one haplotype were joined to one variant.
        JoinedMnv = "joined_mnv",
        /// Two frameshifts close together may restore the reading frame.
        PossibleFrameRescue = "possible_frame_rescue",
        /// The deletion is itself the loss of heterozygosity that copy number shows: one copy is hit, not two.
        LohByDeletion = "loh_by_deletion",
        /// The allele fraction is higher than one mutated copy of two allows at this tumour content: the other copy is likely lost.
        VafSupportedLoh = "vaf_supported_loh",
        /// The allele fraction is above the tumour content: germline, amplified, or the content is wrong.
        VafAbovePurity = "vaf_above_purity",
        /// The allele fraction is under three quarters of what one copy in every tumour cell gives at this tumour content and these copies: the variant may be in part of the tumour cells.
        VafBelowPurity = "vaf_below_purity",

        /// No matched normal: germline and somatic variants cannot be distinguished.
        GermlineStatusUnknown = "germline_status_unknown",
        /// Without a matched normal; population frequency, or the fraction and a known identifier, suggest a germline variant.
        GermlineLikely = "germline_likely",
        /// The variant is part of a longer germline change that the list, or another file of the sample, has: it may be no change of the tumour.
        PartOfGermline(CellText: "position and alleles of the germline change") = "part_of_germline",
        /// Some bases of the change are germline; what the tumour itself changed is the rest.
        PartlyGermline(CellText: "position and alleles of the germline bases") = "partly_germline",
        /// A variant that would alter the gene is also in the only other column of the file, which nothing calls the normal: it may be another tumour.
        NormalGuessed = "normal_guessed",
        /// The variant may be inherited and cause a tumour syndrome: germline confirmation should be considered.
        ConsiderGermlineConfirmation = "consider_germline_confirmation",
        /// The variant may stem from clonal haematopoiesis, not from the tumour.
        PossibleChip = "possible_CHIP",

        /// Fewer reads than the limit; a MAF is not filtered for it.
        LowDepth = "low_depth",
        /// Fewer reads with the variant than the limit; a MAF is not filtered for it.
        LowAltReads = "low_alt_reads",
        /// Allele fraction below the limit; a MAF is not filtered for it.
        LowVaf = "low_vaf",
        /// The source gives more reads with the variant than reads in all; neither is used.
        AltReadsExceedDepth = "alt_reads_exceed_depth",
        /// The source's list of reads or fractions has another number of values than the record has alleles, as after a split: depth, reads and fraction that it would give are not known.
        CountsDoNotFitAlleles = "counts_do_not_fit_alleles",
        /// The source's reads are not numbers of reads; they are not used.
        CountsUnreadable = "counts_unreadable",
        /// The source gives an allele fraction outside 0 to 1; it is not used.
        FractionOutOfRange = "fraction_out_of_range",
        /// The reads of the matched normal cannot be used: whether the variant is also present there is not known.
        NormalCountsUnknown = "normal_counts_unknown",
        /// The caller's genotype of the tumour is without the variant, although its reads are above the limits.
        GenotypeWithoutVariant = "genotype_without_variant",
        /// The callers that found the variant.
        Callers(CallerNames: "names joined by +") = "callers",
        /// Number of callers that found the variant.
        CallerCount(u32: "number") = "n_callers",

        /// The reference allele is not the base of the sequence.
        ReferenceMismatch = "reference_mismatch",
        /// Another transcript of the gene has a more severe consequence.
        OtherTranscriptWorse = "other_transcript_worse",
        /// Class, consequence and protein change of the source contradict each other: the gravest of them is not sure.
        EffectWordsDisagree(CellText: "the words, joined by /") = "effect_words_disagree",
        /// The residue by position is not that of the protein change: the change refers to another transcript.
        ResidueOfAnotherTranscript = "residue_of_another_transcript",
        /// The protein change as the input writes it; the row names it by the usual number of the residue.
        InputChange(CellText: "protein change of the input") = "input_change",
        /// The transcript is not one on which the residues of the hotspot list are numbered: hotspots were not looked up.
        UnlistedTranscript = "transcript_not_of_the_hotspot_list",
        /// The protein change was taken from the list of recurrent alleles.
        NamedByAllele = "named_by_allele",
        /// An earlier variant of the haplotype ends the protein before this one.
        BehindNewStop = "behind_new_stop",
        /// The deletion crosses the edge of an exon.
        ExonEdge = "exon_edge",
        /// A single base of a codon is exchanged; without the sequence the amino acid is not known.
        Untranslated = "coding_snv_untranslated",
        /// The stop codon is affected.
        StopCodonTouched = "stop_codon_touched",
        /// The codon is a hotspot; the new amino acid is not known.
        HotspotCodonTouched = "hotspot_codon_touched",
        /// The change is known by its length alone, not by its residues.
        ChangeWithoutResidues = "change_without_residues",
        /// The change affects the last two bases of an exon and may disrupt the splice donor.
        NextToDonor = "next_to_donor",

        /// The truncated transcript is expected to escape nonsense-mediated decay.
        NmdEscape = "nmd_escape",
        /// The truncation removes less than the last 2.5 % of the protein.
        EndTruncation = "end_truncation",
        /// The new splice donor is GC, which can work.
        GcDonor = "gc_donor",
        /// The splice site lies in the untranslated region.
        SpliceOfUtr = "splice_of_utr",
        /// A duplication at the splice site may keep it.
        SpliceSiteMayBeKept = "splice_site_may_be_kept",
        /// The source calls a splice site outside the two bases of the intron.
        OutsideSpliceDinucleotide = "outside_splice_dinucleotide",
        /// In-frame deletion of ten residues or more.
        LargeInframeDeletion = "large_inframe_deletion",
        /// The variant is known as benign or of uncertain significance, such as STK11 F354L.
        KnownBenignOrUncertain = "known_benign_or_uncertain",
        /// A curated source in the input calls the variant neutral or benign.
        AssertedNeutral = "asserted_neutral",
        /// HLA reads were mapped to one linear reference: variants of HLA genes may be artefacts.
        HlaLinearReference = "hla_linear_reference",
        /// In the BTB domain of KEAP1.
        BtbDomain = "btb_domain",
        /// In the Kelch domain of KEAP1.
        KelchDomain = "kelch_domain",
        /// A known change of the proofreading domain of POLE.
        PoleProofreading = "pole_proofreading",
        /// Not a known change of the proofreading domain.
        NotProofreading = "not_a_proofreading_hotspot",
        /// The gene matters by amplification, not by small variants.
        AmplificationOnly = "amplification_only",
        /// The gene matters by gain of function, which this variant does not cause.
        NotGainOfFunction = "not_a_gain_of_function",
        /// EGFR exon 19 deletion or L858R.
        EgfrClassical = "egfr_classical",
        /// EGFR kinase domain hotspot other than exon 19 deletion, L858R, T790M and exon 20 insertion.
        EgfrAtypical = "egfr_atypical",
        /// EGFR exon 20 insertion.
        EgfrExon20Insertion = "egfr_exon20_insertion",
        /// EGFR kinase domain change that makes a tumour resistant to inhibitors of EGFR and does not sensitise to them: L747P.
        EgfrResistant = "egfr_resistant",
        /// EGFR T790M.
        EgfrT790m = "egfr_t790m",
        /// EGFR hotspot outside the kinase domain, as in glioma.
        EgfrNotLungType = "egfr_not_lung_type",
        /// BRAF V600E.
        BrafV600e = "braf_v600e",
        /// BRAF exchange of G469.
        BrafG469 = "braf_g469",
        /// BRAF exchange that impairs the kinase: G466, N581, D594 or G596.
        BrafKinaseImpaired = "braf_kinase_impaired",
        /// MET exon 14 skipping.
        MetExon14Skipping = "met_exon14_skipping",
        /// The variant may be the finding of another row of the gene, and does not say so clearly enough to tell.
        NotExcluded(CellText: "the row") = "not_excluded",

        /// The report names no change.
        ChangeNotGiven = "change_not_given",
        /// The report's words for the change were not understood.
        ChangeNotUnderstood = "change_not_understood",
        /// The report names the change by its exon.
        ChangeGivenByExon = "change_given_by_exon",

        /// A structural variant.
        StructuralVariant = "sv",
        /// The deletion spans the whole gene. From 1 Mb on copy number alone tells whether a copy is left.
        WholeGeneDeletion = "whole_gene_deletion",
        /// The effect of the rearrangement on the gene is not known.
        SvEffectUnknown = "sv_effect_unknown",
        /// The position of the rearrangement or its genome is not known.
        SvPlaceUnknown = "sv_place_unknown",
        /// The rearrangement affects no coding exon.
        SvWithoutCodingExon = "sv_without_coding_exon",
        /// A duplication, whose effect on the gene is not known.
        SvDuplication = "sv_duplication",
        /// The fusion partner is not named.
        FusionPartnerMissing = "fusion_partner_missing",
        /// No gene at the other breakpoint is known as a partner of the gene.
        FusionPartnerNotKnown = "fusion_partner_not_known",
        /// The breakpoint in a known partner lies outside its coding sequence: the fusion may lack the partner's start codon.
        FusionPartnerNotCoding = "fusion_partner_not_coding",
        /// The breakpoints are joined in another direction than partner first and kinase behind it: the reciprocal product, or no
        /// fused protein.
        FusionOpposite = "fusion_opposite",
        /// The record does not state which sides of the breakpoints are joined.
        FusionDirectionUnknown = "fusion_direction_unknown",
        /// The reading frame of the fusion is not known: DNA breakpoints do not show it, or the table does not state it.
        FusionFrameUnknown = "fusion_frame_unknown",
        /// The caller gives the fusion a low confidence, or finds it in normal tissue too.
        FusionLowConfidence = "fusion_low_confidence",
        /// The fusion may be a transcript that reads through from one gene into its neighbour.
        FusionReadThrough = "fusion_read_through",
        /// The breakpoint lies between genes: the gene is the nearest one.
        FusionBetweenGenes = "fusion_between_genes",
        /// The fusion is out of frame.
        FusionOutOfFrame = "fusion_out_of_frame",
        /// The fusion loses the kinase domain.
        KinaseDomainLost = "kinase_domain_lost",
        /// Nothing shows that the fusion keeps the kinase domain.
        KinaseNotShownKept = "kinase_not_shown_kept",
        /// That the fusion keeps the kinase domain is inferred from the order of the genes.
        KinaseDomainInferred = "kinase_domain_inferred",
    }
}

impl Caution {
    /// Altered together with this gene.
    #[must_use]
    pub fn with(gene: &str) -> Self {
        Self::With(CellText::new(gene))
    }

    /// The finding of this row is not excluded.
    #[must_use]
    pub fn not_excluded(row: &str) -> Self {
        Self::NotExcluded(CellText::new(row))
    }

    /// The protein change as the input writes it, where the row names the residue by another number.
    #[must_use]
    pub fn input_change(cautions: &[Self]) -> Option<&str> {
        cautions.iter().find_map(|caution| match caution {
            Self::InputChange(change) => Some(change.as_str()),
            _ => None,
        })
    }

    /// Adds the caution to a list unless it is there.
    pub fn add_to(self, cautions: &mut Vec<Self>) {
        if !cautions.contains(&self) {
            cautions.push(self);
        }
    }
}
