//! What a caller says of a record: germline, somatic, or perhaps germline.

use super::callers::is_germline_name;
use super::entry::{AlleleOf, own_value};
use super::header::{VcfHeader, attribute};
use super::record::RawRecord;
use crate::candidate::GermlineHint;

/// The words of `VarDict`, which compares a tumour with a normal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum VarDictStatus {
    /// Not, or hardly, in the normal.
    Somatic,
    Germline,
    /// Inherited, and lost in the tumour.
    LossOfHeterozygosity,
    /// In both with different fractions.
    FractionsDiffer,
    /// In the normal; the tumour has no reads there.
    Deletion,
    /// In the tumour; the normal has no reads there.
    NormalNotCovered,
}

impl VarDictStatus {
    fn parse(word: &str) -> Option<Self> {
        match word.to_ascii_lowercase().as_str() {
            "strongsomatic" | "likelysomatic" => Some(Self::Somatic),
            // Old versions left the last letter out.
            "germline" | "germlin" => Some(Self::Germline),
            "afdiff" => Some(Self::FractionsDiffer),
            "deletion" => Some(Self::Deletion),
            "samplespecific" => Some(Self::NormalNotCovered),
            word if word.ends_with("loh") => Some(Self::LossOfHeterozygosity),
            _ => None,
        }
    }

    /// The status and its word: the value of STATUS, or a flag of that name as old versions write it.
    fn of<'r>(marks: SomaticMarks, record: &RawRecord<'r>, tumor: Option<usize>) -> Option<(Self, &'r str)> {
        const FLAGS: [&str; 8] = [
            "StrongSomatic",
            "LikelySomatic",
            "Germline",
            "Germlin",
            "StrongLOH",
            "LikelyLOH",
            "AFDiff",
            "SampleSpecific",
        ];
        let stated = record.info("STATUS").or_else(|| record.sample(tumor, "STATUS"));
        let flag = || FLAGS.into_iter().find(|flag| record.info(flag) == Some(""));
        let word = stated.or_else(flag)?;
        let status = Self::parse(word)?;
        // A word of other programs too, of which one alone says that the tumour is without the variant.
        let is_vardict = || {
            let is_reads = |key: &str| key == "VD";
            let mut format = record.samples.split('\t').next().unwrap_or("").split(':');
            marks.is_vardict
                || ["VD", "SSF"].iter().any(|key| record.info(key).is_some())
                || format.any(is_reads)
        };
        (status != Self::Deletion || is_vardict()).then_some((status, word))
    }
}

/// Lower odds of Mutect2 do not show that the normal is without the variant: its own limit, log10.
const MIN_NORMAL_ODDS: f64 = 2.2;

/// What the header defines by which a caller marks records.
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a thing that the header defines or does not")]
pub(super) struct SomaticMarks {
    /// Octopus marks somatic records with a flag; the others are germline.
    by_flag: bool,
    /// Each record names the callers that found it.
    names_callers: bool,
    /// Whether records may show that their caller compared the tumour with a normal.
    may_compare: bool,
    /// The only caller, or one of several.
    is_vardict: bool,
    is_strelka: bool,
}

/// Fields that show it.
const OF_COMPARISON: [&str; 7] = ["STATUS", "SS", "NLOD", "UNIQ", "NT", "StrongSomatic", "LikelySomatic"];

impl SomaticMarks {
    pub(super) fn from_header(header: &VcfHeader) -> Self {
        let mut lines = header.values("INFO").filter(|line| attribute(line, "ID") == Some("SOMATIC"));
        let has_flag = lines.any(|line| attribute(line, "Type").is_none_or(|kind| kind == "Flag"));
        Self {
            by_flag: has_flag && header.callers() == ["octopus"],
            names_callers: header.has_info("CALLERS"),
            may_compare: header
                .values("INFO")
                .chain(header.values("FORMAT"))
                .filter_map(|line| attribute(line, "ID"))
                .any(|id| OF_COMPARISON.contains(&id)),
            is_vardict: header.callers().contains(&"vardict"),
            is_strelka: header.callers().contains(&"strelka2"),
        }
    }

    /// What says that the record is not somatic.
    pub(super) fn germline_record(self, record: &RawRecord<'_>, tumor: Option<usize>) -> Option<String> {
        self.by_words(record, tumor).or_else(|| self.by_marks(record, tumor))
    }

    /// Whether the record itself shows that its caller compared the tumour with a normal and found it somatic.
    pub(super) fn show_comparison(self, allele: AlleleOf<'_>, tumor: Option<usize>) -> bool {
        self.may_compare && self.was_compared(allele, tumor)
    }

    /// Whether the record says that the comparison with the normal tells nothing, whatever the header shows of it.
    pub(super) fn leave_open(self, allele: AlleleOf<'_>) -> bool {
        let is_weak = odds_of_absence(allele).is_some_and(|odds| odds < MIN_NORMAL_ODDS);
        is_weak || self.genotype_of_normal(allele.record) == Some("conflict")
    }

    /// The status by which the tumour is without the variant.
    pub(super) fn denied_by<'r>(self, record: &RawRecord<'r>, tumor: Option<usize>) -> Option<&'r str> {
        let (status, word) = VarDictStatus::of(self, record, tumor)?;
        (status == VarDictStatus::Deletion).then_some(word)
    }

    /// The genotype of the normal, which Strelka writes beside those of both.
    fn genotype_of_normal<'r>(self, record: &RawRecord<'r>) -> Option<&'r str> {
        const BESIDE: [&str; 6] = ["SGT", "QSS", "QSI", "QSS_NT", "QSI_NT", "SOMATIC"];
        let genotype = record.info("NT")?;
        (self.is_strelka || BESIDE.iter().any(|key| record.info(key).is_some())).then_some(genotype)
    }

    fn by_marks(self, record: &RawRecord<'_>, tumor: Option<usize>) -> Option<String> {
        if self.by_flag && record.info("SOMATIC").is_none() {
            // The status of each haplotype: one that is somatic is marked with 1.
            let haplotypes = record.sample(tumor, "HSS").unwrap_or("");
            if !haplotypes.split([',', '|']).any(|status| status == "1") {
                return Some("octopus does not mark it as somatic".to_owned());
            }
        }
        let callers = record.info("CALLERS").filter(|names| self.names_callers && !names.is_empty())?;
        let mut names = callers.split([',', '|', '&']);
        names.all(is_germline_name).then(|| format!("CALLERS={callers}: callers of germline variants"))
    }

    /// What says that the record is not somatic, in the words of callers.
    fn by_words(self, record: &RawRecord<'_>, tumor: Option<usize>) -> Option<String> {
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
        let (status, word) = VarDictStatus::of(self, record, tumor)?;
        match status {
            VarDictStatus::Germline | VarDictStatus::LossOfHeterozygosity => Some(format!("STATUS={word}")),
            VarDictStatus::Deletion => {
                Some(format!("STATUS={word}: of the normal, without reads in the tumour"))
            }
            VarDictStatus::Somatic | VarDictStatus::FractionsDiffer | VarDictStatus::NormalNotCovered => None,
        }
    }

    /// What says that the normal has the variant too, where its reads do not.
    pub(super) fn in_normal_by_status(self, allele: AlleleOf<'_>, tumor: Option<usize>) -> Option<String> {
        if let Some(genotype @ ("het" | "hom")) = self.genotype_of_normal(allele.record) {
            return Some(format!("NT={genotype}: the genotype of the normal has it"));
        }
        if let Some(odds) = odds_of_absence(allele).filter(|odds| *odds <= -MIN_NORMAL_ODDS) {
            return Some(format!("NLOD={odds}: odds that the normal is without it"));
        }
        let (status, word) = VarDictStatus::of(self, allele.record, tumor)?;
        (status == VarDictStatus::FractionsDiffer)
            .then(|| format!("STATUS={word}: also in the normal, with another fraction"))
    }

    fn was_compared(self, allele: AlleleOf<'_>, tumor: Option<usize>) -> bool {
        let record = allele.record;
        let by_status = || {
            let status = VarDictStatus::of(self, record, tumor);
            status.is_some_and(|(status, _)| status == VarDictStatus::Somatic)
        };
        let by_code = || record.info("SS").or_else(|| record.sample(tumor, "SS")) == Some("2");
        let by_odds = || odds_of_absence(allele).is_some_and(|odds| odds >= MIN_NORMAL_ODDS);
        // LoFreq marks what it does not find in the paired sample, Strelka the genotype of the normal.
        let by_mark = || record.info("UNIQ") == Some("") || record.info("NT") == Some("ref");
        by_status() || by_code() || by_odds() || by_mark()
    }
}

/// The odds that the normal is without the allele, log10, which Mutect2 gives where it has a normal; the least of a list
/// that does not fit the alleles.
fn odds_of_absence(allele: AlleleOf<'_>) -> Option<f64> {
    let list = allele.record.info("NLOD")?;
    let all: Option<Vec<f64>> =
        list.split(',').map(|odds| odds.parse().ok().filter(|odds: &f64| odds.is_finite())).collect();
    match own_value(list, allele).map(str::parse::<f64>) {
        Some(Ok(odds)) => Some(odds).filter(|odds| odds.is_finite()),
        _ => all?.into_iter().min_by(f64::total_cmp),
    }
}

/// What DRAGEN says of the variants of a tumour without a normal: by databases of germline variants, or by the fractions
/// of variants nearby.
pub(super) fn germline_hint(record: &RawRecord<'_>) -> Option<GermlineHint> {
    match record.info("GermlineStatus")?.to_ascii_lowercase().as_str() {
        "germline_db" | "germline" => Some(GermlineHint::Database),
        // The last is in databases of both: which it is, is not known.
        "germline_proxi" | "somatic_putative_db" => Some(GermlineHint::Fractions),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(filter: &str, info: &str, status: &str) -> Option<String> {
        let line = format!("1\t5\t.\tC\tT\t.\t{filter}\t{info}\tGT:SS\t0/1:{status}");
        SomaticMarks::default().by_words(&RawRecord::parse(&line).unwrap(), Some(0))
    }

    fn of_line<T>(line: &str, look: impl Fn(AlleleOf<'_>) -> T) -> T {
        let record = RawRecord::parse(line).unwrap();
        let alternates: Vec<&str> = record.alternates.split(',').collect();
        look(AlleleOf { record: &record, alternates: &alternates, index: 0 })
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
    }

    #[test]
    fn words_of_vardict_are_read_in_any_case() {
        let is_germline = |info: &str| record("PASS", info, ".").is_some();
        for word in ["Germline", "GERMLINE", "germlin", "Germlin", "StrongLOH", "likelyloh", "LOH"] {
            assert!(is_germline(&format!("STATUS={word}")), "{word}");
        }
        for word in ["StrongSomatic", "LikelySomatic", "strongsomatic", "SampleSpecific", "AFDiff", "x"] {
            assert!(!is_germline(&format!("STATUS={word}")), "{word}");
        }
        assert!(is_germline("Germline;SAMPLE=T") && !is_germline("StrongSomatic;SAMPLE=T"));
        assert!(is_germline("STATUS=Deletion;VD=0") && !is_germline("STATUS=Deletion"));
        let line = |info: &str| format!("1\t5\t.\tC\tT\t.\tPASS\t{info}");
        let marks = SomaticMarks::default();
        let compared = |info: &str| of_line(&line(info), |allele| marks.was_compared(allele, None));
        assert!(compared("STATUS=LikelySomatic") && compared("SS=2") && compared("NLOD=9.1"));
        assert!(!compared("NLOD=0.4") && !compared("NLOD=.") && !compared("NLOD=9.1,1.0"));
        assert!(!compared("STATUS=SampleSpecific") && !compared("DP=4") && !compared("SS=5"));
        assert!(compared("UNIQ;DP=4") && compared("NT=ref;SGT=CC->CT") && !compared("NT=het;SGT=CT->CT"));
        let strelka = SomaticMarks { is_strelka: true, ..marks };
        let in_normal = |marks: SomaticMarks, info: &str| {
            of_line(&line(info), |allele| marks.in_normal_by_status(allele, None)).is_some()
        };
        for info in ["SOMATIC;NT=het;SGT=CT->CT", "SOMATIC;NT=hom", "NT=het;QSS=30", "STATUS=AFDiff"] {
            assert!(in_normal(marks, info), "{info}");
        }
        assert!(!in_normal(marks, "NT=het") && in_normal(strelka, "NT=het"));
        assert!(!in_normal(strelka, "NT=ref;SOMATIC") && !in_normal(strelka, "NT=conflict"));
        let open = |info: &str| of_line(&line(info), |allele| strelka.leave_open(allele));
        assert!(open("NT=conflict;SGT=CT->TT") && open("NLOD=1.1") && !open("NT=ref") && !open("NLOD=7"));
        assert!(in_normal(marks, "NLOD=-30.5") && in_normal(marks, "NLOD=4,-30"));
        assert!(!in_normal(marks, "NLOD=-1.5") && !in_normal(marks, "NLOD=.") && !open("NLOD=."));
    }

    #[test]
    fn deletion_is_a_word_of_vardict() {
        let vardict = SomaticMarks { is_vardict: true, ..SomaticMarks::default() };
        let of = |marks: SomaticMarks, line: &str| {
            marks.denied_by(&RawRecord::parse(line).unwrap(), Some(0)).map(str::to_owned)
        };
        let alone = "1\t5\t.\tC\tT\t.\tPASS\tSTATUS=Deletion\tGT:AD\t0/1:60,40";
        assert_eq!(of(SomaticMarks::default(), alone), None);
        assert_eq!(of(vardict, alone).as_deref(), Some("Deletion"));
        let reads = "1\t5\t.\tC\tT\t.\tPASS\tSTATUS=deletion\tGT:VD\t0/1:40";
        assert_eq!(of(SomaticMarks::default(), reads).as_deref(), Some("deletion"));
    }

    #[test]
    fn marks_of_the_header_tell_germline_records() {
        let of = |lines: &[&str], record: &str| {
            let last = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO";
            let lines = lines.iter().copied().chain([last]).map(str::to_owned).collect();
            let marks = SomaticMarks::from_header(&VcfHeader::parse("x", lines).unwrap());
            marks.germline_record(&RawRecord::parse(record).unwrap(), Some(0)).is_some()
        };
        let octopus = ["##octopus=<version=0.7>", "##INFO=<ID=SOMATIC,Number=0,Type=Flag>"];
        assert!(of(&octopus, "1\t5\t.\tC\tT\t.\tPASS\tDP=3\tGT:HSS\t0|1:0,0"));
        assert!(!of(&octopus, "1\t5\t.\tC\tT\t.\tPASS\tSOMATIC;DP=3\tGT:HSS\t0|0|1:0,0,1"));
        assert!(!of(&octopus, "1\t5\t.\tC\tT\t.\tPASS\tDP=3\tGT:HSS\t0|0|1:0,0,1"));
        assert!(!of(&["##source=Mutect2", octopus[1]], "1\t5\t.\tC\tT\t.\tPASS\tDP=3"));
        let consensus = ["##INFO=<ID=CALLERS,Number=.,Type=String>"];
        assert!(of(&consensus, "1\t5\t.\tC\tT\t.\t.\tCALLERS=deepvariant,haplotypecaller;NCALLERS=2"));
        assert!(!of(&consensus, "1\t5\t.\tC\tT\t.\t.\tCALLERS=mutect2,strelka;NCALLERS=2"));
        assert!(!of(&consensus, "1\t5\t.\tC\tT\t.\t.\tCALLERS=haplotypecaller,strelka;NCALLERS=2"));
    }
}
