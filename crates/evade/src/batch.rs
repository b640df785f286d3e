//! Samples in parallel, batch by batch, handed over in their order: memory is that of a batch, and results do not depend
//! on which thread was first.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use evade_core::Reason;
use rayon::prelude::*;

use crate::inputs::InputRecord;
use crate::lanes::{Reading, digests_of};
use crate::log::{Log, Notes};
use crate::sample::{FailedSample, PlannedSample};

/// Samples whose results are held before they are written.
const BATCH: usize = 256;

/// A record of every file that was read, by its path: the order of the samples does not matter.
pub(crate) type Records = BTreeMap<String, InputRecord>;

/// What came of one sample.
pub(crate) struct Done<T> {
    result: Result<T, FailedSample>,
    notes: Notes,
    records: Records,
}

impl<T> Done<T> {
    /// The result of a sample whose files were read; of one that failed the rest of its files is recorded too.
    pub(crate) fn of(sample: &PlannedSample, reading: Reading<'_>, result: Result<T, FailedSample>) -> Self {
        let (notes, mut records) = reading.finish();
        if result.is_err() {
            for (path, record) in digests_of(sample) {
                records.entry(path).or_insert(record);
            }
        }
        Self { result, notes, records }
    }

    /// The result of a sample without files of its own.
    pub(crate) fn without_files(result: Result<T, FailedSample>) -> Self {
        Self { result, notes: Notes::default(), records: Records::new() }
    }
}

/// Does the work of each sample. One that fails, even by a panic, is handed over as failed and the others go on. Gives a
/// record of every file that was read.
pub(crate) fn in_order<S, T: Send>(
    what: &str,
    samples: &[PlannedSample],
    log: &Log<'_>,
    scratch: impl Fn() -> S + Sync + Send,
    work: impl Fn(&mut S, &PlannedSample) -> Done<T> + Sync,
    mut take: impl FnMut(&[PlannedSample], Vec<Result<T, FailedSample>>) -> crate::Result<()>,
) -> crate::Result<Records> {
    let bar = log.progress(what, samples.len());
    let mut records = Records::new();
    for batch in samples.chunks(BATCH) {
        let done: Vec<Done<T>> = batch
            .par_iter()
            // A file may take long: samples are given out one by one.
            .with_max_len(1)
            .map_init(&scratch, |own, sample| {
                let done = catch_unwind(AssertUnwindSafe(|| work(own, sample))).unwrap_or_else(|_| {
                    *own = scratch();
                    let detail = "the log has the message; please report it";
                    Done::without_files(Err(FailedSample::new(&sample.facts, Reason::InternalError, detail)))
                });
                bar.advance(1);
                done
            })
            .collect();
        let mut results = Vec::with_capacity(done.len());
        for (sample, one) in batch.iter().zip(done) {
            log.tell(&sample.facts.sample, one.notes);
            records.extend(one.records);
            results.push(one.result);
        }
        take(batch, results)?;
    }
    log.tell_waiting();
    Ok(records)
}
