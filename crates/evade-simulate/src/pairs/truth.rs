//! `truth_pairs.tsv`: what is the same in both samples of a patient, and what changed.

use evade_core::HLA_GENES;
use evade_core::HlaStatus;

use super::Patient;
use super::design::VariantFile;
use super::person::SexInRna;
use super::scenario::PairScenario;

/// Columns of the table.
pub(super) const COLUMNS: [&str; 34] = [
    "patient",
    "from",
    "to",
    "scenario",
    "noise",
    "same_person",
    "same_clone",
    "identity_conflicts",
    "rna_differences",
    "class_before",
    "class_after",
    "T",
    "G",
    "P",
    "S",
    "X",
    "hypoxia_triple",
    "transformation",
    "genes_new",
    "genes_lost",
    "genes_retained",
    "genes_subclonal_before",
    "second_hits",
    "hla_gained",
    "shared_hotspot",
    "dna_before",
    "variants",
    "purity_before",
    "purity_after",
    "depth_before",
    "depth_after",
    "rna_sex_before",
    "rna_sex_after",
    "histology_after",
];

/// The table.
pub(super) fn text(patients: &[Patient], noise: f64) -> String {
    let mut text = COLUMNS.join("\t");
    text.push('\n');
    for patient in patients {
        text.push_str(&row(patient, noise).join("\t"));
        text.push('\n');
    }
    text
}

fn row(patient: &Patient, noise: f64) -> Vec<String> {
    let yes = |condition: bool| if condition { "yes" } else { "no" }.to_owned();
    let list = |words: Vec<&str>| if words.is_empty() { "NA".to_owned() } else { words.join(";") };
    let (scenario, somatic) = (patient.scenario, &patient.somatic);
    let is_one_clone = scenario.is_one_clone();
    // What is new or lost is a question within one clone alone.
    let within_clone = |words: Vec<&str>| list(if is_one_clone { words } else { Vec::new() });
    let file = match patient.design.file {
        VariantFile::Vcf => "vcf",
        VariantFile::ForcedVcf => "forced_vcf",
        VariantFile::Maf => "maf",
    };
    let mut cells = vec![
        patient.id(),
        patient.sample_id(0),
        patient.sample_id(1),
        scenario.as_str().to_owned(),
        noise.to_string(),
        yes(scenario.is_one_person()),
        yes(is_one_clone),
        list(conflicts(patient)),
        list(patient.design.rna_differences(patient.sequencing)),
    ];
    cells.extend(patient.classes.map(|class| class.map_or("NA".to_owned(), |class| class.to_string())));
    cells.extend(scenario.plan().axes.map(|axis| axis.as_str().to_owned()));
    cells.push(yes(scenario == PairScenario::HypoxiaTriple));
    cells.push(yes(scenario == PairScenario::Transformation));
    cells.push(within_clone(somatic.new_genes()));
    cells.push(within_clone(somatic.lost_genes()));
    cells.push(within_clone(somatic.retained_genes()));
    cells.push(within_clone(somatic.subclonal_genes()));
    cells.push(list(somatic.second_hits.iter().map(String::as_str).collect()));
    cells.push(within_clone(hla_gained(patient)));
    cells.push(yes(somatic.has_shared_hotspot));
    cells.push(yes(patient.design.has_dna(0)));
    cells.push(file.to_owned());
    cells.extend(patient.sequencing.map(|s| format!("{:.2}", s.purity)));
    cells.extend(patient.sequencing.map(|s| s.depth.to_string()));
    cells.extend([0, 1].map(|sample| patient.person_of(sample).rna[sample].as_str().to_owned()));
    cells.push(patient.histologies[1].to_owned());
    cells
}

/// HLA class I genes of which the later sample alone has lost an allele.
fn hla_gained(patient: &Patient) -> Vec<&'static str> {
    let [before, after] = patient.somatic.hla();
    let gained = HLA_GENES.into_iter().zip(before).zip(after);
    gained
        .filter(|((_, before), after)| *before == HlaStatus::NoLoh && *after == HlaStatus::Loh)
        .map(|((gene, _), _)| gene)
        .collect()
}

/// What the files hold that shows two persons.
fn conflicts(patient: &Patient) -> Vec<&'static str> {
    let [one, other] = [patient.person_of(0), patient.person_of(1)];
    if one == other {
        return Vec::new();
    }
    let rna = [one.rna[0], other.rna[1]];
    let is_rna_conflict =
        matches!(rna, [SexInRna::YGenes, SexInRna::Xist] | [SexInRna::Xist, SexInRna::YGenes]);
    let (design, has_dna) = (&patient.design, patient.design.has_dna(0));
    let checks = [
        ("stated_sex", patient.stated_sex(0) != patient.stated_sex(1)),
        ("rna_sex", is_rna_conflict),
        ("hla_alleles", has_dna && design.has_hla_types && one.conflicts_in_hla(other)),
        ("germline_sites", has_dna && design.has_germline && one.opposite_homozygotes(other) > 0),
    ];
    checks.into_iter().filter(|(_, is_conflict)| *is_conflict).map(|(word, _)| word).collect()
}
