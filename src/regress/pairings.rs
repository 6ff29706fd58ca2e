//! The decisive votes of a design by pair of models, and what its benchmarks say of every pair, met
//! or not: what is needed to deal the scores to the models anew.

use nalgebra::DMatrix;

use super::design::{Design, Source};
use crate::stats::numbering::Numbering;
use crate::stats::order::order;

/// Votes and benchmarks by pair of models.
#[derive(Debug, Clone, PartialEq)]
pub struct Pairings {
    /// The design's models, which are numbered by their place here. They ascend by the share of
    /// their votes that they won, so that what is drawn for a place does not depend on names.
    pub models: Vec<u32>,
    /// Whether "shown first" is in: pairs are ordered then.
    pub intercept: bool,
    /// The pairs that met, each once, or once an order.
    pub met: Vec<Met>,
    /// The benchmarks' columns of the design.
    pub benchmarks: Vec<usize>,
    /// The votes' own columns of the design.
    pub covariates: Vec<usize>,
    /// By benchmark and, at `i * models + j`, what it says for model i against model j.
    pub differences: Vec<Vec<f64>>,
}

/// A pair of models that met.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Met {
    /// The model that a win is for; with an intercept, on the side that 1 means.
    pub of: usize,
    /// The other.
    pub against: usize,
    /// Votes for `of`.
    pub wins: f64,
    /// All decisive votes.
    pub votes: f64,
}

impl Pairings {
    /// Of these columns of a design.
    #[must_use]
    pub fn new(design: &Design, columns: &[usize]) -> Self {
        let models = by_wins(design);
        let mut place = Numbering::default();
        for &model in &models {
            place.of(&[model]);
        }
        let (mut pairs, mut met) = (Numbering::default(), Vec::<Met>::new());
        for row in 0..design.rows() {
            let (of, against) = design.sides(design.a[row], design.b[row]);
            let (of, against) = (place.of(&[of]), place.of(&[against]));
            let (mut wins, votes) = (design.wins[row], design.votes[row]);
            let turned = !design.intercept && of > against;
            if turned {
                wins = votes - wins;
            }
            let (of, against) = if turned { (against, of) } else { (of, against) };
            let pair = pairs.of(&[of as u32, against as u32]);
            if pair == met.len() {
                met.push(Met { of, against, wins: 0.0, votes: 0.0 });
            }
            met[pair].wins += wins;
            met[pair].votes += votes;
        }
        let is_benchmark = |k: &usize| matches!(design.sources[*k], Source::Benchmark(_));
        let (benchmarks, covariates): (Vec<usize>, Vec<usize>) =
            columns.iter().copied().partition(is_benchmark);
        let difference = |&k: &usize| {
            let of = |i: &u32, j: &u32| design.sources[k].difference(*i, *j).unwrap_or(0.0);
            models.iter().flat_map(|i| models.iter().map(move |j| of(i, j))).collect()
        };
        Self {
            met: pairs.ascending().into_iter().map(|pair| met[pair]).collect(),
            intercept: design.intercept,
            differences: benchmarks.iter().map(difference).collect(),
            benchmarks,
            covariates,
            models,
        }
    }

    /// The benchmarks as columns over models: a model's mean difference to all models, itself among
    /// them with 0. Models × benchmarks.
    #[must_use]
    pub fn projected(&self) -> DMatrix<f64> {
        let n = self.models.len();
        let mean = |k: usize, m: usize| {
            self.differences[k][m * n..(m + 1) * n].iter().sum::<f64>() / n as f64
        };
        DMatrix::from_fn(n, self.differences.len(), |m, k| mean(k, m))
    }
}

/// A design's models, those that won the smallest share of their votes first.
fn by_wins(design: &Design) -> Vec<u32> {
    // Wins and votes.
    let models = design.models();
    let mut records = vec![(0.0, 0.0); models.len()];
    for row in 0..design.rows() {
        let (of, against) = design.sides(design.a[row], design.b[row]);
        for (model, wins) in
            [(of, design.wins[row]), (against, design.votes[row] - design.wins[row])]
        {
            let Ok(at) = models.binary_search(&model) else { continue };
            let record = &mut records[at];
            record.0 += wins;
            record.1 += design.votes[row];
        }
    }
    let share = |at: usize| records[at].0 / records[at].1;
    let order = order(records.len(), &|i, j| {
        share(i).total_cmp(&share(j)).then(records[i].1.total_cmp(&records[j].1))
    });
    order.into_iter().map(|at| models[at]).collect()
}
