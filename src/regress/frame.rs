//! A design's columns as the fits want them: an intercept, one scale, none that others determine.

use nalgebra::{DMatrix, DVector};

use super::design::{Design, Source};

/// What is left of a column's length, below which the earlier columns determine it (R's `lm`).
const DETERMINED: f64 = 1e-7;

/// Scaled columns, behind an intercept where the design has one, and the way back.
#[derive(Debug, Clone)]
pub struct Frame {
    /// Columns of the design that are in, ascending.
    pub kept: Vec<usize>,
    /// Columns that are not: constant, or combinations of earlier ones.
    pub left_out: Vec<usize>,
    /// rows × [`Frame::columns`], ones first where there is an intercept.
    pub x: Vec<f64>,
    intercept: bool,
    centre: Vec<f64>,
    scale: Vec<f64>,
}

impl Frame {
    /// With columns centred where there is an intercept to take that back, which is best for the
    /// arithmetic; or as they are but for their scale, so that the intercept is the design's own.
    #[must_use]
    pub fn new(design: &Design, centred: bool) -> Self {
        let total = design.decisive();
        let (rows, columns) = (design.rows(), design.columns());
        let over_votes = |of: &dyn Fn(usize) -> f64| -> f64 {
            (0..rows).map(|row| design.votes[row] * of(row)).sum::<f64>() / total
        };
        // Without an intercept a column's length counts from 0: a constant one says something.
        let mean = |k: usize| {
            if design.intercept { over_votes(&|row| design.row(row)[k]) } else { 0.0 }
        };
        let means: Vec<f64> = (0..columns).map(mean).collect();
        let spread = |k: usize| over_votes(&|row| (design.row(row)[k] - means[k]).powi(2)).sqrt();
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
            let constant = sd.is_nan()
                || sd <= 1e-12 * mean.abs()
                || matches!(design.sources[k], Source::Votes { .. }) && is_constant(design, k);
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
        let mut frame =
            Self { kept, left_out, x: Vec::new(), intercept: design.intercept, centre, scale };
        for row in 0..rows {
            frame.push(design.row(row));
        }
        frame
    }

    fn push(&mut self, numbers: &[f64]) {
        if self.intercept {
            self.x.push(1.0);
        }
        for ((&k, centre), scale) in self.kept.iter().zip(&self.centre).zip(&self.scale) {
            self.x.push((numbers[k] - centre) / scale);
        }
    }

    /// Columns before the design's: the intercept, or none.
    #[must_use]
    pub fn first(&self) -> usize {
        usize::from(self.intercept)
    }

    /// Columns, the intercept's too.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.first() + self.kept.len()
    }

    /// What a coefficient of the design is in the frame, for every column but the intercept.
    #[must_use]
    pub fn scale(&self, column: usize) -> f64 {
        column.checked_sub(self.first()).map_or(1.0, |k| self.scale[k])
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

    /// What coefficients in the design's units, as [`Frame::back`] gives them, say of a row.
    #[must_use]
    pub fn predict(&self, coefficients: &[f64], numbers: &[f64]) -> f64 {
        let slopes = self.kept.iter().zip(&coefficients[self.first()..]);
        let sum: f64 = slopes.map(|(&k, slope)| numbers[k] * slope).sum();
        if self.intercept { coefficients[0] + sum } else { sum }
    }

    /// From the coefficients of the frame to those in the design's units.
    pub(super) fn transform(&self) -> DMatrix<f64> {
        let mut transform = DMatrix::identity(self.columns(), self.columns());
        for (k, (centre, scale)) in self.centre.iter().zip(&self.scale).enumerate() {
            let at = self.first() + k;
            transform[(at, at)] = 1.0 / scale;
            if self.intercept {
                transform[(0, at)] = -centre / scale;
            }
        }
        transform
    }
}

/// Whether every row has the same number: what of the votes does not vary is an intercept by another
/// name.
fn is_constant(design: &Design, k: usize) -> bool {
    (1..design.rows()).all(|row| design.row(row)[k].total_cmp(&design.row(0)[k]).is_eq())
}

fn length(column: &[f64]) -> f64 {
    column.iter().map(|x| x * x).sum::<f64>().sqrt()
}
