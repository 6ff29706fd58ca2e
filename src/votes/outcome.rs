//! What the cells of an outcome column say.

use std::collections::BTreeMap;

use super::encoding::text_of;
use super::options::OutcomeMeaning;

/// Reads outcome cells. An unknown value is told as such, never taken for a tie.
#[derive(Debug)]
pub(super) struct OutcomeReader {
    /// What the caller says values mean, over all else.
    given: BTreeMap<String, OutcomeMeaning>,
    /// Numbers before names: in a column called `outcome`, `1` means that the
    /// first model won even where a model is called `1`.
    numeric: bool,
    /// Raw cells seen and what they mean: a handful, in practice four.
    seen: Vec<(Vec<u8>, OutcomeMeaning)>,
}

const REMEMBERED: usize = 8;

impl OutcomeReader {
    pub(super) fn new(given: BTreeMap<String, OutcomeMeaning>, numeric: bool) -> Self {
        Self { given, numeric, seen: Vec::new() }
    }

    /// The meaning of a cell in a row that compares `a` with `b`.
    #[inline]
    pub(super) fn read(&mut self, cell: &[u8], a: &[u8], b: &[u8]) -> Option<OutcomeMeaning> {
        if !self.given.is_empty()
            && let Some(meaning) = self.given.get(text_of(cell).as_ref())
        {
            return Some(*meaning);
        }
        // A cell may hold the winner's own name, and a model may be called
        // "left" or "0": the row's own names come before the general words.
        if (cell == a || cell == b) && !(self.numeric && number(&text_of(cell)).is_some()) {
            return Some(if cell == a { OutcomeMeaning::A } else { OutcomeMeaning::B });
        }
        if let Some((_, meaning)) = self.seen.iter().find(|(seen, _)| seen == cell) {
            return Some(*meaning);
        }
        let text = text_of(cell);
        let meaning = word(&text).or_else(|| number(&text))?;
        if self.seen.len() < REMEMBERED {
            self.seen.push((cell.to_vec(), meaning));
        }
        Some(meaning)
    }

    /// Whether a cell is one of the words for an outcome.
    pub(super) fn is_word(cell: &str) -> bool {
        word(cell).is_some()
    }
}

/// Words for an outcome, whatever their case, spaces, dashes, underscores and brackets.
fn word(cell: &str) -> Option<OutcomeMeaning> {
    Some(match super::header::normal(cell).as_str() {
        "modela" | "a" | "left" | "model1" | "modelx" | "first" | "leftmodel" | "responsea"
        | "assistanta" => OutcomeMeaning::A,
        "modelb" | "b" | "right" | "model2" | "modely" | "second" | "rightmodel" | "responseb"
        | "assistantb" => OutcomeMeaning::B,
        "tie" | "tied" | "draw" | "equal" | "same" => OutcomeMeaning::Tie,
        "tiebothbad" | "bothbad" | "bothbadtie" => OutcomeMeaning::BothBad,
        _ => return None,
    })
}

/// The first model's score: 1, 0, or 0.5 for a tie (the convention of Talk Arena's `outcome`).
fn number(cell: &str) -> Option<OutcomeMeaning> {
    let score = super::number::number(cell)?;
    [(1.0, OutcomeMeaning::A), (0.0, OutcomeMeaning::B), (0.5, OutcomeMeaning::Tie)]
        .into_iter()
        .find_map(|(value, meaning)| (score - value == 0.0).then_some(meaning))
}

#[cfg(test)]
mod tests {
    use super::*;
    use OutcomeMeaning::{A, B, BothBad, Skip, Tie};

    #[test]
    fn words_numbers_and_names() {
        let mut reader = OutcomeReader::new(BTreeMap::new(), false);
        for (cell, meaning) in [
            ("model_a", Some(A)),
            ("Model B", Some(B)),
            ("tie", Some(Tie)),
            ("tie (bothbad)", Some(BothBad)),
            ("both_bad", Some(BothBad)),
            ("bothbad", Some(BothBad)),
            ("Left", Some(A)),
            ("RIGHT", Some(B)),
            ("1", Some(A)),
            ("0.0", Some(B)),
            ("0.50", Some(Tie)),
            ("GPT4o", Some(A)),
            ("DiVA", Some(B)),
            ("2", None),
            ("", None),
            ("tie?!", None),
            ("Gemini", None),
        ] {
            for _ in 0..2 {
                assert_eq!(reader.read(cell.as_bytes(), b"GPT4o", b"DiVA"), meaning, "{cell}");
            }
        }
    }

    #[test]
    fn names_win_over_words_unless_the_column_is_numeric() {
        let mut names = OutcomeReader::new(BTreeMap::new(), false);
        assert_eq!(names.read(b"0", b"0", b"1"), Some(A));
        assert_eq!(names.read(b"0", b"2", b"0"), Some(B));
        assert_eq!(names.read(b"left", b"right", b"left"), Some(B));
        assert_eq!(names.read(b"left", b"x", b"y"), Some(A));
        let mut numbers = OutcomeReader::new(BTreeMap::new(), true);
        assert_eq!(numbers.read(b"0", b"0", b"1"), Some(B));
        assert_eq!(numbers.read(b"gpt", b"diva", b"gpt"), Some(B));
        assert_eq!(numbers.read(b"gpt", b"gpt", b"diva"), Some(A));
    }

    #[test]
    fn what_the_caller_says_comes_first() {
        let given = BTreeMap::from([("no".into(), Skip), ("A".into(), B)]);
        let mut reader = OutcomeReader::new(given, false);
        assert_eq!(reader.read(b"no", b"x", b"y"), Some(Skip));
        assert_eq!(reader.read(b"A", b"A", b"C"), Some(B));
        assert_eq!(reader.read(b"B", b"x", b"y"), Some(B));
        assert_eq!(reader.read(b"B", b"B", b"C"), Some(A));
    }
}
