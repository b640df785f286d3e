//! Allele-specific copy number: what is lost where, and the state of the HLA class I genes that follows.

use std::fmt::Write;

use evade_core::HlaStatus;

use crate::random::Generator;
pub(crate) use evade_genome::CHROMOSOME_LENGTHS as CHROMOSOMES;

use evade_genome::Build;

use crate::on_build;

/// Regions that are lost together with a tumour-suppressor gene: wide enough to hold the gene on both builds.
const REGIONS: [(&str, u64, u64, &[&str]); 5] = [
    ("19", 1, 20_000_000, &["STK11", "KEAP1"]),
    ("15", 40_000_000, 50_000_000, &["B2M"]),
    ("1", 60_000_000, 70_000_000, &["JAK1"]),
    ("9", 1, 20_000_000, &["JAK2"]),
    ("10", 85_000_000, 95_000_000, &["PTEN"]),
];
/// The HLA class I region, and a break between HLA-A (29.9 Mb) and HLA-C and HLA-B (31.2 to 31.4 Mb on both builds).
const HLA_CHROMOSOME: &str = "6";
const HLA_REGION: (u64, u64) = (25_000_000, 40_000_000);
const HLA_BREAK: u64 = 30_500_000;

/// Chance that an altered tumour suppressor has lost its other copy, and that the kept one was then doubled.
const SECOND_HIT: f64 = 0.5;
const COPY_NEUTRAL: f64 = 0.5;
/// What happens at HLA: weight, copies of the two alleles; without copies the segment is missing.
const HLA_EVENTS: [(f64, Option<Copies>); 6] = [
    (0.55, Some((1, 1))),
    (0.13, Some((1, 0))),
    (0.12, Some((2, 0))),
    (0.10, Some((2, 1))),
    (0.02, Some((0, 0))),
    (0.08, None),
];
/// Share of the events that reach HLA-A alone.
const HLA_A_ALONE: f64 = 0.25;

/// Copies of the major and the minor allele.
pub(crate) type Copies = (u32, u32);

/// A region whose copies are not one and one; without copies no segment is written for it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Event {
    pub(crate) chrom: &'static str,
    pub(crate) start: u64,
    pub(crate) end: u64,
    pub(crate) copies: Option<Copies>,
}

/// Copy-number events of a tumour in which these genes are altered.
pub(crate) fn draw_events(altered: &[&str], random: &mut Generator) -> Vec<Event> {
    let mut events = Vec::new();
    for (chrom, start, end, genes) in REGIONS {
        // Drawn whether needed or not, so that one gene's state does not move what follows.
        let (lost, neutral) = (random.happens(SECOND_HIT), random.happens(COPY_NEUTRAL));
        if lost && genes.iter().any(|gene| altered.contains(gene)) {
            let copies = Some(if neutral { (2, 0) } else { (1, 0) });
            events.push(Event { chrom, start, end, copies });
        }
    }
    let copies = HLA_EVENTS[random.weighted(HLA_EVENTS.iter().map(|(weight, _)| *weight))].1;
    let end = if random.happens(HLA_A_ALONE) { HLA_BREAK } else { HLA_REGION.1 };
    if copies != Some((1, 1)) {
        events.push(Event { chrom: HLA_CHROMOSOME, start: HLA_REGION.0, end, copies });
    }
    events
}

/// Takes away the other copy of a gene of the regions, where it is still there; the genes that lie in the region with it.
pub(crate) fn lose_other_copy(
    gene: &str,
    events: &mut Vec<Event>,
    random: &mut Generator,
) -> &'static [&'static str] {
    let Some(&(chrom, start, end, genes)) = REGIONS.iter().find(|(.., genes)| genes.contains(&gene)) else {
        return &[];
    };
    let copies = Some(if random.happens(COPY_NEUTRAL) { (2, 0) } else { (1, 0) });
    if !events.iter().any(|event| event.chrom == chrom) {
        events.push(Event { chrom, start, end, copies });
    }
    genes
}

/// Takes one allele of each HLA class I gene away.
pub(crate) fn lose_hla(events: &mut Vec<Event>, random: &mut Generator) {
    let copies = Some(if random.happens(COPY_NEUTRAL) { (2, 0) } else { (1, 0) });
    events.retain(|event| event.chrom != HLA_CHROMOSOME);
    events.push(Event { chrom: HLA_CHROMOSOME, start: HLA_REGION.0, end: HLA_REGION.1, copies });
}

/// Copies at a gene that may have a second hit, or `(1, 1)`.
pub(crate) fn copies_of(gene: &str, events: &[Event]) -> Copies {
    let region = REGIONS.iter().find(|(_, _, _, genes)| genes.contains(&gene));
    region
        .and_then(|(chrom, start, ..)| events.iter().find(|e| e.chrom == *chrom && e.start == *start))
        .and_then(|event| event.copies)
        .unwrap_or((1, 1))
}

/// Copies at a position, where a segment shows them.
pub(crate) fn copies_at(chrom: &str, pos: u64, events: &[Event]) -> Option<Copies> {
    let over = events.iter().find(|e| e.chrom == chrom && (e.start..=e.end).contains(&pos));
    over.map_or(Some((1, 1)), |event| event.copies)
}

/// Takes a copy of a region away in which nothing happened yet.
pub(crate) fn lose_region(chrom: &'static str, start: u64, end: u64, events: &mut Vec<Event>) {
    if !events.iter().any(|event| event.chrom == chrom) {
        events.push(Event { chrom, start, end, copies: Some((1, 0)) });
    }
}

/// State of HLA-A, HLA-B and HLA-C.
pub(crate) fn hla_states(events: &[Event]) -> [HlaStatus; 3] {
    let event = events.iter().find(|event| event.chrom == HLA_CHROMOSOME);
    std::array::from_fn(|gene| match event {
        Some(event) if gene == 0 || event.end > HLA_BREAK => match event.copies {
            None => HlaStatus::NotEvaluable,
            Some((0, 0)) => HlaStatus::Homdel,
            Some((_, 0)) => HlaStatus::Loh,
            // A gain of one allele loses none.
            Some(_) => HlaStatus::NoLoh,
        },
        _ => HlaStatus::NoLoh,
    })
}

/// The segments as ASCAT writes them (`sample chr startpos endpos nMajor nMinor`).
pub(crate) fn ascat_text(sample: &str, events: &[Event], build: Build) -> String {
    let mut text = String::from("sample\tchr\tstartpos\tendpos\tnMajor\tnMinor\n");
    for (chrom, start, end, copies) in segments(events, build) {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{sample}\t{chrom}\t{start}\t{end}\t{}\t{}", copies.0, copies.1);
    }
    text
}

/// The segments as FACETS writes them; its fraction counts all cells.
pub(crate) fn facets_text(events: &[Event], purity: f64, build: Build) -> String {
    let mut text = String::from("chrom\tstart\tend\tnhet\tcf.em\ttcn.em\tlcn.em\n");
    for (chrom, start, end, copies) in segments(events, build) {
        let chrom = if chrom == "X" { "23" } else { chrom };
        let fraction = if copies == (1, 1) { 1.0 } else { purity };
        // About one heterozygous SNP in 20 kb of an exome.
        let n_sites = (end - start) / 20_000;
        let _ = writeln!(
            text,
            "{chrom}\t{start}\t{end}\t{n_sites}\t{fraction}\t{}\t{}",
            copies.0 + copies.1,
            copies.1
        );
    }
    text
}

/// Every segment of the genome in order; what has no copies is left out.
fn segments(events: &[Event], build: Build) -> Vec<(&'static str, u64, u64, Copies)> {
    let mut all = Vec::new();
    for (chrom, old, new) in CHROMOSOMES {
        let length = on_build(build, old, new);
        let mut at = 1;
        for event in events.iter().filter(|event| event.chrom == chrom) {
            all.push((chrom, at, event.start - 1, Some((1, 1))));
            all.push((chrom, event.start, event.end, event.copies));
            at = event.end + 1;
        }
        all.push((chrom, at, length, Some((1, 1))));
    }
    all.into_iter()
        .filter_map(|(chrom, start, end, copies)| Some((chrom, start, end, copies?)))
        .filter(|s| s.1 <= s.2)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_follow_from_copies() {
        let event = |end, copies| vec![Event { chrom: "6", start: HLA_REGION.0, end, copies }];
        let (whole, part) = (HLA_REGION.1, HLA_BREAK);
        assert_eq!(hla_states(&[]), [HlaStatus::NoLoh; 3]);
        assert_eq!(hla_states(&event(whole, Some((2, 0)))), [HlaStatus::Loh; 3]);
        assert_eq!(hla_states(&event(whole, None)), [HlaStatus::NotEvaluable; 3]);
        assert_eq!(
            hla_states(&event(part, Some((1, 0)))),
            [HlaStatus::Loh, HlaStatus::NoLoh, HlaStatus::NoLoh]
        );
        assert_eq!(hla_states(&event(whole, Some((2, 1)))), [HlaStatus::NoLoh; 3]);
        assert_eq!(hla_states(&event(whole, Some((0, 0)))), [HlaStatus::Homdel; 3]);
    }

    #[test]
    fn segments_tile_the_genome_but_for_the_missing_one() {
        let events = [
            Event { chrom: "6", start: HLA_REGION.0, end: HLA_REGION.1, copies: None },
            Event { chrom: "19", start: 1, end: 20_000_000, copies: Some((1, 0)) },
        ];
        let text = ascat_text("S", &events, Build::Grch38);
        let covered: u64 = text
            .lines()
            .skip(1)
            .map(|line| {
                let fields: Vec<&str> = line.split('\t').collect();
                assert_eq!(fields.len(), 6);
                fields[3].parse::<u64>().unwrap() - fields[2].parse::<u64>().unwrap() + 1
            })
            .sum();
        let whole: u64 = CHROMOSOMES.iter().map(|(_, _, new)| new).sum();
        assert_eq!(whole - covered, HLA_REGION.1 - HLA_REGION.0 + 1);
        assert!(text.contains("S\t19\t1\t20000000\t1\t0\n"));
        assert_eq!(copies_of("KEAP1", &events), (1, 0));
        assert_eq!(copies_of("PTEN", &events), (1, 1));
    }
}
