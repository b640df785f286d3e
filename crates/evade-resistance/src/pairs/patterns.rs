//! Several changes together: hypoxia with fewer CD8 T cells and less MHC, and the screen for a transformation.

use evade_core::{
    AlterationStatus, ChangeStatus, Comparability, DnaComparison, FeatureLevel, GeneRole, HypoxiaTriple,
    PairReason, PatternState, RnaComparison, SampleProfile, TransformationScreen, TransformationVerdict,
    TumourKind, ValueChange,
};

use super::compare::Pair;

const NEUROENDOCRINE: &str = "neuroendocrine";
/// Where the samples differ in how they were taken, a rise of so many bars of noise still asks for histology: a missed small-cell
/// carcinoma costs more than a stain.
const CLEAR_RISE: f64 = 3.0;

/// More hypoxia, fewer CD8 T cells, less MHC class I or II.
pub(super) fn hypoxia(rna: &RnaComparison) -> HypoxiaTriple {
    let called = |change: Option<&ValueChange>, is: fn(&ValueChange) -> bool| {
        let change = change?;
        matches!(change.status, ChangeStatus::Changed | ChangeStatus::Unchanged).then(|| is(change))
    };
    let of = |id: &str, is| called(rna.feature(id), is);
    let hypoxia_up = of("hypoxia", ValueChange::is_up);
    let cd8_down = of("cd8", ValueChange::is_down);
    let mhc: Vec<Option<bool>> =
        ["mhc1", "mhc2"].into_iter().map(|id| of(id, ValueChange::is_down)).collect();
    let mhc_down = match (mhc.contains(&Some(true)), mhc.contains(&None)) {
        (true, _) => Some(true),
        (false, true) => None,
        (false, false) => Some(false),
    };
    let parts = [hypoxia_up, cd8_down, mhc_down];
    let state = if parts.iter().all(|part| *part == Some(true)) {
        PatternState::Present
    } else if parts.contains(&Some(true)) {
        PatternState::Partly
    } else if parts.contains(&None) {
        PatternState::NotAssessable
    } else {
        PatternState::Absent
    };
    let reasons = if rna.state == Comparability::Comparable { Vec::new() } else { rna.reasons.clone() };
    HypoxiaTriple { state, hypoxia_up, cd8_down, mhc_down, reasons }
}

/// Whether the later sample raises the suspicion of a small-cell carcinoma. `is_refused` where the pair is not compared.
pub(super) fn transformation(
    pair: &Pair<'_>,
    rna: &RnaComparison,
    dna: &DnaComparison,
    is_refused: bool,
) -> TransformationScreen {
    let (before, after) = (pair.before.profile, pair.after.profile);
    let change = rna.feature(NEUROENDOCRINE);
    let (level_before, level_after) = (level(before), level(after));
    let (kind_before, kind_after) = (kind(before), kind(after));
    let verdict = if is_refused {
        TransformationVerdict::NotAssessable
    } else {
        verdict((kind_before, kind_after), (level_before, level_after), change)
    };
    let mut reasons = match verdict {
        TransformationVerdict::NoSuspicion => Vec::new(),
        _ if rna.state == Comparability::Comparable => {
            change.map(|change| change.reasons.clone()).unwrap_or_default()
        }
        _ => rna.reasons.clone(),
    };
    if verdict == TransformationVerdict::NeuroendocrineBefore {
        reasons.push(PairReason::NeuroendocrineBefore);
    }
    if verdict == TransformationVerdict::NotAssessable && level_after == Some(FeatureLevel::Open) {
        reasons.push(PairReason::LevelOpen);
    }
    TransformationScreen {
        verdict,
        neuroendocrine_before: level_before,
        neuroendocrine_after: level_after,
        neuroendocrine_change: change.and_then(|change| change.change),
        neuroendocrine_status: change.map_or(ChangeStatus::NotEvaluable, |change| change.status),
        kind_before,
        kind_after,
        rb1_altered: is_altered(after, "RB1"),
        tp53_altered: is_altered(after, "TP53"),
        drivers_retained: drivers_retained(pair, dna),
        reasons,
    }
}

fn verdict(
    (kind_before, kind_after): (Option<TumourKind>, Option<TumourKind>),
    (level_before, level_after): (Option<FeatureLevel>, Option<FeatureLevel>),
    change: Option<&ValueChange>,
) -> TransformationVerdict {
    use TransformationVerdict::{
        NeuroendocrineBefore, NoSuspicion, NotAssessable, StatedHistology, Suspicion,
    };
    let was_neuroendocrine = matches!(kind_before, Some(TumourKind::Neuroendocrine | TumourKind::SmallCell));
    match (kind_before, kind_after) {
        (Some(TumourKind::SmallCell), _) | (_, None) => {}
        (Some(_), Some(TumourKind::SmallCell)) => return StatedHistology,
        // It is there, and nothing states what it was before.
        (None, Some(TumourKind::SmallCell)) => return NotAssessable,
        _ => {}
    }
    let is_high = level_after == Some(FeatureLevel::High);
    if (was_neuroendocrine || level_before == Some(FeatureLevel::High)) && is_high {
        return NeuroendocrineBefore;
    }
    let Some(change) = change else { return NotAssessable };
    match change.status {
        ChangeStatus::Changed if is_high && change.is_up() => Suspicion,
        ChangeStatus::Confounded if is_high && is_clear_rise(change) => Suspicion,
        ChangeStatus::Changed if level_after == Some(FeatureLevel::Open) && change.is_up() => NotAssessable,
        ChangeStatus::Changed | ChangeStatus::Unchanged => NoSuspicion,
        _ => NotAssessable,
    }
}

fn is_clear_rise(change: &ValueChange) -> bool {
    change.change.zip(change.noise).is_some_and(|(change, noise)| change >= CLEAR_RISE * noise)
}

fn level(profile: &SampleProfile) -> Option<FeatureLevel> {
    let features = &profile.rna.as_ref()?.features;
    features.iter().find(|feature| feature.feature == NEUROENDOCRINE).map(|feature| feature.level)
}

fn is_altered(profile: &SampleProfile, gene: &str) -> Option<bool> {
    let row = profile.dna.genes.iter().find(|row| row.gene == gene)?;
    match row.status {
        AlterationStatus::Altered => Some(true),
        AlterationStatus::NotAltered => Some(false),
        AlterationStatus::Uncertain | AlterationStatus::NotTested => None,
    }
}

/// Activating variants that both samples have.
fn drivers_retained(pair: &Pair<'_>, dna: &DnaComparison) -> Vec<String> {
    let is_driver = |gene: &str| {
        let row = pair.after.profile.dna.genes.iter().find(|row| row.gene == gene);
        row.is_some_and(|row| {
            matches!(row.role, GeneRole::Oncogene | GeneRole::AmplifiedOncogene | GeneRole::FusedOncogene)
        })
    };
    dna.variants
        .iter()
        .filter(|variant| {
            variant.status == ChangeStatus::Retained && variant.is_relevant && is_driver(&variant.gene)
        })
        .map(|variant| format!("{} {}", variant.gene, variant.change))
        .collect()
}

/// What a stated histology is, as far as a transformation is concerned.
fn kind(profile: &SampleProfile) -> Option<TumourKind> {
    let stated = profile.facts.histology.as_deref()?.to_lowercase();
    let words: Vec<&str> =
        stated.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    if words.is_empty() {
        return None;
    }
    let has = |all: &[&str]| words.iter().any(|word| all.contains(word));
    let names_small = has(&["sclc", "oat", "8041", "kleinzellig", "kleinzelliges", "kleinzelliger"])
        || words.windows(2).any(|two| two == ["small", "cell"]);
    let is_non_small = has(&["nsclc", "non", "nonsmall"]);
    // A word of doubt beside it is a question, no statement.
    let is_doubted = has(&[
        "suspected",
        "possible",
        "probable",
        "no",
        "not",
        "without",
        "excluded",
        "vs",
        "or",
        "suspicion",
        "susp",
        "rule",
        "exclude",
        "query",
        "verdacht",
    ]) || stated.contains('?');
    Some(if names_small && !is_non_small && !is_doubted {
        TumourKind::SmallCell
    } else if has(&["lcnec", "carcinoid", "neuroendocrine"]) && !is_doubted {
        TumourKind::Neuroendocrine
    } else if has(&["luad", "adenocarcinoma", "adeno", "adc"]) {
        TumourKind::Adenocarcinoma
    } else if has(&["lusc", "squamous", "scc", "sqcc"]) {
        TumourKind::Squamous
    } else {
        TumourKind::Other
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_is_read_from_words_and_a_doubt_is_none() {
        use TumourKind::{Adenocarcinoma, Neuroendocrine, Other, SmallCell, Squamous};
        for (words, expected) in [
            ("LUAD", Adenocarcinoma),
            ("SCLC", SmallCell),
            ("small cell carcinoma", SmallCell),
            ("small-cell lung cancer", SmallCell),
            ("non-small cell lung cancer", Other),
            ("NSCLC", Other),
            ("LUSC", Squamous),
            ("LCNEC", Neuroendocrine),
            ("adenocarcinoma, SCLC?", Adenocarcinoma),
            ("no small cell component, adenocarcinoma", Adenocarcinoma),
        ] {
            let mut profile = crate::pairs::tests::profile("S");
            profile.facts.histology = Some(words.to_owned());
            assert_eq!(kind(&profile), Some(expected), "{words}");
        }
    }
}
