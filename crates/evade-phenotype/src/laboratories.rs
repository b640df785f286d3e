//! What other laboratories' tumours show on a reference of one laboratory.
//!
//! Library preparation, sequencing and annotation move the places of genes. A reference whose samples all went through
//! one hand would refuse everyone else's, and would tell a shift between laboratories as a fact of the patient. Cohorts
//! of other laboratories mend that in two ways: the axes keep the genes on whose place they agree, and the gate on
//! the platform rests on their correlations. Their tumours take no part in medians, scales or distributions.

use evade_core::Axis;
use serde::{Deserialize, Serialize};

use crate::caller::Assessment;
use crate::reference::Reference;
use crate::stats::{centre_and_scale, median, quantile_sorted, round_to, round6, sorted};

/// A tumour of another laboratory is compared with this many of the reference that are nearest in T.
const T_NEIGHBOURS: usize = 40;
/// Standard error of a median, in standard deviations over the root of n: the root of pi / 2.
const MEDIAN_ERROR: f64 = 1.253_314_137_315_500_3;
/// Decimals of a shift: a thousandth of a scale unit.
const SHIFT_PARTS: f64 = 1e3;

/// The genes on whose places laboratories agree.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agreement {
    /// The laboratories beside the reference's own.
    pub laboratories: Vec<String>,
    /// Genes whose median places differ by this or more are left out.
    pub within: f64,
    /// Genes on which they agree.
    pub n_agreed: u32,
    /// The genes of the axes that were left out.
    pub axis_genes_left_out: Vec<LeftOut>,
}

/// A gene on which the laboratories disagree.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeftOut {
    /// Approved symbol.
    pub gene: String,
    /// The largest difference of its median place from the reference's.
    pub shift: f64,
}

/// The tumours of another laboratory on this reference.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OtherLaboratory {
    /// Its cohort.
    pub name: String,
    /// How many tumours.
    pub n: u32,
    /// Whether it took part in the choice of genes. Then its correlations are those on the genes before the choice: on
    /// those it chose it would flatter itself.
    pub chose_genes: bool,
    /// Lowest, 1st percentile, 5th percentile and median of its correlations with the reference's median profile.
    pub correlations: [f64; 4],
    /// Per axis the median difference of its tumours from those of the reference with the same T; for T from all.
    pub axis_shifts: Vec<Option<AxisShift>>,
}

/// How far a laboratory's tumours lie off on an axis, in z.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AxisShift {
    /// Median difference.
    pub median: f64,
    /// Its standard error.
    pub error: f64,
}

/// Tumours of another laboratory, measured on a reference.
#[derive(Debug)]
pub struct OtherTumours {
    /// Its cohort.
    pub name: String,
    /// What the reference says of each.
    pub assessments: Vec<Assessment>,
    /// Their correlations on the genes before the choice, if the laboratory took part in it.
    pub correlations_before: Option<Vec<f64>>,
}

impl Reference {
    /// Notes how another laboratory's tumours lie on this scale, and lets the gates pass such tumours: that on the
    /// platform at the 1st percentile of their correlations, that on epithelium at the lowest of them.
    pub(crate) fn add_laboratory(&mut self, tumours: &OtherTumours) {
        let correlations = match &tumours.correlations_before {
            Some(before) => sorted(before.iter().copied()),
            None => sorted(tumours.assessments.iter().filter_map(|a| a.profile_correlation)),
        };
        let quantile = |q| round6(quantile_sorted(&correlations, q));
        let axis_shifts = Axis::ALL.map(|axis| {
            let differences = sorted(tumours.assessments.iter().filter_map(|a| self.difference(a, axis)));
            axis_shift(&differences)
        });
        let laboratory = OtherLaboratory {
            name: tumours.name.clone(),
            n: tumours.assessments.len() as u32,
            chose_genes: tumours.correlations_before.is_some(),
            correlations: [quantile(0.0), quantile(0.01), quantile(0.05), quantile(0.5)],
            axis_shifts: axis_shifts.to_vec(),
        };
        if !correlations.is_empty() {
            self.profile.gate = self.profile.gate.min(laboratory.correlations[1]);
        }
        if let Some(tissue) = &mut self.tissue {
            let epithelium = tumours.assessments.iter().filter_map(|a| a.epithelium);
            tissue.epithelium_limit = round6(epithelium.fold(tissue.epithelium_limit, f64::min));
        }
        self.laboratories.push(laboratory);
    }

    /// Per axis the standard deviation of a shift between laboratories, in z: the mean square of the shifts that were
    /// seen, less what the small numbers of tumours explain. 0 without other laboratories.
    pub(crate) fn laboratory_deviations(&self) -> [f64; 5] {
        Axis::ALL.map(|axis| {
            let shifts: Vec<AxisShift> =
                self.laboratories.iter().filter_map(|lab| *lab.axis_shifts.get(axis.place())?).collect();
            let squares: f64 = shifts.iter().map(|s| s.median * s.median - s.error * s.error).sum::<f64>();
            if shifts.is_empty() { 0.0 } else { (squares / shifts.len() as f64).max(0.0).sqrt() }
        })
    }

    /// The largest median shift that another laboratory showed on an axis, without its sign.
    pub(crate) fn laboratory_shift(&self, axis: Axis) -> Option<f64> {
        let shifts = self.laboratories.iter().filter_map(|lab| *lab.axis_shifts.get(axis.place())?);
        shifts.map(|shift| shift.median.abs()).max_by(f64::total_cmp)
    }

    /// How far a tumour lies from those of the reference that have the same T; for T itself from all.
    fn difference(&self, assessment: &Assessment, axis: Axis) -> Option<f64> {
        let own = |axis: Axis| assessment.axes[axis.place()].z;
        let points = &self.cloud.axes;
        let value = own(axis)?;
        if axis == Axis::T {
            return Some(value - median(points[Axis::T.place()].iter().flatten().copied()));
        }
        let t = own(Axis::T)?;
        let mut near: Vec<(f64, f64)> = points[Axis::T.place()]
            .iter()
            .zip(&points[axis.place()])
            .filter_map(|(other_t, other)| Some(((other_t.as_ref()? - t).abs(), (*other)?)))
            .collect();
        near.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        near.truncate(T_NEIGHBOURS);
        (!near.is_empty()).then(|| value - median(near.iter().map(|(_, other)| *other)))
    }
}

/// Median of ascending differences with its standard error: 1.2533 robust standard deviations over the root of n.
fn axis_shift(differences: &[f64]) -> Option<AxisShift> {
    let (median, deviation) = match differences {
        [] => return None,
        _ => centre_and_scale(differences),
    };
    let error = MEDIAN_ERROR * deviation / (differences.len() as f64).sqrt();
    Some(AxisShift { median: round_to(median, SHIFT_PARTS), error: round_to(error, SHIFT_PARTS) })
}
