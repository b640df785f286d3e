//! Whether the words of a row are those of its allele, where the allele is a recurrent one whose effect is known by place.
//!
//! Words and places come from different columns, which a program may have filled in differently, or a spreadsheet shifted.
//! Neither is believed where they contradict each other.

use evade_core::{Caution, CellText, EffectClass};

use crate::Build;
use crate::allele::Allele;
use crate::candidate::Candidate;
use crate::coding_change::CodingChange;
use crate::consequence::severity;
use crate::contradiction::agrees_with_protein;
use crate::gene_rules;
use crate::panel::{PanelGene, without_version};
use crate::protein::{ChangeKind, ProteinChange};
use crate::recurrent;

/// The gene with a second reading frame: residues of the two differ at one place.
const TWO_FRAMES: &str = "CDKN2A";

/// Whether the row's allele is a recurrent one of the gene.
pub(super) fn is_recurrent(candidate: &Candidate, gene: &PanelGene, build: Option<Build>) -> bool {
    known(candidate, gene, build).is_some()
}

/// Flags a candidate of which the words are not those of its allele. The graver of the two effects is kept, and findings
/// with a row of their own that the allele alone names are not excluded.
pub(super) fn compare(candidate: &mut Candidate, gene: &PanelGene, build: Option<Build>) {
    let Some((effect, change)) = known(candidate, gene, build) else { return };
    let Some(listed) = ProteinChange::parse(&change) else { return };
    let own = candidate.hgvsp.as_deref().and_then(ProteinChange::parse);
    let word = candidate.effect.unwrap_or(EffectClass::Noncoding);
    // Whether class and protein change agree has been looked at.
    let is_same = match &own {
        Some(own) => fits(candidate, gene, own, &listed),
        None => agrees_with_protein(word, effect, true),
    };
    if is_same {
        return;
    }
    let said = candidate.hgvsp.clone().unwrap_or_else(|| candidate.effect_word.clone());
    if !candidate.flags.iter().any(|flag| matches!(flag, Caution::EffectWordsDisagree(_))) {
        let words = format!("{said} / {change} by its allele");
        candidate.flags.push(Caution::EffectWordsDisagree(CellText::new(&words)));
    }
    let is_exchange = |own: &ProteinChange| matches!(own.kind, ChangeKind::Missense | ChangeKind::Stop);
    if own.as_ref().is_some_and(is_exchange) {
        let rows = gene_rules::of(&gene.symbol).into_iter().flat_map(|rules| &rules.rows);
        for row in rows.filter(|row| row.is_named_by(&change)) {
            Caution::not_excluded(&row.name).add_to(&mut candidate.flags);
        }
    } else {
        candidate.hgvsp = Some(change);
    }
    if severity(effect) < severity(word) {
        candidate.effect = Some(effect);
    }
}

/// What is known of the allele by its place, or where the row has none by its coding change.
fn known(candidate: &Candidate, gene: &PanelGene, build: Option<Build>) -> Option<(EffectClass, String)> {
    if candidate.pos == 0 {
        let coding = CodingChange::parse(candidate.hgvsc.as_deref()?)?;
        let is_usual = of_usual_transcript(candidate, gene) != Some(false);
        return recurrent::at_coding_base(gene, coding.first, coding.exchange().filter(|_| is_usual)?);
    }
    // Of several bases the list names one exchange, and more may change.
    let is_single = candidate.reference.len() == 1 && candidate.alternate.len() == 1;
    let allele = Allele::from_maf(candidate.pos, &candidate.reference, &candidate.alternate);
    let builds = [Build::Grch37, Build::Grch38].into_iter();
    let mut builds = builds.filter(|known| build.is_none_or(|build| build == *known));
    let is_there = matches!(candidate.chrom.as_str(), "" | "." | "NA") || candidate.chrom == gene.chrom;
    builds.find_map(|build| recurrent::at_place(gene, build, &allele)).filter(|_| is_there && is_single)
}

/// Whether the change in words may be that of the allele. Other transcripts of a gene have other numbers for its residues,
/// not other residues.
fn fits(candidate: &Candidate, gene: &PanelGene, own: &ProteinChange, listed: &ProteinChange) -> bool {
    let of_exchange = |change: &ProteinChange| match change.kind {
        ChangeKind::Missense => change.after,
        ChangeKind::Stop => Some('*'),
        _ => None,
    };
    let (Some(after), Some(listed_after)) = (of_exchange(own), of_exchange(listed)) else {
        return matches!(own.kind, ChangeKind::Splice | ChangeKind::Other);
    };
    let is_before = own.before.zip(listed.before).is_none_or(|(own, listed)| own == listed);
    let is_same = is_before && after == listed_after;
    let is_usual = of_usual_transcript(candidate, gene);
    match (own.start == listed.start, is_same) {
        (true, is_same) => is_same,
        (false, true) => is_usual != Some(true) || crate::hotspot::beyond_mane(&gene.symbol) > 0,
        (false, false) => is_usual == Some(false) || gene.symbol == TWO_FRAMES,
    }
}

/// The accessions of `RefSeq` and Ensembl of the MANE Select transcript come first; behind them are those of MANE Plus
/// Clinical, on which BRAF V600E is V640E.
const N_SELECT: usize = 2;

/// Whether the row counts residues as the list does; `None` where it names no transcript.
fn of_usual_transcript(candidate: &Candidate, gene: &PanelGene) -> Option<bool> {
    let name = without_version(candidate.transcript.as_deref()?);
    Some(gene.accessions.iter().take(N_SELECT).any(|known| known == name))
}
