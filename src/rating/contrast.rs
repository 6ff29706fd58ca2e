//! Errors of contrasts: weighted sums of ratings, of one fit or of several that share judges.
//!
//! A model's rating above the mean of some others is a contrast of one fit; how much higher it
//! stands in one language than in all others is one of two. Votes are other votes in each fit, so
//! that without judges the variances add up. A judge who voted in both fits moves both: the fits
//! together are one regression whose information has a block for each, a judge's influence is the
//! sum of those on the blocks, and everything that [`clustered`](super::clustered) and
//! [`degrees`](super::degrees) say of one fit holds of this one (CR2; of Satterthwaite's degrees of
//! freedom the bound `Σ d_g P_gg`).

use nalgebra::DMatrix;

use super::clustered::{Clusters, Part};
use super::degrees::Sums;
use super::fit::Fit;
use super::least_error::Least;
use super::ranks::wald_p;
use super::sandwich::{critical, sandwich};
use crate::stats::student_t::student_t_two_sided;
use crate::votes::{JudgeCounts, PairCounts};

/// Shares of information up to which a judge's own fit is bounded by them rather than computed.
const BOUNDED_SHARE: f64 = 0.005;
/// Shares of information that make a difference of hardly more than their square.
const SMALL_SHARE: f64 = 0.2;

/// Votes, and their fit.
#[derive(Debug, Clone, Copy)]
pub struct Sample<'a> {
    /// The votes.
    pub counts: &'a PairCounts,
    /// The same by judge, where judges are the unit.
    pub judges: Option<&'a JudgeCounts>,
    /// Who each of the judges is, ascending: the same number in another sample is the same judge.
    pub who: &'a [u32],
    /// Fitted to `counts`.
    pub fit: &'a Fit,
}

/// A sample's part of some contrasts.
#[derive(Debug, Clone)]
pub struct Side<'a> {
    /// What is contrasted.
    pub sample: Sample<'a>,
    /// models × contrasts; each sums to zero over models.
    pub weights: DMatrix<f64>,
    /// The model that each contrast is about, whose votes bound its error from below.
    pub about: Vec<usize>,
}

/// How sure a contrast is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ContrastError {
    /// Standard error; infinite where most of what is known comes from one judge alone.
    pub se: f64,
    /// Degrees of freedom, where errors are clustered by judge. Without, the error is normal.
    pub df: Option<f64>,
}

impl ContrastError {
    /// How far the contrast's interval reaches to either side.
    #[must_use]
    pub fn reach(&self, level: f64) -> f64 {
        critical(self.df, level) * self.se
    }

    /// Two-sided p-value of no contrast.
    #[must_use]
    pub fn p(&self, estimate: f64) -> f64 {
        match self.df {
            None => wald_p(estimate, self.se),
            Some(_) if estimate == 0.0 => 1.0,
            Some(df) => student_t_two_sided(estimate / self.se, df),
        }
    }
}

/// The error of every contrast; sides have equally many, all with judges or all without.
#[must_use]
pub fn contrast_errors(sides: &[Side<'_>]) -> Vec<ContrastError> {
    let contrasts = sides.first().map_or(0, |side| side.weights.ncols());
    let mut least = vec![0.0; contrasts];
    for side in sides {
        let floor = Least::new(side.sample.counts, side.sample.fit);
        for (c, least) in least.iter_mut().enumerate() {
            *least += floor.contrast(side.about[c], side.weights.column(c).as_slice());
        }
    }
    let found = if sides.iter().all(|side| side.sample.judges.is_some()) {
        of_judges(sides, contrasts)
    } else {
        of_votes(sides, contrasts)
    };
    let floored = |(error, least): (ContrastError, f64)| ContrastError {
        se: error.se.max(least.sqrt()),
        ..error
    };
    found.into_iter().zip(least).map(floored).collect()
}

fn of_votes(sides: &[Side<'_>], contrasts: usize) -> Vec<ContrastError> {
    let mut variances = vec![0.0; contrasts];
    for Side { sample, weights, .. } in sides {
        let covariance = sandwich(sample.counts, None, sample.fit).matrix;
        let image = covariance * weights;
        for (c, variance) in variances.iter_mut().enumerate() {
            *variance += image.column(c).dot(&weights.column(c)).max(0.0);
        }
    }
    variances.into_iter().map(|variance| ContrastError { se: variance.sqrt(), df: None }).collect()
}

/// What one judge, or all so far, adds to a contrast.
#[derive(Debug, Clone, Copy, Default)]
struct Moments {
    influence: f64,
    /// Expected square of it, if votes are what the fit says…
    own: f64,
    /// … before the judge's own fit is taken off, …
    raw: f64,
    /// … and what the judges' own fits add to the variance of the sum of squares.
    fitted: f64,
}

fn of_judges(sides: &[Side<'_>], contrasts: usize) -> Vec<ContrastError> {
    let mut readers: Vec<Reader<'_>> = sides.iter().filter_map(Reader::new).collect();
    let mut variances = vec![0.0; contrasts];
    let mut sums = vec![Sums::default(); contrasts];
    while let Some(judge) = readers.iter().filter_map(Reader::next_judge).min() {
        let mut moments = vec![Moments::default(); contrasts];
        for reader in &mut readers {
            if reader.next_judge() == Some(judge) {
                reader.add(&mut moments);
            }
        }
        for ((variance, sums), of) in variances.iter_mut().zip(&mut sums).zip(&moments) {
            *variance += of.influence * of.influence;
            sums.trace += of.own;
            sums.lost += of.raw - of.own;
            sums.square += of.own * (of.own + of.fitted);
        }
    }
    let error = |(variance, sums): (f64, Sums)| {
        let freedom = sums.freedom();
        ContrastError { se: freedom.factor * variance.sqrt(), df: Some(freedom.df) }
    };
    variances.into_iter().zip(sums).map(error).collect()
}

/// The judges of one side, one after the other.
struct Reader<'a> {
    clusters: Clusters<'a>,
    who: &'a [u32],
    at: usize,
    part: Part,
    /// What a score does to each contrast: parameters × contrasts.
    images: DMatrix<f64>,
}

impl<'a> Reader<'a> {
    fn new(side: &Side<'a>) -> Option<Self> {
        let Sample { counts, judges, who, fit } = side.sample;
        let clusters = Clusters::new(counts, judges?, fit);
        let images = clusters.inverse.columns(0, counts.models) * &side.weights;
        let part = clusters.part();
        Some(Self { clusters, who, at: 0, part, images })
    }

    fn next_judge(&self) -> Option<u32> {
        self.who.get(self.at).copied()
    }

    fn add(&mut self, moments: &mut [Moments]) {
        self.clusters.read(self.at, &mut self.part);
        self.at += 1;
        let part = &self.part;
        let share = part.largest_share();
        let score = part.adjusted_score(share);
        let columns = part.rows(&self.images, self.images.ncols());
        let exact = (share > BOUNDED_SHARE).then(|| part.local());
        let informations =
            (share > SMALL_SHARE).then(|| part.spectrum().informations(&part.information()));
        let mut own_times = vec![0.0; part.touched.len()];
        for (column, of) in columns.column_iter().zip(moments) {
            of.influence += column.iter().zip(&score).map(|(z, s)| z * s).sum::<f64>();
            part.information_times(column.as_slice(), &mut own_times);
            let raw: f64 = column.iter().zip(&own_times).map(|(z, y)| z * y).sum();
            of.raw += raw;
            match (&informations, &exact) {
                (Some((adjusted, residual)), Some(local)) => {
                    let x = adjusted * column;
                    of.own += column.dot(&(residual * column));
                    of.fitted += x.dot(&(local * &x));
                }
                (_, Some(local)) => {
                    let y = nalgebra::DVector::from_column_slice(&own_times);
                    of.own += raw;
                    of.fitted += y.dot(&(local * &y)) + share * share / (1.0 - share) * raw;
                }
                _ => {
                    of.own += raw;
                    of.fitted += share / (1.0 - share) * raw;
                }
            }
        }
    }
}
