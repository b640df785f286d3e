//! The smallest move of one axis that changes the class, exactly.

use evade_core::{Axis, Flip, Phenotype};

use crate::evidence::Inputs;

/// Evidence of the classes as a function of the axes, linear between the places where it bends.
pub(crate) trait Piecewise {
    /// The z values of an axis, the others held, at which the evidence of a class bends or a guard switches.
    fn bends(&self, inputs: &Inputs, axis: Axis) -> Vec<f64>;

    /// The evidence of every class, in the order of [`Phenotype::CLASSES`], which decides between equals.
    fn evidences(&self, inputs: &Inputs) -> [(Phenotype, f64); 4];

    /// Whether the class may be called; constant between bends.
    fn allows(&self, class: Phenotype, inputs: &Inputs) -> bool;

    /// What must not fall below 0 for the leading class to be called, linear between bends; nothing for a rule whose leading
    /// class is always called.
    fn slacks(&self, class: Phenotype, inputs: &Inputs) -> Vec<f64>;

    /// The leading class where it may be called, else that the call is open.
    fn answer(&self, inputs: &Inputs) -> Option<Phenotype> {
        let leading = self.leading(inputs)?;
        let is_open = self.slacks(leading, inputs).into_iter().any(|slack| slack < 0.0);
        Some(if is_open { Phenotype::Indeterminate } else { leading })
    }

    /// The classes that may be called, from the highest evidence down; equal evidence keeps the order of the classes.
    fn ranked(&self, inputs: &Inputs) -> Vec<(Phenotype, f64)> {
        let mut allowed = self.evidences(inputs).to_vec();
        allowed.retain(|(class, _)| self.allows(*class, inputs));
        allowed.sort_by(|a, b| b.1.total_cmp(&a.1));
        allowed
    }

    /// The class of highest evidence among those that may be called.
    fn leading(&self, inputs: &Inputs) -> Option<Phenotype> {
        let allowed = self.evidences(inputs).into_iter().filter(|&(class, _)| self.allows(class, inputs));
        // The first of equals.
        let best = |best: (Phenotype, f64), next: (Phenotype, f64)| if next.1 > best.1 { next } else { best };
        allowed.reduce(best).map(|(class, _)| class)
    }

    /// The nearest flip on each axis, nearest first: of a call to another class or to none, of an open one to a call.
    fn flips(&self, inputs: &Inputs) -> Vec<Flip> {
        let Some(leading) = self.leading(inputs) else { return Vec::new() };
        let mut flips: Vec<Flip> = Axis::ALL
            .iter()
            .filter_map(|&axis| {
                let z = inputs[axis.place()]?;
                [1.0, -1.0]
                    .iter()
                    .filter_map(|&direction| flip_along(self, inputs, axis, z, direction, leading))
                    .min_by(|a, b| a.delta.abs().total_cmp(&b.delta.abs()))
            })
            .collect();
        // Axes of one weight need the same move: their order must not hang on its last digit.
        let size = |flip: &Flip| (flip.delta.abs() * 1e9).round();
        flips.sort_by(|a, b| size(a).total_cmp(&size(b)).then(a.axis.cmp(&b.axis)));
        flips
    }
}

/// How far behind a change is looked for what follows it.
const BEHIND: f64 = 1e-9;

/// The nearest change when one axis moves in one direction. Between bends every evidence is linear in the move,
/// so the first crossing of each stretch is exact.
fn flip_along<T: Piecewise + ?Sized>(
    rule: &T,
    inputs: &Inputs,
    axis: Axis,
    z: f64,
    direction: f64,
    leading: Phenotype,
) -> Option<Flip> {
    let at = |delta: f64| {
        let mut moved = *inputs;
        moved[axis.place()] = Some(z + direction * delta);
        moved
    };
    let mut bounds: Vec<f64> = rule
        .bends(inputs, axis)
        .into_iter()
        .map(|bound| (bound - z) * direction)
        .filter(|delta| *delta >= 0.0)
        .collect();
    bounds.sort_by(f64::total_cmp);
    bounds.dedup();
    // Beyond the last bound nothing changes any more; one probe there settles what the last bound did.
    let beyond = bounds.last().copied()? + 1.0;
    let is_called = rule.answer(inputs) == Some(leading);
    let mut start = 0.0;
    for end in bounds.into_iter().chain([beyond]) {
        if end > start && !is_called {
            if let Some((delta, becomes)) = first_call(rule, &at, start, end) {
                return Some(Flip { axis, delta: direction * delta, becomes });
            }
        } else if end > start {
            let to_class = first_change(rule, &at, start, end, leading);
            let opens = is_called.then(|| first_opening(rule, &at, start, end, leading)).flatten();
            let change = match (to_class, opens) {
                (Some((delta, class)), None) => Some((delta, class)),
                (Some((delta, class)), Some(opening)) if delta < opening - BEHIND => Some((delta, class)),
                // The class may be left for another one at the very place where its condition ends.
                (_, Some(opening)) => Some((opening, rule.answer(&at(opening + BEHIND))?)),
                (None, None) => None,
            };
            if let Some((delta, becomes)) = change {
                return Some(Flip { axis, delta: direction * delta, becomes });
            }
        }
        start = end;
    }
    None
}

/// Where inside `start..end` a class may first be called, and which: where none of its slacks is below 0.
fn first_call<T: Piecewise + ?Sized>(
    rule: &T,
    at: &dyn Fn(f64) -> Inputs,
    start: f64,
    end: f64,
) -> Option<(f64, Phenotype)> {
    let called = |class: Phenotype| {
        let (mut from, mut to) = (start, end);
        for (near, far) in rule.slacks(class, &at(start)).into_iter().zip(rule.slacks(class, &at(end))) {
            let crossing = start + (end - start) * near / (near - far);
            match (near < 0.0, far < 0.0) {
                (true, true) => return None,
                (true, false) => from = f64::max(from, crossing),
                (false, true) => to = f64::min(to, crossing),
                (false, false) => {}
            }
        }
        (from <= to).then_some((from, class))
    };
    Phenotype::CLASSES.into_iter().filter_map(called).min_by(|a, b| a.0.total_cmp(&b.0))
}

/// Where inside `start..end` the class may no longer be called.
fn first_opening<T: Piecewise + ?Sized>(
    rule: &T,
    at: &dyn Fn(f64) -> Inputs,
    start: f64,
    end: f64,
    leading: Phenotype,
) -> Option<f64> {
    let ends = rule.slacks(leading, &at(start)).into_iter().zip(rule.slacks(leading, &at(end)));
    ends.filter(|&(_, far)| far < 0.0)
        .map(|(near, far)| if near > 0.0 { start + (end - start) * near / (near - far) } else { start })
        .min_by(f64::total_cmp)
}

/// Where inside `start..end` another class first leads, and which.
fn first_change<T: Piecewise + ?Sized>(
    rule: &T,
    at: &dyn Fn(f64) -> Inputs,
    start: f64,
    end: f64,
    leading: Phenotype,
) -> Option<(f64, Phenotype)> {
    // Guards do not change inside the stretch.
    let middle = at(f64::midpoint(start, end));
    let ends: Vec<(Phenotype, f64, f64)> = rule
        .evidences(&at(start))
        .into_iter()
        .zip(rule.evidences(&at(end)))
        .filter(|((class, _), _)| rule.allows(*class, &middle))
        .map(|((class, near), (_, far))| (class, near, far))
        .collect();
    let Some(&(_, own_near, own_far)) = ends.iter().find(|(class, ..)| *class == leading) else {
        return ends.iter().max_by(|a, b| a.1.total_cmp(&b.1)).map(|(class, ..)| (start, *class));
    };
    ends.iter()
        .filter(|(class, ..)| *class != leading)
        .filter_map(|&(class, near, far)| {
            let (near, far) = (own_near - near, own_far - far);
            // Evidence is linear on the stretch, so its ends give the crossing.
            if near < 0.0 {
                Some((start, near, class))
            } else if far < 0.0 {
                Some((start + (end - start) * near / (near - far), 0.0, class))
            } else {
                None
            }
        })
        .min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)))
        .map(|(delta, _, class)| (delta, class))
}
