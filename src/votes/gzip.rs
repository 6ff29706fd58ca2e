//! Gzip (RFC 1952) that arrives in pieces: one member after the other, each checked at its end.
//!
//! Only `miniz_oxide`'s inflate is somebody else's. The usual crate around it brings sixteen
//! kilobytes of tables for the check sum, which nothing compresses and every reader would load;
//! here they are made when a first gzipped file is opened.

use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::{
    TINFL_FLAG_HAS_MORE_INPUT, TINFL_FLAG_IGNORE_ADLER32,
};
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};

/// How far back deflate looks.
const WINDOW: usize = 32 * 1024;
/// No header is longer: ten bytes, and up to 64 KB for each of what it may hold beside them.
const LONGEST_HEADER: usize = 4 * 64 * 1024;

/// The bytes are damaged, or no gzip.
#[derive(Debug, PartialEq)]
pub(super) struct Damaged;

/// Decompresses a file.
pub(super) struct Gunzip {
    inflate: DecompressorOxide,
    /// What was last decompressed, and where more of it goes.
    window: Vec<u8>,
    at: usize,
    checksum: Checksum,
    /// Bytes of this member, modulo 2^32.
    size: u32,
    part: Part,
    /// The bytes of a header or trailer, until it is complete.
    held: Vec<u8>,
}

/// The parts of a member.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Part {
    Header,
    Body,
    Trailer,
}

impl Gunzip {
    pub(super) fn new() -> Self {
        Self {
            inflate: DecompressorOxide::new(),
            window: vec![0; WINDOW],
            at: 0,
            checksum: Checksum::new(),
            size: 0,
            part: Part::Header,
            held: Vec::new(),
        }
    }

    /// Hands on what the next bytes hold, in pieces; the inner error is the sink's.
    pub(super) fn push<E>(
        &mut self,
        mut bytes: &[u8],
        sink: &mut dyn FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<Result<(), Damaged>, E> {
        while !bytes.is_empty() {
            let taken = match self.part {
                Part::Header => self.header(bytes),
                Part::Body => self.body(bytes, sink)?,
                Part::Trailer => self.trailer(bytes),
            };
            match taken {
                Ok(taken) => bytes = &bytes[taken..],
                Err(damaged) => return Ok(Err(damaged)),
            }
        }
        Ok(Ok(()))
    }

    /// The end of the file, which must be the end of a member.
    pub(super) fn finish(&self) -> Result<(), Damaged> {
        let ended = self.part == Part::Header && self.held.is_empty();
        if ended { Ok(()) } else { Err(Damaged) }
    }

    /// Takes what belongs to the header.
    fn header(&mut self, bytes: &[u8]) -> Result<usize, Damaged> {
        let before = self.held.len();
        self.held.extend_from_slice(&bytes[..bytes.len().min(LONGEST_HEADER)]);
        let Some(length) = header_length(&self.held)? else {
            let taken = self.held.len() - before;
            return if self.held.len() > LONGEST_HEADER { Err(Damaged) } else { Ok(taken) };
        };
        self.held.clear();
        self.inflate.init();
        self.checksum.sum = 0;
        (self.at, self.size, self.part) = (0, 0, Part::Body);
        Ok(length - before)
    }

    /// Decompresses until the window is full, or the bytes or the member end.
    fn body<E>(
        &mut self,
        bytes: &[u8],
        sink: &mut dyn FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<Result<usize, Damaged>, E> {
        let flags = TINFL_FLAG_HAS_MORE_INPUT | TINFL_FLAG_IGNORE_ADLER32;
        let (mut taken, mut more) = (0, true);
        while more {
            let window = self.window.as_mut_slice();
            let (status, read, written) =
                decompress(&mut self.inflate, &bytes[taken..], window, self.at, flags);
            taken += read;
            let out = &window[self.at..self.at + written];
            self.checksum.update(out);
            self.size = self.size.wrapping_add(written as u32);
            self.at = (self.at + written) % WINDOW;
            sink(out)?;
            match status {
                TINFLStatus::HasMoreOutput => {}
                TINFLStatus::NeedsMoreInput => more = false,
                TINFLStatus::Done => (more, self.part) = (false, Part::Trailer),
                _ => return Ok(Err(Damaged)),
            }
        }
        Ok(Ok(taken))
    }

    /// Takes what belongs to the check sum and the size, and compares them.
    fn trailer(&mut self, bytes: &[u8]) -> Result<usize, Damaged> {
        let taken = bytes.len().min(8 - self.held.len());
        self.held.extend_from_slice(&bytes[..taken]);
        if self.held.len() == 8 {
            let told = [self.checksum.sum.to_le_bytes(), self.size.to_le_bytes()].concat();
            if self.held != told {
                return Err(Damaged);
            }
            self.held.clear();
            self.part = Part::Header;
        }
        Ok(taken)
    }
}

/// How long the header is that these bytes begin with; `None` until it is complete.
fn header_length(bytes: &[u8]) -> Result<Option<usize>, Damaged> {
    const CHECKED: u8 = 2;
    const EXTRA: u8 = 4;
    const NAME: u8 = 8;
    const COMMENT: u8 = 16;
    const RESERVED: u8 = 0xE0;
    let magic = [0x1F, 0x8B, 8];
    if bytes.iter().zip(&magic).any(|(byte, wanted)| byte != wanted) {
        return Err(Damaged);
    }
    let Some(&flags) = bytes.get(3) else { return Ok(None) };
    if flags & RESERVED != 0 {
        return Err(Damaged);
    }
    let mut length = 10;
    if flags & EXTRA != 0 {
        let Some(&[low, high]) = bytes.get(length..length + 2) else { return Ok(None) };
        length += 2 + usize::from(u16::from_le_bytes([low, high]));
    }
    for text in [NAME, COMMENT] {
        if flags & text != 0 {
            let rest = bytes.get(length..).unwrap_or_default();
            let Some(end) = rest.iter().position(|&byte| byte == 0) else { return Ok(None) };
            length += end + 1;
        }
    }
    if flags & CHECKED != 0 {
        length += 2;
    }
    Ok((bytes.len() >= length).then_some(length))
}

/// The cyclic redundancy check of gzip, eight bytes at a time (Kounavis and Berry 2008).
struct Checksum {
    sum: u32,
    tables: Box<[[u32; 256]; 8]>,
}

impl Checksum {
    fn new() -> Self {
        let mut tables = Box::new([[0_u32; 256]; 8]);
        for byte in 0..256_usize {
            let mut sum = byte as u32;
            for _ in 0..8 {
                sum = (sum >> 1) ^ (0xEDB8_8320 * (sum & 1));
            }
            tables[0][byte] = sum;
        }
        for byte in 0..256 {
            for table in 1..8 {
                let before = tables[table - 1][byte];
                tables[table][byte] = before >> 8 ^ tables[0][(before & 0xFF) as usize];
            }
        }
        Self { sum: 0, tables }
    }

    fn update(&mut self, bytes: &[u8]) {
        let mut sum = !self.sum;
        let mut eights = bytes.chunks_exact(8);
        for eight in &mut eights {
            let [a, b, c, d] = sum.to_le_bytes();
            let mixed = [
                a ^ eight[0],
                b ^ eight[1],
                c ^ eight[2],
                d ^ eight[3],
                eight[4],
                eight[5],
                eight[6],
                eight[7],
            ];
            let each = mixed.iter().zip(self.tables.iter().rev());
            sum = each.fold(0, |sum, (&byte, table)| sum ^ table[usize::from(byte)]);
        }
        for &byte in eights.remainder() {
            sum = sum >> 8 ^ self.tables[0][usize::from(sum as u8 ^ byte)];
        }
        self.sum = !sum;
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};

    use flate2::{Compression, GzBuilder};

    use super::*;

    fn text() -> Vec<u8> {
        (0..70_000_u32).flat_map(|k| (k.wrapping_mul(k) >> 7).to_string().into_bytes()).collect()
    }

    fn packed(builder: GzBuilder, text: &[u8], level: u32) -> Vec<u8> {
        let mut encoder = builder.write(Vec::new(), Compression::new(level));
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn unpacked(bytes: &[u8], piece: usize) -> Result<Vec<u8>, Damaged> {
        let (mut gunzip, mut out) = (Gunzip::new(), Vec::new());
        for piece in bytes.chunks(piece) {
            let pushed = gunzip.push(piece, &mut |more: &[u8]| {
                out.extend_from_slice(more);
                Ok::<(), ()>(())
            });
            pushed.unwrap()?;
        }
        gunzip.finish().map(|()| out)
    }

    #[test]
    fn members_headers_and_levels() {
        let text = text();
        let full = || GzBuilder::new().filename("a.csv").comment("é").extra(vec![0, 1, 2]);
        for level in [0, 1, 6, 9] {
            for builder in [GzBuilder::new(), full()] {
                let bytes = packed(builder, &text, level);
                for piece in [bytes.len(), 4096, 1021, 1] {
                    assert!(unpacked(&bytes, piece).unwrap() == text, "level {level}, {piece}");
                }
            }
        }
        let two = [packed(full(), b"one, ", 6), packed(GzBuilder::new(), b"two", 6)].concat();
        assert_eq!(unpacked(&two, 3).unwrap(), b"one, two");
        assert_eq!(unpacked(&packed(GzBuilder::new(), b"", 6), 5).unwrap(), b"");
    }

    #[test]
    fn whatever_is_damaged_is_told_as_flate2_tells_it() {
        let whole = packed(GzBuilder::new().filename("x"), &text()[..2000], 6);
        let mut told = 0;
        for at in 0..whole.len() {
            for bit in [0, 3, 7] {
                let mut bytes = whole.clone();
                bytes[at] ^= 1 << bit;
                let theirs = flate2::read::MultiGzDecoder::new(&bytes[..])
                    .read_to_end(&mut Vec::new())
                    .is_ok();
                assert_eq!(unpacked(&bytes, 512).is_ok(), theirs, "byte {at}, bit {bit}");
                told += u32::from(!theirs);
            }
            assert!(unpacked(&whole[..at], 512).is_err() || at == 0, "cut off at {at}");
        }
        assert!(told as usize > 2 * whole.len(), "{told}");
        for more in [&b"x"[..], &[0; 20], &[0x1F]] {
            assert!(unpacked(&[&whole, more].concat(), 512).is_err());
        }
        let endless = [&[0x1F, 0x8B, 8, 8, 0, 0, 0, 0, 0, 0][..], &vec![b'n'; 1 << 20]].concat();
        assert_eq!(unpacked(&endless, 4096), Err(Damaged));
    }

    #[test]
    fn the_check_sum_is_that_of_the_standard() {
        for (text, sum) in [("", 0), ("123456789", 0xCBF4_3926), ("a", 0xE8B7_BE43)] {
            let mut checksum = Checksum::new();
            checksum.update(text.as_bytes());
            assert_eq!(checksum.sum, sum, "{text}");
        }
    }
}
