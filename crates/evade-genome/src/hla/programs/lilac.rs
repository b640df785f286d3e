//! `LILAC`: two rows a gene with the tumour's copies of each allele, and the quality file beside it.

use std::collections::BTreeMap;

use evade_core::{
    CellText, HLA_GENES, HlaCaution, HlaGene, HlaMethod, HlaMutation, HlaMutationKind, HlaReason, HlaSource,
};
use evade_stream::{Content, ReadError};

use super::allele_copies::{Imbalance, Measured, settle_measured};
use super::alleles::{allele_name, gene_of_allele};
use super::by_sample::GenesBySample;
use crate::impossible::{Impossible, Tried};
use crate::table::{Row, TextTable};

/// Columns of somatic changes and what they do to the allele; silent changes do nothing.
const SOMATIC: [(&str, HlaMutationKind); 4] = [
    ("somaticnonsenseorframeshift", HlaMutationKind::NonsenseOrFrameshift),
    ("somaticsplice", HlaMutationKind::Splice),
    ("somaticmissense", HlaMutationKind::Missense),
    ("somaticinframeindel", HlaMutationKind::InframeIndel),
];

/// One row: an allele.
struct Allele {
    name: String,
    copies: Tried<f64>,
    reference_fragments: f64,
    tumor_fragments: f64,
    mutations: Vec<HlaMutation>,
}

/// Reads `*.lilac.tsv` of one sample; columns by name, for their order differs between versions.
pub(super) fn read_lilac(content: &Content) -> Result<GenesBySample, ReadError> {
    let mut table = TextTable::open(content)?;
    let name = table.required(&["allele"])?;
    let mut alleles: BTreeMap<&str, Vec<Allele>> = BTreeMap::new();
    while let Some(row) = table.next_row()? {
        // Class II alleles of later versions are not asked for.
        let Some(gene) = gene_of_allele(row.text(Some(name))) else { continue };
        let rows = alleles.entry(gene).or_default();
        if rows.len() == 2 {
            return Err(table.error(&row, name, format!("{gene} has more than two alleles")));
        }
        rows.push(allele(&table, &row, name)?);
    }
    let all: Vec<&Allele> = alleles.values().flatten().collect();
    let has_tumor = all
        .iter()
        .any(|a| a.tumor_fragments > 0.0 || a.copies.as_ref().is_ok_and(|n| n.is_some_and(|n| n > 0.0)));
    let has_normal = all.iter().any(|a| a.reference_fragments > 0.0);
    let genes = HLA_GENES
        .into_iter()
        .map(|gene| {
            let mut found = lilac_gene(gene, alleles.get(gene).map_or(&[][..], Vec::as_slice), has_tumor);
            if has_tumor && !has_normal {
                // Which allele has fewer copies is then assigned, not measured (hartwigmedical/hmftools#777).
                found.lost_allele = None;
                found.flag(HlaCaution::TumorOnly);
            }
            found
        })
        .collect();
    Ok(GenesBySample::from([(String::new(), genes)]))
}

fn allele(table: &TextTable<'_>, row: &Row<'_>, name: usize) -> Result<Allele, ReadError> {
    let number = |column: &str| table.number(row, table.column(&[column]));
    let label = allele_name(row.text(Some(name)));
    let mut mutations = Vec::new();
    for (column, kind) in SOMATIC {
        let count = number(column)?.unwrap_or(0.0);
        if count > 0.0 {
            mutations.push(HlaMutation { allele: label.clone(), kind, count });
        }
    }
    Ok(Allele {
        copies: table.raw_copies(row, table.column(&["tumorcopynumber"])),
        reference_fragments: number("reftotal")?.unwrap_or(0.0),
        tumor_fragments: number("tumortotal")?.unwrap_or(0.0),
        name: label,
        mutations,
    })
}

/// The copies of both alleles; it tests no imbalance.
fn measured_of(alleles: &[Allele]) -> Result<Measured, Impossible> {
    let copies = |i: usize| alleles.get(i).map_or(Ok(None), |allele| allele.copies.clone());
    Ok(Measured { copies: [copies(0)?, copies(1)?], imbalance: Imbalance::NotTested })
}

fn lilac_gene(gene: &str, alleles: &[Allele], has_tumor: bool) -> HlaGene {
    let at = |i: usize| alleles.get(i);
    let mut found = HlaGene {
        alleles: [0, 1].map(|i| at(i).map(|a| a.name.clone())),
        method: Some(HlaMethod::AlleleSpecific),
        source: Some(HlaSource::Lilac),
        mutations: alleles.iter().flat_map(|a| a.mutations.clone()).collect(),
        ..HlaGene::not_tested(gene)
    };
    if has_tumor {
        settle_measured(&mut found, &measured_of(alleles));
        if alleles.len() < 2 {
            found.reasons = vec![HlaReason::AlleleMissing];
        }
    } else {
        let is_homozygous = found.is_homozygous() == Some(true);
        found.withdraw(vec![if is_homozygous {
            HlaReason::GermlineHomozygous
        } else {
            HlaReason::NoTumorData
        }]);
    }
    if found.is_homozygous() == Some(true) {
        // Both rows carry the same allele; how the copies are shared out is arbitrary.
        (found.cn_major, found.cn_minor) = (None, None);
    }
    found
}

/// What `LILAC`'s quality file states of the alleles of class I.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LilacQuality {
    /// Coverage is too low for its states to be believed.
    pub is_low_coverage: bool,
    /// Statuses other than PASS and low coverage, as the file has them.
    pub others: Vec<String>,
    /// Whether the last line does not end, so that a status may be cut.
    pub may_be_cut: bool,
}

/// The status by which `LILAC` takes back its states.
const LOW_COVERAGE: &str = "FAIL_LOW_COVERAGE";

impl LilacQuality {
    /// Several statuses stand in one field.
    fn of(field: &str) -> Self {
        let words = field.split([';', ',']).map(str::trim).filter(|word| !word.is_empty() && *word != "PASS");
        let (low, others): (Vec<&str>, Vec<&str>) = words.partition(|word| *word == LOW_COVERAGE);
        Self {
            is_low_coverage: !low.is_empty(),
            others: others.into_iter().map(str::to_owned).collect(),
            may_be_cut: false,
        }
    }
}

/// Reads `*.lilac.qc.tsv`: the status in the row of class I where there are several rows.
pub(super) fn read_lilac_quality(content: &Content) -> Result<LilacQuality, ReadError> {
    let mut table = TextTable::open(content)?;
    let status = table.required(&["status"])?;
    let genes = table.column(&["genes"]);
    while let Some(row) = table.next_row()? {
        if row.value(genes).is_none_or(|set| set == "MHC_CLASS_1") {
            return Ok(LilacQuality::of(row.text(Some(status))));
        }
    }
    Err(ReadError::empty(&content.name, "the quality file of LILAC has no row of class I"))
}

/// Applies `LILAC`'s quality file to the genes of its allele file.
///
/// Low coverage makes them `not_evaluable`; any other status than PASS is a caution.
pub fn apply_lilac_quality(genes: &mut [HlaGene], quality: &LilacQuality) {
    for gene in genes.iter_mut().filter(|gene| gene.source == Some(HlaSource::Lilac)) {
        if quality.is_low_coverage {
            if gene.has_reason(HlaReason::GermlineHomozygous) {
                gene.flag(HlaCaution::LilacStatus(CellText::new(LOW_COVERAGE)));
            } else {
                gene.withdraw(vec![HlaReason::LilacFailLowCoverage]);
            }
        }
        if quality.may_be_cut {
            gene.flag(HlaCaution::FileMayBeCut);
        }
        for status in &quality.others {
            gene.flag(HlaCaution::LilacStatus(CellText::new(status)));
        }
    }
}
