//! Tests that would fill what is missing. Each line follows from one rule on the profile; docs/report.md lists them.

use evade_core::{AlterationStatus, Caution, GeneAlteration, HlaStatus, SampleProfile};

use crate::course::missing_dates;
use crate::event::symbol;
use crate::flags::{Lesion, untested};
use crate::hla::{genes_with, is_untested};
use crate::phenotype_tests::rna_tests;
use crate::set_aside::{SetAside, set_aside};
use crate::text::joined;
use crate::words::{is_deletion_untested, is_purity_too_low};

/// Genes named in one line; the tables have them all.
const NAMED_GENES: usize = 6;

/// The tests to consider, in the fixed order RNA, site of T cells, variants, copy number, HLA, clinical values.
pub(crate) fn further_tests(profile: &SampleProfile) -> Vec<String> {
    let mut tests = Vec::new();
    rna_tests(profile, &mut tests);
    dna_tests(profile, &mut tests);
    hla_tests(profile, &mut tests);
    tests.extend(small_cell(profile));
    tests.extend(missing_dates(profile));
    let facts = &profile.facts;
    let is_burden_counted =
        profile.dna.tmb.as_ref().is_some_and(|burden| burden.tmb.is_some() && burden.reliable);
    let absent: Vec<&str> = [
        (facts.pdl1_tps.is_none(), "PD-L1"),
        (facts.tmb.is_none() && !is_burden_counted, "tumour mutational burden"),
        (facts.msi.is_none(), "microsatellite status"),
    ]
    .into_iter()
    .filter_map(|(is_absent, name)| is_absent.then_some(name))
    .collect();
    if !absent.is_empty() {
        tests.push(format!("Not supplied: {}", joined(&absent)));
    }
    tests
}

/// The knowledge's row of a tumour with a small-cell part from the start.
const SMALL_CELL_PART: &str = "SCT-02";

/// Histology where RNA raises the suspicion of a small-cell part.
fn small_cell(profile: &SampleProfile) -> Option<String> {
    let finding = profile.mechanisms.iter().find(|finding| finding.id == SMALL_CELL_PART)?;
    finding.is_shown().then(|| {
        format!(
            "For a small-cell part, of which high neuroendocrine genes raise a suspicion: {}",
            finding.settled_by
        )
    })
}

fn dna_tests(profile: &SampleProfile, tests: &mut Vec<String>) {
    let dna = &profile.dna;
    if !dna.tested {
        tests.push("Somatic variants, copy number and fusions of the panel genes, EGFR, ALK, ROS1, RET, BRAF, MET, ERBB2 and KRAS among them".to_owned());
        return;
    }
    let with = |test: &dyn Fn(&GeneAlteration) -> bool| -> Vec<&str> {
        dna.genes.iter().filter(|g| test(g)).map(|g| g.gene.as_str()).collect()
    };
    let (in_normal, unsure): (Vec<SetAside<'_>>, Vec<SetAside<'_>>) =
        set_aside(dna).into_iter().partition(SetAside::is_in_normal);
    let (inherited, unsure): (Vec<SetAside<'_>>, Vec<SetAside<'_>>) =
        unsure.into_iter().partition(SetAside::may_be_inherited);
    let names_of = |all: &[SetAside<'_>]| {
        let names: Vec<String> = all.iter().map(SetAside::name).collect();
        named(&names.iter().map(String::as_str).collect::<Vec<_>>())
    };
    if !unsure.is_empty() {
        tests.push(format!("A second assay, or more reads: {} detected but filtered", names_of(&unsure)));
    }
    if !inherited.is_empty() {
        tests.push(format!("Germline test or matched normal: {} may be inherited", names_of(&inherited)));
    }
    if !in_normal.is_empty() {
        tests.push(format!(
            "Matched normal checked for a swap, tumour cells or an inherited variant: it holds {} too",
            names_of(&in_normal)
        ));
    }
    // Copy number that was given and not evaluable needs another sample, not another assay.
    let copies =
        if is_purity_too_low(profile) { "A sample with higher tumour content" } else { "Copy number" };
    // Genes without a variant whose amplification counts too.
    let beside = dna.genes.iter().filter(|gene| {
        gene.status == AlterationStatus::NotAltered && gene.has(&Caution::AmplificationNotTested)
    });
    let mut beside: Vec<&GeneAlteration> = beside.collect();
    let mut lesions = untested(dna);
    if let Some((_, genes)) = lesions.iter_mut().find(|(lesion, _)| *lesion == Lesion::Amplification) {
        genes.append(&mut beside);
    } else if !beside.is_empty() {
        lesions.push((Lesion::Amplification, beside));
    }
    for (lesion, genes) in lesions {
        let names: Vec<String> = genes.iter().map(|gene| symbol(&gene.gene)).collect();
        let names = named(&names.iter().map(String::as_str).collect::<Vec<_>>());
        tests.push(match lesion {
            Lesion::Fusion => format!(
                "RNA, fluorescence in situ hybridisation or immunohistochemistry, for fusions of {names}"
            ),
            Lesion::Amplification => format!("{copies}, for amplification of {names}"),
            Lesion::Any => format!("A wider panel, or its coverage declared: {names} not tested"),
        });
    }
    let no_copy_number = with(&is_deletion_untested);
    if !no_copy_number.is_empty() {
        tests.push(format!("{copies}, for deletions of {}", named(&no_copy_number)));
    }
    let no_normal = with(&|g| g.has(&Caution::GermlineStatusUnknown));
    if !no_normal.is_empty() {
        tests.push(format!("Matched normal: {} may be germline", named(&no_normal)));
    }
}

fn hla_tests(profile: &SampleProfile, tests: &mut Vec<String>) {
    let with = |status| genes_with(&profile.hla, status);
    if is_untested(&profile.hla) {
        tests.push("Loss of HLA class I alleles, by an allele-specific method".to_owned());
        return;
    }
    let mut open = with(HlaStatus::NotEvaluable);
    open.extend(with(HlaStatus::NotTested));
    open.extend(with(HlaStatus::ImbalanceOnly));
    if !open.is_empty() {
        tests.push(format!(
            "Loss of HLA class I alleles, by an allele-specific method: {} unresolved",
            joined(&open)
        ));
    }
}

fn named(genes: &[&str]) -> String {
    match genes.get(..NAMED_GENES) {
        Some(first) if genes.len() > NAMED_GENES => format!("{} and others", first.join(", ")),
        _ => joined(genes),
    }
}
