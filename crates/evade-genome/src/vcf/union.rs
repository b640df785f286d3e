//! Several callers' files of one tumour: what any of them found.

use std::collections::HashMap;

use evade_core::{CallerNames, Caution, Variant};

use super::calls::VcfCalls;
use super::inherited_changes::doubt_across_files;
use crate::allele::Allele;
use crate::calls_are::{CallsAre, IN_NORMAL_LIST, NormalShows};
use crate::one_kind::OneKind;
use crate::same_variant::{Counted, add_filtered, allele_of};
use crate::variant_index::VariantIndex;

/// Joins the calls of several files of one sample by allele. What one caller lets pass counts, whatever the others'
/// filters say; flags `callers:a+b` and `n_callers:2` tell who found it. Numbers of reads are those of the first file.
#[must_use]
pub fn union_calls(files: Vec<VcfCalls>) -> VcfCalls {
    let n_files = files.len();
    let mut files = files.into_iter();
    let Some(mut whole) = files.next() else { return VcfCalls::default() };
    if n_files == 1 {
        return whole;
    }
    // A caller may write single bases and indels to files of their own: each may be too short to show what it is.
    let mut tally = whole.normal_tally;
    let mut is_each_germline = whole.variants.is_germline();
    let mut found: Vec<(Variant, Vec<String>)> = Vec::new();
    let mut index = VariantIndex::default();
    let variants = std::mem::take(&mut whole.variants.variants);
    add((&mut found, &mut index), of_own_phase(variants, 0), &caller_name(&whole, 0));
    for (i, file) in files.enumerate() {
        let caller = caller_name(&file, i + 1);
        is_each_germline &= file.variants.is_germline();
        tally = match (tally, file.normal_tally) {
            (Some(mut known), Some(more)) => {
                known.join(more);
                Some(known)
            }
            (known, more) => known.or(more),
        };
        add((&mut found, &mut index), of_own_phase(file.variants.variants, i + 1), &caller);
        add_filtered(&mut whole.variants.filtered, file.variants.filtered);
        whole.variants.burden.join(file.variants.burden);
        whole.inherited.join(file.inherited);
        whole.variants.one_kind = match (whole.shows_small_variants, file.shows_small_variants) {
            (true, true) => OneKind::of_both(whole.variants.one_kind.take(), file.variants.one_kind.as_ref()),
            (false, true) => file.variants.one_kind,
            _ => whole.variants.one_kind.take(),
        };
        whole.variants.impossible.extend(file.variants.impossible);
        whole.variants.is_normal_guessed |= file.variants.is_normal_guessed;
        for (gene, copies) in file.variants.copies {
            whole.variants.add_copies(gene, copies);
        }
        whole.is_too_thin_for_copies |= file.is_too_thin_for_copies;
        whole.variants.may_be_cut.join(file.variants.may_be_cut);
        whole.build = whole.build.or(file.build);
        whole.n_records += file.n_records;
        whole.shows_small_variants |= file.shows_small_variants;
        whole.warnings.extend(file.warnings);
        whole
            .callers
            .extend(file.callers.into_iter().filter(|c| !whole.callers.contains(c)).collect::<Vec<_>>());
        whole.disagreements.extend(file.disagreements);
        whole.normal = whole.normal.or(file.normal);
    }
    absorb_parts(&mut found);
    for (variant, _) in &mut found {
        doubt_across_files(variant, &whole.inherited);
    }
    let counted = Counted::of(found.iter().map(|(variant, _)| variant));
    whole.variants.filtered.retain(|f| !counted.hold(f));
    whole.variants.index = VariantIndex::default();
    whole.variants.variants =
        found.into_iter().map(|(variant, callers)| with_callers(variant, &callers)).collect();
    whole.normal_tally = tally;
    let shown = tally.filter(|tally| !is_each_germline && tally.shows() == NormalShows::GermlineCalls);
    if let Some(tally) = shown {
        whole.variants.set_germline(IN_NORMAL_LIST);
        whole.shows_small_variants = false;
        whole.germline_together = tally.warning(CallsAre::Auto);
    }
    whole
}

fn caller_name(calls: &VcfCalls, index: usize) -> String {
    calls.callers.first().cloned().unwrap_or_else(|| format!("file{}", index + 1))
}

/// Two files may give one name to phase sets of their own.
fn of_own_phase(mut variants: Vec<Variant>, file: usize) -> Vec<Variant> {
    for phase in variants.iter_mut().filter_map(|v| v.phase.as_mut()) {
        phase.set = format!("{file}:{}", phase.set);
    }
    variants
}

fn add(
    (found, index): (&mut Vec<(Variant, Vec<String>)>, &mut VariantIndex),
    variants: Vec<Variant>,
    caller: &str,
) {
    for variant in variants {
        let place = index.find(found.len(), |place| &found[place].0, &variant);
        match place.and_then(|place| found.get_mut(place)) {
            Some((known, callers)) => {
                know_germline_status(known, &variant);
                if !callers.iter().any(|name| name == caller) {
                    callers.push(caller.to_owned());
                }
            }
            None => found.push((variant, vec![caller.to_owned()])),
        }
    }
}

/// A normal of any file tells what the others cannot: with it nothing of the variant's origin is open.
fn know_germline_status(known: &mut Variant, other: &Variant) {
    let is_unknown = [Caution::GermlineStatusUnknown, Caution::NormalCountsUnknown];
    if !other.flags.iter().any(|flag| is_unknown.contains(flag)) {
        let is_open = |flag: &Caution| {
            matches!(
                flag,
                Caution::GermlineStatusUnknown
                    | Caution::GermlineLikely
                    | Caution::ConsiderGermlineConfirmation
            )
        };
        known.flags.retain(|flag| !is_open(flag));
    }
}

/// One caller writes `CC>AA`, another two single bases: the bases are part of the longer allele.
fn absorb_parts(found: &mut Vec<(Variant, Vec<String>)>) {
    let mut whole: Vec<(String, Allele)> = Vec::new();
    // The longer alleles over each base.
    let mut over: HashMap<(String, u64), Vec<usize>> = HashMap::new();
    for (variant, _) in found.iter() {
        let allele = allele_of(variant);
        if allele.reference.len() > 1 && allele.is_substitution() {
            for pos in allele.pos..=allele.last() {
                over.entry((variant.chrom.clone(), pos)).or_default().push(whole.len());
            }
            whole.push((variant.chrom.clone(), allele));
        }
    }
    let mut by_others: Vec<(usize, Vec<String>)> = Vec::new();
    found.retain(|(variant, callers)| {
        let part = allele_of(variant);
        let near = over.get(&(variant.chrom.clone(), part.pos)).map_or(&[][..], Vec::as_slice);
        let holds = |place: &&usize| {
            whole.get(**place).is_some_and(|(_, allele)| *allele != part && allele.holds(&part))
        };
        let place = near.iter().find(holds).copied();
        by_others.extend(place.map(|p| (p, callers.clone())));
        place.is_none()
    });
    let places: HashMap<(String, Allele), usize> = found
        .iter()
        .enumerate()
        .rev()
        .map(|(place, (variant, _))| ((variant.chrom.clone(), allele_of(variant)), place))
        .collect();
    for (place, callers) in by_others {
        let own = whole.get(place).and_then(|allele| places.get(allele));
        if let Some((_, known)) = own.and_then(|own| found.get_mut(*own)) {
            known.extend(callers.into_iter().filter(|c| !known.contains(c)).collect::<Vec<_>>());
        }
    }
}

fn with_callers(mut variant: Variant, callers: &[String]) -> Variant {
    let names = CallerNames::new(callers);
    let count = names.count();
    variant.flags.extend([Caution::Callers(names), Caution::CallerCount(count)]);
    variant
}
