//! What the RNA of one sample supports, gene by gene. What DNA says is read beside it and never changed.

use evade_core::{
    AlterationStatus, CopyState, GeneAlteration, GeneReadout, ReadoutComparison, ReadoutReason, ReadoutScale,
    ReadoutState, ReadoutStratum,
};

use super::rules::{AlteredBy, Readout, ReadoutRules, Unreadable};

/// Decimals of a value: a reference keeps its own the same.
const VALUE_PARTS: f64 = 1e4;
/// Percentiles of the summary of a distribution.
const SUMMARY: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// The value of a readout, and how far it could lie off for the genes that the matrix lacks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReadoutValue {
    /// The value, with each missing gene at its median place in the reference.
    pub value: f64,
    /// The value if every missing gene lay where it lowers it most.
    pub lowest: f64,
    /// The value if every missing gene lay where it raises it most.
    pub highest: f64,
}

impl ReadoutValue {
    /// A value of which no gene is missing.
    #[must_use]
    pub fn complete(value: f64) -> Self {
        Self { value, lowest: value, highest: value }
    }

    fn rounded(self) -> Self {
        Self { value: round4(self.value), lowest: round4(self.lowest), highest: round4(self.highest) }
    }
}

/// What is known of the sample to be judged.
#[derive(Debug, Clone, Copy)]
pub struct JudgedSample<'a> {
    /// Per readout of the rules its value; absent where too few of its genes were measured. Absent altogether without RNA.
    pub values: Option<&'a [Option<ReadoutValue>]>,
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
            let value =
                sample.values.and_then(|values| values.get(i).copied().flatten()).map(ReadoutValue::rounded);
            judged.push(Judge { rules, readout, gene, sample, value }.judge(scale));
        }
    }
    judged.extend(rules.unreadable.iter().map(|of| unreadable(of, sample)));
    judged
}

/// A gene of which expression says nothing.
fn unreadable(of: &Unreadable, sample: &JudgedSample<'_>) -> GeneReadout {
    let reason =
        if sample.values.is_none() { ReadoutReason::RnaNotTested } else { ReadoutReason::NeedsJunctions };
    GeneReadout {
        gene: of.gene.clone(),
        readout: of.id.clone(),
        name: of.name.clone(),
        activates: of.activated,
        by_deletion: false,
        value: None,
        percentile: None,
        state: ReadoutState::NotAssessable,
        likelihood_ratio: None,
        capped: false,
        compared: None,
        meaning: of.meaning.clone(),
        settled_by: of.settled_by.clone(),
        reasons: vec![reason],
    }
}

/// One gene of one readout in one sample.
struct Judge<'a> {
    rules: &'a ReadoutRules,
    readout: &'a Readout,
    gene: &'a str,
    sample: &'a JudgedSample<'a>,
    value: Option<ReadoutValue>,
}

/// The tumours of one histology, with the ratio at the sample's value.
struct At<'a> {
    stratum: &'a ReadoutStratum,
    log_ratio: f64,
    is_capped: bool,
    state: ReadoutState,
    /// Why the state is neutral where the value alone would say more.
    doubts: Vec<ReadoutReason>,
}

impl Judge<'_> {
    fn judge(&self, scale: Option<&ReadoutScale>) -> GeneReadout {
        let mut row = GeneReadout {
            gene: self.gene.to_owned(),
            readout: self.readout.id.clone(),
            name: self.readout.name.clone(),
            activates: self.activates(),
            by_deletion: self.readout.altered_by == AlteredBy::Deletion,
            value: self.value.map(|value| value.value),
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
        let scale = scale.ok_or(ReadoutReason::NoReadoutDistribution)?;
        let value = self.value.ok_or(ReadoutReason::ReadoutGenesMissing)?;
        match self.sample.histology {
            StatedHistology::Other => Err(ReadoutReason::OtherHistology),
            StatedHistology::Known(name) => {
                let stratum = scale.strata.iter().find(|stratum| stratum.histology == name);
                let stratum = stratum.ok_or(ReadoutReason::OtherHistology)?;
                self.describe(stratum, value.value, row);
                self.at(stratum, value)
            }
            StatedHistology::NotStated => self.cautious(scale, value, row),
        }
    }

    /// Without a histology the one that says less counts, and nothing is said where they contradict each other.
    fn cautious<'s>(
        &self,
        scale: &'s ReadoutScale,
        value: ReadoutValue,
        row: &mut GeneReadout,
    ) -> Result<At<'s>, ReadoutReason> {
        let all: Vec<Result<At<'s>, ReadoutReason>> =
            scale.strata.iter().map(|stratum| self.at(stratum, value)).collect();
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
        self.describe(at.stratum, value.value, row);
        row.reasons.push(ReadoutReason::HistologyNotStated);
        Ok(at)
    }

    /// The ratio and the state among the tumours of one histology, or why there is none.
    fn at<'s>(&self, stratum: &'s ReadoutStratum, value: ReadoutValue) -> Result<At<'s>, ReadoutReason> {
        let (rules, smaller) = (self.rules, stratum.n_altered.min(stratum.n_unaltered));
        let line = stratum.line.filter(|_| smaller >= rules.least_altered);
        let line = line.ok_or(ReadoutReason::TooFewAltered)?;
        let tells = stratum.auc.is_some_and(|[area, low, _]| area >= rules.least_auc && low > 0.5);
        if !tells {
            return Err(ReadoutReason::NotDiscriminating);
        }
        let cap = libm::log(rules.cap.min(f64::from(smaller) + 1.0));
        let held = |value: f64| self.held(stratum, value);
        let ratio = |value: f64| line.log_ratio(held(value)).clamp(-cap, cap);
        // One of the reference's own went through the same hands.
        let shift = stratum.laboratory_shift.filter(|_| !self.sample.in_reference).unwrap_or(0.0);
        let towards_loss = if self.readout.loss_is_high() { shift } else { -shift };
        // The state that is left when the value is moved towards the other one.
        let steady = |value: f64| {
            let own = self.state_of(ratio(value));
            let moved = if ratio(value) > 0.0 { value - towards_loss } else { value + towards_loss };
            if own == self.state_of(ratio(moved)) { own } else { ReadoutState::Neutral }
        };
        // The same, with and without what fixation adds.
        let fixed = |value: f64| {
            let own = steady(value);
            let holds = !self.sample.is_ffpe || own == steady(value - self.readout.ffpe_shift);
            if holds { own } else { ReadoutState::Neutral }
        };
        let log_ratio = ratio(value.value);
        let (own, steady, fixed_state) = (self.state_of(log_ratio), steady(value.value), fixed(value.value));
        let holds = [value.lowest, value.highest].iter().all(|&other| fixed(other) == fixed_state);
        let mut doubts = Vec::new();
        let mut doubt = |is_there: bool, reason| {
            if is_there {
                doubts.push(reason);
            }
        };
        doubt(steady != own, ReadoutReason::LaboratorySensitive);
        let of_ffpe = self.sample.is_ffpe
            && (fixed_state != steady || self.state_of(ratio(value.value - self.readout.ffpe_shift)) != own);
        doubt(of_ffpe, ReadoutReason::FfpeSensitive);
        doubt(!holds, ReadoutReason::MissingGenesMatter);
        let state = if holds { fixed_state } else { ReadoutState::Neutral };
        let beyond = line.log_ratio(value.value);
        let is_capped = beyond.abs() > cap || (held(value.value) - value.value).abs() > 0.0;
        Ok(At { stratum, log_ratio, is_capped, state, doubts })
    }

    /// No ratio is read off where no tumour of the group lies that the value resembles.
    fn held(&self, stratum: &ReadoutStratum, value: f64) -> f64 {
        let (altered, unaltered) = (&stratum.altered, &stratum.unaltered);
        let ends = if self.readout.loss_is_high() {
            unaltered.first().zip(altered.last())
        } else {
            altered.first().zip(unaltered.last())
        };
        match ends {
            Some((&low, &high)) if low < high => value.clamp(low, high),
            _ => value,
        }
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
        // An alteration elsewhere explains a programme that is there and none that is quiet.
        let is_towards_loss = at.log_ratio > 0.0;
        if is_towards_loss && partner(AlterationStatus::Altered) {
            row.reasons.push(ReadoutReason::AlteredElsewhere);
            return;
        }
        let mut note = |holds: bool, reason| {
            if holds {
                row.reasons.push(reason);
            }
        };
        let supports_intact = at.state == ReadoutState::SupportsIntact;
        let own_row = self.sample.genes.iter().find(|row| row.gene == self.gene);
        let is_deleted = own_row
            .and_then(|row| row.copies.as_ref())
            .is_some_and(|copies| copies.state == CopyState::Homdel);
        // RNA that is there speaks against a deletion that DNA states, and against no variant.
        let absence_only = self.readout.is_expression_of(self.gene) && !is_deleted;
        let says_no_intact = absence_only && !is_towards_loss;
        note(self.sample.in_reference, ReadoutReason::InReference);
        for &doubt in at.doubts.iter().filter(|_| !says_no_intact) {
            note(true, doubt);
        }
        let shift_unknown = at.stratum.laboratory_shift.is_none() && !self.sample.in_reference;
        note(shift_unknown && at.state != ReadoutState::Neutral, ReadoutReason::LaboratoryUnknown);
        note(is_towards_loss && partner(AlterationStatus::Uncertain), ReadoutReason::UncertainElsewhere);
        let is_impure = self.sample.is_impure;
        note(supports_intact && is_impure, ReadoutReason::LowPurity);
        note(supports_intact && absence_only, ReadoutReason::ShowsAbsenceOnly);
        let is_hidden = supports_intact && self.is_hidden();
        note(is_hidden, ReadoutReason::HiddenByLoss);
        // The RNA of other cells may hide a loss.
        let is_open = supports_intact && (is_impure || absence_only || is_hidden);
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
        if let (Some(value), Some(compared)) = (self.value.map(|value| value.value), &mut row.compared) {
            let upwards = self.readout.loss_is_high() == (at.log_ratio >= 0.0);
            compared.share_altered = share_beyond(&at.stratum.altered, value, upwards);
            compared.share_unaltered = share_beyond(&at.stratum.unaltered, value, upwards);
        }
    }

    /// Whether the loss of another gene makes this one look intact.
    fn is_hidden(&self) -> bool {
        let Some(by) = &self.readout.hidden_by else { return false };
        let place = self.rules.readout.iter().position(|readout| readout.id == by.readout);
        let values = self.sample.values.unwrap_or_default();
        let is_silent = place
            .and_then(|place| values.get(place).copied().flatten())
            .is_some_and(|value| value.lowest < by.below);
        is_silent || self.status_of(&by.gene) == Some(AlterationStatus::Altered)
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
mod tests;
