//! Reading an expression file of any format: known by its header, read by one table reader.
//!
//! A format says which columns are ids and which are values, which rows are no genes, and in which unit the values are.
//! What the table reader cannot say follows after it: transcripts are added up, the right column of STAR is chosen.

use evade_core::{ExpressionMatrix, Origin, Unit};
use evade_stream::{Input, ReadError};

use crate::expression::format::{Expression, InputFormat, ReadAs};
use crate::expression::formats::{lengths, star, transcripts};
use crate::expression::layout::TableHead;
use crate::expression::negatives;
use crate::expression::parquet_matrix::{ParquetMatrix, is_parquet};
use crate::expression::text_table::{TextRead, read_text};
use crate::expression::{same_values, statistics};

/// Reads an expression file of any known format.
pub fn read_expression_as(input: &mut Input, how: ReadAs<'_>) -> Result<Expression, ReadError> {
    if is_parquet(input)? {
        return ParquetMatrix::open(input, how)?.read();
    }
    let TextRead { matrix, head, n_missing, lengths } = read_text(input, how)?;
    let name = input.name();
    let TableHead { layout, format, notices, .. } = &head;
    if let Some(expected) = head.n_rows
        && expected != matrix.row_ids().len()
    {
        let found = matrix.row_ids().len();
        return Err(ReadError::mismatch(
            name,
            format!("the second line promises {expected} rows, there are {found}"),
        )
        .at_line(2)
        .hint("was the file cut short? Otherwise correct the number"));
    }
    let mut warnings = head.warnings.clone();
    if n_missing > 0 {
        warnings.push(format!(
            "{name}: {n_missing} of {} rows are left out for all samples, because a value is missing in them: not measured is not 0",
            n_missing + matrix.row_ids().len()
        ));
    }
    if matrix.row_ids().is_empty() {
        return Err(ReadError::empty(name, "no row is left to read")
            .hint("give one row a gene, with a value for every sample"));
    }
    let follows_lines =
        n_missing == 0 && layout.no_gene.is_empty() && layout.is_one_run() && layout.genes.is_none();
    let origin =
        Origin { first_line: layout.first_line + head.n_skipped as u64, n_before: layout.n_before as u64 };
    let matrix = matrix.with_origin(follows_lines.then_some(origin));
    let mut read = Expression {
        matrix,
        format: *format,
        unit: format.unit(),
        is_sum: false,
        notices: notices.clone(),
        warnings,
    };
    if !lengths.is_empty() && how.unit != Some(Unit::Counts) {
        lengths::to_tpm(name, &mut read, &lengths);
    }
    if how.unit.is_none_or(|unit| unit == Unit::NormalizedCounts) {
        negatives::set_to_zero(name, &mut read);
    }
    match format {
        InputFormat::Star | InputFormat::StarForward | InputFormat::StarReverse => {
            star::choose_strand(name, &mut read)?;
        }
        _ => transcripts::to_genes(name, &mut read, how.tx2gene)?,
    }
    statistics::leave_out(name, &mut read);
    same_values::warn(name, &mut read);
    Ok(read)
}

/// Reads a table with gene ids in the first column, an optional name column, and one column a sample, or any other known
/// format of genes. Tab separated when the header holds a tab, else comma separated; `"` may enclose fields.
pub fn read_expression(input: &mut Input) -> Result<ExpressionMatrix, ReadError> {
    Ok(read_expression_as(input, ReadAs::default())?.matrix)
}
