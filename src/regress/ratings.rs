//! Bradley-Terry ratings of a design's decisive votes, beside whatever else of the votes is in the
//! regression: who was shown first, and the votes' own columns. The models are what benchmarks are
//! compared with; these are their estimates, and how far the votes alone leave them open.

use nalgebra::{Cholesky, DMatrix, DVector};

use super::design::Design;
use super::pairings::Pairings;
use crate::rating::{TieModel, components};
use crate::stats::special::{expit_both, log_expit};
use crate::votes::{Pair, PairCounts};

/// Newton doubles its digits with each; a likelihood without a maximum never ends.
const MOST_STEPS: usize = 60;

/// Ratings and their covariance.
#[derive(Debug, Clone, PartialEq)]
pub struct Ratings {
    /// In the order of the pairings' models, summing to 0.
    pub values: Vec<f64>,
    /// What else was fitted: "shown first" where there is an intercept, then the votes' columns.
    pub others: Vec<f64>,
    /// Of the ratings, by the sandwich: each vote a cluster, or each judge.
    pub covariance: DMatrix<f64>,
    /// Whether judges are the clusters: where the votes name twice as many as there are models.
    pub by_judge: bool,
    /// At the maximum.
    pub log_likelihood: f64,
    /// Ratings less one, and the others.
    pub parameters: usize,
    /// Decisive votes.
    pub votes: f64,
}

/// A row of the design as this fit sees it.
struct Row<'a> {
    of: usize,
    against: usize,
    others: &'a [f64],
    wins: f64,
    votes: f64,
}

/// What is climbed.
struct Problem {
    models: usize,
    /// Columns beside the ratings.
    extra: usize,
    /// By row of the design.
    sides: Vec<(usize, usize)>,
    others: Vec<f64>,
    wins: Vec<f64>,
    votes: Vec<f64>,
    /// The model held at 0: the one with the most votes.
    ground: usize,
}

impl Ratings {
    /// Fits them.
    ///
    /// # Errors
    /// In words, why there is no finite answer.
    pub fn new(design: &Design, pairings: &Pairings) -> Result<Self, String> {
        check_connected(pairings)?;
        let problem = Problem::new(design, pairings);
        let size = problem.models + problem.extra;
        let mut at = vec![0.0; size];
        let mut value = problem.log_likelihood(&at);
        let none = || {
            "the ratings of these votes have no finite optimum beside the votes' columns".to_owned()
        };
        for _ in 0..MOST_STEPS {
            let (gradient, information) = problem.derivatives(&at);
            let factor = Cholesky::new(information).ok_or_else(none)?;
            let step = factor.solve(&gradient);
            let slope = step.dot(&gradient);
            let mut share = 1.0;
            loop {
                let next: Vec<f64> =
                    at.iter().zip(step.iter()).map(|(x, s)| x + share * s).collect();
                let new = problem.log_likelihood(&next);
                if new >= value - 1e-12 * value.abs() {
                    (at, value) = (next, new);
                    break;
                }
                share /= 2.0;
                if share < 1e-6 {
                    return Err(none());
                }
            }
            // The next step would be the square of this one, in standard errors.
            if slope < 1e-14 {
                return problem.finish(design, &at, value);
            }
        }
        Err(none())
    }
}

impl Problem {
    fn new(design: &Design, pairings: &Pairings) -> Self {
        let models = pairings.models.len();
        let place =
            |model: u32| pairings.models.iter().position(|m| *m == model).unwrap_or_default();
        let most = pairings.models.iter().max().map_or(0, |last| *last as usize + 1);
        let mut places = vec![0; most];
        for &model in &pairings.models {
            places[model as usize] = place(model);
        }
        let mut problem = Self {
            models,
            extra: usize::from(pairings.intercept) + pairings.covariates.len(),
            sides: Vec::with_capacity(design.rows()),
            others: Vec::new(),
            wins: design.wins.clone(),
            votes: design.votes.clone(),
            ground: 0,
        };
        let mut votes_of = vec![0.0; models];
        for row in 0..design.rows() {
            let (of, against) = design.sides(design.a[row], design.b[row]);
            let (of, against) = (places[of as usize], places[against as usize]);
            problem.sides.push((of, against));
            if pairings.intercept {
                problem.others.push(1.0);
            }
            problem.others.extend(pairings.covariates.iter().map(|&k| design.row(row)[k]));
            votes_of[of] += design.votes[row];
            votes_of[against] += design.votes[row];
        }
        problem.ground =
            (1..models).fold(0, |most, m| if votes_of[m] > votes_of[most] { m } else { most });
        problem
    }

    fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        let extra = self.extra;
        self.sides.iter().enumerate().map(move |(row, &(of, against))| Row {
            of,
            against,
            others: &self.others[row * extra..(row + 1) * extra],
            wins: self.wins[row],
            votes: self.votes[row],
        })
    }

    fn eta(&self, row: &Row, at: &[f64]) -> f64 {
        let others: f64 = row.others.iter().zip(&at[self.models..]).map(|(x, b)| x * b).sum();
        at[row.of] - at[row.against] + others
    }

    fn log_likelihood(&self, at: &[f64]) -> f64 {
        let of = |row: Row| {
            let eta = self.eta(&row, at);
            let won = if row.wins > 0.0 { row.wins * log_expit(eta) } else { 0.0 };
            let lost = row.votes - row.wins;
            won + if lost > 0.0 { lost * log_expit(-eta) } else { 0.0 }
        };
        self.rows().map(of).sum()
    }

    /// Gradient and information, the ground's row and column those of the identity.
    fn derivatives(&self, at: &[f64]) -> (DVector<f64>, DMatrix<f64>) {
        let size = self.models + self.extra;
        let (mut gradient, mut information) = (DVector::zeros(size), DMatrix::zeros(size, size));
        for row in self.rows() {
            let (mu, rest) = expit_both(self.eta(&row, at));
            let (residual, weight) = (row.wins - row.votes * mu, row.votes * mu * rest);
            let (i, j) = (row.of, row.against);
            gradient[i] += residual;
            gradient[j] -= residual;
            information[(i, i)] += weight;
            information[(j, j)] += weight;
            information[(i.max(j), i.min(j))] -= weight;
            for (k, x) in row.others.iter().enumerate() {
                let at = self.models + k;
                gradient[at] += residual * x;
                information[(at, i)] += weight * x;
                information[(at, j)] -= weight * x;
                for (l, y) in row.others[..=k].iter().enumerate() {
                    information[(at, self.models + l)] += weight * x * y;
                }
            }
        }
        gradient[self.ground] = 0.0;
        for k in 0..size {
            information[(self.ground.max(k), self.ground.min(k))] = 0.0;
        }
        information[(self.ground, self.ground)] = 1.0;
        (gradient, information)
    }

    fn finish(&self, design: &Design, at: &[f64], log_likelihood: f64) -> Result<Ratings, String> {
        let (n, none) = (self.models, || "the votes' columns determine each other".to_owned());
        let (_, information) = self.derivatives(at);
        let mut inverse = Cholesky::new(information).ok_or_else(none)?.inverse();
        inverse[(self.ground, self.ground)] = 0.0;
        centre(&mut inverse, n);
        let judges = design.judges();
        let by_judge = judges >= 2 * n as u64;
        let middle = if by_judge { self.by_judge(design, at) } else { self.by_vote(at) };
        let all = &inverse * middle * &inverse;
        let level = at[..n].iter().sum::<f64>() / n as f64;
        Ok(Ratings {
            values: at[..n].iter().map(|rating| rating - level).collect(),
            others: at[n..].to_vec(),
            covariance: all.view((0, 0), (n, n)).into_owned(),
            by_judge,
            log_likelihood,
            parameters: n - 1 + self.extra,
            votes: self.votes.iter().sum(),
        })
    }

    /// Sum of squared scores, each vote its own cluster.
    fn by_vote(&self, at: &[f64]) -> DMatrix<f64> {
        let size = self.models + self.extra;
        let mut sum = DMatrix::zeros(size, size);
        let mut score = Sparse::new(size);
        for row in self.rows() {
            let (mu, rest) = expit_both(self.eta(&row, at));
            let square = row.wins * rest * rest + (row.votes - row.wins) * mu * mu;
            score.add(self.models, &row, 1.0);
            score.square(&mut sum, square);
        }
        sum
    }

    /// The same with a judge's votes together, times G / (G − 1) for G judges.
    fn by_judge(&self, design: &Design, at: &[f64]) -> DMatrix<f64> {
        let size = self.models + self.extra;
        let mut sum = DMatrix::zeros(size, size);
        let mut score = Sparse::new(size);
        let rows: Vec<Row> = self.rows().collect();
        let odds: Vec<f64> = rows.iter().map(|row| expit_both(self.eta(row, at)).0).collect();
        let judges = design.judges() as f64;
        for cluster in &design.clusters {
            for share in &cluster.shares {
                let row = share.row as usize;
                score.add(self.models, &rows[row], share.wins - share.votes * odds[row]);
            }
            score.square(&mut sum, f64::from(cluster.judges) * judges / (judges - 1.0));
        }
        sum
    }
}

/// A score vector with few entries: a judge meets few of many models.
struct Sparse {
    values: Vec<f64>,
    touched: Vec<usize>,
}

impl Sparse {
    fn new(size: usize) -> Self {
        Self { values: vec![0.0; size], touched: Vec::new() }
    }

    fn add(&mut self, models: usize, row: &Row, times: f64) {
        let others = row.others.iter().enumerate().map(|(k, x)| (models + k, *x));
        for (at, x) in [(row.of, 1.0), (row.against, -1.0)].into_iter().chain(others) {
            self.values[at] += times * x;
            if !self.touched.contains(&at) {
                self.touched.push(at);
            }
        }
    }

    /// Adds its square, weighted, to a sum of squares, and empties it.
    fn square(&mut self, sum: &mut DMatrix<f64>, weight: f64) {
        for &i in &self.touched {
            for &j in &self.touched {
                sum[(i, j)] += weight * self.values[i] * self.values[j];
            }
        }
        for at in self.touched.drain(..) {
            self.values[at] = 0.0;
        }
    }
}

/// For ratings that sum to zero: with K = I − 1/n over the first n rows and columns, K · matrix · K.
fn centre(matrix: &mut DMatrix<f64>, n: usize) {
    for mut column in matrix.column_iter_mut() {
        let mean = column.rows(0, n).sum() / n as f64;
        column.rows_mut(0, n).add_scalar_mut(-mean);
    }
    for mut row in matrix.row_iter_mut() {
        let mean = row.columns(0, n).sum() / n as f64;
        row.columns_mut(0, n).add_scalar_mut(-mean);
    }
}

/// Ford's (1957) condition: every model has a chain of wins to every other.
fn check_connected(pairings: &Pairings) -> Result<(), String> {
    let pair = |met: &super::pairings::Met| Pair {
        i: met.of as u32,
        j: met.against as u32,
        wins: u64::from(met.wins > 0.0),
        losses: u64::from(met.wins < met.votes),
        ties: 0,
    };
    let counts = PairCounts {
        models: pairings.models.len(),
        pairs: pairings.met.iter().map(pair).collect(),
    };
    match components(&counts, TieModel::Drop).len() {
        0 | 1 => Ok(()),
        groups => Err(format!(
            "the models fall into {groups} groups between which wins lead one way at most, so that their ratings have no finite optimum"
        )),
    }
}
