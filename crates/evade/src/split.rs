//! A matrix in blocks of its samples, so that each machine reads its own.

use std::ops::Range;
use std::path::{Path, PathBuf};

use evade_io::{MatrixSplit, ReadAs, SplitError};
use evade_stream::{Digest, Output, Source, WriteError, display_name};

use crate::builtin;
use crate::error::{Outcome, UsageError};
use crate::log::{Log, Monitor};
use crate::overwrite::spare_inputs;
use crate::settings::SplitSettings;

/// Cuts a matrix into blocks of its samples.
pub fn split(settings: &SplitSettings, monitor: &dyn Monitor) -> crate::Result<Outcome> {
    let log = &Log::new(monitor);
    let source = Source::from_argument(&settings.matrix);
    let mut input = source.open(Digest::None)?;
    let genes = builtin::genes()?;
    let how = ReadAs { format: settings.input_format, genes: Some(&genes), ..ReadAs::default() };
    let matrix = MatrixSplit::begin(&mut input, how)?;
    matrix.warnings().iter().for_each(|warning| log.warn(warning));
    let n_samples = matrix.samples().len();
    if settings.parts > n_samples {
        return Err(UsageError::new(
            format!("{n_samples} samples cannot be cut into {} blocks", settings.parts),
            "ask for fewer",
        )
        .into());
    }
    let blocks = blocks(n_samples, settings.parts);
    let paths: Vec<PathBuf> = (1..=settings.parts)
        .map(|part| settings.outdir.join(file_name(&source.base_name(), part, settings.parts)))
        .collect();
    spare_inputs([&settings.matrix], &paths)?;
    allow_open_files();
    let mut outputs = paths.iter().map(|path| Output::create(path)).collect::<Result<Vec<_>, _>>()?;
    matrix.write(&blocks, &mut outputs).map_err(|error| match error {
        SplitError::Read(error) => crate::Error::from(error),
        SplitError::Write(source) => WriteError { file: display_name(&settings.outdir), source }.into(),
    })?;
    for output in outputs {
        output.finish()?;
    }
    for (block, path) in blocks.iter().zip(&paths) {
        log.info(&format!("{}: {} samples", path.display(), block.len()));
    }
    Ok(Outcome::Complete)
}

/// All blocks are open at once, and many systems allow 1,024 files until a program asks for more.
fn allow_open_files() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

        let maximum = getrlimit(Resource::Nofile).maximum;
        // Where it is refused, creating the files says what is wrong.
        let _ = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum });
    }
}

/// Runs of samples of nearly the same length.
fn blocks(n_samples: usize, n_parts: usize) -> Vec<Range<usize>> {
    let end = |part: usize| part * n_samples / n_parts;
    (0..n_parts).map(|part| end(part)..end(part + 1)).collect()
}

/// `cohort.2-of-7.tsv`, packed as the matrix is.
fn file_name(matrix: &str, part: usize, n_parts: usize) -> String {
    let packed = Path::new(matrix).extension().filter(|e| *e == "gz" || *e == "zst");
    let packed = packed.map(|e| format!(".{}", e.display())).unwrap_or_default();
    let stem = matrix.strip_suffix(&packed).unwrap_or(matrix);
    let stem = [".tsv", ".txt", ".csv", ".gct"].iter().find_map(|end| stem.strip_suffix(end)).unwrap_or(stem);
    let width = n_parts.to_string().len();
    format!("{stem}.{part:0width$}-of-{n_parts}.tsv{packed}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_cover_all_samples_once() {
        for (n, parts) in [(10, 3), (7, 7), (1, 1), (100, 9)] {
            let all: Vec<usize> = blocks(n, parts).into_iter().flatten().collect();
            assert_eq!(all, (0..n).collect::<Vec<_>>());
        }
    }

    #[test]
    fn blocks_sort_by_name_and_stay_packed() {
        assert_eq!(file_name("cohort.tsv.gz", 2, 12), "cohort.02-of-12.tsv.gz");
        assert_eq!(file_name("m.gct", 1, 3), "m.1-of-3.tsv");
        assert_eq!(file_name("-", 1, 3), "-.1-of-3.tsv");
    }
}
