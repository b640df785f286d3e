//! A normal that is not a column of its own: its numbers lie beside those of the tumour, or the caller shows that it
//! compared the tumour with one.

use super::entry::{AlleleOf, own_value};
use super::header::{VcfHeader, attribute};
use super::reads::{count, fraction_of, is_missing};
use super::side_fields::{Reading, Whose, may_be_of_normal, meaning_of};

/// Fewer reads of the normal do not show that it is without a variant (Cibulskis 2013, PMID 23396013: 8 reads at places
/// without a known polymorphism).
const MIN_NORMAL_DEPTH: u32 = 8;

/// The fields of the normal that the header defines.
#[derive(Debug, Default)]
pub(super) struct NormalFields {
    fractions: Vec<String>,
    depths: Vec<String>,
    alt_reads: Vec<String>,
}

/// What the fields of a record say of one allele in the normal.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct OtherNormal {
    pub(super) fraction: Option<f64>,
    depth: Option<u32>,
}

impl OtherNormal {
    /// Whether the normal has enough reads to show that it is without the variant.
    pub(super) fn is_seen(self) -> bool {
        self.fraction.is_some() && self.depth.is_some_and(|depth| depth >= MIN_NORMAL_DEPTH)
    }
}

impl NormalFields {
    pub(super) fn from_header(header: &VcfHeader) -> Self {
        let mut fields = Self::default();
        for line in header.values("FORMAT").chain(header.values("INFO")) {
            let Some(id) = attribute(line, "ID") else { continue };
            let Some((Whose::Normal, reading)) = meaning_of(id) else { continue };
            let list = match reading {
                Reading::Fraction => &mut fields.fractions,
                Reading::Depth => &mut fields.depths,
                Reading::AltReads => &mut fields.alt_reads,
            };
            list.push(id.to_owned());
        }
        fields
    }

    /// A sentence on fields that may hold the normal and are not read.
    pub(super) fn unread(header: &VcfHeader) -> Option<String> {
        let ids = header.values("INFO").filter_map(|line| attribute(line, "ID"));
        let unread: Vec<&str> = ids.filter(|id| may_be_of_normal(id)).collect();
        (!unread.is_empty()).then(|| {
            format!(
                "INFO/{} may hold the fraction of the normal and is not read: inherited variants may count as the \
                 tumour's own (names that are read: NORMAL_AF, NVAF, CONTROL_VAF and the like)",
                unread.join(", INFO/")
            )
        })
    }

    fn is_empty(&self) -> bool {
        self.fractions.is_empty() && self.alt_reads.is_empty()
    }

    /// The normal at an allele; nothing where the file has no fields for it.
    pub(super) fn of(&self, allele: AlleleOf<'_>, tumor: Option<usize>) -> Option<OtherNormal> {
        if self.is_empty() {
            return None;
        }
        let record = allele.record;
        let text = |key: &str| {
            let found = record.sample(tumor, key).or_else(|| record.info(key));
            found.filter(|text| !is_missing(text))
        };
        let depth = self.depths.iter().find_map(|key| count(text(key)?));
        let reads = self.alt_reads.iter().find_map(|key| count(own_value(text(key)?, allele)?));
        let stated =
            self.fractions.iter().find_map(|key| fraction_of(own_value(text(key)?, allele)?).ok().flatten());
        let counted = reads.zip(depth).filter(|(reads, depth)| *depth > 0 && reads <= depth);
        let counted = counted.map(|(reads, depth)| f64::from(reads) / f64::from(depth));
        // Where the two differ, the one that shows more of the variant decides.
        let fraction = match (counted, stated) {
            (Some(one), Some(other)) => Some(one.max(other)),
            (one, other) => one.or(other),
        };
        Some(OtherNormal { fraction: fraction.filter(|_| depth != Some(0)), depth })
    }
}

/// Callers that compare every tumour with a normal.
const PAIRED_CALLERS: [&str; 4] = ["strelka2", "muse", "somaticsniper", "caveman"];

/// Whether the header shows that the caller was given a normal, whatever columns are left. A file of several callers
/// does not say which of them was.
pub(super) fn was_given_normal(header: &VcfHeader) -> bool {
    match header.callers().as_slice() {
        [] | ["mutect2" | "tnhaplotyper" | "tnscope"] => header.values("normal_sample").next().is_some(),
        [caller] => PAIRED_CALLERS.contains(caller),
        _ => false,
    }
}

/// What in the header shows that the caller had no normal.
pub(super) fn was_without_normal(header: &VcfHeader) -> Option<&'static str> {
    let is_clairs_to = || {
        header.lines().any(|line| {
            let line = line.to_ascii_lowercase();
            (line.starts_with("##source=") || line.starts_with("##cmdline="))
                && ["clairs-to", "clairs_to", "clairsto"].iter().any(|name| line.contains(name))
        })
    };
    if header.has_info("GermlineStatus") {
        Some("INFO/GermlineStatus, which DRAGEN writes for tumours without a normal")
    } else if is_clairs_to() {
        Some("ClairS-TO, which calls tumours without a normal")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::super::record::RawRecord;
    use super::*;

    fn header(lines: &[&str]) -> VcfHeader {
        let last = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO";
        VcfHeader::parse("x", lines.iter().copied().chain([last]).map(str::to_owned).collect()).unwrap()
    }

    fn of(keys: &[&str], alternate: &str, info: &str, samples: &str) -> Option<(Option<f64>, bool)> {
        let lines: Vec<String> = keys.iter().map(|key| format!("##INFO=<ID={key},Number=1>")).collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let line = format!("1\t5\t.\tC\t{alternate}\t.\tPASS\t{info}\t{samples}");
        let record = RawRecord::parse(&line).unwrap();
        let alternates: Vec<&str> = alternate.split(',').collect();
        let allele = AlleleOf { record: &record, alternates: &alternates, index: 0 };
        let found = NormalFields::from_header(&header(&lines)).of(allele, Some(0))?;
        Some((found.fraction, found.is_seen()))
    }

    #[test]
    fn the_normal_is_read_beside_the_tumour() {
        let clairs = ["NAF", "NDP", "NAD"];
        assert_eq!(of(&clairs, "T", ".", "DP:NAF:NDP:NAD\t60:0.475:40:21,19"), Some((Some(0.475), true)));
        assert_eq!(of(&clairs, "T", ".", "DP:NAF:NDP:NAD\t60:0.0000:40:0"), Some((Some(0.0), true)));
        // Too few reads, or none, show nothing.
        assert_eq!(of(&clairs, "T", ".", "DP:NAF:NDP:NAD\t60:0.0:4:0"), Some((Some(0.0), false)));
        assert_eq!(of(&clairs, "T", ".", "DP:NAF:NDP:NAD\t60:0.0:0:0"), Some((None, false)));
        assert_eq!(of(&["NVAF", "NDP"], "T", "NDP=60.0;NVAF=48%", ""), Some((Some(0.48), true)));
        assert_eq!(of(&["NORMAL_AF"], "T", "NORMAL_AF=0", ""), Some((Some(0.0), false)));
        // A list of the alternates, and one number of which none knows whose it is.
        assert_eq!(of(&["NVAF", "NDP"], "T,G", "NDP=60;NVAF=0.4,0", ""), Some((Some(0.4), true)));
        assert_eq!(of(&["NVAF", "NDP"], "T,G", "NDP=60;NVAF=0.4", ""), Some((None, false)));
        // Where fraction and reads differ, the larger one decides.
        assert_eq!(of(&clairs, "T", ".", "NAF:NDP:NAD\t0:40:20"), Some((Some(0.5), true)));
        assert_eq!(of(&[], "T", "NDP=60;NVAF=0.4", ""), None);
    }

    #[test]
    fn callers_show_whether_they_had_a_normal() {
        for (lines, given, without) in [
            (&["##source=Mutect2", "##tumor_sample=T", "##normal_sample=N"][..], true, false),
            (&["##source=Mutect2", "##tumor_sample=T"], false, false),
            (&["##source=strelka", "##content=strelka somatic snv calls"], true, false),
            (&["##MuSE_version=\"v2.0\""], true, false),
            (&["##source=LoFreq", "##MuSE_version=\"v2.0\""], false, false),
            (&["##source=ClairS-TO"], false, true),
            (&["##source=DRAGEN", "##INFO=<ID=GermlineStatus,Number=1,Type=String>"], false, true),
        ] {
            let header = header(lines);
            let found = (was_given_normal(&header), was_without_normal(&header).is_some());
            assert_eq!(found, (given, without), "{lines:?}");
        }
    }
}
