//! The rows of a fit with covariates, laid out for loops over many of them.
//!
//! # Design
//!
//! Rows stand in chunks, column by column within a chunk, so that every sum over rows is a product
//! of two short slices. Rows of a pair follow each other: what depends on the pair alone is added up
//! once per run of them.

use crate::votes::{Pair, PairCounts};

/// Rows of a chunk: what belongs to it stays in the nearest cache.
pub const CHUNK: usize = 128;

/// Consecutive rows of a pair within a chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// The pair.
    pub pair: u32,
    /// Where it begins within the chunk.
    pub from: u32,
    /// Where it ends.
    pub to: u32,
}

/// Rows: a pair, an outcome, covariates, and a weight each.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Rows {
    /// Number of models; indices run below it.
    pub models: usize,
    /// The pairs, `i < j`.
    pub pairs: Vec<(u32, u32)>,
    /// Covariates of a row.
    pub columns: usize,
    /// Whether each has one more number, which has no coefficient.
    pub carries: bool,
    len: usize,
    /// Chunks × columns × rows of a chunk.
    x: Vec<f64>,
    /// 1 where `i` won, 0 where `j` did, ½ for a tie; as all below in whole chunks.
    outcome: Vec<f64>,
    /// What one vote of a row weighs.
    vote: Vec<f64>,
    /// The same times the votes that the row stands for.
    weight: Vec<f64>,
    runs: Vec<Run>,
    /// Each chunk's first run, and one more.
    first: Vec<u32>,
}

/// One chunk.
#[derive(Debug, Clone, Copy)]
pub struct Chunk<'a> {
    /// Column by column, [`CHUNK`] numbers each.
    x: &'a [f64],
    /// Of each row.
    pub outcome: &'a [f64],
    /// Of one vote of each row.
    pub vote: &'a [f64],
    /// Of each row.
    pub weight: &'a [f64],
    /// Of its rows.
    pub runs: &'a [Run],
}

impl<'a> Chunk<'a> {
    /// Column `k`.
    #[must_use]
    pub fn column(&self, k: usize) -> &'a [f64] {
        &self.x[k * CHUNK..(k + 1) * CHUNK]
    }
}

impl Rows {
    /// None yet.
    #[must_use]
    pub fn new(models: usize, pairs: Vec<(u32, u32)>, columns: usize) -> Self {
        Self { models, pairs, columns, first: vec![0], ..Self::default() }
    }

    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Adds a row: pairs come in order.
    pub fn push(
        &mut self,
        pair: u32,
        outcome: f64,
        (votes, vote): (u32, f64),
        x: impl Iterator<Item = f64>,
    ) {
        let at = self.place();
        self.outcome[at] = outcome;
        self.vote[at] = vote;
        self.weight[at] = f64::from(votes) * vote;
        for (k, x) in x.enumerate() {
            let place = self.cell(at, k);
            self.x[place] = x;
        }
        self.extend(pair, 1);
    }

    /// Where the next row goes; makes room for its chunk.
    fn place(&mut self) -> usize {
        if self.len == self.weight.len() {
            self.x.resize((self.len + CHUNK) * self.stride(), 0.0);
            for column in [&mut self.outcome, &mut self.vote, &mut self.weight] {
                column.resize(self.len + CHUNK, 0.0);
            }
        }
        self.len
    }

    /// Takes so many rows of a pair, which are written, into a run.
    fn extend(&mut self, pair: u32, rows: usize) {
        let from = (self.len % CHUNK) as u32;
        self.len += rows;
        let chunks = self.first.len() - 1;
        if from > 0
            && let Some(last) = self.runs.last_mut().filter(|last| last.pair == pair)
        {
            last.to += rows as u32;
            return;
        }
        self.runs.push(Run { pair, from, to: from + rows as u32 });
        let runs = self.runs.len() as u32;
        if from == 0 {
            self.first.push(runs);
        } else {
            self.first[chunks] = runs;
        }
    }

    fn cell(&self, row: usize, k: usize) -> usize {
        (row / CHUNK * self.stride() + k) * CHUNK + row % CHUNK
    }

    /// A covariate of a row.
    #[must_use]
    pub fn x(&self, row: usize, k: usize) -> f64 {
        self.x[self.cell(row, k)]
    }

    /// Adds a number to a covariate of every row.
    pub fn shift(&mut self, k: usize, by: impl Fn(usize) -> f64) {
        for row in 0..self.len {
            let cell = self.cell(row, k);
            self.x[cell] += by(row);
        }
    }

    /// The pair of every row, in order, by its number.
    pub fn pair_numbers(&self) -> impl Iterator<Item = u32> + '_ {
        self.runs.iter().flat_map(|run| std::iter::repeat_n(run.pair, run.range().len()))
    }

    /// Whether each pair has a row of each outcome: as counts, of one vote each.
    #[must_use]
    pub fn outcomes(&self) -> PairCounts {
        let none = |&(i, j): &(u32, u32)| Pair { i, j, wins: 0, losses: 0, ties: 0 };
        let mut pairs: Vec<Pair> = self.pairs.iter().map(none).collect();
        for (row, pair) in self.pair_numbers().enumerate() {
            let pair = &mut pairs[pair as usize];
            match self.outcome(row) {
                1.0 => pair.wins = 1,
                0.0 => pair.losses = 1,
                _ => pair.ties = 1,
            }
        }
        PairCounts { models: self.models, pairs }
    }

    /// The rows of some pairs.
    #[must_use]
    pub fn only(&self, keep: impl Fn((u32, u32)) -> bool) -> Self {
        let mut only = Self::new(self.models, self.pairs.clone(), self.columns);
        for (row, pair) in self.pair_numbers().enumerate() {
            if keep(self.pairs[pair as usize]) {
                let x = (0..self.columns).map(|k| self.x(row, k));
                only.push(pair, self.outcome(row), (1, self.weight(row)), x);
            }
        }
        only
    }

    /// Rows with their pairs, in order.
    pub fn of_pairs(&self) -> impl Iterator<Item = (usize, (u32, u32))> + '_ {
        self.pair_numbers().map(|pair| self.pairs[pair as usize]).enumerate()
    }

    /// 1 where `i` won, 0 where `j` did, ½ for a tie.
    #[must_use]
    pub fn outcome(&self, row: usize) -> f64 {
        self.outcome[row]
    }

    /// What one vote of a row weighs.
    #[must_use]
    pub fn vote(&self, row: usize) -> f64 {
        self.vote[row]
    }

    /// The same times the votes that the row stands for.
    #[must_use]
    pub fn weight(&self, row: usize) -> f64 {
        self.weight[row]
    }

    /// All of them.
    pub fn chunks(&self) -> impl Iterator<Item = Chunk<'_>> {
        self.first.windows(2).enumerate().map(|(chunk, runs)| {
            let rows = chunk * CHUNK..(chunk + 1) * CHUNK;
            Chunk {
                x: &self.x[rows.start * self.stride()..rows.end * self.stride()],
                outcome: &self.outcome[rows.clone()],
                vote: &self.vote[rows.clone()],
                weight: &self.weight[rows],
                runs: &self.runs[runs[0] as usize..runs[1] as usize],
            }
        })
    }

    /// The rows that were drawn, with as many votes each, in the place of what `into` held.
    pub fn draw(&self, drawn: &[u32], into: &mut Self) {
        into.len = 0;
        into.runs.clear();
        into.first.truncate(1);
        let mut kept = [0; CHUNK];
        for (chunk, runs) in self.first.windows(2).enumerate() {
            let drawn = &drawn[chunk * CHUNK..self.len.min((chunk + 1) * CHUNK)];
            let vote = &self.vote[chunk * CHUNK..];
            for run in &self.runs[runs[0] as usize..runs[1] as usize] {
                let mut rows = 0;
                for row in run.range() {
                    // Kept or not is a matter of chance, which a branch would guess wrong.
                    kept[rows] = row as u32;
                    rows += usize::from(drawn[row] > 0) & usize::from(vote[row] > 0.0);
                }
                let mut rest = &kept[..rows];
                while !rest.is_empty() {
                    let room = CHUNK - into.place() % CHUNK;
                    let (some, later) = rest.split_at(rest.len().min(room));
                    into.copy(self, chunk, some, drawn);
                    into.extend(run.pair, some.len());
                    rest = later;
                }
            }
        }
        let rest = into.len.next_multiple_of(CHUNK);
        into.weight[into.len..rest].fill(0.0);
    }

    /// Writes some rows of a chunk behind the last.
    fn copy(&mut self, of: &Self, chunk: usize, rows: &[u32], drawn: &[u32]) {
        let to = self.len..self.len + rows.len();
        let from = |column: &[f64], to: &mut [f64]| {
            let (column, _) = column.as_chunks::<CHUNK>();
            for (to, &row) in to.iter_mut().zip(rows) {
                *to = column[0][row as usize % CHUNK];
            }
        };
        for k in 0..self.stride() {
            let place = self.cell(self.len, k);
            from(&of.x[of.cell(chunk * CHUNK, k)..], &mut self.x[place..place + rows.len()]);
        }
        from(&of.outcome[chunk * CHUNK..], &mut self.outcome[to.clone()]);
        from(&of.vote[chunk * CHUNK..], &mut self.weight[to.clone()]);
        for (weight, &row) in self.weight[to].iter_mut().zip(rows) {
            *weight *= f64::from(drawn[row as usize]);
        }
    }

    /// The same rows with one more number each, which has no coefficient.
    #[must_use]
    pub fn carrying(&self, counts: &[u32], numbers: &[f64]) -> Self {
        let mut rows =
            Self { carries: true, ..Self::new(self.models, self.pairs.clone(), self.columns) };
        for (row, pair) in self.pair_numbers().enumerate() {
            let x = (0..self.columns).map(|k| self.x(row, k)).chain([numbers[row]]);
            rows.push(pair, self.outcome[row], (counts[row], self.vote[row]), x);
        }
        rows
    }

    /// Room for the rows of another, like it.
    #[must_use]
    pub fn like(&self) -> Self {
        Self { carries: self.carries, ..Self::new(self.models, self.pairs.clone(), self.columns) }
    }

    /// Numbers of a row.
    fn stride(&self) -> usize {
        self.columns + usize::from(self.carries)
    }
}

impl Run {
    /// Where they stand.
    #[must_use]
    pub fn range(&self) -> std::ops::Range<usize> {
        self.from as usize..self.to as usize
    }
}
