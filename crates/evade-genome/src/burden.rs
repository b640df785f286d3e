//! Tumour mutational burden: what is counted, over how much, and whether the number can be trusted.

use evade_core::{EffectClass, TmbMode, TumourBurden, Variant};

use crate::Coverage;
use crate::candidate::{Candidate, Filters};
use crate::panel::PanelGene;

/// Coding megabases of an exome, the default of PCGR.
const EXOME_MB: f64 = 34.0;
/// Panels that look at less do not agree with exomes (Vega 2021, PMID 34606929).
const MIN_PANEL_MB: f64 = 0.667;
/// Variants a megabase from which a burden is called high.
const HIGH: f64 = 10.0;
/// A file with this many variants and none outside the judged genes is cut down to them.
const MIN_SUBSET: u32 = 2;

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

/// Coding variants of a sample, counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Burden {
    /// Exchanges of a residue.
    pub missense: u32,
    /// Other changes of the protein.
    pub other: u32,
    /// Silent changes.
    pub silent: u32,
    /// Missense among the hotspots of judged genes.
    pub hotspots_missense: u32,
    /// Others among them.
    pub hotspots_other: u32,
    /// Variants outside the judged genes.
    pub outside: u32,
    /// Whether a list of all variants was read, not a table typed by hand.
    pub is_counted: bool,
    /// Whether some variant came without a normal sample.
    pub tumor_only: bool,
    /// Whether the source has population frequencies.
    pub has_population: bool,
}

/// How the burden is told.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TmbSetting {
    /// What is counted.
    pub mode: TmbMode,
    /// Megabases that were looked at, when the user states them.
    pub mb: Option<f64>,
    /// Leave hotspots out, which a panel was chosen to hold.
    pub drop_hotspots: bool,
    /// The panel was calibrated against exomes, so that the category may be given.
    pub calibrated: bool,
}

impl Default for TmbSetting {
    fn default() -> Self {
        Self { mode: TmbMode::NonSilent, mb: None, drop_hotspots: false, calibrated: false }
    }
}

impl Burden {
    /// Counts a candidate of any gene, if it passes the filters.
    pub(crate) fn count(&mut self, candidate: &Candidate, gene: Option<&PanelGene>, filters: &Filters) {
        if candidate.source == "reported" {
            return;
        }
        self.is_counted = true;
        self.tumor_only |=
            filters.tumor_only || candidate.flags.iter().any(|f| f == "germline_status_unknown");
        self.has_population |= candidate.population_frequency.is_some();
        let Some(class) = candidate.effect else { return };
        if !passes(candidate, filters) {
            return;
        }
        match class {
            EffectClass::Missense => self.missense += 1,
            EffectClass::Silent => self.silent += 1,
            EffectClass::Truncating
            | EffectClass::SpliceSite
            | EffectClass::StartLost
            | EffectClass::StopLost
            | EffectClass::Inframe => self.other += 1,
            _ => return,
        }
        self.outside += u32::from(gene.is_none());
    }

    /// Notes that a counted variant is a hotspot.
    pub(crate) fn count_hotspot(&mut self, variant: &Variant) {
        if variant.source == "reported" || !variant.codes.iter().any(|c| c.starts_with("hotspot_")) {
            return;
        }
        match variant.effect {
            EffectClass::Missense => self.hotspots_missense += 1,
            _ => self.hotspots_other += 1,
        }
    }

    /// Two files of one sample hold the same variants: the first that was counted stands.
    pub(crate) fn join(&mut self, other: Self) {
        if !self.is_counted {
            *self = other;
        }
    }

    fn counted(&self, setting: &TmbSetting) -> u32 {
        let missense =
            self.missense.saturating_sub(if setting.drop_hotspots { self.hotspots_missense } else { 0 });
        let other = self.other.saturating_sub(if setting.drop_hotspots { self.hotspots_other } else { 0 });
        match setting.mode {
            TmbMode::Missense => missense,
            TmbMode::NonSilent => missense + other,
            TmbMode::WithSilent => missense + other + self.silent,
        }
    }
}

/// The filters that also hold for the burden; silent changes are counted apart, not dropped.
fn passes(candidate: &Candidate, filters: &Filters) -> bool {
    let is_dropped = candidate
        .reason_to_drop(filters)
        .is_some_and(|(reason, _)| !matches!(reason, "silent" | "noncoding"));
    let is_common = candidate.population_frequency.is_some_and(|f| f > filters.max_population_frequency);
    let reads_count = filters.read_limits_in_maf || candidate.source != "maf";
    let is_weak = reads_count && !candidate.weak_reads(filters).is_empty();
    let rules = &filters.burden;
    let below = |value: Option<f64>, least: Option<f64>| {
        least.is_some_and(|least| value.is_some_and(|value| value < least))
    };
    let is_below = below(candidate.depth.map(f64::from), rules.min_depth.map(f64::from))
        || below(candidate.alt_reads.map(f64::from), rules.min_alt_reads.map(f64::from))
        || below(candidate.vaf, rules.min_vaf);
    !(is_dropped || is_common || is_weak || is_below)
}

/// The burden of a sample.
#[must_use]
pub fn tumour_burden(burden: &Burden, coverage: &Coverage, setting: &TmbSetting) -> TumourBurden {
    let n_counted = burden.counted(setting);
    let mb = setting.mb.or_else(|| megabases(coverage));
    let is_wide = matches!(coverage, Coverage::Exome | Coverage::Genome);
    let n_all = burden.missense + burden.other + burden.silent;
    let is_subset = is_wide && n_all >= MIN_SUBSET && burden.outside == 0;
    let stops = [
        (!burden.is_counted, "no_variant_list"),
        (is_subset, "only_variants_of_judged_genes"),
        (mb.is_none(), "megabases_unknown"),
    ];
    let doubts = [
        (burden.tumor_only && !burden.has_population, "tumor_only_without_population_filter"),
        (!is_wide && mb.is_some_and(|mb| mb < MIN_PANEL_MB), "panel_under_0.667_mb"),
    ];
    let named = |list: &[(bool, &'static str)]| -> Vec<&'static str> {
        list.iter().filter(|(is_so, _)| *is_so).map(|(_, name)| *name).collect()
    };
    let (mut reasons, doubts) = (named(&stops), named(&doubts));
    let tmb = mb.filter(|mb| reasons.is_empty() && *mb > 0.0).map(|mb| f64::from(n_counted) / mb);
    let reliable = tmb.is_some() && doubts.is_empty();
    let may_be_classed = is_wide || setting.calibrated;
    if tmb.is_some() && !may_be_classed {
        reasons.push("panel_not_calibrated");
    }
    reasons.extend(doubts);
    let category =
        tmb.filter(|_| reliable && may_be_classed).map(|tmb| if tmb >= HIGH { "high" } else { "low" });
    TumourBurden {
        tmb,
        n_counted,
        mb,
        mode: setting.mode,
        reliable,
        category: category.map(str::to_owned),
        reason: (!reasons.is_empty()).then(|| reasons.join(";")),
    }
}

fn megabases(coverage: &Coverage) -> Option<f64> {
    match coverage {
        Coverage::Exome | Coverage::Genome => Some(EXOME_MB),
        Coverage::Regions { bases, .. } => Some(*bases as f64 / 1e6),
        Coverage::Undeclared | Coverage::Genes(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn burden() -> Burden {
        Burden {
            missense: 30,
            other: 10,
            silent: 12,
            hotspots_missense: 2,
            hotspots_other: 1,
            outside: 30,
            is_counted: true,
            ..Burden::default()
        }
    }

    fn tmb(burden: &Burden, coverage: &Coverage, setting: TmbSetting) -> TumourBurden {
        tumour_burden(burden, coverage, &setting)
    }

    #[test]
    fn rule_14_modes_count_what_they_say() {
        let n = |mode, drop_hotspots| {
            tmb(&burden(), &Coverage::Exome, TmbSetting { mode, drop_hotspots, ..TmbSetting::default() })
                .n_counted
        };
        assert_eq!(
            (n(TmbMode::Missense, false), n(TmbMode::NonSilent, false), n(TmbMode::WithSilent, false)),
            (30, 40, 52)
        );
        assert_eq!((n(TmbMode::Missense, true), n(TmbMode::NonSilent, true)), (28, 37));
    }

    #[test]
    fn rule_14_the_exome_has_34_mb_and_a_category() {
        let found = tmb(&burden(), &Coverage::Exome, TmbSetting::default());
        assert_eq!((found.tmb, found.mb, found.reliable), (Some(40.0 / 34.0), Some(34.0), true));
        assert_eq!((found.category.as_deref(), found.reason), (Some("low"), None));
        let many = Burden { missense: 330, ..burden() };
        assert_eq!(tmb(&many, &Coverage::Exome, TmbSetting::default()).category.as_deref(), Some("high"));
    }

    #[test]
    fn rule_14_a_panel_needs_its_megabases() {
        let panel = Coverage::Genes(["KRAS".to_owned()].into());
        let found = tmb(&burden(), &panel, TmbSetting::default());
        assert_eq!((found.tmb, found.reason.as_deref()), (None, Some("megabases_unknown")));
        let stated = TmbSetting { mb: Some(1.0), ..TmbSetting::default() };
        let found = tmb(&burden(), &panel, stated);
        assert_eq!((found.tmb, found.category, found.reliable), (Some(40.0), None, true));
        assert_eq!(found.reason.as_deref(), Some("panel_not_calibrated"));
        let calibrated = TmbSetting { calibrated: true, ..stated };
        assert_eq!(tmb(&burden(), &panel, calibrated).category.as_deref(), Some("high"));
        let small = tmb(&burden(), &panel, TmbSetting { mb: Some(0.5), ..calibrated });
        assert_eq!(
            (small.reliable, small.category, small.reason.as_deref()),
            (false, None, Some("panel_under_0.667_mb"))
        );
    }

    #[test]
    fn rule_14_tumour_only_and_cut_down_lists_are_not_reliable() {
        let alone = Burden { tumor_only: true, ..burden() };
        let found = tmb(&alone, &Coverage::Exome, TmbSetting::default());
        assert_eq!((found.reliable, found.category), (false, None));
        assert!(
            tmb(&Burden { has_population: true, ..alone }, &Coverage::Exome, TmbSetting::default()).reliable
        );
        let subset = Burden { outside: 0, ..burden() };
        let found = tmb(&subset, &Coverage::Exome, TmbSetting::default());
        assert_eq!((found.tmb, found.reason.as_deref()), (None, Some("only_variants_of_judged_genes")));
        let none = tmb(&Burden::default(), &Coverage::Exome, TmbSetting::default());
        assert_eq!(none.reason.as_deref(), Some("no_variant_list"));
    }
}
