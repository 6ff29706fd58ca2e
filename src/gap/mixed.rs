//! Logistic regression with random intercepts, by the Laplace approximation: what R's
//! `lme4::glmer` maximises with `nAGQ = 1` (Bates, Mächler, Bolker and Walker 2015).
//!
//! # Design
//! Row i has the linear predictor `x_i β + Σ_e s_e θ_g(e) u_l(e)`: each of its entries names a level
//! `l` of a group `g` with a sign `s`, and the u are standard normal. For given (β, θ) the u of the
//! largest joint density are found by Newton's method (lme4's PIRLS); the deviance is minus twice the
//! joint log-density there plus ln det H, with H = Λ'Z'WZΛ + I.
//!
//! lme4 hands that deviance to a derivative-free optimiser. Here its gradient is exact, which costs
//! one more pass over the rows: through u's dependence on (β, θ) by the implicit function theorem,
//! as TMB does it (Kristensen and others 2016). So BFGS arrives in some twenty passes, and the
//! covariances come from differences of gradients rather than of deviances.

use nalgebra::{Cholesky, DMatrix, DVector, Dyn};

use super::logistic::{Failure, dot};
use crate::stats::special::{expit_both, log_expit};

/// A standard deviation below this is none: lme4 calls such a fit singular.
pub const SINGULAR: f64 = 1e-4;

/// BFGS stops when its step promises the deviance less than this.
const PROMISE: f64 = 1e-11;
const MOST_STEPS: usize = 200;
const MOST_INNER_STEPS: usize = 60;
/// A linear predictor beyond this says that the columns separate the votes.
const SEPARATED: f64 = 30.0;

/// One level of one group in a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entry {
    /// Among the levels of all groups.
    pub level: u32,
    /// 1, or −1 for the other side of a difference.
    pub sign: f64,
}

/// Rows with their random effects.
#[derive(Debug, Clone)]
pub struct Problem<'a> {
    /// rows × columns, an intercept among them.
    pub x: &'a [f64],
    /// Numbers in a row.
    pub columns: usize,
    /// Ones among a row's votes.
    pub wins: &'a [f64],
    /// A row's votes.
    pub votes: &'a [f64],
    /// rows × `entries_per_row`.
    pub entries: &'a [Entry],
    /// At least 1.
    pub entries_per_row: usize,
    /// The group of each level.
    pub group_of: &'a [usize],
    /// How many there are, at least 1.
    pub groups: usize,
}

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

/// The deviance and its gradient in (β, θ).
struct Value {
    deviance: f64,
    gradient: DVector<f64>,
}

/// Warm state of the inner problem.
struct Inner {
    u: DVector<f64>,
    farthest: f64,
}

impl Problem<'_> {
    /// Minimises the deviance from `beta`.
    ///
    /// # Errors
    /// [`Failure`] where it has no minimum, or none was found.
    pub fn fit(&self, beta: &[f64]) -> Result<Mixed, Failure> {
        let (p, m) = (self.columns, self.columns + self.groups);
        let mut start = DVector::from_element(m, 0.5);
        start.rows_mut(0, p).copy_from_slice(beta);
        // Curvature at the start: the plain logit's for the fixed effects, with the intercept loosened
        // by what the random effects may take over, and a guess for the deviations.
        let mut curvature = DMatrix::identity(m, m) * 0.02;
        curvature.view_mut((0, 0), (p, p)).copy_from(&self.plain_curvature(beta)?);
        curvature[(0, 0)] += 0.05;
        self.minimise(start, curvature, None, true)
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

    fn minimise(
        &self,
        mut at: DVector<f64>,
        mut inverse: DMatrix<f64>,
        held: Option<usize>,
        errors: bool,
    ) -> Result<Mixed, Failure> {
        let (p, q) = (self.columns, self.group_of.len());
        let free = |gradient: &mut DVector<f64>| {
            if let Some(k) = held {
                gradient[k] = 0.0;
            }
        };
        let mut inner = Inner { u: DVector::zeros(q), farthest: 0.0 };
        let mut here = self.value(&at, &mut inner).ok_or(Failure::NotConverged)?;
        free(&mut here.gradient);
        let first_inverse = inverse.clone();
        let mut iterations = 0;
        loop {
            iterations += 1;
            if iterations > MOST_STEPS {
                return Err(Failure::NotConverged);
            }
            let mut step = -(&inverse * &here.gradient);
            let mut slope = step.dot(&here.gradient);
            if slope >= 0.0 {
                // Rounding has bent the curvature.
                inverse.copy_from(&first_inverse);
                step = -(&inverse * &here.gradient);
                slope = step.dot(&here.gradient);
            }
            if -slope < PROMISE {
                break;
            }
            let mut share = 1.0;
            let next = loop {
                let there = &at + &step * share;
                let value = self.value(&there, &mut inner);
                if let Some(mut value) = value
                    && value.deviance
                        <= here.deviance + 1e-4 * share * slope + 1e-12 * here.deviance
                {
                    free(&mut value.gradient);
                    break Some((there, value));
                }
                share /= 3.0;
                if share < 1e-8 {
                    break None;
                }
            };
            let Some((there, value)) = next else {
                // No way down: at the bottom, as far as the arithmetic tells.
                if -slope < 1e-6 {
                    break;
                }
                return Err(Failure::NotConverged);
            };
            if inner.farthest > SEPARATED {
                return Err(Failure::Separated);
            }
            update(&mut inverse, &(&there - &at), &(&value.gradient - &here.gradient));
            at = there;
            here = value;
        }
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

    /// Inverse Hessian of the deviance, by central differences of its gradient, after one last step
    /// of Newton's from `at`.
    fn curvature(&self, at: &mut DVector<f64>, inner: &mut Inner) -> Option<DMatrix<f64>> {
        let m = at.len();
        let here = self.value(at, inner)?;
        let mut hessian = DMatrix::zeros(m, m);
        for k in 0..m {
            let width = 1e-4 * (1.0 + at[k].abs());
            let mut side = |width: f64| {
                let mut there = at.clone();
                there[k] += width;
                self.value(&there, inner).map(|value| value.gradient)
            };
            let slope = (side(width)? - side(-width)?) / (2.0 * width);
            hessian.set_column(k, &slope);
        }
        let hessian = (&hessian + hessian.transpose()) / 2.0;
        let inverse = match Cholesky::new(hessian.clone()) {
            Some(cholesky) => cholesky.inverse(),
            None => self.curvature_of_fixed(&hessian)?,
        };
        *at -= &inverse * &here.gradient;
        Some(inverse)
    }

    /// Where a deviation lies on its boundary the deviance may be flat in it: the others' curvature.
    fn curvature_of_fixed(&self, hessian: &DMatrix<f64>) -> Option<DMatrix<f64>> {
        let (p, m) = (self.columns, hessian.nrows());
        let fixed = Cholesky::new(hessian.view((0, 0), (p, p)).clone_owned())?.inverse();
        let mut inverse = DMatrix::zeros(m, m);
        inverse.view_mut((0, 0), (p, p)).copy_from(&fixed);
        Some(inverse)
    }

    /// Half the inverse information of the plain logit, which is the inverse Hessian of its deviance.
    fn plain_curvature(&self, beta: &[f64]) -> Result<DMatrix<f64>, Failure> {
        let p = self.columns;
        let mut information = DMatrix::zeros(p, p);
        for (x, votes) in self.x.chunks_exact(p).zip(self.votes) {
            let (mu, other) = expit_both(dot(x, beta));
            let x = DVector::from_column_slice(x);
            information.ger(2.0 * votes * mu * other, &x, &x, 1.0);
        }
        Ok(information.cholesky().ok_or(Failure::Separated)?.inverse())
    }

    /// The deviance and its gradient; `None` where the arithmetic ends.
    fn value(&self, at: &DVector<f64>, inner: &mut Inner) -> Option<Value> {
        let p = self.columns;
        let beta = &at.as_slice()[..p];
        let theta = &at.as_slice()[p..];
        let scales: Vec<f64> = self.group_of.iter().map(|&g| theta[g]).collect();
        let fixed: Vec<f64> = self.x.chunks_exact(p).map(|x| dot(x, beta)).collect();
        let (cholesky, density) = self.modes(&fixed, &scales, inner)?;
        let log_det: f64 =
            2.0 * cholesky.l_dirty().diagonal().iter().map(|&d| libm::log(d)).sum::<f64>();
        let gradient = self.gradient(&fixed, &scales, &cholesky.inverse(), &inner.u);
        let deviance = log_det - 2.0 * density;
        (deviance.is_finite() && gradient.iter().all(|g| g.is_finite()))
            .then_some(Value { deviance, gradient })
    }

    /// The modes of u: H's factor and the joint log-density (without the normals' constants).
    fn modes(
        &self,
        fixed: &[f64],
        scales: &[f64],
        inner: &mut Inner,
    ) -> Option<(Cholesky<f64, Dyn>, f64)> {
        let q = scales.len();
        let mut density = self.density(fixed, scales, &inner.u);
        if !density.is_finite() {
            inner.u.fill(0.0);
            density = self.density(fixed, scales, &inner.u);
        }
        for _ in 0..MOST_INNER_STEPS {
            let mut gradient = -inner.u.clone();
            let mut hessian = DMatrix::identity(q, q);
            inner.farthest = 0.0;
            for (row, entries) in self.rows() {
                let eta = fixed[row] + predictor(entries, scales, &inner.u);
                inner.farthest = inner.farthest.max(eta.abs());
                let votes = self.votes[row];
                let (mu, other) = expit_both(eta);
                let (residual, weight) = (self.wins[row] - votes * mu, votes * mu * other);
                for (k, one) in entries.iter().enumerate() {
                    let i = one.level as usize;
                    let along = one.sign * scales[i];
                    gradient[i] += residual * along;
                    for other in &entries[..=k] {
                        let j = other.level as usize;
                        let value = weight * along * other.sign * scales[j];
                        // The lower triangle is the one that Cholesky reads.
                        hessian[(i.max(j), i.min(j))] += value;
                        if i == j && !std::ptr::eq(one, other) {
                            hessian[(i, i)] += value;
                        }
                    }
                }
            }
            let cholesky = Cholesky::new(hessian)?;
            let step = cholesky.solve(&gradient);
            let slope = step.dot(&gradient);
            // ln det H is no stationary function of u: its error is the step itself, not its square.
            if slope < 1e-17 {
                return Some((cholesky, density));
            }
            let mut share = 1.0;
            loop {
                let u = &inner.u + &step * share;
                let value = self.density(fixed, scales, &u);
                if value >= density + 1e-4 * share * slope - 1e-12 * density.abs() {
                    (inner.u, density) = (u, value);
                    break;
                }
                share /= 2.0;
                if share < 1e-10 {
                    return None;
                }
            }
        }
        None
    }

    /// Joint log-density of votes and effects.
    fn density(&self, fixed: &[f64], scales: &[f64], u: &DVector<f64>) -> f64 {
        let mut sum = -u.dot(u) / 2.0;
        for (row, entries) in self.rows() {
            let eta = fixed[row] + predictor(entries, scales, u);
            let (wins, votes) = (self.wins[row], self.votes[row]);
            // ln σ(-η) = ln σ(η) - η
            sum += votes * log_expit(eta) - (votes - wins) * eta;
        }
        sum
    }

    /// Of the deviance in (β, θ), at the modes.
    fn gradient(
        &self,
        fixed: &[f64],
        scales: &[f64],
        inverse: &DMatrix<f64>,
        u: &DVector<f64>,
    ) -> DVector<f64> {
        let (p, q) = (self.columns, scales.len());
        let mut gradient = DVector::zeros(p + self.groups);
        // ∂ ln det H / ∂u; the columns of ∂(−∂ joint / ∂u) / ∂(β, θ).
        let mut by_modes = DVector::zeros(q);
        let mut mixed = DMatrix::zeros(q, p + self.groups);
        for ((row, entries), x) in self.rows().zip(self.x.chunks_exact(p)) {
            let eta = fixed[row] + predictor(entries, scales, u);
            let votes = self.votes[row];
            let (mu, other) = expit_both(eta);
            let (residual, weight) = (self.wins[row] - votes * mu, votes * mu * other);
            // The row's variance in H⁻¹, and what a shift of its η does to ln det H.
            let mut variance = 0.0;
            for one in entries {
                let i = one.level as usize;
                for other in entries {
                    let j = other.level as usize;
                    variance += one.sign * scales[i] * other.sign * scales[j] * inverse[(i, j)];
                }
            }
            let shift = weight * (other - mu) * variance;
            let outer = shift - 2.0 * residual;
            for k in 0..p {
                gradient[k] += outer * x[k];
            }
            for one in entries {
                let i = one.level as usize;
                let (group, along) = (self.group_of[i], one.sign * scales[i]);
                by_modes[i] += shift * along;
                for k in 0..p {
                    mixed[(i, k)] += weight * along * x[k];
                }
                // θ_g moves η by s u, and moves the row of Z Λ by s.
                gradient[p + group] += outer * one.sign * u[i];
                let mut cross = 0.0;
                for other in entries {
                    let j = other.level as usize;
                    cross += other.sign * scales[j] * inverse[(i, j)];
                    mixed[(j, p + group)] += weight * other.sign * scales[j] * one.sign * u[i];
                }
                gradient[p + group] += 2.0 * weight * one.sign * cross;
                mixed[(i, p + group)] -= residual * one.sign;
            }
        }
        gradient - mixed.tr_mul(&(inverse * by_modes))
    }

    fn rows(&self) -> impl Iterator<Item = (usize, &[Entry])> {
        self.entries.chunks_exact(self.entries_per_row).enumerate()
    }
}

fn predictor(entries: &[Entry], scales: &[f64], u: &DVector<f64>) -> f64 {
    entries
        .iter()
        .map(|entry| {
            let level = entry.level as usize;
            entry.sign * scales[level] * u[level]
        })
        .sum()
}

/// BFGS's update of the inverse Hessian (Nocedal and Wright 2006, eq. 6.17), where the slope grew.
fn update(inverse: &mut DMatrix<f64>, step: &DVector<f64>, change: &DVector<f64>) {
    let along = step.dot(change);
    if along <= 1e-12 * step.norm() * change.norm() {
        return;
    }
    let moved = &*inverse * change;
    let factor = (along + change.dot(&moved)) / (along * along);
    inverse.ger(factor, step, step, 1.0);
    inverse.ger(-1.0 / along, &moved, step, 1.0);
    inverse.ger(-1.0 / along, step, &moved, 1.0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gradient_is_the_deviances() {
        // Two crossed groups and a signed one, away from any optimum.
        let rows = 40_u32;
        let random = |k: u32| f64::from(k.wrapping_mul(2_654_435_761) >> 8) / f64::from(1 << 24);
        let x: Vec<f64> = (0..rows).flat_map(|row| [1.0, random(row) - 0.5]).collect();
        let votes: Vec<f64> = (0..rows).map(|row| f64::from(1 + row % 5)).collect();
        let wins: Vec<f64> =
            votes.iter().zip(0..).map(|(n, row)| (n * random(row + 99)).round()).collect();
        let entries: Vec<Entry> = (0..rows)
            .flat_map(|row| {
                let (a, b) = (row % 4, (row + 1 + row % 3) % 4);
                [(a, 1.0), (4 + b, 1.0), (8 + a, -1.0), (8 + b, 1.0)]
            })
            .map(|(level, sign)| Entry { level, sign })
            .collect();
        let problem = Problem {
            x: &x,
            columns: 2,
            wins: &wins,
            votes: &votes,
            entries: &entries,
            entries_per_row: 4,
            group_of: &[0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2],
            groups: 3,
        };
        let value = |at: &DVector<f64>| {
            let mut inner = Inner { u: DVector::zeros(12), farthest: 0.0 };
            problem.value(at, &mut inner).unwrap()
        };
        let at = DVector::from_vec(vec![0.3, -0.7, 0.9, 0.4, 0.6]);
        let gradient = value(&at).gradient;
        for k in 0..at.len() {
            let side = |h: f64| {
                let mut there = at.clone();
                there[k] += h;
                value(&there).deviance
            };
            let slope = (side(1e-5) - side(-1e-5)) / 2e-5;
            assert!(
                (gradient[k] - slope).abs() < 1e-6 * (1.0 + slope.abs()),
                "{k}: {} {slope}",
                gradient[k]
            );
        }
    }
}
