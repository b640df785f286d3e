//! Which columns hold ids, names and values.

use evade_stream::ReadError;
use parquet::basic::{ConvertedType, LogicalType, Type};
use parquet::schema::types::ColumnDescriptor;

use super::chunk::{Number, ValueColumn};
use super::file::ParquetFile;
use crate::expression::header::is_name_column;

/// The columns of a matrix.
pub(super) struct Layout {
    pub(super) id_column: usize,
    pub(super) name_column: Option<usize>,
    pub(super) values: Vec<ValueColumn>,
}

impl Layout {
    pub(super) fn of(file: &ParquetFile) -> Result<Self, ReadError> {
        let fail = |what: String, hint: &str| ReadError::bad_header(file.name(), what).hint(hint);
        let mut texts = Vec::new();
        let mut values = Vec::new();
        for (place, column) in file.columns().iter().enumerate() {
            let name = column.path().string();
            if column.path().parts().len() > 1 || column.max_rep_level() > 0 {
                return Err(fail(
                    format!("the column '{name}' is nested: it holds lists or structures"),
                    "write one column of ids and one plain column of numbers a sample (or a gene)",
                ));
            }
            if is_text(column) {
                texts.push(place);
            } else if let Some(number) = Number::of(column) {
                values.push(ValueColumn { place, number });
            } else {
                return Err(fail(
                    format!("the column '{name}' holds neither text nor plain numbers"),
                    "leave it out: beside the ids, every column holds the values of a sample (or a gene)",
                ));
            }
        }
        let Some((id_column, name_column)) = ids(file, &texts)? else {
            return Err(fail(
                "there is no column of text, so the rows have no ids".to_owned(),
                "write the ids as a column of text, or keep the index of the data frame; numbers as ids must be text too",
            ));
        };
        if values.is_empty() {
            return Err(fail(
                "there is no column of numbers".to_owned(),
                "write values as numbers, not as text",
            ));
        }
        Ok(Self { id_column, name_column, values })
    }

    /// Samples in rows have one id and nothing else that is text.
    pub(super) fn refuse_name_column(&self, file: &ParquetFile) -> Result<(), ReadError> {
        let Some(name) = self.name_column else { return Ok(()) };
        let (id, name) = (file.column_name(self.id_column), file.column_name(name));
        Err(ReadError::bad_header(
            file.name(),
            format!("samples stand in rows, and there are two columns of text, '{id}' and '{name}'"),
        )
        .hint("keep the one with the samples' ids"))
    }
}

fn is_text(column: &ColumnDescriptor) -> bool {
    let is_plain = matches!(column.logical_type_ref(), None | Some(LogicalType::String | LogicalType::Enum));
    column.physical_type() == Type::BYTE_ARRAY
        && is_plain
        && column.converted_type() != ConvertedType::DECIMAL
}

/// The columns of ids and of names. An index may stand behind the names, so that their place does not tell them apart.
fn ids(file: &ParquetFile, texts: &[usize]) -> Result<Option<(usize, Option<usize>)>, ReadError> {
    let is_name = |place: usize| is_name_column(file.column_name(place));
    let listed = |places: &[usize]| {
        places.iter().map(|&place| format!("'{}'", file.column_name(place))).collect::<Vec<_>>().join(", ")
    };
    match *texts {
        [] => Ok(None),
        [id] => Ok(Some((id, None))),
        [name, id] if is_name(name) && !is_name(id) => Ok(Some((id, Some(name)))),
        [id, name] if is_name(name) => Ok(Some((id, Some(name)))),
        _ => Err(ReadError::bad_header(
            file.name(),
            format!("there are {} columns of text: {}", texts.len(), listed(&texts[..texts.len().min(5)])),
        )
        .hint("keep one with ids, and perhaps one called gene_name, symbol or Description; values must be numbers")),
    }
}
