//! `SpecHLA`: `merge.hla.copy.txt`.

use evade_core::{HlaCaution, HlaGene, HlaMethod, HlaReason, HlaSource, HlaStatus, LohType};
use evade_stream::{Content, ReadError};

use super::alleles::{allele_name, gene_name};
use super::by_sample::{GenesBySample, insert_gene};
use crate::hla::thresholds::MIN_HETEROZYGOUS_SITES;
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
        let text = row.text(Some(ratio));
        let copies = match row.value(Some(ratio)) {
            None => None,
            Some(_) => Some(ratio_of(text).ok_or_else(|| {
                table.error(&row, ratio, format!("'{text}' is not a ratio of copies such as 2:1"))
            })?),
        };
        let found = gene_row(&table, &row, gene, copies)?;
        insert_gene(&mut samples, row.text(Some(sample)).to_owned(), found)
            .map_err(|what| table.duplicate(&row, gene_column, what))?;
    }
    Ok(samples)
}

fn ratio_of(text: &str) -> Option<(f64, f64)> {
    let (a, b) = text.split_once([':', '/'])?;
    Some((a.trim().parse().ok()?, b.trim().parse().ok()?))
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
