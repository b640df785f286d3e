//! Variants in long genes that no judgement reads: they show that two samples are of one clone.

use evade_genome::Build;

use super::Allele;
use crate::on_build;
use crate::random::Generator;

/// Long genes that are often mutated in lung cancer and that no table of evade judges: chromosome, start on both builds, a
/// length within the gene, strand.
const GENES: [(&str, &str, u64, u64, u64, &str); 10] = [
    ("TTN", "2", 179_400_000, 178_540_000, 280_000, "-1"),
    ("MUC16", "19", 8_965_000, 8_855_000, 120_000, "-1"),
    ("RYR2", "1", 237_210_000, 237_050_000, 780_000, "1"),
    ("CSMD3", "8", 113_240_000, 112_230_000, 1_200_000, "-1"),
    ("LRP1B", "2", 140_995_000, 140_240_000, 1_880_000, "-1"),
    ("USH2A", "1", 215_800_000, 215_630_000, 790_000, "-1"),
    ("ZFHX4", "8", 77_595_000, 76_685_000, 180_000, "1"),
    ("XIRP2", "2", 167_750_000, 166_890_000, 360_000, "1"),
    ("FLG", "1", 152_275_000, 152_303_000, 22_000, "-1"),
    ("SPTA1", "1", 158_582_000, 158_612_000, 74_000, "-1"),
];
const BASES: [&str; 4] = ["A", "C", "G", "T"];
const AMINO_ACIDS: [&str; 8] = ["Ala", "Arg", "Asp", "Gly", "Leu", "Pro", "Ser", "Val"];
/// Codons within the shortest of the proteins.
const CODONS: usize = 2_000;

/// A missense change at a made place: neither its place nor its bases are those of a known variant.
pub(crate) fn passenger(build: Build, random: &mut Generator) -> Allele {
    let (gene, chrom, old, new, length, strand) = GENES[random.below(GENES.len())];
    let pos = on_build(build, old, new) + random.below(length as usize) as u64;
    let (base, step) = (random.below(BASES.len()), 1 + random.below(BASES.len() - 1));
    let (from, to) = (random.below(AMINO_ACIDS.len()), 1 + random.below(AMINO_ACIDS.len() - 1));
    let codon = 1 + random.below(CODONS);
    let of = |words: &[&'static str], place: usize| words[place % words.len()];
    Allele {
        gene: gene.to_owned(),
        chrom: chrom.to_owned(),
        pos,
        reference: of(&BASES, base).to_owned(),
        alternate: of(&BASES, base + step).to_owned(),
        strand: strand.to_owned(),
        // No transcript of that name exists: the change is made.
        transcript: format!("SIM_{gene}"),
        consequence: "missense_variant".to_owned(),
        class: "Missense_Mutation".to_owned(),
        hgvsc: String::new(),
        hgvsp: format!("p.{}{codon}{}", of(&AMINO_ACIDS, from), of(&AMINO_ACIDS, from + to)),
        cds_position: (3 * codon - 1).to_string(),
        protein_position: codon.to_string(),
        status: "passenger".to_owned(),
        weight: 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passenger_changes_a_base_and_an_amino_acid_of_its_gene() {
        let mut random = Generator::new(1, "passengers", 0);
        for _ in 0..300 {
            let allele = passenger(Build::Grch38, &mut random);
            assert_ne!(allele.reference, allele.alternate);
            let change = allele.hgvsp.strip_prefix("p.").unwrap();
            assert_ne!(change[..3], change[change.len() - 3..]);
            let gene = GENES.iter().find(|gene| gene.0 == allele.gene).unwrap();
            assert!((gene.3..gene.3 + gene.4).contains(&allele.pos));
        }
    }
}
