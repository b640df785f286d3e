//! Whether a sample is tissue of a lung carcinoma, and whether its RNA was measured.
//!
//! The axes are made for pieces of tumour. Normal lung has T cells and antigen presentation of its own, a lymph node
//! is full of T cells, a cell line has none: each gives axis values that look like a phenotype. A [`TissueScale`] holds
//! what the reference's own tumours show on a few lists of genes, and a sample is compared with it alone.

pub(crate) mod normal;
mod rules;

pub use rules::{TissueRules, TissueRulesError};

use evade_core::{ContentEstimate, Reason};
use serde::{Deserialize, Serialize};

use self::normal::NormalTissue;
use crate::build::quantile_of_rank;
use crate::stats::{quantile_sorted, round6, sorted};

/// What the reference's tumours show on the lists of [`TissueRules`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TissueScale {
    /// Id of the rules.
    pub rules: String,
    /// Epithelial genes.
    pub epithelium: GeneListScale,
    /// The lowest mean place of the epithelial genes in any carcinoma of the reference and the other laboratories.
    pub epithelium_limit: f64,
    /// Fibroblasts.
    pub fibroblasts: GeneListScale,
    /// Vessels.
    pub endothelium: GeneListScale,
    /// Leukocytes.
    pub leukocytes: GeneListScale,
    /// B cells.
    pub b_lineage: GeneListScale,
    /// Organs and tumours other than lung.
    pub others: Vec<OtherTissueScale>,
    /// The HLA genes whose reads are lost first.
    pub hla: Option<HlaPlaces>,
    /// Share of detected genes in the reference and where too few begin.
    pub depth: DepthScale,
    /// Normal lung, where the reference was given some.
    pub normal: Option<NormalTissue>,
}

/// A list of genes and where their mean place lies in the reference's tumours.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GeneListScale {
    /// Universe places.
    pub genes: Vec<u32>,
    /// Lowest.
    pub lowest: f64,
    /// 1st percentile.
    pub low: f64,
    /// Median.
    pub median: f64,
    /// 99th percentile.
    pub high: f64,
    /// 99.5th percentile.
    pub very_high: f64,
}

/// Genes of another organ or tumour.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OtherTissueScale {
    /// What it is, in words.
    pub words: String,
    /// From this mean place on it counts.
    pub limit: f64,
    /// Its genes in the reference.
    pub scale: GeneListScale,
}

/// Where the HLA genes are in the universe, and what is too low.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HlaPlaces {
    /// Class I and class II.
    pub classes: Vec<HlaClassPlaces>,
    /// Below this place a gene is as good as silent.
    pub silent: f64,
    /// From this place on a companion is where it always is.
    pub companion_from: f64,
}

/// The genes of one class.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HlaClassPlaces {
    /// The polymorphic genes.
    pub genes: Vec<u32>,
    /// So many of them silent are lost.
    pub lost_from: u32,
    /// The gene of the class that does not vary between people.
    pub companion: u32,
}

/// Share of the genes at hand that have a value above zero.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DepthScale {
    /// 1st percentile of the reference.
    pub reference_low: f64,
    /// Median of the reference.
    pub reference_median: f64,
    /// Below this the sample is doubted.
    pub low: f64,
    /// Below this it is not evaluable.
    pub minimum: f64,
}

/// What a sample's profile says of its tissue.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TissueFinding {
    pub(crate) reasons: Vec<Reason>,
    pub(crate) normal_lung: Option<ContentEstimate>,
    pub(crate) other_tissues: Vec<String>,
    /// Mean place of the epithelial genes.
    pub(crate) epithelium: Option<f64>,
    /// The class I genes are near zero and P must not be read.
    pub(crate) hla_lost: bool,
}

impl GeneListScale {
    pub(crate) fn of(genes: Vec<u32>, means: impl IntoIterator<Item = f64>) -> Self {
        let means = sorted(means);
        let quantile = |q| round6(quantile_sorted(&means, q));
        Self {
            genes,
            lowest: quantile(0.0),
            low: quantile(0.01),
            median: quantile(0.5),
            high: quantile(0.99),
            very_high: quantile(0.995),
        }
    }

    /// Mean place of the list, as told by the genes at hand; `None` under half of them.
    fn mean(&self, sample: &Sample<'_>) -> Option<f64> {
        sample.mean(&self.genes)
    }
}

/// A sample's profile as the gates see it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sample<'a> {
    /// Ranks of all universe genes.
    pub(crate) ranks: &'a [f64],
    /// Which of them are at hand.
    pub(crate) present: &'a [bool],
    /// The reference's median places.
    pub(crate) medians: &'a [f64],
}

impl Sample<'_> {
    /// Mean place of a list. The genes at hand tell how far the list lies from its place in the reference, and the missing
    /// ones are taken to lie as far, so that a filter does not move the mean. `None` when under half are at hand.
    pub(crate) fn mean(&self, genes: &[u32]) -> Option<f64> {
        let at_hand = genes.iter().filter(|&&g| self.present[g as usize]);
        let (mut n, mut deviation) = (0, 0.0);
        for &gene in at_hand {
            let gene = gene as usize;
            n += 1;
            deviation += quantile_of_rank(self.ranks[gene], self.ranks.len()) - self.medians[gene];
        }
        let usual: f64 = genes.iter().map(|&g| self.medians[g as usize]).sum();
        (n > 0 && 2 * n >= genes.len()).then(|| usual / genes.len() as f64 + deviation / n as f64)
    }
}

/// Mean rank quantile of some genes.
pub(crate) fn mean_place(ranks: &[f64], genes: &[u32]) -> f64 {
    let sum: f64 = genes.iter().map(|&g| quantile_of_rank(ranks[g as usize], ranks.len())).sum();
    sum / genes.len() as f64
}

impl TissueScale {
    /// Whether the genes lie inside the universe and the parts fit together.
    pub(crate) fn fits(&self, n_universe: usize) -> bool {
        let lists =
            [&self.epithelium, &self.fibroblasts, &self.endothelium, &self.leukocytes, &self.b_lineage];
        let hla = self.hla.iter().flat_map(|h| &h.classes).flat_map(|c| c.genes.iter().chain([&c.companion]));
        let mut genes = lists
            .into_iter()
            .chain(self.others.iter().map(|other| &other.scale))
            .flat_map(|list| &list.genes)
            .chain(hla);
        genes.all(|&g| (g as usize) < n_universe)
            && self.normal.as_ref().is_none_or(|normal| normal.fits(n_universe))
    }

    /// Looks at a sample's ranks. `detected` is the share of the genes at hand with a value above zero;
    /// `stated_other` says that the user states a tumour that is no lung carcinoma.
    pub(crate) fn look(
        &self,
        sample: &Sample<'_>,
        detected: Option<f64>,
        stated_other: bool,
    ) -> TissueFinding {
        let mut found = TissueFinding::default();
        let mean = |list: &GeneListScale| list.mean(sample);
        let below = |value: Option<f64>, limit: f64| value.is_some_and(|v| v < limit);
        let above = |value: Option<f64>, limit: f64| value.is_some_and(|v| v > limit);

        let epithelium = mean(&self.epithelium);
        found.epithelium = epithelium;
        let no_epithelium = below(epithelium, self.epithelium_limit);
        let leukocytes = above(mean(&self.leukocytes), self.leukocytes.high);
        let b_cells = above(mean(&self.b_lineage), self.b_lineage.high);
        let no_stroma = below(mean(&self.fibroblasts), self.fibroblasts.lowest)
            && below(mean(&self.endothelium), self.endothelium.low);
        if no_epithelium && (leukocytes || b_cells) {
            found.reasons.push(Reason::LymphoidOrBlood);
        } else if no_stroma {
            found.reasons.push(Reason::NoStroma);
        } else if b_cells {
            found.reasons.push(Reason::LymphoidLike);
        }
        if !stated_other {
            if no_epithelium {
                found.reasons.push(Reason::NotEpithelial);
            } else if below(epithelium, self.epithelium.low) {
                found.reasons.push(Reason::LowEpithelium);
            }
        }
        if let Some(detected) = detected {
            if detected < self.depth.minimum {
                found.reasons.push(Reason::DepthTooLow);
            } else if detected < self.depth.low {
                found.reasons.push(Reason::LowDepth);
            }
        }
        if let Some(normal) = &self.normal
            && let Some((content, reason)) = normal.look(sample)
        {
            found.normal_lung = Some(content);
            found.reasons.extend(reason);
        }
        if !stated_other {
            found.other_tissues = self
                .others
                .iter()
                .filter(|other| above(mean(&other.scale), other.limit))
                .map(|other| other.words.clone())
                .collect();
            if !found.other_tissues.is_empty() {
                found.reasons.push(Reason::OtherTissue);
            }
        }
        found.hla_lost = self.hla.as_ref().is_some_and(|hla| hla.are_lost(sample));
        if found.hla_lost {
            found.reasons.push(Reason::HlaGenesNotQuantified);
        }
        found
    }
}

impl HlaPlaces {
    /// Whether several genes of a class are near zero beside a companion that is where it always is.
    fn are_lost(&self, &Sample { ranks, present, .. }: &Sample<'_>) -> bool {
        let place = |g: u32| quantile_of_rank(ranks[g as usize], ranks.len());
        let is_silent = |g: &&u32| present[**g as usize] && place(**g) < self.silent;
        self.classes.iter().any(|class| {
            present[class.companion as usize]
                && place(class.companion) >= self.companion_from
                && class.genes.iter().filter(is_silent).count() >= class.lost_from as usize
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ten genes; the ranks put gene g at place (rank - 0.5) / 10.
    fn hla() -> HlaPlaces {
        HlaPlaces {
            classes: vec![
                HlaClassPlaces { genes: vec![0, 1, 2], lost_from: 2, companion: 9 },
                HlaClassPlaces { genes: vec![3, 4, 5], lost_from: 3, companion: 8 },
            ],
            silent: 0.5,
            companion_from: 0.8,
        }
    }

    fn sample<'a>(ranks: &'a [f64], present: &'a [bool]) -> Sample<'a> {
        const MEDIANS: [f64; 10] = [0.1, 0.3, 0.5, 0.7, 0.9, 0.1, 0.3, 0.5, 0.7, 0.9];
        Sample { ranks, present, medians: &MEDIANS }
    }

    #[test]
    fn hla_genes_are_lost_together_and_never_alone() {
        let are_lost = |ranks: [f64; 10]| hla().are_lost(&sample(&ranks, &[true; 10]));
        //                A    B    C    DRB1 DQA1 DQB1 .    .    DRA  B2M
        assert!(are_lost([1.0, 2.0, 3.0, 7.0, 8.0, 6.0, 4.0, 5.0, 9.0, 10.0]));
        assert!(are_lost([1.0, 2.0, 6.0, 8.0, 7.0, 3.0, 4.0, 5.0, 9.0, 10.0]));
        assert!(!are_lost([1.0, 8.0, 7.0, 6.0, 4.0, 5.0, 2.0, 3.0, 9.0, 10.0]));
        // class II: all three, beside a normal HLA-DRA
        assert!(are_lost([6.0, 7.0, 8.0, 1.0, 2.0, 3.0, 4.0, 5.0, 9.0, 10.0]));
        assert!(!are_lost([6.0, 7.0, 8.0, 1.0, 2.0, 5.5, 4.0, 3.0, 9.0, 10.0]));
        // B2M is low too: that is biology, or a tissue without HLA
        assert!(!are_lost([1.0, 2.0, 3.0, 7.0, 8.0, 6.0, 10.0, 5.0, 9.0, 4.0]));
        // a gene that the input lacks is not silent
        let mut present = [true; 10];
        present[0] = false;
        let ranks = [1.0, 2.0, 6.0, 8.0, 7.0, 3.0, 4.0, 5.0, 9.0, 10.0];
        assert!(!hla().are_lost(&sample(&ranks, &present)));
    }

    #[test]
    fn a_list_that_is_mostly_missing_says_nothing() {
        let list = GeneListScale::of(vec![0, 1, 2], [0.5, 0.6]);
        let ranks = [1.0, 2.0, 3.0, 4.0];
        assert_eq!(list.mean(&sample(&ranks, &[true, false, false, true])), None);
        // places 0.125 0.375 0.625 against 0.1 0.3 0.5: the mean is theirs
        let all = list.mean(&sample(&ranks, &[true; 4])).unwrap();
        assert!((all - 0.375).abs() < 1e-12, "{all}");
        // without the third, the other two lie 0.05 above the reference's 0.3
        let two = list.mean(&sample(&ranks, &[true, true, false, true])).unwrap();
        assert!((two - 0.35).abs() < 1e-12, "{two}");
    }
}
