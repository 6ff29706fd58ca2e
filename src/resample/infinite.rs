//! How often each model's rating was infinite, over replicates.

use super::samples::Replicate;
use crate::rating::End;

/// Counts of replicates that were not fitted, and of where they put each model. Whole numbers that
/// add up in any order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Infinite {
    /// Replicates without a finite optimum.
    pub lost: u32,
    /// Replicates whose optimum was not reached: they put every model anywhere.
    pub not_converged: u32,
    /// One per model.
    pub ends: Vec<Ends>,
}

/// How often one model's rating was infinite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ends {
    /// At -∞.
    pub below: u32,
    /// At ∞.
    pub above: u32,
    /// Anywhere: at -∞ for the lower end of an interval and at ∞ for the upper one, since the
    /// replicate rules out neither.
    pub anywhere: u32,
    /// How often it was in no group with most other models: what the infinite ratings are due to.
    pub apart: u32,
}

impl Infinite {
    /// Nothing counted yet.
    #[must_use]
    pub fn new(models: usize) -> Self {
        Self { ends: vec![Ends::default(); models], ..Self::default() }
    }

    /// Counts one replicate.
    pub fn add(&mut self, replicate: &Replicate<'_>) {
        match replicate {
            Replicate::Finite(_) => {}
            Replicate::Infinite(order, _) => {
                self.lost += 1;
                for (model, ends) in self.ends.iter_mut().enumerate() {
                    ends.apart += u32::from(order.apart(model));
                    match order.end(model) {
                        End::Below => ends.below += 1,
                        End::Above => ends.above += 1,
                        End::Anywhere => ends.anywhere += 1,
                    }
                }
            }
            Replicate::Unknown => {
                self.not_converged += 1;
                self.ends.iter_mut().for_each(|ends| ends.anywhere += 1);
            }
        }
    }
}
