//! The source's bytes as given: hashed, counted, decompressed where gzipped.

use std::io::Write;

use flate2::write::MultiGzDecoder;
use xxhash_rust::xxh3::Xxh3;

use crate::error::{Error, ErrorKind};

/// Compressed bytes fed to the decompressor at a time. Deflate expands at most
/// 1032-fold, so that a hostile file never makes more than 17 MB at once.
const STEP: usize = 16 * 1024;

/// The first stage of reading.
pub(super) struct Unpack {
    hash: Box<Xxh3>,
    bytes: u64,
    /// The first byte, held back until the second tells whether this is gzip.
    first: Option<u8>,
    gzip: Option<Option<MultiGzDecoder<Vec<u8>>>>,
}

impl Unpack {
    pub(super) fn new() -> Self {
        Self { hash: Box::new(Xxh3::new()), bytes: 0, first: None, gzip: None }
    }

    /// Hands on what a piece of the source holds.
    pub(super) fn push(
        &mut self,
        chunk: &[u8],
        mut sink: impl FnMut(&[u8]) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.hash.update(chunk);
        let before = self.bytes;
        self.bytes += chunk.len() as u64;
        if self.gzip.is_none() {
            let (first, second) = match (self.first, chunk) {
                (Some(first), [second, ..]) => (first, *second),
                (None, [first, second, ..]) => (*first, *second),
                (None, [only]) => {
                    self.first = Some(*only);
                    return Ok(());
                }
                _ => return Ok(()),
            };
            let gzip = [first, second] == [0x1F, 0x8B];
            self.gzip = Some(gzip.then(|| MultiGzDecoder::new(Vec::new())));
            if let Some(held) = self.first.take() {
                self.hand_on(&[held], 0, &mut sink)?;
            }
        }
        self.hand_on(chunk, before, &mut sink)
    }

    /// The end of the source.
    pub(super) fn finish(
        &mut self,
        mut sink: impl FnMut(&[u8]) -> Result<(), Error>,
    ) -> Result<(), Error> {
        if let Some(only) = self.first.take() {
            return sink(&[only]);
        }
        let Some(Some(decoder)) = &mut self.gzip else { return Ok(()) };
        let ended = decoder.try_finish();
        let out = std::mem::take(decoder.get_mut());
        sink(&out)?;
        ended.map_err(|_| {
            bad_gzip("it ends too early or is damaged; perhaps a download was cut off", self.bytes)
        })
    }

    /// Whether the source was gzipped.
    pub(super) fn gzip(&self) -> bool {
        matches!(self.gzip, Some(Some(_)))
    }

    /// Bytes as given.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Their xxh3-128, big-endian as `xxhsum -H2` prints it.
    pub(super) fn hash(&self) -> String {
        format!("{:032x}", self.hash.digest128())
    }

    fn hand_on(
        &mut self,
        bytes: &[u8],
        mut offset: u64,
        sink: &mut impl FnMut(&[u8]) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let Some(Some(decoder)) = &mut self.gzip else { return sink(bytes) };
        for step in bytes.chunks(STEP) {
            let written = decoder.write_all(step);
            let mut out = std::mem::take(decoder.get_mut());
            sink(&out)?;
            out.clear();
            *decoder.get_mut() = out;
            offset += step.len() as u64;
            written.map_err(|_| bad_gzip("its data are damaged", offset))?;
        }
        Ok(())
    }
}

fn bad_gzip(reason: &str, bytes: u64) -> Error {
    ErrorKind::BadGzip { reason: reason.into(), bytes }.into()
}
