//! Rows of a table that are not used: counted by reason, so that a table has one line for each.

use std::collections::BTreeMap;

/// Why a row is not used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum UnusedRow {
    /// It names no sample, in a table that names samples.
    NoSample,
    /// One of its values cannot be, or cannot be read.
    Unreadable,
    /// It gives a gene another value than an earlier row of the same sample.
    Disagrees,
}

/// So many rows of each reason are shown.
const N_SHOWN: usize = 2;

/// The rows of a table that are not used.
#[derive(Debug, Default)]
pub(crate) struct UnusedRows(BTreeMap<UnusedRow, (usize, Vec<String>)>);

impl UnusedRows {
    /// Counts a row; `what` says of it what the reason leaves open.
    pub(crate) fn add(&mut self, why: UnusedRow, line: u64, what: &str) {
        let (n, shown) = self.0.entry(why).or_default();
        *n += 1;
        if shown.len() < N_SHOWN {
            shown.push(if what.is_empty() { format!("line {line}") } else { format!("line {line}: {what}") });
        }
    }

    /// The same of a table that may name no sample at all, so that all of it is of one.
    pub(crate) fn warnings_of(mut self, names_samples: bool) -> Vec<String> {
        if !names_samples {
            self.0.remove(&UnusedRow::NoSample);
        }
        self.warnings()
    }

    /// One sentence for each reason.
    pub(crate) fn warnings(&self) -> Vec<String> {
        let sentence = |(why, (n, shown)): (&UnusedRow, &(usize, Vec<String>))| {
            let rows = if *n == 1 { "1 row".to_owned() } else { format!("{n} rows") };
            format!("{rows} {} ({})", why.sentence(*n == 1), shown.join("; "))
        };
        self.0.iter().map(sentence).collect()
    }
}

impl UnusedRow {
    /// What is wrong with the rows, and what follows.
    fn sentence(self, is_one: bool) -> &'static str {
        match (self, is_one) {
            (Self::NoSample, true) => {
                "names no sample and is not used: it may be of any, so that the genes it bears on are not called not altered in any sample of the file"
            }
            (Self::NoSample, false) => {
                "name no sample and are not used: they may be of any, so that the genes they bear on are not called not altered in any sample of the file"
            }
            (Self::Unreadable, true) => {
                "holds an impossible or unreadable value, which is not used; the genes it bears on are not called not altered in its sample"
            }
            (Self::Unreadable, false) => {
                "hold impossible or unreadable values, which are not used; the genes they bear on are not called not altered in their samples"
            }
            (Self::Disagrees, true) => {
                "gives a gene another value than an earlier row of the same sample: neither is used, and the gene is not called not altered"
            }
            (Self::Disagrees, false) => {
                "give a gene another value than an earlier row of the same sample: none of them is used, and the genes are not called not altered"
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reason_has_one_line_with_its_number_and_two_examples() {
        let mut rows = UnusedRows::default();
        rows.add(UnusedRow::NoSample, 3, "");
        for line in 4..9 {
            rows.add(UnusedRow::Unreadable, line, "KRAS");
        }
        let told = rows.warnings();
        assert!(told[0].starts_with("1 row names no sample") && told[0].ends_with("(line 3)"), "{told:?}");
        assert!(told[1].starts_with("5 rows hold") && told[1].ends_with("(line 4: KRAS; line 5: KRAS)"));
    }
}
