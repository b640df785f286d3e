//! What both benchmarks score: gene sets, and numbers to make an expression matrix of.

use evade_core::{BoundSets, ExpressionMatrix, GeneIndex, SampleIndex, Signature};

/// Genes of a sample.
pub(crate) const GENES: usize = 20_000;
const SETS: usize = 50;

/// A fixed stream of numbers between 0 and 1.
pub(crate) struct Stream(pub(crate) u64);

impl Stream {
    /// The next one.
    pub(crate) fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// Samples of these values, one after the other.
pub(crate) fn matrix(n_samples: usize, values: Vec<f64>) -> ExpressionMatrix {
    let ids = |prefix: &str, n: usize| (0..n).map(|i| format!("{prefix}{i}")).collect::<Vec<_>>();
    ExpressionMatrix::new(ids("G", GENES), None, SampleIndex::new(ids("S", n_samples)).unwrap(), values)
}

/// Sets of 5 to 250 genes.
pub(crate) fn sets(genes: &[String]) -> BoundSets {
    let mut stream = Stream(2);
    let signatures: Vec<Signature> = (0..SETS)
        .map(|i| {
            let members =
                (0..5 * (i + 1)).map(|_| genes[(stream.next() * GENES as f64) as usize].clone()).collect();
            Signature::plain(&format!("set{i}"), members, vec![])
        })
        .collect();
    BoundSets::bind(&signatures, &GeneIndex::new(genes.to_vec()).unwrap())
}
