//! The fields of one column at one record: numbers, lists and the genotype, whoever wrote them.

use std::cell::OnceCell;

use super::super::original::{Original, OriginalFields};
use super::super::record::{RawRecord, info_value, pieces};
use super::super::side_fields::{Reading, Whose, meaning_of};
use super::{CountDoubt, Genotype, Reads};

/// The fields of one column at one record, asked for one alternate allele.
pub(super) struct Fields<'r> {
    pub(super) record: &'r RawRecord<'r>,
    pub(super) format: &'r str,
    pub(super) values: &'r str,
    /// Looked at when there is no column, or when the only column lacks the numbers.
    pub(super) info: &'r str,
    pub(super) has_column: bool,
    pub(super) alternate: &'r str,
    pub(super) index: usize,
    pub(super) n_alternates: usize,
    pub(super) split_from: &'r OriginalFields,
    /// Looked for when a list does not fit.
    pub(super) original: OnceCell<Option<Original>>,
}

/// The values a list has beside one for each alternate.
#[derive(Clone, Copy)]
pub(super) enum ListOf {
    /// The reference first.
    Alleles,
    Alternates,
}

/// A number of reads; some programs write it as a real number. The mean of several libraries is rounded; a fraction below
/// 1 is not a number of reads.
pub(in super::super) fn count(text: &str) -> Option<u32> {
    let of_real = || {
        let value = text.parse::<f64>().ok()?.round();
        let is_share = || text.parse::<f64>().is_ok_and(|v| v > 0.0 && v < 1.0);
        (value >= 0.0 && value <= f64::from(u32::MAX) && !is_share()).then_some(value as u32)
    };
    text.parse().ok().or_else(of_real)
}

/// Nothing, or a list of nothing.
pub(in super::super) fn is_missing(text: &str) -> bool {
    text.bytes().all(|b| matches!(b, b'.' | b','))
}

impl Fields<'_> {
    pub(super) fn reads(&self) -> Reads {
        let genotype = self.genotype();
        let stated = self.stated_fraction();
        let fraction = stated.ok().flatten();
        let counted = self.counts();
        let is_by_genotype = !matches!(counted, Ok(Some((_, Some(_)))));
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
                Reads {
                    depth,
                    alt_reads: Some(alternate),
                    vaf: share.or(fraction),
                    is_by_genotype,
                    ..unknown
                }
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

    pub(super) fn get(&self, key: &str) -> Option<&str> {
        let place = self.format.split(':').position(|k| k == key);
        let in_column = place.and_then(|i| self.values.split(':').nth(i)).filter(|_| self.has_column);
        let in_info = || if self.has_column { None } else { info_value(self.info, key) };
        in_column.or_else(in_info).filter(|text| !is_missing(text))
    }

    pub(super) fn list(&self, key: &str) -> Vec<Option<u32>> {
        self.get(key).map(|text| text.split(',').map(count).collect()).unwrap_or_default()
    }

    pub(super) fn nth(&self, key: &str, i: usize) -> Option<u32> {
        count(self.get(key)?.split(',').nth(i)?)
    }

    /// The sum of fields that count reads by strand; `None` unless one of them is there.
    pub(super) fn sum_of(&self, keys: &[&str]) -> Option<u32> {
        let found: Vec<u32> = keys.iter().filter_map(|key| self.nth(key, 0)).collect();
        (!found.is_empty()).then(|| found.iter().fold(0_u32, |sum, n| sum.saturating_add(*n)))
    }

    /// Where the own value stands in a list. One that does not fit the record's alleles may fit those it was split from.
    pub(super) fn place(&self, n_values: usize, of: ListOf) -> Result<usize, CountDoubt> {
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
    pub(super) fn own(&self, key: &str) -> Result<Option<&str>, CountDoubt> {
        let Some(list) = self.get(key) else { return Ok(None) };
        let place = self.place(list.split(',').count(), ListOf::Alternates)?;
        Ok(list.split(',').nth(place).filter(|text| !is_missing(text)))
    }

    pub(super) fn own_count(&self, key: &str) -> Result<Option<u32>, CountDoubt> {
        let text = self.own(key)?;
        text.map(|text| count(text).ok_or(CountDoubt::Unreadable)).transpose()
    }

    /// Reads at the place that Platypus counts for each alternate, or one number for all.
    pub(super) fn platypus_depth(&self) -> Option<u32> {
        let list = self.get("NR")?;
        if list.contains(',') { self.own_count("NR").ok().flatten() } else { count(list) }
    }

    /// The largest number of reads of a list that could be the allele's, and its fraction. A reference may stand before
    /// the alternates in AD; DP4 and DV are of all alternates.
    pub(super) fn at_most(&self, depth: Option<u32>) -> Option<(u32, Option<f64>)> {
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
    pub(super) fn pooled_reads(&self) -> Option<u32> {
        self.by_strand().and_then(|(_, alternates)| alternates).or_else(|| self.nth("DV", 0))
    }

    /// Whether the record has, or had before a split, more than one alternate, so that reads of all of them are not the
    /// allele's.
    pub(super) fn is_one_of_several(&self) -> bool {
        let original = self.original.get_or_init(|| self.split_from.of(self.record, self.alternate));
        let has_longer_list = |key: &str, n_before: usize| {
            self.get(key).is_some_and(|list| list.split(',').count() > self.n_alternates + n_before)
        };
        self.n_alternates > 1
            || original.is_some_and(|original| original.n_alternates > 1)
            || has_longer_list("AD", 1)
            || ["AO", "FAO", "NV", "AF", "FA", "VAF"].into_iter().any(|key| has_longer_list(key, 0))
    }

    pub(super) fn stated_depth(&self) -> Option<u32> {
        let by_flow = if self.get("FAO").is_some() { self.nth("FDP", 0) } else { None };
        by_flow
            .or_else(|| self.nth("DP", 0))
            .or_else(|| if self.get("PP").is_some() { self.sum_of(&["PR", "NR"]) } else { None })
            .or_else(|| self.platypus_depth())
            .or_else(|| self.nth("DPT", 0))
            .or_else(|| count(self.of_tumor(Reading::Depth)?))
    }

    /// All reads of a list that begins with the reference, whichever allele each of the others is of.
    pub(super) fn sum_of_parts(&self) -> Option<u32> {
        let all = self.get("AD")?;
        if all.split(',').count() <= self.n_alternates {
            return None;
        }
        all.split(',').try_fold(0_u32, |sum, n| Some(sum.saturating_add(count(n)?)))
    }

    pub(super) fn stated_fraction(&self) -> Result<Option<f64>, CountDoubt> {
        let mut doubt = None;
        for key in ["AF", "FA", "VAF", "FREQ", "PM"] {
            match self.own(key).and_then(|text| text.map_or(Ok(None), fraction_of)) {
                Ok(None) => {}
                Ok(found) => return Ok(found),
                Err(why) => doubt = doubt.or(Some(why)),
            }
        }
        let Some(list) = self.of_tumor(Reading::Fraction) else { return doubt.map_or(Ok(None), Err) };
        let place = self.place(list.split(',').count(), ListOf::Alternates)?;
        list.split(',').nth(place).filter(|text| !is_missing(text)).map_or(Ok(None), fraction_of)
    }

    /// An INFO field of the tumour alone.
    fn of_tumor(&self, wanted: Reading) -> Option<&str> {
        let fields = pieces(self.info, b';').filter_map(|field| field.split_once('='));
        let mut own = fields.filter(|(name, _)| meaning_of(name) == Some((Whose::Tumor, wanted)));
        own.find(|(_, text)| !is_missing(text)).map(|(_, text)| text)
    }

    pub(super) fn genotype(&self) -> Genotype {
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
}

/// A fraction, or per cent with its sign; none where nothing was divided by nothing.
pub(in super::super) fn fraction_of(text: &str) -> Result<Option<f64>, CountDoubt> {
    let (number, divisor) = text.strip_suffix('%').map_or((text, 1.0), |number| (number, 100.0));
    let value = number.parse::<f64>().map_err(|_| CountDoubt::Unreadable)? / divisor;
    match value {
        _ if value.is_nan() => Ok(None),
        _ if (0.0..=1.0).contains(&value) => Ok(Some(value)),
        _ => Err(CountDoubt::FractionOutOfRange),
    }
}
