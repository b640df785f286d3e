//! The genes that are judged, as data: what each must do to matter, and what single changes of it mean.
//!
//! All that is particular to one gene stands in `signatures/alterations/genes.toml`; this module alone reads it.

mod meaning;
mod residues;

use std::collections::HashMap;
use std::sync::LazyLock;

use evade_core::{Caution, EvidenceCode, GeneRole, gene_of_row};
use evade_stream::ReadError;
use serde::Deserialize;

pub use self::meaning::allele_loss_note;
use self::meaning::{AlleleLoss, Meaning, Together};
pub(crate) use self::meaning::{Alteration, Event, note_of, pairs};

/// File name and text of the table, part of the rules of variants.
pub const GENE_RULES: (&str, &str) =
    ("alterations/genes.toml", include_str!("../../../signatures/alterations/genes.toml"));

/// What is known of one gene.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct GeneRules {
    pub(crate) symbol: String,
    /// Names under which reports and older tables know it.
    #[serde(default)]
    aliases: Vec<String>,
    /// By how many residues isoforms in use count its hotspots further than the MANE transcript.
    #[serde(default)]
    pub(crate) numbered_beyond: Vec<u32>,
    /// Exons that reports name as lost together, by the name of that event.
    #[serde(default)]
    pub(crate) named_deletions: Vec<NamedDeletion>,
    pub(crate) role: GeneRole,
    /// Whether its row comes first.
    #[serde(default)]
    pub(crate) core: bool,
    /// The syndrome of an inherited loss.
    inherited: Option<String>,
    /// The class of changes that is also inherited.
    pub(crate) inherited_class: Option<Caution>,
    /// Whether blood cells lose it with age.
    #[serde(default)]
    pub(crate) blood: bool,
    /// Whether amplification counts.
    #[serde(default)]
    pub(crate) amplification: bool,
    region: Option<Region>,
    /// First residue of the kinase domain.
    pub(crate) kinase_from: Option<u32>,
    /// Domains in which an exchange is more than unknown.
    #[serde(default)]
    domains: Vec<Domain>,
    /// Exchanges with a doubt of their own.
    #[serde(default)]
    exceptions: Vec<Exchange>,
    /// Exchanges of the proofreading domain that make very many mutations.
    #[serde(default)]
    proofreading: Vec<Exchange>,
    /// Names for exchanges at hotspots.
    #[serde(default)]
    classes: Vec<ExchangeClass>,
    /// Ranges in which in-frame changes activate, with their names.
    #[serde(default)]
    pub(crate) windows: Vec<Window>,
    pub(crate) skipped_exon: Option<SkippedExon>,
    #[serde(default)]
    pub(crate) other_meaning: Vec<OtherMeaning>,
    /// Findings with a row of their own.
    #[serde(default)]
    pub(crate) rows: Vec<OwnRow>,
    #[serde(default)]
    meaning: Vec<Meaning>,
}

/// A band of a chromosome that is lost or kept as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(crate) enum Region {
    #[serde(rename = "9p21")]
    Short21,
    #[serde(rename = "9p24")]
    Short24,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Domain {
    first: u32,
    last: u32,
    flag: Caution,
}

/// One residue exchanged for another.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Exchange {
    residue: u32,
    to: char,
    flag: Option<Caution>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExchangeClass {
    first: Option<u32>,
    last: Option<u32>,
    to: Option<char>,
    class: Caution,
}

/// What an in-frame change of a window does to the length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LengthChange {
    Insertion,
    Deletion,
}

/// A range of residues in which in-frame changes activate the gene.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Window {
    change: LengthChange,
    first: u32,
    last: u32,
    pub(crate) class: Caution,
    /// How often changes of the range recur.
    pub(crate) code: EvidenceCode,
}

impl GeneRules {
    /// Whether a class is of in-frame changes alone.
    pub(crate) fn is_of_windows_alone(&self, class: &Caution) -> bool {
        self.windows.iter().any(|window| window.class == *class)
            && !self.classes.iter().any(|exchange| exchange.class == *class)
    }
}

impl Window {
    /// As the hotspot list names ranges.
    pub(crate) fn name(&self) -> String {
        format!("{}-{}", self.first, self.last)
    }
}

/// An exon whose loss activates the gene.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SkippedExon {
    /// First coding base of the exon, by transcript; that of the MANE transcript first.
    pub(crate) first: Vec<u64>,
    /// Last coding base of the exon, by transcript.
    pub(crate) last: Vec<u64>,
    /// The donor as a residue of the hotspot list.
    pub(crate) residue: u32,
    pub(crate) class: Caution,
}

/// A deletion that reports know by a name of its own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NamedDeletion {
    /// In lower case.
    pub(crate) name: String,
    /// First and last residue lost.
    pub(crate) first: u32,
    pub(crate) last: u32,
}

/// A change that means something else than what the gene's role says.
#[derive(Debug, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub(crate) enum OtherMeaning {
    /// One exchange, by its protein change or by its coding base.
    Exchange { change: String, base: u64, before: String, after: String, why: String },
    /// Frameshifts from a residue on, by the bases they gain modulo three.
    Frameshift { frameshift_from: u32, shift: i64, why: String },
}

/// A finding with a row of its own: an exchange, or a class of changes.
#[derive(Debug, Deserialize)]
pub(crate) struct OwnRow {
    /// Symbol, `_` and the finding.
    pub(crate) name: String,
    /// The exon that must be covered and that words of a report may name, of a class of changes.
    pub(crate) exon: Option<u32>,
    #[serde(flatten)]
    pub(crate) finding: Finding,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Finding {
    Exchange { residue: u32, to: char },
    Class { class: Caution },
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    gene: Vec<GeneRules>,
    together: Vec<Together>,
    /// What the loss of an HLA class I allele means.
    allele_loss: Option<AlleleLoss>,
}

static TABLE: LazyLock<Result<Table, String>> =
    LazyLock::new(|| toml::from_str(GENE_RULES.1).map_err(|e| e.to_string()));
static NONE: Table = Table { gene: Vec::new(), together: Vec::new(), allele_loss: None };

fn table() -> &'static Table {
    TABLE.as_ref().unwrap_or(&NONE)
}

/// Says what is wrong with the table, if anything.
pub(crate) fn check() -> Result<(), ReadError> {
    match &*TABLE {
        Ok(_) => Ok(()),
        Err(text) => Err(ReadError::mismatch(GENE_RULES.0, text.clone())),
    }
}

/// All judged genes in the order of the tables.
pub(crate) fn all() -> &'static [GeneRules] {
    &table().gene
}

/// What is known of a gene, or of the gene that a row belongs to.
pub(crate) fn of(row: &str) -> Option<&'static GeneRules> {
    let gene = gene_of_row(row);
    all().iter().find(|rules| rules.symbol == gene)
}

/// The approved symbol of a judged gene by any of its names: `HER2`, `p53`, `PD-L1`.
pub(crate) fn symbol_of(name: &str) -> Option<&'static str> {
    SYMBOLS.get(plain_name(name).as_str()).copied()
}

/// Every name in plain form, with the symbol.
static SYMBOLS: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let names = |rules: &'static GeneRules| {
        let all = rules.aliases.iter().chain([&rules.symbol]);
        all.map(|name| (plain_name(name), rules.symbol.as_str())).collect::<Vec<_>>()
    };
    all().iter().flat_map(names).collect()
});

/// In capitals, without what writers set between the parts of a name.
fn plain_name(name: &str) -> String {
    let is_part = |c: &char| !matches!(c, '-' | ' ' | '_' | '/' | '.');
    name.chars().filter(is_part).map(|c| c.to_ascii_uppercase()).collect()
}

/// Whether an inherited loss of the gene is a tumour syndrome.
pub(crate) fn is_of_syndrome(gene: &str) -> bool {
    of(gene).is_some_and(|rules| rules.inherited.is_some())
}

/// Whether amplification of the gene counts.
pub(crate) fn is_amplified(gene: &str) -> bool {
    of(gene).is_some_and(|rules| rules.amplification)
}

/// The genes that show what became of a region.
pub(crate) fn in_region(region: Region) -> impl Iterator<Item = &'static str> {
    all().iter().filter(move |rules| rules.region == Some(region)).map(|rules| rules.symbol.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read_and_its_rows_are_named_for_their_gene() {
        assert_eq!(check().map_err(|e| e.to_string()), Ok(()));
        for rules in all() {
            assert_eq!(all().iter().filter(|other| other.symbol == rules.symbol).count(), 1);
            for row in &rules.rows {
                assert_eq!(gene_of_row(&row.name), rules.symbol, "{}", row.name);
            }
        }
    }

    #[test]
    fn a_name_belongs_to_one_gene() {
        let names: Vec<String> = all()
            .iter()
            .flat_map(|rules| rules.aliases.iter().chain([&rules.symbol]))
            .map(|name| plain_name(name))
            .collect();
        for name in &names {
            assert_eq!(names.iter().filter(|other| *other == name).count(), 1, "{name}");
        }
        for (name, symbol) in [
            ("HER2", "ERBB2"),
            ("HER-2", "ERBB2"),
            ("p53", "TP53"),
            ("PD-L1", "CD274"),
            ("LKB1", "STK11"),
            ("c-MET", "MET"),
        ] {
            assert_eq!(symbol_of(name), Some(symbol));
        }
        assert_eq!((symbol_of("KRAS_G12D"), symbol_of("EML4")), (None, None));
    }

    #[test]
    fn regions_are_in_the_order_of_the_tables() {
        assert!(in_region(Region::Short24).eq(["JAK2", "CD274", "PDCD1LG2"]));
        assert!(in_region(Region::Short21).eq(["CDKN2A", "MTAP"]));
        assert!(is_of_syndrome("STK11") && !is_of_syndrome("KRAS") && !is_amplified("PIK3CA"));
    }
}
