//! Two samples of one patient, compared.

use evade_core::{
    ChangeStatus, CloneVerdict, DnaEvidence, IdentityKind, PairComparison, PairIdentity, PairOrder,
    PairReason, SampleProfile, ValueChange,
};

use super::conditions::{Conditions, conditions};
use super::rules::{CallLimits, PairRules};
use super::time::PlannedPair;
use super::{dna, identity, patterns, rna, settle};

/// A sample with what its files say beyond its profile.
#[derive(Debug, Clone, Copy)]
pub struct ComparedSample<'a> {
    /// Its findings.
    pub profile: &'a SampleProfile,
    /// What its DNA files say at the places of the other's variants, and of its germline.
    pub evidence: &'a DnaEvidence,
}

/// Both samples, and what is known of them together.
pub(super) struct Pair<'a> {
    pub(super) before: ComparedSample<'a>,
    pub(super) after: ComparedSample<'a>,
    identity: &'a PairIdentity,
}

impl Pair<'_> {
    /// Whether both have the very same RNA.
    pub(super) fn is_same_rna(&self) -> bool {
        self.identity.checks.iter().any(|check| check.kind == IdentityKind::RnaProfile)
    }

    /// Whether both have somatic variants and none in common: the difference of two tumours is no change of one.
    pub(super) fn may_be_two_tumours(&self) -> bool {
        let has_variants = |sample: &ComparedSample<'_>| {
            let somatic = sample.evidence.somatic.as_ref();
            !sample.profile.dna.variants.is_empty() || somatic.is_some_and(|keys| !keys.is_empty())
        };
        let lacks_normal = |sample: &ComparedSample<'_>| identity::lacks_normal(sample.profile);
        self.identity.clone == CloneVerdict::Unproven
            && !lacks_normal(&self.before)
            && !lacks_normal(&self.after)
            && has_variants(&self.before)
            && has_variants(&self.after)
    }

    /// Whether both have the very same reads of the same variants.
    pub(super) fn is_same_dna(&self) -> bool {
        let reads = |sample: &ComparedSample<'_>| -> Vec<_> {
            let variants = sample.profile.dna.variants.iter();
            variants.map(|v| (v.gene.clone(), v.chrom.clone(), v.pos, v.depth, v.alt_reads)).collect()
        };
        let (one, other) = (reads(&self.before), reads(&self.after));
        // One variant may have the same reads twice by chance; without counts nothing is told.
        one == other && one.iter().filter(|row| row.3.is_some() && row.4.is_some()).count() >= 2
    }

    /// How both were taken and measured.
    pub(super) fn conditions(&self, limits: &CallLimits) -> Conditions {
        conditions(limits, self.before.profile, self.after.profile)
    }
}

/// What changed between two samples. The pair is refused where its identity conflicts, and nothing is called a change where it is not
/// known which came first.
#[must_use]
pub fn compare_pair(
    rules: &PairRules,
    before: ComparedSample<'_>,
    after: ComparedSample<'_>,
    planned: &PlannedPair,
) -> PairComparison {
    let identity = identity::identity(before, after);
    let refused = if identity.person.is_conflict() {
        Some(PairReason::IdentityConflict)
    } else {
        (planned.order == PairOrder::NotKnown).then_some(PairReason::OrderNotKnown)
    };
    let pair = Pair { before, after, identity: &identity };
    let rna = rna::rna(rules, &pair, refused);
    let dna = dna::dna(&rules.dna, &pair, &identity, refused);
    let hypoxia = patterns::hypoxia(&rna);
    let transformation = patterns::transformation(&pair, &rna, &dna, refused.is_some());
    let mut reasons = planned.reasons.clone();
    reasons.extend(refused);
    reasons.extend_from_slice(&identity.reasons);
    reasons.sort_unstable();
    reasons.dedup();
    let settled_by = settle::settled_by(&identity, &rna, &dna, &hypoxia, &transformation, &reasons);
    let markers = markers(before.profile, after.profile);
    PairComparison {
        from: before.profile.facts.sample.clone(),
        to: after.profile.facts.sample.clone(),
        order: planned.order,
        days: planned.days,
        identity,
        reasons,
        rna,
        dna,
        markers,
        hypoxia,
        transformation,
        settled_by,
    }
}

/// Markers of both samples. How far repeated measurements of them differ is not known, so no change is called.
fn markers(before: &SampleProfile, after: &SampleProfile) -> Vec<ValueChange> {
    let tmb = |profile: &SampleProfile| {
        let measured = profile.dna.tmb.as_ref().filter(|tmb| tmb.reliable).and_then(|tmb| tmb.tmb);
        profile.facts.tmb.or(measured)
    };
    [
        ("pdl1_tps", "PD-L1 tumour proportion score, %", before.facts.pdl1_tps, after.facts.pdl1_tps),
        ("tmb", "mutations per megabase", tmb(before), tmb(after)),
        ("purity", "tumour content", before.facts.purity, after.facts.purity),
    ]
    .into_iter()
    .filter(|(_, _, before, after)| before.is_some() || after.is_some())
    .map(|(item, name, before, after)| {
        let change = before.zip(after).map(|(before, after)| after - before);
        let reason = if change.is_some() { PairReason::NoReplicates } else { PairReason::ValueMissing };
        ValueChange {
            item: item.to_owned(),
            name: name.to_owned(),
            before,
            after,
            change,
            noise: None,
            noise_from: None,
            status: ChangeStatus::NotEvaluable,
            reasons: vec![reason],
        }
    })
    .collect()
}
