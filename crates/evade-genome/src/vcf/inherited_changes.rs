//! Inherited changes of several bases, of which a caller may write a part as somatic; and somatic exchanges of which
//! some bases are inherited.
//!
//! An aligner or a caller that reads a few molecules of an inherited exchange badly writes one of its bases alone, as a
//! variant at low fraction that the normal seems to lack: the normal has the exchange, not the base.

use std::collections::BTreeMap;

use evade_core::{Caution, CellText, Variant, Verdict};

use super::neighbours::Knowledge;
use super::pending::{Pending, Phase};
use crate::allele::Allele;
use crate::filters::is_pass;
use crate::same_variant::{allele_of, is_structural};
use crate::verdict::{is_altering, judge_variant};

/// Longer alleles are not compared.
const MOST_BASES: usize = 50;

/// A change that the normal has, or that its caller calls germline.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Inherited {
    pub(super) allele: Allele,
    pub(super) phase: Phase,
    /// Its fraction in the tumour.
    pub(super) vaf: Option<f64>,
}

/// Inherited changes of a list, by chromosome and first base.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct InheritedChanges {
    by_place: BTreeMap<(String, u64), Vec<Inherited>>,
}

impl InheritedChanges {
    pub(super) fn add(&mut self, chrom: &str, change: Inherited) {
        let Allele { pos, reference, alternate } = &change.allele;
        let length = reference.len().max(alternate.len());
        let is_written = |text: &str| text.bytes().all(|base| matches!(base, b'A' | b'C' | b'G' | b'T'));
        if (1..=MOST_BASES).contains(&length) && is_written(reference) && is_written(alternate) {
            self.by_place.entry((chrom.to_owned(), *pos)).or_default().push(change);
        }
    }

    /// Adds those of another file of the sample, whose names of phase sets are its own.
    pub(super) fn join(&mut self, other: Self) {
        for ((chrom, _), changes) in other.by_place {
            for change in changes {
                self.add(&chrom, Inherited { phase: Phase::default(), ..change });
            }
        }
    }

    /// Those that may share bases with an allele, unless they lie on the other haplotype.
    fn over(&self, chrom: &str, allele: &Allele, phase: &Phase) -> Vec<&Inherited> {
        let is_apart =
            |other: &Phase| phase.set.is_some() && phase.set == other.set && phase.side != other.side;
        let first = allele.pos.saturating_sub(MOST_BASES as u64);
        let near = self.by_place.range((chrom.to_owned(), first)..=(chrom.to_owned(), allele.last() + 1));
        let near = near.flat_map(|(_, changes)| changes).filter(|other| !is_apart(&other.phase));
        near.filter(|other| other.allele != *allele).collect()
    }

    /// The inherited change that an allele is a part of.
    fn whole_over(&self, chrom: &str, allele: &Allele, phase: &Phase) -> Option<&Inherited> {
        self.over(chrom, allele, phase).into_iter().find(|whole| is_part(allele, &whole.allele))
    }

    /// What of a change of several bases is not inherited, where some of it is.
    fn rest_of(&self, chrom: &str, allele: &Allele, phase: &Phase) -> Option<Rest> {
        let near = self.over(chrom, allele, phase).into_iter().map(|part| &part.allele);
        let parts: Vec<&Allele> = near.filter(|part| is_part(part, allele)).collect();
        let first = *parts.first()?;
        if !allele.is_substitution() || !parts.iter().all(|part| part.is_substitution()) {
            return Some(Rest::NotKnown(first.clone()));
        }
        let mut alternate = allele.alternate.clone().into_bytes();
        for part in parts {
            for (pos, base) in (part.pos..).zip(part.reference.bytes()) {
                let place = pos.checked_sub(allele.pos).and_then(|place| usize::try_from(place).ok());
                if let Some(own) = place.and_then(|place| alternate.get_mut(place)) {
                    *own = base;
                }
            }
        }
        let alternate = String::from_utf8(alternate).unwrap_or_default();
        let rest = Allele::from_vcf(allele.pos, &allele.reference, &alternate);
        Some(if rest.reference.is_empty() { Rest::Nothing } else { Rest::Allele(rest) })
    }
}

/// What is left of an exchange without its inherited bases.
enum Rest {
    Nothing,
    Allele(Allele),
    /// Lengths differ; with the inherited part.
    NotKnown(Allele),
}

/// Whether an allele lies on the way from the reference to a longer change: with it, so much less is left to change.
/// An insertion or deletion has no parts that could be told from other ones of its place.
fn is_part(part: &Allele, whole: &Allele) -> bool {
    if whole.reference.is_empty() || whole.alternate.is_empty() || part == whole {
        return false;
    }
    let (Some(offset), true) = (part.pos.checked_sub(whole.pos), part.last() <= whole.last()) else {
        return false;
    };
    let Ok(offset) = usize::try_from(offset) else { return false };
    let Some((before, behind)) = whole.reference.split_at_checked(offset) else { return false };
    let Some(behind) = behind.strip_prefix(part.reference.as_str()) else { return false };
    let with_part = format!("{before}{}{behind}", part.alternate);
    let (first, second) = (steps(&whole.reference, &with_part), steps(&with_part, &whole.alternate));
    first > 0 && second > 0 && first + second == steps(&whole.reference, &whole.alternate)
}

/// Fewest bases to exchange, insert or delete between two sequences (Levenshtein's distance).
fn steps(from: &str, to: &str) -> usize {
    if from.len() == to.len() {
        // Exchanges are counted as such: callers write them base by base.
        return from.bytes().zip(to.bytes()).filter(|(a, b)| a != b).count();
    }
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.bytes().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (above, b) in row.iter_mut().skip(1).zip(to.bytes()) {
            let best = (diagonal + usize::from(a != b)).min(*above + 1).min(left + 1);
            diagonal = std::mem::replace(above, best);
            left = best;
        }
    }
    row.last().copied().unwrap_or_default()
}

fn word(allele: &Allele) -> String {
    let bases = |text: &str| if text.is_empty() { "-".to_owned() } else { text.to_owned() };
    format!("{}{}>{}", allele.pos, bases(&allele.reference), bases(&allele.alternate))
}

/// Filters parts of inherited changes, and doubts exchanges of which a part is inherited unless the rest alters the
/// gene too.
pub(super) fn mark(pending: &mut [Pending<'_>], inherited: &InheritedChanges, known: Knowledge<'_>) {
    let counts = |member: &&mut Pending<'_>| {
        let candidate = &member.candidate;
        member.dropped.is_none()
            && member.code.is_none()
            && is_pass(&candidate.filter)
            && candidate.not_somatic.is_none()
            && candidate.normal.too_much(candidate.vaf, known.filters).is_none()
    };
    for member in pending.iter_mut().filter(counts) {
        let (chrom, allele) = (member.candidate.chrom.clone(), member.candidate.allele());
        if let Some(whole) = inherited.whole_over(&chrom, &allele, &member.phase) {
            // Misread molecules of the inherited change are few beside it; more may be a variant of the other haplotype.
            let most = whole.vaf.map(|vaf| vaf * known.filters.max_normal_share);
            let is_small = member.candidate.vaf.zip(most).is_some_and(|(vaf, most)| vaf <= most);
            if is_small {
                let detail = format!("part of the germline change {} of the same list", word(&whole.allele));
                member.candidate.part_of_germline = Some(detail);
            } else {
                Caution::PartOfGermline(CellText::new(&word(&whole.allele)))
                    .add_to(&mut member.candidate.flags);
                member.at_most = Some(Verdict::Uncertain);
                member.stands_for_codon = true;
            }
            continue;
        }
        match inherited.rest_of(&chrom, &allele, &member.phase) {
            None => {}
            Some(Rest::Nothing) => {
                member.candidate.part_of_germline = Some("all of its bases are germline".to_owned());
            }
            Some(Rest::NotKnown(part)) => {
                Caution::PartlyGermline(CellText::new(&word(&part))).add_to(&mut member.candidate.flags);
                member.at_most = Some(Verdict::Uncertain);
                member.stands_for_codon = true;
            }
            Some(Rest::Allele(rest)) => {
                let germline = Caution::PartlyGermline(CellText::new(&without(&allele, &rest)));
                germline.add_to(&mut member.candidate.flags);
                let alone = known.native.annotate(member.gene, known.build, &rest);
                let alters = alone.is_some_and(|call| {
                    let may_be_firm = call.at_most().is_none();
                    let candidate = call.applied_to(&member.candidate);
                    may_be_firm && is_altering(&judge_variant(candidate, member.gene, Some(known.build)))
                });
                if !alters {
                    member.at_most = Some(Verdict::Uncertain);
                    member.stands_for_codon = true;
                }
            }
        }
    }
}

/// The inherited bases of an exchange, given the rest.
fn without(allele: &Allele, rest: &Allele) -> String {
    let is_of_rest = |pos: u64| {
        let place = pos.checked_sub(rest.pos).and_then(|place| usize::try_from(place).ok());
        let bases =
            place.and_then(|p| rest.reference.as_bytes().get(p).zip(rest.alternate.as_bytes().get(p)));
        bases.is_some_and(|(before, after)| before != after)
    };
    let bases = (allele.pos..).zip(allele.reference.chars().zip(allele.alternate.chars()));
    let inherited = bases.filter(|(pos, (before, after))| before != after && !is_of_rest(*pos));
    let words: Vec<String> =
        inherited.map(|(pos, (before, after))| format!("{pos}{before}>{after}")).collect();
    words.join("+")
}

/// Doubts a variant that another file of the sample shows to be a part of an inherited change, or to hold one: what one
/// caller lets pass is not erased by another.
pub(super) fn doubt_across_files(variant: &mut Variant, inherited: &InheritedChanges) {
    if is_structural(variant) || variant.pos == 0 {
        return;
    }
    let (allele, phase) = (allele_of(variant), Phase::default());
    let found = match inherited.whole_over(&variant.chrom, &allele, &phase) {
        Some(whole) => Some(Caution::PartOfGermline(CellText::new(&word(&whole.allele)))),
        None => inherited.rest_of(&variant.chrom, &allele, &phase).map(|rest| {
            let germline = match rest {
                Rest::Nothing => word(&allele),
                Rest::Allele(rest) => without(&allele, &rest),
                Rest::NotKnown(part) => word(&part),
            };
            Caution::PartlyGermline(CellText::new(&germline))
        }),
    };
    let Some(caution) = found else { return };
    // What its own file has weighed stays.
    let is_known = variant
        .flags
        .iter()
        .any(|flag| matches!(flag, Caution::PartlyGermline(_) | Caution::PartOfGermline(_)));
    if !is_known {
        caution.add_to(&mut variant.flags);
        if is_altering(variant) {
            variant.verdict = Verdict::Uncertain;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allele(pos: u64, reference: &str, alternate: &str) -> Allele {
        Allele::from_vcf(pos, reference, alternate)
    }

    fn change(pos: u64, reference: &str, alternate: &str, phase: Phase) -> Inherited {
        Inherited { allele: allele(pos, reference, alternate), phase, vaf: None }
    }

    #[test]
    fn a_part_lies_on_the_way_to_the_whole() {
        let is = |part: (u64, &str, &str), whole: (u64, &str, &str)| {
            is_part(&allele(part.0, part.1, part.2), &allele(whole.0, whole.1, whole.2))
        };
        assert!(is((5, "C", "T"), (5, "CG", "TA")) && is((6, "G", "A"), (5, "CG", "TA")));
        assert!(!is((5, "C", "A"), (5, "CG", "TA")) && !is((7, "G", "A"), (5, "CG", "TA")));
        assert!(!is((5, "CG", "TA"), (5, "CG", "TA")));
        // Written with the unchanged base between, and as a part of two bases.
        assert!(is((7, "A", "T"), (5, "CGA", "TGT")) && is((5, "CG", "TA"), (5, "CGA", "TAT")));
        // Complex: an exchange and a deletion, whichever of them is written alone.
        assert!(is((5, "C", "T"), (5, "CGA", "TA")) && is((5, "CG", "C"), (5, "CGA", "TA")));
        assert!(!is((5, "C", "G"), (5, "CGA", "TA")));
        // A deletion within a longer one may be the tumour's own.
        assert!(!is((6, "GT", "G"), (5, "CGTACG", "C")));
    }

    #[test]
    fn the_rest_of_an_exchange_is_what_is_not_inherited() {
        let mut inherited = InheritedChanges::default();
        inherited.add("1", change(5, "C", "T", Phase::default()));
        let rest = |alternate: &str| inherited.rest_of("1", &allele(5, "CG", alternate), &Phase::default());
        assert!(matches!(rest("TA"), Some(Rest::Allele(rest)) if rest == allele(6, "G", "A")));
        assert!(rest("AA").is_none());
        inherited.add("1", change(6, "G", "A", Phase::default()));
        let rest = inherited.rest_of("1", &allele(5, "CG", "TA"), &Phase::default());
        assert!(matches!(rest, Some(Rest::Nothing)));
        assert_eq!(without(&allele(5, "CG", "TA"), &allele(6, "G", "A")), "5C>T");
        // The other haplotype.
        let on = |side: &str| Phase { set: Some("1".into()), side: Some(side.into()) };
        let mut phased = InheritedChanges::default();
        phased.add("1", change(5, "CG", "TA", on("0")));
        assert!(phased.whole_over("1", &allele(5, "C", "T"), &on("1")).is_none());
        assert!(phased.whole_over("1", &allele(5, "C", "T"), &on("0")).is_some());
        assert!(phased.whole_over("2", &allele(5, "C", "T"), &on("0")).is_none());
    }
}
