//! The gene table of `MHC Hammer` (`cohort_mhc_hammer_gene_table.csv`).

use std::collections::BTreeMap;

use evade_core::{HlaGene, HlaStatus};
use evade_stream::{Content, ReadError};

use super::alleles::{Imbalance, allele_name, gene_name, settle};
use super::import::insert_gene;
use crate::table::{Row, TextTable};

/// Its quality filters on DNA, in the order in which they are named as the reason.
const FAILURES: [&str; 4] = ["fail_homozygous", "fail_n_wxs_snps", "fail_expected_depth", "fail_cn_range"];

/// Reads the table: rows of normal samples are left out.
pub(super) fn read_mhc_hammer(content: &Content) -> Result<BTreeMap<String, Vec<HlaGene>>, ReadError> {
    let mut table = TextTable::open(content)?;
    let sample = table.required(&["sample_name"])?;
    let gene_column = table.required(&["gene"])?;
    let kind = table.column(&["sample_type"]);
    let mut samples = BTreeMap::new();
    while let Some(row) = table.next_row()? {
        if row.value(kind).is_some_and(|kind| kind.eq_ignore_ascii_case("normal")) {
            continue;
        }
        let word = row.text(Some(gene_column));
        let gene = gene_name(word).ok_or_else(|| {
            table.error(&row, gene_column, format!("'{word}' is not HLA-A, HLA-B or HLA-C"))
        })?;
        let found = gene_row(&table, &row, gene)?;
        insert_gene(&mut samples, row.text(Some(sample)).to_owned(), found)
            .map_err(|what| table.duplicate(&row, gene_column, what))?;
    }
    Ok(samples)
}

fn gene_row(table: &TextTable<'_>, row: &Row<'_>, gene: &str) -> Result<HlaGene, ReadError> {
    let number = |name: &str| table.number(row, table.column(&[name]));
    let is_true = |name: &str| row.value(table.column(&[name])).map(is_truth);
    let mut found = HlaGene {
        alleles: ["allele1", "allele2"].map(|name| row.value(table.column(&[name])).map(allele_name)),
        copies: [number("cn1_binned")?, number("cn2_binned")?],
        method: Some("allele_specific".to_owned()),
        source: Some("mhc_hammer".to_owned()),
        n_sites: number("cn_n_snps")?.map(|n| n.max(0.0) as u32),
        ..HlaGene::not_tested(gene)
    };
    settle(&mut found, number("logr_aib_paired_wilcoxon_test")?.map_or(Imbalance::Missing, Imbalance::P));
    let failed: Vec<&str> = FAILURES.into_iter().filter(|name| is_true(name) == Some(true)).collect();
    let reason = if is_true("homozygous") == Some(true) || failed.contains(&"fail_homozygous") {
        Some("germline_homozygous".to_owned())
    } else if is_true("sample_has_wxs") == Some(false) {
        Some("no_dna".to_owned())
    } else if !failed.is_empty() {
        Some(failed.join(";"))
    } else if is_true("wxs_fail") == Some(true) {
        Some("wxs_fail".to_owned())
    } else {
        None
    };
    if reason.is_some() {
        found.status = HlaStatus::NotEvaluable;
        found.reason = reason;
        found.lost_allele = None;
        found.loh_type = None;
    }
    Ok(found)
}

fn is_truth(word: &str) -> bool {
    matches!(word.trim_matches('"').to_ascii_lowercase().as_str(), "true" | "t" | "1")
}
