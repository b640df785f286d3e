//! What the RNA of one sample supports, gene by gene. What DNA says is read beside it and never changed.

use evade_core::{
    AlterationStatus, GeneAlteration, GeneReadout, ReadoutComparison, ReadoutReason, ReadoutScale,
    ReadoutState, ReadoutStratum,
};

use super::rules::{Readout, ReadoutRules, Unreadable};

/// Decimals of a value: a reference keeps its own the same.
const VALUE_PARTS: f64 = 1e4;
/// Percentiles of the summary of a distribution.
const SUMMARY: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// What is known of the sample to be judged.
#[derive(Debug, Clone, Copy)]
pub struct JudgedSample<'a> {
    /// Per readout of the rules its value; absent where too few of its genes were measured. Absent altogether without RNA.
    pub values: Option<&'a [Option<f64>]>,
    /// Why no value can be compared, where that is known.
    pub unusable: Option<ReadoutReason>,
    /// The histology that the sample is of.
    pub histology: StatedHistology<'a>,
    /// Whether much of the RNA is of other cells: a low tumour content, or normal lung.
    pub is_impure: bool,
    /// Whether the sample is of formalin-fixed tissue.
    pub is_ffpe: bool,
    /// Whether the sample is one of the reference's own.
    pub in_reference: bool,
    /// What DNA says of the judged genes.
    pub genes: &'a [GeneAlteration],
}

/// What is stated of a sample's histology.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatedHistology<'a> {
    /// One that a reference may keep apart.
    Known(&'a str),
    /// Nothing, or nothing specific.
    NotStated,
    /// Another one.
    Other,
}

/// The readouts of a sample: each gene of each readout in the order of the rules. `digests` are those of what each readout is
/// made of.
#[must_use]
pub fn judge(
    rules: &ReadoutRules,
    digests: &[String],
    scales: &[ReadoutScale],
    sample: &JudgedSample<'_>,
) -> Vec<GeneReadout> {
    let mut judged = Vec::new();
    for (i, readout) in rules.readout.iter().enumerate() {
        for gene in &readout.genes {
            let is_of = |scale: &&ReadoutScale| {
                scale.gene == *gene && scale.readout == readout.id && digests.get(i) == Some(&scale.digest)
            };
            let scale = scales.iter().find(is_of);
            let value = sample.values.and_then(|values| values.get(i).copied().flatten()).map(round4);
            judged.push(Judge { rules, readout, gene, sample, value }.judge(scale));
        }
    }
    judged.extend(rules.unreadable.iter().map(unreadable));
    judged
}

/// A gene of which expression says nothing.
fn unreadable(of: &Unreadable) -> GeneReadout {
    GeneReadout {
        gene: of.gene.clone(),
        readout: of.id.clone(),
        name: of.name.clone(),
        activates: of.activated,
        value: None,
        percentile: None,
        state: ReadoutState::NotAssessable,
        likelihood_ratio: None,
        capped: false,
        compared: None,
        meaning: of.meaning.clone(),
        settled_by: of.settled_by.clone(),
        reasons: vec![ReadoutReason::NeedsJunctions],
    }
}

/// One gene of one readout in one sample.
struct Judge<'a> {
    rules: &'a ReadoutRules,
    readout: &'a Readout,
    gene: &'a str,
    sample: &'a JudgedSample<'a>,
    value: Option<f64>,
}

/// The tumours of one histology, with the ratio at the sample's value.
struct At<'a> {
    stratum: &'a ReadoutStratum,
    log_ratio: f64,
    is_capped: bool,
    state: ReadoutState,
    is_laboratory_sensitive: bool,
    is_ffpe_sensitive: bool,
}

impl Judge<'_> {
    fn judge(&self, scale: Option<&ReadoutScale>) -> GeneReadout {
        let mut row = GeneReadout {
            gene: self.gene.to_owned(),
            readout: self.readout.id.clone(),
            name: self.readout.name.clone(),
            activates: self.activates(),
            value: self.value,
            percentile: None,
            state: ReadoutState::NotAssessable,
            likelihood_ratio: None,
            capped: false,
            compared: None,
            meaning: self.readout.meaning.clone(),
            settled_by: self.readout.settled_by.clone(),
            reasons: Vec::new(),
        };
        match self.compare(scale, &mut row) {
            Err(reason) => row.reasons.push(reason),
            Ok(at) => self.state(&at, &mut row),
        }
        row
    }

    /// The histology whose tumours the sample is compared with, or why there is none.
    fn compare<'s>(
        &self,
        scale: Option<&'s ReadoutScale>,
        row: &mut GeneReadout,
    ) -> Result<At<'s>, ReadoutReason> {
        if self.sample.values.is_none() {
            return Err(ReadoutReason::RnaNotTested);
        }
        if let Some(reason) = self.sample.unusable {
            return Err(reason);
        }
        let value = self.value.ok_or(ReadoutReason::ReadoutGenesMissing)?;
        let scale = scale.ok_or(ReadoutReason::NoReadoutDistribution)?;
        match self.sample.histology {
            StatedHistology::Other => Err(ReadoutReason::OtherHistology),
            StatedHistology::Known(name) => {
                let stratum = scale.strata.iter().find(|stratum| stratum.histology == name);
                let stratum = stratum.ok_or(ReadoutReason::OtherHistology)?;
                self.describe(stratum, value, row);
                self.at(scale, stratum, value)
            }
            StatedHistology::NotStated => self.cautious(scale, value, row),
        }
    }

    /// Without a histology the one that says less counts, and nothing is said where they contradict each other.
    fn cautious<'s>(
        &self,
        scale: &'s ReadoutScale,
        value: f64,
        row: &mut GeneReadout,
    ) -> Result<At<'s>, ReadoutReason> {
        let all: Vec<Result<At<'s>, ReadoutReason>> =
            scale.strata.iter().map(|stratum| self.at(scale, stratum, value)).collect();
        if let Some(Err(reason)) = all.iter().find(|at| at.is_err()) {
            return Err(if all.iter().any(Result::is_ok) { ReadoutReason::HistologyNeeded } else { *reason });
        }
        let all: Vec<At<'s>> = all.into_iter().flatten().collect();
        let agree = all.windows(2).all(|pair| pair[0].state == pair[1].state);
        let weakest = all.into_iter().min_by(|a, b| a.log_ratio.abs().total_cmp(&b.log_ratio.abs()));
        let mut at = weakest.ok_or(ReadoutReason::NoReadoutDistribution)?;
        if !agree {
            at.state = ReadoutState::Neutral;
        }
        self.describe(at.stratum, value, row);
        row.reasons.push(ReadoutReason::HistologyNotStated);
        Ok(at)
    }

    /// The ratio and the state among the tumours of one histology, or why there is none.
    fn at<'s>(
        &self,
        scale: &ReadoutScale,
        stratum: &'s ReadoutStratum,
        value: f64,
    ) -> Result<At<'s>, ReadoutReason> {
        let (rules, smaller) = (self.rules, stratum.n_altered.min(stratum.n_unaltered));
        let line = stratum.line.filter(|_| smaller >= rules.least_altered);
        let line = line.ok_or(ReadoutReason::TooFewAltered)?;
        let tells = stratum.auc.is_some_and(|[area, low, _]| area >= rules.least_auc && low > 0.5);
        if !tells {
            return Err(ReadoutReason::NotDiscriminating);
        }
        let cap = libm::log(rules.cap.min(f64::from(smaller) + 1.0));
        let ratio = |value: f64| line.log_ratio(value).clamp(-cap, cap);
        let log_ratio = ratio(value);
        // One of the reference's own went through the same hands.
        let shift = scale.laboratory_shift.filter(|_| !self.sample.in_reference).unwrap_or(0.0);
        let towards_loss = if self.readout.loss_is_high() { shift } else { -shift };
        // The state that is left when the value is moved towards the other one.
        let steady = |value: f64| {
            let own = self.state_of(ratio(value));
            let moved = if ratio(value) > 0.0 { value - towards_loss } else { value + towards_loss };
            if own == self.state_of(ratio(moved)) { own } else { ReadoutState::Neutral }
        };
        let own = steady(value);
        let is_laboratory_sensitive = own != self.state_of(log_ratio);
        let is_ffpe_sensitive = self.sample.is_ffpe && own != steady(value - self.readout.ffpe_shift);
        let state = if is_ffpe_sensitive { ReadoutState::Neutral } else { own };
        let is_capped = line.log_ratio(value).abs() > cap;
        Ok(At { stratum, log_ratio, is_capped, state, is_laboratory_sensitive, is_ffpe_sensitive })
    }

    fn state_of(&self, log_ratio: f64) -> ReadoutState {
        let limit = libm::log(self.rules.supports_from);
        if log_ratio >= limit {
            ReadoutState::SupportsLoss
        } else if log_ratio <= -limit {
            ReadoutState::SupportsIntact
        } else {
            ReadoutState::Neutral
        }
    }

    /// Where the value stands among the tumours of a histology.
    fn describe(&self, stratum: &ReadoutStratum, value: f64, row: &mut GeneReadout) {
        row.percentile = percentile(&stratum.unaltered, value);
        row.compared = Some(ReadoutComparison {
            histology: stratum.histology.clone(),
            n_altered: stratum.n_altered,
            n_unaltered: stratum.n_unaltered,
            loss_is_high: self.readout.loss_is_high(),
            share_altered: None,
            share_unaltered: None,
            altered: summary(&stratum.altered),
            unaltered: summary(&stratum.unaltered),
            auc: stratum.auc,
        });
    }

    /// Fills in the state, the ratio and what must be known of them.
    fn state(&self, at: &At<'_>, row: &mut GeneReadout) {
        let partner =
            |status| self.readout.partners(self.gene).any(|gene| self.status_of(gene) == Some(status));
        if partner(AlterationStatus::Altered) {
            row.reasons.push(ReadoutReason::AlteredElsewhere);
            return;
        }
        let mut note = |holds: bool, reason| {
            if holds {
                row.reasons.push(reason);
            }
        };
        note(self.sample.in_reference, ReadoutReason::InReference);
        note(at.is_laboratory_sensitive, ReadoutReason::LaboratorySensitive);
        note(at.is_ffpe_sensitive, ReadoutReason::FfpeSensitive);
        note(partner(AlterationStatus::Uncertain), ReadoutReason::UncertainElsewhere);
        let is_impure = self.sample.is_impure;
        note(is_impure, ReadoutReason::LowPurity);
        let supports_intact = at.state == ReadoutState::SupportsIntact;
        let absence_only = supports_intact && self.readout.is_expression_of(self.gene);
        note(absence_only, ReadoutReason::ShowsAbsenceOnly);
        // The RNA of other cells may hide a loss.
        let is_open = supports_intact && (is_impure || absence_only);
        let state = if is_open { ReadoutState::Neutral } else { at.state };
        // A deletion takes a gene away and activates none.
        note(!at.stratum.deletions_known && !self.activates(), ReadoutReason::DeletionsUnknown);
        let supports_loss = state == ReadoutState::SupportsLoss;
        note(self.readout.silenced_too && supports_loss, ReadoutReason::SilencingPossible);
        let own = self.status_of(self.gene);
        let is_altered = own == Some(AlterationStatus::Altered);
        note(is_altered && state == ReadoutState::SupportsIntact, ReadoutReason::AlteredButIntact);
        let is_free = own == Some(AlterationStatus::NotAltered);
        note(is_free && supports_loss, ReadoutReason::IntactButLoss);
        row.state = state;
        row.capped = at.is_capped;
        row.likelihood_ratio = Some(three_digits(libm::exp(at.log_ratio)));
        if let (Some(value), Some(compared)) = (self.value, &mut row.compared) {
            let upwards = self.readout.loss_is_high() == (at.log_ratio >= 0.0);
            compared.share_altered = share_beyond(&at.stratum.altered, value, upwards);
            compared.share_unaltered = share_beyond(&at.stratum.unaltered, value, upwards);
        }
    }

    fn status_of(&self, gene: &str) -> Option<AlterationStatus> {
        self.sample.genes.iter().find(|row| row.gene == gene).map(|row| row.status)
    }

    fn activates(&self) -> bool {
        self.readout.activated.iter().any(|gene| gene == self.gene)
    }
}

/// Percentile of a value among ascending ones, never beyond what their number can tell; `None` among fewer than ten.
fn percentile(values: &[f64], value: f64) -> Option<f64> {
    if values.len() < 10 {
        return None;
    }
    let n = values.len() as f64;
    let below = values.partition_point(|&other| other < value) as f64;
    let not_above = values.partition_point(|&other| other <= value) as f64;
    let edge = 1.0 / n;
    Some(100.0 * (f64::midpoint(below, not_above) / n).clamp(edge, 1.0 - edge))
}

/// Share of ascending values at `value` or beyond it.
fn share_beyond(values: &[f64], value: f64, upwards: bool) -> Option<f64> {
    let n = values.len();
    let beyond = if upwards {
        n - values.partition_point(|&other| other < value)
    } else {
        values.partition_point(|&other| other <= value)
    };
    (n > 0).then(|| beyond as f64 / n as f64)
}

/// 5th, 25th, 50th, 75th and 95th percentile of ascending values, as the nearest of them; `None` of fewer than five.
fn summary(values: &[f64]) -> Option<[f64; 5]> {
    let last = values.len().checked_sub(1).filter(|&last| last >= 4)?;
    Some(SUMMARY.map(|part| values[(part * last as f64).round() as usize]))
}

fn round4(value: f64) -> f64 {
    (value * VALUE_PARTS).round() / VALUE_PARTS
}

/// Three significant digits: the ratio is known no better.
fn three_digits(value: f64) -> f64 {
    let parts = 10_f64.powi(2 - libm::log10(value).floor() as i32);
    (value * parts).round() / parts
}

#[cfg(test)]
mod tests {
    use evade_core::RatioLine;

    use super::super::rules::tests::rules;
    use super::*;

    /// Values of 0.00 to 0.99 in the unaltered, high in the altered; the ratio is 1 at 0.7 and e at 0.8.
    fn stratum(histology: &str) -> ReadoutStratum {
        ReadoutStratum {
            histology: histology.to_owned(),
            n_altered: 10,
            n_unaltered: 100,
            n_uncertain: 0,
            deletions_known: false,
            altered: (0..10).map(|i| 0.9 + 0.01 * f64::from(i)).map(round4).collect(),
            unaltered: (0..100).map(|i| 0.01 * f64::from(i)).map(round4).collect(),
            auc: Some([0.95, 0.9, 1.0]),
            line: Some(RatioLine { centre: 0.7, scale: 0.1, intercept: 0.0, slope: 1.0 }),
        }
    }

    fn scale(gene: &str, laboratory_shift: Option<f64>, strata: Vec<ReadoutStratum>) -> ReadoutScale {
        ReadoutScale {
            gene: gene.to_owned(),
            readout: "nrf2_programme".to_owned(),
            digest: "d".to_owned(),
            laboratory_shift,
            strata,
        }
    }

    fn sample<'a>(values: &'a [Option<f64>], genes: &'a [GeneAlteration]) -> JudgedSample<'a> {
        JudgedSample {
            values: Some(values),
            unusable: None,
            histology: StatedHistology::Known("LUAD"),
            is_impure: false,
            is_ffpe: false,
            in_reference: false,
            genes,
        }
    }

    /// The readout of KEAP1.
    fn keap1(scales: &[ReadoutScale], sample: &JudgedSample<'_>) -> GeneReadout {
        let digests = ["d", "e"].map(String::from);
        let mut rows = judge(&rules(), &digests, scales, sample);
        assert_eq!(rows.len(), 4);
        rows.swap_remove(0)
    }

    fn gene(name: &str, status: AlterationStatus) -> GeneAlteration {
        GeneAlteration::new(name, status)
    }

    #[test]
    fn a_value_among_the_altered_supports_loss_and_says_how_many_lie_there() {
        let scales = [scale("KEAP1", None, vec![stratum("LUAD")])];
        let row = keap1(&scales, &sample(&[Some(0.95), None], &[]));
        assert_eq!(row.state, ReadoutState::SupportsLoss);
        // e^2.5 is 12.2; no ratio beyond 10 is stated.
        assert_eq!((row.likelihood_ratio, row.capped), (Some(10.0), true));
        let compared = row.compared.unwrap();
        assert_eq!((compared.share_altered, compared.share_unaltered), (Some(0.5), Some(0.05)));
        assert_eq!(row.percentile, Some(95.5));
        assert_eq!(row.reasons, [ReadoutReason::DeletionsUnknown]);
        let quiet = keap1(&scales, &sample(&[Some(0.5), None], &[]));
        assert_eq!((quiet.state, quiet.likelihood_ratio), (ReadoutState::SupportsIntact, Some(0.135)));
        let between = keap1(&scales, &sample(&[Some(0.75), None], &[]));
        assert_eq!((between.state, between.likelihood_ratio), (ReadoutState::Neutral, Some(1.65)));
    }

    #[test]
    fn dna_is_read_beside_it() {
        use AlterationStatus::{Altered, NotAltered, Uncertain};
        let scales = [scale("KEAP1", None, vec![stratum("LUAD")])];
        let judged = |value, genes: &[GeneAlteration]| {
            let row = keap1(&scales, &sample(&[Some(value), None], genes));
            (row.state, row.reasons)
        };
        let deletions = ReadoutReason::DeletionsUnknown;
        let of = |status| gene("KEAP1", status);
        assert_eq!(
            judged(0.5, &[of(Altered)]),
            (ReadoutState::SupportsIntact, vec![deletions, ReadoutReason::AlteredButIntact])
        );
        assert_eq!(judged(0.95, &[of(NotAltered)]).1.last(), Some(&ReadoutReason::IntactButLoss));
        assert_eq!(
            judged(0.95, &[of(Uncertain), gene("NFE2L2", Altered)]),
            (ReadoutState::NotAssessable, vec![ReadoutReason::AlteredElsewhere])
        );
        assert!(judged(0.95, &[gene("NFE2L2", Uncertain)]).1.contains(&ReadoutReason::UncertainElsewhere));
    }

    #[test]
    fn what_laboratories_differ_by_must_not_make_a_statement() {
        let scales = [scale("KEAP1", Some(0.1), vec![stratum("LUAD")])];
        let values = [Some(0.89), None];
        let row = keap1(&scales, &sample(&values, &[]));
        assert_eq!((row.state, row.likelihood_ratio), (ReadoutState::Neutral, Some(6.69)));
        assert!(row.reasons.contains(&ReadoutReason::LaboratorySensitive));
        // One of the reference's own comes from the same laboratory.
        let own = keap1(&scales, &JudgedSample { in_reference: true, ..sample(&values, &[]) });
        assert_eq!(own.state, ReadoutState::SupportsLoss);
        assert!(own.reasons.contains(&ReadoutReason::InReference));
    }

    #[test]
    fn what_formalin_does_must_not_make_a_statement() {
        let scales = [scale("KEAP1", None, vec![stratum("LUAD")])];
        let judged = |value| {
            let values = [Some(value), None];
            let row = keap1(&scales, &JudgedSample { is_ffpe: true, ..sample(&values, &[]) });
            (row.state, row.reasons.contains(&ReadoutReason::FfpeSensitive))
        };
        // Formalin lowers this readout by 0.05; the states change at 0.553 and 0.847.
        assert_eq!(judged(0.52), (ReadoutState::Neutral, true));
        assert_eq!(judged(0.49), (ReadoutState::SupportsIntact, false));
        assert_eq!(judged(0.82), (ReadoutState::Neutral, true));
        assert_eq!(judged(0.86), (ReadoutState::SupportsLoss, false));
        assert_eq!(judged(0.7), (ReadoutState::Neutral, false));
    }

    #[test]
    fn without_a_histology_the_more_cautious_counts() {
        let line = |slope| Some(RatioLine { centre: 0.7, scale: 0.1, intercept: 0.0, slope });
        let both = |slope| {
            let lusc = ReadoutStratum { line: line(slope), n_altered: 30, ..stratum("LUSC") };
            [scale("KEAP1", None, vec![stratum("LUAD"), lusc])]
        };
        let values = [Some(0.95), None];
        let unstated = JudgedSample { histology: StatedHistology::NotStated, ..sample(&values, &[]) };
        let row = keap1(&both(0.8), &unstated);
        assert_eq!((row.state, row.likelihood_ratio), (ReadoutState::SupportsLoss, Some(7.39)));
        assert_eq!(row.compared.unwrap().histology, "LUSC");
        assert!(row.reasons.contains(&ReadoutReason::HistologyNotStated));
        assert_eq!(keap1(&both(0.1), &unstated).state, ReadoutState::Neutral);
        let mut one = both(1.0);
        one[0].strata[1].line = None;
        assert_eq!(keap1(&one, &unstated).reasons, [ReadoutReason::HistologyNeeded]);
        let other = JudgedSample { histology: StatedHistology::Other, ..unstated };
        assert_eq!(keap1(&one, &other).reasons, [ReadoutReason::OtherHistology]);
    }

    #[test]
    fn no_state_without_what_it_rests_on() {
        let scales = [scale("KEAP1", None, vec![stratum("LUAD")])];
        let reason = |scales: &[ReadoutScale], sample: &JudgedSample<'_>| {
            let row = keap1(scales, sample);
            assert_eq!((row.state, row.likelihood_ratio), (ReadoutState::NotAssessable, None));
            row.reasons
        };
        let values = [Some(0.95), None];
        let all = sample(&values, &[]);
        assert_eq!(reason(&scales, &JudgedSample { values: None, ..all }), [ReadoutReason::RnaNotTested]);
        let cohort = JudgedSample { unusable: Some(ReadoutReason::CohortScale), ..all };
        assert_eq!(reason(&scales, &cohort), [ReadoutReason::CohortScale]);
        assert_eq!(reason(&[], &all), [ReadoutReason::NoReadoutDistribution]);
        let none = [None, None];
        assert_eq!(reason(&scales, &sample(&none, &[])), [ReadoutReason::ReadoutGenesMissing]);
        let other_list = [ReadoutScale { digest: "x".into(), ..scales[0].clone() }];
        assert_eq!(reason(&other_list, &all), [ReadoutReason::NoReadoutDistribution]);
        let poor = ReadoutStratum { auc: Some([0.72, 0.48, 0.9]), ..stratum("LUAD") };
        assert_eq!(reason(&[scale("KEAP1", None, vec![poor])], &all), [ReadoutReason::NotDiscriminating]);
        let few = ReadoutStratum { n_altered: 4, ..stratum("LUAD") };
        assert_eq!(reason(&[scale("KEAP1", None, vec![few])], &all), [ReadoutReason::TooFewAltered]);
    }

    #[test]
    fn an_impure_sample_is_not_said_to_be_intact() {
        let scales = [scale("KEAP1", None, vec![stratum("LUAD")])];
        let values = [Some(0.4), None];
        let impure = JudgedSample { is_impure: true, ..sample(&values, &[]) };
        let row = keap1(&scales, &impure);
        assert_eq!(row.state, ReadoutState::Neutral);
        assert!(row.reasons.contains(&ReadoutReason::LowPurity));
    }

    #[test]
    fn rna_that_is_there_does_not_speak_against_a_variant() {
        let of_deletion = ReadoutScale {
            readout: "cdkn2a_expression".into(),
            digest: "e".into(),
            ..scale(
                "CDKN2A",
                None,
                vec![ReadoutStratum {
                    line: Some(RatioLine { centre: 0.7, scale: 0.1, intercept: 0.0, slope: -1.0 }),
                    deletions_known: true,
                    ..stratum("LUAD")
                }],
            )
        };
        let judged = |value| {
            let digests = ["d", "e"].map(String::from);
            let values = [None, Some(value)];
            judge(&rules(), &digests, std::slice::from_ref(&of_deletion), &sample(&values, &[]))
                .swap_remove(2)
        };
        let there = judged(0.95);
        assert_eq!(there.state, ReadoutState::Neutral);
        assert_eq!(there.reasons, [ReadoutReason::ShowsAbsenceOnly]);
        let gone = judged(0.1);
        assert_eq!(gone.state, ReadoutState::SupportsLoss);
        assert_eq!(gone.reasons, [ReadoutReason::SilencingPossible]);
    }

    #[test]
    fn few_altered_tumours_allow_no_high_ratio() {
        let six = ReadoutStratum { n_altered: 6, ..stratum("LUAD") };
        let row = keap1(&[scale("KEAP1", None, vec![six])], &sample(&[Some(0.99), None], &[]));
        assert_eq!(row.likelihood_ratio, Some(7.0));
    }
}
