//! STAR counts each gene three times: whatever the strand, on the strand of the first read, and of the second.

use evade_core::{ExpressionMatrix, SampleIndex};
use evade_stream::ReadError;

use super::sample_name::sample_name;
use crate::expression::format::{Expression, InputFormat};

/// A share of the stranded counts on one strand that an unstranded library does not reach.
const STRANDED_SHARE: f64 = 0.8;

/// Keeps the counts of one strand setting, and says so where the counts speak for another.
pub(in crate::expression) fn choose_strand(name: &str, read: &mut Expression) -> Result<(), ReadError> {
    let sum = |column: usize| read.matrix.sample(column).iter().sum::<f64>();
    let (forward, reverse) = (sum(1), sum(2));
    let looks_like = if forward > STRANDED_SHARE * (forward + reverse) {
        InputFormat::StarForward
    } else if reverse > STRANDED_SHARE * (forward + reverse) {
        InputFormat::StarReverse
    } else {
        InputFormat::Star
    };
    let column = match read.format {
        InputFormat::StarForward => 1,
        InputFormat::StarReverse => 2,
        _ => 0,
    };
    if looks_like != read.format {
        let of = match looks_like {
            InputFormat::StarForward => "a forward-stranded library",
            InputFormat::StarReverse => "a reverse-stranded library",
            _ => "an unstranded library",
        };
        read.warnings.push(format!(
            "{name}: the counts look like those of {of} ({forward} forward, {reverse} reverse); column {} is read, --input-format {looks_like} takes column {}",
            column + 2,
            match looks_like {
                InputFormat::StarForward => 3,
                InputFormat::StarReverse => 4,
                _ => 2,
            }
        ));
    }
    let samples =
        SampleIndex::new(vec![sample_name(name)]).map_err(|e| ReadError::duplicate(name, e.to_string()))?;
    read.matrix = ExpressionMatrix::new(
        read.matrix.row_ids().to_vec(),
        None,
        samples,
        read.matrix.sample(column).to_vec(),
    )
    .with_origin(None);
    Ok(())
}
