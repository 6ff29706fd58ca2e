//! The source's bytes as given: hashed, counted, decompressed where gzipped.

use xxhash_rust::xxh3::Xxh3;

use super::gzip::Gunzip;
use crate::error::{Error, ErrorKind};

/// The first stage of reading.
pub(crate) struct Unpack {
    hash: Box<Xxh3>,
    bytes: u64,
    packing: Packing,
}

/// How the bytes are packed.
enum Packing {
    /// Not told yet: the first byte, if any, waits for the second.
    Unknown(Option<u8>),
    Plain,
    Gzip(Box<Gunzip>),
}

impl Unpack {
    pub(crate) fn new() -> Self {
        Self { hash: Box::new(Xxh3::new()), bytes: 0, packing: Packing::Unknown(None) }
    }

    /// Hands on what a piece of the source holds.
    pub(crate) fn push(
        &mut self,
        chunk: &[u8],
        mut sink: impl FnMut(&[u8]) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.pass(chunk);
        if let Packing::Unknown(first) = self.packing {
            let (first, held, second) = match (first, chunk) {
                (Some(first), [second, ..]) => (first, true, *second),
                (None, [first, second, ..]) => (*first, false, *second),
                (first, _) => {
                    self.packing = Packing::Unknown(first.or(chunk.first().copied()));
                    return Ok(());
                }
            };
            self.packing = if [first, second] == [0x1F, 0x8B] {
                Packing::Gzip(Box::new(Gunzip::new()))
            } else {
                Packing::Plain
            };
            if held {
                self.hand_on(&[first], &mut sink)?;
            }
        }
        self.hand_on(chunk, &mut sink)
    }

    /// Counts and hashes bytes that are unpacked elsewhere.
    pub(crate) fn pass(&mut self, bytes: &[u8]) {
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
    }

    /// The end of the source.
    pub(crate) fn finish(
        &mut self,
        mut sink: impl FnMut(&[u8]) -> Result<(), Error>,
    ) -> Result<(), Error> {
        if let Packing::Unknown(Some(only)) = self.packing {
            return sink(&[only]);
        }
        let Packing::Gzip(gunzip) = &self.packing else { return Ok(()) };
        gunzip.finish().map_err(|_| {
            bad_gzip("it ends too early or is damaged; perhaps a download was cut off")
        })
    }

    /// Whether the source was gzipped.
    pub(crate) fn gzip(&self) -> bool {
        matches!(self.packing, Packing::Gzip(_))
    }

    /// Bytes as given.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Their xxh3-128, big-endian as `xxhsum -H2` prints it.
    pub(crate) fn hash(&self) -> String {
        format!("{:032x}", self.hash.digest128())
    }

    fn hand_on(
        &mut self,
        bytes: &[u8],
        sink: &mut impl FnMut(&[u8]) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let Packing::Gzip(gunzip) = &mut self.packing else { return sink(bytes) };
        gunzip.push(bytes, sink)?.map_err(|_| bad_gzip("its data are damaged"))
    }
}

fn bad_gzip(reason: &str) -> Error {
    ErrorKind::BadGzip { reason: reason.into() }.into()
}
