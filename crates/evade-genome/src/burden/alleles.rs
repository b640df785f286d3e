//! The alleles that were counted, so that several files and target regions can be told apart afterwards.

use std::collections::{BTreeMap, HashSet};

use evade_core::EffectClass;

use crate::native::Allele;
use crate::targets::Targets;

/// What a counted variant does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CountedKind {
    Missense,
    Other,
    Silent,
}

impl CountedKind {
    /// `None` for what is not coding, or not known to be.
    pub(crate) fn of(class: EffectClass) -> Option<Self> {
        match class {
            EffectClass::Missense => Some(Self::Missense),
            EffectClass::Silent => Some(Self::Silent),
            EffectClass::Truncating
            | EffectClass::SpliceSite
            | EffectClass::StartLost
            | EffectClass::StopLost
            | EffectClass::Inframe => Some(Self::Other),
            _ => None,
        }
    }
}

/// Counted variants by kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BurdenNumbers {
    /// Exchanges of a residue.
    pub missense: u32,
    /// Other changes of the protein.
    pub other: u32,
    /// Silent changes.
    pub silent: u32,
    /// Hotspots of judged genes among the missense.
    pub hotspots_missense: u32,
    /// Hotspots among the others.
    pub hotspots_other: u32,
    /// Variants outside the judged genes.
    pub outside: u32,
}

/// Kept small: a file of germline calls has tens of thousands.
#[derive(Debug, Clone, PartialEq, Eq)]
struct CountedAllele {
    chrom: u32,
    kind: CountedKind,
    is_outside: bool,
    is_hotspot: bool,
    pos: u64,
    /// Length of the reference, which comes first in the bases.
    n_reference: u32,
    bases: Box<str>,
}

/// In the order of the files.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct CountedAlleles {
    chromosomes: Vec<String>,
    list: Vec<CountedAllele>,
}

impl CountedAlleles {
    pub(super) fn push(&mut self, chrom: &str, allele: &Allele, kind: CountedKind, is_outside: bool) {
        let chrom = self.chromosome(chrom);
        self.list.push(CountedAllele {
            chrom,
            kind,
            is_outside,
            is_hotspot: false,
            pos: allele.pos,
            n_reference: allele.reference.len() as u32,
            bases: [allele.reference.as_str(), &allele.alternate].concat().into(),
        });
    }

    /// The chromosome's place in the list; files are mostly in order, so the last one is the likeliest.
    fn chromosome(&mut self, name: &str) -> u32 {
        let place = self.chromosomes.iter().rposition(|known| known == name);
        let place = place.unwrap_or_else(|| {
            self.chromosomes.push(name.to_owned());
            self.chromosomes.len() - 1
        });
        place as u32
    }

    /// Marks the allele counted last, if it is this one.
    pub(super) fn mark_hotspot(&mut self, chrom: &str, allele: &Allele) {
        let is_last = |last: &&mut CountedAllele| {
            last.allele() == *allele && self.chromosomes.get(last.chrom as usize).is_some_and(|c| c == chrom)
        };
        if let Some(last) = self.list.last_mut().filter(is_last) {
            last.is_hotspot = true;
        }
    }

    /// Adds the alleles of another file that are not here. Single bases of a longer exchange that the other file writes
    /// as one are that exchange. What has no place cannot be told apart and is kept.
    pub(super) fn join(&mut self, other: Self) {
        let mut known: HashSet<(u32, Allele)> =
            self.list.iter().filter(|a| a.pos > 0).map(|a| (a.chrom, a.allele())).collect();
        for mut allele in other.list {
            let name = other.chromosomes.get(allele.chrom as usize).map_or("", String::as_str);
            allele.chrom = self.chromosome(name);
            if allele.pos == 0 || known.insert((allele.chrom, allele.allele())) {
                self.list.push(allele);
            }
        }
        let is_long = |(_, allele): &&(u32, Allele)| allele.is_substitution() && allele.reference.len() > 1;
        let mut whole: BTreeMap<u32, Vec<&Allele>> = BTreeMap::new();
        for (chrom, allele) in known.iter().filter(is_long) {
            whole.entry(*chrom).or_default().push(allele);
        }
        self.list.retain(|counted| {
            let allele = counted.allele();
            let of_chromosome = whole.get(&counted.chrom).map_or(&[][..], Vec::as_slice);
            !of_chromosome.iter().any(|whole| **whole != allele && whole.holds(&allele))
        });
    }

    pub(super) fn numbers(&self, targets: Option<&Targets>) -> BurdenNumbers {
        let mut numbers = BurdenNumbers::default();
        for counted in &self.list {
            let chrom = self.chromosomes.get(counted.chrom as usize).map_or("", String::as_str);
            if counted.pos > 0 && targets.is_some_and(|targets| !targets.touch(chrom, &counted.allele())) {
                continue;
            }
            let (all, hotspots) = match counted.kind {
                CountedKind::Missense => (&mut numbers.missense, &mut numbers.hotspots_missense),
                CountedKind::Other => (&mut numbers.other, &mut numbers.hotspots_other),
                CountedKind::Silent => (&mut numbers.silent, &mut 0),
            };
            *all += 1;
            *hotspots += u32::from(counted.is_hotspot);
            numbers.outside += u32::from(counted.is_outside);
        }
        numbers
    }
}

impl CountedAllele {
    fn allele(&self) -> Allele {
        let (reference, alternate) =
            self.bases.split_at_checked(self.n_reference as usize).unwrap_or_default();
        Allele { pos: self.pos, reference: reference.to_owned(), alternate: alternate.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alleles(rows: &[(&str, u64, &str, &str)]) -> CountedAlleles {
        let mut alleles = CountedAlleles::default();
        for (chrom, pos, reference, alternate) in rows {
            alleles.push(chrom, &Allele::from_vcf(*pos, reference, alternate), CountedKind::Missense, true);
        }
        alleles
    }

    #[test]
    fn an_allele_of_several_files_is_one() {
        let joined = |a: &[(&str, u64, &str, &str)], b: &[(&str, u64, &str, &str)]| {
            let mut whole = alleles(a);
            whole.join(alleles(b));
            whole.numbers(None).missense
        };
        let first = [("1", 5, "C", "T"), ("2", 5, "C", "T")];
        assert_eq!(joined(&first, &[("2", 5, "C", "T"), ("3", 5, "C", "T"), ("1", 5, "C", "A")]), 4);
        // The same deletion, with and without a base that both alleles share.
        assert_eq!(joined(&[("1", 5, "CA", "C")], &[("1", 5, "CAG", "CG")]), 1);
        // One caller joins neighbouring bases, the other does not.
        let (long, short) =
            ([("1", 5, "CC", "AA")], [("1", 5, "C", "A"), ("1", 6, "C", "A"), ("1", 6, "C", "T")]);
        assert_eq!((joined(&long, &short), joined(&short, &long)), (2, 2));
        // A table without places.
        assert_eq!(joined(&[("", 0, "C", "T")], &[("", 0, "C", "T")]), 2);
    }
}
