//! An allele without the bases it shares with the reference.

/// A change of the genome in its shortest form: shared bases are cut off behind, then before.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Allele {
    /// First base that changes; for an insertion the base behind it.
    pub pos: u64,
    /// Bases that go; empty for an insertion.
    pub reference: String,
    /// Bases that come; empty for a deletion.
    pub alternate: String,
}

impl Allele {
    /// From `POS`, `REF` and one `ALT` of a VCF.
    #[must_use]
    pub fn from_vcf(pos: u64, reference: &str, alternate: &str) -> Self {
        let (reference, alternate) = (reference.to_ascii_uppercase(), alternate.to_ascii_uppercase());
        let shared = |a: &[u8], b: &[u8]| a.iter().zip(b).take_while(|(a, b)| a == b).count();
        let (a, b) = (reference.as_bytes(), alternate.as_bytes());
        let reversed = |bytes: &[u8]| bytes.iter().rev().copied().collect::<Vec<u8>>();
        let behind = shared(&reversed(a), &reversed(b));
        let (a, b) = (a.get(..a.len() - behind).unwrap_or(a), b.get(..b.len() - behind).unwrap_or(b));
        let before = shared(a, b);
        let text =
            |bytes: &[u8]| String::from_utf8_lossy(bytes.get(before..).unwrap_or_default()).into_owned();
        Self { pos: pos.saturating_add(before as u64), reference: text(a), alternate: text(b) }
    }

    /// From the columns of a MAF, where `-` stands for no base and an insertion lies behind its position.
    #[must_use]
    pub fn from_maf(start: u64, reference: &str, alternate: &str) -> Self {
        let bases = |text: &str| if text == "-" { String::new() } else { text.to_owned() };
        let pos = if reference == "-" { start.saturating_add(1) } else { start };
        Self::from_vcf(pos, &bases(reference), &bases(alternate))
    }

    /// Last base that changes; for an insertion the base before it.
    #[must_use]
    pub fn last(&self) -> u64 {
        (self.pos + self.reference.len() as u64).saturating_sub(1)
    }

    /// Whether one base stands for another, or several for as many.
    #[must_use]
    pub fn is_substitution(&self) -> bool {
        !self.reference.is_empty() && self.reference.len() == self.alternate.len()
    }

    /// Whether a single base of this longer substitution is that allele.
    pub(crate) fn holds(&self, part: &Self) -> bool {
        let Some(offset) = part.pos.checked_sub(self.pos).and_then(|n| usize::try_from(n).ok()) else {
            return false;
        };
        self.is_substitution()
            && part.is_substitution()
            && self.alternate.get(offset..offset + part.alternate.len()) == Some(part.alternate.as_str())
            && self.reference.get(offset..offset + part.reference.len()) == Some(part.reference.as_str())
    }
}

/// Bases gained, or lost if negative; `-` stands for an allele that is not there.
pub(crate) fn length_change(reference: &str, alternate: &str) -> i64 {
    let length =
        |allele: &str| if allele == "-" { 0 } else { i64::try_from(allele.len()).unwrap_or(i64::MAX) };
    length(alternate) - length(reference)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_bases_are_cut_off() {
        let allele = |pos, a: &str, b: &str| {
            let a = Allele::from_vcf(pos, a, b);
            (a.pos, a.reference, a.alternate)
        };
        let is = |pos, a: &str, b: &str| (pos, a.to_owned(), b.to_owned());
        assert_eq!(allele(5, "C", "T"), is(5, "C", "T"));
        assert_eq!(allele(5, "CA", "C"), is(6, "A", ""));
        assert_eq!(allele(5, "C", "CTT"), is(6, "", "TT"));
        assert_eq!(allele(5, "CAGT", "CTGT"), is(6, "A", "T"));
        assert_eq!(allele(5, "AAA", "A"), is(5, "AA", ""));
        assert_eq!(Allele::from_maf(5, "-", "TT"), Allele::from_vcf(5, "C", "CTT"));
        assert_eq!(Allele::from_maf(6, "A", "-"), Allele::from_vcf(5, "CA", "C"));
        let mnv = Allele::from_vcf(5, "CC", "AA");
        assert!(mnv.holds(&Allele::from_vcf(6, "C", "A")) && !mnv.holds(&Allele::from_vcf(6, "C", "T")));
    }
}
