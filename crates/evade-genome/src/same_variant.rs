//! When two records tell of one variant, and when of one rearrangement.

use evade_core::{FilteredVariant, Variant};

use crate::allele::Allele;
use crate::panel::without_version;
use crate::protein::{ChangeKind, ProteinChange};

/// Breakpoints this close are of one rearrangement: callers and projects place them by reads of different length.
const SAME_BREAKPOINT: u64 = 1000;

/// Whether two records are of one variant: one allele, however it is written; one change of a transcript, where an
/// indel may stand in several places; or, where one record has no place, one change of the protein.
pub(crate) fn is_same_variant(a: &Variant, b: &Variant) -> bool {
    if a.gene != b.gene {
        return false;
    }
    if is_structural(a) || is_structural(b) {
        let whole = |v: &Variant| (v.chrom.clone(), v.pos, v.alternate.clone(), v.other_end.clone());
        return whole(a) == whole(b) && a.codes == b.codes;
    }
    if a.pos > 0 && b.pos > 0 {
        return (a.chrom == b.chrom && allele_of(a) == allele_of(b)) || is_same_coding_change(a, b);
    }
    let has_name = |v: &Variant| v.hgvsp.is_some() || v.hgvsc.is_some();
    is_same_coding_change(a, b)
        || is_same_protein_change(a, b)
        || (!has_name(a) && !has_name(b) && a.pos == b.pos && allele_of(a) == allele_of(b))
}

/// Whether a dropped candidate is the variant, which another file lets count.
pub(crate) fn is_of_variant(dropped: &FilteredVariant, variant: &Variant) -> bool {
    dropped.pos > 0
        && dropped.chrom == variant.chrom
        && Allele::from_maf(dropped.pos, &dropped.reference, &dropped.alternate) == allele_of(variant)
}

/// Adds rows of dropped candidates that are not there yet. Files may name the change differently; that alone makes no
/// other row, unless the row of the gene names it too.
pub(crate) fn add_filtered(rows: &mut Vec<FilteredVariant>, more: Vec<FilteredVariant>) {
    let is_same = |a: &FilteredVariant, b: &FilteredVariant| {
        let names = |row: &FilteredVariant| row.would_alter.then(|| row.change());
        let bare = |row: &FilteredVariant| FilteredVariant {
            hgvsp: None,
            hgvsc: None,
            vaf: None,
            depth: None,
            ..row.clone()
        };
        bare(a) == bare(b) && names(a) == names(b)
    };
    for row in more {
        if !rows.iter().any(|known| is_same(known, &row)) {
            rows.push(row);
        }
    }
}

/// The allele in its shortest form: a MAF and a VCF write an indel differently.
pub(crate) fn allele_of(variant: &Variant) -> Allele {
    Allele::from_maf(variant.pos, &variant.reference, &variant.alternate)
}

/// Variants that differ: of the records of one variant or one rearrangement the first stands for all.
pub(crate) fn distinct<'a>(variants: &[&'a Variant]) -> Vec<&'a Variant> {
    let mut kept: Vec<&Variant> = Vec::with_capacity(variants.len());
    for variant in variants {
        if !kept.iter().any(|known| is_same_variant(known, variant) || is_one_event(known, variant)) {
            kept.push(variant);
        }
    }
    kept
}

/// Whether the record is of a rearrangement, which has a symbol or a junction for an allele.
pub(crate) fn is_structural(variant: &Variant) -> bool {
    variant.alternate.contains(['<', '[', ']'])
}

/// Whether two rearrangements share a breakpoint, as the two junctions of an inversion do.
fn is_one_event(a: &Variant, b: &Variant) -> bool {
    let ends = |v: &Variant| {
        let own = (v.pos > 0).then(|| (v.chrom.clone(), v.pos));
        own.into_iter().chain(v.other_end.clone()).collect::<Vec<_>>()
    };
    let others = ends(b);
    is_structural(a)
        && is_structural(b)
        && ends(a).iter().any(|(chrom, pos)| {
            others.iter().any(|(other, place)| chrom == other && pos.abs_diff(*place) <= SAME_BREAKPOINT)
        })
}

fn is_same_coding_change(a: &Variant, b: &Variant) -> bool {
    let Some((one, other)) = a.hgvsc.as_deref().zip(b.hgvsc.as_deref()) else { return false };
    bare_coding(one) == bare_coding(other) && may_share_transcript(a, b)
}

/// Accessions of Ensembl and `RefSeq` cannot be compared; a change typed by hand has none.
fn may_share_transcript(a: &Variant, b: &Variant) -> bool {
    let Some((one, other)) = a.transcript.as_deref().zip(b.transcript.as_deref()) else { return true };
    let prefix = |accession: &str| accession.chars().take(2).collect::<String>();
    prefix(one) != prefix(other) || without_version(one) == without_version(other)
}

/// Without accession, and without the bases that some writers repeat: `NM_1.1:c.1000delA` is `c.1000del`.
fn bare_coding(change: &str) -> &str {
    let change = change.rsplit(':').next().unwrap_or(change).trim();
    let is_bases = |text: &str| text.chars().all(|c| c.is_ascii_uppercase());
    for word in ["del", "dup"] {
        if let Some(at) = change.find(word).map(|at| at + word.len())
            && change.get(at..).is_some_and(is_bases)
        {
            return change.get(..at).unwrap_or(change);
        }
    }
    change
}

/// A frameshift is the same whether or not its new stop and its first residue are written.
fn is_same_protein_change(a: &Variant, b: &Variant) -> bool {
    let Some((one, other)) = a.hgvsp.as_deref().zip(b.hgvsp.as_deref()) else { return false };
    let parsed = ProteinChange::parse(one).zip(ProteinChange::parse(other));
    let is_shift = |kind: ChangeKind| matches!(kind, ChangeKind::Frameshift { .. });
    one == other
        || parsed.is_some_and(|(one, other)| {
            is_shift(one.kind)
                && is_shift(other.kind)
                && one.start == other.start
                && one.before == other.before
        })
}

/// About where in the coding sequence the variant lies.
pub(crate) fn coding_place(variant: &Variant) -> Option<u64> {
    let by_base = variant.hgvsc.as_deref().and_then(|change| {
        let (_, rest) = change.split_once("c.")?;
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        rest.get(..end)?.parse::<u64>().ok()
    });
    let by_residue = || Some(u64::from(ProteinChange::parse(variant.hgvsp.as_deref()?)?.start) * 3);
    by_base.or_else(by_residue)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_coding_change_is_compared_without_accession_and_repeated_bases() {
        for (written, bare) in [
            ("ENST00000326873.12:c.109C>T", "c.109C>T"),
            ("c.1000delA", "c.1000del"),
            ("c.1000_1001dupAG", "c.1000_1001dup"),
            ("c.1000delinsAG", "c.1000delinsAG"),
            ("c.1000_1001insA", "c.1000_1001insA"),
        ] {
            assert_eq!(bare_coding(written), bare);
        }
    }
}
