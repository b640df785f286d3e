//! Columns of a model: numbers, and groups as differences from a first one.

use evade_core::AssociationReason;

use super::all_finite;

/// A column of numbers of a model.
#[derive(Debug, Clone, PartialEq)]
pub struct TermColumn {
    /// The group that it marks with 1; absent for a column of numbers.
    pub level: Option<String>,
    /// One value per sample.
    pub values: Vec<f64>,
}

/// A variable of a model.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// Its name.
    pub name: String,
    /// One column for numbers; for groups, one for each but the first.
    pub columns: Vec<TermColumn>,
}

impl Term {
    /// A variable of numbers.
    #[must_use]
    pub fn numbers(name: &str, values: Vec<f64>) -> Self {
        Self { name: name.to_owned(), columns: vec![TermColumn { level: None, values }] }
    }

    /// A variable of groups: `groups` numbers the group of each sample, into `levels`. The first level is the reference.
    #[must_use]
    pub fn levels(name: &str, levels: &[String], groups: &[usize]) -> Self {
        let marked = |level: usize| groups.iter().map(|g| if *g == level { 1.0 } else { 0.0 }).collect();
        let column =
            |(i, level): (usize, &String)| TermColumn { level: Some(level.clone()), values: marked(i) };
        Self { name: name.to_owned(), columns: levels.iter().enumerate().skip(1).map(column).collect() }
    }
}

/// The variables of a model, of equal length and finite. The intercept is not among them.
#[derive(Debug, Clone, PartialEq)]
pub struct Design {
    n: usize,
    terms: Vec<Term>,
}

impl Design {
    /// Errors: columns of another length than `n` (`lengths_differ`), values that are not finite.
    pub fn new(n: usize, terms: Vec<Term>) -> Result<Self, AssociationReason> {
        for column in terms.iter().flat_map(|term| &term.columns) {
            if column.values.len() != n {
                return Err(AssociationReason::LengthsDiffer);
            }
            all_finite(&column.values)?;
        }
        Ok(Self { n, terms })
    }

    /// Number of samples.
    #[must_use]
    pub fn n(&self) -> usize {
        self.n
    }

    /// The variables.
    #[must_use]
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// All columns in order, each with the number of its term.
    pub fn columns(&self) -> impl Iterator<Item = (usize, &TermColumn)> {
        self.terms.iter().enumerate().flat_map(|(i, term)| term.columns.iter().map(move |column| (i, column)))
    }

    /// For each term the places of its columns among all columns.
    pub(super) fn places(&self) -> Vec<Vec<usize>> {
        let mut next = 0;
        let place = |term: &Term| {
            let first = next;
            next += term.columns.len();
            (first..next).collect()
        };
        self.terms.iter().map(place).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_differ_from_the_first() {
        let levels = ["a", "b", "c"].map(String::from);
        let design =
            Design::new(4, vec![Term::levels("g", &levels, &[0, 1, 2, 1]), Term::numbers("x", vec![1.0; 4])])
                .unwrap();
        let columns: Vec<(usize, Option<&str>, &[f64])> =
            design.columns().map(|(t, c)| (t, c.level.as_deref(), c.values.as_slice())).collect();
        assert_eq!(columns[0], (0, Some("b"), &[0.0, 1.0, 0.0, 1.0][..]));
        assert_eq!(columns[1], (0, Some("c"), &[0.0, 0.0, 1.0, 0.0][..]));
        assert_eq!(design.places(), [vec![0, 1], vec![2]]);
        assert_eq!(
            Design::new(3, vec![Term::numbers("x", vec![1.0])]),
            Err(AssociationReason::LengthsDiffer)
        );
    }
}
