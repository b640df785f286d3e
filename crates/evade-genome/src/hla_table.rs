//! The generic HLA table: `sample gene allele1 allele2 cn1 cn2 p status lost_allele source`.

use std::collections::BTreeMap;

use evade_core::{HlaGene, HlaStatus};
use evade_stream::{Content, ReadError};

use crate::table::{Row, TextTable};

/// Reads the generic table: rows by sample. `sample`, `gene` and either `status` or `cn1` and `cn2` are needed.
pub fn read_hla_table(content: &Content) -> Result<BTreeMap<String, Vec<HlaGene>>, ReadError> {
    let mut table = TextTable::open(content)?;
    let sample = table.required(&["sample"])?;
    let gene_column = table.required(&["gene"])?;
    let status = table.column(&["status"]);
    let copies = [table.column(&["cn1"]), table.column(&["cn2"])];
    if status.is_none() && copies.iter().any(Option::is_none) {
        return Err(ReadError::new(&content.name, "the HLA table has neither status nor cn1 and cn2"));
    }
    let alleles = [table.column(&["allele1"]), table.column(&["allele2"])];
    let (p, lost, source) = (table.column(&["p"]), table.column(&["lost_allele"]), table.column(&["source"]));
    let mut samples: BTreeMap<String, Vec<HlaGene>> = BTreeMap::new();
    while let Some(row) = table.next_row()? {
        let gene = gene_name(row.text(Some(gene_column))).ok_or_else(|| {
            let word = row.text(Some(gene_column));
            table.error(&row, gene_column, format!("'{word}' is not HLA-A, HLA-B or HLA-C"))
        })?;
        let rows = samples.entry(row.text(Some(sample)).to_owned()).or_default();
        if rows.iter().any(|known| known.gene == gene) {
            return Err(table.error(&row, gene_column, format!("{gene} is there twice for this sample")));
        }
        let cn = [table.number(&row, copies[0])?, table.number(&row, copies[1])?];
        let names = [row.value(alleles[0]), row.value(alleles[1])];
        let (status, reason) = match row.value(status) {
            Some(word) => (
                parse_status(word)
                    .ok_or_else(|| bad_status(&table, &row, status.unwrap_or_default(), word))?,
                None,
            ),
            None => from_copies(cn, names, table.number(&row, p)?),
        };
        let lost_allele = row.value(lost).map(str::to_owned).or_else(|| fewer(cn, names).map(str::to_owned));
        rows.push(HlaGene {
            gene: gene.to_owned(),
            status,
            cn_major: pair(cn).map(|(a, b)| a.max(b)),
            cn_minor: pair(cn).map(|(a, b)| a.min(b)),
            lost_allele: lost_allele.filter(|_| status.is_loh()),
            method: Some("table".to_owned()),
            source: Some(row.value(source).unwrap_or("generic").to_owned()),
            reason: reason.map(str::to_owned),
        });
    }
    Ok(samples)
}

fn gene_name(word: &str) -> Option<&'static str> {
    match word.to_ascii_uppercase().trim_start_matches("HLA").trim_start_matches(['-', '_']) {
        "A" => Some("HLA-A"),
        "B" => Some("HLA-B"),
        "C" => Some("HLA-C"),
        _ => None,
    }
}

fn parse_status(word: &str) -> Option<HlaStatus> {
    Some(match word.to_ascii_lowercase().replace([' ', '-'], "_").as_str() {
        "loh" => HlaStatus::Loh,
        "loh_subclonal" => HlaStatus::LohSubclonal,
        "imbalance_only" => HlaStatus::ImbalanceOnly,
        "no_loh" => HlaStatus::NoLoh,
        "homdel" => HlaStatus::Homdel,
        "not_evaluable" | "not_assessable" => HlaStatus::NotEvaluable,
        "not_tested" => HlaStatus::NotTested,
        _ => return None,
    })
}

fn bad_status(table: &TextTable<'_>, row: &Row<'_>, column: usize, word: &str) -> ReadError {
    table
        .error(row, column, format!("'{word}' is not a status"))
        .hint("one of: loh, loh_subclonal, imbalance_only, no_loh, homdel, not_evaluable, not_tested")
}

/// The state from the copies of the two alleles.
fn from_copies(
    cn: [Option<f64>; 2],
    names: [Option<&str>; 2],
    p: Option<f64>,
) -> (HlaStatus, Option<&'static str>) {
    let Some((a, b)) = pair(cn) else {
        return (HlaStatus::NotEvaluable, Some("minor_copy_number_missing"));
    };
    let (fewer, more) = (a.min(b), a.max(b));
    if names[0].is_some() && names[0] == names[1] {
        return (HlaStatus::NotEvaluable, Some("germline_homozygous"));
    }
    if more < 0.5 {
        // Purity, ploidy or coverage is more often wrong than both alleles are lost.
        return (HlaStatus::NotEvaluable, Some("both_alleles_below_half"));
    }
    match p {
        _ if fewer >= 0.5 => (HlaStatus::NoLoh, None),
        Some(p) if p >= 0.01 => (HlaStatus::NotEvaluable, Some("imbalance_not_significant")),
        _ => (HlaStatus::Loh, None),
    }
}

fn pair(cn: [Option<f64>; 2]) -> Option<(f64, f64)> {
    cn[0].zip(cn[1])
}

fn fewer(cn: [Option<f64>; 2], names: [Option<&str>; 2]) -> Option<&str> {
    let (a, b) = pair(cn)?;
    match a.total_cmp(&b) {
        std::cmp::Ordering::Less => names[0],
        std::cmp::Ordering::Greater => names[1],
        std::cmp::Ordering::Equal => None,
    }
}
