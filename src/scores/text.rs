//! A file's bytes as text: decompressed, decoded, refused where it is none.

use super::MOST_BYTES;
use crate::error::{Error, ErrorKind};
use crate::votes::encoding::{Encoding, Utf16};
use crate::votes::sniff;
use crate::votes::unpack::Unpack;

/// Bytes that tell text from other files, and its encoding.
const SNIFF: usize = 4096;

/// The text of a file.
pub(super) struct Text {
    /// UTF-8, but for single cells of Windows-1252.
    pub(super) plain: Vec<u8>,
    /// Bytes as given.
    pub(super) bytes: u64,
    /// Their hash.
    pub(super) hash: String,
    /// Whether some UTF-16 had to be replaced.
    pub(super) replaced: bool,
}

/// Unpacks and decodes a whole file.
pub(super) fn text(bytes: &[u8]) -> Result<Text, Error> {
    let mut unpack = Unpack::new();
    let mut plain = Vec::new();
    let mut take = |piece: &[u8]| {
        if plain.len() + piece.len() > MOST_BYTES {
            let what = "more bytes than a table of scores has".into();
            return Err(ErrorKind::TooLarge { what, limit: MOST_BYTES as u64, line: 1 }.into());
        }
        plain.extend_from_slice(piece);
        Ok(())
    };
    unpack.push(bytes, &mut take)?;
    unpack.finish(&mut take)?;
    let head = &plain[..plain.len().min(SNIFF)];
    let (encoding, mark) = Encoding::guess(head);
    sniff::binary(head, encoding).map_err(of_scores)?;
    let mut replaced = false;
    if let Encoding::Utf16 { big_endian } = encoding {
        let (mut utf16, mut decoded) = (Utf16::new(big_endian), Vec::new());
        utf16.decode(&plain[mark..], &mut decoded);
        utf16.finish(&mut decoded);
        (plain, replaced) = (decoded, utf16.replaced);
    } else {
        plain.drain(..mark);
    }
    if plain.trim_ascii().is_empty() {
        return Err(ErrorKind::EmptyFile {}.into());
    }
    Ok(Text { plain, bytes: unpack.bytes(), hash: unpack.hash(), replaced })
}

/// The errors of the shared pieces speak of votes.
pub(super) fn of_scores(kind: ErrorKind) -> ErrorKind {
    let reason = match kind {
        ErrorKind::BinaryFile { found, advice } => {
            format!("this is {found}, not a table of scores in text{advice}")
        }
        ErrorKind::NotVotes { found } => format!("this is {found}, not a table of scores"),
        other => return other,
    };
    ErrorKind::NoScores { reason, found: Vec::new() }
}
