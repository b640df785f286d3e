//! Which of the samples are computed.

use std::fmt;
use std::str::FromStr;

/// Which samples of a sheet or matrix are computed; all of them by default.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PartSettings {
    /// One of several parts of nearly the same size, cut by patient.
    pub shard: Option<Shard>,
    /// Samples by name.
    pub only: Vec<String>,
}

impl PartSettings {
    pub(crate) fn is_all(&self) -> bool {
        self.shard.is_none() && self.only.is_empty()
    }
}

/// The `index`-th of `of` shards, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shard {
    /// From 1 to `of`.
    pub index: usize,
    /// How many there are.
    pub of: usize,
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        // Snakemake names scattered items 1-of-4.
        let numbers = text.split_once('/').or_else(|| text.split_once("-of-"));
        let parsed = numbers.and_then(|(index, of)| Some((index.parse().ok()?, of.parse().ok()?)));
        match parsed {
            Some((index, of)) if (1..=of).contains(&index) => Ok(Self { index, of }),
            _ => Err("a shard is I/N or I-of-N with I from 1 to N, such as 2/7".to_owned()),
        }
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.index, self.of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_are_written_as_workflows_write_them() {
        assert_eq!("2/7".parse(), Ok(Shard { index: 2, of: 7 }));
        assert_eq!("1-of-4".parse(), Ok(Shard { index: 1, of: 4 }));
        for wrong in ["0/4", "5/4", "1/0", "1", "a/b", "1/4/2"] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }
}
