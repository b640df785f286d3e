//! The result tables: every column with its meaning, and the rows made from sample profiles. The documentation of
//! the tables is made from these lists.

use evade_core::{
    Axis, Confidence, EffectClass, FilteredVariant, Gene, GeneAlteration, GeneId, Hits, HlaGene, LohExtent,
    LohType, Phenotype, PhenotypeCall, QualityControl, Reason, RnaProfile, SampleProfile, ScoreRow,
    TumourBurden, Variant,
};
use evade_io::ColumnKind::{Integer, Real, Text};
use evade_io::{Cell, Column, RowFate};

/// A table's file name, what it holds, and its columns.
pub(crate) struct TableSpec {
    pub(crate) name: &'static str,
    pub(crate) holds: &'static str,
    pub(crate) columns: &'static [Column],
}

/// `evade score` writes the first seven columns; `evade run` all.
pub(crate) const SCORES: TableSpec = TableSpec {
    name: "scores.tsv",
    holds: "One row a sample and signature.",
    columns: &[
        Column::new("sample", Text, "Sample id."),
        Column::new("signature", Text, "Signature id."),
        Column::new("method", Text, "Scoring method with everything that defines the number."),
        Column::new("score", Real, "Score in the method's unit."),
        Column::new("n_genes", Integer, "Distinct genes of the set."),
        Column::new("n_found", Integer, "Of these, in the matrix."),
        Column::new("flag", Text, "Reason codes, joined by `;`."),
        Column::new("z", Real, "Robust z of the score: (score - median) / scale of the reference."),
        Column::new(
            "percentile",
            Real,
            "Percentile of the score in the reference, no further out than its size can tell.",
        ),
        Column::new("reference", Text, "Reference behind z, percentile and rank."),
        Column::new("axis", Text, "Axis of the catalogue the signature belongs to."),
        Column::new("rank", Integer, "Place in the reference: 1 = lowest, n_reference + 1 = above all."),
        Column::new("n_reference", Integer, "Samples of the reference."),
        Column::new("percentile_low", Real, "95 % Wilson interval of the percentile, lower end."),
        Column::new("percentile_high", Real, "95 % Wilson interval of the percentile, upper end."),
        Column::new(
            "se",
            Real,
            "Standard error of z from the spread of the member genes; NA under five genes.",
        ),
    ],
};

/// The scores once more, for programs that read Parquet.
pub(crate) const SCORES_PARQUET: &str = "scores.parquet";

/// Columns of `evade score`.
pub(crate) const N_SCORE_COLUMNS: usize = 7;

pub(crate) const PHENOTYPES: TableSpec = TableSpec {
    name: "phenotypes.tsv",
    holds: "One row a sample: the call with its numbers.",
    columns: &[
        Column::new("sample", Text, "Sample id."),
        Column::new(
            "phenotype",
            Text,
            "active, suppressed, excluded (read: excluded-like, inferred), desert, indeterminate, not_evaluable.",
        ),
        Column::new("confidence", Text, "high, moderate, low; NA without a determinate call."),
        Column::new("second", Text, "Runner-up among the classes the guards allow."),
        Column::new(
            "margin",
            Real,
            "Evidence of the leading class minus that of the runner-up; NA when the guards leave one class.",
        ),
        Column::new(
            "stability",
            Real,
            "Share of 200 resampled calls (genes and reference) that agree with the leading class.",
        ),
        Column::new(
            "spatial_class",
            Text,
            "inflamed (active or suppressed), excluded, desert, indeterminate, not_evaluable.",
        ),
        Column::new("T", Real, "T-cell infiltration, z."),
        Column::new("G", Real, "Effector / IFN-gamma, z."),
        Column::new("P", Real, "Antigen presentation, z."),
        Column::new(
            "S",
            Real,
            "Suppression, z of the residual on T; not adjusted with a reference of fewer than 40 samples.",
        ),
        Column::new("X", Real, "Stroma / exclusion, z."),
        Column::new("reference", Text, "Reference behind the z values."),
        Column::new("scale", Text, "frozen or cohort."),
        Column::new("flags", Text, "Reason codes, joined by `;`."),
        Column::new("leading", Text, "Class of highest evidence, also when the call is indeterminate."),
        Column::new("spatial_stability", Real, "Share of resampled calls that agree with the spatial class."),
        Column::new("S_raw", Real, "Suppression before the adjustment for T, z."),
        Column::new("G_residual", Real, "Effector excess or deficit at that T level, z."),
        Column::new("flip_axis", Text, "Axis whose smallest move changes the class, the others held."),
        Column::new("flip_delta", Real, "That move, in z."),
        Column::new("flip_to", Text, "What the class becomes."),
        Column::new("base_rate", Real, "Share of the reference's own samples with the same call."),
        Column::new("rules", Text, "Rule set of the call."),
    ],
};

pub(crate) const QC: TableSpec = TableSpec {
    name: "qc.tsv",
    holds: "One row a sample: how far it can be measured on the reference.",
    columns: &[
        Column::new("sample", Text, "Sample id."),
        Column::new("n_rows", Integer, "Rows of the matrix."),
        Column::new("n_universe_found", Integer, "Genes of the reference universe in the matrix."),
        Column::new("universe_coverage", Real, "Their share of the universe; below 0.8 there is no call."),
        Column::new(
            "n_detected",
            Integer,
            "Universe genes with a value above zero; for log2(x + 0.001) above its floor.",
        ),
        Column::new(
            "profile_correlation",
            Real,
            "Correlation of the sample's rank profile with the reference's median profile, over the genes at hand that are expressed in the reference (median quantile 0.3 or more).",
        ),
        Column::new(
            "profile_gate",
            Real,
            "1st percentile of the reference's own leave-one-out correlations.",
        ),
        Column::new("in_reference", Text, "true when the sample's fingerprint is one of the reference's."),
        Column::new("flags", Text, "Reason codes, joined by `;`."),
    ],
};

pub(crate) const GENE_MAPPING: TableSpec = TableSpec {
    name: "gene_mapping.tsv",
    holds: "One row a matrix row, by id; then one row a universe gene that the matrix lacks.",
    columns: &[
        Column::new("matrix", Text, "File name of the matrix."),
        Column::new("input_id", Text, "Id as the matrix wrote it; NA for a gene it lacks."),
        Column::new("gene", Text, "Approved symbol."),
        Column::new("hgnc_id", Text, "HGNC id."),
        Column::new(
            "status",
            Text,
            "ensembl, entrez, hgnc, symbol, previous_symbol, alias, name_column or date (a symbol that a spreadsheet damaged): how the id was resolved; ambiguous, par_y, unknown: not used; placed: a universe gene that the matrix lacks, put at its reference median or, for the genes of the axes, where the others say.",
        ),
        Column::new("in_universe", Text, "Whether the gene is part of the reference's universe."),
        Column::new("n_rows", Integer, "Rows of the matrix that are this gene; several are added up."),
        Column::new("candidates", Text, "Genes an ambiguous name could mean."),
    ],
};

pub(crate) const FAILED: TableSpec = TableSpec {
    name: "failed.tsv",
    holds: "One row a sample that has no result.",
    columns: &[
        Column::new("sample", Text, "Sample id."),
        Column::new("reason", Text, "Reason code."),
        Column::new("detail", Text, "What was met, in words."),
    ],
};

pub(crate) const ALTERATIONS: TableSpec = TableSpec {
    name: "alterations.tsv",
    holds: "One row a sample and judged gene; `KRAS_G12D` stands apart from `KRAS`.",
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
        Column::new("evidence", Text, "Evidence codes of that variant, joined by `;`."),
        Column::new("level", Text, "Level of the evidence on immune checkpoint inhibitors, A to D."),
        Column::new("flags", Text, "Cautions, joined by `;`."),
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
        Column::new("cn_source", Text, "Format the copies were read from."),
        Column::new("points", Integer, "Points of the ClinGen/CGC/VICC codes of the deciding variant."),
        Column::new(
            "direction",
            Text,
            "Of an alteration under checkpoint inhibitors: resistance, hyperprogression, favourable, mixed, context.",
        ),
        Column::new("meaning", Text, "What is known, in one sentence or two."),
        Column::new("references", Text, "PMID or DOI, joined by `;`."),
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
        Column::new("evidence", Text, "Evidence codes, joined by `;`."),
        Column::new("source", Text, "maf, vcf_csq, reported, sv_table, fusion_table."),
        Column::new("flags", Text, "Cautions, joined by `;`."),
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
        Column::new("reason", Text, "Why it was not counted."),
        Column::new("detail", Text, "The numbers or terms behind it."),
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
            "Why there is no number, no category, or doubt: no_variant_list, only_variants_of_judged_genes, megabases_unknown, panel_not_calibrated, tumor_only_without_population_filter, panel_under_0.667_mb; joined by `;`.",
        ),
    ],
};

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

/// Wide scores have one column a signature after this one.
pub(crate) const SCORES_WIDE: TableSpec = TableSpec {
    name: "scores_wide.tsv",
    holds: "One row a sample, one column a signature: the scores of scores.tsv.",
    columns: &[Column::new("sample", Text, "Sample id.")],
};

/// All tables of `evade run`.
pub(crate) const ALL: [&TableSpec; 11] = [
    &SCORES,
    &SCORES_WIDE,
    &PHENOTYPES,
    &ALTERATIONS,
    &VARIANTS,
    &FILTERED_VARIANTS,
    &TMB,
    &HLA_LOH,
    &GENE_MAPPING,
    &QC,
    &FAILED,
];

/// The tables of `evade variants`.
pub(crate) const OF_VARIANTS: [&TableSpec; 5] = [&ALTERATIONS, &VARIANTS, &FILTERED_VARIANTS, &TMB, &FAILED];

/// The tables whose rows belong to samples, as a command writes them.
pub(crate) fn of_command(command: &str) -> Vec<&'static TableSpec> {
    let all: &[&TableSpec] = match command {
        VARIANTS_COMMAND => &OF_VARIANTS,
        HLA_COMMAND => &OF_HLA,
        _ => &ALL,
    };
    all.iter().copied().filter(|spec| spec.name != GENE_MAPPING.name).collect()
}

/// The table in which every sample with a result has a row.
pub(crate) fn roll_of(command: &str) -> &'static TableSpec {
    match command {
        VARIANTS_COMMAND => &TMB,
        HLA_COMMAND => &HLA_LOH,
        _ => &PHENOTYPES,
    }
}

/// Whether a command writes everything: scores, pages and JSON besides the tables of one lane.
pub(crate) fn is_whole(command: &str) -> bool {
    !matches!(command, VARIANTS_COMMAND | HLA_COMMAND)
}

/// The tables of `evade hla`.
const OF_HLA: [&TableSpec; 2] = [&HLA_LOH, &FAILED];

/// The command that writes the table of HLA states alone.
pub(crate) const HLA_COMMAND: &str = "hla";

/// The command that writes the tables of variants alone.
pub(crate) const VARIANTS_COMMAND: &str = "variants";

impl TableSpec {
    pub(crate) fn columns(&self) -> Vec<Column> {
        self.columns.to_vec()
    }
}

/// Columns of the wide table.
pub(crate) fn wide_columns(signatures: impl Iterator<Item = String>) -> Vec<Column> {
    let scores = signatures.map(|id| Column { name: id.into(), kind: Real, meaning: "Score.".into() });
    SCORES_WIDE.columns().into_iter().chain(scores).collect()
}

/// Columns of the wide table of `evade score`.
pub(crate) fn score_wide_columns(signatures: impl Iterator<Item = String>) -> Vec<Column> {
    let scores = signatures.map(|id| Column { name: id.into(), kind: Real, meaning: "Score.".into() });
    SCORES
        .columns
        .iter()
        .filter(|c| c.name == "sample" || c.name == "method")
        .cloned()
        .chain(scores)
        .collect()
}

/// Reason codes in one cell.
pub(crate) fn flags(reasons: &[Reason]) -> Cell<'static> {
    if reasons.is_empty() {
        return Cell::Missing;
    }
    reasons.iter().map(|r| r.code()).collect::<Vec<_>>().join(";").into()
}

pub(crate) fn score_row<'a>(sample: &'a str, rna: &'a RnaProfile, row: &'a ScoreRow) -> Vec<Cell<'a>> {
    let reference = row.z.map(|_| rna.reference.id.as_str());
    vec![
        sample.into(),
        row.signature.as_str().into(),
        row.method.as_str().into(),
        row.score.into(),
        row.n_genes.into(),
        row.n_found.into(),
        flags(&row.reasons),
        row.z.into(),
        row.percentile.into(),
        reference.into(),
        row.axis.as_str().into(),
        row.rank.into(),
        row.n_reference.into(),
        row.percentile_low.into(),
        row.percentile_high.into(),
        row.se.into(),
    ]
}

pub(crate) fn wide_row<'a>(sample: &'a str, rna: &'a RnaProfile) -> impl Iterator<Item = Cell<'a>> {
    std::iter::once(sample.into()).chain(rna.scores.iter().map(|row| row.score.into()))
}

/// The call of a sample, or that its RNA was not tested.
pub(crate) fn phenotype_row(profile: &SampleProfile) -> Vec<Cell<'_>> {
    let Some(rna) = &profile.rna else { return no_rna_row(&profile.facts.sample) };
    let call: &PhenotypeCall = &rna.call;
    let axis = |axis: Axis| rna.axes.iter().find(|a| a.axis == axis);
    let z = |a: Axis| Cell::from(axis(a).and_then(|value| value.z));
    let flip = call.flips.first();
    vec![
        profile.facts.sample.as_str().into(),
        call.phenotype.as_str().into(),
        call.confidence.map(Confidence::as_str).into(),
        call.second.map(Phenotype::as_str).into(),
        call.margin.into(),
        call.stability.into(),
        call.spatial_class.as_str().into(),
        z(Axis::T),
        z(Axis::G),
        z(Axis::P),
        z(Axis::S),
        z(Axis::X),
        rna.reference.id.as_str().into(),
        rna.scale.as_str().into(),
        flags(&call.reasons),
        call.leading.map(Phenotype::as_str).into(),
        call.spatial_stability.into(),
        axis(Axis::S).and_then(|a| a.z_raw).into(),
        axis(Axis::G).and_then(|a| a.residual_on_t).into(),
        flip.map(|f| f.axis.as_str()).into(),
        flip.map(|f| f.delta).into(),
        flip.map(|f| f.becomes.as_str()).into(),
        call.base_rate.map(|(same, n)| f64::from(same) / f64::from(n)).into(),
        rna.rules.as_str().into(),
    ]
}

fn no_rna_row(sample: &str) -> Vec<Cell<'_>> {
    let not_evaluable = Phenotype::NotEvaluable.as_str();
    PHENOTYPES
        .columns
        .iter()
        .map(|column| match column.name.as_ref() {
            "sample" => sample.into(),
            "phenotype" | "spatial_class" => not_evaluable.into(),
            "flags" => flags(&[Reason::RnaNotTested]),
            _ => Cell::Missing,
        })
        .collect()
}

pub(crate) fn qc_row<'a>(sample: &'a str, qc: &'a QualityControl) -> Vec<Cell<'a>> {
    vec![
        sample.into(),
        qc.n_rows.into(),
        qc.n_universe_found.into(),
        qc.universe_coverage.into(),
        qc.n_detected.into(),
        qc.profile_correlation.into(),
        qc.profile_gate.into(),
        truth(qc.in_reference).into(),
        flags(&qc.reasons),
    ]
}

pub(crate) fn alteration_row<'a>(sample: &'a str, gene: &'a GeneAlteration) -> Vec<Cell<'a>> {
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
        gene.level.as_deref().into(),
        joined(&gene.flags),
        gene.role.as_str().into(),
        copies.map(|c| c.state.as_str()).into(),
        copies.and_then(|c| c.total).into(),
        copies.and_then(|c| c.minor).into(),
        copies.map(|c| c.source.as_str()).into(),
        gene.points.map_or(Cell::Missing, |points| Cell::Integer(points.into())),
        note.map(|n| n.direction.as_str()).into(),
        note.map(|n| n.text.as_str()).into(),
        note.map_or(Cell::Missing, |n| joined(&n.sources)),
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
        variant.nmd.as_deref().into(),
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
        burden.category.as_deref().into(),
        burden.reason.as_deref().into(),
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
    ]
}

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

/// A list in one cell.
fn joined(words: &[String]) -> Cell<'static> {
    if words.is_empty() { Cell::Missing } else { words.join(";").into() }
}

/// One row of the gene mapping.
pub(crate) fn mapping_row<'a>(
    matrix: &'a str,
    input_id: Option<&'a str>,
    gene: Option<&'a Gene>,
    status: &'a str,
    in_universe: bool,
    n_rows: u32,
    candidates: Option<String>,
) -> Vec<Cell<'a>> {
    vec![
        matrix.into(),
        input_id.into(),
        gene.map(|g| g.symbol.as_str()).into(),
        gene.map(|g| g.hgnc_id.as_str()).into(),
        status.into(),
        truth(in_universe).into(),
        n_rows.into(),
        candidates.into(),
    ]
}

/// The genes an ambiguous row could be.
pub(crate) fn candidates(fate: &RowFate, gene: impl Fn(GeneId) -> String) -> Option<String> {
    match fate {
        RowFate::Ambiguous(genes) => Some(genes.iter().map(|&g| gene(g)).collect::<Vec<_>>().join(";")),
        _ => None,
    }
}

fn truth(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    /// docs/outputs.md holds the columns of every table; `EVADE_BLESS=1` writes them anew.
    #[test]
    fn the_documented_columns_are_the_columns() {
        let mut text = String::new();
        for table in ALL {
            let _ = writeln!(
                text,
                "### `{}`\n\n{}\n\n| column | type | meaning |\n| --- | --- | --- |",
                table.name, table.holds
            );
            for column in table.columns {
                let kind = match column.kind {
                    Text => "text",
                    Integer => "integer",
                    Real => "real",
                };
                let _ = writeln!(text, "| `{}` | {kind} | {} |", column.name, column.meaning);
            }
            text.push('\n');
        }
        let _ = writeln!(text, "### Reason codes\n\n| code | meaning |\n| --- | --- |");
        for reason in Reason::ALL {
            let _ = writeln!(text, "| `{}` | {} |", reason.code(), reason.meaning());
        }
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/outputs.md");
        let page = std::fs::read_to_string(path).unwrap();
        let marker = "<!-- made from the code; EVADE_BLESS=1 cargo test renews it -->\n\n";
        let (before, documented) = page.split_once(marker).unwrap();
        if std::env::var_os("EVADE_BLESS").is_some() {
            std::fs::write(path, format!("{before}{marker}{text}")).unwrap();
            return;
        }
        assert_eq!(documented, text, "run EVADE_BLESS=1 cargo test and look at the difference");
    }
}
