//! Variance inflation factors, and columns dropped by them.
//!
//! A column's factor is 1/(1 − R²) of it on the others, the diagonal of the correlations' inverse;
//! infinite where others determine it. Correlations are of unit columns, `C = ZᵀZ`.
//!
//! While columns are linearly dependent, those that others determine are the ones with a part in the
//! null space of C: its projector N has `N_kk > 0` there, and dropping column d leaves
//! `N − n_d n_dᵀ / N_dd` on the rest. Once they are independent the factors are the diagonal of
//! `A = C⁻¹`, and dropping d leaves `A − a_d a_dᵀ / A_dd`. Either costs one pass over the table a
//! column: 500 columns take a third of a second together, where a factorisation for every column and
//! step took 10¹² operations.
//!
//! ```
//! use mindgap::gap::vif::{correlations, prune};
//!
//! // Four rows of three columns, the last the sum of the others: of three that determine each other
//! // the one most alike the rest goes.
//! let x = [1.0, 2.0, 3.0, 4.0, 1.0, 5.0, 2.0, 3.0, 5.0, 0.0, 1.0, 1.0];
//! let pruned = prune(&correlations(&x, 3, &[1.0; 4]), 10.0, 3);
//! assert_eq!(pruned.dropped[0].column, 2);
//! assert_eq!(pruned.kept.len(), 2);
//! ```

use nalgebra::DMatrix;

/// A share of variance that others leave, below which they are taken to leave none.
const NOTHING_LEFT: f64 = 1e-9;

/// Factors that differ by a smaller share are equal.
const EQUAL_FACTORS: f64 = 1e-6;

/// Mean squared correlations that differ by less are equal.
const EQUAL_LIKENESS: f64 = 1e-9;

/// A factor above the largest that is allowed by less is not above it.
const ROUNDING: f64 = 1e-9;

/// Factors dropped, in sum, after which the inverse is made anew: each takes as many digits from it
/// as it has.
const WORN: f64 = 1e5;

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

/// Variance inflation factors of all columns; 1 for a constant one.
#[must_use]
pub fn inflation(correlations: &DMatrix<f64>) -> Vec<f64> {
    // What no other column determines keeps its factor while columns are dropped that others do.
    prune(correlations, 1.0 / NOTHING_LEFT, correlations.nrows()).before
}

/// A column that was dropped.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dropped {
    /// Which.
    pub column: usize,
    /// Its factor then.
    pub inflation: f64,
    /// The mean of its squared correlations with the others left then.
    pub likeness: f64,
}

/// What was dropped, in order, and what is left.
#[derive(Debug, Clone, PartialEq)]
pub struct Pruned {
    /// Factors with every column in; 1 for a constant one.
    pub before: Vec<f64>,
    /// Constant columns, dropped before the others.
    pub constant: Vec<usize>,
    /// The others, in the order they went.
    pub dropped: Vec<Dropped>,
    /// Columns left, ascending, and their factors.
    pub kept: Vec<(usize, f64)>,
}

/// Drops columns until no factor is above `most` and no more than `cap` are left: of those with the
/// largest factor, where all infinite ones are equal, the one that is most alike the others left by
/// the mean of its squared correlations; of equal ones the last. Where columns are sorted by name the
/// result does not depend on the order of a file.
#[must_use]
pub fn prune(correlations: &DMatrix<f64>, most: f64, cap: usize) -> Pruned {
    let (constant, mut state) = State::new(correlations);
    let mut before = vec![1.0; correlations.nrows()];
    for (&k, factor) in state.columns.iter().zip(state.factors()) {
        before[k] = factor;
    }
    let mut dropped = Vec::new();
    let mut dependent = true;
    loop {
        let factors = state.factors();
        if dependent && matches!(state.reading, Reading::Independent { .. }) {
            // Those that were finite from the start are told now, and are what they were.
            dependent = false;
            for (&k, &factor) in state.columns.iter().zip(&factors) {
                before[k] = if before[k].is_finite() { factor } else { before[k] };
            }
        }
        let largest = factors.iter().copied().fold(0.0, f64::max);
        if state.columns.len() <= cap && largest <= most * (1.0 + ROUNDING) {
            let kept = state.columns.iter().copied().zip(factors).collect();
            return Pruned { before, constant, dropped, kept };
        }
        let (place, likeness) = state.most_alike(&factors, largest);
        let column = state.columns[place];
        dropped.push(Dropped { column, inflation: factors[place], likeness });
        state.remove(place);
    }
}

/// Columns still in, and what their factors are read from.
#[derive(Clone)]
struct State<'a> {
    correlations: &'a DMatrix<f64>,
    /// Ascending.
    columns: Vec<usize>,
    reading: Reading,
}

/// By place among the columns still in.
#[derive(Clone)]
enum Reading {
    /// The null space's projector, and its dimension.
    Dependent { projector: DMatrix<f64>, dimension: usize },
    /// The correlations' inverse, and how worn it is.
    Independent { inverse: DMatrix<f64>, worn: f64 },
}

impl<'a> State<'a> {
    /// Constant columns, and the state of the others.
    fn new(correlations: &'a DMatrix<f64>) -> (Vec<usize>, Self) {
        let all = 0..correlations.nrows();
        let (constant, columns): (Vec<usize>, Vec<usize>) =
            all.partition(|&k| correlations[(k, k)] == 0.0);
        let reading = read(correlations, &columns);
        (constant, Self { correlations, columns, reading })
    }

    /// Factors by place, infinite ones as such; of the others, while there are infinite ones, no more
    /// is said than that they are finite: 1.
    fn factors(&self) -> Vec<f64> {
        let places = 0..self.columns.len();
        let finite = |factor: f64| if factor < 1.0 / NOTHING_LEFT { factor } else { f64::INFINITY };
        match &self.reading {
            Reading::Dependent { projector, .. } => places
                .map(|k| if projector[(k, k)] > NOTHING_LEFT { f64::INFINITY } else { 1.0 })
                .collect(),
            Reading::Independent { inverse, .. } => {
                places.map(|k| finite(inverse[(k, k)].max(1.0))).collect()
            }
        }
    }

    /// Of the columns with the largest factor the one most alike the others, and how much it is.
    fn most_alike(&self, factors: &[f64], largest: f64) -> (usize, f64) {
        let least = if largest.is_infinite() { largest } else { largest * (1.0 - EQUAL_FACTORS) };
        let others = (self.columns.len() - 1).max(1) as f64;
        let mut best = (0, f64::NEG_INFINITY);
        for (place, &k) in self.columns.iter().enumerate().filter(|(at, _)| factors[*at] >= least) {
            let column = self.correlations.column(k);
            let squares: f64 = self.columns.iter().map(|&j| column[j] * column[j]).sum();
            let likeness = (squares - column[k] * column[k]) / others;
            if likeness >= best.1 - EQUAL_LIKENESS {
                best = (place, likeness);
            }
        }
        best
    }

    /// Takes a column out.
    fn remove(&mut self, place: usize) {
        self.columns.remove(place);
        let again = match &mut self.reading {
            Reading::Dependent { projector, dimension } => {
                downdate(projector, place);
                *dimension -= 1;
                *dimension == 0
            }
            Reading::Independent { inverse, worn } => {
                *worn += inverse[(place, place)];
                downdate(inverse, place);
                *worn > WORN
            }
        };
        if again {
            self.reading = read(self.correlations, &self.columns);
        }
    }
}

/// `A − a aᵀ / A_kk` without row and column k, a the column k of A: the inverse, or the null space's
/// projector, of what is left.
fn downdate(matrix: &mut DMatrix<f64>, place: usize) {
    let n = matrix.nrows();
    let column: Vec<f64> = matrix.column(place).iter().copied().collect();
    let pivot = column[place];
    let mut rest = DMatrix::zeros(n - 1, n - 1);
    for j in (0..n).filter(|&j| j != place) {
        let by = column[j] / pivot;
        let to = j - usize::from(j > place);
        let mut row = 0;
        for (i, &left) in column.iter().enumerate() {
            if i != place {
                rest[(row, to)] = matrix[(i, j)] - left * by;
                row += 1;
            }
        }
    }
    *matrix = rest;
}

/// What the factors of these columns are read from.
fn read(correlations: &DMatrix<f64>, columns: &[usize]) -> Reading {
    let c = columns.len();
    let of = |i: usize, j: usize| correlations[(columns[i], columns[j])];
    let (pivots, factor) = pivoted_cholesky(c, of);
    let rank = pivots.len();
    // L of the pivots alone, in their order, is lower triangular.
    let lower = DMatrix::from_fn(rank, rank, |i, j| factor[pivots[i]][j]);
    if rank == c {
        let mut solved = DMatrix::identity(c, c);
        lower.solve_lower_triangular_mut(&mut solved);
        let mut inverse = DMatrix::zeros(c, c);
        for i in 0..c {
            for j in 0..=i {
                // Column i of the triangle's inverse begins at row i.
                let (left, right) = (solved.column(i), solved.column(j));
                let sum: f64 = (i..c).map(|k| left[k] * right[k]).sum();
                inverse[(pivots[i], pivots[j])] = sum;
                inverse[(pivots[j], pivots[i])] = sum;
            }
        }
        return Reading::Independent { inverse, worn: 0.0 };
    }
    let mut is_pivot = vec![false; c];
    for &k in &pivots {
        is_pivot[k] = true;
    }
    let others: Vec<usize> = (0..c).filter(|&k| !is_pivot[k]).collect();
    // Each other column is that many of each pivot, so the null space is spanned by the columns of
    // W = (−shares; I), and its projector is W(WᵀW)⁻¹Wᵀ, where WᵀW = I + sharesᵀshares.
    let shares = shares(&lower, &factor, &others);
    let mut gram = shares.transpose() * &shares;
    for k in 0..others.len() {
        gram[(k, k)] += 1.0;
    }
    let mut projector = DMatrix::zeros(c, c);
    if let Some(gram) = gram.cholesky() {
        let among = gram.inverse();
        let across = &shares * &among;
        let within = &across * shares.transpose();
        for (i, &to) in others.iter().enumerate() {
            for (j, &from) in others.iter().enumerate() {
                projector[(to, from)] = among[(i, j)];
            }
            for (j, &from) in pivots.iter().enumerate() {
                projector[(to, from)] = -across[(j, i)];
                projector[(from, to)] = -across[(j, i)];
            }
        }
        for (i, &to) in pivots.iter().enumerate() {
            for (j, &from) in pivots.iter().enumerate() {
                projector[(to, from)] = within[(i, j)];
            }
        }
    }
    Reading::Dependent { projector, dimension: others.len() }
}

/// How many of each pivot make each of the others: the pivots' Lᵀ solved for the others' rows.
fn shares(lower: &DMatrix<f64>, factor: &[Vec<f64>], others: &[usize]) -> DMatrix<f64> {
    let rank = lower.nrows();
    let mut shares = DMatrix::from_fn(rank, others.len(), |i, j| factor[others[j]][i]);
    for mut column in shares.column_iter_mut() {
        for i in (0..rank).rev() {
            let rest: f64 = (i + 1..rank).map(|k| lower[(k, i)] * column[k]).sum();
            column[i] = (column[i] - rest) / lower[(i, i)];
        }
    }
    shares
}

/// `C = LLᵀ`, the column that is left most variance first, until none is left any: those columns, and
/// L by row.
fn pivoted_cholesky(c: usize, of: impl Fn(usize, usize) -> f64) -> (Vec<usize>, Vec<Vec<f64>>) {
    let mut left: Vec<f64> = (0..c).map(|k| of(k, k)).collect();
    let mut factor: Vec<Vec<f64>> = vec![Vec::new(); c];
    let mut pivots = Vec::new();
    while pivots.len() < c {
        let mut next = (0, NOTHING_LEFT);
        for (k, &left) in left.iter().enumerate() {
            if left > next.1 {
                next = (k, left);
            }
        }
        let (pivot, variance) = next;
        if variance <= NOTHING_LEFT {
            break;
        }
        let root = variance.sqrt();
        let row = factor[pivot].clone();
        for k in 0..c {
            // Pivots have nothing left.
            let entry = if left[k].is_infinite() {
                0.0
            } else {
                let done: f64 = row.iter().zip(&factor[k]).map(|(x, y)| x * y).sum();
                (of(k, pivot) - done) / root
            };
            factor[k].push(entry);
            left[k] -= entry * entry;
        }
        left[pivot] = f64::NEG_INFINITY;
        pivots.push(pivot);
    }
    (pivots, factor)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::philox::{Domain, Stream};

    /// The definition, column by column: a regression on the others' principal axes.
    fn slow_factor(table: &DMatrix<f64>, k: usize, others: &[usize]) -> f64 {
        if others.is_empty() {
            return 1.0;
        }
        let part =
            DMatrix::from_fn(others.len(), others.len(), |i, j| table[(others[i], others[j])]);
        let axes = part.symmetric_eigen();
        let mut left = 1.0;
        for (axis, value) in axes.eigenvectors.column_iter().zip(axes.eigenvalues.iter()) {
            if *value > 1e-9 {
                let along: f64 = axis.iter().zip(others).map(|(x, &j)| x * table[(j, k)]).sum();
                left -= along * along / value;
            }
        }
        if left <= 1e-9 { f64::INFINITY } else { 1.0 / left }
    }

    fn slow_factors(table: &DMatrix<f64>, columns: &[usize]) -> Vec<f64> {
        let others = |k| columns.iter().copied().filter(|&j| j != k).collect::<Vec<_>>();
        columns.iter().map(|&k| slow_factor(table, k, &others(k))).collect()
    }

    /// [`prune`] step by step.
    fn slow_prune(table: &DMatrix<f64>, most: f64, cap: usize) -> (Vec<Dropped>, Vec<usize>) {
        let mut left: Vec<usize> = (0..table.nrows()).collect();
        let mut dropped = Vec::new();
        loop {
            let factors = slow_factors(table, &left);
            let top = factors.iter().copied().fold(0.0, f64::max);
            if left.len() <= cap && top <= most {
                return (dropped, left);
            }
            let alike = |k: usize| {
                let squares = left.iter().filter(|&&j| j != k).map(|&j| table[(j, k)].powi(2));
                squares.sum::<f64>() / (left.len() as f64 - 1.0)
            };
            let worst = |place: &usize| {
                let factor = factors[*place];
                if top.is_infinite() { factor.is_infinite() } else { factor >= top * (1.0 - 1e-6) }
            };
            let worst: Vec<usize> = (0..left.len()).filter(worst).collect();
            let likest = worst.iter().map(|&at| alike(left[at])).fold(0.0, f64::max);
            let at = *worst.iter().rfind(|&&at| alike(left[at]) >= likest - 1e-9).unwrap();
            dropped.push(Dropped {
                column: left[at],
                inflation: factors[at],
                likeness: alike(left[at]),
            });
            left.remove(at);
        }
    }

    fn close(a: f64, b: f64, relative: f64) -> bool {
        (a.is_infinite() && b.is_infinite()) || (a - b).abs() <= relative * a.abs()
    }

    /// rows × columns, some of them copies or sums of others.
    fn random(rows: usize, columns: usize, lane: u32) -> DMatrix<f64> {
        let mut stream = Stream::new(9, Domain::Simulation, rows as u32, lane);
        let mut x = vec![0.0; rows * columns];
        for row in x.chunks_exact_mut(columns) {
            let common = stream.unit();
            for x in row.iter_mut() {
                *x = stream.unit() + common;
            }
            if lane.is_multiple_of(3) && columns > 5 {
                row[3] = row[1];
                row[columns - 1] = row[0] + row[2];
            }
        }
        correlations(&x, columns, &vec![1.0; rows])
    }

    #[test]
    fn what_others_determine_is_infinite_and_goes() {
        // The third is the sum of the first two; the fourth is constant.
        let x: Vec<f64> = [[1.0, 5.0], [2.0, 3.0], [4.0, 4.0], [8.0, 1.0], [0.0, 2.0]]
            .iter()
            .flat_map(|r| [r[0], r[1], r[0] + r[1], 0.1 + 0.2])
            .collect();
        let table = correlations(&x, 4, &[1.0; 5]);
        let infinite = f64::INFINITY;
        assert_eq!(inflation(&table), [infinite, infinite, infinite, 1.0]);
        let pruned = prune(&table, 10.0, 3);
        assert_eq!(pruned.before, [infinite, infinite, infinite, 1.0]);
        assert_eq!((&pruned.constant[..], pruned.dropped.len()), (&[3][..], 1));
        assert_eq!(pruned.dropped[0].column, 0);
        assert!(pruned.kept.iter().all(|(_, factor)| *factor < 10.0));
    }

    #[test]
    fn factors_and_what_is_dropped_are_those_of_the_slow_way() {
        let mut compared = 0;
        for (rows, columns) in [(5, 14), (6, 4), (8, 30), (12, 6), (40, 12), (30, 29), (30, 40)] {
            for lane in 0..6 {
                let table = random(rows, columns, lane);
                let all: Vec<usize> = (0..columns).collect();
                for (found, slow) in inflation(&table).into_iter().zip(slow_factors(&table, &all)) {
                    assert!(close(slow, found, 1e-7), "{rows} {columns} {lane}: {found} {slow}");
                }
                for (most, cap) in [(10.0, (rows - 1) / 2), (2.0, columns), (1e6, 1)] {
                    let found = prune(&table, most, cap);
                    let (dropped, kept) = slow_prune(&table, most, cap);
                    assert_eq!(found.kept.iter().map(|(k, _)| *k).collect::<Vec<_>>(), kept);
                    assert_eq!(found.dropped.len(), dropped.len());
                    for (a, b) in found.dropped.iter().zip(&dropped) {
                        assert_eq!(a.column, b.column);
                        assert!(close(b.inflation, a.inflation, 1e-7), "{a:?} {b:?}");
                        assert!((a.likeness - b.likeness).abs() < 1e-12);
                        compared += 1;
                    }
                }
            }
        }
        assert!(compared > 1_000, "{compared}");
    }

    #[test]
    fn copies_of_one_column_leave_one() {
        let x: Vec<f64> = (0..7).flat_map(|k| [f64::from(k * k % 5); 4]).collect();
        let pruned = prune(&correlations(&x, 4, &[1.0; 7]), 10.0, 3);
        assert_eq!(pruned.kept, [(0, 1.0)]);
        let columns: Vec<usize> = pruned.dropped.iter().map(|d| d.column).collect();
        assert_eq!(columns, [3, 2, 1], "of equal ones the last goes");
        assert!(prune(&DMatrix::zeros(0, 0), 10.0, 1).kept.is_empty());
        // The last one has a factor of 1, whatever rounding says.
        for lane in 0..20 {
            assert_eq!(prune(&random(9, 5, lane), 1.0, 9).kept.len(), 1);
        }
    }
}
