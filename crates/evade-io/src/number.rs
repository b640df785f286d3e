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

/// The number a window begins with, and its length; `None` if it is not plainly written (digits with at most one
/// point, perhaps after a minus) or does not end within the window. What ends it is for the caller to judge.
///
/// The bytes of the window are worked on side by side in one integer, without a branch on the length of the number:
/// lengths vary from value to value, and a wrong guess of the processor costs more than the arithmetic. The end is
/// found first and from few operations, because the next number waits for it. With at most fifteen digits, the
/// quotient of two exact numbers is correctly rounded (Clinger 1990, doi 10.1145/93548.93557).
#[inline]
pub(crate) fn parse_leading(window: &[u8; WINDOW]) -> Option<(f64, usize)> {
    // The first byte is the lowest.
    let text = u128::from_le_bytes(*window);
    // Separators and line ends stand below the minus, the point and the digits: their subtraction clears the highest
    // bit of the byte, which is set before so that no byte borrows from its neighbour.
    let end = lowest_bit(!((text | HIGHEST) - everywhere(b'-')) & HIGHEST);
    let length = places_below(end);

    let is_negative = text as u8 == b'-';
    // Digits become 0 to 9, a minus as well, everything else more.
    let bytes = (text ^ everywhere(b'0')) & !(u128::from(is_negative) * 0xff);
    // Adding 0x76 carries 10 and more into the highest bit.
    let others = (((bytes & !HIGHEST) + everywhere(0x76)) | bytes) & HIGHEST;
    let point = others & end.wrapping_sub(1);
    let whole = places_below(point | end);
    let n_digits = length - usize::from(point != 0);
    let is_point = window.get(whole) == Some(&b'.');
    if point & point.wrapping_sub(1) != 0
        || (point != 0) & !is_point
        || n_digits <= usize::from(is_negative)
        || length == WINDOW
    {
        return None;
    }
    // Close the gap of the point, then push out what follows the number.
    let before_point = (lowest_bit(point | end) >> 7) - 1;
    let digits = ((bytes & before_point) | ((bytes >> 8) & !before_point)) << (8 * (WINDOW - n_digits));
    let mantissa = eight_digits(digits as u64) * 100_000_000 + eight_digits((digits >> 64) as u64);
    let value = mantissa as f64 / POWERS[n_digits - whole];
    Some((if is_negative { -value } else { value }, length))
}

/// The highest bit of every byte.
const HIGHEST: u128 = everywhere(0x80);

/// This byte in every place of a window.
const fn everywhere(byte: u8) -> u128 {
    u128::from_le_bytes([byte; WINDOW])
}

/// The lowest bit that is set, alone.
#[inline]
fn lowest_bit(bits: u128) -> u128 {
    bits & bits.wrapping_neg()
}

/// Bytes below the lowest bit that is set; all of them if none is.
#[inline]
fn places_below(bits: u128) -> usize {
    (bits.trailing_zeros() / 8) as usize
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
                    let expected = (text.len() < WINDOW).then(|| text.parse::<f64>().unwrap().to_bits());
                    assert_eq!(leading(text).map(f64::to_bits), expected, "{text}");
                }
            }
        }
    }

    #[test]
    fn a_number_ends_before_a_low_byte_and_holds_no_other() {
        for end in (0..=u8::MAX).filter(|byte| !byte.is_ascii_digit()) {
            let mut window = *b"12.5\t999.999\t999";
            window[4] = end;
            let is_low = end & 0x7f < b'-';
            assert_eq!(parse_leading(&window), is_low.then_some((12.5, 4)), "{end}");
        }
    }

    proptest! {
        #[test]
        fn agrees_with_the_standard_library_to_the_last_bit(mantissa in any::<u64>(), cut in 0_u32..19, decimals in 0_usize..22, negative: bool) {
            let mut text = format!("{:0>22}", mantissa / 10_u64.pow(cut));
            text.insert(22 - decimals, '.');
            let text = format!("{}{}", if negative { "-" } else { "" }, text.trim_start_matches('0'));
            let expected: f64 = if text.ends_with("-.") || text == "." { return Ok(()) } else { text.parse().unwrap() };
            prop_assert_eq!(parse(text.as_bytes()).map(f64::to_bits), Some(expected.to_bits()));
            let at_once = (text.len() < WINDOW).then_some(expected.to_bits());
            prop_assert_eq!(leading(&text).map(f64::to_bits), at_once);
        }

        #[test]
        fn what_is_read_at_once_is_what_the_standard_library_reads(text in "[-+0-9.eE ]{0,16}") {
            if let Some(value) = leading(&text) {
                prop_assert_eq!(Ok(value.to_bits()), text.parse::<f64>().map(f64::to_bits));
            }
        }
    }
}
