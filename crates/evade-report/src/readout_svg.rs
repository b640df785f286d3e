//! One readout as a strip: where altered and unaltered tumours lie, and this tumour between them.

use evade_core::GeneReadout;
use maud::{Markup, html};

use crate::text::{Text, two};

/// Drawing units.
const WIDTH: f64 = 120.0;
const HEIGHT: f64 = 22.0;
const MARGIN: f64 = 5.0;
/// Height of a box.
const BOX: f64 = 6.0;
/// Middle of the box of the altered tumours and of the unaltered ones.
const ALTERED: f64 = 6.0;
const UNALTERED: f64 = 16.0;

/// The strip; absent where a distribution or the value is.
pub(crate) fn strip(row: &GeneReadout) -> Option<Markup> {
    let value = row.value?;
    let compared = row.compared.as_ref()?;
    let (altered, unaltered) = (compared.altered?, compared.unaltered?);
    let all = || altered.iter().chain(&unaltered).copied().chain([value]);
    let (low, high) = (all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max));
    let range = (high - low).max(f64::MIN_POSITIVE);
    let x = |value: f64| MARGIN + (WIDTH - 2.0 * MARGIN) * (value - low) / range;
    let at = x(value);
    Some(html! {
        svg class="rna-strip" role="img" viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) {
            title { (Text(&row.name)) " in tumours with altered and with unaltered " (Text(&row.gene)) }
            desc {
                "Median of the altered " (two(altered[2])) ", of the unaltered " (two(unaltered[2]))
                ", this tumour " (two(value)) "."
            }
            (distribution(altered.map(x), ALTERED, "rna-altered"))
            (distribution(unaltered.map(x), UNALTERED, "rna-unaltered"))
            path class="rna-line" d=(format!("M{at:.1} 0V{HEIGHT}")) {}
            path class="rna-mark" d=(diamond(at)) {}
        }
    })
}

/// A line from the 5th to the 95th percentile, a box around the middle half, a bar at the median.
fn distribution(x: [f64; 5], middle: f64, class: &str) -> Markup {
    let top = middle - BOX / 2.0;
    html! {
        path class="rna-range" d=(format!("M{:.1} {middle}H{:.1}", x[0], x[4])) {}
        rect class=(class) x=(format!("{:.1}", x[1])) y=(format!("{top:.1}"))
            width=(format!("{:.1}", (x[3] - x[1]).max(0.5))) height=(BOX) {}
        path class=(format!("{class}-median")) d=(format!("M{:.1} {top:.1}v{BOX}", x[2])) {}
    }
}

fn diamond(x: f64) -> String {
    let y = HEIGHT / 2.0;
    format!("M{:.1} {y}L{x:.1} {:.1}L{:.1} {y}L{x:.1} {:.1}Z", x - 3.5, y - 4.5, x + 3.5, y + 4.5)
}
