//! Gene alterations, the variants behind them, and the burden.

use evade_core::{
    Decay, Direction, EffectClass, EvidenceLevel, FilteredVariant, GeneAlteration, GeneReadout, Hits,
    TmbCategory, TumourBurden, Variant,
};
use evade_io::ColumnKind::{Integer, Real, Text};
use evade_io::{Cell, Column};

use super::{TableSpec, joined, truth};

pub(crate) const ALTERATIONS: TableSpec = TableSpec {
    name: "alterations.tsv",
    holds: "One row a sample and judged gene, and one for each finding with a row of its own (`KRAS_G12D`, `KRAS_G12C`, `EGFR_exon20ins`, `MET_exon14`).",
    columns: &[
        Column::new("sample", Text, "Sample id."),
        Column::new("gene", Text, "Approved symbol."),
        Column::new("status", Text, "altered, uncertain, not_altered (needs declared coverage), not_tested."),
        Column::new("hits", Text, "biallelic, monoallelic, unknown; NA when nothing was found or tested."),
        Column::new("effect", Text, "Effect of the variant that decides."),
        Column::new("hgvsp", Text, "Its protein change."),
        Column::new("hgvsc", Text, "Its coding change."),
        Column::new("vaf", Real, "Its allele fraction in the tumour."),
        Column::new("depth", Integer, "Reads at its place in the tumour."),
        Column::new("n_variants", Integer, "Variants counted in the gene."),
        Column::new("evidence", Text, "Evidence codes of that variant, joined by `;`: list `evidence`."),
        Column::new("level", Text, "Level of the evidence on immune checkpoint inhibitors, A to D."),
        Column::new("flags", Text, "Cautions, joined by `;`: list `caution`."),
        Column::new(
            "role",
            Text,
            "What matters in the gene: TSG, TSG-immune, APM, ONC, ONC-AMP, ONC-FUSION, MODIFIER.",
        ),
        Column::new(
            "copy_number",
            Text,
            "homdel, possible_homdel, loh, single_loss, neutral, gain, amp, possible_amp; NA without copy number.",
        ),
        Column::new("cn_total", Real, "Copies of both alleles."),
        Column::new("cn_minor", Real, "Copies of the allele with fewer."),
        Column::new("cn_source", Text, "Format the copies were read from: list `copy_source`."),
        Column::new("points", Integer, "Points of the ClinGen/CGC/VICC codes of the deciding variant."),
        Column::new(
            "direction",
            Text,
            "Of an alteration under checkpoint inhibitors: resistance, hyperprogression, favourable, mixed, context.",
        ),
        Column::new("meaning", Text, "What is known, in one sentence or two."),
        Column::new("references", Text, "PMID or DOI, joined by `;`."),
        Column::new(
            "rna_readout",
            Text,
            "`state` of the gene's row in readouts.tsv: what its function looks like in RNA. It never changes `status`. NA for genes and findings without a readout, and throughout in `evade variants`, which reads no RNA.",
        ),
    ],
};

pub(crate) const VARIANTS: TableSpec = TableSpec {
    name: "variants.tsv",
    holds: "One row a counted variant or rearrangement of a judged gene.",
    columns: &[
        Column::new("sample", Text, "Sample id."),
        Column::new("gene", Text, "Approved symbol."),
        Column::new("chrom", Text, "Chromosome without `chr`."),
        Column::new("pos", Integer, "1-based position; 0 when typed by hand without one."),
        Column::new("ref", Text, "Reference allele as the source wrote it."),
        Column::new("alt", Text, "Alternate allele as the source wrote it."),
        Column::new("effect", Text, "Effect on the transcript."),
        Column::new("hgvsp", Text, "Protein change."),
        Column::new("hgvsc", Text, "Coding change."),
        Column::new("transcript", Text, "Transcript of the changes."),
        Column::new("vaf", Real, "Allele fraction in the tumour."),
        Column::new("depth", Integer, "Reads at the place in the tumour."),
        Column::new("alt_reads", Integer, "Reads with the alternate allele."),
        Column::new("verdict", Text, "damaging, likely, uncertain, benign."),
        Column::new("evidence", Text, "Evidence codes, joined by `;`: list `evidence`."),
        Column::new("source", Text, "Where it was read: list `variant_source`."),
        Column::new("flags", Text, "Cautions, joined by `;`: list `caution`."),
        Column::new("points", Integer, "Points of the ClinGen/CGC/VICC codes among the evidence."),
        Column::new("nmd", Text, "Decay of a truncated transcript: expected, escape."),
    ],
};

pub(crate) const FILTERED_VARIANTS: TableSpec = TableSpec {
    name: "filtered_variants.tsv",
    holds: "One row a variant of a judged gene that was looked at and not counted.",
    columns: &[
        Column::new("sample", Text, "Sample id."),
        Column::new("gene", Text, "Approved symbol."),
        Column::new("chrom", Text, "Chromosome without `chr`."),
        Column::new("pos", Integer, "1-based position."),
        Column::new("ref", Text, "Reference allele."),
        Column::new("alt", Text, "Alternate allele."),
        Column::new("reason", Text, "Why it was not counted: list `filter_reason`."),
        Column::new("detail", Text, "The numbers or terms behind it, for people to read."),
        Column::new("hgvsp", Text, "Protein change."),
        Column::new("hgvsc", Text, "Coding change."),
        Column::new("would_alter", Text, "true if it would have altered its gene, had it been counted."),
        Column::new(
            "confirm_germline",
            Text,
            "true if it may be an inherited variant of a tumour syndrome: germline confirmation should be considered.",
        ),
        Column::new("vaf", Real, "Its allele fraction in the tumour, as the source gave it."),
        Column::new("depth", Integer, "Reads at the place in the tumour."),
    ],
};

pub(crate) const TMB: TableSpec = TableSpec {
    name: "tmb.tsv",
    holds: "One row a sample: tumour mutational burden, with what was counted.",
    columns: &[
        Column::new("sample", Text, "Sample id."),
        Column::new("tmb", Real, "Variants a megabase."),
        Column::new("n_counted", Integer, "Variants counted."),
        Column::new("mb", Real, "Megabases that were looked at."),
        Column::new("mode", Text, "coding_non_silent, coding_and_silent, missense_only."),
        Column::new("reliable", Text, "true if the number can be compared with others."),
        Column::new("category", Text, "high from 10 a megabase on, low; NA where no category may be given."),
        Column::new(
            "reason",
            Text,
            "Why the burden or its category is missing, or is not reliable, joined by `;`: list `tmb_reason`.",
        ),
    ],
};

/// `readouts` are those of the sample; none where no RNA is read.
pub(crate) fn alteration_row<'a>(
    sample: &'a str,
    gene: &'a GeneAlteration,
    readouts: &[GeneReadout],
) -> Vec<Cell<'a>> {
    let readout = readouts.iter().find(|readout| readout.gene == gene.gene);
    let (copies, note) = (gene.copies.as_ref(), gene.note.as_ref());
    vec![
        sample.into(),
        gene.gene.as_str().into(),
        gene.status.as_str().into(),
        gene.hits.map(Hits::as_str).into(),
        gene.effect.map(EffectClass::as_str).into(),
        gene.hgvsp.as_deref().into(),
        gene.hgvsc.as_deref().into(),
        gene.vaf.into(),
        gene.depth.into(),
        gene.n_variants.into(),
        joined(&gene.evidence),
        gene.level.map(EvidenceLevel::as_str).into(),
        joined(&gene.flags),
        gene.role.as_str().into(),
        copies.map(|c| c.state.as_str()).into(),
        copies.and_then(|c| c.total).into(),
        copies.and_then(|c| c.minor).into(),
        copies.map(|c| c.source.to_string()).into(),
        gene.points.map_or(Cell::Missing, |points| Cell::Integer(points.into())),
        note.map(|n| n.direction).map(Direction::as_str).into(),
        note.map(|n| n.text.as_str()).into(),
        note.map_or(Cell::Missing, |n| joined(&n.sources)),
        readout.map(|readout| readout.state.as_str()).into(),
    ]
}

pub(crate) fn variant_row<'a>(sample: &'a str, variant: &'a Variant) -> Vec<Cell<'a>> {
    vec![
        sample.into(),
        variant.gene.as_str().into(),
        variant.chrom.as_str().into(),
        Cell::Integer(variant.pos.cast_signed()),
        variant.reference.as_str().into(),
        variant.alternate.as_str().into(),
        variant.effect.as_str().into(),
        variant.hgvsp.as_deref().into(),
        variant.hgvsc.as_deref().into(),
        variant.transcript.as_deref().into(),
        variant.vaf.into(),
        variant.depth.into(),
        variant.alt_reads.into(),
        variant.verdict.as_str().into(),
        joined(&variant.codes),
        variant.source.as_str().into(),
        joined(&variant.flags),
        Cell::Integer(variant.points.into()),
        variant.nmd.map(Decay::as_str).into(),
    ]
}

pub(crate) fn filtered_row<'a>(sample: &'a str, variant: &'a FilteredVariant) -> Vec<Cell<'a>> {
    vec![
        sample.into(),
        variant.gene.as_str().into(),
        variant.chrom.as_str().into(),
        Cell::Integer(variant.pos.cast_signed()),
        variant.reference.as_str().into(),
        variant.alternate.as_str().into(),
        variant.reason.as_str().into(),
        variant.detail.as_str().into(),
        variant.hgvsp.as_deref().into(),
        variant.hgvsc.as_deref().into(),
        truth(variant.would_alter).into(),
        truth(variant.confirm_germline).into(),
        variant.vaf.into(),
        variant.depth.into(),
    ]
}

/// The burden of a sample, or that no variants were read.
pub(crate) fn tmb_row<'a>(sample: &'a str, burden: Option<&'a TumourBurden>) -> Vec<Cell<'a>> {
    let Some(burden) = burden else {
        let mut row = vec![Cell::Missing; TMB.columns.len()];
        row[0] = sample.into();
        return row;
    };
    vec![
        sample.into(),
        burden.tmb.into(),
        burden.n_counted.into(),
        burden.mb.into(),
        burden.mode.as_str().into(),
        truth(burden.reliable).into(),
        burden.category.map(TmbCategory::as_str).into(),
        joined(&burden.reasons),
    ]
}

#[cfg(test)]
mod tests {
    use evade_core::{AlterationStatus, ReadoutState};

    use super::super::readout;
    use super::*;

    #[test]
    fn the_last_column_is_the_readout_of_the_gene_itself() {
        let readouts = [
            readout("NFE2L2", ReadoutState::NotAssessable, &[]),
            readout("KEAP1", ReadoutState::SupportsLoss, &[]),
        ];
        let last = |gene: &str, readouts: &[GeneReadout]| {
            let gene = GeneAlteration::new(gene, AlterationStatus::Uncertain);
            let row = alteration_row("P1", &gene, readouts);
            assert_eq!(row.len(), ALTERATIONS.columns.len());
            match row.last() {
                Some(Cell::Text(word)) => word.to_string(),
                _ => "NA".to_owned(),
            }
        };
        assert_eq!(ALTERATIONS.columns.last().unwrap().name, "rna_readout");
        assert_eq!(last("KEAP1", &readouts), "supports_loss");
        assert_eq!(last("NFE2L2", &readouts), "not_assessable");
        assert_eq!(last("KRAS_G12D", &readouts), "NA");
        assert_eq!(last("KEAP1", &[]), "NA");
    }
}
