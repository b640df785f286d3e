//! Unpacking by content: gzip, BGZF and zstd, each checked for its end and its checksum.

use std::io::{self, BufReader, Chain, Cursor, Read};

use flate2::bufread::MultiGzDecoder;

use crate::ReadError;
use crate::recorder::{Recorder, TAIL};
use crate::zstd::ZstdFrames;

/// Bytes looked at to tell what a stream is: the header of a gzip member with the longest extra field.
const HEAD: u64 = 12 + (1 << 16);
/// Packed bytes read at a time.
const BUFFER: usize = 1 << 17;

/// The empty member that ends a BGZF file (SAM specification, section 4.1.2).
const BGZF_END: [u8; TAIL] =
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

/// The first bytes of a stream, then the others.
type Packed = BufReader<Chain<Cursor<Vec<u8>>, Recorder>>;

/// A stream that is unpacked as it is read.
pub(crate) enum Unpacker {
    Plain(Box<Packed>),
    Gzip { decoder: Box<MultiGzDecoder<Packed>>, is_bgzf: bool },
    Zstd(Box<ZstdFrames<Packed>>),
}

impl Unpacker {
    /// Looks at the first bytes, which a pipe may hand out one by one.
    pub(crate) fn new(mut recorder: Recorder) -> io::Result<Self> {
        let mut head = Vec::new();
        recorder.by_ref().take(HEAD).read_to_end(&mut head)?;
        let compression = Compression::detect(&head);
        let is_bgzf = is_bgzf(&head);
        let packed = BufReader::with_capacity(BUFFER, Cursor::new(head).chain(recorder));
        Ok(match compression {
            Compression::None => Self::Plain(Box::new(packed)),
            Compression::Gzip => Self::Gzip { decoder: Box::new(MultiGzDecoder::new(packed)), is_bgzf },
            Compression::Zstd => Self::Zstd(Box::new(ZstdFrames::new(packed))),
        })
    }

    pub(crate) fn recorder(&self) -> &Recorder {
        let packed = match self {
            Self::Plain(packed) => packed,
            Self::Gzip { decoder, .. } => decoder.get_ref(),
            Self::Zstd(frames) => frames.get_ref(),
        };
        packed.get_ref().get_ref().1
    }

    fn recorder_mut(&mut self) -> &mut Recorder {
        let packed = match self {
            Self::Plain(packed) => packed,
            Self::Gzip { decoder, .. } => decoder.get_mut(),
            Self::Zstd(frames) => frames.get_mut(),
        };
        packed.get_mut().get_mut().1
    }

    /// Appends up to `limit` bytes, fewer only where the stream ends.
    pub(crate) fn read(
        &mut self,
        name: &str,
        buffer: &mut Vec<u8>,
        limit: usize,
    ) -> Result<usize, ReadError> {
        let n = match self {
            Self::Plain(packed) => packed.take(limit as u64).read_to_end(buffer),
            Self::Gzip { decoder, .. } => decoder.take(limit as u64).read_to_end(buffer),
            Self::Zstd(frames) => frames.take(limit as u64).read_to_end(buffer),
        };
        let n = n.map_err(|error| self.explain(name, &error))?;
        // A file cut between two members is sound gzip; BGZF has an end marker for this very reason.
        let is_cut = matches!(self, Self::Gzip { is_bgzf: true, .. }) && self.recorder().tail() != BGZF_END;
        if n < limit && is_cut {
            return Err(self.explain(name, &io::Error::other("the end marker of BGZF is missing")));
        }
        Ok(n)
    }

    /// Says whether the system or the bytes are at fault.
    #[cold]
    fn explain(&mut self, name: &str, error: &io::Error) -> ReadError {
        if let Some(failure) = self.recorder_mut().take_failure() {
            return unreadable(name, &failure);
        }
        match self {
            Self::Plain(_) => unreadable(name, error),
            Self::Gzip { .. } => damaged(name, &format!("the gzip data are damaged or cut short ({error})")),
            Self::Zstd(frames) => match frames.too_wide() {
                Some(mib) => {
                    ReadError::unsupported(name, format!("the zstd data need a window of {mib} MiB"))
                        .hint("compress it without --long: windows may have 128 MiB")
                }
                // What the decoder says of damage is written for programmers; it would not help to find the cause.
                None => damaged(name, "the zstd data are damaged or cut short"),
            },
        }
    }
}

fn damaged(name: &str, what: &str) -> ReadError {
    ReadError::damaged(name, what).hint("compare its size and checksum with the original and copy it again")
}

pub(crate) fn unreadable(name: &str, error: &io::Error) -> ReadError {
    let failed = ReadError::of_kind(error.kind().into(), name, format!("cannot be read: {error}"));
    match error.kind() {
        io::ErrorKind::NotFound => failed.hint("check the path"),
        io::ErrorKind::IsADirectory => failed.hint("give the file, not its folder"),
        io::ErrorKind::PermissionDenied => failed.hint("check the permissions of the file and its folder"),
        _ => failed,
    }
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

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression as Level, GzBuilder, write::GzEncoder};
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};

    use super::*;

    fn decompress(name: &str, raw: Vec<u8>) -> Result<Vec<u8>, ReadError> {
        let mut bytes = Vec::new();
        let recorder = Recorder::new(Box::new(Cursor::new(raw)), false);
        let mut unpacker = Unpacker::new(recorder).map_err(|e| unreadable(name, &e))?;
        // Small steps, as if the buffer ended at every place.
        while unpacker.read(name, &mut bytes, 7)? == 7 {}
        Ok(bytes)
    }

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
