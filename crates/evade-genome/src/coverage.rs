//! Which genes an assay looked at. Without it nothing is called `not_altered`.

use std::collections::BTreeSet;
use std::fmt;

use evade_core::{GeneRole, gene_of_row};
use evade_stream::{Content, ReadError};

use crate::Build;
use crate::gene_rules::{self, Finding, GeneRules, OwnRow};
use crate::hotspot::beyond_mane;
use crate::panel::{CORE_GENES, GenePanel, PanelGene};
use crate::panel_matrix::read_panels;
use crate::targets::Targets;
use crate::transcript::Transcript;

/// What was declared of the assay.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Coverage {
    /// Nothing.
    #[default]
    Undeclared,
    /// Whole exome.
    Exome,
    /// Whole genome.
    Genome,
    /// A gene list.
    Genes(BTreeSet<String>),
    /// Target regions.
    Regions {
        /// Panel genes with at least 95 % of their coding bases in the regions; of a gene that matters by a gain of
        /// function every hotspot too.
        genes: BTreeSet<String>,
        /// Panel genes with fewer, but some: not counted as covered.
        partly: BTreeSet<String>,
        /// Findings with a row of their own of which the codon or exon is held.
        rows: BTreeSet<String>,
        /// The regions.
        targets: Targets,
    },
}

/// Share of the coding bases a target must hold for its gene to count as covered: the edges of exons are often
/// missing from a design, a whole exon is not.
const MIN_SHARE: f64 = 0.95;

impl Coverage {
    /// `WES`, `exome`, `WGS`, `genome` and the like; `None` for any other word, such as a panel's name.
    #[must_use]
    pub fn from_assay(word: &str) -> Option<Self> {
        match word.trim().to_ascii_lowercase().replace(['-', '_', ' '], "").as_str() {
            // `WXS/WGS` is cBioPortal's word for studies of both: each holds the exome.
            "wes" | "wxs" | "exome" | "wholeexome" | "wholeexomesequencing" | "wxs/wgs" | "wes/wgs" => {
                Some(Self::Exome)
            }
            "wgs" | "genome" | "wholegenome" | "wholegenomesequencing" => Some(Self::Genome),
            _ => None,
        }
    }

    /// A gene list, one approved symbol per line; `#` begins a comment.
    pub fn from_gene_list(content: &Content) -> Result<Self, ReadError> {
        let mut panels = read_panels(content)?;
        if panels.len() > 1 {
            let names: Vec<String> = panels.into_keys().collect();
            return Err(ReadError::ambiguous(
                &content.name,
                format!("the file has {} panels: {}", names.len(), names.join(", ")),
            )
            .hint("give --panel-matrix too, which says which sample has which panel"));
        }
        if let Some((_, genes)) = panels.pop_first() {
            return Ok(Self::Genes(genes));
        }
        let mut genes = BTreeSet::new();
        for (index, line) in content.text()?.lines().enumerate() {
            let line = line.split('#').next().unwrap_or("").trim();
            // R leaves the name of the column of row numbers empty.
            let has_corner = line.starts_with(',') || line.starts_with("\"\"");
            if line.is_empty() || (genes.is_empty() && (has_corner || is_header(line))) {
                continue;
            }
            let symbol = only_symbol(line).ok_or_else(|| {
                ReadError::bad_value(&content.name, format!("'{line}' is not a gene symbol"))
                    .at_line(index as u64 + 1)
                    .hint("write one symbol per line; target regions go into a file named .bed")
            })?;
            if genes.is_empty() && is_header(symbol) {
                continue;
            }
            genes.insert(approved(symbol));
        }
        if genes.is_empty() {
            return Err(ReadError::empty(&content.name, "the gene list is empty"));
        }
        Ok(Self::Genes(genes))
    }

    /// Target regions: BED, 0-based and half-open, on the declared build.
    pub fn from_bed(content: &Content, panel: &GenePanel, build: Build) -> Result<Self, ReadError> {
        let targets = Targets::read(content)?;
        let (mut genes, mut partly, mut rows) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for gene in panel.genes() {
            let Some(transcript) = gene.transcripts.get(&build) else { continue };
            let covered: u64 =
                transcript.coding_exons().map(|exon| targets.bases_of(&gene.chrom, exon)).sum();
            let place = Place { targets: &targets, chrom: &gene.chrom, transcript };
            let own = gene_rules::of(&gene.symbol);
            let held = own.iter().flat_map(|rules| &rules.rows).filter(|row| place.holds_row(row, own));
            rows.extend(held.map(|row| row.name.clone()));
            let is_most = covered as f64 >= MIN_SHARE * transcript.coding_length as f64;
            if is_most && own.is_none_or(|rules| place.holds_what_matters(gene, rules)) {
                genes.insert(gene.symbol.clone());
            } else if covered > 0 {
                partly.insert(gene.symbol.clone());
            }
        }
        Ok(Self::Regions { genes, partly, rows, targets })
    }

    /// Whether the gene was tested, or for a finding with a row of its own, the codon or exon that decides it.
    #[must_use]
    pub fn holds(&self, row: &str) -> bool {
        let gene = gene_of_row(row);
        match self {
            Self::Regions { rows, .. } if gene != row => rows.contains(row),
            Self::Undeclared => false,
            Self::Exome | Self::Genome => true,
            Self::Genes(genes) | Self::Regions { genes, .. } => genes.contains(gene),
        }
    }

    /// Core genes that are looked at, in table order.
    #[must_use]
    pub fn core_genes(&self) -> Vec<&'static str> {
        CORE_GENES.iter().copied().filter(|gene| self.holds(gene)).collect()
    }
}

/// Bases of the intron at each end of an exon that splicing needs.
const SPLICE_SITE: u64 = 2;

/// What the regions hold of one gene.
struct Place<'a> {
    targets: &'a Targets,
    chrom: &'a str,
    transcript: &'a Transcript,
}

impl Place<'_> {
    fn holds_all(&self, (first, last): (u64, u64)) -> bool {
        self.targets.bases_of(self.chrom, (first, last)) == last + 1 - first
    }

    /// A codon may lie on two exons.
    fn holds_codon(&self, residue: u32) -> bool {
        let last = u64::from(residue) * 3;
        let mut bases = (last.saturating_sub(2)..=last).map(|base| self.transcript.position_of(base));
        bases.all(|place| place.is_some_and(|place| self.holds_all((place, place))))
    }

    /// The finding's own codon, or its exon: with the splice sites where their loss is the finding.
    fn holds_row(&self, row: &OwnRow, rules: Option<&GeneRules>) -> bool {
        let class = match &row.finding {
            Finding::Exchange { residue, .. } => return self.holds_codon(*residue),
            Finding::Class { class } => class,
        };
        let is_spliced =
            rules.and_then(|rules| rules.skipped_exon.as_ref()).is_some_and(|exon| exon.class == *class);
        let beside = if is_spliced { SPLICE_SITE } else { 0 };
        let exon = row.exon.and_then(|number| self.transcript.exon(number));
        exon.is_some_and(|(start, end)| self.holds_all((start.saturating_sub(beside), end + beside)))
    }

    /// Of a gene that matters by a gain of function its hotspots decide, whatever the share of the gene.
    fn holds_what_matters(&self, gene: &PanelGene, rules: &GeneRules) -> bool {
        if rules.role != GeneRole::Oncogene {
            return true;
        }
        let beyond = beyond_mane(&gene.symbol);
        let mut hotspots = gene.hotspots.iter().filter(|hotspot| hotspot.is_of_exchanges());
        hotspots.all(|hotspot| self.holds_codon(hotspot.start.saturating_sub(beyond)))
            && rules.rows.iter().all(|row| self.holds_row(row, Some(rules)))
    }
}

impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Undeclared => f.write_str("not declared"),
            Self::Exome => f.write_str("WES"),
            Self::Genome => f.write_str("WGS"),
            Self::Genes(genes) => {
                write!(f, "panel of {} gene{}", genes.len(), if genes.len() == 1 { "" } else { "s" })
            }
            Self::Regions { .. } => {
                write!(
                    f,
                    "target regions with {} of {} core genes",
                    self.core_genes().len(),
                    CORE_GENES.len()
                )
            }
        }
    }
}

/// The approved symbol of a judged gene by any of its names; other genes as they are written.
pub(crate) fn approved(name: &str) -> String {
    gene_rules::symbol_of(name).unwrap_or(name).to_owned()
}

/// The symbol of a line: in quotes or not, behind a number of the row as R and Excel write it, before empty fields.
fn only_symbol(line: &str) -> Option<&str> {
    let fields =
        line.split([',', ';', '\t', ' ']).map(|field| field.trim_matches('"')).filter(|f| !f.is_empty());
    let mut fields = fields.peekable();
    let first = fields.next()?;
    let is_row_number = first.bytes().all(|byte| byte.is_ascii_digit()) && fields.peek().is_some();
    let symbol = if is_row_number { fields.next()? } else { first };
    fields.next().is_none().then_some(symbol)
}

fn is_header(line: &str) -> bool {
    matches!(line.to_ascii_lowercase().as_str(), "gene" | "genes" | "symbol" | "hugo_symbol" | "gene_symbol")
}
