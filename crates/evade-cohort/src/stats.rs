//! The tests: pure functions over finite numbers, with the definitions of R's `stats` and `survival`.
//!
//! Missing values are left out by the caller. What cannot be tested is refused with an
//! [`AssociationReason`]; no function panics on any input. All p values are two-sided
//! and all intervals 95 %.

mod adjust;
mod auc;
mod cox;
mod cox_risk;
mod design;
mod distributions;
mod fisher;
mod fisher_table;
mod kaplan_meier;
mod kruskal_wallis;
mod linear_model;
mod log_rank;
mod matrix;
mod mcnemar;
mod proportional_hazards;
mod rank_sum;
mod ranks;
mod search;
mod signed_rank;
mod survival;

pub use adjust::benjamini_hochberg;
pub use auc::{AucInterval, auc_interval};
pub use cox::{Cox, CoxCoefficient, GlobalTest, cox};
pub use design::{Design, Term, TermColumn};
pub use distributions::{
    chi_squared_upper, f_upper, normal_two_sided, normal_upper, t_quantile_two_sided, t_two_sided,
};
pub use fisher::{Fisher, Table2x2, fisher};
pub use fisher_table::{ChiSquared, CountTable, fisher_table, pearson_chi_squared};
pub use kaplan_meier::{KaplanMeier, KaplanMeierStep, SurvivalInterval, kaplan_meier};
pub use kruskal_wallis::{KruskalWallis, kruskal_wallis};
pub use linear_model::{LinearCoefficient, LinearModel, TermTest, linear_model};
pub use log_rank::{LogRank, LogRankGroup, log_rank};
pub use mcnemar::{McNemar, mcnemar};
pub use proportional_hazards::{ProportionalHazards, proportional_hazards};
pub use rank_sum::{RankSum, Shift, rank_sum, shift};
pub use signed_rank::{SignedRank, signed_rank};
pub use survival::{FollowUp, Survival};

use evade_core::AssociationReason;

/// The 97.5 % point of the normal distribution.
pub(crate) const Z_95: f64 = 1.959_963_984_540_054;

/// Refuses values that are not finite.
fn all_finite(values: &[f64]) -> Result<(), AssociationReason> {
    if values.iter().all(|v| v.is_finite()) { Ok(()) } else { Err(AssociationReason::NotFinite) }
}
