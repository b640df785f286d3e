//! Tumour mutational burden: what is counted, over how much, and whether the number can be trusted.

mod alleles;
mod effects;

use std::collections::BTreeSet;

use evade_core::{
    Caution, TmbCategory, TmbMode, TmbReason, TumourBurden, Variant, VariantKey, VariantSource,
};

pub use self::alleles::BurdenNumbers;
use self::alleles::CountedAlleles;
pub(crate) use self::alleles::{CountedKind, Seen};
pub(crate) use self::effects::{EffectWord, Effects, ListKind};
use crate::allele::Allele;
use crate::candidate::Candidate;
use crate::coverage::Coverage;
use crate::filters::Filters;
use crate::normal::InNormal;
use crate::panel::PanelGene;

/// Coding megabases of an exome, the default of PCGR.
const EXOME_MB: f64 = 34.0;
/// Panels that look at less do not agree with exomes (Vega 2021, PMID 34606929).
const MIN_PANEL_MB: f64 = 0.667;
/// One in so many counted variants may be without known reads.
const MAX_WITHOUT_READS: u32 = 20;
/// Variants a megabase from which a burden is called high.
const HIGH: f64 = 10.0;

/// Coding variants of a sample that were counted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Burden {
    alleles: CountedAlleles,
    /// Whether a list of all variants was read, not a table typed by hand.
    pub is_counted: bool,
    /// Whether some variant came without a normal sample.
    pub tumor_only: bool,
    /// Whether the source has population frequencies.
    pub has_population: bool,
    /// Whether the effects of its variants are known.
    pub(crate) effects: Effects,
}

/// How the burden is told.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TmbSetting {
    /// Nothing is counted.
    pub is_off: bool,
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
        Self { is_off: false, mode: TmbMode::NonSilent, mb: None, drop_hotspots: false, calibrated: false }
    }
}

impl Burden {
    /// Counts a candidate of any gene, if it passes the filters.
    pub(crate) fn count(&mut self, candidate: &Candidate, gene: Option<&PanelGene>, filters: &Filters) {
        if candidate.source == VariantSource::Reported {
            return;
        }
        // A normal with too few reads at one place is a normal of the file.
        let has = |caution: Caution| candidate.flags.contains(&caution);
        let is_alone = has(Caution::GermlineStatusUnknown) && !has(Caution::NormalCountsUnknown);
        self.note(is_alone || filters.tumor_only, candidate.population_frequency.is_some());
        let Some(kind) = candidate.effect.and_then(CountedKind::of) else { return };
        let evidence = Evidence {
            is_somatic: candidate.not_somatic.is_none()
                && candidate.germline_hint.is_none()
                && candidate.part_of_germline.is_none()
                && candidate.not_in_tumor.is_none(),
            filter: &candidate.filter,
            depth: candidate.depth,
            alt_reads: candidate.alt_reads,
            vaf: candidate.vaf,
            normal: candidate.normal,
            population_frequency: candidate.population_frequency,
            is_maf: candidate.source == VariantSource::Maf,
        };
        if evidence.passes(filters) {
            let place = (candidate.chrom.as_str(), candidate.pos);
            let seen = Seen { is_outside: gene.is_none(), has_reads: evidence.has_reads(filters) };
            self.add(kind, place, (&candidate.reference, &candidate.alternate), seen);
        }
    }

    /// Of a list of inherited variants, of which none is counted.
    pub(crate) fn of_germline() -> Self {
        Self { is_counted: true, effects: Effects::of_germline(), ..Self::default() }
    }

    /// Notes what a variant tells of its file, whether it is counted or not.
    pub(crate) fn note(&mut self, tumor_only: bool, has_population: bool) {
        self.is_counted = true;
        self.tumor_only |= tumor_only;
        self.has_population |= has_population;
    }

    /// Counts an allele that passes the filters.
    pub(crate) fn add(
        &mut self,
        kind: CountedKind,
        (chrom, pos): (&str, u64),
        (reference, alternate): (&str, &str),
        seen: Seen,
    ) {
        self.alleles.push(chrom, &allele_at(pos, reference, alternate), kind, seen);
    }

    /// Notes that the variant counted last is a hotspot.
    pub(crate) fn mark_hotspot(&mut self, variant: &Variant) {
        if variant.source != VariantSource::Reported && variant.is_hotspot() {
            let allele = allele_at(variant.pos, &variant.reference, &variant.alternate);
            self.alleles.mark_hotspot(&variant.chrom, &allele);
        }
    }

    /// Several files of one sample: each allele counts once. An empty list, or one of inherited variants, says nothing
    /// beside another.
    pub(crate) fn join(&mut self, other: Self) {
        if !other.is_counted || (self.is_counted && other.effects.is_silent()) {
            return;
        }
        if !self.is_counted || self.effects.is_silent() {
            *self = other;
            return;
        }
        let is_doubtful = |burden: &Self| burden.tumor_only && !burden.has_population;
        let both_sure = !is_doubtful(self) && !is_doubtful(&other);
        self.has_population = both_sure && (self.has_population || other.has_population);
        self.tumor_only |= other.tumor_only;
        self.effects.join(&other.effects);
        self.alleles.join(other.alleles);
    }

    /// The counted variants of all genes by their keys, without hotspots of judged genes, which independent tumours share.
    /// `None` where the list is not one of somatic variants of all genes: it shows judged genes alone, effects are not
    /// annotated, it was typed by hand, or no normal tells what is inherited.
    pub(crate) fn somatic_keys(&self) -> Option<BTreeSet<VariantKey>> {
        let is_of_all_genes =
            self.is_counted && !self.tumor_only && self.effects.sees_outside && self.effects.stop().is_none();
        is_of_all_genes.then(|| self.alleles.keys())
    }

    /// How many were counted, by kind; with target regions those that lie in them.
    #[must_use]
    pub fn numbers(&self, coverage: &Coverage) -> BurdenNumbers {
        match coverage {
            Coverage::Regions { targets, .. } => self.alleles.numbers(Some(targets)),
            _ => self.alleles.numbers(None),
        }
    }
}

/// The allele in its shortest form, `-` for no base as in a MAF; a table without positions leaves it at 0.
fn allele_at(pos: u64, reference: &str, alternate: &str) -> Allele {
    match pos {
        0 => Allele { pos, reference: reference.to_owned(), alternate: alternate.to_owned() },
        _ => Allele::from_maf(pos, reference, alternate),
    }
}

impl BurdenNumbers {
    fn all(&self) -> u32 {
        self.missense + self.other + self.silent
    }

    fn counted(&self, setting: &TmbSetting) -> u32 {
        let (mut missense, mut other) = (self.missense, self.other);
        if setting.drop_hotspots {
            missense -= self.hotspots_missense;
            other -= self.hotspots_other;
        }
        match setting.mode {
            TmbMode::Missense => missense,
            TmbMode::NonSilent => missense + other,
            TmbMode::WithSilent => missense + other + self.silent,
        }
    }
}

/// What decides whether a coding variant is counted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Evidence<'e> {
    pub(crate) is_somatic: bool,
    pub(crate) filter: &'e str,
    pub(crate) depth: Option<u32>,
    pub(crate) alt_reads: Option<u32>,
    pub(crate) vaf: Option<f64>,
    pub(crate) normal: InNormal,
    pub(crate) population_frequency: Option<f64>,
    pub(crate) is_maf: bool,
}

impl Evidence<'_> {
    /// Whether the limits of reads could be tried, or need not be.
    pub(crate) fn has_reads(&self, filters: &Filters) -> bool {
        let is_limited = filters.read_limits_in_maf || !self.is_maf;
        !is_limited || self.alt_reads.is_some() || self.vaf.is_some()
    }

    /// The filters of all variants, then those of the burden alone.
    pub(crate) fn passes(&self, filters: &Filters) -> bool {
        let below = |value: Option<f64>, least: Option<f64>| {
            least.is_some_and(|least| value.is_some_and(|value| value < least))
        };
        let (depth, alt_reads) = (self.depth.map(f64::from), self.alt_reads.map(f64::from));
        let reads_count = filters.read_limits_in_maf || !self.is_maf;
        let is_weak = reads_count
            && (below(depth, Some(filters.min_depth.into()))
                || below(alt_reads, Some(filters.min_alt_reads.into()))
                || below(self.vaf, Some(filters.min_vaf)));
        let rules = &filters.burden;
        let is_below = below(depth, rules.min_depth.map(f64::from))
            || below(alt_reads, rules.min_alt_reads.map(f64::from))
            || below(self.vaf, rules.min_vaf);
        self.is_somatic
            && filters.lets_pass(self.filter)
            && self.normal.too_much(self.vaf, filters).is_none()
            && !self.population_frequency.is_some_and(|f| f > filters.max_population_frequency)
            && !is_weak
            && !is_below
    }
}

/// The burden of a sample.
#[must_use]
pub fn tumour_burden(burden: &Burden, coverage: &Coverage, setting: &TmbSetting) -> TumourBurden {
    if setting.is_off {
        return TumourBurden {
            tmb: None,
            n_counted: None,
            mb: None,
            mode: setting.mode,
            reliable: false,
            category: None,
            reasons: vec![TmbReason::NotRequested],
        };
    }
    let numbers = burden.numbers(coverage);
    let n_counted = numbers.counted(setting);
    let mb = setting.mb.or_else(|| megabases(coverage));
    let is_wide = matches!(coverage, Coverage::Exome | Coverage::Genome);
    let is_cut_down = || is_wide && !burden.effects.sees_outside;
    let of_list = || burden.effects.stop().or_else(|| is_cut_down().then_some(TmbReason::OnlyJudgedGenes));
    let of_list = if burden.is_counted { of_list() } else { Some(TmbReason::NoVariantList) };
    let doubts = [
        (burden.tumor_only && !burden.has_population, TmbReason::TumorOnlyUnfiltered),
        (!is_wide && mb.is_some_and(|mb| mb < MIN_PANEL_MB), TmbReason::SmallPanel),
        (numbers.without_reads * MAX_WITHOUT_READS > numbers.all(), TmbReason::CountsUnknown),
    ];
    let named = |list: &[(bool, TmbReason)]| -> Vec<TmbReason> {
        list.iter().filter(|(is_so, _)| *is_so).map(|(_, name)| *name).collect()
    };
    let mut reasons: Vec<TmbReason> = of_list.into_iter().collect();
    // Of germline variants no coverage is taken over, and a size would not help.
    let is_size_missing = mb.is_none() && !reasons.contains(&TmbReason::GermlineCalls);
    reasons.extend(is_size_missing.then_some(TmbReason::MegabasesUnknown));
    let doubts = named(&doubts);
    let tmb = mb.filter(|mb| reasons.is_empty() && *mb > 0.0).map(|mb| f64::from(n_counted) / mb);
    let reliable = tmb.is_some() && doubts.is_empty();
    let may_be_classed = is_wide || setting.calibrated;
    if tmb.is_some() && !may_be_classed {
        reasons.push(TmbReason::PanelNotCalibrated);
    }
    reasons.extend(doubts);
    let category = tmb
        .filter(|_| reliable && may_be_classed)
        .map(|tmb| if tmb >= HIGH { TmbCategory::High } else { TmbCategory::Low });
    let n_counted = burden.is_counted.then_some(n_counted);
    TumourBurden { tmb, n_counted, mb, mode: setting.mode, reliable, category, reasons }
}

fn megabases(coverage: &Coverage) -> Option<f64> {
    match coverage {
        Coverage::Exome | Coverage::Genome => Some(EXOME_MB),
        Coverage::Regions { targets, .. } => Some(targets.bases() as f64 / 1e6),
        Coverage::Undeclared | Coverage::Genes(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Variants in their order: 30 missense (2 of them hotspots), 10 others (1), 12 silent; 30 outside the judged genes.
    fn burden() -> Burden {
        let mut burden = list(true);
        for (kind, n, n_inside, n_hotspots) in [
            (CountedKind::Missense, 30, 10, 2),
            (CountedKind::Other, 10, 2, 1),
            (CountedKind::Silent, 12, 10, 0),
        ] {
            for i in 0..n {
                let pos = 1000 * (kind as u64 + 1) + i;
                burden.add(kind, ("1", pos), ("C", "T"), seen(i >= n_inside));
                if i < n_hotspots {
                    burden.alleles.mark_hotspot("1", &Allele::from_vcf(pos, "C", "T"));
                }
            }
        }
        burden
    }

    fn seen(is_outside: bool) -> Seen {
        Seen { is_outside, has_reads: true }
    }

    /// A list of one variant, whose effect is known.
    fn list(sees_outside: bool) -> Burden {
        let mut effects = Effects::default();
        (effects.n_records, effects.sees_outside, effects.sees_usable) = (1, sees_outside, true);
        effects.add(EffectWord::Known, true);
        Burden { is_counted: true, effects, ..Burden::default() }
    }

    fn unannotated() -> Effects {
        let mut effects = Effects::default();
        (effects.n_records, effects.kind) = (9, ListKind::Unannotated);
        effects
    }

    fn tmb(burden: &Burden, coverage: &Coverage, setting: TmbSetting) -> TumourBurden {
        tumour_burden(burden, coverage, &setting)
    }

    #[test]
    fn keys_are_those_of_a_list_of_somatic_variants_of_all_genes() {
        // 52 counted, 3 of them hotspots.
        let keys = burden().somatic_keys().unwrap();
        assert_eq!(keys.len(), 49);
        assert!(!keys.contains(&VariantKey::new("1", 1000, "C", "T").unwrap()));
        assert!(keys.contains(&VariantKey::new("chr1", 1002, "C", "T").unwrap()));
        let mut indels = list(true);
        indels.add(CountedKind::Other, ("2", 100), ("CTT", "C"), seen(true));
        indels.add(CountedKind::Other, ("2", 200), ("-", "A"), seen(true));
        indels.add(CountedKind::Other, ("", 0), ("C", "T"), seen(true));
        let expected = [("2", 101, "TT", "-"), ("2", 200, "C", "CA")];
        let expected = expected.map(|(c, p, r, a)| VariantKey::new(c, p, r, a).unwrap());
        assert_eq!(indels.somatic_keys(), Some(expected.into()));
        assert_eq!(list(false).somatic_keys(), None);
        assert_eq!(Burden { tumor_only: true, ..burden() }.somatic_keys(), None);
        assert_eq!(Burden { effects: unannotated(), ..burden() }.somatic_keys(), None);
        assert_eq!((Burden::of_germline().somatic_keys(), Burden::default().somatic_keys()), (None, None));
    }

    #[test]
    fn a_burden_that_is_off_counts_nothing() {
        let off = TmbSetting { is_off: true, ..TmbSetting::default() };
        let none = tmb(&burden(), &Coverage::Exome, off);
        assert_eq!((none.tmb, none.n_counted, none.reasons), (None, None, vec![TmbReason::NotRequested]));
    }

    #[test]
    fn rule_14_modes_count_what_they_say() {
        let n = |mode, drop_hotspots| {
            tmb(&burden(), &Coverage::Exome, TmbSetting { mode, drop_hotspots, ..TmbSetting::default() })
                .n_counted
                .unwrap()
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
        assert_eq!((found.category, found.reasons.as_slice()), (Some(TmbCategory::Low), &[][..]));
        let mut many = burden();
        (0..300).for_each(|i| many.add(CountedKind::Missense, ("2", i + 1), ("C", "T"), seen(true)));
        assert_eq!(tmb(&many, &Coverage::Exome, TmbSetting::default()).category, Some(TmbCategory::High));
    }

    #[test]
    fn rule_14_a_panel_needs_its_megabases() {
        let panel = Coverage::Genes(["KRAS".to_owned()].into());
        let found = tmb(&burden(), &panel, TmbSetting::default());
        assert_eq!((found.tmb, found.reasons), (None, vec![TmbReason::MegabasesUnknown]));
        let stated = TmbSetting { mb: Some(1.0), ..TmbSetting::default() };
        let found = tmb(&burden(), &panel, stated);
        assert_eq!((found.tmb, found.category, found.reliable), (Some(40.0), None, true));
        assert_eq!(found.reasons, [TmbReason::PanelNotCalibrated]);
        let calibrated = TmbSetting { calibrated: true, ..stated };
        assert_eq!(tmb(&burden(), &panel, calibrated).category, Some(TmbCategory::High));
        let small = tmb(&burden(), &panel, TmbSetting { mb: Some(0.5), ..calibrated });
        assert_eq!(
            (small.reliable, small.category, small.reasons),
            (false, None, vec![TmbReason::SmallPanel])
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
        let found = tmb(&list(false), &Coverage::Exome, TmbSetting::default());
        assert_eq!((found.tmb, found.reasons), (None, vec![TmbReason::OnlyJudgedGenes]));
        // A tumour with few variants has a low burden.
        let found = tmb(&list(true), &Coverage::Exome, TmbSetting::default());
        assert_eq!((found.tmb, found.category), (Some(0.0), Some(TmbCategory::Low)));
        let none = tmb(&Burden::default(), &Coverage::Exome, TmbSetting::default());
        assert_eq!(none.reasons, [TmbReason::NoVariantList]);
    }

    #[test]
    fn without_known_effects_there_is_no_number() {
        let of = |effects: Effects| {
            let burden = Burden { effects, ..burden() };
            let found = tmb(&burden, &Coverage::Exome, TmbSetting::default());
            (found.tmb, found.reliable, found.category, found.reasons)
        };
        for (effects, reason) in [
            (Effects::default(), TmbReason::NoRecords),
            (Effects::of_germline(), TmbReason::GermlineCalls),
            (unannotated(), TmbReason::EffectsNotAnnotated),
        ] {
            assert_eq!(of(effects), (None, false, None, vec![reason]));
        }
    }

    #[test]
    fn an_empty_or_inherited_list_says_nothing_beside_another() {
        let of = |effects: Effects| Burden { is_counted: true, effects, ..Burden::default() };
        for silent in [Effects::default(), Effects::of_germline()] {
            let mut one = burden();
            one.join(of(silent.clone()));
            let mut other = of(silent);
            other.join(burden());
            assert_eq!((&one, &other), (&burden(), &burden()));
        }
        let mut doubtful = burden();
        doubtful.join(of(unannotated()));
        assert_eq!(
            tmb(&doubtful, &Coverage::Exome, TmbSetting::default()).reasons,
            [TmbReason::EffectsNotAnnotated]
        );
    }
}
