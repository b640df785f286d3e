//! Whether the words of one row or entry for its effect contradict each other: class, consequence and protein change.
//!
//! They are made by different programs and steps, and one of them may be of another transcript or simply wrong. What is
//! the gravest of them is neither believed nor thrown away.

use evade_core::{Caution, CellText, EffectClass};

use crate::consequence::{class_of_maf, class_of_terms, severity};
use crate::protein::{ChangeKind, ProteinChange};

/// What a row says of its effect, as it is written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Words<'r> {
    /// `Variant_Classification`.
    pub(crate) class: &'r str,
    /// The joined terms of `Consequence`.
    pub(crate) terms: &'r str,
    /// `HGVSp`.
    pub(crate) protein: &'r str,
}

/// One of the words and the class that it stands for.
#[derive(Debug, Clone, Copy)]
struct Claim<'r> {
    word: &'r str,
    class: EffectClass,
}

/// Words that contradict each other.
pub(crate) struct Contradiction {
    /// The gravest class that a word gives.
    pub(crate) effect: EffectClass,
    /// Names the words.
    pub(crate) caution: Caution,
}

impl<'r> Words<'r> {
    /// The contradiction, if there is one.
    pub(crate) fn contradiction(self) -> Option<Contradiction> {
        let (class, terms, protein) = (self.of_class(), self.of_terms(), self.of_protein());
        let is_so = pair(class, terms).is_some_and(|(class, terms)| {
            !agree(class.class, terms.class)
                && !self.is_first_residue(class.class, terms.class)
                && !self.is_coarse_term(class.class, terms.class)
        }) || pair(class, protein).is_some_and(|(class, protein)| {
            !agrees_with_protein(class.class, protein.class, terms.is_some())
        }) || pair(terms, protein).is_some_and(|(terms, protein)| {
            !agrees_with_protein(terms.class, protein.class, class.is_some())
        });
        let claims: Vec<Claim<'r>> = [class, terms, protein].into_iter().flatten().collect();
        let effect = claims.iter().map(|claim| claim.class).min_by_key(|class| severity(*class));
        let words: Vec<&str> = claims.iter().map(|claim| claim.word).collect();
        let caution = || Caution::EffectWordsDisagree(CellText::new(&words.join(" / ")));
        effect.filter(|_| is_so).map(|effect| Contradiction { effect, caution: caution() })
    }

    /// A word outside the gene says that the variant does nothing to it.
    fn of_class(self) -> Option<Claim<'r>> {
        let class = match self.class {
            "" => None,
            word => class_of_maf(word).or(Some(EffectClass::Noncoding)),
        };
        let class = class.filter(|class| *class != EffectClass::Unknown)?;
        Some(Claim { word: self.class, class })
    }

    fn of_terms(self) -> Option<Claim<'r>> {
        let class = class_of_terms(self.terms).filter(|class| *class != EffectClass::Unknown)?;
        Some(Claim { word: self.terms, class })
    }

    /// `p.X1010_splice` is written for bases in and around a splice site, so that it says no more than that.
    fn of_protein(self) -> Option<Claim<'r>> {
        Some(Claim { word: self.protein, class: class_of_protein(self.protein)? })
    }

    /// An exchange of the first residue is a lost start, and some call it an exchange.
    fn is_first_residue(self, class: EffectClass, terms: EffectClass) -> bool {
        let is_start = matches!(
            (class, terms),
            (EffectClass::Missense, EffectClass::StartLost) | (EffectClass::StartLost, EffectClass::Missense)
        );
        is_start && ProteinChange::parse(self.protein).is_some_and(|change| change.start == 1)
    }
}

impl Words<'_> {
    /// `protein_altering_variant` stands for any change of coding bases, a shifted frame too.
    fn is_coarse_term(self, class: EffectClass, terms: EffectClass) -> bool {
        terms == EffectClass::Inframe
            && self.terms.contains("protein_altering_variant")
            && weight(class) != Some(Weight::Kept)
    }
}

/// The class that a protein change stands for by itself; `None` where it says no more than a place.
pub(crate) fn class_of_protein(protein: &str) -> Option<EffectClass> {
    let change = ProteinChange::parse(protein);
    let is_same = matches!(protein.rsplit(':').next().unwrap_or(""), "p.=" | "p.(=)" | "p.%3D");
    Some(match change {
        _ if is_same || is_exchange_for_itself(protein) => EffectClass::Silent,
        None => return None,
        // A stop that stays, as in `p.*212*`.
        Some(change) if change.before == Some('*') && change.kind == ChangeKind::Stop => EffectClass::Silent,
        Some(change) if change.before == Some('*') && change.kind != ChangeKind::Silent => {
            EffectClass::StopLost
        }
        Some(change) => match change.kind {
            ChangeKind::Stop | ChangeKind::Frameshift { .. } => EffectClass::Truncating,
            ChangeKind::Missense if change.before.is_some() && change.before == change.after => {
                EffectClass::Silent
            }
            ChangeKind::Missense if change.start == 1 => EffectClass::StartLost,
            ChangeKind::Missense => EffectClass::Missense,
            // Residues that end in a stop.
            ChangeKind::Deletion | ChangeKind::Insertion
                if change.replacement.as_deref().is_some_and(|residues| residues.contains('*')) =>
            {
                EffectClass::Truncating
            }
            ChangeKind::Insertion if inserts_stop(protein) => EffectClass::Truncating,
            ChangeKind::Deletion if change.start == 1 => EffectClass::StartLost,
            ChangeKind::Deletion | ChangeKind::Insertion => EffectClass::Inframe,
            ChangeKind::StopLost => EffectClass::StopLost,
            ChangeKind::Silent => EffectClass::Silent,
            ChangeKind::Splice | ChangeKind::Other => return None,
        },
    })
}

/// Whether a stop stands among inserted residues: `p.A10_G11insT*`.
fn inserts_stop(protein: &str) -> bool {
    protein.rsplit_once("ins").is_some_and(|(_, new)| new.contains('*') || new.contains("Ter"))
}

/// Whether an exchange leaves as many residues as there were, none of them a stop.
pub(crate) fn residues_stay_as_many(change: &ProteinChange) -> bool {
    let n_lost = (change.end - change.start) as usize + 1;
    let is_whole = |new: &String| new.len() == n_lost && !new.contains('*');
    change.kind == ChangeKind::Missense
        || (change.kind == ChangeKind::Deletion && change.replacement.as_ref().is_some_and(is_whole))
}

/// Whether residues stand for themselves: `p.435_436PR>PR`.
fn is_exchange_for_itself(protein: &str) -> bool {
    let Some((before, after)) = protein.rsplit_once('>') else { return false };
    let residues = before.rsplit(|c: char| c.is_ascii_digit()).next().unwrap_or("");
    !residues.is_empty() && residues == after
}

fn pair<T>(a: Option<T>, b: Option<T>) -> Option<(T, T)> {
    a.zip(b)
}

/// What a class does to the protein, as coarsely as the writers of words agree on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Weight {
    /// It ends or is not begun.
    Lost,
    /// Its residues change.
    Changed,
    /// It stays as it is, as far as the class tells.
    Kept,
}

fn weight(class: EffectClass) -> Option<Weight> {
    match class {
        EffectClass::Truncating | EffectClass::SpliceSite | EffectClass::StartLost => Some(Weight::Lost),
        EffectClass::StopLost | EffectClass::Inframe | EffectClass::Missense => Some(Weight::Changed),
        EffectClass::SpliceRegion | EffectClass::Silent | EffectClass::Noncoding => Some(Weight::Kept),
        EffectClass::Fusion | EffectClass::Unknown => None,
    }
}

fn agree(one: EffectClass, other: EffectClass) -> bool {
    weight(one).zip(weight(other)).is_none_or(|(one, other)| one == other)
}

/// The same with a protein change. A splice site may lie in coding bases, of which the change names the residue. An exchange
/// for a stop is a truncation, whatever the one other word calls it.
pub(super) fn agrees_with_protein(word: EffectClass, protein: EffectClass, has_third: bool) -> bool {
    match (word, protein) {
        (EffectClass::Missense, EffectClass::Truncating) => !has_third,
        // The last: a frame that is shifted at the old stop.
        (EffectClass::SpliceSite, _)
        | (EffectClass::Missense, EffectClass::StartLost)
        | (EffectClass::StartLost, EffectClass::Missense)
        | (EffectClass::Truncating, EffectClass::StopLost) => true,
        _ => agree(word, protein),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gravest(words: [&str; 3]) -> Option<EffectClass> {
        let [class, terms, protein] = words;
        Words { class, terms, protein }.contradiction().map(|found| found.effect)
    }

    #[test]
    fn the_gravest_of_words_that_contradict_each_other_is_kept() {
        for (words, effect) in [
            (["Silent", "stop_gained", "p.R260*"], EffectClass::Truncating),
            (["Splice_Region", "transcript_ablation", ""], EffectClass::Truncating),
            (["Splice_Region", "stop_gained,splice_region_variant", "p.Q37*"], EffectClass::Truncating),
            (["Intron", "frameshift_variant", "p.L10Pfs*4"], EffectClass::Truncating),
            (["3'UTR", "", "p.Q37*"], EffectClass::Truncating),
            (["5'Flank", "stop_gained", ""], EffectClass::Truncating),
            (["Silent", "splice_donor_variant", ""], EffectClass::SpliceSite),
            (["Silent", "", "p.G12D"], EffectClass::Missense),
            (["Missense_Mutation", "stop_gained", "p.Q37*"], EffectClass::Truncating),
            (["Missense_Mutation", "missense_variant", "p.Q37*"], EffectClass::Truncating),
            (["In_Frame_Del", "frameshift_variant", "p.E20fs"], EffectClass::Truncating),
            (["Nonsense_Mutation", "synonymous_variant", "p.="], EffectClass::Truncating),
            (["Nonsense_Mutation", "missense_variant", "p.Q37R"], EffectClass::Truncating),
            (["", "synonymous_variant", "p.Gln37Ter"], EffectClass::Truncating),
        ] {
            assert_eq!(gravest(words), Some(effect), "{words:?}");
        }
    }

    #[test]
    fn a_coarser_word_for_the_same_change_contradicts_nothing() {
        for words in [
            ["Nonsense_Mutation", "stop_gained,splice_region_variant", "p.Q37*"],
            ["Splice_Region", "splice_region_variant,intron_variant", "p.X10_splice"],
            ["Splice_Region", "synonymous_variant,splice_region_variant", "p.L10="],
            ["Intron", "splice_polypyrimidine_tract_variant,intron_variant", ""],
            ["Splice_Site", "splice_donor_variant", "p.X1010_splice"],
            ["Splice_Site", "", "p.K960R"],
            ["Frame_Shift_Del", "frameshift_variant", "p.L10Pfs*4"],
            ["Frame_Shift_Del", "splice_acceptor_variant,coding_sequence_variant", ""],
            ["Missense_Mutation", "", "p.Q37*"],
            ["Missense_Mutation", "start_lost", "p.M1V"],
            ["Translation_Start_Site", "start_lost", "p.M1?"],
            ["Missense_Mutation", "protein_altering_variant", "p.A2_G3delinsC"],
            ["Targeted_Region", "stop_gained", "p.Q37*"],
            ["De_novo_Start_OutOfFrame", "5_prime_UTR_variant", ""],
            ["Silent", "synonymous_variant", "p.L138L"],
            ["Silent", "", "p.L138="],
            ["Silent", "", "p.*212*"],
            ["Silent", "", "p.435_436PR>PR"],
            ["Intron", "intron_variant", "*1453*"],
            ["Missense_Mutation", "missense_variant", "p.Gly12Asp"],
            ["Nonsense_Mutation", "stop_gained", "p.M1613_Q1614delinsI*"],
            ["Nonsense_Mutation", "", "p.348_349LE>F*"],
            ["Nonstop_Mutation", "stop_lost", "p.*215Yext*9"],
            ["Frame_Shift_Del", "protein_altering_variant", ""],
            ["Frame_Shift_Del", "", "p.*316delext*?"],
            ["Stop_Codon_Del", "", "p.*316fs"],
            ["", "stop_gained&inframe_insertion", "p.Ala10_Gly11insThrTer"],
            ["Start_Codon_Del", "", "p.M1del"],
            ["", "", ""],
        ] {
            assert_eq!(gravest(words), None, "{words:?}");
        }
    }
}
