//! Target regions of an assay.

use std::collections::BTreeMap;

use evade_stream::{Content, ReadError};

use crate::allele::Allele;
use crate::genome_build::plain_chromosome;
use crate::table::MAX_POSITION;

/// Regions by chromosome, without overlap and in order; first and last base, counted from one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Targets {
    by_chromosome: BTreeMap<String, Vec<(u64, u64)>>,
}

impl Targets {
    /// Reads a BED: 0-based and half-open.
    pub fn read(content: &Content) -> Result<Self, ReadError> {
        let mut regions: BTreeMap<String, Vec<(u64, u64)>> = BTreeMap::new();
        let is_header = |line: &str| {
            let mut words = line.split_whitespace().map(|word| word.trim_matches('"').to_ascii_lowercase());
            let first = words.next().unwrap_or_default();
            matches!(first.as_str(), "chr" | "chrom" | "chromosome" | "seqnames")
                && words.next().is_some_and(|word| word.parse::<u64>().is_err())
        };
        for (index, line) in content.text()?.lines().enumerate() {
            if line.trim().is_empty()
                || ["#", "track", "browser"].iter().any(|p| line.starts_with(p))
                || (regions.is_empty() && is_header(line))
            {
                continue;
            }
            let mut fields = line.split_whitespace().map(|field| field.trim_matches('"'));
            let chrom = fields.next().unwrap_or_default();
            let mut number = || fields.next()?.parse::<u64>().ok();
            let region = number().zip(number()).filter(|(start, end)| start < end && *end <= MAX_POSITION);
            let (start, end) = region.ok_or_else(|| {
                ReadError::bad_line(
                    &content.name,
                    "not a BED line: chromosome, start and end are needed, start before end, on a chromosome",
                )
                .at_line(index as u64 + 1)
            })?;
            regions.entry(plain_chromosome(chrom).to_owned()).or_default().push((start + 1, end));
        }
        if regions.is_empty() {
            return Err(ReadError::empty(&content.name, "the BED file holds no region"));
        }
        regions.values_mut().for_each(merge);
        Ok(Self { by_chromosome: regions })
    }

    /// Bases in the regions.
    #[must_use]
    pub fn bases(&self) -> u64 {
        self.by_chromosome.values().flatten().map(|(first, last)| last + 1 - first).sum()
    }

    /// Bases of a stretch that lie in the regions.
    #[must_use]
    pub fn bases_of(&self, chrom: &str, (first, last): (u64, u64)) -> u64 {
        let regions = self.from(chrom, first).iter().take_while(|(start, _)| *start <= last);
        regions.map(|(start, end)| (*end).min(last) + 1 - (*start).max(first)).sum()
    }

    /// Whether a base that the allele changes lies in the regions; of an insertion one of the two beside it.
    #[must_use]
    pub fn touch(&self, chrom: &str, allele: &Allele) -> bool {
        let (first, last) = (allele.pos.min(allele.last()), allele.pos.max(allele.last()));
        self.bases_of(chrom, (first, last)) > 0
    }

    /// The regions that do not end before this base.
    fn from(&self, chrom: &str, first: u64) -> &[(u64, u64)] {
        let regions = self.by_chromosome.get(chrom).map_or(&[][..], Vec::as_slice);
        regions.get(regions.partition_point(|(_, end)| *end < first)..).unwrap_or_default()
    }
}

fn merge(regions: &mut Vec<(u64, u64)>) {
    regions.sort_unstable();
    regions.dedup_by(|next, kept| {
        let is_one = next.0 <= kept.1 + 1;
        if is_one {
            kept.1 = kept.1.max(next.1);
        }
        is_one
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_and_quotes_as_r_writes_them() {
        let bed = "\"seqnames\"\t\"start\"\t\"end\"\n\"chr1\"\t10\t\"20\"\n";
        let content = Content { name: "a.bed".into(), bytes: bed.into(), sha256: String::new() };
        assert_eq!(Targets::read(&content).unwrap().bases(), 10);
    }

    #[test]
    fn overlaps_count_once_and_edges_are_exact() {
        let bed = "chr1\t10\t20\nchr1\t0\t5\nchr1\t15\t30\n1\t30\t40\nchr2\t5\t6\n";
        let content = Content { name: "a.bed".into(), bytes: bed.into(), sha256: String::new() };
        let targets = Targets::read(&content).unwrap();
        assert_eq!(
            (targets.bases(), targets.bases_of("1", (1, 100)), targets.bases_of("1", (5, 11))),
            (36, 35, 2)
        );
        let touch = |pos, a: &str, b: &str| targets.touch("1", &Allele::from_vcf(pos, a, b));
        assert!(touch(11, "C", "T") && touch(40, "C", "T") && !touch(10, "C", "T") && !touch(41, "C", "T"));
        // A deletion that reaches in; insertions beside the first base and beyond.
        assert!(touch(9, "CAGT", "C") && touch(10, "C", "CA") && !touch(8, "C", "CA"));
        assert!(!targets.touch("3", &Allele::from_vcf(11, "C", "T")));
    }
}
