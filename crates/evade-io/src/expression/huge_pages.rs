//! Memory in large pages: a matrix of a gigabyte is written in a quarter of a million small ones, each of which the system
//! must stop for.

/// Below this, a hint costs as much as it gains.
#[cfg(target_os = "linux")]
const MIN_BYTES: usize = 4 << 20;

/// Asks the system to back these values by large pages, where it has not given out their memory yet. A hint: where it is
/// not heeded, nothing changes but the time.
#[cfg(target_os = "linux")]
#[expect(unsafe_code, reason = "no safe call gives this hint for memory that Vec has allocated")]
pub(crate) fn prefer_large_pages(values: &mut [f64]) {
    use rustix::mm::{Advice, madvise};
    use rustix::param::page_size;

    let bytes = values.as_mut_ptr_range();
    // The pages at both ends, too: a mapping of two kinds of pages could not grow in place.
    let begin = bytes.start.addr() / page_size() * page_size();
    let end = bytes.end.addr().next_multiple_of(page_size());
    if end - begin < MIN_BYTES {
        return;
    }
    let first_page = bytes.start.with_addr(begin).cast();
    // SAFETY: every page of the range holds a part of the slice, so all are mapped; and the advice is about the size of
    // pages: it never changes what any of them holds.
    let _heeded_or_not = unsafe { madvise(first_page, end - begin, Advice::LinuxHugepage) };
}

/// Other systems choose by themselves.
#[cfg(not(target_os = "linux"))]
pub(crate) fn prefer_large_pages(_values: &mut [f64]) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stay_as_they_are() {
        for n in [0, 1, 1000, 600_000, 3_000_001] {
            let mut values: Vec<f64> = (0..n).map(f64::from).collect();
            prefer_large_pages(&mut values);
            assert!(
                values.iter().zip(0..n).all(|(value, i)| value.to_bits() == f64::from(i).to_bits()),
                "{n}"
            );
        }
    }
}
