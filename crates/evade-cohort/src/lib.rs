//! What a cohort's results say together: tests of association with groups and outcome.
//!
//! * [`stats`] holds the tests, one file each; every function is pure and refuses what it cannot test with an
//!   [`AssociationReason`](evade_core::AssociationReason).
//! * [`associate`] chooses the test by the type of two columns and writes rows, the p values adjusted together.
//!
//! Definitions and agreement with R are in docs/methods/associate.md. The words are association, never prediction.
//!
//! ```
//! use evade_cohort::stats::rank_sum;
//!
//! let responders = [1.2, 0.8, 1.9];
//! let others = [-0.3, 0.1, 0.4, 0.9];
//! let test = rank_sum(&responders, &others).unwrap();
//! assert_eq!(test.w, 11.0);
//! // 11 of the 12 pairs order as the groups do.
//! assert!((test.auc.value - 11.0 / 12.0).abs() < 1e-15);
//! assert!(test.exact && (test.p - 4.0 / 35.0).abs() < 1e-15);
//! ```

// Hand-computed cases are exact.
#![cfg_attr(test, allow(clippy::float_cmp, reason = "hand-computed cases are exact"))]

pub mod associate;
pub mod stats;
