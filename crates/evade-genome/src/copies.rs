//! Copy number of genes: from segments, or from tables by gene.

mod tables;

use std::collections::BTreeMap;

use evade_core::{CopyState, GeneCopies, HlaGene, HlaStatus};

pub use self::tables::{GeneCopyTable, is_gene_copy_table, read_gene_copies};
use crate::Build;
use crate::panel::{GENES, GenePanel, PanelGene};
use crate::segments::{Segment, Segments};

/// Genes whose amplification counts.
pub(crate) const AMPLIFIED: [&str; 8] =
    ["KRAS", "EGFR", "MDM2", "MDM4", "CD274", "PDCD1LG2", "ERBB2", "CCND1"];
/// Genes that show what became of 9p24.
pub(crate) const STATES_9P24: [&str; 3] = ["JAK2", "CD274", "PDCD1LG2"];

/// Copies under this are none.
const NO_COPY: f64 = 0.5;
/// Fewest copies of an amplification ...
const AMPLIFIED_COPIES: f64 = 5.0;
/// ... which must also be this many times the ploidy.
const AMPLIFIED_RATIO: f64 = 2.5;
/// Share of the coding bases that must lie in segments for the gene to have a state, and in such without a minor
/// allele for it to have lost one.
const MIN_SHARE: f64 = 0.5;
/// Ploidy where none is stated.
const DIPLOID: f64 = 2.0;

/// The state that these copies make.
pub(crate) fn state_of(gene: &str, total: f64, minor: Option<f64>, ploidy: Option<f64>) -> CopyState {
    let ploidy = ploidy.unwrap_or(DIPLOID);
    if total < NO_COPY {
        CopyState::Homdel
    } else if AMPLIFIED.contains(&gene) && total >= AMPLIFIED_COPIES && total >= AMPLIFIED_RATIO * ploidy {
        CopyState::Amplification
    } else if minor.is_some_and(|m| m < NO_COPY) {
        CopyState::Loh
    } else if total >= ploidy + 1.0 {
        CopyState::Gain
    } else if minor.is_none() && total <= ploidy - 1.0 + NO_COPY {
        CopyState::SingleLoss
    } else {
        CopyState::Neutral
    }
}

/// The copies of all judged genes that segments hold; a gene outside them has none.
#[must_use]
pub fn copies_from_segments(
    segments: &Segments,
    build: Build,
    panel: &GenePanel,
    ploidy: Option<f64>,
) -> BTreeMap<String, GeneCopies> {
    let genes = GENES.iter().filter_map(|(symbol, _)| panel.gene(symbol));
    genes.filter_map(|gene| Some((gene.symbol.clone(), copies_of(gene, segments, build, ploidy)?))).collect()
}

fn copies_of(gene: &PanelGene, segments: &Segments, build: Build, ploidy: Option<f64>) -> Option<GeneCopies> {
    let transcript = gene.transcripts.get(&build)?;
    let exons: Vec<(u64, u64)> = transcript.coding_exons().collect();
    let (first, last) = transcript.coding;
    let here: Vec<&Segment> =
        segments.rows.iter().filter(|s| s.chrom == gene.chrom && s.start <= last && s.end >= first).collect();
    let bases = |segment: &Segment| -> u64 {
        let shared =
            |(start, end): &(u64, u64)| (segment.end.min(*end) + 1).saturating_sub(segment.start.max(*start));
        exons.iter().map(shared).sum()
    };
    let all = transcript.coding_length as f64;
    let share = |test: &dyn Fn(&Segment) -> bool| {
        here.iter().filter(|s| test(s)).map(|s| bases(s)).sum::<u64>() as f64 / all
    };
    let copies = |segment: &Segment, state: CopyState| GeneCopies {
        total: Some(segment.total),
        minor: segment.minor,
        ..GeneCopies::stated(state, segments.format.as_str())
    };
    // A deletion counts when it takes a whole coding exon.
    let takes_exon = |s: &Segment| exons.iter().any(|(start, end)| s.start <= *start && s.end >= *end);
    if let Some(deleted) = here.iter().find(|s| s.total < NO_COPY && takes_exon(s)) {
        return Some(copies(deleted, CopyState::Homdel));
    }
    if share(&|_| true) < MIN_SHARE {
        return None;
    }
    let longest = here.iter().max_by_key(|s| (bases(s), std::cmp::Reverse(s.start)))?;
    // The gene is amplified when its least amplified part is.
    let least = here.iter().filter(|s| bases(s) > 0).map(|s| s.total).min_by(f64::total_cmp)?;
    let has_lost_allele = share(&|s| s.minor.is_some_and(|m| m < NO_COPY) && s.total >= NO_COPY) >= MIN_SHARE;
    let state = match state_of(&gene.symbol, longest.total, longest.minor, ploidy) {
        CopyState::Amplification if least < AMPLIFIED_COPIES => CopyState::Gain,
        CopyState::Loh if !has_lost_allele => CopyState::Neutral,
        state => state,
    };
    Some(copies(longest, state))
}

/// Copies of the HLA genes as an allele-specific method tells them, which goes before segments.
#[must_use]
pub fn copies_of_hla(genes: &[HlaGene]) -> BTreeMap<String, GeneCopies> {
    let states = genes.iter().filter_map(|gene| {
        let state = match gene.status {
            HlaStatus::Loh => CopyState::Loh,
            // Some cells have both alleles: no second hit of all.
            HlaStatus::LohSubclonal => CopyState::SingleLoss,
            HlaStatus::Homdel => CopyState::Homdel,
            HlaStatus::NoLoh => CopyState::Neutral,
            _ => return None,
        };
        let total = gene.cn_major.zip(gene.cn_minor).map(|(major, minor)| major + minor);
        let source = gene.source.as_deref().unwrap_or("hla");
        let copies = GeneCopies { total, minor: gene.cn_minor, ..GeneCopies::stated(state, source) };
        Some((gene.gene.clone(), copies))
    });
    states.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rule_7_states_by_copies() {
        use CopyState::{Amplification, Gain, Homdel, Loh, Neutral, SingleLoss};
        for (gene, total, minor, ploidy, expected) in [
            ("CDKN2A", 0.4, Some(0.1), None, Homdel),
            ("CDKN2A", 0.0, None, None, Homdel),
            ("STK11", 0.5, Some(0.0), None, Loh),
            ("STK11", 2.0, Some(0.0), Some(2.0), Loh),
            ("STK11", 2.0, Some(1.0), Some(2.0), Neutral),
            ("STK11", 1.0, None, None, SingleLoss),
            ("MDM2", 5.0, Some(1.0), Some(2.0), Amplification),
            ("MDM2", 5.0, Some(1.0), Some(4.0), Gain),
            ("MDM2", 9.0, Some(1.0), Some(4.0), Gain),
            ("MDM2", 10.0, Some(0.0), Some(4.0), Amplification),
            ("PIK3CA", 12.0, Some(1.0), Some(2.0), Gain),
        ] {
            assert_eq!(state_of(gene, total, minor, ploidy), expected, "{gene} {total} {minor:?} {ploidy:?}");
        }
    }
}
