//! What a sample shows of a condition: the lines of evidence, and whether they are what was asked for.
//!
//! Nothing that was not measured counts for or against: it is silent, and its line says that it was not tested.

use evade_core::{
    AlterationStatus, Bearing, Caution, EvidenceLane, EvidenceLine, FeatureLevel, FeatureValue, FitState,
    GeneAlteration, Hits, HlaStatus, HlaSummary, Observation, Pdl1Category, Pdl1RnaRelation, Phenotype,
    PopulationHistology, ReadoutState, Reason, ResistanceClass, SampleProfile, TmbCategory, TmbOrigin,
};

use crate::SampleHistology;
use crate::knowledge::histology_fits;

use super::rules::{Condition, End, Score, Wanted};

/// Borders of the middle half of a reference, as percentiles.
const MIDDLE: [f64; 2] = [25.0, 75.0];

/// Cautions of an EGFR change that sensitises to its inhibitors. T790M follows such a change in a tumour.
const SENSITISING: [Caution; 3] = [Caution::EgfrClassical, Caution::EgfrAtypical, Caution::EgfrT790m];

/// A sample as conditions look at it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen<'a> {
    pub(super) profile: &'a SampleProfile,
    pub(super) histology: SampleHistology,
}

/// What a sample shows of a condition.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Observed {
    /// One line for each thing that was assessed.
    pub(super) lines: Vec<EvidenceLine>,
    /// What they say together.
    pub(super) bearing: Bearing,
}

/// What a sample shows of a condition.
pub(super) fn observe(condition: &Condition, seen: Seen<'_>) -> Observed {
    let profile = seen.profile;
    let observed = match &condition.what {
        Wanted::Rna { feature, is } => of_rna(feature, *is, profile),
        Wanted::Loss { gene, both } => of_loss(gene, *both, profile),
        Wanted::Gain { gene, sensitising } => of_gain(gene, *sensitising, profile),
        Wanted::HlaAlleleLost => of_hla(profile),
        Wanted::Phenotype(class) => of_phenotype(*class, profile),
        Wanted::PdL1(score) => of_pdl1(*score, profile),
        Wanted::PdL1Rna { feature } => of_pdl1_rna(feature, profile),
        Wanted::TmbHigh => of_tmb(profile),
        Wanted::Class(class) => of_class(*class, profile),
        Wanted::Histology(asked) => of_histology(*asked, seen),
        Wanted::Any(any) => of_any(any, seen),
    };
    if condition.one_sided { observed.without_against() } else { observed }
}

impl Observed {
    /// The same, where speaking against is saying nothing.
    fn without_against(mut self) -> Self {
        let silenced = |bearing| if bearing == Bearing::Against { Bearing::Silent } else { bearing };
        self.bearing = silenced(self.bearing);
        self.lines.iter_mut().for_each(|line| line.bearing = silenced(line.bearing));
        self
    }
}

fn alone(line: EvidenceLine) -> Observed {
    Observed { bearing: line.bearing, lines: vec![line] }
}

/// The best that any of them says; against only where all are.
fn of_any(any: &[Condition], seen: Seen<'_>) -> Observed {
    let all: Vec<Observed> = any.iter().map(|condition| observe(condition, seen)).collect();
    let has = |bearing| all.iter().any(|observed| observed.bearing == bearing);
    let bearing = if has(Bearing::For) {
        Bearing::For
    } else if has(Bearing::Perhaps) {
        Bearing::Perhaps
    } else if has(Bearing::Silent) {
        Bearing::Silent
    } else {
        Bearing::Against
    };
    // One of them is enough: that this one is missing speaks against nothing.
    let lines_of = |observed: Observed| {
        if bearing == Bearing::Against { observed.lines } else { observed.without_against().lines }
    };
    let lines = all.into_iter().flat_map(lines_of).collect();
    Observed { lines, bearing }
}

fn of_rna(id: &str, end: End, profile: &SampleProfile) -> Observed {
    let features = profile.rna.iter().flat_map(|rna| &rna.features);
    let Some(feature) = features.into_iter().find(|feature| feature.feature == id) else {
        return alone(EvidenceLine {
            lane: EvidenceLane::Rna,
            subject: id.to_owned(),
            name: id.to_owned(),
            found: Observation::NotTested,
            bearing: Bearing::Silent,
            value: None,
            detail: None,
        });
    };
    let (found, bearing) = of_level(feature, end);
    alone(EvidenceLine {
        lane: EvidenceLane::Rna,
        subject: id.to_owned(),
        name: feature.name.clone(),
        found,
        bearing,
        value: feature.percentile,
        detail: None,
    })
}

/// An open level counts as a doubt where its interval reaches the end that is asked for, and for nothing elsewhere.
fn of_level(feature: &FeatureValue, end: End) -> (Observation, Bearing) {
    let is_high = end == End::High;
    match feature.level {
        FeatureLevel::High => (Observation::High, if is_high { Bearing::For } else { Bearing::Against }),
        FeatureLevel::Low => (Observation::Low, if is_high { Bearing::Against } else { Bearing::For }),
        FeatureLevel::Middle => (Observation::Middle, Bearing::Against),
        FeatureLevel::NotAssessable => (Observation::NotTested, Bearing::Silent),
        FeatureLevel::Open => {
            let lies_beyond = feature
                .percentile
                .is_some_and(|place| if is_high { place > MIDDLE[1] } else { place < MIDDLE[0] });
            let lies_opposite = feature
                .percentile
                .is_some_and(|place| if is_high { place < MIDDLE[0] } else { place > MIDDLE[1] });
            let bearing = match (lies_beyond, lies_opposite) {
                (true, _) => Bearing::Perhaps,
                (_, true) => Bearing::Against,
                _ => Bearing::Silent,
            };
            (Observation::Open, bearing)
        }
    }
}

fn gene_row<'p>(gene: &str, profile: &'p SampleProfile) -> Option<&'p GeneAlteration> {
    profile.dna.genes.iter().find(|row| row.gene == gene)
}

fn dna_line(gene: &str, profile: &SampleProfile, found: Observation, bearing: Bearing) -> EvidenceLine {
    let row = gene_row(gene, profile);
    EvidenceLine {
        lane: EvidenceLane::Dna,
        subject: gene.to_owned(),
        name: gene.replace('_', " "),
        found,
        bearing,
        value: None,
        detail: row.and_then(|row| row.hgvsp.clone().or_else(|| row.hgvsc.clone())),
    }
}

/// `both`: the mechanism is the loss of both copies.
fn of_gene(row: Option<&GeneAlteration>, both: bool) -> (Observation, Bearing) {
    let Some(row) = row else { return (Observation::NotTested, Bearing::Silent) };
    match row.status {
        AlterationStatus::NotTested => (Observation::NotTested, Bearing::Silent),
        AlterationStatus::Uncertain => (Observation::Uncertain, Bearing::Perhaps),
        AlterationStatus::NotAltered => {
            let is_open = row.has(&Caution::CopyNumberNotTested);
            (if is_open { Observation::NoVariantFound } else { Observation::NotAltered }, Bearing::Against)
        }
        AlterationStatus::Altered if !row.role.is_loss() => (Observation::Altered, Bearing::For),
        AlterationStatus::Altered => match row.hits {
            Some(Hits::Biallelic) => (Observation::Altered, Bearing::For),
            Some(Hits::Monoallelic) => {
                (Observation::OneCopyKept, if both { Bearing::Against } else { Bearing::For })
            }
            _ => (Observation::SecondCopyUnknown, if both { Bearing::Perhaps } else { Bearing::For }),
        },
    }
}

/// Another activating change of a gene leaves it possible: the rule is about those that sensitise to inhibitors.
fn of_gain(gene: &str, sensitising: bool, profile: &SampleProfile) -> Observed {
    let row = gene_row(gene, profile);
    let is_other = |row: &GeneAlteration| !SENSITISING.iter().any(|caution| row.has(caution));
    let (found, bearing) = match of_gene(row, false) {
        (Observation::Altered, Bearing::For) if sensitising && row.is_some_and(is_other) => {
            (Observation::OtherAlteration, Bearing::Perhaps)
        }
        other => other,
    };
    alone(dna_line(gene, profile, found, bearing))
}

/// DNA decides; RNA makes a loss possible where DNA does not tell, and never undoes what DNA says.
fn of_loss(gene: &str, both: bool, profile: &SampleProfile) -> Observed {
    let (found, of_dna) = of_gene(gene_row(gene, profile), both);
    let mut lines = vec![dna_line(gene, profile, found, of_dna)];
    let readout = profile.readouts.iter().find(|row| row.gene == gene);
    let mut bearing = of_dna;
    if let Some(readout) = readout.filter(|row| row.state != ReadoutState::NotAssessable) {
        let (found, of_rna) = match readout.state {
            ReadoutState::SupportsLoss => (Observation::SupportsLoss, Bearing::For),
            ReadoutState::SupportsIntact => (Observation::SupportsIntact, Bearing::Against),
            ReadoutState::Neutral | ReadoutState::NotAssessable => (Observation::Neutral, Bearing::Silent),
        };
        // A readout is no call of the gene: alone it makes a loss possible.
        let of_rna = match (of_rna, of_dna) {
            (Bearing::For, Bearing::For) => Bearing::For,
            (Bearing::For, _) => Bearing::Perhaps,
            (other, _) => other,
        };
        if of_rna == Bearing::Perhaps {
            bearing = Bearing::Perhaps;
        }
        lines.push(EvidenceLine {
            lane: EvidenceLane::Readout,
            subject: gene.to_owned(),
            name: readout.name.clone(),
            found,
            bearing: of_rna,
            value: readout.likelihood_ratio,
            detail: None,
        });
    }
    Observed { lines, bearing }
}

fn of_hla(profile: &SampleProfile) -> Observed {
    let summary = HlaSummary::of(&profile.hla, &[]);
    // A homozygous gene has no second allele to lose: it is told as far as it can be.
    let told = summary.n_assessable + summary.n_homozygous.unwrap_or(0).min(3);
    let (found, bearing) = match summary.loh {
        None => (Observation::NotTested, Bearing::Silent),
        Some(true) => (Observation::AlleleLost, Bearing::For),
        // Alleles in unequal numbers of which none is shown to be lost.
        Some(false) if profile.hla.iter().any(|gene| gene.status == HlaStatus::ImbalanceOnly) => {
            (Observation::Open, Bearing::Perhaps)
        }
        Some(false) if told >= 3 => (Observation::NoAlleleLost, Bearing::Against),
        Some(false) => (Observation::NoAlleleLost, Bearing::Silent),
    };
    let lost: Vec<&str> =
        profile.hla.iter().filter(|gene| gene.status.is_loss()).map(|gene| gene.gene.as_str()).collect();
    alone(EvidenceLine {
        lane: EvidenceLane::Hla,
        subject: "HLA".to_owned(),
        name: "HLA class I".to_owned(),
        found,
        bearing,
        value: None,
        detail: (!lost.is_empty()).then(|| lost.join(", ")),
    })
}

fn of_phenotype(class: Phenotype, profile: &SampleProfile) -> Observed {
    let call = profile.rna.as_ref().map(|rna| &rna.call);
    let (found, bearing) = match call {
        None => (Observation::NotTested, Bearing::Silent),
        Some(call) => match call.phenotype {
            Phenotype::NotEvaluable => (Observation::NotTested, Bearing::Silent),
            Phenotype::Indeterminate if call.leading == Some(class) => {
                (Observation::Leaning, Bearing::Perhaps)
            }
            Phenotype::Indeterminate => (Observation::Open, Bearing::Silent),
            // No label confirms that the axes tell excluded from desert: such a call is a leaning.
            own if call.reasons.contains(&Reason::ExcludedDesertLeaning) && own == class => {
                (Observation::Leaning, Bearing::Perhaps)
            }
            Phenotype::Excluded | Phenotype::Desert
                if call.reasons.contains(&Reason::ExcludedDesertLeaning)
                    && matches!(class, Phenotype::Excluded | Phenotype::Desert) =>
            {
                (Observation::Open, Bearing::Silent)
            }
            own if own == class => (Observation::Called, Bearing::For),
            _ => (Observation::OtherCall, Bearing::Against),
        },
    };
    alone(EvidenceLine {
        lane: EvidenceLane::Rna,
        subject: class.as_str().to_owned(),
        name: format!("phenotype {}", class.label()),
        found,
        bearing,
        value: None,
        detail: call.map(|call| call.phenotype.label().to_owned()),
    })
}

fn of_pdl1(score: Score, profile: &SampleProfile) -> Observed {
    let stated = profile.facts.pdl1_tps;
    let (found, bearing) = match stated {
        None => (Observation::NotStated, Bearing::Silent),
        Some(tps) => {
            let category = Pdl1Category::of(tps);
            let holds = match score {
                Score::High => category == Pdl1Category::High,
                Score::Positive => category != Pdl1Category::Negative,
                Score::Negative => category == Pdl1Category::Negative,
                Score::Stated => true,
            };
            if holds {
                (Observation::Stated, Bearing::For)
            } else {
                (Observation::StatedOtherwise, Bearing::Against)
            }
        }
    };
    alone(EvidenceLine {
        lane: EvidenceLane::Clinical,
        subject: "PD-L1".to_owned(),
        name: "PD-L1 tumour proportion score".to_owned(),
        found,
        bearing,
        value: stated,
        detail: None,
    })
}

/// RNA and staining of PD-L1 agree where both are high or both low. A middle level, or a score between, says nothing.
fn of_pdl1_rna(feature: &str, profile: &SampleProfile) -> Observed {
    let mut observed = of_rna(feature, End::High, profile);
    let bearing = match profile.biomarkers.as_ref().map(|markers| markers.pdl1_and_rna) {
        Some(Pdl1RnaRelation::Agrees) => Bearing::For,
        Some(Pdl1RnaRelation::StainedWithoutRna | Pdl1RnaRelation::RnaWithoutStain) => Bearing::Against,
        Some(Pdl1RnaRelation::Between | Pdl1RnaRelation::NotCompared) | None => Bearing::Silent,
    };
    observed.lines.iter_mut().for_each(|line| line.bearing = bearing);
    observed.bearing = bearing;
    observed
}

fn of_tmb(profile: &SampleProfile) -> Observed {
    let markers = profile.biomarkers.as_ref();
    let is_supplied = markers.and_then(|markers| markers.tmb_origin) == Some(TmbOrigin::Supplied);
    let (found, bearing) = match markers.and_then(|markers| markers.tmb_category) {
        None => (Observation::NotTested, Bearing::Silent),
        Some(TmbCategory::High) if is_supplied => (Observation::Stated, Bearing::For),
        Some(TmbCategory::High) => (Observation::High, Bearing::For),
        Some(_) => (Observation::StatedOtherwise, Bearing::Against),
    };
    alone(EvidenceLine {
        lane: if is_supplied { EvidenceLane::Clinical } else { EvidenceLane::Dna },
        subject: "TMB".to_owned(),
        name: "tumour mutational burden".to_owned(),
        found,
        bearing,
        value: markers.and_then(|markers| markers.tmb),
        detail: None,
    })
}

/// A histology that is not stated, or not known to be the one asked for, says nothing.
fn of_histology(asked: PopulationHistology, seen: Seen<'_>) -> Observed {
    let (found, bearing) = match histology_fits(asked, seen.histology) {
        FitState::Fits => (Observation::Stated, Bearing::For),
        FitState::DoesNotFit => (Observation::StatedOtherwise, Bearing::Against),
        FitState::CannotBeTold => (Observation::NotStated, Bearing::Silent),
    };
    alone(EvidenceLine {
        lane: EvidenceLane::Clinical,
        subject: "histology".to_owned(),
        name: "histology".to_owned(),
        found,
        bearing,
        value: None,
        detail: seen.profile.facts.histology.clone(),
    })
}

/// A burden that a laboratory reports, where none was counted.
/// A course that cannot be told, or that the rule set leaves open, says nothing.
fn of_class(class: ResistanceClass, profile: &SampleProfile) -> Observed {
    let own = profile.resistance.as_ref().map(|course| course.sitc_review.class);
    let (found, bearing) = match own {
        None | Some(ResistanceClass::NotAssessable | ResistanceClass::LeftOpen) => {
            (Observation::NotStated, Bearing::Silent)
        }
        Some(own) if own == class => (Observation::Stated, Bearing::For),
        Some(_) => (Observation::StatedOtherwise, Bearing::Against),
    };
    alone(EvidenceLine {
        lane: EvidenceLane::Clinical,
        subject: "resistance".to_owned(),
        name: "class of clinical resistance".to_owned(),
        found,
        bearing,
        value: profile.resistance.as_ref().and_then(|course| course.months),
        detail: own.map(|class| class.as_str().to_owned()),
    })
}
