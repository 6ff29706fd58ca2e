//! Replicates of either unit, counted per cell.

use std::ops::Range;

use super::LANES;
use super::draw_judges::{add_judges, draw_judges};
use super::draw_votes::draw_votes;
use super::plan::Plan;
use super::vote_tables::VoteTables;
use crate::error::Error;
use crate::votes::JudgeCounts;

/// Where replicates come from, with room to count them.
pub enum Draws {
    /// Votes, one replicate at a time.
    Votes { tables: VoteTables, counts: Vec<u32> },
    /// Judges, several replicates at a time.
    Judges { judges: JudgeCounts, weights: Vec<[u32; LANES]>, counts: Vec<[u32; LANES]> },
}

impl Draws {
    /// Draws of a plan's unit.
    ///
    /// # Errors
    /// 2^31 votes or more, where votes are drawn.
    pub fn new(plan: &mut Plan) -> Result<Self, Error> {
        let cells = plan.counts.cells();
        Ok(match plan.judges.take() {
            Some(judges) => Self::Judges {
                weights: vec![[0; LANES]; judges.judges()],
                counts: vec![[0; LANES]; cells.len()],
                judges,
            },
            None => Self::Votes { tables: VoteTables::new(&cells)?, counts: vec![0; cells.len()] },
        })
    }

    /// Draws replicates and hands each on: its lane, and its cells as every `stride`th of a slice,
    /// or nothing where it has too many votes for 31 bits.
    pub fn batch(
        &mut self,
        key: [u32; 2],
        replicates: Range<u32>,
        mut take: impl FnMut(usize, Option<(&[u32], usize)>),
    ) {
        match self {
            Self::Votes { tables, counts } => {
                for (lane, replicate) in replicates.enumerate() {
                    draw_votes(tables, key, replicate, counts);
                    take(lane, Some((counts, 1)));
                }
            }
            Self::Judges { judges, weights, counts } => {
                let lanes = replicates.len();
                for (lane, replicate) in replicates.enumerate() {
                    draw_judges(key, replicate, lane, weights);
                }
                let totals = add_judges(judges, weights, counts);
                for (lane, &total) in totals.iter().enumerate().take(lanes) {
                    let cells = &counts.as_flattened()[lane..];
                    take(lane, (total <= i32::MAX as u64).then_some((cells, LANES)));
                }
            }
        }
    }

    /// One replicate by itself.
    pub fn one(&mut self, key: [u32; 2], replicate: u32) -> Vec<u64> {
        match self {
            Self::Votes { tables, counts } => {
                draw_votes(tables, key, replicate, counts);
                counts.iter().map(|&votes| u64::from(votes)).collect()
            }
            Self::Judges { judges, weights, counts } => {
                draw_judges(key, replicate, 0, weights);
                let mut cells = vec![0; counts.len()];
                for (judge, weight) in weights.iter().enumerate() {
                    for (cell, votes) in judges.of(judge) {
                        cells[cell as usize] += u64::from(votes) * u64::from(weight[0]);
                    }
                }
                cells
            }
        }
    }
}
