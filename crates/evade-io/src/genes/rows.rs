//! Which gene each row of a matrix is.

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashSet};

use evade_core::{ExpressionMatrix, GeneId, GeneTable, IdKind, MappingStatus, Resolution};

use crate::genes::changed_ids::{Change, resolve_changed, resolve_x_number, x_number};
use crate::genes::odd_ids::{genes_of_date, resolve_parts};
use crate::genes::species::{OtherSpecies, Species, species_of};

/// A matrix with fewer rows than one in ten of human genes beside those of another species is one of that species.
const ROWS_A_HUMAN_ROW: usize = 10;
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
            Self::Unknown => MappingStatus::Unknown,
        }
    }
}

/// The rows of a matrix resolved to genes.
#[derive(Debug, Clone)]
pub struct GeneRows {
    fates: Vec<RowFate>,
    rows_of: BTreeMap<GeneId, Vec<u32>>,
    dates: Vec<u32>,
    other_species: OtherSpecies,
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
        settle_small_letters(matrix.row_ids(), &mut fates, table);
        let mut rows_of: BTreeMap<GeneId, Vec<u32>> = BTreeMap::new();
        for (row, fate) in fates.iter().enumerate() {
            if let Some(gene) = fate.gene() {
                rows_of.entry(gene).or_default().push(row as u32);
            }
        }
        let mut rows = Self { fates, rows_of, dates: Vec::new(), other_species: OtherSpecies::default() };
        rows.note_other_species(matrix, table);
        rows.repair_changed(matrix, table);
        rows.repair_dates(matrix, table);
        rows
    }

    /// No row is resolved: ids are what they are.
    #[must_use]
    pub fn verbatim(matrix: &ExpressionMatrix) -> Self {
        Self {
            fates: vec![RowFate::Unknown; matrix.row_ids().len()],
            rows_of: BTreeMap::new(),
            dates: Vec::new(),
            other_species: OtherSpecies::default(),
        }
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

    /// How many genes have more than one row.
    #[must_use]
    pub fn n_repeated(&self) -> usize {
        self.rows_of.values().filter(|rows| rows.len() > 1).count()
    }
}

/// Aliases in small letters that are approved symbols of other genes in capitals, such as `por`, an alias of PORCN: where
/// symbols stand in small letters they are those symbols, elsewhere either may be meant.
fn settle_small_letters(ids: &[String], fates: &mut [RowFate], table: &GeneTable) {
    let is_small = |id: &str| {
        id.bytes().any(|byte| byte.is_ascii_lowercase()) && !id.bytes().any(|byte| byte.is_ascii_uppercase())
    };
    let n_small = ids.iter().filter(|id| is_small(id)).count();
    if n_small == 0 {
        return;
    }
    let n_capital = ids.iter().filter(|id| id.bytes().any(|byte| byte.is_ascii_uppercase())).count();
    for (id, fate) in ids.iter().zip(fates).filter(|(id, _)| is_small(id)) {
        let alias = match fate {
            RowFate::Mapped(gene, IdKind::Alias) => vec![*gene],
            RowFate::Ambiguous(genes) => genes.clone(),
            _ => continue,
        };
        let Resolution::Found(symbol, IdKind::Symbol) = table.resolve_folded(id) else { continue };
        if n_small > n_capital {
            *fate = RowFate::Unknown;
        } else if alias != [symbol] {
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
mod tests {
    use evade_core::SampleIndex;

    use super::*;

    fn matrix(rows: &[(&str, f64)]) -> ExpressionMatrix {
        ExpressionMatrix::new(
            rows.iter().map(|r| r.0.to_owned()).collect(),
            None,
            SampleIndex::new(vec!["S".into()]).unwrap(),
            rows.iter().map(|r| r.1).collect(),
        )
    }

    #[test]
    fn dates_and_double_ids_find_their_gene_and_shared_dates_none() {
        let text = "symbol\thgnc_id\tensembl_gene_id\tentrez_id\tprevious_symbols\taliases\tlocus_type\tchromosome\n\
                    SEPTIN1\tHGNC:1\tENSG00000000001\t11\tSEPT1\t\tgene with protein product\t1\n\
                    XRN1\tHGNC:2\tENSG00000000002\t12\t\tSEP1\tgene with protein product\t1\n\
                    MARCHF2\tHGNC:3\tENSG00000000003\t13\tMARCH2\t\tgene with protein product\t1\n\
                    MTARC2\tHGNC:4\tENSG00000000004\t14\tMARC2\t\tgene with protein product\t1\n\
                    DELEC1\tHGNC:5\tENSG00000000005\t15\tDEC1\t\tRNA, long non-coding\t9\n";
        let table = crate::read_genes("genes", text).unwrap();
        let fates = |ids: &[&str]| {
            let rows: Vec<(&str, f64)> = ids.iter().map(|id| (*id, 1.0)).collect();
            GeneRows::resolve(&matrix(&rows), &table).fates().to_vec()
        };
        assert_eq!(
            fates(&["1-Sep", "Dec-01", "2-Mar", "32-Mar", "9-Jan", "MTARC2"])[..5],
            [
                RowFate::Date(GeneId(0)),
                RowFate::Date(GeneId(4)),
                RowFate::Date(GeneId(2)),
                RowFate::Unknown,
                RowFate::Unknown
            ]
        );
        // Both MARCH2 and MARC2 become this date, and nothing tells which it was.
        assert_eq!(fates(&["2-Mar"]), [RowFate::Ambiguous(vec![GeneId(2), GeneId(3)])]);
        // A gene with a row of its own is not in the damaged one as well.
        assert_eq!(fates(&["SEPTIN1", "1-Sep"])[1], RowFate::Unknown);
        assert_eq!(
            fates(&["SEPT1|11", "?|12", "MTARC2|999", "?|999", "ENSG00000000005_DEC1"]),
            [
                RowFate::Mapped(GeneId(0), IdKind::Entrez),
                RowFate::Mapped(GeneId(1), IdKind::Entrez),
                RowFate::Mapped(GeneId(3), IdKind::Symbol),
                RowFate::Unknown,
                RowFate::Mapped(GeneId(4), IdKind::Ensembl),
            ]
        );
    }

    const HEADER: &str =
        "symbol\thgnc_id\tensembl_gene_id\tentrez_id\tprevious_symbols\taliases\tlocus_type\tchromosome";

    fn human() -> GeneTable {
        let genes = [
            "HLA-A\tHGNC:1\tENSG00000206503\t3105\t\t",
            "TP53\tHGNC:2\tENSG00000141510\t7157\t\tp53|LFS1",
            "CD8A\tHGNC:3\tENSG00000153563\t925\tCD8\tGas6",
            "C1orf112\tHGNC:4\tENSG00000000460\t55732\t\t",
            "NKX3-1\tHGNC:5\tENSG00000167034\t4824\tBAPX2\tpor",
            "POR\tHGNC:6\tENSG00000127948\t5447\t\t",
        ];
        let rows = genes.map(|gene| format!("{gene}\tgene with protein product\t1"));
        let text = format!("{HEADER}\n{}\n", rows.join("\n"));
        crate::read_genes("genes", text.leak()).unwrap()
    }

    fn statuses(ids: &[&str]) -> Vec<String> {
        let rows: Vec<(&str, f64)> = ids.iter().map(|id| (*id, 1.0)).collect();
        let table = human();
        let rows = GeneRows::resolve(&matrix(&rows), &table);
        let symbol = |fate: &RowFate| fate.gene().map_or("-", |gene| table.gene(gene).symbol);
        rows.fates().iter().map(|fate| format!("{} {}", symbol(fate), fate.status())).collect()
    }

    #[test]
    fn ids_in_two_parts_are_resolved_by_the_safer_part() {
        for (id, expected) in [
            ("TP53 (7157)", "TP53 entrez"),
            ("TP53 (100000001)", "TP53 symbol"),
            ("C1orf112 (ENSG00000000460)", "C1orf112 ensembl"),
            ("TP53 [7157]", "TP53 entrez"),
            ("TP53(7157)", "TP53 entrez"),
            ("TP53..7157.", "TP53 entrez"),
            ("HLA-A..3105.", "HLA-A entrez"),
            ("TP53.7157", "TP53 entrez"),
            ("TP53.1", "- unknown"),
            ("TP53|7157", "TP53 entrez"),
            ("?|7157", "TP53 entrez"),
            ("ENSG00000141510.18|TP53", "TP53 ensembl"),
            ("TP53|ENSG00000141510.18", "TP53 ensembl"),
            ("ENSG00000141510.18_TP53", "TP53 ensembl"),
            ("TP53_ENSG00000141510", "TP53 ensembl"),
            ("ENSG00000999999.1_TP53", "TP53 symbol"),
            // An alias beside an unknown id is too little.
            ("ENSG00000999999.1_LFS1", "- unknown"),
            ("ENSG00000141510.18_PAR_Y|TP53", "- par_y"),
            // The third part is a length.
            ("LINC01|TP53-201|7157", "- unknown"),
        ] {
            assert_eq!(statuses(&[id]), [expected], "{id}");
        }
    }

    #[test]
    fn changed_symbols_are_resolved_unless_the_gene_has_a_row() {
        for (id, expected) in [
            ("HLA.A", "HLA-A r_name"),
            ("NKX3.1", "NKX3-1 r_name"),
            ("HLA_A", "HLA-A r_name"),
            ("hla-a", "HLA-A other_case"),
            ("hla.a", "HLA-A other_case"),
            ("nkx3.1", "NKX3-1 other_case"),
            ("tp53", "TP53 other_case"),
            ("ensg00000141510.3", "TP53 other_case"),
            ("cd8", "CD8A other_case"),
            ("C1ORF112", "C1orf112 other_case"),
            ("p53", "TP53 alias"),
            ("lfs1", "- unknown"),
            ("AC004556.1", "- unknown"),
            ("X7157", "- unknown"),
        ] {
            assert_eq!(statuses(&[id]), [expected], "{id}");
        }
        assert_eq!(statuses(&["NKX3", "NKX3.1"])[1], "- unknown");
        assert_eq!(statuses(&["HLA-A", "HLA.A", "hla-a"])[1..], ["- unknown", "- unknown"]);
        assert_eq!(statuses(&["por", "tp53"])[0], "POR other_case");
        assert_eq!(statuses(&["por", "TP53", "CD8A"])[0], "- ambiguous");
        let numbers: Vec<String> = (0..30).map(|n| format!("X{}", 100_000_000 + n)).collect();
        let mut ids: Vec<&str> = numbers.iter().map(String::as_str).collect();
        ids.push("X7157");
        assert_eq!(statuses(&ids)[30], "TP53 r_name");
    }

    #[test]
    fn genes_of_other_species_are_not_resolved_by_case() {
        let table = human();
        for (ids, species) in [
            (&["Cd8a", "Trp53", "H2-Ab1"][..], Species::Mouse),
            (&["ENSMUSG00000059552.14", "ENSMUSG00000053977"], Species::Mouse),
            (&["MGI:98834"], Species::Mouse),
            (&["Tp53", "Cd8a"], Species::MouseOrRat),
            (&["Gas6", "Cd8a"], Species::MouseOrRat),
            (&["ENSRNOG00000010756", "Tp53"], Species::Rat),
            (&["ENSDARG00000035559"], Species::Zebrafish),
            (&["ENSSSCG00000017950"], Species::Other),
        ] {
            let rows: Vec<(&str, f64)> = ids.iter().map(|id| (*id, 1.0)).collect();
            let rows = GeneRows::resolve(&matrix(&rows), &table);
            assert!(rows.is_other_species(), "{ids:?}");
            assert_eq!(rows.other_species().species(), species, "{ids:?}");
            assert!(rows.fates().iter().all(|fate| fate.gene().is_none_or(|gene| gene == GeneId(2))));
        }
        let graft = [("TP53", 1.0), ("HLA-A", 1.0), ("Cd8a", 1.0), ("Trp53", 1.0)];
        let rows = GeneRows::resolve(&matrix(&graft), &table);
        assert_eq!((rows.is_other_species(), rows.other_species().n_rows()), (false, 2));
    }
}
