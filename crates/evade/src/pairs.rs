//! Samples of one patient: what is read and compared beside the result of each sample alone.

#[cfg_attr(not(test), expect(dead_code, reason = "the comparison that asks for it is wired in later"))]
mod evidence;
