//! What tables of rearrangements say in words: pairs of genes, exons that are lost.

use super::event::Event;
use crate::lost_exon::{self, Left};
use crate::own_row::exons_in;
use crate::panel::{GenePanel, PanelGene};
use crate::transcript::Transcript;

/// The second of the two genes that `Protein fusion: in frame (EML4-ALK)` names.
pub(super) fn three_prime_of(event: &str, panel: &GenePanel) -> Option<String> {
    let (_, rest) = event.split_once(['(', '{'])?;
    let pair = rest.split([')', '}']).next()?;
    let (_, last) = split_pair(pair, panel)?;
    Some(last.trim().to_owned())
}

/// The second gene of a word that joins the two genes of the row: `EML4-ALK fusion`.
pub(super) fn three_prime_in(event: &str, [one, other]: [&str; 2]) -> Option<String> {
    let is_pair = |five: &str, three: &str| {
        let joined = ["::", "-", "/", ":"].map(|between| format!("{five}{between}{three}"));
        event
            .split([' ', ',', ';'])
            .any(|word| joined.iter().any(|pair| pair == word.trim_matches(['.', ':'])))
    };
    let are_two = !one.is_empty() && !other.is_empty() && one != other;
    if are_two && is_pair(one, other) {
        Some(other.to_owned())
    } else {
        (are_two && is_pair(other, one)).then(|| one.to_owned())
    }
}

/// The two genes of `A::B`, `A-B`, `A/B` or `A:B`. Names hold hyphens themselves (`HLA-A`, `NKX2-1`): of the places to
/// split at, the first that leaves the most judged genes counts.
pub(super) fn split_pair<'t>(written: &'t str, panel: &GenePanel) -> Option<(&'t str, &'t str)> {
    if let Some(pair) = written.split_once("::") {
        return Some(pair);
    }
    let n_judged = |name: &str| usize::from(panel.core_gene(name.trim()).is_some());
    let places = written.match_indices(['-', '/', ':']).rev();
    let pairs = places.filter_map(|(at, _)| Some((written.get(..at)?, written.get(at + 1..)?)));
    pairs.max_by_key(|(five, three)| n_judged(five) + n_judged(three))
}

/// What a word for the reading frame says: `In_frame`, `Out-of-frame`, `Frameshift`.
pub(super) fn frame_of(word: &str) -> Option<bool> {
    let plain = word.trim().to_ascii_lowercase().replace(['-', '_', ' '], "");
    match plain.as_str() {
        "inframe" => Some(true),
        // The partner's own stop comes before the kinase.
        "outofframe" | "outframe" | "frameshift" | "stopcodon" => Some(false),
        _ => None,
    }
}

/// What a description says of the reading frame: `Protein Fusion: out of frame {EML4:ALK}`.
pub(super) fn frame_in(description: &str) -> Option<bool> {
    let plain = description.to_ascii_lowercase().replace(['-', '_'], " ");
    let says = |words: &[&str]| words.iter().any(|word| plain.contains(word));
    if says(&["out of frame", "frameshift", "frame shift"]) {
        return Some(false);
    }
    (says(&["in frame", "inframe"]) && !says(&["not in frame"])).then_some(true)
}

/// What an event within the gene leaves of the exon whose loss activates it, by its ends or its words.
pub(super) fn left_of_exon(event: &Event, gene: &PanelGene) -> Option<Left> {
    let (.., number) = lost_exon::of_gene(gene)?;
    let words: Vec<&str> =
        event.words.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).collect();
    if !event.genes.iter().all(|name| name.is_empty() || *name == gene.symbol) {
        return None;
    }
    let is_lost = words.iter().any(|w| w.starts_with("skip") || w.starts_with("del"))
        && !words.iter().any(|w| matches!(*w, "no" | "not" | "without"));
    if is_lost && exons_in(&words) == [number] {
        return Some(Left::Nothing);
    }
    by_places(event, gene, number)
}

/// What the two ends leave of the exon. Without a genome or places it may be lost.
fn by_places(event: &Event, gene: &PanelGene, number: u32) -> Option<Left> {
    let [Some((one, a)), Some((other, b))] = &event.places else { return Some(Left::Unknown) };
    let (start, end) = (*a.min(b), *a.max(b));
    if *one != gene.chrom || one != other {
        return None;
    }
    if event.is_of_rna() {
        // The places are the last and first base of what is joined.
        let joins = |transcript: &Transcript| {
            let beside = [number.saturating_sub(1), number + 1].map(|number| transcript.exon(number));
            let [Some(before), Some(behind)] = beside else { return false };
            let (low, high) = if transcript.is_reverse { (behind, before) } else { (before, behind) };
            (start, end) == (low.1, high.0)
        };
        if gene.transcripts.iter().any(|(build, t)| event.build.is_none_or(|own| own == *build) && joins(t)) {
            let is_sure = event.doubts.is_empty() && !event.class.starts_with("dup");
            return Some(if is_sure { Left::Nothing } else { Left::Unknown });
        }
    }
    let Some(transcript) = event.build.and_then(|build| gene.transcripts.get(&build)) else {
        return Some(Left::Unknown);
    };
    if event.class.starts_with("del") && !event.is_of_rna() {
        return lost_exon::after_loss(transcript, number, (start, end));
    }
    transcript.exon(number).is_none_or(|exon| lost_exon::is_near(exon, (start, end))).then_some(Left::Unknown)
}

/// `deletion of 5 exons : out of frame`: whole exons are lost, by the words of the table.
pub(super) fn deletes_exons(words: &str) -> bool {
    let of = words.find("deletion of ").and_then(|at| words.get(at + "deletion of ".len()..));
    of.is_some_and(|rest| {
        let what: Vec<&str> = rest.split_whitespace().take(2).collect();
        what.iter().any(|word| word.starts_with("exon"))
    })
}
