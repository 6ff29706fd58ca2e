//! Logistic regression with random intercepts, by the Laplace approximation: what R's
//! `lme4::glmer` maximises with `nAGQ = 1` (Bates, Mächler, Bolker and Walker 2015).
//!
//! # Design
//! Row i has the linear predictor `x_i β + Σ_e s_e θ_g(e) u_l(e)`: each of its entries names a level
//! `l` of a group `g` with a sign `s`, and the u are standard normal. Rows share few combinations of
//! entries (thirty ordered pairs of six models), so that sums are taken by such pattern first. For given (β, θ) the u of the
//! largest joint density are found by Newton's method (lme4's PIRLS); the deviance is minus twice the
//! joint log-density there plus ln det H, with H = Λ'Z'WZΛ + I.
//!
//! lme4 hands that deviance to a derivative-free optimiser. Here its gradient is exact, which costs
//! one more pass over the rows: through u's dependence on (β, θ) by the implicit function theorem,
//! as TMB does it (Kristensen and others 2016). So BFGS arrives in some twenty passes, and the
//! covariances come from differences of gradients rather than of deviances.

use nalgebra::{Cholesky, DMatrix, DVector, Dyn};

use super::logistic::{Failure, dot};
use crate::stats::special::expit_both;

/// A standard deviation below this is none: lme4 calls such a fit singular.
pub const SINGULAR: f64 = 1e-4;

/// BFGS stops when its step promises the deviance less than this.
const PROMISE: f64 = 1e-11;
const MOST_STEPS: usize = 200;
const MOST_INNER_STEPS: usize = 60;
/// From here on a Hessian is made of one-sided differences.
const MANY_LEVELS: usize = 100;
/// So near its mode, by Newton's decrement, the density is a parabola and steps need no watching.
const NEAR: f64 = 0.05;
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
    /// patterns × `entries_per_row`: the combinations of levels that rows have, each once.
    pub patterns: &'a [Entry],
    /// At least 1.
    pub entries_per_row: usize,
    /// Each row's pattern: all that is random in it.
    pub pattern_of: &'a [u32],
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

/// The deviance, its gradient in (β, θ), and where the modes go from here.
struct Value {
    deviance: f64,
    gradient: DVector<f64>,
    modes: DVector<f64>,
    /// H⁻¹ at the modes.
    inverse: DMatrix<f64>,
    /// −∂² joint / ∂(β, θ) ∂u there: parameters × levels.
    mixed: DMatrix<f64>,
}

impl Value {
    /// ∂ modes / ∂ (β, θ), by the implicit function theorem: levels × parameters.
    fn drift(&self) -> DMatrix<f64> {
        -&self.inverse * self.mixed.transpose()
    }
}

/// State of the inner problem: where the next one starts, and what the last one ended with.
struct Inner {
    u: DVector<f64>,
    /// Each row's σ(η) and σ(−η) at the modes.
    odds: Vec<(f64, f64)>,
    farthest: f64,
}

impl Inner {
    fn new(levels: usize, rows: usize) -> Self {
        Self { u: DVector::zeros(levels), odds: vec![(0.5, 0.5); rows], farthest: 0.0 }
    }
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
        curvature[(0, 0)] += 0.05;
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
        let mut inner = Inner::new(q, self.votes.len());
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
            // Where the modes go along this step.
            let along = -&here.inverse * here.mixed.tr_mul(&step);
            let mut share = 1.0;
            let next = loop {
                let there = &at + &step * share;
                inner.u = &here.modes + &along * share;
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
        let cholesky = self.modes(&fixed, &scales, inner)?;
        let diagonal = cholesky.l_dirty().diagonal();
        let log_det: f64 = 2.0 * diagonal.iter().map(|&d| libm::log(d)).sum::<f64>();
        let inverse = cholesky.inverse();
        let (gradient, mixed) = self.gradient(&scales, &inverse, inner);
        let deviance = log_det - 2.0 * self.density(inner);
        (deviance.is_finite() && gradient.iter().all(|g| g.is_finite())).then(|| Value {
            deviance,
            gradient,
            modes: inner.u.clone(),
            inverse,
            mixed,
        })
    }

    /// Finds the modes of u and leaves them in `inner`; gives H's factor there.
    fn modes(
        &self,
        fixed: &[f64],
        scales: &[f64],
        inner: &mut Inner,
    ) -> Option<Cholesky<f64, Dyn>> {
        if inner.u.iter().any(|u| !u.is_finite()) {
            inner.u.fill(0.0);
        }
        let (mut gradient, mut hessian) = self.newton(fixed, scales, inner);
        for _ in 0..MOST_INNER_STEPS {
            let cholesky = Cholesky::new(hessian)?;
            let step = cholesky.solve(&gradient);
            let slope = step.dot(&gradient);
            // ln det H is no stationary function of u: its error is the step itself, not its square.
            if slope < 1e-17 {
                return Some(cholesky);
            }
            if slope < NEAR {
                inner.u += step;
                (gradient, hessian) = self.newton(fixed, scales, inner);
                continue;
            }
            let (from, density) = (inner.u.clone(), self.density(inner));
            let mut share = 1.0;
            loop {
                inner.u = &from + &step * share;
                (gradient, hessian) = self.newton(fixed, scales, inner);
                if self.density(inner) >= density + 1e-4 * share * slope {
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

    /// Gradient and negative Hessian of the joint log-density in u, and the rows' odds there.
    fn newton(
        &self,
        fixed: &[f64],
        scales: &[f64],
        inner: &mut Inner,
    ) -> (DVector<f64>, DMatrix<f64>) {
        let q = scales.len();
        let mut gradient = -inner.u.clone();
        let mut hessian = vec![0.0; q * q];
        hessian.iter_mut().step_by(q + 1).for_each(|one| *one = 1.0);
        let effects: Vec<f64> = scales.iter().zip(inner.u.iter()).map(|(s, u)| s * u).collect();
        let random = |entries: &[Entry]| -> f64 {
            entries.iter().map(|e| e.sign * effects[e.level as usize]).sum()
        };
        let random: Vec<f64> = self.patterns().map(random).collect();
        let mut sums = vec![(0.0, 0.0); random.len()];
        inner.farthest = 0.0;
        let rows = self.pattern_of.iter().zip(fixed).zip(self.wins.iter().zip(self.votes));
        for (((&pattern, fixed), (wins, votes)), odds) in rows.zip(&mut inner.odds) {
            let eta = fixed + random[pattern as usize];
            inner.farthest = inner.farthest.max(eta.abs());
            *odds = expit_both(eta);
            let (residual, weight) = &mut sums[pattern as usize];
            *residual += wins - votes * odds.0;
            *weight += votes * odds.0 * odds.1;
        }
        for (entries, (residual, weight)) in self.patterns().zip(sums) {
            for (k, one) in entries.iter().enumerate() {
                let i = one.level as usize;
                let along = one.sign * scales[i];
                gradient[i] += residual * along;
                hessian[i * q + i] += weight * along * along;
                for other in &entries[..k] {
                    let j = other.level as usize;
                    let value = weight * along * other.sign * scales[j];
                    // Columns lie one after the other, and Cholesky reads the lower triangle.
                    let (low, high) = (i.min(j), i.max(j));
                    hessian[low * q + high] += if i == j { 2.0 * value } else { value };
                }
            }
        }
        (gradient, DMatrix::from_vec(q, q, hessian))
    }

    /// Joint log-density of votes and effects where `inner` is.
    fn density(&self, inner: &Inner) -> f64 {
        let mut sum = -inner.u.dot(&inner.u) / 2.0;
        for ((mu, other), (wins, votes)) in inner.odds.iter().zip(self.wins.iter().zip(self.votes))
        {
            if *wins > 0.0 {
                sum += wins * libm::log(*mu);
            }
            if votes > wins {
                sum += (votes - wins) * libm::log(*other);
            }
        }
        sum
    }

    /// Of the deviance in (β, θ), at the modes; and −∂² joint / ∂(β, θ) ∂u there.
    fn gradient(
        &self,
        scales: &[f64],
        inverse: &DMatrix<f64>,
        inner: &Inner,
    ) -> (DVector<f64>, DMatrix<f64>) {
        let (p, q, u) = (self.columns, scales.len(), &inner.u);
        let mut gradient = DVector::zeros(p + self.groups);
        // Each pattern's variance in H⁻¹.
        let variance = |entries: &[Entry]| {
            let mut sum = 0.0;
            for one in entries {
                for other in entries {
                    let (i, j) = (one.level as usize, other.level as usize);
                    sum += one.sign * scales[i] * other.sign * scales[j] * inverse[(i, j)];
                }
            }
            sum
        };
        let variances: Vec<f64> = self.patterns().map(variance).collect();
        let mut sums = vec![Sums::default(); variances.len()];
        let mut weighted = vec![0.0; variances.len() * p];
        let rows = self.pattern_of.iter().zip(&inner.odds).zip(self.wins.iter().zip(self.votes));
        for (((&pattern, (mu, other)), (wins, votes)), x) in rows.zip(self.x.chunks_exact(p)) {
            let at = pattern as usize;
            let (residual, weight) = (wins - votes * mu, votes * mu * other);
            // What a shift of the row's η does to ln det H.
            let shift = weight * (other - mu) * variances[at];
            let outer = shift - 2.0 * residual;
            let sum = &mut sums[at];
            sum.residual += residual;
            sum.weight += weight;
            sum.shift += shift;
            let weighted = &mut weighted[at * p..(at + 1) * p];
            for ((gradient, weighted), x) in gradient.iter_mut().zip(weighted).zip(x) {
                *gradient += outer * x;
                *weighted += weight * x;
            }
        }
        // ∂ ln det H / ∂u; and −∂² joint / ∂(β, θ) ∂u, level by level.
        let mut by_modes = DVector::zeros(q);
        let width = p + self.groups;
        let mut mixed = vec![0.0; q * width];
        for ((entries, sum), x) in self.patterns().zip(&sums).zip(weighted.chunks_exact(p)) {
            let outer = sum.shift - 2.0 * sum.residual;
            for one in entries {
                let i = one.level as usize;
                let (group, along) = (self.group_of[i], one.sign * scales[i]);
                by_modes[i] += sum.shift * along;
                for (mixed, x) in mixed[i * width..].iter_mut().zip(x) {
                    *mixed += along * x;
                }
                // θ_g moves η by s u, and moves the row of Z Λ by s.
                gradient[p + group] += outer * one.sign * u[i];
                let mut cross = 0.0;
                for other in entries {
                    let j = other.level as usize;
                    cross += other.sign * scales[j] * inverse[(i, j)];
                    mixed[j * width + p + group] +=
                        sum.weight * other.sign * scales[j] * one.sign * u[i];
                }
                gradient[p + group] += 2.0 * sum.weight * one.sign * cross;
                mixed[i * width + p + group] -= sum.residual * one.sign;
            }
        }
        let mixed = DMatrix::from_vec(width, q, mixed);
        (gradient - &mixed * (inverse * by_modes), mixed)
    }

    fn patterns(&self) -> impl Iterator<Item = &[Entry]> {
        self.patterns.chunks_exact(self.entries_per_row)
    }
}

/// Over a pattern's rows.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    residual: f64,
    weight: f64,
    shift: f64,
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
            patterns: &entries,
            entries_per_row: 4,
            pattern_of: &(0..rows).collect::<Vec<u32>>(),
            group_of: &[0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2],
            groups: 3,
        };
        let value = |at: &DVector<f64>| {
            let mut inner = Inner::new(12, 40);
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
