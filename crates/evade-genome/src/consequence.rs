//! From the words of annotators to effect classes.

use evade_core::EffectClass;

/// The class of one Sequence Ontology term; `None` for terms that say nothing of the gene.
#[must_use]
pub fn class_of_term(term: &str) -> Option<EffectClass> {
    Some(match term {
        "stop_gained" | "frameshift_variant" | "transcript_ablation" | "exon_loss_variant" | "frameshift" => {
            EffectClass::Truncating
        }
        "splice_donor_variant"
        | "splice_acceptor_variant"
        | "splice_site_variant"
        | "splice_donor"
        | "splice_acceptor" => EffectClass::SpliceSite,
        "start_lost" | "initiator_codon_variant" => EffectClass::StartLost,
        "stop_lost" => EffectClass::StopLost,
        "inframe_deletion"
        | "inframe_insertion"
        | "protein_altering_variant"
        | "conservative_inframe_deletion"
        | "conservative_inframe_insertion"
        | "disruptive_inframe_deletion"
        | "disruptive_inframe_insertion"
        | "inframe_altering" => EffectClass::Inframe,
        "missense_variant" | "missense" => EffectClass::Missense,
        "splice_region_variant"
        | "splice_donor_5th_base_variant"
        | "splice_donor_region_variant"
        | "splice_polypyrimidine_tract_variant"
        | "splice_region" => EffectClass::SpliceRegion,
        "synonymous_variant"
        | "stop_retained_variant"
        | "start_retained_variant"
        | "start_retained"
        | "stop_retained"
        | "synonymous" => EffectClass::Silent,
        "5_prime_UTR_variant"
        | "3_prime_UTR_variant"
        | "intron_variant"
        | "non_coding_transcript_exon_variant"
        | "non_coding_transcript_variant"
        | "mature_miRNA_variant"
        | "NMD_transcript_variant"
        | "5_prime_UTR_premature_start_codon_gain_variant"
        | "intron"
        | "5_prime_utr"
        | "3_prime_utr"
        | "non_coding" => EffectClass::Noncoding,
        "coding_sequence" | "coding_sequence_variant" | "incomplete_terminal_codon_variant" => {
            EffectClass::Unknown
        }
        // Of Funcotator and of ANNOVAR: within coding bases or at a splice site, and no more.
        "COULD_NOT_DETERMINE" | "exonic" | "splicing" | "unknown" => EffectClass::Unknown,
        _ => return None,
    })
}

/// Terms of VEP, `SnpEff` and bcftools that say nothing of a gene's product.
const OTHER_TERMS: [&str; 33] = [
    "upstream_gene_variant",
    "downstream_gene_variant",
    "intergenic_variant",
    "intergenic_region",
    "intergenic",
    "conserved_intergenic_variant",
    "intragenic_variant",
    "intragenic",
    "conserved_intron_variant",
    "regulatory_region_variant",
    "regulatory_region_ablation",
    "regulatory_region_amplification",
    "regulatory",
    "TF_binding_site_variant",
    "TFBS_ablation",
    "TFBS_amplification",
    "transcript_amplification",
    "miRNA",
    "gene_fusion",
    "bidirectional_gene_fusion",
    "feature_fusion",
    "rearranged_at_DNA_level",
    "structural_interaction_variant",
    "protein_protein_contact",
    "rare_amino_acid_variant",
    "5_prime_UTR_truncation",
    "3_prime_UTR_truncation",
    "upstream",
    "downstream",
    "chromosome",
    "chromosome_number_variation",
    "duplication",
    "inversion",
];

/// Terms that every variant in a gene, or every variant, could have: they do not say what it does.
const EMPTY_TERMS: [&str; 18] = [
    "COULD_NOT_DETERMINE",
    "exonic",
    "splicing",
    "unknown",
    "coding_sequence",
    "coding_sequence_variant",
    "coding_transcript_variant",
    "transcript_variant",
    "gene_variant",
    "exon_variant",
    "exon_region",
    "sequence_variant",
    "sequence_feature",
    "feature_elongation",
    "feature_truncation",
    "feature_ablation",
    "feature_amplification",
    "custom",
];

/// Terms of variants that lie outside genes.
const INTERGENIC_TERMS: [&str; 4] =
    ["intergenic_variant", "intergenic_region", "intergenic", "conserved_intergenic_variant"];

fn terms_in(terms: &str) -> impl Iterator<Item = &str> {
    terms.split(['&', ',']).map(str::trim)
}

/// Whether one of the joined terms, of the vocabulary of an annotator that is read, says what the variant does or where
/// it lies.
pub(crate) fn has_known_effect(terms: &str) -> bool {
    terms_in(terms).any(|term| {
        (class_of_term(term).is_some() || OTHER_TERMS.contains(&term)) && !EMPTY_TERMS.contains(&term)
    })
}

/// Whether the terms say no more than that the variant lies outside genes.
pub(crate) fn is_intergenic_alone(terms: &str) -> bool {
    terms_in(terms).all(|term| INTERGENIC_TERMS.contains(&term))
}

/// Whether the word is one of a MAF's `Variant_Classification`.
pub(crate) fn is_known_maf_word(word: &str) -> bool {
    match class_of_maf(word) {
        // `Targeted_Region` says nothing of the effect.
        Some(EffectClass::Unknown) => word.eq_ignore_ascii_case("fusion"),
        Some(_) => true,
        None => !word.is_empty(),
    }
}

/// The most severe class of terms joined by `&` or `,`.
#[must_use]
pub fn class_of_terms(terms: &str) -> Option<EffectClass> {
    terms.split(['&', ',']).filter_map(|term| class_of_term(term.trim())).min_by_key(|class| severity(*class))
}

/// The class of a MAF `Variant_Classification`; `None` for places outside the gene.
#[must_use]
pub fn class_of_maf(word: &str) -> Option<EffectClass> {
    Some(match word.trim().to_ascii_lowercase().as_str() {
        "nonsense_mutation" | "frame_shift_del" | "frame_shift_ins" => EffectClass::Truncating,
        "splice_site" => EffectClass::SpliceSite,
        "translation_start_site" | "start_codon_snp" | "start_codon_del" | "start_codon_ins" => {
            EffectClass::StartLost
        }
        "nonstop_mutation" | "stop_codon_del" | "stop_codon_ins" => EffectClass::StopLost,
        "in_frame_del" | "in_frame_ins" => EffectClass::Inframe,
        "missense_mutation" => EffectClass::Missense,
        "splice_region" => EffectClass::SpliceRegion,
        "silent" => EffectClass::Silent,
        // A new start codon lies in the 5' UTR.
        "intron"
        | "5'utr"
        | "3'utr"
        | "rna"
        | "lincrna"
        | "de_novo_start_inframe"
        | "de_novo_start_outofframe" => EffectClass::Noncoding,
        "5'flank" | "3'flank" | "igr" | "" => return None,
        other => class_of_annovar(other),
    })
}

/// The class of a word of ANNOVAR, which some converters leave as it is: joined by blanks in its tables, by `_` in a
/// VCF.
fn class_of_annovar(word: &str) -> EffectClass {
    match word.replace('_', " ").as_str() {
        "stopgain"
        | "frameshift deletion"
        | "frameshift insertion"
        | "frameshift substitution"
        | "frameshift block substitution" => EffectClass::Truncating,
        "stoploss" => EffectClass::StopLost,
        "startloss" => EffectClass::StartLost,
        "splicing" => EffectClass::SpliceSite,
        "nonsynonymous snv" => EffectClass::Missense,
        "synonymous snv" => EffectClass::Silent,
        "nonframeshift deletion"
        | "nonframeshift insertion"
        | "nonframeshift substitution"
        | "nonframeshift block substitution" => EffectClass::Inframe,
        _ => EffectClass::Unknown,
    }
}

/// Whether a class is of coding bases or splice sites, its effect on them known or not.
pub(crate) fn is_coding(class: EffectClass) -> bool {
    !matches!(class, EffectClass::Noncoding | EffectClass::SpliceRegion | EffectClass::Fusion)
}

/// Place in the order of severity, the most severe first.
pub(crate) fn severity(class: EffectClass) -> u8 {
    match class {
        EffectClass::Truncating | EffectClass::Fusion => 0,
        EffectClass::SpliceSite => 1,
        EffectClass::StartLost => 2,
        EffectClass::StopLost => 3,
        EffectClass::Inframe => 4,
        EffectClass::Missense => 5,
        EffectClass::Unknown => 6,
        EffectClass::SpliceRegion => 7,
        EffectClass::Silent => 8,
        EffectClass::Noncoding => 9,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_severe_of_joined_terms_counts() {
        assert_eq!(class_of_terms("splice_region_variant&stop_gained"), Some(EffectClass::Truncating));
        assert_eq!(class_of_terms("missense_variant,splice_region_variant"), Some(EffectClass::Missense));
        assert_eq!(class_of_terms("downstream_gene_variant"), None);
        // Section 3: the words of bcftools.
        assert_eq!(class_of_terms("stop_lost&frameshift"), Some(EffectClass::Truncating));
        assert_eq!(class_of_terms("splice_region"), Some(EffectClass::SpliceRegion));
        assert_eq!(class_of_terms("inframe_altering"), Some(EffectClass::Inframe));
        assert_eq!(class_of_terms("start_retained"), Some(EffectClass::Silent));
        assert_eq!(class_of_terms("5_prime_utr&intron"), Some(EffectClass::Noncoding));
        assert_eq!(class_of_maf("Frame_Shift_Ins"), Some(EffectClass::Truncating));
        assert_eq!(class_of_maf("Start_Codon_Del"), Some(EffectClass::StartLost));
        assert_eq!(class_of_maf("De_novo_Start_OutOfFrame"), Some(EffectClass::Noncoding));
        assert_eq!(class_of_maf("IGR"), None);
        assert_eq!(class_of_maf("nonsynonymous SNV"), Some(EffectClass::Missense));
        assert_eq!(class_of_maf("nonframeshift_deletion"), Some(EffectClass::Inframe));
        assert_eq!(class_of_maf("frameshift insertion"), Some(EffectClass::Truncating));
    }

    #[test]
    fn words_that_no_annotator_writes_are_not_known() {
        for terms in ["downstream_gene_variant", "missense_variant&x", "intergenic_region", "synonymous"] {
            assert!(has_known_effect(terms), "{terms}");
        }
        for terms in ["", "MODERATE", "T", "nonsynonymous_SNV", "coding_sequence_variant", "sequence_variant"]
        {
            assert!(!has_known_effect(terms), "{terms}");
        }
        for word in ["Missense_Mutation", "IGR", "5'Flank", "Fusion", "stopgain"] {
            assert!(is_known_maf_word(word), "{word}");
        }
        for word in ["", "SNP", "Missense", "unknown", "Targeted_Region"] {
            assert!(!is_known_maf_word(word), "{word}");
        }
    }
}
