//! Records whose annotation names a judged gene that does not lie where the record does.
//!
//! The file is on another genome than the one that is read, its contigs have names that are not known, or the record
//! lies on an alternative haplotype. Such a record never vanishes: it is listed, and its gene is not `not_altered`.

use evade_core::EffectClass;
use evade_stream::ReadError;

use super::annotation::AnnotationFields;
use super::pending::Pending;
use super::reading::Reading;
use super::record::pieces;
use crate::Build;
use crate::candidate::Candidate;
use crate::consequence::is_coding;
use crate::contig_name::is_alternative;
use crate::panel::{GenePanel, PanelGene};

/// Bases before and behind a gene in which a record is still the gene's: a deletion may begin outside.
const MARGIN: u64 = 1000;
/// So far from a gene another of its transcripts may begin; the two builds differ by more in most places.
const OTHER_TRANSCRIPT: u64 = 100_000;
/// From so many records outside their genes on the file is not on the genome that is read ...
const REFUSED_FROM: u64 = 3;
/// ... and from two on where they are one in so many.
const REFUSED_SHARE: u64 = 5;

/// Coding records of judged genes by whether they lie on them.
#[derive(Default)]
pub(super) struct Misplaced<'p> {
    /// The candidates that do not.
    pub(super) pending: Vec<Pending<'p>>,
    /// Records on main chromosomes and on contigs of unknown name.
    n_records: u64,
    n_elsewhere: u64,
    first: Option<First<'p>>,
}

/// What is said of the first record.
struct First<'p> {
    gene: &'p PanelGene,
    chrom: String,
    pos: u64,
}

impl Reading<'_, '_> {
    /// Whether an entry gives a judged gene a consequence that may matter. It is asked of every record far from these
    /// genes, hence by the columns alone.
    pub(super) fn names_judged_gene(&self, value: Option<&str>) -> bool {
        let Some((fields, value)) = self.fields.as_ref().zip(value) else { return false };
        pieces(value, b',')
            .any(|entry| fields.class_in(entry).is_some_and(may_matter) && fields.names(entry, self.panel))
    }
}

impl AnnotationFields {
    /// Symbol and ids of an entry's gene.
    fn names_of<'e>(&self, entry: &'e str) -> [&'e str; 3] {
        match self {
            Self::Csq(fields) => fields.gene_names(entry),
            Self::Translated(_, fields) => match fields.gene_names(entry) {
                ["", "", transcript] => ["", "", transcript],
                [symbol, gene, _] => [symbol, gene, ""],
            },
            Self::Ann(fields) => fields.gene_names(entry),
            Self::Bcsq(fields) => fields.gene_names(entry),
        }
    }

    /// The symbols of all entries, each once; `SnpEff` joins the two of a fusion by `&`.
    pub(super) fn gene_names<'e>(&self, value: &'e str) -> Vec<&'e str> {
        let mut names = Vec::new();
        for name in pieces(value, b',').flat_map(|entry| self.names_of(entry)[0].split('&')).map(str::trim) {
            if !name.is_empty() && !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// Whether an entry names a judged gene.
    fn names(&self, entry: &str, panel: &GenePanel) -> bool {
        let [symbol, gene, transcript] = self.names_of(entry);
        panel.core_gene_by_any_id(symbol.trim(), &[gene.trim(), transcript.trim()]).is_some()
    }
}

impl<'p> Misplaced<'p> {
    /// Takes out the candidates that do not lie on the gene that they name.
    pub(super) fn take_out(
        &mut self,
        found: Vec<(&'p PanelGene, Candidate)>,
        build: Option<Build>,
    ) -> Vec<(&'p PanelGene, Candidate)> {
        let mut kept = Vec::new();
        for (gene, mut candidate) in found {
            if !candidate.effect.is_some_and(may_matter) {
                kept.push((gene, candidate));
                continue;
            }
            let is_elsewhere = !lies_within(gene, build, &candidate, MARGIN);
            self.count(gene, build, &candidate, is_elsewhere);
            if is_elsewhere {
                candidate.misplaced = Some(detail(gene, build, &candidate));
                self.pending.push(Pending::new(gene, candidate));
            } else {
                kept.push((gene, candidate));
            }
        }
        kept
    }

    /// Counts a record as evidence of the genome. One on an alternative haplotype, or a little outside its gene, is none.
    fn count(
        &mut self,
        gene: &'p PanelGene,
        build: Option<Build>,
        candidate: &Candidate,
        is_elsewhere: bool,
    ) {
        let is_evidence =
            !is_alternative(&candidate.chrom) && !lies_within(gene, build, candidate, OTHER_TRANSCRIPT);
        self.n_records += u64::from(is_evidence || !is_elsewhere);
        if is_elsewhere && is_evidence {
            self.n_elsewhere += 1;
            let first = || First { gene, chrom: candidate.chrom.clone(), pos: candidate.pos };
            self.first.get_or_insert_with(first);
        }
    }

    /// Refuses a file of which more than a stray record lies outside the gene that it names.
    pub(super) fn require_few(&self, file: &str, build: Option<Build>) -> Result<(), ReadError> {
        let (n, of) = (self.n_elsewhere, self.n_records);
        let Some(first) = self
            .first
            .as_ref()
            .filter(|_| n == of || n >= REFUSED_FROM || (n > 1 && n.saturating_mul(REFUSED_SHARE) >= of))
        else {
            return Ok(());
        };
        let First { gene, chrom, pos } = first;
        let genome = build.map_or_else(|| "GRCh37 and GRCh38".to_owned(), |build| build.to_string());
        let fits = gene.span.iter().find(|(other, span)| {
            Some(**other) != build && gene.chrom == *chrom && (span.0..=span.1).contains(pos)
        });
        let fits = fits.map_or(String::new(), |(other, _)| format!("; the position is that of {other}"));
        let what = format!(
            "{n} of {of} coding records of judged genes lie outside the gene that their annotation names: {} is not at '{chrom}' {pos} on {genome}{fits}",
            gene.symbol
        );
        Err(ReadError::mismatch(file, what)
            .hint("find out which genome the reads were mapped to; contigs need the names of its chromosomes (`bcftools annotate --rename-chrs`)"))
    }
}

/// Whether a consequence may alter a gene.
fn may_matter(class: EffectClass) -> bool {
    is_coding(class) && class != EffectClass::Silent
}

/// Whether a change touches the gene or the bases around it; where the build is not known, on either.
fn lies_within(gene: &PanelGene, build: Option<Build>, candidate: &Candidate, margin: u64) -> bool {
    let allele = candidate.allele();
    let spans = gene.span.iter().filter(|(known, _)| build.is_none_or(|build| build == **known));
    candidate.chrom == gene.chrom
        && spans.into_iter().any(|(_, (start, end))| {
            allele.pos.min(candidate.pos) <= end + margin && start.saturating_sub(margin) <= allele.last()
        })
}

fn detail(gene: &PanelGene, build: Option<Build>, candidate: &Candidate) -> String {
    let genome = build.map_or_else(|| "GRCh37 and GRCh38".to_owned(), |build| build.to_string());
    let Candidate { chrom, pos, .. } = candidate;
    format!("the annotation names {}, which is not at '{chrom}' {pos} on {genome}", gene.symbol)
}
