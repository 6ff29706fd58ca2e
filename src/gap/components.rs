//! Principal components of the models × benchmarks table.

use nalgebra::DMatrix;

use crate::stats::order::order;

/// The components of standardised columns (divisor n), largest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Components {
    /// Eigenvalues of the correlations' matrix; they sum to the number of columns.
    pub eigenvalues: Vec<f64>,
    /// Shares of the variance.
    pub explained: Vec<f64>,
    /// `[column][component]`, each component of length one, its largest entry positive.
    pub loadings: Vec<Vec<f64>>,
    /// `[row][component]`: the standardised rows seen from the components.
    pub scores: Vec<Vec<f64>>,
}

impl Components {
    /// Of `table[row][column]`: at least two rows, no constant column. `None` otherwise.
    #[must_use]
    pub fn new(table: &[Vec<f64>]) -> Option<Self> {
        let (rows, columns) = (table.len(), table.first()?.len());
        let mut z = DMatrix::from_fn(rows, columns, |i, j| table[i][j]);
        for mut column in z.column_iter_mut() {
            let mean = column.mean();
            column.add_scalar_mut(-mean);
            let length = column.norm();
            // Rounding leaves a constant column a length, far below its size.
            if length <= 1e-12 * (mean.abs() + length) || !length.is_finite() {
                return None;
            }
            column.scale_mut((rows as f64).sqrt() / length);
        }
        if rows < 2 {
            return None;
        }
        let rank = columns.min(rows - 1);
        let svd = z.clone().svd(false, true);
        let right = svd.v_t.as_ref()?;
        let by_size = order(svd.singular_values.len(), &|i, j| {
            svd.singular_values[j].total_cmp(&svd.singular_values[i])
        });
        let kept = &by_size[..rank];
        let eigenvalues: Vec<f64> =
            kept.iter().map(|&k| svd.singular_values[k].powi(2) / rows as f64).collect();
        let total: f64 = eigenvalues.iter().sum();
        let mut loadings = vec![vec![0.0; rank]; columns];
        for (to, &k) in kept.iter().enumerate() {
            let vector: Vec<f64> = (0..columns).map(|j| right[(k, j)]).collect();
            let largest = vector.iter().copied().fold(0.0_f64, |m, x| {
                // A little room, so that equal entries leave the sign to the first.
                if x.abs() > m.abs() * (1.0 + 1e-9) { x } else { m }
            });
            for (j, value) in vector.into_iter().enumerate() {
                loadings[j][to] = value * largest.signum();
            }
        }
        let scores = (0..rows)
            .map(|i| {
                (0..rank).map(|k| (0..columns).map(|j| z[(i, j)] * loadings[j][k]).sum()).collect()
            })
            .collect();
        let explained = eigenvalues.iter().map(|value| value / total).collect();
        Some(Self { eigenvalues, explained, loadings, scores })
    }

    /// How many components it takes to explain this share.
    #[must_use]
    pub fn reach(&self, share: f64) -> usize {
        let mut sum = 0.0;
        let enough = |value: &f64| {
            sum += value;
            sum >= share - 1e-12
        };
        self.explained.iter().position(enough).map_or(self.explained.len(), |at| at + 1)
    }
}
