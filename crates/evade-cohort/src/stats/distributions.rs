//! Upper tails of the normal, t, F and chi-squared distributions.
//!
//! Incomplete gamma by its series and its continued fraction, DLMF 8.7.1 and 8.9.2; incomplete beta by its continued
//! fraction, DLMF 8.17.22 (<https://dlmf.nist.gov>), both evaluated by Lentz's method (doi 10.1364/AO.15.000668).
//! Tails are computed as such, never as 1 minus a number near 1.

use std::f64::consts::SQRT_2;

/// Below this a denominator of Lentz's method is replaced.
const TINY: f64 = 1e-300;
/// Relative change at which series and fractions end.
const EPSILON: f64 = 1e-16;
/// More than any argument of a test needs: a beta fraction takes some root of the degrees of freedom.
const MAX_STEPS: usize = 200_000;

/// P(Z > z) of a standard normal Z.
#[must_use]
pub fn normal_upper(z: f64) -> f64 {
    0.5 * libm::erfc(z / SQRT_2)
}

/// P(|Z| > |z|) of a standard normal Z.
#[must_use]
pub fn normal_two_sided(z: f64) -> f64 {
    libm::erfc(z.abs() / SQRT_2)
}

/// P(X > x) of a chi-squared X with `df` degrees of freedom; NaN if `df` is not positive.
#[must_use]
pub fn chi_squared_upper(x: f64, df: f64) -> f64 {
    if !is_positive(df) || x.is_nan() {
        f64::NAN
    } else if x <= 0.0 {
        1.0
    } else {
        gamma_upper(df / 2.0, x / 2.0)
    }
}

/// P(|T| > |t|) of Student's T with `df` degrees of freedom; NaN if `df` is not positive.
#[must_use]
pub fn t_two_sided(t: f64, df: f64) -> f64 {
    if !is_positive(df) || t.is_nan() {
        return f64::NAN;
    }
    if t.is_infinite() {
        return 0.0;
    }
    let square = t * t;
    beta(df / 2.0, 0.5, df / (df + square), square / (df + square))
}

/// P(F > f) of an F-distributed variable with `df1` and `df2` degrees of freedom; NaN if one is not positive.
#[must_use]
pub fn f_upper(f: f64, df1: f64, df2: f64) -> f64 {
    if !is_positive(df1) || !is_positive(df2) || f.is_nan() {
        return f64::NAN;
    }
    if f <= 0.0 {
        return 1.0;
    }
    if f.is_infinite() {
        return 0.0;
    }
    let scaled = df1 * f;
    beta(df2 / 2.0, df1 / 2.0, df2 / (df2 + scaled), scaled / (df2 + scaled))
}

/// The t that is exceeded in absolute value with probability `p` in (0, 1); NaN outside or if `df` is not positive.
#[must_use]
pub fn t_quantile_two_sided(p: f64, df: f64) -> f64 {
    if !(is_positive(df) && p > 0.0 && p < 1.0) {
        return f64::NAN;
    }
    let mut high = 2.0;
    while t_two_sided(high, df) > p && high < 1e300 {
        high *= 2.0;
    }
    super::search::falling(|t| t_two_sided(t, df) - p, 0.0, high)
}

fn is_positive(df: f64) -> bool {
    df > 0.0 && df.is_finite()
}

/// Regularised upper incomplete gamma function Q(a, x).
fn gamma_upper(a: f64, x: f64) -> f64 {
    if x.is_infinite() {
        return 0.0;
    }
    let front = libm::exp(a * libm::log(x) - x - libm::lgamma(a));
    if x < a + 1.0 {
        let (mut term, mut sum, mut at) = (1.0 / a, 1.0 / a, a);
        for _ in 0..MAX_STEPS {
            at += 1.0;
            term *= x / at;
            sum += term;
            if term < sum * EPSILON {
                break;
            }
        }
        return (1.0 - front * sum).clamp(0.0, 1.0);
    }
    let mut b = x + 1.0 - a;
    let mut fraction = Lentz::new(b);
    for i in 1..MAX_STEPS {
        let i = i as f64;
        b += 2.0;
        if fraction.step(-i * (i - a), b) {
            break;
        }
    }
    (front / fraction.value).clamp(0.0, 1.0)
}

/// Regularised incomplete beta function `I_x(a, b)`, with `y` = 1 - x.
pub(super) fn beta(a: f64, b: f64, x: f64, y: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if y <= 0.0 {
        return 1.0;
    }
    let log_front = libm::lgamma(a + b) - libm::lgamma(a) - libm::lgamma(b)
        + a * log_of_share(x, y)
        + b * log_of_share(y, x);
    let front = libm::exp(log_front);
    let value = if x < (a + 1.0) / (a + b + 2.0) {
        front / (a * beta_fraction(a, b, x))
    } else {
        1.0 - front / (b * beta_fraction(b, a, y))
    };
    value.clamp(0.0, 1.0)
}

/// ln x where x + y = 1, from the smaller of both.
fn log_of_share(x: f64, y: f64) -> f64 {
    if x < 0.5 { libm::log(x) } else { libm::log1p(-y) }
}

/// The fraction 1 + d1/(1 + d2/(1 + ...)) of DLMF 8.17.22; `I_x(a, b)` is front / (a * fraction).
fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    let mut fraction = Lentz::new(1.0);
    for m in 0..MAX_STEPS {
        let m = m as f64;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let done = fraction.step(odd, 1.0);
        let n = m + 1.0;
        let even = n * (b - n) * x / ((a + 2.0 * n - 1.0) * (a + 2.0 * n));
        if fraction.step(even, 1.0) && done {
            break;
        }
    }
    fraction.value
}

/// A continued fraction b0 + a1/(b1 + a2/(b2 + ...)), evaluated from the front.
struct Lentz {
    value: f64,
    c: f64,
    d: f64,
}

impl Lentz {
    fn new(b0: f64) -> Self {
        let value = nonzero(b0);
        Self { value, c: value, d: 0.0 }
    }

    /// Takes the next pair; true once the value stands.
    fn step(&mut self, a: f64, b: f64) -> bool {
        self.d = 1.0 / nonzero(b + a * self.d);
        self.c = nonzero(b + a / self.c);
        let factor = self.c * self.d;
        self.value *= factor;
        (factor - 1.0).abs() <= EPSILON
    }
}

fn nonzero(value: f64) -> f64 {
    if value.abs() < TINY { TINY } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(value: f64, expected: f64) {
        assert!((value / expected - 1.0).abs() < 1e-12, "{value} {expected}");
    }

    #[test]
    fn tails_have_their_closed_forms() {
        // Two degrees of freedom: exp(-x/2); four: exp(-x/2) (1 + x/2).
        for x in [0.1, 1.0, 5.0, 80.0, 900.0] {
            near(chi_squared_upper(x, 2.0), (-x / 2.0f64).exp());
            near(chi_squared_upper(x, 4.0), (-x / 2.0f64).exp() * (1.0 + x / 2.0));
            near(chi_squared_upper(x, 1.0), normal_two_sided(x.sqrt()));
        }
        // One degree of freedom is Cauchy's distribution; two have 1 - t / sqrt(2 + t^2).
        for t in [0.01, 0.5, 3.0, 50.0] {
            near(t_two_sided(t, 1.0), 1.0 - 2.0 / std::f64::consts::PI * f64::atan(t));
            near(f_upper(t * t, 1.0, 7.0), t_two_sided(-t, 7.0));
            // (1 + d1 f / d2)^(-d2/2) for d1 = 2.
            near(f_upper(t, 2.0, 9.0), (1.0 + 2.0 * t / 9.0).powf(-4.5));
        }
        near(normal_upper(Z), 0.025);
        near(t_two_sided(t_quantile_two_sided(0.05, 3.5), 3.5), 0.05);
        near(t_quantile_two_sided(0.5, 1.0), 1.0);
    }

    const Z: f64 = crate::stats::Z_95;

    #[test]
    fn what_has_no_distribution_is_not_a_number() {
        assert!(t_two_sided(1.0, 0.0).is_nan() && f_upper(1.0, 2.0, f64::NAN).is_nan());
        assert!(chi_squared_upper(f64::NAN, 1.0).is_nan() && t_quantile_two_sided(0.0, 3.0).is_nan());
        assert_eq!((chi_squared_upper(f64::INFINITY, 3.0), chi_squared_upper(0.0, 3.0)), (0.0, 1.0));
    }
}
