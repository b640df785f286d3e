use std::collections::BTreeMap;

use evade_core::{AlterationStatus, Hits, HlaStatus};

use super::plans::{Alteration, Genes, Lack, PLANS};
use super::*;
use crate::tests::{draw, folder_bytes, sets, settings};
use crate::{Cohort, Settings};

fn asked(n_samples: usize, seed: u64) -> Settings {
    let mechanisms = PlantableMechanism::all().collect();
    Settings { mechanisms: Some(Planting { mechanisms, shift: 3.0 }), ..settings(n_samples, seed) }
}

fn cohort(n_samples: usize) -> Cohort {
    draw(&asked(n_samples, 1)).unwrap()
}

fn truth(cohort: &Cohort) -> String {
    crate::truth::mechanisms_text(cohort.planting.as_ref().unwrap(), &cohort.samples)
}

#[test]
fn every_plan_can_be_carried_out() {
    let sets = sets();
    let genes = cohort(6).genes;
    let alleles = crate::variants::alleles(evade_genome::Build::Grch38).unwrap();
    let has_allele = |gene: &str, change: Option<&str>| {
        alleles.iter().any(|a| a.gene == gene && change.is_none_or(|change| a.hgvsp == change))
    };
    for plan in &PLANS {
        assert!(!plan.absent.is_empty(), "{}", plan.id);
        for alteration in plan.alterations {
            match alteration {
                Alteration::Loss(of) => assert!(of.iter().all(|gene| has_allele(gene, None)), "{}", plan.id),
                Alteration::Activation { gene, change } => assert!(has_allele(gene, *change), "{}", plan.id),
            }
        }
        let lacks = plan
            .absent
            .iter()
            .filter_map(|lack| if let Lack::Moved(change) = lack { Some(change) } else { None });
        for change in plan.rna.iter().chain(lacks).filter(|change| change.genes != Genes::Lost) {
            let members = members(*change, None, &sets).unwrap();
            let n_found = members.iter().filter(|gene| genes.iter().any(|own| own.symbol == **gene)).count();
            assert!(10 * n_found >= 8 * members.len(), "{}: {change:?}: {n_found} genes", plan.id);
        }
    }
}

#[test]
fn each_mechanism_comes_as_often_as_the_others_in_the_tumours_that_it_fits() {
    let cohort = cohort(280);
    let mut counts: BTreeMap<Option<&str>, usize> = BTreeMap::new();
    for sample in &cohort.samples {
        let share = sample.share.as_ref().unwrap();
        *counts.entry(share.plan.map(|plan| plan.id)).or_default() += 1;
        let Some(plan) = share.plan else { continue };
        assert!(plan.classes.contains(&sample.class) && (sample.has_dna() || !plan.needs_dna()));
        assert!(
            plan.pdl1
                .is_none_or(|[least, most]| (least..=most).contains(&(sample.clinical.pdl1_tps as usize)))
        );
    }
    assert_eq!(counts.len(), PLANS.len() + 1);
    assert!(counts.values().all(|&n| (15..=25).contains(&n)), "{counts:?}");
}

#[test]
fn alterations_are_those_of_the_plan() {
    let cohort = cohort(280);
    for sample in &cohort.samples {
        let share = sample.share.as_ref().unwrap();
        let Some(plan) = share.plan else { continue };
        for alteration in plan.alterations {
            let (gene, hits) = match alteration {
                Alteration::Loss(_) => (share.lost.unwrap(), Some(Hits::Biallelic)),
                Alteration::Activation { gene, .. } => (*gene, None),
            };
            let truth = sample.dna.truth(gene);
            assert_eq!(
                (truth.status, truth.hits),
                (AlterationStatus::Altered, hits),
                "{}: {gene}",
                sample.id
            );
            let of_gene = sample.dna.variants.iter().filter(|v| v.allele.gene == gene).count();
            assert_eq!(of_gene, 1, "{}: a decoy or another variant beside the planted one", sample.id);
        }
        if plan.hla_loss {
            assert_eq!(sample.dna.hla_states(), [HlaStatus::Loh; 3]);
        }
        let is_altered = |gene| sample.dna.truth(gene).status == AlterationStatus::Altered;
        assert!(!(is_altered("KRAS") && is_altered("EGFR")));
    }
}

#[test]
fn a_gene_moves_once_and_as_the_truth_says() {
    let cohort = cohort(60);
    for share in cohort.samples.iter().filter_map(|sample| sample.share.as_ref()) {
        let places: std::collections::BTreeSet<usize> =
            share.shifts.iter().map(|(place, _)| *place).collect();
        assert_eq!(places.len(), share.shifts.len());
        assert!(share.shifts.iter().all(|(_, shift)| (shift.abs() - 3.0).abs() < 1e-12));
        assert_eq!(share.shifts.is_empty(), share.changes.is_empty() && share.away.is_empty());
    }
}

#[test]
fn nothing_else_moves() {
    let (planted, plain) = (cohort(60), draw(&settings(60, 1)).unwrap());
    let mut n_same = 0;
    for (one, other) in planted.samples.iter().zip(&plain.samples) {
        assert_eq!((one.class, one.fractions), (other.class, other.fractions));
        let share = one.share.as_ref().unwrap();
        if share.plan.is_none_or(|plan| !plan.needs_dna()) {
            assert_eq!(one.dna, other.dna);
            assert_eq!(one.clinical, other.clinical);
            n_same += 1;
        }
    }
    assert!(n_same > 5);
}

#[test]
fn a_seed_decides_every_byte_at_any_size_and_number_of_threads() {
    let bytes = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| folder_bytes(&cohort(16)))
    };
    let one = bytes(1);
    assert!(one.contains_key("truth_mechanisms.tsv"));
    assert_eq!(one, bytes(3));
    assert!(truth(&cohort(40)).starts_with(&truth(&cohort(16))));
    assert!(!folder_bytes(&draw(&settings(6, 1)).unwrap()).contains_key("truth_mechanisms.tsv"));
}

#[test]
fn the_truth_has_a_row_for_each_sample_and_mechanism_and_never_rules_out_without_dna() {
    let cohort = cohort(60);
    let text = truth(&cohort);
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split('\t').collect()).collect();
    assert_eq!(rows.len(), 1 + 60 * PLANS.len());
    assert!(rows.iter().all(|row| row.len() == TRUTH_COLUMNS.len()));
    for row in &rows[1..] {
        let (place, of) =
            (row[0][3..].parse::<u64>().unwrap() - 1, PLANS.iter().find(|plan| plan.id == row[1]).unwrap());
        if of.needs_dna() && !crate::has_dna(place) {
            assert_eq!(row[2], "undetermined", "{row:?}");
        }
        assert_eq!(row[2] == "present" && !of.alterations.is_empty(), row[3] != "NA", "{row:?}");
    }
    // Some tumours have the RNA of a mechanism without its alteration.
    let mut n_alone = 0;
    for sample in &cohort.samples {
        let Some(plan) = sample.share.as_ref().and_then(|share| share.rna_alone) else { continue };
        let row = rows.iter().find(|row| row[0] == sample.id && row[1] == plan.id).unwrap();
        assert!(row[2] == "absent" && row[3] == "NA" && row[5] != "NA", "{row:?}");
        n_alone += 1;
    }
    assert!(n_alone > 0);
}

#[test]
fn names_and_classes_are_checked() {
    assert_eq!(parse_mechanisms("all").unwrap().len(), PLANS.len());
    assert_eq!(parse_mechanisms("mds-05, APM-02").unwrap().len(), 2);
    for bad in ["", "TRG-07", "MDS-05,mds-05", "all,APM-02"] {
        assert!(parse_mechanisms(bad).is_err(), "{bad}");
    }
    let only = |id: &str, classes: &str| Settings {
        mechanisms: Some(Planting { mechanisms: parse_mechanisms(id).unwrap(), shift: 3.0 }),
        classes: crate::parse_classes(classes).unwrap(),
        ..settings(6, 1)
    };
    let error = draw(&only("APM-01", "desert=1")).unwrap_err().to_string();
    assert!(error.contains("APM-01") && error.contains("active tumours"), "{error}");
    assert!(draw(&only("APM-01", "desert=1,active=1")).is_ok());
}
