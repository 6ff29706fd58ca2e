//! Bytes to UTF-8: UTF-16 as it streams, single cells of Windows-1252.
//!
//! UTF-8 is not checked here but cell by cell where strings are kept, each
//! distinct one once. A cell that is not UTF-8 is read as Windows-1252, which
//! is what Excel in western Europe writes and which gives every byte a character.

use std::borrow::Cow;

/// A text's encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Utf8,
    Utf16 { big_endian: bool },
}

impl Encoding {
    /// From a byte order mark, whose length comes along, or from where the NUL
    /// bytes of mostly Latin text lie in UTF-16.
    pub(crate) fn guess(head: &[u8]) -> (Self, usize) {
        match head {
            [0xEF, 0xBB, 0xBF, ..] => (Self::Utf8, 3),
            [0xFF, 0xFE, ..] => (Self::Utf16 { big_endian: false }, 2),
            [0xFE, 0xFF, ..] => (Self::Utf16 { big_endian: true }, 2),
            _ => {
                let nul = |from: usize| head.iter().skip(from).step_by(2).filter(|&&b| b == 0);
                let (even, odd, half) = (nul(0).count(), nul(1).count(), head.len() / 2);
                if odd > 0 && even == 0 && 4 * odd > 3 * half {
                    (Self::Utf16 { big_endian: false }, 0)
                } else if even > 0 && odd == 0 && 4 * even > 3 * half {
                    (Self::Utf16 { big_endian: true }, 0)
                } else {
                    (Self::Utf8, 0)
                }
            }
        }
    }

    /// The name in the report.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16 { big_endian: false } => "utf-16le",
            Self::Utf16 { big_endian: true } => "utf-16be",
        }
    }
}

/// Decodes UTF-16 that arrives in pieces.
#[derive(Debug, Default)]
pub(crate) struct Utf16 {
    big_endian: bool,
    byte: Option<u8>,
    high: Option<u16>,
    /// Whether anything had to be replaced by U+FFFD.
    pub(crate) replaced: bool,
}

impl Utf16 {
    pub(crate) fn new(big_endian: bool) -> Self {
        Self { big_endian, ..Self::default() }
    }

    /// Appends what the bytes say to `text`.
    pub(crate) fn decode(&mut self, bytes: &[u8], text: &mut Vec<u8>) {
        for &byte in bytes {
            let Some(first) = self.byte.take() else {
                self.byte = Some(byte);
                continue;
            };
            let pair = [first, byte];
            let unit =
                if self.big_endian { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) };
            self.unit(unit, text);
        }
    }

    /// The end of the bytes: half a character becomes U+FFFD.
    pub(crate) fn finish(&mut self, text: &mut Vec<u8>) {
        if self.byte.take().is_some() | self.high.take().is_some() {
            self.replace(text);
        }
    }

    fn unit(&mut self, unit: u16, text: &mut Vec<u8>) {
        let low = (0xDC00..0xE000).contains(&unit);
        if let Some(high) = self.high.take() {
            if low {
                text_of_units(&[high, unit], text);
                return;
            }
            self.replace(text);
        }
        if (0xD800..0xDC00).contains(&unit) {
            self.high = Some(unit);
        } else if low {
            self.replace(text);
        } else {
            text_of_units(&[unit], text);
        }
    }

    fn replace(&mut self, text: &mut Vec<u8>) {
        self.replaced = true;
        append(char::REPLACEMENT_CHARACTER, text);
    }
}

fn text_of_units(units: &[u16], text: &mut Vec<u8>) {
    for c in char::decode_utf16(units.iter().copied()) {
        append(c.unwrap_or(char::REPLACEMENT_CHARACTER), text);
    }
}

fn append(c: char, text: &mut Vec<u8>) {
    text.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
}

/// A cell's text: UTF-8, else Windows-1252.
pub(crate) fn text_of(cell: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(cell) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(cell.iter().map(|&byte| windows_1252(byte)).collect()),
    }
}

/// Windows-1252 as the WHATWG Encoding Standard maps it.
fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž',
        '\u{8F}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}',
        'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9F => HIGH[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf_16_survives_any_split_and_lone_surrogates() {
        let text = "a😀é\u{FFFF}z";
        let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for split in 0..=bytes.len() {
            let (mut decoder, mut out) = (Utf16::new(false), Vec::new());
            decoder.decode(&bytes[..split], &mut out);
            decoder.decode(&bytes[split..], &mut out);
            decoder.finish(&mut out);
            assert_eq!((text.as_bytes(), false), (&out[..], decoder.replaced));
        }
        for units in [&[0xD83D, 0x61][..], &[0xDE00, 0x61], &[0xD83D, 0xD83D, 0xDE00, 0x61]] {
            let bytes: Vec<u8> = units.iter().flat_map(|u: &u16| u.to_be_bytes()).collect();
            let (mut decoder, mut out) = (Utf16::new(true), Vec::new());
            decoder.decode(&bytes, &mut out);
            decoder.finish(&mut out);
            assert_eq!(String::from_utf16_lossy(units).as_bytes(), out);
            assert!(decoder.replaced);
        }
    }

    #[test]
    fn encodings_are_told_by_mark_and_by_nul_bytes() {
        let le: Vec<u8> = "model_a,é".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let be: Vec<u8> = "model_a,é".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(Encoding::guess(&le), (Encoding::Utf16 { big_endian: false }, 0));
        assert_eq!(Encoding::guess(&be), (Encoding::Utf16 { big_endian: true }, 0));
        assert_eq!(Encoding::guess(b"\xFF\xFEa\0"), (Encoding::Utf16 { big_endian: false }, 2));
        assert_eq!(Encoding::guess(b"\xEF\xBB\xBFa"), (Encoding::Utf8, 3));
        assert_eq!(Encoding::guess(b"a\0\0\0b\0\0\0").0, Encoding::Utf8);
    }

    #[test]
    fn a_cell_that_is_not_utf_8_is_windows_1252() {
        assert_eq!(text_of("café".as_bytes()), "café");
        assert_eq!(text_of(b"caf\xE9 \x80"), "café €");
    }
}
