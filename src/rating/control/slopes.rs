//! Derivatives of the likelihood, a chunk of rows at a time.

use super::rows::{CHUNK, Chunk};
use crate::rating::tie_model::{Derivatives, TieModel, Votes};
use crate::stats::lanes::{LANES, Lanes, add_product, exp};

/// What a chunk's rows are at, and the derivatives of one vote of each with respect to the rows'
/// log-odds and the log tie parameter.
pub struct Slopes {
    pub eta: [f64; CHUNK],
    pub d: [f64; CHUNK],
    pub dd: [f64; CHUNK],
    /// Empty without a tie parameter, as those below.
    pub t: Vec<f64>,
    pub dt: Vec<f64>,
    pub tt: Vec<f64>,
}

impl Slopes {
    pub fn new(ties: TieModel) -> Self {
        let none = [0.0; CHUNK];
        let of_tie = if ties.has_parameter() { none.to_vec() } else { Vec::new() };
        Self { eta: none, d: none, dd: none, t: of_tie.clone(), dt: of_tie.clone(), tt: of_tie }
    }

    /// The rows' log-odds along parameters: ratings first, then a coefficient for each covariate.
    pub fn predict(&mut self, chunk: &Chunk<'_>, pairs: &[(u32, u32)], at: &[f64], models: usize) {
        for run in chunk.runs {
            let (i, j) = pairs[run.pair as usize];
            self.eta[run.range()].fill(at[i as usize] - at[j as usize]);
        }
        for (k, &slope) in at[models..].iter().enumerate() {
            add_product(&mut self.eta, slope, chunk.column(k));
        }
    }

    /// Ties as half a win each way, from the first one's chance of winning: the number that rows
    /// carry.
    pub fn take_chances(&mut self, chunk: &Chunk<'_>, chances: &[f64]) {
        for (row, (won, win)) in chunk.outcome.iter().zip(chances).enumerate() {
            self.d[row] = won - win;
            self.dd[row] = win * (1.0 - win);
        }
    }

    /// Fills in the derivatives at the rows' log-odds.
    pub fn derive(&mut self, ties: TieModel, chunk: &Chunk<'_>, log_tie: f64) {
        if ties.has_parameter() {
            self.of_tie_model(ties, chunk, log_tie);
        } else {
            self.of_halves(chunk);
        }
    }

    /// Ties as half a win each way.
    fn of_halves(&mut self, chunk: &Chunk<'_>) {
        let (eta, _) = self.eta.as_chunks::<LANES>();
        let (outcome, _) = chunk.outcome.as_chunks::<LANES>();
        let (d, _) = self.d.as_chunks_mut::<LANES>();
        let (dd, _) = self.dd.as_chunks_mut::<LANES>();
        for (((eta, won), d), dd) in eta.iter().zip(outcome).zip(d).zip(dd) {
            let odds = exp(&eta.map(|eta| -eta));
            let (mut win, mut loss): (Lanes, Lanes) = ([0.0; LANES], [0.0; LANES]);
            for lane in 0..LANES {
                win[lane] = 1.0 / (1.0 + odds[lane]);
                loss[lane] = odds[lane] * win[lane];
            }
            for lane in 0..LANES {
                d[lane] = won[lane] * loss[lane] - (1.0 - won[lane]) * win[lane];
                dd[lane] = win[lane] * loss[lane];
            }
        }
    }

    fn of_tie_model(&mut self, ties: TieModel, chunk: &Chunk<'_>, log_tie: f64) {
        for (row, &won) in chunk.outcome.iter().enumerate() {
            let Derivatives { d, t, dd, dt, tt } =
                ties.derivatives(vote(won), self.eta[row], log_tie);
            (self.d[row], self.dd[row]) = (d, dd);
            (self.t[row], self.dt[row], self.tt[row]) = (t, dt, tt);
        }
    }

    /// One row's.
    pub(in crate::rating) fn of(&self, row: usize) -> Derivatives {
        let of_tie = |column: &[f64]| column.get(row).copied().unwrap_or_default();
        Derivatives {
            d: self.d[row],
            dd: self.dd[row],
            t: of_tie(&self.t),
            dt: of_tie(&self.dt),
            tt: of_tie(&self.tt),
        }
    }
}

/// One vote of an outcome: 1, 0, or ½ for a tie.
pub(in crate::rating) fn vote(won: f64) -> Votes {
    match won {
        1.0 => Votes::ONE[0],
        0.0 => Votes::ONE[1],
        _ => Votes::ONE[2],
    }
}
