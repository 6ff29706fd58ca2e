//! Satterthwaite's degrees of freedom of errors clustered by judge.
//!
//! # Design
//!
//! A clustered variance is a sum of squares, one per judge, and as uncertain as few squares are.
//! If votes were what the fit says, the squares would have the covariance matrix
//! `P = diag(d_g) - (w_g · w_h)` up to one judge's own fit; a sum with such squares behaves like
//! χ² with `tr(P)² / tr(P²)` degrees of freedom (Satterthwaite 1946; Bell and `McCaffrey` 2002).
//!
//! Where no judge brings more than a share λ of what is known in any direction, there are at least
//! `(1 - λ) / λ` degrees of freedom, and beyond a thousand that is enough to know.
//!
//! `tr(P²)` costs judges × models² for every difference of two models. Where that is too much,
//! `Σ d_g P_gg` takes its place, which is not less and is the same for equal judges. It is summed
//! over the judges who bring the largest shares of information, one by one, and over a sample of
//! the others, whose sum counts up to twice the sparser judges' votes are. So the degrees of
//! freedom come out too small rather than too large: by an eighth where judges are very unequal
//! (twelve become eleven, and intervals 1.4 % wider), by up to a half of what the sample stands for
//! where there are so many that it hardly matters (half of 400: 0.3 % wider).

use nalgebra::DMatrix;

use super::clustered::Clusters;
use crate::stats::order::order;

/// Multiplications spent on degrees of freedom.
const WORK: f64 = 1e8;
/// Degrees of freedom beyond which it does not matter how many: intervals are 0.12 % wider.
const PLENTY: f64 = 1000.0;
/// Shares of information that make a difference of hardly more than their square.
const SMALL_SHARE: f64 = 0.2;
/// Of what is known about a difference, the least that must come from several judges each.
const LEAST_KNOWN: f64 = 0.5;

/// How sure one error is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Freedom {
    /// Degrees of freedom of its square.
    pub df: f64,
    /// What the error is too small by: some of what is known may come from one judge alone, which
    /// says nothing about other judges. 1 where that is not so, infinite where most of it is.
    pub factor: f64,
}

/// Degrees of freedom of every rating, every difference and every coefficient.
#[derive(Debug, Clone, PartialEq)]
pub struct Degrees {
    /// Judges with a vote that enters the fit.
    pub judges: usize,
    /// And of coefficients, numbered after the models.
    ratings: Vec<Freedom>,
    /// Of `(i, j)` with `i < j`, at `j (j - 1) / 2 + i`.
    differences: Vec<Freedom>,
}

impl Degrees {
    /// Of a rating, or of a coefficient, which are numbered after the models.
    #[must_use]
    pub fn rating(&self, model: usize) -> Freedom {
        self.ratings[model]
    }

    /// Of the difference of two ratings.
    #[must_use]
    pub fn difference(&self, i: usize, j: usize) -> Freedom {
        let (i, j) = (i.min(j), i.max(j));
        if i == j { self.ratings[i] } else { self.differences[place(i, j)] }
    }

    /// `shares` bounds every judge's largest share of information from above, `sizes` are the
    /// parameters that each judge's votes touch.
    pub(super) fn new(
        clusters: &Clusters<'_>,
        models: usize,
        shares: &[f64],
        sizes: &[u32],
    ) -> Self {
        let linear = clusters.linear;
        let contrasts = linear + models * models.saturating_sub(1) / 2;
        let of_judge = |size: &u32| {
            let size = f64::from(*size);
            size * size * (4.0 * contrasts as f64 + 30.0 * size)
        };
        let exact = sizes.iter().map(of_judge).sum::<f64>()
            + contrasts as f64 * 2.0 * (linear as f64).powi(3);
        // P is not above diag(d), so tr(P)² / tr(P²) is not below (1 - λ) / λ.
        let largest = shares.iter().copied().fold(0.0, f64::max);
        let all = if exact <= WORK {
            exactly(clusters, models)
        } else if largest < 1.0 && (1.0 - largest) / largest >= PLENTY {
            vec![Freedom { df: (1.0 - largest) / largest, factor: 1.0 }; contrasts]
        } else {
            nearly(clusters, models, shares, sizes)
        };
        let differences = all[linear..].to_vec();
        let judges = shares.iter().filter(|share| **share > 0.0).count();
        Self { judges, ratings: all[..linear].to_vec(), differences }
    }
}

fn place(i: usize, j: usize) -> usize {
    j * (j - 1) / 2 + i
}

/// Every rating and coefficient, then every difference: its second model, if any, and its first.
fn contrasts(models: usize, linear: usize) -> impl Iterator<Item = (usize, Option<usize>)> {
    let differences = (0..models).flat_map(|j| (0..j).map(move |i| (j, Some(i))));
    (0..linear).map(|m| (m, None)).chain(differences)
}

/// `M l` of a contrast `l`.
fn image(inverse: &DMatrix<f64>, (j, i): (usize, Option<usize>)) -> Vec<f64> {
    let column = |m: usize| inverse.column(m);
    match i {
        None => column(j).iter().copied().collect(),
        Some(i) => column(i).iter().zip(column(j).iter()).map(|(a, b)| a - b).collect(),
    }
}

/// What the judges add up to for one contrast.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sums {
    /// `tr(P)`
    pub trace: f64,
    /// Of `tr(P²)`, or a bound of it.
    pub square: f64,
    /// Information without residual.
    pub lost: f64,
}

impl Sums {
    pub fn freedom(&self) -> Freedom {
        let known = self.trace / (self.trace + self.lost);
        if known.is_nan() || known < LEAST_KNOWN {
            return Freedom { df: 1.0, factor: f64::INFINITY };
        }
        Freedom {
            df: (self.trace * self.trace / self.square).max(1.0),
            factor: (1.0 / known).sqrt(),
        }
    }
}

fn exactly(clusters: &Clusters<'_>, models: usize) -> Vec<Freedom> {
    let contrasts = contrasts(models, clusters.linear);
    let images: Vec<Vec<f64>> = contrasts.map(|l| image(clusters.inverse, l)).collect();
    let size = clusters.inverse.nrows();
    let mut sums = vec![Sums::default(); images.len()];
    let mut outer = vec![vec![0.0; size * size]; images.len()];
    let mut part = clusters.part();
    for judge in 0..clusters.len() {
        clusters.read(judge, &mut part);
        let (local, information) = (part.local(), part.information());
        let (adjusted, residual) = part.spectrum().informations(&information);
        for ((image, sums), outer) in images.iter().zip(&mut sums).zip(&mut outer) {
            let z = part.take(image);
            let own = z.dot(&(&residual * &z));
            let x = &adjusted * &z;
            let fitted = x.dot(&(&local * &x));
            sums.trace += own;
            sums.lost += z.dot(&(&information * &z)) - own;
            sums.square += own * own - fitted * fitted;
            for (&column, x_column) in part.touched.iter().zip(&x) {
                for (&row, x_row) in part.touched.iter().zip(&x) {
                    outer[column as usize * size + row as usize] += x_row * x_column;
                }
            }
        }
    }
    for (sums, outer) in sums.iter_mut().zip(outer) {
        let product = clusters.inverse * DMatrix::from_vec(size, size, outer);
        sums.square += product.component_mul(&product.transpose()).sum();
    }
    sums.iter().map(Sums::freedom).collect()
}

/// `Σ d_g P_gg` in the place of `tr(P²)`: of the judges with the largest shares one by one, of the
/// others by a sample.
fn nearly(clusters: &Clusters<'_>, models: usize, shares: &[f64], sizes: &[u32]) -> Vec<Freedom> {
    let judges = order(shares.len(), &|a, b| shares[b].total_cmp(&shares[a]));
    let linear = clusters.linear;
    let cost = |judge: usize| (linear * linear) as f64 * f64::from(sizes[judge]);
    let mut spent = 0.0;
    let affordable = judges.iter().take_while(|&&judge| {
        spent += cost(judge);
        spent <= WORK / 2.0
    });
    let (largest, others) = judges.split_at(affordable.count());
    let all_others: f64 = others.iter().map(|&judge| cost(judge)).sum();
    let stride = (all_others / (WORK / 2.0)).ceil().max(1.0) as usize;
    let mut sums = vec![Sums::default(); linear + models * models.saturating_sub(1) / 2];
    let mut sample = sums.clone();
    add_judges(clusters, models, shares, largest.iter().copied(), &mut sums);
    let sampled = others.iter().skip(stride / 2).step_by(stride).copied();
    add_judges(clusters, models, shares, sampled, &mut sample);

    // A sample may miss the few judges who met a model, if not all have.
    let met: f64 = others.iter().map(|&judge| f64::from(sizes[judge])).sum::<f64>()
        / (others.len() * linear).max(1) as f64;
    let safety = if stride == 1 { 1.0 } else { 2.0 - met.min(1.0) };
    // What is not accounted for yet comes from the others.
    let columns = clusters.inverse.columns(0, linear).into_owned();
    let all = Quadratic::new(&columns, &clusters.information);
    let most = others.first().map_or(0.0, |&judge| shares[judge].min(1.0));
    for ((sums, sample), l) in sums.iter_mut().zip(sample).zip(contrasts(models, linear)) {
        let all = all.of(l);
        let left = (all - sums.lost - sums.trace).max(0.0);
        if left > 1e-9 * all {
            let seen = safety * sample.square / sample.trace;
            sums.trace += left;
            sums.square += left * seen.min(most / (1.0 - most) * all);
        }
    }
    sums.iter().map(Sums::freedom).collect()
}

/// Adds some judges' parts to every contrast's sums.
fn add_judges(
    clusters: &Clusters<'_>,
    models: usize,
    shares: &[f64],
    judges: impl Iterator<Item = usize>,
    sums: &mut [Sums],
) {
    let mut part = clusters.part();
    for judge in judges {
        clusters.read(judge, &mut part);
        let columns = part.rows(clusters.inverse, clusters.linear);
        let information = part.information();
        let share = shares[judge];
        if share <= SMALL_SHARE {
            // d = Σ zᵀ (Q M)^k Q z, of which two terms and a bound of the others.
            let own = Quadratic::new(&columns, &information);
            let next = &information * part.local() * &information;
            let next = Quadratic::new(&columns, &next);
            for (sums, l) in sums.iter_mut().zip(contrasts(models, clusters.linear)) {
                let (own, next) = (own.of(l), next.of(l));
                sums.trace += own;
                sums.square += own * (own + next + share * share / (1.0 - share) * own);
            }
        } else {
            let (adjusted, residual) = part.spectrum().informations(&information);
            let fitted = Quadratic::new(&columns, &(&adjusted * part.local() * &adjusted));
            let own = Quadratic::new(&columns, &residual);
            let whole = Quadratic::new(&columns, &information);
            for (sums, l) in sums.iter_mut().zip(contrasts(models, clusters.linear)) {
                let (own, fitted) = (own.of(l), fitted.of(l));
                sums.trace += own;
                sums.lost += whole.of(l) - own;
                sums.square += own * (own + fitted);
            }
        }
    }
}

/// `l' Cᵀ A C l` for every contrast `l` of models.
struct Quadratic(DMatrix<f64>);

impl Quadratic {
    fn new(columns: &DMatrix<f64>, matrix: &DMatrix<f64>) -> Self {
        Self(columns.transpose() * (matrix * columns))
    }

    fn of(&self, (j, i): (usize, Option<usize>)) -> f64 {
        let square = &self.0;
        i.map_or(square[(j, j)], |i| square[(i, i)] + square[(j, j)] - 2.0 * square[(i, j)])
    }
}

#[cfg(test)]
mod tests {
    use super::super::clustered::tests::simulated;
    use super::super::fit::{FitOptions, fit};
    use super::super::sandwich::sandwich;
    use super::*;
    use crate::votes::{JudgeCounts, Pair, PairCounts};

    /// Both ways, and every judge's share.
    fn both(votes: &[u32]) -> (Vec<Freedom>, Vec<Freedom>) {
        let (counts, judges) = simulated(6, votes, 3);
        let fitted = fit(&counts, &FitOptions::default()).unwrap();
        let clusters = Clusters::new(&counts, &judges, &fitted);
        let mut part = clusters.part();
        let (mut shares, mut sizes) = (vec![], vec![]);
        for judge in 0..clusters.len() {
            clusters.read(judge, &mut part);
            shares.push(part.largest_share());
            sizes.push(part.touched.len() as u32);
        }
        (exactly(&clusters, 6), nearly(&clusters, 6, &shares, &sizes))
    }

    #[test]
    fn the_short_way_is_near_and_not_above() {
        let unequal: Vec<u32> = (0..40).map(|g| 8 + 200 / (g + 1)).collect();
        // Very unequal judges lose an eighth: twelve degrees become eleven, intervals 1.4 % wider.
        for (votes, apart) in [(vec![300; 3], 0.03), (vec![60; 12], 0.05), (unequal, 0.13)] {
            let (exact, near) = both(&votes);
            for (exact, near) in exact.iter().zip(&near) {
                assert!(near.df <= exact.df * (1.0 + 1e-9), "{exact:?} {near:?}");
                assert!(near.df >= exact.df * (1.0 - apart), "{exact:?} {near:?}");
                assert!((near.factor - 1.0).abs() < 1e-9 && (exact.factor - 1.0).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn equal_judges_are_one_less() {
        // Everybody votes alike in number: 7 won, 5 lost, on one pair.
        let judges = 9;
        let pairs = vec![Pair { i: 0, j: 1, wins: 7 * judges, losses: 5 * judges, ties: 0 }];
        let counts = PairCounts { models: 2, pairs };
        let by_judge = JudgeCounts {
            offsets: (0..=judges as u32).map(|g| 2 * g).collect(),
            cells: [0, 1].repeat(judges as usize),
            counts: [7, 5].repeat(judges as usize),
        };
        let fitted = fit(&counts, &FitOptions::default()).unwrap();
        let errors = sandwich(&counts, Some(&by_judge), &fitted);
        let df = errors.degrees.unwrap().difference(0, 1).df;
        assert!((df - (judges - 1) as f64).abs() < 1e-9, "{df}");
    }

    #[test]
    fn what_one_judge_alone_knows_is_not_known() {
        // Model 3 was seen by the first judge only, who seldom saw it lose.
        let cell = |pair: u32, outcome: u32| 3 * pair + outcome;
        let pair = |i, j, wins, losses| Pair { i, j, wins, losses, ties: 0 };
        let counts = PairCounts {
            models: 4,
            pairs: vec![
                pair(0, 1, 31, 30),
                pair(0, 2, 40, 20),
                pair(0, 3, 5, 30),
                pair(1, 2, 33, 27),
            ],
        };
        let mut judges = JudgeCounts { offsets: vec![0], ..JudgeCounts::default() };
        for judge in 0..4_u32 {
            let mut add = |cell: u32, votes: u32| {
                judges.cells.push(cell);
                judges.counts.push(votes);
            };
            for (pair, wins, losses) in [(0, [7, 8, 9, 7], [8, 7, 7, 8]), (1, [10; 4], [5; 4])] {
                add(cell(pair, 0), wins[judge as usize]);
                add(cell(pair, 1), losses[judge as usize]);
            }
            if judge == 0 {
                add(cell(2, 0), 5);
                add(cell(2, 1), 30);
            }
            add(cell(3, 0), [9, 8, 8, 8][judge as usize]);
            add(cell(3, 1), [6, 7, 7, 7][judge as usize]);
            judges.offsets.push(judges.cells.len() as u32);
        }
        let fitted = fit(&counts, &FitOptions::default()).unwrap();
        let errors = sandwich(&counts, Some(&judges), &fitted);
        assert!(errors.difference_se(0, 1) < 1.0);
        for other in 0..3 {
            assert!(errors.difference_se(3, other).is_infinite());
            let difference = fitted.ratings[3] - fitted.ratings[other];
            assert!((errors.difference_p(3, other, difference) - 1.0).abs() < 1e-12);
        }
        assert!(errors.se(3).is_infinite());
    }
}
