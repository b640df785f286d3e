//! `SpecHLA`: `merge.hla.copy.txt`.

use evade_core::{HlaCaution, HlaGene, HlaMethod, HlaReason, HlaSource, HlaStatus, LohType};
use evade_stream::{Content, ReadError};

use super::allele_copies::withdraw_impossible;
use super::alleles::{allele_name, gene_name};
use super::by_sample::{GenesBySample, insert_gene};
use crate::hla::thresholds::MIN_HETEROZYGOUS_SITES;
use crate::impossible::{self, Impossible, Tried};
use crate::segments::NO_COPY_BELOW;
use crate::table::{Row, TextTable};

/// Reads the copies of the alleles. Its own `LOH` column says Y whenever the two differ, at 2:1 too.
pub(super) fn read_spechla(content: &Content) -> Result<GenesBySample, ReadError> {
    let mut table = TextTable::open(content)?;
    let sample = table.required(&["sample"])?;
    let gene_column = table.required(&["hla"])?;
    let ratio = table.required(&["copyratio"])?;
    let mut samples = GenesBySample::new();
    while let Some(row) = table.next_row()? {
        // It types class II as well.
        let Some(gene) = gene_name(row.text(Some(gene_column))) else { continue };
        let found = match ratio_of(row.text(Some(ratio))) {
            Ok(copies) => gene_row(&table, &row, gene, copies)?,
            Err(_) => {
                let mut found = gene_row(&table, &row, gene, None)?;
                withdraw_impossible(&mut found);
                found
            }
        };
        insert_gene(&mut samples, row.text(Some(sample)), found)
            .map_err(|what| table.duplicate(&row, gene_column, what))?;
    }
    Ok(samples)
}

/// Copies such as `2:1`; nothing where the program gives none.
fn ratio_of(text: &str) -> Tried<(f64, f64)> {
    let not_a_ratio = || Impossible(format!("'{text}' is not a ratio of copies such as 2:1"));
    if matches!(text, "" | "." | "NA" | "N/A") {
        return Ok(None);
    }
    let (one, other) = text.split_once([':', '/']).ok_or_else(not_a_ratio)?;
    let copies = |side: &str| impossible::copies("copyratio", side.trim())?.ok_or_else(not_a_ratio);
    Ok(Some((copies(one)?, copies(other)?)))
}

fn gene_row(
    table: &TextTable<'_>,
    row: &Row<'_>,
    gene: &str,
    copies: Option<(f64, f64)>,
) -> Result<HlaGene, ReadError> {
    let column = |name: &str| table.column(&[name]);
    let sites = table.number(row, column("het_num"))?.map(|n| n.max(0.0) as u32);
    let mut found = HlaGene {
        alleles: ["allele1", "allele2"].map(|name| row.value(column(name)).map(allele_name)),
        method: Some(HlaMethod::SingleSample),
        source: Some(HlaSource::SpecHla),
        n_sites: sites,
        cn_major: copies.map(|(a, b)| a.max(b)),
        cn_minor: copies.map(|(a, b)| a.min(b)),
        ..HlaGene::not_tested(gene)
    };
    // No normal is used, and the ploidy of the genome stands for the copies at the gene (deepomicslab/SpecHLA#9, #45).
    found.flag(HlaCaution::SingleSample);
    let says_loh = row.value(column("loh")).is_some_and(|word| word.eq_ignore_ascii_case("y"));
    let (status, reason) = match copies {
        _ if found.is_homozygous() == Some(true) => {
            (HlaStatus::NotEvaluable, Some(HlaReason::GermlineHomozygous))
        }
        None => (HlaStatus::NotEvaluable, Some(HlaReason::CopyNumberMissing)),
        _ if sites.is_some_and(|n| n < MIN_HETEROZYGOUS_SITES) => {
            (HlaStatus::NotEvaluable, Some(HlaReason::FewHeterozygousSites))
        }
        Some((a, b)) if a.max(b) < NO_COPY_BELOW => {
            (HlaStatus::NotEvaluable, Some(HlaReason::BothAllelesBelowHalf))
        }
        Some((a, b)) if a.min(b) < NO_COPY_BELOW => (HlaStatus::Loh, None),
        Some((a, b)) if (a - b).abs() >= 0.5 => (HlaStatus::ImbalanceOnly, None),
        Some(_) => (HlaStatus::NoLoh, None),
    };
    found.status = status;
    found.reasons = Vec::from_iter(reason);
    if status.is_loh() {
        found.lost_allele = row.value(column("losshla")).map(allele_name);
        found.loh_type = copies.map(|(a, b)| LohType::of_total(a + b));
    } else if says_loh && status == HlaStatus::ImbalanceOnly {
        found.flag(HlaCaution::BothAllelesKept);
    }
    Ok(found)
}
