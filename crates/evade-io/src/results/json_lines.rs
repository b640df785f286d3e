//! JSON Lines: an object a row, numbers with as many digits as reading them back needs.

use std::io::{self, Write};

use serde::Serialize;

use super::column::{Column, Values};

pub(super) fn write(
    output: &mut impl Write,
    columns: &[Column],
    batch: &[Values],
    height: usize,
) -> io::Result<()> {
    // The keys are the same in every row.
    let keys = columns.iter().enumerate().map(|(place, column)| {
        let before = if place == 0 { '{' } else { ',' };
        Ok(format!("{before}{}:", serde_json::to_string(&column.name)?))
    });
    let keys: Vec<String> = keys.collect::<io::Result<_>>()?;
    let mut text = Vec::new();
    for row in 0..height {
        for (key, values) in keys.iter().zip(batch) {
            text.extend_from_slice(key.as_bytes());
            match values {
                Values::Text(values) => write_value(&mut text, &values[row])?,
                Values::Integer(values) => write_value(&mut text, &values[row])?,
                Values::Real(values) => write_value(&mut text, &values[row])?,
            }
        }
        text.extend_from_slice(b"}\n");
    }
    output.write_all(&text)
}

fn write_value(text: &mut Vec<u8>, value: &impl Serialize) -> io::Result<()> {
    Ok(serde_json::to_writer(text, value)?)
}
