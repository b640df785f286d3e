//! Functional readouts of genes: the list bound to the catalogue and to the genes of a matrix, and the statement of a sample.

use std::collections::HashMap;

use evade_core::{
    GeneAlteration, GeneReadout, ReadoutReason, Reason, RnaProfile, SampleFacts, ScaleKind, Signature,
};
use evade_phenotype::{Context, quantile_of_rank};
use evade_resistance::{JudgedSample, ReadoutMembers, ReadoutRules, ReadoutValue, StatedHistology, judge};

use crate::cohort::CallSetup;
use crate::{builtin, inputs};

/// Tissue that the readouts were measured in.
const TISSUE: &str = "lung";

/// The list of readouts with what each is made of.
#[derive(Debug, Clone)]
pub(crate) struct Readouts {
    pub(crate) rules: ReadoutRules,
    /// Per readout its genes.
    pub(crate) members: Vec<ReadoutMembers>,
    /// Per readout a digest of its genes.
    pub(crate) digests: Vec<String>,
}

impl Readouts {
    /// The built-in list, bound to the built-in catalogue: a user's sets change nothing here.
    pub(crate) fn built_in() -> crate::Result<Self> {
        let rules = inputs::readout_rules()?;
        let catalogue = builtin::catalogue()?.scorable();
        let set = |id: &str| {
            let found = catalogue.iter().find(|signature| signature.id == id)?;
            Some(ReadoutMembers { up: found.up.clone(), down: found.down.clone() })
        };
        // A set that the catalogue lacks has no genes, so the readout has no value; a test keeps the two together.
        let none = ReadoutMembers { up: Vec::new(), down: Vec::new() };
        let members: Vec<ReadoutMembers> = rules
            .readout
            .iter()
            .map(|readout| readout.members(set).unwrap_or_else(|| none.clone()))
            .collect();
        let digests = rules.readout.iter().zip(&members).map(|(readout, members)| {
            inputs::member_digest(&Signature::plain(&readout.id, members.up.clone(), members.down.clone()))
        });
        Ok(Self { digests: digests.collect(), rules, members })
    }

    /// Bound to the genes of a universe, of which a matrix has those at the places `present`, ascending.
    pub(crate) fn bind(&self, universe: &[String], present: &[u32]) -> BoundReadouts {
        let places: HashMap<&str, usize> =
            universe.iter().enumerate().map(|(place, symbol)| (symbol.as_str(), place)).collect();
        let bind = |members: &ReadoutMembers| {
            let of = |genes: &[String]| -> Vec<usize> {
                genes.iter().filter_map(|gene| places.get(gene.as_str()).copied()).collect()
            };
            let (up, down) = (of(&members.up), of(&members.down));
            let missing = |places: &[usize]| -> Vec<usize> {
                let is_missing = |place: &&usize| present.binary_search(&(**place as u32)).is_err();
                places.iter().filter(is_missing).copied().collect()
            };
            let missing = [missing(&up), missing(&down)];
            let n_found = up
                .iter()
                .chain(&down)
                .filter(|&&place| present.binary_search(&(place as u32)).is_ok())
                .count();
            let is_covered = n_found > 0 && n_found as f64 >= self.rules.coverage * members.len() as f64;
            is_covered.then_some(Sides { up, down, missing })
        };
        BoundReadouts(self.members.iter().map(bind).collect())
    }

    /// What the RNA of a sample supports, beside what DNA says.
    pub(crate) fn judge(
        &self,
        setup: &CallSetup,
        facts: &SampleFacts,
        rna: Option<(&RnaProfile, &[Option<ReadoutValue>])>,
        genes: &[GeneAlteration],
    ) -> Vec<GeneReadout> {
        let reasons = rna.map_or(&[][..], |(rna, _)| &rna.call.reasons);
        let impure = [Reason::LowPurity, Reason::NormalLungContent];
        let sample = JudgedSample {
            values: rna.map(|(_, values)| values),
            unusable: unusable(setup.scale, reasons, facts),
            histology: histology(&setup.rules.context, setup.tissue_of_samples.as_deref(), facts),
            is_impure: reasons.iter().any(|reason| impure.contains(reason)),
            is_ffpe: facts.is_ffpe(),
            in_reference: rna.is_some_and(|(rna, _)| rna.quality.in_reference),
            genes,
        };
        judge(&self.rules, &self.digests, &setup.reference.readouts, &sample)
    }
}

/// Why the values of a sample cannot be compared with a reference's tumours at all.
fn unusable(scale: ScaleKind, reasons: &[Reason], facts: &SampleFacts) -> Option<ReadoutReason> {
    let is_unfit = |reason: &Reason| {
        reason.stops_the_call()
            || reason.leaves_the_call_open()
            || matches!(reason, Reason::UnitDoubtful | Reason::OtherTissue)
    };
    if scale == ScaleKind::Cohort {
        Some(ReadoutReason::CohortScale)
    } else if reasons.iter().any(is_unfit) {
        Some(ReadoutReason::RnaNotEvaluable)
    } else if facts.is_no_tumour_tissue() {
        Some(ReadoutReason::OtherSpecimen)
    } else if facts.purity.is_some_and(|purity| purity <= 0.0) {
        Some(ReadoutReason::LowPurity)
    } else {
        None
    }
}

/// The histology that the sheet states, as a reference names it.
fn histology<'a>(context: &'a Context, tissue: Option<&str>, facts: &SampleFacts) -> StatedHistology<'a> {
    match facts.histology.as_deref() {
        Some(entry) => match context.stratum_of(entry) {
            Some(name) => StatedHistology::Known(name),
            None if context.is_specific(entry) => StatedHistology::Other,
            None => StatedHistology::NotStated,
        },
        None if tissue.is_some_and(|tissue| tissue != TISSUE) => StatedHistology::Other,
        None => StatedHistology::NotStated,
    }
}

/// The readouts on one universe; absent where too few of the genes are at hand.
#[derive(Debug)]
pub(crate) struct BoundReadouts(Vec<Option<Sides>>);

/// Universe places of the genes of a readout.
#[derive(Debug)]
struct Sides {
    up: Vec<usize>,
    down: Vec<usize>,
    /// Of each side the genes that the matrix lacks.
    missing: [Vec<usize>; 2],
}

impl BoundReadouts {
    /// Per readout the value of a sample with these ranks from 1 of all universe genes.
    pub(crate) fn values(&self, ranks: &[f64]) -> Vec<Option<ReadoutValue>> {
        let place = |gene: usize| quantile_of_rank(ranks[gene], ranks.len());
        let mean = |genes: &[usize]| {
            let sum: f64 = genes.iter().map(|&gene| place(gene)).sum();
            (!genes.is_empty()).then(|| sum / genes.len() as f64)
        };
        // How much lower and higher a side's mean would be with its missing genes at either end.
        let slack = |genes: &[usize], missing: &[usize]| {
            let down: f64 = missing.iter().map(|&gene| place(gene)).sum();
            let n = genes.len().max(1) as f64;
            [down / n, (missing.len() as f64 - down) / n]
        };
        let value = |sides: &Sides| {
            let value = mean(&sides.up)? - mean(&sides.down).unwrap_or(0.0);
            let (up, down) = (slack(&sides.up, &sides.missing[0]), slack(&sides.down, &sides.missing[1]));
            Some(ReadoutValue { value, lowest: value - up[0] - down[1], highest: value + up[1] + down[0] })
        };
        self.0.iter().map(|sides| sides.as_ref().and_then(value)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_readout_of_the_list_has_genes_and_a_digest_of_its_own() {
        let readouts = Readouts::built_in().unwrap();
        assert!(readouts.members.iter().all(|members| !members.is_empty()));
        let distinct: std::collections::BTreeSet<&String> = readouts.digests.iter().collect();
        assert_eq!(distinct.len(), readouts.rules.readout.len());
    }

    #[test]
    fn a_value_is_the_mean_place_and_needs_four_fifths_of_the_genes() {
        let mut readouts = Readouts::built_in().unwrap();
        readouts.members =
            vec![ReadoutMembers { up: ["A", "B", "C", "D", "E"].map(String::from).to_vec(), down: vec![] }];
        let universe = ["A", "B", "C", "D", "E", "F", "G", "H", "I", "J"].map(String::from);
        let ranks = [6.0, 7.0, 8.0, 9.0, 10.0, 1.0, 2.0, 3.0, 4.0, 5.0];
        let values = readouts.bind(&universe, &[1, 2, 3, 4, 5, 6, 7, 8, 9]).values(&ranks);
        let value = values[0].unwrap();
        assert!((value.value - 0.75).abs() < 1e-12);
        // The gene at place 0 is missing: its place of 0.55 may be 0 or 1.
        assert!((value.lowest - 0.64).abs() < 1e-12 && (value.highest - 0.84).abs() < 1e-12);
        assert_eq!(readouts.bind(&universe, &[2, 3, 4, 5, 6, 7, 8, 9]).values(&ranks), [None]);
    }
}
