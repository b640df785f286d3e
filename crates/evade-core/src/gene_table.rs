//! Resolving what a user wrote to a gene.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use serde::Serialize;

use crate::vocabulary::vocabulary;
use crate::{Gene, GeneId};

/// Which kind of id matched. The order is the order in which kinds are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum IdKind {
    /// Ensembl gene id, with or without version.
    Ensembl,
    /// NCBI (Entrez) gene id: digits alone.
    Entrez,
    /// `HGNC:…`.
    Hgnc,
    /// Approved symbol.
    Symbol,
    /// A symbol the gene had before and no other gene has or had.
    PreviousSymbol,
    /// A name in use for one gene alone.
    Alias,
}

impl IdKind {
    /// The status of a row that this kind of id resolved.
    #[must_use]
    pub fn mapping(self) -> MappingStatus {
        match self {
            Self::Ensembl => MappingStatus::Ensembl,
            Self::Entrez => MappingStatus::Entrez,
            Self::Hgnc => MappingStatus::Hgnc,
            Self::Symbol => MappingStatus::Symbol,
            Self::PreviousSymbol => MappingStatus::PreviousSymbol,
            Self::Alias => MappingStatus::Alias,
        }
    }
}

vocabulary! {
    /// How a row of a matrix was resolved to a gene.
    MappingStatus in "mapping_status" {
        /// By its Ensembl id.
        Ensembl = "ensembl",
        /// By its Entrez id.
        Entrez = "entrez",
        /// By its HGNC id.
        Hgnc = "hgnc",
        /// By its approved symbol.
        Symbol = "symbol",
        /// By a previous symbol that only one gene had.
        PreviousSymbol = "previous_symbol",
        /// By an alias that is in use for one gene alone.
        Alias = "alias",
        /// By its name column; the id was not resolved.
        NameColumn = "name_column",
        /// By a symbol that a spreadsheet has turned into a date.
        Date = "date",
        /// By a symbol that R's make.names or another program changed, with `.` or `_` for `-`.
        RName = "r_name",
        /// By its symbol in lower case, or in upper case where HGNC mixes both.
        OtherCase = "other_case",
        /// Not used: several genes share the name.
        Ambiguous = "ambiguous",
        /// Not used: the Y copy of a pseudo-autosomal gene.
        ParY = "par_y",
        /// Not used: the approved symbol of a gene outside the table, such as a pseudogene.
        OtherGene = "other_gene",
        /// Not used: the id or symbol of a gene of another species.
        OtherSpecies = "other_species",
        /// Not used: the length of the gene is not known, and counts cannot be divided by it.
        NoLength = "no_length",
        /// Not used: no gene has this name.
        Unknown = "unknown",
        /// A gene of the reference universe that the matrix lacks; its rank is that of the reference, or predicted.
        Placed = "placed",
    }
}

/// What an id turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution {
    /// One gene.
    Found(GeneId, IdKind),
    /// A previous symbol or alias that several genes share; never guessed.
    Ambiguous(Vec<GeneId>),
    /// The second copy of a gene in the pseudo-autosomal region of Y (`ENSG…_PAR_Y`).
    ParY,
    /// The approved symbol of a gene outside the table, although genes of the table were called so too.
    OtherGene,
    /// Not in the table.
    Unknown,
}

/// All known genes in canonical order, with a look-up for each kind of id.
#[derive(Debug, Clone, Default)]
pub struct GeneTable {
    genes: Vec<Gene>,
    ensembl: HashMap<&'static str, GeneId>,
    entrez: HashMap<&'static str, GeneId>,
    hgnc: HashMap<&'static str, GeneId>,
    symbol: HashMap<&'static str, GeneId>,
    previous: Names,
    alias: Names,
    /// Approved symbols of genes outside the table that are names of genes in it.
    other: HashSet<&'static str>,
    /// Symbols by [`folded`]; built when the first id is looked up that way, which few matrices need.
    folded: OnceLock<HashMap<String, Resolution>>,
}

/// A symbol without what case and R's make.names change, which programs do to `-` with `_` too.
fn folded(symbol: &str) -> String {
    symbol.to_ascii_uppercase().replace(['.', '_'], "-")
}

/// Names that one gene has, or several.
#[derive(Debug, Clone, Default)]
struct Names {
    /// The first gene with each name.
    first: HashMap<&'static str, GeneId>,
    /// All genes with a name that several have.
    shared: HashMap<&'static str, Vec<GeneId>>,
}

impl Names {
    fn with_capacity(n: usize) -> Self {
        Self { first: HashMap::with_capacity(n), shared: HashMap::new() }
    }

    /// Adds a gene's names, joined by `|`.
    fn add(&mut self, names: &'static str, gene: GeneId) {
        for name in names.split('|').filter(|name| !name.is_empty()) {
            let first = *self.first.entry(name).or_insert(gene);
            if first != gene {
                let holders = self.shared.entry(name).or_insert_with(|| vec![first]);
                if holders.last() != Some(&gene) {
                    holders.push(gene);
                }
            }
        }
    }

    fn resolve(&self, name: &str, kind: IdKind) -> Option<Resolution> {
        let first = self.first.get(name)?;
        Some(match self.shared.get(name) {
            Some(genes) => Resolution::Ambiguous(genes.clone()),
            None => Resolution::Found(*first, kind),
        })
    }
}

impl GeneTable {
    /// A table over `genes`; their order becomes the canonical order.
    #[must_use]
    pub fn new(genes: Vec<Gene>) -> Self {
        let n = genes.len();
        // Room for all: maps that grow are built several times over.
        let mut table = Self {
            genes,
            ensembl: HashMap::with_capacity(n),
            entrez: HashMap::with_capacity(n),
            hgnc: HashMap::with_capacity(n),
            symbol: HashMap::with_capacity(n),
            previous: Names::with_capacity(n),
            alias: Names::with_capacity(2 * n),
            other: HashSet::new(),
            folded: OnceLock::new(),
        };
        for (place, gene) in table.genes.iter().enumerate() {
            let id = GeneId(place as u32);
            table.symbol.insert(gene.symbol, id);
            for (map, key) in [
                (&mut table.ensembl, gene.ensembl_id),
                (&mut table.entrez, gene.entrez_id),
                (&mut table.hgnc, gene.hgnc_id),
            ] {
                if !key.is_empty() {
                    // A shared Ensembl or Entrez id belongs to the first gene that has it.
                    map.entry(key).or_insert(id);
                }
            }
            table.previous.add(gene.previous_symbols, id);
            table.alias.add(gene.aliases, id);
        }
        table
    }

    /// The same table, in which these approved symbols of genes outside it are never taken for a previous symbol or an alias.
    #[must_use]
    pub fn with_other_symbols(mut self, symbols: impl IntoIterator<Item = &'static str>) -> Self {
        self.other.extend(symbols);
        self.folded = OnceLock::new();
        self
    }

    /// How many genes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.genes.len()
    }

    /// Whether the table is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.genes.is_empty()
    }

    /// The gene at `id`.
    ///
    /// # Panics
    /// If `id` was made by another, longer table.
    #[must_use]
    pub fn gene(&self, id: GeneId) -> &Gene {
        &self.genes[id.0 as usize]
    }

    /// All genes in canonical order.
    #[must_use]
    pub fn genes(&self) -> &[Gene] {
        &self.genes
    }

    /// The gene with this approved symbol.
    #[must_use]
    pub fn by_symbol(&self, symbol: &str) -> Option<GeneId> {
        self.symbol.get(symbol).copied()
    }

    /// Resolves `id`: Ensembl, then Entrez, then HGNC id, then approved symbol, previous symbol, alias.
    /// A previous symbol or alias counts only if it names one gene.
    #[must_use]
    pub fn resolve(&self, id: &str) -> Resolution {
        if id.starts_with("ENSG") && id.as_bytes().get(4).is_some_and(u8::is_ascii_digit) {
            if id.contains("_PAR_Y") {
                return Resolution::ParY;
            }
            let stable = id.split('.').next().unwrap_or(id);
            return self
                .ensembl
                .get(stable)
                .map_or(Resolution::Unknown, |&g| Resolution::Found(g, IdKind::Ensembl));
        }
        // Tables of numbers write an Entrez id as 7157.0.
        let digits = id.strip_suffix(".0").unwrap_or(id);
        if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) {
            return self
                .entrez
                .get(digits)
                .map_or(Resolution::Unknown, |&g| Resolution::Found(g, IdKind::Entrez));
        }
        if let Some(&gene) = self.hgnc.get(id) {
            return Resolution::Found(gene, IdKind::Hgnc);
        }
        if let Some(&gene) = self.symbol.get(id) {
            return Resolution::Found(gene, IdKind::Symbol);
        }
        if self.other.contains(id) {
            return Resolution::OtherGene;
        }
        self.previous
            .resolve(id, IdKind::PreviousSymbol)
            .or_else(|| self.alias.resolve(id, IdKind::Alias))
            .unwrap_or(Resolution::Unknown)
    }

    /// Resolves a symbol whose case was changed, or in which `.` stands for `-`: by approved symbol, then by previous symbol.
    /// Aliases do not count: they hold too many short words.
    #[must_use]
    pub fn resolve_folded(&self, id: &str) -> Resolution {
        let symbols = self.folded.get_or_init(|| self.fold());
        symbols.get(&folded(id)).cloned().unwrap_or(Resolution::Unknown)
    }

    fn fold(&self) -> HashMap<String, Resolution> {
        let mut symbols = HashMap::with_capacity(2 * self.genes.len());
        for (&name, &gene) in &self.previous.first {
            let shared = self.previous.shared.get(name).cloned().unwrap_or_else(|| vec![gene]);
            let entry = symbols.entry(folded(name)).or_insert_with(Vec::new);
            entry.extend(shared);
        }
        let mut symbols: HashMap<String, Resolution> = symbols
            .into_iter()
            .map(|(name, mut genes): (String, Vec<GeneId>)| {
                genes.sort_unstable();
                genes.dedup();
                let resolution = match genes.as_slice() {
                    [gene] => Resolution::Found(*gene, IdKind::PreviousSymbol),
                    _ => Resolution::Ambiguous(genes),
                };
                (name, resolution)
            })
            .collect();
        symbols.extend(self.other.iter().map(|symbol| (folded(symbol), Resolution::OtherGene)));
        for (&symbol, &gene) in &self.symbol {
            symbols.insert(folded(symbol), Resolution::Found(gene, IdKind::Symbol));
        }
        symbols
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gene(
        symbol: &'static str,
        hgnc_id: &'static str,
        [ensembl_id, entrez_id]: [&'static str; 2],
        previous_symbols: &'static str,
        aliases: &'static str,
    ) -> Gene {
        let (locus_type, chromosome) = ("gene with protein product", "1");
        Gene { symbol, hgnc_id, ensembl_id, entrez_id, previous_symbols, aliases, locus_type, chromosome }
    }

    fn table() -> GeneTable {
        GeneTable::new(vec![
            gene("CCN2", "HGNC:1490", ["ENSG00000118523", "1490"], "CTGF", "IGFBP8|SHARED|SHARED"),
            gene("CD8A", "HGNC:925", ["ENSG00000153563", "925"], "CD8", "p32|SHARED|SHARED|CCN2"),
        ])
    }

    #[test]
    fn every_kind_of_id_finds_its_gene() {
        let table = table();
        for (id, kind) in [
            ("ENSG00000118523", IdKind::Ensembl),
            ("ENSG00000118523.17", IdKind::Ensembl),
            ("1490", IdKind::Entrez),
            ("1490.0", IdKind::Entrez),
            ("HGNC:1490", IdKind::Hgnc),
            ("CCN2", IdKind::Symbol),
            ("CTGF", IdKind::PreviousSymbol),
            ("IGFBP8", IdKind::Alias),
        ] {
            assert_eq!(table.resolve(id), Resolution::Found(GeneId(0), kind), "{id}");
        }
    }

    #[test]
    fn shared_names_are_never_guessed_and_the_approved_symbol_wins() {
        let table = table();
        assert_eq!(table.resolve("SHARED"), Resolution::Ambiguous(vec![GeneId(0), GeneId(1)]));
        assert_eq!(table.resolve("CCN2"), Resolution::Found(GeneId(0), IdKind::Symbol));
    }

    #[test]
    fn an_approved_symbol_outside_the_table_is_no_name_of_a_gene_in_it() {
        let table = table();
        assert_eq!(table.resolve("IGFBP8"), Resolution::Found(GeneId(0), IdKind::Alias));
        let table = table.with_other_symbols(["IGFBP8", "CD8"]);
        assert_eq!(table.resolve("IGFBP8"), Resolution::OtherGene);
        assert_eq!(table.resolve_folded("cd8"), Resolution::OtherGene);
    }

    #[test]
    fn changed_symbols_are_found_without_aliases() {
        let hla = gene("HLA-A", "HGNC:4931", ["", "3105"], "", "");
        let orf = gene("C1orf112", "HGNC:25565", ["", "55732"], "", "");
        let table = GeneTable::new([table().genes(), &[hla, orf]].concat());
        for (id, expected) in [
            ("HLA.A", Resolution::Found(GeneId(2), IdKind::Symbol)),
            ("hla-a", Resolution::Found(GeneId(2), IdKind::Symbol)),
            ("C1ORF112", Resolution::Found(GeneId(3), IdKind::Symbol)),
            ("ctgf", Resolution::Found(GeneId(0), IdKind::PreviousSymbol)),
            ("igfbp8", Resolution::Unknown),
        ] {
            assert_eq!(table.resolve_folded(id), expected, "{id}");
        }
    }

    #[test]
    fn the_y_copy_of_a_pseudo_autosomal_gene_is_kept_apart() {
        assert_eq!(table().resolve("ENSG00000118523.17_PAR_Y"), Resolution::ParY);
        assert_eq!(table().resolve("ENSGX"), Resolution::Unknown);
    }
}
