//! Decimal text to f64, exact: the inner loop of the expression reader.

/// Bytes looked at together: fifteen of a number and the one that ends it.
pub(crate) const WINDOW: usize = 16;

/// Powers of ten for the decimals of a window; an f64 holds all of them exactly.
const POWERS: [f64; WINDOW] =
    [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

/// Reads a decimal number; `None` if the text is not one or is not finite.
pub(crate) fn parse(text: &[u8]) -> Option<f64> {
    std::str::from_utf8(text).ok()?.parse::<f64>().ok().filter(|value| value.is_finite())
}

/// The number a window begins with, and its length, if it has the form that nearly all have: at most eight digits with a
/// point among them, perhaps after a minus, and then the separator. `None` says that [`parse_leading`] has to look.
///
/// Half the work of the general form: between two bytes that are no digits there are digits alone, so only these two
/// are to be judged; and the digits are pushed together over the point, which leaves one number to be read.
#[inline]
pub(crate) fn parse_short(window: &[u8; WINDOW], separator: u8) -> Option<(f64, usize)> {
    let text = u128::from_le_bytes(*window);
    let sign = u32::from(text as u8 == b'-');
    let others = not_digits(text) & !sign;
    let point = (others | 1 << WINDOW).trailing_zeros() as usize;
    let length = (others & others.wrapping_sub(1) | 1 << WINDOW).trailing_zeros() as usize;
    let n_digits = length.wrapping_sub(1 + sign as usize);
    if point > 7
        || window[point % WINDOW] != b'.'
        || length > 9
        || window[length % WINDOW] != separator
        || n_digits == 0
    {
        return None;
    }
    // The first byte is the lowest. The bytes of digits become 0 to 9, that of a minus becomes a leading 0.
    let zeros = u64::from_le_bytes([b'0'; 8]);
    let from_first = text as u64 ^ (zeros - u64::from(sign) * u64::from(b'0' - b'-'));
    let from_second = (text >> 8) as u64 ^ zeros;
    let before_point = (1_u64 << (8 * point)) - 1;
    let digits = (from_first & before_point) | (from_second & !before_point);
    let mantissa = eight_digits(digits << (8 * (9 - length))).cast_signed() as f64;
    let value = mantissa / POWERS[(length - 1 - point) % WINDOW];
    Some((f64::from_bits(value.to_bits() | u64::from(sign) << 63), length))
}

/// The number a window begins with, and its length; `None` if it is not plainly written (digits with at most one
/// point, perhaps after a minus), does not end within the window or has more than eight digits before the point. What
/// ends it is for the caller to judge.
///
/// What each byte is, is told for all of them at once, without a branch on the length of the number: lengths vary from
/// value to value, and a wrong guess of the processor costs more than the arithmetic. The end is found first and from
/// few operations, because the next number waits for it. With at most fifteen digits, the quotient of two exact
/// numbers is correctly rounded (Clinger 1990, doi 10.1145/93548.93557).
#[inline]
pub(crate) fn parse_leading(window: &[u8; WINDOW]) -> Option<(f64, usize)> {
    let text = u128::from_le_bytes(*window);
    let masks = Masks::of(text);
    let length = (masks.ends | 1 << WINDOW).trailing_zeros() as usize;
    let within = (1 << length) - 1;

    let sign = u32::from(text as u8 == b'-');
    let points = masks.points & within;
    let digits = masks.digits & within;
    let whole_end = (points | 1 << length).trailing_zeros() as usize;
    let n_whole = whole_end - sign as usize;
    let n_decimals = (length - whole_end).saturating_sub(1);
    if digits | points | sign != within
        || points & points.wrapping_sub(1) != 0
        || digits == 0
        || n_whole > 8
        || length == WINDOW
    {
        return None;
    }
    // The first byte is the lowest. The bytes of digits become 0 to 9.
    let values = text ^ u128::from_le_bytes([b'0'; WINDOW]);
    let whole = leading_digits((values >> (8 * sign)) as u64, n_whole);
    // Two steps, because a shift by the whole width is none.
    let after_point = (values >> (8 * whole_end)) >> 8;
    let decimals = if n_decimals <= 8 {
        leading_digits(after_point as u64, n_decimals)
    } else {
        let rest = n_decimals - 8;
        eight_digits(after_point as u64) * TENS[rest] + leading_digits((after_point >> 64) as u64, rest)
    };
    // Below 10^16: a signed integer is turned into a float by one instruction, an unsigned one by many.
    let mantissa = (whole * TENS[n_decimals] + decimals).cast_signed() as f64;
    let value = mantissa / POWERS[n_decimals];
    Some((f64::from_bits(value.to_bits() | u64::from(sign) << 63), length))
}

/// What each byte of a window is: bit i for byte i.
#[derive(Debug, PartialEq, Eq)]
struct Masks {
    /// Below the minus, the point and the digits, as separators and line ends are; or no ASCII.
    ends: u32,
    points: u32,
    digits: u32,
}

impl Masks {
    #[cfg(target_arch = "x86_64")]
    #[inline]
    #[expect(
        unsafe_code,
        reason = "vector instructions; byte_by_byte is the safe twin that it is tested against"
    )]
    fn of(text: u128) -> Self {
        // SAFETY: SSE2 is part of x86-64: every processor of this architecture has it.
        unsafe { Self::side_by_side(text) }
    }

    /// By vector instructions, all bytes at once.
    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "sse2")]
    #[inline]
    fn side_by_side(text: u128) -> Self {
        use std::arch::x86_64::{
            __m128i, _mm_and_si128, _mm_cmpeq_epi8, _mm_cmpgt_epi8, _mm_cmplt_epi8, _mm_movemask_epi8,
            _mm_set_epi64x, _mm_set1_epi8,
        };
        let bits = |bytes: __m128i| _mm_movemask_epi8(bytes).cast_unsigned();
        let all = |byte: u8| _mm_set1_epi8(byte.cast_signed());
        let bytes = _mm_set_epi64x(((text >> 64) as u64).cast_signed(), (text as u64).cast_signed());
        Self {
            // The comparison is signed: bytes from 128 on are below as well.
            ends: bits(_mm_cmplt_epi8(bytes, all(b'-'))),
            points: bits(_mm_cmpeq_epi8(bytes, all(b'.'))),
            digits: bits(_mm_and_si128(
                _mm_cmpgt_epi8(bytes, all(b'0' - 1)),
                _mm_cmplt_epi8(bytes, all(b'9' + 1)),
            )),
        }
    }

    #[cfg(not(target_arch = "x86_64"))]
    #[inline]
    fn of(text: u128) -> Self {
        Self::byte_by_byte(text)
    }

    /// On every processor.
    #[cfg(any(test, not(target_arch = "x86_64")))]
    fn byte_by_byte(text: u128) -> Self {
        let bits = |is: fn(u8) -> bool| {
            text.to_le_bytes().into_iter().enumerate().map(|(i, byte)| u32::from(is(byte)) << i).sum()
        };
        Self {
            ends: bits(|byte| !(b'-'..128).contains(&byte)),
            points: bits(|byte| byte == b'.'),
            digits: bits(|byte| byte.is_ascii_digit()),
        }
    }
}

/// Which bytes of a window are no digits: bit i for byte i.
#[cfg(target_arch = "x86_64")]
#[inline]
#[expect(unsafe_code, reason = "vector instructions; a test compares them with the bytes one by one")]
fn not_digits(text: u128) -> u32 {
    /// By vector instructions, all bytes at once.
    #[target_feature(enable = "sse2")]
    #[inline]
    fn side_by_side(text: u128) -> u32 {
        use std::arch::x86_64::{
            _mm_add_epi8, _mm_cmpgt_epi8, _mm_movemask_epi8, _mm_set_epi64x, _mm_set1_epi8,
        };
        let bytes = _mm_set_epi64x(((text >> 64) as u64).cast_signed(), (text as u64).cast_signed());
        // The comparison is signed: the digits become the ten lowest numbers.
        let shifted = _mm_add_epi8(bytes, _mm_set1_epi8((128 - b'0').cast_signed()));
        _mm_movemask_epi8(_mm_cmpgt_epi8(shifted, _mm_set1_epi8(i8::MIN + 9))).cast_unsigned()
    }
    // SAFETY: SSE2 is part of x86-64: every processor of this architecture has it.
    unsafe { side_by_side(text) }
}

/// Which bytes of a window are no digits: bit i for byte i.
#[cfg(not(target_arch = "x86_64"))]
#[inline]
fn not_digits(text: u128) -> u32 {
    !Masks::byte_by_byte(text).digits & 0xffff
}

/// Powers of ten for the decimals of a window.
const TENS: [u64; WINDOW] = {
    let mut powers = [1; WINDOW];
    let mut i = 1;
    while i < WINDOW {
        powers[i] = powers[i - 1] * 10;
        i += 1;
    }
    powers
};

/// The number of the first `n` digits, at most eight: what follows is pushed out, and zeros come before.
#[inline]
fn leading_digits(digits: u64, n: usize) -> u64 {
    // Two halves, because a shift by the whole width is none.
    let half = 32 - 4 * n;
    eight_digits((digits << half) << half)
}

/// The number of eight digits, the first of them in the lowest byte: pairs, then fours, then all eight side by side.
#[inline]
fn eight_digits(digits: u64) -> u64 {
    const PAIRS: u64 = 0x0000_00ff_0000_00ff;
    let pairs = digits * 10 + (digits >> 8);
    let high = (pairs & PAIRS).wrapping_mul(100 + (1_000_000 << 32));
    let low = ((pairs >> 16) & PAIRS).wrapping_mul(1 + (10_000 << 32));
    high.wrapping_add(low) >> 32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What the window of a text gives when a tab follows it; nothing if another end was found.
    fn leading(text: &str) -> Option<f64> {
        let padded: Vec<u8> = text.bytes().chain(*b"\t12345.6789\t0.0").collect();
        let (value, length) = parse_leading(padded.first_chunk()?)?;
        (length == text.len()).then_some(value)
    }

    /// What the quick form gives when this byte follows the text, which is the separator.
    fn quick(text: &str, separator: u8) -> Option<f64> {
        let padded: Vec<u8> = text.bytes().chain([separator]).chain(*b"2345.6789\t0.0\t").collect();
        let (value, length) = parse_short(padded.first_chunk()?, separator)?;
        assert_eq!(length, text.len(), "{text}");
        Some(value)
    }

    /// Whether a number has a point and one to eight digits.
    fn is_short(text: &str) -> bool {
        let digits = text.strip_prefix('-').unwrap_or(text);
        digits.matches('.').count() == 1
            && digits.bytes().all(|b| b == b'.' || b.is_ascii_digit())
            && (2..=9).contains(&digits.len())
            && text.len() <= 9
            && text.find('.') < Some(8)
    }

    /// Whether a plain number ends within the window and has few enough digits before the point.
    fn is_read_at_once(text: &str) -> bool {
        text.len() < WINDOW && text.trim_start_matches('-').split('.').next().unwrap_or_default().len() <= 8
    }

    #[test]
    fn what_is_not_a_finite_number_is_refused() {
        for text in [
            "", "-", ".", "-.", "1.2.3", "NA", "nan", "inf", "-Inf", "1e999", "1,5", "0x10", "--1", "1 2",
            ":",
        ] {
            assert_eq!(parse(text.as_bytes()), None, "{text}");
            assert_eq!(leading(text), None, "{text}");
        }
    }

    #[test]
    fn every_way_to_write_a_number_is_read() {
        for text in ["0", "-0", "1.", ".5", "16.86", "1e-5", "1E5", "+3", "-9.9658", "12345678901234567890.5"]
        {
            let expected: f64 = text.parse().unwrap();
            assert_eq!(parse(text.as_bytes()).map(f64::to_bits), Some(expected.to_bits()), "{text}");
        }
    }

    #[test]
    fn plain_numbers_of_every_length_are_read_at_once() {
        let digits = "987654321098765";
        for length in 1..=digits.len() {
            for point in 0..=length {
                let with_point = format!("{}.{}", &digits[..point], &digits[point..length]);
                for text in [&digits[..length], &with_point, &format!("-{with_point}")] {
                    let expected = is_read_at_once(text).then(|| text.parse::<f64>().unwrap().to_bits());
                    assert_eq!(leading(text).map(f64::to_bits), expected, "{text}");
                    let expected = is_short(text).then(|| text.parse::<f64>().unwrap().to_bits());
                    assert_eq!(quick(text, b'\t').map(f64::to_bits), expected, "{text}");
                }
            }
        }
    }

    #[test]
    fn a_number_ends_before_a_low_byte_and_holds_no_other() {
        for end in (0..=u8::MAX).filter(|byte| !byte.is_ascii_digit()) {
            let mut window = *b"12.5\t999.999\t999";
            window[4] = end;
            let is_end = end < b'-' || !end.is_ascii();
            assert_eq!(parse_leading(&window), is_end.then_some((12.5, 4)), "{end}");
        }
    }

    #[test]
    fn a_short_number_ends_at_the_separator_alone() {
        for end in (0..=u8::MAX).filter(|byte| !byte.is_ascii_digit()) {
            let mut window = *b"-12.54\t999.999\t9";
            window[6] = end;
            for separator in [b'\t', b',', b';', b' '] {
                let expected = (end == separator).then_some((-12.54, 6));
                assert_eq!(parse_short(&window, separator), expected, "{end}");
            }
        }
    }

    proptest! {
        #[test]
        fn short_numbers_are_what_the_standard_library_reads(text in "-?[0-9]{0,8}[.][0-9]{0,8}") {
            let expected = is_short(&text).then(|| text.parse::<f64>().unwrap().to_bits());
            prop_assert_eq!(quick(&text, b'\t').map(f64::to_bits), expected);
        }

        #[test]
        fn what_is_short_is_what_the_standard_library_reads(text in "[-+0-9.eE ]{0,10}") {
            if let Some(value) = quick(&text, b'\t') {
                prop_assert_eq!(Ok(value.to_bits()), text.parse::<f64>().map(f64::to_bits));
            }
        }

        #[test]
        fn agrees_with_the_standard_library_to_the_last_bit(mantissa in any::<u64>(), cut in 0_u32..19, decimals in 0_usize..22, negative: bool) {
            let mut text = format!("{:0>22}", mantissa / 10_u64.pow(cut));
            text.insert(22 - decimals, '.');
            let text = format!("{}{}", if negative { "-" } else { "" }, text.trim_start_matches('0'));
            let expected: f64 = if text.ends_with("-.") || text == "." { return Ok(()) } else { text.parse().unwrap() };
            prop_assert_eq!(parse(text.as_bytes()).map(f64::to_bits), Some(expected.to_bits()));
            let at_once = is_read_at_once(&text).then_some(expected.to_bits());
            prop_assert_eq!(leading(&text).map(f64::to_bits), at_once);
        }

        #[test]
        fn vector_instructions_tell_what_the_bytes_are_one_by_one(window: [u8; WINDOW]) {
            let text = u128::from_le_bytes(window);
            prop_assert_eq!(Masks::of(text), Masks::byte_by_byte(text));
            prop_assert_eq!(not_digits(text), !Masks::byte_by_byte(text).digits & 0xffff);
        }

        #[test]
        fn what_is_read_at_once_is_what_the_standard_library_reads(text in "[-+0-9.eE ]{0,16}") {
            if let Some(value) = leading(&text) {
                prop_assert_eq!(Ok(value.to_bits()), text.parse::<f64>().map(f64::to_bits));
            }
        }
    }
}
