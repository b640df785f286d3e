//! Rank and score samples of 20,000 genes in memory, on one thread: what a core does per sample.
#![allow(missing_docs, clippy::unwrap_used)] // macro-made items have no docs; made input cannot fail

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use evade_core::ExpressionMatrix;
use evade_score::{Method, Ranker, RunContext, SetLimits, UniverseRanker, UniverseView, score_samples};

mod data;
use data::{GENES, Stream, matrix, sets};

/// Like TPM with four decimals: a fifth zeros, the rest over six orders of magnitude.
fn expression(n_samples: usize) -> ExpressionMatrix {
    let mut stream = Stream(1);
    let values = (0..n_samples * GENES)
        .map(|_| {
            if stream.next() < 0.2 {
                0.0
            } else {
                (10f64.powf(6.0 * stream.next() - 2.0) * 1e4).round() / 1e4
            }
        })
        .collect();
    matrix(n_samples, values)
}

fn rank_and_score(criterion: &mut Criterion) {
    let one_thread = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let matrix = expression(1000);
    let sets = sets(matrix.row_ids());
    let mut group = criterion.benchmark_group("1000 samples x 20000 genes x 50 sets, one thread");
    group.sample_size(20).throughput(Throughput::Elements(1000));
    let context = RunContext::of(&matrix);
    for names in [
        "singscore",
        "ssgsea",
        "singscore ssgsea",
        "singscore:direction=unknown",
        "singscore:dispersion=true",
        "ssgsea-gseapy",
        "ssgsea-gseapy:correl=zscore",
        "ssgsea-genepattern",
        "ucell",
        "aucell",
        "ucell aucell",
        "ulm",
        "mlm",
    ] {
        let methods: Vec<Method> = names.split(' ').map(|name| name.parse().unwrap()).collect();
        group.bench_function(BenchmarkId::new("rank and score", names), |bencher| {
            let score = || score_samples(&matrix, &sets, &methods, SetLimits::default(), &context, &|| {});
            bencher.iter(|| one_thread.install(score));
        });
    }
    group.finish();
}

fn rank_alone(criterion: &mut Criterion) {
    let matrix = expression(1);
    let mut group = criterion.benchmark_group("one sample of 20000 genes");
    group.throughput(Throughput::Elements(GENES as u64));
    let mut ranker = Ranker::new();
    group.bench_function("rank", |bencher| {
        bencher.iter(|| ranker.rank(matrix.sample(0)).is_constant());
    });
    let medians: Vec<f64> = (0..GENES).map(|i| i as f64 / GENES as f64).collect();
    let has: Vec<bool> = (0..GENES).map(|i| i % 10 != 0).collect();
    let view = UniverseView::new(&medians, &has);
    let values: Vec<f64> = view.present().iter().map(|&g| matrix.sample(0)[g as usize]).collect();
    let mut universe = UniverseRanker::new();
    group.bench_function("rank in a universe with a tenth of the genes missing", |bencher| {
        bencher.iter(|| universe.rank(&view, &values).is_some());
    });
    group.finish();
}

criterion_group!(benches, rank_and_score, rank_alone);
criterion_main!(benches);
