//! The statement on a feature of a sample: its place among the reference's tumours, and what leaves the level open.

use evade_core::{FeatureKind, FeatureLevel, FeatureReason, FeatureValue, HistologyPlace};

use super::{Bound, Histology, Source};
use crate::caller::Caller;
use crate::features::{Entry, Measured};
use crate::interval::interval_with_error;
use crate::reference::place_among;

/// The tumours that a level rests on.
struct Frame<'a> {
    quantiles: &'a [f64],
    n: u32,
    centre: f64,
    scale: f64,
}

/// What is known of a sample for the statement on a feature.
pub(super) struct Judge<'c, 'a> {
    pub(super) caller: &'c Caller<'a>,
    pub(super) stated: Histology,
    /// What is known of the sample as a whole.
    pub(super) known: Vec<FeatureReason>,
}

impl Judge<'_, '_> {
    fn knows(&self, reason: FeatureReason) -> bool {
        self.known.contains(&reason)
    }

    pub(super) fn value(
        &self,
        entry: &Entry,
        bound: Option<&Bound<'_>>,
        measured: Result<Measured, FeatureReason>,
    ) -> FeatureValue {
        let feature = &entry.feature;
        let mut row = FeatureValue {
            feature: feature.id.clone(),
            name: feature.name.clone(),
            kind: feature.kind,
            value: None,
            se: None,
            percentile: None,
            percentile_low: None,
            percentile_high: None,
            in_histology: None,
            within_histology: feature.within_histology,
            n: None,
            level: FeatureLevel::NotAssessable,
            laboratory_shift: None,
            reasons: Vec::new(),
        };
        match (measured, bound) {
            (Err(reason), _) => row.reasons.push(reason),
            (Ok(_), None) => row.reasons.push(FeatureReason::NoFeatureDistribution),
            (Ok(measured), Some(bound)) => {
                let level = if feature.within_histology {
                    self.within_histology(bound, measured, &mut row)
                } else {
                    let frame = self.everything(bound);
                    row.in_histology = match self.stated {
                        Histology::Known(place) => self.histology_place(bound, place, measured.value),
                        Histology::Unknown | Histology::Other => None,
                    };
                    Self::place(&frame, bound, measured, &mut row);
                    Some(self.level_in(&frame, bound, measured, &mut row))
                };
                self.state(entry, level, &mut row);
            }
        }
        if feature.exploratory {
            row.reasons.push(FeatureReason::Exploratory);
        }
        row.reasons.sort_unstable();
        row.reasons.dedup();
        row
    }

    /// All tumours of the reference.
    fn everything<'b>(&self, bound: &'b Bound<'_>) -> Frame<'b> {
        Frame {
            quantiles: bound.quantiles,
            n: self.caller.reference.n,
            centre: bound.scale.centre,
            scale: bound.scale.scale,
        }
    }

    /// Those of one histology.
    fn stratum<'b>(&'b self, bound: &'b Bound<'_>, place: usize) -> Option<Frame<'b>> {
        let stratum = self.caller.reference.strata.get(place)?;
        let own = bound.scale.strata.get(place)?;
        let quantiles = match bound.source {
            Source::Genes(_) | Source::Parts => &own.quantiles,
            Source::Signature(i) => {
                let id = &self.caller.signatures[i].id;
                let at = self.caller.reference.signatures.iter().position(|scale| scale.id == *id)?;
                stratum.signatures.get(at)?
            }
        };
        let frame = Frame { quantiles, n: stratum.n, centre: own.centre, scale: own.scale };
        (!quantiles.is_empty()).then_some(frame)
    }

    /// The same, where there are enough of them for a scale of their own.
    fn stratum_scale<'b>(&'b self, bound: &'b Bound<'_>, place: usize) -> Option<Frame<'b>> {
        self.stratum(bound, place).filter(|frame| frame.n >= self.caller.rules.reference.adjust_from)
    }

    fn histology_place(&self, bound: &Bound<'_>, place: usize, value: f64) -> Option<HistologyPlace> {
        let frame = self.stratum(bound, place)?;
        let found = place_among(frame.quantiles, frame.n, value);
        Some(HistologyPlace {
            histology: self.caller.reference.strata[place].name.clone(),
            n: frame.n,
            rank: found.rank,
            percentile: found.percentile,
        })
    }

    /// Value, percentile and interval among the tumours of a frame.
    fn place(frame: &Frame<'_>, bound: &Bound<'_>, measured: Measured, row: &mut FeatureValue) {
        let own = measured.standardised(frame.centre, frame.scale);
        let found = place_among(frame.quantiles, frame.n, measured.value);
        let (low, high) = interval(frame, measured);
        row.value = Some(own.value);
        row.se = own.se;
        row.percentile = Some(found.percentile);
        row.percentile_low = Some(low);
        row.percentile_high = Some(high);
        row.n = Some(frame.n);
        row.laboratory_shift =
            bound.scale.laboratory_shift.map(|shift| shift * bound.scale.scale / frame.scale);
    }

    /// The level within the stated histology; without one that on which all histologies agree. `None` where there is none.
    fn within_histology(
        &self,
        bound: &Bound<'_>,
        measured: Measured,
        row: &mut FeatureValue,
    ) -> Option<FeatureLevel> {
        match self.stated {
            Histology::Known(place) => {
                let Some(frame) = self.stratum_scale(bound, place) else {
                    row.reasons.push(FeatureReason::OtherHistology);
                    return None;
                };
                row.in_histology = self.histology_place(bound, place, measured.value);
                Self::place(&frame, bound, measured, row);
                Some(self.level_in(&frame, bound, measured, row))
            }
            Histology::Other => {
                row.reasons.push(FeatureReason::OtherHistology);
                None
            }
            Histology::Unknown => {
                let strata = 0..self.caller.reference.strata.len();
                let frames: Vec<Frame<'_>> =
                    strata.filter_map(|place| self.stratum_scale(bound, place)).collect();
                let mut reasons = Vec::new();
                let levels: Vec<FeatureLevel> = frames
                    .iter()
                    .map(|frame| {
                        let mut own = FeatureValue { reasons: Vec::new(), ..row.clone() };
                        let level = self.level_in(frame, bound, measured, &mut own);
                        reasons.extend(own.reasons);
                        level
                    })
                    .collect();
                let agreed = levels.first().filter(|first| levels.iter().all(|level| level == *first));
                row.reasons.extend(reasons);
                row.reasons.push(match agreed {
                    Some(_) => FeatureReason::HistologyNotStated,
                    None => FeatureReason::HistologyNeeded,
                });
                if levels.is_empty() { None } else { Some(agreed.copied().unwrap_or(FeatureLevel::Open)) }
            }
        }
    }

    /// The level among the tumours of a frame: one that another laboratory might have turned into another one is open.
    fn level_in(
        &self,
        frame: &Frame<'_>,
        bound: &Bound<'_>,
        measured: Measured,
        row: &mut FeatureValue,
    ) -> FeatureLevel {
        let at = |moved: f64| {
            let (low, high) = interval(frame, Measured { value: measured.value + moved, ..measured });
            FeatureLevel::of_interval(low, high)
        };
        let own = at(0.0);
        if measured.se.is_none() {
            row.reasons.push(FeatureReason::FewGenes);
        }
        if self.knows(FeatureReason::InReference) {
            // One of the reference's own went through the same hands.
            return own;
        }
        let Some(shift) = bound.scale.laboratory_shift else {
            row.reasons.push(FeatureReason::LaboratoryUnknown);
            return own;
        };
        let shift = shift * bound.scale.scale;
        let against: &[f64] = match own {
            FeatureLevel::High => &[-shift],
            FeatureLevel::Low => &[shift],
            FeatureLevel::Middle => &[-shift, shift],
            FeatureLevel::Open | FeatureLevel::NotAssessable => &[],
        };
        if against.iter().any(|&moved| at(moved) != own) {
            row.reasons.push(FeatureReason::LaboratorySensitive);
            return FeatureLevel::Open;
        }
        own
    }

    /// States the level, less what leaves it open in this sample.
    fn state(&self, entry: &Entry, level: Option<FeatureLevel>, row: &mut FeatureValue) {
        let Some(mut level) = level else { return };
        let mut opens = |holds: bool, reason: FeatureReason, level: &mut FeatureLevel| {
            if holds {
                row.reasons.push(reason);
                *level = FeatureLevel::Open;
            }
        };
        if level == FeatureLevel::Low {
            for reason in [FeatureReason::LowPurity, FeatureReason::LowDepth] {
                opens(self.knows(reason), reason, &mut level);
            }
        }
        if level == FeatureLevel::High {
            let below =
                entry.feature.kind == FeatureKind::Minimum && row.value.is_some_and(|value| value <= 0.0);
            opens(below, FeatureReason::PartBelowMedian, &mut level);
            let normal = entry.feature.normal_lung && self.knows(FeatureReason::NormalLung);
            opens(normal, FeatureReason::NormalLung, &mut level);
        }
        let of_every_feature = [FeatureReason::FfpeNotMeasured, FeatureReason::InReference];
        row.reasons.extend(of_every_feature.into_iter().filter(|&reason| self.knows(reason)));
        if self.knows(FeatureReason::RnaNotEvaluable) {
            row.reasons.push(FeatureReason::RnaNotEvaluable);
            level = FeatureLevel::NotAssessable;
        }
        row.level = level;
    }
}

/// 95 % interval of the percentile: that of the place, joined with the standard error where there is one.
fn interval(frame: &Frame<'_>, measured: Measured) -> (f64, f64) {
    interval_with_error(frame.quantiles, frame.n, measured.value, measured.se.unwrap_or(0.0))
}
