//! The generic HLA table: `sample gene allele1 allele2 cn1 cn2 p status lost_allele source`.

use evade_core::{CellText, HlaGene, HlaMethod, HlaSource, HlaStatus};
use evade_stream::{Content, ReadError};

use super::allele_copies::{Imbalance, allele_with_fewer, settle};
use super::alleles::{allele_name, gene_name};
use super::by_sample::{GenesBySample, insert_gene};
use crate::table::{Row, TextTable};

/// Reads the generic table: rows by sample. `sample`, `gene` and either `status` or `cn1` and `cn2` are needed.
pub fn read_hla_table(content: &Content) -> Result<GenesBySample, ReadError> {
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
    while let Some(row) = table.next_row()? {
        let gene = gene_name(row.text(Some(gene_column))).ok_or_else(|| {
            let word = row.text(Some(gene_column));
            table.error(&row, gene_column, format!("'{word}' is not HLA-A, HLA-B or HLA-C"))
        })?;
        let mut found = HlaGene {
            alleles: alleles.map(|column| row.value(column).map(allele_name)),
            copies: [table.number(&row, copies[0])?, table.number(&row, copies[1])?],
            method: Some(HlaMethod::Table),
            source: Some(row.value(source).map_or(HlaSource::Generic(None), stated_source)),
            ..HlaGene::not_tested(gene)
        };
        let p = table.number(&row, p)?;
        settle(&mut found, p.map_or(Imbalance::NotTested, Imbalance::P));
        if let Some(word) = row.value(status) {
            found.status = parse_status(word)
                .ok_or_else(|| bad_status(&table, &row, status.unwrap_or_default(), word))?;
            found.reasons.clear();
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
        let lost_allele = stated.or_else(|| allele_with_fewer(&found));
        found.lost_allele = lost_allele.filter(|_| found.status.is_loh());
        insert_gene(&mut samples, row.text(Some(sample)).to_owned(), found)
            .map_err(|what| table.error(&row, gene_column, what))?;
    }
    Ok(samples)
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
