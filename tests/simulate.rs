//! Made cohorts called by the program that made them.

use std::collections::BTreeMap;

use crate::support::{Tsv, evade_in, folder};

#[test]
fn four_hundred_made_tumours_are_mostly_called_what_they_were_made() {
    let work = folder();
    evade_in(work.path(), &["simulate", "--quiet", "--samples", "400", "--outdir", "made"]).expect_code(0);
    let table = evade_in(work.path(), &["phenotype", "--quiet", "made/expression_tpm.tsv.gz"]).expect_code(0);
    let called = Tsv::parse(&table.stdout).pairs("sample", "phenotype");
    let truth = Tsv::read(&work.path().join("made/truth.tsv")).pairs("sample", "class");

    let mut right_of: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (sample, class) in &truth {
        let (right, all) = right_of.entry(class).or_default();
        // A call that was not made counts as wrong.
        *right += usize::from(&called[&format!("{sample}_rna")] == class);
        *all += 1;
    }
    eprintln!("right of all, by class: {right_of:?}");
    let n_right: usize = right_of.values().map(|&(right, _)| right).sum();
    assert_eq!((truth.len(), right_of.len()), (400, 4));
    assert!(n_right >= 320, "{n_right} of 400 are right: {right_of:?}");
    for (class, &(right, all)) in &right_of {
        assert!(10 * right >= 6 * all, "{right} of {all} {class} are right");
    }
}
