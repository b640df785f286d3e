//! What the bases of a codon say together, worked out from what each exchange does alone.
//!
//! No sequence is needed: the bases that are exchanged, the residue before and the residue that each exchange makes
//! leave few codons, and most often one answer. KRAS c.34G>A is G12S and c.35G>A is G12D, so that the codon is GGT or
//! GGC, and both exchanges together make G12N.

use crate::native::residue;

/// One or more bases of a codon exchanged by one allele, on the strand of the transcript.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Exchange {
    /// The base before and after at each place of the codon; `None` where it stays as it is.
    pub(crate) bases: [Option<(u8, u8)>; 3],
    /// What it makes of the codon alone.
    pub(crate) alone: Alone,
}

/// The residue that an exchange makes alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Alone {
    Residue(char),
    /// The residue stays.
    Same,
    NotSaid,
}

/// Residues before and after all exchanges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) before: char,
    pub(crate) after: char,
}

/// The reading of the exchanges that lie on one haplotype. `known` are exchanges whose effect alone is known, those of
/// the haplotype among them; `None` where the codons that fit read differently.
pub(crate) fn together(before: Option<char>, known: &[Exchange], joined: &[Exchange]) -> Option<Reading> {
    let mut found = None;
    for codon in all_codons() {
        let old = residue(&codon);
        let fits = before.is_none_or(|before| before == old)
            && known.iter().chain(joined).all(|exchange| exchange.fits(codon, old));
        if !fits {
            continue;
        }
        let new = joined.iter().fold(codon, |codon, exchange| exchange.applied(codon));
        let reading = Reading { before: old, after: residue(&new) };
        if found.is_some_and(|known| known != reading) {
            return None;
        }
        found = Some(reading);
    }
    found
}

impl Exchange {
    fn applied(&self, mut codon: [u8; 3]) -> [u8; 3] {
        for (base, exchanged) in codon.iter_mut().zip(self.bases) {
            *base = exchanged.map_or(*base, |(_, after)| after);
        }
        codon
    }

    /// Whether the codon holds the base before, and reads alone as the source says.
    fn fits(&self, codon: [u8; 3], old: char) -> bool {
        let new = residue(&self.applied(codon));
        codon
            .iter()
            .zip(self.bases)
            .all(|(base, exchanged)| exchanged.is_none_or(|(before, _)| before == *base))
            && match self.alone {
                Alone::Residue(said) => said == new,
                Alone::Same => new == old,
                Alone::NotSaid => true,
            }
    }
}

fn all_codons() -> impl Iterator<Item = [u8; 3]> {
    let bases = *b"ACGT";
    bases.into_iter().flat_map(move |a| bases.into_iter().flat_map(move |b| bases.map(|c| [a, b, c])))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exchange(place: usize, change: [u8; 2], alone: Alone) -> Exchange {
        let mut bases = [None; 3];
        bases[place] = Some((change[0], change[1]));
        Exchange { bases, alone }
    }

    fn read(before: char, joined: &[Exchange]) -> Option<char> {
        together(Some(before), &[], joined).map(|reading| reading.after)
    }

    #[test]
    fn two_exchanges_are_read_together() {
        use Alone::{NotSaid, Residue, Same};
        let g12s = exchange(0, *b"GA", Residue('S'));
        let g12d = exchange(1, *b"GA", Residue('D'));
        assert_eq!(read('G', &[g12s, g12d]), Some('N'));
        // PTEN R130* and R130L: the codon is CGA, and reads TTA.
        let pten = [exchange(0, *b"CT", Residue('*')), exchange(1, *b"GT", Residue('L'))];
        assert_eq!(read('R', &pten), Some('L'));
        // G12D with a silent exchange of the third base.
        assert_eq!(read('G', &[g12d, exchange(2, *b"TC", Same)]), Some('D'));
        // AA after GG and an unknown third base may be N or K.
        assert_eq!(read('G', &[exchange(0, *b"GA", NotSaid), exchange(1, *b"GA", NotSaid)]), None);
        // What says nothing that fits is not read.
        assert_eq!(read('L', &[g12s, g12d]), None);
    }

    #[test]
    fn an_exchange_that_is_known_helps_to_read_others() {
        let open = [exchange(0, *b"GA", Alone::NotSaid), exchange(1, *b"GA", Alone::NotSaid)];
        let known = exchange(1, *b"GA", Alone::Residue('D'));
        assert_eq!(together(Some('G'), &[known], &open), Some(Reading { before: 'G', after: 'N' }));
    }
}
