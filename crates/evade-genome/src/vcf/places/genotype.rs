//! The genotype of a normal at a single-base site, where its reads bear it out.

use std::ops::RangeInclusive;

use evade_core::Zygosity;

use super::super::original::OriginalFields;
use super::super::reads::{count, reads_of};
use super::super::record::{RawRecord, is_no_allele};
use crate::filters::is_pass;
use crate::genome_build::plain_chromosome;

/// With fewer reads a heterozygous site may look homozygous.
const MIN_DEPTH: u32 = 20;
/// A homozygous site has at most this share of reads of the other allele.
const MAX_OTHER: f64 = 0.02;
/// Share of reference reads of a heterozygous site.
const HETEROZYGOUS: RangeInclusive<f64> = 0.2..=0.8;
/// Filters of somatic callers that say of a site that it is inherited, or nothing of its reads.
const GERMLINE_FILTERS: [&str; 5] =
    ["germline", "germline_risk", "alt_allele_in_normal", "normal_artifact", "panel_of_normals"];

/// The genotype of a column; `None` where the site is no single base, is not called, has fewer than 20 reads, or where reads
/// and genotype do not fit: callers of somatic variants write `0/0` for the normal whatever its reads are.
pub(super) fn zygosity(
    record: &RawRecord<'_>,
    column: usize,
    original_fields: &OriginalFields,
) -> Option<Zygosity> {
    let alternates: Vec<&str> = record.alternates.split(',').collect();
    let is_of_bases = is_base(record.reference)
        && alternates.iter().any(|allele| is_base(allele))
        && alternates.iter().all(|allele| is_base(allele) || is_no_allele(allele));
    // Copies of mitochondria differ within a person.
    let is_nuclear = !matches!(plain_chromosome(record.chrom), "M" | "MT");
    let is_sound =
        is_pass(record.filter) || record.filter.split(';').all(|word| GERMLINE_FILTERS.contains(&word));
    if !is_of_bases || !is_nuclear || !is_sound {
        return None;
    }
    let genotype = record.sample(Some(column), "GT")?;
    let alleles = genotype.split(['/', '|']).map(|allele| allele.parse().ok());
    let called: Vec<usize> = alleles.collect::<Option<_>>()?;
    let [one, other] = *called.as_slice() else { return None };
    let is_listed =
        |number: usize| number == 0 || alternates.get(number - 1).is_some_and(|allele| is_base(allele));
    let reads = reads_of(record, Some(column), (&alternates, 0), false, original_fields);
    if !is_listed(one) || !is_listed(other) || reads.depth.is_none_or(|depth| depth < MIN_DEPTH) {
        return None;
    }
    let by_alternate = || {
        let share = reads.vaf.filter(|_| alternates.len() == 1 && reads.counted_alt().is_some())?;
        Some(1.0 - share)
    };
    let share = reference_share(record, column, alternates.len()).or_else(by_alternate);
    match (one == 0, other == 0) {
        (true, true) => share.is_some_and(|share| share >= 1.0 - MAX_OTHER).then_some(Zygosity::Reference),
        (false, false) => share.is_none_or(|share| share <= MAX_OTHER).then_some(Zygosity::Alternate),
        _ => share.is_none_or(|share| HETEROZYGOUS.contains(&share)).then_some(Zygosity::Heterozygous),
    }
}

fn is_base(allele: &str) -> bool {
    matches!(allele, "A" | "C" | "G" | "T" | "a" | "c" | "g" | "t")
}

/// Share of the reference's reads by AD.
fn reference_share(record: &RawRecord<'_>, column: usize, n_alternates: usize) -> Option<f64> {
    let list = record.sample(Some(column), "AD")?;
    let counts: Vec<u32> = list.split(',').map(count).collect::<Option<_>>()?;
    let all = counts.iter().fold(0_u32, |sum, n| sum.saturating_add(*n));
    let reference = counts.first().filter(|_| counts.len() == n_alternates + 1 && all > 0)?;
    Some(f64::from(*reference) / f64::from(all))
}
