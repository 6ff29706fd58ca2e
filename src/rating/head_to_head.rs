//! One pair's record, tested without any model of the other pairs.

use crate::stats::beta::beta_quantile;
use crate::stats::binomial::fair_upper_tail;
use crate::stats::interval::Interval;
use crate::stats::special::{normal_quantile, normal_sf};
use crate::votes::Pair;

/// Fewer decisive votes are tested exactly.
pub const EXACT_BELOW: u64 = 200;

/// A pair's win rate and whether it differs from one half.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HeadToHead {
    /// Of `i`: (wins + ties / 2) / votes.
    pub win_rate: f64,
    /// z-value of the win rate, its variance estimated from the votes (ties scoring ½).
    /// Absent when all votes are alike, which leaves no variance.
    pub z: Option<f64>,
    /// The normal test of that z.
    pub normal: Option<Test>,
    /// The exact test of wins against losses, without the ties. Absent when all are ties.
    pub sign: Option<Test>,
}

/// P-values of one test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Test {
    /// Two-sided.
    pub p: f64,
    /// One-sided, in the direction seen.
    pub p_one_sided: f64,
}

/// Tests one pair; `None` without votes.
#[must_use]
pub fn head_to_head(pair: &Pair) -> Option<HeadToHead> {
    if pair.votes() == 0 {
        return None;
    }
    let (wins, losses, ties) = (pair.wins as f64, pair.losses as f64, pair.ties as f64);
    let votes = wins + losses + ties;
    let win_rate = (wins + ties / 2.0) / votes;
    // Wins, losses and ties lie this far from the mean, written without cancellation.
    let (win, loss) = ((losses + ties / 2.0) / votes, win_rate);
    let tie = (losses - wins) / (2.0 * votes);
    let variance = (wins * win * win + losses * loss * loss + ties * tie * tie) / votes;
    let z = (variance > 0.0).then(|| (wins - losses) / (2.0 * votes) / (variance / votes).sqrt());
    let normal = z.map(|z| {
        let tail = normal_sf(z.abs());
        Test { p: (2.0 * tail).min(1.0), p_one_sided: tail }
    });
    let sign = (pair.wins + pair.losses > 0).then(|| {
        let tail = fair_upper_tail(pair.wins.max(pair.losses), pair.wins + pair.losses);
        Test { p: (2.0 * tail).min(1.0), p_one_sided: tail }
    });
    Some(HeadToHead { win_rate, z, normal, sign })
}

/// Wilson's (1927) interval of a rate over `n` votes. Ties as half make it a little too wide.
#[must_use]
pub fn wilson(rate: f64, n: f64, level: f64) -> Interval {
    let z = normal_quantile(f64::midpoint(1.0, level));
    let shrunk = 1.0 + z * z / n;
    let centre = (rate + z * z / (2.0 * n)) / shrunk;
    let half = z * (rate * (1.0 - rate) / n + z * z / (4.0 * n * n)).sqrt() / shrunk;
    Interval { low: (centre - half).max(0.0), high: (centre + half).min(1.0) }
}

/// Clopper and Pearson's (1934) interval of the share of wins among decisive votes, of which there
/// is at least one: never too short, whatever the share.
#[must_use]
pub fn clopper_pearson(wins: u64, losses: u64, level: f64) -> Interval {
    let (tail, w, l) = ((1.0 - level) / 2.0, wins as f64, losses as f64);
    Interval {
        low: if wins == 0 { 0.0 } else { beta_quantile(tail, w, l + 1.0).x },
        high: if losses == 0 { 1.0 } else { 1.0 - beta_quantile(tail, l, w + 1.0).x },
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "where a result is exact, the test says so")]
mod tests {
    use super::*;

    fn of(wins: u64, losses: u64, ties: u64) -> Option<HeadToHead> {
        head_to_head(&Pair { i: 0, j: 1, wins, losses, ties })
    }

    #[test]
    fn what_cannot_be_tested_is_absent() {
        assert_eq!(of(0, 0, 0), None);
        let ties = of(0, 0, 9).unwrap();
        assert_eq!((ties.win_rate, ties.z, ties.sign), (0.5, None, None));
        let sweep = of(10, 0, 0).unwrap();
        assert_eq!((sweep.win_rate, sweep.normal), (1.0, None));
        assert!((sweep.sign.unwrap().p - 2.0 / 1024.0).abs() < 1e-18);
    }

    #[test]
    fn an_even_record_differs_from_nothing() {
        let even = of(7, 7, 3).unwrap();
        assert_eq!((even.z, even.normal.unwrap().p, even.sign.unwrap().p), (Some(0.0), 1.0, 1.0));
    }

    #[test]
    fn swapping_sides_turns_the_sign() {
        let (a, b) = (of(12, 5, 3).unwrap(), of(5, 12, 3).unwrap());
        assert_eq!(a.z.unwrap(), -b.z.unwrap());
        assert_eq!((a.normal, a.sign), (b.normal, b.sign));
    }

    #[test]
    fn wilson_agrees_with_statsmodels() {
        // statsmodels: proportion_confint(12, 40, method="wilson")
        let Interval { low, high } = wilson(12.0 / 40.0, 40.0, 0.95);
        assert!((low - 0.180_748_452_3).abs() < 1e-9 && (high - 0.454_300_188_2).abs() < 1e-9);
    }
}
