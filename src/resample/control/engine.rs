//! Replicates of rows: draw, keep those drawn, refit.
//!
//! # Design
//!
//! A replicate leaves out more than a third of rows that are one vote each, so those drawn are first
//! copied side by side. The climb starts at the votes' own optimum with two steps of Newton's; the
//! steps after them reuse the second one's curvature, which hardly differs from the optimum's, for
//! as long as they shrink fast. Steps that shrink to nothing have found the optimum, since the likelihood is
//! concave; a replicate whose steps do not is settled by itself.
//!
//! All memory is allocated when a plan is opened, but for replicates settled by themselves.

use std::ops::Range;

use super::super::draw_votes::draw_votes;
use super::super::engine::{FASTEST_RATE, LARGEST_RATING, SLOWEST_RATE};
use super::super::samples::{FITTED, INFINITE, NOT_CONVERGED};
use super::super::vote_tables::VoteTables;
use super::super::{Digest, Samples};
use super::plan::ControlPlan;
use crate::error::Error;
use crate::rating::Limit;
use crate::rating::control::{ControlledLimit, Newton, Rows, limit_rows};
use crate::votes::JudgeCounts;

/// Largest error of a parameter that ends the climb: of ratings, and of coefficients for each
/// standard deviation.
const TOLERANCE: f64 = 2e-8;
/// Steps that shrink slower than this are worth a new curvature.
const STALE_RATE: f64 = 0.15;
/// A climb longer than this is left to Newton's method from zero.
const MAX_STEPS: usize = 24;
/// Replicates that are kept until they are counted.
const COUNTED: u32 = 64;

/// Draws and fits the replicates of one plan.
pub struct ControlResampler {
    plan: ControlPlan,
    key: [u32; 2],
    /// Of rows; of judges where these are the unit.
    tables: VoteTables,
    /// How often each judge was drawn, where judges are the unit.
    taken: Vec<u32>,
    /// How many votes of each row were drawn.
    counts: Vec<u32>,
    /// The rows that were drawn.
    drawn: Rows,
    newton: Newton,
}

impl ControlResampler {
    /// Prepares the draws of a plan.
    ///
    /// # Errors
    /// 2^31 votes or more, where votes are drawn.
    pub fn new(plan: ControlPlan) -> Result<Self, Error> {
        let cells = match &plan.judges {
            Some(judges) => vec![1; judges.judges()],
            None => plan.counts.iter().map(|&count| u64::from(count)).collect(),
        };
        let newton = Newton::new(&plan.rows, plan.fit, plan.start.clone());
        let rows = starting(&plan, newton);
        Ok(Self {
            key: [plan.seed as u32, (plan.seed >> 32) as u32],
            tables: VoteTables::new(&cells)?,
            taken: vec![0; plan.judges.as_ref().map_or(0, JudgeCounts::judges)],
            counts: vec![0; plan.rows.len()],
            drawn: rows.like(),
            newton: Newton::new(&rows, plan.fit, plan.start.clone()),
            plan: ControlPlan { rows, ..plan },
        })
    }

    /// The replicates of a range, the same ones whatever ran before.
    pub fn run(&mut self, range: Range<u32>) -> Samples {
        let mut samples = Samples::default();
        for replicate in range {
            self.draw_rows(replicate);
            if self.climb() {
                self.write(&mut samples);
            } else {
                let limit = limit_rows(&self.drawn, &self.plan.fit);
                push(&mut samples, self.plan.rows.models, &limit);
            }
        }
        samples
    }

    /// Counts the replicates of a range.
    pub fn digest(&mut self, range: Range<u32>, digest: &mut Digest) {
        let level = self.plan.start[..self.models()].iter().sum::<f64>() / self.models() as f64;
        let mut estimates = self.plan.start.clone();
        estimates[..self.models()].iter_mut().for_each(|rating| *rating -= level);
        for first in range.clone().step_by(COUNTED as usize) {
            let samples = self.run(first..range.end.min(first.saturating_add(COUNTED)));
            digest.add(&samples, &estimates);
        }
    }

    /// Ratings in a replicate.
    #[must_use]
    pub fn models(&self) -> usize {
        self.plan.rows.models
    }

    /// Coefficients after them.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.plan.rows.columns
    }

    /// One replicate's votes of each row.
    pub fn draw(&mut self, replicate: u32) -> Vec<u32> {
        self.draw_rows(replicate);
        self.counts.clone()
    }

    fn draw_rows(&mut self, replicate: u32) {
        let counts = &mut self.counts;
        match &self.plan.judges {
            None => draw_votes(&self.tables, self.key, replicate, counts),
            Some(judges) => {
                draw_votes(&self.tables, self.key, replicate, &mut self.taken);
                counts.fill(0);
                for (judge, &times) in self.taken.iter().enumerate().filter(|(_, n)| **n > 0) {
                    for (row, votes) in judges.of(judge) {
                        let count = &mut counts[row as usize];
                        *count = count.saturating_add(times.saturating_mul(votes));
                    }
                }
            }
        }
        self.plan.rows.draw(&self.counts, &mut self.drawn);
    }

    /// Steps from the votes' own optimum; whether they arrived.
    fn climb(&mut self) -> bool {
        let newton = &mut self.newton;
        newton.parameters.copy_from_slice(&self.plan.start);
        let (mut factor, mut previous) = (None, f64::INFINITY);
        for taken in 0..MAX_STEPS {
            // What a step gains, the next one's curvature is worth once more.
            let fresh = taken < 2 || factor.is_none();
            if taken == 0 && self.drawn.carries {
                newton.differentiate_carried(&self.drawn);
            } else {
                newton.differentiate(&self.drawn, fresh);
            }
            if fresh {
                factor = newton.factor();
            }
            let Some(curvature) = &factor else { return false };
            newton.solve(curvature);
            let mut size = 0.0_f64;
            for (parameter, step) in newton.parameters.iter_mut().zip(&newton.step) {
                *parameter += step;
                // `f64::max` would hide a NaN.
                size = if step.abs() <= size { size } else { step.abs() };
            }
            let rate = if previous.is_finite() { (size / previous).max(FASTEST_RATE) } else { 0.5 };
            let in_range = newton.parameters.iter().all(|at| at.abs() <= LARGEST_RATING);
            if !in_range || size.is_nan() || rate > SLOWEST_RATE {
                return false;
            }
            if size * rate <= TOLERANCE * (1.0 - rate) {
                return true;
            }
            if rate > STALE_RATE && previous.is_finite() {
                factor = None;
            }
            previous = size;
        }
        false
    }

    fn write(&self, samples: &mut Samples) {
        let level = self.newton.level();
        let (ratings, rest) = self.newton.parameters.split_at(self.models());
        samples.ratings.extend(ratings.iter().map(|rating| (rating - level) as f32));
        samples.ratings.extend(rest[..self.columns()].iter().map(|&slope| slope as f32));
        samples.status.push(FITTED);
    }
}

/// The plan's rows, which carry their chances at its start where a step can be taken from these: the
/// first step of every replicate then takes no exponential.
fn starting(plan: &ControlPlan, mut newton: Newton) -> Rows {
    if plan.fit.ties.has_parameter() {
        return plan.rows.clone();
    }
    plan.rows.carrying(&plan.counts, &newton.chances(&plan.rows))
}

/// Adds a replicate that was settled by itself.
fn push(samples: &mut Samples, models: usize, limit: &ControlledLimit) {
    let (status, ratings) = match &limit.ratings {
        Limit::Finite(ratings) => (FITTED, ratings),
        Limit::Infinite { order, within } => {
            order.write(&mut samples.orders);
            (INFINITE, within)
        }
        Limit::NotConverged => (NOT_CONVERGED, &vec![0.0; models]),
    };
    samples.status.push(status);
    let all = ratings.iter().chain(&limit.coefficients);
    samples.ratings.extend(all.map(|&number| number as f32));
}
