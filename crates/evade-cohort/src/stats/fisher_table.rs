//! Tables of counts larger than two by two: Fisher's exact test (Freeman and Halton 1951, doi 10.1093/biomet/38.1-2.141),
//! as R's `fisher.test`, and Pearson's chi-squared test.
//!
//! All tables with the observed margins are walked through column by column. A branch is not entered where all of its
//! tables are less, or all more, likely than the observed one (Mehta and Patel 1983, doi 10.1080/01621459.1983.10477989):
//! the first are summed in closed form, the second left out.

use std::collections::BTreeMap;

use evade_core::AssociationReason;

use super::chi_squared_upper;
use super::fisher::{EQUAL, log_factorial};

/// Branches after which the walk gives up: some tenths of a second.
const MOST_BRANCHES: usize = 3_000_000;

/// Counts of two columns of words: one row per word of the first, one column per word of the second.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountTable {
    rows: usize,
    /// Column after column.
    counts: Vec<usize>,
}

impl CountTable {
    /// Counts pairs of a row and a column, numbered from 0. Rows and columns without counts are left out.
    #[must_use]
    pub fn count(pairs: impl IntoIterator<Item = (usize, usize)>) -> Self {
        let mut cells: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for (row, column) in pairs {
            *cells.entry((column, row)).or_default() += 1;
        }
        let number = |used: std::collections::BTreeSet<usize>| -> BTreeMap<usize, usize> {
            used.into_iter().enumerate().map(|(new, old)| (old, new)).collect()
        };
        let row_numbers = number(cells.keys().map(|cell| cell.1).collect());
        let column_numbers = number(cells.keys().map(|cell| cell.0).collect());
        let rows = row_numbers.len();
        let mut counts = vec![0; rows * column_numbers.len()];
        for ((column, row), count) in cells {
            counts[column_numbers[&column] * rows + row_numbers[&row]] = count;
        }
        Self { rows, counts }
    }

    /// Number of rows with counts.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of columns with counts.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.counts.len().checked_div(self.rows).unwrap_or(0)
    }

    /// Sum of all counts.
    #[must_use]
    pub fn n(&self) -> usize {
        self.counts.iter().sum()
    }

    fn column_sums(&self) -> Vec<usize> {
        self.counts.chunks(self.rows.max(1)).map(|column| column.iter().sum()).collect()
    }

    fn row_sums(&self) -> Vec<usize> {
        (0..self.rows).map(|row| self.counts.iter().skip(row).step_by(self.rows).sum()).collect()
    }

    /// The same table with the shorter side as rows.
    fn upright(&self) -> Self {
        let columns = self.columns();
        if self.rows <= columns {
            return self.clone();
        }
        let counts = (0..self.rows)
            .flat_map(|row| (0..columns).map(move |c| self.counts[c * self.rows + row]))
            .collect();
        Self { rows: columns, counts }
    }

    fn check(&self) -> Result<(), AssociationReason> {
        if self.counts.is_empty() {
            Err(AssociationReason::TooFew)
        } else if self.rows < 2 || self.columns() < 2 {
            Err(AssociationReason::Constant)
        } else {
            Ok(())
        }
    }
}

/// Two-sided p of Fisher's exact test: the probabilities of all tables with these margins that are no more likely than
/// the observed one. Errors: no counts, one row or column (`constant`), too many tables (`table_too_large`).
pub fn fisher_table(table: &CountTable) -> Result<f64, AssociationReason> {
    table.check()?;
    let table = table.upright();
    let rows = table.row_sums();
    let mut columns = table.column_sums();
    // The widest columns first leave the fewest ways for the rest.
    columns.sort_unstable_by(|a, b| b.cmp(a));
    let log_factorials: Vec<f64> = (0..=table.n()).map(log_factorial).collect();
    let observed = -table.counts.iter().map(|count| log_factorials[*count]).sum::<f64>();
    let mut walk = Walk {
        constant: rows.iter().chain(&columns).map(|sum| log_factorial(*sum)).sum::<f64>()
            - log_factorial(table.n()),
        columns,
        bar: observed + libm::log(EQUAL),
        bounds: BTreeMap::new(),
        branches: 0,
        log_factorials,
    };
    walk.from(0, &rows, 0.0).map(|p| p.min(1.0)).ok_or(AssociationReason::TableTooLarge)
}

/// A walk through all tables. The log weight of a table is minus the sum of ln n! over its cells.
struct Walk {
    columns: Vec<usize>,
    /// Log weight plus this is the log probability.
    constant: f64,
    /// Log weight at or below which a table counts.
    bar: f64,
    /// Least and greatest log weight of the columns from one on, by what is left of each row.
    bounds: BTreeMap<(usize, Vec<usize>), (f64, f64)>,
    branches: usize,
    /// ln n! up to the sum of all counts.
    log_factorials: Vec<f64>,
}

impl Walk {
    /// Sum of the probabilities that count over all ways to fill the columns from `column` on; none after too many steps.
    fn from(&mut self, column: usize, left: &[usize], weight: f64) -> Option<f64> {
        let (least, greatest) = self.bounds(column, left)?;
        if weight + greatest <= self.bar {
            return Some(libm::exp(self.constant + weight + self.log_sum(column, left)));
        }
        if weight + least > self.bar {
            return Some(0.0);
        }
        let mut sum = 0.0;
        for filled in self.fillings(column, left)? {
            sum += self.from(column + 1, &filled.left, weight + filled.weight)?;
        }
        Some(sum)
    }

    /// Log of the sum of the weights of all ways to fill the columns: N! / (product of row sums! and column sums!).
    fn log_sum(&self, column: usize, left: &[usize]) -> f64 {
        let n: usize = left.iter().sum();
        self.log_factorials[n]
            - left.iter().chain(&self.columns[column..]).map(|sum| self.log_factorials[*sum]).sum::<f64>()
    }

    fn bounds(&mut self, column: usize, left: &[usize]) -> Option<(f64, f64)> {
        if column + 1 >= self.columns.len() {
            let weight = -left.iter().map(|count| self.log_factorials[*count]).sum::<f64>();
            return Some((weight, weight));
        }
        // The order of the rows does not matter.
        let mut sorted = left.to_vec();
        sorted.sort_unstable();
        let key = (column, sorted);
        if let Some(bounds) = self.bounds.get(&key) {
            return Some(*bounds);
        }
        let (mut least, mut greatest) = (f64::INFINITY, f64::NEG_INFINITY);
        for filled in self.fillings(column, &key.1)? {
            let rest = self.bounds(column + 1, &filled.left)?;
            least = least.min(filled.weight + rest.0);
            greatest = greatest.max(filled.weight + rest.1);
        }
        self.bounds.insert(key, (least, greatest));
        Some((least, greatest))
    }

    /// All ways to fill one column.
    fn fillings(&mut self, column: usize, left: &[usize]) -> Option<Vec<Filled>> {
        let mut ways = vec![Filled { left: Vec::new(), weight: 0.0, open: self.columns[column] }];
        for (row, count) in left.iter().enumerate() {
            let later: usize = left[row + 1..].iter().sum();
            let mut next = Vec::new();
            for way in &ways {
                for cell in way.open.saturating_sub(later)..=way.open.min(*count) {
                    next.push(way.with(count - cell, cell, self.log_factorials[cell]));
                }
                if self.branches + next.len() > MOST_BRANCHES {
                    return None;
                }
            }
            ways = next;
        }
        self.branches += ways.len();
        Some(ways)
    }
}

/// A column that was filled, or is being filled.
struct Filled {
    /// What is left of each row.
    left: Vec<usize>,
    /// Log weight of the column.
    weight: f64,
    /// What is left of the column.
    open: usize,
}

impl Filled {
    fn with(&self, row_left: usize, cell: usize, log_factorial: f64) -> Self {
        let mut left = Vec::with_capacity(self.left.len() + 1);
        left.extend_from_slice(&self.left);
        left.push(row_left);
        Self { left, weight: self.weight - log_factorial, open: self.open - cell }
    }
}

/// The result of Pearson's chi-squared test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChiSquared {
    /// Sum of (observed - expected)^2 / expected, without continuity correction.
    pub statistic: f64,
    /// Degrees of freedom.
    pub df: usize,
    /// p of the chi-squared distribution.
    pub p: f64,
    /// Cramer's V: 0 for independence, 1 where one column of words decides the other.
    pub cramers_v: f64,
    /// Least expected count; below 5 the distribution is a rough one.
    pub least_expected: f64,
}

/// Pearson's chi-squared test (doi 10.1080/14786440009463897). Errors: no counts; one row or column (`constant`).
pub fn pearson_chi_squared(table: &CountTable) -> Result<ChiSquared, AssociationReason> {
    table.check()?;
    let (rows, columns) = (table.row_sums(), table.column_sums());
    let n = table.n() as f64;
    let (mut statistic, mut least_expected) = (0.0, f64::INFINITY);
    for (cells, column) in table.counts.chunks(table.rows).zip(&columns) {
        for (cell, row) in cells.iter().zip(&rows) {
            let expected = *row as f64 * *column as f64 / n;
            let deviation = *cell as f64 - expected;
            statistic += deviation * deviation / expected;
            least_expected = least_expected.min(expected);
        }
    }
    let df = (rows.len() - 1) * (columns.len() - 1);
    let smaller = rows.len().min(columns.len()) as f64;
    Ok(ChiSquared {
        statistic,
        df,
        p: chi_squared_upper(statistic, df as f64),
        cramers_v: (statistic / n / (smaller - 1.0)).sqrt(),
        least_expected,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::{Table2x2, fisher};

    fn table(columns: &[&[usize]]) -> CountTable {
        let cells = columns.iter().enumerate().flat_map(|(c, column)| {
            column.iter().enumerate().flat_map(move |(r, n)| std::iter::repeat_n((r, c), *n))
        });
        CountTable::count(cells)
    }

    #[test]
    fn two_by_two_is_the_same_test() {
        let whole = fisher(Table2x2 { both: 7, first_only: 2, second_only: 3, neither: 11 }).unwrap();
        assert!((fisher_table(&table(&[&[7, 3], &[2, 11]])).unwrap() - whole.p).abs() < 1e-13);
    }

    #[test]
    fn three_by_two_by_hand() {
        // Columns of 2; rows 2, 1, 1. Of 6 ways, those with (1, 1, 0) or (1, 0, 1) in the first column have 2 each,
        // (2, 0, 0) and (0, 1, 1) one each: observing the latter gives p = 2/6.
        assert!((fisher_table(&table(&[&[2, 0, 0], &[0, 1, 1]])).unwrap() - 1.0 / 3.0).abs() < 1e-14);
        assert!((fisher_table(&table(&[&[1, 1, 0], &[1, 0, 1]])).unwrap() - 1.0).abs() < 1e-14);
    }

    #[test]
    fn empty_rows_and_columns_do_not_exist() {
        let counted = table(&[&[2, 0, 3], &[0, 0, 0], &[1, 0, 4]]);
        assert_eq!((counted.rows(), counted.columns(), counted.n()), (2, 2, 10));
        assert_eq!(fisher_table(&table(&[&[2, 3]])), Err(AssociationReason::Constant));
        assert_eq!(fisher_table(&table(&[])), Err(AssociationReason::TooFew));
    }

    #[test]
    fn a_large_table_is_refused_and_has_its_approximation() {
        let wide: Vec<Vec<usize>> = (0..8).map(|c| (0..8).map(|r| 40 + (c * r) % 7).collect()).collect();
        let wide = table(&wide.iter().map(Vec::as_slice).collect::<Vec<_>>());
        assert_eq!(fisher_table(&wide), Err(AssociationReason::TableTooLarge));
        assert!(pearson_chi_squared(&wide).unwrap().p > 0.5);
    }

    #[test]
    fn chi_squared_by_hand() {
        // Expected 5 everywhere: 4 * 9 / 5.
        let test = pearson_chi_squared(&table(&[&[8, 2], &[2, 8]])).unwrap();
        assert!((test.statistic - 7.2).abs() < 1e-14 && test.df == 1);
        assert!((test.cramers_v - 0.6).abs() < 1e-14 && (test.least_expected - 5.0).abs() < 1e-15);
    }
}
