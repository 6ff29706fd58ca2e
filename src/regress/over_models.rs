//! What a design's benchmarks are worth with the models as the sample: all together by permutation,
//! each by meta-regression, beside what the ratings themselves would reach.

use nalgebra::DVectorView;

use super::ceiling::{Ceiling, ceiling};
use super::deals::{Deals, DealtLogit};
use super::design::Design;
use super::frame::Frame;
use super::meta::{Meta, meta};
use super::pairings::Pairings;
use super::permutation::{DRAWS, Permutation, Statistic, permutation};
use super::ratings::Ratings;

/// Deals behind a median where the test itself does not look at the votes.
const DEALS: u32 = 499;

/// Multiplications that nobody waits for.
const AT_ONCE: f64 = 1.5e9;

/// Results, and in words what there is no result of.
#[derive(Debug, Clone, PartialEq)]
pub struct OverModels {
    /// Votes by pair, and the benchmarks.
    pub pairings: Pairings,
    /// All benchmarks together.
    pub permutation: Option<Permutation>,
    /// The plain logit's median χ² over deals of the scores: what as many unrelated benchmarks give.
    pub unrelated: Option<f64>,
    /// Each over models.
    pub meta: Option<Meta>,
    /// Benchmarks that models score better in the less they are preferred: by `meta`, or each by
    /// itself where there is none. `None` without finite ratings.
    pub against: Option<Vec<String>>,
    /// What the ratings reach. Only where benchmarks are all that there is: the votes' own columns
    /// vary within a pair of models.
    pub ceiling: Option<Ceiling>,
    /// Why something is absent.
    pub untested: Vec<String>,
}

impl OverModels {
    /// Of the columns of a design that its frame kept. `None` without a benchmark among them.
    #[must_use]
    pub fn new(design: &Design, frame: &Frame, level: f64, seed: u64) -> Option<Self> {
        let pairings = Pairings::new(design, &frame.kept);
        if pairings.benchmarks.is_empty() {
            return None;
        }
        let ratings = Ratings::new(design, &pairings);
        let mut over = Self {
            permutation: None,
            unrelated: None,
            meta: None,
            against: None,
            ceiling: None,
            untested: Vec::new(),
            pairings,
        };
        match permutation(&over.pairings, &ratings, DRAWS, seed) {
            Ok(found) => over.permutation = Some(found),
            Err(why) => over.untested.push(format!("no permutation of models: {why}")),
        }
        over.unrelated = over.median_chi_square(seed);
        match &ratings {
            Ok(ratings) => over.of_ratings(ratings, design, level),
            Err(why) => over.untested.push(format!("no coefficients over models: {why}")),
        }
        Some(over)
    }

    fn of_ratings(&mut self, ratings: &Ratings, design: &Design, level: f64) {
        let names: Vec<String> =
            self.pairings.benchmarks.iter().map(|&k| design.names[k].clone()).collect();
        let columns = self.pairings.projected();
        match meta(&ratings.values, &ratings.covariance, &columns, &names, level) {
            Ok(found) => self.meta = Some(found),
            Err(why) => self.untested.push(format!("no coefficients over models: {why}")),
        }
        let along: Vec<f64> = match &self.meta {
            Some(meta) => meta.coefficients.iter().map(|c| c.estimate).collect(),
            None => {
                columns.column_iter().map(|column| covariance(&column, &ratings.values)).collect()
            }
        };
        let against = names.into_iter().zip(along).filter(|(_, along)| *along < 0.0);
        self.against = Some(against.map(|(name, _)| name).collect());
        if self.pairings.covariates.is_empty() {
            self.ceiling = Some(ceiling(&self.pairings, ratings));
        }
    }

    /// Of the deals that the test looked at, or of fewer where it looked at ratings. `None` where
    /// that would take long, or the votes' own columns are in the way.
    fn median_chi_square(&self, seed: u64) -> Option<f64> {
        if let Some(test) = self.permutation.as_ref().filter(|t| t.statistic == Statistic::Lrt) {
            return Some(test.median);
        }
        let (n, p) = (self.pairings.models.len(), self.pairings.benchmarks.len());
        let cost =
            self.pairings.met.len() as f64 * (40.0 + (p * p) as f64) * f64::from(DEALS) * 6.0;
        if cost > AT_ONCE || !self.pairings.covariates.is_empty() {
            return None;
        }
        let mut logit = DealtLogit::new(&self.pairings);
        let mut values = Vec::new();
        let deals = Deals::some(n, DEALS, seed);
        deals.each(&mut |deal| values.push(logit.chi_square(deal)));
        Some(Permutation::of(Statistic::Lrt, &values, deals.exact(), n, p).median)
    }

    /// Whether as many benchmarks as models less one fit any ratings.
    #[must_use]
    pub fn saturated(&self) -> bool {
        self.pairings.benchmarks.len() + 1 >= self.pairings.models.len()
    }
}

/// Of a column over models with their ratings, but for the divisor.
fn covariance(column: &DVectorView<f64>, ratings: &[f64]) -> f64 {
    let mean = column.mean();
    column.iter().zip(ratings).map(|(x, y)| (x - mean) * y).sum()
}
