//! A short mark of a profile: the order of gene pairs, which survives filters, rounding and logarithms.

/// A fingerprint that differs in no more than this share of its pairs is the same tumour's.
const SAME_FINGERPRINT: f64 = 0.08;
/// In no more than this: the same RNA. Normal lungs of two people, and two pieces of one tumour, differ in more.
const SAME_RNA: f64 = 0.03;
/// Share of the fingerprint's pairs that must be at hand to compare.
const MIN_FINGERPRINT: f64 = 0.5;

/// The order of each pair, and which pairs are known; bit i of word w is pair 64 w + i.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint {
    bits: Vec<u64>,
    known: Vec<u64>,
}

impl Fingerprint {
    /// The fingerprint of a sample that has the genes flagged in `present`; `None` when too few pairs are known.
    pub(crate) fn of(pairs: &[[u32; 2]], ranks: &[f64], present: &[bool]) -> Option<Self> {
        let words = pairs.len().div_ceil(64);
        let (mut bits, mut known) = (vec![0; words], vec![0; words]);
        for (i, &[a, b]) in pairs.iter().enumerate() {
            let (a, b) = (a as usize, b as usize);
            if present[a] && present[b] {
                known[i / 64] |= 1 << (i % 64);
                bits[i / 64] |= u64::from(ranks[a] > ranks[b]) << (i % 64);
            }
        }
        let print = Self { bits, known };
        let n_known = print.n_known();
        (n_known > 0 && f64::from(n_known) >= MIN_FINGERPRINT * pairs.len() as f64).then_some(print)
    }

    /// Reads what [`written`] wrote.
    pub(crate) fn read(text: &str, n_pairs: usize) -> Self {
        let words = n_pairs.div_ceil(64);
        let (mut bits, mut known) = (vec![0; words], vec![0; words]);
        for (digit, letter) in text.chars().enumerate() {
            let value = letter.to_digit(16).unwrap_or(0);
            for bit in 0..4 {
                let pair = 4 * digit + bit;
                if pair < n_pairs {
                    known[pair / 64] |= 1 << (pair % 64);
                    bits[pair / 64] |= u64::from(value >> (3 - bit) & 1) << (pair % 64);
                }
            }
        }
        Self { bits, known }
    }

    fn n_known(&self) -> u32 {
        self.known.iter().map(|word| word.count_ones()).sum()
    }

    /// Share of differing pairs among those known of both; `None` when too few are.
    #[must_use]
    pub fn distance(&self, other: &Self) -> Option<f64> {
        let (mut differing, mut known) = (0, 0);
        for i in 0..self.bits.len().min(other.bits.len()) {
            let both = self.known[i] & other.known[i];
            known += both.count_ones();
            differing += ((self.bits[i] ^ other.bits[i]) & both).count_ones();
        }
        let enough = f64::from(known) >= MIN_FINGERPRINT * f64::from(self.n_known().max(other.n_known()));
        (known > 0 && enough).then(|| f64::from(differing) / f64::from(known))
    }

    /// Whether both are of the same RNA.
    #[must_use]
    pub fn is_same_rna(&self, other: &Self) -> bool {
        self.distance(other).is_some_and(|distance| distance <= SAME_RNA)
    }

    /// Whether both are of the same tumour.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.distance(other).is_some_and(|distance| distance <= SAME_FINGERPRINT)
    }
}

/// The orders of a sample that has all genes, in hexadecimal: the first pair in the highest bit of the first digit.
pub(crate) fn written(pairs: &[[u32; 2]], ranks: &[f64]) -> String {
    pairs
        .chunks(4)
        .map(|four| {
            let digit = four.iter().enumerate().fold(0, |digit, (bit, &[a, b])| {
                digit | u32::from(ranks[a as usize] > ranks[b as usize]) << (3 - bit)
            });
            char::from_digit(digit, 16).unwrap_or('0')
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let pairs: Vec<[u32; 2]> = (0..70).map(|i| [i, i + 1]).collect();
        let ranks: Vec<f64> = (0..71).map(|i| f64::from(i * 37 % 71)).collect();
        let text = written(&pairs, &ranks);
        assert_eq!(text.len(), 18);
        let print = Fingerprint::of(&pairs, &ranks, &[true; 71]).unwrap();
        assert_eq!(Fingerprint::read(&text, 70), print);
        assert_eq!(print.distance(&print), Some(0.0));
        let reversed: Vec<f64> = ranks.iter().map(|r| -r).collect();
        let other = Fingerprint::of(&pairs, &reversed, &[true; 71]).unwrap();
        assert_eq!(print.distance(&other), Some(1.0));
    }

    #[test]
    fn too_few_known_pairs_say_nothing() {
        let pairs = [[0, 1], [2, 3], [4, 5]];
        let ranks = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
        assert_eq!(Fingerprint::of(&pairs, &ranks, &[true, true, false, true, true, false]), None);
        assert!(Fingerprint::of(&pairs, &ranks, &[true, true, false, true, true, true]).is_some());
    }
}
