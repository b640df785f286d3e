//! Records with values that cannot be: they are listed, and keep their gene open.

use evade_core::FilterReason;

use super::entry::AlleleOf;
use super::pending::Pending;
use super::reading::Reading;
use super::record::{RawRecord, is_no_allele, is_structural};
use crate::allele::Allele;
use crate::candidate::Candidate;
use crate::impossible::{Impossible, read_numbers};
use crate::native::is_on_coding_bases;

/// Fields of a sample whose numbers decide whether a variant counts.
const READ_NUMBERS: [&str; 4] = ["AD", "DP", "AF", "VAF"];

/// Letters of REF: bases, and codes for several of them, which some references have.
const REFERENCE_LETTERS: &str = "ACGTNRYSWKMBDHVU";
/// Letters of an allele that is written out.
const ALTERNATE_LETTERS: &str = "ACGTN";

impl Reading<'_, '_> {
    /// Counts or fractions of tumour or normal that are not numbers.
    pub(super) fn impossible_reads(&self, record: &RawRecord<'_>) -> Option<Impossible> {
        let columns = [self.columns.tumor, self.columns.normal];
        columns.into_iter().flatten().find_map(|column| {
            READ_NUMBERS.iter().find_map(|key| {
                record.sample(Some(column), key).and_then(|text| read_numbers(key, text).err())
            })
        })
    }

    /// What is wrong with the alleles that a record writes out.
    pub(super) fn broken_allele(allele: AlleleOf<'_>) -> Option<Impossible> {
        let (reference, alternate) = (allele.record.reference, allele.alternate());
        if is_structural(alternate) {
            return None;
        }
        let is_of = |text: &str, letters: &str| {
            !text.is_empty() && text.chars().all(|base| letters.contains(base.to_ascii_uppercase()))
        };
        if !is_of(reference, REFERENCE_LETTERS) {
            return Some(Impossible(format!("REF '{reference}' is not a sequence of bases")));
        }
        if !is_of(alternate, ALTERNATE_LETTERS) {
            return Some(Impossible(format!("ALT '{alternate}' is not a sequence of bases")));
        }
        if reference.eq_ignore_ascii_case(alternate) {
            return Some(Impossible(format!("ALT '{alternate}' is the reference allele")));
        }
        None
    }

    /// A genotype that names an allele which the record does not have. A record that was split out of one with more
    /// alleles may keep the genotype of all: its reads are those of all too.
    pub(super) fn broken_genotype(&self, allele: AlleleOf<'_>) -> Option<Impossible> {
        let n = allele.alternates.len();
        let is_beyond = |index: &str| index.parse::<usize>().is_ok_and(|index| index > n);
        let is_of_split = |column: usize| {
            let reads = allele.record.sample(Some(column), "AD");
            reads.is_some_and(|reads| reads.split(',').count() != n + 1)
        };
        let columns = [self.columns.tumor, self.columns.normal].into_iter().flatten();
        let genotypes = columns
            .filter(|column| !is_of_split(*column))
            .filter_map(|column| allele.record.sample(Some(column), "GT"));
        let wrong = genotypes.into_iter().find(|genotype| genotype.split(['/', '|']).any(is_beyond))?;
        Some(Impossible(format!("GT '{wrong}' names an allele beyond the {n} of ALT")))
    }

    /// Lists a candidate with broken alleles that no annotation claims, where it lies on coding bases of a judged gene.
    pub(super) fn list_broken(&mut self, base: &Candidate) {
        let is_absent = base.not_somatic.is_some() || base.not_in_tumor.is_some();
        if is_absent || !self.filters.lets_pass(&base.filter) {
            return;
        }
        let Some(build) = self.calls.build else { return };
        let reference = "N".repeat(base.reference.len().max(1));
        let place = Allele { pos: base.pos, reference, alternate: String::new() };
        let detail = base.impossible.as_ref().map_or("", |fault| fault.0.as_str());
        let mut genes = self.panel.judged_genes().filter(|gene| gene.chrom == base.chrom);
        if let Some(gene) = genes.find(|gene| is_on_coding_bases(gene, build, &place)) {
            let row = base.filtered(&gene.symbol, FilterReason::ImpossibleValue, detail);
            self.calls.variants.filtered.push(row);
        }
    }

    /// A record whose position no base has. Its annotation names the gene; without one it may be any of its
    /// chromosome. The ends of rearrangements may lie beyond telomeres, as the specification of VCF allows.
    pub(super) fn take_nowhere(&mut self, record: &RawRecord<'_>, fault: &Impossible) {
        let owned = self.entries_of(record);
        let value = owned.as_deref();
        self.n_annotated += u64::from(value.is_some());
        let alternates: Vec<&str> = record.alternates.split(',').collect();
        for index in 0..alternates.len() {
            let allele = AlleleOf { record, alternates: &alternates, index };
            if is_no_allele(allele.alternate()) || is_structural(allele.alternate()) {
                continue;
            }
            let reads = self.tumor_reads(allele);
            let base = Candidate { impossible: Some(fault.clone()), ..self.candidate(allele, &reads) };
            let Some((fields, entries)) = self.fields.as_ref().zip(value) else {
                self.list_nowhere(&base);
                continue;
            };
            for (gene, candidate) in fields.candidates(entries, allele, self.panel, &base) {
                self.pending.push(Pending::new(gene, candidate));
            }
        }
    }

    /// Lists a candidate that may lie in any judged gene of its chromosome, once a gene.
    fn list_nowhere(&mut self, base: &Candidate) {
        if base.not_somatic.is_some() || !self.filters.lets_pass(&base.filter) {
            return;
        }
        let detail = base.impossible.as_ref().map_or("", |fault| fault.0.as_str());
        for gene in self.panel.judged_genes().filter(|gene| gene.chrom == base.chrom) {
            if self.calls.variants.impossible.insert(gene.symbol.clone()) {
                let row = base.filtered(&gene.symbol, FilterReason::ImpossibleValue, detail);
                self.calls.variants.filtered.push(row);
            }
        }
    }
}
