//! Which gene each row of a matrix is.

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashSet};

use evade_core::{ExpressionMatrix, GeneId, GeneTable, IdKind, MappingStatus, Resolution};

use crate::genes::changed_ids::{Change, resolve_changed, resolve_x_number, x_number};
use crate::genes::odd_ids::{genes_of_date, resolve_parts};
use crate::genes::species::{OtherSpecies, Species, species_of};

/// A matrix with fewer rows than one in ten of human genes beside those of another species is one of that species.
const ROWS_A_HUMAN_ROW: usize = 10;
/// From so many genes on, rows with the same values are rows that were given twice and no chance.
const MIN_ROWS_AGAIN: usize = 10;
/// From so many names that zebrafish alone have on, symbols in lower case are zebrafish's.
const ZEBRAFISH_NAMES: usize = 20;
/// From so many rows on, ids that are an X and digits may be numbers that R has changed.
const MIN_X_NUMBERS: usize = 20;

/// What became of one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowFate {
    /// It is this gene, by this kind of id.
    Mapped(GeneId, IdKind),
    /// It is this gene by its name column; the id told nothing.
    MappedByName(GeneId, IdKind),
    /// It is this gene: a spreadsheet has turned its symbol into a date.
    Date(GeneId),
    /// It is this gene: R's `make.names` has changed its symbol.
    RName(GeneId),
    /// It is this gene: its symbol stands in another case.
    OtherCase(GeneId),
    /// The approved symbol of a gene outside the table.
    OtherGene,
    /// A gene of another species.
    OtherSpecies,
    /// Several genes share the name, or the symbols that become this date.
    Ambiguous(Vec<GeneId>),
    /// The Y copy of a pseudo-autosomal gene; not added to the X copy.
    ParY,
    /// It is this gene, whose length is not known: counts cannot be divided by it.
    NoLength(GeneId),
    /// No gene of this name.
    Unknown,
}

impl RowFate {
    /// The gene, if there is one.
    #[must_use]
    pub fn gene(&self) -> Option<GeneId> {
        match self {
            Self::Mapped(gene, _)
            | Self::MappedByName(gene, _)
            | Self::Date(gene)
            | Self::RName(gene)
            | Self::OtherCase(gene) => Some(*gene),
            _ => None,
        }
    }

    /// The gene, also of a row that is not used because the length of its gene is not known.
    #[must_use]
    pub fn named_gene(&self) -> Option<GeneId> {
        match self {
            Self::NoLength(gene) => Some(*gene),
            _ => self.gene(),
        }
    }

    /// As tables print it.
    #[must_use]
    pub fn status(&self) -> MappingStatus {
        match self {
            Self::Mapped(_, kind) => kind.mapping(),
            Self::MappedByName(..) => MappingStatus::NameColumn,
            Self::Date(_) => MappingStatus::Date,
            Self::RName(_) => MappingStatus::RName,
            Self::OtherCase(_) => MappingStatus::OtherCase,
            Self::OtherGene => MappingStatus::OtherGene,
            Self::OtherSpecies => MappingStatus::OtherSpecies,
            Self::Ambiguous(_) => MappingStatus::Ambiguous,
            Self::ParY => MappingStatus::ParY,
            Self::NoLength(_) => MappingStatus::NoLength,
            Self::Unknown => MappingStatus::Unknown,
        }
    }
}

/// The rows of a matrix resolved to genes.
#[derive(Debug, Clone, Default)]
pub struct GeneRows {
    fates: Vec<RowFate>,
    rows_of: BTreeMap<GeneId, Vec<u32>>,
    dates: Vec<u32>,
    other_species: OtherSpecies,
    /// Whether ids stand for themselves.
    pub(super) is_verbatim: bool,
    /// Rows without a value, whether of a gene or not.
    pub(super) left_out: HashSet<u32>,
}

impl GeneRows {
    /// Resolves every row by its id, else by its name.
    #[must_use]
    pub fn resolve(matrix: &ExpressionMatrix, table: &GeneTable) -> Self {
        let mut fates: Vec<RowFate> = matrix
            .row_ids()
            .iter()
            .enumerate()
            .map(|(row, id)| {
                let name = matrix.row_names().map(|names| names[row].as_str());
                fate_of(table, id, name.filter(|n| !n.is_empty()))
            })
            .collect();
        settle_aliases(matrix.row_ids(), &mut fates, table);
        let mut rows_of: BTreeMap<GeneId, Vec<u32>> = BTreeMap::new();
        for (row, fate) in fates.iter().enumerate() {
            if let Some(gene) = fate.gene() {
                rows_of.entry(gene).or_default().push(row as u32);
            }
        }
        let mut rows = Self { fates, rows_of, ..Self::default() };
        rows.note_other_species(matrix, table);
        rows.repair_changed(matrix, table);
        rows.repair_dates(matrix, table);
        rows
    }

    /// No row is resolved: ids are what they are.
    #[must_use]
    pub fn verbatim(matrix: &ExpressionMatrix) -> Self {
        Self { fates: vec![RowFate::Unknown; matrix.row_ids().len()], is_verbatim: true, ..Self::default() }
    }

    /// Marks rows of genes of other species. A mouse's symbol may be an alias of a human gene, so that aliases do not count.
    fn note_other_species(&mut self, matrix: &ExpressionMatrix, table: &GeneTable) {
        for (row, id) in matrix.row_ids().iter().enumerate() {
            let may_be_other = matches!(
                self.fates[row],
                RowFate::Unknown | RowFate::Ambiguous(_) | RowFate::Mapped(_, IdKind::Alias)
            );
            let Some(species) = may_be_other.then(|| species_of(table, id)).flatten() else { continue };
            self.other_species.add(species, id);
            if self.fates[row] == RowFate::Unknown {
                self.fates[row] = RowFate::OtherSpecies;
            }
        }
    }

    /// Gives rows whose symbol was changed its gene, unless that has a row under its own name.
    fn repair_changed(&mut self, matrix: &ExpressionMatrix, table: &GeneTable) {
        let ids = matrix.row_ids();
        let n_x_numbers = ids.iter().filter(|id| x_number(id).is_some()).count();
        let has_x_numbers = n_x_numbers >= MIN_X_NUMBERS && 2 * n_x_numbers > ids.len();
        let is_zebrafish = self.other_species.species() == Species::Zebrafish
            && self.other_species.n_rows() >= ZEBRAFISH_NAMES;
        // Few matrices ask whether they have a row.
        let known_ids: OnceCell<HashSet<&str>> = OnceCell::new();
        let is_row =
            |id: &str| known_ids.get_or_init(|| ids.iter().map(String::as_str).collect()).contains(id);
        let mut repaired = Vec::new();
        for (row, id) in ids.iter().enumerate() {
            if self.fates[row] != RowFate::Unknown {
                continue;
            }
            let x_gene = if has_x_numbers { resolve_x_number(table, id) } else { None };
            let (gene, change) = match x_gene {
                Some(gene) => (gene, Change::RName),
                None => match resolve_changed(table, id, is_row) {
                    Some(found) => found,
                    None => continue,
                },
            };
            if is_zebrafish && change == Change::Case {
                self.other_species.add(Species::Zebrafish, id);
                self.fates[row] = RowFate::OtherSpecies;
            } else if !self.rows_of.contains_key(&gene) {
                self.fates[row] = match change {
                    Change::RName => RowFate::RName(gene),
                    Change::Case => RowFate::OtherCase(gene),
                };
                repaired.push((gene, row as u32));
            }
        }
        for (gene, row) in repaired {
            self.rows_of.entry(gene).or_default().push(row);
        }
    }

    /// Gives rows named by a date the gene whose symbol became that date. A gene that has a row under its own name is not
    /// the one: `2-Mar` is MARCHF2 in a matrix that has MTARC2. Where several genes are left, none is taken.
    fn repair_dates(&mut self, matrix: &ExpressionMatrix, table: &GeneTable) {
        for (row, id) in matrix.row_ids().iter().enumerate() {
            if self.fates[row] != RowFate::Unknown {
                continue;
            }
            let mut genes = genes_of_date(table, id);
            genes.retain(|gene| !self.rows_of.contains_key(gene));
            let fate = match genes.as_slice() {
                [] => continue,
                [gene] => RowFate::Date(*gene),
                _ => RowFate::Ambiguous(genes),
            };
            self.fates[row] = fate;
            self.dates.push(row as u32);
        }
        for &row in &self.dates {
            if let RowFate::Date(gene) = self.fates[row as usize] {
                self.rows_of.entry(gene).or_default().push(row);
            }
        }
    }

    /// The rows whose id is a date that was a gene's symbol, in row order.
    #[must_use]
    pub fn dates(&self) -> &[u32] {
        &self.dates
    }

    /// The rows that are genes of another species.
    #[must_use]
    pub fn other_species(&self) -> &OtherSpecies {
        &self.other_species
    }

    /// Whether the matrix is one of another species: hardly any row beside theirs is a human gene by more than an alias.
    #[must_use]
    pub fn is_other_species(&self) -> bool {
        let is_human = |fate: &&RowFate| {
            !matches!(fate, RowFate::Mapped(_, IdKind::Alias) | RowFate::MappedByName(_, IdKind::Alias))
                && fate.gene().is_some()
        };
        let n_human = self.fates.iter().filter(is_human).count();
        self.other_species.n_rows() > ROWS_A_HUMAN_ROW * n_human
    }

    /// Leaves out the rows whose gene has no length. Gives the genes that have no row left, in canonical order.
    pub fn leave_out(&mut self, has_length: impl Fn(usize) -> bool) -> Vec<GeneId> {
        let mut lost = Vec::new();
        for row in (0..self.fates.len()).filter(|&row| !has_length(row)) {
            self.left_out.insert(row as u32);
            if let Some(gene) = self.fates[row].gene() {
                self.fates[row] = RowFate::NoLength(gene);
                if let Some(rows) = self.rows_of.get_mut(&gene) {
                    rows.retain(|&known| known as usize != row);
                    if rows.is_empty() {
                        self.rows_of.remove(&gene);
                        lost.push(gene);
                    }
                }
            }
        }
        lost.sort_unstable();
        lost
    }

    /// The fate of each row, in row order.
    #[must_use]
    pub fn fates(&self) -> &[RowFate] {
        &self.fates
    }

    /// The rows of a gene; several are added up.
    #[must_use]
    pub fn rows_of(&self, gene: GeneId) -> &[u32] {
        self.rows_of.get(&gene).map_or(&[], Vec::as_slice)
    }

    /// All genes of the matrix in canonical order.
    pub fn genes(&self) -> impl Iterator<Item = GeneId> {
        self.rows_of.keys().copied()
    }

    /// Counts duplicated rows once: when nearly all genes in several rows have the same id and the same values in each, the
    /// rows were given twice, and their sums would double these genes alone. Gives how many genes that were.
    pub fn count_repeats_once(&mut self, matrix: &ExpressionMatrix) -> usize {
        let ids = matrix.row_ids();
        let is_again = |rows: &[u32]| {
            let (first, others) = (rows[0] as usize, &rows[1..]);
            let same_id = others.iter().all(|&row| ids[row as usize] == ids[first]);
            let mut values = (0..matrix.samples().len()).map(|sample| matrix.sample(sample));
            same_id
                && values.all(|v| others.iter().all(|&row| v[row as usize].to_bits() == v[first].to_bits()))
        };
        let repeated: Vec<GeneId> =
            self.rows_of.iter().filter(|(_, rows)| rows.len() > 1).map(|(&gene, _)| gene).collect();
        let again: Vec<GeneId> =
            repeated.iter().copied().filter(|gene| is_again(self.rows_of(*gene))).collect();
        if again.len() < MIN_ROWS_AGAIN || again.len() * 10 < repeated.len() * 9 {
            return 0;
        }
        for gene in &again {
            if let Some(rows) = self.rows_of.get_mut(gene) {
                rows.truncate(1);
            }
        }
        again.len()
    }

    /// How many genes have more than one row.
    #[must_use]
    pub fn n_repeated(&self) -> usize {
        self.rows_of.values().filter(|rows| rows.len() > 1).count()
    }
}

/// Aliases that are approved symbols of other genes once a change is undone: `por`, an alias of PORCN, is POR in small
/// letters, and `NKX6.1`, an alias of NKX6-2, what R's `make.names` makes of NKX6-1. Where symbols are changed in this way
/// they are those symbols, elsewhere either may be meant.
fn settle_aliases(ids: &[String], fates: &mut [RowFate], table: &GeneTable) {
    let has_capital = |id: &str| id.bytes().any(|byte| byte.is_ascii_uppercase());
    let is_small = |id: &str| id.bytes().any(|byte| byte.is_ascii_lowercase()) && !has_capital(id);
    let n_small = ids.iter().filter(|id| is_small(id)).count();
    let n_capital = ids.iter().filter(|id| has_capital(id)).count();
    let has_hyphens = ids.iter().any(|id| id.contains('-'));
    for (id, fate) in ids.iter().zip(fates).filter(|(id, _)| id.contains('.') || is_small(id)) {
        let alias = match fate {
            RowFate::Mapped(gene, IdKind::Alias) => vec![*gene],
            RowFate::Ambiguous(genes) => genes.clone(),
            _ => continue,
        };
        let Resolution::Found(symbol, IdKind::Symbol) = table.resolve_folded(id) else { continue };
        let is_same = alias == [symbol];
        let is_changed = if is_small(id) { n_small > n_capital } else { !has_hyphens && !is_same };
        if is_changed {
            *fate = RowFate::Unknown;
        } else if !is_same {
            let mut genes = [alias, vec![symbol]].concat();
            genes.sort_unstable();
            genes.dedup();
            *fate = RowFate::Ambiguous(genes);
        }
    }
}

fn fate_of(table: &GeneTable, id: &str, name: Option<&str>) -> RowFate {
    let by_id = match table.resolve(id) {
        Resolution::Found(gene, kind) => return RowFate::Mapped(gene, kind),
        Resolution::ParY => return RowFate::ParY,
        Resolution::Ambiguous(genes) => RowFate::Ambiguous(genes),
        Resolution::OtherGene => RowFate::OtherGene,
        Resolution::Unknown => match resolve_parts(table, id) {
            Resolution::Found(gene, kind) => return RowFate::Mapped(gene, kind),
            Resolution::ParY => return RowFate::ParY,
            _ => RowFate::Unknown,
        },
    };
    match name.map(|name| table.resolve(name)) {
        Some(Resolution::Found(gene, kind)) => RowFate::MappedByName(gene, kind),
        _ => by_id,
    }
}

#[cfg(test)]
mod tests;
