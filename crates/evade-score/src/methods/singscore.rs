//! singscore (Foroutan 2018, doi 10.1186/s12859-018-2435-4).
//!
//! With p genes ranked ascending from 1 and k members of mean rank m, the score is
//! (m - lo) / (hi - lo) - 0.5 with lo = (k + 1) / 2 and hi = (2 p - k + 1) / 2, so hi - lo = p - k.
//! It runs from -0.5 (members wholly at the bottom) to 0.5. Down members are scored from the other end and added:
//! a set with both runs from -1 to 1. Down members alone run from -0.5 to 0.5.
//!
//! When it is not known which members rise, the distance of each rank from the sample's median rank takes the rank's
//! place. With a file of stable genes, a gene's rank is the share of these that it exceeds.

use std::fmt;

use evade_core::{BoundSet, Reason};

use crate::methods::median::median;
use crate::methods::{
    Kernel, Sample, SampleMethod, ScorableSets, Scoring, Scratch, no_member_or_no_other, up_less_down,
};
use crate::parameters::Parameters;
use crate::{MethodError, RankedSample, RunContext};

/// Name on the command line.
pub(crate) const NAME: &str = "singscore";
/// Parameters, in words.
pub(crate) const PARAMETERS: &str =
    "ties=average|min, direction=known|unknown, centred=true|false, stable=FILE, dispersion=true|false";

/// How equal values share ranks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ties {
    /// All get the mean of their ranks.
    Average,
    /// All get the lowest of their ranks (the R package's default).
    Min,
}

/// Whether it is known which members rise with the score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Up members rise, down members fall.
    Known,
    /// Any member may rise or fall; up and down members are one set.
    Unknown,
}

/// singscore with its parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct Singscore {
    /// Tie rule; without effect among stable genes.
    pub ties: Ties,
    /// Whether the sides of a set mean anything.
    pub direction: Direction,
    /// Whether a score of known direction has 0 in the middle.
    pub centred: bool,
    /// File of stable genes, if ranks are taken among these.
    pub stable: Option<String>,
    /// Whether the spread of the members' ranks is written in place of the score.
    pub dispersion: bool,
}

impl Singscore {
    pub(crate) fn read(parameters: &mut Parameters<'_>) -> Result<Self, MethodError> {
        let method = Self {
            ties: parameters.choice("ties", &[("average", Ties::Average), ("min", Ties::Min)])?,
            direction: parameters
                .choice("direction", &[("known", Direction::Known), ("unknown", Direction::Unknown)])?,
            centred: parameters.flag("centred", true)?,
            stable: parameters.text("stable").map(str::to_owned),
            dispersion: parameters.flag("dispersion", false)?,
        };
        let refuse = |key, value: &str, expected: &str| {
            Err(MethodError::BadValue { key, value: value.to_owned(), expected: expected.to_owned() })
        };
        if method.stable.as_deref() == Some("") {
            return refuse("stable", "", "the name of a file of genes");
        }
        if method.stable.is_some() && method.direction == Direction::Unknown {
            // The distance from the median rank is made of whole ranks.
            return refuse("direction", "unknown", "known when stable genes are given");
        }
        Ok(method)
    }
}

impl Scoring for Singscore {
    fn kernel(&self, context: &RunContext) -> Kernel {
        let dispersion = self.dispersion;
        let offset = if self.centred { 0.0 } else { 0.5 };
        match (&self.stable, self.direction) {
            (Some(file), _) => Kernel::sample(AmongStable {
                stable: context.gene_lists.get(file).cloned().unwrap_or_default(),
                offset,
                dispersion,
            }),
            (None, Direction::Known) => {
                Kernel::sample(KnownDirection { ties: self.ties, offset, dispersion })
            }
            (None, Direction::Unknown) => Kernel::sample(UnknownDirection { ties: self.ties, dispersion }),
        }
    }

    fn gene_list(&self) -> Option<&str> {
        self.stable.as_deref()
    }
}

impl fmt::Display for Singscore {
    /// Parameters other than `ties` are written when they differ from their default.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ties = match self.ties {
            Ties::Average => "average",
            Ties::Min => "min",
        };
        write!(f, "{NAME}(ties={ties}")?;
        if self.direction == Direction::Unknown {
            f.write_str(",direction=unknown")?;
        }
        if !self.centred {
            f.write_str(",centred=false")?;
        }
        if let Some(file) = &self.stable {
            write!(f, ",stable={file}")?;
        }
        if self.dispersion {
            f.write_str(",dispersion=true")?;
        }
        f.write_str(")")
    }
}

/// Twice a rank of which ties are the average or the lowest: a whole number, so that sums are exact in any order.
#[inline]
fn twice_rank(ranked: RankedSample<'_>, gene: u32, ties: Ties) -> u32 {
    let standing = ranked.standing(gene);
    match ties {
        Ties::Average => standing.twice_average_rank(),
        Ties::Min => 2 * standing.min_rank(),
    }
}

/// What is added to a centred score to put 0 at its lower end: `offset` for each side that has members.
#[inline]
fn uncentred(set: BoundSet<'_>, offset: f64, score: f64) -> f64 {
    let n_sides = u8::from(!set.up.is_empty()) + u8::from(!set.down.is_empty());
    score + offset * f64::from(n_sides)
}

/// The median absolute deviation from the median, times the factor that makes it the standard deviation of a normal
/// distribution. Reorders `numbers`.
fn deviation(numbers: &mut [f64]) -> f64 {
    let middle = median(numbers);
    for number in &mut *numbers {
        *number = (*number - middle).abs();
    }
    1.4826 * median(numbers)
}

/// The deviation of the ranks of a set; of a set with both sides the mean of the two.
fn dispersion_of(set: BoundSet<'_>, buffer: &mut Vec<f64>, rank: impl Fn(u32) -> f64) -> f64 {
    let mut side = |members: &[u32]| {
        buffer.clear();
        buffer.extend(members.iter().map(|&gene| rank(gene)));
        deviation(buffer)
    };
    match (set.up.is_empty(), set.down.is_empty()) {
        (false, true) => side(set.up),
        (true, false) => side(set.down),
        _ => f64::midpoint(side(set.up), side(set.down)),
    }
}

struct KnownDirection {
    ties: Ties,
    offset: f64,
    dispersion: bool,
}

impl SampleMethod for KnownDirection {
    fn uses_ranks(&self) -> bool {
        true
    }

    fn why_unscorable(&self, set: BoundSet<'_>, n_genes: usize) -> Option<Reason> {
        no_member_or_no_other(set, n_genes)
    }

    fn score(&self, sample: Sample<'_>, sets: ScorableSets<'_>, scratch: &mut Scratch, cells: &mut [f64]) {
        let ranked = sample.ranked;
        if self.dispersion {
            let rank = |gene| f64::from(twice_rank(ranked, gene, self.ties)) / 2.0;
            sets.score_each(cells, |set| dispersion_of(set, &mut scratch.values, rank));
        } else {
            sets.score_each(cells, |set| uncentred(set, self.offset, score(ranked, set, self.ties)));
        }
    }
}

struct UnknownDirection {
    ties: Ties,
    dispersion: bool,
}

impl UnknownDirection {
    /// The median of all ranks, rounded up.
    fn middle(&self, ranked: RankedSample<'_>) -> u32 {
        let p = ranked.n_genes();
        let twice_at =
            |place| ranked.ascending().nth(place).map_or(0, |gene| twice_rank(ranked, gene, self.ties));
        // The mean of the two middle ranks, which are one when p is odd: four times the median is a whole number.
        (twice_at((p - 1) / 2) + twice_at(p / 2)).div_ceil(4)
    }
}

impl SampleMethod for UnknownDirection {
    fn uses_ranks(&self) -> bool {
        true
    }

    fn why_unscorable(&self, set: BoundSet<'_>, n_genes: usize) -> Option<Reason> {
        match set.n_found() {
            0 => Some(Reason::NoGeneFound),
            n => (n >= n_genes).then_some(Reason::SetIsUniverse),
        }
    }

    fn score(&self, sample: Sample<'_>, sets: ScorableSets<'_>, scratch: &mut Scratch, cells: &mut [f64]) {
        let ranked = sample.ranked;
        let twice_middle = 2 * self.middle(ranked);
        let twice_distance = |gene: u32| twice_rank(ranked, gene, self.ties).abs_diff(twice_middle);
        let half_p = ranked.n_genes().div_ceil(2);
        let buffer = &mut scratch.values;
        sets.score_each(cells, |set| {
            let distances = set.up.iter().chain(set.down).map(|&gene| twice_distance(gene));
            if self.dispersion {
                buffer.clear();
                buffer.extend(distances.map(|twice| f64::from(twice) / 2.0));
                return deviation(buffer);
            }
            let sum: u64 = distances.map(u64::from).sum();
            let mean = sum as f64 / 2.0 / set.n_found() as f64;
            // Half as many distances as ranks are distinct.
            from_mean_rank(mean, set.n_found() / 2, half_p) + 0.5
        });
    }
}

struct AmongStable {
    stable: Vec<u32>,
    offset: f64,
    dispersion: bool,
}

impl SampleMethod for AmongStable {
    fn uses_ranks(&self) -> bool {
        true
    }

    fn why_unscorable(&self, set: BoundSet<'_>, _n_genes: usize) -> Option<Reason> {
        (set.n_found() == 0).then_some(Reason::NoGeneFound)
    }

    fn score(&self, sample: Sample<'_>, sets: ScorableSets<'_>, scratch: &mut Scratch, cells: &mut [f64]) {
        if self.stable.is_empty() {
            return;
        }
        let ranked = sample.ranked;
        let run_start = |gene: u32| ranked.standing(gene).run_start;
        // A gene exceeds another one when its run of equal values starts later.
        let starts = &mut scratch.places;
        starts.clear();
        starts.extend(self.stable.iter().map(|&gene| run_start(gene)));
        starts.sort_unstable();
        let n_exceeded = |gene: u32| starts.partition_point(|&start| start < run_start(gene));
        let share = |n: usize| n as f64 / (starts.len() + 1) as f64;
        sets.score_each(cells, |set| {
            if self.dispersion {
                return dispersion_of(set, &mut scratch.values, |gene| share(n_exceeded(gene) + 1));
            }
            let centred = up_less_down(set, |members| {
                let sum: usize = members.iter().map(|&gene| n_exceeded(gene) + 1).sum();
                share(sum) / members.len() as f64 - 0.5
            });
            uncentred(set, self.offset, centred)
        });
    }
}

/// Score of up members with mean rank `mean_rank` (ranks from 1).
#[inline]
#[must_use]
pub fn from_mean_rank(mean_rank: f64, k: usize, p: usize) -> f64 {
    let lowest = f64::midpoint(k as f64, 1.0);
    (mean_rank - lowest) / (p - k) as f64 - 0.5
}

/// Score of a set in a ranked sample. Each side must have fewer members than there are genes; a side without
/// members adds nothing.
#[inline]
#[must_use]
pub fn score(ranked: RankedSample<'_>, set: BoundSet<'_>, ties: Ties) -> f64 {
    score_with(set, ranked.n_genes(), |members| {
        let twice: u64 = members.iter().map(|&g| u64::from(twice_rank(ranked, g, ties))).sum();
        twice as f64 / 2.0
    })
}

/// Score of a set from ranks (from 1, possibly fractional) of all `p` genes of a universe.
#[must_use]
pub fn score_ranks(ranks: &[f64], set: BoundSet<'_>) -> f64 {
    score_with(set, ranks.len(), |members| members.iter().map(|&g| ranks[g as usize]).sum())
}

#[inline]
fn score_with(set: BoundSet<'_>, p: usize, rank_sum: impl Fn(&[u32]) -> f64) -> f64 {
    up_less_down(set, |members| from_mean_rank(rank_sum(members) / members.len() as f64, members.len(), p))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Ranker;

    fn score_of(values: &[f64], up: &[u32], down: &[u32], ties: Ties) -> f64 {
        let mut ranker = Ranker::new();
        let set = BoundSet { up, down, ..BoundSet::default() };
        score(ranker.rank(values), set, ties)
    }

    #[test]
    fn a_set_at_the_top_scores_one_half_and_at_the_bottom_minus_one_half() {
        let values = [1.0, 2.0, 3.0, 4.0, 5.0];
        assert_eq!(score_of(&values, &[3, 4], &[], Ties::Average), 0.5);
        assert_eq!(score_of(&values, &[0, 1], &[], Ties::Average), -0.5);
        assert_eq!(score_of(&values, &[3, 4], &[0, 1], Ties::Average), 1.0);
        assert_eq!(score_of(&values, &[], &[0, 1], Ties::Average), 0.5);
    }

    #[test]
    fn ties_by_hand() {
        // values 0 0 0 7: average ranks 2 2 2 4, minimum ranks 1 1 1 4; set of the first and the last gene,
        // k = 2, p = 4, lo = 1.5: average (3 - 1.5) / 2 - 0.5, minimum (2.5 - 1.5) / 2 - 0.5
        let values = [0.0, 0.0, 0.0, 7.0];
        assert_eq!(score_of(&values, &[0, 3], &[], Ties::Average), 0.25);
        assert_eq!(score_of(&values, &[0, 3], &[], Ties::Min), 0.0);
    }

    #[test]
    fn ranks_of_a_universe_give_the_same_score() {
        let ranks = [2.0, 2.0, 2.0, 4.0];
        let set = BoundSet { up: &[0, 3], ..BoundSet::default() };
        assert_eq!(score_ranks(&ranks, set), 0.25);
    }

    /// The score of one set by the kernel of a method as it is written.
    fn by(method: &str, values: &[f64], up: &[&str], down: &[&str]) -> f64 {
        let ids = (0..values.len()).map(|i| char::from(b'A' + i as u8).to_string()).collect();
        let genes = evade_core::GeneIndex::new(ids).unwrap();
        let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        let set = evade_core::Signature::plain("set", names(up), names(down));
        let sets = evade_core::BoundSets::bind(&[set], &genes);
        let mut context = RunContext { n_genes: values.len(), ..RunContext::default() };
        context.gene_lists.insert("stable.txt".into(), vec![0, 2, 3]);
        let method: crate::Method = method.parse().unwrap();
        let Kernel::Sample(kernel) = method.kernel(&context) else { panic!("{method} needs a cohort") };
        let unscorable = [kernel.why_unscorable(sets.set(0), values.len())];
        let (mut ranker, mut cells) = (Ranker::new(), [f64::NAN]);
        let sets = ScorableSets { sets: &sets, unscorable: &unscorable };
        let sample = Sample { values, ranked: ranker.rank(values) };
        kernel.score(sample, sets, &mut Scratch::default(), &mut cells);
        cells[0]
    }

    #[test]
    fn uncentred_scores_start_at_zero() {
        let values = [1.0, 2.0, 3.0, 4.0, 5.0];
        assert_eq!(by("singscore:centred=false", &values, &["D", "E"], &[]), 1.0);
        assert_eq!(by("singscore:centred=false", &values, &["A", "B"], &[]), 0.0);
        assert_eq!(by("singscore:centred=false", &values, &["D", "E"], &["A"]), 2.0);
        assert_eq!(by("singscore:centred=false", &values, &[], &["A"]), 1.0);
    }

    #[test]
    fn of_unknown_direction_both_ends_count() {
        // ranks 1 2 3 4 5, median 3, distances 2 1 0 1 2; k' = 1, p' = 3, lo = 1: {A, E} has (2 - 1) / (3 - 1), and
        // so have an up and a down gene at the ends
        let values = [1.0, 2.0, 3.0, 4.0, 5.0];
        assert_eq!(by("singscore:direction=unknown", &values, &["A", "E"], &[]), 0.5);
        assert_eq!(by("singscore:direction=unknown", &values, &["A"], &["E"]), 0.5);
        // four genes: median 2.5 rounded up to 3, D at distance 1; k' = 0, p' = 2, lo = 1/2: (1 - 1/2) / 2
        assert_eq!(by("singscore:direction=unknown", &[1.0, 2.0, 3.0, 4.0], &["D"], &[]), 0.25);
    }

    #[test]
    fn the_rank_among_stable_genes_is_the_share_exceeded() {
        // stable A C D of 1 5 7; B of 6 exceeds two: (1 + 2) / 4 - 0.5; C itself exceeds A alone: 2 / 4 - 0.5
        let values = [1.0, 6.0, 5.0, 7.0];
        assert_eq!(by("singscore:stable=stable.txt", &values, &["B"], &[]), 0.25);
        assert_eq!(by("singscore:stable=stable.txt", &values, &["C"], &[]), 0.0);
        assert_eq!(by("singscore:stable=stable.txt", &values, &["B"], &["C"]), 0.25);
        // a tie with a stable gene does not exceed it
        assert_eq!(by("singscore:stable=stable.txt", &[1.0, 5.0, 5.0, 7.0], &["B"], &[]), 0.0);
        assert!(by("singscore:stable=other.txt", &values, &["B"], &[]).is_nan());
    }

    #[test]
    fn dispersion_is_the_scaled_median_deviation_of_the_ranks() {
        // ranks 1 2 5: median 2, deviations 1 0 3, median 1; the down side 3 4: median 3.5, deviations 0.5 0.5
        let values = [1.0, 2.0, 3.0, 4.0, 5.0];
        let method = "singscore:dispersion=true";
        assert_eq!(by(method, &values, &["A", "B", "E"], &[]), 1.4826);
        assert!((by(method, &values, &["A", "B", "E"], &["C", "D"]) - 1.4826 * 0.75).abs() < 1e-15);
    }

    #[test]
    fn what_defines_the_number_is_written_and_read_back() {
        let written = |text: &str| text.parse::<crate::Method>().unwrap().to_string();
        assert_eq!(written("singscore"), "singscore(ties=average)");
        assert_eq!(
            written("singscore:dispersion=true,stable=housekeeping.txt,centred=false,ties=min"),
            "singscore(ties=min,centred=false,stable=housekeeping.txt,dispersion=true)"
        );
        let refused = "singscore:direction=unknown,stable=s.txt".parse::<crate::Method>().unwrap_err();
        assert_eq!(
            refused.to_string(),
            "'unknown' is no value of direction; it takes known when stable genes are given"
        );
    }
}
