//! Logistic regression with random intercepts: the least deviance, as R's `lme4::glmer` finds it with
//! `nAGQ = 1` (Bates, Mächler, Bolker and Walker 2015).
//!
//! lme4 hands Laplace's deviance to an optimiser without derivatives. Here its gradient is at hand
//! ([`laplace`](super::laplace)): BFGS arrives in some twenty evaluations, each of which starts from
//! where the modes are bound to go, and the covariances come from differences of gradients rather
//! than of deviances.

use nalgebra::{Cholesky, DMatrix, DVector};

use super::laplace::{Inner, Problem, Value};
use super::logistic::{Failure, dot};
use super::profile::{self, End};
use crate::stats::special::expit_both;

/// A standard deviation below this is none: lme4 calls such a fit singular.
pub const SINGULAR: f64 = 1e-4;

/// BFGS stops when its step promises the deviance less than this.
const PROMISE: f64 = 1e-11;
const MOST_STEPS: usize = 200;
/// From here on a Hessian is made of one-sided differences.
const MANY_LEVELS: usize = 100;

/// A fit.
#[derive(Debug, Clone, PartialEq)]
pub struct Mixed {
    /// Fixed effects, one a column.
    pub beta: Vec<f64>,
    /// Standard deviation of each group's effects.
    pub theta: Vec<f64>,
    /// Conditional modes of the effects, one a level.
    pub effects: Vec<f64>,
    /// Of the fixed effects, from the Hessian of the deviance in all parameters.
    pub covariance: DMatrix<f64>,
    /// Laplace's.
    pub log_likelihood: f64,
    /// BFGS steps.
    pub iterations: usize,
    /// Inverse Hessian in (β, θ): where a refit of a similar problem starts from.
    curvature: DMatrix<f64>,
}

impl Problem<'_> {
    /// Minimises the deviance from `beta`.
    ///
    /// # Errors
    /// [`Failure`] where it has no minimum, or none was found.
    pub fn fit(&self, beta: &[f64]) -> Result<Mixed, Failure> {
        let (start, curvature) = self.start(beta)?;
        self.minimise(start, curvature, None, true)
    }

    /// The same without covariances, which cost as much again.
    ///
    /// # Errors
    /// As [`Problem::fit`].
    pub fn fit_alone(&self, beta: &[f64]) -> Result<Mixed, Failure> {
        let (start, curvature) = self.start(beta)?;
        self.minimise(start, curvature, None, false)
    }

    fn start(&self, beta: &[f64]) -> Result<(DVector<f64>, DMatrix<f64>), Failure> {
        let (p, m) = (self.columns, self.columns + self.groups);
        let mut start = DVector::from_element(m, 0.5);
        start.rows_mut(0, p).copy_from_slice(beta);
        // Curvature at the start: the plain logit's for the fixed effects, with the intercept loosened
        // by what the random effects may take over, and a guess for the deviations.
        let mut curvature = DMatrix::identity(m, m) * 0.02;
        curvature.view_mut((0, 0), (p, p)).copy_from(&self.plain_curvature(beta)?);
        // Differences of effects take over nothing of it.
        let signed =
            self.patterns[..self.entries_per_row].iter().map(|e| e.sign).sum::<f64>() == 0.0;
        if p > 0 && !signed {
            curvature[(0, 0)] += 0.05;
        }
        Ok((start, curvature))
    }

    /// Minimises from another fit of the same columns, with one coefficient held where asked.
    /// Covariances are left as they were.
    ///
    /// # Errors
    /// As [`Problem::fit`].
    pub fn refit(&self, from: &Mixed, held: Option<(usize, f64)>) -> Result<Mixed, Failure> {
        let mut start = DVector::from_iterator(
            from.beta.len() + from.theta.len(),
            from.beta.iter().chain(&from.theta).copied(),
        );
        // A deviation of zero stays there for ever: its gradient is zero.
        for k in self.columns..start.len() {
            start[k] = start[k].max(0.02);
        }
        let mut curvature = from.curvature.clone();
        if let Some((k, value)) = held {
            // The others follow as the quadratic says.
            let along = curvature.column(k) / curvature[(k, k)];
            start += &along * (value - start[k]);
            start[k] = value;
            let column = curvature.column(k).clone_owned();
            let pivot = curvature[(k, k)];
            curvature.ger(-1.0 / pivot, &column, &column, 1.0);
            curvature.row_mut(k).fill(0.0);
            curvature.column_mut(k).fill(0.0);
        }
        self.minimise(start, curvature, held.map(|(k, _)| k), false)
    }

    /// The largest variance of a group whose own is estimated as zero: where the deviance, all else
    /// refitted, has risen by the quantile. `None` where that could not be found.
    #[must_use]
    pub fn most_variance(&self, from: &Mixed, group: usize, quantile: f64) -> Option<f64> {
        let at = self.columns + group;
        let rise = |sd: f64| {
            let held = self.refit(from, Some((at, sd))).ok()?;
            Some(2.0 * (from.log_likelihood - held.log_likelihood))
        };
        match profile::end(0.0, 1.0, 0.05, quantile, rise) {
            End::At(sd) => Some(sd * sd),
            End::Open | End::Failed => None,
        }
    }

    fn minimise(
        &self,
        at: DVector<f64>,
        inverse: DMatrix<f64>,
        held: Option<usize>,
        errors: bool,
    ) -> Result<Mixed, Failure> {
        let (p, q) = (self.columns, self.group_of.len());
        let mut descent = Descent::new(self, at, inverse, held)?;
        let mut iterations = descent.descend()?;
        while descent.leave_saddle() {
            iterations += descent.descend()?;
        }
        let Descent { mut at, mut inner, inverse, .. } = descent;
        for k in p..at.len() {
            // The sign of a deviation is a matter of taste.
            at[k] = at[k].abs();
        }
        let mut covariance = DMatrix::zeros(p, p);
        let mut curvature = inverse;
        if errors {
            curvature = self.curvature(&mut at, &mut inner).ok_or(Failure::NotConverged)?;
            covariance.copy_from(&(curvature.view((0, 0), (p, p)) * 2.0));
        }
        inner.u.fill(0.0);
        let end = self.value(&at, &mut inner).ok_or(Failure::NotConverged)?;
        let theta = at.rows(p, self.groups);
        Ok(Mixed {
            beta: at.rows(0, p).iter().copied().collect(),
            theta: theta.iter().copied().collect(),
            effects: (0..q).map(|l| inner.u[l] * theta[self.group_of[l]]).collect(),
            covariance,
            log_likelihood: -end.deviance / 2.0,
            iterations,
            curvature,
        })
    }

    /// Inverse Hessian of the deviance, by differences of its gradient, after one last step
    /// of Newton's from `at`.
    fn curvature(&self, at: &mut DVector<f64>, inner: &mut Inner) -> Option<DMatrix<f64>> {
        let m = at.len();
        let here = self.value(at, inner)?;
        let drift = here.drift();
        let mut hessian = DMatrix::zeros(m, m);
        for k in 0..m {
            let width = 3e-5 * (1.0 + at[k].abs());
            let mut side = |width: f64| {
                let mut there = at.clone();
                there[k] += width;
                inner.u = &here.modes + drift.column(k) * width;
                self.value(&there, inner).map(|value| value.gradient)
            };
            // One side is right to some 1e-4, which is what many levels' time is worth.
            let slope = if drift.nrows() > MANY_LEVELS {
                (side(width)? - &here.gradient) / width
            } else {
                (side(width)? - side(-width)?) / (2.0 * width)
            };
            hessian.set_column(k, &slope);
        }
        let hessian = (&hessian + hessian.transpose()) / 2.0;
        let inverse = match Cholesky::new(hessian.clone()) {
            Some(cholesky) => cholesky.inverse(),
            None => self.curvature_of_fixed(at, &hessian)?,
        };
        *at -= &inverse * &here.gradient;
        Some(inverse)
    }

    /// Where a deviation lies on its boundary the deviance may be flat in it: the others' curvature.
    /// Where all do it is the plain logit's, which differences may be too coarse for beside columns
    /// that nearly determine each other.
    fn curvature_of_fixed(
        &self,
        at: &DVector<f64>,
        hessian: &DMatrix<f64>,
    ) -> Option<DMatrix<f64>> {
        let (p, m) = (self.columns, hessian.nrows());
        let fixed = match Cholesky::new(hessian.view((0, 0), (p, p)).clone_owned()) {
            Some(cholesky) => cholesky.inverse(),
            None if at.rows(p, self.groups).amax() < SINGULAR => {
                self.plain_curvature(&at.as_slice()[..p]).ok()?
            }
            None => return None,
        };
        let mut inverse = DMatrix::zeros(m, m);
        inverse.view_mut((0, 0), (p, p)).copy_from(&fixed);
        Some(inverse)
    }

    /// Half the inverse information of the plain logit, which is the inverse Hessian of its deviance.
    fn plain_curvature(&self, beta: &[f64]) -> Result<DMatrix<f64>, Failure> {
        let p = self.columns;
        let mut information = DMatrix::zeros(p, p);
        for (x, votes) in self.rows().zip(self.votes) {
            let (mu, other) = expit_both(dot(x, beta));
            let x = DVector::from_column_slice(x);
            information.ger(2.0 * votes * mu * other, &x, &x, 1.0);
        }
        Ok(information.cholesky().ok_or(Failure::Separated)?.inverse())
    }
}

/// A descent by BFGS: where it is, and what it knows of the way.
struct Descent<'a> {
    problem: &'a Problem<'a>,
    held: Option<usize>,
    at: DVector<f64>,
    here: Value,
    inner: Inner,
    inverse: DMatrix<f64>,
    first_inverse: DMatrix<f64>,
}

impl<'a> Descent<'a> {
    fn new(
        problem: &'a Problem<'a>,
        at: DVector<f64>,
        inverse: DMatrix<f64>,
        held: Option<usize>,
    ) -> Result<Self, Failure> {
        let mut inner = Inner::new(problem.group_of.len(), problem.votes.len());
        let here = problem.value(&at, &mut inner).ok_or(Failure::NotConverged)?;
        let mut descent =
            Self { problem, held, at, here, inner, first_inverse: inverse.clone(), inverse };
        descent.here.gradient = descent.free(&descent.here.gradient);
        Ok(descent)
    }

    /// A gradient without the coordinate that is held.
    fn free(&self, gradient: &DVector<f64>) -> DVector<f64> {
        let mut gradient = gradient.clone();
        if let Some(k) = self.held {
            gradient[k] = 0.0;
        }
        gradient
    }

    /// Goes down until a step promises nothing; gives the number of steps.
    fn descend(&mut self) -> Result<usize, Failure> {
        for iteration in 1..=MOST_STEPS {
            let (mut step, mut slope) = self.step();
            if slope >= 0.0 {
                // Rounding has bent the curvature.
                self.inverse.copy_from(&self.first_inverse);
                (step, slope) = self.step();
            }
            if -slope < PROMISE {
                return Ok(iteration);
            }
            let found = self.search(&step, slope);
            let fresh = self.inverse == self.first_inverse;
            let Some((share, there, value)) = found else {
                // No way down: at the bottom, as far as the arithmetic tells, or led astray.
                if -slope < 1e-6 {
                    return Ok(iteration);
                } else if fresh {
                    return Err(Failure::NotConverged);
                }
                self.inverse.copy_from(&self.first_inverse);
                continue;
            };
            let expected = -share * &self.here.gradient;
            let change = &value.gradient - &self.here.gradient;
            update(&mut self.inverse, &(&there - &self.at), &change, &expected);
            self.at = there;
            self.here = value;
        }
        Err(Failure::NotConverged)
    }

    /// At a deviation of zero the slope is zero, be it the least or a ridge that a step happened to
    /// end on. Moves away where the deviance is less further out; whether it did.
    fn leave_saddle(&mut self) -> bool {
        let p = self.problem.columns;
        for k in p..self.at.len() {
            if self.held == Some(k) || self.at[k].abs() >= SINGULAR {
                continue;
            }
            for sd in [0.02, 0.1, 0.5] {
                let mut there = self.at.clone();
                there[k] = sd;
                self.inner.u.copy_from(&self.here.modes);
                if let Some(mut value) = self.problem.value(&there, &mut self.inner)
                    && value.deviance < self.here.deviance - 1e-6
                {
                    value.gradient = self.free(&value.gradient);
                    (self.at, self.here) = (there, value);
                    self.inverse.copy_from(&self.first_inverse);
                    return true;
                }
            }
        }
        false
    }

    /// Where to go, and how much the deviance falls on the way by its slope.
    fn step(&self) -> (DVector<f64>, f64) {
        let step = -(&self.inverse * &self.here.gradient);
        let slope = step.dot(&self.here.gradient);
        (step, slope)
    }

    /// The first share of a step that leads low enough, and what is there.
    fn search(&mut self, step: &DVector<f64>, slope: f64) -> Option<(f64, DVector<f64>, Value)> {
        // Where the modes go along this step.
        let along = -&self.here.inverse * self.here.mixed.tr_mul(step);
        let mut share = 1.0;
        while share > 1e-8 {
            let there = &self.at + step * share;
            self.inner.u = &self.here.modes + &along * share;
            let bar = self.here.deviance + 1e-4 * share * slope + 1e-12 * self.here.deviance;
            if let Some(mut value) = self.problem.value(&there, &mut self.inner)
                && value.deviance <= bar
            {
                value.gradient = self.free(&value.gradient);
                return Some((share, there, value));
            }
            share /= 3.0;
        }
        None
    }
}

/// BFGS's update of the inverse Hessian (Nocedal and Wright 2006, eq. 6.17). `expected` is the change
/// of the gradient that the Hessian so far promised; where the true one bends too little along the
/// step, some of it is mixed in (Powell's damping, procedure 18.2 there): the deviance is an even
/// function of each deviation, bent downwards next to zero.
fn update(
    inverse: &mut DMatrix<f64>,
    step: &DVector<f64>,
    change: &DVector<f64>,
    expected: &DVector<f64>,
) {
    let (bent, promised) = (step.dot(change), step.dot(expected));
    if promised <= 0.0 {
        return;
    }
    let own = if bent < 0.2 * promised { 0.8 * promised / (promised - bent) } else { 1.0 };
    let change = change * own + expected * (1.0 - own);
    let along = step.dot(&change);
    let moved = &*inverse * &change;
    let factor = (along + change.dot(&moved)) / (along * along);
    inverse.ger(factor, step, step, 1.0);
    inverse.ger(-1.0 / along, &moved, step, 1.0);
    inverse.ger(-1.0 / along, step, &moved, 1.0);
}
