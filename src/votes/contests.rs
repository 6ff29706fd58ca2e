//! Votes with the numbers that go with them, equal ones as one row.
//!
//! # Design
//!
//! Every row is written from the side of its pair's smaller index, so that a file turned round
//! gives the same rows, and rows are sorted by all that they hold, so that sums over them have the
//! same bits whatever the order of the file.

use super::counts::{JudgeCounts, Pair, PairCounts, Tally};
use super::table::{Covariate, Outcome, Votes};
use super::tally::{Meetings, by_judge};
use super::which::Filter;
use crate::error::Error;
use crate::stats::order::{order, order_of_strings};

/// The votes that pass a filter and have all of some numbers.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Contests {
    /// Index in the vote table of each model that has rows, ascending; `pairs` number models by
    /// position in this list.
    pub models: Vec<u32>,
    /// The pairs that met, `i < j`, ascending.
    pub pairs: Vec<(u32, u32)>,
    /// Where each pair's rows begin; one longer than `pairs`.
    pub offsets: Vec<u32>,
    /// Per row: 0 where `i` won, 1 where `j` did, 2 for a tie.
    pub outcome: Vec<u8>,
    /// Per row: 1 where `i` was shown first, -1 where `j` was, 0 where the votes do not tell.
    pub side: Vec<i8>,
    /// rows × columns: the numbers of `i` against `j`.
    pub numbers: Vec<f64>,
    /// Numbers of a row.
    pub columns: usize,
    /// Per row: votes that it stands for.
    pub count: Vec<u32>,
    /// The same votes by judge, where that is asked for and known. Cells are rows.
    pub judges: Option<JudgeCounts>,
    /// Votes that pass the filter, but lack a number: left out.
    pub incomplete: u64,
}

impl Votes {
    /// Votes with their numbers: differences of the first side less the second.
    ///
    /// # Errors
    /// As [`Votes::select`].
    pub fn contests(
        &self,
        filter: Filter<'_>,
        columns: &[&Covariate],
        by_judges: bool,
    ) -> Result<Contests, Error> {
        let mut contests = Contests { columns: columns.len(), ..Contests::default() };
        let mut rows: Vec<u32> = Vec::new();
        for row in self.select(filter)? {
            if columns.iter().all(|column| column.get(row).is_some_and(f64::is_finite)) {
                rows.push(row as u32);
            } else {
                contests.incomplete += u64::from(self.weight(row));
            }
        }
        let told = self.tells_sides(rows.iter().map(|&row| row as usize));
        let (sorted, ends) = self.by_cell(&rows, told, &mut contests);
        let judge = self.judge.as_ref().filter(|_| by_judges);
        let mut group = vec![0; if judge.is_some() { self.rows() } else { 0 }];
        let mut from = 0;
        for (cell, &to) in ends.iter().enumerate() {
            let here = &sorted[from as usize..to as usize];
            let numbers = self.numbers(here, columns);
            let first = contests.count.len();
            for at in ascending(&numbers, columns.len(), here.len()) {
                let row = here[at] as usize;
                let numbers = &numbers[at * columns.len()..(at + 1) * columns.len()];
                contests.push(cell, told, numbers, self.weight(row), first);
                if judge.is_some() {
                    group[row] = contests.count.len() as u32 - 1;
                }
            }
            from = to;
            if cell % CELLS == CELLS - 1 {
                contests.offsets.push(contests.count.len() as u32);
            }
        }
        contests.judges = judge.map(|judge| {
            let cells: Vec<u32> = rows.iter().map(|&row| group[row as usize]).collect();
            by_judge(self, judge, &rows, &cells)
        });
        Ok(contests)
    }

    /// Rows sorted by pair, outcome and side, and where each of these cells ends. Fills in the
    /// models and pairs.
    fn by_cell(&self, rows: &[u32], told: bool, contests: &mut Contests) -> (Vec<u32>, Vec<u32>) {
        let mut meeting = Meetings::new(self.models.len());
        let cell = |row: usize| {
            let turned = self.a[row] > self.b[row];
            let outcome = match self.outcome[row] {
                Outcome::A => usize::from(turned),
                Outcome::B => usize::from(!turned),
                Outcome::Tie | Outcome::BothBad => 2,
            };
            2 * outcome + usize::from(told && turned)
        };
        let pair = |meeting: &mut Meetings, row: usize| {
            let (a, b) = (self.a[row], self.b[row]);
            meeting.of(a.min(b), a.max(b))
        };
        let mut keys: Vec<u32> = Vec::with_capacity(rows.len());
        for &row in rows {
            let row = row as usize;
            keys.push((CELLS * pair(&mut meeting, row) + cell(row)) as u32);
        }
        let met = &meeting.pairs;
        let order = order(met.len(), &|a, b| met[a].cmp(&met[b]));
        let mut place = vec![0; met.len()];
        for (here, &pair) in order.iter().enumerate() {
            place[pair] = here;
        }
        let mut position = vec![0; self.models.len()];
        for &(i, j) in met {
            position[usize::from(i)] = 1;
            position[usize::from(j)] = 1;
        }
        for (model, seen) in position.iter_mut().enumerate() {
            if *seen == 1 {
                *seen = contests.models.len() as u32;
                contests.models.push(model as u32);
            }
        }
        let named = |&pair: &usize| {
            let (i, j) = met[pair];
            (position[usize::from(i)], position[usize::from(j)])
        };
        contests.pairs = order.iter().map(named).collect();
        contests.offsets = vec![0];
        // A counting sort.
        let mut ends = vec![0_u32; CELLS * met.len() + 1];
        for key in &mut keys {
            *key = (CELLS * place[*key as usize / CELLS] + *key as usize % CELLS) as u32;
            ends[*key as usize + 1] += 1;
        }
        for cell in 1..ends.len() {
            ends[cell] += ends[cell - 1];
        }
        let mut sorted = vec![0; rows.len()];
        for (&row, &key) in rows.iter().zip(&keys) {
            let next = &mut ends[key as usize];
            sorted[*next as usize] = row;
            *next += 1;
        }
        ends.pop();
        (sorted, ends)
    }

    /// The numbers of some rows, of the smaller index against the larger.
    fn numbers(&self, rows: &[u32], columns: &[&Covariate]) -> Vec<f64> {
        let mut numbers = Vec::with_capacity(rows.len() * columns.len());
        for &row in rows {
            let row = row as usize;
            let sign = if self.a[row] > self.b[row] { -1.0 } else { 1.0 };
            for column in columns {
                // -0 and 0 are one number and two bit patterns.
                numbers.push(sign * column.get(row).unwrap_or_default() + 0.0);
            }
        }
        numbers
    }
}

/// Outcomes times sides.
const CELLS: usize = 6;

/// The order of rows by their numbers.
fn ascending(numbers: &[f64], columns: usize, rows: usize) -> Vec<usize> {
    if columns == 0 || rows < 2 {
        return (0..rows).collect();
    }
    // Bytes in the order of the numbers.
    let key = |number: &f64| {
        let bits = number.to_bits();
        if bits >> 63 == 0 { bits | (1 << 63) } else { !bits }.to_be_bytes()
    };
    let bytes: Vec<u8> = numbers.iter().flat_map(key).collect();
    let width = 8 * columns;
    order_of_strings(rows, &|row| &bytes[row * width..(row + 1) * width])
}

impl Contests {
    /// Adds votes to the last row if it is equal, and is not one before `first`.
    fn push(&mut self, cell: usize, told: bool, numbers: &[f64], votes: u32, first: usize) {
        let rows = self.count.len();
        let last = &self.numbers[self.numbers.len().saturating_sub(self.columns)..];
        if rows > first && last == numbers {
            self.count[rows - 1] = self.count[rows - 1].saturating_add(votes);
            return;
        }
        let turned = cell % 2 == 1;
        self.numbers.extend(numbers);
        self.outcome.push((cell % CELLS / 2) as u8);
        self.side.push(if turned { -1 } else { i8::from(told) });
        self.count.push(votes);
    }

    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.count.len()
    }

    /// Whether rows say who was shown first.
    #[must_use]
    pub fn told(&self) -> bool {
        self.side.iter().any(|&side| side != 0)
    }

    /// One row's numbers.
    #[must_use]
    pub fn row(&self, row: usize) -> &[f64] {
        &self.numbers[row * self.columns..(row + 1) * self.columns]
    }

    /// Each row's pair.
    pub fn pair_of_rows(&self) -> impl Iterator<Item = usize> + '_ {
        self.offsets
            .windows(2)
            .enumerate()
            .flat_map(|(pair, ends)| std::iter::repeat_n(pair, (ends[1] - ends[0]) as usize))
    }

    /// All votes counted per pair; who cast them is left to `judges`.
    #[must_use]
    pub fn tally(&self) -> Tally {
        Tally { models: self.models.clone(), counts: self.counts(&self.count), judges: None }
    }

    /// The votes counted per pair, whatever their numbers; `drawn` stand for each row.
    #[must_use]
    pub fn counts(&self, drawn: &[u32]) -> PairCounts {
        let none = |&(i, j): &(u32, u32)| Pair { i, j, wins: 0, losses: 0, ties: 0 };
        let mut pairs: Vec<Pair> = self.pairs.iter().map(none).collect();
        for (row, pair) in self.pair_of_rows().enumerate() {
            let pair = &mut pairs[pair];
            let cell = match self.outcome[row] {
                0 => &mut pair.wins,
                1 => &mut pair.losses,
                _ => &mut pair.ties,
            };
            *cell += u64::from(drawn[row]);
        }
        PairCounts { models: self.models.len(), pairs }
    }
}
