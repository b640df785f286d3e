//! Where the fields of a line end: found for all of them before any is read, so that no field waits for the one before.

/// Bytes looked at together: one bit of a word each.
const BLOCK: usize = 64;
/// Ends noted together. Notes past the last one are overwritten: that costs less than to guess how many there are.
const NOTED: usize = 8;

/// The ends of the fields of a line without quotes. Its memory serves line after line.
#[derive(Debug, Default)]
pub(crate) struct FieldEnds {
    /// At least as many as there are fields; what follows is left from earlier lines.
    ends: Vec<usize>,
    n_fields: usize,
}

impl FieldEnds {
    /// Splits a line at a separator, which is ASCII.
    pub(crate) fn find(&mut self, line: &[u8], separator: u8) {
        self.n_fields = 0;
        let (blocks, rest) = line.as_chunks::<BLOCK>();
        // The last block is filled up with what is no separator.
        let mut last = [!separator; BLOCK];
        last[..rest.len()].copy_from_slice(rest);
        for (i, block) in blocks.iter().chain([&last]).enumerate() {
            self.note(i * BLOCK, places(block, separator));
        }
        // There is room: a block notes fewer than it makes room for.
        self.ends[self.n_fields] = line.len();
        self.n_fields += 1;
    }

    /// Notes the separators of a block that begins at this offset: bit i for byte i.
    #[inline]
    fn note(&mut self, offset: usize, mut marks: u64) {
        let n_room = self.n_fields + BLOCK + NOTED;
        if self.ends.len() < n_room {
            self.ends.resize(n_room, 0);
        }
        let n_new = marks.count_ones() as usize;
        let (notes, _) = self.ends[self.n_fields..].as_chunks_mut::<NOTED>();
        for note in notes.iter_mut().take(n_new.div_ceil(NOTED)) {
            for end in note {
                *end = offset + marks.trailing_zeros() as usize;
                marks &= marks.wrapping_sub(1);
            }
        }
        self.n_fields += n_new;
    }

    /// How many fields there are: one at least.
    pub(crate) fn n_fields(&self) -> usize {
        self.n_fields
    }

    /// The end of each field; the next one begins behind it.
    pub(crate) fn ends(&self) -> &[usize] {
        &self.ends[..self.n_fields]
    }

    /// The fields of the line that was split.
    pub(crate) fn fields<'a>(&self, line: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
        (0..self.n_fields).filter_map(move |column| self.field(line, column))
    }

    /// A field of the line that was split, if it has so many.
    pub(crate) fn field<'a>(&self, line: &'a [u8], column: usize) -> Option<&'a [u8]> {
        let end = *self.ends().get(column)?;
        let begin = column.checked_sub(1).map_or(0, |before| self.ends[before] + 1);
        Some(&line[begin..end])
    }
}

/// Where this byte stands in a block: bit i for byte i.
#[cfg(target_arch = "x86_64")]
#[inline]
#[expect(unsafe_code, reason = "vector instructions; a test compares them with the bytes one by one")]
fn places(block: &[u8; BLOCK], byte: u8) -> u64 {
    /// By vector instructions, sixteen bytes at once.
    #[target_feature(enable = "sse2")]
    #[inline]
    fn by_sixteen(block: &[u8; BLOCK], byte: u8) -> u64 {
        use std::arch::x86_64::{_mm_cmpeq_epi8, _mm_movemask_epi8, _mm_set_epi64x, _mm_set1_epi8};
        let wanted = _mm_set1_epi8(byte.cast_signed());
        let (words, _) = block.as_chunks::<8>();
        let word = |i: usize| i64::from_le_bytes(words[i]);
        let quarter = |i: usize| {
            let bytes = _mm_set_epi64x(word(2 * i + 1), word(2 * i));
            u64::from(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, wanted)).cast_unsigned())
        };
        quarter(0) | quarter(1) << 16 | quarter(2) << 32 | quarter(3) << 48
    }
    // SAFETY: SSE2 is part of x86-64: every processor of this architecture has it.
    unsafe { by_sixteen(block, byte) }
}

/// Where this byte stands in a block: bit i for byte i.
#[cfg(not(target_arch = "x86_64"))]
#[inline]
fn places(block: &[u8; BLOCK], byte: u8) -> u64 {
    one_by_one(block, byte)
}

/// On every processor.
#[cfg(any(test, not(target_arch = "x86_64")))]
fn one_by_one(block: &[u8; BLOCK], byte: u8) -> u64 {
    block.iter().enumerate().fold(0, |places, (i, other)| places | u64::from(*other == byte) << i)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::fields::PlainFields;

    fn split<'a>(ends: &mut FieldEnds, line: &'a [u8], separator: u8) -> Vec<&'a [u8]> {
        ends.find(line, separator);
        assert_eq!(ends.field(line, ends.n_fields()), None);
        ends.fields(line).collect()
    }

    #[test]
    fn a_line_of_separators_alone_has_one_field_more() {
        for n in [0, 1, 7, 8, 9, 63, 64, 65, 128, 1000] {
            let line = vec![b'\t'; n];
            assert_eq!(split(&mut FieldEnds::default(), &line, b'\t'), vec![&b""[..]; n + 1]);
            assert_eq!(split(&mut FieldEnds::default(), &line, b','), [&line[..]]);
        }
    }

    #[test]
    fn memory_is_that_of_the_fields_and_not_of_the_bytes() {
        let mut ends = FieldEnds::default();
        let line = format!("{}\t1.5\t2", "G".repeat(100_000));
        assert_eq!(split(&mut ends, line.as_bytes(), b'\t').len(), 3);
        assert!(ends.ends.len() < 200, "{}", ends.ends.len());
    }

    proptest! {
        #[test]
        fn fields_are_those_found_one_after_the_other(lines in prop::collection::vec("[a,\t]{0,200}", 1..4)) {
            let mut ends = FieldEnds::default();
            for line in &lines {
                for separator in [b',', b'\t'] {
                    let expected: Vec<&[u8]> = PlainFields::new(line.as_bytes(), separator).collect();
                    prop_assert_eq!(split(&mut ends, line.as_bytes(), separator), expected);
                }
            }
        }

        #[test]
        fn vector_instructions_find_what_the_bytes_are_one_by_one(block in any::<[u8; 32]>(), byte: u8) {
            let mut twice = [byte; BLOCK];
            twice[7..39].copy_from_slice(&block);
            prop_assert_eq!(places(&twice, byte), one_by_one(&twice, byte));
            prop_assert_eq!(places(&twice, block[3]), one_by_one(&twice, block[3]));
        }
    }
}
