//! What only the samples of a run together can tell: shifts, genes at one end in all of them, the same tumour twice.
//!
//! A sample's own results must not depend on who else was in the run, so these are remarks of the run: on the console
//! and in its manifest.

use std::collections::BTreeMap;
use std::sync::Mutex;

use evade_core::{Axis, GeneDeviation, Phenotype, RnaProfile, ScaleKind};
use evade_phenotype::Fingerprint;

use crate::cohort::CallSetup;
use crate::listing::listed;
use crate::log::Log;

/// Fewer samples say nothing of a shift.
const MIN_SAMPLES: usize = 10;
/// A median this far from the reference's is remarked, in z.
const SHIFT: f64 = 0.75;
/// A median further than this is no shift between laboratories that an offset would mend.
const MAX_OFFSET: f64 = 3.0;
/// A cohort's own scale is remarked when more than one in so many of its samples cannot be evaluated.
const STRANGERS: usize = 20;
/// Pairs of the same tumour that are named.
const PAIRS_NAMED: usize = 5;

/// What is gathered of the profiles of a run.
#[derive(Debug, Default)]
pub(crate) struct RunRemarks {
    /// Values of each axis.
    axes: [Vec<f64>; 5],
    /// Samples that a call was tried on.
    n: usize,
    /// Samples whose tissue or measurement stopped the call.
    n_stopped: usize,
    /// How often each gene of an axis was among the lowest and the highest of its sample.
    low: BTreeMap<(Axis, String), usize>,
    high: BTreeMap<(Axis, String), usize>,
}

impl RunRemarks {
    /// Notes a sample's axes.
    pub(crate) fn take(&mut self, rna: &RnaProfile) {
        if rna.call.phenotype == Phenotype::NotEvaluable {
            self.n_stopped += 1;
            return;
        }
        self.n += 1;
        for axis in &rna.axes {
            // What the user moved is looked at as it was measured.
            self.axes[axis.axis.place()].extend(axis.z.map(|z| z - axis.offset.unwrap_or(0.0)));
            count(&mut self.low, axis.axis, &axis.genes_below);
            count(&mut self.high, axis.axis, &axis.genes_above);
        }
    }

    /// Tells what was found of the samples of a run together: shifts on a frozen scale, and the same tumour twice.
    pub(crate) fn tell(self, setup: &CallSetup, log: &Log<'_>) {
        match setup.scale {
            ScaleKind::Frozen => self.tell_shifts(&setup.reference.id, setup.offsets, log),
            ScaleKind::Cohort => self.tell_strangers(log),
        }
        setup.prints.tell(log);
    }

    /// Samples that get no call are part of a cohort's own scale all the same.
    fn tell_strangers(&self, log: &Log<'_>) {
        let n = self.n + self.n_stopped;
        if self.n_stopped * STRANGERS > n {
            log.warn(&format!(
                "{} of the {n} samples that the scale is made of cannot be evaluated themselves, and they move the others' calls: \
                 leave them out with a sample sheet",
                self.n_stopped
            ));
        }
    }

    /// `offsets` are those the user stated.
    fn tell_shifts(mut self, reference: &str, offsets: [f64; 5], log: &Log<'_>) {
        if self.n < MIN_SAMPLES {
            return;
        }
        for axis in Axis::ALL {
            let values = &mut self.axes[axis.place()];
            if values.len() < MIN_SAMPLES || offsets[axis.place()] != 0.0 {
                continue;
            }
            let median = median(values);
            if median.abs() > SHIFT {
                let offset = if median.abs() <= MAX_OFFSET {
                    format!(
                        "if it is the laboratory, --axis-offset {axis}={:+.2} moves every sample alike, and every result says so",
                        -median
                    )
                } else {
                    "that is more than laboratories differ: look at the genes of the axis".to_owned()
                };
                log.warn(&format!(
                    "the median {axis} ({}) of these {} samples is {median:+.2}, far from that of {reference}: either these tumours differ, or the laboratory does; {offset}",
                    axis.label(),
                    values.len(),
                ));
            }
        }
        for (counts, end) in [(&self.low, "lowest"), (&self.high, "highest")] {
            let always = counts.iter().filter(|(_, n)| **n == self.n);
            let genes: Vec<String> = always.map(|((axis, gene), _)| format!("{gene} ({axis})")).collect();
            if !genes.is_empty() {
                log.warn(&format!(
                    "these genes are among the {end} of their axis in all {} samples, which speaks for the laboratory or the annotation and not for each patient: {}",
                    self.n,
                    listed(&genes)
                ));
            }
        }
    }
}

fn count(counts: &mut BTreeMap<(Axis, String), usize>, axis: Axis, genes: &[GeneDeviation]) {
    for gene in genes {
        *counts.entry((axis, gene.gene.clone())).or_default() += 1;
    }
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    let n = values.len();
    f64::midpoint(values[(n - 1) / 2], values[n / 2])
}

/// Fingerprints of a run's samples as they are computed, in any order.
#[derive(Debug, Default)]
pub(crate) struct Prints(Mutex<Vec<(String, Option<String>, Fingerprint)>>);

impl Prints {
    /// Notes the fingerprint of a sample and its patient.
    pub(crate) fn note(&self, sample: &str, patient: Option<&str>, print: Fingerprint) {
        if let Ok(mut prints) = self.0.lock() {
            prints.push((sample.to_owned(), patient.map(str::to_owned), print));
        }
    }

    /// Warns of samples that are the same tumour under several names; those of one patient are expected to be alike.
    fn tell(&self, log: &Log<'_>) {
        let Ok(mut prints) = self.0.lock() else { return };
        prints.sort_by(|a, b| a.0.cmp(&b.0));
        let mut pairs = Vec::new();
        let mut n_pairs = 0;
        for (i, (sample, patient, print)) in prints.iter().enumerate() {
            for (other, other_patient, other_print) in &prints[i + 1..] {
                let same_patient = patient.is_some() && patient == other_patient;
                if !same_patient && print.is_same_rna(other_print) {
                    n_pairs += 1;
                    if pairs.len() < PAIRS_NAMED {
                        pairs.push(format!("{sample} and {other}"));
                    }
                }
            }
        }
        if n_pairs > 0 {
            let more = if n_pairs > pairs.len() {
                format!(" and {} pairs more", n_pairs - pairs.len())
            } else {
                String::new()
            };
            log.warn(&format!(
                "identity: these samples have the expression profile of one tumour under two names: {}{more}; if they are of one patient, say so in the sheet's column 'patient'",
                pairs.join("; ")
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_by_hand() {
        assert_eq!(median(&mut [3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&mut [4.0, 1.0, 2.0, 3.0]), 2.5);
    }
}
