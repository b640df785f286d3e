//! Values of options: how they are written, and what is refused.

use clap::ValueEnum;
use evade::settings::{Axis, BurdenSource, InputFormat, ScaleKind, Unit};

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Scale {
    Frozen,
    Cohort,
}

impl From<Scale> for ScaleKind {
    fn from(scale: Scale) -> Self {
        match scale {
            Scale::Frozen => Self::Frozen,
            Scale::Cohort => Self::Cohort,
        }
    }
}

/// The words of `--calls`.
pub(super) const CALLS: [&str; 3] = evade::settings::CALLS;

/// A unit, or `auto`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DeclaredUnit(pub(crate) Option<Unit>);

pub(super) fn parse_unit(text: &str) -> Result<DeclaredUnit, String> {
    if text == "auto" {
        return Ok(DeclaredUnit(None));
    }
    match text.parse() {
        Ok(unit) => Ok(DeclaredUnit(Some(unit))),
        Err(_) => Err(format!("units are auto, {}", Unit::words())),
    }
}

/// The largest offset of an axis: more is no shift between laboratories.
const MAX_OFFSET: f64 = 3.0;

/// `AXIS=Z`, such as `S=-0.5`.
pub(super) fn parse_offset(text: &str) -> Result<(Axis, f64), String> {
    let (name, z) = text.split_once('=').ok_or("write AXIS=Z, such as S=-0.5")?;
    let axis = Axis::ALL.into_iter().find(|axis| axis.as_str().eq_ignore_ascii_case(name.trim()));
    let axis = axis.ok_or("the axes are T, G, P, S and X")?;
    let z = z.trim().parse().ok().filter(|z: &f64| z.abs() <= MAX_OFFSET);
    z.map(|z| (axis, z)).ok_or_else(|| format!("an offset is a number from -{MAX_OFFSET} to {MAX_OFFSET}"))
}

/// A format, or `auto`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DeclaredFormat(pub(crate) Option<InputFormat>);

pub(super) fn parse_format(text: &str) -> Result<DeclaredFormat, String> {
    if text == "auto" { Ok(DeclaredFormat(None)) } else { text.parse().map(|f| DeclaredFormat(Some(f))) }
}

pub(super) fn parse_n_parts(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|n| (1..=10_000).contains(n)).ok_or_else(|| "give 1 to 10000 blocks".to_owned())
}

/// Bytes, perhaps with K, M or G behind the number.
pub(super) fn parse_memory(text: &str) -> Result<u64, String> {
    let number = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let shift = match text[number.len()..].to_ascii_uppercase().as_str() {
        "" => Some(0),
        "K" | "KB" | "KIB" => Some(10),
        "M" | "MB" | "MIB" => Some(20),
        "G" | "GB" | "GIB" => Some(30),
        _ => None,
    };
    shift
        .zip(number.parse::<u64>().ok())
        .and_then(|(shift, number)| number.checked_mul(1 << shift))
        .ok_or_else(|| "a size is a whole number, perhaps with K, M or G behind it: 1500M, 2G".to_owned())
}

pub(super) fn parse_percent(text: &str) -> Result<f64, String> {
    let percent = text.parse().ok().filter(|percent| (0.0..=100.0).contains(percent));
    percent.ok_or_else(|| "a score in per cent lies between 0 and 100".to_owned())
}

pub(super) fn parse_burden(text: &str) -> Result<BurdenSource, String> {
    if text == "off" {
        return Ok(BurdenSource::Off);
    }
    let burden = text.parse().ok().filter(|burden| (0.0..=10_000.0).contains(burden));
    burden
        .map(BurdenSource::Reported)
        .ok_or_else(|| "a burden is a number of mutations per megabase, or off".to_owned())
}

pub(crate) fn parse_purity(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|purity| (0.0..=1.0).contains(purity))
        .ok_or_else(|| "tumour content lies between 0 and 1; write 35 % as 0.35".to_owned())
}

pub(super) fn parse_share(text: &str) -> Result<f64, String> {
    let share = text.parse().ok().filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| "a share lies between 0 and 1; write 5 % as 0.05".to_owned())
}

pub(super) fn parse_positive(text: &str) -> Result<f64, String> {
    text.parse().ok().filter(|n: &f64| n.is_finite() && *n > 0.0).ok_or_else(|| "a number over 0".to_owned())
}
