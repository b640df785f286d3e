//! What the reference's tumours show on the lists of the tissue rules.

use std::collections::HashMap;

use super::profiles::Profiles;
use super::{BuildInput, bind};
use crate::build::quantile_of_rank;
use crate::random::Generator;
use crate::stats::{quantile_sorted, round6, sorted};
use crate::tissue::normal::{GenePlaces, NormalTissue, SHARES, contrast, mixture_quantiles};
use crate::tissue::{
    DepthScale, GeneListScale, HlaClassPlaces, HlaPlaces, OtherTissueScale, TissueRules, TissueScale,
    mean_place,
};

/// Mixtures of a tumour and a normal sample that are made.
const MIXTURES: usize = 300;
/// Genes of a list below which it says nothing on this universe.
const MIN_GENES: usize = 3;

/// Samples of normal tissue.
pub struct BuildNormals<'a> {
    /// Where they come from.
    pub name: &'a str,
    /// Id and ranks of each on the universe.
    pub samples: Vec<(&'a str, &'a [f64])>,
    /// Ranks of a mixture: the tumour (place in the caller's list, [`source`](super::BuildSample::source)), the normal sample (its place
    /// in `samples`) and the share of the RNA that is normal.
    pub mix: &'a dyn Fn(usize, usize, f64) -> Vec<f64>,
}

impl std::fmt::Debug for BuildNormals<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BuildNormals").field("name", &self.name).field("n", &self.samples.len()).finish()
    }
}

/// The scale of the tissue gates; `None` when the universe has too few genes of a list, as on a small panel.
pub(super) fn tissue_scale(
    rules: &TissueRules,
    input: &BuildInput<'_>,
    profiles: &Profiles<'_>,
) -> Option<TissueScale> {
    let bound = bind(input.signatures, &input.universe);
    let places: HashMap<&String, u32> =
        input.universe.iter().enumerate().map(|(place, symbol)| (symbol, place as u32)).collect();
    let steady = |gene: &u32| input.steady[*gene as usize];
    let by_symbol = |symbols: &[String]| -> Vec<u32> {
        let known = symbols.iter().filter_map(|symbol| places.get(symbol).copied());
        let mut genes: Vec<u32> = known.filter(steady).collect();
        genes.sort_unstable();
        genes
    };
    let by_signature = |id: &str| -> Vec<u32> {
        let signature = input.signatures.iter().position(|s| s.id == id);
        signature.map_or(Vec::new(), |i| bound.set(i).up.iter().copied().filter(steady).collect())
    };
    let means = |genes: &[u32]| input.samples.iter().map(|s| mean_place(s.ranks, genes)).collect::<Vec<_>>();
    let scale = |genes: Vec<u32>| {
        (genes.len() >= MIN_GENES).then(|| {
            let means = means(&genes);
            GeneListScale::of(genes, means)
        })
    };
    let epithelium = scale(by_symbol(&rules.epithelium))?;
    let others = rules
        .other
        .iter()
        .filter_map(|other| {
            let scale = scale(by_symbol(&other.genes))?;
            let limit = scale.very_high.max(rules.expressed);
            Some(OtherTissueScale { words: other.words.clone(), limit, scale })
        })
        .collect();
    // The HLA genes are looked at one by one, wherever laboratories put them.
    let hla_genes = |symbols: &[String]| -> Vec<u32> {
        symbols.iter().filter_map(|symbol| places.get(symbol).copied()).collect()
    };
    let hla_class = |genes: &[String], lost_from: u32, companion: &String| {
        let companion = *places.get(companion)?;
        Some(HlaClassPlaces { genes: hla_genes(genes), lost_from, companion })
    };
    let classes = [
        hla_class(&rules.hla.class_1, rules.hla.class_1_silent, &rules.hla.companion_1),
        hla_class(&rules.hla.class_2, rules.hla.class_2_silent, &rules.hla.companion_2),
    ];
    let hla = HlaPlaces {
        classes: classes.into_iter().flatten().collect(),
        silent: rules.hla.silent,
        companion_from: rules.hla.companion_from,
    };
    let detected = sorted(input.samples.iter().map(|s| s.detected));
    let detected_low = round6(quantile_sorted(&detected, 0.01));
    Some(TissueScale {
        rules: rules.id.clone(),
        epithelium_limit: epithelium.lowest,
        epithelium,
        fibroblasts: scale(by_signature(&rules.fibroblasts))?,
        endothelium: scale(by_signature(&rules.endothelium))?,
        leukocytes: scale(by_signature(&rules.leukocytes))?,
        b_lineage: scale(by_signature(&rules.b_lineage))?,
        others,
        hla: (!hla.classes.is_empty()).then_some(hla),
        depth: DepthScale {
            reference_low: detected_low,
            reference_median: round6(quantile_sorted(&detected, 0.5)),
            low: round6(detected_low - rules.depth.low),
            minimum: round6(detected_low - rules.depth.minimum),
        },
        normal: input.normals.as_ref().map(|normals| normal_tissue(rules, normals, input, profiles)),
    })
}

fn normal_tissue(
    rules: &TissueRules,
    normals: &BuildNormals<'_>,
    input: &BuildInput<'_>,
    profiles: &Profiles<'_>,
) -> NormalTissue {
    let (p, tumours) = (profiles.medians.len(), &input.samples);
    let gene = |g: usize| GenePlaces {
        tumours: &profiles.sorted[g],
        normals: normals.samples.iter().map(|(_, ranks)| quantile_of_rank(ranks[g], p)).collect(),
    };
    let candidates = (0..p).filter(|&g| input.steady[g]);
    let (up, down) = contrast(candidates, rules.normal.genes as usize, gene);
    let score = |ranks: &[f64]| mean_place(ranks, &up) - mean_place(ranks, &down);
    let own = sorted(normals.samples.iter().map(|(_, ranks)| score(ranks)));
    // The order of the ids makes the draws independent of the order in which samples were given.
    let mut order: Vec<usize> = (0..normals.samples.len()).collect();
    order.sort_by_key(|&i| normals.samples[i].0);
    let mut generator = Generator::named("mixtures with normal tissue");
    let scores: Vec<[f64; SHARES.len()]> = (0..MIXTURES)
        .map(|_| {
            let tumour = tumours[generator.below(tumours.len())].source;
            let normal = order[generator.below(order.len())];
            SHARES.map(|share| score(&(normals.mix)(tumour, normal, share)))
        })
        .collect();
    let limit = round6(quantile_sorted(&own, 0.01));
    NormalTissue {
        name: normals.name.to_owned(),
        n: normals.samples.len() as u32,
        limit,
        much: rules.normal.much,
        too_much: rules.normal.too_much,
        mixtures: mixture_quantiles(&scores),
        up,
        down,
    }
}
