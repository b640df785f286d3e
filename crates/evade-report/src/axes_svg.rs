//! The axes as percentile bars.

use evade_core::{Axis, AxisValue, RnaProfile, place_in_words};
use maud::{Markup, html};

use crate::phenotype_words::is_in_doubt;
use crate::reading::{BAND, Reading, interval};
use crate::text::{NO_VALUE, Text, capitalised, signed, whole};

/// Drawing units; the front page shows the figure at about one unit a CSS pixel.
const WIDTH: f64 = 350.0;
const LEFT: f64 = 4.0;
const RIGHT: f64 = 346.0;
const ROW: f64 = 29.0;
const BAR: f64 = 9.0;
const TICKS: [f64; 5] = [0.0, 25.0, 50.0, 75.0, 100.0];

/// The figure of the five axes; a missing one says so instead of a bar.
pub(crate) fn axes_svg(rna: &RnaProfile) -> Markup {
    let height = ROW * Axis::ALL.len() as f64 + 14.0;
    let bottom = height - 14.0;
    let is_doubtful = is_in_doubt(rna);
    html! {
        svg class="axes" role="img" aria-labelledby="axes-title axes-desc" viewBox=(format!("0 0 {WIDTH} {height}")) {
            title id="axes-title" { "Axes as percentiles of the reference" }
            desc id="axes-desc" {
                @for axis in Axis::ALL { (Text(&in_words(axis, value(rna, axis), is_doubtful))) " " }
            }
            @for (row, axis) in Axis::ALL.into_iter().enumerate() {
                (bar(axis, value(rna, axis), ROW * row as f64, is_doubtful))
            }
            @for tick in TICKS {
                text class="tick" x=(place(tick)) y=(format!("{:.1}", bottom + 10.0))
                    text-anchor=(anchor(tick)) { (whole(tick)) }
            }
        }
    }
}

fn value(rna: &RnaProfile, axis: Axis) -> Option<&AxisValue> {
    rna.axes.iter().find(|a| a.axis == axis)
}

fn anchor(tick: f64) -> &'static str {
    if tick < 1.0 {
        "start"
    } else if tick > 99.0 {
        "end"
    } else {
        "middle"
    }
}

fn x_of(percentile: f64) -> f64 {
    LEFT + (RIGHT - LEFT) * percentile.clamp(0.0, 100.0) / 100.0
}

fn place(percentile: f64) -> String {
    format!("{:.1}", x_of(percentile))
}

fn span(from: f64, to: f64) -> String {
    format!("{:.1}", x_of(to) - x_of(from))
}

fn bar(axis: Axis, value: Option<&AxisValue>, top: f64, is_doubtful: bool) -> Markup {
    let at = |offset: f64| format!("{:.1}", top + offset);
    let name = capitalised(label(axis));
    let measured = value.and_then(|v| Some((v, v.percentile?)));
    html! {
        text class="axis-name" x=(place(0.0)) y=(at(10.0)) { (name) }
        text class="axis-value" x=(place(100.0)) y=(at(10.0)) text-anchor="end" {
            (measured.map_or_else(|| NO_VALUE.to_owned(), |(v, _)| beside(v, is_doubtful)))
        }
        rect class="track" x=(place(0.0)) y=(at(14.0)) width=(span(0.0, 100.0)) height=(BAR) {}
        rect class="band" x=(place(BAND.0)) y=(at(14.0)) width=(span(BAND.0, BAND.1)) height=(BAR) {}
        @if let Some((v, percentile)) = measured {
            @if let Some((low, high)) = interval(v) {
                path class="interval" d=(format!(
                    "M{x1} {up}V{down}M{x1} {mid}H{x2}M{x2} {up}V{down}",
                    x1 = place(low), x2 = place(high), up = at(15.5), mid = at(18.5), down = at(21.5),
                )) {}
            }
            path class="marker" d=(format!("M{} {}l4.5 5.5l-4.5 5.5l-4.5 -5.5z", place(percentile), at(13.0))) {}
        }
    }
}

/// Short enough to stand beside the value; the model's label of S is long.
fn label(axis: Axis) -> &'static str {
    match axis {
        Axis::G => "effector / interferon gamma",
        Axis::P => "antigen presentation (MHC)",
        Axis::S => "suppression at that T level",
        other => other.label(),
    }
}

/// The place and what it says; the figure shows the percentile and its interval.
fn beside(value: &AxisValue, is_doubtful: bool) -> String {
    let mut parts = vec![rank(value)];
    parts.extend(reading(value, is_doubtful).and_then(Reading::words));
    if value.unstable == Some(true) {
        parts.push("unstable".to_owned());
    }
    parts.retain(|part| !part.is_empty());
    parts.join(" · ")
}

fn reading(value: &AxisValue, is_doubtful: bool) -> Option<Reading> {
    Reading::of_axis(value).map(|reading| reading.doubted(is_doubtful))
}

fn rank(value: &AxisValue) -> String {
    value.rank.map_or_else(String::new, |rank| place_in_words(rank, value.n_reference))
}

fn in_words(axis: Axis, value: Option<&AxisValue>, is_doubtful: bool) -> String {
    match value.and_then(|v| Some((v, v.z?, v.percentile?))) {
        Some((v, z, percentile)) => {
            let interval = interval(v).map_or_else(String::new, |(low, high)| {
                format!(", 95 % interval {} to {}", whole(low), whole(high))
            });
            format!(
                "{axis}, {}: z {}, {}, percentile {}{interval}, {}.",
                axis.label(),
                signed(z),
                rank(v),
                whole(percentile),
                reading(v, is_doubtful)
                    .and_then(Reading::words)
                    .unwrap_or("within the reference band".to_owned())
            )
        }
        None => format!("{axis}, {}: {NO_VALUE}.", axis.label()),
    }
}
