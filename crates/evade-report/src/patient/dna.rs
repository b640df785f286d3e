//! What became of genes and HLA class I, in words and as the table of the first sheet.

use evade_core::{
    AlterationStatus, ChangeStatus, Comparability, CopyState, GeneChange, HlaChange, PairComparison,
    PairReason, VariantChange, gene_of_row,
};
use maud::{Markup, html};

use super::{chances, words};
use crate::event::{effect, shortened, symbol};
use crate::text::{Text, joined, short};

/// Genes that stand beside any number of HLA genes.
const LEAST_GENES: usize = 2;
/// Letters of a change that a line repeats.
const CHANGE_LETTERS: usize = 24;
/// What is said of genes in which nothing was found where little of a sample is tumour.
const MAY_BE_MISSED: &str =
    "no alteration found in either sample, which excludes none: a sample has little tumour";
/// Changes of one gene that a line names.
const NAMED_CHANGES: usize = 2;

/// The sample in which something is described.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Earlier,
    Later,
}

/// Whether the row belongs on the first sheet: altered in a sample, or changed.
pub(super) fn is_told(change: &GeneChange) -> bool {
    change.before == AlterationStatus::Altered
        || change.after == AlterationStatus::Altered
        || is_change(change.status)
        || has_second_hit(change)
}

/// Whether the status is that of something found to differ.
pub(super) fn is_change(status: ChangeStatus) -> bool {
    matches!(status, ChangeStatus::New | ChangeStatus::Lost | ChangeStatus::Changed)
}

/// Whether something new stands beside a variant that both samples have.
pub(super) fn has_further(change: &GeneChange) -> bool {
    change.reasons.contains(&PairReason::FurtherVariant)
}

/// Whether nothing was found in the gene where a finding may have been missed for want of tumour cells.
pub(super) fn may_be_missed(pair: &PairComparison, change: &GeneChange) -> bool {
    let all = pair.reasons.iter().chain(&pair.dna.reasons).chain(&change.reasons);
    all.into_iter().any(|reason| *reason == PairReason::LittleTumour)
}

/// Whether the second copy was hit between the samples.
pub(super) fn has_second_hit(change: &GeneChange) -> bool {
    change.hits_reasons.contains(&PairReason::SecondHitGained)
        && change.hits.is_some_and(|status| is_change(status) && change.status != ChangeStatus::New)
}

/// The rows that are told, each gene once, in the order of what a reader must know first.
pub(super) fn told(pair: &PairComparison) -> Vec<&GeneChange> {
    let genes = &pair.dna.genes;
    let has_whole = |change: &GeneChange| {
        let whole = gene_of_row(&change.gene);
        whole != change.gene && genes.iter().any(|other| other.gene == whole && is_told(other))
    };
    let mut rows: Vec<&GeneChange> =
        genes.iter().filter(|change| is_told(change) && !has_whole(change)).collect();
    rows.sort_by_key(|change| rank(change));
    rows
}

fn rank(change: &GeneChange) -> u8 {
    match change.status {
        ChangeStatus::New => 0,
        _ if has_second_hit(change) || has_further(change) => 1,
        ChangeStatus::Lost => 2,
        ChangeStatus::Changed => 3,
        ChangeStatus::NotEvaluable | ChangeStatus::Confounded => 4,
        ChangeStatus::Retained => 5,
        ChangeStatus::Unchanged => 6,
    }
}

/// The variants of a row that decide over its state. Of a gene that is new, lost or not evaluable these are the variants that are so;
/// of one that is altered in both samples all, what changed first, so that none stands under the name of another.
pub(super) fn variants<'p>(pair: &'p PairComparison, change: &GeneChange) -> Vec<&'p VariantChange> {
    let of_gene = |variant: &&VariantChange| variant.gene == gene_of_row(&change.gene) && variant.is_relevant;
    let mut all: Vec<&VariantChange> = pair.dna.variants.iter().filter(of_gene).collect();
    all.sort_by_key(|variant| match variant.status {
        ChangeStatus::New => 0,
        ChangeStatus::Lost => 1,
        ChangeStatus::NotEvaluable | ChangeStatus::Confounded => 2,
        ChangeStatus::Retained | ChangeStatus::Changed | ChangeStatus::Unchanged => 3,
    });
    let is_in_one =
        matches!(change.status, ChangeStatus::New | ChangeStatus::Lost | ChangeStatus::NotEvaluable)
            && !change.reasons.contains(&PairReason::OtherVariant)
            && is_compared(pair);
    let same: Vec<&VariantChange> =
        all.iter().copied().filter(|variant| is_in_one && variant.status == change.status).collect();
    if same.is_empty() { all } else { same }
}

/// What was found in a gene: "p.Leu15fs (truncating variant)", "homozygous deletion", "alteration".
pub(super) fn event(pair: &PairComparison, change: &GeneChange, side: Side) -> String {
    let found = |variant: &&VariantChange| match side {
        Side::Earlier => variant.before.is_some(),
        Side::Later => variant.after.is_some(),
    };
    let here: Vec<&VariantChange> = variants(pair, change).into_iter().filter(found).collect();
    match (names(&here), copy_event(change, side)) {
        (None, Some(copies)) => copies.to_owned(),
        (None, None) => "alteration".to_owned(),
        (Some(names), Some(copies)) if here.len() <= NAMED_CHANGES => format!("{names}, {copies}"),
        (Some(names), _) => names,
    }
}

/// The first variants by name, and how many there are beyond those; `None` where there is none.
pub(super) fn names(variants: &[&VariantChange]) -> Option<String> {
    let named: Vec<String> = variants.iter().take(NAMED_CHANGES).map(|variant| named(variant)).collect();
    match variants.len() {
        0 => None,
        n if n > NAMED_CHANGES => Some(format!("{n} variants, {} among them", named.join(" and "))),
        _ => Some(named.join(" and ")),
    }
}

fn named(variant: &VariantChange) -> String {
    if variant.change.is_empty() {
        return effect(variant.effect).to_owned();
    }
    format!("{} ({})", shortened(&variant.change, CHANGE_LETTERS), effect(variant.effect))
}

/// Deletion or amplification, which alter a gene by themselves.
fn copy_event(change: &GeneChange, side: Side) -> Option<&'static str> {
    let copies = change.copies.as_ref()?;
    let here = match side {
        Side::Earlier => copies.before.as_ref(),
        Side::Later => copies.after.as_ref(),
    };
    match here?.state {
        CopyState::Homdel => Some("homozygous deletion"),
        CopyState::PossibleHomdel => Some("possible homozygous deletion"),
        CopyState::Amplification => Some("amplification"),
        CopyState::PossibleAmplification => Some("possible amplification"),
        CopyState::Loh | CopyState::SingleLoss | CopyState::Neutral | CopyState::Gain => None,
    }
}

/// Copies hit: "one copy hit → both copies hit", or of the one sample in which the gene is altered.
fn hits(change: &GeneChange, pair: &PairComparison) -> Option<String> {
    match (change.hits_before, change.hits_after) {
        (None, None) => None,
        (Some(before), Some(after)) if before != after => {
            let between = words::between(pair);
            Some(format!("{}{between}{}", words::hits(Some(before)), words::hits(Some(after))))
        }
        (before, after) => Some(words::hits(after.or(before)).to_owned()),
    }
}

/// Copies of both samples: "2 → 1"; `None` where they were measured in neither.
pub(super) fn copies(change: &GeneChange, pair: &PairComparison) -> Option<String> {
    let copies = change.copies.as_ref()?;
    let one = |copies: Option<&evade_core::GeneCopies>| match copies {
        None => "not tested".to_owned(),
        Some(copies) => copies.total.map_or_else(|| state(copies.state).to_owned(), short),
    };
    let between = words::between(pair);
    Some(format!("{}{between}{}", one(copies.before.as_ref()), one(copies.after.as_ref())))
}

fn state(state: CopyState) -> &'static str {
    match state {
        CopyState::Homdel => "no copy",
        CopyState::PossibleHomdel => "possibly no copy",
        CopyState::Loh => "one parent's copies",
        CopyState::SingleLoss => "one copy lost",
        CopyState::Neutral => "as most of the genome",
        CopyState::Gain => "gain",
        CopyState::Amplification => "amplification",
        CopyState::PossibleAmplification => "possible amplification",
    }
}

/// The fractions of a variant, and how well the other sample was tested where it was found in one alone.
fn fractions(pair: &PairComparison, variant: &VariantChange) -> String {
    let (before, after) = (chances::seen(variant.before.as_ref()), chances::seen(variant.after.as_ref()));
    let between = words::between(pair);
    let fractions = if variant.before.is_some() {
        format!("allele fraction {before}{between}{after}")
    } else {
        format!("{before}{between}allele fraction {after}")
    };
    let is_one_sided = variant.before.is_none() || variant.after.is_none();
    match variant.chance.as_ref().filter(|_| is_one_sided && is_compared(pair)) {
        Some(chance) => {
            let power = chances::chance(chance.chance);
            format!("{fractions}; chance to see it {power}: {}", chances::basis(chance))
        }
        None => fractions,
    }
}

/// The table of genes and HLA of the first sheet, with about so many rows.
pub(super) fn table(pair: &PairComparison, at_most: usize) -> Markup {
    let rows = told(pair);
    let hla: Vec<&HlaChange> = pair
        .dna
        .hla
        .iter()
        .filter(|hla| is_change(hla.status) || hla.before.is_loss() || hla.after.is_loss())
        .collect();
    let shown = rows.len().min(at_most.saturating_sub(hla.len()).max(LEAST_GENES));
    html! {
        @if !rows.is_empty() || !hla.is_empty() {
            table class="three" {
                caption class="quiet" { "Genes and HLA class I" }
                thead { tr { th scope="col" { "Gene" } th scope="col" { "Found" } th scope="col" { "Compared" } } }
                tbody {
                    @for hla in &hla { (hla_row(pair, hla)) }
                    @for change in &rows[..shown] { (gene_row(pair, change)) }
                }
            }
            @if rows.len() > shown { p class="note" { (rows.len() - shown) " more on the following pages." } }
        }
        p class="note" { (rest(pair)) }
    }
}

/// Why, without what the box says of all genes at once.
fn own_reasons(pair: &PairComparison, reasons: &[PairReason]) -> String {
    let is_said = |reason: &PairReason| !is_compared(pair) && pair.dna.reasons.contains(reason);
    let kept: Vec<PairReason> = reasons.iter().copied().filter(|reason| !is_said(reason)).collect();
    words::reasons(&kept)
}

fn gene_row(pair: &PairComparison, change: &GeneChange) -> Markup {
    let side = if change.after == AlterationStatus::Altered { Side::Later } else { Side::Earlier };
    let is_found = change.before == AlterationStatus::Altered || change.after == AlterationStatus::Altered;
    let all: Vec<&VariantChange> = variants(pair, change)
        .into_iter()
        .filter(|variant| variant.before.is_some() || variant.after.is_some())
        .collect();
    // Several variants stand in lines of their own: fractions without a name would be read as those of one.
    let own_lines = if is_found && all.len() > 1 { &all[..all.len().min(NAMED_CHANGES)] } else { &[] };
    let more = if own_lines.is_empty() { 0 } else { all.len() - own_lines.len() };
    let mut notes: Vec<String> =
        all.iter().filter(|_| own_lines.is_empty()).map(|variant| fractions(pair, variant)).collect();
    if let Some(copies) = copy_event(change, side).filter(|_| !own_lines.is_empty()) {
        notes.push(copies.to_owned());
    }
    notes.extend(hits(change, pair));
    notes.extend(copies(change, pair).map(|copies| format!("copies {copies}")));
    let copy_reasons = change.copies.iter().filter(|_| is_compared(pair)).flat_map(|copies| &copies.reasons);
    let reasons: Vec<PairReason> = change.reasons.iter().chain(copy_reasons).copied().collect();
    let why = own_reasons(pair, &reasons);
    html! {
        tr {
            th scope="row" class="gene" { (Text(&symbol(&change.gene))) }
            td {
                @for (place, variant) in own_lines.iter().enumerate() {
                    @if place > 0 { br; }
                    (Text(&named(variant))) br; small { (Text(&fractions(pair, variant))) }
                }
                @if more > 0 { br; small { (more) " more on the following pages" } }
                @if own_lines.is_empty() {
                    @if is_found { (Text(&event(pair, change, side))) } @else { (words::gene_state(change.after)) }
                }
                @if !notes.is_empty() { br; small { (Text(&notes.join("; "))) } }
            }
            td {
                (mark(change.status)) strong class={ "became " (change.status.as_str()) } { (words::finding_status(change.status)) }
                @if has_further(change) && !is_change(change.status) { strong { "; a further variant is new" } }
                @if has_second_hit(change) { strong { "; second copy hit" } }
                @if !why.is_empty() { br; small { (why) } }
            }
        }
    }
}

fn hla_row(pair: &PairComparison, hla: &HlaChange) -> Markup {
    let why = own_reasons(pair, &hla.reasons);
    let lost: Vec<(&str, Vec<&str>)> = match (hla.lost_before.as_deref(), hla.lost_after.as_deref()) {
        (Some(one), Some(other)) if one == other => vec![(one, vec![&pair.from, &pair.to])],
        (before, after) => before
            .map(|allele| (allele, vec![pair.from.as_str()]))
            .into_iter()
            .chain(after.map(|allele| (allele, vec![pair.to.as_str()])))
            .collect(),
    };
    html! {
        tr {
            th scope="row" class="gene" { (Text(&hla.gene)) }
            td {
                (words::hla_state(hla.before)) (words::between(pair)) (words::hla_state(hla.after))
                @if !lost.is_empty() {
                    br; small {
                        "lost allele "
                        @for (place, (allele, samples)) in lost.iter().enumerate() {
                            @if place > 0 { ", " }
                            span class="allele" { (Text(allele)) } " in " (Text(&joined(samples)))
                        }
                    }
                }
            }
            td {
                (mark(hla.status)) strong class={ "became " (hla.status.as_str()) } { (hla_became(hla.status)) }
                @if !why.is_empty() { br; small { (why) } }
            }
        }
    }
}

/// What became of a loss of HLA: the loss is the event.
pub(super) fn hla_became(status: ChangeStatus) -> &'static str {
    match status {
        ChangeStatus::New => "loss is new",
        ChangeStatus::Lost => "loss not seen any more",
        ChangeStatus::Retained => "loss retained",
        other => words::finding_status(other),
    }
}

/// A sign beside the word, for those who see no colours.
pub(super) fn mark(status: ChangeStatus) -> Markup {
    let sign = match status {
        ChangeStatus::New => "+ ",
        ChangeStatus::Lost => "− ",
        ChangeStatus::Changed => "≠ ",
        ChangeStatus::Retained | ChangeStatus::Unchanged => "= ",
        ChangeStatus::NotEvaluable | ChangeStatus::Confounded => "? ",
    };
    html! { span aria-hidden="true" { (sign) } }
}

/// Genes and HLA of which nothing is told above: how many, and what is known of them.
pub(super) fn rest(pair: &PairComparison) -> String {
    let mut parts = genes_rest(pair);
    parts.push(hla_rest(&pair.dna.hla));
    format!("{}.", crate::text::capitalised(&parts.join("; ")))
}

/// Of the genes alone.
pub(super) fn genes_rest(pair: &PairComparison) -> Vec<String> {
    let genes: Vec<&GeneChange> = pair.dna.genes.iter().filter(|change| !is_told(change)).collect();
    let count = |status: ChangeStatus| genes.iter().filter(|change| change.status == status).count();
    let of = |n: usize| if n == 1 { "1 gene".to_owned() } else { format!("{n} genes") };
    let mut parts = Vec::new();
    if pair.dna.genes.is_empty() {
        parts.push("no gene was tested in both samples".to_owned());
    }
    let is_none = |change: &&&GeneChange| change.status == ChangeStatus::Unchanged;
    let missed = genes.iter().filter(is_none).filter(|change| may_be_missed(pair, change)).count();
    let (none, open) = (count(ChangeStatus::Unchanged) - missed, count(ChangeStatus::NotEvaluable));
    if none > 0 {
        parts.push(format!("{}: no alteration found in either sample", of(none)));
    }
    if missed > 0 {
        parts.push(format!("{}: {MAY_BE_MISSED}", of(missed)));
    }
    if open > 0 {
        parts.push(format!("{}: not evaluable, which is not negative", of(open)));
    }
    parts
}

fn hla_rest(hla: &[HlaChange]) -> String {
    let names = |keep: &dyn Fn(&HlaChange) -> bool| -> Vec<&str> {
        hla.iter().filter(|hla| keep(hla)).map(|hla| hla.gene.as_str()).collect()
    };
    let is_shown = |hla: &HlaChange| is_change(hla.status) || hla.before.is_loss() || hla.after.is_loss();
    let kept = names(&|hla| !is_shown(hla) && hla.status == ChangeStatus::Unchanged);
    let open = names(&|hla| !is_shown(hla) && hla.status != ChangeStatus::Unchanged);
    let mut parts = Vec::new();
    if hla.is_empty() {
        parts.push("HLA class I: not compared".to_owned());
    }
    if !kept.is_empty() {
        parts.push(format!("{}: no loss found in either sample", joined(&kept)));
    }
    if !open.is_empty() {
        parts.push(format!("{}: not evaluable, which is not negative", joined(&open)));
    }
    if parts.is_empty() { "HLA class I is above".to_owned() } else { parts.join("; ") }
}

/// Whether genes were compared at all.
pub(super) fn is_compared(pair: &PairComparison) -> bool {
    pair.dna.state == Comparability::Comparable
}
