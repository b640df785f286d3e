//! Somatic findings of a sample: from a variant and its evidence to the state of each gene.
//!
//! * [`Variant`]: one counted variant, with its [`EffectClass`], [`Verdict`], [`EvidenceCode`]s and [`Caution`]s.
//! * [`FilteredVariant`]: one that was detected and not counted, with its [`FilterReason`].
//! * [`GeneCopies`]: the copy number of a gene.
//! * [`GeneAlteration`]: what all of these make of a gene; [`IciNote`]: what that means for checkpoint inhibitors.
//! * [`TumourBurden`]: the mutational burden of the sample.
//! * [`DnaProfile`]: everything together.

mod burden;
mod caution;
mod copies;
mod evidence;
mod filtered;
mod gene;
mod variant;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::burden::{TmbCategory, TmbMode, TmbReason, TumourBurden};
pub use self::caution::Caution;
pub use self::copies::{CopySource, CopyState, GeneCopies};
pub use self::evidence::{Direction, EvidenceCode, EvidenceLevel};
pub use self::filtered::{FilterReason, FilteredVariant};
pub use self::gene::{AlterationStatus, GeneAlteration, GeneRole, Hits, IciNote, gene_of_row};
pub use self::variant::{Decay, EffectClass, Phase, Variant, VariantSource, Verdict};
use crate::Reason;

/// Everything known of a sample's somatic variants.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct DnaProfile {
    /// Whether any variant input was given for the sample.
    pub tested: bool,
    /// What the input covers, in words: `WES`, `WGS`, `panel of 12 genes`, `not declared`.
    pub coverage: String,
    /// One row per gene of the panel.
    pub genes: Vec<GeneAlteration>,
    /// Variants counted.
    pub variants: Vec<Variant>,
    /// Candidates in judged genes that were not counted.
    pub filtered: Vec<FilteredVariant>,
    /// Everything noticed.
    pub reasons: Vec<Reason>,
    /// Tumour mutational burden, where variants were read.
    pub tmb: Option<TumourBurden>,
    /// What alterations mean together.
    pub notes: Vec<IciNote>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::{CellText, FilteredCandidate};

    #[test]
    fn a_profile_is_read_back_from_its_json() {
        let gene = GeneAlteration {
            hits: Some(Hits::Unknown),
            effect: Some(EffectClass::Missense),
            vaf: Some(0.1),
            evidence: vec![EvidenceCode::Os3, EvidenceCode::hotspot("G12")],
            level: Some(EvidenceLevel::C),
            flags: vec![
                Caution::CopyNumberNotTested,
                Caution::CandidateFiltered(FilteredCandidate {
                    change: CellText::new("c.34G>T;c.35G>A"),
                    reason: FilterReason::LowVaf,
                }),
            ],
            role: GeneRole::Oncogene,
            copies: Some(GeneCopies::stated(CopyState::Amplification, CopySource::Hla(None))),
            points: Some(4),
            ..GeneAlteration::new("KRAS_G12D", AlterationStatus::Altered)
        };
        let profile = DnaProfile { tested: true, genes: vec![gene], ..DnaProfile::default() };
        let json = serde_json::to_string(&profile).unwrap();
        assert_eq!(serde_json::from_str::<DnaProfile>(&json).unwrap(), profile);
        // What tables join by `;` holds none.
        assert!(json.contains("candidate_filtered:c.34G>T,c.35G>A:low_vaf"), "{json}");
        assert!(json.contains("\"amp\"") && json.contains("\"hotspot:G12\""), "{json}");
    }
}
