//! Outcomes that nobody knows: each of them once, with its rows, for somebody to say what they mean.

use super::encoding::text_of;
use super::intern::Interner;
use crate::error::OutcomeSeen;
use crate::stats::order::reorder;

/// Different values that are counted; a column of more is one of texts.
const COUNTED: usize = 1000;
/// Values that are shown.
const SHOWN: usize = 20;
/// Bytes of a value: a longer one is a text, which nobody would map.
const LONGEST: usize = 200;

/// Values of the outcome column that are no outcome.
#[derive(Debug, Default)]
pub(super) struct Unknown {
    values: Interner,
    /// Rows of each value, and its first line.
    rows: Vec<(u64, u64)>,
}

impl Unknown {
    pub(super) fn add(&mut self, value: &[u8], line: u64) {
        let text = text_of(value);
        let new = self.values.find(text.as_bytes()).is_none();
        if new && (value.len() > LONGEST || self.values.len() == COUNTED) {
            return;
        }
        let number = self.values.intern(&text) as usize;
        if number == self.rows.len() {
            self.rows.push((0, line));
        }
        self.rows[number].0 += 1;
    }

    /// The most frequent values, ties by code point.
    pub(super) fn shown(&self) -> Vec<OutcomeSeen> {
        let mut order = self.values.order();
        reorder(&mut order, &|i, j| self.rows[j].0.cmp(&self.rows[i].0));
        let shown = order.into_iter().take(SHOWN).map(|number| OutcomeSeen {
            value: self.values.get(number as u32).to_owned(),
            rows: self.rows[number].0,
            line: self.rows[number].1,
        });
        shown.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_frequent_come_first() {
        let mut unknown = Unknown::default();
        for (line, value) in ["b", "a", "c", "c", ""].into_iter().enumerate() {
            unknown.add(value.as_bytes(), line as u64);
        }
        let shown = unknown.shown();
        let told: Vec<_> = shown.iter().map(|u| (u.value.as_str(), u.rows, u.line)).collect();
        assert_eq!(told, [("c", 2, 2), ("", 1, 4), ("a", 1, 1), ("b", 1, 0)]);
    }

    #[test]
    fn a_column_of_texts_does_not_fill_memory() {
        let mut unknown = Unknown::default();
        for k in 0..10_000 {
            unknown.add(format!("{k}é").as_bytes(), k);
            unknown.add(format!("{k}é").repeat(100).as_bytes(), k);
        }
        assert_eq!((unknown.rows.len(), unknown.shown().len()), (COUNTED, SHOWN));
    }
}
