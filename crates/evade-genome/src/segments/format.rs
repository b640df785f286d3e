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
    /// `DNAcopy` `.seg`, the input of GISTIC, GATK `*.called.seg` and `*.cr.igv.seg`: a log ratio, total only.
    Seg,
    /// Control-FREEC `*_CNVs` and `*_CNVs.p.value.txt`: `chr start end copy number status`, and the genotype.
    ControlFreec,
    /// ABSOLUTE `*.segtab.txt`: `Chromosome Start.bp End.bp modal.a1 modal.a2`, or `Modal_HSCN_1 Modal_HSCN_2`.
    Absolute,
    /// ascatNgs `*.copynumber.caveman.csv`: eight columns without names.
    AscatNgs,
    /// Any other: chromosome, start and end, with the copies of two of total, larger and smaller allele.
    Table,
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
            Self::ControlFreec => CopySource::ControlFreec,
            Self::Absolute => CopySource::Absolute,
            Self::AscatNgs => CopySource::AscatNgs,
            Self::Table => CopySource::SegmentTable,
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
            Self::ControlFreec => HlaSource::ControlFreec,
            Self::Absolute => HlaSource::Absolute,
            Self::AscatNgs => HlaSource::AscatNgs,
            Self::Table => HlaSource::SegmentTable,
        }
    }

    /// By the header.
    pub(super) fn of(table: &TextTable<'_>) -> Option<Self> {
        let has = |name: &str| table.column(&[name]).is_some();
        let has_like = |names: &[&str]| table.column_like(names).is_some();
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
            (has(NORMAL_TOTAL) && has(NORMAL_MINOR), Self::AscatNgs),
            (has_like(&["modala1", "modalhscn1"]) && has_like(&["modala2", "modalhscn2"]), Self::Absolute),
            (
                has_like(&["copynumber"]) && has("status") && has_like(&CHROMOSOME) && !has("gene"),
                Self::ControlFreec,
            ),
            (names_two_of_three(table), Self::Table),
            (has_like(&LOG_RATIO) && has_like(&START), Self::Seg),
        ];
        known.into_iter().find(|(is, _)| *is).map(|(_, format)| format)
    }

    /// Whether `fraction` counts all cells, not those of the tumour.
    pub(crate) fn is_fraction_of_all_cells(self) -> bool {
        self == Self::Facets
    }

    /// Whether files of this form are seen that list aberrant segments alone.
    pub(super) fn may_be_partial(self) -> bool {
        matches!(self, Self::Ascat | Self::Pcgr | Self::ControlFreec | Self::AscatNgs | Self::Table)
    }
}

// Names without dots, blanks and underscores, which programs and R set as they like.
pub(super) const CHROMOSOME: [&str; 6] =
    ["chrom", "chr", "chromosome", "contig", "seqnames", "chromosomename"];
pub(super) const START: [&str; 9] = [
    "start",
    "startpos",
    "startposition",
    "startposition(bp)",
    "startpositionbp",
    "startbp",
    "locstart",
    "chromstart",
    "segmentstart",
];
pub(super) const END: [&str; 9] = [
    "end",
    "endpos",
    "endposition",
    "endposition(bp)",
    "endpositionbp",
    "endbp",
    "locend",
    "chromend",
    "segmentend",
];
pub(super) const LOG_RATIO: [&str; 6] =
    ["segmean", "segmentmean", "segcn", "meanlog2copyratio", "log2copyratio", "segmentlog2ratio"];
/// Copies of both alleles together.
pub(super) const TOTAL: [&str; 12] = [
    "totalcn",
    "tcn",
    "tcnem",
    "cntotal",
    "totalcopynumber",
    "copynumber",
    "totalcopies",
    "modaltotalcn",
    "cnt",
    "cn",
    "tumourtotalcopynumber",
    "total",
];
pub(super) const MAJOR: [&str; 11] = [
    "majorcn",
    "nmajor",
    "nmaj",
    "majorcopynumber",
    "cnmajor",
    "majorcopies",
    "majorallelecopynumber",
    "tumourmajorcopynumber",
    "cnhap1",
    "major",
    "a",
];
pub(super) const MINOR: [&str; 13] = [
    "minorcn",
    "lcn",
    "lcnem",
    "nminor",
    "nmin",
    "minorcopynumber",
    "cnminor",
    "minorcopies",
    "minorallelecopynumber",
    "tumourminorcopynumber",
    "cnhap2",
    "minor",
    "b",
];
/// What this program calls the columns of ascatNgs.
pub(super) const NORMAL_TOTAL: &str = "normal_total";
pub(super) const NORMAL_MINOR: &str = "normal_minor";

/// Whether a table of segments has the smaller allele's copies, and those of the larger one or of both.
fn names_two_of_three(table: &TextTable<'_>) -> bool {
    let has = |names: &[&str]| table.column_like(names).is_some();
    has(&CHROMOSOME) && has(&START) && has(&END) && has(&MINOR) && (has(&TOTAL) || has(&MAJOR))
}
