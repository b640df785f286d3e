//! The exons of a transcript: where a coding base lies, what a truncation there leaves.

use evade_stream::ReadError;

use crate::Build;
use crate::table::TextTable;

/// A transcript on one build; positions are 1-based and inclusive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transcript {
    /// Whether it is read from high to low positions.
    pub is_reverse: bool,
    /// Exons in order of position.
    pub exons: Vec<(u64, u64)>,
    /// First and last coding base in order of position.
    pub coding: (u64, u64),
    /// Coding bases, stop codon included.
    pub coding_length: u64,
}

/// A nonsense-mediated decay escape: a stop this close before the last junction is not seen.
const LAST_JUNCTION_REACH: u64 = 50;
/// A stop this close to the start is not seen either.
const FIRST_CODING_BASES: u64 = 100;

impl Transcript {
    /// Reads the transcript table: gene, build, transcript.
    pub(crate) fn read_table((file, text): (&str, &str)) -> Result<Vec<(String, Build, Self)>, ReadError> {
        let mut table = TextTable::from_text(file, text)?;
        let names =
            ["gene", "build", "strand", "cds_start", "cds_end", "exon_starts", "exon_ends", "cds_len"];
        let places = names.iter().map(|name| table.required(&[name])).collect::<Result<Vec<_>, _>>()?;
        let mut transcripts = Vec::new();
        while let Some(row) = table.next_row()? {
            let place = |i: usize| places.get(i).copied().unwrap_or_default();
            let text = |i: usize| row.text(Some(place(i)));
            let list = |i: usize| -> Result<Vec<u64>, ReadError> {
                text(i)
                    .split(',')
                    .map(|p| p.parse().map_err(|_| table.error(&row, place(i), "not a list of positions")))
                    .collect()
            };
            let build = Build::parse(text(1))
                .ok_or_else(|| table.error(&row, place(1), format!("'{}' is not a genome build", text(1))))?;
            let transcript = Self {
                is_reverse: text(2) == "-",
                exons: list(5)?.into_iter().zip(list(6)?).collect(),
                coding: (table.position(&row, place(3))?, table.position(&row, place(4))?),
                coding_length: table.position(&row, place(7))?,
            };
            if transcript.coding_exons().map(|(s, e)| e - s + 1).sum::<u64>() != transcript.coding_length {
                return Err(table.error(&row, place(7), "the exons do not add up to the coding length"));
            }
            transcripts.push((text(0).to_owned(), build, transcript));
        }
        Ok(transcripts)
    }

    /// The coding parts of the exons, in order of position.
    pub fn coding_exons(&self) -> impl Iterator<Item = (u64, u64)> + '_ {
        let (first, last) = self.coding;
        self.exons.iter().map(move |(s, e)| ((*s).max(first), (*e).min(last))).filter(|(s, e)| s <= e)
    }

    /// First and last base of an exon by its number, in order of position.
    #[must_use]
    pub fn exon(&self, number: u32) -> Option<(u64, u64)> {
        let index = usize::try_from(number).ok()?.checked_sub(1)?;
        let index = if self.is_reverse { self.exons.len().checked_sub(index + 1)? } else { index };
        self.exons.get(index).copied()
    }

    /// 1-based coding base at this position; `None` outside the coding sequence.
    #[must_use]
    pub fn coding_base_at(&self, position: u64) -> Option<u64> {
        let mut before = 0;
        let mut found = None;
        for (start, end) in self.coding_exons() {
            if (start..=end).contains(&position) {
                found = Some(before + position - start + 1);
            }
            before += end - start + 1;
        }
        found.map(|base| if self.is_reverse { before + 1 - base } else { base })
    }

    /// 1-based residue at this position.
    #[must_use]
    pub fn residue_at(&self, position: u64) -> Option<u32> {
        let base = self.coding_base_at(position)?;
        u32::try_from((base - 1) / 3 + 1).ok()
    }

    /// Residues of the protein, the stop codon not counted.
    #[must_use]
    pub fn residues(&self) -> u32 {
        u32::try_from(self.coding_length / 3).unwrap_or(u32::MAX).saturating_sub(1)
    }

    /// Whether a stop at this coding base escapes nonsense-mediated decay: behind, or at most 50 bases before, the
    /// last junction; in the first 100 coding bases; or in a transcript without junction.
    #[must_use]
    pub fn escapes_decay(&self, coding_base: u64) -> bool {
        let Some(junction) = self.last_junction() else { return true };
        coding_base <= FIRST_CODING_BASES || coding_base + LAST_JUNCTION_REACH > junction
    }

    /// Coding base before the last junction, counted on into the 3' UTR where the junction lies there.
    fn last_junction(&self) -> Option<u64> {
        if self.exons.len() < 2 {
            return None;
        }
        let tail = if self.is_reverse { self.exons.first()? } else { self.exons.last()? };
        let length = |(start, end): (u64, u64)| (end + 1).saturating_sub(start);
        let exonic: u64 = self.exons.iter().map(|exon| length(*exon)).sum();
        let leader: u64 = self
            .exons
            .iter()
            .map(|(s, e)| {
                if self.is_reverse {
                    length(((*s).max(self.coding.1 + 1), *e))
                } else {
                    length((*s, (*e).min(self.coding.0.saturating_sub(1))))
                }
            })
            .sum();
        exonic.checked_sub(length(*tail) + leader)
    }

    /// The intron that holds this position, counted in order of position; `None` outside introns.
    #[must_use]
    pub fn intron_at(&self, position: u64) -> Option<usize> {
        let pairs = self.exons.iter().zip(self.exons.iter().skip(1));
        pairs.enumerate().find(|(_, (a, b))| position > a.1 && position < b.0).map(|(index, _)| index)
    }

    /// Position of a 1-based coding base.
    #[must_use]
    pub fn position_of(&self, coding_base: u64) -> Option<u64> {
        let mut left = if self.is_reverse {
            self.coding_length.checked_sub(coding_base)?
        } else {
            coding_base.checked_sub(1)?
        };
        for (start, end) in self.coding_exons() {
            let length = end - start + 1;
            if left < length {
                return Some(start + left);
            }
            left -= length;
        }
        None
    }

    /// The position as `c.` notation writes it: `35`, `-12`, `*7`, `465-1`, `290+2`.
    #[must_use]
    pub fn coding_name(&self, position: u64) -> Option<String> {
        if let Some(number) = self.exonic_name(position) {
            return Some(number);
        }
        let intron = self.intron_at(position)?;
        let (before, after) = (self.exons.get(intron)?.1, self.exons.get(intron + 1)?.0);
        let (from_before, to_after) = (position - before, after - position);
        let (donor, from_donor, acceptor, to_acceptor) = if self.is_reverse {
            (after, to_after, before, from_before)
        } else {
            (before, from_before, after, to_after)
        };
        // The nearer exon names the base; in the middle it is the one before.
        if from_donor <= to_acceptor {
            Some(format!("{}+{from_donor}", self.exonic_name(donor)?))
        } else {
            Some(format!("{}-{to_acceptor}", self.exonic_name(acceptor)?))
        }
    }

    fn exonic_name(&self, position: u64) -> Option<String> {
        if let Some(base) = self.coding_base_at(position) {
            return Some(base.to_string());
        }
        if !self.exons.iter().any(|(s, e)| (*s..=*e).contains(&position)) {
            return None;
        }
        let exonic = |from: u64, to: u64| -> u64 {
            self.exons.iter().map(|(s, e)| ((*e).min(to) + 1).saturating_sub((*s).max(from))).sum()
        };
        let is_low = position < self.coding.0;
        let distance =
            if is_low { exonic(position, self.coding.0 - 1) } else { exonic(self.coding.1 + 1, position) };
        Some(if is_low == self.is_reverse { format!("*{distance}") } else { format!("-{distance}") })
    }

    /// Whether the position is one of the two intron bases at an exon's edge.
    #[must_use]
    pub fn is_core_splice_site(&self, position: u64) -> bool {
        let inner_edge = |index: usize| index > 0;
        let outer_edge = |index: usize| index + 1 < self.exons.len();
        self.exons.iter().enumerate().any(|(i, (start, end))| {
            (inner_edge(i) && position < *start && position.saturating_add(2) >= *start)
                || (outer_edge(i) && position > *end && position <= end + 2)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn transcript(is_reverse: bool) -> Transcript {
        Transcript {
            is_reverse,
            exons: vec![(11, 20), (31, 45), (61, 70)],
            coding: (16, 63),
            coding_length: 23,
        }
    }

    #[test]
    fn every_place_has_its_coding_name() {
        let names = |is_reverse: bool, places: [u64; 9]| {
            places.map(|p| transcript(is_reverse).coding_name(p).unwrap_or_default())
        };
        let places = [15, 11, 16, 20, 21, 29, 31, 64, 62];
        assert_eq!(names(false, places), ["-1", "-5", "1", "5", "5+1", "6-2", "6", "*1", "22"]);
        assert_eq!(names(true, places), ["*1", "*5", "23", "19", "19-1", "18+2", "18", "-1", "2"]);
        assert_eq!(transcript(false).coding_name(10), None);
        assert_eq!((transcript(false).intron_at(25), transcript(false).intron_at(31)), (Some(0), None));
        for t in [transcript(false), transcript(true)] {
            for base in 1..=t.coding_length {
                assert_eq!(t.coding_base_at(t.position_of(base).unwrap()), Some(base));
            }
            assert_eq!((t.position_of(0), t.position_of(24)), (None, None));
        }
    }
}
