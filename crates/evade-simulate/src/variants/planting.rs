//! Alterations that a planted mechanism puts into the DNA of a tumour, in the place of what was drawn for the gene.

use evade_core::HlaStatus;

use super::{ACTIVATED, Allele, Dna, copies_of, in_order, pick, planted};
use crate::random::Generator;
use crate::segments::{hla_states, lose_hla, lose_other_copy};

impl Dna {
    /// Gives a gene an altering variant and takes its other copy away, whatever was drawn for it.
    pub(crate) fn lose_both(&mut self, gene: &str, alleles: &[Allele], purity: f64, random: &mut Generator) {
        let neighbours = lose_other_copy(gene, &mut self.events, random);
        self.put(gene, None, alleles, purity, random);
        // A copy was lost of the other genes of the region too: their reads follow.
        for other in neighbours.iter().filter(|other| **other != gene) {
            let real = self.variants.iter_mut().filter(|v| v.allele.gene == **other && v.decoy.is_none());
            for variant in real {
                *variant = planted(&variant.allele, purity, copies_of(other, &self.events), random);
            }
        }
    }

    /// Gives a gene an activating variant, and takes that of the gene away which excludes it.
    pub(crate) fn activate(
        &mut self,
        gene: &str,
        change: Option<&str>,
        alleles: &[Allele],
        purity: f64,
        random: &mut Generator,
    ) {
        self.variants.retain(|v| !ACTIVATED.contains(&v.allele.gene.as_str()) || v.decoy.is_some());
        self.put(gene, change, alleles, purity, random);
    }

    /// Loses one allele of each HLA class I gene.
    pub(crate) fn lose_hla(&mut self, random: &mut Generator) {
        lose_hla(&mut self.events, random);
    }

    /// Puts an altering allele in the place of whatever the gene holds.
    fn put(
        &mut self,
        gene: &str,
        change: Option<&str>,
        alleles: &[Allele],
        purity: f64,
        random: &mut Generator,
    ) {
        self.variants.retain(|v| v.allele.gene != gene);
        let fits = |a: &Allele| {
            a.gene == gene && a.status == "altered" && change.is_none_or(|change| a.hgvsp == change)
        };
        if let Some(allele) = pick(alleles, random, fits) {
            self.variants.push(planted(allele, purity, copies_of(gene, &self.events), random));
        }
        in_order(&mut self.variants);
    }

    /// State of HLA-A, HLA-B and HLA-C.
    pub(crate) fn hla_states(&self) -> [HlaStatus; 3] {
        hla_states(&self.events)
    }
}
