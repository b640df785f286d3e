//! Rows of a MAF that cannot be used: counted by reason, so that a cohort has one line for each.

use std::collections::BTreeMap;

/// Why a row is not used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum RowFault {
    /// It names no sample.
    NoSample,
    /// The same, and it could alter no judged gene.
    NoSampleAlone,
    /// It does not say what its variant does.
    NoEffect,
    /// It names a judged gene that lies on another chromosome.
    Elsewhere,
    /// One of its values cannot be.
    Impossible,
    /// It says neither which gene it is of nor where it lies.
    NoGene,
}

/// So many rows of each reason are shown.
const N_SHOWN: u64 = 2;

/// The rows of one reason.
#[derive(Debug, Default)]
struct Tally {
    n: u64,
    shown: Vec<String>,
}

/// All rows that cannot be used.
#[derive(Debug, Default)]
pub(super) struct Faults(BTreeMap<RowFault, Tally>);

impl Faults {
    /// Counts a row; `what` says of it what the reason leaves open.
    pub(super) fn add(&mut self, fault: RowFault, line: u64, what: &str) {
        let tally = self.0.entry(fault).or_default();
        tally.n += 1;
        if tally.n <= N_SHOWN {
            let between = if what.is_empty() { "" } else { ": " };
            tally.shown.push(format!("line {line}{between}{what}"));
        }
    }

    /// Rows with this fault.
    pub(super) fn count(&self, fault: RowFault) -> u64 {
        self.0.get(&fault).map_or(0, |tally| tally.n)
    }

    /// One sentence for each reason.
    pub(super) fn warnings(&self) -> impl Iterator<Item = String> {
        self.0.iter().map(|(fault, tally)| {
            let (subject, of) =
                if tally.n == 1 { ("1 row".to_owned(), true) } else { (format!("{} rows", tally.n), false) };
            format!("{subject} {} ({})", fault.sentence(of), tally.shown.join("; "))
        })
    }
}

impl RowFault {
    /// What is wrong with rows, and what follows.
    fn sentence(self, is_one: bool) -> &'static str {
        match (self, is_one) {
            (Self::NoSample, true) => {
                "names no sample and is not used: it may be of any, so that the gene it names is not called not altered in any sample of the file"
            }
            (Self::NoSample, false) => {
                "name no sample and are not used: they may be of any, so that the genes they name are not called not altered in any sample of the file"
            }
            (Self::NoSampleAlone, true) => "names no sample and is not used; it could alter no judged gene",
            (Self::NoSampleAlone, false) => {
                "name no sample and are not used; they could alter no judged gene"
            }
            (Self::Elsewhere, true) => {
                "names a gene of another chromosome and is not used; the gene is not called not altered in its sample"
            }
            (Self::Elsewhere, false) => {
                "name a gene of another chromosome and are not used; their genes are not called not altered in their samples"
            }
            (Self::NoEffect, true) => {
                "does not say what the variant does and is not used; its gene is not called not altered in its sample"
            }
            (Self::NoEffect, false) => {
                "do not say what the variant does and are not used; their genes are not called not altered in their samples"
            }
            (Self::Impossible, true) => {
                "holds a value that cannot be and is not used; its gene is not called not altered in its sample"
            }
            (Self::Impossible, false) => {
                "hold a value that cannot be and are not used; their genes are not called not altered in their samples"
            }
            (Self::NoGene, true) => {
                "names neither a gene nor a place and is not used; what may lie there is not called not altered in its sample"
            }
            (Self::NoGene, false) => {
                "name neither a gene nor a place and are not used; what may lie there is not called not altered in their samples"
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reason_has_one_line_with_its_number_and_two_examples() {
        let mut faults = Faults::default();
        faults.add(RowFault::NoSample, 3, "");
        for line in 4..9 {
            faults.add(RowFault::Impossible, line, "KRAS");
        }
        let told: Vec<String> = faults.warnings().collect();
        assert_eq!(told.len(), 2);
        assert!(told[0].starts_with("1 row names no sample") && told[0].ends_with("(line 3)"), "{told:?}");
        assert!(told[1].starts_with("5 rows hold") && told[1].ends_with("(line 4: KRAS; line 5: KRAS)"));
        assert_eq!(faults.count(RowFault::Impossible), 5);
    }
}
