//! Zstandard, frame by frame.

use std::io::{self, BufRead, Read};

use ruzstd::decoding::errors::FrameDecoderError;
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

/// The largest window of a zstd frame: that of `zstd --ultra -22`, and what `zstd -d` accepts unless told otherwise.
const WINDOW: u64 = 128 << 20;

/// The content of all frames of a stream one after the other, each checked against its checksum.
pub(crate) struct ZstdFrames<R> {
    source: R,
    decoder: FrameDecoder,
    within_frame: bool,
    too_wide: Option<u64>,
}

impl<R: BufRead> ZstdFrames<R> {
    pub(crate) fn new(source: R) -> Self {
        let mut decoder = FrameDecoder::new();
        decoder.set_max_window_size(WINDOW);
        Self { source, decoder, within_frame: false, too_wide: None }
    }

    pub(crate) fn get_ref(&self) -> &R {
        &self.source
    }

    pub(crate) fn get_mut(&mut self) -> &mut R {
        &mut self.source
    }

    /// The window that a frame asked for in MiB, if it was too much.
    pub(crate) fn too_wide(&self) -> Option<u64> {
        self.too_wide
    }

    fn begin_frame(&mut self) -> io::Result<()> {
        self.decoder.init(&mut self.source).map_err(|error| {
            if let FrameDecoderError::WindowSizeTooBig { requested, .. } = error {
                self.too_wide = Some(requested >> 20);
            }
            io::Error::other(error)
        })?;
        self.within_frame = true;
        Ok(())
    }

    /// The decoder computes the checksum and leaves it to us to compare it; a frame need not have one.
    fn end_frame(&mut self) -> io::Result<()> {
        let stored = self.decoder.get_checksum_from_data();
        if stored.is_some() && stored != self.decoder.get_calculated_checksum() {
            return Err(io::Error::other("wrong checksum"));
        }
        self.within_frame = false;
        Ok(())
    }
}

impl<R: BufRead> Read for ZstdFrames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while !buffer.is_empty() {
            if !self.within_frame {
                if self.source.fill_buf()?.is_empty() {
                    break;
                }
                self.begin_frame()?;
            }
            while self.decoder.can_collect() == 0 && !self.decoder.is_finished() {
                let one = BlockDecodingStrategy::UptoBlocks(1);
                self.decoder.decode_blocks(&mut self.source, one).map_err(io::Error::other)?;
            }
            match self.decoder.read(buffer)? {
                0 => self.end_frame()?,
                n => return Ok(n),
            }
        }
        Ok(0)
    }
}
