//! What the cells of an outcome column say.

use std::collections::BTreeMap;

use super::codes::Fell;
use super::coding::Given;
use super::encoding::text_of;
use super::number::number;
use super::options::OutcomeMeaning;
use super::table::Outcome;

/// What the numbers of an outcome column are, as far as its name tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Numbers {
    /// A coding that the whole file has to tell, or the names of models.
    Codes,
    /// The first model's scores wherever they can be, even where a model is called `1`.
    Scores,
    /// `AlpacaEval`'s preferences: from 1 for the first model to 2 for the second.
    Preferences,
}

/// What one cell says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    /// How the row fell.
    Fell(Fell),
    /// The caller leaves such rows out.
    Skip,
}

impl From<OutcomeMeaning> for Told {
    fn from(meaning: OutcomeMeaning) -> Self {
        meaning.outcome().map_or(Self::Skip, |outcome| Self::Fell(outcome.into()))
    }
}

/// Reads outcome cells. An unknown value is told as such, never taken for a tie.
#[derive(Debug)]
pub(super) struct OutcomeReader {
    /// What the caller says values mean, over all else.
    given: BTreeMap<String, OutcomeMeaning>,
    /// The numbers among those values.
    given_numbers: Vec<(f64, OutcomeMeaning)>,
    numbers: Numbers,
    /// Raw cells seen and what they say: a handful, in practice four.
    seen: Vec<(Vec<u8>, Told)>,
    /// Whether some preferences were for neither model wholly.
    pub(super) rounded: bool,
}

const REMEMBERED: usize = 8;

impl OutcomeReader {
    pub(super) fn new(given: BTreeMap<String, OutcomeMeaning>, numbers: Numbers) -> Self {
        let number_of =
            |(value, meaning): (&String, &OutcomeMeaning)| Some((number(value.trim())?, *meaning));
        let given_numbers = given.iter().filter_map(number_of).collect();
        Self { given, given_numbers, numbers, seen: Vec::new(), rounded: false }
    }

    /// Whether the numbers are the first model's scores wherever they can be.
    pub(super) fn scores(&self) -> bool {
        self.numbers == Numbers::Scores
    }

    /// What the caller says of numbers.
    pub(super) fn given_numbers(&self) -> &Given {
        &self.given_numbers
    }

    /// What a cell says in a row that compares `a` with `b`; `None` where nobody knows.
    #[inline]
    pub(super) fn read(&mut self, cell: &[u8], a: &[u8], b: &[u8]) -> Option<Told> {
        if !self.given.is_empty()
            && let Some(meaning) = self.said(&text_of(cell))
        {
            return Some(meaning.into());
        }
        // A cell may hold the winner's own name, and a model may be called
        // "left" or "0": the row's own names come before the general words.
        if cell == a || cell == b {
            let side = if cell == a { Outcome::A } else { Outcome::B };
            let number = if begins_number(cell) { number(&text_of(cell)) } else { None };
            match number.and_then(|number| Fell::code(number, Some(side))) {
                None => return Some(Told::Fell(side.into())),
                Some(code) if self.numbers != Numbers::Scores => return Some(Told::Fell(code)),
                Some(_) => {}
            }
        }
        if let Some((_, told)) = self.seen.iter().find(|(seen, _)| seen == cell) {
            return Some(*told);
        }
        let text = text_of(cell);
        let told = match word(&text).or_else(|| result(&text)) {
            Some(meaning) => meaning.into(),
            None => self.number(number(&text)?)?,
        };
        if self.seen.len() < REMEMBERED {
            self.seen.push((cell.to_vec(), told));
        }
        Some(told)
    }

    /// What the caller says of a cell, as it is written or as a number.
    fn said(&self, cell: &str) -> Option<OutcomeMeaning> {
        self.given.get(cell).copied().or_else(|| {
            let number = if self.given_numbers.is_empty() { None } else { number(cell) }?;
            let same = |(given, _): &&(f64, OutcomeMeaning)| given - number == 0.0;
            self.given_numbers.iter().find(same).map(|&(_, meaning)| meaning)
        })
    }

    fn number(&mut self, number: f64) -> Option<Told> {
        if self.numbers != Numbers::Preferences {
            return Fell::code(number, None).map(Told::Fell);
        }
        let outcome = if [0.0, 1.5].contains(&number) {
            Outcome::Tie
        } else if !(1.0..=2.0).contains(&number) {
            return None;
        } else if number < 1.5 {
            Outcome::A
        } else {
            Outcome::B
        };
        self.rounded |= (2.0 * number).fract() != 0.0;
        Some(Told::Fell(outcome.into()))
    }

    /// Whether a cell is one of the words for an outcome.
    pub(super) fn is_word(cell: &str) -> bool {
        word(cell).is_some()
    }
}

/// Whether a number may begin so: most names do not.
fn begins_number(cell: &[u8]) -> bool {
    matches!(cell.first(), Some(b'0'..=b'9' | b'-' | b'+' | b'.'))
}

/// Words for an outcome, whatever their case, spaces, dashes, underscores and brackets: those of
/// `LMArena`, `GenAI-Arena`, MT-bench, Arena-Hard, llmfao and chess, and plain English.
fn word(cell: &str) -> Option<OutcomeMeaning> {
    Some(match super::header::normal(cell).as_str() {
        "modela" | "a" | "left" | "model1" | "modelx" | "first" | "leftmodel" | "responsea"
        | "assistanta" | "leftvote" | "white" | "a>b" | "a>>b" => OutcomeMeaning::A,
        "modelb" | "b" | "right" | "model2" | "modely" | "second" | "rightmodel" | "responseb"
        | "assistantb" | "rightvote" | "black" | "b>a" | "b>>a" | "a<b" | "a<<b" => {
            OutcomeMeaning::B
        }
        "tie" | "tied" | "draw" | "equal" | "same" | "both" | "tievote" | "tieinconsistent"
        | "bothgood" | "tiebothgood" | "bothequal" | "even" | "nopreference" | "a=b" => {
            OutcomeMeaning::Tie
        }
        "tiebothbad" | "bothbad" | "bothbadtie" | "bothbadvote" | "neither" => {
            OutcomeMeaning::BothBad
        }
        _ => return None,
    })
}

/// A game's result: `1-0`, `0-1`, `1/2-1/2`, `½–½`, `0.5-0.5`.
fn result(cell: &str) -> Option<OutcomeMeaning> {
    let (first, second) = cell.split_once(['-', '–', '−'])?;
    let score = |text: &str| match text.trim() {
        "1" | "1.0" => Some(2),
        "0" | "0.0" => Some(0),
        "1/2" | "½" | "0.5" | ".5" => Some(1),
        _ => None,
    };
    match (score(first)?, score(second)?) {
        (2, 0) => Some(OutcomeMeaning::A),
        (0, 2) => Some(OutcomeMeaning::B),
        (1, 1) => Some(OutcomeMeaning::Tie),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use OutcomeMeaning::{A, B, BothBad, Skip, Tie};

    fn told(meaning: impl Into<Option<OutcomeMeaning>>) -> Option<Told> {
        meaning.into().map(Told::from)
    }

    fn code(number: f64, named: Option<Outcome>) -> Option<Told> {
        Fell::code(number, named).map(Told::Fell)
    }

    #[test]
    fn words_results_and_names() {
        let mut reader = OutcomeReader::new(BTreeMap::new(), Numbers::Codes);
        for (cell, meaning) in [
            ("model_a", Some(A)),
            ("Model B", Some(B)),
            ("tie", Some(Tie)),
            ("tie (inconsistent)", Some(Tie)),
            ("tie (bothbad)", Some(BothBad)),
            ("both_bad", Some(BothBad)),
            ("Neither", Some(BothBad)),
            ("Left", Some(A)),
            ("RIGHT", Some(B)),
            ("leftvote", Some(A)),
            ("bothbad_vote", Some(BothBad)),
            ("[[A>>B]]", Some(A)),
            ("1-0", Some(A)),
            ("0 – 1", Some(B)),
            ("½-½", Some(Tie)),
            ("1-1", None),
            ("-", None),
            ("GPT4o", Some(A)),
            ("DiVA", Some(B)),
            ("", None),
            ("tie?!", None),
            ("Gemini", None),
            ("17", None),
        ] {
            for _ in 0..2 {
                let read = reader.read(cell.as_bytes(), b"GPT4o", b"DiVA");
                assert_eq!(read, told(meaning), "{cell}");
            }
        }
    }

    #[test]
    fn numbers_wait_for_the_end_of_the_file() {
        let mut reader = OutcomeReader::new(BTreeMap::new(), Numbers::Codes);
        for (cell, number) in [("1", 1.0), ("0.0", 0.0), ("0.50", 0.5), ("-1", -1.0), ("2", 2.0)] {
            assert_eq!(reader.read(cell.as_bytes(), b"x", b"y"), code(number, None));
        }
        assert_eq!(reader.read(b"2", b"2", b"y"), code(2.0, Some(Outcome::A)));
        assert_eq!(reader.read(b"2", b"x", b"2"), code(2.0, Some(Outcome::B)));
        assert_eq!(reader.read(b"17", b"x", b"17"), told(B));
    }

    #[test]
    fn names_win_over_words_and_scores_over_names() {
        let mut names = OutcomeReader::new(BTreeMap::new(), Numbers::Codes);
        assert_eq!(names.read(b"left", b"right", b"left"), told(B));
        assert_eq!(names.read(b"left", b"x", b"y"), told(A));
        let mut scores = OutcomeReader::new(BTreeMap::new(), Numbers::Scores);
        assert_eq!(scores.read(b"0", b"0", b"1"), code(0.0, None));
        assert_eq!(scores.read(b"gpt", b"diva", b"gpt"), told(B));
        assert_eq!(scores.read(b"gpt", b"gpt", b"diva"), told(A));
    }

    #[test]
    fn preferences_are_for_the_nearer_model() {
        let mut reader = OutcomeReader::new(BTreeMap::new(), Numbers::Preferences);
        for (cell, meaning) in
            [("1.0", Some(A)), ("2", Some(B)), ("1.5", Some(Tie)), ("0", Some(Tie)), ("3", None)]
        {
            assert_eq!(reader.read(cell.as_bytes(), b"x", b"y"), told(meaning), "{cell}");
        }
        assert!(!reader.rounded);
        assert_eq!(reader.read(b"1.0000076", b"x", b"y"), told(A));
        assert!(reader.rounded);
    }

    #[test]
    fn what_the_caller_says_comes_first() {
        let given = [("no", Skip), ("A", B), ("1", B)].map(|(value, is)| (value.to_owned(), is));
        let mut reader = OutcomeReader::new(given.into(), Numbers::Codes);
        assert_eq!(reader.read(b"no", b"x", b"y"), told(Skip));
        assert_eq!(reader.read(b"A", b"A", b"C"), told(B));
        assert_eq!(reader.read(b"B", b"x", b"y"), told(B));
        assert_eq!(reader.read(b"B", b"B", b"C"), told(A));
        assert_eq!(reader.read(b"1.0", b"x", b"y"), told(B));
        assert_eq!(reader.given_numbers(), [(1.0, B)]);
    }
}
