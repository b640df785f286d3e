//! Methods that need the whole cohort, on one thread.
#![allow(missing_docs, clippy::unwrap_used)] // macro-made items have no docs; made input cannot fail

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use evade_core::ExpressionMatrix;
use evade_score::{Method, RunContext, SetLimits, score_samples};

mod data;
use data::{GENES, Stream, matrix, sets};

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
    matrix(n_samples, values)
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
