//! When a variant is not counted.

use crate::calls_are::CallsAre;

/// Which variants are counted while files are read, beside the filters of all variants.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct BurdenRules {
    /// Fewest reads in the tumour.
    pub min_depth: Option<u32>,
    /// Fewest reads with the variant.
    pub min_alt_reads: Option<u32>,
    /// Lowest allele fraction.
    pub min_vaf: Option<f64>,
}

/// When a candidate is not counted.
#[derive(Debug, Clone, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a statement or a limit of its own that the user may switch"
)]
pub struct Filters {
    /// Count only what the caller let pass: FILTER `PASS`, `.` or empty.
    pub pass_only: bool,
    /// Fewest reads in the tumour.
    pub min_depth: u32,
    /// Fewest reads with the variant.
    pub min_alt_reads: u32,
    /// Lowest allele fraction in the tumour.
    pub min_vaf: f64,
    /// Highest allele fraction in the normal ...
    pub max_normal_vaf: f64,
    /// ... unless it is at most this share of the fraction in the tumour.
    pub max_normal_share: f64,
    /// Highest population frequency, hotspots excepted.
    pub max_population_frequency: f64,
    /// There is no normal sample: what may be inherited is marked.
    pub tumor_only: bool,
    /// A normal was used for the calls, although the file does not show it.
    pub matched_normal: bool,
    /// What the tumour mutational burden counts.
    pub burden: BurdenRules,
    /// Whether depth, reads and fraction also drop rows of a MAF. A MAF is a list of calls that a project has made
    /// and filtered; by default such rows are counted and carry the flags `low_depth`, `low_alt_reads`, `low_vaf`.
    pub read_limits_in_maf: bool,
    /// Whether the lists of variants are somatic, where the user says so.
    pub calls: CallsAre,
}

impl Default for Filters {
    fn default() -> Self {
        Self {
            pass_only: true,
            min_depth: 10,
            min_alt_reads: 3,
            min_vaf: 0.05,
            max_normal_vaf: 0.02,
            max_normal_share: 0.2,
            max_population_frequency: 0.001,
            tumor_only: false,
            matched_normal: false,
            burden: BurdenRules::default(),
            read_limits_in_maf: false,
            calls: CallsAre::Auto,
        }
    }
}

/// Lowest allele fraction in plasma.
const MIN_PLASMA_VAF: f64 = 0.005;

impl Filters {
    /// The defaults for cell-free DNA, where small fractions are real.
    #[must_use]
    pub fn of_plasma() -> Self {
        Self { min_vaf: MIN_PLASMA_VAF, ..Self::default() }
    }

    /// Whether a variant with this FILTER may count.
    pub(crate) fn lets_pass(&self, filter: &str) -> bool {
        !self.pass_only || is_pass(filter)
    }

    /// Whether the normal has so much of the variant that it is not the tumour's own.
    pub(crate) fn is_in_normal(&self, normal_vaf: f64, vaf: Option<f64>) -> bool {
        normal_vaf > self.max_normal_vaf.max(self.max_normal_share * vaf.unwrap_or(0.0))
    }
}

/// Whether a FILTER lets the variant pass.
pub(crate) fn is_pass(filter: &str) -> bool {
    filter.split(';').all(|f| matches!(f, "" | "." | "PASS"))
}
