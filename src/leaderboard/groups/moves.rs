//! Which models stand elsewhere in one group's votes than in all others.

use nalgebra::DMatrix;
use serde::Serialize;

use super::options::PartSettings;
use super::part::{Part, above_mean};
use crate::rating::{Side, contrast_errors};
use crate::stats::adjust::holm;
use crate::stats::interval::Interval;
use crate::votes::Votes;

/// One model in one group against all other votes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Move {
    /// Its name.
    pub model: String,
    /// The group: a value of the facet.
    pub value: String,
    /// Its rating in the group less that in all other votes, log-odds, each counted from the mean
    /// of the models that both have.
    pub difference: f64,
    /// Robust standard error of the difference.
    pub se: f64,
    /// Of the difference.
    pub interval: Interval,
    /// Two-sided p-value of no difference.
    pub p: f64,
    /// The same after Holm's correction over all moves.
    pub adjusted: f64,
}

/// Every model in every group, group by group; `rest` fits the votes of all groups but one.
/// Empty with a prior, which pulls the ratings of fewer votes nearer together.
pub(super) fn moves(
    votes: &Votes,
    settings: &PartSettings,
    parts: &[Part],
    values: &[&str],
    rest: &dyn Fn(usize) -> Part,
) -> Vec<Move> {
    if settings.prior > 0.0 {
        return Vec::new();
    }
    // Of two groups one is the other's rest.
    let mirrored = parts.len() == 2;
    let compared = if mirrored { 1 } else { parts.len() };
    let mut found: Vec<Move> = (0..compared)
        .flat_map(|k| of_group(votes, settings, &parts[k], &rest(k), values[k]))
        .collect();
    let p: Vec<f64> = found.iter().map(|of| of.p).collect();
    for (of, adjusted) in found.iter_mut().zip(holm(&p)) {
        of.adjusted = adjusted;
    }
    if mirrored {
        let other = |of: &Move| Move {
            value: values[1].to_owned(),
            difference: -of.difference,
            interval: Interval { low: -of.interval.high, high: -of.interval.low },
            ..of.clone()
        };
        found.extend(found.iter().map(other).collect::<Vec<_>>());
    }
    found
}

fn of_group(
    votes: &Votes,
    settings: &PartSettings,
    part: &Part,
    rest: &Part,
    value: &str,
) -> Vec<Move> {
    let (Some(here), Some(there)) = (part.sample(), rest.sample()) else { return Vec::new() };
    let shared: Vec<(usize, usize)> = part
        .models()
        .iter()
        .enumerate()
        .filter_map(|(k, model)| Some((k, rest.models().iter().position(|m| m == model)?)))
        .collect();
    if shared.len() < 2 {
        return Vec::new();
    }
    let (mine, others): (Vec<usize>, Vec<usize>) = shared.into_iter().unzip();
    let weights = |models: usize, of: &[usize], sign: f64| -> DMatrix<f64> {
        above_mean(models, of).select_columns(of) * sign
    };
    let sides = [
        Side {
            sample: here,
            weights: weights(part.models().len(), &mine, 1.0),
            about: mine.clone(),
        },
        Side {
            sample: there,
            weights: weights(rest.models().len(), &others, -1.0),
            about: others.clone(),
        },
    ];
    let errors = contrast_errors(&sides);
    let above = |ratings: &[f64], of: &[usize], k: usize| {
        ratings[of[k]] - of.iter().map(|&m| ratings[m]).sum::<f64>() / of.len() as f64
    };
    let of = |(k, &m): (usize, &usize)| {
        let difference = above(&here.fit.ratings, &mine, k) - above(&there.fit.ratings, &others, k);
        Move {
            model: votes.models[part.models()[m] as usize].clone(),
            value: value.to_owned(),
            difference,
            se: errors[k].se,
            interval: Interval::around(difference, errors[k].reach(settings.level)),
            p: errors[k].p(difference),
            adjusted: 1.0,
        }
    };
    mine.iter().enumerate().map(of).collect()
}
