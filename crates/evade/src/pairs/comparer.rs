//! The comparison of one patient's samples: which came first, what changed, and the mechanisms that a change decides.

use std::collections::BTreeMap;

use evade_core::{
    DnaEvidence, MechanismFinding, PairComparison, PatientComparison, PatientLink, SampleFacts,
    SampleKnowledge, SampleProfile,
};
use evade_resistance::{ComparedSample, PairRules, compare_pair, plan_pairs};

use super::course;
use crate::cohort::CallSetup;
use crate::output::file_stem;
use crate::{builtin, inputs};

/// The rules of comparisons, with the digest of their text.
#[derive(Debug, Clone)]
pub(crate) struct PairSetup {
    pub(crate) rules: PairRules,
    pub(crate) digest: String,
}

impl PairSetup {
    /// The built-in rules.
    pub(crate) fn built_in() -> crate::Result<Self> {
        Ok(Self { rules: inputs::pair_rules()?, digest: builtin::pair_rules_digest() })
    }
}

/// What a comparison says of one of its samples.
pub(crate) struct OfSample {
    pub(crate) link: PatientLink,
    /// The mechanisms that are decided by what changed, with what is published on all that are then shown; none for a sample without
    /// an earlier one.
    pub(crate) decided: Option<(Vec<MechanismFinding>, SampleKnowledge)>,
}

/// The comparison of a patient, and what it says of each sample.
pub(crate) struct ComparedPatient {
    pub(crate) comparison: PatientComparison,
    pub(crate) of_samples: BTreeMap<String, OfSample>,
}

/// Compares the samples of patients.
pub(crate) struct Comparer<'a> {
    pub(crate) setup: &'a CallSetup,
    pub(crate) pairs: &'a PairSetup,
}

impl Comparer<'_> {
    /// Compares the samples of a patient, which are those of the sheet in its order.
    pub(crate) fn compare(
        &self,
        patient: &str,
        profiles: &[&SampleProfile],
        failed: &[String],
    ) -> crate::Result<ComparedPatient> {
        let facts: Vec<&SampleFacts> = profiles.iter().map(|profile| &profile.facts).collect();
        let (order, planned) = plan_pairs(&facts);
        let first_dose = course::first_dose(profiles);
        let none = DnaEvidence::default();
        let pairs: Vec<PairComparison> = planned
            .iter()
            .map(|pair| {
                let of = |place: usize| ComparedSample { profile: profiles[place], evidence: &none };
                compare_pair(&self.pairs.rules, of(pair.from), of(pair.to), pair)
            })
            .collect();
        let mut of_samples = BTreeMap::new();
        for profile in profiles {
            let sample = &profile.facts.sample;
            let of = |is: &dyn Fn(&PairComparison) -> Option<String>| pairs.iter().filter_map(is).collect();
            let link = PatientLink {
                patient: patient.to_owned(),
                page: format!("../patients/{}.html", file_stem(patient)),
                earlier: of(&|pair| (pair.to == *sample).then(|| pair.from.clone())),
                later: of(&|pair| (pair.from == *sample).then(|| pair.to.clone())),
            };
            // The first sample that it was compared with: what changed since treatment began, where that one was taken before.
            let place = |id: &str| order.iter().position(|&at| profiles[at].facts.sample == id);
            let earliest =
                pairs.iter().filter(|pair| pair.to == *sample).min_by_key(|pair| place(&pair.from));
            let decided = earliest.and_then(|pair| self.decided(profile, pair));
            of_samples.insert(sample.clone(), OfSample { link, decided });
        }
        let in_order: Vec<&SampleProfile> = order.iter().map(|&place| profiles[place]).collect();
        let comparison = PatientComparison {
            schema_version: PatientComparison::SCHEMA_VERSION.into(),
            intended_use: PatientComparison::INTENDED_USE.into(),
            patient: patient.to_owned(),
            rules: self.pairs.rules.id.clone(),
            samples: in_order.iter().map(|profile| course::sample(profile, first_dose)).collect(),
            failed: failed.to_vec(),
            course: course::course(&in_order),
            pairs,
        };
        Ok(ComparedPatient { comparison, of_samples })
    }

    /// The mechanisms of a later sample, those that need two samples judged by what changed.
    fn decided(
        &self,
        profile: &SampleProfile,
        pair: &PairComparison,
    ) -> Option<(Vec<MechanismFinding>, SampleKnowledge)> {
        let mechanisms = self.setup.mechanisms.as_ref()?;
        let context = &self.setup.rules.context;
        let decided = mechanisms.decided_by(profile, context, pair);
        let with_them = SampleProfile { mechanisms: decided, ..profile.clone() };
        let knowledge = mechanisms.published(&with_them, context, &self.setup.resistance);
        Some((with_them.mechanisms, knowledge))
    }
}
