//! Reads with the reference and with the variant, in the fields of each caller.

use super::super::record::is_structural;
use super::CountDoubt;
use super::fields::{Fields, ListOf, count, is_missing};

/// Reads with the reference and with the variant; none where the fields of a caller are not there.
pub(super) type Counted = Result<Option<(Option<u32>, Option<u32>)>, CountDoubt>;

impl Fields<'_> {
    /// Reads with the reference and with the variant, in the order in which vcf2maf looks: AD; AD and RD of `VarScan`;
    /// BCOUNT of `SomaticSniper`; Strelka's tier 1; `CaVEMan`; AO and RO of `FreeBayes`; Delly; Manta; DP4; `cgpPindel`;
    /// DV; NV and NR of Platypus. Before all of them FAO and FRO of Ion Torrent, whose flow evaluator has the last word
    /// over AO and RO. DP4 and DV are of all alternates together, so that they are read with one alone. Fields that do not fit the alleles give way to others that do.
    pub(super) fn counts(&self) -> Counted {
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

    pub(super) fn by_strand(&self) -> Option<(Option<u32>, Option<u32>)> {
        match self.list("DP4").as_slice() {
            [Some(a), Some(b), Some(c), Some(d)] => {
                Some((Some(a.saturating_add(*b)), Some(c.saturating_add(*d))))
            }
            _ => None,
        }
    }
}
