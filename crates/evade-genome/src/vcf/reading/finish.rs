//! The end of a file: what its candidates are together, and what the file as a whole shows.

use std::collections::HashMap;

use evade_core::FilterReason;
use evade_stream::ReadError;

use super::super::annotation::AnnotationFields;
use super::super::called_kind::called_kind;
use super::super::calls::VcfCalls;
use super::super::contigs::Contigs;
use super::super::header::VcfHeader;
use super::super::inherited_changes;
use super::super::neighbours::{Knowledge, join_codons};
use super::super::pending::{Pending, join_events};
use super::{Reading, no_annotation};
use crate::burden::{Burden, ListKind};
use crate::calls_are::IN_NORMAL_LIST;
use crate::candidate::Candidate;
use crate::consequence::is_coding;
use crate::copies::copies_from_vcf;
use crate::native::NativeAnnotator;
use crate::other_genome;

/// From so many compared reference alleles on, most of which differ, the sequence is of another genome.
const MIN_COMPARED: u32 = 4;

impl Reading<'_, '_> {
    pub(in super::super) fn finish(
        mut self,
        header: &VcfHeader,
        contigs: &Contigs,
    ) -> Result<VcfCalls, ReadError> {
        let filters = self.filters;
        if let Some(place) = &self.elsewhere {
            let shown = format!("a record lies at {place}");
            return Err(other_genome::refused(self.file, "another genome", &shown));
        }
        let is_without = self.calls.n_records > 0 && self.n_annotated == 0 && self.fields.is_some();
        if is_without && self.options.native.is_none() {
            return Err(no_annotation(self.file, header));
        }
        self.settle_fields();
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
        self.calls.warnings.extend(self.undeclared.warning(self.calls.annotation));
        self.complete_burden();
        if let Some(build) = self.calls.build {
            let none = NativeAnnotator::default();
            let native = self.options.native.unwrap_or(&none);
            let known = Knowledge { native, build, filters };
            inherited_changes::mark(&mut self.pending, &self.inherited, known);
            join_codons(&mut self.pending, known);
        }
        join_events(&mut self.pending);
        self.pending.append(&mut self.misplaced.pending);
        self.list_held();
        self.weigh_normal();
        self.calls.inherited = std::mem::take(&mut self.inherited);
        self.calls.variants.is_normal_guessed = self.columns.is_normal_guessed;
        self.calls.normal_tally = self.kind.deciding_tally(filters.calls);
        self.calls.shows_small_variants = self.kind.shows_small_variants(&self.calls.callers, filters.calls);
        if self.calls.shows_small_variants {
            self.calls.variants.one_kind = self.kind.one_kind(called_kind(header), self.panel);
        }
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
        let warnings = self.kind.warnings(&self.calls, filters.calls, self.options.beside_small_variants);
        self.calls.warnings.extend(warnings);
        Ok(self.calls)
    }

    /// What the burden must know of the file as a whole.
    fn complete_burden(&mut self) {
        let burden = &mut self.calls.variants.burden;
        burden.is_counted |= self.options.burden;
        burden.effects.n_records = self.calls.n_records;
        burden.effects.kind = match &self.fields {
            None => ListKind::Unannotated,
            Some(fields) if fields.is_of_genes_alone() => ListKind::AnnotatedInGenes,
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
