//! Whether a sample is of the population that the review states for a trial.
//!
//! Histology, alterations, PD-L1, earlier immune checkpoint inhibitors, progression on them and earlier treatment are compared one by one. What no
//! input tells leaves the answer open: a trial fits only where everything that the review states is known and met.

use evade_core::{
    AlterationStatus, Criterion, EffectClass, FitCriterion, FitReason, FitState, GeneAlteration,
    PopulationHistology, Trial, TrialFit,
};

use super::prior::{self, PriorTreatment};

/// What is stated of a sample's histology.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SampleHistology {
    /// Adenocarcinoma of the lung.
    Adenocarcinoma,
    /// Squamous cell carcinoma of the lung.
    Squamous,
    /// Non-small cell lung cancer, and no more.
    Nsclc,
    /// Small cell lung cancer, or a tumour of another organ.
    OtherTumour,
    /// An entry that is not known to be non-small cell lung cancer.
    NotKnown,
    /// Nothing.
    NotStated,
}

/// What is known of a sample.
#[derive(Debug, Clone, Copy)]
pub struct CandidateSample<'a> {
    /// Its histology.
    pub histology: SampleHistology,
    /// What DNA says of genes; a gene that is not there was not tested.
    pub genes: &'a [GeneAlteration],
    /// PD-L1 tumour proportion score in per cent.
    pub pdl1_tps: Option<f64>,
    /// Its patient's earlier treatment.
    pub prior: PriorTreatment,
}

/// Compares a sample with the population of a trial.
#[must_use]
pub fn fit(trial: &Trial, sample: &CandidateSample<'_>) -> TrialFit {
    let population = &trial.population;
    let mut criteria = vec![histology(population.histology, sample.histology)];
    if !population.altered_any.is_empty() {
        criteria.push(required(&population.altered_any, sample.genes));
    }
    if !population.unaltered.is_empty() {
        criteria.push(excluded(&population.unaltered, sample.genes));
    }
    if let Some(limit) = population.pdl1_at_least {
        criteria.push(pdl1(limit, sample.pdl1_tps));
    }
    criteria.extend(prior::criteria(population, sample.prior));
    if !population.further.is_empty() {
        // Nothing in the inputs tells of these conditions.
        criteria.push(criterion(Criterion::Further, FitState::CannotBeTold, FitReason::FurtherNotCompared));
    }
    if population.disputed {
        criteria.push(criterion(Criterion::Sources, FitState::CannotBeTold, FitReason::SourcesDisagree));
    }
    TrialFit::of_criteria(&trial.id, criteria)
}

/// Whether a stated histology is of the kind that is asked for.
pub(crate) fn histology_fits(asked: PopulationHistology, stated: SampleHistology) -> FitState {
    histology(asked, stated).state
}

pub(super) fn criterion(criterion: Criterion, state: FitState, reason: FitReason) -> FitCriterion {
    FitCriterion { criterion, state, reason, genes: Vec::new() }
}

fn histology(asked: PopulationHistology, stated: SampleHistology) -> FitCriterion {
    use FitState::{CannotBeTold, DoesNotFit, Fits};
    use PopulationHistology as Asked;
    use SampleHistology as Stated;
    let (state, reason) = match (asked, stated) {
        (_, Stated::NotStated) => (CannotBeTold, FitReason::HistologyNotStated),
        (_, Stated::NotKnown) => (CannotBeTold, FitReason::HistologyNotKnown),
        (_, Stated::OtherTumour) => (DoesNotFit, FitReason::HistologyNotTaken),
        (Asked::SquamousOrNsclc, Stated::Adenocarcinoma) => (CannotBeTold, FitReason::SourcesDisagree),
        (Asked::SquamousOrNsclc | Asked::Squamous, Stated::Squamous)
        | (Asked::Nsclc, _)
        | (Asked::NonSquamous | Asked::Adenocarcinoma, Stated::Adenocarcinoma) => {
            (Fits, FitReason::HistologyTaken)
        }
        (_, Stated::Nsclc) => (CannotBeTold, FitReason::HistologyNotStated),
        (Asked::Squamous, Stated::Adenocarcinoma)
        | (Asked::NonSquamous | Asked::Adenocarcinoma, Stated::Squamous) => {
            (DoesNotFit, FitReason::HistologyNotTaken)
        }
    };
    criterion(Criterion::Histology, state, reason)
}

/// What is known of one gene with regard to a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mutation {
    /// A variant or a fusion that matters.
    Present,
    /// Altered in its number of copies alone.
    OtherKind,
    /// A variant of unknown effect.
    Uncertain,
    /// Not tested.
    NotTested,
    /// Tested, and nothing found.
    Absent,
}

fn mutation(gene: &str, genes: &[GeneAlteration]) -> Mutation {
    let Some(row) = genes.iter().find(|row| row.gene == gene) else { return Mutation::NotTested };
    // A change of the sequence has an effect; a deletion or amplification of the gene has none.
    let is_of_sequence = row.effect.is_some_and(|effect| effect != EffectClass::Unknown);
    match row.status {
        AlterationStatus::Altered if is_of_sequence => Mutation::Present,
        AlterationStatus::Altered => Mutation::OtherKind,
        AlterationStatus::Uncertain => Mutation::Uncertain,
        AlterationStatus::NotAltered => Mutation::Absent,
        AlterationStatus::NotTested => Mutation::NotTested,
    }
}

/// The genes of a list that are in a state.
fn in_state(list: &[String], genes: &[GeneAlteration], state: Mutation) -> Vec<String> {
    list.iter().filter(|gene| mutation(gene, genes) == state).cloned().collect()
}

/// The first of these states in which a gene of the list is decides.
fn decided(
    list: &[String],
    genes: &[GeneAlteration],
    order: [(Mutation, FitState, FitReason); 5],
) -> FitCriterion {
    let found = order.into_iter().find_map(|(mutation, state, reason)| {
        let genes = in_state(list, genes, mutation);
        (!genes.is_empty()).then_some(FitCriterion { criterion: Criterion::Alteration, state, reason, genes })
    });
    // Every gene is in one of the five states, and the list is not empty.
    found.unwrap_or_else(|| {
        criterion(Criterion::Alteration, FitState::CannotBeTold, FitReason::AlterationNotTested)
    })
}

/// At least one gene must be mutated.
fn required(list: &[String], genes: &[GeneAlteration]) -> FitCriterion {
    use FitState::{CannotBeTold, DoesNotFit, Fits};
    decided(
        list,
        genes,
        [
            (Mutation::Present, Fits, FitReason::AlterationPresent),
            (Mutation::Uncertain, CannotBeTold, FitReason::AlterationUncertain),
            (Mutation::OtherKind, CannotBeTold, FitReason::AlterationOfOtherKind),
            (Mutation::NotTested, CannotBeTold, FitReason::AlterationNotTested),
            (Mutation::Absent, DoesNotFit, FitReason::AlterationAbsent),
        ],
    )
}

/// None of the genes may be mutated.
fn excluded(list: &[String], genes: &[GeneAlteration]) -> FitCriterion {
    use FitState::{CannotBeTold, DoesNotFit, Fits};
    decided(
        list,
        genes,
        [
            (Mutation::Present, DoesNotFit, FitReason::ExcludingAlteration),
            (Mutation::Uncertain, CannotBeTold, FitReason::AlterationUncertain),
            (Mutation::OtherKind, CannotBeTold, FitReason::AlterationOfOtherKind),
            (Mutation::NotTested, CannotBeTold, FitReason::AlterationNotTested),
            (Mutation::Absent, Fits, FitReason::NoExcludingAlteration),
        ],
    )
}

fn pdl1(limit: f64, stated: Option<f64>) -> FitCriterion {
    let (state, reason) = match stated {
        None => (FitState::CannotBeTold, FitReason::Pdl1NotStated),
        Some(tps) if tps >= limit => (FitState::Fits, FitReason::Pdl1Reached),
        Some(_) => (FitState::DoesNotFit, FitReason::Pdl1NotReached),
    };
    criterion(Criterion::Pdl1, state, reason)
}

#[cfg(test)]
mod tests {
    use evade_core::{
        Citation, Outcome, Population, PopulationResistance, PriorAgent, PriorIci, TreatmentLine, TrialPhase,
        TrialStatus,
    };

    use super::*;
    use crate::knowledge::prior::{StatedAgent, StatedProgression};

    fn trial(change: impl FnOnce(&mut Population)) -> Trial {
        let mut population = Population {
            text: "NSCLC".into(),
            histology: PopulationHistology::Nsclc,
            altered_any: vec![],
            unaltered: vec![],
            pdl1_at_least: None,
            prior_ici: PriorIci::Yes,
            prior_agent: PriorAgent::Any,
            progressed: false,
            resistance: None,
            line: TreatmentLine::AfterIci,
            further: vec![],
            disputed: false,
        };
        change(&mut population);
        Trial {
            id: "NCT00000001".into(),
            name: None,
            target: "PD-1".into(),
            regimen: "a drug".into(),
            phase: TrialPhase::Two,
            status: TrialStatus::Recruiting,
            outcome: Outcome::NoneReported,
            result: None,
            strategies: vec![],
            mechanisms: vec![],
            note: None,
            cite: Citation::default(),
            population,
        }
    }

    fn gene(name: &str, status: AlterationStatus, effect: Option<EffectClass>) -> GeneAlteration {
        GeneAlteration { effect, ..GeneAlteration::new(name, status) }
    }

    const AFTER_ICI: PriorTreatment = PriorTreatment {
        ici: Some(true),
        agent: StatedAgent::Pd1,
        progression: StatedProgression::OnTreatment,
        class: None,
    };

    const SAMPLE: CandidateSample<'static> = CandidateSample {
        histology: SampleHistology::Adenocarcinoma,
        genes: &[],
        pdl1_tps: None,
        prior: AFTER_ICI,
    };

    fn with(ici: Option<bool>) -> CandidateSample<'static> {
        CandidateSample { prior: PriorTreatment { ici, ..AFTER_ICI }, ..SAMPLE }
    }

    fn answer(fit: &TrialFit, criterion: Criterion) -> (FitState, FitReason) {
        let found = fit.criteria.iter().find(|c| c.criterion == criterion).unwrap();
        (found.state, found.reason)
    }

    #[test]
    fn what_is_known_and_met_fits_and_what_is_not_known_leaves_it_open() {
        let plain = trial(|_| {});
        assert_eq!(fit(&plain, &SAMPLE).state, FitState::Fits);
        let unknown = with(None);
        assert_eq!(fit(&plain, &unknown).state, FitState::CannotBeTold);
        let naive = with(Some(false));
        assert_eq!(fit(&plain, &naive).state, FitState::DoesNotFit);
    }

    #[test]
    fn histology_is_compared_by_what_is_stated() {
        use PopulationHistology as Asked;
        use SampleHistology as Stated;
        for (asked, stated, state) in [
            (Asked::Nsclc, Stated::Nsclc, FitState::Fits),
            (Asked::Nsclc, Stated::NotStated, FitState::CannotBeTold),
            (Asked::Nsclc, Stated::NotKnown, FitState::CannotBeTold),
            (Asked::Squamous, Stated::Squamous, FitState::Fits),
            (Asked::Squamous, Stated::Adenocarcinoma, FitState::DoesNotFit),
            (Asked::Squamous, Stated::Nsclc, FitState::CannotBeTold),
            (Asked::NonSquamous, Stated::Adenocarcinoma, FitState::Fits),
            (Asked::NonSquamous, Stated::Squamous, FitState::DoesNotFit),
            (Asked::Adenocarcinoma, Stated::Nsclc, FitState::CannotBeTold),
            (Asked::Nsclc, Stated::OtherTumour, FitState::DoesNotFit),
            (Asked::SquamousOrNsclc, Stated::Squamous, FitState::Fits),
            (Asked::SquamousOrNsclc, Stated::Adenocarcinoma, FitState::CannotBeTold),
            (Asked::SquamousOrNsclc, Stated::Nsclc, FitState::CannotBeTold),
        ] {
            let trial = trial(|p| p.histology = asked);
            let sample = CandidateSample { histology: stated, ..SAMPLE };
            assert_eq!(answer(&fit(&trial, &sample), Criterion::Histology).0, state, "{asked} {stated:?}");
        }
    }

    #[test]
    fn a_gene_that_was_not_tested_is_never_taken_for_unaltered() {
        use AlterationStatus::{Altered, NotAltered, NotTested, Uncertain};
        let truncated = Some(EffectClass::Truncating);
        let asked = trial(|p| p.altered_any = vec!["STK11".into(), "KEAP1".into()]);
        for (one, other, state, reason) in [
            ((Altered, truncated), NotTested, FitState::Fits, FitReason::AlterationPresent),
            ((NotAltered, None), NotTested, FitState::CannotBeTold, FitReason::AlterationNotTested),
            ((NotAltered, None), Uncertain, FitState::CannotBeTold, FitReason::AlterationUncertain),
            ((NotAltered, None), NotAltered, FitState::DoesNotFit, FitReason::AlterationAbsent),
            // A deletion has no effect on the sequence: the trial asks for a mutation.
            ((Altered, None), NotAltered, FitState::CannotBeTold, FitReason::AlterationOfOtherKind),
        ] {
            let genes = [gene("STK11", one.0, one.1), gene("KEAP1", other, None)];
            let fit = fit(&asked, &CandidateSample { genes: &genes, ..SAMPLE });
            assert_eq!(answer(&fit, Criterion::Alteration), (state, reason));
        }
        assert_eq!(fit(&asked, &SAMPLE).state, FitState::CannotBeTold);
        let without = trial(|p| p.unaltered = vec!["EGFR".into(), "ALK".into()]);
        for (egfr, alk, state) in
            [(NotAltered, NotAltered, FitState::Fits), (NotAltered, NotTested, FitState::CannotBeTold)]
        {
            let genes = [gene("EGFR", egfr, None), gene("ALK", alk, None)];
            assert_eq!(fit(&without, &CandidateSample { genes: &genes, ..SAMPLE }).state, state);
        }
        let genes = [gene("ALK", Altered, Some(EffectClass::Fusion))];
        assert_eq!(fit(&without, &CandidateSample { genes: &genes, ..SAMPLE }).state, FitState::DoesNotFit);
        // An amplification of EGFR is not the mutation that excludes.
        let genes = [gene("EGFR", Altered, None), gene("ALK", NotAltered, None)];
        assert_eq!(fit(&without, &CandidateSample { genes: &genes, ..SAMPLE }).state, FitState::CannotBeTold);
    }

    #[test]
    fn pdl1_line_further_conditions_and_disputes_are_compared_or_left_open() {
        let high = trial(|p| p.pdl1_at_least = Some(50.0));
        for (tps, state) in
            [(None, FitState::CannotBeTold), (Some(50.0), FitState::Fits), (Some(49.0), FitState::DoesNotFit)]
        {
            assert_eq!(fit(&high, &CandidateSample { pdl1_tps: tps, ..SAMPLE }).state, state);
        }
        for (line, state) in [
            (TreatmentLine::AfterIciAndPlatinum, FitState::CannotBeTold),
            (TreatmentLine::NotStated, FitState::CannotBeTold),
            (TreatmentLine::AfterIciOrTargeted, FitState::Fits),
        ] {
            assert_eq!(fit(&trial(|p| p.line = line), &SAMPLE).state, state);
        }
        let untold = with(None);
        let either = trial(|p| (p.prior_ici, p.line) = (PriorIci::Mixed, TreatmentLine::AfterIciOrTargeted));
        assert_eq!(fit(&either, &untold).state, FitState::CannotBeTold);
        assert_eq!(fit(&trial(|p| p.disputed = true), &SAMPLE).state, FitState::CannotBeTold);
        let further = trial(|p| p.further = vec!["no earlier anti-LAG-3".into()]);
        assert_eq!(fit(&further, &SAMPLE).state, FitState::CannotBeTold);
    }

    #[test]
    fn progression_class_and_kind_of_inhibitor_are_compared() {
        use FitReason as Why;
        use FitState::{CannotBeTold, DoesNotFit, Fits};
        let asked = trial(|p| p.progressed = true);
        let after =
            |progression| CandidateSample { prior: PriorTreatment { progression, ..AFTER_ICI }, ..SAMPLE };
        for (progression, state, why) in [
            (StatedProgression::OnTreatment, Fits, Why::ProgressionStated),
            (StatedProgression::NoneSoFar, DoesNotFit, Why::NoProgressionStated),
            (StatedProgression::AfterStopping, CannotBeTold, Why::ProgressionAfterStopping),
            (StatedProgression::NotStated, CannotBeTold, Why::ProgressionNotStated),
        ] {
            let fit = fit(&asked, &after(progression));
            assert_eq!((fit.state, answer(&fit, Criterion::Progression)), (state, (state, why)));
        }
        // A cohort without an inhibitor beside one of refractory disease.
        let either =
            trial(|p| (p.prior_ici, p.line, p.progressed) = (PriorIci::Mixed, TreatmentLine::Mixed, true));
        assert_eq!(fit(&either, &with(Some(false))).state, Fits);
        assert_eq!(fit(&either, &with(None)).state, CannotBeTold);
        assert_eq!(fit(&either, &after(StatedProgression::NoneSoFar)).state, DoesNotFit);

        let acquired = trial(|p| (p.progressed, p.resistance) = (true, Some(PopulationResistance::Acquired)));
        for (class, state, why) in [
            (Some(PopulationResistance::Acquired), Fits, Why::ResistanceTaken),
            (Some(PopulationResistance::Primary), DoesNotFit, Why::ResistanceNotTaken),
            (None, CannotBeTold, Why::ResistanceNotStated),
        ] {
            let sample = CandidateSample { prior: PriorTreatment { class, ..AFTER_ICI }, ..SAMPLE };
            assert_eq!(answer(&fit(&acquired, &sample), Criterion::Progression), (state, why));
        }

        for (asked, agent, state, why) in [
            (PriorAgent::Pd1, StatedAgent::Pd1, Fits, Why::PriorIciStated),
            (PriorAgent::Pd1, StatedAgent::Nivolumab, Fits, Why::PriorIciStated),
            (PriorAgent::Pd1, StatedAgent::OtherIci, CannotBeTold, Why::PriorAgentOther),
            (PriorAgent::Pd1, StatedAgent::NotStated, CannotBeTold, Why::PriorAgentNotStated),
            (PriorAgent::Nivolumab, StatedAgent::Nivolumab, Fits, Why::PriorIciStated),
            (PriorAgent::Nivolumab, StatedAgent::Pd1, CannotBeTold, Why::PriorAgentOther),
            (PriorAgent::Any, StatedAgent::OtherIci, Fits, Why::PriorIciStated),
        ] {
            let trial = trial(|p| p.prior_agent = asked);
            let sample = CandidateSample { prior: PriorTreatment { agent, ..AFTER_ICI }, ..SAMPLE };
            assert_eq!(answer(&fit(&trial, &sample), Criterion::PriorIci), (state, why), "{asked} {agent:?}");
        }
    }

    #[test]
    fn an_untreated_population_is_open_without_an_ici_and_closed_with_one() {
        let first = trial(|p| (p.prior_ici, p.line) = (PriorIci::No, TreatmentLine::Untreated));
        assert_eq!(fit(&first, &SAMPLE).state, FitState::DoesNotFit);
        let naive = with(Some(false));
        assert_eq!(fit(&first, &naive).state, FitState::CannotBeTold);
        let not_said = trial(|p| p.prior_ici = PriorIci::NotStated);
        assert_eq!(fit(&not_said, &SAMPLE).state, FitState::CannotBeTold);
    }
}
