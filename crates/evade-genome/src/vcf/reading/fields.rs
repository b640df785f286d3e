//! Which field of effects speaks for a record, in a file that declares several.

use std::borrow::Cow;

use super::super::annotation::AnnotationFields;
use super::super::record::RawRecord;
use super::Reading;

/// The fields of effects that a file declares beside the one in use, in the order in which they are read.
#[derive(Debug, Default)]
pub(super) struct OtherFields {
    /// Place in that order, records that it speaks for, field.
    others: Vec<(usize, u64, AnnotationFields)>,
    /// The same of the field in use.
    used: (usize, u64),
}

impl OtherFields {
    /// The first of the fields, and the others.
    pub(super) fn of(fields: Vec<AnnotationFields>) -> (Option<AnnotationFields>, Self) {
        let mut ranked = fields.into_iter().enumerate();
        let first = ranked.next().map(|(_, fields)| fields);
        let others = ranked.map(|(rank, fields)| (rank, 0, fields)).collect();
        (first, Self { others, used: (0, 0) })
    }
}

impl Reading<'_, '_> {
    /// The record's entries; the field that has them is the one in use from then on. A field that is declared may be
    /// empty: of some records, or of all.
    pub(in super::super) fn entries_of<'r>(&mut self, record: &RawRecord<'r>) -> Option<Cow<'r, str>> {
        let Self { fields, other_fields: OtherFields { others, used }, .. } = self;
        let fields = fields.as_mut()?;
        let own = fields.value(record);
        let before = others.iter_mut().filter(|(rank, ..)| own.is_none() || *rank < used.0);
        let said = before.filter_map(|other| Some((other.2.value(record)?, other)));
        let Some((value, other)) = said.min_by_key(|(_, other)| other.0) else {
            used.1 += u64::from(own.is_some());
            return own;
        };
        std::mem::swap(fields, &mut other.2);
        std::mem::swap(&mut used.0, &mut other.0);
        std::mem::swap(&mut used.1, &mut other.1);
        used.1 += 1;
        Some(value)
    }

    /// At the end of a file the field that speaks for most records is that of the file; the user is told of the others.
    pub(super) fn settle_fields(&mut self) {
        let Self { fields: Some(fields), other_fields: OtherFields { others, used }, .. } = self else {
            return;
        };
        if let Some(other) = others.iter_mut().filter(|other| other.1 > used.1).max_by_key(|other| other.1) {
            std::mem::swap(fields, &mut other.2);
            std::mem::swap(&mut used.0, &mut other.0);
            std::mem::swap(&mut used.1, &mut other.1);
        }
        if used.1 > 0 {
            self.calls.annotation = fields.level();
        }
        let rest: Vec<String> = others
            .iter()
            .filter(|(_, n, _)| *n > 0)
            .map(|(_, n, other)| format!("INFO/{} ({n} records)", other.key()))
            .collect();
        if !rest.is_empty() {
            let warning = format!(
                "INFO/{} speaks for {} records; the effects of others are read from {}",
                fields.key(),
                used.1,
                rest.join(", ")
            );
            self.calls.warnings.push(warning);
        }
    }
}
