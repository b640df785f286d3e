//! What a record says of an allele before anything is known of its effect: reads, normal, doubts.

use evade_core::{Caution, VariantSource};

use super::super::entry::AlleleOf;
use super::super::kind::GermlineFile;
use super::super::other_normal::OtherNormal;
use super::super::posterior::{self, Posterior};
use super::super::reads::{CountDoubt, Reads, reads_of};
use super::super::record::{RawRecord, is_structural};
use super::super::somatic;
use super::Reading;
use crate::candidate::{Candidate, GermlineHint};
use crate::filters::is_pass;
use crate::genome_build::plain_chromosome;
use crate::impossible::Impossible;
use crate::normal::InNormal;

impl Reading<'_, '_> {
    pub(in super::super) fn tumor_reads(&self, allele: AlleleOf<'_>) -> Reads {
        let is_alone = self.columns.normal.is_none();
        let place = (allele.alternates, allele.index);
        let limits = self.filters;
        reads_of(allele.record, self.columns.tumor, place, is_alone, &self.original_fields).bounded_by(
            |reads, vaf| reads < limits.min_alt_reads || vaf.is_some_and(|vaf| vaf < limits.min_vaf),
        )
    }

    pub(in super::super) fn normal_reads(&self, allele: AlleleOf<'_>) -> Option<Reads> {
        let place = (allele.alternates, allele.index);
        let fields = &self.original_fields;
        let most = self.filters.max_normal_vaf;
        let of = |column| reads_of(allele.record, Some(column), place, false, fields);
        self.columns.normal.map(|column| {
            of(column).bounded_by(|reads, vaf| reads == 0 || vaf.is_some_and(|vaf| vaf <= most))
        })
    }

    /// How much of the allele the normal has. Genotypes of rearrangements are of another kind.
    pub(in super::super) fn in_normal(&self, allele: AlleleOf<'_>) -> InNormal {
        let Some(reads) = self.normal_reads(allele) else {
            let fraction = self.other_normal(allele).and_then(|normal| normal.fraction);
            return InNormal::new(fraction, false);
        };
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
    pub(in super::super) fn candidate(&self, allele: AlleleOf<'_>, reads: &Reads) -> Candidate {
        let record = allele.record;
        let normal = self.normal_reads(allele);
        let is_structural_allele = is_structural(allele.alternate());
        let is_unseen = self.other_normal(allele).is_some_and(|normal| !normal.is_seen());
        let flags = [
            (self.is_germline_unknown(allele), Caution::GermlineStatusUnknown),
            (
                (is_unseen
                    || normal.is_some_and(|normal| normal.is_unknown() && !normal.has_by_genotype_alone()))
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
        let absence = if is_structural_allele {
            record.is_without_call(self.columns.tumor).then_some("no call")
        } else {
            reads.absence(self.filters)
        };
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
            not_somatic: self.not_somatic(allele),
            germline_hint: self.germline_hint(record),
            not_in_tumor: absence.map(str::to_owned),
            flags,
            ..Candidate::new(VariantSource::VcfNative)
        };
        if let Some(fault) = self.denied_against_reads(&candidate, record) {
            candidate.not_somatic = None;
            candidate.impossible.get_or_insert(fault);
        }
        match posterior::of(allele) {
            Some(Posterior::Unreadable(fault)) => {
                candidate.impossible.get_or_insert(fault);
            }
            Some(Posterior::NotInTumor(said)) => candidate.not_in_tumor = Some(said),
            Some(Posterior::NotSomatic(said)) => candidate.not_somatic = Some(said),
            Some(Posterior::Doubtful(said)) if is_pass(record.filter) => candidate.filter = said,
            _ => {}
        }
        candidate
    }

    /// Why a status by which the tumour is without the variant cannot be: the tumour has its reads, and the normal not.
    fn denied_against_reads(&self, candidate: &Candidate, record: &RawRecord<'_>) -> Option<Impossible> {
        let word = self.marks.denied_by(record, self.columns.tumor)?;
        let reads = candidate.alt_reads.filter(|reads| *reads >= self.filters.min_alt_reads)?;
        let is_in_normal = candidate.normal.too_much(candidate.vaf, self.filters).is_some();
        let what =
            || Impossible(format!("STATUS={word} denies the tumour the variant, and it has {reads} reads"));
        (!is_in_normal).then(what)
    }

    pub(in super::super) fn germline_word(&self, record: &RawRecord<'_>) -> Option<String> {
        let by_file = || self.kind.germline.map(GermlineFile::word);
        self.marks.germline_record(record, self.columns.tumor).or_else(by_file)
    }

    /// What says that the allele is not somatic; the words of a caller about the normal where its reads are not known.
    pub(in super::super) fn not_somatic(&self, allele: AlleleOf<'_>) -> Option<String> {
        let by_status = || {
            let word = self.marks.in_normal_by_status(allele, self.columns.tumor)?;
            (self.in_normal(allele) == InNormal::Unknown).then_some(word)
        };
        self.germline_word(allele.record).or_else(by_status)
    }

    /// The normal whose numbers stand beside those of the tumour.
    fn other_normal(&self, allele: AlleleOf<'_>) -> Option<OtherNormal> {
        match self.columns.normal {
            None => self.normal_fields.of(allele, self.columns.tumor),
            Some(_) => None,
        }
    }

    /// Whether nothing shows that the allele is absent from a normal.
    pub(in super::super) fn is_germline_unknown(&self, allele: AlleleOf<'_>) -> bool {
        self.columns.normal.is_none()
            && (!self.has_hidden_normal || self.marks.leave_open(allele))
            && !self.other_normal(allele).is_some_and(OtherNormal::is_seen)
            && !self.marks.show_comparison(allele, self.columns.tumor)
    }

    /// Whether no normal was used for the record, as far as the file and the user say.
    pub(in super::super) fn is_without_normal(&self, allele: AlleleOf<'_>) -> bool {
        let has_numbers = || self.other_normal(allele).is_some_and(|normal| normal.fraction.is_some());
        self.is_germline_unknown(allele) && !has_numbers()
    }

    /// What the caller says of the origin of a variant of a tumour without a normal.
    pub(in super::super) fn germline_hint(&self, record: &RawRecord<'_>) -> Option<GermlineHint> {
        somatic::germline_hint(record).filter(|_| self.columns.normal.is_none())
    }

    /// Whether the caller or the normal shows that the allele is inherited.
    pub(in super::super) fn is_inherited(&self, base: &Candidate) -> bool {
        let is_reference = |status: &String| {
            let status = status.to_ascii_lowercase();
            status.contains("reference") || status.contains("refcall")
        };
        let by_caller = base.not_somatic.as_ref().filter(|status| !is_reference(status));
        // Callers and pipelines reject germline records in FILTER; a few reads in the normal may be why another is.
        let in_normal = || base.normal.too_much(base.vaf, self.filters).is_some() && is_pass(&base.filter);
        by_caller.is_some() || in_normal()
    }
}
