//! Reads at heterozygous SNPs around the HLA class I genes and elsewhere, in the form of a FACETS pileup.

use std::fmt::Write;

use crate::random::Generator;
use crate::segments::{Copies, Event};

/// Sites of the MHC class I block, evenly from here; the margins of the genes lie between them on both builds.
pub(crate) const BLOCK: (u64, u64, u64) = (29_660_500, 31_480_000, 30_000);
/// Sites of a chromosome on which nothing happens: they tell how deep each library is.
pub(crate) const ELSEWHERE: (&str, u64, u64, u64) = ("2", 5_000_000, 205_000_000, 2_000_000);
/// Mean reads of the normal at a site.
const DEPTH: f64 = 90.0;

/// The pileup: the first file is the normal, the second the tumour.
pub(crate) fn pileup_text(events: &[Event], purity: f64, random: &mut Generator) -> String {
    let mut text =
        String::from("Chromosome,Position,Ref,Alt,File1R,File1A,File1E,File1D,File2R,File2A,File2E,File2D\n");
    let (chrom, start, end, step) = ELSEWHERE;
    for pos in (start..end).step_by(step as usize) {
        add(&mut text, chrom, pos, (1, 1), purity, random);
    }
    for pos in (BLOCK.0..BLOCK.1).step_by(BLOCK.2 as usize) {
        let over = events.iter().find(|e| e.chrom == "6" && (e.start..=e.end).contains(&pos));
        let copies = over.and_then(|event| event.copies).unwrap_or((1, 1));
        add(&mut text, "6", pos, copies, purity, random);
    }
    text
}

fn add(text: &mut String, chrom: &str, pos: u64, copies: Copies, purity: f64, random: &mut Generator) {
    // Which haplotype the alternate base is on.
    let (reference, alternate) = if random.happens(0.5) { copies } else { (copies.1, copies.0) };
    let mut reads = |copies: u32| {
        let mean = 0.5 * DEPTH * (purity * f64::from(copies) + 1.0 - purity);
        random.poisson(mean) as u32
    };
    let tumour = (reads(reference), reads(alternate));
    let normal = (random.poisson(0.5 * DEPTH) as u32, random.poisson(0.5 * DEPTH) as u32);
    // Writing to a String cannot fail.
    let _ = writeln!(text, "{chrom},{pos},A,G,{},{},0,0,{},{},0,0", normal.0, normal.1, tumour.0, tumour.1);
}
