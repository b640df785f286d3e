//! What a reference says of its own samples.

use std::collections::BTreeMap;

use evade_core::{Axis, Phenotype};

use super::{BuildInput, BuildSample};
use crate::caller::{Assessment, Caller, SampleInput};
use crate::reference::Reference;
use crate::rules::Rules;
use crate::strata::{Cloud, cloud_value};

/// Calls the reference's own samples and adds what that tells: base rates and the cloud.
pub(super) fn add(reference: &mut Reference, rules: &Rules, input: &BuildInput<'_>) {
    let own = call_own(reference, rules, input);
    let mut base_rates: BTreeMap<Phenotype, u32> = Phenotype::ALL.iter().map(|&p| (p, 0)).collect();
    for assessment in &own {
        *base_rates.entry(assessment.call.phenotype).or_default() += 1;
    }
    reference.base_rates = base_rates;
    reference.cloud = cloud(reference, input, &own);
}

fn call_own(reference: &Reference, rules: &Rules, input: &BuildInput<'_>) -> Vec<Assessment> {
    let present = vec![true; reference.universe.len()];
    let caller = Caller::new(reference, rules, input.signatures, input.digests, &present, None);
    let members: Vec<usize> = reference
        .axes
        .iter()
        .flat_map(|axis| &axis.members)
        .filter_map(|id| input.signatures.iter().position(|signature| &signature.id == id))
        .collect();
    let assess = |sample: &BuildSample<'_>| {
        let member_scores: Vec<f64> = members.iter().map(|&i| sample.steady_scores[i]).collect();
        caller.assess(&SampleInput {
            ranks: sample.ranks,
            scores: sample.scores,
            member_scores: &member_scores,
            detected: Some(sample.detected),
            facts: None,
            tissue: None,
            keep_resampled: false,
        })
    };
    input.samples.iter().map(assess).collect()
}

/// The points in the order of their T, so that the order tells nothing of the samples.
fn cloud(reference: &Reference, input: &BuildInput<'_>, own: &[Assessment]) -> Cloud {
    let z = |i: usize, axis: Axis| own[i].axes[axis.place()].z.map(cloud_value);
    let mut order: Vec<usize> = (0..own.len()).collect();
    let key = |i: usize| z(i, Axis::T).unwrap_or(f64::NAN);
    order.sort_by(|&a, &b| {
        let rest = |i: usize| Axis::ALL.map(|axis| z(i, axis).unwrap_or(f64::NAN));
        key(a).total_cmp(&key(b)).then_with(|| {
            let (a, b) = (rest(a), rest(b));
            a.iter()
                .zip(&b)
                .map(|(a, b)| a.total_cmp(b))
                .find(|o| o.is_ne())
                .unwrap_or(std::cmp::Ordering::Equal)
        })
    });
    let stratum_place = |i: usize| {
        let name = input.samples[i].stratum?;
        reference.strata.iter().position(|stratum| stratum.name == name).map(|place| place as u32)
    };
    Cloud {
        strata: order.iter().map(|&i| stratum_place(i)).collect(),
        calls: order.iter().map(|&i| own[i].call.phenotype).collect(),
        axes: Axis::ALL.iter().map(|&axis| order.iter().map(|&i| z(i, axis)).collect()).collect(),
        suppression_raw: order.iter().map(|&i| own[i].axes[Axis::S.place()].z_raw.map(cloud_value)).collect(),
    }
}
