//! What a sample shows of a condition: the lines of evidence, and whether they are what was asked for.
//!
//! Nothing that was not measured counts for or against: it is silent, and its line says that it was not tested.

mod dna;
mod pair;
mod rna;
mod sheet;

use evade_core::{Bearing, BiopsyTime, EvidenceLine, Feature, PairComparison, SampleProfile};

use super::rules::{Companion, Condition, Wanted};
use crate::SampleHistology;

/// A sample as rules of mechanisms look at it.
#[derive(Debug, Clone, Copy)]
pub struct AssessedSample<'a> {
    /// Its findings.
    pub profile: &'a SampleProfile,
    /// What the sheet states of its histology.
    pub histology: SampleHistology,
    /// Whether that is known to be no non-small cell lung cancer, which the review is about.
    pub is_other_cancer: bool,
    /// Whether it was taken under treatment with a checkpoint inhibitor.
    pub biopsy: BiopsyTime,
    /// What changed since an earlier sample of the patient; absent where none was compared.
    pub pair: Option<&'a PairComparison>,
    /// The features that rules may name, for their names.
    pub features: &'a [Feature],
}

/// What a sample shows of a condition.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Observed {
    /// One line for each thing that was assessed.
    pub(super) lines: Vec<EvidenceLine>,
    /// What they say together.
    pub(super) bearing: Bearing,
    /// Whether two inputs contradict each other on the very thing that is asked for.
    pub(super) is_disputed: bool,
}

/// What a sample shows of a condition.
pub(super) fn observe(condition: &Condition, sample: AssessedSample<'_>) -> Observed {
    let profile = sample.profile;
    let observed = match &condition.what {
        Wanted::Rna { feature, is } => rna::feature(feature, *is, sample),
        Wanted::Loss { gene, both } => dna::loss(gene, *both, profile),
        Wanted::Gain { gene, by } => dna::gain(gene, *by, profile),
        Wanted::HlaAlleleLost => dna::hla(profile),
        Wanted::Phenotype(class) => rna::phenotype(*class, profile),
        Wanted::PdL1(score) => sheet::pdl1(*score, profile),
        Wanted::PdL1Rna { feature } => rna::pdl1(feature, sample),
        Wanted::TmbHigh => sheet::tmb(profile),
        Wanted::Class(class) => sheet::class(*class, profile),
        Wanted::Change { feature, way } => pair::change(feature, *way, sample),
        Wanted::Gained(gene) => pair::gained(gene, sample),
        Wanted::Transformation => pair::transformation(sample),
        Wanted::DriverKept => pair::driver_kept(sample),
        Wanted::Histology(asked) => sheet::histology(*asked, sample),
        Wanted::Any(any) => of_any(any, sample),
    };
    if condition.one_sided { observed.without_against() } else { observed }
}

/// The same for what agrees with a mechanism: unless it is part of what the source describes, it shows nothing.
pub(super) fn observe_agreement(condition: &Condition, sample: AssessedSample<'_>) -> Observed {
    let observed = observe(condition, sample);
    match condition.companion {
        Companion::Shows | Companion::PartOfClaim => observed,
        Companion::GoesWith => observed.replaced(Bearing::For, Bearing::Agrees),
    }
}

impl Observed {
    /// One line that says what the observation says.
    fn alone(line: EvidenceLine) -> Self {
        Self { bearing: line.bearing, lines: vec![line], is_disputed: false }
    }

    /// The same, where speaking against is saying nothing.
    fn without_against(self) -> Self {
        self.replaced(Bearing::Against, Bearing::Silent)
    }

    fn replaced(mut self, from: Bearing, to: Bearing) -> Self {
        let replaced = |bearing| if bearing == from { to } else { bearing };
        self.bearing = replaced(self.bearing);
        self.lines.iter_mut().for_each(|line| line.bearing = replaced(line.bearing));
        self
    }
}

/// The best that any of them says; against only where all are.
fn of_any(any: &[Condition], sample: AssessedSample<'_>) -> Observed {
    let all: Vec<Observed> = any.iter().map(|condition| observe(condition, sample)).collect();
    let order = [Bearing::For, Bearing::Perhaps, Bearing::Silent];
    let best = order.into_iter().find(|bearing| all.iter().any(|observed| observed.bearing == *bearing));
    let bearing = best.unwrap_or(Bearing::Against);
    let is_disputed = all.iter().any(|observed| observed.is_disputed && observed.bearing == bearing);
    // One of them is enough: that this one is missing speaks against nothing, unless it is this one that is doubted.
    let lines_of = |observed: Observed| {
        let stays = bearing == Bearing::Against || is_disputed && observed.is_disputed;
        if stays { observed.lines } else { observed.without_against().lines }
    };
    let lines = all.into_iter().flat_map(lines_of).collect();
    Observed { lines, bearing, is_disputed }
}
