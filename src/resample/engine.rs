//! The bootstrap, fast: draw cells, refit several replicates at once.
//!
//! # Design
//!
//! [`plain`](super::plain) says what is computed; this computes the same from other draws. Votes
//! are drawn by cell (`draw_votes`), judges with their sparse counts
//! (`draw_judges`), and `LANES` replicates climb together by chord steps
//! (`gradient`, `chord`). A replicate that the steps do not lead
//! home, or whose optimum is in doubt, is settled by itself with the tools that fitted the votes.
//!
//! All room is taken when a plan is opened: nothing is allocated per replicate, but for one that
//! is settled by itself.

use std::ops::Range;

use super::chord::StepMatrix;
use super::draws::Draws;
use super::gradient::{Lanes, Likelihood};
use super::plan::Plan;
use super::replicates::Replicates;
use super::samples::FITTED;
use super::{Digest, LANES, Samples};
use crate::error::{Error, ErrorKind};
use crate::rating::witness::Witness;
use crate::rating::{self, Fit};

/// Largest error of a parameter that ends the climb.
const TOLERANCE: f64 = 2e-8;
/// Steps are not trusted to shrink faster than this, however the last two did.
pub(super) const FASTEST_RATE: f64 = 0.02;
/// Steps that shrink slower than this lead nowhere soon.
pub(super) const SLOWEST_RATE: f64 = 0.8;
/// Replicates that are kept until they are counted.
const COUNTED: usize = 64;
/// A climb longer than this is left to Newton's method.
const MAX_STEPS: usize = 24;
/// e^rating and sums of it stay in range; beyond, every replicate is left to Newton's method.
pub(super) const LARGEST_RATING: f64 = 300.0;

/// Draws and fits the replicates of one plan.
pub struct Resampler {
    plan: Plan,
    fit: Fit,
    /// Where every replicate starts.
    start: Vec<f64>,
    key: [u32; 2],
    draws: Draws,
    witness: Option<Witness>,
    likelihood: Likelihood,
    matrix: StepMatrix,
    batch: Batch,
}

/// Room for one batch.
struct Batch {
    replicates: Replicates,
    /// Parameters × lanes, as everything below.
    at: Vec<Lanes>,
    strengths: Vec<Lanes>,
    gradient: Vec<Lanes>,
    slopes: Vec<[f32; LANES]>,
    steps: Vec<[f32; LANES]>,
}

/// How a lane stands.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Lane {
    /// Still climbing; how far its last step went.
    Climbing(f64),
    /// At its optimum.
    Home,
    /// To be settled by itself.
    Lost,
    /// No replicate.
    Empty,
}

impl Resampler {
    /// Fits the plan's own votes, where every replicate starts from.
    ///
    /// # Errors
    /// Votes without a finite optimum, or 2^31 of them and more where votes are the unit.
    pub fn new(plan: Plan) -> Result<Self, Error> {
        let fit = rating::fit(&plan.counts, &plan.fit)
            .map_err(|error| ErrorKind::NoFit { reason: error.to_string() })?;
        let likelihood = Likelihood {
            models: plan.counts.models,
            ties: plan.fit.ties,
            prior: plan.fit.prior,
            pairs: plan.counts.pairs.iter().map(|pair| (pair.i, pair.j)).collect(),
        };
        let (models, size) = (likelihood.models, likelihood.parameters());
        let inverse = fit.step_matrix(&plan.counts);
        Ok(Self {
            draws: Draws::new(&plan)?,
            start: fit.parameters(),
            key: [plan.seed as u32, (plan.seed >> 32) as u32],
            witness: Witness::new(&plan.counts, &plan.fit),
            matrix: StepMatrix::new(size, &|row, column| inverse[(row, column)]),
            batch: Batch {
                replicates: Replicates::new(likelihood.ties, models, likelihood.pairs.len()),
                at: vec![[0.0; LANES]; size],
                strengths: vec![[0.0; LANES]; models],
                gradient: vec![[0.0; LANES]; size],
                slopes: vec![[0.0; LANES]; size],
                steps: vec![[0.0; LANES]; size],
            },
            likelihood,
            fit,
            plan,
        })
    }

    /// The replicates of a range, the same ones whatever ran before.
    pub fn run(&mut self, range: Range<u32>) -> Samples {
        let mut samples = Samples::default();
        samples.ratings.reserve_exact(range.len() * self.likelihood.models);
        samples.status.reserve_exact(range.len());
        for first in range.clone().step_by(LANES) {
            let batch = first..range.end.min(first.saturating_add(LANES as u32));
            let mut lanes = self.draw_batch(batch.clone());
            self.climb(&mut lanes);
            for (lane, replicate) in batch.enumerate() {
                if lanes[lane] == Lane::Home {
                    self.write(lane, &mut samples);
                } else {
                    self.settle(replicate, &mut samples);
                }
            }
        }
        samples
    }

    /// Counts the replicates of a range.
    pub fn digest(&mut self, range: Range<u32>, digest: &mut Digest) {
        for first in range.clone().step_by(COUNTED) {
            let samples = self.run(first..range.end.min(first.saturating_add(COUNTED as u32)));
            digest.add(&samples, &self.fit.ratings);
        }
    }

    /// Ratings in a replicate.
    #[must_use]
    pub fn models(&self) -> usize {
        self.likelihood.models
    }

    /// One replicate's votes, counted per cell.
    pub fn draw(&mut self, replicate: u32) -> Vec<u64> {
        self.draws.one(&self.plan, self.key, replicate)
    }

    /// Draws a batch and decides which of it can climb.
    fn draw_batch(&mut self, batch: Range<u32>) -> [Lane; LANES] {
        let mut lanes = [Lane::Empty; LANES];
        let far = self.start.iter().any(|rating| rating.abs() > LARGEST_RATING);
        let (pairs, replicates) = (&self.likelihood.pairs, &mut self.batch.replicates);
        let witness = self.witness.as_ref();
        self.draws.batch(self.key, batch, |lane, cells| {
            lanes[lane] = match cells {
                Some((cells, stride))
                    if !far && witness.is_some_and(|w| w.vouches_for(cells, stride)) =>
                {
                    replicates.fill(lane, pairs, cells, stride);
                    Lane::Climbing(f64::INFINITY)
                }
                _ => Lane::Lost,
            };
        });
        lanes
    }

    /// Chord steps, from the estimate, until no lane climbs.
    fn climb(&mut self, lanes: &mut [Lane; LANES]) {
        let batch = &mut self.batch;
        for (at, &start) in batch.at.iter_mut().zip(&self.start) {
            *at = [start; LANES];
        }
        for _ in 0..MAX_STEPS {
            if !lanes.iter().any(|lane| matches!(lane, Lane::Climbing(_))) {
                return;
            }
            self.likelihood.gradient(
                &batch.replicates,
                &batch.at,
                &mut batch.strengths,
                &mut batch.gradient,
            );
            for (slope, gradient) in batch.slopes.iter_mut().zip(&batch.gradient) {
                *slope = gradient.map(|slope| slope as f32);
            }
            self.matrix.steps(&batch.slopes, &mut batch.steps);
            for (lane, state) in lanes.iter_mut().enumerate() {
                if let Lane::Climbing(previous) = *state {
                    *state = batch.step(lane, previous);
                }
            }
        }
        for lane in lanes {
            if matches!(lane, Lane::Climbing(_)) {
                *lane = Lane::Lost;
            }
        }
    }

    /// A lane's ratings, shifted to sum zero.
    fn write(&self, lane: usize, samples: &mut Samples) {
        let ratings = &self.batch.at[..self.likelihood.models];
        let mean = ratings.iter().map(|rating| rating[lane]).sum::<f64>() / ratings.len() as f64;
        samples.ratings.extend(ratings.iter().map(|rating| (rating[lane] - mean) as f32));
        samples.status.push(FITTED);
    }

    /// A replicate by itself, with the tools that fitted the votes.
    fn settle(&mut self, replicate: u32, samples: &mut Samples) {
        let cells = self.draws.one(&self.plan, self.key, replicate);
        let limit = rating::limit(&self.plan.counts.with_cells(&cells), &self.fit);
        samples.push(self.likelihood.models, &limit);
    }
}

impl Batch {
    /// Takes one lane's step. It is home when the steps still to come, shrinking as the last two
    /// did, would move no parameter by more than the tolerance.
    fn step(&mut self, lane: usize, previous: f64) -> Lane {
        let mut size = 0.0_f64;
        for (at, step) in self.at.iter_mut().zip(&self.steps) {
            let step = f64::from(step[lane]);
            at[lane] += step;
            // `f64::max` would hide a NaN.
            size = if step.abs() <= size { size } else { step.abs() };
        }
        let rate = if previous.is_finite() { (size / previous).max(FASTEST_RATE) } else { 0.5 };
        let in_range = self.at.iter().all(|at| at[lane].abs() <= LARGEST_RATING);
        if !in_range || rate > SLOWEST_RATE {
            Lane::Lost
        } else if size * rate <= TOLERANCE * (1.0 - rate) {
            Lane::Home
        } else {
            Lane::Climbing(size)
        }
    }
}
