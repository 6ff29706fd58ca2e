//! Votes that covariates tell without a mistake.
//!
//! The likelihood has no maximum exactly where it never falls along some direction (Albert and
//! Anderson 1984): a direction that raises the log-odds of every vote won, lowers them for every vote
//! lost, and leaves those of ties (or keeps them within what the tie parameter gains). Newton's
//! steps turn into such a direction, and whether they have is checked vote by vote.

use super::newton::Newton;
use super::rows::Rows;
use super::slopes::Slopes;
use crate::rating::tie_model::TieModel;
use crate::stats::order::order;

/// What a direction may do against a row, of what it does for the row it does most for.
const AGAINST: f64 = 1e-6;

/// Whether the last step is such a direction.
pub fn is_separated(rows: &Rows, newton: &Newton) -> bool {
    rises(rows, newton.options.ties, newton.step.as_slice())
}

/// The covariates that are needed for it.
pub fn separating(rows: &Rows, newton: &Newton) -> Vec<usize> {
    let mut direction = newton.step.as_slice().to_vec();
    let size = |k: usize| newton.step[rows.models + k].abs();
    for k in order(rows.columns, &|a, b| size(a).total_cmp(&size(b))) {
        let kept = std::mem::take(&mut direction[rows.models + k]);
        if !rises(rows, newton.options.ties, &direction) {
            direction[rows.models + k] = kept;
        }
    }
    (0..rows.columns).filter(|k| direction[rows.models + k] != 0.0).collect()
}

/// Whether the likelihood never falls along a direction, and rises for some vote.
fn rises(rows: &Rows, ties: TieModel, direction: &[f64]) -> bool {
    let (linear, of_tie) = direction.split_at(rows.models + rows.columns);
    let gained = of_tie.first().copied().unwrap_or(0.0);
    let scale = if ties == TieModel::Davidson { 0.5 } else { 1.0 };
    let mut slopes = Slopes::new(TieModel::Half);
    let (mut most, mut against) = (gained.abs(), -gained);
    for chunk in rows.chunks() {
        slopes.predict(&chunk, &rows.pairs, linear, rows.models);
        let rows = slopes.eta.iter().zip(chunk.outcome).zip(chunk.weight);
        for ((eta, &won), _) in rows.filter(|(_, weight)| **weight > 0.0) {
            let along = scale * eta;
            most = most.max(along.abs());
            against = against.max(match won {
                1.0 => gained - along,
                0.0 => gained + along,
                _ => along.abs() - gained,
            });
        }
    }
    most > 0.0 && most.is_finite() && against <= AGAINST * most
}
