//! Depth, variant reads and allele fraction of one column, from the fields of the many callers.

use super::record::{RawRecord, info_value, is_structural};

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
}

/// The fields of one column at one record, asked for one alternate allele.
struct Fields<'r> {
    format: &'r str,
    values: &'r str,
    /// Looked at when there is no column, or when the only column lacks the numbers.
    info: &'r str,
    has_column: bool,
    reference: &'r str,
    alternate: &'r str,
    index: usize,
    n_alternates: usize,
}

/// Reads of a column. A file without sample columns may hold the numbers in INFO.
pub(super) fn reads_of(
    record: &RawRecord<'_>,
    column: Option<usize>,
    (alternates, index): (&[&str], usize),
    use_info: bool,
) -> Reads {
    let mut columns = record.samples.split('\t');
    let format = columns.next().unwrap_or("");
    let values = column.and_then(|c| columns.nth(c)).unwrap_or("");
    let fields = Fields {
        format,
        values,
        info: if use_info { record.info } else { "" },
        has_column: column.is_some(),
        reference: record.reference,
        alternate: alternates.get(index).copied().unwrap_or(""),
        index,
        n_alternates: alternates.len(),
    };
    fields.reads()
}

impl Fields<'_> {
    fn reads(&self) -> Reads {
        let (reference_reads, alt_reads) = self.counts();
        let alt_reads = alt_reads.or_else(|| self.has_no_copy().then_some(0));
        let sum =
            self.sum_of_parts().or_else(|| reference_reads.zip(alt_reads).map(|(r, a)| r.saturating_add(a)));
        let stated_depth = self.stated_depth();
        // A depth below the sum of its parts was counted after a filter the parts did not pass.
        let depth = match (stated_depth, sum) {
            (Some(depth), Some(sum)) => Some(depth.max(sum)),
            (depth, sum) => depth.or(sum),
        };
        let stated = self.stated_fraction();
        let counted = alt_reads
            .zip(depth)
            .filter(|(_, depth)| *depth > 0)
            .map(|(reads, depth)| f64::from(reads) / f64::from(depth));
        let vaf = counted.or(stated).filter(|v| (0.0..=1.0).contains(v));
        let alt_reads = alt_reads.or_else(|| {
            let times = |(vaf, depth): (f64, u32)| (vaf.clamp(0.0, 1.0) * f64::from(depth)).round() as u32;
            stated.filter(|v| v.is_finite()).zip(depth).map(times)
        });
        Reads { depth, alt_reads, vaf }
    }

    fn get(&self, key: &str) -> Option<&str> {
        let place = self.format.split(':').position(|k| k == key);
        let in_column = place.and_then(|i| self.values.split(':').nth(i)).filter(|_| self.has_column);
        let in_info = || if self.has_column { None } else { info_value(self.info, key) };
        in_column.or_else(in_info).filter(|text| !matches!(*text, "" | "."))
    }

    fn list(&self, key: &str) -> Vec<Option<u32>> {
        self.get(key).map(|text| text.split(',').map(|n| n.parse().ok()).collect()).unwrap_or_default()
    }

    fn nth(&self, key: &str, i: usize) -> Option<u32> {
        self.get(key)?.split(',').nth(i)?.parse().ok()
    }

    /// The sum of fields that count reads by strand; `None` unless one of them is there.
    fn sum_of(&self, keys: &[&str]) -> Option<u32> {
        let found: Vec<u32> = keys.iter().filter_map(|key| self.nth(key, 0)).collect();
        (!found.is_empty()).then(|| found.iter().fold(0_u32, |sum, n| sum.saturating_add(*n)))
    }

    fn stated_depth(&self) -> Option<u32> {
        self.nth("DP", 0)
            .or_else(|| if self.get("PP").is_some() { self.sum_of(&["PR", "NR"]) } else { None })
            .or_else(|| self.nth("NR", self.index))
            .or_else(|| self.nth("DPT", 0))
            .or_else(|| info_value(self.info, "TDP")?.parse().ok())
    }

    fn sum_of_parts(&self) -> Option<u32> {
        let all = self.get("AD")?;
        if all.split(',').count() != self.n_alternates + 1 {
            return None;
        }
        all.split(',').try_fold(0_u32, |sum, n| Some(sum.saturating_add(n.parse().ok()?)))
    }

    fn stated_fraction(&self) -> Option<f64> {
        let own = ["AF", "FA", "VAF", "FREQ", "PM"].iter().find_map(|key| self.get(key));
        let text = own.or_else(|| info_value(self.info, "TVAF"))?;
        let item = text.split(',').nth(self.index).or_else(|| text.split(',').next())?;
        match item.strip_suffix('%') {
            Some(number) => number.parse::<f64>().ok().map(|v| v / 100.0),
            None => item.parse::<f64>().ok(),
        }
    }

    /// A genotype that holds other alleles only: the sample does not carry this one.
    fn has_no_copy(&self) -> bool {
        let own = (self.index + 1).to_string();
        self.get("GT").is_some_and(|genotype| {
            let mut alleles = genotype.split(['/', '|']);
            alleles.all(|allele| allele != own && allele != ".") && self.stated_fraction().is_none()
        })
    }

    /// Reads with the reference and with the variant, in the order in which vcf2maf looks: AD; AD and RD of `VarScan`;
    /// BCOUNT of `SomaticSniper`; Strelka's tier 1; `CaVEMan`; AO and RO of `FreeBayes`; Delly; Manta; DP4; `cgpPindel`;
    /// DV; NV and NR of Platypus.
    fn counts(&self) -> (Option<u32>, Option<u32>) {
        let structural = || is_structural(self.alternate).then(|| self.structural()).flatten();
        self.by_allele("AD")
            .or_else(|| Some((self.nth("RD", 0), Some(self.nth("AD", 0)?))))
            .or_else(|| self.by_base())
            .or_else(|| Some((self.nth("TAR", 0), Some(self.nth("TIR", 0)?))))
            .or_else(|| Some((self.nth("RO", 0), Some(self.nth("AO", self.index)?))))
            .or_else(structural)
            .or_else(|| self.by_strand())
            .or_else(|| {
                let alt = self.sum_of(&["PP", "NP"])?;
                Some((self.sum_of(&["PR", "NR"]).map(|all| all.saturating_sub(alt)), Some(alt)))
            })
            .or_else(|| {
                let alt = self.nth("DV", 0)?;
                Some((self.nth("DP", 0).map(|all| all.saturating_sub(alt)), Some(alt)))
            })
            .or_else(|| {
                let alt = self.nth("NV", self.index)?;
                Some((self.nth("NR", self.index).map(|all| all.saturating_sub(alt)), Some(alt)))
            })
            .or_else(|| self.by_allele("ADT"))
            .unwrap_or_default()
    }

    /// A list of the reference and all alternates, or of the alternates alone.
    fn by_allele(&self, key: &str) -> Option<(Option<u32>, Option<u32>)> {
        let list = self.get(key)?;
        let at = |i: usize| list.split(',').nth(i)?.parse().ok();
        match list.split(',').count() {
            1 => None,
            n if n == self.n_alternates => Some((None, at(self.index))),
            _ => Some((at(0), at(self.index + 1))),
        }
    }

    /// Reads by base: BCOUNT, `AU` to `TU`, and the two strands of `CaVEMan`.
    fn by_base(&self) -> Option<(Option<u32>, Option<u32>)> {
        if self.reference.len() != 1 || self.alternate.len() != 1 {
            return None;
        }
        let count = |base: &str| {
            let place = ["A", "C", "G", "T"].iter().position(|b| *b == base)?;
            self.nth("BCOUNT", place)
                .or_else(|| self.nth(&format!("{base}U"), 0))
                .or_else(|| self.sum_of(&[&format!("F{base}Z"), &format!("R{base}Z")]))
        };
        let (reference, alternate) =
            (self.reference.to_ascii_uppercase(), self.alternate.to_ascii_uppercase());
        Some((count(&reference), Some(count(&alternate)?)))
    }

    /// Pairs and split reads: `RR`, `RV`, `DR`, `DV` of Delly, `PR` and `SR` of Manta.
    fn structural(&self) -> Option<(Option<u32>, Option<u32>)> {
        if self.get("RV").is_some() || self.get("DR").is_some() {
            return Some((self.sum_of(&["RR", "DR"]), self.sum_of(&["RV", "DV"])));
        }
        let side = |i: usize| match (self.nth("PR", i), self.nth("SR", i)) {
            (None, None) => None,
            (pairs, split) => Some(pairs.unwrap_or(0).saturating_add(split.unwrap_or(0))),
        };
        Some((side(0), Some(side(1)?)))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn reads(reference: &str, alternate: &str, format: &str, values: &str) -> (Option<u32>, Option<u32>) {
        let line = format!("1\t5\t.\t{reference}\t{alternate}\t.\tPASS\t.\t{format}\t{values}");
        let record = RawRecord::parse(&line).unwrap();
        let alternates: Vec<&str> = alternate.split(',').collect();
        let reads = reads_of(&record, Some(0), (&alternates, 0), false);
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
