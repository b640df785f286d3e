//! Parsed files that several samples name, each parsed once by whoever needs it first.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use evade_stream::{Content, ReadError};

/// A parsed file and the SHA-256 of its bytes.
pub(super) struct Parsed<T> {
    pub(super) value: Arc<T>,
    pub(super) sha256: String,
}

impl<T> Parsed<T> {
    /// Parses a file.
    pub(super) fn new(
        content: Content,
        parse: impl FnOnce(Content) -> Result<T, ReadError>,
    ) -> Result<Self, ReadError> {
        let sha256 = content.sha256.clone();
        Ok(Self { value: Arc::new(parse(content)?), sha256 })
    }
}

impl<T> Clone for Parsed<T> {
    fn clone(&self) -> Self {
        Self { value: Arc::clone(&self.value), sha256: self.sha256.clone() }
    }
}

/// One file, or why it cannot be parsed: each of its samples fails for the same reason.
type Slot<T> = Arc<OnceLock<Result<Parsed<T>, ReadError>>>;

/// Parsed files by a key that holds everything that decides how they are parsed.
pub(super) struct Kept<T> {
    slots: Mutex<HashMap<String, Slot<T>>>,
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self { slots: Mutex::default() }
    }
}

impl<T> Kept<T> {
    /// The parsed file of this key. Samples that need it at the same time wait for the first of them, so that `parse`
    /// must not hand work to other threads.
    pub(super) fn get(
        &self,
        key: String,
        parse: impl FnOnce() -> Result<Parsed<T>, ReadError>,
    ) -> Result<Parsed<T>, ReadError> {
        let slot = self.slots.lock().unwrap_or_else(PoisonError::into_inner).entry(key).or_default().clone();
        slot.get_or_init(parse).clone()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[test]
    fn a_file_is_parsed_once_and_a_bad_one_is_bad_for_all() {
        let (kept, n) = (Kept::<u32>::default(), AtomicU32::new(0));
        let content = || Content { name: "f".into(), bytes: Vec::new(), sha256: "0f".into() };
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    let count = |_| Ok(n.fetch_add(1, Ordering::SeqCst));
                    let good = kept.get("good".into(), || Parsed::new(content(), count)).unwrap();
                    assert_eq!((*good.value, good.sha256.as_str()), (0, "0f"));
                    let cut = |_| Err(ReadError::damaged("bad", "cut off"));
                    let bad = kept.get("bad".into(), || Parsed::new(content(), cut));
                    assert_eq!(bad.err().unwrap().to_string(), "bad: cut off");
                });
            }
        });
        assert_eq!(n.load(Ordering::SeqCst), 1);
    }
}
