//! From the words of annotators to effect classes.

use evade_core::EffectClass;

/// The class of one Sequence Ontology term; `None` for terms that say nothing of the gene.
#[must_use]
pub fn class_of_term(term: &str) -> Option<EffectClass> {
    Some(match term {
        "stop_gained" | "frameshift_variant" | "transcript_ablation" | "exon_loss_variant" | "frameshift" => {
            EffectClass::Truncating
        }
        "splice_donor_variant" | "splice_acceptor_variant" | "splice_donor" | "splice_acceptor" => {
            EffectClass::SpliceSite
        }
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
        _ => return None,
    })
}

/// The most severe class of terms joined by `&` or `,`.
#[must_use]
pub fn class_of_terms(terms: &str) -> Option<EffectClass> {
    terms.split(['&', ',']).filter_map(|term| class_of_term(term.trim())).min_by_key(|class| severity(*class))
}

/// The class of a MAF `Variant_Classification`; `None` for places outside the gene.
#[must_use]
pub fn class_of_maf(word: &str) -> Option<EffectClass> {
    Some(match word.to_ascii_lowercase().as_str() {
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
        _ => EffectClass::Unknown,
    })
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
    }
}
