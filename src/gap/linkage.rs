//! Benchmarks that rise and fall together, merged: average linkage (Sokal and Michener 1958).
//!
//! ```
//! use mindgap::gap::linkage::merge;
//!
//! // 0 and 1 go together, 2 goes with neither.
//! let correlation = |i: usize, j: usize| Some(if i + j == 1 { 0.95 } else { 0.1 });
//! let groups = merge(3, correlation, 0.9);
//! assert_eq!(groups[0].members, [0, 1]);
//! assert_eq!(groups.len(), 2);
//! ```

use nalgebra::DMatrix;

use crate::stats::order::reorder;

/// Mean correlations that differ by less are equal: sums of the same numbers in another order.
const EQUAL: f64 = 1e-9;

/// Several columns as one.
#[derive(Debug, Clone, PartialEq)]
pub struct Cluster {
    /// Columns in it, ascending.
    pub members: Vec<usize>,
    /// Mean correlation between the two groups that were merged last; 1 for a column of its own.
    pub correlation: f64,
}

/// The two groups whose columns correlate most, on average over pairs, are merged as long as that is
/// more than `above`. Groups are in the order of their first columns; equal correlations go to the
/// earlier ones, so that columns sorted by name are merged alike whatever their order in a file.
///
/// `correlation(i, j)` is `None` where it does not exist, and such columns stay apart.
#[must_use]
pub fn merge(
    columns: usize,
    correlation: impl Fn(usize, usize) -> Option<f64>,
    above: f64,
) -> Vec<Cluster> {
    let mut between = DMatrix::from_element(columns, columns, f64::NEG_INFINITY);
    for i in 0..columns {
        for j in i + 1..columns {
            let found = correlation(i, j).unwrap_or(f64::NEG_INFINITY);
            between[(i, j)] = found;
            between[(j, i)] = found;
        }
    }
    let mut clusters: Vec<Option<Cluster>> =
        (0..columns).map(|k| Some(Cluster { members: vec![k], correlation: 1.0 })).collect();
    while let Some((i, j)) = nearest(&between, &clusters, above) {
        let correlation = between[(i, j)];
        let Some(other) = clusters[j].take() else { break };
        let Some(cluster) = &mut clusters[i] else { break };
        // The mean over pairs of columns is the mean over groups, by size.
        let (left, right) = (cluster.members.len() as f64, other.members.len() as f64);
        cluster.members.extend(other.members);
        reorder(&mut cluster.members, &|a, b| a.cmp(&b));
        cluster.correlation = correlation;
        for k in 0..columns {
            let mean = (left * between[(i, k)] + right * between[(j, k)]) / (left + right);
            between[(i, k)] = mean;
            between[(k, i)] = mean;
        }
    }
    clusters.into_iter().flatten().collect()
}

/// The two groups that correlate most, if more than `above`; the first of equal ones.
fn nearest(
    between: &DMatrix<f64>,
    clusters: &[Option<Cluster>],
    above: f64,
) -> Option<(usize, usize)> {
    let alive: Vec<usize> = (0..clusters.len()).filter(|&k| clusters[k].is_some()).collect();
    let mut best = None;
    let mut most = above;
    for (at, &i) in alive.iter().enumerate() {
        for &j in &alive[at + 1..] {
            let enough = if best.is_some() { most + EQUAL } else { most };
            if between[(i, j)] > enough {
                most = between[(i, j)];
                best = Some((i, j));
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::permutations::every_order;

    const TABLE: [[f64; 4]; 4] =
        [[1.0, 0.95, 0.6, 0.0], [0.95, 1.0, 0.9, 0.0], [0.6, 0.9, 1.0, 0.0], [0.0, 0.0, 0.0, 1.0]];

    #[test]
    fn groups_that_correlate_are_merged_by_their_mean() {
        let merged = |above| merge(4, |i, j| Some(TABLE[i][j]), above);
        // 2 meets {0, 1} at (0.6 + 0.9) / 2 = 0.75.
        let members = |above| merged(above).into_iter().map(|c| c.members).collect::<Vec<_>>();
        assert_eq!(members(0.9), [vec![0, 1], vec![2], vec![3]]);
        assert_eq!(members(0.7), [vec![0, 1, 2], vec![3]]);
        assert_eq!(members(1.0).len(), 4);
        assert!((merged(0.7)[0].correlation - 0.75).abs() < 1e-12);
        assert_eq!(merge(2, |_, _| None, 0.5).len(), 2);
    }

    #[test]
    fn without_ties_the_order_of_columns_has_no_say() {
        every_order(4, &mut |order| {
            let found = merge(4, |i, j| Some(TABLE[order[i]][order[j]]), 0.7);
            let mut members: Vec<Vec<usize>> =
                found.iter().map(|c| c.members.iter().map(|&k| order[k]).collect()).collect();
            for members in &mut members {
                members.sort_unstable();
            }
            members.sort();
            assert_eq!(members, [vec![0, 1, 2], vec![3]]);
        });
    }

    #[test]
    fn equal_ones_go_to_the_earlier_whatever_rounding_says() {
        // 0 and 1 or 1 and 2, equal but for rounding: the pair of the first.
        for rounding in [-1e-16, 0.0, 1e-16] {
            let of = |i: usize, j: usize| match i.abs_diff(j) {
                1 => Some(if i + j == 1 { 0.95 } else { 0.95 + rounding }),
                _ => Some(0.1),
            };
            assert_eq!(merge(3, of, 0.9)[0].members, [0, 1]);
        }
    }
}
