//! Genes of two samples: their state, the copies that are hit, and their copy number.

use evade_core::{
    AlterationStatus, ChangeStatus, CopyChange, CopyState, GeneAlteration, GeneChange, GeneCopies, Hits,
    PairReason, VariantChange, gene_of_row,
};

use super::compare::Pair;
use super::rules::DnaLimits;
use super::variants::{shows_little_tumour, would_show};

/// One row per gene of the later sample's panel, then those of the earlier one alone.
pub(super) fn genes(limits: &DnaLimits, pair: &Pair<'_>, variants: &[VariantChange]) -> Vec<GeneChange> {
    let (before, after) = (&pair.before.profile.dna.genes, &pair.after.profile.dna.genes);
    let row = |rows: &'_ [GeneAlteration], gene: &str| rows.iter().find(|row| row.gene == gene).cloned();
    let power = power(limits, pair);
    let untested = |gene: &str| GeneAlteration::new(gene, AlterationStatus::NotTested);
    let of_after = after.iter().map(|later| {
        let earlier = row(before, &later.gene).unwrap_or_else(|| untested(&later.gene));
        gene(&earlier, later, variants, &power)
    });
    let of_before = before
        .iter()
        .filter(|earlier| row(after, &earlier.gene).is_none())
        .map(|earlier| gene(earlier, &untested(&earlier.gene), variants, &power));
    of_after.chain(of_before).collect()
}

/// What a gene in which neither sample shows anything may be: why that is not told, or what must be known of it.
struct Power {
    is_enough: bool,
    has_little: bool,
    reasons: Vec<PairReason>,
}

/// Nothing was found: that says something only of a sample that would have shown it.
fn power(limits: &DnaLimits, pair: &Pair<'_>) -> Power {
    let samples = [pair.before, pair.after];
    let has_little = samples.iter().any(|sample| shows_little_tumour(pair, *sample));
    let shown = samples.map(|sample| would_show(limits, sample));
    let is_too_low = shown.contains(&Some(false));
    let reasons = [
        (is_too_low, PairReason::DepthTooLow),
        (has_little, PairReason::LittleTumour),
        (!is_too_low && shown.contains(&None), PairReason::DepthUnknown),
    ];
    Power {
        is_enough: !is_too_low && !has_little,
        has_little,
        reasons: reasons.into_iter().filter_map(|(holds, reason)| holds.then_some(reason)).collect(),
    }
}

fn gene(
    before: &GeneAlteration,
    after: &GeneAlteration,
    variants: &[VariantChange],
    power: &Power,
) -> GeneChange {
    let of_gene: Vec<&VariantChange> =
        variants.iter().filter(|variant| variant.gene == gene_of_row(&after.gene)).collect();
    let (status, reasons) = status(before, after, &of_gene, power);
    let (hits, hits_reasons) = hits(before, after);
    GeneChange {
        gene: after.gene.clone(),
        before: before.status,
        after: after.status,
        status,
        reasons,
        hits_before: before.hits,
        hits_after: after.hits,
        hits,
        hits_reasons,
        copies: copies(before.copies.as_ref(), after.copies.as_ref()).map(|mut copies| {
            // Copies are told from tumour cells.
            if power.has_little {
                (copies.status, copies.reasons) =
                    (ChangeStatus::NotEvaluable, vec![PairReason::LittleTumour]);
            }
            copies
        }),
    }
}

fn status(
    before: &GeneAlteration,
    after: &GeneAlteration,
    variants: &[&VariantChange],
    power: &Power,
) -> (ChangeStatus, Vec<PairReason>) {
    use AlterationStatus::{Altered, NotAltered, NotTested, Uncertain};
    let untested: Vec<PairReason> = [
        (before.status == NotTested, PairReason::NotTestedBefore),
        (after.status == NotTested, PairReason::NotTestedAfter),
    ]
    .into_iter()
    .filter_map(|(holds, reason)| holds.then_some(reason))
    .collect();
    if !untested.is_empty() {
        return (ChangeStatus::NotEvaluable, untested);
    }
    match (before.status, after.status) {
        (NotAltered, NotAltered) => {
            let status = if power.is_enough { ChangeStatus::Unchanged } else { ChangeStatus::NotEvaluable };
            (status, power.reasons.clone())
        }
        (Altered, Altered) => both(&of_row(after, variants, |variant| variant.is_relevant), before, after),
        (Uncertain, Uncertain) => both(&of_row(after, variants, |_| true), before, after),
        (_, Altered) | (NotAltered, Uncertain) => one(
            deciding(after, variants, |variant| variant.after.is_some()),
            before,
            after,
            ChangeStatus::New,
            power,
        ),
        _ => {
            let decides = deciding(before, variants, |variant| variant.before.is_some());
            one(decides, before, after, ChangeStatus::Lost, power)
        }
    }
}

/// The variants that a row is made of: a row of a finding is of that finding alone.
fn of_row<'v>(
    row: &GeneAlteration,
    variants: &[&'v VariantChange],
    counts: impl Fn(&VariantChange) -> bool,
) -> Vec<&'v VariantChange> {
    let is_of_finding = gene_of_row(&row.gene) != row.gene;
    let is_of_row =
        |variant: &&&VariantChange| counts(variant) && (!is_of_finding || is_change_of(row, variant));
    variants.iter().filter(is_of_row).copied().collect()
}

fn is_change_of(row: &GeneAlteration, variant: &VariantChange) -> bool {
    [&row.hgvsp, &row.hgvsc].into_iter().flatten().any(|change| *change == variant.change)
}

/// The variant that decides the state of a row among those of its sample.
fn deciding<'v>(
    row: &GeneAlteration,
    variants: &[&'v VariantChange],
    is_in_sample: impl Fn(&VariantChange) -> bool,
) -> Option<&'v VariantChange> {
    let own = || variants.iter().filter(|variant| is_in_sample(variant));
    own()
        .find(|variant| is_change_of(row, variant))
        .or_else(|| own().find(|variant| variant.is_relevant))
        .or_else(|| own().next())
        .copied()
        .filter(|_| row.n_variants > 0)
}

/// A gene that is altered in one of the samples alone.
fn one(
    variant: Option<&VariantChange>,
    before: &GeneAlteration,
    after: &GeneAlteration,
    is: ChangeStatus,
    power: &Power,
) -> (ChangeStatus, Vec<PairReason>) {
    if let Some(variant) = variant {
        return (variant.status, variant.reasons.clone());
    }
    // Altered by its copies: both samples must have measured them, and neither in doubt.
    match before.copies.as_ref().zip(after.copies.as_ref()) {
        Some((before, after))
            if is == ChangeStatus::Lost && before.state.is_homdel() && !after.state.is_homdel() =>
        {
            (ChangeStatus::NotEvaluable, vec![PairReason::LossCannotReturn])
        }
        Some(_) if power.has_little => (ChangeStatus::NotEvaluable, vec![PairReason::LittleTumour]),
        Some((before, after)) if is_doubtful(before) || is_doubtful(after) => {
            (ChangeStatus::NotEvaluable, vec![PairReason::CopyNumberNotTested])
        }
        Some((_, after)) if after.state.is_homdel() => (is, vec![PairReason::CopiesLost]),
        Some(_) => (is, Vec::new()),
        None => (ChangeStatus::NotEvaluable, vec![PairReason::CopyNumberNotTested]),
    }
}

fn is_doubtful(copies: &GeneCopies) -> bool {
    matches!(copies.state, CopyState::PossibleHomdel | CopyState::PossibleAmplification)
}

/// A gene that is altered in both.
fn both(
    variants: &[&VariantChange],
    before: &GeneAlteration,
    after: &GeneAlteration,
) -> (ChangeStatus, Vec<PairReason>) {
    let is = |status| variants.iter().any(|variant| variant.status == status);
    let has_none = before.n_variants == 0 && after.n_variants == 0;
    if !has_none && is(ChangeStatus::Retained) && is(ChangeStatus::New) {
        let further = variants.iter().filter(|variant| variant.status == ChangeStatus::New);
        let mut reasons = vec![PairReason::FurtherVariant];
        reasons.extend(further.flat_map(|variant| &variant.reasons).copied());
        reasons.dedup();
        return (ChangeStatus::Changed, reasons);
    }
    if has_none || is(ChangeStatus::Retained) {
        return (ChangeStatus::Retained, Vec::new());
    }
    let status = if is(ChangeStatus::New) { ChangeStatus::Changed } else { ChangeStatus::NotEvaluable };
    let mut reasons = vec![PairReason::OtherVariant];
    for reason in
        variants.iter().filter(|variant| variant.status == status).flat_map(|variant| &variant.reasons)
    {
        if !reasons.contains(reason) {
            reasons.push(*reason);
        }
    }
    (status, reasons)
}

/// Copies that are hit: of a gene that is altered in both samples.
fn hits(before: &GeneAlteration, after: &GeneAlteration) -> (Option<ChangeStatus>, Vec<PairReason>) {
    let is_altered = |row: &GeneAlteration| row.status == AlterationStatus::Altered;
    if !is_altered(before) || !is_altered(after) || !after.role.is_loss() {
        return (None, Vec::new());
    }
    match (before.hits, after.hits) {
        (Some(Hits::Monoallelic), Some(Hits::Biallelic)) => {
            (Some(ChangeStatus::Changed), vec![PairReason::SecondHitGained])
        }
        (Some(Hits::Biallelic), Some(Hits::Monoallelic)) => {
            (Some(ChangeStatus::NotEvaluable), vec![PairReason::LossCannotReturn])
        }
        (Some(before), Some(after)) if before == after && before != Hits::Unknown => {
            (Some(ChangeStatus::Unchanged), Vec::new())
        }
        _ => (Some(ChangeStatus::NotEvaluable), vec![PairReason::HitsUnknown]),
    }
}

/// The copy number, where it was measured in at least one.
fn copies(before: Option<&GeneCopies>, after: Option<&GeneCopies>) -> Option<CopyChange> {
    let (status, reasons) = match (before, after) {
        (None, None) => return None,
        (Some(before), Some(after)) => copy_status(before, after),
        _ => (ChangeStatus::NotEvaluable, vec![PairReason::CopyNumberNotTested]),
    };
    Some(CopyChange { before: before.cloned(), after: after.cloned(), status, reasons })
}

fn copy_status(before: &GeneCopies, after: &GeneCopies) -> (ChangeStatus, Vec<PairReason>) {
    if is_doubtful(before) || is_doubtful(after) {
        return (ChangeStatus::NotEvaluable, vec![PairReason::CopyNumberNotTested]);
    }
    let is_of_one_parent =
        |copies: &GeneCopies| copies.state == CopyState::Loh || copies.minor.is_some_and(|minor| minor < 0.5);
    // An allele that is gone stays away.
    let returns = before.state.is_homdel() && !after.state.is_homdel()
        || is_of_one_parent(before) && after.minor.is_some_and(|minor| minor >= 0.5);
    if returns {
        return (ChangeStatus::NotEvaluable, vec![PairReason::LossCannotReturn]);
    }
    // As most of the genome in both: copies of all of it are doubled, or not.
    if before.state == CopyState::Neutral && after.state == CopyState::Neutral {
        return (ChangeStatus::Unchanged, Vec::new());
    }
    // A copy or more: less is rounding.
    let difference = match before.total.zip(after.total) {
        Some((before, after)) if (after - before).abs() >= 0.75 => after - before,
        Some(_) => 0.0,
        None => f64::from(rank(after.state)) - f64::from(rank(before.state)),
    };
    let reason = match difference {
        difference if difference < 0.0 => vec![PairReason::CopiesLost],
        difference if difference > 0.0 => vec![PairReason::CopiesGained],
        _ => Vec::new(),
    };
    let is_changed = difference != 0.0 || before.state != after.state;
    (if is_changed { ChangeStatus::Changed } else { ChangeStatus::Unchanged }, reason)
}

/// States by the copies they stand for.
fn rank(state: CopyState) -> u8 {
    match state {
        CopyState::Homdel | CopyState::PossibleHomdel => 0,
        CopyState::SingleLoss => 1,
        CopyState::Loh | CopyState::Neutral => 2,
        CopyState::Gain => 3,
        CopyState::Amplification | CopyState::PossibleAmplification => 4,
    }
}
