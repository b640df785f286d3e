//! States of the HLA class I genes.

use evade_core::{HlaGene, LohExtent, LohType};
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
            "How it was told: table, allele_specific, cn_segment, het_snp, single_sample.",
        ),
        Column::new("source", Text, "File format it was read from."),
        Column::new("reason", Text, "Why it cannot be told, or a caution."),
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
        Column::new("flags", Text, "Cautions, joined by `;`: discordant, low_support, tumor_only, ..."),
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
        gene.method.as_deref().into(),
        gene.source.as_deref().into(),
        gene.reason.as_deref().into(),
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
    let one = |s: &HlaGene| format!("{}={}", s.source.as_deref().unwrap_or("unknown"), s.status);
    joined(&gene.sources.iter().map(one).collect::<Vec<_>>())
}
