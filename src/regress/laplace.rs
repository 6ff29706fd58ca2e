//! The deviance of a logistic regression with random intercepts, by the Laplace approximation, and its
//! gradient.
//!
//! Row i has the linear predictor `x_i β + Σ_e s_e θ_g(e) u_l(e)`: each of its entries names a level
//! `l` of a group `g` with a sign `s`, and the u are standard normal. Rows share few combinations of
//! entries (thirty ordered pairs of six models), so that sums are taken by such pattern first. For
//! given (β, θ) the u of the largest joint density are found by Newton's method (lme4's PIRLS); the
//! deviance is minus twice the joint log-density there plus ln det H, with H = Λ'Z'WZΛ + I.
//!
//! Its gradient is exact and costs one more pass over the rows: through u's dependence on (β, θ) by
//! the implicit function theorem, as TMB does it (Kristensen and others 2016).

use nalgebra::{Cholesky, DMatrix, DVector, Dyn};

use super::logistic::dot;
use crate::stats::special::expit_both;

const MOST_INNER_STEPS: usize = 60;
/// So near its mode, by Newton's decrement, the density is a parabola and steps need no watching.
const NEAR: f64 = 0.05;

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

/// The deviance, its gradient in (β, θ), and where the modes go from here.
pub(super) struct Value {
    pub deviance: f64,
    pub gradient: DVector<f64>,
    pub modes: DVector<f64>,
    /// H⁻¹ at the modes.
    pub inverse: DMatrix<f64>,
    /// −∂² joint / ∂(β, θ) ∂u there: parameters × levels.
    pub mixed: DMatrix<f64>,
}

impl Value {
    /// ∂ modes / ∂ (β, θ), by the implicit function theorem: levels × parameters.
    pub fn drift(&self) -> DMatrix<f64> {
        -&self.inverse * self.mixed.transpose()
    }
}

/// State of the inner problem: where the next one starts, and what the last one ended with.
pub(super) struct Inner {
    pub u: DVector<f64>,
    /// Each row's σ(η) and σ(−η) at the modes.
    odds: Vec<(f64, f64)>,
}

impl Inner {
    pub fn new(levels: usize, rows: usize) -> Self {
        Self { u: DVector::zeros(levels), odds: vec![(0.5, 0.5); rows] }
    }
}

impl Problem<'_> {
    /// The deviance and its gradient; `None` where the arithmetic ends.
    pub(super) fn value(&self, at: &DVector<f64>, inner: &mut Inner) -> Option<Value> {
        let p = self.columns;
        let beta = &at.as_slice()[..p];
        let theta = &at.as_slice()[p..];
        let scales: Vec<f64> = self.group_of.iter().map(|&g| theta[g]).collect();
        let fixed: Vec<f64> = self.rows().map(|x| dot(x, beta)).collect();
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
        let rows = self.pattern_of.iter().zip(fixed).zip(self.wins.iter().zip(self.votes));
        for (((&pattern, fixed), (wins, votes)), odds) in rows.zip(&mut inner.odds) {
            let eta = fixed + random[pattern as usize];
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
        for (((&pattern, (mu, other)), (wins, votes)), x) in rows.zip(self.rows()) {
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
        for (at, (entries, sum)) in self.patterns().zip(&sums).enumerate() {
            let x = &weighted[at * p..(at + 1) * p];
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

    /// Each row's numbers; there may be none.
    pub(super) fn rows(&self) -> impl Iterator<Item = &[f64]> {
        let p = self.columns;
        (0..self.votes.len()).map(move |row| &self.x[row * p..(row + 1) * p])
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
