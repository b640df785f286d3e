//! A VCF while it is read: from a record to the candidates of its alleles.

mod base;
mod fields;
mod finish;

use evade_core::{Caution, EffectClass, FilterReason};
use evade_stream::ReadError;

use self::fields::OtherFields;
use super::annotation::AnnotationFields;
use super::callers::germline_caller;
use super::calls::{VcfCalls, VcfOptions};
use super::columns::{SampleColumns, Wanted};
use super::copy_number::{Copies, CopyNumberFile};
use super::entry::AlleleOf;
use super::header::VcfHeader;
use super::inherited_changes::{Inherited, InheritedChanges};
use super::kind::{FileKind, GermlineFile};
use super::misplaced::Misplaced;
use super::original::OriginalFields;
use super::other_normal::{NormalFields, was_given_normal, was_without_normal};
use super::pending::Pending;
use super::phase::phase_of;
use super::posterior;
use super::reads::Reads;
use super::record::{RawRecord, is_no_allele, is_structural};
use super::somatic::SomaticMarks;
use super::sv;
use super::unread::{self, Undeclared};
use crate::Build;
use crate::by_place;
use crate::candidate::Candidate;
use crate::consequence::has_known_effect;
use crate::filters::{Filters, is_pass};
use crate::genome_build::plain_chromosome;
use crate::native::{NativeAnnotator, is_on_coding_bases};
use crate::other_genome;
use crate::panel::{GenePanel, PanelGene};
use crate::segments::Segment;

/// A file while it is read.
pub(super) struct Reading<'a, 'p> {
    file: &'a str,
    pub(super) options: &'a VcfOptions<'a>,
    pub(super) panel: &'p GenePanel,
    pub(super) filters: &'a Filters,
    pub(super) fields: Option<AnnotationFields>,
    other_fields: OtherFields,
    /// Fields of effects that the header does not describe.
    undeclared: Undeclared,
    pub(super) columns: SampleColumns,
    original_fields: OriginalFields,
    /// The normal where it is not a column.
    normal_fields: NormalFields,
    /// Whether the calls were compared with a normal, as the header shows or the user says.
    pub(super) has_hidden_normal: bool,
    marks: SomaticMarks,
    inherited: InheritedChanges,
    pub(super) kind: FileKind,
    pub(super) calls: VcfCalls,
    pub(super) pending: Vec<Pending<'p>>,
    copy_number: CopyNumberFile,
    /// Stretches of which a caller of copy number gives the copies.
    stretches: Vec<Segment>,
    /// Parts of haplotypes, and where the record that holds the consequence lies.
    held: Vec<(Candidate, u64)>,
    pub(super) n_annotated: u64,
    n_compared: u32,
    n_mismatched: u32,
    pub(super) misplaced: Misplaced<'p>,
    /// The record that lies on a genome that is not supported, as its contig or place shows.
    elsewhere: Option<String>,
}

impl<'a, 'p> Reading<'a, 'p> {
    pub(super) fn begin(
        file: &'a str,
        header: &VcfHeader,
        options: &'a VcfOptions<'a>,
        panel: &'p GenePanel,
        filters: &'a Filters,
    ) -> Result<Self, ReadError> {
        let (fields, other_fields) = OtherFields::of(AnnotationFields::all_in(header));
        if fields.is_none() && options.native.is_none() {
            return Err(no_annotation(file, header));
        }
        let told = header.build(file)?;
        let build = Build::agree(file, options.build, told)?;
        if let (Some(native), Some(build)) = (options.native, build) {
            native.require_build(file, build)?;
        }
        if fields.is_none() && build.is_none() {
            return Err(ReadError::ambiguous(
                file,
                "the VCF has no consequence annotation and does not tell its genome: no gene can be judged",
            )
            .hint("state the genome (column 'genome' or --genome): GRCh37 or GRCh38"));
        }
        let copy_number = CopyNumberFile::of(header);
        let germline = GermlineFile::new(filters.calls, germline_caller(header));
        let mut kind = FileKind::new(germline, told.is_none() && fields.is_none());
        kind.is_copy_number = copy_number.is_by_caller;
        let wanted = Wanted {
            tumor: options.tumor,
            normal: options.normal,
            names: options.names,
            others: options.others,
            tumor_only: filters.tumor_only,
        };
        let columns = SampleColumns::choose(file, header, wanted)?;
        let annotation = match (&fields, options.native) {
            (Some(fields), _) => fields.level(),
            (None, native) => native.map(NativeAnnotator::level).unwrap_or_default(),
        };
        let unread = fields.is_none().then(|| unread::warning(header, annotation)).flatten();
        let stated = stated_normal(header, &columns, filters);
        let (has_hidden_normal, contradiction) = stated;
        let normal = columns.normal.is_none().then(|| NormalFields::unread(header)).flatten();
        let calls = VcfCalls {
            tumor: columns.tumor_name.clone(),
            normal: columns.normal_name.clone(),
            build,
            annotation,
            callers: header.callers().into_iter().map(str::to_owned).collect(),
            warnings: columns
                .doubt
                .iter()
                .cloned()
                .chain(contradiction)
                .chain(unread)
                .chain(normal)
                .collect(),
            ..VcfCalls::default()
        };
        Ok(Self {
            file,
            options,
            panel,
            filters,
            fields,
            other_fields,
            undeclared: Undeclared::new(header),
            columns,
            original_fields: OriginalFields::from_header(header),
            normal_fields: NormalFields::from_header(header),
            has_hidden_normal,
            marks: SomaticMarks::from_header(header),
            inherited: InheritedChanges::default(),
            kind,
            calls,
            pending: Vec::new(),
            copy_number,
            stretches: Vec::new(),
            held: Vec::new(),
            n_annotated: 0,
            n_compared: 0,
            n_mismatched: 0,
            misplaced: Misplaced::default(),
            elsewhere: None,
        })
    }

    /// Looks at a record; only one near a gene can give candidates.
    pub(super) fn take(&mut self, record: &RawRecord<'_>, is_near: bool) {
        if self.elsewhere.is_none() && other_genome::holds(record.chrom, record.pos) {
            self.elsewhere = Some(format!("{}:{}", record.chrom, record.pos));
        }
        let value = self.entries_of(record);
        let value = value.as_deref();
        if is_near && value.is_none() {
            self.undeclared.look_at(record.info);
        }
        self.n_annotated += u64::from(value.is_some());
        let alternates: Vec<&str> = record.alternates.split(',').collect();
        self.note_effect(record, &alternates, value, is_near);
        let is_near = is_near || self.names_judged_gene(value);
        for index in 0..alternates.len() {
            let allele = AlleleOf { record, alternates: &alternates, index };
            if is_no_allele(allele.alternate()) && !allele.alternate().is_empty() {
                continue;
            }
            let reads = self.tumor_reads(allele);
            self.kind.look_at(allele, reads.vaf);
            self.note_usable(allele, &reads);
            if is_near {
                self.take_allele(allele, &reads, value);
            } else {
                self.count_elsewhere(allele, &reads, value);
            }
        }
    }

    /// Notes for the burden whether the record's effect is known.
    fn note_effect(
        &mut self,
        record: &RawRecord<'_>,
        alternates: &[&str],
        value: Option<&str>,
        is_near: bool,
    ) {
        let (Some(fields), true) = (&self.fields, self.options.burden) else { return };
        let effects = &mut self.calls.variants.burden.effects;
        let is_pass = is_pass(record.filter);
        effects.sees_outside |= !is_near && is_pass;
        if alternates.iter().any(|allele| !is_no_allele(allele) && !is_structural(allele)) {
            effects.add(fields.word(value), is_pass);
        }
    }

    /// Notes for the burden whether the file shows anything as the tumour's own; one record is enough.
    fn note_usable(&mut self, allele: AlleleOf<'_>, reads: &Reads) {
        let is_known = !self.options.burden || self.calls.variants.burden.effects.sees_usable;
        let record = allele.record;
        let is_set_aside = || !self.filters.lets_pass(record.filter) || posterior::of(allele).is_some();
        if is_known || is_structural(allele.alternate()) || is_set_aside() {
            return;
        }
        self.calls.variants.burden.effects.sees_usable = reads.absence(self.filters).is_none()
            && self.not_somatic(allele).is_none()
            && self.in_normal(allele).too_much(reads.vaf, self.filters).is_none();
    }

    fn take_allele(&mut self, allele: AlleleOf<'_>, reads: &Reads, value: Option<&str>) {
        let record = allele.record;
        let mut base = self.candidate(allele, reads);
        // Annotators put no gene to a breakend; where they do, the rearrangement itself says more.
        if is_structural(allele.alternate())
            && let Some(build) = self.calls.build
        {
            if self.take_copies(allele, build) {
                return;
            }
            self.pending.extend(sv::candidates(record, allele.alternate(), self.panel, build, &base));
            return;
        }
        if is_structural(allele.alternate()) && self.take_named(allele, &base, value) {
            return;
        }
        if !is_structural(allele.alternate()) && self.is_inherited(&base) {
            let phase = phase_of(record, self.columns.tumor, allele.index);
            self.inherited.add(&base.chrom, Inherited { allele: base.allele(), phase, vaf: base.vaf });
        }
        let broken = Self::broken_allele(allele);
        let is_broken = broken.is_some();
        base.impossible = base.impossible.or(broken).or_else(|| self.broken_genotype(allele));
        let (Some(fields), Some(entries)) = (&self.fields, value) else {
            if is_broken {
                self.list_broken(&base);
                return;
            }
            if let Some(gene) = self.gene_of(&base) {
                let build = self.calls.build;
                self.kind.reaches_coding_bases |=
                    build.is_some_and(|build| is_on_coding_bases(gene, build, &base.allele()));
                self.work_out(gene, &base, allele);
            }
            return;
        };
        let found = fields.candidates(entries, allele, self.panel, &base);
        let found = self.misplaced.take_out(found, self.calls.build);
        if found.is_empty() {
            if is_broken {
                self.list_broken(&base);
            } else if let Some(place) = fields.held_at(record) {
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
        for (gene, mut candidate) in found {
            if self.is_vague(gene, &candidate) {
                self.work_out(gene, &base, allele);
                continue;
            }
            self.compare(gene, &candidate);
            by_place::weigh(&mut candidate, gene, self.calls.build, self.options.native);
            let mut pending = Pending::new(gene, candidate);
            pending.phase = phase.clone();
            if pending.candidate.flags.contains(&Caution::BehindNewStop) {
                let detail = "an earlier variant of the haplotype ends the protein before it";
                pending.dropped = Some((FilterReason::BehindNewStop, detail.to_owned()));
            }
            self.pending.push(pending);
        }
    }

    /// Whether a rearrangement on a genome that is not known is judged by the genes that its annotation names.
    fn take_named(&mut self, allele: AlleleOf<'_>, base: &Candidate, value: Option<&str>) -> bool {
        self.kind.has_unplaced_rearrangement = true;
        let Some((fields, value)) = self.fields.as_ref().zip(value) else { return false };
        let names = fields.gene_names(value);
        let found = sv::named(allele.record, allele.alternate(), &names, self.panel, base);
        let is_any = !found.is_empty();
        self.pending.extend(found);
        is_any
    }

    /// Whether the record is of copy number; its copies are kept where it passes.
    fn take_copies(&mut self, allele: AlleleOf<'_>, build: Build) -> bool {
        let record = allele.record;
        let chrom = plain_chromosome(record.chrom);
        let is_within_gene = |start: u64, end: u64| {
            let mut genes = self.panel.judged_genes().filter(|gene| gene.chrom == chrom);
            genes.any(|gene| {
                let (first, last) = gene.span.get(&build).copied().unwrap_or_default();
                first <= start && end <= last
            })
        };
        let columns = (self.columns.tumor, self.columns.normal);
        let said = self.copy_number.read(record, columns, allele.alternate(), is_within_gene);
        if let Copies::Known(stretch) = &said
            && self.filters.lets_pass(record.filter)
            && self.germline_word(record).is_none()
            // Loss of heterozygosity without loss of copies is written with two alleles.
            && self.stretches.last() != Some(stretch)
        {
            self.stretches.push((**stretch).clone());
        }
        said != Copies::NotSaid
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

    /// Whether the file's words say no more than that the variant lies in the gene, and the alleles say more.
    fn is_vague(&self, gene: &PanelGene, candidate: &Candidate) -> bool {
        !has_known_effect(&candidate.effect_word)
            && matches!(candidate.effect, None | Some(EffectClass::Unknown))
            && candidate.impossible.is_none()
            && self.options.native.zip(self.calls.build).is_some_and(|(native, build)| {
                is_on_coding_bases(gene, build, &candidate.allele())
                    && native.annotate(gene, build, &candidate.allele()).is_some()
            })
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
}

/// Whether a normal was used that is not a column, by the header or by the user; and what the user should know where
/// the two contradict each other. The header goes before the user's word; a column of a normal stays one.
fn stated_normal(header: &VcfHeader, columns: &SampleColumns, filters: &Filters) -> (bool, Option<String>) {
    let by_header = columns.normal.is_none() && was_given_normal(header);
    if filters.matched_normal
        && let (None, Some(shown)) = (columns.normal, was_without_normal(header))
    {
        let warning = format!(
            "a matched normal is stated, but the header shows {shown}: the variants keep germline_status_unknown"
        );
        return (false, Some(warning));
    }
    if filters.tumor_only && (columns.normal.is_some() || by_header) {
        let shown = match &columns.normal_name {
            Some(name) => format!("the file has the column '{name}' of a normal"),
            None => "the header shows that the caller was given one".to_owned(),
        };
        let warning =
            format!("no matched normal is stated, but {shown}: the variants carry germline_status_unknown");
        return (by_header, Some(warning));
    }
    (by_header || filters.matched_normal, None)
}

fn no_annotation(file: &str, header: &VcfHeader) -> ReadError {
    let hint = if header.has_info("EFF") {
        "INFO/EFF of SnpEff before version 4 is not read: annotate the VCF anew with SnpEff or VEP"
    } else {
        "annotate the VCF with VEP (--vcf --symbol --hgvs --mane --canonical)"
    };
    ReadError::bad_header(
        file,
        "the VCF has no consequence annotation (INFO/CSQ of VEP, ANN of SnpEff or BCSQ of bcftools): no gene can be judged",
    )
    .hint(hint)
}
