//! Which gene each row of a matrix is, and samples in a chosen gene order.

use std::collections::{BTreeMap, HashMap, HashSet};

use evade_core::{
    ExpressionMatrix, GeneId, GeneTable, IdKind, MappingStatus, Resolution, SampleSource, SeveralRows, Unit,
};

use crate::genes::odd_ids::{genes_of_date, resolve_parts};

/// What became of one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowFate {
    /// It is this gene, by this kind of id.
    Mapped(GeneId, IdKind),
    /// It is this gene by its name column; the id told nothing.
    MappedByName(GeneId, IdKind),
    /// It is this gene: a spreadsheet has turned its symbol into a date.
    Date(GeneId),
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
            Self::Mapped(gene, _) | Self::MappedByName(gene, _) | Self::Date(gene) => Some(*gene),
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
            Self::Ambiguous(_) => MappingStatus::Ambiguous,
            Self::ParY => MappingStatus::ParY,
            Self::NoLength(_) => MappingStatus::NoLength,
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
    /// Rows without a value, whether of a gene or not.
    left_out: HashSet<u32>,
}

impl GeneRows {
    /// Resolves every row by its id, else by its name.
    #[must_use]
    pub fn resolve(matrix: &ExpressionMatrix, table: &GeneTable) -> Self {
        let fates: Vec<RowFate> = matrix
            .row_ids()
            .iter()
            .enumerate()
            .map(|(row, id)| {
                let name = matrix.row_names().map(|names| names[row].as_str());
                fate_of(table, id, name.filter(|n| !n.is_empty()))
            })
            .collect();
        let mut rows_of: BTreeMap<GeneId, Vec<u32>> = BTreeMap::new();
        for (row, fate) in fates.iter().enumerate() {
            if let Some(gene) = fate.gene() {
                rows_of.entry(gene).or_default().push(row as u32);
            }
        }
        let mut rows = Self { fates, rows_of, dates: Vec::new(), left_out: HashSet::new() };
        rows.repair_dates(matrix, table);
        rows
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

    /// How many genes have more than one row.
    #[must_use]
    pub fn n_repeated(&self) -> usize {
        self.rows_of.values().filter(|rows| rows.len() > 1).count()
    }
}

fn fate_of(table: &GeneTable, id: &str, name: Option<&str>) -> RowFate {
    let by_id = match table.resolve(id) {
        Resolution::Found(gene, kind) => return RowFate::Mapped(gene, kind),
        Resolution::ParY => return RowFate::ParY,
        Resolution::Ambiguous(genes) => RowFate::Ambiguous(genes),
        Resolution::Unknown => match resolve_parts(table, id) {
            Some((gene, kind)) => return RowFate::Mapped(gene, kind),
            None => RowFate::Unknown,
        },
    };
    match name.map(|name| table.resolve(name)) {
        Some(Resolution::Found(gene, kind)) => RowFate::MappedByName(gene, kind),
        _ => by_id,
    }
}

/// Genes for free scoring: every distinct row, resolved or not, in file order.
#[derive(Debug, Clone)]
pub struct ScoreGenes {
    rows: Vec<Vec<u32>>,
    place_of_gene: HashMap<GeneId, u32>,
    place_of_id: HashMap<String, u32>,
}

impl ScoreGenes {
    /// One gene for all rows that are the same gene or share a verbatim id.
    #[must_use]
    pub fn new(matrix: &ExpressionMatrix, gene_rows: &GeneRows) -> Self {
        let mut genes = Self { rows: Vec::new(), place_of_gene: HashMap::new(), place_of_id: HashMap::new() };
        for (row, (id, fate)) in matrix.row_ids().iter().zip(gene_rows.fates()).enumerate() {
            if gene_rows.left_out.contains(&(row as u32)) {
                continue;
            }
            let next = genes.rows.len() as u32;
            let known = match fate.gene() {
                Some(gene) => *genes.place_of_gene.entry(gene).or_insert(next),
                None => genes.place_of_id.get(id).copied().unwrap_or(next),
            };
            genes.place_of_id.entry(id.clone()).or_insert(known);
            if known == next {
                genes.rows.push(Vec::new());
            }
            genes.rows[known as usize].push(row as u32);
        }
        genes
    }

    /// The place of a set member: verbatim first, else the gene it resolves to.
    #[must_use]
    pub fn place(&self, member: &str, table: &GeneTable) -> Option<u32> {
        self.place_of_id.get(member).copied().or_else(|| match table.resolve(member) {
            Resolution::Found(gene, _) => self.place_of_gene.get(&gene).copied(),
            _ => None,
        })
    }

    /// The first row of each gene, in gene order.
    pub fn first_rows(&self) -> impl Iterator<Item = usize> {
        self.rows.iter().filter_map(|rows| rows.first().map(|&row| row as usize))
    }

    /// Whether some gene has several rows.
    #[must_use]
    pub fn has_repeats(&self) -> bool {
        self.rows.iter().any(|rows| rows.len() > 1)
    }

    /// Samples in this gene order; `unit` decides how several rows of a gene are added.
    #[must_use]
    pub fn view<'a>(&self, matrix: &'a ExpressionMatrix, unit: Unit) -> GeneView<'a> {
        GeneView::over(matrix, self.rows.iter().map(Vec::as_slice), unit)
    }
}

/// A matrix seen in a chosen gene order.
///
/// Several rows of one gene are added on the linear scale, the smallest value first, so that neither the order of
/// rows nor the other samples matter; logged values are added before the logarithm and logged again. Of values that cannot
/// be added ([`SeveralRows::Largest`]) the largest is taken.
#[derive(Debug, Clone)]
pub struct GeneView<'a> {
    matrix: &'a ExpressionMatrix,
    /// The row of each gene; the first row of a repeated one.
    first_rows: Vec<u32>,
    /// Place and rows of the repeated genes.
    repeated: Vec<(u32, Vec<u32>)>,
    several: SeveralRows,
    is_whole_matrix: bool,
}

impl<'a> GeneView<'a> {
    /// Samples with `genes` in the given order; each must have a row.
    #[must_use]
    pub fn new(matrix: &'a ExpressionMatrix, gene_rows: &GeneRows, genes: &[GeneId], unit: Unit) -> Self {
        Self::over(matrix, genes.iter().map(|&gene| gene_rows.rows_of(gene)), unit)
    }

    fn over<'r>(matrix: &'a ExpressionMatrix, rows: impl Iterator<Item = &'r [u32]>, unit: Unit) -> Self {
        let mut first_rows = Vec::new();
        let mut repeated = Vec::new();
        for rows in rows {
            let place = first_rows.len() as u32;
            if rows.len() > 1 {
                repeated.push((place, rows.to_vec()));
            }
            first_rows.extend(rows.first());
        }
        let is_whole_matrix = repeated.is_empty()
            && first_rows.len() == matrix.row_ids().len()
            && first_rows.iter().enumerate().all(|(i, &row)| i == row as usize);
        Self { matrix, first_rows, repeated, several: unit.several_rows(), is_whole_matrix }
    }

    fn sum(&self, values: &[f64], rows: &[u32]) -> f64 {
        let mut terms: Vec<f64> = rows.iter().map(|&row| values[row as usize]).collect();
        terms.sort_by(f64::total_cmp);
        match self.several {
            SeveralRows::Sum => terms.iter().sum(),
            SeveralRows::Largest => terms.last().copied().unwrap_or(f64::NAN),
            SeveralRows::LogOfSum(offset) => {
                let linear: f64 = terms.iter().map(|&t| (libm::exp2(t) - offset).max(0.0)).sum();
                libm::log2(linear + offset)
            }
        }
    }
}

impl SampleSource for GeneView<'_> {
    fn n_genes(&self) -> usize {
        self.first_rows.len()
    }

    fn n_samples(&self) -> usize {
        self.matrix.samples().len()
    }

    fn sample_values<'s>(&'s self, sample: usize, scratch: &'s mut Vec<f64>) -> &'s [f64] {
        let values = self.matrix.sample(sample);
        if self.is_whole_matrix {
            return values;
        }
        scratch.clear();
        scratch.extend(self.first_rows.iter().map(|&row| values[row as usize]));
        for (place, rows) in &self.repeated {
            scratch[*place as usize] = self.sum(values, rows);
        }
        scratch
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

    fn table() -> GeneTable {
        let text = "symbol\thgnc_id\tensembl_gene_id\tentrez_id\tprevious_symbols\taliases\tlocus_type\tchromosome\n\
                    A\tHGNC:1\tENSG00000000001\t11\tOLDA\t\tgene with protein product\t1\n\
                    B\tHGNC:2\tENSG00000000002\t12\t\t\tgene with protein product\t1\n";
        crate::read_genes("genes", text).unwrap()
    }

    #[test]
    fn rows_of_one_gene_are_added_on_the_linear_scale_in_any_order() {
        let table = table();
        for rows in [
            [("OLDA", 1.0), ("A", 2.0), ("B", 0.5), ("11", 2.0)],
            [("11", 2.0), ("B", 0.5), ("A", 2.0), ("OLDA", 1.0)],
        ] {
            let matrix = matrix(&rows);
            let gene_rows = GeneRows::resolve(&matrix, &table);
            let genes: Vec<GeneId> = gene_rows.genes().collect();
            let mut scratch = Vec::new();
            let linear = GeneView::new(&matrix, &gene_rows, &genes, Unit::Tpm);
            assert_eq!(linear.sample_values(0, &mut scratch), &[5.0, 0.5]);
            // 2^1 - 1, 2^2 - 1 and 2^2 - 1 add up to 7, and log2(7 + 1) = 3
            let logged = GeneView::new(&matrix, &gene_rows, &genes, Unit::Log2P1);
            assert!((logged.sample_values(0, &mut scratch)[0] - 3.0).abs() < 1e-12);
        }
    }

    #[test]
    fn unresolved_rows_match_verbatim_and_resolved_ones_by_any_id() {
        let table = table();
        let matrix = matrix(&[("X1", 1.0), ("ENSG00000000001.3", 2.0), ("X1", 3.0)]);
        let genes = ScoreGenes::new(&matrix, &GeneRows::resolve(&matrix, &table));
        assert_eq!(genes.place("X1", &table), Some(0));
        assert_eq!(genes.place("OLDA", &table), Some(1));
        assert_eq!(genes.place("B", &table), None);
        assert!(genes.has_repeats());
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
}
