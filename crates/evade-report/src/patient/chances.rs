//! How likely a sample would have shown what was not found in it, in words.

use evade_core::{DetectionChance, SeenVariant, VariantChange};

use super::words;
use crate::text::{two, whole};

/// From here on two decimals would read as certainty.
const NEARLY_ONE: f64 = 0.995;
const NEARLY_NONE: f64 = 0.005;

/// The formula and its assumptions, printed once per page.
pub(super) const NOTE: &str = "The chance to see a variant is that of three or more reads with it: P(X ≥ 3) for X ~ Binomial(depth, expected fraction), with \
     expected fraction = clonality × purity / (purity × copies + 2 × (1 − purity)). It assumes one mutated copy per cell in the share of the tumour cells \
     (clonality) that carries the variant in the sample in which it was found. Where tumour content is not stated, the lowest fraction among the \
     shared variants is taken; where these contradict the stated content, the highest. From 0.95 on a variant that was not found counts as one that would have been seen; \
     below, or without a depth, it is not evaluable.";

/// A chance with two decimals, never as certainty.
pub(super) fn chance(chance: f64) -> String {
    if chance >= NEARLY_ONE {
        "over 0.99".to_owned()
    } else if chance < NEARLY_NONE {
        "under 0.01".to_owned()
    } else {
        two(chance)
    }
}

/// Depth, its source and the expected fraction: "120 reads (own record at the position), expected fraction 0.31".
pub(super) fn basis(of: &DetectionChance) -> String {
    format!(
        "{} reads ({}), expected fraction {}",
        whole(of.depth),
        words::depth(of.depth_from),
        two(of.expected_vaf)
    )
}

/// What the expected fraction rests on: "clonality 0.85, purity 0.40 (stated tumour content), 2 copies (assumed)".
pub(super) fn assumptions(of: &DetectionChance) -> String {
    let purity = of.purity.map_or_else(
        || words::purity(of.purity_from).to_owned(),
        |purity| format!("purity {} ({})", two(purity), words::purity(of.purity_from)),
    );
    let copies = crate::text::short(of.copies);
    let copies = if copies == "1" { "1 copy".to_owned() } else { format!("{copies} copies") };
    format!("clonality {}, {purity}, {copies} ({})", two(of.clonality), words::copies(of.copies_from))
}

/// A variant in a sample: "0.31 (37 of 120 reads)".
pub(super) fn seen(seen: Option<&SeenVariant>) -> String {
    let Some(seen) = seen else { return "not found".to_owned() };
    let fraction = seen.vaf.map(two);
    let reads = match (seen.alt_reads, seen.depth) {
        (Some(alt), Some(depth)) => Some(format!("{alt} of {depth} reads")),
        (None, Some(depth)) => Some(format!("{depth} reads")),
        _ => None,
    };
    match (fraction, reads) {
        (Some(fraction), Some(reads)) => format!("{fraction} ({reads})"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => "found, fraction not stated".to_owned(),
    }
}

/// The least chance among variants; `None` where one of them has none.
pub(super) fn least(variants: &[&VariantChange]) -> Option<f64> {
    let chances: Option<Vec<f64>> =
        variants.iter().map(|variant| variant.chance.as_ref().map(|chance| chance.chance)).collect();
    chances?.into_iter().reduce(f64::min)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_chance_reads_as_certainty() {
        assert_eq!(
            [0.9999, 0.995, 0.9949, 0.62, 0.001].map(chance),
            ["over 0.99", "over 0.99", "0.99", "0.62", "under 0.01"]
        );
    }

    #[test]
    fn a_variant_says_what_is_known_of_it() {
        let of = |vaf, alt_reads, depth| seen(Some(&SeenVariant { vaf, depth, alt_reads }));
        assert_eq!(of(Some(0.3083), Some(37), Some(120)), "0.31 (37 of 120 reads)");
        assert_eq!(of(Some(0.3083), None, None), "0.31");
        assert_eq!(of(None, None, None), "found, fraction not stated");
        assert_eq!(seen(None), "not found");
    }
}
