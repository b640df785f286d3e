//! What a tumour board needs first: what changed between two samples, with its doubt.

use evade_core::{
    AlterationStatus, ChangeStatus, Comparability, GeneChange, HlaChange, IdentityBearing, PairComparison,
    PairOrder, PairReason, PatternState, PersonVerdict, PhenotypeChange, RnaComparison,
    TransformationVerdict, ValueChange, VariantChange,
};

use super::dna::{
    Side, event, genes_rest, has_further, has_second_hit, may_be_missed, names, told, variants,
};
use super::{chances, words};
use crate::event::symbol;
use crate::text::{capitalised, joined, two};

/// How a sentence is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tone {
    /// The pair is refused.
    Stop,
    /// Something changed.
    Change,
    /// Something is not known.
    Doubt,
    /// Nothing changed.
    Same,
}

/// One sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Statement {
    pub(super) tone: Tone,
    pub(super) text: String,
}

impl Statement {
    fn new(tone: Tone, text: String) -> Self {
        Self { tone, text }
    }
}

/// Genes that have a sentence of their own.
const NAMED_GENES: usize = 4;
/// Sentences on genes of which it is not known whether they changed.
const OPEN_GROUPS: usize = 2;

/// What a reader must know of any pair that has it.
const WARNINGS: [PairReason; 5] = [
    PairReason::SameProfile,
    PairReason::SameDna,
    PairReason::RnaSexAgainstStated,
    PairReason::DatesContradictTimepoint,
    PairReason::LittleTumour,
];

/// Whether the samples are not of one person, so that nothing of the pair is a change.
pub(super) fn is_refused(pair: &PairComparison) -> bool {
    pair.identity.person == PersonVerdict::Conflict
}

/// The sentences of a pair, those on changes first.
pub(super) fn statements(pair: &PairComparison) -> Vec<Statement> {
    if is_refused(pair) {
        return vec![Statement::new(Tone::Stop, refusal(pair))];
    }
    let mut all = Vec::new();
    genes(pair, &mut all);
    hla(pair, &mut all);
    patterns(pair, &mut all);
    rna(pair, &mut all);
    whole(pair, &mut all);
    // A stable sort: within a tone the order is that of the subjects.
    all.sort_by_key(|statement| statement.tone);
    all
}

/// Why the pair is refused.
fn refusal(pair: &PairComparison) -> String {
    let conflicts: Vec<String> = pair
        .identity
        .checks
        .iter()
        .filter(|check| check.bearing == IdentityBearing::Conflict)
        .map(|check| {
            let subject = check.subject.as_ref().map_or_else(String::new, |subject| format!(" ({subject})"));
            let sides = match (&check.before, &check.after) {
                (Some(one), Some(other)) if one == other => format!(": {one}"),
                (Some(before), Some(after)) => {
                    let side = |side| words::identity_side(check.kind, side);
                    format!(": {} in {}, {} in {}", side(before), pair.from, side(after), pair.to)
                }
                _ => String::new(),
            };
            format!("{}{subject}{sides}", words::identity(check.kind))
        })
        .collect();
    let mut reasons = pair.identity.reasons.clone();
    reasons.extend(&pair.reasons);
    reasons.retain(|reason| *reason != PairReason::IdentityConflict);
    let why = words::reasons(&reasons);
    let why = if why.is_empty() { "what tells persons apart conflicts".to_owned() } else { why };
    let shown = if conflicts.is_empty() { String::new() } else { format!(" {}.", conflicts.join("; ")) };
    format!(
        "{} and {} are not compared: {why}.{shown} A sample may be exchanged, or the sample sheet wrong. No difference between them is a change.",
        pair.from, pair.to
    )
}

/// What concerns the pair as a whole.
fn whole(pair: &PairComparison, all: &mut Vec<Statement>) {
    if pair.order == PairOrder::NotKnown {
        all.push(Statement::new(
            Tone::Doubt,
            format!("Nothing says whether {} or {} came first, so no change is called.", pair.from, pair.to),
        ));
    }
    let has = |reason: PairReason| pair.reasons.contains(&reason) || pair.identity.reasons.contains(&reason);
    for reason in WARNINGS.into_iter().filter(|reason| has(*reason)) {
        if all.iter().any(|statement| statement.text.contains(words::reason(reason))) {
            continue;
        }
        all.push(Statement::new(Tone::Doubt, format!("{}.", capitalised(words::reason(reason)))));
    }
    if pair.identity.person == PersonVerdict::NotTested {
        all.push(Statement::new(
            Tone::Doubt,
            "That both samples are of one person was not tested.".to_owned(),
        ));
    }
}

fn genes(pair: &PairComparison, all: &mut Vec<Statement>) {
    let rows = told(pair);
    if is_one_obstacle(pair) {
        let why = because(&pair.dna.reasons);
        all.push(Statement::new(
            Tone::Doubt,
            format!("Alterations, HLA class I and RNA are not compared{why}."),
        ));
    } else if pair.dna.state != Comparability::Comparable && !is_said(pair, &pair.dna.reasons) {
        let why = because(&pair.dna.reasons);
        all.push(Statement::new(Tone::Doubt, format!("Alterations are not compared{why}.")));
    }
    let changed: Vec<Statement> = rows.iter().filter_map(|change| changed_gene(pair, change)).collect();
    let more = changed.len().saturating_sub(NAMED_GENES);
    all.extend(changed.into_iter().take(NAMED_GENES));
    if more > 0 {
        let genes = if more == 1 { "gene" } else { "genes" };
        all.push(Statement::new(Tone::Change, format!("{more} more {genes} changed; the table has them.")));
    }
    if pair.dna.state == Comparability::Comparable {
        open_genes(pair, &rows, all);
        if rows.is_empty() {
            all.push(no_gene(pair));
        }
    }
    let retained: Vec<String> = rows
        .iter()
        .filter(|change| change.status == ChangeStatus::Retained)
        .map(|change| {
            let is_lost =
                change.copies.as_ref().is_some_and(|copies| copies.reasons.contains(&PairReason::CopiesLost));
            format!("{}{}", symbol(&change.gene), if is_lost { " (with lost copies)" } else { "" })
        })
        .collect();
    if !retained.is_empty() {
        let names: Vec<&str> = retained.iter().map(String::as_str).collect();
        all.push(Statement::new(Tone::Same, format!("Retained: {}.", joined(&names))));
    }
}

/// No gene is altered in either sample, as far as they were tested.
fn no_gene(pair: &PairComparison) -> Statement {
    let mut genes = pair.dna.genes.iter();
    let is_known =
        genes.any(|change| change.status == ChangeStatus::Unchanged && !may_be_missed(pair, change));
    let tone = if is_known { Tone::Same } else { Tone::Doubt };
    Statement::new(tone, format!("{}.", capitalised(&genes_rest(pair).join("; "))))
}

/// A gene that is new, lost, hit twice or altered otherwise.
fn changed_gene(pair: &PairComparison, change: &GeneChange) -> Option<Statement> {
    let gene = symbol(&change.gene);
    let (from, to) = (&pair.from, &pair.to);
    let seen = chances::least(&variants(pair, change));
    let chance = |chance: f64| with_chance(change, chance);
    let text = match change.status {
        ChangeStatus::Changed | ChangeStatus::Retained if has_further(change) => further(pair, change),
        ChangeStatus::New => {
            let what = format!("{gene} {}", event(pair, change, Side::Later));
            let copies =
                change.hits_after.map_or_else(String::new, |hits| format!(", {}", words::hits(Some(hits))));
            match seen {
                Some(seen) => {
                    format!(
                        "{what} is new in {to}{copies}; the earlier biopsy would have shown it {}.",
                        chance(seen)
                    )
                }
                None => format!("{what} is new in {to}{copies}; it was tested and not found in {from}."),
            }
        }
        ChangeStatus::Lost => {
            let what = format!("{gene} {}", event(pair, change, Side::Earlier));
            let copies = if change.reasons.contains(&PairReason::CopiesMayBeLost) {
                "; the copies that carried it may have been lost"
            } else {
                ""
            };
            match seen {
                Some(seen) => format!(
                    "{what} of {from} is lost in {to}; the later biopsy would have shown it {}{copies}.",
                    chance(seen)
                ),
                None => format!("{what} of {from} is lost in {to}; it was tested and not found{copies}."),
            }
        }
        ChangeStatus::Changed => others(pair, change)
            .unwrap_or_else(|| format!("{gene}: {}.", reasons_or_changed(&change.reasons))),
        _ if has_second_hit(change) => {
            format!("{gene}: the second copy is hit in {to}; one copy was hit in {from}.")
        }
        _ => return None,
    };
    Some(Statement::new(Tone::Change, text))
}

/// "(chance 0.99, depth assumed)".
fn with_chance(change: &GeneChange, chance: f64) -> String {
    let is_assumed = change.reasons.contains(&PairReason::DepthAssumed);
    format!("(chance {}{})", chances::chance(chance), if is_assumed { ", depth assumed" } else { "" })
}

/// A gene with a variant that is new beside one that both samples have.
fn further(pair: &PairComparison, change: &GeneChange) -> String {
    let (gene, from, to) = (symbol(&change.gene), &pair.from, &pair.to);
    let all = variants(pair, change);
    let of = |status: ChangeStatus| -> Vec<&VariantChange> {
        all.iter().copied().filter(|variant| variant.status == status).collect()
    };
    let (new, kept) = (of(ChangeStatus::New), of(ChangeStatus::Retained));
    let named = names(&new);
    let what = named.as_ref().map_or_else(
        || format!("{gene}: a further variant is new in {to}"),
        |named| format!("{gene} {named} is new in {to}"),
    );
    let beside =
        names(&kept).map_or_else(|| " a retained variant".to_owned(), |kept| format!(" the retained {kept}"));
    let seen = chances::least(&new).filter(|_| named.is_some()).map_or_else(String::new, |chance| {
        format!("; the earlier biopsy would have shown it {}", with_chance(change, chance))
    });
    let copies = if has_second_hit(change) {
        format!("; the second copy is hit in {to}, one copy was hit in {from}")
    } else {
        String::new()
    };
    format!("{what}, beside{beside}{seen}{copies}.")
}

/// A gene that is altered in both samples by different variants, each with its sample; `None` where none is named.
fn others(pair: &PairComparison, change: &GeneChange) -> Option<String> {
    if !change.reasons.contains(&PairReason::OtherVariant) {
        return None;
    }
    let (gene, from, to) = (symbol(&change.gene), &pair.from, &pair.to);
    let all = variants(pair, change);
    let (earlier, later): (Vec<&VariantChange>, Vec<&VariantChange>) = all
        .into_iter()
        .filter(|variant| variant.before.is_some() != variant.after.is_some())
        .partition(|variant| variant.before.is_some());
    let (before, after) = (names(&earlier)?, names(&later)?);
    let seen = |variants: &[&VariantChange], is: ChangeStatus| {
        let is_known = variants.iter().all(|variant| variant.status == is);
        chances::least(variants)
            .filter(|_| is_known)
            .map_or_else(String::new, |chance| format!(" {}", with_chance(change, chance)))
    };
    Some(format!(
        "{gene} is altered in both samples, by different variants: {before} in {from}, not found in {to}{}; {after} in {to}, not found in {from}{}.",
        seen(&earlier, ChangeStatus::Lost),
        seen(&later, ChangeStatus::New)
    ))
}

fn reasons_or_changed(reasons: &[PairReason]) -> String {
    let why = words::reasons(reasons);
    if why.is_empty() { "altered differently in both samples".to_owned() } else { why }
}

/// Genes altered in one sample of which it cannot be told whether they changed, those of one reason together.
fn open_genes(pair: &PairComparison, rows: &[&GeneChange], all: &mut Vec<Statement>) {
    let mut groups: Vec<(bool, String, Vec<String>)> = Vec::new();
    for change in rows.iter().filter(|change| change.status == ChangeStatus::NotEvaluable) {
        let is_later = change.after == AlterationStatus::Altered;
        let why = because(&change.reasons);
        let side = if is_later { Side::Later } else { Side::Earlier };
        let name = format!("{} {}", symbol(&change.gene), event(pair, change, side));
        match groups.iter_mut().find(|(later, known, _)| *later == is_later && *known == why) {
            Some((_, _, names)) => names.push(name),
            None => groups.push((is_later, why, vec![name])),
        }
    }
    let more: usize = groups.iter().skip(OPEN_GROUPS).map(|(_, _, names)| names.len()).sum();
    for (is_later, why, names) in groups.into_iter().take(OPEN_GROUPS) {
        let listed = listed(&names);
        let (sample, word) = if is_later { (&pair.to, "new") } else { (&pair.from, "lost") };
        let (verb, pronoun) = match (names.len(), is_later) {
            (1, true) => ("is", "it is"),
            (_, true) => ("are", "they are"),
            (1, false) => ("was", "it is"),
            (_, false) => ("were", "they are"),
        };
        all.push(Statement::new(
            Tone::Doubt,
            format!("{listed} {verb} in {sample}; whether {pronoun} {word} is not known{why}."),
        ));
    }
    all.extend(more_open(more));
}

/// How many genes more are open; nothing where there is none.
fn more_open(more: usize) -> Option<Statement> {
    let (genes, verb) = if more == 1 { ("gene", "is") } else { ("genes", "are") };
    (more > 0).then(|| {
        let text =
            format!("{more} more altered {genes} {verb} not evaluable as new or lost; the table says why.");
        Statement::new(Tone::Doubt, text)
    })
}

/// The first names, and how many more.
fn listed(names: &[String]) -> String {
    let shown: Vec<&str> = names.iter().take(NAMED_GENES).map(String::as_str).collect();
    let more = names.len().saturating_sub(NAMED_GENES);
    if more > 0 { format!("{} and {more} more", shown.join(", ")) } else { joined(&shown) }
}

/// Genes of HLA of which the same is to be said have one sentence.
fn hla(pair: &PairComparison, all: &mut Vec<Statement>) {
    let mut groups: Vec<(Tone, String, Vec<String>)> = Vec::new();
    for hla in &pair.dna.hla {
        let Some((tone, lost, text)) = hla_change(pair, hla) else { continue };
        let name = lost.map_or_else(|| hla.gene.clone(), |allele| format!("{} ({allele})", hla.gene));
        match groups.iter_mut().find(|(known, words, _)| *known == tone && *words == text) {
            Some((_, _, names)) => names.push(name),
            None => groups.push((tone, text, vec![name])),
        }
    }
    for (tone, text, names) in groups {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        all.push(Statement::new(tone, format!("{}: {text}.", joined(&names))));
    }
}

/// What is to be said of a gene of HLA, with the allele that is concerned.
fn hla_change<'p>(pair: &PairComparison, hla: &'p HlaChange) -> Option<(Tone, Option<&'p String>, String)> {
    let (from, to) = (&pair.from, &pair.to);
    let (before, after) = (loss(hla.before.is_loh()), loss(hla.after.is_loh()));
    let is_open = hla.after.is_loss() && pair.dna.state == Comparability::Comparable;
    Some(match hla.status {
        ChangeStatus::New => (Tone::Change, hla.lost_after.as_ref(), format!("{after} is new in {to}")),
        ChangeStatus::Lost => {
            let why = words::reason(PairReason::LossCannotReturn);
            let text = format!("{before} of {from} is not seen in {to}; {why}");
            (Tone::Doubt, hla.lost_before.as_ref(), text)
        }
        ChangeStatus::Changed => {
            (Tone::Change, hla.lost_after.as_ref(), format!("the loss differs{}", because(&hla.reasons)))
        }
        ChangeStatus::Retained if hla.after.is_loss() => {
            (Tone::Same, hla.lost_after.as_ref(), format!("{after} retained"))
        }
        ChangeStatus::NotEvaluable if is_open => {
            let why = because(&hla.reasons);
            let text = format!("{after} in {to}; whether it is new is not known{why}");
            (Tone::Doubt, hla.lost_after.as_ref(), text)
        }
        _ => return None,
    })
}

fn loss(is_of_one: bool) -> &'static str {
    if is_of_one { "loss of one allele" } else { "loss of both alleles" }
}

fn patterns(pair: &PairComparison, all: &mut Vec<Statement>) {
    match pair.transformation.verdict {
        TransformationVerdict::Suspicion => {
            let high = format!("The neuroendocrine programme is high in {}", pair.to);
            let text = match pair.transformation.neuroendocrine_status {
                ChangeStatus::Changed => format!("{high} and rose"),
                ChangeStatus::Confounded => {
                    format!("{high}, and far above {}, which {}", pair.from, taken_otherwise(pair))
                }
                _ => high,
            };
            let text = format!("{text}: suspicion of a small-cell carcinoma, needs histology.");
            all.push(Statement::new(Tone::Change, text));
        }
        TransformationVerdict::StatedHistology => all.push(Statement::new(
            Tone::Change,
            format!(
                "The stated histology of {} is small-cell carcinoma; that of {} was another.",
                pair.to, pair.from
            ),
        )),
        TransformationVerdict::NeuroendocrineBefore
        | TransformationVerdict::NoSuspicion
        | TransformationVerdict::NotAssessable => {}
    }
    if pair.hypoxia.state == PatternState::Present {
        all.push(Statement::new(
            Tone::Change,
            "Hypoxia rose while CD8 T cells and MHC fell: these three are described together at acquired resistance.".to_owned(),
        ));
    }
}

/// Why a difference from the earlier sample is no change.
fn taken_otherwise(pair: &PairComparison) -> &'static str {
    let obstacles = || pair.rna.reasons.iter().filter(|reason| !words::is_assumption(**reason));
    let is_clone = |reason: &PairReason| {
        matches!(reason, PairReason::ClonalRelationUnproven | PairReason::SharedHotspotOnly)
    };
    match (obstacles().any(is_clone), obstacles().any(|reason| !is_clone(reason))) {
        (true, false) => "may be of another tumour",
        (true, true) => "was taken or measured in another way and may be of another tumour",
        (false, _) => "was taken or measured in another way",
    }
}

/// Whether one and the same keeps alterations and RNA from being compared.
pub(super) fn is_one_obstacle(pair: &PairComparison) -> bool {
    let (dna, rna) = (&pair.dna, &pair.rna);
    let is_open = dna.state != Comparability::Comparable && rna.state == Comparability::Confounded;
    is_open
        && dna.reasons.contains(&PairReason::ClonalRelationUnproven)
        && words::obstacles(&dna.reasons) == words::obstacles(&rna.reasons)
}

fn rna(pair: &PairComparison, all: &mut Vec<Statement>) {
    let rna = &pair.rna;
    if is_one_obstacle(pair) || rna.state != Comparability::Comparable && is_said(pair, &rna.reasons) {
        return;
    }
    match rna.state {
        Comparability::Confounded => all.push(Statement::new(
            Tone::Doubt,
            format!("No change is called in RNA{}.", because(&rna.reasons)),
        )),
        Comparability::NotEvaluable => {
            all.push(Statement::new(Tone::Doubt, format!("RNA is not compared{}.", because(&rna.reasons))));
        }
        Comparability::Comparable => {
            if let Some(change) = &rna.phenotype {
                all.push(phenotype(change));
            }
            all.push(axes(rna));
        }
    }
}

/// What became of the phenotype.
fn phenotype(change: &PhenotypeChange) -> Statement {
    let before = words::phenotype(change.before, change.confidence_before);
    let after = words::phenotype(change.after, change.confidence_after);
    if change.reasons.contains(&PairReason::NoAxisChanged) {
        let why = words::reason(PairReason::NoAxisChanged);
        return Statement::new(
            Tone::Doubt,
            format!("The phenotype is called {before}, then {after}; {why}."),
        );
    }
    match change.status {
        ChangeStatus::Changed => {
            Statement::new(Tone::Change, format!("The phenotype changed from {before} to {after}."))
        }
        ChangeStatus::Unchanged | ChangeStatus::Retained if change.before == change.after => {
            Statement::new(Tone::Same, format!("The phenotype is {} in both.", change.after.label()))
        }
        _ => Statement::new(
            Tone::Doubt,
            format!(
                "Whether the phenotype changed is not evaluable ({before}, then {after}){}.",
                because(&change.reasons)
            ),
        ),
    }
}

fn axes(rna: &RnaComparison) -> Statement {
    let named = |keep: fn(&ValueChange) -> bool| -> Vec<&str> {
        rna.axes.iter().filter(|change| keep(change)).map(|change| change.name.as_str()).collect()
    };
    let (up, down) = (named(ValueChange::is_up), named(ValueChange::is_down));
    let mut parts = Vec::new();
    for (names, verb) in [(&up, "rose"), (&down, "fell")] {
        if !names.is_empty() {
            parts.push(format!("{} {verb}", joined(names)));
        }
    }
    if parts.is_empty() {
        return no_axis(rna);
    }
    Statement::new(Tone::Change, format!("Beyond noise in RNA: {}.", parts.join("; ")))
}

/// No axis changed: how large a change would not have been called says how much that means.
fn no_axis(rna: &RnaComparison) -> Statement {
    let same: Vec<&ValueChange> =
        rna.axes.iter().filter(|change| change.status == ChangeStatus::Unchanged).collect();
    if same.is_empty() {
        return Statement::new(Tone::Doubt, "No axis of the phenotype is evaluable in both.".to_owned());
    }
    let open = rna.axes.len() - same.len();
    let rest = if open > 0 {
        format!("; {open} of {} axes {} not evaluable", rna.axes.len(), if open == 1 { "is" } else { "are" })
    } else {
        String::new()
    };
    let bars: Option<Vec<f64>> =
        same.iter().map(|change| change.noise.filter(|noise| noise.is_finite())).collect();
    match bars.and_then(|bars| bars.into_iter().reduce(f64::max)) {
        Some(bar) => Statement::new(
            Tone::Same,
            format!(
                "No axis of the phenotype changed beyond noise; changes of up to {} z would not be called{rest}.",
                two(bar)
            ),
        ),
        None => Statement::new(
            Tone::Doubt,
            format!(
                "No change of an axis of the phenotype was found; how far noise goes is not known{rest}."
            ),
        ),
    }
}

/// Whether all that keeps a part from being compared is that the order of the samples is not known, which has its own sentence.
fn is_said(pair: &PairComparison, reasons: &[PairReason]) -> bool {
    pair.order == PairOrder::NotKnown
        && reasons.contains(&PairReason::OrderNotKnown)
        && reasons.iter().all(|reason| *reason == PairReason::OrderNotKnown || words::is_assumption(*reason))
}

/// ": why" of what was not compared; assumptions are told elsewhere.
fn because(reasons: &[PairReason]) -> String {
    let why = words::obstacles(reasons);
    if why.is_empty() { String::new() } else { format!(": {why}") }
}
