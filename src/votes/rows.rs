//! Rows in, columns out: each row is checked, then kept or left out with its reason.

use super::codes::{Codes, Fell};
use super::csv::Span;
use super::encoding::text_of;
use super::guess::Guess;
use super::header::{OutcomePart, Parts, names_models};
use super::intern::{Interner, TOGETHER};
use super::number::number;
use super::outcome::{OutcomeReader, Told};
use super::square::Square;
use super::table::{Categories, Outcome, Strings};
use super::texts::Texts;
use super::time;
use super::unknown::Unknown;
use crate::error::{DropCounts, DropReason, Dropped, Error, ErrorKind, quoted};

/// Rows left out that are shown, of each kind.
const SHOWN: u64 = 10;
/// Models have 16-bit numbers; the last is kept free.
const MOST_MODELS: usize = 65_535;
/// Bytes of a model's or judge's name.
const LONGEST_NAME: usize = 1000;
/// Kept rows: what fits in a browser's memory with room to work.
const MOST_ROWS: usize = 50_000_000;
/// Bytes of all judges' names, and of all free text; later text is left out.
const MOST_TEXT: usize = 256 << 20;
/// Rows shown to somebody who has to choose, and characters of their cells.
const PREVIEW: usize = 5;
const PREVIEW_CELL: usize = 200;

/// The cells of one row, trimmed as they are taken.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) text: &'a [u8],
    pub(super) cells: &'a [Span],
}

impl<'a> Row<'a> {
    #[inline]
    pub(super) fn get(self, column: usize) -> Option<&'a [u8]> {
        let span = *self.cells.get(column)?;
        if span == Span::MISSING {
            return None;
        }
        let cell = self.text.get(span.start as usize..span.end as usize)?;
        Some(match cell {
            [b'!'..=b'~', .., b'!'..=b'~'] => cell, // the usual case, told at a glance
            _ => cell.trim_ascii(),
        })
    }

    /// A cell that may be missing.
    #[inline]
    pub(super) fn or_empty(self, column: usize) -> &'a [u8] {
        self.get(column).unwrap_or_default()
    }
}

/// Why a row is left out, the column at fault and what stands there.
type Fault<'a> = (DropReason, Option<usize>, &'a [u8]);

/// The columns as they grow.
pub(super) struct Rows {
    pub(super) header: Vec<String>,
    pub(super) parts: Parts,
    pub(super) outcomes: OutcomeReader,
    pub(super) models: Interner,
    pub(super) judges: Interner,
    pub(super) a: Vec<u16>,
    pub(super) b: Vec<u16>,
    pub(super) outcome: Vec<Fell>,
    pub(super) codes: Codes,
    pub(super) count: Vec<u32>,
    /// Of the votes so far but those whose judges are still waiting.
    pub(super) judge: Vec<u32>,
    /// Judges' names that are looked up together, and their lines.
    waiting: Vec<Span>,
    waiting_lines: Vec<u64>,
    pub(super) time: Vec<f64>,
    pub(super) text: Strings,
    pub(super) guesses: Vec<(usize, Guess)>,
    /// The models' responses, where there are such.
    pub(super) texts: Option<Texts>,
    pub(super) repeated: Vec<bool>,
    pub(super) total: u64,
    /// Data rows so far.
    pub(super) seen: u64,
    /// Rows that end before the header does, but not before what is needed.
    pub(super) shorter: u64,
    pub(super) not_utf8: Option<u64>,
    pub(super) text_cut: Option<u64>,
    pub(super) dropped: Vec<Dropped>,
    pub(super) drops: DropCounts,
    pub(super) unknown: Unknown,
    square: Option<Square>,
    /// The first rows.
    pub(super) preview: Vec<Vec<String>>,
}

impl Rows {
    /// `square`: the table of wins that the rows are, where they are one.
    pub(super) fn new(
        header: Vec<String>,
        parts: Parts,
        outcomes: OutcomeReader,
        texts: Option<Texts>,
        square: Option<Square>,
    ) -> Self {
        let roles = parts.roles(header.len());
        let repeated: Vec<bool> =
            (0..header.len()).map(|k| header[..k].contains(&header[k])).collect();
        let guesses = (0..header.len())
            .filter(|&k| roles[k].is_none())
            .map(|k| (k, Self::first_guess(&header[k], repeated[k])))
            .collect();
        Self {
            header,
            parts,
            outcomes,
            models: Interner::default(),
            judges: Interner::default(),
            a: Vec::new(),
            b: Vec::new(),
            outcome: Vec::new(),
            codes: Codes::default(),
            count: Vec::new(),
            judge: Vec::new(),
            waiting: Vec::with_capacity(TOGETHER),
            waiting_lines: Vec::with_capacity(TOGETHER),
            time: Vec::new(),
            text: Strings::default(),
            guesses,
            texts,
            repeated,
            total: 0,
            seen: 0,
            shorter: 0,
            not_utf8: None,
            text_cut: None,
            dropped: Vec::new(),
            drops: DropCounts::default(),
            unknown: Unknown::default(),
            square,
            preview: Vec::new(),
        }
    }

    fn first_guess(name: &str, repeated: bool) -> Guess {
        if repeated {
            Guess::Unused("a column of the same name comes before it".into())
        } else if name.is_empty() {
            Guess::Unused("it has no name".into())
        } else if names_models(name) {
            Guess::Unused("the models are read from other columns".into())
        } else {
            Guess::new()
        }
    }

    /// The column names.
    pub(super) fn header(&self) -> &[String] {
        &self.header
    }

    /// The columns that turned out to be of no use already: what they hold from here on is not asked.
    pub(super) fn given_up(&self) -> impl Iterator<Item = usize> {
        let measured = |column| self.texts.as_ref().is_some_and(|texts| texts.measures(column));
        let unused = move |(column, guess): &(usize, Guess)| {
            (matches!(guess, Guess::Unused(_)) && !measured(*column)).then_some(*column)
        };
        self.guesses.iter().filter_map(unused)
    }

    /// Takes a row that begins on `line`.
    pub(super) fn push(&mut self, row: Row<'_>, line: u64) -> Result<(), Error> {
        self.seen += 1;
        if self.preview.len() < PREVIEW {
            let cell = |k| text_of(row.or_empty(k)).chars().take(PREVIEW_CELL).collect();
            self.preview.push((0..self.header.len()).map(cell).collect());
        }
        if let Some(square) = &mut self.square {
            return square.push(row, line);
        }
        match self.check(row, line)? {
            Ok(()) => {}
            Err((reason, column, value)) => self.drop(line, reason, column, value),
        }
        Ok(())
    }

    /// Leaves out a row that could not even be split into cells.
    pub(super) fn push_bad(&mut self, line: u64, text: &[u8]) {
        self.seen += 1;
        self.drop(line, DropReason::BadRow, None, text);
    }

    #[inline]
    fn check<'a>(&mut self, row: Row<'a>, line: u64) -> Result<Result<(), Fault<'a>>, Error> {
        let Parts { model_a, model_b, outcome, .. } = self.parts;
        if row.cells.len() > self.header.len() {
            let extra = (self.header.len()..row.cells.len()).map(|k| row.or_empty(k));
            if let Some(value) = extra.into_iter().find(|cell| !cell.is_empty()) {
                return Ok(Err((DropReason::BadRow, None, value)));
            }
        }
        let need = |column| row.get(column).ok_or((DropReason::ShortRow, Some(column), &b""[..]));
        let (a, b) = match (need(model_a), need(model_b)) {
            (Ok(a), Ok(b)) => (a, b),
            (Err(fault), _) | (_, Err(fault)) => return Ok(Err(fault)),
        };
        for (name, column) in [(a, model_a), (b, model_b)] {
            if name.is_empty() {
                return Ok(Err((DropReason::EmptyModel, Some(column), name)));
            }
        }
        if a == b {
            return Ok(Err((DropReason::SelfComparison, Some(model_b), b)));
        }
        let votes = match outcome {
            OutcomePart::Winner { winner, tied, count } => self
                .one_outcome(row, line, (a, b), winner, tied)
                .and_then(|fell| times(row, fell, count)),
            OutcomePart::Decisive { tied, count } => is_tied(row, tied).and_then(|tied| {
                let outcome = if tied { Outcome::Tie } else { Outcome::A };
                times(row, outcome.into(), count)
            }),
            OutcomePart::Counts { wins, losses, ties } => {
                three_counts(row, [Some(wins), Some(losses), ties])
            }
            // Its rows are no votes.
            OutcomePart::Square => return Ok(Ok(())),
        };
        let votes = match votes {
            Ok(votes) => votes,
            Err(fault) => return Ok(Err(fault)),
        };
        if votes.iter().all(|(_, count)| *count == 0) {
            return Ok(Ok(()));
        }
        let judge = self.parts.judge.map_or(&b""[..], |column| row.or_empty(column));
        if judge.len() > LONGEST_NAME {
            return Ok(Err((DropReason::BadRow, self.parts.judge, judge)));
        }
        let mut numbers = [0; 2];
        for (number, (name, column)) in numbers.iter_mut().zip([(a, model_a), (b, model_b)]) {
            match self.model(name, line)? {
                Some(known) => *number = known,
                None => return Ok(Err((DropReason::BadRow, Some(column), name))),
            }
        }
        // The same name in two encodings.
        if numbers[0] == numbers[1] {
            return Ok(Err((DropReason::SelfComparison, Some(model_b), b)));
        }
        for (outcome, count) in votes {
            if count > 0 {
                self.keep(row, line, numbers, judge, outcome, count)?;
            }
        }
        self.shorter +=
            u64::from(row.cells.len() < self.header.len() || row.cells.contains(&Span::MISSING));
        Ok(Ok(()))
    }

    #[inline]
    fn one_outcome<'a>(
        &mut self,
        row: Row<'a>,
        line: u64,
        (a, b): (&[u8], &[u8]),
        winner: usize,
        tied: Option<usize>,
    ) -> Result<Fell, Fault<'a>> {
        if is_tied(row, tied)? {
            return Ok(Outcome::Tie.into());
        }
        let cell = row.get(winner).ok_or((DropReason::ShortRow, Some(winner), &b""[..]))?;
        match self.outcomes.read(cell, a, b) {
            Some(Told::Fell(fell)) => Ok(fell),
            Some(Told::Skip) => Err((DropReason::Skipped, Some(winner), cell)),
            None => {
                self.unknown.add(cell, line);
                Err((DropReason::UnknownOutcome, Some(winner), cell))
            }
        }
    }

    /// A model's number, `None` for a name that cannot be one.
    #[inline]
    fn model(&mut self, name: &[u8], line: u64) -> Result<Option<u16>, Error> {
        if let Some(number) = self.models.find(name) {
            return Ok(Some(number as u16));
        }
        if name.len() > LONGEST_NAME || name.contains(&0) {
            return Ok(None);
        }
        let text = text_of(name);
        if matches!(text, std::borrow::Cow::Owned(_)) {
            self.not_utf8.get_or_insert(line);
        }
        let number = self.models.intern(&text) as usize;
        if number >= MOST_MODELS {
            return Err(too_large("more models than can be numbered", MOST_MODELS, line));
        }
        Ok(Some(number as u16))
    }

    #[inline]
    fn keep(
        &mut self,
        row: Row<'_>,
        line: u64,
        [a, b]: [u16; 2],
        judge: &[u8],
        outcome: Fell,
        count: u32,
    ) -> Result<(), Error> {
        if self.outcome.len() >= MOST_ROWS {
            return Err(too_large("more votes than fit in memory", MOST_ROWS, line));
        }
        self.total += u64::from(count);
        if self.total > u64::from(u32::MAX) {
            return Err(too_large("more votes than can be counted", u32::MAX as usize, line));
        }
        self.a.push(a);
        self.b.push(b);
        self.outcome.push(outcome);
        self.codes.add(outcome, line);
        if self.parts.has_counts() {
            self.count.push(count);
        }
        if self.parts.judge.is_some() {
            self.waiting.push(Span::within(row.text, judge));
            self.waiting_lines.push(line);
            if self.waiting.len() == TOGETHER {
                self.settle_judges(row.text)?;
            }
        }
        if let Some(column) = self.parts.time {
            let cell = std::str::from_utf8(row.or_empty(column)).ok();
            self.time.push(cell.and_then(time::parse).unwrap_or(f64::NAN));
        }
        if let Some(column) = self.parts.text {
            let text = text_of(row.or_empty(column));
            let fits = self.text.size() + text.len() <= MOST_TEXT;
            if !fits {
                self.text_cut.get_or_insert(line);
            }
            if matches!(text, std::borrow::Cow::Owned(_)) {
                self.not_utf8.get_or_insert(line);
            }
            self.text.push(if fits { &text } else { "" });
        }
        for (column, guess) in &mut self.guesses {
            guess.push(row.or_empty(*column));
        }
        if let Some(texts) = &mut self.texts {
            texts.push(row);
        }
        Ok(())
    }

    /// The votes of a table of wins that is complete.
    pub(super) fn keep_square(&mut self) -> Result<(), Error> {
        let Some(square) = self.square.take() else { return Ok(()) };
        let names = square.models.clone();
        let nothing = Row { text: &[], cells: &[] };
        let line = self.seen;
        for (won, lost, count) in square.finish(&self.header, &self.preview)? {
            let mut numbers = [0; 2];
            for (number, at) in numbers.iter_mut().zip([won, lost]) {
                *number = self.model(names[at].as_bytes(), line)?.ok_or_else(|| {
                    ErrorKind::BadSquare {
                        reason: format!("{} is no name of a model", quoted(&names[at])),
                    }
                })?;
            }
            self.keep(nothing, line, numbers, b"", Outcome::A.into(), count)?;
        }
        Ok(())
    }

    /// Numbers the judges that wait, whose names lie in `text`: before that text changes.
    pub(super) fn settle_judges(&mut self, text: &[u8]) -> Result<(), Error> {
        let mut waiting = std::mem::take(&mut self.waiting);
        let found = self.judges.find_together(text, &waiting);
        for (at, (span, found)) in waiting.drain(..).zip(found).enumerate() {
            let number = match (span.of(text), found) {
                ([], _) => Categories::NONE,
                (_, Some(number)) => number,
                (name, None) => self.new_judge(name, self.waiting_lines[at])?,
            };
            self.judge.push(number);
        }
        self.waiting = waiting;
        self.waiting_lines.clear();
        Ok(())
    }

    fn new_judge(&mut self, name: &[u8], line: u64) -> Result<u32, Error> {
        if self.judges.size() > MOST_TEXT {
            return Err(too_large("more bytes of judges' names than fit", MOST_TEXT, line));
        }
        let text = text_of(name);
        if matches!(text, std::borrow::Cow::Owned(_)) {
            self.not_utf8.get_or_insert(line);
        }
        Ok(self.judges.intern(&text))
    }

    fn drop(&mut self, line: u64, reason: DropReason, column: Option<usize>, value: &[u8]) {
        if self.drops.add(reason) < SHOWN {
            // 200 characters are at most 800 bytes.
            let value = text_of(&value[..value.len().min(800)]);
            self.dropped.push(Dropped {
                line,
                reason,
                column: column.map(|column| self.header[column].clone()),
                value: Some(value.chars().take(200).collect()),
            });
        }
    }
}

/// An outcome and how many votes it stands for.
type Cast = [(Fell, u32); 3];

/// One outcome, as often as the row says.
#[inline]
fn times(row: Row<'_>, fell: Fell, count: Option<usize>) -> Result<Cast, Fault<'_>> {
    let votes = count.map_or(Ok(1), |column| whole(row, column))?;
    Ok([(fell, votes), (fell, 0), (fell, 0)])
}

fn three_counts(row: Row<'_>, columns: [Option<usize>; 3]) -> Result<Cast, Fault<'_>> {
    let mut votes = [Outcome::A, Outcome::B, Outcome::Tie].map(|outcome| (outcome.into(), 0));
    for ((_, count), column) in votes.iter_mut().zip(columns) {
        if let Some(column) = column {
            *count = whole(row, column)?;
        }
    }
    Ok(votes)
}

/// Whether a row is a tie, as a column of its own says.
#[inline]
fn is_tied(row: Row<'_>, column: Option<usize>) -> Result<bool, Fault<'_>> {
    let Some(column) = column else { return Ok(false) };
    let cell = row.or_empty(column);
    match cell.to_ascii_lowercase().as_slice() {
        b"" | b"false" | b"0" | b"0.0" | b"no" | b"nan" | b"null" | b"none" => Ok(false),
        b"true" | b"1" | b"1.0" | b"yes" => Ok(true),
        _ => Err((DropReason::UnknownOutcome, Some(column), cell)),
    }
}

fn whole(row: Row<'_>, column: usize) -> Result<u32, Fault<'_>> {
    let cell = row.get(column).ok_or((DropReason::ShortRow, Some(column), &b""[..]))?;
    let text = std::str::from_utf8(cell).ok();
    text.and_then(whole_number).ok_or((DropReason::BadCount, Some(column), cell))
}

/// A whole number of votes. `3.0` is one: spreadsheets write it so.
pub(super) fn whole_number(text: &str) -> Option<u32> {
    if let Ok(count) = text.parse() {
        return Some(count);
    }
    let number = number(text)?;
    let whole = number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&number);
    whole.then_some(number as u32)
}

/// The error of passing a limit.
pub(super) fn too_large(what: &str, limit: usize, line: u64) -> Error {
    ErrorKind::TooLarge { what: what.into(), limit: limit as u64, line }.into()
}
