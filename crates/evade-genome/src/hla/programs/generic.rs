//! The generic HLA table: `sample gene allele1 allele2 cn1 cn2 p status lost_allele source`.

use evade_core::{CellText, HlaGene, HlaMethod, HlaReason, HlaSource, HlaStatus};
use evade_stream::{Content, ReadError};

use super::allele_copies::{Imbalance, Measured, allele_with_fewer, settle_measured};
use super::alleles::{allele_name, gene_name, gene_of_allele};
use super::by_sample::{GenesBySample, insert_gene};
use crate::impossible::Impossible;
use crate::segments::NO_COPY_BELOW;
use crate::table::{Row, TextTable};
use crate::unused_rows::{UnusedRow, UnusedRows};

/// Reads the generic table: rows by sample. `sample`, `gene` and either `status` or `cn1` and `cn2` are needed.
pub fn read_hla_table(content: &Content) -> Result<GenesBySample, ReadError> {
    read_generic(content, &mut UnusedRows::default())
}

/// The same, with the rows that are not used.
pub(super) fn read_generic(content: &Content, unused: &mut UnusedRows) -> Result<GenesBySample, ReadError> {
    let mut table = TextTable::open(content)?;
    let sample = table.required(&["sample"])?;
    let gene_column = table.required(&["gene"])?;
    let status = table.column(&["status"]);
    let copies = [table.column(&["cn1"]), table.column(&["cn2"])];
    if status.is_none() && copies.iter().any(Option::is_none) {
        return Err(ReadError::bad_header(&content.name, "the HLA table has neither status nor cn1 and cn2"));
    }
    let alleles = [table.column(&["allele1"]), table.column(&["allele2"])];
    let (p, lost, source) = (table.column(&["p"]), table.column(&["lost_allele"]), table.column(&["source"]));
    let mut samples = GenesBySample::new();
    let (mut n_stated, mut faults) = (0, Vec::new());
    while let Some(row) = table.next_row()? {
        let gene = gene_name(row.text(Some(gene_column))).ok_or_else(|| {
            let word = row.text(Some(gene_column));
            table.error(&row, gene_column, format!("'{word}' is not HLA-A, HLA-B or HLA-C"))
        })?;
        let mut found = HlaGene {
            alleles: alleles.map(|column| row.value(column).map(allele_name)),
            method: Some(HlaMethod::Table),
            source: Some(row.value(source).map_or(HlaSource::Generic(None), stated_source)),
            ..HlaGene::not_tested(gene)
        };
        settle_measured(&mut found, &measured(&table, &row, copies, p));
        if let Some(word) = row.value(status) {
            n_stated += 1;
            match parse_status(word) {
                Some(stated) => state(&mut found, stated),
                None => {
                    let error = bad_status(&table, &row, status.unwrap_or_default(), word);
                    unused.add(UnusedRow::Unreadable, row.line, &error.what);
                    faults.push(error);
                    found.withdraw(vec![HlaReason::ImpossibleValue]);
                }
            }
        }
        let stated = row.value(lost).map(allele_name);
        if let (Some(allele), [Some(one), Some(other)]) = (&stated, &found.alleles)
            && ![one, other].iter().any(|own| is_same_allele(own, allele))
        {
            let what = format!("the lost allele {allele} is neither {one} nor {other}");
            return Err(table
                .error(&row, lost.unwrap_or_default(), what)
                .hint("name one of the two alleles of the row, or leave the field empty"));
        }
        let is_of_gene = |name: &String| gene_of_allele(name).is_none_or(|named| named == gene);
        let are_of_gene = found.alleles.iter().flatten().chain(&stated).all(is_of_gene);
        let is_kept = found.status == HlaStatus::NoLoh
            && stated.as_deref().is_some_and(|name| gene_of_allele(name).is_some());
        if (!are_of_gene || is_kept) && !found.has_reason(HlaReason::ImpossibleValue) {
            found.withdraw(vec![HlaReason::StatusContradictsCopies]);
        }
        let lost_allele = stated.or_else(|| allele_with_fewer(&found));
        found.lost_allele = lost_allele.filter(|_| found.status.is_loh());
        if row.name(Some(sample)).is_none() {
            unused.add(UnusedRow::NoSample, row.line, gene);
        }
        insert_gene(&mut samples, row.text(Some(sample)), found)
            .map_err(|what| table.duplicate(&row, gene_column, what))?;
    }
    // Words that are all unknown are those of another table.
    if n_stated == faults.len()
        && let Some(error) = faults.into_iter().next()
    {
        return Err(error);
    }
    Ok(samples)
}

fn measured(
    table: &TextTable<'_>,
    row: &Row<'_>,
    [one, other]: [Option<usize>; 2],
    p: Option<usize>,
) -> Result<Measured, Impossible> {
    let copies = [table.raw_copies(row, one)?, table.raw_copies(row, other)?];
    let imbalance = table.probability(row, p)?.map_or(Imbalance::NotTested, Imbalance::P);
    Ok(Measured { copies, imbalance })
}

/// Sets the status that the table states, unless its own copies gainsay it: one of the two is then wrong.
fn state(found: &mut HlaGene, stated: HlaStatus) {
    if found.has_reason(HlaReason::ImpossibleValue) {
        return;
    }
    let is_contradicted = match found.copies {
        [Some(one), Some(other)] => contradicts(stated, one.min(other), one.max(other)),
        [Some(one), None] | [None, Some(one)] => match stated {
            HlaStatus::NoLoh | HlaStatus::ImbalanceOnly => one < NO_COPY_BELOW,
            HlaStatus::Homdel => one >= NO_COPY_BELOW,
            _ => false,
        },
        [None, None] => false,
    };
    if is_contradicted {
        found.withdraw(vec![HlaReason::StatusContradictsCopies]);
        return;
    }
    found.status = stated;
    found.reasons.clear();
}

/// Whether a gene with so many copies of its alleles cannot have this state.
fn contradicts(status: HlaStatus, fewer: f64, more: f64) -> bool {
    let (is_one_gone, are_both_gone) = (fewer < NO_COPY_BELOW, more < NO_COPY_BELOW);
    match status {
        HlaStatus::Loh => !is_one_gone || are_both_gone,
        // Cells with and without the loss are counted together.
        HlaStatus::LohSubclonal => are_both_gone || fewer >= more,
        HlaStatus::NoLoh | HlaStatus::ImbalanceOnly => is_one_gone,
        HlaStatus::Homdel => !are_both_gone,
        HlaStatus::NotEvaluable | HlaStatus::NotTested => false,
    }
}

/// Whether two names are of one allele, one of them perhaps with fewer fields.
fn is_same_allele(one: &str, other: &str) -> bool {
    let is_part =
        |short: &str, long: &str| long.strip_prefix(short).is_some_and(|rest| rest.starts_with(':'));
    one == other || is_part(one, other) || is_part(other, one)
}

/// A source that this program names, as in a table that it wrote itself; any other as the table states it.
fn stated_source(text: &str) -> HlaSource {
    text.parse().unwrap_or_else(|_| HlaSource::Generic(Some(CellText::new(text))))
}

fn parse_status(word: &str) -> Option<HlaStatus> {
    match word.to_ascii_lowercase().replace([' ', '-'], "_").as_str() {
        "not_assessable" => Some(HlaStatus::NotEvaluable),
        word => word.parse().ok(),
    }
}

fn bad_status(table: &TextTable<'_>, row: &Row<'_>, column: usize, word: &str) -> ReadError {
    table
        .error(row, column, format!("'{word}' is not a status"))
        .hint(format!("one of: {}", HlaStatus::ALL.iter().map(|s| s.as_str()).collect::<Vec<_>>().join(", ")))
}
