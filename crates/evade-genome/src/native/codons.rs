//! The genetic code.

/// Residues in the order of codons TTT, TTC, TTA, TTG, TCT ... GGG.
const RESIDUES: &[u8; 64] = b"FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG";

/// The residue of a codon, `*` for a stop, `X` where a base is not known.
pub(crate) fn residue(codon: &[u8]) -> char {
    let digit = |base: &u8| b"TCAG".iter().position(|b| b == base);
    let [a, b, c] = codon else { return 'X' };
    match (digit(a), digit(b), digit(c)) {
        (Some(a), Some(b), Some(c)) => RESIDUES.get(a * 16 + b * 4 + c).map_or('X', |r| char::from(*r)),
        _ => 'X',
    }
}

/// Residues up to and with the first stop; a last codon that is not whole is left out.
pub(super) fn translate(bases: &[u8]) -> String {
    let mut residues = String::with_capacity(bases.len() / 3);
    for codon in bases.chunks_exact(3) {
        residues.push(residue(codon));
        if residues.ends_with('*') {
            break;
        }
    }
    residues
}

/// The base of the other strand.
pub(crate) fn complement(base: u8) -> u8 {
    match base {
        b'A' => b'T',
        b'C' => b'G',
        b'G' => b'C',
        b'T' => b'A',
        other => other,
    }
}

/// The other strand, read from its own start.
pub(super) fn reverse_complement(bases: &[u8]) -> Vec<u8> {
    bases.iter().rev().map(|b| complement(*b)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_the_standard_one() {
        assert_eq!(translate(b"ATGGGTGATTGA"), "MGD*");
        assert_eq!(translate(b"ATGTAACCC"), "M*");
        assert_eq!(translate(b"AGAAGNCA"), "RX");
        assert_eq!(reverse_complement(b"ATGC"), b"GCAT");
    }
}
