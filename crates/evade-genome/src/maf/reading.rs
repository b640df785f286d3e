//! From the rows of a MAF to the calls of its samples.

use std::collections::{BTreeMap, BTreeSet};

use evade_core::{EffectClass, FilterReason, FilteredVariant};
use evade_stream::{Content, ReadError};

use super::MafCalls;
use super::by_allele;
use super::columns::Columns;
use super::faults::{Faults, RowFault};
use super::names::{is_name, sequenced_samples};
use super::row::{candidate, filter_of, unread};
use super::status::{self, NOT_SOMATIC_LIST, Status};
use crate::Build;
use crate::burden::Effects;
use crate::calls_are::{CallsAre, IN_NORMAL_LIST, NormalShows, NormalTally};
use crate::candidate::Candidate;
use crate::consequence::is_coding;
use crate::contig_name::is_main;
use crate::filters::{Filters, is_pass};
use crate::impossible::Impossible;
use crate::native::NativeAnnotator;
use crate::panel::{GENES, GenePanel, PanelGene};
use crate::sample_variants::SampleVariants;
use crate::table::{Row, TextTable};
use crate::vcf::neighbours::{Knowledge, join_codons};
use crate::vcf::pending::Pending;

/// A MAF while it is read.
pub(super) struct Reading<'a> {
    content: &'a Content,
    panel: &'a GenePanel,
    filters: &'a Filters,
    table: TextTable<'a>,
    columns: Columns,
    calls: MafCalls,
    effects: Effects,
    normals: BTreeMap<String, NormalTally>,
    /// Samples of which each row so far says that it is no somatic variant.
    not_somatic: BTreeMap<String, bool>,
    /// Rows wait until all of their sample have been read: exchanges of one codon may be one change.
    pending: BTreeMap<(String, Build), Vec<Pending<'a>>>,
    faults: Faults,
    /// Genes of rows that name no sample, and the rows in judged genes.
    unclaimed: BTreeSet<String>,
    unclaimed_rows: Vec<FilteredVariant>,
}

/// What a row is of.
struct Subject<'p> {
    /// The judged gene, by name or place.
    gene: Option<&'p PanelGene>,
    is_by_place: bool,
    build: Option<Build>,
}

impl<'a> Reading<'a> {
    pub(super) fn open(
        content: &'a Content,
        panel: &'a GenePanel,
        filters: &'a Filters,
    ) -> Result<Self, ReadError> {
        let mut table = TextTable::open(content)?;
        let columns = Columns::find(content, &table)?;
        table.need_columns(columns.read());
        let calls = MafCalls { may_be_cut: table.may_be_cut(), ..MafCalls::default() };
        Ok(Self {
            content,
            panel,
            filters,
            table,
            columns,
            calls,
            effects: Effects::default(),
            normals: BTreeMap::new(),
            not_somatic: BTreeMap::new(),
            pending: BTreeMap::new(),
            faults: Faults::default(),
            unclaimed: BTreeSet::new(),
            unclaimed_rows: Vec::new(),
        })
    }

    pub(super) fn read(mut self) -> Result<MafCalls, ReadError> {
        self.calls.without_rows = self.new_sample();
        while let Some(row) = self.table.next_row()? {
            self.calls.n_rows += 1;
            self.row(&row)?;
        }
        self.require_usable()?;
        for name in sequenced_samples(self.content.text()?) {
            let sample = self.new_sample();
            self.calls.samples.entry(name.to_owned()).or_insert(sample);
        }
        settle_pending(self.pending, self.filters, &mut self.calls);
        let filters = self.filters;
        let without_rows = std::iter::once(&mut self.calls.without_rows);
        for sample in self.calls.samples.values_mut().chain(without_rows) {
            sample.burden.effects.sees_outside |= self.effects.sees_outside;
            sample.unclaimed.extend(self.unclaimed.iter().cloned());
            sample.filtered.extend(self.unclaimed_rows.iter().cloned());
        }
        for (barcode, sample) in &mut self.calls.samples {
            let tally = self.normals.get(barcode).copied().unwrap_or_default();
            self.calls.warnings.extend(tally.warning(filters.calls).map(|what| format!("{barcode}: {what}")));
            let is_declared = self.not_somatic.get(barcode).is_some_and(|all| *all);
            if is_declared && filters.calls != CallsAre::Germline {
                self.calls.warnings.push(status::warning(barcode, filters.calls));
            }
            match filters.calls {
                CallsAre::Germline => sample.set_germline("stated to be germline calls"),
                CallsAre::Auto if is_declared => sample.set_germline(NOT_SOMATIC_LIST),
                CallsAre::Auto if tally.shows() == NormalShows::GermlineCalls => {
                    sample.set_germline(IN_NORMAL_LIST);
                }
                _ => {}
            }
        }
        if filters.calls == CallsAre::Germline {
            self.calls.without_rows.set_germline("stated to be germline calls");
        }
        let of = if self.columns.class.is_some() { "Variant_Classification" } else { "Consequence" };
        self.calls.warnings.extend(self.faults.warnings());
        self.calls.warnings.extend(self.effects.warning(of));
        Ok(self.calls)
    }

    /// A sample of which no row has been read.
    fn new_sample(&self) -> SampleVariants {
        let mut sample = SampleVariants::default();
        sample.burden.is_counted = true;
        sample.may_be_cut.variants = self.calls.may_be_cut;
        sample
    }

    fn row(&mut self, row: &Row<'a>) -> Result<(), ReadError> {
        let (columns, filters) = (&self.columns, self.filters);
        let build = columns.build_of(row, &self.content.name, &mut self.calls.build)?;
        let subject = self.subject(row, build);
        let columns = &self.columns;
        let barcode = columns.barcode(row);
        let found = self.candidate(row, &subject);
        let Some(barcode) = barcode.filter(|name| is_name(name)) else {
            self.unclaimed_row(row, &subject, found.as_ref());
            return Ok(());
        };
        if !self.calls.samples.contains_key(barcode) {
            let sample = self.new_sample();
            self.calls.samples.insert(barcode.to_owned(), sample);
        }
        let (columns, effects) = (&self.columns, &mut self.effects);
        let word = columns.effect_word(row);
        let is_pass = is_pass(&filter_of(columns, row));
        // That the file holds other genes is known of it as a whole.
        effects.sees_outside |= subject.gene.is_none() && is_pass;
        effects.add(word, is_pass);
        let declared = Status::of(row.value(columns.status).unwrap_or("")).is_of_other_list();
        let all_declared = self.not_somatic.entry(barcode.to_owned()).or_insert(true);
        *all_declared &= declared;
        let Some(sample) = self.calls.samples.get_mut(barcode) else { return Ok(()) };
        sample.burden.effects.n_records += 1;
        sample.burden.effects.add(word, is_pass);
        if let Some(why) = columns.effect_missing(row) {
            let name = subject.gene.map_or(row.text(Some(columns.gene)), |gene| &gene.symbol);
            self.faults.add(RowFault::NoEffect, row.line, &format!("{name}, {barcode}, {why}"));
            if let Some(gene) = subject.gene {
                let candidate = unread(&self.table, columns, row, build, filters);
                let detail = format!("line {}: {why}", row.line);
                let dropped = Some((FilterReason::AnnotationFailed, detail));
                Pending { dropped, ..Pending::new(gene, candidate) }.settle(build, filters, sample);
            } else if let Some(open) = self.open_genes(row) {
                self.keep_open(row.line, barcode, &open);
            }
            return Ok(());
        }
        let Some(mut candidate) = found else {
            sample.burden.effects.sees_usable |= is_pass && !declared;
            return Ok(());
        };
        if subject.is_by_place && build.is_none() {
            // Its place may be that of another gene on the other build.
            let what = format!("line {}: the row names no gene, and its build is not known", row.line);
            candidate.impossible.get_or_insert(Impossible(what));
        }
        if let Some(Impossible(what)) = &candidate.impossible {
            let name = subject.gene.map_or(row.text(Some(columns.gene)), |gene| &gene.symbol);
            let what = what.split_once(": ").map_or(what.as_str(), |(_, what)| what);
            self.faults.add(RowFault::Impossible, row.line, &format!("{name}, {barcode}, {what}"));
        }
        sample.burden.effects.sees_usable |= candidate.is_of_tumor_alone(filters);
        if candidate.not_somatic.is_none() && is_pass && candidate.effect.is_some_and(is_coding) {
            let tally = self.normals.entry(barcode.to_owned()).or_default();
            tally.add(candidate.normal, candidate.vaf, candidate.not_in_tumor.is_none(), filters);
        }
        let Some(gene) = subject.gene else {
            let may_alter = may_alter(&candidate);
            if candidate.impossible.is_none() {
                sample.burden.count(&candidate, None, filters);
            }
            if let Some(open) = self.open_genes(row).filter(|_| may_alter) {
                self.keep_open(row.line, barcode, &open);
            }
            return Ok(());
        };
        candidate.misplaced = misplaced(gene, &candidate, row.line);
        if let Some(what) = candidate.misplaced.as_ref().filter(|_| may_alter(&candidate)) {
            let what = what.split_once(": ").map_or(what.as_str(), |(_, what)| what);
            self.faults.add(RowFault::Elsewhere, row.line, &format!("{barcode}, {what}"));
        }
        match build {
            Some(build) => {
                let phase = columns.phase(row).unwrap_or_default();
                let is_phase_unheard_of = columns.is_phase_unheard_of(row);
                let member = Pending { phase, is_phase_unheard_of, ..Pending::new(gene, candidate) };
                self.pending.entry((barcode.to_owned(), build)).or_default().push(member);
            }
            None => candidate.settle(gene, build, filters, sample),
        }
        Ok(())
    }

    /// The row as a candidate, its words compared with what its allele is known to do.
    fn candidate(&self, row: &Row<'_>, subject: &Subject<'_>) -> Option<Candidate> {
        let (table, columns, filters) = (&self.table, &self.columns, self.filters);
        let found = candidate(table, columns, row, subject.build, filters);
        let Some(gene) = subject.gene else { return found };
        // A word outside the gene makes no candidate, but where the allele is known.
        let unread = || {
            let candidate = unread(table, columns, row, subject.build, filters);
            Some(candidate).filter(|candidate| by_allele::is_recurrent(candidate, gene, subject.build))
        };
        let mut candidate = found.or_else(unread)?;
        by_allele::compare(&mut candidate, gene, subject.build);
        Some(candidate)
    }

    fn subject(&self, row: &Row<'_>, build: Option<Build>) -> Subject<'a> {
        let by_name = self.columns.gene_by_name(row, self.panel);
        let by_place = if by_name.is_none() && self.columns.names_no_gene(row) {
            self.columns.gene_by_place(&self.table, row, self.panel, build)
        } else {
            None
        };
        Subject { gene: by_name.or(by_place), is_by_place: by_place.is_some(), build }
    }

    /// A row of no sample, which may be of any of them.
    fn unclaimed_row(&mut self, row: &Row<'_>, subject: &Subject<'_>, found: Option<&Candidate>) {
        let is_unread = self.columns.effect_missing(row).is_some();
        let matters = is_unread || found.is_some_and(may_alter);
        if let Some(gene) = subject.gene {
            let listed = || unread(&self.table, &self.columns, row, subject.build, self.filters);
            let candidate = found.cloned().unwrap_or_else(listed);
            let detail = format!("line {}: the row names no sample", row.line);
            let row = candidate.filtered(&gene.symbol, FilterReason::RowWithoutSample, detail);
            self.unclaimed_rows.push(row);
        }
        let open = self.open_genes(row).filter(|_| subject.build.is_some() && subject.gene.is_none());
        let open = subject.gene.map(|gene| vec![gene.symbol.clone()]).or(open).filter(|_| matters);
        let fault = if open.is_some() { RowFault::NoSample } else { RowFault::NoSampleAlone };
        self.faults.add(fault, row.line, row.text(Some(self.columns.gene)));
        self.unclaimed.extend(open.into_iter().flatten());
    }

    /// Judged genes that a row may be of which names none: those of its chromosome, or all, where it has no place.
    fn open_genes(&self, row: &Row<'_>) -> Option<Vec<String>> {
        let columns = &self.columns;
        if !columns.names_nothing(row) {
            return None;
        }
        let chrom = columns.chromosome(row);
        let pos = columns.pos.and_then(|column| self.table.position(row, column).ok());
        let is_placed = !chrom.is_empty() && pos.is_some_and(|pos| pos > 0);
        if is_placed {
            return None;
        }
        let is_known = is_main(chrom);
        let may_be = |(symbol, _): &&(&str, _)| {
            !is_known || self.panel.gene(symbol).is_none_or(|gene| gene.chrom == chrom)
        };
        Some(GENES.iter().filter(may_be).map(|(symbol, _)| (*symbol).to_owned()).collect())
    }

    fn keep_open(&mut self, line: u64, barcode: &str, genes: &[String]) {
        self.faults.add(RowFault::NoGene, line, barcode);
        if let Some(sample) = self.calls.samples.get_mut(barcode) {
            sample.impossible.extend(genes.iter().cloned());
        }
    }

    /// Refuses a file of which no row can be used for the same reason: that is no stray row.
    fn require_usable(&self) -> Result<(), ReadError> {
        let all = self.calls.n_rows;
        let is_all = |fault| all > 0 && self.faults.count(fault) == all;
        let file = &self.content.name;
        let n_unclaimed = self.faults.count(RowFault::NoSample) + self.faults.count(RowFault::NoSampleAlone);
        if all > 0 && n_unclaimed == all {
            return Err(ReadError::bad_value(file, "no row has a Tumor_Sample_Barcode")
                .hint("every row of a MAF names its sample: compare the file with the original"));
        }
        if is_all(RowFault::NoEffect) {
            return Err(ReadError::bad_value(file, "no row says what its variant does")
                .hint("Variant_Classification and Consequence are empty, or the annotation failed: annotate the file again"));
        }
        Ok(())
    }
}

/// Whether a candidate could alter the gene that it is in.
fn may_alter(candidate: &Candidate) -> bool {
    candidate.effect.is_some_and(|effect| is_coding(effect) && effect != EffectClass::Silent)
        && candidate.not_somatic.is_none()
        && candidate.not_in_tumor.is_none()
        && is_pass(&candidate.filter)
}

/// Where a row lies that names a gene of another chromosome, in words.
fn misplaced(gene: &PanelGene, candidate: &Candidate, line: u64) -> Option<String> {
    let Candidate { chrom, effect, .. } = candidate;
    let matters = effect.is_some_and(|effect| is_coding(effect) && effect != EffectClass::Silent);
    (matters && !matches!(chrom.as_str(), "" | "." | "NA" | "__UNKNOWN__") && *chrom != gene.chrom).then(
        || format!("line {line}: {} lies on chromosome {}, the row on '{chrom}'", gene.symbol, gene.chrom),
    )
}

/// Judges the rows that waited for the others of their codon.
fn settle_pending(
    pending: BTreeMap<(String, Build), Vec<Pending<'_>>>,
    filters: &Filters,
    calls: &mut MafCalls,
) {
    let native = NativeAnnotator::default();
    for ((barcode, build), mut members) in pending {
        let Some(sample) = calls.samples.get_mut(&barcode) else { continue };
        join_codons(&mut members, Knowledge { native: &native, build, filters });
        for member in members {
            member.settle(Some(build), filters, sample);
        }
    }
}
