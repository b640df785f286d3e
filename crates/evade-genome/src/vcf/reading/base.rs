//! What a record says of an allele before anything is known of its effect: reads, normal, doubts.

use evade_core::{Caution, VariantSource};

use super::super::entry::AlleleOf;
use super::super::kind::GermlineFile;
use super::super::reads::{CountDoubt, Reads, reads_of};
use super::super::record::{RawRecord, is_structural};
use super::super::somatic;
use super::Reading;
use crate::candidate::Candidate;
use crate::genome_build::plain_chromosome;
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
        let Some(reads) = self.normal_reads(allele) else { return InNormal::Unknown };
        let has_by_genotype = reads.has_by_genotype_alone() && !is_structural(allele.alternate());
        InNormal::new(reads.vaf, has_by_genotype)
    }

    /// What the record says of one allele, before anything is known of its effect.
    pub(in super::super) fn candidate(&self, allele: AlleleOf<'_>, reads: &Reads) -> Candidate {
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
        Candidate {
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
            not_in_tumor: absence,
            flags,
            ..Candidate::new(VariantSource::VcfNative)
        }
    }

    pub(in super::super) fn germline_word(&self, record: &RawRecord<'_>) -> Option<String> {
        let by_file = || self.kind.germline.map(GermlineFile::word);
        somatic::germline_record(record, self.columns.tumor).or_else(by_file)
    }
}
