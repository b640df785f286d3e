//! Reading expression text from memory, on one thread: bytes a second of what a core parses and lays out by sample.
#![allow(missing_docs, clippy::unwrap_used)] // macro-made items have no docs; made input cannot fail

use std::fmt::Write;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use evade_io::read_expression;
use evade_stream::Input;

const GENES: usize = 20_000;
const SAMPLES: usize = 200;

/// A table of numbers written in one way; a fifth of them are zeros.
fn table(write_value: impl Fn(&mut String, f64)) -> String {
    let mut text = String::from("gene");
    (0..SAMPLES).for_each(|sample| write!(text, "\tS{sample}").unwrap());
    let mut state = 1_u64;
    for gene in 0..GENES {
        write!(text, "\nG{gene}").unwrap();
        for _ in 0..SAMPLES {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let share = (state >> 11) as f64 / (1_u64 << 53) as f64;
            text.push('\t');
            write_value(&mut text, (share - 0.2).max(0.0) * 15.0);
        }
    }
    text
}

fn read(criterion: &mut Criterion) {
    let one_thread = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let mut group = criterion.benchmark_group("text of 200 samples x 20000 genes, one thread");
    group.sample_size(20);
    for (name, text) in [
        ("four decimals", table(|text, value| write!(text, "{value:.4}").unwrap())),
        ("four decimals, some below zero", table(|text, value| write!(text, "{:.4}", value - 4.0).unwrap())),
        ("whole numbers", table(|text, value| write!(text, "{:.0}", value.exp2()).unwrap())),
        ("all digits", table(|text, value| write!(text, "{value}").unwrap())),
    ] {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(name, |bencher| {
            bencher.iter_batched(
                || Input::from_bytes("table", text.as_str()).unwrap(),
                |mut input| one_thread.install(|| read_expression(&mut input).unwrap()),
                BatchSize::LargeInput,
            );
        });
    }
    group.finish();
}

criterion_group!(benches, read);
criterion_main!(benches);
