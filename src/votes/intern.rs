//! Each distinct string once, numbered from 0 as they come.

use xxhash_rust::xxh3::xxh3_64;

/// A growing set of byte strings with open addressing.
///
/// A slot holds the upper half of the key's hash and the key's number plus one,
/// so that a look-up touches the strings only where the hashes agree. Nothing
/// ever iterates over the slots: no result depends on the hash.
#[derive(Debug, Default)]
pub(super) struct Interner {
    bytes: Vec<u8>,
    ends: Vec<u32>,
    slots: Vec<u64>,
}

impl Interner {
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Bytes of all strings together; the callers keep it below 4 GB.
    pub(super) fn size(&self) -> usize {
        self.bytes.len()
    }

    pub(super) fn get(&self, number: u32) -> &[u8] {
        let number = number as usize;
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.bytes[start..self.ends[number] as usize]
    }

    /// The number of a string that is known.
    pub(super) fn find(&self, key: &[u8]) -> Option<u32> {
        if self.slots.is_empty() {
            return None;
        }
        self.probe(key, xxh3_64(key)).ok()
    }

    /// The number of a string, a new one if it is new.
    pub(super) fn intern(&mut self, key: &[u8]) -> u32 {
        if 8 * (self.len() + 1) > 5 * self.slots.len() {
            self.grow();
        }
        let hash = xxh3_64(key);
        match self.probe(key, hash) {
            Ok(number) => number,
            Err(slot) => {
                let number = self.ends.len() as u32;
                self.bytes.extend_from_slice(key);
                self.ends.push(self.bytes.len() as u32);
                self.slots[slot] = (hash & UPPER) | u64::from(number + 1);
                number
            }
        }
    }

    /// Where the key is, or the free slot where it belongs.
    fn probe(&self, key: &[u8], hash: u64) -> Result<u32, usize> {
        let mask = self.slots.len() - 1;
        let mut slot = hash as usize & mask;
        loop {
            match self.slots[slot] {
                0 => return Err(slot),
                held if held & UPPER == hash & UPPER => {
                    let number = held as u32 - 1;
                    if self.get(number) == key {
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
            let hash = xxh3_64(self.get(number));
            let mut slot = hash as usize & (size - 1);
            while self.slots[slot] != 0 {
                slot = (slot + 1) & (size - 1);
            }
            self.slots[slot] = (hash & UPPER) | u64::from(number + 1);
        }
    }
}

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
                assert_eq!(interner.intern(key.as_bytes()) as usize, k);
            }
        }
        assert_eq!(interner.len(), 5000);
        assert_eq!(interner.find(b"4321"), Some(4321));
        assert_eq!(interner.find(b"5000"), None);
        assert_eq!(interner.get(17), b"17");
        assert_eq!(interner.intern(b""), 5000);
        assert_eq!(interner.find(b""), Some(5000));
    }
}
