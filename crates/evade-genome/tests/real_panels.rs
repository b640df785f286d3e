//! A published cohort of panels: its burden, copies and rearrangements.

#![expect(clippy::unwrap_used, reason = "what tests share panics to fail, as they do")]
#![expect(clippy::print_stderr, reason = "a test without its data says that it skips")]

#[path = "support/published.rs"]
mod published;
mod support;

use std::collections::BTreeMap;

use evade_core::{AlterationStatus, GeneRole};
use evade_genome::{
    Coverage, PanelMatrix, Setting, TmbSetting, judge, judge_with, read_gene_copies, read_rearrangements,
};

use published::{data, maf, read};
use support::PANEL;

/// Megabases of the panels, from the study's own burdens: variants counted over `TMB_NONSYNONYMOUS`.
const IMPACT_MB: [(&str, f64); 3] = [("IMPACT341", 0.9016), ("IMPACT410", 1.0217), ("IMPACT468", 1.1565)];

fn ranks(values: &[f64]) -> Vec<f64> {
    let below = |v: f64| values.iter().filter(|w| **w < v).count() as f64;
    let equal = |v: f64| values.iter().filter(|w| (**w - v).abs() < 1e-12).count() as f64;
    values.iter().map(|v| below(*v) + (equal(*v) - 1.0) / 2.0).collect()
}

fn spearman(a: &[f64], b: &[f64]) -> f64 {
    let (a, b) = (ranks(a), ranks(b));
    let mean = (a.len() as f64 - 1.0) / 2.0;
    let product = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| (x - mean) * (y - mean)).sum::<f64>();
    product(&a, &b) / (product(&a, &a) * product(&b, &b)).sqrt()
}

#[test]
fn the_burden_of_a_panel_cohort_is_the_published_one() {
    let Some(folder) = data("nsclc_pd1_msk2018") else { return };
    let calls = maf(&folder.join("data_mutations.txt.gz"));
    let matrix = PanelMatrix::read(&read(&folder.join("data_gene_panel_matrix.txt.gz"))).unwrap();
    let clinical = read(&folder.join("data_clinical_sample.txt.gz"));
    let (mut own, mut published, mut differing) = (Vec::new(), Vec::new(), Vec::new());
    for line in clinical.text().unwrap().lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        let (sample, panel, stated) = (fields[1], fields[2], fields[10].trim().parse::<f64>().unwrap());
        // One sample is not in the matrix.
        assert!(matrix.panels.get(sample).is_none_or(|p| p == panel));
        let mb = IMPACT_MB.iter().find(|(name, _)| *name == panel).map(|(_, mb)| *mb);
        let coverage = matrix.coverage_of(sample, &BTreeMap::new());
        assert_eq!(coverage, Coverage::Undeclared, "the study gives no gene lists");
        let setting = Setting { tmb: TmbSetting { mb, ..TmbSetting::default() }, ..Setting::default() };
        let tmb = judge_with(&calls.samples[sample], &coverage, &setting).tmb.unwrap();
        assert_eq!((tmb.category, tmb.reliable), (None, true), "a panel that is not calibrated");
        own.push(tmb.tmb.unwrap());
        published.push(stated);
        if (tmb.tmb.unwrap() - stated).abs() > 0.01 * stated.max(1.0) {
            differing.push(format!("{sample} {} {stated:.2}", tmb.n_counted.unwrap()));
        }
    }
    let rho = spearman(&own, &published);
    eprintln!("TMB: {} samples, Spearman {rho:.5}, {} differ: {differing:?}", own.len(), differing.len());
    assert_eq!(own.len(), 240);
    assert!(rho >= 0.98, "{rho}");
}

#[test]
fn copies_and_rearrangements_of_a_panel_cohort_are_used() {
    let Some(folder) = data("nsclc_pd1_msk2018") else { return };
    let panel = &*PANEL;
    let mut calls = maf(&folder.join("data_mutations.txt.gz"));
    let copies = read_gene_copies(&read(&folder.join("data_cna.txt.gz")), &PANEL, None).unwrap();
    let events = read_rearrangements(&read(&folder.join("data_sv.txt.gz")), panel, None).unwrap();
    assert_eq!(copies.samples.len(), 240);
    let mut altered: BTreeMap<String, u32> = BTreeMap::new();
    let mut flagged: BTreeMap<String, u32> = BTreeMap::new();
    let mut pairs: BTreeMap<String, u32> = BTreeMap::new();
    for (name, sample) in &mut calls.samples {
        sample.copies = copies.samples[name].clone();
        sample.rearrangements_tested = true;
        sample.variants.extend(events.samples.get(name).cloned().unwrap_or_default().variants);
        let profile = judge(sample, &Coverage::Undeclared);
        // No gene list, so a gene without a finding was perhaps not on the panel; a codon may have been read.
        for row in &profile.genes {
            let may_be_clear = row.role == GeneRole::AmplifiedOncogene || row.gene.starts_with("KRAS_");
            assert!(row.status != AlterationStatus::NotAltered || may_be_clear, "{name} {row:?}");
            *altered.entry(row.gene.clone()).or_default() +=
                u32::from(row.status == AlterationStatus::Altered);
            let codes = row.evidence.iter().map(ToString::to_string);
            for flag in row.flags.iter().map(ToString::to_string).chain(codes) {
                *flagged.entry(format!("{} {flag}", row.gene)).or_default() += 1;
            }
        }
        for note in profile.notes {
            *pairs.entry(note.finding).or_default() += 1;
        }
    }
    altered.retain(|_, n| *n > 0);
    eprintln!("altered with copies and rearrangements: {altered:?}\npairs: {pairs:?}");
    let n = |key: &str| flagged.get(key).copied().unwrap_or_default();
    eprintln!(
        "CDKN2A homdel {}, MDM2 amp {}, EGFR amp {}, KRAS amp {}, STK11 sv {}",
        n("CDKN2A homdel"),
        n("MDM2 amp"),
        n("EGFR amp"),
        n("KRAS amp"),
        n("STK11 sv_deletion")
    );
    assert!(n("CDKN2A homdel") > 5 && n("MDM2 amp") > 3 && n("STK11 sv_deletion") == 3);
    // EML4-ALK; ALK next to LOC1720 has no partner.
    assert_eq!((altered["ALK"], n("ALK fusion_partner_missing")), (1, 1));
    // CD74-ROS1 and EZR-ROS1 in frame; ROS1-CD74 is the reciprocal product, two others are out of frame.
    assert_eq!((altered["ROS1"], altered["RET"]), (2, 1));
    assert_eq!((n("ROS1 fusion_out_of_frame"), n("ROS1 kinase_not_shown_kept")), (2, 1));
}
