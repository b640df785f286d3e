//! Depth, variant reads and allele fraction of one column, from the fields of the many callers.

mod by_caller;
mod fields;

use std::cell::OnceCell;

use evade_core::Caution;

use self::fields::Fields;
pub(super) use self::fields::{count, fraction_of, is_missing};
use super::original::OriginalFields;
use super::record::RawRecord;
use crate::filters::Filters;

/// Reads at a place in one sample.
#[expect(
    clippy::struct_field_names,
    reason = "`alt` and `depth` reads are told apart by name; `reads` alone would not say which"
)]
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Reads {
    pub(super) depth: Option<u32>,
    pub(super) alt_reads: Option<u32>,
    pub(super) vaf: Option<f64>,
    /// Why reads or fraction that the source gives are not used.
    pub(super) doubt: Option<CountDoubt>,
    genotype: Genotype,
    /// That there are no reads with the allele is taken from the genotype: nothing counts them.
    is_by_genotype: bool,
    /// The source states a fraction of 0.
    is_stated_zero: bool,
    /// Reads and fraction that the allele has at most, where a list does not tell which of its elements is the allele's.
    at_most: Option<(u32, Option<f64>)>,
}

/// What is wrong with numbers of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CountDoubt {
    /// A list has another number of values than the record has alleles.
    DoNotFitAlleles,
    /// Not numbers of reads.
    Unreadable,
    /// More reads with the variant than reads.
    AltReadsExceedDepth,
    /// A fraction outside 0 to 1.
    FractionOutOfRange,
}

impl CountDoubt {
    pub(super) fn caution(self) -> Caution {
        match self {
            Self::DoNotFitAlleles => Caution::CountsDoNotFitAlleles,
            Self::Unreadable => Caution::CountsUnreadable,
            Self::AltReadsExceedDepth => Caution::AltReadsExceedDepth,
            Self::FractionOutOfRange => Caution::FractionOutOfRange,
        }
    }
}

/// What the genotype says of the allele.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Genotype {
    /// There is none, or it numbers alleles that the record does not have.
    #[default]
    NotGiven,
    /// The caller called nothing.
    NoCall,
    With,
    Without,
}

impl Reads {
    /// Counts that do not fit the alleles are as good as others where each element that could be the allele's lies under
    /// a limit: the largest of them stands for it.
    pub(super) fn bounded_by(self, is_under: impl Fn(u32, Option<f64>) -> bool) -> Self {
        match self.at_most.filter(|(reads, vaf)| is_under(*reads, *vaf)) {
            Some((reads, vaf)) if self.doubt == Some(CountDoubt::DoNotFitAlleles) => {
                Self { alt_reads: Some(reads), vaf, doubt: None, ..self }
            }
            _ => self,
        }
    }

    /// Reads with the allele that the source counts, or that follow from its fraction. A genotype alone counts none.
    pub(super) fn counted_alt(&self) -> Option<u32> {
        self.alt_reads.filter(|_| !self.is_by_genotype && self.doubt.is_none())
    }

    /// Whether the genotype has the allele and nothing else says how much of it there is.
    pub(super) fn has_by_genotype_alone(&self) -> bool {
        self.genotype == Genotype::With && self.vaf.is_none()
    }

    /// What shows that the sample does not have the allele, in words. Reads above the limits outweigh a genotype.
    pub(super) fn absence(&self, filters: &Filters) -> Option<&'static str> {
        let is_strong = self.is_strong(filters);
        if self.alt_reads == Some(0) {
            Some("no reads with it")
        } else if self.is_stated_zero && !is_strong {
            Some("fraction 0")
        } else if self.genotype == Genotype::Without && !is_strong {
            Some("the genotype is without it")
        } else if self.genotype == Genotype::NoCall && self.is_silent() {
            Some("no call")
        } else {
            None
        }
    }

    /// Whether the genotype is without an allele that the reads show.
    pub(super) fn contradicts_genotype(&self, filters: &Filters) -> bool {
        self.genotype == Genotype::Without && self.is_strong(filters)
    }

    /// Whether nothing says how much of the allele the sample has: no number that can be used, or no read at all.
    pub(super) fn is_unknown(&self) -> bool {
        self.vaf.is_none() && (self.alt_reads.is_none() || self.depth == Some(0))
    }

    /// Whether neither reads nor fraction are given, usable or not.
    fn is_silent(&self) -> bool {
        self.alt_reads.is_none() && self.vaf.is_none() && self.doubt.is_none()
    }

    fn is_strong(&self, filters: &Filters) -> bool {
        (self.alt_reads.is_some() || self.vaf.is_some())
            && self.alt_reads.is_none_or(|reads| reads >= filters.min_alt_reads)
            && self.vaf.is_none_or(|vaf| vaf >= filters.min_vaf)
    }
}

/// Reads of a column. A file without sample columns may hold the numbers in INFO.
pub(super) fn reads_of(
    record: &RawRecord<'_>,
    column: Option<usize>,
    (alternates, index): (&[&str], usize),
    use_info: bool,
    original_fields: &OriginalFields,
) -> Reads {
    let mut columns = record.samples.split('\t');
    let format = columns.next().unwrap_or("");
    let values = column.and_then(|c| columns.nth(c)).unwrap_or("");
    let fields = Fields {
        record,
        format,
        values,
        info: if use_info { record.info } else { "" },
        has_column: column.is_some(),
        alternate: alternates.get(index).copied().unwrap_or(""),
        index,
        n_alternates: alternates.len(),
        split_from: original_fields,
        original: OnceCell::new(),
    };
    fields.reads()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reads(reference: &str, alternate: &str, format: &str, values: &str) -> (Option<u32>, Option<u32>) {
        let line = format!("1\t5\t.\t{reference}\t{alternate}\t.\tPASS\t.\t{format}\t{values}");
        let record = RawRecord::parse(&line).unwrap();
        let alternates: Vec<&str> = alternate.split(',').collect();
        let reads = reads_of(&record, Some(0), (&alternates, 0), false, &OriginalFields::default());
        (reads.depth, reads.alt_reads)
    }

    /// Section 11, depths by caller.
    #[test]
    fn rule_11_depths_of_every_caller() {
        for (caller, reference, alternate, format, values, expected) in [
            ("Mutect2", "C", "T", "GT:AD:AF:DP", "0/1:30,10:0.25:40", (Some(40), Some(10))),
            ("Mutect2, two alleles", "C", "T,G", "GT:AD:DP", "0/1/2:30,10,5:45", (Some(45), Some(10))),
            ("DeepSomatic", "C", "T", "GT:GQ:DP:AD:VAF", "1/1:40:50:30,20:0.4", (Some(50), Some(20))),
            ("TNscope", "C", "T", "GT:AD:AF", "0/1:30,10:0.25", (Some(40), Some(10))),
            ("MuSE", "C", "T", "GT:DP:AD:BQ:SS", "0/1:40:30,10:30,30:2", (Some(40), Some(10))),
            (
                "VarScan",
                "C",
                "T",
                "GT:GQ:DP:RD:AD:FREQ:DP4",
                "0/1:.:40:30:10:25%:1,2,3,4",
                (Some(40), Some(10)),
            ),
            (
                "SomaticSniper",
                "C",
                "T",
                "GT:DP:DP4:BCOUNT:SS",
                "0/1:40:15,15,5,5:0,30,0,10:2",
                (Some(40), Some(10)),
            ),
            ("Strelka SNV", "C", "T", "DP:AU:CU:GU:TU", "42:0,0:30,31:0,0:10,12", (Some(42), Some(10))),
            ("Strelka indel", "CA", "C", "DP:TAR:TIR", "41:30,31:10,10", (Some(41), Some(10))),
            (
                "CaVEMan",
                "C",
                "T",
                "GT:FAZ:FCZ:FGZ:FTZ:RAZ:RCZ:RGZ:RTZ:PM",
                "0|1:0:15:0:4:0:15:0:6:0.25",
                (Some(40), Some(10)),
            ),
            (
                "Ion Torrent",
                "C",
                "T",
                "GT:DP:FDP:RO:FRO:AO:FAO",
                "0/1:100:40:60:30:40:10",
                (Some(40), Some(10)),
            ),
            ("FreeBayes", "C", "T", "GT:DP:RO:AO", "0/1:40:30:10", (Some(40), Some(10))),
            ("Delly", "C", "<DEL>", "GT:DR:DV:RR:RV", "0/1:20:6:10:4", (Some(40), Some(10))),
            ("Manta", "C", "<DEL>", "PR:SR", "20,6:10,4", (Some(40), Some(10))),
            ("samtools", "C", "T", "GT:DP4", "0/1:15,15,4,6", (Some(40), Some(10))),
            ("cgpPindel", "CA", "C", "GT:PP:NP:PR:NR", "./.:4:6:20:20", (Some(40), Some(10))),
            ("FA and DP", "C", "T", "GT:FA:DP", "0/1:0.25:40", (Some(40), Some(10))),
            ("DV and DP", "C", "T", "GT:DV:DP", "0/1:10:40", (Some(40), Some(10))),
            ("Platypus", "C", "T", "GT:NR:NV", "0/1:40:10", (Some(40), Some(10))),
            ("AF and DP", "C", "T", "AF:DP", "0.25:40", (Some(40), Some(10))),
            ("DP below its parts", "C", "T", "AD:DP", "30,10:12", (Some(40), Some(10))),
            ("absent", "C", "T", "GT:DP", "0/0:40", (Some(40), Some(0))),
        ] {
            assert_eq!(reads(reference, alternate, format, values), expected, "{caller}");
        }
    }
}
