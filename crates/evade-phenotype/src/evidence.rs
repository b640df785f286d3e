//! The linear evidence of each class and its guards.

use evade_core::{Axis, Contribution, Evidence, Phenotype};

use crate::flips::Piecewise;
use crate::rules::{ClassRule, Guard};

/// The five inputs of the call; a missing axis adds nothing to any class.
pub(crate) type Inputs = [Option<f64>; 5];

/// The rules made ready for a set of available axes: weights divided by the sum of the absolute ones in use.
#[derive(Debug, Clone)]
pub(crate) struct Classifier<'a> {
    clip: f64,
    /// In the order of [`Phenotype::CLASSES`].
    classes: [(&'a ClassRule, [f64; 5]); 4],
}

impl<'a> Classifier<'a> {
    /// A classifier of these classes, in the order of [`Phenotype::CLASSES`].
    pub(crate) fn new(classes: [&'a ClassRule; 4], clip: f64, available: [bool; 5]) -> Self {
        let classes = classes.map(|rule| {
            let weight = |axis: Axis| {
                if available[axis.place()] { rule.weights.get(&axis).copied().unwrap_or(0.0) } else { 0.0 }
            };
            let weights = Axis::ALL.map(weight);
            let total: f64 = weights.iter().map(|w| w.abs()).sum();
            (rule, weights.map(|w| if total > 0.0 { w / total } else { 0.0 }))
        });
        Self { clip, classes }
    }

    fn clipped(&self, input: Option<f64>) -> f64 {
        input.unwrap_or(0.0).clamp(-self.clip, self.clip)
    }

    fn evidence_of(&self, weights: &[f64; 5], inputs: &Inputs) -> f64 {
        weights.iter().zip(inputs).map(|(w, input)| w * self.clipped(*input)).sum()
    }

    /// The evidence of every class with its terms.
    pub(crate) fn explain(&self, inputs: &Inputs) -> Vec<Evidence> {
        self.classes
            .iter()
            .map(|(rule, weights)| {
                let failed = failed_guard(rule, inputs);
                let contributions: Vec<Contribution> = Axis::ALL
                    .iter()
                    .zip(weights)
                    .filter(|&(_, &weight)| weight != 0.0)
                    .map(|(&axis, &weight)| {
                        let input = self.clipped(inputs[axis.place()]);
                        Contribution { axis, weight, input, contribution: weight * input }
                    })
                    .collect();
                Evidence {
                    class: rule.class,
                    evidence: self.evidence_of(weights, inputs),
                    allowed: failed.is_none(),
                    failed_guard: failed.map(Guard::words),
                    constant: 0.0,
                    contributions,
                    shortfalls: Vec::new(),
                }
            })
            .collect()
    }
}

impl Piecewise for Classifier<'_> {
    fn bends(&self, _: &Inputs, axis: Axis) -> Vec<f64> {
        let guards = self.classes.iter().flat_map(|(rule, _)| &rule.guards);
        let bounds = guards.filter(|guard| guard.axis == axis).map(|guard| guard.bound());
        bounds.chain([self.clip, -self.clip]).collect()
    }

    fn evidences(&self, inputs: &Inputs) -> [(Phenotype, f64); 4] {
        self.classes.each_ref().map(|(rule, weights)| (rule.class, self.evidence_of(weights, inputs)))
    }

    fn slacks(&self, _: Phenotype, _: &Inputs) -> Vec<f64> {
        Vec::new()
    }

    fn allows(&self, class: Phenotype, inputs: &Inputs) -> bool {
        let rule = self.classes.iter().find(|(rule, _)| rule.class == class);
        rule.is_some_and(|(rule, _)| failed_guard(rule, inputs).is_none())
    }
}

/// The first guard that does not hold; a guard on a missing axis never holds.
fn failed_guard(rule: &ClassRule, inputs: &Inputs) -> Option<Guard> {
    rule.guards.iter().copied().find(|guard| !inputs[guard.axis.place()].is_some_and(|z| guard.holds(z)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::rules::Rules;

    fn rules() -> Rules {
        Rules::built_in_v0()
    }

    #[test]
    fn evidence_by_hand() {
        // T 1, G 0.5, P 0, S 2, X -1: suppressed = (0.75 + 0.125 + 2.5) / 2.25 = 1.5;
        // active = (1 + 0.5 - 1.5 + 0.5) / 3.75
        let rules = rules();
        let classifier = Classifier::new(rules.classes().unwrap(), rules.clip, [true; 5]);
        let inputs = [Some(1.0), Some(0.5), Some(0.0), Some(2.0), Some(-1.0)];
        let ranked = classifier.ranked(&inputs);
        assert_eq!(ranked[0].0, Phenotype::Suppressed);
        assert!((ranked[0].1 - 1.5).abs() < 1e-12);
        let active = classifier.explain(&inputs).into_iter().find(|e| e.class == Phenotype::Active).unwrap();
        assert!((active.evidence - 0.5 / 3.75).abs() < 1e-12);
    }

    #[test]
    fn guards_stop_a_class_however_high_its_evidence() {
        let rules = rules();
        let classifier = Classifier::new(rules.classes().unwrap(), rules.clip, [true; 5]);
        // X alone would call excluded; with T under -1 only desert is left
        let inputs = [Some(-1.2), Some(0.0), Some(0.0), Some(0.0), Some(2.5)];
        assert_eq!(classifier.ranked(&inputs).iter().map(|r| r.0).collect::<Vec<_>>(), [Phenotype::Desert]);
        let excluded =
            classifier.explain(&inputs).into_iter().find(|e| e.class == Phenotype::Excluded).unwrap();
        assert_eq!(excluded.failed_guard.as_deref(), Some("T >= -1"));
        // and the flip is the guard itself
        let flip = classifier.flips(&inputs)[0];
        assert_eq!((flip.axis, flip.becomes), (Axis::T, Phenotype::Excluded));
        assert!((flip.delta - 0.2).abs() < 1e-12);
    }

    #[test]
    fn a_missing_axis_leaves_the_other_weights_in_proportion() {
        let rules = rules();
        let classifier =
            Classifier::new(rules.classes().unwrap(), rules.clip, [true, true, false, true, true]);
        let inputs = [Some(1.0), Some(1.0), None, Some(0.0), Some(0.0)];
        let (class, evidence) = classifier.ranked(&inputs)[0];
        assert_eq!(class, Phenotype::Active);
        assert!((evidence - 2.0 / 3.25).abs() < 1e-12);
    }

    proptest! {
        /// Just before the flip the class holds, just behind it the class is what the flip says, and a fine walk
        /// finds no earlier change.
        #[test]
        fn flips_are_exact_and_nearest(z in prop::array::uniform5(-3.5..3.5_f64)) {
            let rules = rules();
            let classifier = Classifier::new(rules.classes().unwrap(), rules.clip, [true; 5]);
            let inputs = z.map(Some);
            if let Some(leading) = classifier.leading(&inputs) {
                let flips = classifier.flips(&inputs);
                let moved = |axis: Axis, delta: f64| {
                    let mut moved = inputs;
                    moved[axis.place()] = Some(z[axis.place()] + delta);
                    classifier.leading(&moved)
                };
                for axis in Axis::ALL {
                    let reach = flips.iter().find(|f| f.axis == axis).map(|flip| {
                        let beyond = flip.delta + flip.delta.signum() * 1e-7;
                        assert_eq!(moved(axis, beyond), Some(flip.becomes));
                        flip.delta.abs()
                    });
                    for step in 0..700 {
                        let delta = f64::from(step) * 0.01;
                        if reach.is_some_and(|reach| delta > reach - 1e-9) {
                            break;
                        }
                        prop_assert_eq!(moved(axis, delta), Some(leading));
                        prop_assert_eq!(moved(axis, -delta), Some(leading));
                    }
                }
            }
        }
    }
}
