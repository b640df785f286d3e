//! Samples of a cohort of which the MAF has no row: named by the panel matrix, or by the tables of copy number and of
//! rearrangements.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use evade_core::SampleFacts;
use evade_genome::{PanelMatrix, matches_sample};
use evade_io::DnaFiles;

use crate::lanes::{samples_of_copies, samples_of_rearrangements};
use crate::log::Log;
use crate::sample::PlannedSample;

/// From so many samples on a matrix of which few are in the MAF is taken for that of a larger cohort ...
const LARGE: usize = 10;
/// ... where fewer than one in so many are.
const FEW: usize = 3;
/// Names that are shown.
const N_SHOWN: usize = 2;

/// Adds the samples that have no row in the one MAF of the cohort.
pub(super) fn add(
    samples: &mut Vec<PlannedSample>,
    matrix: Option<&PanelMatrix>,
    cnv: Option<&Path>,
    sv: &[PathBuf],
    log: &Log<'_>,
) {
    let mafs: BTreeSet<Option<&str>> = samples.iter().map(|sample| sample.files.maf.as_deref()).collect();
    let [Some(maf)] = mafs.into_iter().collect::<Vec<_>>()[..] else { return };
    let maf = maf.to_owned();
    let known = |samples: &[PlannedSample], name: &str| {
        samples.iter().any(|sample| is_same(&sample.facts.dna_id, name))
    };
    if let Some(matrix) = matrix {
        let sequenced = &matrix.sequenced;
        let added: Vec<String> = sequenced.iter().filter(|name| !known(samples, name)).cloned().collect();
        let n_known = sequenced.len() - added.len();
        let is_larger = sequenced.len() >= LARGE && n_known * FEW < sequenced.len();
        let n = added.len();
        if n > 0 && is_larger {
            log.warn(&format!(
                "the panel matrix calls {} sequenced, of which the MAF has {n_known}: it is of a larger cohort, and the others ({}) are left out (list those without a mutation as #sequenced_samples in the MAF)",
                counted(sequenced.len()),
                shown(&added)
            ));
        } else if n > 0 {
            log.warn(&format!(
                "{} of the panel matrix {} no row in the MAF ({}): sequenced, without a mutation",
                counted(n),
                if n == 1 { "has" } else { "have" },
                shown(&added)
            ));
            samples.extend(added.into_iter().map(|name| sample_of(name, Some(maf.clone()))));
        }
    }
    if let Some(path) = cnv {
        add_copied(samples, path, log);
    }
    for path in sv {
        add_rearranged(samples, path, log);
    }
}

/// Adds the samples that only a table of copy number names.
fn add_copied(samples: &mut Vec<PlannedSample>, path: &Path, log: &Log<'_>) {
    let known = |samples: &[PlannedSample], name: &str| {
        samples.iter().any(|sample| is_same(&sample.facts.dna_id, name))
    };
    let copies = samples_of_copies(path);
    // Where no name is that of a sample, the table names samples in another way.
    if !copies.iter().any(|name| known(samples, name)) {
        return;
    }
    let added: Vec<String> = copies.into_iter().filter(|name| !known(samples, name)).collect();
    let n = added.len();
    if n > 0 {
        log.warn(&format!(
            "{} of the table of copy number {} in the MAF, and nothing says that {} sequenced ({}): copy number alone, mutations not tested",
            counted(n),
            if n == 1 { "is not" } else { "are not" },
            if n == 1 { "it was" } else { "they were" },
            shown(&added)
        ));
        samples.extend(added.into_iter().map(|name| sample_of(name, None)));
    }
}

/// Adds the samples that only a table of rearrangements names.
fn add_rearranged(samples: &mut Vec<PlannedSample>, path: &Path, log: &Log<'_>) {
    let named = samples_of_rearrangements(path);
    let is_known = |name: &String| samples.iter().any(|sample| is_same(&sample.facts.dna_id, name));
    let (known, added): (Vec<String>, Vec<String>) = named.into_iter().partition(is_known);
    if known.is_empty() || added.is_empty() {
        return;
    }
    let (n, n_named) = (added.len(), added.len() + known.len());
    if n_named >= LARGE && known.len() * FEW < n_named {
        log.warn(&format!(
            "{}: of the {} it names, {} are among those of the other files: it is of a larger cohort, and the others ({}) are left out",
            path.display(),
            counted(n_named),
            known.len(),
            shown(&added)
        ));
        return;
    }
    log.warn(&format!(
        "{}: {} {} not in the MAF, and nothing says that {} sequenced ({}): rearrangements alone, small variants not tested",
        path.display(),
        counted(n),
        if n == 1 { "is" } else { "are" },
        if n == 1 { "it was" } else { "they were" },
        shown(&added)
    ));
    samples.extend(added.into_iter().map(|name| sample_of(name, None)));
}

/// Whether two names are of one sample; R writes dots for the signs between the parts of a name.
fn is_same(one: &str, other: &str) -> bool {
    let plain = |name: &str| name.replace(['-', '.', ' '], ".");
    matches_sample(one, other)
        || plain(one) == plain(other)
        || (other.contains('.') && matches_sample(one, &other.replace('.', "-")))
}

fn sample_of(name: String, maf: Option<String>) -> PlannedSample {
    let files = DnaFiles { maf, ..DnaFiles::default() };
    let facts =
        SampleFacts { rna_id: name.clone(), dna_id: name.clone(), sample: name, ..SampleFacts::default() };
    PlannedSample::of_files(facts, files)
}

fn counted(n: usize) -> String {
    if n == 1 { "1 sample".to_owned() } else { format!("{n} samples") }
}

fn shown(names: &[String]) -> String {
    let first: Vec<&str> = names.iter().take(N_SHOWN).map(String::as_str).collect();
    let more = if names.len() > N_SHOWN { " and others" } else { "" };
    format!("{}{more}", first.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_one_however_r_or_tcga_write_them() {
        assert!(is_same("S-1", "S.1") && is_same("TCGA-05-4244-01A-01D-1105-08", "TCGA.05.4244.01"));
        assert!(!is_same("S-1", "S-2"));
        assert_eq!(shown(&["a".to_owned(), "b".to_owned(), "c".to_owned()]), "a, b and others");
    }
}
