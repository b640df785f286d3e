//! VCF and BCF: annotated by VEP, `SnpEff` or bcftools, or not at all.

mod ann;
mod annotation;
mod bcsq;
mod columns;
mod csq;
mod glance;
mod header;
mod kind;
mod lines;
mod pending;
mod reads;
mod record;
mod regions;
mod somatic;
mod source;
mod sv;
mod union;

use evade_core::{Caution, FilterReason, VariantSource};
use evade_stream::{Content, Input, ReadError};

use self::annotation::{AlleleOf, AnnotationFields};
use self::columns::{SampleColumns, Wanted};
use self::header::VcfHeader;
use self::kind::FileKind;
use self::pending::{Pending, Phase, join_codons, join_events};
use self::reads::{Reads, reads_of};
use self::record::{RawRecord, is_no_allele, is_structural};
use self::regions::Regions;
use self::source::{Next, Place, VcfSource};
pub use self::union::union_calls;
use crate::Build;
use crate::burden::Burden;
use crate::candidate::Candidate;
use crate::filters::Filters;
use crate::genome_build::plain_chromosome;
use crate::maf::fraction;
use crate::native::{AnnotationLevel, Disagreement, NativeAnnotator, is_on_coding_bases};
use crate::panel::{GenePanel, PanelGene};
use crate::sample_variants::SampleVariants;

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
    /// What the user should know, in sentences.
    pub warnings: Vec<String>,
    /// Who says what the variants do.
    pub annotation: AnnotationLevel,
    /// The programs that called the variants, as far as the header tells.
    pub callers: Vec<String>,
    /// Where the file's annotation and our own differ; looked for on request.
    pub disagreements: Vec<Disagreement>,
}

/// How a VCF is to be read.
#[derive(Debug, Clone, Copy, Default)]
pub struct VcfOptions<'a> {
    /// The tumour's column, if the user names it.
    pub tumor: Option<&'a str>,
    /// The normal's column, if the user names it.
    pub normal: Option<&'a str>,
    /// Names of the sample that the file may use, alone or behind the patient's name (`patient_sample`).
    pub names: &'a [&'a str],
    /// The build the user states. A header that shows another is an error.
    pub build: Option<Build>,
    /// Works out what records without annotation do. Without it such a file is refused.
    pub native: Option<&'a NativeAnnotator>,
    /// Whether annotated records are worked out too, to compare.
    pub check: bool,
    /// Whether coding variants of all genes are counted, for the tumour mutational burden. The annotation of every record
    /// is then looked at, which takes longer than passing over those far from the genes.
    pub burden: bool,
}

/// So many records are read in full wherever they lie, to see what kind of file it is ...
const LOOKED_AT: u64 = 5000;
/// ... and then one in so many.
const LOOKED_AT_EVERY: u64 = 64;
/// From so many compared reference alleles on, most of which differ, the sequence is of another genome.
const MIN_COMPARED: u32 = 4;

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
    let reads_all = reading.counts_burden();
    let mut regions = Regions::of_panel(panel, reading.calls.build);
    let has_structural = source.header.has_info("SVTYPE");
    loop {
        let is_looked_at =
            reading.calls.n_records < LOOKED_AT || reading.calls.n_records.is_multiple_of(LOOKED_AT_EVERY);
        let mut is_near = false;
        let next = source.next(&file, |place| {
            is_near = regions.hold(place.chrom, place.pos) || (has_structural && may_be_structural(place));
            is_near || is_looked_at || reads_all
        })?;
        match next {
            Next::End => break,
            Next::Passed => reading.calls.n_records += 1,
            Next::Record(line) => {
                reading.calls.n_records += 1;
                let taken = RawRecord::parse(line).is_some_and(|record| {
                    reading.take(&record, is_near);
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
    reading.finish(&source.header, filters)
}

/// The genome that the header of a VCF or BCF tells.
pub fn vcf_build(input: &mut Input) -> Result<Option<Build>, ReadError> {
    let file = input.name().to_owned();
    VcfSource::open(input)?.header.build(&file)
}

/// Whether the record, which lies far from the genes, may reach them.
fn may_be_structural(place: &Place<'_>) -> bool {
    if place.rest.is_empty() {
        return true;
    }
    place
        .rest
        .split(|b| *b == b'\t')
        .nth(2)
        .is_some_and(|alt| alt.iter().any(|b| matches!(b, b'<' | b'[' | b']')))
}

/// A file while it is read.
struct Reading<'a, 'p> {
    file: &'a str,
    options: &'a VcfOptions<'a>,
    panel: &'p GenePanel,
    filters: &'a Filters,
    fields: Option<AnnotationFields>,
    columns: SampleColumns,
    kind: FileKind,
    calls: VcfCalls,
    pending: Vec<Pending<'p>>,
    /// Parts of haplotypes, and where the record that holds the consequence lies.
    held: Vec<(Candidate, u64)>,
    n_annotated: u64,
    n_compared: u32,
    n_mismatched: u32,
}

impl<'a, 'p> Reading<'a, 'p> {
    fn begin(
        file: &'a str,
        header: &VcfHeader,
        options: &'a VcfOptions<'a>,
        panel: &'p GenePanel,
        filters: &'a Filters,
    ) -> Result<Self, ReadError> {
        let fields = AnnotationFields::from_header(header);
        if fields.is_none() && options.native.is_none() {
            return Err(no_annotation(file, header));
        }
        let told = header.build(file)?;
        let build = Build::agree(file, options.build, told)?;
        if let (Some(native), Some(build)) = (options.native, build) {
            native.require_build(file, build)?;
        }
        if fields.is_none() && build.is_none() {
            return Err(ReadError::new(
                file,
                "the VCF has no consequence annotation and does not tell its genome: no gene can be judged",
            )
            .hint("state the genome (column 'genome' or --genome): GRCh37 or GRCh38"));
        }
        let kind = FileKind::new(somatic::germline_caller(header), told.is_none() && fields.is_none());
        let wanted = Wanted {
            tumor: options.tumor,
            normal: options.normal,
            names: options.names,
            tumor_only: filters.tumor_only,
        };
        let columns = SampleColumns::choose(file, header, wanted)?;
        let annotation = match (&fields, options.native) {
            (Some(fields), _) => AnnotationLevel::of_field(fields.key()),
            (None, native) => native.map(NativeAnnotator::level).unwrap_or_default(),
        };
        let calls = VcfCalls {
            tumor: columns.tumor_name.clone(),
            normal: columns.normal_name.clone(),
            build,
            annotation,
            callers: header.callers().into_iter().map(str::to_owned).collect(),
            warnings: columns.doubt.iter().cloned().collect(),
            ..VcfCalls::default()
        };
        Ok(Self {
            file,
            options,
            panel,
            filters,
            fields,
            columns,
            kind,
            calls,
            pending: Vec::new(),
            held: Vec::new(),
            n_annotated: 0,
            n_compared: 0,
            n_mismatched: 0,
        })
    }

    /// Whether variants of all genes are counted: only an annotated file tells which of them are coding.
    fn counts_burden(&self) -> bool {
        self.options.burden && self.fields.is_some()
    }

    /// Looks at a record; only one near a gene can give candidates.
    fn take(&mut self, record: &RawRecord<'_>, is_near: bool) {
        let value = self.fields.as_ref().and_then(|fields| fields.value(record));
        self.n_annotated += u64::from(value.is_some());
        let alternates: Vec<&str> = record.alternates.split(',').collect();
        for index in 0..alternates.len() {
            let allele = AlleleOf { record, alternates: &alternates, index };
            if is_no_allele(allele.alternate()) {
                continue;
            }
            let reads = self.tumor_reads(allele);
            self.kind.look_at(allele, reads.vaf);
            if is_near {
                self.take_allele(allele, &reads, value);
            } else {
                self.count_elsewhere(allele, &reads, value);
            }
        }
    }

    fn tumor_reads(&self, allele: AlleleOf<'_>) -> Reads {
        let is_alone = self.columns.normal.is_none();
        let place = (allele.alternates, allele.index);
        let reads = reads_of(allele.record, self.columns.tumor, place, is_alone);
        Reads { vaf: reads.vaf.or_else(|| fraction(reads.alt_reads, reads.depth)), ..reads }
    }

    fn normal_reads(&self, allele: AlleleOf<'_>) -> Option<Reads> {
        let place = (allele.alternates, allele.index);
        self.columns.normal.map(|column| reads_of(allele.record, Some(column), place, false))
    }

    /// What the record says of one allele, before anything is known of its effect.
    fn candidate(&self, allele: AlleleOf<'_>, reads: &Reads) -> Candidate {
        let record = allele.record;
        let is_alone = self.columns.normal.is_none();
        let flags = if is_alone { vec![Caution::GermlineStatusUnknown] } else { Vec::new() };
        // Names of contigs in a breakend keep their case.
        let bases = |allele: &str| {
            if is_structural(allele) { allele.to_owned() } else { allele.to_ascii_uppercase() }
        };
        Candidate {
            chrom: plain_chromosome(record.chrom).to_owned(),
            pos: record.pos,
            reference: bases(record.reference),
            alternate: bases(allele.alternate()),
            vaf: reads.vaf,
            depth: reads.depth,
            alt_reads: reads.alt_reads,
            normal_vaf: self.normal_reads(allele).and_then(|reads| reads.vaf),
            filter: record.filter.to_owned(),
            not_somatic: self.germline_word(record),
            flags,
            ..Candidate::new(VariantSource::VcfNative)
        }
    }

    fn germline_word(&self, record: &RawRecord<'_>) -> Option<String> {
        let by_file = || {
            self.kind
                .germline_caller
                .map(|caller| format!("called by {caller}, which calls germline variants"))
        };
        somatic::germline_record(record, self.columns.tumor).or_else(by_file)
    }

    fn take_allele(&mut self, allele: AlleleOf<'_>, reads: &Reads, value: Option<&str>) {
        let record = allele.record;
        let base = self.candidate(allele, reads);
        // Annotators put no gene to a breakend; where they do, the rearrangement itself says more.
        if is_structural(allele.alternate())
            && let Some(build) = self.calls.build
        {
            self.pending.extend(sv::candidates(record, allele.alternate(), self.panel, build, &base));
            return;
        }
        let (Some(fields), Some(entries)) = (&self.fields, value) else {
            if let Some(gene) = self.gene_of(&base) {
                let build = self.calls.build;
                self.kind.reaches_coding_bases |=
                    build.is_some_and(|build| is_on_coding_bases(gene, build, &base.allele()));
                self.work_out(gene, &base, allele);
            }
            return;
        };
        let found = fields.candidates(entries, allele, self.panel, &base);
        if found.is_empty() {
            if let Some(place) = fields.held_at(record) {
                self.held.push((base, place));
            } else if let Some(gene) = self.gene_of_coding_bases(&base) {
                // The annotation is of another genome, of few transcripts, or names none of the record's alleles.
                self.work_out(gene, &base, allele);
            } else {
                self.count_elsewhere(allele, reads, value);
            }
            return;
        }
        let phase = phase_of(record, self.columns.tumor, allele.index);
        for (gene, candidate) in found {
            self.compare(gene, &candidate);
            let mut pending = Pending::new(gene, candidate);
            pending.phase = phase.clone();
            if pending.candidate.flags.contains(&Caution::BehindNewStop) {
                let detail = "an earlier variant of the haplotype ends the protein before it";
                pending.dropped = Some((FilterReason::BehindNewStop, detail.to_owned()));
            }
            self.pending.push(pending);
        }
    }

    /// The judged gene that a record without annotation lies in.
    fn gene_of(&self, base: &Candidate) -> Option<&'p PanelGene> {
        let build = self.calls.build?;
        let allele = base.allele();
        let places = [allele.pos, allele.last()];
        places.iter().find_map(|place| self.panel.core_gene_at(build, &base.chrom, *place))
    }

    /// The judged gene whose coding bases or splice sites the allele changes.
    fn gene_of_coding_bases(&self, base: &Candidate) -> Option<&'p PanelGene> {
        let build = self.calls.build?;
        let allele = base.allele();
        let genes = self.panel.judged_genes().filter(|gene| gene.chrom == base.chrom);
        genes.into_iter().find(|gene| is_on_coding_bases(gene, build, &allele))
    }

    /// An allele that the file says nothing of: worked out here, or listed as not annotated.
    fn work_out(&mut self, gene: &'p PanelGene, base: &Candidate, of: AlleleOf<'_>) {
        let Some(build) = self.calls.build else { return };
        let allele = base.allele();
        let Some(native) = self.options.native else {
            let row = base.filtered(&gene.symbol, FilterReason::AnnotationMissing, self.missing_entry());
            self.calls.variants.filtered.push(row);
            return;
        };
        let Some(call) = native.annotate(gene, build, &allele) else { return };
        self.n_compared += u32::from(call.is_reference_checked);
        let mut pending = Pending::new(gene, call.applied_to(base));
        if call.is_reference_mismatch() {
            self.n_mismatched += 1;
            pending.dropped =
                Some((FilterReason::ReferenceMismatch, "REF is not the base of the sequence".to_owned()));
        }
        pending.at_most = call.at_most();
        pending.phase = phase_of(of.record, self.columns.tumor, of.index);
        pending.is_native = true;
        self.pending.push(pending);
    }

    fn missing_entry(&self) -> String {
        format!(
            "the record has no {} entry of the gene",
            self.fields.as_ref().map_or("CSQ", AnnotationFields::key)
        )
    }

    fn compare(&mut self, gene: &PanelGene, candidate: &Candidate) {
        let (Some(native), Some(build), true) = (self.options.native, self.calls.build, self.options.check)
        else {
            return;
        };
        self.calls.disagreements.extend(native.disagreement(gene, build, candidate));
    }

    fn finish(mut self, header: &VcfHeader, filters: &Filters) -> Result<VcfCalls, ReadError> {
        let is_without = self.calls.n_records > 0 && self.n_annotated == 0 && self.fields.is_some();
        if is_without && self.options.native.is_none() {
            return Err(no_annotation(self.file, header));
        }
        if is_without && let Some(native) = self.options.native {
            self.calls.annotation = native.level();
        }
        if self.n_compared >= MIN_COMPARED && self.n_mismatched * 2 > self.n_compared {
            return Err(ReadError::new(
                self.file,
                format!(
                    "{} of {} REF alleles are not the bases of the sequence: the VCF is on another genome",
                    self.n_mismatched, self.n_compared
                ),
            )
            .hint("give the FASTA of the genome the reads were mapped to"));
        }
        self.calls.shows_small_variants = self.kind.shows_small_variants(&self.calls.callers);
        self.calls.variants.burden.is_counted |= self.counts_burden();
        join_codons(&mut self.pending, self.options.native, self.calls.build);
        join_events(&mut self.pending);
        self.list_held();
        let build = self.calls.build;
        for pending in self.pending {
            pending.settle(build, filters, &mut self.calls.variants);
        }
        if !self.calls.shows_small_variants {
            self.calls.variants.burden = Burden::default();
        }
        let warnings = self.kind.warnings(&self.calls);
        self.calls.warnings.extend(warnings);
        Ok(self.calls)
    }

    /// Parts of a haplotype whose consequence stands in another record are listed, not counted again.
    fn list_held(&mut self) {
        for (base, place) in std::mem::take(&mut self.held) {
            let holder = self
                .pending
                .iter()
                .find(|p| p.candidate.chrom == base.chrom && p.candidate.pos == place && p.dropped.is_none());
            let by_place = self.calls.build.and_then(|b| self.panel.core_gene_at(b, &base.chrom, base.pos));
            let row = match (holder, by_place) {
                (Some(holder), _) => {
                    let detail = format!("the consequence of the haplotype stands at {place}");
                    base.filtered(&holder.gene.symbol, FilterReason::CountedElsewhere, detail)
                }
                (None, Some(gene)) => {
                    let detail = format!("the consequence stands at {place}, where no record holds it");
                    base.filtered(&gene.symbol, FilterReason::AnnotationMissing, detail)
                }
                (None, None) => continue,
            };
            self.calls.variants.filtered.push(row);
        }
    }
}

/// Phase set and side of an allele: PS or PID with PGT, or a phased genotype.
fn phase_of(record: &RawRecord<'_>, tumor: Option<usize>, index: usize) -> Phase {
    let set = record.sample(tumor, "PS").or_else(|| record.sample(tumor, "PID"));
    let own = (index + 1).to_string();
    let side_in = |genotype: &str| {
        let mut sides = genotype.split('|').enumerate().filter(|(_, allele)| *allele == own);
        // An allele on both copies is on neither side.
        let (side, _) = sides.next()?;
        sides.next().is_none().then(|| side.to_string())
    };
    let phased = |key: &str| record.sample(tumor, key).filter(|g| g.contains('|'));
    let side = phased("PGT").or_else(|| phased("GT")).and_then(side_in);
    Phase { set: set.map(str::to_owned), side }
}

fn no_annotation(file: &str, header: &VcfHeader) -> ReadError {
    let hint = if header.has_info("EFF") {
        "INFO/EFF of SnpEff before version 4 is not read: annotate the VCF anew with SnpEff or VEP"
    } else {
        "annotate the VCF with VEP (--vcf --symbol --hgvs --mane --canonical)"
    };
    ReadError::new(
        file,
        "the VCF has no consequence annotation (INFO/CSQ of VEP, ANN of SnpEff or BCSQ of bcftools): no gene can be judged",
    )
    .hint(hint)
}
