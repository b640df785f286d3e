//! What a VCF holds, and how it is to be read.

use super::inherited_changes::InheritedChanges;
use crate::Build;
use crate::calls_are::NormalTally;
use crate::native::{AnnotationLevel, Disagreement, NativeAnnotator};
use crate::sample_variants::SampleVariants;
use crate::segments::TumorContent;

/// What a VCF holds of its tumour.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct VcfCalls {
    /// The column taken as the tumour.
    pub tumor: String,
    /// The column taken as the normal.
    pub normal: Option<String>,
    /// The build the header shows.
    pub build: Option<Build>,
    /// What was found.
    pub variants: SampleVariants,
    /// Records read.
    pub n_records: u64,
    /// Whether the file can show small somatic variants: one of rearrangements alone, or of a germline caller, cannot,
    /// so that a gene without variant in it was not tested.
    pub shows_small_variants: bool,
    /// Whether copies were listed that count for nothing, because too few cells are of the tumour.
    pub is_too_thin_for_copies: bool,
    /// What the user should know, in sentences.
    pub warnings: Vec<String>,
    /// Who says what the variants do.
    pub annotation: AnnotationLevel,
    /// The programs that called the variants, as far as the header tells.
    pub callers: Vec<String>,
    /// Where the file's annotation and our own differ; looked for on request.
    pub disagreements: Vec<Disagreement>,
    /// What the normal has of the coding variants, where neither header nor user says what the list is.
    pub(crate) normal_tally: Option<NormalTally>,
    /// What is inherited near the judged genes: other files of the sample may list parts of it.
    pub(crate) inherited: InheritedChanges,
    /// What the user should know where the files of a sample are a list of inherited variants only when taken together.
    pub germline_together: Option<String>,
}

/// How a VCF is to be read.
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of its own that the caller may make")]
pub struct VcfOptions<'a> {
    /// The tumour's column, if the user names it.
    pub tumor: Option<&'a str>,
    /// The normal's column, if the user names it.
    pub normal: Option<&'a str>,
    /// Names of the sample that the file may use, alone or behind the patient's name (`patient_sample`).
    pub names: &'a [&'a str],
    /// Names of the other samples of the run that share the file: their columns are tumours, not the normal of this one.
    pub others: &'a [&'a str],
    /// The build the user states. A header that shows another is an error.
    pub build: Option<Build>,
    /// What is known of the tumour cells: copies of a stretch are weighed by it, as those of segments are.
    pub tumor_content: TumorContent,
    /// Works out what records without annotation do. Without it such a file is refused.
    pub native: Option<&'a NativeAnnotator>,
    /// Whether annotated records are worked out too, to compare.
    pub check: bool,
    /// Whether coding variants of all genes are counted, for the tumour mutational burden. The annotation of every record
    /// is then looked at, which takes longer than passing over those far from the genes.
    pub burden: bool,
    /// Whether the file is given for its rearrangements, beside another one for small variants: that it shows none of those
    /// is then expected.
    pub beside_small_variants: bool,
    /// Whether a VCF is read although its last line does not end; what it founds carries a caution.
    pub allow_missing_newline: bool,
}
