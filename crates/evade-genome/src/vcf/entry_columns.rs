//! Some columns of an entry, looked up where they stand, without a copy of anything.

use super::entry::FieldOrder;
use super::record::pieces;

/// Some columns of an entry.
#[derive(Debug, Clone)]
pub(super) struct Columns<const N: usize> {
    /// Column and place in the answer, by column.
    in_order: Vec<(usize, usize)>,
}

impl<const N: usize> Columns<N> {
    pub(super) fn new(order: &FieldOrder, names: [&str; N]) -> Self {
        let places = names.iter().enumerate().filter_map(|(i, name)| Some((order.place(name)?, i)));
        let mut in_order: Vec<(usize, usize)> = places.collect();
        in_order.sort_unstable();
        Self { in_order }
    }

    /// Their text; empty where the entry or the file does not have them.
    pub(super) fn of<'e>(&self, entry: &'e str) -> [&'e str; N] {
        let mut texts = [""; N];
        let mut wanted = self.in_order.iter().peekable();
        for (column, text) in pieces(entry, b'|').enumerate() {
            let Some((next, place)) = wanted.peek() else { break };
            if *next == column {
                if let Some(slot) = texts.get_mut(*place) {
                    *slot = text;
                }
                wanted.next();
            }
        }
        texts
    }
}

/// The place of the first mark; behind all of them where there is none.
pub(super) fn rank_of_marks(marks: [bool; 4]) -> usize {
    marks.iter().position(|mark| *mark).unwrap_or(marks.len())
}
