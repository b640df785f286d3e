//! A readout in tumours of which both RNA and DNA are known: its distribution in altered and in unaltered tumours, how well
//! it tells them apart, and the line of the likelihood ratio.
//!
//! The logarithm of the ratio of the two densities is taken as a straight line in the value, which is what logistic
//! discrimination fits (Anderson JA, Biometrika 1972;59:19-35, doi 10.1093/biomet/59.1.19). Both groups weigh the same, as
//! much as the smaller of them has tumours, so that its size decides how far the slope is pulled towards 0.

use std::collections::BTreeMap;

use evade_core::{AlterationStatus, RatioLine, ReadoutStratum};

use super::rules::{AlteredBy, Readout, ReadoutRules};

/// Weight of half the square of the slope against the logarithm of the likelihood: a normal prior of standard deviation 2
/// (docs/methods/readouts.md compares it with others by the out-of-fold loss).
const SLOPE_PENALTY: f64 = 0.25;
/// Newton steps; two numbers are found after five to ten.
const STEPS: usize = 50;
/// Median absolute deviation to standard deviation, for a normal distribution.
const MAD_TO_SD: f64 = 1.4826;
/// No scale is smaller than this, in places.
const SCALE_FLOOR: f64 = 1e-4;
/// 97.5 % point of the normal distribution.
const Z_975: f64 = 1.959_963_984_540_054;

/// What DNA says of a tumour of a reference.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct KnownDna {
    /// The state of each gene that was judged.
    pub status: BTreeMap<String, AlterationStatus>,
    /// Genes that were tested for a homozygous deletion, and whether there is one.
    pub deleted: BTreeMap<String, bool>,
}

/// A tumour with the value of a readout.
#[derive(Debug, Clone, Copy)]
pub struct MeasuredTumour<'a> {
    /// Its histology.
    pub histology: &'a str,
    /// The value of the readout.
    pub value: f64,
    /// What DNA says of it.
    pub dna: &'a KnownDna,
}

/// Where a tumour of a reference stands with respect to a gene.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// The gene is altered in the way that the readout shows.
    Altered,
    /// The gene has no alteration, and those of its pathway have none either.
    Unaltered,
    /// The gene has an uncertain variant alone.
    Uncertain,
}

impl KnownDna {
    /// The group of the tumour; `None` for one that is in none: altered in another way, altered or uncertain elsewhere in
    /// the pathway, or not tested.
    #[must_use]
    pub fn group(&self, readout: &Readout, gene: &str) -> Option<Group> {
        let is_deleted = |gene: &str| self.deleted.get(gene) == Some(&true);
        match (readout.altered_by, self.status.get(gene)?) {
            (AlteredBy::Deletion, _) if is_deleted(gene) => Some(Group::Altered),
            (AlteredBy::Variant, AlterationStatus::Altered) => Some(Group::Altered),
            (_, AlterationStatus::Uncertain) if !is_deleted(gene) => Some(Group::Uncertain),
            (_, AlterationStatus::NotAltered) if !is_deleted(gene) => {
                let is_free = |partner: &str| {
                    self.status.get(partner) == Some(&AlterationStatus::NotAltered) && !is_deleted(partner)
                };
                readout.partners(gene).all(is_free).then_some(Group::Unaltered)
            }
            _ => None,
        }
    }
}

/// A readout of a gene in the tumours of each histology, in the order of their names; the shift of laboratories is left open.
#[must_use]
pub fn fit(
    rules: &ReadoutRules,
    readout: &Readout,
    gene: &str,
    tumours: &[MeasuredTumour<'_>],
) -> Vec<ReadoutStratum> {
    let mut strata: BTreeMap<&str, Groups> = BTreeMap::new();
    for tumour in tumours {
        let groups = strata.entry(tumour.histology).or_default();
        groups.deletions_known |= tumour.dna.deleted.contains_key(gene);
        match tumour.dna.group(readout, gene) {
            Some(Group::Altered) => groups.altered.push(round4(tumour.value)),
            Some(Group::Unaltered) => groups.unaltered.push(round4(tumour.value)),
            Some(Group::Uncertain) => groups.n_uncertain += 1,
            None => {}
        }
    }
    strata.into_iter().map(|(name, groups)| groups.stratum(name, rules, readout.loss_is_high())).collect()
}

/// The values of one histology.
#[derive(Default)]
struct Groups {
    altered: Vec<f64>,
    unaltered: Vec<f64>,
    n_uncertain: u32,
    deletions_known: bool,
}

impl Groups {
    fn stratum(mut self, histology: &str, rules: &ReadoutRules, loss_is_high: bool) -> ReadoutStratum {
        self.altered.sort_by(f64::total_cmp);
        self.unaltered.sort_by(f64::total_cmp);
        let n_altered = self.altered.len() as u32;
        let enough = n_altered.min(self.unaltered.len() as u32) >= rules.least_altered;
        ReadoutStratum {
            histology: histology.to_owned(),
            n_altered,
            n_unaltered: self.unaltered.len() as u32,
            n_uncertain: self.n_uncertain,
            deletions_known: self.deletions_known,
            laboratory_shift: None,
            auc: area(&self.altered, &self.unaltered, loss_is_high),
            line: enough.then(|| ratio_line(&self.altered, &self.unaltered, loss_is_high)),
            altered: self.altered,
            unaltered: self.unaltered,
        }
    }
}

/// Area under the ROC curve with its 95 % interval (Hanley and `McNeil`, Radiology 1982;143:29-36, doi
/// 10.1148/radiology.143.1.7063747); `None` when a group is empty.
fn area(altered: &[f64], unaltered: &[f64], loss_is_high: bool) -> Option<[f64; 3]> {
    if altered.is_empty() || unaltered.is_empty() {
        return None;
    }
    let (n_altered, n_unaltered) = (altered.len() as f64, unaltered.len() as f64);
    let wins: f64 = altered
        .iter()
        .map(|value| {
            let below = unaltered.partition_point(|other| other < value) as f64;
            let not_above = unaltered.partition_point(|other| other <= value) as f64;
            let half = f64::midpoint(below, not_above);
            if loss_is_high { half } else { n_unaltered - half }
        })
        .sum();
    let area = wins / (n_altered * n_unaltered);
    let two_altered = area / (2.0 - area);
    let two_unaltered = 2.0 * area * area / (1.0 + area);
    let variance = (area * (1.0 - area)
        + (n_altered - 1.0) * (two_altered - area * area)
        + (n_unaltered - 1.0) * (two_unaltered - area * area))
        / (n_altered * n_unaltered);
    let half_width = Z_975 * variance.max(0.0).sqrt();
    Some([area, (area - half_width).max(0.0), (area + half_width).min(1.0)].map(round4))
}

/// The line of the logarithm of the likelihood ratio. A slope against the direction of loss is set to 0.
fn ratio_line(altered: &[f64], unaltered: &[f64], loss_is_high: bool) -> RatioLine {
    let centre = middle(unaltered);
    let mut deviations: Vec<f64> = unaltered.iter().map(|value| (value - centre).abs()).collect();
    deviations.sort_by(f64::total_cmp);
    let scale = (MAD_TO_SD * middle(&deviations)).max(SCALE_FLOOR);
    let standard = |values: &[f64]| values.iter().map(|value| (value - centre) / scale).collect::<Vec<_>>();
    let (mut intercept, mut slope) = logistic(&standard(altered), &standard(unaltered));
    if (slope > 0.0) != loss_is_high {
        (intercept, slope) = (0.0, 0.0);
    }
    RatioLine {
        centre: round6(centre),
        scale: round6(scale),
        intercept: round6(intercept),
        slope: round6(slope),
    }
}

/// Intercept and slope of a logistic regression of altered against unaltered in which both groups weigh the same.
fn logistic(altered: &[f64], unaltered: &[f64]) -> (f64, f64) {
    let smaller = altered.len().min(unaltered.len()) as f64;
    let rows: Vec<(f64, f64, f64)> = altered
        .iter()
        .map(|&x| (x, 1.0, smaller / altered.len() as f64))
        .chain(unaltered.iter().map(|&x| (x, 0.0, smaller / unaltered.len() as f64)))
        .collect();
    let loss = |a: f64, b: f64| {
        let of_row = |&(x, y, weight): &(f64, f64, f64)| {
            let eta = a + b * x;
            // log(1 + e^eta) - y eta, without overflow
            weight * (eta.max(0.0) + libm::log1p(libm::exp(-eta.abs())) - y * eta)
        };
        rows.iter().map(of_row).sum::<f64>() + SLOPE_PENALTY / 2.0 * b * b
    };
    let (mut a, mut b) = (0.0, 0.0);
    for _ in 0..STEPS {
        let (mut ga, mut gb, mut haa, mut hab, mut hbb) = (0.0, SLOPE_PENALTY * b, 0.0, 0.0, SLOPE_PENALTY);
        for &(x, y, weight) in &rows {
            let p = 1.0 / (1.0 + libm::exp(-(a + b * x)));
            let (error, spread) = (weight * (p - y), weight * p * (1.0 - p));
            ga += error;
            gb += error * x;
            haa += spread;
            hab += spread * x;
            hbb += spread * x * x;
        }
        let determinant = haa * hbb - hab * hab;
        if determinant <= 0.0 {
            break;
        }
        let (mut da, mut db) = ((hbb * ga - hab * gb) / determinant, (haa * gb - hab * ga) / determinant);
        // A step that overshoots is halved.
        let before = loss(a, b);
        while loss(a - da, b - db) > before && da.abs() + db.abs() > 1e-12 {
            (da, db) = (da / 2.0, db / 2.0);
        }
        (a, b) = (a - da, b - db);
        if da.abs() + db.abs() < 1e-10 {
            break;
        }
    }
    (a, b)
}

/// Median of ascending values.
fn middle(sorted: &[f64]) -> f64 {
    let n = sorted.len();
    match n {
        0 => f64::NAN,
        _ if n % 2 == 1 => sorted[n / 2],
        _ => f64::midpoint(sorted[n / 2 - 1], sorted[n / 2]),
    }
}

fn round4(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

fn round6(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

#[cfg(test)]
mod tests {
    use super::super::rules::tests::rules;
    use super::*;

    fn dna(status: &[(&str, AlterationStatus)], deleted: Option<&[&str]>) -> KnownDna {
        KnownDna {
            status: status.iter().map(|(gene, status)| ((*gene).to_owned(), *status)).collect(),
            deleted: deleted.map_or_else(BTreeMap::new, |genes| {
                let tested = ["KEAP1", "NFE2L2", "CDKN2A"];
                tested.map(|gene| (gene.to_owned(), genes.contains(&gene))).into()
            }),
        }
    }

    #[test]
    fn the_unaltered_are_free_of_alterations_elsewhere_and_deletions_are_never_unaltered() {
        use AlterationStatus::{Altered, NotAltered, Uncertain};
        let rules = rules();
        let [nrf2, cdkn2a] = &rules.readout[..] else { panic!() };
        let keap1 = |keap1, nfe2l2, deleted| {
            dna(&[("KEAP1", keap1), ("NFE2L2", nfe2l2)], deleted).group(nrf2, "KEAP1")
        };
        assert_eq!(keap1(Altered, NotAltered, None), Some(Group::Altered));
        assert_eq!(keap1(Altered, Altered, None), Some(Group::Altered));
        assert_eq!(keap1(Uncertain, NotAltered, None), Some(Group::Uncertain));
        assert_eq!(keap1(NotAltered, NotAltered, None), Some(Group::Unaltered));
        assert_eq!(keap1(NotAltered, Altered, None), None);
        assert_eq!(keap1(NotAltered, Uncertain, None), None);
        assert_eq!(keap1(NotAltered, NotAltered, Some(&["KEAP1"])), None);
        assert_eq!(keap1(NotAltered, NotAltered, Some(&["NFE2L2"])), None);
        assert_eq!(keap1(AlterationStatus::NotTested, NotAltered, None), None);
        let p16 = |status, deleted| dna(&[("CDKN2A", status)], deleted).group(cdkn2a, "CDKN2A");
        assert_eq!(p16(Altered, Some(&["CDKN2A"])), Some(Group::Altered));
        assert_eq!(p16(NotAltered, Some(&["CDKN2A"])), Some(Group::Altered));
        assert_eq!(p16(Altered, Some(&[])), None);
        assert_eq!(p16(NotAltered, None), Some(Group::Unaltered));
        assert_eq!(KnownDna::default().group(cdkn2a, "CDKN2A"), None);
    }

    #[test]
    fn the_area_counts_pairs() {
        // Of 2 x 4 pairs 6 are won and 1 is a tie.
        let (altered, unaltered) = ([0.3, 0.9], [0.1, 0.2, 0.3, 0.5]);
        assert_eq!(area(&altered, &unaltered, true).unwrap()[0], 0.8125);
        assert_eq!(area(&altered, &unaltered, false).unwrap()[0], 0.1875);
        assert_eq!(area(&[], &unaltered, true), None);
        let [_, low, high] = area(&altered, &unaltered, true).unwrap();
        assert!(low < 0.8125 && 0.8125 < high);
    }

    #[test]
    fn the_line_is_that_of_a_logistic_regression() {
        // Symmetric groups: the line crosses 0 half way, and the gradient of the penalised loss vanishes.
        let (a, b) = logistic(&[1.0, 2.0, 3.0], &[-3.0, -2.0, -1.0]);
        assert!(a.abs() < 1e-9);
        let gradient = |b: f64| {
            SLOPE_PENALTY * b - 2.0 * [1.0, 2.0, 3.0].map(|x| x / (1.0 + f64::exp(b * x))).iter().sum::<f64>()
        };
        assert!(gradient(b).abs() < 1e-5, "{b}");
        // Groups that are alike have no slope, whatever their size.
        let (a, b) = logistic(&[0.0, 1.0], &[0.0, 1.0, 0.0, 1.0, 0.0, 1.0]);
        assert!(a.abs() < 1e-9 && b.abs() < 1e-9);
    }

    #[test]
    fn more_tumours_allow_a_steeper_line_and_the_wrong_direction_none() {
        let unaltered: Vec<f64> = (0..40).map(|i| f64::from(i % 10) / 10.0).collect();
        let few = ratio_line(&[1.1, 1.3], &unaltered, true);
        let many = ratio_line(&[1.1, 1.3].repeat(10), &unaltered, true);
        assert!(0.0 < few.slope && few.slope < many.slope);
        assert_eq!(ratio_line(&[1.1, 1.3], &unaltered, false).slope, 0.0);
        assert!(many.log_ratio(1.3) > 0.0 && many.log_ratio(0.1) < 0.0);
    }

    #[test]
    fn five_altered_tumours_are_needed_for_a_line() {
        let rules = rules();
        let altered = dna(&[("CDKN2A", AlterationStatus::NotAltered)], Some(&["CDKN2A"]));
        let unaltered = dna(&[("CDKN2A", AlterationStatus::NotAltered)], Some(&[]));
        let tumours = |n: usize| -> Vec<MeasuredTumour<'_>> {
            let of = |dna, value| MeasuredTumour { histology: "LUSC", value, dna };
            let low = (0..n).map(|i| of(&altered, 0.01 * i as f64));
            low.chain((0..9).map(|i| of(&unaltered, 0.5 + 0.01 * f64::from(i)))).collect()
        };
        let [four] = &fit(&rules, &rules.readout[1], "CDKN2A", &tumours(4))[..] else { panic!() };
        assert_eq!((four.n_altered, four.n_unaltered, four.line), (4, 9, None));
        assert_eq!(four.auc.unwrap()[0], 1.0);
        let [five] = &fit(&rules, &rules.readout[1], "CDKN2A", &tumours(5))[..] else { panic!() };
        assert!(five.line.unwrap().slope < 0.0);
    }
}
