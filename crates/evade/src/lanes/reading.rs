//! The reading of one sample: what it opens, what it has to say, and what its lanes saw.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use evade_core::{HlaGene, SampleFacts};
use evade_genome::{Build, is_gene_copy_table, may_be_cut_warning, vcf_build};
use evade_io::SheetColumn;
use evade_stream::{Content, Digest, ReadError, Source};

use super::hla_files::{HlaFile, HlaSources};
use super::kept::{Kept, Parsed};
use super::ownership::{Claim, Share};
use super::seen::Seen;
use super::{Lanes, declared_build};
use crate::inputs::InputRecord;
use crate::log::Notes;
use crate::sample::PlannedSample;

/// One sample on its way. Messages and records are handed over with the result, so that they come in the order of the
/// samples whichever thread was first.
pub(crate) struct Reading<'l> {
    pub(super) lanes: &'l Lanes<'l>,
    pub(super) notes: Notes,
    pub(super) records: BTreeMap<String, InputRecord>,
    pub(super) seen: Seen,
}

impl<'l> Reading<'l> {
    pub(super) fn new(lanes: &'l Lanes<'l>) -> Self {
        Self { lanes, notes: Notes::default(), records: BTreeMap::new(), seen: Seen::default() }
    }

    /// What is to be told, and a record of every file that was read, by its path.
    pub(crate) fn finish(self) -> (Notes, BTreeMap<String, InputRecord>) {
        (self.notes, self.records)
    }

    pub(super) fn claim<'f>(&self, path: &str, facts: &'f SampleFacts) -> Claim<'f> {
        Claim { facts, is_shared: self.lanes.shared.hold(path) }
    }

    /// The file's share of a sample, of which the user is told where the name is another.
    pub(super) fn share(&mut self, path: &str, facts: &SampleFacts, names: &[&str]) -> Share {
        let claim = self.claim(path, facts);
        let share = claim.share(names);
        self.tell_share(path, claim, &share);
        share
    }

    pub(super) fn tell_share(&mut self, path: &str, claim: Claim<'_>, share: &Share) {
        if let Some(warning) = claim.warning(path, share) {
            self.notes.warn_of_file(path, warning);
        }
    }

    pub(super) fn open(&mut self, column: SheetColumn, path: &str) -> Result<Content, ReadError> {
        let content = Source::from_argument(Path::new(path)).read()?;
        self.record(column, path, Some(content.sha256.clone()));
        Ok(content)
    }

    pub(super) fn record(&mut self, column: SheetColumn, path: &str, sha256: Option<String>) {
        self.records.insert(path.to_owned(), super::named_record(column, path, sha256));
    }

    /// Tells that a table does not end with a newline.
    pub(super) fn warn_may_be_cut(&mut self, path: &str) {
        self.notes.warn_of_file(path, format!("{path}: {}", may_be_cut_warning()));
    }

    /// Tells of rows of a file that are not used, in the words of its reader.
    pub(super) fn warn_of_rows(&mut self, path: &str, warnings: &[String]) {
        for warning in warnings {
            self.notes.warn_of_file(path, format!("{path}: {warning}"));
        }
    }

    /// Tells of rows whose copies cannot be.
    pub(super) fn warn_impossible(&mut self, path: &str, first: &str, n: usize) {
        let rows = if n == 1 { "1 value is" } else { "values are" };
        let n = if n == 1 { String::new() } else { format!("{n} ") };
        self.notes.warn_of_file(
            path,
            format!(
                "{path}: {n}{rows} impossible and not used; the genes are not called not altered ({first})"
            ),
        );
    }

    /// A parsed file: kept for the others where several samples name it. `how` is what besides the file decides how it
    /// is parsed.
    pub(super) fn parsed<T: 'l>(
        &mut self,
        (column, path): (SheetColumn, &str),
        how: &str,
        keep: impl FnOnce(&'l Lanes<'l>) -> &'l Kept<T>,
        parse: impl FnOnce(Content) -> Result<T, ReadError>,
    ) -> Result<Arc<T>, ReadError> {
        let read = || Parsed::new(Source::from_argument(Path::new(path)).read()?, parse);
        let file = if self.lanes.shared.hold(path) {
            keep(self.lanes).get(format!("{path}\t{how}"), read)?
        } else {
            read()?
        };
        self.record(column, path, Some(file.sha256));
        Ok(file.value)
    }

    /// The genome as declared, or as the variants tell it: segments and allele counts, which are read first, do not.
    pub(super) fn build_of(&mut self, sample: &PlannedSample) -> Result<Option<Build>, ReadError> {
        let (facts, files) = (&sample.facts, &sample.files);
        let mut build = declared_build(facts)?;
        if build.is_some() || (files.cnv.is_empty() && files.hla.is_empty()) {
            return Ok(build);
        }
        for path in &files.vcf {
            let mut input = Source::from_argument(Path::new(path)).open(Digest::None)?;
            build = Build::agree(path, build, vcf_build(&mut input)?)?;
        }
        if let (Some(path), None) = (&files.maf, build) {
            build = self.maf(path, facts)?.build;
        }
        Ok(build)
    }

    /// The HLA states of a sample: what all its HLA and segment files say together.
    pub(super) fn hla_of(
        &mut self,
        sample: &PlannedSample,
        declared: Option<Build>,
    ) -> Result<Vec<HlaGene>, ReadError> {
        let (facts, files) = (&sample.facts, &sample.files);
        let mut sources = HlaSources::new(facts, declared, self.lanes.settings.allow_missing_newline);
        let mut warnings = Vec::new();
        for (column, list) in [(SheetColumn::Hla, &files.hla), (SheetColumn::Cnv, &files.cnv)] {
            for path in list {
                let parse = |content: Content| {
                    // Copies by gene say something of genes, and of HLA only in the layouts the HLA lane knows.
                    let is_by_gene = column == SheetColumn::Cnv && is_gene_copy_table(&content);
                    match HlaFile::read(content) {
                        Err(_) if is_by_gene => Ok(None),
                        read => read.map(Some),
                    }
                };
                let file = self.parsed((column, path), column.name(), |lanes| &lanes.hla, parse)?;
                let Some(file) = file.as_ref() else { continue };
                if file.may_be_cut() {
                    self.warn_may_be_cut(path);
                }
                self.warn_of_rows(path, file.warnings());
                let claim = self.claim(path, facts);
                let share = sources.add(file, claim)?;
                self.seen.hla.add(share != Share::Nothing);
                warnings.push((path, claim, share));
            }
        }
        for (path, claim, share) in warnings {
            self.tell_share(path, claim, &share);
        }
        sources.finish()
    }
}
