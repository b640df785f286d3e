//! Findings with a row of their own: whether a variant is meant, is not, or may be.

use evade_core::{Caution, EffectClass, FilteredVariant, Variant, Verdict};

use crate::Build;
use crate::allele::Allele;
use crate::candidate::Candidate;
use crate::coding_change::CodingChange;
use crate::gene_rules::{Finding, GeneRules, OwnRow};
use crate::panel::PanelGene;
use crate::protein::{ChangeKind, ProteinChange};

impl OwnRow {
    /// The variant as the row sees it: as it is, uncertain where it may be meant, or not at all.
    pub(crate) fn view(&self, variant: &Variant) -> Option<Variant> {
        if self.is_meant(variant) {
            return Some(variant.clone());
        }
        let is_open = variant.flags.contains(&Caution::not_excluded(&self.name));
        is_open.then(|| Variant { verdict: Verdict::Uncertain, ..variant.clone() })
    }

    /// Whether the variant says that something else stands at the row's residue, so that it was read.
    pub(crate) fn is_ruled_out(&self, variant: &Variant) -> bool {
        match &self.finding {
            Finding::Exchange { residue, to } => {
                let new = new_residue(variant.hgvsp.as_deref(), *residue);
                matches!(new, New::Residue(other) if other != *to)
            }
            Finding::Class { .. } => false,
        }
    }

    /// Whether the row is that of a class.
    pub(crate) fn is_of_class(&self, class: &Caution) -> bool {
        matches!(&self.finding, Finding::Class { class: own } if own == class)
    }

    /// Whether a protein change is the row's exchange.
    pub(crate) fn is_named_by(&self, hgvsp: &str) -> bool {
        matches!(&self.finding, Finding::Exchange { residue, to } if new_residue(Some(hgvsp), *residue) == New::Residue(*to))
    }

    /// Whether the words of a report that are no notation speak of copies, or of other exons than that of the row.
    fn is_named_otherwise(&self, candidate: &Candidate) -> bool {
        if let Some(coding) = &candidate.hgvsc {
            let change = CodingChange::parse(coding);
            return change.is_some_and(|change| change.is_intronic() || change.is_exchange());
        }
        let plain = candidate.effect_word.to_ascii_lowercase();
        let words: Vec<&str> =
            plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let is_of_copies = |word: &&str| COPY_WORDS.iter().any(|known| word.starts_with(known));
        let exons = exons_in(&words);
        words.iter().any(is_of_copies)
            || (!exons.is_empty() && self.exon.is_some_and(|own| !exons.contains(&own)))
    }

    fn is_meant(&self, variant: &Variant) -> bool {
        match &self.finding {
            Finding::Exchange { residue, to } => {
                new_residue(variant.hgvsp.as_deref(), *residue) == New::Residue(*to)
            }
            Finding::Class { class } => variant.flags.contains(class),
        }
    }

    /// Whether a candidate that was filtered is meant; of a class no more is known than its residues say.
    pub(crate) fn is_of_filtered(&self, filtered: &FilteredVariant, rules: &GeneRules) -> bool {
        let change = filtered.hgvsp.as_deref().and_then(ProteinChange::parse);
        match (&self.finding, change) {
            (Finding::Exchange { residue, to }, _) => {
                new_residue(filtered.hgvsp.as_deref(), *residue) == New::Residue(*to)
            }
            (Finding::Class { class }, Some(change)) => {
                rules.window_of(&change, false).is_some_and(|window| window.class == *class)
            }
            _ => false,
        }
    }

    /// Whether the row's finding can be neither read in the candidate nor ruled out.
    pub(crate) fn is_open(
        &self,
        candidate: &Candidate,
        change: Option<&ProteinChange>,
        effect: EffectClass,
        gene: &PanelGene,
        build: Option<Build>,
    ) -> bool {
        let residue = match &self.finding {
            Finding::Exchange { residue, .. } => *residue,
            // A result that names no change may be of any class; an allele or words of another event show of which.
            Finding::Class { .. } => {
                let is_nowhere = candidate.pos == 0 && effect == EffectClass::Unknown;
                return change.is_none()
                    && (is_nowhere || effect == EffectClass::Inframe)
                    && !self.is_named_otherwise(candidate);
            }
        };
        if let Some(change) = change {
            return residue_after(change, residue) == New::NotSaid;
        }
        let may_exchange = matches!(effect, EffectClass::Missense | EffectClass::Unknown);
        may_exchange && !candidate.alternate.starts_with('<') && may_touch(candidate, residue, gene, build)
    }
}

/// How words begin that speak of copies.
const COPY_WORDS: [&str; 6] = ["gain", "copy", "copies", "amp", "polysomy", "overexpress"];

/// The numbers behind the word exon, both ends of a range included: `exon 18`, `exons 2 to 7`, `ex19`.
pub(crate) fn exons_in(words: &[&str]) -> Vec<u32> {
    let mut exons = Vec::new();
    let mut is_behind_exon = false;
    for word in words {
        // `METex14` too.
        let inner = word
            .rfind("ex")
            .and_then(|at| word.get(at + 2..))
            .filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        let prefixes = ["exons", "exon", "ex"].iter().find_map(|prefix| word.strip_prefix(prefix));
        let bare = prefixes.or(inner);
        let number = bare.unwrap_or(word).trim_end_matches(|c: char| !c.is_ascii_digit());
        match number.parse::<u32>() {
            Ok(exon) if is_behind_exon || bare.is_some() => {
                exons.push(exon);
                is_behind_exon = true;
            }
            _ => {
                is_behind_exon = bare == Some("") || (is_behind_exon && matches!(*word, "to" | "and" | "or"));
            }
        }
    }
    exons
}

/// What stands at a residue.
#[derive(Debug, PartialEq)]
enum New {
    /// What stood there before, or nothing.
    NotExchanged,
    Residue(char),
    NotSaid,
}

fn new_residue(hgvsp: Option<&str>, residue: u32) -> New {
    let change = hgvsp.and_then(ProteinChange::parse);
    change.map_or(New::NotExchanged, |change| residue_after(&change, residue))
}

fn residue_after(change: &ProteinChange, residue: u32) -> New {
    if !(change.start..=change.end).contains(&residue) {
        return New::NotExchanged;
    }
    match (change.kind, &change.replacement) {
        (ChangeKind::Missense, _) => change.after.map_or(New::NotSaid, New::Residue),
        (ChangeKind::Other, _) => New::NotSaid,
        (ChangeKind::Deletion | ChangeKind::Insertion, Some(new)) => {
            let is_one_for_one = new.len() as u64 == u64::from(change.end - change.start) + 1;
            let after = new.chars().nth((residue - change.start) as usize).filter(|_| is_one_for_one);
            after.map_or(New::NotSaid, New::Residue)
        }
        _ => New::NotExchanged,
    }
}

/// Whether the place is that of the residue; a place that is not known may be.
fn may_touch(candidate: &Candidate, residue: u32, gene: &PanelGene, build: Option<Build>) -> bool {
    let Some(transcript) = build.and_then(|b| gene.transcripts.get(&b)).filter(|_| candidate.pos > 0) else {
        return true;
    };
    let last = u64::from(residue) * 3;
    let ends = transcript.position_of(last - 2).zip(transcript.position_of(last));
    let allele = Allele::from_maf(candidate.pos, &candidate.reference, &candidate.alternate);
    ends.is_none_or(|(a, b)| allele.pos <= a.max(b) && allele.last() >= a.min(b))
}
