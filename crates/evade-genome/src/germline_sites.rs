//! Genotypes of germline sites of one person, as many as are needed to tell persons apart.

use std::collections::BTreeMap;

use evade_core::Zygosity;

/// More sites are thinned: a genome has millions, and hundreds are enough.
const MAX_SITES: usize = if cfg!(test) { 2000 } else { 200_000 };

/// Sites by place. Thinning keeps those whose position is a multiple of a power of two, so that a dense file and a sparse one
/// keep the sites that both have.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct GermlineSites {
    /// Without a genotype where records contradict each other.
    sites: BTreeMap<(String, u64), Option<Zygosity>>,
    /// One position in two to this power is kept.
    thinned: u32,
}

impl GermlineSites {
    /// Adds a genotype; another one of the same site leaves the site without any.
    pub(crate) fn add(&mut self, chrom: &str, pos: u64, zygosity: Zygosity) {
        self.put((chrom.to_owned(), pos), Some(zygosity));
    }

    /// Adds the sites of another file.
    pub(crate) fn join(&mut self, other: Self) {
        for (place, zygosity) in other.sites {
            self.put(place, zygosity);
        }
    }

    /// Sites with a genotype.
    pub(crate) fn genotypes(&self) -> BTreeMap<(String, u64), Zygosity> {
        self.sites.iter().filter_map(|(place, zygosity)| Some((place.clone(), (*zygosity)?))).collect()
    }

    fn put(&mut self, place: (String, u64), zygosity: Option<Zygosity>) {
        if !self.keeps(place.1) {
            return;
        }
        let known = self.sites.entry(place).or_insert(zygosity);
        if *known != zygosity {
            *known = None;
        }
        while self.sites.len() > MAX_SITES && self.thinned < u64::BITS - 1 {
            self.thinned += 1;
            let thinned = self.thinned;
            self.sites.retain(|(_, pos), _| is_kept(*pos, thinned));
        }
    }

    fn keeps(&self, pos: u64) -> bool {
        is_kept(pos, self.thinned)
    }
}

fn is_kept(pos: u64, thinned: u32) -> bool {
    pos.is_multiple_of(1 << thinned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_that_files_contradict_has_no_genotype() {
        let mut sites = GermlineSites::default();
        sites.add("1", 5, Zygosity::Alternate);
        sites.add("1", 6, Zygosity::Reference);
        sites.add("1", 6, Zygosity::Reference);
        let mut other = GermlineSites::default();
        other.add("1", 5, Zygosity::Heterozygous);
        other.add("2", 5, Zygosity::Heterozygous);
        sites.join(other);
        sites.add("1", 5, Zygosity::Alternate);
        let expected =
            [(("1".to_owned(), 6), Zygosity::Reference), (("2".to_owned(), 5), Zygosity::Heterozygous)];
        assert_eq!(sites.genotypes(), expected.into());
    }

    #[test]
    fn a_dense_file_keeps_sites_of_every_sparse_one() {
        let of = |step: u64| {
            let mut sites = GermlineSites::default();
            (1..=3000).for_each(|i| sites.add("1", i * step, Zygosity::Heterozygous));
            sites.genotypes()
        };
        let (dense, sparse) = (of(1), of(3));
        assert_eq!((dense.len(), sparse.len()), (1500, 1500));
        // Of 1 to 3,000 the multiples of 6.
        assert_eq!(dense.keys().filter(|place| sparse.contains_key(*place)).count(), 500);
    }
}
