//! Where the ratings of several groups are counted from.
//!
//! Votes tell differences, so every group's ratings have a zero that somebody chose. The mean of the
//! group's own models would move whenever a model enters or leaves: all others would seem to fall on
//! the day when a strong one comes. So ratings are counted from the mean of the models that all
//! groups have. Where these are fewer than two, each group is held against the fit of all votes
//! together: its models' mean there is their mean here, which takes that mean for known.

use nalgebra::DMatrix;

use super::part::{Part, above_mean};
use crate::votes::Votes;

/// The common zero.
pub(super) enum Zero {
    /// The mean of these models, which every group with ratings has; indices of the vote table.
    Shared(Vec<u32>),
    /// The mean of a group's models is their mean in the fit of all votes: rating by index of the
    /// vote table.
    Whole(Vec<(u32, f64)>),
    /// Each group's own mean: not even all votes together have a fit.
    Own,
}

impl Zero {
    /// Of the groups that have ratings; `whole` is the fit of all votes, asked for where needed.
    pub fn new(parts: &[Part], whole: &dyn Fn() -> Part) -> Self {
        let fitted: Vec<&Part> = parts.iter().filter(|part| part.fitted.is_ok()).collect();
        let Some(first) = fitted.first() else { return Self::Own };
        let in_all = |model: &u32| fitted.iter().all(|part| part.models().contains(model));
        let shared: Vec<u32> = first.models().iter().copied().filter(in_all).collect();
        if shared.len() >= 2 {
            return Self::Shared(shared);
        }
        let whole = whole();
        match &whole.fitted {
            Ok(fitted) => {
                let ratings = fitted.fit.ratings.iter().copied();
                Self::Whole(whole.models().iter().copied().zip(ratings).collect())
            }
            Err(_) => Self::Own,
        }
    }

    /// The names of the models whose mean it is.
    pub fn names(&self, votes: &Votes) -> Vec<String> {
        match self {
            Self::Shared(shared) => {
                shared.iter().map(|&model| votes.models[model as usize].clone()).collect()
            }
            Self::Whole(_) | Self::Own => Vec::new(),
        }
    }

    /// Positions among a group's models of those whose mean is the zero.
    fn members(&self, models: &[u32]) -> Vec<usize> {
        let member = |&k: &usize| match self {
            Self::Shared(shared) => shared.contains(&models[k]),
            Self::Whole(_) | Self::Own => true,
        };
        (0..models.len()).filter(member).collect()
    }

    /// What each of a group's ratings is a contrast of: models × models.
    pub fn weights(&self, models: &[u32]) -> DMatrix<f64> {
        above_mean(models.len(), &self.members(models))
    }

    /// What to take off a group's ratings.
    pub fn shift(&self, models: &[u32], ratings: &[f64]) -> f64 {
        let members = self.members(models);
        let mean = members.iter().map(|&k| ratings[k]).sum::<f64>() / members.len() as f64;
        let Self::Whole(whole) = self else { return mean };
        let there = whole.iter().filter(|(model, _)| models.contains(model));
        let there: Vec<f64> = there.map(|(_, rating)| *rating).collect();
        mean - there.iter().sum::<f64>() / there.len() as f64
    }
}
