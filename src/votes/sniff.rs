//! What a file is when it is no table: told from its first bytes.

use super::encoding::Encoding;
use crate::error::ErrorKind;

/// Magic numbers of files that people drop by mistake.
const MAGIC: &[(&[u8], &str)] = &[
    (b"\x89PNG", "a PNG image"),
    (b"\xFF\xD8\xFF", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a WAV, AVI or WebP file"),
    (b"OggS", "an Ogg audio file"),
    (b"ID3", "an MP3 audio file"),
    (b"fLaC", "a FLAC audio file"),
    (b"%PDF", "a PDF document"),
    (b"PAR1", "a Parquet file"),
    (b"ARROW1", "an Arrow file"),
    (b"FEA1", "a Feather file"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"\xD0\xCF\x11\xE0", "an old Excel workbook"),
    (b"\x28\xB5\x2F\xFD", "a Zstandard archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xFD7zXZ\0", "an xz archive"),
    (b"7z\xBC\xAF", "a 7-Zip archive"),
    (b"\x80\x04\x95", "a Python pickle"),
    (b"\0asm", "a WebAssembly module"),
    (b"\x7FELF", "a program"),
    (b"\x1F\x8B", "gzip within gzip"),
];

/// Refuses bytes that are no text. `head` is the file's beginning, decompressed.
/// NUL bytes belong to UTF-16 and to no other text.
pub(crate) fn binary(head: &[u8], encoding: Encoding) -> Result<(), ErrorKind> {
    let found = if head.starts_with(b"PK\x03\x04") {
        let holds = |name: &[u8]| head.windows(name.len()).any(|window| window == name);
        if holds(b"xl/") || holds(b"[Content_Types].xml") {
            "an Excel workbook"
        } else {
            "a zip archive"
        }
    } else if let Some((_, name)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        name
    } else if head.get(257..262) == Some(b"ustar") {
        "a tar archive"
    } else if encoding == Encoding::Utf8 && too_many_nuls(head) {
        "a binary file"
    } else {
        return Ok(());
    };
    let advice = match found {
        "an Excel workbook" | "an old Excel workbook" => "; save the sheet as CSV",
        name if name.contains("archive") => "; unpack it first",
        // JavaScript reads one that comes as it is.
        "a Parquet file" => "; unpack it if it is packed, else export it as CSV",
        "an Arrow file" | "a Feather file" | "an SQLite database" | "a Python pickle" => {
            "; export it as CSV or JSON Lines"
        }
        _ => "",
    };
    Err(ErrorKind::BinaryFile { found: found.into(), advice: advice.into() })
}

/// NUL bytes in the first line, or more than one in a hundred: a lone one
/// further down is a bad row, not a reason to refuse the file.
fn too_many_nuls(head: &[u8]) -> bool {
    let first_line = head.split(|&byte| byte == b'\n').next().unwrap_or(head);
    let hundredth = 1 + head.len() / 100;
    first_line.contains(&0) || head.iter().filter(|&&byte| byte == 0).nth(hundredth).is_some()
}

/// Refuses text that is no table. `head` is the text's beginning.
pub(crate) fn markup(head: &[u8]) -> Result<(), ErrorKind> {
    let head = head.trim_ascii_start();
    let starts = |tag: &str| {
        head.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag.as_bytes()))
    };
    let found = if starts("<!doctype html") || starts("<html") || starts("<head") {
        "an HTML page (the address may be wrong, or need a login)"
    } else if starts("<?xml") || starts("<svg") || starts("<!--") {
        "an XML document"
    } else if starts("version https://git-lfs") {
        "a Git LFS pointer, not the file it stands for"
    } else {
        return Ok(());
    };
    Err(ErrorKind::NotVotes { found: found.into() })
}
