//! Resampling with replacement, the same on every platform and for every sample.

/// How often calls are resampled.
pub(crate) const RESAMPLES: usize = 200;

/// `SplitMix64` (Steele 2014, doi 10.1145/2714064.2660195): its few lines are fixed for good, where the stream of a
/// library may change with its version and move every stability value.
#[derive(Debug, Clone)]
pub(crate) struct Generator(u64);

impl Generator {
    /// A generator whose stream is fixed by a name (FNV-1a hash).
    pub(crate) fn named(name: &str) -> Self {
        Self(name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        }))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A place below `n`; the bias of the multiplication is below n / 2^64.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.next()) * n as u128) >> 64) as usize
    }
}

/// `RESAMPLES` draws of `n` places out of `n`, draw after draw.
pub(crate) fn draws(name: &str, n: usize) -> Vec<u32> {
    let mut generator = Generator::named(name);
    (0..RESAMPLES * n).map(|_| generator.below(n) as u32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_is_the_published_one() {
        // first outputs of SplitMix64 from seed 1234567
        let mut generator = Generator(1_234_567);
        assert_eq!(generator.next(), 6_457_827_717_110_365_317);
        assert_eq!(generator.next(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn draws_depend_on_the_name_and_stay_in_range() {
        assert_eq!(draws("a", 7), draws("a", 7));
        assert_ne!(draws("a", 7), draws("b", 7));
        assert!(draws("a", 7).iter().all(|&d| d < 7));
    }
}
