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

/// A condition of a class: by how much it falls short, or that its axis has no value.
struct Condition {
    words: String,
    falls_short: Option<f64>,
}

impl<'a> Questions<'a> {
    pub(crate) fn new(kind: &'a KindRules, model: &'a TissueModel, clip: f64) -> Self {
        Self { kind, model, clip }
    }

    fn value(&self, inputs: &Inputs, axis: Axis) -> Option<f64> {
        inputs[axis.place()].map(|z| z.clamp(-self.clip, self.clip))
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
        let values = || Self::infiltrate_axes(inputs).filter_map(|axis| self.value(inputs, axis));
        values().sum::<f64>() / values().count().max(1) as f64
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
    fn conditions(&self, class: Phenotype, inputs: &Inputs) -> Vec<Condition> {
        let kind = self.kind;
        let above = |axis: Axis, bound: f64| Condition {
            words: format!("{axis} >= {bound}"),
            falls_short: self.value(inputs, axis).map(|z| bound - z),
        };
        let below = |axis: Axis, bound: f64| Condition {
            words: format!("{axis} < {bound}"),
            falls_short: self.value(inputs, axis).map(|z| z - bound),
        };
        let line = self.model.excluded;
        let stroma = |sign: f64| {
            let symbol = if sign > 0.0 { ">=" } else { "<" };
            Condition {
                words: format!(
                    "{} (T + G) / 2 + {} X {symbol} {}",
                    line.infiltrate, line.stroma, -line.intercept
                ),
                falls_short: Some(-sign * self.excluded_over_desert(inputs)),
            }
        };
        match class {
            Phenotype::Active => vec![
                below(Axis::S, kind.suppressed_from),
                above(Axis::T, kind.carried_above),
                above(Axis::G, kind.carried_above),
            ],
            Phenotype::Suppressed => {
                vec![above(Axis::S, kind.suppressed_from), above(Axis::T, kind.carried_above)]
            }
            Phenotype::Excluded => vec![stroma(1.0)],
            Phenotype::Desert => {
                vec![stroma(-1.0), below(Axis::T, kind.desert_below), below(Axis::G, kind.desert_below)]
            }
            Phenotype::Indeterminate | Phenotype::NotEvaluable => Vec::new(),
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
        let conditions = self.conditions(class, inputs);
        let shortfall: f64 = conditions.iter().filter_map(|c| c.falls_short).map(|by| by.max(0.0)).sum();
        let evidence = self.beyond(class, inputs) - shortfall;
        if conditions.iter().any(|c| c.falls_short.is_none()) { evidence.min(UNKNOWN) } else { evidence }
    }

    /// Whether the class may be called: all its conditions hold and its evidence is not below 0.
    pub(crate) fn is_met(&self, class: Phenotype, inputs: &Inputs) -> bool {
        self.evidence_of(class, inputs) >= 0.0
            && self.conditions(class, inputs).iter().all(|c| c.falls_short.is_some_and(|by| by <= 0.0))
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
            let failed: Vec<Condition> = self
                .conditions(class, inputs)
                .into_iter()
                .filter(|c| c.falls_short.is_none_or(|by| by > 0.0))
                .collect();
            Evidence {
                class,
                evidence: self.evidence_of(class, inputs),
                allowed: failed.is_empty(),
                failed_guard: failed.first().map(|c| c.words.clone()),
                constant,
                contributions: self.contributions(class, inputs),
                shortfalls: failed
                    .into_iter()
                    .map(|c| Shortfall { condition: c.words, amount: c.falls_short.unwrap_or(0.0) })
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
            Axis::X => vec![0.0],
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

    fn evidences(&self, inputs: &Inputs) -> Vec<(Phenotype, f64)> {
        Phenotype::CLASSES.map(|class| (class, self.evidence_of(class, inputs))).to_vec()
    }

    /// Every class may lead; what may be called is [`Questions::is_met`].
    fn allows(&self, _: Phenotype, _: &Inputs) -> bool {
        true
    }
}
