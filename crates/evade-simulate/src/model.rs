//! The generative model: compartments, classes, marker programmes. Every number here is set by what is known or held
//! of tumours (docs/simulate.md says why), none is fitted to the phenotype rule.

use std::collections::{BTreeMap, BTreeSet};

use evade_core::{Phenotype, Signature};
use libm::{exp2, log2};

use crate::broken;
use crate::random::{Generator, normal_quantile};

/// Compartments of a tumour, in the order of all arrays here.
pub(crate) const COMPARTMENTS: [&str; 5] = ["tumour", "t_effector", "suppressive", "stroma", "normal"];
pub(crate) const TUMOUR: usize = 0;
pub(crate) const T_EFFECTOR: usize = 1;
pub(crate) const SUPPRESSIVE: usize = 2;
pub(crate) const STROMA: usize = 3;
const NORMAL: usize = 4;
pub(crate) type Fractions = [f64; 5];

/// The classes and their mean fractions of RNA.
pub(crate) const CLASSES: [(Phenotype, Fractions); 4] = [
    (Phenotype::Active, [0.46, 0.24, 0.08, 0.12, 0.10]),
    (Phenotype::Suppressed, [0.38, 0.14, 0.30, 0.10, 0.08]),
    (Phenotype::Excluded, [0.34, 0.06, 0.06, 0.44, 0.10]),
    (Phenotype::Desert, [0.79, 0.015, 0.03, 0.075, 0.09]),
];
/// The tumour whose profile is the reference's median profile: about the geometric mean of the classes.
const REFERENCE: Fractions = [0.60, 0.065, 0.09, 0.145, 0.10];

/// log2 TPM = 1.4 + 3.5 z of the median quantile: with 17,871 genes this sums up to a million, and 68 % of the genes
/// lie above 1 TPM.
const CURVE: (f64, f64) = (1.4, 3.5);
const QUANTILE_EDGE: f64 = 0.0005;

/// Mean log2 fold of a lineage's marker over the other compartments, of a state's marker, and their sd by gene.
const LINEAGE: f64 = 7.0;
const STATE: f64 = 5.0;
const FOLD_SD: f64 = 1.0;
const FOLD_FLOOR: f64 = 0.5;

/// Marker programmes: compartment, mean fold, sets of the catalogue. The first that names a gene decides its fold.
const PROGRAMMES: [(usize, f64, &[&str]); 6] = [
    (
        T_EFFECTOR,
        LINEAGE,
        &[
            "t_cells_danaher2017",
            "cd8_danaher2017",
            "mcp_t_cells",
            "cytotoxic_danaher2017",
            "cytotoxic_davoli2017",
            "teff_fehrenbacher2016",
            "cytotoxic_ctl_jiang2018",
            "nk_danaher2017",
            "coinhibition_t_rooney2015",
            "exhaustion_li2019",
            "mcp_cytotoxic_lymphocytes",
            "b_danaher2017",
            "tls_cabrita2020",
            "cdc1_luca_salcher",
        ],
    ),
    (T_EFFECTOR, STATE, &["trm_chu2023", "cd39_cd8_chow2023", "cdc2_combes2022", "mregdc_besca"]),
    (
        SUPPRESSIVE,
        LINEAGE,
        &[
            "treg_combes2022",
            "treg_tumour_zhang2018",
            "treg_danaher2017",
            "m2_combes2022",
            "spp1_mac_leader2021",
            "macrophage_danaher2017",
            "neutrophil_danaher2017",
            "mcp_neutrophils",
            "mcp_monocytic_lineage",
        ],
    ),
    (
        SUPPRESSIVE,
        STATE,
        &[
            "treg_tumour_chu2023",
            "spp1_mac_xue2022",
            "mdsc_gran_cristescu2022",
            "m2_martinez2006",
            "mdsc_mono_cristescu2022",
        ],
    ),
    (
        STROMA,
        LINEAGE,
        &[
            "fibroblasts_mcpcounter",
            "lrrc15_caf_dominguez2020",
            "caf_markers_nurmik2020",
            "pan_dcaf_galbo2021",
            "mycaf_ecm_kieffer2020",
            "mcp_endothelial_cells",
            "col13a1_matrix_fb_kim2020",
        ],
    ),
    (
        STROMA,
        STATE,
        &[
            "pan_mycaf_galbo2021",
            "f_tbrs_mariathasan2018",
            "c_ecm_chakravarthy2018",
            "stroma_cristescu2022",
            "fibroblast_activation_gao2024",
            "tgfb_hallmark",
        ],
    ),
];
/// Markers without a set of the catalogue: compartment, fold, genes.
const MARKERS: [(usize, f64, &[&str]); 2] = [
    (TUMOUR, 4.0, &["EPCAM", "KRT7", "KRT8", "KRT18", "KRT19", "CDH1", "MUC1"]),
    (NORMAL, 5.0, &["SFTPC", "SFTPB", "SFTPA1", "SFTPA2", "SFTPD", "SCGB1A1", "AGER", "FOXJ1", "CLDN18"]),
];
/// Regulatory T cells, about a quarter of the suppressive compartment, are T cells too (but not CD8 ones).
const T_LINEAGE: [&str; 2] = ["t_cells_danaher2017", "mcp_t_cells"];
const T_LINEAGE_IN_SUPPRESSIVE: f64 = -2.0;
/// Folds of MHC class II in macrophages, and in the B and dendritic cells that come with effector cells.
const MHC2: &str = "mhc2_liu2019";
const MHC2_FOLDS: [(usize, f64); 2] = [(SUPPRESSIVE, 3.0), (T_EFFECTOR, 1.5)];

/// Genes that interferon gamma induces, with the log2 response to a doubling of the signal.
const INDUCED: [(f64, &[&str]); 3] = [
    (1.0, &["ifng6_ayers2017", "inflammation_thompson2020"]),
    (0.35, &["mhc1_liu2019", "apm_wang2019"]),
    (0.5, &["mhc2_liu2019"]),
];
const INDUCED_SD_SHARE: f64 = 0.3;
const STRONGLY_INDUCED: [&str; 8] = ["CD274", "STAT1", "IDO1", "CXCL9", "CXCL10", "CXCL11", "GBP1", "IRF1"];
/// Interferon that is there without T cells, in units of the reference tumour's.
const INTERFERON_FLOOR: f64 = 0.25;
/// What an effector cell makes less of when suppressive cells or TGF-beta of the stroma are around.
const EFFECTOR_GENES: [&str; 12] =
    ["IFNG", "GZMA", "GZMB", "PRF1", "GNLY", "TBX21", "NKG7", "GZMH", "GZMK", "FASLG", "KLRD1", "KLRK1"];
const DAMPED_BY_SUPPRESSIVE: f64 = 0.5;
const DAMPED_BY_STROMA: f64 = 0.25;
/// Fibroblasts of a stroma-rich tumour are activated: more matrix for each cell.
const STROMA_ACTIVATION: f64 = 0.5;
const STROMA_ACTIVATION_SD: f64 = 0.3;
const STROMA_ACTIVATED_FROM: f64 = 4.0;
/// MHC class I of the tumour goes up and down as one.
const MHC1: &str = "mhc1_liu2019";
const MHC1_SD: f64 = 0.5;

/// Biological sd of a gene's log2 expression: log-normal around the median, with this sd of its logarithm.
const GENE_SD: (f64, f64) = (0.8, 0.4);
const GENE_SD_RANGE: (f64, f64) = (0.2, 2.5);
/// Programmes that have nothing to do with the classes (cell cycle, histology, handling): sd of a gene's loading.
const FACTORS: usize = 3;
const LOADING_SD: f64 = 0.35;
/// Transcript length in bases: median and sd of its logarithm.
const LENGTH: (f64, f64) = (2200.0, 0.6);
const LENGTH_RANGE: (f64, f64) = (200.0, 20_000.0);

/// The phenotype's word.
pub(crate) fn class_word(class: Phenotype) -> String {
    class.to_string()
}

/// Fractions of one tumour: a gamma number around each class mean with this coefficient of variation, made to add up
/// to one.
pub(crate) fn draw_fractions(class: Phenotype, cv: f64, random: &mut Generator) -> Fractions {
    let means = CLASSES.iter().find(|(c, _)| *c == class).map_or(REFERENCE, |(_, means)| *means);
    let mut fractions = if cv > 0.0 {
        let shape = 1.0 / (cv * cv);
        means.map(|mean| mean * random.gamma(shape) / shape)
    } else {
        means
    };
    let sum: f64 = fractions.iter().sum();
    for fraction in &mut fractions {
        *fraction /= sum;
    }
    fractions
}

/// What is fixed for a gene in all tumours of a cohort.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "four independent traits of a gene")]
pub(crate) struct GeneModel {
    pub(crate) symbol: String,
    /// log2 TPM in the reference tumour.
    pub(crate) base: f64,
    /// Expression in each compartment, relative to a compartment without marker.
    weights: Fractions,
    /// log2 of the weights' mean in the reference tumour.
    mixed: f64,
    induced: f64,
    is_effector: bool,
    is_activated: bool,
    is_mhc1: bool,
    sd: f64,
    loadings: [f64; FACTORS],
    pub(crate) length: f64,
    /// Whether any programme names it.
    pub(crate) is_marker: bool,
}

/// What is fixed for a tumour.
#[derive(Debug, Clone)]
pub(crate) struct TumourState {
    fractions: Fractions,
    /// log2 of an effector cell's activity.
    pub(crate) activity: f64,
    /// log2 of the interferon signal.
    pub(crate) interferon: f64,
    activation: f64,
    mhc1: f64,
    factors: [f64; FACTORS],
}

impl TumourState {
    pub(crate) fn draw(fractions: Fractions, random: &mut Generator) -> Self {
        let mut state = Self {
            fractions,
            activity: 0.0,
            interferon: 0.0,
            activation: random.normal(0.0, STROMA_ACTIVATION_SD),
            mhc1: random.normal(0.0, MHC1_SD),
            factors: std::array::from_fn(|_| random.normal(0.0, 1.0)),
        };
        state.follow_fractions();
        state.activation += STROMA_ACTIVATION * state.relative_stroma();
        state
    }

    /// The same tumour in another sample, with these fractions before noise. `noise` is the sd, in log2, of what the genes of a
    /// compartment, and of MHC class I, have in common; the factors move by twice as much of their own sd.
    pub(crate) fn sampled_again(&self, fractions: Fractions, noise: f64, random: &mut Generator) -> Self {
        let moved = fractions.map(|fraction| fraction * exp2(random.normal(0.0, noise)));
        let sum: f64 = moved.iter().sum();
        let mut state = Self { fractions: moved.map(|fraction| fraction / sum), ..self.clone() };
        state.follow_fractions();
        state.activation += STROMA_ACTIVATION * (state.relative_stroma() - self.relative_stroma());
        state.mhc1 += random.normal(0.0, noise);
        for factor in &mut state.factors {
            *factor += random.normal(0.0, 2.0 * noise);
        }
        state
    }

    /// log2 of the stroma, relative to the reference tumour's.
    fn relative_stroma(&self) -> f64 {
        log2(self.fractions[STROMA] / REFERENCE[STROMA])
    }

    /// Sets what follows from the fractions alone.
    fn follow_fractions(&mut self) {
        let relative = |c: usize| self.fractions[c] / REFERENCE[c];
        let activity = (1.0 + DAMPED_BY_SUPPRESSIVE + DAMPED_BY_STROMA)
            / (1.0 + DAMPED_BY_SUPPRESSIVE * relative(SUPPRESSIVE) + DAMPED_BY_STROMA * relative(STROMA));
        let interferon = (relative(T_EFFECTOR) * activity + INTERFERON_FLOOR) / (1.0 + INTERFERON_FLOOR);
        self.activity = log2(activity);
        self.interferon = log2(interferon);
    }
}

impl GeneModel {
    /// log2 expression in a tumour, up to a constant of the tumour.
    pub(crate) fn level(&self, tumour: &TumourState, random: &mut Generator) -> f64 {
        let mixed: f64 = self.weights.iter().zip(&tumour.fractions).map(|(w, f)| w * f).sum();
        let factors: f64 = self.loadings.iter().zip(&tumour.factors).map(|(l, f)| l * f).sum();
        let when = |condition: bool, value: f64| if condition { value } else { 0.0 };
        self.base + log2(mixed) - self.mixed
            + when(self.is_effector, tumour.activity)
            + when(self.is_activated, tumour.activation)
            + when(self.is_mhc1, tumour.mhc1)
            + self.induced * tumour.interferon
            + factors
            + random.normal(0.0, self.sd)
    }
}

impl GeneModel {
    /// A gene that no compartment has more of: its level in log2 TPM, and the sd of it.
    pub(crate) fn plain(symbol: &str, base: f64, sd: f64, length: f64) -> Self {
        Self {
            symbol: symbol.to_owned(),
            base,
            weights: [1.0; 5],
            mixed: log2(REFERENCE.iter().sum()),
            induced: 0.0,
            is_effector: false,
            is_activated: false,
            is_mhc1: false,
            sd,
            loadings: [0.0; FACTORS],
            length,
            is_marker: true,
        }
    }
}

/// The genes of a cohort, in the order of the reference's universe.
pub(crate) fn gene_models(
    universe: &[String],
    median_quantiles: &[f64],
    sets: &[Signature],
    seed: u64,
) -> crate::Result<Vec<GeneModel>> {
    let folds = marker_folds(sets, seed)?;
    let induced = induced_genes(sets, seed)?;
    let mhc1: BTreeSet<&str> = members(sets, MHC1)?.collect();
    let effector = BTreeSet::from(EFFECTOR_GENES);
    let models = universe.iter().zip(median_quantiles).map(|(symbol, &quantile)| {
        let mut random = Generator::new(seed, &format!("gene {symbol}"), 0);
        let fold = folds.get(symbol.as_str()).copied().unwrap_or_default();
        let weights = fold.map(exp2);
        let mixed: f64 = weights.iter().zip(&REFERENCE).map(|(w, f)| w * f).sum();
        let z = normal_quantile(quantile.clamp(QUANTILE_EDGE, 1.0 - QUANTILE_EDGE));
        GeneModel {
            symbol: symbol.clone(),
            base: CURVE.0 + CURVE.1 * z,
            weights,
            mixed: log2(mixed),
            induced: induced.get(symbol.as_str()).copied().unwrap_or(0.0),
            is_effector: effector.contains(symbol.as_str()),
            is_activated: fold[STROMA] >= STROMA_ACTIVATED_FROM,
            is_mhc1: mhc1.contains(symbol.as_str()),
            sd: random.log_normal(GENE_SD.0, GENE_SD.1).clamp(GENE_SD_RANGE.0, GENE_SD_RANGE.1),
            loadings: std::array::from_fn(|_| random.normal(0.0, LOADING_SD)),
            length: random.log_normal(LENGTH.0, LENGTH.1).clamp(LENGTH_RANGE.0, LENGTH_RANGE.1),
            is_marker: folds.contains_key(symbol.as_str()) || induced.contains_key(symbol.as_str()),
        }
    });
    Ok(models.collect())
}

/// Genes of a set of the catalogue.
pub(crate) fn members<'a>(
    sets: &'a [Signature],
    id: &str,
) -> crate::Result<impl Iterator<Item = &'a str> + use<'a>> {
    let set = sets.iter().find(|set| set.id == id);
    let set = set.ok_or_else(|| {
        broken(format!("the catalogue has no set '{id}', which the model of simulated tumours uses"))
    })?;
    Ok(set.up.iter().map(String::as_str))
}

fn marker_folds(sets: &[Signature], seed: u64) -> crate::Result<BTreeMap<&str, Fractions>> {
    let mut folds: BTreeMap<&str, Fractions> = BTreeMap::new();
    for (compartment, mean, ids) in PROGRAMMES {
        for id in ids {
            for gene in members(sets, id)? {
                let fold = &mut folds.entry(gene).or_default()[compartment];
                if *fold == 0.0 {
                    let mut random = Generator::new(seed, &format!("fold {gene}"), compartment as u64);
                    *fold = random.normal(mean, FOLD_SD).max(FOLD_FLOOR);
                }
            }
        }
    }
    for id in T_LINEAGE {
        for gene in members(sets, id)?.filter(|gene| !["CD8A", "CD8B"].contains(gene)) {
            let fold = folds.entry(gene).or_default();
            if fold[SUPPRESSIVE] == 0.0 {
                fold[SUPPRESSIVE] = (fold[T_EFFECTOR] + T_LINEAGE_IN_SUPPRESSIVE).max(0.0);
            }
        }
    }
    for gene in members(sets, MHC2)? {
        for (compartment, fold) in MHC2_FOLDS {
            folds.entry(gene).or_default()[compartment] = fold;
        }
    }
    for (compartment, fold, genes) in MARKERS {
        for gene in genes {
            folds.entry(gene).or_default()[compartment] = fold;
        }
    }
    Ok(folds)
}

fn induced_genes(sets: &[Signature], seed: u64) -> crate::Result<BTreeMap<&str, f64>> {
    let mut induced = BTreeMap::new();
    for (response, ids) in INDUCED {
        for id in ids {
            for gene in members(sets, id)? {
                let mut random = Generator::new(seed, &format!("induced {gene}"), 0);
                induced
                    .entry(gene)
                    .or_insert_with(|| random.normal(response, INDUCED_SD_SHARE * response).max(0.0));
            }
        }
    }
    induced.extend(STRONGLY_INDUCED.map(|gene| (gene, 1.0)));
    Ok(induced)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_add_up_and_their_means_are_the_classes() {
        for (class, means) in CLASSES {
            assert!((means.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            let n = 4000;
            let mut sums = [0.0; 5];
            for i in 0..n {
                let fractions = draw_fractions(class, 0.5, &mut Generator::new(1, "fractions", i));
                assert!((fractions.iter().sum::<f64>() - 1.0).abs() < 1e-12);
                assert!(fractions.iter().all(|&f| f > 0.0));
                sums.iter_mut().zip(fractions).for_each(|(sum, f)| *sum += f / n as f64);
            }
            // making them add up to one pulls the largest down a little
            for (sum, mean) in sums.iter().zip(means) {
                assert!((sum - mean).abs() < 0.02 + 0.12 * mean, "{class}: {sum} for {mean}");
            }
        }
    }

    #[test]
    fn without_variation_a_tumour_is_its_class() {
        for (class, means) in CLASSES {
            let fractions = draw_fractions(class, 0.0, &mut Generator::new(1, "fractions", 0));
            assert!(fractions.iter().zip(means).all(|(f, m)| (f - m).abs() < 1e-12));
        }
    }

    #[test]
    fn markers_follow_their_compartment() {
        let sets = crate::tests::sets();
        let universe: Vec<String> = ["CD8A", "COL1A1", "TBP", "CXCL9"].map(String::from).to_vec();
        let models = gene_models(&universe, &[0.5; 4], &sets, 1).unwrap();
        let level = |class: usize, gene: usize| {
            let tumour = TumourState::draw(CLASSES[class].1, &mut Generator::new(1, "tumour", 0));
            let quiet = GeneModel { sd: 0.0, loadings: [0.0; FACTORS], ..models[gene].clone() };
            quiet.level(&tumour, &mut Generator::new(1, "noise", 0))
        };
        let (active, excluded, desert) = (0, 2, 3);
        assert!(level(active, 0) > level(excluded, 0) && level(excluded, 0) > level(desert, 0));
        assert!(level(excluded, 1) > level(active, 1) + 1.0);
        assert!((level(active, 2) - level(desert, 2)).abs() < 1e-9);
        assert!(level(active, 3) > level(desert, 3) + 2.0);
    }
}
