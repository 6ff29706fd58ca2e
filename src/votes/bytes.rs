//! Columns as little-endian bytes, for another module of WebAssembly.

/// Appends how many there are, and each.
pub(crate) fn put_words(bytes: &mut Vec<u8>, words: &[u32]) {
    bytes.extend((words.len() as u32).to_le_bytes());
    bytes.extend(words.iter().flat_map(|word| word.to_le_bytes()));
}

/// Appends how many there are, and each with its length.
pub(crate) fn put_strings<'a>(bytes: &mut Vec<u8>, strings: impl Iterator<Item = &'a str> + Clone) {
    bytes.extend((strings.clone().count() as u32).to_le_bytes());
    for text in strings {
        bytes.extend((text.len() as u32).to_le_bytes());
        bytes.extend(text.as_bytes());
    }
}

pub(crate) fn take_word(rest: &mut &[u8]) -> Option<u32> {
    Some(u32::from_le_bytes(rest.split_off(..4)?.try_into().ok()?))
}

/// What [`put_words`] wrote.
pub(crate) fn take_words(rest: &mut &[u8]) -> Option<Vec<u32>> {
    let len = take_word(rest)? as usize;
    let words = rest.split_off(..len.checked_mul(4)?)?.as_chunks().0.iter();
    Some(words.map(|four| u32::from_le_bytes(*four)).collect())
}

/// What [`put_strings`] wrote.
pub(crate) fn take_strings(rest: &mut &[u8]) -> Option<Vec<String>> {
    let len = take_word(rest)? as usize;
    let mut strings = Vec::new();
    for _ in 0..len {
        let bytes = take_word(rest)? as usize;
        strings.push(String::from_utf8(rest.split_off(..bytes)?.to_vec()).ok()?);
    }
    Some(strings)
}
