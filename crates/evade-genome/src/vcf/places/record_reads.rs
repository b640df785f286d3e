//! Reads that one record shows at a place: of the variant itself, of another one, or of a block without any.

use evade_core::{DepthSource, PlaceReads, VariantKey};

use super::super::original::OriginalFields;
use super::super::reads::{Reads, count, reads_of};
use super::super::record::{RawRecord, is_no_allele, is_structural};
use crate::wanted_places::WantedPlace;

/// A record that is asked for its reads.
pub(super) struct RecordReads<'r> {
    record: &'r RawRecord<'r>,
    column: Option<usize>,
    use_info: bool,
    original_fields: &'r OriginalFields,
    alternates: Vec<&'r str>,
    /// Whether it lists no allele but the reference.
    is_block: bool,
    /// Last base that it is of, 1-based.
    pub(super) last: u64,
}

impl<'r> RecordReads<'r> {
    /// `None` for a rearrangement: its reads are of pairs and junctions.
    pub(super) fn new(
        record: &'r RawRecord<'r>,
        column: Option<usize>,
        use_info: bool,
        original_fields: &'r OriginalFields,
    ) -> Option<Self> {
        let alternates: Vec<&str> = record.alternates.split(',').collect();
        if alternates.iter().any(|allele| is_structural(allele) && !is_no_allele(allele)) {
            return None;
        }
        let is_block = alternates.iter().all(|allele| is_no_allele(allele));
        let of_bases = record.pos.saturating_add(record.reference.len() as u64).saturating_sub(1);
        let end = record.info("END").and_then(|end| end.parse::<u64>().ok());
        let last = of_bases.max(end.filter(|_| is_block).unwrap_or(0));
        Some(Self { record, column, use_info, original_fields, alternates, is_block, last })
    }

    /// Reads of the very variant, if the record lists it and tells its depth.
    pub(super) fn of_variant(&self, chrom: &str, key: &VariantKey) -> Option<PlaceReads> {
        let of = |alternate: &&str| VariantKey::new(chrom, self.record.pos, self.record.reference, alternate);
        let index = self.alternates.iter().position(|alternate| of(alternate).as_ref() == Some(key))?;
        let reads = self.reads(index);
        let alt_reads = reads.counted_alt();
        if alt_reads.is_none() && self.is_no_call() {
            return None;
        }
        // Reads of no allele of the record show nothing of this one.
        let depth = reads.depth?;
        let informative = self.informative().map_or(depth, |counted| counted.min(depth));
        Some(place_reads(informative, alt_reads))
    }

    /// Reads of a record of another variant, or of a block. A record of another variant does not count this one.
    pub(super) fn over_place(&self, place: &WantedPlace) -> Option<PlaceReads> {
        if self.is_no_call() {
            return None;
        }
        if !self.is_block {
            return Some(place_reads(self.reads(0).depth?, None));
        }
        let depth = self.block_depth()?;
        // A block of many bases has one number for all of them, and an insertion or deletion may stand at the next base.
        let key = &place.key;
        let is_of_one_base =
            self.record.pos == self.last && key.reference.len() == 1 && key.alternate.len() == 1;
        // Which base the others are of is not told: one read is enough to leave it open.
        let alt_reads = self.other_reads(depth).filter(|_| is_of_one_base).map(|reads| reads.min(1));
        Some(place_reads(depth, alt_reads))
    }

    /// Whether the caller could not tell the genotype.
    fn is_no_call(&self) -> bool {
        let genotype = self.record.sample(self.column, "GT");
        genotype.is_some_and(|genotype| genotype.split(['/', '|']).all(|allele| allele == "."))
    }

    /// Reads of all alleles of the record, where each is counted.
    fn informative(&self) -> Option<u32> {
        let list = self.record.sample(self.column, "AD")?;
        let counts: Vec<u32> = list.split(',').map(count).collect::<Option<_>>()?;
        (counts.len() > 1).then(|| counts.iter().fold(0_u32, |sum, n| sum.saturating_add(*n)))
    }

    fn reads(&self, index: usize) -> Reads {
        reads_of(self.record, self.column, (&self.alternates, index), self.use_info, self.original_fields)
    }

    fn number(&self, key: &str) -> Option<u32> {
        let of_info = || self.record.info(key).filter(|_| self.use_info);
        count(self.record.sample(self.column, key).or_else(of_info)?)
    }

    /// The lowest depth of a block, where it is given.
    fn block_depth(&self) -> Option<u32> {
        let by_reads = || self.reads(0).depth;
        let reference_alone = || {
            let list = self.record.sample(self.column, "AD")?;
            if list.contains(',') { None } else { count(list) }
        };
        self.number("MIN_DP").or_else(by_reads).or_else(|| self.number("DP")).or_else(reference_alone)
    }

    /// Reads of a block that are not of the reference, if they are counted: by AD of the allele that stands for all others, or
    /// by AD of the reference alone beside the depth.
    fn other_reads(&self, depth: u32) -> Option<u32> {
        let list = self.record.sample(self.column, "AD")?;
        let counts: Vec<u32> = list.split(',').map(count).collect::<Option<_>>()?;
        match counts.as_slice() {
            [reference] => depth.checked_sub(*reference),
            [_, others @ ..] if others.len() == self.alternates.len() => {
                Some(others.iter().fold(0, |sum, n| sum.saturating_add(*n)))
            }
            _ => None,
        }
    }
}

fn place_reads(depth: u32, alt_reads: Option<u32>) -> PlaceReads {
    PlaceReads { depth: f64::from(depth), alt_reads, from: DepthSource::Record }
}
