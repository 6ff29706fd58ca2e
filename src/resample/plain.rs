//! The bootstrap, written plainly: draw, count, refit.
//!
//! Slow and obvious on purpose. A faster engine is checked against this one.

use std::ops::Range;

use super::Samples;
use super::plan::Plan;
use crate::error::{Error, ErrorKind};
use crate::rating::{self, Fit};
use crate::stats::philox::{Domain, Stream};
use crate::votes::PairCounts;

/// Most votes that are drawn one by one: each has a place in a table.
const MAX_VOTES: u64 = 1 << 24;

/// Draws and fits the replicates of one plan.
pub struct Resampler {
    plan: Plan,
    fit: Fit,
    /// The cell of every vote; empty when judges are drawn.
    votes: Vec<u32>,
    cells: Vec<u64>,
    replicate: PairCounts,
}

impl Resampler {
    /// Fits the plan's own votes, where every replicate starts from.
    ///
    /// # Errors
    /// Votes without a finite optimum, or too many to draw one by one.
    pub fn new(plan: Plan) -> Result<Self, Error> {
        let fit = rating::fit(&plan.counts, &plan.fit)
            .map_err(|error| ErrorKind::NoFit { reason: error.to_string() })?;
        let cells = plan.counts.cells();
        let total = plan.counts.votes();
        let mut votes = Vec::new();
        if plan.judges.is_none() {
            if total > MAX_VOTES {
                return Err(ErrorKind::TooManyVotes { votes: total, at_most: MAX_VOTES }.into());
            }
            for (cell, &count) in cells.iter().enumerate() {
                votes.extend(std::iter::repeat_n(cell as u32, count as usize));
            }
        }
        let replicate = plan.counts.clone();
        Ok(Self { plan, fit, votes, cells, replicate })
    }

    /// The replicates of a range, the same ones whatever ran before.
    pub fn run(&mut self, range: Range<u32>) -> Samples {
        let mut samples = Samples::default();
        for replicate in range {
            self.draw(replicate);
            for (pair, cells) in self.replicate.pairs.iter_mut().zip(self.cells.chunks_exact(3)) {
                (pair.wins, pair.losses, pair.ties) = (cells[0], cells[1], cells[2]);
            }
            let limit = rating::limit(&self.replicate, &self.fit);
            samples.push(self.plan.counts.models, &limit);
        }
        samples
    }

    /// One replicate's votes, counted per cell: what any faster engine must match in distribution.
    pub fn draw(&mut self, replicate: u32) -> Vec<u64> {
        let mut stream = Stream::new(self.plan.seed, Domain::Replicate, replicate, 0);
        self.cells.fill(0);
        if let Some(judges) = &self.plan.judges {
            let drawn = judges.judges() as u32;
            for _ in 0..drawn {
                for (cell, votes) in judges.of(stream.below(drawn) as usize) {
                    self.cells[cell as usize] += u64::from(votes);
                }
            }
        } else {
            let drawn = self.votes.len() as u32;
            for _ in 0..drawn {
                self.cells[self.votes[stream.below(drawn) as usize] as usize] += 1;
            }
        }
        self.cells.clone()
    }
}
