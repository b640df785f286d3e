//! Copy number of genes: from segments, or from tables by gene.

mod state;
mod tables;

use std::collections::{BTreeMap, BTreeSet};

use evade_core::{CopySource, CopyState, GeneCopies, HlaGene, HlaStatus};

use self::state::{state_of, state_of_log2};
pub(crate) use self::tables::is_gene_copy_header;
pub use self::tables::{GeneCopyTable, is_gene_copy_table, read_gene_copies};
use crate::Build;
use crate::panel::{GENES, GenePanel, PanelGene};
use crate::segments::{Segment, SegmentFormat, Segments, State, TumorContent};

/// Share of the coding bases that must lie in segments for the gene to have a state, and in such without a minor
/// allele for it to have lost one.
const MIN_SHARE: f64 = 0.5;
/// The copies of all judged genes that segments hold; a gene outside them has none, nor has any gene of a sample with
/// too few tumour cells.
#[must_use]
pub fn copies_from_segments(
    segments: &Segments,
    build: Build,
    panel: &GenePanel,
    tumor: TumorContent,
) -> BTreeMap<String, GeneCopies> {
    if tumor.is_too_thin() {
        return BTreeMap::new();
    }
    let genes = GENES.iter().filter_map(|(symbol, _)| panel.gene(symbol));
    let genes = genes.filter(|gene| !is_impossible(segments, gene, build));
    genes.filter_map(|gene| Some((gene.symbol.clone(), copies_of(gene, segments, build, tumor)?))).collect()
}

/// The judged genes under a segment whose copies cannot be.
#[must_use]
pub fn genes_of_impossible_segments(
    segments: &Segments,
    build: Build,
    panel: &GenePanel,
) -> BTreeSet<String> {
    let genes = GENES.iter().filter_map(|(symbol, _)| panel.gene(symbol));
    genes.filter(|gene| is_impossible(segments, gene, build)).map(|gene| gene.symbol.clone()).collect()
}

/// The judged genes under a segment that names no sample, in a file that names samples elsewhere. Where the build is not
/// known, those of either.
#[must_use]
pub fn genes_of_unclaimed_segments(
    segments: &Segments,
    build: Option<Build>,
    panel: &GenePanel,
) -> BTreeSet<String> {
    let is_under = |gene: &&PanelGene| {
        let mut transcripts =
            gene.transcripts.iter().filter(|(known, _)| build.is_none_or(|build| build == **known));
        transcripts.any(|(_, t)| segments.is_unclaimed_at(&gene.symbol, &gene.chrom, t.coding))
    };
    panel.judged_genes().filter(is_under).map(|gene| gene.symbol.clone()).collect()
}

fn is_impossible(segments: &Segments, gene: &PanelGene, build: Build) -> bool {
    let Some(transcript) = gene.transcripts.get(&build) else { return false };
    segments.is_impossible_at(&gene.symbol, &gene.chrom, transcript.coding)
}

/// The copies of all judged genes in stretches that a caller of copy number lists in a VCF. Such a list holds what is
/// aberrant: a gene outside it has no state.
pub(crate) fn copies_from_vcf(
    file: &str,
    rows: Vec<Segment>,
    build: Build,
    panel: &GenePanel,
    tumor: TumorContent,
) -> BTreeMap<String, GeneCopies> {
    // Copies or a log ratio for a stretch, as the rows of CNVkit hold them; with a share of all cells, as FACETS gives it.
    let has_fraction = rows.iter().any(|row| row.fraction.is_some());
    let segments = Segments {
        file: file.to_owned(),
        format: if has_fraction { SegmentFormat::Facets } else { SegmentFormat::CnvKit },
        rows,
        impossible: Vec::new(),
        unclaimed: Vec::new(),
        warnings: Vec::new(),
        without_state: BTreeSet::new(),
        may_be_cut: false,
        by_accession: None,
    };
    let mut copies = copies_from_segments(&segments, build, panel, tumor);
    for copies in copies.values_mut() {
        copies.source = CopySource::Vcf;
    }
    copies
}

/// What one segment says of a gene.
struct Piece<'a> {
    segment: &'a Segment,
    /// Coding bases of the gene within the segment.
    bases: u64,
    takes_exon: bool,
    /// Absent where a log ratio alone is known.
    copies: Option<State>,
    state: CopyState,
}

impl<'a> Piece<'a> {
    fn of(
        segment: &'a Segment,
        gene: &str,
        exons: &[(u64, u64)],
        format: SegmentFormat,
        tumor: TumorContent,
    ) -> Self {
        let shared =
            |(start, end): &(u64, u64)| (segment.end.min(*end) + 1).saturating_sub(segment.start.max(*start));
        let log2 = segment.log2_alone(tumor);
        let copies = segment.state(format, tumor);
        let state = match log2 {
            Some(log2) => state_of_log2(log2),
            None => {
                let is_in_part = copies.is_subclonal() || segment.is_in_part;
                in_part(state_of(gene, copies.total, copies.minor, tumor.ploidy), is_in_part)
            }
        };
        Self {
            segment,
            bases: exons.iter().map(shared).sum(),
            takes_exon: exons.iter().any(|(start, end)| segment.start <= *start && segment.end >= *end),
            copies: log2.is_none().then_some(copies),
            state,
        }
    }

    fn has_lost_allele(&self) -> bool {
        self.copies.is_some_and(|c| c.is_loh() && !c.is_subclonal()) && !self.segment.is_in_part
    }

    fn to_copies(&self, state: CopyState, format: SegmentFormat) -> GeneCopies {
        let is_in_part = matches!(
            state,
            CopyState::PossibleHomdel | CopyState::SingleLoss | CopyState::PossibleAmplification
        );
        // A row a gene says where the gene lies, not the segment.
        let is_segment = format != SegmentFormat::PurpleGene;
        GeneCopies {
            total: self.copies.map(|c| c.total),
            minor: self.copies.and_then(|c| c.minor),
            subclonal: self.copies.filter(|c| is_in_part && c.is_subclonal()).and_then(|c| c.fraction),
            segment: is_segment.then_some((self.segment.start, self.segment.end)),
            ..GeneCopies::stated(state, format.copy_source())
        }
    }
}

/// The state where most of the tumour cells have other copies: nothing of the gene is certain, no allele is lost.
fn in_part(state: CopyState, is_subclonal: bool) -> CopyState {
    match state {
        CopyState::Homdel if is_subclonal => CopyState::PossibleHomdel,
        CopyState::Loh if is_subclonal => CopyState::SingleLoss,
        CopyState::Amplification if is_subclonal => CopyState::PossibleAmplification,
        state => state,
    }
}

fn copies_of(gene: &PanelGene, segments: &Segments, build: Build, tumor: TumorContent) -> Option<GeneCopies> {
    let transcript = gene.transcripts.get(&build)?;
    let exons: Vec<(u64, u64)> = transcript.coding_exons().collect();
    let (first, last) = transcript.coding;
    let format = segments.format;
    let here: Vec<Piece<'_>> = segments
        .rows
        .iter()
        .filter(|s| s.chrom == gene.chrom && s.start <= last && s.end >= first)
        .map(|segment| Piece::of(segment, &gene.symbol, &exons, format, tumor))
        .collect();
    // A deletion counts when it takes a whole coding exon.
    for state in [CopyState::Homdel, CopyState::PossibleHomdel] {
        if let Some(deleted) = here.iter().find(|p| p.state == state && p.takes_exon) {
            return Some(deleted.to_copies(state, format));
        }
    }
    let all = transcript.coding_length as f64;
    let share = |test: &dyn Fn(&Piece<'_>) -> bool| {
        here.iter().filter(|p| test(p)).map(|p| p.bases).sum::<u64>() as f64 / all
    };
    if share(&|_| true) < MIN_SHARE || is_impossible(segments, gene, build) {
        return None;
    }
    let longest = here.iter().max_by_key(|p| (p.bases, std::cmp::Reverse(p.segment.start)))?;
    let are_all = |test: fn(CopyState) -> bool| here.iter().filter(|p| p.bases > 0).all(|p| test(p.state));
    let state = match longest.state {
        // The gene is amplified when its least amplified part is.
        state if state.is_amplified() => {
            if are_all(|s| s == CopyState::Amplification) {
                CopyState::Amplification
            } else if are_all(CopyState::is_amplified) {
                CopyState::PossibleAmplification
            } else {
                CopyState::Gain
            }
        }
        CopyState::Loh if share(&|p| p.has_lost_allele()) < MIN_SHARE => CopyState::Neutral,
        state => state,
    };
    Some(longest.to_copies(state, format))
}

/// The state of a gene with so many copies, where neither the smaller allele's nor the ploidy are known.
pub(crate) fn state_of_copies(gene: &str, total: f64) -> CopyState {
    state_of(gene, total, None, None)
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
        let source = source_of_hla(gene);
        let subclonal = gene.fraction.filter(|_| gene.status == HlaStatus::LohSubclonal);
        let copies =
            GeneCopies { total, minor: gene.cn_minor, subclonal, ..GeneCopies::stated(state, source) };
        Some((gene.gene.clone(), copies))
    });
    states.collect()
}

/// The source of the HLA state: segments, which other genes have too and both lists name alike, or a program or table
/// of HLA genes.
fn source_of_hla(gene: &HlaGene) -> CopySource {
    let Some(source) = &gene.source else { return CopySource::Hla(None) };
    source.to_string().parse().unwrap_or_else(|_| CopySource::Hla(Some(source.clone())))
}
