//! HLA class I LOH from allele-specific segments.

use evade_core::{HLA_GENES, HlaCaution, HlaGene, HlaMethod, HlaReason, HlaStatus, LohExtent, LohType};

use super::thresholds::MIN_HETEROZYGOUS_SITES;
use crate::genome_build::Build;
use crate::hla_location::{Span, spans};
use crate::segments::{NO_COPY_BELOW, Segment, SegmentFormat, Segments, State, TumorContent};

/// Segments this far from a gene may speak for it when both sides agree; losses this close are one.
const GAP: u64 = 1_000_000;
/// A shorter loss is focal.
const FOCAL_BELOW: u64 = 5_000_000;
/// Share of an arm that makes a loss one of the arm.
const ARM_SHARE: f64 = 0.7;
/// About where the short arm of chromosome 6 ends on both builds; 70 % of an arm does not depend on the exact base.
const ARM_END: u64 = 60_000_000;
/// About the end of chromosome 6.
const CHROMOSOME_END: u64 = 171_000_000;
/// A minor allele fraction whose interval ends below this is an imbalance.
const BALANCED_FROM: f64 = 0.45;

/// The three genes. Give the segments of one sample.
#[must_use]
pub fn hla_from_segments(segments: &Segments, build: Build, purity: Option<f64>) -> Vec<HlaGene> {
    hla_from_segments_of(segments, build, TumorContent { purity, ploidy: None })
}

/// The three genes, with the ploidy, which segments of ratios need. Give the segments of one sample.
#[must_use]
pub fn hla_from_segments_of(segments: &Segments, build: Build, tumor: TumorContent) -> Vec<HlaGene> {
    HLA_GENES
        .iter()
        .zip(spans(build))
        .map(|(gene, span)| {
            let mut row = HlaGene {
                method: Some(HlaMethod::CnSegment),
                source: Some(segments.format.hla_source()),
                ..HlaGene::not_tested(gene)
            };
            if segments.may_be_cut {
                row.flag(HlaCaution::FileMayBeCut);
            }
            match call(segments, gene, span, tumor, &mut row) {
                Ok(status) => row.status = status,
                Err(reason) => {
                    row.status = HlaStatus::NotEvaluable;
                    row.reasons = vec![reason];
                }
            }
            row
        })
        .collect()
}

fn call(
    segments: &Segments,
    gene: &str,
    span: Span,
    tumor: TumorContent,
    row: &mut HlaGene,
) -> Result<HlaStatus, HlaReason> {
    if segments.is_impossible_at(gene, "6", span) {
        return Err(HlaReason::ImpossibleValue);
    }
    let (used, is_inferred) = segments_of_gene(segments, gene, span)?;
    if tumor.is_too_thin() {
        return Err(HlaReason::LowPurity);
    }
    if let (Some(ratio), None, _) | (Some(ratio), _, None) = (used[0].ratio, tumor.purity, tumor.ploidy) {
        row.reasons = vec![HlaReason::PurityAndPloidyNeeded];
        let is_imbalance = ratio.minor_fraction_high.is_some_and(|high| high < BALANCED_FROM);
        return if is_imbalance {
            Ok(HlaStatus::ImbalanceOnly)
        } else {
            Err(HlaReason::PurityAndPloidyNeeded)
        };
    }
    let state = |segment: &Segment| segment.state(segments.format, tumor);
    let (segment, found) = lowest(&used, state)?;
    if !found.is_gone() && segment.heterozygous_sites.is_some_and(|n| n < MIN_HETEROZYGOUS_SITES) {
        return Err(HlaReason::FewHeterozygousSites);
    }
    row.n_sites = segment.heterozygous_sites;
    row.cn_minor = found.minor.or(found.is_gone().then_some(0.0));
    row.cn_major = row.cn_minor.map(|minor| (found.total - minor).max(0.0));
    let limit = match (is_inferred, tumor.purity) {
        (true, _) => Some(HlaReason::InferredFromNeighbours),
        (false, None) => Some(HlaReason::PurityUnknown),
        (false, Some(_)) => None,
    };
    row.reasons = Vec::from_iter(limit);
    if used.iter().any(|s| state(s).is_loh() != found.is_loh()) {
        row.flag(HlaCaution::BreakpointInGene);
    }
    if found.is_gone() && !found.is_subclonal() {
        return Ok(HlaStatus::Homdel);
    }
    if found.is_gone() {
        // Both alleles are lost, but most of the cells have them.
        row.fraction = found.fraction;
        return Ok(HlaStatus::LohSubclonal);
    }
    if !found.is_loh() {
        // The loss of another row may be this sample's.
        if segments.is_unclaimed_at(gene, "6", span) {
            return Err(HlaReason::RowWithoutSample);
        }
        return Ok(HlaStatus::NoLoh);
    }
    row.loh_type = Some(LohType::of_total(found.total));
    row.fraction = found.fraction;
    if segment.gene.is_none() {
        row.extent = Some(extent(segments, segment, |s| state(s).is_loh()));
    }
    Ok(if found.is_subclonal() { HlaStatus::LohSubclonal } else { HlaStatus::Loh })
}

/// The segments over the gene, or the nearest on the left when both neighbours agree; never empty.
fn segments_of_gene<'a>(
    segments: &'a Segments,
    gene: &str,
    (start, end): Span,
) -> Result<(Vec<&'a Segment>, bool), HlaReason> {
    if segments.format == SegmentFormat::PurpleGene {
        let named: Vec<&Segment> = segments.rows.iter().filter(|s| s.gene.as_deref() == Some(gene)).collect();
        return if named.is_empty() { Err(HlaReason::NoSegment) } else { Ok((named, false)) };
    }
    let on_six = || segments.rows.iter().filter(|s| s.chrom == "6");
    let over: Vec<&Segment> = on_six().filter(|s| s.start <= end && s.end >= start).collect();
    if !over.is_empty() {
        return Ok((over, false));
    }
    let left = on_six().filter(|s| s.end < start && start - s.end <= GAP).max_by_key(|s| s.end);
    let right = on_six().filter(|s| s.start > end && s.start - end <= GAP).min_by_key(|s| s.start);
    match left.zip(right) {
        // A list of aberrant segments alone leaves out what is normal.
        Some((left, right)) if !segments.is_aberrant_only() => {
            if (left.total, left.minor, left.ratio.is_some()) == (right.total, right.minor, false) {
                Ok((vec![left], true))
            } else {
                Err(HlaReason::NeighboursDisagree)
            }
        }
        _ => Err(HlaReason::NoSegment),
    }
}

/// The segment with the fewest copies of the minor allele, a complete loss before all. A missing number is never zero.
fn lowest<'a>(
    used: &[&'a Segment],
    state: impl Fn(&Segment) -> State,
) -> Result<(&'a Segment, State), HlaReason> {
    let states: Vec<(&Segment, State)> = used.iter().map(|s| (*s, state(s))).collect();
    if let Some(gone) =
        states.iter().find(|(s, state)| state.is_gone() && s.ratio.is_none() && !is_total_only(s))
    {
        return Ok(*gone);
    }
    let known = states.iter().filter_map(|(s, state)| state.minor.map(|minor| (minor, *s, *state)));
    let Some((minor, segment, found)) = known.min_by(|a, b| a.0.total_cmp(&b.0)) else {
        return Err(HlaReason::MinorCopyNumberMissing);
    };
    if minor >= NO_COPY_BELOW && states.iter().any(|(_, state)| state.minor.is_none()) {
        return Err(HlaReason::MinorCopyNumberMissing);
    }
    Ok((segment, found))
}

/// Totals of a file without minor copies are not trusted to be copies at all.
fn is_total_only(segment: &Segment) -> bool {
    segment.minor.is_none() && segment.second.is_none() && segment.total > 0.0
}

/// How far the loss around a segment reaches: neighbours that are lost too, with gaps of up to 1 Mb.
fn extent(segments: &Segments, segment: &Segment, is_loh: impl Fn(&Segment) -> bool) -> LohExtent {
    let mut lost: Vec<Span> =
        segments.rows.iter().filter(|s| s.chrom == "6" && is_loh(s)).map(|s| (s.start, s.end)).collect();
    lost.sort_unstable();
    let (mut start, mut end) = (segment.start, segment.end);
    // Sorted by start: to the right in one walk, to the left in another.
    for &(first, last) in &lost {
        if first <= end.saturating_add(GAP) && last >= start {
            end = end.max(last);
        }
    }
    for &(first, last) in lost.iter().rev() {
        if last.saturating_add(GAP) >= start && first <= end {
            start = start.min(first);
        }
    }
    let within = |from: u64, to: u64| (end.min(to) + 1).saturating_sub(start.max(from)) as f64;
    let share = |from: u64, to: u64| within(from, to) / (to - from + 1) as f64;
    match (share(1, ARM_END) >= ARM_SHARE, share(ARM_END + 1, CHROMOSOME_END) >= ARM_SHARE) {
        (true, true) => LohExtent::Chromosome,
        (true, false) => LohExtent::Arm,
        _ if end - start < FOCAL_BELOW => LohExtent::Focal,
        _ => LohExtent::Regional,
    }
}
