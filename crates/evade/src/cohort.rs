//! From matrices and samples to profiles: the wiring of ranking, scoring and calling.

use std::collections::HashMap;

use evade_core::{
    Confidence, GeneId, GeneTable, PhenotypeCall, QualityControl, Reason, ReferenceStamp, ReportFacts,
    RnaProfile, SampleFacts, SampleProfile, SampleSource, ScaleKind, Signature, Unit,
};
use evade_genome::allele_loss_note;
use evade_io::GeneView;
use evade_phenotype::{Assessment, BuildInput, BuildSample, Caller, Reference, Rules, SampleInput, build};
use evade_score::methods::singscore;
use evade_score::{UniverseRanker, UniverseView};
use evade_stream::ReadError;
use rayon::prelude::*;

use crate::batch::{self, Done, Records};
use crate::expression::Matrix;
use crate::inputs::member_digest;
use crate::lanes::{DnaLanes, Lanes};
use crate::log::Log;
use crate::sample::{FailedSample, PlannedSample};
use crate::unit::MatrixUnit;

/// log2(0.001) written with few digits is still this or less.
const UNDETECTED_LOG2_0001: f64 = -9.96;

/// Everything a call rests on besides the sample.
pub(crate) struct CallSetup {
    pub(crate) reference: Reference,
    pub(crate) rules: Rules,
    pub(crate) signatures: Vec<Signature>,
    pub(crate) digests: Vec<String>,
    pub(crate) scale: ScaleKind,
}

impl CallSetup {
    pub(crate) fn new(
        reference: Reference,
        rules: Rules,
        signatures: Vec<Signature>,
        scale: ScaleKind,
    ) -> Self {
        let digests = signatures.iter().map(member_digest).collect();
        Self { reference, rules, signatures, digests, scale }
    }

    /// Whether the unit allows z values and calls on this scale.
    fn why_uncalibrated(&self, unit: Unit) -> Option<Reason> {
        unit.why_not_ranked().filter(|_| self.scale == ScaleKind::Frozen)
    }
}

/// One matrix seen through a reference's universe, ready to profile its samples.
pub(crate) struct MatrixCaller<'a> {
    setup: &'a CallSetup,
    caller: Caller<'a>,
    universe: UniverseView,
    view: GeneView<'a>,
    n_rows: usize,
    /// The value of no expression, in units that have one.
    undetected: Option<f64>,
    unit: &'a MatrixUnit,
    stamp: ReferenceStamp,
}

impl<'a> MatrixCaller<'a> {
    pub(crate) fn new(setup: &'a CallSetup, matrix: &'a Matrix, genes: &GeneTable) -> Self {
        let reference = &setup.reference;
        let ids: Vec<Option<GeneId>> =
            reference.universe.iter().map(|symbol| genes.by_symbol(symbol)).collect();
        let has: Vec<bool> =
            ids.iter().map(|id| id.is_some_and(|id| !matrix.rows.rows_of(id).is_empty())).collect();
        let universe = UniverseView::new(&reference.median_quantiles, &has);
        let present: Vec<GeneId> =
            universe.present().iter().filter_map(|&place| ids[place as usize]).collect();
        let uncalibrated = setup.why_uncalibrated(matrix.unit.unit);
        let caller =
            Caller::new(reference, &setup.rules, &setup.signatures, &setup.digests, &has, uncalibrated);
        Self {
            setup,
            caller,
            universe,
            view: matrix.view(&present),
            n_rows: matrix.values.row_ids().len(),
            undetected: match matrix.unit.unit {
                Unit::Log2P0001 => Some(UNDETECTED_LOG2_0001),
                unit => unit.zero(),
            },
            unit: &matrix.unit,
            stamp: ReferenceStamp {
                id: reference.id.clone(),
                n: reference.n,
                n_genes: reference.universe.len() as u32,
                digest: reference.digest.clone(),
            },
        }
    }

    /// Universe places of the genes that the matrix lacks.
    pub(crate) fn absent(&self) -> impl Iterator<Item = u32> {
        self.universe.absent()
    }

    pub(crate) fn n_present(&self) -> usize {
        self.caller.n_present()
    }

    /// Why no sample of this matrix can get a call.
    pub(crate) fn why_no_call(&self) -> Option<Reason> {
        self.caller.why_no_call()
    }

    /// The unit of the values.
    pub(crate) fn unit(&self) -> &MatrixUnit {
        self.unit
    }

    /// Share of the universe the matrix has.
    pub(crate) fn universe_coverage(&self) -> f64 {
        self.caller.universe_coverage()
    }

    /// Ranks, scores and calls one sample.
    fn profile(
        &self,
        scratch: &mut Scratch,
        facts: &SampleFacts,
        column: usize,
    ) -> Result<RnaProfile, FailedSample> {
        let values = self.view.sample_values(column, &mut scratch.values);
        let undetected =
            self.undetected.unwrap_or_else(|| values.iter().copied().fold(f64::INFINITY, f64::min));
        let n_detected = values.iter().filter(|&&v| v > undetected).count() as u32;
        let Some(ranks) = scratch.ranker.rank(&self.universe, values) else {
            return Err(FailedSample::new(facts, Reason::ConstantSample, "all values are the same"));
        };
        self.caller.predict_missing(ranks);
        let ranks = &*ranks;
        scratch.scores.clear();
        scratch.scores.extend(self.caller.bound().iter().map(|set| score_on_universe(ranks, set)));
        let input = SampleInput { ranks, scores: &scratch.scores, facts: Some(facts) };
        let Assessment { mut call, axes, profile_correlation, in_reference } = self.caller.assess(&input);
        if self.unit.is_doubtful {
            doubt_unit(&mut call);
        }
        let quality = QualityControl {
            n_rows: self.n_rows as u32,
            n_universe_found: self.caller.n_present() as u32,
            universe_coverage: self.caller.universe_coverage(),
            n_detected,
            unit: Some(self.unit.unit),
            unit_source: Some(self.unit.source),
            profile_correlation,
            profile_gate: self.setup.reference.profile.gate,
            in_reference,
            reasons: call.reasons.iter().copied().filter(|r| r.is_about_measurement()).collect(),
        };
        Ok(RnaProfile {
            scale: self.setup.scale,
            reference: self.stamp.clone(),
            rules: self.setup.rules.id.clone(),
            quality,
            axes,
            call,
            scores: self.caller.score_rows(&input),
        })
    }
}

/// A call that holds only if the unit was declared rightly.
fn doubt_unit(call: &mut PhenotypeCall) {
    call.reasons.push(Reason::UnitDoubtful);
    call.confidence = call.confidence.map(|_| Confidence::Low);
}

/// A rank score of a set on a universe; NaN when the set has no member or every gene.
fn score_on_universe(ranks: &[f64], set: evade_core::BoundSet<'_>) -> f64 {
    if set.n_found() == 0 || set.up.len() >= ranks.len() || set.down.len() >= ranks.len() {
        return f64::NAN;
    }
    singscore::score_ranks(ranks, set)
}

#[derive(Default)]
struct Scratch {
    values: Vec<f64>,
    ranker: UniverseRanker,
    scores: Vec<f64>,
}

/// Profiles all samples in parallel and hands them over in order, with their DNA where `lanes` are given. A sample that
/// fails is handed over as failed and the others go on. Gives a record of every DNA file that was read.
pub(crate) fn profile_all(
    callers: &[MatrixCaller<'_>],
    samples: &[PlannedSample],
    lanes: Option<&Lanes<'_>>,
    log: &Log<'_>,
    mut take: impl FnMut(Vec<Result<SampleProfile, FailedSample>>) -> crate::Result<()>,
) -> crate::Result<Records> {
    let work = |scratch: &mut Scratch, sample: &PlannedSample| match lanes {
        None => {
            let fault = sample.fault.clone().map_or(Ok(()), Err);
            let fault = fault.map_err(|fault| FailedSample::unreadable(&sample.facts, fault));
            let profile = fault.and_then(|()| profile_one(callers, scratch, sample, DnaLanes::not_tested()));
            Done::without_files(profile)
        }
        Some(lanes) => {
            let mut reading = lanes.reading();
            let dna =
                reading.lanes_of(sample).map_err(|error| FailedSample::unreadable(&sample.facts, error));
            let profile = dna.and_then(|dna| profile_one(callers, scratch, sample, dna));
            Done::of(sample, reading, profile)
        }
    };
    batch::in_order("scoring and calling", samples, log, Scratch::default, work, |_, profiles| take(profiles))
}

fn profile_one(
    callers: &[MatrixCaller<'_>],
    scratch: &mut Scratch,
    sample: &PlannedSample,
    dna: DnaLanes,
) -> Result<SampleProfile, FailedSample> {
    let rna = sample.rna.map(|place| callers[place.matrix].profile(scratch, &sample.facts, place.column));
    Ok(SampleProfile {
        schema_version: SampleProfile::SCHEMA_VERSION.into(),
        intended_use: SampleProfile::INTENDED_USE.into(),
        report: ReportFacts::default(),
        facts: sample.facts.clone(),
        rna: rna.transpose()?,
        lanes: dna.inputs,
        dna: dna.variants,
        hla_note: allele_loss_note(&dna.hla),
        hla: dna.hla,
    })
}

/// One cohort of a reference to be built.
pub(crate) struct CohortInput<'a> {
    pub(crate) name: String,
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

/// Ranks and scores the samples of one or more cohorts on the genes they share, and builds a reference of them.
pub(crate) fn build_reference(
    identity: &ReferenceIdentity<'_>,
    cohorts: &[CohortInput<'_>],
    signatures: &[Signature],
    rules: &Rules,
    genes: &GeneTable,
    log: &Log<'_>,
) -> crate::Result<Reference> {
    let mut shared: Vec<GeneId> = cohorts.first().map_or(Vec::new(), |c| c.matrix.scorable_genes(genes));
    for cohort in cohorts.iter().skip(1) {
        shared.retain(|&gene| !cohort.matrix.rows.rows_of(gene).is_empty());
    }
    let universe: Vec<String> = shared.iter().map(|&gene| genes.gene(gene).symbol.to_owned()).collect();
    let places: HashMap<&str, u32> =
        universe.iter().enumerate().map(|(place, symbol)| (symbol.as_str(), place as u32)).collect();
    let bound = evade_core::BoundSets::bind_with(signatures, |symbol| places.get(symbol).copied());
    let everything = UniverseView::new(&vec![0.0; universe.len()], &vec![true; universe.len()]);

    let views: Vec<GeneView<'_>> = cohorts.iter().map(|cohort| cohort.matrix.view(&shared)).collect();
    let jobs: Vec<(usize, usize)> = cohorts
        .iter()
        .enumerate()
        .flat_map(|(c, cohort)| (0..cohort.samples.len()).map(move |s| (c, s)))
        .collect();
    let bar = log.progress("ranking the reference", jobs.len());
    let ranked: Vec<Option<(Vec<f64>, Vec<f64>)>> = jobs
        .par_iter()
        .map_init(Scratch::default, |scratch, &(c, s)| {
            let column = cohorts[c].samples[s].0;
            let values = views[c].sample_values(column, &mut scratch.values);
            let ranks = scratch.ranker.rank(&everything, values)?.to_vec();
            let scores = bound.iter().map(|set| score_on_universe(&ranks, set)).collect();
            bar.advance(1);
            Some((ranks, scores))
        })
        .collect();
    drop(bar);
    let samples: Vec<BuildSample<'_>> = jobs
        .iter()
        .zip(&ranked)
        .filter_map(|(&(c, s), ranked)| {
            let (column, labels) = &cohorts[c].samples[s];
            let id = &cohorts[c].matrix.values.samples().ids()[*column];
            match ranked {
                Some((ranks, scores)) => {
                    Some(BuildSample { id, cohort: &cohorts[c].name, labels: labels.clone(), ranks, scores })
                }
                None => {
                    log.warn(&format!(
                        "the sample '{id}' is left out of the reference: all its values are the same"
                    ));
                    None
                }
            }
        })
        .collect();
    let digests: Vec<String> = signatures.iter().map(member_digest).collect();
    let input = BuildInput {
        id: identity.id,
        title: identity.title,
        sources: identity.sources.clone(),
        method: format!("singscore(ties=average,universe={})", identity.id),
        universe,
        signatures,
        digests: &digests,
        samples,
        prior: identity.prior,
    };
    let names: Vec<&str> = cohorts.iter().map(|c| c.matrix.record.name.as_str()).collect();
    build(input, rules).map_err(|e| {
        ReadError::unsupported(&names.join(", "), e.to_string())
            .hint("give more samples, or use a frozen reference (evade reference list)")
            .into()
    })
}
