//! Benchmarks that say the same: merged where they correlate, dropped where others predict them.

use nalgebra::DMatrix;

/// A share of variance that others leave, below which they are taken to leave none.
const NOTHING_LEFT: f64 = 1e-9;

/// Several columns as one.
#[derive(Debug, Clone, PartialEq)]
pub struct Cluster {
    /// Columns in it, ascending.
    pub members: Vec<usize>,
    /// Mean correlation between the two groups that were merged last; 1 for a column of its own.
    pub correlation: f64,
}

/// Average linkage (Sokal and Michener 1958): the two groups whose columns correlate most, on
/// average over pairs, are merged as long as that is more than `above`. Groups are in the order of
/// their first columns; equal correlations go to the earlier ones.
///
/// `correlation(i, j)` is `None` where it does not exist, and such columns stay apart.
#[must_use]
pub fn merge(
    columns: usize,
    correlation: impl Fn(usize, usize) -> Option<f64>,
    above: f64,
) -> Vec<Cluster> {
    let mut between =
        DMatrix::from_fn(columns, columns, |i, j| correlation(i, j).unwrap_or(f64::NEG_INFINITY));
    let mut clusters: Vec<Cluster> =
        (0..columns).map(|k| Cluster { members: vec![k], correlation: 1.0 }).collect();
    loop {
        let mut best = (above, None);
        for i in 0..clusters.len() {
            for j in i + 1..clusters.len() {
                if between[(i, j)] > best.0 {
                    best = (between[(i, j)], Some((i, j)));
                }
            }
        }
        let (correlation, Some((i, j))) = best else { return clusters };
        // The mean over pairs of columns is the mean over groups, by size.
        let (left, right) = (clusters[i].members.len() as f64, clusters[j].members.len() as f64);
        for k in 0..clusters.len() {
            let mean = (left * between[(i, k)] + right * between[(j, k)]) / (left + right);
            between[(i, k)] = mean;
            between[(k, i)] = mean;
        }
        between = between.remove_row(j).remove_column(j);
        let other = clusters.remove(j);
        clusters[i].members.extend(other.members);
        clusters[i].members.sort_unstable();
        clusters[i].correlation = correlation;
    }
}

/// Weighted correlations of the columns of `x`, rows × columns. Constant columns have none: zeros,
/// also with themselves.
#[must_use]
pub fn correlations(x: &[f64], columns: usize, weights: &[f64]) -> DMatrix<f64> {
    let total: f64 = weights.iter().sum();
    let rows = || x.chunks_exact(columns.max(1)).zip(weights);
    let mut means = vec![0.0; columns];
    let mut largest = vec![0.0_f64; columns];
    for (row, weight) in rows() {
        for k in 0..columns {
            means[k] += weight * row[k] / total;
            largest[k] = largest[k].max(row[k].abs());
        }
    }
    let mut gram = DMatrix::<f64>::zeros(columns, columns);
    for (row, weight) in rows() {
        for i in 0..columns {
            let left = weight * (row[i] - means[i]);
            for j in 0..=i {
                gram[(i, j)] += left * (row[j] - means[j]);
            }
        }
    }
    let scale: Vec<f64> = (0..columns)
        .map(|k| {
            let spread = gram[(k, k)].sqrt();
            let noise = 1e-12 * largest[k] * total.sqrt();
            if spread > noise { 1.0 / spread } else { 0.0 }
        })
        .collect();
    DMatrix::from_fn(columns, columns, |i, j| gram[(i.max(j), i.min(j))] * scale[i] * scale[j])
}

/// Variance inflation factors, the diagonal of the correlations' inverse: 1 / (1 − R²) of each
/// column on the others. Infinite where the others determine a column; 1 for a constant one.
#[must_use]
pub fn inflation(correlations: &DMatrix<f64>) -> Vec<f64> {
    let columns = correlations.nrows();
    let of = |last: usize| {
        if correlations[(last, last)] == 0.0 {
            return 1.0;
        }
        // Cholesky's last pivot is what the columns before leave of the last one.
        let order: Vec<usize> = (0..columns).filter(|&k| k != last).chain([last]).collect();
        let left = last_pivot(correlations, &order);
        if left <= NOTHING_LEFT { f64::INFINITY } else { 1.0 / left }
    };
    (0..columns).map(of).collect()
}

/// Cholesky in this order, columns that the earlier ones determine left out.
fn last_pivot(matrix: &DMatrix<f64>, order: &[usize]) -> f64 {
    let mut rows: Vec<Vec<f64>> = Vec::with_capacity(order.len());
    let mut pivots: Vec<f64> = Vec::with_capacity(order.len());
    for (at, &k) in order.iter().enumerate() {
        let mut row = vec![0.0; at];
        let mut left = matrix[(k, k)];
        for j in 0..at {
            if pivots[j] > NOTHING_LEFT {
                let product: f64 = row[..j].iter().zip(&rows[j]).map(|(x, y)| x * y).sum();
                row[j] = (matrix[(k, order[j])] - product) / pivots[j].sqrt();
                left -= row[j] * row[j];
            }
        }
        rows.push(row);
        pivots.push(left);
    }
    pivots.last().copied().unwrap_or(0.0)
}

/// One step of [`prune`]: the factors of all columns still in, `None` for those that are not.
pub type Step = Vec<Option<f64>>;

/// What was dropped, in order, and the factors before each drop and at the end.
#[derive(Debug, Clone, PartialEq)]
pub struct Pruned {
    /// Column and its factor.
    pub dropped: Vec<(usize, f64)>,
    /// Columns left, ascending.
    pub kept: Vec<usize>,
    /// One more than was dropped.
    pub trail: Vec<Step>,
}

/// Drops the column of the largest factor, the first of equal ones, until none is above `most`.
/// Constant columns go first.
#[must_use]
pub fn prune(correlations: &DMatrix<f64>, most: f64) -> Pruned {
    let columns = correlations.nrows();
    let mut kept: Vec<usize> = (0..columns).collect();
    let mut pruned = Pruned { dropped: Vec::new(), kept: Vec::new(), trail: Vec::new() };
    loop {
        let part =
            DMatrix::from_fn(kept.len(), kept.len(), |i, j| correlations[(kept[i], kept[j])]);
        let factors = inflation(&part);
        let mut step = vec![None; columns];
        for (&k, &factor) in kept.iter().zip(&factors) {
            step[k] = Some(factor);
        }
        pruned.trail.push(step);
        let constant = kept.iter().position(|&k| correlations[(k, k)] == 0.0);
        let largest = factors.iter().copied().fold(0.0, f64::max);
        let worst = constant.or_else(|| {
            (largest > most).then(|| factors.iter().position(|&f| f >= largest)).flatten()
        });
        let Some(at) = worst else {
            pruned.kept = kept;
            return pruned;
        };
        pruned.dropped.push((kept.remove(at), factors[at]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_that_correlate_are_merged_by_their_mean() {
        let table = [
            [1.0, 0.95, 0.6, 0.0],
            [0.95, 1.0, 0.9, 0.0],
            [0.6, 0.9, 1.0, 0.0],
            [0.0, 0.0, 0.0, 1.0],
        ];
        let merged = |above| merge(4, |i, j| Some(table[i][j]), above);
        // 2 meets {0, 1} at (0.6 + 0.9) / 2 = 0.75.
        let members = |above| merged(above).into_iter().map(|c| c.members).collect::<Vec<_>>();
        assert_eq!(members(0.9), [vec![0, 1], vec![2], vec![3]]);
        assert_eq!(members(0.7), [vec![0, 1, 2], vec![3]]);
        assert_eq!(members(1.0).len(), 4);
        assert!((merged(0.7)[0].correlation - 0.75).abs() < 1e-12);
        assert_eq!(merge(2, |_, _| None, 0.5).len(), 2);
    }

    #[test]
    fn what_others_determine_is_infinite_and_goes() {
        // The third is the sum of the first two; the fourth is constant.
        let x: Vec<f64> = [[1.0, 5.0], [2.0, 3.0], [4.0, 4.0], [8.0, 1.0], [0.0, 2.0]]
            .iter()
            .flat_map(|r| [r[0], r[1], r[0] + r[1], 0.1 + 0.2])
            .collect();
        let table = correlations(&x, 4, &[1.0; 5]);
        assert_eq!(inflation(&table), [f64::INFINITY, f64::INFINITY, f64::INFINITY, 1.0]);
        let pruned = prune(&table, 10.0);
        assert_eq!(pruned.dropped, [(3, 1.0), (0, f64::INFINITY)]);
        assert_eq!(pruned.kept, [1, 2]);
        assert_eq!(pruned.trail.len(), 3);
        assert!(pruned.trail[2][1].unwrap() < 10.0);
    }
}
