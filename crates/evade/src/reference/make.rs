//! Building a frozen reference from matrices: one universe, ranks, scores, and what lies beside it.

use std::collections::{BTreeMap, HashMap};

use evade_core::{
    BoundSets, FeatureReason, GeneId, GeneTable, ReadoutScale, SampleSource, ScaleKind, SeveralRows,
    Signature,
};
use evade_io::GeneView;
use evade_phenotype::{
    Agreement, BuildInput, BuildNormals, BuildSample, FeatureTumour, Features, LeftOut, OtherTumours,
    Reference, Rules, TissueRules, build_beside, fit_features, median_quantiles, profile_correlation,
};
use evade_resistance::ReadoutValue;
use evade_score::{UniverseRanker, UniverseView};
use evade_stream::ReadError;
use rayon::prelude::*;

use super::readouts::{DnaOfTumours, ReadTumour};
use crate::cohort::{CallSetup, MatrixCaller, Scratch, score_on_universe};
use crate::error::UsageError;
use crate::expression::Matrix;
use crate::inputs::member_digest;
use crate::log::Log;
use crate::readouts::Readouts;

/// One cohort of a reference to be built, or beside it.
pub(crate) struct CohortInput<'a> {
    pub(crate) name: String,
    /// Its histology, where the reference keeps histologies apart.
    pub(crate) stratum: Option<String>,
    pub(crate) matrix: &'a Matrix,
    /// Column and labels of each sample.
    pub(crate) samples: Vec<(usize, Vec<(String, String)>)>,
}

/// What a reference is called and compared with.
pub(crate) struct ReferenceIdentity<'a> {
    pub(crate) id: &'a str,
    pub(crate) title: &'a str,
    pub(crate) sources: Vec<String>,
    pub(crate) prior: Option<&'a Reference>,
}

/// What takes no part in medians and scales and makes the reference fit for others' samples.
#[derive(Default)]
pub(crate) struct Beside<'a> {
    /// Laboratories on whose places of genes axes and gates must agree.
    pub(crate) agree: Vec<CohortInput<'a>>,
    /// From this difference of median places on a gene is left out.
    pub(crate) within: f64,
    /// Laboratories whose tumours must pass the gates.
    pub(crate) pass: Vec<CohortInput<'a>>,
    /// Normal tissue.
    pub(crate) normal: Option<CohortInput<'a>>,
    /// What the tissue gates go by.
    pub(crate) tissue: Option<TissueRules>,
    /// What DNA says of the reference's tumours.
    pub(crate) dna: DnaOfTumours,
    /// Whether the features that mechanism rules read are described.
    pub(crate) features: bool,
}

/// What every step needs.
struct Maker<'a> {
    signatures: &'a [Signature],
    rules: &'a Rules,
    genes: &'a GeneTable,
    log: &'a Log<'a>,
    readouts: Readouts,
    features: Features,
}

/// A sample of the reference, ranked on the universe.
struct Ranked {
    cohort: usize,
    sample: usize,
    ranks: Vec<f64>,
    scores: Vec<f64>,
    steady_scores: Vec<f64>,
    detected: f64,
}

/// Ranks and scores the samples of one or more cohorts on the genes they share, and builds a reference of them.
pub(crate) fn build_reference(
    identity: &ReferenceIdentity<'_>,
    cohorts: &[CohortInput<'_>],
    beside: &Beside<'_>,
    signatures: &[Signature],
    rules: &Rules,
    genes: &GeneTable,
    log: &Log<'_>,
) -> crate::Result<Reference> {
    let readouts = Readouts::built_in()?;
    let features = crate::features::built_in()?;
    let maker = Maker { signatures, rules, genes, log, readouts, features };
    maker.build(identity, cohorts, beside)
}

impl Maker<'_> {
    fn build(
        &self,
        identity: &ReferenceIdentity<'_>,
        cohorts: &[CohortInput<'_>],
        beside: &Beside<'_>,
    ) -> crate::Result<Reference> {
        let shared = self.shared_genes(cohorts, &beside.agree);
        let (steady, agreement, before) = self.agreed_genes(&shared, cohorts, beside);
        let ranked = self.ranked(cohorts, &shared, &steady);
        let samples: Vec<BuildSample<'_>> = ranked
            .iter()
            .enumerate()
            .map(|(source, r)| {
                let cohort = &cohorts[r.cohort];
                let (column, labels) = &cohort.samples[r.sample];
                let histology = cohort.stratum.iter().map(|name| ("histology".to_owned(), name.clone()));
                BuildSample {
                    id: &cohort.matrix.values.samples().ids()[*column],
                    cohort: &cohort.name,
                    stratum: cohort.stratum.as_deref(),
                    labels: histology.chain(labels.iter().cloned()).collect(),
                    ranks: &r.ranks,
                    scores: &r.scores,
                    steady_scores: &r.steady_scores,
                    detected: r.detected,
                    source,
                }
            })
            .collect();
        let normals = beside.normal.as_ref().map(|normal| self.normals(normal, &shared)).transpose()?;
        let mixer = beside.normal.as_ref().map(|normal| Mixer::new(cohorts, &ranked, normal, &shared));
        let mix = |tumour: usize, normal: usize, share: f64| {
            mixer.as_ref().map_or(Vec::new(), |mixer| mixer.mixed(tumour, normal, share))
        };
        let digests: Vec<String> = self.signatures.iter().map(member_digest).collect();
        let input = BuildInput {
            id: identity.id,
            title: identity.title,
            sources: identity.sources.clone(),
            method: format!("singscore(ties=average,universe={})", identity.id),
            universe: shared.iter().map(|&gene| self.genes.gene(gene).symbol.to_owned()).collect(),
            signatures: self.signatures,
            digests: &digests,
            samples,
            prior: identity.prior,
            steady,
            agreement,
            tissue: beside.tissue.as_ref(),
            normals: beside.normal.as_ref().zip(normals.as_ref()).map(|(normal, ranks)| BuildNormals {
                name: &normal.name,
                samples: Self::ids(normal).zip(ranks.iter().map(Vec::as_slice)).collect(),
                mix: &mix,
            }),
        };
        let names: Vec<&str> = cohorts.iter().map(|c| c.matrix.record.name.as_str()).collect();
        let elsewhere = |reference: &Reference| self.measured_elsewhere(reference, beside, &before);
        let mut reference = build_beside(input, self.rules, elsewhere).map_err(|e| {
            ReadError::unsupported(&names.join(", "), e.to_string())
                .hint("give more samples, or use a frozen reference (evade reference list)")
        })?;
        if !beside.dna.is_empty() {
            reference.readouts = self.readout_scales(&reference, cohorts, beside, &ranked)?;
        }
        if beside.features {
            self.add_features(&mut reference, cohorts, beside, &ranked);
        }
        Ok(reference)
    }

    /// How the functional readouts lie in tumours of which DNA is known.
    fn readout_scales(
        &self,
        reference: &Reference,
        cohorts: &[CohortInput<'_>],
        beside: &Beside<'_>,
        ranked: &[Ranked],
    ) -> crate::Result<Vec<ReadoutScale>> {
        let everything: Vec<u32> = (0..reference.universe.len() as u32).collect();
        let bound = self.readouts.bind(&reference.universe, &everything);
        let tumours: Vec<ReadTumour> = ranked
            .iter()
            .map(|r| {
                let cohort = &cohorts[r.cohort];
                ReadTumour {
                    cohort: r.cohort,
                    id: cohort.matrix.values.samples().ids()[cohort.samples[r.sample].0].clone(),
                    values: plain(bound.values(&r.ranks)),
                }
            })
            .collect();
        let counts = beside.dna.counts(cohorts, &tumours);
        if counts.is_empty() {
            return Err(UsageError::new(
                "--alterations names no tumour of a matrix with a histology",
                "name the samples as the matrix does, and the matrix COHORT/HISTOLOGY=MATRIX",
            )
            .into());
        }
        let silent = beside.dna.without_a_row(&self.readouts);
        if !silent.is_empty() {
            let genes = silent.join(", ");
            self.log.warn(&format!(
                "--alterations has no row of {genes}: their readouts get no distribution; hint: symbols and rows as in alterations.tsv of 'evade variants'"
            ));
        }
        let counts: Vec<String> = counts.iter().map(|(name, n)| format!("{n} {name}")).collect();
        self.log.info(&format!("functional readouts of tumours with DNA: {}", counts.join(", ")));
        let setup = self.setup_on(reference);
        let elsewhere: Vec<Vec<Vec<Option<f64>>>> = beside
            .pass
            .iter()
            .map(|cohort| {
                let caller = MatrixCaller::new(&setup, cohort.matrix, self.genes);
                let mut scratch = Scratch::default();
                let columns = cohort.samples.iter();
                columns
                    .filter_map(|(column, _)| caller.readout_values(&mut scratch, *column))
                    .map(plain)
                    .collect()
            })
            .collect();
        Ok(beside.dna.scales(&self.readouts, cohorts, &tumours, &elsewhere))
    }

    /// Describes the features that mechanism rules read, in the reference's tumours and in those of other laboratories.
    fn add_features(
        &self,
        reference: &mut Reference,
        cohorts: &[CohortInput<'_>],
        beside: &Beside<'_>,
        ranked: &[Ranked],
    ) {
        let tumours: Vec<FeatureTumour<'_>> = ranked
            .iter()
            .map(|r| FeatureTumour {
                ranks: &r.ranks,
                scores: &r.scores,
                steady_scores: &r.steady_scores,
                stratum: cohorts[r.cohort].stratum.as_deref(),
            })
            .collect();
        let (scales, skipped) =
            fit_features(reference, self.rules, &self.features, self.signatures, &tumours);
        let n_listed = self.features.iter().count();
        self.log.info(&format!("features: {} of {n_listed} described", scales.len()));
        let mut by_reason: BTreeMap<FeatureReason, Vec<&str>> = BTreeMap::new();
        for feature in &skipped {
            by_reason.entry(feature.reason).or_default().push(&feature.id);
        }
        for (reason, ids) in by_reason {
            self.log.detail(&format!("features without a distribution ({reason}): {}", ids.join(", ")));
        }
        reference.features = scales;
        let elsewhere = {
            let setup = self.setup_on(reference);
            let values = |cohort: &CohortInput<'_>| {
                let caller = MatrixCaller::new(&setup, cohort.matrix, self.genes);
                let values = cohort.samples.par_iter().map_init(Scratch::default, |scratch, (column, _)| {
                    caller.feature_values(scratch, *column)
                });
                values.collect::<Vec<_>>().into_iter().flatten().collect()
            };
            beside.pass.iter().map(values).collect::<Vec<Vec<Vec<Option<f64>>>>>()
        };
        reference.add_feature_shifts(&self.features, &elsewhere);
    }

    /// The setup of a run on this reference.
    fn setup_on(&self, reference: &Reference) -> CallSetup {
        CallSetup::new(
            reference.clone(),
            self.rules.clone(),
            self.signatures.to_vec(),
            ScaleKind::Frozen,
            [0.0; 5],
            self.readouts.clone(),
            self.features.clone(),
        )
    }

    fn ids<'c>(cohort: &'c CohortInput<'_>) -> impl Iterator<Item = &'c str> {
        let ids = cohort.matrix.values.samples().ids();
        cohort.samples.iter().map(move |(column, _)| ids[*column].as_str())
    }

    /// The genes that every cohort and every laboratory of the choice has.
    fn shared_genes(&self, cohorts: &[CohortInput<'_>], agree: &[CohortInput<'_>]) -> Vec<GeneId> {
        let mut shared = cohorts.first().map_or(Vec::new(), |c| c.matrix.scorable_genes(self.genes));
        for cohort in cohorts.iter().skip(1).chain(agree) {
            shared.retain(|&gene| !cohort.matrix.rows.rows_of(gene).is_empty());
        }
        shared
    }

    /// Per gene whether the laboratories agree on its place. The third value are the choosing laboratories' correlations
    /// before the choice.
    fn agreed_genes(
        &self,
        genes: &[GeneId],
        cohorts: &[CohortInput<'_>],
        beside: &Beside<'_>,
    ) -> (Vec<bool>, Option<Agreement>, HashMap<String, Vec<f64>>) {
        if beside.agree.is_empty() {
            return (vec![true; genes.len()], None, HashMap::new());
        }
        let own = self.ranks_of(cohorts, genes);
        let medians = median_quantiles(&own, genes.len());
        drop(own);
        let mut shifts = vec![0.0_f64; genes.len()];
        let mut before = HashMap::new();
        for laboratory in &beside.agree {
            let ranks = self.ranks_of(std::slice::from_ref(laboratory), genes);
            let theirs = median_quantiles(&ranks, genes.len());
            for ((shift, own), other) in shifts.iter_mut().zip(&medians).zip(theirs) {
                if (other - own).abs() > shift.abs() {
                    *shift = other - own;
                }
            }
            let all = vec![true; genes.len()];
            let correlations =
                ranks.iter().filter_map(|ranks| profile_correlation(ranks, &all, &medians)).collect();
            before.insert(laboratory.name.clone(), correlations);
        }
        let symbol = |gene: GeneId| self.genes.gene(gene).symbol;
        let of_axes: std::collections::BTreeSet<&str> = self
            .signatures
            .iter()
            .filter(|s| evade_core::Axis::ALL.iter().any(|&axis| self.rules.members(axis).contains(&s.id)))
            .flat_map(|s| s.up.iter().chain(&s.down).map(String::as_str))
            .collect();
        let left_out = genes
            .iter()
            .zip(&shifts)
            .filter(|(gene, shift)| shift.abs() >= beside.within && of_axes.contains(symbol(**gene)))
            .map(|(gene, shift)| LeftOut {
                gene: symbol(*gene).to_owned(),
                shift: (shift * 1e3).round() / 1e3,
            })
            .collect();
        let steady: Vec<bool> = shifts.iter().map(|shift| shift.abs() < beside.within).collect();
        let n_agreed = steady.iter().filter(|&&steady| steady).count();
        let agreement = Agreement {
            laboratories: beside.agree.iter().map(|laboratory| laboratory.name.clone()).collect(),
            within: beside.within,
            n_agreed: n_agreed as u32,
            axis_genes_left_out: left_out,
        };
        self.log.info(&format!(
            "the laboratories agree within {} on {n_agreed} of {} genes",
            beside.within,
            genes.len()
        ));
        (steady, Some(agreement), before)
    }

    /// Ranks of all samples that have any.
    fn ranks_of(&self, cohorts: &[CohortInput<'_>], genes: &[GeneId]) -> Vec<Vec<f64>> {
        self.on_universe(cohorts, genes, |_, _, ranks, _| ranks.to_vec())
    }

    fn ranked(&self, cohorts: &[CohortInput<'_>], genes: &[GeneId], steady: &[bool]) -> Vec<Ranked> {
        let all = self.bound(genes, |_| true);
        let agreed = self.bound(genes, |place| steady[place]);
        let scores = |bound: &BoundSets, ranks: &[f64]| {
            bound.iter().map(|set| score_on_universe(ranks, set)).collect()
        };
        self.on_universe(cohorts, genes, |cohort, sample, ranks, detected| Ranked {
            cohort,
            sample,
            ranks: ranks.to_vec(),
            scores: scores(&all, ranks),
            steady_scores: scores(&agreed, ranks),
            detected,
        })
    }

    fn bound(&self, genes: &[GeneId], takes: impl Fn(usize) -> bool) -> BoundSets {
        let places: HashMap<&str, u32> = genes
            .iter()
            .enumerate()
            .filter(|(place, _)| takes(*place))
            .map(|(place, &gene)| (self.genes.gene(gene).symbol, place as u32))
            .collect();
        BoundSets::bind_with(self.signatures, |symbol| places.get(symbol).copied())
    }

    /// Ranks every sample on genes that all have, in parallel and in order; one whose values are all the same is left
    /// out with a warning.
    fn on_universe<T: Send>(
        &self,
        cohorts: &[CohortInput<'_>],
        genes: &[GeneId],
        take: impl Fn(usize, usize, &[f64], f64) -> T + Sync,
    ) -> Vec<T> {
        let everything = UniverseView::new(&vec![0.0; genes.len()], &vec![true; genes.len()]);
        let views: Vec<GeneView<'_>> = cohorts.iter().map(|cohort| cohort.matrix.view(genes)).collect();
        let jobs: Vec<(usize, usize)> = cohorts
            .iter()
            .enumerate()
            .flat_map(|(c, cohort)| (0..cohort.samples.len()).map(move |s| (c, s)))
            .collect();
        let bar = self.log.progress("ranking the reference", jobs.len());
        let done: Vec<Option<T>> = jobs
            .par_iter()
            .map_init(Scratch::default, |scratch, &(c, s)| {
                let values = views[c].sample_values(cohorts[c].samples[s].0, &mut scratch.values);
                let floor = cohorts[c].matrix.undetected().unwrap_or(0.0);
                let detected =
                    values.iter().filter(|&&v| v > floor).count() as f64 / genes.len().max(1) as f64;
                let ranks = scratch.ranker.rank(&everything, values)?;
                bar.advance(1);
                Some(take(c, s, ranks, detected))
            })
            .collect();
        drop(bar);
        for (&(c, s), _) in jobs.iter().zip(&done).filter(|(_, done)| done.is_none()) {
            let id = &cohorts[c].matrix.values.samples().ids()[cohorts[c].samples[s].0];
            self.log.warn(&format!(
                "the sample '{id}' is left out of the reference: all its values are the same"
            ));
        }
        done.into_iter().flatten().collect()
    }

    /// Ranks of the normal samples, which must have the whole universe.
    fn normals(&self, normal: &CohortInput<'_>, genes: &[GeneId]) -> crate::Result<Vec<Vec<f64>>> {
        let missing = genes.iter().filter(|&&gene| normal.matrix.rows.rows_of(gene).is_empty()).count();
        let ranks = if missing == 0 {
            self.ranks_of(std::slice::from_ref(normal), genes)
        } else {
            let what = format!("{missing} of the reference's {} genes are missing", genes.len());
            return Err(ReadError::unsupported(&normal.matrix.record.name, what)
                .hint("give normal samples that were quantified like the reference's own")
                .into());
        };
        if ranks.len() < normal.samples.len() || ranks.is_empty() {
            return Err(ReadError::unsupported(
                &normal.matrix.record.name,
                "a normal sample without any value, or none",
            )
            .into());
        }
        Ok(ranks)
    }

    /// The other laboratories' tumours on the finished scale, as a run would measure them.
    fn measured_elsewhere(
        &self,
        reference: &Reference,
        beside: &Beside<'_>,
        before: &HashMap<String, Vec<f64>>,
    ) -> Vec<OtherTumours> {
        if beside.pass.is_empty() {
            return Vec::new();
        }
        let setup = self.setup_on(reference);
        beside
            .pass
            .iter()
            .map(|cohort| {
                let caller = MatrixCaller::new(&setup, cohort.matrix, self.genes);
                let assessments = cohort
                    .samples
                    .par_iter()
                    .map_init(Scratch::default, |scratch, (column, _)| caller.assess(scratch, *column))
                    .collect::<Vec<_>>();
                OtherTumours {
                    name: cohort.name.clone(),
                    assessments: assessments.into_iter().flatten().collect(),
                    correlations_before: before.get(&cohort.name).cloned(),
                }
            })
            .collect()
    }
}

/// Mixes tumours with normal samples, each as shares of its RNA.
struct Mixer<'a> {
    tumours: Vec<(GeneView<'a>, &'a Matrix)>,
    /// Cohort and column of each tumour, in the order of the ranked samples.
    places: Vec<(usize, usize)>,
    normal: (GeneView<'a>, &'a Matrix),
    normal_columns: Vec<usize>,
    everything: UniverseView,
}

impl<'a> Mixer<'a> {
    fn new(
        cohorts: &[CohortInput<'a>],
        ranked: &[Ranked],
        normal: &CohortInput<'a>,
        genes: &[GeneId],
    ) -> Self {
        Self {
            tumours: cohorts.iter().map(|cohort| (cohort.matrix.view(genes), cohort.matrix)).collect(),
            places: ranked.iter().map(|r| (r.cohort, cohorts[r.cohort].samples[r.sample].0)).collect(),
            normal: (normal.matrix.view(genes), normal.matrix),
            normal_columns: normal.samples.iter().map(|(column, _)| *column).collect(),
            everything: UniverseView::new(&vec![0.0; genes.len()], &vec![true; genes.len()]),
        }
    }

    /// Ranks of the mixture.
    fn mixed(&self, tumour: usize, normal: usize, share: f64) -> Vec<f64> {
        let (cohort, column) = self.places[tumour];
        let (view, matrix) = &self.tumours[cohort];
        let mut mixed = shares(view, matrix, column);
        let other = shares(&self.normal.0, self.normal.1, self.normal_columns[normal]);
        for (value, other) in mixed.iter_mut().zip(other) {
            *value = (1.0 - share) * *value + share * other;
        }
        let mut ranker = UniverseRanker::new();
        ranker.rank(&self.everything, &mixed).map_or(Vec::new(), |ranks| ranks.to_vec())
    }
}

/// The values of tumours that lack no gene of the universe that counts.
fn plain(values: Vec<Option<ReadoutValue>>) -> Vec<Option<f64>> {
    values.into_iter().map(|value| value.map(|value| value.value)).collect()
}

/// The values of a sample as shares of their sum, on the linear scale.
fn shares(view: &GeneView<'_>, matrix: &Matrix, column: usize) -> Vec<f64> {
    let mut scratch = Vec::new();
    let mut values = view.sample_values(column, &mut scratch).to_vec();
    if let SeveralRows::LogOfSum(offset) = matrix.unit.unit.several_rows() {
        for value in &mut values {
            *value = (libm::exp2(*value) - offset).max(0.0);
        }
    }
    let sum: f64 = values.iter().sum();
    for value in &mut values {
        *value /= sum;
    }
    values
}
