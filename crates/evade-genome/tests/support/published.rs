//! Published cohorts, read where the reference data lie.

use std::path::{Path, PathBuf};

use evade_genome::{Filters, MafCalls, read_maf};
use evade_stream::{Content, Source};

use crate::support::PANEL;

/// The folder of the reference data; without it a test says so and passes, unless the data are required.
pub(crate) fn data(folder: &str) -> Option<PathBuf> {
    let root = std::env::var_os("EVADE_REFERENCE_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")),
        PathBuf::from,
    );
    let path = root.join("data").join(folder);
    if path.is_dir() {
        return Some(path);
    }
    assert!(std::env::var_os("EVADE_REQUIRE_DATA").is_none(), "{} is missing", path.display());
    eprintln!("skipped: {} is missing", path.display());
    None
}

pub(crate) fn read(path: &Path) -> Content {
    Source::path(path).read().unwrap()
}

pub(crate) fn maf(path: &Path) -> MafCalls {
    read_maf(&read(path), &PANEL, &Filters::default()).unwrap()
}
