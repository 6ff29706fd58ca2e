//! The draws' means and covariances against the exact ones, and wrong samplers that must not pass.
//!
//! Over 20,000 replicates every mean and covariance of cells, and the total's
//! mean, is a z-value from the exact moment and the products' own spread. The
//! largest of the 55 has to stay under 4.5: a right sampler exceeds it with
//! probability 4e-4 (55 × 2 × 3.4e-6), once and for all since seeds are fixed.

use mindgap::rating::FitOptions;
use mindgap::resample::{Plan, Resampler, plain};
use mindgap::stats::philox::{Domain, Stream};
use mindgap::votes::{JudgeCounts, Pair, PairCounts};

const REPLICATES: u32 = 20_000;
const BOUND: f64 = 4.5;

fn counts() -> PairCounts {
    let pair = |i, j, wins, losses, ties| Pair { i, j, wins, losses, ties };
    let pairs = vec![pair(0, 1, 40, 7, 13), pair(0, 2, 2, 9, 1), pair(1, 2, 20, 25, 5)];
    PairCounts { models: 3, pairs }
}

/// The same votes dealt to 12 judges, some with far more of one cell than others.
fn judges() -> JudgeCounts {
    let mut by_judge = vec![[0_u32; 9]; 12];
    for (cell, &count) in counts().cells().iter().enumerate() {
        for vote in 0..count as usize {
            by_judge[(vote * vote / 5 + cell) % 12][cell] += 1;
        }
    }
    let mut judges = JudgeCounts { offsets: vec![0], ..JudgeCounts::default() };
    for cells in by_judge {
        for (cell, &votes) in (0..).zip(&cells).filter(|(_, votes)| **votes > 0) {
            judges.cells.push(cell);
            judges.counts.push(votes);
        }
        judges.offsets.push(judges.cells.len() as u32);
    }
    judges
}

fn plan(judges: Option<JudgeCounts>) -> Plan {
    let fit = FitOptions::default();
    Plan { counts: counts(), judges, fit, seed: 3, replicates: REPLICATES }
}

type Draw = Box<dyn FnMut(u32) -> Vec<u64>>;

/// The engine's draws and the plain ones.
fn both(judges: Option<JudgeCounts>) -> [Draw; 2] {
    let mut fast = Resampler::new(plan(judges.clone())).unwrap();
    let mut plain = plain::Resampler::new(plan(judges)).unwrap();
    [Box::new(move |replicate| fast.draw(replicate)), Box::new(move |r| plain.draw(r))]
}

/// What one draw adds to the cells: every vote is one outcome of this, every judge too.
type Parts = Vec<[f64; 9]>;

fn votes_apart() -> Parts {
    let of = |(cell, n): (usize, u64)| {
        let mut part = [0.0; 9];
        part[cell] = 1.0;
        std::iter::repeat_n(part, n as usize)
    };
    counts().cells().into_iter().enumerate().flat_map(of).collect()
}

fn judges_apart() -> Parts {
    let judges = judges();
    let of = |judge| {
        let mut part = [0.0; 9];
        judges.of(judge).for_each(|(cell, votes)| part[cell as usize] = f64::from(votes));
        part
    };
    (0..judges.judges()).map(of).collect()
}

/// The largest z-value of drawing as many parts as there are, with replacement.
fn worst(parts: &Parts, mut draw: impl FnMut(u32) -> Vec<u64>) -> f64 {
    let n = parts.len() as f64;
    let mean: [f64; 9] = std::array::from_fn(|i| parts.iter().map(|part| part[i]).sum());
    let mut exact = [[0.0; 9]; 9];
    for part in parts {
        for i in 0..9 {
            for j in 0..9 {
                exact[i][j] += (part[i] - mean[i] / n) * (part[j] - mean[j] / n);
            }
        }
    }
    let rows: Vec<Vec<f64>> = (0..REPLICATES)
        .map(|r| draw(r).iter().zip(&mean).map(|(&x, mean)| x as f64 - mean).collect())
        .collect();
    let z = |values: &mut dyn Iterator<Item = f64>, expected: f64| {
        let (mut sum, mut squares) = (0.0, 0.0);
        values.for_each(|x| (sum, squares) = (sum + x, squares + x * x));
        let mean = sum / f64::from(REPLICATES);
        let variance = (squares / f64::from(REPLICATES) - mean * mean).max(1e-18);
        ((mean - expected) / (variance / f64::from(REPLICATES)).sqrt()).abs()
    };
    let mut worst = z(&mut rows.iter().map(|row| row.iter().sum()), 0.0);
    for i in 0..9 {
        worst = worst.max(z(&mut rows.iter().map(|row| row[i]), 0.0));
        for j in 0..=i {
            worst = worst.max(z(&mut rows.iter().map(|row| row[i] * row[j]), exact[i][j]));
        }
    }
    worst
}

#[test]
fn votes_have_the_multinomials_moments() {
    for mut draw in both(None) {
        let z = worst(&votes_apart(), &mut draw);
        assert!(z < BOUND, "z = {z}");
        assert!((0..100).all(|r| draw(r).iter().sum::<u64>() == counts().votes()));
    }
}

#[test]
fn judges_have_their_own() {
    let plan = plan(Some(judges()));
    assert!(Plan::from_bytes(&plan.to_bytes()).is_ok(), "the judges hold these votes");
    for draw in both(Some(judges())) {
        let z = worst(&judges_apart(), draw);
        assert!(z < BOUND, "z = {z}");
    }
}

#[test]
fn wrong_samplers_do_not_pass() {
    let cells = counts().cells();
    let total = counts().votes();
    // Each cell by itself: right means and nearly right variances, no covariance.
    let apart = |replicate: u32| {
        let mut stream = Stream::new(3, Domain::Simulation, replicate, 0);
        let mut drawn = |count: u64| {
            let share = count as f64 / total as f64;
            (0..total).filter(|_| stream.unit() < share).count() as u64
        };
        cells.iter().map(|&count| drawn(count)).collect()
    };
    // One vote too few.
    let [mut ours, mut again] = both(None);
    let fewer = |replicate: u32| {
        let mut drawn = ours(replicate);
        drawn[0] = drawn[0].saturating_sub(1);
        drawn
    };
    // The last vote never drawn: the first in its place.
    let skipping = |replicate: u32| {
        let mut drawn = again(replicate);
        let last = u64::from(drawn[8] > 4);
        drawn[8] -= last;
        drawn[0] += last;
        drawn
    };
    // Every replicate the same one.
    let [mut stuck, _] = both(None);
    let [by_judge, _] = both(Some(judges()));
    let seen = [
        worst(&votes_apart(), apart),
        worst(&votes_apart(), fewer),
        worst(&votes_apart(), skipping),
        worst(&votes_apart(), |_| stuck(0)),
        worst(&votes_apart(), by_judge),
    ];
    assert!(seen.iter().all(|&z| z > 2.0 * BOUND), "{seen:?}");
}
