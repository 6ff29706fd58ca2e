//! Columns that only repeat others: their averages.
//!
//! A column counts as a mean when it differs from one by no more than rounding
//! in every row. By chance that happens once in `spread / (2 · tolerance)` per
//! row, so that a few rows of one decimal are certain and three rows of whole
//! numbers between 0 and 5 are not.

use crate::error::quoted;

/// Rows below which nothing is concluded.
const FEWEST: usize = 3;
/// Above so many cells only means of all others are looked for.
const MOST_CELLS: usize = 500_000;
/// A coincidence this improbable is taken for none.
const IMPROBABLE: f64 = 1e-3;
/// How far a column named as an average may be from it, as a share of the averages' spread.
const CLOSE: f64 = 0.1;

/// For each column, which mean it is; `candidates[k]` is false where it is known to be no score.
pub(super) fn averages(
    names: &[&str],
    values: &[Vec<Option<f64>>],
    candidates: &[bool],
) -> Vec<Option<String>> {
    let mut found: Vec<Option<String>> = vec![None; names.len()];
    let rounding: Vec<f64> = (0..names.len()).map(|k| rounding(values, k)).collect();
    let mut parts: Vec<usize> = (0..names.len()).filter(|&k| candidates[k]).collect();
    if values.len() * names.len() <= MOST_CELLS {
        let mut before = Before::new(values.len());
        let mut runs = Vec::new();
        for &k in &parts {
            let run = (2..=before.columns.len()).find(|&n| {
                let last = &before.columns[before.columns.len() - n..];
                is_mean(values, k, n, &|row| before.mean(row, n), &rounding, last)
            });
            match run {
                Some(n) => runs.push((k, n)),
                None => before.push(k, values),
            }
        }
        parts = before.columns;
        for (k, n) in runs {
            let which = if n == parts.len() { "the other" } else { "the" };
            let place = if n == parts.len() { "" } else { " before it" };
            found[k] = Some(format!("the mean of {which} {n}{place}"));
        }
    }
    let sums: Vec<(f64, usize)> = values
        .iter()
        .map(|row| {
            let present = parts.iter().filter_map(|&k| row[k]);
            present.fold((0.0, 0), |(sum, n), v| (sum + v, n + 1))
        })
        .collect();
    let others = parts.len().saturating_sub(1);
    if others < 2 {
        return found;
    }
    let mut last_named = None;
    for &k in &parts {
        // The mean of the others that are there.
        let present = |row: usize| {
            let own = values[row][k]?;
            let (sum, n) = sums[row];
            (n > 2).then(|| ((sum - own) / (n - 1) as f64, n - 1 == others))
        };
        let whole = |row: usize| present(row).filter(|(_, whole)| *whole).map(|(mean, _)| mean);
        let rest: Vec<usize> = parts.iter().copied().filter(|&p| p != k).collect();
        let exact = is_mean(values, k, others, &whole, &rounding, &rest)
            || is_mean(
                values,
                k,
                others,
                &|row| present(row).map(|(mean, _)| mean),
                &rounding,
                &rest,
            );
        if exact {
            found[k] = Some(format!("the mean of the other {others}"));
            return found;
        }
        if named(names[k]) && is_close(values, k, &|row| present(row).map(|(mean, _)| mean)) {
            last_named = Some(k);
        }
    }
    if let Some(k) = last_named {
        found[k] =
            Some(format!("named {} and close to the mean of the other {others}", quoted(names[k])));
    }
    found
}

/// Running sums over columns, so that the mean of any last few is two look-ups.
struct Before {
    columns: Vec<usize>,
    /// For each row, sum and number of the scores in the first so many columns.
    sums: Vec<Vec<(f64, u32)>>,
}

impl Before {
    fn new(rows: usize) -> Self {
        Self { columns: Vec::new(), sums: vec![vec![(0.0, 0)]; rows] }
    }

    fn push(&mut self, column: usize, values: &[Vec<Option<f64>>]) {
        self.columns.push(column);
        for (sums, row) in self.sums.iter_mut().zip(values) {
            let (sum, n) = sums[sums.len() - 1];
            sums.push(row[column].map_or((sum, n), |v| (sum + v, n + 1)));
        }
    }

    /// The mean of the last `n` columns, where the row has them all.
    fn mean(&self, row: usize, n: usize) -> Option<f64> {
        let sums = &self.sums[row];
        let ((to, all), (from, none)) = (sums[sums.len() - 1], sums[sums.len() - 1 - n]);
        ((all - none) as usize == n).then(|| (to - from) / n as f64)
    }
}

/// Whether a column is a mean but for rounding, beyond chance.
fn is_mean(
    values: &[Vec<Option<f64>>],
    column: usize,
    tried: usize,
    mean: &dyn Fn(usize) -> Option<f64>,
    rounding: &[f64],
    parts: &[usize],
) -> bool {
    let of_parts = parts.iter().map(|&k| rounding[k]).fold(0.0, f64::max);
    let (mut low, mut high, mut rows) = (f64::INFINITY, f64::NEG_INFINITY, 0);
    let mut widest = 0.0_f64;
    for (row, cells) in values.iter().enumerate() {
        let (Some(own), Some(mean)) = (cells[column], mean(row)) else { continue };
        let tolerance = rounding[column] + of_parts + 1e-9 * own.abs().max(mean.abs());
        let apart = (own - mean).abs();
        // A sum may have become infinite.
        if apart.is_nan() || apart > tolerance {
            return false;
        }
        (low, high, rows) = (low.min(own), high.max(own), rows + 1);
        widest = widest.max(tolerance);
    }
    let by_chance = (2.0 * widest / (high - low)).min(1.0);
    rows >= FEWEST && high > low && libm::pow(by_chance, rows as f64) * (tried as f64) < IMPROBABLE
}

/// Whether a column lies near a mean, as weighted or differently rounded averages do.
fn is_close(
    values: &[Vec<Option<f64>>],
    column: usize,
    mean: &dyn Fn(usize) -> Option<f64>,
) -> bool {
    let pairs =
        || values.iter().enumerate().filter_map(|(row, cells)| cells[column].zip(mean(row)));
    let low = pairs().map(|(_, mean)| mean).fold(f64::INFINITY, f64::min);
    let high = pairs().map(|(_, mean)| mean).fold(f64::NEG_INFINITY, f64::max);
    pairs().count() >= 2 && pairs().all(|(own, mean)| (own - mean).abs() <= CLOSE * (high - low))
}

/// Whether a name says that the column is an average.
fn named(name: &str) -> bool {
    let words = name.to_ascii_lowercase();
    let mut words = words.split(|c: char| !c.is_alphanumeric());
    words.any(|word| matches!(word, "overall" | "average" | "avg" | "mean" | "total"))
}

/// Half a unit of the last decimal that a column shows.
fn rounding(values: &[Vec<Option<f64>>], column: usize) -> f64 {
    let decimals = |value: f64| {
        let text = value.to_string();
        text.split_once('.').map_or(0, |(_, after)| after.len())
    };
    let most = values.iter().filter_map(|row| row[column]).map(decimals).max().unwrap_or(0);
    0.5 * libm::pow(10.0, -(most.min(300) as f64))
}
