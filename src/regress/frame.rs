//! A design's columns as the fits want them: an intercept, one scale, none that others determine.

use nalgebra::{DMatrix, DVector};

use super::design::Design;

/// What is left of a column's length, below which the earlier columns determine it (R's `lm`).
const DETERMINED: f64 = 1e-7;

/// Standardised columns behind an intercept, and the way back.
#[derive(Debug, Clone)]
pub struct Frame {
    /// Columns of the design that are in, ascending.
    pub kept: Vec<usize>,
    /// Columns that are not: constant, or combinations of earlier ones.
    pub left_out: Vec<usize>,
    /// rows × (1 + kept), ones first.
    pub x: Vec<f64>,
    centre: Vec<f64>,
    scale: Vec<f64>,
}

impl Frame {
    /// With columns centred, which is best for the arithmetic; or as they are but for their scale,
    /// so that the intercept is the design's own.
    #[must_use]
    pub fn new(design: &Design, centred: bool) -> Self {
        let total = design.decisive();
        let (rows, columns) = (design.rows(), design.columns());
        let mean = |k: usize| {
            (0..rows).map(|row| design.votes[row] * design.row(row)[k]).sum::<f64>() / total
        };
        let means: Vec<f64> = (0..columns).map(mean).collect();
        let spread = |k: usize| {
            let square = |row: usize| design.votes[row] * (design.row(row)[k] - means[k]).powi(2);
            ((0..rows).map(square).sum::<f64>() / total).sqrt()
        };
        // Gram and Schmidt, in the order of the columns.
        let mut basis: Vec<Vec<f64>> = Vec::new();
        let (mut kept, mut left_out, mut scale) = (Vec::new(), Vec::new(), Vec::new());
        for (k, mean) in means.iter().enumerate() {
            let sd = spread(k);
            let mut column: Vec<f64> = (0..rows)
                .map(|row| design.votes[row].sqrt() * (design.row(row)[k] - mean) / sd)
                .collect();
            let before = length(&column);
            for _ in 0..2 {
                for other in &basis {
                    let along: f64 = column.iter().zip(other).map(|(x, y)| x * y).sum();
                    column.iter_mut().zip(other).for_each(|(x, y)| *x -= along * y);
                }
            }
            let after = length(&column);
            let constant = sd.is_nan() || sd <= 1e-12 * mean.abs();
            if constant || after.is_nan() || after <= DETERMINED * before {
                left_out.push(k);
                continue;
            }
            for x in &mut column {
                *x /= after;
            }
            basis.push(column);
            kept.push(k);
            scale.push(sd);
        }
        let centre: Vec<f64> = kept.iter().map(|&k| if centred { means[k] } else { 0.0 }).collect();
        let mut x = Vec::with_capacity(rows * (1 + kept.len()));
        for row in 0..rows {
            x.push(1.0);
            let numbers = design.row(row);
            x.extend(kept.iter().zip(&centre).zip(&scale).map(|((&k, c), s)| (numbers[k] - c) / s));
        }
        Self { kept, left_out, x, centre, scale }
    }

    /// Columns, the intercept's too.
    #[must_use]
    pub fn columns(&self) -> usize {
        1 + self.kept.len()
    }

    /// What a coefficient of the design is in the frame, for every column but the intercept.
    #[must_use]
    pub fn scale(&self, column: usize) -> f64 {
        if column == 0 { 1.0 } else { self.scale[column - 1] }
    }

    /// The frame's coefficients in the design's units.
    #[must_use]
    pub fn back(&self, beta: &[f64]) -> Vec<f64> {
        (self.transform() * DVector::from_column_slice(beta)).as_slice().to_vec()
    }

    /// Their covariances likewise.
    #[must_use]
    pub fn back_covariance(&self, covariance: &DMatrix<f64>) -> DMatrix<f64> {
        let transform = self.transform();
        &transform * covariance * transform.transpose()
    }

    fn transform(&self) -> DMatrix<f64> {
        let mut transform = DMatrix::identity(self.columns(), self.columns());
        for (k, (centre, scale)) in self.centre.iter().zip(&self.scale).enumerate() {
            transform[(k + 1, k + 1)] = 1.0 / scale;
            transform[(0, k + 1)] = -centre / scale;
        }
        transform
    }
}

fn length(column: &[f64]) -> f64 {
    column.iter().map(|x| x * x).sum::<f64>().sqrt()
}
