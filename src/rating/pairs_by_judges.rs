//! Every pair's record with judges for the sample: one pass over their votes, nothing drawn.
//!
//! A pair's win rate r is the mean of its votes' scores (1, ½, 0), of which judge g cast `n_g` of N and
//! whose deviations sum to `s_g = Σ (y - r)`. The regression on a constant alone has the cluster
//! robust variance `Σ s_g² / (1 - n_g / N) / N²` (CR2: Bell and `McCaffrey` 2002, whose adjustment is a
//! number here) and, votes of one judge being as independent as others', Satterthwaite's degrees of
//! freedom `N² / (Σ n_g² + (Σ a_g)² - Σ a_g²)` with `a_g = n_g² / (N - n_g)`.
//!
//! Below [`EXACT_BELOW`] decisive votes judges who differ cannot make a record surer than its votes
//! do: p is not below the exact sign test's, and the interval not narrower than Wilson's. Judges of one vote each
//! are votes, and twenty of them would be found uneven in 63 of 1,000 even pairs otherwise.
//!
//! Where judges do not differ at all that variance is zero and says nothing. Then the judges' own
//! sign test is left (every judge counts once, for the side that it prefers) and, as an interval,
//! that of a rate over as many votes as there are judges.

use super::head_to_head::{EXACT_BELOW, Test, clopper_pearson, head_to_head, wilson};
use crate::stats::binomial::fair_upper_tail;
use crate::stats::interval::Interval;
use crate::stats::student_t::{student_t_quantile, student_t_sf};
use crate::votes::{JudgeCounts, Pair, PairCounts};

/// Fewer judges of a pair say nothing of other judges.
pub const FEWEST_JUDGES: u32 = 3;

/// One pair's record, judges for the sample.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ByJudges {
    /// Who voted on the pair.
    pub judges: u32,
    /// How it was judged.
    pub by: Method,
    /// Of the win rate.
    pub interval: Interval,
    /// That the win rate is one half.
    pub test: Test,
}

/// How a pair was judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// CR2 with Satterthwaite's t, no surer than the votes themselves where these are few.
    Clustered,
    /// The sign test of judges, with Wilson's interval.
    SignWilson,
    /// The sign test of judges who all agree in every vote, with Clopper and Pearson's interval.
    SignClopperPearson,
    /// Not at all: fewer than three judges. p is 1, the interval all rates.
    TooFew,
}

/// Sums over the judges of one pair.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    judges: u32,
    /// Judges who prefer the first model, and the second.
    for_first: u64,
    for_second: u64,
    /// Σ `s_g²` / (1 - `n_g` / N)
    squares: f64,
    /// Σ `n_g²`
    sizes: f64,
    /// Σ `a_g` and Σ `a_g²`
    shares: f64,
    shares_squared: f64,
}

/// Every pair's record, in their order. `judges` hold the same votes as `counts`.
#[must_use]
pub fn pairs_by_judges(counts: &PairCounts, judges: &JudgeCounts, level: f64) -> Vec<ByJudges> {
    let mut sums = vec![Sums::default(); counts.pairs.len()];
    for judge in 0..judges.judges() {
        let mut entries = judges.of(judge).peekable();
        while let Some(&(first, _)) = entries.peek() {
            let (pair, mut cells) = (first / 3, [0_u32; 3]);
            while let Some((cell, votes)) = entries.next_if(|(cell, _)| cell / 3 == pair) {
                cells[cell as usize % 3] += votes;
            }
            sums[pair as usize].add(&counts.pairs[pair as usize], cells);
        }
    }
    counts.pairs.iter().zip(&sums).map(|(pair, sums)| sums.record(pair, level)).collect()
}

impl Sums {
    fn add(&mut self, pair: &Pair, [wins, losses, ties]: [u32; 3]) {
        let (all, own) =
            (pair.votes() as f64, f64::from(wins) + f64::from(losses) + f64::from(ties));
        self.judges += 1;
        self.for_first += u64::from(wins > losses);
        self.for_second += u64::from(losses > wins);
        if own >= all {
            return;
        }
        // Twice N s_g, in whole numbers: judges who do not differ sum to zero exactly.
        let surplus = |wins: f64, losses: f64| wins - losses;
        let deviation = all * surplus(f64::from(wins), f64::from(losses))
            - own * surplus(pair.wins as f64, pair.losses as f64);
        let score = deviation / (2.0 * all);
        let share = own * own / (all - own);
        self.squares += score * score / (1.0 - own / all);
        self.sizes += own * own;
        self.shares += share;
        self.shares_squared += share * share;
    }

    fn record(&self, pair: &Pair, level: f64) -> ByJudges {
        let all = pair.votes() as f64;
        let rate = (pair.wins as f64 + pair.ties as f64 / 2.0) / all;
        let of = |by, interval, test| ByJudges { judges: self.judges, by, interval, test };
        let nothing = Test { p: 1.0, p_one_sided: 1.0 };
        if self.judges < FEWEST_JUDGES {
            return of(Method::TooFew, Interval { low: 0.0, high: 1.0 }, nothing);
        }
        if self.squares <= 0.0 {
            let decided = self.for_first + self.for_second;
            let tail = fair_upper_tail(self.for_first.max(self.for_second), decided);
            let test = Test { p: (2.0 * tail).min(1.0), p_one_sided: tail };
            let judges = f64::from(self.judges);
            return if pair.ties == 0 && (pair.wins == 0 || pair.losses == 0) {
                let interval = clopper_pearson(self.for_first, self.for_second, level);
                of(Method::SignClopperPearson, interval, test)
            } else {
                of(Method::SignWilson, wilson(rate, judges, level), test)
            };
        }
        let se = self.squares.sqrt() / all;
        let df = all * all / (self.sizes + self.shares * self.shares - self.shares_squared);
        let tail = student_t_sf((rate - 0.5).abs() / se, df);
        let reach = student_t_quantile(f64::midpoint(1.0, level), df) * se;
        let mut interval = Interval { low: (rate - reach).max(0.0), high: (rate + reach).min(1.0) };
        let mut test = Test { p: (2.0 * tail).min(1.0), p_one_sided: tail };
        if pair.wins + pair.losses < EXACT_BELOW {
            let sign = head_to_head(pair).and_then(|record| record.sign).unwrap_or(nothing);
            test.p = test.p.max(sign.p);
            test.p_one_sided = test.p_one_sided.max(sign.p_one_sided);
            let of_votes = wilson(rate, all, level);
            interval.low = interval.low.min(of_votes.low);
            interval.high = interval.high.max(of_votes.high);
        }
        of(Method::Clustered, interval, test)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One pair's votes by judge: wins, losses, ties.
    fn of(judges: &[[u32; 3]]) -> ByJudges {
        let mut by_judge = JudgeCounts { offsets: vec![0], ..JudgeCounts::default() };
        let mut all = [0_u64; 3];
        for cells in judges {
            for (cell, &votes) in (0..).zip(cells).filter(|(_, votes)| **votes > 0) {
                by_judge.cells.push(cell);
                by_judge.counts.push(votes);
                all[cell as usize] += u64::from(votes);
            }
            by_judge.offsets.push(by_judge.cells.len() as u32);
        }
        let [wins, losses, ties] = all;
        let counts = PairCounts { models: 2, pairs: vec![Pair { i: 0, j: 1, wins, losses, ties }] };
        pairs_by_judges(&counts, &by_judge, 0.95)[0]
    }

    #[test]
    fn judges_of_equal_size_are_a_t_test_of_their_means() {
        // scipy: ttest_1samp([.9, .6, .7, .4], .5)
        let found = of(&[[9, 1, 0], [6, 4, 0], [7, 3, 0], [3, 5, 2]]);
        assert_eq!(found.by, Method::Clustered);
        assert!((found.test.p - 0.245_193_881_8).abs() < 1e-9, "{}", found.test.p);
        // The mean .65, its error .1040833, t of three degrees 3.1824463.
        assert!((found.interval.low - 0.318_760_5).abs() < 1e-6, "{:?}", found.interval);
        assert!((found.interval.high - 0.981_239_5).abs() < 1e-6, "{:?}", found.interval);
    }

    /// Literally: residuals of a regression on a constant, adjusted by cluster, and Satterthwaite's
    /// degrees of freedom from the matrix of their covariances.
    #[test]
    fn unequal_judges_are_the_definition() {
        let judges = [[30, 10, 4], [2, 5, 0], [1, 0, 0], [4, 4, 1], [0, 3, 2]];
        let sizes: Vec<f64> = judges.iter().map(|j| f64::from(j.iter().sum::<u32>())).collect();
        let scores: Vec<f64> =
            judges.iter().map(|j| f64::from(j[0]) + f64::from(j[2]) / 2.0).collect();
        let all: f64 = sizes.iter().sum();
        let rate = scores.iter().sum::<f64>() / all;
        let weight = |g: usize| 1.0 / (1.0 - sizes[g] / all).sqrt() / all;
        let variance: f64 =
            (0..5).map(|g| ((scores[g] - rate * sizes[g]) * weight(g)).powi(2)).sum();
        let (mut trace, mut squares) = (0.0, 0.0);
        for g in 0..5 {
            for h in 0..5 {
                let own = if g == h { sizes[g] } else { 0.0 };
                let entry = (own - sizes[g] * sizes[h] / all) * weight(g) * weight(h);
                trace += if g == h { entry } else { 0.0 };
                squares += entry * entry;
            }
        }
        let df = trace * trace / squares;
        let p = 2.0 * student_t_sf((rate - 0.5).abs() / variance.sqrt(), df);
        let found = of(&judges);
        assert!((found.test.p - p).abs() < 1e-12, "{} {p}", found.test.p);
        // The comparison can fail: one vote moved to another judge is another p.
        let moved = of(&[[29, 10, 4], [3, 5, 0], [1, 0, 0], [4, 4, 1], [0, 3, 2]]);
        assert!((moved.test.p - p).abs() > 1e-4);
    }

    #[test]
    fn judges_who_do_not_differ_are_counted() {
        let agreed = of(&[[1, 0, 0]; 5]);
        assert_eq!(agreed.by, Method::SignClopperPearson);
        assert!((agreed.test.p - 0.0625).abs() < 1e-15);
        assert!((agreed.interval.low - 0.478_176_25).abs() < 1e-8);
        let alike = of(&[[2, 1, 0]; 4]);
        assert_eq!(alike.by, Method::SignWilson);
        assert!((alike.test.p - 0.125).abs() < 1e-15 && alike.interval.low < 0.5);
        let tied = of(&[[0, 0, 2]; 6]);
        assert!((tied.test.p - 1.0).abs() < 1e-15 && tied.interval.contains(0.5));
    }

    #[test]
    fn judges_of_one_vote_each_are_no_surer_than_votes() {
        let mut judges = vec![[1, 0, 0]; 14];
        judges.extend([[0, 1, 0]; 5]);
        judges.push([0, 0, 1]);
        let (found, pair) = (of(&judges), Pair { i: 0, j: 1, wins: 14, losses: 5, ties: 1 });
        let sign = head_to_head(&pair).unwrap().sign.unwrap();
        assert_eq!((found.by, found.test), (Method::Clustered, sign));
        // By t alone p would be .035 and the even pair uneven; the exact one is .064.
        assert!((found.test.p - 0.063_568).abs() < 1e-6, "{}", found.test.p);
        assert!(found.interval.low <= wilson(14.5 / 20.0, 20.0, 0.95).low);
    }

    #[test]
    fn two_judges_say_nothing_of_others() {
        let found = of(&[[900, 0, 0], [800, 3, 0]]);
        assert_eq!((found.by, found.interval.low), (Method::TooFew, 0.0));
        assert!(found.test.p >= 1.0);
    }
}
