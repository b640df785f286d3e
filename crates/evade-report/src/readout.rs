//! Which readouts of RNA the front page tells, and where. What DNA says is never changed by them.

use evade_core::{AlterationStatus, GeneAlteration, GeneReadout, ReadoutReason, ReadoutState, SampleProfile};

/// What DNA says of a gene.
pub(crate) fn status(profile: &SampleProfile, gene: &str) -> AlterationStatus {
    dna_row(profile, gene).map_or(AlterationStatus::NotTested, |row| row.status)
}

/// The gene's row of DNA; absent where DNA was not tested.
pub(crate) fn dna_row<'p>(profile: &'p SampleProfile, gene: &str) -> Option<&'p GeneAlteration> {
    profile.dna.genes.iter().find(|row| profile.dna.tested && row.gene == gene)
}

/// Whether the gene acts when it is activated: nothing of it is worded as a loss.
pub(crate) fn is_activated(profile: &SampleProfile, gene: &str) -> bool {
    profile.readouts.iter().any(|row| row.gene == gene && row.activates)
}

/// The readout of a gene that says something of it.
pub(crate) fn stated<'p>(profile: &'p SampleProfile, gene: &str) -> Option<&'p GeneReadout> {
    profile.readouts.iter().find(|row| row.gene == gene && has_state(row))
}

/// The readout of a gene that another gene's alteration explains.
pub(crate) fn explained<'p>(profile: &'p SampleProfile, gene: &str) -> Option<&'p GeneReadout> {
    profile.readouts.iter().find(|row| row.gene == gene && has(row, ReadoutReason::AlteredElsewhere))
}

pub(crate) fn has_state(row: &GeneReadout) -> bool {
    row.state != ReadoutState::NotAssessable
}

pub(crate) fn has(row: &GeneReadout, reason: ReadoutReason) -> bool {
    row.reasons.contains(&reason)
}

/// The genes that share the readout, with this status in DNA and apart from the row's own.
pub(crate) fn partners<'p>(
    profile: &'p SampleProfile,
    row: &GeneReadout,
    wanted: AlterationStatus,
) -> Vec<&'p str> {
    let same = profile.readouts.iter().filter(|other| other.readout == row.readout && other.gene != row.gene);
    same.map(|other| other.gene.as_str()).filter(|gene| status(profile, gene) == wanted).collect()
}

/// The altered genes whose RNA looks as in tumours with an intact gene.
pub(crate) fn quiet(profile: &SampleProfile) -> Vec<&GeneReadout> {
    let disagrees = |row: &&GeneReadout| {
        has_state(row)
            && has(row, ReadoutReason::AlteredButIntact)
            && status(profile, &row.gene) == AlterationStatus::Altered
    };
    profile.readouts.iter().filter(disagrees).collect()
}

/// Readouts that look as in altered tumours while no gene of theirs has a finding that could be the reason: those that
/// support it and are not altered, the strongest first. A gene that is uncertain or was not tested is reported in its own
/// line.
pub(crate) fn without_finding(profile: &SampleProfile) -> Vec<Vec<&GeneReadout>> {
    let groups = by_readout(profile, AlterationStatus::NotAltered);
    let is_told = |row: &GeneReadout| {
        let of = |wanted| supporting(profile, wanted).iter().any(|other| other.readout == row.readout);
        of(AlterationStatus::Uncertain) || of(AlterationStatus::NotTested)
    };
    groups.into_iter().filter(|group| !group.iter().any(|row| is_told(row))).collect()
}

/// Readouts that look as in altered tumours, of genes that DNA did not test; the strongest first.
pub(crate) fn untested(profile: &SampleProfile) -> Vec<Vec<&GeneReadout>> {
    by_readout(profile, AlterationStatus::NotTested)
}

fn supporting(profile: &SampleProfile, wanted: AlterationStatus) -> Vec<&GeneReadout> {
    let supports =
        |row: &&GeneReadout| row.state == ReadoutState::SupportsLoss && status(profile, &row.gene) == wanted;
    profile.readouts.iter().filter(supports).collect()
}

fn by_readout(profile: &SampleProfile, wanted: AlterationStatus) -> Vec<Vec<&GeneReadout>> {
    let mut groups: Vec<Vec<&GeneReadout>> = Vec::new();
    for row in supporting(profile, wanted) {
        match groups.iter_mut().find(|group| group[0].readout == row.readout) {
            Some(group) => group.push(row),
            None => groups.push(vec![row]),
        }
    }
    let ratio = |row: &GeneReadout| row.likelihood_ratio.unwrap_or(0.0);
    for group in &mut groups {
        group.sort_by(|a, b| ratio(b).total_cmp(&ratio(a)));
    }
    groups
}
