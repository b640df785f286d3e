//! Opening and writing files, and the error every parser shares.
//!
//! * [`Source`] is a file or standard input; [`Source::read`] gives its bytes, decompressed by content
//!   (gzip, BGZF, zstd), with the SHA-256 of what was on disk. [`Content::text`] is for files that are text as a whole.
//! * [`Source::open`] gives the same bytes as an [`Input`], in portions, for files that may be larger than memory.
//! * [`Input::random_access`] gives them as [`RandomAccess`], for formats that are not read from front to back.
//! * [`ReadError`] names file, line, column and what to do next; its [`ReadErrorKind`] is for callers that act on it.
//! * [`Output`] writes under a temporary name and renames when it is complete, so that a killed run never
//!   leaves half a file under a final name.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use std::io::Write;
//! let folder = tempfile::tempdir()?;
//! let path = folder.path().join("a.txt.gz");
//! let mut output = evade_stream::Output::create(&path)?;
//! output.write_all(b"gene\tS1\n")?;
//! output.finish()?;
//! let content = evade_stream::Source::path(&path).read()?;
//! assert_eq!(content.bytes, b"gene\tS1\n");
//! # Ok(())
//! # }
//! ```

mod compression;
mod content;
mod delimited;
mod error;
mod foreign;
mod hex;
mod input;
mod output;
mod random_access;
mod recorder;
mod zstd;

pub use compression::Compression;
pub use content::{Content, require_plain_text};
pub use delimited::quoted_fields;
pub use error::{ReadError, ReadErrorKind, display_name};
pub use hex::sha256_hex;
pub use input::{Digest, Input, Source};
pub use output::{Output, WriteError, remove_unfinished};
pub use random_access::RandomAccess;
