//! Newton's method on rows: ratings, coefficients and tie parameter together.
//!
//! Steps and their lengths are those of the fit on counts (`rating::newton`), whose likelihoods
//! these are: concave in the ratings, the coefficients and the log tie parameter.

use nalgebra::{Cholesky, DMatrix, DVector, Dyn};

use super::rows::{CHUNK, Chunk, Rows};
use super::separation;
use super::slopes::Slopes;
use crate::rating::fit::FitOptions;
use crate::rating::tie_model::TieModel;
use crate::stats::lanes::{dot, product, sum};
use crate::stats::special::{expit, expit_both};

/// A full step smaller than this is the last: what is left is of the order of its square.
const LAST_STEP: f64 = 1e-7;
/// Squared distance to the optimum, in standard errors, that counts as having arrived where
/// rounding keeps steps from shrinking.
const ROUNDING_FLOOR: f64 = 1e-8;
const MAX_ITERATIONS: u32 = 1000;
/// From such log-odds on it is looked whether steps go where the votes are separated. It is no sign
/// of it: many votes can tell as much.
const FAR: f64 = 12.0;

/// Why there is no optimum.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Failure {
    /// The likelihood rises for ever along the step.
    Separated,
    /// Arithmetic ran out.
    NotConverged {
        /// Steps taken.
        iterations: u32,
        /// Largest absolute derivative where it stopped.
        gradient_norm: f64,
    },
}

/// A point, the derivatives there, and the steps uphill.
pub struct Newton {
    /// What is fitted.
    pub options: FitOptions,
    models: usize,
    columns: usize,
    /// Ratings, coefficients and, last, the log tie parameter where there is one.
    pub parameters: Vec<f64>,
    /// The models held at 0, none where the prior's opponent is.
    pub grounds: Vec<usize>,
    /// First derivatives.
    pub gradient: DVector<f64>,
    /// Lower triangle of minus the second derivatives.
    pub information: DMatrix<f64>,
    /// The last step.
    pub step: DVector<f64>,
    slopes: Slopes,
    /// Covariates times weights, column by column.
    weighted: Vec<f64>,
}

impl Newton {
    /// At the parameters given.
    #[must_use]
    pub fn new(rows: &Rows, options: FitOptions, parameters: Vec<f64>) -> Self {
        let size = parameters.len();
        let ground = if options.prior > 0.0 { vec![] } else { vec![most_votes(rows)] };
        Self {
            options,
            models: rows.models,
            columns: rows.columns,
            parameters,
            grounds: ground,
            gradient: DVector::zeros(size),
            information: DMatrix::zeros(size, size),
            step: DVector::zeros(size),
            slopes: Slopes::new(options.ties),
            weighted: vec![0.0; CHUNK * rows.columns],
        }
    }

    fn log_tie(&self) -> f64 {
        self.parameters.get(self.models + self.columns).copied().unwrap_or(0.0)
    }

    /// Shows every chunk with the derivatives of its rows' single votes.
    pub fn each(&mut self, rows: &Rows, mut visit: impl FnMut(&mut Self, &Chunk<'_>)) {
        let log_tie = self.log_tie();
        let parameters = std::mem::take(&mut self.parameters);
        let linear = &parameters[..self.models + self.columns];
        for chunk in rows.chunks() {
            self.slopes.predict(&chunk, &rows.pairs, linear, self.models);
            self.slopes.derive(self.options.ties, &chunk, log_tie);
            visit(self, &chunk);
        }
        self.parameters = parameters;
    }

    /// The derivatives of the chunk at hand.
    pub fn slopes(&mut self) -> &mut Slopes {
        &mut self.slopes
    }

    /// Fills gradient and information at the point of which rows carry their chances.
    pub fn differentiate_carried(&mut self, rows: &Rows) {
        self.gradient.fill(0.0);
        self.information.fill(0.0);
        for chunk in rows.chunks() {
            self.slopes.take_chances(&chunk, chunk.column(rows.columns));
            self.add_gradient(rows, &chunk);
            self.weigh(chunk.weight);
            self.add_information(rows, &chunk);
        }
        self.add_prior(true);
    }

    /// Fills the gradient at the current point and, where wanted, the information.
    pub fn differentiate(&mut self, rows: &Rows, information: bool) {
        self.gradient.fill(0.0);
        if information {
            self.information.fill(0.0);
        }
        self.each(rows, |newton, chunk| {
            newton.add_gradient(rows, chunk);
            if information {
                newton.weigh(chunk.weight);
                newton.add_information(rows, chunk);
            }
        });
        self.add_prior(information);
    }

    /// The chance of the first of each row.
    pub fn chances(&mut self, rows: &Rows) -> Vec<f64> {
        let mut chances = Vec::with_capacity(rows.len());
        self.each(rows, |newton, chunk| {
            let used = chunk.runs.last().map_or(0, |run| run.to as usize);
            chances.extend(newton.slopes.eta[..used].iter().map(|&eta| expit(eta)));
        });
        chances
    }

    fn add_prior(&mut self, information: bool) {
        let prior = self.options.prior;
        if prior > 0.0 {
            for m in 0..self.models {
                let (above, below) = expit_both(self.parameters[m]);
                self.gradient[m] += prior * 0.5 * (below - above);
                if information {
                    self.information[(m, m)] += prior * above * below;
                }
            }
        }
    }

    fn add_gradient(&mut self, rows: &Rows, chunk: &Chunk<'_>) {
        let (slopes, gradient) = (&self.slopes, &mut self.gradient);
        let mut d = [0.0; CHUNK];
        product(&slopes.d, chunk.weight, &mut d);
        for run in chunk.runs {
            let (i, j) = rows.pairs[run.pair as usize];
            let sum = sum(&d[run.range()]);
            gradient[i as usize] += sum;
            gradient[j as usize] -= sum;
        }
        for k in 0..rows.columns {
            gradient[rows.models + k] += dot(&d, chunk.column(k));
        }
        if let Some(of_tie) = gradient.get_mut(rows.models + rows.columns) {
            *of_tie += dot(&slopes.t, chunk.weight);
        }
    }

    /// Multiplies the chunk's second derivatives by weights.
    fn weigh(&mut self, weight: &[f64]) {
        let Slopes { dd, dt, tt, .. } = &mut self.slopes;
        let each = |(x, weight): (&mut f64, &f64)| *x *= weight;
        dd.iter_mut().zip(weight).for_each(each);
        dt.iter_mut().zip(weight).for_each(each);
        tt.iter_mut().zip(weight).for_each(each);
    }

    /// Adds the products of rows with themselves, each times `dd`, and with the tie parameter's
    /// column, times `dt` and `tt`: the lower triangle.
    pub fn add_information(&mut self, rows: &Rows, chunk: &Chunk<'_>) {
        let Rows { models, columns, .. } = *rows;
        let (to, slopes, last) = (&mut self.information, &self.slopes, models + columns);
        for (k, column) in self.weighted.chunks_exact_mut(CHUNK).enumerate() {
            product(&slopes.dd, chunk.column(k), column);
            for l in 0..=k {
                to[(models + k, models + l)] += dot(column, chunk.column(l));
            }
            if !slopes.dt.is_empty() {
                to[(last, models + k)] += dot(&slopes.dt, chunk.column(k));
            }
        }
        for run in chunk.runs {
            let (i, j) = rows.pairs[run.pair as usize];
            let (i, j) = (i as usize, j as usize);
            let square = sum(&slopes.dd[run.range()]);
            to[(i, i)] += square;
            to[(j, j)] += square;
            to[(j, i)] -= square;
            for (k, column) in self.weighted.chunks_exact(CHUNK).enumerate() {
                let cross = sum(&column[run.range()]);
                to[(models + k, i)] += cross;
                to[(models + k, j)] -= cross;
            }
            if !slopes.dt.is_empty() {
                let cross = sum(&slopes.dt[run.range()]);
                to[(last, i)] += cross;
                to[(last, j)] -= cross;
            }
        }
        if !slopes.tt.is_empty() {
            to[(last, last)] += sum(&slopes.tt);
        }
    }

    /// The factor of the information with the grounds' rows and columns those of the identity.
    /// Takes the matrix.
    pub fn factor(&mut self) -> Option<Cholesky<f64, Dyn>> {
        let size = self.parameters.len();
        let mut information = std::mem::replace(&mut self.information, DMatrix::zeros(0, 0));
        for &ground in &self.grounds {
            for k in 0..size {
                information[(ground.max(k), ground.min(k))] = 0.0;
            }
            information[(ground, ground)] = 1.0;
        }
        let copy = information.clone();
        self.information = information;
        Cholesky::new(copy)
    }

    /// Turns the gradient into a step.
    pub fn solve(&mut self, factor: &Cholesky<f64, Dyn>) {
        self.step.copy_from(&self.gradient);
        for &ground in &self.grounds {
            self.step[ground] = 0.0;
        }
        factor.solve_mut(&mut self.step);
    }

    /// Steps until the optimum; returns their number.
    ///
    /// # Errors
    /// Where there is none, with the direction in `step`.
    pub fn climb(&mut self, rows: &Rows) -> Result<u32, Failure> {
        let mut previous = f64::INFINITY;
        for iterations in 1..=MAX_ITERATIONS {
            self.differentiate(rows, true);
            let gradient_norm = self.gradient.amax();
            let failed = Failure::NotConverged { iterations, gradient_norm };
            let separated = |newton: &Self| separation::is_separated(rows, newton);
            let Some(factor) = self.factor() else {
                return Err(if separated(self) { Failure::Separated } else { failed });
            };
            self.solve(&factor);
            let size = self.step_size(rows);
            if !size.is_finite() {
                return Err(failed);
            }
            let scale = if size > 1.0 { 1.0 / size } else { 1.0 };
            for (parameter, change) in self.parameters.iter_mut().zip(&self.step) {
                *parameter += scale * change;
            }
            let stalled = size < 0.1 && size >= 0.5 * previous;
            if size <= LAST_STEP || stalled && self.step.dot(&self.gradient) <= ROUNDING_FLOOR {
                return Ok(iterations);
            }
            if size > 0.1 && self.farthest(rows, &self.parameters) > FAR && separated(self) {
                return Err(Failure::Separated);
            }
            previous = size;
        }
        Err(Failure::NotConverged {
            iterations: MAX_ITERATIONS,
            gradient_norm: self.gradient.amax(),
        })
    }

    /// How far the whole step moves the terms of the likelihood.
    fn step_size(&self, rows: &Rows) -> f64 {
        let step = self.step.as_slice();
        if step.iter().any(|s| !s.is_finite()) {
            return f64::NAN;
        }
        let farthest = self.farthest(rows, step);
        let of_tie = step.get(self.models + self.columns).map_or(0.0, |s| s.abs());
        let size = match self.options.ties {
            TieModel::Half | TieModel::Drop => farthest,
            TieModel::Davidson => farthest.max(of_tie + farthest / 2.0),
            TieModel::RaoKupper => {
                (farthest + of_tie).max(2.0 * of_tie / libm::tanh(self.log_tie() / 2.0))
            }
        };
        if self.options.prior > 0.0 {
            size.max(self.step.rows(0, self.models).amax())
        } else {
            size
        }
    }

    /// The largest log-odds of a row along parameters.
    fn farthest(&self, rows: &Rows, along: &[f64]) -> f64 {
        let mut slopes = Slopes::new(TieModel::Half);
        let linear = &along[..self.models + self.columns];
        let mut farthest = 0.0_f64;
        for chunk in rows.chunks() {
            slopes.predict(&chunk, &rows.pairs, linear, self.models);
            for (eta, &weight) in slopes.eta.iter().zip(chunk.weight) {
                if weight > 0.0 {
                    farthest = farthest.max(eta.abs());
                }
            }
        }
        farthest
    }

    /// Sums of products of the votes' scores, both triangles.
    pub fn squared_scores(&mut self, rows: &Rows) -> DMatrix<f64> {
        let information = self.information.clone();
        self.information.fill(0.0);
        self.each(rows, |newton, chunk| {
            let Slopes { d, dd, t, dt, tt, .. } = &mut newton.slopes;
            for row in 0..CHUNK {
                let square = chunk.weight[row] * chunk.vote[row];
                dd[row] = square * d[row] * d[row];
                if let Some(t) = t.get(row) {
                    dt[row] = square * d[row] * t;
                    tt[row] = square * t * t;
                }
            }
            newton.add_information(rows, chunk);
        });
        let mut squares = std::mem::replace(&mut self.information, information);
        squares.fill_upper_triangle_with_lower_triangle();
        squares
    }

    /// Inverse of the information at the current point, for ratings that sum to zero.
    pub fn inverse_information(&mut self) -> Option<DMatrix<f64>> {
        let models = self.models;
        let mut inverse = self.factor()?.inverse();
        for &ground in &self.grounds {
            inverse[(ground, ground)] = 0.0;
        }
        // With K = I - 1/models over the ratings: K · inverse · K.
        for mut column in inverse.column_iter_mut() {
            let mean = column.rows(0, models).sum() / models as f64;
            column.rows_mut(0, models).add_scalar_mut(-mean);
        }
        for mut row in inverse.row_iter_mut() {
            let mean = row.columns(0, models).sum() / models as f64;
            row.columns_mut(0, models).add_scalar_mut(-mean);
        }
        Some(inverse)
    }

    /// The mean rating: what ratings that sum to zero are shifted by.
    #[must_use]
    pub fn level(&self) -> f64 {
        self.parameters[..self.models].iter().sum::<f64>() / self.models as f64
    }
}

/// Products of the rows' columns, times their weights: the lower triangle.
#[must_use]
pub fn products(rows: &Rows) -> DMatrix<f64> {
    let size = rows.models + rows.columns;
    let mut newton = Newton::new(rows, FitOptions::default(), vec![0.0; size]);
    for chunk in rows.chunks() {
        newton.slopes.dd.copy_from_slice(chunk.weight);
        newton.add_information(rows, &chunk);
    }
    newton.information
}

/// The model with the most votes, which keeps the pivots of the others large.
fn most_votes(rows: &Rows) -> usize {
    let mut votes = vec![0.0; rows.models];
    for (row, (i, j)) in rows.of_pairs() {
        votes[i as usize] += rows.weight(row);
        votes[j as usize] += rows.weight(row);
    }
    (1..rows.models).fold(0, |m, k| if votes[k] > votes[m] { k } else { m })
}
