//! Whether the effects of a file's variants are known: without them nothing can be counted.

use std::collections::BTreeMap;

use evade_core::TmbReason;

/// Share of the variants that pass whose effect must be known.
const MIN_KNOWN: f64 = 0.95;
/// bcftools annotates records in genes alone; where these are a larger share of those that pass, the others lie outside.
const MIN_KNOWN_OF_GENES: f64 = 0.2;
/// So many unknown words are kept, which is far more than any vocabulary has.
const MAX_WORDS: usize = 100;
/// So many are named to the user.
const N_NAMED: usize = 5;

/// What the source says of the effect of one record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EffectWord<'w> {
    /// A word of a known vocabulary.
    Known,
    /// The variant lies outside genes: known, but a file of such alone was annotated with no genes.
    Intergenic,
    /// Another word.
    Unknown(&'w str),
    /// Nothing.
    Missing,
}

/// Records by what is known of their effect.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Tally {
    n: u64,
    n_known: u64,
    n_intergenic: u64,
    n_unknown_word: u64,
}

impl Tally {
    fn add(&mut self, word: EffectWord<'_>) {
        self.n += 1;
        match word {
            EffectWord::Known => self.n_known += 1,
            EffectWord::Intergenic => {
                self.n_known += 1;
                self.n_intergenic += 1;
            }
            EffectWord::Unknown(_) => self.n_unknown_word += 1,
            EffectWord::Missing => {}
        }
    }

    fn join(&mut self, other: &Self) {
        self.n += other.n;
        self.n_known += other.n_known;
        self.n_intergenic += other.n_intergenic;
        self.n_unknown_word += other.n_unknown_word;
    }
}

/// How the effects of a list are told. Of several lists of a sample the last in this order decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) enum ListKind {
    /// Each record has an effect.
    #[default]
    Annotated,
    /// The annotator leaves records outside genes without one.
    AnnotatedInGenes,
    /// The file is not annotated; its records far from judged genes were not assessed.
    Unannotated,
    /// The file lists inherited variants.
    Germline,
}

/// What is known of the effects in a file, or in the files of a sample.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Effects {
    /// Records of the file, or rows of the sample.
    pub(crate) n_records: u64,
    pub(crate) kind: ListKind,
    /// Some record lies outside the judged genes.
    pub(crate) sees_outside: bool,
    /// Some record passes its filter in the tumour alone, whatever its effect.
    pub(crate) sees_usable: bool,
    all: Tally,
    passing: Tally,
    unknown_words: BTreeMap<String, u64>,
}

impl Effects {
    /// Of a list of inherited variants.
    pub(crate) fn of_germline() -> Self {
        Self { kind: ListKind::Germline, ..Self::default() }
    }

    /// Notes a record.
    pub(crate) fn add(&mut self, word: EffectWord<'_>, is_pass: bool) {
        self.all.add(word);
        if is_pass {
            self.passing.add(word);
        }
        if let EffectWord::Unknown(word) = word {
            if let Some(n) = self.unknown_words.get_mut(word) {
                *n += 1;
            } else if self.unknown_words.len() < MAX_WORDS {
                self.unknown_words.insert(word.to_owned(), 1);
            }
        }
    }

    /// Whether the file says nothing of the burden, so that another one can.
    pub(crate) fn is_silent(&self) -> bool {
        self.kind == ListKind::Germline || self.n_records == 0
    }

    pub(crate) fn join(&mut self, other: &Self) {
        self.n_records += other.n_records;
        self.kind = self.kind.max(other.kind);
        self.sees_outside |= other.sees_outside;
        self.sees_usable |= other.sees_usable;
        self.all.join(&other.all);
        self.passing.join(&other.passing);
        for (word, n) in &other.unknown_words {
            *self.unknown_words.entry(word.clone()).or_default() += n;
        }
    }

    /// Why no burden can be counted, if none can.
    pub(super) fn stop(&self) -> Option<TmbReason> {
        if self.kind == ListKind::Germline {
            return Some(TmbReason::GermlineCalls);
        }
        if self.n_records == 0 {
            return Some(TmbReason::NoRecords);
        }
        let tally = if self.passing.n > 0 { &self.passing } else { &self.all };
        if self.kind == ListKind::Unannotated || tally.n == 0 {
            return Some(TmbReason::EffectsNotAnnotated);
        }
        if tally.n_intergenic == tally.n {
            return Some(TmbReason::EffectWordsUnknown);
        }
        let is_share = |n: u64, share: f64| n as f64 >= share * tally.n as f64;
        let unless_usable = || (!self.sees_usable).then_some(TmbReason::NoUsableRecords);
        if is_share(tally.n_known, MIN_KNOWN) {
            return unless_usable();
        }
        let n_worded = tally.n_known + tally.n_unknown_word;
        let is_of_genes = self.kind == ListKind::AnnotatedInGenes && is_share(n_worded, MIN_KNOWN_OF_GENES);
        let outside = if is_of_genes { tally.n - n_worded } else { 0 };
        if is_share(tally.n_known + outside, MIN_KNOWN) {
            return unless_usable();
        }
        let is_for_words = is_share(n_worded + outside, MIN_KNOWN) || tally.n_unknown_word > tally.n_known;
        Some(if is_for_words { TmbReason::EffectWordsUnknown } else { TmbReason::EffectsNotAnnotated })
    }

    /// The words that are not known and how often they stand there, in a sentence; `of` names where they stand.
    pub(crate) fn warning(&self, of: &str) -> Option<String> {
        let mut words: Vec<(&String, &u64)> = self.unknown_words.iter().collect();
        words.sort_by_key(|(word, n)| (std::cmp::Reverse(**n), *word));
        let named: Vec<String> =
            words.iter().take(N_NAMED).map(|(word, n)| format!("{} ({n})", quoted(word))).collect();
        let more = words.len().saturating_sub(N_NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let Tally { n, n_unknown_word, .. } = self.all;
        (!named.is_empty()).then(|| {
            format!(
                "{of}: the effect of {n_unknown_word} of {n} variants is not recognised: {}{more}; no tumour mutational \
                 burden is computed when these are more than 5 % of those that pass",
                named.join(", ")
            )
        })
    }
}

/// A word as a message names it.
fn quoted(word: &str) -> String {
    if word.is_empty() { "an empty entry".to_owned() } else { format!("'{word}'") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn effects(known: u64, unknown: u64, missing: u64) -> Effects {
        let mut effects =
            Effects { n_records: known + unknown + missing, sees_usable: true, ..Effects::default() };
        (0..known).for_each(|_| effects.add(EffectWord::Known, true));
        (0..unknown).for_each(|i| effects.add(EffectWord::Unknown(["a", "b"][(i % 2) as usize]), true));
        (0..missing).for_each(|_| effects.add(EffectWord::Missing, true));
        effects
    }

    #[test]
    fn the_effect_of_95_per_cent_must_be_known() {
        for (counts, expected) in [
            ((95, 0, 5), None),
            ((94, 0, 6), Some(TmbReason::EffectsNotAnnotated)),
            ((95, 5, 0), None),
            ((94, 6, 0), Some(TmbReason::EffectWordsUnknown)),
            ((0, 10, 0), Some(TmbReason::EffectWordsUnknown)),
            ((1, 0, 0), None),
            ((0, 0, 0), Some(TmbReason::NoRecords)),
        ] {
            assert_eq!(effects(counts.0, counts.1, counts.2).stop(), expected, "{counts:?}");
        }
        let of_genes = |known, missing| {
            Effects { kind: ListKind::AnnotatedInGenes, ..effects(known, 0, missing) }.stop()
        };
        assert_eq!(of_genes(20, 80), None);
        assert_eq!(of_genes(19, 81), Some(TmbReason::EffectsNotAnnotated));
    }

    #[test]
    fn records_that_fail_a_filter_decide_only_where_none_passes() {
        let mut effects = effects(1, 0, 0);
        (0..9).for_each(|_| effects.add(EffectWord::Missing, false));
        assert_eq!(effects.stop(), None);
        let mut failed = Effects { n_records: 2, ..Effects::default() };
        (0..2).for_each(|_| failed.add(EffectWord::Missing, false));
        assert_eq!(failed.stop(), Some(TmbReason::EffectsNotAnnotated));
        (0..98).for_each(|_| failed.add(EffectWord::Known, false));
        assert_eq!(failed.stop(), Some(TmbReason::NoUsableRecords));
    }

    #[test]
    fn a_file_of_intergenic_variants_alone_was_annotated_with_no_genes() {
        let mut effects = Effects { n_records: 9, sees_usable: true, ..Effects::default() };
        (0..8).for_each(|_| effects.add(EffectWord::Intergenic, true));
        assert_eq!(effects.stop(), Some(TmbReason::EffectWordsUnknown));
        effects.add(EffectWord::Known, true);
        assert_eq!(effects.stop(), None);
    }

    #[test]
    fn unknown_words_are_listed_by_their_number() {
        let warning = effects(1, 3, 0).warning("X").unwrap();
        assert!(
            warning.starts_with("X: the effect of 3 of 4 variants is not recognised: 'a' (2), 'b' (1); "),
            "{warning}"
        );
        assert_eq!(effects(1, 0, 3).warning("x"), None);
    }
}
