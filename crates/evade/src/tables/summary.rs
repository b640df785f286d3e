//! One row per sample: what is joined with clinical data.

use evade_core::{AntigenPresentation, Axis, Confidence, HlaStatus, HlaSummary, Inflamed, SampleProfile};
use evade_io::ColumnKind::{Real, Text};
use evade_io::{Cell, Column};

use super::{TableSpec, truth};
use crate::error::UsageError;

/// Columns of genes and carried columns follow these.
pub(crate) const SUMMARY: TableSpec = TableSpec {
    name: "summary.tsv",
    holds: "One row per sample: call, burden, antigen presentation; then the status of each judged gene, a column each; then carried columns.",
    columns: &[
        Column::new("sample", Text, "Sample id."),
        Column::new("patient", Text, "Patient id of the sheet."),
        Column::new("timepoint", Text, "Time point of the sheet."),
        Column::new("phenotype", Text, "As in phenotypes.tsv."),
        Column::new("confidence", Text, "As in phenotypes.tsv."),
        Column::new("T", Real, "T-cell infiltration, z."),
        Column::new("G", Real, "Effector / IFN-gamma, z."),
        Column::new("P", Real, "Antigen presentation, z."),
        Column::new("S", Real, "Suppression, z, as in phenotypes.tsv."),
        Column::new("X", Real, "Stroma / exclusion, z."),
        Column::new("tmb", Real, "Tumour mutational burden per megabase, as in tmb.tsv."),
        Column::new(
            "tmb_reliable",
            Text,
            "true if the burden can be compared with others; NA without a burden.",
        ),
        Column::new(
            "antigen_presentation",
            Text,
            "HLA class I with B2M, TAP1, TAP2, NLRC5, JAK1 and JAK2: list `presentation_state`.",
        ),
        Column::new(
            "hla_loh",
            Text,
            "loh when any HLA class I gene lost an allele, no_loh when none of those assessed did, not_evaluable, not_tested.",
        ),
    ],
};

/// Status words are never blank: a gene that was not tested is `not_tested`.
const STATUS: &str = "altered, uncertain, not_altered or not_tested, as in alterations.tsv.";

/// Behind the genes: whether the tumour is inflamed.
const INFLAMED: [Column; 2] = [
    Column::new("inflamed", Text, "As in phenotypes.tsv."),
    Column::new("p_inflamed", Real, "As in phenotypes.tsv."),
];

/// The columns of a run that carries these columns of the sheet.
pub(crate) fn summary_columns(carry: &[String]) -> Vec<Column> {
    let genes = gene_names().map(|gene| Column { name: gene.into(), kind: Text, meaning: STATUS.into() });
    let carried = carry.iter().map(|name| Column {
        name: name.clone().into(),
        kind: Text,
        meaning: "Carried along from the sheet.".into(),
    });
    SUMMARY.columns().into_iter().chain(genes).chain(INFLAMED).chain(carried).collect()
}

/// Refuses a carried column that would stand beside one of the same name.
pub(crate) fn check_carry(carry: &[String]) -> Result<(), UsageError> {
    let own = summary_columns(&[]);
    match carry.iter().find(|name| own.iter().any(|column| column.name.eq_ignore_ascii_case(name))) {
        Some(name) => Err(UsageError::new(
            format!("--carry {name}: summary.tsv has a column of this name"),
            "it is there already, or rename the column of the sheet",
        )),
        None => Ok(()),
    }
}

/// The rows of alterations.tsv, in their order.
pub(crate) fn gene_names() -> impl Iterator<Item = String> {
    evade_genome::not_tested().genes.into_iter().map(|gene| gene.gene)
}

/// The row of a sample, with the columns of [`summary_columns`].
pub(crate) fn summary_row<'a>(profile: &'a SampleProfile, carry: &'a [String]) -> Vec<Cell<'a>> {
    let facts = &profile.facts;
    let call = profile.rna.as_ref().map(|rna| &rna.call);
    let axis = |wanted: Axis| profile.rna.as_ref()?.axes.iter().find(|axis| axis.axis == wanted)?.z;
    let burden = profile.dna.tmb.as_ref().filter(|burden| burden.tmb.is_some());
    let presentation = AntigenPresentation::of(&profile.hla, &profile.dna.genes);
    let mut row: Vec<Cell<'a>> = vec![
        facts.sample.as_str().into(),
        facts.patient.as_deref().into(),
        facts.timepoint.as_deref().into(),
        call.map_or("not_evaluable", |call| call.phenotype.as_str()).into(),
        call.and_then(|call| call.confidence).map(Confidence::as_str).into(),
    ];
    row.extend(Axis::ALL.map(|wanted| Cell::from(axis(wanted))));
    row.extend([
        burden.and_then(|burden| burden.tmb).into(),
        burden.map(|burden| truth(burden.reliable)).into(),
        presentation.state.as_str().into(),
        hla_word(&presentation.hla, profile).into(),
    ]);
    row.extend(profile.dna.genes.iter().map(|gene| Cell::from(gene.status.as_str())));
    let inflamed = call.map(|call| &call.inflamed);
    row.extend([
        inflamed.map_or(Inflamed::NotEvaluable, |answer| answer.inflamed).as_str().into(),
        inflamed.and_then(|answer| answer.probability.as_ref()).map(|probability| probability.p).into(),
    ]);
    // A column that only some sheets carry, or an empty cell, is missing.
    let carried = |name: &String| facts.carried.iter().find(|(column, _)| column.eq_ignore_ascii_case(name));
    row.extend(carry.iter().map(|name| {
        let value = carried(name).map(|(_, value)| value.as_str()).filter(|value| !value.is_empty());
        Cell::from(value)
    }));
    row
}

/// The three genes in one word.
fn hla_word(summary: &HlaSummary, profile: &SampleProfile) -> &'static str {
    match summary.loh {
        Some(true) => HlaStatus::Loh,
        Some(false) => HlaStatus::NoLoh,
        None if profile.hla.iter().all(|gene| gene.status == HlaStatus::NotTested) => HlaStatus::NotTested,
        None => HlaStatus::NotEvaluable,
    }
    .as_str()
}

#[cfg(test)]
mod tests {
    use evade_genome::GENES;

    use super::*;

    #[test]
    fn every_judged_gene_has_a_column() {
        let columns = summary_columns(&["cohort".to_owned()]);
        let names: Vec<&str> = columns.iter().map(|column| column.name.as_ref()).collect();
        assert_eq!(names.last(), Some(&"cohort"));
        for (gene, _) in GENES.iter() {
            assert!(names.contains(gene), "{gene}");
        }
    }
}
