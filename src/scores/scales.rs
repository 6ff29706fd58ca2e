//! The scales that columns may be brought to before somebody averages them: marks of 1 to 5 times 20,
//! shares times 100.
//!
//! Columns of one range are on one scale, so that what has to be tried are a few factors for each
//! range. Several columns of one benchmark, `SD-QA (Pan)` and `SD-QA (USA)`, may count as one.

use crate::words::listed;

/// Ranges, by their upper end, and the factors that take them to 100.
const RANGES: [(f64, &[f64]); 3] = [(1.0, &[100.0]), (5.0, &[20.0, 25.0, 10.0]), (10.0, &[10.0])];

/// One way to bring columns to one scale.
pub(super) struct Scales {
    /// By column, what its values are multiplied by.
    pub(super) factors: Vec<f64>,
    /// By column, its share beside the others.
    pub(super) weights: Vec<f64>,
    /// Whether columns of one benchmark share one weight.
    shared: bool,
}

impl Scales {
    /// Columns as they are.
    pub(super) fn none(columns: usize) -> Self {
        Self { factors: vec![1.0; columns], weights: vec![1.0; columns], shared: false }
    }

    /// Every way that the values allow, that of columns as they are first.
    pub(super) fn all(
        names: &[&str],
        values: &[Vec<Option<f64>>],
        candidates: &[bool],
    ) -> Vec<Self> {
        let ranges: Vec<Option<usize>> =
            (0..names.len()).map(|k| if candidates[k] { range(values, k) } else { None }).collect();
        let mut ways = vec![Self::none(names.len())];
        for (at, (_, factors)) in RANGES.iter().enumerate() {
            if !ranges.contains(&Some(at)) {
                continue;
            }
            for way in 0..ways.len() {
                for factor in *factors {
                    let of = |(k, old): (usize, &f64)| {
                        if ranges[k] == Some(at) { *factor } else { *old }
                    };
                    let factors = ways[way].factors.iter().enumerate().map(of).collect();
                    ways.push(Self { factors, ..Self::none(names.len()) });
                }
            }
        }
        let weights = shares(names, candidates);
        if weights.iter().any(|weight| *weight < 1.0) {
            let shared = |way: &Self| Self {
                factors: way.factors.clone(),
                weights: weights.clone(),
                shared: true,
            };
            ways.extend(ways.iter().map(shared).collect::<Vec<Self>>());
        }
        ways
    }

    /// What was done to these columns, as part of a sentence; empty where nothing was.
    pub(super) fn in_words(&self, names: &[&str], parts: &[usize]) -> String {
        let mut said = String::new();
        for factor in [100.0, 25.0, 20.0, 10.0_f64] {
            let scaled: Vec<&str> = parts
                .iter()
                .filter(|&&k| self.factors[k].total_cmp(&factor).is_eq())
                .map(|&k| names[k])
                .collect();
            if !scaled.is_empty() {
                said = format!("{said}, with {} times {factor}", listed(&scaled));
            }
        }
        if self.shared && parts.iter().any(|&k| self.weights[k] < 1.0) {
            said += ", columns of one benchmark counted once";
        }
        said
    }
}

/// The first of the ranges that holds a column's values.
fn range(values: &[Vec<Option<f64>>], column: usize) -> Option<usize> {
    let of = || values.iter().filter_map(|row| row[column]);
    let (low, high) =
        of().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
    (low >= 0.0).then(|| RANGES.iter().position(|(end, _)| high <= *end)).flatten()
}

/// Each column's share of its benchmark: those with one name before the bracket count as one.
fn shares(names: &[&str], candidates: &[bool]) -> Vec<f64> {
    let stem = |k: usize| {
        let (stem, _) = names[k].split_once(['(', '['])?;
        Some(stem.trim()).filter(|stem| !stem.is_empty())
    };
    let share = |k: usize| {
        let own = stem(k).filter(|_| candidates[k]);
        let alike = (0..names.len()).filter(|&j| candidates[j] && stem(j) == own).count();
        if own.is_some() { 1.0 / alike as f64 } else { 1.0 }
    };
    (0..names.len()).map(share).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn factors(names: &[&str], rows: &[&[f64]]) -> Vec<Vec<f64>> {
        let values: Vec<Vec<Option<f64>>> =
            rows.iter().map(|row| row.iter().copied().map(Some).collect()).collect();
        let all = Scales::all(names, &values, &vec![true; names.len()]);
        all.into_iter().map(|way| way.factors).collect()
    }

    #[test]
    fn columns_of_one_range_have_one_scale() {
        let rows: &[&[f64]] = &[&[4.5, 3.2, 80.0], &[2.0, 1.5, 60.0]];
        assert_eq!(
            factors(&["a", "b", "c"], rows),
            [[1.0, 1.0, 1.0], [20.0, 20.0, 1.0], [25.0, 25.0, 1.0], [10.0, 10.0, 1.0]]
        );
        assert_eq!(factors(&["a"], &[&[80.0], &[90.0]]), [[1.0]]);
        assert_eq!(factors(&["a"], &[&[0.5], &[-0.5]]), [[1.0]]);
        let many = factors(&["a", "b", "c"], &[&[0.5, 4.0, 9.0], &[0.1, 1.0, 3.0]]);
        assert_eq!(many.len(), 2 * 4 * 2);
    }

    #[test]
    fn columns_of_one_benchmark_may_count_as_one() {
        let names = ["QA (x)", "QA (y)", "MMLU (5-shot)", "BBH"];
        let all = Scales::all(&names, &[vec![Some(50.0); 4], vec![Some(60.0); 4]], &[true; 4]);
        assert_eq!(all.len(), 2);
        assert_eq!(all[1].weights, [0.5, 0.5, 1.0, 1.0]);
        assert_eq!(all[1].in_words(&names, &[0, 1, 2]), ", columns of one benchmark counted once");
        assert_eq!(all[0].in_words(&names, &[0, 1, 2]), "");
    }
}
