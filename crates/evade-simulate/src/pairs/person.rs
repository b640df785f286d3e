//! What is inherited, and tells persons apart: sex, HLA class I alleles, genotypes of germline sites.

use std::fmt::Write;

use evade_core::HLA_GENES;
use evade_genome::Build;

use crate::on_build;
use crate::random::Generator;
use crate::segments::{CHROMOSOMES, Event, copies_at};
use crate::snps::{BLOCK, ELSEWHERE};

/// Common alleles of HLA-A, -B and -C, equally often here.
const ALLELES: [[&str; 8]; 3] = [
    ["A*01:01", "A*02:01", "A*03:01", "A*11:01", "A*24:02", "A*26:01", "A*31:01", "A*68:01"],
    ["B*07:02", "B*08:01", "B*15:01", "B*18:01", "B*35:01", "B*40:01", "B*44:02", "B*51:01"],
    ["C*03:04", "C*04:01", "C*05:01", "C*06:02", "C*07:01", "C*07:02", "C*12:03", "C*16:01"],
];
/// Sites on chromosome 2 that are taken besides those around the HLA genes.
const ELSEWHERE_STEP: u64 = 2;
/// Frequency of the alternate allele at every site.
const FREQUENCY: f64 = 0.5;
const NORMAL_DEPTH: f64 = 60.0;
/// Below this share of an allele's reads a caller takes a site for homozygous.
const HOMOZYGOUS_BELOW: f64 = 0.1;
/// How often RNA shows no gene of chromosome Y in a man's tumour: in both samples, and in the later one alone.
const LOST_Y: [f64; 2] = [0.08, 0.07];
/// How often RNA shows no XIST in a woman's tumour.
const LOST_XIST: f64 = 0.03;

/// What the RNA of a sample shows of the sex chromosomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SexInRna {
    YGenes,
    Xist,
    Neither,
}

impl SexInRna {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::YGenes => "y_genes",
            Self::Xist => "xist",
            Self::Neither => "neither",
        }
    }
}

/// A person.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Person {
    pub(super) is_male: bool,
    /// What the RNA of the earlier and of the later sample shows of it.
    pub(super) rna: [SexInRna; 2],
    /// Alleles of HLA-A, -B and -C; the second of a gene is the one that a tumour loses.
    pub(super) hla: [[&'static str; 2]; 3],
    /// Alternate alleles at each site, 0 to 2.
    genotypes: Vec<u8>,
}

impl Person {
    pub(super) fn draw(is_male: bool, random: &mut Generator) -> Self {
        let mut draw = |chance: f64| random.happens(chance);
        let rna = if is_male {
            let (both, later) = (draw(LOST_Y[0]), draw(LOST_Y[1]));
            [both, both || later].map(|lost| if lost { SexInRna::Neither } else { SexInRna::YGenes })
        } else {
            [if draw(LOST_XIST) { SexInRna::Neither } else { SexInRna::Xist }; 2]
        };
        let hla = ALLELES.map(|names| [(); 2].map(|()| names[random.below(names.len())]));
        let genotypes = sites().map(|_| (0..2).map(|_| u8::from(random.happens(FREQUENCY))).sum()).collect();
        Self { is_male, rna, hla, genotypes }
    }

    /// The word of the sheet.
    pub(super) fn sex(&self) -> &'static str {
        if self.is_male { "M" } else { "F" }
    }

    /// Whether of an HLA gene each has an allele that the other lacks.
    pub(super) fn conflicts_in_hla(&self, other: &Self) -> bool {
        self.hla.iter().zip(&other.hla).any(|(own, others)| {
            own.iter().any(|allele| !others.contains(allele))
                && others.iter().any(|allele| !own.contains(allele))
        })
    }

    /// Sites at which one has the reference allele alone and the other the alternate.
    pub(super) fn opposite_homozygotes(&self, other: &Self) -> usize {
        self.genotypes.iter().zip(&other.genotypes).filter(|(a, b)| a.abs_diff(**b) == 2).count()
    }

    /// The HLA table of a sample with these events: alleles and copies, `NA` where no segment shows them.
    pub(super) fn hla_table(&self, sample: &str, events: &[Event], build: Build) -> String {
        let mut text = String::from("sample\tgene\tallele1\tallele2\tcn1\tcn2\n");
        // Places within the genes; those of both builds lie on the same side of every break.
        let places =
            on_build(build, [29_912_000, 31_323_000, 31_238_000], [29_944_000, 31_355_000, 31_270_000]);
        for ((gene, [first, second]), pos) in HLA_GENES.iter().zip(self.hla).zip(places) {
            let cells = match copies_at("6", pos, events) {
                Some((major, minor)) => format!("{major}\t{minor}"),
                None => "NA\tNA".to_owned(),
            };
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{sample}\t{gene}\t{first}\t{second}\t{cells}");
        }
        text
    }

    /// A VCF of the germline sites with genotypes and reads of the normal and of the tumour.
    pub(super) fn germline_vcf(
        &self,
        [normal, tumour]: [&str; 2],
        (purity, depth): (f64, f64),
        events: &[Event],
        build: Build,
        random: &mut Generator,
    ) -> String {
        let mut text = String::from("##fileformat=VCFv4.2\n##source=evade simulate\n");
        text.push_str("##FORMAT=<ID=GT,Number=1,Type=String,Description=\"Genotype\">\n");
        text.push_str("##FORMAT=<ID=AD,Number=R,Type=Integer,Description=\"Reads of each allele\">\n");
        text.push_str("##FORMAT=<ID=DP,Number=1,Type=Integer,Description=\"Reads\">\n");
        let _ = writeln!(text, "##reference={build}\n##normal_sample={normal}\n##tumor_sample={tumour}");
        let prefix = on_build(build, "", "chr");
        for (chrom, old, new) in CHROMOSOMES {
            let length = on_build(build, old, new);
            let _ = writeln!(text, "##contig=<ID={prefix}{chrom},length={length}>");
        }
        let _ = writeln!(text, "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t{normal}\t{tumour}");
        for ((chrom, pos), &genotype) in sites().zip(&self.genotypes) {
            let (major, minor) = copies_at(chrom, pos, events).unwrap_or((1, 1));
            // Which haplotype has the alternate base: the same in every sample of the person.
            let is_on_kept = pos / 1000 % 2 == 0;
            let copies = match genotype {
                0 => (major + minor, 0),
                1 if is_on_kept => (minor, major),
                1 => (major, minor),
                _ => (0, major + minor),
            };
            let of_tumour = |copies: u32, normal: u8| {
                0.5 * depth * (purity * f64::from(copies) + (1.0 - purity) * f64::from(normal))
            };
            let of_normal = |copies: u8| 0.5 * NORMAL_DEPTH * f64::from(copies);
            let means = [
                of_normal(2 - genotype),
                of_normal(genotype),
                of_tumour(copies.0, 2 - genotype),
                of_tumour(copies.1, genotype),
            ];
            let [n_ref, n_alt, t_ref, t_alt] = means.map(|mean| random.poisson(mean) as u32);
            let germline = ["0/0", "0/1", "1/1"][usize::from(genotype.min(2))];
            let called = call(t_ref, t_alt);
            let _ = writeln!(
                text,
                "{prefix}{chrom}\t{pos}\t.\tA\tG\t.\tPASS\t.\tGT:AD:DP\t{germline}:{n_ref},{n_alt}:{}\t{called}:{t_ref},{t_alt}:{}",
                n_ref + n_alt,
                t_ref + t_alt,
            );
        }
        text
    }
}

/// Chromosome and position of the germline sites, in the order of the genome, on both builds.
fn sites() -> impl Iterator<Item = (&'static str, u64)> {
    let (chrom, start, end, step) = ELSEWHERE;
    let elsewhere = (start..end).step_by((ELSEWHERE_STEP * step) as usize).map(move |pos| (chrom, pos));
    elsewhere.chain((BLOCK.0..BLOCK.1).step_by(BLOCK.2 as usize).map(|pos| ("6", pos)))
}

fn call(reference: u32, alternate: u32) -> &'static str {
    let share = f64::from(alternate) / f64::from((reference + alternate).max(1));
    match share {
        s if reference + alternate == 0 || s.is_nan() => "./.",
        s if s < HOMOZYGOUS_BELOW => "0/0",
        s if s > 1.0 - HOMOZYGOUS_BELOW => "1/1",
        _ => "0/1",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(number: u64) -> Person {
        Person::draw(number.is_multiple_of(2), &mut Generator::new(1, "person", number))
    }

    #[test]
    fn a_person_agrees_with_itself_and_differs_from_others() {
        for number in 0..50 {
            let (one, other) = (person(number), person(number + 1));
            assert!(!one.conflicts_in_hla(&one) && one.opposite_homozygotes(&one) == 0);
            // An eighth of the sites.
            assert!((3..40).contains(&one.opposite_homozygotes(&other)));
        }
        assert!((0..50).filter(|n| person(*n).conflicts_in_hla(&person(n + 1))).count() >= 48);
    }

    #[test]
    fn a_lost_allele_is_no_conflict_in_hla() {
        let one = person(0);
        let mut other = one.clone();
        other.hla[0][1] = other.hla[0][0];
        assert!(!one.conflicts_in_hla(&other) && !other.conflicts_in_hla(&one));
    }

    #[test]
    fn the_table_shows_the_lost_copy() {
        let lost = [Event { chrom: "6", start: 25_000_000, end: 30_500_000, copies: Some((2, 0)) }];
        let text = Person {
            hla: [["A*01:01", "A*02:01"], ["B*07:02", "B*08:01"], ["C*04:01", "C*05:01"]],
            ..person(0)
        }
        .hla_table("S", &lost, Build::Grch38);
        assert!(text.contains("S\tHLA-A\tA*01:01\tA*02:01\t2\t0\n"), "{text}");
        assert!(text.contains("S\tHLA-B\tB*07:02\tB*08:01\t1\t1\n"), "{text}");
    }

    #[test]
    fn a_pure_tumour_with_a_lost_allele_has_none_of_its_reads() {
        let lost = [Event { chrom: "6", start: 1, end: 170_000_000, copies: Some((1, 0)) }];
        let text = person(0).germline_vcf(
            ["N", "T"],
            (1.0, 100.0),
            &lost,
            Build::Grch38,
            &mut Generator::new(1, "germline", 0),
        );
        let records = text.lines().filter(|line| line.starts_with("chr6\t"));
        let genotypes: Vec<(&str, &str)> = records
            .map(|line| {
                let fields: Vec<&str> = line.split('\t').collect();
                (&fields[9][..3], &fields[10][..3])
            })
            .collect();
        assert!(genotypes.iter().all(|(_, tumour)| *tumour != "0/1"));
        assert!(genotypes.iter().any(|(normal, _)| *normal == "0/1"));
    }
}
