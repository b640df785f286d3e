//! The sample sheet of pairs.

use evade_genome::Build;

use super::Patient;
use super::design::VariantFile;
use crate::clinical;

/// Columns that the sheet has beside those of a cohort.
const MORE: [&str; 3] = ["timepoint", "coverage", "hla"];
/// Words for the two samples.
const TIMEPOINTS: [&str; 2] = ["baseline", "progression"];

/// Columns of the sheet.
pub(super) fn columns() -> impl Iterator<Item = &'static str> {
    clinical::COLUMNS.into_iter().chain(MORE)
}

/// The whole sheet.
pub(super) fn text(patients: &[Patient], build: Build) -> String {
    let mut text = columns().collect::<Vec<_>>().join(",");
    text.push('\n');
    for patient in patients {
        for sample in [0, 1] {
            text.push_str(&row(patient, sample, build).join(","));
            text.push('\n');
        }
    }
    text
}

fn row(patient: &Patient, sample: usize, build: Build) -> Vec<String> {
    let c = &patient.clinical;
    let design = &patient.design;
    let id = patient.sample_id(sample);
    let has = |condition: bool, value: String| if condition { value } else { String::new() };
    let has_dna = design.has_dna(sample);
    let is_maf = design.file == VariantFile::Maf;
    let mut hla: Vec<String> = Vec::new();
    if has_dna && design.has_hla_types {
        hla.push(format!("hla/{id}.tsv"));
    }
    if has_dna && design.has_germline {
        hla.push(format!("germline/{id}.vcf"));
    }
    let sequencing = patient.sequencing[sample];
    vec![
        id.clone(),
        patient.id(),
        patient.rna_id(sample),
        has(has_dna, patient.dna_id(sample)),
        has(has_dna, patient.dna_id(sample)),
        has(has_dna, patient.normal_id(sample)),
        has(has_dna && !is_maf, format!("variants/{id}.vcf")),
        has(has_dna && is_maf, "variants.maf".to_owned()),
        has(has_dna, format!("segments/{id}.ascat.tsv")),
        build.to_string(),
        has(has_dna, "WES".to_owned()),
        "polyA".to_owned(),
        patient.histologies[sample].to_owned(),
        design.specimen(c.specimen, sample).to_owned(),
        design.site(c.site, sample).to_owned(),
        patient.stated_sex(sample).to_owned(),
        format!("{:.2}", sequencing.purity),
        has(has_dna, "2.0".to_owned()),
        c.pdl1_tps.to_string(),
        c.msi.to_owned(),
        patient.collection_date(sample),
        c.regimen.to_owned(),
        clinical::date(c.start),
        c.last_dose(),
        c.response.to_owned(),
        c.confirmed.to_owned(),
        c.progression(),
        TIMEPOINTS[sample].to_owned(),
        has(has_dna, sequencing.depth.to_string()),
        hla.join(";"),
    ]
}
