//! Numbers for distinct keys, in the order in which they first come. Compiled once, as sorting is: a
//! map of the standard library is some kilobytes of WebAssembly for every type of key and value.

use std::collections::BTreeMap;

/// Distinct keys, each with a number: the first 0, the next 1, ….
///
/// ```
/// use mindgap::stats::numbering::Numbering;
///
/// let mut pairs = Numbering::default();
/// assert_eq!([[7, 2], [3, 9], [7, 2]].map(|pair| pairs.of(&pair)), [0, 1, 0]);
/// assert_eq!(pairs.ascending(), [1, 0], "(3, 9) comes before (7, 2)");
/// ```
#[derive(Debug, Clone, Default)]
pub struct Numbering {
    known: BTreeMap<Vec<u8>, usize>,
    /// The key asked for, so that one that is known allocates nothing.
    key: Vec<u8>,
}

impl Numbering {
    /// The number of a text.
    pub fn of_text(&mut self, text: &str) -> usize {
        self.key.clear();
        self.key.extend_from_slice(text.as_bytes());
        self.of_key()
    }

    /// The number of some numbers; those of one numbering are equally many.
    pub fn of(&mut self, key: &[u32]) -> usize {
        self.write(key);
        self.of_key()
    }

    /// Whether a text comes for the first time.
    pub fn is_new(&mut self, text: &str) -> bool {
        let before = self.len();
        self.of_text(text) == before
    }

    /// The number that some numbers have, if they have one.
    pub fn find(&mut self, key: &[u32]) -> Option<usize> {
        self.write(key);
        self.known.get(self.key.as_slice()).copied()
    }

    /// Numbers given so far.
    #[must_use]
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// The numbers in the order of their keys.
    #[must_use]
    pub fn ascending(&self) -> Vec<usize> {
        self.known.values().copied().collect()
    }

    /// Bytes in the order of the numbers.
    fn write(&mut self, key: &[u32]) {
        self.key.clear();
        for number in key {
            self.key.extend_from_slice(&number.to_be_bytes());
        }
    }

    fn of_key(&mut self) -> usize {
        if let Some(&number) = self.known.get(self.key.as_slice()) {
            return number;
        }
        let number = self.known.len();
        self.known.insert(self.key.clone(), number);
        number
    }
}

/// Some numbers, each once, ascending.
#[must_use]
pub fn distinct(numbers: &[u32]) -> Vec<u32> {
    let mut numbering = Numbering::default();
    let mut first = Vec::new();
    for &number in numbers {
        if numbering.of(&[number]) == first.len() {
            first.push(number);
        }
    }
    numbering.ascending().into_iter().map(|at| first[at]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_in_the_order_of_their_numbers_and_texts() {
        let mut pairs = Numbering::default();
        let keys = [[256, 0], [1, 255], [1, 256], [u32::MAX, 1], [0, 9]];
        assert_eq!(keys.map(|key| pairs.of(&key)), [0, 1, 2, 3, 4]);
        assert_eq!(pairs.ascending(), [4, 1, 2, 0, 3]);
        assert_eq!((pairs.find(&[1, 256]), pairs.find(&[2, 0])), (Some(2), None));
        let mut names = Numbering::default();
        assert!(names.is_new("b") && names.is_new("") && names.is_new("ab") && !names.is_new("b"));
        assert_eq!(names.ascending(), [1, 2, 0]);
    }

    #[test]
    fn distinct_ones_ascend() {
        assert_eq!(distinct(&[3, 300, 3, 0, 70_000, 300]), [0, 3, 300, 70_000]);
        assert!(distinct(&[]).is_empty());
    }
}
