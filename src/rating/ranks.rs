//! Ranks and tiers. What the votes leave open about ranks is [`rank_sets`](super::rank_sets)'s.

use super::differences::Differences;
use crate::stats::order::order;
use crate::stats::special::normal_sf;

/// Ratings this close are equal: what a fit leaves of its gradient, and rounding.
const EQUAL: f64 = 1e-9;

/// 1 + the number of higher ratings, so that equal ratings share the better rank.
#[must_use]
pub fn rank(ratings: &[f64]) -> Vec<u32> {
    let above = |r: &f64| {
        let beyond = r + EQUAL * r.abs().max(1.0);
        1 + ratings.iter().filter(|&&other| other > beyond).count() as u32
    };
    ratings.iter().map(above).collect()
}

/// 1 + the number of models whose interval lies wholly above one's own: the rule of `LMArena`.
#[must_use]
pub fn rank_by_interval(lower: &[f64], upper: &[f64]) -> Vec<u32> {
    let above = |mine: &f64| 1 + lower.iter().filter(|other| *other > mine).count() as u32;
    upper.iter().map(above).collect()
}

/// Groups of models that the votes cannot tell apart, best first.
///
/// From the best model down, a model joins the current tier when no two of the tier's members and
/// itself differ significantly, and opens the next tier otherwise. Differences are judged by their
/// tests, Holm-adjusted over all pairs, at `1 - level`.
#[must_use]
pub fn tiers(ratings: &[f64], differences: &Differences, level: f64) -> Vec<Vec<u32>> {
    let models = ratings.len();
    let most = differences.sure(level);
    let differ = |a: u32, b: u32| differences.p(a as usize, b as usize) <= most;
    let order = order(models, &|a, b| ratings[b].total_cmp(&ratings[a]));
    let mut tiers: Vec<Vec<u32>> = vec![];
    for model in order.into_iter().map(|model| model as u32) {
        match tiers.last_mut() {
            Some(tier) if !tier.iter().any(|&member| differ(member, model)) => tier.push(model),
            _ => tiers.push(vec![model]),
        }
    }
    tiers
}

/// Two-sided p-value of a difference with a normal error; equal ratings without error are equal.
#[must_use]
pub fn wald_p(difference: f64, se: f64) -> f64 {
    if difference == 0.0 {
        return 1.0;
    }
    (2.0 * normal_sf(difference.abs() / se)).min(1.0)
}

#[cfg(test)]
mod tests {
    use nalgebra::DMatrix;

    use super::super::sandwich::Covariance;
    use super::*;

    /// Tiers of ratings with independent errors.
    fn tiers_at(ratings: &[f64], se: f64) -> Vec<Vec<u32>> {
        let n = ratings.len();
        let errors = Covariance::normal(DMatrix::identity(n, n) * (se * se));
        tiers(ratings, &Differences::new(ratings, &errors), 0.95)
    }

    #[test]
    fn equal_ratings_share_the_better_rank() {
        assert_eq!(rank(&[1.0, 3.0, 1.0, -2.0]), [2, 1, 2, 4]);
        assert_eq!(rank(&[-1e-17, 1e-17, 1e-8]), [2, 2, 1]);
        assert!(rank(&[]).is_empty());
    }

    #[test]
    fn intervals_that_touch_share_a_rank() {
        let (lower, upper) = ([1.0, 0.5, -1.0], [2.0, 1.0, 0.4]);
        assert_eq!(rank_by_interval(&lower, &upper), [1, 1, 3]);
    }

    #[test]
    fn tiers_hold_models_that_no_test_tells_apart() {
        let ratings = [-3.0, 1.0, 0.9, 0.5, -0.4];
        assert_eq!(tiers_at(&ratings, 0.2), [vec![1, 2, 3], vec![4], vec![0]]);
        // 1.0 and -0.4 are now 2.2 standard errors apart: p = 0.028, but 0.17 after Holm.
        assert_eq!(tiers_at(&ratings, 0.45), [vec![1, 2, 3, 4], vec![0]]);
        assert!(tiers_at(&[], 1.0).is_empty());
        assert_eq!(tiers_at(&[0.0, 0.0], 0.0), [vec![0, 1]]);
    }
}
