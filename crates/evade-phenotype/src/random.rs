//! Random numbers that are the same on every platform: what a reference and a simulated cohort draw from.

/// `SplitMix64` (Steele 2014, doi 10.1145/2714064.2660195): its few lines are fixed for good, where the stream of a
/// library may change with its version and move every stability value.
///
/// ```
/// use evade_phenotype::random::Generator;
///
/// let mut generator = Generator::seeded(1_234_567);
/// assert_eq!(generator.next_u64(), 6_457_827_717_110_365_317);
/// assert!(Generator::named("a cohort").below(7) < 7);
/// ```
#[derive(Debug, Clone)]
pub struct Generator(u64);

impl Generator {
    /// The stream of this seed.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    /// The stream of this name.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self(hash_of(name))
    }

    /// The next number of the stream; every bit is random.
    pub fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A place below `n`, which is at least 1; the bias of the multiplication is below n / 2^64.
    pub fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.next_u64()) * n as u128) >> 64) as usize
    }
}

/// FNV-1a of a name, in 64 bits: the seed that stands for it.
#[must_use]
pub fn hash_of(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_is_the_published_one() {
        // first outputs of SplitMix64 from seed 1234567
        let mut generator = Generator::seeded(1_234_567);
        assert_eq!(generator.next_u64(), 6_457_827_717_110_365_317);
        assert_eq!(generator.next_u64(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn the_hash_is_the_published_one() {
        assert_eq!((hash_of(""), hash_of("a")), (0xcbf2_9ce4_8422_2325, 0xaf63_dc4c_8601_ec8c));
    }
}
