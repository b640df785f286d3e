//! Samples in a chosen gene order; several rows of one gene become one value.

use std::collections::HashMap;

use evade_core::{ExpressionMatrix, GeneId, GeneTable, Resolution, SampleSource, SeveralRows, Unit};

use crate::genes::rows::GeneRows;

/// Genes for free scoring: every distinct row, resolved or not, in file order.
#[derive(Debug, Clone)]
pub struct ScoreGenes {
    rows: Vec<Vec<u32>>,
    place_of_gene: HashMap<GeneId, u32>,
    place_of_id: HashMap<String, u32>,
    is_verbatim: bool,
}

impl ScoreGenes {
    /// One gene for all rows that are the same gene or share a verbatim id; of verbatim rows the ids of set members are not
    /// resolved either.
    #[must_use]
    pub fn new(matrix: &ExpressionMatrix, gene_rows: &GeneRows) -> Self {
        let mut genes = Self {
            rows: Vec::new(),
            place_of_gene: HashMap::new(),
            place_of_id: HashMap::new(),
            is_verbatim: gene_rows.is_verbatim,
        };
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
        let as_it_stands = self.place_of_id.get(member).copied();
        if self.is_verbatim {
            return as_it_stands;
        }
        as_it_stands.or_else(|| match table.resolve(member) {
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

    /// The rows of each gene that has several, in gene order.
    pub fn repeated(&self) -> impl Iterator<Item = &[u32]> {
        self.rows.iter().map(Vec::as_slice).filter(|rows| rows.len() > 1)
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
    use super::*;
    use crate::genes::one_sample::matrix;

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
}
