//! What genes of the sex chromosomes show in the RNA of a sample, to find exchanged samples.
//!
//! The place of a gene is the share of the detected genes that are lower in the same sample: it needs no other sample and is
//! the same in TPM, FPKM and their logarithms. Genes without expression do not count, or a stray read of a shallow library
//! would lie above half of all genes.

use evade_core::RnaSex;

/// Genes of chromosome Y that most tissues of men express.
pub const Y_GENES: [&str; 5] = ["RPS4Y1", "DDX3Y", "KDM5D", "UTY", "EIF1AY"];
/// The RNA that silences the second X.
pub const XIST: &str = "XIST";

/// Genes of chromosome Y that must be at hand.
const MIN_Y_GENES: usize = 3;
/// Detected genes from which a place says something: a panel's genes are chosen by their expression.
const MIN_DETECTED: usize = 5_000;

/// Median place of the Y genes from which they are expressed, and below which they are not. Of TCGA LUAD with a stated sex
/// 132 of 133 men lie at 0.25 or above, and 138 of 139 women below 0.10.
const Y_PLACES: Bounds = Bounds { expressed: 0.25, silent: 0.10 };
/// The same for XIST: women without Y genes lie at 0.7 or above, men at 0.3 or below; tumours that lost a part lie between.
const XIST_PLACES: Bounds = Bounds { expressed: 0.50, silent: 0.35 };

/// Places from which a gene is expressed and below which it is not; between them it is open.
struct Bounds {
    expressed: f64,
    silent: f64,
}

#[derive(Clone, Copy, PartialEq)]
enum Expressed {
    Yes,
    Open,
    No,
}

impl Bounds {
    fn judge(&self, place: f64) -> Expressed {
        match place {
            place if place >= self.expressed => Expressed::Yes,
            place if place < self.silent => Expressed::No,
            _ => Expressed::Open,
        }
    }
}

/// What the genes of the sex chromosomes show in one sample, from values of any unit in which genes can be ranked.
///
/// `values` are those of the other genes of the sample, `undetected` is the value up to which a gene has no expression, and
/// `y_genes` and `xist` are the values of the genes at hand. `None` with fewer than three genes of chromosome Y or 5,000
/// detected genes, or where XIST is missing and the Y genes lie between both bounds.
///
/// Only what is clear tells men from women: weak Y genes are no Y genes, and with XIST they are [`RnaSex::Both`].
///
/// ```
/// use evade_core::RnaSex;
/// use evade_phenotype::rna_sex;
///
/// let values: Vec<f64> = (0..10_000).map(f64::from).collect();
/// assert_eq!(rna_sex(&values, 0.0, &[9_000.0, 5_000.0, 4_000.0], Some(0.0)), Some(RnaSex::YGenes));
/// assert_eq!(rna_sex(&values, 0.0, &[0.0, 0.0, 12.0], Some(9_000.0)), Some(RnaSex::XistWithoutY));
/// ```
#[must_use]
pub fn rna_sex(values: &[f64], undetected: f64, y_genes: &[f64], xist: Option<f64>) -> Option<RnaSex> {
    let n_detected = values.iter().filter(|&&v| v > undetected).count();
    if y_genes.len() < MIN_Y_GENES || n_detected < MIN_DETECTED {
        return None;
    }
    let place = |value: f64| {
        let n_lower = values.iter().filter(|&&v| v > undetected && v < value).count();
        n_lower as f64 / n_detected as f64
    };
    let mut sorted = y_genes.to_vec();
    sorted.sort_by(f64::total_cmp);
    // Of four genes the lower of the middle two: Y genes have to be clear.
    let y = Y_PLACES.judge(place(sorted[(sorted.len() - 1) / 2]));
    let xist = xist.map(|value| XIST_PLACES.judge(place(value)));
    match (y, xist) {
        (Expressed::Yes, None | Some(Expressed::No)) => Some(RnaSex::YGenes),
        (Expressed::Yes, Some(_)) | (Expressed::Open, Some(Expressed::Yes)) => Some(RnaSex::Both),
        (Expressed::No, Some(Expressed::Yes)) => Some(RnaSex::XistWithoutY),
        (_, Some(_)) => Some(RnaSex::Neither),
        (Expressed::No, None) => Some(RnaSex::NoYGenes),
        (Expressed::Open, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of 10,000 detected genes, `n` per ten thousand lie below the value n.
    fn values() -> Vec<f64> {
        (0..3_000).map(|_| 0.0).chain((0..10_000).map(|n| f64::from(n) + 0.5)).collect()
    }

    fn sex(y: [f64; 5], xist: Option<f64>) -> Option<RnaSex> {
        rna_sex(&values(), 0.0, &y, xist)
    }

    const MAN: [f64; 5] = [9_800.0, 7_000.0, 6_000.0, 4_000.0, 5_000.0];
    const WOMAN: [f64; 5] = [1_500.0, 300.0, 100.0, 0.0, 0.0];

    #[test]
    fn clear_genes_tell_men_from_women() {
        assert_eq!(sex(MAN, Some(200.0)), Some(RnaSex::YGenes));
        assert_eq!(sex(MAN, None), Some(RnaSex::YGenes));
        assert_eq!(sex(WOMAN, Some(9_000.0)), Some(RnaSex::XistWithoutY));
        assert_eq!(sex(WOMAN, Some(200.0)), Some(RnaSex::Neither));
        assert_eq!(sex(WOMAN, None), Some(RnaSex::NoYGenes));
        assert_eq!(sex(MAN, Some(9_000.0)), Some(RnaSex::Both));
    }

    #[test]
    fn what_lies_between_the_bounds_is_never_a_conflict() {
        // a man's sample among a woman's reads, or Y lost in most cells
        let weak = [3_000.0, 1_800.0, 1_700.0, 900.0, 800.0];
        assert_eq!(sex(weak, Some(9_000.0)), Some(RnaSex::Both));
        assert_eq!(sex(weak, Some(100.0)), Some(RnaSex::Neither));
        assert_eq!(sex(weak, None), None);
        // XIST silenced in a part of the cells
        assert_eq!(sex(WOMAN, Some(4_000.0)), Some(RnaSex::Neither));
        assert_eq!(sex(MAN, Some(4_000.0)), Some(RnaSex::Both));
    }

    #[test]
    fn bounds_are_where_they_are_said_to_be() {
        let y = |value: f64| sex([value; 5], Some(0.0));
        assert_eq!(y(2_500.0), Some(RnaSex::YGenes));
        assert_eq!(y(2_499.0), Some(RnaSex::Neither));
        let xist = |value: f64| sex([999.0; 5], Some(value));
        assert_eq!(xist(5_000.0), Some(RnaSex::XistWithoutY));
        assert_eq!(xist(4_999.0), Some(RnaSex::Neither));
        assert_eq!(sex([1_000.0; 5], Some(5_000.0)), Some(RnaSex::Both));
    }

    #[test]
    fn a_logarithm_changes_nothing_and_genes_without_expression_do_not_count() {
        let log = |value: f64| (value + 1.0).log2();
        let logged: Vec<f64> = values().into_iter().map(log).collect();
        let y = MAN.map(log);
        assert_eq!(rna_sex(&logged, 0.0, &y, Some(log(200.0))), Some(RnaSex::YGenes));
        // One read of a gene in a library with 3,000 silent genes lies at the bottom.
        assert_eq!(rna_sex(&values(), 0.0, &[0.6; 5], Some(9_000.0)), Some(RnaSex::XistWithoutY));
    }

    #[test]
    fn panels_and_matrices_without_y_genes_tell_nothing() {
        assert_eq!(rna_sex(&values(), 0.0, &MAN[..2], Some(0.0)), None);
        assert_eq!(rna_sex(&values()[..7_999], 0.0, &MAN, Some(0.0)), None);
        assert_eq!(rna_sex(&[], 0.0, &[], None), None);
    }
}
