//! Principal components of the table, blanks and constant columns left out.

use serde::Serialize;

use super::tested::turned;
use crate::gap;
use crate::scores::Scores;

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
    let found = gap::components::Components::new(&numbers)?;
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
