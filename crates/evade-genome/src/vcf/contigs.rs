//! Whether a record lies on its contig at all.

use std::collections::HashMap;

use super::header::{VcfHeader, attribute};
use crate::Build;
use crate::genome_build::plain_chromosome;
use crate::impossible::{Impossible, length_of};

/// Lengths of contigs: as the header states them, else those of the build's chromosomes.
pub(super) struct Contigs {
    stated: HashMap<String, u64>,
    build: Option<Build>,
    /// The contig of the record before and its last position: files are mostly in order.
    last: (Vec<u8>, u64),
}

impl Contigs {
    pub(super) fn new(header: &VcfHeader, build: Option<Build>) -> Self {
        let stated = header.values("contig").filter_map(|contig| {
            let length = attribute(contig, "length")?.parse().ok().filter(|length| *length > 0)?;
            Some((attribute(contig, "ID")?.to_owned(), length))
        });
        Self { stated: stated.collect(), build, last: (Vec::new(), u64::MAX) }
    }

    /// Whether no base has this position.
    pub(super) fn lacks(&mut self, chrom: &[u8], pos: u64) -> bool {
        if self.last.0 != chrom {
            self.last = (chrom.to_vec(), self.length(&String::from_utf8_lossy(chrom)).unwrap_or(u64::MAX));
        }
        pos == 0 || pos > self.last.1
    }

    /// What is wrong with a position that the contig lacks.
    pub(super) fn fault(&self, chrom: &str, pos: u64) -> Impossible {
        Impossible(match self.length(chrom) {
            Some(length) if pos > 0 => format!("POS {pos} is beyond {chrom}, which ends at {length}"),
            _ => format!("POS {pos} is before the first base of {chrom}"),
        })
    }

    fn length(&self, chrom: &str) -> Option<u64> {
        self.stated.get(chrom).copied().or_else(|| length_of(plain_chromosome(chrom), self.build))
    }
}
