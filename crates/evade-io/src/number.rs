//! Decimal text to f64, exact: the inner loop of the expression reader.

/// Powers of ten that an f64 holds exactly.
const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19, 1e20, 1e21, 1e22,
];

/// Reads a decimal number; `None` if the text is not one or is not finite.
///
/// Up to 2^53 in digits and 22 in exponent, one multiplication or division of two exact numbers gives the correctly
/// rounded result (Clinger 1990, doi 10.1145/93548.93557); everything else goes to the standard library.
#[inline]
pub(crate) fn parse(text: &[u8]) -> Option<f64> {
    plain(text)
        .or_else(|| std::str::from_utf8(text).ok()?.parse::<f64>().ok().filter(|value| value.is_finite()))
}

/// Digits with at most one point, few enough to be exact.
#[inline]
fn plain(text: &[u8]) -> Option<f64> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    if digits.is_empty() || digits.len() > 19 {
        return None;
    }
    let mut mantissa = 0_u64;
    let mut point = None;
    for (i, &byte) in digits.iter().enumerate() {
        let digit = byte.wrapping_sub(b'0');
        if digit < 10 {
            mantissa = mantissa * 10 + u64::from(digit);
        } else if byte == b'.' && point.is_none() {
            point = Some(i);
        } else {
            return None;
        }
    }
    let decimals = point.map_or(0, |i| digits.len() - i - 1);
    if mantissa > 1 << 53 || (point.is_some() && digits.len() == 1) {
        return None;
    }
    let value = mantissa as f64 / POWERS[decimals];
    Some(if negative { -value } else { value })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_not_a_finite_number_is_refused() {
        for text in ["", "-", ".", "1.2.3", "NA", "nan", "inf", "-Inf", "1e999", "1,5", "0x10", "--1", "1 2"]
        {
            assert_eq!(parse(text.as_bytes()), None, "{text}");
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

    proptest! {
        #[test]
        fn agrees_with_the_standard_library_to_the_last_bit(mantissa in any::<u64>(), decimals in 0_usize..22, negative: bool) {
            let mut text = format!("{mantissa:0>22}");
            text.insert(22 - decimals, '.');
            let text = format!("{}{}", if negative { "-" } else { "" }, text.trim_start_matches('0'));
            let expected: f64 = text.parse().unwrap();
            prop_assert_eq!(parse(text.as_bytes()).map(f64::to_bits), Some(expected.to_bits()));
        }
    }
}
