//! Expression of the cases: a tumour whose every gene lies at the median rank of the reference, with genes raised or lowered.
//!
//! Scores rest on ranks alone. A median tumour passes every check of the platform without noise, since it correlates with the
//! reference as well as any.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::case::{CaseSample, read, signatures};

/// By how much of the ranks a planted gene is raised or lowered, 0 to 1.
const STEP: f64 = 0.35;
/// Of the way to the end, what a gene near it goes at most.
const MOST: [f64; 2] = [0.95, 0.98];
/// Genes under this rank are not detected, as in the reference's tumours.
const DETECTED: f64 = 0.09;
/// A lowered gene stays detected.
const LOWEST: f64 = 0.1;

/// Median ranks of the reference's genes, and the genes of features.
pub(super) struct Tumours {
    pub(super) genes: Vec<String>,
    ranks: Vec<f64>,
    places: BTreeMap<String, usize>,
    features: BTreeMap<String, Feature>,
    sets: BTreeMap<String, Set>,
}

#[derive(Deserialize)]
struct Reference {
    universe: Vec<String>,
    median_quantiles: Vec<f64>,
}

#[derive(Deserialize)]
struct FeatureList {
    feature: Vec<evade_core::Feature>,
}

#[derive(Deserialize)]
struct SetFile {
    set: Vec<Set>,
}

type Feature = evade_core::Feature;

#[derive(Deserialize)]
struct Set {
    id: String,
    #[serde(default)]
    up: Vec<String>,
    #[serde(default)]
    down: Vec<String>,
}

/// Genes that go up and genes that go down with a feature.
#[derive(Default)]
struct Sides {
    up: Vec<String>,
    down: Vec<String>,
}

impl Tumours {
    pub(super) fn of_the_default_reference() -> Self {
        let bytes = std::fs::read(signatures("references/nsclc.json")).unwrap();
        let reference: Reference = serde_json::from_slice(&bytes).unwrap();
        let features: FeatureList = read(&signatures("rules/features.toml"));
        let files = std::fs::read_dir(signatures("sets")).unwrap().map(|entry| entry.unwrap().path());
        let files = files.filter(|path| path.extension().is_some_and(|end| end == "toml"));
        let sets = files.flat_map(|path| read::<SetFile>(&path).set);
        Self {
            places: reference.universe.iter().cloned().zip(0..).collect(),
            genes: reference.universe,
            ranks: reference.median_quantiles,
            features: features.feature.into_iter().map(|feature| (feature.id.clone(), feature)).collect(),
            sets: sets.map(|set| (set.id.clone(), set)).collect(),
        }
    }

    /// TPM of each gene in a sample.
    pub(super) fn expression(&self, sample: &CaseSample) -> Vec<f64> {
        let step = sample.step.unwrap_or(STEP);
        let raised = |rank: f64| rank + step.min(MOST[1] * (1.0 - rank));
        let lowered = |rank: f64| {
            if rank < LOWEST { rank } else { rank - step.min(MOST[0] * (rank - LOWEST)) }
        };
        let mut ranks = self.ranks.clone();
        let mut put = |genes: &[String], to: &dyn Fn(f64) -> f64| {
            // Genes that the reference does not have are in no score.
            for &place in genes.iter().filter_map(|gene| self.places.get(gene)) {
                ranks[place] = to(self.ranks[place]);
            }
        };
        for name in &sample.high {
            let sides = self.sides(name);
            put(&sides.up, &raised);
            put(&sides.down, &lowered);
        }
        for name in &sample.low {
            let sides = self.sides(name);
            put(&sides.up, &lowered);
            put(&sides.down, &raised);
        }
        for (gene, &rank) in &sample.rank {
            put(std::slice::from_ref(gene), &|_| rank);
        }
        ranks.into_iter().map(tpm).collect()
    }

    /// The genes of a feature, or a gene itself.
    fn sides(&self, name: &str) -> Sides {
        use evade_core::FeatureKind::{Adjusted, Difference, Gene, Minimum, Set};
        let Some(feature) = self.features.get(name) else {
            assert!(
                self.places.contains_key(name),
                "'{name}' is neither a feature nor a gene of the reference"
            );
            return Sides { up: vec![name.to_owned()], down: Vec::new() };
        };
        let parts = feature.of.iter().map(|part| self.sides(part));
        match feature.kind {
            Gene => Sides { up: feature.gene.iter().cloned().collect(), down: Vec::new() },
            Set => self.of_set(feature),
            Adjusted | Minimum => parts.fold(Sides::default(), |mut all, part| {
                all.up.extend(part.up);
                all.down.extend(part.down);
                all
            }),
            Difference => parts.enumerate().fold(Sides::default(), |mut all, (place, part)| {
                let (up, down) = if place == 0 { (part.up, part.down) } else { (part.down, part.up) };
                all.up.extend(up);
                all.down.extend(down);
                all
            }),
        }
    }

    fn of_set(&self, feature: &Feature) -> Sides {
        let set = &self.sets[feature.set.as_deref().unwrap()];
        match feature.side {
            None => Sides { up: set.up.clone(), down: set.down.clone() },
            Some(evade_core::SetSide::Up) => Sides { up: set.up.clone(), down: Vec::new() },
            Some(evade_core::SetSide::Down) => Sides { up: set.down.clone(), down: Vec::new() },
        }
    }
}

/// Any rising function of the rank does; this one spans the usual range of TPM.
fn tpm(rank: f64) -> f64 {
    if rank < DETECTED { 0.0 } else { 11.0f64.mul_add(rank, -5.0).exp() }
}
