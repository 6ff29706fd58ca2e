//! The Elo scale, and Elo's own sequential ratings.

use std::f64::consts::LN_10;

/// Points of a rating's unit: 400 points are odds of ten to one.
const POINTS: f64 = 400.0 / LN_10;

/// A rating on the Elo scale, 1000 being the average of the models.
#[must_use]
pub fn elo(rating: f64) -> f64 {
    1000.0 + POINTS * rating
}

/// Elo ratings updated vote by vote from 1000, scale 400, base 10 (Elo 1978; `FastChat`'s
/// `compute_elo`). A vote is (a, b, score), the score 1 when a won, 0 when b did, ½ for a tie.
///
/// They depend on the order of the votes, and forget early ones: shown because sites show them.
#[must_use]
pub fn sequential_elo(
    models: usize,
    votes: impl IntoIterator<Item = (u32, u32, f64)>,
    k: f64,
) -> Vec<f64> {
    let mut ratings = vec![1000.0; models];
    for (a, b, score) in votes {
        let (a, b) = (a as usize, b as usize);
        let expected = 1.0 / (1.0 + libm::exp((ratings[b] - ratings[a]) / POINTS));
        let change = k * (score - expected);
        ratings[a] += change;
        ratings[b] -= change;
    }
    ratings
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "where a result is exact, the test says so")]
mod tests {
    use super::*;

    #[test]
    fn four_hundred_points_are_ten_to_one() {
        assert!((elo(LN_10) - 1400.0).abs() < 1e-12);
        assert_eq!(elo(0.0), 1000.0);
    }

    #[test]
    fn a_win_between_equals_moves_half_of_k() {
        assert_eq!(sequential_elo(3, [(0, 1, 1.0)], 4.0), [1002.0, 998.0, 1000.0]);
        assert_eq!(sequential_elo(2, [(0, 1, 0.5)], 4.0), [1000.0, 1000.0]);
    }
}
