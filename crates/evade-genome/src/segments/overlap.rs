//! Segments of one sample that lie over the same bases and do not agree on their copies.

use super::segment::{ImpossibleSegment, NO_COPY_BELOW, Segment};

/// Neighbours may name one base twice, as the end of one and the start of the next.
const SHARED_BASES: u64 = 1;

/// The stretches in which two segments contradict each other: nothing is known of the copies there.
pub(super) fn contradictions(rows: &[Segment], lines: &[u64]) -> Vec<ImpossibleSegment> {
    // Rows by gene name give the gene's place, not that of the segment.
    let mut sorted: Vec<(&Segment, u64)> =
        rows.iter().zip(lines.iter().copied()).filter(|(row, _)| row.gene.is_none()).collect();
    sorted.sort_by(|(a, _), (b, _)| {
        (&a.sample, &a.chrom, a.start, a.end).cmp(&(&b.sample, &b.chrom, b.start, b.end))
    });
    let mut found = Vec::new();
    let mut last: Option<&Segment> = None;
    for (row, line) in sorted {
        let Some(before) = last.filter(|b| b.sample == row.sample && b.chrom == row.chrom) else {
            last = Some(row);
            continue;
        };
        let end = before.end.min(row.end);
        if row.start + SHARED_BASES <= end && !agree(before, row) {
            found.push(ImpossibleSegment {
                sample: row.sample.clone(),
                chrom: row.chrom.clone(),
                start: row.start,
                end,
                gene: None,
                line,
                what: format!("segments over {}:{}-{end} have different copies", row.chrom, row.start),
            });
        }
        // The one that reaches farthest is the one that the next may lie in.
        if row.end >= before.end {
            last = Some(row);
        }
    }
    found
}

fn agree(one: &Segment, other: &Segment) -> bool {
    let is_near = |a: f64, b: f64| (a - b).abs() < NO_COPY_BELOW;
    is_near(one.total, other.total) && one.minor.zip(other.minor).is_none_or(|(a, b)| is_near(a, b))
}
