//! Records with values that cannot be: they are listed, and keep their gene open.

use evade_core::FilterReason;

use super::entry::AlleleOf;
use super::pending::Pending;
use super::reading::Reading;
use super::record::{RawRecord, is_no_allele, is_structural};
use crate::candidate::Candidate;
use crate::impossible::{Impossible, read_numbers};

/// Fields of a sample whose numbers decide whether a variant counts.
const READ_NUMBERS: [&str; 4] = ["AD", "DP", "AF", "VAF"];

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

    /// A record whose position no base has. Its annotation names the gene; without one it may be any of its
    /// chromosome. The ends of rearrangements may lie beyond telomeres, as the specification of VCF allows.
    pub(super) fn take_nowhere(&mut self, record: &RawRecord<'_>, fault: &Impossible) {
        let value = self.fields.as_ref().and_then(|fields| fields.value(record));
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
