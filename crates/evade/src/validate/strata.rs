//! The columns by which samples are split.

use std::collections::BTreeSet;

use evade_io::SampleTable;

use super::inputs::Case;
use crate::error::UsageError;
use crate::settings::ValidateSettings;

/// Strata with more values than this are no groups.
const MAX_STRATA: usize = 20;

/// The columns by which samples are split.
pub(super) struct Strata {
    /// Name, and whether the column is one of the labels.
    columns: Vec<(String, bool)>,
}

impl Strata {
    pub(super) fn find(
        settings: &ValidateSettings,
        calls: &SampleTable,
        labels: &SampleTable,
    ) -> crate::Result<Self> {
        let mut columns = Vec::new();
        for name in &settings.strata {
            let is_of_labels = labels.column(name).is_some();
            if !is_of_labels && calls.column(name).is_none() {
                return Err(UsageError::new(
                    format!("--stratum {name}: neither labels nor calls have such a column"),
                    format!(
                        "the columns of the labels are: {}; of the calls: {}",
                        labels.columns().join(", "),
                        calls.columns().join(", ")
                    ),
                )
                .into());
            }
            if !columns.iter().any(|(known, _)| known == name) {
                columns.push((name.clone(), is_of_labels));
            }
        }
        Ok(Self { columns })
    }

    pub(super) fn of(
        &self,
        sample: &str,
        id: &str,
        calls: &SampleTable,
        labels: &SampleTable,
    ) -> Vec<Option<String>> {
        let value = |(name, is_of_labels): &(String, bool)| {
            let (table, row) = if *is_of_labels { (labels, id) } else { (calls, sample) };
            table.column(name).and_then(|column| table.value(row, column)).map(str::to_owned)
        };
        self.columns.iter().map(value).collect()
    }

    /// Their names.
    pub(super) fn names(&self) -> Vec<String> {
        self.columns.iter().map(|(name, _)| name.clone()).collect()
    }

    /// Refuses a column of so many values that it has no groups.
    pub(super) fn check(&self, cases: &[Case]) -> crate::Result<()> {
        for (place, (name, _)) in self.columns.iter().enumerate() {
            let values: BTreeSet<_> = cases.iter().map(|case| &case.strata[place]).collect();
            if values.len() > MAX_STRATA {
                return Err(UsageError::new(
                    format!("--stratum {name}: the column has {} different values", values.len()),
                    format!("give a column of at most {MAX_STRATA} groups"),
                )
                .into());
            }
        }
        Ok(())
    }
}
