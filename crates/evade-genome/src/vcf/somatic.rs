//! Records that their caller takes for germline.

use super::record::RawRecord;

/// What says that the record is not somatic.
pub(super) fn germline_record(record: &RawRecord<'_>, tumor: Option<usize>) -> Option<String> {
    let by_filter = record
        .filter
        .split(';')
        .find(|f| matches!(f.to_ascii_lowercase().as_str(), "germline" | "germline_risk" | "refcall"));
    if let Some(filter) = by_filter {
        return Some(format!("FILTER {filter}"));
    }
    // VarScan, SomaticSniper and MuSE share this code.
    let status = record.info("SS").or_else(|| record.sample(tumor, "SS"));
    let word = match status {
        Some("0") => Some("reference"),
        Some("1") => Some("germline"),
        Some("3") => Some("loss of heterozygosity of a germline variant"),
        _ => None,
    };
    if let Some(word) = word {
        return Some(format!("SS={}: {word}", status.unwrap_or_default()));
    }
    let vardict = record.info("STATUS").filter(|s| s.eq_ignore_ascii_case("germline") || s.ends_with("LOH"));
    vardict.map(|status| format!("STATUS={status}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(filter: &str, info: &str, status: &str) -> Option<String> {
        let line = format!("1\t5\t.\tC\tT\t.\t{filter}\t{info}\tGT:SS\t0/1:{status}");
        germline_record(&RawRecord::parse(&line).unwrap(), Some(0))
    }

    /// Section 9 and 11: what a caller calls germline is not somatic.
    #[test]
    fn rule_9_germline_records_are_told_by_filter_and_status() {
        assert_eq!(record("PASS", "SS=2", "2"), None);
        assert_eq!(record("PASS", "DP=1", "2"), None);
        assert_eq!(record("PASS", "SS=1;DP=1", ".").as_deref(), Some("SS=1: germline"));
        assert!(record("PASS", ".", "3").is_some());
        assert_eq!(record("GERMLINE", ".", ".").as_deref(), Some("FILTER GERMLINE"));
        assert_eq!(record("weak;germline", ".", ".").as_deref(), Some("FILTER germline"));
        assert!(record("PASS", "STATUS=Germline", ".").is_some());
        assert!(record("PASS", "STATUS=StrongSomatic", ".").is_none());
    }
}
