//! The evidence of each class as a bar left or right of zero.

use evade_core::{Evidence, Phenotype, PhenotypeCall};
use maud::{Markup, html};

use crate::text::{signed, spaced};

const WIDTH: f64 = 640.0;
const ZERO: f64 = 385.0;
/// Half the width of the plot.
const REACH: f64 = 180.0;
const ROW: f64 = 24.0;

/// The figure: one bar a class, hatched where a guard keeps the class from being called.
pub(crate) fn evidence_svg(call: &PhenotypeCall) -> Markup {
    let height = ROW * call.evidence.len() as f64 + 6.0;
    // A scale of its own for each page: bars are compared within it, values are printed beside them.
    let largest = call.evidence.iter().map(|e| e.evidence.abs()).fold(1.0, f64::max);
    html! {
        svg class="evidence" role="img" aria-labelledby="evidence-title evidence-desc"
            viewBox=(format!("0 0 {WIDTH} {height}")) {
            title id="evidence-title" { "Evidence for each class" }
            desc id="evidence-desc" { @for e in &call.evidence { (in_words(e)) " " } }
            defs {
                pattern id="barred" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                    rect width="5" height="5" fill="#fff" {}
                    rect width="2" height="5" fill="#555" {}
                }
            }
            @for (row, e) in call.evidence.iter().enumerate() {
                (bar(e, call.leading, ROW * row as f64, largest))
            }
            path class="zero" d=(format!("M{ZERO} 0V{height}")) {}
        }
    }
}

fn bar(e: &Evidence, leading: Option<Phenotype>, top: f64, largest: f64) -> Markup {
    let width = REACH * e.evidence.abs() / largest;
    let left = if e.evidence < 0.0 { ZERO - width } else { ZERO };
    let end = if e.evidence < 0.0 { left - 5.0 } else { left + width + 5.0 };
    let anchor = if e.evidence < 0.0 { "end" } else { "start" };
    let is_leading = leading == Some(e.class);
    html! {
        text class=@if is_leading { "class-name leading" } @else { "class-name" }
            x="0" y=(format!("{:.1}", top + 15.0)) {
            (e.class.label()) (note(e, is_leading))
        }
        rect class=@if e.allowed { "evidence-bar" } @else { "evidence-barred" }
            x=(format!("{left:.1}")) y=(format!("{:.1}", top + 4.0)) width=(format!("{width:.1}")) height="15" {}
        text class="evidence-value" x=(format!("{end:.1}")) y=(format!("{:.1}", top + 15.5)) text-anchor=(anchor) {
            (signed(e.evidence))
        }
    }
}

/// A failed guard bars a class; a condition that fails lowers its evidence, so such a class can lead.
fn note(e: &Evidence, is_leading: bool) -> &'static str {
    match (is_leading, e.allowed, e.shortfalls.is_empty()) {
        (true, true, _) => " (leads)",
        (true, false, _) => " (leads; a condition fails)",
        (false, true, _) => "",
        (false, false, true) => " (barred)",
        (false, false, false) => " (a condition fails)",
    }
}

fn in_words(e: &Evidence) -> String {
    let guard = match (e.allowed, e.shortfalls.is_empty()) {
        (true, _) => "",
        (false, true) => ", barred by a guard",
        (false, false) => ", a condition fails",
    };
    format!("{}: {}{guard}.", spaced(e.class.as_str()), signed(e.evidence))
}
