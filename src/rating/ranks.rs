//! Ranks, what the votes leave open about them, and tiers.

use super::sandwich::Covariance;
use crate::stats::adjust::holm;
use crate::stats::order::order;
use crate::stats::special::normal_sf;

/// 1 + the number of higher ratings, so that equal ratings share the better rank.
#[must_use]
pub fn rank(ratings: &[f64]) -> Vec<u32> {
    let above = |r: &f64| 1 + ratings.iter().filter(|other| *other > r).count() as u32;
    ratings.iter().map(above).collect()
}

/// From 1 + the number of models significantly above to the number of models not significantly
/// below, by the two-sided Wald test of each difference at `level`.
#[must_use]
pub fn rank_interval(ratings: &[f64], errors: &Covariance, level: f64) -> Vec<(u32, u32)> {
    let models = ratings.len();
    let of = |i: usize| {
        let (mut above, mut below) = (0, 0);
        for j in (0..models).filter(|&j| j != i) {
            let difference = ratings[j] - ratings[i];
            let differ = errors.difference_p(i, j, difference) < 1.0 - level;
            above += u32::from(differ && difference > 0.0);
            below += u32::from(differ && difference < 0.0);
        }
        (1 + above, models as u32 - below)
    };
    (0..models).map(of).collect()
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
/// itself differ significantly, and opens the next tier otherwise. Differences are judged by Wald
/// tests, Holm-adjusted over all pairs, at `1 - level`.
#[must_use]
pub fn tiers(ratings: &[f64], errors: &Covariance, level: f64) -> Vec<Vec<u32>> {
    let models = ratings.len();
    let mut p = Vec::with_capacity(models * models.saturating_sub(1) / 2);
    for j in 1..models {
        for i in 0..j {
            p.push(errors.difference_p(i, j, ratings[i] - ratings[j]));
        }
    }
    let p = holm(&p);
    let differ = |a: u32, b: u32| {
        let (i, j) = (a.min(b) as usize, a.max(b) as usize);
        p[j * (j - 1) / 2 + i] < 1.0 - level
    };
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

    use super::*;

    fn independent(se: f64, models: usize) -> Covariance {
        Covariance::normal(DMatrix::identity(models, models) * (se * se))
    }

    #[test]
    fn equal_ratings_share_the_better_rank() {
        assert_eq!(rank(&[1.0, 3.0, 1.0, -2.0]), [2, 1, 2, 4]);
        assert!(rank(&[]).is_empty());
    }

    #[test]
    fn rank_intervals_count_what_is_significant() {
        let ratings = [2.0, 1.0, 0.9, -3.0];
        let errors = independent(0.2, 4);
        assert_eq!(rank_interval(&ratings, &errors, 0.95), [(1, 1), (2, 3), (2, 3), (4, 4)]);
        let wide = independent(100.0, 4);
        assert_eq!(rank_interval(&ratings, &wide, 0.95), [(1, 4); 4]);
        let exact = independent(0.0, 4);
        assert_eq!(rank_interval(&ratings, &exact, 0.95), [(1, 1), (2, 2), (3, 3), (4, 4)]);
    }

    #[test]
    fn intervals_that_touch_share_a_rank() {
        let (lower, upper) = ([1.0, 0.5, -1.0], [2.0, 1.0, 0.4]);
        assert_eq!(rank_by_interval(&lower, &upper), [1, 1, 3]);
    }

    #[test]
    fn tiers_hold_models_that_no_test_tells_apart() {
        let errors = independent(0.2, 5);
        let ratings = [-3.0, 1.0, 0.9, 0.5, -0.4];
        assert_eq!(tiers(&ratings, &errors, 0.95), [vec![1, 2, 3], vec![4], vec![0]]);
        // 1.0 and -0.4 are now 2.2 standard errors apart: p = 0.028, but 0.17 after Holm.
        let looser = independent(0.45, 5);
        assert_eq!(tiers(&ratings, &looser, 0.95), [vec![1, 2, 3, 4], vec![0]]);
        assert!(tiers(&[], &independent(1.0, 0), 0.95).is_empty());
        assert_eq!(tiers(&[0.0, 0.0], &independent(0.0, 2), 0.95), [vec![0, 1]]);
    }
}
