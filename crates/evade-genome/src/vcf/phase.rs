//! The haplotype of an allele, as the fields of its record tell it.

use super::pending::{Phase, WHOLE_CHROMOSOME};
use super::record::RawRecord;

/// Fields that name the record an allele was split from: `vt decompose_blocksub`, `bcftools norm --atomize
/// --old-rec-tag OLD_REC`, and DRAGEN for bases that it has also joined.
const SPLIT_FROM: [&str; 3] = ["OLD_CLUMPED", "OLD_REC", "MNVTAG"];

/// Phase set and side of an allele: PS or PID with PGT, HP, or a phased genotype, whose set is the chromosome where none
/// is named.
pub(super) fn phase_of(record: &RawRecord<'_>, tumor: Option<usize>, index: usize) -> Phase {
    let value = |key: &str| record.sample(tumor, key);
    let own = (index + 1).to_string();
    let place_in = |genotype: &str, separator: &[char]| {
        let mut sides = genotype.split(separator).enumerate().filter(|(_, allele)| *allele == own);
        // An allele on both copies is on neither side.
        let (side, _) = sides.next()?;
        sides.next().is_none().then_some(side)
    };
    let genotype = value("GT");
    if let Some(names) = value("HP").filter(|names| names.contains('-')) {
        // One name for each allele of GT: the set, `-` and the haplotype.
        let name = genotype.and_then(|g| names.split(',').nth(place_in(g, &['/', '|'])?));
        if let Some((set, side)) = name.and_then(|name| name.rsplit_once('-')) {
            return Phase { set: Some(set.to_owned()), side: Some(side.to_owned()) };
        }
    }
    let phased = |key: &str| value(key).filter(|g| g.contains('|'));
    let side = phased("PGT").or(phased("GT")).and_then(|g| place_in(g, &['|'])).map(|side| side.to_string());
    let sides = ["PGT", "GT"].map(|key| phased(key).and_then(|g| place_in(g, &['|'])));
    if let [Some(one), Some(other)] = sides
        && one != other
    {
        // Two fields that contradict each other say nothing.
        return Phase::default();
    }
    let named = value("PS").or_else(|| value("PID")).map(str::to_owned);
    if let (None, Some(whole)) = (&side, SPLIT_FROM.iter().find_map(|key| record.info(key))) {
        // Bases of one record that a program has split lie on one haplotype.
        return Phase { set: Some(whole.to_owned()), side: Some(whole.to_owned()) };
    }
    let set = named.or_else(|| phased("GT").map(|_| WHOLE_CHROMOSOME.to_owned()));
    Phase { set, side }
}
