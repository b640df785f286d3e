//! Which records may bear on a gene of the panel, told from chromosome and position alone.

use crate::Build;
use crate::genome_build::plain_chromosome;
use crate::panel::GenePanel;

/// Bases before and behind a gene that are read too: a deletion may begin outside.
const MARGIN: u64 = 1000;

pub(super) struct Regions {
    by_chromosome: Vec<(String, Vec<(u64, u64)>)>,
    /// The chromosome of the record before, and its place in the list: files are mostly in order.
    last: (Vec<u8>, Option<usize>),
}

impl Regions {
    /// The genes' spans; on both builds where the build is not known.
    pub(super) fn of_panel(panel: &GenePanel, build: Option<Build>) -> Self {
        let mut by_chromosome: Vec<(String, Vec<(u64, u64)>)> = Vec::new();
        for gene in panel.genes() {
            let spans = gene.span.iter().filter(|(b, _)| build.is_none_or(|wanted| wanted == **b));
            for (_, (start, end)) in spans {
                let span = (start.saturating_sub(MARGIN), end + MARGIN);
                match by_chromosome.iter_mut().find(|(chrom, _)| *chrom == gene.chrom) {
                    Some((_, list)) => list.push(span),
                    None => by_chromosome.push((gene.chrom.clone(), vec![span])),
                }
            }
        }
        Self { by_chromosome, last: (Vec::new(), None) }
    }

    pub(super) fn hold(&mut self, chrom: &[u8], pos: u64) -> bool {
        if self.last.0 != chrom {
            let name = String::from_utf8_lossy(chrom);
            let plain = plain_chromosome(&name);
            let place = self.by_chromosome.iter().position(|(known, _)| known == plain);
            self.last = (chrom.to_vec(), place);
        }
        let spans = self.last.1.and_then(|i| self.by_chromosome.get(i));
        spans.is_some_and(|(_, spans)| spans.iter().any(|(start, end)| (*start..=*end).contains(&pos)))
    }
}
