//! A chord step for [`LANES`] replicates: twin of `gpu/chord.wgsl`.
//!
//! Newton's method with the curvature of the votes themselves in place of each replicate's own
//! (Ortega and Rheinboldt 1970, 7.1): one matrix for all replicates and all steps, so that a step
//! is a product of matrices. It loses Newton's doubling of digits per step, and gains several
//! digits per step all the same, for a resample curves much like its original.

use super::LANES;

/// Rows of the matrix that share their reads of the gradient.
pub const ROWS: usize = 4;

/// A square matrix, padded to whole blocks of rows, in `f32`: a step need not be right to the last
/// digit, since only the gradient decides where the steps end.
#[derive(Debug, Clone, PartialEq)]
pub struct StepMatrix {
    size: usize,
    /// Blocks of [`ROWS`] rows, each column by column.
    blocks: Vec<[f32; ROWS]>,
}

impl StepMatrix {
    /// From its rows.
    pub fn new(size: usize, entry: &dyn Fn(usize, usize) -> f64) -> Self {
        let at = |row, column| if row < size { entry(row, column) as f32 } else { 0.0 };
        let column = |row, column| std::array::from_fn(|k| at(row + k, column));
        let blocks = (0..size).step_by(ROWS).flat_map(|row| (0..size).map(move |k| (row, k)));
        Self { size, blocks: blocks.map(|(row, k)| column(row, k)).collect() }
    }

    /// The steps that the gradients ask for.
    pub fn steps(&self, gradient: &[[f32; LANES]], steps: &mut [[f32; LANES]]) {
        let blocks = self.blocks.chunks_exact(self.size);
        for (steps, columns) in steps.chunks_mut(ROWS).zip(blocks) {
            let mut sums = [[0.0; LANES]; ROWS];
            for (column, slope) in columns.iter().zip(gradient) {
                for row in 0..ROWS {
                    for lane in 0..LANES {
                        sums[row][lane] += column[row] * slope[lane];
                    }
                }
            }
            steps.copy_from_slice(&sums[..steps.len()]);
        }
    }
}
