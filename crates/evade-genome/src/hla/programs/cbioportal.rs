//! `LOHHLA` as cBioPortal stores it: one row a patient, `A1_HLA_A_type`, `A1_HLA_type1copyNum_withBAFBin`, and so on.

use evade_core::{HLA_GENES, HlaCaution, HlaGene, HlaMethod, HlaSource};
use evade_stream::{Content, ReadError};

use super::allele_copies::{measured, settle_measured};
use super::alleles::allele_name;
use super::by_sample::GenesBySample;
use crate::table::{TextTable, is_name};
use crate::unused_rows::{UnusedRow, UnusedRows};

/// Reads the wide form. It has one p for three genes, or one a gene (`A_PVal_unique`).
pub(super) fn read_cbioportal(
    content: &Content,
    unused: &mut UnusedRows,
) -> Result<GenesBySample, ReadError> {
    let mut table = TextTable::open(content)?;
    let sample = table.required(&["sample_id", "sample", "patient", "patient_id"])?;
    let shared = table.column(&["pval_unique"]);
    let mut samples = GenesBySample::new();
    while let Some(row) = table.next_row()? {
        let mut genes = Vec::with_capacity(HLA_GENES.len());
        for gene in HLA_GENES {
            let letter = gene.trim_start_matches("HLA-").to_ascii_lowercase();
            let column = |what: &str| table.column(&[&format!("{letter}{what}")]);
            let copies = [column("1_hla_type1copynum_withbafbin"), column("2_hla_type2copynum_withbafbin")];
            let mut found = HlaGene {
                alleles: ["1_hla_a_type", "2_hla_a_type"].map(|c| row.value(column(c)).map(allele_name)),
                method: Some(HlaMethod::AlleleSpecific),
                source: Some(HlaSource::CbioportalLohhla),
                ..HlaGene::not_tested(gene)
            };
            let own = column("_pval_unique").filter(|own| row.value(Some(*own)).is_some());
            if own.is_none() && row.value(shared).is_some() {
                found.flag(HlaCaution::PValueSharedByGenes);
            }
            settle_measured(&mut found, &measured(&table, &row, copies, own.or(shared)));
            genes.push(found);
        }
        let name = row.text(Some(sample)).to_owned();
        if !is_name(&name) {
            unused.add(UnusedRow::NoSample, row.line, "");
            samples.entry(String::new()).or_default().extend(genes);
        } else if samples.insert(name.clone(), genes).is_some() {
            return Err(table.duplicate(&row, sample, format!("'{name}' is there twice")));
        }
    }
    Ok(samples)
}
