//! Votes as rows: covariates on one scale, none that says nothing.
//!
//! # Design
//!
//! A covariate is a difference of the two sides, so it has no natural centre but 0. Tools of the field
//! all the same centre it at its mean over the file, first side less second: harmless where sides
//! are drawn by lot, and the same to many digits. Where the mean is further from 0 than chance allows,
//! somebody chose who is shown first, and a centre there would take that difference for equality:
//! then it stays at 0. So it does where the position has a coefficient of its own, which makes the
//! centre indifferent, and where votes do not tell who was shown first, which leaves no mean.

use nalgebra::{DMatrix, SymmetricEigen};

use super::newton::products;
use super::rows::Rows;
use crate::rating::TieModel;
use crate::votes::Contests;

/// Standard errors that a mean may be from 0 where sides are drawn by lot.
const BY_LOT: f64 = 4.0;
/// What is left of a covariate's length, squared, below which the others determine it.
const DETERMINED: f64 = 1e-10;
/// Votes of a pair below which it is weighed as if it had these: arena-rank's `min_pair_count`.
pub const FEWEST_OF_PAIR: u64 = 50;

/// How rows are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FrameOptions {
    /// Whether who was shown first has a coefficient: the last column.
    pub position: bool,
    /// Whether every pair counts alike.
    pub reweight: bool,
    /// Treatment of ties.
    pub ties: TieModel,
}

/// A column's scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    /// Over the votes that enter, of the first side less the second; 0 where sides are not told.
    pub mean: f64,
    /// Standard deviation, divisor n.
    pub sd: f64,
    /// What is taken off: the mean or 0.
    pub centre: f64,
}

impl Scale {
    /// Whether the mean is taken off.
    #[must_use]
    pub fn is_centred(&self) -> bool {
        (self.mean - self.centre).abs() == 0.0
    }
}

/// Rows and where they come from.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    /// Covariates less their centres by their standard deviations and, where asked for, the
    /// position.
    pub rows: Rows,
    /// Of every covariate.
    pub scales: Vec<Scale>,
}

/// A column without a coefficient of its own, by its number; the position's is the last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undetermined {
    /// The same for all votes.
    Constant(usize),
    /// Who plays whom determines it.
    ByModels(usize),
    /// These determine each other.
    ByEachOther(Vec<usize>),
}

impl Frame {
    /// Of votes.
    ///
    /// # Errors
    /// A column that cannot have a coefficient.
    pub fn new(contests: &Contests, options: FrameOptions) -> Result<Self, Undetermined> {
        let vote = votes(contests, options);
        let scales: Vec<Scale> =
            (0..contests.columns).map(|k| scale(contests, &vote, k, options)).collect();
        for (k, scale) in scales.iter().enumerate() {
            let all = (0..contests.rows()).filter(|&row| vote[row] > 0.0);
            let largest = all.map(|row| contests.row(row)[k].abs()).fold(0.0, f64::max);
            if scale.sd.is_nan() || scale.sd <= 1e-12 * largest {
                return Err(Undetermined::Constant(k));
            }
        }
        let columns = contests.columns + usize::from(options.position);
        let mut rows = Rows::new(contests.models.len(), contests.pairs.clone(), columns);
        for (row, pair) in contests.pair_of_rows().enumerate() {
            let side = f64::from(contests.side[row]);
            let numbers = contests.row(row).iter().zip(&scales);
            let x = numbers.map(|(z, scale)| z / scale.sd);
            let won = match contests.outcome[row] {
                0 => 1.0,
                1 => 0.0,
                _ => 0.5,
            };
            let votes = (contests.count[row], vote[row]);
            rows.push(pair as u32, won, votes, x.chain(options.position.then_some(side)));
        }
        let mut frame = Self { rows, scales };
        // Before columns are centred: a centre alone would tell them from what models determine.
        if let Some(columns) = frame.undetermined() {
            return Err(columns);
        }
        for (k, scale) in frame.scales.iter().enumerate().filter(|(_, scale)| scale.centre != 0.0) {
            let by = scale.centre / scale.sd;
            frame.rows.shift(k, |row| -by * f64::from(contests.side[row]));
        }
        Ok(frame)
    }

    /// Columns that models and other columns determine.
    fn undetermined(&self) -> Option<Undetermined> {
        let (lengths, left) = self.beyond_models();
        let columns = self.rows.columns;
        let lost = |&k: &usize| left[(k, k)] <= DETERMINED * lengths[k];
        if let Some(k) = (0..columns).find(lost) {
            return Some(Undetermined::ByModels(k));
        }
        if columns < 2 {
            return None;
        }
        let root = |k: usize| left[(k, k)].sqrt();
        let correlation =
            DMatrix::from_fn(columns, columns, |k, l| left[(k, l)] / (root(k) * root(l)));
        let eigen = SymmetricEigen::new(correlation);
        let least = eigen.eigenvalues.imin();
        let among = |&k: &usize| eigen.eigenvectors[(k, least)].abs() > 1e-3;
        (eigen.eigenvalues[least] <= DETERMINED)
            .then(|| Undetermined::ByEachOther((0..columns).filter(among).collect()))
    }

    /// Each column's squared length, and products of what is left of columns beyond what the models
    /// of a vote say of them.
    fn beyond_models(&self) -> (Vec<f64>, DMatrix<f64>) {
        let Rows { models, columns, .. } = self.rows;
        let size = models + columns;
        let mut all = products(&self.rows);
        let lengths = (0..columns).map(|k| all[(models + k, models + k)]).collect();
        let met: Vec<f64> = (0..models).map(|model| all[(model, model)]).collect();
        for model in 0..models {
            // Votes say nothing of a common level, so the last of connected models has no pivot.
            let pivot = all[(model, model)];
            if pivot <= 1e-9 * met[model] {
                continue;
            }
            for row in model + 1..size {
                let share = all[(row, model)] / pivot;
                for column in model + 1..=row {
                    let product = share * all[(column, model)];
                    all[(row, column)] -= product;
                }
            }
        }
        let left =
            DMatrix::from_fn(columns, columns, |k, l| all[(models + k.max(l), models + k.min(l))]);
        (lengths, left)
    }
}

/// What one vote of each row weighs.
fn votes(contests: &Contests, options: FrameOptions) -> Vec<f64> {
    let enters = |row: usize| options.ties != TieModel::Drop || contests.outcome[row] < 2;
    let mut vote: Vec<f64> =
        (0..contests.rows()).map(|row| f64::from(u8::from(enters(row)))).collect();
    if !options.reweight {
        return vote;
    }
    let (mut votes, mut weights) = (0.0, 0.0);
    for ends in contests.offsets.windows(2) {
        let of_pair = ends[0] as usize..ends[1] as usize;
        let all: u64 = of_pair
            .clone()
            .filter(|&row| enters(row))
            .map(|row| u64::from(contests.count[row]))
            .sum();
        let weight = 1.0 / all.max(FEWEST_OF_PAIR) as f64;
        votes += all as f64;
        weights += all as f64 * weight;
        for vote in &mut vote[of_pair] {
            *vote *= weight;
        }
    }
    // So that they are 1 on average.
    for vote in &mut vote {
        *vote *= votes / weights;
    }
    vote
}

fn scale(contests: &Contests, vote: &[f64], k: usize, options: FrameOptions) -> Scale {
    let told = contests.told();
    let rows = || (0..contests.rows()).filter(|&row| vote[row] > 0.0);
    let count = |row: usize| f64::from(contests.count[row]);
    let n: f64 = rows().map(count).sum();
    let side = |row: usize| f64::from(contests.side[row]);
    let sum: f64 = rows().map(|row| count(row) * side(row) * contests.row(row)[k]).sum();
    let mean = if told { sum / n } else { 0.0 };
    let off = |row: usize| contests.row(row)[k] - side(row) * mean;
    let square: f64 = rows().map(|row| count(row) * off(row) * off(row)).sum();
    let sd = (square / n).sqrt();
    let by_lot = mean.abs() <= BY_LOT * sd / n.sqrt();
    Scale { mean, sd, centre: if by_lot && !options.position { mean } else { 0.0 } }
}
