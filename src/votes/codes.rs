//! Outcomes that are numbers: kept as they come, and settled when the whole file is seen.

use super::coding::{CODES, Coding, Counts, Given, certain, readings, words};
use super::table::Outcome;
use crate::error::{Error, ErrorKind, OutcomeSeen, Reading};

/// A number is no model's name in its row, or the first model's, or the second's.
const SIDES: usize = 3;
/// Numbers come after the outcomes.
const FIRST_CODE: u8 = Outcome::BothBad as u8 + 1;

/// How a row fell, as far as that is known while reading: an outcome, or a number to be settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fell(u8);

impl From<Outcome> for Fell {
    fn from(outcome: Outcome) -> Self {
        Self(outcome as u8)
    }
}

impl Fell {
    /// A number that may be an outcome, and whose name it is in its row; `None` for a number that
    /// no coding knows.
    pub(super) fn code(number: f64, named: Option<Outcome>) -> Option<Self> {
        let at = CODES.iter().position(|&code| code - number == 0.0)?;
        let side = match named {
            None => 0,
            Some(Outcome::A) => 1,
            Some(_) => 2,
        };
        Some(Self(FIRST_CODE + (SIDES * at + side) as u8))
    }

    fn known(self) -> Option<Outcome> {
        const KNOWN: [Outcome; 4] = [Outcome::A, Outcome::B, Outcome::Tie, Outcome::BothBad];
        KNOWN.get(usize::from(self.0)).copied()
    }
}

/// Which numbers a file has for outcomes, and in how many rows.
#[derive(Debug, Default)]
pub(super) struct Codes {
    rows: Counts,
    /// Those whose number is no model's name.
    unnamed: u64,
    /// Those whose number is one.
    named: u64,
    /// The first line of each number.
    lines: [u64; CODES.len()],
}

/// What the numbers turned out to mean.
pub(super) struct Settled {
    /// Absent where they are the winners' names.
    coding: Option<Coding>,
    /// What a person should know of it.
    pub(super) note: Option<String>,
}

impl Settled {
    pub(super) fn outcome(&self, fell: Fell) -> Outcome {
        fell.known().unwrap_or_else(|| {
            let code = usize::from(fell.0 - FIRST_CODE);
            let named = if code % SIDES == 1 { Outcome::A } else { Outcome::B };
            let coding = self.coding.and_then(|coding| coding.meaning(code / SIDES).outcome());
            coding.unwrap_or(named)
        })
    }
}

/// What is known besides the numbers.
pub(super) struct Context<'a> {
    /// The name of their column.
    pub(super) column: &'a str,
    /// Whether the column is one for the first model's scores.
    pub(super) scores: bool,
    pub(super) given: &'a Given,
    /// The names of all columns, and the first rows, for somebody who has to choose.
    pub(super) header: &'a [String],
    pub(super) preview: &'a [Vec<String>],
}

impl Codes {
    /// Counts a row that fell so.
    pub(super) fn add(&mut self, fell: Fell, line: u64) {
        if let Some(code) = fell.0.checked_sub(FIRST_CODE) {
            let (at, side) = (usize::from(code) / SIDES, usize::from(code) % SIDES);
            if self.rows[at] == 0 {
                self.lines[at] = line;
            }
            self.rows[at] += 1;
            *(if side == 0 { &mut self.unnamed } else { &mut self.named }) += 1;
        }
    }

    /// Settles what the numbers mean.
    ///
    /// # Errors
    /// `ambiguous-outcomes`, with the readings that fit.
    pub(super) fn settle(&self, context: &Context<'_>) -> Result<Settled, Error> {
        // Every number is the name of one of its row's models, as `2` is where models are numbered.
        if self.unnamed == 0 {
            return Ok(Settled { coding: None, note: None });
        }
        let fitting = readings(&self.rows, context.given);
        // Where models are numbered too, no number is beyond doubt.
        let certain = certain(&self.rows, context.scores, context.given);
        let coding = match (certain, fitting.as_slice()) {
            (Some(coding), _) if self.named == 0 => coding,
            // What the caller says of some numbers may leave one reading of the others.
            (_, &[coding]) if !context.given.is_empty() && coding.is_whole() => coding,
            _ => return Err(self.ask(context, &fitting)),
        };
        let words = words(coding, &self.rows);
        let note = format!("Numbers in {} are read so: {words}.", context.column);
        Ok(Settled { coding: Some(coding), note: (!context.scores).then_some(note) })
    }

    fn ask(&self, context: &Context<'_>, fitting: &[Coding]) -> Error {
        let seen = || (0..CODES.len()).filter(|&at| self.rows[at] > 0);
        let reading = |&coding: &Coding| Reading {
            words: words(coding, &self.rows),
            outcomes: seen().map(|at| (CODES[at].to_string(), coding.meaning(at).name())).collect(),
        };
        let value = |at: usize| OutcomeSeen {
            value: CODES[at].to_string(),
            rows: self.rows[at],
            line: self.lines[at],
        };
        ErrorKind::AmbiguousOutcomes {
            column: context.column.to_owned(),
            readings: fitting.iter().map(reading).collect(),
            values: seen().map(value).collect(),
            found: context.header.to_vec(),
            preview: context.preview.to_vec(),
        }
        .into()
    }
}
