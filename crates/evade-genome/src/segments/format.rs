//! The programs whose segments are read.

use evade_core::{CopySource, HlaSource};

use crate::table::TextTable;

/// Who wrote the segments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SegmentFormat {
    /// FACETS `cncf`: `chrom start end tcn.em lcn.em cf.em`.
    Facets,
    /// ASCAT: `chr startpos endpos nMajor nMinor`, with or without `sample`.
    Ascat,
    /// PCGR's input: `Chromosome Start End nMajor nMinor`.
    Pcgr,
    /// PURPLE `*.purple.cnv.somatic.tsv`: `chromosome start end copyNumber minorAlleleCopyNumber`.
    Purple,
    /// PURPLE `*.purple.cnv.gene.tsv`: `gene minCopyNumber minMinorAlleleCopyNumber`.
    PurpleGene,
    /// `PureCN` `*_loh.csv`: `chr start end C M`.
    PureCn,
    /// Sequenza `*_segments.txt`: `chromosome start.pos end.pos CNt A B`.
    Sequenza,
    /// Battenberg `*_subclones.txt`: `chr startpos endpos nMaj1_A nMin1_A frac1_A`, and the second state.
    Battenberg,
    /// `CNVkit` `.call.cns`: `chromosome start end cn cn1 cn2`; `start` is 0-based.
    CnvKit,
    /// TITAN `*.segs.txt`: `Chromosome Start_Position.bp. End_Position.bp. Copy_Number MinorCN`.
    Titan,
    /// GATK `ModelSegments` `*.modelFinal.seg`: copy ratio and minor allele fraction, no copies.
    GatkModel,
    /// `DNAcopy` `.seg`: `chrom loc.start loc.end seg.mean`, total only.
    Seg,
}

impl SegmentFormat {
    /// The source of copies that were read from such segments.
    pub(crate) fn copy_source(self) -> CopySource {
        match self {
            Self::Facets => CopySource::Facets,
            Self::Ascat => CopySource::Ascat,
            Self::Pcgr => CopySource::Pcgr,
            Self::Purple => CopySource::Purple,
            Self::PurpleGene => CopySource::PurpleGene,
            Self::PureCn => CopySource::PureCn,
            Self::Sequenza => CopySource::Sequenza,
            Self::Battenberg => CopySource::Battenberg,
            Self::CnvKit => CopySource::CnvKit,
            Self::Titan => CopySource::Titan,
            Self::GatkModel => CopySource::GatkModel,
            Self::Seg => CopySource::Seg,
        }
    }

    /// The source of HLA states that were determined from such segments.
    pub(crate) fn hla_source(self) -> HlaSource {
        match self {
            Self::Facets => HlaSource::Facets,
            Self::Ascat => HlaSource::Ascat,
            Self::Pcgr => HlaSource::Pcgr,
            Self::Purple => HlaSource::Purple,
            Self::PurpleGene => HlaSource::PurpleGene,
            Self::PureCn => HlaSource::PureCn,
            Self::Sequenza => HlaSource::Sequenza,
            Self::Battenberg => HlaSource::Battenberg,
            Self::CnvKit => HlaSource::CnvKit,
            Self::Titan => HlaSource::Titan,
            Self::GatkModel => HlaSource::GatkModelSegments,
            Self::Seg => HlaSource::Seg,
        }
    }

    /// By the header.
    pub(super) fn of(table: &TextTable<'_>) -> Option<Self> {
        let has = |name: &str| table.column(&[name]).is_some();
        let known = [
            (has("tcn.em") && has("lcn.em"), Self::Facets),
            (has("nmaj1_a") && has("nmin1_a"), Self::Battenberg),
            (has("mincopynumber") && has("gene"), Self::PurpleGene),
            (has("copynumber") && has("bafcount"), Self::Purple),
            (has("cnt") && has("start.pos"), Self::Sequenza),
            (has("minorcn") && has("copy_number"), Self::Titan),
            (has("corrected_minorcn") && has("corrected_copy_number"), Self::Titan),
            (has("cn") && has("log2") && has("probes"), Self::CnvKit),
            (has("minor_allele_fraction_posterior_50"), Self::GatkModel),
            (has("nmajor") && has("startpos"), Self::Ascat),
            (has("nmajor"), Self::Pcgr),
            (has("c") && has("m") && has("start"), Self::PureCn),
            (has("seg.mean") && has("loc.start"), Self::Seg),
        ];
        known.into_iter().find(|(is, _)| *is).map(|(_, format)| format)
    }

    /// Whether `fraction` counts all cells, not those of the tumour.
    pub(crate) fn is_fraction_of_all_cells(self) -> bool {
        self == Self::Facets
    }

    /// Whether files of this form are seen that list aberrant segments alone.
    pub(super) fn may_be_partial(self) -> bool {
        matches!(self, Self::Ascat | Self::Pcgr)
    }
}
