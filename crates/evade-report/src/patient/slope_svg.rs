//! The axes of the phenotype in both samples, each with its bar of noise.

use evade_core::{ChangeStatus, PairComparison, ValueChange};
use maud::{Markup, html};

use super::words;
use crate::text::{NO_VALUE, Text, capitalised, decimals, signed, two};

/// Drawing units: the width of the page is 188 mm in print.
const PANEL: f64 = 172.0;
const HEIGHT: f64 = 174.0;
const TOP: f64 = 34.0;
const BOTTOM: f64 = 120.0;
/// Places of both samples in a panel, and width of the bar of noise.
const EARLIER: f64 = 44.0;
const LATER: f64 = 128.0;
const BAR: f64 = 20.0;
/// Letters of a title that one line holds.
const LINE_LETTERS: usize = 26;
/// The least span of the scale: small differences are not drawn large.
const LEAST_SPAN: f64 = 2.0;

/// The figure of the axes; `None` where neither sample has a value. `place` numbers the figures of a page.
pub(super) fn slope_svg(pair: &PairComparison, place: usize) -> Option<Markup> {
    let axes = &pair.rna.axes;
    let scale = Scale::of(axes)?;
    let width = PANEL * axes.len() as f64;
    let (title, desc) = (format!("slopes-title-{place}"), format!("slopes-desc-{place}"));
    Some(html! {
        svg class="slopes" role="img" aria-labelledby=(format!("{title} {desc}")) viewBox=(format!("0 0 {width} {HEIGHT}")) {
            title id=(title) { "Axes of the phenotype in " (Text(&pair.from)) " and " (Text(&pair.to)) ", in z" }
            desc id=(desc) { @for change in axes { (Text(&in_words(change))) " " } }
            @for (column, change) in axes.iter().enumerate() { (panel(change, &scale, PANEL * column as f64, words::between(pair))) }
        }
    })
}

/// z as heights, the same in every panel.
struct Scale {
    low: f64,
    high: f64,
}

impl Scale {
    fn of(axes: &[ValueChange]) -> Option<Self> {
        let mut values: Vec<f64> = Vec::new();
        for change in axes {
            values.extend(change.before.into_iter().chain(change.after));
            if let (Some(before), Some(noise)) = (change.before, change.noise) {
                values.extend([before - noise, before + noise]);
            }
        }
        values.retain(|value| value.is_finite());
        let low = values.iter().copied().reduce(f64::min)?;
        let high = values.iter().copied().reduce(f64::max)?;
        let missing = (LEAST_SPAN - (high - low)).max(0.0) / 2.0;
        Some(Self { low: low - missing, high: high + missing })
    }

    fn y(&self, value: f64) -> f64 {
        BOTTOM - (BOTTOM - TOP) * (value - self.low) / (self.high - self.low)
    }
}

fn panel(change: &ValueChange, scale: &Scale, left: f64, between: &str) -> Markup {
    let (first, second) = wrapped(&capitalised(&change.name));
    let middle = format!("{:.1}", left + PANEL / 2.0);
    let class = line_class(change.status);
    let (x1, x2) = (left + EARLIER, left + LATER);
    let before = change.before.filter(|value| value.is_finite());
    let after = change.after.filter(|value| value.is_finite());
    let noise = change.noise.filter(|noise| noise.is_finite());
    html! {
        text class="slope-name" x=(middle) y="12" text-anchor="middle" { (Text(&first)) }
        @if let Some(second) = &second { text class="slope-name" x=(middle) y="25" text-anchor="middle" { (Text(second)) } }
        @if scale.low < 0.0 && scale.high > 0.0 {
            path class="slope-zero" d=(format!("M{:.1} {:.1}H{:.1}", left + 14.0, scale.y(0.0), left + PANEL - 14.0)) {}
        }
        @if let (Some(before), Some(noise)) = (before, noise) {
            rect class="slope-noise" x=(format!("{:.1}", x2 - BAR / 2.0)) y=(format!("{:.1}", scale.y(before + noise)))
                width=(BAR) height=(format!("{:.1}", scale.y(before - noise) - scale.y(before + noise))) {}
        }
        @if let (Some(before), Some(after)) = (before, after) {
            path class=(class) d=(format!("M{x1:.1} {:.1}L{x2:.1} {:.1}", scale.y(before), scale.y(after))) {}
        }
        @for (x, value) in [(x1, before), (x2, after)] {
            @if let Some(value) = value {
                circle class={ (class) "-point" } cx=(format!("{x:.1}")) cy=(format!("{:.1}", scale.y(value))) r="4.5" {}
            }
        }
        text class="slope-value" x=(middle) y=(BOTTOM + 17.0) text-anchor="middle" { (value(before)) (between) (value(after)) }
        text class="slope-value" x=(middle) y=(BOTTOM + 31.0) text-anchor="middle" { (noise_words(noise)) }
        text class={ (class) "-status" } x=(middle) y=(BOTTOM + 47.0) text-anchor="middle" { (status(change)) }
    }
}

fn value(value: Option<f64>) -> String {
    value.map_or_else(|| NO_VALUE.to_owned(), signed)
}

fn noise_words(noise: Option<f64>) -> String {
    noise.map_or_else(|| "noise not known".to_owned(), |noise| format!("noise ±{}", two(noise)))
}

/// What became of the axis, with its direction.
pub(super) fn status(change: &ValueChange) -> &'static str {
    if change.is_up() {
        "rose"
    } else if change.is_down() {
        "fell"
    } else {
        words::status(change.status)
    }
}

fn line_class(status: ChangeStatus) -> &'static str {
    match status {
        ChangeStatus::Changed => "slope-changed",
        ChangeStatus::Unchanged => "slope-same",
        _ => "slope-grey",
    }
}

/// A title in one or two lines, broken between words.
fn wrapped(name: &str) -> (String, Option<String>) {
    let (mut first, mut second) = (String::new(), String::new());
    for word in name.split(' ') {
        let is_first = second.is_empty()
            && (first.is_empty() || first.chars().count() + word.chars().count() < LINE_LETTERS);
        let line = if is_first { &mut first } else { &mut second };
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    (first, (!second.is_empty()).then_some(second))
}

/// The panel in one sentence, for those who do not see it.
fn in_words(change: &ValueChange) -> String {
    let noise = change.noise.map_or_else(String::new, |noise| format!(", noise {}", decimals(noise, 2)));
    format!(
        "{}: {}, then {}{noise}: {}.",
        change.name,
        value(change.before),
        value(change.after),
        status(change)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_break_between_words() {
        assert_eq!(wrapped("Stroma / exclusion"), ("Stroma / exclusion".into(), None));
        assert_eq!(
            wrapped("Suppression for that T level"),
            ("Suppression for that T".into(), Some("level".into()))
        );
        let long = "x".repeat(60);
        assert_eq!(wrapped(&long), (long.clone(), None));
    }

    #[test]
    fn the_scale_holds_values_and_noise_and_draws_small_differences_small() {
        let axis = |before, after, noise| ValueChange {
            item: "T".into(),
            name: "T".into(),
            before: Some(before),
            after: Some(after),
            change: Some(after - before),
            noise: Some(noise),
            noise_from: None,
            status: ChangeStatus::Unchanged,
            reasons: vec![],
        };
        let scale = Scale::of(&[axis(0.0, 0.1, 0.5)]).unwrap();
        assert!((scale.low + 1.0).abs() < 1e-12 && (scale.high - 1.0).abs() < 1e-12);
        let scale = Scale::of(&[axis(-1.0, 2.0, 1.5)]).unwrap();
        assert!((scale.low + 2.5).abs() < 1e-12 && (scale.high - 2.0).abs() < 1e-12);
        assert!((scale.y(2.0) - TOP).abs() < 1e-9 && (scale.y(-2.5) - BOTTOM).abs() < 1e-9);
        assert!(Scale::of(&[]).is_none());
    }
}
