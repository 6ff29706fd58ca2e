//! Outcomes that are numbers: kept as they come, and settled when the whole file is seen.

use super::coding::{CODES, Given, certain, readings, words};
use super::options::OutcomeMeaning;
use super::table::Outcome;
use crate::error::{Error, ErrorKind, NumberSeen, Reading};

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

/// Which numbers a file has for outcomes, and in how many votes.
#[derive(Debug, Default)]
pub(super) struct Codes {
    votes: [[u64; SIDES]; CODES.len()],
    /// The first line of each number.
    lines: [Option<u64>; CODES.len()],
}

/// What the numbers turned out to mean.
pub(super) struct Settled {
    meanings: [[Outcome; SIDES]; CODES.len()],
    /// What a person should know of it.
    pub(super) note: Option<String>,
}

impl Settled {
    pub(super) fn outcome(&self, fell: Fell) -> Outcome {
        fell.known().unwrap_or_else(|| {
            let code = usize::from(fell.0 - FIRST_CODE);
            self.meanings[code / SIDES][code % SIDES]
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
    /// Counts votes that fell so.
    pub(super) fn add(&mut self, fell: Fell, votes: u64, line: u64) {
        if let Some(code) = fell.0.checked_sub(FIRST_CODE) {
            let (at, side) = (usize::from(code) / SIDES, usize::from(code) % SIDES);
            self.votes[at][side] += votes;
            self.lines[at].get_or_insert(line);
        }
    }

    /// Settles what the numbers mean.
    ///
    /// # Errors
    /// `ambiguous-outcomes`, with the readings that fit.
    pub(super) fn settle(&self, context: &Context<'_>) -> Result<Settled, Error> {
        let mut meanings = [[Outcome::Tie, Outcome::A, Outcome::B]; CODES.len()];
        let seen: Vec<usize> = (0..CODES.len()).filter(|&at| self.votes(at) > 0).collect();
        // Every number is the name of one of its row's models, as `2` is where models are numbered.
        if seen.iter().all(|&at| self.votes[at][0] == 0) {
            return Ok(Settled { meanings, note: None });
        }
        let numbers: Vec<f64> = seen.iter().map(|&at| CODES[at]).collect();
        let votes: Vec<u64> = seen.iter().map(|&at| self.votes(at)).collect();
        let fitting = readings(&numbers, &votes, context.given);
        // Where models are numbered too, no number is beyond doubt.
        let plain = seen.iter().all(|&at| self.votes(at) == self.votes[at][0]);
        let certain = certain(&numbers, context.scores, context.given).filter(|_| plain);
        let found = certain.or_else(|| {
            // What the caller says of some numbers may leave one reading of the others.
            let [one] = fitting.as_slice() else { return None };
            let whole = !context.given.is_empty() && !one.contains(&OutcomeMeaning::Skip);
            whole.then(|| one.clone())
        });
        let Some(found) = found else {
            return Err(self.ask(context, &seen, &fitting));
        };
        for (&at, meaning) in seen.iter().zip(&found) {
            if let Some(outcome) = meaning.outcome() {
                meanings[at] = [outcome; SIDES];
            }
        }
        let column = context.column;
        let note = (!context.scores)
            .then(|| format!("Numbers in {column} are read so: {}.", words(&numbers, &found)));
        Ok(Settled { meanings, note })
    }

    fn votes(&self, at: usize) -> u64 {
        self.votes[at].iter().sum()
    }

    fn ask(&self, context: &Context<'_>, seen: &[usize], fitting: &[Vec<OutcomeMeaning>]) -> Error {
        let numbers: Vec<f64> = seen.iter().map(|&at| CODES[at]).collect();
        let reading = |meanings: &Vec<OutcomeMeaning>| Reading {
            words: words(&numbers, meanings),
            outcomes: numbers
                .iter()
                .map(f64::to_string)
                .zip(meanings.iter().map(|m| m.name()))
                .collect(),
        };
        let value = |&at: &usize| NumberSeen {
            value: CODES[at].to_string(),
            votes: self.votes(at),
            line: self.lines[at].unwrap_or_default(),
        };
        ErrorKind::AmbiguousOutcomes {
            column: context.column.to_owned(),
            readings: fitting.iter().map(reading).collect(),
            values: seen.iter().map(value).collect(),
            found: context.header.to_vec(),
            preview: context.preview.to_vec(),
        }
        .into()
    }
}
