//! The course of a patient in days from the first dose: treatment, progression and biopsies. No calendar date is known here.

use evade_core::{PatientComparison, PatientCourse};
use maud::{Markup, html};

use crate::text::Text;

/// Drawing units: the width of the page is 188 mm in print.
const WIDTH: f64 = 860.0;
const LEFT: f64 = 20.0;
const RIGHT: f64 = 840.0;
/// Height of a line of labels, and mean width of a letter.
const LANE: f64 = 14.0;
const LETTER: f64 = 6.2;
/// Radius of the mark of a biopsy.
const MARK: f64 = 8.0;
/// Height of the bar of treatment.
const BAR: f64 = 9.0;
/// Letters of an id that a label repeats.
const ID_LETTERS: usize = 22;

/// A label at its place on the axis.
struct Label {
    x: f64,
    text: String,
    lane: usize,
    middle: f64,
}

/// Days as places on the axis.
struct Scale {
    low: f64,
    high: f64,
}

impl Scale {
    /// Of all days that are known; `None` where none is.
    fn of(patient: &PatientComparison) -> Option<Self> {
        let course = &patient.course;
        let start = course.has_start.then_some(0);
        let samples = patient.samples.iter().filter_map(|sample| sample.day);
        let days: Vec<i32> = samples.chain(start).chain(course.last_dose).chain(course.progression).collect();
        let (low, high) = (*days.iter().min()?, *days.iter().max()?);
        let high = if low == high { low.saturating_add(30) } else { high };
        Some(Self { low: f64::from(low), high: f64::from(high) })
    }

    fn x(&self, day: i32) -> f64 {
        let margin = 0.04 * (RIGHT - LEFT);
        LEFT + margin + (RIGHT - LEFT - 2.0 * margin) * (f64::from(day) - self.low) / (self.high - self.low)
    }
}

/// The figure; `None` where no day is known.
pub(super) fn timeline_svg(patient: &PatientComparison) -> Option<Markup> {
    let scale = Scale::of(patient)?;
    let course = &patient.course;
    let biopsies: Vec<(usize, i32, &str)> = patient
        .samples
        .iter()
        .enumerate()
        .filter_map(|(place, sample)| Some((place + 1, sample.day?, sample.sample.as_str())))
        .collect();
    let above = in_lanes(
        biopsies
            .iter()
            .map(|(number, day, id)| (scale.x(*day), format!("{number} {}, day {day}", shortened(id))))
            .collect(),
    );
    let below = in_lanes(course_labels(course, &scale));
    let axis = LANE * n_lanes(&above) as f64 + 2.0 * MARK + 6.0;
    let height = axis + BAR + 8.0 + LANE * n_lanes(&below) as f64 + 4.0;
    let marks = apart(biopsies.iter().map(|(number, day, _)| (*number, scale.x(*day))).collect());
    Some(html! {
        svg class="timeline" role="img" aria-labelledby="timeline-title timeline-desc" viewBox=(format!("0 0 {WIDTH} {height:.0}")) {
            title id="timeline-title" { "Timeline in days from the first dose of the checkpoint inhibitor" }
            desc id="timeline-desc" {
                @for label in below.iter().chain(&above) { (Text(&label.text)) ". " }
            }
            (treatment(course, &scale, axis))
            path class="line" d=(format!("M{LEFT} {axis:.1}H{RIGHT}")) {}
            @if let Some(day) = course.progression { (progression(scale.x(day), axis)) }
            @for label in &above {
                path class="leader" d=(format!("M{:.1} {:.1}V{axis:.1}", label.x, axis - MARK - 4.0 - LANE * label.lane as f64)) {}
                text class="event" x=(format!("{:.1}", label.middle)) y=(format!("{:.1}", axis - MARK - 6.0 - LANE * label.lane as f64))
                    text-anchor="middle" { (Text(&label.text)) }
            }
            @for (number, x) in &marks {
                circle class="biopsy" cx=(format!("{x:.1}")) cy=(format!("{axis:.1}")) r=(MARK) {}
                text class="biopsy-number" x=(format!("{x:.1}")) y=(format!("{:.1}", axis + 3.8)) text-anchor="middle" { (number) }
            }
            @for label in &below {
                text class="event" x=(format!("{:.1}", label.middle)) y=(format!("{:.1}", axis + BAR + 16.0 + LANE * label.lane as f64))
                    text-anchor="middle" { (Text(&label.text)) }
            }
        }
    })
}

/// What is known of the course, at its places.
fn course_labels(course: &PatientCourse, scale: &Scale) -> Vec<(f64, String)> {
    let mut labels = Vec::new();
    if course.has_start {
        labels.push((scale.x(0), "first dose, day 0".to_owned()));
    }
    if let Some(day) = course.last_dose {
        labels.push((scale.x(day), format!("last dose, day {day}")));
    }
    if let Some(day) = course.progression {
        labels.push((scale.x(day), format!("progression, day {day}")));
    }
    labels
}

/// The bar from the first to the last dose; open at the end where treatment goes on, absent where its end is not known.
fn treatment(course: &PatientCourse, scale: &Scale, axis: f64) -> Markup {
    let from = scale.x(0);
    let top = axis - BAR / 2.0;
    let end = course.last_dose.filter(|day| *day >= 0).map(|day| scale.x(day));
    html! {
        @if course.has_start {
            @match end {
                Some(to) => rect class="treatment" x=(format!("{from:.1}")) y=(format!("{top:.1}"))
                    width=(format!("{:.1}", (to - from).max(2.0))) height=(BAR) {},
                None if course.is_ongoing => path class="treatment" d=(format!(
                    "M{from:.1} {top:.1}H{:.1}l8 {:.1}l-8 {:.1}H{from:.1}Z", RIGHT - 8.0, BAR / 2.0, BAR / 2.0,
                )) {},
                None => {},
            }
            path class="dose" d=(format!("M{from:.1} {:.1}V{:.1}", axis - BAR, axis + BAR)) {}
        }
    }
}

fn progression(x: f64, axis: f64) -> Markup {
    html! { path class="progression" d=(format!("M{:.1} {:.1}h12l-6 -10z", x - 6.0, axis + 13.0)) {} }
}

/// Labels in as few lines as hold them without overlap, the first line nearest to the axis.
fn in_lanes(mut labels: Vec<(f64, String)>) -> Vec<Label> {
    labels.sort_by(|one, other| one.0.total_cmp(&other.0));
    let mut ends: Vec<f64> = Vec::new();
    labels
        .into_iter()
        .map(|(x, text)| {
            let half = LETTER * text.chars().count() as f64 / 2.0;
            let middle = x.clamp(half.min(WIDTH / 2.0), (WIDTH - half).max(WIDTH / 2.0));
            let free = ends.iter().position(|end| *end + 10.0 <= middle - half);
            let lane = free.unwrap_or(ends.len());
            match ends.get_mut(lane) {
                Some(end) => *end = middle + half,
                None => ends.push(middle + half),
            }
            Label { x, text, lane, middle }
        })
        .collect()
}

fn n_lanes(labels: &[Label]) -> usize {
    labels.iter().map(|label| label.lane + 1).max().unwrap_or(0)
}

/// Marks of biopsies that are days apart stand beside each other.
fn apart(mut marks: Vec<(usize, f64)>) -> Vec<(usize, f64)> {
    marks.sort_by(|one, other| one.1.total_cmp(&other.1).then(one.0.cmp(&other.0)));
    let mut last = f64::NEG_INFINITY;
    for (_, x) in &mut marks {
        *x = x.max(last + 2.0 * MARK + 1.0);
        last = *x;
    }
    marks
}

fn shortened(id: &str) -> String {
    if id.chars().count() <= ID_LETTERS {
        return id.to_owned();
    }
    id.chars().take(ID_LETTERS).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_that_would_overlap_take_another_line() {
        let labels = in_lanes(vec![
            (300.0, "x".repeat(20)),
            (310.0, "x".repeat(20)),
            (600.0, "x".repeat(4)),
            (2.0, "x".repeat(10)),
        ]);
        // 20 letters are 124 units wide: 238 to 362, then 248 to 372 in the second line.
        assert_eq!(labels.iter().map(|label| label.lane).collect::<Vec<_>>(), [0, 0, 1, 0]);
        // The first is moved into the figure: 10 letters are 62 units wide.
        assert!((labels[0].middle - 31.0).abs() < 1e-9);
    }

    #[test]
    fn marks_of_one_day_stand_apart_in_the_order_of_the_samples() {
        assert_eq!(apart(vec![(2, 100.0), (1, 100.0), (3, 400.0)]), [(1, 100.0), (2, 117.0), (3, 400.0)]);
    }
}
