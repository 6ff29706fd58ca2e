//! Each distinct string once, numbered from 0 as they come.

use std::ops::Range;

use super::csv::Span;
use crate::stats::order::order_of_strings;

/// A growing set of strings with open addressing.
///
/// A slot holds the upper half of the key's hash and the key's number plus one,
/// so that a look-up touches the strings only where the hashes agree. Nothing
/// ever iterates over the slots: no result depends on the hash.
#[derive(Debug, Default)]
pub(super) struct Interner {
    text: String,
    ends: Vec<u32>,
    slots: Vec<u64>,
}

impl Interner {
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Bytes of all strings together; the callers keep it below 4 GB.
    pub(super) fn size(&self) -> usize {
        self.text.len()
    }

    #[inline]
    pub(super) fn get(&self, number: u32) -> &str {
        &self.text[self.place(number)]
    }

    #[inline]
    fn bytes(&self, number: u32) -> &[u8] {
        &self.text.as_bytes()[self.place(number)]
    }

    #[inline]
    fn place(&self, number: u32) -> Range<usize> {
        let number = number as usize;
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        start..self.ends[number] as usize
    }

    /// The numbers in the order of their strings, which is that of code points.
    pub(super) fn order(&self) -> Vec<usize> {
        order_of_strings(self.len(), &|number| self.bytes(number as u32))
    }

    /// Gives back the memory that only look-ups need.
    pub(super) fn close(&mut self) {
        self.slots = Vec::new();
    }

    /// The number of a string that is known.
    #[inline]
    pub(super) fn find(&self, key: &[u8]) -> Option<u32> {
        if self.slots.is_empty() {
            return None;
        }
        self.probe(key, hash(key)).ok()
    }

    /// What [`find`](Self::find) says of several strings of one text. Hundreds of thousands of them
    /// lie all over memory, and a processor can wait for many places at once: first for every
    /// slot, then for all that these point to.
    pub(super) fn find_together(&self, text: &[u8], keys: &[Span]) -> [Option<u32>; TOGETHER] {
        let mut found = [None; TOGETHER];
        if self.slots.is_empty() {
            return found;
        }
        let mask = self.slots.len() - 1;
        let mut held = [(0, 0); TOGETHER];
        for (held, key) in held.iter_mut().zip(keys) {
            let hash = hash(key.of(text));
            *held = (hash, self.slots[hash as usize & mask]);
        }
        for ((found, key), (hash, slot)) in found.iter_mut().zip(keys).zip(held) {
            let key = key.of(text);
            let number = (slot as u32).wrapping_sub(1);
            let likely = slot != 0 && slot & UPPER == hash & UPPER;
            *found = if likely && same(self.bytes(number), key) {
                Some(number)
            } else {
                self.probe(key, hash).ok()
            };
        }
        found
    }

    /// The number of a string, a new one if it is new.
    pub(super) fn intern(&mut self, key: &str) -> u32 {
        if 8 * (self.len() + 1) > 5 * self.slots.len() {
            self.grow();
        }
        let hash = hash(key.as_bytes());
        match self.probe(key.as_bytes(), hash) {
            Ok(number) => number,
            Err(slot) => {
                let number = self.ends.len() as u32;
                self.text.push_str(key);
                self.ends.push(self.text.len() as u32);
                self.slots[slot] = (hash & UPPER) | u64::from(number + 1);
                number
            }
        }
    }

    /// Where the key is, or the free slot where it belongs.
    #[inline]
    fn probe(&self, key: &[u8], hash: u64) -> Result<u32, usize> {
        let mask = self.slots.len() - 1;
        let mut slot = hash as usize & mask;
        loop {
            match self.slots[slot] {
                0 => return Err(slot),
                held if held & UPPER == hash & UPPER => {
                    let number = held as u32 - 1;
                    if same(self.bytes(number), key) {
                        return Ok(number);
                    }
                }
                _ => {}
            }
            slot = (slot + 1) & mask;
        }
    }

    fn grow(&mut self) {
        let size = (2 * self.slots.len()).max(64);
        self.slots.clear();
        self.slots.resize(size, 0);
        for number in 0..self.ends.len() as u32 {
            let hash = hash(self.bytes(number));
            let mut slot = hash as usize & (size - 1);
            while self.slots[slot] != 0 {
                slot = (slot + 1) & (size - 1);
            }
            self.slots[slot] = (hash & UPPER) | u64::from(number + 1);
        }
    }
}

/// 64 bits of a string, eight bytes at a time: multiply, then fold the upper half, where the
/// product has mixed, onto the lower. One multiplication a word; those of 128 bits that most such
/// functions are built on are a call in wasm.
#[inline]
fn hash(key: &[u8]) -> u64 {
    // An odd number with its bits well spread: 2^64 over the golden ratio (Knuth 1973, 6.4).
    const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;
    let mix = |hash: u64, word: u64| {
        let product = (hash ^ word).wrapping_mul(SPREAD);
        product ^ (product >> 32)
    };
    let (words, rest) = key.as_chunks::<8>();
    let hash =
        words.iter().fold(key.len() as u64, |hash, word| mix(hash, u64::from_le_bytes(*word)));
    if rest.is_empty() {
        return mix(hash, 0);
    }
    let last = match key.last_chunk::<8>() {
        Some(last) => u64::from_le_bytes(*last), // some bytes twice
        None => rest.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)),
    };
    mix(mix(hash, last), 0)
}

/// Equality eight bytes at a time: wasm's `memcmp` goes byte by byte.
#[inline]
fn same(one: &[u8], other: &[u8]) -> bool {
    let ((x, x_rest), (y, y_rest)) = (one.as_chunks::<8>(), other.as_chunks::<8>());
    let word = |bytes: &[u8; 8]| u64::from_le_bytes(*bytes);
    one.len() == other.len()
        && x.iter().zip(y).all(|(x, y)| word(x) == word(y))
        && x_rest.iter().zip(y_rest).all(|(x, y)| x == y)
}

/// Strings that are looked for together.
pub(super) const TOGETHER: usize = 32;

const UPPER: u64 = 0xFFFF_FFFF_0000_0000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_given_in_order_and_found_again() {
        let mut interner = Interner::default();
        assert_eq!(interner.find(b"x"), None);
        let keys: Vec<String> = (0..5000).map(|k| format!("{k}")).collect();
        for _ in 0..2 {
            for (k, key) in keys.iter().enumerate() {
                assert_eq!(interner.intern(key) as usize, k);
            }
        }
        assert_eq!(interner.len(), 5000);
        assert_eq!(interner.find(b"4321"), Some(4321));
        assert_eq!(interner.find(b"5000"), None);
        assert_eq!(interner.get(17), "17");
        assert_eq!(interner.intern(""), 5000);
        assert_eq!(interner.find(b""), Some(5000));
    }

    #[test]
    fn found_together_is_found_one_by_one() {
        let mut interner = Interner::default();
        let names: Vec<String> = (0..300).map(|k| format!("{:03}", k * 7 % 1000)).collect();
        let text = names.concat();
        let spans: Vec<Span> = (0..300).map(|k| Span { start: 3 * k, end: 3 * k + 3 }).collect();
        for known in [0, 1, 40, 150] {
            for span in &spans[..known] {
                interner.intern(&text[span.start as usize..span.end as usize]);
            }
            for keys in spans.chunks(TOGETHER) {
                let found = interner.find_together(text.as_bytes(), keys);
                for (key, found) in keys.iter().zip(found) {
                    assert_eq!(found, interner.find(key.of(text.as_bytes())));
                }
            }
        }
    }
}
