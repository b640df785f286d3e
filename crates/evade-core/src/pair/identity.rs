//! Whether two samples are of one person and one clone.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::words::{CloneVerdict, IdentityBearing, IdentityKind, PairReason, PersonVerdict};

/// One thing that was compared to find an exchanged sample.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct IdentityCheck {
    /// What was compared.
    pub kind: IdentityKind,
    /// The gene, where the check is of one.
    pub subject: Option<String>,
    /// What the earlier sample has, in words.
    pub before: Option<String>,
    /// What the later sample has, in words.
    pub after: Option<String>,
    /// What the two say.
    pub bearing: IdentityBearing,
}

/// A somatic variant that both samples have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SharedVariant {
    /// Approved symbol.
    pub gene: String,
    /// The change: protein, else coding, else place.
    pub change: String,
    /// Whether independent tumours share it as well: a hotspot, or a nonsense variant of arginine.
    pub is_hotspot: bool,
    /// Whether it may be inherited, where no matched normal was used and its fraction is that of an inherited one, or of blood cells.
    pub may_be_germline: bool,
}

/// Whether two samples are of one person and one clone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PairIdentity {
    /// Whether they are of one person.
    pub person: PersonVerdict,
    /// Everything that was compared.
    pub checks: Vec<IdentityCheck>,
    /// Whether they are of one clone.
    pub clone: CloneVerdict,
    /// Variants in judged genes that both samples have.
    pub shared: Vec<SharedVariant>,
    /// Somatic variants that both samples have, in all genes, hotspots left out; `null` where not all variants were read.
    pub n_shared: Option<u32>,
    /// Why the verdicts are what they are.
    pub reasons: Vec<PairReason>,
}
