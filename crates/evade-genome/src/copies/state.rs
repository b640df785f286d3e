//! The state that copies or a log ratio make of a gene.

use evade_core::CopyState;

use crate::panel::role_of;
use crate::segments::NO_COPY_BELOW;

/// Fewest copies of an amplification ...
const AMPLIFIED_COPIES: f64 = 5.0;
/// ... which must also be this many times the ploidy.
const AMPLIFIED_RATIO: f64 = 2.5;
/// Log ratio from which a gene of unknown purity may be lost in both copies.
const DEEP_LOSS: f64 = -1.1;
/// Log ratio of two and a half times the ploidy.
const HIGH_GAIN: f64 = 1.32;
/// Ploidy where none is stated.
const DIPLOID: f64 = 2.0;

/// The state that these copies make.
pub(super) fn state_of(gene: &str, total: f64, minor: Option<f64>, ploidy: Option<f64>) -> CopyState {
    let ploidy = ploidy.unwrap_or(DIPLOID);
    if total < NO_COPY_BELOW {
        CopyState::Homdel
    } else if !role_of(gene).is_loss() && total >= AMPLIFIED_COPIES && total >= AMPLIFIED_RATIO * ploidy {
        CopyState::Amplification
    } else if minor.is_some_and(|m| m < NO_COPY_BELOW) {
        CopyState::Loh
    } else if total >= ploidy + 1.0 {
        CopyState::Gain
    } else if minor.is_none() && total <= ploidy - 1.0 + NO_COPY_BELOW {
        CopyState::SingleLoss
    } else {
        CopyState::Neutral
    }
}

/// What a log ratio says that is not corrected for the share of tumour cells.
pub(super) fn state_of_log2(log2: f64) -> CopyState {
    if log2 <= DEEP_LOSS {
        CopyState::PossibleHomdel
    } else if log2 >= HIGH_GAIN {
        CopyState::PossibleAmplification
    } else {
        CopyState::Neutral
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rule_7_states_by_copies() {
        use CopyState::{Amplification, Gain, Homdel, Loh, Neutral, SingleLoss};
        for (gene, total, minor, ploidy, expected) in [
            ("CDKN2A", 0.4, Some(0.1), None, Homdel),
            ("CDKN2A", 0.0, None, None, Homdel),
            ("STK11", 0.5, Some(0.0), None, Loh),
            ("STK11", 2.0, Some(0.0), Some(2.0), Loh),
            ("STK11", 2.0, Some(1.0), Some(2.0), Neutral),
            ("STK11", 1.0, None, None, SingleLoss),
            ("MDM2", 5.0, Some(1.0), Some(2.0), Amplification),
            ("MDM2", 5.0, Some(1.0), Some(4.0), Gain),
            ("MDM2", 9.0, Some(1.0), Some(4.0), Gain),
            ("MDM2", 10.0, Some(0.0), Some(4.0), Amplification),
            ("PIK3CA", 12.0, Some(1.0), Some(2.0), Amplification),
            ("STK11", 12.0, Some(1.0), Some(2.0), Gain),
        ] {
            assert_eq!(state_of(gene, total, minor, ploidy), expected, "{gene} {total} {minor:?} {ploidy:?}");
        }
    }
}
