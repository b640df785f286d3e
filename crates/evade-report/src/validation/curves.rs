//! The ROC curve and the calibration curve.

use evade_core::{CalibrationBin, Comparison, Measure, RocPoint, Validation};
use maud::{Markup, html};

use crate::text::{Text, joined, two};

/// Drawing units of the square in which both axes run from 0 to 1.
const SIDE: f64 = 260.0;
const LEFT: f64 = 38.0;
const TOP: f64 = 8.0;
const WIDTH: f64 = LEFT + SIDE + 12.0;
const HEIGHT: f64 = TOP + SIDE + 34.0;
const TICKS: [f64; 5] = [0.0, 0.25, 0.5, 0.75, 1.0];

fn x(share: f64) -> String {
    format!("{:.1}", LEFT + SIDE * share.clamp(0.0, 1.0))
}

fn y(share: f64) -> String {
    format!("{:.1}", TOP + SIDE * (1.0 - share.clamp(0.0, 1.0)))
}

/// Frame, diagonal, ticks and names of the axes.
fn frame(across: &str, up: &str) -> Markup {
    html! {
        rect class="plot-frame" x=(x(0.0)) y=(y(1.0)) width=(SIDE) height=(SIDE) {}
        path class="plot-ideal" d=(format!("M{} {}L{} {}", x(0.0), y(0.0), x(1.0), y(1.0))) {}
        @for tick in TICKS {
            text class="tick" x=(x(tick)) y=(format!("{:.1}", TOP + SIDE + 12.0)) text-anchor="middle" { (two(tick)) }
            text class="tick" x=(format!("{:.1}", LEFT - 4.0)) y=(y(tick)) dy="3" text-anchor="end" { (two(tick)) }
        }
        text class="plot-axis" x=(x(0.5)) y=(format!("{:.1}", TOP + SIDE + 28.0)) text-anchor="middle" { (across) }
        text class="plot-axis" x=(format!("{:.1}", -(TOP + SIDE / 2.0))) y="9" text-anchor="middle" transform="rotate(-90)" { (up) }
    }
}

fn figure(id: &str, title: &str, description: &str, drawing: &Markup, caption: &Markup) -> Markup {
    html! {
        figure {
            svg role="img" aria-labelledby=(format!("{id}-title {id}-desc")) viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) {
                title id=(format!("{id}-title")) { (title) }
                desc id=(format!("{id}-desc")) { (description) }
                (drawing)
            }
            figcaption { (caption) }
        }
    }
}

fn path(points: impl Iterator<Item = (f64, f64)>) -> String {
    let places: Vec<String> = points.map(|(across, up)| format!("{} {}", x(across), y(up))).collect();
    format!("M{}", places.join("L"))
}

pub(super) fn roc_svg(validation: &Validation, comparison: &Comparison, place: usize) -> Markup {
    let positive: Vec<&str> = validation.positive.iter().map(String::as_str).collect();
    let positive = joined(&positive);
    let area = comparison.measure(Measure::Auc).and_then(|auc| auc.value).map(two);
    let description = match &area {
        Some(area) => format!("Receiver operating characteristic curve with area {area}."),
        None => "Receiver operating characteristic curve; too few samples of a class for an area.".to_owned(),
    };
    let drawing = html! {
        (frame("1 - specificity", "sensitivity"))
        path class="plot-curve" d=(path(comparison.roc.iter().map(|p: &RocPoint| (p.false_positive_rate, p.true_positive_rate)))) {}
    };
    let caption = html! {
        "ROC curve of " @if let Some(score) = &validation.score { (Text(&score.name)) }
        " for " (Text(&positive)) " against the other labels, indeterminate calls included. Dashed: no better than chance."
    };
    figure(&format!("roc-{place}"), "ROC curve", &description, &drawing, &caption)
}

pub(super) fn calibration_svg(comparison: &Comparison, place: usize) -> Markup {
    let description: Vec<String> = comparison
        .calibration
        .iter()
        .map(|bin| {
            format!("Mean probability {}: observed {} of {}.", two(bin.mean_p), two(bin.observed), bin.n)
        })
        .collect();
    let drawing = html! {
        (frame("mean probability", "observed share"))
        path class="plot-curve" d=(path(comparison.calibration.iter().map(|bin| (bin.mean_p, bin.observed)))) {}
        @for bin in &comparison.calibration { (bin_mark(bin)) }
    };
    let caption = html! {
        "Calibration: observed share of positive labels with Wilson's 95 % interval in bins of equal count. Dashed: ideal."
    };
    figure(&format!("calibration-{place}"), "Calibration curve", &description.join(" "), &drawing, &caption)
}

fn bin_mark(bin: &CalibrationBin) -> Markup {
    let across = x(bin.mean_p);
    html! {
        path class="interval" d=(format!("M{across} {}V{}", y(bin.interval.0), y(bin.interval.1))) {}
        circle class="plot-point" cx=(across) cy=(y(bin.observed)) r="3.2" {}
    }
}
