//! The frame of a BCF: lengths are checked against the file before memory is asked for, and each record against its own
//! lengths and counts before it is decoded (VCF specification, section 6).

/// Bytes of the two lengths before each record.
pub(super) const LENGTHS: usize = 8;
/// Bytes of a record before its typed values.
const FIXED: usize = 24;

/// The two lengths before a record, and both together.
pub(super) fn lengths(head: [u8; LENGTHS]) -> (usize, usize) {
    let [a, b, c, d, e, f, g, h] = head;
    (u32::from_le_bytes([a, b, c, d]) as usize, u32::from_le_bytes([e, f, g, h]) as usize)
}

/// What is wrong with a record whose site part has so many bytes, in a file of so many samples.
pub(super) fn fault_of(record: &[u8], n_site: usize, n_samples: usize) -> Option<String> {
    let Some((site, samples)) = record.split_at_checked(n_site) else {
        return Some("its lengths do not fit".to_owned());
    };
    let counts = site.get(16..FIXED).and_then(|counts| <[u8; 8]>::try_from(counts).ok());
    let Some([i, i2, a, a2, s, s2, s3, f]) = counts else {
        return Some("its site part is too short".to_owned());
    };
    let (n_info, n_alleles) = (u16::from_le_bytes([i, i2]), u16::from_le_bytes([a, a2]));
    let n_own = u32::from_le_bytes([s, s2, s3, 0]) as usize;
    if n_own != n_samples {
        return Some(format!("it has {n_own} samples, but the header has {n_samples}"));
    }
    if n_alleles == 0 {
        return Some("it has no reference allele".to_owned());
    }
    let mut walk = Walk(site.get(FIXED..).unwrap_or_default());
    // ID, alleles and FILTER, then key and value of each INFO field.
    let n_values = 2 + usize::from(n_alleles) + 2 * usize::from(n_info);
    if (0..n_values).any(|_| walk.value(1).is_none()) || !walk.0.is_empty() {
        return Some("the values of its site do not fill its length".to_owned());
    }
    let mut walk = Walk(samples);
    if (0..f).any(|_| walk.value(1).is_none() || walk.value(n_samples).is_none()) || !walk.0.is_empty() {
        return Some("the values of its samples do not fill their length".to_owned());
    }
    None
}

/// The bytes that are left.
struct Walk<'b>(&'b [u8]);

impl<'b> Walk<'b> {
    fn take(&mut self, n: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(n)?;
        self.0 = rest;
        Some(taken)
    }

    /// Passes a typed value that is there once, or once a sample.
    fn value(&mut self, n_times: usize) -> Option<()> {
        let descriptor = *self.take(1)?.first()?;
        let n = match descriptor >> 4 {
            15 => self.long_length()?,
            n => usize::from(n),
        };
        let n_bytes = n.checked_mul(size_of(descriptor & 0x0f)?)?.checked_mul(n_times)?;
        self.take(n_bytes).map(|_| ())
    }

    /// A length that is itself a typed integer.
    fn long_length(&mut self) -> Option<usize> {
        let descriptor = *self.take(1)?.first()?;
        if descriptor >> 4 != 1 {
            return None;
        }
        match (descriptor & 0x0f, self.take(size_of(descriptor & 0x0f)?)?) {
            (1, [n]) => usize::try_from(i8::from_le_bytes([*n])).ok(),
            (2, [a, b]) => usize::try_from(i16::from_le_bytes([*a, *b])).ok(),
            (3, [a, b, c, d]) => usize::try_from(i32::from_le_bytes([*a, *b, *c, *d])).ok(),
            _ => None,
        }
    }
}

/// Bytes of one value of a type; `None` for a type that does not exist.
fn size_of(kind: u8) -> Option<usize> {
    match kind {
        0 => Some(0),
        1 | 7 => Some(1),
        2 => Some(2),
        3 | 5 => Some(4),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One sample with GT 0/1, one INFO flag, two alleles.
    fn record() -> (Vec<u8>, usize) {
        let mut site = vec![0; 16];
        site.extend([1, 0, 2, 0, 1, 0, 0, 1]);
        // ID missing, C, T, FILTER 0, INFO key 1 without a value.
        site.extend([0x07, 0x17, b'C', 0x17, b'T', 0x11, 0, 0x11, 1, 0x00]);
        let n_site = site.len();
        site.extend([0x11, 2, 0x21, 2, 4]);
        (site, n_site)
    }

    #[test]
    fn a_sound_record_has_no_fault_and_every_cut_or_count_has() {
        let (whole, n_site) = record();
        assert_eq!(fault_of(&whole, n_site, 1), None);
        for n in 0..whole.len() {
            assert!(fault_of(&whole[..n], n_site, 1).is_some(), "{n}");
            assert!(fault_of(&whole, n, 1).is_some() || n == n_site, "{n}");
        }
        assert_eq!(fault_of(&whole, n_site, 2).unwrap(), "it has 1 samples, but the header has 2");
        // Types, lengths and counts that do not exist.
        for (place, byte) in [(24, 0x0f), (25, 0x27), (29, 0xf1), (16, 9), (18, 0), (23, 2), (36, 0x71)] {
            let mut damaged = whole.clone();
            damaged[place] = byte;
            assert!(fault_of(&damaged, n_site, 1).is_some(), "{place}");
        }
    }
}
