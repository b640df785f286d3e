//! Limits that several ways to a state share.

/// Imbalance is taken as shown below this p (`LOHHLA`, `MHC Hammer`).
pub(super) const P_BELOW: f64 = 0.01;
/// Fewer heterozygous sites do not carry a minor copy number.
pub(super) const MIN_HETEROZYGOUS_SITES: u32 = 5;
