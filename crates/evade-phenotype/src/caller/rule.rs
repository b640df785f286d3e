//! The rule that a sample is called by: its tissue chooses it.

use evade_core::{Axis, Confidence, Evidence, Inflamed, InflamedCall, Reason, SampleFacts, ScaleKind};

use super::Caller;
use crate::evidence::{Classifier, Inputs};
use crate::flips::Piecewise;
use crate::questions::Questions;
use crate::rules::{Context, Decision, KindRules, Tiers, TissueModel};

/// A rule made ready for one sample.
#[derive(Debug)]
pub(super) enum Rule<'a> {
    /// Weighted evidence and the margin it needs.
    Weights(Classifier<'a>, Tiers),
    /// Two questions, and what their answer is worth for this sample.
    Questions(Questions<'a>, Standing),
}

/// How the model of a tissue stands to a sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// It was fitted for such samples on this reference: it gives a probability.
    Probability,
    /// Fitted for such samples, but not on this scale or reference: the class alone.
    ClassAlone,
    /// Made for another tissue.
    OtherTissue,
}

impl Rule<'_> {
    pub(super) fn piecewise(&self) -> &dyn Piecewise {
        match self {
            Self::Weights(classifier, _) => classifier,
            Self::Questions(questions, _) => questions,
        }
    }

    pub(super) fn explain(&self, inputs: &Inputs) -> Vec<Evidence> {
        match self {
            Self::Weights(classifier, _) => classifier.explain(inputs),
            Self::Questions(questions, _) => questions.explain(inputs),
        }
    }

    /// How far the interval of a probability lets an inflamed tumour be trusted: of high confidence it lies in the range of
    /// inflamed as a whole, of moderate confidence outside that of not inflamed.
    pub(super) fn of_probability(&self, answer: &InflamedCall) -> Confidence {
        match (self, &answer.probability) {
            (Self::Questions(questions, _), Some(found)) if answer.inflamed == Inflamed::Yes => {
                let model = questions.model;
                match found.low {
                    low if low >= model.yes_from => Confidence::High,
                    low if low >= model.no_below => Confidence::Moderate,
                    _ => Confidence::Low,
                }
            }
            _ => Confidence::High,
        }
    }

    /// Whether the call rests on this axis at all.
    pub(super) fn uses(&self, axis: Axis) -> bool {
        matches!(self, Self::Weights(..)) || axis != Axis::P
    }

    /// Whether the rule was made for the tissue that the sample states.
    pub(super) fn fits_tissue(&self, context: &Context, facts: Option<&SampleFacts>) -> bool {
        let stated_other = || {
            let histology = facts.and_then(|facts| facts.histology.as_deref());
            histology.is_some_and(|histology| context.is_other_histology(histology))
        };
        match self {
            Self::Questions(_, standing) => *standing != Standing::OtherTissue || !stated_other(),
            Self::Weights(..) => !stated_other(),
        }
    }

    /// What the choice of the rule says of the call.
    pub(super) fn reasons(&self, context: &Context, facts: Option<&SampleFacts>) -> Vec<Reason> {
        let Self::Questions(questions, standing) = self else { return Vec::new() };
        match standing {
            Standing::OtherTissue => vec![Reason::NoModelForTissue],
            Standing::ClassAlone => vec![Reason::ClassSharesUnknown],
            Standing::Probability => {
                let basis = questions.model.basis.histology.as_deref();
                let extrapolates =
                    basis.zip(facts).is_some_and(|(histology, facts)| context.is_beyond(histology, facts));
                extrapolates.then_some(Reason::Extrapolated).into_iter().collect()
            }
        }
    }
}

impl<'a> Caller<'a> {
    /// The rule of a sample with values on these axes.
    pub(super) fn rule(&self, available: [bool; 5], facts: Option<&SampleFacts>) -> Option<Rule<'a>> {
        Some(match self.rules.decision()? {
            Decision::Weights(classes, margin) => {
                Rule::Weights(Classifier::new(classes, self.rules.clip, available), margin)
            }
            Decision::Questions(kind, models) => {
                let (model, fits) = self.model(models, facts)?;
                let reads =
                    self.scale == ScaleKind::Frozen && model.probability_on.contains(&self.reference.id);
                let standing = match (fits, reads) {
                    (false, _) => Standing::OtherTissue,
                    (true, true) => Standing::Probability,
                    (true, false) => Standing::ClassAlone,
                };
                self.questions(kind, model, standing)
            }
        })
    }

    fn questions(&self, kind: &'a KindRules, model: &'a TissueModel, standing: Standing) -> Rule<'a> {
        Rule::Questions(Questions::new(kind, model, self.rules.clip), standing)
    }

    /// The model of a sample's tissue, and whether it was made for it. What the sample states comes first, then what the
    /// user states of the run.
    fn model(
        &self,
        models: &'a [TissueModel],
        facts: Option<&SampleFacts>,
    ) -> Option<(&'a TissueModel, bool)> {
        let default = models.iter().find(|model| model.default)?;
        let context = &self.rules.context;
        let histology = facts.and_then(|facts| facts.histology.as_deref()).filter(|h| context.is_stated(h));
        let stated = match histology {
            Some(histology) => match models.iter().find(|model| model.is_named_by(histology)) {
                Some(model) => model,
                None if context.is_other_histology(histology) => return Some((default, false)),
                None => default,
            },
            None => match &self.tissue {
                Some(tissue) => models.iter().find(|model| &model.tissue == tissue)?,
                None => default,
            },
        };
        let fits = stated.default || stated.scale == self.scale;
        Some(if fits { (stated, true) } else { (default, false) })
    }
}
