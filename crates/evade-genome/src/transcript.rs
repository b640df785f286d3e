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
