//! Principal components of the models × benchmarks table: [`Decomposition`] of numbers, and
//! [`components`] of a table with names, blanks and constant columns left out.

use nalgebra::DMatrix;
use serde::Serialize;

use super::tested::turned;
use crate::scores::Scores;
use crate::stats::order::order;

/// The components of standardised columns (divisor n), largest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Decomposition {
    /// Eigenvalues of the correlations' matrix; they sum to the number of columns.
    pub eigenvalues: Vec<f64>,
    /// Shares of the variance.
    pub explained: Vec<f64>,
    /// `[column][component]`, each component of length one, its largest entry positive.
    pub loadings: Vec<Vec<f64>>,
    /// `[row][component]`: the standardised rows seen from the components.
    pub scores: Vec<Vec<f64>>,
}

impl Decomposition {
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

/// The components, with names.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Components {
    /// Rows of `scores`.
    pub models: Vec<String>,
    /// Rows of `loadings`.
    pub benchmarks: Vec<String>,
    /// Shares of the variance, largest first.
    pub explained: Vec<f64>,
    /// Of the correlations' matrix.
    pub eigenvalues: Vec<f64>,
    /// Components that reach 95 %.
    pub reach95: usize,
    /// `[benchmark][component]`.
    pub loadings: Vec<Vec<f64>>,
    /// `[model][component]`.
    pub scores: Vec<Vec<f64>>,
    /// Models and benchmarks that were not looked at.
    pub left_out: Vec<Without>,
}

/// A model or benchmark that was not looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Without {
    /// Its name.
    pub name: String,
    /// Why.
    pub why: String,
}

/// Of the benchmarks included, turned so that higher is better. Where scores are missing, models
/// with blanks or benchmarks with blanks go, whichever leaves more of the table. `None` where fewer
/// than three models or two benchmarks are left.
#[must_use]
pub fn components(table: &Scores) -> Option<Components> {
    let included: Vec<usize> =
        (0..table.benchmarks.len()).filter(|&k| table.benchmarks[k].included).collect();
    let all: Vec<usize> = (0..table.models.len()).collect();
    let scored = |row: usize, k: usize| table.values[row][k].is_some();
    let whole_models: Vec<usize> =
        all.iter().copied().filter(|&row| included.iter().all(|&k| scored(row, k))).collect();
    let whole_benchmarks: Vec<usize> =
        included.iter().copied().filter(|&k| all.iter().all(|&row| scored(row, k))).collect();
    let by_models = whole_models.len() * included.len() >= all.len() * whole_benchmarks.len();
    let (rows, mut columns) =
        if by_models { (whole_models, included.clone()) } else { (all.clone(), whole_benchmarks) };
    let without = |name: &String, why: &str| Without { name: name.clone(), why: why.into() };
    let mut left_out: Vec<Without> = all
        .iter()
        .filter(|row| !rows.contains(row))
        .map(|&row| without(&table.models[row], "a score is missing"))
        .chain(
            included
                .iter()
                .filter(|k| !columns.contains(k))
                .map(|&k| without(&table.benchmarks[k].name, "a model has no score")),
        )
        .collect();
    let value = |row: usize, k: usize| table.values[row][k].unwrap_or_default();
    columns.retain(|&k| {
        let same = rows.windows(2).all(|two| value(two[0], k).total_cmp(&value(two[1], k)).is_eq());
        if same {
            left_out.push(without(&table.benchmarks[k].name, "every model has the same score"));
        }
        !same
    });
    if rows.len() < 3 || columns.len() < 2 {
        return None;
    }
    let numbers: Vec<Vec<f64>> = rows
        .iter()
        .map(|&row| {
            columns.iter().map(|&k| turned(value(row, k), table.benchmarks[k].direction)).collect()
        })
        .collect();
    let found = Decomposition::new(&numbers)?;
    Some(Components {
        models: rows.iter().map(|&row| table.models[row].clone()).collect(),
        benchmarks: columns.iter().map(|&k| table.benchmarks[k].name.clone()).collect(),
        reach95: found.reach(0.95),
        explained: found.explained,
        eigenvalues: found.eigenvalues,
        loadings: found.loadings,
        scores: found.scores,
        left_out,
    })
}
