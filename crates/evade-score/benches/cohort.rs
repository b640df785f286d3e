//! Methods that need the whole cohort, on one thread.
#![allow(missing_docs, clippy::unwrap_used)] // macro-made items have no docs; made input cannot fail

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use evade_core::{BoundSets, ExpressionMatrix, GeneIndex, SampleIndex, Signature};
use evade_score::{Method, RunContext, SetLimits, score_samples};

const GENES: usize = 20_000;
const SETS: usize = 50;

/// A fixed stream of numbers between 0 and 1.
struct Stream(u64);

impl Stream {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// Like log2(TPM + 1) with four decimals: a fifth zeros, the rest spread about the gene's own mean.
fn expression(n_samples: usize) -> ExpressionMatrix {
    let mut stream = Stream(1);
    let means: Vec<f64> = (0..GENES).map(|_| 12.0 * stream.next()).collect();
    let values = (0..n_samples)
        .flat_map(|_| {
            let of_gene = |mean: &f64| {
                if stream.next() < 0.2 {
                    return 0.0;
                }
                let spread = 2.0 * (stream.next() + stream.next() + stream.next() + stream.next() - 2.0);
                ((mean + spread).max(0.0) * 1e4).round() / 1e4
            };
            means.iter().map(of_gene).collect::<Vec<f64>>()
        })
        .collect();
    let ids = |prefix: &str, n: usize| (0..n).map(|i| format!("{prefix}{i}")).collect::<Vec<_>>();
    ExpressionMatrix::new(ids("G", GENES), None, SampleIndex::new(ids("S", n_samples)).unwrap(), values)
}

/// Sets of 5 to 250 genes.
fn sets(genes: &[String]) -> BoundSets {
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

fn cohort(criterion: &mut Criterion) {
    let one_thread = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let matrix = expression(1000);
    let sets = sets(matrix.row_ids());
    let mut group = criterion.benchmark_group("1000 samples x 20000 genes x 50 sets, one thread");
    group.sample_size(10).throughput(Throughput::Elements(1000));
    let context = RunContext::of(&matrix);
    for written in ["gsva:kcdf=gaussian", "gsva:kcdf=none"] {
        let methods: Vec<Method> = vec![written.parse().unwrap()];
        group.bench_function(BenchmarkId::new("cohort", written), |bencher| {
            let score = || score_samples(&matrix, &sets, &methods, SetLimits::default(), &context, &|| {});
            bencher.iter(|| one_thread.install(score));
        });
    }
    group.finish();
}

criterion_group!(benches, cohort);
criterion_main!(benches);
