//! What stands where in the rows of a text table, and what the lines above them say.

use evade_core::SampleIndex;

use super::format::InputFormat;

/// What stands where in the rows of a table.
pub(crate) struct Layout {
    pub(crate) separator: u8,
    /// Columns before the values; the first holds the ids.
    pub(crate) n_before: usize,
    /// The one of them that holds names.
    pub(crate) name_column: Option<usize>,
    pub(crate) samples: SampleIndex,
    /// Columns after the values, which are not read.
    pub(crate) n_after: usize,
    /// Rows that begin like this are no genes.
    pub(crate) no_gene: &'static [&'static [u8]],
    /// Whether a row with a missing value is left out instead of refused.
    pub(crate) drops_missing: bool,
    /// The column before the values that holds the genes' lengths.
    pub(crate) length_column: Option<usize>,
    /// 1-based line of the first row.
    pub(crate) first_line: u64,
}

impl Layout {
    /// A layout of rows that are ids and values: at least one column, that of the id, stands before the samples.
    pub(crate) fn new(separator: u8, n_before: usize, samples: SampleIndex, first_line: u64) -> Self {
        debug_assert!(n_before >= 1, "values follow an id");
        Self {
            separator,
            n_before,
            name_column: None,
            samples,
            n_after: 0,
            no_gene: &[],
            drops_missing: false,
            length_column: None,
            first_line,
        }
    }

    pub(crate) fn n_fields(&self) -> usize {
        self.n_before + self.samples.len() + self.n_after
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
}

impl TableHead {
    pub(crate) fn new(format: InputFormat, layout: Layout) -> Self {
        Self { format, layout, n_skipped: 0, n_rows: None, notices: Vec::new() }
    }
}
