//! The calls.

use evade_core::{Axis, Confidence, Inflamed, Phenotype, PhenotypeCall, Reason, SampleProfile};
use evade_io::ColumnKind::{Real, Text};
use evade_io::{Cell, Column};

use super::{TableSpec, flags};

pub(crate) const PHENOTYPES: TableSpec = TableSpec {
    name: "phenotypes.tsv",
    holds: "One row a sample: the call with its numbers.",
    columns: &[
        Column::new("sample", Text, "Sample id."),
        Column::new(
            "phenotype",
            Text,
            "active, suppressed, excluded (read: excluded-like, inferred), desert, indeterminate, not_evaluable.",
        ),
        Column::new("confidence", Text, "high, moderate, low; NA without a determinate call."),
        Column::new("second", Text, "Class of the next highest evidence among those that may be called."),
        Column::new(
            "margin",
            Real,
            "Evidence of the leading class minus that of the runner-up; NA when guards leave one class. Log-odds with tme-v1.",
        ),
        Column::new(
            "stability",
            Real,
            "Share of 200 resampled calls (genes and reference) that agree with the leading class.",
        ),
        Column::new(
            "spatial_class",
            Text,
            "inflamed, excluded, desert (both a leaning in lung), indeterminate, not_evaluable.",
        ),
        Column::new("T", Real, "T-cell infiltration, z."),
        Column::new("G", Real, "Effector / IFN-gamma, z."),
        Column::new("P", Real, "Antigen presentation, z."),
        Column::new(
            "S",
            Real,
            "Suppression, z of the residual on T; not adjusted with a reference of fewer than 40 samples.",
        ),
        Column::new("X", Real, "Stroma / exclusion, z."),
        Column::new("reference", Text, "Reference behind the z values."),
        Column::new("scale", Text, "frozen or cohort."),
        Column::new("flags", Text, "Reason codes, joined by `;`."),
        Column::new("leading", Text, "Class of highest evidence, also when the call is indeterminate."),
        Column::new("spatial_stability", Real, "Share of resampled calls that agree with the spatial class."),
        Column::new("S_raw", Real, "Suppression before the adjustment for T, z."),
        Column::new("G_residual", Real, "Effector excess or deficit at that T level, z."),
        Column::new(
            "flip_axis",
            Text,
            "Axis whose smallest move changes the call (of an open call: the class that leads), the others held.",
        ),
        Column::new("flip_delta", Real, "That move, in z."),
        Column::new("flip_to", Text, "What the call becomes; indeterminate when it is left open."),
        Column::new(
            "base_rate",
            Real,
            "Share of the reference's own samples with the same call; NA without a class, and on the cohort scale.",
        ),
        Column::new("rules", Text, "Rule set of the call."),
        Column::new("inflamed", Text, "yes, no, indeterminate (between the thresholds), not_evaluable."),
        Column::new(
            "p_inflamed",
            Real,
            "Probability that an H&E image model calls the tumour inflamed, fitted on TCGA lung adenocarcinomas; NA where no \
             model was fitted for tissue, scale and reference.",
        ),
        Column::new(
            "p_low",
            Real,
            "Lower end of its 95 % interval: errors of genes, reference, laboratory and fit.",
        ),
        Column::new("p_high", Real, "Upper end of its 95 % interval."),
    ],
};

/// The call of a sample, or that its RNA was not tested.
pub(crate) fn phenotype_row(profile: &SampleProfile) -> Vec<Cell<'_>> {
    let Some(rna) = &profile.rna else { return no_rna_row(&profile.facts.sample) };
    let call: &PhenotypeCall = &rna.call;
    let axis = |axis: Axis| rna.axes.iter().find(|a| a.axis == axis);
    let z = |a: Axis| Cell::from(axis(a).and_then(|value| value.z));
    let flip = call.flips.first();
    let probability = call.inflamed.probability.as_ref();
    vec![
        profile.facts.sample.as_str().into(),
        call.phenotype.as_str().into(),
        call.confidence.map(Confidence::as_str).into(),
        call.second.map(Phenotype::as_str).into(),
        call.margin.into(),
        call.stability.into(),
        call.spatial_class.as_str().into(),
        z(Axis::T),
        z(Axis::G),
        z(Axis::P),
        z(Axis::S),
        z(Axis::X),
        rna.reference.id.as_str().into(),
        rna.scale.as_str().into(),
        flags(&call.reasons),
        call.leading.map(Phenotype::as_str).into(),
        call.spatial_stability.into(),
        axis(Axis::S).and_then(|a| a.z_raw).into(),
        axis(Axis::G).and_then(|a| a.residual_on_t).into(),
        flip.map(|f| f.axis.as_str()).into(),
        flip.map(|f| f.delta).into(),
        flip.map(|f| f.becomes.as_str()).into(),
        call.base_rate.map(|(same, n)| f64::from(same) / f64::from(n)).into(),
        rna.rules.as_str().into(),
        call.inflamed.inflamed.as_str().into(),
        probability.map(|p| p.p).into(),
        probability.map(|p| p.low).into(),
        probability.map(|p| p.high).into(),
    ]
}

fn no_rna_row(sample: &str) -> Vec<Cell<'_>> {
    let not_evaluable = Phenotype::NotEvaluable.as_str();
    PHENOTYPES
        .columns
        .iter()
        .map(|column| match column.name.as_ref() {
            "sample" => sample.into(),
            "phenotype" | "spatial_class" => not_evaluable.into(),
            "inflamed" => Inflamed::NotEvaluable.as_str().into(),
            "flags" => flags(&[Reason::RnaNotTested]),
            _ => Cell::Missing,
        })
        .collect()
}
