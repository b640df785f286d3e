//! The gene table of `MHC Hammer` (`cohort_mhc_hammer_gene_table.csv`).

use evade_core::{HlaGene, HlaMethod, HlaReason, HlaSource};
use evade_stream::{Content, ReadError};

use super::allele_copies::{measured, settle_measured};
use super::alleles::{allele_name, gene_name};
use super::by_sample::{GenesBySample, insert_gene};
use crate::table::{Row, TextTable};
use crate::unused_rows::{UnusedRow, UnusedRows};

/// Columns of its quality filters on DNA, in the order in which they are named as reasons.
const FAILURES: [(&str, HlaReason); 3] = [
    ("fail_n_wxs_snps", HlaReason::FailNWxsSnps),
    ("fail_expected_depth", HlaReason::FailExpectedDepth),
    ("fail_cn_range", HlaReason::FailCnRange),
];

/// Reads the table: rows of normal samples are left out.
pub(super) fn read_mhc_hammer(
    content: &Content,
    unused: &mut UnusedRows,
) -> Result<GenesBySample, ReadError> {
    let mut table = TextTable::open(content)?;
    let sample = table.required(&["sample_name"])?;
    let gene_column = table.required(&["gene"])?;
    let kind = table.column(&["sample_type"]);
    let mut samples = GenesBySample::new();
    while let Some(row) = table.next_row()? {
        if row.value(kind).is_some_and(|kind| kind.eq_ignore_ascii_case("normal")) {
            continue;
        }
        let word = row.text(Some(gene_column));
        let gene = gene_name(word).ok_or_else(|| {
            table.error(&row, gene_column, format!("'{word}' is not HLA-A, HLA-B or HLA-C"))
        })?;
        let found = gene_row(&table, &row, gene)?;
        if row.name(Some(sample)).is_none() {
            unused.add(UnusedRow::NoSample, row.line, gene);
        }
        insert_gene(&mut samples, row.text(Some(sample)), found)
            .map_err(|what| table.duplicate(&row, gene_column, what))?;
    }
    Ok(samples)
}

fn gene_row(table: &TextTable<'_>, row: &Row<'_>, gene: &str) -> Result<HlaGene, ReadError> {
    let number = |name: &str| table.number(row, table.column(&[name]));
    let is_true = |name: &str| row.value(table.column(&[name])).map(is_truth);
    let mut found = HlaGene {
        alleles: ["allele1", "allele2"].map(|name| row.value(table.column(&[name])).map(allele_name)),
        method: Some(HlaMethod::AlleleSpecific),
        source: Some(HlaSource::MhcHammer),
        n_sites: number("cn_n_snps")?.map(|n| n.max(0.0) as u32),
        ..HlaGene::not_tested(gene)
    };
    let copies = ["cn1_binned", "cn2_binned"].map(|name| table.column(&[name]));
    let p = table.column(&["logr_aib_paired_wilcoxon_test"]);
    settle_measured(&mut found, &measured(table, row, copies, p));
    let is_set = |name: &str| is_true(name) == Some(true);
    let failed: Vec<HlaReason> =
        FAILURES.into_iter().filter(|(name, _)| is_set(name)).map(|(_, reason)| reason).collect();
    if is_set("homozygous") || is_set("fail_homozygous") {
        found.withdraw(vec![HlaReason::GermlineHomozygous]);
    } else if is_true("sample_has_wxs") == Some(false) {
        found.withdraw(vec![HlaReason::NoDna]);
    } else if !failed.is_empty() {
        found.withdraw(failed);
    } else if is_set("wxs_fail") {
        found.withdraw(vec![HlaReason::WxsFail]);
    }
    Ok(found)
}

fn is_truth(word: &str) -> bool {
    matches!(word.trim_matches('"').to_ascii_lowercase().as_str(), "true" | "t" | "1")
}
