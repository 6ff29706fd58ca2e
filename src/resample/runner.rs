//! Whatever resamples a plan on the CPU.

use std::ops::Range;

use super::{ControlPlan, ControlResampler, Digest, Plan, Resampler, Samples};
use crate::error::Error;

/// A plan's replicates, of counts or of rows with covariates.
#[allow(clippy::large_enum_variant, reason = "there is one, and it lives long")]
pub enum Runner {
    /// Of counts per pair.
    Counts(Resampler),
    /// Of rows with covariates.
    Rows(ControlResampler),
}

impl Runner {
    /// From a plan's bytes.
    ///
    /// # Errors
    /// Bytes that are no plan, or votes that cannot be resampled.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        if ControlPlan::is_one(bytes) {
            return ControlPlan::from_bytes(bytes).and_then(ControlResampler::new).map(Self::Rows);
        }
        Plan::from_bytes(bytes).and_then(Resampler::new).map(Self::Counts)
    }

    /// The replicates of a range, the same ones whatever ran before.
    pub fn run(&mut self, range: Range<u32>) -> Samples {
        match self {
            Self::Counts(resampler) => resampler.run(range),
            Self::Rows(resampler) => resampler.run(range),
        }
    }

    /// Counts the replicates of a range.
    pub fn digest(&mut self, range: Range<u32>, digest: &mut Digest) {
        match self {
            Self::Counts(resampler) => resampler.digest(range, digest),
            Self::Rows(resampler) => resampler.digest(range, digest),
        }
    }

    /// None counted yet.
    #[must_use]
    pub fn empty_digest(&self) -> Digest {
        match self {
            Self::Counts(resampler) => Digest::new(resampler.models(), 0),
            Self::Rows(resampler) => Digest::new(resampler.models(), resampler.columns()),
        }
    }
}
