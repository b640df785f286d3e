//! Unpacking by content: gzip, BGZF and zstd, each checked for its end and its checksum.

use std::io::{self, Read};

use flate2::read::MultiGzDecoder;
use ruzstd::decoding::StreamingDecoder;
use ruzstd::decoding::errors::FrameDecoderError;

use crate::ReadError;

/// The largest window of a zstd frame: that of `zstd --ultra -22`, and what `zstd -d` accepts unless told otherwise.
const ZSTD_WINDOW: u64 = 128 << 20;

/// The empty member that ends a BGZF file (SAM specification, section 4.1.2).
const BGZF_END: [u8; 28] =
    [0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 0xff, 6, 0, b'B', b'C', 2, 0, 0x1b, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

/// How the bytes were packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compression {
    /// Not at all.
    None,
    /// gzip, with one member or many (BGZF).
    Gzip,
    /// Zstandard.
    Zstd,
}

impl Compression {
    /// Recognises the first bytes of a stream.
    #[must_use]
    pub fn detect(head: &[u8]) -> Self {
        match head {
            [0x1f, 0x8b, ..] => Self::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Self::Zstd,
            _ => Self::None,
        }
    }
}

/// The bytes unpacked, if they are packed.
pub(crate) fn decompress(name: &str, raw: Vec<u8>) -> Result<Vec<u8>, ReadError> {
    match Compression::detect(&raw) {
        Compression::None => Ok(raw),
        Compression::Gzip => {
            gunzip(&raw).map_err(|e| damaged(name, &format!("the gzip data are damaged or cut short ({e})")))
        }
        Compression::Zstd => unpack_zstd(name, &raw),
    }
}

fn damaged(name: &str, what: &str) -> ReadError {
    ReadError::new(name, what).hint("compare its size and checksum with the original and copy it again")
}

fn gunzip(raw: &[u8]) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(raw.len().saturating_mul(4));
    MultiGzDecoder::new(raw).read_to_end(&mut bytes)?;
    // A file cut between two members is sound gzip; BGZF has an end marker for this very reason.
    if is_bgzf(raw) && !raw.ends_with(&BGZF_END) {
        return Err(io::Error::other("the end marker of BGZF is missing"));
    }
    Ok(bytes)
}

/// Whether the first member has the extra field `BC`, which holds the size of a BGZF block.
fn is_bgzf(raw: &[u8]) -> bool {
    const HAS_EXTRA: u8 = 4;
    let [_, _, _, flags, _, _, _, _, _, _, low, high, rest @ ..] = raw else { return false };
    if flags & HAS_EXTRA == 0 {
        return false;
    }
    let mut extra = rest.get(..usize::from(u16::from_le_bytes([*low, *high]))).unwrap_or_default();
    while let [id_1, id_2, low, high, rest @ ..] = extra {
        if [*id_1, *id_2] == *b"BC" {
            return true;
        }
        extra = rest.get(usize::from(u16::from_le_bytes([*low, *high]))..).unwrap_or_default();
    }
    false
}

fn unpack_zstd(name: &str, raw: &[u8]) -> Result<Vec<u8>, ReadError> {
    // What the decoder says of damage is written for programmers; it would not help to find the cause.
    let broken = || damaged(name, "the zstd data are damaged or cut short");
    let mut rest = raw;
    let mut bytes = Vec::with_capacity(raw.len().saturating_mul(4));
    // A file may hold several frames one after the other.
    while !rest.is_empty() {
        let mut frame =
            StreamingDecoder::new_with_max_window_size(&mut rest, ZSTD_WINDOW).map_err(|e| match e {
                FrameDecoderError::WindowSizeTooBig { requested, .. } => {
                    ReadError::new(name, format!("the zstd data need a window of {} MiB", requested >> 20))
                        .hint("compress it without --long: windows may have 128 MiB")
                }
                _ => broken(),
            })?;
        frame.read_to_end(&mut bytes).map_err(|_| broken())?;
        // The decoder computes the checksum and leaves it to us to compare it; a frame need not have one.
        let stored = frame.decoder.get_checksum_from_data();
        if stored.is_some() && stored != frame.decoder.get_calculated_checksum() {
            return Err(broken());
        }
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression as Level, GzBuilder, write::GzEncoder};
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Level::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    /// A member with the extra fields of BGZF after another one; the block size is not looked at.
    fn bgzf_block(bytes: &[u8]) -> Vec<u8> {
        let extra = [b'X', b'Y', 1, 0, 7, b'B', b'C', 2, 0, 0, 0];
        let mut encoder = GzBuilder::new().extra(extra).write(Vec::new(), Level::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn several_gzip_members_are_one_stream() {
        let both = [gzip(b"first "), gzip(b"second")].concat();
        assert_eq!(decompress("x", both).unwrap(), b"first second");
    }

    #[test]
    fn a_cut_stream_is_an_error_not_a_shorter_file() {
        let mut packed = gzip(&vec![b'a'; 10_000]);
        packed.truncate(packed.len() - 6);
        let error = decompress("x.gz", packed).unwrap_err();
        assert!(error.to_string().contains("gzip data are damaged"), "{error}");
    }

    #[test]
    fn bgzf_cut_between_two_blocks_is_an_error() {
        let whole = [bgzf_block(b"first "), bgzf_block(b"second"), BGZF_END.to_vec()].concat();
        assert_eq!(decompress("x.gz", whole.clone()).unwrap(), b"first second");
        for cut in [whole.len() - BGZF_END.len(), bgzf_block(b"first ").len()] {
            let error = decompress("x.gz", whole[..cut].to_vec()).unwrap_err();
            assert!(error.to_string().contains("the end marker of BGZF is missing"), "{error}");
        }
    }

    #[test]
    fn zstd_frames_are_one_stream_and_their_checksums_are_compared() {
        let frame = compress_to_vec(&b"some content"[..], CompressionLevel::Fastest);
        assert_eq!(decompress("x", frame.repeat(2)).unwrap(), b"some contentsome content");
        let mut wrong = frame;
        *wrong.last_mut().unwrap() ^= 1;
        let error = decompress("x.zst", wrong).unwrap_err();
        assert!(
            error.to_string().starts_with("x.zst: the zstd data are damaged or cut short; hint"),
            "{error}"
        );
    }

    #[test]
    fn a_zstd_window_beyond_the_limit_is_not_called_damage() {
        // The magic number, a frame header with a window and no size, and the window of --long=31.
        let error = decompress("x.zst", vec![0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa8]).unwrap_err();
        assert!(error.to_string().contains("a window of 2048 MiB"), "{error}");
    }
}
