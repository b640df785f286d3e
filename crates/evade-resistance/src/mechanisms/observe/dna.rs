//! What DNA shows: alterations of genes, with what the RNA readout of a gene says beside them, and alleles of HLA class I.

use evade_core::{
    AlterationStatus, Bearing, Caution, EffectClass, EvidenceLane, EvidenceLine, FilterReason,
    GeneAlteration, Hits, HlaStatus, HlaSummary, Observation, ReadoutState, SampleProfile, Variant, Verdict,
    gene_of_row,
};

use super::Observed;
use crate::mechanisms::rules::GainBy;

/// Cautions of an EGFR change that sensitises to its inhibitors. T790M, L747P and the like make a tumour resistant to them.
const SENSITISING: [Caution; 2] = [Caution::EgfrClassical, Caution::EgfrAtypical];

fn gene_row<'p>(gene: &str, profile: &'p SampleProfile) -> Option<&'p GeneAlteration> {
    profile.dna.genes.iter().find(|row| row.gene == gene)
}

fn dna_line(gene: &str, profile: &SampleProfile, found: Observation, bearing: Bearing) -> EvidenceLine {
    let row = gene_row(gene, profile);
    let set_aside = row.and_then(filtered).filter(|_| found == Observation::CandidateFiltered);
    EvidenceLine {
        lane: EvidenceLane::Dna,
        subject: gene.to_owned(),
        name: gene.replace('_', " "),
        found,
        bearing,
        value: None,
        detail: set_aside.or_else(|| row.and_then(|row| row.hgvsp.clone().or_else(|| row.hgvsc.clone()))),
    }
}

/// A variant that would alter the gene and had too few reads to be counted, or did not pass the caller's filter.
fn filtered(row: &GeneAlteration) -> Option<String> {
    row.flags.iter().find_map(|flag| match flag {
        Caution::CandidateFiltered(candidate)
            if matches!(
                candidate.reason,
                FilterReason::Filter
                    | FilterReason::LowDepth
                    | FilterReason::LowAltReads
                    | FilterReason::LowVaf
            ) =>
        {
            Some(candidate.change.as_str().to_owned())
        }
        _ => None,
    })
}

/// `both`: the mechanism is the loss of both copies.
fn of_gene(gene: &str, both: bool, profile: &SampleProfile) -> (Observation, Bearing) {
    let Some(row) = gene_row(gene, profile) else { return (Observation::NotTested, Bearing::Silent) };
    let hides_losses = profile.facts.holds_little_tumour();
    match row.status {
        AlterationStatus::NotTested => (Observation::NotTested, Bearing::Silent),
        AlterationStatus::Uncertain => (Observation::Uncertain, Bearing::Perhaps),
        AlterationStatus::NotAltered if filtered(row).is_some() => {
            (Observation::CandidateFiltered, Bearing::Perhaps)
        }
        AlterationStatus::NotAltered if hides_losses || row.has(&Caution::LowPurity) => {
            (Observation::LowTumourContent, Bearing::Silent)
        }
        AlterationStatus::NotAltered => {
            let is_open = row.has(&Caution::CopyNumberNotTested);
            (if is_open { Observation::NoVariantFound } else { Observation::NotAltered }, Bearing::Against)
        }
        AlterationStatus::Altered if !row.role.is_loss() => (Observation::Altered, Bearing::For),
        AlterationStatus::Altered => match row.hits {
            // Two variants may lie on one copy.
            Some(Hits::Biallelic) if both && row.is_phase_unknown() => {
                (Observation::SecondCopyUnknown, Bearing::Perhaps)
            }
            Some(Hits::Biallelic) => (Observation::Altered, Bearing::For),
            // In little tumour the kept copy may be that of other cells.
            Some(Hits::Monoallelic) if both && hides_losses => {
                (Observation::SecondCopyUnknown, Bearing::Perhaps)
            }
            Some(Hits::Monoallelic) => {
                (Observation::OneCopyKept, if both { Bearing::Against } else { Bearing::Perhaps })
            }
            _ => (Observation::SecondCopyUnknown, if both { Bearing::Perhaps } else { Bearing::For }),
        },
    }
}

/// An activating alteration. One of another kind than is meant leaves it possible.
pub(super) fn gain(gene: &str, by: GainBy, profile: &SampleProfile) -> Observed {
    let (found, bearing) = of_gene(gene, false, profile);
    let row = gene_row(gene, profile);
    let sensitising = profile.dna.variants.iter().find(|variant| is_sensitising(gene, variant));
    let is_meant = match by {
        GainBy::Any => true,
        // A row of a single change is of a mutation by itself.
        GainBy::Mutation => {
            gene_of_row(gene) != gene
                || row.and_then(|row| row.effect).is_some_and(|effect| effect != EffectClass::Unknown)
        }
        GainBy::Sensitising => {
            sensitising.is_some() || row.is_some_and(|row| SENSITISING.iter().any(|caution| row.has(caution)))
        }
    };
    if (found, bearing) == (Observation::Altered, Bearing::For) && !is_meant {
        let is_mutation = row.and_then(|row| row.effect).is_some_and(|effect| effect != EffectClass::Unknown);
        let bearing = match by {
            // It arises beside a change that sensitises, which may have been missed.
            GainBy::Sensitising if row.is_some_and(|row| row.has(&Caution::EgfrT790m)) => Bearing::Perhaps,
            // Another change of the sequence is not the one that is meant; an amplification says nothing of the sequence.
            GainBy::Sensitising if is_mutation => Bearing::Against,
            GainBy::Sensitising => Bearing::Silent,
            GainBy::Any | GainBy::Mutation => Bearing::Perhaps,
        };
        return Observed::alone(dna_line(gene, profile, Observation::OtherAlteration, bearing));
    }
    let mut line = dna_line(gene, profile, found, bearing);
    if by == GainBy::Sensitising
        && bearing == Bearing::For
        && let Some(variant) = sensitising
    {
        // The variant that decides of the gene may be the one that makes it resistant.
        line.detail = variant.hgvsp.clone().or_else(|| variant.hgvsc.clone()).or(line.detail);
    }
    Observed::alone(line)
}

fn is_sensitising(gene: &str, variant: &Variant) -> bool {
    variant.gene == gene
        && matches!(variant.verdict, Verdict::Damaging | Verdict::Likely)
        && SENSITISING.iter().any(|caution| variant.flags.contains(caution))
}

/// DNA decides. A readout that supports a loss makes it possible where DNA does not tell, or found no variant and was blind to
/// deletions; where DNA is clean, copy number included, it stands beside that and changes nothing.
pub(super) fn loss(gene: &str, both: bool, profile: &SampleProfile) -> Observed {
    let (found, of_dna) = of_gene(gene, both, profile);
    let mut observed = Observed::alone(dna_line(gene, profile, found, of_dna));
    let readout = profile.readouts.iter().find(|row| row.gene == gene);
    let Some(readout) = readout.filter(|row| row.state != ReadoutState::NotAssessable) else {
        return observed;
    };
    let (says, of_rna) = match readout.state {
        // A readout is no call of the gene: alone it makes a loss possible.
        ReadoutState::SupportsLoss if of_dna == Bearing::For => (Observation::SupportsLoss, Bearing::For),
        ReadoutState::SupportsLoss => (Observation::SupportsLoss, Bearing::Perhaps),
        ReadoutState::SupportsIntact => (Observation::SupportsIntact, Bearing::Against),
        ReadoutState::Neutral | ReadoutState::NotAssessable => (Observation::Neutral, Bearing::Silent),
    };
    if of_rna == Bearing::Perhaps {
        observed.is_disputed = of_dna == Bearing::Against;
        if of_dna != Bearing::Against || found == Observation::NoVariantFound {
            observed.bearing = Bearing::Perhaps;
        }
    }
    observed.lines.push(EvidenceLine {
        lane: EvidenceLane::Readout,
        subject: gene.to_owned(),
        name: readout.name.clone(),
        found: says,
        bearing: of_rna,
        value: readout.likelihood_ratio,
        detail: None,
    });
    observed
}

/// Alleles of HLA class I. That both of a gene are lost is a loss as well.
pub(super) fn hla(profile: &SampleProfile) -> Observed {
    let summary = HlaSummary::of(&profile.hla, &[]);
    // A homozygous gene has no second allele to lose: it is told as far as it can be.
    let told = summary.n_assessable + summary.n_homozygous.unwrap_or(0).min(3);
    let is_lost = summary.loh.map(|is_loh| is_loh || summary.n_homdel > 0);
    let (found, bearing) = match is_lost {
        None => (Observation::NotTested, Bearing::Silent),
        Some(true) => (Observation::AlleleLost, Bearing::For),
        // Alleles in unequal numbers of which none is shown to be lost.
        Some(false) if profile.hla.iter().any(|gene| gene.status == HlaStatus::ImbalanceOnly) => {
            (Observation::Open, Bearing::Perhaps)
        }
        Some(false) if profile.facts.holds_little_tumour() => {
            (Observation::LowTumourContent, Bearing::Silent)
        }
        Some(false) if told >= 3 => (Observation::NoAlleleLost, Bearing::Against),
        Some(false) => (Observation::NoAlleleLost, Bearing::Silent),
    };
    let lost: Vec<String> = profile
        .hla
        .iter()
        .filter(|gene| gene.status.is_loss())
        .map(|gene| {
            let is_whole = gene.status == HlaStatus::Homdel;
            if is_whole { format!("{}, both alleles", gene.gene) } else { gene.gene.clone() }
        })
        .collect();
    Observed::alone(EvidenceLine {
        lane: EvidenceLane::Hla,
        subject: "HLA".to_owned(),
        name: "HLA class I".to_owned(),
        found,
        bearing,
        value: None,
        detail: (!lost.is_empty()).then(|| lost.join("; ")),
    })
}
