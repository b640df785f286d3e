//! From matrices and samples to profiles: the wiring of ranking, scoring and calling.

mod sex_genes;

use std::collections::BTreeSet;

use evade_core::{
    BoundSet, Confidence, Date, GeneId, GeneTable, PhenotypeCall, QualityControl, Reason, ReferenceStamp,
    ReportFacts, RnaProfile, SampleFacts, SampleProfile, SampleSource, ScaleKind, Signature, Unit,
};
use evade_genome::allele_loss_note;
use evade_io::GeneView;
use evade_phenotype::{
    Assessment, BoundFeatures, Caller, Features, Reference, Rules, SampleInput, TissueFinding,
};
use evade_resistance::{ReadoutValue, biomarkers};
use evade_score::methods::singscore;
use evade_score::{UniverseRanker, UniverseView};

use crate::batch::{self, Done, Records};
use crate::expression::Matrix;
use crate::inputs::{self, member_digest};
use crate::lanes::{DnaLanes, Lanes};
use crate::log::Log;
use crate::mechanisms::Mechanisms;
use crate::readouts::{BoundReadouts, Readouts};
use crate::resistance::Resistance;
use crate::run_remarks::Prints;
use crate::sample::{FailedSample, PlannedSample};
use crate::unit::MatrixUnit;
use crate::{builtin, features};

use self::sex_genes::SexGenes;

/// Lists and rules of the statements beside the call.
#[derive(Debug, Clone)]
pub(crate) struct Lists {
    pub(crate) readouts: Readouts,
    pub(crate) resistance: Resistance,
    pub(crate) features: Features,
}

impl Lists {
    /// The built-in ones.
    pub(crate) fn built_in() -> crate::Result<Self> {
        Ok(Self {
            readouts: Readouts::built_in()?,
            resistance: Resistance::built_in()?,
            features: features::built_in()?,
        })
    }
}

/// Everything a call rests on besides the sample.
pub(crate) struct CallSetup {
    pub(crate) reference: Reference,
    pub(crate) rules: Rules,
    pub(crate) signatures: Vec<Signature>,
    pub(crate) digests: Vec<String>,
    pub(crate) scale: ScaleKind,
    /// By how much the user moves each axis, in z.
    pub(crate) offsets: [f64; 5],
    /// The tissue of samples whose histology names none.
    pub(crate) tissue_of_samples: Option<String>,
    /// Functional readouts of genes.
    pub(crate) readouts: Readouts,
    /// The class of clinical resistance.
    pub(crate) resistance: Resistance,
    /// What mechanism rules read.
    pub(crate) features: Features,
    /// The rules of mechanisms; absent where none are asked for.
    pub(crate) mechanisms: Option<Mechanisms>,
    /// Fingerprints of the samples that were profiled.
    pub(crate) prints: Prints,
    /// Samples that will be compared with another, of which resampled values are kept.
    compared: BTreeSet<String>,
    /// The built-in reference whose tissue gates hold where the own one has none.
    tissue: Option<Reference>,
}

impl CallSetup {
    pub(crate) fn new(
        reference: Reference,
        rules: Rules,
        signatures: Vec<Signature>,
        scale: ScaleKind,
        offsets: [f64; 5],
        lists: Lists,
    ) -> Self {
        let Lists { readouts, resistance, features } = lists;
        let digests = signatures.iter().map(member_digest).collect();
        Self {
            reference,
            rules,
            signatures,
            digests,
            scale,
            offsets,
            tissue_of_samples: None,
            readouts,
            resistance,
            features,
            mechanisms: None,
            prints: Prints::default(),
            compared: BTreeSet::new(),
            tissue: None,
        }
    }

    /// The same with resampled values of the samples of these ids, which will be compared with others.
    pub(crate) fn comparing(mut self, ids: BTreeSet<String>) -> Self {
        self.compared = ids;
        self
    }

    /// Whether a sample is compared with others.
    pub(crate) fn compares(&self, sample: &str) -> bool {
        self.compared.contains(sample)
    }

    /// The same for samples of this tissue, where their histology names none.
    pub(crate) fn of_tissue(mut self, tissue: Option<String>) -> Self {
        self.tissue_of_samples = tissue;
        self
    }

    /// The same with a statement on each mechanism.
    pub(crate) fn with_mechanisms(mut self, mechanisms: Mechanisms) -> Self {
        self.mechanisms = Some(mechanisms);
        self
    }

    /// The same for reports of this date, after which nothing can have happened.
    pub(crate) fn reported_on(mut self, date: Option<Date>) -> Self {
        self.resistance = self.resistance.reported_on(date);
        self
    }

    /// The same with the tissue gates of the built-in default reference where the own one has none.
    pub(crate) fn with_tissue_gates(mut self) -> crate::Result<Self> {
        if !self.reference.judges_tissue() {
            self.tissue = Some(inputs::reference(builtin::DEFAULT_REFERENCE)?);
        }
        Ok(self)
    }

    /// Whether the unit allows z values and calls on this scale.
    fn why_uncalibrated(&self, unit: Unit) -> Option<Reason> {
        unit.why_not_ranked().filter(|_| self.scale == ScaleKind::Frozen)
    }
}

/// A matrix through the universe of one reference.
struct Sight<'a> {
    caller: Caller<'a>,
    universe: UniverseView,
    view: GeneView<'a>,
}

impl<'a> Sight<'a> {
    fn new(
        setup: &'a CallSetup,
        reference: &'a Reference,
        uncalibrated: Option<Reason>,
        matrix: &'a Matrix,
        genes: &GeneTable,
    ) -> Self {
        let ids: Vec<Option<GeneId>> =
            reference.universe.iter().map(|symbol| genes.by_symbol(symbol)).collect();
        let has: Vec<bool> =
            ids.iter().map(|id| id.is_some_and(|id| !matrix.rows.rows_of(id).is_empty())).collect();
        let universe = UniverseView::new(&reference.median_quantiles, &has);
        let present: Vec<GeneId> =
            universe.present().iter().filter_map(|&place| ids[place as usize]).collect();
        let caller =
            Caller::new(reference, &setup.rules, &setup.signatures, &setup.digests, &has, uncalibrated)
                .in_context(setup.scale, setup.tissue_of_samples.as_deref());
        Self { caller, universe, view: matrix.view(&present) }
    }

    /// Ranks a sample and hands it to `look` with its values; `None` when all its values are the same.
    fn ranked<T>(
        &self,
        scratch: &mut Scratch,
        column: usize,
        look: impl FnOnce(&[f64], &[f64]) -> T,
    ) -> Option<T> {
        let values = self.view.sample_values(column, &mut scratch.values);
        let ranks = scratch.ranker.rank(&self.universe, values)?;
        self.caller.predict_missing(ranks);
        Some(look(ranks, values))
    }
}

/// One matrix seen through a reference's universe, ready to profile its samples.
pub(crate) struct MatrixCaller<'a> {
    setup: &'a CallSetup,
    own: Sight<'a>,
    readouts: BoundReadouts,
    features: BoundFeatures<'a>,
    /// Genes of the sex chromosomes, which no universe holds.
    sex_genes: SexGenes<'a>,
    /// The reference of the tissue gates, where the own one has none and the matrix has its genes.
    gates: Option<Sight<'a>>,
    n_rows: usize,
    /// The value of no expression, in units that have one.
    undetected: Option<f64>,
    unit: &'a MatrixUnit,
    stamp: ReferenceStamp,
}

impl<'a> MatrixCaller<'a> {
    pub(crate) fn new(setup: &'a CallSetup, matrix: &'a Matrix, genes: &GeneTable) -> Self {
        let reference = &setup.reference;
        let uncalibrated = setup.why_uncalibrated(matrix.unit.unit);
        let own = Sight::new(setup, reference, uncalibrated, matrix, genes);
        // Whatever the scale, gates need genes that can be ranked against each other.
        let gates = setup
            .tissue
            .as_ref()
            .filter(|_| matrix.unit.unit.is_length_normalised())
            .map(|reference| Sight::new(setup, reference, None, matrix, genes))
            .filter(|sight| sight.caller.judges_tissue());
        Self {
            setup,
            readouts: setup.readouts.bind(&reference.universe, own.universe.present()),
            features: own.caller.bind_features(&setup.features),
            own: Sight { caller: own.caller.with_offsets(setup.offsets), ..own },
            sex_genes: SexGenes::new(matrix, genes),
            gates,
            n_rows: matrix.values.row_ids().len(),
            undetected: matrix.undetected(),
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
        self.own.universe.absent()
    }

    pub(crate) fn n_present(&self) -> usize {
        self.own.caller.n_present()
    }

    /// Ranks and scores one sample, and hands it to `look` with its values; `None` when all of them are the same.
    fn look_at<T>(
        &self,
        scratch: &mut Scratch,
        facts: Option<&SampleFacts>,
        column: usize,
        look: impl FnOnce(&SampleInput<'_>, &Values<'_>) -> T,
    ) -> Option<T> {
        let tissue = self.gates.as_ref().and_then(|gates| self.tissue_by(gates, scratch, facts, column));
        let own = &self.own;
        own.ranked(scratch, column, |ranks, values| {
            let undetected = self.undetected_among(values);
            let n_detected = n_above(values, undetected);
            let scored = |sets: &mut dyn Iterator<Item = BoundSet<'_>>| -> Vec<f64> {
                sets.map(|set| score_on_universe(ranks, set)).collect()
            };
            let input = SampleInput {
                ranks,
                scores: &scored(&mut own.caller.bound().iter()),
                member_scores: &scored(&mut own.caller.member_sets()),
                detected: Some(f64::from(n_detected) / own.caller.n_present().max(1) as f64),
                facts,
                tissue: tissue.as_ref(),
                keep_resampled: facts.is_some_and(|facts| self.setup.compared.contains(&facts.sample)),
            };
            look(&input, &Values { column, universe: values, undetected, n_detected })
        })
    }

    /// What another reference says of a sample's tissue.
    fn tissue_by(
        &self,
        gates: &Sight<'_>,
        scratch: &mut Scratch,
        facts: Option<&SampleFacts>,
        column: usize,
    ) -> Option<TissueFinding> {
        gates.ranked(scratch, column, |ranks, values| {
            let n_detected = n_above(values, self.undetected_among(values));
            let detected = Some(f64::from(n_detected) / gates.caller.n_present().max(1) as f64);
            let none: &[f64] = &[];
            gates.caller.tissue(&SampleInput {
                ranks,
                scores: none,
                member_scores: none,
                detected,
                facts,
                tissue: None,
                keep_resampled: false,
            })
        })
    }

    /// The value up to which a gene counts as not detected: that of the unit, or the lowest.
    fn undetected_among(&self, values: &[f64]) -> f64 {
        self.undetected.unwrap_or_else(|| values.iter().copied().fold(f64::INFINITY, f64::min))
    }

    /// What the reference says of a sample of which nothing but its RNA is known.
    pub(crate) fn assess(&self, scratch: &mut Scratch, column: usize) -> Option<Assessment> {
        self.look_at(scratch, None, column, |input, _| self.own.caller.assess(input))
    }

    /// The values of the functional readouts of a sample; `None` when all its values are the same.
    pub(crate) fn readout_values(
        &self,
        scratch: &mut Scratch,
        column: usize,
    ) -> Option<Vec<Option<ReadoutValue>>> {
        self.own.ranked(scratch, column, |ranks, _| self.readouts.values(ranks))
    }

    /// The value of every feature of a sample in its own unit; `None` when all its values are the same.
    pub(crate) fn feature_values(&self, scratch: &mut Scratch, column: usize) -> Option<Vec<Option<f64>>> {
        self.look_at(scratch, None, column, |input, _| {
            let caller = &self.own.caller;
            caller.feature_values(&self.features, input, &caller.assess(input))
        })
    }

    /// Ranks, scores and calls one sample.
    pub(crate) fn profile(
        &self,
        scratch: &mut Scratch,
        facts: &SampleFacts,
        column: usize,
    ) -> Result<ProfiledRna, FailedSample> {
        let look = |input: &SampleInput<'_>, values: &Values<'_>| ProfiledRna {
            profile: self.describe(input, values),
            readouts: self.readouts.values(input.ranks),
        };
        self.look_at(scratch, Some(facts), column, look)
            .ok_or_else(|| FailedSample::new(facts, Reason::ConstantSample, "all values are the same"))
    }

    fn describe(&self, input: &SampleInput<'_>, values: &Values<'_>) -> RnaProfile {
        let assessment = self.own.caller.assess(input);
        let resampled = self.own.caller.resampled(input, &assessment).map(Box::new);
        let features = self.own.caller.features(&self.features, input, &assessment, self.unit.is_doubtful);
        let Assessment {
            mut call,
            axes,
            profile_correlation,
            in_reference,
            normal_lung,
            other_tissues,
            silent_genes,
            fingerprint,
            ..
        } = assessment;
        if self.unit.is_doubtful {
            doubt_unit(&mut call);
        }
        if let Some((facts, print)) = input.facts.zip(fingerprint) {
            self.setup.prints.note(&facts.sample, facts.patient.as_deref(), print);
        }
        let quality = QualityControl {
            n_rows: self.n_rows as u32,
            n_universe_found: self.own.caller.n_present() as u32,
            universe_coverage: self.own.caller.universe_coverage(),
            n_detected: values.n_detected,
            unit: Some(self.unit.unit),
            unit_source: Some(self.unit.source),
            profile_correlation,
            profile_gate: self.setup.reference.profile.gate,
            in_reference,
            detected_share: input.detected,
            normal_lung,
            other_tissues,
            silent_genes,
            rna_sex: self.sex_genes.look(values),
            reasons: call.reasons.iter().copied().filter(|r| r.is_about_measurement()).collect(),
        };
        RnaProfile {
            scale: self.setup.scale,
            reference: self.stamp.clone(),
            rules: self.setup.rules.id.clone(),
            quality,
            axes,
            call,
            scores: self.own.caller.score_rows(input),
            features,
            resampled,
        }
    }
}

/// A sample as its unit has it.
struct Values<'a> {
    /// Its place in the matrix.
    column: usize,
    /// Values of the universe genes at hand.
    universe: &'a [f64],
    /// The value up to which a gene counts as not detected.
    undetected: f64,
    /// How many of the values are above.
    n_detected: u32,
}

fn n_above(values: &[f64], undetected: f64) -> u32 {
    values.iter().filter(|&&v| v > undetected).count() as u32
}

/// What RNA says of a sample, and what is needed to judge it beside DNA.
pub(crate) struct ProfiledRna {
    pub(crate) profile: RnaProfile,
    /// Per functional readout its value.
    readouts: Vec<Option<ReadoutValue>>,
}

impl ProfiledRna {
    /// The profile and the values of the readouts, as a judgement needs them.
    pub(crate) fn measured(&self) -> (&RnaProfile, &[Option<ReadoutValue>]) {
        (&self.profile, &self.readouts)
    }
}

/// A call that holds only if the unit was declared rightly.
fn doubt_unit(call: &mut PhenotypeCall) {
    call.reasons.push(Reason::UnitDoubtful);
    call.inflamed.probability = None;
    call.confidence = call.confidence.map(|_| Confidence::Low);
}

/// A rank score of a set on a universe; NaN when the set has no member or every gene.
pub(crate) fn score_on_universe(ranks: &[f64], set: evade_core::BoundSet<'_>) -> f64 {
    if set.n_found() == 0 || set.up.len() >= ranks.len() || set.down.len() >= ranks.len() {
        return f64::NAN;
    }
    singscore::score_ranks(ranks, set)
}

/// Buffers of one thread.
#[derive(Default)]
pub(crate) struct Scratch {
    pub(crate) values: Vec<f64>,
    pub(crate) ranker: UniverseRanker,
}

/// Profiles all samples in parallel and hands them over in order, with their DNA where `lanes` are given. A sample that
/// fails is handed over as failed and the others go on. Gives a record of every DNA file that was read.
pub(crate) fn profile_all(
    setup: &CallSetup,
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
            let profile =
                fault.and_then(|()| profile_one(setup, callers, scratch, sample, DnaLanes::not_tested()));
            Done::without_files(profile)
        }
        Some(lanes) => {
            let mut reading = lanes.reading();
            let dna =
                reading.lanes_of(sample).map_err(|error| FailedSample::unreadable(&sample.facts, error));
            let profile = dna.and_then(|dna| profile_one(setup, callers, scratch, sample, dna));
            Done::of(sample, reading, profile)
        }
    };
    batch::in_order("scoring and calling", samples, log, Scratch::default, work, |_, profiles| take(profiles))
}

fn profile_one(
    setup: &CallSetup,
    callers: &[MatrixCaller<'_>],
    scratch: &mut Scratch,
    sample: &PlannedSample,
    dna: DnaLanes,
) -> Result<SampleProfile, FailedSample> {
    let rna = sample.rna.map(|place| callers[place.matrix].profile(scratch, &sample.facts, place.column));
    let rna = rna.transpose()?;
    let measured = rna.as_ref().map(ProfiledRna::measured);
    let readouts = setup.readouts.judge(setup, &sample.facts, measured, &dna.variants.genes);
    let mut profile = SampleProfile {
        schema_version: SampleProfile::SCHEMA_VERSION.into(),
        intended_use: SampleProfile::INTENDED_USE.into(),
        report: ReportFacts::default(),
        facts: sample.facts.clone(),
        rna: rna.map(|rna| rna.profile),
        lanes: dna.inputs,
        dna: dna.variants,
        hla_note: allele_loss_note(&dna.hla),
        hla: dna.hla,
        readouts,
        resistance: Some(setup.resistance.course(&sample.facts)),
        mechanisms: Vec::new(),
        biomarkers: None,
        knowledge: None,
        compared: None,
    };
    let features = profile.rna.as_ref().map_or(&[][..], |rna| &rna.features);
    profile.biomarkers = Some(biomarkers(&profile.facts, profile.dna.tmb.as_ref(), features));
    if let Some(mechanisms) = &setup.mechanisms {
        // Rates were measured on the default reference: places on another one are others.
        let is_measured = setup.reference.id == builtin::DEFAULT_REFERENCE;
        let histology = profile.facts.histology.as_deref().filter(|_| is_measured);
        let histology = histology.and_then(|entry| setup.rules.context.stratum_of(entry));
        profile.mechanisms = mechanisms.assess(&profile, &setup.rules.context, histology, None);
        profile.knowledge = Some(mechanisms.published(&profile, &setup.rules.context, &setup.resistance));
    }
    Ok(profile)
}

#[cfg(test)]
mod tests;
