//! The bootstrap on a GPU, through WebGPU or natively.
//!
//! # Design
//!
//! The same replicates as the CPU's [`engine`](super::engine), bit for bit as far as they are
//! whole numbers, and ratings to 1e-5. Read the kernels, each beside its twin of the same name:
//!
//! - `draw_votes.wgsl`: votes (or judges) of a batch of replicates, from the same tables
//! - `draw_judges.wgsl`: the votes of judges drawn
//! - `gradient.wgsl`, `chord.wgsl`: the climb, in 32 bits
//!
//! All share `prelude.wgsl`. [`device`] is what they run on, [`batch`] their buffers, and
//! [`GpuResampler`] runs ranges of replicates in batches short enough not to hold up a screen.
//! What has no finite optimum for certain, or does not arrive, comes back marked as left to
//! the CPU, which alone decides such things.

mod batch;
mod device;

use std::ops::Range;

use super::Samples;
use super::engine::{FASTEST_RATE, SLOWEST_RATE};
use super::plan::Plan;
use crate::error::{Error, ErrorKind};
use crate::rating::{self, Fit};

use batch::{Batch, Lane};
pub use device::Gpu;

/// Status of a replicate that the CPU has to do.
pub const LEFT_TO_CPU: u8 = 2;

/// Largest error of a parameter that ends a climb: beyond it 32 bits say little.
const TOLERANCE: f32 = 1e-6;
/// Steps in one submission; what has not arrived then is left to the CPU.
const STEPS: u32 = 12;
/// Totals that overshoot are drawn again until fewer than this share is left.
const OVERSHOOT: f64 = 1e-7;

/// The kernels' sources by name: what a test may change.
#[derive(Debug, Clone)]
pub struct Kernels {
    /// `draw_votes.wgsl` with the prelude, as the others.
    pub draw_votes: String,
    /// `draw_judges.wgsl`.
    pub draw_judges: String,
    /// `gradient.wgsl`.
    pub gradient: String,
    /// `chord.wgsl`.
    pub chord: String,
}

impl Default for Kernels {
    fn default() -> Self {
        let with_prelude = |source: &str| [include_str!("prelude.wgsl"), source].concat();
        Self {
            draw_votes: with_prelude(include_str!("draw_votes.wgsl")),
            draw_judges: with_prelude(include_str!("draw_judges.wgsl")),
            gradient: with_prelude(include_str!("gradient.wgsl")),
            chord: with_prelude(include_str!("chord.wgsl")),
        }
    }
}

/// Draws and fits the replicates of one plan on a GPU.
pub struct GpuResampler {
    fit: Fit,
    start: Vec<f64>,
    batch: Batch,
}

impl GpuResampler {
    /// Fits the plan's own votes and moves what the kernels need to the GPU.
    ///
    /// # Errors
    /// As the CPU's engine; a plan too large for the device's buffers.
    pub fn new(gpu: &Gpu, plan: &Plan, kernels: &Kernels) -> Result<Self, Error> {
        let fit = rating::fit(&plan.counts, &plan.fit)
            .map_err(|error| ErrorKind::NoFit { reason: error.to_string() })?;
        let batch = Batch::new(gpu, plan, &fit, kernels)?;
        Ok(Self { start: fit.parameters(), fit, batch })
    }

    /// The replicates of a range. Those with status [`LEFT_TO_CPU`] have a row of zeros.
    ///
    /// # Errors
    /// `device-lost`: the range is to be done elsewhere.
    pub async fn run(&mut self, range: Range<u32>) -> Result<Samples, Error> {
        let models = self.fit.ratings.len();
        let mut samples = Samples::default();
        let most = self.batch.lanes();
        for first in range.clone().step_by(most as usize) {
            let count = most.min(range.end - first);
            let (moved, lanes) = self.batch.run(first, count).await?;
            for lane in 0..count as usize {
                if lanes[lane] != Lane::Home {
                    samples.status.push(LEFT_TO_CPU);
                    samples.ratings.extend(std::iter::repeat_n(0.0, models));
                    continue;
                }
                let at = |model: usize| {
                    self.start[model] + f64::from(moved[model * most as usize + lane])
                };
                let mean = (0..models).map(at).sum::<f64>() / models as f64;
                samples.status.push(0);
                samples.ratings.extend((0..models).map(|model| (at(model) - mean) as f32));
            }
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

    /// Replicates in one submission.
    #[must_use]
    pub fn lanes(&self) -> u32 {
        self.batch.lanes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every kernel is valid WGSL, told without a GPU.
    #[test]
    fn kernels_are_valid() {
        let Kernels { draw_votes, draw_judges, gradient, chord } = Kernels::default();
        for source in [draw_votes, draw_judges, gradient, chord] {
            let module = naga::front::wgsl::parse_str(&source).expect("a shader that parses");
            let (flags, with) =
                (naga::valid::ValidationFlags::all(), naga::valid::Capabilities::empty());
            naga::valid::Validator::new(flags, with).validate(&module).expect("a valid shader");
        }
    }
}
