//! What tables of rearrangements say in words: pairs of genes, exons that are lost.

use evade_core::Caution;

use super::event::Event;
use crate::gene_rules;
use crate::own_row::exons_in;
use crate::panel::{GenePanel, PanelGene};

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

/// The class of an event within the gene whose words say that the exon is skipped or lost whose loss activates it.
pub(super) fn skipped_exon(event: &Event, gene: &PanelGene) -> Option<Caution> {
    let rules = gene_rules::of(&gene.symbol)?;
    let exon = rules.skipped_exon.as_ref()?;
    let number = rules.rows.iter().find(|row| row.is_of_class(&exon.class))?.exon?;
    let words: Vec<&str> =
        event.words.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let is_within = event.genes.iter().all(|name| name.is_empty() || *name == gene.symbol);
    let is_lost = words.iter().any(|w| w.starts_with("skip") || w.starts_with("del"))
        && !words.iter().any(|w| matches!(*w, "no" | "not" | "without"));
    (is_within && (takes_exon(event, gene, number) || (is_lost && exons_in(&words) == [number])))
        .then(|| exon.class.clone())
}

/// `deletion of 5 exons : out of frame`: whole exons are lost, by the words of the table.
pub(super) fn deletes_exons(words: &str) -> bool {
    let of = words.find("deletion of ").and_then(|at| words.get(at + "deletion of ".len()..));
    of.is_some_and(|rest| {
        let what: Vec<&str> = rest.split_whitespace().take(2).collect();
        what.iter().any(|word| word.starts_with("exon"))
    })
}

/// Whether the two ends of a deletion lie in the introns beside the exon: it takes this one and no other.
fn takes_exon(event: &Event, gene: &PanelGene, number: u32) -> bool {
    let transcript = event.build.and_then(|build| gene.transcripts.get(&build));
    let (Some(transcript), [Some((one, a)), Some((other, b))]) = (transcript, &event.places) else {
        return false;
    };
    let (start, end) = (*a.min(b), *a.max(b));
    let taken: Vec<(u64, u64)> =
        transcript.coding_exons().filter(|(s, e)| start <= *e && end >= *s).collect();
    event.class.starts_with("del")
        && *one == gene.chrom
        && one == other
        && taken.iter().all(|(s, e)| start <= *s && end >= *e)
        && transcript.exon(number).is_some_and(|exon| taken == [exon])
}
