//! The alleles of a record before it was split, as the program that split it notes them.

use super::header::{VcfHeader, attribute};
use super::record::RawRecord;
use crate::allele::Allele;

/// Where the record's alternate stood in the record it was split from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Original {
    pub(super) n_alternates: usize,
    pub(super) index: usize,
}

/// The INFO fields that hold records as they were before a split.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct OriginalFields {
    /// Fields of `bcftools norm --old-rec-tag`, which have any name.
    bcftools: Vec<String>,
}

/// What bcftools writes in the description of its field.
const BCFTOOLS_FORMAT: &str = "CHR|POS|REF|ALT|USED_ALT_IDX";
/// The field of `vt decompose`.
const VT: &str = "OLD_MULTIALLELIC";

impl OriginalFields {
    pub(super) fn from_header(header: &VcfHeader) -> Self {
        let is_one = |line: &&str| {
            line.contains(BCFTOOLS_FORMAT) || attribute(line, "ID").is_some_and(|id| id == "OLD_REC")
        };
        let ids = header.values("INFO").filter(is_one).filter_map(|line| attribute(line, "ID"));
        let mut bcftools: Vec<String> = ids.map(str::to_owned).collect();
        if bcftools.is_empty() {
            bcftools.push("OLD_REC".to_owned());
        }
        Self { bcftools }
    }

    /// `None` where the record does not say which of the original alleles is its own.
    pub(super) fn of(&self, record: &RawRecord<'_>, alternate: &str) -> Option<Original> {
        let by_bcftools = || self.bcftools.iter().find_map(|field| numbered(record.info(field)?));
        let by_vt = || listed(record.info(VT)?, record, alternate);
        by_bcftools().or_else(by_vt)
    }
}

/// `chr12|25245350|C|A,T|2`: the own allele by its number.
fn numbered(text: &str) -> Option<Original> {
    let fields: Vec<&str> = text.split('|').collect();
    let [_, _, _, alternates, number] = fields.as_slice() else { return None };
    let n_alternates = alternates.split(',').count();
    let index = number.parse::<usize>().ok()?.checked_sub(1)?;
    (index < n_alternates).then_some(Original { n_alternates, index })
}

/// `chr12:25245350:C/A/T`: the own allele is the one that is the same change. A contig's name may hold colons.
fn listed(text: &str, record: &RawRecord<'_>, alternate: &str) -> Option<Original> {
    let mut fields = text.rsplitn(3, ':');
    let (alleles, pos) = (fields.next()?, fields.next()?.parse().ok()?);
    let mut alleles = alleles.split('/');
    let reference = alleles.next()?;
    let alternates: Vec<&str> = alleles.collect();
    let own = Allele::from_vcf(record.pos, record.reference, alternate);
    let mut same = (0..alternates.len())
        .filter(|i| alternates.get(*i).is_some_and(|old| Allele::from_vcf(pos, reference, old) == own));
    let index = same.next()?;
    same.next().is_none().then_some(Original { n_alternates: alternates.len(), index })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn original(header: &str, record: &str) -> Option<(usize, usize)> {
        let last = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO";
        let header = VcfHeader::parse("x", vec![header.to_owned(), last.to_owned()]).unwrap();
        let line = record.replace(' ', "\t");
        let record = RawRecord::parse(&line).unwrap();
        let found = OriginalFields::from_header(&header).of(&record, record.alternates)?;
        Some((found.n_alternates, found.index))
    }

    #[test]
    fn the_original_alleles_are_read_as_vt_and_bcftools_write_them() {
        for (record, expected) in [
            ("chr12 5 . C T . PASS OLD_MULTIALLELIC=chr12:5:C/A/T", Some((2, 1))),
            ("chr12 5 . C A . PASS OLD_MULTIALLELIC=chr12:5:C/A/T", Some((2, 0))),
            // Trimmed after the split; a name with colons.
            ("HLA:1 7 . A C . PASS OLD_MULTIALLELIC=HLA:1:5:CTA/CTC/C/CTT", Some((3, 0))),
            // Another place than any of the old alleles has.
            ("chr12 9 . C T . PASS OLD_MULTIALLELIC=chr12:5:C/A/T", None),
            ("chr12 5 . C T . PASS OLD_REC=chr12|5|C|A,T|2", Some((2, 1))),
            ("chr12 5 . C T . PASS OLD_REC=chr12|5|C|A,T|3", None),
            ("chr12 5 . C T . PASS OLD_REC=chr12|5|C|A,T|1,2", None),
            ("chr12 5 . C T . PASS OLD_REC=chr12|5|C|T", None),
            ("chr12 5 . C T . PASS DP=5", None),
        ] {
            assert_eq!(original("##x=1", record), expected, "{record}");
        }
        let named = "##INFO=<ID=BEFORE,Number=1,Type=String,Description=\"Original variant. Format: CHR|POS|REF|ALT|USED_ALT_IDX\">";
        assert_eq!(original(named, "1 5 . C T . PASS BEFORE=1|5|C|A,T,G|2"), Some((3, 1)));
    }
}
