//! Meta-regression of ratings on benchmarks: each coefficient over models.
//!
//! Ratings β̂ are estimates with a covariance S of their own, and differ from what benchmarks say of
//! them by more than that: with K an orthonormal basis of the contrasts of n models (Helmert's),
//!
//! ```text
//! K'β̂ ~ N(K'x γ, τ²I + K'SK),
//! ```
//!
//! x the benchmarks as columns over models, τ² the variance between models that benchmarks leave
//! open, by restricted maximum likelihood. Errors are Knapp and Hartung's (2003): the covariance
//! of γ times r'Σ⁻¹r/(n − 1 − p), with Student's t of n − 1 − p degrees of freedom. What votes there
//! are enters by S alone: a thousand more make S smaller and leave τ² where it is.
//!
//! ```
//! use mindgap::regress::meta::meta;
//! use nalgebra::DMatrix;
//!
//! let ratings = [-0.9, -0.2, 0.1, 0.3, 0.7];
//! let scores = DMatrix::from_column_slice(5, 1, &[-2.0, -1.0, 0.0, 1.0, 2.0]);
//! let errors = DMatrix::from_diagonal_element(5, 5, 0.01);
//! let fit = meta(&ratings, &errors, &scores, &["exam".into()], 0.95).unwrap();
//! assert_eq!(fit.df, 3);
//! assert!((fit.coefficients[0].estimate - 0.37).abs() < 1e-9);
//! // Four columns leave five models no degree of freedom.
//! let four = DMatrix::from_fn(5, 4, |m, k| (m as f64).powi(k as i32 + 1));
//! let names = ["a", "b", "c", "d"].map(String::from);
//! assert!(meta(&ratings, &errors, &four, &names, 0.95).is_err());
//! ```

use nalgebra::{Cholesky, DMatrix, DVector};
use serde::Serialize;

use crate::stats::interval::Interval;
use crate::stats::special::chi_square_sf;
use crate::stats::student_t::{f_sf, student_t_quantile, student_t_two_sided};

/// τ² is looked for at 0 and on a grid between these, then between the grid's points.
const GRID: (f64, f64) = (1e-8, 1e3);
const POINTS: u32 = 400;

/// A fitted meta-regression.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Meta {
    /// One a column, in log-odds per unit.
    pub coefficients: Vec<Coefficient>,
    /// Variance between models that the columns leave open, log-odds squared.
    pub tau2: f64,
    /// Its interval by Q-profiles (Viechtbauer 2007), exact where votes are many. It begins at 0
    /// where the models do not show that the columns leave anything open.
    pub tau2_interval: Interval,
    /// Degrees of freedom: models less one less columns.
    pub df: usize,
    /// Wald's F of all columns together.
    pub f: f64,
    /// Its upper tail.
    pub p_f: f64,
    /// Models.
    pub models: usize,
}

/// One column's coefficient over models.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Coefficient {
    /// Of the column.
    pub name: String,
    /// Log-odds per unit.
    pub estimate: f64,
    /// Knapp and Hartung's.
    pub se: f64,
    /// Degrees of freedom.
    pub df: usize,
    /// Estimate over error.
    pub t: f64,
    /// Two-sided.
    pub p: f64,
    /// At the level asked for.
    pub interval: Interval,
    /// Standard deviation of the column over models (divisor n − 1): `sd` times the estimate is the
    /// log-odds that one of them is worth, which can be compared between columns.
    pub sd: f64,
}

impl Meta {
    /// Of ratings this many times as large.
    #[must_use]
    pub fn times(mut self, by: f64) -> Self {
        let interval = |of: Interval| Interval { low: of.low * by, high: of.high * by };
        for coefficient in &mut self.coefficients {
            coefficient.estimate *= by;
            coefficient.se *= by;
            coefficient.interval = interval(coefficient.interval);
        }
        let Interval { low, high } = self.tau2_interval;
        self.tau2 *= by * by;
        self.tau2_interval = Interval { low: low * by * by, high: high * by * by };
        self
    }
}

/// Fits ratings with this covariance on columns (models × columns).
///
/// # Errors
/// In words, where there are too few models, or columns that cannot be told apart.
pub fn meta(
    ratings: &[f64],
    covariance: &DMatrix<f64>,
    columns: &DMatrix<f64>,
    names: &[String],
    level: f64,
) -> Result<Meta, String> {
    let (n, p) = columns.shape();
    if p + 2 > n {
        return Err(format!(
            "{p} column{} for {n} models leave{} no degree of freedom",
            if p == 1 { "" } else { "s" },
            if p == 1 { "s" } else { "" }
        ));
    }
    let contrasts = helmert(n);
    // In the basis of S's principal axes all is diagonal whatever τ² is.
    let spread = contrasts.transpose() * covariance * &contrasts;
    let axes = spread.svd(true, false);
    let turn = axes.u.as_ref().ok_or("the ratings' covariance has no axes")?.transpose();
    let problem = Reml {
        y: &turn * contrasts.transpose() * DVector::from_column_slice(ratings),
        x: &turn * contrasts.transpose() * columns,
        noise: axes.singular_values,
    };
    let alike = || "the benchmarks' columns over models cannot be told apart".to_owned();
    problem.check().then_some(()).ok_or_else(alike)?;
    let tau2 = problem.tau2().ok_or_else(alike)?;
    let at = problem.at(tau2).ok_or_else(alike)?;
    let df = n - 1 - p;
    let covariance = &at.inverse * (at.squares / df as f64);
    let half = student_t_quantile(f64::midpoint(1.0, level), df as f64);
    let coefficient = |k: usize| {
        let (estimate, se) = (at.gamma[k], covariance[(k, k)].sqrt());
        let t = if se > 0.0 { estimate / se } else { 0.0 };
        Coefficient {
            name: names[k].clone(),
            estimate,
            se,
            df,
            t,
            p: student_t_two_sided(t, df as f64),
            interval: Interval { low: estimate - half * se, high: estimate + half * se },
            sd: (columns.column(k).variance() * n as f64 / (n as f64 - 1.0)).sqrt(),
        }
    };
    let wald = at.gamma.dot(&(&at.information * &at.gamma)) / (at.squares / df as f64);
    let f = wald / p as f64;
    Ok(Meta {
        coefficients: (0..p).map(coefficient).collect(),
        tau2,
        tau2_interval: problem.interval(df, level),
        df,
        f,
        p_f: f_sf(f, p as f64, df as f64),
        models: n,
    })
}

/// models × (models − 1), orthonormal columns that sum to zero.
fn helmert(n: usize) -> DMatrix<f64> {
    DMatrix::from_fn(n, n - 1, |i, j| {
        let length = ((j + 1) as f64 * (j + 2) as f64).sqrt();
        match i {
            i if i <= j => 1.0 / length,
            i if i == j + 1 => -((j + 1) as f64) / length,
            _ => 0.0,
        }
    })
}

/// y ~ N(x γ, τ²I + diag(noise)).
struct Reml {
    y: DVector<f64>,
    x: DMatrix<f64>,
    noise: DVector<f64>,
}

/// The fit at one τ².
struct At {
    /// −2 log restricted likelihood, but for a constant.
    deviance: f64,
    gamma: DVector<f64>,
    /// x'Σ⁻¹x and its inverse.
    information: DMatrix<f64>,
    inverse: DMatrix<f64>,
    /// r'Σ⁻¹r.
    squares: f64,
}

impl Reml {
    /// Whether the columns can be told apart, by what each leaves of the next.
    fn check(&self) -> bool {
        let mut table = self.x.transpose() * &self.x;
        let p = table.nrows();
        let sizes: Vec<f64> = (0..p).map(|k| table[(k, k)].sqrt()).collect();
        for i in 0..p {
            for j in 0..p {
                table[(i, j)] /= sizes[i] * sizes[j];
            }
        }
        Cholesky::new(table).is_some_and(|c| c.l_dirty().diagonal().iter().all(|d| *d > 1e-7))
    }

    fn weights(&self, tau2: f64) -> DVector<f64> {
        self.noise.map(|noise| 1.0 / (tau2 + noise))
    }

    fn at(&self, tau2: f64) -> Option<At> {
        let weights = self.weights(tau2);
        let weighted =
            DMatrix::from_fn(self.x.nrows(), self.x.ncols(), |i, k| weights[i] * self.x[(i, k)]);
        let information = weighted.transpose() * &self.x;
        let factor = Cholesky::new(information.clone())?;
        let gamma = factor.solve(&(weighted.transpose() * &self.y));
        let rest = &self.y - &self.x * &gamma;
        let squares = rest.iter().zip(weights.iter()).map(|(r, w)| r * r * w).sum::<f64>();
        let ln = |x: f64| libm::log(x);
        let log_det: f64 = 2.0 * factor.l_dirty().diagonal().iter().map(|&d| ln(d)).sum::<f64>();
        let deviance = log_det + squares - weights.iter().map(|&w| ln(w)).sum::<f64>();
        let inverse = factor.inverse();
        deviance.is_finite().then_some(At { deviance, gamma, information, inverse, squares })
    }

    /// Of the deviance in τ²: `tr P − y'PPy` with `P = Σ⁻¹ − Σ⁻¹x(x'Σ⁻¹x)⁻¹x'Σ⁻¹`.
    fn slope(&self, tau2: f64) -> Option<f64> {
        let At { gamma, inverse, .. } = self.at(tau2)?;
        let weights = self.weights(tau2);
        let rest = &self.y - &self.x * gamma;
        let (mut trace, mut squares) = (0.0, 0.0);
        for (i, w) in weights.iter().enumerate() {
            let row = self.x.row(i);
            let leverage = (row * &inverse * row.transpose())[(0, 0)];
            trace += w - w * w * leverage;
            squares += (w * rest[i]).powi(2);
        }
        Some(trace - squares)
    }

    /// Where r'Σ⁻¹r, which falls as τ² grows, is at the quantiles of χ².
    fn interval(&self, df: usize, level: f64) -> Interval {
        let squares = |tau2: f64| self.at(tau2).map_or(f64::INFINITY, |at| at.squares);
        let end = |tail: f64| {
            // Halving between two sides of the wanted tail.
            let beyond = |tau2: f64| chi_square_sf(squares(tau2), df) > tail;
            if beyond(0.0) {
                return 0.0;
            }
            let mut high = 1.0;
            while !beyond(high) && high < 1e12 {
                high *= 4.0;
            }
            let mut low = 0.0;
            for _ in 0..100 {
                let middle = f64::midpoint(low, high);
                if beyond(middle) { high = middle } else { low = middle }
            }
            high
        };
        let out = (1.0 - level) / 2.0;
        Interval { low: end(out), high: end(1.0 - out) }
    }

    /// Where the deviance is least; 0 where it rises from there.
    fn tau2(&self) -> Option<f64> {
        let ratio = libm::log(GRID.1 / GRID.0) / f64::from(POINTS - 1);
        let point = |k: u32| match k {
            0 => 0.0,
            k => GRID.0 * libm::exp(ratio * f64::from(k - 1)),
        };
        let mut best = (f64::INFINITY, 0);
        for k in 0..=POINTS {
            // At 0 the noise alone may have no inverse.
            if let Some(at) = self.at(point(k))
                && at.deviance < best.0
            {
                best = (at.deviance, k);
            }
        }
        let k = best.1;
        if k == 0 && self.slope(0.0)? >= 0.0 {
            return Some(0.0);
        }
        let (mut low, mut high) = (point(k.saturating_sub(1)), point((k + 1).min(POINTS)));
        for _ in 0..200 {
            let middle = f64::midpoint(low, high);
            if self.slope(middle)? < 0.0 { low = middle } else { high = middle }
        }
        Some(f64::midpoint(low, high))
    }
}
