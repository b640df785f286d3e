//! What kind of file it is: small variants or rearrangements, somatic or germline, of which genome.

use super::called_kind::CalledKind;
use super::calls::VcfCalls;
use super::entry::AlleleOf;
use super::record::is_structural;
use crate::calls_are::{CallsAre, NormalShows, NormalTally};
use crate::one_kind::OneKind;
use crate::panel::GenePanel;

/// Callers of rearrangements alone.
const STRUCTURAL_CALLERS: [&str; 2] = ["manta", "delly"];
/// Alleles written out in full that are longer are no small variants.
const SMALL: usize = 50;
/// Share of fractions near one half or one from which a file looks like germline calls.
const GERMLINE_SHARE: f64 = 0.6;
/// Fewer records do not show it.
const GERMLINE_MIN_RECORDS: u32 = 20;

/// Who says that a file is of inherited variants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum GermlineFile {
    /// Its caller, which calls no others.
    Caller(&'static str),
    /// The user.
    Stated,
}

impl GermlineFile {
    /// What the user states goes before what the header shows.
    pub(super) fn new(stated: CallsAre, caller: Option<&'static str>) -> Option<Self> {
        match stated {
            CallsAre::Auto => caller.map(Self::Caller),
            CallsAre::Somatic => None,
            CallsAre::Germline => Some(Self::Stated),
        }
    }

    /// Why none of the records is somatic.
    pub(super) fn word(self) -> String {
        match self {
            Self::Caller(caller) => format!("called by {caller}, which calls germline variants"),
            Self::Stated => "stated to be germline calls".to_owned(),
        }
    }
}

/// What the records of a file show of it.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each sign is seen or not, whatever the others are")]
pub(super) struct FileKind {
    /// Who says that the file is of inherited variants.
    pub(super) germline: Option<GermlineFile>,
    /// What the normal has of the coding variants.
    pub(super) normal: NormalTally,
    /// The user states the genome, and neither header nor annotation can bear it out.
    is_build_doubtful: bool,
    /// The file is that of a caller of copy number.
    pub(super) is_copy_number: bool,
    /// An allele lies where a judged gene is coding.
    pub(super) reaches_coding_bases: bool,
    /// A rearrangement lies on a genome that is not known.
    pub(super) has_unplaced_rearrangement: bool,
    n_alleles: u64,
    n_structural: u64,
    /// Small alleles that exchange bases, and those that change the length.
    n_exchanges: u64,
    n_indels: u64,
    n_with_vaf: u32,
    n_germline_like: u32,
}

impl FileKind {
    pub(super) fn new(germline: Option<GermlineFile>, is_build_doubtful: bool) -> Self {
        Self { germline, is_build_doubtful, ..Self::default() }
    }

    /// Whether the file lists inherited variants, by its header, by the user, or by what the normal has.
    pub(super) fn is_germline(&self, stated: CallsAre) -> bool {
        let by_records = || stated == CallsAre::Auto && self.normal.shows() == NormalShows::GermlineCalls;
        self.germline.is_some() || by_records()
    }

    /// What the normal has of the variants, where that decides what the list is.
    pub(super) fn deciding_tally(&self, stated: CallsAre) -> Option<NormalTally> {
        (stated == CallsAre::Auto && self.germline.is_none()).then_some(self.normal)
    }

    pub(super) fn look_at(&mut self, allele: AlleleOf<'_>, vaf: Option<f64>) {
        let (record, alternate) = (allele.record, allele.alternate());
        let is_long = alternate.len().max(record.reference.len()) >= SMALL;
        self.n_alleles += 1;
        self.n_structural +=
            u64::from(is_structural(alternate) || (is_long && record.info("SVTYPE").is_some()));
        if !is_structural(alternate) {
            let is_exchange = alternate.len() == record.reference.len();
            self.n_exchanges += u64::from(is_exchange);
            self.n_indels += u64::from(!is_exchange);
        }
        if let Some(vaf) = vaf {
            self.n_with_vaf += 1;
            self.n_germline_like += u32::from((0.45..=0.55).contains(&vaf) || vaf > 0.95);
        }
    }

    fn is_structural_alone(&self, callers: &[String]) -> bool {
        let is_by_caller =
            !callers.is_empty() && callers.iter().all(|c| STRUCTURAL_CALLERS.contains(&c.as_str()));
        is_by_caller || self.is_copy_number || (self.n_alleles > 0 && self.n_alleles == self.n_structural)
    }

    /// Whether the file can show small somatic variants.
    pub(super) fn shows_small_variants(&self, callers: &[String], stated: CallsAre) -> bool {
        !self.is_germline(stated) && !self.is_structural_alone(callers)
    }

    /// The one kind that the callers of the file call, unless a record is of the other.
    pub(super) fn one_kind(&self, called: Option<CalledKind>, panel: &GenePanel) -> Option<OneKind> {
        match called? {
            CalledKind::Bases if self.n_indels == 0 => Some(OneKind::bases(panel)),
            CalledKind::Indels if self.n_exchanges == 0 => Some(OneKind::Indels),
            _ => None,
        }
    }

    /// What the user should know, in sentences.
    pub(super) fn warnings(
        &self,
        calls: &VcfCalls,
        stated: CallsAre,
        beside_small_variants: bool,
    ) -> Vec<String> {
        let mut warnings = Vec::new();
        if calls.n_records == 0 {
            warnings.push(
                "the file has no record: the genes that were looked at are taken to have no variant"
                    .to_owned(),
            );
        }
        if self.is_copy_number {
            warnings.push(
                "the file lists copy number alone: it does not show that a gene has no small variant"
                    .to_owned(),
            );
        } else if self.is_structural_alone(&calls.callers) && !beside_small_variants {
            warnings.push(
                "the file lists rearrangements alone: it does not show that a gene has no small variant"
                    .to_owned(),
            );
        }
        if self.n_with_vaf >= GERMLINE_MIN_RECORDS
            && f64::from(self.n_germline_like) > GERMLINE_SHARE * f64::from(self.n_with_vaf)
        {
            warnings.push(format!(
                "{} of {} variants have an allele fraction near one half or one: is this a file of germline calls?",
                self.n_germline_like, self.n_with_vaf
            ));
        }
        if self.has_unplaced_rearrangement {
            warnings.push(
                "the file does not state its genome: rearrangements are judged by the genes that the annotation \
                 names, not by their breakpoints (column 'genome' or `--genome`: GRCh37 or GRCh38)"
                    .to_owned(),
            );
        }
        warnings.extend(self.normal.warning(stated));
        match self.germline {
            Some(GermlineFile::Caller(caller)) => warnings.push(format!(
                "the file was made by {caller}, which calls germline variants: none of them is counted as somatic \
                 (override with `--calls somatic`)"
            )),
            Some(GermlineFile::Stated) => warnings
                .push("the calls are stated to be germline: none of them is counted as somatic".to_owned()),
            None => {}
        }
        if self.is_build_doubtful
            && !self.reaches_coding_bases
            && calls.n_records > 0
            && let Some(build) = calls.build
        {
            warnings.push(format!(
                "no record lies on coding bases of a judged gene: is the file really on {build}?"
            ));
        }
        warnings
    }
}
