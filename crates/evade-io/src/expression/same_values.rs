//! One tumour under two names: columns with the same values.

use std::collections::HashMap;

use evade_core::ExpressionMatrix;

use crate::expression::format::Expression;

/// Rows by which columns are compared before all are.
const SAMPLED_ROWS: usize = 64;
/// Fewer values may be the same by chance.
const MIN_DISTINCT: usize = 10;
/// Pairs that are named.
const NAMED: usize = 5;

/// Warns of samples whose values are the same.
pub(crate) fn warn(name: &str, read: &mut Expression) {
    read.warnings.extend(same_values(&read.matrix).map(|same| format!("{name}: {same}")));
}

/// Says which samples of a matrix have the same values in every row; `None` if no two have.
#[must_use]
pub fn same_values(matrix: &ExpressionMatrix) -> Option<String> {
    let n_rows = matrix.row_ids().len();
    let step = n_rows.div_ceil(SAMPLED_ROWS).max(1);
    let mut by_sampled: HashMap<Vec<u64>, Vec<usize>> = HashMap::new();
    let mut pairs = Vec::new();
    for place in 0..matrix.samples().len() {
        let values = matrix.sample(place);
        let sampled: Vec<u64> = values.iter().step_by(step).map(|value| value.to_bits()).collect();
        let alike = by_sampled.entry(sampled).or_default();
        match alike.iter().find(|&&other| matrix.sample(other) == values) {
            Some(&other) if has_distinct(values) => pairs.push((other, place)),
            Some(_) => {}
            None => alike.push(place),
        }
    }
    if pairs.is_empty() {
        return None;
    }
    let ids = matrix.samples().ids();
    let named: Vec<String> = pairs
        .iter()
        .take(NAMED)
        .map(|&(one, other)| format!("'{}' and '{}'", ids[one], ids[other]))
        .collect();
    let more = if pairs.len() > NAMED { format!(", ... ({} pairs)", pairs.len()) } else { String::new() };
    Some(format!("the same values under two names, as of one tumour: {}{more}", named.join(", ")))
}

fn has_distinct(values: &[f64]) -> bool {
    let distinct: std::collections::HashSet<u64> = values.iter().map(|value| value.to_bits()).collect();
    distinct.len() >= MIN_DISTINCT
}

#[cfg(test)]
mod tests {
    use evade_core::SampleIndex;

    use super::*;

    fn matrix(samples: &[Vec<f64>]) -> ExpressionMatrix {
        ExpressionMatrix::new(
            (0..samples[0].len()).map(|row| format!("G{row}")).collect(),
            None,
            SampleIndex::new((1..=samples.len()).map(|n| format!("S{n}")).collect()).unwrap(),
            samples.concat(),
        )
    }

    #[test]
    fn columns_that_are_the_same_in_every_row_are_named() {
        let one: Vec<f64> = (0..500).map(f64::from).collect();
        let mut nearly = one.clone();
        nearly[3] += 1.0;
        let found = same_values(&matrix(&[one.clone(), nearly.clone(), one.clone()]));
        assert_eq!(found.unwrap(), "the same values under two names, as of one tumour: 'S1' and 'S3'");
        assert_eq!(same_values(&matrix(&[one, nearly])), None);
        assert_eq!(same_values(&matrix(&[vec![0.0; 500], vec![0.0; 500]])), None);
    }
}
