//! What a fit is, and how to ask for one.

use std::fmt;

use nalgebra::DMatrix;

use super::existence;
use super::newton::Newton;
use super::tie_model::TieModel;
use crate::votes::PairCounts;

/// More models than this are refused: the solver keeps a models × models matrix.
pub const MAX_MODELS: usize = 4096;

/// Largest absolute gradient per vote that counts as an optimum.
const GRADIENT_TOLERANCE: f64 = 1e-9;

/// How to fit.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct FitOptions {
    /// Treatment of ties.
    pub ties: TieModel,
    /// Virtual ties, each half a win both ways, of every model against one opponent of fixed
    /// rating 0; not negative. 0 is plain maximum likelihood; above it ratings are finite
    /// whatever the votes that count (a tie parameter still needs ties and decisive votes).
    pub prior: f64,
}

/// A fitted tie parameter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TieParameter {
    /// Davidson's ν or Rao and Kupper's θ.
    pub value: f64,
    /// Its logarithm.
    pub log: f64,
    /// Standard error of the logarithm, from the observed information. Right only where votes are
    /// independent and what the model says; the error to show is [`log_tie_se`](super::log_tie_se).
    pub model_based_log_se: f64,
}

/// An optimum and how well it was reached.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// What was asked for.
    pub options: FitOptions,
    /// One per model on the log-odds scale, summing to zero.
    pub ratings: Vec<f64>,
    /// Of Davidson and Rao-Kupper.
    pub tie: Option<TieParameter>,
    /// Of the votes, without the prior's share. With ties as half-wins this is no probability of
    /// the ties: compare it with nothing but other fits of that kind.
    pub log_likelihood: f64,
    /// Free parameters: models - 1, and one for a tie parameter.
    pub parameters: usize,
    /// Largest absolute derivative of the log-likelihood at the optimum, per vote.
    pub gradient_norm: f64,
    /// Newton steps taken.
    pub iterations: u32,
    /// Votes in the likelihood: all, or all but ties when those are dropped.
    pub votes: f64,
    /// Inverse observed information of the sum-zero ratings and, last, the log tie parameter.
    ///
    /// Not a covariance where ties count as half-wins: the errors it implies are then 15 to 17 %
    /// too wide on typical votes. Errors to show come from [`sandwich`](super::sandwich()).
    pub inverse_information: DMatrix<f64>,
    /// Mean rating before the shift to sum zero, which is where the prior's opponent stands from.
    pub(super) level: f64,
}

impl Fit {
    /// Akaike's criterion, smaller is better.
    #[must_use]
    pub fn aic(&self) -> f64 {
        2.0 * (self.parameters as f64 - self.log_likelihood)
    }

    /// What the likelihood was climbed in: a rating per model (above the prior's opponent where
    /// there is one) and, last, the log tie parameter.
    #[must_use]
    pub fn parameters(&self) -> Vec<f64> {
        let ratings = self.ratings.iter().map(|rating| rating + self.level);
        ratings.chain(self.tie.map(|tie| tie.log)).collect()
    }

    /// Inverse observed information of [`parameters`](Self::parameters): what turns a gradient
    /// into a Newton step. Without a prior it is `inverse_information`; a prior holds the
    /// ratings' level in place, which that one leaves out.
    ///
    /// `counts` are the votes that were fitted.
    #[must_use]
    pub fn step_matrix(&self, counts: &PairCounts) -> DMatrix<f64> {
        if self.options.prior <= 0.0 {
            return self.inverse_information.clone();
        }
        let mut newton = Newton::new(counts, &self.options, self.parameters());
        newton.differentiate();
        newton.unprojected_inverse().unwrap_or_else(|| self.inverse_information.clone())
    }

    /// The same ratings as a start for votes without ties.
    pub(super) fn without_ties(&self) -> Self {
        let options = FitOptions { ties: TieModel::Drop, ..self.options };
        Self { options, tie: None, ..self.clone() }
    }

    /// The log tie parameter, 0 where there is none.
    pub(super) fn log_tie(&self) -> f64 {
        self.tie.map_or(0.0, |tie| tie.log)
    }
}

/// Why there are no ratings.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum FitError {
    /// Fewer than two models.
    TooFewModels {
        /// How many there are.
        models: usize,
    },
    /// More than [`MAX_MODELS`] models.
    TooManyModels {
        /// How many there are.
        models: usize,
    },
    /// No vote at all.
    NoVotes,
    /// Some models never lost or tied to others, so their ratings have no finite optimum.
    Disconnected {
        /// Strongly connected components, best first where they are ordered.
        components: Vec<Vec<u32>>,
    },
    /// A tie model, and no tie: its parameter would leave the finite range.
    NoTies,
    /// Ties only, where the treatment of ties needs decisive votes.
    OnlyTies,
    /// Ratings and tie parameter could grow together without end: no cycle of votes holds more
    /// wins than ties.
    TieParameterUnbounded,
    /// Arithmetic ran out before an optimum was reached.
    NotConverged {
        /// Newton steps taken.
        iterations: u32,
        /// Largest absolute derivative per vote where it stopped.
        gradient_norm: f64,
    },
}

impl fmt::Display for FitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooFewModels { models } => write!(f, "{models} models: at least 2 are needed"),
            Self::TooManyModels { models } => {
                write!(f, "{models} models: at most {MAX_MODELS} can be rated")
            }
            Self::NoVotes => write!(f, "no votes"),
            Self::Disconnected { components } => write!(
                f,
                "no finite ratings exist: the models fall into {} groups, and no chain of wins \
                 and ties leads from each to every other",
                components.len()
            ),
            Self::NoTies => write!(f, "a tie model needs ties, and there are none"),
            Self::OnlyTies => {
                write!(f, "every vote is a tie, and this treatment of ties needs others")
            }
            Self::TieParameterUnbounded => write!(
                f,
                "no finite tie parameter exists: no cycle of votes holds more wins than ties"
            ),
            Self::NotConverged { iterations, gradient_norm } => write!(
                f,
                "no optimum reached after {iterations} steps (gradient {gradient_norm} per vote)"
            ),
        }
    }
}

impl std::error::Error for FitError {}

/// Fits from zero.
///
/// # Errors
///
/// When there is no finite optimum, or it was not reached.
pub fn fit(counts: &PairCounts, options: &FitOptions) -> Result<Fit, FitError> {
    existence::check(counts, options)?;
    let models = counts.models;
    let mut newton = Newton::new(counts, options, from_zero(counts, options));
    let iterations = newton.climb()?;
    newton.differentiate();
    let gradient_norm = newton.gradient.amax() / newton.votes;
    let failed = FitError::NotConverged { iterations, gradient_norm };
    if gradient_norm.is_nan() || gradient_norm > GRADIENT_TOLERANCE {
        return Err(failed);
    }
    let inverse_information = newton.inverse_information().ok_or(failed)?;
    let tie = newton.parameters.get(models).map(|&log| TieParameter {
        value: libm::exp(log),
        log,
        model_based_log_se: inverse_information[(models, models)].sqrt(),
    });
    let log_likelihood = newton.log_likelihood();
    let (ratings, level) = newton.centred_ratings();
    Ok(Fit {
        options: *options,
        ratings,
        tie,
        log_likelihood,
        parameters: models - 1 + usize::from(tie.is_some()),
        gradient_norm,
        iterations,
        votes: newton.votes,
        inverse_information,
        level,
    })
}

/// Ratings only, for votes like those that `start` was fitted to: a resample. Same options, from
/// `start`'s estimate or, should that lead nowhere, from zero; the optimum is the one [`fit`] finds.
///
/// What such votes say where they have no finite optimum is [`limit`](super::limit())'s.
///
/// # Errors
///
/// As [`fit`]; resamples of few votes do lose their finite optimum now and then.
pub fn refit(counts: &PairCounts, start: &Fit) -> Result<Vec<f64>, FitError> {
    existence::check(counts, &start.options)?;
    let mut newton = Newton::new(counts, &start.options, start.parameters());
    if newton.climb().is_err() {
        newton = Newton::new(counts, &start.options, from_zero(counts, &start.options));
        newton.climb()?;
    }
    Ok(newton.centred_ratings().0)
}

/// Equal ratings, and the tie parameter that they would have.
pub(super) fn from_zero(counts: &PairCounts, options: &FitOptions) -> Vec<f64> {
    let mut parameters = vec![0.0; counts.models];
    if options.ties.has_parameter() {
        parameters.push(starting_log_tie(counts, options.ties));
    }
    parameters
}

/// The log tie parameter that equal models with these ties would have, at least a little above
/// Rao and Kupper's bound.
fn starting_log_tie(counts: &PairCounts, ties: TieModel) -> f64 {
    let (mut decisive, mut tied) = (0.0, 0.0);
    for pair in &counts.pairs {
        decisive += pair.wins as f64 + pair.losses as f64;
        tied += pair.ties as f64;
    }
    match ties {
        TieModel::RaoKupper => libm::log1p(2.0 * tied / decisive).max(1e-12),
        _ => libm::log(2.0 * tied / decisive),
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "where a result is exact, the test says so")]
mod tests {
    use super::*;
    use crate::rating::sandwich;
    use crate::votes::Pair;

    fn counts(models: usize, pairs: &[(u32, u32, u64, u64, u64)]) -> PairCounts {
        let pairs = pairs
            .iter()
            .map(|&(i, j, wins, losses, ties)| Pair { i, j, wins, losses, ties })
            .collect();
        PairCounts { models, pairs }
    }

    fn options(ties: TieModel) -> FitOptions {
        FitOptions { ties, prior: 0.0 }
    }

    fn close(found: f64, expected: f64, relative: f64) {
        assert!((found - expected).abs() <= relative * expected.abs(), "{found} is not {expected}");
    }

    /// The difference of two models' ratings under ties as half-wins.
    fn gap(wins: u64, losses: u64, ties: u64) -> f64 {
        let fit = fit(&counts(2, &[(0, 1, wins, losses, ties)]), &FitOptions::default()).unwrap();
        assert_eq!(fit.ratings[0], -fit.ratings[1]);
        fit.ratings[0] - fit.ratings[1]
    }

    #[test]
    fn two_models_have_the_log_odds_of_their_record() {
        close(gap(30, 10, 0), libm::log(3.0), 1e-14);
        close(gap(30, 10, 20), libm::log(2.0), 1e-14);
        assert_eq!(gap(7, 7, 1), 0.0);
    }

    #[test]
    fn extreme_records_are_fitted_to_the_last_digits() {
        close(gap(1_000_000_000, 1, 0), libm::log(1e9), 1e-13);
        close(gap(1, 1_000_000_000_000, 0), -libm::log(1e12), 1e-13);
        close(gap(1_000_000_000_000, 1_000_000_000_001, 0), -1e-12, 1e-3);
        close(gap(0, 1_000_000_000_000, 1), -libm::log(2e12 + 1.0), 1e-13);
    }

    #[test]
    fn a_few_votes_between_huge_blocks_are_not_drowned() {
        let huge = 1_000_000_000_000;
        let votes =
            counts(4, &[(0, 1, 2 * huge, huge, 0), (1, 2, 3, 1, 0), (2, 3, huge, 4 * huge, 0)]);
        let fit = fit(&votes, &FitOptions::default()).unwrap();
        let difference = |i: usize, j: usize| fit.ratings[i] - fit.ratings[j];
        close(difference(0, 1), libm::log(2.0), 1e-12);
        close(difference(1, 2), libm::log(3.0), 1e-8);
        close(difference(2, 3), -libm::log(4.0), 1e-12);
    }

    #[test]
    fn a_long_chain_of_lopsided_pairs_converges() {
        let pairs: Vec<_> = (0..199).map(|i| (i, i + 1, 1000, 1, 0)).collect();
        let fit = fit(&counts(200, &pairs), &FitOptions::default()).unwrap();
        close(fit.ratings[0] - fit.ratings[199], 199.0 * libm::log(1000.0), 1e-12);
    }

    #[test]
    fn tie_models_reproduce_two_models_counts() {
        // Three outcomes, two parameters: both models are saturated.
        let votes = counts(2, &[(0, 1, 50, 20, 30)]);
        let davidson = fit(&votes, &options(TieModel::Davidson)).unwrap();
        close(davidson.ratings[0] - davidson.ratings[1], libm::log(2.5), 1e-13);
        close(davidson.tie.unwrap().value, 30.0 / 1000_f64.sqrt(), 1e-13);
        let rao_kupper = fit(&votes, &options(TieModel::RaoKupper)).unwrap();
        let logit = |p: f64| libm::log(p / (1.0 - p));
        close(
            rao_kupper.ratings[0] - rao_kupper.ratings[1],
            (logit(0.5) - logit(0.2)) / 2.0,
            1e-13,
        );
        close(rao_kupper.tie.unwrap().log, -(logit(0.5) + logit(0.2)) / 2.0, 1e-13);
        close(davidson.log_likelihood, rao_kupper.log_likelihood, 1e-14);
        assert_eq!((davidson.parameters, davidson.aic()), (2, 4.0 - 2.0 * davidson.log_likelihood));
    }

    #[test]
    fn rare_and_common_ties_are_fitted() {
        for ties in [1, 1_000_000_000_000] {
            let votes = counts(3, &[(0, 1, 900, 300, ties), (0, 2, 500, 20, 3), (1, 2, 70, 60, 0)]);
            for model in [TieModel::Davidson, TieModel::RaoKupper] {
                let fit = fit(&votes, &options(model)).unwrap();
                assert!(fit.gradient_norm < 1e-12, "{model:?}: {:e}", fit.gradient_norm);
            }
        }
        let rare = counts(2, &[(0, 1, 1_000_000_000, 1_000_000_000, 1)]);
        let fit = fit(&rare, &options(TieModel::RaoKupper)).unwrap();
        // P(tie) = (θ - 1) / (θ + 1) between equals.
        close(fit.tie.unwrap().log, 1e-9, 1e-8);
    }

    #[test]
    fn what_has_no_optimum_says_why() {
        use FitError::{NoTies, NoVotes, OnlyTies, TooFewModels, TooManyModels};
        let of = |votes: &PairCounts, ties| fit(votes, &options(ties)).unwrap_err();
        assert_eq!(of(&counts(0, &[]), TieModel::Half), TooFewModels { models: 0 });
        assert_eq!(of(&counts(1, &[]), TieModel::Half), TooFewModels { models: 1 });
        assert_eq!(of(&counts(5000, &[]), TieModel::Half), TooManyModels { models: 5000 });
        assert_eq!(of(&counts(2, &[]), TieModel::Half), NoVotes);
        assert_eq!(of(&counts(2, &[(0, 1, 0, 0, 0)]), TieModel::Half), NoVotes);
        let ties = counts(2, &[(0, 1, 0, 0, 9)]);
        assert_eq!(of(&ties, TieModel::Drop), OnlyTies);
        assert_eq!(of(&ties, TieModel::Davidson), OnlyTies);
        assert_eq!(fit(&ties, &FitOptions::default()).unwrap().ratings, [0.0, 0.0]);
        let decisive = counts(2, &[(0, 1, 4, 9, 0)]);
        assert_eq!(of(&decisive, TieModel::RaoKupper), NoTies);
        let one_sided = counts(3, &[(0, 1, 4, 9, 0), (1, 2, 3, 0, 0)]);
        let components = vec![vec![0, 1], vec![2]];
        assert_eq!(of(&one_sided, TieModel::Half), FitError::Disconnected { components });
        for error in [NoVotes, NoTies, of(&one_sided, TieModel::Half)] {
            assert!(error.to_string().len() > 5);
        }
    }

    #[test]
    fn an_empty_pair_changes_nothing() {
        let with = counts(3, &[(0, 1, 4, 9, 0), (0, 2, 0, 0, 0), (1, 2, 3, 1, 1)]);
        let without = counts(3, &[(0, 1, 4, 9, 0), (1, 2, 3, 1, 1)]);
        let options = FitOptions::default();
        assert_eq!(fit(&with, &options), fit(&without, &options));
    }

    #[test]
    fn a_prior_is_one_more_opponent() {
        let votes = counts(3, &[(0, 1, 8, 0, 0), (1, 2, 5, 5, 0)]);
        let prior = fit(&votes, &FitOptions { ties: TieModel::Half, prior: 3.0 }).unwrap();
        let written_out = counts(
            4,
            &[(0, 1, 8, 0, 0), (0, 3, 0, 0, 3), (1, 2, 5, 5, 0), (1, 3, 0, 0, 3), (2, 3, 0, 0, 3)],
        );
        let plain = fit(&written_out, &FitOptions::default()).unwrap();
        for (i, j) in [(0, 1), (1, 2)] {
            let expected = plain.ratings[i] - plain.ratings[j];
            close(prior.ratings[i] - prior.ratings[j], expected, 1e-12);
        }
        close(refit(&votes, &prior).unwrap()[0], prior.ratings[0], 1e-12);
        assert!(prior.ratings.iter().sum::<f64>().abs() < 1e-15);
        let errors = sandwich(&votes, None, &prior);
        assert!((0..3).all(|m| errors.se(m) > 0.0 && errors.se(m) < 1.0));
        // A model without a vote stands with the opponent.
        let silent =
            fit(&counts(3, &[(0, 1, 8, 0, 0)]), &FitOptions { ties: TieModel::Half, prior: 1.0 });
        assert!(silent.unwrap().ratings[2].abs() < 1e-15);
    }

    #[test]
    fn a_refit_finds_what_a_fit_finds() {
        let votes = counts(3, &[(0, 1, 40, 10, 7), (0, 2, 12, 30, 5), (1, 2, 9, 20, 4)]);
        let other = counts(3, &[(0, 1, 10, 40, 1), (0, 2, 42, 3, 9), (1, 2, 1, 20, 8)]);
        for ties in [TieModel::Half, TieModel::Drop, TieModel::Davidson, TieModel::RaoKupper] {
            let start = fit(&votes, &options(ties)).unwrap();
            let again = fit(&other, &options(ties)).unwrap();
            for (a, b) in refit(&other, &start).unwrap().iter().zip(&again.ratings) {
                close(*a, *b, 1e-12);
            }
        }
    }
}
