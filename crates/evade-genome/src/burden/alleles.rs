//! The alleles that were counted, so that several files and target regions can be told apart afterwards.

use std::collections::{BTreeSet, HashMap, HashSet};

use evade_core::{EffectClass, VariantKey};

use crate::allele::Allele;
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
    /// Variants whose reads are not known, so that no limit was tried.
    pub without_reads: u32,
}

/// Kept small: a file of germline calls has tens of thousands.
#[derive(Debug, Clone, PartialEq, Eq)]
struct CountedAllele {
    pos: u64,
    chrom: u32,
    /// Place of reference and alternate among the words, where a few exchanges of one base make up most.
    bases: [u32; 2],
    kind: CountedKind,
    seen: Seen,
    is_hotspot: bool,
}

/// Where a counted allele was seen, and how well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seen {
    /// It lies outside the judged genes.
    pub(crate) is_outside: bool,
    /// The limits of reads could be tried.
    pub(crate) has_reads: bool,
}

/// In the order of the files.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct CountedAlleles {
    words: Words,
    list: Vec<CountedAllele>,
    /// Chromosome, position and bases of those with a place, each of which counts once.
    places: HashSet<(u32, u64, [u32; 2])>,
}

/// Names of chromosomes and bases, each once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Words {
    list: Vec<String>,
    places: HashMap<String, u32>,
}

impl Words {
    fn place(&mut self, word: &str) -> u32 {
        if let Some(place) = self.places.get(word) {
            return *place;
        }
        let place = self.list.len() as u32;
        self.list.push(word.to_owned());
        self.places.insert(word.to_owned(), place);
        place
    }

    fn word(&self, place: u32) -> &str {
        self.list.get(place as usize).map_or("", String::as_str)
    }
}

impl CountedAlleles {
    pub(super) fn push(&mut self, chrom: &str, allele: &Allele, kind: CountedKind, seen: Seen) {
        let chrom = self.words.place(chrom);
        let bases = [allele.reference.as_str(), &allele.alternate].map(|bases| self.words.place(bases));
        // A duplicated record is one variant. Records without a position cannot be distinguished.
        if allele.pos == 0 || self.places.insert((chrom, allele.pos, bases)) {
            self.list.push(CountedAllele { pos: allele.pos, chrom, bases, kind, seen, is_hotspot: false });
        }
    }

    fn place_of(&self, counted: &CountedAllele) -> (&str, Allele) {
        let [reference, alternate] = counted.bases.map(|place| self.words.word(place).to_owned());
        (self.words.word(counted.chrom), Allele { pos: counted.pos, reference, alternate })
    }

    /// Marks the allele counted last, if it is this one.
    pub(super) fn mark_hotspot(&mut self, chrom: &str, allele: &Allele) {
        let is_last = self.list.last().is_some_and(|last| self.place_of(last) == (chrom, allele.clone()));
        if let Some(last) = self.list.last_mut().filter(|_| is_last) {
            last.is_hotspot = true;
        }
    }

    /// Adds the alleles of another file that are not here. Single bases of a longer exchange that one file writes as a
    /// whole are that exchange. What has no place cannot be told apart and is kept.
    pub(super) fn join(&mut self, other: Self) {
        for mut allele in other.list {
            allele.chrom = self.words.place(other.words.word(allele.chrom));
            allele.bases = allele.bases.map(|place| self.words.place(other.words.word(place)));
            if allele.pos == 0 || self.places.insert((allele.chrom, allele.pos, allele.bases)) {
                self.list.push(allele);
            }
        }
        // The longer exchanges over each base.
        let mut whole: HashMap<(u32, u64), Vec<Allele>> = HashMap::new();
        for counted in &self.list {
            let (_, allele) = self.place_of(counted);
            if allele.is_substitution() && allele.reference.len() > 1 {
                for pos in allele.pos..=allele.last() {
                    whole.entry((counted.chrom, pos)).or_default().push(allele.clone());
                }
            }
        }
        let list = std::mem::take(&mut self.list);
        let is_part = |counted: &CountedAllele| {
            let (_, allele) = self.place_of(counted);
            let over = whole.get(&(counted.chrom, allele.pos)).map_or(&[][..], Vec::as_slice);
            over.iter().any(|whole| *whole != allele && whole.holds(&allele))
        };
        self.list = list.into_iter().filter(|counted| !is_part(counted)).collect();
    }

    /// The alleles with a place that are no hotspots.
    pub(super) fn keys(&self) -> BTreeSet<VariantKey> {
        let own = self.list.iter().filter(|counted| counted.pos > 0 && !counted.is_hotspot);
        // An allele without bases has a `-` in a MAF, where the base before an insertion gives its place.
        own.filter_map(|counted| {
            let (chrom, Allele { pos, reference, alternate }) = self.place_of(counted);
            let pos = if reference.is_empty() { pos.saturating_sub(1) } else { pos };
            VariantKey::new(chrom, pos, &reference, &alternate)
        })
        .collect()
    }

    pub(super) fn numbers(&self, targets: Option<&Targets>) -> BurdenNumbers {
        let mut numbers = BurdenNumbers::default();
        for counted in &self.list {
            let (chrom, allele) = self.place_of(counted);
            if allele.pos > 0 && targets.is_some_and(|targets| !targets.touch(chrom, &allele)) {
                continue;
            }
            let (all, hotspots) = match counted.kind {
                CountedKind::Missense => (&mut numbers.missense, &mut numbers.hotspots_missense),
                CountedKind::Other => (&mut numbers.other, &mut numbers.hotspots_other),
                CountedKind::Silent => (&mut numbers.silent, &mut 0),
            };
            *all += 1;
            *hotspots += u32::from(counted.is_hotspot);
            numbers.outside += u32::from(counted.seen.is_outside);
            numbers.without_reads += u32::from(!counted.seen.has_reads);
        }
        numbers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alleles(rows: &[(&str, u64, &str, &str)]) -> CountedAlleles {
        let mut alleles = CountedAlleles::default();
        let seen = Seen { is_outside: true, has_reads: true };
        for (chrom, pos, reference, alternate) in rows {
            alleles.push(chrom, &Allele::from_vcf(*pos, reference, alternate), CountedKind::Missense, seen);
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
        assert_eq!(
            alleles(&[("1", 5, "C", "T"), ("1", 6, "C", "T"), ("1", 5, "C", "T")]).numbers(None).missense,
            2
        );
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
