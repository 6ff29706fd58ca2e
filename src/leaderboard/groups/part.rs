//! One group of votes, fitted by itself.

use nalgebra::DMatrix;
use serde::Serialize;

use super::options::PartSettings;
use super::zero::Zero;
use crate::error::Error;
use crate::leaderboard::judges::refuse_too_few;
use crate::leaderboard::ranking::named;
use crate::rating::{
    self, Covariance, Differences, Fit, FitOptions, Ranks, Sample, Side, contrast_errors,
};
use crate::resample::Unit;
use crate::stats::interval::Interval;
use crate::stats::order::order;
use crate::votes::{Sliced, Slices, Votes};

/// One model's line in one group.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PartRow {
    /// As in the votes.
    pub name: String,
    /// Log-odds, above the zero that all groups share.
    pub rating: f64,
    /// Robust standard error of the rating above that zero; infinite where most of what is known
    /// comes from one judge alone.
    pub se: f64,
    /// Of the rating.
    pub interval: Interval,
    /// Among the group's models; 1 is best, equal ratings share.
    pub rank: u32,
    /// Ranks that the group's votes leave possible for this model.
    pub rank_interval: Ranks,
    /// The group's votes on it.
    pub votes: u64,
}

/// A group of votes, and its fit if it has one.
pub(super) struct Part {
    pub sliced: Sliced,
    pub fitted: Result<Fitted, String>,
}

/// What one group's votes say.
pub(super) struct Fitted {
    pub fit: Fit,
    pub covariance: Covariance,
}

/// Counts the votes that pass by slices, which `of` gives for each row; by judge where judges are
/// the unit. Rows without a slice are left out.
///
/// # Errors
/// As [`Votes::select`]; judges as the unit where there are none.
pub(super) fn slices(
    votes: &Votes,
    settings: &PartSettings,
    of: &dyn Fn(usize) -> Option<u16>,
) -> Result<Slices, Error> {
    let by_judges = settings.unit == Unit::Judge;
    if by_judges && votes.judge.is_none() {
        let expected = "\"vote\": these votes do not say who cast them";
        return Err(Error::option("unit", "\"judge\"", expected));
    }
    let (mut rows, mut slices) = (Vec::new(), Vec::new());
    for row in votes.select(settings.filter())? {
        if let Some(slice) = of(row) {
            rows.push(row as u32);
            slices.push(slice);
        }
    }
    Ok(Slices::new(votes, &rows, &slices, by_judges))
}

impl Part {
    pub fn new(votes: &Votes, sliced: Sliced, settings: &PartSettings) -> Self {
        let fitted = Fitted::new(votes, &sliced, settings).map_err(|error| error.to_string());
        Self { sliced, fitted }
    }

    pub fn votes(&self) -> u64 {
        self.sliced.tally.counts.votes()
    }

    /// Who voted, where judges are the unit.
    pub fn judges(&self) -> Option<u32> {
        self.sliced.tally.judges.as_ref().map(|judges| judges.judges() as u32)
    }

    /// Index in the vote table of each model with votes.
    pub fn models(&self) -> &[u32] {
        &self.sliced.tally.models
    }

    /// The votes with their fit, where there is one.
    pub fn sample(&self) -> Option<Sample<'_>> {
        let fitted = self.fitted.as_ref().ok()?;
        Some(Sample {
            counts: &self.sliced.tally.counts,
            judges: self.sliced.tally.judges.as_ref(),
            who: &self.sliced.who,
            fit: &fitted.fit,
        })
    }

    /// Every model's line, best first.
    pub fn rows(
        &self,
        votes: &Votes,
        settings: &PartSettings,
        zero: &Zero,
    ) -> Option<Vec<PartRow>> {
        let (sample, fitted) = (self.sample()?, self.fitted.as_ref().ok()?);
        let (level, ratings) = (settings.level, &fitted.fit.ratings);
        let weights = zero.weights(self.models());
        let shift = zero.shift(self.models(), ratings);
        let about = (0..ratings.len()).collect();
        let errors = contrast_errors(&[Side { sample, weights, about }]);
        let differences = Differences::new(ratings, &fitted.covariance);
        let ranks = rating::rank(ratings);
        let rank_intervals = rating::rank_intervals(ratings, &differences, level);
        let records = rating::records(&self.sliced.tally.counts);
        let row = |m: usize| {
            let rating = ratings[m] - shift;
            PartRow {
                name: votes.models[self.models()[m] as usize].clone(),
                rating,
                se: errors[m].se,
                interval: Interval::around(rating, errors[m].reach(level)),
                rank: ranks[m],
                rank_interval: rank_intervals[m],
                votes: records[m].votes(),
            }
        };
        let best_first = order(ratings.len(), &|a, b| ratings[b].total_cmp(&ratings[a]));
        Some(best_first.into_iter().map(row).collect())
    }
}

impl Fitted {
    fn new(votes: &Votes, sliced: &Sliced, settings: &PartSettings) -> Result<Self, Error> {
        let tally = &sliced.tally;
        let options = FitOptions { ties: settings.ties, prior: settings.prior };
        let fit = rating::fit(&tally.counts, &options).map_err(|error| {
            let names = tally.models.iter().map(|&m| votes.models[m as usize].clone());
            named(error, &names.collect::<Vec<_>>())
        })?;
        let covariance = rating::sandwich(&tally.counts, tally.judges.as_ref(), &fit);
        refuse_too_few(&covariance)?;
        Ok(Self { fit, covariance })
    }

    /// Whether what is known of some model comes mostly from one judge.
    pub fn hangs_on_one_judge(&self) -> bool {
        (0..self.fit.ratings.len()).any(|m| self.covariance.se(m).is_infinite())
    }
}

/// Each model less the mean of some: models × models.
pub(super) fn above_mean(models: usize, of: &[usize]) -> DMatrix<f64> {
    let mut weights = DMatrix::identity(models, models);
    for &row in of {
        for column in 0..models {
            weights[(row, column)] -= 1.0 / of.len() as f64;
        }
    }
    weights
}
