//! The bootstrap on a GPU, through WebGPU or natively.
//!
//! # Design
//!
//! The same replicates as the CPU's [`engine`](super::engine), bit for bit as far as they are
//! whole numbers, and ratings to 1e-5. Read the kernels, each beside its twin of the same name:
//!
//! - `draw_votes.wgsl`: votes (or judges) of a batch of replicates, from the same tables
//! - `draw_judges.wgsl`: the votes of judges drawn
//! - `replicates.wgsl`: what a fit needs of the votes, folded once per replicate
//! - `gradient.wgsl`, `chord.wgsl`: the steps of the fit, in 32 bits
//!
//! All share `prelude.wgsl` and what `shared` writes above it: structs, numbers and bindings that
//! Rust and WGSL both know. `device` is what they run on, `buffers` (and `opponents`) what they
//! read and write, `batch` their order, `pace` the size of a submission, and [`GpuResampler`] runs
//! ranges of replicates. What has no finite optimum for certain, or does not converge, comes back
//! marked as left to the CPU, which alone decides such things.
//!
//! # Who gets the same figures
//!
//! A replicate's samples on one GPU and driver depend on the plan alone: integers order every sum
//! that more than one invocation has a part in, and each lane takes the same steps whatever batch
//! it is in. On another GPU they may differ in their last digits, for WGSL leaves the rounding of
//! `exp` and of sums to the driver. So under `gpu: "auto"` a plan's replicates are all done by the
//! GPU or all by the CPU, by a rule that knows the plan (its work, by [`work`](super::work)) and whether there
//! is a GPU, and never by a clock; a GPU that is lost half-way leaves nothing behind.
//!
//! Could the GPU's ratings be brought to the CPU's own bits? A CPU step in 64 bits from the GPU's
//! ratings needs the replicate's counts, drawn again or read back (three words a pair: 240 KB a
//! replicate at 200 models), and one gradient, about a sixth of the CPU's whole climb. But the
//! CPU's own result is the end of its own path: right to 2e-8, then rounded to an `f32` whose
//! last digit at a rating of 1 is 1.2e-7. Two paths that end 1e-8 apart round differently once in
//! ten or so. For equal bits both would have to end within 1e-13 and values near a boundary be
//! settled with more digits still: two or three more steps, by a matrix in 64 bits, for the CPU's
//! own replicates as well, which take five to eight. That is a third more for everybody, where a
//! twentieth was allowed, for the sake of a digit that no reader sees; the rule above costs
//! nothing, and who wants every bit on every machine says `gpu: "off"`.
//!
//! # Work
//!
//! Counted, not measured: no GPU was at hand. Words of 4 bytes that are read of a replicate with M
//! models and P pairs met, from memory or its caches, and with all pairs of 200 models:
//!
//! | | before | now | at 200 models |
//! |---|---|---|---|
//! | once: pairs' counts folded, from both sides | | 6 P | 478 KB |
//! | a step: pairs' counts, from both sides | 6 P | 2 P | 478 → 159 KB |
//! | a step: opponents' ratings | 2 P | 2 P | 159 KB |
//! | a step: gradient, by the rows of the matrix | M² | M²/4 | 160 → 40 KB |
//!
//! What is folded replaces the first step's slopes. A fit takes three to five steps: of five, what is
//! read was 4.0 MB and is 2.0 MB. Counts are the part that must come from memory, for a batch of
//! them is larger than a GPU's caches: 2.4 MB before, 1.1 MB now. A tie parameter's slope was summed
//! over all pairs by one invocation a replicate; now each model's invocation sums a share of it.
//!
//! Two submissions are in flight, so that a GPU does not wait while results are read, and one holds
//! up to 1,664 of these replicates instead of 512 where the adapter binds more than the 128 MiB that
//! every adapter does. On lavapipe, which is a CPU and is held up by arithmetic rather than memory,
//! a replicate of 100 models takes four fifths of what it took, with Davidson's ties a third, and one
//! of 200 models as long as before.

mod batch;
mod buffers;
mod device;
mod kernels;
mod opponents;
mod pace;
mod shared;

use std::ops::Range;

use super::engine::{FASTEST_RATE, LARGEST_RATING, SLOWEST_RATE};
use super::plan::Plan;
use super::{Resampler, Samples};
use crate::error::{Error, ErrorKind};
use crate::rating::{self, Fit, TieModel};
use crate::votes::PairCounts;

use batch::{Batch, Fitted, Pending};
use buffers::Buffers;
pub use device::Gpu;
pub use kernels::Kernels;
use pace::Pace;
use shared::Params;

/// Status of a replicate that the CPU has to do.
pub const LEFT_TO_CPU: u8 = 2;

/// Largest error of a parameter that ends a fit: beyond it 32 bits say little.
const TOLERANCE: f32 = 1e-6;
/// Totals that overshoot are drawn again until fewer than this share is left.
const OVERSHOOT: f64 = 1e-7;

/// Milliseconds since whenever, never going back.
pub type Clock = fn() -> f64;

/// Draws and fits the replicates of one plan on a GPU.
pub struct GpuResampler {
    fit: Fit,
    start: Vec<f64>,
    batch: Batch,
    pace: Pace,
    clock: Clock,
    left: u32,
}

/// A submission on its way.
struct Underway {
    batch: Pending,
    first: u32,
    since: f64,
}

impl GpuResampler {
    /// Fits the plan's own votes and moves what the kernels need to the GPU. `clock` sizes
    /// submissions and decides nothing else.
    ///
    /// # Errors
    /// As the CPU's engine; a plan too large for the device's buffers, or one that only the CPU
    /// can resample.
    pub fn new(gpu: &Gpu, plan: &Plan, kernels: &Kernels, clock: Clock) -> Result<Self, Error> {
        let fit = rating::fit(&plan.counts, &plan.fit)
            .map_err(|error| ErrorKind::NoFit { reason: error.to_string() })?;
        let buffers = Buffers::new(gpu, plan, &fit, &params(plan, &fit))?;
        let batch = Batch::new(gpu, buffers, kernels);
        let pace = Pace::new(batch.lanes());
        Ok(Self { start: fit.parameters(), fit, batch, pace, clock, left: 0 })
    }

    /// The replicates of a range. Those that the GPU leaves are `cpu`'s, if there is one: it does
    /// them while the GPU goes on. Else their status is [`LEFT_TO_CPU`] and their row all zeros.
    ///
    /// # Errors
    /// `device-lost`: the range is to be done elsewhere.
    pub async fn run(
        &mut self,
        range: Range<u32>,
        mut cpu: Option<&mut Resampler>,
    ) -> Result<Samples, Error> {
        let mut samples = Samples::default();
        let mut next = range.start;
        let mut last = (self.clock)();
        let mut underway = self.submit(&mut next, range.end)?;
        while let Some(Underway { batch, first, since }) = underway {
            underway = self.submit(&mut next, range.end)?;
            let count = batch.count;
            let fitted = self.batch.finish(batch).await?;
            // It may have waited for the submission before it.
            let now = (self.clock)();
            self.pace.learn(count, now - since.max(last));
            last = now;
            self.write(first..first + count, &fitted, cpu.as_deref_mut(), &mut samples);
        }
        Ok(samples)
    }

    /// Votes per cell of replicates, as the GPU counted them: cells × replicates. `None` for
    /// those left to the CPU.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub async fn draw(&mut self, range: Range<u32>) -> Result<Vec<Option<Vec<u32>>>, Error> {
        self.batch.draw(range.start, range.len() as u32).await
    }

    /// The ratings that every replicate starts from.
    #[must_use]
    pub fn ratings(&self) -> &[f64] {
        &self.fit.ratings
    }

    /// Most replicates of a submission.
    #[must_use]
    pub fn lanes(&self) -> u32 {
        self.batch.lanes()
    }

    /// Replicates that were left to the CPU so far.
    #[must_use]
    pub fn left(&self) -> u32 {
        self.left
    }

    /// Submits the next replicates up to `end`, if any are left.
    fn submit(&mut self, next: &mut u32, end: u32) -> Result<Option<Underway>, Error> {
        let first = *next;
        if first >= end {
            return Ok(None);
        }
        let count = self.pace.lanes().min(end - first);
        *next += count;
        let batch = self.batch.submit(first, count)?;
        Ok(Some(Underway { batch, first, since: (self.clock)() }))
    }

    /// Appends a batch's replicates.
    fn write(
        &mut self,
        range: Range<u32>,
        fitted: &Fitted,
        mut cpu: Option<&mut Resampler>,
        samples: &mut Samples,
    ) {
        let models = self.fit.ratings.len();
        for (lane, replicate) in range.enumerate() {
            if fitted.converged(lane) {
                let at = |model| self.start[model] + f64::from(fitted.moved(model, lane));
                let mean = (0..models).map(at).sum::<f64>() / models as f64;
                samples.status.push(0);
                samples.ratings.extend((0..models).map(|model| (at(model) - mean) as f32));
                continue;
            }
            self.left += 1;
            if let Some(cpu) = cpu.as_deref_mut() {
                let settled = cpu.run(replicate..replicate + 1);
                samples.status.extend(settled.status);
                samples.ratings.extend(settled.ratings);
                samples.orders.extend(settled.orders);
            } else {
                samples.status.push(LEFT_TO_CPU);
                samples.ratings.extend(std::iter::repeat_n(0.0, models));
            }
        }
    }
}

/// What of a plan's parameters does not depend on its tables.
fn params(plan: &Plan, fit: &Fit) -> Params {
    // The slope of ln(θ² - 1) is 2 + 2 / (θ² - 1); a decisive vote's share of it is -2.
    let tie_slope = match (plan.fit.ties, fit.tie) {
        (TieModel::RaoKupper, Some(tie)) => 2.0 / libm::expm1(2.0 * tie.log),
        _ => 0.0,
    };
    Params {
        key_low: plan.seed as u32,
        key_high: (plan.seed >> 32) as u32,
        ties: plan.fit.ties as u32,
        prior: plan.fit.prior as f32,
        tolerance: TOLERANCE,
        fastest_rate: FASTEST_RATE as f32,
        slowest_rate: SLOWEST_RATE as f32,
        largest_rating: LARGEST_RATING as f32,
        tie_slope: tie_slope as f32,
        parts_of_a_vote: parts_of_a_vote(&plan.counts) as f32,
        ..Params::default()
    }
}

/// The finest parts, by powers of two, in which 31 bits hold eight times the votes of any model: no
/// slope is larger than the votes it is of, nor is a replicate of any one model likely to be.
fn parts_of_a_vote(counts: &PairCounts) -> u32 {
    let mut votes = vec![0_u64; counts.models];
    for pair in &counts.pairs {
        for model in [pair.i, pair.j] {
            votes[model as usize] += pair.wins + pair.losses + pair.ties;
        }
    }
    let most = votes.into_iter().fold(1, u64::max);
    1 << ((1_u64 << 31) / 8 / most).max(1).ilog2()
}

fn unavailable(reason: &str) -> Error {
    ErrorKind::GpuUnavailable { reason: reason.into() }.into()
}
