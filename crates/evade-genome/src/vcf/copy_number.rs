//! Records of copy-number callers: how many copies a stretch has, not a rearrangement of the genes in it.
//!
//! `<DEL>` of such a caller says that copies are fewer than elsewhere. One copy of two is the loss of one copy of every
//! gene under it; it truncates none of them. What counts are the numbers of the record, as their caller defines them.

use super::header::{VcfHeader, attribute};
use super::record::RawRecord;
use crate::genome_build::plain_chromosome;
use crate::segments::{Segment, TumorContent, shows_no_loss};

/// Words in `##source` of programs that call copy number.
const CALLERS: [&str; 9] =
    ["cnv", "cnvkit", "craft", "canvas", "ascat", "facets", "gcnv", "ichorcna", "copynumber"];

/// Copies of both alleles, in the sample's column or in INFO: whole or fractional.
const TOTAL: [&str; 5] = ["CN", "TCN", "CNF", "TCN_EM", "CNt"];
/// Copies of the allele with fewer: DRAGEN, ascatNgs, FACETS.
const MINOR: [&str; 4] = ["MCN", "MCNF", "LCN", "LCN_EM"];
/// Copies of the allele with more: Canvas.
const MAJOR: [&str; 1] = ["MCC"];
/// Ratios to the normal: TSO 500 and DRAGEN (1 is no change), the export of `CNVkit`.
const RATIO: [&str; 3] = ["FC", "FOLD_CHANGE", "SM"];
/// Logarithms to base 2 of such a ratio.
const LOG_RATIO: [&str; 3] = ["FOLD_CHANGE_LOG", "LOG2", "CNLR_MEDIAN"];
/// Ratio and logarithm of the export of `CNVkit`, on which its copies rest.
const CNVKIT_RATIO: [&str; 1] = ["FOLD_CHANGE"];
const CNVKIT_LOG: [&str; 1] = ["FOLD_CHANGE_LOG"];
/// Share of all cells that are in the state: FACETS.
const CELL_FRACTION: [&str; 1] = ["CF_EM"];
/// What callers of rearrangements count: read pairs and split reads.
const JUNCTION_READS: [&str; 8] = ["PR", "SR", "DR", "DV", "RR", "RV", "PE", "VF"];

/// What the header says of copy number.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct CopyNumberFile {
    /// Written by a caller of copy number.
    pub(super) is_by_caller: bool,
    /// `FC` is a logarithm, as its definition says.
    is_ratio_log: bool,
    /// What the caller found of the tumour cells.
    content: TumorContent,
}

/// What a record says of copies.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Copies {
    /// It is a rearrangement, or nothing of the kind.
    NotSaid,
    /// It is of copy number, but shows no number from which a state follows.
    Unknown,
    /// The copies of a stretch.
    Known(Box<Segment>),
}

impl CopyNumberFile {
    pub(super) fn of(header: &VcfHeader) -> Self {
        let is_caller = |text: &str| {
            let text = text.to_ascii_lowercase();
            CALLERS.iter().any(|word| text.contains(word))
        };
        let defines_log = |key| {
            header.values(key).any(|line| {
                let is_ratio = attribute(line, "ID").is_some_and(|id| RATIO.contains(&id));
                is_ratio && line.to_ascii_lowercase().contains("log")
            })
        };
        // DRAGEN writes its model into the header.
        let number = |key| header.values(key).find_map(|text| text.trim().parse::<f64>().ok());
        Self {
            content: TumorContent {
                purity: number("EstimatedTumorPurity").filter(|share| *share > 0.0 && *share <= 1.0),
                ploidy: number("OverallPloidy").filter(|ploidy| *ploidy > 0.0 && ploidy.is_finite()),
            },
            is_by_caller: header.values("source").any(is_caller),
            is_ratio_log: defines_log("FORMAT") || defines_log("INFO"),
        }
    }

    /// What is known of the tumour cells: as stated, else as the caller found.
    pub(super) fn tumor_content(self, stated: TumorContent) -> TumorContent {
        TumorContent {
            purity: stated.purity.or(self.content.purity),
            ploidy: stated.ploidy.or(self.content.ploidy),
        }
    }

    /// What a record with a described allele says. `is_within_gene` says whether the stretch lies in one judged gene:
    /// a junction within a gene is judged as the rearrangement that it is.
    pub(super) fn read(
        self,
        record: &RawRecord<'_>,
        (tumor, normal): (Option<usize>, Option<usize>),
        alternate: &str,
        is_within_gene: impl Fn(u64, u64) -> bool,
    ) -> Copies {
        let symbol = alternate.trim_matches(['<', '>']).to_ascii_uppercase();
        let allele_copies = copies_of_allele(&symbol);
        if allele_copies.is_none()
            && !matches!(symbol.as_str(), "DEL" | "DUP" | "CNV" | "LOH" | "CNLOH" | "GAIN" | "LOSS")
        {
            return Copies::NotSaid;
        }
        let value = |keys: &[&str]| -> Option<f64> {
            let text = |key: &&str| record.sample(tumor, key).or_else(|| record.info(key));
            keys.iter().filter_map(text).find_map(|text| text.parse().ok()).filter(|v: &f64| v.is_finite())
        };
        let total = value(&TOTAL).or_else(|| copies_of_genotype(record, tumor)).filter(|total| *total >= 0.0);
        let ratio = value(&RATIO).and_then(|ratio| self.log2_of(ratio));
        let log2 = value(&LOG_RATIO).or(ratio);
        let is_cnv = symbol == "CNV"
            || allele_copies.is_some()
            || record.info("SVTYPE").is_some_and(|word| word.starts_with("CNV"));
        if total.is_none() && log2.is_none() && !self.is_by_caller && !is_cnv {
            return Copies::NotSaid;
        }
        let Some((start, end)) = span(record) else { return Copies::NotSaid };
        let has_junction = JUNCTION_READS
            .iter()
            .any(|key| record.sample(tumor, key).is_some() || record.info(key).is_some());
        if has_junction && is_within_gene(start, end) {
            return Copies::NotSaid;
        }
        if total.is_some_and(|total| is_of_normal(record, normal, total)) {
            return Copies::Unknown;
        }
        let minor =
            value(&MINOR).or_else(|| total.zip(value(&MAJOR)).map(|(total, major)| (total - major).max(0.0)));
        // Only the copies of CNVkit are its ratio rounded; those of others are corrected for tumour content.
        let of_cnvkit =
            value(&CNVKIT_LOG).or_else(|| value(&CNVKIT_RATIO).and_then(|ratio| self.log2_of(ratio)));
        let gainsays = total.zip(of_cnvkit).is_some_and(|(total, log2)| shows_no_loss(total, log2));
        let (total, log2) = match (total, log2) {
            (Some(total), _) if !gainsays => (total, None),
            (_, Some(log2)) if is_telling(log2) => (2.0 * libm::exp2(log2), Some(log2)),
            _ => return Copies::Unknown,
        };
        Copies::Known(Box::new(Segment {
            sample: None,
            chrom: plain_chromosome(record.chrom).to_owned(),
            start,
            end,
            total,
            minor: minor.filter(|_| log2.is_none()).map(|minor| minor.clamp(0.0, total)),
            fraction: value(&CELL_FRACTION).filter(|share| (0.0..=1.0).contains(share)),
            // DRAGEN marks a stretch that differs between the tumour cells; in how many it does not say.
            is_in_part: record.info("HET") == Some(""),
            heterozygous_sites: None,
            gene: None,
            second: None,
            ratio: None,
            log2,
        }))
    }

    /// The logarithm of a ratio; one that is not positive is no ratio.
    fn log2_of(self, ratio: f64) -> Option<f64> {
        if self.is_ratio_log { Some(ratio) } else { (ratio > 0.0).then(|| libm::log2(ratio)) }
    }
}

/// Whether a ratio alone shows a loss of both copies or many copies. One in between depends on the share of tumour cells:
/// a deletion called at 0.78 may be one copy of two in half of the cells, or noise.
fn is_telling(log2: f64) -> bool {
    const DEEP_LOSS: f64 = -1.1;
    const HIGH_GAIN: f64 = 1.32;
    log2 <= DEEP_LOSS || log2 >= HIGH_GAIN
}

/// The copies that an allele `CN0`, `CN1`, ... stands for.
fn copies_of_allele(symbol: &str) -> Option<u32> {
    symbol.strip_prefix("CN")?.parse().ok()
}

/// The copies of a genotype of such alleles: each is of one chromosome of the pair, and the reference has one.
fn copies_of_genotype(record: &RawRecord<'_>, tumor: Option<usize>) -> Option<f64> {
    let alleles: Vec<Option<u32>> = record
        .alternates
        .split(',')
        .map(|allele| copies_of_allele(&allele.trim_matches(['<', '>']).to_ascii_uppercase()))
        .collect();
    if alleles.iter().all(Option::is_none) {
        return None;
    }
    let genotype: Vec<&str> = record.sample(tumor, "GT")?.split(['/', '|']).collect();
    let of_one = |index: &&str| match index.parse::<usize>().ok()? {
        0 => Some(1),
        place => alleles.get(place - 1).copied().flatten(),
    };
    // One allele alone, as of a chromosome without its pair, does not tell what the other has.
    let copies: Option<Vec<u32>> = genotype.iter().map(of_one).collect();
    copies.filter(|copies| copies.len() == 2).map(|copies| f64::from(copies.iter().sum::<u32>()))
}

/// Whether the normal has as many copies, and not two: the tumour neither lost nor gained them.
fn is_of_normal(record: &RawRecord<'_>, normal: Option<usize>, total: f64) -> bool {
    let whole = |copies: f64| copies.round() as i64;
    let Some(column) = normal else { return false };
    let copies = TOTAL.iter().filter_map(|key| record.sample(Some(column), key)).find_map(|v| v.parse().ok());
    copies.is_some_and(|copies: f64| whole(copies) == whole(total) && whole(copies) != 2)
}

/// First and last base.
fn span(record: &RawRecord<'_>) -> Option<(u64, u64)> {
    let length = || record.info("SVLEN")?.split(',').next()?.trim_start_matches('-').parse::<u64>().ok();
    let end = record.info("END").and_then(|end| end.parse().ok());
    let end = end.or_else(|| length().map(|n| record.pos.saturating_add(n)))?;
    // The position is the base before the stretch.
    (end > record.pos).then_some((record.pos + 1, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(header: &[&str], alternate: &str, info: &str, format: &str, sample: &str) -> Copies {
        let last = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tT";
        let lines = header.iter().copied().chain([last]).map(str::to_owned).collect();
        let file = CopyNumberFile::of(&VcfHeader::parse("x", lines).unwrap());
        let line = format!("chr1\t99\t.\tN\t{alternate}\t.\tPASS\t{info}\t{format}\t{sample}");
        file.read(&RawRecord::parse(&line).unwrap(), (Some(0), None), alternate, |start, end| {
            end - start < 1000
        })
    }

    fn numbers(copies: Copies) -> Option<(f64, Option<f64>, bool)> {
        match copies {
            Copies::Known(segment) => Some((segment.total, segment.minor, segment.log2.is_some())),
            _ => None,
        }
    }

    #[test]
    fn numbers_mean_what_their_caller_defines() {
        let long = "END=900000";
        let known = |info: &str, format: &str, sample: &str| {
            numbers(read(&["##source=DRAGEN_CNV"], "<DEL>", &format!("{info};{long}"), format, sample))
        };
        assert_eq!(known("SVTYPE=CNV", "GT:CN:MCN", "0/1:1:0"), Some((1.0, Some(0.0), false)));
        assert_eq!(known("SVTYPE=CNV", "TCN:MCN", "2:0"), Some((2.0, Some(0.0), false)));
        assert_eq!(known("SVTYPE=CNV", "CN:MCC", "3:2"), Some((3.0, Some(1.0), false)));
        assert_eq!(known("TCN_EM=0;LCN_EM=0", "GT", "1/1"), Some((0.0, Some(0.0), false)));
        // A ratio that shows no state.
        assert_eq!(known("SVTYPE=CNV", "FC", "0.78"), None);
        assert_eq!(known("SVTYPE=CNV", "FC", "0.25"), Some((0.5, None, true)));
        assert_eq!(known("SVTYPE=CNV", "FC", "-3"), None);
        // DRAGEN has corrected its copies for tumour content: half of the normal's depth may be no copy.
        assert_eq!(known("SVTYPE=CNV", "SM:CN", "0.5:0"), Some((0.0, None, false)));
        // CNVkit rounds down: half a copy and more is left.
        assert_eq!(known("FOLD_CHANGE_LOG=-0.9", "CN", "0"), None);
        assert_eq!(known("FOLD_CHANGE_LOG=-4", "CN", "0"), Some((0.0, None, false)));
    }

    #[test]
    fn a_logarithm_is_one_by_its_definition() {
        let log = "##FORMAT=<ID=FC,Number=1,Type=Float,Description=\"Fold change (log2)\">";
        assert_eq!(
            numbers(read(&[log], "<DEL>", "END=900000", "FC", "-2")).map(|(total, ..)| total),
            Some(0.5)
        );
    }

    #[test]
    fn rearrangements_stay_rearrangements() {
        let copies = |alternate: &str, info: &str, format: &str, sample: &str| {
            read(&["##source=GenerateSVCandidates 1.6"], alternate, info, format, sample)
        };
        assert_eq!(copies("<DEL>", "SVTYPE=DEL;END=500", "PR:SR", "20,5:10,3"), Copies::NotSaid);
        assert_eq!(copies("<DEL>", "SVTYPE=DEL;END=500", "CN:PR", "1:20,5"), Copies::NotSaid);
        assert_eq!(copies("<DUP:TANDEM>", "SVTYPE=DUP;END=500000", "CN", "3"), Copies::NotSaid);
        assert!(matches!(copies("<DEL>", "SVTYPE=DEL;END=5000000", "CN:PR", "1:20,5"), Copies::Known(_)));
        assert_eq!(copies("<CNV>", "END=5000000", "GT", "0/1"), Copies::Unknown);
    }
}
