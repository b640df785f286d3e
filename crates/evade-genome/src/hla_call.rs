//! HLA class I LOH from allele-specific segments.

use evade_core::{HlaGene, HlaStatus};

use crate::Build;
use crate::segments::{Segment, Segments};

/// First and last base.
type Span = (u64, u64);

/// Gene, span on `GRCh37`, on `GRCh38` (MANE Select transcripts), all on chromosome 6.
const GENES: [(&str, Span, Span); 3] = [
    ("HLA-A", (29_910_309, 29_913_647), (29_942_532, 29_945_870)),
    ("HLA-B", (31_321_652, 31_324_956), (31_353_875, 31_357_179)),
    ("HLA-C", (31_236_526, 31_239_869), (31_268_749, 31_272_092)),
];

/// Fewer copies than this are none.
const NO_COPY_BELOW: f64 = 0.5;
/// Segments this far from a gene may speak for it when both sides agree.
const GAP: u64 = 1_000_000;
/// An allele lost in a smaller share of the tumour cells is lost in part of them.
const CLONAL_FROM: f64 = 0.7;
/// Below this tumour content copy numbers are not believed.
const MIN_PURITY: f64 = 0.2;
/// Fewer heterozygous sites do not carry a minor copy number.
const MIN_HETEROZYGOUS_SITES: u32 = 5;

/// The three genes. Give the segments of one sample.
#[must_use]
pub fn hla_from_segments(segments: &Segments, build: Build, purity: Option<f64>) -> Vec<HlaGene> {
    GENES
        .iter()
        .map(|(gene, old, new)| {
            let place = if build == Build::Grch37 { *old } else { *new };
            let mut row = HlaGene {
                method: Some("cn_segment".to_owned()),
                source: Some(segments.format.as_str().to_owned()),
                ..HlaGene::not_tested(gene)
            };
            let (status, reason) = call(segments, place, purity, &mut row);
            row.status = status;
            row.reason = reason.map(str::to_owned);
            row
        })
        .collect()
}

fn call(
    segments: &Segments,
    (start, end): (u64, u64),
    purity: Option<f64>,
    row: &mut HlaGene,
) -> (HlaStatus, Option<&'static str>) {
    let on_six: Vec<&Segment> = segments.rows.iter().filter(|s| s.chrom == "6").collect();
    let over: Vec<&Segment> = on_six.iter().copied().filter(|s| s.start <= end && s.end >= start).collect();
    let (used, is_inferred) = if over.is_empty() {
        match neighbours(&on_six, start, end) {
            // A list of aberrant segments alone leaves out what is normal.
            Some((left, right)) if !segments.is_aberrant_only() => {
                if (left.total, left.minor) != (right.total, right.minor) {
                    return (HlaStatus::NotEvaluable, Some("neighbours_disagree"));
                }
                (vec![left], true)
            }
            _ => return (HlaStatus::NotEvaluable, Some("no_segment")),
        }
    } else {
        (over, false)
    };
    if purity.is_some_and(|p| p < MIN_PURITY) {
        return (HlaStatus::NotEvaluable, Some("low_purity"));
    }
    let known = used.iter().filter_map(|s| s.minor.map(|minor| (minor, *s)));
    let Some((minor, segment)) = known.min_by(|a, b| a.0.total_cmp(&b.0)) else {
        return (HlaStatus::NotEvaluable, Some("minor_copy_number_missing"));
    };
    if minor >= NO_COPY_BELOW && used.iter().any(|s| s.minor.is_none()) {
        return (HlaStatus::NotEvaluable, Some("minor_copy_number_missing"));
    }
    if segment.heterozygous_sites.is_some_and(|n| n < MIN_HETEROZYGOUS_SITES) {
        return (HlaStatus::NotEvaluable, Some("few_heterozygous_sites"));
    }
    row.cn_minor = Some(minor);
    row.cn_major = Some(segment.total - minor);
    let caution = match (is_inferred, purity) {
        (true, _) => Some("inferred_from_neighbours"),
        (false, None) => Some("purity_unknown"),
        (false, Some(_)) => None,
    };
    let status = if segment.total < NO_COPY_BELOW {
        HlaStatus::Homdel
    } else if minor >= NO_COPY_BELOW {
        HlaStatus::NoLoh
    } else if is_subclonal(segment, purity) {
        HlaStatus::LohSubclonal
    } else {
        HlaStatus::Loh
    };
    (status, caution)
}

/// Whether the state holds in part of the tumour cells only; the fraction of FACETS is one of all cells.
fn is_subclonal(segment: &Segment, purity: Option<f64>) -> bool {
    segment.fraction.zip(purity).is_some_and(|(fraction, purity)| fraction / purity < CLONAL_FROM)
}

fn neighbours<'a>(on_six: &[&'a Segment], start: u64, end: u64) -> Option<(&'a Segment, &'a Segment)> {
    let left = on_six.iter().filter(|s| s.end < start && start - s.end <= GAP).max_by_key(|s| s.end)?;
    let right = on_six.iter().filter(|s| s.start > end && s.start - end <= GAP).min_by_key(|s| s.start)?;
    Some((left, right))
}
