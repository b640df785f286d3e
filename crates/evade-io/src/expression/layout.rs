//! What stands where in the rows of a text table, and what the lines above them say.

use std::ops::Range;

use evade_core::SampleIndex;

use super::format::InputFormat;

/// What stands where in the rows of a table.
pub(crate) struct Layout {
    pub(crate) separator: u8,
    /// Columns before the values; one of them holds the ids.
    pub(crate) n_before: usize,
    /// The one of them that holds the ids, usually the first.
    pub(crate) id_column: usize,
    /// The one of them that holds names.
    pub(crate) name_column: Option<usize>,
    /// The samples, or, with samples in rows, a name for each gene.
    pub(crate) samples: SampleIndex,
    /// The columns of the values, as runs: those between are not read.
    pub(crate) runs: Vec<Range<usize>>,
    /// The genes' ids, if samples stand in rows.
    pub(crate) genes: Option<Vec<String>>,
    /// Columns after the values, which are not read.
    pub(crate) n_after: usize,
    /// Rows that begin like this are no genes.
    pub(crate) no_gene: &'static [&'static [u8]],
    /// Whether a row with a missing value is left out instead of refused.
    pub(crate) drops_missing: bool,
    /// The column before the values that holds the genes' lengths.
    pub(crate) length_column: Option<usize>,
    /// Columns that say how quantification went, as Cufflinks writes them.
    pub(crate) status_columns: Vec<usize>,
    /// 1-based line of the first row.
    pub(crate) first_line: u64,
}

impl Layout {
    /// A layout of rows that are ids and values: at least one column, that of the id, stands before the samples.
    pub(crate) fn new(separator: u8, n_before: usize, samples: SampleIndex, first_line: u64) -> Self {
        debug_assert!(n_before >= 1, "values follow an id");
        let runs = std::iter::once(n_before..n_before + samples.len()).collect();
        Self {
            separator,
            n_before,
            id_column: 0,
            name_column: None,
            samples,
            runs,
            genes: None,
            n_after: 0,
            no_gene: &[],
            drops_missing: false,
            length_column: None,
            status_columns: Vec::new(),
            first_line,
        }
    }

    /// The layout of a row of which these columns, in order, hold the values of these samples.
    pub(crate) fn of_columns(
        separator: u8,
        columns: &[usize],
        n_fields: usize,
        samples: SampleIndex,
        first_line: u64,
    ) -> Self {
        let mut runs: Vec<Range<usize>> = Vec::new();
        for &column in columns {
            match runs.last_mut() {
                Some(run) if run.end == column => run.end += 1,
                _ => runs.push(column..column + 1),
            }
        }
        let (first, end) = (columns.first().copied().unwrap_or(1), runs.last().map_or(1, |run| run.end));
        Self { n_after: n_fields - end, runs, ..Self::new(separator, first, samples, first_line) }
    }

    pub(crate) fn n_fields(&self) -> usize {
        self.runs.last().map_or(self.n_before, |run| run.end) + self.n_after
    }

    /// The columns of the values, as runs.
    pub(crate) fn runs(&self) -> &[Range<usize>] {
        &self.runs
    }

    /// The columns of the values.
    pub(crate) fn value_columns(&self) -> impl Iterator<Item = usize> {
        self.runs.iter().cloned().flatten()
    }

    /// Whether the values stand in columns that follow each other.
    pub(crate) fn is_one_run(&self) -> bool {
        self.runs.len() == 1
    }

    /// Whether this row is none of a gene.
    #[inline]
    pub(crate) fn is_no_gene(&self, row: &[u8]) -> bool {
        self.no_gene.iter().any(|start| row.starts_with(start))
    }
}

/// What the lines above the rows say.
pub(crate) struct TableHead {
    pub(crate) format: InputFormat,
    pub(crate) layout: Layout,
    /// Lines between header and rows that describe samples.
    pub(crate) n_skipped: usize,
    /// Rows that the file promises.
    pub(crate) n_rows: Option<usize>,
    pub(crate) notices: Vec<String>,
    /// What the user should know.
    pub(crate) warnings: Vec<String>,
}

impl TableHead {
    pub(crate) fn new(format: InputFormat, layout: Layout) -> Self {
        Self { format, layout, n_skipped: 0, n_rows: None, notices: Vec::new(), warnings: Vec::new() }
    }
}
