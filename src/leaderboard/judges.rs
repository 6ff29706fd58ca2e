//! What few judges leave unsaid.
//!
//! Errors that hold for other judges too count judges, not votes. Below three judges there are
//! none; below five there is hardly anything to measure them by, which is said; and quantiles of
//! resampled judges are too narrow below fifty judges (of five they hold 82 to 84 % instead of
//! 95 %), or where a few cast most of the votes. The clustered errors and Student's t then stay.

use super::Ranking;
use super::board::IntervalMethod;
use super::options::Method;
use crate::error::{Error, ErrorKind};
use crate::rating::{Covariance, Degrees};
use crate::stats::interval::Interval;
use crate::words::listed;

/// Judges below which nothing can be said of other judges.
const FEWEST_JUDGES: usize = 3;
/// Judges below which there is a warning.
const FEW_JUDGES: usize = 5;
/// Judges from which on quantiles of resampled judges are shown…
const RESAMPLED_JUDGES: usize = 50;
/// … if the least sure rating has so many degrees of freedom.
const RESAMPLED_DEGREES: f64 = 25.0;
/// Replicates that shall lie beyond either end of an interval.
const BEYOND_AN_END: f64 = 5.0;

/// Refuses errors that hold for other judges where there are too few.
///
/// # Errors
/// `too-few-judges`.
pub(super) fn refuse_too_few(errors: &Covariance) -> Result<(), Error> {
    match &errors.degrees {
        Some(Degrees { judges, .. }) if *judges < FEWEST_JUDGES => {
            Err(ErrorKind::TooFewJudges { judges: *judges }.into())
        }
        _ => Ok(()),
    }
}

impl Ranking {
    /// The interval of a rating or a coefficient without replicates.
    pub(super) fn analytic_interval(&self, model: usize) -> Interval {
        let reach = self.covariance.reach(model, self.settings.level);
        Interval::around(self.estimate(model), reach)
    }

    /// How the intervals shown were found.
    pub(super) fn interval_method(&self, resampled: bool) -> IntervalMethod {
        if resampled && !self.quantiles_too_narrow() {
            return match self.settings.bootstrap.method {
                Method::Percentile => IntervalMethod::Percentile,
                Method::Basic => IntervalMethod::Basic,
                Method::Bca => IntervalMethod::Bca,
            };
        }
        if self.covariance.degrees.is_some() { IntervalMethod::T } else { IntervalMethod::Normal }
    }

    /// Whether judges are the unit, and too few for their quantiles.
    pub(super) fn quantiles_too_narrow(&self) -> bool {
        self.covariance.degrees.as_ref().is_some_and(|degrees| {
            degrees.judges < RESAMPLED_JUDGES || self.least_degrees(degrees) < RESAMPLED_DEGREES
        })
    }

    /// Whether the quantiles shown are those of hardly any replicate.
    fn few_replicates(&self, resampled: bool) -> Option<String> {
        let (replicates, level) = (self.settings.bootstrap.replicates, self.settings.level);
        let least = (2.0 * BEYOND_AN_END / (1.0 - level)).round();
        let few = resampled && !self.quantiles_too_narrow() && f64::from(replicates) < least;
        few.then(|| {
            format!(
                "Only {replicates} replicates: an interval's end at this level hangs on one or two of them; take at least {least}."
            )
        })
    }

    fn least_degrees(&self, degrees: &Degrees) -> f64 {
        (0..self.names.len()).map(|m| degrees.rating(m).df).fold(f64::INFINITY, f64::min)
    }

    /// What a person should know about the intervals, in plain sentences.
    pub(super) fn warnings(&self, resampled: bool) -> Vec<String> {
        let mut warnings = self.control_warnings();
        warnings.extend(self.few_replicates(resampled));
        let Some(degrees) = &self.covariance.degrees else { return warnings };
        let judges = degrees.judges;
        if judges < FEW_JUDGES {
            warnings.push(format!(
                "Only {judges} judges: how much judges differ is hardly known, so intervals are wide and little can be told apart."
            ));
        }
        let unknown = |&m: &usize| !degrees.rating(m).factor.is_finite();
        let unknown = (0..self.names.len()).filter(unknown).map(|m| self.names[m].as_str());
        let unknown: Vec<&str> = unknown.collect();
        if !unknown.is_empty() {
            warnings.push(format!(
                "What is known of {} comes mostly from one judge alone, which says nothing about other judges: the interval is open.",
                listed(&unknown)
            ));
        }
        if resampled && self.quantiles_too_narrow() {
            let why = if judges < RESAMPLED_JUDGES {
                format!(
                    "there are {judges} judges, and below {RESAMPLED_JUDGES} they are too narrow"
                )
            } else {
                format!(
                    "a few of the {judges} judges cast most of the votes, as if there were {:.0}",
                    self.least_degrees(degrees) + 1.0
                )
            };
            warnings.push(format!(
                "Intervals are not quantiles of resampled judges, because {why}; they are Student's t of errors clustered by judge."
            ));
        }
        warnings
    }
}
