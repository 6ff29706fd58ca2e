//! All benchmarks of the table at once, none selected, against the models' ratings.
//!
//! With more benchmarks than models a regression fits anything, and which benchmarks a selection
//! leaves is half chance. What remains are questions that need no selection: whether the benchmarks
//! together go with the ratings (Goeman's global Q), whether each does alone, and whether a ridge
//! regression on all of them predicts a model that it has not seen.
//!
//! ```
//! use mindgap::gap::global::ridge;
//! use nalgebra::DMatrix;
//!
//! // Six models, twelve benchmarks that all go with the ratings, and noise.
//! let ratings = [-0.8, -0.5, -0.1, 0.2, 0.4, 0.8];
//! let scores = DMatrix::from_fn(6, 12, |m, k| ratings[m] + 0.1 * ((m * 5 + k * 3) % 7) as f64);
//! let found = ridge(&ratings, &scores, 1);
//! assert!(found.best_skill > 0.8 && found.p < 0.05 && found.permutations == 720);
//! ```

use nalgebra::DMatrix;
use serde::Serialize;

use super::tested::Tested;
use crate::regress::ballots::Ballots;
use crate::regress::ceiling::{Ceiling, ceiling};
use crate::regress::deals::{Deals, MOST_EXACT};
use crate::regress::design::{Design, Feature, Response};
use crate::regress::meta::{Coefficient, meta};
use crate::regress::pairings::Pairings;
use crate::regress::permutation::{DRAWS, Permutation, Statistic, against_ratings, permutation};
use crate::regress::ratings::Ratings;
use crate::scores::{Direction, Scores};
use crate::stats::adjust::holm;

/// Beyond so many models deals for the ridge are fewer: each costs as much as models squared.
const MANY_MODELS: usize = 60;

/// What the whole table says.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Global {
    /// Models with votes and scores.
    pub models: usize,
    /// Benchmarks in it: those that every such model has a score in.
    pub benchmarks: usize,
    /// Goeman's global Q of all of them.
    pub q: Permutation,
    /// A ridge regression on all of them.
    pub ridge: Ridge,
    /// Each by itself, in the order of the table.
    pub alone: Vec<Alone>,
}

/// One benchmark by itself.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Alone {
    /// Its name.
    pub benchmark: String,
    /// Its scores dealt to the models anew.
    pub permutation: Permutation,
    /// Holm's p over the benchmarks.
    pub p_adjusted: f64,
    /// Its coefficient over models; absent for fewer than three models.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coefficient: Option<Coefficient>,
}

/// Kernel ridge of ratings on all standardised columns, by leaving out one model after the other.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Ridge {
    /// Penalties tried; the last, `None`, is the infinite one: no benchmark at all.
    pub penalties: Vec<Option<f64>>,
    /// 1 − PRESS/PRESS(no benchmark) at each: how much nearer than the others' mean it predicts a
    /// model left out.
    pub skill: Vec<f64>,
    /// Of the largest skill.
    pub best_penalty: Option<f64>,
    /// The largest skill, at least 0.
    pub best_skill: f64,
    /// Deals of the scores whose best skill is as large.
    pub at_least: u32,
    /// Deals looked at.
    pub permutations: u32,
    /// Whether these are all.
    pub exact: bool,
    /// Share of deals with a best skill as large.
    pub p: f64,
}

/// The whole table and the noise ceiling of the votes behind it, or in words why not.
///
/// # Errors
/// In words, where the models' ratings have no finite optimum or no benchmark is complete.
pub fn global(
    ballots: &Ballots,
    tested: &Tested,
    scores: &Scores,
    level: f64,
    seed: u64,
) -> Result<(Global, Ceiling), String> {
    let (names, design) = whole(ballots, tested, scores);
    if names.is_empty() {
        return Err("no benchmark has a score of every model".into());
    }
    if design.rows() == 0 {
        return Err("no vote on these models is decisive".into());
    }
    let pairings = Pairings::new(&design, &(0..names.len()).collect::<Vec<usize>>());
    let ratings = Ratings::new(&design, &pairings);
    let alone =
        names.iter().zip(0..).map(|(name, k)| alone(name, &design, k, &ratings, level, seed));
    let mut alone: Vec<Alone> = alone.collect::<Result<_, String>>()?;
    let p: Vec<f64> = alone.iter().map(|row| row.permutation.p).collect();
    for (row, adjusted) in alone.iter_mut().zip(holm(&p)) {
        row.p_adjusted = adjusted;
    }
    let ratings = ratings?;
    let n = pairings.models.len();
    let columns = pairings.projected();
    let q = against_ratings(Statistic::Q, &ratings.values, &columns, &Deals::new(n, DRAWS, seed));
    let ridge = ridge(&ratings.values, &columns, seed);
    let ceiling = ceiling(&pairings, &ratings);
    Ok((Global { models: n, benchmarks: names.len(), q, ridge, alone }, ceiling))
}

/// The design of every benchmark that all models with votes and scores have a score in.
fn whole(ballots: &Ballots, tested: &Tested, scores: &Scores) -> (Vec<String>, Design) {
    let complete = |&&k: &&usize| tested.scores(scores, k).all(|score| score.is_some());
    let whole: Vec<usize> = tested.benchmarks.iter().filter(complete).copied().collect();
    let row = |name: &String| {
        tested.models.iter().position(|m| m.name == *name).map(|at| tested.rows[at])
    };
    let rows: Vec<Option<usize>> = ballots.models.iter().map(row).collect();
    let columns: Vec<Vec<Option<f64>>> = whole
        .iter()
        .map(|&k| rows.iter().map(|row| row.and_then(|row| scores.values[row][k])).collect())
        .collect();
    let mut features = Vec::new();
    for (&k, column) in whole.iter().zip(&columns) {
        let benchmark = &scores.benchmarks[k];
        features.push(Feature::Benchmark {
            name: benchmark.name.clone(),
            members: vec![column.as_slice()],
            lower: vec![benchmark.direction == Direction::Lower],
        });
    }
    let design = Design::new(ballots, &features, Response::ModelB, false);
    (design.names.clone(), design)
}

/// One column of the design by itself: the plain logit dealt anew where all deals are looked at, the
/// ratings where they are drawn.
fn alone(
    name: &str,
    design: &Design,
    column: usize,
    ratings: &Result<Ratings, String>,
    level: f64,
    seed: u64,
) -> Result<Alone, String> {
    let pairings = Pairings::new(design, &[column]);
    let n = pairings.models.len();
    let found = match ratings {
        Ok(ratings) if n > MOST_EXACT => against_ratings(
            Statistic::R2,
            &ratings.values,
            &pairings.projected(),
            &Deals::new(n, DRAWS, seed),
        ),
        _ => permutation(&pairings, ratings, DRAWS, seed)?,
    };
    let coefficient = ratings.as_ref().ok().and_then(|ratings| {
        let (values, covariance) = (&ratings.values, &ratings.covariance);
        let names = [name.to_owned()];
        let fit = meta(values, covariance, &pairings.projected(), &names, level).ok()?;
        fit.coefficients.into_iter().next()
    });
    let p_adjusted = found.p;
    Ok(Alone { benchmark: name.into(), permutation: found, p_adjusted, coefficient })
}

/// Ridge of ratings on columns over models (models × columns).
#[must_use]
pub fn ridge(ratings: &[f64], columns: &DMatrix<f64>, seed: u64) -> Ridge {
    let n = ratings.len();
    let penalties: Vec<f64> = (0..9).map(|k| libm::pow(10.0, f64::from(k) / 2.0 - 2.0)).collect();
    let kernel = Kernel::new(columns);
    let fits: Vec<Left> = penalties.iter().map(|&penalty| kernel.left(penalty)).collect();
    let mean = ratings.iter().sum::<f64>() / n as f64;
    let y: Vec<f64> = ratings.iter().map(|rating| rating - mean).collect();
    let null: f64 = y.iter().map(|y| (y * n as f64 / (n as f64 - 1.0)).powi(2)).sum();
    let draws = if n > MANY_MODELS { DRAWS / 5 - 1 } else { DRAWS };
    let deals = Deals::new(n, draws, seed);
    let (mut mine, mut bar) = (Vec::new(), 0.0);
    let (mut at_least, mut looked) = (0, 0);
    let mut dealt = vec![0.0; n];
    deals.each(&mut |deal| {
        for (to, &from) in dealt.iter_mut().zip(deal) {
            *to = y[from];
        }
        let along = kernel.along(&dealt);
        let skill: Vec<f64> =
            fits.iter().map(|fit| 1.0 - fit.press(&kernel, &dealt, &along) / null).collect();
        let best = skill.iter().copied().fold(0.0, f64::max);
        if looked == 0 {
            (mine, bar) = (skill, best);
        }
        looked += 1;
        at_least += u32::from(best >= bar - 1e-9);
    });
    // Drawn deals stand beside the one that happened, which is counted in both sums either way.
    let p = f64::from(at_least) / f64::from(looked);
    let drawn = u32::from(!deals.exact());
    let best =
        (0..mine.len()).filter(|&k| mine[k] > 0.0).max_by(|&i, &j| mine[i].total_cmp(&mine[j]));
    Ridge {
        best_penalty: best.map(|k| penalties[k]),
        best_skill: bar,
        penalties: penalties.into_iter().map(Some).chain([None]).collect(),
        skill: mine.into_iter().chain([0.0]).collect(),
        at_least: at_least - drawn,
        permutations: looked - drawn,
        exact: deals.exact(),
        p,
    }
}

/// The standardised columns' kernel, ZZ'/K, on its axes.
struct Kernel {
    axes: DMatrix<f64>,
    sizes: Vec<f64>,
}

impl Kernel {
    fn new(columns: &DMatrix<f64>) -> Self {
        let n = columns.nrows();
        let mut z = columns.clone();
        let mut kept = 0.0_f64;
        for mut column in z.column_iter_mut() {
            let (mean, size) = (column.mean(), column.amax());
            column.add_scalar_mut(-mean);
            let length = column.norm();
            // A column that is the same for every model says nothing.
            if length > 1e-12 * size {
                column.scale_mut((n as f64).sqrt() / length);
                kept += 1.0;
            } else {
                column.fill(0.0);
            }
        }
        let svd = (z / kept.max(1.0).sqrt()).svd(true, false);
        let axes = svd.u.unwrap_or_else(|| DMatrix::zeros(n, 0));
        Self { axes, sizes: svd.singular_values.iter().map(|s| s * s).collect() }
    }

    fn along(&self, y: &[f64]) -> Vec<f64> {
        let of = |axis: nalgebra::DVectorView<f64>| axis.iter().zip(y).map(|(u, y)| u * y).sum();
        self.axes.column_iter().map(of).collect()
    }

    fn left(&self, penalty: f64) -> Left {
        let n = self.axes.nrows();
        let shrunk: Vec<f64> = self
            .sizes
            .iter()
            .map(|size| if *size > 1e-9 { size / (size + penalty) } else { 0.0 })
            .collect();
        let own = |m: usize| {
            let hat: f64 =
                self.axes.row(m).iter().zip(&shrunk).map(|(u, share)| u * u * share).sum();
            1.0 - 1.0 / n as f64 - hat
        };
        Left { left: (0..n).map(own).collect(), shrunk }
    }
}

/// A fit at one penalty: what it keeps along each axis, and what each model's own rating leaves to
/// the others.
struct Left {
    shrunk: Vec<f64>,
    left: Vec<f64>,
}

impl Left {
    /// Sum of squared errors of models left out, of ratings that sum to zero.
    fn press(&self, kernel: &Kernel, y: &[f64], along: &[f64]) -> f64 {
        let kept: Vec<f64> = along.iter().zip(&self.shrunk).map(|(a, share)| a * share).collect();
        let error = |m: usize| {
            let fitted: f64 = kernel.axes.row(m).iter().zip(&kept).map(|(u, a)| u * a).sum();
            ((y[m] - fitted) / self.left[m]).powi(2)
        };
        (0..y.len()).map(error).sum()
    }
}
