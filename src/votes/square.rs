//! A square table of wins: a row and a column for each model, the row's wins over the column's
//! model where they cross.

use super::encoding::text_of;
use super::header::normal;
use super::number::number;
use super::options::SquareWinner;
use super::rows::{Row, whole_number};
use crate::error::{Error, ErrorKind, quoted};
use crate::words::listed;

/// Models of the largest table: columns are limited before.
const FEWEST_MODELS: usize = 2;

/// The table as it grows.
#[derive(Debug)]
pub(super) struct Square {
    /// The models, in the order of the columns.
    pub(super) models: Vec<String>,
    /// `wins[row][column]`; a row is there once it has come.
    rows: Vec<Option<Vec<u32>>>,
    /// The first cell of the diagonal that is neither empty nor 0, and its line.
    diagonal: Option<(String, u64)>,
    /// As the caller says; else rows beat columns, where nothing speaks against it.
    winner: Option<SquareWinner>,
}

/// Whether a table whose columns have no known names is one of wins: most of the rows seen begin
/// with the name of a column, and hold numbers.
pub(super) fn is_square(header: &[String], rows: &[Vec<String>]) -> bool {
    let Some((_, models)) = header.split_first() else { return false };
    let named = |row: &&Vec<String>| row.first().is_some_and(|name| models.contains(name));
    let counts =
        |row: &Vec<String>| row.iter().skip(1).all(|cell| is_blank(cell) || number(cell).is_some());
    let of_models = rows.iter().filter(named).count();
    models.len() >= FEWEST_MODELS && 2 * of_models > rows.len() && rows.iter().all(counts)
}

/// An empty cell, or a dash.
fn is_blank(cell: &str) -> bool {
    matches!(cell, "" | "-" | "–" | "—")
}

fn bad(reason: String) -> Error {
    ErrorKind::BadSquare { reason }.into()
}

/// A name or a cell at fault, and its line: of the header that of the names.
fn bad_at(line: u64, what: &str, value: &str) -> Error {
    bad(format!("line {line}: {what} {}", quoted(value)))
}

impl Square {
    /// A table with these columns, the first of which names the rows.
    ///
    /// # Errors
    /// `bad-square` for columns without a name or with the same.
    pub(super) fn new(
        header: &[String],
        line: u64,
        winner: Option<SquareWinner>,
    ) -> Result<Self, Error> {
        let (corner, models) = header.split_first().map_or(("", &[][..]), |(c, m)| (c.as_str(), m));
        if models.len() < FEWEST_MODELS {
            return Err(bad_at(line, "columns of two models are needed beside", corner));
        }
        for (at, model) in models.iter().enumerate() {
            if model.is_empty() || models[..at].contains(model) {
                return Err(bad_at(line, "another column is called", model));
            }
        }
        Ok(Self {
            models: models.to_vec(),
            rows: vec![None; models.len()],
            diagonal: None,
            winner: winner.or_else(|| of_corner(corner)),
        })
    }

    /// Takes a row that begins on `line`.
    ///
    /// # Errors
    /// `bad-square`.
    pub(super) fn push(&mut self, row: Row<'_>, line: u64) -> Result<(), Error> {
        let name = text_of(row.or_empty(0));
        let Some(here) = self.models.iter().position(|model| *model == *name) else {
            return Err(bad_at(line, "no column is called as the row,", &name));
        };
        if self.rows[here].is_some() {
            return Err(bad_at(line, "another row is called", &name));
        }
        let mut wins = vec![0; self.models.len()];
        for (at, wins) in wins.iter_mut().enumerate() {
            let cell = row.get(at + 1);
            // Some programs leave out empty cells at a row's end.
            if cell.is_none() && at != here {
                return Err(bad_at(line, "the row ends before column", &self.models[at]));
            }
            let text = text_of(cell.unwrap_or_default());
            match whole_number(&text) {
                _ if is_blank(&text) => {}
                Some(0) => {}
                _ if at == here => {
                    self.diagonal = self.diagonal.take().or(Some((text.into(), line)));
                }
                Some(count) => *wins = count,
                None => return Err(bad_at(line, "no whole number of wins is", &text)),
            }
        }
        let mut more = (self.models.len() + 1..row.cells.len()).map(|at| row.or_empty(at));
        if let Some(cell) = more.find(|cell| !cell.is_empty()) {
            return Err(bad_at(line, "behind the last column is", &text_of(cell)));
        }
        self.rows[here] = Some(wins);
        Ok(())
    }

    /// Of each pair of models that met, the winner, the loser and how often: models by their
    /// columns. `header` and `preview` are for somebody who has to choose.
    ///
    /// # Errors
    /// `bad-square` where a row is missing; `ambiguous-square`.
    pub(super) fn finish(
        self,
        header: &[String],
        preview: &[Vec<String>],
    ) -> Result<Vec<(usize, usize, u32)>, Error> {
        let missing: Vec<&str> = (0..self.models.len())
            .filter(|&at| self.rows[at].is_none())
            .map(|at| self.models[at].as_str())
            .collect();
        if !missing.is_empty() {
            return Err(bad(format!("there is no row for {}", listed(&missing))));
        }
        let rows: Vec<Vec<u32>> = self.rows.into_iter().flatten().collect();
        let reason = if let Some((cell, line)) = self.diagonal {
            Some(format!("its diagonal holds {} on line {line}", quoted(&cell)))
        } else if rows.iter().flatten().any(|&count| count > 0) && is_symmetric(&rows) {
            Some("both sides of its diagonal are the same, as counts of comparisons are".into())
        } else {
            None
        };
        if let (Some(reason), None) = (reason, self.winner) {
            let (found, preview) = (header.to_vec(), preview.to_vec());
            return Err(ErrorKind::AmbiguousSquare { reason, found, preview }.into());
        }
        let turned = self.winner == Some(SquareWinner::Column);
        let mut pairs = Vec::new();
        for (row, wins) in rows.iter().enumerate() {
            for (column, &count) in wins.iter().enumerate().filter(|(_, count)| **count > 0) {
                let (won, lost) = if turned { (column, row) } else { (row, column) };
                pairs.push((won, lost, count));
            }
        }
        Ok(pairs)
    }
}

/// What the cell above the rows' names says, as `winner \\ loser` does.
fn of_corner(cell: &str) -> Option<SquareWinner> {
    let (row, column) = cell.split_once(['\\', '/'])?;
    match (normal(row).as_str(), normal(column).as_str()) {
        ("winner", _) | (_, "loser") => Some(SquareWinner::Row),
        ("loser", _) | (_, "winner") => Some(SquareWinner::Column),
        _ => None,
    }
}

fn is_symmetric(rows: &[Vec<u32>]) -> bool {
    (0..rows.len()).all(|i| (0..i).all(|j| rows[i][j] == rows[j][i]))
}
