//! Whether one rating per model describes every pair's votes.
//!
//! # Design
//!
//! A pair's votes sum to a score (ties as half) that the fit expects; what is left over, by its
//! standard error, is the pair's Pearson residual, and the sum of squares of these X² is Pearson's
//! statistic. With ties it is no χ²: a tie varies less than a win or a loss, and how often there is
//! one differs from pair to pair. So votes are drawn from the fit (each pair keeps its own share of
//! ties), fitted again by a few chord steps, and X² and the circular triads counted: what the fit
//! expects of them is known by drawing, with no distribution assumed. Votes are drawn as
//! independent; judges who differ in taste make X² larger too.

use nalgebra::DVector;

use super::fit::Fit;
use super::tie_model::TieModel;
use super::triads::{Majorities, Triads};
use crate::stats::philox::{Domain, Stream};
use crate::stats::random_binomial::binomial;
use crate::stats::special::{expit, normal_sf};
use crate::stats::student_t::f_sf;
use crate::votes::{Pair, PairCounts};

/// Chord steps of a drawn fit: the second leaves the square of what the first did.
const STEPS: u32 = 3;
/// Of a pair's variance what a fit leaves at least; a pair that alone links two sides leaves none.
const LEAST_KEPT: f64 = 0.02;
/// Skewness that makes no difference.
const NO_SKEWNESS: f64 = 1e-3;
/// Degrees of freedom with which F is χ² over its own.
const MANY: f64 = 1e12;
/// Votes of a pair that its own share of ties is mixed with.
const SMOOTHED: f64 = 2.0;

/// One pair's votes against the fit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairFit {
    /// The models.
    pub pair: (u32, u32),
    /// Votes that enter the fit.
    pub votes: f64,
    /// Mean score of the first model, ties as half…
    pub observed: f64,
    /// … and as the fit expects it.
    pub expected: f64,
    /// The difference by its standard error.
    pub residual: f64,
    /// Two-sided p-value of the residual, which is skewed where one side is rare.
    pub p: f64,
    /// Variance of the pair's whole score.
    pub variance: f64,
    /// Twice the log-likelihood that a rate of its own would gain.
    pub deviance: f64,
}

/// All pairs against the fit.
#[derive(Debug, Clone, PartialEq)]
pub struct Goodness {
    /// In the order of the counts; pairs without votes that enter are left out.
    pub pairs: Vec<PairFit>,
    /// Pearson's statistic.
    pub statistic: f64,
    /// What votes drawn from the fit give on average.
    pub expected: f64,
    /// Share of draws with one as large, the votes themselves among them.
    pub p: f64,
    /// Circular triads.
    pub triads: Triads,
    /// What votes drawn from the fit give on average.
    pub expected_circular: f64,
    /// Share of draws with as many, the votes themselves among them.
    pub triads_p: f64,
    /// Draws.
    pub draws: u32,
}

/// What the fit says of one pair's votes: probabilities of a win, a loss and a tie.
#[derive(Debug, Clone, Copy)]
pub struct Chances {
    /// Of the first model.
    pub win: f64,
    /// Of the second.
    pub loss: f64,
    /// Of a tie; 0 where these are dropped.
    pub tie: f64,
}

impl Chances {
    /// At a difference of ratings, of a fit with ties as half-wins or dropped. Neither models ties,
    /// so their share is given; dropped ties have none.
    #[must_use]
    pub fn new(fit: &Fit, d: f64, share_of_ties: f64) -> Self {
        let (mean, other) = (expit(d), expit(-d));
        let share = if fit.options.ties == TieModel::Drop { 0.0 } else { share_of_ties };
        Self::of(mean, other, share)
    }

    /// With mean scores of the first and the second model.
    fn of(mean: f64, other: f64, share_of_ties: f64) -> Self {
        let tie = share_of_ties.min(2.0 * mean.min(other));
        Self { win: mean - tie / 2.0, loss: other - tie / 2.0, tie }
    }

    /// Of the first model's score, ties as half.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.win + self.tie / 2.0
    }

    /// Of the same.
    #[must_use]
    pub fn variance(&self) -> f64 {
        let mean = self.mean();
        (self.win * (1.0 - mean) * (1.0 - mean)
            + self.loss * mean * mean
            + self.tie * (0.5 - mean) * (0.5 - mean))
            .max(1e-12)
    }

    /// Of the same.
    fn skewness(&self) -> f64 {
        let (mean, variance) = (self.mean(), self.variance());
        let third = self.win * (1.0 - mean).powi(3) - self.loss * mean.powi(3)
            + self.tie * (0.5 - mean).powi(3);
        third / (variance * variance.sqrt())
    }
}

/// Two-sided p-value of a standardised sum with that skewness: a shifted gamma distribution of the
/// same three moments (Pearson's type III).
pub(super) fn two_sided(z: f64, skewness: f64) -> f64 {
    let (w, skewness) = if skewness < 0.0 { (-z, -skewness) } else { (z, skewness) };
    let upper = if skewness < NO_SKEWNESS {
        normal_sf(w)
    } else {
        let degrees = 8.0 / (skewness * skewness);
        f_sf(1.0 + w * (2.0 / degrees).sqrt(), degrees, MANY)
    };
    (2.0 * upper.min(1.0 - upper)).min(1.0)
}

/// The share of ties of every pair, mixed with that of all.
#[must_use]
pub fn shares_of_ties(counts: &PairCounts) -> Vec<f64> {
    let ties: u64 = counts.pairs.iter().map(|pair| pair.ties).sum();
    let all = ties as f64 / (counts.votes() as f64).max(1.0);
    let of = |pair: &Pair| (pair.ties as f64 + SMOOTHED * all) / (pair.votes() as f64 + SMOOTHED);
    counts.pairs.iter().map(of).collect()
}

/// A pair as the drawing has it.
struct Drawn {
    i: usize,
    j: usize,
    votes: u64,
    chances: Chances,
    /// Variance of a residual that is no residual yet, and what the fit takes off it.
    kept: f64,
}

/// Compares every pair of a fit with ties as half-wins or dropped, drawing `draws` times from it.
#[must_use]
pub fn goodness(counts: &PairCounts, fit: &Fit, draws: u32, seed: u64) -> Goodness {
    let ties = shares_of_ties(counts);
    let entered = |pair: &Pair| match fit.options.ties {
        TieModel::Drop => pair.wins + pair.losses,
        _ => pair.votes(),
    };
    let mut pairs = Vec::new();
    let mut drawn = Vec::new();
    let mut majorities = Majorities::new(counts.models);
    for (pair, &ties) in counts.pairs.iter().zip(&ties).filter(|(pair, _)| entered(pair) > 0) {
        let (i, j) = (pair.i as usize, pair.j as usize);
        let chances = Chances::new(fit, fit.ratings[i] - fit.ratings[j], ties);
        let votes = entered(pair);
        let n = votes as f64;
        let inverse = &fit.inverse_information;
        let apart = inverse[(i, i)] + inverse[(j, j)] - 2.0 * inverse[(i, j)];
        let slope = chances.mean() * (1.0 - chances.mean());
        let kept = (1.0 - n * slope * apart).max(LEAST_KEPT);
        let counted = if fit.options.ties == TieModel::Drop { 0.0 } else { pair.ties as f64 };
        let observed = (pair.wins as f64 + counted / 2.0) / n;
        let residual = (observed - chances.mean()) * (n / (chances.variance() * kept)).sqrt();
        let expected = chances.mean();
        let part = |x: f64, y: f64| if x > 0.0 { x * libm::log(x / y) } else { 0.0 };
        let gain = part(observed, expected) + part(1.0 - observed, 1.0 - expected);
        let deviance = 2.0 * n * gain;
        pairs.push(PairFit {
            pair: (pair.i, pair.j),
            votes: n,
            observed,
            expected,
            residual,
            p: two_sided(residual, chances.skewness() / n.sqrt()),
            variance: n * chances.variance(),
            deviance,
        });
        majorities.set(i, j, pair.wins as f64 - pair.losses as f64);
        drawn.push(Drawn { i, j, votes, chances, kept });
    }
    let statistic: f64 =
        pairs.iter().zip(&drawn).map(|(pair, of)| pair.residual * pair.residual * of.kept).sum();
    let triads = majorities.count();
    let mut larger = (0_u32, 0_u32);
    let mut sums = (0.0, 0.0);
    for draw in 0..draws {
        let (found, circular) = draw_once(counts.models, fit, &drawn, seed, draw);
        larger.0 += u32::from(found >= statistic * (1.0 - 1e-9));
        larger.1 += u32::from(circular.circular >= triads.circular);
        sums.0 += found;
        sums.1 += circular.circular as f64;
    }
    let share = |times: u32| f64::from(times + 1) / f64::from(draws + 1);
    Goodness {
        pairs,
        statistic,
        expected: sums.0 / f64::from(draws.max(1)),
        p: share(larger.0),
        triads,
        expected_circular: sums.1 / f64::from(draws.max(1)),
        triads_p: share(larger.1),
        draws,
    }
}

/// Pearson's statistic and the triads of votes drawn from the fit.
fn draw_once(models: usize, fit: &Fit, pairs: &[Drawn], seed: u64, draw: u32) -> (f64, Triads) {
    let mut stream = Stream::new(seed, Domain::Goodness, draw, 0);
    let mut majorities = Majorities::new(models);
    let mut scores = Vec::with_capacity(pairs.len());
    let mut shares = Vec::with_capacity(pairs.len());
    let expected_ties: f64 = pairs.iter().map(|of| of.votes as f64 * of.chances.tie).sum();
    let all_ties = expected_ties / pairs.iter().map(|of| of.votes as f64).sum::<f64>();
    for Drawn { i, j, votes, chances, .. } in pairs {
        let ties = binomial(*votes, chances.tie, &mut stream);
        let decided = chances.win / (chances.win + chances.loss);
        let wins = binomial(votes - ties, decided, &mut stream);
        majorities.set(*i, *j, wins as f64 - (votes - ties - wins) as f64);
        scores.push(wins as f64 + ties as f64 / 2.0);
        // The votes' own shares are estimates too, and go with what they are held against.
        shares.push((ties as f64 + SMOOTHED * all_ties) / (*votes as f64 + SMOOTHED));
    }
    let ratings = fit.inverse_information.view((0, 0), (models, models));
    let mut step = DVector::<f64>::zeros(models);
    let moved = |step: &DVector<f64>, of: &Drawn| {
        let mean = of.chances.mean();
        let odds = mean / (1.0 - mean) * libm::exp(step[of.i] - step[of.j]);
        odds / (1.0 + odds)
    };
    for _ in 0..STEPS {
        let mut gradient = DVector::<f64>::zeros(models);
        for (of, score) in pairs.iter().zip(&scores) {
            let left = score - of.votes as f64 * moved(&step, of);
            gradient[of.i] += left;
            gradient[of.j] -= left;
        }
        step += ratings * gradient;
    }
    let square = |((of, score), &share): ((&Drawn, &f64), &f64)| {
        let mean = moved(&step, of);
        let left = score - of.votes as f64 * mean;
        let share = if fit.options.ties == TieModel::Drop { 0.0 } else { share };
        left * left / (of.votes as f64 * Chances::of(mean, 1.0 - mean, share).variance())
    };
    (pairs.iter().zip(&scores).zip(&shares).map(square).sum(), majorities.count())
}
