//! The result tables, one room a subject: every column with its meaning beside the row that is made from a sample's profile.
//! The documentation of the tables is made from these lists.

mod comparisons;
mod features;
mod genes;
mod hla;
mod mapping;
mod mechanisms;
mod phenotypes;
mod quality;
mod readouts;
mod resistance;
mod scores;
mod summary;
mod validation;

use evade_core::Reason;
use evade_io::ColumnKind::Text;
use evade_io::{Cell, Column};

pub(crate) use comparisons::{COMPARISONS, comparison_rows};
pub(crate) use features::{FEATURES, feature_row};
pub(crate) use genes::{
    ALTERATIONS, FILTERED_VARIANTS, TMB, VARIANTS, alteration_row, filtered_row, tmb_row, variant_row,
};
pub(crate) use hla::{HLA_LOH, hla_row};
pub(crate) use mapping::{GENE_MAPPING, candidates, mapping_row};
pub(crate) use mechanisms::{MECHANISMS, mechanism_row};
pub(crate) use phenotypes::{PHENOTYPES, phenotype_row};
pub(crate) use quality::{QC, qc_row};
pub(crate) use readouts::{READOUTS, readout_row};
pub(crate) use resistance::{RESISTANCE, resistance_row};
pub(crate) use scores::{
    N_SCORE_COLUMNS, SCORES, SCORES_PARQUET, SCORES_WIDE, score_row, score_wide_columns, wide_columns,
    wide_row,
};
pub(crate) use summary::{SUMMARY, check_carry, gene_names, summary_columns, summary_row};
pub(crate) use validation::{
    CALIBRATION, CONFUSION, MEASURES, OF_VALIDATE, ROC, calibration_rows, class_named_as_column,
    confusion_columns, confusion_rows, measure_rows, roc_rows,
};

/// A table's file name, what it holds, and its columns.
pub(crate) struct TableSpec {
    pub(crate) name: &'static str,
    pub(crate) holds: &'static str,
    pub(crate) columns: &'static [Column],
}

pub(crate) const FAILED: TableSpec = TableSpec {
    name: "failed.tsv",
    holds: "One row a sample that has no result.",
    columns: &[
        Column::new("sample", Text, "Sample id."),
        Column::new("reason", Text, "Reason code."),
        Column::new("detail", Text, "What was met, in words."),
    ],
};

/// All tables of `evade run`.
pub(crate) const ALL: [&TableSpec; 17] = [
    &SUMMARY,
    &SCORES,
    &SCORES_WIDE,
    &PHENOTYPES,
    &ALTERATIONS,
    &VARIANTS,
    &FILTERED_VARIANTS,
    &TMB,
    &HLA_LOH,
    &READOUTS,
    &MECHANISMS,
    &RESISTANCE,
    &COMPARISONS,
    &FEATURES,
    &GENE_MAPPING,
    &QC,
    &FAILED,
];

/// Every table that has a schema.
pub(crate) fn documented() -> impl Iterator<Item = &'static TableSpec> {
    ALL.into_iter().chain(OF_VALIDATE)
}

/// The tables of `evade variants`.
pub(crate) const OF_VARIANTS: [&TableSpec; 5] = [&ALTERATIONS, &VARIANTS, &FILTERED_VARIANTS, &TMB, &FAILED];

/// The tables that a command writes.
pub(crate) fn of_folder(command: &str) -> &'static [&'static TableSpec] {
    match command {
        VARIANTS_COMMAND => &OF_VARIANTS,
        HLA_COMMAND => &OF_HLA,
        COMPARE_COMMAND => &OF_COMPARE,
        _ => &ALL,
    }
}

/// Of these, the tables whose rows belong to samples.
pub(crate) fn of_command(command: &str) -> Vec<&'static TableSpec> {
    let is_of_samples = |spec: &&TableSpec| ![GENE_MAPPING.name, COMPARISONS.name].contains(&spec.name);
    of_folder(command).iter().copied().filter(is_of_samples).collect()
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
    !matches!(command, VARIANTS_COMMAND | HLA_COMMAND | COMPARE_COMMAND)
}

/// The tables of `evade hla`.
const OF_HLA: [&TableSpec; 2] = [&HLA_LOH, &FAILED];

/// The tables of `evade compare`.
const OF_COMPARE: [&TableSpec; 2] = [&COMPARISONS, &FAILED];

/// The command that writes what changed between samples alone.
pub(crate) const COMPARE_COMMAND: &str = "compare";

/// The command that writes the table of HLA states alone.
pub(crate) const HLA_COMMAND: &str = "hla";

/// The command that writes the tables of variants alone.
pub(crate) const VARIANTS_COMMAND: &str = "variants";

impl TableSpec {
    pub(crate) fn columns(&self) -> Vec<Column> {
        self.columns.to_vec()
    }
}

/// Reason codes in one cell.
pub(crate) fn flags(reasons: &[Reason]) -> Cell<'static> {
    if reasons.is_empty() {
        return Cell::Missing;
    }
    reasons.iter().map(|r| r.as_str()).collect::<Vec<_>>().join(";").into()
}

/// A list in one cell.
fn joined(words: &[impl ToString]) -> Cell<'static> {
    let words: Vec<String> = words.iter().map(ToString::to_string).collect();
    if words.is_empty() { Cell::Missing } else { words.join(";").into() }
}

fn truth(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}

#[cfg(test)]
pub(crate) use readouts::tests::readout;

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use evade_core::VOCABULARIES;

    use evade_io::ColumnKind::{Integer, Real};

    use super::*;

    /// Every list of words, as `evade schema reasons` prints them.
    fn documented_words(text: &mut String) {
        let _ = writeln!(
            text,
            "### Words\n\nEvery word that tables and JSON print, by list. In a cell, words are joined by `;`; what stands behind a colon is the detail.\n`evade schema reasons` prints the same."
        );
        for list in VOCABULARIES {
            let has = |test: fn(&evade_core::Word) -> bool| list.words.iter().any(test);
            let (has_detail, has_points) = (has(|w| w.detail.is_some()), has(|w| w.points.is_some()));
            let _ = write!(text, "\n#### `{}`\n\n{}\n\n| code | meaning |", list.list, list.used_in);
            text.push_str(if has_detail { " detail |" } else { "" });
            text.push_str(if has_points { " points |" } else { "" });
            text.push_str("\n| --- | --- |");
            text.push_str(&" --- |".repeat(usize::from(has_detail) + usize::from(has_points)));
            text.push('\n');
            for word in list.words {
                let _ = write!(text, "| `{}` | {} |", word.code, word.meaning);
                if has_detail {
                    let _ = write!(text, " {} |", word.detail.unwrap_or_default());
                }
                if has_points {
                    let _ = write!(text, " {} |", word.points.map(|n| n.to_string()).unwrap_or_default());
                }
                text.push('\n');
            }
        }
    }

    /// docs/outputs.md holds the columns of every table; `EVADE_BLESS=1` writes them anew.
    #[test]
    fn the_documented_columns_are_the_columns() {
        let mut text = String::new();
        for table in documented() {
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
        documented_words(&mut text);
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
