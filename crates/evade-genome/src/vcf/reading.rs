//! A VCF while it is read: from a record to the candidates of its alleles.

use std::collections::HashMap;

use evade_core::{Caution, FilterReason, VariantSource};
use evade_stream::ReadError;

use super::annotation::AnnotationFields;
use super::callers::germline_caller;
use super::calls::{VcfCalls, VcfOptions};
use super::columns::{SampleColumns, Wanted};
use super::contigs::Contigs;
use super::copy_number::{Copies, CopyNumberFile};
use super::entry::AlleleOf;
use super::header::VcfHeader;
use super::kind::{FileKind, GermlineFile};
use super::misplaced::Misplaced;
use super::neighbours::{Knowledge, join_codons};
use super::original::OriginalFields;
use super::pending::{Pending, Phase, WHOLE_CHROMOSOME, join_events};
use super::posterior::{self, Posterior};
use super::reads::{CountDoubt, Reads, reads_of};
use super::record::{RawRecord, is_no_allele, is_structural};
use super::{somatic, sv, unread};
use crate::Build;
use crate::burden::{Burden, ListKind};
use crate::calls_are::IN_NORMAL_LIST;
use crate::candidate::Candidate;
use crate::consequence::{has_known_effect, is_coding};
use crate::copies::copies_from_vcf;
use crate::filters::{Filters, is_pass};
use crate::genome_build::plain_chromosome;
use crate::native::{NativeAnnotator, is_on_coding_bases};
use crate::normal::InNormal;
use crate::other_genome;
use crate::panel::{GenePanel, PanelGene};
use crate::segments::Segment;

/// From so many compared reference alleles on, most of which differ, the sequence is of another genome.
const MIN_COMPARED: u32 = 4;

/// Fields that name the record an allele was split from: `vt decompose_blocksub`, `bcftools norm --atomize
/// --old-rec-tag OLD_REC`, and DRAGEN for bases that it has also joined.
const SPLIT_FROM: [&str; 3] = ["OLD_CLUMPED", "OLD_REC", "MNVTAG"];

/// A file while it is read.
pub(super) struct Reading<'a, 'p> {
    file: &'a str,
    pub(super) options: &'a VcfOptions<'a>,
    pub(super) panel: &'p GenePanel,
    pub(super) filters: &'a Filters,
    pub(super) fields: Option<AnnotationFields>,
    pub(super) columns: SampleColumns,
    original_fields: OriginalFields,
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
            tumor_only: filters.tumor_only,
        };
        let columns = SampleColumns::choose(file, header, wanted)?;
        let annotation = match (&fields, options.native) {
            (Some(fields), _) => fields.level(),
            (None, native) => native.map(NativeAnnotator::level).unwrap_or_default(),
        };
        let unread = fields.is_none().then(|| unread::warning(header, annotation)).flatten();
        let calls = VcfCalls {
            tumor: columns.tumor_name.clone(),
            normal: columns.normal_name.clone(),
            build,
            annotation,
            callers: header.callers().into_iter().map(str::to_owned).collect(),
            warnings: columns.doubt.iter().cloned().chain(unread).collect(),
            ..VcfCalls::default()
        };
        Ok(Self {
            file,
            options,
            panel,
            filters,
            fields,
            columns,
            original_fields: OriginalFields::from_header(header),
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
        let value = self.fields.as_ref().and_then(|fields| fields.value(record));
        let value = value.as_deref();
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
        let is_set_aside = || !self.filters.lets_pass(record.filter) || posterior::of(record).is_some();
        if is_known || is_structural(allele.alternate()) || is_set_aside() {
            return;
        }
        self.calls.variants.burden.effects.sees_usable = reads.absence(self.filters).is_none()
            && self.germline_word(allele.record).is_none()
            && self.in_normal(allele).too_much(reads.vaf, self.filters).is_none();
    }

    pub(super) fn tumor_reads(&self, allele: AlleleOf<'_>) -> Reads {
        let is_alone = self.columns.normal.is_none();
        let place = (allele.alternates, allele.index);
        let limits = self.filters;
        reads_of(allele.record, self.columns.tumor, place, is_alone, &self.original_fields).bounded_by(
            |reads, vaf| reads < limits.min_alt_reads || vaf.is_some_and(|vaf| vaf < limits.min_vaf),
        )
    }

    pub(super) fn normal_reads(&self, allele: AlleleOf<'_>) -> Option<Reads> {
        let place = (allele.alternates, allele.index);
        let fields = &self.original_fields;
        let most = self.filters.max_normal_vaf;
        let of = |column| reads_of(allele.record, Some(column), place, false, fields);
        self.columns.normal.map(|column| {
            of(column).bounded_by(|reads, vaf| reads == 0 || vaf.is_some_and(|vaf| vaf <= most))
        })
    }

    /// How much of the allele the normal has. Genotypes of rearrangements are of another kind.
    pub(super) fn in_normal(&self, allele: AlleleOf<'_>) -> InNormal {
        let Some(reads) = self.normal_reads(allele) else { return InNormal::Unknown };
        let is_rearranged = is_structural(allele.alternate());
        // LUMPY counts what supports the junction and nothing else.
        let support = reads.alt_reads.filter(|_| is_rearranged && reads.vaf.is_none());
        let has_by_genotype = reads.has_by_genotype_alone() && !is_rearranged;
        match support {
            Some(support) => InNormal::of_support(support, self.tumor_reads(allele).alt_reads),
            None => InNormal::new(reads.vaf, has_by_genotype),
        }
    }

    /// What the record says of one allele, before anything is known of its effect.
    pub(super) fn candidate(&self, allele: AlleleOf<'_>, reads: &Reads) -> Candidate {
        let record = allele.record;
        let is_alone = self.columns.normal.is_none();
        let normal = self.normal_reads(allele);
        let is_structural_allele = is_structural(allele.alternate());
        let flags = [
            (is_alone, Caution::GermlineStatusUnknown),
            (
                normal.is_some_and(|normal| normal.is_unknown() && !normal.has_by_genotype_alone())
                    && !is_structural_allele,
                Caution::NormalCountsUnknown,
            ),
            (
                reads.contradicts_genotype(self.filters) && !is_structural_allele,
                Caution::GenotypeWithoutVariant,
            ),
        ];
        let flags = flags.into_iter().filter(|(is_so, _)| *is_so).map(|(_, caution)| caution);
        let flags = flags.chain(reads.doubt.map(CountDoubt::caution)).collect();
        let absence = reads.absence(self.filters).filter(|_| !is_structural_allele);
        // Names of contigs in a breakend keep their case.
        let bases = |allele: &str| {
            if is_structural(allele) { allele.to_owned() } else { allele.to_ascii_uppercase() }
        };
        let mut candidate = Candidate {
            chrom: plain_chromosome(record.chrom).to_owned(),
            pos: record.pos,
            reference: bases(record.reference),
            alternate: bases(allele.alternate()),
            vaf: reads.vaf,
            depth: reads.depth,
            alt_reads: reads.alt_reads,
            normal: self.in_normal(allele),
            impossible: self.impossible_reads(record),
            filter: record.filter.to_owned(),
            not_somatic: self.germline_word(record),
            not_in_tumor: absence.map(str::to_owned),
            flags,
            ..Candidate::new(VariantSource::VcfNative)
        };
        match posterior::of(record) {
            Some(Posterior::NotInTumor(said)) => candidate.not_in_tumor = Some(said),
            Some(Posterior::NotSomatic(said)) => candidate.not_somatic = Some(said),
            Some(Posterior::Doubtful(said)) if is_pass(record.filter) => candidate.filter = said,
            _ => {}
        }
        candidate
    }

    pub(super) fn germline_word(&self, record: &RawRecord<'_>) -> Option<String> {
        let by_file = || self.kind.germline.map(GermlineFile::word);
        somatic::germline_record(record, self.columns.tumor).or_else(by_file)
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
        for (gene, candidate) in found {
            if self.is_vague(gene, &candidate) {
                self.work_out(gene, &base, allele);
                continue;
            }
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

    pub(super) fn finish(mut self, header: &VcfHeader, contigs: &Contigs) -> Result<VcfCalls, ReadError> {
        let filters = self.filters;
        if let Some(place) = &self.elsewhere {
            let shown = format!("a record lies at {place}");
            return Err(other_genome::refused(self.file, "another genome", &shown));
        }
        let is_without = self.calls.n_records > 0 && self.n_annotated == 0 && self.fields.is_some();
        if is_without && self.options.native.is_none() {
            return Err(no_annotation(self.file, header));
        }
        if is_without && let Some(native) = self.options.native {
            self.calls.annotation = native.level();
        }
        if self.n_compared >= MIN_COMPARED && self.n_mismatched * 2 > self.n_compared {
            return Err(ReadError::mismatch(
                self.file,
                format!(
                    "{} of {} REF alleles are not the bases of the sequence: the VCF is on another genome",
                    self.n_mismatched, self.n_compared
                ),
            )
            .hint("give the FASTA of the genome the reads were mapped to"));
        }
        self.misplaced.require_few(self.file, self.calls.build)?;
        self.calls.warnings.extend(contigs.unknown_names(self.file)?);
        self.complete_burden();
        if let Some(build) = self.calls.build {
            let none = NativeAnnotator::default();
            let native = self.options.native.unwrap_or(&none);
            let known = Knowledge { native, build, filters };
            join_codons(&mut self.pending, known);
        }
        join_events(&mut self.pending);
        self.pending.append(&mut self.misplaced.pending);
        self.list_held();
        self.weigh_normal();
        self.calls.variants.is_normal_guessed = self.columns.is_normal_guessed;
        self.calls.normal_tally = self.kind.deciding_tally(filters.calls);
        self.calls.shows_small_variants = self.kind.shows_small_variants(&self.calls.callers, filters.calls);
        let build = self.calls.build;
        for pending in self.pending {
            pending.settle(build, filters, &mut self.calls.variants);
        }
        if self.kind.is_germline(filters.calls) {
            self.calls.variants.set_germline(IN_NORMAL_LIST);
        } else if !self.calls.shows_small_variants {
            self.calls.variants.burden = Burden::default();
        }
        if let Some(build) = build {
            let tumor = self.copy_number.tumor_content(self.options.tumor_content);
            if tumor.is_too_thin() && !self.stretches.is_empty() {
                self.calls.is_too_thin_for_copies = true;
                self.calls.warnings.push(
                    "the tumour content is under 20 %: the copies that the file lists are not used"
                        .to_owned(),
                );
            }
            self.calls.variants.copies = copies_from_vcf(self.file, self.stretches, build, self.panel, tumor);
        }
        let warnings = self.kind.warnings(&self.calls, filters.calls);
        self.calls.warnings.extend(warnings);
        Ok(self.calls)
    }

    /// What the burden must know of the file as a whole.
    fn complete_burden(&mut self) {
        let burden = &mut self.calls.variants.burden;
        burden.is_counted |= self.options.burden;
        burden.effects.n_records = self.calls.n_records;
        burden.effects.kind = match self.fields {
            None => ListKind::Unannotated,
            Some(AnnotationFields::Bcsq(_)) => ListKind::AnnotatedInGenes,
            Some(_) => ListKind::Annotated,
        };
        let of = self.fields.as_ref().map_or("", AnnotationFields::key);
        self.calls.warnings.extend(burden.effects.warning(&format!("INFO/{of}")));
    }

    /// Weighs what the normal has of the coding variants. In a list of inherited ones none is somatic.
    fn weigh_normal(&mut self) {
        let candidates = || self.pending.iter().filter(|p| p.dropped.is_none() && p.code.is_none());
        for Candidate { vaf, normal, not_in_tumor, .. } in
            candidates().map(|pending| &pending.candidate).filter(|c| {
                c.not_somatic.is_none()
                    && self.filters.lets_pass(&c.filter)
                    && c.effect.is_some_and(is_coding)
            })
        {
            self.kind.normal.add(*normal, *vaf, not_in_tumor.is_none(), self.filters);
        }
        if self.kind.is_germline(self.filters.calls) {
            for pending in &mut self.pending {
                let word = || IN_NORMAL_LIST.to_owned();
                pending.candidate.not_somatic.get_or_insert_with(word);
            }
        }
    }

    /// Parts of a haplotype whose consequence stands in another record are listed, not counted again.
    fn list_held(&mut self) {
        let mut holders: HashMap<(&str, u64), &Pending<'_>> = HashMap::new();
        for pending in self.pending.iter().filter(|p| p.dropped.is_none()) {
            holders.entry((&pending.candidate.chrom, pending.candidate.pos)).or_insert(pending);
        }
        for (base, place) in std::mem::take(&mut self.held) {
            let holder = holders.get(&(base.chrom.as_str(), place));
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

/// Phase set and side of an allele: PS or PID with PGT, HP, or a phased genotype, whose set is the chromosome where none
/// is named.
fn phase_of(record: &RawRecord<'_>, tumor: Option<usize>, index: usize) -> Phase {
    let value = |key: &str| record.sample(tumor, key);
    let own = (index + 1).to_string();
    let place_in = |genotype: &str, separator: &[char]| {
        let mut sides = genotype.split(separator).enumerate().filter(|(_, allele)| *allele == own);
        // An allele on both copies is on neither side.
        let (side, _) = sides.next()?;
        sides.next().is_none().then_some(side)
    };
    let genotype = value("GT");
    if let Some(names) = value("HP").filter(|names| names.contains('-')) {
        // One name for each allele of GT: the set, `-` and the haplotype.
        let name = genotype.and_then(|g| names.split(',').nth(place_in(g, &['/', '|'])?));
        if let Some((set, side)) = name.and_then(|name| name.rsplit_once('-')) {
            return Phase { set: Some(set.to_owned()), side: Some(side.to_owned()) };
        }
    }
    let phased = |key: &str| value(key).filter(|g| g.contains('|'));
    let side = phased("PGT").or(phased("GT")).and_then(|g| place_in(g, &['|'])).map(|side| side.to_string());
    let sides = ["PGT", "GT"].map(|key| phased(key).and_then(|g| place_in(g, &['|'])));
    if let [Some(one), Some(other)] = sides
        && one != other
    {
        // Two fields that contradict each other say nothing.
        return Phase::default();
    }
    let named = value("PS").or_else(|| value("PID")).map(str::to_owned);
    if let (None, Some(whole)) = (&side, SPLIT_FROM.iter().find_map(|key| record.info(key))) {
        // Bases of one record that a program has split lie on one haplotype.
        return Phase { set: Some(whole.to_owned()), side: Some(whole.to_owned()) };
    }
    let set = named.or_else(|| phased("GT").map(|_| WHOLE_CHROMOSOME.to_owned()));
    Phase { set, side }
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
