//! From evidence and resamples to a class, or to what keeps it open.

use evade_core::{Chosen, Inflamed, InflamedCall, Phenotype, Reason, SpatialClass};

use super::Caller;
use super::rule::{Rule, Standing};
use crate::axes::AxisZ;
use crate::evidence::Inputs;
use crate::questions::Questions;
use crate::rules::Tiers;

/// A sample that passed the gates, ready for its verdict.
pub(super) struct Case<'a> {
    pub(super) inputs: &'a Inputs,
    /// The resampled values.
    pub(super) resampled: &'a [AxisZ],
    /// The same, moved by what laboratories differ.
    pub(super) moved: &'a [AxisZ],
    /// The classes from the highest evidence down.
    pub(super) ranked: &'a [(Phenotype, f64)],
    pub(super) leading: Phenotype,
    /// Share of the resampled calls that agree with the leading class.
    pub(super) stability: f64,
    /// Whether a doubt of the RNA leaves the call open.
    pub(super) blocked: bool,
    /// Whether the sheet says what the tumour is: then genes of another tissue are no reason to think it another one.
    pub(super) states_histology: bool,
}

/// What was found.
pub(super) struct Verdict {
    pub(super) phenotype: Phenotype,
    pub(super) spatial_class: SpatialClass,
    pub(super) spatial_stability: f64,
    pub(super) inflamed: InflamedCall,
}

impl Caller<'_> {
    pub(super) fn verdict(&self, rule: &Rule<'_>, case: &Case<'_>, reasons: &mut Vec<Reason>) -> Verdict {
        match rule {
            Rule::Weights(_, margin) => self.by_weights(rule, *margin, case, reasons),
            Rule::Questions(questions, standing) => {
                self.by_questions(rule, questions, *standing, case, reasons)
            }
        }
    }

    fn by_weights(
        &self,
        rule: &Rule<'_>,
        margin: Tiers,
        case: &Case<'_>,
        reasons: &mut Vec<Reason>,
    ) -> Verdict {
        let Case { ranked, leading, stability, blocked, .. } = *case;
        let best = ranked[0].1;
        let spatial = leading.spatial_class();
        let spatial_stability = share(rule, case.resampled, &|class| class.spatial_class() == spatial);
        let spatial_margin = ranked
            .iter()
            .find(|(class, _)| class.spatial_class() != spatial)
            .map(|(_, evidence)| best - evidence);
        let below = |found: Option<f64>| found.is_some_and(|m| m < margin.minimum);
        let minimum = self.rules.stability.minimum;
        let own_margin = ranked.get(1).map(|(_, evidence)| best - evidence);
        if below(own_margin) {
            reasons.push(Reason::LowMargin);
        }
        if stability < minimum {
            reasons.push(Reason::LowStability);
        }
        let is_open = blocked || below(own_margin) || stability < minimum;
        let is_spatially_open = blocked || below(spatial_margin) || spatial_stability < minimum;
        let spatial_class = if is_spatially_open { SpatialClass::Indeterminate } else { spatial };
        let inflamed = match spatial_class {
            SpatialClass::Inflamed => Inflamed::Yes,
            SpatialClass::Excluded | SpatialClass::Desert => Inflamed::No,
            SpatialClass::Indeterminate => Inflamed::Indeterminate,
            SpatialClass::NotEvaluable => Inflamed::NotEvaluable,
        };
        Verdict {
            phenotype: if is_open { Phenotype::Indeterminate } else { leading },
            spatial_class,
            spatial_stability,
            inflamed: InflamedCall { inflamed, probability: None, tissue: None },
        }
    }

    fn by_questions(
        &self,
        rule: &Rule<'_>,
        questions: &Questions<'_>,
        standing: Standing,
        case: &Case<'_>,
        reasons: &mut Vec<Reason>,
    ) -> Verdict {
        let Case { inputs, leading, stability, .. } = *case;
        let log_odds = questions.log_odds(inputs);
        let model = questions.model;
        let is_not = log_odds < model.no();
        // Too little tumour leaves open what is missing, whichever kind it would be.
        let blocked = case.blocked || is_not && reasons.contains(&Reason::LowPurity);
        let answer = match log_odds {
            _ if blocked || !Questions::knows_infiltrate(inputs) => Inflamed::Indeterminate,
            l if l >= model.yes() => Inflamed::Yes,
            _ if is_not => Inflamed::No,
            _ => Inflamed::Indeterminate,
        };
        let is_met = questions.is_met(leading, inputs);
        if !blocked && answer == Inflamed::Indeterminate {
            reasons.push(Reason::InflamedUndecided);
        } else if !blocked && !is_met {
            reasons.push(Reason::KindUndecided);
        }
        if stability < self.rules.stability.minimum {
            reasons.push(Reason::LowStability);
        }
        let is_open = blocked || !is_met || stability < self.rules.stability.minimum;
        let phenotype = if is_open { Phenotype::Indeterminate } else { leading };
        if questions.leans(phenotype) {
            reasons.push(Reason::ExcludedDesertLeaning);
        }
        if answer == Inflamed::Yes && self.is_stroma_high(inputs) {
            reasons.push(Reason::StromaHigh);
        }
        let spatial_class = match answer {
            Inflamed::Yes => SpatialClass::Inflamed,
            Inflamed::No if !is_open => leading.spatial_class(),
            _ => SpatialClass::Indeterminate,
        };
        let spatial = leading.spatial_class();
        let is_founded = !reasons.contains(&Reason::AxisOffset)
            && (case.states_histology || !reasons.contains(&Reason::OtherTissue));
        if standing == Standing::Probability && !blocked && !is_founded {
            reasons.push(Reason::ClassSharesUnknown);
        }
        let probability = (standing == Standing::Probability
            && !blocked
            && is_founded
            && Questions::knows_infiltrate(inputs))
        .then(|| {
            let draws: Vec<f64> = case.moved.iter().map(|draw| questions.log_odds(&draw.call)).collect();
            let error = super::standard_deviation(draws.into_iter()).unwrap_or(0.0);
            model.probability(log_odds, questions.place(inputs), error * error)
        });
        Verdict {
            phenotype,
            spatial_class,
            spatial_stability: share(rule, case.resampled, &|class| class.spatial_class() == spatial),
            inflamed: InflamedCall { inflamed: answer, probability, tissue: Some(model.tissue.clone()) },
        }
    }
}

/// Share of the draws whose leading class passes the test.
pub(super) fn share(rule: &Rule<'_>, draws: &[AxisZ], same: &dyn Fn(Phenotype) -> bool) -> f64 {
    let agreeing = draws.iter().filter(|draw| rule.piecewise().leading(&draw.call).is_some_and(same)).count();
    agreeing as f64 / draws.len().max(1) as f64
}

/// The classes that the draws chose, most frequent first; equals in the order of the classes.
pub(super) fn chosen(rule: &Rule<'_>, draws: &[AxisZ]) -> Vec<Chosen> {
    let mut chosen: Vec<Chosen> = Phenotype::CLASSES
        .iter()
        .map(|&class| Chosen { class, share: share(rule, draws, &|leading| leading == class) })
        .filter(|chosen| chosen.share > 0.0)
        .collect();
    chosen.sort_by(|a, b| b.share.total_cmp(&a.share));
    chosen
}
