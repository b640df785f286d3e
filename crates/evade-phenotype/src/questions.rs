//! Two questions asked apart: is the tumour inflamed, and of which kind.
//!
//! The evidence of a class is how far the log-odds lie beyond the threshold that the class needs, less a shortfall for each
//! condition of the class that does not hold. So a class whose conditions all hold and whose evidence is not below 0 has
//! more of it than any other, and no call stands against its own evidence.

use evade_core::{Axis, Contribution, Evidence, Phenotype, Shortfall};

use crate::evidence::Inputs;
use crate::flips::Piecewise;
use crate::rules::{ExcludedOrDesert, KindRules, TissueModel};

/// What the evidence of a class is lowered to, at least, when a condition is unknown because its axis has no value.
const UNKNOWN: f64 = -0.01;

/// The questions as they are answered for one tissue.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Questions<'a> {
    kind: &'a KindRules,
    pub(crate) model: &'a TissueModel,
    clip: f64,
}

/// A condition of a class beside its log-odds.
#[derive(Debug, Clone, Copy)]
enum Condition {
    /// The axis lies at or above this.
    From(Axis, f64),
    /// The axis lies below this.
    Below(Axis, f64),
    /// Excluded against desert lies at or above 0.
    Excluded,
    /// It lies below 0.
    Desert,
}

impl<'a> Questions<'a> {
    pub(crate) fn new(kind: &'a KindRules, model: &'a TissueModel, clip: f64) -> Self {
        Self { kind, model, clip }
    }

    fn value(&self, inputs: &Inputs, axis: Axis) -> Option<f64> {
        inputs[axis.place()].map(|z| z.clamp(-self.clip, self.clip))
    }

    /// Whether T and G both have a value: the model was fitted to their mean.
    pub(crate) fn knows_infiltrate(inputs: &Inputs) -> bool {
        [Axis::T, Axis::G].iter().all(|axis| inputs[axis.place()].is_some())
    }

    /// The axes whose mean is the infiltrate: T and G, or T alone where G has no value.
    fn infiltrate_axes(inputs: &Inputs) -> impl Iterator<Item = Axis> + '_ {
        [Axis::T, Axis::G].into_iter().filter(|axis| inputs[axis.place()].is_some())
    }

    /// The mean of T and G, and the stroma that counts: X above 0.
    pub(crate) fn place(&self, inputs: &Inputs) -> [f64; 2] {
        [self.infiltrate(inputs), self.value(inputs, Axis::X).unwrap_or(0.0).max(0.0)]
    }

    fn infiltrate(&self, inputs: &Inputs) -> f64 {
        match (self.value(inputs, Axis::T), self.value(inputs, Axis::G)) {
            (Some(t), Some(g)) => f64::midpoint(t, g),
            (one, other) => one.or(other).unwrap_or(0.0),
        }
    }

    /// Log-odds that the tumour is inflamed.
    pub(crate) fn log_odds(&self, inputs: &Inputs) -> f64 {
        let [infiltrate, stroma] = self.place(inputs);
        let line = self.model.inflamed;
        line.intercept + line.infiltrate * infiltrate + line.stroma * stroma
    }

    /// Above 0 excluded, below desert.
    fn excluded_over_desert(&self, inputs: &Inputs) -> f64 {
        let line = self.model.excluded;
        let stroma = self.value(inputs, Axis::X).unwrap_or(0.0);
        line.intercept + line.infiltrate * self.infiltrate(inputs) + line.stroma * stroma
    }

    /// How much less log-odds a tumour needs to be called suppressed, the further its suppression lies above expectation:
    /// at most down to the threshold of not inflamed.
    fn relief(&self, inputs: &Inputs) -> f64 {
        let KindRules { suppressed_from: from, suppressed_far: far, .. } = *self.kind;
        let suppression = self.value(inputs, Axis::S).unwrap_or(from);
        (self.model.yes() - self.model.no()) * ((suppression - from) / (far - from)).clamp(0.0, 1.0)
    }

    /// The conditions of a class beside its log-odds.
    fn conditions(&self, class: Phenotype) -> impl Iterator<Item = Condition> + use<> {
        use Condition::{Below, Desert, Excluded, From};
        let KindRules { suppressed_from, carried_above, desert_below, excluded_from, .. } = *self.kind;
        let carried = |axis| Some(From(axis, carried_above));
        let low = |axis| Some(Below(axis, desert_below));
        let conditions = match class {
            Phenotype::Active => [Some(Below(Axis::S, suppressed_from)), carried(Axis::T), carried(Axis::G)],
            Phenotype::Suppressed => [Some(From(Axis::S, suppressed_from)), carried(Axis::T), None],
            Phenotype::Excluded => {
                [Some(Excluded), self.leans(class).then_some(From(Axis::X, excluded_from)), None]
            }
            Phenotype::Desert => [Some(Desert), low(Axis::T), low(Axis::G)],
            Phenotype::Indeterminate | Phenotype::NotEvaluable => [None; 3],
        };
        conditions.into_iter().flatten()
    }

    /// By how much a condition falls short, below 0 where it holds; `None` when its axis has no value.
    fn falls_short(&self, condition: Condition, inputs: &Inputs) -> Option<f64> {
        match condition {
            Condition::From(axis, bound) => self.value(inputs, axis).map(|z| bound - z),
            Condition::Below(axis, bound) => self.value(inputs, axis).map(|z| z - bound),
            Condition::Excluded => Some(-self.excluded_over_desert(inputs)),
            Condition::Desert => Some(self.excluded_over_desert(inputs)),
        }
    }

    fn holds(&self, condition: Condition, inputs: &Inputs) -> bool {
        self.falls_short(condition, inputs).is_some_and(|by| by <= 0.0)
    }

    fn words(&self, condition: Condition) -> String {
        let line = self.model.excluded;
        let stroma = |symbol: &str| {
            format!("{} (T + G) / 2 + {} X {symbol} {}", line.infiltrate, line.stroma, -line.intercept)
        };
        match condition {
            Condition::From(axis, bound) => format!("{axis} >= {bound}"),
            Condition::Below(axis, bound) => format!("{axis} < {bound}"),
            Condition::Excluded => stroma(">="),
            Condition::Desert => stroma("<"),
        }
    }

    /// How far the log-odds lie beyond what the class needs.
    fn beyond(&self, class: Phenotype, inputs: &Inputs) -> f64 {
        let log_odds = self.log_odds(inputs);
        match class {
            Phenotype::Active => log_odds - self.model.yes(),
            Phenotype::Suppressed => log_odds - self.model.yes() + self.relief(inputs),
            _ => self.model.no() - log_odds,
        }
    }

    fn evidence_of(&self, class: Phenotype, inputs: &Inputs) -> f64 {
        let mut evidence = self.beyond(class, inputs);
        let mut is_unknown = false;
        for condition in self.conditions(class) {
            match self.falls_short(condition, inputs) {
                Some(by) => evidence -= by.max(0.0),
                None => is_unknown = true,
            }
        }
        if is_unknown { evidence.min(UNKNOWN) } else { evidence }
    }

    /// Whether the class may be called: all its conditions hold and its evidence is not below 0.
    pub(crate) fn is_met(&self, class: Phenotype, inputs: &Inputs) -> bool {
        self.slacks(class, inputs).into_iter().all(|slack| slack >= 0.0)
    }

    /// The terms of the log-odds, with the sign in which the class counts them.
    fn contributions(&self, class: Phenotype, inputs: &Inputs) -> Vec<Contribution> {
        let sign = match class {
            Phenotype::Active | Phenotype::Suppressed => 1.0,
            _ => -1.0,
        };
        let line = self.model.inflamed;
        let n = Self::infiltrate_axes(inputs).count().max(1) as f64;
        let term = |axis: Axis, weight: f64, input: f64| Contribution {
            axis,
            weight,
            input,
            contribution: weight * input,
        };
        let mut terms: Vec<Contribution> = Self::infiltrate_axes(inputs)
            .filter_map(|axis| Some(term(axis, sign * line.infiltrate / n, self.value(inputs, axis)?)))
            .collect();
        if line.stroma != 0.0 {
            terms.push(term(Axis::X, sign * line.stroma, self.place(inputs)[1]));
        }
        let relief = self.relief(inputs);
        if class == Phenotype::Suppressed && relief > 0.0 {
            let slope =
                (self.model.yes() - self.model.no()) / (self.kind.suppressed_far - self.kind.suppressed_from);
            terms.push(term(Axis::S, slope, relief / slope));
        }
        terms
    }

    /// The evidence of every class with its terms.
    pub(crate) fn explain(&self, inputs: &Inputs) -> Vec<Evidence> {
        let one = |class: Phenotype| {
            let line = self.model.inflamed;
            let constant = match class {
                Phenotype::Active | Phenotype::Suppressed => line.intercept - self.model.yes(),
                _ => self.model.no() - line.intercept,
            };
            let failed: Vec<Condition> =
                self.conditions(class).filter(|&condition| !self.holds(condition, inputs)).collect();
            Evidence {
                class,
                evidence: self.evidence_of(class, inputs),
                allowed: failed.is_empty(),
                failed_guard: failed.first().map(|&condition| self.words(condition)),
                constant,
                contributions: self.contributions(class, inputs),
                shortfalls: failed
                    .into_iter()
                    .map(|condition| Shortfall {
                        condition: self.words(condition),
                        amount: self.falls_short(condition, inputs).unwrap_or(0.0),
                    })
                    .collect(),
            }
        };
        Phenotype::CLASSES.map(one).to_vec()
    }

    /// Whether excluded or desert is no more than a leaning in this tissue.
    pub(crate) fn leans(&self, class: Phenotype) -> bool {
        matches!(class, Phenotype::Excluded | Phenotype::Desert)
            && self.model.excluded_or_desert == ExcludedOrDesert::Leaning
    }
}

impl Piecewise for Questions<'_> {
    fn bends(&self, inputs: &Inputs, axis: Axis) -> Vec<f64> {
        let kind = self.kind;
        let own = match axis {
            Axis::T | Axis::G => vec![kind.carried_above, kind.desert_below],
            Axis::S => vec![kind.suppressed_from, kind.suppressed_far],
            Axis::X => vec![0.0, kind.excluded_from],
            Axis::P => return Vec::new(),
        };
        let slope = match axis {
            Axis::X => self.model.excluded.stroma,
            Axis::T | Axis::G => {
                self.model.excluded.infiltrate / Self::infiltrate_axes(inputs).count().max(1) as f64
            }
            _ => 0.0,
        };
        // Where excluded against desert changes its sign.
        let zero = self
            .value(inputs, axis)
            .filter(|_| slope != 0.0)
            .map(|z| z - self.excluded_over_desert(inputs) / slope)
            .filter(|z| z.abs() < self.clip);
        own.into_iter().chain([self.clip, -self.clip]).chain(zero).collect()
    }

    fn evidences(&self, inputs: &Inputs) -> [(Phenotype, f64); 4] {
        Phenotype::CLASSES.map(|class| (class, self.evidence_of(class, inputs)))
    }

    fn slacks(&self, class: Phenotype, inputs: &Inputs) -> Vec<f64> {
        let conditions =
            self.conditions(class).map(|c| self.falls_short(c, inputs).map_or(UNKNOWN, |by| -by));
        let known = if Self::knows_infiltrate(inputs) { 0.0 } else { UNKNOWN };
        conditions.chain([self.evidence_of(class, inputs), known]).collect()
    }

    /// Every class may lead; what may be called is [`Questions::is_met`].
    fn allows(&self, _: Phenotype, _: &Inputs) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::rules::Rules;

    fn with_lung(look: impl FnOnce(Questions<'_>)) {
        let rules = Rules::built_in_v1();
        look(Questions::new(rules.kind.as_ref().unwrap(), &rules.model[0], rules.clip));
    }

    fn inputs(t: f64, g: f64, s: f64, x: f64) -> Inputs {
        [Some(t), Some(g), Some(0.0), Some(s), Some(x)]
    }

    #[test]
    fn an_active_tumour_by_hand() {
        with_lung(|lung| {
            // -0.571 + 1.191 x 1.0 - 0.365 x 0.4 = 0.474; inflamed from log-odds 0 on.
            let inputs = inputs(1.2, 0.8, -0.5, 0.4);
            assert!((lung.log_odds(&inputs) - 0.474).abs() < 1e-12);
            let (class, evidence) = lung.ranked(&inputs)[0];
            assert_eq!(class, Phenotype::Active);
            assert!((evidence - 0.474).abs() < 1e-12);
            assert!(lung.is_met(Phenotype::Active, &inputs));
            let active = &lung.explain(&inputs)[0];
            let terms: f64 = active.contributions.iter().map(|term| term.contribution).sum();
            assert!((active.constant + terms - evidence).abs() < 1e-12);
            assert!(active.shortfalls.is_empty() && active.allowed);
        });
    }

    #[test]
    fn a_lack_of_stroma_makes_no_tumour_inflamed() {
        with_lung(|lung| {
            let none = lung.log_odds(&inputs(0.3, 0.3, 0.0, -2.5));
            assert_eq!(none, lung.log_odds(&inputs(0.3, 0.3, 0.0, 0.0)));
            assert!(lung.log_odds(&inputs(0.3, 0.3, 0.0, 1.0)) < none);
        });
    }

    #[test]
    fn stroma_does_not_overrule_t_cells() {
        with_lung(|lung| {
            let inputs = inputs(2.0, 2.0, 0.0, 2.5);
            assert_eq!(lung.leading(&inputs), Some(Phenotype::Active));
            assert!(lung.is_met(Phenotype::Active, &inputs));
        });
    }

    #[test]
    fn suppression_counts_from_above_expectation_on() {
        with_lung(|lung| {
            let leading = |s| lung.leading(&inputs(1.0, 1.0, s, 0.0));
            assert_eq!(leading(0.5), Some(Phenotype::Active));
            assert_eq!(leading(0.7), Some(Phenotype::Suppressed));
            // Between the thresholds of inflamed only suppression far above expectation makes a call.
            let open = |s| inputs(0.4, 0.4, s, 0.0);
            assert!(!lung.is_met(Phenotype::Suppressed, &open(0.7)));
            assert!(lung.is_met(Phenotype::Suppressed, &open(1.0)));
        });
    }

    #[test]
    fn a_desert_has_both_t_and_g_low() {
        with_lung(|lung| {
            assert!(lung.is_met(Phenotype::Desert, &inputs(-1.5, -1.5, 0.0, -0.5)));
            for inputs in [inputs(-2.0, -0.3, 0.0, -2.0), inputs(-0.3, -2.0, 0.0, -2.0)] {
                assert!(!lung.is_met(Phenotype::Desert, &inputs));
            }
        });
    }

    #[test]
    fn an_excluded_tumour_has_stroma() {
        with_lung(|lung| {
            assert!(lung.is_met(Phenotype::Excluded, &inputs(-0.2, -0.2, 0.0, 0.5)));
            assert!(!lung.is_met(Phenotype::Excluded, &inputs(0.1, 0.1, 0.0, -0.6)));
        });
    }

    #[test]
    fn an_unknown_axis_of_a_condition_leaves_the_class_open() {
        with_lung(|lung| {
            let inputs = [Some(1.5), Some(1.5), None, None, Some(0.0)];
            let classes = Phenotype::CLASSES;
            assert!(classes.iter().all(|&class| !lung.is_met(class, &inputs)));
            // Without G the infiltrate is not known, and no class can be met.
            for inputs in [
                [Some(-2.0), None, None, Some(0.0), Some(-2.0)],
                [Some(2.0), None, None, Some(0.0), Some(0.0)],
                [Some(-0.5), None, None, Some(0.0), Some(2.0)],
            ] {
                assert!(classes.iter().all(|&class| !lung.is_met(class, &inputs)), "{inputs:?}");
            }
        });
    }

    proptest! {
        /// At most one class is met, it is the one that leads, and no other has as much evidence.
        #[test]
        fn a_call_has_more_evidence_than_any_other_class(z in prop::array::uniform5(-3.5..3.5_f64)) {
            let rules = Rules::built_in_v1();
            for model in &rules.model {
                let questions = Questions::new(rules.kind.as_ref().unwrap(), model, rules.clip);
                let inputs = z.map(Some);
                let met: Vec<Phenotype> = Phenotype::CLASSES
                    .into_iter()
                    .filter(|&class| questions.is_met(class, &inputs))
                    .collect();
                prop_assert!(met.len() <= 1, "{:?}", met);
                if let Some(&class) = met.first() {
                    let ranked = questions.ranked(&inputs);
                    prop_assert_eq!(ranked[0].0, class);
                    prop_assert!(ranked[0].1 > ranked[1].1);
                    if class == Phenotype::Active {
                        prop_assert!(z[0] >= 0.0 && z[1] >= 0.0);
                    }
                }
            }
        }

        /// The terms of every class add up to its evidence.
        #[test]
        fn terms_add_up(z in prop::array::uniform5(-3.5..3.5_f64)) {
            let rules = Rules::built_in_v1();
            let questions = Questions::new(rules.kind.as_ref().unwrap(), &rules.model[0], rules.clip);
            for evidence in questions.explain(&z.map(Some)) {
                let terms: f64 = evidence.contributions.iter().map(|term| term.contribution).sum();
                let lost: f64 = evidence.shortfalls.iter().map(|s| s.amount).sum();
                prop_assert!((evidence.constant + terms - lost - evidence.evidence).abs() < 1e-9);
            }
        }

        /// Just behind the flip the class is what the flip says, and a fine walk finds no earlier change.
        #[test]
        fn flips_are_exact_and_nearest(z in prop::array::uniform5(-3.5..3.5_f64)) {
            let rules = Rules::built_in_v1();
            let questions = Questions::new(rules.kind.as_ref().unwrap(), &rules.model[0], rules.clip);
            let inputs = z.map(Some);
            let state = |inputs: &Inputs| questions.answer(inputs);
            let leading = state(&inputs);
            let flips = questions.flips(&inputs);
            let moved = |axis: Axis, delta: f64| {
                let mut moved = inputs;
                moved[axis.place()] = Some(z[axis.place()] + delta);
                state(&moved)
            };
            for axis in Axis::ALL {
                let reach = flips.iter().find(|f| f.axis == axis).map(|flip| {
                    // A call may be possible at a single place only.
                    let [at, beyond] = [1e-10, 1e-7].map(|more| flip.delta + flip.delta.signum() * more);
                    assert!([at, beyond].iter().any(|&d| moved(axis, d) == Some(flip.becomes)), "{flip:?}");
                    flip.delta.abs()
                });
                for step in 0..700 {
                    let delta = f64::from(step) * 0.01;
                    if reach.is_some_and(|reach| delta > reach - 1e-9) {
                        break;
                    }
                    prop_assert_eq!(moved(axis, delta), leading);
                    prop_assert_eq!(moved(axis, -delta), leading);
                }
            }
        }
    }
}
