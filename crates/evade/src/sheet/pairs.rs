//! Which RNA sample and which tumour are the same.

use std::collections::BTreeMap;

use evade_io::Labels;

use super::sarek::Tumor;
use crate::log::Log;

/// Words of an id that say what was measured, not who.
const MODALITIES: [&str; 10] =
    ["rna", "rnaseq", "dna", "wes", "wgs", "wxs", "exome", "genome", "tumor", "tumour"];

/// A tumour with its name.
pub(super) struct Dna {
    pub(super) name: String,
    pub(super) tumor: Tumor,
}

/// The tumour of each RNA sample: the pair that the user names, else the same id, else the same id but for words such as
/// RNA and DNA, else the same patient. A rule that fits several samples decides nothing.
pub(super) fn pair(rna: &[String], dna: &[Dna], named: Option<&Labels>, log: &Log<'_>) -> Vec<Option<usize>> {
    let mut pairs: Vec<Option<usize>> = vec![None; rna.len()];
    if let Some(named) = named {
        add_named(&mut pairs, rna, dna, named, log);
    }
    let bare_ids: Vec<String> = dna.iter().map(|dna| bare(&dna.name)).collect();
    add(&mut pairs, rna, dna, |rna, place| dna[place].name == *rna);
    add(&mut pairs, rna, dna, |rna, place| !bare_ids[place].is_empty() && bare_ids[place] == bare(rna));
    add(&mut pairs, rna, dna, |rna, place| {
        dna[place].tumor.patient.as_deref().is_some_and(|patient| is_of_patient(rna, patient))
    });
    pairs
}

fn add_named(pairs: &mut [Option<usize>], rna: &[String], dna: &[Dna], named: &Labels, log: &Log<'_>) {
    for (rna, pair) in rna.iter().zip(pairs) {
        let Some(wanted) = named.value(rna, "dna_id") else { continue };
        *pair = dna.iter().position(|dna| dna.name == wanted);
        if pair.is_none() {
            log.warn(&format!("--pairs names '{wanted}' for '{rna}', and there is no such tumour"));
        }
    }
    for sample in named.samples().filter(|sample| !rna.iter().any(|rna| rna == sample)) {
        log.warn(&format!("--pairs names '{sample}', and there is no such RNA sample"));
    }
}

/// Joins what has no partner yet, where the rule fits one on each side.
fn add(pairs: &mut [Option<usize>], rna: &[String], dna: &[Dna], fits: impl Fn(&String, usize) -> bool) {
    let is_free = |place: &usize| !pairs.contains(&Some(*place));
    let free: Vec<usize> = (0..dna.len()).filter(is_free).collect();
    let mut partners: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (sample, id) in rna.iter().enumerate().filter(|(sample, _)| pairs[*sample].is_none()) {
        let fitting: Vec<usize> = free.iter().copied().filter(|&place| fits(id, place)).collect();
        for &place in &fitting {
            // A sample that fits two tumours makes both uncertain.
            partners.entry(place).or_default().extend(std::iter::repeat_n(sample, fitting.len()));
        }
    }
    for (place, samples) in partners {
        if let [sample] = samples.as_slice() {
            pairs[*sample] = Some(place);
        }
    }
}

/// The id in lower case without the words that say what was measured.
fn bare(id: &str) -> String {
    let id = id.to_lowercase();
    let words = id.split(['_', '-', '.', ' ']).filter(|word| !MODALITIES.contains(word));
    words.collect::<Vec<_>>().join("-")
}

/// Whether the id is the patient's, or begins with it as a whole word.
fn is_of_patient(id: &str, patient: &str) -> bool {
    id.strip_prefix(patient).is_some_and(|rest| rest.is_empty() || rest.starts_with(['_', '-', '.']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_compared_by_whole_words() {
        assert_eq!(bare("P1_RNA"), bare("p1-wes"));
        assert_ne!(bare("P1_rna2"), bare("P1_wes"));
        assert_eq!(bare("RNA"), "");
        assert!(is_of_patient("P1_T", "P1") && is_of_patient("P1", "P1"));
        assert!(!is_of_patient("P10_T", "P1"));
    }
}
