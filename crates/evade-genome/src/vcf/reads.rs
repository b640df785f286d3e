//! Depth, variant reads and allele fraction of one column, from the fields of the many callers.

use std::cell::OnceCell;

use evade_core::Caution;

use super::original::{Original, OriginalFields};
use super::record::{RawRecord, info_value, is_structural};
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

/// The fields of one column at one record, asked for one alternate allele.
struct Fields<'r> {
    record: &'r RawRecord<'r>,
    format: &'r str,
    values: &'r str,
    /// Looked at when there is no column, or when the only column lacks the numbers.
    info: &'r str,
    has_column: bool,
    alternate: &'r str,
    index: usize,
    n_alternates: usize,
    split_from: &'r OriginalFields,
    /// Looked for when a list does not fit.
    original: OnceCell<Option<Original>>,
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

/// Reads with the reference and with the variant; none where the fields of a caller are not there.
type Counted = Result<Option<(Option<u32>, Option<u32>)>, CountDoubt>;

/// The values a list has beside one for each alternate.
#[derive(Clone, Copy)]
enum ListOf {
    /// The reference first.
    Alleles,
    Alternates,
}

/// A number of reads; some programs write it as a real number. The mean of several libraries is rounded; a fraction below
/// 1 is not a number of reads.
fn count(text: &str) -> Option<u32> {
    let of_real = || {
        let value = text.parse::<f64>().ok()?.round();
        let is_share = || text.parse::<f64>().is_ok_and(|v| v > 0.0 && v < 1.0);
        (value >= 0.0 && value <= f64::from(u32::MAX) && !is_share()).then_some(value as u32)
    };
    text.parse().ok().or_else(of_real)
}

/// Nothing, or a list of nothing.
fn is_missing(text: &str) -> bool {
    text.bytes().all(|b| matches!(b, b'.' | b','))
}

impl Fields<'_> {
    fn reads(&self) -> Reads {
        let genotype = self.genotype();
        let stated = self.stated_fraction();
        let fraction = stated.ok().flatten();
        let counted = self.counts();
        let unknown = Reads {
            genotype,
            is_stated_zero: fraction == Some(0.0),
            depth: self.stated_depth().max(self.sum_of_parts()),
            ..Reads::default()
        };
        let counted = match counted {
            Ok(Some((reference, Some(alternate)))) => Ok((reference, alternate)),
            // A genotype of other alleles alone, without a number that says more.
            Ok(_) if genotype == Genotype::Without && stated == Ok(None) => Ok((None, 0)),
            Ok(_) => Err(None),
            Err(doubt) => Err(Some(doubt)),
        };
        match counted {
            Ok((reference, alternate)) => {
                // A depth below the sum of its parts was counted after a filter the parts did not pass; one below the
                // reads of the variant alone cannot be.
                let sum = reference.map(|reads| reads.saturating_add(alternate));
                let depth = unknown.depth.max(sum);
                let stated = self.stated_depth().or(depth);
                if stated.is_some_and(|depth| alternate > depth) {
                    return Reads { depth: None, doubt: Some(CountDoubt::AltReadsExceedDepth), ..unknown };
                }
                let share = depth.filter(|n| *n > 0).map(|n| f64::from(alternate) / f64::from(n));
                Reads { depth, alt_reads: Some(alternate), vaf: share.or(fraction), ..unknown }
            }
            Err(doubt) => {
                let Some(vaf) = fraction else {
                    let at_most = self.at_most(unknown.depth);
                    return Reads { doubt: doubt.or(stated.err()), at_most, ..unknown };
                };
                let alt_reads = unknown.depth.map(|depth| (vaf * f64::from(depth)).round() as u32);
                Reads { alt_reads, vaf: Some(vaf), ..unknown }
            }
        }
    }

    fn get(&self, key: &str) -> Option<&str> {
        let place = self.format.split(':').position(|k| k == key);
        let in_column = place.and_then(|i| self.values.split(':').nth(i)).filter(|_| self.has_column);
        let in_info = || if self.has_column { None } else { info_value(self.info, key) };
        in_column.or_else(in_info).filter(|text| !is_missing(text))
    }

    fn list(&self, key: &str) -> Vec<Option<u32>> {
        self.get(key).map(|text| text.split(',').map(count).collect()).unwrap_or_default()
    }

    fn nth(&self, key: &str, i: usize) -> Option<u32> {
        count(self.get(key)?.split(',').nth(i)?)
    }

    /// The sum of fields that count reads by strand; `None` unless one of them is there.
    fn sum_of(&self, keys: &[&str]) -> Option<u32> {
        let found: Vec<u32> = keys.iter().filter_map(|key| self.nth(key, 0)).collect();
        (!found.is_empty()).then(|| found.iter().fold(0_u32, |sum, n| sum.saturating_add(*n)))
    }

    /// Where the own value stands in a list. One that does not fit the record's alleles may fit those it was split from.
    fn place(&self, n_values: usize, of: ListOf) -> Result<usize, CountDoubt> {
        let before = match of {
            ListOf::Alleles => 1,
            ListOf::Alternates => 0,
        };
        if n_values == self.n_alternates + before {
            return Ok(self.index + before);
        }
        let original = self.original.get_or_init(|| self.split_from.of(self.record, self.alternate));
        match original {
            Some(original) if n_values == original.n_alternates + before => Ok(original.index + before),
            _ => Err(CountDoubt::DoNotFitAlleles),
        }
    }

    /// The own value of a list of the alternates; none where it is missing.
    fn own(&self, key: &str) -> Result<Option<&str>, CountDoubt> {
        let Some(list) = self.get(key) else { return Ok(None) };
        let place = self.place(list.split(',').count(), ListOf::Alternates)?;
        Ok(list.split(',').nth(place).filter(|text| !is_missing(text)))
    }

    fn own_count(&self, key: &str) -> Result<Option<u32>, CountDoubt> {
        let text = self.own(key)?;
        text.map(|text| count(text).ok_or(CountDoubt::Unreadable)).transpose()
    }

    /// Reads at the place that Platypus counts for each alternate, or one number for all.
    fn platypus_depth(&self) -> Option<u32> {
        let list = self.get("NR")?;
        if list.contains(',') { self.own_count("NR").ok().flatten() } else { count(list) }
    }

    /// The largest number of reads of a list that could be the allele's, and its fraction. A reference may stand before
    /// the alternates in AD; DP4 and DV are of all alternates.
    fn at_most(&self, depth: Option<u32>) -> Option<(u32, Option<f64>)> {
        let largest = |key: &str, n_before: usize| {
            let mut all = self.get(key)?.split(',').skip(n_before).map(count).peekable();
            all.peek()?;
            all.try_fold(0_u32, |most, n| Some(most.max(n?)))
        };
        let n_values = self.get("AD").map_or(0, |list| list.split(',').count());
        let by_ad = (n_values > 2).then(|| largest("AD", 1)).flatten();
        let bounds = [by_ad, largest("FAO", 0), largest("AO", 0), largest("NV", 0)];
        let reads = bounds.into_iter().flatten().max().or_else(|| self.pooled_reads())?;
        let vaf = depth.filter(|depth| *depth > 0).map(|depth| f64::from(reads) / f64::from(depth));
        Some((reads, vaf))
    }

    /// Reads of all alternates together: DP4 of samtools, DV.
    fn pooled_reads(&self) -> Option<u32> {
        self.by_strand().and_then(|(_, alternates)| alternates).or_else(|| self.nth("DV", 0))
    }

    /// Whether the record has, or had before a split, more than one alternate, so that reads of all of them are not the
    /// allele's.
    fn is_one_of_several(&self) -> bool {
        let original = self.original.get_or_init(|| self.split_from.of(self.record, self.alternate));
        let has_longer_list = |key: &str, n_before: usize| {
            self.get(key).is_some_and(|list| list.split(',').count() > self.n_alternates + n_before)
        };
        self.n_alternates > 1
            || original.is_some_and(|original| original.n_alternates > 1)
            || has_longer_list("AD", 1)
            || ["AO", "FAO", "NV", "AF", "FA", "VAF"].into_iter().any(|key| has_longer_list(key, 0))
    }

    fn stated_depth(&self) -> Option<u32> {
        let by_flow = if self.get("FAO").is_some() { self.nth("FDP", 0) } else { None };
        by_flow
            .or_else(|| self.nth("DP", 0))
            .or_else(|| if self.get("PP").is_some() { self.sum_of(&["PR", "NR"]) } else { None })
            .or_else(|| self.platypus_depth())
            .or_else(|| self.nth("DPT", 0))
            .or_else(|| count(info_value(self.info, "TDP")?))
    }

    /// All reads of a list that begins with the reference, whichever allele each of the others is of.
    fn sum_of_parts(&self) -> Option<u32> {
        let all = self.get("AD")?;
        if all.split(',').count() <= self.n_alternates {
            return None;
        }
        all.split(',').try_fold(0_u32, |sum, n| Some(sum.saturating_add(count(n)?)))
    }

    fn stated_fraction(&self) -> Result<Option<f64>, CountDoubt> {
        let mut doubt = None;
        for key in ["AF", "FA", "VAF", "FREQ", "PM"] {
            match self.own(key).and_then(|text| text.map_or(Ok(None), fraction_of)) {
                Ok(None) => {}
                Ok(found) => return Ok(found),
                Err(why) => doubt = doubt.or(Some(why)),
            }
        }
        match info_value(self.info, "TVAF").filter(|text| !is_missing(text)) {
            Some(text) => fraction_of(text),
            None => doubt.map_or(Ok(None), Err),
        }
    }

    fn genotype(&self) -> Genotype {
        if !self.has_column || is_missing(self.format) {
            return Genotype::NotGiven;
        }
        // Nothing but signs of a missing value: no call, or in the only column nothing that the caller writes there.
        if self.values.bytes().all(|b| matches!(b, b'.' | b'/' | b'|' | b',' | b':')) {
            let has_genotype = self.format.split(':').any(|key| key == "GT");
            let is_alone = self.record.samples.bytes().filter(|b| *b == b'\t').count() == 1;
            return if has_genotype || !is_alone { Genotype::NoCall } else { Genotype::NotGiven };
        }
        let Some(genotype) = self.get("GT") else { return Genotype::NotGiven };
        let mut found = Genotype::Without;
        for allele in genotype.split(['/', '|']) {
            match allele.parse::<usize>() {
                Ok(number) if number > self.n_alternates => return Genotype::NotGiven,
                Ok(number) if number == self.index + 1 => found = Genotype::With,
                Ok(_) => {}
                Err(_) if found == Genotype::With => {}
                Err(_) => found = Genotype::NoCall,
            }
        }
        found
    }

    /// Reads with the reference and with the variant, in the order in which vcf2maf looks: AD; AD and RD of `VarScan`;
    /// BCOUNT of `SomaticSniper`; Strelka's tier 1; `CaVEMan`; AO and RO of `FreeBayes`; Delly; Manta; DP4; `cgpPindel`;
    /// DV; NV and NR of Platypus. Before all of them FAO and FRO of Ion Torrent, whose flow evaluator has the last word
    /// over AO and RO. DP4 and DV are of all alternates together, so that they are read with one alone. Fields that do not fit the alleles give way to others that do.
    fn counts(&self) -> Counted {
        let structural = || is_structural(self.alternate).then(|| self.structural()).flatten();
        let less = |all: Option<u32>, alt: u32| all.and_then(|all| all.checked_sub(alt));
        let by_caller = || {
            self.by_base()
                .or_else(|| Some((Some(self.nth("RD", 0)?), Some(self.single("AD")?))))
                .or_else(|| Some((self.nth("TAR", 0), Some(self.nth("TIR", 0)?))))
        };
        let by_indel_caller = || {
            let alt = self.sum_of(&["PP", "NP"])?;
            Some((less(self.sum_of(&["PR", "NR"]), alt), Some(alt)))
        };
        let pooled = || {
            self.by_strand().or_else(|| {
                let alt = self.nth("DV", 0)?;
                Some((less(self.nth("DP", 0), alt), Some(alt)))
            })
        };
        let by_caller_of_any = || {
            if let Some(found) = structural() {
                return Ok(Some(found));
            }
            match pooled() {
                Some(_) if self.is_one_of_several() => Err(CountDoubt::DoNotFitAlleles),
                found => Ok(found.or_else(by_indel_caller)),
            }
        };
        let with_depth = |alt: Option<u32>| alt.map(|alt| (less(self.platypus_depth(), alt), Some(alt)));
        let ways: [&dyn Fn() -> Counted; 7] = [
            &|| Ok(self.own_count("FAO")?.map(|alt| (self.nth("FRO", 0), Some(alt)))),
            &|| self.by_allele("AD"),
            &|| Ok(by_caller()),
            &|| Ok(self.own_count("AO")?.map(|alt| (self.nth("RO", 0), Some(alt)))),
            &by_caller_of_any,
            &|| Ok(with_depth(self.own_count("NV")?)),
            &|| self.by_allele("ADT"),
        ];
        let mut doubt = None;
        for way in ways {
            match way() {
                Ok(None) => {}
                Ok(found) => return Ok(found),
                Err(why) => doubt = doubt.or(Some(why)),
            }
        }
        doubt.map_or(Ok(None), Err)
    }

    /// The value of a field that has one, at a record with one alternate.
    fn single(&self, key: &str) -> Option<u32> {
        self.get(key).filter(|_| self.n_alternates == 1).and_then(count)
    }

    /// A list of the reference and all alternates, or of the alternates alone.
    fn by_allele(&self, key: &str) -> Counted {
        let Some(list) = self.get(key) else { return Ok(None) };
        let at = |i: usize| {
            let text = list.split(',').nth(i).filter(|text| !is_missing(text));
            text.map(|text| count(text).ok_or(CountDoubt::Unreadable)).transpose()
        };
        let n_values = list.split(',').count();
        if n_values == 1 {
            // Another field has the reads of the reference.
            return match count(list) {
                Some(_) if self.n_alternates == 1 && self.get("RD").is_some() => Ok(None),
                Some(_) => Err(CountDoubt::DoNotFitAlleles),
                None => Err(CountDoubt::Unreadable),
            };
        }
        let (reference, alternate) = match self.place(n_values, ListOf::Alleles) {
            Ok(place) => (at(0)?, at(place)?),
            Err(doubt) => (None, at(self.place(n_values, ListOf::Alternates).map_err(|_| doubt)?)?),
        };
        Ok(alternate.map(|reads| (reference, Some(reads))))
    }

    /// Reads by base: BCOUNT, `AU` to `TU`, and the two strands of `CaVEMan`.
    fn by_base(&self) -> Option<(Option<u32>, Option<u32>)> {
        if self.record.reference.len() != 1 || self.alternate.len() != 1 {
            return None;
        }
        let count = |base: &str| {
            let place = ["A", "C", "G", "T"].iter().position(|b| *b == base)?;
            self.nth("BCOUNT", place)
                .or_else(|| self.nth(&format!("{base}U"), 0))
                .or_else(|| self.sum_of(&[&format!("F{base}Z"), &format!("R{base}Z")]))
        };
        let (reference, alternate) =
            (self.record.reference.to_ascii_uppercase(), self.alternate.to_ascii_uppercase());
        Some((count(&reference), Some(count(&alternate)?)))
    }

    /// Pairs and split reads: `RR`, `RV`, `DR`, `DV` of Delly, `PR` and `SR` of Manta; fragments: `VF`, `REF`, `REFPAIR` of
    /// GRIDSS; `SU` of LUMPY, which does not count the reference; `AD` beside `DP` of `SvABA`.
    fn structural(&self) -> Option<(Option<u32>, Option<u32>)> {
        if self.get("RV").is_some() || self.get("DV").is_some() {
            return Some((self.sum_of(&["RR", "DR"]), self.sum_of(&["RV", "DV"])));
        }
        if self.get("VF").is_some() || self.get("BVF").is_some() {
            return Some((self.sum_of(&["REF", "REFPAIR"]), self.sum_of(&["VF", "BVF"])));
        }
        let side = |i: usize| match (self.nth("PR", i), self.nth("SR", i)) {
            (None, None) => None,
            (pairs, split) => Some(pairs.unwrap_or(0).saturating_add(split.unwrap_or(0))),
        };
        if let Some(alternate) = side(1) {
            return Some((side(0), Some(alternate)));
        }
        let alone = self.single("AD").filter(|_| self.get("LO").is_some() || self.get("DR").is_some());
        if let Some(alternate) = alone {
            let reference = self.nth("DP", 0).and_then(|depth| depth.checked_sub(alternate));
            return Some((reference, Some(alternate)));
        }
        self.nth("SU", 0).map(|support| (None, Some(support)))
    }

    fn by_strand(&self) -> Option<(Option<u32>, Option<u32>)> {
        match self.list("DP4").as_slice() {
            [Some(a), Some(b), Some(c), Some(d)] => {
                Some((Some(a.saturating_add(*b)), Some(c.saturating_add(*d))))
            }
            _ => None,
        }
    }
}

/// A fraction, or per cent with its sign; none where nothing was divided by nothing.
fn fraction_of(text: &str) -> Result<Option<f64>, CountDoubt> {
    let (number, divisor) = text.strip_suffix('%').map_or((text, 1.0), |number| (number, 100.0));
    let value = number.parse::<f64>().map_err(|_| CountDoubt::Unreadable)? / divisor;
    match value {
        _ if value.is_nan() => Ok(None),
        _ if (0.0..=1.0).contains(&value) => Ok(Some(value)),
        _ => Err(CountDoubt::FractionOutOfRange),
    }
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
