//! Which sample of a file a sample sheet means.

/// Whether a barcode of a file stands for a `dna_id`.
///
/// Equal names match. Beyond that only TCGA barcodes do, compared on the part both have: the patient
/// (`TCGA-05-4244`, 12 characters), the sample (`...-01`, 15) or the vial (`...-01A`, 16). Plate and centre, which
/// differ between the DNA and the RNA of one vial, are never compared.
#[must_use]
pub fn matches_sample(barcode: &str, dna_id: &str) -> bool {
    if barcode == dna_id {
        return true;
    }
    let (Some(a), Some(b)) = (tcga_level(barcode), tcga_level(dna_id)) else { return false };
    let level = a.min(b);
    barcode.get(..level).is_some() && barcode.get(..level) == dna_id.get(..level)
}

/// Characters of a TCGA barcode that say which sample it is.
fn tcga_level(barcode: &str) -> Option<usize> {
    let has_form = barcode.is_ascii() && barcode.starts_with("TCGA-") && barcode.get(7..8) == Some("-");
    match barcode.len() {
        _ if !has_form => None,
        12 => Some(12),
        15 => Some(15),
        16.. => Some(16),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tcga_barcodes_match_on_what_both_have() {
        assert!(matches_sample("P1", "P1"));
        assert!(!matches_sample("P1-T", "P1"));
        assert!(matches_sample("TCGA-05-4244", "TCGA-05-4244-01A-01D-1105-08"));
        assert!(matches_sample("TCGA-05-4244-01A-01D-1105-08", "TCGA-05-4244-01A-01R-1107-07"));
        assert!(matches_sample("TCGA-05-4244-01A-01D-1105-08", "TCGA-05-4244-01"));
        assert!(!matches_sample("TCGA-05-4244-01A", "TCGA-05-4244-02A"));
        assert!(!matches_sample("TCGA-05-4245", "TCGA-05-4244"));
    }
}
