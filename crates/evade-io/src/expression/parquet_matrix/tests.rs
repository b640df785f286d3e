//! Small files, written here through the crate itself.

use std::fmt::Debug;
use std::sync::Arc;

use evade_core::GeneTable;
use parquet::basic::{LogicalType, Repetition, Type as PhysicalType};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, FloatType, Int32Type, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use super::*;

/// A column to write; `None` is null.
enum Column {
    Text(Vec<Option<&'static str>>),
    F64(Vec<Option<f64>>),
    F32(Vec<Option<f32>>),
    I32(Vec<Option<i32>>),
    I64(Vec<Option<i64>>),
    U32(Vec<Option<u32>>),
    Bool(Vec<Option<bool>>),
}

impl Column {
    fn len(&self) -> usize {
        match self {
            Self::Text(v) => v.len(),
            Self::F64(v) => v.len(),
            Self::F32(v) => v.len(),
            Self::I32(v) => v.len(),
            Self::I64(v) => v.len(),
            Self::U32(v) => v.len(),
            Self::Bool(v) => v.len(),
        }
    }

    fn field(&self, name: &str) -> Type {
        let unsigned = LogicalType::integer(32, false);
        let (physical, logical) = match self {
            Self::Text(_) => (PhysicalType::BYTE_ARRAY, Some(LogicalType::String)),
            Self::F64(_) => (PhysicalType::DOUBLE, None),
            Self::F32(_) => (PhysicalType::FLOAT, None),
            Self::I32(_) => (PhysicalType::INT32, None),
            Self::I64(_) => (PhysicalType::INT64, None),
            Self::U32(_) => (PhysicalType::INT32, Some(unsigned)),
            Self::Bool(_) => (PhysicalType::BOOLEAN, None),
        };
        Type::primitive_type_builder(name, physical)
            .with_logical_type(logical)
            .with_repetition(Repetition::OPTIONAL)
            .build()
            .unwrap()
    }
}

fn text(values: &[&'static str]) -> Column {
    Column::Text(values.iter().copied().map(Some).collect())
}

fn doubles(values: &[f64]) -> Column {
    Column::F64(values.iter().copied().map(Some).collect())
}

/// A file with row groups of this height.
fn file(columns: &[(&str, Column)], height: usize) -> Vec<u8> {
    let fields = columns.iter().map(|(name, column)| Arc::new(column.field(name))).collect();
    let schema = Type::group_type_builder("schema").with_fields(fields).build().unwrap();
    let properties = WriterProperties::builder().set_data_page_row_count_limit(2).set_write_batch_size(1);
    let mut writer =
        SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties.build())).unwrap();
    let n_rows = columns[0].1.len();
    for start in (0..n_rows).step_by(height) {
        let rows = start..(start + height).min(n_rows);
        let mut group = writer.next_row_group().unwrap();
        for (_, column) in columns {
            macro_rules! write {
                ($type:ty, $values:expr, $stored:expr) => {{
                    let values = &$values[rows.clone()];
                    let levels: Vec<i16> = values.iter().map(|v| i16::from(v.is_some())).collect();
                    let stored: Vec<_> = values.iter().flatten().map($stored).collect();
                    let mut writer = group.next_column().unwrap().unwrap();
                    writer.typed::<$type>().write_batch(&stored, Some(&levels), None).unwrap();
                    writer.close().unwrap();
                }};
            }
            match column {
                Column::Text(v) => write!(ByteArrayType, v, |v| ByteArray::from(*v)),
                Column::F64(v) => write!(DoubleType, v, |v| *v),
                Column::F32(v) => write!(FloatType, v, |v| *v),
                Column::I32(v) => write!(Int32Type, v, |v| *v),
                Column::I64(v) => write!(Int64Type, v, |v| *v),
                Column::U32(v) => write!(Int32Type, v, |v| v.cast_signed()),
                Column::Bool(v) => write!(BoolType, v, |v| *v),
            }
        }
        group.close().unwrap();
    }
    writer.into_inner().unwrap()
}

fn genes() -> GeneTable {
    let text = "symbol\thgnc_id\tensembl_gene_id\tentrez_id\tprevious_symbols\taliases\tlocus_type\tchromosome\n\
                A\tHGNC:1\tENSG00000000001\t11\tOLDA\t\tgene with protein product\t1\n\
                B\tHGNC:2\tENSG00000000002\t12\t\t\tgene with protein product\t1\n\
                C\tHGNC:3\tENSG00000000003\t13\t\t\tgene with protein product\t1\n";
    crate::read_genes("genes", text).unwrap()
}

fn open(bytes: Vec<u8>, format: Option<InputFormat>) -> Result<ParquetMatrix, ReadError> {
    let genes = genes();
    let how = ReadAs { format, genes: Some(&genes), ..ReadAs::default() };
    ParquetMatrix::open(&mut Input::from_bytes("m.parquet", bytes).unwrap(), how)
}

fn read(bytes: Vec<u8>) -> Result<Expression, ReadError> {
    open(bytes, None)?.read()
}

fn message<T: Debug>(result: Result<T, ReadError>) -> String {
    result.unwrap_err().to_string()
}

/// Rows of genes, A to C, with samples of every number type.
fn by_genes(height: usize) -> Vec<u8> {
    file(
        &[
            ("S1", doubles(&[0.1, 0.2, 1e-7])),
            ("S2", Column::F32(vec![Some(1.5), Some(0.25), Some(0.0)])),
            ("S3", Column::I32(vec![Some(-1), Some(7), Some(8)])),
            ("S4", Column::I64(vec![Some(3), Some(1 << 40), Some(5)])),
            ("S5", Column::U32(vec![Some(u32::MAX), Some(1), Some(2)])),
            ("Description", text(&["alpha", "beta", " gamma "])),
            ("__index_level_0__", text(&["A", " B", "C"])),
        ],
        height,
    )
}

#[test]
fn genes_in_rows_of_every_number_type_and_the_index_last() {
    for height in [1, 2, 3] {
        let read = read(by_genes(height)).unwrap();
        let matrix = &read.matrix;
        assert_eq!((read.format, matrix.origin()), (InputFormat::Parquet, None));
        assert_eq!(matrix.row_ids(), ["A", "B", "C"]);
        assert_eq!(matrix.row_names().unwrap(), ["alpha", "beta", "gamma"]);
        assert_eq!(matrix.samples().ids(), ["S1", "S2", "S3", "S4", "S5"]);
        assert_eq!(matrix.sample(0), [0.1, 0.2, 1e-7]);
        assert_eq!(matrix.sample(1), [1.5, 0.25, 0.0]);
        assert_eq!(matrix.sample(2), [-1.0, 7.0, 8.0]);
        assert_eq!(matrix.sample(3), [3.0, 1_099_511_627_776.0, 5.0]);
        assert_eq!(matrix.sample(4), [4_294_967_295.0, 1.0, 2.0]);
    }
}

fn by_samples(height: usize) -> Vec<u8> {
    let values = |from: f64| doubles(&(0..40).map(|s| from + f64::from(s)).collect::<Vec<_>>());
    let ids: Vec<&'static str> = (0..40).map(|s| &*format!("P{s}").leak()).collect();
    file(&[("A", values(0.0)), ("OLDA", values(100.0)), ("sample", text(&ids)), ("C", values(0.5))], height)
}

#[test]
fn samples_in_rows_come_whole_or_in_blocks_of_any_size() {
    for height in [1, 7, 40] {
        let whole = read(by_samples(height)).unwrap();
        assert_eq!(whole.format, InputFormat::ParquetSamples);
        assert_eq!(whole.matrix.row_ids(), ["A", "OLDA", "C"]);
        assert_eq!(whole.matrix.sample(39), [39.0, 139.0, 39.5]);
        for max_samples in [1, 2, 3, 39, 1000] {
            let mut blocks = SampleBlocks::new(open(by_samples(height), None).unwrap(), max_samples);
            let mut place = 0;
            while let Some(block) = blocks.next_block().unwrap() {
                assert!(block.samples().len() <= max_samples);
                for (sample, id) in block.samples().ids().iter().enumerate() {
                    assert_eq!(id, &whole.matrix.samples().ids()[place]);
                    assert_eq!(block.sample(sample), whole.matrix.sample(place), "{height} {max_samples}");
                    place += 1;
                }
            }
            assert_eq!(place, 40);
        }
    }
}

#[test]
fn the_side_with_known_genes_decides_and_no_side_is_guessed() {
    let table = |ids: [&'static str; 2], columns: [&'static str; 2]| {
        file(&[("id", text(&ids)), (columns[0], doubles(&[1.0, 2.0])), (columns[1], doubles(&[3.0, 4.0]))], 2)
    };
    // Samples are numbered like Entrez ids.
    assert_eq!(read(table(["A", "B"], ["11", "12"])).unwrap().format, InputFormat::Parquet);
    assert_eq!(read(table(["11", "12"], ["A", "x"])).unwrap().format, InputFormat::ParquetSamples);
    assert_eq!(read(table(["11", "12"], ["S1", "S2"])).unwrap().format, InputFormat::Parquet);
    for unclear in [table(["x", "y"], ["z", "w"]), table(["A", "B"], ["C", "HGNC:1"])] {
        let text = message(read(unclear));
        assert!(text.contains("it is unclear whether genes or samples stand in rows"), "{text}");
        assert!(text.contains("--input-format parquet (genes in rows) or parquet-samples"), "{text}");
    }
    let told = open(table(["x", "y"], ["z", "w"]), Some(InputFormat::ParquetSamples)).unwrap();
    assert_eq!(
        (told.row_ids(), told.samples().ids()),
        (&["z".into(), "w".into()][..], &["x".into(), "y".into()][..])
    );
}

#[test]
fn values_that_are_none_are_named_with_their_place() {
    let nan = file(
        &[("id", text(&["A", "B"])), ("S1", doubles(&[1.0, f64::NAN])), ("S2", doubles(&[1.0, 2.0]))],
        1,
    );
    assert_eq!(
        message(read(nan)),
        "m.parquet: 'NaN' is not a finite number (sample 'S1', gene 'B', row 2); hint: a missing value is not zero: \
         remove the gene, or fill the value in before scoring"
    );
    // The first in the order of rows, whatever column a thread is at.
    let null = file(
        &[
            ("A", doubles(&[1.0, 2.0, f64::INFINITY])),
            ("B", Column::F64(vec![Some(1.0), None, Some(2.0)])),
            ("id", text(&["P1", "P2", "P3"])),
        ],
        3,
    );
    let text = message(read(null));
    assert!(
        text.starts_with("m.parquet: no value for sample 'P2' (gene 'B', row 2); hint: a missing value"),
        "{text}"
    );
}

#[test]
fn files_that_hold_no_matrix_are_refused_with_a_hint() {
    let one = || doubles(&[1.0, 2.0]);
    for (columns, expected) in [
        (vec![("A", one()), ("B", one())], "there is no column of text"),
        (vec![("id", text(&["A", "B"]))], "there is no column of numbers"),
        (
            vec![("id", text(&["A", "B"])), ("x", Column::Bool(vec![Some(true), None]))],
            "the column 'x' holds neither",
        ),
        (vec![("id", text(&["P", "P"])), ("A", one())], "the sample 'P' stands in two rows (1 and 2)"),
        (
            vec![("id", text(&["A", "B"])), ("S", one()), ("S ", one())],
            "the sample 'S' stands in two columns",
        ),
        (vec![("id", text(&["P", "NA"])), ("A", one())], "the sample is named NA"),
        (vec![("id", Column::Text(vec![Some("A"), None])), ("S", one())], "row 2 has no id in column 'id'"),
        (vec![("id", text(&["A", ""])), ("S", one())], "the gene id is empty (gene 2)"),
        (
            vec![("a", text(&["A", "B"])), ("b", text(&["A", "B"])), ("S", one())],
            "there are 2 columns of text: 'a', 'b'",
        ),
        (
            vec![("id", text(&["P", "Q"])), ("symbol", text(&["x", "y"])), ("A", one())],
            "samples stand in rows, and there are two columns of text, 'id' and 'symbol'",
        ),
    ] {
        let text = message(read(file(&columns, 2)));
        assert!(text.starts_with(&format!("m.parquet: {expected}")) && text.contains("; hint: "), "{text}");
    }
}

#[test]
fn nested_columns_are_refused() {
    let list = Type::primitive_type_builder("values", PhysicalType::DOUBLE)
        .with_repetition(Repetition::REPEATED)
        .build()
        .unwrap();
    let schema = Type::group_type_builder("schema").with_fields(vec![Arc::new(list)]).build().unwrap();
    let writer = SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::default()).unwrap();
    let text = message(read(writer.into_inner().unwrap()));
    assert!(text.starts_with("m.parquet: the column 'values' is nested"), "{text}");
}

#[test]
fn damage_is_an_error_wherever_it_is() {
    let whole = by_genes(2);
    for end in [4, 40, whole.len() / 2, whole.len() - 1] {
        let text = message(read(whole[..end].to_vec()));
        assert!(text.contains("the Parquet data are damaged or cut short"), "{end}: {text}");
    }
    // A byte of a page changed: an error or another number, never a panic.
    for place in 4..whole.len() - 8 {
        let mut bytes = whole.clone();
        bytes[place] ^= 0x55;
        let _ = read(bytes);
    }
}

#[test]
fn text_called_parquet_and_parquet_called_text_are_refused() {
    let text = message(open(by_genes(1), Some(InputFormat::Gct)).map(|_| ()));
    assert!(
        text.contains("this is a Parquet file, which gct is not; hint: --input-format parquet"),
        "{text}"
    );
    let how = ReadAs { format: Some(InputFormat::Parquet), ..ReadAs::default() };
    let mut input = Input::from_bytes("m.tsv", "gene\tS1\nA\t1\n").unwrap();
    let text = message(crate::read_expression_as(&mut input, how));
    assert!(text.contains("no Parquet file"), "{text}");
}
