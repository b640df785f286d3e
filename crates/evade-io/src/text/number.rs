//! Decimal text to f64, exact: the inner loop of the expression reader.
//!
//! Nearly all numbers of a table are plainly written: digits, a point among them, perhaps a minus before. Eight fields
//! are read side by side by the same few operations, none of which depends on a length or on the field before; the
//! compiler makes vector instructions of them, for the widest that the processor has. What is not plain is read by the
//! standard library.

#![expect(
    clippy::inline_always,
    reason = "every copy of the loop is compiled for another processor, as a whole"
)]
#![expect(clippy::needless_bitwise_bool, reason = "a branch would keep fields from being read side by side")]

/// Reads a decimal number; `None` if the text is not one or is not finite.
pub(crate) fn parse(text: &[u8]) -> Option<f64> {
    std::str::from_utf8(text).ok()?.parse::<f64>().ok().filter(|value| value.is_finite())
}

/// Reads the fields that lie between each two of these ends, one for each value: there is one end more than there are
/// values. `Err` is the place of the first field that is no finite number.
#[cfg_attr(
    target_arch = "x86_64",
    expect(unsafe_code, reason = "the same code for processors with wider vectors")
)]
pub(crate) fn read_fields(line: &[u8], ends: &[usize], values: &mut [f64]) -> Result<(), usize> {
    #[cfg(target_arch = "x86_64")]
    match wide::widest() {
        // SAFETY: the processor has what these functions are compiled for.
        Some(wide::Vectors::Of512Bits) => return unsafe { wide::by_512_bits(line, ends, values) },
        Some(wide::Vectors::Of256Bits) => return unsafe { wide::by_256_bits(line, ends, values) },
        None => {}
    }
    read_all(line, ends, values)
}

/// Copies of the loop for x86-64 processors that have more than every one of them has.
#[cfg(target_arch = "x86_64")]
mod wide {
    use std::arch::is_x86_feature_detected as has;

    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub(super) enum Vectors {
        Of256Bits,
        Of512Bits,
    }

    /// The widest vectors that the processor has, of those that there is a copy for. `avx512f` is reported only with the
    /// features that it brings along (`fma`, `f16c`).
    pub(super) fn widest() -> Option<Vectors> {
        if !(has!("avx2") && has!("bmi1") && has!("bmi2")) {
            None
        } else if has!("avx512f") && has!("avx512bw") && has!("avx512dq") && has!("avx512vl") {
            Some(Vectors::Of512Bits)
        } else {
            Some(Vectors::Of256Bits)
        }
    }

    #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,bmi1,bmi2")]
    pub(super) fn by_512_bits(line: &[u8], ends: &[usize], values: &mut [f64]) -> Result<(), usize> {
        super::read_all(line, ends, values)
    }

    #[target_feature(enable = "avx2,bmi1,bmi2")]
    pub(super) fn by_256_bits(line: &[u8], ends: &[usize], values: &mut [f64]) -> Result<(), usize> {
        super::read_all(line, ends, values)
    }
}

/// Fields read side by side: as many 64-bit words as the widest vectors hold.
const LANES: usize = 8;

/// Part of every copy of [`read_fields`], which is compiled for different processors.
#[inline(always)]
fn read_all(line: &[u8], ends: &[usize], values: &mut [f64]) -> Result<(), usize> {
    let n = values.len();
    let (begins, ends) = (&ends[..n], &ends[1..=n]);
    let (groups, rest) = values.as_chunks_mut::<LANES>();
    let n_grouped = n - rest.len();
    let of_groups = begins.as_chunks::<LANES>().0.iter().zip(ends.as_chunks::<LANES>().0);
    let mut were_long = false;
    for (i, (group, (begins, ends))) in groups.iter_mut().zip(of_groups).enumerate() {
        if !read_group(line, begins, ends, group, &mut were_long) {
            read_each(line, begins, ends, group).map_err(|place| i * LANES + place)?;
        }
    }
    read_each(line, &begins[n_grouped..], &ends[n_grouped..], rest).map_err(|place| n_grouped + place)
}

/// Reads field by field, for the few that are not plain and those that make no group.
fn read_each(line: &[u8], begins: &[usize], ends: &[usize], values: &mut [f64]) -> Result<(), usize> {
    for (place, (value, (begin, end))) in values.iter_mut().zip(begins.iter().zip(ends)).enumerate() {
        let alone = std::array::from_mut(value);
        if !read_group(line, &[*begin], &[*end], alone, &mut false) {
            *value = parse(line[begin + 1..*end].trim_ascii()).ok_or(place)?;
        }
    }
    Ok(())
}

/// Reads fields if all are plain numbers of at most sixteen bytes. Where one has more than eight, all take twice the work:
/// that is tried first after fields that had.
#[inline(always)]
fn read_group<const N: usize>(
    line: &[u8],
    begins: &[usize; N],
    ends: &[usize; N],
    values: &mut [f64; N],
    were_long: &mut bool,
) -> bool {
    if !*were_long && read_plain::<N, false>(line, begins, ends, values) {
        return true;
    }
    let mut longest = 0;
    for i in 0..N {
        longest = longest.max(ends[i] - begins[i] - 1);
    }
    let tried_short = !std::mem::replace(were_long, longest > WORD);
    if longest > WORD {
        longest <= 2 * WORD && read_plain::<N, true>(line, begins, ends, values)
    } else {
        !tried_short && read_plain::<N, false>(line, begins, ends, values)
    }
}

/// Bytes of a word.
const WORD: usize = 8;

/// The last `n` bytes of a word, for n from 0 to 8; none for 9, which stands for every greater length.
const LAST_BYTES: [u64; WORD + 2] = {
    let mut masks = [0; WORD + 2];
    let mut n = 1;
    while n <= WORD {
        masks[n] = u64::MAX << (8 * (WORD - n));
        n += 1;
    }
    masks
};

/// Powers of ten for the decimals of a field; an f64 holds all of them exactly.
const POWERS: [f64; 2 * WORD] =
    [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

/// Reads N fields, each between two ends; `false` if one of them is not plain, has more than eight bytes or a number above
/// fifteen digits. With `LONG`, fields have at most sixteen bytes.
///
/// The text is taken by the words that end where the field ends, so that its last byte is always in the same place. The
/// high word holds the last eight bytes, the low word the eight before; the first byte of a word is its lowest. With at
/// most fifteen digits, the quotient of two exact numbers is correctly rounded (Clinger 1990, doi 10.1145/93548.93557).
#[inline(always)]
fn read_plain<const N: usize, const LONG: bool>(
    line: &[u8],
    begins: &[usize; N],
    ends: &[usize; N],
    values: &mut [f64; N],
) -> bool {
    let (mut high_words, mut low_words) = ([0; N], [0; N]);
    // Which bytes of the words are the field's.
    let (mut high_fields, mut low_fields) = ([0; N], [0; N]);
    for i in 0..N {
        let length = ends[i] - begins[i] - 1;
        let text = &line[..ends[i]];
        if LONG {
            let Some(bytes) = text.last_chunk::<{ 2 * WORD }>() else { return false };
            let bytes = u128::from_le_bytes(*bytes);
            (low_words[i], high_words[i]) = (bytes as u64, (bytes >> 64) as u64);
            low_fields[i] = LAST_BYTES[length.saturating_sub(WORD).min(WORD)];
            high_fields[i] = LAST_BYTES[length.min(WORD)];
        } else {
            let Some(bytes) = text.last_chunk::<WORD>() else { return false };
            high_words[i] = u64::from_le_bytes(*bytes);
            high_fields[i] = LAST_BYTES[length.min(WORD + 1)];
        }
    }

    let mut are_plain = true;
    let (mut mantissas, mut signs) = ([0; N], [0; N]);
    let (mut high_points, mut low_points) = ([0; N], [0; N]);
    for i in 0..N {
        let (high_field, low_field) = (high_fields[i], low_fields[i]);
        // Digits become 0 to 9, a minus and a point what is above. What is not of the field is 0.
        let mut high = (high_words[i] ^ eight_of(b'0')) & high_field;
        let mut low = (low_words[i] ^ eight_of(b'0')) & low_field;
        // A minus in the first byte becomes a leading 0. (An empty field has no first byte, and lacks digits below.)
        let high_first = high_field ^ (high_field << 8 | low_field >> 56);
        let low_first = low_field ^ low_field << 8;
        let is_negative = (high & high_first == high_first & eight_of(b'-' ^ b'0'))
            & (low & low_first == low_first & eight_of(b'-' ^ b'0'));
        let (high_minus, low_minus) = if is_negative { (high_first, low_first) } else { (0, 0) };
        high &= !high_minus;
        low &= !low_minus;
        signs[i] = if is_negative { 1 << 63 } else { 0 };

        // What is no digit is to be one point, and not all there is.
        let (high_point, low_point) = (not_digits(high), not_digits(low));
        let (high_at, low_at) = (whole_byte(high_point), whole_byte(low_point));
        let is_one_or_none = (high_point & high_point.wrapping_sub(1) == 0)
            & (low_point & low_point.wrapping_sub(1) == 0)
            & ((high_point == 0) | (low_point == 0));
        let is_point = (high & high_at == high_at & eight_of(b'.' ^ b'0'))
            & (low & low_at == low_at & eight_of(b'.' ^ b'0'));
        let has_digits = (high_field & !high_minus & !high_at) | (low_field & !low_minus & !low_at) != 0;
        are_plain &= is_one_or_none & is_point & has_digits;
        (high_points[i], low_points[i]) = (high_point, low_point);

        // The digits before the point are pushed over it, which leaves one number to be read. First byte first:
        //     low 0 0 0 0 1 2 3 4, high 5 6 . 7 8 9 1 2   becomes   low 0 0 0 0 0 1 2 3, high 4 5 6 7 8 9 1 2.
        let high_before = if high_point == 0 { 0 } else { (high_point >> 7).wrapping_sub(1) };
        let pushed_into_high = if high_point == 0 { 0 } else { low >> 56 };
        let high_digits = (high & high_before) << 8 | pushed_into_high | (high & !high_before & !high_at);
        mantissas[i] = eight_digits(high_digits);
        if LONG {
            // All of the low word is before a point in the high one.
            let low_before = match (high_point, low_point) {
                (0, 0) => 0,
                (0, point) => (point >> 7).wrapping_sub(1),
                _ => u64::MAX,
            };
            let low_digits = (low & low_before) << 8 | (low & !low_before & !low_at);
            // Sixteen digits may be beyond what an f64 holds exactly.
            are_plain &= low_digits as u8 == 0;
            mantissas[i] += eight_digits(low_digits) * 100_000_000;
        }
    }
    if !are_plain {
        return false;
    }

    // The same number of decimals in all fields is the rule, and takes one look at the table of powers.
    let mut differences = 0;
    for i in 0..N {
        differences |= (high_points[i] ^ high_points[0]) | (low_points[i] ^ low_points[0]);
    }
    let mut powers = [power_of(high_points[0], low_points[0]); N];
    if differences != 0 {
        for i in 0..N {
            powers[i] = power_of(high_points[i], low_points[i]);
        }
    }
    for i in 0..N {
        let quotient = exact(mantissas[i]) / powers[i];
        values[i] = f64::from_bits(quotient.to_bits() | signs[i]);
    }
    true
}

/// The same byte eight times.
const fn eight_of(byte: u8) -> u64 {
    u64::from_le_bytes([byte; WORD])
}

/// The high bit of each byte that was no digit before digits became 0 to 9.
#[inline(always)]
fn not_digits(word: u64) -> u64 {
    // Nothing is carried from one byte into the next: 127 and 118 make 245.
    let above_nine = (word & eight_of(127)) + eight_of(128 - 10);
    (above_nine | word) & eight_of(128)
}

/// All bits of the byte whose high bit is set, if there is one.
#[inline(always)]
fn whole_byte(high_bit: u64) -> u64 {
    (high_bit << 1).wrapping_sub(high_bit >> 7)
}

/// The power of ten for the decimals after a point that is the high bit of a byte.
#[inline(always)]
fn power_of(high_point: u64, low_point: u64) -> f64 {
    let after = |point: u64| WORD - 1 - (point.trailing_zeros() / 8) as usize;
    let n_decimals = match (high_point, low_point) {
        (0, 0) => 0,
        (0, low) => WORD + after(low),
        (high, _) => after(high),
    };
    // Fifteen at most: the remainder tells the compiler so.
    POWERS[n_decimals % POWERS.len()]
}

/// The number of eight digits, the first of them in the lowest byte: pairs, then fours, then all eight side by side. Bytes
/// that are no digits give some number, which nobody asks for.
#[inline(always)]
fn eight_digits(digits: u64) -> u64 {
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs * 100 + (pairs >> 16)) & 0x0000_ffff_0000_ffff;
    (fours & 0xffff_ffff) * 10_000 + (fours >> 32)
}

/// An integer below 2^52 as f64, by an addition: vectors of 256 bits have no conversion.
#[inline(always)]
fn exact(integer: u64) -> f64 {
    const TWO_TO_52: f64 = (1_u64 << 52) as f64;
    f64::from_bits(TWO_TO_52.to_bits() | integer) - TWO_TO_52
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A line of these fields, the first of which begins far enough from the line's own begin to be read by words, and
    /// where they end.
    fn line_of(fields: &[&str]) -> (Vec<u8>, Vec<usize>) {
        let mut line = b"ENSG00000000003".to_vec();
        let mut ends = vec![line.len()];
        for field in fields {
            line.push(b'\t');
            line.extend_from_slice(field.as_bytes());
            ends.push(line.len());
        }
        (line, ends)
    }

    /// What the fields of a line give.
    fn read(fields: &[&str]) -> Result<Vec<f64>, usize> {
        let (line, ends) = line_of(fields);
        let mut values = vec![f64::NAN; fields.len()];
        read_fields(&line, &ends, &mut values).map(|()| values)
    }

    /// What the words of a field give, without the standard library; all ways to read it must give the same.
    fn plain(field: &str) -> Option<u64> {
        let (line, ends) = line_of(&[field]);
        let mut alone = [f64::NAN];
        let is_short =
            field.len() <= WORD && read_plain::<1, false>(&line, &[ends[0]], &[ends[1]], &mut alone);
        let mut as_long = [f64::NAN];
        let is_long =
            field.len() <= 2 * WORD && read_plain::<1, true>(&line, &[ends[0]], &[ends[1]], &mut as_long);
        let long = is_long.then_some(as_long[0].to_bits());
        if is_short {
            assert_eq!(Some(alone[0].to_bits()), long, "{field}");
        }
        let fields = [field; 2 * LANES + 3];
        if let Some(bits) = long {
            let bits_of_all: Vec<u64> = read(&fields).unwrap().into_iter().map(f64::to_bits).collect();
            assert_eq!(bits_of_all, [bits; 2 * LANES + 3], "{field}");
        }
        long
    }

    type Copy = fn(&[u8], &[usize], &mut [f64]) -> Result<(), usize>;

    /// The copy of the loop that this processor could use and does not, because it has wider vectors.
    #[cfg(target_arch = "x86_64")]
    #[expect(unsafe_code, reason = "a processor with the wider vectors has the narrower ones")]
    fn narrower() -> Option<Copy> {
        (wide::widest() == Some(wide::Vectors::Of512Bits)).then_some(|line, ends, values| {
            // SAFETY: the wider vectors are used only where the narrower ones are there.
            unsafe { wide::by_256_bits(line, ends, values) }
        })
    }

    #[cfg(not(target_arch = "x86_64"))]
    fn narrower() -> Option<Copy> {
        None
    }

    /// Whether a number of digits and at most one point is short enough to be read by words.
    fn is_plain(field: &str) -> bool {
        let digits = field.bytes().filter(u8::is_ascii_digit).count();
        let has_leading_zero = field.trim_start_matches('-').starts_with('0');
        field.len() <= 16 && digits > 0 && (digits < 16 || has_leading_zero)
    }

    #[test]
    fn what_is_not_a_finite_number_is_refused() {
        for text in [
            "",
            "-",
            ".",
            "-.",
            "1.2.3",
            "NA",
            "nan",
            "inf",
            "-Inf",
            "1e999",
            "1,5",
            "0x10",
            "--1",
            "1 2",
            ":",
            "1-2",
            "1.-2",
            "-1.234567.9",
            "1.2345678.901",
            "/",
            "1:",
            "\u{e9}1",
            "1\u{e9}",
        ] {
            assert_eq!(parse(text.as_bytes()), None, "{text}");
            assert_eq!(plain(text), None, "{text}");
            for place in [0, 3, LANES, LANES + 2] {
                let mut fields = ["1.5"; LANES + 3];
                fields[place] = text;
                assert_eq!(read(&fields), Err(place), "{text}");
            }
        }
    }

    #[test]
    fn every_way_to_write_a_number_is_read() {
        let fields = [
            "0",
            "-0",
            "1.",
            ".5",
            "16.86",
            "1e-5",
            "1E5",
            "+3",
            "-9.9658",
            "12345678901234567890.5",
            " 1.5 ",
            "-5.64385618977472",
            "0.123456789012345",
            "9999999999999999",
            "0999999999999999",
            "00000000",
            "-0.0000",
        ];
        let expected: Vec<u64> = fields.map(|f| f.trim().parse::<f64>().unwrap().to_bits()).to_vec();
        let found: Vec<u64> = read(&fields).unwrap().into_iter().map(f64::to_bits).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn plain_numbers_of_every_length_are_read_by_words() {
        let digits = "98765432109876543";
        for length in 1..=digits.len() {
            for point in 0..=length {
                let with_point = format!("{}.{}", &digits[..point], &digits[point..length]);
                for text in [&digits[..length], &with_point, &format!("-{with_point}")] {
                    let expected = is_plain(text).then(|| text.parse::<f64>().unwrap().to_bits());
                    assert_eq!(plain(text), expected, "{text}");
                }
            }
        }
    }

    #[test]
    fn a_field_at_the_begin_of_a_line_is_read_all_the_same() {
        for id in ["", "A", "A1BG"] {
            for field in ["7", "-1.25", "123.456789"] {
                let line = format!("{id}\t{field}");
                let mut values = [0.0];
                read_fields(line.as_bytes(), &[id.len(), line.len()], &mut values).unwrap();
                assert_eq!(values[0].to_bits(), field.parse::<f64>().unwrap().to_bits(), "{line}");
            }
        }
    }

    proptest! {
        #[test]
        fn plain_numbers_are_what_the_standard_library_reads(text in "-?[0-9]{0,16}[.]?[0-9]{0,16}") {
            let expected = is_plain(&text).then(|| text.parse::<f64>().unwrap().to_bits());
            prop_assert_eq!(plain(&text), expected);
        }

        #[test]
        fn what_is_plain_is_what_the_standard_library_reads(text in "[-+0-9.eE /:]{0,17}") {
            if let Some(bits) = plain(&text) {
                prop_assert_eq!(Ok(bits), text.parse::<f64>().map(f64::to_bits));
            }
        }

        #[test]
        fn any_byte_within_a_number_is_found(bytes in prop::collection::vec(any::<u8>(), 1..17), at in 0_usize..16) {
            let mut field = b"1234567890123456"[..bytes.len()].to_vec();
            let at = at % field.len();
            field[at] = bytes[at];
            let (mut line, _) = line_of(&[""]);
            let begin = line.len() - 1;
            line.extend_from_slice(&field);
            let mut value = [0.0];
            let found = read_fields(&line, &[begin, line.len()], &mut value).map(|()| value[0].to_bits());
            prop_assert_eq!(found.ok(), parse(field.trim_ascii()).map(f64::to_bits));
        }

        #[test]
        fn agrees_with_the_standard_library_to_the_last_bit(mantissa in any::<u64>(), cut in 0_u32..19, decimals in 0_usize..22, negative: bool) {
            let mut text = format!("{:0>22}", mantissa / 10_u64.pow(cut));
            text.insert(22 - decimals, '.');
            let text = format!("{}{}", if negative { "-" } else { "" }, text.trim_start_matches('0'));
            let expected: f64 = if text.ends_with("-.") || text == "." { return Ok(()) } else { text.parse().unwrap() };
            prop_assert_eq!(read(&[&text]).map(|values| values[0].to_bits()), Ok(expected.to_bits()));
        }

        #[test]
        fn every_processor_reads_the_same(fields in prop::collection::vec("(-?[0-9]{1,3}[.][0-9]{1,6})|([0-9]{1,17})|0|NA|(1e-[0-9])", 0..40)) {
            let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
            let (line, ends) = line_of(&fields);
            let mut copies: Vec<Copy> = vec![read_all, read_fields];
            copies.extend(narrower());
            let expected: Result<Vec<u64>, usize> = fields
                .iter()
                .enumerate()
                .map(|(place, field)| parse(field.as_bytes()).map(f64::to_bits).ok_or(place))
                .collect();
            for copy in copies {
                let mut values = vec![0.0_f64; fields.len()];
                let found = copy(&line, &ends, &mut values)
                    .map(|()| values.into_iter().map(f64::to_bits).collect::<Vec<_>>());
                prop_assert_eq!(&found, &expected);
            }
        }
    }
}
