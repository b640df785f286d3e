//! The columns of a table, and the values that go into them.

use std::borrow::Cow;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Text.
    Text,
    /// Whole numbers.
    Integer,
    /// Real numbers, written with as many digits as reading them back needs.
    Real,
}

/// A column and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Lower snake case, or a signature's id in a wide table.
    pub name: Cow<'static, str>,
    /// What it holds.
    pub kind: ColumnKind,
    /// What it means, with its unit.
    pub meaning: Cow<'static, str>,
}

impl Column {
    /// A column that is the same in every table of its kind.
    #[must_use]
    pub const fn new(name: &'static str, kind: ColumnKind, meaning: &'static str) -> Self {
        Self { name: Cow::Borrowed(name), kind, meaning: Cow::Borrowed(meaning) }
    }
}

/// One value on its way into a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    /// `NA`.
    Missing,
    /// For a text column.
    Text(Cow<'a, str>),
    /// For an integer column.
    Integer(i64),
    /// For a real column.
    Real(f64),
}

impl Cell<'_> {
    /// The same value, apart from the text it was borrowed of.
    #[must_use]
    pub fn into_owned(self) -> Cell<'static> {
        match self {
            Self::Missing => Cell::Missing,
            Self::Text(text) => Cell::Text(Cow::Owned(text.into_owned())),
            Self::Integer(value) => Cell::Integer(value),
            Self::Real(value) => Cell::Real(value),
        }
    }
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<f64> for Cell<'_> {
    fn from(value: f64) -> Self {
        Self::Real(value)
    }
}

impl From<u32> for Cell<'_> {
    fn from(value: u32) -> Self {
        Self::Integer(value.into())
    }
}

impl<'a, T: Into<Cell<'a>>> From<Option<T>> for Cell<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Missing, Into::into)
    }
}

/// The values of one column of a batch.
#[derive(Debug)]
pub(super) enum Values {
    Text(Vec<Option<String>>),
    Integer(Vec<Option<i64>>),
    Real(Vec<Option<f64>>),
}
