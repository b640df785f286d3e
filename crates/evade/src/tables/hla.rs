//! States of the HLA class I genes.

use evade_core::{HlaGene, HlaMethod, LohExtent, LohType};
use evade_io::ColumnKind::{Integer, Real, Text};
use evade_io::{Cell, Column};

use super::{TableSpec, joined};

pub(crate) const HLA_LOH: TableSpec = TableSpec {
    name: "hla_loh.tsv",
    holds: "One row a sample and HLA class I gene.",
    columns: &[
        Column::new("sample", Text, "Sample id."),
        Column::new("gene", Text, "HLA-A, HLA-B or HLA-C."),
        Column::new(
            "status",
            Text,
            "loh, loh_subclonal, imbalance_only, no_loh, homdel, not_evaluable, not_tested.",
        ),
        Column::new("cn_major", Real, "Copies of the allele with more."),
        Column::new("cn_minor", Real, "Copies of the allele with fewer."),
        Column::new("lost_allele", Text, "The allele that was lost, when the source can name it."),
        Column::new(
            "method",
            Text,
            "How the state was determined: table, allele_specific, cn_segment, het_snp, single_sample.",
        ),
        Column::new(
            "source",
            Text,
            "Program or file format it was read from; `generic:` and the source that a table states.",
        ),
        Column::new(
            "reason",
            Text,
            "Why the state could not be determined, or what limits it; several are joined by `;`.",
        ),
        Column::new(
            "loh_type",
            Text,
            "deletion, copy_neutral, amplified: what is left of a gene with a loss.",
        ),
        Column::new(
            "extent",
            Text,
            "focal (under 5 Mb), regional, arm, chromosome: how far the loss reaches.",
        ),
        Column::new("fraction", Real, "Share of the tumour cells with the loss."),
        Column::new(
            "llr",
            Real,
            "het_snp: natural logarithm of the likelihood ratio, best state with a loss against best without.",
        ),
        Column::new("p", Real, "p of allelic imbalance."),
        Column::new("n_sites", Integer, "Mismatch positions or heterozygous SNPs behind the state."),
        Column::new("sources", Text, "Every source with its own status, `source=status`, joined by `;`."),
        Column::new(
            "flags",
            Text,
            "Cautions, joined by `;`: discordant, low_support, ...; `lilac_status:` and the status of LILAC.",
        ),
    ],
};

pub(crate) fn hla_row<'a>(sample: &'a str, gene: &'a HlaGene) -> Vec<Cell<'a>> {
    vec![
        sample.into(),
        gene.gene.as_str().into(),
        gene.status.as_str().into(),
        gene.cn_major.into(),
        gene.cn_minor.into(),
        gene.lost_allele.as_deref().into(),
        gene.method.map(HlaMethod::as_str).into(),
        gene.source.as_ref().map(ToString::to_string).into(),
        joined(&gene.reasons),
        gene.loh_type.map(LohType::as_str).into(),
        gene.extent.map(LohExtent::as_str).into(),
        gene.fraction.into(),
        gene.llr.into(),
        gene.p.into(),
        gene.n_sites.into(),
        hla_sources(gene),
        joined(&gene.flags),
    ]
}

fn hla_sources(gene: &HlaGene) -> Cell<'static> {
    let one = |s: &HlaGene| match &s.source {
        Some(source) => format!("{source}={}", s.status),
        None => format!("unknown={}", s.status),
    };
    joined(&gene.sources.iter().map(one).collect::<Vec<_>>())
}
