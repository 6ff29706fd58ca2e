//! Replicates of either unit, counted per cell.

use std::ops::Range;

use super::LANES;
use super::draw_judges::draw_judges;
use super::draw_votes::draw_votes;
use super::judge_tables::JudgeTables;
use super::plan::Plan;
use super::vote_tables::VoteTables;
use crate::error::Error;

/// Where replicates come from.
pub struct Draws {
    /// Of votes per cell; of judges where these are the unit.
    tables: VoteTables,
    counts: Vec<u32>,
    judges: Option<Judges>,
}

/// What judges need beside, with room for a batch.
struct Judges {
    tables: JudgeTables,
    weights: Vec<[u8; LANES]>,
    cells: Vec<[u32; LANES]>,
}

impl Draws {
    /// Draws of a plan's unit.
    ///
    /// # Errors
    /// 2^31 votes or more, where votes are drawn.
    pub fn new(plan: &Plan) -> Result<Self, Error> {
        let cells = plan.counts.cells();
        let judges = plan.judges.as_ref().map(|judges| Judges {
            tables: JudgeTables::new(judges, cells.len()),
            weights: vec![[0; LANES]; judges.judges()],
            cells: vec![[0; LANES]; cells.len()],
        });
        let drawn = judges.as_ref().map_or(cells, |judges| vec![1; judges.weights.len()]);
        let counts = vec![0; drawn.len()];
        Ok(Self { tables: VoteTables::new(&drawn)?, counts, judges })
    }

    /// Draws replicates and hands each on: its lane, and its cells as every `stride`th of a slice,
    /// or nothing where they are more than this can count.
    pub fn batch(
        &mut self,
        key: [u32; 2],
        replicates: Range<u32>,
        mut take: impl FnMut(usize, Option<(&[u32], usize)>),
    ) {
        let Self { tables, counts, judges } = self;
        let Some(Judges { tables: by_cell, weights, cells }) = judges else {
            for (lane, replicate) in replicates.enumerate() {
                draw_votes(tables, key, replicate, counts);
                take(lane, Some((counts, 1)));
            }
            return;
        };
        let lanes = replicates.len();
        let mut fits = [true; LANES];
        for (lane, replicate) in replicates.enumerate() {
            draw_votes(tables, key, replicate, counts);
            for (weight, &drawn) in weights.iter_mut().zip(&*counts) {
                weight[lane] = drawn as u8;
                // Of many judges each is drawn once on average: no more than a theoretical limit.
                fits[lane] &= u8::try_from(drawn).is_ok();
            }
        }
        let totals = draw_judges(by_cell, weights, cells);
        for lane in 0..lanes {
            let fits = fits[lane] && i32::try_from(totals[lane]).is_ok();
            take(lane, fits.then_some((&cells.as_flattened()[lane..], LANES)));
        }
    }

    /// One replicate by itself.
    pub fn one(&mut self, plan: &Plan, key: [u32; 2], replicate: u32) -> Vec<u64> {
        draw_votes(&self.tables, key, replicate, &mut self.counts);
        let drawn = self.counts.iter().map(|&drawn| u64::from(drawn));
        let Some(judges) = &plan.judges else { return drawn.collect() };
        let mut cells = vec![0; 3 * plan.counts.pairs.len()];
        for (judge, weight) in drawn.enumerate() {
            for (cell, votes) in judges.of(judge) {
                cells[cell as usize] += weight * u64::from(votes);
            }
        }
        cells
    }
}
