//! How the samples of a patient were taken and measured, and which files there are.

use crate::random::Generator;

use super::reads::Sequencing;

/// Mean reads at a place: even in its logarithm.
const DEPTH: (f64, f64) = (60.0, 600.0);
const PURITY: (f64, f64) = (0.2, 0.8);
/// Tumour content of the later sample varies by this around that of the earlier one, or is drawn on its own as often as this.
const PURITY_SD: f64 = 0.06;
const OTHER_PURITY: f64 = 0.1;
/// More than this, in percentage points, is another tumour content.
const PURITY_DIFFERS: i32 = 20;
const GERMLINE: f64 = 0.7;
const HLA_TYPES: f64 = 0.7;
const NO_DNA_BEFORE: f64 = 0.05;

/// Where a patient's variants are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum VariantFile {
    Vcf,
    /// A VCF with a record at every place that was called in the other sample.
    ForcedVcf,
    Maf,
}

/// What makes RNA of two samples hard to compare, beside tumour content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Difference {
    Nothing,
    Site,
    Specimen,
}

/// What is drawn for a patient.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Design {
    pub(super) file: VariantFile,
    /// Whether genotypes of germline sites are there.
    pub(super) has_germline: bool,
    /// Whether HLA types are there.
    pub(super) has_hla_types: bool,
    difference: Difference,
    lacks_dna_before: bool,
}

impl Design {
    pub(super) fn draw(random: &mut Generator) -> Self {
        let file = [VariantFile::Vcf, VariantFile::ForcedVcf, VariantFile::Maf]
            [random.weighted([0.5, 0.25, 0.25].into_iter())];
        let difference = [Difference::Nothing, Difference::Site, Difference::Specimen]
            [random.weighted([0.86, 0.07, 0.07].into_iter())];
        Self {
            file,
            has_germline: random.happens(GERMLINE),
            has_hla_types: random.happens(HLA_TYPES),
            difference,
            lacks_dna_before: random.happens(NO_DNA_BEFORE),
        }
    }

    /// Whether a sample has DNA, 0 for the earlier one.
    pub(super) fn has_dna(&self, sample: usize) -> bool {
        sample > 0 || !self.lacks_dna_before
    }

    pub(super) fn site(&self, first: &'static str, sample: usize) -> &'static str {
        match (self.difference, sample, first) {
            (Difference::Site, 1, "liver") => "lung",
            (Difference::Site, 1, _) => "liver",
            _ => first,
        }
    }

    pub(super) fn specimen(&self, first: &'static str, sample: usize) -> &'static str {
        match (self.difference, sample, first) {
            (Difference::Specimen, 1, "FFPE") => "frozen",
            (Difference::Specimen, 1, _) => "FFPE",
            _ => first,
        }
    }

    /// What makes the RNA of both samples hard to compare.
    pub(super) fn rna_differences(&self, sequencing: [Sequencing; 2]) -> Vec<&'static str> {
        let of_design = match self.difference {
            Difference::Nothing => None,
            Difference::Site => Some("site"),
            Difference::Specimen => Some("specimen"),
        };
        let [before, after] = sequencing.map(|s| libm::round(100.0 * s.purity) as i32);
        let of_purity = ((before - after).abs() > PURITY_DIFFERS).then_some("tumour_content");
        of_design.into_iter().chain(of_purity).collect()
    }
}

/// Tumour content, in whole per cent, and depth of both samples.
pub(super) fn sequencing(random: &mut Generator) -> [Sequencing; 2] {
    let purity = |random: &mut Generator| PURITY.0 + (PURITY.1 - PURITY.0) * random.uniform();
    let before = purity(random);
    let after = if random.happens(OTHER_PURITY) {
        purity(random)
    } else {
        random.normal(before, PURITY_SD).clamp(PURITY.0, PURITY.1)
    };
    [before, after].map(|purity| {
        let span = libm::log(DEPTH.1 / DEPTH.0);
        let depth = libm::round(DEPTH.0 * libm::exp(span * random.uniform())) as u32;
        Sequencing { purity: libm::round(100.0 * purity) / 100.0, depth }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_and_purity_keep_their_limits_and_purity_seldom_differs() {
        let mut n_differ = 0;
        for i in 0..1000 {
            let mut random = Generator::new(1, "design", i);
            let both = sequencing(&mut random);
            assert!(both.iter().all(|s| (0.2..=0.8).contains(&s.purity) && (60..=600).contains(&s.depth)));
            let design = Design { difference: Difference::Nothing, ..Design::draw(&mut random) };
            n_differ += usize::from(!design.rna_differences(both).is_empty());
        }
        assert!((20..100).contains(&n_differ), "{n_differ}");
    }

    #[test]
    fn a_difference_is_one_of_the_later_sample() {
        let drawn = Design::draw(&mut Generator::new(1, "design", 0));
        let design = Design { difference: Difference::Site, ..drawn.clone() };
        assert_eq!((design.site("lung", 0), design.site("lung", 1)), ("lung", "liver"));
        assert_eq!(design.site("liver", 1), "lung");
        let design = Design { difference: Difference::Specimen, ..drawn };
        assert_eq!((design.specimen("FFPE", 0), design.specimen("FFPE", 1)), ("FFPE", "frozen"));
        let same = [Sequencing { purity: 0.4, depth: 100 }, Sequencing { purity: 0.6, depth: 100 }];
        assert_eq!(design.rna_differences(same), ["specimen"]);
        let other = [Sequencing { purity: 0.4, depth: 100 }, Sequencing { purity: 0.61, depth: 100 }];
        assert_eq!(design.rna_differences(other), ["specimen", "tumour_content"]);
    }
}
