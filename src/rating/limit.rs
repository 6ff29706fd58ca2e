//! What a resample says, with finite ratings or without.
//!
//! A model that lost once has lost nothing in a third of its resamples. Their likelihood has no
//! finite maximum, but it rises towards a limit, and a bootstrap that left such resamples out
//! would leave out what is most in favour of that model. In the limit
//!
//! - the difference of two models' ratings is infinite where a chain of wins (and ties) leads from
//!   the one to the other and none leads back;
//! - it is that of the votes within their strongly connected component where chains lead both ways;
//! - where none leads either way it may be anything, and neither model stands above the other.
//!
//! A rating that sums to zero with the others is therefore infinite for the models that stand
//! above all other components, or below all; for the rest the limit leaves it
//! [anywhere](super::precedence::End::Anywhere).
//!
//! Davidson and Rao-Kupper have more ways to lose their maximum. Without a tie the tie parameter
//! goes to its end and the ratings are those of the decisive votes. With nothing but ties it grows
//! until the ratings no longer matter. Where no cycle holds more wins than ties (see `existence`)
//! ratings and tie parameter grow together along the directions `δ` that keep
//! `δ_i - δ_j >= 1` for wins and `|δ_i - δ_j| <= 1` for ties: one model stands above another where
//! every such direction says so.

use super::existence;
use super::fit::{Fit, FitError, refit};
use super::newton::Newton;
use super::precedence::Precedence;
use super::tie_model::TieModel;
use crate::stats::order::order;
use crate::votes::{Pair, PairCounts};

/// Beyond so many models the directions along which a tie parameter grows are not searched: the
/// search takes their cube, and votes that need it are few. Nothing is then said to stand above
/// anything else, which can only widen intervals.
const MOST_SEARCHED: usize = 128;

/// Longer than any path among so many models.
const FAR: i64 = 1 << 32;

/// The limit that a likelihood rises to.
#[derive(Debug, Clone, PartialEq)]
pub enum Limit {
    /// One rating per model, summing to zero.
    Finite(Vec<f64>),
    /// Some differences are infinite.
    Infinite {
        /// Which.
        order: Precedence,
        /// One rating per model, comparable within the order's groups.
        within: Vec<f64>,
    },
    /// Arithmetic ran out before the optimum was reached.
    NotConverged,
}

/// Of votes like those that `start` was fitted to.
///
/// ```
/// use mindgap::rating::{FitOptions, Limit, fit, limit};
/// use mindgap::votes::{Pair, PairCounts};
///
/// let votes = |losses| PairCounts {
///     models: 2,
///     pairs: vec![Pair { i: 0, j: 1, wins: 20, losses, ties: 0 }],
/// };
/// let start = fit(&votes(1), &FitOptions::default()).unwrap();
/// let Limit::Infinite { order, .. } = limit(&votes(0), &start) else { unreachable!() };
/// assert!(order.stands_above(0, 1));
/// ```
#[must_use]
pub fn limit(counts: &PairCounts, start: &Fit) -> Limit {
    let models = counts.models;
    match refit(counts, start) {
        Ok(ratings) => Limit::Finite(ratings),
        Err(FitError::NoTies) => limit(counts, &start.without_ties()),
        Err(FitError::OnlyTies) if start.options.prior > 0.0 => Limit::Finite(vec![0.0; models]),
        Err(FitError::OnlyTies) => infinite(Precedence::unrelated(models)),
        Err(FitError::TieParameterUnbounded) => infinite(growing_together(counts)),
        Err(FitError::Disconnected { components }) => {
            let order = between(counts, start.options.ties, &components);
            let within = within(counts, start, &components);
            Limit::Infinite { order, within: within.unwrap_or_else(|| vec![0.0; models]) }
        }
        Err(_) => Limit::NotConverged,
    }
}

fn infinite(order: Precedence) -> Limit {
    let within = vec![0.0; order.models()];
    Limit::Infinite { order, within }
}

/// Each model's component, which of them have beaten which.
pub(super) fn between(counts: &PairCounts, ties: TieModel, components: &[Vec<u32>]) -> Precedence {
    let groups = groups(counts.models, components);
    let beaten = |p: &Pair| {
        let (a, b) = (groups[p.i as usize], groups[p.j as usize]);
        let (i_beats, j_beats) = existence::beats(p, ties);
        [(i_beats && a != b).then_some((a, b)), (j_beats && a != b).then_some((b, a))]
    };
    let direct: Vec<(u32, u32)> = counts.pairs.iter().flat_map(beaten).flatten().collect();
    Precedence::new(groups, direct)
}

pub(super) fn groups(models: usize, components: &[Vec<u32>]) -> Vec<u32> {
    let mut groups = vec![0; models];
    for (group, members) in (0..).zip(components) {
        for &member in members {
            groups[member as usize] = group;
        }
    }
    groups
}

/// Ratings from the votes within components alone; nothing where these have no maximum either.
fn within(counts: &PairCounts, start: &Fit, components: &[Vec<u32>]) -> Option<Vec<f64>> {
    let groups = groups(counts.models, components);
    let mut inside = counts.clone();
    inside.pairs.retain(|p| groups[p.i as usize] == groups[p.j as usize]);
    let decisive = inside.pairs.iter().any(|p| p.wins + p.losses > 0);
    let tied = inside.pairs.iter().any(|p| p.ties > 0);
    let mut options = start.options;
    let mut parameters = start.parameters();
    if options.ties.has_parameter() && !tied {
        options.ties = TieModel::Drop;
        parameters.truncate(counts.models);
    }
    let bounded = !options.ties.has_parameter()
        || decisive && existence::has_cycle_of_more_wins_than_ties(&inside);
    if !bounded || !decisive && !tied {
        return None;
    }
    let mut newton = Newton::new(&inside, &options, parameters);
    newton.hold(components.iter().filter_map(|c| c.first()).map(|&m| m as usize).collect());
    newton.climb().ok()?;
    Some(newton.centred_ratings().0)
}

/// The order along all directions in which ratings and tie parameter grow together: the largest
/// `δ_j - δ_i` is the length of the shortest path from `i` to `j` (Floyd 1962).
fn growing_together(counts: &PairCounts) -> Precedence {
    let models = counts.models;
    if models > MOST_SEARCHED {
        return Precedence::unrelated(models);
    }
    let mut most = vec![vec![FAR; models]; models];
    for p in &counts.pairs {
        let (i, j) = (p.i as usize, p.j as usize);
        for (from, to, wins) in [(i, j, p.wins), (j, i, p.losses)] {
            let length = if wins > 0 { -1 } else { 1 };
            if wins > 0 || p.ties > 0 {
                most[from][to] = most[from][to].min(length);
            }
        }
    }
    for k in 0..models {
        let through = most[k].clone();
        for row in &mut most {
            let first = row[k];
            for (length, &rest) in row.iter_mut().zip(&through) {
                *length = (*length).min(first + rest);
            }
        }
    }
    let above = |i: usize, j: usize| i != j && most[i][j] <= 0 && most[j][i] > 0;
    let below = |i: usize| (0..models).filter(|&j| above(i, j)).count();
    let counts: Vec<usize> = (0..models).map(below).collect();
    // Who stands above another stands above more.
    let places = order(models, &|a, b| counts[b].cmp(&counts[a]));
    let mut groups = vec![0; models];
    for (group, &model) in (0..).zip(&places) {
        groups[model] = group;
    }
    let pairs = (0..models).flat_map(|i| (0..models).map(move |j| (i, j)));
    let direct = pairs.filter(|&(i, j)| above(i, j)).map(|(i, j)| (groups[i], groups[j]));
    let direct: Vec<(u32, u32)> = direct.collect();
    Precedence::new(groups, direct)
}

#[cfg(test)]
mod tests {
    use super::super::fit::{FitOptions, fit};
    use super::super::precedence::End;
    use super::*;

    fn counts(models: usize, pairs: &[(u32, u32, u64, u64, u64)]) -> PairCounts {
        let pairs = pairs
            .iter()
            .map(|&(i, j, wins, losses, ties)| Pair { i, j, wins, losses, ties })
            .collect();
        PairCounts { models, pairs }
    }

    /// A fit of as many models that all have met.
    fn start(models: u32, ties: TieModel, prior: f64) -> Fit {
        let pairs: Vec<_> = (0..models)
            .flat_map(|i| (i + 1..models).map(move |j| (i, j, 3 + u64::from(j), 2, 2)))
            .collect();
        fit(&counts(models as usize, &pairs), &FitOptions { ties, prior }).unwrap()
    }

    fn order(votes: &PairCounts, ties: TieModel) -> (Precedence, Vec<f64>) {
        match limit(votes, &start(votes.models as u32, ties, 0.0)) {
            Limit::Infinite { order, within } => (order, within),
            other => panic!("{other:?}"),
        }
    }

    const TIES: [TieModel; 4] =
        [TieModel::Half, TieModel::Drop, TieModel::Davidson, TieModel::RaoKupper];

    #[test]
    fn components_are_ordered_where_a_chain_leads() {
        // 0 above {1, 2}, and 3 has lost to 2; 4 has met 3 only, and won: nothing relates it to 0.
        let pairs = [(0, 1, 4, 0, 0), (1, 2, 3, 1, 2), (2, 3, 2, 0, 0), (3, 4, 0, 1, 0)];
        for ties in TIES {
            let (order, within) = order(&counts(5, &pairs), ties);
            assert!(order.stands_above(0, 2) && order.stands_above(0, 3) && order.together(1, 2));
            assert!(!order.stands_above(0, 4) && !order.stands_above(4, 0));
            assert!(order.stands_above(4, 3) && !order.stands_above(4, 2));
            assert_eq!(order.end(3), End::Below);
            assert_eq!([0, 1, 4].map(|m| order.end(m)), [End::Anywhere; 3]);
            assert!(within[1] > within[2], "{ties:?} {within:?}");
        }
    }

    /// With ever smaller priors, the differences within a component go to those of the limit, the
    /// others to infinity, and ratings where their ends say.
    #[test]
    fn the_limit_is_that_of_a_vanishing_prior() {
        let pairs = [
            (0, 1, 4, 2, 1),
            (0, 2, 3, 3, 0),
            (1, 3, 4, 0, 0),
            (2, 3, 5, 0, 0),
            (3, 4, 1, 2, 2),
            (1, 2, 2, 3, 1),
        ];
        for ties in TIES {
            let votes = counts(5, &pairs);
            let (order, within) = order(&votes, ties);
            let fit = |prior| fit(&votes, &FitOptions { ties, prior }).unwrap().ratings;
            let (far, near) = (fit(1e-6), fit(1e-9));
            for i in 0..5 {
                for j in 0..5 {
                    let (d, limit) = (near[i] - near[j], within[i] - within[j]);
                    if order.together(i, j) {
                        assert!((d - limit).abs() < 1e-5, "{ties:?} {i} {j}: {d} {limit}");
                    } else if order.stands_above(i, j) {
                        assert!(d > far[i] - far[j] + 2.0, "{ties:?} {i} {j}: {d}");
                    }
                }
                match order.end(i) {
                    End::Above => assert!(near[i] > far[i] + 1.0),
                    End::Below => assert!(near[i] < far[i] - 1.0),
                    End::Anywhere => panic!("two components"),
                }
            }
        }
    }

    #[test]
    fn without_ties_a_tie_model_is_that_of_the_decisive_votes() {
        let votes = counts(3, &[(0, 1, 4, 2, 0), (0, 2, 3, 3, 0), (1, 2, 3, 1, 0)]);
        let expected = fit(&votes, &FitOptions::default()).unwrap().ratings;
        for ties in [TieModel::Davidson, TieModel::RaoKupper] {
            let Limit::Finite(found) = limit(&votes, &start(3, ties, 0.0)) else { panic!() };
            let apart = found.iter().zip(&expected).map(|(a, b)| (a - b).abs());
            assert!(apart.fold(0.0, f64::max) < 1e-12, "{found:?}");
            let (order, _) = order(&counts(2, &[(0, 1, 5, 0, 0)]), ties);
            assert_eq!([order.end(0), order.end(1)], [End::Above, End::Below]);
        }
    }

    #[test]
    fn ties_alone_say_nothing_where_they_do_not_count() {
        let votes = counts(3, &[(0, 1, 0, 0, 4), (1, 2, 0, 0, 1)]);
        for ties in [TieModel::Drop, TieModel::Davidson, TieModel::RaoKupper] {
            let (order, _) = order(&votes, ties);
            assert!((0..3).all(|m| order.end(m) == End::Anywhere && !order.stands_above(0, m)));
            let prior = limit(&votes, &start(3, ties, 1.0));
            assert_eq!(prior, Limit::Finite(vec![0.0; 3]), "the prior's own ratings");
        }
        let half = limit(&votes, &start(3, TieModel::Half, 0.0));
        assert!(matches!(half, Limit::Finite(_)), "{half:?}");
    }

    #[test]
    fn ratings_that_grow_with_the_tie_parameter_are_ordered() {
        for ties in [TieModel::Davidson, TieModel::RaoKupper] {
            // Wins and ties, no loss: no finite difference, though ties lead back.
            let (two, _) = order(&counts(2, &[(0, 1, 20, 0, 5)]), ties);
            assert_eq!([two.end(0), two.end(1)], [End::Above, End::Below]);
            // 0 and 1 have beaten 2 and tied with each other, who therefore may stand either way.
            let pairs = [(0, 1, 0, 0, 2), (0, 2, 3, 0, 1), (1, 2, 3, 0, 1)];
            let (three, _) = order(&counts(3, &pairs), ties);
            assert!(!three.stands_above(0, 1) && !three.stands_above(1, 0));
            assert_eq!(three.end(2), End::Below);
            assert_eq!(three.end(0), End::Anywhere);
            // A prior so small shows the same.
            let votes = counts(3, &pairs);
            let of = |prior| fit(&votes, &FitOptions { ties, prior }).unwrap().ratings;
            let (far, near) = (of(1e-4), of(1e-6));
            assert!(near[0] - near[2] > far[0] - far[2] + 1.0, "{far:?} {near:?}");
        }
    }
}
