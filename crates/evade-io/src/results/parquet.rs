//! Parquet: zstd, text as dictionaries, null for what is missing, a batch a row group.

use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as PhysicalType, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{ColumnPath, Type};

use super::column::{Column, ColumnKind, Values};

pub(super) struct ParquetWriter<W: Write + Send>(SerializedFileWriter<W>);

impl<W: Write + Send> ParquetWriter<W> {
    pub(super) fn new(output: W, columns: &[Column]) -> io::Result<Self> {
        let fields = columns.iter().map(|column| field(column).map(Arc::new)).collect::<Result<_, _>>();
        let schema = Type::group_type_builder("schema").with_fields(fields?).build()?;
        let mut properties = WriterProperties::builder()
            .set_created_by(concat!("evade version ", env!("CARGO_PKG_VERSION")).to_owned())
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_dictionary_enabled(false);
        for column in columns.iter().filter(|column| column.kind == ColumnKind::Text) {
            let path = ColumnPath::new(vec![column.name.clone().into_owned()]);
            properties = properties.set_column_dictionary_enabled(path, true);
        }
        Ok(Self(SerializedFileWriter::new(output, Arc::new(schema), Arc::new(properties.build()))?))
    }

    pub(super) fn write(&mut self, batch: &[Values]) -> io::Result<()> {
        let mut group = self.0.next_row_group()?;
        for values in batch {
            let Some(column) = group.next_column()? else { break };
            match values {
                Values::Text(values) => {
                    write_column::<ByteArrayType, _>(column, values, |v| ByteArray::from(v.as_str()))?;
                }
                Values::Integer(values) => write_column::<Int64Type, _>(column, values, |v| *v)?,
                Values::Real(values) => write_column::<DoubleType, _>(column, values, |v| *v)?,
            }
        }
        group.close()?;
        Ok(())
    }

    pub(super) fn finish(self) -> io::Result<W> {
        Ok(self.0.into_inner()?)
    }
}

fn field(column: &Column) -> Result<Type, ParquetError> {
    let (physical, logical) = match column.kind {
        ColumnKind::Text => (PhysicalType::BYTE_ARRAY, Some(LogicalType::String)),
        ColumnKind::Integer => (PhysicalType::INT64, None),
        ColumnKind::Real => (PhysicalType::DOUBLE, None),
    };
    Type::primitive_type_builder(&column.name, physical)
        .with_logical_type(logical)
        .with_repetition(Repetition::OPTIONAL)
        .build()
}

fn write_column<T: DataType, V>(
    mut column: SerializedColumnWriter<'_>,
    values: &[Option<V>],
    stored: impl Fn(&V) -> T::T,
) -> Result<(), ParquetError> {
    let levels: Vec<i16> = values.iter().map(|value| i16::from(value.is_some())).collect();
    let values: Vec<T::T> = values.iter().flatten().map(stored).collect();
    column.typed::<T>().write_batch(&values, Some(&levels), None)?;
    column.close()
}
