//! VCF and BCF: annotated by VEP, `SnpEff` or bcftools, or not at all.

mod ann;
mod annotation;
mod annovar;
mod bcf_frame;
mod bcf_source;
mod bcsq;
mod called_kind;
mod callers;
mod calls;
mod columns;
mod contigs;
mod copy_number;
mod csq;
mod elsewhere;
mod entry;
mod entry_columns;
mod funcotation;
mod header;
mod impact;
mod impossible_records;
mod inherited_changes;
mod kind;
pub(crate) mod lines;
mod misplaced;
pub(crate) mod neighbours;
mod original;
mod other_normal;
pub(crate) mod pending;
mod phase;
mod places;
mod posterior;
mod reading;
mod reads;
mod record;
mod regions;
mod side_fields;
mod somatic;
mod source;
mod sv;
mod translated;
mod union;
mod unread;

use evade_stream::{Content, Input, ReadError};

pub use self::calls::{VcfCalls, VcfOptions};
use self::contigs::Contigs;
pub use self::places::{PlaceOptions, VcfPlaces, read_vcf_places};
use self::reading::Reading;
use self::record::RawRecord;
use self::regions::Regions;
pub use self::source::unterminated_vcf;
pub(crate) use self::source::wrong_number_of_columns;
use self::source::{Next, Place, VcfSource};
pub use self::union::union_calls;
use crate::Build;
use crate::filters::Filters;
use crate::panel::GenePanel;

/// So many records are read in full wherever they lie, to see what kind of file it is ...
const LOOKED_AT: u64 = 5000;
/// ... and then one in so many.
const LOOKED_AT_EVERY: u64 = 64;
/// Reads an annotated VCF. The tumour column is the one named, or the one the header tells; it is never guessed.
pub fn read_vcf(
    content: &Content,
    tumor: Option<&str>,
    normal: Option<&str>,
    panel: &GenePanel,
    filters: &Filters,
) -> Result<VcfCalls, ReadError> {
    let mut input = Input::from_bytes(&content.name, content.bytes.as_slice())?;
    read_vcf_input(
        &mut input,
        &VcfOptions { tumor, normal, burden: true, ..VcfOptions::default() },
        panel,
        filters,
    )
}

/// Reads a VCF or BCF in portions: memory does not grow with the file. Records far from the genes of the panel are
/// counted and passed over.
pub fn read_vcf_input(
    input: &mut Input,
    options: &VcfOptions<'_>,
    panel: &GenePanel,
    filters: &Filters,
) -> Result<VcfCalls, ReadError> {
    let file = input.name().to_owned();
    let mut source = VcfSource::open(input)?;
    let mut reading = Reading::begin(&file, &source.header, options, panel, filters)?;
    // An annotation may name a judged gene wherever the record lies.
    let reads_all = reading.fields.is_some();
    let mut regions = Regions::of_panel(panel, reading.calls.build);
    let mut contigs = Contigs::new(&source.header, reading.calls.build);
    let declares_structural =
        source.header.has_info("SVTYPE") || source.header.values("ALT").next().is_some();
    loop {
        let is_looked_at =
            reading.calls.n_records < LOOKED_AT || reading.calls.n_records.is_multiple_of(LOOKED_AT_EVERY);
        let (mut is_near, mut is_nowhere) = (false, false);
        let next = source.next(&file, |place| {
            is_nowhere = contigs.lacks(place.chrom, place.pos);
            is_near = regions.hold(place.chrom, place.pos) || may_be_structural(place, declares_structural);
            is_near || is_looked_at || reads_all || is_nowhere
        })?;
        match next {
            Next::End => break,
            Next::Passed => reading.calls.n_records += 1,
            Next::Record(line) => {
                reading.calls.n_records += 1;
                let taken = RawRecord::parse(line).is_some_and(|record| {
                    let fault = is_nowhere.then(|| contigs.fault(record.chrom, record.pos));
                    match fault {
                        Some(fault) => reading.take_nowhere(&record, &fault),
                        None => reading.take(&record, is_near),
                    }
                    true
                });
                if !taken {
                    return Err(source
                        .error(&file, "the record has too few columns")
                        .hint("columns are separated by tabs"));
                }
            }
        }
    }
    if source.may_be_cut() {
        if !options.allow_missing_newline {
            return Err(unterminated_vcf(&file));
        }
        reading.calls.variants.may_be_cut.variants = true;
        reading.calls.warnings.push(may_be_cut_warning());
    }
    reading.finish(&source.header, &contigs)
}

/// What the user is told of a file that is read although its last line does not end.
#[must_use]
pub fn may_be_cut_warning() -> String {
    "the last line does not end with a newline: the file may be cut, and what it founds carries file_may_be_cut"
        .to_owned()
}

/// The genome that the header of a VCF or BCF tells.
pub fn vcf_build(input: &mut Input) -> Result<Option<Build>, ReadError> {
    let file = input.name().to_owned();
    VcfSource::open(input)?.header.build(&file)
}

/// Whether the record, which lies far from the genes, may reach them.
fn may_be_structural(place: &Place<'_>, is_declared: bool) -> bool {
    // The alleles of a BCF are not read yet; its header must declare them.
    if place.rest.is_empty() {
        return is_declared;
    }
    place
        .rest
        .split(|b| *b == b'\t')
        .nth(2)
        .is_some_and(|alt| alt.iter().any(|b| matches!(b, b'<' | b'[' | b']')))
}
