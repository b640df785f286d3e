//! Why a variant is judged as it is, and how strong the evidence on checkpoint inhibitors is.

use crate::CopyState;
use crate::vocabulary::{CellText, coded, vocabulary};

coded! {
    /// What the verdict on a variant or a gene rests on. Codes with points are those of `ClinGen`, CGC and VICC for
    /// oncogenicity (Horak 2022, PMID 35101336); the others are our own.
    EvidenceCode in "evidence" {
        /// A null variant of a gene that acts by loss of function.
        Ovs1 = "OVS1" [8],
        /// A known oncogenic change of the proofreading domain of POLE that is not in the hotspot list.
        Os1 = "OS1" [4],
        /// A hotspot residue with 50 tumours or more, 10 or more of them with the same change.
        Os3 = "OS3" [4],
        /// In a domain of KEAP1.
        Om1 = "OM1" [2],
        /// The length of the protein changes: in-frame insertion or deletion, or stop codon lost.
        Om2 = "OM2" [2],
        /// A hotspot residue with fewer than 50 tumours, 10 or more of them with the same change.
        Om3 = "OM3" [2],
        /// A hotspot residue with fewer than 10 tumours with the same change.
        Om4 = "OM4" [2],
        /// Absent from the population databases.
        Op4 = "OP4" [1],
        /// Population frequency above 5 %.
        Sbvs1 = "SBVS1" [-8],
        /// Population frequency above 1 %.
        Sbs1 = "SBS1" [-4],
        /// Loss of function: stop gained, frameshift or exon lost.
        LofTruncating = "lof_truncating",
        /// Loss of function: start codon lost.
        LofStartLost = "lof_start_lost",
        /// Loss of function: splice donor or acceptor lost.
        LofSpliceSite = "lof_splice_site",
        /// Loss of function: a predictor gives the change near the splice site a score of 0.5 or more.
        LofSplicePrediction = "lof_splice_prediction",
        /// Loss of function: stop codon lost.
        LofStopLost = "lof_stop_lost",
        /// Loss of function: in-frame deletion of ten residues or more.
        LofLargeInframe = "lof_large_inframe",
        /// A recurrent residue, in-frame range or splice site of the hotspot list.
        Hotspot(CellText: "name in the hotspot list") = "hotspot",
        /// A curated source in the input calls the variant oncogenic or pathogenic.
        ClinicalAssertion = "clinical_assertion",
        /// OncoKB's highest level, carried from the input.
        OncoKb(CellText: "the level as the input gives it") = "oncokb",
        /// A gene fusion.
        Fusion(Option<CellText>: "5' and 3' gene joined by -; absent when the partner is not named") = "fusion",
        /// A DNA breakpoint in a gene that matters when fused, which is not shown to keep its kinase behind a known partner.
        PossibleFusion(Option<CellText>: "the gene at the other breakpoint, where it is known") = "possible_fusion",
        /// The fusion was read from breakpoints in DNA.
        FusionInDna = "fusion_in_dna",
        /// The fusion was read from RNA.
        FusionInRna = "fusion_in_rna",
        /// A rearrangement of which no more is known.
        Rearrangement = "sv",
        /// A deletion of one or more coding exons, from a table of rearrangements.
        SvDeletion = "sv_deletion",
        /// A breakpoint within the transcript, from a table of rearrangements.
        SvBreakpoint = "sv_breakpoint",
        /// A deletion of one or more coding exons, from a VCF of structural variants.
        SvExonDeleted = "sv_exon_deleted",
        /// A breakpoint within the gene, from a VCF of structural variants.
        SvBreakpointInGene = "sv_breakpoint_in_gene",
        /// A duplication with a breakpoint in the gene, from a VCF of structural variants.
        SvDuplicationInGene = "sv_duplication_in_gene",
        /// An insertion into coding sequence, from a VCF of structural variants.
        SvInsertionInGene = "sv_insertion_in_gene",
        /// Homozygous deletion by copy number.
        Homdel = "homdel",
        /// Possible homozygous deletion by copy number.
        PossibleHomdel = "possible_homdel",
        /// Amplification by copy number.
        Amplification = "amp",
        /// Possible amplification by copy number.
        PossibleAmplification = "possible_amp",
    }
}

impl EvidenceCode {
    /// The code of copies that alter a gene; `None` for a state that does not.
    #[must_use]
    pub fn of_copies(state: CopyState) -> Option<Self> {
        match state {
            CopyState::Homdel => Some(Self::Homdel),
            CopyState::PossibleHomdel => Some(Self::PossibleHomdel),
            CopyState::Amplification => Some(Self::Amplification),
            CopyState::PossibleAmplification => Some(Self::PossibleAmplification),
            CopyState::Loh | CopyState::SingleLoss | CopyState::Neutral | CopyState::Gain => None,
        }
    }

    /// A row of the hotspot list.
    #[must_use]
    pub fn hotspot(name: &str) -> Self {
        Self::Hotspot(CellText::new(name))
    }

    /// Whether the code names a hotspot.
    #[must_use]
    pub fn is_hotspot(&self) -> bool {
        matches!(self, Self::Hotspot(_))
    }
}

vocabulary! {
    /// How strong the evidence is that an alteration bears on checkpoint inhibitors: our own scale.
    EvidenceLevel in "evidence_level" {
        /// Guideline or label.
        A = "A",
        /// Retrospective analysis of randomised trials, or two cohorts of non-small cell lung cancer.
        B = "B",
        /// One cohort of non-small cell lung cancer, or strong data across cancers.
        C = "C",
        /// Cases or preclinical work.
        D = "D",
    }
}

vocabulary! {
    /// In which direction an alteration bears on checkpoint inhibitors.
    Direction in "direction" {
        /// Fewer responses in published groups.
        Resistance = "resistance",
        /// Reported with rapid progression under treatment.
        Hyperprogression = "hyperprogression",
        /// More responses in published groups.
        Favourable = "favourable",
        /// Published groups disagree.
        Mixed = "mixed",
        /// Known to matter for the choice of treatment, without a direction of its own.
        Context = "context",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_add_up() {
        let sum = |codes: &[EvidenceCode]| codes.iter().map(EvidenceCode::points).sum::<i32>();
        assert_eq!(sum(&[EvidenceCode::Ovs1, EvidenceCode::LofTruncating, EvidenceCode::Op4]), 9);
        assert_eq!(sum(&[EvidenceCode::Os3, EvidenceCode::hotspot("R130")]), 4);
        assert_eq!(sum(&[EvidenceCode::Om4, EvidenceCode::Sbvs1]), -6);
    }
}
