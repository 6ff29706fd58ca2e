//! Satterthwaite's degrees of freedom of errors clustered by judge.
//!
//! # Design
//!
//! A clustered variance is a sum of squares, one per judge, and as uncertain as few squares are.
//! If votes were what the fit says, the squares would have the covariance matrix
//! `P = diag(d_g) - (w_g · w_h)` up to one judge's own fit; a sum with such squares behaves like
//! χ² with `tr(P)² / tr(P²)` degrees of freedom (Satterthwaite 1946; Bell and McCaffrey 2002).
//!
//! `tr(P²)` costs judges × models² for every difference of two models. Where that is too much it
//! is bounded from above by `Σ d_g P_gg`, which is exact for equal judges, summed for those judges
//! who bring the largest shares of information and bounded once more for all others: the degrees of
//! freedom are then too small by a little, and intervals too wide by a few hundredths of a per
//! cent, never too narrow.

use nalgebra::DMatrix;

use super::clustered::{Clusters, LARGEST_SHARE};
use crate::stats::order::order;

/// Multiplications spent on degrees of freedom.
const WORK: f64 = 4e8;
/// Of what is known about a difference, the least that must come from several judges each.
const LEAST_KNOWN: f64 = 0.5;

/// How sure one error is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Freedom {
    /// Degrees of freedom of its square.
    pub df: f64,
    /// What the error is too small by: some of what is known may come from one judge alone, which
    /// says nothing about other judges. 1 where that is not so, infinite where most of it is.
    pub factor: f64,
}

/// Degrees of freedom of every rating and every difference.
#[derive(Debug, Clone, PartialEq)]
pub struct Degrees {
    ratings: Vec<Freedom>,
    /// Of `(i, j)` with `i < j`, at `j (j - 1) / 2 + i`.
    differences: Vec<Freedom>,
}

impl Degrees {
    /// Of a rating.
    #[must_use]
    pub fn rating(&self, model: usize) -> Freedom {
        self.ratings[model]
    }

    /// Of the difference of two ratings.
    #[must_use]
    pub fn difference(&self, i: usize, j: usize) -> Freedom {
        let (i, j) = (i.min(j), i.max(j));
        if i == j { self.ratings[i] } else { self.differences[place(i, j)] }
    }

    /// `shares` bounds every judge's largest share of information from above.
    pub(super) fn new(
        clusters: &Clusters<'_>,
        models: usize,
        shares: &[f64],
        sizes: &[u32],
    ) -> Self {
        let contrasts = models as f64 * (models as f64 + 1.0) / 2.0;
        let of_judge = |size: &u32| {
            let size = f64::from(*size);
            size * size * (4.0 * contrasts + 30.0 * size)
        };
        let exact =
            sizes.iter().map(of_judge).sum::<f64>() + contrasts * 2.0 * (models as f64).powi(3);
        let all = if exact <= WORK {
            exactly(clusters, models)
        } else {
            bounded(clusters, models, shares, sizes)
        };
        let differences = all[models..].to_vec();
        Self { ratings: all[..models].to_vec(), differences }
    }
}

fn place(i: usize, j: usize) -> usize {
    j * (j - 1) / 2 + i
}

/// Every rating, then every difference: its second model, if any, and its first.
fn contrasts(models: usize) -> impl Iterator<Item = (usize, Option<usize>)> {
    let differences = (0..models).flat_map(|j| (0..j).map(move |i| (j, Some(i))));
    (0..models).map(|m| (m, None)).chain(differences)
}

/// `M l` of a contrast `l`.
fn image(inverse: &DMatrix<f64>, (j, i): (usize, Option<usize>)) -> Vec<f64> {
    let column = |m: usize| inverse.column(m);
    match i {
        None => column(j).iter().copied().collect(),
        Some(i) => column(i).iter().zip(column(j).iter()).map(|(a, b)| a - b).collect(),
    }
}

/// What the judges add up to for one contrast.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    /// `tr(P)`
    trace: f64,
    /// Of `tr(P²)`, or a bound of it.
    square: f64,
    /// Information without residual.
    lost: f64,
}

impl Sums {
    fn freedom(&self) -> Freedom {
        let known = self.trace / (self.trace + self.lost);
        if known.is_nan() || known < LEAST_KNOWN {
            return Freedom { df: 1.0, factor: f64::INFINITY };
        }
        Freedom {
            df: (self.trace * self.trace / self.square).max(1.0),
            factor: (1.0 / known).sqrt(),
        }
    }
}

fn exactly(clusters: &Clusters<'_>, models: usize) -> Vec<Freedom> {
    let images: Vec<Vec<f64>> = contrasts(models).map(|l| image(clusters.inverse, l)).collect();
    let size = clusters.inverse.nrows();
    let mut sums = vec![Sums::default(); images.len()];
    let mut outer = vec![vec![0.0; size * size]; images.len()];
    let mut part = clusters.part();
    for judge in 0..clusters.len() {
        clusters.read(judge, &mut part);
        let (local, information) = (part.local(), part.information());
        let (adjusted, residual) = part.spectrum().informations(&information);
        for ((image, sums), outer) in images.iter().zip(&mut sums).zip(&mut outer) {
            let z = part.take(image);
            let own = z.dot(&(&residual * &z));
            let x = &adjusted * &z;
            let fitted = x.dot(&(&local * &x));
            sums.trace += own;
            sums.lost += z.dot(&(&information * &z)) - own;
            sums.square += own * own - fitted * fitted;
            for (&column, x_column) in part.touched.iter().zip(&x) {
                for (&row, x_row) in part.touched.iter().zip(&x) {
                    outer[column as usize * size + row as usize] += x_row * x_column;
                }
            }
        }
    }
    for (sums, outer) in sums.iter_mut().zip(outer) {
        let product = clusters.inverse * DMatrix::from_vec(size, size, outer);
        sums.square += product.component_mul(&product.transpose()).sum();
    }
    sums.iter().map(Sums::freedom).collect()
}

/// `Σ d_g P_gg` in the place of `tr(P²)`, of the judges with the largest shares one by one.
fn bounded(clusters: &Clusters<'_>, models: usize, shares: &[f64], sizes: &[u32]) -> Vec<Freedom> {
    let inverse = clusters.inverse;
    let mut sums = vec![Sums::default(); models + models * models.saturating_sub(1) / 2];
    let mut part = clusters.part();
    let mut rest = 0.0;
    let mut work = 0.0;
    for judge in order(shares.len(), &|a, b| shares[b].total_cmp(&shares[a])) {
        work += (models * models) as f64 * f64::from(sizes[judge]);
        if work > WORK {
            rest = shares[judge].min(1.0);
            break;
        }
        clusters.read(judge, &mut part);
        let columns = part.rows(inverse, models);
        let information = part.information();
        if shares[judge] <= LARGEST_SHARE {
            let own = Quadratic::new(&columns, &information);
            for (sums, l) in sums.iter_mut().zip(contrasts(models)) {
                let own = own.of(l);
                sums.trace += own;
                sums.square += own * own / (1.0 - shares[judge]);
            }
        } else {
            let (adjusted, residual) = part.spectrum().informations(&information);
            let fitted = Quadratic::new(&columns, &(&adjusted * part.local() * &adjusted));
            let own = Quadratic::new(&columns, &residual);
            let whole = Quadratic::new(&columns, &information);
            for (sums, l) in sums.iter_mut().zip(contrasts(models)) {
                let (own, fitted) = (own.of(l), fitted.of(l));
                sums.trace += own;
                sums.lost += whole.of(l) - own;
                sums.square += own * (own + fitted);
            }
        }
    }
    // What nobody has been asked for yet comes from judges of smaller shares.
    let all = Quadratic::new(&inverse.columns(0, models).into_owned(), &clusters.information);
    let largest = rest / (1.0 - rest);
    for (sums, l) in sums.iter_mut().zip(contrasts(models)) {
        let all = all.of(l);
        let left = (all - sums.lost - sums.trace).max(0.0);
        if left > 1e-9 * all {
            sums.trace += left;
            sums.square += largest * all * left;
        }
    }
    sums.iter().map(Sums::freedom).collect()
}

/// `l' Cᵀ A C l` for every contrast `l` of models.
struct Quadratic(DMatrix<f64>);

impl Quadratic {
    fn new(columns: &DMatrix<f64>, matrix: &DMatrix<f64>) -> Self {
        Self(columns.transpose() * (matrix * columns))
    }

    fn of(&self, (j, i): (usize, Option<usize>)) -> f64 {
        let square = &self.0;
        i.map_or(square[(j, j)], |i| square[(i, i)] + square[(j, j)] - 2.0 * square[(i, j)])
    }
}
