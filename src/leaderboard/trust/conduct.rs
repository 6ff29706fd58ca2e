//! How a judge votes, whatever the models: on which side, in which runs, how fast.

use crate::stats::binomial::fair_upper_tail;
use crate::stats::order::sort_floats;
use crate::stats::quantile::quantile;
use crate::votes::{Outcome, Votes};

/// Decisive votes from which on a side's preference can show: of five all alike p is 0.06.
const FEWEST_DECISIVE: u64 = 6;

/// One judge's conduct.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Conduct {
    /// Share of decisive votes for the model shown first, where sides are told.
    pub first: Option<f64>,
    /// Exact binomial test of one half; absent below six decisive votes.
    pub first_p: Option<f64>,
    /// Most decisive votes in a row for the same side.
    pub run: Option<u32>,
    /// Probability of one as long in as many fair tosses.
    pub run_p: Option<f64>,
    /// Median seconds between a vote and the judge's one before.
    pub seconds: Option<f64>,
    /// Share of votes cast within the time that counts as fast.
    pub fast: Option<f64>,
}

/// Of the rows of one judge, in the order in which they were cast.
pub(super) fn conduct(
    votes: &Votes,
    rows: &[u32],
    told: bool,
    pace: Option<(f64, f64)>,
) -> Conduct {
    let mut found = Conduct::default();
    if told {
        let sides = rows.iter().filter_map(|&row| match votes.outcome[row as usize] {
            Outcome::A => Some(true),
            Outcome::B => Some(false),
            Outcome::Tie | Outcome::BothBad => None,
        });
        let sides: Vec<bool> = sides.collect();
        let (all, first) =
            (sides.len() as u64, sides.iter().filter(|first| **first).count() as u64);
        if all > 0 {
            found.first = Some(first as f64 / all as f64);
            let run = longest_run(&sides);
            found.run = Some(run);
            if all >= FEWEST_DECISIVE {
                found.first_p = Some((2.0 * fair_upper_tail(first.max(all - first), all)).min(1.0));
                found.run_p = Some(run_probability(all as u32, run));
            }
        }
    }
    if let (Some((second, fast)), Some(time)) = (pace, &votes.time) {
        let times = rows.iter().map(|&row| time[row as usize]).filter(|time| time.is_finite());
        let times: Vec<f64> = times.collect();
        let mut between: Vec<f64> =
            times.windows(2).map(|two| (two[1] - two[0]) / second).collect();
        sort_floats(&mut between);
        found.seconds = quantile(&between, 0.5);
        if !between.is_empty() {
            let quick = between.iter().filter(|seconds| **seconds <= fast).count();
            found.fast = Some(quick as f64 / between.len() as f64);
        }
    }
    found
}

fn longest_run(sides: &[bool]) -> u32 {
    let (mut longest, mut run, mut last) = (0, 0, None);
    for &side in sides {
        run = if last == Some(side) { run + 1 } else { 1 };
        last = Some(side);
        longest = longest.max(run);
    }
    longest
}

/// P(some run of `run` or more equal ones in `tosses` of a fair coin): that the changes between
/// neighbours leave `run - 1` out in a row somewhere.
fn run_probability(tosses: u32, run: u32) -> f64 {
    if run <= 1 {
        return 1.0;
    }
    let (same, pairs) = (run as usize - 1, tosses as usize - 1);
    // Of the first m neighbours: no `same` in a row are alike. A first such row ends at m after a
    // change, or begins the tosses.
    let mut without = vec![1.0; pairs + 1];
    let first = libm::exp2(-f64::from(run - 1));
    for m in same..=pairs {
        without[m] =
            without[m - 1] - if m == same { first } else { first / 2.0 * without[m - same - 1] };
    }
    (1.0 - without[pairs]).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_as_probable_as_counted() {
        for tosses in 1..=12_u32 {
            for run in 1..=tosses {
                let long = (0..1_u32 << tosses).filter(|bits| {
                    let sides: Vec<bool> = (0..tosses).map(|k| bits >> k & 1 == 1).collect();
                    longest_run(&sides) >= run
                });
                let expected = long.count() as f64 / f64::from(1_u32 << tosses);
                let found = run_probability(tosses, run);
                assert!((found - expected).abs() < 1e-12, "{tosses} {run}: {found} {expected}");
            }
        }
    }
}
