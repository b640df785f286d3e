//! The comparison of one patient's samples: which came first, what changed, and the mechanisms that a change decides.

use std::collections::BTreeMap;

use evade_core::{
    BiopsyTime, DnaEvidence, MechanismFinding, PairComparison, PatientComparison, PatientLink, SampleFacts,
    SampleKnowledge, SampleProfile,
};
use evade_genome::Build;
use evade_resistance::{ComparedSample, PairRules, compare_pair, plan_pairs};

use super::course;
use super::evidence::{SharedGenome, evidence_of, genome_of};
use crate::cohort::CallSetup;
use crate::lanes::Lanes;
use crate::output::file_stem;
use crate::sample::PlannedSample;
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

/// The pair by which mechanisms of a later sample are judged: with the last sample that is known to be untreated, so that what was there before
/// treatment is not gained; else with the earliest.
fn base<'p>(
    order: &[usize],
    profiles: &[&SampleProfile],
    pairs: &'p [PairComparison],
    sample: &str,
) -> Option<&'p PairComparison> {
    let place = |id: &str| order.iter().position(|&at| profiles[at].facts.sample == id);
    let is_untreated = |id: &str| {
        let earlier = profiles.iter().find(|profile| profile.facts.sample == id);
        let course = earlier.and_then(|profile| profile.resistance.as_ref());
        course.is_some_and(|course| course.biopsy == BiopsyTime::Untreated)
    };
    let own = || pairs.iter().filter(|pair| pair.to == sample);
    let untreated = own().filter(|pair| is_untreated(&pair.from));
    untreated.max_by_key(|pair| place(&pair.from)).or_else(|| own().min_by_key(|pair| place(&pair.from)))
}

/// Compares the samples of patients.
pub(crate) struct Comparer<'a> {
    pub(crate) setup: &'a CallSetup,
    pub(crate) pairs: &'a PairSetup,
    /// What opens the files of samples again.
    pub(crate) lanes: &'a Lanes<'a>,
    /// By id, those that are compared.
    samples: BTreeMap<&'a str, &'a PlannedSample>,
}

impl<'a> Comparer<'a> {
    /// Compares these samples.
    pub(crate) fn new(
        setup: &'a CallSetup,
        pairs: &'a PairSetup,
        lanes: &'a Lanes<'a>,
        samples: &'a [PlannedSample],
    ) -> Self {
        let is_compared = |sample: &&PlannedSample| setup.compares(&sample.facts.sample);
        let samples =
            samples.iter().filter(is_compared).map(|sample| (sample.facts.sample.as_str(), sample)).collect();
        Self { setup, pairs, lanes, samples }
    }

    /// Compares the samples of a patient, which are those of the sheet in its order.
    pub(crate) fn compare(
        &self,
        patient: &str,
        profiles: &[&SampleProfile],
        failed: &[String],
    ) -> crate::Result<ComparedPatient> {
        let facts: Vec<&SampleFacts> = profiles.iter().map(|profile| &profile.facts).collect();
        let (order, planned) = plan_pairs(&facts);
        let genomes: Vec<Option<Build>> =
            profiles.iter().map(|profile| self.genome_of(profile)).collect::<crate::Result<_>>()?;
        let mut pairs: Vec<PairComparison> = Vec::with_capacity(planned.len());
        for pair in &planned {
            let (before, after) = (profiles[pair.from], profiles[pair.to]);
            let genome = SharedGenome::of(genomes[pair.from], genomes[pair.to]);
            let of_before = self.evidence(before, after, genome)?;
            let of_after = self.evidence(after, before, genome)?;
            let before = ComparedSample { profile: before, evidence: &of_before };
            let after = ComparedSample { profile: after, evidence: &of_after };
            pairs.push(compare_pair(&self.pairs.rules, before, after, pair));
        }
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
            let base = base(&order, profiles, &pairs, sample);
            let decided = base.and_then(|pair| self.decided(profile, pair));
            of_samples.insert(sample.clone(), OfSample { link, decided });
        }
        let in_order: Vec<&SampleProfile> = order.iter().map(|&place| profiles[place]).collect();
        let first_dose = course::first_dose(&in_order);
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

    fn genome_of(&self, profile: &SampleProfile) -> crate::Result<Option<Build>> {
        let planned = self.samples.get(profile.facts.sample.as_str());
        Ok(planned.map(|sample| genome_of(self.lanes, sample)).transpose()?.flatten())
    }

    /// What the files of a sample say at the places of the other's variants.
    fn evidence(
        &self,
        of: &SampleProfile,
        other: &SampleProfile,
        genome: SharedGenome,
    ) -> crate::Result<DnaEvidence> {
        let planned = self.samples.get(of.facts.sample.as_str());
        let evidence = planned.map(|sample| evidence_of(self.lanes, sample, &other.dna.variants, genome));
        Ok(evidence.transpose()?.unwrap_or_default())
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
