//! The numbers of a table: decimal commas, missing values and values that cannot be.

use std::borrow::Cow;

use evade_stream::ReadError;

use super::{MAX_POSITION, Row, TextTable};
use crate::impossible::{self, Impossible, Tried};

impl TextTable<'_> {
    /// The field as a number is written here: with a decimal point where the table has a decimal comma, as Excel writes
    /// in much of Europe. Where commas separate the fields, none is part of a number.
    pub(crate) fn numeric<'r>(&self, row: &'r Row<'_>, column: Option<usize>) -> Cow<'r, str> {
        let text = row.text(column);
        if self.has_decimal_commas && is_decimal_comma(text) {
            return Cow::Owned(text.replacen(',', ".", 1));
        }
        Cow::Borrowed(text)
    }

    /// Copies of a gene or an allele.
    pub(crate) fn copies(&self, row: &Row<'_>, column: Option<usize>) -> Tried<f64> {
        impossible::copies(self.name_of(column), &self.numeric(row, column))
    }

    /// The same as it is written, perhaps a little below none.
    pub(crate) fn raw_copies(&self, row: &Row<'_>, column: Option<usize>) -> Tried<f64> {
        impossible::raw_copies(self.name_of(column), &self.numeric(row, column))
    }

    /// Copies of the smaller allele, which cannot always be told: programs then write NaN, and the total stands alone.
    pub(crate) fn minor_copies(&self, row: &Row<'_>, column: Option<usize>) -> Tried<f64> {
        if row.value(column).is_none() { Ok(None) } else { self.copies(row, column) }
    }

    /// A number; NaN, which R writes where nothing could be computed, is missing.
    pub(crate) fn known_number(&self, row: &Row<'_>, column: Option<usize>) -> Tried<f64> {
        if row.value(column).is_none() { Ok(None) } else { self.tried(row, column) }
    }

    /// A number of reads. `1,207` may be a thousand and more, or one and a fraction: neither is taken.
    pub(crate) fn reads(&self, row: &Row<'_>, column: Option<usize>) -> Tried<f64> {
        let text = row.text(column);
        if text.contains(',') && self.numeric(row, column).parse::<f64>().is_ok_and(|n| n.fract() != 0.0) {
            return Err(Impossible(format!("{} '{text}' is not a number of reads", self.name_of(column))));
        }
        self.known_number(row, column)
    }

    /// A share of cells.
    pub(crate) fn share(&self, row: &Row<'_>, column: Option<usize>) -> Tried<f64> {
        impossible::share(self.name_of(column), &self.numeric(row, column))
    }

    /// A number of which a wrong one must not stop the file.
    pub(crate) fn tried(&self, row: &Row<'_>, column: Option<usize>) -> Tried<f64> {
        impossible::number(self.name_of(column), &self.numeric(row, column))
    }

    /// A p value; NaN, which R writes where nothing could be computed, is missing.
    pub(crate) fn probability(&self, row: &Row<'_>, column: Option<usize>) -> Tried<f64> {
        if row.value(column).is_none() {
            return Ok(None);
        }
        impossible::probability(self.name_of(column), &self.numeric(row, column))
    }

    /// A whole number that must be there.
    pub(crate) fn position(&self, row: &Row<'_>, column: usize) -> Result<u64, ReadError> {
        let text = row.text(Some(column));
        // R writes round positions as 1e+05.
        text.parse::<u64>()
            .ok()
            .or_else(|| text.parse::<f64>().ok().filter(|v| *v >= 0.0 && v.fract() == 0.0).map(|v| v as u64))
            .filter(|position| *position <= MAX_POSITION)
            .ok_or_else(|| self.error(row, column, format!("'{text}' is not a position")))
    }

    /// A number, or nothing where the table has none.
    pub(crate) fn number(&self, row: &Row<'_>, column: Option<usize>) -> Result<Option<f64>, ReadError> {
        let Some((index, text)) = column.and_then(|i| row.value(column).map(|text| (i, text))) else {
            return Ok(None);
        };
        match self.numeric(row, column).parse::<f64>() {
            Ok(value) if value.is_finite() => Ok(Some(value)),
            _ => Err(self.error(row, index, format!("'{text}' is not a number"))),
        }
    }
}

/// Digits, one comma and digits, perhaps with a sign before, and an exponent or a sign of per cent behind.
fn is_decimal_comma(text: &str) -> bool {
    let Some((whole, rest)) = text.split_once(',') else { return false };
    let whole = whole.strip_prefix(['-', '+']).unwrap_or(whole);
    let decimals = rest.trim_end_matches('%').trim_end();
    let (decimals, exponent) = decimals.split_once(['e', 'E']).unwrap_or((decimals, "0"));
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    are_digits(whole) && are_digits(decimals) && exponent.parse::<i32>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_comma_stands_between_digits() {
        for text in ["0,38", "-2,31", "38,5%", "1,5e-05", "+0,1"] {
            assert!(is_decimal_comma(text), "{text}");
        }
        for text in ["1,207,022", "60,40,2", ",5", "0.1,0.2", "A,C", "1,", "12"] {
            assert!(!is_decimal_comma(text), "{text}");
        }
    }
}
