//! Members' values standardised over the cohort: what the combined z-score and PLAGE start from.

use evade_core::{BoundSets, Reason, SampleSource};

use crate::gene_tiles::GeneTiles;
use crate::methods::spread::Spread;

/// The varying members of all sets, each gene centred and divided by its standard deviation (n - 1).
pub(crate) struct Standardised {
    pub(crate) tiles: GeneTiles,
    /// Per set: gene (a place in `tiles`) and sign, 1 for up and -1 for down.
    pub(crate) members: Vec<Vec<(u32, f64)>>,
}

impl Standardised {
    /// Reads the genes of all sets; sets with fewer than `fewest` varying genes get their reason.
    pub(crate) fn of(
        source: &dyn SampleSource,
        sets: &BoundSets,
        fewest: usize,
        unscorable: &mut [Option<Reason>],
    ) -> Self {
        let mut genes: Vec<u32> =
            sets.iter().flat_map(|set| set.up.iter().chain(set.down).copied()).collect();
        genes.sort_unstable();
        genes.dedup();
        let mut tiles = GeneTiles::gather(source, &genes);
        let varies = tiles.change_rows(|(): &mut (), row| match Spread::of(row) {
            Some(spread) => {
                for value in row.iter_mut() {
                    *value = (*value - spread.mean) / spread.sd;
                }
                true
            }
            None => false,
        });
        let place = |gene: u32| genes.binary_search(&gene).ok().filter(|&place| varies[place]);
        let members: Vec<Vec<(u32, f64)>> = sets
            .iter()
            .map(|set| {
                let signed = |genes: &[u32], sign: f64| -> Vec<(u32, f64)> {
                    genes.iter().filter_map(|&gene| place(gene)).map(|place| (place as u32, sign)).collect()
                };
                [signed(set.up, 1.0), signed(set.down, -1.0)].concat()
            })
            .collect();
        for (reason, members) in unscorable.iter_mut().zip(&members) {
            let why = match members.len() {
                0 => Some(Reason::NoVaryingGene),
                k if k < fewest => Some(Reason::TooFewGenes),
                _ => None,
            };
            *reason = reason.or(why);
        }
        Self { tiles, members }
    }
}
